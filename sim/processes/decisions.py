"""Decisions of sessions are carried out, or fail after half a year, and those who were there learn of it.

Every four weeks a decision is carried out with probability
``min(1, free money / cost) x responsiveness x (.4 + .6 binding) x (1 + .3 help of the branch)``. Success
solves the issue, raises the quality of its domain for a while, settles the largest open collective case of
the grid with the quality of the decision as probability, and is felt by those who attended. A session of
which nothing has come after 26 weeks is a failure, whatever was decided.

Efficacy rises with each success by a share of the distance to 1 and falls with each failure by twice that
share of itself: deliberation that is carried out too rarely lowers it (the threshold is
``2 E / (1 + E)``, .57 at E = .4).

Choices. A decision that costs more than there is is carried out in a smaller form: what is there is paid. A
share of what is paid leaks like all committee money. Cadres who keep contact see up to one decision in ten
more through at each try. A result settled beforehand counts as failure for efficacy, not for trust.

Sources: efficacy as learnt from success and failure (Bandura 1977, Psychological Review 84); sizes are
assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import PERIOD
from sim.codes import DECIDED, KNOWN, LEVEL_OUTSIDE, RES, SOLVED, T_COMMUNITY, X_SESSION
from sim.draws import stream, uniform
from sim.jit import kernel
from sim.ledger import LEAK, MARKET
from sim.processes import endings, funding
from sim.processes.deliberation_parameters import DeliberationParameters
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

CARRIED_OUT = stream("decisions.carried_out")


def follow_up(street: Street) -> None:
    """Try to carry out open decisions, and tell those who attended what has come of their sessions.

    Changes: sessions, needs, the ledger, quality shocks, cases, experiences, verdicts, flows.
    """
    table, p = street.world.sessions, street.values(DeliberationParameters)
    tried, over = _find_due(
        table.week[: table.n], table.decided, table.signalled, street.week, p.decision_life
    )
    if tried.size:
        chance = chance_of_success(street, tried)
        for session, own in zip(tried, chance, strict=True):
            community, then = int(table.community[session]), int(table.week[session])
            if uniform(street.seed, CARRIED_OUT, street.week, community, then) < own:
                _carry_out(street, int(session))
    for session in over:
        if not table.signalled[session]:
            _fail(street, int(session))


def chance_of_success(street: Street, rows: Array) -> Floats:
    """Give the chance that each decision is carried out at one try, [k]."""
    table, c, levers = street.world.sessions, street.world.communities, street.levers
    p, m = street.values(DeliberationParameters), street.values(MobilisationParameters)
    place = table.community[rows]
    cost = table.cost[rows] / 100.0
    paid = np.minimum(street.ledger.available(street.ledger.untied)[place] / np.maximum(cost, 1e-9), 1.0)
    will = c.responsiveness * (p.carried_out + (1.0 - p.carried_out) * levers.binding)
    will = will * (1.0 + p.carried_help * levers.pb_support)
    will = will + m.cadre_pickup * levers.brought_in("cadre_contact")
    return np.where(cost > 0.0, paid, 1.0) * np.clip(will, 0.0, 1.0)[place]


def open_decisions(street: Street) -> Floats:
    """Count the decisions that are taken but not yet carried out or failed, [C]."""
    table = street.world.sessions
    n, open_here = table.n, np.zeros(street.n_communities)
    _count_open(open_here, table.community[:n], table.signalled, table.decided, table.first_reading)
    return open_here


def pay(street: Street, account: int, community: int, fen: int, tag: str) -> int:
    """Spend committee money on the market; a share leaks.

    Returns: what was really bought for, fen.
    """
    lost = round(fen * float(funding.leak_share(street, "committee")[community]))
    bought = street.ledger.transfer(account, MARKET, fen - lost, tag)
    leaked = street.ledger.transfer(account, LEAK, lost, "leak") if bought else 0
    street.world.flows.leak[community] += leaked / 100.0
    return bought


def _carry_out(street: Street, session: int) -> None:
    world, p = street.world, street.values(DeliberationParameters)
    table, issues, ledger = world.sessions, world.issues, street.ledger
    community, issue = int(table.community[session]), int(table.issue[session])
    account = int(ledger.untied[community])
    fen = min(int(table.cost[session]), max(int(ledger.balance[account] + ledger.credit[account]), 0))
    if fen > 0:
        pay(street, account, community, fen, "decision")
    table.implemented[session] = street.week
    issues.status[issue], issues.ended[issue] = SOLVED, street.week
    world.communities.quality_shock[community, issues.domain[issue]] += p.decision_gain
    world.flows.implemented[community] += 1.0
    _settle_case(street, session)
    _tell(street, session, True)


def _fail(street: Street, session: int) -> None:
    world = street.world
    table, issues = world.sessions, world.issues
    issue = int(table.issue[session])
    if table.decided[session] and issues.status[issue] == DECIDED:
        issues.status[issue] = KNOWN
    world.flows.sessions_failed[int(table.community[session])] += 1.0
    _tell(street, session, False)


def _settle_case(street: Street, session: int) -> None:
    """Settle the largest open collective case of the grid, if the decision is good enough for it."""
    world = street.world
    table, cases = world.sessions, world.cases
    grid = int(world.issues.grid[table.issue[session]])
    case = _largest(cases.status[: cases.n], cases.grid, cases.affected, cases.level, cases.members, grid)
    if case < 0:
        return
    quality = float(table.quality[session])
    key = int(cases.birth[case]), int(cases.birth_part[case])
    if uniform(street.seed, stream("decisions.case"), street.week, *key) < quality:
        endings.conclude(street, np.array([case]), np.array([RES]), quality=np.array([quality]))


def _tell(street: Street, session: int, success: bool) -> None:
    """Let those who attended live through what has come of it."""
    world, trust = street.world, street.values(TrustParameters)
    table, seats = world.sessions, world.attendance
    table.signalled[session] = True
    world.flows.sessions_closed[int(table.community[session])] += 1.0
    # In the column's own type: searching for anything else would copy the whole column first.
    sat, wanted = seats.session[: seats.n], seats.session.dtype.type(session)
    first, stop = sat.searchsorted(wanted), sat.searchsorted(wanted, "right")
    people = seats.resident[first:stop]
    if len(people) == 0:
        return
    lived, verdicts = world.experiences, world.verdicts
    new = lived.append(len(people))
    lived.kind[new], lived.resident[new], lived.organisation[new] = X_SESSION, people, T_COMMUNITY
    lived.signal[new] = trust.session_success if success else trust.session_failure
    lived.rate[new] = trust.rate_session
    new = verdicts.append(len(people))
    verdicts.resident[new] = people
    verdicts.success[new] = success and not table.presettled[session]


@kernel
def _find_due(
    held: Array, decided: Array, signalled: Array, week: int, life: int
) -> tuple[Array, Array]:  # fmt: skip
    """Give the sessions whose decision is tried this week, and those whose time is over."""
    tried, over = np.empty(held.shape[0], np.int64), np.empty(held.shape[0], np.int64)
    n_tried, n_over = 0, 0
    for session in range(held.shape[0]):
        age = week - int(held[session])
        if decided[session] and not signalled[session] and age > 0 and age % PERIOD == 0:
            tried[n_tried] = session
            n_tried += 1
        if not signalled[session] and age >= life:
            over[n_over] = session
            n_over += 1
    return tried[:n_tried], over[:n_over]


@kernel
def _count_open(count: Array, community: Array, signalled: Array, decided: Array, read: Array) -> None:
    for session in range(community.shape[0]):
        if not signalled[session] and (decided[session] or read[session]):
            count[int(community[session])] += 1.0


@kernel
def _largest(status: Array, grid: Array, affected: Array, level: Array, members: Array, place: int) -> int:
    """Give the open collective case of a grid with most members, the oldest of them; -1 none."""
    found, most = -1, -1
    for row in range(status.shape[0]):
        open_here = status[row] < RES and int(grid[row]) == place and level[row] < LEVEL_OUTSIDE
        if open_here and affected[row] > 0 and int(members[row]) > most:
            found, most = row, int(members[row])
    return found
