"""A comparison whose command is killed and interrupted: given again, it ends with the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from experiments.sweep.verify import verify

TOP = Path(__file__).parents[2]
SEEDS = 12
WORDS = (
    "compare", "--policies", "s3_offload_unfunded,s4_offload_funded", "--replications", str(SEEDS),
    "--weeks", "4", "--workers", "2", "--lang", "en", "--out",
)  # fmt: skip


def command(folder: Path) -> subprocess.Popen[str]:
    program = "from experiments.cli import main; main()"
    # A process that tests start in the background of a shell would be deaf to Ctrl-C.
    return subprocess.Popen(
        [sys.executable, "-c", program, *WORDS, str(folder)], cwd=TOP, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip


def to_its_end(process: subprocess.Popen[str]) -> None:
    _, told = process.communicate(timeout=600)
    assert process.returncode == 0, told


def n_runs(folder: Path) -> int:
    """Count the rows on the disk."""
    return sum(pq.read_metadata(path).num_rows for path in (folder / "runs" / "parts").glob("*.parquet"))


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 300.0
    while not there():
        assert time.monotonic() < end
        time.sleep(0.02)


def workers(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    words = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return [child for child, line in words.items() if b"multiprocessing.spawn" in line]


def results(folder: Path) -> dict[str, bytes]:
    names = ("differences.csv", "differences.parquet", "runs.parquet", "curves.parquet")
    return {name: (folder / name).read_bytes() for name in names}


@pytest.mark.slow
def test_killed_and_interrupted_it_ends_with_the_same_bytes(tmp_path: Path) -> None:
    torn = tmp_path / "torn"
    to_its_end(command(tmp_path / "whole"))

    first = command(torn)
    wait_until(lambda: n_runs(torn) >= 3)
    os.kill(workers(first.pid)[0], signal.SIGKILL)
    before = n_runs(torn)
    wait_until(lambda: n_runs(torn) > before)
    first.kill()
    first.communicate(timeout=60)
    kept = {path.name for path in (torn / "runs" / "parts").glob("*.parquet")}

    second = command(torn)
    wait_until(lambda: len(list((torn / "runs" / "parts").glob("*.parquet"))) > len(kept))
    second.send_signal(signal.SIGINT)
    _, told = second.communicate(timeout=300)
    assert second.returncode == 130, told
    assert f"To go on: shequ {' '.join(WORDS[:7])} --seed 1 --out {torn}" in told
    assert kept <= {path.name for path in (torn / "runs" / "parts").glob("*.parquet")}
    assert n_runs(torn) < 3 * SEEDS

    to_its_end(command(torn))
    assert results(torn) == results(tmp_path / "whole")
    found = verify(torn / "runs")
    assert (found.counts.done, found.faults, found.invalid) == (3 * SEEDS, (), ())
