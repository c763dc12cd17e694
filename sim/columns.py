"""The columns of a user's own tables, declared once: what a cell may hold and what it means."""

from __future__ import annotations

from sim.archetypes import ARCHETYPE_IDS
from sim.codes import TENURES
from sim.networks import STORED
from sim.population import TRUSTED
from sim.sheets import Field

TENURE_WORDS = {"owner": 0, "renter": 1, "collective": 2, "resettled": 3} | {
    zh: i for i, (zh, _) in enumerate(TENURES)
}
WHOM = {
    "community": ("社区组织", "community organisations"),
    "property": ("物业服务企业", "the property company"),
    "owners": ("业主委员会", "the owners' committee"),
    "social": ("社会组织", "social organisations"),
    "street": ("街道", "the street office"),
}


def _index(name: str, zh: str, en: str) -> Field:
    return Field(name, "real", (f"{zh}，0—1。", f"{en}, 0 to 1."))


def _flag(name: str, zh: str, en: str) -> Field:
    return Field(name, "yes/no", (f"是否{zh}。", f"Whether {en}."))


RESIDENT_FIELDS: tuple[Field, ...] = (
    Field("resident", "text", ("居民编号，不重复。", "Id of the resident, unique."), required=True),
    Field("household", "text", ("所在家庭的编号。", "Id of the household."), required=True),
    Field("age", "whole", ("周岁，18 及以上。", "Age in years, adults only."), True, 18, 120),
    _flag("hukou", "本地户籍", "registered here"),
    Field(
        "education",
        "whole",
        (
            "学历：0 小学及以下，1 初中，2 高中，3 大专及以上。",
            "Schooling: 0 primary or less, 1 junior, 2 senior, 3 college.",
        ),
        high=3,
    ),
    Field("income", "whole", ("收入三分位，0 最低。", "Income tercile, 0 lowest."), high=2),
    Field("language", "text", ("语言文化群体名称。", "Name of the language and culture group.")),
    _flag("party", "党员", "a Party member"),
    _flag("registered", "到社区报到的在职党员", "an in-service member registered for service here"),
    _flag("vulnerable", "关爱对象", "in a support group"),
    Field("unit", "text", ("所在驻社区单位，空为无。", "Employer or school here; empty: none."), blank=True),
    Field("group", "text", ("参加的居民团体，空为无。", "Residents' group; empty: none."), blank=True),
    _index("efficacy", "效能感", "Efficacy"),
    _index("belonging", "归属感", "Belonging"),
    _index("norm", "公共精神", "Public spirit"),
    _index("skill", "协商能力", "Deliberation skill"),
    _index("law", "法律素养", "Legal literacy"),
    _index("digital", "数字能力", "Digital access and literacy"),
    _index("satisfaction", "满意度", "Satisfaction with services"),
    *(_index(f"trust_{whom}", f"对{WHOM[whom][0]}的信任", f"Trust in {WHOM[whom][1]}") for whom in TRUSTED),
    Field("grievance", "real", ("未化解的积怨，0—5。", "Unresolved grievance, 0 to 5."), high=5),
    Field("free_hours", "real", ("每周可用于社区的小时数。", "Hours a week to spare."), high=10),
    Field("theta", "real", ("内在参与动机，对数几率。", "Civic motivation, logit."), low=-10, high=10),
)

HOUSEHOLD_FIELDS: tuple[Field, ...] = (
    Field("household", "text", ("家庭编号，不重复。", "Id of the household, unique."), required=True),
    Field("community", "text", ("所在社区。", "Name of the community."), required=True),
    Field(
        "archetype",
        "choice",
        ("社区类型，同一社区相同。", "Community type, the same for a whole community."),
        required=True,
        options={a: i for i, a in enumerate(ARCHETYPE_IDS)},
    ),
    Field("grid", "text", ("所在网格。", "Grid.")),
    Field("building", "text", ("所在楼栋、单元或村民小组。", "Building, stairwell or villagers' group.")),
    Field("estate", "text", ("所在小区，空为无。", "Estate; empty: none."), blank=True),
    Field(
        "tenure",
        "choice",
        ("住房性质；安置视同自有。", "Tenure of the dwelling; the resettled own."),
        options=TENURE_WORDS,
    ),
    _flag("child", "有未成年子女", "there is a child"),
    _flag("vacant", "部分时间空置、不计费", "empty part of the year and not billed"),
    _flag("never_pay", "从不缴纳物业费", "it never pays the property fee"),
    Field("area", "real", ("建筑面积，平方米。", "Floor area in square metres."), low=5, high=2000),
)

TIE_FIELDS: tuple[Field, ...] = (
    Field("from", "text", ("一端居民编号。", "Id of one resident."), required=True),
    Field("to", "text", ("另一端居民编号。", "Id of the other resident."), required=True),
    Field(
        "layer",
        "choice",
        ("联系种类，缺省为 neighbour。", "Kind of tie; neighbour without this column."),
        options={name: i for i, name in enumerate(STORED)},
    ),
)
