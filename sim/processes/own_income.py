"""What communities take in beside the budget: gifts, donations, collective income, rent, parking (M7).

Once in four weeks: units give 2,000 yuan a year and pact, times their tie; residents and firms donate .5 yuan
a head x (belonging + trust in social organisations) x ease of giving x (1 + .5 tax relief); the collective
pays what it earns for the community; shared space is let; parking and advertising bring 30 yuan a household
to the owners' committee, or to the company where there is none.

Choices. A foundation takes in donations and grants a quarter of its balance every four weeks, less the share
that residents vote on; without one they go to the social organisations present, in equal parts. Collective
income is untied in the same share as operating money. Gifts and rent are untied.

Sources: assumptions; about 200 community foundations nationally, 2022 (B).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import PERIOD, YEAR
from sim.codes import T_SOCIAL
from sim.jit import kernel
from sim.ledger import CHARITY, LEAK, MARKET, UNITS
from sim.processes.funding_parameters import FundingParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

PERIODS = YEAR // PERIOD
COMPANY_MODE = 2


def take_in(street: Street, lost: Floats, untied: Floats) -> None:
    """Take in four weeks of gifts and own income.

    Args:
        street: the street.
        lost: share of committee and collective money that leaks, [C].
        untied: share of operating and collective money that may be used freely, [C].
    """
    _take_gifts(street)
    _take_donations(street)
    _earn(street, lost, untied)
    _share_common_income(street)


def note_income(street: Street, income: Floats, untied: Floats | float) -> None:
    """Count income of committees, and what of it is untied, CNY, [C]."""
    street.world.flows.income += income
    street.world.flows.income_untied += untied


def _take_gifts(street: Street) -> None:
    """Take in the gifts of units for four weeks."""
    from sim.processes.linkage import unit_gifts

    ledger = street.ledger
    gifts = ledger.transfer_each(UNITS, ledger.untied, unit_gifts(street) / PERIODS, "gift")
    note_income(street, gifts, gifts)


def _take_donations(street: Street) -> None:
    """Take in donations for four weeks; they grow with belonging, trust, tax relief and publicity."""
    p, ledger, levers = street.values(FundingParameters), street.ledger, street.levers
    c, residents, societies = street.world.communities, street.world.residents, street.world.organisations
    warmth = np.zeros(c.n)
    _warm(c.first, c.adults, residents.belonging, residents.trust[:, T_SOCIAL], warmth)
    giving, by_tax, by_publicity = levers.keep("own_income.giving", lambda: _giving(street, p))
    donated = giving * warmth / np.maximum(c.adults, 1) / PERIODS * by_tax * by_publicity
    founded = levers.foundation > 0.5
    present = societies.presence[: societies.n] & societies.alive[: societies.n, None]
    parts = (present / np.maximum(present.sum(axis=0), 1)).T
    accounts = ledger.social[: societies.n]
    if founded.any() or ledger.balance[ledger.foundation].any():
        endowed = np.where(founded, donated * (1.0 + p.gift_effects[2]), 0.0)
        ledger.transfer_each(CHARITY, ledger.foundation, endowed, "charity")
        grants = p.foundation_rate * (1.0 - levers.pb_share) * ledger.available(ledger.foundation)
        granted = np.where(present.any(axis=0), grants, 0.0)[:, None] * parts
        ledger.transfer_table(ledger.foundation, accounts, granted, "grant")
    ledger.transfer_each(CHARITY, accounts, np.where(founded, 0.0, donated) @ parts, "charity")


def _giving(street: Street, p: FundingParameters) -> tuple[Floats, Floats, Floats]:
    """Give what is given in a year at full warmth, CNY, and the factors of tax and publicity, [C] each."""
    levers, residents = street.levers, street.world.communities.residents
    ease = np.array([profile.gift_ease for profile in street.population.profiles])
    by_tax, by_publicity, _ = p.gift_effects
    factors = 1.0 + by_tax * levers.tax_relief, 1.0 + by_publicity * levers.brought_in("publicity")
    return levers.charity * residents * ease, *factors


def _earn(street: Street, lost: Floats, untied: Floats) -> None:
    """Take in collective income and the rent of community space for four weeks."""
    p, ledger, levers = street.values(FundingParameters), street.ledger, street.levers
    yearly = levers.keep("own_income.earnings", lambda: _earnings(street))
    earned = ledger.transfer_each(MARKET, ledger.collective, yearly / PERIODS, "earnings")
    leaked = ledger.transfer_each(ledger.collective, LEAK, earned * lost, "leak")
    street.world.flows.leak += leaked
    usable = np.floor((earned - leaked) * untied * 100.0) / 100.0
    free = ledger.transfer_each(ledger.collective, ledger.untied, usable, "collective")
    bound = ledger.transfer_each(ledger.collective, ledger.tied, earned - leaked - free, "collective")
    rent = np.maximum(p.space_income * levers.above("space_use"), 0.0) / PERIODS
    rented = ledger.transfer_each(MARKET, ledger.untied, rent, "space_income")
    note_income(street, free + bound + rented, free + rented)


def _earnings(street: Street) -> Floats:
    """Give what the collective of each community earns in a year, CNY, [C]."""
    own = np.array([profile.collective_income for profile in street.population.profiles])
    earned: Floats = street.levers.raised("coll_income", own) * street.world.communities.residents
    return earned


def _share_common_income(street: Street) -> None:
    """Pay parking and advertising income to owners' committees, or to the company where there is none."""
    p, ledger, n = street.values(FundingParameters), street.ledger, street.n_communities
    homes, estates = street.world.households, street.world.estates
    # Dwellings never move to another estate.
    number = street.levers.keep(
        "own_income.dwellings", lambda: np.bincount(homes.estate[homes.estate >= 0], minlength=estates.n)
    )
    income = p.owners_income * number / PERIODS
    owners = estates.owners_committee
    managed = ~owners & (estates.mode == COMPANY_MODE)
    to_owners = np.bincount(estates.community, income * owners, n)
    to_company = np.bincount(estates.community, income * managed, n)
    ledger.transfer_each(MARKET, ledger.owners, to_owners, "owners_income")
    ledger.transfer_each(MARKET, ledger.company, to_company, "owners_income")


@kernel
def _warm(first, size, belonging, trust, warmth):  # type: ignore[no-untyped-def]
    """Sum belonging and trust in social organisations over the residents of each community."""
    for c in range(first.shape[0]):
        total = 0.0
        for i in range(int(first[c]), int(first[c]) + int(size[c])):
            total += float(belonging[i]) + float(trust[i])
        warmth[c] = total
