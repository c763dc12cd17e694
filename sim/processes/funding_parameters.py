"""Levers and uncertainties of money: budgets, money that follows tasks, gifts, own income, leaks.

Per-head amounts of today are assumed: no published budget of a Yunnan community was found; operating and
service money is put at 30,000–150,000 yuan a village and 80,000–300,000 an urban community (C).
"""

from __future__ import annotations

from sim.declare import (
    INDEX,
    NUMBER,
    PER_WEEK,
    SHARE,
    WEEKS,
    YES_NO,
    Cost,
    Declarations,
    Text,
    lever,
    uncertainty,
)

MONEY = Cost(itself=True, hours=0.5)
RULES = Cost(cny=3_000, hours=0.5)
CONTROL = Cost(cny=8_000, hours=1.0, street_hours=2.0)
PER_HEAD: Text = ("元/人·年", "CNY per resident per year")
CNY_HOUR: Text = ("元/小时", "CNY per hour")
CNY: Text = ("元", "CNY")
CNY_YEAR: Text = ("元/年", "CNY per year")
CNY_POST: Text = ("元/岗位·年", "CNY per post per year")


class FundingParameters(Declarations):
    """The declared numbers of money."""

    # fmt: off
    base_fund: float = lever(
        25.0, full=50.0, low=5, high=60, unit=PER_HEAD, cost=MONEY, provisions=("2.2.5",),
        label=("社区基本运转经费", "Basic community funding"),
        sentence=("街道拨给居（村）委会的运转经费。", "Operating money the street passes to committees."),
        moves="WRK8↑ SVC1↑ FIN2↑")
    svc_fund: float = lever(
        10.0, full=30.0, high=60, unit=PER_HEAD, cost=MONEY, provisions=("3.2.1",),
        label=("社区公共服务投入", "Public service spending"),
        sentence=("街道用于购买社区公共服务工时的资金。", "Money with which the street buys service hours."),
        moves="SVC1↑")
    so_fund: float = lever(
        2.0, full=20.0, high=40, unit=PER_HEAD, cost=MONEY, provisions=("2.4.3",),
        label=("社会组织扶持资金", "Core grants to social organisations"),
        sentence=("不经招标、扶持社会组织自主开展项目的资金。",
                  "Grants for social organisations' own projects, without tender."),
        moves="ORG1↑ ORG2↑")
    purchase: float = lever(
        3.0, full=20.0, high=40, unit=PER_HEAD, cost=MONEY, provisions=("3.2.3",),
        label=("政府购买服务投入", "Service contracts"),
        sentence=("经招标向社会组织购买合同服务的资金。",
                  "Money for contract hours of social organisations, by tender."),
        moves="FIN2↑ ORG2↑")
    prov_support: float = lever(
        2.0, full=20.0, high=30, unit=PER_HEAD, cost=MONEY, provisions=("5.1.5",),
        label=("省级扶持资金", "Provincial support funds"),
        sentence=("省级部门以项目、设施等形式扶持社区服务的资金。",
                  "Provincial projects in support of community services."),
        moves="FIN2↑ SVC1↑")
    culture_inv: float = lever(
        1.0, full=5.0, high=10, unit=PER_HEAD, cost=MONEY, provisions=("3.3.2",),
        label=("社区文化投入", "Community culture spending"),
        sentence=("用于社区文化活动和团队的资金。", "Money for community culture and its groups."),
        moves="ENG2↑ ENG9↑")
    infra_inv: float = lever(
        5.0, full=30.0, high=40, unit=PER_HEAD, cost=MONEY, provisions=("4.1.1",),
        label=("基础设施投入", "Infrastructure spending"),
        sentence=("用于社区道路、管网等设施建设和管护的资金。",
                  "Money for building and upkeep of community infrastructure."),
        moves="SVC1↑ DIS1↓")
    equalisation: float = lever(
        0.3, full=1.0, unit=INDEX, cost=RULES, provisions=("3.2.1",),
        label=("农村和贫困地区倾斜度", "Tilt to rural and poor areas"),
        sentence=("资金向农村、搬迁安置、边疆和农林场社区倾斜的程度；总额不变。",
                  "Tilt of money to villages, resettlement, border and farm communities; the sum stays."),
        moves="EQU1↑ EQU2↕")
    autonomy: float = lever(
        0.2, full=0.8, unit=SHARE, cost=RULES, provisions=("4.3.2",),
        label=("社区自主统筹资金比例", "Untied community funds"),
        sentence=("运转经费中由社区自主安排的比例。",
                  "Share of operating money that the community may use freely."),
        moves="FIN6↑ ENG7a↑ WRK5a↓")
    pooling: float = lever(
        0.1, full=1.0, unit=INDEX, cost=RULES, provisions=("5.2.2",),
        label=("资金整合统筹度", "Pooling of funds"),
        sentence=("各级各部门资金整合使用的程度。", "How far funds of levels and departments are pooled."),
        moves="FIN6↑ WRK3↓")
    fund_follow: float = lever(
        0.1, full=1.0, unit=SHARE, cost=MONEY, provisions=("4.4.3",),
        label=("费随事转落实率", "Funds following tasks"),
        sentence=("下移的协助和清单外事项得到相应经费的比例。",
                  "Share of moved assisted and off-list hours for which the money follows."),
        moves="FIN1↑ WRK4a↓ DIS3a↑")
    resource_symmetry: float = lever(
        0.1, full=1.0, unit=INDEX, cost=RULES, provisions=("2.2.6",),
        label=("财权随责同步下沉度", "Money and powers moved with duties"),
        sentence=("街道自主资金和权限随职责下移给社区的程度。",
                  "How far the street's free money and powers move down with duties."),
        moves="FIN6↑ ENG7a↑")
    pay_on_time: float = lever(
        0.4, full=1.0, unit=SHARE, cost=RULES, provisions=("3.2.3",), beyond_the_letter=True,
        label=("购买款按时支付率", "Contracts paid on time"),
        sentence=("购买服务款项按时支付的比例。", "Share of contract money paid when due."),
        beside=("purchase",), moves="ORG1↑")
    fund_superv: float = lever(
        0.3, full=1.0, unit=INDEX, cost=CONTROL, provisions=("5.2.5",),
        label=("居民全程监督力度", "Residents' oversight of funds"),
        sentence=("居民对购买和项目资金全过程监督的力度。",
                  "Residents' oversight of purchases and projects from start to end."),
        moves="FIN3↓ ENG13a↑")
    rsc_active: float = lever(
        0.3, full=1.0, unit=INDEX, cost=CONTROL, provisions=("2.3.9",),
        label=("村（居）务监督活跃度", "Supervisory committee activity"),
        sentence=("村（居）务监督委员会对集体和居（村）委资金的监督力度。",
                  "How actively the supervisory committee watches committee and collective money."),
        moves="FIN3↓")
    charity: float = lever(
        0.5, full=5.0, high=10, unit=PER_HEAD, cost=MONEY, provisions=("5.2.3",),
        label=("慈善捐赠规模", "Charitable donations"),
        sentence=("慈善捐赠的规模；捐赠流向归属感强、易募款之处。",
                  "Size of donations; gifts go where belonging is strong and giving is easy."),
        moves="FIN2↑ ORG2↓ EQU2↑")
    foundation: bool = lever(
        False, full=True, unit=YES_NO, cost=Cost(cny=10_000, hours=0.5), provisions=("5.2.3",),
        label=("设立社区基金会", "Community foundation"),
        sentence=("设立社区基金会，捐赠先入基金会再资助项目。",
                  "A community foundation takes in donations and makes grants."),
        source="effect assumed; about 200 nationally, fewer than 5 in Yunnan, 2022 (B/C)",
        moves="FIN2↑ ORG2↓ EQU2↑")
    tax_relief: float = lever(
        0.1, full=1.0, unit=SHARE, cost=RULES, provisions=("2.4.3",),
        label=("税费优惠落实度", "Tax and fee relief delivered"),
        sentence=("对社会组织和捐赠的税费优惠落实的程度。",
                  "How far tax relief for giving and for organisations is delivered."),
        moves="ORG2↓")
    space_use: float = lever(
        0.2, full=1.0, unit=INDEX, cost=Cost(cny=40_000, hours=1.0), provisions=("3.2.6",),
        label=("公共空间综合利用度", "Multiple use of public space"),
        sentence=("社区公共空间文体商物流等综合利用的程度。",
                  "How far public space serves several uses, some for a fee."),
        moves="SVC1↑ FIN6↑")
    coll_income: float = lever(
        0.0, full=40.0, high=80, unit=PER_HEAD, cost=MONEY, provisions=("2.4.8",),
        label=("集体经济支持社区资金", "Collective income for the community"),
        sentence=("集体经济用于社区的资金下限；原本更高者不变。",
                  "Floor on collective income for the community; larger incomes stay."),
        moves="FIN2↑ SVC1↑ DIS1↑")

    temp_wage: float = uncertainty(
        30.0, low=18, high=45, unit=CNY_HOUR,
        label=("临时人员时薪", "Wage of temporary staff"),
        sentence=("临时人员一小时的费用。", "Cost of an hour of temporary staff."),
        source="assumption near 66,000 yuan over 2,080 hours", standing="C")
    temp_efficiency: float = uncertainty(
        0.8, low=0.6, high=1, unit=SHARE,
        label=("临时人员效率", "Efficiency of temporary staff"),
        sentence=("临时人员一小时相当的有效工时。", "Effective hours in a paid hour."), source="assumption")
    temp_delay: int = uncertainty(
        4, high=12, unit=WEEKS,
        label=("临时人员到岗时间", "Delay of temporary staff"),
        sentence=("从决定聘用到到岗的周数。", "Weeks from hiring to work."), source="assumption")
    temp_cap: float = uncertainty(
        0.5, low=0.25, high=1, unit=SHARE,
        label=("临时工时上限", "Most temporary hours"),
        sentence=("临时工时占岗位正常工时的上限。",
                  "Most temporary hours as a share of normal hours of posts."),
        source="assumption")
    hour_price: float = uncertainty(
        55.0, low=40, high=70, unit=CNY_HOUR,
        label=("购买服务单价", "Price of a service hour"),
        sentence=("购买一小时服务的价格。", "Price of a bought service hour."),
        source="100,000–120,000 yuan a worker-year in Guangzhou stations (from memory)", standing="B")
    post_wage: float = uncertainty(
        66_000.0, low=43_000, high=90_000, unit=CNY_POST,
        label=("社区工作者年成本", "Cost of a post"),
        sentence=("一个岗位一年的工资和社保。", "Wage and insurance of a filled post."),
        source="3,600 a month for village secretaries to 7,540 for full-time staff, Kunming 2020 (A)",
        standing="A")
    pay_gap: float = uncertainty(
        18_000.0, low=9_000, high=36_000, unit=CNY_POST,
        label=("待遇差距", "Gap to local pay"),
        sentence=("补足与当地平均工资差距的年成本。", "Yearly cost of closing the gap to local average pay."),
        source="assumption")
    social_worker_wage: float = uncertainty(
        110_000.0, low=80_000, high=140_000, unit=CNY_POST,
        label=("社工岗位年成本", "Cost of a social worker"),
        sentence=("一个社工岗位一年的成本。", "Yearly cost of a social worker post."),
        source="100,000–120,000 yuan a worker-year in Guangzhou stations (from memory)", standing="B")
    budget_margin: float = uncertainty(
        1.1, low=1, high=1.3, unit=NUMBER,
        label=("部门转移经费余量", "Margin of departments' money"),
        sentence=("部门经费相对预计下移工时的余量。",
                  "Departments' money against the hours expected to move."),
        source="assumption")
    equalisation_tilt: float = uncertainty(
        0.5, low=0.25, high=1, unit=SHARE,
        label=("倾斜幅度", "Size of the tilt"),
        sentence=("完全倾斜时农村等社区多得的比例。",
                  "How much more rural and poor communities get at full tilt."),
        source="assumption")
    pooling_untied: float = uncertainty(
        0.1, high=0.25, unit=SHARE,
        label=("整合增加自主资金", "Pooling and untied money"),
        sentence=("资金完全整合时自主比例的增加。", "Untied share added by full pooling."),
        source="assumption")
    pooling_hours: float = uncertainty(
        0.2, high=0.5, unit=SHARE,
        label=("整合减少事务", "Pooling and paper work"),
        sentence=("资金完全整合时部门会议工时的降幅。", "Meeting hours saved by full pooling."),
        source="assumption")
    symmetry_share: float = uncertainty(
        0.3, low=0.15, high=0.6, unit=SHARE,
        label=("资金随责下沉幅度", "Money moved with duties"),
        sentence=("完全同步时街道自主资金下沉的比例（再乘下移比例）。",
                  "Share of the street's free money that moves down, times the offloaded share."),
        source="assumption")
    own_purchase_rate: float = uncertainty(
        0.04, low=0.02, high=0.1, unit=PER_WEEK,
        label=("自主资金支出节奏", "Pace of untied spending"),
        sentence=("居（村）委会每周支出自主资金结余的比例。",
                  "Share of the untied balance above the reserve that is spent in a week."),
        source="assumption")
    own_service_share: float = uncertainty(
        0.4, low=0.2, high=0.8, unit=SHARE,
        label=("自主支出中的服务", "Services in untied spending"),
        sentence=("自主支出中购买服务工时的比例，其余用于活动和小型工程。",
                  "Share of untied spending that buys service hours; the rest is activities and works."),
        source="assumption")
    own_reserve: float = uncertainty(
        8_000.0, low=2_000, high=20_000, unit=CNY,
        label=("自主资金留存", "Reserve of untied money"),
        sentence=("为落实协商决议保留的自主资金。", "Untied money kept back for decisions of residents."),
        source="assumption: one decision of mean size")
    leak_rate: float = uncertainty(
        0.05, high=0.15, unit=SHARE,
        label=("资金流失率", "Leakage of money"),
        sentence=("无监督、无纪律约束时资金流失的比例。",
                  "Share of money lost without oversight and integrity."),
        source="assumption")
    oversight: tuple[float, ...] = uncertainty(
        (0.8, 0.2, 0.1), parts=("watch", "disclosure", "channel"), unit=SHARE,
        label=("监督作用的构成", "Parts of oversight"),
        sentence=("监督力度、公开程度、监督渠道对堵漏的作用。",
                  "How watching, disclosure and the channel stop leaks."),
        source="assumption")
    gang_leak: float = uncertainty(
        0.3, high=0.6, unit=SHARE,
        label=("防范黑恶与集体资产", "Gangs and collective assets"),
        sentence=("防范黑恶每升1，居（村）委和集体资金流失的降幅。",
                  "Leak of committee and collective money stopped for a unit of anti-gang effort."),
        source="assumption")
    unity_leak: float = uncertainty(
        0.3, high=0.6, unit=SHARE,
        label=("一肩挑与监督", "One head and oversight"),
        sentence=("书记兼任主任而监督不力时流失的增幅。",
                  "Leak added where one person holds both offices and nobody watches."), source="assumption")
    payment_delay: float = uncertainty(
        8.0, high=26, unit=WEEKS,
        label=("购买款拖欠周数", "Delay of payment"),
        sentence=("从不按时支付时购买款拖欠的周数。",
                  "Weeks that contract money is late if never paid on time."),
        source="assumption")
    unit_gift: float = uncertainty(
        2_000.0, low=1_000, high=4_000, unit=CNY_YEAR,
        label=("共建单位捐助", "Gift of a unit with a pact"),
        sentence=("一个共建单位每年的捐助（乘联系强度）。",
                  "Yearly gift of a unit with a pact, times its tie."),
        source="assumption")
    unit_gift_other: float = uncertainty(
        0.25, high=0.5, unit=SHARE,
        label=("其他单位捐助比例", "Gifts of other units"),
        sentence=("未签协议单位的捐助相对共建单位的比例。",
                  "Gift of a unit without a pact against one with."),
        source="assumption")
    gift_effects: tuple[float, ...] = uncertainty(
        (0.5, 0.2, 0.2), parts=("tax_relief", "publicity", "foundation"), unit=SHARE,
        label=("捐赠的促进因素", "What raises donations"),
        sentence=("税费优惠、宣传、基金会使捐赠增加的比例。",
                  "How much tax relief, publicity and a foundation add."),
        source="assumption")
    foundation_rate: float = uncertainty(
        0.25, low=0.1, high=1, unit=("每4周", "per 4 weeks"),
        label=("基金会资助节奏", "Pace of foundation grants"),
        sentence=("基金会每四周拿出余额资助社会组织的比例。",
                  "Share of its balance that a foundation grants every 4 weeks."),
        source="assumption")
    owners_income: float = uncertainty(
        30.0, low=10, high=80, unit=("元/户·年", "CNY per household per year"),
        label=("小区公共收益", "Income of common property"),
        sentence=("停车、广告等每户每年的公共收益。",
                  "Parking and advertising income of an estate's households."),
        source="assumption")
    space_income: float = uncertainty(
        4_000.0, high=10_000, unit=CNY_YEAR,
        label=("公共空间收入", "Income from space"),
        sentence=("公共空间充分利用时的自主收入（每升1）。", "Untied yearly income for a unit of space use."),
        source="assumption")
    # fmt: on
