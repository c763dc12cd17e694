"""The commands for many runs, as a user types them: what is left behind, what is said, what is refused."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app
from experiments.sweep.store import Store
from tests.experiments.sweep.made import made_row

DESIGN = """
title_en = "Mine"
kind = "sobol"
samples = 2
weeks = 2
replications = 1
[levers]
offload = { low = 0.2, high = 0.8 }
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one design."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    Path("mine.toml").write_text(DESIGN, "utf-8")
    return tmp_path


def shequ(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def ran(*words: str) -> str:
    result = shequ(*words)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_sweep_is_run_gone_on_with_extended_and_verified() -> None:
    said = ran("sweep", "mine.toml", "--out", "r", "--workers", "1", "--lang", "en")
    assert "2 runs, 0 to do" in said  # the pilot did both, and its rows are kept
    assert "2 of 2 runs are done" in said
    first = Store.open(Path("r")).frame()
    assert set(first["status"]) == {"done"}
    again = ran("sweep", "mine.toml", "--out", "r", "--workers", "1", "--lang", "en")
    assert "Trying" not in again
    more = ran("extend", "r", "--samples", "4", "--replications", "2", "--workers", "1", "--lang", "en")
    assert "8 of 8 runs are done" in more
    larger = Store.open(Path("r")).frame(where="point < 2 AND replicate = 0")
    assert larger["payload"].tolist() == first["payload"].tolist()
    assert ran("verify", "r", "--lang", "zh").strip().endswith("已有结果完好。")
    told = json.loads(ran("status", "r", "--json"))
    assert told["counts"]["done"] == 8


def test_an_estimate_runs_only_the_pilot() -> None:
    Path("mine.toml").write_text(DESIGN.replace("samples = 2", "samples = 4"), "utf-8")
    said = ran("sweep", "mine.toml", "--out", "r", "--estimate", "--workers", "1", "--lang", "en")
    assert re.search(
        r"4 runs, 2 to do: about .+ on 1 processes \(.+ of processor time\), [\d.]+ kB of disk", said
    )
    assert len(Store.open(Path("r")).finished()) == 2
    said = ran("status", "r", "--lang", "en")
    assert "2 runs are left; everything finished is kept. To go on: shequ sweep mine.toml --out r" in said


def test_the_estimate_says_what_courses_and_people_take() -> None:
    kept = 'weekly = ["ENG3"]\nmicro = ["residents"]\n[levers]'
    Path("mine.toml").write_text(
        DESIGN.replace("[levers]", kept).replace("samples = 2", "samples = 4"), "utf-8"
    )
    said = ran("sweep", "mine.toml", "--out", "r", "--estimate", "--workers", "1", "--lang", "en")
    assert re.search(r"[\d.]+ MB \(of which weekly courses [\d.]+ kB, people and cases [\d.]+ MB\)", said)
    before = size_of(Path("r"))
    ran("sweep", "mine.toml", "--out", "r", "--workers", "1")
    said = ran("sweep", "mine.toml", "--out", "r2", "--estimate", "--workers", "1", "--lang", "zh")
    megabytes = float(re.findall(r"约占磁盘([\d.]+) MB（其中逐周序列[\d.]+ kB、个体数据[\d.]+ MB）", said)[0])
    assert size_of(Path("r")) - before == pytest.approx(1e6 * megabytes, rel=0.5)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def test_what_failed_is_told_with_the_command_that_does_it_again() -> None:
    ran("sweep", "mine.toml", "--out", "r", "--workers", "1")
    store = Store.open(Path("r"))
    extended = replace(store.sweep(), replications=2)
    store.extend(extended)
    store.write([made_row(run, "failed") for run in extended.runs() if run.replicate])
    for command, exit_value in (("status", 0), ("verify", 1)):
        result = shequ(command, "r", "--lang", "en")
        assert result.exit_code == exit_value
        assert "To run them again: shequ sweep mine.toml --out r --retry" in result.output
    said = ran("sweep", "mine.toml", "--out", "r", "--workers", "1", "--lang", "en")
    assert "Point 0, replication 1 failed: ValueError: planted" in said
    assert "To run them again: shequ sweep mine.toml --out r --retry" in said
    ran("sweep", "mine.toml", "--out", "r", "--workers", "1", "--retry")
    assert set(Store.open(Path("r")).frame()["status"]) == {"done"}


def test_shards_together_make_the_whole() -> None:
    for shard in ("1/2", "2/2"):
        ran("sweep", "mine.toml", "--out", "r", "--workers", "1", "--shard", shard)
    assert len(Store.open(Path("r")).finished()) == 2


def test_a_damaged_part_is_found_and_told_by_the_exit_value() -> None:
    ran("sweep", "mine.toml", "--out", "r", "--workers", "1")
    part = next(Path("r/parts").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    result = shequ("verify", "r", "--lang", "en")
    assert result.exit_code == 2
    assert f"Damaged: {part.name}" in result.output
    assert "Something is wrong" in result.output


def test_another_design_does_not_go_into_the_same_folder() -> None:
    ran("sweep", "mine.toml", "--out", "r", "--estimate", "--workers", "1")
    Path("other.toml").write_text(DESIGN.replace("low = 0.2", "low = 0.1"), "utf-8")
    result = shequ("sweep", "other.toml", "--out", "r")
    assert result.exit_code == 2
    assert "holds the results of another design" in result.output


REFUSED = {
    "no such design": (("sweep", "gird"), "Did you mean 'grid'?"),
    "no such file": (("sweep", "none.toml"), "there is no such file"),
    "a folder for a design": (("sweep", "."), "is a folder"),
    "shard beyond": (("sweep", "mine.toml", "--shard", "3/2"), "--shard must be I/N"),
    "shard in words": (("sweep", "mine.toml", "--shard", "first"), "--shard must be I/N"),
    "shard of nothing": (("sweep", "mine.toml", "--shard", "0/0"), "--shard must be I/N"),
    "no workers": (("sweep", "mine.toml", "--workers", "0"), "--workers must be a whole number"),
    "certificates without an address": (("sweep", "mine.toml", "--dask-ca", "x"), "go with --dask"),
    "a folder of something else": (("sweep", "mine.toml", "--out", "full"), "is not empty"),
    "a file for a folder": (("sweep", "mine.toml", "--out", "mine.toml"), "is a file"),
    "status of nothing": (("status", "none"), "none"),
    "verify of nothing": (("verify", "full"), "full"),
    "extend by nothing": (("extend", "full"), "--replications or --samples must be given"),
    "extend nothing": (("extend", "none", "--replications", "4"), "none"),
    "language": (("status", "none", "--lang", "fr"), "--lang must be zh or en"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_in_a_sentence_and_nothing_is_written(name: str) -> None:
    words, expected = REFUSED[name]
    Path("full").mkdir()
    Path("full/mine.txt").write_text("x", "utf-8")
    before = sorted(Path().rglob("*"))
    result = shequ(*words)
    assert result.exit_code == 2, result.output
    assert expected in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert sorted(Path().rglob("*")) == before


def test_the_pilot_knows_what_a_further_run_takes() -> None:
    ran("sweep", "mine.toml", "--out", "r", "--estimate", "--workers", "1")
    seconds = Store.open(Path("r")).frame()["seconds"].tolist()
    # The first run makes people and the burn-in of 52 weeks, the second only its own two weeks.
    assert seconds[0] > seconds[1]
