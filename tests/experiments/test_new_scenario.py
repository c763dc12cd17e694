"""Writing a scenario: the file loads, says what each lever is, and nothing that is there is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.new_scenario import Wanted, ask, text, toml, write
from scenarios import load_scenario
from sim.catalog import accept, composites, find, levers
from sim.errors import BadInput
from sim.scenario import Plan


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def invoke(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def refusal(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2, result.output
    return result.output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_flags_make_a_file_that_loads_with_their_values(language: str) -> None:
    plan = 'fund_follow={value=0.5, start_w=52, communities=["RUR"]}'
    printed = invoke(
        "new-scenario", "mine", "--base", "s5_linkage_unfunded", "--set", "offload=.7", "--set", plan,
        "--set", "phi_imp=0.5", "--set", "queue=triage", "--set", "channel_open.vote=0.9",
        "--title", 'A "title"', "--question", "为什么？", "--lang", language,
    )  # fmt: skip
    assert "shequ run mine.toml" in printed
    scenario = load_scenario("./mine.toml")
    assert scenario.title == ('A "title"', 'A "title"')
    assert scenario.question == ("为什么？", "为什么？")
    values = dict(scenario.values)
    assert values["offload"] == 0.7
    assert values["fund_follow"] == Plan(0.5, 52, 26, ("RUR",))
    assert values["phi_imp"] == 0.5
    assert values["queue"] == "triage"
    assert values["channel_open.vote"] == 0.9
    assert values["disc_effort"] == 1.0


@pytest.mark.parametrize(("language", "k"), [("zh", 0), ("en", 1)])
def test_each_lever_has_label_unit_range_and_provisions_beside_it(language: str, k: int) -> None:
    invoke("new-scenario", "mine", "--base", "baseline", "--lang", language)
    lines = Path("mine.toml").read_text(encoding="utf-8").splitlines()
    for d in levers():
        line = next(line for line in lines if line.startswith(f"# {d.name} = "))
        assert d.label[k] in line
        assert d.unit[k] in line
        assert d.provisions[0] in line
        if d.is_number:
            assert f"{d.low:g}–{d.high:g}" in line
    for name in composites():
        assert any(line.startswith(f"# {name} = ") for line in lines)


def test_every_line_that_is_commented_out_can_be_put_to_use() -> None:
    invoke("new-scenario", "mine", "--base", "baseline", "--lang", "zh")
    content = Path("mine.toml").read_text(encoding="utf-8")
    used, n = re.subn(r"^# ([a-z0-9_]+ = .*  # )", r"\1", content, flags=re.M)
    assert n == len(levers()) + len(composites())
    Path("used.toml").write_text(used, encoding="utf-8")
    accepted = accept(load_scenario("./used.toml").values)
    assert all(accepted[d.name] == d.default for d in levers())


def test_short_leaves_the_other_levers_out() -> None:
    invoke("new-scenario", "mine", "--set", "offload=0.7", "--short", "--lang", "en")
    content = Path("mine.toml").read_text()
    assert "offload = 0.7" in content
    assert "access_gate" not in content
    assert "Government work moved down" in content


def test_what_is_written_for_every_lever_is_what_was_given() -> None:
    values = {d.name: d.full for d in levers()}
    write(Wanted("all", values=values), Path("all.toml"), "en", force=False)
    assert accept(load_scenario("./all.toml").values) == values


@pytest.mark.parametrize("name", ["", "a b", "甲", "../x", "x" * 65, "a.toml", "a\n"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    assert "Latin letters" in refusal("new-scenario", name, "--base", "baseline")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--base", "basline"], "Did you mean 'baseline'?"), (["--set", "ofload=1"], "Did you mean 'offload'?"),
     (["--set", "offload=2"], "from 0 to 1"), (["--set", "offload"], "must be NAME=VALUE"),
     (["--base", "baseline", "--out", "mine.txt"], "must end in .toml"),
     (["--base", "baseline", "--out", "no/mine.toml"], "cannot be written"),
     (["--base", "baseline", "--title", "x" * 501], "1 to 500 characters"),
     (["--base", "../x.toml"], "leaves the folder")],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_leaves_nothing(words: list[str], message: str) -> None:
    assert message in refusal("new-scenario", "mine", *words)
    assert list(Path().iterdir()) == []


def test_a_file_that_is_there_is_kept_unless_force_says_otherwise() -> None:
    Path("mine.toml").write_text("precious")
    assert "is there already" in refusal("new-scenario", "mine", "--base", "baseline")
    assert Path("mine.toml").read_text() == "precious"
    refusal("new-scenario", "mine", "--base", "baseline", "--force", "--title", "x" * 501)
    assert Path("mine.toml").read_text() == "precious"
    invoke("new-scenario", "mine", "--base", "baseline", "--force")
    assert load_scenario("./mine.toml").title[1] == "mine"


def test_answers_make_the_same_file_and_slips_are_asked_again() -> None:
    answers = iter(
        ["Mine", "Why?", "basline", "s5_linkage_unfunded", "ofload=1", "offload=0.7", "offload=0.8", ""]
    )
    told: list[str] = []
    wanted = ask("mine", lambda _: next(answers), told.append, "en")
    assert next(answers, None) is None
    assert wanted == Wanted("mine", "Mine", "Why?", "s5_linkage_unfunded", {"offload": 0.7})
    assert ["Did you mean 'baseline'?" in told[0], "'offload'" in told[1], "given twice" in told[2]] == [
        True
    ] * 3
    flags = Wanted("mine", "Mine", "Why?", "s5_linkage_unfunded", {"offload": 0.7})
    assert text(wanted, "en") == text(flags, "en")


def test_without_flags_and_terminal_it_asks_nothing() -> None:
    invoke("new-scenario", "mine")
    assert dict(load_scenario("./mine.toml").values) == {}


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "true"), (0.1, "0.1"), (3, "3"), ("a\"b", '"a\\"b"'), ((0.2, 0.8), "[0.2, 0.8]"),
     (Plan("triage", 3, 0, ("OLD",)),
      '{ value = "triage", start_w = 3, ramp_w = 0, communities = ["OLD"] }')],
)  # fmt: skip
def test_values_are_written_as_toml(value: object, written: str) -> None:
    assert toml(value) == written


def test_the_schema_is_printed_or_written() -> None:
    told = json.loads(invoke("schema", "scenario"))
    assert told["title"] == "shequ scenario"
    invoke("schema", "scenario", "--out", "s.json")
    assert json.loads(Path("s.json").read_text()) == told
    assert "is there already" in refusal("schema", "scenario", "--out", "s.json")
    assert "schema 'sweep' is not known" in refusal("schema", "sweep")


def test_a_run_takes_the_weeks_that_its_scenario_names() -> None:
    Path("mine.toml").write_text('title_en = "Mine"\nweeks = 2\n')
    invoke("run", "mine.toml", "--out", "out")
    assert json.loads(Path("out/manifest.json").read_text())["weeks"] == 2
    invoke("run", "mine.toml", "--weeks", "1", "--out", "other")
    assert json.loads(Path("other/manifest.json").read_text())["weeks"] == 1


def test_a_base_that_turns_out_wrong_leaves_no_file() -> None:
    Path("bad.toml").write_text('title_en = "Bad"\n[levers]\noffload = 2\n')
    with pytest.raises(BadInput, match="bad"):
        write(Wanted("mine", base="bad"), Path("mine.toml"), "en", force=False)
    assert not Path("mine.toml").exists()
    assert find("offload").default == 0.5
