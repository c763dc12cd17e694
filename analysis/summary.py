"""A finished comparison in one object, and the small questions that figures and briefs ask of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeAlias

import pandas as pd

from analysis.gaps import sides
from analysis.policy import Policy
from analysis.words import LANGUAGES, Language, pick, say
from sim.archetypes import load_archetypes
from sim.declare import Outcome, Text
from sim.flows import GROUPS

KEY_INDICATORS = ("ENG3", "ENG2", "DIS3b", "DIS5", "DIS7")
"""Engagement and disputes at a glance."""
WELFARE_INDICATORS = ("ENG3", "DIS5", "SVC2a")
"""What is asked of every type of community and group of residents."""


MARKS: Mapping[str, str] = {
    "better": "▲", "worse": "▼", "equivalent": "≈", "undecided": "?", "higher": "↑", "lower": "↓",
}  # fmt: skip
"""How a verdict is marked."""
STREET = "street"

Row: TypeAlias = dict[str, Any]
"""One row of the table of differences."""


@dataclass(frozen=True)
class Grid:
    """Levers and the values that a full factorial design gives them, in ascending order."""

    axes: Mapping[str, tuple[float, ...]]
    labels: Mapping[str, Text]


@dataclass(frozen=True)
class Comparison:
    """Everything that figures and briefs are made from.

    Attributes:
        table: paired differences, as :func:`analysis.compare.differences` gives them.
        curves: ``policy``, ``indicator``, ``week``, ``mean``, ``low``, ``high``.
        baseline: the policy the others are compared with.
        policies: the others, in order.
        outcomes: declaration of every indicator.
        spotlight: names of a few policies shown in detail, in order.
        lever_labels: label of each swept lever.
        facts: where it comes from: ``version``, ``key``, ``replications``, ``weeks``, ``seeds`` and the like.
        effects: effect of each swept lever over a grid, as :func:`analysis.effects.main_effects` gives it.
        prices: price of a gain by policy, as :func:`analysis.effects.prices` gives it.
        short: indicators short of precision, as :func:`analysis.compare.short_of_precision` gives them.
        strips: every pair of the claims: ``policy``, ``indicator``, ``change``, ``shape``.
        gaps: what policies do to gaps between residents, as :func:`analysis.gaps.gaps` gives it.
        frontiers: effect against cost, as :func:`analysis.frontier.frontiers` gives it.
        structures: what becomes of the differences under other structures of the model, as
            :func:`analysis.structures.across` gives it; empty if none was tried.
    """

    table: pd.DataFrame
    curves: pd.DataFrame
    baseline: Policy
    policies: tuple[Policy, ...]
    outcomes: Mapping[str, Outcome]
    spotlight: tuple[str, ...]
    lever_labels: Mapping[str, Text]
    facts: Mapping[str, Any]
    effects: pd.DataFrame = field(default_factory=pd.DataFrame)
    prices: pd.DataFrame = field(default_factory=pd.DataFrame)
    short: pd.DataFrame = field(default_factory=pd.DataFrame)
    strips: pd.DataFrame = field(default_factory=pd.DataFrame)
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    frontiers: pd.DataFrame = field(default_factory=pd.DataFrame)
    structures: pd.DataFrame = field(default_factory=pd.DataFrame)

    def policy(self, name: str) -> Policy:
        """Find a policy."""
        return next(p for p in (self.baseline, *self.policies) if p.name == name)

    def shown(self) -> tuple[Policy, ...]:
        """Give the policies in the spotlight."""
        return tuple(self.policy(name) for name in self.spotlight)

    def measured(self, *wanted: str) -> tuple[str, ...]:
        """Keep the indicators that were measured street-wide."""
        there = set(self.table.loc[self.table["level"] == "street", "indicator"])
        return tuple(name for name in wanted if name in there)

    def rows(self, indicator: str, level: str = "street") -> pd.DataFrame:
        """Give the rows of one indicator, the policies in order."""
        table = self.table
        return table[(table["indicator"] == indicator) & (table["level"] == level)]

    def places(self, level: str) -> list[str]:
        """Name the types of community, or the groups, in which anything was measured."""
        rows = self.table[(self.table["level"] == level) & self.table["mean_difference"].notna()]
        return list(rows["name"].drop_duplicates())

    def by_policy(self, indicator: str) -> dict[str, Row]:
        """Give the street-wide row of one indicator for each policy."""
        return {row["policy"]: row for row in records(self.rows(indicator))}

    def title(self, policy: Policy, language: Language) -> str:
        """Give the title of a policy."""
        return pick(policy.title, language)

    def against(self, language: Language) -> str:
        """Give the title of the scenario that stands as the baseline; nothing where it is the model's own."""
        own = all(self.title(self.baseline, each) == say("baseline", each) for each in LANGUAGES)
        return "" if own else self.title(self.baseline, language)

    def baseline_head(self, language: Language) -> str:
        """Name the baseline where a heading names it, with its title if it is not the model's own."""
        title = self.against(language)
        return say("baseline_named" if title else "baseline", language, title=title)

    def baseline_words(self, language: Language) -> str:
        """Name the baseline inside a sentence."""
        words = self.baseline_head(language)
        return words[:1].lower() + words[1:]

    def label(self, indicator: str, language: Language) -> str:
        """Give the label of an indicator."""
        return pick(self.outcomes[indicator].label, language)

    def unit(self, indicator: str, language: Language) -> str:
        """Give the unit of an indicator."""
        return pick(self.outcomes[indicator].unit, language)

    def direction(self, indicator: str, language: Language) -> str:
        """Say which direction is good."""
        better = self.outcomes[indicator].better
        return say(
            {"higher": "higher_is_better", "lower": "lower_is_better"}.get(better, "neither_is_better"),
            language,
        )

    def grid(self) -> Grid | None:
        """Give the axes if the policies and the baseline are a full factorial design of three levers."""
        every = (self.baseline, *self.policies)
        names = tuple(self.baseline.levers)
        if len(names) != 3 or any(tuple(p.levers) != names for p in every):
            return None
        axes = {name: tuple(sorted({p.levers[name] for p in every})) for name in names}
        points = {tuple(p.levers.values()) for p in every}
        if len(every) != len(points) or points != set(product(*axes.values())):
            return None
        return Grid(axes, {name: self.lever_labels[name] for name in names})


def records(table: pd.DataFrame) -> list[Row]:
    """Give the rows of a table one by one."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def place_name(level: str, name: str, language: Language) -> str:
    """Give the name of a type of community or of a group of residents."""
    if level == "group":
        found = {group: (zh, en) for group, zh, en in GROUPS}.get(name, (name, name))
        text = pick(found, language)
        return text[:1].upper() + text[1:]
    types = load_archetypes()
    if name in types:
        return types[name].label_zh if language == "zh" else types[name].label_en
    return say("street", language) if level == "street" else name


def gap_name(name: str, language: Language) -> str:
    """Give the name of a gap: one group, or type, less the other, or the street."""
    one, two = sides(name)
    level = "archetype" if two == STREET else "group"
    second = say("street", language) if two == STREET else place_name(level, two, language)
    if language == "en":
        second = second[:1].lower() + second[1:]
    return say("gap_name", language, one=place_name(level, one, language), two=second)


def number(value: float, digits: int = 3) -> str:
    """Write a number with so many digits or more, thousands apart, with a true minus sign."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{abs(value):,.{places}f}"
    if places > 0:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 else text


def signed(value: float, digits: int = 2) -> str:
    """Write a difference with its sign."""
    text = number(value, digits)
    return f"+{text}" if math.isfinite(value) and value > 0 else text


def places_for(scale: float) -> int:
    """Give the decimal places that show three digits of a number of this size."""
    return max(2 - math.floor(math.log10(scale)), 0) if math.isfinite(scale) and scale > 0 else 2


def places_of(row: Row) -> int:
    """Give the decimal places of a difference: two digits of the difference that matters."""
    matters = float(row.get("matters", math.nan))
    if not math.isfinite(matters) or matters <= 0:
        return places_for(abs(row["mean_difference"]))
    return max(1 - math.floor(math.log10(matters)), 0)


def fixed(value: float, places: int) -> str:
    """Write a difference with its sign and a fixed number of decimal places."""
    if not math.isfinite(value):
        return "–"
    text = f"{abs(value):,.{places}f}"
    if not text.strip("0.,"):
        return text
    return f"−{text}" if value < 0 else f"+{text}"
