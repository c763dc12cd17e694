"""Equity: what policies do to gaps between groups of residents, and from types to the street."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures.notes import caption
from analysis.figures.rows import draw_band, draw_policies, frame_lines
from analysis.gaps import sides
from analysis.style import (
    MARKERS,
    SERIES,
    SOFT,
    drawing,
    foot_room,
    head_and_foot,
    new_figure,
    top_legend,
    wrapped,
)
from analysis.summary import Comparison, gap_name, number, place_name
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INDICATORS = ("ENG3", "DIS5", "SVC2a")
_WIDTH, _LABELS, _LINE = 9.6, 2.3, 0.25


def equity(comparison: Comparison, language: Language) -> Figure | None:
    """Draw one panel for each indicator, a line for each gap, a dot with its interval for each policy."""
    from matplotlib.lines import Line2D

    table, policies = comparison.gaps, comparison.shown()
    indicators = [i for i in INDICATORS if len(table) and (table["indicator"] == i).any()]
    if not indicators or not policies:
        return None
    blocks = _blocks(table[table["indicator"].isin(indicators)])
    heights = _heights(blocks)
    note = caption(comparison, language, "equity_note")
    with drawing():
        figure = new_figure(
            _WIDTH, 1.95 + _LINE * (max(heights.values()) + 1) + foot_room(note, _WIDTH, language)
        )
        bottom, top = head_and_foot(figure, say("equity_title", language), note, language)
        height = figure.get_size_inches()[1]
        handles = [
            Line2D([], [], linestyle="", marker=MARKERS[n], color=SERIES[n + 1]) for n in range(len(policies))
        ]
        top = top_legend(figure, handles, [comparison.title(p, language) for p in policies], top)
        grid = figure.add_gridspec(
            1, len(indicators), left=_LABELS / _WIDTH, right=1 - 0.72 / _WIDTH, bottom=bottom + 0.42 / height,
            top=top - 0.55 / height, wspace=0.36,
        )  # fmt: skip
        for k, indicator in enumerate(indicators):
            axes = figure.add_subplot(grid[0, k])
            _panel(axes, comparison, indicator, heights, language)
            _frame(axes, blocks, heights, language, labelled=k == 0)
    return figure


def _blocks(table: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """List the gaps between groups, then those of types from the street."""
    names = list(table["name"].drop_duplicates())
    types = [name for name in names if sides(name)[1] == "street"]
    groups = [name for name in names if name not in types]
    return [(key, found) for key, found in (("between_groups", groups), ("from_street", types)) if found]


def _heights(blocks: list[tuple[str, list[str]]]) -> dict[str, float]:
    """Give each gap its line, counted downwards; a block begins with its heading."""
    heights, line = {}, 0.0
    for _, names in blocks:
        line += 1.1
        for name in names:
            heights[name] = line
            line += 1.0
        line += 0.15
    return heights


def _panel(
    axes: Axes, comparison: Comparison, indicator: str, heights: dict[str, float], language: Language
) -> None:
    rows = comparison.gaps[comparison.gaps["indicator"] == indicator]
    draw_policies(axes, comparison, rows, lambda mine: [heights[name] for name in mine["name"]])
    draw_band(axes, float(rows["matters"].iloc[0]))
    axes.set_title(wrapped(comparison.label(indicator, language), 1.9, 10.2, language), pad=17)
    note = say("change_in", language, label=f"{indicator} ")
    axes.text(0, 1.012, note.strip(), transform=axes.transAxes, fontsize=8, color=SOFT, va="baseline")
    axes.text(
        1.02,
        1.012,
        say("baseline_gap", language),
        transform=axes.transAxes,
        fontsize=8,
        color=SOFT,
        va="baseline",
    )
    for name, base in rows.groupby("name", sort=False)["baseline"].first().items():
        text = number(float(base), 2)
        axes.text(
            1.02,
            heights[str(name)],
            text,
            transform=axes.get_yaxis_transform(),
            fontsize=8,
            color=SOFT,
            va="center",
        )
    axes.set_xlabel(wrapped(comparison.unit(indicator, language), 1.9, 9.0, language))
    axes.locator_params(axis="x", nbins=4)


def _frame(
    axes: Axes,
    blocks: list[tuple[str, list[str]]],
    heights: dict[str, float],
    language: Language,
    *,
    labelled: bool,
) -> None:
    labels = [_label(name, language) for name in heights] if labelled else []
    heads = {say(key, language): heights[names[0]] - 0.95 for key, names in blocks} if labelled else {}
    frame_lines(axes, list(heights.values()), labels, heads, -0.3)


def _label(name: str, language: Language) -> str:
    """Name a gap between groups by both; one of a type, whose block says the rest, by the type."""
    one, two = sides(name)
    text = place_name("archetype", one, language) if two == "street" else gap_name(name, language)
    return wrapped(text, _LABELS - 0.3, 8.5, language)
