"""A social organisation: it bids for contracts, suits some needs better, and gives up when long in debt."""

from __future__ import annotations

from sim.actors.actor import Actor, Cell

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
        if not self.alive or self.shell or self.price < floor:
            return False
        agreed = float(self.street.world.organisations.contract_hours[self.row].sum())
        return bool(WORKER_WEEK * self.staff - agreed >= cny_week / self.price)

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
