"""The same resident week in three forms, in turn: kernels, NumPy with SciPy, Mesa objects."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sim.archetypes import DEFAULT_STREET
from sim.model import Street
from sim.population import Population, build_population
from sim.table import Array
from sim.world import World
from tests.bench.clock import Job, medians
from tests.bench.given import Counts, Week, record, residents_of
from tests.bench.mesa_week import ResidentStreet
from tests.bench.numpy_week import ResidentArrays
from tests.bench.sizes import street_of
from tests.bench.steps import WEEK_NAMES, of_residents, time_steps

FEW, WEEKS, BEFORE = 300, 13, 4
Living = ResidentStreet | ResidentArrays


class Fine(Population):
    """A population whose state is in float64, as Python's own numbers are."""

    def world(self, real: str = "f8") -> World:
        """Make a fresh state."""
        return super().world(real)


def small_street(seed: int = 1, fine: bool = False) -> Street:
    """Build a street of 300 adults in nine communities; ``fine`` keeps its state in float64."""
    default = build_population(DEFAULT_STREET, seed).tables["residents"]["community"].size
    people = build_population(DEFAULT_STREET, seed, scale=FEW / default)
    if fine:
        people = Fine(people.profiles, people.tables, people.networks, people.ids)
    return Street(population=people, seed=seed)


@dataclass
class Recording:
    """Some weeks of a street, and its residents before them."""

    street: Street
    start: dict[str, Array]
    weeks: list[Week]

    def job(self, name: str, form: Callable[[Street, dict[str, Array]], Living]) -> Job:
        """Give the job to live through these weeks in another form, an average week counted."""

        def live() -> dict[str, float]:
            residents = form(self.street, self.start)
            start = time.process_time()
            for week in self.weeks:
                residents.live(week)
            return {name: (time.process_time() - start) / len(self.weeks)}

        return live

    def differences(self, form: Callable[[Street, dict[str, Array]], Living]) -> dict[str, float]:
        """Give by how much another form differs from the kernels, the largest over all weeks, by count."""
        residents, found = form(self.street, self.start), dict[str, float]()
        for week in self.weeks:
            counted: Counts = residents.live(week)
            for name, gap in counted.differences(week.found).items():
                found[name] = max(found.get(name, 0.0), gap)
        return found


def recorded(street: Street, before: int = BEFORE, weeks: int = WEEKS) -> Recording:
    """Let a street live some weeks, then record the next ones."""
    for _ in range(before):
        street.step()
    start = residents_of(street)
    return Recording(street, start, record(street, weeks))


def _kernels(street: Street) -> Job:
    def week() -> dict[str, float]:
        seconds = time_steps(street, WEEKS)
        return {"kernels": of_residents(seconds), "week": sum(seconds.values()), **seconds}

    return week


def measure(rounds: int = 7) -> dict[str, float]:
    """Measure an average week in all forms.

    Returns: ns a resident-week of each form; µs of the whole week and of each step on the default street.
    """
    few, many, street = recorded(small_street()), recorded(street_of(17_600)), street_of(17_600)
    n_few, n = few.street.world.residents.n, many.street.world.residents.n
    seconds = medians(
        [
            _kernels(street), few.job("mesa_300", ResidentStreet), few.job("numpy_300", ResidentArrays),
            many.job("numpy", ResidentArrays),
        ],
        rounds,
    )  # fmt: skip
    found = {f"{name}_ns": 1e9 * seconds[name] / n_few for name in ("mesa_300", "numpy_300")}
    found |= {f"{name}_ns": 1e9 * seconds[name] / n for name in ("numpy", "kernels", "week")}
    return found | {f"{name}_us": 1e6 * seconds[name] for name in ("week", *WEEK_NAMES)}
