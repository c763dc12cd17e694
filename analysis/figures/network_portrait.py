"""The portrait of a community's ties: homes as places that never move, residents coloured by a state.

The place of a household follows from its grid, its building and its row alone. So the portraits of two weeks,
or of two policies under the same seed, can be laid over each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.compare import Floats
from analysis.figures.notes import with_standing
from analysis.style import PALE, RULE, SERIES, SOFT, drawing, foot_room, head_and_foot, new_figure
from analysis.summary import number, place_name
from analysis.words import Language, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure

LAYERS = ("neighbour", "kin", "work", "group")
"""Layers with a panel each; the household itself is the place."""
MOST_TIES = 500
STATES: Mapping[str, str] = {
    "satisfaction": "state_satisfaction", "grievance": "state_grievance", "efficacy": "state_efficacy",
    "belonging": "state_belonging", "norm": "state_norm", "trust.community": "state_trust_community",
    "open_claims": "state_open_claims", "acts_52": "state_acts_52",
}  # fmt: skip
"""Columns of residents that may colour them, with the key of their words."""

Box = tuple[float, float, float, float]
"""Left, bottom, width and height."""

_WIDTH, _PANEL, _STREET_WIDTH, _LANDSCAPE = 9.6, 4.55, 3.0, 4 / 3


def network_portrait(
    residents: pd.DataFrame,
    ties: pd.DataFrame,
    facts: Mapping[str, Any],
    language: Language,
    community: int = 0,
    state: str = "satisfaction",
) -> Figure | None:
    """Draw the ties of one community, a panel for each layer.

    Args:
        residents: ``row``, ``community``, ``grid``, ``building``, ``household`` and the state.
        ties: ``layer``, ``resident``, ``other`` (rows of residents).
        facts: ``version`` and ``key`` of the run, and ``types`` (type of each community) if known.
        language: of the figure.
        community: row of the community.
        state: column that colours the residents, one of STATES.

    Returns: None if nobody lives there or no layer has a tie.
    """
    people = residents[residents["community"] == community].sort_values("row")
    inside = ties[ties["resident"].isin(people["row"]) & ties["other"].isin(people["row"])]
    layers = [layer for layer in LAYERS if (inside["layer"] == layer).any()]
    if people.empty or not layers:
        return None
    places, boxes = stable_places(people)
    name = say(STATES[state], language)
    note = with_standing([say("portrait_note", language, state=name, most=f"{MOST_TIES:,}")], facts, language)
    lines = -(-len(layers) // 2)
    wide, high = (_extent(boxes, side) for side in (0, 1))
    height = 1.35 + lines * (_PANEL * (high + 2.0) / (wide + 2.0) + 0.3) + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        title = say("portrait_title", language, place=_place(facts, community, language))
        bottom, top = head_and_foot(figure, title, note, language)
        grid = figure.add_gridspec(
            lines, 2, left=0.02, right=0.98, bottom=bottom + 0.62 / height, top=top - 0.2 / height,
            hspace=0.12, wspace=0.03,
        )  # fmt: skip
        for k, layer in enumerate(layers):
            axes = figure.add_subplot(grid[k // 2, k % 2])
            _boxes(axes, boxes)
            n = _ties(axes, inside[inside["layer"] == layer], places, SERIES[1 + k])
            dots = _residents(axes, places, people[state])
            text = say(f"layer_{layer}", language)
            axes.set_title(f"{text} · {say('ties_count', language, n=number(n, 6))}", fontsize=9.6, pad=4)
            if k == 0:
                bar = figure.add_axes((0.3, bottom + 0.32 / height, 0.4, 0.11 / height))
                _scale_bar(bar, dots, name)
    return figure


def _residents(axes: Axes, places: pd.DataFrame, state: pd.Series[Any]) -> PathCollection:
    """Draw every adult, coloured by the state on a scale for the colour-blind, over its middle 98 %."""
    low, high = np.nanquantile(state.to_numpy(float), [0.01, 0.99])
    size = float(np.clip(3000.0 / len(state), 5.0, 40.0))
    return axes.scatter(
        places["x"], places["y"], c=state, s=size, linewidths=0, zorder=3, cmap="cividis",
        vmin=low, vmax=high if high > low else low + 1.0,
    )  # fmt: skip


def _scale_bar(bar: Axes, dots: PathCollection, name: str) -> None:
    """Explain the colours below the panels."""
    bar.get_figure(root=True).colorbar(dots, cax=bar, orientation="horizontal")  # type: ignore[union-attr]
    bar.set_title(name, fontsize=8.2, fontweight="normal", color=SOFT, loc="center", pad=3)
    bar.tick_params(labelsize=7.6)
    bar.grid(visible=False)


def stable_places(people: pd.DataFrame) -> tuple[pd.DataFrame, list[Box]]:
    """Give every resident a place that depends on grid, building, household and row only.

    Households of a building fill a square; buildings stand on shelves in the box of their grid; the boxes of
    the grids stand in lines. Adults of a household stand close together.

    Returns: ``x`` and ``y`` by row of the resident; left, bottom, width and height of each grid's box.
    """
    people = people.sort_values("row")
    grids = [
        _shelves(grid.groupby("building", sort=True)["household"].unique())
        for _, grid in people.groupby("grid", sort=True)
    ]
    boxes = _boxes_of([size for _, size in grids])
    corners = {
        home: (left + x, bottom + y)
        for (inside, _), (left, bottom, _, _) in zip(grids, boxes, strict=True)
        for home, (x, y) in inside.items()
    }
    at = np.array([corners[home] for home in people["household"]]) + _beside(people["household"])
    return pd.DataFrame(at, columns=["x", "y"], index=people["row"].to_numpy()), boxes


def _beside(household: pd.Series[Any]) -> Floats:
    """Set the adults of a household beside each other in a small square, [adults, 2]."""
    order = household.groupby(household).cumcount().to_numpy()
    side = np.ceil(np.sqrt(household.map(household.value_counts()).to_numpy())).astype(int)
    step = np.minimum(0.28, 0.8 / side)
    middle = (side - 1) / 2.0
    offsets: Floats = np.stack([(order % side - middle) * step, (order // side - middle) * step], axis=1)
    return offsets


def _boxes_of(sizes: list[tuple[float, float]]) -> list[Box]:
    """Stand the boxes in even lines, as many as make the whole a landscape of about four by three."""
    layouts = [_in_lines(sizes, -(-len(sizes) // lines)) for lines in range(1, len(sizes) + 1)]
    return min(layouts, key=lambda boxes: abs(np.log(_extent(boxes, 0) / _extent(boxes, 1) / _LANDSCAPE)))


def _in_lines(sizes: list[tuple[float, float]], per_line: int) -> list[Box]:
    boxes: list[Box] = []
    x = y = tallest = 0.0
    for k, (width, height) in enumerate(sizes):
        if k and k % per_line == 0:
            x, y, tallest = 0.0, y + tallest + _STREET_WIDTH, 0.0
        boxes.append((x, y, width, height))
        x, tallest = x + width + _STREET_WIDTH, max(tallest, height)
    return boxes


def _extent(boxes: list[Box], side: int) -> float:
    """Give the width (0) or height (1) of all boxes together."""
    return max(box[side] + box[side + 2] for box in boxes)


def _shelves(buildings: pd.Series[Any]) -> tuple[dict[int, tuple[float, float]], tuple[float, float]]:
    """Stand the buildings of one grid on shelves; give the corner of each household, and width and height."""
    sides = [int(np.ceil(np.sqrt(len(homes)))) for homes in buildings]
    room = max(max(sides), int(np.ceil(np.sqrt(1.5 * sum((s + 0.7) ** 2 for s in sides)))))
    corners: dict[int, tuple[float, float]] = {}
    x = y = tallest = widest = 0.0
    for homes, side in zip(buildings, sides, strict=True):
        if x and x + side > room:
            x, y, tallest = 0.0, y + tallest + 0.7, 0.0
        for n, home in enumerate(sorted(homes)):
            corners[int(home)] = (x + n % side + 0.5, y + n // side + 0.5)
        x, tallest = x + side + 0.7, max(tallest, float(-(-len(homes) // side)))
        widest = max(widest, x - 0.7)
    return corners, (widest, y + tallest)


def _boxes(axes: Axes, boxes: list[Box]) -> None:
    from matplotlib.patches import FancyBboxPatch

    for x, y, width, height in boxes:
        look: dict[str, Any] = {"facecolor": PALE, "edgecolor": RULE, "linewidth": 0.7, "zorder": 0}
        axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0.5", **look))
    right, top = _extent(boxes, 0), _extent(boxes, 1)
    axes.set(xlim=(-1.0, right + 1.0), ylim=(top + 1.0, -1.0), xticks=[], yticks=[], aspect="equal")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _ties(axes: Axes, ties: pd.DataFrame, places: pd.DataFrame, colour: str) -> int:
    """Draw the ties of a layer, or an even choice of them, and count them all."""
    from matplotlib.collections import LineCollection

    step = -(-len(ties) // MOST_TIES)
    drawn = ties.iloc[::step]
    ends = [places.loc[drawn[column]].to_numpy() for column in ("resident", "other")]
    axes.add_collection(
        LineCollection(list(np.stack(ends, axis=1)), colors=colour, linewidths=0.4, alpha=0.4, zorder=2)
    )
    return len(ties)


def _place(facts: Mapping[str, Any], community: int, language: Language) -> str:
    """Name a community by its type where that is known."""
    types = facts.get("types", ())
    name = place_name("archetype", types[community], language) if community < len(types) else f"#{community}"
    return name[:1].lower() + name[1:] if language == "en" else name
