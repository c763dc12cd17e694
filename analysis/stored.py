"""Read a comparison back from its folder, so that figures and briefs can be made again without a run."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.assemble import Setting, assemble, declared_outcomes
from analysis.policy import Policy
from analysis.summary import Comparison
from sim.declare import Text
from sim.errors import BadInput

STRUCTURES = "structures.parquet"
"""What the conclusions come to under other structures of the model; only where they were tried."""
_FILES = ("manifest.json", "runs.parquet", "curves.parquet")


def described(comparison: Comparison) -> dict[str, Any]:
    """Write down what is known of a comparison beside its numbers, for its manifest."""
    return {
        "baseline": _written(comparison.baseline),
        "policies": [_written(policy) for policy in comparison.policies],
        "spotlight": list(comparison.spotlight),
        "lever_labels": {name: list(label) for name, label in comparison.lever_labels.items()},
        "facts": dict(comparison.facts),
    }


def _written(policy: Policy) -> dict[str, Any]:
    return {"name": policy.name, "title": list(policy.title), "levers": dict(policy.levers)}


def read_comparison(folder: Path) -> Comparison:
    """Read the runs of a comparison and compare them anew.

    Args:
        folder: as ``shequ compare`` writes it; needed are the manifest, the runs and the curves.

    Raises:
        BadInput: a file is missing, or the manifest is not that of a finished comparison.
    """
    _check_finished(folder)
    for name in _FILES:
        if not (folder / name).is_file():
            raise BadInput(f"{folder}: has no {name}. Name a folder that `shequ compare` wrote.")
    try:
        known = json.loads((folder / _FILES[0]).read_text(encoding="utf-8"))["comparison"]
        setting = _setting(known)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{folder / _FILES[0]}: is not the manifest of a comparison of this version ({error!r}). "
            "Run `shequ compare` again."
        ) from None
    runs, curves = (plain(pd.read_parquet(folder / name)) for name in _FILES[1:])
    outcomes = declared_outcomes()
    unknown = sorted(set(runs["indicator"]) - set(outcomes))
    if unknown:
        raise BadInput(
            f"{folder}: holds indicators that this version does not know: {', '.join(unknown[:5])}."
        )
    structures = folder / STRUCTURES
    found = plain(pd.read_parquet(structures)) if structures.is_file() else pd.DataFrame()
    return dataclasses.replace(assemble(runs, curves, setting, outcomes), structures=found)


def _check_finished(folder: Path) -> None:
    """Refuse a comparison that has been begun and not finished."""
    try:
        told = json.loads((folder / _FILES[0]).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(told, dict) and told.get("command") == "compare" and "comparison" not in told:
        raise BadInput(
            f"{folder}: the comparison is not finished. Give its command again: {told.get('line')}."
        )


def _setting(known: Mapping[str, Any]) -> Setting:
    policies = tuple(_policy(entry) for entry in known["policies"])
    labels = {name: _text(label) for name, label in known["lever_labels"].items()}
    return Setting(_policy(known["baseline"]), policies, tuple(known["spotlight"]), labels, known["facts"])


def _policy(entry: Mapping[str, Any]) -> Policy:
    return Policy(entry["name"], _text(entry["title"]), entry["levers"])


def _text(words: list[str]) -> Text:
    zh, en = words
    return zh, en


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Give text and numbers as the comparison makes them, whatever the file used to save room."""
    for column in table.columns:
        if pd.api.types.is_float_dtype(table[column]):
            table[column] = table[column].astype(float)
        elif not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].astype(object)
    return table
