"""Sweeps on Dask: killed workers and schedulers lose nothing, a deadly run costs itself, TLS is spoken."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from experiments.processes import Failure
from experiments.sweep import cluster
from experiments.sweep.batch import Batch, Pace, Refused, Report, Work, batches
from experiments.sweep.cluster import DaskCluster
from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.progress import Progress
from experiments.sweep.store import Store
from sim.errors import BadInput, SimError
from tests.experiments.sweep.fakes import Fake, expected, payloads, sweep_of

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes as POSIX systems do")

TOP = Path(__file__).parents[3]
FEW = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
"""A deadly run ends two workers before the scheduler says so, not four: the test is over sooner."""

KILLS = 50
"""Of the long test."""


class Cluster:
    """A scheduler and two workers in processes of their own, as a user would start them."""

    def __init__(self, folder: Path, *, tls: Path | None = None) -> None:
        self._file, self._folder = folder / "scheduler.json", folder
        self._tls, self.killed = tls, 0
        self._processes: list[subprocess.Popen[bytes]] = []
        self.start()

    def start(self) -> None:
        """Start everything; give back once the scheduler has said where it is."""
        self._file.unlink(missing_ok=True)
        self._run("dask_scheduler", "--port", "0", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
        end = time.monotonic() + 60
        while not self._file.exists():
            assert time.monotonic() < end, "no scheduler"
            time.sleep(0.05)
        self._run(
            "dask_worker", "--nworkers", "2", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0"
        )

    def _run(self, program: str, *words: str) -> None:
        security = []
        if self._tls is not None:
            for option, file in {"ca-file": "cert", "cert": "cert", "key": "key"}.items():
                security += [f"--tls-{option}", str(self._tls / f"{file}.pem")]
        protocol = ["--protocol", "tls"] if security and program == "dask_scheduler" else []
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(self._file)]
        place = ["--host", "127.0.0.1", *protocol, *security]
        with (self._folder / "dask.log").open("ab") as log:
            started = subprocess.Popen(
                [*command, *place, *words], cwd=TOP, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(TOP), "TMPDIR": str(self._folder), **FEW},
            )  # fmt: skip
        self._processes.append(started)

    @property
    def address(self) -> str:
        """Give the address of the scheduler."""
        return str(json.loads(self._file.read_text())["address"])

    @property
    def alive(self) -> bool:
        """Say whether scheduler and workers run; Dask gives up if a worker is killed while it starts."""
        return bool(self._processes) and all(process.poll() is None for process in self._processes)

    def kill_scheduler(self) -> None:
        """Kill the scheduler and, as no batch scheduler would leave them, its workers."""
        self._processes[0].kill()
        self.killed += 1
        time.sleep(0.5)
        self.close()

    def kill_worker(self) -> None:
        """Kill one of the processes that do the work; its nanny starts another."""
        nanny = self._processes[1].pid
        listed = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        rows = [line.split(None, 2) for line in listed]
        children = {int(pid): words for pid, parent, words in rows if int(parent) == nanny}
        workers = [pid for pid, words in children.items() if "multiprocessing.spawn" in words]
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            self.killed += 1

    def close(self) -> None:
        """End everything."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes.clear()


@contextmanager
def cluster_in(folder: Path, tls: Path | None = None) -> Iterator[Cluster]:
    folder.mkdir(exist_ok=True)
    running = Cluster(folder, tls=tls)
    try:
        yield running
    finally:
        running.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_in(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


def once(wanted: int, act: Callable[[], None]) -> Callable[[Progress], None]:
    """Act once so many runs are done."""
    done: list[int] = []

    def tell(progress: Progress) -> None:
        if not done and progress.done >= wanted:
            done.append(progress.done)
            act()

    return tell


SMALL = Pace(0.3, 0.1)


def test_three_kills_of_workers_and_scheduler_lose_and_double_nothing(
    running: Cluster, tmp_path: Path
) -> None:
    sweep = sweep_of(150)
    store = Store.create(tmp_path / "s", sweep, {})
    how, seen = How(rows=Fake(0.02), pace=SMALL, many=2), list[Progress]()
    worker, scheduler = once(10, running.kill_worker), once(60, running.kill_scheduler)

    def tell(progress: Progress) -> None:
        seen.append(progress)
        worker(progress)
        scheduler(progress)

    with pytest.raises(SimError, match=r"the scheduler is gone\. Everything .* safe .* same command goes on"):
        execute(sweep, store, DaskCluster(running.address), tell, how=how)
    safe = payloads(tmp_path / "s")
    assert seen[-1].done <= len(safe) < 150
    running.start()
    again = once(len(safe) + 5, running.kill_worker)
    last = execute(sweep, store, DaskCluster(running.address), again, how=how)
    assert running.killed == 3
    assert (last.before, last.failed, last.left) == (len(safe), 0, 0)
    assert store.scan().invalid == ()
    assert payloads(tmp_path / "s") == expected(sweep)
    assert len(store.scan().parts) > 2, "a worker that was given up may still write, so nothing is merged"
    assert execute(sweep, store, Local(1), how=how).done == 0
    assert len(store.scan().parts) == 1
    assert payloads(tmp_path / "s") == expected(sweep)


def test_a_deadly_run_costs_itself_alone_and_an_interrupt_is_heard(running: Cluster, tmp_path: Path) -> None:
    sweep = sweep_of(100)
    store = Store.create(tmp_path / "s", sweep, {})
    how = How(rows=Fake(0.02, deadly=(90,)), pace=SMALL)
    interrupt = once(10, lambda: os.kill(os.getpid(), signal.SIGINT))
    first = execute(sweep, store, DaskCluster(running.address), interrupt, how=how)
    assert first.stopped
    assert 10 <= len(payloads(tmp_path / "s")) == first.done < 100
    second = execute(sweep, store, DaskCluster(running.address), how=how)
    assert (second.before, second.failed, second.left) == (first.done, 1, 0)
    frame = store.frame(["point", "status", "error", "trace"])
    (aside,) = frame[frame["status"] != "done"].to_dict("records")
    assert aside["point"] == 90
    assert "ended 2 times" in aside["error"]
    assert "The same command with --retry" in aside["trace"]
    assert payloads(tmp_path / "s").keys() == expected(sweep).keys()


def disturb(running: Cluster, over: threading.Event) -> None:
    """Kill a worker or the scheduler every few seconds, and start anew what does not come back by itself.

    After so many kills the last sweep is left to come to its end.
    """
    dice = random.Random(1)
    while not over.wait(dice.uniform(1.0, 6.0)):
        if not running.alive:
            running.close()
            running.start()
        elif running.killed >= KILLS:
            continue
        elif dice.random() < 0.2:
            running.kill_scheduler()
        else:
            running.kill_worker()


@pytest.mark.slow
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWER", 3.0)
    over, number, how = threading.Event(), 0, How(rows=Fake(0.02), pace=SMALL)
    with cluster_in(tmp_path / "dask") as running:
        killer = threading.Thread(target=disturb, args=(running, over))
        killer.start()
        try:
            while running.killed < KILLS:
                sweep, folder = sweep_of(300), tmp_path / f"s{number}"
                store, number, left = Store.create(folder, sweep, {}), number + 1, 300
                while left:
                    with suppress(SimError, OSError, ValueError):
                        left = execute(sweep, store, DaskCluster(running.address), how=how).left
                assert store.scan().invalid == ()
                assert payloads(folder).keys() == expected(sweep).keys()
                assert (store.frame(["status"])["status"] == "done").sum() > 295
        finally:
            over.set()
            killer.join()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_tls_is_spoken_and_a_client_without_certificate_is_not_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True,
    )  # fmt: skip
    sweep = sweep_of(4)
    store, how = Store.create(tmp_path / "s", sweep, {}), How(rows=Fake())
    with cluster_in(tmp_path / "dask", tls=tmp_path) as running:
        assert running.address.startswith("tls://")
        monkeypatch.setattr(cluster, "_ANSWER", 2.0)
        with pytest.raises(BadInput, match="no scheduler answers"):
            execute(sweep, store, DaskCluster(running.address.replace("tls:", "tcp:")), how=how)
        monkeypatch.undo()
        secured = DaskCluster(running.address, ca_file=str(cert), cert=str(cert), key=str(key))
        assert execute(sweep, store, secured, how=how).left == 0


def test_what_cannot_work_is_told_before_it_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = sweep_of(2)
    store = Store.create(tmp_path / "s", sweep, {})
    monkeypatch.setattr(cluster, "_ANSWER", 1.0)
    for engine, words in {
        DaskCluster("tcp://127.0.0.1:9"): "no scheduler answers there",
        DaskCluster("nonsense://x"): "no scheduler answers there",
        DaskCluster("tls://127.0.0.1:9"): "tls needs a CA file",
        DaskCluster("tls://127.0.0.1:9", ca_file="none.pem"): "CA file none.pem: there is no such file",
    }.items():
        with pytest.raises(BadInput, match=words):
            execute(sweep, store, engine)

    def missing(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(cluster, "import_module", missing)
    with pytest.raises(BadInput, match=r"pip install 'shequ\[dask\]'"):
        execute(sweep, store, DaskCluster("local"))


def test_a_worker_of_another_program_or_without_the_folder_refuses(tmp_path: Path) -> None:
    sweep = sweep_of(2)
    store = Store.create(tmp_path / "s", sweep, {})
    (batch,) = batches(sweep.tasks(), lambda: 2)

    def outcome(there: tuple[str, ...], folder: Path = store.folder) -> Report | Refused | Failure:
        return on_worker(Work(folder, sweep.terms, Fake(light=False)), batch, there)

    refused = outcome(("0.0", "other", "here"))
    assert isinstance(refused, Failure)
    assert "another program or platform" in refused.error
    refused = outcome(cluster._here(), tmp_path / "elsewhere")
    assert isinstance(refused, Failure)
    assert "does not see" in refused.error
    assert isinstance(outcome(cluster._here()), Report)


def on_worker(work: Work, batch: Batch, there: tuple[str, ...]) -> Report | Refused | Failure:
    return cluster._on_worker(work, batch, work.folder / "halt", None, there)
