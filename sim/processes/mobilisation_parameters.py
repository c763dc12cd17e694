"""The declared numbers of the Party branch: its hours, contacts, registered members and the two offices.

Effects are assumed (standing C) unless the source says otherwise. Levers of Party building cost 6,000 CNY and
an hour (two of the branch); rules 2,000 CNY and .2 hours.
"""

from __future__ import annotations

from typing import Any

from sim.declare import (
    CHOICE,
    HOURS_WEEK,
    INDEX,
    PROBABILITY,
    SHARE,
    Cost,
    Declarations,
    Text,
    constant,
    lever,
    uncertainty,
)

TIMES: Text = ("倍", "multiple")
HOURS: Text = ("小时", "hours")
ASSUMED = "assumption; no measurement found"

PARTY_COST = Cost(cny=6_000, hours=1, branch_hours=2)
RULE_COST = Cost(cny=2_000, hours=0.2)
REGISTERED_MOVES = "ENG3↑ ENG5↑ SVC1↑"
SERVICE_A_YEAR = (
    "178 hours by 46 in-service members of a county bureau, about 3.9 hours each a year, 2021 (A†)"
)


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED
) -> Any:
    """Declare an uncertain number of standing C."""
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


class MobilisationParameters(Declarations):
    """Branch hours, contacts with residents, registered members, secretary and committee head."""

    # fmt: off
    pb_capacity: float = lever(
        0.5, full=0.9, unit=INDEX, label=("党组织动员力量", "Active Party members, number and reach"),
        sentence=("社区党组织中能联系居民的党员数量和覆盖面。",
                  "Number and reach of the members of the branch who contact residents."),
        provisions=("2.1.5",), cost=PARTY_COST, moves="ENG3↑ ENG11a↑")
    pb_grid_branch: float = lever(
        0.2, full=1.0, unit=SHARE, label=("网格党组织设置率", "Grids with a Party organisation"),
        sentence=("设有党组织的网格比例；就近联系更省时。",
                  "Grids with a Party organisation, which makes each contact shorter."),
        provisions=("2.1.5",), cost=PARTY_COST, moves="ENG3↑ ENG11a↑", beyond_the_letter=True)
    reg_rate: float = lever(
        0.3, full=1.0, unit=SHARE, label=("在职党员报到率", "In-service members registered"),
        sentence=("到社区报到的在职党员比例。", "In-service members who report to the community."),
        provisions=("2.1.4",), cost=PARTY_COST, moves=REGISTERED_MOVES)
    reg_hours: float = lever(
        0.3, full=2.0, high=4.0, unit=("小时/4周·人", "hours per 4 weeks per member"),
        label=("报到党员服务时长", "Service hours per registered member"),
        sentence=("每名报到党员每4周的服务时长。", "Hours that a registered member serves in four weeks."),
        provisions=("2.1.4",), cost=PARTY_COST, moves=REGISTERED_MOVES, source=SERVICE_A_YEAR, standing="A†")
    reg_subst: float = lever(
        0.3, full=1.0, unit=SHARE, label=("报到服务实效比例", "Registered members really serving"),
        sentence=("真正提供服务而非签到了事的报到党员比例。",
                  "Registered members who really serve rather than sign in."),
        provisions=("2.1.4",), cost=RULE_COST, moves=REGISTERED_MOVES)
    newfield_cover: float = lever(
        0.1, full=1.0, unit=SHARE, label=("新兴领域党建覆盖率", "Party coverage of emerging sectors"),
        sentence=("楼宇、园区、商圈单位中建有党组织的比例，按名义计。",
                  "Offices, parks and shopping areas with a Party organisation, on paper."),
        provisions=("2.1.7",), cost=PARTY_COST, moves="ENG8↑ ENG3↑")
    newfield_active: float = lever(
        0.3, full=1.0, unit=SHARE,
        label=("新兴领域组织活跃率", "Emerging-sector Party organisations really active"),
        sentence=("新兴领域党组织中真正开展活动的比例。",
                  "Party organisations in emerging sectors that really meet and act."),
        provisions=("2.1.8",), cost=PARTY_COST, moves="ENG8↑ ENG3↑", beside=("newfield_cover",))
    secretary_quality: float = lever(
        0.5, full=1.0, unit=INDEX, label=("社区书记履职能力", "Secretary's ability"),
        sentence=("社区党组织书记带动队伍的能力。", "How well the secretary leads the branch."),
        provisions=("5.3.2",), cost=Cost(cny=2_400, hours=0.8), moves="ENG3↑",
        source="cost: 40 hours of training for the secretary at 60 CNY; the size of the effect is assumed")
    dual_office: float = lever(
        0.6, full=1.0, unit=SHARE, label=("书记任自治组织负责人比例", "Secretaries heading the committee"),
        sentence=("书记经选举兼任居（村）委会主任的社区比例，选举时生效。",
                  "Communities whose secretary heads the committee; decided at elections."),
        provisions=("5.3.3",), cost=RULE_COST, moves="ORG6↓ WRK5a↑ ENG1↓ FIN3↕",
        source="98.7 % of Yunnan units by the end of 2020 (A); the level before the policy is assumed")
    cross_members: float = lever(
        0.3, full=0.8, unit=SHARE, label=("班子成员交叉任职比例", "Party members elected to committee"),
        sentence=("党组织班子其他成员经选举任居（村）委会成员的比例。",
                  "Other members of the branch elected to the committee."),
        provisions=("5.3.3",), cost=RULE_COST, moves="ORG6↓ FIN3↕")
    cadre_contact: float = lever(
        0.2, full=1.0, unit=INDEX, label=("党员干部联系群众力度", "Cadres' contact with residents"),
        sentence=("党员干部直接联系居民、了解问题并帮助办成的程度。",
                  "How far cadres keep contact with residents, learn of problems and see them through."),
        provisions=("3.5.1",), cost=PARTY_COST, moves="ENG6↑")

    branch_hours: float = _number(
        20.0, (10.0, 40.0), ("小时/周·2200名成年人", "hours per week per 2,200 adults"),
        ("党组织联系工时", "Branch hours"),
        ("动员力量为1时党组织每周用于联系居民的工时。",
         "Hours a week for contacts when the branch is at full strength."))
    branch_from_street: float = _number(
        0.3, (0.0, 1.0), SHARE, ("街道党建工时下沉率", "Street Party-building hours that reach the branch"),
        ("街道党建工时比重每增加一份，到达社区党组织的比例。",
         "Share of the street's additional Party-building hours that the branches get."))
    contact_hours: float = _number(
        0.5, (0.25, 1.0), HOURS, ("每次联系用时", "Hours per contact"),
        ("没有网格党组织时联系一名居民用时。",
         "Hours to contact one resident without Party organisations in grids."))
    contact_hours_grid: float = _number(
        0.15, (0.0, 0.24), HOURS, ("网格党组织节约用时", "Hours that grid organisations save"),
        ("网格全部设党组织时每次联系节约的用时。",
         "Hours saved per contact when every grid has a Party organisation."))
    sign_in_hours: float = _number(
        0.05, (0.025, 0.1), HOURS, ("签到用时", "Hours per hour signed in for"),
        ("党员只签到而不服务的每小时，党组织花费的工时。",
         "Branch hours spent for each hour that a member only signs in for."))
    lever_hours_share: float = _number(
        0.1, (0.0, 1.0), SHARE, ("政策工时挤占联系", "Lever hours taken from contacts"),
        ("党组织落实政策所用工时中挤占联系居民的比例，其余由党员额外承担。",
         "Share of branch hours for carrying out levers that contacts lose; members add the rest."))
    skilled_share: float = _number(
        0.5, (0.0, 1.0), SHARE, ("专业服务工时比例", "Share of skilled hours"),
        ("报到党员服务工时中用于专业服务的比例，其余用于联系居民。",
         "Share of members' hours that is skilled help; the rest goes into contacts."))
    list_share: float = _number(
        0.35, (0.2, 0.5), SHARE, ("青年和租户在册比例", "Young residents and tenants on the list"),
        ("没有新兴领域党组织时18—34岁和租住居民在联系名单中的比例。",
         "Residents of 18–34 or renting on the contact list without organisations in emerging sectors."))
    secretary_gain: float = _number(
        0.10, (0.0, 0.25), INDEX, ("书记能力的作用", "Effect of the secretary's ability"),
        ("书记能力由基线到最高使动员力量提高的幅度。",
         "Gain in branch strength from today's to full ability."))
    seat_empty: float = _number(
        0.7, (0.4, 1.0), TIMES, ("双职空缺时动员力量", "Branch strength with both seats empty"),
        ("书记兼主任离任空缺期间动员力量的倍数。",
         "Multiple of branch strength while head and secretary are missing."))
    unity_fidelity: float = _number(
        0.05, (0.0, 0.10), SHARE, ("书记兼任的落实作用", "Fidelity gained by one head"),
        ("书记兼任主任使政策落实程度提高的幅度。",
         "Gain in fidelity where the secretary heads the committee."))
    unity_hours: float = _number(
        1.0, (0.0, 2.0), HOURS_WEEK, ("书记兼任节约的协调工时", "Coordination hours saved by one head"),
        ("书记兼任主任每周节约的协调工时。",
         "Coordination hours a week that one head for both bodies saves."))
    unity_cross: float = _number(
        0.5, (0.0, 1.0), TIMES, ("交叉任职相对作用", "Weight of members serving on both bodies"),
        ("交叉任职比例对协调和资金监督的作用，以书记兼任为1。",
         "Effect of serving on both bodies on coordination and leaks, where one head counts 1."))
    dual_office_usual: float = constant(
        0.6, unit=SHARE, label=("书记兼任基准比例", "Usual share of one head for both"),
        sentence=("兼任的作用按与此比例之差计，使基线均值不变。",
                  "Effects of one head count from this share, so that their mean today is nothing."),
        source="the baseline of the lever; keeps the effect of the policy apart from its level")
    cadre_pickup: float = _number(
        0.10, (0.0, 0.25), PROBABILITY, ("干部联系的作用", "Problems that cadres pick up"),
        ("干部充分联系居民时，额外发现一项需求、办成一项决议或一名受访居民一件事的概率。",
         "Chance that cadres in full contact find a need, see a decision through, or settle a matter."))
    contact_strategy: str = uncertainty(
        "random", unit=CHOICE, options=("random", "well connected", "vulnerable first", "inactive first"),
        label=("联系对象选择", "Whom the branch contacts"),
        sentence=("随机、按邻里联系数、关爱对象优先或不常参与者优先。",
                  "At random, by number of neighbour ties, support groups first, or the inactive first."),
        source="structural alternatives after Valente 2012, Network interventions, Science 337")
    # fmt: on
