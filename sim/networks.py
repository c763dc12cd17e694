"""The layers that connect residents: household, kin, neighbour, workplace, affiliation, online.

How ties come about is in ``sim/ties.py``. Here they are stored, given to NetworkX and described.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.archetypes import ARCHETYPE_IDS
from sim.errors import UnknownName
from sim.table import Array

# NetworkX, pandas and SciPy's matrices are imported where they are used: a run needs none of them.
if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from sim.people import Residents
    from sim.world import World

STORED = ("kin", "neighbour", "work")
LAYERS = ("household", *STORED, "group")
ATTRIBUTES = (
    "community", "grid", "building", "household", "age", "education", "income", "tenure", "language", "hukou",
    "party", "vulnerable",
)  # fmt: skip


class Networks:
    """Kin, neighbour and workplace ties as compressed sparse rows.

    Household, building, group and online layers are runs of rows or numbers in the residents' table.

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


def pairs(world: World, layer: str) -> Array:
    """Give the ties of a layer, each once, lower row first, [ties, 2].

    Raises:
        UnknownName: there is no layer of this name.
    """
    if layer not in LAYERS:
        raise UnknownName("layer", layer, LAYERS)
    if layer in STORED:
        start, other = getattr(world.networks, f"{layer}_start"), getattr(world.networks, layer)
        rows = np.repeat(np.arange(start.size - 1), np.diff(start.astype(np.int64)))
        both = np.column_stack((rows, other.astype(np.int64)))
        return both[both[:, 0] < both[:, 1]]
    return _cliques(getattr(world.residents, layer).astype(np.int64))


def to_networkx(world: World, layer: str) -> nx.Graph[int]:
    """Make a NetworkX graph of one layer; nodes are rows of residents, with what they are as attributes.

    Args:
        world: the state.
        layer: household, kin, neighbour, work or group.

    Raises:
        UnknownName: there is no layer of this name.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph(layer=layer)
    columns = {name: getattr(world.residents, name).tolist() for name in ATTRIBUTES}
    graph.add_nodes_from(
        (i, dict(zip(columns, values, strict=True)))
        for i, values in enumerate(zip(*columns.values(), strict=True))
    )
    graph.add_edges_from(pairs(world, layer).tolist())
    return graph


def degree_and_clustering(world: World) -> pd.DataFrame:
    """Describe the layers by community type, one row for each type and layer.

    Returns: mean ties per adult; mean local clustering of adults with two ties or more; share of ties between
        adults alike in language, registration and age group.
    """
    import pandas as pd

    r = world.residents
    types = world.communities.archetype[r.community]
    kind = _kinds(r)
    rows = []
    for layer in LAYERS:
        ends = pairs(world, layer)
        degree, clustering = _local(ends, r.n)
        alike = kind[ends[:, 0]] == kind[ends[:, 1]]
        for number in np.unique(types):
            here, tied = types == number, types[ends[:, 0]] == number
            rows.append({
                "archetype": ARCHETYPE_IDS[number],
                "layer": layer,
                "adults": int(here.sum()),
                "mean_degree": float(degree[here].mean()),
                "clustering": _mean(clustering[here & (degree > 1)]),
                "alike": _mean(alike[tied]),
            })  # fmt: skip
    return pd.DataFrame(rows)


def _kinds(r: Residents) -> Array:
    return (r.language.astype(np.int64) * 2 + r.hukou) * 3 + r.age_group


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else float("nan")


def _local(ends: Array, n: int) -> tuple[Array, Array]:
    """Give ties and local clustering of every adult."""
    from scipy import sparse

    one_way = sparse.csr_array((np.ones(len(ends), np.int32), (ends[:, 0], ends[:, 1])), (n, n))
    matrix = one_way + one_way.T
    degree: Array = np.asarray(matrix.sum(axis=1))
    closed: Array = np.asarray((matrix @ matrix).multiply(matrix).sum(axis=1))
    return degree, closed / np.maximum(degree * (degree - 1), 1)


def _cliques(member: Array) -> Array:
    """Tie everyone to everyone with the same number, those with -1 to nobody."""
    order = np.flatnonzero(member >= 0)
    order = order[np.argsort(member[order], kind="stable")]
    edges = np.flatnonzero(np.diff(member[order])) + 1
    size = np.diff(np.concatenate(([0], edges, [order.size])))
    last = np.repeat(np.cumsum(size), size)
    after = last - np.arange(order.size) - 1
    lower = np.repeat(np.arange(order.size), after)
    step = np.arange(lower.size) - np.repeat(np.cumsum(after) - after, after)
    return np.column_stack((order[lower], order[lower + 1 + step]))
