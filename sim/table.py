"""Tables of columns: how the state of a street is stored.

A table is a class whose annotations are columns, each with its element type and meaning; making one with n
rows makes the arrays. Rows are never moved or reused. A growing table has room for more rows than it has
and doubles when it is full.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Column:
    """One column: NumPy type ("f" is the real type of the world), meaning and unit, further dimensions."""

    dtype: str
    meaning: str
    dims: tuple[str, ...] = ()
    fill: float = 0


def column(dtype: str, meaning: str, *dims: str, fill: float = 0) -> Any:
    """Declare a column of a table."""
    return Column(dtype, meaning, dims, fill)


class Table:
    """A fixed number of rows.

    Attributes:
        n: rows in use.
        order: how columns with further dimensions lie in memory: "C" row by row, "F" part by part, so that
            a kernel that goes through one part of all rows reads consecutive numbers.
    """

    n: int
    order: Literal["C", "F"] = "C"

    def __init__(self, n: int, sizes: Mapping[str, int], real: str = "f4") -> None:
        self.n = n
        self._sizes = dict(sizes)
        self._real = real
        for name, spec in self.columns():
            setattr(self, name, self._make(spec, n))

    @classmethod
    def columns(cls) -> Iterator[tuple[str, Column]]:
        """Go through the names and descriptions of the columns, inherited ones first."""
        return iter(_columns(cls))  # type: ignore[arg-type]  # mypy looks for the hash of a row, not of a class

    def _make(self, spec: Column, n: int) -> Array:
        shape = (n, *(self._sizes[d] for d in spec.dims))
        dtype = self._real if spec.dtype == "f" else spec.dtype
        return np.full(shape, spec.fill, dtype=dtype, order=self.order)

    def arrays(self) -> dict[str, Array]:
        """Give every column by name, cut to the rows in use."""
        return {name: getattr(self, name)[: self.n] for name, _ in self.columns()}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put saved columns back, in place where the length is the same."""
        for name, _ in self.columns():
            getattr(self, name)[:] = arrays[name]

    def clear(self) -> None:
        """Set every column to its fill value."""
        for name, spec in self.columns():
            getattr(self, name)[:] = spec.fill

    def nbytes(self) -> int:
        """Count the bytes of the rows in use."""
        return sum(a.nbytes for a in self.arrays().values())


class PackedTable(Table):
    """A table of float64 columns with fill 0 that lie one after another in one block.

    Attributes:
        block: all columns, float64, [numbers].
        places: where each column lies in the block, and its shape.
    """

    block: Array
    places: dict[str, tuple[slice, tuple[int, ...]]]

    def __init__(self, n: int, sizes: Mapping[str, int], real: str = "f4") -> None:
        self.n = n
        shapes = {name: (n, *(sizes[d] for d in spec.dims)) for name, spec in self.columns()}
        lengths = [math.prod(shape) for shape in shapes.values()]
        ends = np.cumsum([0, *lengths]).tolist()
        self.block = np.zeros(ends[-1])
        self.places = {
            name: (slice(a, b), shape)
            for (name, shape), a, b in zip(shapes.items(), ends[:-1], ends[1:], strict=True)
        }
        for name, (place, shape) in self.places.items():
            setattr(self, name, self.block[place].reshape(shape))

    def clear(self) -> None:
        """Set every column to 0."""
        self.block[:] = 0.0


@cache
def _columns(table: type[Table]) -> tuple[tuple[str, Column], ...]:
    bases = reversed(table.__mro__)
    return tuple((n, spec) for base in bases for n, spec in vars(base).items() if isinstance(spec, Column))


class GrowingTable(Table):
    """A table to which rows are appended; ``n`` rows are in use, the arrays may be longer.

    Attributes:
        room: rows for which there is room.
    """

    def __init__(self, sizes: Mapping[str, int], real: str = "f4", room: int = 256) -> None:
        super().__init__(room, sizes, real)
        self.n, self.room = 0, room

    def clear(self) -> None:
        """Empty the table."""
        if self.n == 0:
            return
        for name, spec in self.columns():
            getattr(self, name)[: self.n] = spec.fill
        self.n = 0

    def append(self, count: int) -> slice:
        """Take the next ``count`` rows into use, with their fill values, and say which they are."""
        rows = slice(self.n, self.n + count)
        while self.room < rows.stop:
            self._grow(max(2 * self.room, 16))
        self.n = rows.stop
        return rows

    def _grow(self, room: int) -> None:
        for name, spec in self.columns():
            longer = self._make(spec, room)
            longer[: self.n] = getattr(self, name)[: self.n]
            setattr(self, name, longer)
        self.room = room

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put saved rows back."""
        n = len(next(iter(arrays.values())))
        while self.room < n:
            self._grow(max(2 * self.room, n))
        self.n = n
        for name, spec in self.columns():
            whole = getattr(self, name)
            whole[:n] = arrays[name]
            whole[n:] = spec.fill
