"""A run read back from its folder, and its weekly course drawn: the same numbers, clear refusals."""

import json
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

from analysis.figures.run_curves import MOST, run_curves
from analysis.notebooks import stored
from analysis.stored_run import MICRO, StoredRun, read_run
from analysis.words import LANGUAGES, Language, say
from sim.catalog import outcomes
from sim.declare import Text
from sim.errors import BadInput
from tests.analysis.seen import texts

BOTH = pytest.mark.parametrize("language", LANGUAGES)
NAMES: dict[str, tuple[Text, Text]] = {"mine": (("我的量", "My own series"), ("个", "pieces"))}


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave matplotlib as it was."""
    with matplotlib.rc_context():
        yield


@pytest.fixture(scope="module")
def run() -> StoredRun:
    return read_run(stored("first_steps"))


def course(height: float) -> pd.DataFrame:
    weeks = np.arange(-51, 157)
    table = {"DIS5": height + 0.01 * weeks, "SVC2a": 0.5 + 0.1 * np.sin(weeks / 9), "mine": weeks**2.0}
    return pd.DataFrame(table, index=weeks)


def test_a_run_is_read_as_it_was_written(run: StoredRun) -> None:
    told = json.loads((run.folder / "outcomes.json").read_text())
    values = run.outcomes.set_index(["level", "name", "indicator"])["value"]
    assert values["street", "street", "DIS5"] == told["street"]["street"]["DIS5"]
    assert values["group", "migrant", "SVC2a"] == told["group"]["migrant"]["SVC2a"]
    missing = [k for k, v in told["street"]["street"].items() if v is None]
    assert np.isnan([values["street", "street", name] for name in missing]).all()
    assert set(run.outcomes["indicator"]) <= set(outcomes())
    assert run.facts["key"] == run.manifest["key"]
    assert len(run.facts["types"]) == run.weekly["community"].max() + 1
    assert run.weekly["week"].max() == run.manifest["weeks"]


def test_tables_of_people_are_there_or_refused(run: StoredRun) -> None:
    assert set(run.table("cases")["state"]) > {"RES"}
    with pytest.raises(BadInput, match=r"has no table residents\. Run it with --micro"):
        run.table("residents")
    with pytest.raises(BadInput, match=r"is no table of a run\. Name one of residents"):
        run.table("../manifest")
    assert set(read_run(stored("own_community")).table("ties").columns) == {"layer", "resident", "other"}
    assert "workers" in MICRO


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has no manifest.json. Name a folder that `shequ run` has finished"):
        read_run(tmp_path)
    for name, content in (("manifest.json", '{"command": "compare"}'), ("outcomes.json", "{}")):
        (tmp_path / name).write_text(content)
    (tmp_path / "weekly.parquet").write_bytes(b"")
    with pytest.raises(BadInput, match="holds no run of shequ"):
        read_run(tmp_path)


@BOTH
def test_every_run_and_series_is_named_and_nothing_is_cut_off(language: Language) -> None:
    figure = run_curves(
        {"one": course(4.0), "two": course(5.0)}, language, NAMES, {"version": "1", "key": "ab12"}
    )
    there = texts(figure)
    words = " ".join(text for text, _ in there)
    place = LANGUAGES.index(language)
    for text in (outcomes()["DIS5"].label[place], NAMES["mine"][0][place], "one", "two", "ab12"):
        assert text in words
    assert say("run_curves_title", language) in words
    page = figure.bbox
    for text, box in there:
        assert page.x0 <= box.x0, text
        assert box.x1 <= page.x1, text
        assert page.y0 <= box.y0, text
        assert box.y1 <= page.y1, text


def test_lines_are_the_runs_against_years_of_policy() -> None:
    one, two = course(4.0), course(5.0)
    figure = run_curves({"one": one[["DIS5"]], "two": two[["DIS5"]]}, "en")
    (axes,) = figure.axes
    for line, table in zip(axes.lines[:2], (one, two), strict=True):
        assert np.array_equal(line.get_xdata(), table.index.to_numpy() / 52)
        assert np.array_equal(line.get_ydata(), table["DIS5"])


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(BadInput, match="mine: is no indicator"):
        run_curves({"one": course(1.0)}, "en")
    with pytest.raises(BadInput, match=f"1 to {MOST} can be drawn together; got 0"):
        run_curves({}, "en")
    with pytest.raises(BadInput, match=f"got {MOST + 1}"):
        run_curves({str(k): course(1.0) for k in range(MOST + 1)}, "en")


def test_a_figure_shows_itself_in_a_notebook() -> None:
    figure = run_curves({"one": course(1.0)[["DIS5"]]}, "en")
    assert figure._repr_png_().startswith(b"\x89PNG")  # type: ignore[attr-defined]
