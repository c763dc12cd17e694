"""One replication of a comparison: all policies under one seed, from the same people and the same burn-in.

The population is built once and the burn-in runs once; its last state is the start of every policy. Levers do
not act in the burn-in, so this gives the same numbers, to the bit, as running each policy from the start.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.people import People
from sim.calendar import BURN_IN, YEAR
from sim.ledger import CHARITY, COUNTY, HOUSEHOLDS, UNITS
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.model import Street

Floats = NDArray[np.float64]
Key = tuple[str, str, str]

CURVES = ("ENG3", "DIS5", "WRK5a", "SVC2a")
"""Indicators whose weekly course is kept."""
PAYERS = (COUNTY, HOUSEHOLDS, CHARITY, UNITS)
"""Accounts outside the street whose money a policy costs."""


@dataclass(frozen=True)
class Job:
    """What one replication runs.

    Attributes:
        seed: key of its luck.
        scenarios: one for each policy, the baseline first; they differ in levers only.
        weeks: weeks after the burn-in.
        people: where the population comes from.
        check: hold every invariant every week.
    """

    seed: int
    scenarios: tuple[Scenario, ...]
    weeks: int
    people: People
    check: bool = False


@dataclass(frozen=True)
class Replication:
    """What one replication found.

    Attributes:
        keys: indicator, level and name of each value.
        values: one row for each policy, missing where it failed, [policies, keys].
        curves: weekly course from the start of the burn-in, [policies, indicators, weeks].
        failures: (policy, error, where) of each run that failed.
        facts: size of the street.
    """

    keys: tuple[Key, ...]
    values: Floats
    curves: Floats
    failures: tuple[tuple[str, str, str], ...]
    facts: Mapping[str, Any]


def replicate(job: Job, tick: Callable[[], None]) -> Replication:
    """Run all policies of one seed; a policy that fails is noted and the others go on."""
    from sim.model import Street

    population = job.people.build(job.scenarios[0], job.seed)

    def street(scenario: Scenario) -> Street:
        return Street(scenario, seed=job.seed, weeks=job.weeks, population=population, check=job.check)

    first = street(job.scenarios[0]).run(0)
    start = {name: array.copy() for name, array in first.arrays().items()}
    found: list[dict[Key, float]] = []
    curves = np.full((len(job.scenarios), len(CURVES), BURN_IN + job.weeks), np.nan)
    failures: list[tuple[str, str, str]] = []
    for k, scenario in enumerate(job.scenarios):
        try:
            now = first if k == 0 else street(scenario)
            if k:
                now.load(start)
            found.append(_measured(now, job.weeks))
            curves[k] = weekly_course(now)
        except Exception as error:
            found.append({})
            failures.append((scenario.name, f"{type(error).__name__}: {error}", traceback.format_exc()))
        tick()
    keys = tuple(dict.fromkeys(key for values in found for key in values))
    values = np.array([[f.get(key, np.nan) for key in keys] for f in found]).reshape(len(found), len(keys))
    return Replication(keys, values, curves, tuple(failures), _facts(first))


def _measured(street: Street, weeks: int) -> dict[Key, float]:
    """Run to the end and measure every indicator and cost over the last year."""
    from sim.outcomes import measure_all

    street.run(max(weeks - YEAR, 0))
    before, since = _paid_in(street), street.week
    street.run(weeks)
    table = measure_all(street)
    places = zip(table["indicator"], table["level"], table["name"], strict=True)
    found = dict(zip(places, table["value"].astype(float), strict=True))
    return found | _costs(street, before, street.week - since)


def _paid_in(street: Street) -> float:
    """Give what has come from outside so far, yuan."""
    return -float(street.ledger.balance[list(PAYERS)].sum()) / 100.0


def _costs(street: Street, before: float, weeks: int) -> dict[Key, float]:
    """Measure outlay and declared cost a resident and year, and hours a week and community."""
    people = float(street.world.communities.residents.sum())
    a_year = YEAR / max(weeks, 1)
    last = slice(street.record.n_weeks - weeks, street.record.n_weeks)
    declared = float(street.record["lever_cny"][last].sum())
    hours = float(street.record["own_hours"][last].sum()) / max(weeks, 1) / street.n_communities
    costs = {"COST1": (_paid_in(street) - before) * a_year / people, "COST2": declared * a_year / people,
             "COST3": hours}  # fmt: skip
    return {(name, "street", "street"): value for name, value in costs.items()}


def weekly_course(street: Street) -> Floats:
    """Give the weekly course of the indicators in CURVES, street-wide, [indicators, weeks]."""
    from sim.collector import weekly_course as course_of

    course = course_of(street)
    return np.stack([course[name] for name in CURVES])


def _facts(street: Street) -> dict[str, Any]:
    return {"communities": street.n_communities, "adults": int(street.world.residents.n),
            "types": tuple(street.archetypes)}  # fmt: skip
