"""One part: an immutable Parquet file of rows of runs, sorted by key; how it is written, when it is valid.

Every number is a 64-bit float; a missing one is null. Each page carries a checksum. The same rows give the
same bytes. A part is named by a hash of what it holds (keys, statuses, payloads and columns), so the same
work written twice is the same file, and a run that gave other numbers the second time is not hidden by it.

Weekly courses and tables of the last week stand in files of the same name in folders of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.sweep.layout import LAYOUT, MICRO, WEEKLY

if TYPE_CHECKING:
    from experiments.sweep.task import Row

_TEXT, _NUMBER = pa.string(), pa.float64()
FIXED: Mapping[str, pa.DataType] = {
    "key": _TEXT, "point": pa.int64(), "replicate": pa.int64(), "seed": pa.int64(), "status": _TEXT,
    "error": _TEXT, "trace": _TEXT, "seconds": _NUMBER, "payload": _TEXT,
}  # fmt: skip
"""Columns of every part; all others are numbers of the runs."""
_TEXTS = [name for name, kind in FIXED.items() if kind == _TEXT]
_BROKEN = (pa.ArrowException, OSError, ValueError)


class BadPart(Exception):
    """A file that is no valid part; the text says why."""


class Torn(BadPart):
    """A file that is damaged, whatever it was."""


@dataclass(frozen=True)
class Packed:
    """Rows as they go into files.

    Attributes:
        name: file name, the same in every folder.
        part: the part.
        beside: weekly courses and tables, by folder below the sweep's own.
    """

    name: str
    part: pa.Buffer
    beside: Mapping[str, pa.Buffer]


@dataclass(frozen=True)
class Part:
    """What is known of a valid part without its numbers.

    Attributes:
        name: file name.
        rows: key, point, replicate, status, seconds and payload of each run.
        columns: names of all columns, in order.
        platform: where its numbers were made.
        n_bytes: size of the file.
        written: time of the file, seconds.
    """

    name: str
    rows: pa.Table
    columns: tuple[str, ...]
    platform: str
    n_bytes: int
    written: float


KNOWN = ("key", "point", "replicate", "status", "seconds", "payload")
"""Columns that are read to know a part."""


def pack(rows: Sequence[Row], tags: Mapping[str, str]) -> Packed:
    """Lay out rows as one part and the files beside it.

    Args:
        rows: at least one; no key twice.
        tags: version, catalogue and platform, for the schema's metadata.
    """
    rows = sorted(rows, key=lambda row: row.key)
    if not rows or len({row.key for row in rows}) < len(rows):
        raise ValueError("a part must hold at least one run, and each run once")
    table = table_of(rows, tags)
    beside = {}
    if any(row.weekly for row in rows):
        beside[WEEKLY] = encoded(_weekly(rows))
    for name in dict.fromkeys(name for row in rows for name in row.micro):
        beside[f"{MICRO}/{name}"] = encoded(_micro(rows, name))
    return Packed(name_of(table, table.column_names), encoded(table), beside)


def table_of(rows: Sequence[Row], tags: Mapping[str, str]) -> pa.Table:
    """Lay out rows, sorted by key, as a table."""
    columns: dict[str, Any] = {
        name: pa.array([getattr(row, name) for row in rows], kind) for name, kind in FIXED.items()
    }
    for name in dict.fromkeys(name for row in rows for name in row.values):
        numbers = [row.values.get(name) for row in rows]
        columns[name] = pa.array([None if x != x else x for x in numbers], _NUMBER)
    return tagged(pa.table(columns), tags)


def tagged(table: pa.Table, tags: Mapping[str, str]) -> pa.Table:
    """Put the number of the layout and other tags into the schema's metadata."""
    whole = {"layout": str(LAYOUT), **dict(sorted(tags.items()))}
    return table.replace_schema_metadata({f"shequ.{name}": text for name, text in whole.items()})


def tag_of(schema: pa.Schema, name: str) -> str:
    """Read a tag from a schema's metadata; empty if there is none."""
    found: bytes = (schema.metadata or {}).get(f"shequ.{name}".encode(), b"")
    return found.decode()


def name_of(rows: pa.Table, columns: Iterable[str]) -> str:
    """Name a part by what it holds: 16 hex digits.

    Args:
        rows: key, status and payload of each run, in order.
        columns: names of all columns of the part, in order.
    """
    found = hashlib.sha256("\n".join(columns).encode())
    for column in ("key", "status", "payload"):
        found.update("\n".join(rows[column].to_pylist()).encode())
    return f"{found.hexdigest()[:16]}.parquet"


def encoded(table: pa.Table) -> pa.Buffer:
    """Write a table as Parquet into memory, so that a full disk meets one plain write of known size."""
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, **writing(table.schema)) as writer:
        writer.write_table(table)
        # Without Arrow's own schema its metadata would be left out.
        writer.add_key_value_metadata(table.schema.metadata or {})
    return sink.getvalue()


def writing(schema: pa.Schema) -> dict[str, Any]:
    """Say how every file is written."""
    texts = [field.name for field in schema if field.type != _NUMBER and field.name not in ("key", "payload")]
    # Statistics of every number, and the schema in Arrow's own words, would be a third of a small part.
    return {"compression": "zstd", "use_dictionary": texts, "write_statistics": [*FIXED, "week"],
            "store_schema": False, "write_page_checksum": True}  # fmt: skip


def _weekly(rows: Sequence[Row]) -> pa.Table:
    """Lay out weekly courses: a row for each run, indicator and week; weeks are counted after the burn-in."""
    import numpy as np

    from sim.calendar import BURN_IN

    courses = [(row.key, name, course) for row in rows for name, course in row.weekly.items()]
    lengths = [len(course) for _, _, course in courses]
    weeks = [np.arange(1 - BURN_IN, n + 1 - BURN_IN, dtype=np.int32) for n in lengths]
    of = np.repeat(np.arange(len(courses)), lengths)
    whole = np.concatenate([course for _, _, course in courses])
    return pa.table(
        {
            "key": pa.array([key for key, _, _ in courses], _TEXT).take(pa.array(of)),
            "indicator": pa.array([name for _, name, _ in courses], _TEXT).take(pa.array(of)),
            "week": np.concatenate(weeks),
            "value": pa.array(whole, _NUMBER, from_pandas=True),
        }
    )


def _micro(rows: Sequence[Row], name: str) -> pa.Table:
    found = []
    for row in rows:
        if name in row.micro:
            table = row.micro[name]
            found.append(table.add_column(0, "key", pa.repeat(row.key, table.num_rows)))
    return pa.concat_tables(found, promote_options="default").unify_dictionaries()


def read_part(path: Path) -> Part:
    """Read what is known of a part without its numbers.

    Raises:
        BadPart: it is empty, torn, or has another schema; the text says which.
        OSError: it cannot be opened at all.
    """
    stat = path.stat()
    with opened(path) as file:
        try:
            schema = file.schema_arrow
            _check(schema)
            rows = file.read(columns=list(KNOWN), use_threads=False)
            platform = tag_of(schema, "platform")
        except _BROKEN as error:
            raise Torn(f"is torn: {_brief(error)}") from error
    keys = rows["key"].combine_chunks()
    if keys.null_count or not pc.all(pc.less(keys[:-1], keys[1:]), min_count=0).as_py():
        raise BadPart("is not sorted by key, each once")
    return Part(path.name, rows, tuple(schema.names), platform, stat.st_size, stat.st_mtime)


def read_whole(path: Path) -> Iterator[pa.RecordBatch]:
    """Read everything of any file of the store, checking every page.

    Raises:
        BadPart: it is empty or torn.
    """
    n_rows = 0
    with opened(path) as file:
        try:
            for batch in file.iter_batches(use_threads=False):
                n_rows += batch.num_rows
                yield batch
        except _BROKEN as error:
            raise Torn(f"is torn: {_brief(error)}") from error
        if n_rows != file.metadata.num_rows:
            raise Torn(f"is torn: {n_rows} of {file.metadata.num_rows} rows can be read")


def damage(path: Path) -> str:
    """Read a file to its last page; say what is wrong with it, nothing if it is sound."""
    try:
        for _ in read_whole(path):
            pass
    except BadPart as error:
        return str(error)
    return ""


def opened(path: Path) -> pq.ParquetFile:
    """Open a Parquet file.

    Raises:
        BadPart: it is empty or torn.
        OSError: there is no such file, or it may not be read.
    """
    file = pa.OSFile(str(path))
    if file.size() == 0:
        file.close()
        raise Torn("is empty")
    try:
        return pq.ParquetFile(file, page_checksum_verification=True)
    except _BROKEN as error:
        file.close()
        raise Torn(f"is torn, or no Parquet file: {_brief(error)}") from error


def _check(schema: pa.Schema) -> None:
    """Refuse the schema of what is no part."""
    layout = tag_of(schema, "layout")
    if not layout.isdigit():
        raise BadPart("was not written by shequ")
    if int(layout) > LAYOUT:
        raise BadPart(f"was written by a newer version (layout {layout}; this one reads up to {LAYOUT})")
    for name, kind in FIXED.items():
        if name not in schema.names:
            raise BadPart(f"has no column {name}")
        if schema.field(name).type != kind:
            raise BadPart(f"column {name} is {schema.field(name).type}, not {kind}")
    others = [field for field in schema if field.name not in FIXED]
    wrong = [field.name for field in others if field.type != _NUMBER]
    if wrong:
        raise BadPart(f"column {wrong[0]} is not a number")


def _brief(error: BaseException) -> str:
    words = str(error).strip().splitlines() or [type(error).__name__]
    return words[0][:160].rstrip(".")
