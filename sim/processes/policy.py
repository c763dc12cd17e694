"""Steps 1 and 18: levers come into force and are paid for; the week's books are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import YEAR
from sim.ledger import COUNTY, MARKET
from sim.levers import PolicyParameters

if TYPE_CHECKING:
    from sim.model import Street


def calendar_levers(street: Street) -> None:
    """Bring levers into force, charge their declared costs, and open the books of the week.

    Changes: levers in force, ``communities.own_hours``, all flows (to zero), the ledger.
    """
    world, p = street.world, street.values(PolicyParameters)
    world.flows.clear()
    world.street_flows.clear()
    street.ledger.open_week()
    c = world.communities
    filled = np.minimum(c.filled / np.maximum(c.posts, 1.0), 1.0)
    phi = street.fidelity(p.phi_imp) if street.levers.any_moves else None
    street.levers.update(street.week, filled, p, phi)
    yuan, hours, street_hours, branch_hours = street.levers.costs() * p.costs
    c.own_hours[:] = hours
    c.branch_lever_hours[:] = branch_hours
    world.office.lever_hours[:] = street_hours.sum()
    world.flows.lever_cny[:] = street.ledger.transfer_each(COUNTY, MARKET, yuan / YEAR, "lever_cost")


def close(street: Street) -> None:
    """Check the books if asked to, and record the week."""
    if street.checking:
        street.check()
    street.record.close_week()
