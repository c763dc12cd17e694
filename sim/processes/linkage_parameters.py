"""The declared numbers of ties between organisations, joint meetings and the discovery of needs.

No credible experiment on linkage was found, only positive associations in surveys of purchased services;
so nearly every number is an assumption to be swept. Levers cost what their family costs: 10,000 CNY and
1.5 hours for linkage, 6,000 CNY and an hour (two of the branch) for Party building.
"""

from __future__ import annotations

from typing import Any

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
WEEKLY_RATE: Text = ("每周", "per week")
MEETINGS: Text = ("次/4周", "meetings per 4 weeks")
ASSUMED = "assumption; no measurement found"

LINKAGE_COST = Cost(cny=10_000, hours=1.5)
PARTY_COST = Cost(cny=6_000, hours=1, branch_hours=2)
LINKAGE_MOVES = "ORG4↑ ORG5a↑ SVC5↑ SVC1↑"


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED
) -> Any:
    """Declare an uncertain number of standing C."""
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


def _finds(default: float, zh: str, en: str) -> Any:
    """Declare the chance that one kind of partner at its reference hours finds a need in eight weeks."""
    span = (max(default - 0.15, 0.0), default + 0.15)
    sentence = (f"{zh}投入足额工时时，八周内发现一项需求的概率。",
                f"Chance that {en} find a need within eight weeks at reference hours.")  # fmt: skip
    return _number(default, span, PROBABILITY, (f"{zh}发现率", f"Finding by {en}"), sentence)


class LinkageParameters(Declarations):
    """Ties between organisations, joint meetings, needs and what units give."""

    # fmt: off
    disc_effort: float = lever(
        0.1, full=1.0, unit=INDEX, label=("居民需求发现力度", "Effort to find needs"),
        sentence=("社工、社会组织和志愿者发现居民需求的投入程度。",
                  "How hard social workers, societies and volunteers look for needs."),
        provisions=("2.4.2",), cost=LINKAGE_COST, moves=LINKAGE_MOVES, by_community=True)
    design: float = lever(
        0.1, full=1.0, unit=INDEX, label=("服务项目设计水平", "Project design quality"),
        sentence=("把已发现的需求设计成服务项目的水平。", "How well known needs are turned into projects."),
        provisions=("2.4.2",), cost=LINKAGE_COST, moves=LINKAGE_MOVES, by_community=True)
    so_take: float = lever(
        0.1, full=1.0, unit=INDEX, label=("社会组织承接程度", "Take-up by social organisations"),
        sentence=("社会组织承接社区项目的程度。", "How far social organisations take up community projects."),
        provisions=("2.4.2",), cost=LINKAGE_COST, moves=LINKAGE_MOVES)
    sw_involve: float = lever(
        0.1, full=1.0, unit=INDEX, label=("专业社工参与程度", "Social workers' involvement"),
        sentence=("专业社工参与社区项目的程度。", "How far social workers join community projects."),
        provisions=("2.4.2",), cost=LINKAGE_COST, moves=LINKAGE_MOVES)
    info_share: float = lever(
        0.2, full=1.0, unit=INDEX, label=("多方信息共享度", "Information shared among partners"),
        sentence=("社区、社会组织、企业之间共享居民需求信息的程度。",
                  "How far community, social organisations and firms share what residents need."),
        provisions=("3.6.3",), cost=LINKAGE_COST, moves="SVC5↑")
    pb_convene: float = lever(
        0.5, full=0.9, unit=INDEX, label=("党组织召集统筹能力", "Party organisation's power to convene"),
        sentence=("各方应社区党组织之召出席联席会议的程度。",
                  "How far organisations come when the Party branch calls a joint meeting."),
        provisions=("2.1.1",), cost=PARTY_COST, moves="ORG5a↑ ENG7a↑ ENG6↕", beside=("joint_meet",))
    copact_share: float = lever(
        0.2, full=1.0, unit=SHARE, label=("共建协议签订率", "Units with co-building pacts"),
        sentence=("签订共建协议的驻社区单位比例。", "Resident units with a co-building pact."),
        provisions=("2.1.6",), cost=PARTY_COST, moves="ORG7a↑ ORG5a↑ DIS3a↕")
    joint_meet: float = lever(
        0.0, full=2.0, high=8.0, unit=MEETINGS, label=("党建联席会议频次", "Joint Party-building meetings"),
        sentence=("每4周召开党建联席会议的次数。", "Joint Party-building meetings in four weeks."),
        provisions=("2.1.6",), cost=PARTY_COST, moves="ORG5a↑ ORG6↑ WRK3↑ DIS3a↕")
    unit_engage: float = lever(
        0.2, full=1.0, unit=INDEX, label=("其他单位和企业参与度", "Other units and firms taking part"),
        sentence=("未签共建协议的单位和企业捐助和志愿服务的程度。",
                  "How far units and firms without a pact give money and help."),
        provisions=("2.4.1",), cost=PARTY_COST, moves="ORG7a↑ SVC1↑")
    unit_open: float = lever(
        0.2, full=1.0, unit=INDEX, label=("单位场所开放度", "Venues opened by units"),
        sentence=("签约单位向居民开放场所的程度。",
                  "How far units with a pact open their venues to residents."),
        provisions=("4.3.4",), cost=PARTY_COST, moves="ORG7b↑ SVC1↑")
    pm_joint: float = lever(
        0.0, full=1.0, high=2.0, unit=MEETINGS, label=("物业议事协调频次", "Property consultation meetings"),
        sentence=("党组织、居委会、业委会和物业企业四方议事的频次。",
                  "Four-party meetings of branch, committee, owners' committee and company in four weeks."),
        provisions=("4.5.2",), cost=Cost(cny=6_000, hours=1.5, street_hours=1), moves="DIS3a↑ ORG6↑",
        by_community=True)

    tie_growth: float = _number(
        0.03, (0.015, 0.06), WEEKLY_RATE, ("联系增长率", "Growth of ties"),
        ("每次共同活动使组织间联系缩小与1的差距的比例。",
         "Share of the distance to 1 that one contact closes."))
    tie_decay: float = _number(
        0.01, (0.005, 0.02), WEEKLY_RATE, ("联系衰减率", "Decay of ties"),
        ("组织间联系每周减弱的比例。", "Share of a tie between organisations lost in a week."))
    tie_start: float = _number(
        0.10, (0.02, 0.25), INDEX, ("组织间初始联系", "Ties at the start"),
        ("两个组织之间联系的初始强度。", "Strength of the tie between two organisations at the start."))
    tie_committee_branch: float = _number(
        0.70, (0.55, 0.85), INDEX, ("两委初始联系", "Tie of committee and branch at the start"),
        ("居（村）委会与社区党组织联系的初始强度。",
         "Strength of the tie of committee and Party branch at the start."),
        "assumption; one person headed both in 98.7 % of Yunnan units in 2020")
    contact_project: float = _number(
        0.5, (0.25, 0.75), NUMBER, ("项目的联系作用", "Contact through a joint project"),
        ("一个共同项目每周相当于几次联席会议。",
         "Joint meetings that one running joint project is worth in a week."))
    contact_pact: float = _number(
        0.1, (0.05, 0.15), NUMBER, ("协议的联系作用", "Contact through a pact"),
        ("一份共建协议每周相当于几次联席会议。", "Joint meetings that a pact is worth in a week."))
    contact_linkage: float = _number(
        0.1, (0.0, 0.3), NUMBER, ("三社联动的联系作用", "Contact through linkage"),
        ("三社联动充分开展时，社区、社工与社会组织之间每周相当于几次联席会议。",
         "Joint meetings a week that full linkage is worth to committee, social workers and societies."))
    joint_meeting_hours: float = _number(
        1.5, (0.75, 3.0), HOURS, ("联席会议时长", "Length of a joint meeting"),
        ("每人参加一次联席会议用时。", "Hours one person spends on a joint meeting."))
    tie_hours: float = _number(
        0.25, (0.125, 0.5), HOURS_WEEK, ("联系维护用时", "Hours to keep up a tie"),
        ("双方各自维护一条较强联系每周用时。", "Hours a week that each side spends on a strong tie."))
    tie_costs_above: float = _number(
        0.3, (0.15, 0.45), INDEX, ("联系需维护的强度", "Strength above which a tie costs hours"),
        ("超过此强度的联系需要花时间维护。", "A tie stronger than this takes hours to keep up."))

    need_rate: float = _number(
        0.03, (0.015, 0.06), ("项/成年人·年", "per adult per year"), ("需求产生率", "Needs arising"),
        ("每名非关爱对象成年居民每年产生的隐性需求。",
         "Hidden needs arising per adult outside support groups."))
    need_rate_vulnerable: float = _number(
        4.0, (2.0, 8.0), TIMES, ("关爱对象需求倍数", "Needs of residents in support groups"),
        ("关爱对象产生需求的倍数。", "Multiple of the rate at which needs arise in support groups."))
    need_size: float = _number(
        5.0, (2.5, 10.0), ("人", "persons"), ("需求波及人数", "Further residents concerned by a need"),
        ("一项需求除一人外波及的平均人数，泊松分布。",
         "Mean number of further residents concerned, Poisson."))
    need_life: int = uncertainty(
        26, low=13, high=52, unit=WEEKS, label=("需求存续期", "Life of a need"),
        sentence=("隐性或未解决的需求过此期限即消失。", "Weeks after which a need not solved lapses."),
        source=ASSUMED)
    need_lapse_grievance: float = _number(
        0.1, (0.05, 0.2), ("指数 0—5", "index 0–5"), ("需求落空的积怨", "Grievance from a lapsed need"),
        ("需求未解决而消失时每名相关居民增加的积怨。",
         "Grievance added to each resident concerned when a need lapses."))
    find_committee: float = _finds(0.5, "居（村）委会走访", "committee visits")
    find_social_work: float = _finds(0.4, "社工", "social workers")
    find_societies: float = _finds(0.3, "社会组织", "social organisations")
    find_volunteers: float = _finds(0.2, "志愿者", "volunteers")
    find_platform: float = _finds(0.2, "网格信息平台", "grid platforms")
    find_units: float = _finds(0.1, "驻社区单位", "resident units")
    find_sharing: float = _number(
        0.10, (0.0, 0.25), PROBABILITY, ("信息共享的发现作用", "Finding through shared information"),
        ("信息充分共享时额外发现一项需求的概率。",
         "Further chance to find a need when information is fully shared."))
    find_hours: float = _number(
        2.0, (1.0, 4.0), ("小时/周·千人", "hours per week per 1,000 residents"),
        ("发现需求的足额工时", "Reference hours for finding needs"),
        ("社工、社会组织、志愿者和单位发现需求的足额工时。",
         "Hours at which social workers, societies, volunteers and units find as many needs as they can."))

    linkage_form: str = uncertainty(
        "weakest link", unit=CHOICE, options=("weakest link", "substitutes", "threshold"),
        label=("联动形式", "Form of linkage"),
        sentence=("四个环节相乘、相互替代或须过门槛才成项目。",
                  "Whether the four gates multiply, stand in for each other, or need strong ties first."),
        source="structural alternatives; the evidence does not tell them apart")
    linkage_threshold: float = _number(
        0.3, (0.1, 0.6), INDEX, ("联动门槛", "Tie that linkage needs"),
        ("门槛形式下三社平均联系须超过此值。", "Mean tie of the three partners above which linkage works."))
    project_pace: float = _number(
        0.25, (0.125, 0.5), ("概率/周", "probability per week"),
        ("项目立项速度", "Pace of starting projects"),
        ("四个环节全开时一项已知需求一周内立项的概率。",
         "Chance in a week that a known need becomes a project."))

    design_base: float = _number(
        0.5, (0.25, 0.75), INDEX, ("设计质量基准", "Design without effort"),
        ("不投入设计时的项目设计质量。", "Quality of project design without any effort."))
    gate_floor: float = _number(
        0.3, (0.15, 0.45), SHARE, ("承接和参与下限", "Take-up without effort"),
        ("承接或参与程度为0时该环节仍开启的程度。",
         "How far the gates of societies and social workers are open without effort."))
    gate_tie: float = _number(
        0.5, (0.25, 0.75), SHARE, ("无联系时的环节开启度", "Gate without a tie"),
        ("伙伴与居委会没有联系时该环节仍开启的程度。",
         "How far a partner's gate is open without a tie to the committee."))
    effort_base: float = _number(
        0.5, (0.25, 0.75), TIMES, ("发现力度下限", "Finding without effort"),
        ("发现力度为0时社工、社会组织和志愿者发现率的倍数。",
         "Multiple on finding by social workers, societies and volunteers without effort."))

    unit_venue: float = _number(
        2.0, (0.0, 4.0), HOURS_WEEK, ("单位开放场所时长", "Venue hours of a unit"),
        ("一个签约单位目前每周开放场所的时长（联系强度为1）。",
         "Hours a unit with a pact opens its venue today, at a full tie."))
    unit_venue_gain: float = _number(
        10.0, (0.0, 20.0), HOURS_WEEK, ("开放度的场所作用", "Venue hours that opening adds"),
        ("开放度每提高1，一个签约单位增加的开放时长。",
         "Hours added when the openness of venues rises by 1."))
    unit_help: float = _number(
        2.0, (0.0, 4.0), HOURS_WEEK, ("签约单位志愿工时", "Volunteer hours of a unit with a pact"),
        ("一个签约单位每周的志愿工时（联系强度为1）。",
         "Volunteer hours of a unit with a pact, at a full tie."))
    unit_help_other: float = _number(
        0.5, (0.0, 1.0), HOURS_WEEK, ("未签约单位志愿工时", "Volunteer hours of a unit without a pact"),
        ("未签约单位充分参与时每周的志愿工时。",
         "Volunteer hours of a unit without a pact, at full engagement."))
    # fmt: on
