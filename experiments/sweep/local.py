"""Batches done by processes of this machine: the engine that is used unless another is asked for."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from experiments.processes import Ended, Failure, Job, Processes, Result, Tick, processes
from experiments.sweep.batch import Batch, Refused, Report, Work
from experiments.sweep.lock import shared
from experiments.sweep.room import CannotWrite
from sim.errors import SimError

_PAUSE = 0.1


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
            yield _LocalHands(crew, work.folder, self.workers, work.terms.time_limit, self.grace)


@dataclass(frozen=True)
class _LocalHands:
    """The processes of one sweep.

    Attributes:
        crew: the processes.
        folder: of the sweep.
        places: how many there are.
        time_limit: seconds a run, 0 for none.
        grace: seconds more.
    """

    crew: Processes[Batch, Report | Refused]
    folder: Path
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
        """Wait until something comes back, but not longer than this.

        Raises:
            SimError: processes cannot start.
        """
        return _wait(self.crew, seconds, self.folder)

    def stop(self) -> None:
        """Let every process write what it has after the run in its hand."""
        self.crew.stop()


def _wait(crew: Processes[Job, Result], seconds: float, folder: Path) -> list[Ended[Job, Result]]:
    try:
        return crew.wait(seconds)
    except RuntimeError as error:
        said, _, trace = str(error).partition("\n")
        safe = "Everything finished before is safe; the same command goes on."
        raise SimError(f"{folder}: {said}. {safe}\n{trace}".strip()) from error


def most_seconds(batch: Batch, time_limit: float, grace: float) -> float | None:
    """Say after how long the worker of a batch must be hanging; None if runs may take any time.

    Each run has its limit, and so have people and burn-in of each task.
    """
    return time_limit * (len(batch.runs) + len(batch.tasks)) + grace if time_limit else None


def _in_process(lock: Path, work: Work, batch: Batch, tick: Tick) -> Report | Refused:
    """Do a batch in a worker process."""
    _live(lock)
    return work(batch, tick)


def merge(folder: Path, lock: Path) -> None:
    """Put small parts into large ones, and each run into one.

    A process of its own does it, as it must look at all runs at once. If there is no room, or that process is
    killed, parts stay as they are until the next time.

    Args:
        folder: of a store to which nobody else writes.
        lock: file by which that process is seen, as for workers.

    Raises:
        SimError: it went wrong, not for want of room; nothing is lost.
    """
    with processes(partial(_merge, lock), 1) as crew:
        crew.hand(folder)
        while not (ended := _wait(crew, _PAUSE, folder)):
            pass
    if isinstance(outcome := ended[0].outcome, Failure):
        raise SimError(
            f"{folder}: every run is safe, but its parts could not be merged ({outcome.error}). "
            f"Look through it with `shequ verify`.\n{outcome.trace}"
        )


def _merge(lock: Path, folder: Path, tick: Tick) -> bool:
    """Merge the parts of a folder in a process that a new parent would wait for; say if there was room."""
    from experiments.sweep.compact import compact
    from experiments.sweep.store import Store

    _live(lock)
    try:
        compact(Store(folder))
    except CannotWrite:
        return False
    return True


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
