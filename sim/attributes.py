"""What the adults and households of one community are, to the shares of their community type.

Shares are met exactly, up to whole persons. Registration, tenure, income and language belong to households;
where a count falls inside a household, that one household is mixed. Age follows registration, so that the
odds of being non-registered differ by age while both shares hold. A column that is given stays as it is;
what is missing is drawn to fit it.

Choices. Schooling falls with age. Income terciles are within the community. The registered in-service
members are drawn among Party members below 60 first. Owners are those whose household owns its dwelling;
where the owner share of a type is so high that the registered cannot make up for the non-registered, these
own more. Of the others, the non-registered rent, and the registered rent (towns), are collective members
(villages, former villages) or live in allotted housing (resettlement). Groups are filled with chances in
proportion to the odds of volunteering, and are smaller where they would hold more than a tenth of the adults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.archetypes import Archetype
from sim.codes import COLLECTIVE, OWNER, OWNING, RENTER, RESETTLED
from sim.population_parameters import PopulationParameters
from sim.quotas import (
    Luck,
    beta,
    by_odds,
    counts,
    cut,
    cut_households,
    gamma,
    lowest,
    lowest_of,
    nearest,
)
from sim.table import Array

Columns = dict[str, Array]
COLLECTIVE_TYPES = frozenset({"URV", "VTC", "RUR", "BOR"})
RESETTLED_TYPES = frozenset({"REL"})
AGE_GROUPS = ((18, 34), (35, 59), (60, 90))


@dataclass(frozen=True)
class Homes:
    """How adults are housed, local rows.

    Attributes:
        household: household of each adult, ascending, [n].
        sizes: adults of each household, [H].
        building: building of each household, ascending, [H].
        grid: grid of each building, ascending, [B].
    """

    household: Array
    sizes: Array
    building: Array
    grid: Array

    @property
    def first(self) -> Array:
        """First adult of each household, [H]."""
        return np.asarray(np.cumsum(self.sizes) - self.sizes)


def age_group(age: Array) -> Array:
    """Give the age group of an age: 0 below 35, 1 below 60, 2 from 60."""
    return np.searchsorted([35, 60], age, side="right").astype(np.int8)


def persons(p: Archetype, homes: Homes, v: PopulationParameters, luck: Luck, given: Columns) -> Columns:
    """Draw registration, age, language, schooling, income and flags of the adults of one community.

    Args:
        p: the community type.
        homes: who lives with whom.
        v: population parameters.
        luck: the draws of the community.
        given: columns that are known, [n] each.
    """
    n, household, sizes = homes.household.size, homes.household, homes.sizes
    who = dict(given)
    if "age" not in who:
        _draw_age_and_registration(who, p, homes, v, luck)
    who["age_group"] = age_group(who["age"])
    if "hukou" not in who:
        _draw_registration(who, p, homes, v, luck)
    if "language" not in who:
        draw = luck.uniform("language", sizes.size)
        who["language"] = cut_households(draw, household, sizes, _languages(p, n))
    who["language_gap"] = who["language"] != np.bincount(who["language"]).argmax()
    if "education" not in who:
        schooling = v.schooling_urban if p.urban else v.schooling_rural
        score = _alike("schooling", homes, v, luck) - v.schooling_by_age * who["age"]
        who["education"] = cut(score, counts(schooling, n))
    if "income" not in who:
        rank = np.bincount(household, who["education"], sizes.size) / sizes + luck.normal(
            "income", sizes.size
        )
        who["income"] = cut_households(rank, household, sizes, counts([1, 1, 1], n))
    _draw_flags(who, p, luck)
    return who


def _alike(name: str, homes: Homes, v: PopulationParameters, luck: Luck) -> Array:
    """Draw scores of variance 1 that are alike inside households."""
    own, shared = (
        luck.normal(name, homes.household.size),
        luck.normal(f"{name} of household", homes.sizes.size),
    )
    likeness = v.household_likeness
    return np.asarray(np.sqrt(likeness) * shared[homes.household] + np.sqrt(1 - likeness) * own)


def _odds(v: PopulationParameters) -> tuple[float, float, float]:
    return v.nonhukou_young_odds, 1.0, v.nonhukou_old_odds


def _draw_age_and_registration(
    who: Columns, p: Archetype, homes: Homes, v: PopulationParameters, luck: Luck
) -> None:
    """Draw who is registered, household by household, then ages on both sides."""
    n, below_60 = homes.household.size, 1 - p.share_60_plus
    wanted = counts([below_60 * p.young_share, below_60 * (1 - p.young_share), p.share_60_plus], n)
    if "hukou" not in who:
        n_away = nearest(p.non_hukou_share, n)
        draw = luck.uniform("hukou", homes.sizes.size)
        who["hukou"] = cut_households(draw, homes.household, homes.sizes, np.array([n_away, n])) > 0
    away = ~who["hukou"]
    away_by_age = by_odds(wanted, int(away.sum()), _odds(v))
    score = _alike("age", homes, v, luck)
    group = np.empty(n, np.int8)
    group[away] = cut(score[away], away_by_age)
    group[~away] = cut(score[~away], wanted - away_by_age)
    who["age"] = _years(group, luck.uniform("years", n), v)


def _draw_registration(who: Columns, p: Archetype, homes: Homes, v: PopulationParameters, luck: Luck) -> None:
    """Draw who is registered where ages are given."""
    group = who["age_group"]
    sizes = np.bincount(group, minlength=3)
    away_by_age = by_odds(sizes, nearest(p.non_hukou_share, group.size), _odds(v))
    rank = luck.uniform("hukou", homes.sizes.size)[homes.household]
    away = np.zeros(group.size, bool)
    for g in range(3):
        away |= lowest_of(group == g, rank, int(away_by_age[g]))
    who["hukou"] = ~away


def _years(group: Array, u: Array, v: PopulationParameters) -> Array:
    """Draw years inside an age group: even below 60, falling above."""
    low, high = np.array(AGE_GROUPS).T
    even = low[group] + np.floor(u * (high - low + 1)[group])
    old = np.floor(np.minimum(60 - v.years_after_60 * np.log(u), 90))
    return np.where(group == 2, old, even).astype(np.int8)


def _languages(p: Archetype, n: int) -> Array:
    """Count the adults of each language group: the largest first, the others equal."""
    others = p.language_groups - 1
    gap = p.interpreter_need if others else 0.0
    return counts([1 - gap, *([gap / max(others, 1)] * others)], n)


def _draw_flags(who: Columns, p: Archetype, luck: Luck) -> None:
    n = who["age"].size
    rank = luck.uniform("party", n)
    if "party" not in who:
        known = who["registered"] if "registered" in who else np.zeros(n, bool)
        who["party"] = lowest(rank - 2.0 * known, max(nearest(p.party_share, n), int(known.sum())))
    if "registered" not in who:
        members = int(who["party"].sum())
        rank = rank + (who["age_group"] == 2)
        who["registered"] = lowest_of(who["party"], rank, min(nearest(p.registered_share, n), members))
    if "vulnerable" not in who:
        who["vulnerable"] = lowest(luck.uniform("vulnerable", n), nearest(p.vulnerable_share, n))


def minds(p: Archetype, who: Columns, v: PopulationParameters, luck: Luck) -> Columns:
    """Draw motivation, efficacy, trust and the other first values of the adults of one community."""
    n, k = who["age_group"].size, v.concentration
    means = {
        "efficacy": v.start_efficacy,
        "belonging": p.belonging_mean + v.belonging_shift,
        "norm": p.norm_mean + v.norm_shift,
        "skill": v.start_skill,
        "law": v.start_law,
        "digital": p.digital_mean + v.digital_shift,
        "threshold": v.start_threshold,
    }
    mind = {name: beta(luck.normal(name, n), mean, k) for name, mean in means.items()}
    trust = (p.trust_mean + v.trust_shift, v.start_trust_property, v.start_trust_owners, v.start_trust_social,
             v.start_trust_street)  # fmt: skip
    columns = [beta(luck.normal(f"trust {o}", n), mean, k) for o, mean in enumerate(trust)]
    mind["trust"] = np.stack(columns, axis=1)
    mind["expectation"] = mind["satisfaction"] = np.full(n, v.start_satisfaction, np.float32)
    mind["theta"] = p.theta_shift + v.theta_sd * luck.normal("theta", n)
    mind["grievance"] = np.minimum(-v.start_grievance * np.log(luck.uniform("grievance", n)), 5)
    z = luck.normal("free hours", n)
    old, young = (gamma(z, 2.0, mean / 2) for mean in (v.free_hours_old, v.free_hours_young))
    mind["free_hours"] = np.minimum(np.where(who["age_group"] == 2, old, young), 10)
    mind["privacy"] = luck.uniform("privacy", n)
    mind["right_draw"] = luck.uniform("right", n)
    return mind


def dwellings(
    p: Archetype, who: Columns, homes: Homes, v: PopulationParameters, luck: Luck, given: Columns
) -> Columns:
    """Draw tenure, children, empty dwellings and never-payers of the households of one community."""
    home = dict(given)
    h = homes.sizes.size
    if "tenure" not in home:
        home["tenure"] = _tenure(p, ~who["hukou"][homes.first], v, luck)
    home["owner_in_residence"] = np.isin(home["tenure"], OWNING)
    if "child" not in home:
        middle = np.bincount(homes.household, who["age_group"] == 1, h) > 0
        home["child"] = lowest_of(middle, luck.uniform("child", h), nearest(v.child_share, int(middle.sum())))
    rank = luck.uniform("payer", h)
    if "vacant" not in home:
        home["vacant"] = lowest(rank, nearest(v.vacant_share, h))
    if "never_pay" not in home:
        billed = ~home["vacant"]
        wanted = min(nearest(v.never_pay_share, h), int(billed.sum()))
        home["never_pay"] = lowest_of(billed, rank, wanted)
    return home


def _tenure(p: Archetype, away: Array, v: PopulationParameters, luck: Luck) -> Array:
    """Draw the tenure of households, given which are non-registered.

    The registered of a resettlement site are resettled: the home was given to them, and is theirs.
    """
    h, n_away = away.size, int(away.sum())
    rank = luck.uniform("tenure", h)
    owners = nearest(p.owner_share, h)
    away_owners = min(nearest(v.nonhukou_owner_ratio * p.owner_share, n_away), n_away, owners)
    # Where nearly all own, the registered cannot make up for the non-registered; these own more then.
    away_owners = max(away_owners, owners - (h - n_away))
    own = lowest_of(away, rank, away_owners) | lowest_of(~away, rank, owners - away_owners)
    if p.id in RESETTLED_TYPES:
        return np.where(away, np.where(own, OWNER, RENTER), RESETTLED).astype(np.int8)
    other = COLLECTIVE if p.id in COLLECTIVE_TYPES else RENTER
    return np.where(own, OWNER, np.where(away, RENTER, other)).astype(np.int8)


def unit_members(p: Archetype, n_units: int, who: Columns, v: PopulationParameters, luck: Luck) -> Array:
    """Place adults of working age in the resident units of their community, -1 none."""
    group = who["age_group"]
    unit = np.full(group.size, -1, np.int32)
    members = min(nearest(p.work_degree / v.workmates, group.size), int((group < 2).sum()))
    if n_units == 0 or members < 2:
        return unit
    rank = luck.uniform("unit", group.size)
    chosen = np.flatnonzero(lowest_of(group < 2, rank, members))
    unit[chosen[np.argsort(rank[chosen], kind="stable")]] = np.arange(members) % n_units
    return unit


def group_members(kind: Array, theta: Array, v: PopulationParameters, luck: Luck) -> Array:
    """Fill the residents' groups of one community; part of the places is held for one kind of adult.

    Args:
        kind: language group x registration x age group of each adult, [n].
        theta: civic motivation, logit, [n].
        v: population parameters.
        luck: the draws of the community.

    Returns: number of the group inside the community, -1 none, [n].
    """
    n = kind.size
    group = np.full(n, -1, np.int32)
    # The first of exponential waiting times with rates exp(theta): a draw by weight without return.
    order = np.argsort(np.log(-np.log(luck.uniform("group", n))) - theta, kind="stable")
    lead = luck.uniform("group kind", v.groups_per_community)
    places = min(v.group_places, n // (10 * v.groups_per_community))
    held = nearest(v.homophily_affiliation, places)
    for g in range(v.groups_per_community):
        free = order[group[order] < 0]
        group[free[kind[free] == kind[int(lead[g] * n)]][:held]] = g
        free = free[group[free] < 0]
        group[free[: places - int((group == g).sum())]] = g
    return group


def overwrite(mind: Columns, given: Mapping[str, Array], trusted: tuple[str, ...]) -> None:
    """Put given first values in the place of drawn ones; trust is given by organisation."""
    for name in mind.keys() & given.keys():
        mind[name] = given[name]
    for o, name in enumerate(trusted):
        if f"trust_{name}" in given:
            mind["trust"][:, o] = given[f"trust_{name}"]
