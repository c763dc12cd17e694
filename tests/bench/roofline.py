"""What one thread of this machine can do at best: bandwidth, random gathers, draws, logarithms."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.arithmetic import logistic
from sim.draws import fill_pairs, stream, uniform_pair
from sim.jit import kernel
from sim.table import Array
from tests.bench.clock import Job, medians, timed

TIMES = 200_000
CACHED, IN_MEMORY = 17_600 * 16, 8_000_000
"""Numbers in a column: as many as fit the state of the default street, and far more than fit any cache."""


@kernel
def _add(out: Array, a: Array, b: Array) -> None:
    for i in range(out.shape[0]):
        out[i] = a[i] + b[i]


@kernel
def _gather(table: Array, index: Array) -> int:
    total = 0
    for i in range(index.shape[0]):
        total += int(table[index[i]])
    return total


@kernel
def _single_draws(n: int, seed: int, stream_id: int) -> float:
    total = 0.0
    for i in range(n):
        u, v = uniform_pair(seed, stream_id, 1, i, 0)
        total += u + v
    return total


@kernel
def _logs(out: Array, x: Array) -> None:
    for i in range(x.shape[0]):
        out[i] = math.log(x[i])


@kernel
def _logistics(out: Array, x: Array) -> None:
    for i in range(x.shape[0]):
        out[i] = logistic(x[i])


def _adds(n: int) -> Job:
    a, b, out = np.ones(n, np.float32), np.ones(n, np.float32), np.empty(n, np.float32)
    again = IN_MEMORY // n
    return timed(f"add_{n}", lambda: [_add(out, a, b) for _ in range(again)])


def _gathers() -> Iterator[Job]:
    index = (np.arange(TIMES, dtype=np.int64) * 2_654_435_761) % (1 << 31)
    for size in (1 << 14, 1 << 20, 1 << 26):
        table, places = np.ones(size, np.uint8), (index % size).astype(np.uint32)
        yield timed(f"gather_{size >> 10}_kB_ns", lambda t=table, p=places: _gather(t, p))  # type: ignore[misc]


def measure() -> dict[str, float]:
    """Measure GB/s of a streaming add; ns of a one-byte gather by table size, a draw, a log, a logistic.

    A draw is one cipher block, that is two uniforms: many at once, or one at a time.
    """
    u, v, x, out = np.empty(TIMES), np.empty(TIMES), np.linspace(-6.0, 6.0, TIMES), np.empty(TIMES)
    places = np.linspace(0.01, 0.99, TIMES)
    seconds = medians([
        _adds(CACHED), _adds(IN_MEMORY), *_gathers(),
        timed("draw_ns", lambda: fill_pairs(u, v, 7, stream("bench"), 1, 1, 0)),
        timed("single_draw_ns", lambda: _single_draws(TIMES, 7, stream("bench"))),
        timed("log_ns", lambda: _logs(out, places)),
        timed("logistic_ns", lambda: _logistics(out, x)),
    ])  # fmt: skip
    bandwidth = {
        "bandwidth_cached_GB_s": 12e-9 * (IN_MEMORY // CACHED * CACHED) / seconds.pop(f"add_{CACHED}"),
        "bandwidth_memory_GB_s": 12e-9 * IN_MEMORY / seconds.pop(f"add_{IN_MEMORY}"),
    }
    return bandwidth | {name: 1e9 * s / TIMES for name, s in seconds.items()}
