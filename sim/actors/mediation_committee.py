"""The people's mediation committee of a community: it hears disputes and requests at level 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor, Cell
from sim.codes import FAM, INTG, LAND, LEVEL_1, MED, N_OWNERS, N_SOCIAL_WORK, PROP
from sim.processes.mediation_parameters import FULL_TIME, PROFESSIONS, QUEUES, SPECIALIST

if TYPE_CHECKING:
    from sim.disputes import Rows
    from sim.levers import Floats
    from sim.model import Street

COMMUNITY, LEGAL, ARBITRATOR, SOCIAL_WORKER, PSYCHOLOGIST = range(len(PROFESSIONS))
FITTING: tuple[tuple[int, ...], ...] = (
    (LEGAL,),
    (COMMUNITY,),
    (SOCIAL_WORKER, PSYCHOLOGIST),
    (LEGAL, ARBITRATOR),
    (COMMUNITY,),
    (COMMUNITY,),
    (COMMUNITY,),
    (COMMUNITY,),
)
"""Professions that know each type of case, by type."""


def committee_hours(street: Street) -> Floats:
    """Give the hours for level 1 this week: those of the committee and of full-time mediators, [C]."""
    hours: Floats = street.world.communities.hours[:, MED] + FULL_TIME * street.levers.mediators
    return hours


class MediationCommittee(Actor):
    """A body under the residents' committee; its mediators come from the committee and, if hired, beside it.

    Attributes:
        skill: mean skill of the committee's staff.
        burnout: their mean burnout.
    """

    skill = Cell("communities", "skill")
    burnout = Cell("communities", "burnout")

    @property
    def hours(self) -> float:
        """Hours it has for level 1 this week."""
        return float(committee_hours(self.street)[self.row])

    @property
    def waiting(self) -> Rows:
        """Rows of the cases before it, oldest first."""
        book, cases = self.street.book, self.street.world.cases
        rows = book.open_rows()
        mine: Rows = rows[(cases.level[rows] == LEVEL_1) & (cases.community[rows] == self.community)]
        return mine

    @property
    def discipline(self) -> str:
        """The order in which it hears cases."""
        return QUEUES[self.street.levers.choice("queue")]

    def mix(self) -> Floats:
        """Give the shares of its professions, summing to 1, [5]."""
        shares = np.array(self.street.levers.med_mix[:, self.row], float)
        total = float(shares.sum())
        return shares / total if total > 0.0 else np.eye(len(PROFESSIONS))[COMMUNITY]

    def match(self) -> Floats:
        """Judge how well its mediators fit each type of case, against today's community mediators, [8].

        If cases go to specialists, 1 where there is one for the type. Otherwise whoever is on duty hears the
        case, and what counts is the share of fitting professions, less the share today.
        """
        mix = self.mix()
        if self.street.levers.choice("queue") == SPECIALIST:
            return self._specialists(mix)
        return np.array([mix[list(fit)].sum() - float(COMMUNITY in fit) for fit in FITTING])

    def _specialists(self, mix: Floats) -> Floats:
        match = np.zeros(len(FITTING))
        here = self.street.world.node_present[self.row]
        company = any(pc.comes_to_the_table for pc in self.street.companies if pc.community == self.community)
        match[PROP] = float(here[N_OWNERS] or company or mix[LEGAL] > 0.0)
        match[FAM] = float(here[N_SOCIAL_WORK] or mix[SOCIAL_WORKER] + mix[PSYCHOLOGIST] > 0.0)
        match[LAND] = float(mix[ARBITRATOR] > 0.0)
        match[INTG] = float(self.street.levers.bilingual_med[self.row])
        return match
