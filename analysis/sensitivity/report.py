"""Everything that a sensitivity analysis found, in one object, and the small questions asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.sensitivity.convergence import Convergence, stable
from analysis.sensitivity.design import DUMMY, Seeds
from analysis.sensitivity.noise import shares
from analysis.sensitivity.table import Analysis
from analysis.words import Language, in_brackets, pick, say
from sim.declare import Outcome, Text

FactorKind = Literal["lever", "uncertainty", "category", "dummy"]
KINDS: tuple[FactorKind, ...] = ("lever", "uncertainty", "category", "dummy")


@dataclass(frozen=True)
class Sensitivity:
    """What figures and sentences are made from.

    Attributes:
        noise: share of noise by indicator, as :func:`analysis.sensitivity.noise.noise_shares` gives it. If
            methods vary different factors, a column ``stage`` names the method that a row is for.
        outcomes: declaration of every indicator.
        labels: label of every factor or group that is no dummy.
        kinds: what each of them is: "lever", "uncertainty" or "category" (a structural switch).
        facts: where it comes from: ``version`` and ``key``.
        screen: a first, short screening of many factors, of which the leading ones went on.
        morris: the screening.
        half: the screening by about half of its trajectories.
        history: Sobol's analyses of more and more blocks of one design; the last is the result.
        others: tables of the other methods, one below the other.
        judged: how far each output has settled, by method, as it was stored; found anew if nothing is there.
    """

    noise: pd.DataFrame
    outcomes: Mapping[str, Outcome]
    labels: Mapping[str, Text]
    kinds: Mapping[str, FactorKind]
    facts: Mapping[str, Any]
    screen: Analysis | None = None
    morris: Analysis | None = None
    half: Analysis | None = None
    history: tuple[Analysis, ...] = ()
    others: pd.DataFrame = field(default_factory=pd.DataFrame)
    judged: Mapping[str, tuple[Convergence, ...]] = field(default_factory=dict)

    @property
    def sobol(self) -> Analysis | None:
        """Sobol's analysis of all blocks."""
        return self.history[-1] if self.history else None

    @cached_property
    def convergence(self) -> tuple[Convergence, ...]:
        """How far each output of Sobol's has settled since the analysis before; none if there is only one."""
        if "sobol" in self.judged:
            return self.judged["sobol"]
        return stable(self.history[-1], self.history[-2]) if len(self.history) > 1 else ()

    @cached_property
    def screening(self) -> tuple[Convergence, ...]:
        """How far each output of the screening has settled since half of its trajectories."""
        if "morris" in self.judged:
            return self.judged["morris"]
        if self.morris is None or self.half is None:
            return ()
        return stable(self.morris, self.half)

    @cached_property
    def table(self) -> pd.DataFrame:
        """All tables, one below the other."""
        found = [analysis.table for analysis in (self.morris, self.sobol) if analysis is not None]
        if len(self.others):
            found.append(self.others)
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame()

    @property
    def seeds(self) -> Seeds:
        """How luck was dealt out, the worst over all methods."""
        dealt = set(self.table["seeds"]) if len(self.table) else set()
        return "independent" if "independent" in dealt else "common" if "common" in dealt else "block"

    def share(self, indicator: str, method: str = "") -> float:
        """Give the share of noise in an indicator under the factors of a method; missing if not measured."""
        noise = self.noise
        if "stage" in noise:
            noise = noise[noise["stage"] == (method or noise["stage"].iloc[-1])]
        return shares(noise).get(indicator, np.nan) if len(noise) else np.nan

    def label(self, indicator: str, language: Language) -> str:
        """Give the label of an indicator."""
        return pick(self.outcomes[indicator].label, language)

    def output(self, indicator: str, statistic: str, language: Language) -> str:
        """Name an output: the indicator, and the statistic where there are several."""
        label = self.label(indicator, language)
        several = len(self.table) and self.table["statistic"].nunique() > 1
        return in_brackets(label, statistic_words(statistic, language), language) if several else label

    def unit(self, indicator: str, language: Language) -> str:
        """Give the unit of an indicator."""
        return pick(self.outcomes[indicator].unit, language)

    def kind(self, factor: str) -> FactorKind:
        """Give the kind of a factor."""
        return "dummy" if factor.startswith(DUMMY) else self.kinds[factor]

    def factor(self, name: str, language: Language) -> str:
        """Give the label of a factor."""
        if name.startswith(DUMMY):
            return say("sa_dummy_n", language, n=name.removeprefix(DUMMY).strip("_"))
        return pick(self.labels[name], language)

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the structural switches."""
        return tuple(name for name, kind in self.kinds.items() if kind == "category")


def statistic_words(statistic: str, language: Language) -> str:
    """Name a statistic over the replicates of a point."""
    if statistic == "mean":
        return say("sa_mean", language)
    return say("sa_quantile", language, n=statistic.removeprefix("q"))


def outputs(analysis: Analysis, statistic: str) -> list[str]:
    """Name the indicators of which a statistic was analysed."""
    return [name for name, of in analysis.outputs if of == statistic]


def structure(analysis: Analysis, categories: tuple[str, ...]) -> pd.DataFrame:
    """Add up the share of the variance that is structure of the model.

    Args:
        analysis: Sobol's.
        categories: names of the structural switches.

    Returns: one row for each output: ``indicator``, ``statistic``, ``alone`` (sum of the switches' first
        indices) and ``total`` (sum of their total indices, at most 1; where two switches act together their
        joint part counts twice, so it is an upper bound).
    """
    table = analysis.table[analysis.table["factor"].isin(categories)]
    wide = table[table["measure"] != "S2"].pivot_table(
        index=["indicator", "statistic"], columns="measure", values="value", aggfunc="sum", sort=False
    )
    if not len(wide):
        return pd.DataFrame(columns=["indicator", "statistic", "alone", "total"])
    total = wide["ST"].clip(upper=1.0)
    # Alone cannot exceed in total; two estimates may.
    wide = pd.DataFrame({"alone": np.clip(wide["S1"], 0.0, total), "total": total})
    return wide.reset_index()
