"""Running a sweep: every planned run gets one row, whatever runs and workers do; one writer at a time."""

import errno
import os
import signal
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.processes import Death, Ended, Stopped
from experiments.sweep import compact as compacting
from experiments.sweep import engine, local
from experiments.sweep.batch import Batch, Pace, Refused, Report, Work, batches
from experiments.sweep.durable import make_folder
from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.lock import Busy, only_writer, shared
from experiments.sweep.progress import Progress
from experiments.sweep.store import Store
from sim.errors import BadInput, SimError
from tests.experiments.sweep.fakes import Fake, expected, merge_and_die, payloads, rows_of, sweep_of

SMALL = Pace(0.2, 0.05)


def test_every_run_gets_one_row_and_a_failed_one_says_why(tmp_path: Path) -> None:
    sweep, seen = sweep_of(10, 12), list[Progress]()
    store = Store.create(tmp_path / "s", sweep, {})
    how = How(rows=Fake(0.005, failing=(3,)), pace=SMALL)
    summary = execute(sweep, store, Local(2), seen.append, how=how)
    assert (summary.done, summary.failed, summary.late, summary.left) == (108, 12, 0, 0)
    assert payloads(tmp_path / "s").keys() == expected(sweep).keys()
    frame = store.frame(["point", "status", "error"])
    assert set(frame.loc[frame["status"] == "failed", "point"]) == {3}
    assert set(frame.loc[frame["status"] == "failed", "error"]) == {"ValueError: as told"}
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    first, last = seen[0], seen[-1]
    assert (first.done, first.planned, first.rate, first.remaining) == (0, 120, 0.0, None)
    assert (last.done, last.failed, last.remaining, last.folder) == (120, 12, 0.0, tmp_path / "s")
    assert 1 < len(os.listdir(tmp_path / "s" / "parts")) < 60


def test_a_deadly_run_costs_itself_and_a_hanging_one_too(tmp_path: Path) -> None:
    sweep = sweep_of(24, time_limit=0.01)
    store = Store.create(tmp_path / "s", sweep, {})
    how = How(rows=Fake(0.001, deadly=(5,), hanging=(17,)), pace=Pace(10.0, 10.0))
    summary = execute(sweep, store, Local(2, grace=1.5), how=how)
    assert (summary.done, summary.failed, summary.left, summary.lost_workers) == (22, 2, 0, 4)
    frame = store.frame(["point", "status", "error"]).set_index("point")
    assert frame.at[5, "error"] == "its worker process ended 2 times (exit code 3)"
    assert "killed after" in str(frame.at[17, "error"])
    assert execute(sweep, store, Local(2), how=how).done == 0


def test_it_gives_up_if_one_worker_after_the_other_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_MOST_IN_A_ROW", 3)
    sweep = sweep_of(4)
    store = Store.create(tmp_path / "s", sweep, {})
    with pytest.raises(SimError, match=r"3 workers ended .* try fewer --workers"):
        execute(sweep, store, Local(1), how=How(rows=Fake(deadly=(0, 1, 2, 3))))


def test_workers_that_cannot_begin_are_told_with_advice(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "s", sweep := sweep_of(2), {})
    with pytest.raises(SimError, match=r"cannot begin: .* not here\. .* is safe; the same command goes on"):
        execute(sweep, store, Local(1), how=How(rows=Unloadable()))


class Unloadable(Fake):
    """Cannot be loaded by another process."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return not_here, ("not here",)


def not_here(words: str) -> None:
    raise ValueError(words)


def test_an_interrupt_keeps_what_is_finished_and_the_same_call_goes_on(tmp_path: Path) -> None:
    sweep = sweep_of(10, 20)
    store = Store.create(tmp_path / "s", sweep, {})
    how = How(rows=Fake(0.02), pace=SMALL)

    sent: list[int] = []

    def interrupt(progress: Progress) -> None:
        if not sent and progress.done > 20:
            sent.append(progress.done)
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    first = execute(sweep, store, Local(2), interrupt, how=how)
    assert first.stopped
    assert signal.getsignal(signal.SIGINT) is before
    assert 0 < first.done < 200
    assert len(payloads(tmp_path / "s")) == first.done
    second = execute(sweep, store, Local(2), how=how)
    assert (second.before, second.done, second.left) == (first.done, 200 - first.done, 0)
    assert payloads(tmp_path / "s") == expected(sweep)


def test_a_part_that_cannot_be_written_stops_it_with_advice(tmp_path: Path) -> None:
    sweep = sweep_of(4)
    store = Store.create(tmp_path / "s", sweep, {})
    parts = tmp_path / "s" / "parts"
    parts.rmdir()
    parts.write_text("no folder")
    with pytest.raises(SimError, match="could not be written"):
        execute(sweep, store, Local(1), how=How(rows=Fake()))
    parts.unlink()
    assert execute(sweep, store, Local(1), how=How(rows=Fake())).left == 0


class Nearby:
    """An engine that does every batch at once in this process; ``write`` is whether rows are kept."""

    outlived = False

    def __init__(self, *, write: bool = True, places: int = 2) -> None:
        self.write, self.places, self.in_hand = write, places, 0
        self.sizes: list[int] = []
        self._back: list[Ended[Batch, Report | Refused]] = []

    @contextmanager
    def open(self, work: Work, lock: Path) -> Iterator["Nearby"]:
        self._work = work
        yield self

    def hand(self, batch: Batch) -> None:
        if self.write:
            self.sizes.append(len(batch.runs))
        done = self._work(batch, lambda: None) if self.write else Report(len(batch.runs), seconds=0.01)
        self._back.append(Ended(batch, done, None))

    def wait(self, seconds: float) -> list[Ended[Batch, Report | Refused]]:
        back, self._back = self._back, []
        return back

    def stop(self) -> None:
        pass


class Dying(Nearby):
    """Each of its first workers ends: the first before it has written its part, the second after that."""

    def __init__(self) -> None:
        super().__init__(places=1)
        self.deaths = 0

    def hand(self, batch: Batch) -> None:
        self.deaths += 1
        if self.deaths != 1:
            super().hand(batch)
        if self.deaths <= 2:
            self._back = [Ended(batch, Death("signal 9, SIGKILL"), len(batch.runs))]


def test_a_part_whose_worker_could_not_report_it_is_not_done_again(tmp_path: Path) -> None:
    sweep = sweep_of(10)
    store = Store.create(tmp_path / "s", sweep, {})
    pace = Pace(most=3)
    pace.learn(3, 0.1)
    summary = execute(sweep, store, Dying(), how=How(rows=Fake(light=False, failing=(3,)), pace=pace))
    assert (summary.done, summary.failed, summary.left, summary.lost_workers) == (9, 1, 0, 2)
    assert sorted(store.scan().rows()["key"].to_pylist()) == sorted(expected(sweep))


def test_runs_that_stand_twice_stand_once_in_the_end(tmp_path: Path) -> None:
    sweep, how = sweep_of(6), How(rows=Fake(light=False))
    store = Store.create(tmp_path / "s", sweep, {})
    for size in (2, 3):
        for batch in batches(sweep.tasks(), lambda size=size: size):  # type: ignore[misc]
            Work(store.folder, sweep.terms, how.rows)(batch, lambda: None)
    assert store.scan().rows().num_rows == 12
    assert execute(sweep, store, Nearby(), how=how).done == 0
    assert sorted(store.scan().rows()["key"].to_pylist()) == sorted(expected(sweep))


def test_shards_divide_the_sweep(tmp_path: Path) -> None:
    sweep = sweep_of(7, 9)
    store, how = Store.create(tmp_path / "s", sweep, {}), How(rows=Fake(light=False))
    summaries = [execute(sweep, store, Nearby(), shard=(i, 3), how=how) for i in range(3)]
    assert [s.planned for s in summaries] == [21, 21, 21]
    assert [s.before for s in summaries] == [0, 0, 0]
    assert store.scan().rows().num_rows == 63
    assert payloads(tmp_path / "s") == expected(sweep)
    with pytest.raises(SimError, match="shard must be"):
        execute(sweep, store, Nearby(), shard=(3, 3))


def test_what_failed_is_run_again_when_asked(tmp_path: Path) -> None:
    sweep = sweep_of(5)
    store = Store.create(tmp_path / "s", sweep, {})
    execute(sweep, store, Nearby(), how=How(rows=Fake(failing=(2,), light=False)))
    assert execute(sweep, store, Nearby(), how=How(rows=Fake(light=False))).done == 0
    assert execute(sweep, store, Nearby(), how=How(retry=True, rows=Fake(light=False))).done == 1
    assert store.scan().rows()["status"].to_pylist() == ["done"] * 5


def test_many_small_parts_are_merged_at_the_end_and_the_same_rows_stand(tmp_path: Path) -> None:
    sweep, rows = sweep_of(6), Fake(light=False)
    one_by_one = How(rows=rows, pace=Pace(most=1), many=6)
    for name, n_parts in (("whole", 1), ("shard", 6)):
        store = Store.create(tmp_path / name, sweep, {})
        execute(sweep, store, Nearby(), shard=(0, 1) if name == "shard" else None, how=one_by_one)
        assert len(store.scan().parts) == n_parts
    assert rows_of(tmp_path / "whole") == rows_of(tmp_path / "shard")


def test_parts_that_there_is_no_room_to_merge_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sweep, how = sweep_of(6), How(rows=Fake(light=False), pace=Pace(most=1))
    store = Store.create(tmp_path / "s", sweep, {})
    assert execute(sweep, store, Nearby(), how=how).left == 0
    with only_writer(store.folder) as lock, monkeypatch.context() as patch:
        patch.setattr(compacting, "write_durably", refuse)
        patch.setattr(local, "_live", lambda lock: None)  # this process would hold the lock to its end
        assert not local._merge(lock, store.folder, lambda: None)
    assert len(store.scan().parts) == 6
    assert execute(sweep, store, Local(2), how=replace(how, many=6)).left == 0
    assert len(store.scan().parts) == 1


@pytest.mark.skipif(os.name != "posix", reason="is killed as POSIX systems kill")
@pytest.mark.parametrize(("when", "parts"), [("before", 6), ("after", 7)])
def test_a_merge_that_is_killed_loses_nothing_and_the_same_call_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str, parts: int
) -> None:
    sweep, how = sweep_of(6), How(rows=Fake(light=False), pace=Pace(most=1), many=6)
    store = Store.create(tmp_path / "s", sweep, {})
    with monkeypatch.context() as patch:
        patch.setattr(local, "_merge", partial(merge_and_die, when))
        assert execute(sweep, store, Nearby(), how=how).left == 0
    assert len(store.scan().parts) == parts
    assert payloads(tmp_path / "s") == expected(sweep)
    assert execute(sweep, store, Nearby(), how=how).done == 0
    assert len(store.scan().parts) == 1
    assert payloads(tmp_path / "s") == expected(sweep)


def test_parts_that_cannot_be_merged_are_told(tmp_path: Path) -> None:
    sweep, how = sweep_of(3), How(rows=Fake(light=False), pace=Pace(most=1), many=2)
    store = Store.create(tmp_path / "s", sweep, {})
    execute(sweep, store, Nearby(), shard=(0, 1), how=how)
    make_folder(store.folder / "weekly")
    for value, part in zip((1.0, "one", 2.0), store.scan().parts, strict=True):
        pq.write_table(pa.table({"key": ["x"], "value": [value]}), store.folder / "weekly" / part.name)
    with pytest.raises(SimError, match=r"every run is safe, but its parts could not be merged"):
        execute(sweep, store, Local(1), how=how)
    assert payloads(tmp_path / "s") == expected(sweep)


def test_a_listener_may_stop_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(progress: Progress) -> None:
        if progress.done:
            raise Stopped

    monkeypatch.setattr(engine, "_TELL", 0.0)

    sweep = sweep_of(5)
    store = Store.create(tmp_path / "s", sweep, {})
    summary = execute(sweep, store, Nearby(places=1), stop, how=How(rows=Fake(light=False)))
    assert summary.stopped
    assert summary.done + summary.left == 5
    assert summary.done == len(payloads(tmp_path / "s")) > 0


def test_a_second_writer_is_refused_and_told_who_is_first(tmp_path: Path) -> None:
    with only_writer(tmp_path) as workers:
        with pytest.raises(Busy, match=rf"process {os.getpid()} on .* is at work on this sweep. Wait"):
            only_writer(tmp_path).__enter__()
        with pytest.raises(Busy, match=f"process {os.getpid()}"):
            only_writer(tmp_path, (0, 2)).__enter__()
        assert workers.parent.parent == tmp_path
    with only_writer(tmp_path, (0, 2)), only_writer(tmp_path, (1, 2)):
        with pytest.raises(Busy, match=r"is at work on shard 1/2 of this sweep"):
            only_writer(tmp_path, (0, 2)).__enter__()
        with pytest.raises(Busy, match=f"process {os.getpid()}"):
            only_writer(tmp_path).__enter__()
    with only_writer(tmp_path):
        pass


def test_workers_of_a_killed_parent_are_waited_for(tmp_path: Path) -> None:
    with only_writer(tmp_path) as workers:
        pass
    orphan = shared(workers)
    orphan.__enter__()
    began = time.monotonic()
    threading.Timer(0.3, lambda: orphan.__exit__(None, None, None)).start()
    with only_writer(tmp_path):
        assert 0.25 < time.monotonic() - began < 5


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("no folder")
    with pytest.raises(BadInput, match="cannot be written to"):
        only_writer(tmp_path).__enter__()


def test_batches_hold_every_run_once_in_order_and_cut_tasks_evenly() -> None:
    sweep = sweep_of(100, 3)
    tasks = list(sweep.tasks())
    assert [len(task.runs) for task in tasks] == [100, 100, 100]
    for size in (1, 7, 30, 100, 150, 1000):
        found = list(batches(tasks, lambda size=size: size))  # type: ignore[misc]
        assert [run for batch in found for run in batch.runs] == list(sweep.runs())
        assert max(len(batch.runs) for batch in found) <= max(size, 1)
    assert [len(batch.runs) for batch in batches(tasks[:1], lambda: 60)] == [50, 50]


def test_a_batch_can_be_taken_apart() -> None:
    (batch,) = batches(sweep_of(3, 2).tasks(), lambda: 10)
    (rest,) = batch.apart(lambda i: i != 4)
    assert rest.runs == batch.runs[:4] + batch.runs[5:]
    assert batch.apart(lambda i: i > 9) == ()
    assert [one.runs for one in batch.singly()] == [(run,) for run in batch.runs]


def test_batches_grow_from_one_run_to_some_seconds_of_work_and_shrink_at_the_end() -> None:
    pace = Pace(seconds=8.0, least=1.0)
    assert pace.size(1000, 2) == 1
    pace.learn(1, 0.1)
    assert pace.size(100_000, 2) == 4
    pace.learn(200, 20.0)
    assert pace.size(100_000, 2) == 80
    assert pace.size(120, 2) == 30
    assert pace.size(8, 2) == 10  # no less than a second of work
    pace.learn(1000, 1.0)
    pace.learn(1000, 1.0)
    assert pace.size(1_000_000, 2) <= 1000


def test_the_memory_of_the_parent_does_not_grow_from_a_thousand_runs_to_a_hundred_thousand(
    tmp_path: Path,
) -> None:
    def peak(folder: Path, times: int) -> int:
        sweep = sweep_of(10, times)
        store = Store.create(folder, sweep, {})
        tracemalloc.start()
        summary = execute(sweep, store, Nearby(write=False))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert summary.done == 10 * times
        return top

    peak(tmp_path / "first", 10)
    small, large = peak(tmp_path / "small", 100), peak(tmp_path / "large", 10_000)
    assert large < small + 2_000_000


def test_rows_are_read_the_same_from_one_part_or_many(tmp_path: Path) -> None:
    sweep, how = sweep_of(6), How(rows=Fake(light=False))
    one = Store.create(tmp_path / "one", sweep, {})
    Work(tmp_path / "one", sweep.terms, how.rows)(next(batches(sweep.tasks(), lambda: 10)), lambda: None)
    assert len(one.scan().parts) == 1
    execute(
        sweep, Store.create(tmp_path / "many", sweep, {}), Nearby(), how=How(rows=how.rows, pace=Pace(most=1))
    )
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "many")
