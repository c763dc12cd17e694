"""A stand-in for the model: runs of a few milliseconds that may fail, hang or kill their process, as told.

``python -m tests.experiments.sweep.fakes FOLDER RUNS`` begins such a sweep, or goes on with it, as a command
would: with two workers, until it is done; with ``--retry``, what failed is run again.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from unittest import mock

from experiments.folder import MANIFEST
from experiments.manifest import RANDOM_SCHEME, version
from experiments.processes import Tick
from experiments.sweep import compact, local, plan, store
from experiments.sweep.batch import Pace
from experiments.sweep.durable import write_durably
from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.plan import RunSpec, Sweep, Task, Terms
from experiments.sweep.store import Store
from experiments.sweep.task import Row
from sim.scenario import Scenario

COLUMNS = 60


@dataclass(frozen=True)
class Fake:
    """How fake runs behave, by the number of their point.

    Attributes:
        seconds: CPU time of a run.
        deadly: points that kill their process.
        hanging: points that never end.
        failing: points that fail.
        light: whether its processes do without the model, which they need for the catalogue's hash only.
    """

    seconds: float = 0.0
    deadly: tuple[int, ...] = ()
    hanging: tuple[int, ...] = ()
    failing: tuple[int, ...] = ()
    light: bool = True

    def __call__(self, task: Task, terms: Terms) -> Iterator[Row]:
        """Do the runs of a task."""
        if self.light:
            do_without_model()
        for run in task.runs:
            end = time.process_time() + self.seconds
            while time.process_time() < end:
                pass
            if run.point in self.deadly:
                os._exit(3)
            while run.point in self.hanging:
                time.sleep(0.05)
            yield self._row(run)

    def _row(self, run: RunSpec) -> Row:
        told = run.key, run.point, run.replicate, run.seed
        if run.point in self.failing:
            return Row(*told, "failed", "ValueError: as told", "in a fake")
        return Row(
            *told, "done", seconds=self.seconds, payload=payload_of(run.key), values=values_of(run.key)
        )


def values_of(key: str) -> dict[str, float]:
    """Give the numbers of a run, which depend on its key alone."""
    numbers = hashlib.shake_128(key.encode()).digest(COLUMNS)
    return {f"X{i}": float(number) for i, number in enumerate(numbers)}


def payload_of(key: str) -> str:
    """Give the hash of a run's numbers."""
    return hashlib.sha256(str(values_of(key)).encode()).hexdigest()[:32]


def sweep_of(points: int, replications: int = 1, time_limit: float = 0.0) -> Sweep:
    """Plan a sweep over values of one lever."""
    scenarios = tuple(Scenario(values={"offload": round((i + 1) / (points + 1), 9)}) for i in range(points))
    return Sweep(scenarios, replications=replications, time_limit=time_limit)


def rows_of(folder: Path, without: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Read the rows that stand, by key, without what differs from time to time; numbers to the last bit."""
    frame = Store.open(folder).frame().drop(columns=["seconds", "trace", *without])
    assert frame["key"].is_unique
    table = frame.set_index("key").sort_index(axis=1)
    return {str(row[0]): tuple(map(repr, row[1:])) for row in table.itertuples(name=None)}


def expected(sweep: Sweep) -> dict[str, str]:
    """Give the payload of each planned run."""
    return {run.key: payload_of(run.key) for run in sweep.runs()}


def payloads(folder: Path) -> dict[str, str]:
    """Read the payload of each run that stands."""
    frame = Store.open(folder).frame(["key", "payload"])
    assert frame["key"].is_unique
    return dict(zip(frame["key"], frame["payload"], strict=True))


def do_without_model() -> None:
    """Let this process never load the model, which takes a second that tests of kills cannot spare."""
    for name, stub in {
        "plan.catalogue_hash": lambda: "none",
        "plan.acting_before": lambda scenario: "",
        "store.catalogue_hash": lambda: "none",
        "store.environment": lambda: {"shequ": version(), "catalogue": "none", "random": RANDOM_SCHEME},
    }.items():
        module, function = name.split(".")
        setattr({"plan": plan, "store": store}[module], function, stub)


def merge_and_die(when: str, lock: Path, folder: Path, tick: Tick) -> bool:
    """Merge, but be killed before the new part is written, or after it and before an old one goes."""

    def die(path: Path, content: Callable[[IO[bytes]], Any]) -> None:
        if when == "after":
            write_durably(path, content)
        os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch.object(compact, "write_durably", die):
        return local._merge(lock, folder, tick)


def main() -> None:
    """Go on with a sweep of fakes."""
    do_without_model()
    folder, runs = Path(sys.argv[1]), int(sys.argv[2])
    sweep = sweep_of(10, runs // 10)
    if not (folder / MANIFEST).exists():
        Store.create(folder, sweep, {})
    how = How(retry="--retry" in sys.argv, rows=Fake(0.01), pace=Pace(0.3, 0.1), many=4)
    summary = execute(sweep, Store(folder), Local(2), how=how)
    print(summary.left)


if __name__ == "__main__":
    main()
