"""A room's streets: A, and B beside it with the same luck; their levers may change in any week.

What was set is kept as a history: the values of each side at the start, and every change with its week. Seed
and history give the same streets again to the byte, so a lost room, an undone change and a state in a link
are all the same thing: a replay, in which a week costs about two thousandths of a second.

Choices. B starts from week 0 with A's whole history, so the two differ only in what is set after B was put
beside A; to compare two policies from the start, set both and restart. A restart keeps the levers as they
stand and makes them the start. Time does not run backwards: undoing a change in its own week removes it, as
if it had not been; later it sets the lever back from now on. What acts before a run (levers that decide who
lives here, and assumptions) can be set in week 0 only.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from experiments.workshop import link
from experiments.workshop.course import Course
from experiments.workshop.history import Entry, Setup
from experiments.workshop.texts import Refused, Said, both
from experiments.workshop.values import (
    Values,
    before_the_run,
    differences,
    fine,
    label_of,
    makes_people,
    plain,
    with_one,
    written,
)
from sim import catalog
from sim.calendar import BURN_IN
from sim.model import Street
from sim.population import build_levers, build_population
from sim.scenario import Scenario

SIDES = ("A", "B")
MOST_DRAWN = 3000
"""Most adults of the community that is drawn."""
Work = Generator[None, None, None]
"""Work that pauses after each week that it simulates, so that its process can see to others."""


class Side:
    """One street with what has been measured on it."""

    def __init__(self, setup: Setup, side: str) -> None:
        """Build the street and go through the burn-in."""
        start = fine(setup.start[side])
        population = None
        if setup.scale != 1.0:
            population = build_population(
                setup.communities, setup.seed, None, build_levers(start), setup.scale
            )
        self.street = Street(
            seed=setup.seed, weeks=setup.weeks, communities=setup.communities, population=population, **start
        )
        self.street.run(0)
        self.course = Course(self.street)
        self.course.look()
        self._fine = start

    @property
    def week(self) -> int:
        """Weeks since the burn-in."""
        return self.street.week - BURN_IN

    def set(self, values: Values) -> None:
        """Aim the levers at other values from the next week on."""
        new = fine(values)
        self.street.change(differences(self._fine, new))
        self._fine = new

    def step(self) -> None:
        """Go through a week."""
        self.street.step()
        self.course.look()


class Live:
    """The streets of one room.

    Attributes:
        setup: what they rest on.
        sides: the streets by name.
        community: row of the community that is drawn.
    """

    def __init__(self, setup: Setup, community: int = 0) -> None:
        self.setup = setup
        self.sides = {side: Side(setup, side) for side in setup.start}
        self.community = min(community, self.street.n_communities - 1)

    @classmethod
    def restored(cls, setup: Setup, community: int, week: int) -> Generator[None, None, Live]:
        """Make the streets that a history leads to in a week."""
        live = cls(setup, community)
        for name, side in live.sides.items():
            yield from _bring(side, setup, name, week)
        return live

    @property
    def week(self) -> int:
        """Weeks since the burn-in."""
        return self.sides["A"].week

    @property
    def at_the_end(self) -> bool:
        """Whether the run is over."""
        return self.week >= self.setup.weeks

    @property
    def street(self) -> Street:
        """The street of side A."""
        return self.sides["A"].street

    def step(self) -> None:
        """Go through a week on all sides.

        Raises:
            Refused: the run is over.
        """
        if self.at_the_end:
            raise Refused("at_the_end", week=self.week)
        for side in self.sides.values():
            side.step()

    def skip(self, weeks: int) -> Work:
        """Run ahead, to the end at most."""
        for _ in range(min(weeks, self.setup.weeks - self.week)):
            self.step()
            yield

    def draw(self, community: int) -> None:
        """Choose the community that is drawn.

        Raises:
            Refused: there is none of this number, or it is too large.
        """
        c = self.street.world.communities
        if not 0 <= community < c.n:
            raise Refused("no_community", number=community, n=c.n)
        if c.adults[community] > MOST_DRAWN:
            raise Refused("too_large", n=int(c.adults[community]), most=MOST_DRAWN)
        self.community = community

    def set(self, side: str, lever: str, value: Any) -> Work:
        """Set one lever of a side; see :meth:`aim`."""
        self._side(side)
        yield from self.aim(side, with_one(self.setup.values(side), lever, value))

    def reset(self, side: str) -> Work:
        """Set the levers of a side back to the baseline; what was assumed stays assumed."""
        self._side(side)
        yield from self.aim(side, self._assumed(side))

    def preset(self, side: str, scenario: Scenario) -> Work:
        """Set the levers of a side to a scenario's; what was assumed stays, unless it says otherwise."""
        self._side(side)
        yield from self.aim(side, {**self._assumed(side), **scenario.values})

    def aim(self, side: str, values: Values, *, takes_back: bool = False) -> Work:
        """Set a side to values: from the next week on, or from the start what holds from there.

        Raises:
            Refused: something among them holds from the start of a run and weeks have passed, or it decides
                who lives here and B stands beside A.
        """
        self._side(side)
        changed = differences(fine(self.setup.values(side)), fine(values))
        people = makes_people(changed)
        if people is not None and len(self.sides) > 1:
            raise Refused("same_people", label=label_of(people))
        fixed = before_the_run(changed)
        if fixed is not None and self.week > 0:
            raise Refused("needs_restart", label=label_of(fixed))
        if fixed is not None:
            others = tuple(e for e in self.setup.entries if e.side != side)
            start = {**self.setup.start, side: values}
            yield from self._again(_replaced(self.setup, start=start, entries=others), 0)
        elif changed or takes_back:
            self.setup = self._with(Entry(self.week, side, values, takes_back))
            self.sides[side].set(values)

    def undo(self) -> Work:
        """Take back the last change.

        Raises:
            Refused: there is none.
        """
        k = self.setup.undoable()
        if k is None:
            raise Refused("nothing_to_undo")
        entry = self.setup.entries[k]
        if entry.week == self.week and k == len(self.setup.entries) - 1:
            yield from self._again(_replaced(self.setup, entries=self.setup.entries[:k]), self.week)
        else:
            yield from self.aim(entry.side, self.setup.values(entry.side, k), takes_back=True)

    def pair(self, on: bool) -> Work:
        """Put B beside A with A's history, or take it away."""
        mine = tuple(e for e in self.setup.entries if e.side == "A")
        start = {"A": self.setup.start["A"]}
        if not on:
            self.setup = _replaced(self.setup, start=start, entries=mine)
            self.sides.pop("B", None)
        elif "B" not in self.sides:
            start["B"] = start["A"]
            both_sides = tuple(Entry(e.week, side, e.values, e.takes_back) for e in mine for side in SIDES)
            setup = _replaced(self.setup, start=start, entries=both_sides)
            beside = Side(setup, "B")
            yield from _bring(beside, setup, "B", self.week)
            self.setup, self.sides["B"] = setup, beside

    def restart(self) -> Work:
        """Go back to week 0 with the levers as they are set."""
        start = {side: self.setup.values(side) for side in self.sides}
        yield from self._again(_replaced(self.setup, start=start, entries=()), 0)

    def begin(self, start: Mapping[str, Values]) -> Work:
        """Go back to week 0 with these values for each side."""
        yield from self._again(_replaced(self.setup, start=start, entries=()), 0)

    def state(self) -> dict[str, Any]:
        """Give what the room shows of its levers."""
        return {
            "week": self.week,
            "weeks": self.setup.weeks,
            "pair": "B" in self.sides,
            "community": self.community,
            "seed": self.setup.seed,
            "sides": {side: self._side_state(side) for side in self.sides},
            "undo": self.setup.undoable() is not None,
            "link": "#" + link.written(self.setup, self.community, self.week),
        }

    def _side_state(self, side: str) -> dict[str, Any]:
        values = self.setup.values(side)
        costs = self.sides[side].street.levers.costs()
        return {
            "values": {name: plain(value) for name, value in values.items()},
            "changes": _changes(self.setup, side),
            "yuan": round(float(costs[0].sum())),
            "hours": round(float(costs[1:].sum()), 1),
            "name": _name_of(values),
        }

    def _side(self, side: str) -> None:
        if side not in self.sides:
            raise Refused("no_side_b")

    def _assumed(self, side: str) -> Values:
        return {n: v for n, v in self.setup.values(side).items() if _is_assumption(n)}

    def _with(self, entry: Entry) -> Setup:
        return _replaced(self.setup, entries=(*self.setup.entries, entry))

    def _again(self, setup: Setup, week: int) -> Work:
        """Replay to a week; only when that is done does it take the place of what was."""
        new = yield from Live.restored(setup, self.community, week)
        self.setup, self.sides, self.community = setup, new.sides, new.community


def _bring(side: Side, setup: Setup, name: str, week: int) -> Work:
    """Bring a side from its start to a week through its changes."""
    for entry in (e for e in setup.entries if e.side == name and e.week <= week):
        yield from _run(side, entry.week)
        side.set(entry.values)
    yield from _run(side, week)


def _run(side: Side, week: int) -> Work:
    while side.week < week:
        side.step()
        yield


def _replaced(setup: Setup, **changed: Any) -> Setup:
    return Setup(**{**vars(setup), **changed})


def _is_assumption(name: str) -> bool:
    return name not in catalog.composites() and catalog.find(name).kind == "uncertainty"


def _changes(setup: Setup, side: str) -> list[dict[str, Any]]:
    """List what was changed when, lever by lever."""
    found: list[dict[str, Any]] = []
    before = setup.start[side]
    for entry in (e for e in setup.entries if e.side == side):
        for name in {**before, **entry.values}:
            old, new = (_shown(values, name) for values in (before, entry.values))
            if old != new:
                found.append({"week": entry.week, "lever": name, "from": old, "to": new})
        before = entry.values
    return found


def _shown(values: Values, name: str) -> Any:
    default = 0.0 if name in catalog.composites() else catalog.find(name).default
    return plain(values.get(name, default))


def _name_of(values: Values) -> Said | None:
    """Give the title of the scenario that values are, if they are one."""
    from experiments.workshop.book import scenarios

    if not values:
        return None
    for scenario in scenarios().values():
        if written(dict(scenario.values)) == written(values):
            return both(scenario.title)
    return None
