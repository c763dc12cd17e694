"""The pictures of a page: every figure of a result, rendered in one language, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.figures import FIGURES
from analysis.sensitivity.pictures import pictures
from analysis.sensitivity.report import Sensitivity
from analysis.style import png
from analysis.summary import Comparison
from analysis.words import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def of_comparison(comparison: Comparison, language: Language) -> dict[str, bytes]:
    """Render the figures of a comparison as PNG, by name; those it has no data for are left out."""
    drawn = ((name, draw(comparison, language)) for name, draw in FIGURES.items())
    return _rendered(drawn, comparison.facts, language)


def of_sensitivity(sensitivity: Sensitivity, language: Language) -> dict[str, bytes]:
    """Render the figures of a sensitivity analysis as PNG, by name."""
    return _rendered(pictures(sensitivity, language), sensitivity.facts, language)


def _rendered(
    figures: Iterable[tuple[str, Figure | None]], facts: Mapping[str, Any], language: Language
) -> dict[str, bytes]:
    return {
        name: png(figure, {"Title": f"{name} ({language})", "Source": source(facts)})
        for name, figure in figures
        if figure is not None
    }


def source(facts: Mapping[str, Any]) -> str:
    """Say for the metadata of a picture which result it shows."""
    seeds = f", seeds {facts['seeds']}" if facts.get("seeds") else ""
    return f"shequ {facts['version']}, result {facts['key']}{seeds}"
