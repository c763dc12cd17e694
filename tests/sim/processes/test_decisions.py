"""Decisions are carried out or fail, and those who were there learn of it."""

import numpy as np
import pytest

from sim.codes import (
    DECIDED,
    ENV,
    KNOWN,
    P_COMMITTEE,
    Q1,
    RES,
    SOLVED,
)
from sim.ledger import COUNTY, MARKET
from sim.model import Street
from sim.processes import decisions, trust
from tests.sim.processes.forced import force


@pytest.fixture
def street() -> Street:
    street = Street(communities=("OLD",), seed=1, weeks=60)
    street.week = 20
    return street


def need(street: Street, count: int = 1, size: int = 5) -> int:
    """Put known needs on the agenda; give the row of the first."""
    issues = street.world.issues
    new = issues.append(count)
    issues.status[new], issues.opened[new], issues.found[new] = KNOWN, 1, 10
    issues.size[new], issues.birth_part[new] = size, 256 + np.arange(count)
    return int(new.start)


def decided(street: Street, cost: float = 0.0, quality: float = 1.0) -> int:
    """Enter a session of ten that has just taken a decision; give its row."""
    world = street.world
    issue = need(street)
    row = int(world.sessions.append(1).start)
    world.issues.status[issue] = DECIDED
    columns = {"week": street.week, "attendees": 10, "issue": issue, "decided": True, "quality": quality,
               "cost": round(100 * cost)}  # fmt: skip
    for name, value in columns.items():
        getattr(world.sessions, name)[row] = value
    seats = world.attendance.append(10)
    world.attendance.session[seats], world.attendance.resident[seats] = row, np.arange(10)
    return row


def chance(street: Street, row: int) -> float:
    return float(decisions.chance_of_success(street, np.array([row]))[0])


def test_the_chance_that_a_decision_is_carried_out_by_hand(street: Street) -> None:
    street.world.communities.responsiveness[:] = 0.9
    row = decided(street)
    assert chance(street, row) == pytest.approx(0.9 * (0.4 + 0.6 * 0.2) * (1 + 0.3 * 0.3))
    account = int(street.ledger.untied[0])
    street.ledger.transfer(account, COUNTY, int(street.ledger.balance[account]), "decision")
    costly = decided(street, cost=8_000.0)
    assert chance(street, costly) == 0.0
    street.ledger.transfer(COUNTY, account, 400_000, "base_fund")
    assert chance(street, costly) == pytest.approx(chance(street, row) / 2)


@pytest.mark.parametrize("name", ["binding", "pb_support", "cadre_contact"])
def test_binding_force_and_help_carry_decisions_out(name: str) -> None:
    street = Street(communities=("OLD",), seed=1, weeks=8)
    street.week = 20
    row = decided(street)
    before = chance(street, row)
    assert chance(force(street, **{name: 1.0}), row) > before


def test_a_decision_carried_out_solves_the_issue_and_costs_its_price_once(street: Street) -> None:
    world, ledger = street.world, street.ledger
    account = int(ledger.untied[0])
    ledger.transfer(COUNTY, account, 10_000_000, "base_fund")
    row = decided(street, cost=5_000.0)
    before, market = int(ledger.balance[account]), int(ledger.balance[MARKET])
    decisions._carry_out(street, row)
    assert before - ledger.balance[account] == 500_000
    assert 0 < ledger.balance[MARKET] - market <= 500_000
    assert world.issues.status[world.sessions.issue[row]] == SOLVED
    assert world.communities.quality_shock[0].sum() == pytest.approx(0.05)
    assert world.verdicts.success[: world.verdicts.n].tolist() == [True] * 10
    assert world.experiences.signal[: world.experiences.n] == pytest.approx(0.8)
    ledger.check()


def test_a_decision_never_costs_more_than_there_is(street: Street) -> None:
    ledger = street.ledger
    account = int(ledger.untied[0])
    row = decided(street, cost=1e6)
    decisions._carry_out(street, row)
    assert ledger.balance[account] == 0
    assert ledger.shortfalls[0] == 0


def test_after_half_a_year_without_result_those_who_came_learn_of_a_failure(street: Street) -> None:
    world = street.world
    row = decided(street, cost=1e9)
    account = int(street.ledger.untied[0])
    street.ledger.transfer(account, COUNTY, int(street.ledger.balance[account]), "decision")
    start = street.week
    for street.week in range(start + 1, start + 26):
        decisions.follow_up(street)
    assert not world.sessions.signalled[row]
    street.week = start + 26
    decisions.follow_up(street)
    assert world.sessions.signalled[row]
    assert world.verdicts.success[: world.verdicts.n].tolist() == [False] * 10
    assert world.issues.status[world.sessions.issue[row]] == KNOWN
    assert world.flows.sessions_failed[0] == 1.0
    assert decisions.open_decisions(street)[0] == 0.0


def test_a_result_settled_beforehand_is_a_failure_for_efficacy_but_not_for_trust(street: Street) -> None:
    row = decided(street)
    street.world.sessions.presettled[row] = True
    decisions._carry_out(street, row)
    assert not street.world.verdicts.success[:10].any()
    assert street.world.experiences.signal[0] == pytest.approx(0.8)


@pytest.mark.parametrize(("share", "rises"), [(0.45, False), (0.52, False), (0.62, True), (0.75, True)])
def test_efficacy_rises_only_if_enough_sessions_succeed(street: Street, share: float, rises: bool) -> None:
    """At E = .4 and failures that weigh double, the threshold is 2 x .4 / (1 + .4) = .571."""
    world = street.world
    r = world.residents
    r.efficacy[:] = r.efficacy_0[:] = 0.4
    luck = np.arange(r.n) * 0.6180339887 % 1.0
    new = world.verdicts.append(r.n)
    world.verdicts.resident[new], world.verdicts.success[new] = np.arange(r.n), luck < share
    trust.learn(street)
    assert bool(r.efficacy.astype(float).mean() > 0.4) is rises


def case(street: Street, members: int) -> int:
    rows = street.book.create(
        5, np.array([Q1]), kind=ENV, claimant=np.array([3]), party_kind=P_COMMITTEE, affected=50,
        members=members, severity=2.0, birth=np.array([3]), birth_part=np.array([members]),
    )  # fmt: skip
    return int(rows[0])


def test_a_good_decision_settles_the_largest_collective_case_of_its_grid(street: Street) -> None:
    small, large = case(street, 3), case(street, 12)
    decisions._carry_out(street, decided(street, quality=1.0))
    cases = street.world.cases
    assert cases.status[large] == RES
    assert cases.status[small] == Q1
    assert cases.quality[large] == pytest.approx(1.0)
    decisions._carry_out(street, decided(street, quality=0.0))
    assert cases.status[small] == Q1
    street.book.check(street.week)
