"""What pairs of runs say beyond single policies: the effect of one lever over a grid, the price of a gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.compare import RESAMPLES, Bootstrap, Floats, Pairs, over_seeds, verdicts
from analysis.control import control, p_values
from sim.declare import Outcome

COST = "COST1"


def main_effects(
    pairs: Pairs, levers: Mapping[str, Mapping[str, float]], baseline: str, outcomes: Mapping[str, Outcome]
) -> pd.DataFrame:
    """Average over the other levers of a grid what one lever does from its lowest to its highest value.

    Args:
        pairs: the runs side by side.
        levers: values of the swept levers by policy, the baseline too.
        baseline: name of the baseline.
        outcomes: the indicators asked about.

    Returns: one row for each lever and indicator: ``lever``, ``indicator``, ``start``, ``end``,
        ``mean_difference``, ``low``, ``high``, ``p_beyond``, ``p_within``, ``better``, ``matters``,
        ``alone``, and what :func:`analysis.control.control` adds, all rows being one family of claims.
    """
    bootstrap = Bootstrap(pairs.replications)
    rows = []
    for lever in levers[baseline]:
        values = sorted({setting[lever] for setting in levers.values()})
        for name, declared in outcomes.items():
            row = pairs.row(name)
            if row < 0 or len(values) < 2:
                continue
            ends = [
                _mean_change(pairs, row, levers, (lever, value), baseline)
                for value in (values[0], values[-1])
            ]
            change = (ends[1] - ends[0])[None]
            low, high = bootstrap.interval(change)
            size = declared.matters
            if declared.matters_relative:
                size *= abs(float(np.nanmedian(pairs.baseline[row])))
            mean = float(over_seeds(np.nanmean, change)[0])
            beyond, within = p_values(change, np.array([size]))
            chances = (beyond[0], within[0])
            rows.append(
                (lever, name, values[0], values[-1], mean, low[0], high[0], *chances, declared.better, size)
            )
    names = ["lever", "indicator", "start", "end", "mean_difference", "low", "high", "p_beyond", "p_within",
             "better", "matters"]  # fmt: skip
    table = pd.DataFrame(rows, columns=names).assign(level="street")
    table["alone"] = verdicts(table)
    return control(table, tuple(outcomes))


def _mean_change(
    pairs: Pairs, row: int, levers: Mapping[str, Mapping[str, float]], where: tuple[str, float], baseline: str
) -> Floats:
    """Average the change over the policies at one value of a lever, by seed; the baseline's own is 0."""
    lever, value = where
    own = [pairs.changes[k, row] for k, p in enumerate(pairs.policies) if levers[p][lever] == value]
    if levers[baseline][lever] == value:
        own.append(pairs.baseline[row] * 0.0)
    mean: Floats = np.mean(own, axis=0)
    return mean


def prices(pairs: Pairs, resamples: int = RESAMPLES) -> pd.DataFrame:
    """Price the gains of each policy (FIN5): yuan for each .01 of satisfaction and each petition avoided.

    Returns: rows like those of :func:`analysis.compare.differences`; ``mean_difference`` holds the price.
    """
    wanted = (("FIN5a", "SVC2a", 0.01), ("FIN5b", "DIS7", -1000.0))
    frames = []
    for name, gain, per in wanted:
        if pairs.row(COST) < 0 or pairs.row(gain) < 0:
            continue
        table = _price(pairs, gain, per, resamples)
        frames.append(table.assign(indicator=name, level="street", name="street"))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _price(pairs: Pairs, gain: str, per: float, resamples: int) -> pd.DataFrame:
    """Divide what a policy costs more by what it gains, from the same pairs.

    Only where the gain is clear (its whole interval on the gaining side) has the ratio a meaning; elsewhere
    it is missing. A negative price means that the policy gains and saves.

    Args:
        pairs: the runs side by side.
        gain: indicator that should rise (or fall, if ``per`` is negative).
        per: size of the change that is priced, such as .01 of satisfaction, or -1,000 petitions a
            resident (the indicator counts them per 1,000 residents).
        resamples: number of resamples of the bootstrap.
    """
    bootstrap = Bootstrap(pairs.replications, resamples)
    costs, gains = pairs.changes[:, pairs.row(COST)], pairs.changes[:, pairs.row(gain)] / per
    clear = bootstrap.interval(gains)[0] > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.where(clear, over_seeds(np.nanmean, costs) / over_seeds(np.nanmean, gains), np.nan)
        drawn = bootstrap.means(costs) / bootstrap.means(gains)
    low, high = bootstrap.ends(np.where(clear[:, None], drawn, np.nan))
    pairs_with_both = np.isfinite(costs + gains).sum(axis=1)
    return pd.DataFrame(
        {"policy": pairs.policies, "mean_difference": price, "low": low, "high": high,
         "replications": pairs_with_both}
    )  # fmt: skip


def ranked(table: pd.DataFrame, indicator: str, policies: Sequence[str] | None = None) -> pd.DataFrame:
    """Order the policies by their street-wide difference in one indicator, the best first."""
    street = table[(table["level"] == "street") & (table["indicator"] == indicator)]
    if policies is not None:
        street = street[street["policy"].isin(policies)]
    falls = bool(len(street)) and street["better"].iloc[0] == "lower"
    return street.sort_values("mean_difference", ascending=falls, kind="stable")
