"""The same bytes whatever does the runs: processes, Dask, shards, small batches or large, resumed or not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from experiments.processes import Stopped
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

# All share people and burn-in, as levers do not act before the policy.
POINTS = (
    Scenario(values={"offload": 0.2}),
    Scenario(values={"offload": 0.8}),
    Scenario(values={"offload": 0.8, "fund_follow": 0.5}),
)


@pytest.fixture(scope="module")
def sweep() -> Sweep:
    return Sweep(POINTS, replications=3, weeks=2, kept=Kept(levels=("street", "type")))


@pytest.fixture(scope="module")
def alone(sweep: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Give the rows as one process makes them without an engine, each run from its own beginning."""
    folder = tmp_path_factory.mktemp("alone") / "s"
    store = Store.create(folder, sweep, {})
    for task in sweep.tasks(most_runs=1):
        store.write(run_task(task, sweep.terms, lambda: None))
    rows = rows_of(folder)
    assert len(rows) == 9
    assert all("'done'" in row for row in rows.values())
    return rows


def made(folder: Path, sweep: Sweep, engine: Engine, how: How | None = None) -> Rows:
    summary = execute(sweep, Store.create(folder, sweep, {}), engine, how=how)
    assert (summary.done, summary.left) == (9, 0)
    return rows_of(folder)


@pytest.mark.parametrize(("workers", "most"), [(1, 1000), (2, 2), pytest.param(4, 1, marks=pytest.mark.slow)])
def test_any_number_of_processes(tmp_path: Path, sweep: Sweep, alone: Rows, workers: int, most: int) -> None:
    assert made(tmp_path / "s", sweep, Local(workers), How(pace=Pace(most=most))) == alone


def test_dask(tmp_path: Path, sweep: Sweep, alone: Rows) -> None:
    pytest.importorskip("distributed")
    from experiments.sweep.cluster import DaskCluster

    assert made(tmp_path / "s", sweep, DaskCluster("local", workers=1)) == alone


def test_shards_in_any_order_one_of_them_interrupted(tmp_path: Path, sweep: Sweep, alone: Rows) -> None:
    store = Store.create(tmp_path / "s", sweep, {})
    how = How(pace=Pace(most=1))

    def stop(progress: Progress) -> None:
        if progress.done:
            raise Stopped

    first = execute(sweep, store, Local(1), stop, (1, 2), how)
    rest = [execute(sweep, store, Local(1), shard=shard, how=how) for shard in ((0, 2), (1, 2))]
    assert first.done + sum(summary.done for summary in rest) == 9
    assert rows_of(tmp_path / "s") == alone
