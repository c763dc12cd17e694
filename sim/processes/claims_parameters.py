"""What is declared about events, naming, routes, private talks and collective claims (submodel M9).

Sources. Level and mix: people's mediation takes up 5.7 cases per 1,000 residents a year (Yunnan 2025, 271,000
cases) and 5.8 in China without court-delegated ones (2022); family 19-20 % and neighbours 21-23 % of them,
housing and homestead 7 %, damages 8 % (China Statistical Yearbook, table 23-9, 2010 and 2011); requests
outnumber mediated disputes many times (Beijing hotline 12345: 13.01 million requests, 2019 to 2021). Land:
9.35 % of farm households had a contract dispute within ten years (190 villages, 2015). Steps from event to
claim: Felstiner, Abel & Sarat 1980, Law & Society Review 15(3-4); Michelson 2007, American Sociological
Review 72(3). Numbers without such a source are assumptions (standing C).
"""

from __future__ import annotations

from sim.declare import (
    INDEX,
    LOGIT,
    NUMBER,
    PER_WEEK,
    PROBABILITY,
    SHARE,
    WEEKS,
    YES_NO,
    Cost,
    Declarations,
    Text,
    constant,
    lever,
    uncertainty,
)

LEVEL = "assumption; splits the level that recorded mediations and hotline requests suggest"
ASSUMED = "assumption"
FUNNEL = "assumption; fitted by hand to recorded mediations, hotline requests, petitions and suits"
ADULT_YEAR: Text = ("件/成人·年", "per adult per year")
VISITS: Text = ("次/4周", "visits per 4 weeks")


# Two or three lines for each number; the formatter would take nine.
# fmt: off
class ClaimParameters(Declarations):
    """Events, naming, routes, private talks, collective claims."""

    voice: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.1.4",), cost=Cost(cny=5_000, hours=1), by_community=True,
        moves="DIS2↑", label=("诉求表达畅通度", "Ease of voicing concerns"),
        sentence=("居民向社区表达诉求的渠道是否畅通。",
                  "How easily residents can bring a concern to the committee."))
    rep_contact: float = lever(
        0.5, full=4.0, high=4.0, unit=VISITS, provisions=("3.5.1",),
        cost=Cost(cny=6_000, hours=1, branch_hours=2), moves="DIS2↑ DIS7↓",
        label=("代表委员联系社区频次", "Delegates' visits"),
        sentence=("党代表、人大代表、政协委员每四周联系社区的次数。",
                  "Visits of delegates to the community in four weeks."))
    grid_link: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("2.3.2",), cost=Cost(cny=5_000, hours=1), by_community=True,
        moves="DIS6↓ ENG7a↑ WRK8↕", label=("自治与网格衔接度", "Self-governance and grid linkage"),
        sentence=("网格发现的问题在多大程度上转入社区自治办理。",
                  "How far problems found by the grid are handed to self-governance."))
    grid_info: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.5.6",), cost=Cost(cny=25_000, hours=0.5),
        moves="SVC5↑ WRK3↑ DIS1↑ ENG11a↕ ENG3↕", label=("网格信息化程度", "Digital support of the grid"),
        sentence=("网格巡查与上报信息化的程度。", "How far patrols and reports of the grid are digital."))
    online_ties: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("3.6.3",), cost=Cost(cny=25_000, hours=0.5),
        moves="ENG3↑ DIS13a↑", label=("线上邻里交往程度", "Online neighbour contact"),
        sentence=("邻里在线上群组里交往的程度。", "How far neighbours meet in online groups."))

    # Events an adult meets in a year, by type.
    property_event_rate: float = uncertainty(
        0.060, low=0.03, high=0.12, unit=ADULT_YEAR, source=LEVEL,
        label=("物业事件发生率", "Property events"),
        sentence=("每名成年居民每年的物业纠纷与诉求。", "Property disputes and requests."))
    neighbour_event_rate: float = uncertainty(
        0.022, low=0.011, high=0.044, unit=ADULT_YEAR, source=LEVEL,
        label=("邻里事件发生率", "Neighbour events"),
        sentence=("每名成年居民每年的邻里纠纷。", "Neighbour disputes."))
    family_event_rate: float = uncertainty(
        0.016, low=0.008, high=0.032, unit=ADULT_YEAR, source=LEVEL,
        label=("家事事件发生率", "Family events"),
        sentence=("每名成年居民每年的家事纠纷。", "Family disputes that could concern the community."))
    land_event_rate: float = uncertainty(
        0.004, low=0.002, high=0.008, unit=ADULT_YEAR, standing="A†",
        source="9.35 % of farm households in ten years (190 villages, 2015)",
        label=("土地事件发生率", "Land events"),
        sentence=("每名成年居民每年的土地与宅基地纠纷。", "Farmland and homestead disputes."))
    environment_event_rate: float = uncertainty(
        0.100, low=0.05, high=0.2, unit=ADULT_YEAR, source=LEVEL,
        label=("环境事件发生率", "Environment events"),
        sentence=("每名成年居民每年的环境与噪声诉求。", "Environment and noise complaints."))
    service_event_rate: float = uncertainty(
        0.100, low=0.05, high=0.2, unit=ADULT_YEAR, source=LEVEL,
        label=("公共服务事件发生率", "Service events"),
        sentence=("每名成年居民每年的公共服务诉求。", "Requests about public services."))
    intergroup_event_rate: float = uncertainty(
        0.002, low=0.001, high=0.004, unit=ADULT_YEAR, source=LEVEL,
        label=("群体间事件发生率", "Events between groups"),
        sentence=("每名成年居民每年涉民族宗教因素的事件，各语言群体相同。",
                  "Events with ethnic or religious factors; the same for every language group."))
    other_event_rate: float = uncertainty(
        0.026, low=0.013, high=0.052, unit=ADULT_YEAR, source=LEVEL, label=("其他事件发生率", "Other events"),
        sentence=("每名成年居民每年的其他矛盾纠纷。", "Other disputes."))
    property_request_share: float = uncertainty(
        0.75, low=0.6, high=0.9, unit=SHARE,
        source="assumption; set so that property leads mediation in commercial estates",
        label=("物业事件中诉求占比", "Requests among property events"),
        sentence=("物业事件中属于诉求而非纠纷的比例。", "Property events that are requests, not disputes."))
    intergroup_cases: bool = uncertainty(
        True, unit=YES_NO, standing="by definition",
        source="a switch for those who would leave this type out",
        label=("计入群体间事件", "Events between groups on"),
        sentence=("是否模拟涉民族宗教因素的事件。",
                  "Whether events with ethnic or religious factors are modelled."))
    trivial_request_rate: float = uncertainty(
        0.03, high=0.1, unit=ADULT_YEAR, source=ASSUMED, label=("凑数上报率", "Trivial reports"),
        sentence=("网格上报考核多出的琐细诉求，按高出基线的程度计。",
                  "Trivial requests that reporting quotas add at full digital support of the grid."))
    trivial_severity: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=NUMBER, source=ASSUMED,
        label=("琐细诉求严重度", "Severity of trivial reports"),
        sentence=("琐细诉求的严重程度乘以此数。", "Multiple of the severity of such reports."))
    severity_scale: float = constant(
        0.5, unit=NUMBER, source="by definition: severity is Gamma with shape 2 and mean 1",
        label=("严重度尺度", "Scale of severity"),
        sentence=("严重程度均值为一。", "Sets the mean severity to one."))

    # What raises or lowers the rates.
    reference_quality: float = uncertainty(
        0.6, low=0.45, high=0.75, unit=INDEX, source=ASSUMED, label=("服务质量参照", "Reference quality"),
        sentence=("服务质量在此水平时不增减事件。", "Quality at which events are neither more nor fewer."))
    event_quality_effect: float = uncertainty(
        0.8, low=0.4, high=1.2, unit=NUMBER, source=ASSUMED, label=("服务质量作用", "Quality and events"),
        sentence=("相关服务质量越低，事件越多。", "Poor service of the related kind raises events."))
    event_belonging_effect: float = uncertainty(
        0.6, low=0.3, high=0.9, unit=NUMBER, source=ASSUMED, label=("归属感作用", "Belonging and events"),
        sentence=("归属感越强，事件越少。", "Belonging lowers events."))
    event_norm_effect: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED, label=("公共精神作用", "Norms and events"),
        sentence=("公共精神越强，邻里与环境事件越少。",
                  "Public spirit lowers neighbour and environment events."))
    event_arrears_effect: float = uncertainty(
        0.8, low=0.4, high=1.2, unit=NUMBER, source=ASSUMED, label=("欠费作用", "Arrears and events"),
        sentence=("欠缴物业费越久，物业纠纷越多。", "Arrears raise property events."))
    event_damage_effect: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=NUMBER, source=ASSUMED, label=("灾害损失作用", "Damage and events"),
        sentence=("灾后各类事件增多。", "Damage raises events of all types."))
    covenant_calm: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=NUMBER, source=ASSUMED, label=("公约减少邻里事件", "Covenants calm"),
        sentence=("公约越强，邻里与环境事件越少。", "Covenants lower neighbour and environment events."))
    covenant_exclusion: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=NUMBER, source=ASSUMED, label=("公约排斥作用", "Covenants exclude"),
        sentence=("公约违法排斥会增加土地与家事纠纷，依法办事可抵消。",
                  "Unlawful exclusion raises land and family disputes unless procedure is sound."))
    collective_income_strife: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=NUMBER, source=ASSUMED, label=("集体收益纷争", "Strife over shares"),
        sentence=("集体收入增加而监督不足时土地纠纷增多。",
                  "More collective income raises land disputes where oversight is weak."))
    contact_effect: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=NUMBER, source=ASSUMED, label=("群体交往作用", "Contact between groups"),
        sentence=("群体交往质量越低，群体间事件越多。",
                  "Poor contact between groups raises events between them."))
    language_gap_effect: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED,
        label=("语言不通作用", "Language gap and events"),
        sentence=("语言不通而无翻译时群体间事件增多。",
                  "A language gap without interpreter raises such events."))
    land_group_share: float = uncertainty(
        0.7, low=0.55, high=0.85, unit=SHARE, source=ASSUMED, label=("土地纠纷本组占比", "Land: same group"),
        sentence=("土地纠纷对方为本组村民的比例，其余为居（村）委会。",
                  "Land disputes with a member of the own group; the rest are with the committee."))
    office_committee_share: float = uncertainty(
        0.5, low=0.35, high=0.65, unit=SHARE, source=ASSUMED,
        label=("诉求对象居委会占比", "Requests to committee"),
        sentence=("环境与服务诉求对象为居（村）委会的比例，其余为街道。",
                  "Environment and service requests about the committee; the rest are about the street."))
    other_resident_share: float = uncertainty(
        0.6, low=0.45, high=0.75, unit=SHARE, source=ASSUMED, label=("其他纠纷居民占比", "Other: residents"),
        sentence=("其他纠纷对方为居民的比例，其余为驻社区单位。",
                  "Other disputes with a resident; the rest are with a unit."))
    owners_party_share: float = uncertainty(
        0.25, low=0.1, high=0.4, unit=SHARE, source=ASSUMED,
        label=("物业事件业委会占比", "Property: owners' body"),
        sentence=("小区有业委会和企业时，对方为业委会的比例。",
                  "Property events about the owners' committee where an estate has it and a company."))

    # Naming, and the route of the named.
    naming_base: float = uncertainty(
        -0.6, low=-1.1, high=-0.1, unit=LOGIT, source=FUNNEL, label=("指认基数", "Naming, base"),
        sentence=("把遭遇视为不公的基数。", "Base of seeing an event as a wrong."))
    naming_severity: float = uncertainty(
        0.8, low=0.3, high=1.3, unit=LOGIT, source=FUNNEL, label=("指认与严重度", "Naming and severity"),
        sentence=("越严重越会被指认。", "Severe events are named more often."))
    naming_law: float = uncertainty(
        0.8, low=0.3, high=1.3, unit=LOGIT, source=FUNNEL, label=("指认与法律素养", "Naming and literacy"),
        sentence=("法律素养越高越会被指认。", "Legal literacy makes naming more likely."))
    naming_quota: float = uncertainty(
        0.2, high=0.4, unit=LOGIT, source=ASSUMED, label=("共同议事初期指认", "Naming when mixing begins"),
        sentence=("户籍与非户籍共同议事头26周，邻里事件更常被指认。",
                  "Neighbour events are named more often in the first 26 weeks of mixed deliberation."))
    lump_base: float = uncertainty(
        1.4, low=0.4, high=2.4, unit=LOGIT, source=FUNNEL, label=("忍让基数", "Letting rest, base"),
        sentence=("不提出的基数。", "Base of letting the matter rest."))
    lump_severity: float = uncertainty(
        0.6, low=0.3, high=0.9, unit=LOGIT, source=ASSUMED,
        label=("忍让与严重度", "Letting rest and severity"),
        sentence=("越严重越不忍让。", "Severe matters are let rest less."))
    lump_efficacy: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=LOGIT, source=ASSUMED,
        label=("忍让与效能感", "Letting rest and efficacy"),
        sentence=("效能感越强越不忍让。", "People who feel effective let less rest."))
    lump_record_chill: float = uncertainty(
        0.5, high=1.5, unit=LOGIT, source=ASSUMED, label=("正式记录的寒蝉作用", "Formal record chills"),
        sentence=("参与情况记入正式记录时，居民更少提出诉求。",
                  "A formal record of conduct keeps residents from complaining."))
    lump_intimidation: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=LOGIT, source=ASSUMED, label=("恶势力恐吓作用", "Intimidation"),
        sentence=("打击恶势力后居民更敢提出诉求。", "Less intimidation lets residents speak up."))
    bilateral_base: float = uncertainty(
        0.3, low=-0.7, high=1.3, unit=LOGIT, source=FUNNEL, label=("自行协商基数", "Talking it over, base"),
        sentence=("自行协商的基数。", "Base of talking to the other side."))
    bilateral_belonging: float = uncertainty(
        1.5, low=0.75, high=2.25, unit=LOGIT, source=ASSUMED, label=("协商与归属感", "Talking and belonging"),
        sentence=("归属感越强越愿自行协商。", "Belonging favours talking it over."))
    bilateral_organisation: float = uncertainty(
        0.8, low=0.4, high=1.2, unit=LOGIT, source=ASSUMED,
        label=("与组织难以协商", "Talking to organisations"),
        sentence=("对方是组织时更难自行协商。", "It is harder to talk it over with an organisation."))
    committee_base: float = uncertainty(
        -1.46, low=-2.46, high=-0.46, unit=LOGIT, source=FUNNEL, label=("找居委会基数", "Committee, base"),
        sentence=("找居（村）委会的基数。", "Base of going to the committee."))
    committee_trust: float = uncertainty(
        2.5, low=1.25, high=3.75, unit=LOGIT, source=ASSUMED, label=("找居委会与信任", "Committee and trust"),
        sentence=("越信任社区组织越会去找。", "Trust in community organisations leads there."))
    committee_severity: float = uncertainty(
        0.4, low=0.2, high=0.6, unit=LOGIT, source=ASSUMED,
        label=("找居委会与严重度", "Committee and severity"),
        sentence=("越严重越会去找。", "Severe matters are brought there."))
    committee_visits: float = uncertainty(
        0.6, low=0.3, high=0.9, unit=LOGIT, source=ASSUMED, label=("找居委会与走访", "Committee and visits"),
        sentence=("走访越足越会去找。", "Home visits lead there."))
    committee_voice: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=LOGIT, source=ASSUMED, label=("表达渠道作用", "Ease of voicing"),
        sentence=("表达渠道越畅通越会去找。", "Open channels lead there."))
    committee_delegates: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=LOGIT, source=ASSUMED,
        label=("代表联系作用", "Delegates' visits lead there"),
        sentence=("每四周四次联系的作用。", "Effect of four visits in four weeks."))
    committee_language: float = uncertainty(
        0.5, low=0.25, high=1.0, unit=LOGIT, source=ASSUMED, label=("语言门槛", "Language barrier"),
        sentence=("语言不通而无翻译时更少去找。", "A language gap without interpreter keeps people away."))
    hotline_base: float = uncertainty(
        -1.6, low=-2.6, high=-0.6, unit=LOGIT, source=FUNNEL, label=("热线基数", "Hotline, base"),
        sentence=("热线或网上反映的基数。", "Base of using a hotline or the net."))
    hotline_request: float = uncertainty(
        0.9, low=0.45, high=1.35, unit=LOGIT, source=ASSUMED, label=("热线与诉求", "Hotline and requests"),
        sentence=("诉求比纠纷更常走热线。", "Requests use it more than disputes."))
    hotline_trust: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=LOGIT, source=ASSUMED, label=("热线与信任", "Hotline and trust"),
        sentence=("越不信任社区组织越走热线。", "Distrust of the committee leads past it."))
    hotline_digital: float = uncertainty(
        0.6, low=0.3, high=0.9, unit=LOGIT, source=ASSUMED,
        label=("热线与数字能力", "Hotline and digital access"),
        sentence=("数字能力与线上覆盖使反映更容易。", "Digital access and online services make it easy."))
    hotline_severity: float = uncertainty(
        0.4, low=0.2, high=0.6, unit=LOGIT, source=ASSUMED, label=("热线与严重度", "Hotline and severity"),
        sentence=("越严重越会反映。", "Severe matters are reported."))
    court_base: float = uncertainty(
        -4.6, low=-5.6, high=-3.6, unit=LOGIT, source=FUNNEL, label=("起诉基数", "Court, base"),
        sentence=("直接起诉的基数。", "Base of going to court at once."))
    court_severity: float = uncertainty(
        0.6, low=0.3, high=0.9, unit=LOGIT, source=ASSUMED, label=("起诉与严重度", "Court and severity"),
        sentence=("越严重越会起诉。", "Severe matters go to court."))
    court_law: float = uncertainty(
        1.2, low=0.6, high=1.8, unit=LOGIT, source=ASSUMED, label=("起诉与法律素养", "Court and literacy"),
        sentence=("法律素养越高越会起诉。", "Legal literacy leads to court."))
    court_access: float = uncertainty(
        0.5, high=1.0, unit=LOGIT, source=ASSUMED, label=("法律服务降低起诉成本", "Legal services and court"),
        sentence=("公共法律服务使起诉更容易。", "Public legal services make going to court cheaper."))
    petition_base: float = uncertainty(
        -6.3, low=-7.3, high=-5.3, unit=LOGIT, source=FUNNEL, label=("信访基数", "Petition, base"),
        sentence=("直接信访的基数。", "Base of petitioning at once."))
    petition_severity: float = uncertainty(
        0.8, low=0.4, high=1.2, unit=LOGIT, source=ASSUMED, label=("信访与严重度", "Petition and severity"),
        sentence=("越严重越会信访。", "Severe matters are petitioned."))
    petition_grievance: float = uncertainty(
        0.8, low=0.4, high=1.2, unit=LOGIT, source=ASSUMED, label=("信访与积怨", "Petition and grievance"),
        sentence=("积怨越深越会信访。", "Accumulated grievance leads to petitions."))
    petition_trust: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=LOGIT, source=ASSUMED, label=("信访与对政府信任", "Petition and trust"),
        sentence=("越不信任街道与政府越会信访。",
                  "Distrust of the street and government leads to petitions."))
    petition_concession: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=LOGIT, standing="B", source=ASSUMED,
        label=("让步预期与信访", "Expected concession and petition"),
        sentence=("预期施压能得到让步时更会信访。", "Expecting a pay-off from pressing leads to petitions."))

    # Private talks, early detection, collective claims.
    private_settle: float = uncertainty(
        0.15, low=0.075, high=0.30, unit=PROBABILITY, source=ASSUMED,
        label=("自行和解率", "Settled privately"),
        sentence=("自行协商每周和解的概率。", "Chance in a week that private talks settle it."))
    private_to_committee: float = uncertainty(
        0.03, low=0.015, high=0.06, unit=PROBABILITY, source=ASSUMED,
        label=("转交调解率", "Brought to mediation"),
        sentence=("自行协商每周转交社区的概率。", "Chance in a week that it is brought to the committee."))
    private_lump: float = uncertainty(
        0.02, low=0.01, high=0.04, unit=PROBABILITY, source=ASSUMED,
        label=("自行放弃率", "Given up privately"),
        sentence=("自行协商每周放弃的概率。", "Chance in a week that it is given up."))
    intercept_rate: float = uncertainty(
        0.05, low=0.01, high=0.15, unit=PER_WEEK, source=ASSUMED, label=("走访早发现率", "Found by visits"),
        sentence=("走访发现未提出的邻里、家事、土地矛盾的强度。",
                  "How strongly visits find private neighbour, family and land matters."))
    intercept_base: float = uncertainty(
        0.7, low=0.35, high=1.05, unit=NUMBER, source=ASSUMED,
        label=("网格衔接以外的发现", "Found without the grid"),
        sentence=("走访发现矛盾中不依赖网格衔接的部分。",
                  "The part of early finding that needs no grid linkage."))
    intercepted_severity: float = uncertainty(
        0.8, low=0.65, high=0.95, unit=NUMBER, source=ASSUMED,
        label=("早发现减轻程度", "Found early, milder"),
        sentence=("早发现的矛盾严重度乘以此数。", "Multiple of the severity of a matter found early."))
    intercept_issue: float = uncertainty(
        0.3, high=0.6, unit=PROBABILITY, source=ASSUMED, label=("转为议题的概率", "Becomes an issue"),
        sentence=("早发现的矛盾成为本网格议题的概率，按衔接高出基线的程度计。",
                  "Chance that a matter found early comes on the agenda, at full grid linkage."))
    collective_severity: float = uncertainty(
        1.5, low=1.0, high=2.5, unit=NUMBER, source=ASSUMED,
        label=("群体性门槛", "Threshold of collective claims"),
        sentence=("物业、环境、土地诉求达到此严重度才会有人加入。",
                  "Severity from which others may join property, environment and land claims."))
    join_base: float = uncertainty(
        -8.0, low=-9.0, high=-5.0, unit=LOGIT, source=ASSUMED, label=("加入基数", "Joining, base"),
        sentence=("每周加入群体性诉求的基数。", "Base of joining a collective claim in a week."))
    join_grievance: float = uncertainty(
        1.2, low=0.6, high=1.8, unit=LOGIT, source=ASSUMED, label=("加入与积怨", "Joining and grievance"),
        sentence=("积怨越深越会加入。", "Accumulated grievance leads to joining."))
    join_share: float = uncertainty(
        3.0, high=6.0, unit=LOGIT, source=ASSUMED, label=("加入与已加入比例", "Joining and those who joined"),
        sentence=("已加入者越多越会加入。", "The more have joined, the more join."))
    join_online: float = uncertainty(
        0.5, high=2.0, unit=LOGIT, source=ASSUMED, label=("线上扩散作用", "Online spread"),
        sentence=("线上群组也会扩散不满。", "Online groups also spread grievances."))

    grievance_unnamed: float = uncertainty(
        0.1, low=0.05, high=0.2, unit=NUMBER, source=ASSUMED,
        label=("未指认的积怨", "Grievance from the unnamed"),
        sentence=("未被指认的事件按严重度增加的积怨。", "Grievance added by an unnamed event, per severity."))
    grievance_lumped: float = uncertainty(
        0.3, low=0.15, high=0.6, unit=NUMBER, source=ASSUMED,
        label=("放弃的积怨", "Grievance from giving up"),
        sentence=("忍让或放弃的诉求按严重度增加的积怨。",
                  "Grievance added by a claim given up, per severity."))
    quota_friction_weeks: float = constant(
        26, unit=WEEKS, source="by definition: the first half-year", label=("磨合期", "Time of friction"),
        sentence=("共同议事初期磨合的长度。", "Length of the first time of mixed deliberation."))


EVENT_RATES = (
    "property_event_rate", "neighbour_event_rate", "family_event_rate", "land_event_rate",
    "environment_event_rate", "service_event_rate", "intergroup_event_rate", "other_event_rate",
)
"""Base rates in the order of the types of events."""
# fmt: on
