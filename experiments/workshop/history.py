"""What was set in a room, and when: with the seed it gives the same streets again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.workshop.values import Values
from sim.archetypes import DEFAULT_STREET


@dataclass(frozen=True)
class Entry:
    """One change: from the end of this week a side has these values.

    Attributes:
        takes_back: it undoes the last change that was not undone.
    """

    week: int
    side: str
    values: Values
    takes_back: bool = False


@dataclass(frozen=True)
class Setup:
    """What a room computes.

    Attributes:
        seed: key of all luck.
        communities: types of the communities of the street.
        scale: multiple of their adults.
        weeks: length of the run after the burn-in.
        start: values of each side in week 0; with B, it stands beside A.
        entries: changes in the order in which they were made.
    """

    seed: int = 1
    communities: tuple[str, ...] = DEFAULT_STREET
    scale: float = 1.0
    weeks: int = 312
    start: Mapping[str, Values] = field(default_factory=lambda: {"A": {}})
    entries: tuple[Entry, ...] = ()

    def values(self, side: str, count: int | None = None) -> Values:
        """Give what a side is set to, after the first ``count`` entries or all of them."""
        of_side = [e.values for e in self.entries[:count] if e.side == side]
        return of_side[-1] if of_side else self.start[side]

    def undoable(self) -> int | None:
        """Give the number of the entry that an undo would take back."""
        stack: list[int] = []
        for k, entry in enumerate(self.entries):
            if entry.takes_back:
                stack.pop()
            else:
                stack.append(k)
        return stack[-1] if stack else None
