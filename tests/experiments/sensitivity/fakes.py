"""A stand-in for the model with known shares of variance, and an engine that works in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.processes import Ended
from experiments.sensitivity.stage import Means
from experiments.sensitivity.study import Study
from experiments.sensitivity.study_file import load_study
from experiments.sweep.batch import Batch, Refused, Report, Work
from experiments.sweep.engine import How
from experiments.sweep.measured import payload
from experiments.sweep.plan import Task, Terms
from experiments.sweep.task import Row
from sim.catalog import find

Formula = Callable[[Callable[[str], float], float], dict[str, float]]
"""From the share that a factor has of its way, and standard normal luck, to the indicators."""

STUDY = """
title_zh = "小试"
title_en = "Tiny"
indicators = ["ENG3", "SVC2a"]
weeks = 2
dummies = 2
others = []
[levers]
linkage3 = "declared"
delib = "declared"
[structures]
street_capacity = "declared"
allocation = "declared"
[screen]
leading = 2
trajectories = 3
weeks = 1
[screen.uncertainties]
service_need = "declared"
visit_need = "declared"
effect_scale = "declared"
phi_imp = "declared"
[pilot]
points = 12
replications = 10
[morris]
trajectories = 8
[sobol]
leading = 4
pairs = 3
first = 128
samples = 256
"""


def strong_and_weak(share: Callable[[str], float], luck: float) -> dict[str, float]:
    """Let linkage act, with service need and with the capacity of the street; two others hardly; two not."""
    together = share("linkage3") * share("service_need")
    main = 2 * share("linkage3") + share("service_need") + 3 * together + 1.5 * share("street_capacity")
    return {"ENG3": main + 0.2 * share("phi_imp") + 0.5 * luck, "SVC2a": 4 * share("linkage3") + luck}


@dataclass
class Fake:
    """Runs that a formula makes.

    Attributes:
        formula: what it makes of a point.
        runs: how many were made.
        failing: tells which runs fail.
    """

    formula: Formula = strong_and_weak
    runs: int = 0
    failing: Callable[[Any], bool] = lambda run: False

    def __call__(self, task: Task, terms: Terms) -> Iterator[Row]:
        """Do the runs of a task."""
        for run in task.runs:
            self.runs += 1
            told = run.key, run.point, run.replicate, run.seed
            if self.failing(run):
                yield Row(*told, "failed", "ValueError: planted", "in a fake")
                continue
            values = run.scenario.values
            luck = float(np.random.default_rng(run.seed).normal())
            found = self.formula(lambda name, values=values: _share(name, values), luck)  # type: ignore[misc]
            yield Row(*told, "done", seconds=0.01, payload=payload(found, {}, {}), values=found)


def _share(name: str, values: Any) -> float:
    """Give how far from its lowest value a factor is, as a share of its way; today's value if not set."""
    from sim.catalog import composites

    if name in composites():
        return float(values.get(name, 0.0))
    declared = find(name)
    value = values.get(name, declared.default)
    if declared.options:
        return declared.options.index(value) / (len(declared.options) - 1)
    return float((value - (declared.low or 0.0)) / ((declared.high or 1.0) - (declared.low or 0.0)))


class Here:
    """Does batches in this process, so that what a test has changed holds there too."""

    def __init__(self) -> None:
        self._ended: list[Ended[Batch, Report | Refused]] = []
        self._work: Work | None = None
        self.places = 1
        self.in_hand = 0
        self.outlived = False

    @contextmanager
    def open(self, work: Work, lock: Path) -> Iterator[Here]:
        """Be ready."""
        self._work = work
        yield self

    def hand(self, batch: Batch) -> None:
        """Do a batch at once."""
        assert self._work is not None
        self._ended.append(Ended(batch, self._work(batch, lambda: None), len(batch.runs)))

    def wait(self, seconds: float) -> list[Ended[Batch, Report | Refused]]:
        """Give what is done."""
        ended, self._ended = self._ended, []
        return ended

    def stop(self) -> None:
        """Nothing is under way."""


def means_of(folder: Path, fake: Fake) -> Means:
    """Make runs by a fake."""
    return Means(folder, Here(), How(rows=fake), lambda stage: nullcontext(lambda progress: None))


def study_of(folder: Path, text: str = STUDY) -> Study:
    """Read a study from a text."""
    path = folder / "tiny.toml"
    path.write_text(text, "utf-8")
    return load_study(path)
