"""The comparison: the same numbers as straight runs, whoever computes them, and one folder that tells all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.stored import read_comparison
from analysis.summary import records
from experiments import report
from experiments.compare import CURVES, RUNS, Compared, Plan, begin, compare
from experiments.compare_runs import Policies, Stored
from experiments.folder import COMPARE_FILES
from experiments.kept_runs import OtherRuns, WholeSeeds
from experiments.policies import BASELINE, grid_policies, grid_spotlight
from experiments.processes import Stopped
from experiments.report import COLUMNS, write_comparison
from experiments.sweep.batch import Pace
from experiments.sweep.engine import How, execute
from experiments.sweep.layout import PARTS
from experiments.sweep.local import Local
from experiments.sweep.plan import Task, Terms
from experiments.sweep.progress import Progress
from experiments.sweep.store import Store
from experiments.sweep.task import FAILED, Row, task_rows
from experiments.sweep.verify import verify
from sim.collector import weekly_course
from sim.errors import BadInput, SimError
from sim.model import Street
from sim.outcomes import measure_all
from tests.experiments.here import Here, made, run

WEEKS = 5
FEW = tuple(p for p in grid_policies() if p[0].name in {BASELINE, *grid_spotlight()[:2]})
TYPES = ("OLD", "CHE", "DAN", "URV", "VTC", "RUR", "REL", "BOR", "FAR")
SINGLY = How(pace=Pace(most=1))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan(FEW, grid_spotlight()[:2], replications=3, weeks=WEEKS, seed=4, command="shequ compare")


@pytest.fixture(scope="module")
def folder(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a comparison that is finished."""
    where = tmp_path_factory.mktemp("compare") / "out"
    write_comparison(plan, made(plan, where), where, ())
    return where


@pytest.fixture(scope="module")
def compared(plan: Plan, folder: Path) -> Compared:
    return compare(plan, *begin(plan, folder))


def stored(plan: Plan, folder: Path) -> Stored:
    """Read the runs of a comparison on the default street."""
    policies = Policies(tuple(p.name for p, _ in plan.policies), tuple(s.digest() for _, s in plan.policies),
                        TYPES)  # fmt: skip
    return Stored(*begin(plan, folder), policies)


def runs_made(folder: Path) -> int:
    """Count the rows in all parts, those of a run that was made twice each."""
    return sum(pq.read_metadata(path).num_rows for path in (folder / RUNS / PARTS).iterdir())


def same(one: Compared, other: Compared) -> None:
    """Hold every number of two comparisons to be the same to the bit."""
    for table in ("runs", "failures"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)
    for table in ("table", "curves", "gaps", "prices", "frontiers"):
        left, right = getattr(one.comparison, table), getattr(other.comparison, table)
        pd.testing.assert_frame_equal(left, right, check_exact=True)


def test_a_policy_from_the_shared_burn_in_equals_a_straight_run_to_the_bit(plan: Plan, folder: Path) -> None:
    policy, scenario = FEW[2]
    straight = Street(scenario, seed=5, weeks=WEEKS).run()
    found = stored(plan, folder)
    runs = found.runs()
    mine = runs[(runs["policy"] == policy.name) & (runs["seed"] == 5)]
    values = mine.set_index(["indicator", "level", "name"])["value"]
    assert not values.index.duplicated().any()
    alone = measure_all(straight)
    alone = alone[(alone["level"] != "community") | ~alone["name"].isin(TYPES)]
    assert len(alone) + 3 == len(values)  # three costs
    for row in records(alone):
        key = (row["indicator"], row["level"], row["name"])
        assert np.array_equal(values[key], row["value"], equal_nan=True), key
    course = weekly_course(straight)
    ours = found.courses([policy.name], CURVES, WEEKS)[0, 1]
    assert np.array_equal(ours, [course[name] for name in CURVES], equal_nan=True)


def test_the_weekly_course_ends_where_the_indicators_do() -> None:
    street = Street(seed=5, weeks=1).run()
    last = {name: course[-1] for name, course in weekly_course(street).items()}
    table = measure_all(street, (street.week, street.week))
    now = table[table["level"] == "street"].set_index("indicator")["value"]
    for name in ("ENG3", "DIS5", "WRK5a", "SVC2a"):
        assert last[name] == pytest.approx(now[name], rel=1e-6), name


def test_the_number_of_workers_changes_nothing(plan: Plan, compared: Compared, tmp_path: Path) -> None:
    again = made(replace(plan, workers=2), tmp_path / "out", Local(2), SINGLY)
    same(again, compared)
    assert again.comparison.facts["key"] == compared.comparison.facts["key"]


def test_a_comparison_that_is_stopped_goes_on_and_makes_no_run_twice(
    plan: Plan, compared: Compared, tmp_path: Path
) -> None:
    def stop(now: Progress) -> None:
        if now.done:
            raise Stopped

    store, sweep = begin(plan, tmp_path / "out")
    first = execute(sweep, store, Here(), stop, how=SINGLY)
    assert first.stopped
    assert 0 < first.done < plan.n_runs
    with pytest.raises(SimError, match=f"{first.left} runs have not been made yet. Give the command again"):
        compare(plan, store, sweep)
    same(made(plan, tmp_path / "out"), compared)
    assert runs_made(tmp_path / "out") == plan.n_runs
    assert verify(tmp_path / "out" / RUNS).exit_value == 0


def test_more_seeds_and_another_order_take_up_what_is_there(
    plan: Plan, compared: Compared, tmp_path: Path
) -> None:
    baseline, *others = plan.policies
    turned = replace(plan, replications=1, policies=(baseline, *others[::-1]))
    run(turned, tmp_path / "out")
    same(made(plan, tmp_path / "out"), compared)
    assert runs_made(tmp_path / "out") == plan.n_runs
    fewer = stored(replace(plan, replications=2), tmp_path / "out").runs()
    pd.testing.assert_frame_equal(fewer, compared.runs[: len(fewer)], check_exact=True)
    assert set(fewer["seed"]) == {4, 5}
    assert runs_made(tmp_path / "out") == plan.n_runs


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weeks": WEEKS + 1}, "weeks 5, not 6"),
        ({"seed": 5}, "first seed 4, not 5"),
        ({"policies": FEW[:2]}, "those of other scenarios"),
    ],
)
def test_another_comparison_is_refused_without_force_and_changes_nothing(
    plan: Plan, folder: Path, change: dict[str, Any], words: str
) -> None:
    other = replace(plan, **change)
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
    with pytest.raises(OtherRuns, match=rf"runs: holds other runs: {words}\. Add --force to begin anew"):
        begin(other, folder)
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*")) == before


def test_with_force_another_comparison_begins_anew_and_the_same_goes_on(plan: Plan, tmp_path: Path) -> None:
    one = replace(plan, replications=1)
    run(one, tmp_path / "out")
    assert begin(one, tmp_path / "out", force=True)[0].finished() == {spec.key for spec in one.sweep.runs()}
    other = replace(one, weeks=WEEKS + 1)
    store, _ = begin(other, tmp_path / "out", force=True)
    assert not store.finished()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["manifest.json", RUNS]


def test_runs_of_other_sources_are_refused_and_with_force_made_anew(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = replace(plan, replications=1)
    run(one, tmp_path / "out")
    monkeypatch.setattr("experiments.sweep.store.sources", lambda: "patched")
    with pytest.raises(
        OtherRuns, match=r"begun with other sources of the model .* Add --force to begin anew"
    ):
        begin(one, tmp_path / "out")
    assert not begin(one, tmp_path / "out", force=True)[0].finished()


def test_a_comparison_without_its_runs_is_refused(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"command": "compare", "comparison": {}}')
    with pytest.raises(OtherRuns, match="holds a comparison whose runs were not kept"):
        begin(plan, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]
    assert not begin(plan, tmp_path, force=True)[0].finished()


def test_batches_are_whole_seeds_of_at_most_a_minute_and_smaller_at_the_end() -> None:
    assert WholeSeeds(points=27).size(540, 2) == 27
    assert [WholeSeeds(points=27).size(left, places) for left, places in ((27, 2), (3, 4))] == [14, 1]
    twice = WholeSeeds(points=27)
    assert [twice.size(54, 2), twice.size(27, 2)] == [27, 27]
    quick, slow = WholeSeeds(points=27), WholeSeeds(points=27)
    quick.learn(27, 27.0)
    slow.learn(27, 27.0 * 20)
    assert [quick.size(left, 2) for left in (500, 40, 20, 4)] == [27, 20, 15, 15]
    assert [slow.size(left, 2) for left in (500, 5, 1)] == [3, 3, 1]


def test_the_baseline_is_paired_with_itself_by_seed(plan: Plan, compared: Compared) -> None:
    runs = compared.runs[(compared.runs["indicator"] == "DIS5") & (compared.runs["level"] == "street")]
    wide = runs.pivot(index="seed", columns="policy", values="value")
    name = FEW[1][0].name
    row = compared.comparison.by_policy("DIS5")[name]
    assert list(wide.index) == [4, 5, 6]
    assert row["mean_difference"] == pytest.approx((wide[name] - wide[BASELINE]).mean())
    assert row["replications"] == 3


def test_the_outlay_of_a_year_is_what_left_the_accounts_outside(compared: Compared) -> None:
    costs = compared.runs[compared.runs["indicator"].isin(["COST1", "COST2", "COST3"])]
    assert (costs.groupby("indicator")["value"].count() == 9).all()
    base = costs[costs["policy"] == BASELINE].set_index(["indicator", "seed"])["value"]
    assert (base["COST1"] > 50).all()  # yuan a resident: wages of committees alone are more
    assert (base["COST2"] == 0).all()


def with_a_failure(task: Task, terms: Terms) -> Iterator[Row]:
    """Let one run fail."""
    for row in task_rows(task, terms):
        name = next(one.scenario.name for one in task.runs if one.key == row.key)
        yield failure(row) if row.seed == 5 and name == FEW[2][0].name else row


def only_failures(task: Task, terms: Terms) -> Iterator[Row]:
    """Let every run fail."""
    for one in task.runs:
        yield failure(Row(one.key, one.point, one.replicate, one.seed, FAILED))


def failure(row: Row) -> Row:
    return Row(row.key, row.point, row.replicate, row.seed, FAILED, "ValueError: planted", "in a test")


def test_a_run_that_fails_is_a_row_and_the_others_go_on(
    plan: Plan, compared: Compared, tmp_path: Path
) -> None:
    found = made(plan, tmp_path / "out", how=How(rows=with_a_failure))
    assert found.failures.to_numpy().tolist() == [[FEW[2][0].name, 5, "ValueError: planted", "in a test"]]
    assert found.comparison.by_policy("DIS5")[FEW[2][0].name]["replications"] == 2
    assert found.comparison.by_policy("DIS5")[FEW[1][0].name]["replications"] == 3
    assert found.runs.drop(columns="value").equals(compared.runs.drop(columns="value"))
    assert len(stored(plan, tmp_path / "out").failures()) == 1
    run(plan, tmp_path / "out", how=How(retry=True))
    again = stored(plan, tmp_path / "out")
    assert again.failures().empty
    pd.testing.assert_frame_equal(again.runs(), compared.runs, check_exact=True)


def test_nothing_is_compared_if_everything_fails(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(SimError, match=r"No pair of runs could be finished(.|\n)*planted"):
        made(plan, tmp_path / "out", how=How(rows=only_failures))


class Page(HTMLParser):
    """What a page holds: its words, its pictures, and whatever it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.pictures = 0
        self.fetched: list[str] = []
        self.headings: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src") or given.get("href") or ""
        if tag == "img":
            self.pictures += 1
            assert given.get("alt")
        if source and not source.startswith("data:"):
            self.fetched.append(source)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_folder_holds_what_it_should(folder: Path) -> None:
    names = {path.name for path in folder.iterdir() if path.name != ".lock"}
    printed = {"brief.zh.pdf", "brief.en.pdf"}
    moved = {"structures.csv", "structures.parquet", "structure_runs"}
    assert names == COMPARE_FILES - printed - moved - {"failures.csv"}
    assert [path.name for path in folder.parent.iterdir()] == ["out"]
    pictures = {path.name for path in (folder / "figures").iterdir()}
    assert {"differences.zh.png", "differences.en.png", "curves.zh.png", "who_gains.en.png"} <= pictures


def test_differences_name_policy_indicator_community_and_group(folder: Path) -> None:
    table = pd.read_csv(folder / "differences.csv")
    assert tuple(table.columns) == COLUMNS
    assert set(table["policy"]) == {FEW[1][0].name, FEW[2][0].name}
    assert {"all", "OLD", "RUR"} <= set(table["community"])
    assert {"all", "migrant", "renter"} <= set(table["group"])
    assert not table.duplicated(["policy", "indicator", "community", "group"]).any()
    parquet = pq.read_table(folder / "differences.parquet").to_pandas()
    assert len(parquet) == len(table)
    assert (folder / "differences.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_manifest_traces_every_policy(folder: Path, plan: Plan) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    assert told["command"] == "compare"
    assert told["key"] == plan.key()
    assert told["seeds"] == [4, 5, 6]
    assert [p["digest"] for p in told["policies"]] == [s.digest() for _, s in plan.policies]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("适合回答", "不适合回答", "谁受益，谁受损", "花费", "假设的可靠程度", "下沉多、钱不跟")),
     ("en", ("Fit for", "Unfit for", "Who gains and who loses", "What it costs",
             "Standing of the assumptions", "More work, no more money"))],
)  # fmt: skip
def test_the_brief_stands_alone_and_says_what_it_must(
    folder: Path, plan: Plan, language: str, words: tuple[str, ...]
) -> None:
    page = Page((folder / f"brief.{language}.html").read_text(encoding="utf-8"))
    text = " ".join(page.words)
    for word in (*words, plan.key(), "4–6"):
        assert word in text
    assert page.fetched == []
    assert page.pictures >= 4
    assert "None" not in text
    assert "nan" not in text.split()


def test_the_runs_are_a_sweep_that_is_whole(folder: Path, plan: Plan) -> None:
    told = json.loads((folder / "manifest.json").read_text())
    runs = Store.open(folder / RUNS).told()
    assert verify(folder / RUNS).exit_value == 0
    assert runs["command_line"] == told["line"] == f"shequ compare --out {folder}"
    assert runs["sources"] == told["sources"]
    assert runs["started"] == told["started"] <= told["finished"]


def test_an_earlier_result_is_replaced_as_a_whole(
    folder: Path, plan: Plan, compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_write_pages", lambda *_: None)
    (folder / "failures.csv").write_text("old")
    (folder / "figures" / "old.png").write_text("old")
    write_comparison(plan, compared, folder, ())
    assert not (folder / "failures.csv").exists()
    assert not (folder / "figures" / "old.png").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["out"]
    again, table = read_comparison(folder).table, compared.comparison.table
    pd.testing.assert_frame_equal(again, table, check_dtype=False, check_exact=True)


def test_a_kill_while_results_change_places_leaves_a_comparison_that_is_not_finished(
    folder: Path, plan: Plan, compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_write_pages", lambda *_: None)
    with monkeypatch.context() as patch:
        patch.setattr(report, "_put_in_place", _killed)
        with pytest.raises(KeyboardInterrupt):
            write_comparison(plan, compared, folder, ())
    with pytest.raises(
        BadInput, match=r"the comparison is not finished\. Give its command again: shequ compa"
    ):
        read_comparison(folder)
    write_comparison(plan, compare(plan, *begin(plan, folder)), folder, ())
    assert len(read_comparison(folder).table) == len(compared.comparison.table)


def _killed(draft: Path, folder: Path) -> None:
    (draft / "runs.parquet").rename(folder / "runs.parquet")
    raise KeyboardInterrupt
