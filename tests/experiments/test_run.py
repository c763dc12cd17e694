"""One run: what it writes, that it can be gone on with, and that the same run gives the same bytes."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments import run as run_module
from experiments.folder import CHECKPOINT, RUN_FILES, write_bytes
from experiments.manifest import describe, restore
from experiments.people import People
from experiments.run import Run, resume, run
from scenarios import load_scenario
from sim.calendar import BURN_IN
from sim.errors import BadInput
from sim.model import Street
from sim.scenario import Plan, Scenario

WEEKS = 6
POLICY = Scenario(
    "mine", ("我的", "Mine"), values={"offload": Plan(0.8, 1, 3, ("OLD", "URV")), "linkage3": 1.0}
)
NUMBERS = ("weekly.parquet", "outcomes.json", "residents.parquet", "households.parquet", "workers.parquet",
           "cases.parquet", "ties.parquet")  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Street]:
    """Run once with everything written."""
    folder = tmp_path_factory.mktemp("run") / "out"
    street = run(Run(POLICY, seed=7, weeks=WEEKS, micro=True, checkpoint_every=4), folder)
    return folder, street


def test_a_run_writes_what_it_says_and_nothing_else(done: tuple[Path, Street]) -> None:
    folder, _ = done
    assert {path.name for path in folder.iterdir()} == RUN_FILES


def test_weeks_are_counted_after_the_burn_in(done: tuple[Path, Street]) -> None:
    folder, street = done
    weekly = pd.read_parquet(folder / "weekly.parquet")
    assert (weekly["week"].min(), weekly["week"].max()) == (1 - BURN_IN, WEEKS)
    assert len(weekly) == (BURN_IN + WEEKS) * (street.n_communities + 1)
    last = weekly[(weekly["week"] == WEEKS) & (weekly["community"] == 0)].iloc[0]
    assert last["hours.MED"] == street.record["hours"][-1, 0, 4]
    assert last["type"] == "OLD"


def test_money_of_the_weekly_table_is_that_of_the_book_in_yuan(done: tuple[Path, Street]) -> None:
    folder, street = done
    weekly = pd.read_parquet(folder / "weekly.parquet", columns=["money.base_fund"])
    assert weekly["money.base_fund"].sum() == pytest.approx(street.record.money("base_fund").sum())


def test_outcomes_are_json_with_null_for_what_is_missing(done: tuple[Path, Street]) -> None:
    folder, street = done
    told = json.loads((folder / "outcomes.json").read_text(), parse_constant=pytest.fail)
    measured = street.outcomes()
    for name, value in told["street"]["street"].items():
        assert value == measured[name] if value is not None else math.isnan(measured[name])
    assert set(told) == {"weeks", "street", "community", "archetype", "group"}
    assert told["weeks"] == [WEEKS - 51, WEEKS]


def test_the_micro_tables_hold_everybody(done: tuple[Path, Street]) -> None:
    folder, street = done
    people = pd.read_parquet(folder / "residents.parquet")
    assert len(people) == street.world.residents.n
    assert {"age", "trust.community", "acts_total.vote", "eligible", "recent.vote"} <= set(people.columns)
    homes = pd.read_parquet(folder / "households.parquet")
    assert people["household"].max() == len(homes) - 1
    workers = pd.read_parquet(folder / "workers.parquet")
    in_post = workers[workers["left"].isna()]
    assert (in_post["tenure_weeks"] == WEEKS - in_post["joined"]).all()
    cases = pd.read_parquet(folder / "cases.parquet")
    assert len(cases) == street.world.cases.n
    assert (cases["ended"].notna() == cases["state"].isin(["RES", "LUMP"])).all()
    ties = pd.read_parquet(folder / "ties.parquet")
    assert ties["resident"].max() < len(people)
    assert (ties["resident"] < ties["other"]).all()


def test_the_manifest_tells_what_is_needed_to_repeat_the_run(done: tuple[Path, Street]) -> None:
    folder, _ = done
    told = json.loads((folder / "manifest.json").read_text())
    assert told["command"] == "run"
    assert told["status"] == "finished"
    assert restore(told["scenario"]) == POLICY
    assert told["scenario"]["digest"] == POLICY.digest()
    assert (told["seed"], told["weeks"], told["people"]) == (7, WEEKS, {"mix": "default"})
    assert {"numpy", "numba", "mesa"} <= {name.lower() for name in told["environment"]["packages"]}
    assert set(told["files"]) == set(NUMBERS)


def test_a_run_that_was_stopped_and_resumed_gives_the_same_bytes(
    done: tuple[Path, Street], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = done
    plan = Run(POLICY, seed=7, weeks=WEEKS, micro=True, checkpoint_every=4)

    def stop(week: int, last: int) -> None:
        if week == BURN_IN + 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(plan, tmp_path / "out", progress=stop)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {CHECKPOINT, "manifest.json"}
    resume(tmp_path / "out")
    for name in NUMBERS:
        assert (tmp_path / "out" / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_finished_run_can_be_carried_further(done: tuple[Path, Street], tmp_path: Path) -> None:
    plan = Run(POLICY, seed=7, weeks=3, micro=True, checkpoint_every=3)
    run(plan, tmp_path / "out")
    with pytest.raises(BadInput, match=r"is finished at week 3\. Give --weeks"):
        resume(tmp_path / "out")
    resume(tmp_path / "out", weeks=WEEKS)
    for name in NUMBERS:
        assert (tmp_path / "out" / name).read_bytes() == (done[0] / name).read_bytes(), name


def test_a_run_of_another_version_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(Run(POLICY, weeks=1, checkpoint_every=1), tmp_path / "out")
    monkeypatch.setattr(run_module, "catalogue_hash", lambda: "another")
    with pytest.raises(BadInput, match="made with another catalogue"):
        resume(tmp_path / "out", weeks=2)


def test_a_checkpoint_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    run(Run(POLICY, weeks=1, checkpoint_every=1), tmp_path / "out")
    (tmp_path / "out" / CHECKPOINT).write_bytes(b"not a checkpoint")
    with pytest.raises(BadInput, match="cannot be used"):
        resume(tmp_path / "out", weeks=2)


def test_a_checkpoint_with_pickled_content_is_refused(tmp_path: Path) -> None:
    run(Run(POLICY, weeks=1, checkpoint_every=1), tmp_path / "out")
    np.savez(tmp_path / "out" / CHECKPOINT, week=np.array([print], dtype=object))
    with pytest.raises(BadInput, match="cannot be used"):
        resume(tmp_path / "out", weeks=2)


def test_a_table_that_changed_since_is_noticed(tmp_path: Path) -> None:
    people = "resident,household,age\n" + "".join(f"p{i},h{i // 2},{20 + i}\n" for i in range(40))
    homes = "household,community,archetype\n" + "".join(f"h{i},a,OLD\n" for i in range(20))
    residents, households = tmp_path / "r.csv", tmp_path / "h.csv"
    residents.write_text(people)
    households.write_text(homes)
    own = People(residents=str(residents), households=str(households))
    street = run(
        Run(load_scenario("baseline"), weeks=1, people=own, micro=True, checkpoint_every=1), tmp_path / "out"
    )
    assert street.world.residents.n == 40
    ids = pq.read_table(tmp_path / "out" / "residents.parquet", columns=["id"]).column("id").to_pylist()
    assert sorted(ids) == sorted(f"p{i}" for i in range(40))
    residents.write_text(people.replace("p0,h0,20", "p0,h0,21"))
    with pytest.raises(BadInput, match="has changed since"):
        resume(tmp_path / "out", weeks=2)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_bytes(path, b"old")

    def fail(_: object) -> None:
        raise OSError("disk full")

    from experiments.folder import write_file

    with pytest.raises(OSError, match="disk full"):
        write_file(path, fail)
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
    assert path.read_bytes() == b"old"


def test_a_scenario_can_be_written_down_and_read_back() -> None:
    scenario = Scenario(
        "x", values={"offload": Plan((0.1, 0.2), 3, 4, ("OLD",)), "tender": "relational", "costs": False}
    )
    assert restore(json.loads(json.dumps(describe(scenario)))) == scenario
