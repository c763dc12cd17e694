"""What is declared about mediation, the quality and record of settlements, and relapse (submodel M10).

Sources. Level: 95.6 % of people's mediation cases reported as solved (Yunnan 2025), above 95 % nationally
for twenty years, while hard cases settle far less often (30 of 56 in credit-mediation of fee arrears, Yanqing
court, 2022-23); a simple case takes days, the guide sets 30 days. Numbers without such a source are
assumptions (standing C).
"""

from __future__ import annotations

from sim.declare import (
    CHOICE,
    INDEX,
    NUMBER,
    PER_WEEK,
    PROBABILITY,
    WEEKS,
    Cost,
    Declarations,
    Text,
    constant,
    lever,
    uncertainty,
)

ASSUMED = "assumption"
HOURS: Text = ("小时", "hours")
PER_HOUR: Text = ("每小时", "per hour")
FTE: Text = ("全时当量/社区", "full-time equivalents per community")
SHARES: Text = ("占比，合计为1", "shares summing to 1")
PERSONS: Text = ("人", "persons")
RECORDED = "assumption; fits 5.7 recorded cases per 1,000 residents and 95.6 % success (Yunnan 2025)"

FULL_TIME = 40.0
"""Hours a week of a full-time mediator."""
FIFO, TRIAGE, SPECIALIST, COLLECTIVE = range(4)
QUEUES = ("fifo", "triage", "specialist", "collective first")
PROFESSIONS = ("community", "legal", "arbitrator", "social_worker", "psychologist")


# Two or three lines for each number; the formatter would take nine.
# fmt: off
class MediationParameters(Declarations):
    """Sessions, settlement, breakdown, quality, record, relapse."""

    mediators: float = lever(
        0.0, full=2.0, high=8.0, unit=FTE, provisions=("3.5.4",), cost=Cost(cny=110_000),
        moves="DIS3a↑ DIS4a↓", label=("调解力量配备", "Mediators"),
        sentence=("在社区兼职调解力量之外增加的专职人民调解员。",
                  "Full-time people's mediators beside the committee's mixed-role pool."))
    med_skill: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.5.4",), cost=Cost(cny=24_000, hours=3.1), moves="DIS3a↑",
        source="cost: 40 hours for ten mediators, four of them committee staff; effect assumed",
        label=("调解专业水平", "Mediation skill"),
        sentence=("社区和综治中心调解的专业水平。",
                  "Professional skill of mediation in community and joint centre."))
    med_mix: tuple[float, ...] = lever(
        (1.0, 0.0, 0.0, 0.0, 0.0), full=(0.2,) * 5, parts=PROFESSIONS, unit=SHARES, provisions=("3.5.4",),
        cost=Cost(cny=2_000, hours=0.2), moves="DIS3a↕",
        label=("调解队伍专业构成", "Mix of mediator professions"),
        sentence=("村社、法律、仲裁、社工、心理五类调解员的占比。",
                  "Shares of community, legal, arbitrating, social-work and psychological mediators."))
    queue: str = lever(
        "fifo", full="triage", options=QUEUES, unit=CHOICE, provisions=("3.5.4",),
        cost=Cost(cny=2_000, hours=0.2), moves="DIS4a↕ DIS4b↕", beyond_the_letter=True,
        label=("案件办理顺序", "Order of handling cases"),
        sentence=("先到先办、轻重缓急、分类专办或群体性案件优先。",
                  "First come first served, by severity, by type to specialists, or collective cases first."))
    joint_center: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("3.5.6",), cost=Cost(cny=30_000, hours=0.5),
        moves="DIS6↕ DIS7↓", label=("综治中心联动程度", "Joint centre in operation"),
        sentence=("疑难纠纷由综治中心联合调处的概率。",
                  "Chance that a hard dispute goes to the joint centre."))
    legal_access: float = lever(
        0.1, full=1.0, unit=INDEX, provisions=("3.4.2",), cost=Cost(cny=30_000, hours=0.5),
        moves="DIS10a↑ DIS3a↑ DIS8↕", label=("公共法律服务可及度", "Access to legal services"),
        sentence=("居民能否方便得到公共法律服务。", "Whether public legal services are within reach."))
    bilingual_med: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("3.5.5",), cost=Cost(cny=24_960, hours=0.5), moves="DIS3a↑",
        label=("双语调解保障度", "Bilingual mediation"),
        sentence=("办事和调解有双语人员的程度；费用按每周四小时计。",
                  "Bilingual help in offices and mediation; cost of four hours a week."))
    lawful_handling: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.5.5",), cost=Cost(cny=2_000, hours=0.2), by_community=True,
        moves="DIS3a↑ DIS6↓", label=("依法分类处置程度", "Lawful handling by type"),
        sentence=("涉民族宗教因素的普通民事案件依法按普通案件办理的程度。",
                  "How far ordinary cases with ethnic or religious factors are handled as ordinary."))
    legal_frame: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.4.1",), cost=Cost(cny=2_000, hours=0.2),
        moves="DIS9↓ WRK9↓", label=("地方法规制度完善度", "Local legal framework"),
        sentence=("地方法规使协议可执行、职责明确的程度。",
                  "How far local rules make agreements binding and duties clear."))
    coord_body: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("5.1.1",), cost=Cost(cny=8_000, hours=1, street_hours=2),
        moves="DIS4a↓ DIS4b↓ DIS13a↓", label=("议事协调机制效能", "Coordination body at work"),
        sentence=("跨部门议事协调机制的效能。", "How well the cross-department coordination body works."))
    police_link: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.5.7",), cost=Cost(cny=12_480, hours=0.5), moves="DIS3a↑",
        beside=("joint_center",), label=("社区警务联动度", "Community policing linkage"),
        sentence=("社区民警与综治中心的联动；费用按每周两小时计。",
                  "Community police working with the joint centre; cost of two hours a week."))

    # Hours of a session.
    session_hours_dispute: float = uncertainty(
        3.0, low=1.5, high=6.0, unit=HOURS, source=ASSUMED, label=("社区调解一次工时", "Community session"),
        sentence=("社区调解纠纷一次所需工时。", "Committee hours of one mediation session on a dispute."))
    session_hours_request: float = uncertainty(
        1.0, low=0.5, high=2.0, unit=HOURS, source=ASSUMED, label=("办理诉求一次工时", "Request session"),
        sentence=("社区办理诉求一次所需工时。", "Committee hours of handling a request once."))
    session_hours_joint: float = uncertainty(
        8.0, low=4.0, high=16.0, unit=HOURS, source=ASSUMED, label=("联合调处一次工时", "Joint session"),
        sentence=("综治中心联合调处一次所需工时。",
                  "Hours of one session at the joint centre, all partners."))
    session_hours_joint_committee: float = uncertainty(
        3.0, low=1.5, high=4.0, unit=HOURS, source=ASSUMED,
        label=("联合调处居委会工时", "Committee's part of it"),
        sentence=("其中由居（村）委会承担的工时。",
                  "Of these, hours of the committee; partners give the rest."))
    session_hours_street: float = uncertainty(
        2.5, low=1.25, high=5.0, unit=HOURS, source=ASSUMED, label=("街道办理一次工时", "Street session"),
        sentence=("街道办理一次所需工时。", "Street hours of handling a case once."))

    # Settlement intensity for each hour of a session.
    settle_property: float = uncertainty(
        0.08, low=0.04, high=0.12, unit=PER_HOUR, source=ASSUMED,
        label=("物业纠纷化解强度", "Settling: property"),
        sentence=("社区调解物业纠纷每小时的化解强度。", "Intensity of settling a property dispute."))
    settle_neighbour: float = uncertainty(
        0.20, low=0.10, high=0.30, unit=PER_HOUR, source=ASSUMED,
        label=("邻里纠纷化解强度", "Settling: neighbours"),
        sentence=("社区调解邻里纠纷每小时的化解强度。", "Intensity of settling a neighbour dispute."))
    settle_family: float = uncertainty(
        0.17, low=0.085, high=0.255, unit=PER_HOUR, source=ASSUMED,
        label=("家事纠纷化解强度", "Settling: family"),
        sentence=("社区调解家事纠纷每小时的化解强度。", "Intensity of settling a family dispute."))
    settle_land: float = uncertainty(
        0.14, low=0.07, high=0.21, unit=PER_HOUR, source=ASSUMED,
        label=("土地纠纷化解强度", "Settling: land"),
        sentence=("社区调解土地纠纷每小时的化解强度。", "Intensity of settling a land dispute."))
    settle_other: float = uncertainty(
        0.16, low=0.08, high=0.24, unit=PER_HOUR, source=ASSUMED,
        label=("其他纠纷化解强度", "Settling: other"),
        sentence=("社区调解其他纠纷每小时的化解强度。", "Intensity of settling any other dispute."))
    settle_intergroup: float = uncertainty(
        0.14, low=0.07, high=0.21, unit=PER_HOUR, source=ASSUMED,
        label=("群体间案件化解强度", "Settling: between groups"),
        sentence=("社区调解涉民族宗教因素案件每小时的化解强度。",
                  "Intensity of settling a case with ethnic or religious factors."))
    settle_request: float = uncertainty(
        0.70, low=0.35, high=1.05, unit=PER_HOUR, source=ASSUMED,
        label=("诉求办结强度", "Settling: requests"),
        sentence=("社区办理诉求每小时的办结强度。", "Intensity of settling a request at the counter."))
    settle_joint: float = uncertainty(
        0.12, low=0.06, high=0.18, unit=PER_HOUR, source=ASSUMED,
        label=("联合调处化解强度", "Settling: joint centre"),
        sentence=("联合调处每小时的化解强度。", "Intensity of settling a case at the joint centre."))
    settle_street: float = uncertainty(
        0.32, low=0.16, high=0.48, unit=PER_HOUR, source=ASSUMED, label=("街道化解强度", "Settling: street"),
        sentence=("街道办理每小时的化解强度。", "Intensity of settling a case at the street office."))
    settle_trust: float = uncertainty(
        1.2, low=0.6, high=1.8, unit=NUMBER, source=ASSUMED, label=("信任与化解", "Trust and settling"),
        sentence=("当事居民越信任社区组织越易化解。", "Parties who trust the committee settle more easily."))
    settle_ties: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED, label=("联动与化解", "Ties and settling"),
        sentence=("调解组织间联系越强越易化解。", "Ties between mediating bodies help to settle."))
    settle_law: float = uncertainty(
        0.4, low=0.2, high=0.6, unit=NUMBER, source=ASSUMED,
        label=("法律素养与化解", "Literacy and settling"),
        sentence=("申请人法律素养越高越易化解。", "A claimant who knows the law settles more easily."))
    settle_match: float = uncertainty(
        0.4, low=0.2, high=0.6, unit=NUMBER, source=ASSUMED, label=("专业匹配与化解", "Match and settling"),
        sentence=("调解员专业与案件匹配时更易化解。", "A mediator of the right profession settles more."))
    settle_severity: float = uncertainty(
        0.4, low=0.2, high=0.6, unit=NUMBER, source=ASSUMED, label=("严重度与化解", "Severity and settling"),
        sentence=("越严重越难化解。", "Severe cases are harder to settle."))
    settle_burnout: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED, label=("倦怠与化解", "Burnout and settling"),
        sentence=("调解人员越倦怠越难化解。", "Burnt-out mediators settle less."))
    settle_veto: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=NUMBER, source=ASSUMED,
        label=("一票否决与化解", "Vetoes and settling"),
        sentence=("一票否决压力促使尽快了结。", "The pressure of single-item vetoes pushes to settle."))
    settle_training: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=NUMBER, source=ASSUMED, label=("专业水平与化解", "Skill and settling"),
        sentence=("社区与综治中心调解专业水平的作用。", "Effect of mediation skill at levels 1 and 2."))
    settle_legal: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=NUMBER, source=ASSUMED,
        label=("法律服务与化解", "Legal services and settling"),
        sentence=("公共法律服务的作用。", "Effect of access to legal services."))
    settle_lists: float = uncertainty(
        0.25, low=0.125, high=0.375, unit=NUMBER, source=ASSUMED,
        label=("权责清单与化解", "Duty lists and settling"),
        sentence=("权责清单减少部门间推诿，使街道化解单一部门案件更快。",
                  "Clear duty lists speed cases of one department at the street."))
    settle_coordination: float = uncertainty(
        0.25, low=0.125, high=0.375, unit=NUMBER, source=ASSUMED,
        label=("协调机制与化解", "Coordination and settling"),
        sentence=("协调机制使街道化解群体性案件更快。",
                  "The coordination body speeds collective cases at the street."))
    settle_video: float = uncertainty(
        0.1, low=0.05, high=0.15, unit=NUMBER, source=ASSUMED,
        label=("视频证据与化解", "Evidence and settling"),
        sentence=("公共视频为环境和邻里损害案件提供证据。",
                  "Public video gives evidence in environment and neighbour damage cases."))
    tie_police: float = uncertainty(
        0.1, high=0.25, unit=INDEX, source=ASSUMED, label=("警务联动加强联系", "Police and joint centre"),
        sentence=("警务联动到位时综治中心与公安司法联系的增量。",
                  "Added to the tie of joint centre and police and justice at full policing linkage."))
    tie_joint_center: float = uncertainty(
        0.1, high=0.25, unit=INDEX, source=ASSUMED, label=("综治中心加强联系", "Joint centre and partners"),
        sentence=("综治中心到位时其与各方联系的增量。",
                  "Added to the ties of the joint centre when it is fully in operation."))
    responsiveness_learning: float = uncertainty(
        0.04, low=0.02, high=0.08, unit=PER_WEEK, source=ASSUMED,
        label=("回应度更新", "Learning of responsiveness"),
        sentence=("每周对居（村）委会和街道回应度的更新幅度。",
                  "Step by which residents' view of responsiveness follows the week's requests."))
    evidence_severity: float = uncertainty(
        1.5, low=1.0, high=2.0, unit=NUMBER, source=ASSUMED, label=("邻里损害门槛", "Neighbour damage"),
        sentence=("邻里纠纷达到此严重度视为有损害。",
                  "Severity from which a neighbour dispute is about damage."))
    street_skill: float = uncertainty(
        0.85, low=0.70, high=1.0, unit=INDEX, source=ASSUMED, label=("街道办理能力", "Skill of the street"),
        sentence=("街道办理人员的能力。", "Skill of the street's staff."))
    street_burnout: float = uncertainty(
        0.4, low=0.25, high=0.55, unit=INDEX, source=ASSUMED, label=("街道人员倦怠", "Burnout of the street"),
        sentence=("街道办理人员的倦怠。", "Burnout of the street's staff."))
    triage_wait: float = uncertainty(
        0.05, low=0.025, high=0.1, unit=PER_WEEK, source=ASSUMED, label=("等待折算", "Waiting in triage"),
        sentence=("按轻重缓急办理时每等一周折算的严重度。",
                  "Severity that a week of waiting counts for in triage."))
    sits_base: float = uncertainty(
        0.5, low=0.35, high=0.65, unit=PROBABILITY, source=ASSUMED,
        label=("联席调处开会基数", "Joint centre sits, base"),
        sentence=("没有联系时综治中心每周开会的概率，其余取决于联系。",
                  "Chance that the joint centre sits in a week without ties; ties add the rest."))
    joint_members: float = uncertainty(
        5.0, low=3.0, high=10.0, unit=PERSONS, source=ASSUMED, label=("群体性案件人数", "Collective from"),
        sentence=("达到此人数的案件为群体性案件。", "Members from which a case counts as collective."))
    joint_severity: float = uncertainty(
        2.0, low=1.5, high=3.0, unit=NUMBER, source=ASSUMED, label=("疑难案件门槛", "Hard case from"),
        sentence=("达到此严重度的纠纷可进入综治中心。",
                  "Severity above which a dispute may go to the joint centre."))

    # Breakdown, quality, record, relapse.
    breakdown_rate: float = uncertainty(
        0.02, low=0.01, high=0.04, unit=PROBABILITY, source=ASSUMED, label=("调解破裂率", "Breakdown"),
        sentence=("未化解的一次调解破裂的概率。",
                  "Chance that talks break down after a session without result."))
    breakdown_severity: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=NUMBER, source=ASSUMED,
        label=("破裂与严重度", "Breakdown and severity"),
        sentence=("越严重越易破裂。", "Severe cases break down more often."))
    breakdown_street: float = uncertainty(
        0.25, low=0.125, high=0.5, unit=NUMBER, source=ASSUMED,
        label=("街道破裂倍数", "Breakdown at the street"),
        sentence=("街道办理时破裂概率乘以此数。", "Multiple of the breakdown at the street."))
    breakdown_rises: float = uncertainty(
        0.5, low=0.35, high=0.65, unit=PROBABILITY, source=ASSUMED,
        label=("破裂后升级概率", "Rises after breakdown"),
        sentence=("破裂后升级的概率，其余放弃。", "Chance of rising after a breakdown; the rest give up."))
    quality_base: float = uncertainty(
        0.75, low=0.60, high=0.90, unit=INDEX, source=ASSUMED, label=("化解质量基数", "Quality, base"),
        sentence=("化解质量的基数，自行和解即为此值。",
                  "Base quality of a settlement; private ones have it."))
    quality_veto: float = uncertainty(
        0.25, low=0.125, high=0.375, unit=INDEX, source=ASSUMED,
        label=("否决压力降低质量", "Vetoes and quality"),
        sentence=("一票否决压力下超负荷时草率了结。",
                  "Overload under veto pressure makes for hasty settlements."))
    quality_coverage: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=INDEX, source=ASSUMED,
        label=("工时不足降低质量", "Short hours and quality"),
        sentence=("调解工时不足使质量下降。", "Too few mediation hours lower quality."))
    quality_legal: float = uncertainty(
        0.1, low=0.05, high=0.15, unit=INDEX, source=ASSUMED,
        label=("法律服务与质量", "Legal services and quality"),
        sentence=("公共法律服务提高质量。", "Access to legal services raises quality."))
    quality_law: float = uncertainty(
        0.1, low=0.05, high=0.15, unit=INDEX, source=ASSUMED,
        label=("依法办事与质量", "Lawful work and quality"),
        sentence=("社区依法办事提高质量。", "A committee that works lawfully raises quality."))
    quality_above: float = uncertainty(
        0.15, low=0.05, high=0.30, unit=INDEX, standing="B",
        source="assumption; direction: Michelson 2008, justice from below",
        label=("上级办理质量差距", "Quality above the community"),
        sentence=("街道、信访、诉讼了结的质量低于社区的幅度。",
                  "How much lower the quality is at street, petition office and court."))
    record_success: float = uncertainty(
        0.70, low=0.4, high=1.0, unit=PROBABILITY, source=RECORDED, label=("化解登记率", "Settled, recorded"),
        sentence=("社区层面化解的纠纷登记为成功的概率。",
                  "Chance that a settled dispute is entered as success."))
    record_failure: float = uncertainty(
        0.30, low=0.05, high=0.8, unit=PROBABILITY, source=RECORDED,
        label=("未化解登记率", "Failed, recorded"),
        sentence=("未化解的纠纷登记为失败的概率。",
                  "Chance that an unsettled dispute is entered as failure."))
    record_paper: float = uncertainty(
        0.10, low=0.0, high=0.4, unit=PROBABILITY, source=RECORDED, label=("纸面化解率", "Paper settlements"),
        sentence=("被放弃的纠纷登记为成功的概率，随考核强度增加。",
                  "Chance that one given up is entered as success; grows with upward assessment."))
    relapse_hazard: float = uncertainty(
        0.004, low=0.002, high=0.008, unit=PER_WEEK, source=ASSUMED, label=("复发强度", "Relapse"),
        sentence=("质量为零时化解后每周复发的强度。",
                  "Hazard of a settled claim coming back at quality zero."))
    relapse_frame: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED,
        label=("法规减少复发", "Legal framework and relapse"),
        sentence=("地方法规完善使协议更可执行。", "Enforceable agreements come back less often."))
    relapse_law: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=NUMBER, source=ASSUMED,
        label=("依法办事减少复发", "Lawful work and relapse"),
        sentence=("社区依法办事使复发减少。", "Sound procedure lowers relapse."))
    relapse_weeks: float = constant(
        104, unit=WEEKS, source="by definition: two years", label=("复发观察期", "Time at risk of relapse"),
        sentence=("化解后可能复发的时间。", "Weeks after settlement in which a claim can come back."))
