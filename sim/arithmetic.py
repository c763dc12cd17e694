"""Exponential and logistic in plain float64 arithmetic, for kernels that go through all residents.

exp(x) = 2**n * p(r) with n = x / ln 2 rounded, r = x - n ln 2 in [-ln 2 / 2, ln 2 / 2], and p a polynomial of
degree 7 whose largest relative error there is as small as it can be (4.1e-11; exchange of weights after
Lawson). 2**n is added to the exponent bits. Nothing but sums, products and bit shifts is used, so a loop
around it is vectorised, and the bytes are the same on every machine and with compiling switched off.
Relative error below 1e-10 for |x| <= 700; beyond, exp(x) is that of the nearest bound.

Source: Cody, Waite 1980, Software Manual for the Elementary Functions (reduction by a split ln 2);
Lawson 1961, Contributions to the theory of linear least maximum approximations.
"""

from __future__ import annotations

import numpy as np

from sim.jit import inlined, kernel
from sim.table import Array

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# Adding 1.5 * 2**52 rounds to a whole number and leaves it in the low bits.
_ROUND = 6755399441055744.0
_MOST = 700.0
_STRANDS = 64
_P7, _P6, _P5, _P4 = 1.9775169354984833e-04, 1.3948183347428427e-03, 8.3335610943914e-03, 4.16662254251998e-02
_P3, _P2, _P1, _P0 = 0.16666665126115515, 0.5000000104536331, 1.0000000002430998, 0.999999999961682


@inlined
def exponential(x: float) -> float:
    """Give e to the power x; x is taken as -700 below that and as 700 above."""
    x = min(max(x, -_MOST), _MOST)
    shifted = x * _LOG2_E + _ROUND
    n = shifted - _ROUND
    r = x - n * _LN2_HIGH - n * _LN2_LOW
    p = ((_P7 * r + _P6) * r + _P5) * r + _P4
    p = (((p * r + _P3) * r + _P2) * r + _P1) * r + _P0
    power = np.float64(shifted).view(np.int64) << 52
    return np.int64(np.float64(p).view(np.int64) + power).view(np.float64)


@inlined
def logistic(x: float) -> float:
    """Give 1 / (1 + exp(-x))."""
    # np.divide, unlike /, has no branch for a divisor of 0, which would keep loops from being vectorised.
    value: float = np.divide(1.0, 1.0 + exponential(-x))
    return value


@kernel
def sum_runs(out: Array, values: Array, first: Array, size: Array) -> None:
    """Sum a column over each run of rows, in 64 strands of fixed order, so that the additions are vectorised.

    Args:
        out: where the sums go, float64, [runs].
        values: the column.
        first: first row of each run.
        size: rows of each run.
    """
    strands = np.empty(_STRANDS)
    for k in range(out.shape[0]):
        run = values[int(first[k]) : int(first[k]) + int(size[k])]
        strands[:] = 0.0
        whole = run.shape[0] // _STRANDS * _STRANDS
        for start in range(0, whole, _STRANDS):
            _add(strands, run[start : start + _STRANDS])
        _add(strands[: run.shape[0] - whole], run[whole:])
        total = 0.0
        for i in range(_STRANDS):
            total += strands[i]
        out[k] = total


@kernel
def _add(strands: Array, values: Array) -> None:
    for i in range(strands.shape[0]):
        strands[i] += float(values[i])
