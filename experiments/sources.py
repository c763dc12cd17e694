"""What a comparison rests on: the levers it moves, with their provisions, sources and standing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from experiments.policies import Planned
from sim.catalog import composites, declarations, find
from sim.declare import Declaration, Text
from sim.provisions import provision
from sim.scenario import Plan


def standing_counts() -> dict[str, int]:
    """Count the declared numbers that could be argued about by their standing."""
    arguable = [d for d in declarations().values() if d.kind != "constant"]
    first = [d.standing[:1] for d in arguable]
    return {"n": sum(first.count(s) for s in "ABC"), **{s.lower(): first.count(s) for s in "ABC"}}


def lever_sources(policies: Iterable[Planned]) -> list[dict[str, Any]]:
    """Describe every lever that differs between policies, composites first, then their parts."""
    values: dict[str, list[Any]] = {}
    for _, scenario in policies:
        for name, given in scenario.values.items():
            value = given.value if isinstance(given, Plan) else given
            if value not in values.setdefault(name, []):
                values[name].append(value)
    rows = []
    for name, given in values.items():
        stem = name.partition(".")[0]
        if stem in composites():
            rows += _composite_rows(stem, given)
        else:
            rows.append(_row(find(stem), name, _shown(given)))
    return rows


def _composite_rows(name: str, given: list[Any]) -> list[dict[str, Any]]:
    composite = composites()[name]
    parts = [find(part) for part in composite.parts if part in declarations()]
    head = {
        "name": name, "label": composite.label, "values": _shown(given), "full": "0 → 1",
        "provisions": ("", ""), "source": f"moves {', '.join(p.name for p in parts)}",
    }  # fmt: skip
    return [head, *(_row(part, part.name, "") for part in parts)]


def _row(declared: Declaration, name: str, values: str) -> dict[str, Any]:
    full = f"{_number(declared.default)} → {_number(declared.full)}" if declared.kind == "lever" else ""
    return {
        "name": name,
        "label": declared.label,
        "values": values,
        "full": full,
        "provisions": _titles(declared.provisions),
        "source": f"{declared.source} ({declared.standing})",
    }


def _titles(ids: Iterable[str]) -> Text:
    found = [provision(i) for i in ids]
    return "；".join(f"{p.id} {p.zh}" for p in found), "; ".join(f"{p.id} {p.en}" for p in found)


def _shown(values: list[Any]) -> str:
    return ", ".join(_number(value) for value in values)


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    return "/".join(map(_number, value)) if isinstance(value, tuple) else str(value)
