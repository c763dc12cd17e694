"""Files that a kill or a power cut leaves whole or not at all, written by many processes into one folder.

A file gets a name of its writer's own first, goes to the disk, is renamed, and the folder goes to the disk
too. Two writers of the same file do not disturb each other: the last one stands. What a dead writer leaves
behind is known by its name and is never read.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from experiments.folder import sync_folder, write_file

_DRAFT = re.compile(r"\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.draft\Z")
_A_DAY = 86_400.0
"""Seconds after which the draft of a writer that cannot be asked is taken for left behind."""


def write_durably(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Write a file so that, once this returns, it survives a power cut; before that, it is not there.

    Args:
        path: final name, in a folder that exists.
        write: puts the content into an open file.
    """
    own = f"{_host()}-{os.getpid()}-{secrets.token_hex(4)}"
    write_file(path, write, path.with_name(f".{path.name}.{own}.draft"))


def make_folder(folder: Path) -> None:
    """Make a folder so that it survives a power cut, even if another process made it just before."""
    missing = [path for path in folder.parents if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *missing):
        sync_folder(path.parent)


def drafts(folder: Path) -> Iterator[Path]:
    """Find the drafts in a folder, finished by nobody or being written now."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.glob(".*.draft")) if _DRAFT.match(path.name))


def left_behind(draft: Path) -> bool:
    """Say whether the writer of a draft is gone: no such process here, or silent for a day."""
    found = _DRAFT.match(draft.name)
    if found is None:
        return False
    host, process = found[1], int(found[2])
    if os.name == "posix" and host == _host() and not _alive(process):
        return True
    try:
        return time.time() - draft.stat().st_mtime > _A_DAY
    except FileNotFoundError:
        return False


def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
