"""What nobody sets about tasks: how much work is issued, how it leaks, what formalism costs in hours.

Where only a range without a study is known, the standing is C and the number has to be swept.
"""

from __future__ import annotations

from sim.declare import (
    CHOICE,
    HOURS_WEEK,
    INDEX,
    LOGIT,
    NUMBER,
    PER_WEEK,
    PER_YEAR,
    PROBABILITY,
    SHARE,
    Text,
    constant,
    uncertainty,
)
from sim.processes.tasks_levers import TaskLevers

HOURS: Text = ("小时", "hours")
HOURS_2200: Text = ("小时/周·2200成年人", "hours per week per 2,200 adults")
CNY_HOUR: Text = ("元/小时", "CNY per hour")
MULTIPLE: Text = ("倍数", "multiple")
DEPARTMENT_PARTS = (
    "civil_affairs",
    "labour",
    "health",
    "housing",
    "city_management",
    "justice",
    "agriculture",
    "culture",
)


class TaskParameters(TaskLevers):
    """Levers and uncertainties of task inflow, access and formalism."""

    # fmt: off
    task_hours_week: float = uncertainty(
        120.0, low=80, high=180, unit=HOURS_2200,
        label=("下达事项总工时", "Hours of tasks issued"),
        sentence=("各部门每周下达的全部事项，按居（村）委会工时计，无论由谁办理。",
                  "All tasks issued in a week in committee hours, whoever does them."),
        source="assumption so that over half of committee time is administration; about 36 items a week were "
               "recorded in each of two Hubei communities in 2003 (A)")
    task_hours_mean: float = uncertainty(
        4.0, low=2, high=6, unit=HOURS,
        label=("单项任务工时", "Hours of one task"),
        sentence=("一项任务的平均工时。", "Mean hours of one task."), source="assumption")
    task_hours_cv: float = uncertainty(
        0.8, low=0.4, high=1.2, unit=NUMBER,
        label=("任务工时变异系数", "Spread of task hours"),
        sentence=("单项任务工时的变异系数（对数正态）。",
                  "Coefficient of variation of task hours (lognormal)."),
        source="assumption")
    department_shares: tuple[float, ...] = uncertainty(
        (0.16, 0.10, 0.14, 0.10, 0.16, 0.16, 0.08, 0.10), parts=DEPARTMENT_PARTS, high=0.5, unit=SHARE,
        label=("各部门下达份额", "Shares of departments"),
        sentence=("八个部门在下达事项中的份额。",
                  "Share of each department in the tasks issued."), source="assumption")
    season_peak: float = uncertainty(
        1.3, low=1, high=1.6, unit=MULTIPLE,
        label=("半年末下达高峰", "Rush at the half-year's end"),
        sentence=("每半年最后四周的下达量相对全年均值的倍数。",
                  "Tasks in the last four weeks of a half-year, against the year's mean."),
        source="assumption")
    self_share: float = uncertainty(
        0.25, low=0.15, high=0.35, unit=SHARE,
        label=("自治事项占比", "Share of own tasks"),
        sentence=("下达事项中属于自治清单的比例。", "Share of hours on the list of own tasks."),
        source="assumption; 53 own against 109 assisting items, Beijing 2018 (A)")
    assist_share: float = uncertainty(
        0.45, low=0.35, high=0.6, unit=SHARE,
        label=("协助事项占比", "Share of assisted tasks"),
        sentence=("属于协助清单的比例，其余为清单外。",
                  "Share on the list of assisted tasks; the rest is on neither."),
        source="assumption; 109 of 162 items assist government, Beijing 2018 (A)")
    religious_assist_hours: float = uncertainty(
        1.0, high=4, unit=HOURS_2200,
        label=("协助宗教事务管理工时", "Religious-affairs assistance hours"),
        sentence=("协助事项中依法协助管理宗教事务的工时；与其他协助事项同等对待。",
                  "Assisted hours that help administer religious affairs by law; treated like other "
                  "assistance."),
        source="assumption")
    adversarial_share: float = uncertainty(
        0.20, high=0.4, unit=SHARE,
        label=("清单外执法类占比", "Enforcement among off-list tasks"),
        sentence=("清单外事项中属于执法等五类的比例。",
                  "Share of the five enforcement fields in off-list tasks."),
        source="assumption")
    statutory_share: float = uncertainty(
        0.40, low=0.2, high=0.6, unit=SHARE,
        label=("清单外法定职责占比", "Statutory duties among off-list tasks"),
        sentence=("清单外事项中属于部门其他法定职责的比例。",
                  "Share of other statutory duties of departments in off-list tasks."), source="assumption")
    assist_growth_rate: float = uncertainty(
        0.01, high=0.03, unit=PER_YEAR,
        label=("入单事项增长", "Growth of what is listed"),
        sentence=("清单明确度每升1，协助份额每年的增加。",
                  "Yearly growth of the assisted share for a unit of clarity: what is listed stays."),
        source="assumption")
    cancelled_share: float = uncertainty(
        0.15, high=0.3, unit=SHARE,
        label=("挡回后取消比例", "Blocked work cancelled"),
        sentence=("被挡回且未被购买的工时中直接取消的比例。",
                  "Share of blocked, unbought hours that nobody does."),
        source="assumption")
    duplicate_share: float = uncertainty(
        0.15, high=0.3, unit=SHARE,
        label=("重复事项比例", "Duplicates removed"),
        sentence=("权责清单完善时街道事项中可取消的重复部分。",
                  "Duplicates that complete duty lists remove."),
        source="assumption")
    street_hour_factor: float = uncertainty(
        1.25, low=1, high=1.6, unit=MULTIPLE,
        label=("街道代办工时倍数", "Street hours for a committee hour"),
        sentence=("街道办同一事项所需工时的倍数（缺少本地信息）。",
                  "Street hours for a committee hour: less local knowledge."), source="assumption")
    leak_base: float = uncertainty(
        -2.0, low=-3, high=-1, unit=LOGIT,
        label=("换名下派：基准", "Leakage, base"),
        sentence=("无压力、无检查、无清单时的换名下派。",
                  "Leakage by relabelling without pressure, checks or lists."),
        source="assumption")
    leak_pressure: float = uncertainty(
        2.0, low=1, high=3, unit=LOGIT,
        label=("换名下派：部门压力", "Leakage, departments' pressure"),
        sentence=("被挡工时积累的压力对换名下派的作用。",
                  "Effect of blocked hours that press on a department."),
        source="assumption")
    leak_inspection: float = uncertainty(
        2.0, low=1, high=3, unit=LOGIT,
        label=("换名下派：监督检查", "Leakage, checks"),
        sentence=("监督检查减少换名下派的作用。", "How much checks reduce leakage."), source="assumption")
    leak_clarity: float = uncertainty(
        1.0, low=0.5, high=1.5, unit=LOGIT,
        label=("换名下派：清单明确", "Leakage, clarity of lists"),
        sentence=("清单明确减少换名下派的作用。",
                  "How much clear lists reduce leakage."), source="assumption")
    leak_law: float = uncertainty(
        0.5, high=1, unit=LOGIT,
        label=("换名下派：依法拒绝", "Leakage, lawful refusal"),
        sentence=("依法办事水平减少换名下派的作用。",
                  "How much lawful practice reduces leakage."), source="assumption")
    law_clarity: float = uncertainty(
        0.1, high=0.25, unit=INDEX,
        label=("法规对清单的作用", "Law behind the lists"),
        sentence=("地方法规完善时清单明确度的增加。", "Clarity that a full local legal framework adds."),
        source="assumption")
    gate_error: float = uncertainty(
        0.05, high=0.2, unit=SHARE,
        label=("精简台账后的误放", "Gate errors after ledger cuts"),
        sentence=("台账全减时准入把关失误的比例。", "Share let through by mistake when all ledgers are cut."),
        source="assumption")
    pressure_memory: float = uncertainty(
        0.9, low=0.8, high=0.98, unit=PER_WEEK,
        label=("部门压力留存", "Memory of pressure"),
        sentence=("部门压力每周留存的比例。",
                  "Share of a department's pressure kept a week."), source="assumption")
    lapse_rate: float = uncertainty(
        0.10, low=0.03, high=0.3, unit=PER_WEEK,
        label=("积压事项自然了结", "Backlog closed on paper"),
        sentence=("积压事项每周在纸面上了结的比例。", "Share of unserved backlog closed on paper in a week."),
        source="assumption")
    committee_price: float = uncertainty(
        25.0, low=15, high=55, unit=CNY_HOUR,
        label=("向居（村）委购买价格", "Price paid to committees"),
        sentence=("街道向居（村）委会购买一小时清单外工作的价格。",
                  "What the street pays the committee for an hour of off-list work."), source="assumption")
    consent_overloaded: float = uncertainty(
        0.5, unit=PROBABILITY,
        label=("超负荷时同意承接", "Consent when overloaded"),
        sentence=("负荷过高时居（村）委会同意承接购买事项的概率。",
                  "Chance that an overloaded committee agrees to bought work."), source="assumption")
    consent_load: float = uncertainty(
        1.2, low=1, high=1.5, unit=NUMBER,
        label=("承接意愿的负荷界限", "Load up to which it consents"),
        sentence=("负荷比低于此数时同意承接。",
                  "It consents while the load ratio is below this."), source="assumption")
    ledger_rate: float = uncertainty(
        0.25, high=0.6, unit=("小时/小时", "hours per hour"),
        label=("台账附加工时", "Ledger hours per task hour"),
        sentence=("每小时协助或清单外事项附带的台账工时。",
                  "Ledger hours for each assisted or off-list hour."),
        source="assumption; village cadres spend half of each day on forms (A)")
    double_entry: float = uncertainty(
        0.3, high=0.8, unit=NUMBER,
        label=("重复录入系数", "Double entry"),
        sentence=("系统未集成时线上覆盖带来的台账增加。",
                  "Ledger hours added by systems that are not joined."),
        source="assumption")
    platform_entry: float = uncertainty(
        0.3, high=0.8, unit=NUMBER,
        label=("便民平台的重复录入", "Double entry of the platform"),
        sentence=("便民平台事项范围在重复录入中的分量。", "Weight of the platform's scope in double entry."),
        source="assumption")
    entry_today: float = constant(
        0.24, unit=NUMBER, label=("重复录入现状", "Double entry today"),
        sentence=("现状线上覆盖与未集成程度之积。", "Coverage × lack of integration today."),
        source="product of the levers' values today (.3, 1 − .2)")
    record_keeping: float = uncertainty(
        0.1, high=0.25, unit=SHARE,
        label=("留痕工作增加", "Record keeping"),
        sentence=("廉洁执行和奖惩每升1，台账工时的增幅。",
                  "Ledger hours added by integrity rules and by rewards."),
        source="assumption")
    grid_reporting: float = uncertainty(
        0.2, high=0.5, unit=SHARE,
        label=("网格上报录入", "Grid reporting"),
        sentence=("网格信息化全面推开而未集成时台账工时的增幅。",
                  "Ledger hours added by a fully digital grid that is not integrated."), source="assumption")
    ledger_bodies: tuple[float, ...] = uncertainty(
        (0.5, 0.4, 0.5, 1.0), parts=("rc_standard", "twoway", "env_pm_committee", "anti_gang"), high=3.0,
        unit=HOURS_WEEK, label=("各项制度的台账工时", "Paper work of single rules"),
        sentence=("规范化、互评、环境物业委员会、防范黑恶每升1的台账工时。",
                  "Ledger hours for a unit of fixed procedures, mutual rating, the new body, anti-gang "
                  "campaigns."),
        source="assumption")
    credit_ledger: float = uncertainty(
        2.0, low=1, high=4, unit=HOURS_WEEK,
        label=("参与激励记录工时", "Recording participation credit"),
        sentence=("记录参与激励的台账工时；正式记录加倍。",
                  "Hours to record credit points; doubled for a formal record."),
        source="assumption")
    preparation_hours: float = uncertainty(
        8.0, high=20, unit=("小时/部门·周", "hours per department and week"),
        label=("迎检准备工时", "Preparation for an inspection"),
        sentence=("检查前两周中每周每项考核的准备工时。",
                  "Hours a week for each assessment in the two weeks before."),
        source="assumption; 32 evaluations a community, Beijing about 2018 (A)")
    rider_share: float = uncertainty(
        0.3, high=2, unit=NUMBER,
        label=("统一考核后的搭车", "Riders on the one assessment"),
        sentence=("统一考核后部门搭车增加的考核量。", "Further assessments that ride on the unified one."),
        source="assumption")
    meeting_hours: float = uncertainty(
        1.5, low=0.5, high=5, unit=("小时/部门·周", "hours per department and week"),
        label=("部门会议工时", "Hours of departments' meetings"),
        sentence=("每个部门每周要求参加会议的工时。",
                  "Meeting hours a week for each department."), source="assumption")
    plate_hours: float = uncertainty(
        0.1, high=0.3, unit=HOURS_WEEK,
        label=("每块牌子的工时", "Hours per plate"),
        sentence=("每块牌子每周的报送工时。", "Reporting hours a week for each plate."), source="assumption")
    plates: float = constant(
        44, unit=("块", "plates"), label=("现有牌子", "Plates today"),
        sentence=("现有挂牌机构数。",
                  "Name plates of a community today."), source="44 plates in a Jingmen community (A)")
    plates_left: float = constant(
        5, unit=("块", "plates"), label=("清理后牌子", "Plates after the cut"),
        sentence=("清理后的牌子上限。", "Plates left after the cut."), source="the scenario's end point")
    certificate_rate: float = uncertainty(
        0.005, low=0.002, high=0.01, unit=("件/成年人·周", "per adult and week"),
        label=("开具证明频率", "Certificates asked for"),
        sentence=("每名成年人每周要求开具证明的次数。",
                  "Certificates an adult asks for in a week."), source="assumption")
    certificate_hours: float = uncertainty(
        0.4, low=0.2, high=0.8, unit=HOURS,
        label=("开具证明工时", "Hours per certificate"),
        sentence=("开具一份证明的工时。", "Committee hours for one certificate."), source="assumption")
    smart_weight: float = uncertainty(
        0.3, low=0.15, high=0.45, unit=SHARE,
        label=("智慧系统的分量", "Weight of the smart system"),
        sentence=("新系统在线上覆盖和集成度中的分量。",
                  "Weight of a further system in coverage and integration."),
        source="assumption")
    pressure_levels: tuple[float, ...] = uncertainty(
        (0.82, 0.2, 0.4, 0.1), parts=("base", "secretary_account", "kpi_weight", "twoway"), high=1.2,
        unit=INDEX,
        label=("对上考核强度的构成", "Parts of upward assessment"),
        sentence=("对上考核强度：基准、书记责任、考核权重、互评；现状合计为1。",
                  "Upward assessment: base, secretary, reviews, mutual rating; 1 in total today."),
        source="assumption")
    twoway_step: float = uncertainty(
        0.15, low=0.05, high=0.3, unit=PER_YEAR,
        label=("互评后的调整幅度", "Step after mutual rating"),
        sentence=("互评最差时街道一年减少下派的比例。",
                  "How much less is passed down a year after the worst rating."),
        source="assumption")
    candour: float = uncertainty(
        0.5, low=0.2, high=1, unit=SHARE,
        label=("互评坦率程度", "Candour of the rating"),
        sentence=("居（村）委会敢于如实评价街道的程度。",
                  "How frankly committees rate the street that funds them."),
        source="assumption")
    rated_party: str = uncertainty(
        "street", options=("street", "department"), unit=CHOICE,
        label=("互评的另一方", "Who is rated"),
        sentence=("由街道还是部门接受居（村）委会评价（敏感性分析）。",
                  "Whether the street or the departments answer to the rating (for sensitivity)."),
        source="a variant")
    # fmt: on
