"""All figures of a sensitivity analysis, by the name of their file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.figures.convergence import convergence_curves
from analysis.figures.morris import morris_plane
from analysis.figures.sobol import interaction_matrix, sobol_bars
from analysis.sensitivity.report import Sensitivity
from analysis.words import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURES = {
    "morris": morris_plane,
    "sobol": sobol_bars,
    "interactions": interaction_matrix,
    "convergence": convergence_curves,
}


def pictures(sensitivity: Sensitivity, language: Language) -> Iterator[tuple[str, Figure]]:
    """Draw what there is, each statistic on its own: "sobol" for means, "sobol.q90" for a quantile."""
    for name, draw in FIGURES.items():
        for statistic in statistics(sensitivity):
            figure = draw(sensitivity, language, statistic)
            if figure is not None:
                yield name if statistic == "mean" else f"{name}.{statistic}", figure


def statistics(sensitivity: Sensitivity) -> tuple[str, ...]:
    """Name the statistics that were analysed, the mean first."""
    found = [of for a in (sensitivity.morris, sensitivity.sobol) if a is not None for _, of in a.outputs]
    return tuple(dict.fromkeys(["mean", *found]))
