"""Sobol indices against published values, and the trap of noise: independent seeds inflate every index."""

from math import pi

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as salib
from SALib.sample import sobol as sampler
from SALib.test_functions import Ishigami, Sobol_G

from analysis.sensitivity.design import Study
from analysis.sensitivity.report import structure
from analysis.sensitivity.sobol import doublings, sobol
from analysis.sensitivity.table import COLUMNS
from analysis.summary import records
from sim.errors import BadInput
from tests.analysis.toys import Floats, by_factor, kept, luck, problem_of, saltelli

XYZ = ["x1", "x2", "x3", "dummy_1"]
A, B = 7.0, 0.1
# Ishigami and Homma 1990: variance and its parts.
V1, V2, V13 = 0.5 * (1 + B * pi**4 / 5) ** 2, A**2 / 8, 8 * B**2 * pi**8 / 225
V = V1 + V2 + V13
ISHIGAMI = {
    "S1": {"x1": V1 / V, "x2": V2 / V, "x3": 0.0, "dummy_1": 0.0},
    "ST": {"x1": (V1 + V13) / V, "x2": V2 / V, "x3": V13 / V, "dummy_1": 0.0},
}
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def ishigami(x: Floats, luck: Floats) -> Floats:
    return np.asarray(Ishigami.evaluate(x, A, B))


def half_noise(x: Floats, luck: Floats) -> Floats:
    """x1 + x2 / 2 and as much variance again of luck: true shares .4, .1 and 0."""
    return np.asarray(x[:, 0] + 0.5 * x[:, 1] + np.sqrt(1.25 / 12) * luck)


def values(table: pd.DataFrame, measure: str, column: str = "value") -> dict[str, float]:
    rows = table[table["measure"] == measure]
    return dict(zip(rows["factor"], rows[column].astype(float), strict=True))


def test_the_indices_of_ishigami_are_those_published() -> None:
    table = sobol(saltelli(XYZ, {"Y": ishigami}, 1024, second=True, bounds=(-pi, pi)), 200).table
    for measure, expected in ISHIGAMI.items():
        assert values(table, measure) == pytest.approx(expected, abs=0.05)
    pairs = table[table["measure"] == "S2"].set_index(["factor", "other"])["value"]
    assert pairs["x1", "x3"] == pytest.approx(V13 / V, abs=0.05)
    assert pairs.drop(("x1", "x3")).to_numpy(float) == pytest.approx(np.zeros(5), abs=0.05)


def test_the_indices_of_sobols_g_are_those_published() -> None:
    names = [*(f"x{i}" for i in range(1, 7)), "dummy_1"]
    study = saltelli(names, {"Y": lambda x, _: Sobol_G.evaluate(x[:, :6], a=G)}, 1024, second=True)
    table = sobol(study, 200).table
    part = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + part) - 1
    first, total = part / whole, part * np.prod(1 + part) / (1 + part) / whole
    for measure, expected in (("S1", first), ("ST", total)):
        assert [*values(table, measure).values()] == pytest.approx([*expected, 0.0], abs=0.05)
    shares = dict(zip(names, [*part, 0.0], strict=True))
    for row in records(table[table["measure"] == "S2"]):
        both = shares[row["factor"]] * shares[row["other"]]
        assert row["value"] == pytest.approx(both / whole, abs=0.05)


def test_the_estimates_are_those_of_salib() -> None:
    study = saltelli(XYZ, {"Y": half_noise}, 64)
    expected = salib.analyze({**study.problem}, study.runs["Y"].to_numpy(), False, num_resamples=2, seed=1)
    table = sobol(study, 10).table
    assert [*values(table, "S1").values()] == pytest.approx(expected["S1"], abs=1e-12)
    assert [*values(table, "ST").values()] == pytest.approx(expected["ST"], abs=1e-12)


def test_blocks_of_the_long_design_are_read_from_both_ends() -> None:
    study = saltelli(XYZ, {"Y": half_noise}, 64, second=True)
    table = sobol(study, 10).table
    y = study.runs["Y"].to_numpy().reshape(-1, 10)
    mirrored = y[:, [9, 5, 6, 7, 8, 1, 2, 3, 4, 0]]
    both = [salib.analyze({**study.problem}, part.ravel(), num_resamples=2, seed=1) for part in (y, mirrored)]
    for measure in ("S1", "ST"):
        expected = np.mean([part[measure] for part in both], axis=0)
        assert [*values(table, measure).values()] == pytest.approx(expected, abs=1e-12)
    pairs = table.loc[table["measure"] == "S2", "value"].to_numpy(float)
    expected = np.mean([part["S2"] for part in both], axis=0)[np.triu_indices(4, 1)]
    assert pairs == pytest.approx(expected, abs=1e-12)


def test_with_one_luck_for_each_block_noise_is_nobodys_doing() -> None:
    names, noise = ["x1", "x2", "dummy_1"], {"Y": 0.5}
    table = sobol(saltelli(names, {"Y": half_noise}, 1024, noise=noise), 200).table
    total = values(table, "ST")
    assert total["dummy_1"] < 0.02
    assert total["x1"] == pytest.approx(0.4, abs=0.05)
    assert total["x2"] == pytest.approx(0.1, abs=0.03)
    assert set(table["seeds"]) == {"block"}
    assert set(table["noise_share"]) == {0.5}


def test_independent_seeds_make_a_dummy_look_influential_and_the_table_says_so() -> None:
    names = ["x1", "x2", "dummy_1"]
    table = sobol(saltelli(names, {"Y": half_noise}, 1024, seeds="independent"), 200).table
    total = by_factor(table[table["measure"] == "ST"])
    assert total["dummy_1"]["value"] > 0.3
    assert total["dummy_1"]["low"] > 0
    assert set(table["seeds"]) == {"independent"}
    assert total["dummy_1"]["floor"] == pytest.approx(total["dummy_1"]["high"])
    assert not total["dummy_1"]["above_floor"]


def test_nothing_below_the_upper_bound_of_the_dummies_is_ranked() -> None:
    names = ["x1", "x2", "x3", "dummy_1", "dummy_2"]
    study = saltelli(names, {"Y": half_noise}, 256, second=True, seeds="independent")
    table = sobol(study, 200).table
    assert tuple(table.columns) == COLUMNS
    for _, rows in table.groupby("measure"):
        dummy = rows["factor"].str.startswith("dummy") | rows["other"].str.startswith("dummy")
        assert rows["floor"].nunique() == 1
        assert (rows["floor"] >= rows.loc[dummy, "high"].max()).all()
        assert not rows.loc[dummy, "above_floor"].any()
        ranked = rows[rows["rank"].notna()]
        assert (ranked["value"] > ranked["floor"]).all()
        assert (ranked["low"] > 0).all()
        assert rows["above_floor"].equals(rows["rank"].notna())


def test_what_is_smaller_than_a_hundredth_is_not_ranked_even_above_a_floor_of_zero() -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": lambda x, _: x[:, 0] + 0.03 * x[:, 1]}, 128)
    rows = by_factor(sobol(study, 200).rows("Y", "mean"))
    assert rows["x2"]["floor"] == 0
    assert rows["x2"]["low"] > 0
    assert kept(rows) == ["x1"]


def test_a_missing_run_drops_its_block_for_that_indicator_and_is_counted() -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise, "Z": half_noise}, 64)
    whole = sobol(study, 50).table
    runs = study.runs.copy()
    runs.loc[runs.index[[7, 8, 203]], "Y"] = np.nan
    table = sobol(Study(runs, study.problem, study.indicators), 50).table
    assert table.groupby("indicator")[["blocks", "dropped"]].first().to_dict("index") == {
        "Y": {"blocks": 62, "dropped": 2},
        "Z": {"blocks": 64, "dropped": 0},
    }
    others = runs[~runs["block"].isin([1, 40])]
    alone = sobol(Study(others, study.problem, ("Y",)), 50).table
    rows = table[table["indicator"] == "Y"]
    assert alone["value"].to_numpy() == pytest.approx(rows["value"].to_numpy())
    assert whole["dropped"].eq(0).all()


def test_a_run_that_is_not_in_the_table_drops_its_block() -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise}, 64)
    table = sobol(Study(study.runs.drop(index=[12]), study.problem, ("Y",)), 50).table
    assert (table["blocks"].iloc[0], table["dropped"].iloc[0]) == (63, 1)


def test_replicates_give_the_mean_and_a_quantile_over_luck() -> None:
    names = ["x1", "x2", "dummy_1"]

    def spread(x: Floats, luck: Floats) -> Floats:
        """x1 moves the mean, x2 moves only how far luck reaches."""
        return np.asarray(0.5 * x[:, 0] + x[:, 1] * luck)

    study = saltelli(names, {"Y": spread}, 512, replicates=40)
    table = sobol(study, 200).table
    assert list(table["statistic"].unique()) == ["mean", "q90"]
    mean, high = (values(table[table["statistic"] == s], "ST") for s in ("mean", "q90"))
    # Mean: x1 makes 1/48, luck 1/40 of the mean square of x2. Quantile: x2 makes 1.28² / 12.
    assert mean["x1"] > mean["x2"]
    assert high["x2"] > 3 * high["x1"]
    assert set(table["replicates"]) == {40}
    assert (mean["dummy_1"], high["dummy_1"]) == (0.0, 0.0)


def test_with_one_replicate_there_is_no_quantile_over_luck() -> None:
    table = sobol(saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise}, 32), 50).table
    assert set(table["statistic"]) == {"mean"}


def test_a_structural_switch_has_its_share_as_a_category() -> None:
    def model(x: Floats, luck: Floats) -> Floats:
        """Three options shift the output by 0, 1 and 2, a variance of 2/3; x1 adds 1/3."""
        return np.asarray(np.floor(3 * x[:, 1]) + 2 * x[:, 0] + 0 * luck)

    analysis = sobol(saltelli(["x1", "rule", "dummy_1"], {"Y": model}, 1024), 200)
    (row,) = structure(analysis, ("rule",)).to_dict("records")
    assert row["alone"] == pytest.approx(2 / 3, abs=0.05)
    assert row["total"] == pytest.approx(2 / 3, abs=0.05)


def test_groups_are_analysed_as_one_factor_each() -> None:
    problem = {**problem_of(["x1", "x2", "dummy_1"]), "groups": ["both", "both", "dummy"]}
    x = sampler.sample(problem, 256, calc_second_order=False, seed=1)
    runs = pd.DataFrame(x, columns=problem["names"])
    block = np.arange(len(x)) // 4
    runs = runs.assign(block=block, replicate=0, seed=block + 1, Y=half_noise(x, luck(block + 1)))
    rows = by_factor(sobol(Study(runs, problem, ("Y",)), 50).rows("Y", "mean"))
    assert {name: row["value"] for name, row in rows.items()} == pytest.approx(
        {"both": 0.5, "dummy": 0.0}, abs=0.06
    )


def test_an_output_that_never_varies_has_no_indices() -> None:
    table = sobol(saltelli(["x1", "dummy_1"], {"Y": lambda x, _: np.ones(len(x))}, 32, second=True), 20).table
    assert set(table["measure"]) == {"S1", "ST", "S2"}
    assert table["value"].isna().all()
    assert not table["above_floor"].any()
    assert table["rank"].isna().all()


def test_each_doubling_is_the_analysis_of_the_first_blocks() -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise}, 128)
    history = doublings(study, 20, fewest=32)
    assert [a.table["blocks"].iloc[0] for a in history] == [32, 64, 128]
    pd.testing.assert_frame_equal(history[0].table, sobol(study.first(32), 20).table)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda runs: runs.iloc[::-1], "Keep the order of the design"),
        (lambda runs: runs[runs.index % 5 != 3], "must have 5 to 8 rows; got 4"),
        (lambda runs: runs.drop(columns="seed"), "must have the columns seed"),
        (lambda runs: runs.assign(x2="option"), "x2 must hold the numbers"),
        (lambda runs: runs.iloc[:0], "at least one run"),
    ],
)
def test_a_table_that_is_not_the_design_is_refused(spoil: object, words: str) -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise}, 16)
    with pytest.raises(BadInput, match=words):
        sobol(Study(spoil(study.runs), study.problem, ("Y",)), 10)  # type: ignore[operator]


def test_a_problem_without_a_dummy_is_refused() -> None:
    with pytest.raises(BadInput, match="Add dummy_1"):
        sobol(saltelli(["x1", "x2"], {"Y": half_noise}, 16), 10)


def test_replicates_that_are_not_of_one_point_are_refused() -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise}, 16, replicates=2)
    runs = study.runs.copy()
    second = runs["replicate"] == 1
    runs.loc[second, "x1"] = runs.loc[second, "x1"].to_numpy()[::-1]
    with pytest.raises(BadInput, match="repeat its rows"):
        sobol(Study(runs, study.problem, ("Y",)), 10)


def test_one_seed_for_all_blocks_is_noticed() -> None:
    study = saltelli(["x1", "x2", "dummy_1"], {"Y": half_noise}, 16, seeds="common")
    assert study.seeds == "common"


def independent_blocks(n: int, start: int) -> Study:
    """Saltelli's blocks of independent points, so that the bootstrap's assumption holds."""
    problem = problem_of(XYZ, (-pi, pi))
    rng = np.random.default_rng(start)
    a, b = rng.uniform(-pi, pi, (2, n, 4))
    rows = [a, *(np.where(np.arange(4) == j, b, a) for j in range(4)), b]
    x = np.stack(rows, axis=1).reshape(-1, 4)
    block = np.repeat(np.arange(n), 6)
    noise = rng.normal(size=n)[block]
    runs = pd.DataFrame(x, columns=XYZ)
    return Study(
        runs.assign(block=block, replicate=0, seed=block, Y=ishigami(x, noise) + noise), problem, ("Y",)
    )


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [64, 256])
def test_intervals_hold_as_often_as_they_say(blocks: int) -> None:
    hits: dict[tuple[str, str], list[bool]] = {}
    for repeat in range(200):
        table = sobol(independent_blocks(blocks, repeat), 1000).table
        for row in table[table["factor"] != "dummy_1"].to_dict("records"):
            true = ISHIGAMI[row["measure"]][row["factor"]] * V / (V + 1)
            hits.setdefault((row["measure"], row["factor"]), []).append(row["low"] <= true <= row["high"])
    for index, held in hits.items():
        assert 0.91 <= np.mean(held) <= 0.99, index


@pytest.mark.slow
def test_intervals_over_sobols_sequence_hold_at_least_as_often_as_they_say() -> None:
    held = []
    for repeat in range(200):
        table = sobol(saltelli(XYZ, {"Y": ishigami}, 256, bounds=(-pi, pi), start=1000 * repeat), 500).table
        for measure, expected in ISHIGAMI.items():
            low, high = values(table, measure, "low"), values(table, measure, "high")
            held += [low[f] <= expected[f] <= high[f] for f in ("x1", "x2", "x3")]
    assert np.mean(held) >= 0.91
