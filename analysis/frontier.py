"""The frontier of effect against cost: which policies no other beats, and how sure that is.

One policy dominates another in an effect and a cost if it gains at least as much for at most the same cost,
and is not equal in both. The baseline, which costs and gains nothing, counts too. How sure: all policies are
averaged over the same resample of the pairs, and dominance is judged anew in each of 2,000 resamples; the
probability of being dominated is the share of resamples in which any other dominates.

Source: Barton, Briggs and Fenwick 2008, "Optimal cost-effectiveness decisions: the role of the
cost-effectiveness acceptability curve, the cost-effectiveness acceptability frontier, and the expected value
of perfect information", Value in Health 11(5) (uncertainty of a frontier by resampling).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.compare import CLAIMS, RESAMPLES, Bootstrap, Floats, Pairs, over_seeds
from sim.declare import Outcome

COSTS = ("COST1", "COST3")
"""Yuan a resident and year; hours a week and community."""


def frontier(cost: Floats, gain: Floats) -> list[int]:
    """Name the points that no other beats: nothing gains more at the same or a smaller cost.

    Args:
        cost: cost of each policy, [P].
        gain: what it gains, more is better, [P].

    Returns: places of the points, the cheapest first.
    """
    order = sorted(range(len(cost)), key=lambda i: (cost[i], -gain[i]))
    kept: list[int] = []
    for i in order:
        if np.isfinite(gain[i]) and np.isfinite(cost[i]) and (not kept or gain[i] > gain[kept[-1]]):
            kept.append(i)
    return kept


def frontiers(
    pairs: Pairs,
    outcomes: Mapping[str, Outcome],
    baseline: str,
    effects: Sequence[str] = CLAIMS,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Set every effect against every cost.

    Args:
        pairs: the runs side by side.
        outcomes: declaration of every indicator.
        baseline: name of the baseline.
        effects: indicators in which one direction is good.
        resamples: number of resamples of the bootstrap.

    Returns: one row for each effect, cost and policy, the baseline first: ``effect``, ``cost``, ``policy``,
        ``cost_change``, ``gain`` (in the good direction), ``kept`` (on the frontier of the means),
        ``dominated`` (probability) and ``by`` (the policy that dominates it most often; empty if none does).
    """
    bootstrap = Bootstrap(pairs.replications, resamples)
    names = np.array([baseline, *pairs.policies])
    frames = []
    for effect in effects:
        for cost in COSTS:
            row, spent = pairs.row(effect), pairs.row(cost)
            if row < 0 or spent < 0 or outcomes[effect].better == "none":
                continue
            sign = -1.0 if outcomes[effect].better == "lower" else 1.0
            costs, gains = pairs.changes[:, spent], sign * pairs.changes[:, row]
            chance, by = _dominance(bootstrap.means(costs), bootstrap.means(gains))
            dearer = np.array([0.0, *over_seeds(np.nanmean, costs)])
            gained = np.array([0.0, *over_seeds(np.nanmean, gains)])
            kept = np.isin(np.arange(len(names)), frontier(dearer, gained))
            frames.append(pd.DataFrame({
                "effect": effect, "cost": cost, "policy": names, "cost_change": dearer, "gain": gained,
                "kept": kept, "dominated": chance, "by": np.where(by < 0, "", names[by]),
            }))  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _dominance(costs: Floats, gains: Floats) -> tuple[Floats, Floats]:
    """Give each policy's chance of being dominated, and by whom most often, the baseline being number 0.

    Args:
        costs: mean cost more than the baseline in each resample, [policies, resamples].
        gains: mean gain over the baseline in each resample, [policies, resamples].
    """
    costs, gains = (np.vstack([np.zeros(m.shape[1]), m]) for m in (costs, gains))
    n = len(costs)
    chance, by = np.zeros(n), np.full(n, -1)
    for i in range(n):
        no_dearer, no_worse = costs <= costs[i], gains >= gains[i]
        better = no_dearer & no_worse & ((costs < costs[i]) | (gains > gains[i]))
        chance[i] = better.any(axis=0).mean() if np.isfinite(costs[i] + gains[i]).any() else np.nan
        share = better.mean(axis=1)
        by[i] = int(share.argmax()) if share.max() > 0 else -1
    return chance, by
