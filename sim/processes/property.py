"""Step 14: at the end of a quarter property companies collect fees and pay for their work (part of M16).

A company bills area x fee x 3 months to each household of its estates that is not empty, receives the share
that pays, and spends .40 + .45 effort^2 of what it bills, as far as its account and credit reach.

Choices. Quality, the share that pays, effort and owners' committees keep their starting values until the
property process is part of the model. The fees of self-managed estates are spent as they come in and pass
through no account. A company may owe one quarter's bill.

Sources: fee collection averages 76.3 % in an industry figure, many firms 60-70 % (starting values of
estates); two-strategy games of owners and company; Chu, Chang & Sing 2013, Urban Studies 50: effort matters
more than fees. Cost figures are assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.actors.property_company import bills_of
from sim.calendar import QUARTER, is_end_of
from sim.declare import NUMBER, Declarations, Text, uncertainty
from sim.ledger import HOUSEHOLDS, MARKET

if TYPE_CHECKING:
    from sim.model import Street

SHARE_OF_BILL: Text = ("占应收物业费比例", "share of the fees billed")


# Two or three lines for each number; the formatter would take nine.
# fmt: off
class PropertyParameters(Declarations):
    """What property service costs."""

    property_cost_base: float = uncertainty(
        0.40, low=0.28, high=0.52, unit=SHARE_OF_BILL, source="assumption",
        label=("物业固定成本", "Fixed cost of property service"),
        sentence=("与努力程度无关的成本。", "Cost that does not depend on effort."))
    property_cost_effort: float = uncertainty(
        0.45, low=0.315, high=0.585, unit=SHARE_OF_BILL, source="assumption",
        label=("物业努力成本", "Cost of effort"),
        sentence=("全力投入时增加的成本，随努力平方增长。",
                  "Cost added at full effort; grows with its square."))
    company_credit: float = uncertainty(
        1.0, low=0.5, high=2.0, unit=NUMBER, source="assumption",
        label=("物业企业赊欠额度", "Credit of a company"),
        sentence=("企业最多可赊欠几个季度的应收额。", "Quarters of billing that a company may owe."))


# fmt: on
def begin(street: Street) -> None:
    """Open the credit of each company: part of what it bills in a quarter."""
    p, ledger, bills = street.values(PropertyParameters), street.ledger, bills_of(street.world)
    for company in street.companies:
        ledger.credit[company.account] = round(p.company_credit * company.billed(bills) * 100.0)


def property_cycle(street: Street) -> None:
    """Let companies collect and spend, in the last week of a quarter.

    Changes: the accounts of companies.
    """
    if not is_end_of(QUARTER, street.week):
        return
    ledger, bills = street.ledger, bills_of(street.world)
    for company in street.companies:
        collected, costs = company.settle(bills)
        ledger.transfer(HOUSEHOLDS, company.account, round(collected * 100.0), "property_fee")
        spent = min(round(costs * 100.0), company.can_pay)
        ledger.transfer(company.account, MARKET, spent, "property_cost")
