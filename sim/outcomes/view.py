"""What every indicator is measured from: one street over a span of weeks, and the part of it looked at.

Street-wide means pooled numerators over pooled denominators. So sums are kept by *cell* — community ×
registration × age × tenure × digital access — once for each quantity, and each community, type of community
or group of residents adds up its cells.

Choices: shares of residents and their indices are taken in the last week of the window, and only the present
state of residents is kept, so they are missing (not a number) for a window that ended before this week.
Residents of all ages in a group are its adults times the community's residents per adult.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.calendar import YEAR
from sim.declare import D
from sim.errors import BadInput
from sim.outcomes.measures import MISSING, ratio
from sim.people import Residents
from sim.record import Record
from sim.table import Array
from sim.world import World

Floats = NDArray[np.float64]
T = TypeVar("T")
Marked: TypeAlias = Callable[[Residents], Array]

AXES = (2, 3, 4, 2)
"""Groups by registration, age, tenure and digital access, in the order of ``sim.flows.GROUPS``."""
N_CELLS = 48


class Observed(Protocol):
    """What is read of a street."""

    world: World
    record: Record
    week: int

    @property
    def archetypes(self) -> Sequence[str]:
        """Archetype id of each community."""

    def values(self, declared: type[D]) -> D:
        """Give the values of the uncertainties that one process declares."""


@dataclass(frozen=True, eq=False)
class Selection:
    """A part of a street: some communities, and in them all residents or one group.

    Attributes:
        rows: rows of the communities, [k].
        group: number of the group in ``sim.flows.GROUPS``, None for all residents.
    """

    rows: Array
    group: int | None = None

    def pick(self, by_community: Array) -> Any:
        """Add up a quantity kept by community, [C, ...] to [...]."""
        return by_community[self.rows].sum(axis=0)

    def people(self, by_cell: Array) -> float:
        """Add up a quantity kept by cell, [C, 48]."""
        total = by_cell[self.rows].sum(axis=0)
        return float(total.sum() if self.group is None else total[GROUP_CELLS[self.group]].sum())

    def histogram(self, by_cell: Array) -> Array:
        """Add up histograms kept by cell, [C, 48, values] to [values]."""
        total = by_cell[self.rows].sum(axis=0)
        counts: Array = (
            total.sum(axis=0) if self.group is None else total[GROUP_CELLS[self.group]].sum(axis=0)
        )
        return counts

    def mask(self, communities: int) -> NDArray[np.bool_]:
        """Say which cells belong to it, [C, 48]."""
        inside = np.zeros((communities, N_CELLS), bool)
        inside[self.rows] = True if self.group is None else GROUP_CELLS[self.group]
        return inside


def _group_cells() -> NDArray[np.bool_]:
    """Say which cells belong to each group, [groups, 48]."""
    places = np.stack(np.unravel_index(np.arange(N_CELLS), AXES))
    return np.concatenate([places[axis] == np.arange(n)[:, None] for axis, n in enumerate(AXES)])


GROUP_CELLS = _group_cells()


class View:
    """A street over the weeks from ``first`` to ``last``, both counted from 1 and both included.

    Attributes:
        weeks: weeks in the window.
        years: the same in years.
        present: the window ends this week, so the state of residents is known at its end.
        communities: number of communities.
    """

    def __init__(self, street: Observed, first: int | None = None, last: int | None = None) -> None:
        """Look at the last 52 recorded weeks, or at the weeks given.

        Raises:
            BadInput: the window is not within the recorded weeks.
        """
        recorded = street.record.n_weeks
        self.last = recorded if last is None else last
        self.first = max(self.last - YEAR + 1, 1) if first is None else first
        if not 1 <= self.first <= self.last <= recorded:
            raise BadInput(
                f"a window must lie within the recorded weeks 1 to {recorded}; got {self.first} to "
                f"{self.last}. Run the street longer or choose other weeks."
            )
        self.street, self.world, self.record = street, street.world, street.record
        self.weeks = self.last - self.first + 1
        self.years = self.weeks / YEAR
        self.present = self.last == street.week
        self.communities = self.world.communities.n
        self._kept: dict[str, Any] = {}

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """Make something once and keep it under a name."""
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def everywhere(self) -> Selection:
        """Select the whole street."""
        return self.keep("everywhere", lambda: Selection(np.arange(self.communities)))

    def flow(self, name: str) -> Floats:
        """Sum a weekly flow over the window, [C, ...]; street-wide flows are [1]."""
        span = slice(self.first - 1, self.last)
        return self.keep(f"flow.{name}", lambda: self.record[name][span].sum(axis=0))

    def street_flow(self, name: str) -> float:
        """Sum a weekly flow of street-wide organisations over the window."""
        return float(self.flow(name)[0])

    def money(self, *tags: str) -> Floats:
        """Sum what moved under some tags over the window, yuan, [C + 1], the last street-wide."""
        span = slice(self.first - 1, self.last)

        def moved() -> Floats:
            total: Floats = sum((self.record.money(tag)[span].sum(axis=0) for tag in tags), np.zeros(1))
            return total

        return self.keep("money." + ".".join(tags), moved)

    def at_end(self, name: str) -> Floats:
        """Give a recorded series in the last week of the window, [C, ...]."""
        last: Floats = self.record[name][self.last - 1]
        return last

    def count(self, name: str, marked: Marked) -> Floats:
        """Count or sum over residents by cell, [C, 48].

        Args:
            name: under which to keep it.
            marked: what to sum, or which residents to count, [N].
        """

        def total() -> Floats:
            return self._by_cell(self.place(), np.asarray(marked(self.world.residents), np.float64))

        return self.keep(f"residents.{name}", total)

    def place(self) -> Array:
        """Give the number of each resident's cell in the street, community x 48 + cell, [N]."""

        def places() -> Array:
            r = self.world.residents
            return r.community.astype(np.intp) * N_CELLS + cells(r)

        return self.keep("place", places)

    def of_cases(self, rows: Array, weights: Array | None = None) -> Floats:
        """Count or sum over cases by the cell of their claimant, [C, 48].

        Args:
            rows: rows of the cases, each counted as often as it stands there, [k].
            weights: what to sum, [k]; 1 each if not given.
        """
        return self._by_cell(self.claimants(rows), weights)

    def case_share(self, name: str, rows: Callable[[], tuple[Array, Array]], where: Selection) -> float:
        """Divide the number of some cases by that of others.

        Args:
            name: under which to keep the counts.
            rows: give the rows of the cases above and below the line.
            where: the claimants counted.
        """
        above, below = self.keep(f"share.{name}", lambda: tuple(map(self.of_cases, rows())))
        return ratio(where.people(above), where.people(below))

    def case_rate(self, name: str, rows: Callable[[], Array], where: Selection) -> float:
        """Count cases per 1,000 residents and year; see :meth:`case_share`."""
        return self.per_1000(where.people(self.keep(f"rate.{name}", lambda: self.of_cases(rows()))), where)

    def claimants(self, rows: Array) -> Array:
        """Give the number of the cell in the street of the claimant of each case, [k]."""
        place: Array = self.place()[self.world.cases.claimant[rows]]
        return place

    def _by_cell(self, place: Array, weights: Array | None) -> Floats:
        total = np.bincount(place, weights, self.communities * N_CELLS)
        return total.astype(np.float64).reshape(self.communities, N_CELLS)

    def adults(self, where: Selection) -> float:
        """Count the adults of a selection."""
        return where.people(self.count("adults", lambda r: np.ones(r.n)))

    def persons(self, where: Selection) -> float:
        """Count the residents of all ages of a selection."""

        def by_cell() -> Floats:
            c = self.world.communities
            per_adult = c.residents / np.maximum(c.adults, 1)
            return self.count("adults", lambda r: np.ones(r.n)) * per_adult[:, None]

        return where.people(self.keep("persons", by_cell))

    def per_1000(self, amount: float, where: Selection) -> float:
        """Turn an amount over the window into a rate per 1,000 residents and year."""
        return ratio(1000.0 * amount, self.persons(where) * self.years)

    def mean(self, name: str, of: Marked, where: Selection) -> float:
        """Give the mean over adults at the end of the window; missing if that is past."""
        if not self.present:
            return MISSING
        return ratio(where.people(self.count(name, of)), self.adults(where))


def cells(residents: Residents) -> Array:
    """Number the cells: registration, age, tenure, digital access.

    Returns: number of the cell within the community, 0-47, [N].
    """
    code = (~residents.hukou).astype(np.intp)
    code = code * AXES[1] + residents.age_group
    code = code * AXES[2] + residents.tenure
    return code * AXES[3] + ~residents.low_digital
