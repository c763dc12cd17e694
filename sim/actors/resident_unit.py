"""A resident unit: an employer, school or firm that may sign a pact and open its doors."""

from __future__ import annotations

from sim.actors.actor import Actor, Cell
from sim.table import Array


class ResidentUnit(Actor):
    """驻社区单位: signs a co-building pact or not; with one it opens venues, gives and helps."""

    pact = Cell("units", "pact")
    members = Cell("units", "members")
    node = Cell("units", "node")

    @staticmethod
    def signs(reluctance: Array, share: Array) -> Array:
        """Decide on a pact: the least reluctant units sign first.

        Args:
            reluctance: stored uniform of each unit, [U].
            share: share of units in its community that have been won, [U].
        """
        return reluctance < share
