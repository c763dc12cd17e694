"""One task: runs that share people and burn-in, made once; a run that goes wrong costs itself alone.

The last state of the burn-in is the start of every run of the task. That gives the same numbers, to the bit,
as each run made alone from its beginning.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.sweep.plan import RunSpec, Task, Terms

if TYPE_CHECKING:
    from sim.model import Street
    from sim.population import Population

Floats = NDArray[np.float64]

DONE, FAILED, LATE = "done", "failed", "late"
STATUSES = (DONE, FAILED, LATE)
_MOST_WORDS, _MOST_TRACE = 2_000, 20_000
"""Characters kept of an error and of its trace."""


@dataclass(frozen=True)
class Row:
    """What is known of one run.

    Attributes:
        key: identifies the run.
        point, replicate, seed: which run it is.
        status: "done", "failed" or "late".
        error: what went wrong, in one line; empty if nothing did.
        trace: where it went wrong.
        seconds: time it took; for the run that made people and burn-in, with theirs.
        payload: hash of the names and bytes of all numbers; empty if there are none.
        values: value by column, "ENG3" or "ENG3@type:OLD"; missing ones if the run was not done.
        weekly: weekly course since the start of the burn-in by indicator, [weeks] each.
        micro: Arrow table of the last week by name.
    """

    key: str
    point: int
    replicate: int
    seed: int
    status: str
    error: str = ""
    trace: str = ""
    seconds: float = 0.0
    payload: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    weekly: Mapping[str, Floats] = field(default_factory=dict)
    micro: Mapping[str, Any] = field(default_factory=dict)


class Late(Exception):
    """A run, or the burn-in before it, took longer than allowed."""


def run_task(task: Task, sweep_terms: Terms, tick: Callable[[], None]) -> list[Row]:
    """Run all runs of a task.

    Args:
        task: what to run.
        sweep_terms: what holds for every run.
        tick: called after each run; what it raises ends the task.
    """
    rows = []
    for row in task_rows(task, sweep_terms):
        rows.append(row)
        tick()
    return rows


def task_rows(task: Task, terms: Terms) -> Iterator[Row]:
    """Run the runs of a task one after another, giving each as soon as it is finished."""
    common = _Common(terms, shared=len(task.runs) > 1)
    for run in task.runs:
        began = time.perf_counter()
        row = _attempt(run, common)
        yield replace(row, seconds=time.perf_counter() - began)


def _attempt(run: RunSpec, common: _Common) -> Row:
    """Make one run; whatever goes wrong becomes part of its row."""
    from experiments.sweep.measured import nothing_measured

    try:
        return _done(run, common)
    except Late as error:
        status, words, trace = LATE, str(error), ""
    except Exception as error:
        status, words, trace = FAILED, f"{type(error).__name__}: {error}", traceback.format_exc()
    words, trace = _text(words)[:_MOST_WORDS], _text(trace)[-_MOST_TRACE:]
    values = nothing_measured(common.terms.kept.levels)
    return Row(run.key, run.point, run.replicate, run.seed, status, words, trace, values=values)


def _done(run: RunSpec, common: _Common) -> Row:
    from experiments.sweep.measured import courses, finish, payload, tables

    terms = common.terms
    street = common.street(run)
    go = _clock(street, terms.time_limit, "the run")
    values = finish(street, terms.weeks, terms.kept.levels, go)
    weekly, micro = courses(street, terms.kept.weekly), tables(street, terms.kept.micro)
    found = payload(values, weekly, micro)
    return Row(run.key, run.point, run.replicate, run.seed, DONE, payload=found, values=values, weekly=weekly,
               micro=micro)  # fmt: skip


class _Common:
    """People and burn-in of a task, made by the first run that can be built."""

    def __init__(self, terms: Terms, *, shared: bool) -> None:
        self.terms = terms
        self._shared = shared
        self._people: Population | None = None
        self._state: dict[str, NDArray[Any]] | None = None
        self._fault: Exception | None = None
        self._trace: TracebackType | None = None

    def street(self, run: RunSpec) -> Street:
        """Give a street under the run's scenario, at the end of its burn-in.

        Raises:
            Exception: the scenario is refused, or the burn-in went wrong, which is the same for every run.
        """
        from sim.model import Street

        terms = self.terms
        if self._fault is not None:
            raise self._fault.with_traceback(self._trace)
        if self._people is None:
            self._people = terms.people.build(run.scenario, run.seed)
        street = Street(
            run.scenario, seed=run.seed, weeks=terms.weeks, population=self._people, check=terms.check
        )
        if self._state is not None:
            street.load(self._state)
            return street
        try:
            _clock(street, terms.time_limit, "the burn-in")(0)
        except Exception as error:
            self._fault, self._trace = error, error.__traceback__
            raise
        if self._shared:
            self._state = {name: array.copy() for name, array in street.arrays().items()}
        return street


def _clock(street: Street, limit: float, what: str) -> Callable[[int], None]:
    """Give a function that brings a street to a week after the burn-in; all its calls share one limit."""
    from sim.calendar import BURN_IN

    began = time.perf_counter()

    def go(weeks: int) -> None:
        while street.week < BURN_IN + weeks:
            street.step()
            if limit and time.perf_counter() - began > limit:
                at = street.week - BURN_IN
                raise Late(f"{what} took longer than {limit:g} s (stopped after week {at}).")

    return go


def _text(words: str) -> str:
    """Make a text that any file can hold: a name of a file may have bytes that are no character."""
    return words.encode("utf-8", "replace").decode()
