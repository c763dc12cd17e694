"""The forest: every policy's difference from the baseline in the indicators of engagement and disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures.notes import caption, lever_words
from analysis.figures.rows import draw_band
from analysis.style import (
    INK,
    SOFT,
    VERDICT_COLOURS,
    drawing,
    head_and_foot,
    new_figure,
    wrapped,
)
from analysis.summary import KEY_INDICATORS, Comparison
from analysis.words import Language, pick, say, words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _ROW, _LABELS, _LEGEND = 9.6, 0.2, 1.5, 0.3
_HOLLOW = ("equivalent", "undecided")


def forest(comparison: Comparison, language: Language) -> Figure | None:
    """Draw one panel for each indicator and one line for each policy."""
    indicators = comparison.measured(*KEY_INDICATORS)
    if not indicators:
        return None
    blocks = _blocks(comparison, language)
    places = _places(blocks)
    with drawing():
        figure = new_figure(_WIDTH, 2.35 + _ROW * (max(places.values()) + 2))
        notes = caption(comparison, language, "paired_note", "matters_note", "control_short")
        bottom, top = head_and_foot(figure, say("forest_title", language), notes, language)
        height = figure.get_size_inches()[1]
        _legend(figure, top, language)
        grid = figure.add_gridspec(
            1,
            len(indicators),
            left=_LABELS / _WIDTH,
            right=0.985,
            bottom=bottom + 0.4 / height,
            top=top - (_LEGEND + 0.55) / height,
            wspace=0.09,
        )
        for k, indicator in enumerate(indicators):
            axes = figure.add_subplot(grid[0, k])
            _panel(axes, comparison, indicator, places, language)
            _frame(axes, blocks, places, labelled=k == 0)
    return figure


def _blocks(comparison: Comparison, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Group the policies of a grid by its first lever; give (heading, [(name, label)])."""
    grid = comparison.grid()
    if grid is None:
        return [("", [(p.name, comparison.title(p, language)) for p in comparison.policies])]
    first, *rest = grid.axes
    heads = []
    for value in grid.axes[first]:
        inside = [p for p in comparison.policies if p.levers[first] == value]
        lines = [(p.name, lever_words(comparison, p, language, *rest)) for p in inside]
        name = pick(words().get(f"axis_{first}", grid.labels[first]), language)
        heads.append((f"{name} {value:g}", lines))
    return heads


def _places(blocks: list[tuple[str, list[tuple[str, str]]]]) -> dict[str, float]:
    """Give each policy its line, counted downwards; a heading takes a line of its own."""
    places, line = {}, 0.0
    for heading, lines in blocks:
        line += 1.0 if heading else 0.0
        for name, _ in lines:
            places[name] = line
            line += 1.0
        line += 0.45
    return places


def _panel(
    axes: Axes, comparison: Comparison, indicator: str, places: dict[str, float], language: Language
) -> None:
    rows = comparison.rows(indicator)
    y = np.array([places[p] for p in rows["policy"]])
    matters = float(rows["matters"].iloc[0])
    draw_band(axes, matters)
    colours = [VERDICT_COLOURS[v] for v in rows["verdict"]]
    axes.hlines(y, rows["low"], rows["high"], colors=colours, linewidth=2.2, zorder=2)
    faces = ["white" if v in _HOLLOW else c for v, c in zip(rows["verdict"], colours, strict=True)]
    axes.scatter(rows["mean_difference"], y, s=27, c=faces, edgecolors=colours, linewidths=1.4, zorder=3)
    _limits(axes, rows, matters)
    label = comparison.label(indicator, language)
    axes.set_title(wrapped(label, 1.5, 9.2, language), fontsize=9.0, pad=18)
    note = f"{indicator} · {comparison.direction(indicator, language)}"
    axes.text(0, 1.0, note, transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom", ha="left")
    axes.set_xlabel(wrapped(comparison.unit(indicator, language), 1.5, 8.4, language), fontsize=8.0)


def _limits(axes: Axes, rows: pd.DataFrame, matters: float) -> None:
    low = np.nanmin([rows["low"].min(), rows["mean_difference"].min(), -1.15 * matters])
    high = np.nanmax([rows["high"].max(), rows["mean_difference"].max(), 1.15 * matters])
    margin = 0.06 * (high - low or 1.0)
    axes.set_xlim(low - margin, high + margin)
    axes.locator_params(axis="x", nbins=4)


def _frame(
    axes: Axes, blocks: list[tuple[str, list[tuple[str, str]]]], places: dict[str, float], *, labelled: bool
) -> None:
    axes.set_ylim(max(places.values()) + 0.8, -0.6 if not blocks[0][0] else -0.2)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_yticks(list(places.values()), [""] * len(places))
    if not labelled:
        return
    axes.set_yticks(list(places.values()), [label for _, lines in blocks for _, label in lines])
    for heading, lines in blocks:
        if heading and lines:
            axes.annotate(
                heading, (0, places[lines[0][0]] - 1.0), xycoords=("axes fraction", "data"), xytext=(-4, 0),
                textcoords="offset points", ha="right", va="center", fontsize=9, fontweight="bold", color=INK,
                annotation_clip=False,
            )  # fmt: skip


def _legend(figure: Figure, top: float, language: Language) -> None:
    """Explain the colours in one line below the title."""
    width, height = figure.get_size_inches()
    x = 0.24 / width
    for verdict in ("better", "worse", "equivalent", "undecided"):
        colour = VERDICT_COLOURS[verdict]
        face = "white" if verdict in _HOLLOW else colour
        figure.text(x, top - 0.06 / height, "●", color=colour, fontsize=11, va="center")
        if face == "white":
            figure.text(x + 0.023 / width, top - 0.06 / height, "●", color=face, fontsize=6.5, va="center")
        text = figure.text(
            x + 0.18 / width, top - 0.06 / height, say(verdict, language), va="center", fontsize=9
        )
        x += (0.32 + _length(text.get_text())) / width


def _length(text: str) -> float:
    """Guess the width of a short text, inches at size 9."""
    return sum(0.125 if ord(sign) > 0x2E7F else 0.072 for sign in text) + 0.12
