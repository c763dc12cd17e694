"""Step 13: sessions are held and decide, decisions are carried out, residents vote on money, elections count.

A session is due at the frequency of the calendar and held with probability min(1, hours / 6); residents
attend it in step 12, it decides (``sessions``) and for half a year the committee tries to carry the decision
out (``decisions``). Once a year residents vote on a share of the free money (``budgeting``). Once a quarter a
major decision is taken: put to residents first, it comes on the agenda four weeks later; not put to them, or
only afterwards, it costs trust, efficacy and quality. After an election the legitimacy of the committee is
``turnout (1 - |turnout of the registered - turnout of the non-registered|)``.

Choices. The calendar holds ``floor(f w / 4)`` sessions up to week w. A grid or residents' group that meets is
drawn anew each time. The people hit by a decision, or who hear of a wrongly labelled case, are every n-th
resident from a drawn start. A consultation after the decision brings no issue to the agenda.

Sources: legitimacy through fair turnout in village elections (survey evidence on fairness and turnout,
2009-2011); sizes are assumptions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import PERIOD, QUARTER, YEAR, is_election, is_end_of
from sim.codes import (
    DEL,
    ENVIRONMENT,
    KNOWN,
    T_COMMUNITY,
    VOTE,
    WINDOW,
    X_LABEL,
    X_SESSION,
)
from sim.draws import birth_part, stream, uniform, uniform_pair
from sim.jit import kernel
from sim.processes import budgeting, decisions, linkage, mobilisation, needs, sessions
from sim.processes.deliberation_parameters import DeliberationParameters
from sim.processes.hours_parameters import HourParameters
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

MAJOR = 15
"""Kind of birth of a major decision on the agenda."""
SCALES = ("community", "grid", "group")

__all__ = ["DeliberationParameters", "begin", "convene", "deliberate", "legitimacy", "sessions_due"]


def begin(street: Street) -> None:
    """State the legitimacy of the last election, the first session due, and next week's coordination."""
    c = street.world.communities
    c.legitimacy[:] = legitimacy(street)
    c.legitimacy_before[:] = c.legitimacy
    c.delib_due[:] = sessions_due(street.week + 1, street)
    linkage.plan_coordination(street)


def sessions_due(week: int, street: Street) -> Floats:
    """Give the sessions due in a week, [C]."""
    due = np.empty(street.n_communities)
    _count_due(due, street.levers.delib_freq, week)
    return due


def convene(street: Street) -> None:
    """Decide which due sessions are held, and who is invited.

    Changes: ``communities.session_held``, ``session_first``, ``session_stop``.
    """
    world, c = street.world, street.world.communities
    c.session_held[:] = False
    if not c.delib_due.any():
        return
    scale = SCALES[street.levers.choice("delib_scale")]
    chance = np.minimum(c.hours[:, DEL] / street.values(HourParameters).deliberation_hours, 1.0)
    tables = {"community": None, "grid": world.grids, "group": world.buildings}
    for row in np.flatnonzero(c.delib_due >= 1.0):
        held, place = uniform_pair(street.seed, stream("deliberation.held"), street.week, int(row), 0)
        c.session_held[row] = held < chance[row]
        first, size = int(c.first[row]), int(c.adults[row])
        table = tables[scale]
        if table is not None:
            start, stop = np.searchsorted(table.community, [row, row + 1])
            chosen = int(start) + int(place * (stop - start))
            first, size = int(table.first[chosen]), int(table.size[chosen])
        c.session_first[row], c.session_stop[row] = first, first + size


def deliberate(street: Street) -> None:
    """Carry out what was decided, let the sessions of the week decide, and count votes.

    Changes: sessions, attendance, needs, decisions, the ledger, quality shocks, experiences, verdicts,
    legitimacy and secretaries in election weeks, what is due next week, flows of deliberation and money.
    """
    c, week = street.world.communities, street.week
    p = street.values(DeliberationParameters)
    mobilisation.note_service(street)
    decisions.follow_up(street)
    for community in np.flatnonzero(c.session_held):
        sessions.hold(street, int(community))
    _raise_consulted(street, p)
    if is_end_of(QUARTER, week):
        _decide_major(street, p)
        _overlabel(street, p)
    if is_end_of(YEAR, week):
        budgeting.vote(street)
    if is_election(week):
        _count_election(street)
    budgeting.note_other_money(street)
    c.delib_due[:] = sessions_due(week + 1, street)
    c.open_decisions[:] = decisions.open_decisions(street)


def legitimacy(street: Street) -> Floats:
    """Give the legitimacy of the committee by the last votes, [C]; as it was where none was held."""
    r, c = street.world.residents, street.world.communities
    p = street.values(DeliberationParameters)
    voted = (r.recent[:, VOTE] > 0) & r.eligible

    def share(who: Array, of: Array) -> Floats:
        among = np.bincount(r.community, of, c.n)
        return np.bincount(r.community, who & of, c.n) / np.maximum(among, 1.0)

    turnout, registered = share(voted, r.eligible), share(voted, r.eligible & r.hukou)
    migrants = np.bincount(r.community, ~r.hukou, c.n) / np.maximum(c.adults, 1)
    gap = np.where(migrants >= p.migrants_counted, np.abs(registered - share(voted, ~r.hukou)), 0.0)
    found = turnout * (1.0 - gap) * (1.0 + p.fair_elections * street.levers.above("anti_gang"))
    held = np.bincount(r.community, r.eligible, c.n) > 0
    return np.where(held, np.clip(found, 0.0, 1.0), c.legitimacy)


def _count_election(street: Street) -> None:
    c = street.world.communities
    c.legitimacy_before[:] = c.legitimacy
    c.legitimacy[:] = legitimacy(street)
    mobilisation.elect(street)


def _decide_major(street: Street, p: DeliberationParameters) -> None:
    """Take the quarter's major decision in each community, consulted or not."""
    c = street.world.communities
    none, late = p.consult_signals
    for row in range(c.n):
        asked, when = uniform_pair(street.seed, stream("deliberation.consulted"), street.week, row, 0)
        consulted = asked < street.levers.consult_mandate[row]
        afterwards = when < p.consult_late
        c.consulted[row] = consulted and not afterwards
        if c.consulted[row]:
            continue
        people = _sample(street, row, p.consult_people, "deliberation.hit")
        _tell(street, people, X_SESSION, late if consulted else none)
        _judge_failure(street, people)
        c.quality_shock[row, [ENVIRONMENT, WINDOW]] -= p.decision_gain


def _raise_consulted(street: Street, p: DeliberationParameters) -> None:
    """Bring major decisions on which residents are consulted onto the agenda, after a delay."""
    then = street.week - p.consult_delay
    if then < 1 or not is_end_of(QUARTER, then):
        return
    world = street.world
    c, grids, issues = world.communities, world.grids, world.issues
    shares = np.cumsum(needs.domain_shares(street))
    for row in np.flatnonzero(c.consulted):
        u, v = uniform_pair(street.seed, stream("deliberation.matter"), then, int(row), 0)
        start, stop = np.searchsorted(grids.community, [row, row + 1])
        new = issues.append(1).start
        issues.community[new], issues.grid[new] = row, int(start) + int(u * (stop - start))
        issues.domain[new] = int(np.searchsorted(shares[:-1], v))
        issues.size[new] = math.ceil(p.consult_people * c.adults[row])
        issues.opened[new] = issues.found[new] = street.week
        issues.status[new], issues.birth[new] = KNOWN, row
        issues.birth_part[new] = birth_part(then, MAJOR, 0)


def _overlabel(street: Street, p: DeliberationParameters) -> None:
    """Let a campaign against gangs label cases wrongly, seen by some residents."""
    rate = p.overlabelled * np.maximum(street.levers.above("anti_gang"), 0.0)
    for row in np.flatnonzero(rate > 0.0):
        u = uniform(street.seed, stream("deliberation.label"), street.week, int(row), 0)
        if u < 1.0 - math.exp(-rate[row]):
            people = _sample(street, int(row), p.overlabelled_people, "deliberation.label_seen")
            _tell(street, people, X_LABEL, p.overlabelled_signal)


def _sample(street: Street, community: int, share: float, purpose: str) -> Array:
    """Give the rows of a share of a community's adults: every n-th from a drawn start."""
    c = street.world.communities
    first, size = int(c.first[community]), int(c.adults[community])
    step = max(int(1.0 / share + 0.5), 1)
    u = uniform(street.seed, stream(purpose), street.week, community, 0)
    return np.arange(first + int(u * step), first + size, step)


def _tell(street: Street, people: Array, kind: int, signal: float) -> None:
    lived, trust = street.world.experiences, street.values(TrustParameters)
    new = lived.append(len(people))
    lived.kind[new], lived.resident[new], lived.organisation[new] = kind, people, T_COMMUNITY
    lived.signal[new] = signal
    lived.rate[new] = trust.rate_session if kind == X_SESSION else trust.rate_label


def _judge_failure(street: Street, people: Array) -> None:
    verdicts = street.world.verdicts
    new = verdicts.append(len(people))
    verdicts.resident[new], verdicts.success[new] = people, False


@kernel
def _count_due(due: Array, frequency: Array, week: int) -> None:
    for c in range(due.shape[0]):
        so_far = math.floor(frequency[c] * week / PERIOD + 1e-9)
        due[c] = so_far - math.floor(frequency[c] * (week - 1) / PERIOD + 1e-9)
