"""All parts of a folder at a glance: which are valid, which runs they hold, which of them twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from experiments.sweep.layout import part_files
from experiments.sweep.part import FIXED, KNOWN, BadPart, Part, read_part

Seen = tuple[tuple[int, int], "Part | str"]
"""Time and size of a file, and what it was then: a part, or the reason why it is none."""
_RANK = {"done": 0, "failed": 1, "late": 2}


@dataclass(frozen=True)
class Scan:
    """What a folder holds.

    Attributes:
        parts: valid parts, by name.
        invalid: name and reason of each other.
    """

    parts: tuple[Part, ...]
    invalid: tuple[tuple[str, str], ...]

    def rows(self) -> pa.Table:
        """Put what is known of all runs together; ``part`` is the number of the part."""
        empty = pa.schema([(name, FIXED[name]) for name in KNOWN]).empty_table()
        tables = [part.rows for part in self.parts]
        whole = pa.concat_tables(tables) if tables else empty
        lengths = [part.rows.num_rows for part in self.parts]
        return whole.append_column("part", _repeated(lengths))

    @property
    def n_rows(self) -> int:
        """Count the rows of the valid parts, those of a run that was done twice both."""
        return sum(part.rows.num_rows for part in self.parts)

    @property
    def n_bytes(self) -> int:
        """Give the size of the valid parts."""
        return sum(part.n_bytes for part in self.parts)


def _repeated(lengths: Sequence[int]) -> pa.ChunkedArray:
    chunks = [pa.repeat(pa.scalar(i, pa.int32()), n) for i, n in enumerate(lengths)]
    return pa.chunked_array(chunks, pa.int32())


@dataclass
class Scanner:
    """Looks through a folder again and again; a file that has not changed is read once."""

    folder: Path
    _seen: dict[str, Seen] = field(default_factory=dict)

    def scan(self) -> Scan:
        """Look through the folder now."""
        while True:
            try:
                return self._look()
            except FileNotFoundError:
                continue  # a part was merged into another between listing and reading: list again

    def _look(self) -> Scan:
        seen: dict[str, Seen] = {}
        for path in part_files(self.folder):
            stat = path.stat()
            mark = stat.st_mtime_ns, stat.st_size
            known = self._seen.get(path.name)
            seen[path.name] = known if known and known[0] == mark else (mark, _read(path))
            self._seen[path.name] = seen[path.name]
        self._seen = seen
        found = [what for _, what in seen.values()]
        invalid = tuple((name, what) for name, (_, what) in seen.items() if isinstance(what, str))
        return Scan(tuple(what for what in found if isinstance(what, Part)), invalid)


def _read(path: Path) -> Part | str:
    try:
        return read_part(path)
    except BadPart as error:
        return str(error)


@dataclass(frozen=True)
class Twice:
    """Rows of one run that was done more than once, the one that stands first.

    Attributes:
        key: of the run.
        rows: (part, status, payload) of each.
    """

    key: str
    rows: tuple[tuple[str, str, str], ...]

    @property
    def faulty(self) -> bool:
        """Whether the same run gave two different results."""
        return len({payload for _, status, payload in self.rows if status == "done"}) > 1


def twice(scan: Scan) -> list[Twice]:
    """Find the runs that stand in more than one part.

    A finished one stands before one that failed or was late; among equals, the part that comes first by name.
    """
    rows = scan.rows()
    if len(rows["key"].unique()) == rows.num_rows:
        return []
    counts = rows["key"].value_counts()
    keys = counts.filter(pc.greater(pc.struct_field(counts, "counts"), 1)).field("values")
    found: dict[str, list[tuple[str, str, str]]] = {}
    chosen = rows.filter(pc.is_in(rows["key"], value_set=keys)).select(["key", "part", "status", "payload"])
    for row in chosen.to_pylist():
        what = scan.parts[row["part"]].name, row["status"], row["payload"]
        found.setdefault(row["key"], []).append(what)
    return [Twice(key, tuple(sorted(found[key], key=_standing))) for key in sorted(found)]


def _standing(row: tuple[str, str, str]) -> tuple[int, str]:
    return _RANK.get(row[1], len(_RANK)), row[0]


def surplus(doubled: Iterable[Twice]) -> list[tuple[str, str]]:
    """List part and key of each row that does not stand."""
    return [(part, one.key) for one in doubled for part, _, _ in one.rows[1:]]
