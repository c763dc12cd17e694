"""Policies against indicators: what is concluded, under how many structures it holds, where it flips."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from analysis.compare import CLAIMS
from analysis.figures.notes import caption
from analysis.structure_findings import Place, structure_name, structures_tried
from analysis.structures import FLIPS, HOLDS, OPEN, conclusions
from analysis.style import (
    INK,
    RULE,
    SOFT,
    VERDICT_COLOURS,
    drawing,
    foot_room,
    head_and_foot,
    new_figure,
    text_width,
    wrapped,
)
from analysis.summary import MARKS, Comparison, Row, records
from analysis.words import Language, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _LABELS, _ROW, _HEAD, _LINE = 9.6, 3.0, 0.34, 1.05, 0.19
MOST_POLICIES = 40
"""Lines at most: then the policies with the most flips are drawn."""
_PALE = 0.2
_EDGES: Mapping[str, tuple[str, float, str]] = {FLIPS: (INK, 1.8, "-"), OPEN: (SOFT, 0.8, "--")}


def structures(comparison: Comparison, language: Language) -> Figure | None:
    """Draw a cell for each conclusion; a frame and letters where some structure flips it."""
    indicators, tried = comparison.measured(*CLAIMS), structures_tried(comparison)
    if not indicators or not tried:
        return None
    summed = conclusions(comparison.structures, indicators)
    policies = _policies(comparison, summed)
    letters = _letters(comparison, indicators)
    lines = _legend(comparison, letters, language)
    note = _note(comparison, len(tried), len(policies), language)
    height = _HEAD + _ROW * len(policies) + 0.2 + _LINE * len(lines) + foot_room(note, _WIDTH, language)
    with drawing():
        figure = new_figure(_WIDTH, height)
        bottom, _ = head_and_foot(figure, say("structures_title", language), note, language)
        low = bottom + (0.1 + _LINE * len(lines)) / height
        size = (_LABELS / _WIDTH, low, 0.985 - _LABELS / _WIDTH, 1 - _HEAD / height - low)
        axes = figure.add_axes(size)
        _frame(axes, comparison, policies, indicators, language)
        for row in records(summed):
            if row["policy"] in policies:
                cell = (indicators.index(row["indicator"]), policies.index(row["policy"]))
                own = "".join(letters.get(place, "") for place in _flipping(comparison, row))
                _cell(axes, cell, row, len(tried), own)
        for k, line in enumerate(reversed(lines)):
            y = bottom + (0.06 + _LINE * k) / height
            figure.text(0.24 / _WIDTH, y, line, fontsize=8.6, color=INK, va="bottom", ha="left")
    return figure


def _policies(comparison: Comparison, summed: pd.DataFrame) -> list[str]:
    """Choose the policies that are drawn: all, or those with the most flips."""
    names = [policy.name for policy in comparison.policies]
    if len(names) <= MOST_POLICIES:
        return names
    flips = summed.groupby("policy")[FLIPS].sum().reindex(names)
    kept = set(flips.sort_values(ascending=False, kind="stable").index[:MOST_POLICIES])
    return [name for name in names if name in kept]


def _flipping(comparison: Comparison, row: Row) -> list[Place]:
    """Name the structures under which a conclusion flips."""
    table = comparison.structures
    mine = table[
        (table["policy"] == row["policy"])
        & (table["indicator"] == row["indicator"])
        & (table["stands"] == FLIPS)
    ]
    return list(zip(mine["switch"], mine["option"], strict=True))


def _letters(comparison: Comparison, indicators: tuple[str, ...]) -> Mapping[Place, str]:
    """Give a letter to each structure that flips anything, two letters past the twenty-sixth."""
    table = comparison.structures
    found = table[table["indicator"].isin(indicators) & (table["stands"] == FLIPS)]
    flipping = set(zip(found["switch"], found["option"], strict=True))
    names = [*ascii_lowercase, *(f"{one}{two}" for one in ascii_lowercase for two in ascii_lowercase)]
    places = (place for place in structures_tried(comparison) if place in flipping)
    return dict(zip(places, names, strict=False))


def _legend(comparison: Comparison, letters: Mapping[Place, str], language: Language) -> list[str]:
    """Say what the letters mean, in lines as wide as the figure."""
    if not letters:
        return [say("structures_no_flip", language)]
    lines = [say("structures_letters", language)]
    for place, letter in letters.items():
        words = f"{letter}  {structure_name(comparison, place, language)}"
        longer = f"{lines[-1]}    {words}"
        if text_width(longer, 8.6) < _WIDTH - 0.6:
            lines[-1] = longer
        else:
            lines.append(words)
    return lines


def _note(comparison: Comparison, n: int, drawn: int, language: Language) -> str:
    left = len(comparison.policies) - drawn
    words = [say("structures_note", language, n=n)]
    words += [say("structures_left", language, n=left)] if left else []
    space = "" if language == "zh" else " "
    return space.join([*words, caption(comparison, language, "structures_runs")])


def _frame(
    axes: Axes, comparison: Comparison, policies: list[str], indicators: tuple[str, ...], language: Language
) -> None:
    """Name lines and columns."""
    axes.set(xlim=(-0.5, len(indicators) - 0.5), ylim=(len(policies) - 0.5, -0.5))
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    titles = [comparison.title(comparison.policy(name), language) for name in policies]
    axes.set_yticks(range(len(policies)), [_short(title) for title in titles], color=INK)
    labels = [wrapped(comparison.label(name, language), 1.2, 9, language) for name in indicators]
    axes.set_xticks(range(len(indicators)), labels, color=INK)
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False)


def _short(title: str) -> str:
    """Cut a title to the room beside the lines."""
    while text_width(title, 8.5) > _LABELS - 0.35:
        title = f"{title.rstrip('…')[:-1]}…"
    return title


def _cell(axes: Axes, place: tuple[int, int], row: Row, n: int, letters: str) -> None:
    """Draw one conclusion: its mark, under how many structures it holds, and which ones flip it."""
    from matplotlib.patches import Rectangle

    x, y = place
    verdict, stands = str(row["verdict"]), str(row["stands"])
    colour = VERDICT_COLOURS[verdict] if stands else "white"
    box = (x - 0.47, y - 0.42)
    axes.add_patch(Rectangle(box, 0.94, 0.84, facecolor=colour, alpha=_PALE, linewidth=0, zorder=1))
    edge, width, look = _EDGES.get(stands, (RULE, 0.6, "-"))
    axes.add_patch(
        Rectangle(box, 0.94, 0.84, fill=False, edgecolor=edge, linewidth=width, linestyle=look, zorder=2)
    )
    text: dict[str, Any] = {"va": "center_baseline", "fontsize": 9.0, "zorder": 3}
    axes.text(x - 0.38, y, MARKS[verdict], ha="left", color=VERDICT_COLOURS[verdict], **text)
    if stands:
        axes.text(x - 0.2, y, f"{row[HOLDS]}/{n}", ha="left", color=INK if stands == HOLDS else SOFT, **text)
    if letters:
        axes.text(x + 0.42, y, letters, ha="right", color=INK, fontweight="bold", **text)
