"""The story of a case: how it was raised, what moved it, how it ended, and whether it came back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.story.changes import IN_HAND, LATER, SESSION, WAITING, Change, changes, settled_by_decision
from analysis.story.names import level, other_side, place, who_numbered
from analysis.story.telling import (
    Line,
    Story,
    Told,
    after_burn_in,
    amount,
    check_row,
    counted,
    decimal,
    in_time,
    percent,
    tell,
    together,
    when,
    words,
)
from sim.codes import (
    CRT,
    DISPUTE,
    DISPUTES,
    FAM,
    LAND,
    LEVEL_1,
    LEVEL_PRIVATE,
    LUMP,
    MED,
    NEIG,
    PET,
    PRIV,
    RES,
    ROUTES,
)
from sim.declare import Text
from sim.disputes import LEVELS

VISITED = (NEIG, FAM, LAND)
"""Types of matter that a home visit may find while the two sides talk."""
ENOUGH = 0.995
"""Share of the hours for mediation from which nothing is said of a lack of hours."""


def case(street: Told, row: int) -> Story:
    """Tell the story of a case.

    Args:
        street: a street, at any week.
        row: row of the case.

    Raises:
        OutOfRange: there is no such case.
    """
    cases = street.world.cases
    check_row("case", row, cases.n)
    title = tell(
        "case_title", row=row, kind=kind_of(street, row), place=place(street, _community(street, row))
    )
    course = changes(street, row)
    lines = [Line(after_burn_in(course[0].week), opening(street, row))]
    lines += [Line(after_burn_in(change.week), moved(street, row, change)) for change in course[1:]]
    lines += _promise(street, row)
    lines += _returns(street, row)
    now = int(cases.ended[row]) if cases.ended[row] >= 0 else street.week
    lines += [Line(after_burn_in(now), text) for text in _present(street, row, course[-1])]
    return in_time(title, lines)


def kind_of(street: Told, row: int) -> Text:
    """Name the type of a case."""
    return DISPUTES[int(street.world.cases.kind[row])]


def opening(street: Told, row: int) -> Text:
    """Say how a case was raised."""
    cases = street.world.cases
    severity, parent = decimal(float(cases.severity[row])), int(cases.parent[row])
    if parent >= 0:
        first = tell("case_came_back", parent=parent, ended=when(int(cases.ended[parent])), severity=severity)
    else:
        first = tell(
            "case_opened" if cases.cls[row] == DISPUTE else "case_requested",
            who=who_numbered(street, int(cases.claimant[row])), kind=kind_of(street, row),
            party=other_side(street, row), severity=severity,
            route=ROUTES[int(cases.route[row])],
        )  # fmt: skip
    return together([first, tell("language_gap")]) if cases.language_need[row] else first


def moved(street: Told, row: int, change: Change) -> Text:
    """Say what a change of state was, and its cause where the record or the rule gives one."""
    if change.after in IN_HAND:
        return tell("first_session", level=level(change.level_before), waited=_weeks(change))
    if change.after == RES:
        return _settled(street, row, change)
    if change.after == LUMP:
        return _given_up(street, row, change)
    if change.before == PRIV:
        key = "brought_or_found" if int(street.world.cases.kind[row]) in VISITED else "brought"
        return tell(key, talked=_weeks(change))
    return _risen(street, row, change)


def _settled(street: Told, row: int, change: Change) -> Text:
    quality = decimal(float(street.world.cases.quality[row]))
    if change.before in (PET, CRT):
        key = "petition_closed" if change.before == PET else "court_closed"
        return tell(key, weeks=_weeks(change), quality=quality)
    if change.before == PRIV:
        return tell("settled_privately", talked=_weeks(change), quality=quality)
    at = level(change.level_before)
    session = settled_by_decision(street, row, change.week) if change.step != SESSION else -1
    if session >= 0:
        held = when(int(street.world.sessions.week[session]))
        return tell("settled_by_decision", held=held, level=at, quality=quality)
    if change.step == SESSION and change.before in WAITING:
        return tell("settled_at_once", level=at, waited=_weeks(change), quality=quality)
    return tell("settled", level=at, weeks=_weeks(change), quality=quality)


def _given_up(street: Told, row: int, change: Change) -> Text:
    if change.before == PRIV:
        return tell("given_up_privately", talked=_weeks(change))
    at = level(change.level_before)
    if change.step == SESSION:
        return tell("given_up_after_breakdown", level=at)
    return together([tell(_waiting_key("given_up", change), level=at, weeks=_weeks(change)),
                     *_short_of_hours(street, row, change)])  # fmt: skip


def _risen(street: Told, row: int, change: Change) -> Text:
    to = _where_to(change)
    if change.step == SESSION:
        return tell("risen_after_breakdown", level=level(change.level_before), to=to)
    key = _waiting_key("risen", change)
    return together([tell(key, level=level(change.level_before), weeks=_weeks(change), to=to),
                     *_short_of_hours(street, row, change)])  # fmt: skip


def _where_to(change: Change) -> Text:
    if change.after == PET:
        return words("to_petition")
    return words("to_court") if change.after == CRT else level(int(LEVELS[change.after]))


def _waiting_key(stem: str, change: Change) -> str:
    """Choose the sentence: no session yet at this level, sessions without result, or the step is unknown."""
    if change.step != LATER:
        return f"{stem}_somehow"
    return f"{stem}_unheard" if change.before in WAITING else f"{stem}_unsettled"


def _short_of_hours(street: Told, row: int, change: Change) -> Iterator[Text]:
    """Say how far the committee's hours for mediation went in the weeks of waiting, if they fell short."""
    if change.level_before != LEVEL_1 or change.week <= change.since:
        return
    community, weeks = _community(street, row), slice(change.since, change.week)
    wanted = float(street.record["needs"][weeks, community, MED].sum())
    given = float(street.record["hours"][weeks, community, MED].sum())
    if wanted > 0.0 and given < ENOUGH * wanted:
        yield tell("mediation_short", share=percent(given / wanted))


def _promise(street: Told, row: int) -> Iterator[Line]:
    """Say whether a request got its first response in the time that was promised."""
    cases = street.world.cases
    due, first, ended = int(cases.due[row]), int(cases.first[row]), int(cases.ended[row])
    if due < 0 or due > street.week:
        return
    if 0 <= first <= due:
        key, fields = "promise_kept", {"first": when(first)}
    elif 0 <= ended <= due:
        key, fields = "promise_moot", {"ended": when(ended)}
    elif first < 0:
        key, fields = "promise_open", {}
    else:
        key, fields = "promise_late", {"first": when(first)}
    yield Line(after_burn_in(due), tell(key, **fields))


def _returns(street: Told, row: int) -> Iterator[Line]:
    """Say when the case came back as another."""
    cases = street.world.cases
    for child in np.flatnonzero(cases.parent[: cases.n] == row):
        yield Line(after_burn_in(int(cases.opened[child])), tell("comes_back", child=int(child)))


def _present(street: Told, row: int, last: Change) -> Iterator[Text]:
    """Say how things stand: who joined, how much time it took, the book of mediation, and where it is."""
    cases = street.world.cases
    members = int(cases.members[row])
    if members > 1:
        yield tell("joined", members=counted("person", members), affected=int(cases.affected[row]))
    if cases.sessions[row] > 0:
        sessions, hours = counted("session", int(cases.sessions[row])), amount(float(cases.hours[row]))
        yield tell("time_spent", sessions=sessions, hours=hours)
    if cases.recorded[row] >= 0:
        key = "recorded_success" if cases.recorded[row] == 1 else "recorded_failure"
        yield tell(f"{key}_given_up" if cases.status[row] == LUMP and cases.recorded[row] == 1 else key)
    if cases.ended[row] < 0:
        weeks = street.week - int(cases.entered[row])
        key = "still_open" if weeks else "just_open"
        yield tell(key, state=_state(last), weeks=counted("week", weeks))


def _state(last: Change) -> Text:
    if last.after in (PET, CRT):
        return words("open_petition" if last.after == PET else "open_court")
    at = int(LEVELS[last.after])
    if at == LEVEL_PRIVATE:
        return words("open_private")
    heard = "open_heard" if last.after in IN_HAND else "open_unheard"
    return words(heard, level=level(at))


def _weeks(change: Change) -> Text:
    return counted("week", change.week - change.since)


def _community(street: Told, row: int) -> int:
    return int(street.world.cases.community[row])
