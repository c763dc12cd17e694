"""Read one run back from its folder, as ``shequ run`` writes it: tables for figures, nothing is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.stored import plain
from sim.errors import BadInput

MICRO = ("residents", "households", "workers", "cases", "ties")
"""Tables that only a run with ``--micro`` leaves."""
_NEEDED = ("manifest.json", "outcomes.json", "weekly.parquet")


@dataclass(frozen=True)
class StoredRun:
    """A finished run.

    Attributes:
        folder: where it lies.
        manifest: where it comes from: scenario, seed, weeks, people, environment.
        outcomes: every indicator over its window: ``indicator``, ``level`` (street, community, archetype,
            group), ``name``, ``value``.
        weekly: every flow of every week: ``week`` (1 is the first of the policy), ``community`` (-1: the
            street), ``type``, and a column for each flow.
    """

    folder: Path
    manifest: dict[str, Any]
    outcomes: pd.DataFrame
    weekly: pd.DataFrame

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What figures say of their origin: version, key, and the type of each community."""
        rows = self.weekly[self.weekly["community"] >= 0].drop_duplicates("community")
        types = [str(name) for name in rows.sort_values("community")["type"]]
        version = self.manifest["environment"]["shequ"]
        return {"version": version, "key": self.manifest["key"], "types": types}

    def table(self, name: str) -> pd.DataFrame:
        """Read one table of people, workers, cases or ties; see MICRO.

        Raises:
            BadInput: there is no such table in the folder.
        """
        path = self.folder / f"{name}.parquet"
        if name not in MICRO:
            raise BadInput(f"{name}: is no table of a run. Name one of {', '.join(MICRO)}.")
        if not path.is_file():
            raise BadInput(f"{self.folder}: has no table {name}. Run it with --micro.")
        return plain(pd.read_parquet(path))


def read_run(folder: Path | str) -> StoredRun:
    """Read a finished run.

    Args:
        folder: as ``shequ run`` writes it.

    Raises:
        BadInput: a file is missing, or the manifest is not that of a run.
    """
    folder = Path(folder)
    for name in _NEEDED:
        if not (folder / name).is_file():
            raise BadInput(f"{folder}: has no {name}. Name a folder that `shequ run` has finished.")
    manifest, told = (json.loads((folder / name).read_text(encoding="utf-8")) for name in _NEEDED[:2])
    if not isinstance(manifest, dict) or manifest.get("command") != "run":
        raise BadInput(f"{folder}: holds no run of shequ. Name a folder that `shequ run` has finished.")
    rows = [
        (indicator, level, name, value)
        for level, places in told.items()
        if level != "weeks"
        for name, values in places.items()
        for indicator, value in values.items()
    ]
    outcomes = pd.DataFrame(rows, columns=["indicator", "level", "name", "value"])
    outcomes["value"] = outcomes["value"].astype(float)
    return StoredRun(folder, manifest, outcomes, plain(pd.read_parquet(folder / "weekly.parquet")))
