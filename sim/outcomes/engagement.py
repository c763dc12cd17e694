"""Taking part: elections, deliberation, volunteering.

Choices: acts are deliberation and volunteering; voting is counted apart. Turnout is that of the last
election, before the first one (week 156) that of the drawn last vote. The most active tenth may cut through
residents with equally many acts; these then count in part. A session has had no result if nothing was carried
out within 26 weeks, whether or not a decision was taken.
"""

from __future__ import annotations

import numpy as np

from sim.calendar import HALF_YEAR, YEAR
from sim.codes import VOLUNTEER, VOTE
from sim.declare import SHARE, Outcome, Text, outcome
from sim.outcomes.measures import MISSING, gini, ratio, top_share
from sim.outcomes.view import N_CELLS, Marked, Selection, View
from sim.people import Residents
from sim.table import Array

LAST_ELECTION = "last election"
HOURS: Text = ("小时/千人·年", "hours per 1,000 per year")
RATIO: Text = ("比值", "ratio")
N_ACTS = 105
MIGRANT, REGISTERED, MIDDLE_AGED, OLDER, DIGITAL_LOW, DIGITAL_HIGH = 1, 0, 3, 4, 9, 10


@outcome(
    "ENG1",
    label=("居（村）委会选举投票率", "Committee election turnout"),
    unit=SHARE,
    better="higher",
    sentence=(
        "最近一次选举中亲自投票的人数占有权参选人数的比例。",
        "Residents who voted themselves in the last election, as a share of those who could.",
    ),
    matters=0.02,
    summary=LAST_ELECTION,
    groups=True,
)
def turnout(view: View, where: Selection) -> float:
    """Divide votes by eligible adults."""
    return _share_of_eligible(view, where, "voters", voted)


@outcome(
    "ENG1r",
    label=("登记投票率", "Recorded turnout"),
    unit=SHARE,
    better="none",
    sentence=(
        "最近一次选举中登记为已投票（含家人代投、流动票箱）的人数占有权参选人数的比例。",
        "Residents recorded as voters, relatives and carried boxes included, as a share of those who could.",
    ),
    matters=0.02,
    summary=LAST_ELECTION,
    groups=True,
)
def recorded_turnout(view: View, where: Selection) -> float:
    """Divide recorded votes by eligible adults."""
    return _share_of_eligible(view, where, "recorded", lambda r: r.eligible & r.recorded_vote)


def voted(residents: Residents) -> Array:
    """Say who voted in the last election, [N]."""
    votes: Array = residents.eligible & (residents.recent[:, VOTE] > 0)
    return votes


def _share_of_eligible(view: View, where: Selection, name: str, marked: Marked) -> float:
    if not view.present:
        return MISSING
    eligible = where.people(view.count("eligible", lambda r: r.eligible))
    return ratio(where.people(view.count(name, marked)), eligible)


@outcome(
    "ENG12",
    label=("每名成年居民投票数", "Votes per resident adult"),
    unit=("票/人", "votes per adult"),
    better="higher",
    sentence=(
        "最近一次选举亲自投票数与全部成年居民（不论有无选举权）之比。",
        "Votes cast in person in the last election for each resident adult, eligible or not.",
    ),
    matters=0.02,
    summary=LAST_ELECTION,
    groups=True,
)
def votes_per_adult(view: View, where: Selection) -> float:
    """Divide votes by all adults."""
    return view.mean("voters", voted, where)


@outcome(
    "ENG2",
    label=("年度参与居民占比", "Residents active in a year"),
    unit=SHARE,
    better="higher",
    sentence=(
        "一年内参加过协商或志愿服务的成年居民比例。",
        "Adults who deliberated or volunteered at least once in 52 weeks.",
    ),
    matters=0.02,
    groups=True,
)
def active(view: View, where: Selection) -> float:
    """Count adults with at least one act in 52 weeks."""
    return view.mean("active", lambda r: r.acts_52 >= 1, where)


@outcome(
    "ENG3",
    label=("每周参与率", "Weekly act rate"),
    unit=("次/人·周", "acts per adult per week"),
    better="higher",
    sentence=(
        "平均每周参加协商或志愿服务的成年居民比例。",
        "Share of adults who deliberate or volunteer in a week, mean over the window.",
    ),
    groups=True,
)
def act_rate(view: View, where: Selection) -> float:
    """Divide adults who acted, week by week, by all adults."""
    return _act_rate(view, where, where.group)


def _act_rate(view: View, where: Selection, group: int | None) -> float:
    acts = where.pick(view.flow("acts"))
    acted = acts[REGISTERED] + acts[MIGRANT] if group is None else acts[group]
    return ratio(acted, view.adults(Selection(where.rows, group)) * view.weeks)


@outcome(
    "ENG4a",
    label=("前10%居民参与占比", "Acts by most active tenth"),
    unit=SHARE,
    better="none",
    sentence=(
        "最积极的10%成年居民一年内的参与次数占全部参与次数的比例。",
        "Share of all acts in 52 weeks that the most active tenth of adults did.",
    ),
    matters=0.02,
    groups=True,
)
def concentration(view: View, where: Selection) -> float:
    """Add up the acts of the most active tenth."""
    return top_share(*_acts(view, where), 0.1) if view.present else MISSING


@outcome(
    "ENG4b",
    label=("参与次数基尼系数", "Gini of acts"),
    unit=("0—1", "0–1"),
    better="none",
    sentence=(
        "成年居民一年内参与次数的基尼系数；1表示全部参与集中于一人。",
        "Gini coefficient of the acts of adults in 52 weeks; at 1 a single person does them all.",
    ),
    matters=0.02,
    groups=True,
)
def gini_of_acts(view: View, where: Selection) -> float:
    """Measure how unequally acts are spread."""
    return gini(*_acts(view, where)) if view.present else MISSING


def _acts(view: View, where: Selection) -> tuple[Array, Array]:
    """Count adults by the number of their acts in 52 weeks."""

    def histogram() -> Array:
        done = np.minimum(view.world.residents.acts_52, N_ACTS - 1)
        counts = np.bincount(view.place() * N_ACTS + done, minlength=view.communities * N_CELLS * N_ACTS)
        return counts.reshape(view.communities, N_CELLS, N_ACTS)

    return np.arange(N_ACTS), where.histogram(view.keep("acts", histogram))


@outcome(
    "ENG5",
    label=("志愿服务时长", "Volunteer hours"),
    unit=HOURS,
    better="higher",
    sentence=("每千名居民一年的志愿服务时数。", "Hours volunteered per 1,000 residents and year."),
)
def volunteer_hours(view: View, where: Selection) -> float:
    """Add up hours volunteered."""
    return view.per_1000(where.pick(view.flow("volunteer_hours")), where)


@outcome(
    "ENG5.effective",
    label=("志愿服务有效时长", "Volunteer hours, effective"),
    unit=HOURS,
    better="higher",
    sentence=(
        "志愿服务时数乘以其有效程度（社工带领下加倍），每千名居民一年。",
        "Hours volunteered times their effect as service, doubled under a social worker, per 1,000 and year.",
    ),
)
def effective_volunteer_hours(view: View, where: Selection) -> float:
    """Add up effective hours volunteered."""
    return view.per_1000(where.pick(view.flow("volunteer_effective")), where)


@outcome(
    "ENG7a",
    label=("协商成果落实率", "Decisions implemented per session"),
    unit=("比例", "ratio"),
    better="higher",
    sentence=(
        "期内落实的协商决定数与期内召开的协商会议数之比。",
        "Decisions carried out in the window for each session held in it.",
    ),
)
def deliberation_yield(view: View, where: Selection) -> float:
    """Divide decisions carried out by sessions held."""
    return ratio(where.pick(view.flow("implemented")), where.pick(view.flow("sessions")))


@outcome(
    "ENG7b",
    label=("协商未落实占比", "Sessions without result"),
    unit=SHARE,
    better="lower",
    sentence=(
        "召开后26周内无成果落实的会议占比（“走过场”）；只计已满26周的会议。",
        "Share of sessions after which nothing was carried out within 26 weeks; counted when these are over.",
    ),
    matters=0.02,
    summary="sessions 26 to 78 weeks old",
)
def sessions_without_result(view: View, where: Selection) -> float:
    """Count sessions whose half-year passed without result."""

    def due() -> Array:
        s = view.world.sessions
        week, done = s.week[: s.n], s.implemented[: s.n]
        passed = (week + HALF_YEAR >= view.first) & (week + HALF_YEAR <= view.last)
        failed = passed & ((done < 0) | (done - week > HALF_YEAR))
        counts = [np.bincount(s.community[: s.n][m], minlength=view.communities) for m in (passed, failed)]
        return np.stack(counts, axis=1)

    passed, failed = where.pick(view.keep("sessions", due))
    return ratio(failed, passed)


def _inclusion(view: View, where: Selection, group: int, reference: int) -> float:
    return ratio(_act_rate(view, where, group), _act_rate(view, where, reference))


@outcome(
    "ENG8",
    label=("参与包容度（以1为平等）", "Inclusion ratio (1 = equal)"),
    unit=RATIO,
    better="higher",
    sentence=(
        "非户籍居民每周参与率与户籍居民每周参与率之比。",
        "Weekly act rate of residents not registered here over that of registered ones.",
    ),
)
def inclusion(view: View, where: Selection) -> float:
    """Compare residents without and with registration."""
    return _inclusion(view, where, MIGRANT, REGISTERED)


@outcome(
    "ENG8.age",
    label=("老年参与包容度（以1为平等）", "Inclusion ratio of older residents"),
    unit=RATIO,
    better="none",
    sentence=(
        "60岁及以上居民每周参与率与35—59岁居民之比。",
        "Weekly act rate of residents aged 60 and over over that of those aged 35–59.",
    ),
)
def inclusion_by_age(view: View, where: Selection) -> float:
    """Compare older and middle-aged residents."""
    return _inclusion(view, where, OLDER, MIDDLE_AGED)


@outcome(
    "ENG8.digital",
    label=("数字参与包容度（以1为平等）", "Inclusion ratio by digital access"),
    unit=RATIO,
    better="higher",
    sentence=(
        "数字能力低于社区中位数的居民每周参与率与其余居民之比。",
        "Weekly act rate of residents below the community's median digital access over that of the others.",
    ),
)
def inclusion_by_digital(view: View, where: Selection) -> float:
    """Compare residents with low and high digital access."""
    return _inclusion(view, where, DIGITAL_LOW, DIGITAL_HIGH)


@outcome(
    "ENG13a",
    label=("对志愿者的工时需求", "Hours asked of volunteers"),
    unit=HOURS,
    better="none",
    sentence=(
        "各方一年要求志愿者提供的时数（岗位、巡逻、监督、项目），每千名居民。",
        "Hours asked of volunteers (places, patrols, supervision, projects) per 1,000 residents and year.",
    ),
)
def hours_asked(view: View, where: Selection) -> float:
    """Add up hours asked of volunteers."""
    return view.per_1000(where.pick(view.flow("volunteer_asked")), where)


@outcome(
    "ENG13b",
    label=("每名志愿者被要求工时", "Hours asked per active volunteer"),
    unit=("小时/人·年", "hours per volunteer per year"),
    better="none",
    sentence=(
        "一年要求志愿者提供的时数与一年内参加过志愿服务的成年居民数之比。",
        "Hours asked of volunteers in a year for each adult who volunteered in the last 52 weeks.",
    ),
)
def hours_asked_each(view: View, where: Selection) -> float:
    """Divide the hours asked by those who volunteered in the last year."""
    if not view.present:
        return MISSING
    since = view.last - YEAR
    volunteers = where.people(view.count("volunteers", lambda r: r.last_act[:, VOLUNTEER] > since))
    return ratio(where.pick(view.flow("volunteer_asked")) / view.years, volunteers)


OUTCOMES: tuple[Outcome, ...] = (
    turnout,
    recorded_turnout,
    active,
    act_rate,
    concentration,
    gini_of_acts,
    volunteer_hours,
    effective_volunteer_hours,
    deliberation_yield,
    sessions_without_result,
    inclusion,
    inclusion_by_age,
    inclusion_by_digital,
    votes_per_adult,
    hours_asked,
    hours_asked_each,
)
