"""The command, as a user types it, on the model itself: what it says, leaves behind and refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from analysis.sensitivity.stored import read_sensitivity
from experiments.cli import app

STUDY = """
title_zh = "小试"
title_en = "Tiny"
indicators = ["ENG3", "SVC2a"]
weeks = 1
dummies = 1
[levers]
linkage3 = "declared"
offload = "declared"
[structures]
allocation = "declared"
[pilot]
points = 2
replications = 2
[morris]
trajectories = 4
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one study."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    Path("mine.toml").write_text(STUDY, "utf-8")
    return tmp_path


def shequ(*words: str) -> Result:
    return CliRunner().invoke(app, ["sensitivity", *words])


def ran(*words: str) -> str:
    result = shequ(*words)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_study_is_run_told_in_both_languages_and_gone_on_with() -> None:
    said = ran("mine.toml", "--out", "r", "--workers", "1", "--lang", "en")
    for words in (
        "Sensitivity: Tiny", "Pilot: share of luck: at most 4 runs", "Screening (Morris): at most 16 runs",
        "At most 20 runs in all, 2 are there: about", "Weekly act rate: luck makes",
        "Of 3 factors, above the dummies' floor:", "Morris (largest influence = 1), Weekly act rate:",
        "Written to r",
    ):  # fmt: skip
        assert words in said, said
    for name in ("indices.csv", "indices.parquet", "noise.csv", "screening.csv", "convergence.csv",
                 "manifest.json", "findings.zh.md", "findings.en.md", "figures/morris.zh.png",
                 "figures/morris.en.png"):  # fmt: skip
        assert Path("r", name).is_file(), name
    told = json.loads(Path("r/manifest.json").read_text("utf-8"))
    assert told["line"] == "shequ sensitivity mine.toml --out r"
    assert {stage["stage"]: stage["done"] for stage in told["stages"]}["pilot"] == 4
    first = Path("r/indices.csv").read_bytes()
    again = ran("mine.toml", "--out", "r", "--workers", "1", "--lang", "zh")
    assert "敏感性分析：小试" in again
    assert "单次运行的方差中，运气占" in again
    assert "结果写入 r" in again
    assert Path("r/indices.csv").read_bytes() == first
    assert read_sensitivity(Path("r")).morris is not None
    told = CliRunner().invoke(app, ["brief", "r", "--lang", "en"])
    assert told.exit_code == 0, told.output
    assert Path("r/brief.en.html").is_file()
    ran("mine.toml", "--out", "r", "--workers", "1")


def test_an_estimate_runs_only_two() -> None:
    said = ran("mine.toml", "--out", "r", "--estimate", "--workers", "1")
    assert "At most 20 runs in all, 2 are there" in said
    assert not Path("r/indices.csv").exists()


REFUSED = {
    "nothing": ((), "STUDY: must be given"),
    "no such study": (("core",), "Did you mean 'core_sensitivity'?"),
    "no such file": (("none.toml",), "there is no such file"),
    "no such factors": (("--factors", "lever"), "Did you mean 'levers'?"),
    "an indicator that is none": (("--factors", "levers", "--indicators", "ENG33"), "Did you mean 'ENG3'?"),
    "blocks no power of two": (("--factors", "levers", "--samples", "100"), "a power of two"),
    "options beside a file": (("mine.toml", "--samples", "64"), "--samples: stands in the study file"),
    "a file for a folder": (("mine.toml", "--out", "mine.toml"), "is a file"),
    "a folder of something else": (("mine.toml", "--out", "."), "holds something else"),
    "no workers": (("mine.toml", "--workers", "0"), "--workers must be a whole number"),
    "language": (("mine.toml", "--lang", "fr"), "--lang must be zh or en"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(name: str) -> None:
    words, message = REFUSED[name]
    before = sorted(Path().rglob("*"))
    result = shequ(*words)
    assert result.exit_code == 2
    assert message in result.output
    assert sorted(Path().rglob("*")) == before


def test_help_tells_what_it_is_in_both_languages() -> None:
    printed = CliRunner().invoke(app, ["sensitivity", "--help"], env={"COLUMNS": "200"}).output
    for words in ("敏感性分析", "--factors", "--indicators", "--estimate", "不用文件时"):
        assert words in printed
