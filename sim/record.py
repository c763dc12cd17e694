"""What a run leaves in memory: every flow of every week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.ledger import TAGS, Ledger
from sim.table import Array
from sim.world import World


class Record:
    """The weekly flows since the start of the burn-in.

    Attributes:
        n_weeks: weeks recorded.
    """

    def __init__(self, world: World, ledger: Ledger, weeks: int) -> None:
        self.n_weeks = 0
        self._flows = (world.flows, world.street_flows)
        self._money = ledger.flows
        self._make(max(weeks, 1))

    def _make(self, weeks: int) -> None:
        """Make room: one block of weeks for each table of flows, seen column by column."""
        self._room = weeks
        self._blocks = tuple(np.zeros((weeks, flows.block.size)) for flows in self._flows)
        self._series: dict[str, Array] = {}
        for flows, block in zip(self._flows, self._blocks, strict=True):
            for name, (place, shape) in flows.places.items():
                self._series[name] = block[:, place].reshape(weeks, *shape)
        self._series["money"] = np.zeros((weeks, *self._money.shape))

    def _make_room(self, weeks: int) -> None:
        """Double the room until it holds so many weeks."""
        if weeks <= self._room:
            return
        kept = {name: self[name].copy() for name in self._series}
        self._make(max(weeks, 2 * self._room))
        for name, series in kept.items():
            self._series[name][: self.n_weeks] = series

    def __getitem__(self, name: str) -> Array:
        """Give one series, [weeks, ...] as in the flows; ``money`` is [weeks, tags, C + 1] in fen."""
        return self._series[name][: self.n_weeks]

    def names(self) -> tuple[str, ...]:
        """Name every series."""
        return tuple(self._series)

    def money(self, tag: str) -> Array:
        """Give what moved under a tag, yuan, [weeks, C + 1]."""
        return self["money"][:, TAGS.index(tag)] / 100.0

    def close_week(self) -> None:
        """Append this week's flows."""
        self._make_room(self.n_weeks + 1)
        for flows, block in zip(self._flows, self._blocks, strict=True):
            block[self.n_weeks] = flows.block
        self._series["money"][self.n_weeks] = self._money
        self.n_weeks += 1

    def arrays(self) -> dict[str, Array]:
        """Give all series, cut to the weeks recorded."""
        return {name: self[name] for name in self._series}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put saved series back."""
        n_weeks = len(arrays["money"])
        self._make_room(n_weeks)
        self.n_weeks = n_weeks
        for name, saved in arrays.items():
            self._series[name][:n_weeks] = saved
