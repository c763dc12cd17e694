"""The same runs of the same model in ``mesa.batch_run``, in EMA Workbench's processes and as a sweep.

How many a second, in rounds in which the hosts take turns; and what becomes of a study in each when one of
its worker processes is killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from unittest import mock

import mesa

from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.plan import Sweep, Task, Terms
from experiments.sweep.store import Store
from experiments.sweep.task import Row, task_rows
from sim.calendar import BURN_IN
from sim.model import Street
from sim.scenario import Scenario
from tests.bench.compare import recorded
from tests.bench.given import Week
from tests.bench.mesa_week import ResidentStreet
from tests.bench.sweep import WORKERS, processor_seconds

WEEKS = 104
FEW, MANY = 8, 40
"""Runs of a small study and of a large one; a multiple of 8."""
VICTIM = 80
AT_WORK, QUIET, PATIENCE = 5.0, 20.0, 300.0
"""Processor seconds of a worker that is surely at work; seconds after which a study in which nothing moves
hangs; seconds that one is waited for in any case."""
PLAIN_WEEKS = 8


def points(runs: int) -> list[tuple[float, int]]:
    """Give value of a lever and seed of each run."""
    offloads = [round(0.05 + 0.9 * i / 7, 6) for i in range(8)]
    return [(offload, seed) for seed, offload in product(range(1, runs // 8 + 1), offloads)]


def in_mesa(runs: int, folder: Path) -> int:
    """Run the model by mesa.batch_run."""
    seeds = sorted({seed for _, seed in points(runs)})
    offloads = sorted({offload for offload, _ in points(runs)})
    rows = mesa.batch_run(
        Street, {"offload": offloads, "seed": seeds, "weeks": WEEKS}, number_processes=WORKERS,
        max_steps=BURN_IN + WEEKS, display_progress=False,
    )  # fmt: skip
    return len(rows)


def evaluate(offload: float, seed: int) -> dict[str, float]:
    """Run the model once, for EMA Workbench."""
    from sim.outcomes import measure

    street = Street(seed=int(seed), weeks=WEEKS, offload=offload).run()
    return {"ENG3": float(measure(street)["ENG3"])}


def in_ema(runs: int, folder: Path) -> int:
    """Run the model by EMA Workbench's evaluator of processes."""
    import ema_workbench as ema

    model = ema.Model("shequ", function=evaluate)
    model.levers = [ema.RealParameter("offload", 0, 1), ema.IntegerParameter("seed", 0, 1000)]
    model.outcomes = [ema.ScalarOutcome("ENG3")]
    policies = [ema.Policy(f"{o} {s}", offload=o, seed=s) for o, s in points(runs)]
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        contextlib.redirect_stderr(nowhere),  # its bar of progress
        mock.patch.dict(os.environ, {"PYTHONWARNINGS": "ignore"}),  # of each of its processes
        ema.MultiprocessingEvaluator(model, n_processes=WORKERS) as evaluator,
    ):
        table, _ = ema.perform_experiments(model, policies=policies, evaluator=evaluator)
    return len(table)


def in_sweep(runs: int, folder: Path) -> int:
    """Run the model as a sweep: points that meet the same luck share people and burn-in."""
    return _swept(runs, folder, How())


def in_sweep_apart(runs: int, folder: Path) -> int:
    """Run the model as a sweep in which every run makes its own burn-in, as in the other hosts."""
    return _swept(runs, folder, How(rows=one_by_one))


def one_by_one(task: Task, terms: Terms) -> Iterator[Row]:
    """Do each run of a task from its own beginning."""
    for run in task.runs:
        yield from task_rows(Task(task.number, (run,)), terms)


def _swept(runs: int, folder: Path, how: How) -> int:
    scenarios = [Scenario(values={"offload": offload}) for offload, _ in points(8)]
    sweep = Sweep(tuple(scenarios), replications=runs // 8, weeks=WEEKS)
    return execute(sweep, Store.create(folder / "sweep", sweep, {}), Local(WORKERS), how=how).done


HOSTS: dict[str, Callable[[int, Path], int]] = {
    "mesa.batch_run": in_mesa,
    "EMA Workbench, processes": in_ema,
    "shequ sweep": in_sweep,
    "shequ sweep, no burn-in shared": in_sweep_apart,
}
OURS, APART = "shequ sweep", "shequ sweep, no burn-in shared"


@dataclass(frozen=True)
class Rate:
    """What a further run takes once everything is started.

    Attributes:
        processor: processor seconds, of all processes.
        clock: runs a second by the clock.
    """

    processor: float
    clock: float


def rates(rounds: int) -> dict[str, Rate]:
    """Measure every host in each round; what else the machine does only adds, so the least of each counts.

    A large study less a small one is what its further runs take, so starting does not count.
    """
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for host in HOSTS.values():
        _once(host, FEW)  # kernels that were changed are compiled now
    for number in range(rounds):
        order = [*HOSTS] if number % 2 else [*HOSTS][::-1]
        for name, runs in product(order, (FEW, MANY)):
            found.setdefault((name, runs), []).append(_once(HOSTS[name], runs))

    def rate(name: str) -> Rate:
        processor, clock = (
            min(took[i] for took in found[name, MANY]) - min(took[i] for took in found[name, FEW])
            for i in (0, 1)
        )
        return Rate(processor / (MANY - FEW), (MANY - FEW) / clock)

    return {name: rate(name) for name in HOSTS}


def _once(host: Callable[[int, Path], int], runs: int) -> tuple[float, float]:
    """Do a study; give its processor seconds and its seconds by the clock."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cpu, began = processor_seconds(), time.perf_counter()
        done = host(runs, Path(folder))
        passed = time.perf_counter() - began
    if done != runs:
        raise SystemExit(f"{host.__name__} did {done} of {runs} runs.")
    return processor_seconds() - cpu, passed


class PlainStreet(mesa.Model):
    """Residents as Mesa objects, and the organisations of a real street; one of ``make bench``'s forms."""

    recording: Any = None

    def __init__(self, offload: float) -> None:
        """Make one agent for each adult of the default street."""
        super().__init__()
        self.weeks: list[Week] = list(type(self).recording.weeks)
        self.organisations = Street(seed=1, weeks=PLAIN_WEEKS, offload=offload)
        self.residents = ResidentStreet(self.organisations, type(self).recording.start)
        self.seconds = 0.0
        self.datacollector = mesa.DataCollector(model_reporters={"seconds": "seconds"})

    def step(self) -> None:
        """Live through a week; what the organisations of the real street take is part of it."""
        began = time.process_time()
        self.organisations.step()
        self.residents.live(self.weeks[self.steps - 1])
        self.seconds += time.process_time() - began
        self.datacollector.collect(self)


def plain_seconds() -> float:
    """Give the processor seconds of a run of the plain Mesa-object street in mesa.batch_run."""
    PlainStreet.recording = recorded(Street(seed=1, weeks=PLAIN_WEEKS), weeks=PLAIN_WEEKS)
    rows = mesa.batch_run(
        PlainStreet, {"offload": [0.2]}, number_processes=1, max_steps=PLAIN_WEEKS - 1, display_progress=False
    )
    return float(rows[-1]["seconds"]) / PLAIN_WEEKS * (BURN_IN + WEEKS)


@dataclass(frozen=True)
class Aftermath:
    """What became of a study one of whose workers was killed.

    Attributes:
        words: in words.
        done: runs that there are in the end.
    """

    words: str
    done: int


def after_a_kill(name: str) -> Aftermath:
    """Begin a study in a process of its own, kill one of its workers once it is at work, and see."""
    with tempfile.TemporaryDirectory() as folder:
        study = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.hosts", name, folder], text=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _kill_a_worker(study)
            return _aftermath(study)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(study.pid, signal.SIGKILL)
            study.wait()


def _kill_a_worker(study: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and study.poll() is None:
        at_work = [pid for pid, used in _workers(study.pid).items() if used >= AT_WORK]
        if at_work:
            os.kill(at_work[0], signal.SIGKILL)
            return
        time.sleep(0.2)
    raise SystemExit("A study was over before one of its workers could be killed.")


def _aftermath(study: subprocess.Popen[str]) -> Aftermath:
    """Wait until the study has ended, or nothing in it moves any more."""
    limit = time.monotonic() + PATIENCE
    used, since = 0.0, time.monotonic()
    while study.poll() is None:
        now = sum(_workers(study.pid).values())
        if abs(now - used) >= 1.0:
            used, since = now, time.monotonic()
        if time.monotonic() - since > QUIET or time.monotonic() > limit:
            return Aftermath("waits for ever; nothing is kept", 0)
        time.sleep(0.5)
    out, _ = study.communicate()
    if study.returncode:
        return Aftermath("ends with an error; nothing is kept", 0)
    done = int(out.split()[-1])
    return Aftermath(f"ends with {done} of {VICTIM} runs", done)


def _workers(parent: int) -> dict[int, float]:
    """Find the processes that work for another one, and the processor seconds that each has used."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,time=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split(None, 3) for line in listed]
    return {
        int(pid): _seconds(used)
        for pid, of, used, words in rows
        if int(of) == parent and "resource_tracker" not in words
    }


def _seconds(used: str) -> float:
    """Read a time as ps writes it: 1-02:03:04, 02:03:04 or 3:04.56."""
    days, _, rest = used.rpartition("-")
    total = 0.0
    for number in rest.split(":"):
        total = 60.0 * total + float(number)
    return total + 86_400.0 * int(days or 0)


def main() -> None:
    """Be the study one of whose workers is killed."""
    warnings.simplefilter("ignore")
    print(HOSTS[sys.argv[1]](VICTIM, Path(sys.argv[2])))


if __name__ == "__main__":
    main()
