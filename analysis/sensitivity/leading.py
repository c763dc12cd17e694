"""Which factors lead over several indicators, so that a later stage need not vary them all.

The square of an influence is, but for a constant, what a factor adds to the variance of a model that is
nearly linear. So a factor's share of the sum of squares is a rough first guess of its total index; the rule
takes the mean of that share over all indicators, each of the same weight. What is not above the floor of an
indicator has no share of it, and what has no share of any is never chosen.

Source: Campolongo, Cariboni and Saltelli 2007, Environ. Model. Softw. 22 (``mu_star`` as a proxy of the total
index); the mean over indicators is ours (C).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.sensitivity.design import DUMMY
from analysis.sensitivity.table import Analysis


def shares_of_influence(analysis: Analysis, statistic: str = "mean") -> pd.Series[float]:
    """Give the mean share of squared influence of every factor but the dummies, in the order of the factors.

    Args:
        analysis: of Morris.
        statistic: whose influence counts.
    """
    total = np.zeros(len(analysis.factors))
    outputs = [output for output in analysis.outputs if output[1] == statistic]
    for output in outputs:
        rows = analysis.rows(*output)
        square = np.where(rows["above_floor"], rows["value"].to_numpy(float) ** 2, 0.0)
        if square.sum() > 0:
            total += square / square.sum() / len(outputs)
    shares = pd.Series(total, index=list(analysis.factors))
    return shares[~shares.index.str.startswith(DUMMY)]


def leading(shares: pd.Series[float], count: int) -> tuple[str, ...]:
    """Name the leading factors, the first first; fewer where fewer have any share."""
    order = shares[shares > 0].sort_values(ascending=False, kind="stable")
    return tuple(str(name) for name in order.index[:count])
