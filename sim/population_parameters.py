"""What the population is drawn from beyond the community types: first values, dependencies, layers.

Means of efficacy, trust and the like are assumptions; the size of each community, its shares and its ties
stand in data/archetypes.toml.
"""

from __future__ import annotations

from typing import Any

from sim.declare import (
    INDEX,
    LOGIT,
    NUMBER,
    PROBABILITY,
    SHARE,
    Cost,
    Declarations,
    Text,
    lever,
    uncertainty,
)

ADULTS: Text = ("成年人", "adults")
TIMES: Text = ("倍", "multiple")
HOURS: Text = ("小时/周", "hours per week")
ASSUMED = "assumption; no measurement found"
COLLECTION = "stable states of the payment process; an industry figure of 76.3 % paid is the upper one"
SCHOOLING = ("primary", "junior", "senior", "college")


def _mean(default: float, zh: str, en: str, source: str = ASSUMED, standing: str = "C") -> Any:
    """Declare the mean of one index at the start; it may be .1 lower or higher."""
    sentence = (f"居民{zh}的初始均值。", f"Mean {en} of residents at the start.")
    return uncertainty(
        default, low=round(default - 0.1, 2), high=round(default + 0.1, 2), unit=INDEX, standing=standing,
        label=(f"初始{zh}", f"{en[0].upper()}{en[1:]} at the start"), sentence=sentence, source=source,
    )  # fmt: skip


def _shift(zh: str, en: str) -> Any:
    """Declare a shift of an index whose mean differs by community type."""
    sentence = (f"各类社区{zh}初始均值同加此数。", f"Added to the mean {en} of every community type.")
    return uncertainty(
        0.0, low=-0.1, high=0.1, unit=INDEX, label=(f"{zh}平移", f"Shift of {en}"), sentence=sentence,
        source=ASSUMED,
    )  # fmt: skip


def _number(
    default: float, span: tuple[float, float], unit: Text, label: Text, sentence: Text, source: str = ASSUMED
) -> Any:
    """Declare an uncertain number of standing C."""
    return uncertainty(
        default, low=span[0], high=span[1], unit=unit, label=label, sentence=sentence, source=source
    )


class PopulationParameters(Declarations):
    """Residents, households, estates and layers at the start, and the levers that change them."""

    # fmt: off
    community_size: float = lever(
        5000, full=2000, low=800, high=5000, unit=("成年人/居（村）委会", "adults per committee"),
        label=("社区管辖规模", "Adults per committee"),
        sentence=("每个居（村）委会管辖的成年人上限；超过的社区在开始前拆分。",
                  "Most adults under one committee; a larger community is split before the run."),
        provisions=("2.3.1",), cost=Cost(cny=66_000, hours=1), moves="WRK4a↕ ENG3↕ DIS5↕", as_set=True,
        source="cost: one post, 43,000–90,000 CNY in Kunming; the size of the effect is assumed")
    grid_size: float = lever(
        500, full=200, low=80, high=500, unit=("户/网格", "households per grid"),
        label=("网格规模", "Households per grid"),
        sentence=("每个网格户数的上限。", "Most households in one grid."),
        provisions=("2.3.2",), cost=Cost(cny=66_000, hours=1), moves="SVC5↕ WRK4a↕", as_set=True,
        beyond_the_letter=True,
        source="cost: one post, 43,000–90,000 CNY in Kunming; the size of the effect is assumed")
    mixing: float = lever(
        0.0, full=1.0, unit=INDEX, label=("互嵌式居住程度", "Mixed residence"),
        sentence=("新配房和安置时自愿混合居住，使邻里联系的同群倾向降低至多60%。",
                  "Voluntary mixing in new housing; like-with-like among neighbours falls by up to 60 %."),
        provisions=("3.3.7",), cost=Cost(cny=8_000, hours=1), moves="ENG9↕ DIS1↕", as_set=True)

    residents_per_adult: float = uncertainty(
        1.25, low=1.2, high=1.35, unit=TIMES, label=("居民与成年人之比", "Residents per adult"),
        sentence=("每名成年人对应的各年龄居民数。", "Residents of all ages for each adult."),
        source="residents over adults of 18 and more, census 2020, 3/45 of those aged 15–59 taken as 15–17: "
        "Kunming 1.245, Chuxiong 1.255, Yunnan 1.315", standing="A†")
    largest_household: int = uncertainty(
        5, low=4, high=8, unit=ADULTS, label=("每户成年人上限", "Most adults in a household"),
        sentence=("一户成年人数上限；户规模为 1 加二项分布。", "Household size is 1 plus a binomial number."),
        source=ASSUMED)
    household_likeness: float = _number(
        0.5, (0.0, 0.9), SHARE, ("同户相似度", "Likeness within households"),
        ("同户成年人年龄、学历倾向的相关程度。", "Correlation of age and schooling inside a household."))
    nonhukou_young_odds: float = _number(
        1.5, (1.0, 2.5), TIMES, ("青年非户籍几率比", "Odds of non-registration at 18–34"),
        ("18—34岁非本地户籍的几率与35—59岁之比。", "Odds at 18–34 over odds at 35–59."))
    nonhukou_old_odds: float = _number(
        0.35, (0.15, 0.8), TIMES, ("老年非户籍几率比", "Odds of non-registration at 60 and over"),
        ("60岁及以上非本地户籍的几率与35—59岁之比。", "Odds at 60 and over over odds at 35–59."))
    nonhukou_owner_ratio: float = _number(
        0.35, (0.15, 0.7), TIMES, ("非户籍自有住房比", "Home ownership of the non-registered"),
        ("非户籍家庭自有住房比例与社区平均之比。", "Owner share of the non-registered over the mean."))
    nonhukou_right_share: float = _number(
        0.4, (0.1, 0.6), PROBABILITY, ("非户籍有选举权比例", "Non-registered who may vote"),
        ("未采取措施时非户籍居民可在居住地参选的概率。",
         "Chance that a non-registered adult may vote where they live, without measures."))
    nonhukou_kin_ratio: float = _number(
        0.4, (0.1, 1.0), TIMES, ("非户籍亲属联系比", "Kin ties of the non-registered"),
        ("非户籍居民在社区内的亲属联系数与户籍居民之比。", "Kin ties started, over those of the registered."))
    child_share: float = _number(
        0.45, (0.3, 0.6), SHARE, ("有子女家庭比例", "Households with a child"),
        ("有35—59岁成年人的家庭中有未成年子女的比例。", "Of households with an adult of 35–59."))
    vacant_share: float = _number(
        0.05, (0.0, 0.08), SHARE, ("空置比例", "Vacant dwellings"),
        ("每年部分时间空置、不计费的家庭比例。", "Dwellings empty part of the year and not billed."))
    never_pay_share: float = _number(
        0.03, (0.0, 0.08), SHARE, ("从不缴费比例", "Never pay"),
        ("从不缴纳物业费的家庭比例，不含空置。", "Households that never pay the fee, beside the vacant."),
        "assumption; with the vacant 8 %, so that the upper state of payment is 77 %")
    schooling_urban: tuple[float, ...] = uncertainty(
        (0.20, 0.33, 0.20, 0.27), unit=SHARE, parts=SCHOOLING, label=("城市学历构成", "Schooling, urban"),
        sentence=("城市社区成年人学历比例，从小学及以下到大专及以上。",
                  "Shares of adults in urban communities by schooling, scaled to a sum of 1."),
        source="assumption; adults with a degree: Kunming 28 %, Yunnan 14 % (census 2020, A†)")
    schooling_rural: tuple[float, ...] = uncertainty(
        (0.47, 0.37, 0.10, 0.06), unit=SHARE, parts=SCHOOLING, label=("农村学历构成", "Schooling, rural"),
        sentence=("农村社区成年人学历比例，从小学及以下到大专及以上。",
                  "Shares of adults in rural communities by schooling, scaled to a sum of 1."),
        source="assumption; with as many urban adults 16 % have a degree, Yunnan 14 % (census 2020, A†)")
    schooling_by_age: float = _number(
        0.04, (0.02, 0.06), ("标准差/岁", "sd per year"), ("学历随年龄下降", "Schooling and age"),
        ("年龄每大一岁学历倾向的下降。", "Schooling lost with each year of age, before the cut to shares."))
    years_after_60: float = _number(
        9.0, (7.0, 12.0), ("岁", "years"), ("60岁后年数均值", "Mean years after 60"),
        ("60岁及以上居民年龄超过60岁的均值，90岁封顶。", "Mean age less 60 among the old; 90 at most."))

    theta_sd: float = uncertainty(
        2.0, low=1.0, high=2.5, unit=LOGIT, label=("参与动机离散度", "Spread of civic motivation"),
        sentence=("内在参与动机的标准差。", "Standard deviation of internal civic motivation."),
        source="fitted: a tenth of adults do three quarters of the acts, as volunteering statistics suggest",
        standing="B")
    concentration: float = _number(
        8.0, (4.0, 16.0), NUMBER, ("初始指数集中度", "Concentration of first indices"),
        ("初始指数贝塔分布的集中度。", "Sum of the two parameters of the beta law of first indices."))
    start_efficacy: float = _mean(0.40, "效能感", "efficacy")
    start_trust_property: float = _mean(0.50, "对物业企业的信任", "trust in property companies")
    start_trust_owners: float = _mean(0.50, "对业主委员会的信任", "trust in owners' committees")
    start_trust_social: float = _mean(0.50, "对社会组织的信任", "trust in social organisations")
    start_trust_street: float = _mean(
        0.55, "对街道的信任", "trust in the street office", "satisfaction with townships in surveys", "A")
    start_skill: float = _mean(0.30, "协商能力", "deliberation skill")
    start_law: float = _mean(0.40, "法律素养", "legal literacy")
    start_satisfaction: float = _mean(0.60, "满意度", "satisfaction and expectation")
    start_threshold: float = _mean(0.25, "参与门槛", "participation threshold")
    trust_shift: float = _shift("对社区组织的信任", "trust in community organisations")
    belonging_shift: float = _shift("归属感", "belonging")
    norm_shift: float = _shift("公共精神", "public spirit")
    digital_shift: float = _shift("数字能力", "digital access")
    start_grievance: float = _number(
        0.2, (0.1, 0.4), ("指数 0—5", "index 0–5"), ("初始积怨", "Grievance at the start"),
        ("未化解积怨的初始均值，指数分布。", "Mean unresolved grievance at the start, exponential."))
    free_hours_old: float = _number(
        4.0, (2.0, 8.0), HOURS, ("60岁以上可用时间", "Free hours at 60 and over"),
        ("60岁及以上居民每周可用于社区的时间均值。", "Mean hours a week to spare at 60 and over."))
    free_hours_young: float = _number(
        1.5, (0.75, 3.0), HOURS, ("60岁以下可用时间", "Free hours below 60"),
        ("60岁以下居民每周可用于社区的时间均值。", "Mean hours a week to spare below 60."))

    collection_upper: float = _number(
        0.77, (0.70, 0.85), SHARE, ("收缴率高状态", "Upper state of fee payment"),
        ("管理较好的小区初始收缴率。", "Share paid at the start in a well-run estate."), COLLECTION)
    collection_lower: float = _number(
        0.34, (0.20, 0.45), SHARE, ("收缴率低状态", "Lower state of fee payment"),
        ("欠费循环小区的初始收缴率。", "Share paid at the start where payment has collapsed."), COLLECTION)
    quality_upper: float = _number(
        0.94, (0.85, 1.0), INDEX, ("物业质量高状态", "Upper state of property service"),
        ("高状态小区的物业服务质量。", "Property service quality in the upper state."), COLLECTION)
    quality_lower: float = _number(
        0.10, (0.0, 0.25), INDEX, ("物业质量低状态", "Lower state of property service"),
        ("低状态小区的物业服务质量。", "Property service quality in the lower state."), COLLECTION)
    start_owners_effort: float = _number(
        0.4, (0.25, 0.55), INDEX, ("业委会初始努力", "Owners' committee, effort at the start"),
        ("业主委员会成立时的努力程度。", "Effort of an owners' committee when it is formed."))
    start_capture: float = _number(
        0.2, (0.05, 0.35), INDEX, ("业委会初始俘获", "Owners' committee, capture at the start"),
        ("业主委员会开始时被少数人把持的程度。", "Capture by a few when the committee is formed."))

    homophily_kin: float = _number(
        0.6, (0.0, 0.8), SHARE, ("亲属同群倾向", "Like with like among kin"),
        ("限定在同语言、同户籍、同年龄组内的亲属联系比例。", "Kin ties inside one's own kind by all three."))
    homophily_neighbour: float = _number(
        0.3, (0.0, 0.8), SHARE, ("邻里同群倾向", "Like with like among neighbours"),
        ("限定在同语言、同户籍、同年龄组内的邻里联系比例。", "Neighbour ties held inside the same groups."))
    mixing_effect: float = _number(
        0.6, (0.0, 0.8), SHARE, ("互嵌居住效果", "Effect of mixed residence"),
        ("完全互嵌时邻里同群倾向降低的比例。", "Like-with-like among neighbours that full mixing removes."))
    homophily_affiliation: float = _number(
        0.2, (0.0, 0.8), SHARE, ("团体同群倾向", "Like with like in residents' groups"),
        ("居民团体中限定由同一类人占用的名额比例。", "Places of a group held for one kind of member."))
    neighbour_reach: float = _number(
        1.0, (0.5, 2.0), NUMBER, ("邻里距离尺度", "Reach of neighbour ties"),
        ("邻里联系随距离级（同楼栋、相邻、同网格、同社区）衰减的尺度。",
         "Scale of decay over four steps: same building, next building, same grid, same community."))
    lineage_size: float = _number(
        60, (20, 200), ADULTS, ("家族规模", "Size of a lineage"),
        ("一个家族的成年人数。", "Adults in one lineage."))
    kin_outside_lineage: float = _number(
        0.1, (0.0, 0.3), SHARE, ("家族外亲属比例", "Kin outside the lineage"),
        ("因婚姻等连到家族之外的亲属联系比例。", "Kin ties that leave the lineage, by marriage for example."))
    workmates: float = _number(
        6, (3, 10), ("人", "ties"), ("单位内联系数", "Ties of a member of a unit"),
        ("每名单位成员的联系数，定出成员比例。", "Ties of a unit's member; sets how many belong to one."))
    groups_per_community: int = uncertainty(
        4, low=2, high=8, unit=("个", "groups"), label=("居民团体数", "Residents' groups"),
        sentence=("每个社区开始时的居民团体数。", "Residents' groups in each community at the start."),
        source="assumption: 3 culture groups, and 1 of the elders' and mass organisations together")
    group_places: int = uncertainty(
        20, low=10, high=40, unit=("人", "places"), label=("团体名额", "Places in a group"),
        sentence=("每个居民团体的名额。", "Places in each residents' group."), source=ASSUMED)
    # fmt: on
