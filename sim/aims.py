"""What the levers of a policy are aimed at, how far that has come, and what is still held of earlier aims."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.declare import Declaration

Floats = NDArray[np.float64]


@dataclass
class Aims:
    """What levers are aimed at and how far that has come, a row for each number, [rows, 1] or [rows, C].

    Attributes:
        base, low, high: baseline and allowed range.
        by_community: carried out by the community itself.
        as_set: applied as set from its first week.
        distance: aim less baseline.
        start, ramp: first week after the burn-in, and weeks until the aim is reached.
        held: distance in force when the aim was last changed.
        costs: declared costs at the aim, [4, rows, C].
        held_costs: those charged when the aim was last changed.
    """

    base: Floats
    low: Floats
    high: Floats
    by_community: NDArray[np.bool_]
    as_set: NDArray[np.bool_]
    distance: Floats
    start: Floats
    ramp: Floats
    held: Floats
    costs: Floats
    held_costs: Floats
    holds: bool = False

    @classmethod
    def unset(cls, rows: int, n: int) -> Aims:
        """Make rows that aim at nothing yet."""
        base, low, high, start, ramp = np.zeros((5, rows, 1))
        by_community, as_set = np.zeros((2, rows, 1), bool)
        distance, held = np.zeros((2, rows, n))
        costs, held_costs = np.zeros((2, 4, rows, n))
        return cls(
            base, low, high, by_community, as_set, distance, start, ramp + 1.0, held, costs, held_costs
        )

    def describe(self, d: Declaration, rows: slice) -> None:
        """Write down what a lever is declared to be."""
        self.base[rows, 0] = np.atleast_1d(np.asarray(d.default, float))
        self.low[rows], self.high[rows] = d.low, d.high
        self.by_community[rows], self.as_set[rows] = d.by_community, d.as_set

    def moves(self) -> NDArray[np.bool_]:
        """Say which rows do anything."""
        aims = (self.distance != 0.0) | (self.held != 0.0)
        costs = (self.costs != 0.0) | (self.held_costs != 0.0)
        moving: NDArray[np.bool_] = aims.any(axis=1) | costs.any(axis=(0, 2))
        return moving

    def of(self, rows: NDArray[np.intp]) -> Aims:
        """Give some rows."""
        held = bool((self.held[rows] != 0.0).any() or (self.held_costs[:, rows] != 0.0).any())
        return Aims(
            self.base[rows], self.low[rows], self.high[rows], self.by_community[rows], self.as_set[rows],
            self.distance[rows], self.start[rows], self.ramp[rows], self.held[rows], self.costs[:, rows],
            self.held_costs[:, rows], held,
        )  # fmt: skip

    def phases(self, since: int) -> Floats:
        """Give the share of the way to the aim that is behind, [rows, 1]."""
        ramp = np.minimum(np.maximum((since - self.start) / self.ramp, 0.0), 1.0)
        return np.where(self.as_set, since > self.start, ramp)

    def hold(self, rows: slice, phase: Floats) -> None:
        """Note what is in force of some rows, before they are aimed anew."""
        self.held[rows] = (1.0 - phase) * self.held[rows] + phase * self.distance[rows]
        self.held_costs[:, rows] = (1.0 - phase) * self.held_costs[:, rows] + phase * self.costs[:, rows]
