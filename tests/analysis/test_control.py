"""Control over a family: adjusted p-values by hand, and planted cases whose error rates are known."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import integrate, stats

from analysis.compare import Pairs, differences
from analysis.control import benjamini_hochberg, control, holm, p_values
from sim.declare import SHARE, Outcome, outcome

PAIRS, MATTERS = 20, 0.5
REPEATS = pytest.mark.parametrize("repeats", [60, pytest.param(400, marks=pytest.mark.slow)])


def declared(name: str) -> Outcome:
    declare = outcome(
        name, label=(name, name), unit=SHARE, better="higher", sentence=("", ""), matters=MATTERS
    )
    return declare(lambda *_: 0.0)


def compared(changes: NDArray[np.float64], claims: int) -> pd.DataFrame:
    """Compare one policy in as many indicators as there are rows, the first ones being claims."""
    names = [f"X{k}" for k in range(len(changes))]
    keys = pd.DataFrame({"indicator": names, "level": "street", "name": "street"})
    base = np.zeros((len(changes), PAIRS))
    pairs = Pairs(keys, ("a",), base, changes[None], base + changes[None])
    return differences(pairs, {n: declared(n) for n in names}, names[:claims], resamples=400)


def draws(repeat: int, rows: int, mean: float) -> NDArray[np.float64]:
    return np.random.default_rng([7, repeat]).normal(mean, 1.0, (rows, PAIRS))


def inside(count: int, trials: int, chance: float) -> bool:
    """Whether a count lies within the middle 99.8 % of its binomial law.

    The larger of two p-values counts; for pairs that do not lean this makes errors up to two fifths rarer
    than declared: the lower end is that of a chance so much smaller.
    """
    low, high = stats.binom.ppf(0.001, trials, 0.6 * chance), stats.binom.ppf(0.999, trials, chance)
    return bool(low <= count <= high)


def near(count: int, trials: int, chance: float) -> bool:
    """Whether a count of findings lies within its binomial law, four points of power going to skewness."""
    low, high = stats.binom.ppf(0.001, trials, chance - 0.04), stats.binom.ppf(0.999, trials, chance)
    return bool(low <= count <= high)


def test_p_values_of_symmetric_pairs_are_those_of_two_one_sided_student_tests() -> None:
    half = np.random.default_rng(1).normal(0.0, 1.0, (6, 8))
    rows = np.hstack([half, -half]) + np.linspace(-0.6, 0.6, 6)[:, None]
    beyond, within = p_values(rows, np.full(6, 0.2))
    up = stats.ttest_1samp(rows, 0.2, axis=1, alternative="greater").pvalue
    down = stats.ttest_1samp(rows, -0.2, axis=1, alternative="less").pvalue
    assert beyond == pytest.approx(np.minimum(2 * np.minimum(up, down), 1))
    below = stats.ttest_1samp(rows, 0.2, axis=1, alternative="less").pvalue
    above = stats.ttest_1samp(rows, -0.2, axis=1, alternative="greater").pvalue
    assert within == pytest.approx(np.maximum(below, above))


def test_skewness_is_taken_out_as_hall_does_where_it_would_mislead() -> None:
    row = np.array([[1.2, 0.9, 1.1, 0.2, -0.5]])
    n, ratio = 5, row.mean() / row.std(ddof=1)
    lean = stats.skew(row[0], bias=False)
    without = ratio + lean * ratio**2 / 3 + lean**2 * ratio**3 / 27 + lean / (6 * n)
    assert ratio / 2 < without < 0.9 * ratio
    beyond, _ = p_values(row, np.zeros(1))
    assert beyond[0] == pytest.approx(2 * stats.t.sf(np.sqrt(n) * without, n - 1))
    mirrored, _ = p_values(-row, np.zeros(1))
    assert mirrored[0] == pytest.approx(beyond[0])


def test_pairs_that_lean_towards_the_null_mislead_far_less_than_with_student_alone() -> None:
    """Twenty lognormal pairs: at .25 % Student errs six times as often as declared, this at most four."""
    rng, trials, level = np.random.default_rng(5), 20_000, 0.0025
    rows = np.exp(0.125) - rng.lognormal(0, 0.5, (trials, PAIRS))
    student = stats.ttest_1samp(rows, 0.0, axis=1, alternative="greater").pvalue
    ours = p_values(rows, np.zeros(trials))[0] / 2
    up = rows.mean(axis=1) > 0
    assert np.mean(student <= level) > 5 * level
    assert np.mean(up & (ours <= level)) < 4 * level


def test_pairs_that_are_all_alike_leave_no_doubt() -> None:
    rows = np.array([[0.5, 0.5, 0.5], [0.125, 0.125, 0.125], [0.1, np.nan, np.nan]])
    beyond, within = p_values(rows, np.full(3, 0.2))
    assert beyond[:2].tolist() == [0.0, 1.0]
    assert within[:2].tolist() == [1.0, 0.0]
    assert np.isnan([beyond[2], within[2]]).all()


def test_adjusted_p_values_are_those_worked_out_by_hand() -> None:
    p = np.array([0.01, 0.04, np.nan, 0.03, 0.005])
    # Holm: .005 x 4, .01 x 3, .03 x 2, .04 x 1, none below the one before it.
    assert holm(p) == pytest.approx([0.03, 0.06, np.nan, 0.06, 0.02], nan_ok=True)
    # Benjamini and Hochberg: p x 4 / rank, none above the one after it.
    assert benjamini_hochberg(p) == pytest.approx([0.02, 0.04, np.nan, 0.04, 0.02], nan_ok=True)


def test_what_holds_alone_but_not_in_the_family_is_undecided_and_says_so() -> None:
    table = pd.DataFrame({
        "indicator": ["X", "Y", "Z"], "level": "street", "p_beyond": [0.04, 0.001, 0.04], "p_within": 1.0,
        "alone": ["better", "worse", "better"],
    })  # fmt: skip
    found = control(table, ("X", "Y"))
    assert found["verdict"].tolist() == ["better", "worse", "better"]
    found = control(table, ("X", "Y", "Z"))
    assert found["verdict"].tolist() == ["undecided", "worse", "undecided"]
    assert found["control"].tolist() == ["alone", "Holm", "alone"]


def test_only_street_wide_rows_of_the_claims_are_claims() -> None:
    table = pd.DataFrame({
        "indicator": ["X", "X", "Y"], "level": ["street", "group", "street"], "alone": "better",
        "p_beyond": 0.001, "p_within": 1.0,
    })  # fmt: skip
    found = control(table, ("X",))
    assert found["family"].tolist() == ["claim", "screen", "screen"]
    assert found["control"].tolist() == ["Holm", "BH", "BH"]


@REPEATS
def test_no_difference_false_claims_come_at_the_declared_rate(repeats: int) -> None:
    """At the end of the null, where errors are likeliest, ten claims are all true with chance 1 - (1 -
    .05/2/10)^10.

    A claim beyond one end is a one-sided test at 2.5 %; Holm divides it by ten for the smallest p-value.
    """
    rows = 10
    wrong = 0
    for repeat in range(repeats):
        verdict = compared(draws(repeat, rows, MATTERS), claims=rows)["verdict"]
        wrong += bool((verdict == "better").any())
    assert inside(wrong, repeats, 1 - (1 - 0.025 / rows) ** rows)


@REPEATS
def test_no_difference_each_row_alone_errs_at_its_own_rate(repeats: int) -> None:
    """With nothing that matters, p-values of *beyond* are uniform, so one in twenty lies below 5 %."""
    p = [p_values(draws(r, 10, 0.0), np.zeros(10))[0] for r in range(repeats)]
    assert inside(int((np.array(p) <= 0.05).sum()), 10 * repeats, 0.05)


@REPEATS
def test_false_equivalence_comes_at_the_declared_rate(repeats: int) -> None:
    """At the end of the null, with little noise, one of ten is found with chance 1 - (1 - .05/10)^10."""
    rows, spread = 10, 0.2
    wrong = 0
    for repeat in range(repeats):
        changes = MATTERS + spread * draws(repeat, rows, 0.0)
        wrong += bool((compared(changes, claims=rows)["verdict"] == "equivalent").any())
    assert inside(wrong, repeats, 1 - (1 - 0.05 / rows) ** rows)


@REPEATS
def test_of_screened_verdicts_few_are_wrong(repeats: int) -> None:
    """120 rows lie at the end of the null, ten far beyond; alone, three false ones would join the ten."""
    shares = []
    for repeat in range(repeats):
        changes = draws(repeat, 130, MATTERS)
        changes[:10] += 1.5
        found = (compared(changes, claims=0)["verdict"] == "better").to_numpy()
        shares.append(found[10:].sum() / max(found.sum(), 1))
    error = np.std(shares, ddof=1) / np.sqrt(repeats)
    assert np.mean(shares) <= 0.05 + 3 * error


def power_of_equivalence(truth: float, level: float, matters: float) -> float:
    """Give the chance that both one-sided tests reject, from the laws of mean and variance (chi-squared)."""
    df = PAIRS - 1
    t = stats.t.isf(level, df)

    def given(chi: float) -> float:
        margin = matters - t * np.sqrt(chi / df / PAIRS)
        if margin <= 0:
            return 0.0
        ends = (np.array([-margin, margin]) - truth) * np.sqrt(PAIRS)
        return float(np.diff(stats.norm.cdf(ends))[0] * stats.chi2.pdf(chi, df))

    return float(integrate.quad(given, 0, 80, limit=200)[0])


@REPEATS
def test_a_small_true_difference_is_found_as_often_as_theory_says(repeats: int) -> None:
    """One claim, half a standard deviation beyond what matters; power from the noncentral Student law."""
    tables = [compared(draws(r, 1, MATTERS + 0.5), claims=1) for r in range(repeats)]
    found = sum(t["verdict"].iloc[0] == "better" for t in tables)
    df = PAIRS - 1
    power = stats.nct.sf(stats.t.isf(0.025, df), df, 0.5 * np.sqrt(PAIRS))
    assert near(found, repeats, power)


@REPEATS
def test_a_small_true_difference_lies_in_the_interval_as_often_as_declared(repeats: int) -> None:
    """Coverage of 95 %, within the binomial law and 1.5 % for the resampling with twenty pairs."""
    rows, truth = 10, MATTERS + 0.5
    table = pd.concat([compared(draws(r, rows, truth), claims=rows) for r in range(repeats)])
    covered = ((table["low"] <= truth) & (truth <= table["high"])).mean()
    error = np.sqrt(0.05 * 0.95 / len(table))
    assert abs(covered - 0.95) <= 3 * error + 0.015


@REPEATS
def test_equivalence_is_found_as_often_as_theory_says(repeats: int) -> None:
    """No difference, and a band that is wide for the noise: both ends reject. The verdict asks for 95 %."""
    spread = 0.7
    changes = [spread * draws(r, 1, 0.0) for r in range(repeats)]
    found = sum(compared(c, claims=1)["verdict"].iloc[0] == "equivalent" for c in changes)
    power = power_of_equivalence(0.0, 0.025, MATTERS / spread)
    assert near(found, repeats, power)


def test_equivalence_is_not_found_where_the_pairs_are_too_few_or_too_noisy() -> None:
    table = compared(3.0 * draws(0, 5, 0.0), claims=5)
    assert (table["verdict"] == "undecided").all()
