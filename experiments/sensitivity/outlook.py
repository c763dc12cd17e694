"""How many runs a study makes, how many are there already, and how long the rest takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from experiments.sensitivity.course import pilot_stage, screen_stage
from experiments.sensitivity.stage import RUNS, Stage, store_of, sweep_of
from experiments.sensitivity.study import STAGES, Study, kind_of
from experiments.sweep.estimate import estimate
from experiments.sweep.layout import read_manifest
from experiments.sweep.store import Store
from sim.calendar import BURN_IN
from sim.errors import SimError


@dataclass(frozen=True)
class Expected:
    """What a stage will run at most.

    Attributes:
        stage: its name.
        runs: how many runs, rows that only move a dummy not counted.
        weeks: weeks of each, burn-in included.
    """

    stage: str
    runs: int
    weeks: int


@dataclass(frozen=True)
class Outlook:
    """What a study takes.

    Attributes:
        expected: the stages.
        there: runs that are finished in the folder already.
        seconds: work of one processor for what is left; None if nobody knows what a run takes.
    """

    expected: tuple[Expected, ...]
    there: int
    seconds: float | None

    @property
    def runs(self) -> int:
        """Count the runs of all stages."""
        return sum(one.runs for one in self.expected)


def expected(study: Study) -> Iterator[Expected]:
    """Say what each stage runs at most."""
    names = list(study.factors)
    weeks = BURN_IN + study.run.weeks
    kept = len(names)
    if study.screen is not None:
        terms = study.screen
        yield Expected("screen", terms.trajectories * (len(names) + 1), BURN_IN + terms.weeks)
        kept -= len(terms.names) - terms.leading
    pilot = study.pilot.points * study.pilot.replications
    yield Expected("pilot", pilot, weeks)
    yield Expected("morris", study.morris.trajectories * (kept + 1) * study.morris.replications, weeks)
    if study.sobol is None:
        return
    terms_of = study.sobol
    chosen = terms_of.leading or kept
    switches = sum(kind_of(factor) == "category" for factor in study.factors.values())
    rest = int(bool(terms_of.leading) and terms_of.rest and switches > 0)
    if chosen + rest < kept:
        yield Expected("pilot_sobol", pilot, weeks)
    rows = chosen + rest + 2 + min(terms_of.pairs, chosen)
    yield Expected("sobol", terms_of.samples * rows * terms_of.replications, weeks)
    if study.fast is not None:
        n = chosen + (switches if rest else 0) + study.dummies
        yield Expected("fast", study.fast.samples * study.fast.blocks * n, weeks)


def outlook(study: Study, folder: Path) -> Outlook:
    """Say what a study takes, from what the runs in its folder took, or from two runs that are kept."""
    found = tuple(expected(study))
    there, seconds, weeks = _measured(folder)
    if not there:
        there, seconds, weeks = _tried(study, folder)
    if not weeks:
        return Outlook(found, there, None)
    total = sum(one.runs * one.weeks for one in found)
    return Outlook(found, there, max(total - weeks, 0) * seconds / weeks)


def _measured(folder: Path) -> tuple[int, float, int]:
    """Count the finished runs in a folder, and add up what such runs take and how many weeks they have."""
    count, seconds, weeks = 0, 0.0, 0
    for place in sorted((folder / RUNS).glob("*")):
        if place.name.rpartition("-")[0] not in STAGES:
            continue
        try:
            told = read_manifest(place)
            times = Store(place).frame(["key", "seconds"], "status = 'done'").drop_duplicates("key")
        except SimError:
            continue
        count += len(times)
        # The first run of a process loads the compiled model; of two runs it is half.
        typical = times["seconds"].median() if len(times) > 2 else times["seconds"].min()
        seconds += len(times) * float(typical) if len(times) else 0.0
        weeks += len(times) * (BURN_IN + told["weeks"])
    return count, seconds, weeks


def _tried(study: Study, folder: Path) -> tuple[int, float, int]:
    """Try two runs of the first stage, or a few more where tasks hold several."""
    stage: Stage
    if study.screen is not None:
        stage = screen_stage(study)
    else:
        stage = pilot_stage(study, "morris", tuple(study.factors.values()))
    sweep = sweep_of(study, stage)
    store = store_of(study, stage, sweep, folder)
    for _ in range(2):
        estimate(sweep, store)
    return _measured(folder)
