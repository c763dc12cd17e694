"""Posts, efficiency, overtime, burnout, turnover: analytic limits and directions."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.codes import COORD, LED, SOCIAL_WORKER
from sim.levers import PolicyParameters
from sim.model import Street
from sim.processes import hours, workforce
from sim.processes.posts import EFFICIENCY, N_FILLED, count_staff
from sim.processes.workforce_parameters import WorkforceParameters
from tests.sim.processes.offices import offices, run


def strain(street: Street, load: float, formal: float, weeks: int) -> None:
    """Let staff live under a constant load, without turnover."""
    c = street.world.communities
    for _ in range(weeks):
        street.week += 1
        c.pressure[:], c.formal_share[:] = load, formal
        c.hours[:] = 0.0
        c.hours[:, LED], c.hours[:, 0] = formal, 1.0 - formal
        workforce.burnout_turnover(street)


@pytest.mark.parametrize(("load", "formal"), [(0.5, 0.0), (1.0, 0.3), (1.6, 0.5), (3.0, 1.0)])
def test_burnout_tends_to_gain_over_gain_plus_recovery(
    load: float, formal: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B* = u / (u + a_r R), u = a_d z (x - x0)+ + a_f f; R as today, 1.14 (1 - .5 f)."""
    monkeypatch.setattr(workforce, "_turn_over", lambda *_: None)
    street = offices("RUR")
    street.world.communities.dual_office[:] = 0.6  # neither one head nor two: the factor of the head is 1
    strain(street, load, formal, 4000)
    workers = street.world.workers
    z = workers.susceptibility[: workers.n]
    gain = 0.04 * z * max(load - 0.8, 0.0) + 0.01 * formal
    resources = 1.0 + 0.1 * 16 / 80 + 0.2 * 0.3 + 0.2 * 0.2 + 0.2 * 0.1
    loss = 0.02 * resources * (1.0 - 0.5 * formal)
    expected = gain / (gain + loss)
    committee = workers.role[: workers.n] != SOCIAL_WORKER
    np.testing.assert_allclose(workers.burnout[: workers.n][committee], expected[committee], atol=1e-6)


def test_filled_posts_tend_to_filling_over_quitting_plus_filling() -> None:
    """Filled share = (1/v) / (q + 1/v) with a constant quit probability q = 1 - exp(-rate)."""
    levers = {"quit_rate": 0.0015, "quit_slope": 1.5, "vacancy_weeks": 80.0, "posts_per_10k": 35.0}
    street = offices("OLD", "RUR", "CHE", **levers)
    workers, posts = street.world.workers, street.world.posts
    street.levers.update(street.week, np.ones(3), street.values(PolicyParameters))
    workforce.capacity(street)
    # Burnout 1 on everyone: quits at .0015 exp(1.5 x .6) a week.
    quits = 1.0 - math.exp(-0.0015 * math.exp(1.5 * 0.6))
    share = (1 / 80) / (quits + 1 / 80)
    filled, seen = 0.0, 0.0
    for week in range(3000):
        workers.burnout[: workers.n] = 1.0
        street.week += 1
        workforce.burnout_turnover(street)
        if week >= 400:
            place = posts.community[: posts.n] >= 0
            filled += (posts.holder[: posts.n][place] >= 0).sum()
            seen += place.sum()
    # Spells last v / (1 + q v) weeks, so so many draws are independent.
    spell = 1 / (quits + 1 / 80)
    error = math.sqrt(share * (1 - share) / (seen / (2 * spell)))
    assert filled / seen == pytest.approx(share, abs=4 * error)


@settings(max_examples=15, deadline=None)
@given(
    posts_per_10k=st.floats(8, 35),
    rc_setup=st.floats(0, 1),
    sw_per_10k=st.floats(0, 8),
    quit_slope=st.floats(1.5, 5),
    seed=st.integers(1, 99),
)
def test_posts_are_filled_or_vacant_and_hires_less_quits_change_the_filled(**values: Any) -> None:
    street = offices("URV", "FAR", **values)
    before = street.world.communities.filled.copy()
    for _ in range(12):
        street.world.workers.burnout[:] = 1.0
        run(street)
        flows, staff = street.world.flows, count_staff(street, 0.4)
        np.testing.assert_array_equal(flows.filled, before + flows.hires - flows.quits)
        assert (flows.filled <= flows.posts).all()
        np.testing.assert_array_equal(staff[:-1, N_FILLED], flows.filled)
        before = flows.filled.copy()


def test_no_hours_come_from_unfilled_posts() -> None:
    street = offices(temp_cap=0.25)
    posts = street.world.posts
    posts.holder[: posts.n] = -1
    run(street)
    c = street.world.communities
    assert c.pressure[0] == 3.0
    assert c.capacity[0] == pytest.approx(c.temp_hours[0])


@pytest.mark.parametrize(
    ("kind", "levers", "posts"),
    [
        ("OLD", {}, 4),  # 14 x 2,750 / 10,000 = 3.85
        ("FAR", {}, 2),  # 14 x 1,500 x .5 / 10,000 = 1.05, at least 2
        ("URV", {}, 3),  # 14 x 3,250 x .6 / 10,000 = 2.73
        ("URV", {"rc_setup": 1.0}, 5),  # 4.55
        ("OLD", {"posts_per_10k": 18.0}, 5),  # 4.95
        ("BOR", {"posts_per_10k": 18.0}, 3),  # its own 20 is more: 2.5
    ],
)
def test_number_of_posts(kind: str, levers: dict[str, float], posts: int) -> None:
    assert run(offices(kind, **levers)).world.communities.posts[0] == posts


def test_new_posts_open_vacant_and_move_nobodys_luck() -> None:
    """Beside more posts the same holders quit in the same weeks."""
    left = []
    for rate in (8.0, 30.0):
        street = offices("CHE", "OLD", posts_per_10k=rate)
        street.levers.update(street.week, np.ones(2), street.values(PolicyParameters))
        workforce.capacity(street)
        workers, posts = street.world.workers, street.world.posts
        for _ in range(300):
            workers.burnout[: workers.n] = 0.8
            street.week += 1
            workforce.burnout_turnover(street)
        first = np.flatnonzero(workers.joined[: workers.n] == 0)
        left.append({int(posts.key[workers.post[w]]): int(workers.left[w]) for w in first})
        assert street.world.communities.posts.sum() == (9 if rate == 8.0 else 18)
    assert left[0] == left[1]
    assert max(left[0].values()) > 0


def test_social_workers_by_the_lever() -> None:
    """22,000 residents x 1.5 per 10,000 = 3.3 posts; 4 per 10,000 = 8.8."""
    everywhere = ("OLD", "CHE", "DAN", "URV", "VTC", "RUR", "REL", "BOR", "FAR")
    for rate, number in ((1.5, 3), (4.0, 9)):
        street = run(offices(*everywhere, sw_per_10k=rate))
        assert street.world.street_flows.sw_posts[0] == number


def test_efficiency_is_skill_less_what_burnout_takes() -> None:
    street = offices()
    workers = street.world.workers
    workers.skill[:], workers.burnout[:] = 0.9, 0.5
    staff = count_staff(street, 0.4)
    np.testing.assert_allclose(staff[0, EFFICIENCY], staff[0, N_FILLED] * 0.9 * (1 - 0.4 * 0.5))


def test_load_ratio_by_hand() -> None:
    """(mandated + half of citizen-facing needs - help) / 40 x efficiency; overtime .35 (1 - B) at most."""
    street = run(offices("REL"))
    c = street.world.communities
    normal = 40.0 * c.filled[0] * c.efficiency[0]
    hours.state_needs(street)
    wanted = c.mandated[0] + 0.5 * c.need[0, [2, 3, 4, 5]].sum()
    workforce.capacity(street)
    assert c.pressure[0] == pytest.approx(min((wanted - c.temp_hours[0]) / normal, 3.0))
    overtime = min(0.35, max(c.pressure[0] - 1, 0)) * (1 - c.burnout[0])
    assert c.overtime[0] == pytest.approx(overtime)
    assert c.capacity[0] == pytest.approx(normal * (1 + overtime) + c.temp_hours[0])


def mean_load(**values: Any) -> float:
    return float(run(offices("OLD", "REL", **values), 26).record["pressure"].mean())


def test_offloading_raises_the_load_and_steeply_beyond_the_threshold() -> None:
    loads = [mean_load(offload=w) for w in (0.0, 0.3, 0.6, 1.0)]
    assert loads == sorted(loads)
    assert loads[3] - loads[2] > loads[1] - loads[0]


@pytest.mark.parametrize(
    "relief",
    [
        {"fund_follow": 1.0},
        {"sink_hours": 40.0},
        {"posts_per_10k": 30.0, "vacancy_weeks": 10.0},
        {"access_gate": 1.0, "gate_inspection": 1.0, "list_clarity": 1.0},
        {"unified_assess": True, "ledger_cut": 1.0, "meeting_cut": 1.0},
    ],
)
def test_what_relieves_the_load(relief: dict[str, Any]) -> None:
    assert mean_load(offload=0.7, **relief) < mean_load(offload=0.7)


def useful_hours_of_moved_staff(street: Street) -> float:
    workforce.capacity(street)
    c = street.world.communities
    own = 40.0 * c.filled[0] * c.efficiency[0] * (1 + c.overtime[0])
    return float(c.capacity[0] - own - c.temp_hours[0])


def test_moved_staff_is_less_useful_at_first_and_called_back_before_inspections() -> None:
    street = run(offices(sink_hours=40.0, street_focus=0.85, inspection_freq=0.0))
    assert street.world.communities.sunk_hours[0] == 40.0
    assert useful_hours_of_moved_staff(street) == pytest.approx(0.8 * 40.0)
    run(street, 26)
    assert useful_hours_of_moved_staff(street) == pytest.approx(40.0)
    street.world.communities.preparing[:] = True
    assert useful_hours_of_moved_staff(street) == pytest.approx(0.8 * 40.0)
    assert street.world.communities.sunk_hours[0] == pytest.approx(0.8 * 40.0)


def test_moved_hours_leave_the_street_and_never_more_than_half_of_them() -> None:
    plain, moved = run(offices(costs=False)), run(offices(costs=False, sink_hours=120.0, inspection_freq=0.0))
    half = 0.5 * hours.street_hours(plain)
    assert moved.world.communities.sunk_hours.sum() == pytest.approx(min(half, 120.0))
    lost = plain.world.office.hours[0] - moved.world.office.hours[0]
    assert lost == pytest.approx(moved.world.communities.sunk_hours.sum())


def expected_quits(street: Street) -> float:
    """Sum of weekly quit rates in the committee, from the rates in force."""
    rates = workforce._rates(street, workforce.in_force(street))[0]
    return float(rates[workforce.QUIT] * math.exp(rates[workforce.SLOPE] * 0.4))


@pytest.mark.parametrize(
    ("levers", "factor"), [({"pay": 1.0}, 0.5), ({"workforce_plan": 1.0}, 1 - 0.2 * 0.8), ({}, 1.0)]
)
def test_pay_and_plan_keep_staff(levers: dict[str, float], factor: float) -> None:
    assert expected_quits(run(offices(**levers))) == pytest.approx(0.001 * math.exp(1.0) * factor)


def test_the_allowance_keeps_the_certified_and_fills_exams() -> None:
    plain, paid = run(offices()), run(offices(cert_bonus=1.0))
    before, after = (workforce._rates(s, workforce.in_force(s))[0] for s in (plain, paid))
    assert after[workforce.CERTIFIED] == pytest.approx(1 - 0.3 * 0.9)
    assert after[workforce.EXAM] - before[workforce.EXAM] == pytest.approx(0.1 / 52)


@pytest.mark.parametrize(
    ("levers", "added"),
    [
        ({"pay": 1.0}, 0.3),
        ({"training_h": 60.0}, 0.1 * 44 / 80),
        ({"pb_support": 1.0}, 0.2 * 0.7),
        ({"autonomy": 0.8}, 0.2 * 0.6),
        ({"fault_tol": 1.0}, 0.2 * 0.9),
        ({"workforce_plan": 1.0}, 0.1 * 0.8),
        ({"career": 1.0}, 0.1),
        ({"twoway": 1.0}, 0.05 * 0.5),
        ({"reward": 1.0}, 0.8 * (0.1 - 0.15 * 0.4 * 0.9)),
        ({"reward": 1.0, "fault_tol": 1.0}, 0.2 * 0.9 + 0.8 * 0.1),
    ],
)
def test_resources_for_recovery(levers: dict[str, float], added: float) -> None:
    p = offices().values(WorkforceParameters)
    resources = [workforce.recovery(run(offices(**chosen)), p)[0] for chosen in ({}, levers)]
    assert resources[0] == pytest.approx(1.14)
    assert resources[1] - resources[0] == pytest.approx(added)


def test_local_recruits_come_from_a_smaller_pool_in_towns_only() -> None:
    for kind, skill in (("OLD", 0.55 * (1 - 0.1 * 0.4)), ("RUR", 0.55)):
        street = offices(kind, local_member=0.9, posts_per_10k=35.0, vacancy_weeks=10.0)
        run(street)
        workers = street.world.workers
        newest = np.flatnonzero(workers.joined[: workers.n] == street.week)
        while newest.size == 0:
            run(street)
            newest = np.flatnonzero(workers.joined[: workers.n] == street.week)
        assert workers.skill[newest[0]] == pytest.approx(skill)
        assert workers.burnout[newest[0]] == pytest.approx(0.15)


def test_skill_closes_its_gap_by_three_in_a_hundred_a_week() -> None:
    street = offices("RUR")
    workers = street.world.workers
    workers.skill[:], workers.certified[:] = 0.5, True
    workforce.burnout_turnover(street)
    stayed = workers.joined[: workers.n] == 0
    np.testing.assert_allclose(workers.skill[: workers.n][stayed], 0.5 + 0.03 * 0.5)


def test_variants_of_burnout() -> None:
    strong = workforce.in_force(offices(burnout_form="strong"))
    assert (strong.efficiency_loss, strong.recovery_rate, strong.quit_slope) == (0.7, 0.008, 5.0)
    fixed = offices(burnout_form="off")
    before = fixed.world.workers.burnout[: fixed.world.workers.n].copy()
    run(fixed, 5)
    still = fixed.world.workers.left[: len(before)] < 0
    np.testing.assert_array_equal(fixed.world.workers.burnout[: len(before)][still], before[still])


def test_the_head_of_both_offices_strains_faster() -> None:
    street = offices()
    workers, c = street.world.workers, street.world.communities
    workers.burnout[:], workers.susceptibility[:] = 0.2, 1.0
    c.dual_office[:], c.formal_share[:], c.pressure[:] = 1.0, 0.0, 1.8
    workforce.burnout_turnover(street)
    gain, fade = 0.04 * (1.8 - 0.8), 0.02 * 1.14 * 0.2
    assert workers.burnout[0] == pytest.approx(0.2 + gain * (1 + 0.3 * 0.4) * 0.8 - fade)
    assert workers.burnout[1] == pytest.approx(0.2 + gain * 0.8 - fade)


def test_a_vacant_head_is_seen() -> None:
    street = offices("OLD", "BOR")
    posts = street.world.posts
    heads = np.flatnonzero((posts.ordinal[: posts.n] == 0) & (posts.community[: posts.n] >= 0))
    posts.holder[heads] = [-1, 0]
    assert workforce.head_vacant(street).tolist() == [True, False]


def test_formal_share_is_ledgers_and_coordination_in_all_hours() -> None:
    street = run(offices(), 2)
    c = street.world.communities
    assert c.formal_share[0] == pytest.approx(c.hours[0, [LED, COORD]].sum() / c.hours[0].sum())


def test_the_same_seed_gives_the_same_staff_and_another_seed_another() -> None:
    states = []
    for seed in (3, 3, 4):
        street = run(offices(seed=seed), 30)
        workers = street.world.workers
        states.append(workers.burnout[: workers.n].tolist() + street.record["tasks_issued"][:, 0].tolist())
    assert states[0] == states[1]
    assert states[0] != states[2]
