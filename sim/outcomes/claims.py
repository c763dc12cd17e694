"""Rows of the case table that the dispute indicators count: opened, ended, moved within a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.codes import DISPUTE, LEVEL_1, LEVEL_2, LEVEL_3, PRIV, Q1, Q2, Q3, RES, S1, S2, S3
from sim.outcomes.view import View
from sim.table import Array

LEVEL_OF = np.full(12, -1)
"""Level of a state, 0 private to 3 street, -1 outside, ended or none (the last entry: creation)."""
LEVEL_OF[[PRIV, Q1, S1, Q2, S2, Q3, S3]] = 0, LEVEL_1, LEVEL_1, LEVEL_2, LEVEL_2, LEVEL_3, LEVEL_3


@dataclass(frozen=True)
class Moves:
    """Changes of state up to the end of a window: case, week, state before (-1 creation) and after, [k]."""

    case: Array
    week: Array
    before: Array
    after: Array


def moves(view: View) -> Moves:
    """Give every change of state up to the end of the window."""

    def up_to_the_end() -> Moves:
        t = view.world.transitions
        # Changes are noted in order of time, so those that come later stand at the end.
        n = int(np.searchsorted(t.week[: t.n], view.last, side="right"))
        return Moves(t.case[:n], t.week[:n], t.before[:n].astype(np.intp), t.after[:n].astype(np.intp))

    return view.keep("moves", up_to_the_end)


def within(view: View, weeks: Array) -> Array:
    """Say which weeks lie in the window, [k]."""
    inside: Array = (weeks >= view.first) & (weeks <= view.last)
    return inside


def opened(view: View) -> Array:
    """Give the rows of claims made in the window."""
    cases = view.world.cases
    return view.keep("opened", lambda: np.flatnonzero(within(view, cases.opened[: cases.n])))


def ended(view: View) -> Array:
    """Give the rows of claims settled or given up in the window."""
    cases = view.world.cases
    return view.keep("ended", lambda: np.flatnonzero(within(view, cases.ended[: cases.n])))


def settled(view: View) -> Array:
    """Give the rows of claims settled in the window."""
    rows = ended(view)
    chosen: Array = rows[view.world.cases.status[rows] == RES]
    return chosen


def entered(view: View, after: int) -> Array:
    """Give the row of every case that came into a state in the window."""
    m = moves(view)
    rows: Array = m.case[(m.after == after) & within(view, m.week)]
    return rows


def left_mediation(view: View) -> tuple[Array, Array]:
    """Give the disputes that left both levels of mediation in the window, and the state after."""

    def gone() -> tuple[Array, Array]:
        m = moves(view)
        level, new = LEVEL_OF[m.before], LEVEL_OF[m.after]
        out = ((level == LEVEL_1) | (level == LEVEL_2)) & (new != LEVEL_1) & (new != LEVEL_2)
        out &= within(view, m.week) & (view.world.cases.cls[m.case] == DISPUTE)
        return m.case[out], m.after[out]

    return view.keep("left mediation", gone)


def children(view: View) -> Array:
    """Give the rows of cases that broke out again, up to the end of the window."""

    def born() -> Array:
        cases = view.world.cases
        return np.flatnonzero((cases.parent[: cases.n] >= 0) & (cases.opened[: cases.n] <= view.last))

    return view.keep("children", born)
