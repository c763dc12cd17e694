"""The story of a resident: votes, sessions, volunteering, claims, trust and moods."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.story.cases import kind_of
from analysis.story.changes import changes
from analysis.story.names import grid_of, level, other_side, place, who
from analysis.story.telling import (
    Field,
    Line,
    Story,
    Told,
    after_burn_in,
    check_row,
    counted,
    decimal,
    in_time,
    joined,
    now,
    tell,
    together,
    when,
    words,
)
from sim.calendar import is_election
from sim.codes import (
    CRT,
    LUMP,
    P_RESIDENT,
    PET,
    RES,
    ROUTES,
    T_COMMUNITY,
    T_SOCIAL,
    T_STREET,
    TRUSTED,
    VOLUNTEER,
    VOTE,
)
from sim.declare import Text
from sim.disputes import LEVELS
from sim.processes.deliberation_parameters import DeliberationParameters

TOLD_OF = (T_COMMUNITY, T_STREET, T_SOCIAL)
"""Whose trust is told of: those whom every resident has to do with."""
FIRST_WEEK = 1


def resident(street: Told, row: int) -> Story:
    """Tell the story of a resident.

    Args:
        street: a street, at any week.
        row: row of the resident.

    Raises:
        OutOfRange: there is no such resident.
    """
    check_row("resident", row, street.world.residents.n)
    where = place(street, int(street.world.residents.community[row]))
    title = tell("resident_title", who=who(street, row), place=where)
    lines = [Line(after_burn_in(FIRST_WEEK), _home(street, row))]
    lines += [*_votes(street, row), *_sessions(street, row), *_volunteering(street, row)]
    lines += [*_claims(street, row)]
    lines += now(street, *_present(street, row))
    return in_time(title, lines)


def _home(street: Told, row: int) -> Text:
    people, homes = street.world.residents, street.world.households
    household = int(people.household[row])
    size = counted("adult", int(homes.size[household]))
    key = "household_with_child" if homes.child[household] else "household"
    first = tell(key, size=size, grid=grid_of(street, int(people.grid[row])))
    marks = [
        ("party_member", bool(people.party[row])), ("works_here", people.unit[row] >= 0),
        ("in_group", people.group[row] >= 0), ("in_support_group", bool(people.vulnerable[row])),
        ("speaks_another", bool(people.language_gap[row])),
    ]  # fmt: skip
    others = [words(name) for name, holds in marks if holds]
    return together([first, tell("marks", marks=joined(others))]) if others else first


def _votes(street: Told, row: int) -> Iterator[Line]:
    """Say what the last election of the run saw of them; the state keeps no earlier one."""
    people = street.world.residents
    held = [week for week in range(FIRST_WEEK, street.week + 1) if is_election(week)]
    if not held:
        return
    if people.recent[row, VOTE]:
        key = "voted"
    elif not people.eligible[row]:
        key = "could_not_vote"
    else:
        key = "recorded_as_voter" if people.recorded_vote[row] else "did_not_vote"
    yield Line(after_burn_in(held[-1]), tell(key))


def _sessions(street: Told, row: int) -> Iterator[Line]:
    """Tell of the sessions that they went to, and of what came of each."""
    seats, held = street.world.attendance, street.world.sessions
    for seat in np.flatnonzero(seats.resident[: seats.n] == row):
        session, favour = int(seats.session[seat]), bool(seats.favour[seat])
        people = counted("person", int(held.attendees[session]))
        if held.issue[session] < 0:
            key = "session_without_issue"
        elif held.decided[session]:
            key = "session_decided_for" if favour else "session_decided_against"
        else:
            key = "session_undecided_for" if favour else "session_undecided_against"
        yield Line(after_burn_in(int(held.week[session])), tell(key, people=people))
        yield from _what_came(street, session)


def _what_came(street: Told, session: int) -> Iterator[Line]:
    held = street.world.sessions
    then, done = int(held.week[session]), int(held.implemented[session])
    if done >= 0:
        yield Line(after_burn_in(done), tell("decision_carried_out", held=when(then)))
    elif held.decided[session] and held.signalled[session]:
        life = street.values(DeliberationParameters).decision_life
        text = tell("decision_failed", held=when(then), weeks=counted("week", life))
        yield Line(after_burn_in(then + life), text)


def _volunteering(street: Told, row: int) -> Iterator[Line]:
    people = street.world.residents
    total = int(people.acts_total[row, VOLUNTEER])
    if total > 0:
        last = int(people.last_act[row, VOLUNTEER])
        yield Line(after_burn_in(last), tell("volunteered", times=counted("time", total)))


def _claims(street: Told, row: int) -> Iterator[Line]:
    """Tell of the cases that they raised, and of those in which they are the other side."""
    cases = street.world.cases
    for case in np.flatnonzero(cases.claimant[: cases.n] == row):
        yield Line(after_burn_in(int(cases.opened[case])), _raised(street, int(case)))
        yield from _course(street, int(case))
    party = (cases.party[: cases.n] == row) & (cases.party_kind[: cases.n] == P_RESIDENT)
    for case in np.flatnonzero(party):
        text = tell("other_side_of", case=int(case), kind=kind_of(street, int(case)))
        yield Line(after_burn_in(int(cases.opened[case])), text)
        yield from _course(street, int(case))


def _raised(street: Told, case: int) -> Text:
    cases = street.world.cases
    if cases.parent[case] >= 0:
        return tell("raised_again", case=case, kind=kind_of(street, case), parent=int(cases.parent[case]))
    route = ROUTES[int(cases.route[case])]
    party = other_side(street, case)
    return tell("raised", case=case, kind=kind_of(street, case), party=party, route=route)


def _course(street: Told, case: int) -> Iterator[Line]:
    """Say where a case rose to, and how it ended."""
    cases = street.world.cases
    for change in changes(street, case)[1:]:
        fields: dict[str, Field] = {
            "case": case,
            "weeks": counted("week", change.week - int(cases.opened[case])),
        }
        if change.after == RES:
            key, fields["level"] = "case_settled", level(int(cases.via[case]))
        elif change.after == LUMP:
            key = "case_given_up"
        elif change.after in (PET, CRT):
            key = "case_to_petition" if change.after == PET else "case_to_court"
        elif change.rises:
            key, fields["level"] = "case_rose", level(int(LEVELS[change.after]))
        else:
            continue
        yield Line(after_burn_in(change.week), tell(key, **fields))


def _present(street: Told, row: int) -> Iterator[Text]:
    people = street.world.residents
    trust = [words("trust_in", whom=TRUSTED[k], value=decimal(float(people.trust[row, k]))) for k in TOLD_OF]
    yield tell("trusts", trust=joined(trust))
    yield tell(
        "moods", satisfaction=decimal(float(people.satisfaction[row])),
        grievance=decimal(float(people.grievance[row])), efficacy=decimal(float(people.efficacy[row])),
        efficacy_0=decimal(float(people.efficacy_0[row])), belonging=decimal(float(people.belonging[row])),
        belonging_0=decimal(float(people.belonging_0[row])),
    )  # fmt: skip
    if people.open_claims[row] > 0:
        yield tell("open_claims", claims=counted("claim", int(people.open_claims[row])))
