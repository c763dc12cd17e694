"""Indicators on a street that has run: two ways of counting agree, groups add up, luck is not touched."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.codes import CRT, PET
from sim.flows import GROUPS
from sim.model import Street
from sim.outcomes import OUTCOMES, claims, disputes, measure, measure_all, resolution
from sim.outcomes.view import Selection, View

# No survey is held yet; a rare type of dispute may not have come up.
MAY_BE_MISSING = {"SVC2b", "DIS3a.INTG", "DIS3a.LAND", "DIS3a.L2"}


@pytest.fixture(scope="module")
def street() -> Street:
    return Street(communities=("CHE", "RUR"), seed=3, weeks=104).run()


@pytest.fixture(scope="module")
def view(street: Street) -> View:
    return View(street, 53)


def test_cases_and_flows_agree_on_petitions_suits_and_claims(view: View) -> None:
    assert len(claims.entered(view, PET)) == view.flow("petitions").sum()
    assert len(claims.entered(view, CRT)) == view.flow("suits").sum()
    assert len(claims.opened(view)) == view.flow("claims").sum() + view.flow("relapses").sum()
    assert len(claims.settled(view)) == view.flow("settled").sum()


def test_cases_and_flows_agree_on_the_book_of_mediation_by_community(view: View) -> None:
    for c in (0, 1):
        here = Selection(np.array([c]))
        success, failure = view.flow("recorded_success")[c], view.flow("recorded_failure")[c]
        entries = view.per_1000(float(success + failure), here)
        assert disputes.recorded_mediations.measure(view, here) == pytest.approx(entries)
        assert resolution.recorded_success(view, here) == pytest.approx(success / (success + failure))


def test_means_of_residents_agree_with_the_recorded_ones(street: Street, view: View) -> None:
    values = measure(street, (53, 156))
    for name, column in (("ENG6", "efficacy"), ("ENG9", "belonging"), ("SVC2a", "satisfaction")):
        adults = street.world.communities.adults
        assert values[name] == pytest.approx((view.at_end(column) * adults).sum() / adults.sum(), rel=1e-5)


def test_groups_divide_the_acts_and_the_adults(view: View) -> None:
    acts = view.flow("acts").sum(axis=0)
    everywhere = view.everywhere()
    adults = [view.adults(Selection(everywhere.rows, g)) for g in range(len(GROUPS))]
    for part in (slice(0, 2), slice(2, 5), slice(5, 9), slice(9, 11)):
        assert acts[part].sum() == acts[:2].sum()
        assert sum(adults[part]) == view.adults(everywhere)


def test_a_run_of_two_years_gives_every_indicator(street: Street) -> None:
    missing = {name for name, value in measure(street).items() if not math.isfinite(value)}
    assert missing <= MAY_BE_MISSING


def test_shares_and_indices_lie_between_zero_and_one(street: Street) -> None:
    units = {o.name: o.unit[1] for o in OUTCOMES}
    table = measure_all(street)
    shares = table[table["indicator"].map(lambda name: units[name].startswith(("share", "index")))]
    values = shares["value"].dropna()
    assert len(values) > 400
    assert values.between(-1e-12, 1 + 1e-12).all()


def test_measuring_changes_nothing(street: Street) -> None:
    before = {name: array.copy() for name, array in street.arrays().items()}
    measure_all(street)
    after = street.arrays()
    assert all(np.array_equal(before[name], after[name], equal_nan=True) for name in before)
