"""Build the people of a street: communities, buildings, households, adults, and the ties between them.

A population depends on the community types, the seed and the population parameters, and on the three levers
that act before a run (size of communities, size of grids, mixed residence); nothing else that a policy does
changes it. So it is made once for each seed and used by many streets. Every draw is addressed by the row of
the community and by rows inside it, so a community is the same whatever stands after it.

Choices. A community larger than the cap on its size is cut into equal communities of the same type. With
``scale`` there are more grids, buildings and estates, not larger ones; units grow. The three levers act from
before the run, whatever first week they are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from sim.archetypes import ARCHETYPE_IDS, DEFAULT_STREET, Archetype, load_archetypes
from sim.attributes import Columns, Homes, dwellings, group_members, minds, overwrite, persons, unit_members
from sim.codes import N_FIXED_NODES
from sim.errors import BadInput, UnknownName
from sim.networks import Networks
from sim.people import Buildings, Estates, Grids, Households, Residents, Units
from sim.places import Site, estates, estates_of, fixed_numbers, house, sites, units
from sim.population_parameters import PopulationParameters
from sim.quotas import Luck
from sim.table import Array, Table
from sim.ties import Place, compressed, kin_ties, n_ties, neighbour_ties, work_ties
from sim.world import World

__all__ = ["DEFAULT_STREET", "Population", "PopulationParameters", "build_levers", "build_population"]

BUILD_LEVERS = ("community_size", "grid_size", "mixing")
GROUPS_PER_COMMUNITY = 16
"""Residents' groups are numbered community x 16 + number inside the community."""
TRUSTED = ("community", "property", "owners", "social", "street")
KINDS: Mapping[str, type[Table]] = {
    "residents": Residents, "households": Households, "buildings": Buildings, "grids": Grids,
    "estates": Estates, "units": Units,
}  # fmt: skip
REFERS = {"household": "households", "building": "buildings", "grid": "grids", "estate": "estates",
          "unit": "units", "first": "residents"}  # fmt: skip
Layer = tuple[Array, Array]


@dataclass(frozen=True)
class Population:
    """The people of a street before anything happens; never changed, so many streets can share it.

    Attributes:
        profiles: values of the community type of each community.
        tables: first values of the columns that are not at their fill value, by table.
        networks: layers, shared by all streets that use this population; read only.
        ids: the user's own id of each resident, where the population comes from tables.
    """

    profiles: tuple[Archetype, ...]
    tables: Mapping[str, Columns]
    networks: Networks
    ids: tuple[str, ...] = ()

    @property
    def archetypes(self) -> tuple[str, ...]:
        """Archetype id of each community."""
        return tuple(p.id for p in self.profiles)

    def world(self, real: str = "f4") -> World:
        """Make a fresh state: every column is a copy, the layers are shared.

        Args:
            real: NumPy type of the real-valued columns of residents and households.
        """
        ordinal = self.tables["units"]["ordinal"]
        world = World(len(self.profiles), real, unit_places=max(8, int(ordinal.max(initial=-1)) + 1))
        for name, kind in KINDS.items():
            setattr(world, name, kind(_rows_of(self.tables[name]), world.sizes, real))
        for name, columns in self.tables.items():
            for column in columns.keys() - {"ordinal"}:
                getattr(getattr(world, name), column)[:] = columns[column]
        world.units.node[:] = N_FIXED_NODES + world.social_places + ordinal
        world.networks = self.networks
        _note_own_starts(world.residents, len(self.profiles))
        return world


@dataclass(frozen=True)
class Known:
    """What is known about one community and so is not drawn; local rows.

    Attributes:
        homes: households, buildings, grids.
        residents: known columns of adults.
        households: known columns of households.
        ties: known layers, rows of both ends, [ties, 2] each.
    """

    homes: Homes
    residents: Columns = field(default_factory=dict)
    households: Columns = field(default_factory=dict)
    ties: Mapping[str, Array] = field(default_factory=dict)


def build_population(
    archetypes: Sequence[str | Archetype],
    seed: int,
    values: PopulationParameters | None = None,
    levers: Mapping[str, Any] | None = None,
    scale: float = 1.0,
) -> Population:
    """Build the people of a street, or give those built before from the same.

    Args:
        archetypes: one community type for each community: an id, or the values of a type of one's own.
        seed: key of all luck.
        values: population parameters; the defaults if not given.
        levers: value or plan of ``community_size``, ``grid_size``, ``mixing``, where set.
        scale: multiple of the adults of each type.

    Raises:
        UnknownName: no community type has this id.
        BadInput: there is no community, or the scale leaves one without adults.
    """
    if len(archetypes) == 0:
        known = ", ".join(ARCHETYPE_IDS)
        raise BadInput(f"communities must name at least one community type. Known: {known}.")
    places: list[Site] = []
    for given in archetypes:
        places += sites(profile(given), levers or {}, scale)
    return _build(tuple(places), int(seed), values or PopulationParameters())


def profile(given: str | Archetype) -> Archetype:
    """Find a community type by id; give back one that is given by its values.

    Raises:
        UnknownName: no community type has this id.
    """
    if isinstance(given, Archetype):
        return given
    known = load_archetypes()
    if given not in known:
        raise UnknownName("community type", given, ARCHETYPE_IDS)
    return known[given]


def build_levers(accepted: Mapping[str, Any]) -> dict[str, Any]:
    """Pick the levers that act before the run; none if the strength of effects is set to 0."""
    if accepted.get("effect_scale", 1.0) == 0:
        return {}
    return {name: accepted[name] for name in BUILD_LEVERS if name in accepted}


@lru_cache(maxsize=4)
def _build(places: tuple[Site, ...], seed: int, values: PopulationParameters) -> Population:
    return assemble([(site, None) for site in places], seed, values)


def assemble(
    places: Sequence[tuple[Site, Known | None]], seed: int, values: PopulationParameters
) -> Population:
    """Build each community on its own and put them one after another."""
    first = dict.fromkeys(KINDS, 0)
    parts: list[dict[str, Columns]] = []
    ties: list[dict[str, Layer]] = []
    for community, (site, known) in enumerate(places):
        tables, layers = _community(site, known, values, Luck(seed, community))
        sizes = {name: _rows_of(tables[name]) for name in first}
        parts.append(_placed(tables, first, community))
        start = first["residents"]
        ties.append({name: (n, (rows + start).astype(np.uint32)) for name, (n, rows) in layers.items()})
        first = {name: first[name] + sizes[name] for name in first}
    tables = {
        name: {column: np.concatenate([part[name].pop(column) for part in parts]) for column in list(columns)}
        for name, columns in parts[0].items()
    }
    return Population(tuple(site.profile for site, _ in places), tables, _networks(ties))


def _community(
    site: Site, known: Known | None, v: PopulationParameters, luck: Luck
) -> tuple[dict[str, Columns], dict[str, Layer]]:
    """Build one community with local rows: its tables, and its layers as degrees and rows."""
    p = site.profile
    known = known or Known(house(site, v, luck))
    homes = known.homes
    who = persons(p, homes, v, luck, {c: known.residents[c] for c in known.residents if c in _PERSONAL})
    home = dwellings(p, who, homes, v, luck, dict(known.households))
    who["tenure"] = home.pop("tenure")[homes.household]
    mind = minds(p, who, v, luck)
    overwrite(mind, known.residents, TRUSTED)
    who |= mind
    place = _place(homes, who)
    _join(who, known.residents, place, site, v, luck)
    who["right"] = who["hukou"] | (who["right_draw"] < v.nonhukou_right_share)
    who |= {"household": homes.household, "building": place.building, "grid": homes.grid[place.building]}
    if "estate" not in home:
        home["estate"] = estates_of(homes, site.estates)
    home |= {"building": homes.building, "grid": homes.grid[homes.building], "size": homes.sizes,
             "first": homes.first}  # fmt: skip
    layers = _layers(site, place, who, v, luck)
    tables = {
        "residents": who, "households": home, "units": units(site.units, who["unit"], luck),
        "estates": estates(p, int(home["estate"].max()) + 1, v, luck),
        "buildings": {"grid": homes.grid, **_runs(place.building_start)}, "grids": _runs(place.grid_start),
        "communities": fixed_numbers(site, who, homes.sizes.size, v),
    }  # fmt: skip
    return tables, {
        name: compressed(known.ties.get(name, ends), site.adults) for name, ends in layers.items()
    }


_PERSONAL = frozenset(
    {"age", "hukou", "language", "education", "income", "party", "registered", "vulnerable"}
)


def _join(
    who: Columns, given: Columns, place: Place, site: Site, v: PopulationParameters, luck: Luck
) -> None:
    """Place adults in units and groups."""
    who["unit"] = given["unit"] if "unit" in given else unit_members(site.profile, site.units, who, v, luck)
    group = given["group"] if "group" in given else group_members(place.category, who["theta"], v, luck)
    who["group"] = np.where(group >= 0, group + GROUPS_PER_COMMUNITY * luck.community, -1)


def _place(homes: Homes, who: Columns) -> Place:
    """Say where each adult lives, and of which kind each is."""
    building = homes.building[homes.household]
    kind = (who["language"].astype(np.int64) * 2 + who["hukou"]) * 3 + who["age_group"]
    building_start = np.searchsorted(building, np.arange(homes.grid.size + 1))
    grid_start = np.searchsorted(homes.grid[building], np.arange(homes.grid[-1] + 2))
    return Place(homes.household, building, building_start, grid_start, homes.grid, kind)


def _layers(site: Site, place: Place, who: Columns, v: PopulationParameters, luck: Luck) -> dict[str, Array]:
    """Draw kin, neighbour and workplace ties."""
    p, n = site.profile, site.adults
    homophily = v.homophily_neighbour * (1 - v.mixing_effect * site.mixing)
    shape = (v.neighbour_reach, p.neighbour_shortcut, homophily)
    block = _lineages(place, who, v, luck)
    weight = np.where(who["hukou"], 1.0, v.nonhukou_kin_ratio)
    kin_shape = (v.kin_outside_lineage, v.homophily_kin)
    return {
        "kin": kin_ties(place, block, weight, n_ties(n, p.kin_degree), kin_shape, luck),
        "neighbour": neighbour_ties(place, n_ties(n, p.neighbour_degree), shape, luck),
        "work": work_ties(who["unit"], n_ties(n, p.work_degree), luck),
    }


def _lineages(place: Place, who: Columns, v: PopulationParameters, luck: Luck) -> Array:
    """Put whole households into lineages of about one size, alike in registration and language."""
    household = place.household
    sizes = np.bincount(household)
    first = np.cumsum(sizes) - sizes
    order = np.lexsort((luck.uniform("lineage", first.size), who["language"][first], who["hukou"][first]))
    block = np.empty(first.size, np.int64)
    block[order] = (np.cumsum(sizes[order]) - sizes[order]) // v.lineage_size
    # Numbers without gaps: a household larger than a lineage would leave one out.
    return np.asarray(np.unique(block, return_inverse=True)[1][household])


def _runs(start: Array) -> Columns:
    return {"first": start[:-1], "size": np.diff(start)}


def _rows_of(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _placed(tables: dict[str, Columns], first: Mapping[str, int], community: int) -> dict[str, Columns]:
    """Turn local rows into rows of the street, and every column into its own type."""
    for name, columns in tables.items():
        for column in columns.keys() & REFERS.keys():
            columns[column] = np.where(columns[column] >= 0, columns[column] + first[REFERS[column]], -1)
        if name == "communities":
            continue
        columns["community"] = np.full(_rows_of(columns), community)
        types = {column: spec.dtype for column, spec in KINDS[name].columns()}
        for column in columns.keys() & types.keys():
            kind = types[column]
            columns[column] = columns[column].astype("f4" if kind == "f" else kind, copy=False)
    return tables


def _networks(ties: list[dict[str, Layer]]) -> Networks:
    networks = Networks()
    for name in ("kin", "neighbour", "work"):
        degrees = np.concatenate([t[name][0] for t in ties])
        setattr(networks, f"{name}_start", np.concatenate(([0], np.cumsum(degrees))).astype(np.uint32))
        setattr(networks, name, np.concatenate([t.pop(name)[1] for t in ties]))
    return networks


def _note_own_starts(residents: Residents, n_communities: int) -> None:
    """Note each resident's own first values, to which moods return."""
    for name in ("efficacy", "belonging", "norm"):
        getattr(residents, f"{name}_0")[:] = getattr(residents, name)
    trust = residents.trust[:, 0].astype(float)
    size = np.bincount(residents.community, minlength=n_communities)
    mean = np.bincount(residents.community, trust, n_communities) / size
    residents.trust_gap[:] = trust - mean[residents.community]
