"""Step 7: new grievances; some are named; the named choose a route (submodel M9).

In this order: collective claims grow, new events happen, settled claims come back. What happens to one
resident is in ``claims_events``; how private talks go on is part of step 8.

Others join a property, environment or land claim of severity 1.5 and more, before committee, joint centre or
street, with probability sigma(-8 + 1.2 min(grievance, 2) + 3 share joined + .5 (online contact - .2)) a week;
the affected are the building, the grid for ENV.

Choices. Only the number of those who join is kept: whoever is drawn is new with the share not yet in. A claim
that comes back is a new case of the same parties at the committee, counted apart from new events; its luck
hangs on its parent's, not on the week. The effect of the first half-year of mixed deliberation grows with the
share of seats in force.

Sources: Felstiner, Abel & Sarat 1980; Michelson 2007; numbers see ``claims_parameters``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.codes import (
    CRT,
    DISPUTE_CODES,
    ENV,
    INTG,
    LAND,
    LUMP,
    NEIG,
    P_RESIDENT,
    PET,
    PRIV,
    PROP,
    Q1,
    Q3,
    R_COMMITTEE,
    R_COURT,
    R_LUMP,
    R_PETITION,
    REQUEST,
    S3,
)
from sim.draws import stream, uniform, uniform_pair
from sim.jit import kernel
from sim.levers import Floats
from sim.processes.claims_events import Events, make_events, new_table
from sim.processes.claims_parameters import ClaimParameters
from sim.processes.claims_setting import setting
from sim.processes.endings import promise, relapse_ceiling, relapse_week
from sim.processes.mediation_parameters import MediationParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

__all__ = ["ClaimParameters", "begin", "new_events"]

JOIN, BACK = stream("claims.join"), stream("claims.comes_back")
CHILD, SEVERITY = stream("claims.child"), stream("claims.child_severity")
FIRST_STATE = np.array([LUMP, PRIV, Q1, Q3, CRT, PET])
"""First state of a claim by route."""


class Joined(NamedTuple):
    """Columns of cases that decide who joins, or that it changes."""

    status: Array
    community: Array
    kind: Array
    severity: Array
    claimant: Array
    grid: Array
    affected_first: Array
    affected: Array
    members: Array
    birth: Array
    birth_part: Array


class Settled(NamedTuple):
    """Columns of cases that decide whether a settled claim comes back, and that the new one takes over."""

    community: Array
    kind: Array
    cls: Array
    claimant: Array
    party_kind: Array
    party: Array
    quality: Array
    ended: Array
    relapse: Array
    birth: Array
    birth_part: Array


class Claim(NamedTuple):
    """Columns of cases that are filled in when a claim is entered."""

    status: Array
    kind: Array
    cls: Array
    claimant: Array
    party_kind: Array
    party: Array
    community: Array
    grid: Array
    severity: Array
    language_need: Array
    route: Array
    birth: Array
    birth_part: Array
    parent: Array
    due: Array


def begin(street: Street) -> None:
    """Set how often each type of event arises in each community, and its own collective income."""
    c = street.world.communities
    for k, profile in enumerate(street.population.profiles):
        c.event_multiple[k] = [getattr(profile.dispute_multiplier, code) for code in DISPUTE_CODES]
        c.collective_income[k] = profile.collective_income


def new_events(street: Street) -> None:
    """Let collective claims grow, new events happen and settled claims come back.

    Changes: the case book, members of cases, ``communities.quota_weeks``, ``residents.grievance_gain``,
    ``residents.conflicts``, and the flows of events and claims.
    """
    _let_others_join(street)
    _happen(street)


def _let_others_join(street: Street) -> None:
    p, world, levers = street.values(ClaimParameters), street.world, street.levers
    online: Floats = levers.keep(
        "claims.online", lambda: p.join_base + p.join_online * levers.above("online_ties")
    )
    numbers = (p.collective_severity, p.join_grievance, p.join_share)
    b, g = world.buildings, world.grids
    places = (world.residents.building, b.first, b.size, g.first, g.size)
    _join(
        street.book.columns(Joined), street.book.open_rows(), world.residents.grievance, places, online,
        numbers, street.seed, street.week,
    )  # fmt: skip


def _happen(street: Street) -> None:
    """Find the week's events, let residents name them and choose; enter these and the returning claims."""
    world, p = street.world, street.values(ClaimParameters)
    world.communities.quota_weeks += street.levers.keep("claims.quota_weeks", lambda: _quota_weeks(street))
    # The table carries nothing from week to week; making it anew would cost more than filling it.
    events = street.levers.keep("claims.events", lambda: new_table(world.residents.n))
    luck = (street.seed, street.week)
    count = make_events(setting(street), luck, events)
    f = world.flows
    _count(
        count, events, f.events, f.named, f.routes, f.claims, f.petitions, f.suits,
        world.residents.grievance_gain, world.residents.conflicts, p.grievance_unnamed, p.grievance_lumped,
    )  # fmt: skip
    count = _come_back(street, events, count)
    _enter_claims(street, events, count)


def _quota_weeks(street: Street) -> Floats:
    """Count this week where seats for mixed deliberation stand above today's, [C]."""
    return (street.levers.above("joint_delib_quota") > 0.0).astype(float)


def _come_back(street: Street, events: Events, count: int) -> int:
    """Add settled claims that come back to the table of events; give the new count."""
    book, p, levers = street.book, street.values(MediationParameters), street.levers
    scale = street.values(ClaimParameters).severity_scale
    numbers = (p.relapse_hazard, p.relapse_frame, p.relapse_law, relapse_ceiling(), p.relapse_weeks, scale)
    more: int = _relapse(
        book.columns(Settled), book.cases.n, levers.legal_frame, levers.above("rc_law"), numbers, street.seed,
        street.week, events, count, street.world.flows.relapses,
    )  # fmt: skip
    return more


def _enter_claims(street: Street, events: Events, count: int) -> None:
    """Enter the events in a state of their route as claims."""
    n_chosen = int(np.count_nonzero(events.route[:count] > R_LUMP))
    if not n_chosen:
        return
    book, people = street.book, street.world.residents
    new = book.cases.append(n_chosen)
    _fill_in(
        book.columns(Claim), new.start, events, count, people.grid, people.language_gap, promise(street),
        street.week,
    )  # fmt: skip
    book.admit(new, street.week)


@kernel
def _join(cases, rows, grievance, places, base, numbers, seed, week):  # type: ignore[no-untyped-def]
    """Let residents of the affected set join, by gaps at the chance of the most aggrieved, then thinned."""
    threshold, by_grievance, by_share = numbers
    for k in range(rows.shape[0]):
        row = rows[k]
        if cases.status[row] < Q1 or cases.status[row] > S3:
            continue
        if cases.kind[row] not in (PROP, ENV, LAND) or cases.severity[row] < threshold:
            continue
        if cases.affected[row] == 0:
            _set_affected(cases, row, places)
        size, members = int(cases.affected[row]), int(cases.members[row])
        if members >= size:
            continue
        x = base[int(cases.community[row])] + by_share * members / size
        most = 1.0 / (1.0 + math.exp(-x - 2.0 * by_grievance))
        scale = math.log1p(-most)
        open_share = (size - members) / (size - 1)
        position, ordinal = -1, 0
        while True:
            # The ordinal of the candidate stands above the week in its word.
            when = week + (ordinal << 16)
            u, v = uniform_pair(seed, JOIN, when, int(cases.birth[row]), int(cases.birth_part[row]))
            position += 1 + int(math.log(u) / scale)
            ordinal += 1
            if position >= size:
                break
            i = int(cases.affected_first[row]) + position
            chance = 1.0 / (1.0 + math.exp(-x - by_grievance * min(float(grievance[i]), 2.0)))
            if i != int(cases.claimant[row]) and v * most < chance * open_share and members < size:
                members += 1
        cases.members[row] = members


@kernel
def _set_affected(cases, row, places):  # type: ignore[no-untyped-def]
    building, building_first, building_size, grid_first, grid_size = places
    b, g = int(building[int(cases.claimant[row])]), int(cases.grid[row])
    if cases.kind[row] == ENV:
        cases.affected_first[row], cases.affected[row] = grid_first[g], grid_size[g]
    else:
        cases.affected_first[row], cases.affected[row] = building_first[b], building_size[b]


@kernel
def _relapse(cases, n, frame, lawful, numbers, seed, week, events, count, relapses):  # type: ignore[no-untyped-def]
    """Thin the claims that may come back this week; add those that do, with their luck; give the count."""
    base, by_frame, by_law, ceiling, weeks, scale = numbers
    relapse = cases.relapse
    for row in range(n):
        if relapse[row] != week:
            continue
        birth, part = int(cases.birth[row]), int(cases.birth_part[row])
        c = int(cases.community[row])
        hazard = base * (1.0 - by_frame * frame[c]) * (1.0 - by_law * lawful[c])
        hazard *= 1.0 - float(cases.quality[row])
        kept = (1.0 - math.exp(-hazard)) / (1.0 - math.exp(-ceiling))
        if uniform(seed, BACK, week, birth, part) >= kept:
            again = relapse_week(birth, part, seed, week, ceiling)
            relapse[row] = again if again <= cases.ended[row] + weeks else -1
            continue
        relapse[row] = -1
        relapses[c] += 1.0
        part = int(uniform(seed, CHILD, 0, birth, part) * 4294967296.0)
        u, v = uniform_pair(seed, SEVERITY, 0, birth, part)
        events.severity[count], events.part[count] = -scale * math.log(u * v), part
        events.resident[count], events.community[count] = int(cases.claimant[row]), c
        events.kind[count], events.cls[count] = int(cases.kind[row]), int(cases.cls[row])
        events.party_kind[count], events.party[count] = int(cases.party_kind[row]), int(cases.party[row])
        events.route[count], events.parent[count] = R_COMMITTEE, row
        count += 1
    return count


@kernel
def _fill_in(cases, row, events, count, grid, language_gap, promised, week):  # type: ignore[no-untyped-def]
    """Fill in the rows of new claims, one for each event that is more than a grievance, from a row on."""
    for e in range(count):
        route = events.route[e]
        if route <= R_LUMP:
            continue
        i, c, status = events.resident[e], events.community[e], FIRST_STATE[route]
        cases.status[row], cases.route[row] = status, route
        cases.kind[row], cases.cls[row] = events.kind[e], events.cls[e]
        cases.claimant[row], cases.community[row], cases.grid[row] = i, c, grid[i]
        cases.party_kind[row], cases.party[row] = events.party_kind[e], events.party[e]
        cases.severity[row], cases.language_need[row] = events.severity[e], language_gap[i]
        cases.birth[row], cases.birth_part[row] = i, events.part[e]
        cases.parent[row] = events.parent[e]
        if events.cls[e] == REQUEST and status in (Q1, Q3):
            cases.due[row] = week + promised[c]
        row += 1


@kernel
def _count(  # type: ignore[no-untyped-def]
    count, events, happened, named, routes, claims, petitions, suits, gain, conflicts, unnamed, lumped
):
    for e in range(count):
        kind = events.kind[e]
        if kind < 0:
            continue
        i, c, cls, route = events.resident[e], events.community[e], events.cls[e], events.route[e]
        happened[c, kind, cls] += 1.0
        if route < 0:
            gain[i] = float(gain[i]) + unnamed * events.severity[e]
            continue
        named[c, kind, cls] += 1.0
        routes[c, cls, route] += 1.0
        if route == R_LUMP:
            gain[i] = float(gain[i]) + lumped * events.severity[e]
            continue
        claims[c, kind, cls] += 1.0
        petitions[c] += route == R_PETITION
        suits[c] += route == R_COURT
        if kind in (NEIG, INTG):
            conflicts[i] = int(conflicts[i]) + 1
            if events.party_kind[e] == P_RESIDENT:
                conflicts[events.party[e]] = int(conflicts[events.party[e]]) + 1
