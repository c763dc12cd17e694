"""A street whose organisations run alone: residents, cases and ties stay as they are."""

from typing import Any

from sim.calendar import BURN_IN
from sim.model import Street
from sim.processes import funding, hours, policy, tasks, workforce

STEPS = (
    policy.calendar_levers,
    tasks.tasks_gate,
    funding.funds,
    workforce.capacity,
    hours.allocate,
    workforce.burnout_turnover,
)
IN_FORCE = BURN_IN + 26
"""From this week on levers that start at once have come into force in full."""


def offices(*communities: str, **values: Any) -> Street:
    """Build a street on which policy arrives undiminished.

    Args:
        *communities: community types; OLD alone if none is given.
        **values: levers and uncertainties; ``seed``; ``week``, as if so many weeks had passed.
    """
    week, seed = values.pop("week", IN_FORCE), values.pop("seed", 1)
    street = Street(communities=communities or ("OLD",), seed=seed, **{"phi_imp": 1.0, **values})
    street.week = week
    return street


def run(street: Street, weeks: int = 1) -> Street:
    """Let the organisations work for some weeks."""
    for _ in range(weeks):
        street.week += 1
        for step in STEPS:
            step(street)
        street.record.close_week()
    return street
