"""A disk whose power can be cut: what was not brought to it may be there, in part, as zeros, or not at all.

The real folder plays the page cache. The disk knows what each ``fsync`` brought over: of a file its content,
of a folder its names. After a cut every name that no ``fsync`` of its folder covered is there or not by luck,
and every content that no ``fsync`` of its file covered is old, new, cut short, zeros, or has a hole.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Names = dict[str, int]
"""Inode of each name in a folder."""


class PowerCut(BaseException):
    """The power is off; nothing that the program still does has any effect."""


class Disk:
    """Records what reaches the disk below a folder, and cuts the power at one operation."""

    def __init__(self, root: Path, cut_at: int, *, before: bool) -> None:
        self.root, self.cut_at, self.before = root, cut_at, before
        self.n_done = 0
        self.off = False
        self._content: dict[int, bytes] = {}
        self._names: dict[int, Names] = {}
        self._held: dict[int, int] = {}
        for folder in [root, *(p for p in root.rglob("*") if p.is_dir())]:
            self._names[folder.stat().st_ino] = _names(folder)
        for file in (p for p in root.rglob("*") if p.is_file()):
            self._keep(file)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("replace", "mkdir", "unlink"):
            patch.setattr(os, name, self._operation(getattr(os, name)))
        real = os.fsync

        def fsync(handle: int) -> None:
            real(handle)
            self._bring_over(handle)

        patch.setattr(os, "fsync", self._operation(fsync))

    def close(self) -> None:
        for handle in self._held.values():
            os.close(handle)

    def _operation(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **kwargs: Any) -> Any:
            if self.off:
                raise PowerCut
            self.n_done += 1
            now = self.n_done == self.cut_at
            if now and self.before:
                self.off = True
                raise PowerCut
            found = real(*args, **kwargs)
            if now:
                self.off = True
                raise PowerCut
            return found

        return done

    def _bring_over(self, handle: int) -> None:
        found = os.fstat(handle)
        places = [self.root, *self.root.rglob("*")]
        path = next((p for p in places if p.exists() and p.stat().st_ino == found.st_ino), None)
        if path is None:
            return
        if stat.S_ISDIR(found.st_mode):
            self._names[found.st_ino] = _names(path)
            for file in (p for p in path.iterdir() if p.is_file()):
                self._hold(file)
        else:
            self._keep(path)

    def _keep(self, file: Path) -> None:
        self._hold(file)
        self._content[file.stat().st_ino] = file.read_bytes()

    def _hold(self, file: Path) -> None:
        """Hold a file open, so that its inode is given to no other."""
        number = file.stat().st_ino
        if number not in self._held:
            self._held[number] = os.open(file, os.O_RDONLY)

    def after_the_cut(self, target: Path, luck: np.random.Generator) -> None:
        """Write down what a machine would find when it starts again."""
        self._restore(self.root, target, luck)

    def _restore(self, folder: Path, target: Path, luck: np.random.Generator) -> None:
        target.mkdir()
        now = _names(folder)
        then = self._names.get(folder.stat().st_ino, {})
        for name in sorted({*now, *then}):
            choices = [now.get(name), then.get(name)]
            number = choices[int(luck.integers(2))]
            if number is None:
                continue
            if number == now.get(name) and (folder / name).is_dir():
                self._restore(folder / name, target / name, luck)
            else:
                path = folder / name if number == now.get(name) else None
                (target / name).write_bytes(self._found(number, path, luck))

    def _found(self, number: int, path: Path | None, luck: np.random.Generator) -> bytes:
        """Give the content of a file after the cut."""
        old = self._content.get(number, b"")
        new = path.read_bytes() if path else os.pread(self._held[number], 1 << 24, 0)
        if new == old:
            return new
        hole = int(luck.integers(len(new) + 1))
        ways = [
            old,
            new,
            new[:hole],
            bytes(len(new)),
            (new[:hole] + bytes(512) + new[hole + 512 :])[: len(new)],
        ]
        return ways[int(luck.integers(len(ways)))]


def _names(folder: Path) -> Names:
    return {path.name: path.stat().st_ino for path in folder.iterdir()}
