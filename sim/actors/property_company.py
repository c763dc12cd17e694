"""The property company of a community: it manages estates for a fee and answers for its service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.table import Array
    from sim.world import World

COMPANY_MODE = 2
MONTHS = 3.0


class PropertyCompany(Actor):
    """A firm that manages the estates of one community that have a company."""

    @property
    def account(self) -> int:
        """Its account in the ledger."""
        return int(self.street.ledger.company[self.row])

    @property
    def cash(self) -> float:
        """Yuan in its account; negative when it owes."""
        return self.street.ledger.cny(self.account)

    @property
    def can_pay(self) -> int:
        """Fen that its account and credit still allow it to pay."""
        ledger = self.street.ledger
        return max(int(ledger.balance[self.account] + ledger.credit[self.account]), 0)

    @property
    def estates(self) -> Array:
        """Rows of the estates that it manages."""
        estates = self.street.world.estates
        return np.flatnonzero((estates.community == self.community) & (estates.mode == COMPANY_MODE))

    @property
    def comes_to_the_table(self) -> bool:
        """Whether it sends someone when a dispute is mediated: as long as it manages estates and can pay."""
        return bool(self.estates.size) and self.can_pay > 0

    def billed(self, bills: Floats) -> float:
        """Give the fees billed in a quarter, yuan.

        Args:
            bills: fees billed by estate of the street, yuan; see :func:`bills_of`.
        """
        return float(bills[self.estates].sum())

    def settle(self, bills: Floats) -> tuple[float, float]:
        """Give the fees that are paid in a quarter, and what its work costs at the effort of each estate.

        Args:
            bills: fees billed by estate of the street, yuan; see :func:`bills_of`.

        Returns: yuan collected and yuan spent.
        """
        from sim.processes.property import PropertyParameters

        p, mine, estates = self.street.values(PropertyParameters), self.estates, self.street.world.estates
        costs = p.property_cost_base + p.property_cost_effort * estates.effort[mine] ** 2
        return float(bills[mine] @ estates.paid_share[mine]), float(bills[mine] @ costs)


def bills_of(world: World) -> Floats:
    """Give the fees billed in a quarter by estate, yuan: area x fee x months of dwellings lived in."""
    homes, estates = world.households, world.estates
    billed = (homes.estate >= 0) & ~homes.vacant
    area = np.bincount(homes.estate[billed], homes.area[billed], minlength=estates.n)
    return np.asarray(area * estates.fee * MONTHS, np.float64)
