"""The pilot: how much of each indicator's variance is luck.

A few points of the design, each with twenty seeds or more, split the variance of a single run in two: that
between points (the factors' doing) and that between seeds at one point (luck). If every point met the same
seeds, luck's common part is no difference between points, and the split allows for it.

Source: Searle, Casella and McCulloch 1992, Variance Components, chapters 3 and 4 (ANOVA estimators).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri

from analysis.compare import RESAMPLES, Bootstrap
from analysis.sensitivity.design import Floats
from sim.errors import BadInput

COLUMNS = ("indicator", "noise_share", "low", "high", "points", "replicates", "dropped")


def noise_shares(pilot: pd.DataFrame, indicators: Sequence[str], resamples: int = RESAMPLES) -> pd.DataFrame:
    """Estimate the share of noise in each indicator, with its interval from drawing the points anew.

    Args:
        pilot: one row for each run: ``block`` (the point), ``seed`` and a column for each indicator.
        indicators: the columns that are analysed.
        resamples: of the bootstrap.

    Returns: one row for each indicator: the columns of COLUMNS. A point with a missing run is dropped.

    Raises:
        BadInput: fewer than two points, or fewer than two seeds at a point.
    """
    replicate = pilot.groupby("block", sort=False).cumcount().to_numpy()
    point = pd.factorize(pilot["block"])[0]
    size = (int(point.max(initial=-1)) + 1, int(replicate.max(initial=-1)) + 1)
    if min(size) < 2:
        raise BadInput(
            f"pilot: must hold 2 points and 2 seeds or more; got {size[0]} and {size[1]}. Add runs."
        )
    crossed = _crossed(pilot)
    if crossed:
        replicate = pd.factorize(pilot["seed"], sort=True)[0]
    rows = []
    for indicator in indicators:
        values = np.full(size, np.nan)
        values[point, replicate] = pilot[indicator].to_numpy(float)
        whole = np.isfinite(values).all(axis=1)
        share, low, high = _share(values[whole], resamples, crossed=crossed)
        rows.append((indicator, share, low, high, int(whole.sum()), size[1], int((~whole).sum())))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def shares(noise: pd.DataFrame) -> dict[str, float]:
    """Give the share of noise by indicator."""
    return dict(zip(noise["indicator"], noise["noise_share"].astype(float), strict=True))


def _crossed(pilot: pd.DataFrame) -> bool:
    """Tell whether every point met the same seeds, each once."""
    times = pilot.groupby(["block", "seed"]).size().unstack(fill_value=0)
    return bool((times == 1).all(axis=None))


def _share(values: Floats, resamples: int, *, crossed: bool) -> tuple[float, float, float]:
    """Split the variance of one indicator, [points, seeds]; give the share of noise and its interval."""
    points, seeds = values.shape
    if points < 2:
        return np.nan, np.nan, np.nan
    values = values - values.mean()
    inside, means = values.var(axis=1, ddof=1), values.mean(axis=1)
    # Deviations from the point's and the seed's mean: what luck does differently at each point.
    apart = values - means[:, None] - (values.mean(axis=0) if crossed else 0.0)
    left = (apart**2).sum(axis=1) / (seeds - 1) * (points / (points - 1) if crossed else 1.0)
    draws = Bootstrap(points, resamples).counts / points
    once = points / (points - 1)
    many = _split(draws, (inside, means, left), once**2, seeds)
    value = _split(np.full((1, points), 1.0 / points), (inside, means, left), once, seeds)
    return (float(value[0]), *_interval(float(value[0]), many, points))


def _interval(share: float, draws: Floats, points: int) -> tuple[float, float]:
    """Give the ends of the interval of a share, even on the scale of log odds: few points skew it less."""
    if not 0 < share < 1:
        return share, share
    odds = logit(np.clip(draws[np.isfinite(draws)], 1e-6, 1 - 1e-6))
    half = -ndtri(Bootstrap(points, 1).low) * float(odds.std(ddof=1))
    return float(expit(logit(share) - half)), float(expit(logit(share) + half))


def _split(weights: Floats, of_points: tuple[Floats, Floats, Floats], widened: float, seeds: int) -> Floats:
    """Give the share of the variance that lies between seeds, [resamples].

    Args:
        weights: of the points, [resamples, points].
        of_points: variance inside each point, its mean, and the variance of what luck does there alone.
        widened: what makes up for the variance of the means that few points, and a resample of them, lack.
        seeds: at each point.
    """
    inside, mean, left = (weights @ values for values in of_points)
    square = weights @ of_points[1] ** 2
    between = np.maximum((square - mean**2) * widened - left / seeds, 0.0)
    with np.errstate(invalid="ignore"):
        share: Floats = inside / (inside + between)
    return share
