"""The comparison: every policy and the baseline under common luck, over many seeds, and what it all says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.assemble import Setting, assemble, declared_outcomes
from analysis.bands import bands
from analysis.summary import Comparison
from experiments.manifest import catalogue_hash, digest, git_state, now, platform_tag, version
from experiments.people import People
from experiments.policies import Planned
from experiments.pool import Failure, Pool
from experiments.replication import CURVES, Job, Replication, replicate
from experiments.sources import lever_sources, standing_counts
from sim.calendar import BURN_IN
from sim.declare import Text
from sim.errors import SimError

BASELINE = "baseline"


@dataclass(frozen=True)
class Plan:
    """What is compared, and how.

    Attributes:
        policies: policies with their scenarios, the baseline first.
        spotlight: names of those shown in detail.
        replications: seeds.
        weeks: weeks after the burn-in.
        seed: first seed.
        workers: processes.
        people: where the population comes from.
        check: hold every invariant every week.
        command: the command line that repeats it.
    """

    policies: tuple[Planned, ...]
    spotlight: tuple[str, ...]
    replications: int = 20
    weeks: int = 312
    seed: int = 1
    workers: int = 1
    people: People = field(default_factory=People)
    check: bool = False
    command: str = "shequ compare"

    @property
    def seeds(self) -> range:
        """Give all seeds."""
        return range(self.seed, self.seed + self.replications)

    @property
    def n_runs(self) -> int:
        """Count the runs."""
        return self.replications * len(self.policies)

    def key(self) -> str:
        """Identify what the numbers depend on; not the order of policies, not the number of workers."""
        scenarios = sorted(scenario.digest() for _, scenario in self.policies[1:])
        return digest([self.policies[0][1].digest(), scenarios, list(self.seeds), self.weeks,
                       self.people.written(), version(), catalogue_hash()])  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """What came out.

    Attributes:
        comparison: differences with everything that figures and briefs need.
        runs: every value: ``policy``, ``seed``, ``indicator``, ``level``, ``name``, ``value``.
        failures: ``policy``, ``seed``, ``error``, ``trace`` of each run that failed.
    """

    comparison: Comparison
    runs: pd.DataFrame
    failures: pd.DataFrame


def compare(plan: Plan, on_tick: Callable[[int], None] = lambda _: None) -> Compared:
    """Run everything and compare.

    Args:
        plan: what to compare.
        on_tick: told how many runs have been finished since it was last told.

    Raises:
        SimError: not one pair of runs could be finished.
    """
    scenarios = tuple(scenario for _, scenario in plan.policies)
    jobs = [Job(seed, scenarios, plan.weeks, plan.people, plan.check) for seed in plan.seeds]
    found = Pool(replicate, plan.workers, on_tick).run(jobs)
    failures = _failures(plan, found)
    done = {seed: r for seed, r in zip(plan.seeds, found, strict=True) if isinstance(r, Replication)}
    size = _size(plan)
    runs = _runs(plan, done, size)
    finished = set(runs.loc[runs["value"].notna(), "policy"]) if len(runs) else set()
    if BASELINE not in finished or len(finished) < 2:
        first = failures.iloc[0] if len(failures) else None
        words = f"{first['error']}\n{first['trace']}" if first is not None else "no run gave a number"
        raise SimError(f"No pair of runs could be finished. The first failure: {words}")
    return Compared(_comparison(plan, runs, done, failures, size), runs, failures)


def _failures(plan: Plan, found: list[Replication | Failure]) -> pd.DataFrame:
    """List the runs that failed; a whole seed that failed stands in one row for all policies."""
    rows: list[tuple[str, int, str, str]] = []
    for seed, result in zip(plan.seeds, found, strict=True):
        if isinstance(result, Failure):
            rows.append(("all", seed, result.error, result.trace))
        else:
            rows += [(policy, seed, error, trace) for policy, error, trace in result.failures]
    return pd.DataFrame(rows, columns=["policy", "seed", "error", "trace"])


@dataclass(frozen=True)
class Size:
    """How large the street is, the same under every seed.

    Attributes:
        types: type of each community.
        adults: number of adults.
    """

    types: tuple[str, ...]
    adults: int


def _size(plan: Plan) -> Size:
    people = plan.people.build(plan.policies[0][1], plan.seed)
    return Size(tuple(people.archetypes), int(people.world().residents.n))


def _runs(plan: Plan, done: dict[int, Replication], size: Size) -> pd.DataFrame:
    """Lay out every value; communities that are the only one of their type stand under the type."""
    names = [policy.name for policy, _ in plan.policies]
    frames = []
    for seed, found in done.items():
        keys = pd.DataFrame(found.keys, columns=["indicator", "level", "name"])
        alone = (keys["level"] == "community").to_numpy() & keys["name"].isin(size.types).to_numpy()
        for name, values in zip(names, found.values, strict=True):
            table = keys.assign(policy=name, seed=seed, value=values)
            frames.append(table[~alone])
    if not frames:
        return pd.DataFrame(columns=["policy", "seed", "indicator", "level", "name", "value"])
    whole = pd.concat(frames, ignore_index=True)
    return whole[["policy", "seed", "indicator", "level", "name", "value"]]


def _comparison(
    plan: Plan, runs: pd.DataFrame, done: dict[int, Replication], failures: pd.DataFrame, size: Size
) -> Comparison:
    baseline, *others = (policy for policy, _ in plan.policies)
    setting = Setting(
        baseline, tuple(others), plan.spotlight, _lever_labels(plan), _facts(plan, size, failures)
    )
    return assemble(runs, _bands(plan, done), setting, declared_outcomes())


def _bands(plan: Plan, done: dict[int, Replication]) -> pd.DataFrame:
    """Summarise the weekly course of the baseline and the policies shown in detail."""
    names = [policy.name for policy, _ in plan.policies]
    shown = [BASELINE, *plan.spotlight]
    rows = [names.index(name) for name in shown]
    courses = np.stack([found.curves[rows] for found in done.values()], axis=1)
    weeks = np.arange(1 - BURN_IN, plan.weeks + 1)
    table = bands(shown, CURVES, courses, weeks)
    return table[table["week"] > -BURN_IN // 4]


def _lever_labels(plan: Plan) -> dict[str, Text]:
    from sim.catalog import composites, find

    swept = plan.policies[0][0].levers
    return {name: composites()[name].label if name in composites() else find(name).label for name in swept}


def _source() -> str:
    """Name the commit of the source; nothing if it is no repository."""
    state = git_state()
    return f"{state['commit'][:12]}{' + changes' if state['changed'] else ''}" if state else ""


def _facts(plan: Plan, size: Size, failures: pd.DataFrame) -> dict[str, Any]:
    seeds = plan.seeds
    failed = [f"{f['policy']} / {f['seed']}: {f['error']}" for f in failures.to_dict("records")]
    return {
        "version": version(),
        "key": plan.key(),
        "replications": plan.replications,
        "weeks": plan.weeks,
        "seeds": f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0]),
        "communities": len(size.types),
        "adults": size.adults,
        "standing": standing_counts(),
        "levers": lever_sources(plan.policies),
        "catalogue": catalogue_hash(),
        "baseline_digest": plan.policies[0][1].digest(),
        "platform": platform_tag(),
        "git": _source(),
        "made_on": now(),
        "command": plan.command,
        "failures": failed,
    }
