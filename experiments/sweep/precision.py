"""Replications by precision: run more seeds until every interval is narrow enough, or say which are not.

The half-width is that of the 95 % t-interval of the mean over replications: of the paired difference to the
base where the base is a point of the sweep and luck is common, else of the point's own mean. It must be small
enough for a run of further replications too (look-ahead), because the first time that a running half-width
falls below a bound it is often by chance; the run is 5 replications, or 5 in 100 beyond the hundredth.

Source: Hoad, Robinson, Davies 2010, "Automated selection of the number of replications for a discrete-event
simulation", Journal of the Operational Research Society 61(11), 1632-1644.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from experiments.sweep.run_terms import HalfWidth, Precision

if TYPE_CHECKING:
    from experiments.sweep.plan import Sweep
    from experiments.sweep.store import Store
    from sim.scenario import Scenario

Floats = NDArray[np.float64]

FEWEST = 3
"""Replications before a half-width is looked at."""
LOOK_AHEAD = 5
_MOST_GROWTH = 2
"""Times by which one round may multiply the replications: the first estimates of spread are rough."""


@dataclass(frozen=True)
class Reach:
    """How far one indicator is.

    Attributes:
        indicator: its name.
        wanted: half-width asked for, in the unit of the indicator.
        widest: widest half-width over the points, at the replications there are.
        point: the point that has it.
        enough: replications from which the half-width was and stayed small enough at every point; None if
            they are not reached.
        needed: replications that would probably do; equal to ``enough`` where reached.
    """

    indicator: str
    wanted: float
    widest: float
    point: int
    enough: int | None
    needed: int


def grow(
    sweep: Sweep, store: Store, precision: Precision, base: Scenario, run: Callable[[Sweep], bool]
) -> tuple[Sweep, tuple[Reach, ...]]:
    """Run a sweep with ever more replications until it is precise enough or has as many as allowed.

    Args:
        sweep: with the replications to begin with.
        store: where its results are.
        precision: what is asked for.
        base: scenario that the others are compared with, where it is among the points.
        run: runs what is planned and not yet done; tells whether it was finished.

    Returns: the sweep as it was run in the end, and how far each indicator is.
    """
    now = replace(sweep, replications=max(sweep.replications, store.sweep().replications))
    while True:
        finished = run(now)
        reaches = look(now, store, precision, base)
        needed = max(reach.needed for reach in reaches)
        target = min(needed, precision.at_most, now.replications * _MOST_GROWTH)
        if not finished or target <= now.replications:
            return now, reaches
        now = replace(now, replications=target)
        store.extend(now)


def look(sweep: Sweep, store: Store, precision: Precision, base: Scenario) -> tuple[Reach, ...]:
    """Say how far each indicator is, from what is stored."""
    row = base_point(sweep, base)
    names = tuple(precision.wanted)
    table = store.frame(["point", "replicate", *names], "status = 'done'")
    found = []
    for name in names:
        values = np.full((len(sweep.points), sweep.replications), np.nan)
        there = table["replicate"] < sweep.replications
        values[table["point"][there], table["replicate"][there]] = table[name][there]
        found.append(reach_of(name, values, precision.wanted[name], row))
    return tuple(found)


def base_point(sweep: Sweep, base: Scenario) -> int | None:
    """Find the point that does what the base does, if luck is common, so that differences are paired."""
    if sweep.seeds != "common" or len(sweep.distinct) < 2:
        return None
    aimed = _changed(base)
    return next((point for point in sweep.distinct if _changed(sweep.points[point]) == aimed), None)


def _changed(scenario: Scenario) -> dict[str, Any]:
    """Give what a scenario really changes: a package of levers as its levers, a default left out."""
    from sim.catalog import accept, find
    from sim.scenario import Plan

    accepted = accept(scenario.values)
    aimed = {name: v.value if isinstance(v, Plan) else v for name, v in accepted.items()}
    return {name: accepted[name] for name, value in aimed.items() if value != find(name).default}


def reach_of(name: str, values: Floats, wanted: HalfWidth, base: int | None) -> Reach:
    """Say how far one indicator is.

    Args:
        name: of the indicator.
        values: its values, missing where a run failed, [points, replications].
        wanted: half-width asked for; a relative one is a share of the mean of the base, or of the point.
        base: row that the others are compared with; None for none.
    """
    rows = values if base is None else np.delete(values - values[base], base, axis=0)
    points = np.arange(len(values)) if base is None else np.delete(np.arange(len(values)), base)
    means = [_mean(row) for row in values] if base is None else [_mean(values[base])] * len(rows)
    bounds = wanted.half_width * (np.abs(means) if wanted.relative else np.ones(len(rows)))
    each = [_one(row[np.isfinite(row)], float(bound)) for row, bound in zip(rows, bounds, strict=True)]
    widths, enough, needed = (np.array(column, float) for column in zip(*each, strict=True))
    # A half-width of nothing at all, as of a point with one run, is the widest.
    worst = int(np.argmax(np.where(np.isnan(widths), np.inf, widths) / np.maximum(bounds, 1e-300)))
    reached = None if np.isnan(enough).any() else int(enough.max())
    most = reached if reached is not None else int(needed.max())
    return Reach(name, float(bounds[worst]), float(widths[worst]), int(points[worst]), reached, most)


def _mean(row: Floats) -> float:
    there = row[np.isfinite(row)]
    return float(there.mean()) if there.size else 0.0


def _one(row: Floats, bound: float) -> tuple[float, float, float]:
    """Give the half-width now, the replications from which it stays within a bound, and those needed.

    The second is missing if there are none.
    """
    n = len(row)
    if n < FEWEST:
        return math.nan, math.nan, FEWEST + LOOK_AHEAD
    counts = np.arange(1, n + 1)
    centred = row - row[0]
    sums, squares = np.cumsum(centred), np.cumsum(centred**2)
    counts, sums, squares = counts[FEWEST - 1 :], sums[FEWEST - 1 :], squares[FEWEST - 1 :]
    variance = np.maximum(squares - sums**2 / counts, 0.0) / (counts - 1)
    widths = stdtrit(counts - 1, 0.975) * np.sqrt(variance / counts)
    for start in np.flatnonzero(widths <= bound):
        stop = start + look_ahead(int(counts[start]))
        if stop < len(widths) and np.all(widths[start : stop + 1] <= bound):
            return float(widths[-1]), float(counts[stop]), float(counts[stop])
    ratio = float(widths[-1]) / bound if bound > 0.0 else math.inf
    wanted = n * ratio**2 if math.isfinite(ratio) else math.inf
    wanted = max(min(wanted, 1e9), n if ratio > 1.0 else float(counts[widths <= bound][0]))
    return float(widths[-1]), math.nan, max(math.ceil(wanted) + look_ahead(math.ceil(wanted)), n + 1)


def look_ahead(replications: int) -> int:
    """Give the number of further replications that must hold."""
    return math.ceil(LOOK_AHEAD * max(replications, 100) / 100)


def short(reaches: tuple[Reach, ...]) -> Mapping[str, Reach]:
    """Give the indicators that are not precise enough, by name."""
    return {reach.indicator: reach for reach in reaches if reach.enough is None}
