"""The points of each stage: SALib's samplers, with dummies among the factors.

A sampler gives shares of the way from low to high, and these are what is analysed; a factor turns them into
its own values, so whole numbers, listed values and options need no treatment of their own. In Morris an
option has no neighbour, so there a trajectory moves a factor of listed values between two of them drawn at
random, and the step counts as the whole way.

Dummies are sampled like factors but change nothing. Under one luck a row that moves a dummy is the run before
it, and a sweep runs it once, so dummies cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.sensitivity.design import DUMMY
from experiments.sensitivity.study import REST
from experiments.sweep.factors import Factor
from experiments.sweep.layers import room
from sim.scenario import Scenario

Shares = NDArray[np.float64]
CURVE = 4
"""Harmonics of FAST, SALib's default."""


@dataclass(frozen=True)
class Sample:
    """The points of a stage.

    Attributes:
        factors: what varies, without the dummies.
        shares: what the sampler drew, a column for each factor and dummy, [points].
        values: what each factor is, a column for each, [points].
        blocks: block of each point, [points].
        groups: factor or group that each column of ``shares`` belongs to.
    """

    factors: tuple[Factor, ...]
    shares: pd.DataFrame
    values: pd.DataFrame
    blocks: tuple[int, ...]
    groups: tuple[str, ...]

    @property
    def problem(self) -> dict[str, Any]:
        """Describe the columns as SALib takes them."""
        return problem_of(tuple(self.shares.columns), self.groups)

    def scenarios(self, start: Scenario) -> tuple[Scenario, ...]:
        """Give the points over what all runs share."""
        names = list(self.values.columns)
        shared = room(start.values, names)
        rows = zip(*(self.values[name].tolist() for name in names), strict=True)
        points = ({**shared, **dict(zip(names, row, strict=True))} for row in rows)
        return tuple(
            Scenario(f"p{i:06d}", start.title, start.question, values) for i, values in enumerate(points)
        )


def problem_of(names: Sequence[str], groups: Sequence[str] = ()) -> dict[str, Any]:
    """Describe columns of shares to SALib."""
    found = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return {**found, "groups": list(groups)} if groups and tuple(groups) != tuple(names) else found


def dummy_names(count: int) -> tuple[str, ...]:
    """Name the dummies."""
    return tuple(f"{DUMMY}_{i + 1}" for i in range(count))


def pilot_sample(factors: Sequence[Factor], points: int, seed: int) -> Sample:
    """Spread points by a Latin hypercube, each a block of its own."""
    from SALib.sample.latin import sample

    names = [factor.name for factor in factors]
    return _sample(factors, names, sample(problem_of(names), points, seed=seed), 1)


def morris_sample(
    factors: Sequence[Factor], dummies: int, trajectories: int, grid_levels: int, seed: int
) -> Sample:
    """Lay out trajectories; more of them begin with the same ones."""
    from SALib.sample.morris import sample

    names = [*(factor.name for factor in factors), *dummy_names(dummies)]
    shares = sample(problem_of(names), trajectories, num_levels=grid_levels, seed=seed)
    last = grid_levels - 1
    shares = np.rint(shares * last) / last  # SALib reaches a point of the grid by sums, with their rounding
    rows = len(names) + 1
    found = _sample(factors, names, shares, rows)
    for k, factor in enumerate(factors):
        if factor.values:
            side, values = _swaps(factor, shares[:, k].reshape(-1, rows), (seed, k))
            found.shares[factor.name] = side.ravel()
            found.values[factor.name] = values.ravel()
    return found


def _swaps(factor: Factor, shares: Shares, seed: tuple[int, int]) -> tuple[Shares, NDArray[Any]]:
    """Let each trajectory move between two listed values, drawn for it alone.

    Returns: 0 for the one and 1 for the other, and the values themselves, [trajectories, rows] each.
    """
    n = len(factor.values)
    ends = []
    for trajectory in range(len(shares)):
        rng = np.random.default_rng([*seed, trajectory])
        ends.append(np.sort(rng.choice(n, 2, replace=False)))
    upper = (shares == shares.max(axis=1, keepdims=True)).astype(float)
    places = np.where(upper > 0, np.array(ends)[:, 1:], np.array(ends)[:, :1])
    return upper, factor.at((places + 0.5) / n)


def sobol_sample(
    chosen: Sequence[Factor], rest: Sequence[Factor], pairs: int, dummies: int, samples: int, seed: int
) -> Sample:
    """Lay out Saltelli's blocks, with rows for pairs of the first factors only.

    Args:
        chosen: factors on their own, those whose pairs are analysed first.
        rest: factors that vary together as one group.
        pairs: of how many factors pairs are analysed; a dummy goes with them.
        dummies: how many.
        samples: blocks, a power of two; more of them begin with the same ones.
        seed: of the sampler.
    """
    from SALib.sample.sobol import sample

    names = [factor.name for factor in chosen]
    extra = list(dummy_names(dummies))
    order = [*names[:pairs], *extra[:1], *names[pairs:], *extra[1:]] if pairs else [*names, *extra]
    columns = [*order, *(factor.name for factor in rest)]
    groups = [*order, *(REST for _ in rest)]
    shares = sample(problem_of(columns, groups), samples, calc_second_order=pairs > 0, seed=seed)
    k = len(dict.fromkeys(groups))
    if pairs:
        kept = [*range(k + 1), *range(k + 1, k + 2 + pairs), 2 * k + 1]
        shares = shares.reshape(samples, 2 * k + 2, -1)[:, kept].reshape(-1, len(columns))
    return _sample([*chosen, *rest], columns, shares, len(shares) // samples, groups)


def fast_sample(factors: Sequence[Factor], dummies: int, samples: int, blocks: int, seed: int) -> Sample:
    """Lay out FAST's curves once for each block, each block with shifts of its own."""
    from SALib.sample.fast_sampler import sample

    names = [*(factor.name for factor in factors), *dummy_names(dummies)]
    designs = [
        sample(problem_of(names), samples, M=CURVE, seed=seed * 1000 + block) for block in range(blocks)
    ]
    return _sample(factors, names, np.concatenate(designs), samples * len(names))


def _sample(
    factors: Sequence[Factor], names: Sequence[str], shares: Shares, rows: int, groups: Sequence[str] = ()
) -> Sample:
    table = pd.DataFrame(shares, columns=list(names))
    values: Mapping[str, NDArray[Any]] = {f.name: f.at(table[f.name].to_numpy()) for f in factors}
    blocks = tuple(int(place) // rows for place in range(len(table)))
    return Sample(tuple(factors), table, pd.DataFrame(values), blocks, tuple(groups or names))
