"""Looking through a folder: what is done and missing, what is wrong and why, and what may be merged."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.sweep import durable
from experiments.sweep.compact import compact
from experiments.sweep.layout import PARTS, WEEKLY
from experiments.sweep.part import FIXED, tagged
from experiments.sweep.plan import Kept
from experiments.sweep.store import Store
from experiments.sweep.task import Row
from experiments.sweep.verify import Counts, status, verify
from experiments.sweep_report import lines, size
from sim.errors import BadInput
from tests.experiments.sweep.made import filled, made_row, small_sweep

SWEEP = small_sweep(kept=Kept(weekly=("ENG3",)))
RUNS = list(SWEEP.runs())
Harm = Callable[[Path], object]


def row(i: int, state: str = "done", **values: float) -> Row:
    return made_row(RUNS[i], state, SWEEP.kept, **values)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "sweep", SWEEP)


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "sweep", SWEEP, {})


def parts(store: Store) -> list[Path]:
    return sorted((store.folder / PARTS).glob("*.parquet"))


def test_a_whole_sweep_is_sound_and_done(store: Store) -> None:
    found = verify(store.folder)
    assert found.counts == Counts(planned=12, done=12, failed=0, late=0, missing=0, unplanned=0)
    assert (found.invalid, found.doubled, found.faults, found.leftovers) == ((), 0, (), ())
    assert (found.n_parts, found.exit_value) == (3, 0)
    assert list(lines(found, "en")) == [
        "12 runs planned: 12 done, 0 failed, 0 late, 0 to do.",
        f"3 parts, {size(found.n_bytes)}.",
    ]


def test_what_is_missing_failed_or_late_is_counted(empty: Store) -> None:
    assert verify(empty.folder).counts == Counts(12, 0, 0, 0, 12, 0)
    empty.write([row(0), row(1, "failed"), row(2, "late"), row(3, "failed")])
    empty.write([row(3)])
    found = verify(empty.folder)
    assert found.counts == Counts(planned=12, done=2, failed=1, late=1, missing=8, unplanned=0)
    assert found.sound
    assert found.exit_value == 1


def test_runs_that_the_sweep_does_not_plan_are_counted_apart(empty: Store) -> None:
    larger = list(small_sweep(5, 3, kept=SWEEP.kept).runs())
    empty.write([row(0), made_row(larger[4], kept=SWEEP.kept)])
    assert verify(empty.folder).counts == Counts(12, 1, 0, 0, 11, 1)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def a_hole(path: Path) -> None:
    column = pq.read_metadata(path).row_group(0).column(len(FIXED))
    end = column.data_page_offset + column.total_compressed_size
    whole = path.read_bytes()
    path.write_bytes(whole[: end - 20] + bytes(20) + whole[end:])


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def changed(change: Callable[[pa.Table], pa.Table]) -> Harm:
    return lambda path: pq.write_table(change(pq.read_table(path)), path)


def rename(name: str) -> Callable[[pa.Table], pa.Table]:
    return lambda t: tagged(t.rename_columns([f"old_{n}" if n == name else n for n in t.column_names]), {})


def recast(name: str, kind: pa.DataType) -> Callable[[pa.Table], pa.Table]:
    return lambda t: t.set_column(t.column_names.index(name), name, t[name].cast(kind))


HARMS: dict[str, tuple[Harm, str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "cut short": (cut_short, "is torn"),
    "zeros": (zeros, "is torn"),
    "a hole": (a_hole, "is torn"),
    "text": (lambda path: path.write_text("x" * 900), "is torn, or no Parquet file"),
    "foreign": (changed(lambda t: t.replace_schema_metadata({})), "was not written by shequ"),
    "newer": (
        changed(lambda t: t.replace_schema_metadata({"shequ.layout": "2"})),
        r"was written by a newer version \(layout 2; this one reads up to 1\)",
    ),
    "no key": (changed(rename("key")), "has no column key"),
    "a seed in text": (changed(recast("seed", pa.string())), "column seed is string, not int64"),
    "a number in text": (changed(recast("ENG3", pa.string())), "column ENG3 is not a number"),
    "unsorted": (changed(lambda t: t.take(pa.array([1, 0, 2, 3]))), "is not sorted by key"),
    "doubled": (changed(lambda t: tagged(pa.concat_tables([t, t]), {})), "is not sorted by key, each once"),
}


@pytest.mark.parametrize("name", HARMS)
def test_an_invalid_part_is_named_with_its_reason_and_its_runs_are_run_again(store: Store, name: str) -> None:
    harm, reason = HARMS[name]
    harmed = parts(store)[1]
    keys = set(pq.read_table(harmed)["key"].to_pylist())
    harm(harmed)
    found = verify(store.folder)
    assert [part for part, _ in found.invalid] == [harmed.name]
    assert re.match(reason, found.invalid[0][1]), found.invalid
    assert (found.exit_value, found.counts.missing) == (2, 4)
    if name == "a hole":  # in a column of numbers, which only a look at every page can find
        assert f"Delete parts/{harmed.name}, and its runs are done again" in "\n".join(lines(found, "en"))
        assert compact(store).set_aside == (harmed.name,)
    else:
        assert f"{harmed.name} {found.invalid[0][1]}. Its runs are done again" in "\n".join(
            lines(found, "en")
        )
    again = Store.open(store.folder)
    assert {run.key for run in RUNS} - again.finished() == keys
    assert len(again.frame()) == 8
    again.write([made_row(run, kept=SWEEP.kept) for run in RUNS if run.key in keys])
    assert verify(store.folder).counts.missing == 0
    assert len(again.frame()) == 12


def test_no_changed_byte_changes_a_number_unseen(store: Store) -> None:
    harmed = parts(store)[0]
    whole, table = harmed.read_bytes(), pq.read_table(harmed)
    luck = np.random.default_rng(1)
    for place in luck.integers(4, len(whole), 100):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        harmed.write_bytes(bytes(changed))
        named = [name for name, _ in verify(store.folder).invalid]
        assert named == [harmed.name] or pq.read_table(harmed).equals(table), place


def test_a_part_under_another_name_is_named(store: Store) -> None:
    part = parts(store)[0]
    shutil.copy(part, part.with_name("copy.parquet"))
    found = verify(store.folder)
    assert [name for name, _ in found.invalid if name == "copy.parquet"] == ["copy.parquet"]
    assert "is not named by what it holds" in found.invalid[0][1] + found.invalid[-1][1]
    assert found.counts.done == 12


def test_the_same_run_with_other_numbers_is_a_fault(store: Store) -> None:
    store.write([row(0, ENG9=1.0)])
    store.write([row(1)])
    found = verify(store.folder)
    assert found.exit_value == 2
    assert len(found.faults) == 1
    assert RUNS[0].key in found.faults[0]
    assert found.doubled == 1
    assert found.counts.done == 12
    assert "They count once" in "\n".join(lines(found, "en"))
    compact(store)
    assert len(verify(store.folder).faults) == 1


def test_a_run_under_two_keys_is_a_fault(store: Store) -> None:
    store.write([replace(made_row(RUNS[0], kept=SWEEP.kept), key="f" * 32)])
    (fault,) = verify(store.folder).faults
    assert "under two keys: 1." in fault


def test_a_file_that_a_part_vouches_for_must_be_there(store: Store) -> None:
    names = [path.name for path in parts(store)]
    (store.folder / WEEKLY / names[0]).unlink()
    cut_short(store.folder / WEEKLY / names[1])
    shutil.copy(store.folder / WEEKLY / names[1], store.folder / WEEKLY / "other.parquet")
    keep = pq.read_table(store.folder / WEEKLY / names[2])
    pq.write_table(keep.slice(55), store.folder / WEEKLY / names[2])
    found = dict(verify(store.folder).invalid)
    assert "is missing" in found[f"weekly/{names[0]}"]
    assert "is torn" in found[f"weekly/{names[1]}"]
    assert found[f"weekly/{names[2]}"] == "lacks runs of its part"
    assert f"Delete parts/{names[0]}, and its runs" in "\n".join(lines(verify(store.folder), "en"))
    assert verify(store.folder).leftovers == ("weekly/other.parquet",)


def test_a_draft_of_a_dead_writer_is_left_over_and_removed_by_the_next(store: Store) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = durable._host()
    dead = store.folder / PARTS / f".a.parquet.{host}-{gone.pid}-00000000.draft"
    alive = store.folder / PARTS / f".b.parquet.{host}-{os.getppid()}-00000000.draft"
    elsewhere = store.folder / WEEKLY / f".c.parquet.{'0' * 8}-{gone.pid}-00000000.draft"
    silent = store.folder / WEEKLY / f".d.parquet.{'0' * 8}-{gone.pid}-00000000.draft"
    for path in (dead, alive, elsewhere, silent):
        path.write_bytes(b"half")
    os.utime(silent, (1e9, 1e9))
    assert len(Store.open(store.folder).finished()) == 12
    assert sorted(verify(store.folder).leftovers) == [f"parts/{dead.name}", f"weekly/{silent.name}"]
    Store.open(store.folder).write([row(0)])
    assert [path.exists() for path in (dead, alive, elsewhere, silent)] == [False, True, True, False]
    assert verify(store.folder).leftovers == ()


def test_compacting_changes_no_row(tmp_path: Path) -> None:
    store = filled(tmp_path / "sweep", SWEEP, a_part=1)
    store.write([row(0), row(1)])
    (store.folder / WEEKLY / "orphan.parquet").write_bytes(b"x")
    before = store.frame()
    done = compact(store)
    assert (done.n_before, done.n_after, done.removed) == (13, 1, ("weekly/orphan.parquet",))
    assert store.frame().equals(before)
    assert len(list((store.folder / WEEKLY).iterdir())) == 1
    found = verify(store.folder)
    assert (found.exit_value, found.doubled, found.leftovers) == (0, 0, ())
    again = parts(store)[0].read_bytes()
    assert compact(store).n_after == 1
    assert parts(store)[0].read_bytes() == again


def test_compacting_makes_parts_no_larger_than_asked(tmp_path: Path) -> None:
    store = filled(tmp_path / "sweep", SWEEP, a_part=1)
    before = store.frame()
    compact(store, most_rows=5)
    assert sorted(pq.read_metadata(path).num_rows for path in parts(store)) == [2, 5, 5]
    compact(store, most_rows=100, most_bytes=1)
    assert len(parts(store)) == 3
    assert store.frame().equals(before)


def test_compacting_keeps_parts_with_other_columns_and_failed_runs(empty: Store) -> None:
    empty.write([row(0), row(1, "failed")])
    empty.write([row(1), row(2, NEW=1.0)])
    empty.write([row(3, "late")])
    before = empty.frame()
    assert compact(empty).n_after == 1
    after = empty.frame()
    assert after[before.columns.tolist()].equals(before)
    assert empty.finished(retry=True) == {RUNS[i].key for i in range(3)}


def test_compacting_moves_damaged_parts_out_of_the_way(store: Store) -> None:
    torn, newer = parts(store)[:2]
    cut_short(torn)
    HARMS["newer"][0](newer)
    done = compact(store)
    assert done.set_aside == (torn.name,)
    assert newer.is_file()
    found = verify(store.folder)
    assert [name for name, _ in found.invalid] == [newer.name]
    assert f"damaged/{torn.name}" in found.leftovers


def test_the_status_says_the_same_in_short(store: Store) -> None:
    found = status(store.folder)
    assert found.counts == verify(store.folder).counts
    assert (found.n_parts, found.n_invalid, found.seconds_a_run) == (3, 0, 0.5)
    assert found.n_bytes == sum(path.stat().st_size for path in parts(store))
    for i, path in enumerate(parts(store)):
        os.utime(path, (1e9 + 10 * i, 1e9 + 10 * i))
    assert status(store.folder).runs_per_second == pytest.approx(8 / 20)
    assert status(store.folder).last_written == 1e9 + 20


def test_the_status_of_a_sweep_that_has_not_begun(empty: Store) -> None:
    found = status(empty.folder)
    assert (found.seconds_a_run, found.runs_per_second, found.last_written) == (None, None, None)
    with pytest.raises(BadInput, match="holds no sweep"):
        status(empty.folder.parent)


def test_verifying_needs_pyarrow_and_the_standard_library_alone(store: Store) -> None:
    code = (
        "import sys; others = 'numpy pandas duckdb numba mesa scipy pydantic typer rich dask'.split();"
        "sys.modules.update(dict.fromkeys(others));"  # as if they were not installed
        "from experiments.sweep.verify import status, verify;"
        "print(verify(sys.argv[1]).exit_value, status(sys.argv[1]).counts.done)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0 12"
