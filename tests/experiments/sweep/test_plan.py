"""The plan: keys from what the numbers depend on alone, seeds that growing keeps, tasks that share."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from experiments.manifest import RANDOM_SCHEME, catalogue_hash, version
from experiments.people import People
from experiments.sweep.plan import MICRO, WEEKLY, Kept, Sweep, acting_before
from sim.catalog import levers
from sim.errors import BadInput, UnknownName
from sim.population import BUILD_LEVERS
from sim.scenario import Plan, Scenario
from tests.experiments.sweep.made import small_sweep

Values = Mapping[str, object]

LEVER, BUILD, STATE = {"offload": 0.8}, {"grid_size": 200.0}, {"phi_imp": 0.5}


def points(*values: Values) -> tuple[Scenario, ...]:
    return tuple(Scenario(f"p{i}", values=v) for i, v in enumerate(values))


def keys(sweep: Sweep) -> list[str]:
    return [run.key for run in sweep.runs()]


def test_a_key_hashes_what_the_numbers_depend_on() -> None:
    sweep = Sweep(points(LEVER), seed=7, weeks=9)
    told = [
        Scenario(values=LEVER).digest(),
        7,
        9,
        People().written(),
        version(),
        catalogue_hash(),
        RANDOM_SCHEME,
    ]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert keys(sweep) == [hashlib.sha256(text.encode()).hexdigest()[:32]]


def test_keys_do_not_depend_on_titles_order_replications_or_what_is_kept() -> None:
    sweep = Sweep(points({}, LEVER), replications=2)
    renamed = replace(sweep, points=(Scenario("x", ("甲", "x"), ("?", "?"), LEVER), Scenario("y")))
    other = replace(sweep, kept=Kept(("street", "type"), WEEKLY, MICRO), check=True, time_limit=9.0)
    assert sorted(keys(renamed)) == sorted(keys(other)) == sorted(keys(sweep))
    assert set(keys(sweep)) < set(keys(replace(sweep, replications=3)))
    assert renamed.digest() == other.digest() == sweep.digest()


@pytest.mark.parametrize("change", [{"seed": 2}, {"weeks": 4}, {"people": People("yunnan")}])
def test_keys_and_digest_depend_on_seed_weeks_and_people(change: dict[str, object]) -> None:
    sweep = Sweep(points({}, LEVER), weeks=3)
    other = replace(sweep, **change)  # type: ignore[arg-type]
    assert not set(keys(sweep)) & set(keys(other))
    assert sweep.digest() != other.digest()


def test_common_seeds_are_the_same_for_all_points_and_independent_ones_for_none() -> None:
    common = Sweep(points({}, LEVER), replications=3, seed=5)
    assert [(r.point, r.seed) for r in common.runs()] == [(0, 5), (1, 5), (0, 6), (1, 6), (0, 7), (1, 7)]
    independent = replace(common, seeds="independent")
    seeds = [run.seed for run in independent.runs()]
    assert len(set(seeds)) == 6
    assert all(0 <= seed < 2**62 for seed in seeds)


def test_block_seeds_are_shared_within_a_block_alone() -> None:
    sweep = Sweep(points({}, LEVER, STATE, BUILD), blocks=(4, 4, 9, 9), replications=2, seeds="block")
    of = Counter((sweep.blocks[run.point], run.replicate, run.seed) for run in sweep.runs() if sweep.blocks)
    assert sorted(of.values()) == [2, 2, 2, 2]
    assert len({seed for _, _, seed in of}) == 4


@pytest.mark.parametrize("seeds", ["common", "independent", "block"])
def test_growing_changes_no_run_that_was_there(seeds: str) -> None:
    sweep = Sweep(points({}, LEVER, STATE), (0, 0, 1), replications=2, seeds=seeds)
    grown = replace(sweep, points=points({}, LEVER, STATE, BUILD), blocks=(0, 0, 1, 1), replications=4)
    assert set(keys(sweep)) < set(keys(grown))
    assert grown.n_runs == len(set(keys(grown))) == 16


def test_points_with_the_same_values_and_luck_are_one_run() -> None:
    twice = points(LEVER, {}, LEVER)
    assert [run.point for run in Sweep(twice).runs()] == [0, 1]
    assert Sweep(twice).first == (0, 1, 0)
    assert Sweep(twice).n_runs == 2
    assert Sweep(twice, seeds="independent").n_runs == 3
    assert Sweep(twice, blocks=(0, 0, 1), seeds="block").n_runs == 3
    assert Sweep(twice, blocks=(0, 1, 0), seeds="block").n_runs == 2


def test_tasks_hold_every_run_once_and_share_seed_people_and_burn_in() -> None:
    sweep = Sweep(points({}, LEVER, STATE, {**STATE, **LEVER}, BUILD, {**BUILD, **LEVER}), replications=2)
    tasks = list(sweep.tasks())
    assert [[run.point for run in task.runs] for task in tasks] == [[0, 1], [2, 3], [4, 5]] * 2
    assert [task.number for task in tasks] == list(range(6))
    assert sorted(run.key for task in tasks for run in task.runs) == sorted(keys(sweep))
    for task in tasks:
        assert len({run.seed for run in task.runs}) == 1
        assert len({acting_before(run.scenario) for run in task.runs}) == 1


def test_a_task_holds_at_most_so_many_runs() -> None:
    sweep = small_sweep(5, 2)
    assert [len(task.runs) for task in sweep.tasks(most_runs=2)] == [2, 2, 1, 2, 2, 1]


@pytest.mark.parametrize("n_shards", [1, 2, 3])
def test_shards_neither_overlap_nor_leave_a_gap_whatever_is_done(n_shards: int) -> None:
    sweep = small_sweep(7, 3)
    whole = {task.number: {run.key for run in task.runs} for task in sweep.tasks(most_runs=2)}
    done = set(keys(sweep)[::4]) | whole[3]
    left: list[str] = []
    for shard in range(n_shards):
        mine = [task for task in sweep.tasks(done, 2) if task.number % n_shards == shard]
        left += [run.key for task in mine for run in task.runs]
        assert all({run.key for run in task.runs} <= whole[task.number] for task in mine)
    assert Counter(left) == Counter(set(keys(sweep)) - done)


def test_what_acts_before_the_run_is_every_uncertainty_and_lever_of_the_population() -> None:
    assert {d.name for d in levers() if d.process == "population_parameters"} == set(BUILD_LEVERS)
    today = acting_before(Scenario())
    assert acting_before(Scenario(values=LEVER)) == today
    assert acting_before(Scenario(values={"linkage3": 1.0})) == today
    assert acting_before(Scenario(values={"phi_imp": 0.7})) == today  # its default
    for values in (BUILD, STATE, {"offload": Plan(0.8, start_w=-10)}):
        assert acting_before(Scenario(values=values)) != today, values
    assert acting_before(Scenario(values={"offload": Plan(0.8, start_w=10)})) == today


def test_values_that_a_run_will_refuse_do_not_stop_the_plan() -> None:
    sweep = Sweep(points({}, {"no_such_lever": 1.0}, {"offload": 7.0}))
    assert [[run.point for run in task.runs] for task in sweep.tasks()] == [[0], [1], [2]]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"points": ()}, "points: a sweep must have at least one"),
        ({"replications": 0}, "replications must be at least 1; got 0"),
        ({"seeds": "comon"}, "seeds 'comon' is not known. Did you mean 'common'"),
        ({"seeds": "block"}, "needs a design with blocks"),
        ({"blocks": (1,)}, "blocks must name a block for each of 2 points; got 1"),
    ],
)
def test_what_is_no_sweep_is_refused(terms: dict[str, object], words: str) -> None:
    with pytest.raises((BadInput, UnknownName), match=words):
        Sweep(**{"points": points({}, LEVER), **terms})  # type: ignore[arg-type]


@pytest.mark.parametrize("kept", [{"levels": ("archetype",)}, {"weekly": ("ENG1",)}, {"micro": ("flats",)}])
def test_what_cannot_be_kept_is_refused(kept: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(UnknownName, match="kept"):
        Kept(**kept)


def test_planning_loads_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "pyarrow", "duckdb", "numba", "sim.model")
    words = f"import sys, experiments.sweep.plan; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
