"""The declared numbers of services (M8): needs, supply, facilities, access.

The standard of 30 m2 of service facility per 100 households is the document's. Coverage of service facilities
at the end of 2020: Yunnan towns 100 %, villages 60 % (provincial plan for community services). Volunteers
complement or replace staff: Ostrom 1996, World Development 24(6); Bovaird 2007, Public Administration Review
67(5). What a citizen spends on an errand: Moynihan, Herd, Harvey 2015, Journal of Public Administration
Research and Theory 25(1). No survey of hours needed or given by domain was found: those are assumptions.
"""

from __future__ import annotations

from typing import Any

from sim.declare import (
    CHOICE,
    HOURS_WEEK,
    INDEX,
    NUMBER,
    PER_YEAR,
    SHARE,
    WEEKS,
    Cost,
    Declarations,
    Text,
    lever,
    uncertainty,
)

ASSUMED = "assumption; no survey found"
M2: Text = ("平方米/百户", "m² per 100 households")
PER_1000: Text = ("小时/周·千居民", "hours per week per 1,000 residents")
PER_1000_ADULTS: Text = ("小时/周·千成年人", "hours per week per 1,000 adults")
HOURS: Text = ("小时/件", "hours per errand")
TIMES: Text = ("倍", "multiple")
DOMAIN_PARTS = ("window", "welfare", "culture", "environment", "safety", "livelihood")
WORKS = Cost(cny=40_000, hours=1)
CLEANING = Cost(cny=40_000, street_hours=2)
RULES = Cost(cny=2_000, hours=0.2)


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED,
) -> Any:  # fmt: skip
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


def _domains(
    default: tuple[float, ...], span: tuple[float, float], unit: Text, label: Text, sentence: Text
) -> Any:
    """Declare one number for each domain."""
    return uncertainty(
        default, low=span[0], high=span[1], parts=DOMAIN_PARTS, unit=unit, label=label, sentence=sentence,
        source=ASSUMED,
    )  # fmt: skip


def _gain(zh: str, en: str) -> Any:
    """Declare how much a lever at its full value adds to public supply, as a share of need."""
    return _number(
        0.10, (0, 0.25), SHARE, (f"{zh}的供给增量", f"Supply by {en}"),
        (f"{zh}到满值时公共供给占需求比例的增量。", f"Added supply over need, {en} at full."),
    )  # fmt: skip


class ServiceParameters(Declarations):
    """Who needs what, who supplies it, and who can reach it."""

    # fmt: off
    nonhukou_service: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("2.3.7",), cost=RULES, moves="SVC4↓ EQU2↓ WRK8↓",
        label=("非户籍居民服务保障度", "Service access, non-registered residents"),
        sentence=("非户籍居民享有基本公共服务的程度。", "How far the non-registered get basic services."))
    soe_integration: float = lever(
        0.0, full=1.0, unit=INDEX, provisions=("2.3.4",), cost=Cost(cny=20_000, hours=0.5),
        moves="SVC1↑ FIN2↑ SVC2a↕", label=("国企农林场社区纳入度", "State-enterprise communities included"),
        sentence=("国企、农林场社区纳入地方规划和公共服务的程度。",
                  "How far communities of state firms and farms are taken into local plans."))
    market_supply: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.2.9",), cost=Cost(cny=40_000, hours=0.2), moves="SVC1↑",
        label=("市场便民服务供给度", "Market service supply"),
        sentence=("市场主体和供销网点进入社区的程度。", "How far firms and co-op outlets come in."))
    ecommerce: float = lever(
        0.1, full=1.0, unit=INDEX, provisions=("3.2.7",), cost=Cost(cny=40_000, hours=0.2), moves="SVC1↑",
        label=("社区电商覆盖度", "Community e-commerce coverage"),
        sentence=("电商服务进社区的程度。", "How far e-commerce serves the community."))
    health_inv: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("3.2.5",), cost=WORKS, moves="SVC1↑",
        label=("社区卫生投入程度", "Community health investment"),
        sentence=("社区卫生站设施、设备和培训的投入程度。", "Rooms, equipment and training."))
    culture_facility: float = lever(
        0.4, full=1.0, unit=INDEX, provisions=("3.3.8",), cost=WORKS, moves="SVC1↑",
        label=("综合文化中心完善度", "Culture centre provision"),
        sentence=("综合性文化服务中心的完善程度。", "How complete the culture centre is."))
    patrol: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.5.7",), cost=Cost(cny=30_000, hours=0.5), by_community=True,
        moves="SVC1↑ ENG13a↑", label=("群防群治力度", "Neighbourhood watch"),
        sentence=("居民巡逻等群防群治的力度，占用志愿工时。", "Patrols of residents, unpaid."))
    video_cov: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("3.6.4",), cost=Cost(cny=60_000, hours=0.5),
        moves="SVC1↑ ENG11a↕", label=("公共区域视频覆盖率", "Public-area video coverage"),
        sentence=("公共区域视频联网的覆盖程度；只有总体作用，不涉及个人。",
                  "Coverage of public areas by video; an effect on the whole, nobody is tracked."))
    env_action: float = lever(
        0.3, full=1.0, unit=INDEX, provisions=("4.1.3",), cost=CLEANING, moves="SVC1↑ DIS1↓",
        label=("城市环境整治力度", "Urban clean-up effort"),
        sentence=("城市社区环境整治的力度，由街道和购买服务承担。", "Done by the street and paid work."))
    rural_env: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("4.1.4",), cost=CLEANING, moves="SVC1↑ DIS1↕",
        label=("农村环境整治力度", "Rural clean-up effort"),
        sentence=("农村人居环境整治的力度，由乡镇和购买服务承担。", "Done by the township and paid work."))
    maint_share: float = lever(
        0.1, full=0.4, high=0.4, unit=SHARE, provisions=("4.1.1",), cost=Cost(cny=3_000, hours=0.5),
        moves="SVC1↑ DIS1↓", label=("管护经费占比", "Share spent on upkeep"),
        sentence=("基础设施投入中用于管护的比例。", "Share of public works money spent on upkeep."))
    aging_fit: float = lever(
        0.2, full=1.0, unit=INDEX, provisions=("4.1.6",), cost=WORKS, moves="SVC4↕",
        source="ambiguous: the gap narrows where the old are worst off, and widens where migrants are",
        label=("适老化与无障碍程度", "Age-friendly, barrier-free works"),
        sentence=("适老化和无障碍改造的程度。", "How far places are fit for the old and the disabled."))
    facility_m2: float = lever(
        0.0, full=30.0, high=60.0, unit=M2, provisions=("4.2.1",), cost=Cost(hours=1, itself=True),
        moves="SVC1↑ ENG3↑", source="the document's standard; building costs 2,500 CNY per m² (assumption)",
        label=("综合服务设施面积", "Service facility area"),
        sentence=("每百户设施面积下限；低于下限者逐年增建。", "Floor; where less is there, more is built."))
    build_rate: float = lever(
        1.0, full=4.0, high=6.0, unit=("平方米/百户·年", "m² per 100 households per year"),
        provisions=("4.2.1",), cost=Cost(hours=1, itself=True), beside=("facility_m2",), moves="SVC1↑",
        beyond_the_letter=True, source="building costs 2,500 CNY per m² (assumption)",
        label=("设施面积年增量", "Facility area added"),
        sentence=("未达下限时每年增建的面积。", "Area built each year until the floor is reached."))
    asset_reg: float = lever(
        0.3, full=1.0, unit=SHARE, provisions=("4.2.3",), cost=RULES, moves="SVC1↑",
        label=("设施产权登记率", "Facilities registered"),
        sentence=("设施办理产权登记的比例，防止流失。", "Registered facilities are not lost to other uses."))
    open_hours: float = lever(
        30.0, full=56.0, low=10.0, high=70.0, unit=HOURS_WEEK, provisions=("4.2.4",),
        cost=Cost(cny=20_280, hours=1), moves="SVC1↑", beyond_the_letter=True,
        source="cost: 15 CNY per hour of opening (assumption); the size of the effect is assumed",
        label=("设施开放时长", "Opening hours"),
        sentence=("综合服务设施每周开放时长。", "Hours that the facility is open each week."))
    utility_disc: float = lever(
        0.1, full=0.5, high=0.5, unit=SHARE, provisions=("4.2.5",), cost=Cost(cny=20_000, hours=0.5),
        moves="FIN2↕", label=("水电气价格优惠幅度", "Utility discount"),
        source="ambiguous: what the county saves stands against the declared cost of the discount",
        sentence=("综合服务设施水电燃气价格优惠幅度。", "Discount on what facilities pay for utilities."))
    vol_ratio: float = lever(
        20.0, full=30.0, low=5.0, high=40.0, unit=("人/社工", "volunteers per social worker"),
        provisions=("2.4.6",), cost=RULES, moves="ENG5↕",
        label=("每名社工带志愿者数", "Volunteers per social worker"),
        sentence=("一名社工所能带领的志愿者数，其内志愿工时效用加倍。",
                  "Volunteers that one social worker leads; their hours count double."))
    promise_w: float = lever(
        3.0, full=1.0, low=1.0, high=4.0, unit=("周（越短越严）", "weeks (shorter is stricter)"),
        provisions=("3.2.4",), cost=RULES, by_community=True, moves="SVC3↓ SVC2a↓",
        label=("服务承诺时限", "Promised response time"),
        sentence=("诉求首次办理的承诺时限；越短，期望越高。",
                  "Weeks within which a request is promised a response; a promise raises hopes."))

    # Needs.
    need_hours: tuple[float, ...] = _domains(
        (6, 10, 4, 8, 4, 4), (1, 20), PER_1000, ("各领域服务需求", "Services needed"),
        ("每千居民每周所需服务工时。", "Hours of service needed each week."))
    welfare_need: tuple[float, ...] = uncertainty(
        (0.6, 2.2, 2.5), parts=("others", "aged 60 and over", "in a support group"), low=0.3, high=5.0,
        unit=TIMES, source=ASSUMED, label=("福利需求倍数", "Welfare needs"),
        sentence=("福利领域需求的倍数：一般、60岁及以上、关爱对象。",
                  "Multiple of welfare needs; rescaled to a mean of 1 over the nine community types."))
    suppressed_need: float = _number(
        0.4, (0, 0.8), NUMBER, ("非户籍被压抑需求", "Suppressed need"),
        ("服务保障每升1，非户籍居民需求的增幅。", "Rise of non-registered residents' needs with access."))

    # Supply.
    public_lines: tuple[float, ...] = _domains(
        (0.20, 0.20, 0.15, 0.35, 0.35, 0.50), (0, 0.75), SHARE, ("公共与市场供给", "Public lines and market"),
        ("公共条线和市场供给占需求的比例。", "Supply by public lines and the market, over need."))
    committee_split: tuple[float, ...] = _domains(
        (0.40, 0.30, 0.05, 0.15, 0.10, 0.0), (0, 1), SHARE, ("服务工时分配", "Committee hours by domain"),
        ("社区便民服务工时在各领域的分配。", "How the committee's service hours divide."))
    bought_split: tuple[float, ...] = _domains(
        (0.10, 0.35, 0.15, 0.20, 0.10, 0.10), (0, 1), SHARE, ("购买工时的分配", "Bought hours by domain"),
        ("街道购买服务工时在各领域的分配。", "How bought service hours divide."))
    volunteer_split: tuple[float, ...] = _domains(
        (0.0, 0.35, 0.25, 0.20, 0.20, 0.0), (0, 1), SHARE, ("志愿工时的分配", "Volunteer hours by domain"),
        ("志愿服务工时在各领域的分配。", "How volunteer hours divide."))
    volunteer_value: float = _number(
        0.35, (0.175, 0.525), NUMBER, ("志愿工时的效用", "Worth of a volunteer hour"),
        ("一小时志愿服务折合专业服务的小时数。", "Hours of trained service that one is worth."))
    cutting_corners: float = _number(
        0.2, (0.1, 0.3), NUMBER, ("赶工的质量损失", "Cutting corners"),
        ("工时缺口折损服务效果的指数。", "Exponent by which missing hours spoil those given."),
        "Oliva, Sterman 2001, Management Science 47(7); size assumed")
    coproduction: str = uncertainty(
        "additive", options=("additive", "complements"), unit=CHOICE, source=ASSUMED,
        label=("志愿与专业服务的关系", "Volunteers and staff"),
        sentence=("志愿工时与专业工时相加还是互补（替代弹性0.5）。",
                  "Whether volunteer and trained hours add up or need each other (elasticity .5)."))
    patrol_hours: float = _number(
        4.0, (2, 8), PER_1000_ADULTS, ("巡逻工时", "Hours of patrols"),
        ("群防群治到满值时每周巡逻所需志愿工时。", "Volunteer hours of patrols per unit of effort."))
    patrol_video: float = _number(
        0.3, (0.15, 0.45), SHARE, ("视频替代巡逻", "Video for patrols"),
        ("视频覆盖替代巡逻的比例。", "Share of patrols that video replaces, per unit of coverage."))
    supervision_hours: float = _number(
        2.0, (1, 4), PER_1000_ADULTS, ("资金监督工时", "Hours of oversight"),
        ("居民监督资金所需志愿工时。", "Volunteer hours of overseeing funds per unit of effort."))
    street_environment: float = _number(
        0.5, (0, 1), NUMBER, ("街道环境工时的效用", "Street hours on environment"),
        ("街道环境工时增量折合服务工时。", "Service hours that an added street hour is worth."))
    rural_market: float = _number(
        1.0, (0.5, 2), TIMES, ("供销网点的作用", "Reach of co-op outlets"),
        ("农村和偏远地区市场服务作用的倍数。", "Multiple of market supply in villages and remote places."))
    gain_market: float = _gain("市场便民服务", "market services")
    gain_ecommerce: float = _gain("社区电商", "e-commerce")
    gain_health: float = _gain("社区卫生投入", "health stations")
    gain_video: float = _gain("公共视频", "public video")
    gain_cleaning: float = _gain("环境整治", "clean-ups")
    gain_soe: float = _gain("国企农林场社区纳入", "taking in state-enterprise communities")
    catalogue_gain: float = _number(
        0.2, (0, 0.5), SHARE, ("服务目录的供给增幅", "Supply by the catalogue"),
        ("服务目录到满值时公共条线供给的增幅。", "Rise of public lines with a full catalogue."))
    soe_loss: float = _number(
        0.05, (0, 0.1), SHARE, ("单位福利先行消退", "Firms' own services fade first"),
        ("纳入后一年内单位自有服务减少的比例。", "Supply over need that is lost in the first year."))
    soe_loss_weeks: int = _number(
        52, (26, 104), WEEKS, ("消退持续时间", "Weeks of that loss"),
        ("单位自有服务减少持续的周数。", "How long the loss lasts."))
    works_decay: float = _number(
        0.10, (0.05, 0.2), PER_YEAR, ("基础设施折旧", "Wear of public works"),
        ("基础设施每年损耗的比例。", "Share of public works that wears out each year."))
    works_upkeep: float = _number(
        2.5, (1.25, 3.3), NUMBER, ("管护的作用", "Effect of upkeep"),
        ("管护占比每升1，损耗减少的倍数。", "Fall of wear per unit of the share spent on upkeep."))
    works_return: float = _number(
        0.4, (0.2, 0.6), NUMBER, ("基础设施的产出弹性", "Return of public works"),
        ("环境公共供给对基础设施存量的弹性。", "Elasticity of environment supply to public works."))

    # Facilities and quality.
    quality_slope: float = _number(
        1.5, (1, 2.5), NUMBER, ("质量曲线", "Curve of quality"),
        ("供需比转为质量的指数。", "Exponent that turns supply over need into quality."))
    facility_half: float = _number(
        15.0, (8, 25), M2, ("设施半饱和面积", "Facility area of half effect"),
        ("设施作用达到一半的面积。", "Area at which a facility has half its effect."))
    opening_return: float = _number(
        0.3, (0.15, 0.45), NUMBER, ("开放时长的弹性", "Return of opening hours"),
        ("设施作用对开放时长的弹性。", "Elasticity of effective area to opening hours."))
    space_return: float = _number(
        0.2, (0, 0.5), SHARE, ("综合利用的作用", "Effect of multiple use"),
        ("空间综合利用或文化中心到满值时有效面积的增幅。", "Rise of effective area at full use."))
    venue_area: float = _number(
        100.0, (50, 200), ("平方米", "m²"), ("单位开放场所面积", "Area of a unit's venue"),
        ("单位开放的场所面积。", "Area of a venue that a unit opens."))
    loss_risk: float = _number(
        0.01, (0, 0.02), PER_YEAR, ("设施流失风险", "Facilities lost"),
        ("未登记设施每年流失的比例（按基线登记率计）。", "Share lost each year at today's registration."))
    building_cost: float = _number(
        2500.0, (1250, 5000), ("元/平方米", "CNY per m²"), ("建设成本", "Cost of building"),
        ("每平方米设施建设成本。", "Cost of a square metre of facility."))
    facility_bill: float = _number(
        60.0, (30, 120), ("元/平方米·年", "CNY per m² per year"), ("设施水电费", "Utilities of a facility"),
        ("每平方米设施每年优惠前的水电燃气费。", "Water, power and gas of a facility before discounts."))
    shock_decay: float = _number(
        0.05, (0.025, 0.1), ("每周", "per week"), ("质量冲击消退", "Fading of quality shocks"),
        ("一次改进带来的质量变化每周消退的比例。", "Share of a passing change of quality that fades."))

    # Access and errands.
    access_losses: tuple[float, ...] = uncertainty(
        (0.2, 0.15, 0.05, 0.2, 0.05), low=0.0, high=0.4, unit=SHARE, source=ASSUMED,
        parts=("not registered", "language gap", "distance", "online window", "old or in need"),
        label=("服务可及损失", "Losses of access"),
        sentence=("非户籍、语言、路程、线上窗口、年老或困境造成的可及损失。",
                  "Access lost to no registration, language, distance, online windows, age or need."))
    errand_hours: float = _number(
        2.0, (1, 4), HOURS, ("办一件事用时", "Hours of an errand"),
        ("居民办一件事的基准用时。", "Hours that a resident spends on one errand."))
    errand_savings: tuple[float, ...] = uncertainty(
        (0.3, 0.5, 0.3, 0.3), parts=("one window", "agency", "platform", "online"), low=0.0, high=1.0,
        unit=NUMBER, source=ASSUMED, label=("办事省时", "Time saved on errands"),
        sentence=("一窗、代办、平台、线上各自节省的比例。", "Saved by window, agency, platform, online."))
    errand_distance: float = _number(
        0.3, (0.15, 0.45), NUMBER, ("路程增加用时", "Time added by distance"),
        ("路程倍数每升1，办事用时的增幅。", "Rise of an errand's time per unit of distance."))
    certificate_time: tuple[float, ...] = uncertainty(
        (1.0, 2.0), parts=("to get it", "stranded without it"), low=0.5, high=4.0, unit=HOURS, source=ASSUMED,
        label=("证明用时", "Time of a certificate"),
        sentence=("开证明增加的用时；取消后被别处要求时增加的用时。",
                  "Hours added by a certificate, and by its lack where others still ask for it."))
    stranded_share: float = _number(
        0.2, (0, 0.4), SHARE, ("证明落空比例", "Stranded without a certificate"),
        ("取消证明而系统不通时办不成事的比例。", "Stranded when certificates go."))
    # fmt: on
