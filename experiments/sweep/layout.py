"""The folder of a sweep: what lies where, what its manifest says, and what in it is left over.

This file, and all that ``verify`` needs, is made of pyarrow and the standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.folder import MANIFEST
from experiments.sweep.durable import drafts, left_behind
from sim.errors import BadInput

COMMAND = "sweep"
LAYOUT = 1
"""Number of the layout of a folder; columns are only ever added under one number."""
POINTS, PARTS, WEEKLY, MICRO, DAMAGED = "points.parquet", "parts", "weekly", "micro", "damaged"
_NEEDED = ("n_points", "n_runs", "replications", "seed", "seeds", "weeks", "people", "kept", "environment")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a folder says of itself.

    Raises:
        BadInput: it is no folder, holds no sweep, or one of a newer layout.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "there is no such folder"
        raise BadInput(f"{folder}: {what}. Name the folder of a sweep.")
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{folder}: holds no sweep (no {MANIFEST}). Name the folder of a sweep.") from None
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{folder}: {MANIFEST} cannot be read ({error}). Put back a copy of it; the parts are not harmed."
        ) from error
    command = told.get("command") if isinstance(told, dict) else None
    if command != COMMAND:
        of = f"a result of `shequ {command}`" if isinstance(command, str) else "something else"
        raise BadInput(f"{folder}: holds {of}, not a sweep. Name the folder of a sweep.")
    layout = told.get("layout")
    if not isinstance(layout, int) or layout > LAYOUT:
        raise BadInput(
            f"{folder}: was written by a newer version (layout {layout}; this one reads up to {LAYOUT}). "
            "Use the version that wrote it, or a later one."
        )
    missing = [name for name in _NEEDED if name not in told]
    if missing:
        raise BadInput(f"{folder}: {MANIFEST} says nothing of {missing[0]}. Put back a copy of it.")
    found: dict[str, Any] = told
    return found


def part_files(folder: Path) -> list[Path]:
    """List the files that should be parts."""
    return sorted(path for path in (folder / PARTS).glob("*.parquet") if not path.name.startswith("."))


def folders_beside(folder: Path) -> list[Path]:
    """List the folders of the files that parts vouch for."""
    found = [folder / WEEKLY, *sorted((folder / MICRO).glob("*"))]
    return [path for path in found if path.is_dir()]


def files_beside(folder: Path, part: str) -> Iterator[Path]:
    """Go through the files that stand beside a part."""
    for place in folders_beside(folder):
        if (place / part).is_file():
            yield place / part


def abandoned(folder: Path) -> list[Path]:
    """List the drafts of writers that are gone."""
    places = [folder, folder / PARTS, *folders_beside(folder)]
    return [draft for place in places for draft in drafts(place) if left_behind(draft)]


def unvouched(folder: Path) -> list[Path]:
    """List the files beside the parts whose part is not there (yet, if somebody is writing)."""
    parts = {path.name for path in part_files(folder)}
    beside = (path for place in folders_beside(folder) for path in sorted(place.glob("*.parquet")))
    return [path for path in beside if path.name not in parts and not path.name.startswith(".")]
