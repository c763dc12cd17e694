"""Read the chapters from their files; what a file may not say is refused with file, key and what is allowed.

A file holds ``id``, ``weeks``, ``provisions``, ``show``, maybe ``community``; ``[title]``; the levers of
``[A]`` and maybe ``[B]``; ``[[pages]]``, each with a title and a text, one of them with ``asks = true`` and
one with ``reveal = true``; ``[question]`` with an indicator, ``of = "A"``, ``"B"`` or ``"B-A"``, and
``[[question.options]]`` with bands ``low`` and ``high`` that cover every value once; ``[[findings]]``, each
with its own reading. In a text ``{A:offload}`` is the value of a lever on a side, ``{B:hours}`` the committee
hours a week that the levers of a side are declared to take: so no number of the model is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from experiments.workshop.chapters.chapter import (
    Chapter,
    Finding,
    Option,
    Page,
    Question,
    Reading,
    bands_cover,
)
from scenarios import read_toml
from scenarios.values import checked_values
from sim import catalog
from sim.declare import Declaration, Text
from sim.errors import BadInput, SimError, UnknownName, shortened
from sim.population import BUILD_LEVERS
from sim.provisions import provision
from sim.scenario import Plan

FOLDER = Path(__file__).parent
SIDES = ("A", "B")
MOST_PAGES, LEAST_PAGES = 5, 3
OPTIONS = (3, 4)
_KEYS = ("id", "weeks", "community", "provisions", "show", "title", *SIDES, "pages", "question", "findings")
_NEEDED = ("id", "weeks", "provisions", "show", "title", "A", "pages", "question", "findings")
_TEXT = ("zh", "en")
_READING = ("indicator", "of", "low", "high")
_NUMBERS = ("a", "b", "d")
_LEVER = re.compile(r"\{([AB]):(\w+)\}")
_PROVISION = re.compile(r"(?<![\d.])(\d\.\d\.\d{1,2})(?!\d)")
Table = Mapping[str, Any]


@cache
def load_chapters() -> tuple[Chapter, ...]:
    """Give the chapters in the order of their files."""
    return tuple(load_chapter(path) for path in sorted(FOLDER.glob("*.toml")))


def load_chapter(path: Path) -> Chapter:
    """Read one chapter.

    Raises:
        BadInput: the file cannot be used; the message names file and key.
    """
    shown = path.name
    _, table = read_toml(shown, path, "chapter", ())
    try:
        return _chapter(table)
    except SimError as error:
        raise BadInput(f"{shown}: {error}") from None


def _chapter(table: Table) -> Chapter:
    _check_keys(table, _KEYS, _NEEDED, "")
    start = {side: checked_values(table[side], "lever", f"[{side}]") for side in SIDES if side in table}
    _refuse_built(start)
    weeks = _whole(table, "weeks", 1, 312)
    question = _question(table["question"], str(table["id"]), weeks, start)
    findings = tuple(
        _finding(given, f"findings[{k}]", start) for k, given in enumerate(_tables(table, "findings"))
    )
    pages = tuple(_pages(table, question, start))
    provisions = tuple(map(str, table["provisions"]))
    _check_provisions(provisions, pages)
    for name in table["show"]:
        _check_indicator(name, "show")
    return Chapter(
        question.id, _text(table["title"], "title", only_text=True), weeks,
        _whole(table, "community", 0, 8) if "community" in table else None, provisions,
        tuple(table["show"]), start, pages, findings,
    )  # fmt: skip


def _pages(table: Table, question: Question, start: Mapping[str, Table]) -> Iterable[Page]:
    tables = _tables(table, "pages")
    if not LEAST_PAGES <= len(tables) <= MOST_PAGES:
        raise BadInput(f"pages: must be {LEAST_PAGES} to {MOST_PAGES}; got {len(tables)}.")
    for mark in ("asks", "reveal"):
        if sum(page.get(mark) is True for page in tables) != 1:
            raise BadInput(f"pages: exactly one page must have {mark} = true.")
    for k, page in enumerate(tables):
        place = f"pages[{k}]"
        _check_keys(page, ("title", "text", "asks", "reveal"), ("title", "text"), place)
        text = _text(page["text"], f"{place}.text", only_text=True)
        filled = _filled(text[0], start, place), _filled(text[1], start, place)
        title = _text(page["title"], f"{place}.title", only_text=True)
        yield Page(title, filled, question if page.get("asks") else None, page.get("reveal") is True)


def _question(table: Any, name: str, weeks: int, start: Mapping[str, Table]) -> Question:
    if not isinstance(table, dict):
        raise BadInput("question: must be a table. Write a line [question].")
    _check_keys(
        table, (*_TEXT, "indicator", "of", "options"), (*_TEXT, "indicator", "of", "options"), "question"
    )
    options = []
    for k, given in enumerate(_tables(table, "options")):
        place = f"question.options[{k}]"
        _check_keys(given, (*_TEXT, "low", "high"), _TEXT, place)
        reading = {"indicator": table["indicator"], "of": table["of"], **given}
        options.append(Option(_text(given, place), _reading(reading, place, start)))
    if len(options) not in OPTIONS:
        raise BadInput(f"question.options: must be {OPTIONS[0]} or {OPTIONS[1]}; got {len(options)}.")
    if not bands_cover([option.reading for option in options]):
        raise BadInput("question.options: the bands must cover every value once. Mend low and high.")
    return Question(name, _text(table, "question"), tuple(options), weeks)


def _finding(table: Table, place: str, start: Mapping[str, Table]) -> Finding:
    reading, text = _reading(table, place, start), _text(table, place)
    for words in text:
        for _, name, _, _ in Formatter().parse(words):
            if name not in (None, *_NUMBERS):
                raise BadInput(f"{place}: has braces that cannot be filled in. Write {{a}}, {{b}} or {{d}}.")
    return Finding(text, reading)


def _reading(table: Table, place: str, start: Mapping[str, Table]) -> Reading:
    _check_keys(table, (*_TEXT, *_READING), (*_TEXT, "indicator", "of"), place)
    _check_indicator(table["indicator"], place)
    of = table["of"]
    if of not in ("A", "B", "B-A"):
        raise BadInput(f"{place}.of: must be A, B or B-A; got {shortened(of)}.")
    if "B" in of and "B" not in start:
        raise BadInput(f"{place}.of: is {of}, but the chapter has no side B. Add [B] or write A.")
    bands = {}
    for key in ("low", "high"):
        if key in table:
            value = table[key]
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise BadInput(f"{place}.{key}: must be a number; got {shortened(value)}.")
            bands[key] = float(value)
    return Reading(str(table["indicator"]), of, **bands)


def _filled(text: str, start: Mapping[str, Table], place: str) -> str:
    """Put the values of levers and their declared hours into a text."""

    def value(found: re.Match[str]) -> str:
        side, name = found[1], found[2]
        if side not in start:
            raise BadInput(f"{place}: names side {side}, which the chapter does not have.")
        if name == "hours":
            return f"{_declared_hours(start[side]):g}"
        given = start[side].get(name, 0 if name in catalog.composites() else catalog.find(name).default)
        return f"{_aim(given):g}"

    filled = _LEVER.sub(value, text)
    if "{" in filled:
        raise BadInput(f"{place}: has braces that cannot be filled in. Write for example {{A:offload}}.")
    return filled


def _declared_hours(values: Table) -> float:
    """Give the committee hours a week and community that levers are declared to take."""
    total = 0.0
    for name, value in catalog.accept(values).items():
        declared = catalog.find(name)
        total += declared.cost.hours * _way(declared, _aim(value))
    return total


def _aim(value: Any) -> Any:
    """Give the value that a plan, or a plain value, aims at."""
    return value.value if isinstance(value, Plan) else value


def _way(declared: Declaration, value: Any) -> float:
    """Give how far a value lies from today's on the way to full, as costs are charged."""
    if not declared.is_number:
        return float(value != declared.default)
    return float(abs(value - declared.default) / (abs(declared.full - declared.default) or 1.0))


def _check_provisions(provisions: tuple[str, ...], pages: Iterable[Page]) -> None:
    """Hold that a chapter lists the provisions that its text names, each of them real."""
    for name in provisions:
        provision(name)
    for page in pages:
        for text in page.text:
            if not set(_PROVISION.findall(text)) <= set(provisions):
                raise BadInput(
                    f"provisions: must list every provision that the text names ({page.title[1]})."
                )
    named = {name for page in pages for text in page.text for name in _PROVISION.findall(text)}
    if set(provisions) != named:
        raise BadInput(f"provisions: {', '.join(sorted(set(provisions) - named))} is named in no text.")


def _refuse_built(start: Mapping[str, Table]) -> None:
    for side, values in start.items():
        for name in values:
            if name in BUILD_LEVERS:
                raise BadInput(f"[{side}] {name}: acts before the run and cannot be compared. Take it out.")


def _check_indicator(name: Any, place: str) -> None:
    if name not in catalog.outcomes():
        raise BadInput(f"{place}: {UnknownName('indicator', str(name), catalog.outcomes())}")


def _check_keys(table: Table, allowed: Iterable[str], needed: Iterable[str], place: str) -> None:
    allowed, before = tuple(allowed), f"{place}: " if place else ""
    for key in table:
        if key not in allowed:
            raise BadInput(f"{before}{UnknownName('key', str(key), allowed)}")
    for key in needed:
        if key not in table:
            raise BadInput(f"{before}{key} is missing. Add it.")


def _text(table: Any, place: str, *, only_text: bool = False) -> Text:
    if not isinstance(table, dict):
        raise BadInput(f"{place}: must have zh and en; got {shortened(table)}.")
    if only_text:
        _check_keys(table, _TEXT, _TEXT, place)
    for key in _TEXT:
        if not isinstance(table[key], str) or not table[key].strip():
            raise BadInput(f"{place}.{key}: must be text; got {shortened(table[key])}.")
    return table["zh"].strip(), table["en"].strip()


def _tables(table: Table, key: str) -> list[dict[str, Any]]:
    found = table[key]
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise BadInput(f"{key}: must be a list of tables. Write lines [[{key}]].")
    return found


def _whole(table: Table, key: str, low: int, high: int) -> int:
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadInput(f"{key}: must be a whole number from {low} to {high}; got {shortened(value)}.")
    return value
