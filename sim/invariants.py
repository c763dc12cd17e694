"""The laws that must hold in every week of every run (I-1 to I-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.errors import BrokenInvariant

if TYPE_CHECKING:
    from sim.model import Street


def check_street(street: Street) -> None:
    """Hold every invariant.

    Raises:
        BrokenInvariant: the first that does not hold, in words.
    """
    street.ledger.check()
    street.book.check(street.week)
    _check_bounds(street)
    _check_hours(street)
    _check_tasks(street)


_UNIT_INTERVAL = (
    "efficacy", "trust", "belonging", "norm", "skill", "law", "digital", "expectation", "satisfaction",
    "exposure",
)  # fmt: skip


def _check_bounds(street: Street) -> None:
    """I-13: indices and shares in [0, 1], grievance in [0, 5], nothing that is not a number."""
    world = street.world
    for name in _UNIT_INTERVAL:
        _within(f"residents.{name}", getattr(world.residents, name), 0.0, 1.0)
    _within("residents.grievance", world.residents.grievance, 0.0, 5.0)
    _within("ties", world.ties, 0.0, 1.0)
    if not np.array_equal(world.ties, world.ties.transpose(0, 2, 1)):
        raise BrokenInvariant("ties must be symmetric.")
    for name in ("quality", "responsiveness", "legitimacy", "coverage"):
        _within(f"communities.{name}", getattr(world.communities, name), 0.0, 1.0)
    n = world.workers.n
    _within("workers.burnout", world.workers.burnout[:n], 0.0, 1.0)


def _within(name: str, values: np.ndarray, low: float, high: float) -> None:
    # Written so that not-a-number fails too.
    if values.size and not (values.min() >= low - 1e-6 and values.max() <= high + 1e-6):
        raise BrokenInvariant(
            f"{name} must lie in [{low:g}, {high:g}]; got {values.min()} to {values.max()}."
        )


def _check_hours(street: Street) -> None:
    """I-4: hours given are what is there, none without need, none left while need is open."""
    c = street.world.communities
    need, given = c.need.sum(axis=1), c.hours.sum(axis=1)
    left = np.maximum(c.capacity - c.own_hours, 0.0)
    if np.any(c.hours < 0) or np.any(c.hours > c.need + 1e-6):
        raise BrokenInvariant("hours given must lie between 0 and the hours wanted.")
    if np.any(np.abs(given - np.minimum(left, need)) > 1e-6):
        raise BrokenInvariant(
            f"hours given must be min(capacity, need) = {np.minimum(left, need)}; got {given}."
        )


def _check_tasks(street: Street) -> None:
    """I-3: issued = done + cancelled + lapsed + backlog, for each department, community and class."""
    d = street.world.departments
    done = d.total_rc + d.total_street + d.total_so + d.total_cancelled + d.total_lapsed
    backlog = d.backlog_rc + d.backlog_street + d.backlog_so
    gap = np.abs(d.total_issued - done - backlog).max(initial=0.0)
    if not gap < 1e-6:
        raise BrokenInvariant(f"task hours must balance to 1e-6 h; the largest gap is {gap}.")
