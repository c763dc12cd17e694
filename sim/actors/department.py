"""A county department: it issues tasks, and if they are blocked it tries again under another name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor, Cell
from sim.codes import DEPARTMENTS
from sim.processes.tasks_parameters import TaskParameters

if TYPE_CHECKING:
    from sim.declare import Text
    from sim.levers import Floats


class Department(Actor):
    """One of the eight departments of the county.

    Attributes:
        pressure: blocked hours that press on it, fading.
        reference: pressure if the gate of today blocked all that is attempted, hours.
    """

    pressure = Cell("departments", "pressure")
    reference = Cell("departments", "reference")

    @property
    def name(self) -> Text:
        """Its name in both languages."""
        return DEPARTMENTS[self.row]

    @property
    def share(self) -> float:
        """Its share of the tasks that the county issues."""
        shares = self.street.values(TaskParameters).department_shares
        return shares[self.row] / math.fsum(shares)

    @property
    def account(self) -> int:
        """Its account in the money book."""
        return int(self.street.ledger.departments[self.row])

    def relabels(self, guard: Floats) -> Floats:
        """Decide how much of its off-list work to bring back under another name; see :func:`relabelled`."""
        push = self.street.values(TaskParameters).leak_pressure
        pressure, reference = np.atleast_1d(self.pressure), np.atleast_1d(self.reference)
        leaks: Floats = relabelled(pressure, reference, guard, push)[0]
        return leaks

    def can_pay(self, cny: float, promised: float) -> float:
        """Decide which share of a purchase to pay for, after what it has promised already.

        Args:
            cny: price of the whole purchase, yuan.
            promised: price of what was bought before and is not done yet, yuan.
        """
        if cny <= 0.0:
            return 0.0
        return min(1.0, max(self.street.ledger.cny(self.account) - promised, 0.0) / cny)


def relabelled(pressure: Floats, reference: Floats, guard: Floats, push: float) -> Floats:
    """Decide for departments how much of their off-list work to bring back under another name.

    Args:
        pressure: blocked hours that press on each department, [D].
        reference: its reference, [D].
        guard: what holds departments back (checks, clear lists, lawful refusal), less the base, logit, [C].
        push: weight of the pressure, logit.

    Returns: the share of blocked work that leaks, [D, C].
    """
    leaks: Floats = 1.0 / (1.0 + np.exp(guard - (push * pressure / reference)[:, None]))
    return leaks
