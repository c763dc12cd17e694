"""Streets whose levers change in mid-run: what was set, when, and that it all comes again the same."""

from collections.abc import Generator
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.workshop import link
from experiments.workshop.history import Setup
from experiments.workshop.live import Live, Side
from experiments.workshop.texts import Refused
from scenarios import load_scenario
from sim.model import Street

T = TypeVar("T")
SMALL = Setup(seed=3, communities=("FAR", "RUR"), scale=0.2, weeks=80)
LEVERS = ("offload", "fund_follow", "linkage3", "workforce", "posts_per_10k", "unified_assess", "delib_rule")
VALUES = {
    "unified_assess": (True, False),
    "delib_rule": ("majority", "consensus"),
    "posts_per_10k": (18.0, 9.0),
}


def done(work: Generator[None, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: T = end.value
            return found


def run(live: Live, *steps: Any) -> Live:
    """Do steps: a number of weeks, or the name of a method with its arguments."""
    for step in steps:
        done(live.skip(step) if isinstance(step, int) else getattr(live, step[0])(*step[1:]))
    return live


def difference(one: Side, two: Side) -> list[str]:
    a, b = one.street.arrays(), two.street.arrays()
    return [name for name in a if a[name].tobytes() != b[name].tobytes()]


def replayed(live: Live) -> Live:
    setup, community, week = link.read("#" + link.written(live.setup, live.community, live.week))
    return done(Live.restored(setup, community, week))


def test_what_was_set_and_when_gives_the_same_streets_again() -> None:
    live = run(
        Live(SMALL), 4, ("set", "A", "offload", 0.8), 6, ("pair", True), ("set", "B", "linkage3", 0.7), 9,
        ("set", "B", "delib_rule", "consensus"), ("set", "A", "posts_per_10k", 20.0), 5, ("undo",), 8,
        ("undo",), 3,
    )  # fmt: skip
    again = replayed(live)
    assert again.setup == live.setup
    assert {side: difference(live.sides[side], again.sides[side]) for side in "AB"} == {"A": [], "B": []}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_session_can_be_replayed(data: st.DataObject) -> None:
    live = Live(SMALL)
    for _ in range(data.draw(st.integers(1, 7))):
        side = data.draw(st.sampled_from(sorted(live.sides)))
        lever = data.draw(st.sampled_from(LEVERS))
        value = data.draw(st.sampled_from(VALUES.get(lever, (0.0, 0.4, 1.0))))
        step = data.draw(st.sampled_from([
            3, 1, ("set", side, lever, value), ("set", side, lever, value), ("reset", side), ("undo",),
            ("restart",), ("pair", True), ("pair", False),
            ("preset", side, load_scenario("s3_offload_unfunded")),
        ]))  # fmt: skip
        if step != ("undo",) or live.setup.undoable() is not None:
            run(live, step)
    again = replayed(live)
    assert [difference(live.sides[s], again.sides[s]) for s in live.sides] == [[] for _ in live.sides]


def test_a_lever_set_in_week_0_is_the_scenario() -> None:
    live = run(Live(SMALL), ("preset", "A", load_scenario("s4_offload_funded")), 30)
    plain = Side(Setup(**{**vars(SMALL), "start": {"A": {"offload": 0.8, "fund_follow": 1.0}}}), "A")
    for _ in range(30):
        plain.step()
    assert difference(live.sides["A"], plain) == []
    assert live.state()["sides"]["A"]["name"]["en"] == "Work passed down with its money"


def test_b_begins_with_all_that_a_has_been_through() -> None:
    live = run(Live(SMALL), ("set", "A", "offload", 0.8), 7, ("set", "A", "linkage3", 0.5), 5, ("pair", True))
    assert difference(live.sides["A"], live.sides["B"]) == []
    run(live, ("set", "B", "linkage3", 0.0), 6)
    assert difference(live.sides["A"], live.sides["B"]) != []
    run(live, ("pair", False))
    assert list(live.sides) == ["A"]
    assert {entry.side for entry in live.setup.entries} == {"A"}


def test_an_undo_in_the_week_of_the_change_leaves_nothing_of_it() -> None:
    live = run(Live(SMALL), 6, ("set", "A", "offload", 0.9), ("undo",), 6)
    assert difference(live.sides["A"], run(Live(SMALL), 12).sides["A"]) == []
    assert live.setup.entries == ()


def test_a_later_undo_sets_back_from_now_on_one_change_at_a_time() -> None:
    live = run(
        Live(SMALL), 2, ("set", "A", "offload", 0.9), 2, ("set", "A", "fund_follow", 1.0), 2, ("undo",)
    )
    assert live.state()["sides"]["A"]["values"] == {"offload": 0.9}
    run(live, 2, ("undo",))
    assert live.state()["sides"]["A"]["values"] == {}
    assert live.week == 8
    assert not live.state()["undo"]
    with pytest.raises(Refused, match="nothing to undo"):
        run(live, ("undo",))


def test_a_restart_keeps_the_levers_and_makes_them_the_start() -> None:
    live = run(Live(SMALL), 9, ("set", "A", "offload", 0.9), 9, ("restart",))
    assert (live.week, live.setup.entries, live.setup.start["A"]) == (0, (), {"offload": 0.9})


def test_a_fine_lever_wins_over_the_composite_that_moves_it_and_can_be_put_back_to_today() -> None:
    live = run(Live(SMALL), ("set", "A", "linkage3", 1.0), ("set", "A", "design", 0.1), 40)
    levers = live.street.levers
    assert levers.design == pytest.approx([0.1, 0.1])
    assert (levers.so_take > 0.3).all()
    run(live, ("set", "A", "linkage3", 0.0))
    assert live.state()["sides"]["A"]["values"] == {"design": 0.1}


def test_what_decides_who_lives_here_waits_for_week_0_and_for_one_side() -> None:
    live = run(Live(SMALL), 1)
    with pytest.raises(Refused, match="Restart first"):
        run(live, ("set", "A", "mixing", 0.5))
    run(live, ("restart",), ("set", "A", "mixing", 0.5))
    assert live.setup.start["A"] == {"mixing": 0.5}
    run(live, ("pair", True))
    with pytest.raises(Refused, match="same residents"):
        run(live, ("set", "B", "mixing", 0.0))


def test_a_run_ends_at_its_last_week() -> None:
    live = run(Live(SMALL), 500)
    assert live.week == 80
    with pytest.raises(Refused, match="week 80"):
        live.step()


def test_a_reset_keeps_what_was_assumed() -> None:
    setup = Setup(**{**vars(SMALL), "start": {"A": {"phi_imp": 0.4, "offload": 0.7}}})
    live = run(Live(setup), 2, ("reset", "A"))
    assert live.setup.values("A") == {"phi_imp": 0.4}


def test_the_street_of_a_room_is_that_of_the_command_line() -> None:
    live = run(Live(Setup(seed=9)), 4)
    plain = Street(seed=9).run(4)
    a, b = live.street.arrays(), plain.arrays()
    assert [name for name in a if a[name].tobytes() != b[name].tobytes()] == []
