"""Running a sweep: what is not yet done goes to workers in batches; they write, the parent counts.

The parent holds no results: a bounded number of batches is out at once, each comes back as a short report
when its part is safe, and runs are planned one after another. So its memory does not grow with the sweep, and
what kills it costs the batches that were out. The same call goes on from what the folder holds.

A run that kills its worker is done once more, alone; if it does so again, it gets a row that says so. What
else was in its batch is done. At the end, many small parts are merged into few, and so are parts in which a
run stands twice.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from experiments.processes import Death, Ended, Failure, Stopped
from experiments.sweep.batch import Batch, Pace, Refused, Report, RowsOf, Work, batches
from experiments.sweep.layout import part_files
from experiments.sweep.local import merge
from experiments.sweep.lock import Shard, only_writer
from experiments.sweep.progress import Meter, Progress, Summary
from experiments.sweep.store import Store
from experiments.sweep.task import DONE, FAILED, STATUSES, Row, task_rows
from sim.errors import OutOfRange, SimError

if TYPE_CHECKING:
    from experiments.sweep.plan import RunSpec, Sweep, Task

_PAUSE = 0.1
_TELL = 0.25
"""Seconds between two reports of progress."""
_LATELY = 600.0
"""Seconds within which a part was written by a worker whose end has just been seen."""
_MOST_DEATHS = 2
"""Workers that a run may end before it is set aside."""
_MOST_IN_A_ROW = 30
"""Workers that may end, one after the other and with nothing done, before the sweep is given up."""


class Hands(Protocol):
    """Workers that are ready to take batches."""

    @property
    def places(self) -> int:
        """Count the batches that should be out at once."""

    @property
    def in_hand(self) -> int:
        """Count the runs that are finished and not yet written, where that is known."""

    def hand(self, batch: Batch) -> None:
        """Hand out a batch."""

    def wait(self, seconds: float) -> list[Ended[Batch, Report | Refused]]:
        """Wait until something comes back, but not longer than this."""

    def stop(self) -> None:
        """Let every worker write what it has after the run in its hand; nothing is handed out after this."""


class Engine(Protocol):
    """Where batches are done."""

    @property
    def outlived(self) -> bool:
        """Say whether workers may still be writing a part when all is over here."""

    def open(self, work: Work, lock: Path) -> AbstractContextManager[Hands]:
        """Make workers ready; at the end, however it comes, none is left.

        Args:
            work: what they do with a batch.
            lock: file that says, while they hold it, that workers of this folder live.
        """


@dataclass(frozen=True)
class How:
    """What of a sweep's execution is usually left as it is.

    Attributes:
        retry: run again what failed or was late.
        rows: what does a task.
        pace: how large batches are.
        many: parts from which they are merged at the end.
    """

    retry: bool = False
    rows: RowsOf = task_rows
    pace: Pace | None = None
    many: int = 64


def execute(
    sweep: Sweep,
    store: Store,
    engine: Engine,
    on_progress: Callable[[Progress], None] = lambda _: None,
    shard: Shard | None = None,
    how: How | None = None,
) -> Summary:
    """Run what is planned and not yet done.

    The first Ctrl-C (or SIGTERM) stops it: runs in hand are finished and written. A second ends it at once.

    Args:
        sweep: what is planned.
        store: where results go; what it holds is not run again.
        engine: where the work is done.
        on_progress: told how far it has come, a few times a second; may raise Stopped.
        shard: (i, n), to do the tasks whose number leaves i when divided by n; all if not given.
        how: what is usually left as it is.

    Raises:
        Busy: another process is at work in this folder.
        SimError: parts cannot be written, or workers cannot work; what is finished is safe.
    """
    return _Course(sweep, store, shard, how or How()).run(engine, on_progress)


class _Course:
    """One call of execute."""

    def __init__(self, sweep: Sweep, store: Store, shard: Shard | None, how: How) -> None:
        if shard is not None and not 0 <= shard[0] < shard[1]:
            raise OutOfRange("shard", "(i, n) with 0 <= i < n", shard, "Give --shard 1/n to n/n.")
        self._sweep, self._store, self._shard = sweep, store, shard
        self._how, self._pace = how, how.pace or Pace()
        self._meter = Meter()
        self._again: deque[Batch] = deque()
        self._suspects: deque[Batch] = deque()
        self._on_trial: Batch | None = None
        self._blame = Counter[str]()
        self._out = self._lost = self._in_a_row = 0
        self._fault: str | None = None
        self._interrupts = _Interrupts()
        self._stopping = False
        self._told = 0.0

    def run(self, engine: Engine, on_progress: Callable[[Progress], None]) -> Summary:
        """Be the only writer, look what is done, and do the rest."""
        folder = self._store.folder.resolve()
        self._store.check_program()
        with only_writer(folder, self._shard) as lock:
            # A store of its own: the one that looked through all parts would remember them.
            found = Store(folder)
            done = _Keys(found.finished(retry=self._how.retry))
            self._untidy = self._how.retry or found.scan().n_rows > len(done)
            del found
            self._planned, self._left = self._count(done)
            self._before, self._ahead = self._planned - self._left, self._left
            work = Work(folder, self._sweep.terms, self._how.rows)
            with _interrupts(self._interrupts):
                self._tell(on_progress, 0)
                if self._left:
                    with engine.open(work, lock) as hands:
                        self._go_on(hands, self._batches(done, hands), on_progress)
                self._tell(on_progress, 0)
            if self._fault is not None:
                raise SimError(self._fault)
            many = len(part_files(folder)) >= self._how.many
            if (many or self._untidy) and not (self._stopping or self._shard or engine.outlived):
                merge(folder, lock)
        m = self._meter
        return Summary(self._planned, self._before, m.done, m.failed, m.late, self._lost, m.seconds,
                       self._stopping, folder)  # fmt: skip

    def _go_on(self, hands: Hands, planned: Iterator[Batch], on_progress: Callable[[Progress], None]) -> None:
        """Hand out and take back until nothing is left, or the user or a fault stops it."""
        while True:
            if (self._interrupts.asked or self._fault) and not self._stopping:
                self._stopping = True
                hands.stop()
            if not self._stopping:
                self._hand_out(hands, planned)
            if not self._out:
                return
            for ended in hands.wait(_PAUSE):
                self._take_back(ended)
            if time.monotonic() - self._told > _TELL:
                self._tell(on_progress, hands.in_hand)

    def _hand_out(self, hands: Hands, planned: Iterator[Batch]) -> None:
        """Keep every worker busy. Suspects go one at a time, so that none is blamed for another."""
        while self._out < hands.places:
            if self._suspects and self._on_trial is None:
                batch = self._on_trial = self._suspects.popleft()
            elif (found := self._again.popleft() if self._again else next(planned, None)) is not None:
                batch = found
            else:
                return
            hands.hand(batch)
            self._out += 1

    def _take_back(self, ended: Ended[Batch, Report | Refused]) -> None:
        """Count what is safe; see to what is not."""
        self._out -= 1
        batch, outcome = ended.job, ended.outcome
        if self._on_trial is not None and batch.runs == self._on_trial.runs:
            self._on_trial = None
        if isinstance(outcome, Death):
            self._lost += 1
            self._in_a_row += 1
            if not self._stopping:
                self._see_to(batch, ended.pieces, outcome.reason)
        elif isinstance(outcome, Failure):
            words = "Everything finished is safe; once that is mended, the same command goes on."
            self._fault = (
                self._fault or f"A worker could not go on: {outcome.error}. {words}\n{outcome.trace}"
            )
        elif isinstance(outcome, Refused):
            self._fault = self._fault or outcome.words
        else:
            self._meter.add(outcome.done, outcome.failed, outcome.late)
            self._in_a_row = 0
            if outcome.n_runs:
                self._pace.learn(outcome.n_runs, outcome.seconds)
            if not self._stopping and outcome.n_runs < len(batch.runs):
                # Its worker was asked, from outside, to end.
                self._again += batch.apart(lambda i: i >= outcome.n_runs)

    def _see_to(self, batch: Batch, position: int | None, reason: str) -> None:
        """Do again what a dead worker had in hand: the run at which it died apart from the others."""
        if self._in_a_row >= _MOST_IN_A_ROW:
            self._fault = (
                f"{self._store.folder}: {self._in_a_row} workers ended one after the other ({reason}), and "
                "no run was finished. Perhaps there is too little memory: try fewer --workers or a smaller "
                "population. Everything finished before is safe."
            )
            return
        if position is None or position >= len(batch.runs):
            for left in self._unwritten(batch):
                if len(left.runs) > 1:
                    self._suspects += left.singly()
                else:
                    self._blame_for(left, 0, reason)
        else:
            self._blame_for(batch, position, reason)

    def _blame_for(self, batch: Batch, at: int, reason: str) -> None:
        """Try the run at which a worker died alone, or set it aside if it has had its tries."""
        run = batch.runs[at]
        self._blame[run.key] += 1
        self._again += batch.apart(lambda i: i != at)
        if self._blame[run.key] < _MOST_DEATHS:
            self._suspects += batch.apart(lambda i: i == at)
        else:
            self._set_aside(run, reason)

    def _unwritten(self, batch: Batch) -> tuple[Batch, ...]:
        """Leave out, and count, the runs that are written: their worker died before it could say so."""
        written = self._written(batch)
        counts = Counter(written.values())
        self._meter.add(*(counts[status] for status in STATUSES))
        return batch.apart(lambda i: batch.runs[i].key not in written)

    def _written(self, batch: Batch) -> dict[str, str]:
        """Find the runs of a batch that stand in a new part; give the status of each by key."""
        from experiments.sweep.part import BadPart, read_part

        since = time.time() - _LATELY
        found: dict[str, str] = {}
        keys = {run.key for run in batch.runs}
        for path in part_files(self._store.folder):
            with suppress(OSError, BadPart):
                if path.stat().st_mtime >= since:
                    rows = read_part(path).rows
                    statuses = zip(rows["key"].to_pylist(), rows["status"].to_pylist(), strict=True)
                    found |= {key: status for key, status in statuses if key in keys}
        return {key: status for key, status in found.items() if status == DONE or not self._how.retry}

    def _set_aside(self, run: RunSpec, reason: str) -> None:
        """Give a run that ends its workers a row that says so."""
        error = f"its worker process ended {_MOST_DEATHS} times ({reason})"
        trace = (
            "There is no trace. Perhaps it ran out of memory, or out of time without an answer. The same "
            "command with --retry, and perhaps fewer --workers, does it again."
        )
        row = Row(run.key, run.point, run.replicate, run.seed, FAILED, error, trace)
        try:
            self._store.write([row])
        except SimError as refused:
            self._fault = str(refused)
            return
        self._meter.add(0, 1, 0)

    def _tell(self, on_progress: Callable[[Progress], None], in_hand: int) -> None:
        self._told = time.monotonic()
        try:
            on_progress(self._meter.progress(self._planned, self._before, in_hand, self._store.folder))
        except Stopped:
            self._interrupts.asked = True

    def _tasks(self, done: _Keys) -> Iterator[Task]:
        """Go through the tasks of this shard, without what is done."""
        for task in self._sweep.tasks(done):
            if self._shard is None or task.number % self._shard[1] == self._shard[0]:
                yield task

    def _batches(self, done: _Keys, hands: Hands) -> Iterator[Batch]:
        for batch in batches(self._tasks(done), lambda: self._pace.size(self._ahead, hands.places)):
            self._ahead -= len(batch.runs)
            yield batch

    def _count(self, done: _Keys) -> tuple[int, int]:
        """Count the runs that are planned here, and those of them that are left."""
        if self._shard is None and not done:
            return self._sweep.n_runs, self._sweep.n_runs
        planned = left = 0
        for task in self._sweep.tasks():
            if self._shard is None or task.number % self._shard[1] == self._shard[0]:
                planned += len(task.runs)
                left += sum(run.key not in done for run in task.runs)
        return planned, left


class _Keys:
    """Keys of runs, in half the room."""

    def __init__(self, keys: set[str]) -> None:
        self._found = {bytes.fromhex(key) for key in keys}

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and bytes.fromhex(key) in self._found

    def __len__(self) -> int:
        return len(self._found)


@dataclass
class _Interrupts:
    """Whether the user has asked to stop."""

    asked: bool = False


@contextmanager
def _interrupts(found: _Interrupts) -> Iterator[None]:
    """Note a first Ctrl-C (or SIGTERM) instead of being torn out of what is being done; obey a second."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def note(*_: Any) -> None:
        if found.asked:
            raise KeyboardInterrupt
        found.asked = True

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    # A shell starts what runs in the background deaf to Ctrl-C; it stays so.
    heard = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    try:
        for number in heard:
            signal.signal(number, note)
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
