"""How claims end: where, how soon, how well, whether for good, and what the books say about it.

Choices: a claim that enters a level is followed for four weeks, a settlement for 52, a claim for as long as
the window; what is not over yet is not counted, or (for the time to the end) censored. Going from a private
talk to the committee is no rise: a claim rises when it leaves the committee, joint mediation or the street
for the next level. Disputes leave mediation when they leave the first two levels for good.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.calendar import PERIOD, YEAR
from sim.codes import DISPUTE_CODES, DISPUTES, LEVEL_1, LEVEL_2, LEVEL_3, RES
from sim.declare import INDEX, SHARE, WEEKS, Outcome, Text, outcome
from sim.outcomes import claims
from sim.outcomes.measures import ratio, waiting_time
from sim.outcomes.view import Selection, View
from sim.table import Array

GOOD = 0.6


def _settled_in_time(
    name: str, label: Text, sentence: Text, chosen: Callable[[View, Array, Array], Array]
) -> Outcome:
    """Declare the share of entries into a level settled there within four weeks.

    Args:
        name: id.
        label: label.
        sentence: definition.
        chosen: give which entries count, from their cases and levels.
    """

    def measure(view: View, where: Selection) -> float:
        def rows() -> tuple[Array, Array]:
            case, level, in_time = view.keep("entries", lambda: _entries(view))
            counts = chosen(view, case, level)
            return case[counts & in_time], case[counts]

        return view.case_share(name, rows, where)

    return outcome(
        name, label=label, unit=SHARE, better="higher", sentence=sentence, matters=0.02,
        summary="entries 4 to 56 weeks old", groups=True,
    )(measure)  # fmt: skip


def _entries(view: View) -> tuple[Array, Array, Array]:
    """Give the entries whose four weeks ended in the window: case, level, settled there in time."""
    m, cases = claims.moves(view), view.world.cases
    level, came_from = claims.LEVEL_OF[m.after], claims.LEVEL_OF[m.before]
    came = (level >= LEVEL_1) & (level != came_from) & claims.within(view, m.week + PERIOD)
    case, level, week = m.case[came], level[came], m.week[came]
    in_time = (cases.settled_level[case] == level) & (cases.ended[case] - week <= PERIOD)
    return case, level, in_time


settled_in_time = _settled_in_time(
    "DIS3a",
    ("四周内本级化解率", "Settled at level in 4 weeks"),
    (
        "进入某一层级（社区、联合、街道）的诉求在四周内于该层级化解的比例，三级合计。",
        "Claims that enter a level (community, joint, street) and are settled there within four weeks.",
    ),
    lambda view, case, level: np.ones(len(case), bool),
)


def _at_level(level_of: int, zh: str, en: str) -> Outcome:
    return _settled_in_time(
        f"DIS3a.L{level_of}",
        (f"四周内化解率：{zh}", f"Settled in 4 weeks: {en}"),
        (
            f"进入{zh}层级的诉求四周内在该层级化解的比例。",
            f"Claims that enter the level {en} and are settled there within four weeks.",
        ),
        lambda view, case, level: level == level_of,
    )


def _of_type(kind: int, zh: str, en: str) -> Outcome:
    return _settled_in_time(
        f"DIS3a.{DISPUTE_CODES[kind]}",
        (f"四周内化解率：{zh}", f"Settled in 4 weeks: {en}"),
        (
            f"{zh}进入某一层级后四周内于该层级化解的比例。",
            f"Claims of the type {en} that enter a level and are settled there within four weeks.",
        ),
        lambda view, case, level: view.world.cases.kind[case] == kind,
    )


SETTLED_BY_LEVEL = (
    _at_level(LEVEL_1, "社区调解", "community mediation"),
    _at_level(LEVEL_2, "联合调处", "joint mediation"),
    _at_level(LEVEL_3, "街道处理", "street office"),
)
SETTLED_BY_TYPE = tuple(_of_type(kind, zh, en) for kind, (zh, en) in enumerate(DISPUTES))


@outcome(
    "DIS3b",
    label=("社区层面化解率", "Settled within the community"),
    unit=SHARE,
    better="higher",
    sentence=(
        "期内办结的全部诉求中在社区或联合调处层级化解的比例（“小事不出社区”）。",
        "Share of all claims that ended in the window which community or joint mediation settled.",
    ),
    matters=0.02,
    groups=True,
)
def settled_in_community(view: View, where: Selection) -> float:
    """Divide settlements at the first two levels by all ends."""

    def rows() -> tuple[Array, Array]:
        ended = claims.ended(view)
        level = view.world.cases.settled_level[ended]
        return ended[(level == LEVEL_1) | (level == LEVEL_2)], ended

    return view.case_share("settled in community", rows, where)


def _time_to_end(view: View, where: Selection, share: float) -> float:
    def watched() -> tuple[Array, Array, Array]:
        cases, rows = view.world.cases, claims.opened(view)
        ended = (cases.ended[rows] >= 0) & (cases.ended[rows] <= view.last)
        weeks = np.where(ended, cases.ended[rows], view.last) - cases.opened[rows]
        return view.claimants(rows), weeks, ended

    place, weeks, ended = view.keep("times", watched)
    mine = where.mask(view.communities).ravel()[place]
    return waiting_time(weeks[mine], ended[mine], share)


@outcome(
    "DIS4a",
    label=("办结时长中位数", "Median time to end"),
    unit=WEEKS,
    better="lower",
    sentence=(
        "期内提出的诉求从提出到办结的中位周数（卡普兰—迈耶估计，未结者按截尾计）。",
        "Median weeks from claim to end of the claims made in the window (Kaplan–Meier, open ones censored).",
    ),
    groups=True,
)
def median_time(view: View, where: Selection) -> float:
    """Find the week by which half of the claims have ended."""
    return _time_to_end(view, where, 0.5)


@outcome(
    "DIS4b",
    label=("办结时长第90百分位", "90th percentile time to end"),
    unit=WEEKS,
    better="lower",
    sentence=(
        "期内提出的诉求有九成办结所需的周数；不足九成办结时取最长观察周数。",
        "Weeks until nine in ten claims of the window have ended; the longest time watched if fewer have.",
    ),
    groups=True,
)
def long_time(view: View, where: Selection) -> float:
    """Find the week by which nine in ten claims have ended."""
    return _time_to_end(view, where, 0.9)


@outcome(
    "DIS6",
    label=("诉求升级率", "Claims that rise a level"),
    unit=SHARE,
    better="lower",
    sentence=(
        "期内提出的诉求中已由社区、联合调处或街道层级上升一级的比例。",
        "Share of the claims made in the window that have risen from community, joint or street level.",
    ),
    matters=0.02,
    groups=True,
)
def risen(view: View, where: Selection) -> float:
    """Count claims that left a level upwards."""

    def rows() -> tuple[Array, Array]:
        m, opened = claims.moves(view), claims.opened(view)
        level, new = claims.LEVEL_OF[m.before], claims.LEVEL_OF[m.after]
        outside = (new < 0) & (m.after < RES)
        up = np.zeros(view.world.cases.n, bool)
        up[m.case[(level >= LEVEL_1) & ((new > level) | outside)]] = True
        return opened[up[opened]], opened

    return view.case_share("risen", rows, where)


@outcome(
    "DIS9",
    label=("一年内复发率", "Relapse within a year"),
    unit=SHARE,
    better="lower",
    sentence=(
        "化解后52周内再起的诉求与化解数之比；只计化解已满52周者。",
        "Claims that broke out again within 52 weeks, for each settlement followed that long.",
    ),
    matters=0.02,
    summary="settlements 52 to 104 weeks old",
    groups=True,
)
def relapse(view: View, where: Selection) -> float:
    """Divide cases that broke out again by settlements."""

    def rows() -> tuple[Array, Array]:
        cases, born = view.world.cases, claims.children(view)
        done = cases.status[: cases.n] == RES
        followed = done & claims.within(view, cases.ended[: cases.n] + YEAR)
        parents = cases.parent[born]
        again = followed[parents] & (cases.opened[born] - cases.ended[parents] <= YEAR)
        return parents[again], np.flatnonzero(followed)

    return view.case_share("relapse", rows, where)


@outcome(
    "DIS10a",
    label=("化解质量", "Quality of settlement"),
    unit=INDEX,
    better="higher",
    sentence=("期内化解的诉求其化解质量的均值。", "Mean quality of the settlements of the window."),
    matters=0.02,
    groups=True,
)
def quality(view: View, where: Selection) -> float:
    """Average the quality of settlements."""
    rows = claims.settled(view)
    count = view.keep("settled", lambda: view.of_cases(rows))
    total = view.keep("settled quality", lambda: view.of_cases(rows, view.world.cases.quality[rows]))
    return ratio(where.people(total), where.people(count))


@outcome(
    "DIS10b",
    label=("高质量化解占比", "Good settlements"),
    unit=SHARE,
    better="higher",
    sentence=(
        "期内化解的诉求中化解质量不低于0.6的比例。",
        "Share of the settlements of the window with a quality of at least .6.",
    ),
    matters=0.02,
    groups=True,
)
def good_settlements(view: View, where: Selection) -> float:
    """Count settlements of good quality."""

    def rows() -> tuple[Array, Array]:
        settled = claims.settled(view)
        return settled[view.world.cases.quality[settled] >= GOOD], settled

    return view.case_share("good settlements", rows, where)


@outcome(
    "DIS11",
    label=("上报与实际成效差", "Reported minus true success"),
    unit=("百分点", "percentage points"),
    better="lower",
    sentence=(
        "登记簿中的调解成功率减去实际化解且未复发的比例（期内离开社区和联合调处的纠纷）。",
        "Success rate in the book of mediation less the share truly settled and not broken out again.",
    ),
    matters=2.0,
    groups=True,
)
def overstatement(view: View, where: Selection) -> float:
    """Subtract true from recorded success of the disputes that left mediation."""
    return 100.0 * (recorded_success(view, where) - _true_success(view, where))


def recorded_success(view: View, where: Selection) -> float:
    """Give the share of entries in the book of mediation that are successes."""

    def rows() -> tuple[Array, Array]:
        left, _ = claims.left_mediation(view)
        recorded = view.world.cases.recorded[left]
        return left[recorded == 1], left[recorded >= 0]

    return view.case_share("recorded success", rows, where)


def _true_success(view: View, where: Selection) -> float:
    def rows() -> tuple[Array, Array]:
        left, after = claims.left_mediation(view)
        again = np.zeros(view.world.cases.n, bool)
        again[view.world.cases.parent[claims.children(view)]] = True
        return left[(after == RES) & ~again[left]], left

    return view.case_share("true success", rows, where)


OUTCOMES: tuple[Outcome, ...] = (
    settled_in_time,
    *SETTLED_BY_LEVEL,
    *SETTLED_BY_TYPE,
    settled_in_community,
    median_time,
    long_time,
    risen,
    relapse,
    quality,
    good_settlements,
    overstatement,
)
