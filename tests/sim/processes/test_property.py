"""Property companies: what they bill, collect, spend and owe, and whether they come to the table."""

import numpy as np
import pytest

from sim.actors.property_company import bills_of
from sim.calendar import QUARTER
from sim.ledger import HOUSEHOLDS, MARKET
from sim.model import Street
from sim.processes.property import property_cycle
from tests.sim.processes.docket import docket


def a_street() -> Street:
    """Build a street whose one company bills 60,000 yuan a quarter: 100 dwellings of 100 m2 at 2 yuan."""
    street = docket("CHE")
    homes, estates = street.world.households, street.world.estates
    homes.estate[:], homes.vacant[:] = -1, False
    homes.estate[:101], homes.area[:101] = 0, 100.0
    homes.vacant[100] = True
    estates.mode[:], estates.fee[:], estates.paid_share[:], estates.effort[:] = 1, 2.0, 0.8, 0.5
    estates.mode[0] = 2
    return street


def quarter(street: Street) -> None:
    street.week = (street.week // QUARTER + 1) * QUARTER
    street.ledger.open_week()
    property_cycle(street)


def test_a_company_collects_the_share_that_pays_and_spends_by_its_effort() -> None:
    street = a_street()
    (company,) = street.companies
    assert company.billed(bills_of(street.world)) == pytest.approx(60_000.0)
    quarter(street)
    # It costs .40 + .45 x .25 of what is billed.
    assert street.ledger.moved("property_fee")[0] == pytest.approx(48_000.0)
    assert street.ledger.moved("property_cost")[0] == pytest.approx(60_000 * 0.5125)
    assert company.cash == pytest.approx(48_000 - 30_750)
    assert street.ledger.balance[HOUSEHOLDS] == -4_800_000
    assert street.ledger.balance[MARKET] >= 3_075_000
    street.ledger.check()


def test_nothing_moves_inside_a_quarter() -> None:
    street = a_street()
    street.week = QUARTER * 6 + 1
    street.ledger.open_week()
    property_cycle(street)
    assert not street.ledger.moved("property_fee").any()


def test_a_company_that_is_not_paid_owes_up_to_its_credit_and_then_stays_away_from_the_table() -> None:
    street = a_street()
    (company,) = street.companies
    street.world.estates.paid_share[0] = 0.0
    street.ledger.credit[company.account] = 5_000_000
    assert company.comes_to_the_table
    quarter(street)
    assert company.cash == pytest.approx(-30_750)
    quarter(street)
    assert company.cash == pytest.approx(-50_000)
    assert not company.comes_to_the_table
    assert street.ledger.shortfalls[0] == 0
    street.world.estates.paid_share[0] = 1.0
    quarter(street)
    assert company.comes_to_the_table


def test_more_effort_costs_more_and_self_managed_estates_have_no_company() -> None:
    street = a_street()
    (company,) = street.companies
    bills = bills_of(street.world)
    _, lazy = company.settle(bills)
    street.world.estates.effort[0] = 1.0
    _, busy = company.settle(bills)
    assert busy == pytest.approx(60_000 * 0.85)
    assert busy > lazy
    assert company.estates.tolist() == [0]
    assert docket("OLD").companies == []


def test_its_credit_at_the_start_is_one_quarter_of_its_bills() -> None:
    street = docket("CHE")
    (company,) = street.companies
    homes, estates = street.world.households, street.world.estates
    mine = (estates.mode[homes.estate] == 2) & (homes.estate >= 0) & ~homes.vacant
    billed = (homes.area[mine].astype(float) * estates.fee[homes.estate[mine]] * 3).sum()
    assert street.ledger.credit[company.account] == pytest.approx(100 * billed, abs=1)
    assert np.isclose(company.billed(bills_of(street.world)), billed)
