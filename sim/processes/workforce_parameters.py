"""Levers and uncertainties of posts, efficiency, overtime, burnout and turnover.

Posts and pay are money that the funding rules move: a new post is paid when it is filled, a better wage
with each filled post. Single effects are assumed (standing C) unless the source says otherwise.
"""

from __future__ import annotations

from sim.declare import (
    CHOICE,
    HOURS_WEEK,
    INDEX,
    NUMBER,
    PER_WEEK,
    PER_YEAR,
    PROBABILITY,
    SHARE,
    WEEKS,
    Cost,
    Declarations,
    Text,
    lever,
    uncertainty,
)

MONEY = Cost(itself=True)
PER_POST = Cost(cny=10_800)
"""3,000 yuan a post and year at 3.6 posts, the mean of the nine community types."""
PARTY = Cost(cny=6_000, hours=1.0, branch_hours=2.0)
POSTS: Text = ("个/万居民", "posts per 10,000 residents")
TRAINING: Text = ("小时/人·年", "hours per worker per year")
RECOVERY_PARTS = (
    "pay",
    "training_h",
    "pb_support",
    "autonomy",
    "fault_tol",
    "workforce_plan",
    "career",
    "twoway",
    "praise",
    "sanction",
)


class WorkforceParameters(Declarations):
    """The declared numbers of posts and the people in them."""

    # fmt: off
    posts_per_10k: float = lever(
        8.0, full=18.0, low=8, high=35, unit=POSTS, cost=MONEY, provisions=("5.3.1",), beyond_the_letter=True,
        label=("社区工作者岗位数", "Community worker posts"),
        sentence=("每万居民岗位数的下限；现有更多的社区不变，新岗位先空缺后招人。",
                  "Floor on posts per 10,000 residents; new posts open vacant, larger teams stay."),
        source="norm 18 per 10,000 urban residents, national target 2025 (A); 8 is no floor", standing="A",
        moves="WRK4a↓")
    rc_setup: float = lever(
        0.0, full=1.0, unit=SHARE, cost=MONEY, provisions=("2.3.3",),
        label=("居委会组建完成度", "Committee set-up completed"),
        sentence=("工矿、新区等尚无居委会的范围中已组建的比例。",
                  "Share of the area without a committee in which one has been set up."),
        moves="ENG12↑ WRK8↕")
    pay: float = lever(
        0.0, full=1.0, unit=SHARE, cost=MONEY, provisions=("5.3.1",), beyond_the_letter=True,
        label=("工作者待遇差距弥补率", "Pay gap closed"),
        sentence=("与当地平均工资的差距补上的比例。",
                  "Share of the gap to local average pay that is closed."),
        moves="WRK6↓")
    training_h: float = lever(
        16.0, full=60.0, high=80, unit=TRAINING, cost=Cost(cny=9_500, hours=3.05), provisions=("5.3.5",),
        label=("工作者培训时长", "Training per worker"),
        sentence=("每名社区工作者每年培训的小时数。", "Hours of training a community worker gets in a year."),
        moves="WRK6↓ DIS10a↑")
    cert_bonus: float = lever(
        0.1, full=1.0, unit=INDEX, cost=PER_POST, provisions=("5.3.5",),
        label=("持证职业津贴落实度", "Qualification allowance paid"),
        sentence=("持证社区工作者职业津贴的落实程度。", "How far certified workers get their allowance."),
        source="effect assumed; 71.6 % certified in Changzhou 2023 (A), far fewer in Yunnan",
        moves="WRK6↓ DIS10a↑")
    pb_support: float = lever(
        0.3, full=1.0, unit=PROBABILITY, cost=PARTY, provisions=("2.1.10",),
        label=("党组织帮助解难概率", "Party help with blocked issues"),
        sentence=("自治遇到难题时上级党组织帮助解决的概率。",
                  "Chance that the Party organisation helps a blocked issue along."),
        moves="ENG7a↑ WRK5a↓")
    fault_tol: float = lever(
        0.1, full=1.0, unit=INDEX, cost=Cost(cny=8_000, hours=1.0, street_hours=2.0), provisions=("5.3.7",),
        label=("容错纠错落实度", "Tolerance of honest error"),
        sentence=("对干事中无心过失予以容错的程度。", "How far honest mistakes go unpunished."),
        moves="WRK5a↓")
    reward: float = lever(
        0.2, full=1.0, unit=INDEX, cost=PER_POST, provisions=("5.3.7",),
        label=("奖惩激励力度", "Rewards and sanctions"),
        sentence=("奖励与惩处的力度：表扬鼓舞人，惩处使人紧张并增加留痕。",
                  "Praise encourages; sanction strains and adds records, less so where error is tolerated."),
        moves="WRK5a↕ WRK3↑")
    workforce_plan: float = lever(
        0.2, full=1.0, unit=INDEX, cost=PER_POST, provisions=("5.3.1",),
        label=("队伍规划与管理完善度", "Workforce plan and rules"),
        sentence=("队伍发展规划、岗位等级和统筹管理的完善程度。",
                  "How complete plan, career ladder and common rules for staff are."),
        moves="WRK6↓ WRK5a↓")
    career: float = lever(
        0.1, full=1.0, unit=INDEX, cost=PER_POST, provisions=("5.3.2",),
        label=("社区书记晋升通道", "Promotion path for secretaries"),
        sentence=("优秀社区书记进入街道领导班子等晋升通道的畅通程度；也会带走人才。",
                  "How open promotion is to community secretaries; it also takes talent away."),
        moves="WRK5a↓ WRK6↕")
    sink_hours: float = lever(
        0.0, full=40.0, high=120, unit=("小时/周·社区", "hours per week per community"), cost=PARTY,
        provisions=("2.1.2",),
        label=("下沉社区工时", "Staff hours moved to communities"),
        sentence=("街道人员下沉到社区的工时；初期不熟悉情况，检查前会被召回。",
                  "Street staff working in communities; less useful at first, called back before "
                  "inspections."),
        moves="WRK4a↓ WRK8↑ DIS4a↕")
    local_member: float = lever(
        0.5, full=0.9, unit=SHARE, cost=Cost(cny=2_000, hours=0.2), provisions=("2.3.5",),
        label=("成员中本社区居民比例", "Committee members living locally"),
        sentence=("城市社区居委会成员中本社区居民的比例；可选的专业人才变少。",
                  "Share of urban committee members who live there; fewer professionals to choose from."),
        moves="ENG11a↑ ENG1↑ DIS10a↕")

    burnout_form: str = uncertainty(
        "default", options=("default", "strong", "off"), unit=CHOICE,
        label=("倦怠机制", "Burnout mechanism"),
        sentence=("默认、强（可能滞回）或不变。", "Default, strong (may not return), or burnout fixed."),
        source="a structural variant: no panel data for community workers")
    skill_mean: float = uncertainty(
        29 / 30, low=0.85, high=0.99, unit=INDEX,
        label=("初始技能均值", "Skill at the start"),
        sentence=("初始在岗人员技能均值（Beta，集中度30）。",
                  "Mean skill of those in post (Beta, concentration 30)."),
        source="assumption")
    burnout_mean: float = uncertainty(
        3.5 / 8, low=0.3, high=0.55, unit=INDEX,
        label=("初始倦怠均值", "Burnout at the start"),
        sentence=("初始倦怠均值（Beta，集中度8）。", "Mean burnout at the start (Beta, concentration 8)."),
        source="assumption; 41.9 % burnt out, Liaoning 2018, MBI-GS, n=1,491 (A)")
    susceptibility_sd: float = uncertainty(
        0.5, low=0.2, high=0.8, unit=NUMBER,
        label=("个人易感性差异", "Spread of susceptibility"),
        sentence=("个人易感系数对数的标准差。", "Standard deviation of the log of the personal factor."),
        source="assumption")
    efficiency_loss: float = uncertainty(
        0.4, low=0.2, high=0.7, unit=SHARE,
        label=("倦怠的效率损失", "Efficiency lost to burnout"),
        sentence=("完全倦怠时效率的损失。", "Efficiency lost at full burnout."), source="assumption")
    strain_rate: float = uncertainty(
        0.04, low=0.02, high=0.08, unit=PER_WEEK,
        label=("负荷致倦速率", "Strain from load"),
        sentence=("负荷每超出界限1时每周的倦怠增量。",
                  "Weekly gain of burnout for a unit of load above the threshold."),
        source="form after job demands–resources theory (Bakker and Demerouti 2007); size assumed",
        standing="B")
    formalism_strain: float = uncertainty(
        0.01, high=0.03, unit=PER_WEEK,
        label=("形式事务致倦速率", "Strain from formalism"),
        sentence=("全部工时都是形式性事务时每周的倦怠增量。", "Weekly gain if all hours were formalism."),
        source="assumption")
    recovery_rate: float = uncertainty(
        0.02, low=0.008, high=0.04, unit=PER_WEEK,
        label=("恢复速率", "Recovery"),
        sentence=("每周恢复的比例；半衰期约8个月。",
                  "Share of burnout recovered in a week; half-life eight months."),
        source="assumption within a half-life of 3–9 months")
    strain_threshold: float = uncertainty(
        0.8, low=0.6, high=1.0, unit=NUMBER,
        label=("致倦负荷界限", "Load that begins to strain"),
        sentence=("超过此负荷比开始产生倦怠。", "Load ratio above which burnout grows."), source="assumption")
    contagion: float = uncertainty(
        0.0, high=0.05, unit=PER_WEEK,
        label=("倦怠传染", "Contagion of burnout"),
        sentence=("个人倦怠每周向团队均值靠近的比例。", "Weekly pull of burnout toward the team's mean."),
        source="assumption; off")
    recovery_base: float = uncertainty(
        1.0, low=0.6, high=1.4, unit=NUMBER,
        label=("恢复资源基准", "Resources for recovery, base"),
        sentence=("恢复资源的基准倍数。", "Base multiple of the resources that help recovery."),
        source="assumption")
    recovery_weights: tuple[float, ...] = uncertainty(
        (0.3, 0.1, 0.2, 0.2, 0.2, 0.1, 0.1, 0.05, 0.1, 0.15), parts=RECOVERY_PARTS, high=0.5, unit=NUMBER,
        label=("各项恢复资源的作用", "Weights of resources"),
        sentence=("待遇、培训、帮助、自主、容错、规划、晋升、互评、表扬、惩处的作用。",
                  "Weights of pay, training, help, autonomy, tolerance, plan, career, rating, praise, "
                  "sanction."),
        source="assumption; resources buffer burnout, resource effect −.10 to −.45 SD in job "
               "demands–resources tests (B)")
    sanction_share: float = uncertainty(
        0.4, low=0.1, high=0.8, unit=SHARE,
        label=("奖惩中惩处的比重", "Sanction in rewards"),
        sentence=("奖惩力度中惩处所占比重。", "Share of sanction in rewards and sanctions."),
        source="assumption")
    formal_drag: float = uncertainty(
        0.5, high=1.0, unit=SHARE,
        label=("形式事务妨碍恢复", "Formalism hinders recovery"),
        sentence=("形式性事务占满工时时恢复资源的损失。", "Resources lost if all hours were formalism."),
        source="assumption")
    overtime_max: float = uncertainty(
        0.35, low=0.2, high=0.5, unit=SHARE,
        label=("加班上限", "Most overtime"),
        sentence=("加班占正常工时的上限。", "Most overtime as a share of normal hours."), source="assumption")
    quit_rate: float = uncertainty(
        0.0010, low=0.0007, high=0.0015, unit=PER_WEEK,
        label=("离职率基准", "Quit rate, base"),
        sentence=("倦怠为0.4时每周的离职率。", "Weekly quit rate at burnout .4."),
        source="17 % since the 2021 election, a western province, about 5.2 % a year (Banyuetan 2024, A†)",
        standing="A†")
    quit_slope: float = uncertainty(
        2.5, low=1.5, high=5, unit=NUMBER,
        label=("倦怠对离职的作用", "Burnout and quitting"),
        sentence=("离职率对数随倦怠的斜率。", "Slope of the log quit rate on burnout."),
        source=".3–.6 per standard deviation (Griffeth, Hom and Gaertner 2000, from memory)", standing="B")
    quit_effects: tuple[float, ...] = uncertainty(
        (0.5, 0.2, 0.3), parts=("pay", "workforce_plan", "cert_bonus"), unit=SHARE,
        label=("待遇与规划对离职的作用", "Pay, plan, allowance and quitting"),
        sentence=("待遇、规划、持证津贴（仅持证者）减少离职的比例。",
                  "Share of quits that pay, plan and (for the certified) the allowance prevent."),
        source="assumption")
    promotion_rate: float = uncertainty(
        0.02, high=0.05, unit=PER_YEAR,
        label=("负责人被选拔走", "Heads promoted away"),
        sentence=("晋升通道畅通时社区负责人每年被选拔走的概率。",
                  "Chance a year that an open path takes the head away."),
        source="assumption")
    social_worker_quits: float = uncertainty(
        3.7, low=2.5, high=5, unit=NUMBER,
        label=("社工离职倍数", "Quits of social workers"),
        sentence=("社工离职率相对社区工作者的倍数。", "Quit rate of social workers against committee staff."),
        source="17.6–22.2 % a year, Shenzhen 2011–2014 (A), over 5.2 % (A†)", standing="A†")
    vacancy_weeks: float = uncertainty(
        36.0, low=10, high=80, unit=WEEKS,
        label=("岗位空缺时长", "Weeks a post stays vacant"),
        sentence=("空缺岗位平均等待补员的周数。",
                  "Mean weeks until a vacancy is filled: recruitment is yearly."),
        source="assumption")
    recruit_skill: float = uncertainty(
        0.55, low=0.4, high=0.8, unit=INDEX,
        label=("新人技能", "Skill of recruits"),
        sentence=("新人的技能。", "Skill of a recruit."), source="assumption")
    recruit_burnout: float = uncertainty(
        0.15, low=0.05, high=0.3, unit=INDEX,
        label=("新人倦怠", "Burnout of recruits"),
        sentence=("新人的倦怠。", "Burnout of a recruit."), source="assumption")
    local_pool: float = uncertainty(
        0.1, high=0.3, unit=SHARE,
        label=("本地化缩小选才范围", "Smaller pool of locals"),
        sentence=("本地成员比例每升1，城市社区新人技能的降幅。",
                  "Skill of urban recruits lost for a unit of the local share."), source="assumption")
    learning_rate: float = uncertainty(
        0.03, low=0.01, high=0.06, unit=PER_WEEK,
        label=("学习速率", "Learning"),
        sentence=("每周补上技能差距的比例。", "Share of the gap to full skill closed in a week."),
        source="assumption")
    training_learning: float = uncertainty(
        0.2, high=0.5, unit=SHARE,
        label=("培训加快学习", "Training speeds learning"),
        sentence=("培训到位时学习速率的增幅。", "Gain of the learning rate at full training."),
        source="assumption")
    certified_share: float = uncertainty(
        0.15, high=0.5, unit=SHARE,
        label=("持证比例", "Certified share"),
        sentence=("初始人员和新人中的持证比例。", "Certified share at the start and among recruits."),
        source="assumption; 71.6 % in Changzhou 2023 (A), Yunnan far lower")
    exam_rate: float = uncertainty(
        0.05, low=0.02, high=0.15, unit=PER_YEAR,
        label=("考证通过率", "Exams passed"),
        sentence=("无证者每年考取证书的概率。", "Chance a year to become certified."),
        source="assumption")
    exam_bonus: float = uncertainty(
        0.1, high=0.25, unit=PER_YEAR,
        label=("津贴促进考证", "Allowance and exams"),
        sentence=("津贴落实后考取证书的年概率增加。", "Chance a year that a full allowance adds."),
        source="assumption")
    exam_skill: float = uncertainty(
        0.2, high=0.4, unit=SHARE,
        label=("考证提升技能", "Skill gained by the exam"),
        sentence=("考取证书时补上技能差距的比例。", "Share of the gap to full skill closed by the exam."),
        source="assumption")
    service_weight: float = uncertainty(
        0.5, low=0.25, high=1.0, unit=SHARE,
        label=("服务需求计入负荷", "Service needs in the load"),
        sentence=("服务、走访、调解、协商需求计入负荷的权重。",
                  "Weight of services, visits, mediation and deliberation in the load ratio."),
        source="assumption")
    casework_weight: float = uncertainty(
        0.66, low=0.4, high=1.0, unit=SHARE,
        label=("个案需求计入社工负荷", "Casework in the load of social workers"),
        sentence=("个案与心理疏导需求计入社工站负荷的权重。",
                  "Weight of casework and counselling wanted in the load of the station."),
        source="assumption; set so that 15–25 % of social workers quit a year (Shenzhen 2011–2014, A)")
    sink_start: float = uncertainty(
        0.8, low=0.5, high=1.0, unit=SHARE,
        label=("下沉初期效率", "Moved staff at first"),
        sentence=("下沉前26周工时的有效比例。", "Effective share of moved hours in their first 26 weeks."),
        source="assumption")
    sink_recall: float = uncertainty(
        0.2, high=0.5, unit=SHARE,
        label=("检查前召回", "Called back before inspections"),
        sentence=("检查前两周下沉人员被召回的比例。",
                  "Share called back in the two weeks before an inspection."),
        source="assumption")
    head_strain: float = uncertainty(
        0.3, high=0.6, unit=SHARE,
        label=("一肩挑的压力", "Strain of holding both offices"),
        sentence=("书记兼任主任时负责人致倦速率的增幅。", "Faster strain of a head who holds both offices."),
        source="assumption")
    head_hours: float = uncertainty(
        4.0, high=8, unit=HOURS_WEEK,
        label=("一肩挑的事务瓶颈", "Bottleneck of the head"),
        sentence=("书记兼任主任时增加的行政工时。",
                  "Administration hours added where one person holds both offices."),
        source="assumption")
    # fmt: on
