"""A policy as figures and briefs name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.declare import Text


@dataclass(frozen=True)
class Policy:
    """A policy by name.

    Attributes:
        name: id, as in the tables.
        title: short title in both languages.
        levers: values of the levers that a grid sweeps; empty for a named scenario.
    """

    name: str
    title: Text
    levers: Mapping[str, float] = field(default_factory=dict)
