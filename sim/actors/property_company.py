"""The property company of a community: it manages estates for a fee and answers for its service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.table import Array

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

    def billed(self) -> float:
        """Give the fees billed in a quarter, yuan."""
        return float(self._bills().sum())

    def collected(self) -> float:
        """Give the fees that are paid in a quarter, yuan."""
        return float(self._bills() @ self.street.world.estates.paid_share[self.estates])

    def costs(self) -> float:
        """Give what its work costs in a quarter at the effort of each estate, yuan."""
        from sim.processes.property import PropertyParameters

        p = self.street.values(PropertyParameters)
        effort = self.street.world.estates.effort[self.estates]
        return float(self._bills() @ (p.property_cost_base + p.property_cost_effort * effort**2))

    def _bills(self) -> Floats:
        """Fees billed in a quarter by estate, yuan: area x fee x months of dwellings that are lived in."""
        homes, estates = self.street.world.households, self.street.world.estates
        billed = (homes.estate >= 0) & ~homes.vacant
        area = np.bincount(homes.estate[billed], homes.area[billed], minlength=estates.n)
        bills: Floats = np.asarray(area * estates.fee * MONTHS, np.float64)[self.estates]
        return bills
