"""Gaps between residents: how far groups and types of community stand apart, and what a policy does to that.

The gap is taken within each run, so a policy's change of the gap is a paired difference like any other, with
its interval. It is set against the difference that matters for the whole street. What moves a gap clearly
makes it *narrower* or *wider*, by whether the mean gap under the policy is smaller or larger than under the
baseline, whichever side is ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare import CLAIMS, RESAMPLES, Pairs, differences, matters_of
from sim.declare import Outcome

LEVEL = "gap"
BETWEEN = (
    ("migrant", "registered"),
    ("age_60", "age_18_34"),
    ("digital_low", "digital_high"),
    ("renter", "owner"),
)
"""Pairs of groups: the first less the second."""
LESS = " less "

_STREET = ("street", "street")


def gaps(
    pairs: Pairs,
    outcomes: Mapping[str, Outcome],
    claims: Sequence[str] = CLAIMS,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Give each policy's change of every gap: between groups, and of each type from the whole street.

    Args:
        pairs: the runs side by side.
        outcomes: declaration of every indicator.
        claims: indicators for which types of community are set against the street.
        resamples: number of resamples of the bootstrap.

    Returns: rows like those of :func:`analysis.compare.differences`, of level LEVEL, a screen of their own;
        ``name`` is such as "migrant less registered". ``baseline`` holds the mean gap under the baseline.
    """
    found = _between(pairs, claims)
    if not found:
        return pd.DataFrame()
    keys = pd.DataFrame([key for key, _, _ in found], columns=["indicator", "level", "name"])
    one, two = (np.array([row[k] for row in found]) for k in (1, 2))
    street = {name: pairs.row(name) for name in dict.fromkeys(keys["indicator"])}
    matters = matters_of(pairs, outcomes)[[street[name] for name in keys["indicator"]]]
    of_gaps = Pairs(
        keys, pairs.policies, pairs.baseline[one] - pairs.baseline[two],
        pairs.changes[:, one] - pairs.changes[:, two], pairs.policy[:, one] - pairs.policy[:, two],
    )  # fmt: skip
    undirected = {name: replace(outcomes[name], better="none") for name in street}
    table = differences(of_gaps, undirected, (), resamples, matters)
    for column in ("verdict", "alone"):
        table[column] = _by_width(table, column)
    return table


def _between(pairs: Pairs, claims: Sequence[str]) -> list[tuple[tuple[str, str, str], int, int]]:
    """List the gaps that were measured street-wide too: key, and the rows that are set apart."""
    keys = pairs.keys
    rows = {
        key: row for row, key in enumerate(zip(keys["indicator"], keys["level"], keys["name"], strict=True))
    }
    types = list(dict.fromkeys(keys.loc[keys["level"] == "archetype", "name"]))
    found = []
    for indicator in dict.fromkeys(keys["indicator"]):
        if (indicator, *_STREET) not in rows:
            continue
        wanted = [(("group", one), ("group", two)) for one, two in BETWEEN]
        if indicator in claims:
            wanted += [(("archetype", name), _STREET) for name in types]
        for one, two in wanted:
            if (indicator, *one) in rows and (indicator, *two) in rows:
                key = (indicator, LEVEL, f"{one[1]}{LESS}{two[1]}")
                found.append((key, rows[(indicator, *one)], rows[(indicator, *two)]))
    return found


def _by_width(table: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Say narrower or wider for up or down."""
    before = table["baseline"]
    shrunk = (before + table["mean_difference"]).abs() < before.abs()
    moved = table[column].isin(["higher", "lower"])
    return table[column].mask(moved, pd.Series(np.where(shrunk, "narrower", "wider"), index=table.index))


def sides(name: str) -> tuple[str, str]:
    """Give the two sides of a gap by its name: group and group, or type and ``street``."""
    one, _, two = name.partition(LESS)
    return one, two
