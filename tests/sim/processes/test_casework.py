"""Casework and counselling of the social work station."""

from typing import Any

import numpy as np
import pytest

from sim.codes import (
    N_COMMITTEE,
    N_SOCIAL_WORK,
)
from sim.model import Street
from sim.processes import casework, projects
from tests.sim.processes.forced import force


def built(*communities: str, **values: Any) -> Street:
    """A street after its first week, with the year's money."""
    street = Street(communities=communities or ("OLD",), seed=1, weeks=60, **values)
    street.step()
    return street


@pytest.fixture
def street() -> Street:
    return built()


def test_casework_reaches_the_covered_with_the_share_of_hours_given() -> None:
    street = force(built("REL"), vuln_cover=1.0, psych_hours=0.0)
    r, office = street.world.residents, street.world.office
    reached = []
    for week in range(200, 240):
        street.week = week
        office.casework_hours[0] = 0.25 * casework.wanted(street).sum()
        casework.care(street, np.ones(1))
        assert not r.served[~r.vulnerable].any()
        reached.append(r.served.sum())
    # 440 residents, 40 weeks: a standard error of .0033.
    assert np.mean(reached) / r.vulnerable.sum() == pytest.approx(0.25, abs=0.015)


def test_more_coverage_only_adds_residents_to_casework() -> None:
    reached = []
    for cover in (0.3, 0.9):
        street = force(built("REL"), vuln_cover=cover, psych_hours=0.0)
        street.week, street.world.office.casework_hours[0] = 30, 1e6
        casework.care(street, np.ones(1))
        reached.append(street.world.residents.served.copy())
    assert (reached[1] >= reached[0]).all()
    assert reached[1].sum() > 2 * reached[0].sum()


def test_counselling_sees_one_resident_an_hour(street: Street) -> None:
    force(street, vuln_cover=0.0, psych_hours=12.0)
    street.world.office.casework_hours[0] = 12.0
    seen = []
    for week in range(100, 140):
        street.week = week
        casework.care(street, np.ones(1))
        seen.append(street.world.residents.served.sum())
    # Some talks meet the same person of 264: 12 - 12 x 11 / 2 / 264 = 11.75.
    assert np.mean(seen) == pytest.approx(11.75, abs=0.3)


def test_the_station_divides_its_hours_as_they_are_wanted(street: Street) -> None:
    street.world.office.casework_hours[0] = 30.0
    np.testing.assert_allclose(street.station.divide(np.array([40.0, 20.0])), [20.0, 10.0])
    np.testing.assert_allclose(street.station.divide(np.array([10.0, 5.0])), [10.0, 5.0])
    np.testing.assert_allclose(street.station.divide(np.zeros(2)), [0.0, 0.0])


def test_the_committees_tie_to_the_station_makes_casework_better(street: Street) -> None:
    before = projects.casework_success(street)[0]
    street.world.ties[0, N_COMMITTEE, N_SOCIAL_WORK] = 0.9
    assert projects.casework_success(street)[0] > before
