"""Weekly curves: how a few policies part from the baseline over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures.notes import caption
from analysis.style import SERIES, SOFT, drawing, head_and_foot, new_figure, top_legend
from analysis.summary import Comparison
from analysis.words import Language, say
from sim.calendar import BURN_IN, ELECTIONS, YEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INDICATORS = ("ENG3", "DIS5", "WRK5a", "SVC2a")
_STYLES = ("-", "-", "-", "--", "-.", ":")


def weekly_curves(comparison: Comparison, language: Language) -> Figure | None:
    """Draw one panel for each indicator with a line and a band for each policy in the spotlight."""
    there = set(comparison.curves["indicator"])
    indicators = [name for name in INDICATORS if name in there]
    if not indicators:
        return None
    from matplotlib.lines import Line2D

    policies = (comparison.baseline, *comparison.shown())
    lines = -(-len(indicators) // 2)
    with drawing():
        figure = new_figure(9.4, 1.95 + 2.0 * lines)
        bottom, top = head_and_foot(
            figure, say("curves_title", language), caption(comparison, language, "curves_note"), language
        )
        height = figure.get_size_inches()[1]
        lines_of = [Line2D([], [], color=SERIES[n], ls=_STYLES[n]) for n in range(len(policies))]
        top = top_legend(figure, lines_of, [comparison.title(p, language) for p in policies], top)
        grid = figure.add_gridspec(
            lines, 2, left=0.075, right=0.985, bottom=bottom + 0.42 / height, top=top - 0.42 / height,
            hspace=0.6, wspace=0.16,
        )  # fmt: skip
        for k, indicator in enumerate(indicators):
            axes = figure.add_subplot(grid[k // 2, k % 2])
            for n, policy in enumerate(policies):
                _line(axes, comparison, (policy.name, indicator), n)
            _dress(axes, comparison, indicator, language, last=k >= len(indicators) - 2)
    return figure


def _line(axes: Axes, comparison: Comparison, which: tuple[str, str], n: int) -> None:
    curves = comparison.curves
    policy, indicator = which
    rows = curves[(curves["policy"] == policy) & (curves["indicator"] == indicator)].sort_values("week")
    years = rows["week"].to_numpy() / YEAR
    axes.plot(years, rows["mean"], _STYLES[n], color=SERIES[n], zorder=3 + n)
    axes.fill_between(years, rows["low"], rows["high"], color=SERIES[n], alpha=0.10, linewidth=0, zorder=2)


def _dress(axes: Axes, comparison: Comparison, indicator: str, language: Language, *, last: bool) -> None:
    weeks = comparison.curves["week"]
    first, end = weeks.min() / YEAR, weeks.max() / YEAR
    axes.set_xlim(first, end)
    axes.set_xticks(np.arange(np.ceil(first), np.floor(end) + 1))
    for week in ELECTIONS:
        if first < (week - BURN_IN) / YEAR < end:
            axes.axvline((week - BURN_IN) / YEAR, color=SOFT, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
    axes.set_title(comparison.label(indicator, language), pad=16)
    note = f"{comparison.unit(indicator, language)} · {comparison.direction(indicator, language)}"
    axes.text(0, 1.015, note, transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom")
    if last:
        axes.set_xlabel(say("years", language))
