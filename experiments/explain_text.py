"""Explanations of provisions and levers as sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.summary import fixed
from analysis.words import Language, in_brackets, say
from experiments.explain import Facts
from experiments.shown import amount, shown

WAYS = {"↑": "ex_up", "↓": "ex_down", "↕": "ex_either"}
PLACES = 3


def as_text(facts: Facts, language: Language) -> str:
    """Write an explanation in one language."""
    writers = {
        "provision": _provision, "section": _section, "lever": _lever_alone, "composite": _composite,
        "coverage": _coverage,
    }  # fmt: skip
    return "\n".join(writers[facts["kind"]](facts, language))


def _coverage(facts: Facts, language: Language) -> Iterator[str]:
    counts = {key: value for key, value in facts.items() if isinstance(value, int)}
    n_context, n_open = len(facts["context_only"]), len(facts["not_yet"])
    yield say("ex_coverage", language, n_context=n_context, n_open=n_open, **counts)
    comma = say("comma", language)
    yield say("ex_coverage_context", language, ids=comma.join(facts["context_only"]))
    if n_open:
        yield say("ex_coverage_open", language, ids=comma.join(facts["not_yet"]))


def _section(facts: Facts, language: Language) -> Iterator[str]:
    yield f"{facts['id']}  {facts[f'title_{language}']}"
    for item in facts["provisions"]:
        yield ""
        yield from _provision(item, language)


def _provision(facts: Facts, language: Language) -> Iterator[str]:
    yield f"{facts['id']}  {facts[f'title_{language}']}"
    if facts["context_only"]:
        yield f"  {say('ex_context', language, reason=facts[f'context_{language}'])}"
    elif not facts["levers"]:
        yield f"  {say('ex_no_lever', language)}"
    else:
        yield f"  {say('ex_levers', language, n=len(facts['levers']))}"
    for lever in facts["levers"]:
        yield ""
        yield from _lever(lever, language)


def _lever_alone(facts: Facts, language: Language) -> Iterator[str]:
    titles = [f"{item['id']} {item[f'title_{language}']}" for item in facts["provisions_of"]]
    yield from _lever(facts, language)
    yield _line("ex_stands_for", say("semicolon", language).join(titles), language)


def _composite(facts: Facts, language: Language) -> Iterator[str]:
    yield f"{facts['name']}  {facts[f'label_{language}']}"
    yield f"  {facts[f'sentence_{language}']}"
    yield f"  {say('ex_composite', language, n=len(facts['levers']))}"
    if facts["not_yet"]:
        yield f"  {say('ex_not_yet', language, names=say('comma', language).join(facts['not_yet']))}"
    for lever in facts["levers"]:
        yield ""
        yield from _lever(lever, language)


def _lever(facts: Facts, language: Language) -> Iterator[str]:
    yield f"  {facts['name']}  {facts[f'label_{language}']}"
    yield f"    {facts[f'sentence_{language}']}"
    values = {"today": shown(facts["default"]), "full": shown(facts["full"]), "allowed": _span(facts)}
    yield _line("ex_values", say("ex_values_text", language, unit=_unit(facts, language), **values), language)
    yield _line("ex_cost", _cost(facts["cost"], language), language)
    yield _line("ex_process", _process(facts, language), language)
    yield _line("ex_moves", _moves(facts, language), language)
    yield _line("ex_measured", _measured(facts["measured"], language), language)
    standing = say("ex_standing_text", language, standing=facts["standing"], source=_source(facts))
    yield _line("ex_standing", standing, language)
    notes = list(_notes(facts, language))
    if notes:
        yield _line("ex_notes", say("semicolon", language).join(notes), language)


def _line(key: str, text: str, language: Language) -> str:
    colon = "：" if language == "zh" else ": "
    return f"    {say(key, language)}{colon}{text}"


def _unit(facts: Facts, language: Language) -> str:
    return str(facts[f"unit_{language}"])


def _source(facts: Facts) -> str:
    source = str(facts["source"])
    return source[:1].upper() + source[1:]


def _span(facts: Facts) -> str:
    if facts["options"]:
        return " / ".join(facts["options"])
    if isinstance(facts["default"], bool):
        return "true / false"
    return f"{facts['low']:g}–{facts['high']:g}"


def _cost(cost: Facts, language: Language) -> str:
    key = "ex_cost_itself" if cost["is_money_itself"] else "ex_cost_text"
    text = say(key, language, cny=amount(cost["cny"]), hours=amount(cost["hours"], 2))
    for whose in ("street", "branch"):
        hours = cost[f"{whose}_hours"]
        text += say(f"ex_cost_{whose}", language, hours=amount(hours, 2)) if hours else ""
    return text


def _process(facts: Facts, language: Language) -> str:
    return in_brackets(facts[f"process_{language}"], facts["process"], language)


def _moves(facts: Facts, language: Language) -> str:
    told = [
        f"{in_brackets(move[f'label_{language}'], move['indicator'], language)}"
        f"{'' if language == 'zh' else ' '}{say(WAYS[move['direction']], language)}"
        for move in facts["moves"]
    ]
    return say("semicolon", language).join(told)


def _measured(measured: Facts | None, language: Language) -> str:
    if measured is None:
        return say("ex_not_measured", language)
    told = [_effect(row, language) for row in measured["effects"]]
    old = "" if measured["current"] else say("ex_old_atlas", language)
    return say("semicolon", language).join(told) + old


def _effect(row: dict[str, Any], language: Language) -> str:
    mean, low, high = (fixed(row[key], PLACES) for key in ("mean_difference", "low", "high"))
    return say(
        "ex_effect", language, label=row[f"label_{language}"], indicator=row["indicator"], mean=mean, low=low,
        high=high, unit=row[f"unit_{language}"], n=row["replications"], verdict=say(row["verdict"], language),
    )  # fmt: skip


def _notes(facts: Facts, language: Language) -> Iterator[str]:
    if facts["beyond_the_letter"]:
        yield say("ex_beyond", language)
    if facts["exploratory"]:
        yield say("ex_exploratory", language)
    if facts["beside"]:
        yield say("ex_beside", language, levers=say("comma", language).join(facts["beside"]))
    if facts["by_community"]:
        yield say("ex_by_community", language)
