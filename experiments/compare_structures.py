"""The policies of a comparison once more under other structures of the model, one choice moved at a time.

Each structure has runs of its own, a sweep in ``structure_runs`` with the points of the comparison and the
same seeds: a structure added later, or more seeds, makes no run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.structures import Structure
from experiments.compare_runs import Policies, Stored
from experiments.kept_runs import take
from experiments.sweep.plan import Kept, Sweep
from experiments.sweep.store import Store
from sim.declare import Declaration
from sim.errors import BadInput, UnknownName
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.compare import Plan

STRUCTURE_RUNS = "structure_runs"
"""Folder of the runs under other structures within that of the comparison."""
ALL = "all"
_NOT_MECHANISMS = ("costs", "shock")
"""What is counted, and what befalls the street: no choice of how the model works, so not among all."""
_ADVICE = "Add --force to begin anew there, or choose another folder (--out)."


def switches() -> dict[str, Declaration]:
    """Give every choice and switch of the model among the uncertainties."""
    from sim.catalog import uncertainties

    return {d.name: d for d in uncertainties() if not d.parts and not d.is_number}


def read_structures(given: str, start: Scenario) -> tuple[Structure, ...]:
    """Read which structures are tried beside the usual one: every other option of the switches named.

    Args:
        given: names of switches, parted by commas, or ALL.
        start: scenario that the policies are compared with, which says what is usual.

    Raises:
        SimError: a name that is no switch, or one given twice.
    """
    known = switches()
    names = [name.strip() for name in given.split(",")]
    if names == [ALL]:
        names = [name for name in known if name not in _NOT_MECHANISMS]
    found: list[Structure] = []
    for k, name in enumerate(names):
        if name not in known:
            raise BadInput(f"--structures: {UnknownName('switch', name, [*known, ALL])}")
        if name in names[:k]:
            raise BadInput(f"--structures: {name} is given twice. Name each switch once.")
        usual = start.values.get(name, known[name].default)
        found += [
            Structure(name, option) for option in known[name].options or (True, False) if option != usual
        ]
    return tuple(found)


def begin_structure(
    plan: Plan, structure: Structure, folder: Path, *, force: bool = False
) -> tuple[Store, Sweep]:
    """Begin the runs under one structure, or go on with those that are there.

    Args:
        plan: what is compared.
        structure: under which.
        folder: of the comparison.
        force: put away other runs, and begin anew.

    Raises:
        OtherRuns: the runs of another comparison are there.
    """
    # A point for a mark of equality: readers of Parquet take NAME=VALUE in a path for a column.
    place = folder / STRUCTURE_RUNS / f"{structure.switch}.{structure.shown.replace(' ', '_')}"
    place.parent.mkdir(parents=True, exist_ok=True)
    moved = tuple(_moved(scenario, structure) for _, scenario in plan.policies)
    sweep = replace(plan.sweep, points=moved, kept=Kept(("street",)))
    return take(place, sweep, {"command_line": plan.line(folder)}, _ADVICE, force=force)


def _moved(scenario: Scenario, structure: Structure) -> Scenario:
    return scenario.changed(scenario.name, **{structure.switch: structure.option})


def runs_under(
    plan: Plan, found: Mapping[Structure, tuple[Store, Sweep]], types: tuple[str, ...]
) -> tuple[dict[Structure, pd.DataFrame], pd.DataFrame]:
    """Read the runs under every structure.

    Args:
        plan: what is compared.
        found: store and sweep of each structure, every run made.
        types: type of each community of the street.

    Returns: the values under each structure under which anything could be finished, and the failures, the
        structure beside the name of the policy.
    """
    names = tuple(policy.name for policy, _ in plan.policies)
    runs, failures = {}, []
    for structure, (store, sweep) in found.items():
        digests = tuple(_moved(scenario, structure).digest() for _, scenario in plan.policies)
        stored = Stored(store, sweep, Policies(names, digests, types))
        values = stored.runs()
        if len(values) and values.loc[values["policy"] == names[0], "value"].notna().any():
            runs[structure] = values
        failed = stored.failures()
        where = f" [{structure.switch} = {structure.shown}]"
        failures.append(failed.assign(policy=failed["policy"] + where))
    return runs, pd.concat(failures, ignore_index=True)


def described(structures: tuple[Structure, ...], start: Scenario) -> list[dict[str, Any]]:
    """Say for readers what was moved: each switch with its label, its usual option and those tried."""
    known, rows = switches(), []
    for name in dict.fromkeys(structure.switch for structure in structures):
        usual = Structure(name, start.values.get(name, known[name].default))
        tried = [structure.shown for structure in structures if structure.switch == name]
        rows.append({"switch": name, "label": list(known[name].label), "usual": usual.shown, "tried": tried})
    return rows
