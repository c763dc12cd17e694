"""Lay out one community: buildings, grids, estates, resident units, and its fixed numbers.

Choices. Households are dealt evenly to buildings, and buildings to grids and estates, in rows. Grids are as
many as bring them nearest to the size of the community type; a cap on their size holds for their mean. An
estate without a company is managed by its residents and starts at the collection rate of the type, with the
effort that goes with it; one with a company starts in the upper or lower state of payment, so that the mean
over many estates is the collection rate of the type. An owners' committee has effort and capture only where
it exists.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.archetypes import ARCHETYPE_IDS, Archetype
from sim.attributes import Columns, Homes
from sim.errors import BadInput
from sim.population_parameters import PopulationParameters
from sim.quotas import Luck, household_sizes
from sim.scenario import Plan
from sim.table import Array

SELF_MANAGED, COMPANY = 1, 2
NO_CAP = 5000.0, 500.0
STEEPNESS = 1.8
"""How fast property service quality saturates with effort."""


@dataclass(frozen=True)
class Site:
    """One community to be built.

    Attributes:
        profile: values of its type.
        adults: adults who live there.
        estates: estates with common property.
        units: resident units.
        grid_cap: most households of a grid, on average.
        mixing: mixed residence, 0 to 1.
    """

    profile: Archetype
    adults: int
    estates: int
    units: int
    grid_cap: float = NO_CAP[1]
    mixing: float = 0.0


def sites(profile: Archetype, levers: Mapping[str, Any], scale: float) -> list[Site]:
    """Cut one community at the cap on its size; the parts share its estates and units.

    Raises:
        BadInput: the scale leaves no adult.
    """
    adults = math.floor(profile.adults * scale + 0.5)
    if adults < 1:
        raise BadInput(f"scale must leave each community at least 1 adult; got {scale!r} for {profile.id}.")
    cap = float(_in_force(levers, "community_size", profile.id, NO_CAP[0])) * max(scale, 1.0)
    parts = math.ceil(adults / cap)
    estates = math.floor(profile.estates * scale + 0.5)
    grid_cap = float(_in_force(levers, "grid_size", profile.id, NO_CAP[1]))
    mixing = float(_in_force(levers, "mixing", profile.id, 0.0))
    shares = zip(*(_dealt(n, parts) for n in (adults, estates, profile.resident_units)), strict=True)
    return [Site(profile, a, e, u, grid_cap, mixing) for a, e, u in shares]


def _dealt(total: int, parts: int) -> list[int]:
    return [(k + 1) * total // parts - k * total // parts for k in range(parts)]


def _in_force(levers: Mapping[str, Any], name: str, archetype: str, baseline: float) -> Any:
    given = levers.get(name, baseline)
    if not isinstance(given, Plan):
        return given
    return given.value if not given.communities or archetype in given.communities else baseline


def house(site: Site, v: PopulationParameters, luck: Luck) -> Homes:
    """Deal adults to households, buildings and grids."""
    p = site.profile
    n = min(max(1, math.floor(site.adults / p.household_size + 0.5)), site.adults)
    sizes = household_sizes(site.adults, p.household_size, v.largest_household, luck.uniform("size", n))
    household = np.repeat(np.arange(n), sizes)
    grids = max(1, math.floor(n / p.households_per_grid + 0.5), math.ceil(n / site.grid_cap))
    buildings = min(max(grids, math.floor(n / p.households_per_building + 0.5)), n)
    grids = min(grids, buildings)
    return Homes(household, sizes, evenly(n, buildings), evenly(buildings, grids))


def evenly(rows: int, runs: int) -> Array:
    """Deal rows to runs of nearly equal length; give the run of each row."""
    return np.arange(rows) * runs // max(rows, 1)


def estates_of(homes: Homes, estates: int) -> Array:
    """Say which estate each household belongs to, -1 none; whole buildings, in rows."""
    buildings = homes.grid.size
    if estates == 0:
        return np.full(homes.building.size, -1)
    return homes.building * min(estates, buildings) // buildings


def estates(p: Archetype, n: int, v: PopulationParameters, luck: Luck) -> Columns:
    """Set up the estates of one community."""
    company = luck.uniform("estate company", n) < p.company_share
    collection = p.initial_collection or 0.0
    span = v.collection_upper - v.collection_lower
    upper = luck.uniform("estate state", n) < (collection - v.collection_lower) / span
    committee = luck.uniform("estate committee", n) < p.owners_committee_share
    own_effort = 0.15 + 0.35 * collection
    quality = np.where(upper, v.quality_upper, v.quality_lower)
    own_quality = (1 - math.exp(-STEEPNESS * own_effort)) / (1 - math.exp(-STEEPNESS))
    effort = -np.log(1 - quality * (1 - math.exp(-STEEPNESS))) / STEEPNESS
    paid = np.where(upper, v.collection_upper, v.collection_lower)
    return {
        "mode": np.where(company, COMPANY, SELF_MANAGED),
        "effort": np.where(company, effort, own_effort),
        "quality": np.where(company, quality, own_quality),
        "fee": np.full(n, p.property_fee or 0.0),
        "paid_share": np.where(company, paid, collection),
        "owners_committee": committee,
        "owners_effort": np.where(committee, v.start_owners_effort, 0.0),
        "capture": np.where(committee, v.start_capture, 0.0),
    }


def units(n: int, unit: Array, luck: Luck) -> Columns:
    """Set up the resident units of one community."""
    return {
        "pact_draw": luck.uniform("pact", n),
        "members": np.bincount(unit[unit >= 0], minlength=n),
        "ordinal": np.arange(n),
    }


def fixed_numbers(site: Site, who: Columns, households: int, v: PopulationParameters) -> Columns:
    """Give the row of the community in the table of communities."""
    p = site.profile
    row = {
        "archetype": ARCHETYPE_IDS.index(p.id),
        "first": 0,
        "adults": site.adults,
        "households": households,
        "residents": v.residents_per_adult * site.adults,
        "distance": p.distance,
        "established": p.committee_established,
        "established_0": p.committee_established,
        "urban": p.urban,
        "interpreter_need": who["language_gap"].mean(),
        "facility": p.facility_m2,
    }
    return {name: np.array([value]) for name, value in row.items()}
