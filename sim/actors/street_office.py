"""The street or township office: it passes work down, keeps some, and settles what rises to level 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor, Cell
from sim.processes.assessment import upward_assessment, veto
from sim.processes.hours_parameters import HourParameters
from sim.processes.rationing import waterfill
from sim.processes.tasks_parameters import TaskParameters

if TYPE_CHECKING:
    from sim.levers import Floats

LEAST_FORWARDING = 0.5


class StreetOffice(Actor):
    """The only street office.

    Attributes:
        hours: hours it has for tasks and level 3 this week.
        task_hours: hours it gives to tasks.
        dispute_hours: hours it gives to level 3.
        task_need: hours that tasks want.
        dispute_need: hours that level 3 wants.
    """

    hours = Cell("office", "hours")
    task_hours = Cell("office", "task_hours")
    dispute_hours = Cell("office", "dispute_hours")
    task_need = Cell("office", "task_need")
    dispute_need = Cell("office", "dispute_need")

    def mean(self, lever: str) -> float:
        """Give what a lever amounts to for the whole street, by residents."""
        return self.street.levers.mean(lever, self.street.world.communities.residents)

    def shares(self) -> tuple[float, float, float]:
        """Divide its hours among Party building, services (with management and safety), and environment.

        At least a tenth stays for other work; the three shrink together if they want more.
        """
        scale, *wanted = self._wanted()
        party, focus, environment = (scale * share for share in wanted)
        return party, focus, environment

    def shrinks(self) -> float:
        """Give the factor by which its three shares shrink together, 1 if they leave enough for the rest."""
        return self._wanted()[0]

    def _wanted(self) -> tuple[float, float, float, float]:
        return self.street.levers.keep("street.shares", self._weigh)

    def _weigh(self) -> tuple[float, float, float, float]:
        p = self.street.values(HourParameters)
        residents = self.street.world.communities.residents
        above = float(self.street.levers.above("secretary_account") @ residents / residents.sum())
        party, environment = self.mean("street_pb"), self.mean("street_env")
        focus = max(self.mean("street_focus") + p.secretary_focus * above, 0.0)
        scale = min(1.0, (1.0 - p.other_share) / max(party + focus + environment, 1e-9))
        return scale, party, focus, environment

    def ration(self) -> None:
        """Divide its hours between tasks and level 3, each by need and by what presses."""
        weights = self.street.levers.keep("street.weights", self._weights)
        need = np.array([float(self.task_need), float(self.dispute_need)])
        given = waterfill(need, weights, float(self.hours))
        self.task_hours, self.dispute_hours = given

    def _weights(self) -> Floats:
        p, residents = self.street.values(HourParameters), self.street.world.communities.residents
        press = float(upward_assessment(self.street) @ residents / residents.sum())
        vetoes = float(veto(self.street) @ residents / residents.sum())
        people = 1.0 + p.assessment_weight * self.mean("resident_eval")
        return np.array([1.0 + p.assessment_weight * press, people * (1.0 + p.veto_weight * vetoes)])

    def heed(self, score: float) -> None:
        """Take a year's rating by the committees to heart: pass less down after a bad one.

        Args:
            score: the rating, 0 to 1.
        """
        p, c = self.street.values(TaskParameters), self.street.world.communities
        candour = p.candour if p.rated_party == "street" else 1.0
        step = p.twoway_step * self.mean("twoway") * candour * (1.0 - score)
        c.forwarding[:] = np.maximum(LEAST_FORWARDING, c.forwarding * (1.0 - step))
