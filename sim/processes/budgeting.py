"""Once a year residents vote on a share of the free money of their community.

The pool is ``pb_share x (untied money + community foundation)``. Each adult who deliberated this year casts
one ballot for a service domain, with probability in proportion to what it lacks, (1 - Q) x need. Projects are
funded in the order of votes per yuan spent on a domain so far. The match of money to need is
``1 - 1/2 sum |share of money - share of need|``; money that nobody votes on has match
``.5 + .2 x weight of residents' ratings + .1 x community plan``. Voted money buys service hours for a year,
as many as its match makes useful.

Choices. A project costs 20,000 yuan; a smaller pool is cut into six equal projects, as small pools are in
practice. A voter takes the vote for a success with probability equal to the match. Other discretionary money
is what committees spend from untied funds on services. Voted money leaks like all committee money.

Sources: Chengdu and Dujiangyan, 4-8 small projects a year and unit; funding in order of votes per cost as in
participatory budgeting, with the divisors of D'Hondt so that one domain does not take all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import YEAR
from sim.codes import DELIBERATE
from sim.draws import stream, uniform_pair
from sim.jit import kernel
from sim.processes import decisions, funding, needs
from sim.processes.deliberation_parameters import DeliberationParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

LEAST_POOL = 100.0
"""Yuan below which no vote is held."""


def vote(street: Street) -> None:
    """Let residents decide on money in every community.

    Changes: the ledger, ``communities.voted_supply``, verdicts, flows of money and match.
    """
    world, ledger, levers = street.world, street.ledger, street.levers
    c = world.communities
    c.voted_supply[:] = 0.0
    if not levers.pb_share.any():
        return
    for community in range(c.n):
        share = float(levers.pb_share[community])
        sources = [int(ledger.foundation[community]), int(ledger.untied[community])]
        amounts = [int(share * max(int(ledger.balance[account]), 0)) for account in sources]
        if sum(amounts) >= 100.0 * LEAST_POOL:
            _vote(street, community, sources, amounts)


def usual_match(street: Street) -> Floats:
    """Give how well money that nobody votes on matches need, [C]."""
    return street.levers.keep("budgeting.usual", lambda: _usual_match(street))


def _usual_match(street: Street) -> Floats:
    base, by_rating, by_plan = street.values(DeliberationParameters).usual_match
    levers = street.levers
    return np.clip(base + by_rating * levers.resident_eval + by_plan * levers.comm_plan, 0.0, 1.0)


def note_other_money(street: Street) -> None:
    """Enter what committees spent this week from untied money into the flows of discretionary money."""
    flows = street.world.flows
    spent = street.ledger.moved("own_purchase")[: street.n_communities]
    flows.amount += spent
    flows.match_amount += spent * usual_match(street)


def divide(votes: Array, number: int) -> Array:
    """Fund a number of equal projects in the order of votes per project funded so far, [6]."""
    funded = np.zeros(len(votes), np.int64)
    for _ in range(number):
        funded[np.argmax(votes / (funded + 1.0))] += 1
    return funded


def match_of(shares: Floats, needed: Floats) -> float:
    """Give how well shares of money fit shares of need, [0, 1]."""
    return 1.0 - 0.5 * float(np.abs(shares - needed).sum())


def _vote(street: Street, community: int, sources: list[int], amounts: list[int]) -> None:
    """Hold the vote of one community and spend what was voted for."""
    world, p = street.world, street.values(DeliberationParameters)
    c = world.communities
    needed = (1.0 - c.quality[community]) * needs.domain_shares(street)
    needed = needed / needed.sum() if needed.sum() > 0.0 else needs.domain_shares(street)
    voters, ballots, luck = _ballots(street, community, np.cumsum(needed))
    if len(voters) == 0:
        return
    pool = sum(amounts) / 100.0
    cost = min(p.budget_project, pool / p.budget_projects_least)
    funded = divide(np.bincount(ballots, minlength=len(needed)), int(pool / cost + 1e-9))
    shares = funded / funded.sum()
    spendable = cost * float(funded.sum()) / pool
    bought = sum(
        decisions.pay(street, account, community, int(fen * spendable), "budgeting")
        for account, fen in zip(sources, amounts, strict=True) if fen > 0
    )  # fmt: skip
    match = match_of(shares, needed)
    hours = bought / 100.0 / funding.service_price(street) / YEAR
    c.voted_supply[community] = hours * match * shares
    world.flows.amount[community] += bought / 100.0
    world.flows.match_amount[community] += bought / 100.0 * match
    new = world.verdicts.append(len(voters))
    world.verdicts.resident[new], world.verdicts.success[new] = voters, luck < match


def _ballots(street: Street, community: int, shares: Floats) -> tuple[Array, Array, Array]:
    """Give the voters, the domain each votes for, and a further draw of each."""
    world = street.world
    first, size = int(world.communities.first[community]), int(world.communities.adults[community])
    recent = world.residents.last_act[first : first + size, DELIBERATE] > street.week - YEAR
    voters = first + np.flatnonzero(recent)
    chosen, luck = np.empty(len(voters), np.int64), np.empty(len(voters))
    _cast(voters, shares, chosen, luck, street.seed, stream("budgeting.ballot"), street.week)
    return voters, chosen, luck


@kernel
def _cast(voters, shares, chosen, luck, seed, ballot, week):  # type: ignore[no-untyped-def]
    for k in range(voters.shape[0]):
        u, luck[k] = uniform_pair(seed, ballot, week, voters[k], 0)
        domain = 0
        while domain < shares.shape[0] - 1 and u > shares[domain]:
            domain += 1
        chosen[k] = domain
