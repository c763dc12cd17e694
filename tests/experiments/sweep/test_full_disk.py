"""A full disk: a clear error, every acknowledged run safe, and the sweep goes on once there is room."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

from experiments.sweep import store as storing
from experiments.sweep.compact import compact
from experiments.sweep.durable import write_durably
from experiments.sweep.local import merge
from experiments.sweep.lock import only_writer
from experiments.sweep.plan import Kept
from experiments.sweep.room import CannotWrite, NoRoom
from experiments.sweep.store import Store
from experiments.sweep.verify import verify
from experiments.sweep_report import lines
from tests.experiments.sweep.made import made_row, small_sweep

KEPT = Kept(weekly=("ENG3",))
SWEEP = small_sweep(10, 6, kept=KEPT)
WRITTEN = {"command_line": "shequ sweep design.toml --out DIR"}
ROOM, MORE_ROOM = (24, 160), 4000
"""Kilobytes of the small disk, least and most, and of the large one."""

pytestmark = pytest.mark.usefixtures("short_manifest")


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a small disk; always unmounted in the end."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "shequ-test", str(place)],
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("this process may not mount a small disk; the test with a counted disk stands in for it")
    try:
        yield place
    finally:
        if subprocess.run(["umount", str(place)], capture_output=True).returncode:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


def may_mount() -> bool:
    return (
        os.name == "posix" and hasattr(os, "geteuid") and os.geteuid() == 0 and Path("/proc/mounts").exists()
    )


def fill(store: Store, luck: np.random.Generator) -> set[str]:
    """Write until everything is done; give the acknowledged keys, also when the disk fills up on the way."""
    acknowledged: set[str] = set()
    finished = store.finished()
    left = [run for run in SWEEP.runs() if run.key not in finished]
    try:
        while left:
            n = int(luck.integers(1, 5))
            acknowledged |= {*store.write([made_row(run, kept=KEPT) for run in left[:n]]).keys}
            left = left[n:]
    except NoRoom as error:
        check_words(str(error), store)
    return acknowledged


def check_words(words: str, store: Store) -> None:
    """Check that an error says what happened, what is safe, what is needed, and how to go on."""
    safe = len(store.finished())
    assert f"{store.folder}: the disk is full" in words
    assert f"Everything finished before is safe: {safe} of {SWEEP.n_runs} runs" in words
    assert "for a part" in words
    assert "The runs that are left need about" in words
    assert f"Make room, then `{WRITTEN['command_line']}` goes on from there." in words


def check_store(store: Store, acknowledged: set[str]) -> None:
    assert store.finished() == acknowledged
    rows = store.frame()
    assert sorted(rows["key"]) == sorted(acknowledged)
    assert rows.empty or rows["ENG3"].notna().all()
    found = verify(store.folder)
    assert found.sound, list(lines(found, "en"))
    assert [name for name in found.leftovers if name.endswith(".draft")] == []


def begin(folder: Path, make_room: Callable[[], Any]) -> tuple[Store, int]:
    """Begin a sweep, the second time if the disk is too small for the plan; give how often it refused."""
    try:
        return Store.create(folder, SWEEP, WRITTEN), 0
    except NoRoom as error:
        words = str(error)
    assert "The plan was not written" in words
    make_room()
    return Store.create(folder, SWEEP, WRITTEN), 1


def fill_up_and_go_on(folder: Path, seed: int, make_room: Callable[[], Any]) -> None:
    luck = np.random.default_rng(seed)
    store, n_refused = begin(folder, make_room)
    first = fill(store, luck)
    n_refused += len(first) < SWEEP.n_runs
    assert n_refused == 1
    check_store(store, first)
    make_room()
    again = Store.open(folder)
    second = fill(again, luck)
    assert not first & second
    check_store(again, first | second)
    assert verify(folder).exit_value == 0
    compact(again)
    assert verify(folder).leftovers == ()


def on_a_small_disk(tmp_path: Path, seed: int) -> None:
    kilobytes = int(np.random.default_rng([seed, 1]).integers(*ROOM))
    with small_disk(tmp_path / "disk", kilobytes) as disk:

        def make_room() -> None:
            remount = ["mount", "-o", f"remount,size={MORE_ROOM}k", str(disk)]
            subprocess.run(remount, check=True, capture_output=True)

        fill_up_and_go_on(disk / "sweep", seed, make_room)


@pytest.mark.skipif(
    not may_mount(), reason="only root on Linux may mount a small disk; a counted one stands in"
)
@pytest.mark.parametrize("seed", range(10))
def test_a_small_disk_that_fills_up_loses_nothing(tmp_path: Path, seed: int) -> None:
    on_a_small_disk(tmp_path, seed)


@pytest.mark.slow
@pytest.mark.skipif(
    not may_mount(), reason="only root on Linux may mount a small disk; a counted one stands in"
)
@pytest.mark.parametrize("seed", range(10, 60))
def test_fifty_small_disks_that_fill_up_lose_nothing(tmp_path: Path, seed: int) -> None:
    on_a_small_disk(tmp_path, seed)


@pytest.mark.skipif(not may_mount(), reason="only root on Linux may mount a small disk")
def test_a_full_disk_leaves_parts_unmerged_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", MORE_ROOM) as disk, only_writer_of(disk / "sweep") as (store, lock):
        fill(store, np.random.default_rng(1))
        before = store.frame()
        names = {part.name for part in store.scan().parts}
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        merge(store.folder, lock)
        assert {part.name for part in store.scan().parts} == names
        check_store(store, set(before["key"]))
        ballast.unlink()
        merge(store.folder, lock)
        assert len(store.scan().parts) == 1
        assert store.frame().equals(before)
        assert verify(store.folder).leftovers == ()


@contextmanager
def only_writer_of(folder: Path) -> Iterator[tuple[Store, Path]]:
    store = Store.create(folder, SWEEP, WRITTEN)
    with only_writer(folder) as lock:
        yield store, lock


class Counted:
    """A file on a disk with so many bytes left; the last write goes in as far as it fits."""

    def __init__(self, file: IO[bytes], room: list[int]) -> None:
        self._file, self._room = file, room

    def write(self, content: Any) -> int:
        size = memoryview(content).nbytes
        fits = min(size, self._room[0])
        self._file.write(memoryview(content).cast("B")[:fits])
        self._room[0] -= fits
        if fits < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return size


def on_a_counted_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    room = [int(np.random.default_rng([seed, 2]).integers(1_000, 60_000))]

    def write(path: Path, content: Callable[[Any], Any]) -> None:
        write_durably(path, lambda file: content(Counted(file, room)))

    def make_room() -> None:
        room[0] = 1_000_000

    monkeypatch.setattr(storing, "write_durably", write)
    fill_up_and_go_on(tmp_path / "sweep", seed, make_room)


@pytest.mark.parametrize("seed", range(10))
def test_a_disk_that_is_full_at_any_byte_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    on_a_counted_disk(tmp_path, monkeypatch, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 60))
def test_fifty_disks_that_are_full_at_any_byte_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    on_a_counted_disk(tmp_path, monkeypatch, seed)


def test_a_disk_that_refuses_for_another_reason_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(tmp_path / "sweep", SWEEP, {})
    runs = list(SWEEP.runs())
    store.write([made_row(runs[0], kept=KEPT)])

    def refuse(path: Path, content: Callable[[Any], Any]) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(storing, "write_durably", refuse)
    with pytest.raises(
        CannotWrite, match=r"could not be written \(.*1 of 60 runs in 1 parts.*the same command"
    ) as found:
        store.write([made_row(runs[1], kept=KEPT)])
    assert not isinstance(found.value, NoRoom)
    with pytest.raises(CannotWrite, match="The plan was not written"):
        Store.create(tmp_path / "other", SWEEP, {})
