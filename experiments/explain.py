"""From a sentence of the document to lever, process and indicators, and back, as facts."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from analysis.words import LANGUAGES, say
from experiments.atlas import as_rows, load_atlas
from sim.catalog import composites, levers, outcomes, rows
from sim.composites import Composite, not_yet
from sim.declare import Declaration
from sim.errors import BadInput
from sim.provisions import PROVISIONS, Provision

Facts = dict[str, Any]
NEAREST = 3


def explain(name: str) -> Facts:
    """Explain a provision, a section of the document, a lever, or a composite of levers.

    Raises:
        BadInput: nothing bears this name; the message gives the nearest.
    """
    if any(item.id == name for item in PROVISIONS):
        return _provision(next(item for item in PROVISIONS if item.id == name))
    if name in _sections():
        return _section(name)
    if any(lever.name == name for lever in levers()):
        return {"kind": "lever", **_lever(name), "provisions_of": _titles(name)}
    if name in composites():
        return _composite(composites()[name])
    raise BadInput(f"{name[:64]!r} is neither a provision nor a lever. {_nearest(name)}")


def coverage() -> Facts:
    """Count provisions, levers, and what stands for what."""
    from scenarios import scenario_names

    cited = {item for lever in levers() for item in lever.provisions}
    open_items = [p.id for p in PROVISIONS if p.id not in cited and not p.context_only]
    return {
        "kind": "coverage",
        "provisions": len(PROVISIONS),
        "with_levers": len([p for p in PROVISIONS if p.id in cited]),
        "context_only": [p.id for p in PROVISIONS if p.context_only],
        "not_yet": open_items,
        "levers": len(levers()),
        "composites": len(composites()),
        "scenarios": len(scenario_names()),
    }


def process_words(process: str) -> dict[str, str]:
    """Name the process that a class of declarations belongs to, in both languages."""
    key = f"process_{process.removesuffix('_parameters')}"
    return {language: say(key, language) for language in LANGUAGES}


def _nearest(name: str) -> str:
    known = [*(item.id for item in PROVISIONS), *_sections(), *(d.name for d in levers()), *composites()]
    near = get_close_matches(name[:64], known, n=NEAREST, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(map(repr, near))}?"
    return "Write an id such as 4.4.3, or see `shequ list provisions` and `shequ list levers`."


def _sections() -> tuple[str, ...]:
    ids = [item.id.rpartition(".")[0] for item in PROVISIONS if item.id.count(".") == 2]
    return tuple(dict.fromkeys(ids))


def _provision(item: Provision) -> Facts:
    mine = [lever for lever in levers() if item.id in lever.provisions]
    return {
        "kind": "provision", "id": item.id, "title_zh": item.zh, "title_en": item.en,
        "context_only": item.context_only, "context_zh": item.context_zh, "context_en": item.context_en,
        "levers": [_lever(lever.name) for lever in mine],
    }  # fmt: skip


def _section(section: str) -> Facts:
    from experiments.workshop.texts import say as say_both

    title = say_both(f"section_{section.replace('.', '_')}")
    items = [_provision(item) for item in PROVISIONS if item.id.startswith(f"{section}.")]
    return {
        "kind": "section", "id": section, "title_zh": title["zh"], "title_en": title["en"],
        "provisions": items,
    }  # fmt: skip


def _lever(name: str) -> Facts:
    row = next(row for row in rows("lever") if row["name"] == name)
    declared = next(d for d in levers() if d.name == name)
    cost, process = declared.cost, process_words(declared.process)
    for key in ("cost_cny", "cost_hours", "moves", "process"):
        row.pop(key)
    return {
        **row,
        "process": declared.process.removesuffix("_parameters"),
        "process_zh": process["zh"],
        "process_en": process["en"],
        "cost": {
            "cny": cost.cny, "hours": cost.hours, "street_hours": cost.street_hours,
            "branch_hours": cost.branch_hours, "is_money_itself": cost.itself,
        },
        "moves": _moves(declared),
        "measured": _measured(name),
    }  # fmt: skip


def _moves(lever: Declaration) -> list[Facts]:
    known = outcomes()
    found = []
    for name, way in lever.moves:
        label = known[name].label if name in known else (name, name)
        found.append({"indicator": name, "label_zh": label[0], "label_en": label[1], "direction": way})
    return found


def _measured(lever: str) -> Facts | None:
    """Give what the atlas says of a lever on the mixed street; nothing where it has not been measured."""
    atlas = load_atlas()
    effects = atlas.of(lever) if atlas is not None else ()
    if atlas is None or not effects:
        return None
    known = outcomes()
    told = as_rows(effects)
    for row in told:
        declared = known.get(row["indicator"])
        row["label_zh"], row["label_en"] = declared.label if declared else (row["indicator"],) * 2
        row["unit_zh"], row["unit_en"] = declared.unit if declared else ("", "")
    return {"current": atlas.current, "effects": told}


def _titles(lever: str) -> list[Facts]:
    cited = next(d for d in levers() if d.name == lever).provisions
    return [{"id": p.id, "title_zh": p.zh, "title_en": p.en} for p in PROVISIONS if p.id in cited]


def _composite(composite: Composite) -> Facts:
    missing = not_yet(composite)
    return {
        "kind": "composite", "name": composite.name, "label_zh": composite.label[0],
        "label_en": composite.label[1], "sentence_zh": composite.sentence[0],
        "sentence_en": composite.sentence[1], "not_yet": list(missing),
        "levers": [_lever(part) for part in composite.parts if part not in missing],
    }  # fmt: skip
