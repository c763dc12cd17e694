"""A power cut at any moment: nothing acknowledged is lost, nothing is there twice, and the sweep goes on."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

from experiments.folder import MANIFEST, sync_folder
from experiments.sweep import compact as compacting
from experiments.sweep import store as storing
from experiments.sweep.compact import compact
from experiments.sweep.plan import Kept, Sweep
from experiments.sweep.store import Store
from experiments.sweep.verify import verify
from experiments.sweep_report import lines
from tests.experiments.sweep.made import made_row, small_sweep
from tests.experiments.sweep.power import Disk, PowerCut

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="a folder can be brought to the disk on POSIX only"),
    pytest.mark.usefixtures("short_manifest"),
]

KEPT = Kept(weekly=("ENG3", "DIS5"))
FEW, MORE = small_sweep(4, 3, kept=KEPT), small_sweep(4, 5, kept=KEPT)
Acknowledged = dict[str, float]
"""ENG3 of every run whose part was acknowledged, by key."""


def live(folder: Path, acknowledged: Acknowledged, luck: np.random.Generator) -> Store:
    """Begin a sweep or go on with it, to its end: small parts, then more replications, then larger parts."""
    store = Store.open(folder) if (folder / MANIFEST).exists() else Store.create(folder, FEW, {})
    write_what_is_missing(store, store.sweep(), acknowledged, luck)
    if store.sweep().replications < MORE.replications:
        store.extend(MORE)
    write_what_is_missing(store, MORE, acknowledged, luck)
    compact(store)
    return store


def write_what_is_missing(
    store: Store, sweep: Sweep, acknowledged: Acknowledged, luck: np.random.Generator
) -> None:
    finished = store.finished()
    left = [run for run in sweep.runs() if run.key not in finished]
    while left:
        n = int(luck.integers(1, 5))
        rows = [made_row(run, kept=sweep.kept) for run in left[:n]]
        receipt = store.write(rows)
        acknowledged |= {row.key: row.values["ENG3"] for row in rows}
        assert set(receipt.keys) == {row.key for row in rows}
        left = left[n:]


def what_is_lost(folder: Path, acknowledged: Acknowledged) -> set[str]:
    """Give the acknowledged runs that cannot be read back with their numbers and weekly courses."""
    if not acknowledged:
        return set()
    store = Store.open(folder)
    rows = store.frame(["key", "ENG3"])
    assert not rows["key"].duplicated().any()
    values = dict(zip(rows["key"], rows["ENG3"], strict=True))
    weekly = store.connect().execute("SELECT key, count(*) FROM weekly GROUP BY key").fetchall()
    weeks = dict(weekly)
    return {
        key for key, value in acknowledged.items() if values.get(key) != value or weeks.get(key) != 2 * 55
    }


def lives_until(tmp_path: Path, cut_at: int, seed: int) -> tuple[int, Acknowledged, Path]:
    """Live on a disk whose power is cut at one operation; give the folder as it is found afterwards."""
    luck = np.random.default_rng(seed)
    (tmp_path / "before").mkdir()
    disk = Disk(tmp_path / "before", cut_at, before=bool(luck.integers(2)))
    acknowledged: Acknowledged = {}
    try:
        with pytest.MonkeyPatch.context() as patch:
            disk.install(patch)
            live(tmp_path / "before/sweep", acknowledged, luck)
    except PowerCut:
        pass
    finally:
        if disk.off:
            disk.after_the_cut(tmp_path / "after", luck)
        disk.close()
    return disk.n_done, acknowledged, tmp_path / ("after" if disk.off else "before") / "sweep"


@pytest.fixture(scope="module")
def n_operations(tmp_path_factory: pytest.TempPathFactory, short_manifest: None) -> int:
    n, acknowledged, folder = lives_until(tmp_path_factory.mktemp("whole"), 0, 0)
    assert len(acknowledged) == MORE.n_runs
    assert verify(folder).exit_value == 0
    return n


def cut(tmp_path: Path, n_operations: int, seed: int) -> None:
    at = int(np.random.default_rng([seed, 1]).integers(1, n_operations))
    _, acknowledged, folder = lives_until(tmp_path, at, seed)
    assert what_is_lost(folder, acknowledged) == set()
    live(folder, acknowledged, np.random.default_rng(seed))
    assert what_is_lost(folder, acknowledged) == set()
    found = verify(folder)
    assert found.exit_value == 0, list(lines(found, "en"))
    assert found.counts.done == MORE.n_runs
    assert (found.doubled, found.leftovers) == (0, ())


@pytest.mark.parametrize("seed", range(10))
def test_nothing_acknowledged_is_lost_to_a_power_cut(tmp_path: Path, n_operations: int, seed: int) -> None:
    cut(tmp_path, n_operations, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 110))
def test_nothing_is_lost_to_a_hundred_power_cuts(tmp_path: Path, n_operations: int, seed: int) -> None:
    cut(tmp_path, n_operations, seed)


def without_the_file(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Write as the store does, but leave the content to the system."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        write(file)
    draft.replace(path)
    sync_folder(path.parent)


def without_the_folder(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Write as the store does, but leave the new name to the system."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@pytest.mark.parametrize("sabotaged", [without_the_file, without_the_folder])
def test_a_writer_that_leaves_out_a_step_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_operations: int, sabotaged: Callable[..., None]
) -> None:
    monkeypatch.setattr(storing, "write_durably", sabotaged)
    monkeypatch.setattr(compacting, "write_durably", sabotaged)
    lost = 0
    for seed in range(20):
        place = tmp_path / str(seed)
        place.mkdir()
        at = int(np.random.default_rng([seed, 2]).integers(n_operations // 4, n_operations // 2))
        _, acknowledged, folder = lives_until(place, at, seed)
        try:
            lost += bool(what_is_lost(folder, acknowledged))
        except Exception:
            lost += 1  # the folder cannot even be opened
    assert lost >= 10
