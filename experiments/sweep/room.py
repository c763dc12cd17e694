"""What is said when a disk is full or cannot be written to: what is safe, what is needed, how to go on."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from experiments.sweep.layout import read_manifest
from experiments.sweep.scan import Scanner
from sim.errors import SimError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class CannotWrite(SimError):
    """A part could not be written; everything written before it is safe."""


class NoRoom(CannotWrite):
    """The disk, or the share of it that may be used, is full."""


def refusal(folder: Path, error: OSError, needed: int) -> CannotWrite:
    """Say what happened when a part could not be written.

    Args:
        folder: of the sweep.
        error: what the system said.
        needed: bytes of the part.
    """
    told = read_manifest(folder)
    scan = Scanner(folder).scan()
    planned, rows = int(told["n_runs"]), scan.rows()
    done = len(set(rows["key"].to_pylist()))
    safe = f"Everything finished before is safe: {done:,} of {planned:,} runs in {len(scan.parts):,} parts."
    command = told.get("command_line")
    again = f"`{command}`" if command else "the same command"
    if error.errno not in _FULL:
        words = f"a part could not be written ({error.strerror or error})"
        return CannotWrite(f"{folder}: {words}. {safe} When that is mended, {again} goes on from there.")
    each = scan.n_bytes / rows.num_rows if rows.num_rows else 0.0
    left = max(each * (planned - done), needed)
    room = f"needed {_size(needed)} for a part, {_size(shutil.disk_usage(folder).free)} free"
    return NoRoom(
        f"{folder}: the disk is full ({error.strerror}; {room}). {safe} The runs that are left need about "
        f"{_size(left)}. Make room, then {again} goes on from there."
    )


def cannot_begin(folder: Path, error: OSError) -> CannotWrite:
    """Say that a plan could not be written: nothing new has been run."""
    full = error.errno in _FULL
    words = (
        f"the disk is full ({error.strerror})"
        if full
        else f"cannot be written to ({error.strerror or error})"
    )
    do = "Make room" if full else "Mend that, or choose another folder"
    return (NoRoom if full else CannotWrite)(
        f"{folder}: {words}. The plan was not written, and nothing has been run by it. {do}, then give the "
        "same command again."
    )


def _size(n_bytes: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if n_bytes < 1000:
            return f"{n_bytes:.0f} {unit}"
        n_bytes /= 1000
    return f"{n_bytes:.1f} GB"
