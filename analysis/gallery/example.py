"""The example: real comparisons, a real run and a real study, thinned to what the figures show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.compare import CLAIMS
from analysis.findings import MAIN
from analysis.frontier import COSTS
from analysis.notebooks import HOME
from analysis.sensitivity.report import Sensitivity
from analysis.sensitivity.stored import read_sensitivity
from analysis.stored import STRUCTURES, plain, read_comparison
from analysis.stored_run import read_run
from analysis.summary import KEY_INDICATORS, WELFARE_INDICATORS, Comparison

EXAMPLE = Path(__file__).parent / "example"
MOVED = "structures"
"""Folder, within that of the example, of the comparison under other structures."""
STUDY = HOME / "data" / "sensitivity"
COMMUNITY = 7
"""Row of the community whose ties are shown: a small one."""
STATE = "satisfaction"

_STREET = {*KEY_INDICATORS, *CLAIMS, *MAIN, *COSTS, "COST2"}
_EVERY = 4
"""Weeks between the points of a curve that are kept."""
_RESIDENTS = ["row", "community", "grid", "building", "household", STATE]
_CASES = ["route", "level_max", "state", "opened", "changed"]


@dataclass(frozen=True)
class Example:
    """What the gallery draws from.

    Attributes:
        comparison: of all policies.
        structured: of a few policies, under other structures of the model too.
        sensitivity: of the study that comes with the notebooks.
        residents: of one community, at the end of a run.
        ties: among them.
        cases: of the whole street, over the run.
        facts: where the run comes from.
    """

    comparison: Comparison
    structured: Comparison
    sensitivity: Sensitivity
    residents: pd.DataFrame
    ties: pd.DataFrame
    cases: pd.DataFrame
    facts: dict[str, Any]


def read_example(folder: Path = EXAMPLE) -> Example:
    """Read the example back."""
    residents, ties, cases = (
        plain(pd.read_parquet(folder / f"{n}.parquet")) for n in ("residents", "ties", "cases")
    )
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    structured, sensitivity = read_comparison(folder / MOVED), read_sensitivity(STUDY)
    return Example(read_comparison(folder), structured, sensitivity, residents, ties, cases, facts)


def thin(comparison: Path, structured: Path, run: Path, folder: Path) -> None:
    """Make the example from whole results.

    Args:
        comparison: folder of ``shequ compare``.
        structured: folder of ``shequ compare --structures``.
        run: folder of ``shequ run --micro``.
        folder: where to write; what is there is replaced.
    """
    thin_comparison(comparison, folder)
    thin_comparison(structured, folder / MOVED)
    people = pd.read_parquet(run / "residents.parquet", columns=_RESIDENTS)
    people = people[people["community"] == COMMUNITY]
    write_small(people, folder / "residents.parquet")
    ties = pd.read_parquet(run / "ties.parquet")
    write_small(
        ties[ties["resident"].isin(people["row"]) & (ties["layer"] != "household")], folder / "ties.parquet"
    )
    write_small(pd.read_parquet(run / "cases.parquet", columns=_CASES), folder / "cases.parquet")
    _write_json(read_run(run).facts, folder / "run.json")


def thin_comparison(comparison: Path, folder: Path) -> None:
    """Keep of a comparison what figures and briefs show.

    Args:
        comparison: folder of ``shequ compare``.
        folder: where to write; what is there is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_small(_thin_runs(pd.read_parquet(comparison / "runs.parquet")), folder / "runs.parquet")
    curves = pd.read_parquet(comparison / "curves.parquet")
    write_small(curves[curves["week"] % _EVERY == 0], folder / "curves.parquet")
    if (moved := comparison / STRUCTURES).is_file():
        table = pd.read_parquet(moved)
        write_small(table[table["indicator"].isin(CLAIMS)], folder / STRUCTURES)
    told = json.loads((comparison / "manifest.json").read_text(encoding="utf-8"))
    _write_json({"comparison": told["comparison"]}, folder / "manifest.json")


def _thin_runs(runs: pd.DataFrame) -> pd.DataFrame:
    """Keep the main indicators street-wide, and those of welfare by type and group."""
    street = (runs["level"] == "street") & runs["indicator"].isin(_STREET)
    placed = runs["level"].isin(["archetype", "group"]) & runs["indicator"].isin(WELFARE_INDICATORS)
    return runs[street | placed]


def write_small(table: pd.DataFrame, path: Path) -> None:
    """Write a table in little room: short numbers, text as codes."""
    small = table.copy()
    for column in small.columns:
        if pd.api.types.is_float_dtype(small[column]):
            small[column] = small[column].astype("float32")
        elif pd.api.types.is_integer_dtype(small[column]):
            small[column] = pd.to_numeric(small[column], downcast="integer")
        elif not pd.api.types.is_numeric_dtype(small[column]):
            small[column] = small[column].astype("category")
    small.to_parquet(path, index=False, compression="zstd")


def _write_json(content: Any, path: Path) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")
