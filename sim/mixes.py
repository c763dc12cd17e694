"""Streets that stand for a place: a mix of community types whose people are fitted to census margins.

The mix holds communities in the proportions of the place's villages, former villages and urban communities.
Then the people are fitted: adults by community type, age group and registration are raked (iterative
proportional fitting) so that the totals of each type stay and the age groups and the non-registered share of
the place are met; what differs between types stays as different as it was, in odds. Household sizes above one
adult are multiplied by one factor so that the mean is that of the place. Every margin is reported with what
it should be, what it was and what it is.

Choices. Where a place publishes no share of its own, the national one is used, as sim/margins.py says. The
size of units and the share with a degree are reported, not fitted: units here are smaller than real ones, and
schooling is set by the population parameters. Ethnic groups are not in the model; no margin of theirs is
used.

Source: Deming, Stephan 1940, Annals of Mathematical Statistics 11:427-444; ipfn 1.4.4.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, overload

import numpy as np
import pandas as pd
from ipfn.ipfn import ipfn

from sim.archetypes import DATA, DEFAULT_STREET, Archetype, load_archetypes
from sim.declare import Text
from sim.errors import OutOfRange, UnknownName
from sim.margins import AdultMargins, Derived, adult_margins, place, unit_margins
from sim.population_parameters import PopulationParameters
from sim.quotas import by_odds_exactly, counts
from sim.table import Array

MOST_COMMUNITIES = 24


@dataclass(frozen=True)
class Residual:
    """How well the mix meets one margin.

    Attributes:
        margin: name of the margin.
        target: its value in the place.
        before: value of the mix before fitting.
        after: value of the mix after fitting.
        fitted: whether the mix was fitted to it.
        standing: standing of the target.
    """

    margin: str
    target: float
    before: float
    after: float
    fitted: bool
    standing: str

    @property
    def left(self) -> float:
        """Give what is left of the difference, as a share of the target."""
        return self.after / self.target - 1


@dataclass(frozen=True)
class Mix(Sequence[Archetype]):
    """Communities that stand for a place; give it to a street as its communities.

    Attributes:
        name: id of the mix.
        label: name in Chinese and English.
        profiles: fitted values of the type of each community.
        weights: share of the place's units that each type stands for.
        residuals: how well each margin is met.
    """

    name: str
    label: Text
    profiles: tuple[Archetype, ...]
    weights: Mapping[str, float]
    residuals: tuple[Residual, ...]

    @overload
    def __getitem__(self, index: int) -> Archetype: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Archetype, ...]: ...
    def __getitem__(self, index: int | slice) -> Archetype | tuple[Archetype, ...]:
        return self.profiles[index]

    def __len__(self) -> int:
        return len(self.profiles)

    def __iter__(self) -> Iterator[Archetype]:
        return iter(self.profiles)

    @property
    def archetypes(self) -> tuple[str, ...]:
        """Archetype id of each community."""
        return tuple(p.id for p in self.profiles)

    def table(self) -> pd.DataFrame:
        """Give the residual of every margin, one row each."""
        return pd.DataFrame([{**asdict(r), "left": r.left} for r in self.residuals])


def mix_names() -> tuple[str, ...]:
    """Give the names of all mixes."""
    return ("default", *_declared())


def mix(name: str, communities: int | None = None, values: PopulationParameters | None = None) -> Mix:
    """Make the mix of a place.

    Args:
        name: default, kunming or yunnan.
        communities: number of communities, 1 to 24; 9 for the default street, else 20, if not given.
        values: population parameters, whose odds of registration by age are kept.

    Raises:
        UnknownName: there is no mix of this name.
        OutOfRange: the number of communities is not from 1 to 24.
    """
    if name not in mix_names():
        raise UnknownName("mix", name, mix_names())
    if name == "default":
        profiles = tuple(load_archetypes()[a] for a in DEFAULT_STREET)
        even = dict.fromkeys(DEFAULT_STREET, 1 / len(DEFAULT_STREET))
        return Mix(name, ("默认街道", "Default street"), profiles, even, ())
    declared = _declared()[name]
    n = declared["communities"] if communities is None else communities
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= MOST_COMMUNITIES:
        allowed = f"a whole number from 1 to {MOST_COMMUNITIES}"
        raise OutOfRange("communities", allowed, n, "Leave it out for 20.")
    weights = declared["weights"]
    dealt = counts(list(weights.values()), n)
    chosen = [load_archetypes()[a] for a, k in zip(weights, dealt, strict=True) for _ in range(k)]
    return _fitted(name, chosen, values or PopulationParameters())


@cache
def _declared() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "mixes.toml").read_text("utf-8"))


def _fitted(name: str, chosen: list[Archetype], v: PopulationParameters) -> Mix:
    """Fit the people of the chosen communities to the margins of the place."""
    declared = _declared()[name]
    people = adult_margins(place(declared["place"]))
    before = np.stack([_cells(p, v) for p in chosen])
    after = _raked(before, people)
    factor = _household_factor(chosen, people.adults_per_household.value)
    profiles = tuple(_adjusted(p, cells, factor) for p, cells in zip(chosen, after, strict=True))
    residuals = _residuals(declared["place"], chosen, list(profiles), v)
    label = (declared["label_zh"], declared["label_en"])
    return Mix(name, label, profiles, dict(declared["weights"]), residuals)


def _cells(p: Archetype, v: PopulationParameters) -> Array:
    """Count the adults of a community by age group and registration (registered first), [3, 2]."""
    below = 1 - p.share_60_plus
    by_age = p.adults * np.array([below * p.young_share, below * (1 - p.young_share), p.share_60_plus])
    odds = (v.nonhukou_young_odds, 1.0, v.nonhukou_old_odds)
    away = by_odds_exactly(by_age, p.non_hukou_share * p.adults, odds)
    return np.stack([by_age - away, away], axis=1)


def _raked(cells: Array, people: AdultMargins) -> Array:
    """Rake adults by community, age group and registration, [communities, 3, 2]."""
    total = cells.sum()
    ages = np.array([people.share_18_34.value, people.share_35_59.value, people.share_60_plus.value])
    aggregates: list[Array] = [cells.sum(axis=(1, 2)), ages / ages.sum() * total]
    dimensions = [[0], [1]]
    if people.non_registered_share is not None:
        away = people.non_registered_share.value
        aggregates.append(np.array([1 - away, away]) * total)
        dimensions.append([2])
    # A tolerance below zero: fit until the margins are met, not until progress is slow.
    fit = ipfn(
        cells.copy(), aggregates, dimensions, convergence_rate=1e-9, max_iteration=2000, rate_tolerance=-1
    )
    return np.asarray(fit.iteration())


def _household_factor(chosen: list[Archetype], target: float) -> float:
    """Find the factor on household size above 1 that gives the wanted mean adults per household."""
    low, high = 0.0, 10.0
    for _ in range(60):
        factor = (low + high) / 2
        low, high = (factor, high) if _mean_size(chosen, factor) < target else (low, factor)
    return (low + high) / 2


def _mean_size(chosen: Sequence[Archetype], factor: float = 1.0) -> float:
    households = sum(p.adults / (1 + factor * (p.household_size - 1)) for p in chosen)
    return sum(p.adults for p in chosen) / households


def _adjusted(p: Archetype, cells: Array, factor: float) -> Archetype:
    by_age, total = cells.sum(axis=1), cells.sum()
    return p.model_copy(update={
        "share_60_plus": float(by_age[2] / total),
        "young_share": float(by_age[0] / (by_age[0] + by_age[1])),
        "non_hukou_share": float(cells[:, 1].sum() / total),
        "household_size": min(1 + factor * (p.household_size - 1), 5.0),
    })  # fmt: skip


def _residuals(
    where: str, before: list[Archetype], after: list[Archetype], v: PopulationParameters
) -> tuple[Residual, ...]:
    """Compare the mix with every margin of the place, before and after fitting."""
    people, of_units = adult_margins(place(where)), unit_margins(place(where))
    targets: dict[str, tuple[Derived | None, bool]] = {
        "share_18_34": (people.share_18_34, True),
        "share_35_59": (people.share_35_59, True),
        "share_60_plus": (people.share_60_plus, True),
        "non_registered_share": (people.non_registered_share, True),
        "adults_per_household": (people.adults_per_household, True),
        "university_share": (people.university_share, False),
    }
    if of_units is not None:
        targets |= {
            "village_share": (of_units.village_share, True),
            "converted_share": (of_units.converted_share, True),
            "residents_per_unit": (of_units.residents_per_unit, False),
        }
    old, new = _measured(before, v), _measured(after, v)
    return tuple(
        Residual(name, target.value, old[name], new[name], fitted, target.standing)
        for name, (target, fitted) in targets.items()
        if target is not None
    )


def _measured(profiles: list[Archetype], v: PopulationParameters) -> dict[str, float]:
    """Give the value of every margin in a list of communities."""
    cells = np.stack([_cells(p, v) for p in profiles]).sum(axis=0)
    adults = cells.sum()
    ages = cells.sum(axis=1) / adults
    degree = sum(p.adults * (v.schooling_urban if p.urban else v.schooling_rural)[3] for p in profiles)
    n = len(profiles)
    return {
        "share_18_34": float(ages[0]),
        "share_35_59": float(ages[1]),
        "share_60_plus": float(ages[2]),
        "non_registered_share": float(cells[:, 1].sum() / adults),
        "adults_per_household": _mean_size(profiles),
        "university_share": float(degree / adults),
        "village_share": sum(not p.urban for p in profiles) / n,
        "converted_share": sum(p.id == "VTC" for p in profiles) / n,
        "residents_per_unit": float(v.residents_per_adult * adults / n),
    }
