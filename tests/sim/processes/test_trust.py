"""How residents learn: analytic limits, the order of experiences, and sums by hand."""

from typing import Any

import numpy as np
import pytest

from sim.codes import (
    SVC,
    T_COMMUNITY,
    T_STREET,
    VIS,
    VOLUNTEER,
    X_DISPUTE,
    X_PROJECT,
    X_SESSION,
    X_VISIT,
)
from sim.model import Street
from sim.processes import trust
from sim.processes.learning import _live_through, _serve
from sim.processes.services import resident_quality
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array
from tests.sim.processes.citizens import citizens, in_force, same_mind

NOBODY = np.zeros(0, np.uint32)


def _quiet(*communities: str, **values: Any) -> Street:
    """Build a street on which nobody visits, enforces or discloses."""
    street = citizens(*communities, **values)
    street.world.communities.hours[:] = 0.0
    in_force(street, disclosure=0.0)
    street.world.residents.acted[:] = 0
    street.week = 1
    return street


def _tell(street: Street, kind: int, resident: int, signal: float, rate: float) -> None:
    lived = street.world.experiences
    new = lived.append(1)
    lived.kind[new], lived.resident[new], lived.organisation[new] = kind, resident, T_COMMUNITY
    lived.signal[new], lived.rate[new] = signal, rate


@pytest.mark.parametrize(("real", "close"), [("f8", 1e-6), ("f4", 1e-4)])
@pytest.mark.parametrize(("start", "q", "speed"), [(0.2, 0.7, 0.02), (0.9, 0.4, 0.04)])
def test_trust_goes_to_a_constant_signal_geometrically(
    real: str, close: float, start: float, q: float, speed: float
) -> None:
    # T_t = q + (T_0 - q)(1 - eta)^t; a worse signal moves it twice as fast.
    level, zero = np.full(3, start, real), np.zeros(3, real)
    for t in range(1, 201):
        _serve(level, zero, np.full(3, q), 0.02, np.zeros(3, np.uint8), 2.0, 0.7)
        assert level == pytest.approx(q + (start - q) * (1.0 - speed) ** t, abs=close)


def test_mixed_experiences_leave_trust_below_their_mean() -> None:
    # Good with probability p = .75, bad weighing twice: E[T] = p / (p + 2 (1 - p)) = .60.
    n, luck = 4_000, np.random.default_rng(8)
    level = np.full((5, n), 0.5)
    nothing = (np.zeros(n + 1, np.uint32), NOBODY, 0.15, np.zeros(n, np.uint8), 2.0, 0.7)
    means = []
    for t in range(600):
        signal = (luck.random(n) < 0.75).astype(float)
        _live_through(np.full(n, X_PROJECT, np.int8), np.arange(n, dtype=np.uint32), np.zeros(n, np.int8),
                      signal, np.full(n, 0.02), X_VISIT, X_SESSION, level, *nothing)  # fmt: skip
        if t >= 400:
            means.append(level[0].mean())
    assert np.mean(means) == pytest.approx(0.60, abs=0.005)
    assert level[1:] == pytest.approx(0.5)


def test_taking_part_softens_what_is_bad_and_nothing_else() -> None:
    level, took_part = np.array([0.5, 0.5]), np.array([0, 1], np.uint8)
    _serve(level, np.zeros(2), np.array([0.1, 0.1]), 0.1, took_part, 2.0, 0.7)
    assert level == pytest.approx([0.5 - 0.2 * 0.4, 0.5 - 0.14 * 0.4])
    _serve(level, np.zeros(2), np.array([0.9, 0.9]), 0.0, took_part, 2.0, 0.7)
    assert level == pytest.approx([0.42, 0.444])


def test_without_asymmetry_good_and_bad_weigh_the_same() -> None:
    street = _quiet("OLD", scale=0.05, trust_learning="symmetric")
    _, loss, _ = trust._learning(street)
    assert loss == 1.0


def test_experiences_are_applied_by_kind_whatever_the_order_in_which_they_came() -> None:
    street = _quiet("OLD", scale=0.05, rate_service=0.0014)
    r = street.world.residents
    same_mind(street, trust=0.5, trust_gap=0.0)
    met = float(resident_quality(street)[3])
    _tell(street, X_SESSION, 3, 0.8, 0.5)
    _tell(street, X_VISIT, 3, 0.9, 0.5)
    _tell(street, X_DISPUTE, 3, 0.1, 0.25)
    trust.learn(street)
    level = 0.5 + 0.5 * (0.9 - 0.5)
    level += 0.0014 * (2.0 if met < level else 1.0) * (met - level)
    level += 2.0 * 0.25 * (0.1 - level)
    level += 0.5 * (0.8 - level)
    assert r.trust[3, T_COMMUNITY] == pytest.approx(level, abs=1e-6)


def test_neighbours_hear_once_and_learn_less() -> None:
    # 0 - 1 - 2: 0 and 1 were both at the session, so 1 hears nothing new; 2 hears of it from 1.
    start, ties = np.array([0, 1, 3, 4], np.uint32), np.array([1, 0, 2, 1], np.uint32)
    level = np.full((5, 3), 0.4)
    _live_through(np.full(2, X_SESSION, np.int8), np.array([0, 1], np.uint32), np.zeros(2, np.int8),
                  np.full(2, 0.8), np.full(2, 0.1), X_VISIT, X_SESSION + 1, level, start, ties, 0.15,
                  np.zeros(3, np.uint8), 2.0, 0.7)  # fmt: skip
    assert level[T_COMMUNITY] == pytest.approx([0.44, 0.44, 0.4 + 0.15 * 0.1 * 0.4])


def test_projects_are_not_talked_about() -> None:
    start, ties = np.array([0, 1, 2], np.uint32), np.array([1, 0], np.uint32)
    level = np.full((5, 2), 0.4)
    _live_through(np.array([X_PROJECT], np.int8), np.array([0], np.uint32), np.zeros(1, np.int8),
                  np.array([0.8]), np.array([0.1]), X_VISIT, X_SESSION, level, start, ties, 0.15,
                  np.zeros(2, np.uint8), 2.0, 0.7)  # fmt: skip
    assert level[T_COMMUNITY] == pytest.approx([0.44, 0.4])


def test_efficacy_follows_success_and_failure_and_returns() -> None:
    street = _quiet("OLD", scale=0.05)
    same_mind(street, efficacy=0.4, efficacy_0=0.4)
    verdicts = street.world.verdicts
    new = verdicts.append(3)
    verdicts.resident[new], verdicts.success[new] = (0, 1, 1), (True, False, True)
    trust.learn(street)
    up = 0.4 + 0.03 * 0.6
    down = 0.4 * (1.0 - 0.06)
    mixed = down + 0.03 * (1.0 - down)
    expected = [e + 0.002 * (0.4 - e) for e in (up, mixed, 0.4)]
    assert street.world.residents.efficacy[:3] == pytest.approx(expected, abs=1e-6)
    assert verdicts.n == 0


def test_a_volunteers_success_is_as_likely_as_a_timely_response() -> None:
    street = _quiet("OLD", scale=1.0)
    r, c = street.world.residents, street.world.communities
    same_mind(street, efficacy=0.5, efficacy_0=0.5)
    r.acted[:, VOLUNTEER] = 1
    c.responsiveness[:] = 0.7
    trust.learn(street)
    rose = r.efficacy > 0.5
    assert rose.mean() == pytest.approx(0.7, abs=4.0 * (0.21 / r.n) ** 0.5)


def test_belonging_grows_with_acts_done_together_and_suffers_from_quarrels() -> None:
    street = _quiet("OLD", scale=0.05)
    r = street.world.residents
    same_mind(street, belonging=0.6, belonging_0=0.5)
    r.joint_acts[:4] = (0, 1, 2, 5)
    r.conflicts[4] = 1
    trust.learn(street)
    back = -0.001 * 0.1
    grown = [0.6 + 0.01 * n * 0.4 + back for n in (0, 1, 2, 2)]
    assert r.belonging[:5] == pytest.approx([*grown, 0.6 - 0.05 * 0.6 + back], abs=1e-6)
    assert not r.joint_acts.any()


def test_satisfaction_is_quality_and_a_share_of_what_it_is_above_expectation() -> None:
    street = _quiet("BOR", scale=0.1)
    r = street.world.residents
    met, expected = resident_quality(street), r.expectation.astype(float)
    trust.learn(street)
    assert r.satisfaction == pytest.approx(np.clip(met + 0.3 * (met - expected), 0.0, 1.0), abs=1e-6)
    assert r.expectation == pytest.approx(expected + 0.02 * (met - expected), abs=1e-6)


def test_promises_raise_expectations_and_so_lower_satisfaction_later() -> None:
    plain, promised = _quiet("OLD", scale=0.05), _quiet("OLD", scale=0.05)
    in_force(promised, publicity=1.0, catalogue=1.0, promise_w=1.0)
    before = plain.world.residents.expectation.astype(float)
    met = resident_quality(plain)
    for street in (plain, promised):
        trust.learn(street)
    r = promised.world.residents
    target = met + 0.1 * 0.8 + 0.05 * 0.5 + 0.02 * 2.0
    assert r.expectation == pytest.approx(before + 0.02 * (target - before), abs=1e-6)
    assert r.satisfaction == pytest.approx(plain.world.residents.satisfaction)
    trust.learn(plain)
    trust.learn(promised)
    assert (r.satisfaction < plain.world.residents.satisfaction).all()


def test_grievance_fades_faster_with_care_and_never_passes_five() -> None:
    street = _quiet("OLD", scale=0.05)
    r = street.world.residents
    in_force(street, psych_hours=24.0)
    same_mind(street, grievance=1.0, grievance_gain=0.0)
    r.served[:] = False
    r.served[0] = True
    r.grievance_gain[1:3] = (0.3, 9.0)
    trust.learn(street)
    fading = 0.005 + 0.003
    expected = [1.0 - fading - 0.05, 1.0 - fading + 0.3, 5.0, 1.0 - fading]
    assert r.grievance[:4] == pytest.approx(expected, abs=1e-6)
    assert not r.grievance_gain.any()


@pytest.mark.parametrize(("lost", "way"), [(0.0, 1), (0.06, -1)])
def test_disclosure_helps_trust_only_if_less_is_lost_than_expected(lost: float, way: int) -> None:
    told, untold = (_quiet("OLD", scale=0.05, rate_service=0.0014) for _ in range(2))
    in_force(told, disclosure=1.0)
    for street in (told, untold):
        same_mind(street, trust=0.5)
        street.world.communities.leak_share[:] = lost
        trust.learn(street)
    gap = told.world.residents.trust[:, T_COMMUNITY] - untold.world.residents.trust[:, T_COMMUNITY]
    # q - T = .3 (1 - lost / .02), cut where q leaves [0, 1]; a bad surprise weighs double.
    surprise = max(0.3 * (1.0 - lost / 0.02), -0.5)
    assert gap.mean() == pytest.approx(0.004 * surprise * (1.0 if way > 0 else 2.0), rel=0.15)
    assert told.world.communities.expected_leak[0] == pytest.approx(0.02 + 0.02 * (lost - 0.02))


@pytest.mark.parametrize("change", [0.2, -0.2])
def test_an_election_moves_trust_by_the_change_of_legitimacy(change: float) -> None:
    street = _quiet("OLD", scale=0.05)
    street.week = 156
    same_mind(street, trust=0.5)
    c = street.world.communities
    c.legitimacy[:] = c.legitimacy_before + change
    other = _quiet("OLD", scale=0.05)
    same_mind(other, trust=0.5)
    trust.learn(street)
    trust.learn(other)
    gap = (street.world.residents.trust - other.world.residents.trust)[:, T_COMMUNITY]
    took_part = street.world.residents.recent[:, 1:3].any(axis=1)
    expected = 0.05 * 0.2 if change > 0 else -0.1 * 0.2
    assert gap[~took_part] == pytest.approx(expected, abs=1e-4)


def test_video_costs_trust_in_the_street_by_how_much_one_minds() -> None:
    street, other = _quiet("OLD", scale=0.1), _quiet("OLD", scale=0.1)
    in_force(street, video_cov=1.0)
    for s in (street, other):
        same_mind(s, trust=0.5)
        trust.learn(s)
    gap = (street.world.residents.trust.astype(float) - other.world.residents.trust)[:, T_STREET]
    privacy = street.world.residents.privacy
    assert (gap <= 1e-7).all()
    assert np.corrcoef(gap, privacy)[0, 1] < -0.8


def _visited(hours: float) -> tuple[Street, Array]:
    street = _quiet("OLD", scale=1.0)
    same_mind(street, trust=0.0, trust_gap=-1.0)
    street.world.communities.hours[:, VIS] = hours
    street.world.communities.efficiency[:] = 0.8
    trust._visits(street, trust._learning(street))
    return street, street.world.residents.trust[:, T_COMMUNITY] > 0.0


def test_visits_reach_as_many_as_hours_allow_and_those_in_need_three_times_as_often() -> None:
    hits, needy, others, weeks = 0.0, 0.0, 0.0, 60
    street = _quiet("OLD", scale=1.0)
    r = street.world.residents
    street.world.communities.hours[:, VIS] = 20.0
    for week in range(weeks):
        street.week = week
        same_mind(street, trust=0.0)
        trust._visits(street, trust._learning(street))
        visited = r.trust[:, T_COMMUNITY] > 0.0
        hits += visited.sum()
        needy += visited[r.vulnerable].mean()
        others += visited[~r.vulnerable].mean()
    assert hits / weeks == pytest.approx(20.0 / 0.5, abs=4.0 * (40.0 / weeks) ** 0.5)
    assert needy / others == pytest.approx(3.0, rel=0.25)


def test_more_hours_visit_the_same_residents_and_more() -> None:
    _, few = _visited(5.0)
    _, many = _visited(20.0)
    assert (many | few).sum() == many.sum() > few.sum() > 0


def test_a_visit_is_as_good_as_its_visitor_and_a_check_is_not() -> None:
    street, visited = _visited(20.0)
    # From 0, a visit with capacity .8 brings .01 (.6 + .3 * .8).
    assert street.world.residents.trust[visited, T_COMMUNITY] == pytest.approx(0.0084, abs=1e-6)
    checking = _quiet("OLD", scale=1.0, check_serve=0.2)
    in_force(checking, grid_info=1.0)
    same_mind(checking, trust=0.0)
    checking.world.communities.hours[:, VIS] = 20.0
    checking.world.communities.efficiency[:] = 0.8
    trust._visits(checking, trust._learning(checking))
    felt = checking.world.residents.trust[visited, T_COMMUNITY]
    assert set(np.round(felt, 6)) == {np.float32(0.004), np.float32(0.0084)}
    assert (felt < 0.005).mean() == pytest.approx(0.8, abs=0.3)


def test_enforcement_touches_one_in_a_hundred_for_each_item_and_lawful_practice_softens_it() -> None:
    street = _quiet("OLD", scale=1.0)
    r, c = street.world.residents, street.world.communities
    touched = 0
    for week in range(40):
        street.week = week
        c.adversarial_items[:] = 2.0
        trust._enforcement(street)
        touched += street.world.experiences.n
        street.world.experiences.clear()
    expected = 40 * r.n * (1.0 - 0.99**2)
    assert touched == pytest.approx(expected, abs=4.0 * expected**0.5)
    rates = []
    for law in (0.0, 1.0):
        in_force(street, rc_law=law)
        trust._enforcement(street)
        rates.append(float(street.world.experiences.rate[0]))
        street.world.experiences.clear()
    assert rates == pytest.approx([0.03, 0.015])


def test_where_nothing_happens_every_mood_stays_as_it_is() -> None:
    # The null model: own first values, quality as trusted, no grievance.
    street = _quiet("OLD", "BOR", scale=0.1)
    r = street.world.residents
    met = resident_quality(street)
    for o, gap in ((T_COMMUNITY, r.trust_gap), (T_STREET, r.trust_gap_street)):
        r.trust[:, o] = np.clip(met + gap, 0.0, 1.0)
    r.expectation[:], r.grievance[:] = met, 0.0
    before = {name: getattr(r, name).copy() for name in ("trust", "efficacy", "belonging", "expectation")}
    for _ in range(50):
        trust.learn(street)
    for name, column in before.items():
        np.testing.assert_allclose(getattr(r, name), column, atol=1e-7, err_msg=name)
    np.testing.assert_array_equal(r.efficacy, before["efficacy"])
    np.testing.assert_array_equal(r.belonging, before["belonging"])
    assert not r.grievance.any()
    np.testing.assert_allclose(r.satisfaction, met, atol=1e-6)


def test_flows_hold_the_means_of_the_week() -> None:
    street = _quiet("OLD", "URV", scale=0.1)
    street.world.communities.hours[:, SVC] = 10.0
    trust.learn(street)
    r, f = street.world.residents, street.world.flows
    size = np.bincount(r.community)
    for name in ("efficacy", "belonging", "norm", "satisfaction", "grievance"):
        mean = np.bincount(r.community, getattr(r, name).astype(float)) / size
        assert getattr(f, name) == pytest.approx(mean, abs=1e-9), name
    by_hand = [np.bincount(r.community, r.trust[:, o].astype(float)) / size for o in range(5)]
    assert pytest.approx(np.array(by_hand), abs=1e-9) == f.trust.T


def test_learning_rates_are_declared_in_the_order_of_their_weight() -> None:
    p = TrustParameters()
    rates = [p.rate_video, p.rate_service, p.rate_visit, p.rate_session, p.rate_adversarial, p.rate_dispute]
    assert rates == sorted(rates)
