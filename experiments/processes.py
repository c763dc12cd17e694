"""Processes that do jobs, one at a time each, and what becomes of a job whose process dies.

A process is started anew (spawn), so it holds nothing of ours but what a job carries. Each has a pipe of its
own; nothing is shared that a killed process could keep locked. It ends by itself when its parent does.
"""

from __future__ import annotations

import ctypes
import math
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

Tick = Callable[[], None]
"""Called by a task after each piece of its work; ends the task if the user has stopped."""

_PARENT_CHECK = 1.0
"""Seconds within which a worker sees that its parent is gone, where nothing tells it at once."""
_GRACE = 5.0
"""Seconds that a worker has to end by itself when all is over."""
_MOST_LOST_STARTS = 8
_STOP = None
"""What a worker is sent instead of a job."""


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
class Death:
    """A job during which its worker ended.

    Attributes:
        reason: how it ended.
    """

    reason: str


@dataclass(frozen=True)
class Ended(Generic[Job, Result]):
    """A job that is no longer in hand.

    Attributes:
        job: what was to be done.
        outcome: its result, or why there is none.
        pieces: pieces of it that were finished; None where nobody knows.
    """

    job: Job
    outcome: Result | Failure | Death
    pieces: int | None


@contextmanager
def processes(task: Callable[[Job, Tick], Result], count: int) -> Iterator[Processes[Job, Result]]:
    """Give processes that do jobs; at the end, however it comes, none is left."""
    crew = Processes(task, count)
    try:
        yield crew
    finally:
        crew.close()


class Processes(Generic[Job, Result]):
    """Processes that do one job at a time each; started when there is a job, replaced when they die."""

    def __init__(self, task: Callable[[Job, Tick], Result], count: int) -> None:
        """Plan them.

        Args:
            task: does one job; must be found by name in another process.
            count: how many at most.
        """
        self._task = pickle.dumps(task)
        self._count = count
        self._workers: list[_Worker[Job]] = []
        self._lost_starts = 0

    @property
    def busy(self) -> int:
        """Count the jobs in hand."""
        return sum(worker.job is not None for worker in self._workers)

    @property
    def free(self) -> int:
        """Count the jobs that could be handed out now."""
        return self._count - self.busy

    @property
    def ids(self) -> list[int]:
        """Give the numbers of the processes."""
        return [worker.process.pid or 0 for worker in self._workers]

    def pieces(self) -> int:
        """Count the finished pieces of the jobs in hand."""
        return sum(worker.pieces.value for worker in self._workers if worker.job is not None)

    def hand(self, job: Job, seconds: float | None = None) -> None:
        """Hand out a job.

        Args:
            job: what to do; not None.
            seconds: how long it may take before its worker is killed; no limit if not given.
        """
        idle = [worker for worker in self._workers if worker.job is None]
        worker = next((w for w in idle if w.ready), idle[0] if idle else None)
        if worker is None:
            worker = _Worker.start(self._task)
            self._workers.append(worker)
        worker.take(job, seconds)

    def wait(self, seconds: float) -> list[Ended[Job, Result]]:
        """Wait until a job ends, but not longer than this; give those that have ended.

        Raises:
            RuntimeError: workers cannot start.
        """
        wait([worker.link for worker in self._workers], seconds)
        ended: list[Ended[Job, Result]] = []
        for worker in list(self._workers):
            job = worker.job
            try:
                outcome = worker.look()
                if worker.ready:
                    self._lost_starts = 0
            except _Lost as lost:
                self._workers.remove(worker)
                outcome = self._lost(worker, str(lost))
            if job is not None and outcome is not None:
                ended.append(Ended(job, outcome, worker.pieces.value))
        return ended

    def stop(self) -> None:
        """Ask every worker to end after the piece in its hand."""
        for worker in self._workers:
            worker.send(_STOP)

    def close(self) -> None:
        """End all workers, those that do not hear by force."""
        self.stop()
        limit = time.monotonic() + _GRACE
        for worker in self._workers:
            worker.process.join(max(limit - time.monotonic(), 0.0))
            worker.kill()
        self._workers.clear()

    def _lost(self, worker: _Worker[Job], reason: str) -> Death | None:
        """Bury a worker; a job that it had not begun goes to another."""
        if worker.ready:
            return Death(reason)
        self._lost_starts += 1
        if self._lost_starts >= _MOST_LOST_STARTS:
            raise RuntimeError(f"worker processes end as they start ({reason}); try fewer --workers")
        if worker.job is not None:
            self.hand(worker.job, worker.seconds)
        return None


class _Lost(Exception):
    """A worker has ended."""


@dataclass
class _Worker(Generic[Job]):
    """One process as its parent sees it.

    Attributes:
        process: the process.
        link: the parent's end of its pipe.
        pieces: finished pieces of the job in hand, in memory that both see.
        ready: it has said that it can begin.
        job: the job in hand.
        seconds: how long that may take.
        deadline: when it is killed.
    """

    process: BaseProcess
    link: Connection
    pieces: Any
    ready: bool = False
    job: Job | None = None
    seconds: float | None = None
    deadline: float = math.inf

    @classmethod
    def start(cls, task: bytes) -> _Worker[Job]:
        """Start a process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        pieces = context.RawValue(ctypes.c_long, 0)
        process = context.Process(target=_serve, args=(theirs, pieces, os.getpid()), daemon=True)
        with held_back(signal.SIGINT, signal.SIGTERM):
            process.start()
        theirs.close()
        worker = cls(process, ours, pieces)
        worker.send(task)
        return worker

    def take(self, job: Job, seconds: float | None) -> None:
        """Take a job, and begin as soon as the process can."""
        self.job, self.seconds, self.pieces.value = job, seconds, 0
        if self.ready:
            self.deadline = time.monotonic() + seconds if seconds else math.inf
            self.send(job)

    def send(self, message: Any) -> None:
        """Send something; that the process is gone is seen when it is looked at."""
        with suppress(OSError):
            self.link.send(message)

    def look(self) -> Any:
        """Give the outcome of its job, if it has come.

        Raises:
            _Lost: the process has ended, or was killed because its time was up.
            RuntimeError: it cannot begin.
        """
        try:
            if not self.link.poll():
                if time.monotonic() < self.deadline:
                    return None
                self.kill()
                raise _Lost(f"killed after {self.seconds:g} s without an answer")
            message = self.link.recv()
        except (EOFError, OSError) as error:
            self.process.join(_GRACE)
            self.kill()
            raise _Lost(_how_it_ended(self.process.exitcode)) from error
        if self.ready:
            self.job, self.deadline = None, math.inf
            return message
        if isinstance(message, Failure):
            raise RuntimeError(f"a worker process cannot begin: {message.error}\n{message.trace}")
        self.ready = True
        if self.job is not None:
            self.take(self.job, self.seconds)
        return None

    def kill(self) -> None:
        """End the process by force, if it has not ended."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.link.close()


@contextmanager
def held_back(*signals: signal.Signals) -> Iterator[None]:
    """Start processes meanwhile that do not get these signals: Ctrl-C is for the parent alone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Started within, it would let the signals through again (Python 3.11).
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how_it_ended(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {-code}, {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def attempt(task: Callable[[Any, Tick], Any], job: Any, tick: Tick) -> Any:
    """Do a job; what goes wrong is a :class:`Failure`."""
    try:
        return task(job, tick)
    except Exception as error:
        return Failure(f"{type(error).__name__}: {error}", traceback.format_exc())


def _serve(link: Connection, pieces: Any, parent: int) -> None:
    """Be a worker: do jobs until there are no more."""
    _end_with(parent)
    serving = _Serving(link, pieces)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, serving.leave)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    with suppress(EOFError, OSError):
        serving.serve()


class _Serving:
    """A worker's side of its pipe."""

    def __init__(self, link: Connection, pieces: Any) -> None:
        self._link, self._pieces = link, pieces
        self._idle, self._leaving = True, False

    def serve(self) -> None:
        """Do jobs until told to stop."""
        try:
            task = pickle.loads(self._link.recv())
        except Exception as error:
            self._link.send(Failure(f"{type(error).__name__}: {error}", traceback.format_exc()))
            return
        self._link.send(True)
        while not self._leaving and (job := self._link.recv()) is not _STOP:
            self._idle = False
            result = attempt(task, job, self._tick)
            try:
                self._link.send(result)
            except (TypeError, AttributeError, pickle.PicklingError) as error:
                self._link.send(Failure(f"the result cannot be sent: {error}", traceback.format_exc()))
            self._idle = True

    def leave(self, *_: Any) -> None:
        """End when there is no job in hand."""
        self._leaving = True
        if self._idle:
            os._exit(0)

    def _tick(self) -> None:
        self._pieces.value += 1
        # While a job is in hand, the parent has nothing to say but that it is time to stop.
        if self._link.poll():
            raise Stopped("stopped by the user")


def _end_with(parent: int) -> None:
    """End this process as soon as its parent has ended, whatever it is doing."""
    ours = multiprocessing.parent_process()

    def watch() -> None:
        while os.name != "posix" or os.getppid() == parent:
            if ours is not None and wait([ours.sentinel], _PARENT_CHECK):
                break
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
