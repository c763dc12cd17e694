"""The layers that connect residents: symmetric, of the declared degree, near, and like with like."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from sim.archetypes import ARCHETYPE_IDS, DEFAULT_STREET, load_archetypes
from sim.errors import UnknownName
from sim.networks import LAYERS, STORED, degree_and_clustering, pairs, to_networkx
from sim.population import PopulationParameters, build_population
from sim.ties import MOST_TIES
from sim.world import World

TYPES = load_archetypes()


@pytest.fixture(scope="module")
def world() -> World:
    return build_population(DEFAULT_STREET, 7).world()


def alike(world: World, layer: str) -> float:
    r, ends = world.residents, pairs(world, layer)
    kind = (r.language.astype(int) * 2 + r.hukou) * 3 + r.age_group
    return float((kind[ends[:, 0]] == kind[ends[:, 1]]).mean())


@pytest.mark.parametrize("layer", STORED)
def test_rows_are_symmetric_sorted_without_self_ties_and_within_the_cap(world: World, layer: str) -> None:
    start, other = getattr(world.networks, f"{layer}_start"), getattr(world.networks, layer)
    assert start.dtype == other.dtype == np.uint32
    n = world.residents.n
    assert (start[0], start[-1], start.size) == (0, other.size, n + 1)
    degree = np.diff(start.astype(np.int64))
    row = np.repeat(np.arange(n), degree)
    key = row * n + other
    assert (np.diff(key) > 0).all()  # sorted, nothing twice
    assert np.array_equal(np.sort(other * np.int64(n) + row), key)  # symmetric
    assert (row != other).all()
    assert degree.max() <= MOST_TIES
    assert np.array_equal(world.residents.community[row], world.residents.community[other])


@pytest.mark.parametrize("layer", STORED)
def test_mean_degrees_are_those_of_the_type(world: World, layer: str) -> None:
    table = degree_and_clustering(world)
    for row in table[table.layer == layer].itertuples():
        assert row.mean_degree == pytest.approx(
            getattr(TYPES[str(row.archetype)], f"{layer}_degree"), rel=0.01
        )


def test_kin_and_neighbours_are_not_members_of_the_same_household(world: World) -> None:
    home = world.residents.household
    for layer in ("kin", "neighbour"):
        ends = pairs(world, layer)
        assert (home[ends[:, 0]] != home[ends[:, 1]]).all()


def test_workmates_share_a_unit(world: World) -> None:
    unit, ends = world.residents.unit, pairs(world, "work")
    assert (unit[ends] >= 0).all()
    assert np.array_equal(unit[ends[:, 0]], unit[ends[:, 1]])


@pytest.mark.parametrize(("layer", "name"), [("kin", "homophily_kin"), ("neighbour", "homophily_neighbour")])
def test_like_with_like_raises_the_share_of_ties_inside_a_kind(layer: str, name: str) -> None:
    free, held = (
        build_population(("VTC",), 1, PopulationParameters(**{name: h})).world() for h in (0.0, 0.8)
    )
    assert alike(held, layer) > alike(free, layer) + 0.3


def test_free_ties_are_as_mixed_as_chance_has_it() -> None:
    values = PopulationParameters(homophily_neighbour=0.0)
    world = build_population(("CHE",), 1, values).world()
    r = world.residents
    share = np.bincount((r.hukou * 3 + r.age_group).astype(int)) / r.n
    # About 2,600 ties; neighbours live in other households, so nothing ties them but chance.
    assert alike(world, "neighbour") == pytest.approx((share**2).sum(), abs=0.04)


def test_mixed_residence_lowers_like_with_like_among_neighbours_only() -> None:
    base, mixed = (build_population(("VTC",), 1, levers={"mixing": m}).world() for m in (0.0, 1.0))
    assert alike(mixed, "neighbour") < alike(base, "neighbour") - 0.05
    assert np.array_equal(mixed.networks.kin, base.networks.kin)


def test_neighbours_live_near_and_nearer_with_a_short_reach() -> None:
    for reach in (0.5, 2.0):
        values = PopulationParameters(neighbour_reach=reach, homophily_neighbour=0.0)
        world = build_population(("OLD",), 1, values).world()
        building, ends = world.residents.building, pairs(world, "neighbour")
        share = float((building[ends[:, 0]] == building[ends[:, 1]]).mean())
        # Steps of 0, 1, 2, 3 with weight exp(-step / reach), less the twentieth that are shortcuts.
        expected = 0.95 / sum(np.exp(-k / reach) for k in range(4))
        # 5,500 ties; a tie to anyone in the community falls into one's own of 92 buildings by chance.
        assert share == pytest.approx(expected, abs=0.02)


def test_shortcuts_tie_distant_neighbours() -> None:
    che = TYPES["CHE"]
    near, far = (
        build_population((che.model_copy(update={"neighbour_shortcut": s}),), 1).world() for s in (0.0, 1.0)
    )
    same = [
        float(
            (
                w.residents.grid[pairs(w, "neighbour")[:, 0]] == w.residents.grid[pairs(w, "neighbour")[:, 1]]
            ).mean()
        )
        for w in (near, far)
    ]
    assert same[0] > 0.9
    assert same[1] < 0.4  # four grids


def test_kin_are_clustered_in_lineages_and_the_registered_have_more(world: World) -> None:
    table = degree_and_clustering(world).set_index(["archetype", "layer"])
    # At random a village of 1,000 with 7 ties each would have clustering .007.
    assert table.clustering["BOR", "kin"] > 0.05
    degree = np.diff(world.networks.kin_start.astype(np.int64))
    mine = world.residents.community == ARCHETYPE_IDS.index("VTC")
    hukou = world.residents.hukou[mine]
    assert degree[mine][~hukou].mean() / degree[mine][hukou].mean() == pytest.approx(0.4, abs=0.1)


def test_a_community_too_small_for_its_degree_gets_what_there_is() -> None:
    few = TYPES["BOR"].model_copy(update={"adults": 100, "kin_degree": 30.0, "neighbour_degree": 30.0})
    world = build_population((few.model_copy(update={"household_size": 5.0}),), 1).world()
    ends = pairs(world, "neighbour")
    assert len(np.unique(ends, axis=0)) == len(ends) <= 1500


@pytest.mark.parametrize("layer", LAYERS)
def test_networkx_agrees_on_degree_and_clustering(layer: str) -> None:
    world = build_population(("BOR",), 2, scale=0.3).world()
    graph = to_networkx(world, layer)
    table = degree_and_clustering(world).set_index("layer")
    degree = dict(graph.degree())
    assert table.mean_degree[layer] == pytest.approx(sum(degree.values()) / 300)
    several = [i for i, d in degree.items() if d > 1]
    if several:
        every = nx.clustering(graph)
        assert isinstance(every, dict)
        expected = np.mean([every[i] for i in several])
        assert table.clustering[layer] == pytest.approx(expected)


def test_graphs_carry_what_residents_are(world: World) -> None:
    graph = to_networkx(world, "kin")
    assert graph.number_of_nodes() == world.residents.n
    assert graph.nodes[17]["age"] == world.residents.age[17]
    assert type(graph.nodes[17]["hukou"]) is bool


def test_household_ties_join_all_members_and_nobody_else(world: World) -> None:
    size = world.households.size.astype(int)
    ends = pairs(world, "household")
    assert len(ends) == (size * (size - 1) // 2).sum()
    assert np.array_equal(world.residents.household[ends[:, 0]], world.residents.household[ends[:, 1]])
    assert (ends[:, 0] < ends[:, 1]).all()


def test_an_unknown_layer_is_refused_with_the_nearest_name(world: World) -> None:
    with pytest.raises(UnknownName, match=r"'neighbor' is not known\. Did you mean 'neighbour'"):
        to_networkx(world, "neighbor")
