"""The table ``[document]`` of a scenario file: provisions carried out, by the ids of the document.

A key is an item ("4.4.3"), a section ("4.4"), a part ("4") or "all"; its value is an intensity from 0 (as
today) to 1 (in full), or a plan with such a value. A lever f of the items moves to b + Z (full - b), b its
baseline; choices and switches turn at Z >= 1/2. The narrower key wins, and what stands under ``[levers]``
wins over both.

Some levers are moved by name only, under ``[levers]``: how a shift of work is carried out (``offload``),
means that the document does not name, exploratory matters, what borders on control of persons, and
what changes the population before the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from scenarios.values import cut, plan_of
from sim.declare import Declaration
from sim.errors import BadInput, OutOfRange, SimError, UnknownName
from sim.scenario import Plan

ALL = "all"
ON_ITS_OWN = ("offload", "grid_info", "grid_link", "video_cov")
"""How a shift is carried out, and levers that border on control of persons: by name only."""


def by_name_only(lever: Declaration) -> bool:
    """Tell whether a lever stays at its baseline unless it is set by name."""
    of_the_population = lever.process == "population_parameters"
    return of_the_population or lever.name in ON_ITS_OWN or lever.beyond_the_letter or lever.exploratory


@cache
def levers_of(key: str) -> tuple[Declaration, ...]:
    """Give the levers that a key of the table moves.

    Raises:
        UnknownName: the document has no such item, section or part.
    """
    from sim.catalog import levers

    if key not in keys():
        raise UnknownName("provision, section or part", key, keys())
    return tuple(
        lever
        for lever in levers()
        if not by_name_only(lever) and any(_within(item, key) for item in lever.provisions)
    )


@cache
def keys() -> tuple[str, ...]:
    """Give every key that the table may have: all, parts, sections and items, in the document's order."""
    from sim.provisions import PROVISIONS

    found = [ALL]
    for item in PROVISIONS:
        numbers = item.id.split(".")
        found += [".".join(numbers[: k + 1]) for k in range(len(numbers))]
    return tuple(dict.fromkeys(found))


def sections() -> tuple[str, ...]:
    """Give the sections that hold levers' provisions, "2.1" to "5.4"."""
    return tuple(key for key in keys() if key.count(".") == 1 and key[0] in "2345")


def checked_document(table: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Give what the table makes of each lever.

    Args:
        table: intensity or plan by key, as parsed.
        place: file and section, for messages.

    Raises:
        BadInput: a key or value that may not stand there; the message says where.
    """
    values: dict[str, Any] = {}
    for key, given in sorted(_flat(table).items(), key=lambda item: _breadth(item[0])):
        try:
            values |= _moved(key, given)
        except SimError as error:
            raise BadInput(f"{place} {cut(key)}: {error}") from error
    return values


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Take ``2.1 = 1.0``, which TOML reads as a table in a table, for what it was meant to be."""
    found: dict[str, Any] = {}
    for name, given in table.items():
        key = f"{before}{name}"
        if isinstance(given, dict) and given and all(inner.isdecimal() for inner in given):
            found |= _flat(given, f"{key}.")
        else:
            found[key] = given
    return found


def _breadth(key: str) -> int:
    return 0 if key == ALL else len(key.split("."))


def _moved(key: str, given: Any) -> dict[str, Any]:
    moved = levers_of(key)
    if not moved:
        raise BadInput(f"no lever of {key} can be moved by it. {_instead(key)}")
    plan = plan_of(given) if isinstance(given, dict) else Plan(given)
    intensity = _intensity(key, plan.value)
    planned = isinstance(given, dict)
    aims = {lever.name: _aim(lever, intensity) for lever in moved}
    return {name: replace(plan, value=aim) if planned else aim for name, aim in aims.items()}


def _instead(key: str) -> str:
    from sim.catalog import levers
    from sim.provisions import PROVISIONS

    names = [d.name for d in levers() if any(_within(item, key) for item in d.provisions)]
    if names:
        return f"Set {', '.join(names)} by name under [levers]."
    item = next((p for p in PROVISIONS if p.id == key), None)
    if item is not None and item.context_only:
        return f"It is context only: {item.context_en} Take it out."
    return "No process of the model stands for it yet. Take it out."


def _intensity(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise OutOfRange(key, "an intensity from 0 to 1", value, "0 is today, 1 in full.")
    return float(value)


def _aim(lever: Declaration, intensity: float) -> Any:
    base, full = lever.default, lever.full
    if lever.options or isinstance(base, bool):
        return full if intensity >= 0.5 else base
    if intensity == 1.0:  # what is declared, to the last bit
        return full
    if lever.parts:
        return tuple(b + intensity * (f - b) for b, f in zip(base, full, strict=True))
    return base + intensity * (full - base)


def _within(item: str, key: str) -> bool:
    return key == ALL or item == key or item.startswith(f"{key}.")
