"""The residents' or villagers' committee: it rations its hours, hires help, and spends what is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor, Cell
from sim.processes.funding_parameters import FundingParameters
from sim.processes.rationing import ration
from sim.processes.tasks_parameters import TaskParameters

if TYPE_CHECKING:
    from sim.levers import Floats

FULL_WEEK = 40.0


class ResidentsCommittee(Actor):
    """The committee of one community.

    Attributes:
        pressure: load ratio of last week.
        posts: its posts, filled or vacant.
        capacity: hours it has this week.
        own_hours: of these, spent on carrying out levers.
        need: hours wanted by kind, [8].
        hours: hours given by kind, [8].
    """

    pressure = Cell("communities", "pressure")
    posts = Cell("communities", "posts")
    capacity = Cell("communities", "capacity")
    own_hours = Cell("communities", "own_hours")
    need = Cell("communities", "need")
    hours = Cell("communities", "hours")

    def consents(self, draw: float) -> bool:
        """Decide whether to take on work that the street offers to buy: yes unless overloaded."""
        p = self.street.values(TaskParameters)
        return bool(self.pressure < p.consent_load) or draw < p.consent_overloaded

    def ration(self, hours: float, weights: Floats, tied: float, rule: int) -> Floats:
        """Divide the hours of its staff among the kinds of work.

        Args:
            hours: hours to give.
            weights: how much each kind counts for those who assess it, [8].
            tied: share of hours that only departments' work may use at first.
            rule: number of the rule of rationing.

        Returns: hours given, [8].
        """
        return ration(self.need, weights, hours, tied, rule)


def hires(cash: Floats, on_the_way: Floats, posts: Floats, p: FundingParameters) -> Floats:
    """Decide for committees how many temporary hours to hire: what the task money pays, up to the cap.

    Args:
        cash: balance of the task money of each, yuan, [C].
        on_the_way: paid hours hired and not yet worked, [C].
        posts: posts of each, [C].
        p: wage and cap.

    Returns: paid hours to hire, [C].
    """
    free = np.maximum(cash / p.temp_wage - on_the_way, 0.0)
    return np.minimum(free, p.temp_cap * FULL_WEEK * posts)


def spends(cash: Floats, voted: Floats, p: FundingParameters) -> Floats:
    """Decide for committees how much untied money to spend this week, beyond their reserve.

    Args:
        cash: balance of the untied money of each, yuan, [C].
        voted: share of it that residents decide on, [C].
        p: rate and reserve.

    Returns: yuan to spend, [C].
    """
    money: Floats = p.own_purchase_rate * np.maximum(cash - p.own_reserve, 0.0) * (1.0 - voted)
    return money
