"""Between claim and end: private talks, early visits, others who join, claims that come back."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from sim.codes import (
    ENV,
    FAM,
    KNOWN,
    LAND,
    LUMP,
    NEIG,
    P_RESIDENT,
    PRIV,
    PROP,
    Q1,
    R_COMMITTEE,
    REQUEST,
    RES,
    SAFETY,
    SERV,
)
from sim.model import Street
from sim.processes.claims import _come_back, _enter_claims, _let_others_join
from sim.processes.claims_events import new_table
from sim.processes.escalation import escalate
from sim.table import Array
from tests.sim.processes.docket import docket, enter, near, status

MANY = 20_000


def talked(street: Street, count: int = MANY, **columns: Any) -> Array:
    rows = enter(street, count, PRIV, **columns)
    escalate(street)
    return rows


def share(street: Street, rows: Array, state: int) -> float:
    return float((status(street, rows) == state).mean())


def test_private_talks_end_at_the_declared_chances() -> None:
    street = docket()
    rows = talked(street, kind=PROP)
    for state, chance in ((RES, 0.15), (Q1, 0.03), (LUMP, 0.02), (PRIV, 0.80)):
        assert near(share(street, rows, state), chance, MANY)


def test_talks_that_began_this_week_go_on() -> None:
    street = docket()
    rows = talked(street, 500, week=street.week)
    assert (status(street, rows) == PRIV).all()


@pytest.mark.parametrize(
    ("kind", "found"), [(NEIG, True), (FAM, True), (LAND, True), (PROP, False), (ENV, False)]
)
@pytest.mark.parametrize(("link", "visits"), [(0.3, 1.0), (1.0, 1.0), (1.0, 0.5), (0.3, 0.0)])
def test_visits_find_private_matters_early(kind: int, found: bool, link: float, visits: float) -> None:
    street = docket(grid_link=link, intercept_rate=0.15)
    street.world.communities.coverage[:] = visits
    rows = talked(street, kind=kind, severity=2.0)
    chance = (1 - math.exp(-0.15 * visits * (0.7 + link))) * found
    assert near(share(street, rows, Q1), chance + 0.03 * (1 - chance), MANY)
    milder = np.isclose(street.world.cases.severity[rows], 1.6)
    assert near(milder.mean(), chance, MANY)
    assert (status(street, rows[milder]) == Q1).all()


def test_what_the_grid_finds_becomes_an_issue_of_its_grid_and_only_with_more_linkage_than_today() -> None:
    street = docket(grid_link=1.0, intercept_rate=0.15)
    rows = talked(street)
    issues, cases = street.world.issues, street.world.cases
    found = np.isclose(cases.severity[rows], 0.8).sum()
    assert near(issues.n / found, 0.3 * 0.7, found)
    assert set(issues.status[: issues.n]) == {KNOWN}
    assert set(issues.domain[: issues.n]) == {SAFETY}
    assert set(issues.size[: issues.n]) == {2}
    assert np.isin(issues.grid[: issues.n], cases.grid[rows]).all()
    today = docket(intercept_rate=0.15)
    talked(today)
    assert today.world.issues.n == 0


def test_the_more_linkage_the_more_is_found_and_the_rest_has_the_same_luck() -> None:
    less, more = docket(grid_link=0.3), docket(grid_link=1.0)
    before, after = (status(s, talked(s)) for s in (less, more))
    changed = before != after
    assert changed.any()
    assert (after[changed] == Q1).all()


def test_a_request_brought_to_the_committee_is_promised_an_answer() -> None:
    street = docket(promise_w=2.0)
    rows = talked(street, kind=SERV, cls=REQUEST)
    brought = status(street, rows) == Q1
    due = street.world.cases.due[rows]
    assert (due[brought] == street.week + 2).all()
    assert (due[~brought] == -1).all()


def joined(street: Street, kind: int, count: int = 600, **columns: Any) -> Array:
    """Let others join claims of one week; give the number of those who do, case by case."""
    rows = enter(street, count, Q1, kind=kind, **{"severity": 2.0, **columns})
    before = street.world.cases.members[rows].copy()
    _let_others_join(street)
    return np.asarray(street.world.cases.members[rows] - before)


@pytest.mark.parametrize(
    ("kind", "grievance"), [(ENV, 0.0), (ENV, 1.0), (ENV, 5.0), (PROP, 5.0), (LAND, 5.0)]
)
def test_neighbours_join_by_grievance(kind: int, grievance: float) -> None:
    street = docket("RUR", join_base=-6.0)
    world, people = street.world, street.world.residents
    people.grievance[:] = grievance
    more = joined(street, kind)
    cases = world.cases
    affected = cases.affected[: cases.n]
    group = world.grids.size[cases.grid[: cases.n]] if kind == ENV else None
    if group is None:
        group = world.buildings.size[people.building[cases.claimant[: cases.n]]]
    np.testing.assert_array_equal(affected, group)
    # One member in n has joined: the claimant.
    chance = expit(-6 + 1.2 * min(grievance, 2) + 3 / affected)
    expected, variance = (chance * (affected - 1)).sum(), (chance * (1 - chance) * (affected - 1)).sum()
    assert abs(more.sum() - expected) < 4 * math.sqrt(variance)


def test_the_more_have_joined_the_more_join_and_never_more_than_there_are() -> None:
    street = docket("RUR", join_base=-6.0)
    assert joined(street, ENV, members=100).mean() > 1.5 * joined(street, ENV).mean()
    street.world.residents.grievance[:] = 5.0
    full = street.world.grids.size[0]
    claimant = np.flatnonzero(street.world.residents.grid == 0)[:50]
    at_most = joined(street, ENV, 50, members=full - 1, grid=0, claimant=claimant)
    assert at_most.max() <= 1


@pytest.mark.parametrize(("kind", "severity"), [(ENV, 1.49), (NEIG, 3.0), (SERV, 3.0)])
def test_slight_and_personal_matters_stay_with_the_claimant(kind: int, severity: float) -> None:
    street = docket(join_base=-5.0)
    street.world.residents.grievance[:] = 5.0
    assert not joined(street, kind, severity=severity).any()
    assert not street.world.cases.affected.any()


def test_online_contact_lets_more_join() -> None:
    few, many = (joined(docket(join_online=2.0, online_ties=x, join_base=-6.0), ENV) for x in (0.2, 1.0))
    assert many.sum() > 1.5 * few.sum()


def come_back(street: Street, rows: Array, weeks: int) -> list[Array]:
    """Wait for settled claims to come back; give, week by week, the cases that are new."""
    born = []
    for _ in range(weeks):
        street.week += 1
        before = street.book.cases.n
        table = new_table(len(rows) + 1)
        _enter_claims(street, table, _come_back(street, table, 0))
        born.append(np.arange(before, street.book.cases.n))
    return born


def settled(street: Street, count: int, **columns: Any) -> Array:
    """Settle many private talks of one week; give their rows."""
    rows = enter(street, count, PRIV, **columns)
    escalate(street)
    return np.asarray(rows[status(street, rows) == RES])


@pytest.mark.parametrize(
    ("levers", "factor"),
    [({}, 1 - 0.5 * 0.3), ({"legal_frame": 1.0}, 0.5), ({"rc_law": 1.0}, (1 - 0.5 * 0.3) * (1 - 0.2 * 0.7))],
)
def test_settled_claims_come_back_at_the_declared_hazard_for_two_years(
    levers: dict[str, float], factor: float
) -> None:
    street = docket(relapse_hazard=0.008, **levers)
    rows = settled(street, 6_000)
    # Private settlements have quality .75.
    born = come_back(street, rows, 108)
    hazard = 0.008 * 0.25 * factor
    assert near(sum(len(b) for b in born) / rows.size, 1 - math.exp(-104 * hazard), rows.size)
    assert not any(len(b) for b in born[104:])
    first, last = (sum(len(b) for b in part) for part in (born[:52], born[52:104]))
    assert abs(first - last) < 4 * math.sqrt(first + last) + rows.size * (52 * hazard) ** 2


def test_a_claim_that_comes_back_is_a_new_case_of_the_same_parties_and_leaves_the_old_one_settled() -> None:
    street = docket(relapse_hazard=0.008)
    rows = settled(street, 4_000, party_kind=P_RESIDENT, party=np.arange(4_000) % 2_000)
    cases = street.world.cases
    before = cases.status[rows].copy()
    child = np.concatenate(come_back(street, rows, 104))
    parent = cases.parent[child]
    assert np.isin(parent, rows).all()
    assert np.unique(parent).size == parent.size
    for name in ("kind", "cls", "claimant", "party_kind", "party", "grid"):
        np.testing.assert_array_equal(getattr(cases, name)[child], getattr(cases, name)[parent])
    assert set(status(street, child)) == {Q1}
    assert set(cases.route[child]) == {R_COMMITTEE}
    np.testing.assert_array_equal(cases.status[rows], before)
    assert abs(cases.severity[child].mean() - 1) < 4 * math.sqrt(0.5 / child.size)
    births = set(zip(cases.birth[: cases.n].tolist(), cases.birth_part[: cases.n].tolist(), strict=True))
    assert len(births) == cases.n
    street.book.check(street.week)


def test_better_rules_only_keep_claims_from_coming_back() -> None:
    def returning(frame: float) -> dict[int, float]:
        street = docket(relapse_hazard=0.008, legal_frame=frame)
        rows = settled(street, 4_000)
        cases, born = street.world.cases, np.concatenate(come_back(street, rows, 104))
        return dict(zip(cases.parent[born].tolist(), cases.severity[born].tolist(), strict=True))

    today, full = returning(0.3), returning(1.0)
    # The case that comes back later still comes back with the same luck.
    assert full.items() < today.items()
