"""From the runs of all policies to one comparison: all that can be computed without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare import CLAIMS, Pairs, differences, pair, short_of_precision
from analysis.costs import COSTS, PRICES
from analysis.effects import main_effects, prices
from analysis.frontier import frontiers
from analysis.gaps import gaps
from analysis.policy import Policy
from analysis.shape import shape
from analysis.summary import Comparison
from sim.declare import Outcome, Text


@dataclass(frozen=True)
class Setting:
    """What is known of a comparison beside its numbers.

    Attributes:
        baseline: the policy the others are compared with.
        policies: the others, in order.
        spotlight: names of those shown in detail.
        lever_labels: label of each swept lever.
        facts: where it comes from, as :class:`analysis.summary.Comparison` keeps it.
    """

    baseline: Policy
    policies: tuple[Policy, ...]
    spotlight: tuple[str, ...]
    lever_labels: Mapping[str, Text]
    facts: Mapping[str, Any]


def declared_outcomes() -> dict[str, Outcome]:
    """Give every indicator of a comparison: those of the model, costs and prices."""
    from sim.catalog import outcomes

    return {**outcomes(), **{o.name: o for o in (*COSTS, *PRICES)}}


def assemble(
    runs: pd.DataFrame, curves: pd.DataFrame, setting: Setting, outcomes: Mapping[str, Outcome]
) -> Comparison:
    """Compare the policies and put together all that figures and briefs are made from.

    Args:
        runs: one row for each policy, seed, indicator, level and name, with its value.
        curves: weekly courses, as :func:`analysis.bands.bands` gives them.
        setting: what was compared.
        outcomes: declaration of every indicator in ``runs``.
    """
    baseline = setting.baseline
    pairs = pair(runs, baseline.name)
    every = (baseline, *(p for p in setting.policies if p.name in pairs.policies))
    table = differences(pairs, outcomes)
    asked = {name: outcomes[name] for name in CLAIMS if name in outcomes}
    levers = {policy.name: policy.levers for policy in every}
    return Comparison(
        table=table,
        curves=curves,
        baseline=baseline,
        policies=every[1:],
        outcomes=outcomes,
        spotlight=tuple(name for name in setting.spotlight if name in pairs.policies),
        lever_labels=setting.lever_labels,
        facts=setting.facts,
        effects=main_effects(pairs, levers, baseline.name, asked) if baseline.levers else pd.DataFrame(),
        prices=prices(pairs),
        short=short_of_precision(table),
        strips=_strips(pairs, table),
        gaps=gaps(pairs, outcomes),
        frontiers=frontiers(pairs, outcomes, baseline.name),
    )


def _strips(pairs: Pairs, table: pd.DataFrame) -> pd.DataFrame:
    """List all pairs of the claims, with the shape of their distribution."""
    street = table[table["level"] == "street"].set_index(["policy", "indicator"])["matters"]
    frames = []
    for indicator in CLAIMS:
        row = pairs.row(indicator)
        for policy, changes in zip(pairs.policies, pairs.changes[:, row] if row >= 0 else (), strict=False):
            form = shape(changes, float(street[(policy, indicator)]))
            there = changes[np.isfinite(changes)]
            frames.append(
                pd.DataFrame({"policy": policy, "indicator": indicator, "change": there, "shape": form})
            )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
