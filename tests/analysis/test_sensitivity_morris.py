"""Morris screening against effects worked out by hand, and against noise."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib
from SALib.sample.morris import sample as trajectories

from analysis.sensitivity.design import Study
from analysis.sensitivity.morris import morris
from analysis.sensitivity.table import Analysis
from sim.errors import BadInput
from tests.analysis.toys import Floats, by_factor, kept, morris_runs, problem_of

NAMES = ["x1", "x2", "x3", "dummy_1"]


def noisy(x: Floats, luck: Floats) -> Floats:
    """x1 + x2 / 2 with a fifth of the variance luck."""
    return np.asarray(x[:, 0] + 0.5 * x[:, 1] + np.sqrt(0.25 * 1.25 / 12) * luck)


def values(analysis: Analysis, measure: str) -> dict[str, float]:
    rows = analysis.rows("Y", "mean", measure)
    return dict(zip(rows["factor"], rows["value"].astype(float), strict=True))


def test_effects_are_changes_over_the_whole_range() -> None:
    model = {"Y": lambda x, _: 3 * x[:, 0] - 2 * x[:, 1]}
    analysis = morris(morris_runs(NAMES, model, 10), 200)
    assert values(analysis, "mu_star") == pytest.approx({"x1": 3, "x2": 2, "x3": 0, "dummy_1": 0}, abs=1e-9)
    assert values(analysis, "mu") == pytest.approx({"x1": 3, "x2": -2, "x3": 0, "dummy_1": 0}, abs=1e-9)
    assert values(analysis, "sigma") == pytest.approx(dict.fromkeys(NAMES, 0), abs=1e-6)


def test_effects_do_not_depend_on_the_units_of_a_factor() -> None:
    problem = {**problem_of(NAMES), "bounds": [[0, 100], [-5, 5], [0, 1], [0, 1]]}
    x = trajectories(problem, 10, num_levels=4, seed=2)
    block = np.arange(len(x)) // 5
    runs = pd.DataFrame(x, columns=NAMES).assign(
        block=block, replicate=0, seed=block + 1, Y=x[:, 0] / 100 - x[:, 1]
    )
    assert values(morris(Study(runs, problem, ("Y",)), 50), "mu") == pytest.approx(
        {"x1": 1, "x2": -10, "x3": 0, "dummy_1": 0}, abs=1e-9
    )


def test_the_estimates_are_those_of_salib() -> None:
    model = {"Y": lambda x, _: x[:, 0] * x[:, 1] + np.sin(x[:, 2])}
    study = morris_runs(NAMES, model, 20)
    x, y = study.runs[NAMES].to_numpy(), study.runs["Y"].to_numpy()
    expected = salib.analyze({**study.problem}, x, y, num_levels=4, seed=1, num_resamples=2)
    analysis = morris(study, 10)
    for measure in ("mu", "mu_star", "sigma"):
        assert [*values(analysis, measure).values()] == pytest.approx(list(expected[measure]), abs=1e-9)


def test_the_size_of_the_effect_of_a_group_is_that_of_salib() -> None:
    problem = {**problem_of(NAMES), "groups": ["both", "both", "x3", "dummy_1"]}
    x = trajectories({**problem}, 20, num_levels=4, seed=2)
    block = np.arange(len(x)) // 4
    y = x[:, 0] + 2 * x[:, 1] * x[:, 2]
    runs = pd.DataFrame(x, columns=NAMES).assign(block=block, replicate=0, seed=block + 1, Y=y)
    expected = salib.analyze({**problem}, x, y, num_levels=4, seed=1, num_resamples=2)
    analysis = morris(Study(runs, problem, ("Y",)), 50)
    assert [*values(analysis, "mu_star").values()] == pytest.approx(list(expected["mu_star"]), abs=1e-9)
    assert np.isnan(values(analysis, "mu")["both"])
    assert values(analysis, "sigma")["x3"] > 0


def test_with_one_luck_for_each_trajectory_a_dummy_does_nothing() -> None:
    analysis = morris(morris_runs(NAMES, {"Y": noisy}, 20), 200)
    rows = by_factor(analysis.rows("Y", "mean"))
    assert rows["dummy_1"]["value"] == 0
    assert kept(rows) == ["x1", "x2"]
    assert {name: row["rank"] for name, row in rows.items() if row["above_floor"]} == {"x1": 1, "x2": 2}


def test_independent_seeds_give_a_dummy_half_the_effect_of_a_real_factor() -> None:
    analysis = morris(morris_runs(NAMES, {"Y": noisy}, 40, seeds="independent"), 200)
    found = values(analysis, "mu_star")
    assert found["dummy_1"] > 0.5 * found["x2"]
    rows = by_factor(analysis.rows("Y", "mean"))
    assert rows["dummy_1"]["floor"] == pytest.approx(rows["dummy_1"]["high"])
    assert not rows["x3"]["above_floor"]
    assert not rows["dummy_1"]["above_floor"]
    assert set(analysis.table["seeds"]) == {"independent"}


def test_a_failed_run_drops_its_trajectory() -> None:
    study = morris_runs(NAMES, {"Y": noisy}, 20)
    runs = study.runs.copy()
    runs.loc[runs.index[[2, 11]], "Y"] = np.nan
    table = morris(Study(runs, study.problem, ("Y",)), 50).table
    assert (table["blocks"].iloc[0], table["dropped"].iloc[0]) == (18, 2)


def test_few_trajectories_give_an_interval_wide_enough() -> None:
    """The mean of |effect| over 8 trajectories: the t-widened interval holds in about 19 of 20 repeats."""
    held, model = [], {"Y": lambda x, _: x[:, 0] * x[:, 1]}
    for repeat in range(150):
        study = morris_runs(["x1", "x2", "dummy_1"], model, 8, start=100 * repeat)
        row = by_factor(morris(study, 400).rows("Y", "mean"))["x1"]
        held.append(row["low"] <= 0.5 <= row["high"])
    assert np.mean(held) > 0.88


def test_one_trajectory_tells_nothing() -> None:
    table = morris(morris_runs(NAMES, {"Y": noisy}, 1), 20).table
    assert table[["value", "low", "high"]].isna().all(axis=None)
    assert not table["above_floor"].any()


def test_rows_out_of_order_are_refused() -> None:
    study = morris_runs(NAMES, {"Y": noisy}, 6)
    runs = study.runs.iloc[np.random.default_rng(1).permutation(len(study.runs))]
    with pytest.raises(BadInput, match="each row must move one factor"):
        morris(Study(runs, study.problem, ("Y",)), 20)
