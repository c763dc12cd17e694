"""Questions to the results in SQL: views over the parts, made when a connection is opened.

The parts are read where they lie, one column at a time, so a mean over a million runs touches that column
alone. Only parts that hold a run which was done twice are looked at row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.sweep.layout import MICRO, PARTS, POINTS, WEEKLY
from experiments.sweep.part import FIXED
from experiments.sweep.scan import Scan, surplus, twice
from sim.errors import UnknownName

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from experiments.sweep.store import Store

_EMPTY = ("key VARCHAR, point BIGINT, replicate BIGINT, seed BIGINT, status VARCHAR, error VARCHAR, "
          "trace VARCHAR, seconds DOUBLE, payload VARCHAR")  # fmt: skip


def connect(store: Store) -> duckdb.DuckDBPyConnection:
    """Open a connection with the views ``runs``, ``points``, and ``weekly``, ``micro_…`` where kept."""
    import duckdb

    scan, points = store.scan(), store.points()
    left_out = surplus(twice(scan))
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute("CREATE TABLE left_out (part VARCHAR, key VARCHAR)")
    if left_out:
        connection.executemany("INSERT INTO left_out VALUES (?, ?)", left_out)
    path = store.folder / POINTS
    connection.execute(f"CREATE VIEW points AS SELECT * FROM {_read([path])} WHERE point < {points.num_rows}")
    once = _runs(store.folder, scan, {part for part, _ in left_out})
    connection.execute(f"CREATE VIEW rows_once AS {once}")
    repeated = points["point"].to_pylist() != points["same_as"].to_pylist()
    of_points = (
        "SELECT p.point, r.* EXCLUDE (point) FROM rows_once r JOIN points p ON p.same_as = r.point"
        if repeated
        else "SELECT * FROM rows_once"
    )
    # A column that comes first in `runs` comes first in parts too: key, then point.
    connection.execute(f"CREATE VIEW runs AS SELECT key, point, * EXCLUDE (key, point) FROM ({of_points})")
    _views_beside(connection, store.folder, scan)
    return connection


def _runs(folder: Path, scan: Scan, doubled: set[str]) -> str:
    """Write the query for the rows of all runs, each once; parts with the same columns are read together."""
    groups: dict[tuple[tuple[str, ...], bool], list[Path]] = {}
    for part in scan.parts:
        groups.setdefault((part.columns, part.name in doubled), []).append(folder / PARTS / part.name)
    queries = []
    for (_, has_double), paths in groups.items():
        queries.append(_once(paths) if has_double else f"SELECT * FROM {_read(paths)}")
    if not queries:
        columns = ", ".join(f"NULL::{kind} AS {name}" for name, kind in map(str.split, _EMPTY.split(", ")))
        return f"SELECT {columns} WHERE false"
    return " UNION ALL BY NAME ".join(queries)


def _once(paths: Iterable[Path]) -> str:
    """Write the query for the rows of some files without those that stand elsewhere."""
    return (
        f"SELECT r.* EXCLUDE (filename) FROM {_read(paths, 'filename = true')} r ANTI JOIN left_out l "
        "ON l.key = r.key AND l.part = parse_filename(r.filename)"
    )


def _views_beside(connection: duckdb.DuckDBPyConnection, folder: Path, scan: Scan) -> None:
    """Make a view of each kind of file beside the parts, of those that a valid part vouches for."""
    valid = {part.name for part in scan.parts}
    places = {WEEKLY: folder / WEEKLY} | {f"micro_{p.name}": p for p in sorted((folder / MICRO).glob("*"))}
    for view, place in places.items():
        paths = [path for path in sorted(place.glob("*.parquet")) if path.name in valid]
        if paths:
            connection.execute(f'CREATE VIEW "{view}" AS {_once(paths)}')


def _read(paths: Iterable[Path], *options: str) -> str:
    """Write the call that reads some files."""
    files = ", ".join(_quoted(path) for path in paths)
    return f"read_parquet({', '.join([f'[{files}]', *options])})"


def _quoted(path: Path) -> str:
    """Quote a path for SQL, so that no character in it is taken for a pattern."""
    text = str(path.absolute())
    plain = "".join(f"[{c}]" if c in "*?[" else c for c in text)
    return "'" + plain.replace("'", "''") + "'"


def frame(store: Store, columns: Sequence[str] | None, where: str | None) -> pd.DataFrame:
    """Read rows of runs, sorted by point and replicate."""
    connection = store.connect()
    try:
        known = [row[0] for row in connection.execute("DESCRIBE runs").fetchall()]
        for name in columns or ():
            if name not in known:
                raise UnknownName("column", name, [name for name in known if name not in FIXED] or known)
        chosen = ", ".join('"' + name.replace('"', '""') + '"' for name in columns or known)
        condition = f" WHERE ({where})" if where else ""
        return connection.execute(f"SELECT {chosen} FROM runs{condition} ORDER BY point, replicate").df()
    finally:
        connection.close()
