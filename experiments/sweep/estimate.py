"""What a sweep will cost, from a pilot: two of its own runs, which are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.sweep.batch import Pace
from experiments.sweep.layout import MICRO, PARTS, WEEKLY
from experiments.sweep.plan import Sweep, Task

if TYPE_CHECKING:
    from experiments.sweep.store import Store
    from experiments.sweep.task import Row

_PILOT = 2
"""Runs of the pilot: the first makes people and burn-in, the second shows what a further run takes."""

_SMALL_PARTS = 10
"""Parts of few runs with which a sweep begins and ends."""


@dataclass(frozen=True)
class Estimate:
    """What is left to do, and what it will take.

    Attributes:
        planned: all runs.
        left: runs to be done.
        seconds: work of one processor.
        room: bytes on the disk by kind: "parts", "weekly", "micro"; before small parts are merged.
    """

    planned: int
    left: int
    seconds: float
    room: Mapping[str, float]

    @property
    def bytes_on_disk(self) -> float:
        """Give the room for everything."""
        return sum(self.room.values())


def estimate(sweep: Sweep, store: Store) -> Estimate:
    """Say what is left to do, running the first two runs of it to see what they take.

    Their rows are written, so nothing is run twice. The estimate holds for points like the first ones.
    """
    from experiments.sweep.task import task_rows

    done = store.finished()
    tasks = 0
    left = sweep.n_runs
    if done:
        left = sum(len(task.runs) for task in sweep.tasks(done))
    first = next(sweep.tasks(done), None)
    if first is None:
        return Estimate(sweep.n_runs, 0, 0.0, {})
    tasks = sum(1 for _ in sweep.tasks(done))
    rows = list(task_rows(Task(first.number, first.runs[:_PILOT]), sweep.terms))
    store.write(rows)
    more = rows[-1].seconds
    start = max(rows[0].seconds - more, 0.0) if len(rows) > 1 else 0.0
    left -= len(rows)
    return Estimate(sweep.n_runs, left, left * more + (tasks - 1) * start, _room(rows, left, more))


def _room(rows: Sequence[Row], left: int, seconds: float) -> dict[str, float]:
    """Give the room that more runs like these take: some bytes for each run, and some for each part.

    Args:
        rows: of the pilot.
        left: runs that are to come.
        seconds: that a run takes, which decides how many stand in a part.
    """
    one, all_ = _sizes(rows[:1]), _sizes(rows)
    pace = Pace()
    in_a_part = min(max(pace.seconds / max(seconds, 1e-6), 1.0), pace.most)
    n_parts = min(left / in_a_part + _SMALL_PARTS, left)
    found = {}
    for kind, size in all_.items():
        each = (size - one.get(kind, 0)) / (len(rows) - 1) if len(rows) > 1 else size
        found[kind] = left * each + n_parts * max(size - len(rows) * each, 0.0)
    return found


def _sizes(rows: Sequence[Row]) -> dict[str, float]:
    """Give the bytes that rows take as one part, by kind."""
    from experiments.sweep.part import pack

    packed = pack(rows, {})
    found = {PARTS: float(packed.part.size)}
    for below, content in packed.beside.items():
        kind = WEEKLY if below == WEEKLY else MICRO
        found[kind] = found.get(kind, 0.0) + content.size
    return found
