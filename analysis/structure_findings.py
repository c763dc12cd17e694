"""In words: which conclusions hold under every structure of the model, and which flip under which."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.compare import CLAIMS
from analysis.structures import CONCLUSIONS, DEFAULT, FLIPS, HOLDS, OPEN, conclusions
from analysis.summary import Comparison, Row, fixed, places_of, records
from analysis.words import Language, pick, say, words

MOST = 4
"""Flips written out for each structure; more are counted."""
Place = tuple[str, str]
"""A switch and an option."""


def structures_tried(comparison: Comparison) -> tuple[Place, ...]:
    """Name the other structures that were tried, in order."""
    table = comparison.structures
    if not len(table):
        return ()
    moved = table[table["switch"] != DEFAULT]
    return tuple(dict.fromkeys(zip(moved["switch"], moved["option"], strict=True)))


def option_name(option: str, language: Language) -> str:
    """Name an option of a choice; as it is declared where there are no words for it."""
    text = words().get(f"option_{option.replace(' ', '_')}")
    return option if text is None else pick(text, language)


def structure_name(comparison: Comparison, place: Place, language: Language) -> str:
    """Name a structure by what was moved to what."""
    switch, option = place
    label = _labels(comparison, language).get(switch, switch)
    return say("structure_is", language, switch=label, option=option_name(option, language))


def _labels(comparison: Comparison, language: Language) -> dict[str, str]:
    rows = comparison.facts.get("structures", [])
    return {row["switch"]: pick((row["label"][0], row["label"][1]), language) for row in rows}


def structure_findings(comparison: Comparison, language: Language) -> list[str]:
    """Say what was tried, what holds under all of it, and what flips under which; nothing if none was."""
    if not structures_tried(comparison):
        return []
    summed = conclusions(comparison.structures, comparison.measured(*CLAIMS))
    return [
        _tried(comparison, language),
        *_tallies(comparison, summed, language),
        *_flips(comparison, language),
        *_policies(comparison, summed, language),
    ]


def _tried(comparison: Comparison, language: Language) -> str:
    comma, labels = say("comma", language), _labels(comparison, language)
    items = [
        say(
            "structure_choice", language, switch=labels[row["switch"]],
            usual=option_name(row["usual"], language),
            tried=comma.join(option_name(option, language) for option in row["tried"]),
        )
        for row in comparison.facts.get("structures", [])
    ]  # fmt: skip
    n = len(structures_tried(comparison))
    return say("structures_tried", language, n=n, items=say("semicolon", language).join(items))


def _tallies(comparison: Comparison, summed: pd.DataFrame, language: Language) -> Iterator[str]:
    """Count for each indicator what becomes of its conclusions."""
    for indicator in comparison.measured(*CLAIMS):
        mine = summed.loc[(summed["indicator"] == indicator) & (summed["stands"] != ""), "stands"]
        counts = {word: int((mine == word).sum()) for word in (HOLDS, OPEN, FLIPS)}
        key = "structures_tally" if len(mine) else "structures_none"
        yield say(key, language, label=comparison.label(indicator, language), n=len(mine), **counts)


def _flips(comparison: Comparison, language: Language) -> Iterator[str]:
    """Say under each structure which conclusions flip."""
    table = comparison.structures
    asked = table[table["indicator"].isin(comparison.measured(*CLAIMS)) & (table["stands"] == FLIPS)]
    if not len(asked):
        yield say("structures_no_flip", language)
    for place, rows in asked.groupby(["switch", "option"], sort=False):
        name = structure_name(comparison, (str(place[0]), str(place[1])), language)
        items = [_flip(comparison, row, language) for row in records(rows)[:MOST]]
        if len(rows) > MOST:
            items.append(say("gaps_more", language, n=len(rows) - MOST))
        text = say("semicolon", language).join(items)
        yield say("structure_flips", language, structure=name, n=len(rows), items=text)


def _flip(comparison: Comparison, row: Row, language: Language) -> str:
    other = row["verdict"] in CONCLUSIONS and row["verdict"] != row["default_verdict"]
    places = places_of({**row, "mean_difference": row["difference"]})
    return say(
        "structure_flip", language, policy=comparison.title(comparison.policy(row["policy"]), language),
        label=_inside(comparison.label(row["indicator"], language), language),
        before=say(row["default_verdict"], language),
        after=say(row["verdict"] if other else "other_sign", language),
        mean=fixed(row["difference"], places), low=fixed(row["low"], places), high=fixed(row["high"], places),
    )  # fmt: skip


def _policies(comparison: Comparison, summed: pd.DataFrame, language: Language) -> Iterator[str]:
    """Say for each policy in the spotlight which of its conclusions hold under all structures."""
    comma = say("comma", language)
    for policy in comparison.shown():
        mine = summed[summed["policy"] == policy.name]
        parts = []
        for word in (HOLDS, FLIPS, OPEN):
            rows = records(mine[mine["stands"] == word])
            items = [_conclusion(comparison, row, language) for row in rows]
            if items:
                parts.append(say(f"structures_{word}", language, items=comma.join(items)))
        text = say("semicolon", language).join(parts) or say("structures_nothing", language)
        yield say("structures_line", language, policy=comparison.title(policy, language), parts=text)


def _conclusion(comparison: Comparison, row: Row, language: Language) -> str:
    label = _inside(comparison.label(row["indicator"], language), language)
    return say("structures_conclusion", language, label=label, verdict=say(row["verdict"], language))


def _inside(name: str, language: Language) -> str:
    """Write a name as it stands inside a sentence."""
    return name[:1].lower() + name[1:] if language == "en" else name
