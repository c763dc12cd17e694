"""How stories are told: lines with their week, and sentences filled in in both languages at once.

A field of a sentence is a text in both languages or a number; the sentences stand in ``phrases.toml``. As
both languages are filled from the same fields, they hold the same numbers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from analysis.summary import number
from sim.calendar import BURN_IN
from sim.declare import D, Text
from sim.errors import OutOfRange
from sim.ledger import Ledger
from sim.record import Record
from sim.world import World

Field = Text | str | int


@dataclass(frozen=True)
class Line:
    """One sentence or two, and the week they belong to, counted after the burn-in."""

    week: int
    text: Text


@dataclass(frozen=True)
class Story:
    """What happened, oldest first; the last lines say how things stand now."""

    title: Text
    lines: tuple[Line, ...]


class Told(Protocol):
    """What is read of a street."""

    world: World
    ledger: Ledger
    record: Record
    week: int

    @property
    def archetypes(self) -> Sequence[str]:
        """Archetype id of each community."""

    def values(self, declared: type[D]) -> D:
        """Give the values of the uncertainties that one process declares."""


def tell(key: str, /, **fields: Field) -> Text:
    """Say a sentence in both languages, the English one with a capital."""
    zh, en = words(key, **fields)
    return zh, en[:1].upper() + en[1:]


def words(key: str, /, **fields: Field) -> Text:
    """Say a part of a sentence in both languages."""
    zh, en = _phrases()[key]
    return zh.format(**_in(0, fields)), en.format(**_in(1, fields))


def counted(unit: str, n: int) -> Text:
    """Say how many of a unit, in English in the singular or plural: ``counted("week", 1)``."""
    one, several = _phrases()[f"{unit}.one"], _phrases()[f"{unit}.several"]
    shown = f"{n:,}"
    return several[0].format(n=shown), (one if n == 1 else several)[1].format(n=shown)


def joined(texts: Iterable[Text]) -> Text:
    """Join parts of a sentence by commas."""
    pairs = list(texts)
    return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)


def together(texts: Iterable[Text]) -> Text:
    """Put sentences one after another."""
    pairs = list(texts)
    return "".join(zh for zh, _ in pairs), " ".join(en for _, en in pairs)


def percent(share: float) -> Text:
    """Write a share as whole per cent."""
    return f"{share:.0%}", f"{share:.0%}".replace("%", " %")


def decimal(value: float) -> str:
    """Write an index or a ratio with two decimal places, a true minus sign before a negative one."""
    return f"{value:.2f}".replace("-", "−")


def amount(value: float) -> str:
    """Write an amount of hours or yuan with three digits or all before the point."""
    return number(value, 3)


def after_burn_in(week: int) -> int:
    """Count a week of the street after the burn-in."""
    return week - BURN_IN


def when(week: int) -> Text:
    """Say in which week of the street something was, inside a sentence."""
    since = after_burn_in(week)
    if since >= 1:
        return words("in_week", week=since)
    return words("weeks_before", weeks=counted("week", 1 - since))


def now(street: Told, *texts: Text) -> list[Line]:
    """Say how things stand in the last week of a street."""
    return [Line(after_burn_in(street.week), text) for text in texts]


def in_time(title: Text, lines: Iterable[Line]) -> Story:
    """Put a story together: its lines in the order of their weeks; those of one week stay as they are."""
    return Story(title, tuple(sorted(lines, key=lambda line: line.week)))


def check_row(what: str, row: int, n: int) -> None:
    """Refuse a row that is not there.

    Raises:
        OutOfRange: with the rows that are.
    """
    if not 0 <= row < n:
        allowed = f"a number from 0 to {n - 1}" if n else "left out: this run has none"
        raise OutOfRange(what, allowed, row, "Numbers are those of the tables of the run.")


def _in(language: int, fields: Mapping[str, Field]) -> dict[str, str | int]:
    return {name: value[language] if isinstance(value, tuple) else value for name, value in fields.items()}


@cache
def _phrases() -> Mapping[str, Text]:
    table = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
    found: dict[str, Text] = {}
    for key, entry in table.items():
        if "one" in entry:
            found[f"{key}.one"] = found[f"{key}.several"] = (entry["zh"], entry["several"])
            found[f"{key}.one"] = (entry["zh"], entry["one"])
        else:
            found[key] = (entry["zh"], entry["en"])
    return found
