"""The catalogue: everything declared, found through the explicit tuple of processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim import remembered
from sim.declare import Declaration, Declarations, Outcome
from sim.errors import BadInput, UnknownName
from sim.scenario import Plan

RENAMED: Mapping[str, str] = {}
"""Old names of levers and uncertainties, so that old files get a useful error."""


@cache
def declarations() -> Mapping[str, Declaration]:
    """Give every declared number by name, in the order of the week.

    Raises:
        ValueError: a name is declared twice.
    """
    kept = remembered.recall() if "sim.schedule" not in sys.modules else None
    if kept is not None:
        return kept
    found = _read()
    remembered.remember(found)
    return found


def _read() -> dict[str, Declaration]:
    from sim.schedule import DECLARED

    found: dict[str, Declaration] = {}
    for declared in DECLARED:
        for item in declared.declared():
            if item.name in found:
                raise ValueError(
                    f"{item.name} is declared twice; declare it in one process and read it in the other."
                )
            found[item.name] = item
    return found


@cache
def home() -> Mapping[str, type[Declarations]]:
    """Say which class declares each name."""
    from sim.schedule import DECLARED

    return {item.name: declared for declared in DECLARED for item in declared.declared()}


def of_kind(kind: str) -> tuple[Declaration, ...]:
    """Give all levers, uncertainties or constants."""
    return tuple(d for d in declarations().values() if d.kind == kind)


def levers() -> tuple[Declaration, ...]:
    """Give all levers."""
    return of_kind("lever")


def uncertainties() -> tuple[Declaration, ...]:
    """Give all uncertainties."""
    return of_kind("uncertainty")


def find(name: str) -> Declaration:
    """Find a lever or uncertainty by name.

    Raises:
        UnknownName: nothing of this name is declared; the message names the nearest.
    """
    if name in RENAMED:
        raise UnknownName("lever or uncertainty (renamed)", name, [RENAMED[name]])
    known = declarations()
    if name not in known:
        settable = [d.name for d in known.values() if d.kind != "constant"]
        raise UnknownName("lever or uncertainty", name, [*settable, *composites()])
    return known[name]


def composites() -> Mapping[str, Any]:
    """Give the composite levers by name."""
    from sim.composites import COMPOSITES

    return {c.name: c for c in COMPOSITES}


def accept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Check the values of a scenario against their declarations.

    Args:
        values: value or plan by name; composites are expanded, parts may be set as ``name.part``.

    Returns: accepted value or plan of each fine lever and uncertainty.

    Raises:
        UnknownName: an undeclared name.
        OutOfRange: a value of the wrong type or outside its range.
    """
    from sim.composites import expand

    accepted: dict[str, Any] = {}
    for name, given in expand(_gather_parts(values)).items():
        declared = find(name)
        if isinstance(given, Plan):
            accepted[name] = Plan(
                declared.accept(given.value), given.start_w, given.ramp_w, given.communities
            )
        else:
            accepted[name] = declared.accept(given)
    return accepted


def by_process(accepted: Mapping[str, Any]) -> dict[type[Declarations], Declarations]:
    """Give each process its declared numbers, with the accepted uncertainties put in."""
    from sim.schedule import DECLARED

    homes = home()
    mine: dict[type[Declarations], dict[str, Any]] = {declared: {} for declared in DECLARED}
    for name, value in accepted.items():
        if find(name).kind == "uncertainty":
            mine[homes[name]][name] = value
    return {declared: declared(**values) for declared, values in mine.items()}


def _gather_parts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn ``channel_open.vote = .8`` into the whole of ``channel_open``."""
    whole = {name: value for name, value in values.items() if "." not in name}
    for name, value in values.items():
        if "." not in name:
            continue
        stem, part = name.split(".", 1)
        declared = find(stem)
        if part not in declared.parts:
            raise UnknownName(f"part of {stem}", part, declared.parts)
        given = whole.get(stem, declared.default)
        if isinstance(given, Plan):
            words = f"{stem} is planned as a whole beside it. Plan its parts, or leave {part} out."
            raise BadInput(f"{name}: {words}")
        parts = list(declared.accept(given))
        parts[declared.parts.index(part)] = value
        whole[stem] = tuple(parts)
    return whole


def outcomes() -> Mapping[str, Outcome]:
    """Give every indicator by id."""
    from sim.outcomes import OUTCOMES

    return {o.name: o for o in OUTCOMES}


def rows(kind: str) -> Iterator[dict[str, Any]]:
    """Go through the declarations of a kind as plain dictionaries for tables and JSON."""
    for d in of_kind(kind):
        row: dict[str, Any] = {
            "name": d.name, "label_zh": d.label[0], "label_en": d.label[1], "unit_zh": d.unit[0],
            "unit_en": d.unit[1], "default": d.default, "low": d.low, "high": d.high,
            "options": list(d.options), "parts": list(d.parts), "sentence_zh": d.sentence[0],
            "sentence_en": d.sentence[1], "source": d.source, "standing": d.standing,
            "process": d.process,
        }  # fmt: skip
        if kind == "lever":
            row |= {
                "full": d.full, "provisions": list(d.provisions), "cost_cny": d.cost.cny,
                "cost_hours": d.cost.hours, "moves": [f"{i}{a}" for i, a in d.moves],
                "beside": list(d.beside), "by_community": d.by_community,
                "beyond_the_letter": d.beyond_the_letter, "exploratory": d.exploratory,
            }  # fmt: skip
        yield row


def salib_problem(names: list[str]) -> dict[str, Any]:
    """Describe numeric levers and uncertainties as a SALib problem.

    Args:
        names: levers or uncertainties that are single numbers.
    """
    chosen = [find(name) for name in names]
    return {
        "num_vars": len(chosen),
        "names": [d.name for d in chosen],
        "bounds": [[float(d.low or 0), float(d.high or 0)] for d in chosen],
    }
