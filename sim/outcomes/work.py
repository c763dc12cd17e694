"""Work of the committees: hours, load, burnout, quitting, and work from off the lists.

Choices: all hours of a committee are those it gave to its eight kinds of work and those it spent on carrying
out policy. The load ratio is a mean over communities and weeks, each counting once, because a ratio capped
at 3 has no numerator to pool. Social workers of the street's station are counted apart, for the whole street.
"""

from __future__ import annotations

from sim.calendar import YEAR
from sim.codes import ADM, COORD, DEL, LED, MED, SVC, VIS
from sim.declare import INDEX, SHARE, Outcome, Text, outcome
from sim.outcomes.measures import ratio
from sim.outcomes.view import Selection, View
from sim.table import Array

PER_POST_YEAR: Text = ("比例/年", "per post per year")
CITIZENS = [SVC, VIS, MED, DEL]


def share_of_hours(view: View, where: Selection, kinds: list[int]) -> float:
    """Give the share of some kinds of work in all hours of the committees."""
    hours: Array = where.pick(view.flow("hours"))
    return ratio(hours[kinds].sum(), hours.sum() + where.pick(view.flow("own_hours")))


def _per_filled_post(view: View, where: Selection, name: str) -> float:
    return ratio(where.pick(view.flow(name)), where.pick(view.flow("filled")))


@outcome(
    "WRK1",
    label=("行政事务工时占比", "Administrative share of hours"),
    unit=SHARE,
    better="lower",
    sentence=(
        "居（村）委会用于行政事务和台账迎检的工时占全部工时的比例。",
        "Share of committee hours that go to administration, ledgers and inspections.",
    ),
    matters=0.02,
)
def administrative_share(view: View, where: Selection) -> float:
    """Divide administration and ledger hours by all hours."""
    return share_of_hours(view, where, [ADM, LED])


@outcome(
    "WRK2",
    label=("在岗人员周工时", "Weekly hours per filled post"),
    unit=("小时/周", "hours per week"),
    better="lower",
    sentence=(
        "在岗人员平均每周工作时数（含加班）。",
        "Clock hours a week of those in post, overtime included.",
    ),
)
def weekly_hours(view: View, where: Selection) -> float:
    """Divide hours worked by filled posts."""
    return _per_filled_post(view, where, "hours_worked")


@outcome(
    "WRK3",
    label=("形式性事务工时占比", "Formalism share of hours"),
    unit=SHARE,
    better="lower",
    sentence=(
        "居（村）委会用于台账迎检和协调会议的工时占全部工时的比例。",
        "Share of committee hours that go to ledgers, inspections and coordination meetings.",
    ),
    matters=0.02,
)
def formal_share(view: View, where: Selection) -> float:
    """Divide ledger and coordination hours by all hours."""
    return share_of_hours(view, where, [LED, COORD])


@outcome(
    "WRK4a",
    label=("工作负荷比", "Load ratio"),
    unit=("比值", "ratio"),
    better="lower",
    sentence=(
        "居（村）委会所需工时与在岗人员正常工时之比，各社区各周平均。",
        "Hours wanted of a committee over the regular hours of its staff, mean over communities and weeks.",
    ),
)
def load(view: View, where: Selection) -> float:
    """Average the load ratio over communities and weeks."""
    return ratio(where.pick(view.flow("pressure")), len(where.rows) * view.weeks)


@outcome(
    "WRK4b",
    label=("超负荷周占比", "Weeks overloaded"),
    unit=SHARE,
    better="lower",
    sentence=("负荷比大于1的社区周占比。", "Share of communities' weeks with a load ratio above 1."),
    matters=0.02,
)
def overloaded(view: View, where: Selection) -> float:
    """Count weeks with a load ratio above 1."""
    return ratio(where.pick(view.flow("overloaded")), len(where.rows) * view.weeks)


@outcome(
    "WRK5a",
    label=("职业倦怠均值", "Burnout, mean"),
    unit=INDEX,
    better="lower",
    sentence=("在岗人员职业倦怠程度的均值。", "Mean burnout of those in post."),
    matters=0.02,
)
def burnout(view: View, where: Selection) -> float:
    """Average burnout over filled posts."""
    return _per_filled_post(view, where, "burnout")


@outcome(
    "WRK5b",
    label=("倦怠人员占比", "Workers burnt out"),
    unit=SHARE,
    better="lower",
    sentence=("在岗人员中倦怠程度大于0.5的比例。", "Share of those in post with burnout above .5."),
    matters=0.02,
)
def burnt_out(view: View, where: Selection) -> float:
    """Count workers with burnout above .5."""
    return _per_filled_post(view, where, "burnt_out")


@outcome(
    "WRK5c",
    label=("重度倦怠占比", "Workers in severe burnout"),
    unit=SHARE,
    better="lower",
    sentence=("在岗人员中倦怠程度大于0.6的比例。", "Share of those in post with burnout above .6."),
    matters=0.02,
)
def severely_burnt_out(view: View, where: Selection) -> float:
    """Count workers with burnout above .6."""
    return _per_filled_post(view, where, "burnt_out_severe")


@outcome(
    "WRK6",
    label=("人员离职率", "Quit rate"),
    unit=PER_POST_YEAR,
    better="lower",
    sentence=(
        "居（村）委会人员一年离职人数与在岗岗位数之比。",
        "Quits of committee staff for each filled post and year.",
    ),
)
def quit_rate(view: View, where: Selection) -> float:
    """Divide quits by filled posts and years."""
    return ratio(where.pick(view.flow("quits")) * YEAR, where.pick(view.flow("filled")))


@outcome(
    "WRK6.social",
    label=("社工离职率", "Quit rate of social workers"),
    unit=PER_POST_YEAR,
    better="lower",
    sentence=(
        "街道社工站社会工作者一年离职人数与在岗岗位数之比。",
        "Quits of the station's social workers for each filled post and year.",
    ),
    street_only=True,
)
def social_worker_quit_rate(view: View, where: Selection) -> float:
    """Divide quits of social workers by their filled posts and years."""
    return ratio(view.street_flow("sw_quits") * YEAR, view.street_flow("sw_filled"))


@outcome(
    "WRK7",
    label=("岗位空缺率", "Vacancy rate"),
    unit=SHARE,
    better="lower",
    sentence=("居（村）委会岗位中空缺的比例。", "Share of committee posts that are vacant."),
    matters=0.02,
)
def vacancy(view: View, where: Selection) -> float:
    """Divide vacant posts by posts."""
    posts = where.pick(view.flow("posts"))
    return ratio(posts - where.pick(view.flow("filled")), posts)


@outcome(
    "WRK7.social",
    label=("社工岗位空缺率", "Vacancy rate of social workers"),
    unit=SHARE,
    better="lower",
    sentence=("街道社工站岗位中空缺的比例。", "Share of the station's social work posts that are vacant."),
    matters=0.02,
    street_only=True,
)
def social_worker_vacancy(view: View, where: Selection) -> float:
    """Divide vacant social work posts by posts."""
    posts = view.street_flow("sw_posts")
    return ratio(posts - view.street_flow("sw_filled"), posts)


@outcome(
    "WRK8",
    label=("面向居民服务满足度", "Citizen-facing need met"),
    unit=("比值", "ratio"),
    better="higher",
    sentence=(
        "服务、走访、调解、协商四类工时之和与其所需工时之比。",
        "Hours given to services, visits, mediation and deliberation over the hours these would need.",
    ),
    matters=0.02,
)
def citizens_served(view: View, where: Selection) -> float:
    """Divide citizen-facing hours given by those wanted."""
    given: Array = where.pick(view.flow("hours"))
    wanted: Array = where.pick(view.flow("needs"))
    return ratio(given[CITIZENS].sum(), wanted[CITIZENS].sum())


@outcome(
    "WRK9",
    label=("清单外事项流入率", "Off-list work leaking in"),
    unit=SHARE,
    better="lower",
    sentence=(
        "由居（村）委会实际办理的清单外工时占部门试图下派的清单外工时的比例。",
        "Off-list hours done by the committees over the off-list hours that departments tried to pass down.",
    ),
    matters=0.02,
)
def leakage(view: View, where: Selection) -> float:
    """Divide off-list hours done by those attempted."""
    return ratio(where.pick(view.flow("outside_done_rc")), where.pick(view.flow("outside_attempted")))


OUTCOMES: tuple[Outcome, ...] = (
    administrative_share,
    weekly_hours,
    formal_share,
    load,
    overloaded,
    burnout,
    burnt_out,
    severely_burnt_out,
    quit_rate,
    social_worker_quit_rate,
    vacancy,
    social_worker_vacancy,
    citizens_served,
    leakage,
)
