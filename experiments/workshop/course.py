"""The course of indicators on one side: some every week, all of them every fourth week.

Weekly ones are what happened in that week. All others are measured over the window that their definition
names, 52 weeks as a rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.calendar import BURN_IN, PERIOD, is_end_of
from sim.collector import weekly_course
from sim.model import Street
from sim.outcomes import OUTCOMES, measure
from sim.table import Array

WEEKLY = ("ENG3", "DIS5", "WRK4a", "WRK5a", "SVC2a", "ENG6")
"""Indicators with a value of their own for each week; the first five are the curves shown at first."""
MEASURED = tuple(o.name for o in OUTCOMES)
_PLACE = {name: k for k, name in enumerate(MEASURED)}


class Course:
    """What has been measured on one side since the end of the burn-in."""

    def __init__(self, street: Street) -> None:
        self._street = street
        self._weeks: list[int] = []
        self._values: list[Array] = []

    @property
    def is_due(self) -> bool:
        """Whether a measurement was made this week."""
        return bool(self._weeks) and self._weeks[-1] == self._street.week - BURN_IN

    def look(self) -> bool:
        """Measure, if a period of four weeks has just ended; say whether."""
        week = self._street.week - BURN_IN
        if week < 0 or not is_end_of(PERIOD, week):
            return False
        found = measure(self._street)
        self._weeks.append(week)
        self._values.append(np.array([found[name] for name in MEASURED]))
        return True

    def now(self) -> Array:
        """Give the weekly ones of the last week, [weekly]."""
        course = weekly_course(self._street)
        return np.array([course[name][-1] for name in WEEKLY])

    def weekly(self) -> tuple[list[int], dict[str, Array]]:
        """Give weeks, the first of the policies being 1, and the weekly ones; the burn-in is included."""
        course = weekly_course(self._street)
        n = self._street.record.n_weeks
        return list(range(1 - BURN_IN, n - BURN_IN + 1)), {name: course[name] for name in WEEKLY}

    def measured(self, names: Sequence[str], last_only: bool = False) -> tuple[list[int], dict[str, Array]]:
        """Give weeks and values of some indicators over their windows."""
        first = -1 if last_only else 0
        table = np.array(self._values[first:]).reshape(-1, len(MEASURED))
        return self._weeks[first:], {name: table[:, _PLACE[name]] for name in names}

    def at_present(self) -> dict[str, float]:
        """Measure all indicators now, over their windows."""
        return dict(measure(self._street))


def message(side: str, found: tuple[list[int], dict[str, Array]], *, whole: bool) -> dict[str, Any]:
    """Give a course as a message; what is not a number is null."""
    weeks, series = found
    return {
        "kind": "course", "side": side, "curves": list(series), "weeks": weeks, "whole": whole,
        "values": [numbers(values) for values in series.values()],
    }  # fmt: skip


def numbers(values: Array) -> list[float | None]:
    """Give values to six digits, as JSON can hold them."""
    return [float(f"{v:.6g}") if math.isfinite(v) else None for v in values.tolist()]
