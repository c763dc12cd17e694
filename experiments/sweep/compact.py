"""Fewer, larger parts: small ones are merged, and what nobody reads is removed. No run changes.

The new part is on the disk before an old one goes, so a cut leaves runs there twice at worst, never lost.
Nobody may write to the folder meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.folder import sync_folder
from experiments.sweep.durable import make_folder, write_durably
from experiments.sweep.layout import DAMAGED, PARTS, abandoned, files_beside, folders_beside, unvouched
from experiments.sweep.part import (
    BadPart,
    Part,
    Torn,
    damage,
    encoded,
    name_of,
    opened,
    read_part,
    read_whole,
    tag_of,
    tagged,
    writing,
)
from experiments.sweep.scan import surplus, twice

if TYPE_CHECKING:
    from experiments.sweep.store import Store

MOST_ROWS = 10_000
MOST_BYTES = 256_000_000
"""Of a merged part, with the files beside it."""


@dataclass(frozen=True)
class Compaction:
    """What was done.

    Attributes:
        n_before, n_after: parts.
        removed: names of leftovers that were removed.
        set_aside: names of damaged parts that were moved out of the way.
    """

    n_before: int
    n_after: int
    removed: tuple[str, ...]
    set_aside: tuple[str, ...]


def compact(store: Store, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES) -> Compaction:
    """Merge small parts, remove leftovers, and move damaged parts into a folder of their own.

    Args:
        store: what nobody else writes to.
        most_rows, most_bytes: of a merged part; a part of half that many rows or more stays as it is.

    Raises:
        NoRoom: there is no room for a new part; nothing is lost.
    """
    from experiments.sweep.room import refusal

    scan, folder = store.scan(), store.folder
    doubled = twice(scan)
    # Parts that gave different numbers for one run stay apart: they are the evidence.
    apart = {part for one in doubled if one.faulty for part, _, _ in one.rows}
    left_out = surplus(one for one in doubled if not one.faulty)
    small = [part for part in scan.parts if part.name not in apart and part.rows.num_rows < most_rows // 2]
    torn = [part.name for part in small if damage(folder / PARTS / part.name)]
    whole = [part for part in small if part.name not in torn and _sound_beside(folder, part.name)]
    try:
        for group in _groups(folder, whole, most_rows, most_bytes):
            _merge(folder, group, left_out)
        set_aside = _set_aside(folder, [*torn, *(name for name, _ in scan.invalid if _is_torn(folder, name))])
        removed = _remove_leftovers(folder)
    except OSError as error:
        raise refusal(folder, error, sum(part.n_bytes for part in small)) from error
    return Compaction(len(scan.parts), len(store.scan().parts), removed, set_aside)


def _groups(folder: Path, parts: Iterable[Part], most_rows: int, most_bytes: int) -> Iterator[list[Part]]:
    """Put small parts together, in the order of their names."""
    group: list[Part] = []
    rows = size = 0
    for part in parts:
        n = part.rows.num_rows
        weight = part.n_bytes + sum(path.stat().st_size for path in files_beside(folder, part.name))
        if group and (rows + n > most_rows or size + weight > most_bytes):
            yield group
            group, rows, size = [], 0, 0
        group.append(part)
        rows, size = rows + n, size + weight
    yield group


def _merge(folder: Path, group: Sequence[Part], left_out: Iterable[tuple[str, str]]) -> None:
    """Write one part in the place of several, the files beside it first, and then remove the old ones."""
    if len(group) < 2:
        return
    dropped = {part.name: pa.array([key for name, key in left_out if name == part.name], pa.string())
               for part in group}  # fmt: skip
    tables = [_without(_whole(folder / PARTS / name), keys) for name, keys in dropped.items()]
    whole = pa.concat_tables(tables, promote_options="default").sort_by("key")
    whole = tagged(whole, {name: _tag(tables, name) for name in ("version", "catalogue", "platform")})
    new = name_of(whole, whole.column_names)
    for place in folders_beside(folder):
        paths = [place / name for name in dropped if (place / name).is_file()]
        if paths:
            write_durably(place / new, lambda file, paths=paths: _copy(paths, dropped, file))  # type: ignore[misc]
    content = encoded(whole)
    write_durably(folder / PARTS / new, lambda file: file.write(content))
    for place in (folder / PARTS, *folders_beside(folder)):
        for name in dropped.keys() - {new}:
            (place / name).unlink(missing_ok=True)
        sync_folder(place)


def _whole(path: Path) -> pa.Table:
    with opened(path) as file:
        return file.read(use_threads=False)


def _without(table: pa.Table, keys: pa.Array) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["key"], value_set=keys)))


def _tag(tables: Sequence[pa.Table], name: str) -> str:
    """Give what the metadata of some parts say, each word once."""
    return ", ".join(sorted({tag_of(table.schema, name) for table in tables}))


def _copy(paths: Sequence[Path], dropped: Mapping[str, pa.Array], file: IO[bytes]) -> None:
    """Copy files of one kind into one, a piece at a time: tables of the last week can be large."""
    schemas = []
    for path in paths:
        with opened(path) as source:
            schemas.append(source.schema_arrow.remove_metadata())
    schema = pa.unify_schemas(schemas, promote_options="permissive")
    with pq.ParquetWriter(file, schema, **writing(schema)) as writer:
        for path in paths:
            for batch in read_whole(path):
                piece = _without(pa.table(batch).replace_schema_metadata(), dropped[path.name])
                whole = pa.concat_tables([schema.empty_table(), piece], promote_options="permissive")
                writer.write_table(whole.cast(schema))


def _sound_beside(folder: Path, part: str) -> bool:
    return not any(damage(path) for path in files_beside(folder, part))


def _is_torn(folder: Path, name: str) -> bool:
    """Say whether an invalid part is damaged; if not, it is of a newer version, or somebody else's."""
    try:
        read_part(folder / PARTS / name)
    except BadPart as error:
        return isinstance(error, Torn)
    return False


def _set_aside(folder: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Move damaged parts out of the way of other readers; their runs will be run again."""
    if names:
        make_folder(folder / DAMAGED)
    for name in names:
        (folder / PARTS / name).replace(folder / DAMAGED / name)
    for place in (folder / PARTS, folder / DAMAGED) if names else ():
        sync_folder(place)
    return tuple(sorted(names))


def _remove_leftovers(folder: Path) -> tuple[str, ...]:
    found = [*abandoned(folder), *unvouched(folder)]
    for path in found:
        path.unlink(missing_ok=True)
    return tuple(str(path.relative_to(folder)) for path in found)
