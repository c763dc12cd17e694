"""The answer in words: sentences made from the numbers of a comparison, honest about what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from analysis.effects import ranked
from analysis.summary import Comparison, Row, fixed, number, place_name, places_of, records
from analysis.words import Language, say

HEADLINE = ("ENG3", "DIS5", "DIS7")
SPOTLIGHT = ("ENG3", "ENG2", "DIS3b", "DIS5", "DIS7", "WRK5a", "SVC2a")
GAINS = ("ENG3", "DIS5", "SVC2a")
MAIN = (
    "ENG1",
    "ENG2",
    "ENG3",
    "ENG6",
    "ENG7a",
    "DIS3b",
    "DIS5",
    "DIS7",
    "DIS12a",
    "WRK4a",
    "WRK5a",
    "WRK8",
    "SVC2a",
)
"""Indicators of the main table."""
VERDICTS = ("better", "worse", "higher", "lower", "equivalent", "undecided")


def headline(comparison: Comparison, language: Language) -> list[str]:
    """Say for each headline indicator how many policies move it, and which moves it most."""
    sentences = []
    for indicator in comparison.measured(*HEADLINE):
        parts = [_tally(comparison, indicator, language)]
        order = records(ranked(comparison.table, indicator))
        if comparison.outcomes[indicator].better != "none":
            parts += _extremes(comparison, order, indicator, language)
        sentences.append(_joined(parts, language))
    return sentences


def _tally(comparison: Comparison, indicator: str, language: Language) -> str:
    rows = comparison.rows(indicator)
    counts = {v: int((rows["verdict"] == v).sum()) for v in VERDICTS}
    key = "tally_none" if comparison.outcomes[indicator].better == "none" else "tally"
    return say(key, language, n=len(rows), label=comparison.label(indicator, language), **counts)


def _extremes(comparison: Comparison, order: list[Row], indicator: str, language: Language) -> Iterator[str]:
    gains = [row for row in order if row["verdict"] == "better"]
    losses = [row for row in order if row["verdict"] == "worse"]
    if gains:
        yield say("best_policy", language, **_numbers(comparison, gains[0], language))
    else:
        yield say("no_clear_gain", language)
    if losses:
        yield say("worst_policy", language, **_numbers(comparison, losses[-1], language))


def _numbers(comparison: Comparison, row: Row, language: Language) -> dict[str, str]:
    places = places_of(row)
    return {
        "policy": comparison.title(comparison.policy(row["policy"]), language),
        "mean": fixed(row["mean_difference"], places),
        "low": fixed(row["low"], places),
        "high": fixed(row["high"], places),
        "base": number(row["baseline"]),
        "unit": comparison.unit(row["indicator"], language),
    }


def spotlight(comparison: Comparison, language: Language) -> list[str]:
    """Say for each policy in the spotlight what gets better, what worse, and what stays."""
    table, sentences = comparison.table, []
    for policy in comparison.shown():
        rows = table[(table["policy"] == policy.name) & (table["level"] == "street")]
        verdicts = rows.set_index("indicator")["verdict"].to_dict()
        parts = []
        for verdict in VERDICTS:
            labels = [
                _inside(comparison.label(i, language), language)
                for i in comparison.measured(*SPOTLIGHT)
                if verdicts.get(i) == verdict
            ]
            if labels:
                words = say(verdict, language)
                parts.append(
                    say(
                        "spotlight_part",
                        language,
                        verdict=words,
                        labels=say("semicolon", language).join(labels),
                    )
                )
        sentences.append(
            say(
                "spotlight_line", language, policy=comparison.title(policy, language),
                parts=_joined_parts(parts, language),
            )
        )  # fmt: skip
    return sentences


def openness(comparison: Comparison, language: Language) -> list[str]:
    """Say what the replications could not decide, and what they measured too coarsely."""
    table = comparison.table
    street = table[(table["level"] == "street") & table["indicator"].isin(SPOTLIGHT)]
    share = float((street["verdict"] == "undecided").mean()) if len(street) else 0.0
    sentences = []
    if share > 0:
        n = comparison.facts["replications"]
        sentences.append(say("open_questions", language, n=n, share=f"{share:.0%}".replace("%", " %")))
    sentences.append(_precision(comparison, language))
    return sentences


def _precision(comparison: Comparison, language: Language) -> str:
    """Name the main indicators that are short of precision, and count the others."""
    rows = records(comparison.short)
    if not rows:
        return say("precise_enough", language)
    items = [
        f"{_inside(comparison.label(row['indicator'], language), language)} ({number(row['wanted'])})"
        for row in rows
        if row["indicator"] in MAIN
    ]
    parts = [say("short_of_precision", language, items=_list(items, language))] if items else []
    if len(rows) > len(items):
        parts.append(say("short_others", language, n=len(rows) - len(items)))
    return _joined(parts, language)


def gainers(comparison: Comparison, language: Language) -> list[str]:
    """Say for each policy in the spotlight which types and groups clearly gain or lose, and in what."""
    table, sentences = comparison.table, []
    for policy in comparison.shown():
        rows = table[(table["policy"] == policy.name) & table["level"].isin(["archetype", "group"])]
        parts = [
            part
            for indicator in comparison.measured(*GAINS)
            for part in _gain_parts(comparison, rows[rows["indicator"] == indicator], indicator, language)
        ]
        words = _joined_parts(parts, language) or say("no_type_decided", language)
        title = comparison.title(policy, language)
        sentences.append(say("gain_line", language, policy=title, parts=words))
    return sentences


def _gain_parts(
    comparison: Comparison, rows: pd.DataFrame, indicator: str, language: Language
) -> Iterator[str]:
    for verdict in ("better", "worse"):
        found = rows[rows["verdict"] == verdict]
        places = [
            *_places(found, "archetype", comparison.places("archetype"), "types", language),
            *_places(found, "group", comparison.places("group"), "groups", language),
        ]
        if places:
            yield say(
                "gain_part", language, label=comparison.label(indicator, language),
                places=_list(places, language), verdict=say(verdict, language),
            )  # fmt: skip


def _places(
    found: pd.DataFrame, level: str, every: Sequence[str], words: str, language: Language
) -> Iterable[str]:
    """Name the places found; where nearly all are, name the few that are not."""
    there = set(found.loc[found["level"] == level, "name"])
    if there == set(every):
        return [say(f"all_{words}", language)]
    names = [_inside(place_name(level, name, language), language) for name in every if name in there]
    others = [_inside(place_name(level, name, language), language) for name in every if name not in there]
    if len(others) <= 2 < len(names):
        return [say(f"{words}_but", language, places=_list(others, language))]
    return names


def _inside(name: str, language: Language) -> str:
    """Write a name as it stands inside a sentence."""
    return name[:1].lower() + name[1:] if language == "en" else name


def _list(items: Iterable[str], language: Language) -> str:
    return say("comma", language).join(items)


def _joined(parts: Iterable[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(parts)


def _joined_parts(parts: Iterable[str], language: Language) -> str:
    """Join clauses that hold lists of their own."""
    return ("。" if language == "zh" else ". ").join(parts)
