"""The comparison: the same numbers as straight runs, whoever computes them, and one folder that tells all."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.summary import records
from experiments.compare import BASELINE, Compared, Plan, compare
from experiments.folder import COMPARE_FILES
from experiments.people import People
from experiments.policies import GRID, TODAY, grid_policies, grid_spotlight, named_policies
from experiments.replication import CURVES, Job, replicate
from experiments.report import COLUMNS, write_comparison
from experiments.sweep import measured
from sim.collector import weekly_course
from sim.errors import SimError
from sim.model import Street
from sim.outcomes import measure_all
from sim.scenario import Scenario

WEEKS = 5
FEW = tuple(p for p in grid_policies() if p[0].name in {BASELINE, *grid_spotlight()[:2]})


def nothing() -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan(FEW, grid_spotlight()[:2], replications=3, weeks=WEEKS, seed=4, command="shequ compare")


@pytest.fixture(scope="module")
def compared(plan: Plan) -> Compared:
    return compare(plan)


def test_the_default_grid_is_26_policies_and_the_baseline_of_today() -> None:
    policies = grid_policies()
    assert len(policies) == 27
    assert policies[0][1].values == {}
    assert policies[0][0].levers == TODAY
    points = {tuple(policy.levers.values()) for policy, _ in policies}
    assert len(points) == 27 == np.prod([len(values) for values in GRID.values()])
    for policy, scenario in policies[1:]:
        assert {**TODAY, **scenario.values} == policy.levers


def test_named_policies_are_compared_with_the_shipped_baseline() -> None:
    names = [policy.name for policy, _ in named_policies(["s3_offload_unfunded", "s4_offload_funded"])]
    assert names == [BASELINE, "s3_offload_unfunded", "s4_offload_funded"]


def test_a_policy_from_the_shared_burn_in_equals_a_straight_run_to_the_bit() -> None:
    scenario = Scenario("x", values={"offload": 0.8, "fund_follow": 1.0, "linkage3": 1.0})
    found = replicate(Job(5, (Scenario(), scenario), WEEKS, People()), nothing)
    straight = Street(scenario, seed=5, weeks=WEEKS).run()
    table = measure_all(straight)
    values = dict(zip(found.keys, found.values[1], strict=True))
    for row in records(table):
        key = (row["indicator"], row["level"], row["name"])
        assert np.array_equal(values[key], row["value"], equal_nan=True), key
    course = weekly_course(straight)
    assert np.array_equal(found.curves[1], [course[name] for name in CURVES], equal_nan=True)


def test_the_weekly_course_ends_where_the_indicators_do() -> None:
    street = Street(seed=5, weeks=1).run()
    last = {name: course[-1] for name, course in weekly_course(street).items()}
    table = measure_all(street, (street.week, street.week))
    now = table[table["level"] == "street"].set_index("indicator")["value"]
    for name in ("ENG3", "DIS5", "WRK5a", "SVC2a"):
        assert last[name] == pytest.approx(now[name], rel=1e-6), name


def test_the_number_of_workers_changes_nothing(plan: Plan, compared: Compared) -> None:
    from dataclasses import replace

    again = compare(replace(plan, workers=2))
    pd.testing.assert_frame_equal(again.runs, compared.runs, check_exact=True)
    pd.testing.assert_frame_equal(again.comparison.table, compared.comparison.table, check_exact=True)
    assert again.comparison.facts["key"] == compared.comparison.facts["key"]


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


def test_a_run_that_fails_is_a_row_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    finish = measured.finish

    def fail_once(street: Street, *more: Any) -> dict[str, float]:
        if street.seed == 5 and street.given.name == FEW[2][0].name:
            raise ValueError("planted")
        return finish(street, *more)

    monkeypatch.setattr(measured, "finish", fail_once)
    found = compare(plan)
    assert found.failures[["policy", "seed", "error"]].values.tolist() == [
        [FEW[2][0].name, 5, "ValueError: planted"]
    ]
    assert found.comparison.by_policy("DIS5")[FEW[2][0].name]["replications"] == 2
    assert found.comparison.by_policy("DIS5")[FEW[1][0].name]["replications"] == 3


def test_nothing_is_compared_if_everything_fails(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> None:
    def fail(*_: Any) -> dict[str, float]:
        raise ValueError("planted")

    monkeypatch.setattr(measured, "finish", fail)
    with pytest.raises(SimError, match=r"No pair of runs could be finished(.|\n)*planted"):
        compare(plan)


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


@pytest.fixture(scope="module")
def folder(plan: Plan, compared: Compared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("compare") / "out"
    write_comparison(plan, compared, where, (), "2020-01-01T00:00:00+00:00")
    return where


def test_the_folder_holds_what_it_should(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == COMPARE_FILES - {"failures.csv"}
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


def test_an_earlier_comparison_is_replaced_as_a_whole(folder: Path, plan: Plan, compared: Compared) -> None:
    (folder / "failures.csv").write_text("old")
    write_comparison(plan, compared, folder, (), "2020-01-01T00:00:00+00:00")
    assert not (folder / "failures.csv").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["out"]
