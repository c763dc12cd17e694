"""The same bytes whatever does the runs: 1, 2 or 4 processes, Dask, shards, any order, resumed or not."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest

from experiments.processes import Stopped
from experiments.sweep import engine
from experiments.sweep.batch import Pace
from experiments.sweep.engine import Engine, How, execute
from experiments.sweep.local import Local
from experiments.sweep.plan import Kept, Sweep
from experiments.sweep.progress import Progress
from experiments.sweep.store import Store
from experiments.sweep.task import run_task
from sim.scenario import Scenario
from tests.experiments.sweep.fakes import rows_of

Rows = Mapping[str, tuple[str, ...]]

# All but the last share people and burn-in, as levers do not act before the policy.
POINTS = (
    *(Scenario(values={"offload": offload}) for offload in (0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9)),
    Scenario(values={"offload": 0.9, "fund_follow": 0.5}),
    Scenario(values={"offload": 0.9, "queue": "triage"}),
    Scenario(values={"offload": 0.9, "social": "complex"}),
)
SOME = Sweep(POINTS, replications=5, weeks=2, kept=Kept(levels=("street", "type"), weekly=("ENG3",)))
MANY = replace(SOME, replications=20)


@dataclass(frozen=True)
class Way:
    """A way to do a sweep.

    Attributes:
        workers: processes; 0 for Dask.
        order: of the points: "given", "reversed" or "shuffled".
        stops: how often it is stopped on the way and gone on with.
        shards: in how many shards it is done, the last one first.
        most: runs of a part.
        hashes: seed of Python's hashes in the workers.
    """

    workers: int
    order: str = "given"
    stops: int = 0
    shards: int = 1
    most: int = 1000
    hashes: int = 0

    def engine(self) -> Engine:
        if self.workers:
            return Local(self.workers)
        pytest.importorskip("distributed")
        from experiments.sweep.cluster import DaskCluster

        return DaskCluster("local", workers=1)

    def sweep(self, sweep: Sweep) -> Sweep:
        points = list(sweep.points)
        if self.order == "reversed":
            points.reverse()
        elif self.order == "shuffled":
            random.Random(1).shuffle(points)
        return replace(sweep, points=tuple(points))


EACH_CHANGE = (
    Way(1),
    Way(2, order="reversed", most=7, hashes=1),
    Way(4, order="shuffled", most=5, hashes=2),
    Way(2, stops=1, most=4, hashes=3),
    Way(1, stops=1, shards=2, most=6, hashes=4),
    Way(0, order="reversed", most=10, hashes=5),
)
NIGHTLY = (
    *(Way(*how, most=11) for how in product((1, 2, 4), ("given", "reversed", "shuffled"), (0, 2))),
    *(Way(2, order, 2, shards, most=9) for order, shards in product(("given", "shuffled"), (2, 5))),
    *(Way(0, order, stops, most=13) for order, stops in (("given", 0), ("shuffled", 2))),
)


def in_one_process(sweep: Sweep, folder: Path) -> Rows:
    """Give the rows as one process makes them without an engine, task after task."""
    store = Store.create(folder, sweep, {})
    for task in sweep.tasks():
        store.write(run_task(task, sweep.terms, lambda: None))
    return bytes_of(folder)


def bytes_of(folder: Path) -> Rows:
    """Read what is kept of each run, to the last bit, weekly courses too; not the number of its point."""
    store = Store.open(folder)
    courses = store.connect().execute("SELECT key, week, value FROM weekly ORDER BY key, week").fetchall()
    weekly: dict[str, list[str]] = {}
    for key, *rest in courses:
        weekly.setdefault(key, []).append(repr(rest))
    return {key: (*row, *weekly[key]) for key, row in rows_of(folder, without=("point",)).items()}


def done(way: Way, sweep: Sweep, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """Do a sweep in a way; the first stop comes once a run is safe, another half-way."""
    monkeypatch.setenv("PYTHONHASHSEED", str(way.hashes))
    monkeypatch.setattr(engine, "_TELL", 0.0)
    sweep = way.sweep(sweep)
    store, how = Store.create(folder, sweep, {}), How(pace=Pace(most=way.most))
    stops = [0.0, 0.5][: way.stops]
    n_done = n_stopped = 0

    def stop(progress: Progress) -> None:
        if stops and progress.done > stops[0] * progress.planned:
            del stops[0]
            raise Stopped

    for i in reversed(range(way.shards)):
        shard, left = None if way.shards == 1 else (i, way.shards), 1
        while left:
            summary = execute(sweep, store, way.engine(), stop, shard, how)
            n_done, left = n_done + summary.done, summary.left
            n_stopped += summary.stopped and bool(left)
    assert n_done == sweep.n_runs
    assert n_stopped == way.stops
    return bytes_of(folder)


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    rows = in_one_process(SOME, tmp_path_factory.mktemp("alone") / "s")
    assert len(rows) == 50
    assert all("'done'" in row for row in rows.values())
    assert len(set(rows.values())) == 50
    return rows


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    rows = in_one_process(MANY, tmp_path_factory.mktemp("alone") / "m")
    assert len(rows) == 200
    return rows


@pytest.mark.parametrize("way", EACH_CHANGE, ids=str)
def test_fifty_runs_have_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, some: Rows, way: Way
) -> None:
    assert done(way, SOME, tmp_path / "s", monkeypatch) == some


@pytest.mark.slow
@pytest.mark.parametrize("way", [replace(way, hashes=i) for i, way in enumerate(NIGHTLY)], ids=str)
def test_two_hundred_runs_have_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: Rows, way: Way
) -> None:
    assert done(way, MANY, tmp_path / "s", monkeypatch) == many
