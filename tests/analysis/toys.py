"""Models whose sensitivities are known, run over SALib's designs, for the tests of sensitivity analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.sample import latin, sobol
from SALib.sample.morris import sample as trajectories

from analysis.sensitivity.design import Study
from analysis.summary import Row, records

Floats = NDArray[np.float64]
Model = Callable[[Floats, Floats], Floats]
"""From factors, [runs, columns], and standard normal luck, [runs], to the output, [runs]."""


def problem_of(names: Sequence[str], bounds: tuple[float, float] = (0.0, 1.0)) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [list(bounds)] * len(names)}


def table_of(
    x: pd.DataFrame,
    rows: int,
    models: Mapping[str, Model],
    *,
    replicates: int = 1,
    seeds: str = "block",
    start: int = 0,
) -> pd.DataFrame:
    """Run models over a design: a table in its order, each row's replicates one after the other."""
    place = np.arange(len(x))
    block = place // rows
    frames = []
    for replicate in range(replicates):
        own = {"block": block, "independent": place, "common": 0 * place}[seeds]
        seed = 1 + start + own * replicates + replicate
        table = x.assign(block=block, replicate=replicate, seed=seed, order=place)
        for name, model in models.items():
            table[name] = model(x.to_numpy(), luck(seed))
        frames.append(table)
    return pd.concat(frames).sort_values(["order", "replicate"], kind="stable").drop(columns="order")


def luck(seeds: NDArray[np.int64]) -> Floats:
    unique, back = np.unique(seeds, return_inverse=True)
    return np.array([np.random.default_rng(seed).normal() for seed in unique.tolist()])[back]


def saltelli(
    names: Sequence[str], models: Mapping[str, Model], n: int, *, second: bool = False, **how: Any
) -> Study:
    problem = problem_of(names, how.pop("bounds", (0.0, 1.0)))
    x = sobol.sample(problem, n, calc_second_order=second, seed=how.get("start", 0) + 1)
    design = pd.DataFrame(x, columns=problem["names"])
    noise = how.pop("noise", {})
    rows = (2 if second else 1) * len(names) + 2
    return Study(table_of(design, rows, models, **how), problem, tuple(models), noise)


def morris_runs(names: Sequence[str], models: Mapping[str, Model], n: int, **how: Any) -> Study:
    problem = problem_of(names)
    x = trajectories(problem, n, num_levels=4, seed=how.get("start", 0) + 1)
    design = pd.DataFrame(x, columns=problem["names"])
    noise = how.pop("noise", {})
    return Study(table_of(design, len(names) + 1, models, **how), problem, tuple(models), noise)


def by_factor(rows: pd.DataFrame) -> dict[str, Row]:
    """Give the rows of one measure of one output by factor."""
    return {row["factor"]: row for row in records(rows)}


def kept(rows: dict[str, Row]) -> list[str]:
    """Name the factors above the floor."""
    return [name for name, row in rows.items() if row["above_floor"]]


def latin_runs(names: Sequence[str], models: Mapping[str, Model], n: int, **how: Any) -> Study:
    problem = problem_of(names)
    design = pd.DataFrame(latin.sample(problem, n, seed=1), columns=problem["names"])
    return Study(table_of(design, 1, models, **how), problem, tuple(models))
