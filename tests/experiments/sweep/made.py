"""A small sweep, and rows as runs would give them, without running anything."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from experiments.sweep.layout import PARTS
from experiments.sweep.measured import payload
from experiments.sweep.part import FIXED, encoded, name_of, tagged
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


def a_million_runs(folder: Path, columns: int, a_part: int) -> tuple[Store, NDArray[np.float64]]:
    """Make a finished sweep of 10,000 points under 100 seeds; give it with its column X0, [seeds, points]."""
    n_points, seeds = 10_000, 100
    points = tuple(Scenario(f"p{i}", values={"offload": i / n_points}) for i in range(n_points))
    store = Store.create(folder, Sweep(points, replications=seeds), {})
    luck, firsts = np.random.default_rng(1), []
    for start in range(0, n_points * seeds, a_part):
        values = luck.random((columns, a_part))
        firsts.append(values[0])
        seed, point = np.divmod(np.arange(start, start + a_part), n_points)
        numbers = {"point": point, "replicate": seed, "seed": seed, "seconds": np.full(a_part, 0.02)}
        keys = [f"{number:032x}" for number in range(start, start + a_part)]
        texts = {"key": keys, "payload": keys, "status": ["done"] * a_part}
        fixed = {
            name: pa.array(numbers[name] if name in numbers else texts.get(name, [""] * a_part), kind)
            for name, kind in FIXED.items()
        }
        table = pa.table(fixed | {f"X{j}": pa.array(column) for j, column in enumerate(values)})
        part = tagged(table, {"platform": "here"})
        (store.folder / PARTS / name_of(part, part.column_names)).write_bytes(encoded(part))
    return store, np.concatenate(firsts).reshape(seeds, n_points)
