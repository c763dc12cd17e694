"""The figures of a comparison: a comparison and a language in, a matplotlib figure out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from analysis.figures.cost import cost_against_effect
from analysis.figures.curves import weekly_curves
from analysis.figures.equity import equity
from analysis.figures.forest import forest
from analysis.figures.heat_map import heat_map, overview
from analysis.figures.strips import strips
from analysis.figures.structures import structures
from analysis.figures.who_gains import who_gains

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.summary import Comparison
    from analysis.words import Language

FIGURES: Mapping[str, Callable[[Comparison, Language], Figure | None]] = {
    "overview": overview,
    "differences": forest,
    "interaction": heat_map,
    "curves": weekly_curves,
    "who_gains": who_gains,
    "equity": equity,
    "strips": strips,
    "cost": cost_against_effect,
    "structures": structures,
}
"""Every figure by the name of its file; one that a comparison has no data for is None."""

__all__ = ["FIGURES"]
