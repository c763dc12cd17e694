"""What differs between two scenarios, in sentences, and its declared cost worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.declared_costs import kinds, prices, total
from experiments.scenario_diff import as_text, differences
from experiments.scenario_diff import total as total_difference
from scenarios import load_scenario
from sim.catalog import accept, find, levers
from sim.levers import Levers, PolicyParameters
from sim.scenario import Plan, Scenario

ADULTS = [kind.adults for kind in kinds().values()]
RESIDENTS = 1.25 * sum(ADULTS) / 9
"""Mean residents of a community of the default street."""


def of(name: str = "mine", **values: object) -> Scenario:
    return Scenario(name, ("我的", "Mine"), values=values)


def invoke(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def test_nothing_differs_from_itself_or_from_what_says_the_same() -> None:
    s4 = load_scenario("s4_offload_funded")
    assert differences(s4, of(offload=Plan(0.8), fund_follow=1)) == ()
    assert "set exactly the same" in as_text(s4, s4, "en")
    assert "取值完全相同" in invoke("diff", "s4_offload_funded", "s4_offload_funded", "--lang", "zh")


def test_a_plan_that_leaves_a_lever_at_today_is_no_difference() -> None:
    assert differences(of(), of(offload=Plan(0.5, 52, 13, ("OLD",)))) == ()


def test_a_choice_is_brought_in_at_once_so_its_ramp_is_no_difference() -> None:
    assert differences(of(unified_assess=True), of(unified_assess=Plan(True, ramp_w=99))) == ()
    assert len(differences(of(unified_assess=True), of(unified_assess=Plan(True, start_w=9)))) == 1


def test_the_sentence_says_value_start_ramp_and_communities_in_both_languages() -> None:
    one, two = of("one"), of("two", fund_follow=Plan(0.6, 52, 13, ("RUR", "BOR")))
    en, zh = as_text(one, two, "en"), as_text(one, two, "zh")
    assert "Funds following tasks (fund_follow): in one as today (0.1); in two 0.6" in en
    assert "from week 52 after the burn-in over 13 weeks, only in Rural village, " in en
    assert "费随事转落实率（fund_follow）：在one中维持现状（0.1）；在two中为0.6" in zh
    assert "第52周起、分13周到位，仅限" in zh


def test_timing_alone_is_told_on_both_sides() -> None:
    en = as_text(of("one", offload=0.8), of("two", offload=Plan(0.8, 104)), "en")
    assert "in one 0.8, from week 0 after the burn-in over 26 weeks" in en
    assert "in two 0.8, from week 104 after the burn-in over 26 weeks" in en
    assert "no declared cost" in en


def test_an_uncertainty_is_told_beside_its_default() -> None:
    assert "in a the default (0.7); in b 0.4" in as_text(of("a"), of("b", phi_imp=0.4), "en")


def test_composites_are_told_through_the_levers_that_they_move() -> None:
    found = {d.declared.name for d in differences(of(), of(linkage3=0.5))}
    assert found == {"disc_effort", "design", "so_take", "sw_involve", "info_share", "sw_per_10k"}


def test_declared_costs_are_linear_in_the_way_to_full() -> None:
    cost = total(accept({"access_gate": 0.55, "twoway": 0.5}))
    assert cost.cny == pytest.approx(0.5 * 2_000 + 0.5 * 8_000)
    assert cost.hours == pytest.approx(0.5 * 0.2 + 0.5 * 1.0)
    assert cost.street_hours == pytest.approx(0.5 * 2.0)


def test_a_lever_in_one_type_of_community_costs_a_ninth_on_average() -> None:
    cost = total(accept({"pm_joint": Plan(1.0, communities=("CHE",))}))
    assert cost.cny == pytest.approx(6_000 / 9)
    assert list(prices(accept({"pm_joint": Plan(1.0, communities=("CHE",))}))["pm_joint"]) == ["CHE"]


def test_money_per_head_costs_what_arrives_for_all_residents() -> None:
    assert total(accept({"so_fund": 20})).cny == pytest.approx(0.7 * 18 * RESIDENTS)
    assert total(accept({"so_fund": 20, "phi_imp": 0.4})).cny == pytest.approx(0.4 * 18 * RESIDENTS)
    assert total(accept({"base_fund": 5})).cny == pytest.approx(-0.7 * 20 * RESIDENTS)


def test_posts_are_paid_where_the_norm_lies_above_what_is_there() -> None:
    by_kind = prices(accept({"posts_per_10k": 18, "phi_imp": 1}))["posts_per_10k"]
    old = kinds()["OLD"]
    missing = (18 - old.workers_per_10k) * old.adults * 1.25 / 10_000
    assert by_kind["OLD"].cny == pytest.approx(missing * 66_000)
    assert by_kind["BOR"].cny == 0  # 20 posts already


def test_pay_and_social_workers_cost_their_wages() -> None:
    pay = prices(accept({"pay": 1, "phi_imp": 1}))["pay"]["OLD"]
    old = kinds()["OLD"]
    assert pay.cny == pytest.approx(18_000 * old.workers_per_10k * old.adults * 1.25 / 10_000)
    social = total(accept({"sw_per_10k": 4, "phi_imp": 1}))
    assert social.cny == pytest.approx(2.5 * RESIDENTS / 10_000 * 110_000)


def test_a_floor_costs_only_those_below_it() -> None:
    by_kind = prices(accept({"coll_income": 40, "phi_imp": 1}))["coll_income"]
    assert by_kind["VTC"].cny == 0
    assert by_kind["RUR"].cny == pytest.approx((40 - 25) * kinds()["RUR"].adults * 1.25)
    area = prices(accept({"facility_m2": 30, "phi_imp": 1}))["facility_m2"]
    assert area["REL"].cny == 0  # 32 m2 already
    assert area["OLD"].cny == pytest.approx(2200 / 2.0 / 100 * 2500)


def test_money_that_follows_tasks_is_left_to_a_run_and_said_so() -> None:
    assert total(accept({"fund_follow": 1})).open == {"fund_follow"}
    text = as_text(of(), of(fund_follow=1), "en")
    assert "Not counted: the money that fund_follow moves" in text


def test_what_is_charged_in_a_run_is_what_is_priced() -> None:
    """The model charges declared costs itself; both must agree for levers that are not money."""
    declared = [d for d in levers() if not d.cost.itself and not d.options]
    values = {d.name: d.full for d in declared}
    in_force = Levers(declared, values, tuple(kinds()))
    p = PolicyParameters()
    in_force.update(52 + 200, np.ones(9), p)
    charged = in_force.costs().mean(axis=1)
    priced = total(values)
    told = (priced.cny, priced.hours, priced.street_hours, priced.branch_hours)
    assert told == pytest.approx(tuple(charged))


def test_the_difference_costs_the_second_less_the_first() -> None:
    one, two = of(twoway=1), of(access_gate=1)
    there, back = total_difference(one, two), total_difference(two, one)
    assert there.cny == pytest.approx(2_000 - 8_000)
    assert back.cny == -there.cny
    assert "−6,000 yuan a year" in as_text(one, two, "en")


def test_every_money_lever_is_priced_or_named_as_open() -> None:
    for d in levers():
        if d.cost.itself:
            cost = total(accept({d.name: d.full, "facility_m2": find("facility_m2").full}))
            assert cost.cny > 0 or cost.open == {d.name}, d.name


def test_the_command_takes_names_and_files_and_gives_json(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title_en = "Mine"\nbase = "s5_linkage_unfunded"\n[levers]\nso_fund = 10\n')
    told = json.loads(invoke("diff", "s5_linkage_unfunded", str(path), "--json"))
    assert [d["name"] for d in told["differences"]] == ["so_fund"]
    assert told["cost"]["cny"] == pytest.approx(0.7 * 8 * RESIDENTS, abs=0.01)
    assert told["differences"][0]["b"]["value"] == 10
    refused = CliRunner().invoke(app, ["diff", "baseline", "basline"])
    assert refused.exit_code == 2
    assert "Did you mean 'baseline'?" in refused.output
