"""The weekly course of main indicators, and how Mesa's tools see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.flows import GROUPS
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

_REGISTERED = [group for group, _, _ in GROUPS].index("registered")


def weekly_course(street: Street) -> dict[str, Array]:
    """Give the street-wide course of main indicators since the start of the burn-in, by id, [weeks] each."""
    record, c = street.record, street.world.communities
    adults, residents = c.adults.astype(float), float(c.residents.sum())
    acts = record["acts"][:, :, _REGISTERED : _REGISTERED + 2].sum(axis=(1, 2))
    filled = record["filled"].sum(axis=1)
    return {
        "ENG3": acts / adults.sum(),
        "ENG6": record["efficacy"] @ adults / adults.sum(),
        "DIS5": 1000.0 * record["open_claims"].sum(axis=1) / residents,
        "WRK4a": record["pressure"].mean(axis=1),
        "WRK5a": record["burnout"].sum(axis=1) / np.where(filled > 0, filled, np.nan),
        "SVC2a": record["satisfaction"] @ adults / adults.sum(),
        "petitions": record["petitions"].sum(axis=1),
        "suits": record["suits"].sum(axis=1),
    }


class Collector(mesa.DataCollector):
    """Mesa's data collector over the record: nothing is stored twice and a week costs nothing.

    A client that wants other reporters makes a collector of its own.
    """

    def __init__(self, street: Street) -> None:
        self._street = street
        super().__init__()

    @property
    def model_vars(self) -> Mapping[str, list[Any]]:
        """Give the weekly course of main indicators by id, a list each."""
        return {name: course.tolist() for name, course in weekly_course(self._street).items()}

    @model_vars.setter
    def model_vars(self, value: Mapping[str, list[Any]]) -> None:
        # Mesa sets an empty dictionary here; the record takes its place.
        del value
