"""The case book: each claim in exactly one of eleven states, every change recorded, never a case lost."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.codes import (
    CRT,
    DISPUTE,
    LEVEL_1,
    LEVEL_2,
    LEVEL_3,
    LEVEL_OUTSIDE,
    LEVEL_PRIVATE,
    LUMP,
    P_RESIDENT,
    PET,
    PRIV,
    Q1,
    Q2,
    Q3,
    RES,
    S1,
    S2,
    S3,
    STATUS_CODES,
)
from sim.errors import BrokenInvariant
from sim.jit import kernel
from sim.table import Array
from sim.world import World

Rows = NDArray[np.intp]
V = TypeVar("V", bound=NamedTuple)

_NEXT: dict[int, tuple[int, ...]] = {
    PRIV: (Q1, RES, LUMP),
    Q1: (S1, Q2, Q3, RES, LUMP),
    S1: (Q2, Q3, RES, LUMP),
    Q2: (S2, Q3, RES, LUMP),
    S2: (Q3, RES, LUMP),
    Q3: (S3, PET, CRT, RES, LUMP),
    S3: (PET, CRT, RES, LUMP),
    PET: (RES,),
    CRT: (RES,),
    RES: (),
    LUMP: (),
}
LEVELS = np.array(
    [LEVEL_PRIVATE, LEVEL_1, LEVEL_1, LEVEL_2, LEVEL_2, LEVEL_3, LEVEL_3, LEVEL_OUTSIDE, LEVEL_OUTSIDE,
     -1, -1]
)  # fmt: skip
ALLOWED = np.zeros((11, 11), bool)
for _before, _after in _NEXT.items():
    ALLOWED[_before, list(_after)] = True


class Entered(NamedTuple):
    """Columns of cases that say where a case stands and whose open claim it is."""

    status: Array
    level: Array
    level_max: Array
    opened: Array
    entered: Array
    changed: Array
    ended: Array
    via: Array
    settled_level: Array
    cls: Array
    claimant: Array
    party_kind: Array
    party: Array


class CaseBook:
    """All claims of one street; the only way to change a case's state.

    Attributes:
        counts: cases by state, int64, [11].
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases = world.cases
        self.counts = np.zeros(11, np.int64)
        self._views: dict[type[Any], Any] = {}
        self._viewed = self.cases.status
        self._open = np.empty(0, np.intp)
        self._counted = (0, 0)

    def columns(self, kind: type[V]) -> V:
        """Give those columns of the case table that a kernel names; ask again after :meth:`create`.

        Args:
            kind: a named tuple of columns.
        """
        # The table makes new arrays when it grows.
        if self._viewed is not self.cases.status:
            self._views.clear()
            self._viewed = self.cases.status
        view: V | None = self._views.get(kind)
        if view is None:
            view = self._views[kind] = kind(*[getattr(self.cases, name) for name in kind._fields])
        return view

    def open_rows(self) -> Rows:
        """Give the rows of all cases that have not ended, oldest first."""
        cases = self.cases
        # What came in or was put back without the book has not been seen yet.
        if self._counted != (cases.n, cases.loads):
            self._open = np.flatnonzero(cases.status[: cases.n] < RES)
            self._counted = (cases.n, cases.loads)
        return self._open

    def create(self, week: int, status: Array, **columns: Any) -> Rows:
        """Enter new claims.

        Args:
            week: week of claim.
            status: first state of each claim (PRIV, Q1, Q3, PET or CRT), [k].
            **columns: other columns of the case table, each [k] or one value.

        Returns: their rows, [k].
        """
        status = np.asarray(status)
        new = self.cases.append(len(status))
        self.cases.status[new] = status
        for name, values in columns.items():
            getattr(self.cases, name)[new] = values
        return self.admit(new, week)

    def admit(self, new: slice, week: int) -> Rows:
        """Enter new claims that already have rows of their own, filled in but for level and times.

        Args:
            new: the last rows of the case table.
            week: week of claim.

        Returns: their rows, [k].
        """
        rows = np.arange(new.start, new.stop)
        notes, people = self.world.transitions, self.world.residents
        noted = notes.append(len(rows))
        _enter(
            self.columns(Entered), new.start, new.stop, week, self.counts, people.open_claims,
            people.open_disputes, noted.start, notes.case, notes.week, notes.before, notes.after,
        )  # fmt: skip
        if self._counted == (new.start, self.cases.loads):
            self._open, self._counted = np.concatenate((self._open, rows)), (new.stop, self.cases.loads)
        return rows

    def move(self, rows: Array, status: Array | int, week: int) -> None:
        """Change the state of cases, and with it level, times and the way they ended.

        Args:
            rows: rows of open cases, each at most once, [k].
            status: new state of each, [k] or one for all.
            week: week of the change.

        Raises:
            BrokenInvariant: a change the book does not allow, such as one out of an end state; nothing moves.
        """
        rows = np.asarray(rows, np.intp)
        if rows.size == 0:
            return
        after = np.asarray(status, np.int64)
        if after.ndim == 0:
            after = np.full(rows.shape, status, np.int64)
        before, held = self.open_rows(), self.cases.status
        notes, people = self.world.transitions, self.world.residents
        new = notes.append(len(rows))
        wrong = _move(
            self.columns(Entered), rows, after, week, self.counts, people.open_claims, people.open_disputes,
            new.start, notes.case, notes.week, notes.before, notes.after,
        )  # fmt: skip
        if wrong >= 0:
            notes.n = new.start
            raise BrokenInvariant(
                f"case {rows[wrong]} cannot go from {STATUS_CODES[held[rows[wrong]]]} to "
                f"{STATUS_CODES[after[wrong]]}. Check the process that moved it."
            )
        self._open = _still_open(held, before)

    def check(self, week: int) -> None:
        """Hold the invariants of the book.

        Raises:
            BrokenInvariant: a state out of range, counts that do not add up, times out of order, open claims
                of residents that differ from the cases, or changes that do not lead to the present states.
        """
        c = self.cases
        status = c.status[: c.n]
        counts = np.bincount(status, minlength=11)
        if not np.array_equal(counts, self.counts):
            raise BrokenInvariant(f"cases by state must be {self.counts.tolist()}; got {counts.tolist()}.")
        opened, entered, changed = c.opened[: c.n], c.entered[: c.n], c.changed[: c.n]
        if np.any((opened > entered) | (entered > changed) | (changed > week)):
            raise BrokenInvariant("the times of a case must be in order: claim, level, state, now.")
        ended = status >= RES
        if np.any((c.ended[: c.n] >= 0) != ended):
            raise BrokenInvariant("a case must have a week of end exactly when it has ended.")
        if not np.array_equal(self.open_rows(), np.flatnonzero(~ended)):
            raise BrokenInvariant("the open cases must be those whose state is no end.")
        self._check_parties(~ended)
        self._check_history()

    def _check_parties(self, is_open: Array) -> None:
        """The open claims and disputes of each resident are those of the cases."""
        c, people = self.cases, self.world.residents
        both = c.party_kind[: c.n] == P_RESIDENT
        for wanted, held in (
            (is_open, people.open_claims),
            (is_open & (c.cls[: c.n] == DISPUTE), people.open_disputes),
        ):
            counts = np.bincount(c.claimant[: c.n][wanted], minlength=people.n)
            counts += np.bincount(c.party[: c.n][wanted & both], minlength=people.n)
            if not np.array_equal(counts, held):
                raise BrokenInvariant("open claims of residents must be those of the cases.")

    def _check_history(self) -> None:
        """Replay the record of changes: each begins where the last one led, and they end in the present."""
        notes, c = self.world.transitions, self.cases
        state = np.full(c.n, -1)
        broken = _replay(state, notes.case[: notes.n], notes.before[: notes.n], notes.after[: notes.n])
        if broken or not np.array_equal(state, c.status[: c.n]):
            raise BrokenInvariant("the recorded changes must lead to the present states of all cases.")


@kernel
def _first_wrong(status, rows, after):  # type: ignore[no-untyped-def]
    for k in range(rows.shape[0]):
        if after[k] < 0 or after[k] > 10 or not ALLOWED[int(status[rows[k]]), after[k]]:
            return k
    # The same case twice would pass the test above against its old state.
    highest = -1
    for k in range(rows.shape[0]):
        if rows[k] > highest:
            highest = rows[k]
            continue
        for j in range(k):
            if rows[j] == rows[k]:
                return k
    return -1


@kernel
def _count_parties(cases, row, step, open_claims, open_disputes):  # type: ignore[no-untyped-def]
    """Add to or take from the open claims of both parties."""
    dispute = step if cases.cls[row] == DISPUTE else 0
    i = int(cases.claimant[row])
    open_claims[i] = int(open_claims[i]) + step
    open_disputes[i] = int(open_disputes[i]) + dispute
    if cases.party_kind[row] == P_RESIDENT:
        j = int(cases.party[row])
        open_claims[j] = int(open_claims[j]) + step
        open_disputes[j] = int(open_disputes[j]) + dispute


@kernel
def _enter(  # type: ignore[no-untyped-def]
    cases, start, stop, week, counts, open_claims, open_disputes, note, case, when, before, after
):
    for row in range(start, stop):
        status = int(cases.status[row])
        cases.opened[row] = cases.entered[row] = cases.changed[row] = week
        cases.level[row] = cases.level_max[row] = LEVELS[status]
        case[note], when[note], before[note], after[note] = row, week, -1, status
        note += 1
        counts[status] += 1
        _count_parties(cases, row, 1, open_claims, open_disputes)


@kernel
def _move(  # type: ignore[no-untyped-def]
    cases, rows, status, week, counts, open_claims, open_disputes, note, case, when, before, after
):
    wrong = _first_wrong(cases.status, rows, status)
    if wrong >= 0:
        return wrong
    for k in range(rows.shape[0]):
        row = rows[k]
        old, new = int(cases.status[row]), status[k]
        case[note], when[note], before[note], after[note] = row, week, old, new
        note += 1
        counts[old] -= 1
        counts[new] += 1
        level = LEVELS[new]
        if level < 0:
            cases.via[row] = cases.level[row]
            cases.ended[row] = week
            if new == RES:
                cases.settled_level[row] = cases.level[row]
            _count_parties(cases, row, -1, open_claims, open_disputes)
        elif level != cases.level[row]:
            cases.level[row] = level
            cases.entered[row] = week
            if level > cases.level_max[row]:
                cases.level_max[row] = level
        cases.status[row] = new
        cases.changed[row] = week
    return -1


@kernel
def _still_open(status, rows):  # type: ignore[no-untyped-def]
    """Give those of the rows whose case has not ended."""
    left = np.empty_like(rows)
    count = 0
    for k in range(rows.shape[0]):
        if status[rows[k]] < RES:
            left[count] = rows[k]
            count += 1
    return left[:count]


@kernel
def _replay(state, case, before, after):  # type: ignore[no-untyped-def]
    for k in range(case.shape[0]):
        if state[case[k]] != before[k]:
            return True
        state[case[k]] = after[k]
    return False
