"""A batch: some seconds of work that one worker does and writes as one part, and how large it should be."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from experiments.processes import Stopped, Tick
from experiments.sweep.plan import RunSpec, Task, Terms
from experiments.sweep.room import CannotWrite
from experiments.sweep.store import Store
from experiments.sweep.task import Row, task_rows

RowsOf = Callable[[Task, Terms], Iterator[Row]]
"""Does the runs of a task one after another and gives the row of each."""


@dataclass(frozen=True)
class Batch:
    """Runs that are handed to a worker together.

    Attributes:
        tasks: what shares people and burn-in; a task may be cut and stand in several batches.
    """

    tasks: tuple[Task, ...]

    @cached_property
    def runs(self) -> tuple[RunSpec, ...]:
        """Give all runs in the order in which they are done."""
        return tuple(run for task in self.tasks for run in task.runs)

    def apart(self, keep: Callable[[int], bool]) -> tuple[Batch, ...]:
        """Give the batch of the runs whose positions are kept; none if no run is."""
        tasks, position = [], 0
        for task in self.tasks:
            runs = tuple(run for i, run in enumerate(task.runs, position) if keep(i))
            position += len(task.runs)
            tasks += [Task(task.number, runs)] if runs else []
        return (Batch(tuple(tasks)),) if tasks else ()

    def singly(self) -> tuple[Batch, ...]:
        """Give each run as a batch of its own."""
        return tuple(Batch((Task(task.number, (run,)),)) for task in self.tasks for run in task.runs)


@dataclass(frozen=True)
class Report:
    """What a worker says of a batch once its part is safe.

    Attributes:
        done, failed, late: rows of each kind.
        seconds: time that the batch took.
    """

    done: int = 0
    failed: int = 0
    late: int = 0
    seconds: float = 0.0

    @property
    def n_runs(self) -> int:
        """Count the runs, the first ones of the batch."""
        return self.done + self.failed + self.late


@dataclass(frozen=True)
class Refused:
    """A batch whose part could not be written; its runs are to be done again.

    Attributes:
        words: why, and what to do.
    """

    words: str


@dataclass(frozen=True)
class Work:
    """What every batch of a sweep has in common; called in a worker.

    Attributes:
        folder: of the store.
        terms: what holds for every run.
        rows: does the runs of a task.
    """

    folder: Path
    terms: Terms
    rows: RowsOf = task_rows

    def __call__(self, batch: Batch, tick: Tick) -> Report | Refused:
        """Do a batch and write its part; if the user stops, write what there is after the run in hand.

        Args:
            batch: what to do.
            tick: called after each run; raises Stopped if the user has stopped.
        """
        began = time.perf_counter()
        rows: list[Row] = []
        try:
            for task in batch.tasks:
                for row in self.rows(task, self.terms):
                    rows.append(row)
                    tick()
        except Stopped:
            pass
        if not rows:
            return Report()
        try:
            receipt = _store(self.folder).write(rows)
        except CannotWrite as error:
            return Refused(str(error))
        seconds = time.perf_counter() - began
        return Report(receipt.n_done, receipt.n_failed, receipt.n_late, seconds)


@lru_cache(maxsize=4)
def _store(folder: Path) -> Store:
    """Give this process's one store of a folder, which makes sure of its folders once."""
    return Store(folder)


@dataclass
class Pace:
    """How many runs a batch should have, learned from those that came back.

    Attributes:
        seconds: work of a batch.
        least: work below which batches are not made smaller towards the end.
        most: runs of a batch.
    """

    seconds: float = 8.0
    least: float = 1.0
    most: int = 1000
    _each: float = 0.0
    _largest: int = 0

    def learn(self, runs: int, seconds: float) -> None:
        """Take in how long some runs took."""
        each = max(seconds / runs, 1e-6)
        # The first run of a worker loads and compiles, so what comes later counts more.
        self._each = (self._each + each) / 2 if self._each else each
        self._largest = max(self._largest, runs)

    def size(self, left: int, places: int) -> int:
        """Give the number of runs of the next batch: one until something is known, then larger step by step.

        Towards the end batches get smaller, so that all workers end at about the same time.

        Args:
            left: runs that are not handed out.
            places: batches that can be in hand at once.
        """
        if not self._each:
            return 1
        whole, least = self.seconds / self._each, self.least / self._each
        fair = max(left / (2 * places), least)
        return max(min(math.ceil(min(whole, fair)), 4 * self._largest, self.most), 1)


def batches(tasks: Iterable[Task], size: Callable[[], int]) -> Iterator[Batch]:
    """Put tasks together, or cut them into even pieces, so that a batch has about as many runs as wanted."""
    pieces: list[Task] = []
    n, wanted = 0, size()
    for task in tasks:
        runs = task.runs
        while runs:
            if n and n + len(runs) > wanted:
                yield Batch(tuple(pieces))
                pieces, n, wanted = [], 0, size()
            even = math.ceil(len(runs) / math.ceil(len(runs) / wanted))
            pieces.append(Task(task.number, runs[:even]))
            n, runs = n + even, runs[even:]
    if pieces:
        yield Batch(tuple(pieces))
