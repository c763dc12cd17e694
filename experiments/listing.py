"""Lists of what is declared: levers, uncertainties, constants, indicators, scenarios, provisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.words import Language, say
from sim.errors import UnknownName

KINDS = ("levers", "uncertainties", "constants", "outcomes", "scenarios", "provisions")

Row = Mapping[str, Any]


def rows_of(kind: str) -> list[dict[str, Any]]:
    """Give everything of one kind, one row each, in both languages.

    Raises:
        UnknownName: there is no such list.
    """
    makers = {
        "levers": lambda: [*_composites(), *_declared("lever")],
        "uncertainties": lambda: _declared("uncertainty"),
        "constants": lambda: _declared("constant"),
        "outcomes": _outcomes,
        "scenarios": _scenarios,
        "provisions": _provisions,
    }
    if kind not in makers:
        raise UnknownName("list", kind, KINDS)
    return makers[kind]()


def _declared(kind: str) -> list[dict[str, Any]]:
    from sim.catalog import rows

    return list(rows(kind))


def _composites() -> list[dict[str, Any]]:
    """Describe the composites, intensities that move several levers at once."""
    from sim.catalog import composites
    from sim.composites import not_yet
    from sim.declare import INDEX

    return [
        {
            "name": c.name, "label_zh": c.label[0], "label_en": c.label[1], "unit_zh": INDEX[0],
            "unit_en": INDEX[1], "default": 0, "low": 0, "high": 1, "options": [], "full": 1,
            "sentence_zh": c.sentence[0], "sentence_en": c.sentence[1], "standing": "",
            "moves_levers": [part for part in c.parts if part not in not_yet(c)], "not_yet": list(not_yet(c)),
        }
        for c in composites().values()
    ]  # fmt: skip


def _outcomes() -> list[dict[str, Any]]:
    from analysis.assemble import declared_outcomes

    return [
        {
            "name": o.name, "label_zh": o.label[0], "label_en": o.label[1], "unit_zh": o.unit[0],
            "unit_en": o.unit[1], "better": o.better, "matters": o.matters,
            "matters_relative": o.matters_relative, "summary": o.summary, "groups": o.groups,
            "sentence_zh": o.sentence[0], "sentence_en": o.sentence[1],
        }
        for o in declared_outcomes().values()
    ]  # fmt: skip


def _scenarios() -> list[dict[str, Any]]:
    from experiments.manifest import describe
    from scenarios import about, merged, scenario_files, scenario_names

    rows = []
    for name in scenario_names():
        files = scenario_files(name)
        scenario, told = merged(files), about(files)
        written = describe(scenario)
        rows.append(
            {
                "name": name, "label_zh": scenario.title[0], "label_en": scenario.title[1],
                "sentence_zh": scenario.question[0], "sentence_en": scenario.question[1],
                "source_zh": told.source[0], "source_en": told.source[1],
                "provisions": list(told.provisions), "weeks": told.weeks,
                "values": written["values"], "digest": written["digest"],
            }
        )  # fmt: skip
    return rows


def _provisions() -> list[dict[str, Any]]:
    from sim.catalog import levers
    from sim.provisions import PROVISIONS

    return [
        {
            "name": p.id, "label_zh": p.zh, "label_en": p.en, "context_only": p.context_only,
            "sentence_zh": p.context_zh, "sentence_en": p.context_en,
            "levers": [lever.name for lever in levers() if p.id in lever.provisions],
        }
        for p in PROVISIONS
    ]  # fmt: skip


def cells(kind: str, row: Row, language: Language) -> tuple[str, ...]:
    """Give the cells that are shown of a row."""
    start = (row["name"], row[f"label_{language}"])
    if kind in ("levers", "uncertainties", "constants"):
        values = _span(row) if kind != "constants" else _value(row["default"])
        full = (_value(row["full"]),) if kind == "levers" else ()
        return (*start, _value(row["default"]), *full, values, row[f"unit_{language}"], row["standing"])
    if kind == "outcomes":
        matters = f"{row['matters']:.0%}" if row["matters_relative"] else _value(row["matters"])
        return (*start, row[f"unit_{language}"], say(f"list_{row['better']}", language), matters)
    if kind == "scenarios":
        return (*start, row[f"sentence_{language}"])
    return (*start, ", ".join(row["levers"]) or (say("context", language) if row["context_only"] else "–"))


def headings(kind: str, language: Language) -> tuple[str, ...]:
    """Give the headings of the cells."""
    keys = {
        "levers": ("name", "label", "today", "in_full", "allowed", "unit", "standing_short"),
        "uncertainties": ("name", "label", "default", "allowed", "unit", "standing_short"),
        "constants": ("name", "label", "default", "allowed", "unit", "standing_short"),
        "outcomes": ("name", "label", "unit", "good_direction", "matters"),
        "scenarios": ("name", "label", "question"),
        "provisions": ("name", "label", "levers"),
    }[kind]
    return tuple(say(f"head_{key}", language) for key in keys)


def _span(row: Row) -> str:
    if row["options"]:
        return " / ".join(row["options"])
    if isinstance(row["default"], bool):
        return "true / false"
    return f"{row['low']:g} – {row['high']:g}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    return " / ".join(map(_value, value)) if isinstance(value, list | tuple) else str(value)
