"""Sobol indices from Saltelli's blocks: which share of the variance is whose doing.

First order ``S1``: what a factor does alone. Total ``ST``: what it does alone and with others. Second order
``S2``: what two do together beyond what each does alone. Shares are of the whole variance, luck included, so
with block seeds the total indices of a model that is half luck add up to about a half.

The estimators are those of SALib. A block has k + 2 rows, and for pairs of the first m factors m more, in
which a factor of the first row stands in the last. Such blocks can be read from either end, and the mean of
both readings is taken: it needs no more runs, has less error, and gives a dummy no part in any pair. Each
index is a ratio of means over blocks, so drawing whole blocks anew needs only products of matrices.

Fewer than 128 blocks are lopsided: the first bits of two columns of Sobol's numbers may then be the same in
every block or in none, so a switch may never change, or always. Measured with 15 factors: at 64 blocks a
switch changed in 0 to 100 % of the blocks instead of half, from 128 on in half.

Points of Sobol's sequence spread more evenly than independent ones, which the bootstrap does not know: where
luck is small, intervals hold more often than they say.

Sources: Saltelli 2002, Comput. Phys. Commun. 145 (``S2``); Saltelli et al. 2010, Comput. Phys. Commun. 181
(``S1``, and ``ST`` after Jansen).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from analysis.compare import RESAMPLES, Bootstrap
from analysis.sensitivity.design import Design, Floats, Output, Study
from analysis.sensitivity.table import LEAST, Analysis, Index, ends, tidy
from sim.errors import BadInput

METHOD, MAIN = "sobol", "ST"
EVEN = 128
"""Blocks from which on the columns of Sobol's numbers are paired evenly; see above."""


def sobol(study: Study, resamples: int = RESAMPLES) -> Analysis:
    """Estimate first and total indices, and second order of the factors whose blocks hold rows for pairs.

    Args:
        study: runs of Saltelli's design.
        resamples: of the bootstrap over blocks.

    Raises:
        BadInput: the runs are not in the order of Saltelli's design.
    """
    check_order(study)
    frames, draws = [], {}
    for output in study.outputs():
        indices, drawn = _indices(study.design, output, resamples)
        frames.append(tidy(study, METHOD, output, indices))
        draws[output.indicator, output.statistic] = drawn
    table = pd.concat(frames, ignore_index=True)
    return Analysis(METHOD, MAIN, study.design.factors, table, draws)


def doublings(study: Study, resamples: int = RESAMPLES, fewest: int = 64) -> tuple[Analysis, ...]:
    """Analyse ever larger parts of a design, each twice the one before, the last the whole.

    Args:
        study: runs of Saltelli's design, whose first blocks are a design of their own.
        resamples: of the bootstrap over blocks.
        fewest: blocks of the smallest part at least.
    """
    blocks = int(study.runs["block"].nunique())
    sizes = [blocks]
    while sizes[0] % 2 == 0 and sizes[0] // 2 >= fewest:
        sizes.insert(0, sizes[0] // 2)
    return tuple(sobol(study.first(size), resamples) for size in sizes)


def check_order(study: Study) -> None:
    """Refuse runs whose factors are not those of Saltelli's design, row by row.

    Raises:
        BadInput: a block has another number of rows, or a row is not a copy with the one factor exchanged.
    """
    design, x = study.design, study.points.x
    k, rows = len(design.factors), x.shape[1]
    if not k + 2 <= rows <= 2 * k + 2:
        raise BadInput(
            f"runs: a block must have {k + 2} to {2 * k + 2} rows; got {rows}. Keep the design whole."
        )
    a, b = x[:, 0], x[:, -1]
    for row in range(1, rows - 1):
        ours = design.member == (row - 1) % k
        base, other = (a, b) if row <= k else (b, a)
        if (x[:, row] != np.where(ours, other, base)).any():
            raise BadInput(f"runs: row {row + 1} of a block is not as sampled. Keep the order of the design.")


def _indices(design: Design, output: Output, resamples: int) -> tuple[list[Index], Floats]:
    """Estimate all indices of one output; give also the total indices over resamples."""
    names = design.factors
    pairs = list(combinations(range(output.y.shape[1] - len(names) - 2), 2))
    blocks = len(output.y)
    if blocks < 2 or np.ptp(output.y) == 0:
        return _unknown(design, output), np.full((resamples, len(names)), np.nan)
    terms = _terms(output.y, len(names))
    value = _ratios(np.full((1, blocks), 1.0 / blocks), terms)
    drawn = _ratios(Bootstrap(blocks, resamples).counts / blocks, terms)
    found = []
    for measure, place in (("S1", 0), ("ST", 1)):
        low, high = ends(drawn[place].T, blocks)
        found.append(Index(measure, names, value[place][0], low, high, least=LEAST))
    if pairs:
        low, high = ends(drawn[2].T, blocks)
        firsts, seconds = (tuple(names[pair[side]] for pair in pairs) for side in (0, 1))
        found.append(Index("S2", firsts, value[2][0], low, high, seconds, LEAST))
    return found, drawn[1]


def _unknown(design: Design, output: Output) -> list[Index]:
    """Give missing indices where nothing varies or too few blocks are left."""
    names = design.factors
    nothing = np.full(len(names), np.nan)
    found = [Index(measure, names, nothing, nothing, nothing) for measure in ("S1", "ST")]
    pairs = list(combinations(names[: output.y.shape[1] - len(names) - 2], 2))
    if pairs:
        nothing = np.full(len(pairs), np.nan)
        firsts, seconds = (tuple(pair[side] for pair in pairs) for side in (0, 1))
        found.append(Index("S2", firsts, nothing, nothing, nothing, seconds))
    return found


def _terms(y: Floats, k: int) -> list[Floats]:
    """Give for each block what the indices are made of: [blocks, 2], [blocks, k] twice, [blocks, pairs]."""
    # Not centred, the estimator of the first order would carry the mean's square as noise.
    y = (y - y.mean()) / y.std()
    a, b, ab, ba = y[:, :1], y[:, -1:], y[:, 1 : k + 1], y[:, k + 1 : -1]
    moments = np.hstack([(a + b) / 2, (a**2 + b**2) / 2])
    m = ba.shape[1]
    found = [moments]
    for one, other in zip(_one_way(a, b, ab), _one_way(b, a, ba), strict=True):
        found.append(np.hstack([(one[:, :m] + other) / 2, one[:, m:]]))
    if m > 1:
        first, second = np.triu_indices(m, 1)
        found.append((ba[:, first] * ab[:, second] + ab[:, first] * ba[:, second]) / 2 - a * b)
    return found


def _one_way(a: Floats, b: Floats, ab: Floats) -> tuple[Floats, Floats]:
    """Give what S1 and ST are means of, from the rows that exchange one factor of the first for the last."""
    return b * (ab - a), 0.5 * (a - ab) ** 2


def _ratios(weights: Floats, terms: list[Floats]) -> list[Floats]:
    """Divide means over weighted blocks by the variance: S1 and ST, [resamples, k], and S2, [., pairs]."""
    mean, square = (weights @ terms[0]).T
    variance = (square - mean**2)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = [np.where(variance > 0, weights @ term / variance, np.nan) for term in terms[1:]]
    if len(ratios) > 2:
        m = round((1 + np.sqrt(1 + 8 * ratios[2].shape[1])) / 2)
        first, second = np.triu_indices(m, 1)
        ratios[2] = ratios[2] - ratios[0][:, first] - ratios[0][:, second]
    return ratios
