"""Steps 10 and 16: social organisations do contracts, projects and own work; the station does casework.

A society has 40 hours for each of its staff, less meetings and ties. Contract hours come first, as far as
staff and cash go; 15 % of them is administration. An overloaded committee draws a share
``.4 (load - 1)+ x dependence x (1 - protection)`` of the rest into its own paper work. Projects take hours
of the contract in their community first and then the society's own money. What else the core grant pays is
the search for needs and, with money beyond a reserve and the cost of one project, services of its own. For
each society and week ``contract hours = service + diverted + administration + idle``.

Choices. An hour costs the society what it charges. Staff without use cost a part of their pay, so a society
without income runs out of money. Hours the committee has no backlog for are given back to service. Contract
work serves the domains of the society's field; project hours serve the domain of their need.

Sources: diversion: contracted centres in Guangzhou (International Social Work 60, 2017, 1343-1357); sizes
are assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.social_organization import WORKER_WEEK
from sim.calendar import QUARTER, YEAR
from sim.codes import RUNNING, VOLUNTEER
from sim.jit import kernel
from sim.ledger import WAGES
from sim.processes import casework, funding, projects, societies, tasks, tenders
from sim.processes.contracting_parameters import ContractingParameters
from sim.processes.engagement_parameters import EngagementParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

__all__ = ["ContractingParameters", "begin", "carry_out", "organisations"]


def begin(street: Street) -> None:
    """Found the first social organisations, and ask for social work hours."""
    societies.begin(street, street.values(ContractingParameters))
    casework.begin(street)


def carry_out(street: Street) -> None:
    """Pay and award contracts, do casework, start, work on and end projects.

    Changes: societies, projects, needs, the ledger, ``residents.served``, matched project hours by domain,
    social work hours wanted next week, task stocks of committees, flows of societies and projects.
    """
    bought, gifts = _income_of_others(street)
    public = bought + tenders.pay_due(street)
    if street.week % QUARTER == 1:
        public = public + tenders.open_quarter(street)
    _note_income(street, public, gifts)
    signal = projects.casework_success(street)
    casework.care(street, signal)
    projects.take_up(street, signal)
    _work(street)
    projects.conclude(street)
    casework.ask(street)


def organisations(street: Street) -> None:
    """Let social organisations grow, shrink, enter and leave.

    Changes: societies, their nodes, ties and accounts, flows of societies.
    """
    societies.live(street, street.values(ContractingParameters))
    s = street.world.organisations
    street.world.street_flows.so_active[0] = s.alive[: s.n].sum()


def _income_of_others(street: Street) -> tuple[Floats, Floats]:
    """Give what societies got since their last account for bought tasks, and as gifts, CNY, [S] each."""
    s, ledger = street.world.organisations, street.ledger
    got = np.maximum(ledger.balance[ledger.social[: s.n]] - s.seen[: s.n], 0) / 100.0
    price = funding.service_price(street)
    bought = np.minimum(s.task_hours[: s.n] * price, got) if _tasks_paid(street) else np.zeros(s.n)
    return bought, got - bought


def _tasks_paid(street: Street) -> bool:
    """Whether societies were paid for bought tasks this week."""
    return street.ledger.moved_by_street("outside_purchase") > 0.0


def _note_income(street: Street, public: Floats, gifts: Floats) -> None:
    s, flow = street.world.organisations, street.world.street_flows
    now = street.week % YEAR
    s.income_government[: s.n, now], s.income_all[: s.n, now] = public, public + gifts
    from_government = public.sum()
    flow.so_income_government[0], flow.so_income[0] = from_government, from_government + gifts.sum()


def _work(street: Street) -> None:
    """Let every society work for a week, and pay its staff."""
    world, p = street.world, street.values(ContractingParameters)
    s, c, n = world.organisations, world.communities, world.organisations.n
    c.project_supply[:] = c.voted_supply
    if n == 0:
        return
    service, diverted, pay, given = np.zeros((4, n, c.n))
    wanted = projects.burden(street)[0]
    wages, free = _divide(street, (service, diverted, pay, given), wanted)
    offered = diverted.sum(axis=0)
    used = np.minimum(tasks.relieve(street, offered), offered) if offered.any() else offered
    flow, running = world.street_flows, world.projects
    _close_week(
        service, diverted, given, used / np.maximum(offered, 1e-12), free, s.presence[:n], s.field,
        projects.FIELD_DOMAINS, projects.match_by_domain(street), c.project_supply, s.contracted, s.service,
        s.diverted, s.administration, s.idle,
        (flow.so_contracted, flow.so_service, flow.so_diverted, flow.so_administration, flow.so_idle),
    )  # fmt: skip
    asked = p.project_volunteers * street.values(EngagementParameters).act_hours[VOLUNTEER] / p.project_weeks
    _work_on_projects(
        running.status[: running.n], running.organisation, running.community, running.domain, running.match,
        running.hours_done, given, wanted, p.project_hours / p.project_weeks, c.project_supply, asked,
        world.flows.volunteer_asked,
    )  # fmt: skip
    tenders.owe(street, pay)
    ledger = street.ledger
    ledger.transfer_each(ledger.social[:n], WAGES, np.floor(wages * 100.0) / 100.0, "staff_cost")


def _divide(street: Street, hours: tuple[Floats, ...], wanted: Floats) -> tuple[Floats, Floats]:
    """Divide the hours of every society between contracts, bought tasks, projects, search and own service.

    Args:
        street: the street.
        hours: where contract service, diverted hours, what contracts earn (CNY) and project hours go,
            each [S, C].
        wanted: hours that running projects want, [S, C].

    Returns: wages, CNY, and hours of service paid by the core grant, [S] each.
    """
    p, ledger, s = street.values(ContractingParameters), street.ledger, street.world.organisations
    protected, overhead = street.levers.keep("contracting.rules", lambda: _rules(street, p))
    pulled = p.diversion_most * np.maximum(street.world.communities.pressure - 1.0, 0.0) * protected
    n = s.n
    wages, free = np.empty((2, n))
    kept = p.society_reserve + p.project_hours * s.price[:n]
    _divide_hours(
        *hours, wages, free, s.alive[:n], s.staff, s.coordination, s.price, s.dependence, s.grant,
        s.contract_hours, s.contract_pay, ledger.balance[ledger.social[:n]] / 100.0, p.society_credit, kept,
        _task_hours(street), wanted, pulled, overhead, (p.grant_search, p.idle_pay), s.contracted,
        s.administration, s.idle, s.own_hours, s.slack,
    )  # fmt: skip
    return wages, free


def _rules(street: Street, p: ContractingParameters) -> tuple[Floats, Floats]:
    """Give the share of diversion that rules let through, and the overhead they leave, [C] each."""
    clear = street.levers.brought_in("rule_clarity")
    return 1.0 - p.contract_protection * clear, p.overhead * (1.0 - p.clarity_saving * clear)


def _task_hours(street: Street) -> Floats:
    """Hours that societies gave to bought tasks this week, [S]."""
    s = street.world.organisations
    hours: Floats = s.task_hours[: s.n] * _tasks_paid(street)
    return hours


@kernel
def _divide_hours(  # type: ignore[no-untyped-def]
    service, diverted, pay, given, wages, free, alive, staff, coordination, price, dependence, grant, agreed,
    agreed_pay, cash, credit, kept, tasks_done, wanted, pulled, overhead, rates, contracted, administration,
    idle, own, slack,
):  # fmt: skip
    for s in range(alive.shape[0]):
        room = max(WORKER_WEEK * staff[s] - coordination[s] - tasks_done[s], 0.0) if alive[s] else 0.0
        money = max(cash[s] + credit, 0.0)
        left = max(money / price[s] - tasks_done[s], 0.0)
        total = 0.0
        for c in range(agreed.shape[1]):
            total += agreed[s, c]
        worked = min(total, room, left)
        contracted[s], idle[s], administration[s] = total, total - worked, 0.0
        left = min(room, left) - worked
        further = 0.0
        for c in range(agreed.shape[1]):
            part = worked / total * agreed[s, c] if total > 0.0 else 0.0
            pay[s, c] = worked / total * agreed_pay[s, c] if total > 0.0 else 0.0
            administration[s] += overhead[c] * part
            useful = (1.0 - overhead[c]) * part
            diverted[s, c] = min(pulled[c] * dependence[s], 1.0) * useful
            service[s, c] = useful - diverted[s, c]
            # Projects use the contract of their community first, then the society's own money.
            given[s, c] = min(wanted[s, c], service[s, c])
            beyond = min(wanted[s, c] - given[s, c], left)
            given[s, c] += beyond
            further += beyond
            left -= beyond
        granted = grant[s] / price[s]
        found = min(rates[0] * granted, left)
        spare = max((cash[s] - kept[s]) / price[s] - found, 0.0)
        free[s] = min(max((1.0 - rates[0]) * granted - further, 0.0), left - found, spare)
        own[s] = further + found + free[s]
        slack[s] = max(room - worked - own[s], 0.0)
        paid = worked + own[s] + tasks_done[s] + rates[1] * slack[s]
        wages[s] = min(paid * price[s], money)


@kernel
def _close_week(  # type: ignore[no-untyped-def]
    service, diverted, given, used, free, present, field, domains, match, supply, contracted, total_service,
    total_diverted, administration, idle, sums,
):  # fmt: skip
    """Give unused diverted hours back to service, sum up, and let service reach the domains of the field."""
    for s in range(service.shape[0]):
        total_service[s], total_diverted[s] = 0.0, 0.0
        places = 0
        for c in range(service.shape[1]):
            places += present[s, c]
        for c in range(service.shape[1]):
            general = max(service[s, c] - given[s, c], 0.0)
            back = diverted[s, c] * (1.0 - used[c])
            total_service[s] += service[s, c] + back
            total_diverted[s] += diverted[s, c] - back
            general += back + (free[s] / places if present[s, c] else 0.0)
            for d in range(domains.shape[1]):
                supply[c, d] += general * domains[field[s], d] * match[c, d]
        sums[0][0] += contracted[s]
        sums[1][0] += total_service[s]
        sums[2][0] += total_diverted[s]
        sums[3][0] += administration[s]
        sums[4][0] += idle[s]


@kernel
def _work_on_projects(  # type: ignore[no-untyped-def]
    status, organisation, community, domain, match, done, given, wanted, weekly, supply, asked, volunteers
):  # fmt: skip
    for j in range(status.shape[0]):
        if status[j] == RUNNING:
            s, c = organisation[j], int(community[j])
            hours = weekly * min(given[s, c] / wanted[s, c], 1.0)
            done[j] += hours
            supply[c, int(domain[j])] += hours * match[j]
            volunteers[c] += asked
