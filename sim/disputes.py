"""The case book: each claim in exactly one of eleven states, every change recorded, never a case lost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.cases import CaseColumns, columns_of
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


class CaseBook:
    """All claims of one street; the only way to change a case's state.

    Attributes:
        counts: cases by state, int64, [11].
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases = world.cases
        self.counts = np.zeros(11, np.int64)
        self._columns = columns_of(self.cases)

    def columns(self) -> CaseColumns:
        """Give the columns of the case table for a kernel; ask again after :meth:`create`."""
        # The table makes new arrays when it grows.
        if self._columns.status is not self.cases.status:
            self._columns = columns_of(self.cases)
        return self._columns

    def open_rows(self) -> Rows:
        """Give the rows of all cases that have not ended, oldest first."""
        return np.flatnonzero(self.cases.status[: self.cases.n] < RES)

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
        for name, values in columns.items():
            getattr(self.cases, name)[new] = values
        for name in ("opened", "entered", "changed"):
            getattr(self.cases, name)[new] = week
        self.cases.status[new] = status
        self.cases.level[new] = self.cases.level_max[new] = LEVELS[status]
        rows = np.arange(new.start, new.stop)
        notes = self.world.transitions
        noted = notes.append(len(rows))
        people = self.world.residents
        _enter(
            self.columns(), rows, week, self.counts, people.open_claims, people.open_disputes,
            notes.case[noted], notes.week[noted], notes.before[noted], notes.after[noted],
        )  # fmt: skip
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
        after = np.empty(rows.shape, np.int64)
        after[:] = status
        columns = self.columns()
        notes, people = self.world.transitions, self.world.residents
        new = notes.append(len(rows))
        wrong = _move(
            columns, rows, after, week, self.counts, people.open_claims, people.open_disputes,
            notes.case[new], notes.week[new], notes.before[new], notes.after[new], LEVELS, ALLOWED,
        )  # fmt: skip
        if wrong >= 0:
            notes.n = new.start
            raise BrokenInvariant(
                f"case {rows[wrong]} cannot go from {STATUS_CODES[columns.status[rows[wrong]]]} to "
                f"{STATUS_CODES[after[wrong]]}. Check the process that moved it."
            )

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
def _first_wrong(status, rows, after, allowed):  # type: ignore[no-untyped-def]
    for k in range(rows.shape[0]):
        if after[k] < 0 or after[k] > 10 or not allowed[int(status[rows[k]]), after[k]]:
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
def _enter(cases, rows, week, counts, open_claims, open_disputes, case, when, before, after):  # type: ignore[no-untyped-def]
    for k in range(rows.shape[0]):
        row = rows[k]
        status = int(cases.status[row])
        case[k], when[k], before[k], after[k] = row, week, -1, status
        counts[status] += 1
        _count_parties(cases, row, 1, open_claims, open_disputes)


@kernel
def _move(  # type: ignore[no-untyped-def]
    cases, rows, status, week, counts, open_claims, open_disputes, case, when, before, after, levels, allowed
):
    wrong = _first_wrong(cases.status, rows, status, allowed)
    if wrong >= 0:
        return wrong
    for k in range(rows.shape[0]):
        row = rows[k]
        old, new = int(cases.status[row]), status[k]
        case[k], when[k], before[k], after[k] = row, week, old, new
        counts[old] -= 1
        counts[new] += 1
        level = levels[new]
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
def _replay(state, case, before, after):  # type: ignore[no-untyped-def]
    for k in range(case.shape[0]):
        if state[case[k]] != before[k]:
            return True
        state[case[k]] = after[k]
    return False
