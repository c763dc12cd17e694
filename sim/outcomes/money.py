"""Money: what follows tasks, where money comes from, what is lost, how well it fits, how free it is.

Choices: all is read from the money book. Money is counted when it comes in from outside: from the county
(budgets, pay of staff, declared costs of policy), from units, donors, owners (property fees) and own
business (collective, rents, parking). Wages and county bills are paid for the street as a whole, so sources
are not told apart by community. Money lost is set against what street, committees and foundations pay out
themselves; pay of staff, costs of policy and property companies stay out. Variation over years looks back to
the end of the burn-in, in whole years that end with the window.
"""

from __future__ import annotations

import numpy as np

from sim.calendar import BURN_IN, YEAR
from sim.declare import INDEX, SHARE, Outcome, Text, outcome
from sim.outcomes.measures import MISSING, ratio
from sim.outcomes.view import Selection, View
from sim.processes.funding_parameters import FundingParameters

PER_HEAD: Text = ("元/人·年", "CNY per resident per year")
SOURCES: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    (
        "county",
        ("县级财政", "the county"),
        ("street_fund", "department_fund", "regular_wages", "lever_cost", "facility_costs"),
    ),
    ("units", ("驻社区单位", "local units"), ("gift",)),
    ("donors", ("社会捐赠", "donors"), ("charity", "opening")),
    ("owners", ("业主", "owners"), ("property_fee",)),
    (
        "business",
        ("集体经营与场地收入", "own business and rents"),
        ("earnings", "space_income", "owners_income"),
    ),
)
ALL_SOURCES = tuple(tag for _, _, tags in SOURCES for tag in tags)
PAID_OUT = (
    "temp_wages",
    "running_costs",
    "own_purchase",
    "service_purchase",
    "works",
    "contract",
    "core_grant",
    "outside_purchase",
    "grant",
    "decision",
    "budgeting",
    "leak",
)


@outcome(
    "FIN1",
    label=("费随事转到位率", "Funds received for moved tasks"),
    unit=("比例", "ratio"),
    better="higher",
    sentence=(
        "随事项转入的经费与居（村）委会实际办理的协助和清单外工时按临时人员时薪折算的金额之比。",
        "Money that came with tasks over the assisted and off-list hours done, at a temporary's wage.",
    ),
    matters=0.02,
)
def funds_follow(view: View, where: Selection) -> float:
    """Divide money that followed tasks by the worth of the hours done."""
    wage = view.street.values(FundingParameters).temp_wage
    moved = where.pick(view.money("task_money")[:-1])
    return ratio(moved, wage * where.pick(view.flow("assist_outside_done_rc")))


def _per_head(name: str, label: Text, sentence: Text, tags: tuple[str, ...]) -> Outcome:
    def measure(view: View, where: Selection) -> float:
        return ratio(float(view.money(*tags).sum()), view.persons(where) * view.years)

    declared = outcome(name, label=label, unit=PER_HEAD, better="none", sentence=sentence, street_only=True)
    return declared(measure)


spending = _per_head(
    "FIN2",
    ("分来源人均支出", "Spending per resident by source"),
    (
        "各来源为社区治理投入的资金合计，每名居民一年；各来源另列。",
        "Money put in by all sources together, per resident and year; each source is given apart.",
    ),
    ALL_SOURCES,
)
SPENDING_BY_SOURCE = tuple(
    _per_head(
        f"FIN2.{source}",
        (f"人均支出：{zh}", f"Spending per resident: {en}"),
        (f"由{zh}投入的资金，每名居民一年。", f"Money put in by {en}, per resident and year."),
        tags,
    )
    for source, (zh, en), tags in SOURCES
)


@outcome(
    "FIN2.committee",
    label=("居（村）委会人均收入", "Committee income per resident"),
    unit=PER_HEAD,
    better="none",
    sentence=(
        "居（村）委会一年收入与居民人数之比，不含由县级直接支付的人员工资。",
        "Income of the committees per resident and year, without the pay of staff that the county pays.",
    ),
)
def committee_income(view: View, where: Selection) -> float:
    """Divide committees' income by residents."""
    return ratio(where.pick(view.flow("income")), view.persons(where) * view.years)


@outcome(
    "FIN2.variation",
    label=("年度支出变异系数", "Variation of spending over years"),
    unit=("变异系数", "coefficient of variation"),
    better="none",
    sentence=(
        "预热期后各完整年度投入资金总额的标准差与均值之比。",
        "Standard deviation over mean of the money put in, by whole years since the burn-in.",
    ),
    summary="whole years since the burn-in",
    street_only=True,
)
def variation(view: View, where: Selection) -> float:
    """Compare the yearly totals of money put in."""
    years = (view.last - BURN_IN) // YEAR
    if years < 2:
        return MISSING
    weekly = sum(view.record.money(tag).sum(axis=1) for tag in ALL_SOURCES)
    yearly = np.asarray(weekly)[view.last - years * YEAR : view.last].reshape(years, YEAR).sum(axis=1)
    return ratio(float(yearly.std()), float(yearly.mean()))


@outcome(
    "FIN3",
    label=("资金流失率", "Money lost or wasted"),
    unit=SHARE,
    better="lower",
    sentence=(
        "街道、居（村）委会和基金会支出的资金中流失的比例。",
        "Share of what street, committees and foundations pay out that is lost.",
    ),
    matters=0.02,
    street_only=True,
)
def lost(view: View, where: Selection) -> float:
    """Divide money lost by money paid out."""
    return ratio(float(view.money("leak").sum()), float(view.money(*PAID_OUT).sum()))


@outcome(
    "FIN4",
    label=("资金与需求匹配度", "Match of money to need"),
    unit=INDEX,
    better="higher",
    sentence=(
        "可自主安排的支出与居民需求的匹配程度，按金额加权。",
        "How well discretionary money fits the needs of residents, weighted by amount.",
    ),
    matters=0.02,
)
def match(view: View, where: Selection) -> float:
    """Average the match of discretionary money."""
    return ratio(where.pick(view.flow("match_amount")), where.pick(view.flow("amount")))


@outcome(
    "FIN6",
    label=("可自主使用资金占比", "Untied share of income"),
    unit=SHARE,
    better="higher",
    sentence=(
        "居（村）委会收入中可自主使用的比例。",
        "Share of the income of committees that they may use freely.",
    ),
    matters=0.02,
)
def untied(view: View, where: Selection) -> float:
    """Divide untied income by all income."""
    return ratio(where.pick(view.flow("income_untied")), where.pick(view.flow("income")))


OUTCOMES: tuple[Outcome, ...] = (
    funds_follow,
    spending,
    *SPENDING_BY_SOURCE,
    committee_income,
    variation,
    lost,
    match,
    untied,
)
