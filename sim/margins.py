"""Published population margins of Yunnan, Kunming and Chuxiong, and what they say about adults.

The numbers stand in data/margins.toml, each with source, year and standing. The model's residents are
adults of 18 and over, while the census publishes 0–14, 15–59 and 60 and over; the conversion here is the
only place where one becomes the other, and its two assumptions are declared in :class:`Conversion`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Self

from pydantic import Field, model_validator

from sim.archetypes import (
    ADULTS_PER_HOUSEHOLD,
    DATA,
    HOUSEHOLDS,
    PERSONS,
    TIMES,
    Described,
    Standing,
    checked,
)
from sim.declare import SHARE, Declarations, Text, uncertainty
from sim.errors import BadInput, UnknownName

PERSONS_PER_HOUSEHOLD: Text = ("人/户", "persons per household")
UNITS: Text = ("个", "units")

# The arithmetic of what rests on one more assumption than the age groups.
PER_HOUSEHOLD = (
    "family_household_population / family_households × adults / population, as if persons in family "
    "households had the ages of all"
)
NON_REGISTERED = "floating_share, as if equal for adults and for all and, where national, equal here"
UNIVERSITY = "university_share × population / adults, as if all who hold a degree were adults"


class Published(Described):
    """One published number and where it comes from; `place` is empty where it is the place's own."""

    value: float = Field(ge=0)
    source: str
    year: int
    standing: Standing
    place: str = ""
    note_zh: str = ""
    note_en: str = ""


class Missing(Described):
    """Why a number is not there."""

    zh: str
    en: str


def _number(label: Text, unit: Text, sentence: str, default: Any = ...) -> Any:
    """Declare one published number; default None for one that may be missing, with the reason."""
    extra: dict[str, Any] = {"label_zh": label[0], "label_en": label[1], "unit_zh": unit[0], "unit": unit[1]}
    return Field(default=default, description=sentence, json_schema_extra=extra)


class Margins(Described):
    """The published numbers of one place."""

    id: str
    label_zh: str
    label_en: str
    population: Published = _number(("常住人口", "Population"), PERSONS, "All ages.")
    family_households: Published = _number(("家庭户", "Family households"), HOUSEHOLDS, "As counted.")
    collective_households: Published = _number(
        ("集体户", "Collective households"), HOUSEHOLDS, "Dormitories and the like."
    )
    family_household_population: Published = _number(
        ("家庭户人口", "Persons in family households"), PERSONS, "All ages."
    )
    mean_household_size: Published = _number(
        ("户均人口", "Mean household size"),
        PERSONS_PER_HOUSEHOLD,
        "Persons of all ages per family household.",
    )
    age_0_14: Published = _number(("0—14岁人口", "Persons of 0–14"), PERSONS, "As counted.")
    age_15_59: Published = _number(("15—59岁人口", "Persons of 15–59"), PERSONS, "As counted.")
    age_60_plus: Published = _number(("60岁及以上人口", "Persons of 60 and over"), PERSONS, "As counted.")
    age_65_plus: Published = _number(
        ("65岁及以上人口", "Persons of 65 and over"), PERSONS, "Part of those of 60 and over."
    )
    minority_share: Published | None = _number(
        ("少数民族人口比例", "Ethnic minority share"), SHARE, "Of the population.", None
    )
    university_share: Published | None = _number(
        ("大学文化程度比例", "University or college share"), SHARE, "Of the population; 大专及以上.", None
    )
    floating_share: Published | None = _number(
        ("流动人口比例", "Floating population share"), SHARE, "Of the population.", None
    )
    villages: Published | None = _number(("村", "Villages"), UNITS, "Villages with a committee.", None)
    communities: Published | None = _number(
        ("社区", "Communities"), UNITS, "Communities with a committee, converted villages included.", None
    )
    urban_communities: Published | None = _number(
        ("城市社区", "Urban communities"), UNITS, "Communities that were not villages.", None
    )
    converted_communities: Published | None = _number(
        ("村改居社区", "Converted villages"), UNITS, "Former villages, now urban communities.", None
    )
    missing: dict[str, Missing] = Field(default={}, description="Why each absent number is absent.")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        ages = self.age_0_14.value + self.age_15_59.value + self.age_60_plus.value
        if ages != self.population.value:
            raise ValueError("age_0_14, age_15_59 and age_60_plus must add up to population")
        absent = {name for name in type(self).model_fields if getattr(self, name) is None}
        if absent != set(self.missing):
            differ = ", ".join(sorted(absent ^ set(self.missing)))
            raise ValueError(f"each number must be either given or explained under missing; look at {differ}")
        return self


class Conversion(Declarations):
    """What the census groups do not say and the conversion to adults assumes."""

    minor_share: float = uncertainty(
        3 / 45,
        low=0.03,
        high=0.10,
        unit=SHARE,
        label=("15—59岁中未成年比例", "Minors among those of 15–59"),
        sentence=(
            "15—59岁人口中15—17岁的比例，按45个单岁均匀分布取3/45。",
            "Share of 15–17 among those of 15–59: 3 of 45 single years, taken as equally large.",
        ),
        source="the published groups do not split at 18",
    )
    young_share: float = uncertainty(
        0.40,
        low=0.25,
        high=0.55,
        unit=SHARE,
        label=("18—59岁中18—34岁比例", "Share of 18–34 among 18–59"),
        sentence=(
            "18—59岁成年人中18—34岁的比例。",
            "Share of those of 18–34 among adults of 18–59.",
        ),
        source="the published groups do not split at 35",
    )


@dataclass(frozen=True)
class Derived:
    """A number worked out from published ones: its arithmetic in words, and its standing."""

    value: float
    unit: Text
    arithmetic: str
    standing: Standing


@dataclass(frozen=True)
class AdultMargins:
    """What the margins of one place say about residents of 18 and over."""

    adults: Derived
    residents_per_adult: Derived
    share_18_34: Derived
    share_35_59: Derived
    share_60_plus: Derived
    adults_per_household: Derived
    non_registered_share: Derived | None
    university_share: Derived | None


@dataclass(frozen=True)
class UnitMargins:
    """How large a unit is on average, and which kinds there are; units = villages + communities."""

    residents_per_unit: Derived
    households_per_unit: Derived
    village_share: Derived
    community_share: Derived
    urban_share: Derived | None
    converted_share: Derived | None


def load_margins() -> dict[str, Margins]:
    """Give the published margins by place: yunnan, kunming, chuxiong."""
    return dict(_margins())


def place(name: str) -> Margins:
    """Find the margins of a place.

    Raises:
        UnknownName: there are no margins of this place.
    """
    if name not in _margins():
        raise UnknownName("place", name, _margins())
    return _margins()[name]


def adult_margins(margins: Margins, conversion: Conversion | None = None) -> AdultMargins:
    """Convert the published age groups of a place to adults of 18 and over.

    Adults are the 15–59 group less its minors, and those of 60 and over. Every result rests on the assumed
    share of minors, so all have standing C.
    """
    assumed = conversion or Conversion()
    total, old = margins.population.value, margins.age_60_plus.value
    adults = margins.age_15_59.value * (1 - assumed.minor_share) + old
    below_60 = 1 - old / adults
    size = margins.family_household_population.value / margins.family_households.value
    return AdultMargins(
        adults=_assumed(adults, PERSONS, "age_15_59 × (1 − minor_share) + age_60_plus"),
        residents_per_adult=_assumed(total / adults, TIMES, "population / adults"),
        share_18_34=_assumed(below_60 * assumed.young_share, SHARE, "(1 − share_60_plus) × young_share"),
        share_35_59=_assumed(
            below_60 * (1 - assumed.young_share), SHARE, "(1 − share_60_plus) × (1 − young_share)"
        ),
        share_60_plus=_assumed(old / adults, SHARE, "age_60_plus / adults"),
        adults_per_household=_assumed(size * adults / total, ADULTS_PER_HOUSEHOLD, PER_HOUSEHOLD),
        non_registered_share=_of_adults(margins.floating_share, 1.0, NON_REGISTERED),
        university_share=_of_adults(margins.university_share, total / adults, UNIVERSITY),
    )


def unit_margins(margins: Margins) -> UnitMargins | None:
    """Work out the mean size and the mix of villages and communities; None where they are not counted."""
    villages, communities = margins.villages, margins.communities
    if villages is None or communities is None:
        return None
    units = villages.value + communities.value
    return UnitMargins(
        residents_per_unit=_exact(margins.population.value / units, PERSONS, "population / units"),
        households_per_unit=_exact(
            margins.family_households.value / units, HOUSEHOLDS, "family_households / units"
        ),
        village_share=_exact(villages.value / units, SHARE, "villages / units"),
        community_share=_exact(communities.value / units, SHARE, "communities / units"),
        urban_share=_of_units(margins.urban_communities, units, "urban_communities / units"),
        converted_share=_of_units(margins.converted_communities, units, "converted_communities / units"),
    )


def parse_margins(name: str, values: Mapping[str, Any], sources: Mapping[str, Any], file: str) -> Margins:
    """Check the numbers of one place and write each one's source out in full.

    Args:
        name: id of the place.
        values: its numbers, as a TOML file gives them.
        sources: title, publisher and address of each source, by its key.
        file: name of the file, for the messages.

    Raises:
        BadInput: a number is missing without a reason, unknown, impossible, or has no known source.
    """
    where = f"{file}, {name}"
    full = {key: _with_source(value, sources, f"{where}, {key}") for key, value in values.items()}
    return checked(Margins, {**full, "id": name}, where)


@cache
def _margins() -> Mapping[str, Margins]:
    path = DATA / "margins.toml"
    tables = tomllib.loads(path.read_text("utf-8"))
    sources = tables.pop("sources")
    return MappingProxyType(
        {name: parse_margins(name, values, sources, path.name) for name, values in tables.items()}
    )


def _with_source(value: Any, sources: Mapping[str, Any], where: str) -> Any:
    if not isinstance(value, dict) or "source" not in value:
        return value
    source = sources.get(value["source"])
    if source is None:
        raise BadInput(f"{where}: the source {value['source']!r} is not known. Known: {', '.join(sources)}.")
    return {**value, "source": f"{source['title']}. {source['publisher']}. {source['address']}"}


def _assumed(value: float, unit: Text, arithmetic: str) -> Derived:
    return Derived(value, unit, arithmetic, "C")


def _exact(value: float, unit: Text, arithmetic: str) -> Derived:
    return Derived(value, unit, arithmetic, "A†")


def _of_adults(share: Published | None, factor: float, arithmetic: str) -> Derived | None:
    return None if share is None else _assumed(share.value * factor, SHARE, arithmetic)


def _of_units(number: Published | None, units: float, arithmetic: str) -> Derived | None:
    return None if number is None else _exact(number.value / units, SHARE, arithmetic)
