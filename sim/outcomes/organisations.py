"""Organisations: social organisations, their money and projects, ties between partners, gifts of units.

Choices: an active social organisation is one that takes work, so shells that live on their core grant do not
count; in a community those with a presence there count, on the street each once. The mean tie of a block is
taken over communities and weeks in which the block exists. Coordination is counted as the committees' own
share of hours and, apart, as the hours of all organisations together.
"""

from __future__ import annotations

import numpy as np

from sim.calendar import HALF_YEAR
from sim.codes import COORD
from sim.declare import INDEX, SHARE, Outcome, Text, outcome
from sim.outcomes.measures import MISSING, ratio
from sim.outcomes.view import Floats, Selection, View
from sim.outcomes.work import share_of_hours

BLOCKS: tuple[tuple[str, Text], ...] = (
    ("linkage", ("社区、社会组织与社工", "community, social organisations and social work")),
    ("party", ("区域化党建", "regional Party building")),
    ("mediation", ("多元调处", "joint mediation")),
    ("property", ("物业协商", "property governance")),
)


@outcome(
    "ORG1",
    label=("活跃社会组织数", "Active social organisations"),
    unit=("家/万人", "per 10,000"),
    better="none",
    sentence=(
        "每万名居民中承接业务的社会组织数，不含只靠补助存续的空壳。",
        "Social organisations that take work, shells left out, per 10,000 residents.",
    ),
    summary="last week of the window",
)
def active_organisations(view: View, where: Selection) -> float:
    """Count active social organisations that work in the communities; on the street, all of them."""
    s = view.world.organisations
    born, ended = s.born[: s.n], s.ended[: s.n]
    active = (born <= view.last) & ((ended < 0) | (ended > view.last)) & ~s.shell[: s.n]
    if len(where.rows) < view.communities:
        active &= s.presence[: s.n][:, where.rows].any(axis=1)
    return ratio(10_000.0 * active.sum(), view.persons(where))


@outcome(
    "ORG2",
    label=("社会组织收入政府占比", "Government share of income"),
    unit=SHARE,
    better="none",
    sentence=(
        "社会组织一年收入中来自政府的比例。",
        "Share of the income of social organisations that comes from government.",
    ),
    matters=0.02,
    street_only=True,
)
def dependence(view: View, where: Selection) -> float:
    """Divide government income by all income of social organisations."""
    return ratio(view.street_flow("so_income_government"), view.street_flow("so_income"))


@outcome(
    "ORG3",
    label=("合同工时挪用比例", "Contract hours diverted"),
    unit=SHARE,
    better="lower",
    sentence=(
        "社会组织合同工时中被调去为居（村）委会办事的比例。",
        "Share of contract hours of social organisations that committees used for their own work.",
    ),
    matters=0.02,
    street_only=True,
)
def diversion(view: View, where: Selection) -> float:
    """Divide hours diverted by contract hours."""
    return ratio(view.street_flow("so_diverted"), view.street_flow("so_contracted"))


@outcome(
    "ORG4",
    label=("项目达标率", "Projects meeting target"),
    unit=SHARE,
    better="higher",
    sentence=(
        "期内结束的社会组织项目中达到目标的比例。",
        "Share of the projects of social organisations ended in the window that met their target.",
    ),
    matters=0.02,
)
def projects_met(view: View, where: Selection) -> float:
    """Divide projects that met their target by projects ended."""
    return ratio(where.pick(view.flow("projects_met")), where.pick(view.flow("projects_ended")))


def _ties(name: str, label: Text, sentence: Text, blocks: tuple[str, ...]) -> Outcome:
    def measure(view: View, where: Selection) -> float:
        total = sum(float(where.pick(view.flow(f"tie_{block}"))) for block in blocks)
        return ratio(total, sum(float(where.pick(_weeks_with(view, block))) for block in blocks))

    declared = outcome(name, label=label, unit=INDEX, better="none", sentence=sentence, matters=0.02)
    return declared(measure)


def _weeks_with(view: View, block: str) -> Floats:
    """Count the weeks in which a block has partners: a tie that exists is never 0, [C]."""
    series, span = view.record[f"tie_{block}"], slice(view.first - 1, view.last)
    return view.keep(f"weeks with {block}", lambda: (series[span] > 0).sum(axis=0).astype(float))


linkage = _ties(
    "ORG5a",
    ("联动强度", "Linkage strength"),
    (
        "各类组织之间平均联系强度，四个板块合计；各板块另列。",
        "Mean tie between organisations over four blocks; each block is given apart.",
    ),
    tuple(block for block, _ in BLOCKS),
)
LINKAGE_BY_BLOCK = tuple(
    _ties(
        f"ORG5a.{block}",
        (f"联动强度：{zh}", f"Linkage: {en}"),
        (f"{zh}板块内组织之间的平均联系强度。", f"Mean tie between organisations in the block {en}."),
        (block,),
    )
    for block, (zh, en) in BLOCKS
)


@outcome(
    "ORG5b",
    label=("组织网络连通度", "Organisation network connectivity"),
    unit=("数值", "value"),
    better="none",
    sentence=(
        "社区组织网络的代数连通度（拉普拉斯矩阵第二小特征值），半年测一次，各社区平均。",
        "Algebraic connectivity of a community's network of organisations, taken every half-year; mean.",
    ),
    summary="half-years that end in the window",
)
def connectivity(view: View, where: Selection) -> float:
    """Average the second eigenvalue over communities and half-years."""
    weeks = np.arange(view.first, view.last + 1)
    taken = weeks[weeks % HALF_YEAR == 0]
    if taken.size == 0:
        return MISSING
    return float(view.record["connectivity"][taken - 1][:, where.rows].mean())


@outcome(
    "ORG6",
    label=("协调会议工时占比", "Coordination share of hours"),
    unit=SHARE,
    better="lower",
    sentence=(
        "居（村）委会用于协调会议的工时占全部工时的比例。",
        "Share of committee hours that go to coordination meetings.",
    ),
    matters=0.02,
)
def coordination_share(view: View, where: Selection) -> float:
    """Divide coordination hours by all hours of the committees."""
    return share_of_hours(view, where, [COORD])


@outcome(
    "ORG6.all",
    label=("各类组织协调工时", "Coordination hours of all organisations"),
    unit=("小时/千人·年", "hours per 1,000 per year"),
    better="lower",
    sentence=(
        "所有组织用于会议和联系的工时，每千名居民一年。",
        "Hours of all organisations that go to meetings and ties, per 1,000 residents and year.",
    ),
)
def coordination_hours(view: View, where: Selection) -> float:
    """Add up the coordination hours of all organisations."""
    return view.per_1000(where.pick(view.flow("coordination_hours")), where)


@outcome(
    "ORG7a",
    label=("驻社区单位捐助", "Contributions of units, money"),
    unit=("元/千人·年", "CNY per 1,000 per year"),
    better="higher",
    sentence=(
        "驻社区单位的捐助金额，每千名居民一年。",
        "Gifts of local units in money, per 1,000 residents and year.",
    ),
)
def unit_gifts(view: View, where: Selection) -> float:
    """Add up gifts of units."""
    return view.per_1000(where.pick(view.flow("unit_money")), where)


@outcome(
    "ORG7b",
    label=("驻社区单位开放时长", "Contributions of units, venue hours"),
    unit=("小时/千人·年", "hours per 1,000 per year"),
    better="higher",
    sentence=(
        "驻社区单位向居民开放场地的时数，每千名居民一年。",
        "Hours for which local units open their rooms, per 1,000 residents and year.",
    ),
)
def unit_venues(view: View, where: Selection) -> float:
    """Add up venue hours of units."""
    return view.per_1000(where.pick(view.flow("venue_hours")), where)


OUTCOMES: tuple[Outcome, ...] = (
    active_organisations,
    dependence,
    diversion,
    projects_met,
    linkage,
    *LINKAGE_BY_BLOCK,
    connectivity,
    coordination_share,
    coordination_hours,
    unit_gifts,
    unit_venues,
)
