"""What a policy costs, declared as indicators of a comparison, and the price of a gain (FIN5).

The whole outlay of a year is read from the money book, not from declared prices: what left the accounts of
the county, units, givers and households in the last 52 weeks, so savings count as well.
"""

from __future__ import annotations

from sim.declare import Outcome, Text, outcome
from sim.errors import SimError

CNY_RESIDENT: Text = ("元/人·年", "CNY per resident per year")
HOURS_COMMUNITY: Text = ("小时/周·社区", "hours per week per community")


def _cost(name: str, label: Text, unit: Text, sentence: Text) -> Outcome:
    declare = outcome(name, label=label, unit=unit, better="lower", sentence=sentence, street_only=True)
    return declare(_measured_elsewhere)


def _measured_elsewhere(*_: object) -> float:
    raise SimError("costs and prices are measured from whole runs, by experiments.costs")


COSTS: tuple[Outcome, ...] = (
    _cost(
        "COST1",
        ("公共与社会资金支出", "Outlay of public and social money"),
        CNY_RESIDENT,
        (
            "县级、驻社区单位、慈善和居民一年净支出的资金，含政策声明成本。",
            "What county, units, givers and households paid out in a year, declared lever costs included.",
        ),
    ),
    _cost(
        "COST2",
        ("政策声明成本", "Declared cost of policies"),
        CNY_RESIDENT,
        (
            "各项政策按声明标准一年计入的成本。",
            "Declared costs of the levers in force, charged over a year.",
        ),
    ),
    _cost(
        "COST3",
        ("落实政策所用工时", "Hours spent on carrying out policies"),
        HOURS_COMMUNITY,
        (
            "每个社区每周用于落实各项政策的居（村）委会工时。",
            "Committee hours a week that carrying out the levers takes, mean over communities.",
        ),
    ),
)
"""What each run cost, measured beside its indicators."""

PRICES: tuple[Outcome, ...] = (
    _cost(
        "FIN5a",
        ("每提升0.01满意度的花费", "Cost per 0.01 satisfaction"),
        ("元/人·年", "CNY per resident per year"),
        (
            "支出的增加除以居民满意度的提高（每0.01）；只在满意度明确提高时给出，负值表示既提高又省钱。",
            "Additional outlay for each .01 of satisfaction gained; only where the gain is clear; "
            "negative: gains and saves.",
        ),
    ),
    _cost(
        "FIN5b",
        ("每减少一件信访的花费", "Cost per petition avoided"),
        ("元/件", "CNY per petition"),
        (
            "支出的增加除以信访的减少；只在信访明确减少时给出，负值表示既减少又省钱。",
            "Additional outlay for each petition avoided; only where the fall is clear; "
            "negative: gains and saves.",
        ),
    ),
)
"""What a gain costs, computed from pairs of runs."""
