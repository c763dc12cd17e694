"""What the sweep layer itself costs: time beside short runs, memory, and the answer from a million rows.

Runs are stand-ins, so that nothing but the layer is measured. :mod:`tests.bench.hosts` has the model in it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar
from unittest import mock

import numpy as np
import pandas as pd
from rich.console import Console

from experiments import sweep_commands
from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.plan import Task, Terms
from experiments.sweep.progress import Progress
from experiments.sweep.store import Store
from experiments.sweep.task import Row
from tests.experiments.sweep.fakes import Fake, sweep_of
from tests.experiments.sweep.made import a_million_runs

WORKERS, BURN = 2, 0.02
RUNS = 3_000
SMALL, LARGE = 1_000, 100_000
COLUMNS = 60
QUESTION = (
    "SELECT point, avg(X0) AS mean, 1.96 * stddev_samp(X0) / sqrt(count(X0)) AS half_width "
    "FROM runs GROUP BY point ORDER BY point"
)


def measure() -> dict[str, float]:
    """Measure everything; names say what it is."""
    return {**beside_runs(), **memory(), **a_million_rows()}


def beside_runs() -> dict[str, float]:
    """Measure what the layer takes beside runs of 20 ms in two processes: parts, keys and progress included.

    Every run notes the clock and the processor time of its process before and after it. What passes between
    runs, while all processes have work, is the layer's; on a busy machine both grow alike. The first run of a
    process and the part with it alone count as its start: libraries are loaded then.

    Returns: shares of the time of the runs (of the processor, by the clock); seconds that starting takes.
    """
    with tempfile.TemporaryDirectory() as folder:
        began = time.time()
        runs, parent = _swept(Path(folder) / "s")
    runs = runs.sort_values("began")
    from_ = float(runs.groupby("worker")["began"].nth(1).to_numpy().max())
    to = float(runs.groupby("worker")["ended"].max().to_numpy().min())
    runs = runs[(runs["began"] >= from_) & (runs["ended"] <= to)]
    by_runs, window = 0.0, 0.0
    cpu_of_runs, cpu = 0.0, parent
    for _, own in runs.groupby("worker"):
        by_runs += (own["ended"] - own["began"]).sum()
        window += own["ended"].max() - own["began"].min()
        cpu_of_runs += (own["cpu_after"] - own["cpu_before"]).sum()
        cpu += own["cpu_after"].max() - own["cpu_before"].min()
    return {
        "processor": float(cpu / cpu_of_runs) - 1.0,
        "clock": float(window / by_runs) - 1.0,
        "start": from_ - began,
    }


def processor_seconds() -> float:
    """Give the processor time of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _swept(folder: Path) -> tuple[pd.DataFrame, float]:
    """Run a sweep of stand-ins as the command does, drawing its progress on a screen that nobody sees.

    Returns: what the runs noted; processor seconds of the parent since the first of them were safe.
    """
    store = Store.create(folder, sweep := sweep_of(10, RUNS // 10), {})
    since: list[float] = []
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        screen = Console(file=nowhere, force_terminal=True, width=110)
        with mock.patch.object(sweep_commands, "ERR", screen), sweep_commands._bar(store, "en") as draw:

            def tell(progress: Progress) -> None:
                draw(progress)
                if progress.done and not since:
                    since.append(time.process_time())

            execute(sweep, store, Local(WORKERS), tell, how=How(rows=_Noting(BURN)))
    parent = time.process_time() - since[0]
    return store.frame([*_Noting.names]), parent


@dataclass(frozen=True)
class _Noting:
    """Stand-ins that note the clock and the processor time of their process before and after them."""

    seconds: float
    names: ClassVar[tuple[str, ...]] = ("worker", "began", "ended", "cpu_before", "cpu_after")

    def __call__(self, task: Task, terms: Terms) -> Iterator[Row]:
        runs = Fake(self.seconds, light=False)(task, terms)
        while True:
            before = time.time(), time.process_time()
            if (row := next(runs, None)) is None:
                return
            after = time.time(), time.process_time()
            noted = os.getpid(), before[0], after[0], before[1], after[1]
            yield replace(row, values={**row.values, **dict(zip(self.names, map(float, noted), strict=True))})


def memory() -> dict[str, float]:
    """Measure how much more memory a hundred times as many runs take, bytes: in the parent, in a worker."""
    found = {}
    for runs in (SMALL, LARGE):
        command = [sys.executable, "-m", "tests.bench.sweep", "--peaks", str(runs)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[runs] = json.loads(done.stdout)
    return {f"more in the {who}": found[LARGE][who] - found[SMALL][who] for who in ("parent", "workers")}


def peaks(runs: int) -> dict[str, float]:
    """Give the largest memory of a parent and of its workers during a sweep of runs that take no time."""
    with tempfile.TemporaryDirectory() as folder:
        sweep = sweep_of(10, runs // 10)
        store = Store.create(Path(folder) / "s", sweep, {})
        # Questions to the results come later and are not part of it, so the parent is weighed first.
        execute(sweep, store, Local(WORKERS), how=How(rows=_Weighed()))
        parent = _peak()
        return {"parent": parent, "workers": float(store.frame(["peak"])["peak"].max())}


@dataclass(frozen=True)
class _Weighed:
    """Stand-ins that say how much memory their process has taken at most."""

    def __call__(self, task: Task, terms: Terms) -> Iterator[Row]:
        for row in Fake()(task, terms):
            yield replace(row, values={**row.values, "peak": _peak()})


def _peak() -> float:
    """Give the largest memory of this process, bytes.

    On Linux the system's usual figure is passed on by the process that started this one; /proc has its own.
    """
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        unit = 1.0 if sys.platform == "darwin" else 1024.0
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024.0 * int(told.partition("VmHWM:")[2].split()[0])


def a_million_rows() -> dict[str, float]:
    """Ask for mean and interval of one of 60 columns over 10,000 points of 100 runs.

    Parts are as workers leave them, not merged.

    Returns: seconds by the clock of the question, and of opening the folder before the first one.
    """
    with tempfile.TemporaryDirectory() as folder:
        store, values = a_million_runs(Path(folder) / "s", COLUMNS, a_part=1_000)
        began = time.perf_counter()
        connection = Store.open(store.folder).connect()
        opened = time.perf_counter()
        table = connection.execute(QUESTION).df()
        answered = time.perf_counter()
        connection.close()
    if not np.allclose(table["mean"], values.mean(axis=0)):
        raise SystemExit("The means over a million rows are wrong.")
    return {"opening": opened - began, "question": answered - opened}


if __name__ == "__main__":
    print(json.dumps(peaks(int(sys.argv[2]))))
