"""The one place that says how kernels are compiled, and that can switch compiling off.

Kernels are plain functions over arrays and scalars. With ``SHEQU_COMPILE=0`` in the environment they run
as ordinary Python and give the same bytes (slowly: use it on small streets). Three rules keep that true:
columns are read through ``float(...)`` so that all arithmetic is in float64; unsigned integers meet only
unsigned integers; there is no ``fastmath``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

COMPILED = os.environ.get("SHEQU_COMPILE", "1") != "0"


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of arrays and scalars; cached on disk, without the global lock.

    Numba infers the types, so callers see a function of anything.
    """
    if not COMPILED:
        return function
    import numba

    compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True)(function)
    return compiled


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function into every kernel that calls it, so that loops around it can be vectorised."""
    if not COMPILED:
        return function
    import numba

    compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True, inline="always")(function)
    return compiled
