"""An engine that does every batch at once in this process, and a whole comparison made with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.structures import Structure
from experiments.compare import Compared, Plan, begin, compare
from experiments.compare_structures import begin_structure
from experiments.processes import Ended
from experiments.sweep.batch import Batch, Refused, Report, Work
from experiments.sweep.engine import Engine, How, execute
from experiments.sweep.plan import Sweep
from experiments.sweep.store import Store

Runs = tuple[Store, Sweep]


class Here:
    """Workers that are this process."""

    def __init__(self) -> None:
        self.places, self.in_hand, self.outlived = 1, 0, False
        self._back: list[Ended[Batch, Report | Refused]] = []

    @contextmanager
    def open(self, work: Work, lock: Path) -> Iterator[Here]:
        self._work = work
        yield self

    def hand(self, batch: Batch) -> None:
        self._back.append(Ended(batch, self._work(batch, lambda: None), None))

    def wait(self, seconds: float) -> list[Ended[Batch, Report | Refused]]:
        found, self._back = self._back, []
        return found

    def stop(self) -> None:
        """What is handed out has been done."""


def run(plan: Plan, folder: Path, engine: Engine | None = None, how: How | None = None) -> Runs:
    """Make the runs of a comparison that are not there."""
    store, sweep = begin(plan, folder)
    execute(sweep, store, engine or Here(), how=how)
    return store, sweep


def made(plan: Plan, folder: Path, engine: Engine | None = None, how: How | None = None) -> Compared:
    """Make the runs of a comparison that are not there, and compare."""
    runs = run(plan, folder, engine, how)
    return compare(plan, *runs, {each: run_under(plan, each, folder) for each in plan.structures})


def run_under(plan: Plan, structure: Structure, folder: Path) -> Runs:
    """Make the runs of a comparison under another structure that are not there."""
    store, sweep = begin_structure(plan, structure, folder)
    execute(sweep, store, Here())
    return store, sweep
