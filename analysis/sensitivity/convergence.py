"""Whether more blocks would change what is said of indices, of ranking and of screening, each judged apart.

Indices need by far the most runs, screening the fewest, so one may have settled when another has not. The
ranking is judged by the correlation of Savage scores, which weighs the top most: a swap of the two leading
factors counts, one of the last two hardly. Below the floor all factors tie, since nothing there is ranked.

Sources: Sarrazin, Pianosi and Wagener 2016, Environ. Model. Softw. 79 (three criteria, thresholds); Iman and
Conover 1987, Technometrics 29 (top-down correlation of Savage scores).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from analysis.sensitivity.design import DUMMY, Floats
from analysis.sensitivity.table import Analysis
from analysis.words import Language, say

WIDEST, FARTHEST, AGREEING = 0.1, 0.05, 0.9
"""Width of an interval and shift of an index, as shares of the variance, and agreement of rankings (C)."""
MEASURES = {"sobol": ("S1", "ST"), "morris": ("mu_star",)}
"""Indices whose width and shift are judged; of Morris as shares of the largest."""


@dataclass(frozen=True)
class Convergence:
    """How far one output has settled.

    Attributes:
        indicator, statistic: the output.
        before, blocks: number of blocks then and now.
        width: of the widest interval now.
        shift: largest change of an index since before.
        agreement: of rankings over resamples with the ranking now, 5th percentile; missing if none is ranked.
        ranked: number of factors above the floor.
        open_pair: neighbours in the ranking that swap in most resamples, best first; empty if none do.
        gained, lost: factors above the floor now but not before, and the other way round.
    """

    indicator: str
    statistic: str
    before: int
    blocks: int
    width: float
    shift: float
    agreement: float
    ranked: int
    open_pair: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def indices(self) -> bool:
        """Whether every interval is narrow and no index has moved."""
        return self.width < WIDEST and self.shift < FARTHEST

    @property
    def ranking(self) -> bool:
        """Whether resamples rank the factors alike; one factor alone, or none, needs no ranking."""
        return self.ranked < 2 or self.agreement >= AGREEING

    @property
    def screening(self) -> bool:
        """Whether the same factors lie above the floor as before."""
        return not self.gained and not self.lost

    def says(self, language: Language, name: Callable[[str], str] = str) -> tuple[str, str, str]:
        """Say in one sentence each how indices, ranking and screening stand.

        Args:
            language: of the sentences.
            name: gives the label of a factor.
        """
        if not np.isfinite(self.width):
            unknown = say("sa_unknown", language)
            return unknown, unknown, unknown
        numbers = {"width": f"{self.width:.3f}", "shift": f"{self.shift:.3f}", "before": self.before}
        key = "sa_indices_stable" if self.indices else "sa_indices_open"
        return say(key, language, **numbers), self._ranking(language, name), self._screening(language, name)

    def _ranking(self, language: Language, name: Callable[[str], str]) -> str:
        if self.ranked < 2:
            return say("sa_ranking_none", language, n=self.ranked)
        agreement = f"{self.agreement:.2f}"
        if self.ranking or not self.open_pair:
            key = "sa_ranking_stable" if self.ranking else "sa_ranking_open"
            return say(key, language, agreement=agreement)
        first, second = (name(factor) for factor in self.open_pair)
        return say("sa_ranking_open_pair", language, agreement=agreement, first=first, second=second)

    def _screening(self, language: Language, name: Callable[[str], str]) -> str:
        if self.screening:
            return say("sa_screening_stable", language, before=self.before, n=self.ranked)
        comma, none = say("comma", language), say("sa_none", language)
        gained, lost = (comma.join(map(name, part)) or none for part in (self.gained, self.lost))
        return say("sa_screening_open", language, gained=gained, lost=lost)


def stable(now: Analysis, before: Analysis) -> tuple[Convergence, ...]:
    """Judge every output by an analysis of fewer blocks of the same design.

    Args:
        now: the analysis of all blocks.
        before: that of about half of them.
    """
    return tuple(_judge(now, before, *output) for output in now.draws if output in before.draws)


def _judge(now: Analysis, before: Analysis, indicator: str, statistic: str) -> Convergence:
    width, shift = _width_and_shift(now, before, indicator, statistic)
    rows, old = now.rows(indicator, statistic), before.rows(indicator, statistic)
    kept, kept_before = rows["above_floor"].to_numpy(bool), old["above_floor"].to_numpy(bool)
    names = np.array(now.factors, dtype=object)
    draws = now.draws[indicator, statistic]
    agreement, pair = np.nan, ()
    if kept.sum() > 1:
        floor = float(rows["floor"].iloc[0])
        value = np.where(kept, rows["value"], floor)
        draws = np.where(kept, np.maximum(draws, floor), floor)
        agreement = float(np.quantile(top_agreement(draws, value[None]), 0.05))
        pair = tuple(names[_open_pair(draws, value, int(kept.sum()))])
    return Convergence(
        indicator=indicator,
        statistic=statistic,
        before=int(old["blocks"].iloc[0]),
        blocks=int(rows["blocks"].iloc[0]),
        width=width,
        shift=shift,
        agreement=agreement,
        ranked=int(kept.sum()),
        open_pair=pair,
        gained=tuple(names[kept & ~kept_before]),
        lost=tuple(names[kept_before & ~kept]),
    )


def _width_and_shift(now: Analysis, before: Analysis, indicator: str, statistic: str) -> tuple[float, float]:
    """Give the widest interval and the largest shift of any index; of Morris as shares of the largest."""
    rows, old = now.rows(indicator, statistic), before.rows(indicator, statistic)
    scale = float(rows["value"].max()) if now.method == "morris" else 1.0
    widths, shifts = [], []
    for measure in MEASURES[now.method]:
        rows, old = now.rows(indicator, statistic, measure), before.rows(indicator, statistic, measure)
        real = ~rows["factor"].str.startswith(DUMMY).to_numpy()
        widths.append((rows["high"] - rows["low"]).to_numpy(float)[real])
        shifts.append(np.abs(rows["value"].to_numpy(float) - old["value"].to_numpy(float))[real])
    if not scale > 0:
        return np.nan, np.nan
    return float(np.max(widths) / scale), float(np.max(shifts) / scale)


def savage_scores(values: Floats) -> Floats:
    """Score values by rank, the largest highest: 1/1 + ... + 1/n, then 1/2 + ... + 1/n; ties share theirs.

    Args:
        values: of the factors, [sets, factors].
    """
    n = values.shape[1]
    scores = np.cumsum(1.0 / np.arange(n, 0, -1))[::-1]
    total = np.concatenate([[0.0], np.cumsum(scores)])
    first = rankdata(-values, method="min", axis=1).astype(int)
    last = rankdata(-values, method="max", axis=1).astype(int)
    return np.asarray((total[last] - total[first - 1]) / (last - first + 1))


def top_agreement(one: Floats, other: Floats) -> Floats:
    """Correlate the Savage scores of two rankings of the same factors; 0 where one is nothing but ties.

    Args:
        one, other: values of the factors, [sets, factors] or [1, factors].
    """
    a, b = (s - s.mean(axis=1, keepdims=True) for s in (savage_scores(one), savage_scores(other)))
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.asarray((a * b).sum(axis=1) / np.where(size > 0, size, 1.0))


def _open_pair(draws: Floats, value: Floats, ranked: int) -> list[int]:
    """Find the neighbours in the ranking whose order is least sure; none if no resample swaps any."""
    order = np.argsort(-value, kind="stable")[:ranked]
    swapped = (draws[:, order[1:]] >= draws[:, order[:-1]]).mean(axis=0)
    worst = int(swapped.argmax())
    return [int(order[worst]), int(order[worst + 1])] if swapped[worst] > 0 else []
