"""Bad input on the command line: one sentence that says what is wrong, code 2, and nothing written."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from sim import remembered
from sim.catalog import declarations

TITLE = 'title_en = "Mine"\n'
Setup = Callable[[], object]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return tmp_path


def write(name: str, content: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def scenario(lines: str) -> Setup:
    return lambda: write("mine.toml", TITLE + lines)


def raw(content: bytes) -> Setup:
    return lambda: write("mine.toml", content)


def nothing() -> None:
    """Leave the folder empty."""


def earlier(command: str, *others: str) -> Setup:
    """Leave an earlier result in out/."""

    def make() -> None:
        write("out/manifest.json", json.dumps({"command": command}))
        for name in others:
            write(f"out/{name}", "x")

    return make


def tables(
    residents: str, households: str = "household,community,archetype\nh1,a,OLD\n", ties: str | None = None
) -> Setup:
    """Leave tables of one's own."""

    def make() -> None:
        write("r.csv", residents)
        write("h.csv", households)
        if ties is not None:
            write("t.csv", ties)

    return make


RUN, OUT = ["run", "baseline"], ["--out", "out"]
MINE = ["run", "mine.toml", *OUT]
OWN = [*RUN, "--residents", "r.csv", "--households", "h.csv", *OUT]

CASES: dict[str, tuple[list[str], Setup, str]] = {
    # name: (words of the command, what lies in the folder, what the message must say)
    "no scenario": (["run"], nothing, "SCENARIO: must be given. Name one of baseline"),
    "unknown scenario": (["run", "basline"], nothing, "Did you mean 'baseline'?"),
    "missing file": (["run", "no/such.toml"], nothing, "no/such.toml: there is no such file"),
    "folder for a file": (
        ["run", "mine.toml"], lambda: Path("mine.toml").mkdir(), "is a folder, not a scenario"),
    "folder without suffix": (["run", "mine"], lambda: Path("mine").mkdir(), "mine: is a folder"),
    "a device for a file": (["run", "/dev/null"], nothing, "is not a regular file"),
    "empty file": (MINE, raw(b""), "mine.toml: is empty"),
    "not TOML": (MINE, raw(b"title: x"), "is not valid TOML"),
    "wrong encoding": (MINE, raw('title_zh = "基线"\n'.encode("gb18030")), "must be UTF-8 text"),
    "huge file": (MINE, raw(b"#" * 300_000), "must be at most 262,144 bytes; got 300,000"),
    "unknown key": (MINE, scenario("leverz = 1\n"), "Did you mean 'levers'?"),
    "duplicate key": (MINE, scenario("[levers]\noffload = 1\noffload = 1\n"), "is not valid TOML"),
    "circular base": (MINE, scenario('base = "mine"\n'), "the bases go round in a circle"),
    "missing base": (MINE, scenario('base = "mein"\n'), "base: scenario 'mein' is not known"),
    "base leaving the folder": (MINE, scenario('base = "../x.toml"\n'), "leaves the folder"),
    "lever misspelt": (
        MINE, scenario("[levers]\nofload = 0.5\n"), "[levers] ofload: lever or uncertainty 'ofload'"),
    "lever too high": (MINE, scenario("[levers]\noffload = 1.01\n"), "from 0 to 1 (share 0–1); got 1.01"),
    "lever below range": (MINE, scenario("[levers]\noffload = -1\n"), "got -1"),
    "lever nan": (MINE, scenario("[levers]\noffload = nan\n"), "got nan"),
    "lever inf": (MINE, scenario("[levers]\noffload = -inf\n"), "got -inf"),
    "lever 1e400": (MINE, scenario("[levers]\noffload = 1e400\n"), "got inf"),
    "bool for number": (MINE, scenario("[levers]\noffload = true\n"), "got True"),
    "text for number": (MINE, scenario('[levers]\noffload = "half"\n'), "got 'half'"),
    "lever under uncertainties": (
        MINE, scenario("[uncertainties]\noffload = 0.5\n"), "Put it under [levers]"),
    "plan with a typing error": (
        MINE, scenario("[levers]\noffload = { value = 0.5, start = 1 }\n"), "Did you mean 'start_w'?"),
    "plan for an unknown community": (
        MINE, scenario('[levers]\noffload = { value = 0.5, communities = ["XYZ"] }\n'), "got 'XYZ'"),
    "set without a value": ([*RUN, "--set", "offload"], nothing, "--set: must be NAME=VALUE; got 'offload'"),
    "set with nothing after the sign": ([*RUN, "--set", "offload="], nothing, "must be NAME=VALUE"),
    "set unknown": ([*RUN, "--set", "ofload=1"], nothing, "--set ofload: lever or uncertainty 'ofload'"),
    "set too high": ([*RUN, "--set", "offload=2"], nothing, "from 0 to 1 (share 0–1); got 2"),
    "set nan": ([*RUN, "--set", "offload=nan"], nothing, "got nan"),
    "set inf": ([*RUN, "--set", "offload=inf"], nothing, "got inf"),
    "set 1e400": ([*RUN, "--set", "offload=1e400"], nothing, "got inf"),
    "set true": ([*RUN, "--set", "offload=true"], nothing, "got True"),
    "set text": ([*RUN, "--set", "offload=much"], nothing, "got 'much'"),
    "set twice": ([*RUN, "--set", "offload=1", "--set", "offload=0"], nothing, "is given twice"),
    "set an expression": ([*RUN, "--set", "offload=1+1"], nothing, "cannot read the value '1+1'"),
    "set an unknown option": ([*RUN, "--set", "tender=cheapest"], nothing, "one of"),
    "set a part that is not": (
        [*RUN, "--set", "channel_open.talk=1"], nothing, "part of channel_open 'talk'"),
    "weeks 0": ([*RUN, "--weeks", "0"], nothing, "--weeks must be a whole number from 1 to 5200; got 0"),
    "weeks negative": ([*RUN, "--weeks", "-3"], nothing, "got -3"),
    "weeks nan": ([*RUN, "--weeks", "nan"], nothing, "got 'nan'"),
    "weeks between": ([*RUN, "--weeks", "1.5"], nothing, "got '1.5'"),
    "weeks without end": ([*RUN, "--weeks", "1e400"], nothing, "got '1e400'"),
    "weeks too many": ([*RUN, "--weeks", "5201"], nothing, "got 5201"),
    "weeks empty": ([*RUN, "--weeks", ""], nothing, "got ''"),
    "seed negative": ([*RUN, "--seed", "-1"], nothing, "--seed must be a whole number from 0"),
    "seed text": ([*RUN, "--seed", "lucky"], nothing, "got 'lucky'"),
    "seed too large": ([*RUN, "--seed", "9" * 30], nothing, "--seed must be a whole number from 0"),
    "checkpoint every 0 weeks": ([*RUN, "--checkpoint-every", "0"], nothing, "--checkpoint-every must be"),
    "unknown mix": ([*RUN, "--population", "kuming"], nothing, "Did you mean 'kunming'?"),
    "mix and tables": (
        [*OWN, "--population", "kunming"], tables("x", "x"), "cannot go with tables of your own"),
    "residents alone": ([*RUN, "--residents", "r.csv"], nothing, "must both be given"),
    "table missing": (OWN, nothing, "--residents r.csv: there is no such file"),
    "table a folder": (OWN, lambda: Path("r.csv").mkdir(), "--residents r.csv: is a folder"),
    "resident without a household": (
        OWN, tables("resident,household,age\np1,h1,30\np2,h9,30\n"), "household 'h9' is not in h.csv"),
    "age of minus three": (OWN, tables("resident,household,age\np1,h1,-3\np2,h1,30\n"), "-3"),
    "tie to nobody": (
        [*OWN, "--ties", "t.csv"],
        tables("resident,household,age\np1,h1,30\np2,h1,31\n", ties="layer,from,to\nkin,p1,p7\n"), "p7"),
    "out is a file": ([*RUN, *OUT], lambda: write("out", "x"), "--out out: is a file"),
    "out below a file": ([*RUN, "--out", "f/out"], lambda: write("f", "x"), "is a file. Name a folder"),
    "out holds something else": ([*RUN, *OUT], lambda: write("out/letter.txt", "x"), "holds something else"),
    "out of another command": ([*RUN, *OUT], earlier("compare", "differences.csv"), "holds something else"),
    "out with a stranger beside": ([*RUN, *OUT, "--force"], earlier("run", "letter.txt"), "(letter.txt)"),
    "out of an earlier run": ([*RUN, *OUT], earlier("run", "weekly.parquet"), "Add --force to replace it"),
    "out empty": ([*RUN, "--out", ""], nothing, "--out: must name a folder"),
    "resume nowhere": (["run", "--resume", "out"], nothing, "--resume out: there is no such folder"),
    "resume something else": (["run", "--resume", "out"], earlier("compare"), "holds no run of shequ"),
    "resume a damaged run": (
        ["run", "--resume", "out"], lambda: write("out/manifest.json", "{"), "holds no run of shequ"),
    "resume with a scenario": ([*RUN, "--resume", "out"], earlier("run"), "--resume: takes scenario"),
    "replications 0": (
        ["compare", "--replications", "0"], nothing, "--replications must be a whole number from 1"),
    "workers 0": (
        ["compare", "--workers", "0"], nothing, "--workers must be a whole number from 1 to 512; got 0"),
    "workers text": (["compare", "--workers", "all"], nothing, "got 'all'"),
    "compare weeks 0": (["compare", "--weeks", "0"], nothing, "--weeks must be"),
    "compare seed text": (["compare", "--seed", "0x1"], nothing, "got '0x1'"),
    "compare with itself": (["compare", "--policies", "baseline"], nothing, "is the baseline itself"),
    "compare one twice": (
        ["compare", "--policies", "s4_offload_funded,s4_offload_funded"], nothing, "Name each policy once"),
    "compare the unknown": (["compare", "--policies", "s3"], nothing, "scenario 's3' is not known"),
    "compare nothing": (["compare", "--policies", ""], nothing, "scenario '' is not known"),
    "compare states of the world": (
        ["compare", "--policies", "mine.toml"], scenario("[uncertainties]\nphi_imp = 0.5\n"),
        "sets the uncertainty"),
    "compare other people": (
        ["compare", "--policies", "mine.toml"], scenario("[levers]\nmixing = 1\n"), "changes the population"),
    "compare with the unknown": (
        ["compare", "--policies", "s4_offload_funded", "--against", "s9"], nothing, "'s9' is not known"),
    "compare the grid with another": (
        ["compare", "--against", "s4_offload_funded"], nothing, "--against: goes with --policies"),
    "compare a table that is not there": (
        ["compare", "--policies", "t.csv"], nothing, "there is no such file"),
    "compare a table of the unknown": (
        ["compare", "--policies", "t.csv"], lambda: write("t.csv", "name,ofload\na,0.5\n"), "'offload'"),
    "compare a table out of range": (
        ["compare", "--policies", "t.csv"], lambda: write("t.csv", "offload\n0.4\n1.5\n"), "row 3, column"),
    "compare a table with one name twice": (
        ["compare", "--policies", "t.csv"], lambda: write("t.csv", "name,offload\na,0.4\na,0.6\n"),
        "the name 'a' stands twice"),
    "compare a table of the world": (
        ["compare", "--policies", "t.csv"], lambda: write("t.csv", "phi_imp\n0.4\n"), "sets the uncertainty"),
    "compare into another result": (
        ["compare", *OUT], earlier("run", "weekly.parquet"), "is not empty and holds something else"),
    "list the unknown": (["list", "lever"], nothing, "Did you mean 'levers'?"),
    "language of the moon": (
        ["list", "levers", "--lang", "la"], nothing, "--lang must be zh or en; got 'la'"),
    "baseline with no seeds": (
        ["check-baseline", "--seeds", "0"], nothing, "--seeds must be a whole number from 1"),
}  # fmt: skip


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def test_there_are_at_least_sixty_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_in_one_sentence_and_changes_nothing(here: Path, case: str) -> None:
    words, setup, message = CASES[case]
    setup()
    before = snapshot(here)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert result.stderr.startswith("shequ: ")
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert snapshot(here) == before


@pytest.mark.parametrize("case", ["unknown scenario", "set too high", "out holds something else"])
def test_a_refusal_needs_nothing_heavy(here: Path, case: str) -> None:
    """In a process of its own: no compiler, no tables, no model are loaded, so it comes at once."""
    words, setup, message = CASES[case]
    setup()
    script = (
        "import sys, atexit\n"
        "heavy = {'numba', 'mesa', 'pandas', 'matplotlib', 'scipy', 'sim.schedule'}\n"
        "atexit.register(lambda: print('loaded', sorted(heavy & set(sys.modules))))\n"
        "from experiments.cli import main\n"
        f"sys.argv = ['shequ', *{words!r}]\n"
        "main()\n"
    )
    top = str(Path(__file__).parents[2])
    remembered.remember(declarations())  # as after any earlier use
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": top},
    )  # fmt: skip
    assert message in done.stderr
    assert done.returncode == 2
    assert "loaded []" in done.stdout


def test_help_needs_nothing_heavy() -> None:
    heavy = "{'numba', 'mesa', 'numpy', 'pydantic'}"
    script = f"import sys, experiments.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.stdout.strip() == "[]"
