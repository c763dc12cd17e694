"""What figures share that show policies line by line: points with intervals, the band, and the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.style import MARKERS, PALE, SERIES, zero_line
from analysis.summary import Comparison


def draw_policies(
    axes: Axes,
    comparison: Comparison,
    rows: pd.DataFrame,
    lines_of: Callable[[pd.DataFrame], Sequence[float]],
) -> None:
    """Draw the mean difference of every policy shown, with its interval.

    Args:
        axes: where.
        comparison: whose policies.
        rows: with ``policy``, ``mean_difference``, ``low`` and ``high``.
        lines_of: gives the line on which each row stands.
    """
    policies = comparison.shown()
    for n, policy in enumerate(policies):
        mine = rows[rows["policy"] == policy.name]
        shift = (n - (len(policies) - 1) / 2) * 0.74 / max(len(policies), 2)
        y: NDArray[np.float64] = np.array(lines_of(mine), float) + shift
        colour = SERIES[n + 1]
        axes.scatter(
            mine["mean_difference"], y, s=23, marker=MARKERS[n], color=colour, zorder=3, linewidths=0
        )
        axes.hlines(y, mine["low"], mine["high"], colors=colour, linewidth=1.5, zorder=2)


def draw_band(axes: Axes, matters: float) -> None:
    """Shade the differences that do not matter, and mark zero."""
    axes.axvspan(-matters, matters, color=PALE, zorder=0, linewidth=0)
    zero_line(axes)


def frame_lines(
    axes: Axes, lines: Sequence[float], labels: Sequence[str], headings: Mapping[str, float], top: float
) -> None:
    """Give every line its ground and name, and every block its heading.

    Args:
        axes: where.
        lines: height of each line, counted downwards.
        labels: name of each; empty for axes whose neighbour has them.
        headings: height of each heading.
        top: upper end of the axes.
    """
    axes.set_ylim(max(lines) + 0.7, top)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    for line in lines[::2]:
        axes.axhspan(line - 0.5, line + 0.5, color="#FAFBFC", zorder=-1, linewidth=0)
    axes.set_yticks(lines, labels) if labels else axes.set_yticks(lines, [""] * len(lines))
    for words, height in headings.items():
        axes.annotate(
            words, (0, height), xycoords=("axes fraction", "data"), xytext=(-5, 0),
            textcoords="offset points", ha="right", va="center", fontsize=9.2, fontweight="bold",
            annotation_clip=False,
        )  # fmt: skip
