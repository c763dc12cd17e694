"""The changes of state of a case, read from the case book, with the step of the week in which each was made.

The book notes changes in the order in which they are made: first those of sessions (step 6), then new
claims (step 7), then those of waiting, talks, petitions and courts (step 8), last those of decisions that are
carried out (step 13). So the order within a week tells whether talks in a session broke down or a case rose
while it waited. Where a week has nothing to tell by, the step stays unknown and the story says no cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.story.telling import Told
from sim.codes import CRT, PET, PRIV, Q1, Q2, Q3, S1, S2, S3
from sim.disputes import LEVELS

SESSION, LATER, UNKNOWN = "session", "later", "unknown"
WAITING, IN_HAND = (Q1, Q2, Q3), (S1, S2, S3)
_FIRST_LATER = (-1, PRIV, PET, CRT)
"""States out of which nothing moves before step 7; -1 is a new claim."""


@dataclass(frozen=True)
class Change:
    """One change of state of a case.

    Attributes:
        week: week of the street.
        before: state before, -1 for a new claim.
        after: state after.
        step: whether a session made it, something later in the week, or that cannot be told.
        since: week in which the case had come to the level that it had before.
    """

    week: int
    before: int
    after: int
    step: str
    since: int

    @property
    def level_before(self) -> int:
        """Level of the state before."""
        return int(LEVELS[self.before])

    @property
    def rises(self) -> bool:
        """Whether it leads to another level."""
        return self.before >= 0 and LEVELS[self.after] >= 0 and LEVELS[self.after] != self.level_before


def changes(street: Told, case: int) -> tuple[Change, ...]:
    """Give the changes of a case in order, the claim itself first."""
    notes = street.world.transitions
    found: list[Change] = []
    since = 0
    for k in np.flatnonzero(notes.case[: notes.n] == case):
        before, after, week = int(notes.before[k]), int(notes.after[k]), int(notes.week[k])
        change = Change(week, before, after, _step(street, int(k)), since)
        found.append(change)
        if before < 0 or change.rises:
            since = week
    return tuple(found)


def settled_by_decision(street: Told, case: int, week: int) -> int:
    """Give the session whose decision, carried out in a week, settled a case of its grid; -1 if none did."""
    world = street.world
    held, cases = world.sessions, world.cases
    for row in np.flatnonzero(held.implemented[: held.n] == week):
        issue = int(held.issue[row])
        here = issue >= 0 and int(world.issues.grid[issue]) == int(cases.grid[case])
        if here and cases.affected[case] > 0 and float(held.quality[row]) == float(cases.quality[case]):
            return int(row)
    return -1


def _step(street: Told, k: int) -> str:
    notes, cases = street.world.transitions, street.world.cases
    before, after, week = int(notes.before[k]), int(notes.after[k]), int(notes.week[k])
    if after in IN_HAND:
        return SESSION
    if before in _FIRST_LATER:
        return LATER
    if before == Q1:
        # A session without result would have been noted by itself.
        return SESSION if int(cases.first[notes.case[k]]) == week else LATER
    weeks = notes.week[: notes.n]
    start, stop = np.searchsorted(weeks, np.array([week, week + 1], weeks.dtype))
    entered = start + np.flatnonzero(notes.before[start:stop] < 0)
    if entered.size:
        return SESSION if k < entered[0] else LATER
    heard = start + np.flatnonzero(np.isin(notes.after[start:stop], IN_HAND))
    if heard.size and k <= heard[-1]:
        return SESSION
    later = start + np.flatnonzero(np.isin(notes.before[start:stop], _FIRST_LATER))
    return LATER if later.size and k >= later[0] else UNKNOWN
