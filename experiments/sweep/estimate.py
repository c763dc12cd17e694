"""What a sweep will cost, from a pilot: two of its own runs, which are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.sweep.plan import Sweep, Task

if TYPE_CHECKING:
    from experiments.sweep.store import Store

_PILOT = 2
"""Runs of the pilot: the first makes people and burn-in, the second shows what a further run takes."""
_BYTES_A_NUMBER = 7.0
"""On disk, compressed, with many runs to a part."""


@dataclass(frozen=True)
class Estimate:
    """What is left to do, and what it will take.

    Attributes:
        planned: all runs.
        left: runs to be done.
        seconds: work of one processor.
        bytes_on_disk: room for them.
    """

    planned: int
    left: int
    seconds: float
    bytes_on_disk: float


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
        return Estimate(sweep.n_runs, 0, 0.0, 0.0)
    tasks = sum(1 for _ in sweep.tasks(done))
    rows = list(task_rows(Task(first.number, first.runs[:_PILOT]), sweep.terms))
    store.write(rows)
    more = rows[-1].seconds
    start = max(rows[0].seconds - more, 0.0) if len(rows) > 1 else 0.0
    numbers = max(len(row.values) + sum(map(len, row.weekly.values())) for row in rows)
    tables = max(sum(table.nbytes for table in row.micro.values()) for row in rows)
    left -= len(rows)
    size = left * (numbers * _BYTES_A_NUMBER + tables)
    return Estimate(sweep.n_runs, left, left * more + (tasks - 1) * start, size)
