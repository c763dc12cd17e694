"""Check the values that a scenario file or the command line gives to levers and uncertainties."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from sim.archetypes import ARCHETYPE_IDS
from sim.errors import BadInput, OutOfRange, SimError
from sim.scenario import Plan

MOST_WEEKS = 5200
"""A hundred years: later weeks are surely a slip."""

_PLAN_KEYS = ("value", "start_w", "ramp_w", "communities")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_ +-]*\Z", re.ASCII)


def checked_values(table: Mapping[str, Any], kind: str, place: str) -> dict[str, Any]:
    """Check one section of a scenario.

    Args:
        table: value, plan or table of parts by name.
        kind: "lever", "uncertainty", or "" where both may stand.
        place: file and section, for messages.

    Returns: accepted value or :class:`Plan` by name.

    Raises:
        BadInput: a name or value that may not stand there; the message says where.
    """
    values: dict[str, Any] = {}
    for name, given in _flat(table, place):
        if name in values:
            raise BadInput(f"{place} {cut(name)}: is given twice, in two spellings. Keep one.")
        try:
            values[name] = _checked(name, given, kind)
        except SimError as error:
            raise BadInput(f"{place} {cut(name)}: {error}") from error
    return values


def cut(name: str) -> str:
    """Show a name that somebody wrote, on one line and no longer than 64 characters."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in name)
    return shown if len(shown) <= 64 else f"{shown[:63]}…"


def parse_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Read ``NAME=VALUE`` words of the command line and check them.

    Raises:
        BadInput: a word that is no such pair, a name given twice, or a value that may not be.
    """
    table: dict[str, Any] = {}
    for word in settings:
        name, equals, text = (part.strip() for part in word.partition("="))
        if not (name and equals and text):
            raise BadInput(f"--set: must be NAME=VALUE; got {word!r}. Write for example --set offload=0.8.")
        if name in table:
            raise BadInput(f"--set {name}: is given twice. Keep one.")
        table[name] = _parsed(name, text)
    return checked_values(table, "", "--set")


def share_of(name: str, value: Any, share: float) -> Any:
    """Take a lever a share of the way from today's to a value; an uncertainty stays as it is.

    Choices and switches are taken over from one half on, as in composites.
    """
    from sim.catalog import composites, find

    if isinstance(value, Plan):
        return replace(value, value=share_of(name, value.value, share))
    stem, _, part = name.partition(".")
    if stem in composites():
        return share * value
    declared = find(stem)
    today = declared.default
    if declared.kind != "lever" or share == 1:
        return value
    if declared.options or isinstance(today, bool):
        return value if share >= 0.5 else today
    if part:
        today = today[declared.parts.index(part)]
    elif declared.parts:
        aims = value if isinstance(value, tuple) else (value,) * len(today)
        return tuple(b + share * (v - b) for b, v in zip(today, aims, strict=True))
    moved = today + share * (value - today)
    return round(moved) if isinstance(today, int) else moved


def _flat(table: Mapping[str, Any], place: str) -> Iterable[tuple[str, Any]]:
    """Turn tables of parts (``channel_open.vote = 0.8``) into single names; leave plans as they are."""
    for name, given in table.items():
        if not isinstance(given, dict) or "value" in given:
            yield name, given
        elif not given:
            raise BadInput(
                f"{place} {cut(name)}: is empty. Give a value, or a plan with value, start_w, ramp_w."
            )
        elif known := [key for key in given if key in _PLAN_KEYS]:
            raise BadInput(
                f"{place} {cut(name)}: a plan must have a value; got only {', '.join(known)}. Add value = …"
            )
        else:
            yield from ((f"{name}.{part}", value) for part, value in given.items())


def _checked(name: str, given: Any, kind: str) -> Any:
    from sim.catalog import accept, composites, find

    stem = name.partition(".")[0]
    found = "lever" if stem in composites() else find(stem).kind
    if found == "constant":
        raise BadInput(f"{stem} is fixed by definition and cannot be set. Take it out.")
    if kind and found != kind:
        section = "levers" if found == "lever" else "uncertainties"
        raise BadInput(
            f"{stem} is {'a lever' if found == 'lever' else 'an uncertainty'}. Put it under [{section}]."
        )
    if not isinstance(given, dict):
        accept({name: given})
        return tuple(given) if isinstance(given, list) else given
    if found != "lever":
        raise OutOfRange(name, "one value", given, "Only levers are brought in by a plan.")
    if "." in name:
        raise OutOfRange(name, "one value", given, f"Give the plan for the whole of {stem}.")
    plan = plan_of(given)
    accept({name: plan})
    return plan


def plan_of(given: Mapping[str, Any]) -> Plan:
    """Read a plan; its value is checked by whoever knows what it is for.

    Raises:
        SimError: an unknown key, no value, or weeks or communities that cannot be.
    """
    for key in given:
        if key not in _PLAN_KEYS:
            near = get_close_matches(key, _PLAN_KEYS, n=1, cutoff=0.4)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise BadInput(f"a plan has no key {key!r}.{hint} Allowed: {', '.join(_PLAN_KEYS)}.")
    if "value" not in given:
        raise BadInput("a plan must have a value. Add value = …, or give the value alone.")
    value = given["value"]
    return Plan(
        tuple(value) if isinstance(value, list) else value,
        _weeks("start_w", given.get("start_w", 0)),
        _weeks("ramp_w", given.get("ramp_w", 26)),
        _communities(given.get("communities", [])),
    )


def _weeks(key: str, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MOST_WEEKS:
        raise OutOfRange(
            key, f"a whole number of weeks from 0 to {MOST_WEEKS}", given, "Weeks follow the burn-in."
        )
    return given


def _communities(given: Any) -> tuple[str, ...]:
    allowed = f"a list of community types ({', '.join(ARCHETYPE_IDS)})"
    if not isinstance(given, list):
        raise OutOfRange("communities", allowed, given, 'Write for example ["OLD", "RUR"].')
    for item in given:
        if item not in ARCHETYPE_IDS:
            near = get_close_matches(str(item).upper(), ARCHETYPE_IDS, n=1, cutoff=0.3)
            hint = f"Did you mean {near[0]!r}?" if near else "Leave it out for all."
            raise OutOfRange("communities", allowed, item, hint)
    if len(set(given)) < len(given):
        raise OutOfRange("communities", "a list without repeats", given, "Name each type once.")
    return tuple(given)


def _parsed(name: str, text: str) -> Any:
    """Read one value as TOML would, but allow ``.8`` and options without quotation marks."""
    if _NUMBER.match(text):
        return int(text) if text.lstrip("+-").isdigit() and len(text) < 20 else float(text)
    try:
        if "\n" not in text and "\r" not in text:
            return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        pass
    if _WORD.match(text):
        return text
    raise BadInput(
        f"--set {name}: cannot read the value {text[:60]!r}. Write a number, true, false or an option."
    )
