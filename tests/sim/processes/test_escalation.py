"""Rising, giving up, petitions and suits: hazards by hand, and what an end leaves with its parties."""

import math
from typing import Any

import numpy as np
import pytest

from sim.codes import (
    CRT,
    DISPUTE,
    ENV,
    INTG,
    LEVEL_1,
    LUMP,
    MED,
    NEIG,
    P_COMMITTEE,
    P_RESIDENT,
    PET,
    PRIV,
    PROP,
    Q1,
    Q2,
    Q3,
    REQUEST,
    RES,
    S1,
    S3,
    T_COMMUNITY,
    T_STREET,
    X_DISPUTE,
)
from sim.model import Street
from sim.processes.endings import Matter, conclude, prepare, risen_state
from sim.processes.escalation import escalate
from sim.processes.mediation_sessions import SessionNumbers
from sim.table import Array
from tests.sim.processes.docket import alone, docket, enter, near, status

MANY = 20_000
RISE = {Q1: 0.02, Q2: 0.01, Q3: 0.0015}
"""Base hazards by hand, for cases at the usual trust, severity and expected concession."""


def at(street: Street, state: int, count: int = MANY, week: int | None = None, **columns: Any) -> Array:
    """Enter cases that wait at a level; those of the joint centre come from the committee."""
    rows = enter(street, count, Q1 if state == Q2 else state, week=week, **columns)
    if state == Q2:
        street.book.move(rows, Q2, street.week - 1 if week is None else week)
    return rows


def rose(street: Street, rows: Array) -> float:
    """Let a week pass; give the share of these cases that rose."""
    before = status(street, rows)
    escalate(street)
    after = status(street, rows)
    return float(((after > before + 1) & (after < RES)).mean())


def wait_of_one_week(level: int) -> float:
    return RISE[level] * math.exp(0.5 / 4)


@pytest.mark.parametrize("level", RISE)
def test_waiting_cases_rise_at_the_rate_of_their_level(level: int) -> None:
    street = alone(docket(escalation_rate_street=0.00225))
    hazard = wait_of_one_week(level) * (1.5 if level == Q3 else 1.0)
    assert near(rose(street, at(street, level)), 1 - math.exp(-hazard), MANY)


# What each condition adds to the log hazard of a neighbour dispute at the committee, by hand.
@pytest.mark.parametrize(
    ("state", "added"),
    [
        ({"week": -8}, 0.5 * 7 / 4), ({"week": -60}, 0.5 * 11 / 4), ({"severity": 3.0}, 0.4 * 2),
        ({"members": 10}, 0.4 * math.log(10)), ({"trust": 0.0}, 0.6), ({"grievance": 5.0}, 1.0),
        ({"concession": 1.0}, 0.15), ({"severity": 30.0}, 3.0 - 0.5 / 4),
    ],
)  # fmt: skip
def test_what_makes_cases_rise(state: dict[str, float], added: float) -> None:
    street = alone(docket())
    people = street.world.residents
    case: dict[str, Any] = {k: state[k] for k in ("severity", "members") if k in state}
    if "week" in state:
        case["week"] = street.week + int(state["week"])
    people.trust[:, T_COMMUNITY] = state.get("trust", 0.6)
    people.grievance[:] = state.get("grievance", 0.0)
    street.world.office.concession[:] = state.get("concession", 0.7)
    share = rose(street, at(street, Q1, **case))
    assert near(share, 1 - math.exp(-min(wait_of_one_week(Q1) * math.exp(added), 0.02 * math.exp(3))), MANY)


def test_trust_in_the_street_counts_at_the_street_and_in_the_committee_below() -> None:
    street = alone(docket(escalation_rate_street=0.00225))
    street.world.residents.trust[:, T_COMMUNITY] = 0.0
    hazard = 0.00225 * math.exp(0.5 / 4)
    assert near(rose(street, at(street, Q3)), 1 - math.exp(-hazard), MANY)
    street.world.residents.trust[:, T_STREET] = 0.0
    assert near(rose(street, at(street, Q3)), 1 - math.exp(-hazard * math.exp(0.6)), MANY)


def test_neighbours_with_open_disputes_make_cases_rise_and_their_requests_do_not() -> None:
    street = docket("RUR")
    street.world.residents.open_disputes[:] = 1
    everyone = 1 - math.exp(-wait_of_one_week(Q1) * math.exp(0.5))
    assert near(rose(street, at(street, Q1)), everyone, MANY)
    street = docket("RUR")
    enter(street, 1_800, Q3, cls=REQUEST, kind=ENV)
    few = at(street, Q1, 900, claimant=np.arange(900) * 0)
    street.world.residents.open_disputes[0] = 0
    assert near(rose(street, few), 1 - math.exp(-wait_of_one_week(Q1)), 900)


def test_lawful_handling_keeps_cases_between_groups_from_rising() -> None:
    usual, lawful = docket(), docket(lawful_handling=1.0)
    for street in (alone(usual), alone(lawful)):
        share = rose(street, at(street, Q1, kind=INTG))
        factor = 1 - 0.3 * (float(street.levers.lawful_handling[0]) - 0.3)
        assert near(share, 1 - math.exp(-wait_of_one_week(Q1) * factor), MANY)
    assert lawful.levers.lawful_handling[0] > 0.6


@pytest.mark.parametrize("efficacy", [0.0, 1.0])
def test_those_who_do_not_rise_may_give_up(efficacy: float) -> None:
    street = docket(give_up_rate=0.02)
    street.world.residents.efficacy[:] = efficacy
    rows = at(street, Q1)
    stayed = 1 - rose(street, rows)
    chance = stayed * (1 - math.exp(-0.02 * math.exp(-0.5 * efficacy)))
    assert near((status(street, rows) == LUMP).mean(), chance, MANY)


def test_a_case_is_at_risk_from_the_week_after_it_came() -> None:
    street = docket()
    rows = at(street, Q1, 5_000, week=street.week, severity=30.0)
    assert rose(street, rows) == 0.0
    assert (status(street, rows) == Q1).all()


NUMBERS = SessionNumbers(*[0.0] * len(SessionNumbers._fields))._replace(
    joint_members=5.0, joint_severity=2.0, court_base=0.2, court_law=0.6
)


@pytest.mark.parametrize(
    ("matter", "to_centre"),
    [
        (Matter(NEIG, True, 1, 1.0), False),
        (Matter(NEIG, True, 1, 2.1), True),
        (Matter(NEIG, True, 5, 1.0), True),
        (Matter(PROP, True, 1, 0.1), True),
        (Matter(INTG, True, 1, 0.1), True),
        (Matter(PROP, False, 9, 9.0), False),
        (Matter(ENV, False, 9, 9.0), False),
    ],
)  # fmt: skip
def test_only_hard_disputes_go_to_the_joint_centre_as_far_as_there_is_one(
    matter: Matter, to_centre: bool
) -> None:
    for state in (Q1, S1):
        assert risen_state(state, matter, 0.4, 0.5, 0.49, NUMBERS) == (Q2 if to_centre else Q3)
        assert risen_state(state, matter, 0.4, 0.5, 0.51, NUMBERS) == Q3
    assert risen_state(Q2, matter, 0.4, 1.0, 0.0, NUMBERS) == Q3
    # .2 + .6 x .5 of the disputes go to court; requests only to petition.
    expected = CRT if matter.dispute else PET
    assert risen_state(Q3, matter, 0.5, 1.0, 0.49, NUMBERS) == expected
    assert risen_state(S3, matter, 0.5, 1.0, 0.51, NUMBERS) == PET


def test_with_more_joint_centre_hard_disputes_only_move_from_street_to_centre() -> None:
    few, many = docket(), docket(joint_center=1.0)
    before, after = (status(s, _raised(s)) for s in (few, many))
    changed = before != after
    assert set(before[changed]) == {Q3}
    assert set(after[changed]) == {Q2}
    assert near((before[before != Q1] == Q2).mean(), 0.2, (before != Q1).sum())


def _raised(street: Street) -> Array:
    rows = at(street, Q1, 5_000, severity=30.0)
    rose(street, rows)
    return np.asarray(rows[status(street, rows) != LUMP])


@pytest.mark.parametrize(("state", "rate"), [(PET, 0.04), (CRT, 0.03)])
def test_petitions_and_suits_are_closed_with_lower_quality(state: int, rate: float) -> None:
    street = docket()
    prepare(street)
    rows = at(street, state)
    escalate(street)
    closed = rows[status(street, rows) == RES]
    assert near(closed.size / MANY, 1 - math.exp(-rate), MANY)
    quality = 0.75 + 0.1 * 0.1 + 0.1 * 0.3 - 0.15
    np.testing.assert_allclose(street.world.cases.quality[closed], quality)
    assert street.world.flows.settled[0, 4] == closed.size


@pytest.mark.parametrize("removed", [0.0, 1.0])
def test_petitioners_learn_what_pressing_brings(removed: float) -> None:
    street = docket(veto_removed=removed, veto_residue=0.0, concession_learning=0.05)
    chance = 0.2 + 0.5 * (1 - removed)
    expected = []
    for _ in range(60):
        at(street, PET, 100)
        escalate(street)
        street.week += 1
        expected.append(float(street.world.office.concession[0]))
    # The mean of an exponential average with step s has variance s / (2 - s) of one draw.
    spread = math.sqrt(chance * (1 - chance) * 0.05 / 1.95)
    assert abs(np.mean(expected[20:]) - chance) < 4 * spread / math.sqrt(5)


# Level left, state after, whether talks broke down: organisation and signal by hand; quality .79 today.
@pytest.mark.parametrize(
    ("state", "after", "broken", "organisation", "signal"),
    [
        (Q1, RES, False, T_COMMUNITY, 0.79), (Q1, LUMP, False, T_COMMUNITY, 0.15),
        (Q1, Q3, False, T_COMMUNITY, 0.25), (Q1, LUMP, True, T_COMMUNITY, 0.25),
        (Q2, RES, False, T_COMMUNITY, 0.79), (Q3, RES, False, T_STREET, 0.64),
        (Q3, PET, False, T_STREET, 0.25), (PET, RES, False, T_STREET, 0.64), (PRIV, RES, False, None, 0.75),
        (PRIV, LUMP, False, None, 0.0), (Q1, S1, False, None, 0.0), (PRIV, Q1, False, None, 0.0),
    ],
)  # fmt: skip
def test_both_parties_learn_from_how_a_case_left_a_level(
    state: int, after: int, broken: bool, organisation: int | None, signal: float
) -> None:
    street = docket()
    prepare(street)
    (row,) = at(street, state, 1, party_kind=P_RESIDENT, party=9, severity=2.0)
    conclude(street, np.array([row]), np.array([after]), np.array([broken]))
    lived, verdicts = street.world.experiences, street.world.verdicts
    assert lived.n == (0 if organisation is None else 2)
    if organisation is not None:
        assert lived.resident[:2].tolist() == [0, 9]
        assert set(lived.kind[:2]) == {X_DISPUTE}
        assert set(lived.organisation[:2]) == {organisation}
        np.testing.assert_allclose(lived.signal[:2], signal, atol=1e-12)
        np.testing.assert_allclose(lived.rate[:2], 0.05)
    ends = after in (RES, LUMP)
    assert verdicts.n == ends
    assert not ends or (verdicts.resident[0], verdicts.success[0]) == (0, after == RES)
    assert street.world.residents.grievance_gain[0] == np.float32(0.6 if after == LUMP else 0.0)
    if after == RES:
        assert street.world.cases.quality[row] == pytest.approx(signal)


def test_an_office_that_is_a_party_learns_nothing() -> None:
    street = docket()
    prepare(street)
    conclude(street, at(street, Q1, 1, party_kind=P_COMMITTEE, party=0), np.array([RES]))
    assert street.world.experiences.n == 1


@pytest.mark.parametrize(
    ("levers", "pressure", "coverage", "quality"),
    [
        ({}, 0.8, 1.0, 0.79), ({}, 1.2, 1.0, 0.79 - 0.25 * 0.4), ({}, 3.0, 1.0, 0.79 - 0.25),
        ({}, 0.5, 0.25, 0.79 - 0.15), ({"rc_law": 1.0}, 0.8, 1.0, 0.86),
        ({"legal_access": 1.0}, 0.8, 1.0, 0.88),
        ({"veto_removed": 1.0, "veto_residue": 0.0}, 3.0, 1.0, 0.79),
    ],
)  # fmt: skip
def test_haste_and_short_hours_lower_the_quality_of_settlements(
    levers: dict[str, float], pressure: float, coverage: float, quality: float
) -> None:
    street = docket(**levers)
    c = street.world.communities
    c.pressure[:], c.coverage[:, MED] = pressure, coverage
    prepare(street)
    assert c.settlement_quality[0] == pytest.approx(quality)


# Shares entered as success and as failure, by hand; upward assessment is 1 today.
@pytest.mark.parametrize(
    ("state", "after", "cls", "success", "failure"),
    [
        (Q1, RES, DISPUTE, 0.70, 0.0), (Q2, RES, DISPUTE, 0.70, 0.0), (Q1, LUMP, DISPUTE, 0.07, 0.30),
        (Q1, Q3, DISPUTE, 0.0, 0.30), (Q2, Q3, DISPUTE, 0.0, 0.30), (Q1, Q2, DISPUTE, 0.0, 0.0),
        (Q1, RES, REQUEST, 0.0, 0.0), (PRIV, RES, DISPUTE, 0.0, 0.0), (Q3, RES, DISPUTE, 0.0, 0.0),
    ],
)  # fmt: skip
def test_the_book_of_mediation_holds_what_its_keepers_enter(
    state: int, after: int, cls: int, success: float, failure: float
) -> None:
    street = docket()
    prepare(street)
    n = 8_000
    rows = at(street, state, n, cls=cls)
    conclude(street, rows, np.full(n, after))
    flows, recorded = street.world.flows, street.world.cases.recorded[rows]
    assert near(flows.recorded_success[0] / n, success, n)
    assert near(flows.recorded_failure[0] / n, failure, n)
    assert (recorded == 1).sum() == flows.recorded_success[0]
    assert (recorded == 0).sum() == flows.recorded_failure[0]


def test_what_is_open_at_the_end_of_a_week_is_counted() -> None:
    street = docket("OLD", "CHE")
    enter(street, 30, Q1, severity=0.1)
    enter(street, 7, PRIV, week=street.week, community=1, claimant=2_300)
    escalate(street)
    open_claims = street.world.flows.open_claims
    assert open_claims.sum() == street.book.open_rows().size
    assert open_claims[1] == 7
    assert street.world.cases.level[0] == LEVEL_1
