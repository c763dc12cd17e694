"""The declared numbers of trust, efficacy, belonging, satisfaction and grievance (M3).

Losses weigh more than gains: Slovic 1993, Risk Analysis 13(6) (asymmetry of trust); expectation and
disconfirmation: Van Ryzin 2004, Journal of Policy Analysis and Management 23(3); participation softens
disconfirmation: Kang, Park 2018 (Korea). No panel of Chinese residents was found that would pin a rate, so
rates and sizes are assumptions (standing C).
"""

from __future__ import annotations

from typing import Any

from sim.declare import (
    CHOICE,
    INDEX,
    NUMBER,
    PER_WEEK,
    SHARE,
    Cost,
    Declarations,
    Text,
    lever,
    uncertainty,
)

ASSUMED = "assumption; no panel of Chinese residents found"
PER_EXPERIENCE: Text = ("每次经历", "per experience")


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED,
) -> Any:  # fmt: skip
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


def _rate(default: float, zh: str, en: str) -> Any:
    """Declare how fast one kind of good experience moves trust; a third to three times the default."""
    return _number(
        default, (round(default / 3, 6), round(min(3 * default, 1.0), 6)), PER_EXPERIENCE,
        (f"{zh}的学习率", f"Learning from {en}"),
        (f"{zh}使信任向所见靠近的比例。", f"Share of the way that {en} moves trust."),
    )  # fmt: skip


class TrustParameters(Declarations):
    """How residents learn from what they live through, and the care of those in need."""

    # fmt: off
    psych_hours: float = lever(
        2.0, full=12.0, high=24.0, unit=("小时/周·社区", "hours per week per community"),
        provisions=("3.5.2",), cost=Cost(cny=62_400, hours=0.5), moves="DIS12a↓ DIS12b↓",
        source="cost: 120 CNY per expert-hour (assumption); the size of the effect is assumed",
        label=("心理疏导服务工时", "Counselling hours"),
        sentence=("每个社区每周的心理疏导服务工时。", "Hours of counselling in each community."))
    vuln_cover: float = lever(
        0.3, full=1.0, unit=SHARE, provisions=("3.5.2",), cost=Cost(cny=30_000, hours=0.5),
        moves="DIS12a↓ DIS12b↓ DIS1↓ SVC5↑", label=("重点关爱群体覆盖率", "Residents in need covered"),
        sentence=("关爱对象中纳入个案服务的比例，不区分身份。", "Support groups' members who get casework."))

    trust_learning: str = uncertainty(
        "asymmetric", options=("asymmetric", "symmetric"), unit=CHOICE, source=ASSUMED,
        label=("信任学习机制", "How trust is learnt"),
        sentence=("坏经历是否比好经历分量更重。", "Whether bad experiences weigh more than good ones."))
    asymmetry: float = _number(
        2.0, (1, 4), NUMBER, ("坏经历的倍数", "Weight of bad experiences"),
        ("坏经历的学习率为好经历的多少倍。", "Learning rate of bad experiences over that of good ones."),
        "direction: Slovic 1993; size assumed")
    buffer: float = _number(
        0.3, (0, 0.6), SHARE, ("参与的缓冲", "Buffer of taking part"),
        ("近期参与者坏经历学习率降低的比例。", "How much less recent participants lose."),
        "direction: Kang, Park 2018 (Korea); size assumed")
    rate_visit: float = _rate(0.01, "走访", "a visit")
    rate_service: float = _rate(0.004, "每周服务", "a week of services")
    rate_dispute: float = _rate(0.05, "纠纷了结", "the end of a dispute")
    rate_project: float = _rate(0.02, "个案或项目", "casework or a project")
    rate_session: float = _rate(0.02, "协商结果", "the outcome of a session")
    rate_adversarial: float = _rate(0.03, "执法类事项", "an enforcement-type task")
    rate_disclosure: float = _rate(0.004, "公开", "a week of full disclosure")
    rate_label: float = _rate(0.03, "扩大化处理", "an over-labelled case")
    rate_video: float = _rate(0.0005, "公共视频", "a week of full video coverage")
    rate_election: float = _rate(0.05, "选举", "an election")
    street_share: float = _number(
        0.5, (0.25, 0.75), SHARE, ("服务归功于街道的份额", "Services credited to the street"),
        ("每周服务对街道信任的学习率相对社区组织。", "Rate at which services teach trust in the street."))
    vicarious: float = _number(
        0.15, (0, 0.3), SHARE, ("听邻居说的分量", "Weight of neighbours' news"),
        ("邻居经历的学习率相对亲历。", "Learning from neighbours' experiences over one's own."))
    visit_base: float = _number(
        0.6, (0.45, 0.75), INDEX, ("走访基本观感", "Signal of a visit"),
        ("走访者毫无余力时的观感。", "Signal of a visit by somebody without strength to spare."))
    visit_capacity: float = _number(
        0.3, (0.15, 0.45), NUMBER, ("走访者能力的作用", "Effect of the visitor's capacity"),
        ("走访者能力由0到1时观感的增量。", "Gain of the signal as capacity goes from 0 to 1."))
    visit_hours: float = _number(
        0.5, (0.25, 1), ("小时/次", "hours per visit"), ("走访用时", "Hours of a visit"),
        ("一次入户走访用时。", "Hours that a home visit takes."))
    visit_vulnerable: float = _number(
        3.0, (1.5, 6), ("倍", "multiple"), ("关爱对象走访倍数", "Visits to residents in need"),
        ("关爱对象被走访的次数为他人的多少倍。", "How many times as often residents in need are visited."))
    visit_local: float = _number(
        0.10, (0, 0.25), INDEX, ("本地成员的走访观感", "Visits by locals"),
        ("成员为本社区居民的比例到满值时走访观感的增量。", "Gain of the signal if members live here."))
    check_serve: float = _number(
        0.5, (0.2, 0.9), SHARE, ("网格走访中服务的比例", "Grid visits that serve"),
        ("网格信息化后走访仍为服务而非检查的比例。", "Grid visits that serve, not check, when digital."))
    check_signal: float = _number(
        0.4, (0.25, 0.55), INDEX, ("检查式走访的观感", "Signal of a check"),
        ("检查式走访的观感。", "Signal of a visit that checks."))
    session_success: float = _number(
        0.8, (0.65, 0.95), INDEX, ("协商落实的观感", "Signal of a decision carried out"),
        ("协商结果在26周内落实的观感。", "Signal if the outcome is carried out within 26 weeks."))
    session_failure: float = _number(
        0.2, (0.05, 0.35), INDEX, ("协商落空的观感", "Signal of a session in vain"),
        ("协商结果未落实的观感。", "Signal if it is not."))
    adversarial_signal: float = _number(
        0.1, (0, 0.25), INDEX, ("执法类事项的观感", "Signal of an enforcement task"),
        ("执法、拆违、清理等事项的观感。", "Signal of enforcement, demolition, clean-up drives."))
    adversarial_reach: float = _number(
        0.01, (0.005, 0.02), SHARE, ("执法类事项波及比例", "Adults met by an enforcement task"),
        ("每件执法类事项波及的成年居民比例。", "Share of adults that one such item touches."))
    adversarial_law: float = _number(
        0.5, (0.25, 0.75), SHARE, ("依法办事的缓和", "Softened by lawful practice"),
        ("完全依法办事时执法类事项学习率降低的比例。", "Fall of the rate if practice is fully lawful."))
    disclosure_span: float = _number(
        0.3, (0.15, 0.45), INDEX, ("公开信号幅度", "Span of disclosure"),
        ("公开流失与预期之差对信任信号的最大增量。", "Gain of the signal when no loss is disclosed."))
    leak_learning: float = _number(
        0.02, (0.01, 0.04), PER_WEEK, ("预期流失更新速度", "Learning of expected losses"),
        ("居民预期流失率每周向公开值靠近的比例。", "Share of the way to the disclosed loss, each week."))
    video_signal: float = _number(
        0.5, (0.35, 0.65), INDEX, ("公共视频观感", "Signal of public video"),
        ("不在意隐私者对公共视频的观感。", "Signal to those who do not mind."))
    video_privacy: float = _number(
        0.3, (0.15, 0.45), NUMBER, ("隐私敏感的作用", "Effect of privacy"),
        ("最在意隐私者观感的降幅。", "Fall of the signal for the most sensitive."))

    efficacy_rate: float = _number(
        0.03, (0.01, 0.09), PER_EXPERIENCE, ("效能感学习率", "Learning of efficacy"),
        ("一次成功使效能感向1靠近的比例。", "Share of the way to 1 after a success."))
    efficacy_return: float = _number(
        0.002, (0.0006, 0.006), PER_WEEK, ("效能感回归", "Return of efficacy"),
        ("效能感每周向初始值回归的比例。", "Share of the way back to the own first value."))
    belonging_rate: float = _number(
        0.01, (0.0033, 0.03), PER_EXPERIENCE, ("归属感学习率", "Learning of belonging"),
        ("一次共同活动使归属感向1靠近的比例。", "Share of the way to 1 after an act done together."))
    belonging_loss: float = _number(
        0.05, (0.0167, 0.15), PER_EXPERIENCE, ("纠纷伤及归属感", "Belonging lost in a dispute"),
        ("一次新邻里或群体间纠纷使归属感降低的比例。", "Share of belonging lost in a new dispute."))
    belonging_return: float = _number(
        0.001, (0.0003, 0.003), PER_WEEK, ("归属感回归", "Return of belonging"),
        ("归属感每周向初始值回归的比例。", "Share of the way back to the own first value."))
    expectation_rate: float = _number(
        0.02, (0.0067, 0.06), PER_WEEK, ("期望更新速度", "Speed of expectation"),
        ("服务期望每周向所见质量靠近的比例。", "Share of the way to the quality met, each week."))
    expectation_goal: str = uncertainty(
        "even", options=("even", "rising"), unit=CHOICE, source=ASSUMED,
        label=("期望升降是否对称", "Rising expectations"),
        sentence=("期望上升是否快于下降一倍。", "Whether expectations rise twice as fast as they fall."))
    disconfirmation: float = _number(
        0.3, (0.1, 0.9), NUMBER, ("期望落差的作用", "Effect of disconfirmation"),
        ("质量与期望之差在满意度中的系数。", "Coefficient of quality less expectation."))
    promise: tuple[float, ...] = uncertainty(
        (0.1, 0.05, 0.02), parts=("publicity", "catalogue", "week"), low=0.0, high=0.2, unit=INDEX,
        source=ASSUMED, label=("承诺抬高期望", "Promises raise hopes"),
        sentence=("宣传、服务目录、每缩短一周承诺抬高的期望目标。",
                  "Rise of the target by publicity, catalogue, and each week less promised."))
    grievance_fading: float = _number(
        0.005, (0.003, 0.02), PER_WEEK, ("不满消退", "Fading of grievance"),
        ("不满每周自然消退的比例。", "Share of grievance that fades each week."))
    counselling_fading: float = _number(
        0.003, (0, 0.01), PER_WEEK, ("心理疏导的面上作用", "Counselling, for all"),
        ("心理疏导工时到上限时全体不满消退的增量。", "Added fading for everyone at most hours."))
    care_fading: float = _number(
        0.05, (0.025, 0.1), PER_WEEK, ("关怀服务的作用", "Care, for those served"),
        ("当周得到关怀者不满消退的增量。", "Added fading for those served in the week."))
    # fmt: on
