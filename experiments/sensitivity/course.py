"""The order of the stages, and what each is given by the one before.

1. *Screen* (if there is one): a short Morris over many uncertainties; the leading ones become factors.
2. *Pilot*: a few points with many seeds each give the share of noise in every indicator.
3. *Morris* over all factors, with dummies and one seed for each trajectory and replication.
4. *Sobol* over the leading factors, doubling the blocks until indices, ranking and screening have settled or
   the study's limit is reached. The factors that are left stay at the base, which changes the variance, so a
   pilot of its own measures the share of noise here.
5. Methods that take Sobol's runs as they are, and FAST with runs of its own.

The mean and a quantile. A quantile over luck needs seeds at one point, so it is analysed where a stage has
enough replications (see :func:`analysis.sensitivity.design.enough_for`); with one seed a point it does not
exist, and a quantile over the points would be no output of any point. There the whole distribution is looked
at instead, by PAWN, delta and the regional analysis of its bad end. How unequal communities are is an
indicator of its own (EQU1, EQU2), whose mean over luck is analysed like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from analysis.assemble import declared_outcomes
from analysis.sensitivity import others
from analysis.sensitivity.design import Study as Runs
from analysis.sensitivity.leading import leading, shares_of_influence
from analysis.sensitivity.morris import morris
from analysis.sensitivity.noise import noise_shares, shares
from analysis.sensitivity.report import Sensitivity
from analysis.sensitivity.sobol import sobol
from analysis.sensitivity.table import Analysis
from experiments.sensitivity.facts import facts
from experiments.sensitivity.samples import (
    Sample,
    fast_sample,
    morris_sample,
    pilot_sample,
    sobol_sample,
)
from experiments.sensitivity.stage import Account, Means, Stage, run_stage, studied
from experiments.sensitivity.study import Study, kind_of
from experiments.sweep.factors import Factor

Noise = dict[str, float]
RESAMPLES = 25
"""Resamples of the methods that take Sobol's runs: their intervals need a standard deviation only, and one
estimate of delta over two thousand runs and twenty factors takes more than a second."""


@dataclass
class Found:
    """What has been found so far.

    Attributes:
        noise: tables of the pilots.
        screen, morris, half, history, others: as :class:`Sensitivity` has them.
        facts: what was chosen, and by what.
        accounts: what each stage ran.
    """

    noise: list[pd.DataFrame] = field(default_factory=list)
    screen: Analysis | None = None
    morris: Analysis | None = None
    half: Analysis | None = None
    history: tuple[Analysis, ...] = ()
    others: list[pd.DataFrame] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def sensitivity(self, study: Study) -> Sensitivity:
        """Put it together for figures and sentences."""
        analyses = [a for a in (self.screen, self.morris, *self.history) if a is not None]
        used = {name for analysis in analyses for name in analysis.factors}
        labels = {name: label for name, label in study.labels().items() if name in used}
        kinds = {name: kind for name, kind in study.kinds().items() if name in used}
        return Sensitivity(
            noise=pd.concat(self.noise, ignore_index=True) if self.noise else pd.DataFrame(),
            outcomes=declared_outcomes(), labels=labels, kinds=kinds,
            facts={**facts(study, self.accounts, used), **self.facts}, screen=self.screen,
            morris=self.morris, half=self.half, history=self.history,
            others=pd.concat(self.others, ignore_index=True) if self.others else pd.DataFrame(),
        )  # fmt: skip


Hear = Callable[[str, Found], None]
"""Is told after each stage, and after each doubling, what has been found."""


def conduct(study: Study, means: Means, hear: Hear) -> Found:
    """Go through all stages.

    Args:
        study: what is asked.
        means: with what runs are made.
        hear: told after each stage.

    Raises:
        Stopped: the user stopped it.
        SimError: a stage in which not one run could be finished.
    """
    course = _Course(study, means, hear)
    factors = course.screen()
    noise = course.pilot("morris", factors)
    course.morris(factors, noise)
    if study.sobol is not None:
        course.sobol(factors, noise)
    return course.found


class _Course:
    """One study on its way."""

    def __init__(self, study: Study, means: Means, hear: Hear) -> None:
        self.study, self.means, self.hear, self.found = study, means, hear, Found()
        self.seed = study.design.settings.seed

    def run(self, stage: Stage) -> pd.DataFrame:
        """Make the runs of a stage."""
        runs, self.found.accounts[stage.name] = run_stage(self.study, stage, self.means)
        return runs

    def screen(self) -> tuple[Factor, ...]:
        """Screen many factors shortly; give those that the study goes on with, in its order."""
        study, terms = self.study, self.study.screen
        factors = tuple(study.factors.values())
        if terms is None:
            return factors
        stage = screen_stage(study)
        runs = self.run(stage)
        self.found.screen = morris(studied(runs, stage, study, {}))
        share = shares_of_influence(self.found.screen)
        kept = leading(share[share.index.isin(terms.names)], terms.leading)
        self.found.facts["screen"] = {
            "factors": len(factors), "trajectories": terms.trajectories, "weeks": terms.weeks,
            "leading": list(kept),
        }  # fmt: skip
        self.hear("screen", self.found)
        return tuple(f for f in factors if f.name not in terms.names or f.name in kept)

    def pilot(self, method: Literal["morris", "sobol"], factors: Sequence[Factor]) -> Noise:
        """Measure the share of noise among these factors."""
        stage = pilot_stage(self.study, method, factors)
        found = noise_shares(self.run(stage), self.study.indicators)
        self.found.noise.append(found.assign(stage=method))
        self.hear(stage.name, self.found)
        return shares(found)

    def morris(self, factors: Sequence[Factor], noise: Noise) -> None:
        """Screen all factors, by all trajectories and by half of them."""
        stage = morris_stage(self.study, factors)
        runs = studied(self.run(stage), stage, self.study, noise)
        self.found.morris = morris(runs)
        trajectories = self.study.morris.trajectories
        self.found.half = morris(runs.first(trajectories // 2)) if trajectories >= 4 else None
        self.hear("morris", self.found)

    def sobol(self, factors: Sequence[Factor], noise: Noise) -> None:
        """Double the blocks until all has settled; then look at the same runs by other methods."""
        terms, chosen, rest = self.study.sobol, *self._chosen(factors)
        assert terms is not None
        if len(chosen) < 2:
            self.hear("nothing", self.found)
            return
        if len(chosen) + len(rest) < len(factors):
            noise = self.pilot("sobol", [*chosen, *rest])
        blocks = min(terms.first, terms.samples)
        while True:
            stage = sobol_stage(self.study, chosen, rest, blocks)
            runs = studied(self.run(stage), stage, self.study, noise)
            self.found.history = (*self.found.history, sobol(runs))
            self.hear("sobol", self.found)
            if blocks >= terms.samples or self._settled():
                break
            blocks *= 2
        self._others(runs)
        if self.study.fast is not None:
            self._fast([*chosen, *rest], noise)

    def _chosen(self, factors: Sequence[Factor]) -> tuple[list[Factor], list[Factor]]:
        """Choose the leading factors, those whose pairs are analysed first, and the switches that are left.

        Each part keeps the order of the study, so that a swap of two ranks changes no run.
        """
        terms, by_name = self.study.sobol, {factor.name: factor for factor in factors}
        assert terms is not None
        assert self.found.morris is not None
        order = leading(shares_of_influence(self.found.morris), terms.leading or len(factors))
        if not terms.leading:
            order = (*order, *(name for name in by_name if name not in order))
        first, second = order[: terms.pairs], order[terms.pairs :]
        chosen = [by_name[name] for part in (first, second) for name in by_name if name in part]
        rest = [f for f in factors if terms.rest and f.name not in order and kind_of(f) == "category"]
        if terms.leading:
            told = {"leading": list(order), "pairs": len(first), "rest": [f.name for f in rest]}
            self.found.facts["sobol"] = told
        return chosen, rest

    def _settled(self) -> bool:
        judged = self.found.sensitivity(self.study).convergence
        return bool(judged) and all(one.indices and one.ranking and one.screening for one in judged)

    def _others(self, runs: Runs) -> None:
        if self.study.others:
            self.hear("methods", self.found)
        for method in self.study.others:
            if method == "regional":
                self.found.others += _bad_ends(runs)
            else:
                self.found.others.append(getattr(others, method)(runs, resamples=RESAMPLES))
        if self.study.others:
            self.hear("others", self.found)

    def _fast(self, factors: Sequence[Factor], noise: Noise) -> None:
        stage = fast_stage(self.study, factors)
        self.found.others.append(others.fast(studied(self.run(stage), stage, self.study, noise)))
        self.hear("fast", self.found)


def _bad_ends(runs: Runs) -> list[pd.DataFrame]:
    """Ask of each indicator what leads to its worst tenth: the upper one if neither end is better."""
    outcomes, found = declared_outcomes(), []
    for indicator in runs.indicators:
        side: Literal["above", "below"] = "below" if outcomes[indicator].better == "higher" else "above"
        at = 1.0 - runs.quantile if side == "below" else runs.quantile
        alone = replace(runs, indicators=(indicator,))
        found.append(others.regional(alone, quantile=at, side=side, resamples=RESAMPLES))
    return found


def screen_stage(study: Study) -> Stage:
    """Plan the screen."""
    terms, factors = study.screen, tuple(study.factors.values())
    assert terms is not None
    sample = morris_sample(
        factors, study.dummies, terms.trajectories, terms.grid_levels, study.design.settings.seed
    )
    return Stage("screen", sample, terms.weeks, shape=(terms.grid_levels,))


def pilot_stage(study: Study, method: str, factors: Sequence[Factor]) -> Stage:
    """Plan a pilot; each run has a seed of its own."""
    terms = study.pilot
    sample = pilot_sample(factors, terms.points, study.design.settings.seed)
    name = "pilot" if method == "morris" else "pilot_sobol"
    return Stage(name, sample, study.run.weeks, terms.replications, "independent", (terms.points,))


def morris_stage(study: Study, factors: Sequence[Factor]) -> Stage:
    """Plan the screening of all factors."""
    terms, seed = study.morris, study.design.settings.seed
    sample = morris_sample(factors, study.dummies, terms.trajectories, terms.grid_levels, seed)
    return Stage("morris", sample, study.run.weeks, terms.replications, shape=(terms.grid_levels,))


def sobol_stage(study: Study, chosen: Sequence[Factor], rest: Sequence[Factor], blocks: int) -> Stage:
    """Plan Saltelli's blocks."""
    terms, seed = study.sobol, study.design.settings.seed
    assert terms is not None
    pairs = min(terms.pairs, len(chosen))
    sample = sobol_sample(chosen, rest, pairs, study.dummies, blocks, seed)
    return Stage("sobol", sample, study.run.weeks, terms.replications, shape=(pairs,))


def fast_stage(study: Study, factors: Sequence[Factor]) -> Stage:
    """Plan FAST's curves."""
    terms, seed = study.fast, study.design.settings.seed
    assert terms is not None
    sample: Sample = fast_sample(factors, study.dummies, terms.samples, terms.blocks, seed)
    return Stage("fast", sample, study.run.weeks, shape=(terms.samples,))
