"""The layers that connect residents: household, kin, neighbour, workplace, affiliation, online."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.table import Array


class Networks:
    """Resident layers. Household, building, group and online layers are runs of rows or numbers in the residents'
    table; kin, neighbour and workplace ties are compressed sparse rows.

    Attributes:
        kin_start: first entry of each resident in ``kin``, uint32, [N + 1].
        kin: rows of relatives, uint32; symmetric, no self-ties.
        neighbour_start: as above for neighbours, uint32, [N + 1].
        neighbour: rows of neighbours, uint32; symmetric.
        work_start: as above for workmates or schoolmates, uint32, [N + 1].
        work: rows of sampled workmates, uint32; symmetric.
    """

    NAMES = ("kin_start", "kin", "neighbour_start", "neighbour", "work_start", "work")

    kin_start: Array
    kin: Array
    neighbour_start: Array
    neighbour: Array
    work_start: Array
    work: Array

    def arrays(self) -> dict[str, Array]:
        """Give every array by name."""
        return {name: getattr(self, name) for name in self.NAMES}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put saved arrays back."""
        for name in self.NAMES:
            setattr(self, name, np.asarray(arrays[name], np.uint32))

    def nbytes(self) -> int:
        """Count the bytes of all layers."""
        return sum(a.nbytes for a in self.arrays().values())
