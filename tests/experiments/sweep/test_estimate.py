"""The estimate before a sweep: time from a pilot, and the room that the rest of it takes in the end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.sweep import task as tasks
from experiments.sweep.batch import Pace, batches
from experiments.sweep.estimate import estimate
from experiments.sweep.plan import Kept, Sweep, Task, Terms
from experiments.sweep.store import Store
from experiments.sweep.task import Row
from tests.experiments.sweep.made import made_row, small_sweep


def of(seconds: float) -> Callable[[Task, Terms], Iterator[Row]]:
    """Give what does the runs of a task in so many seconds each; the first of a task takes 3 s more."""

    def rows(task: Task, terms: Terms) -> Iterator[Row]:
        for i, run in enumerate(task.runs):
            took = seconds + (0.0 if i else 3.0)
            luck = np.random.default_rng(int(run.key, 16)).random(60)
            row = made_row(run, kept=terms.kept)
            values = {**row.values, **{f"X{j}": float(x) for j, x in enumerate(luck)}}
            yield replace(row, seconds=took, values=values)

    return rows


@pytest.fixture
def sweep() -> Sweep:
    return small_sweep(50, 20, kept=Kept(weekly=("ENG3",)))


@pytest.mark.parametrize("seconds", [0.02, 0.1, 1.0])
def test_the_room_that_is_named_is_what_the_rest_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sweep: Sweep, seconds: float
) -> None:
    monkeypatch.setattr(tasks, "task_rows", of(seconds))
    store = Store.create(tmp_path / "s", sweep, {})
    found = estimate(sweep, store)
    before = {kind: size_of(store.folder / kind) for kind in ("parts", "weekly")}
    pace, n_done = Pace(), 2

    def wanted() -> int:
        return pace.size(1000 - n_done, 2)

    for batch in batches(sweep.tasks(store.finished()), wanted):
        store.write([row for task in batch.tasks for row in of(seconds)(task, sweep.terms)])
        pace.learn(len(batch.runs), seconds * len(batch.runs))
        n_done += len(batch.runs)
    assert (found.planned, found.left, n_done) == (1000, 998, 1000)
    for kind, size in before.items():
        assert size_of(store.folder / kind) - size == pytest.approx(found.room[kind], rel=0.35)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_the_time_that_is_named_counts_people_and_burn_in_once_a_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sweep: Sweep
) -> None:
    monkeypatch.setattr(tasks, "task_rows", of(0.1))
    found = estimate(sweep, Store.create(tmp_path / "s", sweep, {}))
    # 20 seeds, each with people and burn-in of its own; the pilot has done those of the first.
    assert found.seconds == pytest.approx(998 * 0.1 + 19 * 3.0)
    assert found.bytes_on_disk == sum(found.room.values())


def test_nothing_left_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "task_rows", of(0.1))
    sweep = small_sweep(2, 1)
    store = Store.create(tmp_path / "s", sweep, {})
    estimate(sweep, store)
    found = estimate(sweep, store)
    assert (found.left, found.seconds, found.bytes_on_disk) == (0, 0.0, 0.0)
