"""Chances of a wrong verdict, for one difference and for a whole family of them.

Two questions are put to every mean paired difference, each with its own null hypothesis and p-value:

- *beyond*: the null is that the true difference lies within the smallest difference that matters, the ends
  included. Two one-sided Student tests, one against each end; the smaller p-value is doubled, because either
  end may be passed. What is claimed with it is a direction and a size.
- *within*: the null is that the true difference lies at an end or outside. Two one-sided tests again; both
  must reject, so the larger p-value counts and is not doubled. What is claimed with it is equivalence.

Student's test errs often where pairs lean towards the null: with twenty lognormal pairs six times as often as
it says at 0.25 %. So each one-sided p-value is the larger of Student's and of Hall's, which takes skewness
out; three times remain. The rates below hold for pairs that lean little; more replications mend the rest.

A family is controlled in one of two ways. *Holm*, for what is claimed: the chance of even one wrong claim of
a kind (beyond, or within) in the whole family is at most 5 %, however the indicators hang together.
*Benjamini-Hochberg*, for what is screened: of the verdicts of a kind that are given, at most 5 % are wrong in
the long run, if the tests are independent or depend on each other positively.

Sources: Hall 1992, "On the removal of skewness by transformation", JRSS B 54(1); Hodges and Lehmann 1954,
"Testing the approximate validity of statistical hypotheses", JRSS B 16(2) (null of an interval); Schuirmann
1987, "A comparison of the two one-sided tests procedure", J. Pharmacokinetics and Biopharmaceutics 15(6);
Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian J. Statistics 6(2);
Benjamini and Hochberg 1995, "Controlling the false discovery rate", JRSS B 57(1); Benjamini and Yekutieli
2001, Annals of Statistics 29(4) (dependence).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr

Floats = NDArray[np.float64]

LEVEL = 0.05
LEAST_LEFT = 0.5
"""Share of Student's ratio that the correction for skewness leaves at least; far out it would take nearly
all. With twenty exponential pairs the ratios that are passed with chance .0025 and .00005 are 1/.58 and 1/.50
of Student's."""
CLAIM, SCREEN = "claim", "screen"
HOLM, BH, ALONE = "Holm", "BH", "alone"
BEYOND = ("better", "worse", "higher", "lower")


def p_values(changes: Floats, matters: Floats) -> tuple[Floats, Floats]:
    """Test each row's mean against the smallest difference that matters.

    Args:
        changes: paired differences, missing ones do not count, [rows, pairs].
        matters: the smallest difference that matters, [rows].

    Returns: p-value of *beyond* and of *within*, missing for fewer than two pairs, [rows] each.
    """
    there = np.isfinite(changes)
    n = there.sum(axis=1)
    known = (n > 1) & np.isfinite(matters)
    if not known.any():
        return np.full(len(changes), np.nan), np.full(len(changes), np.nan)
    rows, n, ends = changes[known], n[known], matters[known]
    mean, spread = np.nanmean(rows, axis=1), np.nanstd(rows, axis=1, ddof=1)
    lean = _skewness(rows, n)
    above = _tail(mean - ends, spread, lean, n)
    below = _tail(-mean - ends, spread, -lean, n)
    beyond, within = np.full(len(changes), np.nan), np.full(len(changes), np.nan)
    beyond[known] = np.minimum(2.0 * np.minimum(above, below), 1.0)
    within[known] = np.maximum(_tail(ends - mean, spread, -lean, n), _tail(ends + mean, spread, lean, n))
    return beyond, within


def _tail(distance: Floats, spread: Floats, lean: Floats, n: NDArray[np.int64]) -> Floats:
    """Give the chance of a mean so far past an end if the truth lay on it; pairs all alike leave no doubt.

    Args:
        distance: from the end to the mean, [rows].
        spread: standard deviation of the pairs, [rows].
        lean: their skewness in the direction of ``distance``, [rows].
        n: pairs, [rows].
    """
    certain = np.where(distance > 0, 0.0, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = distance / spread
        without_lean = ratio + lean * ratio**2 / 3.0 + lean**2 * ratio**3 / 27.0 + lean / (6.0 * n)
        kept = np.maximum(without_lean, LEAST_LEFT * ratio)
        tail: Floats = np.where(spread > 0, stdtr(n - 1, -np.sqrt(n) * np.minimum(ratio, kept)), certain)
    return tail


def _skewness(rows: Floats, n: NDArray[np.int64]) -> Floats:
    """Give the skewness of each row, corrected for few pairs; none for two pairs, or where all are alike."""
    centred = rows - np.nanmean(rows, axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.nanmean(centred**3, axis=1) / np.nanmean(centred**2, axis=1) ** 1.5
        lean: Floats = raw * np.sqrt(n * (n - 1.0)) / (n - 2.0)
    return np.where(np.isfinite(lean), lean, 0.0)


def holm(p: Floats) -> Floats:
    """Adjust p-values so that the chance of even one wrong rejection is controlled; missing ones stay out."""
    adjusted = np.full(len(p), np.nan)
    there = np.flatnonzero(np.isfinite(p))
    order = there[np.argsort(p[there], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjust p-values so that the share of wrong rejections is controlled; missing ones stay out."""
    from scipy.stats import false_discovery_control

    adjusted = np.full(len(p), np.nan)
    there = np.isfinite(p)
    if there.any():
        adjusted[there] = false_discovery_control(p[there], method="bh")
    return adjusted


def adjusted(p: Floats, claimed: NDArray[np.bool_]) -> Floats:
    """Adjust p-values over their families: those of claims by Holm, the screen by Benjamini-Hochberg."""
    found = np.full(len(p), np.nan)
    found[claimed], found[~claimed] = holm(p[claimed]), benjamini_hochberg(p[~claimed])
    return found


def control(table: pd.DataFrame, claims: Sequence[str]) -> pd.DataFrame:
    """Let a verdict stand only where it holds in its whole family.

    The street-wide rows of the indicators asked about are one family of claims; all other rows are a screen.

    Args:
        table: with ``indicator``, ``level``, ``p_beyond``, ``p_within`` and ``alone``, the verdict that the
            interval of the row gives by itself.
        claims: the indicators asked about.

    Returns: the table with ``family``, ``q_beyond`` and ``q_within`` (p-values adjusted over the family),
        ``verdict`` and ``control``: what the verdict passed, *Holm* or *BH*; *alone* where it holds for the
        row but not in the family, so that it is *undecided*; empty where nothing was found.
    """
    claimed = (table["indicator"].isin(claims) & (table["level"] == "street")).to_numpy()
    q = {name: adjusted(table[f"p_{name}"].to_numpy(float), claimed) for name in ("beyond", "within")}
    alone = table["alone"].to_numpy(object)
    moved, same = np.isin(alone.astype(str), BEYOND), alone == "equivalent"
    passed = (moved & (q["beyond"] <= LEVEL)) | (same & (q["within"] <= LEVEL))
    return table.assign(
        family=np.where(claimed, CLAIM, SCREEN),
        q_beyond=q["beyond"],
        q_within=q["within"],
        verdict=np.where(passed, alone, "undecided"),
        control=np.select([passed & claimed, passed, moved | same], [HOLM, BH, ALONE], ""),
    )
