"""Money and equity, measured on books and residents written by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.outcomes import OUTCOMES, equity, money, work
from sim.outcomes.view import Selection, View
from sim.processes.funding_parameters import FundingParameters

Make = Callable[..., Any]
MEASURES = {o.name: o.measure for o in OUTCOMES}


def value(street: Any, name: str, rows: list[int] | None = None, **window: int) -> float:
    view = View(street, **window)
    return MEASURES[name](view, Selection(view.everywhere().rows if rows is None else np.array(rows)))


def test_money_that_follows_tasks_is_set_against_the_hours_at_their_wage(street: Make) -> None:
    s = street((8, 32))
    s.declared[FundingParameters] = FundingParameters(temp_wage=20.0)
    s.pay("task_money", 100.0, 20.0, 0.0)
    s.week_of(assist_outside_done_rc=[10, 30])
    # 120 yuan for 40 hours of 20 yuan; in the first community 100 for 10.
    assert value(s, "FIN1") == pytest.approx(120 / 800)
    assert value(s, "FIN1", [0]) == pytest.approx(100 / 200)
    assert math.isnan(value(s.weeks(52), "FIN1"))


def test_money_put_in_is_told_apart_by_source_per_resident_and_year(street: Make) -> None:
    s = street((8, 32))
    s.pay("regular_wages", 0, 0, 600)
    s.pay("lever_cost", 100, 50, 0)
    s.pay("gift", 20, 5, 0)
    s.pay("property_fee", 0, 200, 0)
    s.pay("earnings", 50, 0, 0)
    s.pay("base_fund", 300, 300, 0)  # moves on inside: no money put in
    s.weeks(26)
    # 50 residents, half a year: one yuan is .04 per resident and year.
    assert value(s, "FIN2.county") == pytest.approx(750 * 0.04)
    assert value(s, "FIN2.units") == pytest.approx(1.0)
    assert value(s, "FIN2.owners") == pytest.approx(8.0)
    assert value(s, "FIN2.business") == pytest.approx(2.0)
    assert value(s, "FIN2.donors") == 0
    assert value(s, "FIN2") == pytest.approx(1025 * 0.04)


def test_committee_income_and_its_untied_share_pool_communities(street: Make) -> None:
    s = street((8, 32)).weeks(52, income=[10, 30], income_untied=[5, 1])
    assert value(s, "FIN2.committee") == pytest.approx(40 * 52 / 50)
    assert value(s, "FIN6") == pytest.approx(6 / 40)
    assert value(s, "FIN6", [0]) == pytest.approx(1 / 2)


def test_variation_over_years_leaves_the_burn_in_out(street: Make) -> None:
    s = street((8,))
    for year, paid in enumerate((900.0, 100.0, 300.0)):
        s.pay("gift", paid, 0)
        s.weeks(52)
        assert math.isnan(value(s, "FIN2.variation")) == (year < 2)
    # 100 and 300: mean 200, standard deviation 100.
    assert value(s, "FIN2.variation") == pytest.approx(0.5)


def test_losses_are_a_share_of_what_is_paid_out_without_the_pay_of_staff(street: Make) -> None:
    s = street((8,))
    s.pay("leak", 5, 5)
    s.pay("service_purchase", 0, 60)
    s.pay("running_costs", 30, 0)
    s.pay("regular_wages", 0, 1000)
    assert value(s.week_of(), "FIN3") == pytest.approx(0.1)


def test_the_match_of_money_is_weighted_by_amount(street: Make) -> None:
    s = (
        street((8, 32))
        .week_of(match_amount=[9, 5], amount=[10, 10])
        .week_of(match_amount=[0, 10], amount=[0, 20])
    )
    assert value(s, "FIN4") == pytest.approx(24 / 40)
    assert value(s, "FIN4", [0]) == pytest.approx(0.9)


def test_the_access_gap_compares_the_worst_off_and_the_best_off_group(street: Make) -> None:
    s = street((100,)).weeks(1)
    assert value(s, "SVC4") == pytest.approx(0.0)
    s.met[:40], s.met[40:] = 0.6, 0.8
    s.world.residents.hukou[:40] = False
    s.world.residents.age_group[:20] = 2
    # Met: .6 without registration and at 60 and over, .8 with registration; all others lie between.
    assert value(s, "SVC4") == pytest.approx(1 - 0.6 / 0.8)


def test_a_marked_group_counts_and_a_handful_of_people_does_not(street: Make) -> None:
    s = street((100,)).weeks(1)
    s.met[:10], s.met[10:] = 0.4, 0.8
    s.world.residents.language_gap[:10] = True
    assert value(s, "SVC4") == pytest.approx(0.5)
    s.world.residents.language_gap[9] = False
    # Nine are too few to compare: what is left is everyone, and those without the mark.
    assert value(s, "SVC4") == pytest.approx(1 - 0.76 / ((76 - 9 * 0.4) / 91))


def test_the_gini_of_service_quality_is_that_of_adults(street: Make) -> None:
    s = street((50, 50)).weeks(1)
    s.met[:50], s.met[50:] = 0.2, 0.6
    # Two equal halves with 1 and 3: mean difference 1, mean 2, so 1 / (2 * 2).
    assert value(s, "EQU2") == pytest.approx(0.25)
    assert value(s, "EQU2", [0]) == pytest.approx(0.0, abs=1e-12)


def test_the_worst_off_type_pools_its_communities_and_turns_indicators(street: Make) -> None:
    s = street((10, 10, 30), ("OLD", "CHE", "OLD")).weeks(1, pressure=[1.0, 1.5, 1.2], posts=1.0)
    s.world.residents.satisfaction[:20] = np.repeat([0.8, 0.3], 10)
    # OLD: 8 of 40 adults. CHE: .3.
    assert value(s, "EQU1") == pytest.approx(0.2)
    view = View(s)
    # Less load is better: the worst type has the highest, turned to its negative.
    assert equity.worst_off(view, view.everywhere(), work.load) == pytest.approx(-1.5)


def test_a_past_window_knows_nothing_of_what_residents_meet(street: Make) -> None:
    s = street((100,)).weeks(4)
    assert all(math.isnan(value(s, name, first=1, last=2)) for name in ("SVC4", "EQU1", "EQU2"))


def test_each_family_lists_every_indicator_it_declares() -> None:
    for family in (money, equity):
        declared = {o.name for o in vars(family).values() if type(o).__name__ == "Outcome"}
        assert declared - {"SVC2a"} <= {o.name for o in family.OUTCOMES}
