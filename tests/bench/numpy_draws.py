"""The draws of ``sim/draws.py`` in NumPy: Philox4x32-10 on whole arrays of 64-bit words."""

from __future__ import annotations

import numpy as np

from sim.table import Array

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_LOW, _S32, _S20, _S12 = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(20), np.uint64(12)
_ONE, _HALF = np.uint64(0x3FF0000000000000), 0.5 * 2.0**-52
_BLOCK = 4096
"""Counters encrypted at a time, so that all words stay in the nearest cache."""


def pairs(seed: int, stream: int, week: int, row: Array | int, part: Array | int) -> tuple[Array, Array]:
    """Draw two uniforms for each row and part, as ``sim.draws.uniform_pair`` does.

    Returns: uniforms strictly inside (0, 1), float64, of the shape that row and part have together.
    """
    rows, parts = np.broadcast_arrays(row, part)
    out = np.empty((2, rows.size))
    flat = (rows.ravel().astype(np.uint64), parts.ravel().astype(np.uint64))
    for start in range(0, rows.size, _BLOCK):
        some = slice(start, start + _BLOCK)
        out[0, some], out[1, some] = _encrypt(flat[0][some], flat[1][some], week, stream, seed)
    return out[0].reshape(rows.shape), out[1].reshape(rows.shape)


def by_twos(n: int, seed: int, stream: int, week: int) -> Array:
    """Draw one uniform for each of n rows, two rows to a block, as ``sim.draws.fill_by_twos`` does."""
    return np.column_stack(pairs(seed, stream, week, np.arange((n + 1) // 2), 0)).ravel()[:n]


def _encrypt(c0: Array, c1: Array, week: int, stream: int, seed: int) -> tuple[Array, Array]:
    c2, c3 = np.full_like(c0, week & 0xFFFFFFFF), np.full_like(c0, stream & 0xFFFFFFFF)
    for turn in range(10):
        k0 = np.uint64((seed + turn * _W0) & 0xFFFFFFFF)
        k1 = np.uint64(((seed >> 32) + turn * _W1) & 0xFFFFFFFF)
        c0 *= _M0
        c2 *= _M1
        c1 ^= c2 >> _S32
        c1 ^= k0
        c3 ^= c0 >> _S32
        c3 ^= k1
        c2 &= _LOW
        c0 &= _LOW
        c0, c1, c2, c3 = c1, c2, c3, c0
    return _unit(c0, c1), _unit(c2, c3)


def _unit(high: Array, low: Array) -> Array:
    bits = (high << _S20) | (low >> _S12) | _ONE
    return bits.view(np.float64) - 1.0 + _HALF


def in_gaps(luck: tuple[int, int, int], scale: Array, adults: Array) -> tuple[Array, Array, Array]:
    """Pass through each community in geometric gaps, 1 + floor(scale log u).

    Args:
        luck: seed, stream, week.
        scale: 1 / log(1 - rate), [C].
        adults: adults, [C].

    Returns: community and place inside it of everyone met, and their second draw, [k] each.
    """
    seed, stream, week = luck
    room = int((1.3 * adults / np.maximum(-scale, 1.0)).max()) + 16
    while True:
        u, v = pairs(seed, stream, week, np.arange(adults.size)[:, None], np.arange(room))
        place = np.cumsum(1 + (np.log(u) * scale[:, None]).astype(np.int64), axis=1) - 1
        if (place[:, -1] >= adults).all():
            break
        room *= 2
    community, k = np.nonzero(place < adults[:, None])
    return community, place[community, k], v[community, k]
