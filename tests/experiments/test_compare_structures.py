"""A comparison under other structures of the model: the same policies, luck and store, one choice moved."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from analysis.stored import read_comparison
from analysis.structures import COLUMNS, DEFAULT, Structure
from analysis.summary import records
from experiments.cli import app
from experiments.compare import Plan, begin, compare
from experiments.compare_structures import STRUCTURE_RUNS, begin_structure, read_structures, switches
from experiments.folder import COMPARE_FILES
from experiments.kept_runs import OtherRuns
from experiments.policies import BASELINE, grid_policies, grid_spotlight
from experiments.report import write_comparison
from experiments.sweep.layout import PARTS
from sim.errors import SimError
from sim.model import Street
from sim.outcomes import measure_all
from sim.scenario import Scenario
from tests.experiments.here import Here, made, run_under

COPRODUCTION, ELASTIC = Structure("coproduction", "complements"), Structure("street_capacity", "elastic")
WEEKS = 10
FEW = tuple(p for p in grid_policies() if p[0].name in {BASELINE, *grid_spotlight()[:2]})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan(FEW, grid_spotlight()[:2], replications=3, weeks=WEEKS, seed=4,
                structures=(COPRODUCTION, ELASTIC))  # fmt: skip


@pytest.fixture(scope="module")
def folder(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a comparison that is finished."""
    where = tmp_path_factory.mktemp("compare") / "out"
    write_comparison(plan, made(plan, where), where, ())
    return where


def parts(folder: Path) -> dict[str, int]:
    """Count the runs that were made under each structure."""
    places = sorted((folder / STRUCTURE_RUNS).iterdir())
    return {p.name: sum(pq.read_metadata(f).num_rows for f in (p / PARTS).iterdir()) for p in places}


def test_all_is_every_other_option_of_every_mechanism() -> None:
    found = read_structures("all", Scenario())
    known = switches()
    names = list(dict.fromkeys(structure.switch for structure in found))
    assert names == [name for name in known if name not in ("costs", "shock")]
    assert len(names) >= 10
    for name in names:
        tried = [structure.option for structure in found if structure.switch == name]
        options = known[name].options or (True, False)
        assert tried == [option for option in options if option != known[name].default]
    assert Structure("intergroup_cases", False) in found


def test_what_is_usual_is_said_by_the_scenario_that_is_compared_with() -> None:
    base = Scenario(values={"linkage_form": "threshold"})
    assert read_structures("linkage_form", base) == (
        Structure("linkage_form", "weakest link"), Structure("linkage_form", "substitutes")
    )  # fmt: skip
    assert read_structures(" costs , coproduction", base) == (Structure("costs", False), COPRODUCTION)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("linkage_from", "--structures: switch 'linkage_from' is not known. Did you mean 'linkage_form'?"),
        ("phi_imp", "switch 'phi_imp' is not known"),
        ("all,coproduction", "switch 'all' is not known"),
        ("coproduction,coproduction", "--structures: coproduction is given twice. Name each switch once."),
        ("", "--structures: switch '' is not known"),
    ],
)
def test_what_is_no_switch_is_refused_and_nothing_is_written(
    given: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SimError) as refused:
        read_structures(given, Scenario())
    assert told in str(refused.value)
    result = CliRunner().invoke(app, ["compare", "--structures", given])
    assert result.exit_code == 2
    assert told in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_run_under_a_structure_equals_a_straight_run_to_the_bit(plan: Plan, folder: Path) -> None:
    store, _ = begin_structure(plan, ELASTIC, folder)
    policy, scenario = FEW[2]
    moved = scenario.changed(policy.name, street_capacity="elastic")
    straight = measure_all(Street(moved, seed=5, weeks=WEEKS).run()).set_index(["level", "indicator"])
    rows = store.frame()
    mine = rows[(rows["seed"] == 5) & (rows["point"] == 2)].iloc[0]
    for indicator in ("ENG3", "DIS5", "WRK5a", "SVC2a"):
        assert mine[indicator] == straight.loc[("street", indicator), "value"]


def test_the_folder_holds_the_table_the_figure_and_the_runs(plan: Plan, folder: Path) -> None:
    names = {path.name for path in folder.iterdir() if path.name != ".lock"}
    assert names == COMPARE_FILES - {"failures.csv", "brief.zh.pdf", "brief.en.pdf"}
    assert parts(folder) == {"coproduction.complements": 9, "street_capacity.elastic": 9}
    assert {path.name for path in (folder / "figures").iterdir()} >= {
        "structures.zh.png",
        "structures.en.png",
    }
    table = pd.read_csv(folder / "structures.csv")
    assert tuple(table.columns) == COLUMNS
    assert list(dict.fromkeys(table["switch"])) == [DEFAULT, "coproduction", "street_capacity"]
    assert set(table["policy"]) == {policy.name for policy, _ in FEW[1:]}
    assert set(table["flips"]) <= {"yes", "no"}
    assert not table.duplicated(["policy", "indicator", "switch", "option"]).any()
    assert len(pq.read_table(folder / "structures.parquet")) == len(table)


def test_the_difference_under_a_structure_is_paired_by_seed_with_its_own_baseline(
    plan: Plan, folder: Path
) -> None:
    table = pd.read_parquet(folder / "structures.parquet")
    store, _ = begin_structure(plan, ELASTIC, folder)
    name = FEW[1][0].name
    values = store.frame().pivot(index="seed", columns="point", values="DIS5")
    mine = records(table[(table["policy"] == name) & (table["indicator"] == "DIS5")])
    usual, moved = (next(r for r in mine if r["switch"] == s) for s in (DEFAULT, "street_capacity"))
    wanted = (values[1] - values[0]).mean()
    assert moved["difference"] == pytest.approx(wanted)
    assert moved["change"] == pytest.approx(wanted - usual["difference"])
    assert moved["matters"] == usual["matters"]


def test_the_usual_numbers_are_those_of_a_comparison_without_structures(plan: Plan, folder: Path) -> None:
    alone = replace(plan, structures=())
    found = compare(alone, *begin(alone, folder))
    again = read_comparison(folder)
    pd.testing.assert_frame_equal(again.table, found.comparison.table, check_dtype=False, check_exact=True)
    assert found.comparison.structures.empty
    assert alone.key() != plan.key()
    assert again.facts["key"] == plan.key()
    told = json.loads((folder / "manifest.json").read_text())
    assert told["runs"] == 27


def test_a_page_drawn_again_has_what_was_found(plan: Plan, folder: Path) -> None:
    before = (folder / "brief.en.html").read_text(encoding="utf-8")
    result = CliRunner().invoke(app, ["brief", str(folder), "--lang", "en"])
    assert result.exit_code == 0, result.output
    after = (folder / "brief.en.html").read_text(encoding="utf-8")
    for page in (before, after):
        assert '<section id="structures">' in page
        assert "Volunteers and staff (usually additive; tried: complements)" in page


def test_more_seeds_and_more_structures_make_only_what_is_not_there(plan: Plan, folder: Path) -> None:
    more = replace(plan, replications=4, structures=(COPRODUCTION,))
    run_under(more, COPRODUCTION, folder)
    assert parts(folder) == {"coproduction.complements": 12, "street_capacity.elastic": 9}
    run_under(plan, COPRODUCTION, folder)
    assert parts(folder)["coproduction.complements"] == 12


def test_runs_of_another_comparison_are_refused_or_put_away(plan: Plan, tmp_path: Path) -> None:
    begin_structure(plan, ELASTIC, tmp_path)
    other = replace(plan, weeks=WEEKS + 1)
    with pytest.raises(OtherRuns, match=r"weeks 10, not 11\. Add --force"):
        begin_structure(other, ELASTIC, tmp_path)
    begin_structure(other, ELASTIC, tmp_path, force=True)
    begin_structure(other, ELASTIC, tmp_path)


def test_the_command_says_what_it_does_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.sweep.local.Local", lambda _: Here())
    Path("mine.csv").write_text("name,offload\nmore,0.8\n")
    words = ["compare", "--policies", "mine.csv", "--structures", "coproduction", "--weeks", "2",
             "--replications", "2", "--out", "out", "--lang", "en"]  # fmt: skip
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(Path("out/manifest.json").read_text())
    assert "--structures coproduction" in told["line"]
    assert told["comparison"]["facts"]["structures"][0]["tried"] == ["complements"]
    first = Path("out/structures.csv").read_bytes()
    monkeypatch.setattr("experiments.sweep.local.Local", lambda _: None)
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert Path("out/structures.csv").read_bytes() == first
