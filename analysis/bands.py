"""Weekly curves with bands: the mean over replications and where nine in ten of them lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

YEAR = 52
"""Weeks averaged, as in the indicators; waves of tasks and cycles of sessions would hide the course."""


def bands(
    policies: Sequence[str], indicators: Sequence[str], courses: NDArray[np.float64], weeks: NDArray[np.int64]
) -> pd.DataFrame:
    """Summarise weekly courses, each averaged over the year before, over replications.

    Args:
        policies: names.
        indicators: names.
        courses: weekly values, missing where a run failed, [policies, seeds, indicators, weeks].
        weeks: week of each value, [weeks].

    Returns: ``policy``, ``indicator``, ``week``, ``mean``, ``low`` (5th percentile), ``high`` (95th).
    """
    frames = []
    for p, policy in enumerate(policies):
        for i, indicator in enumerate(indicators):
            values = courses[p, :, i]
            values = values[np.isfinite(values).any(axis=1)]
            if not len(values):
                continue
            values = moving_average(values, YEAR)
            low, high = np.nanpercentile(values, [5, 95], axis=0)
            frames.append(
                pd.DataFrame(
                    {"policy": policy, "indicator": indicator, "week": weeks,
                     "mean": np.nanmean(values, axis=0), "low": low, "high": high}
                )
            )  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def moving_average(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Average each value with those before it; at the start, over as many as there are.

    Args:
        values: values in order of time, [..., weeks].
        length: weeks averaged, its own included.
    """
    total = np.cumsum(values, axis=-1)
    average = total / np.minimum(np.arange(1, values.shape[-1] + 1), length)
    average[..., length:] = (total[..., length:] - total[..., :-length]) / length
    return np.asarray(average)
