"""How residents come to be tied: kin, neighbours, workmates, residents' groups.

Each layer of a community has exactly ``adults * mean degree / 2`` ties, unless there are not that many
pairs. Every adult starts an equal number of neighbour ties; the other end is drawn.

Choices. A neighbour tie first takes a step of distance (same building, next building, same grid, same
community) with probability in proportion to exp(-step / reach), then anyone there; otherwise a building of
twenty would hold almost no ties in a community of two thousand. "Inside the same category" means the same
language group, registration and age group together. Where a building holds nobody of the kind, the search
widens to grid and community. Members of one household are not tied again: the household is its own layer.

Source: Watts, Strogatz 1998, Nature 393:440-442 (shortcuts); Holland, Laskey, Leinhardt 1983, Social
Networks 5:109-137 (block model over lineages).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.draws import stream, uniform_pair
from sim.jit import kernel
from sim.quotas import Luck
from sim.table import Array

MOST_TIES = 64
"""Most ties of one adult in one layer."""
TRIES, KEPT_TRIES, FREE_TRIES = 64, 24, 48
"""Tries for the other end of a tie: with the step and kind first drawn, with new ones, with anyone at all."""


@dataclass(frozen=True)
class Place:
    """Where the adults of one community live and what they are, local rows.

    Attributes:
        household: household of each adult, [n].
        building: building of each adult, [n].
        building_start: first adult of each building, [B + 1].
        grid_start: first adult of each grid, [R + 1].
        grid_of_building: grid of each building, [B].
        category: language group x registration x age group, [n].
    """

    household: Array
    building: Array
    building_start: Array
    grid_start: Array
    grid_of_building: Array
    category: Array


def n_ties(adults: int, degree: float) -> int:
    """Give the number of ties of a layer with this mean degree."""
    return math.floor(adults * degree / 2 + 0.5)


def starters(weight: Array, count: int) -> Array:
    """Share out the first ends of ties in proportion to weight, as evenly as whole numbers allow."""
    if count == 0 or not weight.any():
        return np.empty(0, np.int64)
    edge = np.cumsum(weight)
    points = (np.arange(count) + 0.5) / count * edge[-1]
    return np.asarray(np.searchsorted(edge, points, side="right"), np.int64)


def neighbour_ties(place: Place, count: int, shape: tuple[float, float, float], luck: Luck) -> Array:
    """Draw neighbour ties.

    Args:
        place: the community.
        count: ties wanted.
        shape: reach, share of shortcuts, share of ties held inside one's category.
        luck: the draws of the community.

    Returns: local rows of both ends, int64, [ties, 2].
    """
    reach, shortcut, homophily = shape
    mass = np.exp(-np.arange(4) / reach)
    steps = np.cumsum(mass / mass.sum())
    order, key = _by_category(place.category)
    start = _alternate(starters(np.ones(place.household.size), count), place.household.size)
    given = np.array([shortcut, homophily, *steps])
    ends = np.empty((start.size, 2), np.int64)
    made = _neighbours(ends, start, place.household, place.building, place.building_start, place.grid_start,
                       place.grid_of_building, place.category, order, key, given, luck.seed,
                       stream("population.neighbour"), luck.community)  # fmt: skip
    return ends[:made]


def kin_ties(
    place: Place, block: Array, weight: Array, count: int, shape: tuple[float, float], luck: Luck
) -> Array:
    """Draw kin ties over lineages.

    Args:
        place: the community.
        block: lineage of each adult, [n].
        weight: how many ties each adult starts, relative, [n].
        count: ties wanted.
        shape: share of ties outside the lineage, share held inside one's category.
        luck: the draws of the community.

    Returns: local rows of both ends, int64, [ties, 2].
    """
    n_categories = int(place.category.max()) + 1
    inside, inside_key = _by_category(block * n_categories + place.category)
    order, key = _by_category(place.category)
    start = _alternate(starters(weight, count), block.size)
    ends = np.empty((start.size, 2), np.int64)
    made = _kin(ends, start, place.household, block, place.category, inside, inside_key, order, key,
                np.array([*shape, n_categories]), luck.seed, stream("population.kin"),
                luck.community)  # fmt: skip
    return ends[:made]


def work_ties(unit: Array, count: int, luck: Luck) -> Array:
    """Draw ties among the members of the same unit.

    Args:
        unit: unit of each adult, -1 none, [n].
        count: ties wanted.
        luck: the draws of the community.

    Returns: local rows of both ends, int64, [ties, 2].
    """
    order, key = _by_category(unit)
    start = starters((unit >= 0).astype(float), count)
    ends = np.empty((start.size, 2), np.int64)
    made = _work(ends, start, unit, order, key, luck.seed, stream("population.work"), luck.community)
    return ends[:made]


def compressed(ends: Array, n: int) -> tuple[Array, Array]:
    """Turn ties into compressed sparse rows, both ways, sorted.

    Returns: ties of each adult, int64, [n]; rows of the other ends, int64, [2 * ties].
    """
    key = np.concatenate((ends[:, 0] * n + ends[:, 1], ends[:, 1] * n + ends[:, 0]))
    key.sort()
    return np.bincount(key // n, minlength=n), key % n


def _by_category(category: Array) -> tuple[Array, Array]:
    """Sort rows by category, then row; give the order and the sorted key category * n + row."""
    n = category.size
    key = category.astype(np.int64) * n + np.arange(n)
    order = np.argsort(key, kind="stable")
    return order, key[order]


def _alternate(start: Array, n: int) -> Array:
    """Go through the adults in rounds, not adult by adult, so that the cap on ties favours nobody."""
    if start.size == 0:
        return start
    nth = np.arange(start.size) - np.searchsorted(start, start, side="left")
    return start[np.argsort(nth * n + start, kind="stable")]


@kernel
def _find(key: Array, value: int) -> int:
    low, high = 0, key.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if key[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _new_pair(table: Array, degree: Array, i: int, j: int) -> bool:
    """Note the pair in a hash table of open addresses; tell whether it was new and neither end is full."""
    if degree[i] >= MOST_TIES or degree[j] >= MOST_TIES:
        return False
    pair = min(i, j) * degree.shape[0] + max(i, j)
    mask = table.shape[0] - 1
    # Fibonacci hashing: the multiplier is odd, near 2**31 times the golden ratio, so that nothing overflows.
    at = (pair % 2147483647) * 1327217885 >> 8 & mask
    while table[at] >= 0:
        if table[at] == pair:
            return False
        at = (at + 1) & mask
    table[at] = pair
    degree[i] += 1
    degree[j] += 1
    return True


@kernel
def _room(count: int) -> int:
    room = 16
    while room < 2 * count:
        room *= 2
    return room


@kernel
def _within(order: Array, key: Array, category: int, low: int, high: int, u: float) -> int:
    """Draw a row of one category in a run of rows; -1 if there is none."""
    n = order.shape[0]
    first = _find(key, category * n + low)
    last = _find(key, category * n + high)
    return int(order[first + int(u * (last - first))]) if last > first else -1


@kernel
def _reach(
    step: int, u: float, b: int, building_start: Array, grid_start: Array, grid_of_building: Array
) -> tuple[int, int]:
    """Give the run of rows at one step of distance."""
    g = grid_of_building[b]
    if step == 1:
        other = b - 1 if u < 0.5 else b + 1
        for _ in range(2):
            if 0 <= other < grid_of_building.shape[0] and grid_of_building[other] == g:
                return building_start[other], building_start[other + 1]
            other = 2 * b - other
        step = 2
    if step == 0:
        return building_start[b], building_start[b + 1]
    if step == 2:
        return grid_start[g], grid_start[g + 1]
    return grid_start[0], grid_start[-1]


@kernel
def _neighbours(
    ends: Array, start: Array, household: Array, building: Array, building_start: Array, grid_start: Array,
    grid_of_building: Array, category: Array, order: Array, key: Array, given: Array, seed: int,
    stream_id: int, community: int,
) -> int:  # fmt: skip
    table = np.full(_room(start.shape[0]), -1, np.int64)
    degree = np.zeros(household.shape[0], np.int64)
    made = 0
    for e in range(start.shape[0]):
        i = start[e]
        drawn, alike = uniform_pair(seed, stream_id, 0, e, community)
        for t in range(TRIES):
            if t >= KEPT_TRIES:
                drawn, alike = uniform_pair(seed, stream_id, 2 * t, e, community)
            who, side = uniform_pair(seed, stream_id, 2 * t + 1, e, community)
            where = drawn
            step = 3
            if where >= given[0] and t < FREE_TRIES:
                where = (where - given[0]) / (1.0 - given[0])
                step = 0
                while step < 3 and where > given[2 + step]:
                    step += 1
            low, high = _reach(step, side, building[i], building_start, grid_start, grid_of_building)
            j = low + int(who * (high - low))
            if alike < given[1] and t < FREE_TRIES:
                j = _within(order, key, category[i], low, high, who)
                while step < 3 and (j < 0 or household[j] == household[i]):
                    step = max(step + 1, 2)
                    low, high = _reach(step, side, building[i], building_start, grid_start, grid_of_building)
                    j = _within(order, key, category[i], low, high, who)
            if household[j] != household[i] and _new_pair(table, degree, i, j):
                ends[made, 0], ends[made, 1] = i, j
                made += 1
                break
    return made


@kernel
def _kin(
    ends: Array, start: Array, household: Array, block: Array, category: Array, inside: Array,
    inside_key: Array, order: Array, key: Array, given: Array, seed: int, stream_id: int, community: int,
) -> int:  # fmt: skip
    table = np.full(_room(start.shape[0]), -1, np.int64)
    n = household.shape[0]
    degree = np.zeros(n, np.int64)
    width = int(given[2])
    made = 0
    for e in range(start.shape[0]):
        i = start[e]
        where, alike = uniform_pair(seed, stream_id, 0, e, community)
        for t in range(TRIES):
            if t >= KEPT_TRIES:
                where, alike = uniform_pair(seed, stream_id, 2 * t, e, community)
            who, _ = uniform_pair(seed, stream_id, 2 * t + 1, e, community)
            outside = where < given[0] or t >= FREE_TRIES
            kind = alike < given[1] and t < FREE_TRIES
            if outside:
                j = _within(order, key, category[i], 0, n, who) if kind else int(who * n)
            else:
                first = block[i] * width + (category[i] if kind else 0)
                last = first + 1 if kind else first + width
                a = _find(inside_key, first * n)
                b = _find(inside_key, last * n)
                j = int(inside[a + int(who * (b - a))])
            if household[j] != household[i] and _new_pair(table, degree, i, j):
                ends[made, 0], ends[made, 1] = i, j
                made += 1
                break
    return made


@kernel
def _work(
    ends: Array,
    start: Array,
    unit: Array,
    order: Array,
    key: Array,
    seed: int,
    stream_id: int,
    community: int,
) -> int:
    table = np.full(_room(start.shape[0]), -1, np.int64)
    n = unit.shape[0]
    degree = np.zeros(n, np.int64)
    made = 0
    for e in range(start.shape[0]):
        i = start[e]
        for t in range(TRIES):
            who, _ = uniform_pair(seed, stream_id, t, e, community)
            j = _within(order, key, unit[i], 0, n, who)
            if i != j and _new_pair(table, degree, i, j):
                ends[made, 0], ends[made, 1] = i, j
                made += 1
                break
    return made
