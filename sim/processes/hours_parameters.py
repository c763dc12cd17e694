"""Levers and uncertainties of how committees and the street ration their hours.

Rationing by weight follows what is known of street-level work (Lipsky 1980): demand exceeds hours, and what
is assessed gets done first (Holmström and Milgrom 1991). The sizes are assumed (standing C).
"""

from __future__ import annotations

from sim.declare import (
    CHOICE,
    INDEX,
    NUMBER,
    SHARE,
    Cost,
    Declarations,
    Text,
    constant,
    lever,
    uncertainty,
)

RULES = Cost(cny=2_000, hours=0.2)
CONTROL = Cost(cny=8_000, hours=1.0, street_hours=2.0)
PARTY = Cost(cny=6_000, hours=1.0, branch_hours=2.0)
WINDOW = Cost(cny=10_000, hours=0.2)
HOURS: Text = ("小时", "hours")
PER_1000: Text = ("小时/周·千居民", "hours per week per 1,000 residents")


class HourParameters(Declarations):
    """The declared numbers of hour allocation."""

    # fmt: off
    unified_mgmt: float = lever(
        0.2, full=1.0, unit=INDEX, cost=RULES, provisions=("5.3.4",),
        label=("专职人员统筹使用度", "Pooled use of full-time staff"),
        sentence=("条线专职人员由街道统一管理、社区统筹使用的程度。",
                  "How far staff tied to single departments are pooled by the community."),
        moves="WRK8↑")
    onestop: float = lever(
        0.3, full=1.0, unit=INDEX, cost=WINDOW, provisions=("3.2.4",), by_community=True,
        label=("一窗受理程度", "One-stop window"),
        sentence=("一窗受理、首问负责的程度。", "How far one window takes every matter to its end."),
        moves="SVC6↓ WRK8↑")
    agency: float = lever(
        0.2, full=1.0, unit=INDEX, cost=WINDOW, provisions=("3.2.4",), by_community=True,
        label=("全程代办程度", "Agency service"),
        sentence=("工作人员替居民全程代办的程度；居民省时，工作人员费时。",
                  "How far staff run errands for residents: their time instead of the residents'."),
        moves="SVC6↓ WRK8↓")
    catalogue: float = lever(
        0.5, full=1.0, unit=SHARE, cost=RULES, provisions=("3.2.2",),
        label=("服务目录覆盖率", "Needs covered by catalogue"),
        sentence=("服务指导目录覆盖居民需求的比例；目录也是承诺，增加窗口工作。",
                  "Share of needs in the catalogue; a catalogue is a promise and brings window work."),
        moves="SVC1↑ SVC5↑ SVC2a↕ WRK8↓")
    resident_eval: float = lever(
        0.2, full=1.0, unit=SHARE, cost=CONTROL, provisions=("5.1.4",),
        label=("居民满意度评价权重", "Weight of residents' satisfaction"),
        sentence=("居民满意度在社区和街道评价中的权重。",
                  "Weight of residents' satisfaction in rating communities and the street."),
        moves="SVC2a↑ DIS3a↑ WRK5a↕")
    veto_removed: float = lever(
        0.0, full=1.0, unit=SHARE, cost=RULES, provisions=("4.4.8",),
        label=("一票否决取消比例", "Single-item vetoes removed"),
        sentence=("取消的“一票否决”事项比例；街道领导仍会保留一部分压力。",
                  "Share of single-item vetoes abolished; leaders keep some of their own."),
        moves="DIS10a↑ DIS9↓ WRK3↓ DIS3a↕ DIS7↕ RES2↕")
    street_focus: float = lever(
        0.5, full=0.7, high=0.85, unit=SHARE, cost=PARTY, provisions=("2.1.3",),
        label=("街道公共服务管理安全工时比重", "Street hours on services, management, safety"),
        sentence=("街道工时用于公共服务、公共管理和公共安全的比重。",
                  "Share of street hours on public services, management and safety."),
        moves="DIS4a↓ SVC3↑")
    street_env: float = lever(
        0.1, full=0.2, high=0.4, unit=SHARE, cost=PARTY, provisions=("2.1.3",),
        label=("街道公共环境工时比重", "Street hours on public environment"),
        sentence=("街道工时用于营造公共环境的比重。", "Share of street hours on the public environment."),
        moves="SVC1↑")
    street_pb: float = lever(
        0.1, full=0.2, high=0.4, unit=SHARE, cost=PARTY, provisions=("2.1.3",),
        label=("街道党建工时比重", "Street hours on Party building"),
        sentence=("街道工时用于基层党组织建设的比重。", "Share of street hours on Party building."),
        moves="ENG3↑")
    worker_eval: float = lever(
        0.2, full=1.0, unit=SHARE, cost=CONTROL, provisions=("5.3.6",),
        label=("工作者群众评价权重", "Residents' weight in worker ratings"),
        sentence=("居民满意度在社区工作者评价中的权重。",
                  "Weight of residents' satisfaction in rating workers."),
        moves="SVC2a↑ WRK5a↕")

    allocation: str = uncertainty(
        "weighted", options=("weighted", "strict", "visible", "equal"), unit=CHOICE,
        label=("工时分配方式", "How hours are rationed"),
        sentence=("按权重分水、严格先后、看得见的优先或平均分配。",
                  "By weight, in strict order, what superiors see first, or in equal shares."),
        source="a structural variant: discretion is not observed")
    street_capacity: str = uncertainty(
        "fixed", options=("fixed", "elastic"), unit=CHOICE,
        label=("街道工时是否可增", "Whether street hours can grow"),
        sentence=("街道工时固定，或按需增加并支付工资。",
                  "Street hours are fixed, or grow with need and are paid for."),
        source="a structural variant")
    service_need: float = uncertainty(
        13.0, low=8, high=20, unit=PER_1000,
        label=("便民服务需求", "Need for services"),
        sentence=("需居（村）委会提供便民服务的工时。", "Committee hours of services wanted."),
        source="assumption")
    visit_need: float = uncertainty(
        8.0, low=4, high=14, unit=PER_1000,
        label=("入户走访需求", "Need for visits"),
        sentence=("需居（村）委会入户走访的工时。", "Committee hours of home visits wanted."),
        source="assumption")
    window_effects: tuple[float, ...] = uncertainty(
        (0.25, 0.3, 0.2, 0.1), parts=("onestop", "agency", "distance", "catalogue"), high=0.6, unit=SHARE,
        label=("窗口方式的工时作用", "Window rules and hours"),
        sentence=("一窗受理节省、代办增加（随路程）、目录增加的服务工时比例。",
                  "Service hours saved by one window, added by agency (with distance) and by the catalogue."),
        source="assumption")
    digital_saving: float = uncertainty(
        0.35, low=0.15, high=0.7, unit=SHARE,
        label=("线上办理节省", "Hours saved online"),
        sentence=("线上全覆盖、全集成、易用时节省的服务工时。",
                  "Service hours saved when all is online, joined up and easy to use."), source="assumption")
    digital_today: float = constant(
        0.03, unit=INDEX, label=("线上办理现状", "Online handling today"),
        sentence=("现状覆盖、集成与易用之积。", "Coverage × integration × ease of use today."),
        source="product of the levers' values today (.3, .2, .5)")
    video_visits: float = uncertainty(
        0.1, high=0.3, unit=SHARE,
        label=("视频替代走访", "Video instead of visits"),
        sentence=("视频全覆盖时减少的走访需求。", "Visits that full video coverage replaces."),
        source="assumption")
    deliberation_hours: float = uncertainty(
        6.0, low=3, high=10, unit=HOURS,
        label=("组织一次协商", "Hours to hold a session"),
        sentence=("组织一次协商会议的工时。", "Committee hours for a deliberation session."),
        source="assumption")
    decision_hours: float = uncertainty(
        1.0, low=0.5, high=2, unit=HOURS,
        label=("推动一项决议", "Hours to follow a decision"),
        sentence=("每项未落实决议每周的工时。", "Committee hours a week for each open decision."),
        source="assumption")
    assessment_weight: float = uncertainty(
        2.0, low=1, high=4, unit=NUMBER,
        label=("考核牵引强度", "Pull of assessment"),
        sentence=("被考核事项的权重增量。", "Weight that assessment adds to what is assessed."),
        source="assumption")
    base_weights: tuple[float, ...] = uncertainty(
        (1.0, 1.0, 1.0, 0.8, 1.0, 0.6, 1.0, 20.0), high=40.0, unit=NUMBER,
        parts=("adm", "led", "svc", "vis", "med", "del", "coord", "emg"),
        label=("各类工时基础权重", "Base weights of hours"),
        sentence=("行政、台账、服务、走访、调解、协商、协调、应急的基础权重。",
                  "Base weights of the eight kinds of hours; emergencies come first."), source="assumption")
    veto_weight: float = uncertainty(
        2.0, low=1, high=4, unit=NUMBER,
        label=("一票否决对调解的牵引", "Vetoes and mediation"),
        sentence=("一票否决使调解权重增加的倍数。", "Weight that vetoes add to mediation."),
        source="assumption")
    worker_eval_weight: float = uncertainty(
        0.3, high=0.6, unit=SHARE,
        label=("群众评价对服务的牵引", "Ratings of workers and services"),
        sentence=("工作者群众评价使服务和走访权重增加的比例。",
                  "Weight that residents' ratings add to services and visits."), source="assumption")
    veto_residue: float = uncertainty(
        0.15, high=0.4, unit=SHARE,
        label=("取消后的残余压力", "Vetoes that remain"),
        sentence=("取消一票否决后仍保留的部分。", "Part of the vetoes that stays after abolition."),
        source="assumption")
    veto_kept: float = uncertainty(
        0.2, high=0.4, unit=NUMBER,
        label=("问责使否决保留", "Accountability keeps vetoes"),
        sentence=("书记责任和考核权重每升1，残余压力的增加。",
                  "Residue added for a unit of secretary accountability or weight in reviews."),
        source="assumption")
    veto_relief: tuple[float, ...] = uncertainty(
        (0.1, 0.2), parts=("administration", "ledgers"), high=0.4, unit=SHARE,
        label=("取消否决的减负", "Relief from fewer vetoes"),
        sentence=("取消否决使行政权重、台账权重和迎检准备减少的比例。",
                  "How much less administration, ledgers and preparation weigh without vetoes."),
        source="assumption")
    tied_share: float = uncertainty(
        0.2, high=0.5, unit=SHARE,
        label=("条线人员占比", "Staff tied to departments"),
        sentence=("未统筹时只为部门工作的工时占比。",
                  "Share of hours tied to departments' work when nothing is pooled."),
        source="assumption")
    plan_pooling: float = uncertainty(
        0.2, high=0.5, unit=SHARE,
        label=("规划促进统筹", "Plan and pooling"),
        sentence=("队伍规划每升1，统筹比例的增加。", "Pooled share added for a unit of workforce planning."),
        source="assumption")
    street_hours_rate: float = uncertainty(
        60.0, low=45, high=80, unit=PER_1000,
        label=("街道总工时", "Street hours"),
        sentence=("街道每千居民每周的总工时，再乘以各项比重。",
                  "All street hours per 1,000 residents and week, before the shares."), source="assumption")
    other_share: float = uncertainty(
        0.1, low=0.05, high=0.3, unit=SHARE,
        label=("街道其他工作", "Other work of the street"),
        sentence=("街道工时中其他工作的最低比重。", "Least share of street hours on other work."),
        source="assumption")
    secretary_focus: float = uncertainty(
        0.1, high=0.25, unit=SHARE,
        label=("书记责任与工作重心", "Secretary and focus"),
        sentence=("书记责任每升1，服务管理安全比重的增加。",
                  "Share of hours on services added for a unit of secretary accountability."),
        source="assumption")
    # fmt: on
