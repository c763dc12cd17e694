"""Disputes and requests: how many arise, are claimed, stay open, reach petition and court, or stay silent.

Choices: events count whether or not anyone names them. Claims are counted where the claimant lives, so they
can be counted by group. Open claims are a mean over the week ends of the window. A collective case counts in
the year in which it was claimed, with the members it has gathered since.
"""

from __future__ import annotations

import numpy as np

from sim.codes import CRT, DISPUTE, DISPUTE_CODES, DISPUTES, PET, REQUEST
from sim.declare import SHARE, Outcome, Text, outcome
from sim.outcomes import claims
from sim.outcomes.measures import MISSING, ratio
from sim.outcomes.view import Floats, Selection, View
from sim.table import Array

RATE: Text = ("件/千人·年", "per 1,000 per year")
COLLECTIVE = 10
LOUD = 1.0


def _events(
    name: str, label: Text, sentence: Text, kind: int | None = None, cls: int | None = None
) -> Outcome:
    def measure(view: View, where: Selection) -> float:
        events = where.pick(view.flow("events"))
        events = events if kind is None else events[kind]
        return view.per_1000(float((events if cls is None else events[..., cls]).sum()), where)

    return outcome(name, label=label, unit=RATE, better="lower", sentence=sentence)(measure)


events = _events(
    "DIS1",
    ("矛盾诉求发生率", "Disputes and requests arising"),
    (
        "每千名居民一年发生的纠纷和诉求（含未提出的）。",
        "Disputes and requests that arise per 1,000 residents and year, those nobody names included.",
    ),
)
EVENTS_BY_CLASS = (
    _events(
        "DIS1.dispute",
        ("纠纷发生率", "Disputes arising"),
        ("每千名居民一年发生的纠纷（含未提出的）。", "Disputes that arise per 1,000 residents and year."),
        cls=DISPUTE,
    ),
    _events(
        "DIS1.request",
        ("诉求发生率", "Requests arising"),
        ("每千名居民一年发生的诉求（含未提出的）。", "Requests that arise per 1,000 residents and year."),
        cls=REQUEST,
    ),
)
EVENTS_BY_TYPE = tuple(
    _events(
        f"DIS1.{DISPUTE_CODES[k]}",
        (f"发生率：{zh}", f"Arising: {en}"),
        (
            f"每千名居民一年发生的{zh}（含未提出的）。",
            f"Events of the type {en} per 1,000 residents and year.",
        ),
        kind=k,
    )
    for k, (zh, en) in enumerate(DISPUTES)
)


@outcome(
    "DIS1m",
    label=("登记调解件数", "Recorded mediations"),
    unit=RATE,
    better="none",
    sentence=(
        "每千名居民一年记入人民调解登记簿的纠纷（调解成功或失败）。",
        "Disputes entered in the book of mediation, as success or failure, per 1,000 residents and year.",
    ),
    groups=True,
)
def recorded_mediations(view: View, where: Selection) -> float:
    """Count the disputes that left mediation with an entry in the book."""

    def entries() -> Array:
        rows, _ = claims.left_mediation(view)
        return rows[view.world.cases.recorded[rows] >= 0]

    return view.case_rate("recorded", entries, where)


@outcome(
    "DIS2",
    label=("诉求提出率", "Share of events claimed"),
    unit=SHARE,
    better="none",
    sentence=(
        "被提出且未当即放弃的事件占全部发生事件的比例。",
        "Events that are named and not given up at once, as a share of all events.",
    ),
    matters=0.02,
)
def claim_rate(view: View, where: Selection) -> float:
    """Divide claims by events."""
    return ratio(where.pick(view.flow("claims")).sum(), where.pick(view.flow("events")).sum())


@outcome(
    "DIS5",
    label=("周末未结诉求", "Open claims"),
    unit=("件/千人", "per 1,000"),
    better="lower",
    sentence=(
        "每千名居民在周末尚未办结的诉求，期内各周平均。",
        "Claims open at the end of a week per 1,000 residents, mean over the weeks of the window.",
    ),
    groups=True,
)
def open_claims(view: View, where: Selection) -> float:
    """Add up the week ends at which each claim was open."""

    def open_weeks() -> Floats:
        cases = view.world.cases
        ended = np.where(cases.ended[: cases.n] < 0, view.last + 1, cases.ended[: cases.n])
        weeks = np.minimum(ended, view.last + 1) - np.maximum(cases.opened[: cases.n], view.first)
        rows = np.flatnonzero(weeks > 0)
        return view.of_cases(rows, weeks[rows])

    return ratio(1000.0 * where.people(view.keep("open weeks", open_weeks)), view.persons(where) * view.weeks)


@outcome(
    "DIS7",
    label=("新增信访", "New petitions"),
    unit=RATE,
    better="lower",
    sentence=(
        "每千名居民一年新增信访件数；只有隐性不满（DIS12）没有上升，下降才是好事。",
        "New petitions per 1,000 residents and year; a fall is good only if DIS12 does not rise.",
    ),
    groups=True,
)
def petitions(view: View, where: Selection) -> float:
    """Count cases that became petitions."""
    return view.case_rate("petitions", lambda: claims.entered(view, PET), where)


@outcome(
    "DIS8",
    label=("新增诉讼", "New court cases"),
    unit=RATE,
    better="none",
    sentence=("每千名居民一年新增诉讼件数。", "New court cases per 1,000 residents and year."),
    groups=True,
)
def suits(view: View, where: Selection) -> float:
    """Count cases that went to court."""
    return view.case_rate("suits", lambda: claims.entered(view, CRT), where)


@outcome(
    "DIS12a",
    label=("隐性不满均值", "Silent grievance, mean"),
    unit=("0—5", "0–5"),
    better="lower",
    sentence=(
        "没有未结诉求的成年居民累积不满的均值。",
        "Mean accumulated grievance of adults who have no open claim.",
    ),
    summary="last week of the window",
    groups=True,
)
def silent_grievance(view: View, where: Selection) -> float:
    """Average grievance over adults without an open claim."""
    grievance = view.count("silent grievance", lambda r: r.grievance * (r.open_claims == 0))
    return _of_silent(view, where, grievance)


@outcome(
    "DIS12b",
    label=("隐性不满居民占比", "Residents with silent grievance"),
    unit=SHARE,
    better="lower",
    sentence=(
        "没有未结诉求的成年居民中累积不满大于1的比例。",
        "Share with accumulated grievance above 1 among adults who have no open claim.",
    ),
    matters=0.02,
    summary="last week of the window",
    groups=True,
)
def silently_aggrieved(view: View, where: Selection) -> float:
    """Count adults without an open claim whose grievance is above 1."""
    loud = view.count("silently aggrieved", lambda r: (r.grievance > LOUD) & (r.open_claims == 0))
    return _of_silent(view, where, loud)


def _of_silent(view: View, where: Selection, amount: Floats) -> float:
    silent = view.count("silent", lambda r: r.open_claims == 0)
    return ratio(where.people(amount), where.people(silent)) if view.present else MISSING


@outcome(
    "DIS13a",
    label=("群体性纠纷", "Collective cases"),
    unit=("件/十社区·年", "per 10 communities per year"),
    better="lower",
    sentence=(
        "期内提出、参与人数达到10人及以上的诉求，每十个社区一年。",
        "Claims of the window that gathered ten members or more, per ten communities and year.",
    ),
)
def collective_cases(view: View, where: Selection) -> float:
    """Count claims with ten members or more."""

    def by_community() -> Array:
        cases, rows = view.world.cases, claims.opened(view)
        large = rows[cases.members[rows] >= COLLECTIVE]
        return np.bincount(cases.community[large], minlength=view.communities)

    count = where.pick(view.keep("collective", by_community))
    return ratio(10.0 * count, len(where.rows) * view.years)


@outcome(
    "DIS13b",
    label=("群体性纠纷最大规模", "Largest collective case"),
    unit=("人", "persons"),
    better="lower",
    sentence=(
        "期内提出的诉求中参与人数最多的一件的人数；1表示没有群体性诉求。",
        "Members of the largest claim made in the window; 1 means that none was collective.",
    ),
)
def largest_case(view: View, where: Selection) -> float:
    """Find the claim with most members."""

    def by_community() -> Array:
        cases, rows = view.world.cases, claims.opened(view)
        largest = np.zeros(view.communities)
        np.maximum.at(largest, cases.community[rows], cases.members[rows])
        return largest

    largest = float(view.keep("largest", by_community)[where.rows].max())
    return largest if largest > 0 else MISSING


OUTCOMES: tuple[Outcome, ...] = (
    events,
    *EVENTS_BY_CLASS,
    *EVENTS_BY_TYPE,
    recorded_mediations,
    claim_rate,
    open_claims,
    petitions,
    suits,
    silent_grievance,
    silently_aggrieved,
    collective_cases,
    largest_case,
)
