"""The commands: what they print, in both languages, and what they leave behind."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.listing import KINDS, headings, rows_of
from sim import remembered
from sim.catalog import _read, levers
from sim.provisions import PROVISIONS


def invoke(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_list_is_printed_in_both_languages(kind: str, language: str) -> None:
    printed = invoke("list", kind, "--lang", language)
    for heading in headings(kind, "zh" if language == "zh" else "en"):
        assert heading in printed
    assert rows_of(kind)[0]["name"] in printed


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_is_json_with_the_same_rows(kind: str) -> None:
    told = json.loads(invoke("list", kind, "--json"), parse_constant=pytest.fail)
    assert [row["name"] for row in told] == [row["name"] for row in rows_of(kind)]
    for row in told:
        assert row["label_zh"]
        assert row["label_en"]


def test_every_provision_is_listed_with_the_levers_that_stand_for_it() -> None:
    listed = {row["name"]: row for row in rows_of("provisions")}
    assert set(listed) == {p.id for p in PROVISIONS}
    for lever in levers():
        for provision in lever.provisions:
            assert lever.name in listed[provision]["levers"]


def test_help_names_every_subcommand() -> None:
    printed = invoke("--help")
    for command in ("run", "compare", "sweep", "extend", "status", "verify", "list", "check-baseline"):
        assert command in printed


def test_a_run_by_command_writes_and_says_where(tmp_path: Path) -> None:
    out = tmp_path / "out"
    printed = invoke("run", "s4_offload_funded", "--weeks", "1", "--seed", "0", "--set", "phi_imp=1",
                     "--out", str(out), "--lang", "zh")  # fmt: skip
    assert f"结果写入 {out}" in printed
    told = json.loads((out / "manifest.json").read_text())
    assert told["seed"] == 0
    assert told["scenario"]["values"] == {"offload": 0.8, "fund_follow": 1.0, "phi_imp": 1}
    assert [Path(f["file"]).name for f in told["scenario"]["files"]] == [
        "baseline", "s3_offload_unfunded", "s4_offload_funded"
    ]  # fmt: skip
    again = CliRunner().invoke(app, ["run", "baseline", "--weeks", "1", "--out", str(out)])
    assert again.exit_code == 2
    before = (out / "weekly.parquet").read_bytes()
    invoke("run", "baseline", "--weeks", "1", "--out", str(out), "--force")
    assert (out / "weekly.parquet").read_bytes() != before


def test_what_is_remembered_is_what_is_declared() -> None:
    live = _read()
    remembered.remember(live)
    assert remembered.recall() == live
    assert list(remembered.recall() or ()) == list(live)


def test_what_is_remembered_does_not_count_once_a_source_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered.remember(_read())
    monkeypatch.setattr(remembered, "sources_hash", lambda: "another")
    assert remembered.recall() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sources": 1}', "null"])
def test_a_damaged_memory_does_not_count(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "FILE", tmp_path / "declarations.json")
    remembered.FILE.write_text(content)
    assert remembered.recall() is None


def test_a_run_that_is_stopped_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.run.run", stop)
    words = ["run", "baseline", "--weeks", "2", "--out", str(tmp_path / "out"), "--lang", "en"]
    for more, told in (([], "no result was written"), (["--checkpoint-every", "1"], "--resume")):
        result = CliRunner().invoke(app, [*words, *more])
        assert result.exit_code == 130
        assert told in result.stderr
