"""One street with its communities under one scenario and one seed: build, step, run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mesa
import numpy as np

from sim import catalog, schedule
from sim.actors import appoint
from sim.archetypes import Archetype
from sim.calendar import BURN_IN
from sim.collector import Collector
from sim.declare import D
from sim.disputes import CaseBook
from sim.errors import BadInput
from sim.invariants import check_street
from sim.ledger import Ledger
from sim.levers import Floats, Levers
from sim.population import (
    BUILD_LEVERS,
    DEFAULT_STREET,
    Population,
    PopulationParameters,
    build_levers,
    build_population,
)
from sim.record import Record
from sim.scenario import Scenario
from sim.world import World


class Street(mesa.Model):
    """A street or township and its communities.

    Attributes:
        given: the scenario it runs under.
        seed: the key of all its luck; 0 is a seed.
        week: weeks since the start of the burn-in, 1 in the first week.
        world: the state.
        levers: levers in force this week.
        ledger: the money book.
        book: the case book.
        record: the flows of every week so far.
        datacollector: the weekly course of main indicators, for Mesa's tools.
    """

    def __init__(  # noqa: PLR0913 - Mesa's runner gives every parameter by keyword
        self,
        scenario: Scenario | None = None,
        *,
        seed: int | None = None,
        rng: int | None = None,
        weeks: int = 312,
        communities: Sequence[str | Archetype] | None = None,
        population: Population | None = None,
        check: bool = False,
        **values: Any,
    ) -> None:
        """Build the street; nothing has happened yet.

        Args:
            scenario: named values; the baseline if not given.
            seed, rng: key of all luck, under our name and Mesa's.
            weeks: weeks to run after the burn-in of 52.
            communities: archetype ids, one for each community, or a mix; the default street if not given.
            population: a population made before, to save building it again.
            check: hold every invariant at the end of each week.
            **values: further levers and uncertainties by name; they win over the scenario's.

        Raises:
            UnknownName: an undeclared name.
            OutOfRange: a value of the wrong type or outside its range.
        """
        luck = seed if seed is not None else rng
        self.seed = 1 if luck is None else int(luck)
        super().__init__(rng=self.seed)
        self.given = scenario or Scenario()
        self.accepted = catalog.accept({**self.given.values, **values})
        self.checking = check
        self.week, self.weeks = 0, weeks
        self._values = catalog.by_process(self.accepted)
        self.population = population or self._populate(communities or DEFAULT_STREET)
        self.archetypes = self.population.archetypes
        self.world: World = self.population.world()
        self.levers = Levers(catalog.levers(), self.accepted, self.archetypes)
        self.ledger = Ledger(self.n_communities)
        self.book = CaseBook(self.world)
        appoint(self)
        for begin in schedule.BEGIN:
            begin(self)
        self.record = Record(self.world, self.ledger, BURN_IN + weeks)
        self.datacollector = Collector(self)

    def _populate(self, communities: Sequence[str | Archetype]) -> Population:
        values, levers = self.values(PopulationParameters), build_levers(self.accepted)
        return build_population(communities, self.seed, values, levers)

    @property
    def n_communities(self) -> int:
        """Number of communities."""
        return self.world.communities.n

    def values(self, declared: type[D]) -> D:
        """Give the values of the uncertainties that one process declares."""
        found: D = self._values[declared]  # type: ignore[assignment]
        return found

    def fidelity(self, phi_imp: float) -> Floats:
        """Give how faithfully levers are carried out in each community, [C]."""
        from sim.processes.mobilisation import fidelity

        return fidelity(self, phi_imp)

    def change(self, values: Mapping[str, Any]) -> None:
        """Set levers to other values from the next week on; each moves there from what is in force.

        Args:
            values: value or plan of each lever that changes, its first week counted from now; composites too.

        Raises:
            UnknownName: an undeclared name.
            OutOfRange: a value of the wrong type or outside its range.
            BadInput: an uncertainty, or a lever that acts before the run.
        """
        accepted = catalog.accept(values)
        for name in accepted:
            if name in BUILD_LEVERS or catalog.find(name).kind != "lever":
                raise BadInput(f"{name}: cannot be changed in mid-run. Make a new street with it.")
        self.levers.change(accepted, self.week)

    def step(self) -> None:
        """Go through one week, in the order of ``schedule.WEEK``."""
        self.week += 1
        for process in schedule.WEEK:
            process(self)
        if self.week >= BURN_IN + self.weeks:
            self.running = False

    def run(self, weeks: int | None = None) -> Street:
        """Run to the end, or to ``weeks`` after the burn-in; give the street itself."""
        last = BURN_IN + (self.weeks if weeks is None else weeks)
        while self.week < last:
            self.step()
        return self

    def outcomes(self) -> Mapping[str, float]:
        """Measure every indicator street-wide over its window."""
        from sim.outcomes import measure

        return measure(self)

    def check(self) -> None:
        """Hold every invariant now.

        Raises:
            BrokenInvariant: the first that does not hold, in words.
        """
        check_street(self)

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Give the whole state by name, for a checkpoint."""
        saved = {
            f"world.{t}.{c}": a for t, table in self.world.tables().items() for c, a in table.arrays().items()
        }
        saved |= {f"world.{n}": getattr(self.world, n) for n in ("ties", "routine", "node_present", "met")}
        saved |= {f"ledger.{n}": a for n, a in self.ledger.arrays().items()}
        saved |= {f"record.{n}": a for n, a in self.record.arrays().items()}
        saved["week"] = np.array(self.week)
        saved["book.counts"] = self.book.counts
        return saved

    def load(self, saved: Mapping[str, np.ndarray[Any, Any]]) -> None:
        """Put a saved state back; the street must have been built with the same population."""
        tables = self.world.tables()
        for name, table in tables.items():
            table.load({c: saved[f"world.{name}.{c}"] for c, _ in table.columns()})
        for name in ("ties", "routine", "node_present", "met"):
            getattr(self.world, name)[:] = saved[f"world.{name}"]
        self.ledger.load({n: saved[f"ledger.{n}"] for n in self.ledger.arrays()})
        self.record.load({n: saved[f"record.{n}"] for n in self.record.names()})
        self.book.counts[:] = saved["book.counts"]
        self.week = int(saved["week"])
        from sim.actors import renew

        renew(self)
