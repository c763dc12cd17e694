"""Task inflow, the gate, leakage and formalism."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.actors.department import relabelled
from sim.codes import ADVERSARIAL, ASSIST, LED, OUTSIDE, SELF, STATUTORY, SVC
from sim.model import Street
from sim.processes import assessment, tasks
from tests.sim.processes.offices import offices, run

OFF_LISTS = slice(ADVERSARIAL, OUTSIDE + 1)
SHARES = st.floats(0, 1)


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def gap(street: Street) -> float:
    """Largest departure from: issued = done + cancelled + lapsed + backlogs."""
    d = street.world.departments
    done = d.total_rc + d.total_street + d.total_so + d.total_cancelled + d.total_lapsed
    return float(np.abs(d.total_issued - done - d.backlog_rc - d.backlog_street - d.backlog_so).max())


LISTS = ("offload", "access_gate", "no_transfer", "no_enforce", "power_list", "ledger_cut")
MONEY = ("outside_purchase", "outside_recipient", "fund_follow", "twoway")


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(LISTS + MONEY, SHARES)), st.integers(1, 1000))
def test_no_task_hour_is_lost_whatever_the_levers(levers: dict[str, float], seed: int) -> None:
    street = run(offices("URV", seed=seed, **levers), 6)
    tasks.relieve(street, np.array([3.0]))
    assert gap(street) < 1e-6
    street.check()


def test_hours_issued_match_the_declared_total_and_season() -> None:
    """120 h a week for 2,200 adults; 1.3 of the mean in the last four weeks of each half-year."""
    street = run(offices("OLD", week=0, costs=False), 260)
    issued = street.record["tasks_issued"][:, 0]
    # Compound Poisson: 30 tasks of 4 h with cv .8 give a variance of 30 x 16 x 1.64 a week.
    error = math.sqrt(30 * 16 * 1.64 / 260)
    assert abs(issued.mean() - 120.0) < 4 * error
    week = np.arange(260) % 26
    assert issued[week >= 22].mean() / issued[week < 22].mean() == pytest.approx(1.3 / 0.945, abs=0.12)


def test_hours_are_split_by_class_as_declared() -> None:
    street = run(offices("OLD"))
    issued = street.world.departments.issued.sum(axis=(0, 1))
    # Clear lists make the assisted class grow; today's clarity does not.
    np.testing.assert_allclose(issued / issued.sum(), [0.25, 0.45, 0.06, 0.12, 0.12])


def test_what_is_listed_stays() -> None:
    """Full clarity moves .01 x .8 of all hours a year from off-list to assisted."""
    street = run(offices("OLD", list_clarity=1.0), 52)
    issued = street.world.departments.issued.sum(axis=(0, 1))
    assert issued[ASSIST] / issued.sum() == pytest.approx(0.45 + 0.008, abs=1e-9)


def test_own_and_assisted_tasks_go_where_the_rules_send_them() -> None:
    """Where 60 % of the area has a committee, it gets .6 of own and .5 x .6 of assisted hours."""
    street = run(offices("URV"))
    d, flows = street.world.departments, street.world.flows
    issued = d.issued.sum(axis=(0, 1))
    off_lists = flows.outside_rc[0]
    assert flows.outside_attempted[0] == pytest.approx(0.3 * issued[OFF_LISTS].sum())
    assert flows.tasks_assist_outside_rc[0] == pytest.approx(0.3 * issued[ASSIST] + off_lists)
    assert flows.tasks_rc[0] == pytest.approx(0.6 * issued[SELF] + 0.3 * issued[ASSIST] + off_lists)


def share_down(street: Street) -> float:
    flows = street.world.flows
    return float(flows.tasks_rc[0] / flows.tasks_issued[0])


def test_a_task_off_the_list_is_refused_when_the_gate_is_closed_and_nothing_leaks() -> None:
    values = {"leak_base": -3.0, "leak_pressure": 1.0}
    street = run(offices(access_gate=1.0, gate_inspection=1.0, list_clarity=1.0, **values), 3)
    flows = street.world.flows
    assert flows.outside_rc[0] < 0.05 * flows.outside_attempted[0]
    assert flows.outside_done_rc[0] <= flows.outside_rc[0] + 0.1


def test_leak_follows_the_declared_formula() -> None:
    """Guard = 2 checks + clarity + .5 (lawful - .3) + 2; push = 2 pressure / reference."""
    guard = np.array([2 * 0.1 + 0.2 + 2.0])
    leaks = relabelled(np.array([0.0, 5.0]), np.array([10.0, 10.0]), guard, 2.0)
    assert leaks[:, 0] == pytest.approx([logistic(-2.4), logistic(-2.4 + 2 * 0.5)])
    street = offices()
    assert street.county[0].relabels(guard)[0] == pytest.approx(
        logistic(-2.4 + 2 * float(street.county[0].pressure) / float(street.county[0].reference))
    )


def settled_leak(guard: float) -> float:
    """Solve leak = logistic(-guard + 2 (1 - leak)): at rest pressure is the share blocked."""
    leak = 0.0
    for _ in range(200):
        leak = logistic(-guard + 2.0 * (1.0 - leak))
    return leak


@pytest.mark.parametrize(("checks", "guard"), [(0.0, 2.2), (1.0, 4.2)])
def test_a_closed_gate_erodes_to_where_pressure_and_checks_balance(checks: float, guard: float) -> None:
    street = run(offices(access_gate=1.0, gate_inspection=checks), 80)
    flows = street.record
    leak = flows["outside_rc"][-40:].sum() / flows["outside_attempted"][-40:].sum()
    first = flows["outside_rc"][0, 0] / flows["outside_attempted"][0, 0]
    assert leak == pytest.approx(settled_leak(guard), abs=0.03)
    assert first < leak


def test_pressure_settles_at_what_is_blocked() -> None:
    """P keeps .9 a week, so P / reference tends to blocked / attempted."""
    street = run(offices("CHE", "OLD", access_gate=0.6), 80)
    d, last = street.world.departments, slice(-40, None)
    blocked = 1.0 - street.record["outside_rc"][last].sum() / street.record["outside_attempted"][last].sum()
    assert (d.pressure.sum() / d.reference.sum()) == pytest.approx(blocked, abs=0.12)


@pytest.mark.parametrize("lever", ["gate_inspection", "list_clarity", "rc_law"])
def test_levers_that_hold_leakage_back(lever: str) -> None:
    low, high = (run(offices(access_gate=1.0, **{lever: v}), 12) for v in (0.0, 1.0))
    leak = [s.record["outside_rc"].sum() / s.record["outside_attempted"].sum() for s in (low, high)]
    assert leak[1] < leak[0]


def test_bans_keep_enforcement_and_statutory_duties_with_the_street() -> None:
    plain = run(offices(), 4)
    banned = run(offices(no_enforce=1.0, no_transfer=1.0), 4)
    assert plain.world.communities.adversarial_items[0] > 0.0
    assert banned.world.communities.adversarial_items[0] == 0.0
    done = banned.world.departments.total_rc.sum(axis=(0, 1))
    assert done[ADVERSARIAL] == done[STATUTORY] == 0.0
    assert done[OUTSIDE] > 0.0
    assert banned.world.street_flows.street_need[0] > plain.world.street_flows.street_need[0]


def test_items_of_enforcement_are_hours_done_over_hours_of_a_task() -> None:
    street = run(offices(), 2)
    before = street.world.departments.total_rc[:, :, ADVERSARIAL].sum()
    run(street)
    done = street.world.departments.total_rc[:, :, ADVERSARIAL].sum() - before
    assert street.world.communities.adversarial_items[0] == pytest.approx(done / 4.0)


def test_blocked_work_is_cancelled_in_part() -> None:
    """Of blocked hours .15 is cancelled; the rest stays with the street, less .15 x .2 duplicates."""
    street = run(offices(access_gate=1.0), 1)
    flows, d = street.world.flows, street.world.departments
    blocked = flows.outside_attempted[0] - flows.outside_rc[0]
    stays = flows.tasks_issued[0] - flows.tasks_rc[0] - 0.15 * blocked
    assert flows.tasks_cancelled[0] == pytest.approx(0.15 * blocked + 0.15 * 0.2 * stays)
    street_side = d.backlog_street.sum() + d.total_street.sum()
    assert street_side == pytest.approx(stays * (1 - 0.03), rel=0.02)


def test_complete_duty_lists_lighten_the_street() -> None:
    plain, listed = run(offices(), 12), run(offices(power_list=1.0), 12)
    assert listed.record["street_need"].sum() < plain.record["street_need"].sum()


def test_bought_work_reaches_whoever_is_paid_for_it() -> None:
    levers = {"access_gate": 1.0, "gate_inspection": 1.0, "outside_purchase": 1.0}
    own = run(offices(**levers, outside_recipient=1.0), 60)
    others = run(offices(**levers, outside_recipient=0.0), 60)
    assert own.record.money("outside_purchase")[:, 0].sum() > 0.0
    assert others.world.departments.backlog_so.sum() + others.world.departments.total_so.sum() > 0.0
    assert own.record["income_untied"].sum() > others.record["income_untied"].sum()
    assert gap(own) < 1e-6
    assert gap(others) < 1e-6


def test_a_committee_consents_unless_it_is_overloaded() -> None:
    committee = offices().committees[0]
    committee.pressure = 1.1
    assert committee.consents(0.99)
    committee.pressure = 1.3
    assert committee.consents(0.49)
    assert not committee.consents(0.51)


def test_ledger_hours_today() -> None:
    """OLD: .25 h for each hour passed down, 12 h of meetings, 4.4 of plates, 4.4 of certificates."""
    street = run(offices(week=60), 1)
    passed = street.world.departments.passed.sum()
    assert not street.world.communities.preparing[0]
    assert street.world.communities.ledger_hours[0] == pytest.approx(0.25 * passed + 12.0 + 4.4 + 4.4)
    assert street.world.communities.certificates[0] == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("levers", "saved"),
    [
        ({"meeting_cut": 1.0}, 12.0),
        ({"plaque_cut": 1.0}, 3.9),
        ({"cert_cut": 1.0}, 4.4),
        ({"pooling": 1.0}, 2.4),
    ],
)
def test_cuts_save_their_hours(levers: dict[str, Any], saved: float) -> None:
    plain, cut = run(offices(), 1), run(offices(**levers), 1)
    hours = [s.world.communities.ledger_hours[0] for s in (plain, cut)]
    assert hours[0] - hours[1] == pytest.approx(saved)


def test_ledgers_cut_in_full_leave_no_ledger_hours_on_tasks() -> None:
    plain, cut = run(offices(access_gate=0.0), 3), run(offices(access_gate=0.0, ledger_cut=1.0), 3)
    passed = plain.world.departments.passed.sum()
    assert plain.world.communities.ledger_hours[0] - cut.world.communities.ledger_hours[0] == pytest.approx(
        0.25 * passed
    )
    assert cut.world.flows.hours[0, LED] < plain.world.flows.hours[0, LED]


@pytest.mark.parametrize(
    ("levers", "added"),
    [
        ({"rc_standard": 1.0}, 0.5 * 0.7),
        ({"env_pm_committee": True}, 0.5),
        ({"anti_gang": 1.0}, 0.8),
        ({"credit": 1.0}, 2.0),
        ({"credit": 1.0, "credit_form": "formal record"}, 4.0),
    ],
)
def test_new_rules_bring_paper(levers: dict[str, Any], added: float) -> None:
    plain, ruled = offices(), offices(**levers)
    for street in (plain, ruled):
        # Fixed procedures wait for filled posts.
        street.world.communities.filled[:] = street.world.communities.posts
        run(street)
    more = ruled.world.communities.ledger_hours[0] - plain.world.communities.ledger_hours[0]
    assert more == pytest.approx(added)


def test_preparing_takes_two_weeks_before_each_inspection() -> None:
    """Four a year: weeks 12-13, 25-26, 38-39 and 51-52, 8 h for each of eight assessments."""
    street = run(offices(week=0), 1)
    weeks = []
    for week in range(1, 53):
        if street.world.communities.preparing[0]:
            weeks.append(week)
        run(street)
    assert weeks == [12, 13, 25, 26, 38, 39, 51, 52]


@pytest.mark.parametrize(("frequency", "weeks"), [(0.0, 0), (4.0, 32), (8.0, 64), (12.0, 96), (5.5, 44)])
def test_inspections_come_as_often_as_set(frequency: float, weeks: int) -> None:
    street = run(offices(week=400, inspection_freq=frequency), 208)
    street.world.communities.preparing[:] = False
    prepared = 0
    for _ in range(208):
        run(street)
        prepared += int(street.world.communities.preparing[0])
    assert prepared == pytest.approx(weeks, abs=2)


def test_one_assessment_instead_of_eight() -> None:
    """Preparation falls from 64 to 8 x 1.3 hours a week, and ledgers weigh less."""
    hours = []
    for unified in (False, True):
        street = offices(unified_assess=unified)
        street.world.communities.inspection_phase[:] = 0.95
        run(street)
        assert street.world.communities.preparing[0]
        hours.append(street.world.communities.ledger_hours[0])
    assert hours[0] - hours[1] == pytest.approx(64.0 - 8 * 1.3)


def test_upward_assessment_is_one_today_and_bounded() -> None:
    np.testing.assert_allclose(tasks.upward_assessment(run(offices())), 1.0)
    full = run(offices(secretary_account=1.0, kpi_weight=1.0, twoway=1.0))
    np.testing.assert_allclose(tasks.upward_assessment(full), 0.82 + 0.2 + 0.4 + 0.1)
    most = run(offices(secretary_account=1.0, kpi_weight=1.0, twoway=1.0, **{"pressure_levels.base": 1.2}))
    np.testing.assert_allclose(tasks.upward_assessment(most), 1.6)


def online_ledgers(integr: float, dig_cov: float) -> float:
    street = run(offices(integr=integr, dig_cov=dig_cov, access_gate=0.0), 1)
    return float(street.world.communities.ledger_hours[0])


def test_online_coverage_helps_only_above_an_integration_threshold() -> None:
    """Double entry grows by iota (1 - integr) LED, service need falls by .35 integr usab SVC (E6)."""
    assert online_ledgers(0.2, 0.9) > online_ledgers(0.2, 0.3)
    assert online_ledgers(1.0, 0.9) == pytest.approx(online_ledgers(1.0, 0.3))
    ledgers, services, usable = 10.0, 36.0, 0.5
    threshold = 0.3 * ledgers / (0.3 * ledgers + 0.35 * services * usable)

    def more_hours(integr: float) -> float:
        return 0.3 * ledgers * (1 - integr) - 0.35 * services * integr * usable

    assert more_hours(threshold - 0.05) > 0.0 > more_hours(threshold + 0.05)
    sums = {}
    for integr in (0.0, 0.8):
        pair = [
            run(offices(integr=integr, dig_cov=d, access_gate=0.0), 1).world.communities for d in (0.3, 0.9)
        ]
        sums[integr] = [c.ledger_hours[0] + c.need[0, SVC] for c in pair]
    assert sums[0.0][1] > sums[0.0][0]
    assert sums[0.8][1] < sums[0.8][0]


def test_a_further_system_needs_to_work_with_the_others() -> None:
    alone, joined = (run(offices(smart_sys=1.0, smart_integr=v), 1) for v in (0.0, 1.0))
    coverage, integration = tasks.online(alone)
    assert (coverage[0], integration[0]) == pytest.approx((0.3 + 0.3, 0.2 * 0.7))
    assert tasks.online(joined)[1][0] == pytest.approx(0.2 * 0.7 + 0.3)
    assert joined.world.communities.ledger_hours[0] < alone.world.communities.ledger_hours[0]


@pytest.mark.parametrize(
    "lever", ["integrity", "reward", "platform_scope", "grid_info", "kpi_weight", "twoway"]
)
def test_levers_that_add_formalism(lever: str) -> None:
    plain, ruled = run(offices(), 1), run(offices(**{lever: 1.0}), 1)
    assert ruled.world.communities.ledger_hours[0] > plain.world.communities.ledger_hours[0]


def test_committees_rate_the_street_by_load_and_hours_passed_down() -> None:
    assert assessment.score(np.array([0.9, 2.0]), np.array([100.0, 0.0])) == 1.0
    assert assessment.score(np.array([1.4, 3.0]), np.array([50.0, 50.0])) == pytest.approx(0.5 * 0.6)
    assert assessment.score(np.array([1.0]), np.array([0.0])) == 1.0


def test_a_bad_rating_lowers_what_is_passed_down_and_never_below_half() -> None:
    """Factor 1 - .15 x rating x candour .5 x (1 - score)."""
    street = run(offices(twoway=1.0))
    street.office.heed(0.2)
    assert street.world.communities.forwarding[0] == pytest.approx(1 - 0.15 * 0.5 * 0.8)
    for _ in range(60):
        street.office.heed(0.0)
    assert street.world.communities.forwarding[0] == 0.5
    fair = run(offices(twoway=0.0))
    fair.office.heed(0.0)
    assert fair.world.communities.forwarding[0] == 1.0


def test_mutual_rating_acts_once_a_year() -> None:
    street = offices("REL", week=104, twoway=1.0, offload=1.0)
    run(street, 52)
    assert street.world.communities.forwarding[0] == 1.0
    run(street)
    assert 0.85 <= street.world.communities.forwarding[0] < 1.0


def test_relief_takes_hours_off_the_backlog_up_to_what_is_there() -> None:
    street = run(offices(task_hours_week=180.0), 4)
    d = street.world.departments
    backlog = d.backlog_rc.sum()
    assert backlog > 2.0
    assert tasks.relieve(street, np.array([2.0])) == pytest.approx([2.0])
    assert d.backlog_rc.sum() == pytest.approx(backlog - 2.0)
    assert d.total_so.sum() == pytest.approx(2.0)
    assert tasks.relieve(street, np.array([1e6])) == pytest.approx([backlog - 2.0])
    assert d.backlog_rc.sum() == pytest.approx(0.0, abs=1e-9)
    assert gap(street) < 1e-6


def test_what_is_left_over_lapses_by_a_tenth_a_week() -> None:
    street = run(offices(), 2)
    d = street.world.departments
    before, lapsed = d.backlog_rc.sum(), d.total_lapsed.sum()
    d.backlog_street[:] = 0.0
    tasks.carry_out(street, np.zeros(1), 0.0)
    assert d.backlog_rc.sum() == pytest.approx(0.9 * before)
    assert d.total_lapsed.sum() - lapsed == pytest.approx(0.1 * before)


def test_more_is_passed_down_when_more_is_offloaded() -> None:
    down = [share_down(run(offices(offload=w))) for w in (0.0, 0.3, 0.6, 1.0)]
    assert down == sorted(down)
    assert down[0] == pytest.approx(0.25)
