"""Streets with cases on their docket: what befalls cases alone, on people who stay as they are."""

from copy import copy
from typing import Any

import numpy as np

from sim.codes import DISPUTE, NEIG, P_NONE
from sim.disputes import Rows
from sim.model import Street
from sim.processes import policy
from sim.table import Array
from tests.sim.processes.offices import offices


def docket(*communities: str, **values: Any) -> Street:
    """Build a street on which policy has arrived in full, with everyone alike and no case yet.

    Args:
        *communities: community types; OLD alone if none is given.
        **values: levers and uncertainties; ``seed``; ``week``.
    """
    street = offices(*communities, **values)
    street.checking = True
    street.week += 1
    policy.calendar_levers(street)
    people, c = street.world.residents, street.world.communities
    people.trust[:], people.law[:], people.efficacy[:], people.grievance[:] = 0.6, 0.4, 0.4, 0.0
    people.belonging[:] = people.norm[:] = people.digital[:] = 0.5
    c.coverage[:], c.pressure[:], c.burnout[:], c.skill[:] = 1.0, 0.8, 0.0, 1.0
    c.quality[:] = 0.6
    return street


def alone(street: Street) -> Street:
    """Take everyone's neighbour ties away, so that no neighbour's dispute counts; give the street."""
    ties = copy(street.world.networks)
    ties.neighbour_start, ties.neighbour = np.zeros_like(ties.neighbour_start), ties.neighbour[:0]
    street.world.networks = ties
    return street


def enter(street: Street, count: int, status: int, week: int | None = None, **columns: Any) -> Rows:
    """Enter cases of different claimants of the first community, of severity 1 and without a second party."""
    people = street.world.residents
    claimant = np.arange(count) % street.world.communities.adults[0]
    given = {
        "kind": NEIG, "cls": DISPUTE, "claimant": claimant, "community": 0, "grid": people.grid[claimant],
        "party_kind": P_NONE, "party": -1, "severity": 1.0, "birth": claimant,
        "birth_part": 1_000_000 + np.arange(count) // street.world.communities.adults[0], **columns,
    }  # fmt: skip
    when = street.week - 1 if week is None else week
    return street.book.create(when, np.full(count, status), **given)


def near(got: float, expected: float, n: int, times: float = 4.0) -> bool:
    """Say whether a share of n independent draws is as near to a probability as chance allows."""
    return bool(abs(got - expected) <= times * np.sqrt(max(expected * (1.0 - expected), 1e-6) / n))


def status(street: Street, rows: Rows) -> Array:
    """Give the states of cases as numbers."""
    return np.asarray(street.world.cases.status[rows], int)
