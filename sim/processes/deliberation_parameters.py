"""The declared numbers of sessions, decisions, elections and money that residents decide on.

That few attend is known (1.58 % of farmers "often" attend village deliberation, an undated survey); that
deliberated money yields many small projects with delay too (Chengdu 2009-2018). Effects are assumed.
"""

from __future__ import annotations

from typing import Any

from sim.declare import (
    CHOICE,
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

CNY: Text = ("元", "CNY")
PERSONS: Text = ("人", "persons")
ASSUMED = "assumption; no measurement found"
DELIBERATION_COST = Cost(cny=5_000, hours=1)
RULE_COST = Cost(cny=2_000, hours=0.2)


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED
) -> Any:
    """Declare an uncertain number of standing C."""
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


class DeliberationParameters(Declarations):
    """Sessions, decision rules, carrying out, consultation, participatory budgeting, legitimacy."""

    # fmt: off
    delib_freq: float = lever(
        1.0, full=2.0, high=4.0, unit=("次/4周", "sessions per 4 weeks"),
        label=("协商会议频次", "Deliberation sessions"),
        sentence=("每4周应召开的协商会议次数。", "Deliberation sessions due in four weeks."),
        provisions=("3.1.6",), cost=DELIBERATION_COST, moves="ENG3↑ ENG7a↕ WRK3↕", by_community=True)
    delib_reg: float = lever(
        0.3, full=1.0, unit=INDEX, label=("协商规律性", "Regularity of sessions"),
        sentence=("协商按预先公布的日程和议题召开的程度。",
                  "How far sessions keep to a calendar and agenda made known beforehand."),
        provisions=("3.1.6",), cost=DELIBERATION_COST, moves="ENG7a↑", by_community=True,
        beyond_the_letter=True)
    delib_train: float = lever(
        4.0, full=20.0, high=40.0, unit=("小时/社区·年", "hours per community per year"),
        label=("协商能力培训时长", "Deliberation training"),
        sentence=("每个社区每年的协商主持和议事能力培训。",
                  "Training in facilitation and deliberation, each community and year."),
        provisions=("3.1.1",), cost=Cost(cny=9_600, hours=0.3), moves="ENG7a↑ ENG6↑", by_community=True,
        source="cost: 16 further hours for ten persons at 60 CNY; the size of the effect is assumed")
    delib_rule: str = lever(
        "majority", full="majority + minority", unit=CHOICE,
        options=("majority", "majority + minority", "consensus"), label=("协商决策规则", "Decision rule"),
        sentence=("少数服从多数、多数决并保护少数或协商一致。",
                  "Majority, majority with protection of the outvoted, or consensus."),
        provisions=("3.1.1",), cost=RULE_COST, moves="ENG7a↕ DIS12a↕")
    delib_scale: str = lever(
        "community", full="grid", unit=CHOICE, options=("community", "grid", "group"),
        label=("协商层级", "Level of deliberation"),
        sentence=("协商在社区、网格或村（居）民小组召开。",
                  "Sessions for the whole community, one grid, or one residents' group."),
        provisions=("3.1.5",), cost=RULE_COST, moves="ENG3↕ ENG7a↕")
    binding: float = lever(
        0.2, full=1.0, unit=INDEX, label=("协商结果约束力", "Binding force of outcomes"),
        sentence=("协商结果对落实的约束力。", "How far outcomes of deliberation bind."),
        provisions=("3.1.4",), cost=DELIBERATION_COST, moves="ENG7a↑ ENG6↑", by_community=True)
    consult_mandate: float = lever(
        0.2, full=1.0, unit=SHARE, label=("重大事项先行协商比例", "Major decisions consulted first"),
        sentence=("重大事项决策前先行协商的比例。",
                  "Major decisions put to residents before they are taken."),
        provisions=("3.1.3",), cost=RULE_COST, moves="ENG6↕ DIS13a↓ ENG7a↕", by_community=True)
    joint_delib_quota: float = lever(
        0.0, full=0.25, high=0.5, unit=("比例 0—0.5", "share 0–0.5"),
        label=("非户籍居民议事席位比例", "Seats for non-registered residents"),
        sentence=("协商会议为非户籍居民保留的席位比例。",
                  "Share of seats at sessions held for non-registered residents."),
        provisions=("2.3.8",), cost=DELIBERATION_COST, moves="ENG8↑ DIS1↕", by_community=True)
    pb_share: float = lever(
        0.0, full=1.0, unit=SHARE, label=("居民议定资金比例", "Funds decided by residents"),
        sentence=("自主资金和社区基金会资金中由居民投票决定的比例。",
                  "Share of untied and foundation money that residents vote on."),
        provisions=("5.2.4",), cost=Cost(cny=3_000, hours=2), moves="FIN4↑ ENG6↑ SVC2a↑", by_community=True)
    comm_plan: float = lever(
        0.1, full=1.0, unit=INDEX, label=("社区规划完善度", "Community plan quality"),
        sentence=("社区规划使资金与需求匹配的程度。", "How far a community plan matches money to needs."),
        provisions=("4.3.1",), cost=Cost(cny=8_000, hours=1, street_hours=2), moves="FIN4↑ FIN5a↓")

    least_attendees: int = uncertainty(
        5, low=3, high=10, unit=PERSONS, label=("最少参会人数", "Fewest attendees"),
        sentence=("少于此人数不能作出决议。", "With fewer attendees nothing is decided."), source=ASSUMED)
    decision_quality: tuple[float, ...] = uncertainty(
        (-0.5, 2.0, 0.8, 0.6, 0.8), low=-1.0, high=3.0, unit=NUMBER,
        parts=("base", "skill", "facilitation", "diversity", "polarisation"),
        label=("决议质量系数", "Coefficients of decision quality"),
        sentence=("决议质量对数几率：常数、能力、主持、多样性、对立（减）。",
                  "Log odds of quality: base, skill, facilitation, diversity, and polarisation, taken off."),
        source=ASSUMED)
    training_full: float = _number(
        40.0, (20.0, 80.0), ("小时/年", "hours per year"), ("充分培训时长", "Full training"),
        ("主持能力达到充分所需的年培训时长。", "Training a year at which facilitation is full."))
    facilitator: float = _number(
        0.5, (0.25, 0.75), SHARE, ("社工主持作用", "Facilitation by a social worker"),
        ("社工到场主持带来的主持能力。", "Facilitation that a social worker at the session brings."))
    preparation: float = _number(
        0.10, (0.0, 0.25), INDEX, ("规律性的作用", "Effect of regularity"),
        ("会期由基线到完全规律使决议质量提高的幅度。",
         "Gain in decision quality from today's to full regularity."))
    minority_block: float = _number(
        0.35, (0.2, 0.45), SHARE, ("少数否决比例", "Blocking minority"),
        ("保护少数时反对者达到此比例即不通过。",
         "Share against that blocks a decision where minorities are protected."))
    consensus_share: float = _number(
        0.9, (0.8, 1.0), SHARE, ("协商一致比例", "Share for a consensus"),
        ("协商一致所需的赞成比例，须两次会议。", "Share in favour that consensus takes, in two sessions."))
    costly_share: float = _number(
        0.4, (0.25, 0.55), PROBABILITY, ("需花钱的决议", "Decisions that need money"),
        ("一项决议需要资金的概率。", "Chance that a decision needs money."))
    decision_cost: float = _number(
        8_000.0, (3_000.0, 20_000.0), CNY, ("决议平均费用", "Mean cost of a decision"),
        ("需花钱的决议的平均费用，对数正态。", "Mean cost of decisions that need money, lognormal."),
        "assumption; projects of budgeted money cost 48,700 CNY each, Dujiangyan 2021 (A†)")
    decision_cost_cv: float = _number(
        1.0, (0.5, 1.5), NUMBER, ("决议费用变异系数", "Spread of decision costs"),
        ("决议费用的变异系数。", "Coefficient of variation of decision costs."))
    decision_life: int = uncertainty(
        26, low=13, high=52, unit=WEEKS, label=("决议落实期", "Time to carry out a decision"),
        sentence=("超过此期限未落实即告失败。", "Weeks after which a decision not carried out has failed."),
        source=ASSUMED)
    carried_out: float = _number(
        0.4, (0.25, 0.55), PROBABILITY, ("无约束力时落实概率", "Carrying out without binding force"),
        ("约束力为0时每次尝试落实的概率系数。", "Factor on carrying out a decision that does not bind."))
    carried_help: float = _number(
        0.3, (0.0, 0.6), SHARE, ("党组织帮助的作用", "Party help with decisions"),
        ("党组织帮助解难使落实概率提高的比例。",
         "Gain in carrying out decisions when the Party branch always helps."))
    decision_gain: float = _number(
        0.05, (0.0, 0.10), INDEX, ("决议落实的质量作用", "Quality gained by a decision"),
        ("一项决议落实使该领域服务质量暂时提高的幅度。", "Passing gain in the quality of its domain."))
    outvoted_grievance: float = _number(
        0.2, (0.1, 0.3), ("指数 0—5", "index 0–5"), ("被否者积怨", "Grievance of the outvoted"),
        ("无少数保护时被多数否决者增加的积怨。",
         "Grievance added to the outvoted where nothing protects them."))
    outvoted_eased: float = _number(
        0.7, (0.35, 1.0), NUMBER, ("规范化的缓解", "Standards ease being outvoted"),
        ("自治规范化每提高1使被否者积怨减少的比例。",
         "Cut of that grievance when standards of the committee rise by 1."))
    consult_people: float = _number(
        0.02, (0.01, 0.04), SHARE, ("重大事项影响面", "People hit by a major decision"),
        ("一项未经协商的重大决定影响的居民比例。", "Residents hit by a major decision without consultation."))
    consult_signals: tuple[float, ...] = uncertainty(
        (0.2, 0.1), high=0.5, unit=INDEX, parts=("none", "late"),
        label=("未协商和事后协商的感受", "Signals of no and late consultation"),
        sentence=("未经协商、决定之后才协商给受影响居民的信号。",
                  "What those hit live through without consultation, and with one after the decision."),
        source=ASSUMED)
    consult_late: float = _number(
        0.2, (0.0, 0.5), PROBABILITY, ("事后协商概率", "Consultation after the decision"),
        ("协商发生在决定之后的概率。", "Chance that a consultation comes after the decision."))
    consult_delay: int = uncertainty(
        4, low=0, high=8, unit=WEEKS, label=("协商延迟", "Delay by consultation"),
        sentence=("重大事项因协商而推迟上会的周数。", "Weeks by which consultation delays a major decision."),
        source=ASSUMED)
    presettled_most: float = _number(
        0.5, (0.0, 1.0), PROBABILITY, ("内定的可能", "Results settled beforehand"),
        ("召集力最强而约束力和公开度最低时结果内定的系数。",
         "Chance per unit of convening power that a result is settled beforehand."))
    budget_project: float = _number(
        20_000.0, (10_000.0, 50_000.0), CNY, ("议定项目规模", "Size of a voted project"),
        ("议定资金单个项目的金额上限。", "Largest cost of one project that residents vote for."),
        "assumption; 48,700 CNY a project, Dujiangyan 2021 (A†); micro grants 5,000-30,000 (C)")
    budget_projects_least: int = uncertainty(
        6, low=3, high=12, unit=("个", "projects"), label=("议定项目最少个数", "Fewest voted projects"),
        sentence=("资金不多时分成的小项目个数。", "Projects into which a small pool of money is cut."),
        source="4-8 small projects a unit and year in Chengdu (A†)", standing="A†")
    usual_match: tuple[float, ...] = uncertainty(
        (0.5, 0.2, 0.1), unit=SHARE, parts=("base", "resident_eval", "comm_plan"),
        label=("非议定资金匹配度", "Match of other money"),
        sentence=("非议定资金与需求的匹配度：常数、居民评价权重、社区规划。",
                  "Match to need of other money: base, weight of residents' ratings, community plan."),
        source=ASSUMED)
    fair_elections: float = _number(
        0.1, (0.0, 0.3), SHARE, ("公正选举的作用", "Effect of fair elections"),
        ("防范黑恶每提高1使选举公信提高的比例。", "Gain in legitimacy when keeping gangs out rises by 1."))
    overlabelled: float = _number(
        0.5, (0.0, 2.0), ("件/季度", "cases per quarter"), ("扩大化处理", "Cases over-labelled"),
        ("防范黑恶每提高1每季度误贴标签的案件数。",
         "Cases wrongly labelled a quarter when that effort rises by 1."))
    overlabelled_people: float = _number(
        0.01, (0.005, 0.02), SHARE, ("误贴标签影响面", "People who hear of it"),
        ("一件误贴标签案件影响的居民比例。", "Residents who live through a wrongly labelled case."))
    overlabelled_signal: float = _number(
        0.1, (0.0, 0.25), INDEX, ("误贴标签的感受", "Signal of a wrongly labelled case"),
        ("得知误贴标签案件的居民感受到的信号。",
         "Signal lived through by those who see a case wrongly labelled."))
    migrants_counted: float = _number(
        0.02, (0.01, 0.05), SHARE, ("非户籍计入下限", "Least share of migrants that counts"),
        ("非户籍成年人低于此比例时不计两类居民投票率之差。",
         "Below this share of adults the turnout gap of the non-registered is not counted."))
    # fmt: on
