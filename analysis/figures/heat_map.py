"""The heat map of a grid of three levers: how two of them act together, for each value of the third."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures.notes import caption
from analysis.style import INK, SOFT, diverging, drawing, foot_room, head_and_foot, new_figure, wrapped
from analysis.summary import Comparison, Grid, Row, fixed, places_of
from analysis.words import Language, pick, say, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INDICATORS = ("ENG3", "DIS5", "DIS7", "WRK5a", "SVC2a")
HEADLINE = ("ENG3", "DIS5")

_CELL_W, _CELL_H, _LEFT, _RIGHT = 0.68, 0.46, 1.85, 0.16
_GAP_W, _GAP_H, _HEAD = 0.17, 0.24, 0.95


def heat_map(comparison: Comparison, language: Language) -> Figure | None:
    """Draw the key indicators over the whole grid."""
    return _draw(comparison, language, INDICATORS, "heat_title")


def overview(comparison: Comparison, language: Language) -> Figure | None:
    """Draw engagement and open claims only: the one picture of a comparison."""
    return _draw(comparison, language, HEADLINE, "overview_title")


def _draw(comparison: Comparison, language: Language, wanted: tuple[str, ...], title: str) -> Figure | None:
    grid, indicators = comparison.grid(), comparison.measured(*wanted)
    if grid is None or not indicators:
        return None
    columns, lines, panels = (len(values) for values in grid.axes.values())
    wide, high = columns * _CELL_W, lines * _CELL_H
    width = _LEFT + panels * wide + (panels - 1) * _GAP_W + _RIGHT
    body = len(indicators) * (high + _GAP_H) - _GAP_H
    note = caption(comparison, language, "heat_note")
    height = _HEAD + body + 0.62 + foot_room(note, width, language)
    with drawing():
        figure = new_figure(width, height)
        head_and_foot(figure, say(title, language), note, language)
        for i, indicator in enumerate(indicators):
            y = height - _HEAD - i * (high + _GAP_H) - high
            for k in range(panels):
                x = _LEFT + k * (wide + _GAP_W)
                axes = figure.add_axes((x / width, y / height, wide / width, high / height))
                _panel(axes, comparison, grid, (indicator, k))
                _edges(axes, grid, language, k, first=i == 0, last=i == len(indicators) - 1)
            _name(figure, comparison, indicator, language, (y + high / 2) / height)
    return figure


def _panel(axes: Axes, comparison: Comparison, grid: Grid, which: tuple[str, int]) -> None:
    indicator, k = which
    first, second, third = grid.axes
    falls = comparison.outcomes[indicator].better == "lower"
    rows = comparison.by_policy(indicator)
    scale = max(abs(row["mean_difference"]) for row in rows.values())
    # Differences too small to matter stay pale.
    scale = max(scale, 2.0 * next(iter(rows.values()))["matters"]) or 1.0
    axes.grid(visible=False)
    image = np.zeros((len(grid.axes[second]), len(grid.axes[first])))
    for policy in (comparison.baseline, *comparison.policies):
        if policy.levers[third] != grid.axes[third][k]:
            continue
        column, line = (
            grid.axes[first].index(policy.levers[first]),
            grid.axes[second].index(policy.levers[second]),
        )
        if policy.name == comparison.baseline.name:
            axes.text(column, line, "○", ha="center", va="center", fontsize=13, color=SOFT)
            continue
        row = rows[policy.name]
        image[line, column] = (-1 if falls else 1) * row["mean_difference"] / scale
        strong = row["verdict"] not in ("undecided", "equivalent")
        numbers = _numbers(row, places_of(row))
        _write(axes, (column, line), numbers, image[line, column], strong=strong)
    n_lines, n_columns = image.shape
    edges = np.arange(n_columns + 1) - 0.5, np.arange(n_lines + 1) - 0.5
    axes.pcolormesh(*edges, image, cmap=diverging(), vmin=-1, vmax=1, edgecolors="white", linewidth=1.6)
    axes.set(xlim=(-0.5, n_columns - 0.5), ylim=(-0.5, n_lines - 0.5))
    for spine in axes.spines.values():
        spine.set_visible(False)


def _numbers(row: Row, places: int) -> tuple[str, str]:
    """Write a difference and half the width of its interval."""
    half = (row["high"] - row["low"]) / 2.0
    return fixed(row["mean_difference"], places), f"± {half:.{places}f}" if np.isfinite(half) else "–"


def _write(
    axes: Axes, place: tuple[int, int], numbers: tuple[str, str], shade: float, *, strong: bool
) -> None:
    """Write the difference and its interval into a cell, dark on light and white on dark."""
    x, y = place
    mean, margin = numbers
    look: dict[str, Any] = {"color": "white" if abs(shade) > 0.62 else INK, "alpha": 1.0 if strong else 0.66,
                            "ha": "center", "va": "center"}  # fmt: skip
    axes.text(x, y + 0.15, mean, fontsize=9.0, fontweight="bold" if strong else "normal", **look)
    axes.text(x, y - 0.25, margin, fontsize=7.0, **look)


def _edges(axes: Axes, grid: Grid, language: Language, k: int, *, first: bool, last: bool) -> None:
    """Write the values of the levers along the outer edges only."""
    across, up, along = grid.axes
    axes.set_xticks(range(len(grid.axes[across])), [f"{v:g}" for v in grid.axes[across]] if last else [])
    axes.set_yticks(range(len(grid.axes[up])), [f"{v:g}" for v in grid.axes[up]] if k == 0 else [])
    if last:
        axes.set_xlabel(_axis(grid, across, language))
    if k == 0:
        axes.set_ylabel(_axis(grid, up, language), fontsize=8.6)
    if first:
        axes.set_title(f"{_axis(grid, along, language)} {grid.axes[along][k]:g}", fontsize=9.2, pad=6)


def _name(figure: Figure, comparison: Comparison, indicator: str, language: Language, y: float) -> None:
    """Name the indicator of a row at its left, with unit and direction."""
    width = figure.get_size_inches()[0]
    label = wrapped(comparison.label(indicator, language), 1.3, 10, language)
    unit = wrapped(comparison.unit(indicator, language), 1.15, 8.6, language)
    figure.text(0.24 / width, y + 0.004, label, fontsize=9.6, fontweight="bold", va="bottom", ha="left")
    text = f"{indicator}\n{unit}\n{comparison.direction(indicator, language)}"
    figure.text(0.24 / width, y - 0.004, text, fontsize=7.8, color=SOFT, va="top", ha="left", linespacing=1.4)


def _axis(grid: Grid, lever: str, language: Language) -> str:
    """Name a lever along an axis, by a short name where it has one."""
    return pick(words().get(f"axis_{lever}", grid.labels[lever]), language)
