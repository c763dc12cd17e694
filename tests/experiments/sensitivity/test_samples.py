"""The points of the stages: they grow, they hold every rule of their design, dummies change nothing."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.sensitivity.design import Study
from analysis.sensitivity.morris import elementary_effects
from analysis.sensitivity.sobol import check_order
from experiments.sensitivity.samples import Sample, fast_sample, morris_sample, pilot_sample, sobol_sample
from experiments.sensitivity.study import REST
from experiments.sensitivity.study_file import made_study
from experiments.sweep.factors import Factor, read_factors
from sim.catalog import accept
from sim.scenario import Scenario

FACTORS = (
    *read_factors(
        "levers", {"linkage3": "declared", "offload": {"low": 0.2, "high": 0.8}, "tender": "declared"}
    ),
    *read_factors("uncertainties", {"phi_imp": "declared", "temp_delay": "declared"}),
    *read_factors("structures", {"social": "declared", "allocation": "declared", "costs": "declared"}),
)
LISTED = [factor.name for factor in FACTORS if factor.values]
START = Scenario("start")
Grow = Callable[[int], Sample]
KINDS: dict[str, Grow] = {
    "morris": lambda n: morris_sample(FACTORS, 2, n, 4, 1),
    "sobol": lambda n: sobol_sample(FACTORS[:5], FACTORS[5:], 3, 2, n, 1),
    "no pairs": lambda n: sobol_sample(FACTORS, (), 0, 1, n, 1),
    "fast": lambda n: fast_sample(FACTORS, 1, 65, n // 2, 1),
}
EACH = pytest.mark.parametrize("kind", KINDS)


def study_of(sample: Sample) -> Study:
    runs = sample.shares.assign(block=sample.blocks, replicate=0, seed=list(sample.blocks), Y=0.0)
    return Study(runs, sample.problem, ("Y",))


@EACH
def test_a_larger_sample_begins_with_the_smaller_one(kind: str) -> None:
    small, large = KINDS[kind](4), KINDS[kind](8)
    n = len(small.shares)
    assert len(large.shares) == 2 * n
    pd.testing.assert_frame_equal(large.shares.iloc[:n], small.shares)
    pd.testing.assert_frame_equal(large.values.iloc[:n], small.values)
    assert large.blocks[:n] == small.blocks


@EACH
def test_every_point_is_one_that_the_model_accepts(kind: str) -> None:
    for scenario in KINDS[kind](4).scenarios(START):
        accepted = accept(scenario.values)
        assert 0.2 <= accepted["offload"] <= 0.8
        assert set(scenario.values) == {factor.name for factor in FACTORS}


@EACH
def test_a_row_that_moves_a_dummy_is_the_run_before_it(kind: str) -> None:
    sample = KINDS[kind](4)
    same_values = sample.values.eq(sample.values.shift()).all(axis=1)
    real = [name for name in sample.shares.columns if not str(name).startswith("dummy")]
    only_dummy = sample.shares[real].eq(sample.shares[real].shift()).all(axis=1)
    assert same_values[only_dummy].all()


def test_a_trajectory_moves_each_factor_once_and_an_option_to_another() -> None:
    sample = morris_sample(FACTORS, 2, 40, 4, 1)
    study = study_of(sample)
    effects = elementary_effects(study.design, study.points.x, np.zeros(study.points.x.shape[:2]))
    assert effects.shape == (40, len(FACTORS) + 2)
    table = sample.values.assign(block=sample.blocks)
    pairs = set()
    for _, rows in table.groupby("block"):
        for factor in FACTORS:
            assert rows[factor.name].nunique() == 2
        pairs.add(tuple(sorted(rows["social"].unique())))
    assert len(pairs) == 10  # of five options every two meet
    assert set(sample.shares[LISTED].to_numpy().ravel()) == {0.0, 1.0}


def test_a_sample_with_pairs_of_some_factors_is_in_the_order_of_its_design() -> None:
    sample = KINDS["sobol"](8)
    study = study_of(sample)
    check_order(study)
    assert study.design.factors[:4] == ("linkage3", "offload", "tender", "dummy_1")
    assert study.design.factors[-1] == REST
    k = len(study.design.factors)
    assert study.points.x.shape == (8, k + 2 + 4, len(FACTORS) + 2)


def test_the_points_of_a_pilot_cover_the_range_of_every_factor() -> None:
    sample = pilot_sample(FACTORS, 20, 1)
    assert sample.blocks == tuple(range(20))
    for factor in FACTORS:
        tenths = np.floor(sample.shares[factor.name].to_numpy() * 20)
        assert set(tenths) == set(range(20))


def test_every_factor_of_every_study_can_be_sampled() -> None:
    study = made_study("both", {})
    factors: tuple[Factor, ...] = tuple(study.factors.values())
    sample = morris_sample(factors, 1, 2, 4, 1)
    for scenario in sample.scenarios(study.start)[:: len(factors) // 4]:
        accept(scenario.values)
