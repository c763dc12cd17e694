"""The joint governance centre: mediators, police and justice, social workers and company at one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor
from sim.codes import LEVEL_2
from sim.draws import stream, uniform
from sim.jit import kernel
from sim.processes.mediation_parameters import MediationParameters

if TYPE_CHECKING:
    from sim.disputes import Rows
    from sim.levers import Floats
    from sim.model import Street
    from sim.table import Array

SITTING = stream("joint_centre.sitting")


class JointCentre(Actor):
    """A government platform in a community that hears hard disputes at level 2."""

    @property
    def operation(self) -> float:
        """How far it is in operation: the chance that a hard dispute is sent to it."""
        return float(self.street.levers.joint_center[self.row])

    @property
    def waiting(self) -> Rows:
        """Rows of the cases before it, oldest first."""
        book, cases = self.street.book, self.street.world.cases
        rows = book.open_rows()
        mine: Rows = rows[(cases.level[rows] == LEVEL_2) & (cases.community[rows] == self.community)]
        return mine

    def sits(self, tie: float) -> bool:
        """Decide whether the partners come together this week: the stronger their ties, the more often.

        Args:
            tie: mean tie of the centre and its partners, [0, 1].
        """
        base = self.street.values(MediationParameters).sits_base
        return bool(_sits(self.street.seed, self.street.week, self.row, tie, base))


def sitting(street: Street, ties: Floats) -> Array:
    """Let each joint centre decide whether it sits this week, [C].

    Args:
        street: the street.
        ties: mean tie of each centre and its partners, [C].
    """
    sits = np.empty(len(ties), bool)
    _all_sit(sits, street.seed, street.week, ties, street.values(MediationParameters).sits_base)
    return sits


@kernel
def _sits(seed, week, row, tie, base):  # type: ignore[no-untyped-def]
    return uniform(seed, SITTING, week, row, 0) < base + (1.0 - base) * tie


@kernel
def _all_sit(sits, seed, week, ties, base):  # type: ignore[no-untyped-def]
    for c in range(sits.shape[0]):
        sits[c] = _sits(seed, week, c, ties[c], base)
