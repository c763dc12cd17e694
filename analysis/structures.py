"""Which conclusions flip under which structure: the same policies with one choice of the model moved.

A *structure* is the model with one of its choices (how hours are rationed, which form linkage takes) at
another option than usual. Policies and baseline are run again under each, with the same luck, and their
paired differences get verdicts as before: the smallest difference that matters is that of the usual
structure, and all structures together are one family for the control of verdicts.

A conclusion is a verdict that is not *undecided*. Under a structure it *flips* if both hold:

- another conclusion stands there, or the difference lies with its whole interval on the other side of zero;
- the change of the difference, paired by seed, is clear: its interval lies on one side of zero, and the test
  of no change is rejected over all structures (Holm for the claims, Benjamini-Hochberg for the rest).

It *holds* where the same verdict stands, and is *open* elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare import CLAIMS, Bootstrap, Floats, measured, over_seeds, pair
from analysis.control import BEYOND, CLAIM, LEVEL, adjusted, control, p_values
from analysis.summary import STREET
from sim.declare import Outcome

DEFAULT = "default"
HOLDS, OPEN, FLIPS = "holds", "open", "flips"
CONCLUSIONS = (*BEYOND, "equivalent")
COLUMNS = (
    "policy", "indicator", "switch", "option", "baseline", "difference", "low", "high", "replications",
    "verdict", "control", "default_verdict", "change", "change_low", "change_high", "q_change", "stands",
    "flips", "matters", "unit", "better", "label_zh", "label_en",
)  # fmt: skip
"""``change`` is that of the difference against the usual structure; ``stands`` is empty where there is no
conclusion that could flip. The rows of the usual structure have DEFAULT for switch and option."""
YES, NO = "yes", "no"
_KEY = ["policy", "indicator"]


@dataclass(frozen=True)
class Structure:
    """The model with one choice moved.

    Attributes:
        switch: name of the choice.
        option: what it is moved to.
    """

    switch: str
    option: Any

    @property
    def shown(self) -> str:
        """Write the option as the command line takes it."""
        return str(self.option).lower() if isinstance(self.option, bool) else str(self.option)


def across(
    table: pd.DataFrame,
    runs: pd.DataFrame,
    under: Mapping[Structure, pd.DataFrame],
    baseline: str,
    outcomes: Mapping[str, Outcome],
) -> pd.DataFrame:
    """Set the differences under every structure beside those under the usual one.

    Args:
        table: differences under the usual structure, with their verdicts.
        runs: under the usual structure: ``policy``, ``seed``, ``indicator``, ``level``, ``name``, ``value``.
        under: the same under each other structure, for the whole street.
        baseline: name of the policy that the others are compared with.
        outcomes: declaration of every indicator.

    Returns: one row for each structure, policy and indicator of the whole street, as COLUMNS says; those of
        the usual structure first.
    """
    usual = table[table["level"] == STREET].set_index(_KEY)
    before = _changes(runs[runs["level"] == STREET], baseline)
    parts = [
        _under(structure, found, baseline, outcomes, (usual, before)) for structure, found in under.items()
    ]
    first = _usual(usual)
    if not parts:
        return _laid_out(first, outcomes)
    whole = control(pd.concat(parts, ignore_index=True), CLAIMS)
    whole["q_change"] = adjusted(whole["p_change"].to_numpy(float), (whole["family"] == CLAIM).to_numpy())
    whole["stands"] = _stands(whole)
    return _laid_out(pd.concat([first, whole], ignore_index=True), outcomes)


def _changes(runs: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Give policy less baseline under the same seed, a row for each policy and indicator, a column a seed."""
    wide = runs.pivot(index=_KEY, columns="seed", values="value")
    own = wide.loc[baseline]
    names = wide.index.get_level_values("indicator")
    return wide - own.reindex(names).to_numpy()


def _under(
    structure: Structure,
    runs: pd.DataFrame,
    baseline: str,
    outcomes: Mapping[str, Outcome],
    usual: tuple[pd.DataFrame, pd.DataFrame],
) -> pd.DataFrame:
    """Measure the differences under one structure, and how they changed against the usual one."""
    judged, before = usual
    pairs = pair(runs, baseline)
    matters = judged.groupby(level="indicator", sort=False)["matters"].first()
    ends = matters.reindex(pairs.keys["indicator"]).to_numpy(float)
    table = measured(pairs, outcomes, matters=ends)
    places = pd.MultiIndex.from_frame(table[_KEY])
    now = _changes(runs, baseline).reindex(places)
    shifts: Floats = (now - before.reindex(index=places, columns=now.columns)).to_numpy(float)
    low, high = Bootstrap(shifts.shape[1]).interval(shifts)
    default = judged.reindex(places)
    return table.assign(
        switch=structure.switch, option=structure.shown, change=over_seeds(np.nanmean, shifts),
        change_low=low, change_high=high, p_change=p_values(shifts, np.zeros(len(shifts)))[0],
        default_verdict=default["verdict"].to_numpy(object),
        default_difference=default["mean_difference"].to_numpy(float),
    )  # fmt: skip


def _usual(judged: pd.DataFrame) -> pd.DataFrame:
    rows = judged.reset_index()
    concluded = rows["verdict"].isin(CONCLUSIONS)
    return rows.assign(
        switch=DEFAULT, option=DEFAULT, change=0.0, change_low=0.0, change_high=0.0, q_change=np.nan,
        default_verdict=rows["verdict"], stands=np.where(concluded, HOLDS, ""),
    )  # fmt: skip


def _stands(table: pd.DataFrame) -> pd.Series[Any]:
    """Say of each row whether the conclusion of the usual structure holds, is open or flips."""
    before, now = table["default_verdict"], table["verdict"]
    clear = (table["change_low"] > 0) | (table["change_high"] < 0)
    clear &= table["q_change"] <= LEVEL
    other = now.isin(CONCLUSIONS) & (now != before)
    turned = (np.sign(table["mean_difference"]) != np.sign(table["default_difference"])) & (
        (table["low"] > 0) | (table["high"] < 0)
    )
    concluded = before.isin(CONCLUSIONS)
    flipped = concluded & clear & (other | (turned & before.isin(BEYOND)))
    words = np.select([flipped, concluded & (now == before), concluded], [FLIPS, HOLDS, OPEN], "")
    return pd.Series(words, index=table.index)


def _laid_out(table: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    names = table["indicator"]
    return table.rename(columns={"mean_difference": "difference"}).assign(
        flips=np.where(table["stands"] == FLIPS, YES, NO),
        label_zh=names.map({n: o.label[0] for n, o in outcomes.items()}),
        label_en=names.map({n: o.label[1] for n, o in outcomes.items()}),
    )[list(COLUMNS)]


def conclusions(table: pd.DataFrame, indicators: Iterable[str]) -> pd.DataFrame:
    """Sum up over the structures what becomes of each conclusion.

    Args:
        table: as :func:`across` gives it.
        indicators: asked about.

    Returns: one row for each policy and indicator, in order: ``verdict`` under the usual structure, the
        numbers of structures under which it ``holds``, is ``open`` and ``flips``, and ``stands``: *flips*
        where it flips under any, *holds* where it holds under all, else *open*; empty for no conclusion.
    """
    mine = table[table["indicator"].isin(list(indicators))]
    usual = mine[mine["switch"] == DEFAULT]
    others = mine[mine["switch"] != DEFAULT]
    found = usual[[*_KEY, "verdict"]].set_index(_KEY)
    for word in (HOLDS, OPEN, FLIPS):
        counts = others[others["stands"] == word].groupby(_KEY, sort=False).size()
        found[word] = counts.reindex(found.index).fillna(0).astype(int)
    concluded = found["verdict"].isin(CONCLUSIONS)
    states = np.select(
        [concluded & (found[FLIPS] > 0), concluded & (found[OPEN] == 0), concluded],
        [FLIPS, HOLDS, OPEN],
        "",
    )
    return found.assign(stands=states).reset_index()
