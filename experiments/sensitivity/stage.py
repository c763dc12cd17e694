"""The runs of one stage: a sweep of its own, which resumes and grows.

A stage lies in ``runs/<stage>-<8 hex>``. The digits stand for everything that may not change if runs are to
be added: what varies and how, the base, the weeks, the people. The number of points and of seeds is not in
them, so a larger study goes on in the same folder, and a smaller one reads a part of it. Runs of another
program are not mixed with those of this one: the store refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.sensitivity import design as analysed
from experiments.manifest import describe, digest
from experiments.sensitivity.samples import Sample
from experiments.sensitivity.study import Study
from experiments.sweep.engine import Engine, How, execute
from experiments.sweep.layout import read_manifest
from experiments.sweep.plan import Kept, Sweep
from experiments.sweep.store import Store
from sim.errors import SimError

if TYPE_CHECKING:
    from experiments.sweep.progress import Progress, Summary

RUNS = "runs"
Tell = Callable[["Progress"], None]
"""Is told how far a stage is."""


class Stopped(Exception):
    """The user stopped the study; what is finished is kept."""


@dataclass(frozen=True)
class Means:
    """With what the runs are made.

    Attributes:
        folder: of the study.
        engine: where runs are made.
        how: what of their execution is usually left as it is.
        bar: opens a display of a stage's progress, given its name.
    """

    folder: Path
    engine: Engine
    how: How
    bar: Callable[[str], AbstractContextManager[Tell]]


@dataclass(frozen=True)
class Stage:
    """What one stage runs.

    Attributes:
        name: of STAGES.
        sample: its points.
        weeks: weeks after the burn-in.
        replications: seeds of each block.
        seeds: "block" or "independent".
        shape: what may not change if points are to be added, beside the factors.
    """

    name: str
    sample: Sample
    weeks: int
    replications: int = 1
    seeds: str = "block"
    shape: tuple[Any, ...] = ()


@dataclass
class Account:
    """What a stage did: where, how many runs, and how many of them failed."""

    stage: str
    folder: str
    points: int
    runs: int
    done: int
    failed: int
    late: int
    digest: str


def sweep_of(study: Study, stage: Stage) -> Sweep:
    """Make the sweep of a stage."""
    run = study.run
    return Sweep(
        stage.sample.scenarios(study.start), stage.sample.blocks, stage.replications,
        study.seed_of(stage.name), stage.seeds, stage.weeks, run.people, Kept(), run.check, run.time_limit,
    )  # fmt: skip


def folder_of(study: Study, stage: Stage, folder: Path) -> Path:
    """Say where the runs of a stage lie."""
    sample, run = stage.sample, study.run
    told = [
        [repr(factor) for factor in sample.factors], list(sample.shares.columns), list(sample.groups),
        stage.seeds, list(stage.shape), study.design.settings.seed, study.seed_of(stage.name),
        study.start.digest(), stage.weeks, run.people.written(),
    ]  # fmt: skip
    return folder / RUNS / f"{stage.name}-{digest(told)[:8]}"


def store_of(study: Study, stage: Stage, sweep: Sweep, folder: Path) -> Store:
    """Open the store of a stage, made or grown as the stage needs."""
    place = folder_of(study, stage, folder)
    if not (place / "manifest.json").exists():
        written = {
            "title": list(study.title), "question": list(study.question),
            "study": {"name": study.name, "stage": stage.name},
            "base": describe(study.start, study.base_files),
            "command_line": study.line(folder),
        }  # fmt: skip
        return Store.create(place, sweep, written)
    store = Store.open(place)
    planned = read_manifest(place)
    more_points = len(sweep.points) > planned["n_points"]
    more_seeds = sweep.replications > planned["replications"]
    if more_points or more_seeds:
        store.extend(_grown(store.sweep(), sweep))
    return store


def _grown(old: Sweep, new: Sweep) -> Sweep:
    """Give the larger of two plans in each respect: neither points nor seeds are ever taken back."""
    larger = new if len(new.points) >= len(old.points) else old
    return replace(larger, replications=max(old.replications, new.replications))


def run_stage(study: Study, stage: Stage, means: Means) -> tuple[pd.DataFrame, Account]:
    """Run what is missing of a stage and read its runs.

    Returns: one row for each run, in the order of the design: shares of factors and dummies, ``block``,
        ``replicate``, ``seed`` and the indicators; and an account of what was done.

    Raises:
        Stopped: the user stopped it.
        SimError: not one run could be finished.
    """
    sweep = sweep_of(study, stage)
    store = store_of(study, stage, sweep, means.folder)
    with means.bar(stage.name) as tell:
        summary = execute(sweep, store, means.engine, tell, how=means.how)
    if summary.stopped:
        raise Stopped
    return read_runs(store, stage, study.indicators), _account(stage, store, sweep, summary)


def read_runs(store: Store, stage: Stage, indicators: Sequence[str]) -> pd.DataFrame:
    """Read the runs of a stage in the order of its design; a run that failed has missing numbers."""
    where = f"point < {len(stage.sample.shares)} AND replicate < {stage.replications}"
    told = store.frame(["point", "replicate", "seed", "status"], where)
    if not (told["status"] == "done").any():
        first = store.frame(["error", "trace"], where).head(1).to_dict("records")
        words = f"{first[0]['error']}\n{first[0]['trace']}" if first else "there is none"
        raise SimError(f"No run of the stage {stage.name} could be finished. The first failure: {words}")
    numbers = store.frame([*indicators], where).astype(float)
    shares = stage.sample.shares.iloc[told["point"]].reset_index(drop=True)
    blocks = pd.Series(stage.sample.blocks, dtype="int64").iloc[told["point"]].reset_index(drop=True)
    return pd.concat(
        [shares, blocks.rename("block"), told[["replicate", "seed"]], numbers], axis=1
    )  # fmt: skip


def studied(runs: pd.DataFrame, stage: Stage, study: Study, noise: dict[str, float]) -> analysed.Study:
    """Put the runs of a stage before the analysis."""
    return analysed.Study(runs, stage.sample.problem, study.indicators, noise, study.quantile)


def _account(stage: Stage, store: Store, sweep: Sweep, summary: Summary) -> Account:
    where = f"point < {len(sweep.points)} AND replicate < {sweep.replications}"
    status = store.frame(["key", "status"], where).drop_duplicates("key")["status"]
    counts = {name: int((status == name).sum()) for name in ("done", "failed", "late")}
    return Account(
        stage.name, f"{RUNS}/{store.folder.name}", len(sweep.points), summary.planned, **counts,
        digest=sweep.digest(),
    )  # fmt: skip
