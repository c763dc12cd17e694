"""The flow of cases: how claims are raised, how high they rise, and how they end."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.compare import Floats
from analysis.figures.notes import with_standing
from analysis.style import (
    BETTER,
    INK,
    NEUTRAL,
    SERIES,
    WORSE,
    drawing,
    foot_room,
    head_and_foot,
    new_figure,
    top_legend,
)
from analysis.summary import number
from analysis.words import Language, pick, say
from sim.codes import ROUTES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEVELS = ("private", "community", "joint", "street", "outside")
ENDS: Mapping[str, str] = {
    "settled": BETTER, "open": NEUTRAL, "petition": "#7B5EA7", "court": SERIES[5], "given_up": WORSE,
}  # fmt: skip
"""How a case may stand at the end, with its colour."""
STAGES = ("raised", "highest", "state")

_END_OF: Mapping[str, str] = {"RES": "settled", "LUMP": "given_up", "PET": "petition", "CRT": "court"}
_WIDTH, _BODY, _BAR = 9.6, 4.3, 0.022
_AT = (0.235, 0.53, 0.84)
"""Where the three columns stand, as shares of the width."""


def case_flow(cases: pd.DataFrame, facts: Mapping[str, Any], language: Language) -> Figure | None:
    """Draw the claims of a run as ribbons from how they were raised over the highest level to their end.

    Args:
        cases: as a run writes them: ``route``, ``level_max``, ``state`` and ``opened``, ``changed`` (weeks).
        facts: ``version`` and ``key`` of the run.
        language: of the figure.

    Returns: None if there are no cases.
    """
    from matplotlib.patches import Patch

    if cases.empty:
        return None
    flows = flows_of(cases)
    span = {"n": number(len(cases), 7), "first": number(float(cases["opened"].min())),
            "last": number(float(cases["changed"].max()))}  # fmt: skip
    note = with_standing([say("flow_note", language, **span)], facts, language)
    height = 1.5 + _BODY + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        bottom, top = head_and_foot(figure, say("flow_title", language), note, language)
        there = [end for end in ENDS if (flows["state"] == end).any()]
        handles = [Patch(color=ENDS[end], alpha=0.75) for end in there]
        top = top_legend(figure, handles, [say(f"end_{end}", language) for end in there], top)
        axes = figure.add_axes((0.0, bottom + 0.1 / height, 1.0, top - bottom - 0.3 / height))
        axes.set(xlim=(0, 1), ylim=(1.0, -0.08))
        axes.axis("off")
        _draw(axes, flows, language)
    return figure


def flows_of(cases: pd.DataFrame) -> pd.DataFrame:
    """Count the cases by how they were raised, the highest level they reached, and how they stand.

    Returns: ``raised`` (number of the route), ``highest`` (name of the level), ``state`` (one of ENDS),
        ``n``.
    """
    table = pd.DataFrame({
        "raised": cases["route"].astype(int),
        "highest": cases["level_max"].astype(int),
        "state": cases["state"].astype(str).map(_END_OF).fillna("open"),
    })  # fmt: skip
    counted = table.value_counts().rename("n").reset_index()
    counted["order"] = counted["state"].map(list(ENDS).index)
    counted = counted.sort_values(["raised", "highest", "order"], ignore_index=True)
    return counted.assign(highest=counted["highest"].map(dict(enumerate(LEVELS))))[[*STAGES, "n"]]


def _draw(axes: Axes, flows: pd.DataFrame, language: Language) -> None:
    nodes = {
        "raised": sorted(flows["raised"].unique()),
        "highest": [level for level in LEVELS if (flows["highest"] == level).any()],
        "state": [end for end in ENDS if (flows["state"] == end).any()],
    }
    scale = 0.66 / flows["n"].sum()
    sizes = {
        s: [float(flows.loc[flows[s] == node, "n"].sum()) for node in names] for s, names in nodes.items()
    }
    tops = {stage: _tops(np.array(sizes[stage]) * scale) for stage in STAGES}
    for x, stage in zip(_AT, STAGES, strict=True):
        axes.text(
            x,
            -0.05,
            say(f"flow_{stage}", language),
            fontsize=9.6,
            fontweight="bold",
            ha="center",
            va="center",
        )
        for node, size, y in zip(nodes[stage], sizes[stage], tops[stage], strict=True):
            thick = max(size * scale, 0.003)
            axes.fill_betweenx([y, y + thick], x - _BAR / 2, x + _BAR / 2, color=INK, linewidth=0, zorder=3)
            _label(
                axes, (x, y + size * scale / 2), f"{_name(stage, node, language)}  {number(size, 7)}", stage
            )
    for k, (one, two) in enumerate(pairwise(STAGES)):
        _ribbons(
            axes,
            flows,
            (one, two),
            {s: dict(zip(nodes[s], tops[s], strict=True)) for s in (one, two)},
            scale,
            k,
        )


def _ribbons(
    axes: Axes,
    flows: pd.DataFrame,
    stages: tuple[str, str],
    tops: dict[str, dict[Any, float]],
    scale: float,
    k: int,
) -> None:
    """Draw every flow from one column to the next; in each bar, flows lie in the order of their other end."""
    one, two = stages
    rank = {end: n for n, end in enumerate(ENDS)}
    starts, ends = dict(tops[one]), dict(tops[two])
    left, right = _AT[k] + _BAR / 2, _AT[k + 1] - _BAR / 2
    x = np.linspace(left, right, 60)
    bend = 0.5 - 0.5 * np.cos(np.pi * (x - left) / (right - left))
    order = sorted(
        flows.to_dict("records"),
        key=lambda f: (tops[one][f[one]], tops[two][f[two]], rank[f["state"]]),
    )
    lower = {}
    for flow in order:
        lower[id(flow)] = starts[flow[one]]
        starts[flow[one]] += flow["n"] * scale
    for flow in sorted(order, key=lambda f: (tops[two][f[two]], tops[one][f[one]], rank[f["state"]])):
        y = lower[id(flow)] + (ends[flow[two]] - lower[id(flow)]) * bend
        ends[flow[two]] += flow["n"] * scale
        axes.fill_between(x, y, y + flow["n"] * scale, color=ENDS[flow["state"]], alpha=0.42, linewidth=0.25)


def _tops(heights: Floats) -> list[float]:
    """Stack bars downwards, far enough apart for their labels, over the whole height."""
    room = np.maximum(heights, 0.052)
    space = float(np.clip((0.98 - room.sum()) / max(len(room) - 1, 1), 0.012, 0.1))
    start = (0.98 - room.sum() - space * (len(room) - 1)) / 2
    tops = []
    for height, slot in zip(heights, room, strict=True):
        tops.append(float(start + (slot - height) / 2))
        start += slot + space
    return tops


def _label(axes: Axes, at: tuple[float, float], text: str, stage: str) -> None:
    """Write beside a bar: at the left of the first column, at the right of the others."""
    from matplotlib.patheffects import Normal, Stroke

    x, y = at
    left = stage == "raised"
    written = axes.text(
        x + (-0.018 if left else 0.018), y, text, fontsize=8.6, color=INK, va="center",
        ha="right" if left else "left", zorder=5,
    )  # fmt: skip
    written.set_path_effects([Stroke(linewidth=2.0, foreground="#FFFFFFB0"), Normal()])


def _name(stage: str, node: Any, language: Language) -> str:
    if stage == "raised":
        route = pick(ROUTES[int(node)], language)
        return route[:1].upper() + route[1:]
    return say(f"level_{node}" if stage == "highest" else f"end_{node}", language)
