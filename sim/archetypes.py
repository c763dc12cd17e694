"""The nine community types: what each starts with.

The fields are declared here, once; the values stand in data/archetypes.toml. Nearly all are assumptions:
the types are drawn so that they differ in what matters for governance, not measured in Yunnan.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from sim.codes import DISPUTE_CODES, DISPUTES
from sim.declare import CHOICE, INDEX, LOGIT, NUMBER, PROBABILITY, SHARE, YES_NO, Text
from sim.errors import BadInput

ARCHETYPE_IDS = ("OLD", "CHE", "DAN", "URV", "VTC", "RUR", "REL", "BOR", "FAR")
DEFAULT_STREET = ARCHETYPE_IDS
"""One community of each type: a contrast set, not a sample."""

DATA = Path(__file__).parent / "data"
ASSUMED = "assumption; no published figure for this type of community"

Standing = Literal["A", "A†", "A(low)", "B", "C"]
Level = Literal["L", "M", "H"]
CompanyKind = Literal["none", "company", "landlords", "subsidised", "unit department"]

PERSONS: Text = ("人", "persons")
ADULTS_PER_HOUSEHOLD: Text = ("成年人/户", "adults per household")
HOUSEHOLDS: Text = ("户", "households")
TIES: Text = ("人", "ties per adult")
FEE: Text = ("元/平方米·月", "CNY per m² per month")
AREA: Text = ("平方米/百户", "m² per 100 households")
POSTS: Text = ("个/万居民", "posts per 10,000 residents")
ORGANISATIONS: Text = ("家", "organisations")
CNY_RESIDENT_YEAR: Text = ("元/人·年", "CNY per resident per year")
TIMES: Text = ("倍", "multiple")


def described(
    label: Text,
    unit: Text,
    span: tuple[float, float] | None,
    sentence: Text,
    source: str = ASSUMED,
    standing: Standing = "C",
) -> Any:
    """Declare one field of a data file: label, unit, lowest and highest value, sentence, source, standing."""
    extra: dict[str, Any] = {
        "label_zh": label[0],
        "label_en": label[1],
        "unit_zh": unit[0],
        "unit": unit[1],
        "sentence_zh": sentence[0],
        "sentence_en": sentence[1],
        "source": source,
        "standing": standing,
    }
    low, high = span or (None, None)
    return Field(ge=low, le=high, description=sentence[1], json_schema_extra=extra)


class Described(BaseModel):
    """A frozen table of described fields that takes nothing but what it declares."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def _multiplier(code: str) -> Any:
    zh, en = DISPUTES[DISPUTE_CODES.index(code)]
    sentence = (f"{zh}的基准发生率乘以此数。", f"Multiple of the base rate of this type: {en}.")
    return described((f"{zh}倍数", f"Multiplier, {en}"), TIMES, (0, 5), sentence)


def _hazard(zh: str, en: str) -> Any:
    sentence = (f"{zh}风险等级：L低、M中、H高。", f"How often it strikes ({en}): L low, M middle, H high.")
    return described((f"{zh}风险", f"Hazard, {en}"), CHOICE, None, sentence)


class DisputeMultipliers(Described):
    """How often each type of dispute or request arises, relative to its base rate."""

    PROP: float = _multiplier("PROP")
    NEIG: float = _multiplier("NEIG")
    FAM: float = _multiplier("FAM")
    LAND: float = _multiplier("LAND")
    ENV: float = _multiplier("ENV")
    SERV: float = _multiplier("SERV")
    INTG: float = _multiplier("INTG")
    OTH: float = _multiplier("OTH")


class HazardProfile(Described):
    """How exposed the community is to each type of emergency."""

    flood: Level = _hazard("洪涝", "flood")
    fire: Level = _hazard("火灾", "fire")
    quake: Level = _hazard("地震", "earthquake")
    epidemic: Level = _hazard("疫情", "epidemic")


class Archetype(Described):
    """The initial values of one type of community."""

    # One line for what a field is, one for its meaning, one for its source; the formatter would take nine.
    # fmt: off
    id: str
    label_zh: str
    label_en: str
    urban: bool = described(
        ("城市社区", "Urban"), YES_NO, None,
        ("按城市社区对待。", "Whether it counts as an urban community."),
        "by definition of the type")
    adults: int = described(
        ("成年居民数", "Adult residents"), PERSONS, (100, 10_000),
        ("成年居民人数，一人一个主体。", "Number of adults, one agent each."),
        "assumption; 1,250–3,250 residents with children; mean of all units 3,216, Yunnan 2020 (A†)")
    household_size: float = described(
        ("户均成年人数", "Adults per household"), ADULTS_PER_HOUSEHOLD, (1, 5),
        ("平均每户成年人数。", "Mean number of adults in a household."),
        "assumption; persons of all ages per family household: Yunnan 2.88, Kunming 2.41, Chuxiong 2.74 (A)")
    households_per_building: int = described(
        ("每楼栋（组）户数", "Households per building or group"), HOUSEHOLDS, (1, 400),
        ("每个楼栋单元或村民小组的户数。", "Households in a building or villagers' group."))
    households_per_grid: int = described(
        ("每网格户数", "Households per grid"), HOUSEHOLDS, (20, 1_000),
        ("每个网格的户数。", "Households in one grid."))
    estates: int = described(
        ("小区数", "Estates"), NUMBER, (0, 20),
        ("有共用部位需要管理的小区个数。", "Estates with common property to manage."),
        "assumption around 2.25 estates per urban committee, one street in Shanghai 2018 (A†)")
    owner_share: float = described(
        ("自有住房比例", "Owner share"), SHARE, (0, 1),
        ("住自有住房的家庭比例。", "Households that own their dwelling."),
        "assumption; 91.2 % of urban and 95.4 % of all families own a dwelling, China 2015 (A)")
    non_hukou_share: float = described(
        ("非户籍成年人比例", "Non-registered share"), SHARE, (0, 1),
        ("非本地户籍的成年居民比例。", "Adults without local registration."),
        "assumption by type; floating population 26.6 % of all, China 2020 (A)")
    share_60_plus: float = described(
        ("60岁及以上比例", "Share aged 60 and over"), SHARE, (0, 1),
        ("成年居民中60岁及以上的比例。", "Adults aged 60 and over."),
        "assumption by type; of all residents: Kunming 14.40 %, Yunnan 14.91 %, Chuxiong 17.64 %, 2020 (A)")
    young_share: float = described(
        ("60岁以下中18—34岁比例", "Share of 18–34 below 60"), SHARE, (0, 1),
        ("60岁以下成年居民中18—34岁的比例。", "Adults of 18–34 among those below 60."),
        "assumption; the census groups do not split at 35")
    digital_mean: float = described(
        ("数字能力均值", "Mean digital access"), INDEX, (0.05, 0.95),
        ("上网条件和使用能力的初始均值。", "Mean digital access and literacy at the start."))
    vulnerable_share: float = described(
        ("重点关爱对象比例", "Share in support groups"), SHARE, (0, 1),
        ("困境、留守等关爱对象的比例，合并为一个标记。", "Adults in a support group, one pooled flag."))
    kin_degree: float = described(
        ("亲属联系数", "Kin ties"), TIES, (0, 30),
        ("每名成年人在社区内的亲属联系数。", "Mean kin ties of an adult inside the community."))
    neighbour_degree: float = described(
        ("邻里联系数", "Neighbour ties"), TIES, (0, 30),
        ("每名成年人的邻里联系数。", "Mean neighbour ties of an adult."))
    work_degree: float = described(
        ("同事同学联系数", "Workplace and school ties"), TIES, (0, 30),
        ("每名成年人在同一单位或学校的联系数。", "Mean ties of an adult through work or school."))
    neighbour_shortcut: float = described(
        ("邻里远联比例", "Neighbour shortcuts"), PROBABILITY, (0, 1),
        ("邻里联系改接到社区内任意居民的概率。", "Chance that a neighbour tie leads anywhere."))
    belonging_mean: float = described(
        ("归属感均值", "Mean belonging"), INDEX, (0.05, 0.95),
        ("归属感和邻里信任的初始均值。", "Mean belonging and trust in neighbours at the start."))
    norm_mean: float = described(
        ("公共精神均值", "Mean public spirit"), INDEX, (0.05, 0.95),
        ("公共精神内化程度的初始均值。", "Mean internalisation of public-spirit norms at the start."))
    theta_shift: float = described(
        ("参与动机偏移", "Shift of civic motivation"), LOGIT, (-2, 2),
        ("每周参与行为的内在动机相对全街道的偏移。", "Mean motivation for weekly civic acts, relative."))
    trust_mean: float = described(
        ("社区组织信任均值", "Mean trust in community organisations"), INDEX, (0.05, 0.95),
        ("对社区党组织和居（村）委会信任的初始均值。", "Mean trust in branch and committee at the start."))
    company_kind: CompanyKind = described(
        ("物业管理方式", "Kind of property management"), CHOICE, None,
        ("由谁管理物业；“none”为自管或无物业。", "Who manages estates; none: residents or nobody."))
    company_share: float = described(
        ("有物业管理的小区比例", "Estates with a manager"), PROBABILITY, (0, 1),
        ("每个小区有上述管理方的概率，否则自管。", "Chance that an estate has one; else self-managed."))
    owners_committee_share: float = described(
        ("业主委员会比例", "Estates with an owners' committee"), PROBABILITY, (0, 1),
        ("每个小区已成立业主委员会的概率。", "Chance that an estate starts with one."),
        "assumption; Kunming 15–30 % of estates (C)")
    property_fee: Annotated[float | None, described(
        ("物业费标准", "Property fee"), FEE, (0, 10),
        ("物业费或农村保洁费；缺项为不收费。", "Property or village cleaning fee; absent where none."),
        "assumption; guide price of commodity estates 1.38, Kunming 2025 (A)")] = None
    initial_collection: Annotated[float | None, described(
        ("初始收缴率", "Fee collection at the start"), SHARE, (0, 1),
        ("各小区收缴率的均值；缺项为无小区。", "Mean of the share paid; absent without estates."),
        "assumption; CHE at the mean of 76.3 % in an industry figure, many firms 60–70 % (A)")] = None
    facility_m2: float = described(
        ("综合服务设施面积", "Service facility space"), AREA, (0, 100),
        ("每百户综合服务设施面积。", "Service facility space at the start."),
        "assumption; the document's standard is 30")
    workers_per_10k: float = described(
        ("社区工作者岗位数", "Community worker posts"), POSTS, (1, 60),
        ("每万居民社区工作者岗位数。", "Posts of community workers."),
        "assumption by type around the norm of 18 and 13.7 in post per 10,000 urban residents (A); "
        "villages 5–7 paid cadres (A/C)")
    social_orgs: int = described(
        ("在社区活动的社会组织数", "Social organisations present"), ORGANISATIONS, (0, 30),
        ("在本社区开展活动的社会组织数。", "Social organisations active in the community."))
    resident_units: int = described(
        ("驻社区单位数", "Resident units"), ORGANISATIONS, (0, 50),
        ("可签订共建协议的驻社区单位数。", "Units in the community that could sign a pact."))
    party_share: float = described(
        ("党员比例", "Party member share"), SHARE, (0, 1),
        ("成年居民中的党员比例。", "Adults who are Party members."),
        "assumption by type; 6.9 % of population, about 8.5 % of adults, China 2022 (A, A†)")
    registered_share: float = described(
        ("在职党员比例", "In-service member share"), SHARE, (0, 1),
        ("应到社区报到的在职党员占成年居民比例。", "Adults who are in-service members due to register here."))
    collective_income: float = described(
        ("集体经济收入", "Collective income"), CNY_RESIDENT_YEAR, (0, 500),
        ("集体经济每年用于社区的资金。", "Collective income that goes to the community."))
    committee_established: float = described(
        ("居（村）委会组建程度", "Committee established"), SHARE, (0, 1),
        ("居（村）委会已组建到位的范围比例。", "Share of the area with a fully established committee."))
    gift_ease: float = described(
        ("募捐便利度", "Ease of raising gifts"), TIMES, (0, 3),
        ("慈善捐赠收入的倍数：捐赠流向易募之处。", "Multiple of charity income: gifts go where easy."))
    rural_market: float = described(
        ("市场服务可达倍数", "Reach of market services"), TIMES, (0, 2),
        ("市场服务在本类型的作用倍数。", "Multiple of market supply: markets skip poor and remote places."))
    language_groups: int = described(
        ("语言文化群体数", "Language groups"), NUMBER, (1, 10),
        ("语言文化群体个数。", "Number of language and culture groups."))
    interpreter_need: float = described(
        ("需要翻译的比例", "Interpreter need"), SHARE, (0, 1),
        ("办事需要语言协助的居民比例。", "Residents who need language help in dealing with offices."))
    distance: float = described(
        ("到街道（乡镇）的路程", "Distance to the street office"), TIMES, (0.5, 10),
        ("到街道（乡镇）办事的路程成本倍数。", "Cost of travel to the street office, 1 in town."))
    # fmt: on
    dispute_multiplier: DisputeMultipliers
    hazard: HazardProfile

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.company_kind == "none") != (self.company_share == 0):
            raise ValueError("company_share must be 0 where company_kind is 'none', and above 0 elsewhere")
        if self.estates > 0 and (self.property_fee is None or self.initial_collection is None):
            raise ValueError("property_fee and initial_collection are needed where there are estates")
        return self


M = TypeVar("M", bound=Described)


def load_archetypes() -> dict[str, Archetype]:
    """Give the nine community types by id, in table order."""
    return dict(_archetypes())


@cache
def _archetypes() -> Mapping[str, Archetype]:
    path = DATA / "archetypes.toml"
    read = parse_archetypes(tomllib.loads(path.read_text("utf-8")), path.name)
    if tuple(read) != ARCHETYPE_IDS:
        raise BadInput(
            f"{path.name} must hold {', '.join(ARCHETYPE_IDS)} in this order; got {', '.join(read)}."
        )
    return MappingProxyType(read)


def parse_archetypes(tables: Mapping[str, Any], file: str) -> dict[str, Archetype]:
    """Check tables of values, one a community type, and make archetypes of them.

    Args:
        tables: values by id and key, as a TOML file gives them.
        file: name of the file, for the messages.

    Raises:
        BadInput: a key is missing, unknown, or has a value it may not have.
    """
    return {key: checked(Archetype, {**_table(values, f"{file}, {key}"), "id": key}, f"{file}, {key}")
            for key, values in tables.items()}  # fmt: skip


def checked(model: type[M], values: Mapping[str, Any], where: str) -> M:
    """Make a described table of values, or say what is wrong with them and where.

    Raises:
        BadInput: one line for each missing, unknown or impossible value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        lines = [_complaint(model, tuple(e["loc"]), e["type"], e["input"], e["msg"]) for e in error.errors()]
        raise BadInput("\n".join(f"{where}: {line}" for line in lines)) from None


def documentation_rows() -> list[dict[str, str]]:
    """Describe every field of a community type, one row each, in the order of declaration."""
    return list(rows_of(Archetype))


def rows_of(model: type[BaseModel], prefix: str = "") -> Iterator[dict[str, str]]:
    """Describe the fields of a described table; a table inside it gives dotted names."""
    for name, info in model.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, Described):
            yield from rows_of(inner, f"{prefix}{name}.")
        elif isinstance(info.json_schema_extra, dict):
            extra = {key: str(value) for key, value in info.json_schema_extra.items()}
            yield {"name": prefix + name, "range": _allowed(info), **extra}


def _table(values: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        raise BadInput(
            f"{where}: this must be a table of values; got {values!r}. Write [OLD], then its keys."
        )
    return values


def _allowed(info: FieldInfo) -> str:
    """Say in words what a field may be."""
    options = getattr(info.annotation, "__args__", ())
    if options and all(isinstance(option, str) for option in options):
        return "one of " + ", ".join(options)
    limits = {key: getattr(note, key) for note in info.metadata for key in ("ge", "le") if hasattr(note, key)}
    if {"ge", "le"} <= set(limits):
        return f"{limits['ge']:g} to {limits['le']:g}"
    plain: dict[Any, str] = {str: "text", bool: "true or false", float: "a number", int: "a number"}
    return plain.get(info.annotation, "a table")


def _complaint(
    model: type[BaseModel], place: tuple[str | int, ...], kind: str, given: Any, words: str
) -> str:
    """Say in one line what is wrong with one key and what to write instead."""
    key = ".".join(str(part) for part in place)
    for part in place[:-1]:
        inner = model.model_fields[str(part)].annotation
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    if not place:
        return words.removeprefix("Value error, ") + ". Change one or the other."
    if kind == "extra_forbidden":
        near = get_close_matches(str(place[-1]), model.model_fields, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "Remove it."
        return f"the key {key!r} is not known. {hint}"
    info = model.model_fields[str(place[-1])]
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    whole = "a whole number from " if info.annotation is int else ""
    meaning = f"{whole}{_allowed(info)}" + (f" ({extra['unit']})" if extra else "")
    if kind == "missing":
        return f"the key {key!r} is missing. Add it; it must be {meaning}."
    return f"{key} must be {meaning}; got {given!r}. {info.description or words}"
