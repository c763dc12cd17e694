"""Contacts of the Party branch: rates, reach, luck; members; secretary and committee head."""

from typing import Any

import numpy as np
import pytest

from sim.codes import OWNER, RENTER, X_VISIT
from sim.model import Street
from sim.processes import mobilisation
from sim.processes.mobilisation import _draw_contacts, layers_of
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.table import Array
from tests.sim.processes.forced import force


def contacted(rate: float, week: int, **given: Any) -> Array:
    """Who of some residents is contacted in a week; all are owners of middle age unless said otherwise."""
    n = given.get("n", 1000)
    found, reached = np.zeros(n, np.uint8), np.empty(n, np.int64)
    age, tenure = given.get("age", np.ones(n, np.int8)), given.get("tenure", np.full(n, OWNER, np.int8))
    size, first = np.array([n], np.int32), np.zeros(1, np.uint32)
    rates, listed = np.array([rate]), np.array([given.get("on_list", 1.0)])
    weight, count = given.get("weight", np.empty(0)), np.zeros(1)
    number = _draw_contacts(found, age, tenure, first, size, rates, listed, weight, reached, count,
                            given.get("seed", 1), week, 11, 12, 13)  # fmt: skip
    assert count.tolist() == [number]
    assert sorted(reached[:number]) == np.flatnonzero(found).tolist()
    return found.astype(bool)


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.02, 0.05, 0.3])
def test_the_layers_of_contacts_multiply_to_the_rate(rate: float) -> None:
    layers = layers_of(rate)
    whole = int(layers)
    missed = 0.98**whole * (1.0 - 0.02 * (layers - whole))
    assert missed == pytest.approx(1.0 - rate, abs=1e-12)


@pytest.mark.parametrize("rate", [0.004, 0.03, 0.2])
def test_residents_are_contacted_at_the_rate(rate: float) -> None:
    share = np.mean([contacted(rate, week).mean() for week in range(200)])
    # 200,000 draws: four standard errors.
    assert share == pytest.approx(rate, abs=4 * (rate * (1 - rate) / 200_000) ** 0.5)


def test_the_share_ever_contacted_grows_as_in_random_sampling() -> None:
    n, rate, weeks = 1000, 0.02, 60
    ever = np.zeros(n, bool)
    for week in range(weeks):
        ever |= contacted(rate, week)
    expected = 1.0 - (1.0 - rate) ** weeks
    assert ever.mean() == pytest.approx(expected, abs=4 * (expected * (1 - expected) / n) ** 0.5)


def test_more_contacts_only_add_people() -> None:
    for week in range(30):
        few, some, many = (contacted(rate, week) for rate in (0.01, 0.025, 0.2))
        assert (some >= few).all()
        assert (many >= some).all()


def test_new_organisations_reach_more_of_the_young_and_tenants_and_take_nobody_else() -> None:
    n = 2000
    age = np.where(np.arange(n) % 2 == 0, 0, 1).astype(np.int8)
    tenure = np.where(np.arange(n) % 4 == 1, RENTER, OWNER).astype(np.int8)
    hard = (age == 0) | (tenure == RENTER)
    ever = []
    for on_list in (0.35, 0.9):
        seen = np.zeros(n, bool)
        for week in range(100):
            seen |= contacted(0.1, week, n=n, age=age, tenure=tenure, on_list=on_list)
        ever.append(seen)
    np.testing.assert_array_equal(ever[0][~hard], ever[1][~hard])
    assert (ever[1][hard] >= ever[0][hard]).all()
    # Nearly everyone on the list is met once in 100 weeks at a tenth a week.
    assert ever[0][hard].mean() == pytest.approx(0.35, abs=0.05)
    assert ever[1][hard].mean() == pytest.approx(0.9, abs=0.03)


def test_a_weight_multiplies_the_rate() -> None:
    weight = np.where(np.arange(1000) < 500, 1.5, 0.5)
    share = np.mean([contacted(0.02, week, weight=weight) for week in range(400)], axis=0)
    assert share[:500].mean() == pytest.approx(0.03, abs=0.0015)
    assert share[500:].mean() == pytest.approx(0.01, abs=0.001)


@pytest.fixture
def street() -> Street:
    return Street(communities=("OLD",), seed=1, weeks=8)


def plan(street: Street) -> tuple[float, float]:
    p = street.values(MobilisationParameters)
    skilled, contacts = mobilisation._contacts(street, mobilisation.strength(street), p)
    return float(skilled[0]), float(contacts[0])


def test_a_branch_today_makes_about_twenty_contacts_a_week_by_hand(street: Street) -> None:
    world = street.world
    world.communities.dual_office[:] = 0.0
    assert world.communities.registered_members[0] == pytest.approx(0.04 * 2200)
    skilled, contacts = plan(street)
    # 26.4 members are down for .3 h in four weeks: three tenths are served, .05 h is lost on each other hour.
    down_for = 26.4 * 0.3 / 4
    sign_ins, served = down_for * 0.7 * 0.05, down_for * 0.3
    assert skilled == pytest.approx(served / 2)
    assert contacts == pytest.approx((20 * 0.5 - sign_ins + served / 2) / (0.5 - 0.15 * 0.2))
    assert contacts == pytest.approx(22, abs=1)


@pytest.mark.parametrize(
    "name",
    ["pb_capacity", "pb_grid_branch", "reg_rate", "reg_hours", "reg_subst", "secretary_quality", "street_pb"],
)
def test_every_lever_of_the_branch_adds_contacts(name: str) -> None:
    before = plan(Street(communities=("OLD",), seed=1, weeks=8))[1]
    full = {"reg_hours": 2.0, "street_pb": 0.2}.get(name, 1.0)
    assert plan(force(Street(communities=("OLD",), seed=1, weeks=8), **{name: full}))[1] > before


def test_a_street_that_wants_more_hours_than_it_has_gives_its_branches_less() -> None:
    """Shares of .4, .5 and .1 shrink from 1 to .9, those of .4, .85 and .2 from 1.45."""
    alone, crowded = (
        force(Street(communities=("OLD",), seed=1, weeks=8), street_pb=0.4, **others)
        for others in ({}, {"street_focus": 0.85, "street_env": 0.2})
    )
    p, residents = crowded.values(MobilisationParameters), crowded.world.communities.residents[0]
    fewer = p.branch_from_street * 0.4 * (0.9 - 0.9 / 1.45) * 60 * residents / 1000 / (0.5 - 0.15 * 0.2)
    assert plan(alone)[1] - plan(crowded)[1] == pytest.approx(fewer)


@pytest.mark.parametrize("name", ["reg_rate", "reg_hours", "reg_subst"])
def test_registered_members_bring_skilled_hours(name: str) -> None:
    street = Street(communities=("OLD",), seed=1, weeks=8)
    before = plan(street)[0]
    assert plan(force(street, **{name: 1.0}))[0] > 1.5 * before


def test_meetings_take_their_hours_from_contacts(street: Street) -> None:
    before = plan(street)[1]
    street.world.communities.branch_coordination[:] = 3.0
    assert plan(street)[1] == pytest.approx(before - 3.0 / 0.47)
    street.world.communities.branch_coordination[:] = 1e3
    assert plan(street)[1] == 0.0


def test_those_contacted_live_through_a_visit(street: Street) -> None:
    street.week = 5
    mobilisation.mobilise(street)
    lived, residents = street.world.experiences, street.world.residents
    n = lived.n
    assert n == residents.contacted.sum() == street.world.flows.contacts[0]
    assert (lived.kind[:n] == X_VISIT).all()
    assert residents.contacted[lived.resident[:n]].all()
    # .6 + .3 x the branch's strength, which is .7 of itself while both seats are empty.
    assert set(np.round(lived.signal[:n], 9)) <= {0.75, 0.705}


@pytest.mark.parametrize("strategy", ["well connected", "vulnerable first", "inactive first"])
def test_strategies_shift_contacts_and_keep_their_number(strategy: str) -> None:
    number = []
    for chosen in ("random", strategy):
        street = Street(communities=("OLD",), seed=1, weeks=8, contact_strategy=chosen)
        total = 0
        for week in range(1, 121):
            street.week = week
            street.world.experiences.clear()
            mobilisation.mobilise(street)
            total += int(street.world.residents.contacted.sum())
        number.append(total)
    assert number[1] == pytest.approx(number[0], rel=0.12)


def test_vulnerable_residents_come_first_where_that_is_the_strategy() -> None:
    street = Street(communities=("REL",), seed=1, weeks=8, contact_strategy="vulnerable first")
    weight = mobilisation._weights(street, "vulnerable first")
    vulnerable = street.world.residents.vulnerable
    assert weight[vulnerable].mean() == pytest.approx(3 * weight[~vulnerable].mean())
    assert weight.mean() == pytest.approx(1.0)


@pytest.mark.parametrize(("share", "head"), [(0.0, 0.0), (1.0, 1.0)])
def test_elections_decide_which_secretaries_head_the_committee(share: float, head: float) -> None:
    street = force(Street(communities=("OLD", "RUR", "BOR"), seed=1, weeks=8), dual_office=share)
    mobilisation.elect(street)
    assert (street.world.communities.dual_office == head).all()


def test_one_head_for_both_helps_levers_arrive_and_leaves_the_mean_of_today(street: Street) -> None:
    c = street.world.communities
    c.dual_office[:] = 1.0
    assert mobilisation.fidelity(street, 0.7)[0] == pytest.approx(0.7 + 0.05 * 0.4)
    c.dual_office[:] = 0.0
    assert mobilisation.fidelity(street, 0.7)[0] == pytest.approx(0.7 - 0.05 * 0.6)
    assert pytest.approx(0.0) == 0.6 * 0.4 - 0.4 * 0.6
    c.dual_office[:] = 1.0
    assert mobilisation.fidelity(street, 1.0)[0] == 1.0


def test_members_on_both_bodies_save_coordination_too(street: Street) -> None:
    before = mobilisation.unity(street)[0]
    assert mobilisation.unity(force(street, cross_members=0.8))[0] - before == pytest.approx(0.5 * 0.5)


def test_one_departure_empties_both_seats_only_where_one_person_holds_them(street: Street) -> None:
    posts, c = street.world.posts, street.world.communities
    posts.holder[0] = -1
    c.dual_office[:] = 0.0
    assert mobilisation.strength(street)[0] == pytest.approx(0.5)
    c.dual_office[:] = 1.0
    assert mobilisation.strength(street)[0] == pytest.approx(0.35)
