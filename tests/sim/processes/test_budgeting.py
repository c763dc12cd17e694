"""Residents vote on money."""

import numpy as np
import pytest

from sim.codes import (
    DELIBERATE,
)
from sim.ledger import COUNTY
from sim.model import Street
from sim.processes import budgeting
from tests.sim.processes.forced import force


@pytest.fixture
def street() -> Street:
    street = Street(communities=("OLD",), seed=1, weeks=60)
    street.week = 20
    return street


@pytest.mark.parametrize(
    ("votes", "number", "funded"),
    [([100, 80, 30, 20], 8, [4, 3, 1, 0]), ([5, 5], 4, [2, 2]), ([9, 0, 0], 3, [3, 0, 0])],
)
def test_projects_are_funded_in_the_order_of_votes_per_cost(
    votes: list[int], number: int, funded: list[int]
) -> None:
    assert budgeting.divide(np.array(votes), number).tolist() == funded


def test_the_match_of_money_to_need_by_hand() -> None:
    need_shares = np.array([0.5, 0.3, 0.2])
    assert budgeting.match_of(need_shares, need_shares) == 1.0
    assert budgeting.match_of(np.array([1.0, 0.0, 0.0]), need_shares) == pytest.approx(0.5)
    assert budgeting.match_of(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 0.0


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_vote_on_money_spends_its_share_and_no_more(street: Street, share: float) -> None:
    force(street, pb_share=share)
    world, ledger = street.world, street.ledger
    accounts = [int(ledger.untied[0]), int(ledger.foundation[0])]
    for account, fen in zip(accounts, (9_000_000, 3_000_000), strict=True):
        ledger.transfer(COUNTY, account, fen - int(ledger.balance[account]), "base_fund")
    world.residents.last_act[:, DELIBERATE] = -9999
    world.residents.last_act[:200, DELIBERATE] = street.week - 3
    budgeting.vote(street)
    spent = 12_000_000 - int(ledger.balance[accounts].sum())
    assert 0.8 * share * 12_000_000 < spent <= share * 12_000_000
    assert ledger.shortfalls[0] == 0
    ledger.check()
    assert 0.0 < world.flows.match_amount[0] < world.flows.amount[0] <= spent / 100
    bought = world.flows.amount[0] / 55 / 52
    match = world.flows.match_amount[0] / world.flows.amount[0]
    assert world.communities.voted_supply[0].sum() == pytest.approx(bought * match)
    assert world.verdicts.n == 200


def test_money_follows_need_better_by_vote_than_without_one(street: Street) -> None:
    force(street, pb_share=1.0)
    street.ledger.transfer(COUNTY, int(street.ledger.untied[0]), 30_000_000, "base_fund")
    street.world.residents.last_act[:300, DELIBERATE] = street.week - 3
    budgeting.vote(street)
    flows = street.world.flows
    assert flows.match_amount[0] / flows.amount[0] > budgeting.usual_match(street)[0] + 0.1


def test_ratings_and_plans_improve_the_match_of_other_money(street: Street) -> None:
    assert budgeting.usual_match(street)[0] == pytest.approx(0.5 + 0.2 * 0.2 + 0.1 * 0.1)
    assert budgeting.usual_match(force(street, comm_plan=1.0, resident_eval=1.0))[0] == pytest.approx(0.8)
