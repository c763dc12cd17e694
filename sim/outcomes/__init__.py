"""Every indicator, declared once, and how all of them are measured on one street.

An indicator is a function of a view (a street over some weeks) and a selection (the whole street, one
community, the communities of one type, or a group of residents). Street-wide values are pooled numerators
over pooled denominators; an indicator without a case in the window is missing (not a number), never 0.

Left to the processes that own them: property, emergencies, and the three display indices. Costs of an effect
are differences between runs, so they belong to comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.declare import Outcome
from sim.flows import GROUPS
from sim.outcomes import (
    attitudes,
    disputes,
    engagement,
    equity,
    money,
    organisations,
    resolution,
    services,
    work,
)
from sim.outcomes.view import Observed, Selection, View

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES: tuple[Outcome, ...] = (
    *engagement.OUTCOMES,
    *attitudes.OUTCOMES,
    *disputes.OUTCOMES,
    *resolution.OUTCOMES,
    *work.OUTCOMES,
    *services.OUTCOMES,
    *organisations.OUTCOMES,
    *money.OUTCOMES,
    *equity.OUTCOMES,
)

LEVELS = ("street", "community", "archetype", "group")


def measure(street: Observed, window: tuple[int, int] | None = None) -> dict[str, float]:
    """Measure every indicator street-wide.

    Args:
        street: a street that has run for at least a week.
        window: first and last week, counted from the start of the burn-in; the last 52 if not given.
    """
    view = View(street, *(window or ()))
    everywhere = view.everywhere()
    return {o.name: o.measure(view, everywhere) for o in OUTCOMES}


def measure_all(street: Observed, window: tuple[int, int] | None = None) -> pd.DataFrame:
    """Measure every indicator street-wide, by community, by type of community and by group of residents.

    Args:
        street: a street that has run for at least a week.
        window: first and last week, counted from the start of the burn-in; the last 52 if not given.

    Returns: indicator, level (street, community, archetype, group), name, value. Indicators that have no
    meaning for a single community, or for a group, have no row there.
    """
    import pandas as pd  # here, so that listing the indicators does not load it

    view = View(street, *(window or ()))
    rows: list[tuple[str, str, str, float]] = []
    of_community: dict[int, dict[str, float]] = {}
    for level, name, where in selections(view):
        only = int(where.rows[0])
        if level == "archetype" and len(where.rows) == 1:
            values = of_community[only]
        else:
            values = _measure(view, where, level)
        if level == "community":
            of_community[only] = values
        rows += [(indicator, level, name, value) for indicator, value in values.items()]
    return pd.DataFrame(rows, columns=["indicator", "level", "name", "value"])


def _measure(view: View, where: Selection, level: str) -> dict[str, float]:
    """Measure the indicators that have a meaning at a level."""
    meant = [o for o in OUTCOMES if level != "group" or o.groups]
    return {o.name: o.measure(view, where) for o in meant if level == "street" or not o.street_only}


def selections(view: View) -> Iterator[tuple[str, str, Selection]]:
    """Go through all parts of a street: level, name, selection."""
    types = np.array(view.street.archetypes)
    yield "street", "street", view.everywhere()
    for c, name in enumerate(community_names(types.tolist())):
        yield "community", name, Selection(np.array([c]))
    for archetype in dict.fromkeys(types.tolist()):
        yield "archetype", archetype, Selection(np.flatnonzero(types == archetype))
    for g, (group, _, _) in enumerate(GROUPS):
        yield "group", group, Selection(view.everywhere().rows, g)


def community_names(archetypes: list[str]) -> list[str]:
    """Name communities by their type, numbered (OLD-1, OLD-2) where a street has several of one type."""
    names = []
    for c, archetype in enumerate(archetypes):
        several = archetypes.count(archetype) > 1
        names.append(f"{archetype}-{archetypes[:c].count(archetype) + 1}" if several else archetype)
    return names
