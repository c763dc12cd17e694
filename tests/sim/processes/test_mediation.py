"""Sessions: who is heard, what settles a case, and what that brings."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.codes import (
    FAM,
    INTG,
    LAND,
    LUMP,
    MED,
    N_COMMITTEE,
    N_COMPANY,
    N_JOINT,
    N_OWNERS,
    N_POLICE,
    N_SOCIAL_WORK,
    NEIG,
    OTH,
    P_RESIDENT,
    PROP,
    Q1,
    Q2,
    Q3,
    REQUEST,
    RES,
    S1,
    SERV,
)
from sim.errors import BrokenInvariant
from sim.model import Street
from sim.processes.mediation import handling_order, hours_wanted, serve_disputes
from sim.table import Array
from tests.sim.processes.docket import docket, enter, near, status

MANY = 6_000
PLENTY = 1e6


def hear(street: Street, rows: Array, hours: float = PLENTY) -> Array:
    """Give mediators and street these hours for one week; give the states after it."""
    street.world.communities.hours[:, MED] = street.world.office.dispute_hours[0] = hours
    serve_disputes(street)
    return status(street, rows)


def bare(*communities: str, **values: Any) -> Street:
    """Build a street without ties and vetoes, so that base intensities stand alone."""
    street = docket(*communities, **{"veto_removed": 1.0, "veto_residue": 0.0, "settle_veto": 0.15, **values})
    street.world.ties[:] = 0.0
    return street


BASE = {PROP: 0.08, NEIG: 0.20, FAM: 0.17, LAND: 0.14, OTH: 0.16, INTG: 0.14}


@pytest.mark.parametrize("kind", BASE)
def test_a_community_session_settles_each_type_at_its_own_rate(kind: int) -> None:
    street = bare()
    after = hear(street, enter(street, MANY, Q1, kind=kind))
    assert near((after == RES).mean(), 1 - math.exp(-3 * BASE[kind]), MANY)


@pytest.mark.parametrize(
    ("state", "cls", "intensity", "hours"),
    [
        (Q1, REQUEST, 0.70, 1.0),
        (Q3, 0, 0.32 * 0.85 * math.exp(-0.2), 2.5),
        (Q3, REQUEST, 0.32 * 0.85 * math.exp(-0.2), 2.5),
    ],
)
def test_requests_and_the_street_have_their_own_rates(
    state: int, cls: int, intensity: float, hours: float
) -> None:
    street = bare()
    after = hear(street, enter(street, MANY, state, kind=SERV, cls=cls))
    assert near((after == RES).mean(), 1 - math.exp(-intensity * hours), MANY)


def at_joint_centre(street: Street, count: int, **columns: Any) -> Array:
    rows = enter(street, count, Q1, **columns)
    street.book.move(rows, Q2, street.week - 1)
    return rows


def test_the_joint_centre_sits_by_its_ties_and_hears_all_its_cases_when_it_does() -> None:
    street = bare(sits_base=0.5)
    ties = street.world.ties
    ties[:, N_JOINT, :] = ties[:, :, N_JOINT] = 0.4
    sat = 0
    for week in range(1, 401):
        street.week = week
        sat += street.joint_centres[0].sits(0.4)
    assert near(sat / 400, 0.5 + 0.5 * 0.4, 400)
    street.week = next(w for w in range(1, 99) if _sits(street, w))
    after = hear(street, at_joint_centre(street, MANY))
    assert near((after == RES).mean(), 1 - math.exp(-8 * 0.12 * math.exp(0.5 * 0.4)), MANY)
    assert not (after == Q2).any()
    street.week = next(w for w in range(1, 99) if not _sits(street, w))
    waiting = at_joint_centre(street, 50)
    assert (hear(street, waiting) == Q2).all()


def _sits(street: Street, week: int) -> bool:
    street.week = week
    return bool(street.joint_centres[0].sits(0.4))


# What each condition adds to the log intensity of a neighbour dispute, by hand.
@pytest.mark.parametrize(
    ("levers", "state", "added"),
    [
        ({}, {"trust": 0.9}, 1.2 * 0.3), ({}, {"law": 0.9}, 0.4 * 0.5), ({}, {"burnout": 0.5}, -0.25),
        ({}, {"skill": 0.5}, math.log(0.5)), ({}, {"severity": 1.4}, -0.16),
        ({}, {"members": 20}, -0.4 * math.log(20)), ({}, {"tie": 0.6}, 0.5 * 0.6),
        ({"med_skill": 1.0}, {}, 0.2 * 0.7), ({"legal_access": 1.0}, {}, 0.2 * 0.9),
        ({"video_cov": 1.0}, {"severity": 1.6}, -0.24 + math.log(1.07)), ({"video_cov": 1.0}, {}, 0.0),
        ({"veto_removed": 0.0}, {}, 0.15), ({"police_link": 1.0, "joint_center": 1.0}, {}, 0.0),
    ],
)  # fmt: skip
def test_what_speeds_and_slows_a_session(
    levers: dict[str, float], state: dict[str, float], added: float
) -> None:
    street = bare(**levers)
    world, c = street.world, street.world.communities
    case: dict[str, Any] = {k: v for k, v in state.items() if k in ("severity", "members")}
    for name, value in state.items():
        if name in ("burnout", "skill"):
            getattr(c, name)[:] = value
        elif name == "tie":
            world.ties[:, N_COMMITTEE, N_SOCIAL_WORK] = world.ties[:, N_SOCIAL_WORK, N_COMMITTEE] = value
        elif name not in case:
            getattr(world.residents, name)[:] = value
    after = hear(street, enter(street, MANY, Q1, **case))
    assert near((after == RES).mean(), 1 - math.exp(-3 * 0.20 * math.exp(added)), MANY)


def test_trust_of_both_resident_parties_counts() -> None:
    street = bare()
    street.world.residents.trust[1_000:, 0] = 0.0
    rows = enter(street, 1_000, Q1, party_kind=P_RESIDENT, party=np.arange(1_000, 2_000))
    assert near((hear(street, rows) == RES).mean(), 1 - math.exp(-0.6 * math.exp(1.2 * (0.3 - 0.6))), 1_000)


@pytest.mark.parametrize(
    ("lever", "affected", "factor"),
    [("power_list", 0, 1.2), ("power_list", 90, 1.0), ("coord_body", 0, 1.0), ("coord_body", 90, 1.2)],
)
def test_duty_lists_speed_single_cases_at_the_street_and_coordination_collective_ones(
    lever: str, affected: int, factor: float
) -> None:
    street = bare(**{lever: 1.0})
    after = hear(street, enter(street, MANY, Q3, affected=affected))
    expected = 1 - math.exp(-2.5 * 0.32 * 0.85 * factor * math.exp(-0.5 * 0.4))
    assert near((after == RES).mean(), expected, MANY)


@pytest.mark.parametrize("gap", [True, False])
def test_bilingual_mediators_settle_more_where_a_claimant_needs_one(gap: bool) -> None:
    street = bare(bilingual_med=1.0)
    after = hear(street, enter(street, MANY, Q1, language_need=gap))
    assert near((after == RES).mean(), 1 - math.exp(-3 * 0.20 * math.exp(0.4 * 0.8 * gap)), MANY)


def test_lawful_handling_treats_ordinary_cases_between_groups_as_neighbour_disputes() -> None:
    street = bare(lawful_handling=1.0)
    street.world.communities.filled[:] = street.world.communities.posts
    share = float(street.levers.lawful_handling[0]) - 0.3
    assert share > 0.3
    after = hear(street, enter(street, MANY, Q1, kind=INTG))
    usual, as_neighbours = 1 - math.exp(-3 * 0.14), 1 - math.exp(-3 * 0.20)
    assert near((after == RES).mean(), usual + share * (as_neighbours - usual), MANY)


@pytest.mark.parametrize(("queue", "matched"), [("fifo", 0.0), ("specialist", 1.0)])
def test_a_specialist_settles_more_where_there_is_one(queue: str, matched: float) -> None:
    street = bare(queue=queue)
    street.world.node_present[:, N_SOCIAL_WORK] = True
    for kind, match in ((FAM, matched), (LAND, 0.0), (NEIG, 0.0)):
        after = hear(street, enter(street, MANY, Q1, kind=kind))
        assert near((after == RES).mean(), 1 - math.exp(-3 * BASE[kind] * math.exp(0.4 * match)), MANY), kind


def test_other_professions_help_their_own_types_and_miss_at_the_neighbours() -> None:
    street = bare(med_mix=(0.2,) * 5)
    for kind, match in ((FAM, 0.4), (LAND, 0.4), (PROP, 0.2), (NEIG, -0.8), (OTH, -0.8)):
        after = hear(street, enter(street, MANY, Q1, kind=kind))
        assert near((after == RES).mean(), 1 - math.exp(-3 * BASE[kind] * math.exp(0.4 * match)), MANY), kind


def test_property_disputes_at_the_joint_centre_gain_from_both_tables() -> None:
    street = bare("CHE")
    ties, present = street.world.ties, street.world.node_present
    present[:, [N_OWNERS, N_COMPANY, N_JOINT, N_POLICE]] = True
    ties[:, N_COMMITTEE, N_COMPANY] = ties[:, N_COMPANY, N_COMMITTEE] = 0.8
    street.week = next(w for w in range(1, 99) if _sits(street, w))
    # Four pairs at the property table, one with a tie; the mean with an empty joint table is .1.
    rows = at_joint_centre(street, MANY, kind=PROP)
    street.joint_centres[0].sits = lambda tie: True
    assert near((hear(street, rows) == RES).mean(), 1 - math.exp(-0.96 * math.exp(0.05)), MANY)


@pytest.mark.parametrize(("state", "times"), [(Q1, 1.0), (Q3, 0.25)])
def test_talks_break_down_and_half_of_the_broken_rise(state: int, times: float) -> None:
    street = bare(breakdown_rate=0.04, settle_neighbour=0.10, settle_street=0.16)
    rows = enter(street, 40_000, state, severity=3.0)
    after = hear(street, rows)
    talked = after != RES
    chance = 0.04 * math.exp(0.3 * 2) * times
    assert near((after[talked] == LUMP).mean(), chance / 2, talked.sum())
    rose = (after > state + 1) & talked & (after != LUMP)
    assert near(rose[talked].mean(), chance / 2, talked.sum())
    assert set(after[talked & ~rose & (after != LUMP)]) == {state + 1}


def test_hours_are_used_up_and_no_more_and_those_in_hand_come_first() -> None:
    street = bare(settle_neighbour=0.10)
    waiting = enter(street, 10, Q1)
    in_hand = enter(street, 10, Q1)
    street.book.move(in_hand, S1, street.week - 1)
    cases = street.world.cases
    after = hear(street, np.concatenate([in_hand, waiting]), hours=36.0)
    assert cases.sessions[in_hand].tolist() == [1] * 10
    assert cases.sessions[waiting].tolist() == [1, 1] + [0] * 8
    assert cases.hours[: cases.n].sum() == pytest.approx(36.0)
    assert street.world.flows.session_hours[0].tolist() == [0, 36, 0, 0, 0]
    assert (after[12:] == Q1).all()
    assert cases.first[waiting[:2]].tolist() == [street.week] * 2


def test_the_first_that_no_longer_fits_is_heard_as_often_as_hours_are_left() -> None:
    street, heard = bare(), 0
    for week in range(200, 800):
        street.week = week
        rows = enter(street, 3, Q1)
        before = street.world.cases.sessions[: street.world.cases.n].sum()
        hear(street, rows, hours=4.0)
        now = street.world.cases.sessions[: street.world.cases.n].sum() - before
        assert now in (1, 2)
        heard += now - 1
        assert street.world.flows.session_hours[0, 1] <= 4.0 + 1e-9
        street.world.flows.clear()
        _forget(street)
    assert near(heard / 600, 1 / 3, 600)


def _forget(street: Street) -> None:
    rows = street.book.open_rows()
    street.book.move(rows, RES, street.week)


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        ("fifo", [2, 0, 1, 3]),
        ("specialist", [2, 0, 1, 3]),
        ("triage", [1, 3, 2, 0]),
        ("collective first", [3, 2, 0, 1]),
    ],
)
def test_the_order_of_handling(queue: str, expected: list[int]) -> None:
    street = bare(queue=queue)
    now = street.week
    severity, members, came = (0.5, 2.0, 0.6, 0.6), (1, 1, 1, 8), (now - 2, now - 2, now - 9, now - 1)
    rows = [enter(street, 1, Q1, week=w, severity=s, members=m)[0]
            for w, s, m in zip(came, severity, members, strict=True)]  # fmt: skip
    # Severity counts with the members: .6 (1 + ln 8) = 1.85 at one week; .6 at nine weeks counts 1.05.
    assert handling_order(street, np.array(rows)).tolist() == [rows[k] for k in expected]


def test_hours_wanted_are_those_of_all_waiting_cases_less_full_time_mediators() -> None:
    street = bare()
    enter(street, 4, Q1)
    enter(street, 5, Q1, cls=REQUEST)
    enter(street, 2, Q3)
    own, office = hours_wanted(street)
    assert own.tolist() == [4 * 3 + 5 * 1]
    assert office == 2 * 2.5
    relieved = bare(mediators=0.25)
    enter(relieved, 4, Q1)
    assert hours_wanted(relieved)[0].tolist() == [2.0]
    assert relieved.mediation_committees[0].hours == 10.0


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 200), st.integers(0, 30), st.integers(0, 30), st.integers(0, 10))
def test_no_more_hours_are_spent_than_given(hours: float, disputes: int, requests: int, high: int) -> None:
    street = docket()
    enter(street, disputes, Q1)
    enter(street, requests, Q1, cls=REQUEST)
    enter(street, high, Q3)
    hear(street, street.book.open_rows(), hours)
    spent = street.world.flows.session_hours
    assert spent[0, 1] == pytest.approx(min(hours, 3 * disputes + requests), abs=3.0)
    assert spent[0, 1] <= hours + 1e-9
    assert spent[0, 3] <= hours + 1e-9
    street.book.check(street.week)


def test_spending_more_than_given_is_found() -> None:
    street = docket()
    street.world.flows.session_hours[0, 1] = 50.0
    with pytest.raises(BrokenInvariant, match="within the hours given"):
        hear(street, enter(street, 1, Q1), 3.0)


@pytest.mark.parametrize("lever", ["med_skill", "legal_access", "mediators", "veto_removed"])
def test_a_lever_changes_no_other_luck(lever: str) -> None:
    def settled(value: float) -> set[int]:
        street = docket(**{lever: value, "settle_neighbour": 0.10})
        rows = enter(street, 2_000, Q1)
        return set(np.flatnonzero(hear(street, rows, 3_000.0) == RES))

    low, high = settled(0.0), settled(1.0)
    assert low < high or (lever == "veto_removed" and high < low)


def test_responsiveness_follows_the_promises_kept() -> None:
    street = docket()
    street.world.communities.responsiveness[:] = 0.5
    kept = enter(street, 3, Q3, cls=REQUEST, due=street.week, first=street.week - 1)
    enter(street, 1, Q3, cls=REQUEST, due=street.week)
    enter(street, 5, Q3, cls=REQUEST, due=street.week + 1)
    hear(street, kept, 0.0)
    flows = street.world.flows
    assert (flows.requests_due[0], flows.requests_in_time[0]) == (4, 3)
    assert street.world.communities.responsiveness[0] == pytest.approx(0.5 + 0.04 * (0.75 - 0.5))
