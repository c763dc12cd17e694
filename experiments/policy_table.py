"""A table of policies that the user made: CSV or Parquet, a row a policy, a column a lever.

Every cell is checked as in the table of a sweep. A row sets what its columns name over the scenario that the
policies are compared with. Columns ``name``, ``title_zh`` and ``title_en`` may say how they are called;
without them they are called by the file and their number.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.sweep.design import Design
from experiments.sweep.own_table import SUFFIXES
from sim.declare import Text
from sim.errors import BadInput, shortened
from sim.scenario import Scenario

_NAME, _ZH, _EN = "name", "title_zh", "title_en"
_MOST_LETTERS = 60
_MOST_BYTES = 10_000_000


def is_table(name: str) -> bool:
    """Say whether a name is that of a table."""
    return Path(name).suffix.lower() in SUFFIXES


def read_policies(file: str, start: Scenario) -> tuple[Scenario, ...]:
    """Read the policies of a table.

    Args:
        file: CSV or Parquet.
        start: what the rows set their values over.

    Raises:
        BadInput: the file cannot be read, or a header, cell or name may not be; the message says which.
    """
    path = Path(file)
    if path.is_file() and path.stat().st_size > _MOST_BYTES:
        raise BadInput(f"{path.name}: must be at most {_MOST_BYTES:,} bytes. Compare fewer policies.")
    try:
        words = _words(path)
    except (OSError, ValueError):
        words = pd.DataFrame()  # the reader of the table says what is wrong with it
    rows = path if words.empty else _whole(path).drop(columns=list(words.columns))
    points = Design("table", rows=rows, base=start).scenarios()
    titles = [_titles(words.iloc[i] if len(words) else {}, path.stem, i + 1) for i in range(len(points))]
    for number, (name, _) in enumerate(titles, 1):
        if name in {earlier for earlier, _ in titles[: number - 1]}:
            raise BadInput(f"{path.name}, policy {number}: the name {name!r} stands twice. Change one.")
    return tuple(
        Scenario(name, title, values=point.values)
        for (name, title), point in zip(titles, points, strict=True)
    )


def _whole(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return pd.read_parquet(path)


def _words(path: Path) -> pd.DataFrame:
    """Read the columns that call the policies something."""
    whole = _whole(path)
    return whole[[name for name in (_NAME, _ZH, _EN) if name in whole.columns]].fillna("").astype(str)


def _titles(row: pd.Series[str] | dict[str, str], stem: str, number: int) -> tuple[str, Text]:
    """Give name and title of one policy."""
    given = {column: str(row.get(column, "")).strip() for column in (_NAME, _ZH, _EN)}
    for column, text in given.items():
        if len(text) > _MOST_LETTERS or not text.isprintable():
            raise BadInput(
                f"{stem}, policy {number}, column {column}: must be at most {_MOST_LETTERS} letters in one "
                f"line; got {shortened(text)}. Shorten it."
            )
    name = given[_NAME] or given[_EN] or given[_ZH] or f"{stem} {number}"
    zh = given[_ZH] or given[_NAME] or given[_EN] or f"{stem}第{number}个方案"
    en = given[_EN] or given[_NAME] or given[_ZH] or f"{stem}, policy {number}"
    return name, (zh, en)
