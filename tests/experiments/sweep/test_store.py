"""The store: parts that tell themselves apart, grow only by columns, and answer questions in SQL."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.folder import MANIFEST
from experiments.sweep.compact import compact
from experiments.sweep.layout import PARTS, POINTS
from experiments.sweep.part import FIXED, pack
from experiments.sweep.plan import Kept, Sweep
from experiments.sweep.store import Store
from experiments.sweep.task import run_task
from sim.errors import BadInput, UnknownName
from sim.scenario import Plan, Scenario
from tests.experiments.sweep.made import a_million_runs, filled, made_row, small_sweep

SWEEP = small_sweep()
RUNS = list(SWEEP.runs())
TAGS = {"version": "1", "catalogue": "c", "platform": "p"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "sweep", SWEEP, {"design": "text"})


def test_rows_come_back_as_they_went_in(store: Store) -> None:
    rows = [made_row(RUNS[1], FIN1=float("inf"), FIN2=float("nan")), made_row(RUNS[0], "failed")]
    receipt = store.write(rows)
    assert receipt.keys == tuple(sorted(row.key for row in rows))
    assert (receipt.n_done, receipt.n_failed, receipt.n_late) == (1, 1, 0)
    assert re.fullmatch(r"[0-9a-f]{16}\.parquet", receipt.name)
    table = pq.read_table(store.folder / PARTS / receipt.name)
    assert table["key"].to_pylist() == sorted(row.key for row in rows)
    back = {row["key"]: row for row in table.to_pylist()}
    for row in rows:
        for name in FIXED:
            assert back[row.key][name] == getattr(row, name), name
    assert back[rows[0].key]["ENG3"] == rows[0].values["ENG3"]
    assert back[rows[0].key]["FIN1"] == float("inf")
    assert back[rows[0].key]["FIN2"] is None
    assert back[rows[1].key]["ENG3"] is None
    assert all(table.schema.field(name).type == pa.float64() for name in rows[0].values)


def test_a_part_says_where_it_comes_from(store: Store) -> None:
    name = store.write([made_row(RUNS[0])]).name
    told = pq.read_schema(store.folder / PARTS / name).metadata
    environment = store.told()["environment"]
    assert told[b"shequ.layout"] == b"1"
    for tag, entry in (("version", "shequ"), ("catalogue", "catalogue"), ("platform", "platform")):
        assert told[f"shequ.{tag}".encode()].decode() == environment[entry]


def test_the_same_rows_give_the_same_bytes_in_any_order() -> None:
    kept = Kept(weekly=("ENG3",))
    rows = [made_row(run, kept=kept) for run in RUNS[:5]]
    one, two = pack(rows, TAGS), pack(rows[::-1], TAGS)
    assert (one.name, one.part, one.beside) == (two.name, two.part, two.beside)


def test_a_part_is_named_by_its_runs_their_states_their_numbers_and_its_columns() -> None:
    row = made_row(RUNS[0])
    others = (
        replace(row, key=RUNS[1].key),
        replace(row, status="late"),
        replace(row, payload="0" * 32),
        replace(row, values={**row.values, "NEW": 1.0}),
    )
    assert len({pack([one], TAGS).name for one in (row, *others)}) == 5
    assert pack([replace(row, seconds=9.0)], TAGS).name == pack([row], TAGS).name


def test_a_part_holds_something_and_no_run_twice(store: Store) -> None:
    for rows in ([], [made_row(RUNS[0]), made_row(RUNS[0])]):
        with pytest.raises(ValueError, match="at least one run, and each run once"):
            store.write(rows)


def test_many_writers_of_the_same_part_do_not_disturb_each_other(store: Store) -> None:
    def write(i: int) -> str:
        rows = [replace(made_row(run), seconds=float(i)) for run in RUNS[:3]]
        return Store.open(store.folder).write(rows).name

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(write, range(40)))
    assert [path.name for path in (store.folder / PARTS).iterdir()] == [*names]
    assert len(store.frame()) == 3


def test_what_is_finished_is_read_from_the_parts(store: Store) -> None:
    store.write([made_row(RUNS[0]), made_row(RUNS[1], "failed"), made_row(RUNS[2], "late")])
    assert store.finished() == {run.key for run in RUNS[:3]}
    assert store.finished(retry=True) == {RUNS[0].key}
    assert [run.key for task in SWEEP.tasks(store.finished()) for run in task.runs] == [
        r.key for r in RUNS[3:]
    ]
    store.write([made_row(RUNS[1])])
    assert store.finished(retry=True) == {RUNS[0].key, RUNS[1].key}
    assert Store.open(store.folder).finished() == store.finished()


def test_a_run_that_was_done_again_stands_there_once_and_done(store: Store) -> None:
    store.write([made_row(RUNS[0], "failed"), made_row(RUNS[1])])
    store.write([made_row(RUNS[0]), made_row(RUNS[2])])
    store.write([made_row(RUNS[1]), made_row(RUNS[2]), made_row(RUNS[3])])
    rows = store.frame(["key", "status", "ENG3"])
    assert sorted(rows["key"]) == sorted(run.key for run in RUNS[:4])
    assert set(rows["status"]) == {"done"}
    expected = {run.key: made_row(run).values["ENG3"] for run in RUNS[:4]}
    assert dict(zip(rows["key"], rows["ENG3"], strict=True)) == expected


def test_points_that_repeat_another_have_its_rows(tmp_path: Path) -> None:
    values = [{"offload": 0.8}, {}, {"offload": 0.8}]
    sweep = Sweep(tuple(Scenario(f"p{i}", values=v) for i, v in enumerate(values)), replications=2)
    rows = filled(tmp_path / "sweep", sweep).frame(["point", "replicate", "ENG3"])
    assert rows[["point", "replicate"]].values.tolist() == [[p, r] for p in range(3) for r in range(2)]
    assert rows.loc[rows["point"] == 0, "ENG3"].tolist() == rows.loc[rows["point"] == 2, "ENG3"].tolist()


def test_columns_are_only_added_and_parts_with_others_open_together(store: Store) -> None:
    store.write([made_row(RUNS[0]), made_row(RUNS[1], "failed")])
    store.write([made_row(RUNS[2], NEW=4.0)])
    store.write([made_row(RUNS[3], "failed")])
    rows = store.frame(["key", "ENG3", "NEW"]).set_index("key")
    assert rows.loc[RUNS[2].key, "NEW"] == 4.0
    assert rows["NEW"].isna().sum() == 3
    assert rows["ENG3"].isna().sum() == 2
    connection = store.connect()
    assert connection.execute("SELECT count(*), count(NEW), avg(NEW) FROM runs").fetchall() == [(4, 1, 4.0)]
    path = f"{store.folder}/parts"
    assert len(pd.read_parquet(path)) == 4
    query = f"SELECT count(NEW) FROM read_parquet('{path}/*.parquet', union_by_name = true)"
    assert connection.execute(query).fetchall() == [(1,)]


def test_a_frame_is_sorted_and_takes_columns_and_a_condition(tmp_path: Path) -> None:
    store = filled(tmp_path / "sweep", SWEEP, a_part=5)
    whole = store.frame()
    assert whole[["point", "replicate"]].values.tolist() == [[p, r] for p in range(4) for r in range(3)]
    some = store.frame(["point", "ENG3"], "replicate = 1 AND point >= 2")
    assert some.columns.tolist() == ["point", "ENG3"]
    assert some["point"].tolist() == [2, 3]
    with pytest.raises(UnknownName, match=r"column 'ENG' is not known\. Did you mean 'ENG3'"):
        store.frame(["ENG"])


def test_an_empty_store_answers_too(store: Store) -> None:
    assert store.finished() == set()
    assert store.frame().columns.tolist() == list(FIXED)
    assert store.connect().execute("SELECT count(*) FROM runs").fetchall() == [(0,)]


@pytest.mark.parametrize("name", ["a [b] *?", "it's", "目录"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "a b").mkdir()
    store = filled(tmp_path / name, SWEEP)
    assert len(store.frame(["ENG3"])) == SWEEP.n_runs


def test_weekly_courses_and_tables_stand_beside_the_part_once(tmp_path: Path) -> None:
    kept = Kept(weekly=("ENG3",), micro=("workers", "cases"))
    sweep = small_sweep(2, 1, kept=kept)
    store = Store.create(tmp_path / "sweep", sweep, {})
    (task,) = sweep.tasks()
    rows = run_task(task, sweep.terms, lambda: None)
    name = store.write(rows).name
    store.write(rows[:1])
    places = ("weekly", "micro/workers", "micro/cases")
    assert all((store.folder / place / name).is_file() for place in places)
    for merged in (False, True):
        if merged:
            compact(store)
        connection = store.connect()
        for row in rows:
            found = connection.execute(
                f"SELECT indicator, week, value FROM weekly WHERE key = '{row.key}' ORDER BY week"
            ).fetchnumpy()
            assert set(found["indicator"]) == {"ENG3"}
            assert found["week"].tolist() == list(range(-51, 4))
            assert np.asarray(found["value"]).tobytes() == row.weekly["ENG3"].tobytes()
            cases = connection.execute(f"SELECT * FROM micro_cases WHERE key = '{row.key}' ORDER BY row").df()
            expected = row.micro["cases"].to_pandas()
            assert len(cases) == len(expected)
            assert cases["state"].tolist() == expected["state"].tolist()
            assert cases["opened"].tolist() == expected["opened"].tolist()


def test_the_points_are_there_in_full_and_as_columns(tmp_path: Path) -> None:
    values: list[dict[str, Any]] = [
        {},
        {"offload": 0.8, "linkage3": 1.0},
        {"offload": Plan(0.2, 10, 5, ("OLD",)), "costs": False, "channel_open": (0.1, 0.2, 0.3, 0.4)},
        {"channel_open.vote": 0.5},
    ]
    points = tuple(Scenario(f"p{i}", ("题", "t"), values=v) for i, v in enumerate(values))
    sweep = Sweep(points, (0, 0, 1, 1), 2, 9, "block", 7, kept=Kept(("type",)), check=True, time_limit=3.0)
    store = Store.create(tmp_path / "sweep", sweep, {})
    assert store.sweep() == sweep
    table = store.connect().execute("SELECT * FROM points ORDER BY point").df()
    assert table["digest"].tolist() == [scenario.digest() for scenario in points]
    assert table["block"].tolist() == [0, 0, 1, 1]
    assert table["offload"].tolist()[1:3] == [0.8, 0.2]
    assert table["offload"].isna().tolist() == [True, False, False, True]
    assert table["costs"].tolist()[2] == 0.0
    assert table["channel_open.vote"].tolist()[3] == 0.5


def test_more_replications_and_points_keep_what_is_stored(tmp_path: Path) -> None:
    store = filled(tmp_path / "sweep", SWEEP)
    points = (*SWEEP.points, Scenario("new", values={"phi_imp": 0.1}))
    larger = replace(SWEEP, points=points, replications=5)
    store.extend(larger, {"command_line": "again"})
    assert Store.open(store.folder).sweep() == larger
    assert store.told()["command_line"] == "again"
    assert len(store.told()["extended"]) == 1
    left = [run for task in larger.tasks(store.finished()) for run in task.runs]
    assert len(left) == 25 - SWEEP.n_runs
    store.write([made_row(run) for run in left])
    assert len(store.frame(["ENG3"])) == 25


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 2}, "cannot be extended with another seed"),
        ({"weeks": 9}, "cannot be extended with another weeks"),
        ({"kept": Kept(("type",))}, "cannot be extended with another kept"),
        ({"replications": 2}, "replications must be at least 3"),
        ({"points": SWEEP.points[::-1]}, "the first 4 points must stay as they are"),
        ({"points": SWEEP.points[:3]}, "the first 4 points must stay as they are"),
        ({"blocks": (0, 0, 1, 1)}, "the first 4 points must stay as they are"),
    ],
)
def test_what_is_not_the_same_sweep_grown_is_refused(
    store: Store, change: dict[str, object], words: str
) -> None:
    before = (store.folder / MANIFEST).read_bytes(), (store.folder / POINTS).read_bytes()
    with pytest.raises(BadInput, match=words):
        store.extend(replace(SWEEP, **change))  # type: ignore[arg-type]
    assert before == ((store.folder / MANIFEST).read_bytes(), (store.folder / POINTS).read_bytes())


def test_another_program_may_read_but_not_add(store: Store) -> None:
    told = store.told()
    told["environment"]["catalogue"] = "another"
    (store.folder / MANIFEST).write_text(json.dumps(told))
    assert store.sweep() == SWEEP
    with pytest.raises(BadInput, match=r"was made with another catalogue \(another; here"):
        store.check_program()
    with pytest.raises(BadInput, match="another catalogue"):
        store.extend(replace(SWEEP, replications=5))


def test_points_that_a_cut_left_too_many_of_are_not_seen(store: Store) -> None:
    before = (store.folder / MANIFEST).read_bytes()
    store.extend(replace(SWEEP, points=(*SWEEP.points, Scenario("new", values={"phi_imp": 0.1}))))
    (store.folder / MANIFEST).write_bytes(before)
    assert Store.open(store.folder).sweep() == SWEEP
    assert store.connect().execute("SELECT count(*) FROM points").fetchall() == [(4,)]


def test_a_folder_that_holds_something_is_not_begun_in(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.doc").touch()
    with pytest.raises(
        BadInput, match=r"--out .*taken: is not empty and holds something else \(thesis.doc\)"
    ):
        Store.create(taken, SWEEP, {})
    with pytest.raises(BadInput, match="is a file"):
        Store.create(taken / "thesis.doc", SWEEP, {})
    filled(tmp_path / "sweep", SWEEP)
    with pytest.raises(BadInput, match="holds a result already"):
        Store.create(tmp_path / "sweep", SWEEP, {})
    (tmp_path / "sweep" / MANIFEST).unlink()
    with pytest.raises(BadInput, match=r"holds something else \(parts\)"):
        Store.create(tmp_path / "sweep", SWEEP, {})
    shutil.rmtree(tmp_path / "sweep" / PARTS)  # as a cut at the very beginning may leave it
    Store.create(tmp_path / "sweep", SWEEP, {})


def test_what_is_no_sweep_is_not_opened(tmp_path: Path, store: Store) -> None:
    told = store.told()

    def refused(text: str | None) -> str:
        (store.folder / MANIFEST).unlink() if text is None else (store.folder / MANIFEST).write_text(text)
        with pytest.raises(BadInput) as found:
            Store.open(store.folder)
        return str(found.value)

    assert "was written by a newer version (layout 2; this one reads up to 1)" in refused(
        json.dumps({**told, "layout": 2})
    )
    assert "holds a result of `shequ compare`, not a sweep" in refused(json.dumps({"command": "compare"}))
    assert "holds something else" in refused("[1]")
    assert "says nothing of replications" in refused(
        json.dumps({name: value for name, value in told.items() if name != "replications"})
    )
    assert "manifest.json cannot be read" in refused("{")
    assert "holds no sweep (no manifest.json)" in refused(None)
    with pytest.raises(BadInput, match="there is no such folder"):
        Store.open(tmp_path / "nowhere")


def test_a_million_rows_answer_in_one_statement(tmp_path: Path) -> None:
    store, values = a_million_runs(tmp_path / "sweep", columns=1, a_part=50_000)
    found = (
        store.connect()
        .execute(
            "SELECT point, avg(X0) AS mean, 1.96 * stddev_samp(X0) / sqrt(count(X0)) AS half "
            "FROM runs GROUP BY point ORDER BY point"
        )
        .df()
    )
    np.testing.assert_allclose(found["mean"], values.mean(axis=0), rtol=1e-12)
    half = 1.96 * values.std(axis=0, ddof=1) / np.sqrt(len(values))
    np.testing.assert_allclose(found["half"], half, rtol=1e-9)
    assert len(store.finished()) == values.size
