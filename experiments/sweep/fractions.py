"""Two-level fractional factorial designs by resolution.

With resolution III no main effect is mixed with another, with IV none with an effect of two factors, with V
no effect of two factors with another. A factor's column is a product of the columns of the basic factors; the
columns are taken in turn, each that is no product of R - 2 or fewer of those before. That gives the largest
designs for III and IV at every number of runs, and for V those in use (6 factors in 32 runs, 8 in 64, 11 in
128). SALib has resolution IV only.

Source: Box, G. E. P. and Hunter, J. S. 1961, The 2^(k-p) fractional factorial designs, Technometrics 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.table import Array

RESOLUTIONS = (3, 4, 5)


def generators(n_factors: int, resolution: int) -> tuple[int, ...]:
    """Give the product that makes each factor's column: bit b says that basic factor b is in."""
    taken: list[int] = []
    products: list[set[int]] = [{0}, *(set() for _ in range(resolution - 2))]
    word = 0
    while len(taken) < n_factors:
        word += 1
        if any(word in some for some in products):
            continue
        taken.append(word)
        for n in range(resolution - 2, 0, -1):
            products[n] |= {word ^ product for product in products[n - 1]}
    return tuple(taken)


def n_runs(n_factors: int, resolution: int) -> int:
    """Count the runs of the smallest such design."""
    return int(2 ** max(generators(n_factors, resolution)).bit_length())


def fraction(n_factors: int, resolution: int) -> Array:
    """Lay out the design: 0 for low and 1 for high, [runs, factors]."""
    import numpy as np

    words = generators(n_factors, resolution)
    runs = np.arange(n_runs(n_factors, resolution))
    levels = np.empty((len(runs), n_factors), dtype=np.int64)
    for k, word in enumerate(words):
        levels[:, k] = np.bitwise_count(runs & word) % 2
    return levels
