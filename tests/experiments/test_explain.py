"""Explaining provisions and levers, in both languages, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from analysis.words import LANGUAGES
from experiments import atlas, explain
from experiments.cli import app
from experiments.explain_text import as_text
from experiments.manifest import catalogue_hash
from scenarios import scenario_names
from sim.catalog import composites, levers, outcomes
from sim.declare import Declaration
from sim.errors import BadInput
from sim.provisions import PROVISIONS, Provision

ROW = {
    "lever": "fund_follow", "indicator": "FIN1", "place": "street", "mean_difference": 0.41, "low": 0.38,
    "high": 0.44, "replications": 20, "verdict": "better",
}  # fmt: skip


def invoke(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def refusal(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2
    return result.output


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Leave an atlas of one row, made with the present catalogue."""
    path = tmp_path / "effects.parquet"
    table = pa.Table.from_pylist([ROW]).replace_schema_metadata({"catalogue": catalogue_hash()})
    pq.write_table(table, path)
    monkeypatch.setattr(explain, "load_atlas", lambda: atlas.load_atlas(path))
    return path


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_every_provision_is_explained_in_both_languages(provision: Provision) -> None:
    facts = explain.explain(provision.id)
    mine = [d for d in levers() if facts["id"] in d.provisions]
    assert [lever["name"] for lever in facts["levers"]] == [d.name for d in mine]
    for language in LANGUAGES:
        text = as_text(facts, language)
        assert facts[f"title_{language}"] in text
        for d in mine:
            assert d.name in text
            assert d.label[0 if language == "zh" else 1] in text


@pytest.mark.parametrize("declared", levers(), ids=lambda d: d.name)
def test_every_lever_is_explained_with_values_cost_process_indicators_and_provisions(
    declared: Declaration,
) -> None:
    facts = explain.explain(declared.name)
    assert facts["default"] == declared.default
    assert facts["cost"]["cny"] == declared.cost.cny
    assert [p["id"] for p in facts["provisions_of"]] == list(declared.provisions)
    assert [(m["indicator"], m["direction"]) for m in facts["moves"]] == list(declared.moves)
    known = outcomes()
    for k, language in enumerate(LANGUAGES):
        text = as_text(facts, language)
        assert declared.unit[k] in text
        assert facts[f"process_{language}"] in text
        for indicator, _ in declared.moves:
            assert indicator in text
            if indicator in known:
                assert known[indicator].label[k] in text


def test_what_is_not_measured_is_said() -> None:
    assert explain.explain("fund_follow")["measured"] is None
    assert "实测效果：尚未测量" in invoke("explain", "4.4.3", "--lang", "zh")
    assert "measured: not measured yet" in invoke("explain", "fund_follow", "--lang", "en")


def test_a_measured_effect_is_told_with_its_interval_and_verdict(measured: Path) -> None:
    zh, en = (invoke("explain", "4.4.3", "--lang", language) for language in ("zh", "en"))
    assert "（FIN1）+0.410 [+0.380，+0.440]" in zh
    assert "20对运行，改善" in zh
    assert "(FIN1) +0.410 [+0.380, +0.440]" in en
    assert "20 pairs of runs, better" in en
    assert "earlier catalogue" not in en
    told = json.loads(invoke("explain", "fund_follow", "--json"))["measured"]
    assert told["current"] is True
    assert told["effects"][0]["low"] == 0.38


def test_an_atlas_of_an_earlier_catalogue_is_named_as_such(measured: Path) -> None:
    table = pq.read_table(measured).replace_schema_metadata({"catalogue": "0" * 16})
    pq.write_table(table, measured)
    assert "(measured with an earlier catalogue)" in invoke("explain", "fund_follow", "--lang", "en")


def test_an_atlas_gives_the_effects_of_one_place(tmp_path: Path) -> None:
    path = tmp_path / "effects.parquet"
    pq.write_table(pa.Table.from_pylist([ROW, {**ROW, "place": "OLD", "mean_difference": 0.2}]), path)
    found = atlas.load_atlas(path)
    assert found is not None
    assert [e.mean_difference for e in found.of("fund_follow")] == [0.41]
    assert [e.mean_difference for e in found.of("fund_follow", "OLD")] == [0.2]
    assert found.of("offload") == ()
    assert not found.current


def test_what_is_no_atlas_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "effects.parquet"
    assert atlas.load_atlas(path) is None
    path.write_bytes(b"no parquet")
    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        atlas.load_atlas(path)
    pq.write_table(pa.table({"lever": ["offload"]}), path)
    with pytest.raises(BadInput, match="lacks the columns indicator, place"):
        atlas.load_atlas(path)


def test_context_only_and_uncovered_provisions_say_so() -> None:
    assert "模型不涉及任何宗教行为" in invoke("explain", "3.4.4", "--lang", "zh")
    assert "Context only, no lever:" in invoke("explain", "1.2", "--lang", "en")
    cited = {item for d in levers() for item in d.provisions}
    uncovered = next((p.id for p in PROVISIONS if p.id not in cited and not p.context_only), None)
    if uncovered is not None:
        assert "No lever stands for it in the model yet." in invoke("explain", uncovered, "--lang", "en")


def test_notes_tell_what_is_exploratory_beyond_the_letter_or_acts_only_beside_another() -> None:
    assert "探索事项" in invoke("explain", "credit", "--lang", "zh")
    assert "which the document does not name" in invoke("explain", "pay", "--lang", "en")
    assert "acts only beside joint_center" in invoke("explain", "police_link", "--lang", "en")
    assert "vacant posts" in invoke("explain", "onestop", "--lang", "en")
    assert "hours of the Party branch" in invoke("explain", "joint_meet", "--lang", "en")


def test_sections_and_composites_are_explained_through_what_they_hold() -> None:
    section = json.loads(invoke("explain", "4.4", "--json"))
    assert [item["id"] for item in section["provisions"]] == [f"4.4.{k}" for k in range(1, 10)]
    assert "加快推进社区减负增效" in invoke("explain", "4.4", "--lang", "zh")
    for name, composite in composites().items():
        told = invoke("explain", name, "--lang", "en")
        assert all(part in told for part in composite.parts)


def test_without_an_id_it_says_how_far_the_document_is_covered() -> None:
    told = json.loads(invoke("explain", "--json"))
    cited = {item for d in levers() for item in d.provisions}
    assert told["provisions"] == len(PROVISIONS)
    assert told["with_levers"] == len(cited)
    assert told["with_levers"] + len(told["context_only"]) + len(told["not_yet"]) == len(PROVISIONS)
    assert told["scenarios"] == len(scenario_names())
    assert f"{len(levers())}" in invoke("explain", "--lang", "zh")
    assert "context only 4" in invoke("explain", "--lang", "en")


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [("4.4.33", "'4.4.3'"), ("ofload", "'offload'"), ("linkage", "'linkage3'"), ("preambel", "'preamble'"),
     ("某条", "shequ list provisions"), ("", "shequ list provisions")],
)  # fmt: skip
def test_an_unknown_id_is_refused_with_the_nearest(wrong: str, nearest: str) -> None:
    printed = refusal("explain", wrong)
    assert "is neither a provision nor a lever" in printed
    assert nearest in printed
