"""A social organisation: it bids for contracts, suits some needs better, and gives up when long in debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.actors.actor import Actor, Cell

if TYPE_CHECKING:
    from sim.table import Array
    from sim.world import SocialOrganisations

WORKER_WEEK = 40.0


class SocialOrganization(Actor):
    """社会组织: a society of a few staff, present in some communities of the street."""

    alive = Cell("organisations", "alive")
    shell = Cell("organisations", "shell")
    field = Cell("organisations", "field")
    staff = Cell("organisations", "staff")
    quality = Cell("organisations", "quality")
    price = Cell("organisations", "price")
    burnout = Cell("organisations", "burnout")
    slack = Cell("organisations", "slack")
    dependence = Cell("organisations", "dependence")
    weeks_negative = Cell("organisations", "weeks_negative")
    born = Cell("organisations", "born")

    @property
    def account(self) -> int:
        """Its account in the ledger."""
        return int(self.street.ledger.social[self.row])

    @property
    def cash(self) -> float:
        """Its cash, yuan; negative while it pays in advance."""
        return self.street.ledger.cny(self.account)

    def bids(self, cny_week: float, floor: float) -> bool:
        """Decide whether to bid for a contract: it must have the staff free, at a price it can live on.

        Args:
            cny_week: what the contract pays in a week, yuan.
            floor: lowest price for which any society works, yuan per hour.
        """
        return bool(bidding(self.street.world.organisations, cny_week, floor)[self.row])

    def suits(self, share_of_field: float) -> float:
        """Say how well a need suits it: by what its field gives to the domain, and by its quality.

        Args:
            share_of_field: share of the hours of its field that serve the domain of the need.
        """
        return share_of_field + float(self.quality)

    def gives_up(self, exit_weeks: int, shell_weeks: int) -> bool:
        """Decide whether to end: after a quarter in debt, or, for a shell, when its time is up."""
        age = self.street.week - self.born
        return bool(self.alive and (self.weeks_negative >= exit_weeks or (self.shell and age >= shell_weeks)))


def bidding(s: SocialOrganisations, cny_week: float, floor: float) -> Array:
    """Decide for every society whether to bid; see :meth:`SocialOrganization.bids`, bool, [S]."""
    price = s.price[: s.n]
    free = WORKER_WEEK * s.staff[: s.n] - s.contract_hours[: s.n].sum(axis=1)
    able: Array = s.alive[: s.n] & ~s.shell[: s.n] & (price >= floor) & (free >= cny_week / price)
    return able
