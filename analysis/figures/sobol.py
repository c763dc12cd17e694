"""Sobol indices in pictures: whose doing the variance is, and which factors act together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.figures.sensitivity_notes import (
    COLOURS,
    caption,
    drawn,
    head,
    head_room,
    heading,
    kinds_of,
    title,
)
from analysis.sensitivity.report import Sensitivity
from analysis.sensitivity.table import Analysis
from analysis.style import (
    INK,
    PALE,
    RULE,
    SOFT,
    drawing,
    foot_room,
    head_and_foot,
    new_figure,
    top_legend,
    wrapped,
)
from analysis.summary import Row, records
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _LABELS, _ROW, _GAP = 9.6, 2.25, 0.3, 0.14
_BELOW = 0.5


def sobol_bars(sensitivity: Sensitivity, language: Language, statistic: str = "mean") -> Figure | None:
    """Draw one panel for each indicator and one line for each factor, the dummies' floor through all."""
    analysis = sensitivity.sobol
    indicators = drawn(sensitivity, analysis, statistic)
    if analysis is None or not indicators:
        return None
    order = by_influence(sensitivity, analysis, indicators, statistic)
    note = caption(sensitivity, analysis, language, "sa_sobol_note")
    body = _ROW * (len(order) + 1.3)
    wide = (_WIDTH - _LABELS - 0.16 - _GAP * (len(indicators) - 1)) / len(indicators)
    above = head_room(sensitivity, indicators, wide, language)
    height = 1.25 + above + body + _BELOW + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        _, top = head_and_foot(figure, title("sa_sobol_title", statistic, language), note, language)
        top = _legend(figure, sensitivity, order, top, language) * height
        y = top - above - body
        for k, indicator in enumerate(indicators):
            x = _LABELS + k * (wide + _GAP)
            axes = figure.add_axes((x / _WIDTH, y / height, wide / _WIDTH, body / height))
            _panel(axes, sensitivity, analysis, (indicator, statistic), order)
            head(axes, heading(sensitivity, analysis, indicator, language), wide, language)
            _lines(axes, sensitivity, order, language, labelled=k == 0)
        middle = (_LABELS + (_WIDTH - 0.16 - _LABELS) / 2) / _WIDTH
        axis = say("sa_share_axis", language)
        figure.text(middle, (y - 0.4) / height, axis, fontsize=9, color=SOFT, ha="center", va="center")
    return figure


def by_influence(
    sensitivity: Sensitivity, analysis: Analysis, indicators: list[str], statistic: str
) -> list[str]:
    """Order the factors but the dummies by their mean total index, counted where it is above the floor."""
    rows = [analysis.rows(name, statistic) for name in indicators]
    size = np.mean([np.where(r["above_floor"], r["value"], 0.0) for r in rows], axis=0)
    order = [analysis.factors[i] for i in np.argsort(-size, kind="stable")]
    return [name for name in order if sensitivity.kind(name) != "dummy"]


def _legend(
    figure: Figure, sensitivity: Sensitivity, order: list[str], top: float, language: Language
) -> float:
    from matplotlib.patches import Patch

    kinds = kinds_of(sensitivity, order)
    handles = [Patch(facecolor=COLOURS[kind]) for kind in kinds]
    handles += [Patch(facecolor=INK), Patch(facecolor=f"{INK}50")]
    handles += [
        Patch(facecolor="white", edgecolor=SOFT),
        Patch(facecolor=PALE, edgecolor=SOFT, linestyle="--"),
    ]
    keys = [*(f"sa_{kind}" for kind in kinds), "sa_alone", "sa_with_others", "sa_below", "sa_bound"]
    return top_legend(figure, handles, [say(key, language) for key in keys], top)


def _panel(
    axes: Axes, sensitivity: Sensitivity, analysis: Analysis, output: tuple[str, str], order: list[str]
) -> None:
    rows = {row["factor"]: row for row in records(analysis.rows(*output))}
    alone = {row["factor"]: row["value"] for row in records(analysis.rows(*output, "S1"))}
    floor = next(iter(rows.values()))["floor"]
    for line, factor in enumerate(order):
        _bar(axes, line, rows[factor], alone[factor], COLOURS[sensitivity.kind(factor)])
    dummies = [row for factor, row in rows.items() if sensitivity.kind(factor) == "dummy"]
    worst = max(dummies, key=lambda row: float(row["high"]))
    _bar(axes, len(order) + 0.3, worst, 0.0, COLOURS["dummy"])
    axes.plot(worst["value"], len(order) + 0.3, "X", color=COLOURS["dummy"], ms=5, zorder=5, clip_on=False)
    axes.axvspan(0, floor, color=PALE, zorder=0, linewidth=0)
    axes.axvline(floor, color=SOFT, linewidth=1.0, linestyle="--", zorder=1)
    axes.set_xlim(min(0.0, *alone.values()), 1.06 * max(floor, 0.1, *(row["high"] for row in rows.values())))


def _bar(axes: Axes, line: float, row: Row, alone: float, colour: str) -> None:
    """Draw the total index, within it the first, and the interval; hollow if not above the floor."""
    if row["above_floor"]:
        axes.barh(line, row["value"], height=0.62, color=colour, alpha=0.32, zorder=2)
        axes.barh(line, alone, height=0.3, color=colour, zorder=3)
    else:
        axes.barh(line, row["value"], height=0.62, facecolor="white", edgecolor=SOFT, lw=0.7, zorder=2)
    axes.hlines(line, row["low"], row["high"], colors=INK, linewidth=1.0, zorder=4)


def _lines(
    axes: Axes, sensitivity: Sensitivity, order: list[str], language: Language, *, labelled: bool
) -> None:
    places = [*range(len(order)), len(order) + 0.3]
    names = [sensitivity.factor(name, language) for name in order] + [say("sa_dummies", language)]
    axes.set_yticks(places, [wrapped(n, _LABELS - 0.3, 8.5, language) for n in names] if labelled else [])
    axes.set_ylim(len(order) + 0.85, -0.55)
    axes.grid(visible=False, axis="y")
    axes.axhline(len(order) - 0.35, color=RULE, linewidth=0.8)
    axes.locator_params(axis="x", nbins=3)
    axes.tick_params(axis="y", pad=6)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")


SHOWN = 8
_CELL_W, _CELL_H, _MATRIX_LABELS, _MATRIX_GAP = 0.28, 0.255, 2.2, 0.22


def interaction_matrix(
    sensitivity: Sensitivity, language: Language, statistic: str = "mean"
) -> Figure | None:
    """Draw one matrix for each indicator: what two factors do together beyond what each does alone."""
    analysis = sensitivity.sobol
    indicators = drawn(sensitivity, analysis, statistic)
    if analysis is None or not indicators or not (analysis.table["measure"] == "S2").any():
        return None
    pairs = analysis.table[analysis.table["measure"] == "S2"]
    paired = {*pairs["factor"], *pairs["other"]}
    order = [f for f in by_influence(sensitivity, analysis, indicators, statistic) if f in paired][:SHOWN]
    note = caption(sensitivity, analysis, language, "sa_matrix_note")
    wide, high = len(order) * _CELL_W, len(order) * _CELL_H
    across = max(min(int((_WIDTH - _MATRIX_LABELS) // (wide + _MATRIX_GAP)), len(indicators)), 1)
    above = head_room(sensitivity, indicators, wide, language)
    lines, step = -(-len(indicators) // across), above + high + 0.34
    width = max(_MATRIX_LABELS + across * (wide + _MATRIX_GAP), 6.4)
    note_room = foot_room(note, width, language)
    height = 0.55 + lines * step + note_room
    with drawing():
        figure = new_figure(width, height)
        head_and_foot(figure, title("sa_matrix_title", statistic, language), note, language)
        for k, indicator in enumerate(indicators):
            x = _MATRIX_LABELS + (k % across) * (wide + _MATRIX_GAP)
            y = height - 0.55 - (k // across) * step - above - high
            axes = figure.add_axes((x / width, y / height, wide / width, high / height))
            _matrix(axes, analysis, (indicator, statistic), order)
            head(axes, heading(sensitivity, analysis, indicator, language), wide, language)
            _numbers(axes, sensitivity, order, language, labelled=k % across == 0)
    return figure


def _matrix(axes: Axes, analysis: Analysis, output: tuple[str, str], order: list[str]) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    n = len(order)
    image = np.full((n, n), np.nan)
    for row in _pairs(analysis.rows(*output, "S2"), order).itertuples():
        one, two = sorted((order.index(str(row.factor)), order.index(str(row.other))))
        image[one, two] = row.value if row.above_floor else 0.0
    most = max(float(np.nanmax(image, initial=0.0)), 0.05)
    shades = LinearSegmentedColormap.from_list("together", ["#F3F5F7", "#B79FD0", "#4B2E83"])
    edges = np.arange(n + 1) - 0.5
    axes.pcolormesh(edges, edges, image, cmap=shades, vmin=0, vmax=most, edgecolors="white", linewidth=1.2)
    for (line, column), value in np.ndenumerate(image):
        if value > 0:
            colour = "white" if value > 0.6 * most else INK
            text = f"{value:.2f}".lstrip("0")
            axes.text(column, line, text, fontsize=6.8, color=colour, ha="center", va="center")
    axes.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5))
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _pairs(rows: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    return rows[rows["factor"].isin(order) & rows["other"].isin(order)]


def _numbers(
    axes: Axes, sensitivity: Sensitivity, order: list[str], language: Language, *, labelled: bool
) -> None:
    places = list(range(len(order)))
    numbers = [str(place + 1) for place in places]
    axes.set_xticks(places, numbers, fontsize=7.6)
    axes.set_yticks(places, numbers, fontsize=7.6)
    axes.tick_params(pad=2)
    for place, name in zip(places, order, strict=True) if labelled else ():
        words = wrapped(sensitivity.factor(name, language), _MATRIX_LABELS - 0.4, 7.8, language)
        axes.annotate(
            words, (0, place), xycoords=("axes fraction", "data"), xytext=(-13, 0),
            textcoords="offset points", ha="right", va="center", fontsize=7.8, linespacing=1.1,
            annotation_clip=False,
        )  # fmt: skip
