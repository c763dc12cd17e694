"""The story of a social organisation: its founding, projects, contracts, money and end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.story.names import place, society_name
from analysis.story.telling import (
    Field,
    Line,
    Story,
    Told,
    after_burn_in,
    amount,
    check_row,
    counted,
    decimal,
    in_time,
    joined,
    now,
    percent,
    tell,
    words,
)
from sim.codes import DOMAINS, MET, RUNNING
from sim.declare import Text
from sim.processes.contracting_parameters import ContractingParameters

FIRST_WEEK = 1


def society(street: Told, row: int) -> Story:
    """Tell the story of a social organisation, one that has ended too.

    Args:
        street: a street, at any week.
        row: row of the social organisation.

    Raises:
        OutOfRange: there is no such social organisation.
    """
    s = street.world.organisations
    check_row("social organisation", row, s.n)
    lines = [_founding(street, row), *_projects(street, row)]
    if s.alive[row]:
        lines += now(street, *_present(street, row))
    else:
        lines.append(Line(after_burn_in(int(s.ended[row])), _ending(street, row)))
    return in_time(tell("society_title", name=society_name(street, row)), lines)


def _founding(street: Told, row: int) -> Line:
    s = street.world.organisations
    born = int(s.born[row])
    if born < FIRST_WEEK:
        return Line(after_burn_in(FIRST_WEEK), tell("society_from_the_start"))
    return Line(after_burn_in(born), tell("society_founded_as_shell" if s.shell[row] else "society_founded"))


def _ending(street: Told, row: int) -> Text:
    s = street.world.organisations
    p = street.values(ContractingParameters)
    if not s.shell[row]:
        # Debt is the only way in which a society that is no shell ends.
        return tell("society_ended_in_debt", weeks=counted("week", p.exit_weeks))
    lived = int(s.ended[row]) - int(s.born[row])
    return tell("shell_ended_in_time" if lived >= p.shell_weeks else "shell_ended_in_debt")


def _projects(street: Told, row: int) -> Iterator[Line]:
    """Say when each project began and how it ended."""
    projects, issues = street.world.projects, street.world.issues
    for j in np.flatnonzero(projects.organisation[: projects.n] == row):
        fields: dict[str, Field] = {
            "project": int(j), "domain": DOMAINS[int(projects.domain[j])],
            "place": place(street, int(projects.community[j])),
        }  # fmt: skip
        size = counted("resident_count", int(issues.size[projects.issue[j]]))
        began = tell("project_began", size=size, hours=amount(float(projects.hours[j])), **fields)
        yield Line(after_burn_in(int(projects.started[j])), began)
        if projects.status[j] != RUNNING:
            key = "project_met" if projects.status[j] == MET else "project_missed"
            done = amount(float(projects.hours_done[j]))
            yield Line(after_burn_in(int(projects.ended[j])), tell(key, done=done, **fields))


def _present(street: Told, row: int) -> Iterator[Text]:
    s = street.world.organisations
    where = [place(street, int(c)) for c in np.flatnonzero(s.presence[row])]
    if where:
        yield tell("society_works_in", places=joined(where))
    agreed = [
        words("contract", place=place(street, int(c)), hours=amount(float(s.contract_hours[row, c])),
              pay=amount(float(s.contract_pay[row, c])))
        for c in np.flatnonzero(s.contract_hours[row] > 0.0)
    ]  # fmt: skip
    yield tell("contracts", contracts=joined(agreed)) if agreed else tell("no_contract")
    worked = [amount(float(column[row])) for column in (s.contracted, s.service, s.diverted, s.idle)]
    contracted, service, diverted, idle = worked
    yield tell("society_week", contracted=contracted, service=service, diverted=diverted, idle=idle)
    yield tell(
        "society_money", income=amount(float(s.income_all[row].sum())),
        share=percent(float(s.dependence[row])),
        balance=amount(street.ledger.cny(int(street.ledger.social[row]))),
    )  # fmt: skip
    yield tell("society_now", staff=amount(float(s.staff[row])), quality=decimal(float(s.quality[row])),
               burnout=decimal(float(s.burnout[row])))  # fmt: skip
