"""The form of scenario files as JSON Schema, for editors; made from the catalogue.

``scenarios/scenario.schema.json`` is a copy of it, written by ``shequ schema scenario --out FILE``. The
loader is stricter in a few things that a schema cannot say: bases that must exist, two spellings of one part.
"""

from __future__ import annotations

import json
from typing import Any

from scenarios import MOST_CHARACTERS
from scenarios.document import keys, levers_of
from scenarios.values import MOST_WEEKS
from sim.archetypes import ARCHETYPE_IDS
from sim.catalog import composites, levers, uncertainties
from sim.declare import Declaration
from sim.provisions import PROVISIONS

Schema = dict[str, Any]

_TEXTS = {
    "title_zh": ("标题（中文）", "Title in Chinese"),
    "title_en": ("标题（英文）", "Title in English"),
    "question_zh": ("要回答的问题（中文）", "What it asks, in Chinese"),
    "question_en": ("要回答的问题（英文）", "What it asks, in English"),
    "source_zh": ("出处（中文）", "Where it comes from, in Chinese"),
    "source_en": ("出处（英文）", "Where it comes from, in English"),
}


def scenario_schema() -> Schema:
    """Give the JSON Schema of scenario files."""
    text = {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": r"\S"}
    share: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    properties: Schema = {
        **{key: {**text, "description": _both(words)} for key, words in _TEXTS.items()},
        "base": {**text, "description": _both(("以哪个情景为基础", "The scenario that it builds on"))},
        "share": {**share, "description": _both(_SHARE)},
        "weeks": _whole(1, ("预热期后运行的周数", "Weeks that a run takes after the burn-in")),
        "provisions": {
            "type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": list(keys())},
            "description": _both(("所涉条款编号", "Ids of the provisions it is about")),
        },
        "document": _document(),
        "levers": _table({**_composites(), **_declared(levers())}, ("杠杆取值", "Values of levers")),
        "uncertainties": _table(_declared(uncertainties()), ("不确定参数取值", "Values of uncertainties")),
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "shequ scenario",
        "description": _both(("社区治理模型的情景文件", "A scenario file of the community governance model")),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [{"required": ["title_zh"]}, {"required": ["title_en"]}],
        "dependentRequired": {"share": ["base"]},
        "$defs": {"plan": _plan()},
    }


def as_text() -> str:
    """Give the schema as it is written to a file."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=1) + "\n"


_SHARE = ("各杠杆只走到基础情景的几成", "How far of the way to the base's values every lever goes")


def _both(words: tuple[str, str]) -> str:
    return " / ".join(words)


def _whole(least: int, words: tuple[str, str]) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": MOST_WEEKS, "description": _both(words)}


def _plan() -> Schema:
    return {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": {},
            "start_w": _whole(0, ("预热期后第几周开始", "First week, after the burn-in")),
            "ramp_w": _whole(0, ("分多少周到位", "Weeks until the value is reached")),
            "communities": {
                "type": "array", "uniqueItems": True, "items": {"enum": list(ARCHETYPE_IDS)},
                "description": _both(("适用的社区类型，空为全部", "Types it reaches; empty for all")),
            },
        },
    }  # fmt: skip


def _or_plan(value: Schema) -> list[Schema]:
    planned = {"allOf": [{"$ref": "#/$defs/plan"}, {"properties": {"value": value}}]}
    return [value, planned]


def _table(properties: Schema, words: tuple[str, str]) -> Schema:
    return {
        "type": "object", "properties": properties, "additionalProperties": False, "description": _both(words)
    }  # fmt: skip


def _document() -> Schema:
    """Describe the table of provisions; ``2.1 = 1`` without quotation marks is a table in a table."""
    intensity = {"anyOf": _or_plan({"type": "number", "minimum": 0, "maximum": 1})}
    titles = {item.id: (item.zh, item.en) for item in PROVISIONS}
    found: Schema = {}
    for key in keys():
        if levers_of(key):
            moved = ", ".join(lever.name for lever in levers_of(key))
            words = _both(titles.get(key, (key, key)))
            found[key] = {**intensity, "description": f"{words} · {moved}" if key in titles else key}
    nested = {"patternProperties": {"^[0-9]+$": {}}, "additionalProperties": False}
    for part in ("2", "3", "4", "5"):
        found[part] = {"anyOf": [*intensity["anyOf"], {"type": "object", "minProperties": 1, **nested}]}
    return _table(found, ("按条款设定，0为现状，1为全面落实", "Provisions carried out, 0 today to 1 in full"))


def _composites() -> Schema:
    value = {"type": "number", "minimum": 0, "maximum": 1}
    return {
        c.name: {
            "title": _both(c.label), "description": f"{_both(c.sentence)} · {', '.join(c.parts)}",
            "anyOf": _or_plan(value), "default": 0,
        }
        for c in composites().values()
    }  # fmt: skip


def _declared(declarations: tuple[Declaration, ...]) -> Schema:
    found: Schema = {}
    for d in declarations:
        one = _value(d)
        whole = [one, *_list(d, one)]
        forms = [form for value in whole for form in _or_plan(value)] if d.kind == "lever" else whole
        forms += _by_part(d, one)
        words = {"title": _both(d.label), "description": _described(d), "default": _default(d)}
        found[d.name] = {**words, **({"anyOf": forms} if len(forms) > 1 else one)}
        for part in d.parts:
            found[f"{d.name}.{part}"] = one
    return found


def _value(d: Declaration) -> Schema:
    if d.options:
        return {"enum": list(d.options)}
    if isinstance(d.default, bool):
        return {"enum": [True, False, 1, 0]}
    kind = "integer" if isinstance(d.default, int) else "number"
    return {"type": kind, "minimum": d.low, "maximum": d.high}


def _list(d: Declaration, one: Schema) -> list[Schema]:
    n = len(d.parts)
    return [{"type": "array", "items": one, "minItems": n, "maxItems": n}] if n else []


def _by_part(d: Declaration, one: Schema) -> list[Schema]:
    parts = dict.fromkeys(d.parts, one)
    table = {"type": "object", "properties": parts, "additionalProperties": False, "minProperties": 1}
    return [table] if parts else []


def _default(d: Declaration) -> Any:
    return list(d.default) if isinstance(d.default, tuple) else d.default


def _described(d: Declaration) -> str:
    words = f"{_both(d.sentence)} · {_both(d.unit)} · {d.standing}"
    return f"{words} · {', '.join(d.provisions)}" if d.provisions else words
