"""Short labels beside points, placed so that none lies on another or on a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 8.0
_REACHES = (8.0, 13.0, 19.0, 26.0)
# Sideways last: there lie the bars of intervals.
_ANGLES = np.radians([90, 45, -45, -90, 135, -135, 0, 180])


def place_labels(
    axes: Axes, points: np.ndarray, labels: Sequence[str], colours: Sequence[str], others: np.ndarray
) -> None:
    """Write a label beside each point, the first points first; one that finds no room is left out.

    Args:
        axes: with its final place and limits.
        points: in data coordinates, [labels, 2].
        labels: one for each point.
        colours: one for each label.
        others: every point that a label must not cover, [points, 2].
    """
    dot = axes.get_figure(root=True).dpi / 72  # type: ignore[union-attr]
    room = axes.get_window_extent()
    taken = [np.array([*(p - 4 * dot), *(p + 4 * dot)]) for p in axes.transData.transform(others)]
    for point, label, colour in zip(axes.transData.transform(points), labels, colours, strict=True):
        half = np.array([0.3 * SIZE * len(label) + 0.5, 0.5 * SIZE]) * dot
        for shift in (r * dot * np.array([np.cos(a), np.sin(a)]) for r in _REACHES for a in _ANGLES):
            box = np.array([*(point + shift - half), *(point + shift + half)])
            inside = box[0] > room.x0 and box[1] > room.y0 and box[2] < room.x1 and box[3] < room.y1
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                x, y = axes.transData.inverted().transform(point + shift)
                axes.text(
                    x, y, label, fontsize=SIZE, color=colour, fontweight="bold", ha="center", va="center"
                )
                break


def _overlap(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one[:2] < other[2:]).all() and (other[:2] < one[2:]).all())
