"""Named numbers packed for kernels.

A kernel looks at every argument that it is handed, and at every part of a tuple; for thirty numbers that
takes longer than many a rule. Packed into one array of records they count as one, and keep their names:
``numbers = packed[0]``, then ``numbers.rate``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.table import Array


def pack(numbers: NamedTuple) -> Array:
    """Put named numbers, or named columns of one length, into an array of records.

    Args:
        numbers: numbers, or arrays [C].

    Returns: records of float64 fields with the same names, [1] or [C].
    """
    columns = np.atleast_2d(np.array(numbers, float).T)
    packed = np.empty(len(columns), _layout(type(numbers)))
    for k, name in enumerate(numbers._fields):
        packed[name] = columns[:, k]
    return packed


@cache
def _layout(kind: type[Any]) -> np.dtype[Any]:
    # One layout object for each kind: kernels recognise a layout faster than they compare it. Records, not
    # plain structures, so that names work as attributes without compiling too.
    return np.dtype((np.record, [(name, np.float64) for name in kind._fields]))
