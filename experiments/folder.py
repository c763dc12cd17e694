"""Output folders: what may be written where, and writing that a crash cannot leave half done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container
from pathlib import Path
from typing import IO, Any

from sim.errors import BadInput

MANIFEST = "manifest.json"
CHECKPOINT = "checkpoint.npz"
RUN_FILES = frozenset(
    {MANIFEST, CHECKPOINT, "weekly.parquet", "outcomes.json", "residents.parquet", "households.parquet",
     "workers.parquet", "cases.parquet", "ties.parquet"}
)  # fmt: skip
"""Everything a run may write."""
BRIEFS = frozenset({"brief.zh.html", "brief.en.html", "brief.zh.pdf", "brief.en.pdf"})
"""Pages that ``shequ brief`` puts beside a result."""
COMPARE_RUNS = frozenset({"runs", "structure_runs"})
"""Folders of a comparison whose runs outlast its tables: a sweep, and one for each other structure."""
COMPARE_FILES = COMPARE_RUNS | BRIEFS | {
    MANIFEST, "differences.csv", "differences.parquet", "runs.parquet", "curves.parquet", "failures.csv",
    "structures.csv", "structures.parquet", "figures",
}  # fmt: skip
"""Everything a comparison may write, and its pages."""


def check_folder(folder: Path, command: str, owned: Container[str], *, force: bool) -> None:
    """Refuse a folder that must not be written to; change nothing.

    Names that begin with a dot do not count: they are locks, and drafts of a command that was killed.

    Args:
        folder: where a command wants to write.
        command: the command, as its manifest names it.
        owned: the names that this command writes.
        force: an earlier result of the same command may be replaced.

    Raises:
        BadInput: it is a file, holds something else, holds an earlier result, or cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"--out {folder}: is a file. Name a folder, new or empty.")
    if not folder.exists():
        _check_parent(folder)
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(f"--out {folder}: may not be written to. Choose another folder.")
    found = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if not found:
        return
    others = [name for name in found if name not in owned]
    if (told_of(folder) or {}).get("command") != command or others:
        shown = ", ".join(others[:3] or found[:3])
        raise BadInput(
            f"--out {folder}: is not empty and holds something else ({shown}). Choose a new or empty folder."
        )
    if not force:
        raise BadInput(
            f"--out {folder}: holds an earlier result of `shequ {command}`. "
            "Add --force to replace it, or choose another folder."
        )


def _check_parent(folder: Path) -> None:
    """Refuse a folder that could not be made later."""
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir():
        raise BadInput(f"--out {folder}: {parent} is a file. Name a folder that can be made.")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise BadInput(f"--out {folder}: may not be made in {parent}. Choose another folder.")


def told_of(folder: Path) -> dict[str, Any] | None:
    """Read what the manifest of a folder says; None if there is none that can be read."""
    try:
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return table if isinstance(table, dict) else None


def write_file(path: Path, write: Callable[[IO[bytes]], Any], draft: Path | None = None) -> None:
    """Write a file whole or not at all: under another name, to the disk, then renamed.

    Once this returns, the file survives a power cut.

    Args:
        path: final name, in a folder that exists.
        write: puts the content into an open file.
        draft: the other name; where several processes write at once, each must have its own.
    """
    draft = path.with_name(f".{path.name}.draft") if draft is None else draft
    try:
        with draft.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes whole or not at all."""
    write_file(path, lambda file: file.write(content))


def write_json(path: Path, content: Any) -> None:
    """Write JSON whole or not at all; missing numbers become null."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    write_bytes(path, f"{text}\n".encode())


def sync_folder(folder: Path) -> None:
    """Make sure that new names in a folder survive a power cut, where the system allows it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
