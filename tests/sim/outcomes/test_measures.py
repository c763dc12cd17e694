"""Concentration and waiting times, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.outcomes.measures import gini, ratio, top_share, waiting_time
from sim.table import Array


def each_once(*values: float) -> tuple[Array, Array]:
    return np.array(values, float), np.ones(len(values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 1, 1, 1), 0.0),
        # One of n holds all: (n - 1) / n.
        ((0, 0, 0, 5), 0.75),
        # Mean absolute difference over twice the mean: (2 * (1 + 2 + 1) / 9) / (2 * 2) = 2/9.
        ((1, 2, 3), 2 / 9),
    ],
)
def test_the_gini_coefficient_of_known_vectors(values: tuple[float, ...], expected: float) -> None:
    assert gini(*each_once(*values)) == pytest.approx(expected, abs=1e-12)


def test_the_gini_coefficient_counts_a_value_as_often_as_it_is_held() -> None:
    # 0, 0, 0, 5 written as counts.
    assert gini(np.array([0, 5]), np.array([3, 1])) == pytest.approx(0.75)


def test_the_top_tenth_of_ten_is_one_person() -> None:
    assert top_share(*each_once(0, 0, 1, 1, 1, 1, 1, 1, 1, 3), 0.1) == pytest.approx(0.3)


def test_the_top_share_cuts_through_people_with_equally_much() -> None:
    # A tenth of 5 people is half a person: half of the one who did 4 of 8 acts.
    assert top_share(*each_once(1, 1, 1, 1, 4), 0.1) == pytest.approx(0.25)


def test_where_nobody_has_anything_concentration_is_missing() -> None:
    assert math.isnan(gini(*each_once(0, 0)))
    assert math.isnan(top_share(*each_once(0, 0), 0.1))
    assert math.isnan(gini(*each_once()))
    assert math.isnan(ratio(1.0, 0.0))


def test_the_median_waiting_time_without_censoring_is_the_median() -> None:
    weeks = np.array([1, 2, 3, 10])
    assert waiting_time(weeks, np.ones(4, bool), 0.5) == 2


def test_the_waiting_time_counts_open_cases_as_long_as_they_were_watched() -> None:
    # Ends at 1, 3, 4; still open at 2, 5. S: 4/5, then 4/5 * 2/3 = 8/15 at week 3, then 4/15 at week 4.
    # Leaving open cases out would give a median of 3; counting them as ended would give 3 too.
    weeks, ended = np.array([1, 2, 3, 4, 5]), np.array([True, False, True, True, False])
    assert waiting_time(weeks, ended, 0.4) == 3
    assert waiting_time(weeks, ended, 0.5) == 4


def test_a_case_censored_in_the_week_of_an_end_is_still_at_risk_then() -> None:
    # At week 2: 4 at risk, 2 end. S = 1/2 exactly.
    weeks, ended = np.array([2, 2, 2, 6]), np.array([True, True, False, False])
    assert waiting_time(weeks, ended, 0.5) == 2


def test_where_too_few_ended_the_longest_time_watched_is_given() -> None:
    assert waiting_time(np.array([1, 7, 9]), np.array([True, False, False]), 0.9) == 9
    assert math.isnan(waiting_time(np.zeros(0, int), np.zeros(0, bool), 0.5))
