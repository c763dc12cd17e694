"""A task: the same bytes as runs made alone, and a run that goes wrong costs itself alone."""

import math
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from experiments.results import micro_tables
from experiments.sweep import measured
from experiments.sweep.plan import MICRO, WEEKLY, Kept, RunSpec, Sweep, Task, Terms
from experiments.sweep.task import Row, run_task
from sim.catalog import levers
from sim.collector import weekly_course
from sim.model import Street
from sim.outcomes import measure_all
from sim.population import BUILD_LEVERS
from sim.scenario import Scenario

KEPT = Kept(("street", "community", "type", "group"), WEEKLY, MICRO)
TERMS = Terms(weeks=3, kept=KEPT)


def nothing() -> None:
    """Tell nobody."""


def runs_of(*values: Mapping[str, object], seed: int = 5) -> tuple[RunSpec, ...]:
    points = tuple(Scenario(f"p{i}", values=v) for i, v in enumerate(values))
    return tuple(Sweep(points, seed=seed, weeks=TERMS.weeks).runs())


def plain(row: Row) -> tuple[object, ...]:
    """Give everything of a row that must not depend on how it was made."""
    values = {name: np.float64(value).tobytes() for name, value in row.values.items()}
    weekly = {name: course.tobytes() for name, course in row.weekly.items()}
    return row.key, row.status, row.payload, values, weekly, {n: t.to_pydict() for n, t in row.micro.items()}


def all_levers() -> dict[str, object]:
    return {d.name: d.full for d in levers() if d.name not in BUILD_LEVERS}


@pytest.mark.parametrize(
    "shared",
    [{}, {"grid_size": 200.0}, {"homophily_neighbour": 0.3, "phi_imp": 0.9}],
    ids=["levers", "a lever of the population", "uncertainties"],
)
def test_every_row_has_the_bytes_of_the_run_made_alone(shared: dict[str, object]) -> None:
    runs = runs_of(shared, {**shared, "offload": 0.8, "linkage3": 1.0}, {**shared, **all_levers()})
    rows = run_task(Task(0, runs), replace(TERMS, kept=Kept(KEPT.levels, WEEKLY)), nothing)
    assert [row.error for row in rows] == ["", "", ""]
    for run, row in zip(runs, rows, strict=True):
        street = Street(run.scenario, seed=run.seed, weeks=TERMS.weeks).run()
        found = {}
        for one in measure_all(street).to_dict("records"):
            level = {"archetype": "type"}.get(one["level"], one["level"])
            at = "" if level == "street" else f"@{level}:{one['name']}"
            found[f"{one['indicator']}{at}"] = float(one["value"])
        costs = {name: row.values[name] for name in ("COST1", "COST2", "COST3")}
        assert {n: v.hex() for n, v in row.values.items()} == {
            n: v.hex() for n, v in {**found, **costs}.items()
        }
        for name, course in weekly_course(street).items():
            assert row.weekly[name].tobytes() == np.asarray(course, np.float64).tobytes(), name
    assert len({row.payload for row in rows}) == 3


def test_order_and_company_change_nothing_that_is_kept() -> None:
    runs = runs_of({}, {"offload": 0.8}, {"fund_follow": 1.0})
    together = run_task(Task(0, runs), TERMS, nothing)
    backwards = run_task(Task(0, runs[::-1]), TERMS, nothing)
    alone = [row for run in runs for row in run_task(Task(0, (run,)), TERMS, nothing)]
    for one, two, three in zip(together, backwards[::-1], alone, strict=True):
        assert plain(one) == plain(two) == plain(three)
    street = Street(runs[1].scenario, seed=5, weeks=3).run()
    for name, table in micro_tables(street).items():
        assert together[1].micro[name].equals(table), name


def test_only_what_is_asked_for_is_kept() -> None:
    runs = runs_of({})
    (row,) = run_task(Task(0, runs), replace(TERMS, kept=Kept()), nothing)
    assert not row.weekly
    assert not row.micro
    assert not [name for name in row.values if "@" in name]
    assert {"ENG3", "DIS5", "COST1", "COST2", "COST3"} <= set(row.values)
    (row,) = run_task(Task(0, runs), replace(TERMS, kept=Kept(("type",), ("ENG3",), ("cases",))), nothing)
    assert {name.partition("@")[2].partition(":")[0] for name in row.values} == {"type"}
    assert (set(row.weekly), set(row.micro)) == ({"ENG3"}, {"cases"})


def test_a_run_that_fails_is_a_row_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    finish = measured.finish

    def planted(street: Street, *rest: object) -> dict[str, float]:
        if street.given.name == "p1":
            raise ValueError("planted \udc80")
        return finish(street, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(measured, "finish", planted)
    ticks: list[None] = []
    rows = run_task(
        Task(0, runs_of({}, {"offload": 0.8}, {"offload": 0.2})), TERMS, lambda: ticks.append(None)
    )
    assert [row.status for row in rows] == ["done", "failed", "done"]
    assert rows[1].error == "ValueError: planted ?"
    assert "in planted" in rows[1].trace
    assert rows[1].payload == ""
    assert list(rows[1].values) == [name for name in rows[0].values if "@" not in name]
    assert all(math.isnan(value) for value in rows[1].values.values())
    assert len(ticks) == 3


def test_a_scenario_that_is_refused_costs_itself_alone_even_if_it_comes_first() -> None:
    good = runs_of({}, {"offload": 0.8})
    bad = replace(good[0], key="0" * 32, scenario=Scenario(values={"offload": 7.0}))
    rows = run_task(Task(0, (bad, *good)), TERMS, nothing)
    assert [row.status for row in rows] == ["failed", "done", "done"]
    assert "offload must be" in rows[0].error
    assert plain(rows[1]) == plain(run_task(Task(0, good), TERMS, nothing)[0])


def test_a_burn_in_that_fails_is_tried_once_and_fails_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def planted(street: Street) -> None:
        tried.append(street.week)
        raise ValueError("planted")

    monkeypatch.setattr(Street, "step", planted)
    rows = run_task(Task(0, runs_of({}, {"offload": 0.8}, {"offload": 0.2})), TERMS, nothing)
    assert [row.error for row in rows] == ["ValueError: planted"] * 3
    assert tried == [0]
    assert len({row.trace.count("\n") for row in rows[1:]}) == 1


def test_a_run_that_takes_too_long_is_late_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    step = Street.step

    def slow(street: Street) -> None:
        clock[0] += 10.0 if street.given.name == "p1" else 0.1
        step(street)

    monkeypatch.setattr(Street, "step", slow)
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    runs = runs_of({}, {"offload": 0.8}, {"offload": 0.2})
    rows = run_task(Task(0, runs), replace(TERMS, time_limit=9.0), nothing)
    assert [row.status for row in rows] == ["done", "late", "done"]
    assert rows[1].error == "the run took longer than 9 s (stopped after week 1)."
    assert rows[0].seconds == pytest.approx(5.5)  # with the burn-in
    assert rows[2].seconds == pytest.approx(0.3)
    late = run_task(Task(0, runs), replace(TERMS, time_limit=1.0), nothing)
    assert [row.status for row in late] == ["late"] * 3
    assert late[2].error.startswith("the burn-in took longer than 1 s")


def test_a_tick_that_raises_ends_the_task() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_task(Task(0, runs_of({}, {"offload": 0.8})), TERMS, stop)


def test_the_payload_tells_names_and_bytes_apart() -> None:
    hashes = [
        measured.payload(values, {}, {})
        for values in ({"a": 1.0}, {"b": 1.0}, {"a": math.nextafter(1.0, 2.0)}, {"a": 1.0, "b": 1.0})
    ]
    hashes.append(measured.payload({"a": 1.0}, {"b": np.ones(1)}, {}))
    hashes.append(measured.payload({"a": math.nan}, {}, {}))
    assert len(set(hashes)) == 6
    assert all(len(found) == 32 for found in hashes)
    assert measured.payload({"a": -math.nan}, {}, {}) == hashes[-1]


def test_the_weekly_indicators_that_may_be_kept_are_those_of_the_collector() -> None:
    street = Street(seed=1, weeks=1).run(-51)
    assert tuple(weekly_course(street)) == WEEKLY
