"""The share of luck in an indicator, from a pilot whose parts are known."""

import numpy as np
import pandas as pd
import pytest

from analysis.sensitivity.noise import COLUMNS, noise_shares, shares
from analysis.summary import records
from sim.errors import BadInput


def pilot_of(points: int, seeds: int, share: float, *, crossed: bool, start: int = 1) -> pd.DataFrame:
    """Points and luck with variances 1 - share and share; crossed: the same seeds, half of luck the same."""
    rng = np.random.default_rng(start)
    signal = rng.normal(scale=np.sqrt(1 - share), size=(points, 1))
    own = rng.normal(scale=np.sqrt(share), size=(points, seeds))
    same = rng.normal(scale=np.sqrt(share), size=(1, seeds))
    luck = (own + same) / np.sqrt(2) if crossed else own
    point, seed = np.indices((points, seeds))
    seed = seed if crossed else point * seeds + seed
    values = {"block": point, "seed": seed, "Y": signal + luck}
    return pd.DataFrame({name: part.ravel() for name, part in values.items()})


@pytest.mark.parametrize("crossed", [False, True])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_share_of_luck_is_found(share: float, crossed: bool) -> None:
    found = [
        shares(noise_shares(pilot_of(20, 25, share, crossed=crossed, start=s), ["Y"], 2))["Y"]
        for s in range(60)
    ]
    assert np.mean(found) == pytest.approx(share, abs=0.03)


def test_luck_that_all_points_share_is_not_taken_from_the_factors() -> None:
    runs = pilot_of(400, 5, 0.5, crossed=True)
    assert shares(noise_shares(runs, ["Y"], 2))["Y"] == pytest.approx(0.5, abs=0.06)


def test_the_interval_holds_the_share_and_narrows_with_points() -> None:
    few, many = (noise_shares(pilot_of(n, 30, 0.4, crossed=False), ["Y"]) for n in (20, 320))
    assert tuple(few.columns) == COLUMNS
    one, other = records(few)[0], records(many)[0]
    assert other["low"] < 0.4 < other["high"]
    assert 0.1 < (other["high"] - other["low"]) / (one["high"] - one["low"]) < 0.5
    assert (one["points"], one["replicates"], one["dropped"]) == (20, 30, 0)


@pytest.mark.slow
@pytest.mark.parametrize("crossed", [False, True])
def test_intervals_from_twenty_points_hold_in_about_nine_of_ten_pilots(crossed: bool) -> None:
    held = []
    for start in range(200):
        table = noise_shares(pilot_of(20, 25, 0.4, crossed=crossed, start=start), ["Y"], 1000)
        (row,) = records(table)
        held.append(row["low"] <= 0.4 <= row["high"])
    assert 0.87 <= np.mean(held) <= 0.99


def test_a_point_with_a_missing_run_is_dropped() -> None:
    runs = pilot_of(12, 10, 0.4, crossed=False)
    runs.loc[[3, 4, 55], "Y"] = np.nan
    table = noise_shares(runs, ["Y"])
    assert (table["points"].iloc[0], table["dropped"].iloc[0]) == (10, 2)
    rest = runs[~runs["block"].isin([0, 5])]
    assert shares(noise_shares(rest, ["Y"])) == pytest.approx(shares(table))


def test_an_indicator_without_luck_has_none_and_one_that_never_varies_is_unknown() -> None:
    runs = pilot_of(12, 10, 0.4, crossed=False)
    runs = runs.assign(calm=runs["block"] / 3.0, flat=1.0)
    found = shares(noise_shares(runs, ["calm", "flat"], 100))
    assert found["calm"] == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(found["flat"])


@pytest.mark.parametrize(("points", "seeds"), [(1, 5), (5, 1), (0, 0)])
def test_a_pilot_that_is_too_small_is_refused(points: int, seeds: int) -> None:
    with pytest.raises(BadInput, match=f"got {points} and {seeds}"):
        noise_shares(pilot_of(points, seeds, 0.4, crossed=False), ["Y"])
