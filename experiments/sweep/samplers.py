"""The samplers: where the points of each kind of design lie, for factors and settings that have been checked.

What can be extended: a Sobol sequence, Saltelli blocks and Morris trajectories begin with the same points
however many are asked for, so a longer design holds the shorter one. A Latin hypercube of more samples is
another one altogether; a factorial with more values holds the smaller one in another order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.sweep.factors import Factor, column
from experiments.sweep.fractions import fraction
from experiments.sweep.kinds import BLOCK, Settings
from sim.table import Array

Factors = tuple[Factor, ...]
Sampled = tuple[list[Array], Array | None]
"""A column for each factor, and the block of each point where there are blocks."""


def sample(kind: str, factors: Factors, settings: Settings, today: Sequence[Any]) -> Sampled:
    """Lay out the points of a design.

    Args:
        kind: one of those below.
        factors: what varies.
        settings: of the kind.
        today: value of each factor in the base, from which factors are varied one at a time.
    """
    if kind == "one_at_a_time":
        return _one_at_a_time(factors, settings, today), None
    if kind in _BLOCKED:
        return _BLOCKED[kind](factors, settings)
    return _PLAIN[kind](factors, settings), None


def _one_at_a_time(factors: Factors, settings: Settings, today: Sequence[Any]) -> list[Array]:
    """Start from the base and bring in each value alone."""
    rows = [tuple(today)]
    for k, factor in enumerate(factors):
        rows += [(*rows[0][:k], value, *rows[0][k + 1 :]) for value in factor.steps(settings.grid_levels)]
    return [column([row[k] for row in rows]) for k in range(len(factors))]


def _factorial(factors: Factors, settings: Settings) -> list[Array]:
    steps = [factor.steps(settings.grid_levels) for factor in factors]
    rows = crossed([len(values) for values in steps])
    return [column(values)[row] for values, row in zip(steps, rows, strict=True)]


def crossed(lengths: Sequence[int]) -> list[Array]:
    """Give the rows that cross parts of these lengths, the last part turning fastest."""
    total = inner = math.prod(lengths)
    rows = []
    for length in lengths:
        inner //= length
        rows.append(np.arange(total) // inner % length)
    return rows


def crossed_tables(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put every row of one table with every row of the next; the column of blocks, if any, comes last."""
    rows = crossed([len(table) for table in tables])
    parts = [table.iloc[row].reset_index(drop=True) for table, row in zip(tables, rows, strict=True)]
    whole = pd.concat(parts, axis=1)
    return whole[sorted(whole.columns, key=lambda name: name == BLOCK)]


def _fractional(factors: Factors, settings: Settings) -> list[Array]:
    levels = fraction(len(factors), settings.resolution)
    return [column(factor.steps(2))[levels[:, k]] for k, factor in enumerate(factors)]


def _latin(factors: Factors, settings: Settings) -> list[Array]:
    from scipy.stats import qmc

    return _at(factors, qmc.LatinHypercube(len(factors), seed=settings.seed).random(settings.samples))


def _sobol(factors: Factors, settings: Settings) -> list[Array]:
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(factors), scramble=True, seed=settings.seed)
    return _at(factors, sequence.random(settings.samples))


def _morris(factors: Factors, settings: Settings) -> Sampled:
    from SALib.sample.morris import sample as trajectories

    shares = trajectories(
        _problem(factors), settings.trajectories, num_levels=settings.grid_levels, seed=settings.seed
    )
    last = settings.grid_levels - 1
    shares = np.rint(shares * last) / last  # SALib reaches a point of the grid by sums, with their rounding
    return _at(factors, shares), np.repeat(np.arange(settings.trajectories), len(factors) + 1)


def _saltelli(factors: Factors, settings: Settings) -> Sampled:
    from SALib.sample.sobol import sample as blocks

    shares = blocks(
        _problem(factors), settings.samples, calc_second_order=settings.second_order, seed=settings.seed
    )
    return _at(factors, shares), np.repeat(np.arange(settings.samples), len(shares) // settings.samples)


def _at(factors: Factors, shares: Array) -> list[Array]:
    return [factor.at(shares[:, k]) for k, factor in enumerate(factors)]


def _problem(factors: Factors) -> dict[str, Any]:
    """Describe the factors to SALib as shares of the way from low to high."""
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


_PLAIN: Mapping[str, Callable[[Factors, Settings], list[Array]]] = {
    "factorial": _factorial,
    "fractional": _fractional,
    "latin": _latin,
    "sobol": _sobol,
}
_BLOCKED: Mapping[str, Callable[[Factors, Settings], Sampled]] = {"morris": _morris, "saltelli": _saltelli}
