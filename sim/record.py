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
        self._series: dict[str, Array] = {}
        self._sources = {**world.flows.arrays(), **world.street_flows.arrays(), "money": ledger.flows}
        for name, source in self._sources.items():
            self._series[name] = np.zeros((max(weeks, 1), *source.shape))

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
        if self.n_weeks == len(self._series["money"]):
            for name, series in self._series.items():
                self._series[name] = np.concatenate([series, np.zeros_like(series)])
        for name, source in self._sources.items():
            self._series[name][self.n_weeks] = source
        self.n_weeks += 1

    def arrays(self) -> dict[str, Array]:
        """Give all series, cut to the weeks recorded."""
        return {name: self[name] for name in self._series}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put saved series back."""
        self.n_weeks = len(arrays["money"])
        for name, saved in arrays.items():
            while len(self._series[name]) < self.n_weeks:
                self._series[name] = np.concatenate([self._series[name], np.zeros_like(self._series[name])])
            self._series[name][: self.n_weeks] = saved
