"""Work, services and organisations, measured on flows written by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim import schedule
from sim.codes import ADM, COORD, DEL, EMG, LED, MED, SVC, VIS
from sim.outcomes import OUTCOMES, organisations, services, work
from sim.outcomes.view import Selection, View

Make = Callable[..., Any]
MEASURES = {o.name: o.measure for o in OUTCOMES}


def value(street: Any, name: str, rows: list[int] | None = None, **window: int) -> float:
    view = View(street, **window)
    return MEASURES[name](view, Selection(view.everywhere().rows if rows is None else np.array(rows)))


def hours(**kinds: tuple[float, float]) -> Any:
    table = np.zeros((2, 8))
    codes = {
        "adm": ADM,
        "led": LED,
        "svc": SVC,
        "vis": VIS,
        "med": MED,
        "del_": DEL,
        "coord": COORD,
        "emg": EMG,
    }
    for kind, values in kinds.items():
        table[:, codes[kind]] = values
    return table


def test_shares_of_hours_pool_communities_and_count_hours_spent_on_policy(street: Make) -> None:
    given = hours(adm=(10, 40), led=(10, 0), svc=(0, 30), coord=(5, 5), emg=(5, 0))
    s = street((10, 30)).weeks(3, hours=given, own_hours=[10.0, 0.0])
    # All hours: 30 + 10 and 75. Pooled 60 / 115, not the mean of 20/40 and 40/75.
    assert value(s, "WRK1") == pytest.approx(60 / 115)
    assert value(s, "WRK1", [0]) == pytest.approx(20 / 40)
    assert value(s, "WRK3") == pytest.approx(20 / 115)
    assert value(s, "ORG6") == pytest.approx(10 / 115)


def test_citizen_facing_needs_are_met_as_far_as_hours_were_given(street: Make) -> None:
    given = hours(svc=(4, 1), vis=(1, 0), med=(1, 1), del_=(0, 0), adm=(9, 9))
    needed = hours(svc=(4, 4), vis=(2, 2), med=(1, 1), del_=(1, 1), adm=(9, 20))
    s = street((10, 30)).week_of(hours=given, needs=needed)
    assert value(s, "WRK8") == pytest.approx(8 / 16)
    assert value(s, "WRK8", [1]) == pytest.approx(2 / 8)


def test_figures_per_post_pool_posts_and_weeks(street: Make) -> None:
    s = street((10, 30))
    s.week_of(filled=[2, 6], posts=[4, 6], hours_worked=[100, 240], burnout=[1, 1.2], quits=[0, 1])
    s.week_of(filled=[2, 6], posts=[4, 6], hours_worked=[100, 240], burnt_out=[2, 1], burnt_out_severe=[1, 0])
    assert value(s, "WRK2") == pytest.approx(680 / 16)
    assert value(s, "WRK5a") == pytest.approx(2.2 / 16)
    assert value(s, "WRK5b") == pytest.approx(3 / 16)
    assert value(s, "WRK5c") == pytest.approx(1 / 16)
    # One quit in 16 post-weeks.
    assert value(s, "WRK6") == pytest.approx(52 / 16)
    assert value(s, "WRK7") == pytest.approx(4 / 20)
    assert value(s, "WRK7", [1]) == 0


def test_the_load_is_a_mean_over_communities_and_weeks(street: Make) -> None:
    s = street((10, 30)).week_of(pressure=[1.5, 0.9], overloaded=[1, 0]).week_of(pressure=[0.8, 0.8])
    assert value(s, "WRK4a") == pytest.approx(1.0)
    assert value(s, "WRK4b") == pytest.approx(1 / 4)


def test_leakage_divides_off_list_hours_done_by_those_attempted(street: Make) -> None:
    s = street((10, 30)).week_of(outside_attempted=[4, 16], outside_rc=[4, 10], outside_done_rc=[3, 5])
    assert value(s, "WRK9") == pytest.approx(8 / 20)
    assert math.isnan(value(s.weeks(52), "WRK9"))


def test_social_workers_are_counted_for_the_street_only(street: Make) -> None:
    s = (
        street((10, 30))
        .weeks(26, sw_filled=2.0, sw_posts=3.0)
        .weeks(26, sw_filled=2.0, sw_posts=3.0, sw_quits=0.01)
    )
    assert value(s, "WRK6.social") == pytest.approx(0.26 / 2)
    assert value(s, "WRK7.social") == pytest.approx(1 / 3)


def test_service_quality_is_weighted_by_residents(street: Make) -> None:
    s = street((10, 30))
    first = np.zeros((2, 6))
    first[:, 0], first[:, 1] = (0.9, 0.5), (0.3, 0.3)
    s.week_of(quality=first).week_of(quality=first)
    assert value(s, "SVC1.window") == pytest.approx((10 * 0.9 + 30 * 0.5) / 40)
    assert value(s, "SVC1.welfare", [1]) == pytest.approx(0.3)
    assert value(s, "SVC1") == pytest.approx((0.6 + 0.3) / 6)


def test_satisfaction_is_that_of_adults(street: Make) -> None:
    s = street((10, 30)).weeks(1)
    s.world.residents.satisfaction[:10] = 0.8
    assert value(s, "SVC2a") == pytest.approx(0.2)


def test_surveyed_satisfaction_is_that_of_the_last_survey_once_surveys_are_held(
    street: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = street((10, 30)).weeks(1)
    s.world.communities.survey[:] = 0.5, 0.7
    monkeypatch.setattr(schedule, "NOT_YET", (("evaluation", "", ""),))
    assert math.isnan(value(s, "SVC2b"))
    monkeypatch.setattr(schedule, "NOT_YET", ())
    assert value(s, "SVC2b") == pytest.approx((5 + 21) / 40)


@pytest.mark.parametrize(
    ("name", "above", "below"),
    [
        ("SVC3", "requests_in_time", "requests_due"),
        ("SVC5", "needs_found", "needs_arisen"),
        ("SVC6", "errand_hours", "errands"),
        ("ORG4", "projects_met", "projects_ended"),
    ],
)
def test_shares_pool_numerators_and_denominators(street: Make, name: str, above: str, below: str) -> None:
    s = street((10, 30)).week_of(**{above: [1, 2], below: [2, 8]}).week_of(**{below: [0, 2]})
    assert value(s, name) == pytest.approx(3 / 12)
    assert value(s, name, [0]) == pytest.approx(1 / 2)
    assert math.isnan(value(s.weeks(52), name))


def test_active_organisations_are_those_that_take_work(street: Make) -> None:
    s = street((4_000, 4_000)).weeks(60)
    o = s.world.organisations
    o.append(4)
    o.born[:4] = -50, 10, 10, 10
    o.ended[:4] = -1, 40, -1, -1
    o.shell[:4] = False, False, True, False
    o.presence[:4] = [[True, False], [True, True], [True, True], [False, False]]
    # 10,000 residents: two organisations, one of them present in the first community of 5,000.
    assert value(s, "ORG1") == pytest.approx(2)
    assert value(s, "ORG1", [0]) == pytest.approx(2)
    assert value(s, "ORG1", [1]) == 0
    assert value(s, "ORG1", first=1, last=39) == pytest.approx(3)


def test_money_and_hours_of_social_organisations(street: Make) -> None:
    s = street((10,)).week_of(so_income=10.0, so_income_government=8.0, so_contracted=40.0, so_diverted=10.0)
    assert value(s, "ORG2") == pytest.approx(0.8)
    assert value(s, "ORG3") == pytest.approx(0.25)
    assert math.isnan(value(s.weeks(52), "ORG3"))


def test_ties_are_a_mean_over_communities_where_the_block_exists(street: Make) -> None:
    s = street((10, 30)).weeks(2, tie_linkage=[0.2, 0.4], tie_property=[0.5, 0.0])
    assert value(s, "ORG5a.linkage") == pytest.approx(0.3)
    assert value(s, "ORG5a.property") == pytest.approx(0.5)
    assert math.isnan(value(s, "ORG5a.property", [1]))
    assert value(s, "ORG5a") == pytest.approx((0.2 + 0.4 + 0.5) / 3)


def test_connectivity_is_taken_at_the_ends_of_half_years(street: Make) -> None:
    s = street((10, 30)).weeks(25).week_of(connectivity=[0.4, 0.0]).weeks(25).week_of(connectivity=[0.8, 0.4])
    assert value(s, "ORG5b") == pytest.approx(0.4)
    assert value(s, "ORG5b", [1]) == pytest.approx(0.2)
    assert math.isnan(value(s, "ORG5b", first=1, last=20))


def test_gifts_of_units_are_per_thousand_residents_and_year(street: Make) -> None:
    s = street((8, 32)).weeks(26, unit_money=[10, 15], venue_hours=1.0, coordination_hours=[0, 2])
    assert value(s, "ORG7a") == pytest.approx(25 * 1040)
    assert value(s, "ORG7b") == pytest.approx(2 * 1040)
    assert value(s, "ORG6.all") == pytest.approx(2 * 1040)


def test_each_family_lists_every_indicator_it_declares() -> None:
    for family in (work, services, organisations):
        declared = {o.name for o in vars(family).values() if type(o).__name__ == "Outcome"}
        assert declared <= {o.name for o in family.OUTCOMES}
