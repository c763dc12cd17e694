"""Rationing of hours: what every rule must keep, and which way levers push."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.codes import ADM, COORD, DEL, EMG, LED, MED, SVC, VIS
from sim.levers import Floats, PolicyParameters
from sim.processes import hours
from sim.processes.hours_parameters import HourParameters
from sim.processes.rationing import RULES, ration, waterfill
from tests.sim.processes.offices import offices, run

NEEDS = st.lists(st.one_of(st.just(0.0), st.floats(0.01, 200)), min_size=8, max_size=8).map(np.array)
WEIGHTS = st.lists(st.floats(0.1, 20), min_size=8, max_size=8).map(np.array)
HOURS = st.floats(0, 800)
TIED = st.floats(0, 0.6)
ANY_RULE = st.integers(0, len(RULES) - 1)
SLACK = 1e-7


def test_two_classes_short_of_hours_get_them_by_weight_and_need() -> None:
    given_hours = waterfill(np.array([100.0, 60.0]), np.array([3.0, 1.4]), 80.0)
    assert given_hours[0] / given_hours[1] == (3.0 * 100.0) / (1.4 * 60.0)
    assert given_hours.sum() == pytest.approx(80.0, abs=1e-12)


def test_what_a_class_cannot_use_goes_to_the_others() -> None:
    # 30 hours by 20:1 would give the first class 28.6 of its 10; the second gets what is left.
    np.testing.assert_allclose(waterfill(np.array([10.0, 10.0]), np.array([20.0, 1.0]), 15.0), [10.0, 5.0])


@settings(max_examples=200, deadline=None)
@given(NEEDS, WEIGHTS, HOURS, TIED, ANY_RULE)
def test_hours_are_used_up_or_every_need_is_met(
    need: Floats, weight: Floats, available: float, tied: float, rule: int
) -> None:
    given_hours = ration(need, weight, available, tied, rule)
    assert given_hours.min() >= 0.0
    assert (given_hours <= need).all()
    assert given_hours.sum() == pytest.approx(min(available, need.sum()), abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(NEEDS, WEIGHTS, HOURS, TIED, ANY_RULE, st.floats(0, 50))
def test_more_hours_take_from_no_class(
    need: Floats, weight: Floats, available: float, tied: float, rule: int, more: float
) -> None:
    before = ration(need, weight, available, tied, rule)
    assert (ration(need, weight, available + more, tied, rule) >= before - SLACK).all()


@settings(max_examples=200, deadline=None)
@given(NEEDS, WEIGHTS, HOURS, TIED, ANY_RULE, st.floats(0.01, 50))
def test_more_administration_gives_to_no_citizen_facing_class(
    need: Floats, weight: Floats, available: float, tied: float, rule: int, more: float
) -> None:
    before = ration(need, weight, available, tied, rule)
    larger = need.copy()
    larger[ADM] += more
    after = ration(larger, weight, available, tied, rule)
    assert (after[2:] <= before[2:] + SLACK).all()


@settings(max_examples=100, deadline=None)
@given(NEEDS, WEIGHTS, HOURS, st.integers(0, 7), st.floats(1.01, 5))
def test_a_larger_weight_takes_nothing_from_its_class(
    need: Floats, weight: Floats, available: float, favoured: int, factor: float
) -> None:
    before = waterfill(need, weight, available)
    heavier = weight.copy()
    heavier[favoured] *= factor
    assert waterfill(need, heavier, available)[favoured] >= before[favoured] - SLACK


def test_strict_order_serves_administration_before_anyone_but_emergencies() -> None:
    need = np.array([50.0, 30, 20, 10, 10, 5, 5, 20])
    given_hours = ration(need, np.ones(8), 75.0, 0.0, RULES.index("strict"))
    np.testing.assert_allclose(given_hours, [50, 5, 0, 0, 0, 0, 0, 20])


def test_visible_first_starves_visits_most() -> None:
    need = np.full(8, 10.0)
    need[EMG] = 0.0
    share = ration(need, np.ones(8), 30.0, 0.0, RULES.index("visible")) / 10.0
    assert share.argmax() == LED
    assert share[VIS] == min(share[:EMG])


def test_equal_shares_are_equal_where_they_are_wanted() -> None:
    need = np.array([90.0, 90, 90, 90, 2, 0, 0, 0])
    given_hours = ration(need, np.ones(8), 42.0, 0.0, RULES.index("equal"))
    np.testing.assert_allclose(given_hours, [10, 10, 10, 10, 2, 0, 0, 0], atol=1e-9)


def test_tied_staff_serve_administration_first_and_then_anything() -> None:
    need = np.array([10.0, 0, 90, 0, 0, 0, 0, 0])
    weight = np.array([1.0, 1, 9, 1, 1, 1, 1, 1])
    free, tied = ration(need, weight, 50.0, 0.0, 0), ration(need, weight, 50.0, 0.5, 0)
    assert free[ADM] < tied[ADM] == 10.0
    assert tied.sum() == pytest.approx(50.0)


@pytest.mark.parametrize("rule", RULES)
def test_every_committee_gets_in_a_week_what_it_would_decide_on_its_own(rule: str) -> None:
    street = run(offices("OLD", "RUR", "CHE", allocation=rule, offload=0.8))
    c = street.world.communities
    c.skilled_hours[:], c.capacity[:] = 0.0, [150.0, 60.0, 200.0]
    hours.state_needs(street)
    tied = street.values(HourParameters).tied_share * (1.0 - street.levers.unified_mgmt)
    decided = [
        rc.ration(float(c.capacity[k] - c.own_hours[k]), hours.weights(street)[k], tied[k], RULES.index(rule))
        for k, rc in enumerate(street.committees)
    ]
    hours.allocate(street)
    np.testing.assert_array_equal(c.hours, decided)
    assert (c.coverage[c.need > 0.0] == (c.hours / np.maximum(c.need, 1e-9))[c.need > 0.0]).all()


def test_skilled_members_help_by_need_before_the_committee_divides_its_hours() -> None:
    street = run(offices())
    c = street.world.communities
    hours.state_needs(street)
    c.need[0] = [40.0, 0, 30, 0, 10, 0, 0, 20]
    c.skilled_hours[:], c.capacity[:], c.own_hours[:] = 12.0, 10.0, 0.0
    hours.allocate(street)
    # Twelve of the sixty hours of services, mediation and emergencies: a fifth of each.
    assert c.hours[0, MED] >= 2.0
    assert c.hours[0].sum() == pytest.approx(22.0)
    assert c.capacity[0] == pytest.approx(22.0)
    assert c.need[0] == pytest.approx([40.0, 0, 30, 0, 10, 0, 0, 20])


def test_weights_today() -> None:
    """A = 1, psi = .2, eight assessments, vetoes in full, residents' rating of workers .2."""
    street = offices()
    weights = hours.weights(street)[0]
    expected = {ADM: 1 + 2 * 0.8, LED: 3.0, SVC: 1.4 * 1.06, VIS: 0.8 * 1.4 * 1.06, MED: 1.4 * 3.0}
    expected |= {DEL: 0.6 * 1.4, COORD: 1.0, EMG: 20.0}
    assert weights == pytest.approx([expected[kind] for kind in range(8)])


def share_of_administration(**levers: float) -> float:
    weights = hours.weights(run(offices(**levers)))[0]
    return float(weights[ADM] / weights.sum())


def test_more_assessment_from_above_raises_the_share_of_administration() -> None:
    shares = [share_of_administration(kpi_weight=w) for w in (0.0, 0.3, 0.6, 1.0)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_residents_ratings_move_weight_from_administration_to_services() -> None:
    assert share_of_administration(resident_eval=1.0) < share_of_administration(resident_eval=0.0)
    street = run(offices(resident_eval=1.0))
    assert hours.weights(street)[0, ADM] == pytest.approx(1.0)
    assert hours.weights(street)[0, SVC] == pytest.approx(3.0 * 1.06)


def test_vetoes_never_go_away_in_full() -> None:
    np.testing.assert_allclose(hours.veto(run(offices())), 1.0)
    np.testing.assert_allclose(hours.veto(run(offices(veto_removed=1.0))), 0.15)
    kept = hours.veto(run(offices(veto_removed=1.0, secretary_account=1.0, kpi_weight=1.0)))
    np.testing.assert_allclose(kept, 0.15 + 0.2 * 0.7 + 0.2 * 0.7)


def test_needs_follow_residents_and_rules() -> None:
    """OLD: 2,750 residents, committee everywhere: 13 and 8 hours per 1,000."""
    street = offices(own_service_share=0.2)
    street.world.communities.own_bought[:] = 0.0
    hours.state_needs(street)
    need = street.world.communities.need[0]
    assert need[SVC] == pytest.approx(13 * 2.75)
    assert need[VIS] == pytest.approx(8 * 2.75)


@pytest.mark.parametrize(
    ("levers", "factor"),
    [
        ({"onestop": 1.0}, 1 - 0.25 * 0.7),
        ({"agency": 1.0}, 1 + 0.3 * 0.8),
        ({"catalogue": 1.0}, 1 + 0.1 * 0.5),
        ({"dig_cov": 0.9, "integr": 0.8, "usab": 0.8}, 1 - 0.35 * (0.9 * 0.8 * 0.8 - 0.03)),
    ],
)
def test_service_need_by_lever(levers: dict[str, float], factor: float) -> None:
    street = offices(**levers)
    street.week += 1
    # Levers that the community itself carries out need all its posts filled.
    communities = street.world.communities
    street.levers.update(street.week, np.ones(1), street.values(PolicyParameters), None)
    communities.own_bought[:] = 0.0
    hours.state_needs(street)
    assert communities.need[0, SVC] == pytest.approx(13 * 2.75 * factor)


def test_agency_costs_staff_more_where_the_way_is_long() -> None:
    added = {}
    for place in ("OLD", "BOR"):
        rates = []
        for agency in (0.2, 1.0):
            street = run(offices(place, agency=agency))
            street.world.communities.own_bought[:] = 0.0
            hours.state_needs(street)
            rates.append(street.world.communities.need[0, SVC] / street.world.communities.residents[0])
        added[place] = rates[1] / rates[0] - 1.0
    assert 0.0 < added["OLD"] < added["BOR"]


def test_street_hours_today_and_in_competition() -> None:
    """60 h per 1,000 residents x .5; shares that sum above .9 shrink together."""
    assert hours.street_hours(offices()) == pytest.approx(0.5 * 60 * 2.75)
    crowded = run(offices(street_pb=0.4, street_focus=0.85, street_env=0.4))
    shares = crowded.office.shares()
    assert sum(shares) == pytest.approx(0.9)
    assert shares[1] / shares[0] == pytest.approx(0.85 / 0.4)


def test_street_divides_its_hours_by_weight_and_need() -> None:
    street = run(offices())
    office = street.world.office
    office.task_need[0], office.dispute_need[0], office.hours[0] = 100.0, 50.0, 60.0
    street.office.ration()
    assert office.task_hours[0] + office.dispute_hours[0] == pytest.approx(60.0)
    assert office.task_hours[0] / office.dispute_hours[0] == pytest.approx(3.0 * 100 / (1.4 * 3.0 * 50))


def test_an_elastic_street_meets_every_need_and_is_paid_for_it() -> None:
    weeks = {"street_capacity": "elastic", "street_focus": 0.1}
    elastic, fixed = run(offices(**weeks), 6), run(offices(street_focus=0.1), 6)
    flow = elastic.world.street_flows
    assert flow.street_tasks[0] == pytest.approx(flow.street_need[0])
    assert fixed.world.street_flows.street_tasks[0] < fixed.world.street_flows.street_need[0]
    assert elastic.record.money("regular_wages").sum() > fixed.record.money("regular_wages").sum()


def test_skilled_members_add_hours_where_they_are_needed() -> None:
    plain, helped = offices(), offices()
    for street in (plain, helped):
        run(street)
        street.world.communities.skilled_hours[:] = 5.0 if street is helped else 0.0
        run(street)
        street.check()
    more = helped.world.communities.hours[0] - plain.world.communities.hours[0]
    assert more.sum() == pytest.approx(5.0)
    assert more[SVC] > 0.0
    assert helped.world.communities.coverage[0, SVC] > plain.world.communities.coverage[0, SVC]


def test_pooled_staff_serve_citizens_more() -> None:
    pooled, tied = run(offices(unified_mgmt=1.0), 8), run(offices(unified_mgmt=0.0), 8)
    citizens = [SVC, VIS, MED, DEL]
    coverage = [
        s.record["hours"][:, 0, citizens].sum() / s.record["needs"][:, 0, citizens].sum()
        for s in (tied, pooled)
    ]
    assert coverage[0] < coverage[1]


def test_a_head_of_both_offices_is_a_bottleneck() -> None:
    """The same tasks want 1.6 hours more where one person holds both offices, 2.4 fewer elsewhere."""
    street = run(offices(), 2)
    backlog = street.world.departments.backlog_rc.sum()
    street.world.departments.backlog_rc *= 100.0 / backlog
    for dual, wanted in ((1.0, 101.6), (0.0, 97.6)):
        street.world.communities.dual_office[:] = dual
        hours.state_needs(street)
        assert street.world.communities.need[0, ADM] == pytest.approx(wanted)


def test_hours_spent_on_levers_are_missing_elsewhere() -> None:
    free, costly = run(offices(costs=False, kpi_weight=1.0)), run(offices(kpi_weight=1.0))
    spent = costly.world.communities.own_hours[0]
    assert spent == pytest.approx(1.0)
    missing = free.world.communities.hours.sum() - costly.world.communities.hours.sum()
    assert missing == pytest.approx(spent)
