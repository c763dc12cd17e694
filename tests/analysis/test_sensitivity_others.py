"""PAWN, delta, FAST, RBD-FAST and the regional analysis against what theory says of simple models."""

from collections.abc import Callable
from math import pi

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import pawn as salib_pawn
from SALib.sample import fast_sampler

from analysis.sensitivity.design import Study
from analysis.sensitivity.others import delta, fast, pawn, rbd_fast, regional
from analysis.sensitivity.table import COLUMNS
from sim.errors import BadInput, OutOfRange
from tests.analysis.test_sensitivity_sobol import ISHIGAMI, XYZ, half_noise, ishigami
from tests.analysis.toys import Floats, by_factor, kept, latin_runs, luck, problem_of, saltelli

NAMES = ["x1", "x2", "dummy_1"]
ALL: dict[str, Callable[[Study], pd.DataFrame]] = {
    "pawn": lambda study: pawn(study, 30),
    "delta": lambda study: delta(study, 10),
    "rbd_fast": lambda study: rbd_fast(study, 30),
    "regional": lambda study: regional(study, resamples=30),
}


def values(table: pd.DataFrame, measure: str, column: str = "value") -> dict[str, float]:
    rows = table[table["measure"] == measure]
    return dict(zip(rows["factor"], rows[column], strict=True))


def fast_runs(names: list[str], model: Callable[[Floats, Floats], Floats], n: int, blocks: int) -> Study:
    problem = problem_of(names, (-pi, pi) if names == XYZ else (0.0, 1.0))
    frames = []
    for block in range(blocks):
        x = fast_sampler.sample(problem, n, seed=block + 1)
        seed = np.full(len(x), block + 1)
        runs = pd.DataFrame(x, columns=names)
        frames.append(runs.assign(block=block, replicate=0, seed=block + 1, Y=model(x, luck(seed))))
    return Study(pd.concat(frames), problem, ("Y",))


@pytest.mark.parametrize("method", ALL)
@pytest.mark.parametrize("design", ["latin", "saltelli"])
def test_a_method_ranks_the_factors_and_leaves_the_dummy_out(method: str, design: str) -> None:
    models = {"Y": half_noise}
    study = latin_runs(NAMES, models, 800) if design == "latin" else saltelli(NAMES, models, 512)
    table = ALL[method](study)
    assert tuple(table.columns) == COLUMNS
    rows = by_factor(table[table["measure"] == table["measure"].iloc[0]])
    assert rows["x1"]["rank"] == 1
    assert rows["x1"]["value"] > rows["x2"]["value"] > rows["dummy_1"]["value"]
    assert rows["dummy_1"]["floor"] >= rows["dummy_1"]["high"]
    assert not rows["dummy_1"]["above_floor"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows.values())


def test_pawn_is_salibs() -> None:
    study = latin_runs(NAMES, {"Y": half_noise}, 300)
    expected = salib_pawn.analyze({**study.problem}, study.runs[NAMES].to_numpy(), study.runs["Y"].to_numpy())
    found = values(pawn(study, 5), "pawn_median")
    assert [*found.values()] == pytest.approx(list(expected["median"]))


def test_delta_of_a_factor_that_decides_everything_is_near_one_and_of_a_dummy_near_zero() -> None:
    table = delta(latin_runs(["x1", "dummy_1"], {"Y": lambda x, _: x[:, 0]}, 1000), 20)
    found = values(table, "delta")
    assert found["x1"] > 0.75
    assert found["dummy_1"] == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize("share", [0.5])
def test_rbd_fast_finds_first_order_shares_of_the_whole_variance(share: float) -> None:
    found = values(rbd_fast(latin_runs(NAMES, {"Y": half_noise}, 2000), 20), "S1")
    assert found == pytest.approx({"x1": 0.8 * share, "x2": 0.2 * share, "dummy_1": 0.0}, abs=0.05)


def test_fast_finds_the_published_indices_of_ishigami() -> None:
    table = fast(fast_runs(XYZ, ishigami, 1025, 4))
    for measure, expected in ISHIGAMI.items():
        assert values(table, measure) == pytest.approx(expected, abs=0.05)
    assert set(table["blocks"]) == {4}
    assert table["low"].notna().all()


def test_one_fast_design_has_no_interval() -> None:
    table = fast(fast_runs(NAMES, half_noise, 257, 1))
    assert table["low"].isna().all()
    total = by_factor(table[table["measure"] == "ST"])
    assert kept(total) == ["x1", "x2"]


def test_fast_refuses_other_designs() -> None:
    with pytest.raises(BadInput, match="a block of FAST"):
        fast(latin_runs(NAMES, {"Y": half_noise}, 60))


def test_the_regional_analysis_names_what_leads_to_the_bad_region() -> None:
    """Only x1 above .9 leads there: its distributions lie .9 apart, the others' not at all."""
    study = latin_runs(
        [*NAMES, "dummy_2"], {"Y": lambda x, _: np.where(x[:, 0] > 0.9, 1.0, 0.1 * x[:, 1])}, 1000
    )
    table = regional(study, threshold=0.5, resamples=30)
    assert set(table["measure"]) == {"ks", "p_bonferroni", "p_bh"}
    ks = values(table, "ks")
    assert ks["x1"] == pytest.approx(1.0, abs=0.02)
    assert ks["x2"] < 0.2
    assert values(table, "p_bonferroni")["x1"] < 1e-10
    assert values(table, "p_bonferroni")["x2"] > 0.05
    assert values(table, "p_bonferroni", "above_floor") == values(table, "ks", "above_floor")
    assert values(table, "p_bh")["x2"] <= values(table, "p_bonferroni")["x2"]


def test_the_side_of_the_region_matters() -> None:
    study = latin_runs(NAMES, {"Y": lambda x, _: x[:, 0] * x[:, 1]}, 600)
    high = regional(study, quantile=0.9, resamples=10)
    low = regional(study, quantile=0.1, side="below", resamples=10)
    assert values(high, "ks") != values(low, "ks")
    assert values(high, "ks")["x1"] > 0.5


def test_a_region_that_nothing_reaches_is_unknown() -> None:
    table = regional(latin_runs(NAMES, {"Y": half_noise}, 60), threshold=99.0, resamples=5)
    assert table["value"].isna().all()
    assert not table["above_floor"].any()


@pytest.mark.parametrize("method", ALL)
def test_an_output_that_never_varies_is_above_no_floor(method: str) -> None:
    table = ALL[method](latin_runs(NAMES, {"Y": lambda x, _: np.ones(len(x))}, 60))
    assert not table["above_floor"].any()


def test_a_quantile_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(OutOfRange, match="between 0 and 1"):
        regional(latin_runs(NAMES, {"Y": half_noise}, 60), quantile=1.5)


def test_blocks_that_are_neither_single_runs_nor_saltellis_are_refused() -> None:
    study = fast_runs(NAMES, half_noise, 129, 2)
    with pytest.raises(BadInput, match="a block must have"):
        pawn(study, 5)
