"""Which residents meet an event, with whom, how severe it is, whether they name it, and the route they take.

Candidates. Residents of a community are passed through in geometric gaps at a ceiling rate, made of the
multiples of the community type and the tops of the declared ranges; each candidate draws a type by the
ceilings and is kept with probability (true rate) / (ceiling). Neither a lever nor the state moves a gap, so
two policies share all events except those by which their rates differ.

The true rate of type k is rate / 52 x multiple x exp(clip(.8 (.6 - quality of the related service) - .6
(belonging - .5) - .5 (norm - .5) for NEIG and ENV + .8 min(arrears, 4) / 4 for PROP + damage - .3 (covenant -
.2) for NEIG and ENV + .2 [covenant - .2]+ (1 - lawful work) for LAND and FAM + .3 (collective income above
its own) / 80 (1 - oversight) for LAND, -1.5, 1.5)); INTG also x exp(contact gap + language gap). A named
event takes the route of greatest utility, with Gumbel errors (a multinomial logit), so a change in one
utility moves cases only to or from that route.

Choice. A resident meets at most one event in a week.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.codes import (
    DISPUTE,
    ENV,
    INTG,
    NEIG,
    P_NONE,
    P_RESIDENT,
    PROP,
    R_BILATERAL,
    R_COMMITTEE,
    R_COURT,
    R_HOTLINE,
    R_LUMP,
    R_PETITION,
    REQUEST,
    SERV,
    T_COMMUNITY,
    T_STREET,
)
from sim.draws import birth_part, fill_pairs, inline_pair, stream
from sim.jit import kernel
from sim.processes.claims_parties import find_parties
from sim.table import Array

GAP = stream("claims.gap")
SEVERITY, NATURE, PARTY = stream("claims.severity"), stream("claims.nature"), stream("claims.party")
ROUTE_A, ROUTE_B, ROUTE_C = stream("claims.route_a"), stream("claims.route_b"), stream("claims.route_c")
CLIP, TRIVIAL, BLOCK = 1.5, 8, 32


class People(NamedTuple):
    """Columns of residents, [N]."""

    household: Array
    building: Array
    language: Array
    hukou: Array
    language_gap: Array
    law: Array
    belonging: Array
    norm: Array
    efficacy: Array
    trust: Array
    digital: Array
    grievance: Array


class Homes(NamedTuple):
    """Columns of households, buildings and estates, and the ties of residents."""

    estate: Array
    arrears: Array
    first: Array
    size: Array
    building_first: Array
    building_size: Array
    quality: Array
    mode: Array
    owners_committee: Array
    neighbour_start: Array
    neighbour: Array
    kin_start: Array
    kin: Array


class Places(NamedTuple):
    """Columns of communities, [C, ...]: rates by type and one more for trivial reports.

    ``most`` is the greatest rate that any resident can have.
    """

    first: Array
    adults: Array
    ceiling: Array
    rate: Array
    shift: Array
    most: Array
    language_factor: Array
    unit_first: Array
    units: Array
    route: Array
    naming_neighbour: Array
    uninterpreted: Array
    online: Array


class EventNumbers(NamedTuple):
    """Numbers that are the same everywhere."""

    quality_reference: float
    quality: float
    belonging: float
    norm: float
    arrears: float
    severity_scale: float
    trivial_severity: float
    request_share: float
    land_group: float
    office_committee: float
    other_resident: float
    owners_party: float
    naming_base: float
    naming_severity: float
    naming_law: float
    lump_severity: float
    lump_efficacy: float
    bilateral_belonging: float
    bilateral_organisation: float
    committee_trust: float
    committee_severity: float
    committee_language: float
    hotline_request: float
    hotline_trust: float
    hotline_digital: float
    hotline_severity: float
    court_severity: float
    court_law: float
    petition_severity: float
    petition_grievance: float
    petition_trust: float


class Setting(NamedTuple):
    """All that events depend on; ``numbers`` are the :class:`EventNumbers`, packed."""

    people: People
    homes: Homes
    places: Places
    numbers: Array


class Events(NamedTuple):
    """Events of a week, and claims that come back, [E].

    ``route`` is -1 if unnamed, ``kind`` -1 if nothing came of it, ``parent`` -1 if new.
    """

    resident: Array
    community: Array
    kind: Array
    part: Array
    cls: Array
    party_kind: Array
    party: Array
    severity: Array
    route: Array
    parent: Array


def new_table(room: int) -> Events:
    """Make an empty table of events."""
    columns = [np.empty(room, np.int64) for _ in Events._fields]
    return Events(*columns)._replace(severity=np.empty(room))


@kernel
def make_events(s, luck, events):  # type: ignore[no-untyped-def]
    """Fill this week's events and what residents do about them; give their number."""
    n = find_events(s, luck, events)
    describe_events(n, s, luck, events)
    return n


@kernel
def find_events(s, luck, events):  # type: ignore[no-untyped-def]
    """Fill resident, community, type and birth of this week's events; give their number."""
    seed, week = luck
    n = _find_candidates(s.places, seed, week, events)
    n = _thin(n, s.people, s.homes, s.places, s.numbers[0], events)
    for e in range(n):
        kind = events.kind[e]
        events.part[e] = birth_part(week, kind, 0)
        events.parent[e] = -1
        if kind == TRIVIAL:
            events.kind[e], events.part[e] = SERV, birth_part(week, SERV, 1)
    return n


@kernel
def _find_candidates(places, seed, week, events):  # type: ignore[no-untyped-def]
    """Pass through each community in gaps, drawn in blocks; fill resident, community, type, thinning draw.

    The thinning draw takes the place of the severity, which comes later.
    """
    n = 0
    first, adults, ceiling, most = places.first, places.adults, places.ceiling, places.most
    u, v, kinds = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK, np.int64)
    for c in range(first.shape[0]):
        total = ceiling[c].sum()
        if total <= 0.0:
            continue
        scale = 1.0 / math.log1p(-min(total, 0.999))
        position, start = -1, 0
        while position < adults[c]:
            fill_pairs(u, v, seed, GAP, week, c, start)
            for k in range(BLOCK):
                u[k] = math.log(u[k]) * scale
                v[k] *= total
            _find_types(v, kinds, ceiling[c])
            for k in range(BLOCK):
                position += 1 + int(u[k])
                if position >= adults[c]:
                    break
                events.resident[n], events.community[n] = int(first[c]) + position, c
                events.kind[n], events.severity[n] = kinds[k], v[k]
                # Most candidates fail at any resident's rate; no need to look at this one's.
                n += v[k] < most[c, kinds[k]]
            start += BLOCK
    return n


@kernel
def _find_types(points, kinds, ceiling):  # type: ignore[no-untyped-def]
    """Give the type at points of the ceilings laid end to end, and how far into its own each point lies.

    Given the type, the rest of the draw is uniform below its ceiling: a thinning draw of its own.
    """
    kinds[:] = 0
    # Type by type without branches, since which way a search would branch is pure chance.
    for kind in range(TRIVIAL):
        for k in range(points.shape[0]):
            beyond = (kinds[k] == kind) & (points[k] >= ceiling[kind])
            points[k] -= ceiling[kind] if beyond else 0.0
            kinds[k] += beyond


@kernel
def _thin(n, people, homes, places, p, events):  # type: ignore[no-untyped-def]
    """Keep candidates whose draw lies below their true rate; give the number kept."""
    count = 0
    belonging, norm, shift = people.belonging, people.norm, places.shift
    for e in range(n):
        i, c, kind = events.resident[e], events.community[e], events.kind[e]
        rate = places.rate[c, kind]
        if kind < TRIVIAL:
            x = shift[c, kind] - p.belonging * (float(belonging[i]) - 0.5)
            if kind in (NEIG, ENV):
                x -= p.norm * (float(norm[i]) - 0.5)
            if kind == PROP:
                household = int(people.household[i])
                estate = int(homes.estate[household])
                if estate < 0:
                    continue
                x += p.quality * (p.quality_reference - homes.quality[estate])
                x += p.arrears * min(float(homes.arrears[household]), 4.0) / 4.0
            rate *= math.exp(min(max(x, -CLIP), CLIP))
            if kind == INTG and people.language_gap[i]:
                rate *= places.language_factor[c]
        if events.severity[e] < rate:
            events.resident[count], events.community[count], events.kind[count] = i, c, kind
            count += 1
    return count


@kernel
def describe_events(n, s, luck, events):  # type: ignore[no-untyped-def]
    """Fill what each event is about, with whom, how severe, and what the resident does about it."""
    seed, week = luck
    draws = np.empty((6, 2, n))
    _draw(draws, seed, week, events.resident, events.part)
    people, p = s.people, s.numbers[0]
    for e in range(n):
        i, kind = events.resident[e], events.kind[e]
        severity = -p.severity_scale * math.log(draws[0, 0, e] * draws[0, 1, e])
        if events.part[e] & 15 == 1:
            severity *= p.trivial_severity
        request = kind in (ENV, SERV) or (kind == PROP and draws[1, 0, e] < p.request_share)
        events.cls[e], events.severity[e] = REQUEST if request else DISPUTE, severity
        x = p.naming_base + p.naming_severity * severity + p.naming_law * float(people.law[i])
        if kind == NEIG:
            x += s.places.naming_neighbour[events.community[e]]
        # Unnamed events keep -1; the named choose below.
        events.route[e] = R_LUMP if draws[1, 1, e] < 1.0 / (1.0 + math.exp(-x)) else -1
    find_parties(n, draws[2], s, events)
    for e in range(n):
        if events.kind[e] == INTG and events.party_kind[e] == P_NONE:
            events.kind[e] = events.route[e] = -1
    _choose(n, draws[3:], s.people, s.places, p, events)


@kernel
def _draw(draws, seed, week, resident, part):  # type: ignore[no-untyped-def]
    """Make all draws of the events, stream by stream."""
    _draw_pairs(draws[0], seed, SEVERITY, week, resident, part)
    _draw_pairs(draws[1], seed, NATURE, week, resident, part)
    _draw_pairs(draws[2], seed, PARTY, week, resident, part)
    _draw_pairs(draws[3], seed, ROUTE_A, week, resident, part)
    _draw_pairs(draws[4], seed, ROUTE_B, week, resident, part)
    _draw_pairs(draws[5], seed, ROUTE_C, week, resident, part)


@kernel
def _draw_pairs(pairs, seed, stream_id, week, resident, part):  # type: ignore[no-untyped-def]
    # Loops as plain as this one run four at a time.
    for e in range(pairs.shape[1]):
        pairs[0, e], pairs[1, e] = inline_pair(seed, stream_id, week, resident[e], part[e])


@kernel
def _choose(n, draws, people, places, p, events):  # type: ignore[no-untyped-def]
    """Let the named events take the route of greatest utility."""
    utility = np.empty(6)
    for e in range(n):
        if events.route[e] < 0:
            continue
        route_utilities(e, people, places, p, events, utility)
        best, route = -np.inf, R_LUMP
        for r in range(6):
            value = utility[r] - math.log(-math.log(draws[r >> 1, r & 1, e]))
            if value > best:
                best, route = value, r
        events.route[e] = route


@kernel
def route_utilities(e, people, places, p, events, utility):  # type: ignore[no-untyped-def]
    """Fill the utilities of the six routes, in the order of the codes."""
    i, c, severity = events.resident[e], events.community[e], events.severity[e]
    organisation = events.party_kind[e] not in (P_NONE, P_RESIDENT)
    trust = float(people.trust[i, T_COMMUNITY]) - 0.5
    for route in range(6):
        utility[route] = places.route[c, route]
    utility[R_LUMP] -= p.lump_severity * severity + p.lump_efficacy * float(people.efficacy[i])
    utility[R_BILATERAL] += p.bilateral_belonging * (float(people.belonging[i]) - 0.5)
    if organisation:
        utility[R_BILATERAL] -= p.bilateral_organisation
    utility[R_COMMITTEE] += p.committee_trust * trust + p.committee_severity * severity
    if people.language_gap[i]:
        utility[R_COMMITTEE] -= p.committee_language * places.uninterpreted[c]
    utility[R_HOTLINE] += p.hotline_severity * severity - p.hotline_trust * trust
    utility[R_HOTLINE] += p.hotline_digital * float(people.digital[i]) * places.online[c]
    if events.cls[e] == REQUEST:
        utility[R_HOTLINE] += p.hotline_request
    utility[R_COURT] += p.court_severity * severity + p.court_law * float(people.law[i])
    utility[R_PETITION] += p.petition_severity * severity + p.petition_grievance * float(people.grievance[i])
    utility[R_PETITION] -= p.petition_trust * float(people.trust[i, T_STREET])
