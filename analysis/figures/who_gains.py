"""Who gains and who loses: the difference in each type of community and each group of residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.figures.notes import caption
from analysis.figures.rows import draw_band, draw_policies, frame_lines
from analysis.style import (
    MARKERS,
    SERIES,
    SOFT,
    drawing,
    head_and_foot,
    new_figure,
    top_legend,
    wrapped,
)
from analysis.summary import WELFARE_INDICATORS, Comparison, place_name
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Place = tuple[str, str]

_WIDTH, _LABELS = 9.6, 2.45


def who_gains(comparison: Comparison, language: Language) -> Figure | None:
    """Draw a dot with its interval for each place, group and policy in the spotlight."""
    from matplotlib.lines import Line2D

    indicators = comparison.measured(*WELFARE_INDICATORS)
    policies = comparison.shown()
    blocks = _blocks(comparison)
    if not indicators or not policies or not blocks:
        return None
    heights = _heights(blocks)
    with drawing():
        figure = new_figure(_WIDTH, 2.3 + 0.27 * (max(heights.values()) + 1))
        notes = caption(comparison, language, "paired_note", "matters_note")
        bottom, top = head_and_foot(figure, say("gains_title", language), notes, language)
        height = figure.get_size_inches()[1]
        handles = [
            Line2D([], [], linestyle="", marker=MARKERS[n], color=SERIES[n + 1]) for n in range(len(policies))
        ]
        top = top_legend(figure, handles, [comparison.title(p, language) for p in policies], top)
        grid = figure.add_gridspec(
            1, len(indicators), left=_LABELS / _WIDTH, right=0.985, bottom=bottom + 0.42 / height,
            top=top - 0.5 / height, wspace=0.07,
        )  # fmt: skip
        for k, indicator in enumerate(indicators):
            axes = figure.add_subplot(grid[0, k])
            _panel(axes, comparison, indicator, heights, language)
            _frame(axes, blocks, heights, language, labelled=k == 0)
    return figure


def _blocks(comparison: Comparison) -> list[tuple[str, list[Place]]]:
    """List the whole street, the types of community and the groups, as far as they were measured."""
    blocks = [("street", [("street", "street")])]
    for key, level in (("types", "archetype"), ("groups", "group")):
        names = comparison.places(level)
        if names:
            blocks.append((key, [(level, name) for name in names]))
    return blocks


def _heights(blocks: list[tuple[str, list[Place]]]) -> dict[Place, float]:
    """Give each place its line, counted downwards; a block begins with its heading."""
    heights, line = {}, 0.0
    for key, places in blocks:
        line += 0.0 if key == "street" else 1.15
        for place in places:
            heights[place] = line
            line += 1.0
    return heights


def _panel(
    axes: Axes, comparison: Comparison, indicator: str, heights: dict[Place, float], language: Language
) -> None:
    table = comparison.table
    rows = table[table["indicator"] == indicator]
    rows = rows[[place in heights for place in zip(rows["level"], rows["name"], strict=True)]]
    draw_policies(
        axes,
        comparison,
        rows,
        lambda mine: [heights[place] for place in zip(mine["level"], mine["name"], strict=True)],
    )
    draw_band(axes, float(rows.loc[rows["level"] == "street", "matters"].iloc[0]))
    axes.set_title(wrapped(comparison.label(indicator, language), 2.3, 10.2, language), pad=17)
    note = f"{comparison.direction(indicator, language)}"
    axes.text(0, 1.004, note, transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom")
    axes.set_xlabel(comparison.unit(indicator, language))
    axes.locator_params(axis="x", nbins=5)


def _frame(
    axes: Axes,
    blocks: list[tuple[str, list[Place]]],
    heights: dict[Place, float],
    language: Language,
    *,
    labelled: bool,
) -> None:
    names = [place_name(*place, language) for place in heights]
    labels = [wrapped(name, 2.05, 8.5, language) for name in names] if labelled else []
    heads = {say(key, language): heights[places[0]] - 1.0 for key, places in blocks[1:]} if labelled else {}
    frame_lines(axes, list(heights.values()), labels, heads, -0.7)
