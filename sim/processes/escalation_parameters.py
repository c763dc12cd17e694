"""What is declared about escalation, giving up, and petitions and suits (submodel M11).

Sources. Limits of petitions and court procedure: 60 days for a petition, 45 days more on the court route than
by mediation (Shidian, Yunnan, 2025). Concessions to petitioners and "greater instability from stability
maintenance": Gui, Yin & Nie 2020. Grievance and legitimacy: the form of Epstein 2002, PNAS 99. Numbers
without such a source are assumptions (standing C).
"""

from __future__ import annotations

from sim.declare import INDEX, NUMBER, PER_WEEK, PROBABILITY, Declarations, uncertainty

ASSUMED = "assumption"


# Two or three lines for each number; the formatter would take nine.
# fmt: off
class EscalationParameters(Declarations):
    """Rising, giving up, petitions, suits."""

    escalation_rate_community: float = uncertainty(
        0.02, low=0.01, high=0.03, unit=PER_WEEK, source=ASSUMED,
        label=("社区层面升级强度", "Rising from level 1"),
        sentence=("社区未化解的案件每周升级的强度。", "Hazard of a case rising from the committee."))
    escalation_rate_joint: float = uncertainty(
        0.01, low=0.005, high=0.015, unit=PER_WEEK, source=ASSUMED,
        label=("联合调处升级强度", "Rising from level 2"),
        sentence=("综治中心未化解的案件每周升级的强度。", "Hazard of a case rising from the joint centre."))
    escalation_rate_street: float = uncertainty(
        0.0015, low=0.00075, high=0.00225, unit=PER_WEEK, source=ASSUMED,
        label=("街道层面升级强度", "Rising from level 3"),
        sentence=("街道未化解的案件每周进入信访或诉讼的强度。",
                  "Hazard of a case going from the street to petition or court."))
    escalation_wait: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED, label=("升级与等待", "Rising and waiting"),
        sentence=("每等四周升级强度对数的增量，至多十二周。",
                  "Added to the log hazard by four weeks of waiting, up to twelve weeks."))
    escalation_severity: float = uncertainty(
        0.4, low=0.2, high=0.6, unit=NUMBER, source=ASSUMED, label=("升级与严重度", "Rising and severity"),
        sentence=("越严重越会升级。", "Severe cases rise more often."))
    escalation_trust: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=NUMBER, source=ASSUMED, label=("升级与信任", "Rising and trust"),
        sentence=("对本级组织越信任越少升级。", "Trust in the organisation of the level keeps cases there."))
    escalation_grievance: float = uncertainty(
        0.2, low=0.1, high=0.3, unit=NUMBER, source=ASSUMED, label=("升级与积怨", "Rising and grievance"),
        sentence=("积怨越深越会升级。", "Accumulated grievance makes cases rise."))
    escalation_neighbours: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED,
        label=("升级与邻里纠纷", "Rising and neighbours"),
        sentence=("身边有未结纠纷的邻里越多越会升级。", "Neighbours with open disputes make cases rise."))
    escalation_concession: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, standing="B",
        source="direction: Gui, Yin & Nie 2020; size assumed",
        label=("升级与让步预期", "Rising and concession"),
        sentence=("预期施压能得到让步时更会升级。", "Expecting a pay-off from pressing makes cases rise."))
    escalation_lawful: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=NUMBER, source=ASSUMED,
        label=("依法分类减少升级", "Lawful handling and rising"),
        sentence=("依法分类处置使涉民族宗教因素案件少升级。",
                  "Lawful handling keeps cases with ethnic or religious factors from rising."))
    give_up_rate: float = uncertainty(
        0.01, low=0.005, high=0.02, unit=PER_WEEK, source=ASSUMED, label=("放弃强度", "Giving up"),
        sentence=("在社区、综治中心或街道等待时每周放弃的强度。", "Hazard of giving a waiting claim up."))
    give_up_efficacy: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=NUMBER, source=ASSUMED,
        label=("放弃与效能感", "Giving up and efficacy"),
        sentence=("效能感越强越不放弃。", "People who feel effective give up less."))
    court_share_base: float = uncertainty(
        0.2, low=0.05, high=0.35, unit=PROBABILITY, source=ASSUMED,
        label=("升级后起诉基数", "To court, base"),
        sentence=("街道未化解的纠纷升级时选择起诉的基数。",
                  "Base chance that a dispute leaves the street for court."))
    court_share_law: float = uncertainty(
        0.6, low=0.3, high=0.9, unit=PROBABILITY, source=ASSUMED,
        label=("起诉与法律素养", "To court and literacy"),
        sentence=("法律素养越高越选择起诉而非信访。", "Legal literacy leads to court rather than petition."))
    petition_close_rate: float = uncertainty(
        0.04, low=0.02, high=0.08, unit=PER_WEEK, source="assumption around the limits of 15 and 60 days",
        label=("信访办结强度", "Petitions closed"),
        sentence=("信访每周办结的强度。", "Hazard of a petition being closed."))
    court_close_rate: float = uncertainty(
        0.03, low=0.015, high=0.06, unit=PER_WEEK,
        source="assumption around first-instance procedure of six months",
        label=("诉讼结案强度", "Suits closed"),
        sentence=("诉讼每周结案的强度。", "Hazard of a suit being closed."))
    concession_base: float = uncertainty(
        0.2, low=0.05, high=0.35, unit=PROBABILITY, source=ASSUMED, label=("让步基数", "Concession, base"),
        sentence=("信访办结时作出让步的基数。",
                  "Base chance that a closed petition is met with a concession."))
    concession_veto: float = uncertainty(
        0.5, low=0.25, high=0.75, unit=PROBABILITY, standing="B",
        source="direction: Gui, Yin & Nie 2020; size assumed",
        label=("一票否决与让步", "Vetoes and concession"),
        sentence=("一票否决使花钱买平安更常见。", "Single-item vetoes make buying peace more common."))
    concession_learning: float = uncertainty(
        0.1, low=0.05, high=0.2, unit=INDEX, source=ASSUMED,
        label=("让步预期更新", "Learning of concessions"),
        sentence=("每次办结后对让步预期的更新幅度。",
                  "Step of the expected pay-off with each closed petition."))
    signal_given_up: float = uncertainty(
        0.15, low=0.0, high=0.30, unit=INDEX, source=ASSUMED, label=("放弃后的观感", "Signal of giving up"),
        sentence=("诉求最终放弃给当事人的信号。", "What a claim given up tells its parties."))
    signal_risen: float = uncertainty(
        0.25, low=0.10, high=0.40, unit=INDEX, source=ASSUMED,
        label=("破裂或升级后的观感", "Signal of rising"),
        sentence=("破裂或升级给当事人的信号。", "What a breakdown or a rise tells the parties."))
