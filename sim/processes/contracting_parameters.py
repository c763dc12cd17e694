"""The declared numbers of social organisations, their contracts and projects, and of social work.

That contracted hours are diverted to committees is reported from Guangzhou service centres (International
Social Work 60, 2017, 1343-1357); its size, like most numbers here, is assumed. Levers cost what their family
costs; a new organisation costs 30,000 CNY, shared by nine communities.
"""

from __future__ import annotations

from typing import Any

from sim.codes import FIELDS
from sim.declare import (
    CHOICE,
    HOURS_WEEK,
    INDEX,
    NUMBER,
    PROBABILITY,
    SHARE,
    WEEKS,
    Cost,
    Declarations,
    Text,
    lever,
    uncertainty,
)

TIMES: Text = ("倍", "multiple")
HOURS: Text = ("小时", "hours")
CNY: Text = ("元", "CNY")
CNY_HOUR: Text = ("元/小时", "CNY per hour")
WEEKLY_RATE: Text = ("每周", "per week")
ASSUMED = "assumption; no measurement found"
DIVERTED = "reported from contracted centres in Guangzhou (International Social Work 60, 2017); size assumed"
FIELD_PARTS = (
    "mediation", "health", "education", "charity", "disaster", "culture", "mutual_aid", "integration",
    "farming",
)  # fmt: skip
MATCH_TO_NEED = (0.07, 0.13, 0.06, 0.30, 0.08, 0.05, 0.08, 0.17, 0.06)
"""Fields so mixed that the service domains get hours in proportion to their needs."""


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED
) -> Any:
    """Declare an uncertain number of standing C."""
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


class ContractingParameters(Declarations):
    """Social organisations, contracts, projects and social work."""

    # fmt: off
    incubation: float = lever(
        0.0, full=2.0, high=4.0, unit=("家/年", "organisations per year"),
        label=("社会组织孵化数量", "Social organisations incubated"),
        sentence=("街道每年孵化的社区社会组织数。",
                  "Social organisations incubated in the street in a year."),
        provisions=("2.4.3",), cost=Cost(cny=6_700, hours=1.5), moves="ORG1↑")
    so_talent: float = lever(
        0.2, full=1.0, unit=INDEX, label=("社会组织人才支持度", "Talent support, social organisations"),
        sentence=("社会组织引进和培养人才得到支持的程度。",
                  "How far social organisations are helped to find and train staff."),
        provisions=("2.4.3",), cost=Cost(cny=24_000), moves="ORG4↑",
        source="cost: 40 hours for ten of the organisations' staff; the size of the effect is assumed")
    so_mix: tuple[float, ...] = lever(
        (0.11,) * 9, full=MATCH_TO_NEED, unit=SHARE, parts=FIELD_PARTS,
        label=("社会组织领域构成", "Mix of social organisation fields"),
        sentence=("九类社区社会组织的构成，按比例折算为1。",
                  "Mix of the nine kinds of social organisation, scaled to a sum of 1."),
        provisions=("2.4.4",), cost=Cost(cny=2_000, hours=0.2), moves="SVC1↕ DIS3a↕",
        source="nine kinds named by the document in equal shares; the full value matches assumed needs")
    tender: str = lever(
        "relational", full="competitive", unit=CHOICE, options=("relational", "competitive"),
        label=("承接主体选择方式", "How providers are chosen"),
        sentence=("按与街道的关系或按质量和价格选择承接主体。",
                  "By ties to the street, or by quality and price."),
        provisions=("3.2.3",), cost=Cost(cny=3_000, hours=0.5), moves="ORG4↕",
        source="the document asks for choice under the rules; the relational baseline is assumed")
    rule_clarity: float = lever(
        0.2, full=1.0, unit=INDEX, label=("配套政策明确度", "Clarity of supporting rules"),
        sentence=("三社联动和购买服务配套政策的明确程度：付款更快、管理费更低、合同工时受保护。",
                  "Clear supporting rules: faster payment, less overhead, contract hours protected."),
        provisions=("5.4.2",), cost=Cost(cny=2_000, hours=0.2), moves="ORG3↓ ORG4↑")
    sw_per_10k: float = lever(
        1.5, full=4.0, high=8.0, unit=("个/万居民", "posts per 10,000 residents"),
        label=("社会工作岗位数", "Social worker posts"),
        sentence=("每万居民社会工作岗位数，在街道社工站。",
                  "Social worker posts per 10,000 residents, at the street's station."),
        provisions=("2.4.6",), cost=Cost(itself=True), moves="SVC5↑ DIS12a↓",
        source="1.46 certified social workers per 10,000, Yunnan 2020 (A†); wages about 110,000 CNY a year",
        standing="A†")

    societies_per_presence: float = _number(
        0.4, (0.25, 0.6), SHARE, ("社会组织数与活动点之比", "Societies per presence"),
        ("社会组织数与其活动社区总数之比。",
         "Social organisations over the communities in which they are present."),
        "assumption; about 2.9 community societies per unit, China 2022 (A†), most of them tiny")
    society_staff: float = _number(
        1.0, (0.5, 2.0), ("人", "persons"), ("社会组织专职人数", "Staff beyond the first"),
        ("初始专职人员除一人外的平均人数，泊松分布。",
         "Mean number of staff beyond one at the start, Poisson."))
    society_cash: float = _number(
        20_000.0, (10_000.0, 40_000.0), CNY, ("社会组织初始资金", "Cash at founding"),
        ("社会组织成立时的资金。", "Cash of a society at its founding."))
    society_reserve: float = _number(
        1_000.0, (0.0, 10_000.0), CNY, ("社会组织留存资金", "Reserve of a society"),
        ("社会组织承接项目时保留的资金。", "Cash that a society keeps back when it takes a project on."))
    society_credit: float = _number(
        5_000.0, (0.0, 20_000.0), CNY, ("社会组织垫资额度", "Credit of a society"),
        ("社会组织可垫付的额度。", "How far a society can pay in advance of what it is owed."))
    society_dependence: float = _number(
        0.8, (0.65, 0.95), SHARE, ("初始政府收入占比", "Government share of income at the start"),
        ("社会组织初始收入中政府资金的比例。", "Government share of a society's income at the start."))
    price_spread: float = _number(
        0.1, (0.05, 0.2), SHARE, ("报价差异", "Spread of prices"),
        ("社会组织报价与平均单价的最大差距。", "Largest distance of a society's price from the usual one."))
    bid_floor: float = _number(
        45.0, (30.0, 55.0), CNY_HOUR, ("最低投标价", "Lowest price for a bid"),
        ("低于此单价社会组织不投标。", "Below this price per hour no society bids."))
    tender_competitive: tuple[float, ...] = uncertainty(
        (2.0, 1.0, 3.0), high=6.0, unit=NUMBER, parts=("quality", "tie", "price"),
        label=("竞争性选择权重", "Weights, competitive choice"),
        sentence=("竞争性选择时质量、与街道联系、价格的权重。",
                  "Weights of quality, tie to the street and price in competitive choice."),
        source=ASSUMED)
    tender_relational: tuple[float, ...] = uncertainty(
        (1.0, 3.0, 1.0), high=6.0, unit=NUMBER, parts=("quality", "tie", "price"),
        label=("关系性选择权重", "Weights, relational choice"),
        sentence=("关系性选择时质量、与街道联系、价格的权重。",
                  "Weights of quality, tie to the street and price in relational choice."),
        source=ASSUMED)
    overhead: float = _number(
        0.15, (0.075, 0.30), SHARE, ("管理工时比例", "Overhead of contract hours"),
        ("合同工时中用于管理的比例。", "Share of contract hours that administration takes."))
    clarity_saving: float = _number(
        0.2, (0.0, 0.5), SHARE, ("规则明确的节约", "Saving through clear rules"),
        ("规则充分明确时付款延迟和管理工时减少的比例。",
         "Cut of payment delay and overhead when rules are fully clear."))
    diversion_most: float = uncertainty(
        0.4, low=0.0, high=0.8, unit=SHARE, label=("合同工时挪用上限", "Largest diversion of contract hours"),
        sentence=("居委会负荷超出一倍且完全依赖政府时挪用的比例。",
                  "Share diverted when the committee's load is twice its hours and all income is public."),
        source=DIVERTED, standing="B")
    contract_protection: float = _number(
        0.10, (0.0, 0.25), SHARE, ("规则对合同的保护", "Protection of contracts by rules"),
        ("规则充分明确时挪用减少的比例。", "Cut of diversion when rules are fully clear."))

    project_hours: float = _number(
        80.0, (40.0, 160.0), HOURS, ("项目工时", "Hours of a project"),
        ("一个社区项目的工时。", "Hours of one community project."))
    project_weeks: int = uncertainty(
        13, low=8, high=26, unit=WEEKS, label=("项目周期", "Length of a project"),
        sentence=("一个社区项目的周数。", "Weeks that a project runs."), source=ASSUMED)
    project_success: tuple[float, ...] = uncertainty(
        (-0.5, 1.0, 1.0, 1.0, -0.8), low=-2.0, high=2.0, unit=NUMBER,
        parts=("base", "tie", "match", "quality", "load"),
        label=("项目成功系数", "Coefficients of project success"),
        sentence=("项目达标对数几率：常数、与居委会联系、对口度、质量、超负荷。",
                  "Log odds of success: base, tie to the committee, match, quality, overload."),
        source=ASSUMED)
    project_volunteers: int = uncertainty(
        5, low=0, high=10, unit=("人", "persons"), label=("项目志愿者数", "Volunteers on a project"),
        sentence=("参加一个项目的本网格志愿者人数上限。", "Most volunteers of the grid on one project."),
        source=ASSUMED)
    grant_search: float = _number(
        0.15, (0.0, 0.6), SHARE, ("扶持资金用于发现需求", "Core grant spent on finding needs"),
        ("扶持资金中用于走访发现需求的比例，其余用于项目和自办服务。",
         "Share of the core grant spent on finding needs; the rest goes into projects and own services."))

    staff_growth: float = _number(
        0.02, (0.01, 0.04), WEEKLY_RATE, ("人员增长率", "Growth of staff"),
        ("超出现有人力的有偿工时每周转为新人员的比例。",
         "Share of paid hours beyond staff turned into staff in a week."))
    staff_decline: float = _number(
        0.05, (0.025, 0.1), WEEKLY_RATE, ("人员减少率", "Decline of staff"),
        ("无偿付支持的人力每周减少的比例。", "Share of staff without paid hours lost in a week."))
    staff_least: float = _number(
        0.5, (0.25, 1.0), ("全时当量", "full-time equivalents"), ("最少人员", "Least staff"),
        ("存续社会组织的最少人员。", "Least staff of a society that goes on."))
    idle_pay: float = _number(
        0.02, (0.0, 0.1), SHARE, ("闲置人力支薪比例", "Pay for hours without use"),
        ("没有任务的人力仍需支薪的比例。", "Share of unused staff hours that must be paid all the same."))
    talent_growth: float = _number(
        0.2, (0.0, 0.5), SHARE, ("人才支持的增员作用", "Talent support and growth"),
        ("人才支持充分时人员增长率的增幅。", "Gain in the growth of staff at full talent support."))
    talent_success: float = _number(
        0.10, (0.0, 0.25), PROBABILITY, ("人才支持的项目作用", "Talent support and success"),
        ("人才支持充分时项目达标概率的增幅。", "Gain in the success of projects at full talent support."))
    quality_learning: float = _number(
        0.005, (0.0025, 0.01), WEEKLY_RATE, ("质量提升率", "Learning by doing"),
        ("人力全部使用时每周缩小与最高质量差距的比例。",
         "Share of the gap to full quality closed in a week of full use."))
    quality_loss: float = _number(
        0.01, (0.005, 0.02), NUMBER, ("离职的质量损失", "Quality lost with quits"),
        ("全部人员离职时损失的质量。", "Quality lost if all staff quit."))
    exit_weeks: int = uncertainty(
        13, low=8, high=26, unit=WEEKS, label=("负债退出期", "Weeks in debt before exit"),
        sentence=("资金连续为负超过此周数即退出。",
                  "Weeks in a row with negative cash after which a society ends."),
        source=ASSUMED)
    shell_share: float = _number(
        0.3, (0.0, 0.6), SHARE, ("空壳组织比例", "Shells among incubated societies"),
        ("孵化的社会组织中只靠扶持资金、不做项目的比例。",
         "Incubated societies that do no projects and live on the core grant."))
    shell_weeks: int = uncertainty(
        104, low=52, high=156, unit=WEEKS, label=("空壳组织存续期", "Life of a shell"),
        sentence=("空壳组织成立后存续的周数。", "Weeks after which a shell ends."), source=ASSUMED)

    casework_hours_each: float = _number(
        0.25, (0.125, 0.5), HOURS_WEEK, ("个案工时", "Casework hours"),
        ("每名在册关爱对象每周所需社工工时。", "Social work hours a week for each resident covered."))
    counselling_hours_each: float = _number(
        1.0, (0.5, 2.0), HOURS, ("心理疏导时长", "Hours of one counselling talk"),
        ("一次心理疏导所需工时。", "Hours of one counselling talk."))
    project_social_work: float = _number(
        0.1, (0.02, 0.25), SHARE, ("项目所需社工比例", "Social work that projects need"),
        ("社工工时达到需求的此比例即可支持项目。",
         "Share of social work need at which its hours suffice for projects."))
    # fmt: on


assert len(FIELD_PARTS) == len(FIELDS)
