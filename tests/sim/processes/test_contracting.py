"""Social organisations and social work: hours and money, contracts, projects, entry, exit, casework."""

import math
from typing import Any

import numpy as np
import pytest

from sim.codes import (
    DECIDED,
    KNOWN,
    MET,
    MISSED,
    RUNNING,
    SOLVED,
    X_PROJECT,
)
from sim.ledger import COUNTY, STREET
from sim.levers import Floats
from sim.model import Street
from sim.processes import contracting, projects, tenders
from sim.processes.contracting import _divide_hours
from tests.sim.processes.forced import force


def built(*communities: str, **values: Any) -> Street:
    """A street after its first week, with the year's money."""
    street = Street(communities=communities or ("OLD",), seed=1, weeks=60, **values)
    street.step()
    return street


@pytest.fixture
def street() -> Street:
    return built()


def divide(**changes: Any) -> dict[str, Floats]:
    """One society, one community: a contract of 20 hours, staff for 80, money enough."""
    given: dict[str, Any] = {
        "alive": np.ones(1, bool), "staff": np.array([2.0]), "coordination": np.zeros(1),
        "price": np.full(1, 50.0), "dependence": np.full(1, 0.8), "grant": np.zeros(1),
        "agreed": np.full((1, 1), 20.0), "agreed_pay": np.full((1, 1), 1_000.0),
        "cash": np.full(1, 1e6), "credit": 0.0, "kept": np.zeros(1), "tasks": np.zeros(1),
        "wanted": np.zeros((1, 1)), "pulled": np.zeros(1), "overhead": np.full(1, 0.15), "rates": (0.3, 0.0),
    } | changes  # fmt: skip
    by_place = {name: np.zeros((1, 1)) for name in ("service", "diverted", "pay", "given")}
    own = {name: np.zeros(1) for name in ("wages", "free")}
    states = {name: np.zeros(1) for name in ("contracted", "administration", "idle", "own", "slack")}
    _divide_hours(*by_place.values(), *own.values(), *given.values(), *states.values())
    return {name: value.ravel() for name, value in (by_place | own | states).items()}


def test_contract_hours_are_service_diversion_administration_or_idle_by_hand() -> None:
    week = divide(pulled=np.full(1, 0.4))
    # 20 hours: 3 of administration; .4 x .8 of the other 17 diverted.
    assert week["administration"][0] == pytest.approx(3.0)
    assert week["diverted"][0] == pytest.approx(0.32 * 17.0)
    assert week["service"][0] == pytest.approx(0.68 * 17.0)
    assert week["idle"][0] == 0.0
    assert week["wages"][0] == pytest.approx(1_000.0)


@pytest.mark.parametrize(
    ("changes", "worked"),
    [
        ({"staff": np.array([0.25])}, 10.0),
        ({"cash": np.array([250.0])}, 5.0),
        ({"alive": np.zeros(1, bool)}, 0.0),
    ],
)
def test_hours_without_staff_or_cash_are_idle_and_not_paid(changes: dict[str, Any], worked: float) -> None:
    week = divide(**changes)
    assert week["idle"][0] == pytest.approx(20.0 - worked)
    assert week["pay"][0] == pytest.approx(1_000.0 * worked / 20.0)


def test_an_independent_society_or_an_unpressed_committee_diverts_nothing() -> None:
    assert divide(pulled=np.full(1, 0.4), dependence=np.zeros(1))["diverted"][0] == 0.0
    assert divide(pulled=np.zeros(1))["diverted"][0] == 0.0


def test_the_core_grant_pays_projects_search_and_own_services() -> None:
    week = divide(agreed=np.zeros((1, 1)), grant=np.full(1, 1_000.0), wanted=np.full((1, 1), 6.0))
    # 20 hours of grant: 6 of search, and of the other 14 the 6 its projects want and 8 of own service.
    assert week["own"][0] == pytest.approx(20.0)
    assert week["free"][0] == pytest.approx(8.0)
    assert week["given"][0] == pytest.approx(6.0)


def test_money_for_a_project_is_kept_before_own_services_are_given() -> None:
    money = np.full(1, 5_000.0)
    week = divide(agreed=np.zeros((1, 1)), grant=np.full(1, 1_000.0), cash=money, kept=money)
    assert week["free"][0] == 0.0
    assert week["own"][0] == pytest.approx(6.0)


def test_a_project_takes_the_contract_of_its_community_before_the_societys_money() -> None:
    # 17 hours of contract service: 6 of them go to the project, at no further cost.
    week = divide(wanted=np.full((1, 1), 6.0))
    assert week["given"][0] == pytest.approx(6.0)
    assert week["wages"][0] == pytest.approx(20 * 50.0)
    # 30 hours wanted: 13 more from the society's own money.
    week = divide(wanted=np.full((1, 1), 30.0))
    assert week["given"][0] == pytest.approx(30.0)
    assert week["wages"][0] == pytest.approx((20 + 13) * 50.0)


@pytest.mark.parametrize(
    "values", [{}, {"purchase": 20.0, "so_fund": 20.0, "offload": 0.8, "outside_purchase": 1.0}]
)
def test_hours_and_money_balance_in_every_week_of_a_run(values: dict[str, Any]) -> None:
    street = Street(communities=("OLD", "URV"), seed=1, weeks=40, check=True, **values)
    s = street.world.organisations
    for _ in range(92):
        street.step()
        n = s.n
        parts = s.service[:n] + s.diverted[:n] + s.administration[:n] + s.idle[:n]
        np.testing.assert_allclose(parts, s.contracted[:n], atol=1e-9)
        assert (s.slack[:n] >= -1e-9).all()
        assert (street.ledger.balance[street.ledger.social[:n]] >= -500_000).all()
    assert street.record["so_service"].sum() > 0


def test_diverted_hours_relieve_the_committee_and_are_not_lost(street: Street) -> None:
    world = street.world
    world.communities.pressure[:] = 2.0
    world.departments.backlog_rc[:] = 1.0
    before = world.departments.backlog_rc.sum()
    contracting._work(street)
    diverted = world.organisations.diverted.sum()
    assert diverted > 0.0
    # 85 % of the agreed hours x .4 x the dependence of each society, at a load of two.
    s = world.organisations
    expected = 0.85 * 0.4 * (s.contracted[: s.n] * s.dependence[: s.n]).sum()
    assert diverted == pytest.approx(expected)
    assert before - world.departments.backlog_rc.sum() == pytest.approx(diverted)


def test_an_empty_backlog_gives_diverted_hours_back_to_service(street: Street) -> None:
    world = street.world
    world.communities.pressure[:] = 2.0
    world.departments.backlog_rc[:] = 0.0
    contracting._work(street)
    s = world.organisations
    assert s.diverted[: s.n].sum() == pytest.approx(0.0)
    assert s.service[: s.n].sum() == pytest.approx(0.85 * s.contracted[: s.n].sum())


def test_clear_rules_protect_contracts_and_cut_overhead() -> None:
    shares = []
    for clarity in (0.2, 1.0):
        street = force(built(), rule_clarity=clarity)
        street.world.communities.pressure[:] = 2.0
        street.world.departments.backlog_rc[:] = 1.0
        contracting._work(street)
        s = street.world.organisations
        shares.append([s.diverted[: s.n].sum() / s.contracted[: s.n].sum(),
                       s.administration[: s.n].sum() / s.contracted[: s.n].sum()])  # fmt: skip
    assert shares[1][0] < shares[0][0]
    assert shares[1][1] == pytest.approx(0.15 * 0.8)


@pytest.mark.parametrize(("on_time", "weeks"), [(1.0, [1]), (0.0, [9]), (0.5, [5]), (0.4375, [5, 6])])
def test_the_street_pays_as_late_as_its_habit(on_time: float, weeks: list[int]) -> None:
    street = force(built(), pay_on_time=on_time)
    s = street.world.organisations
    s.pending[:] = 0.0
    pay = np.zeros((s.n, 1))
    pay[0, 0] = 1_000.0
    tenders.owe(street, pay)
    paid = {}
    start = street.week
    for street.week in range(start + 1, start + 15):
        if amount := tenders.pay_due(street)[0]:
            paid[street.week - start] = amount
    assert list(paid) == weeks
    assert sum(paid.values()) == pytest.approx(1_000.0)


def test_a_payment_the_street_cannot_make_waits(street: Street) -> None:
    s, ledger = street.world.organisations, street.ledger
    s.pending[:] = 0.0
    s.pending[0, street.week % 52] = 500.0
    ledger.transfer(STREET, COUNTY, int(ledger.balance[STREET]), "own_purchase")
    assert tenders.pay_due(street)[0] == 0.0
    ledger.transfer(COUNTY, STREET, 100_000, "street_fund")
    street.week += 1
    assert tenders.pay_due(street)[0] == pytest.approx(500.0)


def test_grants_and_contracts_take_no_more_than_their_funds() -> None:
    street = force(built("OLD", "CHE"), so_fund=20.0, purchase=20.0)
    residents = street.world.communities.residents.sum()
    street.ledger.open_week()
    granted = tenders.open_quarter(street).sum()
    s, lost = street.world.organisations, street.ledger.moved("leak").sum()
    assert granted + 13 * s.contract_pay[: s.n].sum() + lost == pytest.approx(
        2 * 20.0 * residents / 4, rel=1e-6
    )


def test_a_society_bids_if_it_has_the_staff_free_at_a_price_it_can_live_on() -> None:
    street = built()
    s, society = street.world.organisations, street.social_organisations[1]
    s.staff[1], s.price[1], s.contract_hours[1] = 2.0, 50.0, 0.0
    s.contract_hours[1, 0] = 60.0
    # Twenty hours are free; a contract of 1,000 yuan a week wants them all.
    assert society.bids(1_000.0, 50.0)
    assert not society.bids(1_001.0, 50.0)
    assert not society.bids(1_000.0, 51.0)
    s.shell[1] = True
    assert not society.bids(1.0, 50.0)
    s.shell[1], s.alive[1] = False, False
    assert not society.bids(1.0, 50.0)


def winners(option: str) -> Floats:
    """Quality, price and tie of the winners of many tenders."""
    street = force(built(), tender=option)
    s = street.world.organisations
    s.quality[: s.n] = [0.2, 0.9, 0.5, 0.5, 0.5]
    s.price[: s.n] = [60.0, 50.0, 55.0, 55.0, 55.0]
    street.world.ties[0, 9, s.node[: s.n]] = street.world.ties[0, s.node[: s.n], 9] = [
        0.8,
        0.1,
        0.1,
        0.1,
        0.1,
    ]
    won = np.zeros(s.n)
    for week in range(1, 201):
        street.week = week
        s.contract_hours[:] = 0.0
        tenders._award(street, 0, 500.0, 0.0)
        won += s.contract_hours[: s.n, 0] > 0
    return won / 200


def test_competition_favours_quality_and_price_relations_favour_ties() -> None:
    competitive, relational = winners("competitive"), winners("relational")
    assert competitive.sum() == pytest.approx(1.0)
    assert relational.sum() == pytest.approx(1.0)
    assert competitive[1] > relational[1] + 0.1
    assert relational[0] > competitive[0] + 0.2


def test_success_of_a_project_by_hand(street: Street) -> None:
    chance = projects.success(street, 0.2, 0.8, 0.6, 0.5)
    assert chance == pytest.approx(1 / (1 + math.exp(-(-0.5 + 0.2 + 0.8 + 0.1 - 0.4))))
    assert projects.success(street, 0.5, 0.8, 0.6, 0.5) > chance
    assert projects.success(street, 0.2, 0.8, 0.6, 9.0) == projects.success(street, 0.2, 0.8, 0.6, 2.0)


def started(street: Street) -> int:
    """Start a project for a new known need; give its row."""
    issues = street.world.issues
    new = issues.append(1).start
    issues.status[new], issues.opened[new], issues.found[new] = KNOWN, street.week, street.week
    issues.size[new], issues.birth_part[new] = 4, 123
    projects._start(street, new)
    assert issues.status[new] == DECIDED
    return street.world.projects.n - 1


@pytest.mark.parametrize(("done", "status", "issue"), [(80.0, MET, SOLVED), (0.0, MISSED, KNOWN)])
def test_a_project_ends_after_thirteen_weeks_and_its_need_with_it(
    done: float, status: int, issue: int
) -> None:
    street = built(project_success=(2.0, 2.0, 2.0, 2.0, 0.0))
    row = started(street)
    table, world = street.world.projects, street.world
    world.experiences.clear()
    table.hours_done[row] = done
    street.week += 12
    projects.conclude(street)
    assert table.status[row] == RUNNING
    street.week += 1
    projects.conclude(street)
    assert table.status[row] == status
    assert world.issues.status[table.issue[row]] == issue
    n = world.experiences.n
    assert n == 4
    assert (world.experiences.kind[:n] == X_PROJECT).all()
    assert world.flows.projects_ended[0] == 1.0


def test_a_project_costs_the_society_its_hours_and_reaches_the_domain_of_the_need(street: Street) -> None:
    row = started(street)
    s, table = street.world.organisations, street.world.projects
    society = int(table.organisation[row])
    s.contract_hours[:] = s.contract_pay[:] = s.grant[:] = 0.0
    before = street.ledger.cny(int(street.ledger.social[society]))
    contracting._work(street)
    assert table.hours_done[row] == pytest.approx(80 / 13)
    supply = street.world.communities.project_supply[0]
    assert supply[table.domain[row]] == pytest.approx(80 / 13 * table.match[row])
    unused = 40 * s.staff[society] - 80 / 13
    spent = before - street.ledger.cny(int(street.ledger.social[society]))
    assert spent == pytest.approx((80 / 13 + 0.02 * unused) * s.price[society], abs=0.02)


def test_a_society_without_money_or_staff_takes_no_project(street: Street) -> None:
    s, ledger = street.world.organisations, street.ledger
    s.contract_hours[:] = 0.0
    assert projects._able(street)[:, 0].all()
    s.slack[0], s.shell[1], s.presence[2, 0] = 6.0, True, False
    account = int(ledger.social[3])
    ledger.transfer(account, COUNTY, int(ledger.balance[account]) - 500_000, "staff_cost")
    # 80 hours cost more than the 4,000 yuan above the reserve; a contract of 5 hours there lowers that.
    assert projects._able(street)[:, 0].tolist() == [False, False, False, False, True]
    s.contract_hours[3, 0] = 5.0
    assert projects._able(street)[3, 0]
