"""The page about sweeps: each line that it gives to open a folder opens one; both languages give the same."""

import ast
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.experiments.sweep.made import filled, small_sweep

PLACE = Path(__file__).parents[3] / "experiments"
PAGES = [PLACE / "SWEEPS.md", PLACE / "SWEEPS.zh.md"]
RECIPES = [PLACE / "sweep/CLUSTER.md", PLACE / "sweep/CLUSTER.zh.md"]


def blocks(page: Path) -> list[tuple[str, str]]:
    """Give language and text of each piece of code; remarks are in the language of the page."""
    found = re.findall(r"^```(\w+)\n(.+?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [(language, re.sub(r"\s+# .*", "", text).strip()) for language, text in found]


def code(page: Path, word: str, folder: Path) -> str:
    (text,) = [text for _, text in blocks(page) if word in text]
    return text.replace("DIR", str(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return filled(tmp_path / "sweep", small_sweep(4, 3)).folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_line_opens_all_rows(folder: Path, page: Path) -> None:
    frame = eval(code(page, "pandas.", folder), {"pandas": pd})
    table = duckdb.connect().execute(code(page, "union_by_name", folder)).df()
    (glob,) = re.findall(r'polars\.scan_parquet\("(.+)"\)', code(page, "polars.", folder))
    assert len(frame) == len(table) == 12
    assert set(frame.columns) == set(table.columns)
    assert sorted(frame["ENG3"]) == sorted(table["ENG3"])
    parts = {path.name for path in (folder / "parts").iterdir()}
    assert {path.name for path in folder.glob(str(Path(glob).relative_to(folder)))} == parts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_views_say_what_each_point_was(folder: Path, page: Path) -> None:
    *lines, question = ast.parse(code(page, "Store.open", folder)).body
    names: dict[str, object] = {}
    exec(ast.unparse(ast.Module(lines, [])), names)
    table: pd.DataFrame = eval(ast.unparse(question), names)
    assert len(table) == 4
    frame = pd.read_parquet(folder / "parts")
    means = frame.groupby("point")["ENG3"].mean()
    assert sorted(table["avg(ENG3)"]) == pytest.approx(sorted(means))


@pytest.mark.parametrize("pages", [PAGES, RECIPES], ids=["sweeps", "clusters"])
def test_both_languages_give_the_same_code(pages: list[Path]) -> None:
    english, chinese = map(blocks, pages)
    assert english
    assert english == chinese
