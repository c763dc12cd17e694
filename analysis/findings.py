"""The answer in words: sentences made from the numbers of a comparison, honest about what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.compare import pairing_gain
from analysis.control import ALONE, CLAIM
from analysis.effects import ranked
from analysis.shape import HUMPS, WIDE
from analysis.summary import Comparison, Row, fixed, gap_name, number, place_name, places_of, records
from analysis.words import Language, say

HEADLINE = ("ENG3", "DIS5", "DIS7")
SPOTLIGHT = ("ENG3", "ENG2", "DIS3b", "DIS5", "DIS7", "WRK5a", "SVC2a")
GAINS = ("ENG3", "DIS5", "SVC2a")
FRONTIERS = ("ENG3", "DIS5")
MOST_GAPS = 2
"""Gaps named for each policy and direction; more are counted."""
MAIN = ("ENG2", "ENG3", "ENG6", "DIS3b", "DIS5", "DIS7", "DIS12a", "WRK4a", "WRK5a", "SVC2a")
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
    label, baseline = comparison.label(indicator, language), comparison.baseline_words(language)
    return say(key, language, n=len(rows), label=label, baseline=baseline, **counts)


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
        "baseline": comparison.baseline_words(language),
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


def sureness(comparison: Comparison, language: Language) -> list[str]:
    """Say what the verdicts are controlled for, what pairing gave, and where a mean is not enough."""
    claimed = comparison.table[comparison.table["family"] == CLAIM]
    n, k = len(claimed), claimed["indicator"].nunique()
    sentences = [say("control_note", language, n=n, k=k)]
    alone = int((claimed["control"] == ALONE).sum())
    if alone:
        sentences[0] = _joined([sentences[0], say("control_alone", language, n=alone)], language)
    gain = pairing_gain(comparison.table)
    if np.isfinite(gain).all():
        median, least, most = (number(value, 2) for value in gain)
        sentences.append(say("pairing_note_brief", language, median=median, least=least, most=most))
    return [*sentences, *_shapes(comparison, language)]


def _shapes(comparison: Comparison, language: Language) -> Iterator[str]:
    """Name the indicators, and count the policies, whose runs spread wide or fall into two humps."""
    if not len(comparison.strips):
        return
    forms = comparison.strips.drop_duplicates(["policy", "indicator"])
    for form, key in ((HUMPS, "shape_humps"), (WIDE, "shape_wide")):
        counts = forms.loc[forms["shape"] == form, "indicator"].value_counts(sort=False)
        items = [
            say(
                "shape_count",
                language,
                label=_inside(comparison.label(str(i), language), language),
                n=n,
                total=len(comparison.policies),
            )
            for i, n in counts.items()
        ]
        if items:
            yield say(key, language, items=_list(items, language))
    if not forms["shape"].any():
        yield say("shape_none", language)


def gap_moves(comparison: Comparison, language: Language) -> list[str]:
    """Say for each policy in the spotlight which gaps it clearly narrows or widens."""
    table = comparison.gaps
    if not len(table):
        return []
    asked = table[table["indicator"].isin(GAINS) & table["verdict"].isin(["narrower", "wider"])]
    sentences = []
    for policy in comparison.shown():
        mine = asked[asked["policy"] == policy.name]
        parts = [
            say("gap_part", language, verdict=say(verdict, language), items=items)
            for verdict in ("narrower", "wider")
            if (items := _gap_items(comparison, mine[mine["verdict"] == verdict], language))
        ]
        words = _joined_parts(parts, language) or say("gaps_still", language)
        sentences.append(say("gain_line", language, policy=comparison.title(policy, language), parts=words))
    return sentences


def _gap_items(comparison: Comparison, rows: pd.DataFrame, language: Language) -> str:
    """Name the gaps that move most for what matters, and count the others."""
    order = (rows["mean_difference"].abs() / rows["matters"]).sort_values(ascending=False).index
    found = records(rows.loc[order])
    items = [
        say(
            "gap_move", language, label=_inside(comparison.label(row["indicator"], language), language),
            name=_inside(gap_name(row["name"], language), language), base=number(row["baseline"], 2),
            mean=fixed(row["mean_difference"], places_of(row)), low=fixed(row["low"], places_of(row)),
            high=fixed(row["high"], places_of(row)),
        )
        for row in found[:MOST_GAPS]
    ]  # fmt: skip
    if len(found) > MOST_GAPS:
        items.append(say("gaps_more", language, n=len(found) - MOST_GAPS))
    return say("semicolon", language).join(items)


def unbeaten(comparison: Comparison, language: Language) -> list[str]:
    """Name the policies on each frontier of effect against cost, with the probability of being beaten."""
    table = comparison.frontiers
    sentences = []
    for effect in comparison.measured(*FRONTIERS):
        for cost, words in (("COST1", "in_cny"), ("COST3", "in_hours")):
            if not len(table):
                continue
            mine = table[(table["effect"] == effect) & (table["cost"] == cost) & table["kept"]]
            items = [
                comparison.title(comparison.policy(row["policy"]), language) + _chance(row["dominated"])
                for row in records(mine.sort_values("cost_change", kind="stable"))
            ]
            if items:
                label = comparison.label(effect, language)
                text = _list(items, language)
                sentences.append(
                    say("frontier_line", language, effect=label, cost=say(words, language), items=text)
                )
    return sentences


def _chance(chance: float) -> str:
    """Write a probability in brackets, or nothing where it is too small to mention."""
    return f" [{chance:.0%}]" if chance >= 0.005 else ""


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
