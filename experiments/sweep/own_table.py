"""A table of points that the user made: CSV or Parquet, every cell checked.

The header names levers, uncertainties, parts and composites; a row is a point. Text is read as the
declaration of its column says. A column ``block`` of whole numbers may say which rows belong together. Rows
are numbered as a spreadsheet shows them, the header of a CSV file being row 1; rows of Parquet and pandas are
numbered from 1.
"""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.sweep.factors import declaration
from experiments.sweep.kinds import BLOCK, MOST_POINTS
from sim.declare import Declaration
from sim.errors import BadInput, SimError, shortened
from sim.sheets import NO, YES
from sim.table import Array

MOST_BYTES = 2**30
SUFFIXES = (".csv", ".parquet")


def read_table(rows: str | Path | pd.DataFrame) -> pd.DataFrame:
    """Read a table of points and check every cell.

    Args:
        rows: file or frame.

    Returns: a column for each factor in its own type, ``block`` last if it is there.

    Raises:
        BadInput: it cannot be read, or a header or cell may not be; the message names row and column.
    """
    shown = "rows" if isinstance(rows, pd.DataFrame) else Path(rows).name
    if isinstance(rows, pd.DataFrame):
        _check_header([str(name) for name in rows.columns], shown)
        frame = rows.set_axis(range(1, len(rows) + 1), axis=0)
    else:
        _check_file(Path(rows), shown)
        frame = (
            _csv(Path(rows), shown) if Path(rows).suffix.lower() == ".csv" else _parquet(Path(rows), shown)
        )
    if not 1 <= len(frame) <= MOST_POINTS:
        raise BadInput(f"{shown}: must have 1 to {MOST_POINTS:,} rows under the header; got {len(frame):,}.")
    names = sorted(frame.columns, key=lambda name: name == BLOCK)
    typed = pd.DataFrame({name: _column(name, frame[name], shown) for name in names}, index=frame.index)
    _check_twins(typed, shown)
    return typed.reset_index(drop=True)


def _check_file(path: Path, shown: str) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"{shown}: must be a file in CSV or Parquet (.csv, .parquet). Save it as one of them.")
    if not path.is_file():
        raise BadInput(f"{shown}: there is no such file. Check the path.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise BadInput(f"{shown}: must be at most {MOST_BYTES:,} bytes; got {size:,}. Split the sweep.")


def _csv(path: Path, shown: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(
            path, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig",
            skip_blank_lines=False, nrows=MOST_POINTS + 2,
        )  # fmt: skip
    except UnicodeDecodeError as error:
        raise BadInput(f"{shown}: must be UTF-8 text; byte {error.start} is not. Save it as UTF-8.") from None
    except pd.errors.EmptyDataError:
        raise BadInput(f"{shown}: is empty. It needs a header and a row for each point.") from None
    except pd.errors.ParserError as error:
        words = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise BadInput(f"{shown}: every row must have as many cells as the header; {words}.") from None
    except OSError as error:
        raise BadInput(f"{shown}: cannot be read ({error.strerror}).") from error
    header = [cell.strip() for cell in frame.iloc[0].fillna("").tolist()]
    _check_header(header, shown)
    cells = frame.iloc[1:].fillna("").set_axis(header, axis=1)
    cells = cells.apply(lambda column: column.str.strip())
    cells.index = cells.index + 1
    filled = (cells != "").any(axis=1)
    kept: pd.DataFrame = cells.loc[filled]
    return kept


def _parquet(path: Path, shown: str) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            _check_header(file.schema_arrow.names, shown)
            if file.metadata.num_rows > MOST_POINTS:
                raise BadInput(
                    f"{shown}: must have at most {MOST_POINTS:,} rows; got {file.metadata.num_rows:,}."
                )
            frame: pd.DataFrame = file.read().to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError) as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadInput(f"{shown}: cannot be read as Parquet ({words}). Write it again.") from None
    return frame.set_axis(range(1, len(frame) + 1), axis=0)


def _check_header(names: Sequence[str], shown: str) -> None:
    for number, name in enumerate(names, 1):
        place = f"{shown}, row 1, column {number}"
        if names.index(name) < number - 1:
            raise BadInput(f"{place}: the header {shortened(name)} stands twice. Remove one.")
        if name == BLOCK:
            continue
        try:
            declared = declaration(name)
        except SimError as error:
            raise BadInput(f"{place}: {error}") from None
        if declared is not None and declared.kind == "constant":
            raise BadInput(f"{place}: {name} is fixed by definition and cannot be varied. Take it out.")
        if declared is not None and declared.parts and "." not in name:
            raise BadInput(
                f"{place}: {name} has {len(declared.parts)} parts. Give a column for each part that varies, "
                f"such as {name}.{declared.parts[0]}."
            )
    if not any(name != BLOCK for name in names):
        raise BadInput(f"{shown}: must have a column for at least one lever or uncertainty.")


def _column(name: str, cells: pd.Series[Any], shown: str) -> Array:
    """Give one column in its own type."""
    declared = None if name == BLOCK else declaration(name)
    text = None if _is_number(cells) else _as_text(cells)
    if declared is not None and declared.options:
        text = text if text is not None else cells.astype(str)
        bad = ~text.isin(declared.options).to_numpy(dtype=bool)
        values = text.to_numpy(dtype=object)
    elif declared is not None and isinstance(declared.default, bool):
        values, bad = _switches(cells, text)
    else:
        values, bad = _numbers(cells, text, *_limits(name, declared))
    if bad.any():
        line = int(bad.argmax())
        given = cells.iloc[line] if text is None else text.iloc[line]
        raise BadInput(
            f"{shown}, row {cells.index[line]}, column {name}: must be {_allowed(name, declared)}; "
            f"got {shortened(given if isinstance(given, str) else float(given))}."
        )
    return values


def _is_number(cells: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype)


def _as_text(cells: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(cells.dtype, pd.StringDtype):
        return cells.fillna("")
    return pd.Series([_written(cell) for cell in cells], index=cells.index, dtype=str)


def _written(cell: Any) -> str:
    """Write a cell of a frame as a CSV file would hold it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool | np.bool_):
        return "true" if cell else "false"
    if isinstance(cell, numbers.Integral):
        return str(int(cell))
    if isinstance(cell, numbers.Real):
        return "" if cell != cell else repr(float(cell))
    return "" if cell is None or cell is pd.NA else str(cell)


def _switches(cells: pd.Series[Any], text: pd.Series[Any] | None) -> tuple[Array, Array]:
    if text is None:
        number = cells.to_numpy(dtype=float, na_value=np.nan)
        return number == 1, ~np.isin(number, (0, 1))
    lower = text.str.lower()
    on = lower.isin(YES).to_numpy(dtype=bool)
    return on, ~(on | lower.isin(NO).to_numpy(dtype=bool))


def _numbers(
    cells: pd.Series[Any], text: pd.Series[Any] | None, low: float, high: float, whole: bool
) -> tuple[Array, Array]:
    if text is None:
        number = cells.to_numpy(dtype=float, na_value=np.nan)
    else:
        number = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)
    good = (number >= low) & (number <= high)  # nothing is, of a cell that is no number
    if whole:
        good &= number == np.rint(number)
        return np.where(good, number, 0).astype(np.int64), ~good
    return number + 0.0, ~good  # -0 and 0 are one value


def _limits(name: str, declared: Declaration | None) -> tuple[float, float, bool]:
    if name == BLOCK:
        return 0.0, float(MOST_POINTS), True
    if declared is None:
        return 0.0, 1.0, False
    return float(declared.low or 0), float(declared.high or 0), isinstance(declared.default, int)


def _allowed(name: str, declared: Declaration | None) -> str:
    if declared is None or declared.parts:
        low, high, whole = _limits(name, declared)
        return f"{'a whole number' if whole else 'a number'} from {low:g} to {high:g}"
    words = declared.allowed()
    whole = isinstance(declared.default, int) and not isinstance(declared.default, bool)
    return words.replace("a number", "a whole number", 1) if whole else words


def _check_twins(typed: pd.DataFrame, shown: str) -> None:
    """Refuse a point given twice; in a table with blocks, twins may be what a block is made of."""
    if BLOCK in typed:
        return
    twin = typed.duplicated()
    if twin.any():
        second = typed.index[int(twin.to_numpy().argmax())]
        first = typed.index[int((typed == typed.loc[second]).all(axis=1).to_numpy().argmax())]
        raise BadInput(f"{shown}, row {second}: is the same point as row {first}. Keep one of them.")
