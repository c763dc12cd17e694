"""Changes of the set-up that must change nothing, or only what they rename."""

import numpy as np

from sim.calendar import BURN_IN, TERM, YEAR, is_budget_week, is_election, is_rush
from sim.codes import DELIBERATE, VOLUNTEER, VOTE
from sim.model import Street
from sim.population import build_population
from sim.processes.civic_choice import probabilities
from sim.table import Array

TYPES = ("OLD", "CHE", "RUR")


def test_residents_in_another_order_act_with_the_same_chances_in_that_order() -> None:
    street = Street(seed=3, population=build_population(TYPES, 3, scale=0.1)).run(-40)
    residents, rng = street.world.residents, np.random.default_rng(1)
    # Everyone stays within the community; nobody stays in place but by chance.
    order = np.lexsort((rng.random(residents.n), residents.community))
    before = {act: _chances(street, act) for act in (VOTE, DELIBERATE, VOLUNTEER)}
    for column in residents.arrays().values():
        column[:] = column[order]
    street.levers.forget("engagement.lasting")
    for act, chances in before.items():
        np.testing.assert_array_equal(_chances(street, act), chances[order])


def _chances(street: Street, act: int) -> Array:
    chance = np.empty(street.world.residents.n)
    probabilities(street, act, chance)
    return chance


def test_twice_as_many_communities_of_each_type_have_the_same_rates() -> None:
    # Size itself is another matter: ledgers and meetings are asked of a committee, not of its residents, so
    # a larger community carries less of them a head.
    once = np.array([_rates(TYPES, seed) for seed in range(6)])
    twice = np.array([_rates(TYPES * 2, seed) for seed in range(100, 106)])
    gap = once.mean(axis=0) - twice.mean(axis=0)
    error = np.sqrt(once.var(axis=0, ddof=1) / len(once) + twice.var(axis=0, ddof=1) / len(twice))
    assert np.all(np.abs(gap) < 4.5 * error), (gap, error)


def _rates(types: tuple[str, ...], seed: int) -> tuple[float, float, float, float]:
    """Give acts and events an adult, load ratio and satisfaction of the last year."""
    street = Street(seed=seed, weeks=YEAR, population=build_population(types, seed)).run()
    f, adults = street.record, street.world.residents.n
    return (
        float(f["acts"][-YEAR:].sum()) / adults,
        float(f["events"][-YEAR:].sum()) / adults,
        float(f["pressure"][-YEAR:].mean()),
        float(f["satisfaction"][-YEAR:].mean()),
    )


def test_the_calendar_repeats_with_the_term_and_its_years() -> None:
    for week in range(1, 2 * TERM):
        assert is_election(week) == is_election(week + TERM)
        assert is_budget_week(week) == is_budget_week(week + YEAR)
        assert is_rush(week) == is_rush(week + YEAR)


def test_looking_on_changes_nothing() -> None:
    population = build_population(TYPES, 2, scale=0.1)
    alone = Street(seed=2, weeks=8, population=population).run()
    watched = Street(seed=2, weeks=8, population=population, check=True)
    while watched.running and watched.week < BURN_IN + 8:
        watched.step()
        watched.datacollector.collect(watched)
        if watched.week > BURN_IN:
            watched.outcomes()
    seen = watched.arrays()
    assert [name for name, array in alone.arrays().items() if array.tobytes() != seen[name].tobytes()] == []
