"""The case book: each claim in exactly one of eleven states, every change recorded, never a case lost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.codes import (
    CRT,
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
_LEVEL = np.array(
    [
        LEVEL_PRIVATE,
        LEVEL_1,
        LEVEL_1,
        LEVEL_2,
        LEVEL_2,
        LEVEL_3,
        LEVEL_3,
        LEVEL_OUTSIDE,
        LEVEL_OUTSIDE,
        -1,
        -1,
    ]
)
_ALLOWED = np.zeros((11, 11), bool)
for _before, _after in _NEXT.items():
    _ALLOWED[_before, list(_after)] = True


class CaseBook:
    """All claims of one street; the only way to change a case's state.

    Attributes:
        counts: cases by state, int64, [11].
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases = world.cases
        self.counts = np.zeros(11, np.int64)

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
        rows = np.arange(self.cases.n, self.cases.n + len(status))
        self.cases.append(len(status))
        for name, values in columns.items():
            getattr(self.cases, name)[rows] = values
        for name in ("opened", "entered", "changed"):
            getattr(self.cases, name)[rows] = week
        self.cases.status[rows] = status
        self.cases.level[rows] = self.cases.level_max[rows] = _LEVEL[status]
        self._note(rows, week, np.full(len(rows), -1), status)
        self._count_open(rows, 1)
        return rows

    def move(self, rows: Array, status: Array | int, week: int) -> None:
        """Change the state of cases, and with it level, times and the way they ended.

        Args:
            rows: rows of open cases, each at most once, [k].
            status: new state of each, [k] or one for all.
            week: week of the change.

        Raises:
            BrokenInvariant: a change the book does not allow, such as one out of an end state.
        """
        rows = np.asarray(rows, np.intp)
        if rows.size == 0:
            return
        cases = self.cases
        before, after = (
            cases.status[rows].astype(np.intp),
            np.broadcast_to(status, rows.shape).astype(np.intp),
        )
        wrong = np.flatnonzero(~_ALLOWED[before, after])
        if wrong.size:
            k = wrong[0]
            raise BrokenInvariant(
                f"case {rows[k]} cannot go from {STATUS_CODES[before[k]]} to {STATUS_CODES[after[k]]}. "
                "Check the process that moved it."
            )
        level = _LEVEL[after]
        ends = level < 0
        rises = ~ends & (level != cases.level[rows])
        cases.via[rows[ends]] = cases.level[rows[ends]]
        cases.ended[rows[ends]] = week
        settled = rows[after == RES]
        cases.settled_level[settled] = cases.level[settled]
        cases.level[rows[rises]] = level[rises]
        cases.entered[rows[rises]] = week
        cases.level_max[rows] = np.maximum(cases.level_max[rows], cases.level[rows])
        cases.status[rows] = after
        cases.changed[rows] = week
        self._note(rows, week, before, after)
        self._count_open(rows[ends], -1)

    def _note(self, rows: Array, week: int, before: Array, after: Array) -> None:
        notes = self.world.transitions
        new = notes.append(len(rows))
        notes.case[new], notes.week[new] = rows, week
        notes.before[new], notes.after[new] = before, after
        np.subtract.at(self.counts, before[before >= 0], 1)
        np.add.at(self.counts, after, 1)

    def _count_open(self, rows: Array, step: int) -> None:
        """Keep the number of open claims of each party."""
        cases, open_claims = self.cases, self.world.residents.open_claims
        both = cases.party_kind[rows] == P_RESIDENT
        people = np.concatenate([cases.claimant[rows], cases.party[rows][both].astype(np.uint32)])
        change = np.add if step > 0 else np.subtract
        change.at(open_claims, people, np.uint8(1))

    def check(self, week: int) -> None:
        """Hold the invariants of the book.

        Raises:
            BrokenInvariant: a state out of range, counts that do not add up, or times out of order.
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
        self._check_history()

    def _check_history(self) -> None:
        """Replay the record of changes: it must lead to the states the book holds."""
        notes, c = self.world.transitions, self.cases
        state = np.full(c.n, -1)
        state[notes.case[: notes.n]] = notes.after[: notes.n]
        if not np.array_equal(state, c.status[: c.n]):
            raise BrokenInvariant("the recorded changes must lead to the present states of all cases.")
