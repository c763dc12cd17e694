"""Paired differences, their intervals and verdicts, against cases that can be worked out by hand."""

import itertools
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.bands import bands, moving_average
from analysis.compare import Bootstrap, Pairs, differences, pair, short_of_precision, verdicts
from analysis.effects import main_effects, prices, ranked
from analysis.summary import Comparison, Row, fixed, number, records, signed
from sim.declare import SHARE, Outcome, outcome


def declared(
    name: str, better: Literal["higher", "lower"] = "higher", matters: float | None = None
) -> Outcome:
    return outcome(
        name,
        label=(name, name),
        unit=SHARE,
        better=better,
        sentence=("", ""),
        matters=matters,
    )(lambda *_: 0.0)


def by(column: str, table: pd.DataFrame) -> dict[str, Row]:
    return {row[column]: row for row in records(table)}


def only(table: pd.DataFrame) -> Row:
    (row,) = records(table)
    return row


def runs_of(**values: list[float]) -> pd.DataFrame:
    """Make runs of one indicator: a list of values by seed for each policy."""
    rows = [
        (policy, seed, "X", "street", "street", value)
        for policy, given in values.items()
        for seed, value in enumerate(given)
    ]
    return pd.DataFrame(rows, columns=["policy", "seed", "indicator", "level", "name", "value"])


def test_a_difference_pairs_runs_of_one_seed() -> None:
    runs = runs_of(baseline=[1.0, 2.0, 30.0], a=[1.5, 2.5, 30.5])
    table = differences(
        pair(runs.sample(frac=1, random_state=1), "baseline"), {"X": declared("X", matters=0.1)}
    )
    row = only(table)
    assert row["mean_difference"] == pytest.approx(0.5)
    assert (row["low"], row["high"]) == pytest.approx((0.5, 0.5))
    assert row["baseline"] == pytest.approx(11.0)
    assert row["replications"] == 3
    assert row["verdict"] == "better"


def test_the_order_of_rows_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    runs = runs_of(baseline=rng.normal(size=9).tolist(), a=rng.normal(size=9).tolist())
    known = {"X": declared("X")}
    first = differences(pair(runs, "baseline"), known)
    shuffled = pd.concat([runs[runs.policy == "baseline"], runs[runs.policy == "a"][::-1]])
    pd.testing.assert_frame_equal(first, differences(pair(shuffled, "baseline"), known))


def test_a_run_that_is_missing_drops_its_pair_only() -> None:
    runs = runs_of(baseline=[1.0, 2.0, 3.0, np.nan], a=[2.0, np.nan, 4.0, 5.0])
    row = only(differences(pair(runs, "baseline"), {"X": declared("X")}))
    assert row["replications"] == 2
    assert row["mean_difference"] == pytest.approx(1.0)


def test_one_pair_has_no_interval_and_no_verdict() -> None:
    row = only(differences(pair(runs_of(baseline=[1.0], a=[9.0]), "baseline"), {"X": declared("X")}))
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])
    assert row["verdict"] == "undecided"


@pytest.mark.parametrize(("pairs", "skewed"), [(20, False), (10, False), (20, True)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(pairs: int, skewed: bool) -> None:
    trials = 2000
    rng = np.random.default_rng(5)
    rows = rng.lognormal(0, 0.5, (trials, pairs)) if skewed else rng.normal(1.0, 1.0, (trials, pairs))
    truth = np.exp(0.125) if skewed else 1.0
    low, high = Bootstrap(pairs).interval(rows)
    share = np.mean((low <= truth) & (truth <= high))
    assert 0.92 <= share <= 0.97


def test_the_interval_is_near_that_of_student_for_normal_pairs() -> None:
    rows = np.random.default_rng(2).normal(3.0, 2.0, (50, 20))
    low, high = Bootstrap(20, resamples=20_000).interval(rows)
    half = stats.t.ppf(0.975, 19) * rows.std(axis=1, ddof=1) / np.sqrt(20)
    assert np.mean(high - low) == pytest.approx(np.mean(2 * half), rel=0.03)


@pytest.mark.parametrize(
    ("low", "high", "better", "verdict"),
    [(0.1, 0.3, "higher", "better"), (0.1, 0.3, "lower", "worse"), (0.1, 0.3, "none", "higher"),
     (-0.3, -0.1, "higher", "worse"), (-0.3, -0.1, "lower", "better"), (-0.3, -0.1, "none", "lower"),
     (-0.05, 0.05, "higher", "equivalent"), (0.01, 0.3, "higher", "undecided"),
     (-0.3, 0.3, "lower", "undecided"),
     (np.nan, np.nan, "higher", "undecided")],
)  # fmt: skip
def test_a_verdict_sets_the_whole_interval_against_what_matters(
    low: float, high: float, better: str, verdict: str
) -> None:
    table = pd.DataFrame({"low": [low], "high": [high], "matters": [0.1], "better": [better]})
    assert verdicts(table).iloc[0] == verdict


def test_a_difference_that_matters_may_be_a_share_of_the_baselines_median() -> None:
    runs = runs_of(baseline=[10.0, 20.0, 90.0], a=[10.0, 20.0, 90.0])
    assert only(differences(pair(runs, "baseline"), {"X": declared("X")}))["matters"] == pytest.approx(2.0)


def test_fewer_petitions_with_more_silent_grievance_are_no_gain() -> None:
    few = runs_of(baseline=[9.0, 9.1, 9.2], a=[1.0, 1.1, 1.2]).assign(indicator="DIS7")
    silent = runs_of(baseline=[0.1, 0.1, 0.1], a=[0.5, 0.5, 0.5]).assign(indicator="DIS12a")
    known = {"DIS7": declared("DIS7", "lower"), "DIS12a": declared("DIS12a", "lower")}
    rows = by("indicator", differences(pair(pd.concat([few, silent]), "baseline"), known))
    assert rows["DIS12a"]["verdict"] == "worse"
    assert rows["DIS7"]["verdict"] == "undecided"


def test_indicators_short_of_precision_say_how_many_replications_they_need() -> None:
    rng = np.random.default_rng(4)
    base = rng.normal(10.0, 0.01, 16)
    runs = runs_of(baseline=base.tolist(), a=(base + rng.normal(0, 4.0, 16)).tolist())
    table = differences(pair(runs, "baseline"), {"X": declared("X", matters=1.0)})
    short = only(short_of_precision(table))
    assert short["half"] > 1.0
    assert short["wanted"] == np.ceil(16 * short["half"] ** 2)


def grid_pairs() -> tuple[Pairs, dict[str, dict[str, float]]]:
    """Make nine policies whose value is 2 a + 3 b + luck, luck common to all."""
    levers = {
        f"a={a} b={b}": {"a": float(a), "b": float(b)} for a, b in itertools.product(range(3), range(3))
    }
    luck = np.random.default_rng(0).normal(size=12)
    values = {name: (2 * v["a"] + 3 * v["b"] + luck).tolist() for name, v in levers.items()}
    return pair(runs_of(**values), "a=0 b=0"), levers


def test_the_effect_of_one_lever_is_averaged_over_the_other() -> None:
    pairs, levers = grid_pairs()
    rows = by("lever", main_effects(pairs, levers, "a=0 b=0", {"X": declared("X", matters=0.1)}))
    assert rows["a"]["mean_difference"] == pytest.approx(4.0)
    assert rows["b"]["mean_difference"] == pytest.approx(6.0)
    assert (rows["b"]["start"], rows["b"]["end"]) == (0.0, 2.0)


def priced(cost: float, gain: float, petitions: float) -> dict[str, Row]:
    luck = np.linspace(-0.001, 0.001, 10)
    frames = []
    for name, base, change in (("COST1", 400.0, cost), ("SVC2a", 0.6, gain), ("DIS7", 2.0, petitions)):
        frames.append(runs_of(baseline=[base] * 10, a=(base + change + luck).tolist()).assign(indicator=name))
    return by("indicator", prices(pair(pd.concat(frames), "baseline")))


def test_a_gain_is_priced_from_the_same_pairs() -> None:
    table = priced(cost=6.0, gain=0.03, petitions=-0.5)
    assert table["FIN5a"]["mean_difference"] == pytest.approx(2.0)  # 6 yuan for three hundredths
    # 6 yuan a resident are 6,000 for 1,000 residents, who hand in half a petition less
    assert table["FIN5b"]["mean_difference"] == pytest.approx(12_000.0)
    assert table["FIN5a"]["low"] < 2.0 < table["FIN5a"]["high"]


def test_what_does_not_clearly_gain_has_no_price() -> None:
    table = priced(cost=6.0, gain=0.0, petitions=0.5)
    assert all(np.isnan(row["mean_difference"]) for row in table.values())


def test_a_policy_that_gains_and_saves_has_a_negative_price() -> None:
    assert priced(cost=-3.0, gain=0.03, petitions=-1.0)["FIN5a"]["mean_difference"] == pytest.approx(-1.0)


def test_the_best_policy_comes_first_whichever_direction_is_good(comparison: Comparison) -> None:
    most, least = (ranked(comparison.table, i)["mean_difference"] for i in ("ENG3", "DIS5"))
    assert most.is_monotonic_decreasing
    assert least.is_monotonic_increasing


def test_a_moving_average_looks_back() -> None:
    assert moving_average(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]), 3)[0] == pytest.approx([1, 1.5, 2, 3, 4])


def test_a_band_leaves_out_runs_that_failed() -> None:
    courses = np.array([[[[1.0, 2.0]], [[3.0, 4.0]], [[np.nan, np.nan]]]])
    table = bands(["a"], ["DIS5"], courses, np.array([1, 2]))
    assert table["mean"].tolist() == [2.0, 2.5]  # the second is the mean of both weeks


@pytest.mark.parametrize(
    ("value", "words"), [(0.012345, "0.0123"), (1234.5, "1,234"), (-0.5, "−0.5"), (0.0, "0"), (np.nan, "–")]
)
def test_numbers_are_written_with_three_digits(value: float, words: str) -> None:
    assert number(value) == words


def test_differences_are_written_with_their_sign() -> None:
    assert signed(0.0123) == "+0.012"
    assert fixed(-0.004, 2) == "0.00"
    assert fixed(-1.234, 2) == "−1.23"
