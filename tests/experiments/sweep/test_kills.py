"""kill -9 at any moment, of workers and of their parent: nothing lost, doubled or unreadable."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from experiments.sweep.plan import Sweep
from experiments.sweep.store import Store
from tests.experiments.sweep import fakes

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="finds processes as Linux shows them"
)

TOP = Path(__file__).parents[3]
RUNS = 400
MOST_SECONDS = 30.0
"""In which a worker must be gone after its parent; one that was starting sees it only once it has started."""
SWEEPS = (
    "import sys\n"
    "from pathlib import Path\n"
    "from experiments.people import People\n"
    "from experiments.sweep.batch import Pace\n"
    "from experiments.sweep.engine import How, execute\n"
    "from experiments.sweep.local import Local\n"
    "from experiments.sweep.store import Store\n"
    "if __name__ == '__main__':\n"
    "    store = Store(Path(sys.argv[1]))\n"
    "    print(execute(store.sweep(), store, Local(1), how=How(pace=Pace(2.0, 1.0))).left)\n"
)
IN_SMALL_PARTS = (
    "import sys\n"
    "from pathlib import Path\n"
    "from experiments.sweep.store import Store\n"
    "from tests.experiments.sweep import fakes\n"
    "fakes.do_without_model()\n"
    "sweep = fakes.sweep_of(10, int(sys.argv[2]) // 10)\n"
    "store = Store.create(Path(sys.argv[1]), sweep, {})\n"
    "rows = [row for task in sweep.tasks() for row in fakes.Fake()(task, sweep.terms)]\n"
    "for start in range(0, len(rows), 4):\n"
    "    store.write(rows[start : start + 4])\n"
)
"""Makes a sweep in which all is done, in parts of four runs."""


class Command:
    """A sweep in a process of its own, that is killed now and then and given again."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.kills = {"worker": 0, "parent": 0}
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *self.words], cwd=TOP, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def kill(self, whom: str) -> None:
        """Kill the parent, and give the command again at once; or one of its workers, if it has any."""
        if whom == "parent":
            workers = self.workers()
            self._process.kill()
            self._process.communicate()
            self._process = self._start()
            end = time.monotonic() + MOST_SECONDS
            while any(map(alive, workers)):
                assert time.monotonic() < end, "a worker outlived its parent"
                time.sleep(0.02)
        elif workers := self.workers():
            os.kill(random.choice(workers), signal.SIGKILL)
        else:
            return
        self.kills[whom] += 1

    def end(self) -> None:
        """Let it come to its end; give it again, as it asks, if too many workers were killed starting."""
        out, err = self._process.communicate(timeout=300)
        if "worker processes end as they start" in err:
            assert "Everything finished before is safe; the same command goes on." in err
            self._process = self._start()
            out, err = self._process.communicate(timeout=300)
        assert self._process.returncode == 0, err
        assert out.split() == ["0"]

    def workers(self) -> list[int]:
        """Find its workers."""
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        try:
            children = [int(word) for word in path.read_text().split()]
        except OSError:
            return []
        return [child for child in children if b"multiprocessing.spawn" in command_of(child)]


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def killed_sweep(folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Go through sweeps of fakes, killing at random moments, until there were enough kills; look at each.

    A run that happened to be in hand at two kills has a row that says so, and --retry does it.
    """
    dice = random.Random(seed)
    counts = {"worker": 0, "parent": 0}
    number = 0
    while sum(counts.values()) < kills:
        one = folder / f"{seed}-{number}"
        number += 1
        words = "-m", "tests.experiments.sweep.fakes", str(one), str(RUNS)
        command = Command(*words)
        while command.running and sum(command.kills.values()) + sum(counts.values()) < kills:
            time.sleep(dice.uniform(0.0, 0.7))
            command.kill("parent" if dice.random() < 0.3 else "worker")
        command.end()
        if n_aside := check(one):
            Command(*words, "--retry").end()
            assert check(one) == 0
        assert n_aside < 5
        counts = {whom: counts[whom] + n for whom, n in command.kills.items()}
    return counts


def check(folder: Path) -> int:
    """Find every run once, and right or set aside with a word what to do; give how many are set aside."""
    scan = Store.open(folder).scan()
    assert scan.invalid == ()
    assert scan.rows().num_rows == RUNS
    frame = Store.open(folder).frame(["key", "status", "error", "trace", "payload"])
    assert frame["key"].is_unique
    assert set(frame["key"]) == set(keys())
    done = frame[frame["status"] == "done"]
    assert (done["payload"] == done["key"].map(fakes.payload_of)).all()
    aside = frame[frame["status"] != "done"]
    assert aside["error"].str.contains("ended 2 times").all()
    assert aside["trace"].str.contains("The same command with --retry").all()
    return len(aside)


@cache
def keys() -> list[str]:
    """Give the keys of the fake sweep, as a process without the model makes them."""
    code = (
        "from tests.experiments.sweep import fakes\n"
        "fakes.do_without_model()\n"
        f"print(*(run.key for run in fakes.sweep_of(10, {RUNS // 10}).runs()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, text=True, capture_output=True, check=True)
    return done.stdout.split()


def kills_while_merging(folder: Path, kills: int) -> None:
    """Let a command find all runs done and only parts to merge; kill it, or the process that merges."""
    dice = random.Random(kills)
    made = folder / "made"
    subprocess.run([sys.executable, "-c", IN_SMALL_PARTS, str(made), str(RUNS)], cwd=TOP, check=True)
    for number in range(kills):
        one = folder / str(number)
        shutil.copytree(made, one)
        command = Command("-m", "tests.experiments.sweep.fakes", str(one), str(RUNS))
        while command.running and not command.workers():
            time.sleep(0.01)
        time.sleep(dice.uniform(0.0, 1.0))
        command.kill(whom := ("worker", "parent")[number % 2])
        command.end()
        assert check(one) == 0
        if whom == "worker":
            Command("-m", "tests.experiments.sweep.fakes", str(one), str(RUNS)).end()
            assert check(one) == 0
        assert len(list((one / "parts").glob("*.parquet"))) < 4


def test_kills_while_parts_are_merged_lose_and_double_nothing(tmp_path: Path) -> None:
    kills_while_merging(tmp_path, 2)


@pytest.mark.slow
def test_twenty_kills_while_parts_are_merged_lose_and_double_nothing(tmp_path: Path) -> None:
    kills_while_merging(tmp_path, 20)


def test_thirty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    counts = killed_sweep(tmp_path, 30, seed=1)
    assert sum(counts.values()) == 30
    assert min(counts.values()) > 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 11))
def test_three_hundred_kills_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    assert sum(killed_sweep(tmp_path, 30, seed).values()) == 30


def test_the_model_itself_survives_kills(tmp_path: Path) -> None:
    from experiments.sweep.task import run_task

    sweep = Sweep(fakes.sweep_of(4).points, replications=3, weeks=2)
    Store.create(tmp_path / "s", sweep, {})
    command = Command("-c", SWEEPS, str(tmp_path / "s"))
    for whom in ("worker", "parent"):
        n = len(list((tmp_path / "s" / "parts").iterdir()))
        while command.running and len(list((tmp_path / "s" / "parts").glob("*.parquet"))) == n:
            time.sleep(0.05)
        command.kill(whom)
    command.end()
    frame = Store.open(tmp_path / "s").frame(["key", "status", "payload"])
    tasks = list(sweep.tasks())
    wanted = {row.key: row.payload for row in run_task(tasks[0], sweep.terms, lambda: None)}
    assert frame["key"].is_unique
    assert set(frame["key"]) == {run.key for run in sweep.runs()}
    assert set(frame["status"]) == {"done"}
    found = dict(zip(frame["key"], frame["payload"], strict=True))
    assert {key: found[key] for key in wanted} == wanted
