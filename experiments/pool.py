"""Jobs spread over processes: a failed job is a row, a dead worker is replaced, Ctrl-C is clean.

Results do not depend on the number of workers or on who finishes first.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic

from experiments.processes import (
    Death,
    Failure,
    Job,
    Processes,
    Result,
    Stopped,
    Tick,
    attempt,
    processes,
)

__all__ = ["Failure", "Pool", "Stopped", "Tick", "default_workers"]

_PAUSE = 0.1
_MOST_TRIES = 2


@dataclass(frozen=True)
class Pool(Generic[Job, Result]):
    """How jobs are done.

    Attributes:
        task: does one job; a module-level function.
        workers: number of processes; 1 works in this one.
        on_tick: told how many pieces of work have been finished since it was last told.
    """

    task: Callable[[Job, Tick], Result]
    workers: int
    on_tick: Callable[[int], None]

    def run(self, jobs: Sequence[Job]) -> list[Result | Failure]:
        """Do all jobs and give results in their order; a job that fails gives a :class:`Failure`."""
        if len(jobs) == 1:
            return [attempt(self.task, jobs[0], lambda: self.on_tick(1))]
        found = {number: result for number, _, result in self._numbered(jobs)}
        return [found[number] for number in range(len(jobs))]

    def stream(self, jobs: Iterable[Job]) -> Generator[tuple[Job, Result | Failure], None, None]:
        """Do jobs, fetched as they are needed, and give each with its result as soon as it is there."""
        for _, job, result in self._numbered(jobs):
            yield job, result

    def _numbered(self, jobs: Iterable[Job]) -> Iterator[tuple[int, Job, Result | Failure]]:
        if self.workers == 1:
            for number, job in enumerate(jobs):
                yield number, job, attempt(self.task, job, lambda: self.on_tick(1))
            return
        with processes(partial(_without_number, self.task), self.workers) as crew:
            for (number, job), result in self._spread(enumerate(jobs), crew):
                yield number, job, result

    def _spread(
        self, jobs: Iterator[tuple[int, Job]], crew: Processes[tuple[int, Job], Result]
    ) -> Iterator[tuple[tuple[int, Job], Result | Failure]]:
        """Keep every process busy; a job whose worker ended is done once more."""
        again: deque[tuple[int, Job]] = deque()
        tries = Counter[int]()
        finished = told = 0
        while True:
            while crew.free and (job := again.popleft() if again else next(jobs, None)):
                crew.hand(job)
            if not crew.busy:
                return
            for end in crew.wait(_PAUSE):
                if not isinstance(end.outcome, Death):
                    finished += end.pieces or 0
                    yield end.job, end.outcome
                    continue
                tries[end.job[0]] += 1
                if tries[end.job[0]] < _MOST_TRIES:
                    again.append(end.job)
                else:
                    error = f"a worker process ended ({end.outcome.reason})"
                    yield end.job, Failure(error, "perhaps it ran out of memory; try fewer --workers")
            # Pieces of a job that is done again are told once.
            if (now := finished + crew.pieces()) > told:
                self.on_tick(now - told)
                told = now


def default_workers() -> int:
    """Give the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def _without_number(task: Callable[[Any, Tick], Any], job: tuple[int, Any], tick: Tick) -> Any:
    return task(job[1], tick)
