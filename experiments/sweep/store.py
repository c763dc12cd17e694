"""The store of a sweep: one folder of immutable Parquet parts, which are the only truth.

::

    manifest.json            what is run, where the numbers come from
    points.parquet           one row a point: its values
    parts/<16 hex>.parquet   rows of runs: key, point, replicate, seed, status, …, one column a number
    weekly/<same>.parquet    key, indicator, week, value (if kept)
    micro/<table>/<same>.parquet   people, workers, cases of the last week (if kept)

A part is there whole or not at all, and vouches for the files of its name in the other folders, which were on
the disk before it. What is done is read from the parts, never from a mark. Opened elsewhere in one line:

- pandas: ``pandas.read_parquet("DIR/parts")``
- Polars: ``polars.read_parquet("DIR/parts/*.parquet")``
- DuckDB: ``SELECT * FROM read_parquet('DIR/parts/*.parquet', union_by_name = true)``

A run that was done twice stands there twice, with the same numbers; :meth:`Store.connect` shows it once. The
columns of the street are in every part. Those of communities may differ from part to part; then pandas and
Polars see the columns of one part, DuckDB and :meth:`Store.connect` all of them.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.folder import MANIFEST
from experiments.manifest import (
    RANDOM_SCHEME,
    catalogue_hash,
    environment,
    now,
    platform_tag,
    sources,
    version,
)
from experiments.sweep.durable import make_folder, write_durably
from experiments.sweep.layout import COMMAND, LAYOUT, PARTS, POINTS, abandoned, read_manifest
from experiments.sweep.points import points_table, read_sweep, terms_written
from sim.errors import BadInput

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    from experiments.sweep.plan import Sweep
    from experiments.sweep.scan import Scan, Scanner
    from experiments.sweep.task import Row


@dataclass(frozen=True)
class Receipt:
    """What was written, once it is safe.

    Attributes:
        name: file name of the part.
        keys: of its runs.
        n_done, n_failed, n_late: how many of each.
    """

    name: str
    keys: tuple[str, ...]
    n_done: int
    n_failed: int
    n_late: int


class Store:
    """A folder of results; any number of processes may write at once, each through a store of its own."""

    def __init__(self, folder: Path) -> None:
        """Take a folder as it is; :meth:`open` looks first whether it holds a sweep."""
        self.folder = Path(folder)
        self._made: set[Path] = set()

    @classmethod
    def create(cls, folder: Path, sweep: Sweep, written: Mapping[str, Any]) -> Store:
        """Begin a sweep in a new or empty folder.

        Args:
            folder: where.
            sweep: what will be run.
            written: what else the manifest says: the text of the design, and as ``command_line`` the command
                that goes on.

        Raises:
            BadInput: the folder holds something already; nothing has been changed.
            CannotWrite: it cannot be written to.
        """
        store = cls(folder)
        store._check_new()
        told = {"environment": environment(), **written, "sources": sources(), "started": now()}
        store._tell(sweep, told)
        return store

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a folder that holds a sweep.

        Raises:
            BadInput: it holds none, or one of a newer layout.
        """
        store = cls(folder)
        store.told()
        return store

    def told(self) -> dict[str, Any]:
        """Read the manifest.

        Raises:
            BadInput: there is none, or it is of something else.
        """
        return read_manifest(self.folder)

    def sweep(self) -> Sweep:
        """Read back what is run."""
        return read_sweep(self.told(), self.points())

    def points(self) -> pa.Table:
        """Read the points that the manifest knows of: after a cut while they grew, the file has more."""
        import pyarrow.parquet as pq

        n = int(self.told()["n_points"])
        try:
            table = pq.read_table(self.folder / POINTS)
        except (OSError, ValueError) as error:
            raise BadInput(f"{self.folder}: {POINTS} cannot be read ({error}). Put back a copy.") from error
        if table.num_rows < n:
            raise BadInput(f"{self.folder}: {POINTS} has {table.num_rows} of {n} points. Put back a copy.")
        return table.slice(0, n)

    def check_program(self) -> None:
        """Refuse to add to what another program made: its runs would be mixed with those of this one.

        Raises:
            BadInput: version, declared numbers, random scheme or sources differ.
        """
        if other := self.other_program():
            do = "Run it anew in another folder, or go on with the program that began it."
            raise BadInput(f"{self.folder}: {other} {do}")

    def other_program(self) -> str:
        """Say in what the program that began this differs from the one here; nothing if it is the same."""
        told = self.told()
        then = told["environment"]
        here = {"shequ": version(), "catalogue": catalogue_hash(), "random": RANDOM_SCHEME}
        for name, value in here.items():
            if then.get(name) != value:
                return f"was made with another {name} ({then.get(name)}; here {value})."
        return "" if told.get("sources") == sources() else _other_sources(told)

    def extend(self, sweep: Sweep, written: Mapping[str, Any] | None = None) -> None:
        """Plan more replications or more points; what is stored stays, and nothing of it is run again.

        Args:
            sweep: the whole new sweep; its first points are those of the old one.
            written: what changes in the rest of the manifest.

        Raises:
            BadInput: it is not a larger sweep of the same kind, or another program began it.
        """
        told = self.told()
        self.check_program()
        old = self.sweep()
        for name in ("seed", "seeds", "weeks", "people", "kept"):
            if getattr(old, name) != getattr(sweep, name):
                raise BadInput(
                    f"{self.folder}: cannot be extended with another {name} "
                    f"({getattr(sweep, name)!r}; there {getattr(old, name)!r}). Use a new folder."
                )
        if sweep.replications < old.replications:
            raise BadInput(
                f"replications must be at least {old.replications}, as in {self.folder}; "
                f"got {sweep.replications}. Give more."
            )
        n = len(old.points)
        same_blocks = old.blocks == (sweep.blocks[:n] if sweep.blocks is not None else None)
        if sweep.digests[:n] != old.digests or not same_blocks:
            raise BadInput(
                f"{self.folder}: the first {n} points must stay as they are, in their order. "
                "Add new points after them."
            )
        kept = {name: value for name, value in told.items() if name not in ("command", "layout")}
        self._tell(sweep, {**kept, **(written or {}), "extended": [*told.get("extended", []), now()]})

    def write(self, rows: Sequence[Row]) -> Receipt:
        """Write one part; once this returns, it survives a kill and a power cut.

        Args:
            rows: at least one; no run twice.

        Raises:
            NoRoom: the disk is full; nothing was written, all earlier parts are safe.
            CannotWrite: the disk refused for another reason, or this process has other sources of the model.
        """
        from experiments.sweep.part import pack
        from experiments.sweep.room import refusal

        self._check_sources()
        packed = pack(rows, self._tags)
        try:
            for below, content in (*packed.beside.items(), (PARTS, packed.part)):
                path = self._folder(below) / packed.name
                write_durably(path, lambda file, content=content: file.write(content))  # type: ignore[misc]
        except OSError as error:
            needed = packed.part.size + sum(content.size for content in packed.beside.values())
            raise refusal(self.folder, error, needed) from error
        statuses = [row.status for row in rows]
        keys = tuple(sorted(row.key for row in rows))
        return Receipt(packed.name, keys, *(statuses.count(status) for status in ("done", "failed", "late")))

    def finished(self, *, retry: bool = False) -> set[str]:
        """Give the keys of the runs that need not be run.

        Args:
            retry: runs that failed or were late are to be run again.
        """
        import pyarrow.compute as pc

        rows = self.scan().rows()
        keys = rows["key"].filter(pc.equal(rows["status"], "done")) if retry else rows["key"]
        return set(keys.to_pylist())

    def scan(self) -> Scan:
        """Look through the parts now; those known from before are not read again."""
        return self._scanner.scan()

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open a DuckDB connection with the views ``runs``, ``points``, and ``weekly``, ``micro_…`` if kept.

        A run that was done twice stands in ``runs`` once, and each point that repeats another has its rows.
        """
        from experiments.sweep.query import connect

        return connect(self)

    def frame(self, columns: Sequence[str] | None = None, where: str | None = None) -> pd.DataFrame:
        """Read rows of runs, sorted by point and replicate.

        Args:
            columns: all if not given.
            where: a condition in SQL, such as ``status = 'done' AND point < 10``.

        Raises:
            UnknownName: there is no such column.
        """
        from experiments.sweep.query import frame

        return frame(self, columns, where)

    def clear(self) -> None:
        """Remove the drafts of writers that are gone; nobody reads them."""
        for draft in abandoned(self.folder):
            draft.unlink(missing_ok=True)

    @cached_property
    def _scanner(self) -> Scanner:
        from experiments.sweep.scan import Scanner

        return Scanner(self.folder)

    @cached_property
    def _tags(self) -> dict[str, str]:
        return {"version": version(), "catalogue": catalogue_hash(), "platform": platform_tag()}

    def _folder(self, below: str) -> Path:
        """Give a folder of the store, made safe once by this process, whoever made it."""
        folder = self.folder / below
        if not self._made:
            self.clear()
            make_folder(self.folder)
        if folder not in self._made:
            for path in (*reversed(folder.relative_to(self.folder).parents), Path(below)):
                make_folder(self.folder / path)
            self._made.add(folder)
        return folder

    def _check_sources(self) -> None:
        """Refuse to write numbers of another state of the model.

        Asked at each part: a worker may have been started, here or elsewhere, after the sources were changed.
        """
        from experiments.sweep.room import CannotWrite

        try:
            told = self.told()
        except BadInput as error:
            raise CannotWrite(f"{error} Nothing was written.") from error
        if told.get("sources") != sources():
            raise CannotWrite(f"{self.folder}: {_other_sources(told)} {platform.node()} wrote nothing.")

    def _check_new(self) -> None:
        folder = self.folder
        if folder.exists() and not folder.is_dir():
            raise BadInput(f"--out {folder}: is a file. Name a folder, new or empty.")
        if not folder.exists():
            return
        if (folder / MANIFEST).exists():
            raise BadInput(f"--out {folder}: holds a result already. Choose a new or empty folder.")
        # A cut during an earlier begin may have left points and an empty folder of parts, but no manifest.
        others = [p.name for p in folder.iterdir() if not p.name.startswith(".") and p.name != POINTS]
        if others and (others != [PARTS] or any((folder / PARTS).iterdir())):
            words = f"is not empty and holds something else ({others[0]})"
            raise BadInput(f"--out {folder}: {words}. Choose a new or empty folder.")

    def _tell(self, sweep: Sweep, written: Mapping[str, Any]) -> None:
        """Write points, then the manifest that vouches for them, then make the place of the parts."""
        from experiments.sweep.part import encoded
        from experiments.sweep.room import cannot_begin

        points = encoded(points_table(sweep))
        told = {**written, "command": COMMAND, "layout": LAYOUT, **terms_written(sweep)}
        text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
        try:
            make_folder(self.folder)
            write_durably(self.folder / POINTS, lambda file: file.write(points))
            write_durably(self.folder / MANIFEST, lambda file: file.write(f"{text}\n".encode()))
            self._folder(PARTS)
        except OSError as error:
            raise cannot_begin(self.folder, error) from error


def _other_sources(told: Mapping[str, Any]) -> str:
    """Say that the model's sources are not those that a sweep was begun with, and which those were."""
    git = told["environment"].get("git") or {}
    changed = " with changes" if git.get("changed") else ""
    of = f" (commit {git['commit'][:12]}{changed})" if "commit" in git else ""
    return (
        f"was begun with other sources of the model{of} than those here, so the same run could give "
        "other numbers."
    )
