"""Strips: every pair of runs as a dot, with mean, interval and quantiles, for each policy and claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.compare import CLAIMS, Floats
from analysis.figures.notes import caption
from analysis.policy import Policy
from analysis.shape import HUMPS, WIDE
from analysis.style import (
    INK,
    PALE,
    SERIES,
    SOFT,
    WORSE,
    drawing,
    foot_room,
    head_and_foot,
    new_figure,
    wrapped,
    zero_line,
)
from analysis.summary import Comparison
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _ROW, _LABELS, _MOST = 9.6, 0.62, 2.15, 8
_WORDS = {WIDE: "wide", HUMPS: "two_humps"}


def strips(comparison: Comparison, language: Language) -> Figure | None:
    """Draw the policies in the spotlight, and those whose runs fall into two humps."""
    indicators = comparison.measured(*CLAIMS)
    policies = _policies(comparison)
    if not indicators or not policies or not len(comparison.strips):
        return None
    note = caption(comparison, language, "strips_note")
    height = 1.75 + _ROW * len(policies) + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        bottom, top = head_and_foot(figure, say("strips_title", language), note, language)
        grid = figure.add_gridspec(
            len(policies), len(indicators), left=_LABELS / _WIDTH, right=0.985, bottom=bottom + 0.55 / height,
            top=top - 0.52 / height, wspace=0.08, hspace=0.1,
        )  # fmt: skip
        for k, indicator in enumerate(indicators):
            limits = _limits(comparison, indicator, policies)
            for n, policy in enumerate(policies):
                axes = figure.add_subplot(grid[n, k])
                axes.set_xlim(*limits)
                _panel(axes, comparison, indicator, policy, language)
                _frame(axes, last=n == len(policies) - 1)
                if n == 0:
                    _head(axes, comparison, indicator, language)
                if n == len(policies) - 1:
                    unit = wrapped(comparison.unit(indicator, language), 1.45, 8.2, language)
                    axes.set_xlabel(unit, fontsize=8.0)
                if k == 0:
                    title = _title(comparison, policy, language)
                    axes.text(
                        -0.06, 0.5, title, transform=axes.transAxes, fontsize=8.6, ha="right", va="center"
                    )
    return figure


def _policies(comparison: Comparison) -> list[Policy]:
    """Give the policies in the spotlight, and as many with two humps as there is room for."""
    shown = list(comparison.shown())
    if not len(comparison.strips):
        return shown
    humped = set(comparison.strips.loc[comparison.strips["shape"] == HUMPS, "policy"])
    others = [p for p in comparison.policies if p.name in humped and p not in shown]
    return (shown + others)[:_MOST]


def _title(comparison: Comparison, policy: Policy, language: Language) -> str:
    """Break the title of a policy into lines, none of which ends with an opening bracket."""
    lines = wrapped(comparison.title(policy, language), _LABELS - 0.4, 8.6, language)
    return lines.replace("（\n", "\n（")


def _limits(comparison: Comparison, indicator: str, policies: list[Policy]) -> tuple[float, float]:
    """Give a column one scale that holds every dot and the band that does not matter."""
    table = comparison.strips
    names = [p.name for p in policies]
    mine = table[(table["indicator"] == indicator) & table["policy"].isin(names)]["change"]
    matters = float(comparison.rows(indicator)["matters"].iloc[0])
    low, high = min(mine.min(), -1.2 * matters), max(mine.max(), 1.2 * matters)
    margin = 0.06 * (high - low)
    return low - margin, high + margin


def _panel(axes: Axes, comparison: Comparison, indicator: str, policy: Policy, language: Language) -> None:
    table = comparison.strips
    mine = table[(table["policy"] == policy.name) & (table["indicator"] == indicator)]
    row = comparison.by_policy(indicator)[policy.name]
    axes.axvspan(-row["matters"], row["matters"], color=PALE, zorder=0, linewidth=0)
    zero_line(axes)
    values = np.sort(mine["change"].to_numpy())
    axes.scatter(
        values, _heights(values, axes.get_xlim()), s=9, color=SERIES[2], alpha=0.55, linewidths=0, zorder=3
    )
    axes.hlines(-0.4, row["q05"], row["q95"], colors=SOFT, linewidth=1.0, zorder=2)
    axes.hlines(-0.4, row["q25"], row["q75"], colors=SOFT, linewidth=4.0, zorder=2)
    axes.hlines(-0.75, row["low"], row["high"], colors=INK, linewidth=1.5, zorder=4)
    axes.scatter(row["mean_difference"], -0.75, marker="D", s=15, color=INK, linewidths=0, zorder=5)
    form = str(mine["shape"].iloc[0]) if len(mine) else ""
    if form:
        right = row["mean_difference"] < np.mean(axes.get_xlim())
        axes.text(
            0.985 if right else 0.015, 0.97, say(_WORDS[form], language), transform=axes.transAxes,
            fontsize=7.4, va="top", ha="right" if right else "left",
            color=WORSE if form == HUMPS else SOFT, fontweight="bold" if form == HUMPS else "normal",
        )  # fmt: skip


def _heights(values: Floats, limits: tuple[float, float]) -> Floats:
    """Stack dots that would lie on each other, each on the lowest free line, in an order without slant."""
    gap = 0.035 * (limits[1] - limits[0])
    lines: list[list[float]] = []
    heights = np.zeros(len(values))
    for k in np.random.default_rng(0).permutation(len(values)):
        free = (n for n, line in enumerate(lines) if all(abs(values[k] - v) >= gap for v in line))
        n = next(free, len(lines))
        if n == len(lines):
            lines.append([])
        lines[n].append(float(values[k]))
        heights[k] = n
    return heights * min(0.3, 1.1 / max(len(lines), 1))


def _frame(axes: Axes, *, last: bool) -> None:
    axes.set_ylim(-1.1, 1.3)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=3)
    if not last:
        axes.tick_params(labelbottom=False)


def _head(axes: Axes, comparison: Comparison, indicator: str, language: Language) -> None:
    axes.set_title(wrapped(comparison.label(indicator, language), 1.35, 9.2, language), fontsize=9.0, pad=18)
    note = f"{indicator} · {comparison.direction(indicator, language)}"
    axes.text(0, 1.06, note, transform=axes.transAxes, fontsize=7.8, color=SOFT, va="baseline", ha="left")
