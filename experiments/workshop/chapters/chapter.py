"""What a chapter is: pages, settings of both sides, a question, and findings that hold or do not hold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analysis.summary import number, signed
from sim.catalog import outcomes
from sim.declare import Text

Of = Literal["A", "B", "B-A"]
Said = dict[str, str]
Measured = Mapping[str, float]
"""Value of every indicator of one side, as :func:`sim.outcomes.measure` gives it."""


@dataclass(frozen=True)
class Reading:
    """How a number is read from the run.

    Attributes:
        indicator: id of the indicator, over its own window (52 weeks as a rule).
        of: side A, side B, or B less A.
        low, high: from ``low`` on and below ``high``.
    """

    indicator: str
    of: Of
    low: float = -math.inf
    high: float = math.inf

    def value(self, a: float | None, b: float | None) -> float | None:
        """Give what is read; None where a side is not there or has no value."""
        wanted = {"A": (a,), "B": (b,), "B-A": (a, b)}[self.of]
        if any(value is None or not math.isfinite(value) for value in wanted):
            return None
        if self.of == "B-A":
            return float(b) - float(a)  # type: ignore[arg-type]  # neither is None here
        return wanted[0]

    def holds(self, a: float | None, b: float | None) -> bool:
        """Say whether what is read lies within the band."""
        value = self.value(a, b)
        return value is not None and self.low <= value < self.high


@dataclass(frozen=True)
class Option:
    """One answer, right where the reading lies in its band."""

    text: Text
    reading: Reading


@dataclass(frozen=True)
class Question:
    """A prediction that the room makes before anything is shown.

    Attributes:
        id: the chapter's.
        text: what is asked.
        options: the answers, whose bands cover every value once.
        weeks: week of the policy in which the answer is read.
    """

    id: str
    text: Text
    options: tuple[Option, ...]
    weeks: int

    @property
    def indicator(self) -> str:
        """The indicator that the answer is read from."""
        return self.options[0].reading.indicator

    @property
    def of(self) -> Of:
        """The side, or the difference, that the answer is read from."""
        return self.options[0].reading.of

    def right(self, a: float | None = None, b: float | None = None) -> int | None:
        """Give the number of the right option; None where the run cannot say.

        Args:
            a: value of the indicator on side A.
            b: the same on side B, None without one.
        """
        right = (k for k, option in enumerate(self.options) if option.reading.holds(a, b))
        return next(right, None)


@dataclass(frozen=True)
class Finding:
    """A sentence said only if the run shows it; ``{a}``, ``{b}`` and ``{d}`` are filled in from the run."""

    text: Text
    reading: Reading

    def said(self, a: Measured, b: Measured | None = None) -> Text | None:
        """Say the sentence with its numbers; None where the run does not show it."""
        name = self.reading.indicator
        one, two = a.get(name), None if b is None else b.get(name)
        if not self.reading.holds(one, two):
            return None
        apart = Reading(name, "B-A").value(one, two)
        fields = {
            "a": _shown(name, one), "b": _shown(name, two), "d": _shown(name, apart, difference=True),
        }  # fmt: skip
        return self.text[0].format(**fields), self.text[1].format(**fields)


@dataclass(frozen=True)
class Page:
    """One page: plain paragraphs, parted by an empty line.

    Attributes:
        title: its title.
        text: its paragraphs.
        question: the prediction that is made on it, None elsewhere.
        reveal: whether the findings stand on it.
    """

    title: Text
    text: Text
    question: Question | None = None
    reveal: bool = False


@dataclass(frozen=True)
class Chapter:
    """One guided chapter.

    Attributes:
        id: its name.
        title: its title.
        weeks: week of the policy in which the answer is read.
        community: row of the community that is drawn, None for the one drawn before.
        provisions: ids of the provisions it speaks of, in order.
        show: indicators worth a curve beside its text.
        start: values that differ from the baseline, by side; without "B" there is one side.
        pages: its pages.
        findings: what the run may show, on the page of the reveal.
    """

    id: str
    title: Text
    weeks: int
    community: int | None
    provisions: tuple[str, ...]
    show: tuple[str, ...]
    start: Mapping[str, Mapping[str, Any]]
    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]

    @property
    def question(self) -> Question:
        """Its question."""
        return next(page.question for page in self.pages if page.question is not None)

    def says(self, a: Measured, b: Measured | None = None) -> tuple[Text, ...]:
        """Give the findings that the run shows, with its numbers.

        Args:
            a: indicators of side A.
            b: indicators of side B, None without one.
        """
        return tuple(text for text in (f.said(a, b) for f in self.findings) if text is not None)

    def for_page(self) -> dict[str, Any]:
        """Give the chapter as the page reads it: nothing that would tell the answer."""
        return {
            "id": self.id, "title": _both(self.title), "weeks": self.weeks,
            "provisions": list(self.provisions), "show": list(self.show),
            "pages": [_page(page) for page in self.pages],
        }  # fmt: skip


def _page(page: Page) -> dict[str, Any]:
    q = page.question
    asked = None
    if q is not None:
        asked = {
            "id": q.id, "text": _both(q.text), "answers": [_both(option.text) for option in q.options],
            "indicator": q.indicator, "of": q.of,
        }  # fmt: skip
    return {"title": _both(page.title), "text": _both(page.text), "question": asked, "reveal": page.reveal}


def _both(text: Text) -> Said:
    return {"zh": text[0], "en": text[1]}


def _shown(indicator: str, value: float | None, *, difference: bool = False) -> str:
    """Write a value, to two decimal places where the difference that matters is a fixed .02."""
    if value is None or not math.isfinite(value):
        return "–"
    declared = outcomes()[indicator]
    if declared.matters_relative:
        return signed(value, 2) if difference else number(value, 3)
    text = f"{value:+.2f}" if difference else f"{value:.2f}"
    return text.replace("-", "−")


def bands_cover(readings: Sequence[Reading]) -> bool:
    """Say whether bands, put in order, cover every value once."""
    ordered = sorted(readings, key=lambda r: r.low)
    ends = [-math.inf, *(r.high for r in ordered)]
    return all(r.low == end < r.high for r, end in zip(ordered, ends, strict=False)) and ends[-1] == math.inf
