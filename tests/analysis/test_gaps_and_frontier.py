"""Gaps, the frontier of effect against cost, and the shape of all runs: cases worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare import pair, pairing_gain
from analysis.frontier import frontier, frontiers
from analysis.gaps import gaps, sides
from analysis.shape import HUMPS, WIDE, has_two_humps, shape
from analysis.summary import Comparison, records
from sim.declare import SHARE, Outcome, outcome

SEEDS = 12
NOISE = np.linspace(-0.01, 0.01, SEEDS)


def declared(name: str, better: str, matters: float | None) -> Outcome:
    declare = outcome(
        name, label=(name, name), unit=SHARE, better=better, sentence=("", ""), matters=matters  # type: ignore[arg-type]
    )  # fmt: skip
    return declare(lambda *_: 0.0)


def runs_of(values: dict[tuple[str, str, str, str], float], noise: float = 1.0) -> pd.DataFrame:
    """Make runs from a mean for each policy, indicator, level and name; the noise differs by policy."""
    rows = []
    for k, ((policy, *key), mean) in enumerate(values.items()):
        rows += [(policy, s, *key, mean + noise * v) for s, v in enumerate(np.roll(NOISE, k))]
    return pd.DataFrame(rows, columns=["policy", "seed", "indicator", "level", "name", "value"])


def of_groups(before: tuple[float, float], after: tuple[float, float]) -> pd.DataFrame:
    """Make runs in which the non-registered and the registered have these values before and after."""
    values = {("baseline", "SVC2a", "street", "street"): 0.5, ("a", "SVC2a", "street", "street"): 0.5}
    for policy, pair_of in (("baseline", before), ("a", after)):
        for name, value in zip(("migrant", "registered"), pair_of, strict=True):
            values[(policy, "SVC2a", "group", name)] = value
    return runs_of(values)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [((0.4, 0.6), (0.5, 0.6), "narrower"), ((0.4, 0.6), (0.2, 0.6), "wider"),
     ((0.6, 0.4), (0.5, 0.4), "narrower"), ((0.4, 0.6), (0.9, 0.5), "wider"),
     ((0.4, 0.6), (0.4, 0.6), "equivalent")],
)  # fmt: skip
def test_a_gap_is_narrower_or_wider_whichever_side_is_ahead(
    before: tuple[float, float], after: tuple[float, float], verdict: str
) -> None:
    pairs = pair(of_groups(before, after), "baseline")
    (row,) = records(gaps(pairs, {"SVC2a": declared("SVC2a", "higher", 0.05)}))
    assert sides(row["name"]) == ("migrant", "registered")
    assert row["baseline"] == pytest.approx(before[0] - before[1])
    assert row["mean_difference"] == pytest.approx((after[0] - after[1]) - (before[0] - before[1]))
    assert row["low"] <= row["mean_difference"] <= row["high"]
    assert row["verdict"] == verdict


def test_a_relative_difference_that_matters_is_that_of_the_street_not_of_the_gap() -> None:
    pairs = pair(of_groups((0.49, 0.5), (0.48, 0.5)), "baseline")
    (row,) = records(gaps(pairs, {"SVC2a": declared("SVC2a", "higher", None)}))
    assert row["matters"] == pytest.approx(0.05, rel=0.01)


def test_types_are_set_against_the_street_in_what_is_asked_about() -> None:
    values = {(p, i, level, name): 0.5 for p in ("baseline", "a") for i in ("ENG3", "ENG2")
              for level, name in (("street", "street"), ("archetype", "OLD"))}  # fmt: skip
    known = {name: declared(name, "higher", 0.02) for name in ("ENG3", "ENG2")}
    table = gaps(pair(runs_of(values), "baseline"), known)
    assert table[["indicator", "name"]].values.tolist() == [["ENG3", "OLD less street"]]


def test_the_frontier_holds_what_nothing_beats() -> None:
    cost, gain = np.array([0.0, 1.0, 2.0, 2.0, 3.0]), np.array([0.0, 5.0, 4.0, 6.0, 6.0])
    assert frontier(cost, gain) == [0, 1, 3]


def costed(noise: float, **policies: tuple[float, float]) -> pd.DataFrame:
    """Make runs of cost and of open claims; a gain is a fall of open claims."""
    values = {}
    for policy, (cost, gain) in {"baseline": (0.0, 0.0), **policies}.items():
        values[(policy, "COST1", "street", "street")] = 100.0 + cost
        values[(policy, "DIS5", "street", "street")] = 9.0 - gain
    return frontiers(
        pair(runs_of(values, noise), "baseline"), {"DIS5": declared("DIS5", "lower", 0.1)}, "baseline"
    )


def test_what_costs_more_and_gains_less_is_dominated_and_told_by_whom() -> None:
    rows = {r["policy"]: r for r in records(costed(1e-6, cheap=(1.0, 2.0), dear=(3.0, 1.0), rich=(5.0, 4.0)))}
    assert {name: row["dominated"] for name, row in rows.items()} == {
        "baseline": 0,
        "cheap": 0,
        "dear": 1,
        "rich": 0,
    }
    assert rows["dear"]["by"] == "cheap"
    assert [name for name, row in rows.items() if row["kept"]] == ["baseline", "cheap", "rich"]
    assert rows["rich"]["gain"] == pytest.approx(4.0)


def test_the_baseline_is_dominated_by_what_gains_and_saves() -> None:
    rows = {r["policy"]: r for r in records(costed(1e-6, a=(-1.0, 1.0)))}
    assert (rows["baseline"]["dominated"], rows["baseline"]["by"]) == (1.0, "a")


def test_two_policies_of_one_law_dominate_each_other_as_often_as_not() -> None:
    """Cost and gain of b less a are two independent normal means: chance one quarter for each to dominate."""
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(60):
        frames = []
        for policy in ("baseline", "a", "b"):
            for name, mean in (("COST1", 100.0), ("DIS5", 9.0)):
                moved = 0.0 if policy == "baseline" else 50.0 if name == "COST1" else -5.0
                values = mean + moved + rng.normal(size=20)
                frames += [(policy, s, name, "street", "street", v) for s, v in enumerate(values)]
        runs = pd.DataFrame(frames, columns=["policy", "seed", "indicator", "level", "name", "value"])
        found = frontiers(
            pair(runs, "baseline"), {"DIS5": declared("DIS5", "lower", 0.1)}, "baseline", resamples=300
        )
        shares.append(float(found.loc[found["policy"] == "a", "dominated"].iloc[0]))
    assert np.mean(shares) == pytest.approx(0.25, abs=4 * np.std(shares) / np.sqrt(60))


def test_two_humps_are_found_and_one_is_not() -> None:
    """Humps six standard deviations apart are found as a rule; few single ones, even skewed, are."""
    rng = np.random.default_rng(2)
    two = [has_two_humps(rng.normal(size=20) + 6.0 * (np.arange(20) % 2)) for _ in range(20)]
    one = [has_two_humps(rng.normal(size=20)) for _ in range(60)]
    skewed = [has_two_humps(rng.lognormal(0, 0.6, 20)) for _ in range(60)]
    assert np.mean(two) >= 0.8
    assert max(sum(one), sum(skewed)) <= 4  # 1 % is declared: more than 4 of 60 has a chance of 1 in 3,000


def test_a_straggler_is_no_hump_and_equal_values_have_none() -> None:
    values = np.random.default_rng(0).normal(size=20)
    values[0] = 40.0
    assert not has_two_humps(values)
    assert not has_two_humps(np.full(20, 0.3))


def test_a_distribution_is_wide_if_nine_in_ten_spread_over_twice_what_matters() -> None:
    values = np.linspace(-1.0, 1.0, 41)  # 5 % to 95 %: -0.9 to 0.9
    assert shape(values, 0.95) == ""
    assert shape(values, 0.85) == WIDE
    assert shape(np.concatenate([values * 0.1, values * 0.1 + 5.0]), 0.85) == HUMPS


def test_pairing_tells_how_many_times_the_variance_fell(comparison: Comparison) -> None:
    median, least, most = pairing_gain(comparison.table)
    claimed = comparison.table[comparison.table["family"] == "claim"]
    assert least <= median <= most
    # Luck has twice the spread of a policy's own noise: (2^2 + 2^2 + 1) / 1 is what pairing should give.
    assert median == pytest.approx(9.0, rel=0.35)
    assert len(claimed) == 26 * 5
