"""The one shape of every table of sensitivities, the interval of each index, and the floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.compare import Bootstrap
from analysis.sensitivity.design import DUMMY, Floats, Output, Study

COLUMNS = (
    "method", "indicator", "statistic", "measure", "factor", "other", "value", "low", "high", "floor",
    "above_floor", "rank", "noise_share", "seeds", "replicates", "blocks", "dropped",
)  # fmt: skip
"""``other`` is the second factor of a pair, else empty; ``floor`` is the upper bound of the dummies."""

LEAST = 0.01
"""What is not ranked even if dummies do nothing at all: a hundredth of the variance, of Morris a hundredth of
the largest influence (C). Under one luck dummies are exactly zero, and any trace of an effect above them."""

SIGNED = ("mu",)
"""Measures whose sign is a direction: their size is set against the floor."""


@dataclass(frozen=True)
class Index:
    """One measure of every factor, or of every pair.

    Attributes:
        measure: its name, such as "ST".
        factors: names, [items].
        others: second factors of pairs, else empty.
        value: the estimate, [items].
        low, high: ends of its interval, [items]; missing where blocks are too few to tell.
        least: smaller ones are not ranked, whatever the dummies do.
    """

    measure: str
    factors: tuple[str, ...]
    value: Floats
    low: Floats
    high: Floats
    others: tuple[str, ...] = ()
    least: float = 0.0


@dataclass(frozen=True)
class Analysis:
    """What Morris or Sobol found.

    Attributes:
        method: "morris" or "sobol".
        main: the measure that screens and ranks, "mu_star" or "ST".
        factors: names of factors or groups, dummies among them.
        table: one row for each index; the columns of COLUMNS.
        draws: main measure over resamples by indicator and statistic, [resamples, factors]; only convergence
            is judged by them, so an analysis that was read from a file has none.
    """

    method: str
    main: str
    factors: tuple[str, ...]
    table: pd.DataFrame
    draws: Mapping[tuple[str, str], Floats] = field(default_factory=dict)

    @property
    def outputs(self) -> tuple[tuple[str, str], ...]:
        """Name indicator and statistic of every output, in order."""
        pairs = self.table[["indicator", "statistic"]].drop_duplicates()
        return tuple((str(i), str(s)) for i, s in pairs.itertuples(index=False))

    def rows(self, indicator: str, statistic: str, measure: str = "") -> pd.DataFrame:
        """Give the rows of one measure (the main one if not named), in the order of the factors."""
        table = self.table
        ours = (table["indicator"] == indicator) & (table["statistic"] == statistic)
        return table[ours & (table["measure"] == (measure or self.main))]


def ends(draws: Floats, blocks: int) -> tuple[Floats, Floats]:
    """Give the ends of intervals from values over resamples, widened for few blocks.

    Args:
        draws: the value in each resample, [items, resamples].
        blocks: number of blocks that were drawn from.
    """
    if blocks < 2:
        nothing = np.full(len(draws), np.nan)
        return nothing, nothing.copy()
    return Bootstrap(blocks, 1).ends(draws)


def tidy(study: Study, method: str, output: Output, indices: list[Index]) -> pd.DataFrame:
    """Put the measures of one output into rows, each with its floor, its standing against it and its rank."""
    frames = [_rows(index) for index in indices]
    table = pd.concat(frames, ignore_index=True)
    table["method"], table["indicator"], table["statistic"] = method, output.indicator, output.statistic
    table["noise_share"] = study.noise.get(output.indicator, np.nan)
    table["seeds"], table["replicates"] = study.seeds, study.replicates
    table["blocks"], table["dropped"] = len(output.y), output.dropped
    return table[list(COLUMNS)]


def _rows(index: Index) -> pd.DataFrame:
    others = index.others or ("",) * len(index.factors)
    table = pd.DataFrame(
        {"measure": index.measure, "factor": index.factors, "other": others,
         "value": index.value, "low": index.low, "high": index.high}
    )  # fmt: skip
    dummy = np.array(
        [f.startswith(DUMMY) or o.startswith(DUMMY) for f, o in zip(index.factors, others, strict=True)]
    )
    table["floor"] = floor_of(index, dummy)
    table["above_floor"] = above(index, dummy)
    size = np.abs(index.value) if index.measure in SIGNED else index.value
    kept = pd.Series(np.where(table["above_floor"], size, np.nan))
    table["rank"] = kept.rank(ascending=False, method="min").astype("Int64")
    return table


def floor_of(index: Index, dummy: np.ndarray) -> float:
    """Give the largest value that any dummy may have."""
    sizes = np.abs(np.stack([index.value, index.low, index.high]))[:, dummy]
    seen = sizes[np.isfinite(sizes)]
    return float(seen.max()) if seen.size else np.nan


def above(index: Index, dummy: np.ndarray) -> np.ndarray:
    """Tell which values count: above the floor, not too small, zero outside their interval, no dummy's."""
    size = np.abs(index.value) if index.measure in SIGNED else index.value
    apart = (index.low > 0) | ((index.high < 0) & (index.measure in SIGNED)) | np.isnan(index.low)
    return np.asarray((size > max(floor_of(index, dummy), index.least)) & apart & ~dummy)
