"""The Morris plane: how strong each factor is, and how far its effect depends on the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.figures.labels import place_labels
from analysis.figures.sensitivity_notes import (
    COLOURS,
    MARKERS,
    caption,
    drawn,
    head,
    head_room,
    heading,
    kinds_of,
    title,
)
from analysis.sensitivity.findings import in_order
from analysis.sensitivity.report import Sensitivity
from analysis.sensitivity.table import Analysis
from analysis.style import PALE, SOFT, drawing, foot_room, head_and_foot, new_figure, top_legend, wrapped
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 7
"""Factors named beside a panel."""
_WIDTH, _LEFT, _PANEL, _HIGH, _LIST, _CELL = 9.6, 0.78, 2.05, 1.75, 1.78, 4.72
_BELOW = 0.54


def morris_plane(sensitivity: Sensitivity, language: Language, statistic: str = "mean") -> Figure | None:
    """Draw one panel for each indicator, a point for each factor, and name the strongest beside it."""
    analysis = sensitivity.morris
    indicators = drawn(sensitivity, analysis, statistic)
    if analysis is None or not indicators:
        return None
    note = caption(sensitivity, analysis, language, "sa_morris_note")
    lines = -(-len(indicators) // 2)
    above = head_room(sensitivity, indicators, _PANEL + _LIST, language)
    step = above + _HIGH + _BELOW
    height = 1.2 + lines * step + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        _, top = head_and_foot(figure, title("sa_morris_title", statistic, language), note, language)
        top = _legend(figure, sensitivity, analysis, top, language) * height
        for k, indicator in enumerate(indicators):
            x = _LEFT + (k % 2) * _CELL
            y = top - (k // 2) * step - above - _HIGH
            axes = figure.add_axes((x / _WIDTH, y / height, _PANEL / _WIDTH, _HIGH / height))
            _panel(axes, sensitivity, analysis, (indicator, statistic))
            head(axes, heading(sensitivity, analysis, indicator, language), _PANEL + _LIST, language)
            unit = sensitivity.unit(indicator, language)
            axes.set_xlabel(say("sa_mu_star", language, unit=unit), labelpad=2)
            axes.set_ylabel(wrapped(say("sa_sigma", language, unit=unit), _HIGH, 8.2, language), fontsize=8.2)
            _names(axes, sensitivity, analysis.rows(indicator, statistic), language)
    return figure


def _legend(
    figure: Figure, sensitivity: Sensitivity, analysis: Analysis, top: float, language: Language
) -> float:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kinds = kinds_of(sensitivity, analysis.factors)
    points = [
        Line2D([], [], linestyle="", marker=MARKERS[k], color=COLOURS[k], markersize=6.5) for k in kinds
    ]
    band = Patch(facecolor=PALE, edgecolor=SOFT, linestyle="--")
    handles = [*points, band, Line2D([], [], color=SOFT, linewidth=0.8, linestyle=":")]
    labels = [say(f"sa_{kind}", language) for kind in kinds]
    labels += [say("sa_bound", language), say("sa_diagonal", language)]
    return top_legend(figure, handles, labels, top)


def _panel(axes: Axes, sensitivity: Sensitivity, analysis: Analysis, output: tuple[str, str]) -> None:
    rows = analysis.rows(*output)
    spread = analysis.rows(*output, "sigma")["value"].to_numpy(float)
    # A group has no direction, so no spread; it stands on the axis.
    points = np.column_stack([rows["value"].to_numpy(float), np.nan_to_num(spread)])
    floor = float(rows["floor"].iloc[0])
    _frame(axes, rows, points, floor)
    kept = rows["above_floor"].to_numpy(bool)
    for kind in kinds_of(sensitivity, analysis.factors):
        ours = np.array([sensitivity.kind(f) == kind for f in rows["factor"]])
        for shown, alpha in ((ours & kept, 1.0), (ours & ~kept, 0.45)):
            axes.scatter(
                points[shown, 0], points[shown, 1], marker=MARKERS[kind], s=26, color=COLOURS[kind],
                alpha=alpha, linewidths=0, zorder=4, clip_on=False,
            )  # fmt: skip
    axes.hlines(
        points[kept, 1],
        rows["low"][kept],
        rows["high"][kept],
        colors=SOFT,
        linewidth=0.7,
        alpha=0.7,
        zorder=3,
    )
    order = in_order(rows).head(MOST)
    at = [list(rows.index).index(i) for i in order.index]
    labels = [str(n + 1) for n in range(len(at))]
    colours = [COLOURS[sensitivity.kind(factor)] for factor in order["factor"]]
    place_labels(axes, points[at], labels, colours, points)


def _frame(axes: Axes, rows: pd.DataFrame, points: np.ndarray, floor: float) -> None:
    right = 1.08 * max(float(rows["high"].max()), float(points[:, 0].max()), floor, 1e-12)
    up = 1.15 * max(float(points[:, 1].max()), 1e-12)
    axes.set(xlim=(0, right), ylim=(0, up))
    axes.locator_params(nbins=4)
    axes.tick_params(axis="x", pad=6)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.axvspan(0, floor, color=PALE, zorder=0, linewidth=0)
    axes.axvline(floor, color=SOFT, linewidth=1.0, linestyle="--", zorder=2, clip_on=False)
    axes.plot(
        [0, right], [0, right], color=SOFT, linewidth=0.8, linestyle=":", zorder=1, scalex=False, scaley=False
    )


def _names(axes: Axes, sensitivity: Sensitivity, rows: pd.DataFrame, language: Language) -> None:
    """List the strongest factors at the right of a panel, numbered as in it."""
    kept = in_order(rows).head(MOST)
    if not len(kept):
        axes.text(
            1.06,
            0.98,
            say("sa_nothing_above", language),
            transform=axes.transAxes,
            fontsize=8,
            color=SOFT,
            va="top",
        )
    y = _HIGH
    for n, factor in enumerate(kept["factor"]):
        words = wrapped(sensitivity.factor(factor, language), _LIST - 0.26, 7.8, language)
        look: dict[str, Any] = {
            "transform": axes.transAxes,
            "fontsize": 7.8,
            "va": "top",
            "linespacing": 1.15,
        }
        place = (1 + 0.12 / _PANEL, y / _HIGH)
        colour = COLOURS[sensitivity.kind(factor)]
        axes.text(*place, str(n + 1), fontweight="bold", color=colour, **look)
        axes.text(place[0] + 0.15 / _PANEL, place[1], words, **look)
        y -= 0.135 * (words.count("\n") + 1) + 0.045
