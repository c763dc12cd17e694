"""The three forms of the resident week must find the same, or their speeds could not be compared."""

import numpy as np
import pytest

from sim.calendar import ELECTIONS
from sim.draws import fill_by_twos, uniform_pair
from tests.bench.compare import Recording, recorded, small_street
from tests.bench.mesa_week import ResidentStreet
from tests.bench.numpy_draws import by_twos, pairs
from tests.bench.numpy_week import ResidentArrays

WEEKS = 26
COUNTS = ("acts", "events", "named", "routes")


@pytest.fixture(scope="module", params=[0, 2])
def fine(request: pytest.FixtureRequest) -> Recording:
    """Half a year with an election in it, in float64."""
    return recorded(small_street(request.param, fine=True), ELECTIONS[0] - WEEKS // 2, WEEKS)


@pytest.fixture(scope="module")
def rounded() -> Recording:
    """The same weeks in float32."""
    return recorded(small_street(), ELECTIONS[0] - WEEKS // 2, WEEKS)


def test_mesa_objects_find_the_same_as_the_kernels(fine: Recording) -> None:
    gaps = fine.differences(ResidentStreet)
    assert {name: gaps[name] for name in COUNTS} == dict.fromkeys(COUNTS, 0.0)
    assert gaps["means"] < 1e-12


def test_numpy_finds_the_same_as_the_kernels(rounded: Recording) -> None:
    gaps = rounded.differences(ResidentArrays)
    assert {name: gaps[name] for name in COUNTS} == dict.fromkeys(COUNTS, 0.0)
    assert gaps["means"] < 1e-5


def test_every_resident_is_the_same_after_half_a_year(fine: Recording) -> None:
    objects = ResidentStreet(fine.street, fine.start)
    for week in fine.weeks:
        objects.live(week)
    residents = fine.street.world.residents
    for name in ("trust", "exposure", "efficacy", "belonging", "expectation", "grievance", "recent"):
        own = np.array([getattr(one, name) for one in objects.people], float)
        assert np.abs(own - getattr(residents, name)).max() < 1e-6, name


def test_something_happened_in_the_weeks_compared(fine: Recording) -> None:
    acts = sum(week.found.acts.sum(axis=1) for week in fine.weeks)
    assert (acts > 0).all()
    assert sum(week.found.events.sum() for week in fine.weeks) > sum(
        week.found.named.sum() for week in fine.weeks
    )
    assert any((week.lived.kind == kind).any() for week in fine.weeks for kind in (2, 6))


def test_draws_in_numpy_are_the_draws_of_the_kernels() -> None:
    u, v = pairs(2**40 + 7, 12, 3, np.arange(5)[:, None], np.arange(3))
    for row, part in np.ndindex(u.shape):
        assert (u[row, part], v[row, part]) == uniform_pair(2**40 + 7, 12, 3, row, part)
    out = np.empty(7)
    fill_by_twos(out, 5, 12, 3, 0)
    assert (by_twos(7, 5, 12, 3) == out).all()
