"""The years of a run: the year before the policy, and those of the policy as far as they have passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.story.telling import Told, after_burn_in, counted, words
from sim.calendar import YEAR
from sim.declare import Text

LEAST = 4
"""Weeks of a year from which it is told of; before that nothing can be said of it."""


@dataclass(frozen=True)
class Year:
    """A year of a run, or what has passed of it.

    Attributes:
        number: 0 for the year before the policy.
        weeks: its place in a series of the record.
        length: weeks that have passed of it.
    """

    number: int
    weeks: slice
    length: int

    @property
    def last(self) -> int:
        """Last week, counted after the burn-in."""
        return after_burn_in(self.weeks.stop)

    @property
    def said(self) -> Text:
        """Name the year, inside a sentence."""
        whole = words("year_before") if self.number == 0 else words("year", n=self.number)
        if self.length == YEAR:
            return whole
        return words("part_of_year", year=whole, weeks=counted("week", self.length))


def years(street: Told) -> Iterator[Year]:
    """Go through the years recorded so far."""
    n_weeks = street.record.n_weeks
    for number, start in enumerate(range(0, n_weeks, YEAR)):
        stop = min(start + YEAR, n_weeks)
        if stop - start >= LEAST:
            yield Year(number, slice(start, stop), stop - start)
