"""A study: a table of runs in the order of its design, and the problem the design was drawn for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Seeds = Literal["block", "independent", "common"]

DUMMY = "dummy"
"""How the name of a factor begins that the model does not read."""
QUANTILE = 0.9


@dataclass(frozen=True)
class Design:
    """The factors of a problem, as SALib understands it: with groups, each group is one factor.

    Attributes:
        factors: names, in the order of the design.
        columns: columns of the runs that hold the values.
        member: which factor each column belongs to, [columns].
        low, high: bounds of each column, [columns].
    """

    factors: tuple[str, ...]
    columns: tuple[str, ...]
    member: Ints
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Points:
    """Where the runs of each point of the design stand in the table.

    Attributes:
        x: values of the factors, [blocks, rows, columns].
        at: place of each run in the table, [blocks, rows, replicates].
        incomplete: blocks left out because runs are missing from the table.
    """

    x: Floats
    at: Ints
    incomplete: int


@dataclass(frozen=True)
class Output:
    """One statistic of one indicator at every point of the blocks that are whole.

    Attributes:
        indicator: its name.
        statistic: "mean" over the replicates of a point, or a quantile over them such as "q90".
        x: values of the factors, [blocks, rows, columns].
        y: the statistic, [blocks, rows].
        dropped: blocks left out because a run is missing or failed.
    """

    indicator: str
    statistic: str
    x: Floats
    y: Floats
    dropped: int


@dataclass(frozen=True)
class Study:
    """What every method is given.

    Attributes:
        runs: one row for each run, in the order of the design: a column for each factor with the value that
            the sampler drew (of a category its number, not its option), ``block``, ``replicate``, ``seed``,
            and a column for each indicator, missing where the run failed.
        problem: as SALib takes it: ``names``, ``bounds`` and perhaps ``groups``; dummies among the names.
        indicators: the columns that are analysed.
        noise: share of noise in each indicator, as :func:`analysis.sensitivity.noise.shares` gives it.
        quantile: which quantile over the replicates of a point is analysed beside their mean, if they are
            enough to have one (see :func:`enough_for`); else the mean alone is analysed.
    """

    runs: pd.DataFrame
    problem: Mapping[str, Any]
    indicators: tuple[str, ...]
    noise: Mapping[str, float] = field(default_factory=dict)
    quantile: float = QUANTILE

    def __post_init__(self) -> None:
        wanted = [*self.problem["names"], "block", "replicate", "seed", *self.indicators]
        missing = [name for name in wanted if name not in self.runs.columns]
        if missing:
            raise BadInput(f"runs: must have the columns {', '.join(missing)}. Add them.")

    @cached_property
    def design(self) -> Design:
        """The factors, or groups of factors."""
        return design_of(self.problem)

    @cached_property
    def single(self) -> Design:
        """The factors one by one, whatever the groups."""
        return design_of({**self.problem, "groups": None})

    @cached_property
    def seeds(self) -> Seeds:
        """How luck was dealt out."""
        return seeds_of(self.runs)

    @cached_property
    def points(self) -> Points:
        """The runs by block, row and replicate."""
        return points_of(self.runs, self.problem["names"])

    @property
    def replicates(self) -> int:
        """Runs at each point."""
        return int(self.points.at.shape[2])

    def first(self, blocks: int) -> Study:
        """Keep the first blocks of the design, those with failed runs among them."""
        kept = self.runs["block"].drop_duplicates().iloc[:blocks]
        runs = self.runs[self.runs["block"].isin(kept)]
        return Study(runs, self.problem, self.indicators, self.noise, self.quantile)

    def outputs(self) -> Iterator[Output]:
        """Give every statistic of every indicator in turn."""
        points = self.points
        for indicator in self.indicators:
            values = self.runs[indicator].to_numpy(float)[points.at]
            whole = np.isfinite(values).all(axis=(1, 2))
            dropped = points.incomplete + int((~whole).sum())
            x, values = points.x[whole], values[whole]
            yield Output(indicator, "mean", x, values.mean(axis=2), dropped)
            if enough_for(self.quantile, self.replicates):
                statistic = f"q{100 * self.quantile:g}"
                yield Output(indicator, statistic, x, np.quantile(values, self.quantile, axis=2), dropped)


def enough_for(quantile: float, replicates: int) -> bool:
    """Tell whether so many seeds of a point have a quantile over luck.

    One of them at least must be expected to lie beyond it: ten for the 90 % quantile. With fewer, it would be
    little else than the largest of them, whose distance from the mean depends on their number.
    """
    return replicates * min(quantile, 1.0 - quantile) > 1.0 - 1e-9


def design_of(problem: Mapping[str, Any]) -> Design:
    """Read the factors of a problem.

    Raises:
        BadInput: no factor is a dummy, so nothing would say what noise looks like.
    """
    columns = tuple(problem["names"])
    groups = problem.get("groups") or columns
    factors = tuple(dict.fromkeys(groups))
    if not any(name.startswith(DUMMY) for name in factors):
        raise BadInput(f"problem: must have a factor that the model does not read. Add {DUMMY}_1.")
    low, high = np.array(problem["bounds"], dtype=float)[:, :2].T
    member = np.array([factors.index(group) for group in groups])
    return Design(factors, columns, member, low, high)


def points_of(runs: pd.DataFrame, names: Sequence[str]) -> Points:
    """Sort the runs by block, row and replicate; blocks keep the order of the table.

    Raises:
        BadInput: a factor is no number, or the replicates of a block do not repeat its rows.
    """
    words = [name for name in names if not pd.api.types.is_numeric_dtype(runs[name])]
    if words:
        raise BadInput(f"runs: {words[0]} must hold the numbers that the sampler drew. Keep options apart.")
    block = pd.factorize(runs["block"])[0]
    replicate = pd.factorize(runs["replicate"], sort=True)[0]
    row = runs.groupby([block, replicate], sort=False).cumcount().to_numpy()
    if not len(runs):
        raise BadInput("runs: must hold at least one run; got none.")
    at = np.full((block.max() + 1, row.max() + 1, replicate.max() + 1), -1, dtype=np.intp)
    at[block, row, replicate] = np.arange(len(runs))
    whole = (at >= 0).all(axis=(1, 2))
    at = at[whole]
    x = runs[list(names)].to_numpy(float)[at]
    if (x != x[:, :, :1]).any():
        raise BadInput("runs: each replicate of a block must repeat its rows in order. Sort by the design.")
    return Points(x[:, :, 0], at, int((~whole).sum()))


def seeds_of(runs: pd.DataFrame) -> Seeds:
    """Tell whether the runs of a block share their luck, have each their own, or all share one."""
    by_block = runs.groupby(["block", "replicate"])["seed"].nunique()
    if (by_block > 1).any():
        return "independent"
    of_replicate = runs.groupby("replicate")["seed"].nunique()
    several = runs["block"].nunique() > 1
    return "common" if several and (of_replicate == 1).all() else "block"
