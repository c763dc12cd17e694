"""What the figures of a sensitivity analysis share: captions, looks of kinds of factor, heads of panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.sensitivity.findings import percent
from analysis.sensitivity.report import KINDS, FactorKind, Sensitivity, outputs, statistic_words
from analysis.sensitivity.table import Analysis
from analysis.style import NEUTRAL, SOFT, wrapped
from analysis.words import Language, say
from sim.declare import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Mapping[FactorKind, str] = {
    "lever": "#0072B2", "uncertainty": "#D55E00", "category": "#009E73", "dummy": NEUTRAL,
}  # fmt: skip
MARKERS: Mapping[FactorKind, str] = {"lever": "o", "uncertainty": "s", "category": "D", "dummy": "X"}


def caption(sensitivity: Sensitivity, analysis: Analysis, language: Language, key: str) -> str:
    """Join the note of a figure, what the seeds do to it, the standing of assumptions, and the receipt."""
    notes = [say(key, language, n=analysis.table["blocks"].max())]
    notes.append(say(f"sa_note_{analysis.table['seeds'].iloc[0]}", language))
    facts = sensitivity.facts
    receipt = say("receipt_note", language, version=facts["version"], key=facts["key"])
    return ("" if language == "zh" else " ").join([*notes, say("standing_note", language), receipt])


def title(key: str, statistic: str, language: Language) -> str:
    """Give the title of a figure, which names the statistic over replicates."""
    return say(key, language, statistic=statistic_words(statistic, language))


def kinds_of(sensitivity: Sensitivity, factors: Iterable[str]) -> list[FactorKind]:
    """Name the kinds of factor there are, in their order."""
    there = {sensitivity.kind(factor) for factor in factors}
    return [kind for kind in KINDS if kind in there]


def drawn(sensitivity: Sensitivity, analysis: Analysis | None, statistic: str) -> list[str]:
    """Name the indicators that can be drawn: those whose indices are known."""
    if analysis is None:
        return []
    names = [name for name in outputs(analysis, statistic) if name in sensitivity.outcomes]
    return [name for name in names if analysis.rows(name, statistic)["value"].notna().all()]


def heading(sensitivity: Sensitivity, analysis: Analysis, indicator: str, language: Language) -> Text:
    """Give the name of an indicator, and below it its id and how much of it is luck in this analysis."""
    note = indicator
    share = sensitivity.share(indicator, analysis.method)
    if share == share:
        note += " · " + say("sa_luck", language, share=percent(share, language))
    return sensitivity.label(indicator, language), note


def head(axes: Axes, heading: Text, width: float, language: Language, more: str = "") -> None:
    """Write an indicator above a panel.

    Args:
        axes: the panel.
        heading: its name, and what stands below it.
        width: of the panel, inches.
        language: of the words.
        more: one more line.
    """
    label, note = heading
    note += f"\n{more}" if more else ""
    look: dict[str, Any] = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "va": "bottom",
        "ha": "left",
    }
    axes.annotate(note, (0, 1), xytext=(0, 4), fontsize=8, color=SOFT, linespacing=1.4, **look)
    label = wrapped(label, width, 9.6, language)
    axes.annotate(label, (0, 1), xytext=(0, 31 if more else 18), fontsize=9.4, fontweight="bold", **look)


def head_room(
    sensitivity: Sensitivity, indicators: Iterable[str], width: float, language: Language, more: int = 0
) -> float:
    """Give the height that heads take above panels, inches; ``more`` lines stand below the name."""
    labels = (wrapped(sensitivity.label(name, language), width, 9.6, language) for name in indicators)
    lines = max(label.count("\n") + 1 for label in labels)
    return 0.28 + 0.18 * more + 0.17 * lines
