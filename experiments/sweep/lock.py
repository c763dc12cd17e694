"""One writer of a folder at a time; shards of one sweep may write at once.

The parent of a sweep holds an exclusive lock, its workers share another, and the system drops both when a
process ends, however it ends. So a new parent knows without guessing: if the first lock is held, somebody is
at work and it is refused; if only the second is, a parent was killed, and its workers, which end by
themselves within two seconds, are waited for. Where a system or a shared disk has no such locks, none is
held; two writers then do some work twice, and harm nothing, because parts are written whole and the same run
has the same key.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from experiments.manifest import now
from sim.errors import BadInput

try:
    import fcntl
except ImportError:
    HAS_LOCKS = False  # on Windows
else:
    HAS_LOCKS = True

FOLDER = ".lock"
"""Where the lock files of a sweep are."""
_WHOLE = "whole"
_WORKERS = ".workers"
_MOST_WAIT = 30.0
"""Seconds that the workers of a killed parent are waited for."""
_PAUSE = 0.05
_NONE_HERE = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
_HELD = (errno.EAGAIN, errno.EACCES)

Shard = tuple[int, int]
"""Which of how many parts of a sweep, from 0: (2, 8) is the third of eight."""


class Busy(BadInput):
    """Another process is at work in the folder."""


def name_of(shard: Shard | None) -> str:
    """Name a shard as the user does, from 1."""
    return _WHOLE if shard is None else f"{shard[0] + 1}-of-{shard[1]}"


@contextmanager
def only_writer(folder: Path, shard: Shard | None = None) -> Iterator[Path]:
    """Be the only one who runs this sweep, or this shard of it.

    Args:
        folder: of the sweep; it exists.
        shard: which part of it; all of it if not given.

    Yields: the lock file that the workers share, for :func:`shared`.

    Raises:
        Busy: another process is at work on it; the message names that process.
    """
    locks = folder / FOLDER
    own, workers = locks / name_of(shard), locks / f"{name_of(shard)}{_WORKERS}"
    with ExitStack() as held:
        try:
            locks.mkdir(exist_ok=True)
            _take_whole(locks, shard, held)
            if shard is not None and not _lock(held.enter_context(_opened(own)), alone=True):
                raise Busy(_words(folder, own, shard))
            _tell(own)
            _wait_for_orphans(workers, folder)
        except OSError as error:
            words = f"{folder}: cannot be written to ({error.strerror or error})."
            raise BadInput(f"{words} Mend that, or make room, and give the command again.") from error
        yield workers


@contextmanager
def shared(workers: Path) -> Iterator[None]:
    """Be one of the workers of a parent that is the only writer."""
    with _opened(workers) as file:
        _lock(file, alone=False, patient=True)
        yield


def _take_whole(locks: Path, shard: Shard | None, held: ExitStack) -> None:
    """Keep others from the whole sweep; shards let each other in."""
    path = locks / _WHOLE
    if _lock(held.enter_context(_opened(path)), alone=shard is None):
        return
    if shard is None:
        for other in sorted(locks.glob("*-of-*")):
            if other.suffix != _WORKERS and _is_held(other):
                raise Busy(_words(locks.parent, other, shard))
    raise Busy(_words(locks.parent, path, shard))


def _wait_for_orphans(workers: Path, folder: Path) -> None:
    """Wait until no worker of an earlier parent is left."""
    limit = time.monotonic() + _MOST_WAIT
    while _is_held(workers):
        if time.monotonic() > limit:
            raise Busy(
                f"{folder}: workers of an earlier command are still at work after {_MOST_WAIT:g} s. "
                "Look for shequ processes on every machine that uses this folder, end them, and try again."
            )
        time.sleep(_PAUSE)


def _is_held(path: Path) -> bool:
    with _opened(path) as file:
        return not _lock(file, alone=True)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a lock file; closing it drops the lock."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        yield handle
    finally:
        os.close(handle)


def _lock(file: int, *, alone: bool, patient: bool = False) -> bool:
    """Take a lock; say whether it was to be had. A disk without locks gives every one."""
    if not HAS_LOCKS:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if patient else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno in _HELD:
            return False
        if error.errno in _NONE_HERE:
            return True
        raise
    return True


def _tell(path: Path) -> None:
    """Write into a lock file who holds it, for the message to others."""
    told = {"process": os.getpid(), "machine": platform.node(), "since": now()}
    with suppress(OSError):  # a full disk: the lock is held all the same
        path.write_text(json.dumps(told), encoding="utf-8")


def _words(folder: Path, path: Path, shard: Shard | None) -> str:
    """Say who is at work and what to do."""
    told: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        told = json.loads(path.read_text(encoding="utf-8"))
    part = "" if shard is None or path.name == _WHOLE else f"shard {shard[0] + 1}/{shard[1]} of "
    who = "another process"
    if told:
        who = f"process {told['process']} on {told['machine']} (since {told['since']})"
    return (
        f"{folder}: {who} is at work on {part}this sweep. Wait until it has ended, or end it with Ctrl-C; "
        "what it has finished stays."
    )
