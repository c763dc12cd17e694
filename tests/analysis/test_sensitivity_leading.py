"""Which factors lead, pairs of some factors only, and quantiles where there are seeds enough."""

import numpy as np
import pandas as pd
import pytest

from analysis.sensitivity.design import Study, enough_for
from analysis.sensitivity.leading import leading, shares_of_influence
from analysis.sensitivity.morris import morris
from analysis.sensitivity.sobol import sobol
from tests.analysis.toys import Floats, by_factor, morris_runs, saltelli

NAMES = ["x1", "x2", "x3", "x4", "dummy_1"]


def linear(*weights: float):  # type: ignore[no-untyped-def]
    def model(x: Floats, luck: Floats) -> Floats:
        return np.asarray(x[:, : len(weights)] @ np.array(weights) + 0 * luck)

    return model


def test_the_share_is_that_of_squared_influence_averaged_over_indicators() -> None:
    study = morris_runs(NAMES, {"A": linear(3, 1), "B": linear(0, 200, 0, 100)}, 20)
    share = shares_of_influence(morris(study, 50))
    expected = {"x1": 0.9 / 2, "x2": (0.1 + 0.8) / 2, "x3": 0.0, "x4": 0.2 / 2}
    assert share.to_dict() == pytest.approx(expected)
    assert leading(share, 2) == ("x1", "x2")
    assert leading(share, 4) == ("x1", "x2", "x4")  # what has no share is never chosen


def test_what_is_below_the_floor_of_an_indicator_has_no_share_of_it() -> None:
    study = morris_runs(NAMES, {"A": linear(3, 0.02)}, 20)  # below a hundredth of the largest
    assert shares_of_influence(morris(study, 50))["x2"] == 0


def test_pairs_of_the_first_factors_only_have_the_indices_of_the_whole_design() -> None:
    def model(x: Floats, luck: Floats) -> Floats:
        return np.asarray(x[:, 0] * x[:, 1] + 0.5 * x[:, 2] * x[:, 3] + 0.1 * luck)

    whole = saltelli(NAMES, {"Y": model}, 256, second=True)
    k, m = len(NAMES), 3
    kept = [*range(k + 1), *range(k + 1, k + 1 + m), 2 * k + 1]
    rows = np.concatenate([np.arange(256)[:, None] * (2 * k + 2) + np.array(kept)]).ravel()
    runs = whole.runs.iloc[rows].reset_index(drop=True)
    part = sobol(Study(runs, whole.problem, ("Y",)), 100)
    all_of = sobol(whole, 100)
    pairs = part.rows("Y", "mean", "S2")
    assert {(r["factor"], r["other"]) for r in pairs.to_dict("records")} == {
        ("x1", "x2"), ("x1", "x3"), ("x2", "x3")
    }  # fmt: skip
    theirs = all_of.rows("Y", "mean", "S2").set_index(["factor", "other"])["value"]
    for row in pairs.to_dict("records"):
        assert row["value"] == pytest.approx(theirs[row["factor"], row["other"]])
    one, other = by_factor(part.rows("Y", "mean")), by_factor(all_of.rows("Y", "mean"))
    for name in ("x1", "x2", "x3"):  # both readings of the block
        assert one[name]["value"] == pytest.approx(other[name]["value"])
    assert one["x4"]["value"] == pytest.approx(other["x4"]["value"], abs=0.05)  # one reading


@pytest.mark.parametrize(
    ("quantile", "seeds", "enough"),
    [(0.9, 10, True), (0.9, 9, False), (0.75, 4, True), (0.1, 10, True), (0.5, 1, False), (0.99, 99, False)],
)
def test_a_quantile_needs_a_seed_beyond_it(quantile: float, seeds: int, enough: bool) -> None:
    assert enough_for(quantile, seeds) is enough


def test_a_design_without_enough_seeds_has_only_the_mean() -> None:
    study = saltelli(NAMES, {"Y": linear(1, 1)}, 16, replicates=9)
    assert [output.statistic for output in study.outputs()] == ["mean"]
    assert isinstance(study.runs, pd.DataFrame)
