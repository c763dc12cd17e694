"""Five more views through SALib: PAWN, delta, RBD-FAST, FAST, and the regional analysis of what leads where.

PAWN and delta look at the whole distribution, so they serve where an outcome is skewed. The regional analysis
asks which factors differ between the runs that end in some region and the others. These three and RBD-FAST
take any runs; of Saltelli's blocks they use the first and the last row, which are independent of each other.
FAST has a design of its own.

Intervals come from drawing whole blocks anew: estimate ± widened normal quantile × standard deviation, since
these estimators are biased upwards in resamples and percentiles would miss the estimate. Estimates of factors
that do nothing are above zero too; that is what the floor is for.

Sources: Pianosi and Wagener 2015, Environ. Model. Softw. 67 (PAWN); Borgonovo 2007, Reliab. Eng. Syst. Saf.
92, and Plischke, Borgonovo and Smith 2013, Eur. J. Oper. Res. 226 (delta); Tarantola, Gatelli and Mara 2006,
Reliab. Eng. Syst. Saf. 91 (RBD-FAST); Saltelli, Tarantola and Chan 1999, Technometrics 41 (FAST); Hornberger
and Spear 1981, J. Environ. Manage. 12 (regional analysis).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import false_discovery_control, ks_2samp

from analysis.compare import RESAMPLING_SEED, Bootstrap
from analysis.sensitivity.design import Design, Floats, Output, Study
from analysis.sensitivity.sobol import check_order
from analysis.sensitivity.table import Index, tidy
from sim.errors import BadInput, OutOfRange

FEW = 100
"""Resamples; only a standard deviation is taken from them."""
SLIDES, HARMONICS, CURVE_HARMONICS, GRID = 10, 10, 4, 100
"""Intervals of PAWN, harmonics of RBD-FAST and of FAST, points of a density: SALib's defaults."""

Estimate = Callable[[Floats, Floats], Floats]
"""From factors, [runs, columns], and output, [runs], to measures, [measures, columns]."""


@dataclass(frozen=True)
class Method:
    """A method that takes any runs.

    Attributes:
        name: of the method.
        measures: what it estimates.
        estimate: how.
        less_bias: whether the bias that resamples show is taken off.
    """

    name: str
    measures: tuple[str, ...]
    estimate: Estimate
    less_bias: bool = False


def pawn(study: Study, resamples: int = FEW) -> pd.DataFrame:
    """Measure how far fixing a factor moves the distribution: median and maximum over ten slices.

    Returns: the columns of :data:`analysis.sensitivity.table.COLUMNS`, as all functions here.
    """
    from SALib.analyze import pawn as salib

    problem = {**study.problem, "num_vars": len(study.single.columns), "groups": None}

    def estimate(x: Floats, y: Floats) -> Floats:
        if np.ptp(y) == 0:
            return np.full((2, x.shape[1]), np.nan)
        found = salib.analyze(problem, x, y, S=SLIDES)
        return np.stack([found["median"], found["maximum"]])

    return _from_runs(study, Method("pawn", ("pawn_median", "pawn_max"), estimate), resamples)


def delta(study: Study, resamples: int = FEW) -> pd.DataFrame:
    """Measure the area between the density of the output and that with a factor fixed, less its bias."""
    from SALib.analyze import delta as salib

    def estimate(x: Floats, y: Floats) -> Floats:
        if np.ptp(y) == 0:
            return np.full((1, x.shape[1]), np.nan)
        classes = min(np.ceil(len(y) ** (2.0 / (7.0 + np.tanh((1500.0 - len(y)) / 500.0)))), 48)
        edges, grid = np.linspace(0, len(y), int(classes) + 1), np.linspace(y.min(), y.max(), GRID)
        with warnings.catch_warnings():
            # A class in which the output does not vary has no density; the bias correction covers it.
            warnings.filterwarnings("ignore", ".*bins skipped", UserWarning)
            return np.array([[salib.calc_delta(y, grid, column, edges) for column in x.T]])

    return _from_runs(study, Method("delta", ("delta",), estimate, less_bias=True), resamples)


def rbd_fast(study: Study, resamples: int = FEW) -> pd.DataFrame:
    """Estimate first-order indices from any runs, by the spectrum of the output along each factor."""
    from SALib.analyze import rbd_fast as salib

    def first_order(column: Floats, y: Floats) -> float:
        along = salib.compute_first_order(salib.permute_outputs(column, y), HARMONICS)
        return float(salib.unskew_S1(along, HARMONICS, len(y)))

    def estimate(x: Floats, y: Floats) -> Floats:
        if np.ptp(y) == 0:
            return np.full((1, x.shape[1]), np.nan)
        return np.array([[first_order(column, y) for column in x.T]])

    return _from_runs(study, Method("rbd_fast", ("S1",), estimate), resamples)


def fast(study: Study) -> pd.DataFrame:
    """Estimate first and total indices along SALib's search curves.

    A block is one whole FAST design, with one seed. Two blocks or more, each with its own random shift of the
    curves, give an interval; one block has none, because drawing points of a curve anew destroys its
    spectrum.

    Raises:
        BadInput: the rows of a block are not a whole number for each factor.
    """
    from SALib.analyze import fast as salib

    design, frames = study.single, []
    k = len(design.columns)
    for output in study.outputs():
        along, rest = divmod(output.y.shape[1], k)
        if rest or along <= 4 * CURVE_HARMONICS**2:
            raise BadInput(
                f"runs: a block of FAST must have the same number of rows for each of {k} factors."
            )
        base = (along - 1) // (2 * CURVE_HARMONICS)
        curves = output.y.reshape(len(output.y), k, along)
        with np.errstate(invalid="ignore"):
            orders = np.array(
                [
                    [salib.compute_orders(curve, along, CURVE_HARMONICS, base) for curve in block]
                    for block in curves
                ]
            )
        orders[np.ptp(curves, axis=2) == 0] = np.nan
        indices = [_over_blocks(measure, design, orders[:, :, m]) for m, measure in enumerate(("S1", "ST"))]
        frames.append(tidy(study, "fast", output, indices))
    return pd.concat(frames, ignore_index=True)


def _over_blocks(measure: str, design: Design, estimates: Floats) -> Index:
    """Average the estimates of several designs, [blocks, columns], with an interval over them."""
    low, high = Bootstrap(len(estimates)).interval(estimates.T)
    return Index(measure, design.columns, estimates.mean(axis=0), low, high)


def regional(
    study: Study,
    *,
    quantile: float = 0.9,
    threshold: float | None = None,
    side: Literal["above", "below"] = "above",
    resamples: int = FEW,
) -> pd.DataFrame:
    """Ask which factors differ between the runs that end in a region and the others.

    The measure ``ks`` is the largest distance between a factor's distributions inside and outside the region.
    ``p_bonferroni`` and ``p_bh`` are its p-values, corrected over the factors for claims and for screens.

    Args:
        study: the runs.
        quantile: the region begins at this quantile of the indicator,
        threshold: or, where given, at this value.
        side: whether the region lies above or below.
        resamples: of the bootstrap over blocks.
    """
    if not 0 < quantile < 1:
        raise OutOfRange("quantile", "a number between 0 and 1", quantile, "The default is 0.9.")
    frames = []
    for output in study.outputs():
        x, y = _independent(study, output)
        edge = threshold if threshold is not None else float(np.quantile(y, quantile)) if y.size else np.nan
        method = Method("regional", ("ks", "p"), partial(_tests, edge=edge, side=side))
        ks, p = _indices(study, (x, y), method, resamples)
        corrected = {"p_bonferroni": np.minimum(p.value * len(p.value), 1.0), "p_bh": p.value}
        if np.isfinite(p.value).all():
            corrected["p_bh"] = false_discovery_control(p.value)
        nothing = np.full(len(p.value), np.nan)
        rest = [Index(measure, p.factors, value, nothing, nothing) for measure, value in corrected.items()]
        frames.append(_same_standing(tidy(study, "regional", output, [ks, *rest])))
    return pd.concat(frames, ignore_index=True)


def _tests(x: Floats, y: Floats, edge: float, side: str) -> Floats:
    """Compare each factor inside and outside: distance and p-value, [2, columns]; missing if one is empty."""
    inside = y >= edge if side == "above" else y <= edge
    if inside.all() or not inside.any():
        return np.full((2, x.shape[1]), np.nan)
    tests = [ks_2samp(column[inside], column[~inside], method="asymp") for column in x.T]
    return np.array([[test.statistic for test in tests], [test.pvalue for test in tests]], dtype=float)


def _same_standing(table: pd.DataFrame) -> pd.DataFrame:
    """Let p-values stand with the distance they belong to; a p-value is neither ranked nor has a floor."""
    ks = table[table["measure"] == "ks"].set_index("factor")
    p = table["measure"] != "ks"
    table.loc[p, "above_floor"] = table.loc[p, "factor"].map(ks["above_floor"])
    table.loc[p, "floor"] = ks["floor"].iloc[0]
    table.loc[p, "rank"] = pd.NA
    return table


def _from_runs(study: Study, method: Method, resamples: int) -> pd.DataFrame:
    frames = []
    for output in study.outputs():
        indices = _indices(study, _independent(study, output), method, resamples)
        frames.append(tidy(study, method.name, output, indices))
    return pd.concat(frames, ignore_index=True)


def _independent(study: Study, output: Output) -> tuple[Floats, Floats]:
    """Give the rows of each block that are independent of each other, [blocks, rows, columns] and without."""
    if output.y.shape[1] == 1:
        return output.x, output.y
    check_order(study)
    return output.x[:, [0, -1]], output.y[:, [0, -1]]


def _runs(values: Floats) -> Floats:
    return values.reshape(-1, *values.shape[2:])


def _indices(study: Study, sample: tuple[Floats, Floats], method: Method, resamples: int) -> list[Index]:
    """Estimate the measures, and again from each resample of the blocks."""
    (x, y), names, measures = sample, study.single.columns, method.measures
    blocks = len(y)
    if blocks < 2:
        nothing = np.full(len(names), np.nan)
        return [Index(measure, names, nothing, nothing, nothing) for measure in measures]
    value = method.estimate(_runs(x), _runs(y))
    rng = np.random.default_rng(RESAMPLING_SEED)
    picks = (rng.integers(blocks, size=blocks) for _ in range(resamples))
    drawn = np.array([method.estimate(_runs(x[pick]), _runs(y[pick])) for pick in picks])
    if method.less_bias:
        value = 2.0 * value - drawn.mean(axis=0)
    half = -ndtri(Bootstrap(blocks, 1).low) * drawn.std(axis=0, ddof=1)
    return [Index(m, names, value[i], value[i] - half[i], value[i] + half[i]) for i, m in enumerate(measures)]
