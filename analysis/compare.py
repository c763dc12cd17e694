"""Compare policies with a baseline: paired differences under common luck, their intervals and verdicts.

A *pair* is one policy and the baseline under the same seed, so the same residents meet the same days. For
each indicator the difference of the pairs is averaged; its 95 % interval comes from drawing the pairs anew
(bootstrap). The interval is widened for few replications as Hesterberg proposes, so that it also holds for
twenty pairs. A verdict sets the interval against the smallest difference that matters: *better* or *worse*
where the whole interval lies beyond it, *equivalent* where the whole interval lies within it, *undecided*
otherwise. Where neither direction is good, *higher* and *lower* stand for better and worse. A verdict must
also hold in its family of comparisons (see ``analysis/control.py``); else it is *undecided*.

Fewer petitions are no gain where silent grievance rises: such a *better* becomes *undecided*.

Sources: Efron and Tibshirani 1993, An Introduction to the Bootstrap; Hesterberg 2015, "What teachers should
know about the bootstrap", The American Statistician 69(4), section 5.3 (expanded percentile interval);
Kruschke 2018, "Rejecting or accepting parameter values", AMPPS 1(2) (verdict against a region).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from analysis.control import CLAIM, control, p_values
from analysis.shape import QUANTILES
from sim.declare import Outcome

Floats = NDArray[np.float64]

CLAIMS = ("ENG3", "DIS5", "DIS7", "WRK5a", "SVC2a")
"""The indicators that a comparison asks about: engagement, disputes, burnout, satisfaction."""
KEYS = ["indicator", "level", "name"]
RESAMPLES = 2000
RESAMPLING_SEED = 20170612
GUARDED: Mapping[str, tuple[str, ...]] = {"DIS7": ("DIS12a", "DIS12b")}
"""An indicator whose fall is a gain only if none of these rises."""

_CHUNK = 2000


@dataclass(frozen=True)
class Pairs:
    """The runs side by side.

    Attributes:
        keys: indicator, level and name of each row.
        policies: names of the policies, without the baseline.
        baseline: values under the baseline, [rows, seeds].
        changes: policy less baseline under the same seed, [policies, rows, seeds]; missing where either is.
        policy: values under each policy, [policies, rows, seeds].
    """

    keys: pd.DataFrame
    policies: tuple[str, ...]
    baseline: Floats
    changes: Floats
    policy: Floats

    @property
    def replications(self) -> int:
        """Number of seeds."""
        return int(self.baseline.shape[1])

    def row(self, indicator: str, level: str = "street", name: str = "street") -> int:
        """Find the row of one indicator; -1 if it was not measured."""
        found = np.flatnonzero(
            (self.keys["indicator"] == indicator)
            & (self.keys["level"] == level)
            & (self.keys["name"] == name)
        )
        return int(found[0]) if found.size else -1


def pair(runs: pd.DataFrame, baseline: str) -> Pairs:
    """Put the runs of each seed side by side.

    Args:
        runs: one row for each policy, seed, indicator, level and name, with its value.
        baseline: name of the policy that the others are compared with.
    """
    wide = runs.set_index(["policy", *KEYS, "seed"])["value"].unstack("seed")
    policies = tuple(str(p) for p in runs["policy"].unique() if p != baseline)
    ours = runs.loc[runs["policy"] == baseline, KEYS].drop_duplicates().reset_index(drop=True)
    index = pd.MultiIndex.from_frame(ours)
    base = wide.loc[baseline].reindex(index).to_numpy(float)
    values = np.empty((len(policies), *base.shape))
    for k, policy in enumerate(policies):
        values[k] = wide.loc[policy].reindex(index).to_numpy(float)
    return Pairs(ours, policies, base, values - base, values)


class Bootstrap:
    """The same resamples of the pairs for every row, so that ratios and rows can be compared.

    Attributes:
        counts: how often each pair is drawn in each resample, [resamples, pairs].
        low: probability below the lower end of the interval, after widening.
    """

    def __init__(self, pairs: int, resamples: int = RESAMPLES, level: float = 0.95) -> None:
        rng = np.random.default_rng(RESAMPLING_SEED)
        self.counts = rng.multinomial(pairs, np.full(pairs, 1.0 / pairs), size=resamples).astype(float)
        self.low = (1.0 - level) / 2.0
        if pairs > 1:
            widened = np.sqrt(pairs / (pairs - 1)) * stdtrit(pairs - 1, (1.0 + level) / 2.0)
            self.low = float(ndtr(-widened))

    def means(self, rows: Floats) -> Floats:
        """Average each row over each resample; pairs that are missing do not count.

        Returns: means, missing where a resample holds no pair, [rows, resamples].
        """
        there = np.isfinite(rows)
        with np.errstate(invalid="ignore", divide="ignore"):
            means: Floats = (np.where(there, rows, 0.0) @ self.counts.T) / (there @ self.counts.T)
        return means

    def interval(self, rows: Floats) -> tuple[Floats, Floats]:
        """Give the ends of the interval of the mean of each row; missing for fewer than two pairs."""
        low, high = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        for start in range(0, len(rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            low[part], high[part] = self.ends(self.means(rows[part]))
        few = np.isfinite(rows).sum(axis=1) < 2
        low[few] = high[few] = np.nan
        return low, high

    def ends(self, means: Floats) -> tuple[Floats, Floats]:
        """Give the ends of the interval of what was averaged over each resample, [rows, resamples]."""
        whole = np.isfinite(means).all(axis=1)
        ends = np.full((2, len(means)), np.nan)
        at = [self.low, 1.0 - self.low]
        if whole.any():
            ends[:, whole] = np.quantile(means[whole], at, axis=1)
        for k in np.flatnonzero(~whole):
            seen = means[k][np.isfinite(means[k])]
            if seen.size:
                ends[:, k] = np.quantile(seen, at)
        return ends[0], ends[1]


def differences(
    pairs: Pairs,
    outcomes: Mapping[str, Outcome],
    claims: Sequence[str] = CLAIMS,
    resamples: int = RESAMPLES,
    matters: Floats | None = None,
) -> pd.DataFrame:
    """Give the paired difference of every policy in every indicator, with interval and verdict.

    Args:
        pairs: the runs side by side.
        outcomes: declaration of every indicator.
        claims: indicators asked about, whose street-wide verdicts are controlled as claims.
        resamples: number of resamples of the bootstrap.
        matters: the smallest difference that matters in each row, [rows]; as declared if left out.

    Returns: what :func:`measured` gives and :func:`analysis.control.control` adds.
    """
    return control(measured(pairs, outcomes, resamples, matters), claims)


def measured(
    pairs: Pairs,
    outcomes: Mapping[str, Outcome],
    resamples: int = RESAMPLES,
    matters: Floats | None = None,
) -> pd.DataFrame:
    """Give the paired differences with the verdict of each by itself, before it is held in its family.

    Args:
        pairs, outcomes, resamples, matters: as for :func:`differences`.

    Returns: one row for each policy and row of ``pairs``: the columns of KEYS, ``policy``, ``baseline`` and
        ``mean_difference`` (means over seeds), ``low``, ``high``, ``replications`` (pairs with a value),
        ``size`` (in standard deviations of the baseline over seeds), ``pairing`` (how many times the variance
        fell by pairing), ``q05`` to ``q95`` (quantiles of the pairs), ``matters`` (in units of the
        indicator), ``p_beyond``, ``p_within``, ``unit``, ``better`` and ``alone`` (the verdict of the
        interval by itself).
    """
    bootstrap = Bootstrap(pairs.replications, resamples)
    ends = matters_of(pairs, outcomes) if matters is None else matters
    frames = []
    for k, policy in enumerate(pairs.policies):
        table = pairs.keys.copy()
        table.insert(0, "policy", policy)
        _fill(table, pairs, k)
        table["low"], table["high"] = bootstrap.interval(pairs.changes[k])
        table["matters"] = ends
        table["p_beyond"], table["p_within"] = p_values(pairs.changes[k], ends)
        frames.append(table)
    whole = pd.concat(frames, ignore_index=True)
    whole["unit"] = whole["indicator"].map({n: o.unit[1] for n, o in outcomes.items()})
    whole["better"] = whole["indicator"].map({n: o.better for n, o in outcomes.items()})
    whole["alone"] = verdicts(whole)
    _guard(whole)
    return whole


def matters_of(pairs: Pairs, outcomes: Mapping[str, Outcome]) -> Floats:
    """Give the difference that matters in each row, from the row's own baseline where it is relative."""
    size = pairs.keys["indicator"].map({n: o.matters for n, o in outcomes.items()}).to_numpy(float)
    relative = (
        pairs.keys["indicator"].map({n: o.matters_relative for n, o in outcomes.items()}).to_numpy(bool)
    )
    return np.where(relative, size * np.abs(over_seeds(np.nanmedian, pairs.baseline)), size)


def _fill(table: pd.DataFrame, pairs: Pairs, k: int) -> None:
    base, change, value = pairs.baseline, pairs.changes[k], pairs.policy[k]
    both = np.isfinite(change)
    table["baseline"] = over_seeds(np.nanmean, base)
    table["mean_difference"] = over_seeds(np.nanmean, change)
    table["replications"] = both.sum(axis=1)
    spread = over_seeds(np.nanvar, np.where(both, base, np.nan))
    apart = spread + over_seeds(np.nanvar, np.where(both, value, np.nan))
    together = over_seeds(np.nanvar, change)
    quantiles = np.full((len(QUANTILES), len(change)), np.nan)
    measured = both.any(axis=1)
    if measured.any():
        quantiles[:, measured] = np.nanquantile(change[measured], QUANTILES, axis=1)
    for q, values in zip(QUANTILES, quantiles, strict=True):
        table[f"q{100 * q:02.0f}"] = values
    with np.errstate(invalid="ignore", divide="ignore"):
        table["size"] = np.where(spread > 0, table["mean_difference"] / np.sqrt(spread), np.nan)
        table["pairing"] = np.where(together > 0, apart / together, np.nan)


def over_seeds(summary: Any, rows: Floats) -> Floats:
    """Summarise each row over its seeds; missing where a row has no value."""
    result = np.full(len(rows), np.nan)
    there = np.isfinite(rows).any(axis=1)
    if there.any():
        result[there] = summary(rows[there], axis=1)
    return result


def verdicts(table: pd.DataFrame) -> pd.Series[Any]:
    """Set each interval against the smallest difference that matters.

    Args:
        table: with ``low``, ``high``, ``matters`` and ``better``.
    """
    low, high, matters = (table[c].to_numpy(float) for c in ("low", "high", "matters"))
    better = table["better"].to_numpy(object)
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(matters)
    within = known & (low >= -matters) & (high <= matters)
    up, down = known & ~within & (low >= matters), known & ~within & (high <= -matters)
    good, neutral = np.where(better == "lower", down, up), better == "none"
    words = np.select(
        [within, neutral & up, neutral & down, good, up | down],
        ["equivalent", "higher", "lower", "better", "worse"],
        "undecided",
    )
    return pd.Series(words, index=table.index)


def _guard(table: pd.DataFrame) -> None:
    """Withdraw a *better* that comes with a clear rise of an indicator it must not be bought with."""
    for indicator, guards in GUARDED.items():
        rising = table[table["indicator"].isin(guards) & (table["low"] > 0)]
        places = pd.MultiIndex.from_frame(rising[["policy", "level", "name"]])
        own = pd.MultiIndex.from_frame(table[["policy", "level", "name"]])
        bought = (table["indicator"] == indicator) & (table["alone"] == "better") & own.isin(places)
        table.loc[bought, "alone"] = "undecided"


def pairing_gain(table: pd.DataFrame) -> tuple[float, float, float]:
    """Tell how many times pairing cut the variance of a difference, among the claims: median, least, most."""
    claimed = table.loc[(table["family"] == CLAIM) & np.isfinite(table["pairing"]), "pairing"]
    if not len(claimed):
        return np.nan, np.nan, np.nan
    return float(claimed.median()), float(claimed.min()), float(claimed.max())


def short_of_precision(table: pd.DataFrame) -> pd.DataFrame:
    """Name the street-wide indicators whose intervals are wider than the difference that matters.

    Returns: one row for each such indicator: the widest half-interval over policies, ``matters``, and the
        replications that would make it narrow enough.
    """
    street = table[(table["level"] == "street") & table["matters"].notna()].copy()
    street["half"] = (street["high"] - street["low"]) / 2.0
    widest = street.sort_values("half").groupby("indicator", sort=False).tail(1)
    short = widest[widest["half"] > widest["matters"]].copy()
    with np.errstate(divide="ignore"):
        wanted = short["replications"] * (short["half"] / short["matters"]) ** 2
    short["wanted"] = np.ceil(wanted.where(np.isfinite(wanted)))
    return short[["indicator", "policy", "half", "matters", "replications", "wanted"]].reset_index(drop=True)
