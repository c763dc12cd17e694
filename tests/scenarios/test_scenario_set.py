"""The scenarios that come with the model: each loads, runs, does something, and differs from every other."""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import pytest

from experiments import equal_budget
from experiments.declared_costs import total
from scenarios import FOLDER, about, load_scenario, scenario_files, scenario_names
from scenarios.document import keys, levers_of, sections
from sim.catalog import accept, find
from sim.model import Street
from sim.population import Population, build_population
from sim.scenario import Plan, Scenario

NAMES = scenario_names()
POLICIES = [name for name in NAMES if name != "baseline"]


@cache
def people() -> Population:
    return build_population(("OLD", "CHE", "URV", "RUR"), 1, scale=0.08)


@cache
def fingerprint(name: str) -> str:
    """Run a scenario for twelve weeks after the burn-in on a small street; hash its course."""
    street = Street(load_scenario(name), seed=1, weeks=12, population=people()).run()
    found = hashlib.sha256()
    for key, array in sorted(street.arrays().items()):
        found.update(key.encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def test_the_set_is_whole() -> None:
    stems = {name.partition("_")[0] for name in NAMES}
    built = {f"s{k}" for k in range(1, 19)} - {"s17"}  # emergencies are not part of the model yet
    assert stems == built | {"baseline", "horizon"}
    assert {f"s16_without_{s.replace('.', '_')}" for s in sections()} < set(NAMES)
    assert {f"s15_document_{f}" for f in (40, 70, 100)} < set(NAMES)
    assert {f"s7_party_link_{f}" for f in ("low", "medium", "high")} < set(NAMES)
    assert {f"s18_{name}" for name in equal_budget.twinned()} < set(NAMES)


def test_they_stand_in_the_order_of_their_numbers() -> None:
    order = [
        NAMES.index(f"s{k}_{rest}") for k, rest in ((2, "funds_follow"), (9, "property"), (10, "mediation"))
    ]
    assert [NAMES.index("baseline"), *order] == sorted([NAMES.index("baseline"), *order])


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_is_asks_and_rests_on_in_both_languages(name: str) -> None:
    scenario, told = load_scenario(name), about(scenario_files(name))
    for zh, en in (scenario.title, scenario.question, told.source):
        assert zh
        assert en
        assert any("一" <= letter <= "鿿" for letter in zh)
        assert not any("一" <= letter <= "鿿" for letter in en)
    assert bool(told.provisions) == (name not in ("baseline", "s18_baseline"))
    assert set(told.provisions) <= set(keys())


@pytest.mark.parametrize("name", POLICIES)
def test_each_names_the_provisions_of_the_levers_that_it_moves(name: str) -> None:
    """What a scenario moves beside the provisions it names is listed here, with the reason."""
    if name.startswith(("s16_", "s18_", "horizon_")):
        return  # they name the section left out, the policy made cheaper, the stages
    named = about(scenario_files(name)).provisions
    for lever, value in accept(load_scenario(name).values).items():
        declared = find(lever)
        plan = value if isinstance(value, Plan) else Plan(value)
        if declared.kind == "lever" and plan.value != declared.default:
            assert any(
                item == key or item.startswith(f"{key}.") for item in declared.provisions for key in named
            ), lever


@pytest.mark.parametrize("name", POLICIES)
def test_each_runs_some_weeks_and_is_not_the_baseline(name: str) -> None:
    assert fingerprint(name) != fingerprint("baseline")


def test_no_two_set_the_same() -> None:
    digests: dict[str, str] = {}
    for name in NAMES:
        digest = Scenario(values=accept(load_scenario(name).values)).digest()
        assert digest not in digests, f"{name} is {digests.get(digest)}"
        digests[digest] = name


def test_scenarios_that_differ_from_the_first_week_take_another_course() -> None:
    later = {"horizon_8_years", "horizon_13_years"}  # they part after three years
    courses = [fingerprint(name) for name in NAMES if name not in later]
    assert len(set(courses)) == len(courses)


def test_fidelity_is_the_only_difference_between_the_three_versions_of_the_document() -> None:
    values = {f: dict(load_scenario(f"s15_document_{f}").values) for f in (40, 70, 100)}
    assert [values[f].pop("phi_imp", 0.7) for f in (40, 70, 100)] == [0.4, 0.7, 1.0]
    assert values[40] == values[70] == values[100]


@pytest.mark.parametrize("section", sections())
def test_a_knock_out_moves_all_but_its_section(section: str) -> None:
    whole = load_scenario("s15_document_70").values
    less = load_scenario(f"s16_without_{section.replace('.', '_')}").values
    moved = {name for name in whole if less[name] != find(name).default}
    assert set(whole) - moved == {d.name for d in levers_of(section)}


def test_the_horizons_run_to_the_dates_of_the_document_and_end_with_all_of_it() -> None:
    for years, weeks in ((3, 156), (8, 416), (13, 676)):
        name = f"horizon_{years}_years"
        assert about(scenario_files(name)).weeks == weeks
        plans = load_scenario(name).values
        assert set(plans) == {d.name for d in levers_of("all")}
        for lever, plan in plans.items():
            assert plan.value == find(lever).full
            early = years == 3 or find(lever).provisions[0].startswith("2.")
            assert plan.start_w + plan.ramp_w == (156 if early else weeks)


def test_the_committed_twins_are_what_declared_costs_make_of_them() -> None:
    for name in equal_budget.twinned():
        committed = (FOLDER / f"s18_{name}.toml").read_text(encoding="utf-8")
        assert committed == equal_budget.twin(name), "run `python -m experiments.equal_budget`"


def test_all_twins_cost_the_same_and_keep_within_the_hours() -> None:
    for name in equal_budget.twinned():
        cost = total(accept(load_scenario(f"s18_{name}").values))
        assert cost.cny == pytest.approx(equal_budget.YUAN, rel=1e-4)
        assert cost.hours <= equal_budget.HOURS


def test_a_twin_goes_as_far_as_the_budget_lets_it() -> None:
    for name in ("s5_linkage_unfunded", "s10_mediation", "s15_document_70"):
        scenario = load_scenario(name)
        share = equal_budget.share_within(scenario)
        assert 0 < share < 1
        assert equal_budget.fits(equal_budget.scaled(scenario, share))
        assert not equal_budget.fits(equal_budget.scaled(scenario, share + 1 / equal_budget.STEPS))
