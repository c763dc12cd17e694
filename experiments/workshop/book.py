"""The page's book: what it says about levers, indicators and scenarios, read from the declarations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.words import words as analysis_words
from experiments.listing import rows_of
from experiments.manifest import describe, version
from experiments.workshop.chapters import load_chapters
from experiments.workshop.course import WEEKLY
from experiments.workshop.texts import Said, both, page_words, say
from scenarios import load_scenario, scenario_names
from sim import catalog, codes
from sim.composites import Composite
from sim.declare import Declaration
from sim.flows import GROUPS
from sim.outcomes import OUTCOMES
from sim.population import BUILD_LEVERS
from sim.provisions import DOCUMENT, PROVISIONS
from sim.scenario import Scenario

HEADLINE = ("offload", "fund_follow", "linkage3")
"""Levers that stand on top: work moved down, money that follows, three-partner linkage."""
BETTER = {"higher": "up", "lower": "down", "none": "none"}
STATES = ("acted", "trust", "grievance", "satisfaction", "waiting")
SCOPE = (("fit", 3), ("unfit", 3))
BAND = (0.1, 0.9)
"""Quantiles of the replications between which the band lies."""


@cache
def scenarios() -> Mapping[str, Scenario]:
    """Give the scenarios that come with the model, by name."""
    return {name: load_scenario(name) for name in scenario_names()}


@cache
def book() -> dict[str, Any]:
    """Give the book; see the page's reader for its form."""
    levers = [_lever(d) for d in catalog.levers()]
    by_name = {lever["name"]: lever for lever in levers}
    composites = [_composite(c, by_name) for c in catalog.composites().values()]
    return {
        "version": version(),
        "languages": ["zh", "en"],
        "words": page_words(),
        "document": both(DOCUMENT),
        "levers": [*composites, *levers],
        "provisions": {p.id: {"title": {"zh": p.zh, "en": p.en}} for p in PROVISIONS},
        "sections": [{"id": s, "title": say(f"section_{s.replace('.', '_')}")} for s in _sections()],
        "indicators": [_indicator(name) for name in catalog.outcomes()],
        "curves": list(WEEKLY),
        "band": {"low": BAND[0], "high": BAND[1]},
        "communities": _communities(),
        "scenarios": [_scenario(s) for s in scenarios().values()],
        "chapters": chapters(),
        "scope": {key: [both(analysis_words()[f"{key}_{k + 1}"]) for k in range(n)] for key, n in SCOPE},
        "groups": [{"id": g, "label": {"zh": zh, "en": en}} for g, zh, en in GROUPS],
        "states": [{"id": s, "label": say(f"state_{s}")} for s in STATES],
        "statuses": _labelled(codes.STATUS_CODES, codes.STATUSES),
        "hours": _labelled(codes.HOUR_CODES, codes.HOURS),
        "disputes": _labelled(codes.DISPUTE_CODES, codes.DISPUTES),
        "nodes": [
            *_labelled(codes.NODE_CODES, codes.NODES),
            {"id": "society", "label": both(codes.SOCIETY)},
            {"id": "unit", "label": both(codes.UNIT)},
        ],
    }


@cache
def as_json() -> bytes:
    """Give the book as it is sent."""
    return json.dumps(book(), ensure_ascii=False, separators=(",", ":")).encode()


def chapters() -> list[dict[str, Any]]:
    """Give the guided chapters."""
    return [chapter.for_page() for chapter in load_chapters()]


def _lever(d: Declaration) -> dict[str, Any]:
    return {
        "name": d.name, "label": both(d.label), "sentence": both(d.sentence), "unit": both(d.unit),
        "kind": "number" if d.is_number else "choice" if not d.parts else "parts",
        "low": d.low, "high": d.high, "step": _step(d), "baseline": d.default, "full": d.full,
        "options": _options(d), "parts": list(d.parts), "provisions": list(d.provisions),
        "section": _section(d.provisions[0]), "standing": d.standing, "source": d.source,
        "cost": {"cny": d.cost.cny, "hours": _hours(d), "per": "community", "itself": d.cost.itself},
        "indicators": [{"id": name, "direction": BETTER_ARROWS[way]} for name, way in d.moves],
        "beside": list(d.beside), "headline": d.name in HEADLINE, "composite": False, "moves": [],
        "build": d.name in BUILD_LEVERS, "exploratory": d.exploratory, "beyond": d.beyond_the_letter,
    }  # fmt: skip


BETTER_ARROWS = {"↑": "up", "↓": "down", "↕": "none"}


def _composite(c: Composite, levers: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Describe a composite by what its parts say."""
    parts = [levers[name] for name in c.parts if name in levers]
    sections = Counter(part["section"] for part in parts)
    cost = {key: sum(part["cost"][key] for part in parts) for key in ("cny", "hours")}
    row = next(r for r in rows_of("levers") if r["name"] == c.name)
    return {
        "name": c.name, "label": both(c.label), "sentence": both(c.sentence),
        "unit": {"zh": row["unit_zh"], "en": row["unit_en"]}, "kind": "number", "low": row["low"],
        "high": row["high"], "step": 0.05, "baseline": row["default"], "full": row["full"], "options": [],
        "parts": [], "provisions": list(dict.fromkeys(p for part in parts for p in part["provisions"])),
        "section": sections.most_common(1)[0][0], "standing": max(part["standing"][:1] for part in parts),
        "source": "", "cost": {**cost, "per": "community", "itself": any(p["cost"]["itself"] for p in parts)},
        "indicators": [], "beside": [], "headline": c.name in HEADLINE, "composite": True,
        "moves": [part["name"] for part in parts], "build": False, "exploratory": False, "beyond": False,
    }  # fmt: skip


def _hours(d: Declaration) -> float:
    return d.cost.hours + d.cost.street_hours + d.cost.branch_hours


def _step(d: Declaration) -> float | None:
    """Give a step that divides the range into about a hundred round parts; None for a choice."""
    if not d.is_number and not d.parts:
        return None
    if isinstance(d.default, int):
        return 1.0
    span = float(d.high or 0.0) - float(d.low or 0.0)
    return next(step for step in (0.01, 0.05, 0.1, 0.5, 1.0, 10.0, 100.0) if span / step <= 120)


def _options(d: Declaration) -> list[dict[str, Any]]:
    if isinstance(d.default, bool):
        return [{"id": False, "label": say("no")}, {"id": True, "label": say("yes")}]
    return [{"id": option, "label": say(f"option_{option.replace(' + ', '_and_').replace(' ', '_')}")}
            for option in d.options]  # fmt: skip


def _section(provision: str) -> str:
    return ".".join(provision.split(".")[:2])


def _sections() -> list[str]:
    return list(dict.fromkeys(_section(p.id) for p in PROVISIONS if p.id.count(".") == 2))


def _indicator(name: str) -> dict[str, Any]:
    o = next(o for o in OUTCOMES if o.name == name)
    return {
        "id": name, "label": both(o.label), "unit": both(o.unit), "better": BETTER[o.better],
        "digits": 2 if o.matters_relative else 3, "sentence": both(o.sentence), "weekly": name in WEEKLY,
        "groups": o.groups,
    }  # fmt: skip


def _communities() -> list[dict[str, Any]]:
    from sim.archetypes import DEFAULT_STREET, load_archetypes

    known = load_archetypes()
    return [
        {"number": k, "archetype": a, "label": {"zh": known[a].label_zh, "en": known[a].label_en},
         "adults": known[a].adults}
        for k, a in enumerate(DEFAULT_STREET)
    ]  # fmt: skip


def _scenario(s: Scenario) -> dict[str, Any]:
    return {"id": s.name, "title": both(s.title), "question": both(s.question),
            "values": describe(s)["values"]}  # fmt: skip


def _labelled(ids: tuple[str, ...], labels: tuple[tuple[str, str], ...]) -> list[dict[str, Said | str]]:
    return [{"id": i, "label": both(label)} for i, label in zip(ids, labels, strict=True)]
