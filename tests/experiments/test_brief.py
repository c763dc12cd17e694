"""The command brief: a finished result in, its pages out; anything else is refused and nothing is written."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.gallery.example import EXAMPLE
from analysis.words import say
from experiments.cli import app
from experiments.folder import BRIEFS, COMPARE_FILES, check_folder
from sim.errors import BadInput
from tests.analysis.test_pdf import PRINTS


def invoke(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["brief", *words])
    return result.exit_code, result.output + (result.stderr if result.stderr_bytes else "")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of few policies whose pages and figures are gone."""
    told = json.loads((EXAMPLE / "manifest.json").read_text(encoding="utf-8"))
    few = told["comparison"]["spotlight"]
    told["comparison"]["policies"] = [p for p in told["comparison"]["policies"] if p["name"] in few]
    folder = holding(tmp_path_factory.mktemp("results") / "compare", told)
    runs = pd.read_parquet(EXAMPLE / "runs.parquet")
    runs[runs["policy"].isin(["baseline", *few])].to_parquet(folder / "runs.parquet")
    shutil.copy(EXAMPLE / "curves.parquet", folder)
    return folder


def holding(folder: Path, manifest: object) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_pages_and_figures_are_drawn_again_in_the_folder_of_a_comparison(compared: Path) -> None:
    code, told = invoke(str(compared), "--lang", "zh")
    assert code == 0, told
    assert f"结果写入 {compared / 'brief.zh.html'}" in told
    assert {path.name for path in compared.iterdir()} <= COMPARE_FILES
    assert (compared / "figures" / "differences.zh.png").is_file()
    page = (compared / "brief.zh.html").read_text(encoding="utf-8")
    assert hashlib.sha256((compared / "manifest.json").read_bytes()).hexdigest() in page
    assert page.count("<img ") == 4
    assert not (compared / "brief.en.html").exists()


@PRINTS
def test_both_languages_go_into_files_of_their_own(compared: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "page.pdf"
    code, told = invoke(str(compared), "--out", str(out))
    assert code == 0, told
    assert {path.name for path in out.parent.iterdir()} == {"page.zh.pdf", "page.en.pdf"}
    assert all(path.read_bytes().startswith(b"%PDF-") for path in out.parent.iterdir())
    code, told = invoke(str(compared), "--out", str(out))
    assert code == 2
    assert "page.zh.pdf: is there already. Add --force" in told


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("page.txt", "--out must be a file ending in .html or .pdf"),
        ("page", "--out must be a file ending in .html or .pdf"),
        (".", "is a folder. Name a file"),
        ("there.html", "is there already. Add --force"),
        ("there.html/page.html", "there.html is a file"),
        ("", "--out: must name a file"),
    ],
)
def test_a_page_that_cannot_be_written_is_refused_at_once(
    compared: Path, out: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.html").write_text("kept")
    code, words = invoke(str(compared), "--lang", "en", "--out", out)
    assert code == 2
    assert told in words
    assert [path.name for path in tmp_path.iterdir()] == ["there.html"]
    assert Path("there.html").read_text() == "kept"


def test_pdf_without_a_browser_is_refused_before_anything_is_read(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEQU_CHROMIUM", "no-such-browser")
    code, told = invoke(str(compared), "--out", str(tmp_path / "x.pdf"))
    assert code == 2
    assert "SHEQU_CHROMIUM: no-such-browser is no program" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"command": "run"}, "holds a single run, which shows one draw of luck"),
        ({"command": "sweep"}, "holds a sweep, a table of runs without a question"),
        (
            {"command": "compare", "line": "shequ compare"},
            "is not finished. Give its command again: shequ compare.",
        ),
        ({"command": "sensitivity"}, "the sensitivity analysis is not finished. Give its command again."),
        (
            {"command": "sensitivity", "line": "shequ sensitivity mine", "sensitivity": {}, "finished": None},
            "the sensitivity analysis is not finished. Give its command again: shequ sensitivity mine.",
        ),
        ({}, "is not the manifest of a result of shequ"),
        ([], "is not the manifest of a result of shequ"),
        ({"comparison": {}}, "has no runs.parquet"),
        ({"sensitivity": {}}, "has no indices.parquet"),
    ],
)
def test_what_has_no_page_is_refused_with_the_reason(manifest: object, told: str, tmp_path: Path) -> None:
    folder = holding(tmp_path / "result", manifest)
    code, words = invoke(str(folder))
    assert code == 2
    assert told in words
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name, told in (("nowhere", "there is no such folder"), ("file", "is a file")):
        code, words = invoke(str(tmp_path / name))
        assert code == 2
        assert told in words
    (tmp_path / "manifest.json").write_text("{")
    assert "cannot be read" in invoke(str(tmp_path))[1]


def test_a_language_that_is_none_is_refused(compared: Path) -> None:
    code, told = invoke(str(compared), "--lang", "fr")
    assert code == 2
    assert "--lang must be zh or en" in told
    assert say("written_to", "en", folder="") not in told


def test_printed_pages_do_not_make_the_folder_of_a_comparison_anothers(tmp_path: Path) -> None:
    folder = holding(tmp_path / "result", {"command": "compare"})
    for page in BRIEFS:
        (folder / page).write_text("")
    check_folder(folder, "compare", COMPARE_FILES, force=True)
    (folder / "thesis.pdf").write_text("")
    with pytest.raises(BadInput, match=r"holds something else \(thesis\.pdf\)"):
        check_folder(folder, "compare", COMPARE_FILES, force=True)
