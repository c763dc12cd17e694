"""A sweep: its points, the seeds of its runs, what is kept of each, and which runs are done together.

A *point* is a scenario; a *run* is a point under one seed. A run has a key that depends on nothing but what
its numbers depend on, so results are found again whatever the order, the chunking or the number of workers.

A *task* is a set of runs that share people and burn-in: the same seed, and the same value of everything that
acts before the first week of the policy. Two points with the same values and the same luck are one run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from experiments.manifest import RANDOM_SCHEME, catalogue_hash, digest, version
from experiments.people import People
from sim.errors import BadInput, UnknownName
from sim.scenario import Plan, Scenario

LEVELS = ("street", "community", "type", "group")
"""For whom indicators can be kept."""
WEEKLY = ("ENG3", "ENG6", "DIS5", "WRK4a", "WRK5a", "SVC2a", "petitions", "suits")
"""Indicators whose weekly course can be kept."""
COSTS = ("COST1", "COST2", "COST3")
"""Kept beside the indicators: outlay and declared cost a resident and year; hours a week and community."""
MICRO = ("residents", "households", "workers", "cases", "ties")
"""Tables of the last week that can be kept."""
SEEDS = ("common", "independent", "block")
MOST_RUNS = 200
"""Runs of a task: enough that people and burn-in, made once, cost little."""
_BEFORE_THE_RUN = "population_parameters"


@dataclass(frozen=True)
class Kept:
    """What is kept of a run.

    Attributes:
        levels: for whom every indicator is kept, of LEVELS.
        weekly: indicators kept week by week, of WEEKLY.
        micro: tables of the last week, of MICRO.
    """

    levels: tuple[str, ...] = ("street",)
    weekly: tuple[str, ...] = ()
    micro: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for what, known in (("levels", LEVELS), ("weekly", WEEKLY), ("micro", MICRO)):
            for name in getattr(self, what):
                if name not in known:
                    raise UnknownName(f"kept {what}", name, known)


@dataclass(frozen=True)
class RunSpec:
    """One run.

    Attributes:
        key: 32 hex digits, from everything its numbers depend on.
        point: number of its point, from 0; the first of those with the same values and luck.
        replicate: number of its seed within the point, from 0.
        seed: key of its luck.
        scenario: values of levers and uncertainties.
    """

    key: str
    point: int
    replicate: int
    seed: int
    scenario: Scenario


@dataclass(frozen=True)
class Task:
    """Runs that share people and burn-in, with a number that resuming does not change."""

    number: int
    runs: tuple[RunSpec, ...]


@dataclass(frozen=True)
class Terms:
    """What holds for every run of a sweep; :class:`Sweep` says what each is."""

    weeks: int = 312
    people: People = field(default_factory=People)
    kept: Kept = field(default_factory=Kept)
    check: bool = False
    time_limit: float = 0.0


@dataclass(frozen=True)
class Sweep:
    """What is run.

    Attributes:
        points: scenarios, in order.
        blocks: block of each point (a trajectory, a Saltelli block); None where there are none.
        replications: seeds of each point.
        seed: first seed, or the key from which seeds are drawn.
        seeds: "common" luck for all points, "independent" luck for each, or one luck for each "block".
        weeks: weeks after the burn-in.
        people: where the population comes from.
        kept: what is kept of a run.
        check: hold every invariant every week.
        time_limit: seconds that a run may take, and the burn-in before it, looked at after each week; 0 for
            no limit.
    """

    points: tuple[Scenario, ...]
    blocks: tuple[int, ...] | None = None
    replications: int = 1
    seed: int = 1
    seeds: str = "common"
    weeks: int = 312
    people: People = field(default_factory=People)
    kept: Kept = field(default_factory=Kept)
    check: bool = False
    time_limit: float = 0.0

    def __post_init__(self) -> None:
        if not self.points:
            raise BadInput("points: a sweep must have at least one. Give a design with a row.")
        if self.replications < 1:
            raise BadInput(f"replications must be at least 1; got {self.replications}. Give more.")
        if self.seeds not in SEEDS:
            raise UnknownName("seeds", self.seeds, SEEDS)
        if self.blocks is not None and len(self.blocks) != len(self.points):
            raise BadInput(
                f"blocks must name a block for each of {len(self.points)} points; got {len(self.blocks)}."
            )
        if self.seeds == "block" and self.blocks is None:
            raise BadInput(
                "seeds: block needs a design with blocks (Morris, Saltelli, or a column block). "
                "Take such a design, or common or independent seeds."
            )

    @property
    def terms(self) -> Terms:
        """Give what holds for every run."""
        return Terms(self.weeks, self.people, self.kept, self.check, self.time_limit)

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """Give the hash of the values of each point."""
        return tuple(scenario.digest() for scenario in self.points)

    @cached_property
    def first(self) -> tuple[int, ...]:
        """Give, for each point, the first point with the same values and luck: itself, if there is none."""
        if self.seeds == "independent":
            return tuple(range(len(self.points)))
        blocks = self.blocks if self.seeds == "block" and self.blocks else (0,) * len(self.points)
        seen: dict[tuple[str, int], int] = {}
        kinds = zip(self.digests, blocks, strict=True)
        return tuple(seen.setdefault(kind, point) for point, kind in enumerate(kinds))

    @cached_property
    def distinct(self) -> tuple[int, ...]:
        """Give the points that are not a repetition of an earlier one."""
        return tuple(point for point, first in enumerate(self.first) if point == first)

    @property
    def n_runs(self) -> int:
        """Count the runs; points with the same values and luck count once."""
        return len(self.distinct) * self.replications

    def seed_of(self, point: int, replicate: int) -> int:
        """Give the seed of a run; more points or replications do not change it."""
        if self.seeds == "common":
            return self.seed + replicate
        number = point if self.seeds == "independent" or self.blocks is None else self.blocks[point]
        text = f"{self.seed} {self.seeds} {number} {replicate}"
        # Two bits fewer than a signed word holds, as everywhere a seed is given.
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 2

    def runs(self) -> Iterator[RunSpec]:
        """Go through all runs, each once, all points of a replicate before the next."""
        for replicate in range(self.replications):
            for point in self.distinct:
                yield self._run(point, replicate)

    def tasks(self, done: Container[str] = (), most_runs: int = MOST_RUNS) -> Iterator[Task]:
        """Go through the tasks in a fixed order, leaving out the runs that are done.

        A task has the same number whatever is done, so shards that divide tasks by number neither overlap nor
        leave a gap when they resume.

        Args:
            done: keys of runs that need not be run.
            most_runs: runs of a task, done ones counted.
        """
        number = 0
        for replicate in range(self.replications):
            for group in self._groups:
                for start in range(0, len(group), most_runs):
                    runs = [self._run(point, replicate) for point in group[start : start + most_runs]]
                    left = tuple(run for run in runs if run.key not in done)
                    if left:
                        yield Task(number, left)
                    number += 1

    def digest(self) -> str:
        """Identify what the numbers depend on and the set of points; not their order, not what is kept."""
        blocks = self.blocks if self.seeds == "block" and self.blocks else (0,) * len(self.points)
        points = sorted({*zip(self.digests, blocks, strict=True)})
        return digest([points, self.replications, self.seed, self.seeds, self._rest])

    @cached_property
    def _groups(self) -> tuple[tuple[int, ...], ...]:
        """Put the points together that share people and burn-in under every seed they share."""
        groups: dict[Any, list[int]] = {}
        for point in self.distinct:
            luck = {"common": 0, "independent": point}.get(self.seeds, self.blocks and self.blocks[point])
            groups.setdefault((luck, acting_before(self.points[point])), []).append(point)
        return tuple(tuple(group) for group in groups.values())

    @cached_property
    def _rest(self) -> str:
        """Write the part of a key that all runs share."""
        shared = [self.weeks, self.people.written(), version(), catalogue_hash(), RANDOM_SCHEME]
        return json.dumps(shared, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def _run(self, point: int, replicate: int) -> RunSpec:
        seed = self.seed_of(point, replicate)
        # The text of [digest, seed, *shared] as JSON, put together by hand because it is made for every run.
        text = f'["{self.digests[point]}",{seed},{self._rest[1:]}'
        key = hashlib.sha256(text.encode()).hexdigest()[:32]
        return RunSpec(key, point, replicate, seed, self.points[point])


def acting_before(scenario: Scenario) -> str:
    """Hash everything of a scenario that acts before the first week of the policy.

    That is every uncertainty, every lever of the population, and a lever whose plan starts in the burn-in.
    All other levers stand at today's value until then. Values that are refused are told apart as they stand:
    the run that has them will say what is wrong.
    """
    from sim.catalog import accept, find
    from sim.errors import SimError

    try:
        accepted = accept(scenario.values)
    except SimError:
        return scenario.digest()
    acting = {}
    for name, value in accepted.items():
        declared = find(name)
        early = isinstance(value, Plan) and value.start_w < 0
        if declared.kind != "lever" or declared.process == _BEFORE_THE_RUN or early:
            acting[name] = value
    changed = {name: value for name, value in acting.items() if value != find(name).default}
    return Scenario(values=changed).digest()
