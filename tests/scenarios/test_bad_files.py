"""Scenario files that cannot be: a refusal names the thing, what is allowed, what was given, what to do."""

import re
from pathlib import Path

import pytest

from scenarios import load_scenario
from sim.errors import BadInput

TITLE = 'title_en = "Mine"\n'
LEVERS = TITLE + "[levers]\n"
UNCERTAIN = TITLE + "[uncertainties]\n"
DOCUMENT = TITLE + "[document]\n"
TYPES = "OLD, CHE, DAN, URV, VTC, RUR, REL, BOR, FAR"
WEEKS = "a whole number of weeks from 0 to 5200"
SHARE = "a number from 0 to 1 (share 0–1)"
INTENSITY = "an intensity from 0 to 1"


def plan(inside: str, lever: str = "offload") -> str:
    return f"{LEVERS}{lever} = {{ {inside} }}\n"


# name: (content, what the message must say: the thing, what is allowed, what was given, what to do)
CASES: dict[str, tuple[str, ...]] = {
    # numbers of levers
    "just above": (
        LEVERS + "offload = 1.0000001\n", "[levers] offload", SHARE, "got 1.0000001", "default is 0.5"),
    "just below": (
        LEVERS + "offload = -1e-300\n", "[levers] offload", SHARE, "got -1e-300", "default is 0.5"),
    "minus infinity": (LEVERS + "offload = -inf\n", "[levers] offload", SHARE, "got -inf", "default"),
    "minus nan": (LEVERS + "offload = -nan\n", "[levers] offload", SHARE, "got nan", "default"),
    "minus 1e400": (LEVERS + "offload = -1e400\n", "[levers] offload", SHARE, "got -inf", "default"),
    "percent": (LEVERS + "offload = 80\n", "[levers] offload", SHARE, "got 80", "default"),
    "percent sign": (LEVERS + 'offload = "80%"\n', "[levers] offload", SHARE, "got '80%'", "default"),
    "comma for point": (LEVERS + 'offload = "0,8"\n', "[levers] offload", SHARE, "got '0,8'", "default"),
    "full-width digits": (LEVERS + 'offload = "０．８"\n', "[levers] offload", SHARE, "got '０．８'"),
    "empty text": (LEVERS + 'offload = ""\n', "[levers] offload", SHARE, "got ''", "default"),
    "false for number": (LEVERS + "offload = false\n", "[levers] offload", SHARE, "got False", "default"),
    "empty list": (LEVERS + "offload = []\n", "[levers] offload", SHARE, "got []", "default"),
    "list of lists": (LEVERS + "offload = [[0.5]]\n", "[levers] offload", SHARE, "got [[0.5]]", "default"),
    "time of day": (
        LEVERS + "offload = 07:32:00\n", "[levers] offload", SHARE, "got datetime.time", "default"),
    "date and time": (
        LEVERS + "offload = 2020-01-01T00:00:00Z\n", "[levers] offload", SHARE, "datetime", "default"),
    "money beyond its range": (
        LEVERS + "base_fund = 100\n", "[levers] base_fund", "from 5 to 60 (CNY per resident per year)",
        "got 100",
        "The default is 25"),
    "money below its range": (
        LEVERS + "base_fund = 0\n", "[levers] base_fund", "from 5 to 60", "got 0", "default"),
    "yuan in words": (
        LEVERS + 'base_fund = "30 yuan"\n', "[levers] base_fund", "CNY", "got '30 yuan'", "default"),
    "part of a person": (
        LEVERS + "community_size = 2000.5\n", "[levers] community_size", "from 800 to 5000", "got 2000.5",
        "default"),
    "too few meetings": (
        LEVERS + "joint_meet = -1\n", "[levers] joint_meet", "from 0 to 8", "got -1", "default"),
    # switches and choices
    "two for a switch": (
        LEVERS + "unified_assess = 2\n", "[levers] unified_assess", "true or false", "got 2", "default"),
    "yes for a switch": (
        LEVERS + 'unified_assess = "yes"\n', "[levers] unified_assess", "true or false", "got 'yes'",
        "default"),
    "nan for a switch": (
        LEVERS + "foundation = nan\n", "[levers] foundation", "true or false", "got nan", "default"),
    "an option misspelt": (
        LEVERS + 'tender = "competetive"\n', "[levers] tender", "one of relational, competitive",
        "got 'competetive'", "default is 'relational'"),
    "an option in capitals": (
        LEVERS + 'tender = "Competitive"\n', "[levers] tender", "one of relational, competitive",
        "got 'Competitive'", "default"),
    "a number for a choice": (
        LEVERS + "queue = 1\n", "[levers] queue", "one of fifo, triage", "got 1", "default"),
    "true for a choice": (
        LEVERS + "queue = true\n", "[levers] queue", "one of fifo, triage", "got True", "default"),
    "a list for a choice": (
        LEVERS + 'queue = ["fifo"]\n', "[levers] queue", "one of fifo, triage", "got ['fifo']", "default"),
    # levers of several parts
    "too few parts": (
        LEVERS + "channel_open = [0.5, 0.5]\n", "[levers] channel_open",
        "5 values, each a number from 0 to 1",
        "got [0.5, 0.5]", "default"),
    "too many parts": (
        LEVERS + "channel_open = [0, 0, 0, 0, 0, 0]\n", "[levers] channel_open", "5 values", "got [0, 0",
        "default"),
    "a part out of range": (
        LEVERS + "channel_open = [0, 0, 0, 0, 2]\n", "[levers] channel_open", "5 values",
        "got [0, 0, 0, 0, 2]",
        "default"),
    "text among parts": (
        LEVERS + 'channel_open = [0, 0, 0, 0, "1"]\n', "[levers] channel_open", "5 values", "'1'", "default"),
    "one part out of range": (
        LEVERS + "channel_open.vote = 3\n", "[levers] channel_open.vote", "each a number from 0 to 1", "3",
        "default"),
    "a part of what has none": (
        LEVERS + "offload.half = 0.5\n", "[levers] offload.half", "part of offload", "'half'"),
    "a part and a plan of the whole": (
        LEVERS + "channel_open = { value = 0.5 }\n\"channel_open.vote\" = 0.5\n", "channel_open"),
    "a plan for a part": (
        LEVERS + "channel_open.vote = { value = 0.5 }\n", "channel_open.vote", "one value",
        "Give the plan for the whole"),
    # plans
    "plan, value out of range": (plan("value = 1.5"), "[levers] offload", SHARE, "got 1.5", "default"),
    "plan, value nan": (plan("value = nan"), "[levers] offload", SHARE, "got nan", "default"),
    "plan, value text": (plan('value = "0.5"'), "[levers] offload", SHARE, "got '0.5'", "default"),
    "plan, value a plan": (
        plan("value = { value = 0.5 }"), "[levers] offload", SHARE, "got {'value': 0.5}", "default"),
    "plan, start too late": (plan("value = 0.5, start_w = 5201"), "start_w", WEEKS, "got 5201", "burn-in"),
    "plan, start a fraction written whole": (
        plan("value = 0.5, start_w = 52.0"), "start_w", WEEKS, "got 52.0"),
    "plan, start true": (plan("value = 0.5, start_w = true"), "start_w", WEEKS, "got True", "burn-in"),
    "plan, start text": (plan('value = 0.5, start_w = "52"'), "start_w", WEEKS, "got '52'", "burn-in"),
    "plan, start a date": (plan("value = 0.5, start_w = 2020-01-01"), "start_w", WEEKS, "got datetime.date"),
    "plan, ramp negative": (plan("value = 0.5, ramp_w = -26"), "ramp_w", WEEKS, "got -26", "burn-in"),
    "plan, ramp too long": (plan("value = 0.5, ramp_w = 99999"), "ramp_w", WEEKS, "got 99999", "burn-in"),
    "plan, ramp nan": (plan("value = 0.5, ramp_w = nan"), "ramp_w", WEEKS, "got nan", "burn-in"),
    "plan, key near start": (
        plan("value = 0.5, start = 3"), "no key 'start'", "Did you mean 'start_w'?", "Allowed"),
    "plan, key near ramp": (
        plan("value = 0.5, ramp = 3"), "no key 'ramp'", "Did you mean 'ramp_w'?", "Allowed"),
    "plan, key near communities": (
        plan('value = 0.5, community = ["OLD"]'), "no key 'community'", "Did you mean 'communities'?",
        "Allowed"),
    "plan, community in small letters": (
        plan('value = 0.5, communities = ["old"]'), "communities", TYPES, "got 'old'", "Did you mean 'OLD'?"),
    "plan, community a number": (
        plan("value = 0.5, communities = [1]"), "communities", TYPES, "got 1", "all"),
    "plan, community a list": (
        plan('value = 0.5, communities = [["OLD"]]'), "communities", TYPES, "got ['OLD']"),
    "plan, communities a table": (
        plan("value = 0.5, communities = {}"), "communities", TYPES, "got {}", "Write"),
    "plan, communities true": (
        plan("value = 0.5, communities = true"), "communities", TYPES, "got True", "Write"),
    "plan of a composite out of range": (
        plan("value = 2", "linkage3"), "[levers] linkage3", INTENSITY, "got 2", "0 is today"),
    "plan of a composite, text": (
        plan('value = "1"', "linkage3"), "[levers] linkage3", INTENSITY, "got '1'", "0 is today"),
    # composites
    "composite true": (
        LEVERS + "linkage3 = true\n", "[levers] linkage3", INTENSITY, "got True", "0 is today"),
    "composite nan": (LEVERS + "digital = nan\n", "[levers] digital", INTENSITY, "got nan", "0 is today"),
    "composite a list": (LEVERS + "digital = [1]\n", "[levers] digital", INTENSITY, "got [1]", "0 is today"),
    "composite below": (
        LEVERS + "digital = -0.01\n", "[levers] digital", INTENSITY, "got -0.01", "0 is today"),
    "composite among uncertainties": (
        UNCERTAIN + "digital = 1\n", "digital is a lever", "Put it under [levers]"),
    # names
    "name in capitals": (LEVERS + "OFFLOAD = 0.5\n", "[levers] OFFLOAD", "'OFFLOAD' is not known"),
    "name with a space": (
        LEVERS + '"off load" = 0.5\n', "'off load' is not known", "Did you mean 'offload'?"),
    "name in Chinese": (LEVERS + '"下沉" = 0.5\n', "[levers] 下沉", "'下沉' is not known", "Known:"),
    "empty name": (LEVERS + '"" = 0.5\n', "[levers]", "'' is not known", "Known:"),
    "name of a thousand letters": (LEVERS + f"{'a' * 1000} = 0.5\n", "is not known"),
    "an indicator for a lever": (LEVERS + "DIS5 = 0.5\n", "[levers] DIS5", "'DIS5' is not known"),
    # uncertainties
    "fidelity above one": (
        UNCERTAIN + "phi_imp = 1.1\n", "[uncertainties] phi_imp", SHARE, "got 1.1", "default is 0.7"),
    "effect scale above two": (
        UNCERTAIN + "effect_scale = 3\n", "[uncertainties] effect_scale", "from 0 to 2", "got 3", "default"),
    "costs by a word": (
        UNCERTAIN + 'costs = "off"\n', "[uncertainties] costs", "true or false", "got 'off'", "default"),
    "structure unknown": (
        UNCERTAIN + 'social = "V9"\n', "[uncertainties] social", "one of", "got 'V9'", "default"),
    "table of plans for an uncertainty": (
        UNCERTAIN + "phi_imp = { value = 0.5, start_w = 3 }\n", "phi_imp", "one value", "Only levers"),
    "empty table for an uncertainty": (
        UNCERTAIN + "phi_imp = {}\n", "[uncertainties] phi_imp", "is empty", "Give a value"),
    # tables and keys of the file
    "levers a list": (
        TITLE + "levers = []\n", "levers", "must be a table", "got []", "Write a line [levers]"),
    "list of tables": (
        TITLE + "[[levers]]\noffload = 0.5\n", "levers", "must be a table", "got [{", "[levers]"),
    "uncertainties text": (
        TITLE + 'uncertainties = "none"\n', "uncertainties", "must be a table", "got 'none'"),
    "key in capitals": (
        TITLE + "[Levers]\noffload = 0.5\n", "key 'Levers'", "Did you mean 'levers'?", "Allowed:"),
    "lever at top": (TITLE + "offload = 0.5\n", "key 'offload' is not known", "Allowed:"),
    "seed": (TITLE + "seed = 3\n", "key 'seed' is not known", "Allowed:"),
    "title a list": (
        'title_zh = ["甲"]\n', "title_zh", "text of 1 to 500 characters", "got ['甲']", "quotation marks"),
    "question empty": (
        TITLE + 'question_zh = ""\n', "question_zh", "1 to 500 characters", "got ''", "quotation marks"),
    "source a number": (
        TITLE + "source_en = 4\n", "source_en", "1 to 500 characters", "got 4", "quotation marks"),
    "source too long": (
        TITLE + f'source_zh = "{"长" * 501}"\n', "source_zh", "1 to 500 characters", "quotation"),
    "base empty": (TITLE + 'base = ""\n', "base", "1 to 500 characters", "got ''", "quotation marks"),
    "base a list": (
        TITLE + 'base = ["baseline"]\n', "base", "must be text", "got ['baseline']", "quotation marks"),
    "base with a nul": (TITLE + 'base = "a\\u0000b"\n', "base", "mine.toml"),
    "base of another kind": (TITLE + 'base = "own_data/households.csv"\n', "base", "no such file"),
    "base a web address": (TITLE + 'base = "https://example.org/a.toml"\n', "base", "no such file"),
    "base with spaces": (TITLE + 'base = "base line"\n', "base"),
    "base a folder": (TITLE + 'base = "."\n', "base"),
    # weeks, provisions, share
    "weeks zero": (TITLE + "weeks = 0\n", "weeks", "whole number of weeks from 1 to 5200", "got 0", "312"),
    "weeks a fraction": (TITLE + "weeks = 52.5\n", "weeks", "from 1 to 5200", "got 52.5", "312"),
    "weeks true": (TITLE + "weeks = true\n", "weeks", "from 1 to 5200", "got True", "312"),
    "weeks text": (TITLE + 'weeks = "three years"\n', "weeks", "from 1 to 5200", "got 'three years'", "312"),
    "weeks for ever": (TITLE + "weeks = 999999\n", "weeks", "from 1 to 5200", "got 999999", "312"),
    "weeks nan": (TITLE + "weeks = nan\n", "weeks", "from 1 to 5200", "got nan", "312"),
    "provisions text": (
        TITLE + 'provisions = "4.4.3"\n', "provisions", "a list of provision ids", "got '4.4.3'", "Write"),
    "provisions empty": (
        TITLE + "provisions = []\n", "provisions", "a list of provision ids", "got []", "Write"),
    "provisions a number": (TITLE + "provisions = [4.4]\n", "provisions: provision '4.4' is not known"),
    "provision unknown": (TITLE + 'provisions = ["4.4.33"]\n', "provision '4.4.33'", "Did you mean '4.4.3'?"),
    "provision twice": (
        TITLE + 'provisions = ["4.4.3", "4.4.3"]\n', "provisions", "without repeats", "Name each"),
    "provision a table": (TITLE + "provisions = [{}]\n", "provisions", "is not known"),
    "share above one": (
        TITLE + 'base = "baseline"\nshare = 1.5\n', "share", "a number from 0 to 1", "got 1.5", "base"),
    "share true": (
        TITLE + 'base = "baseline"\nshare = true\n', "share", "a number from 0 to 1", "got True", "base"),
    "share nan": (
        TITLE + 'base = "baseline"\nshare = nan\n', "share", "a number from 0 to 1", "got nan", "base"),
    "share text": (
        TITLE + 'base = "baseline"\nshare = "half"\n', "share", "a number from 0 to 1", "got 'half'", "base"),
    "share without a base": (TITLE + "share = 0.5\n", "share", "needs a base", "Add base"),
    # provisions carried out
    "document not a table": (TITLE + "document = 1\n", "document", "must be a table", "got 1", "[document]"),
    "document, unknown item": (
        DOCUMENT + '"4.4.33" = 1\n', "[document] 4.4.33", "not known", "Did you mean '4.4.3'?"),
    "document, a lever": (DOCUMENT + "offload = 1\n", "[document] offload", "'offload' is not known"),
    "document, too much": (DOCUMENT + '"4.4" = 2\n', "[document] 4.4", INTENSITY, "got 2", "0 is today"),
    "document, true": (DOCUMENT + "all = true\n", "[document] all", INTENSITY, "got True", "0 is today"),
    "document, nan": (DOCUMENT + "all = nan\n", "[document] all", INTENSITY, "got nan", "0 is today"),
    "document, text": (DOCUMENT + 'all = "full"\n', "[document] all", INTENSITY, "got 'full'", "0 is today"),
    "document, empty plan": (DOCUMENT + "all = {}\n", "[document] all", "must have a value", "Add value"),
    "document, plan without value": (
        DOCUMENT + "all = { start_w = 3 }\n", "[document] all", "must have a value", "Add value"),
    "document, plan too late": (
        DOCUMENT + "all = { value = 1, start_w = 9999 }\n", "[document] all", WEEKS, "got 9999"),
    "document, plan with another key": (
        DOCUMENT + "all = { value = 1, ramp = 2 }\n", "[document] all", "Did you mean 'ramp_w'?", "Allowed"),
    "document, context only": (
        DOCUMENT + "preamble = 1\n", "[document] preamble", "context only", "Take it out"),
    "document, only by name": (
        DOCUMENT + '"3.1.7" = 1\n', "[document] 3.1.7",
        "Set credit, credit_form, riv by name under [levers]"),
    "document, unquoted and unknown": (DOCUMENT + "2.9 = 1\n", "[document] 2.9", "'2.9' is not known"),
    # TOML itself
    "table twice": (LEVERS + "offload = 0.5\n[levers]\nfund_follow = 1\n", "is not valid TOML"),
    "no value": (LEVERS + "offload =\n", "is not valid TOML"),
    "point first": (LEVERS + "offload = .5\n", "is not valid TOML"),
    "leading zero": (LEVERS + "offload = 00.5\n", "is not valid TOML"),
    "python's none": (LEVERS + "offload = None\n", "is not valid TOML"),
    "a smart quotation mark": ("title_en = “Mine”\n", "is not valid TOML"),
    "text over two lines": ('title_en = "Mine\nand yours"\n', "is not valid TOML"),
    "yaml": ("title_en: Mine\nlevers:\n  offload: 0.5\n", "is not valid TOML"),
    "json": ('{"title_en": "Mine"}\n', "is not valid TOML"),
    "a bell in a title": ('title_en = "Mi\x07ne"\n', "is not valid TOML"),
    "value and table": (LEVERS + "offload = 0.5\noffload.value = 0.6\n", "is not valid TOML"),
    "half a table head": (TITLE + "[levers\noffload = 0.5\n", "is not valid TOML"),
}  # fmt: skip


def test_there_are_at_least_ninety_six_named_cases() -> None:
    assert len(CASES) >= 96
    contents = [content for content, *_ in CASES.values()]
    assert len(set(contents)) == len(contents)


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_is_refused_in_words_that_help(tmp_path: Path, case: str) -> None:
    content, *said = CASES[case]
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        load_scenario(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}: ")
    for words in said:
        assert words in message, words
    assert len(message) - len(str(path)) < 700
    assert "Traceback" not in message
    assert re.search(r"[.?…]$", message)
