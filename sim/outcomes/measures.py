"""Small laws of counting that several indicators share: shares, spread, concentration, waiting times."""

from __future__ import annotations

import numpy as np

from sim.table import Array

MISSING = float("nan")


def ratio(above: float, below: float) -> float:
    """Divide; missing if there is nothing to divide by."""
    return float(above) / float(below) if below > 0 else MISSING


def gini(values: Array, weights: Array) -> float:
    """Measure inequality by the area between the Lorenz curve and the line of equality.

    Args:
        values: values, not negative, in ascending order, [k].
        weights: how many have each value, [k].

    Returns: Gini coefficient, 0 if all have the same; missing if nobody has anything.
    """
    held = np.cumsum(values * weights, dtype=np.float64)
    if held.size == 0 or held[-1] <= 0:
        return MISSING
    before = held - values * weights
    return float(1.0 - (weights * (held + before)).sum() / (weights.sum() * held[-1]))


def top_share(values: Array, weights: Array, share: float) -> float:
    """Give what part of the total the highest ``share`` of all hold; see :func:`gini` for the arguments."""
    total = float((values * weights).sum())
    if total <= 0:
        return MISSING
    reached = np.minimum(np.cumsum(weights[::-1], dtype=np.float64), share * weights.sum())
    taken = np.diff(reached, prepend=0.0)
    return float((values[::-1] * taken).sum()) / total


def waiting_time(weeks: Array, ended: Array, share: float) -> float:
    """Give the time by which a share of all has ended, open ones being censored.

    The estimate is that of Kaplan and Meier. Where fewer than the share ended while watched, the longest
    time anyone was watched is given; the true time is at least that.

    Args:
        weeks: time watched, until the end or until now, whole weeks, [k].
        ended: ended then, or still open, [k].
        share: the share sought, .5 for the median.

    Source: Kaplan and Meier 1958, Nonparametric estimation from incomplete observations, JASA 53(282).
    """
    if weeks.size == 0:
        return MISSING
    watched = np.bincount(weeks)
    at_risk = np.cumsum(watched[::-1])[::-1]
    ends = np.bincount(weeks[ended], minlength=len(watched))
    open_share = np.cumprod(1.0 - ends / np.maximum(at_risk, 1))
    # A hair of tolerance: four ended of eight must count as one half whatever the rounding of the product.
    reached = open_share <= 1.0 - share + 1e-12
    return float(reached.argmax()) if reached.any() else float(weeks.max())
