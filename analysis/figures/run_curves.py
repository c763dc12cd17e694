"""The weekly course of single runs: one panel for each series, one line for each run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.assemble import declared_outcomes
from analysis.figures.notes import with_standing
from analysis.style import PALE, SERIES, SOFT, drawing, foot_room, head_and_foot, new_figure, top_legend
from analysis.words import Language, pick, say
from sim.calendar import BURN_IN, ELECTIONS, YEAR
from sim.declare import Text
from sim.errors import BadInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 8
"""Lines in a panel."""
STYLES = ("-", "-", "-", "--", "-.", ":", "--", "-.")
_WIDTH, _HIGH, _BETWEEN = 9.4, 1.45, 0.85

Name = tuple[Text, Text]
"""Label and unit of a series."""


def run_curves(
    runs: Mapping[str, pd.DataFrame],
    language: Language,
    names: Mapping[str, Name] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Figure:
    """Draw runs beside each other, week by week.

    Args:
        runs: by the words of the legend: a row for each week (1 is the first of the policy, 0 and below are
            burn-in), a column for each series; all have the same columns.
        language: of the figure.
        names: label and unit of every series that is no indicator.
        facts: ``version`` and ``key`` of the result, where there is one.

    Raises:
        BadInput: no run, too many, or a series without a name.
    """
    if not 1 <= len(runs) <= MOST:
        raise BadInput(f"runs: 1 to {MOST} can be drawn together; got {len(runs)}. Draw fewer.")
    series = [str(column) for column in next(iter(runs.values())).columns]
    known = {name: _name(name, names or {}) for name in series}
    note = _note(language, facts)
    lines = -(-len(series) // 2)
    with drawing():
        figure = new_figure(_WIDTH, 1.1 + lines * (_HIGH + _BETWEEN) + foot_room(note, _WIDTH, language))
        _, top = head_and_foot(figure, say("run_curves_title", language), note, language)
        height = float(figure.get_size_inches()[1])
        top = _legend(figure, list(runs), top)
        across = min(len(series), 2)
        wide = (_WIDTH - 0.95 - 0.75 * (across - 1)) / across
        for k, name in enumerate(series):
            x = 0.75 + (k % 2) * (wide + 0.75)
            y = top * height - (k // 2 + 1) * (_HIGH + _BETWEEN) + 0.42
            axes = figure.add_axes((x / _WIDTH, y / height, wide / _WIDTH, _HIGH / height))
            _panel(axes, runs, name)
            _dress(axes, runs, known[name], language)
    return figure


def _name(series: str, names: Mapping[str, Name]) -> Name:
    if series in names:
        return names[series]
    outcome = declared_outcomes().get(series)
    if outcome is None:
        raise BadInput(f"{series}: is no indicator. Give its label and unit in `names`.")
    return outcome.label, outcome.unit


def _note(language: Language, facts: Mapping[str, Any] | None) -> str:
    words = say("run_curves_note", language)
    if facts is not None:
        return with_standing([words], facts, language)
    return ("" if language == "zh" else " ").join([words, say("standing_note", language)])


def _legend(figure: Figure, labels: list[str], top: float) -> float:
    from matplotlib.lines import Line2D

    lines = [Line2D([], [], color=_colour(n), ls=STYLES[n]) for n in range(len(labels))]
    return top_legend(figure, lines, labels, top)


def _colour(n: int) -> str:
    return SERIES[n % len(SERIES)]


def _panel(axes: Axes, runs: Mapping[str, pd.DataFrame], series: str) -> None:
    for n, table in enumerate(runs.values()):
        years = table.index.to_numpy(float) / YEAR
        axes.plot(years, table[series].to_numpy(float), STYLES[n], color=_colour(n), linewidth=1.5, zorder=3)


def _dress(axes: Axes, runs: Mapping[str, pd.DataFrame], name: Name, language: Language) -> None:
    weeks = np.concatenate([table.index.to_numpy(float) for table in runs.values()])
    first, end = weeks.min() / YEAR, weeks.max() / YEAR
    axes.set_xlim(first, end)
    axes.set_xticks(np.arange(np.ceil(first), np.floor(end) + 1))
    axes.axvspan(min(first, 0.0), 0.0, color=PALE, linewidth=0, zorder=0)
    for week in ELECTIONS:
        if first < (week - BURN_IN) / YEAR < end:
            axes.axvline((week - BURN_IN) / YEAR, color=SOFT, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
    label, unit = (pick(text, language) for text in name)
    axes.set_title(label, pad=16)
    axes.text(0, 1.015, unit, transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom")
    axes.set_xlabel(say("years", language))
