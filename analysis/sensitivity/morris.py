"""Morris screening: what one step of a factor does, along trajectories that each meet one luck.

An elementary effect is the change of an indicator over one step of a factor, scaled to the factor's whole
range, so it has the indicator's unit. ``mu_star`` is the mean of its size (the influence), ``mu`` its mean
(the direction), ``sigma`` its spread (how far the effect depends on the other factors). A factor is kept if
its ``mu_star`` lies above the upper bound of the dummies.

Sources: Morris 1991, Technometrics 33; Campolongo, Cariboni and Saltelli 2007, Environ. Model. Softw. 22.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.compare import RESAMPLES, Bootstrap
from analysis.sensitivity.design import Design, Floats, Study
from analysis.sensitivity.table import LEAST, Analysis, Index, ends, tidy
from sim.errors import BadInput

METHOD, MAIN = "morris", "mu_star"


def morris(study: Study, resamples: int = RESAMPLES) -> Analysis:
    """Estimate influence, direction and spread of every factor, with intervals over trajectories.

    Args:
        study: runs of Morris trajectories.
        resamples: of the bootstrap over trajectories.

    Raises:
        BadInput: the runs are not in the order of the trajectories.
    """
    frames, draws = [], {}
    for output in study.outputs():
        effects = elementary_effects(study.design, output.x, output.y)
        indices, drawn = _indices(study.design, effects, resamples)
        frames.append(tidy(study, METHOD, output, indices))
        draws[output.indicator, output.statistic] = drawn
    table = pd.concat(frames, ignore_index=True)
    return Analysis(METHOD, MAIN, study.design.factors, table, draws)


def elementary_effects(design: Design, x: Floats, y: Floats) -> Floats:
    """Give the effect of each factor in each trajectory, per whole range of the factor.

    A group moves as one: the size of its effect has a meaning, the sign has none.

    Args:
        design: the factors.
        x: values of the factors, [trajectories, rows, columns].
        y: the output, [trajectories, rows].

    Returns: effects, [trajectories, factors].

    Raises:
        BadInput: a step moves no factor, or several, or a trajectory moves one twice.
    """
    k = len(design.factors)
    step = np.diff(x, axis=1) / (design.high - design.low)
    moved = np.stack([(step[:, :, design.member == f] != 0).any(axis=2) for f in range(k)], axis=2)
    if x.shape[1] != k + 1 or (moved.sum(axis=2) != 1).any() or (moved.sum(axis=1) != 1).any():
        raise BadInput("runs: each row must move one factor, each factor once. Keep the order of the design.")
    size = np.abs(step).max(axis=2)
    alone = np.bincount(design.member, minlength=k) == 1
    factor = moved.argmax(axis=2)
    sign = np.where(alone[factor], np.sign(step.sum(axis=2)), 1.0)
    effects = np.empty((len(x), k))
    np.put_along_axis(effects, factor, np.diff(y, axis=1) * sign / size, axis=1)
    return effects


def _indices(design: Design, effects: Floats, resamples: int) -> tuple[list[Index], Floats]:
    """Estimate all measures of one output; give also ``mu_star`` over resamples, [resamples, factors]."""
    blocks, names = len(effects), design.factors
    if blocks < 2:
        nothing = np.full(len(names), np.nan)
        unknown = [Index(measure, names, nothing, nothing, nothing) for measure in ("mu_star", "mu", "sigma")]
        return unknown, np.full((resamples, len(names)), np.nan)
    value = _measures(np.full((1, blocks), 1.0 / blocks), effects)
    drawn = _measures(Bootstrap(blocks, resamples).counts / blocks, effects)
    together = np.bincount(design.member, minlength=len(names)) > 1
    found, least = [], LEAST * float(value[MAIN].max())
    for measure in value:
        low, high = ends(drawn[measure].T, blocks)
        estimate = value[measure][0]
        if measure != MAIN:
            estimate, low, high = (np.where(together, np.nan, part) for part in (estimate, low, high))
        found.append(Index(measure, names, estimate, low, high, least=least))
    return found, drawn[MAIN]


def _measures(weights: Floats, effects: Floats) -> dict[str, Floats]:
    """Give each measure for each weighting of the trajectories, [resamples, factors]."""
    n, mean = len(effects), weights @ effects
    variance = np.maximum(weights @ effects**2 - mean**2, 0.0) * n / (n - 1)
    return {"mu_star": weights @ np.abs(effects), "mu": mean, "sigma": np.sqrt(variance)}
