"""Batches done by processes of this machine: the engine that is used unless another is asked for."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from experiments.processes import Ended, Processes, Tick, processes
from experiments.sweep.batch import Batch, Refused, Report, Work
from experiments.sweep.lock import shared


@dataclass(frozen=True)
class Local:
    """Processes of this machine.

    Attributes:
        workers: how many.
        grace: seconds that a batch may take beyond what its runs may, before its worker is killed.
    """

    workers: int
    grace: float = 60.0

    @property
    def outlived(self) -> bool:
        """Say no: none of its processes is left when it is over."""
        return False

    @contextmanager
    def open(self, work: Work, lock: Path) -> Iterator[_LocalHands]:
        """Make processes ready; they start when there is work."""
        with processes(partial(_in_process, lock, work), self.workers) as crew:
            yield _LocalHands(crew, self.workers, work.terms.time_limit, self.grace)


@dataclass(frozen=True)
class _LocalHands:
    """The processes of one sweep.

    Attributes:
        crew: the processes.
        places: how many there are.
        time_limit: seconds a run, 0 for none.
        grace: seconds more.
    """

    crew: Processes[Batch, Report | Refused]
    places: int
    time_limit: float
    grace: float

    @property
    def in_hand(self) -> int:
        """Count the runs that are finished and not yet written."""
        return self.crew.pieces()

    def hand(self, batch: Batch) -> None:
        """Hand out a batch."""
        self.crew.hand(batch, most_seconds(batch, self.time_limit, self.grace))

    def wait(self, seconds: float) -> list[Ended[Batch, Report | Refused]]:
        """Wait until something comes back, but not longer than this."""
        return self.crew.wait(seconds)

    def stop(self) -> None:
        """Let every process write what it has after the run in its hand."""
        self.crew.stop()


def most_seconds(batch: Batch, time_limit: float, grace: float) -> float | None:
    """Say after how long the worker of a batch must be hanging; None if runs may take any time.

    Each run has its limit, and so have people and burn-in of each task.
    """
    return time_limit * (len(batch.runs) + len(batch.tasks)) + grace if time_limit else None


def _in_process(lock: Path, work: Work, batch: Batch, tick: Tick) -> Report | Refused:
    """Do a batch in a worker process."""
    _live(lock)
    return work(batch, tick)


@lru_cache(maxsize=1)
def _live(lock: Path) -> ExitStack:
    """Let a new parent see, until this process ends, that it lives."""
    held = ExitStack()
    held.enter_context(shared(lock))
    parent = multiprocessing.parent_process()
    # Had the parent died before the lock was held, a new one might not have seen this process.
    if parent is not None and not parent.is_alive():
        os._exit(1)
    return held
