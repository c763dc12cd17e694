"""Taking part, measured on streets made by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.codes import DELIBERATE, VOLUNTEER, VOTE
from sim.outcomes import OUTCOMES, attitudes, engagement
from sim.outcomes.view import Selection, View

Make = Callable[..., Any]
MEASURES = {o.name: o.measure for o in OUTCOMES}
MIGRANT, OLDER = 1, 4


def value(
    street: Any, name: str, rows: list[int] | None = None, group: int | None = None, **window: int
) -> float:
    view = View(street, **window)
    where = Selection(view.everywhere().rows if rows is None else np.array(rows), group)
    return MEASURES[name](view, where)


def test_turnout_counts_votes_of_those_who_could_vote(street: Make) -> None:
    s = street((10, 30)).weeks(1)
    r = s.world.residents
    r.eligible[:8] = r.eligible[10:30] = True
    r.recent[:4, VOTE] = 1
    r.recent[10:12, VOTE] = 1
    r.recent[39, VOTE] = 1  # not eligible: does not count
    r.recorded_vote[:8] = True
    # Pooled 6 of 28, not the mean of 4/8 and 2/20.
    assert value(s, "ENG1") == pytest.approx(6 / 28)
    assert value(s, "ENG1", [0]) == pytest.approx(4 / 8)
    assert value(s, "ENG1", [1]) == pytest.approx(2 / 20)
    assert value(s, "ENG12") == pytest.approx(6 / 40)
    assert value(s, "ENG1r") == pytest.approx(8 / 28)


def test_turnout_of_a_group_counts_its_own_members_only(street: Make) -> None:
    s = street((10,)).weeks(1)
    r = s.world.residents
    r.hukou[5:], r.eligible[:7] = False, True
    r.recent[[0, 5], VOTE] = 1
    assert value(s, "ENG1", group=0) == pytest.approx(1 / 5)
    assert value(s, "ENG1", group=MIGRANT) == pytest.approx(1 / 2)
    assert math.isnan(value(s, "ENG1", group=OLDER))


def test_activity_and_its_concentration_come_from_the_acts_of_a_year(street: Make) -> None:
    s = street((20,)).weeks(1)
    s.world.residents.acts_52[:3] = 1, 2, 7
    assert value(s, "ENG2") == pytest.approx(3 / 20)
    # The top tenth is two people with 9 of 10 acts.
    assert value(s, "ENG4a") == pytest.approx(0.9)
    # Sorted: 17 x 0, 1, 2, 7. Sum of i * x_i = 18 + 38 + 140 = 196; 2 * 196 / (20 * 10) - 21 / 20.
    assert value(s, "ENG4b") == pytest.approx(2 * 196 / 200 - 21 / 20)


def test_the_act_rate_is_per_adult_and_week_and_pools_communities(street: Make) -> None:
    s = street((10, 30))
    s.world.residents.hukou[:5] = False
    acts = np.zeros((2, 11))
    acts[0, :2] = 2, 1  # registered, migrant
    acts[1, 0] = 3
    s.week_of(acts=acts).week_of()
    # 6 acts of 40 adults in 2 weeks.
    assert value(s, "ENG3") == pytest.approx(6 / 80)
    assert value(s, "ENG3", group=0) == pytest.approx(5 / 70)
    assert value(s, "ENG3", group=MIGRANT) == pytest.approx(1 / 10)
    assert value(s, "ENG8") == pytest.approx((1 / 10) / (5 / 70))
    assert value(s, "ENG8", [0]) == pytest.approx((1 / 10) / (2 / 10))
    assert math.isnan(value(s, "ENG8", [1]))


def test_inclusion_compares_ages_and_digital_access(street: Make) -> None:
    s = street((10,))
    r = s.world.residents
    r.age_group[:4] = 2
    r.low_digital[:5] = True
    acts = np.zeros((1, 11))
    acts[0, [3, 4]] = 3, 1
    acts[0, [9, 10]] = 1, 4
    s.week_of(acts=acts)
    assert value(s, "ENG8.age") == pytest.approx((1 / 4) / (3 / 6))
    assert value(s, "ENG8.digital") == pytest.approx((1 / 5) / (4 / 5))


def test_volunteer_hours_are_per_thousand_residents_and_year(street: Make) -> None:
    s = street((10, 30)).weeks(26, volunteer_hours=[1.0, 2.0], volunteer_effective=0.5, volunteer_asked=4.0)
    # 78 h in half a year by 50 residents: 3,120 h per 1,000 and year.
    assert value(s, "ENG5") == pytest.approx(3120)
    assert value(s, "ENG5.effective") == pytest.approx(1040)
    assert value(s, "ENG13a") == pytest.approx(8320)
    s.world.residents.last_act[:8, VOLUNTEER] = 1
    s.world.residents.last_act[8, DELIBERATE] = 1
    # 416 h a year asked of 8 volunteers.
    assert value(s, "ENG13b") == pytest.approx(52)


def test_a_volunteer_of_more_than_a_year_ago_is_no_longer_counted(street: Make) -> None:
    s = street((10,)).weeks(60, volunteer_asked=1.0)
    s.world.residents.last_act[:2, VOLUNTEER] = 8, 9
    # The last 52 weeks are 9 to 60.
    assert value(s, "ENG13b") == pytest.approx(52.0)


def test_deliberation_yield_divides_decisions_carried_out_by_sessions(street: Make) -> None:
    s = street((10, 10)).week_of(sessions=[3, 1], implemented=[1, 1])
    assert value(s, "ENG7a") == pytest.approx(2 / 4)
    assert value(s, "ENG7a", [0]) == pytest.approx(1 / 3)
    assert math.isnan(value(s.weeks(52), "ENG7a"))


def test_a_session_is_without_result_when_26_weeks_have_passed(street: Make) -> None:
    s = street((10, 10)).weeks(60)
    held = s.world.sessions
    held.append(6)
    held.community[:6] = 0, 0, 0, 0, 0, 1
    # The window is weeks 9 to 60, so sessions of weeks 1 to 34 are judged (27 to 60 less 26 is 1 to 34).
    held.week[:6] = 1, 10, 34, 34, 35, 20
    held.implemented[:6] = -1, 36, 61, -1, -1, 30
    # Judged: 1 (none), 10 (26 weeks later: in time), 34 (27 weeks later: late), 34 (none), 20 (in time).
    assert value(s, "ENG7b") == pytest.approx(3 / 5)
    assert value(s, "ENG7b", [1]) == 0
    assert math.isnan(value(s, "ENG7b", [0], first=1, last=20))


@pytest.mark.parametrize(("name", "column"), [("ENG6", "efficacy"), ("ENG9", "belonging"), ("ENG10", "norm")])
def test_attitudes_are_means_over_adults(street: Make, name: str, column: str) -> None:
    s = street((10, 30)).weeks(1)
    getattr(s.world.residents, column)[:10] = 0.8
    s.world.residents.age_group[:2] = 2
    # 8 of 40, not the mean of .8 and 0.
    assert value(s, name) == pytest.approx(0.2)
    assert value(s, name, [0]) == pytest.approx(0.8)
    assert value(s, name, group=OLDER) == pytest.approx(0.8)


def test_trust_is_measured_by_organisation_with_its_spread(street: Make) -> None:
    s = street((4,)).weeks(1)
    s.world.residents.trust[:, 0] = 0.2, 0.4, 0.6, 0.8
    s.world.residents.trust[:, 4] = 0.3
    assert value(s, "ENG11a") == value(s, "ENG11a.community") == pytest.approx(0.5)
    assert value(s, "ENG11a.street") == pytest.approx(0.3)
    assert value(s, "ENG11b") == pytest.approx(math.sqrt(0.05))


def test_a_window_that_ended_before_this_week_knows_nothing_of_residents(street: Make) -> None:
    s = street((4,)).weeks(5, volunteer_hours=1.0)
    s.world.residents.efficacy[:] = 0.5
    s.world.residents.eligible[:] = True
    for name in ("ENG1", "ENG2", "ENG4a", "ENG4b", "ENG6", "ENG11b", "ENG12", "ENG13b"):
        assert math.isnan(value(s, name, first=1, last=4)), name
    assert value(s, "ENG5", first=1, last=4) > 0


def test_each_family_lists_every_indicator_it_declares() -> None:
    for family in (engagement, attitudes):
        declared = {o.name for o in vars(family).values() if type(o).__name__ == "Outcome"}
        assert declared <= {o.name for o in family.OUTCOMES}
