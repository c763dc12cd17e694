"""The comparison: every policy and the baseline under common luck, over many seeds, and what it all says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.assemble import Setting, assemble, declared_outcomes
from analysis.bands import bands
from analysis.structures import Structure, across
from analysis.summary import Comparison
from experiments.compare_runs import Policies, Stored
from experiments.compare_structures import described, runs_under
from experiments.folder import MANIFEST, told_of, write_json
from experiments.kept_runs import OtherRuns, take
from experiments.manifest import catalogue_hash, digest, git_state, now, platform_tag, version
from experiments.people import People
from experiments.policies import BASELINE, Planned
from experiments.sources import lever_sources, standing_counts
from experiments.sweep.plan import LEVELS, Kept, Sweep
from experiments.sweep.store import Store
from sim.calendar import BURN_IN
from sim.declare import Text
from sim.errors import SimError

COMMAND = "compare"
RUNS = "runs"
"""Folder of the runs within that of the comparison; a sweep."""
CURVES = ("ENG3", "DIS5", "WRK5a", "SVC2a")
"""Indicators whose weekly course is kept."""
_ADVICE = "Add --force to begin anew there, or choose another folder (--out)."


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
        structures: under which the policies are compared again.
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
    structures: tuple[Structure, ...] = ()
    command: str = "shequ compare"

    @property
    def seeds(self) -> range:
        """Give all seeds."""
        return range(self.seed, self.seed + self.replications)

    @property
    def n_runs(self) -> int:
        """Count the runs, those under other structures too."""
        return self.replications * len(self.policies) * (1 + len(self.structures))

    @property
    def sweep(self) -> Sweep:
        """Give the runs as a sweep: a point for each policy, the same luck for all."""
        points = tuple(scenario for _, scenario in self.policies)
        return Sweep(
            points, None, self.replications, self.seed, "common", self.weeks, self.people,
            Kept(LEVELS, CURVES), self.check,
        )  # fmt: skip

    def line(self, folder: Path) -> str:
        """Write the command that begins this comparison in a folder, or goes on with it."""
        return f"{self.command}{' --check' if self.check else ''} --out {shlex.quote(str(folder))}"

    def key(self) -> str:
        """Identify what the numbers depend on; not the order of policies, not the number of workers."""
        scenarios = sorted(scenario.digest() for _, scenario in self.policies[1:])
        parts = [self.policies[0][1].digest(), scenarios, list(self.seeds), self.weeks,
                 self.people.written(), version(), catalogue_hash()]  # fmt: skip
        moved = sorted([structure.switch, structure.shown] for structure in self.structures)
        return digest([*parts, moved] if moved else parts)


@dataclass(frozen=True)
class Compared:
    """What came out.

    Attributes:
        comparison: differences with everything that figures and briefs need.
        runs: every value: ``policy``, ``seed``, ``indicator``, ``level``, ``name``, ``value``.
        failures: ``policy``, ``seed``, ``error``, ``trace`` of each run that failed.
        started: when its runs were begun.
    """

    comparison: Comparison
    runs: pd.DataFrame
    failures: pd.DataFrame
    started: str


def begin(plan: Plan, folder: Path, *, force: bool = False) -> tuple[Store, Sweep]:
    """Begin the runs of a comparison, or go on with those that are there.

    Runs of the same comparison are never made again: the policies in any order, more seeds or fewer. An
    earlier result in the folder stays until there is a new one.

    Args:
        plan: what to compare.
        folder: of the comparison.
        force: put away the runs of another comparison, or of other sources of the model, and begin anew.

    Returns: the store, and what is wanted of it.

    Raises:
        OtherRuns: the folder holds another comparison, or one of other sources of the model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place, written = folder / RUNS, {"command_line": plan.line(folder)}
    told = told_of(folder)
    if told is None:
        write_json(folder / MANIFEST, begun(plan, folder, now()))
    if told is not None and "comparison" in told and not place.exists() and not force:
        raise OtherRuns(f"{folder}: holds a comparison whose runs were not kept. {_ADVICE}")
    return take(place, plan.sweep, written, _ADVICE, force=force)


def begun(plan: Plan, folder: Path, started: str) -> dict[str, Any]:
    """Say in a manifest that a comparison has been begun; nothing is known of it yet."""
    return {"command": COMMAND, "line": plan.line(folder), "started": started}


def compare(
    plan: Plan, store: Store, sweep: Sweep, under: Mapping[Structure, tuple[Store, Sweep]] | None = None
) -> Compared:
    """Compare what the runs gave.

    Args:
        plan: what is compared.
        store, sweep: the runs, as :func:`begin` gives them, every one made.
        under: those under each other structure, as ``begin_structure`` gives them, every one made.

    Raises:
        SimError: not one pair of runs could be finished.
    """
    size = _size(plan)
    names = tuple(policy.name for policy, _ in plan.policies)
    digests = tuple(scenario.digest() for _, scenario in plan.policies)
    stored = Stored(store, sweep, Policies(names, digests, size.types))
    failures, runs = stored.failures(), stored.runs()
    finished = set(runs.loc[runs["value"].notna(), "policy"]) if len(runs) else set()
    if BASELINE not in finished or len(finished) < 2:
        first = failures.iloc[0] if len(failures) else None
        words = f"{first['error']}\n{first['trace']}" if first is not None else "no run gave a number"
        raise SimError(f"No pair of runs could be finished. The first failure: {words}")
    baseline, *others = (policy for policy, _ in plan.policies)
    moved: dict[Structure, pd.DataFrame] = {}
    if under:
        moved, lost = runs_under(plan, under, size.types)
        failures = pd.concat([failures, lost], ignore_index=True)
    setting = Setting(
        baseline, tuple(others), plan.spotlight, _lever_labels(plan), _facts(plan, size, failures)
    )
    outcomes = declared_outcomes()
    found = assemble(runs, _bands(plan, stored), setting, outcomes)
    if under:
        found = replace(found, structures=across(found.table, runs, moved, BASELINE, outcomes))
    return Compared(found, runs, failures, store.told()["started"])


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


def _bands(plan: Plan, stored: Stored) -> pd.DataFrame:
    """Summarise the weekly course of the baseline and the policies shown in detail."""
    shown = [BASELINE, *plan.spotlight]
    courses = stored.courses(shown, CURVES, plan.weeks)
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
        **({"structures": described(plan.structures, plan.policies[0][1])} if plan.structures else {}),
    }
