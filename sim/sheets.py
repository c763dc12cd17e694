"""Read a table of text and check it cell by cell, so that a refusal names file, row and column.

Rows are numbered as a spreadsheet shows them: the header is row 1. Nothing is guessed: an empty cell in a
column that must be filled, a number out of range or a word that is not on the list is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.declare import Text
from sim.errors import BadInput, shortened
from sim.table import Array

Kind = Literal["text", "whole", "real", "yes/no", "choice"]
YES = frozenset({"1", "true", "yes", "是"})
NO = frozenset({"0", "false", "no", "否"})


@dataclass(frozen=True)
class Field:
    """One column of a user's table.

    Attributes:
        name: header of the column.
        kind: what a cell holds.
        sentence: meaning in Chinese and English.
        required: the column must be there.
        low: lowest number.
        high: highest number.
        options: number by word, for a choice.
        blank: an empty cell means none.
    """

    name: str
    kind: Kind
    sentence: Text
    required: bool = False
    low: float = 0.0
    high: float = 1.0
    options: Mapping[str, int] | None = None
    blank: bool = False

    def allowed(self) -> str:
        """Say in words what a cell may hold."""
        if self.kind == "text":
            return "a short text" + (", or empty for none" if self.blank else ", not empty")
        if self.kind == "yes/no":
            return "1 or 0"
        if self.options is not None:
            return "one of " + ", ".join(self.options)
        word = "a whole number" if self.kind == "whole" else "a number"
        return f"{word} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Sheet:
    """The cells of one file, all text.

    Attributes:
        file: name of the file, for messages.
        cells: one column of text for each header.
        rows: row number of each line, as a spreadsheet shows it.
    """

    file: str
    cells: Mapping[str, list[str]]
    rows: list[int]

    def __contains__(self, column: str) -> bool:
        return column in self.cells

    def __len__(self) -> int:
        return len(self.rows)

    def refuse(self, line: int, column: str, words: str) -> BadInput:
        """Make the refusal of one cell."""
        return BadInput(f"{self.file}, row {self.rows[line]}, column {column}: {words}")

    def values(self, field: Field) -> Array:
        """Give a column in its own type: text as objects, choices as numbers, yes/no as booleans.

        Raises:
            BadInput: a cell holds what it may not.
        """
        read = _READ[field.kind]
        values: list[Any] = []
        for line, cell in enumerate(self.cells[field.name]):
            try:
                values.append(read(cell, field))
            except ValueError:
                words = f"{field.name} must be {field.allowed()}; got {shortened(cell)}. {field.sentence[1]}"
                raise self.refuse(line, field.name, words) from None
        kinds: dict[str, Any] = {"text": object, "yes/no": bool, "real": np.float64}
        return np.array(values, kinds.get(field.kind, np.int64))

    def only_once(self, column: str) -> dict[str, int]:
        """Give the line of each id of a column.

        Raises:
            BadInput: an id stands twice.
        """
        lines: dict[str, int] = {}
        for line, cell in enumerate(self.cells[column]):
            if cell in lines:
                earlier = f"stands in row {self.rows[lines[cell]]} already"
                raise self.refuse(line, column, f"{column} {shortened(cell)} {earlier}. Ids must differ.")
            lines[cell] = line
        return lines


def read_sheet(path: str | Path, fields: tuple[Field, ...]) -> Sheet:
    """Read a CSV file with a header row, in UTF-8.

    Raises:
        BadInput: the file is not there, not text in UTF-8, not a table, empty, or has the wrong columns.
    """
    path = Path(path)
    frame = _frame(path)
    header = [cell.strip() for cell in frame.iloc[0].fillna("").tolist()]
    _check_header(path.name, header, fields)
    cells = frame.iloc[1:].fillna("").apply(lambda column: column.str.strip())
    filled = (cells != "").any(axis=1)
    if not filled.any():
        raise BadInput(f"{path.name}: there is a header but no row under it. Add one row for each entry.")
    cells = cells[filled]
    columns = {name: cells[i].tolist() for i, name in enumerate(header)}
    return Sheet(path.name, columns, (cells.index + 1).tolist())


def _frame(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise BadInput(f"{path.name}: there is no such file in {path.parent}. Check the path.")
    try:
        return pd.read_csv(
            path, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False
        )
    except UnicodeDecodeError as error:
        advice = "Save it as CSV UTF-8 (in Excel: “CSV UTF-8（逗号分隔）”)."
        raise BadInput(
            f"{path.name}: the file must be text in UTF-8; byte {error.start} is not. {advice}"
        ) from None
    except pd.errors.EmptyDataError:
        raise BadInput(
            f"{path.name}: the file is empty. It needs a header row and one row per entry."
        ) from None
    except pd.errors.ParserError as error:
        words = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise BadInput(f"{path.name}: the rows must have as many cells as the header; {words}.") from None


def _check_header(file: str, header: list[str], fields: tuple[Field, ...]) -> None:
    known = [f.name for f in fields]
    for number, name in enumerate(header, 1):
        if name not in known:
            near = get_close_matches(name[:64], known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
            raise BadInput(
                f"{file}, row 1, column {number}: the header {shortened(name)} is not known. {hint}"
            )
        if header.index(name) < number - 1:
            raise BadInput(f"{file}, row 1, column {number}: the header {name!r} stands twice. Remove one.")
    for field in fields:
        if field.required and field.name not in header:
            words = f"It must hold {field.allowed()}: {field.sentence[1]}"
            raise BadInput(f"{file}, row 1: the column {field.name!r} is missing. {words}")


def _text(cell: str, field: Field) -> str:
    if (not cell and not field.blank) or len(cell) > 64:
        raise ValueError
    return cell


def _whole(cell: str, field: Field) -> int:
    number = _real(cell, field)
    if number != int(number):
        raise ValueError
    return int(number)


def _real(cell: str, field: Field) -> float:
    number = float(cell)
    # Python reads 1_0 as 10; a spreadsheet does not.
    if "_" in cell or not math.isfinite(number) or not field.low <= number <= field.high:
        raise ValueError
    return number


def _yes_no(cell: str, _field: Field) -> bool:
    if cell.lower() not in YES | NO:
        raise ValueError
    return cell.lower() in YES


def _choice(cell: str, field: Field) -> int:
    options = field.options or {}
    if cell not in options:
        raise ValueError
    return options[cell]


_READ: Mapping[str, Callable[[str, Field], Any]] = {
    "text": _text, "whole": _whole, "real": _real, "yes/no": _yes_no, "choice": _choice,
}  # fmt: skip
