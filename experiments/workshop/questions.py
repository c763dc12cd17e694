"""Guided chapters and their questions: everyone predicts, then all is shown; nothing before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.workshop.chapters import Chapter, load_chapters
from experiments.workshop.texts import Refused, both

if TYPE_CHECKING:
    from experiments.workshop.live import Side


@dataclass
class Vote:
    """One question that was put to the room.

    Attributes:
        question: its id.
        options: number of its options.
        open: votes are taken, and not shown.
        answer: what came out; None until it is revealed.
    """

    question: str
    options: int
    open: bool = True
    answer: dict[str, Any] | None = None
    _given: dict[str, int] = field(default_factory=dict)

    def take(self, key: str, question: str, answer: int) -> None:
        """Take a vote; who votes again changes it.

        Raises:
            Refused: the question is not open, or has no such option.
        """
        if question != self.question or not self.open:
            raise Refused("vote_closed")
        if answer >= self.options:
            raise Refused("no_option", n=self.options)
        self._given[key] = answer

    def shown(self) -> dict[str, Any]:
        """Give what everyone may see: how many voted, and how, once it is closed."""
        counts = [list(self._given.values()).count(k) for k in range(self.options)]
        return {
            "id": self.question, "open": self.open, "votes": len(self._given),
            "counts": None if self.open else counts, "answer": self.answer,
        }  # fmt: skip


def find_chapter(name: str) -> Chapter:
    """Find a chapter by its id or its number, counted from 1.

    Raises:
        Refused: there is none.
    """
    for number, chapter in enumerate(load_chapters(), 1):
        if name in (chapter.id, str(number)):
            return chapter
    raise Refused("no_chapter")


def asking(question: str) -> Chapter:
    """Find the chapter that asks a question.

    Raises:
        Refused: there is no question of this id.
    """
    for chapter in load_chapters():
        if chapter.question.id == question:
            return chapter
    raise Refused("no_question")


def outcome(chapter: Chapter, sides: Mapping[str, Side]) -> dict[str, Any]:
    """Give what the run says to the question of a chapter, and the findings that hold in it."""
    question = chapter.question
    measured = {name: side.course.at_present() for name, side in sides.items()}
    a, b = (_known(measured.get(side, {}).get(question.indicator)) for side in ("A", "B"))
    return {
        "indicator": question.indicator, "A": a, "B": b,
        "difference": b - a if a is not None and b is not None else None,
        "option": question.right(a, b),
        "findings": [both(text) for text in chapter.says(measured["A"], measured.get("B"))],
    }  # fmt: skip


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
