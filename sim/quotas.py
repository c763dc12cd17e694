"""Draws that meet given shares exactly: rank by a random number, then cut at the wanted counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy import special

from sim.draws import normals, uniforms
from sim.table import Array


class Luck:
    """The draws of one community: named streams, addressed by its row and by rows inside it."""

    def __init__(self, seed: int, community: int) -> None:
        self.seed, self.community = seed, community

    def uniform(self, name: str, n: int) -> Array:
        """Draw one uniform for each of n rows."""
        return uniforms(n, self.seed, f"population.{name}", 0, self.community)

    def normal(self, name: str, n: int) -> Array:
        """Draw one standard normal for each of n rows."""
        return normals(n, self.seed, f"population.{name}", 0, self.community)


def nearest(share: float, total: int) -> int:
    """Round a share of a total to a whole number, halves up."""
    return int(np.floor(share * total + 0.5))


def counts(shares: Sequence[float] | Array, total: int) -> Array:
    """Turn shares into whole counts that add up to the total (largest remainders)."""
    wanted = np.asarray(shares, float) / np.sum(shares) * total
    whole: Array = np.floor(wanted).astype(np.int64)
    order = np.argsort(whole - wanted, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


def lowest(score: Array, count: int) -> Array:
    """Mark the rows with the lowest scores, exactly this many, as a mask."""
    mask = np.zeros(score.size, bool)
    mask[np.argsort(score, kind="stable")[:count]] = True
    return mask


def lowest_of(mask: Array, score: Array, count: int) -> Array:
    """Mark those with the lowest scores among the rows of a mask."""
    marked = np.zeros(score.size, bool)
    rows = np.flatnonzero(mask)
    marked[rows] = lowest(score[rows], count)
    return marked


def cut(score: Array, wanted: Array) -> Array:
    """Give the lowest scores category 0, the next category 1, and so on, with exactly the wanted counts."""
    category = np.empty(score.size, np.int8)
    category[np.argsort(score, kind="stable")] = np.repeat(np.arange(len(wanted)), wanted)
    return category


def cut_households(score: Array, household: Array, sizes: Array, wanted: Array) -> Array:
    """Cut adults into categories household by household, with exactly the wanted counts of adults.

    Where a count falls inside a household, that household is mixed.

    Args:
        score: random rank of each household, [H].
        household: household of each adult, ascending, [n].
        sizes: adults of each household, [H].
        wanted: adults in each category.
    """
    order = np.argsort(score, kind="stable")
    before = np.empty(sizes.size, np.int64)
    before[order] = np.cumsum(sizes[order]) - sizes[order]
    first = np.cumsum(sizes) - sizes
    place = before[household] + np.arange(household.size) - first[household]
    return np.asarray(np.searchsorted(np.cumsum(wanted), place, side="right"), np.int8)


def household_sizes(adults: int, mean: float, largest: int, u: Array) -> Array:
    """Cut adults into households of 1 plus a binomial number, with exactly this number of adults.

    Args:
        adults: adults of the community.
        mean: mean adults of a household.
        largest: most adults in a household, unless there are too few households.
        u: random rank of each household; its length is the number of households.
    """
    steps = np.arange(largest)
    share = min(max((mean - 1) / (largest - 1), 0.0), 1.0)
    law = special.binom(largest - 1, steps) * share**steps * (1 - share) ** (largest - 1 - steps)
    sizes: Array = 1 + cut(u, counts(law, u.size)).astype(np.int64)
    order = np.argsort(u, kind="stable")
    while (gap := adults - int(sizes.sum())) != 0:
        free = order[sizes[order] < largest] if gap > 0 else order[sizes[order] > 1]
        chosen = (free if free.size else order)[: abs(gap)]
        sizes[chosen] += np.sign(gap)
    return sizes


def by_odds_exactly(sizes: Array, total: float, odds: Sequence[float]) -> Array:
    """Share out a number over groups so that the odds of being chosen have the given ratios.

    Args:
        sizes: persons in each group.
        total: persons to choose.
        odds: odds in each group, relative.

    Returns: persons chosen in each group, as fractions; they add up to the total.
    """
    low, high = -40.0, 40.0
    for _ in range(80):
        level = (low + high) / 2
        chosen = (sizes * special.expit(level + np.log(odds))).sum()
        low, high = (level, high) if chosen < total else (low, level)
    return np.asarray(sizes * special.expit(low + np.log(odds)))


def by_odds(sizes: Array, total: int, odds: Sequence[float]) -> Array:
    """Share out whole persons over groups so that the odds have the given ratios, up to rounding."""
    if total <= 0 or total >= sizes.sum():
        return sizes * int(total > 0)
    chosen = np.minimum(counts(by_odds_exactly(sizes, total, odds), total), sizes)
    while (gap := total - int(chosen.sum())) > 0:
        room = int(np.argmax(sizes - chosen))
        chosen[room] += min(gap, int(sizes[room] - chosen[room]))
    return chosen


@cache
def _quantiles(law: str, first: float, second: float) -> tuple[Array, Array]:
    """Tabulate the quantiles of a law against the standard normal from -6 to 6."""
    z = np.linspace(-6.0, 6.0, 1537)
    p = special.ndtr(z)
    return z, special.betaincinv(first, second, p) if law == "beta" else special.gammaincinv(
        first, p
    ) * second


def beta(z: Array, mean: float, concentration: float) -> Array:
    """Turn standard normals into a beta law with this mean and sum of parameters."""
    mean = min(max(mean, 0.01), 0.99)
    table = _quantiles("beta", mean * concentration, (1 - mean) * concentration)
    return np.interp(z, *table).astype(np.float32)


def gamma(z: Array, shape: float, scale: float) -> Array:
    """Turn standard normals into a gamma law."""
    return np.interp(z, *_quantiles("gamma", shape, scale)).astype(np.float32)
