"""What residents, places, parties and organisations are called; no resident has a name."""

from __future__ import annotations

import numpy as np

from analysis.story.telling import Field, Told, check_row, words
from sim.archetypes import load_archetypes
from sim.codes import (
    COLLECTIVE,
    FIELDS,
    LEVEL_1,
    LEVEL_2,
    LEVEL_3,
    LEVEL_OUTSIDE,
    LEVEL_PRIVATE,
    N_FIXED_NODES,
    NODES,
    OWNER,
    P_COMMITTEE,
    P_COMPANY,
    P_NONE,
    P_OWNERS,
    P_RESIDENT,
    P_STREET,
    P_UNIT,
    RENTER,
    RESETTLED,
    SOCIETY,
    UNIT,
)
from sim.declare import Text

TENURE = {OWNER: "owning", RENTER: "renting", COLLECTIVE: "collective", RESETTLED: "resettled"}
LEVEL = {
    LEVEL_PRIVATE: "level_private", LEVEL_1: "level_1", LEVEL_2: "level_2", LEVEL_3: "level_3",
    LEVEL_OUTSIDE: "level_outside",
}  # fmt: skip
PARTY = {
    P_NONE: "party_elsewhere", P_COMMITTEE: "party_committee", P_STREET: "party_street",
    P_COMPANY: "party_company", P_UNIT: "party_unit", P_OWNERS: "party_owners",
}  # fmt: skip


def place(street: Told, community: int) -> Text:
    """Name a community by its type, numbered where a street has several of one type."""
    types = list(street.archetypes)
    known = load_archetypes().get(types[community])
    name = (known.label_zh, known.label_en) if known else (types[community], types[community])
    if types.count(types[community]) == 1:
        return name
    return words("numbered_place", place=name, n=types[: community + 1].count(types[community]))


def home(street: Told, row: int) -> Text:
    """Name the building, or the villagers' group, of a resident; both are counted within the community."""
    world = street.world
    community = int(world.residents.community[row])
    first = int(np.searchsorted(world.buildings.community, community))
    n = int(world.residents.building[row]) - first + 1
    return words("building" if world.communities.urban[community] else "villagers_group", n=n)


def grid_of(street: Told, grid: int) -> Text:
    """Name a grid by its number within the community."""
    grids = street.world.grids
    first = int(np.searchsorted(grids.community, int(grids.community[grid])))
    return words("grid", n=grid - first + 1)


def who(street: Told, row: int) -> Text:
    """Describe a resident: age, registration, tenure, building."""
    return words("resident", **_marks(street, row), home=home(street, row))


def who_numbered(street: Told, row: int) -> Text:
    """Describe a resident, with the number by which to follow them."""
    return words("resident_numbered", **_marks(street, row), home=home(street, row), row=row)


def who_short(street: Told, row: int) -> Text:
    """Describe a resident in few words, with the number by which to follow them."""
    return words("resident_short", **_marks(street, row), row=row)


def _marks(street: Told, row: int) -> dict[str, Field]:
    people = street.world.residents
    return {
        "age": int(people.age[row]),
        "registered": words("registered" if people.hukou[row] else "unregistered"),
        "tenure": words(TENURE[int(people.tenure[row])]),
    }


def other_side(street: Told, case: int) -> Text:
    """Name the second party of a case."""
    cases = street.world.cases
    kind = int(cases.party_kind[case])
    return who_short(street, int(cases.party[case])) if kind == P_RESIDENT else words(PARTY[kind])


def level(number: int) -> Text:
    """Name a level of the ladder."""
    return words(LEVEL[number])


def society_name(street: Told, row: int) -> Text:
    """Name a social organisation by its number and main field."""
    field = FIELDS[int(street.world.organisations.field[row])]
    return words("society", kind=SOCIETY, n=row, field=field)


def node_name(street: Told, community: int, node: int) -> Text:
    """Name a node of the network of organisations of a community, present or not."""
    if node < N_FIXED_NODES:
        return NODES[node]
    society = society_at(street, node)
    if society >= 0:
        return society_name(street, society)
    if node < N_FIXED_NODES + street.world.social_places:
        return SOCIETY
    return words("unit", kind=UNIT, n=node - N_FIXED_NODES - street.world.social_places + 1)


def society_at(street: Told, node: int) -> int:
    """Give the row of the social organisation that has a node now, -1 none."""
    s = street.world.organisations
    rows = np.flatnonzero(s.node[: s.n] == node)
    return int(rows[0]) if rows.size and node >= 0 else -1


def check_node(street: Told, community: int, node: int) -> None:
    """Refuse a community or node that is not there.

    Raises:
        OutOfRange: with those that are.
    """
    check_row("community", community, street.world.communities.n)
    check_row("node", node, street.world.node_present.shape[1])
