"""Step 5: hours are rationed among administration, ledgers, services, visits, mediation and more (M6).

What is wanted: administration = the task backlog; ledgers as stated; services 13 and visits 8 hours a week
per 1,000 residents where a committee is established, less with one window and online, more with agency and a
catalogue; mediation as the waiting cases want; six hours for a session, one for an open decision;
coordination and emergencies as others ask. Weights: administration 1 + 2 A (1 - psi), ledgers 1 + 2 A n / 8
(n assessments), services 1 + 2 psi, mediation (1 + 2 psi)(1 + 2 veto), visits .8 (1 + 2 psi), deliberation
.6 (1 + 2 psi)(1 + money residents decide), coordination 1 + linkage, emergencies 20; A is upward assessment
and psi the weight of residents' satisfaction. The street divides its own hours between tasks and level 3.

Choices. Hours of staff tied to departments serve administration and ledgers first and then anything.
Services that the committee buys lower what its staff have to provide. Skilled hours of Party members go
first, to services, mediation and emergencies by need, and count in what is there to give. A head who holds
both offices is a bottleneck: the same tasks take more hours, elsewhere fewer, never less than half. Where a
committee has no hours at all, coverage is 0 for what is wanted.

Sources: Lipsky 1980 on rationing at street level; Holmström and Milgrom 1991 on assessed and unassessed
work; sizes see ``hours_parameters``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import ADM, COORD, DEL, EMG, LED, MED, SVC, VIS
from sim.jit import kernel
from sim.ledger import COUNTY, WAGES
from sim.processes import tasks
from sim.processes.assessment import assessments, upward_assessment, veto
from sim.processes.funding_parameters import FundingParameters
from sim.processes.hours_parameters import HourParameters
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.processes.rationing import ORDER, RULES, share_out, weights_of
from sim.processes.tasks_parameters import TaskParameters
from sim.processes.workforce_parameters import WorkforceParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

SEPARATE = 8.0
FULL_YEAR_HOURS = 2080.0

__all__ = ["HourParameters", "allocate", "shares_of_street", "state_needs", "street_hours", "veto", "weights"]


def allocate(street: Street) -> None:
    """Give out the week's hours of committees, street and social work station, and do the tasks.

    Changes: ``communities.hours`` and ``coverage``, hours of the street and of casework, task stocks.
    """
    c, flows = street.world.communities, street.world.flows
    np.minimum(c.own_hours, c.capacity, out=c.own_hours)
    _ration_committees(street)
    _ration_street(street)
    office = street.world.office
    share = float(office.task_hours[0]) / max(float(office.task_need[0]), 1e-12)
    tasks.carry_out(street, c.coverage[:, ADM], min(share, 1.0))
    flows.hours[:], flows.needs[:] = c.hours, c.need
    flows.own_hours[:], flows.capacity[:] = c.own_hours, c.capacity


def state_needs(street: Street) -> None:
    """State the hours wanted of committees and street this week, from the stocks at its beginning.

    Changes: ``communities.need`` and ``mandated``, needs of the street.
    """
    from sim.processes.mediation import hours_wanted

    world = street.world
    c, office, p = world.communities, world.office, street.values(HourParameters)
    cases, level_3 = hours_wanted(street)
    services, visits = street.levers.keep("hours.wanted", lambda: _services_and_visits(street, p))
    _state(
        c.need, c.mandated, tasks.by_community(world.departments.backlog_rc), _head_hours(street),
        c.ledger_hours, services, c.own_bought, visits, cases, p.deliberation_hours, c.delib_due,
        p.decision_hours, c.open_decisions, c.coordination, c.emergency,
    )  # fmt: skip
    world.flows.mandated[:] = world.flows.tasks_rc + c.ledger_hours
    factor = street.values(TaskParameters).street_hour_factor
    office.task_need[0] = world.departments.backlog_street.sum() * factor
    office.dispute_need[0] = level_3


def weights(street: Street) -> Floats:
    """Give what each kind of hours counts for a committee, [C, 8]."""
    return street.levers.keep("hours.weights", lambda: _weights(street))


def _weights(street: Street) -> Floats:
    from sim.processes.linkage import linkage_intensity

    p, levers = street.values(HourParameters), street.levers
    up, vetoes, pull = upward_assessment(street), veto(street), p.assessment_weight
    eased = 1.0 - np.array(p.veto_relief)[:, None] * (1.0 - vetoes)
    people = 1.0 + pull * levers.resident_eval
    rated = 1.0 + p.worker_eval_weight * levers.worker_eval
    weight = np.empty((street.n_communities, len(p.base_weights)))
    weight[:, ADM] = (1.0 + pull * up * (1.0 - levers.resident_eval)) * eased[0]
    weight[:, LED] = (1.0 + pull * up * assessments(street) / SEPARATE) * eased[1]
    weight[:, SVC] = people * rated
    weight[:, VIS] = people * rated
    weight[:, MED] = people * (1.0 + p.veto_weight * vetoes)
    weight[:, DEL] = people * (1.0 + levers.pb_share)
    weight[:, COORD] = 1.0 + linkage_intensity(street)
    weight[:, EMG] = 1.0
    weight *= np.array(p.base_weights)
    return weight


def shares_of_street(street: Street) -> tuple[float, float, float]:
    """Give the shares of street hours on Party building, services and environment, as scaled to fit."""
    shares: tuple[float, float, float] = street.office.shares()
    return shares


def street_hours(street: Street) -> float:
    """Give the street's weekly hours for services, management and safety before any are moved down."""
    return street.levers.keep("hours.street", lambda: _street_hours(street))


def _street_hours(street: Street) -> float:
    p, residents = street.values(HourParameters), street.world.communities.residents
    return float(street.office.shares()[1] * p.street_hours_rate * residents.sum() / 1000.0)


def _head_hours(street: Street) -> Floats:
    """Give the hours that tasks take more where one person heads branch and committee, [C]."""
    usual = street.values(MobilisationParameters).dual_office_usual
    gap: Floats = street.world.communities.dual_office - usual
    return street.values(WorkforceParameters).head_hours * gap


def _services_and_visits(street: Street, p: HourParameters) -> Floats:
    """Give the hours of services and of visits wanted of each committee, [2, C]."""
    c, levers = street.world.communities, street.levers
    window, agency, distance, listed = p.window_effects
    way = 1.0 + distance * (c.distance - 1.0)
    rules = 1.0 - window * levers.above("onestop") + agency * levers.above("agency") * way
    rules = rules + listed * levers.above("catalogue")
    coverage, integration = tasks.online(street)
    digital = 1.0 - p.digital_saving * (coverage * integration * levers.usab - p.digital_today)
    thousands = c.residents / 1000.0 * c.established
    watched = 1.0 - p.video_visits * np.maximum(levers.above("video_cov"), 0.0)
    services = p.service_need * thousands * np.maximum(rules, 0.0) * digital
    return np.stack((services, p.visit_need * thousands * watched))


def _ration_committees(street: Street) -> None:
    """Let members help, and each committee divide its hours as :meth:`ResidentsCommittee.ration` says."""
    c, p = street.world.communities, street.values(HourParameters)
    rule = RULES.index(p.allocation)
    tied = street.levers.keep("hours.tied", lambda: _tied(street, p))
    share_out(
        c.need, c.capacity, c.own_hours, c.skilled_hours, weights_of(rule, weights(street)), tied, rule,
        ORDER, c.hours, c.coverage,
    )  # fmt: skip


def _tied(street: Street, p: HourParameters) -> Floats:
    """Give the share of hours that serves departments' work at first, [C]."""
    pooled = street.levers.unified_mgmt + p.plan_pooling * street.levers.above("workforce_plan")
    tied: Floats = p.tied_share * (1.0 - np.clip(pooled, 0.0, 1.0))
    return tied


def _ration_street(street: Street) -> None:
    """Let the street and its social work station divide their hours."""
    world, p = street.world, street.values(HourParameters)
    office, flows = world.office, world.street_flows
    free = street_hours(street) - float(world.communities.sunk_hours.sum()) - float(office.lever_hours[0])
    wanted = float(office.task_need[0] + office.dispute_need[0])
    if p.street_capacity == "elastic":
        free = _add_street_hours(street, free, wanted)
    office.hours[0] = max(free, 0.0)
    street.office.ration()
    office.casework_hours[0] = min(float(office.casework_need[0]), float(office.social_capacity[0]))
    flows.street_hours[0], flows.street_need[0] = office.hours[0], wanted
    flows.street_tasks[0], flows.street_disputes[0] = office.task_hours[0], office.dispute_hours[0]


def _add_street_hours(street: Street, free: float, wanted: float) -> float:
    """Pay for as many further street hours as are wanted; give the hours there then are."""
    missing = max(wanted - max(free, 0.0), 0.0)
    wage = street.values(FundingParameters).post_wage / FULL_YEAR_HOURS
    street.ledger.transfer(COUNTY, WAGES, round(missing * wage * 100.0), "regular_wages")
    return max(free, 0.0) + missing


@kernel
def _state(  # type: ignore[no-untyped-def]
    need, mandated, backlog, head, ledgers, services, bought, visits, cases, session_hours, sessions,
    decision_hours, decisions, coordination, emergency,
):  # fmt: skip
    """Fill in the hours wanted of each committee by kind."""
    for c in range(need.shape[0]):
        need[c, ADM] = max(backlog[c] + head[c], 0.5 * backlog[c])
        need[c, LED] = ledgers[c]
        need[c, SVC] = max(services[c] - bought[c], 0.0)
        need[c, VIS] = visits[c]
        need[c, MED] = cases[c]
        need[c, DEL] = session_hours * sessions[c] + decision_hours * decisions[c]
        need[c, COORD], need[c, EMG] = coordination[c], emergency[c]
        mandated[c] = need[c, ADM] + need[c, LED]
