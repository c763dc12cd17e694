"""A minimal pool: jobs spread over processes, one failed job a row, Ctrl-C clean.

A worker process is started anew (spawn), so it holds nothing of ours but what a job carries. Results do not
depend on the number of workers or on who finishes first: they come back in the order of the jobs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

Tick = Callable[[], None]
"""Called by a task after each piece of its work; ends the task if the user has stopped."""

_PAUSE = 0.1


class Stopped(Exception):
    """The user has asked to stop."""


@dataclass(frozen=True)
class Failure:
    """A job that could not be done.

    Attributes:
        error: in one line.
        trace: where it happened.
    """

    error: str
    trace: str


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
        """Do all jobs; a job that fails gives a :class:`Failure` and the others go on."""
        if self.workers == 1 or len(jobs) == 1:
            return [_attempt(self.task, job, lambda: self.on_tick(1)) for job in jobs]
        return self._spread(jobs)

    def _spread(self, jobs: Sequence[Job]) -> list[Result | Failure]:
        context = multiprocessing.get_context("spawn")
        ticks, stop = context.SimpleQueue(), context.Event()
        count = min(self.workers, len(jobs))
        executor = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(ticks, stop))
        try:
            waiting = [executor.submit(_work, self.task, job) for job in jobs]
            self._watch(waiting, ticks)
            return [_result(future) for future in waiting]
        except BaseException:
            stop.set()
            executor.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            executor.shutdown(wait=True)

    def _watch(self, waiting: Sequence[Future[Any]], ticks: Any) -> None:
        """Pass on the progress of the workers until all jobs are done."""
        left: set[Future[Any]] = set(waiting)
        while left:
            _, left = wait(left, timeout=_PAUSE)
            if count := sum(1 for _ in _drained(ticks)):
                self.on_tick(count)


def default_workers() -> int:
    """Give the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def _drained(ticks: Any) -> Iterator[None]:
    while not ticks.empty():
        yield ticks.get()


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except BrokenProcessPool as error:
        return Failure(
            f"a worker process ended ({error})", "perhaps it ran out of memory; try fewer --workers"
        )


def _attempt(task: Callable[[Any, Tick], Any], job: Any, tick: Tick) -> Any:
    try:
        return task(job, tick)
    except Exception as error:
        return Failure(f"{type(error).__name__}: {error}", traceback.format_exc())


_link: dict[str, Any] = {}
"""In a worker process: the way back to its parent."""


def _begin(ticks: Any, stop: Any) -> None:
    """Start a worker: Ctrl-C is for the parent, which tells its workers to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _link.update(ticks=ticks, stop=stop)


def _work(task: Callable[[Any, Tick], Any], job: Any) -> Any:
    return _attempt(task, job, _tick)


def _tick() -> None:
    if _link["stop"].is_set():
        raise Stopped("stopped by the user")
    _link["ticks"].put(None)
