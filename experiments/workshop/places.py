"""The fixed plan of a community: grids as blocks, buildings in them, households as cells, residents as dots.

A place follows from grid, building, household and row alone, so it is the same in every week, under every
policy and for everyone who looks.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from experiments.workshop.texts import say
from sim.table import Array
from sim.world import World

ASPECT = 1.7
"""Width over height of the room that the page has for the plan."""
BESIDE, BETWEEN, AROUND, HEAD = 0.6, 2.4, 0.8, 1.6
"""Space between buildings, between grids, around a grid's buildings, and above them for its name; cells."""
STEP, MOST_WIDE = 0.28, 0.8

Box = tuple[float, float, float, float]


def plan_of(world: World, community: int) -> dict[str, Any]:
    """Lay out a community; one unit of length is the cell of a household."""
    homes = np.flatnonzero(world.households.community == community)
    building = world.households.building[homes].astype(np.int64)
    names, of_home = np.unique(building, return_inverse=True)
    counts = np.bincount(of_home)
    grid_names, grid_of = np.unique(world.buildings.grid[names], return_inverse=True)
    sizes = [_building_size(int(n)) for n in counts]
    blocks = [_shelves([sizes[b] for b in np.flatnonzero(grid_of == g)]) for g in range(len(grid_names))]
    frames = [(w + 2 * AROUND, h + 2 * AROUND + HEAD) for _, (w, h) in blocks]
    corners, (width, height) = _shelves(frames, BETWEEN)
    boxes = _building_boxes(grid_of, sizes, [places for places, _ in blocks], corners)
    home_x, home_y = _cells(of_home, counts, boxes)
    rows = np.flatnonzero(world.residents.community == community)
    of_resident = world.residents.household[rows].astype(np.int64) - int(homes[0])
    x, y = _dots(of_resident, home_x, home_y)
    return {
        "width": round(width, 3),
        "height": round(height, 3),
        "grids": [
            {"x": cx, "y": cy, "w": w, "h": h, "label": say("grid", n=g + 1)}
            for g, ((cx, cy), (w, h)) in enumerate(zip(corners, frames, strict=True))
        ],
        "buildings": [
            {"x": b[0], "y": b[1], "w": b[2], "h": b[3], "grid": int(g)}
            for b, g in zip(boxes, grid_of, strict=True)
        ],
        "household_x": packed(home_x), "household_y": packed(home_y),
        "resident_x": packed(x), "resident_y": packed(y),
        "resident_household": packed(of_resident, "<u2"),
    }  # fmt: skip


def packed(values: Array, dtype: str = "<f4") -> str:
    """Write numbers as base64 of their bytes, little endian."""
    return base64.b64encode(np.ascontiguousarray(values, dtype).tobytes()).decode("ascii")


def _building_size(homes: int) -> tuple[float, float]:
    wide = math.ceil(math.sqrt(1.3 * homes))
    return float(wide), float(-(-homes // wide))


def _shelves(
    sizes: Sequence[tuple[float, float]], gap: float = BESIDE
) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """Stand boxes on shelves; of all widths of shelf, take the one whose whole is drawn largest.

    Returns: left and top of each box; width and height of the whole.
    """
    ends = [0.0, *accumulate(w + gap for w, _ in sizes)]
    rooms = {round(last - first - gap, 6) for k, first in enumerate(ends) for last in ends[k + 1 :]}
    widest = max(w for w, _ in sizes)
    trials = [_stand(sizes, gap, room) for room in sorted(rooms) if room > widest - 1e-5]
    return min(trials, key=lambda trial: max(trial[1][0] / ASPECT, trial[1][1]))


def _stand(
    sizes: Sequence[tuple[float, float]], gap: float, room: float
) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    places: list[tuple[float, float]] = []
    x = y = tallest = widest = 0.0
    for w, h in sizes:
        if x and x + w > room + 1e-5:
            x, y, tallest = 0.0, y + tallest + gap, 0.0
        places.append((x, y))
        widest, tallest = max(widest, x + w), max(tallest, h)
        x += w + gap
    return places, (widest, y + tallest)


def _building_boxes(
    grid_of: Array,
    sizes: Sequence[tuple[float, float]],
    inside: Sequence[Sequence[tuple[float, float]]],
    corners: Sequence[tuple[float, float]],
) -> list[Box]:
    """Give left, top, width and height of each building in the whole."""
    nth = [0] * len(corners)
    boxes: list[Box] = []
    for b, g in enumerate(grid_of.tolist()):
        x, y = inside[g][nth[g]]
        nth[g] += 1
        left, top = corners[g]
        boxes.append((round(left + AROUND + x, 3), round(top + AROUND + HEAD + y, 3), *sizes[b]))
    return boxes


def _cells(of_home: Array, counts: Array, boxes: Sequence[Box]) -> tuple[Array, Array]:
    """Give the middle of the cell of each household."""
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    order = np.argsort(of_home, kind="stable")
    nth = np.empty(of_home.size, np.int64)
    nth[order] = np.arange(of_home.size) - first[of_home[order]]
    left, top, wide, _ = np.array(boxes).T
    x = left[of_home] + nth % wide[of_home] + 0.5
    y = top[of_home] + nth // wide[of_home] + 0.5
    return x, y


def _dots(of_resident: Array, home_x: Array, home_y: Array) -> tuple[Array, Array]:
    """Stand the adults of a household beside each other in a small square."""
    counts = np.bincount(of_resident, minlength=home_x.size)
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    nth = np.arange(of_resident.size) - first[of_resident]
    side = np.ceil(np.sqrt(counts))[of_resident]
    step = np.minimum(STEP, MOST_WIDE / side)
    middle = (side - 1) / 2
    x = home_x[of_resident] + (nth % side - middle) * step
    y = home_y[of_resident] + (nth // side - middle) * step
    return x, y
