"""Convergence: how the total indices settle as blocks are added, and what has not settled yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures.sensitivity_notes import caption, drawn, head, head_room, heading, title
from analysis.figures.sobol import by_influence
from analysis.sensitivity.convergence import Convergence
from analysis.sensitivity.report import Sensitivity
from analysis.style import (
    MARKERS,
    PALE,
    SERIES,
    SOFT,
    drawing,
    foot_room,
    head_and_foot,
    new_figure,
    top_legend,
)
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 6
_WIDTH, _LEFT, _HIGH, _GAP = 9.6, 0.62, 1.6, 0.42
_BELOW = 0.5


def convergence_curves(
    sensitivity: Sensitivity, language: Language, statistic: str = "mean"
) -> Figure | None:
    """Draw one panel for each indicator: total indices against blocks, and in words what has settled."""
    analysis = sensitivity.sobol
    indicators = drawn(sensitivity, analysis, statistic)
    if analysis is None or not indicators or len(sensitivity.history) < 2:
        return None
    leading = by_influence(sensitivity, analysis, indicators, statistic)[:MOST]
    note = caption(sensitivity, analysis, language, "sa_convergence_note")
    across = min(len(indicators), 3)
    wide = (_WIDTH - _LEFT - 0.2 - _GAP * (across - 1)) / across
    above = head_room(sensitivity, indicators, wide, language, more=1)
    lines, step = -(-len(indicators) // across), above + _HIGH + _BELOW
    height = 1.4 + lines * step + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        _, top = head_and_foot(figure, title("sa_convergence_title", statistic, language), note, language)
        top = _legend(figure, sensitivity, leading, top, language) * height
        for k, indicator in enumerate(indicators):
            x = _LEFT + (k % across) * (wide + _GAP)
            y = top - (k // across) * step - above - _HIGH
            axes = figure.add_axes((x / _WIDTH, y / height, wide / _WIDTH, _HIGH / height))
            _panel(axes, sensitivity, (indicator, statistic), leading)
            state = _state(sensitivity, (indicator, statistic), language)
            head(axes, heading(sensitivity, analysis, indicator, language), wide, language, state)
            axes.set_xlabel(say("sa_blocks_axis", language), labelpad=2)
            if k % across == 0:
                axes.set_ylabel(say("sa_total_axis", language), fontsize=8.4)
    return figure


def _legend(
    figure: Figure, sensitivity: Sensitivity, leading: list[str], top: float, language: Language
) -> float:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=SERIES[n], marker=MARKERS[n], markersize=5) for n in range(len(leading))]
    labels = [sensitivity.factor(name, language) for name in leading]
    return top_legend(figure, handles, labels, top, most=3)


def _panel(axes: Axes, sensitivity: Sensitivity, output: tuple[str, str], leading: list[str]) -> None:
    tables = [analysis.rows(*output).set_index("factor") for analysis in sensitivity.history]
    blocks = [int(table["blocks"].iloc[0]) for table in tables]
    floors = [float(table["floor"].iloc[0]) for table in tables]
    for n, factor in enumerate(leading):
        value, low, high = (
            np.array([t.loc[factor, c] for t in tables], float) for c in ("value", "low", "high")
        )
        axes.fill_between(blocks, low, high, color=SERIES[n], alpha=0.12, linewidth=0, zorder=2)
        axes.plot(
            blocks, value, color=SERIES[n], marker=MARKERS[n], markersize=4, linewidth=1.5, zorder=3 + n
        )
    axes.fill_between(blocks, 0, floors, color=PALE, linewidth=0, zorder=0)
    axes.plot(blocks, floors, color=SOFT, linewidth=1.0, linestyle="--", zorder=1, clip_on=False)
    axes.set_xscale("log")
    axes.set_xticks(blocks, [str(n) for n in blocks])
    axes.minorticks_off()
    axes.set_ylim(0, None)
    axes.locator_params(axis="y", nbins=4)


def _state(sensitivity: Sensitivity, output: tuple[str, str], language: Language) -> str:
    """Say what has settled."""
    judged = next(c for c in sensitivity.convergence if (c.indicator, c.statistic) == output)
    return say("sa_states", language, **states(judged, language))


def states(judged: Convergence, language: Language) -> dict[str, str]:
    """Say of indices, ranking and screening whether each has settled."""
    names = ("indices", "ranking", "screening")
    return {n: say("sa_settled" if getattr(judged, n) else "sa_open", language) for n in names}
