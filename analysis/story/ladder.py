"""What came to a level of the ladder and what left it, read from the changes of the case book."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.story.telling import Told
from sim.codes import LUMP, RES
from sim.disputes import LEVELS
from sim.table import Array


@dataclass(frozen=True)
class Passage:
    """Cases that came to a level in a span of weeks, and what became of those that left it."""

    came: int
    settled: int
    risen: int
    given_up: int


def passage(street: Told, level: int, first: int, last: int, community: int = -1) -> Passage:
    """Count what passed through a level from one week of the street to another, both included.

    Args:
        street: a street.
        level: level of the ladder.
        first: first week.
        last: last week.
        community: row of the community; the whole street if -1.
    """
    notes, cases = street.world.transitions, street.world.cases
    weeks = notes.week[: notes.n]
    start, stop = np.searchsorted(weeks, np.array([first, last + 1], weeks.dtype))
    span = slice(int(start), int(stop))
    before, after = notes.before[span], notes.after[span]
    here = np.ones(len(before), bool)
    if community >= 0:
        here = cases.community[notes.case[span]] == community
    left = np.where(before >= 0, LEVELS[before], -1)
    to = LEVELS[after]
    came = here & (to == level) & (left != level)
    gone = here & (left == level) & (to != level)
    return Passage(
        _count(came), _count(gone & (after == RES)), _count(gone & (to >= 0)), _count(gone & (after == LUMP))
    )


def waiting(street: Told, level: int, community: int = -1) -> int:
    """Count the cases at a level now."""
    cases = street.world.cases
    here = (cases.ended[: cases.n] < 0) & (cases.level[: cases.n] == level)
    if community >= 0:
        here &= cases.community[: cases.n] == community
    return _count(here)


def _count(rows: Array) -> int:
    return int(np.count_nonzero(rows))
