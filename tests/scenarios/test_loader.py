"""Scenario files: what they may say, and how what they may not say is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import MOST_BYTES, load_scenario, scenario_files, scenario_names
from scenarios.values import parse_settings
from sim.catalog import accept, find
from sim.errors import BadInput, SimError, UnknownName
from sim.scenario import Plan

TITLE = 'title_en = "Mine"\n'
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario file into an empty folder and give its path."""

    def write_file(text: str | bytes, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write_file


def test_the_shipped_scenarios_are_those_of_the_set() -> None:
    assert set(scenario_names()) >= {
        "baseline", "s1_burden_reduction", "s3_offload_unfunded", "s4_offload_funded"
    }  # fmt: skip


@pytest.mark.parametrize("name", scenario_names())
def test_a_shipped_scenario_has_both_languages_and_a_question(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    for zh, en in (scenario.title, scenario.question):
        assert zh
        assert en
        assert zh != en
    accept(scenario.values)


def test_the_baseline_changes_nothing() -> None:
    assert dict(load_scenario("baseline").values) == {}


def test_burden_reduction_takes_every_lever_to_full() -> None:
    values = load_scenario("s1_burden_reduction").values
    assert set(values) == {
        "access_gate", "gate_inspection", "list_clarity", "unified_assess", "ledger_cut", "meeting_cut",
        "cert_cut", "plaque_cut", "veto_removed",
    }  # fmt: skip
    for name, value in values.items():
        assert find(name).accept(value) == find(name).full


def test_the_funded_variant_differs_from_the_unfunded_one_by_the_money_only() -> None:
    unfunded = dict(load_scenario("s3_offload_unfunded").values)
    funded = dict(load_scenario("s4_offload_funded").values)
    assert unfunded == {"offload": 0.8, "fund_follow": 0.0}
    assert funded == {"offload": 0.8, "fund_follow": 1.0}


def test_a_later_file_wins_over_its_base(write: Write) -> None:
    write(TITLE + "[levers]\noffload = 0.3\nfund_follow = 0.7\n", "base.toml")
    path = write(TITLE + 'base = "base"\n[levers]\noffload = 0.6\n')
    assert dict(load_scenario(path).values) == {"offload": 0.6, "fund_follow": 0.7}
    assert [f.path.name for f in scenario_files(path)] == ["base.toml", "mine.toml"]


def test_a_base_may_be_a_shipped_scenario_or_a_file_beside(write: Write) -> None:
    write(TITLE + 'base = "s3_offload_unfunded"\n', "first.toml")
    path = write(TITLE + 'base = "first.toml"\n')
    assert load_scenario(path).values["offload"] == 0.8


def test_a_plan_keeps_its_start_its_ramp_and_its_communities(write: Write) -> None:
    line = 'offload = { value = 0.8, start_w = 52, ramp_w = 13, communities = ["OLD", "RUR"] }\n'
    assert load_scenario(write(f"{TITLE}[levers]\n{line}")).values["offload"] == Plan(
        0.8, 52, 13, ("OLD", "RUR")
    )


def test_a_plan_starts_at_once_and_ramps_over_half_a_year_unless_it_says_otherwise(write: Write) -> None:
    assert load_scenario(write(f"{TITLE}[levers]\noffload = {{ value = 0.8 }}\n")).values["offload"] == Plan(
        0.8, 0, 26, ()
    )


def test_one_part_of_a_lever_can_be_set(write: Write) -> None:
    values = load_scenario(write(f"{TITLE}[levers]\nchannel_open.vote = 0.9\n")).values
    declared = find("channel_open")
    expected = tuple(
        0.9 if part == "vote" else d for part, d in zip(declared.parts, declared.default, strict=True)
    )
    assert accept(values)["channel_open"] == pytest.approx(expected)


def test_a_title_in_one_language_stands_for_both(write: Write) -> None:
    assert load_scenario(write('title_zh = "我的"\n')).title == ("我的", "我的")


def test_a_file_with_a_byte_order_mark_is_read(write: Write) -> None:
    assert load_scenario(write(b"\xef\xbb\xbf" + TITLE.encode())).title[1] == "Mine"


def test_the_digest_depends_on_values_and_not_on_words(write: Write) -> None:
    one = load_scenario(write(TITLE + "[levers]\noffload = 0.3\n", "one.toml"))
    two = load_scenario(write('title_en = "Yours"\n[levers]\noffload = 0.3\n', "two.toml"))
    other = load_scenario(write(TITLE + "[levers]\noffload = 0.4\n", "other.toml"))
    assert one.digest() == two.digest() != other.digest()


@pytest.mark.parametrize(
    ("word", "value"),
    [("offload=0.8", 0.8), ("offload=.8", 0.8), ("offload=8e-1", 0.8), ("offload=1", 1),
     ("costs=false", False), ("offload={value=0.8, start_w=4}", Plan(0.8, 4, 26, ()))],
)  # fmt: skip
def test_the_command_line_sets_values_as_a_file_would(word: str, value: object) -> None:
    assert list(parse_settings([word]).values()) == [value]


FILES: dict[str, tuple[str, str]] = {
    # what is wrong: (content, what the message must say)
    "unknown key": (TITLE + 'question = "?"\n', "key 'question' is not known. Did you mean 'question_zh'?"),
    "unknown table": (TITLE + "[lever]\noffload = 0.5\n", "key 'lever' is not known. Did you mean 'levers'?"),
    "unknown lever": (TITLE + "[levers]\nofload = 0.5\n", "'ofload' is not known. Did you mean 'offload'?"),
    "unknown part": (TITLE + "[levers]\nchannel_open.vot = 0.5\n", "Did you mean 'vote'?"),
    "unknown plan key": (
        TITLE + "[levers]\noffload = { value = 0.5, begin = 3 }\n", "a plan has no key 'begin'. Allowed"),
    "unknown community": (
        TITLE + '[levers]\noffload = { value = 0.5, communities = ["OLDE"] }\n', "Did you mean 'OLD'?"),
    "lever among uncertainties": (
        TITLE + "[uncertainties]\noffload = 0.5\n", "offload is a lever. Put it under [levers]."),
    "uncertainty among levers": (
        TITLE + "[levers]\nphi_imp = 0.5\n", "phi_imp is an uncertainty. Put it under [uncertainties]."),
    "too high": (TITLE + "[levers]\noffload = 1.5\n", "offload must be a number from 0 to 1"),
    "too low": (TITLE + "[levers]\noffload = -0.1\n", "got -0.1"),
    "nan": (TITLE + "[levers]\noffload = nan\n", "got nan"),
    "inf": (TITLE + "[levers]\noffload = inf\n", "got inf"),
    "1e400": (TITLE + "[levers]\noffload = 1e400\n", "got inf"),
    "a number of 400 digits": (TITLE + f"[levers]\noffload = 1{'0' * 400}\n", "must be a number from 0 to 1"),
    "hexadecimal of 9,000 digits": (
        TITLE + f"[levers]\noffload = 0x{'f' * 9000}\n", "got a number of thousands of digits"),
    "bool for number": (TITLE + "[levers]\noffload = true\n", "got True"),
    "text for number": (TITLE + '[levers]\noffload = "0.5"\n', "got '0.5'"),
    "list for number": (TITLE + "[levers]\noffload = [0.5]\n", "got [0.5]"),
    "date for number": (TITLE + "[levers]\noffload = 2020-01-01\n", "offload must be a number"),
    "number for switch": (TITLE + "[levers]\nunified_assess = 0.5\n", "unified_assess must be true or false"),
    "composite out of range": (
        TITLE + "[levers]\nlinkage3 = 2\n", "linkage3 must be an intensity from 0 to 1; got 2"),
    "empty table for a lever": (TITLE + "[levers]\noffload = {}\n", "offload: is empty"),
    "plan without value": (TITLE + "[levers]\noffload = { start_w = 5 }\n", "a plan must have a value"),
    "plan with a negative start": (
        TITLE + "[levers]\noffload = { value = 0.5, start_w = -1 }\n", "start_w must be a whole number"),
    "plan with a start between weeks": (
        TITLE + "[levers]\noffload = { value = 0.5, start_w = 1.5 }\n", "got 1.5"),
    "plan with text for communities": (
        TITLE + '[levers]\noffload = { value = 0.5, communities = "OLD" }\n', "communities must be a list"),
    "plan with a community twice": (
        TITLE + '[levers]\noffload = { value = 0.5, communities = ["OLD", "OLD"] }\n', "without repeats"),
    "plan for an uncertainty": (
        TITLE + "[uncertainties]\nphi_imp = { value = 0.5 }\n", "Only levers are brought in by a plan"),
    "two spellings": (
        TITLE + '[levers]\nchannel_open.vote = 0.5\n"channel_open.vote" = 0.6\n', "is given twice"),
    "duplicate key": (TITLE + "[levers]\noffload = 0.5\noffload = 0.6\n", "is not valid TOML"),
    "not TOML": ("title_en: Mine\n", "is not valid TOML"),
    "expression": (TITLE + "[levers]\noffload = 1/2\n", "is not valid TOML"),
    "deep nesting": (TITLE + f"[levers]\noffload = {'[' * 50_000}\n", "nested too deeply"),
    "levers not a table": (TITLE + "levers = 3\n", "levers: must be a table; got 3"),
    "title not text": ("title_en = 3\n", "title_en: must be text of 1 to 500 characters; got 3"),
    "title empty": ('title_en = " "\n', "title_en: must be text"),
    "title of a novel's length": (f'title_en = "{"a" * 501}"\n', "must be text of 1 to 500 characters"),
    "no title": ("[levers]\noffload = 0.5\n", "a scenario must have a title"),
    "empty file": ("", "is empty"),
    "comments only": ("# nothing\n", "is empty"),
    "base is itself": (TITLE + 'base = "mine"\n', "the bases go round in a circle: "),
    "base missing": (TITLE + 'base = "baselin"\n', "Did you mean 'baseline'?"),
    "base file missing": (TITLE + 'base = "other.toml"\n', "there is no such file"),
    "base above the folder": (TITLE + 'base = "../other.toml"\n', "leaves the folder"),
    "base elsewhere": (TITLE + 'base = "/etc/passwd.toml"\n', "leaves the folder"),
    "base not text": (TITLE + "base = 3\n", "base: must be text"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_is_refused_by_name_and_key(write: Write, case: str) -> None:
    text, message = FILES[case]
    path = write(text)
    with pytest.raises(BadInput) as refusal:
        load_scenario(path)
    assert str(path) in str(refusal.value)
    assert message in str(refusal.value)
    assert len(str(refusal.value)) < 700


def test_a_circle_of_three_is_named(write: Write) -> None:
    write(TITLE + 'base = "two"\n', "one.toml")
    write(TITLE + 'base = "three"\n', "two.toml")
    path = write(TITLE + 'base = "one"\n', "three.toml")
    with pytest.raises(BadInput, match=r"three\.toml → one → two → three"):
        load_scenario(path)


def test_a_link_that_leaves_the_folder_is_refused(write: Write, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "other.toml").write_text(TITLE)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.toml").symlink_to(outside / "other.toml")
    path = inside / "mine.toml"
    path.write_text(TITLE + 'base = "link.toml"\n')
    with pytest.raises(BadInput, match="leaves the folder"):
        load_scenario(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [('title_zh = "基线"\n'.encode("gb18030"), "must be UTF-8 text; byte 12"),
     (TITLE.encode("utf-16"), "must be UTF-8 text; byte 0"),
     (b"#" * (MOST_BYTES + 1), "must be at most 262,144 bytes; got 262,145"),
     (TITLE.encode() + b"\x00", "is not valid TOML")],
    ids=["gb18030", "utf-16", "huge", "nul"],
)  # fmt: skip
def test_a_file_of_other_bytes_is_refused(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        load_scenario(write(content))


def test_a_missing_file_a_folder_and_an_unknown_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no such file\. Did you mean 'baseline'\?"):
        load_scenario(tmp_path / "basline.toml")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        load_scenario(folder)
    with pytest.raises(UnknownName, match=r"Did you mean 's4_offload_funded'\?"):
        load_scenario("s4_offload_fundet")


@pytest.mark.parametrize(
    ("words", "message"),
    [(["offload"], "must be NAME=VALUE"), (["=1"], "must be NAME=VALUE"),
     (["offload="], "must be NAME=VALUE"), (["offload=0.5", "offload=0.6"], "is given twice"),
     (["offload=0.5\nx=1"], "cannot read the value"), (["offload=1/2"], "cannot read the value"),
     (["ofload=1"], "Did you mean 'offload'?"), (["offload=1e400"], "got inf"),
     (["offload=abc"], "got 'abc'")],
)  # fmt: skip
def test_a_word_that_is_no_setting_is_refused(words: list[str], message: str) -> None:
    with pytest.raises(SimError) as refusal:
        parse_settings(words)
    assert message in str(refusal.value)
