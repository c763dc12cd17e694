"""What the sweep layer costs, and how it does beside ``mesa.batch_run`` and EMA Workbench's processes.

``python -m tests.bench.sweep`` prints the cost of the layer with a stand-in that burns 20 ms a run; runs a
second of the same model, the default street, in each host, two processes each, once they are started; and
what becomes of a study in each host when one of its workers is killed.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import mesa
from rich.console import Console
from rich.table import Table

from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.plan import Sweep
from experiments.sweep.store import Store
from sim.calendar import BURN_IN
from sim.model import Street
from sim.scenario import Scenario
from tests.bench.compare import recorded
from tests.bench.given import Week
from tests.bench.mesa_week import ResidentStreet
from tests.experiments.sweep.fakes import Fake, sweep_of

WORKERS, WEEKS, BURN = 2, 104, 0.02
FEW, MANY = 16, 64
VICTIM, PATIENCE = 40, 90.0
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
    with ema.MultiprocessingEvaluator(model, n_processes=WORKERS) as evaluator:
        table, _ = ema.perform_experiments(model, policies=policies, evaluator=evaluator)
    return len(table)


def in_sweep(runs: int, folder: Path, *, apart: bool = False) -> int:
    """Run the model as a sweep; apart, no run shares its people and burn-in with another."""
    scenarios = [Scenario(values={"offload": offload}) for offload, _ in points(runs)]
    if apart:
        sweep = Sweep(tuple(scenarios), seeds="independent", weeks=WEEKS)
    else:
        sweep = Sweep(tuple(scenarios[:8]), replications=runs // 8, weeks=WEEKS)
    store = Store.create(folder / f"{runs}-{apart}", sweep, {})
    return execute(sweep, store, Local(WORKERS)).done


def in_sweep_apart(runs: int, folder: Path) -> int:
    """Run the model as a sweep of which no two runs share people and burn-in."""
    return in_sweep(runs, folder, apart=True)


HOSTS: dict[str, Callable[[int, Path], int]] = {
    "mesa.batch_run": in_mesa,
    "EMA Workbench, processes": in_ema,
    "shequ sweep, every run from its own beginning": in_sweep_apart,
    "shequ sweep, common luck": in_sweep,
}


def runs_a_second(host: Callable[[int, Path], int], few: int = FEW, many: int = MANY) -> float:
    """Give the rate once everything is started: what more runs take, not what the first ones do."""
    seconds = {}
    for runs in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            done = host(runs, Path(folder))
            seconds[runs] = time.perf_counter() - began
            if done != runs:
                raise SystemExit(f"{host.__name__} did {done} of {runs} runs.")
    return (many - few) / (seconds[many] - seconds[few])


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
    """Give the CPU seconds of a week of the plain Mesa-object street, from mesa.batch_run."""
    PlainStreet.recording = recorded(Street(seed=1, weeks=PLAIN_WEEKS), weeks=PLAIN_WEEKS)
    rows = mesa.batch_run(
        PlainStreet, {"offload": [0.2]}, number_processes=1, max_steps=PLAIN_WEEKS - 1, display_progress=False
    )
    return float(rows[-1]["seconds"]) / PLAIN_WEEKS


def layer(few: int = 1_000, many: int = 3_000) -> dict[str, float]:
    """Measure what the layer takes beside runs of 20 ms: CPU time of all processes, and time that passes.

    Returns: shares of the time of the runs, once started; seconds that starting takes.
    """
    cpu, wall = {}, {}
    for runs in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            sweep = sweep_of(10, runs // 10)
            store = Store.create(Path(folder) / "s", sweep, {})
            before, began = _cpu(), time.perf_counter()
            execute(sweep, store, Local(WORKERS), how=How(rows=Fake(BURN, light=False)))
            cpu[runs], wall[runs] = _cpu() - before, time.perf_counter() - began
    burnt = (many - few) * BURN
    return {
        "CPU": (cpu[many] - cpu[few]) / burnt - 1.0,
        "time": (wall[many] - wall[few]) * WORKERS / burnt - 1.0,
        "start": wall[few] - few * (wall[many] - wall[few]) / (many - few),
    }


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def after_a_kill(name: str) -> str:
    """Begin a study in a process of its own, kill one of its workers, and say what became of it."""
    with tempfile.TemporaryDirectory() as folder:
        study = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sweep", "--victim", name, folder], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(12.0)
        workers = _workers(study.pid)
        if study.poll() is not None or not workers:
            return "was over before a worker could be killed"
        os.kill(workers[0], signal.SIGKILL)
        try:
            out, _ = study.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return f"never ends (waited {PATIENCE:g} s); nothing is kept"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(study.pid, signal.SIGKILL)
            study.wait()
        if study.returncode:
            return "ends with an error; nothing is kept"
        return f"ends with {out.split()[-1]} of {VICTIM} runs"


def _workers(parent: int) -> list[int]:
    """Find the processes that work for another one."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split(None, 2) for line in listed]
    return [int(p) for p, of, words in rows if int(of) == parent and "resource_tracker" not in words]


def main() -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")
    if sys.argv[1:2] == ["--victim"]:
        print(HOSTS[sys.argv[2]](VICTIM, Path(sys.argv[3])))
        return
    console = Console(width=110)
    cost = layer()
    console.print(
        f"The layer beside runs of {1000 * BURN:g} ms in {WORKERS} processes takes {cost['CPU']:.1%} of "
        f"their CPU time and {cost['time']:.1%} of the time that passes. A start takes {cost['start']:.1f} s."
    )
    rates = {name: runs_a_second(host) for name, host in HOSTS.items()}
    table = Table("host", "runs a second", "when a worker is killed", title=f"default street, {WEEKS} weeks")
    for name, rate in rates.items():
        table.add_row(name, f"{rate:.2f}", after_a_kill(name))
    console.print(table)
    plain = WORKERS / (plain_seconds() * (BURN_IN + WEEKS))
    times = rates["shequ sweep, common luck"] / plain
    console.print(
        f"Plain Mesa objects in mesa.batch_run: {plain:.4f} runs a second; "
        f"the sweep is {times:.0f} times as fast."
    )


if __name__ == "__main__":
    main()
