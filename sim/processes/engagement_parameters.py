"""The declared numbers of participation (M1): who votes, deliberates and volunteers.

Levels and age: self-reported voting in residents' committee elections 47.9 % in urban, 56.0 % in village
committees; 13.8 % at 18-29, 55.7 % at 50-59, 77.7 % at 70-79 (Shanghai Urban Neighborhood Survey about 2017,
n = 6,581). Recorded turnout 80-95 % (State Council white papers): the household votes for its members, and
activists carry ballot boxes (Xiong Yihan 2008, Shanghai). An active volunteer gave 21.87 hours in 4.22 times
in three months (Chinese Social Survey 2021). Form of the utility: Verba, Schlozman, Brady 1995, Voice and
Equality; crowding-out and rival rewards: Frey, Jegen 2001, Journal of Economic Surveys 15(5); Kitts 2006,
Social Forces 84(3). Numbers without such a source are assumptions (standing C).
"""

from __future__ import annotations

from typing import Any

from sim.declare import (
    CHOICE,
    INDEX,
    LOGIT,
    NUMBER,
    PROBABILITY,
    SHARE,
    WEEKS,
    Cost,
    Declarations,
    Text,
    constant,
    lever,
    uncertainty,
)

ASSUMED = "assumption; no measurement found"
SURVEY = "fitted to 13.8 % at 18-29, 55.7 % at 50-59, 77.7 % at 70-79 (Shanghai, about 2017)"
BISECTION = "by bisection on the reference populations, see engagement_reference.py"
LOGIT_10_YEARS: Text = ("对数几率/10年", "logit per 10 years")
HOURS: Text = ("小时/次", "hours per act")
PLACES: Text = ("个/千成年人·周", "places per 1,000 adults per week")
FORMS = ("positive points", "formal record")
CHANNELS = ("vote", "deliberate", "decide", "manage", "supervise")
OPEN = Cost(cny=5_000, hours=1)
"""What opening a channel costs: deliberation and contact."""


def _number(  # noqa: PLR0913 - what every number is declared with
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED,
    standing: str = "C",
) -> Any:  # fmt: skip
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source,
        standing=standing,
    )  # fmt: skip


def _effect(default: float, span: tuple[float, float], zh: str, en: str, standing: str = "B") -> Any:
    """Declare a coefficient of the utility of an act."""
    return _number(
        default, span, LOGIT, (f"{zh}的影响", f"Effect of {en}"),
        (f"{zh}对参与效用的系数。", f"Coefficient of {en} in the utility of an act."),
        "direction from surveys of Chinese residents, size assumed" if standing == "B" else ASSUMED, standing,
    )  # fmt: skip


class EngagementParameters(Declarations):
    """Channels, incentives and openness; utilities, opportunities and records of acts."""

    # fmt: off
    nonhukou_vote: float = lever(
        0.0, full=1.0, unit=INDEX, provisions=("2.3.6",), cost=Cost(cny=2_000, hours=0.2),
        moves="ENG12↑ ENG8↑ ENG1↕", label=("非户籍居民参选保障度", "Voting access, non-registered residents"),
        sentence=("符合条件的常住非户籍居民参加选举的保障程度。",
                  "How far non-registered residents who qualify are admitted to elections."))
    channel_open: tuple[float, ...] = lever(
        (0.3, 0.3, 0.3, 0.3, 0.3), full=(1.0, 1.0, 1.0, 1.0, 1.0), parts=CHANNELS, unit=INDEX,
        provisions=("3.1.2",), cost=OPEN, by_community=True, moves="ENG1↑ ENG3↑ FIN4↑ ENG5↑ FIN3↓",
        beside=("pb_share",), label=("五环节参与渠道畅通度", "Openness of five channels"),
        sentence=("民主选举、协商、决策、管理、监督五个环节渠道的畅通程度。",
                  "How open the channels of election, deliberation, decision, management, oversight are."))
    migrant_channel: float = lever(
        0.1, full=1.0, unit=INDEX, provisions=("3.1.9",), cost=OPEN, by_community=True, moves="ENG8↑",
        label=("流动人口参与渠道畅通度", "Channels open to migrants"),
        sentence=("流动人口参与社区事务的渠道畅通程度。", "How open the channels are to the non-registered."))
    online_delib: float = lever(
        0.1, full=1.0, unit=INDEX, provisions=("3.6.3",), cost=OPEN, by_community=True, moves="ENG3↑ ENG8↕",
        label=("线上协商程度", "Online deliberation"),
        sentence=("可在线上参加协商的程度。", "How far one can deliberate online."))
    credit: float = lever(
        0.0, full=1.0, unit=INDEX, provisions=("3.1.7",), cost=Cost(cny=8_000, hours=1), exploratory=True,
        moves="ENG3↕ ENG4a↕ ENG8↓ EQU1↕ WRK3↑",
        label=("参与激励强度（探索，默认关闭）", "Participation credit (exploratory, off)"),
        sentence=("参与情况的激励强度；只看群体结果，不产生个人评分。",
                  "Strength of rewards for taking part; group results only, no individual score."))
    credit_form: str = lever(
        "positive points", full="formal record", options=FORMS, unit=CHOICE, provisions=("3.1.7",),
        cost=Cost(cny=8_000, hours=1), exploratory=True, beside=("credit",), moves="DIS2↓ DIS12a↑",
        label=("参与激励形式", "Form of participation credit"),
        sentence=("激励采用正向积分还是正式记录。", "Positive points, or a formal record."))
    riv: float = lever(
        0.2, full=0.8, unit=INDEX, provisions=("3.1.7",), cost=Cost(cny=2_000, hours=0.2), exploratory=True,
        beyond_the_letter=True, beside=("credit",), moves="ENG3↕",
        label=("荣誉名额竞争度", "Rivalry for honours"),
        sentence=("他人已获激励使本人激励减少的程度。", "How far rewards of others lessen one's own."))
    vol_inst: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("2.4.7",), cost=Cost(cny=10_000, hours=1.5), by_community=True,
        moves="ENG5↑ ENG13a↑ ENG4a↕", label=("志愿服务制度化程度", "Volunteering routines in place"),
        sentence=("志愿服务岗位、登记与保障的制度化程度。", "Places, registration and support as routine."))
    publicity: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("5.4.5",), cost=OPEN, moves="ENG2↑ SVC2a↓",
        label=("宣传力度", "Publicity"),
        sentence=("社区治理工作的宣传力度，也会抬高预期。", "Publicity; it raises hopes too."))
    disclosure: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("2.3.9",), cost=OPEN, by_community=True,
        moves="ENG3↑ ENG7a↑ ENG11a↕", label=("村（居）务公开程度", "Openness of community affairs"),
        sentence=("居（村）务、财务和议事安排向居民公开的程度。",
                  "How far affairs, money and meetings are made known to residents."))

    # Levels at calibration and the intercepts that give them.
    base_vote_urban: float = constant(
        0.45, unit=PROBABILITY, source="47.9 % on an older urban sample (Shanghai, about 2017)",
        label=("城市投票基准", "Urban voting level"),
        sentence=("校准用的城市居民投票率。", "Turnout of urban adults used to set the intercept."))
    base_vote_rural: float = constant(
        0.56, unit=PROBABILITY, source="56.0 % in village committees (Shanghai, about 2017)",
        label=("农村投票基准", "Rural voting level"),
        sentence=("校准用的农村居民投票率。", "Turnout of rural adults used to set the intercept."))
    base_deliberate: float = constant(
        0.05, unit=PROBABILITY, source="assumption between 1.6 % who attend often and any meeting in a year",
        label=("协商参与基准", "Deliberation level"),
        sentence=("校准用的受邀且知情居民参加概率。", "Chance to attend when invited and informed."))
    base_volunteer: float = constant(
        0.01, unit=PROBABILITY, source="assumption; 10.3 % registered, a tenth to a third of them active",
        label=("志愿服务基准", "Volunteering level"),
        sentence=("校准用的每周志愿服务概率。", "Weekly chance to volunteer, used to set the intercept."))
    vote_intercept_urban: float = _number(
        0.617, (0.32, 0.92), LOGIT, ("城市投票截距", "Urban voting intercept"),
        ("城市居民投票效用的截距。", "Intercept of voting in urban communities."), BISECTION, "A")
    vote_intercept_rural: float = _number(
        0.688, (0.34, 1.04), LOGIT, ("农村投票截距", "Rural voting intercept"),
        ("农村居民投票效用的截距。", "Intercept of voting in rural communities."), BISECTION, "A")
    deliberate_intercept: float = _number(
        -3.884, (-5.9, -2.9), LOGIT, ("协商截距", "Deliberation intercept"),
        ("参加协商效用的截距。", "Intercept of deliberating."), BISECTION)
    volunteer_intercept: float = _number(
        -5.698, (-7.2, -4.5), LOGIT, ("志愿服务截距", "Volunteering intercept"),
        ("志愿服务效用的截距。", "Intercept of volunteering."), BISECTION)

    # The utility.
    vote_age_slope_young: float = _number(
        0.80, (0.4, 1.2), LOGIT_10_YEARS, ("投票年龄斜率（50岁以下）", "Voting by age, below 50"),
        ("50岁以下每长10岁投票效用的增量。", "Gain of voting utility in ten years, below 50."), SURVEY, "A")
    vote_age_slope_old: float = _number(
        0.50, (0.2, 0.9), LOGIT_10_YEARS, ("投票年龄斜率（50岁以上）", "Voting by age, from 50"),
        ("50岁以上每长10岁投票效用的增量。", "Gain of voting utility in ten years, from 50."), SURVEY, "A")
    deliberate_age_slope: float = _number(
        0.25, (0.0, 0.5), LOGIT_10_YEARS, ("协商年龄斜率", "Deliberation by age"),
        ("每长10岁协商效用的增量。", "Gain of deliberation utility in ten years."))
    volunteer_age_slope: float = _number(
        0.15, (0.0, 0.4), LOGIT_10_YEARS, ("志愿服务年龄斜率", "Volunteering by age"),
        ("每长10岁志愿服务效用的增量。", "Gain of volunteering utility in ten years."))
    motivation: tuple[float, ...] = uncertainty(
        (0.5, 1.0, 1.0), parts=("vote", "deliberate", "volunteer"), unit=NUMBER, source=ASSUMED,
        low=0.25, high=1.5, label=("内在动机的分量", "Weight of motivation"),
        sentence=("内在公民动机在投票、协商、志愿服务中的分量。",
                  "Weight of civic motivation in voting, deliberating, volunteering."))
    efficacy_share: tuple[float, ...] = uncertainty(
        (0.5, 1.0, 0.5), parts=("vote", "deliberate", "volunteer"), unit=SHARE, source=ASSUMED,
        label=("收益取决于成效的比例", "Benefit that hangs on being effective"),
        sentence=("行为收益中取决于自身影响力的比例。", "Part of the benefit that needs success."))
    act_hours: tuple[float, ...] = uncertainty(
        (0.5, 2.0, 2.5), parts=("vote", "deliberate", "volunteer"), unit=HOURS, low=0.25, high=5.2,
        source="assumption; at most 5.2 hours each time: 21.87 h in 4.22 times (Chinese Social Survey 2021)",
        label=("每次参与用时", "Hours per act"),
        sentence=("投票、协商、志愿服务每次用时。", "Hours of a vote, a session, a spell."))
    efficacy_effect: float = _effect(1.5, (0, 3), "效能感", "efficacy")
    trust_effect: float = _effect(1.0, (0, 3), "信任", "trust")
    belonging_effect: float = _effect(0.8, (0, 3), "归属感", "belonging")
    norm_effect: float = _effect(0.6, (0, 3), "公共精神", "public-spirit norms")
    owner_effect: float = _effect(0.4, (0.2, 0.7), "自有住房（仅投票）", "owning one's home, on voting")
    mobilised_effect: float = _effect(1.2, (0, 2.5), "动员联系", "being contacted", "C")
    responsiveness_effect: float = _effect(0.8, (0, 2), "回应及时性", "responsiveness", "C")
    grievance_effect: float = _effect(0.4, (0, 1), "未解不满（仅协商）", "grievance, on deliberating", "C")
    points_effect: float = _effect(0.6, (0, 1), "激励", "rewards", "C")
    cost_effect: float = _effect(1.0, (0.3, 2), "成本", "costs", "C")
    time_cost: float = _effect(0.5, (0.25, 1), "时间成本", "the time an act takes", "C")
    distance_cost: float = _effect(0.15, (0.075, 0.3), "路程成本", "distance", "C")
    language_cost: float = _effect(0.5, (0.25, 1), "语言成本", "a language gap", "C")
    access_cost: float = _effect(2.0, (1, 4), "渠道成本", "closed channels", "C")
    crowding_out: float = _number(
        0.3, (0, 1), NUMBER, ("激励对内在动机的挤出", "Crowding-out"),
        ("激励削弱正向内在动机的比例。", "Share of positive motivation that full rewards take away."))
    duty_effect: float = _number(
        0.3, (0, 0.6), NUMBER, ("指标化的挤出", "Quotas make a duty"),
        ("志愿服务过度制度化对内在动机的挤出。", "Crowding-out as volunteering turns into a quota."))
    migrant_reach: float = _number(
        0.5, (0.25, 0.75), SHARE, ("非户籍激励可及度", "Rewards' reach, non-registered"),
        ("非户籍居民能得到的激励比例。", "Share of rewards that reach the non-registered."))
    full_reach_hours: float = _number(
        1.5, (0.75, 3), ("小时/周", "hours per week"), ("充分获得激励所需空闲", "Free time for full rewards"),
        ("空闲达到此数才能充分获得激励。", "Free hours from which rewards are in full reach."))
    mobilised_decay: float = _number(
        0.3, (0.1, 0.6), ("每周", "per week"), ("动员记忆衰减", "Fading of contacts"),
        ("动员联系存量每周衰减的比例。", "Share of the stock of contacts that fades each week."))
    responsiveness_reference: float = constant(
        0.995, unit=SHARE, source="the level at which the baseline settles",
        label=("回应及时性基准", "Usual responsiveness"),
        sentence=("回应及时性影响为零的水平。", "Responsiveness at which its effect is zero."))
    unity_vote_cost: float = _number(
        0.1, (0, 0.2), LOGIT, ("一肩挑的投票影响", "Voting where one heads both"),
        ("书记主任一肩挑使选举竞争减弱、投票效用降低。", "Less contested where the secretary is the head."))

    # Access and opportunity.
    access_registered: float = _number(
        0.9, (0.75, 1), INDEX, ("户籍居民渠道可及", "Access of the registered"),
        ("户籍居民参与渠道的可及程度。", "Access of registered residents to channels."))
    access_migrant: tuple[float, ...] = uncertainty(
        (0.25, 0.5, 0.6), parts=("vote", "deliberate", "volunteer"), unit=INDEX, standing="B",
        source="5–15 % of non-registered vote where they live, 40–55 % of locals (surveys of the 2010s)",
        label=("非户籍居民渠道可及", "Access of the non-registered"),
        sentence=("非户籍居民三种参与渠道的可及程度。", "Access of the non-registered to each kind of act."))
    channel_effect: float = _number(
        0.3, (0.15, 0.45), NUMBER, ("渠道畅通的作用", "Effect of open channels"),
        ("渠道畅通度每升1，可及度的增量。", "Gain of access as channels open from 0 to 1."))
    migrant_channel_effect: float = _number(
        0.4, (0.2, 0.6), NUMBER, ("流动人口渠道的作用", "Effect of migrants' channels"),
        ("流动人口渠道每升1，其可及度的增量。", "Gain of migrants' access as theirs open from 0 to 1."))
    online_effect: float = _number(
        0.2, (0.1, 0.3), NUMBER, ("线上协商的作用", "Effect of online deliberation"),
        ("线上协商每升1，数字能力为1者可及度的增量。", "Gain of access, for full digital access."))
    room_access: float = _number(
        0.10, (0, 0.25), INDEX, ("场地对协商的作用", "Rooms for sessions"),
        ("设施由起始面积增至标准时参加协商可及度的增量。",
         "Gain of access to sessions as space grows to the standard."))
    publicity_informed: float = _number(
        0.2, (0.1, 0.3), NUMBER, ("宣传的知情作用", "Informed by publicity"),
        ("宣传每升1，居民知晓协商的概率增量。", "Gain in the chance to know of a session."))
    volunteer_places: float = _number(
        15.0, (8, 30), PLACES, ("志愿服务岗位", "Places for volunteers"),
        ("每千成年人每周的志愿服务岗位。", "Places for volunteers each week."))
    head_displacement: float = _number(
        0.15, (0, 0.4), SHARE, ("专职网格员的替代", "Group heads displaced"),
        ("专职网格员替代居民骨干而减少的岗位比例。", "Share of places lost as paid grid staff step in."))
    volunteer_ease: float = _number(
        0.2, (0, 0.5), SHARE, ("志愿服务制度化的省时", "Time saved by routine"),
        ("制度化到满值时志愿服务时间成本降低的比例。", "Fall of the time cost at full routine."))
    memory_window: int = _number(
        26, (1, 52), WEEKS, ("近期参与窗口", "Window of recent acts"),
        ("协商或志愿服务在多少周内算近期参与。", "Weeks in which an act counts as recent."))

    # Records of turnout; they never feed back on residents.
    household_recording: float = _number(
        0.9, (0.7, 1), PROBABILITY, ("家庭代登记概率", "Recorded with the household"),
        ("家中有人投票时其他成员被登记为投票的概率。", "Chance to be recorded if another member votes."),
        "level: recorded 80–95 % against 48–56 % self-reported")
    proxy_recording: float = _number(
        0.75, (0.4, 0.95), PROBABILITY, ("流动票箱登记概率", "Recorded by ballot box"),
        ("无人投票的家庭由积极分子代为登记的概率。", "Chance that activists record the household."),
        "level: recorded 80–95 % against 48–56 % self-reported")
    # fmt: on
