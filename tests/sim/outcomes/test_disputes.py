"""Disputes and how they end, measured on case tables made by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.codes import CRT, DISPUTE, FAM, LUMP, NEIG, PET, PRIV, Q1, Q2, Q3, REQUEST, RES, S1, S2, S3
from sim.outcomes import OUTCOMES, disputes, resolution
from sim.outcomes.view import Selection, View

Make = Callable[..., Any]
MEASURES = {o.name: o.measure for o in OUTCOMES}
MIGRANT = 1


def value(
    street: Any, name: str, rows: list[int] | None = None, group: int | None = None, **window: int
) -> float:
    view = View(street, **window)
    where = Selection(view.everywhere().rows if rows is None else np.array(rows), group)
    return MEASURES[name](view, where)


def test_events_are_counted_by_class_and_type_per_thousand_residents_and_year(street: Make) -> None:
    s = street((8, 32))
    events = np.zeros((2, 8, 2))
    events[0, NEIG, DISPUTE], events[0, FAM, DISPUTE], events[1, NEIG, REQUEST] = 1, 2, 3
    s.weeks(26, events=events)
    # 50 residents, half a year: each event a week is 52 a year or 1,040 per 1,000.
    assert value(s, "DIS1") == pytest.approx(6 * 1040)
    assert value(s, "DIS1.dispute") == pytest.approx(3 * 1040)
    assert value(s, "DIS1.request") == pytest.approx(3 * 1040)
    assert value(s, "DIS1.NEIG") == pytest.approx(4 * 1040)
    # 10 residents in the first community.
    assert value(s, "DIS1.FAM", [0]) == pytest.approx(2 * 5200)


def test_the_claim_rate_pools_claims_over_events(street: Make) -> None:
    s = street((8, 32))
    events, claims = np.zeros((2, 8, 2)), np.zeros((2, 8, 2))
    events[:, NEIG, 0], claims[:, NEIG, 0] = (2, 8), (1, 2)
    s.week_of(events=events, claims=claims)
    assert value(s, "DIS2") == pytest.approx(3 / 10)
    assert math.isnan(value(s.weeks(52), "DIS2"))


def test_open_claims_are_a_mean_over_week_ends(street: Make) -> None:
    s = street((8, 32)).weeks(60)
    # The window is weeks 9 to 60. Open at the ends of weeks 5 to 10: two of the window.
    s.claim((5, Q1), (11, RES))
    # Open from week 58 on: three week ends. Claimed and ended before the window: none.
    s.claim((58, PRIV), claimant=10)
    s.claim((1, Q1), (3, LUMP))
    assert value(s, "DIS5") == pytest.approx(1000 * 5 / (50 * 52))
    assert value(s, "DIS5", [1]) == pytest.approx(1000 * 3 / (40 * 52))


def test_petitions_and_suits_count_when_they_are_made(street: Make) -> None:
    s = street((40,)).weeks(52)
    s.world.residents.hukou[:20] = False
    s.claim((3, Q3), (9, PET), (50, RES))
    s.claim((4, PET), claimant=30)
    s.claim((4, Q3), (5, CRT), claimant=31)
    assert value(s, "DIS7") == pytest.approx(2 * 20)
    assert value(s, "DIS8") == pytest.approx(20)
    assert value(s, "DIS7", group=MIGRANT) == pytest.approx(40)
    # In weeks 5 to 52 one petition: 1,000 / 50 residents * 52 / 48.
    assert value(s, "DIS7", first=5, last=52) == pytest.approx(20 * 52 / 48)


def test_silent_grievance_is_that_of_residents_without_an_open_claim(street: Make) -> None:
    s = street((4,)).weeks(1)
    s.world.residents.grievance[:] = 4.0, 0.6, 1.2, 0.0
    s.claim((1, Q1), claimant=0)
    assert value(s, "DIS12a") == pytest.approx(0.6)
    assert value(s, "DIS12b") == pytest.approx(1 / 3)


def test_collective_cases_are_counted_from_ten_members(street: Make) -> None:
    s = street((8, 32)).weeks(26)
    for members, claimant in ((9, 0), (10, 0), (25, 20)):
        s.claim((2, Q1), members=members, claimant=claimant)
    # Two cases in two communities and half a year: 20 per ten communities and year.
    assert value(s, "DIS13a") == pytest.approx(20)
    assert value(s, "DIS13b") == 25
    assert value(s, "DIS13b", [0]) == 10
    assert math.isnan(value(s, "DIS13b", first=10, last=26))
    assert value(s, "DIS13a", first=10, last=26) == 0


def test_a_claim_is_settled_in_time_where_it_was_and_within_four_weeks(street: Make) -> None:
    s = street((40,)).weeks(60)
    # The window is weeks 9 to 60, so entries of weeks 5 to 56 are judged.
    s.claim((4, Q1), (5, S1), (6, RES))  # entered too early
    s.claim((10, Q1), (12, S1), (14, RES), kind=NEIG)  # in time, to the week
    s.claim((10, Q1), (12, S1), (15, RES), kind=FAM)  # a week late
    s.claim(
        (10, PRIV), (11, Q1), (12, S1), (13, Q2), (14, S2), (15, RES), kind=FAM
    )  # risen from 1, settled at 2
    s.claim((20, Q3), (21, S3), (22, RES), cls=REQUEST, kind=NEIG)  # settled at 3
    s.claim((57, Q1), (58, RES))  # four weeks are not over
    assert value(s, "DIS3a.L1") == pytest.approx(1 / 3)
    assert value(s, "DIS3a.L2") == 1
    assert value(s, "DIS3a.L3") == 1
    assert value(s, "DIS3a") == pytest.approx(3 / 5)
    assert value(s, "DIS3a.FAM") == pytest.approx(1 / 3)
    assert value(s, "DIS3a.NEIG") == 1
    # Five claims end in the window, four of them at levels 1 and 2.
    assert value(s, "DIS3b") == pytest.approx(4 / 5)


def test_the_time_to_the_end_censors_open_claims_and_those_that_end_later(street: Make) -> None:
    s = street((40,)).weeks(20)
    s.claim((1, Q1), (2, RES))
    s.claim((1, Q1), (4, LUMP))
    s.claim((1, Q3), (5, S3), (9, RES), claimant=3)
    s.claim((17, Q1))
    # 1, 3, 8 and open for 3: S = 3/4 at 1, 3/4 * 2/3 = 1/2 at 3, 0 at 8.
    assert value(s, "DIS4a") == 3
    assert value(s, "DIS4b") == 8
    # Up to week 4 the third claim is open for three weeks: 1, 3 and 3+.
    assert value(s, "DIS4b", first=1, last=4) == 3
    assert value(s, "DIS4a", first=1, last=3) == 2
    assert math.isnan(value(s, "DIS4a", group=MIGRANT))


def test_a_claim_rises_when_it_leaves_a_level_upwards_but_not_when_it_comes_to_the_committee(
    street: Make,
) -> None:
    s = street((40,)).weeks(30)
    s.claim((1, PRIV), (2, Q1), (3, RES))
    s.claim((1, Q1), (2, Q3), (3, PET), (4, RES))  # rises twice, is one claim
    s.claim((5, Q3), (6, CRT))
    s.claim((5, PET))
    assert value(s, "DIS6") == pytest.approx(2 / 4)


def test_relapse_follows_a_settlement_for_a_year(street: Make) -> None:
    s = street((40,)).weeks(120)
    # The window is weeks 69 to 120, so settlements of weeks 17 to 68 are judged.
    early = s.claim((10, Q1), (16, RES))
    again = s.claim((10, Q1), (17, RES))
    late = s.claim((10, Q1), (60, RES))
    s.claim((10, Q1), (61, RES))
    s.claim((10, Q1), (62, LUMP))
    s.claim((20, Q1), parent=early)
    s.claim((69, Q1), parent=again)  # 52 weeks later: in time
    s.claim((113, Q1), parent=late)  # 53 weeks later
    assert value(s, "DIS9") == pytest.approx(1 / 3)
    assert math.isnan(value(s, "DIS9", first=1, last=52))


def test_quality_is_that_of_settlements_only(street: Make) -> None:
    s = street((40,)).weeks(10)
    for quality, end in ((0.5, RES), (0.6, RES), (0.7, RES), (0.9, LUMP)):
        s.claim((1, Q1), (2, end), quality=quality)
    assert value(s, "DIS10a") == pytest.approx(0.6)
    assert value(s, "DIS10b") == pytest.approx(2 / 3)


def test_the_books_overstate_success_by_what_was_not_entered_or_broke_out_again(street: Make) -> None:
    s = street((40,)).weeks(52)
    first = s.claim((1, Q1), (2, S1), (3, RES), recorded=1)
    s.claim((1, Q1), (2, S1), (3, RES), recorded=1)
    s.claim((1, Q1), (3, RES), recorded=-1)  # settled by word of mouth
    s.claim((1, Q1), (2, S1), (3, Q3), recorded=0)  # a failure that was entered
    s.claim((1, Q2), (3, LUMP), recorded=-1)
    s.claim((1, Q1), (3, Q2), recorded=-1)  # still in mediation
    s.claim((1, Q1), (3, RES), cls=REQUEST)  # requests are no mediation
    s.claim((9, Q1), parent=first)
    # Recorded 2 of 3; true 2 of 5, for one of three settlements broke out again.
    assert value(s, "DIS11") == pytest.approx(100 * (2 / 3 - 2 / 5))
    # Three entries by 50 residents in a year.
    assert value(s, "DIS1m") == pytest.approx(60)


def test_without_a_case_in_the_window_an_indicator_is_missing(street: Make) -> None:
    s = street((40,)).weeks(30)
    names = ["DIS2", "DIS3a", "DIS3b", "DIS4a", "DIS4b", "DIS6", "DIS9", "DIS10a", "DIS10b", "DIS11"]
    assert all(math.isnan(value(s, name)) for name in names)
    # A rate has residents to be counted on: no case is a true 0.
    assert value(s, "DIS1") == value(s, "DIS5") == value(s, "DIS7") == value(s, "DIS8") == 0


def test_each_family_lists_every_indicator_it_declares() -> None:
    for family in (disputes, resolution):
        declared = {o.name for o in vars(family).values() if type(o).__name__ == "Outcome"}
        assert declared <= {o.name for o in family.OUTCOMES}
