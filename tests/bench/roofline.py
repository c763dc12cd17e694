"""What this machine can do at best: bandwidth, random gathers, draws, logistic values."""

from __future__ import annotations

import numpy as np

from sim.arithmetic import logistic
from sim.draws import stream, uniform
from sim.jit import kernel
from tests.bench.clock import medians

DRAWS = 200_000


@kernel
def _add(out, a, b):
    for i in range(out.shape[0]):
        out[i] = a[i] + b[i]


@kernel
def _gather(table, index):
    total = 0
    for i in range(index.shape[0]):
        total += int(table[index[i]])
    return total


@kernel
def _draw(n, seed, stream_id):
    total = 0.0
    for i in range(n):
        total += uniform(seed, stream_id, 1, i, 0)
    return total


@kernel
def _logistics(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += logistic(x[i])
    return total


def measure() -> dict[str, float]:
    """Measure one thread: GB/s of a streaming add, ns of a one-byte gather by table size, of a draw, of a logistic."""
    n = 8_000_000
    a, b, out = np.ones(n, np.float32), np.ones(n, np.float32), np.empty(n, np.float32)
    index = (np.arange(DRAWS, dtype=np.int64) * 2_654_435_761) % (1 << 31)
    tables = {size: np.ones(size, np.uint8) for size in (1 << 14, 1 << 20, 1 << 26)}
    places = {size: (index % size).astype(np.uint32) for size in tables}
    x = np.linspace(-6, 6, DRAWS)
    jobs = {
        "add": lambda: _add(out, a, b),
        "draw": lambda: _draw(DRAWS, 7, stream("bench")),
        "logistic": lambda: _logistics(x),
    }
    for size in tables:
        jobs[f"gather_{size >> 10}_kB"] = lambda size=size: _gather(tables[size], places[size])  # type: ignore[misc]
    seconds = medians(jobs)
    result = {"bandwidth_GB_s": 12e-9 * n / seconds.pop("add")}
    return result | {f"{name}_ns": 1e9 * s / DRAWS for name, s in seconds.items()}
