"""One replication of a comparison: all policies under one seed, as one task of the sweep layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.people import People
from experiments.sweep.measured import Key, key_of
from experiments.sweep.plan import LEVELS, Kept, RunSpec, Task, Terms
from experiments.sweep.task import DONE, Row, task_rows
from sim.calendar import BURN_IN
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = NDArray[np.float64]

CURVES = ("ENG3", "DIS5", "WRK5a", "SVC2a")
"""Indicators whose weekly course is kept."""


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
    """

    keys: tuple[Key, ...]
    values: Floats
    curves: Floats
    failures: tuple[tuple[str, str, str], ...]


def replicate(job: Job, tick: Callable[[], None]) -> Replication:
    """Run all policies of one seed; a policy that fails is noted and the others go on."""
    runs = tuple(RunSpec("", k, 0, job.seed, scenario) for k, scenario in enumerate(job.scenarios))
    terms = Terms(job.weeks, job.people, Kept(LEVELS, CURVES), job.check)
    rows: list[Row] = []
    for row in task_rows(Task(0, runs), terms):
        rows.append(row)
        tick()
    done = [row for row in rows if row.status == DONE]
    columns = tuple(dict.fromkeys(column for row in done for column in row.values))
    values = np.array([[row.values.get(column, np.nan) for column in columns] for row in rows])
    curves = np.full((len(rows), len(CURVES), BURN_IN + job.weeks), np.nan)
    for row in done:
        curves[row.point] = [row.weekly[name] for name in CURVES]
    failures = tuple((job.scenarios[r.point].name, r.error, r.trace) for r in rows if r.status != DONE)
    return Replication(tuple(map(key_of, columns)), values, curves, failures)
