"""The calendar: weeks are numbered from 1 at the start of the burn-in year."""

from __future__ import annotations

PERIOD, QUARTER, HALF_YEAR, YEAR, TERM = 4, 13, 26, 52, 260
BURN_IN = 52
ELECTIONS = (156, 416, 676)


def is_end_of(length: int, week: int) -> bool:
    """Tell whether a period of ``length`` weeks ends with this week."""
    return week % length == 0


def is_budget_week(week: int) -> bool:
    """Tell whether this is the first week of a budget year."""
    return week % YEAR == 1


def is_election(week: int) -> bool:
    """Tell whether committees are elected this week (every five years, first in week 156)."""
    return week % TERM == ELECTIONS[0] % TERM


def is_rush(week: int) -> bool:
    """Tell whether this is one of the last four weeks of a half-year, when more tasks are issued."""
    return (week - 1) % HALF_YEAR >= HALF_YEAR - PERIOD
