"""The notebooks: in one form, in two languages, run clean from the small results and from nothing."""

import ast
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.notebooks import HOME, NAMES, RESULTS, stored
from experiments import notebooks
from experiments.notebooks import LINES, executed, main, make, written
from sim.errors import UnknownName

EACH = pytest.mark.parametrize("name", NAMES)
MOST_BYTES = 1_000_000
SWITCH = 'language = "en"'


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HOME / f"{name}.ipynb").read_text(encoding="utf-8"))
    return found


def sources(notebook: dict[str, Any], kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(notebook: dict[str, Any]) -> list[object]:
    """Run all code cells in one space of names, as a kernel would; give what each shows."""
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = []
    for k, source in enumerate(sources(notebook, "code")):
        body = ast.parse(source).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), f"cell {k}", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {k}", "eval"), names)
            picture = getattr(value, "_repr_png_", None)
            shown.append(picture() if picture is not None else value)
    return shown


@EACH
def test_a_notebook_stands_in_the_one_form_and_was_run_to_its_end(name: str) -> None:
    notebook = read(name)
    assert (HOME / f"{name}.ipynb").read_bytes() == written(notebook)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            assert output["output_type"] == "execute_result", output
        if cell["cell_type"] == "code":
            last = ast.parse("".join(cell["source"])).body[-1]
            assert bool(cell["outputs"]) == isinstance(last, ast.Expr), cell["source"]


@EACH
def test_every_text_stands_in_both_languages(name: str) -> None:
    for text in sources(read(name), "markdown"):
        words = re.sub(r"`[^`]*`", "", text)
        assert re.search("[\u4e00-\u9fff]{2}", words), text
        assert re.search(r"[A-Za-z]{3,} [A-Za-z]+", words), text


@EACH
def test_a_notebook_is_small(name: str) -> None:
    assert (HOME / f"{name}.ipynb").stat().st_size < MOST_BYTES


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_that_comes_along_is_small_and_says_where_it_comes_from(result: str) -> None:
    folder = HOME / "data" / result
    assert sum(path.stat().st_size for path in folder.iterdir()) < MOST_BYTES / 2
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert (told.get("key") or told["comparison"]["facts"]["key"]) in text
    assert not re.search(r'"/(home|root|tmp|work|Users)/', text)


def test_each_notebook_names_the_command_that_makes_its_result() -> None:
    for name, result in zip(NAMES, RESULTS, strict=True):
        text = " ".join(sources(read(name), "markdown"))
        assert f'stored("{result}")' in " ".join(sources(read(name), "code"))
        verb = " ".join(LINES[result].split()[:3])
        assert (verb if result != "sensitivity" else "shequ sensitivity study.toml") in text
        assert "python -m experiments.notebooks data" in text


@EACH
def test_a_notebook_runs_clean_from_the_result_that_comes_along(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = read(name)
    shown = run(notebook)
    pictures = [value for value in shown if isinstance(value, bytes)]
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell.get("outputs")]
    assert len(pictures) == sum("image/png" in output["data"] for (output,) in outputs) > 0
    assert not any(value is None for value in shown)
    assert list(tmp_path.iterdir()) == []


def test_results_made_where_one_works_go_before_those_that_come_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert stored("comparison") == HOME / "data" / "comparison"
    (tmp_path / "data" / "comparison").mkdir(parents=True)
    assert stored("comparison") == Path("data") / "comparison"
    with pytest.raises(UnknownName, match="Did you mean 'comparison'"):
        stored("comparision")


def test_the_notebooks_can_be_copied_to_work_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["copy", str(tmp_path / "mine")]) == 0
    assert {path.stem for path in (tmp_path / "mine").glob("*.ipynb")} == set(NAMES)
    assert (tmp_path / "mine" / "data" / "comparison" / "manifest.json").is_file()
    assert main(["copy", str(tmp_path / "mine")]) == 2
    assert "mine" in capsys.readouterr().err
    assert main(["dance"]) == 2
    assert "python -m experiments.notebooks data" in capsys.readouterr().err


def test_pictures_are_made_small_and_nothing_else_is_touched() -> None:
    notebook = read(NAMES[0])
    before = written(notebook)
    pictures = [
        o["data"]["image/png"]
        for c in notebook["cells"]
        for o in c.get("outputs", [])
        if "image/png" in o["data"]
    ]
    smaller = notebooks.shrunk(json.loads(before))
    assert len(written(smaller)) < len(before)
    assert sources(smaller, "code") == sources(notebook, "code")
    assert pictures


@pytest.mark.slow
@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("nbclient", "nbformat", "ipykernel")),
    reason="no Jupyter: pip install 'shequ[notebooks]'",
)
def test_all_notebooks_run_in_kernels_from_nothing_in_chinese(tmp_path: Path) -> None:
    make(tmp_path / "data", tell=lambda _: None)
    for name in NAMES:
        text = (HOME / f"{name}.ipynb").read_text(encoding="utf-8")
        assert text.count(SWITCH.replace('"', '\\"')) == 1
        notebook = executed(
            json.loads(text.replace(SWITCH.replace('"', '\\"'), 'language = \\"zh\\"')), tmp_path
        )
        for cell in json.loads(written(notebook))["cells"]:
            for output in cell.get("outputs", []):
                assert output["output_type"] == "execute_result", output
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
