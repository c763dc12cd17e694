"""With whom a resident has an event.

NEIG: a neighbour tie, else someone of the same building. FAM: the household, else kin. LAND: a member of the
own group, or the committee. PROP: the company or the owners' committee; the committee where it manages the
estate. ENV, SERV: the committee or the street. OTH: another resident or a unit. INTG: a resident of another
language group, else of the other registration status, else no event comes of it.

Choices. Someone without relatives here quarrels with one who lives elsewhere. Without a unit in the community
an OTH event is with a resident. Without a company the committee manages the estate, unless it has an owners'
committee.
"""

from __future__ import annotations

from sim.codes import (
    ENV,
    FAM,
    INTG,
    LAND,
    NEIG,
    OTH,
    P_COMMITTEE,
    P_COMPANY,
    P_NONE,
    P_OWNERS,
    P_RESIDENT,
    P_STREET,
    P_UNIT,
    PROP,
    SERV,
)
from sim.jit import kernel

TRIES, STRIDE = 32, 7919
COMPANY_MODE = 2


@kernel
def find_parties(n, draws, s, events):  # type: ignore[no-untyped-def]
    """Fill kind and row of the second party of each event; ``draws`` are two for each, [2, n]."""
    building, homes, places, p = s.people.building, s.homes, s.places, s.numbers[0]
    for e in range(n):
        i, c, kind, u, v = events.resident[e], events.community[e], events.kind[e], draws[0, e], draws[1, e]
        b = int(building[i])
        group_first, group_size = int(homes.building_first[b]), int(homes.building_size[b])
        first, size = int(places.first[c]), int(places.adults[c])
        if kind == NEIG:
            party = _tied(i, homes.neighbour_start, homes.neighbour, v)
            if party < 0:
                party = _other(i, group_first, group_size, v)
        elif kind == FAM:
            party = _relative(i, int(s.people.household[i]), homes.first, homes.size, v)
            if party < 0:
                party = _tied(i, homes.kin_start, homes.kin, v)
        elif kind == INTG:
            party = _of_other_group(i, first, size, s.people.language, s.people.hukou, v)
        else:
            party = _other(i, group_first, group_size, v) if kind == LAND else _other(i, first, size, v)
        by = P_RESIDENT if party >= 0 else P_NONE
        if kind == LAND and u >= p.land_group:
            by, party = P_COMMITTEE, c
        elif kind in (ENV, SERV):
            by, party = (P_COMMITTEE, c) if u < p.office_committee else (P_STREET, 0)
        elif kind == PROP:
            by, party = _manager(c, int(homes.estate[int(s.people.household[i])]), homes, p, u)
        elif kind == OTH and u >= p.other_resident and places.units[c] > 0:
            by, party = P_UNIT, int(places.unit_first[c]) + int(v * places.units[c])
        events.party_kind[e], events.party[e] = by, party


@kernel
def _other(i, first, size, v):  # type: ignore[no-untyped-def]
    """Give a random member of a run of residents who is not the resident, -1 if there is none."""
    if size < 2:
        return -1
    j = first + int(v * (size - 1))
    return j + 1 if j >= i else j


@kernel
def _tied(i, start, ties, v):  # type: ignore[no-untyped-def]
    """Give a random tie of a resident, -1 without ties."""
    first, stop = int(start[i]), int(start[i + 1])
    return int(ties[first + int(v * (stop - first))]) if stop > first else -1


@kernel
def _relative(i, household, first, size, v):  # type: ignore[no-untyped-def]
    return _other(i, int(first[household]), int(size[household]), v)


@kernel
def _manager(c, estate, homes, p, u):  # type: ignore[no-untyped-def]
    company, owners = homes.mode[estate] == COMPANY_MODE, homes.owners_committee[estate]
    if company and not (owners and u < p.owners_party):
        return P_COMPANY, c
    return (P_OWNERS, estate) if owners else (P_COMMITTEE, c)


@kernel
def _of_other_group(i, first, size, language, hukou, v):  # type: ignore[no-untyped-def]
    """Give a resident of another language group, else of the other registration, else -1."""
    start = int(v * size)
    for by_language in (True, False):
        # Strides of a prime spread the tries over the community, so that no building is favoured.
        for k in range(TRIES + size):
            j = first + (start + k * STRIDE) % size if k < TRIES else first + (start + k - TRIES) % size
            if by_language and language[j] != language[i]:
                return j
            if not by_language and hukou[j] != hukou[i]:
                return j
    return -1
