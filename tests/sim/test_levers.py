"""Levers in force: fidelity, filled posts, phase-in, targets, and the null test."""

from typing import Any

import numpy as np
import pytest

from sim.calendar import BURN_IN
from sim.declare import CHOICE, SHARE, YES_NO, Cost, Declarations, lever
from sim.levers import Levers, PolicyParameters
from sim.scenario import Plan

WORDS: dict[str, Any] = {
    "label": ("甲", "A"),
    "sentence": ("句。", "Sentence."),
    "provisions": ("2.2.6",),
    "moves": "WRK1↑",
}


class Example(Declarations):
    """One lever of each kind."""

    office: float = lever(0.2, full=1.0, unit=SHARE, cost=Cost(cny=1000, hours=2.0), **WORDS)
    local: float = lever(0.3, full=1.0, unit=SHARE, cost=Cost(), by_community=True, **WORDS)
    parts: tuple[float, ...] = lever(
        (0.1, 0.5), full=(1.0, 1.0), parts=("a", "b"), unit=SHARE, cost=Cost(), **WORDS
    )
    order: str = lever("fifo", full="triage", options=("fifo", "triage"), unit=CHOICE, cost=Cost(), **WORDS)
    floor: float = lever(8.0, full=18.0, low=8, high=35, unit=SHARE, cost=Cost(), **WORDS)
    switch: bool = lever(False, full=True, unit=YES_NO, cost=Cost(), **WORDS)


DECLARED = tuple(Example.declared())
FILLED = np.array([1.0, 0.5])


def levers_after(weeks: int, values: dict[str, Any], **policy: Any) -> Levers:
    made = Levers(DECLARED, values, ("OLD", "RUR"))
    made.update(BURN_IN + weeks, FILLED, PolicyParameters(**policy))
    return made


def test_a_lever_arrives_in_equal_steps_and_with_fidelity() -> None:
    # 0.2 + 0.7 * (13 / 26) * (1.0 - 0.2) = 0.48
    assert levers_after(13, {"office": 1.0}).office == pytest.approx([0.48, 0.48])
    assert levers_after(26, {"office": 1.0}).office == pytest.approx([0.76, 0.76])
    assert levers_after(300, {"office": 1.0}).office == pytest.approx([0.76, 0.76])


def test_a_floor_raises_what_is_below_it_by_the_share_that_arrives() -> None:
    own = np.array([14.0, 20.0])
    # 14 + 0.7 (18 - 14) = 16.8; 20 is more than the floor.
    assert levers_after(300, {"floor": 18.0}).raised("floor", own) == pytest.approx([16.8, 20.0])
    assert levers_after(13, {"floor": 18.0}).raised("floor", own) == pytest.approx([15.4, 20.0])
    for values, policy in (({}, {}), ({"floor": 18.0}, {"effect_scale": 0.0})):
        assert np.array_equal(levers_after(300, values, **policy).raised("floor", own), own)


def test_nothing_moves_in_the_burn_in_year() -> None:
    assert np.array_equal(levers_after(0, {"office": 1.0}).office, [0.2, 0.2])


def test_what_the_community_carries_out_waits_for_filled_posts() -> None:
    # 0.3 + 0.7 * filled * 0.7
    assert levers_after(26, {"local": 1.0}).local == pytest.approx([0.79, 0.545])


def test_a_lever_reaches_only_the_communities_aimed_at() -> None:
    assert levers_after(26, {"office": Plan(1.0, communities=("RUR",))}).office == pytest.approx([0.2, 0.76])


def test_parts_move_apart() -> None:
    made = levers_after(26, {"parts": (1.0, 0.5)})
    assert made.parts == pytest.approx(np.array([[0.73, 0.73], [0.5, 0.5]]))


def test_choices_and_switches_act_as_set_from_their_first_week() -> None:
    plan = {"order": Plan("triage", start_w=10), "switch": Plan(True, start_w=10)}
    before, after = levers_after(10, plan), levers_after(11, plan)
    assert (before.choice("order"), after.choice("order")) == (0, 1)
    assert (before.switch[0], after.switch[0]) == (0.0, 1.0)


@pytest.mark.parametrize(
    "values", [{"office": 1.0, "local": 0.0, "parts": 1.0, "order": "triage", "switch": True}]
)
def test_with_effect_scale_zero_every_lever_stays_at_its_baseline_bit_for_bit(values: Any) -> None:
    values = {**values, "parts": (1.0, 1.0)}
    null, base = levers_after(100, values, effect_scale=0.0), levers_after(100, {})
    assert null.effective.tobytes() == base.effective.tobytes()
    assert null.choice("order") == base.choice("order")


def test_costs_are_charged_in_proportion_to_what_has_been_brought_in() -> None:
    # Half of the way from baseline to full (0.6), half of the phase-in: a quarter of the cost.
    costs = levers_after(13, {"office": 0.6}).costs()
    assert costs[0] == pytest.approx([250.0, 250.0])
    assert costs[1] == pytest.approx([0.5, 0.5])


def test_distances_from_today_follow_a_lever_as_it_moves() -> None:
    made = levers_after(13, {"office": 1.0})
    assert made.above("office") == pytest.approx([0.28, 0.28])
    assert made.brought_in("office") == pytest.approx([0.35, 0.35])
    made.update(BURN_IN + 26, FILLED, PolicyParameters())
    assert made.above("office") == pytest.approx([0.56, 0.56])
    assert made.brought_in("office") == pytest.approx([0.70, 0.70])


def test_only_a_policy_that_sets_a_lever_moves_any() -> None:
    assert levers_after(26, {"office": 1.0}).any_moves
    assert not levers_after(26, {"office": 0.2, "order": "triage"}).any_moves
    assert not levers_after(26, {}).costs().any()


def test_a_street_wide_value_is_the_mean_by_weight() -> None:
    made = levers_after(26, {"local": 1.0})
    assert made.mean("local", np.array([3.0, 1.0])) == pytest.approx((3 * 0.79 + 0.545) / 4)


def changed_after(weeks: int, first: dict[str, Any], then: dict[str, Any], more: int) -> Levers:
    """Run some weeks under one policy and some more under another."""
    made = levers_after(weeks, first)
    made.change(then, BURN_IN + weeks)
    for week in range(weeks + 1, weeks + more + 1):
        made.update(BURN_IN + week, FILLED, PolicyParameters())
    return made


def test_a_lever_changed_in_mid_run_goes_on_from_the_value_in_force() -> None:
    # 13 weeks towards 1.0: half of the distance .8 is in force, .4; 13 weeks towards .2: half of it is left.
    # .2 + .7 * .4 = .48 at the change; .2 + .7 * .4 / 2 = .34 half-way; .2 at the end.
    assert changed_after(13, {"office": 1.0}, {"office": 0.2}, 0).office == pytest.approx([0.48, 0.48])
    assert changed_after(13, {"office": 1.0}, {"office": 0.2}, 13).office == pytest.approx([0.34, 0.34])
    assert changed_after(13, {"office": 1.0}, {"office": 0.2}, 26).office == pytest.approx([0.2, 0.2])
    # From half-way to 1.0 on towards .6: .7 * (.4 / 2 + .4 / 2) half-way, .7 * .4 at the end.
    assert changed_after(13, {"office": 1.0}, {"office": 0.6}, 13).office == pytest.approx([0.48, 0.48])
    assert changed_after(13, {"office": 1.0}, {"office": 0.6}, 99).office == pytest.approx([0.48, 0.48])


def test_a_change_in_mid_run_keeps_waiting_for_filled_posts_and_stays_where_it_is_aimed() -> None:
    made = changed_after(5, {}, {"local": Plan(1.0, communities=("OLD",))}, 26)
    assert made.local == pytest.approx([0.79, 0.3])


def test_several_changes_follow_one_another() -> None:
    made = changed_after(13, {"office": 1.0}, {"office": 0.2}, 13)
    made.change({"office": 1.0}, BURN_IN + 26)
    made.update(BURN_IN + 39, FILLED, PolicyParameters())
    # In force at the second change: .2 of .8; half of it is left, and half of .8 has come.
    assert made.office == pytest.approx([0.2 + 0.7 * 0.5, 0.2 + 0.7 * 0.5])


def test_the_last_of_two_changes_in_one_week_counts() -> None:
    once, twice = (changed_after(4, {"office": 0.6}, {}, 0) for _ in range(2))
    once.change({"office": 1.0}, BURN_IN + 4)
    twice.change({"office": 0.3}, BURN_IN + 4)
    twice.change({"office": 1.0}, BURN_IN + 4)
    for made in (once, twice):
        made.update(BURN_IN + 9, FILLED, PolicyParameters())
    assert once.effective.tobytes() == twice.effective.tobytes()


def test_choices_and_switches_changed_in_mid_run_turn_the_week_after() -> None:
    made = changed_after(10, {}, {"order": "triage", "switch": True}, 0)
    assert (made.choice("order"), made.switch[0]) == (0, 0.0)
    made.update(BURN_IN + 11, FILLED, PolicyParameters())
    assert (made.choice("order"), made.switch[0]) == (1, 1.0)
    made.change({"order": "fifo", "switch": False}, BURN_IN + 11)
    made.update(BURN_IN + 12, FILLED, PolicyParameters())
    assert (made.choice("order"), made.switch[0]) == (0, 0.0)


def test_costs_follow_a_change_in_mid_run() -> None:
    # Full at 1.0 for 26 weeks: 1,000; half-way back to the baseline: 500; in the end nothing.
    assert changed_after(26, {"office": 1.0}, {"office": 0.2}, 0).costs()[0] == pytest.approx([1000, 1000])
    assert changed_after(26, {"office": 1.0}, {"office": 0.2}, 13).costs()[0] == pytest.approx([500, 500])
    assert not changed_after(26, {"office": 1.0}, {"office": 0.2}, 26).costs()[0].any()


def test_a_floor_changed_in_mid_run_moves_from_the_earlier_floor_to_the_new_one() -> None:
    own = np.array([14.0, 20.0])
    # Raised by .7 (18 - 14) = 2.8 at the change; .7 (28 - own) at the end: 9.8 and 5.6.
    at_change = changed_after(26, {"floor": 18.0}, {"floor": 28.0}, 1)
    assert at_change.raised("floor", own) == pytest.approx([14 + (25 * 2.8 + 9.8) / 26, 20 + 5.6 / 26])
    at_the_end = changed_after(26, {"floor": 18.0}, {"floor": 28.0}, 30)
    assert at_the_end.raised("floor", own) == pytest.approx([23.8, 25.6])
    back = changed_after(26, {"floor": 18.0}, {"floor": 8.0}, 30)
    assert back.raised("floor", own) == pytest.approx([14.0, 20.0])


def test_asking_for_an_undeclared_lever_says_so() -> None:
    with pytest.raises(AttributeError, match="no process declares a lever 'nothing'"):
        _ = levers_after(0, {}).nothing
