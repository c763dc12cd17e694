"""A user's own residents, households and ties, as a population.

Two CSV files say who lives where; a third file, CSV or GraphML, may say who is tied to whom. What the files
do not say is drawn to the shares of the community type, given what they do say. The columns are declared in
sim/columns.py.

Choices. A tie has no direction: a tie listed both ways is one. Ties join residents of one community, as
everywhere in the model. Grids, buildings, estates, units and groups are named inside their community, so
building 1 of one grid is not building 1 of another. Residents are adults; ages above 90 count as 90.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np

from sim.archetypes import ARCHETYPE_IDS, load_archetypes
from sim.attributes import Columns, Homes
from sim.columns import HOUSEHOLD_FIELDS, RESIDENT_FIELDS, TIE_FIELDS
from sim.errors import BadInput, shortened
from sim.networks import STORED
from sim.places import Site, evenly
from sim.population import GROUPS_PER_COMMUNITY, Known, Population, assemble
from sim.population_parameters import PopulationParameters
from sim.quotas import nearest
from sim.sheets import Sheet, read_sheet
from sim.table import Array

MOST_NAMES = {"group": GROUPS_PER_COMMUNITY, "language": 100, "unit": 1000}
"""Most different names of a kind in one community."""
OF_HOUSEHOLDS = ("estate", "tenure", "child", "vacant", "never_pay", "area")
Listed = list[tuple[str, str, str, str]]


def load_tables(
    residents: str | Path,
    households: str | Path,
    ties: str | Path | None = None,
    *,
    seed: int = 1,
    values: PopulationParameters | None = None,
) -> Population:
    """Read a population from a user's own files.

    Args:
        residents: CSV file of adults.
        households: CSV file of households.
        ties: CSV or GraphML file of ties; layers that it does not hold are drawn.
        seed: key of the luck of all that is drawn.
        values: population parameters; the defaults if not given.

    Raises:
        BadInput: a file cannot be used; the message names file, row and column.
    """
    people = read_sheet(Path(residents), RESIDENT_FIELDS)
    homes = read_sheet(Path(households), HOUSEHOLD_FIELDS)
    person = {f.name: people.values(f) for f in RESIDENT_FIELDS if f.name in people}
    home = {f.name: homes.values(f) for f in HOUSEHOLD_FIELDS if f.name in homes}
    row_of = people.only_once("resident")
    of_home = _homes_of(people, homes)
    _check_rows(people, person, homes, home, of_home)
    community = _numbered(home["community"])
    known_ties = _ties(Path(ties), row_of, community[of_home]) if ties is not None else {}
    where = _order(home, community, of_home), community, of_home
    places = [_place(c, (person, home), where, known_ties) for c in range(int(community.max()) + 1)]
    population = assemble(places, int(seed), values or PopulationParameters())
    return replace(population, ids=tuple(person["resident"][where[0]].tolist()))


def _homes_of(people: Sheet, homes: Sheet) -> Array:
    """Find the household of each resident and refuse households without one."""
    line_of = homes.only_once("household")
    found = np.empty(len(people), np.int64)
    for line, name in enumerate(people.cells["household"]):
        if name not in line_of:
            words = f"household {shortened(name)} is not in {homes.file}. Add it there or correct it here."
            raise people.refuse(line, "household", words)
        found[line] = line_of[name]
    size = np.bincount(found, minlength=len(homes))
    for line in map(int, np.flatnonzero((size == 0) | (size > 255))):
        words = f"must have 1 to 255 residents in {people.file}; got {size[line]}. Remove it or add them."
        raise homes.refuse(line, "household", f"household {homes.cells['household'][line]} {words}")
    return found


def _check_rows(people: Sheet, person: Columns, homes: Sheet, home: Columns, of_home: Array) -> None:
    """Refuse rows whose cells contradict each other, and communities that cannot be."""
    if {"party", "registered"} <= person.keys():
        for line in map(int, np.flatnonzero(person["registered"] & ~person["party"])):
            words = "registered must be 0 where party is 0; got 1. Only Party members register."
            raise people.refuse(line, "registered", words)
    if {"vacant", "never_pay"} <= home.keys():
        for line in map(int, np.flatnonzero(home["vacant"] & home["never_pay"])):
            words = "never_pay must be 0 where vacant is 1; got 1. A vacant dwelling is not billed."
            raise homes.refuse(line, "never_pay", words)
    community = _numbered(home["community"])
    first = np.unique(community, return_index=True)[1]
    for line in map(int, np.flatnonzero(home["archetype"] != home["archetype"][first[community]])):
        before = int(first[community[line]])
        words = f"archetype must be {homes.cells['archetype'][before]} as in row {homes.rows[before]}"
        got = f"got {homes.cells['archetype'][line]}. A community is of one type."
        raise homes.refuse(line, "archetype", f"{words}; {got}")
    for c in map(int, np.flatnonzero(np.bincount(community[of_home]) < 2)):
        words = "community must have at least 2 residents; got 1. Add residents or join it to another."
        raise homes.refuse(int(first[c]), "community", words)
    for column, most in MOST_NAMES.items():
        if column in person:
            _check_names(people, column, most, community[of_home])


def _check_names(people: Sheet, column: str, most: int, community: Array) -> None:
    """Refuse a community with more different names than there is room for."""
    known: dict[int, set[str]] = {}
    for line, name in enumerate(people.cells[column]):
        names = known.setdefault(int(community[line]), set())
        if name:
            names.add(name)
        if len(names) > most:
            words = f"{column} must have at most {most} different names in a community; got {most + 1}."
            raise people.refuse(line, column, f"{words} Join some.")


def _order(home: Columns, community: Array, of_home: Array) -> Array:
    """Sort residents by community, grid, building and household, each in order of appearance."""
    keys = [np.arange(community.size)]
    keys += [_numbered(home[name]) for name in ("building", "grid") if name in home]
    by_home = np.lexsort((*keys, community))
    place = np.empty(community.size, np.int64)
    place[by_home] = np.arange(community.size)
    return np.argsort(place[of_home], kind="stable")


def _place(
    c: int, tables: tuple[Columns, Columns], where: tuple[Array, Array, Array], ties: dict[str, Array]
) -> tuple[Site, Known]:
    """Put together what is known about one community, with local rows."""
    person, home = tables
    order, community, of_home = where
    rows = order[community[of_home[order]] == c]
    lines = of_home[rows][np.concatenate(([True], np.diff(of_home[rows]) != 0))]
    p = load_archetypes()[ARCHETYPE_IDS[home["archetype"][lines[0]]]]
    residents = {name: a[rows] for name, a in person.items() if name not in ("resident", "household")}
    residents["age"] = np.minimum(residents["age"], 90)
    for name in residents.keys() & MOST_NAMES.keys():
        residents[name] = _coded(residents[name])
    households = {name: home[name][lines] for name in OF_HOUSEHOLDS if name in home}
    if "estate" in households:
        households["estate"] = _coded(households["estate"])
    names: Columns = {name: home[name][lines] for name in ("grid", "building") if name in home}
    homes = _housed(of_home[rows], names, (p.households_per_grid, p.households_per_building))
    local = np.full(of_home.size, -1, np.int64)
    local[rows] = np.arange(rows.size)
    inside = {layer: local[ends[local[ends[:, 0]] >= 0]] for layer, ends in ties.items()}
    units = int(residents["unit"].max()) + 1 if "unit" in residents else p.resident_units
    return Site(p, rows.size, p.estates, units), Known(homes, residents, households, inside)


def _numbered(names: Array) -> Array:
    """Number names in the order in which they first appear."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)


def _coded(names: Array) -> Array:
    """Number names in the order in which they first appear; an empty name is -1."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) if name else -1 for name in names], np.int64)


def _housed(of_home: Array, names: Columns, sizes: tuple[int, int]) -> Homes:
    """Say who lives with whom; grids and buildings without names are dealt evenly, in rows."""
    household = np.cumsum(np.concatenate(([False], np.diff(of_home) != 0)))
    h = int(household[-1]) + 1
    grid = _runs(names["grid"]) if "grid" in names else np.zeros(h, np.int64)
    if "building" in names:
        both = [f"{g} {name}" for g, name in zip(grid, names["building"], strict=True)]
        building = _runs(np.array(both, object))
    else:
        building = _dealt(grid, sizes[1])
    first = np.unique(building, return_index=True)[1]
    if "grid" in names:
        return Homes(household, np.bincount(household), building, grid[first])
    grids = min(max(1, nearest(1 / sizes[0], h)), first.size)
    return Homes(household, np.bincount(household), building, evenly(first.size, grids))


def _runs(names: Array) -> Array:
    return np.cumsum(np.concatenate(([False], names[1:] != names[:-1])))


def _dealt(grid: Array, size: int) -> Array:
    """Deal the households of each grid evenly to buildings."""
    parts, first = [], 0
    for n in map(int, np.bincount(grid)):
        count = max(1, nearest(1 / size, n))
        parts.append(first + evenly(n, count))
        first += count
    return np.concatenate(parts)


def _ties(path: Path, row_of: dict[str, int], community: Array) -> dict[str, Array]:
    """Read ties; give rows of both ends by layer, each pair once."""
    listed = _graphml_ties(path) if path.suffix.lower() == ".graphml" else _csv_ties(path)
    found: dict[str, set[tuple[int, int]]] = {}
    for where, one, other, layer in listed:
        for end in (one, other):
            if end not in row_of:
                raise BadInput(f"{where}: there is no resident {shortened(end)}. A tie joins two residents.")
        if one == other:
            raise BadInput(f"{where}: {shortened(one)} is tied to itself. A tie joins two residents.")
        a, b = sorted((row_of[one], row_of[other]))
        if community[a] != community[b]:
            words = f"{shortened(one)} and {shortened(other)} live in different communities"
            raise BadInput(f"{where}: {words}. Ties stay inside one community.")
        found.setdefault(layer, set()).add((a, b))
    return {layer: np.array(sorted(pairs), np.int64) for layer, pairs in found.items()}


def _csv_ties(path: Path) -> Listed:
    sheet = read_sheet(path, TIE_FIELDS)
    one, other = (sheet.values(field) for field in TIE_FIELDS[:2])
    neighbours = np.full(len(sheet), STORED.index("neighbour"))
    layers = sheet.values(TIE_FIELDS[2]) if "layer" in sheet else neighbours
    return [
        (f"{sheet.file}, row {row}, columns from and to", a, b, STORED[layer])
        for row, a, b, layer in zip(sheet.rows, one, other, layers, strict=True)
    ]


def _graphml_ties(path: Path) -> Listed:
    if not path.is_file():
        raise BadInput(f"{path.name}: there is no such file in {path.parent}. Check the path.")
    try:
        graph = nx.read_graphml(path)
    except Exception as error:  # the reader passes on whatever its XML parser meets
        raise BadInput(f"{path.name}: the file must be GraphML; {shortened(str(error))}.") from None
    listed = []
    for number, (a, b, attributes) in enumerate(graph.edges(data=True), 1):
        layer = attributes.get("layer", "neighbour")
        if layer not in STORED:
            words = f"layer must be one of {', '.join(STORED)}; got {shortened(layer)}"
            raise BadInput(f"{path.name}, edge {number}, attribute layer: {words}.")
        listed.append((f"{path.name}, edge {number}, source and target", str(a), str(b), str(layer)))
    return listed
