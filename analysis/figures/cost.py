"""Cost against effect: what each policy costs more than the baseline, and what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.figures.notes import caption, in_brackets, short_lever
from analysis.policy import Policy
from analysis.style import (
    INK,
    MARKERS,
    SERIES,
    SOFT,
    drawing,
    head_and_foot,
    new_figure,
    top_legend,
    wrapped,
    zero_line,
)
from analysis.summary import Comparison, Row
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COST = "COST1"
EFFECTS = ("ENG3", "DIS5")


def cost_against_effect(comparison: Comparison, language: Language) -> Figure | None:
    """Draw one panel for each effect, a point with its two intervals for each policy."""
    effects = comparison.measured(*EFFECTS)
    if not effects or not comparison.measured(COST):
        return None
    with drawing():
        figure = new_figure(9.4, 5.7)
        bottom, top = head_and_foot(
            figure,
            say("cost_title", language),
            caption(comparison, language, "paired_note", "cost_note"),
            language,
        )
        height = figure.get_size_inches()[1]
        top = _legend(figure, comparison, language, top)
        grid = figure.add_gridspec(
            1, len(effects), left=0.08, right=0.985, bottom=bottom + 0.62 / height, top=top - 0.42 / height,
            wspace=0.24,
        )  # fmt: skip
        for k, effect in enumerate(effects):
            _panel(figure.add_subplot(grid[0, k]), comparison, effect, language)
    return figure


def frontier(cost: np.ndarray, gain: np.ndarray) -> list[int]:
    """Name the points that no other beats: nothing gains more at the same or a smaller cost.

    Args:
        cost: cost of each policy, [P].
        gain: what it gains, more is better, [P].

    Returns: places of the points, the cheapest first.
    """
    order = sorted(range(len(cost)), key=lambda i: (cost[i], -gain[i]))
    kept: list[int] = []
    for i in order:
        if np.isfinite(gain[i]) and np.isfinite(cost[i]) and (not kept or gain[i] > gain[kept[-1]]):
            kept.append(i)
    return kept


def _panel(axes: Axes, comparison: Comparison, effect: str, language: Language) -> None:
    cost, gain = comparison.by_policy(COST), comparison.by_policy(effect)
    sign = -1 if comparison.outcomes[effect].better == "lower" else 1
    zero_line(axes)
    zero_line(axes, vertical=False)
    for policy in comparison.policies:
        _point(axes, comparison, policy, cost[policy.name], gain[policy.name])
    x = np.array([0.0, *(cost[p.name]["mean_difference"] for p in comparison.policies)])
    y = np.array([0.0, *(gain[p.name]["mean_difference"] for p in comparison.policies)])
    best = frontier(x, sign * y)
    axes.plot(x[best], y[best], color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2)
    axes.scatter([0], [0], marker="o", s=70, facecolors="white", edgecolors=INK, linewidths=1.4, zorder=5)
    axes.set_title(comparison.label(effect, language), pad=16)
    note = f"{comparison.unit(effect, language)} · {comparison.direction(effect, language)}"
    axes.text(0, 1.008, note, transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom")
    label = in_brackets(_change(comparison, language), comparison.unit(COST, language), language)
    axes.set_xlabel(wrapped(label, 3.6, 9.0, language))


def _change(comparison: Comparison, language: Language) -> str:
    label = comparison.label(COST, language)
    return say("change_in", language, label=label[:1].lower() + label[1:] if language == "en" else label)


def _point(axes: Axes, comparison: Comparison, policy: Policy, cost: Row, gain: Row) -> None:
    colour, marker, face = _look(comparison, policy)
    axes.hlines(gain["mean_difference"], cost["low"], cost["high"], colors=colour, linewidth=0.9, alpha=0.6)
    axes.vlines(cost["mean_difference"], gain["low"], gain["high"], colors=colour, linewidth=0.9, alpha=0.6)
    axes.scatter(
        cost["mean_difference"], gain["mean_difference"], s=44, marker=marker,
        facecolors=face, edgecolors=colour, linewidths=1.5, zorder=4,
    )  # fmt: skip


def _look(comparison: Comparison, policy: Policy) -> tuple[str, str, str]:
    """Give colour by the first lever, shape by the second, filling by the third; else colours in order."""
    grid = comparison.grid()
    if grid is None:
        k = comparison.policies.index(policy)
        return SERIES[1 + k % 5], MARKERS[k % 6], SERIES[1 + k % 5]
    first, second, third = (values.index(policy.levers[name]) for name, values in grid.axes.items())
    colour = (SERIES[2], SERIES[5], SERIES[1])[first % 3]
    shade = ("white", f"{colour}66", colour)[third % 3]
    return colour, MARKERS[second % 6], shade


def _legend(figure: Figure, comparison: Comparison, language: Language, top: float) -> float:
    from matplotlib.lines import Line2D

    grid = comparison.grid()
    items: list[tuple[str, dict[str, object]]] = []
    if grid is None:
        for policy in comparison.policies:
            colour, marker, face = _look(comparison, policy)
            items.append((comparison.title(policy, language), {"marker": marker, "mec": colour, "mfc": face}))
    else:
        (a, xs), (b, ys), (c, zs) = grid.axes.items()
        names = {name: short_lever(comparison, name, language) for name in grid.axes}
        colours = (SERIES[2], SERIES[5], SERIES[1])
        items += [
            (f"{names[a]} {v:g}", {"marker": "s", "mec": colours[k % 3], "mfc": colours[k % 3]})
            for k, v in enumerate(xs)
        ]
        items += [
            (f"{names[b]} {v:g}", {"marker": MARKERS[k % 6], "mec": INK, "mfc": "white"})
            for k, v in enumerate(ys)
        ]
        fills = ("white", "#1F292366", INK)
        items += [
            (f"{names[c]} {v:g}", {"marker": "o", "mec": INK, "mfc": fills[k % 3]}) for k, v in enumerate(zs)
        ]
    handles = [Line2D([], [], linestyle="", markersize=6.5, **look) for _, look in items]  # type: ignore[arg-type]
    return top_legend(figure, handles, [label for label, _ in items], top, most=3 if grid else 9)
