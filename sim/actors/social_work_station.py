"""The social work station of the street: casework, counselling, and volunteers."""

from __future__ import annotations

import numpy as np

from sim.actors.actor import Actor
from sim.table import Array


class SocialWorkStation(Actor):
    """社会工作服务机构: a few social workers for all communities of the street."""

    @property
    def hours(self) -> float:
        """Social work hours given this week."""
        return float(self.street.world.office.casework_hours[0])

    @property
    def load(self) -> float:
        """Its load ratio."""
        return float(self.street.world.office.social_pressure[0])

    @property
    def burnout(self) -> float:
        """Mean burnout of its staff."""
        return float(self.street.world.office.social_burnout[0])

    def divide(self, wanted: Array) -> Array:
        """Decide how its hours are divided over communities: in proportion to what each wants.

        Args:
            wanted: hours wanted in each community, [C].

        Returns: hours given, never more than wanted, [C].
        """
        total = float(wanted.sum())
        return np.asarray(wanted * (min(self.hours / total, 1.0) if total > 0.0 else 0.0))
