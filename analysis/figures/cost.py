"""Cost against effect, in yuan and in hours: what each policy costs more, and what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.figures.notes import caption, short_lever
from analysis.frontier import COSTS, frontier
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
from analysis.words import Language, in_brackets, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EFFECTS = ("ENG3", "DIS5")
_PALE_ABOVE = 0.95
"""Probability of being beaten above which a point is drawn pale."""


def cost_against_effect(comparison: Comparison, language: Language) -> Figure | None:
    """Draw one panel for each effect and cost, a point with its two intervals for each policy."""
    effects, costs = comparison.measured(*EFFECTS), comparison.measured(*COSTS)
    if not effects or not costs:
        return None
    with drawing():
        figure = new_figure(9.4, 2.45 + 2.2 * len(costs))
        bottom, top = head_and_foot(
            figure,
            say("cost_title", language),
            caption(comparison, language, "paired_note", "cost_note"),
            language,
        )
        height = figure.get_size_inches()[1]
        top = _legend(figure, comparison, language, top)
        grid = figure.add_gridspec(
            len(costs), len(effects), left=0.08, right=0.985, bottom=bottom + 0.62 / height,
            top=top - 0.42 / height, wspace=0.2, hspace=0.52,
        )  # fmt: skip
        for line, cost in enumerate(costs):
            for column, effect in enumerate(effects):
                axes = figure.add_subplot(grid[line, column])
                _panel(axes, comparison, (effect, cost), language)
                if line == 0:
                    _head(axes, comparison, effect, language)
    return figure


def _panel(axes: Axes, comparison: Comparison, which: tuple[str, str], language: Language) -> None:
    effect, cost = which
    costs, gains = comparison.by_policy(cost), comparison.by_policy(effect)
    beaten = _beaten(comparison, which)
    zero_line(axes)
    zero_line(axes, vertical=False)
    for policy in comparison.policies:
        chance = beaten.get(policy.name, 0.0)
        _point(axes, _look(comparison, policy), (costs[policy.name], gains[policy.name]), chance)
    sign = -1 if comparison.outcomes[effect].better == "lower" else 1
    x = np.array([0.0, *(costs[p.name]["mean_difference"] for p in comparison.policies)])
    y = np.array([0.0, *(gains[p.name]["mean_difference"] for p in comparison.policies)])
    best = frontier(x, sign * y)
    axes.plot(x[best], y[best], color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2)
    axes.scatter([0], [0], marker="o", s=70, facecolors="white", edgecolors=INK, linewidths=1.4, zorder=5)
    label = in_brackets(_change(comparison, cost, language), comparison.unit(cost, language), language)
    axes.set_xlabel(wrapped(label, 4.1, 9.0, language))


def _beaten(comparison: Comparison, which: tuple[str, str]) -> dict[str, float]:
    """Give each policy's probability of being beaten in an effect and a cost."""
    table = comparison.frontiers
    if not len(table):
        return {}
    mine = table[(table["effect"] == which[0]) & (table["cost"] == which[1])]
    return dict(zip(mine["policy"], mine["dominated"].astype(float), strict=True))


def _head(axes: Axes, comparison: Comparison, effect: str, language: Language) -> None:
    axes.set_title(comparison.label(effect, language), pad=16)
    note = f"{comparison.unit(effect, language)} · {comparison.direction(effect, language)}"
    axes.text(0, 1.008, note, transform=axes.transAxes, fontsize=8, color=SOFT, va="bottom")


def _change(comparison: Comparison, cost: str, language: Language) -> str:
    label = comparison.label(cost, language)
    return say("change_in", language, label=label[:1].lower() + label[1:] if language == "en" else label)


def _point(axes: Axes, look: tuple[str, str, str], at: tuple[Row, Row], chance: float) -> None:
    """Draw a policy, the larger the surer it is that no other beats it."""
    (colour, marker, face), (cost, gain) = look, at
    pale = chance > _PALE_ABOVE
    bars: dict[str, Any] = {"colors": colour, "linewidth": 0.9, "alpha": 0.25 if pale else 0.6}
    axes.hlines(gain["mean_difference"], cost["low"], cost["high"], **bars)
    axes.vlines(cost["mean_difference"], gain["low"], gain["high"], **bars)
    axes.scatter(
        cost["mean_difference"], gain["mean_difference"], s=20 + 60 * (1.0 - chance), marker=marker,
        facecolors=face, edgecolors=colour, linewidths=1.4, alpha=0.35 if pale else None, zorder=4,
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
