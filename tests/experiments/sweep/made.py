"""A small sweep, and rows as runs would give them, without running anything."""

from pathlib import Path
from typing import Any

import numpy as np

from experiments.sweep.measured import payload
from experiments.sweep.plan import Kept, RunSpec, Sweep
from experiments.sweep.store import Store
from experiments.sweep.task import Row
from sim.scenario import Scenario


def small_sweep(n_points: int = 4, replications: int = 3, **terms: Any) -> Sweep:
    points = tuple(Scenario(f"p{i}", values={"offload": i / n_points}) for i in range(n_points))
    return Sweep(points, replications=replications, weeks=3, **terms)


def made_row(run: RunSpec, status: str = "done", kept: Kept | None = None, **values: float) -> Row:
    """Give the row that a run would leave: made-up numbers that only its key decides."""
    told = run.key, run.point, run.replicate, run.seed
    if status != "done":
        return Row(*told, status, "ValueError: planted", "in a test", seconds=0.5)
    luck = np.random.default_rng(int(run.key, 16))
    whole = {"ENG3": float(luck.random()), "DIS5": float(luck.random()), **values}
    weekly = {name: luck.random(55) for name in (kept.weekly if kept else ())}
    found = payload(whole, weekly, {})
    return Row(*told, "done", seconds=0.5, payload=found, values=whole, weekly=weekly)


def filled(folder: Path, sweep: Sweep, a_part: int = 4) -> Store:
    """Make a store in which everything is done."""
    store, runs = Store.create(folder, sweep, {}), list(sweep.runs())
    for start in range(0, len(runs), a_part):
        store.write([made_row(run, kept=sweep.kept) for run in runs[start : start + a_part]])
    return store
