"""What policy can change about tasks: who does them, the access lists, ledgers and assessment, systems.

Every size of effect is assumed (standing C) unless its source says otherwise: the published cuts in forms
and plates are official claims about paper, not about the work behind it.
"""

from __future__ import annotations

from sim.declare import INDEX, SHARE, YES_NO, Cost, Declarations, Text, lever

RULES = Cost(cny=2_000, hours=0.2)
MONEY_RULES = Cost(cny=3_000, hours=0.5)
CUTS = Cost(cny=1_000)
CONTROL = Cost(cny=8_000, hours=1.0, street_hours=2.0)
DIGITAL = Cost(cny=25_000, hours=0.5)
COURSE = Cost(cny=24_000, hours=7.7)
"""Ten persons for 40 hours a year at 60 yuan an hour; 400 / 52 hours a week."""

PER_YEAR_TIMES: Text = ("次/年", "inspections per year")


class TaskLevers(Declarations):
    """The levers of task inflow, access and formalism."""

    # One line for what a lever is, two for its meaning, one for what it should move.
    # fmt: off
    offload: float = lever(
        0.5, full=0.8, unit=SHARE, cost=RULES, provisions=("2.2.6",),
        label=("政府事务下移方式（不确定项）", "Government work moved down (uncertainty)"),
        sentence=("协助事项和清单外事项交给社区去做的比例；反映下移的做法，并非文件要求。",
                  "Share of assisted and off-list work passed down to communities; a way of doing it, no "
                  "instruction."),
        moves="WRK1↕ WRK2↕ WRK3↕ WRK4a↕ WRK5a↕ WRK6↕ WRK7↕ WRK8↕ WRK9↕ DIS3a↕ DIS4a↕ DIS5↕ DIS6↕ DIS7↕")
    access_gate: float = lever(
        0.1, full=1.0, unit=INDEX, cost=RULES, provisions=("4.4.1",),
        label=("工作事项准入力度", "Strictness of task access"),
        sentence=("清单外事项被准入制度挡回的力度。",
                  "How strictly work on neither list is turned back at the gate."),
        moves="WRK1↓ WRK9↓")
    no_transfer: float = lever(
        0.0, full=1.0, unit=SHARE, cost=RULES, provisions=("4.4.2",),
        label=("拒绝转嫁职责比例", "Transferred duties refused"),
        sentence=("部门法定职责留在街道、不再转嫁给社区的比例。",
                  "Share of departments' statutory duties that stays with the street."),
        moves="WRK1↓ WRK4a↓ DIS4a↑")
    no_enforce: float = lever(
        0.0, full=1.0, unit=SHARE, cost=RULES, provisions=("4.4.2",),
        label=("五类事项不作责任主体", "Not responsible in five named fields"),
        sentence=("行政执法、拆迁拆违、环境整治、城市管理、招商引资不再由社区负责的比例。",
                  "Share of enforcement, demolition, clean-up, city management and investment work kept "
                  "away."),
        moves="ENG11a↑ WRK1↓ DIS4a↑")
    list_clarity: float = lever(
        0.2, full=1.0, unit=INDEX, cost=RULES, provisions=("2.2.2",),
        label=("两类事项清单明确度", "Clarity of task lists"),
        sentence=("自治、协助两份清单的明确程度；列入的协助事项会逐年增多。",
                  "How clear both task lists are; what is listed stays, so assisted work slowly grows."),
        moves="WRK9↓ WRK1↕")
    power_list: float = lever(
        0.2, full=1.0, unit=INDEX, cost=RULES, provisions=("2.2.1",),
        label=("权责清单完善度", "Completeness of duty lists"),
        sentence=("部门与街道权责清单的完善程度，减少重复和推诿。",
                  "How complete the duty lists of departments and street are; fewer duplicates and "
                  "referrals."),
        moves="DIS4a↓ SVC3↑")
    outside_purchase: float = lever(
        0.0, full=1.0, unit=SHARE, cost=MONEY_RULES, provisions=("2.2.3",),
        label=("清单外事项购买比例", "Off-list work bought"),
        sentence=("被挡回的清单外事项中由街道出钱购买的比例。",
                  "Share of blocked off-list work that the street buys."),
        moves="FIN2↑ ORG1↕ WRK1↕")
    outside_recipient: float = lever(
        0.0, full=0.5, unit=SHARE, cost=MONEY_RULES, provisions=("2.2.3",), beside=("outside_purchase",),
        label=("购买事项由居（村）委承接比例", "Bought work done by committee"),
        sentence=("购买的清单外事项中由居（村）委会承接的比例，其余由社会组织承接。",
                  "Share of bought work that the committee takes on; social organisations take the rest."),
        moves="FIN6↑ WRK1↕")
    gate_inspection: float = lever(
        0.1, full=1.0, unit=INDEX, cost=CONTROL, provisions=("4.4.9",),
        label=("准入监督检查力度", "Checks on task access"),
        sentence=("对准入制度的定期监督检查力度，防止换名下派。",
                  "Regular checks of the access system against work that comes back under another name."),
        moves="WRK9↓")
    ledger_cut: float = lever(
        0.0, full=1.0, unit=SHARE, cost=CUTS, provisions=("4.4.5",),
        label=("台账精简幅度", "Ledgers cut"),
        sentence=("台账和报表减少的比例；上级掌握的信息也随之减少。",
                  "Share of ledgers and forms removed; those above also know less."),
        source="effect on hours assumed; forms −38 % to −84 % in official reports, Beijing 2019 and a county "
               "(A)",
        moves="WRK3↓ WRK8↑")
    meeting_cut: float = lever(
        0.0, full=1.0, unit=SHARE, cost=CUTS, provisions=("4.4.5",),
        label=("会议精简幅度", "Meetings cut"),
        sentence=("部门要求社区参加的会议减少的比例。", "Share of departments' meetings removed."),
        source="effect on hours assumed; meetings −50 % in an official report, Beijing 2019 (A)",
        moves="WRK3↓ WRK8↑")
    cert_cut: float = lever(
        0.0, full=1.0, unit=SHARE, cost=CUTS, provisions=("4.4.6",),
        label=("证明事项清理幅度", "Certificates cut"),
        sentence=("社区出具证明减少的比例；别处仍要证明时居民会白跑。",
                  "Share of certificates removed; residents are stranded where others still ask for them."),
        source="effect on hours assumed; kinds of certificate 100+ to 4, Beijing 2019 (A)",
        moves="WRK8↑ SVC6↕ SVC3↕")
    plaque_cut: float = lever(
        0.0, full=1.0, unit=SHARE, cost=CUTS, provisions=("4.4.4",),
        label=("机构牌子清理程度", "Offices and plates removed"),
        sentence=("挂牌机构从44块减到5块的进度；牌子没了，事项仍在。",
                  "How far name plates are cut from 44 to 5; the plate goes, the task stays."),
        source="42 work bodies a community, Beijing about 2018; 'bodies removed, tasks kept' (A)",
        moves="WRK3↓")
    unified_assess: bool = lever(
        False, full=True, unit=YES_NO, cost=CUTS, provisions=("4.4.7",),
        label=("统一综合考核", "One unified assessment"),
        sentence=("各部门不再单独考核，合为一次综合考核；其后果更重，部门会搭车。",
                  "One assessment replaces eight; its stakes are higher and departments ride along."),
        moves="WRK3↓ WRK5a↓")
    twoway: float = lever(
        0.0, full=1.0, unit=INDEX, cost=CONTROL, provisions=("2.2.4",),
        label=("街道与自治组织互评力度", "Mutual rating of street and committee"),
        sentence=("街道与居（村）委会互相评价履约情况的力度。",
                  "How seriously street and committee rate how each keeps its agreement."),
        moves="WRK4a↕ WRK1↕ WRK3↑")
    inspection_freq: float = lever(
        4.0, full=8.0, high=12.0, unit=PER_YEAR_TIMES, cost=CONTROL, provisions=("5.1.6",),
        label=("督促检查频次", "Inspections"),
        sentence=("上级每年督促检查的次数，检查前两周需要准备。",
                  "Inspections a year; each takes two weeks of preparation."),
        moves="WRK3↑ FIN5a↕")
    secretary_account: float = lever(
        0.3, full=1.0, unit=INDEX, cost=CONTROL, provisions=("5.1.2",),
        label=("党委书记责任落实度", "Secretary accountability"),
        sentence=("街道（乡镇）书记对社区治理直接负责的落实程度。",
                  "How far the street secretary answers for community governance."),
        moves="DIS4a↓ WRK3↑")
    kpi_weight: float = lever(
        0.3, full=1.0, unit=INDEX, cost=CONTROL, provisions=("5.1.3",),
        label=("治理成效考核权重", "Weight of governance in reviews"),
        sentence=("社区治理在政绩考核和党建述职评议中的分量。",
                  "Weight of community governance in performance reviews."),
        moves="WRK3↑ SVC2a↕")
    integr: float = lever(
        0.2, full=0.8, unit=INDEX, cost=DIGITAL, provisions=("3.6.2",),
        label=("业务系统集成度", "System integration"),
        sentence=("各业务系统互联、一次录入的程度。",
                  "How far systems are joined, so that data are entered once."),
        moves="WRK3↓ SVC3↑")
    usab: float = lever(
        0.5, full=0.8, unit=INDEX, cost=DIGITAL, provisions=("3.6.2",), beyond_the_letter=True,
        label=("平台易用程度", "Platform ease of use"),
        sentence=("线上平台对居民和工作人员的易用程度。",
                  "How easily residents and staff can use the online platform."),
        moves="SVC4↓")
    dig_cov: float = lever(
        0.3, full=0.9, unit=SHARE, cost=DIGITAL, provisions=("3.6.2",),
        label=("线上办理覆盖率", "Online service coverage"),
        sentence=("可以线上办理的事项比例。", "Share of matters that can be handled online."),
        source="effect assumed; 40 and more reporting systems a community, Beijing about 2018 (A)",
        moves="WRK3↕ SVC4↕")
    platform_scope: float = lever(
        0.2, full=1.0, unit=SHARE, cost=DIGITAL, provisions=("3.2.8",),
        label=("平台便民事项范围", "Matters handled on platform"),
        sentence=("整合到便民平台的政务事项比例；未集成时要重复录入。",
                  "Share of matters on the service platform; without integration data are entered twice."),
        moves="SVC6↓ WRK3↑")
    smart_sys: float = lever(
        0.0, full=1.0, unit=INDEX, cost=Cost(cny=40_000, hours=0.5), provisions=("3.6.5",),
        label=("智慧社区系统建设度", "Smart community system built"),
        sentence=("另建智慧社区系统的程度。", "How far a further, smart system has been built."),
        moves="WRK3↕ SVC4↕")
    smart_integr: float = lever(
        0.0, full=1.0, unit=INDEX, cost=DIGITAL, provisions=("3.6.5",), beside=("smart_sys",),
        label=("智慧社区互联互通度", "Smart community interoperability"),
        sentence=("智慧社区系统与其他平台互联互通的程度。",
                  "How well the smart system works with the other platforms."),
        moves="WRK3↓")
    rc_standard: float = lever(
        0.3, full=1.0, unit=INDEX, cost=RULES, provisions=("2.3.1",), by_community=True,
        label=("自治组织规范化程度", "Standardised committee procedures"),
        sentence=("居（村）委会工作制度和程序的规范程度。",
                  "How far the committee works by fixed procedures."),
        moves="DIS12a↓ WRK3↑")
    env_pm_committee: bool = lever(
        False, full=True, unit=YES_NO, cost=Cost(cny=6_000, hours=1.5, street_hours=1.0),
        provisions=("4.5.3",), exploratory=True,
        label=("设环境和物业委员会", "Environment and property committee"),
        sentence=("居委会下设环境和物业管理委员会；又多一个要开会报送的机构。",
                  "A committee for environment and property under the residents' committee; one more body to "
                  "report."),
        moves="PRO2↑ WRK3↕")
    anti_gang: float = lever(
        0.2, full=1.0, unit=INDEX, cost=CONTROL, provisions=("3.5.8",),
        label=("防范黑恶干扰力度", "Keeping gangs out of governance"),
        sentence=("防范黑恶势力干扰基层治理的力度。",
                  "Effort to keep gangs out of elections and collective assets."),
        moves="FIN3↓ DIS2↑ WRK3↑ ENG11a↕")
    rc_law: float = lever(
        0.3, full=1.0, unit=INDEX, cost=COURSE, provisions=("3.4.3",), by_community=True,
        label=("社区依法办事水平", "Lawful practice of the committee"),
        sentence=("居（村）委会依法办事、依据清单拒绝违规任务的水平。",
                  "How lawfully the committee acts, and refuses what the law does not ask of it."),
        moves="DIS10a↑ DIS9↓ WRK9↓")
    integrity: float = lever(
        0.3, full=1.0, unit=INDEX, cost=CONTROL, provisions=("2.1.11",),
        label=("廉洁纪律执行力度", "Integrity enforcement"),
        sentence=("基层党风廉政纪律的执行力度；留痕要求随之增加。",
                  "How strictly office-holders are held to integrity rules; more has to be put on record."),
        moves="FIN3↓ ENG11a↑ WRK3↑")
    # fmt: on
