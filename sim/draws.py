"""Named random streams: the same luck for every policy.

A draw is fixed by (seed, stream, week, row, part) and by nothing else: Philox4x32-10 encrypts the counter
(row, part, week, stream) under the seed as key. So no draw depends on how many were made before it, on a
lever, on the number of workers or on the order of rows. Cases, issues and projects draw by a *birth key*
(who or where, and week · type · ordinal of birth), never by their row in a table.

Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
from numpy.typing import NDArray

from sim.jit import inlined, kernel

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _S32, _S20, _S12 = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(20), np.uint64(12)
_TINY = 2.0**-52
_ONE = np.uint64(0x3FF0000000000000)  # the bits of 1.0


def stream(name: str) -> int:
    """Give the stream number of a purpose; the name alone decides it, so adding streams moves none."""
    return zlib.crc32(name.encode())


@inlined
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Encrypt one counter of four 32-bit words under two key words; all are uint64 below 2**32."""
    # The masks change no number: they tell the compiler that 32-bit products will do, four at a time.
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (
            ((p1 >> _S32) ^ c1 ^ k0) & _LOW,
            p1 & _LOW,
            ((p0 >> _S32) ^ c3 ^ k1) & _LOW,
            p0 & _LOW,
        )
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inlined
def _unit(high, low):  # type: ignore[no-untyped-def]
    """Turn 52 bits k of two words into (k + 1/2) / 2**52, by way of the bits of 1 + k / 2**52."""
    return np.uint64((high << _S20) | (low >> _S12) | _ONE).view(np.float64) - 1.0 + 0.5 * _TINY


@inlined
def inline_pair(seed, stream_id, week, row, part):  # type: ignore[no-untyped-def]
    """Draw as :func:`uniform_pair` does, compiled into the caller, so that a loop of draws is vectorised."""
    key = np.uint64(seed)
    a, b, c, d = philox(
        np.uint64(row) & _LOW,
        np.uint64(part) & _LOW,
        np.uint64(week) & _LOW,
        np.uint64(stream_id) & _LOW,
        key & _LOW,
        key >> _S32,
    )
    return _unit(a, b), _unit(c, d)


@kernel
def _drawn(seed, stream_id, week, row, part):  # type: ignore[no-untyped-def]
    return inline_pair(seed, stream_id, week, row, part)


# Callers hold addresses in integers of many widths; of one width here, the cipher is compiled only once.
@inlined
def uniform_pair(seed, stream_id, week, row, part):  # type: ignore[no-untyped-def]
    """Draw two independent uniforms of 52 bits, strictly inside (0, 1)."""
    return _drawn(np.int64(seed), np.int64(stream_id), np.int64(week), np.int64(row), np.int64(part))


@inlined
def uniform(seed, stream_id, week, row, part):  # type: ignore[no-untyped-def]
    """Draw one uniform of 52 bits, strictly inside (0, 1)."""
    return _drawn(np.int64(seed), np.int64(stream_id), np.int64(week), np.int64(row), np.int64(part))[0]


@kernel
def normal_quantile(p):  # type: ignore[no-untyped-def]
    """Invert the standard normal distribution (relative error below 1.2e-9).

    Source: Acklam 2003, an algorithm for computing the inverse normal cumulative distribution function.
    """
    if p < 0.02425 or p > 0.97575:
        q = math.sqrt(-2.0 * math.log(p if p < 0.5 else 1.0 - p))
        top = ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
        top = ((top - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
        low = ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
        value = top / ((low + 3.754408661907416) * q + 1.0)
        return value if p < 0.5 else -value
    q = p - 0.5
    r = q * q
    top = ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
    top = ((top + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239
    low = ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
    low = ((low + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0
    return q * top / low


@kernel
def poisson(mean, seed, stream_id, week, row, part):  # type: ignore[no-untyped-def]
    """Count events of a Poisson law by inversion, in pieces of mean 16 so that no term underflows."""
    count = 0
    piece = 0
    while mean > 0.0:
        share = min(mean, 16.0)
        mean -= share
        u = uniform(seed, stream_id, week, row, part + 4096 * piece)
        term = math.exp(-share)
        total = term
        k = 0
        while u > total and k < 200:
            k += 1
            term *= share / k
            total += term
        count += k
        piece += 1
    return count


@kernel
def lognormal(mean, cv, u):  # type: ignore[no-untyped-def]
    """Turn a uniform into a lognormal amount with the given mean and coefficient of variation."""
    variance = math.log(1.0 + cv * cv)
    return mean * math.exp(math.sqrt(variance) * normal_quantile(u) - 0.5 * variance)


@kernel
def birth_part(week, kind, ordinal):  # type: ignore[no-untyped-def]
    """Pack week, type (0-15) and ordinal (0-15) of a birth into one counter word."""
    return (week << 8) | ((kind & 15) << 4) | (ordinal & 15)


@kernel
def _fill_uniforms(out, seed, stream_id, week, part):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        out[i] = inline_pair(seed, stream_id, week, i, part)[0]


@kernel
def fill_by_twos(out, seed, stream_id, week, first):  # type: ignore[no-untyped-def]
    """Draw one uniform for each of the rows from ``first``, an even number, at half the work.

    Rows 2k and 2k + 1 share one cipher block: a row's draw is fixed by (seed, stream, week, row), but it is
    not the one that :func:`uniform` gives.
    """
    half = out.shape[0] // 2
    for k in range(half):
        out[2 * k], out[2 * k + 1] = inline_pair(seed, stream_id, week, first // 2 + k, 0)
    if out.shape[0] > 2 * half:
        out[2 * half] = inline_pair(seed, stream_id, week, first // 2 + half, 0)[0]


@kernel
def fill_pairs(first, second, seed, stream_id, week, row, part):  # type: ignore[no-untyped-def]
    """Draw the pairs of :func:`uniform_pair` for one row and for parts from ``part`` on."""
    for k in range(first.shape[0]):
        first[k], second[k] = inline_pair(seed, stream_id, week, row, part + k)


def uniforms(n: int, seed: int, name: str, week: int = 0, part: int = 0) -> NDArray[np.float64]:
    """Draw one uniform for each of n rows.

    Returns: uniforms strictly inside (0, 1), float64, [n].
    """
    out = np.empty(n)
    _fill_uniforms(out, seed, stream(name), week, part)
    return out


@kernel
def _fill_normals(out, seed, stream_id, week, part):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        out[i] = normal_quantile(uniform(seed, stream_id, week, i, part))


def normals(n: int, seed: int, name: str, week: int = 0, part: int = 0) -> NDArray[np.float64]:
    """Draw one standard normal for each of n rows.

    Returns: standard normals, float64, [n].
    """
    out = np.empty(n)
    _fill_normals(out, seed, stream(name), week, part)
    return out
