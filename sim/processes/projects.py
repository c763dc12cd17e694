"""Projects: a known need becomes one when four links hold, and ends in success or not.

A known need is taken up in a week with probability ``pace G``. The four gates of G are how well needs are
found, how well projects are designed (``.5 + .5 sqrt(found x design)``), whether a society with staff and
cash takes it up (``.3 + .7 so_take``, times ``.5 + .5 tie`` to the committee), and whether social workers
join (``.3 + .7 sw_involve`` as far as their hours reach a tenth of their need, times ``.5 + .5 tie``). By
default they multiply; as variants they average, or need strong ties first. A project runs 13 weeks and 80
hours, from the society's contract there and then from its own money, and meets its target with probability
``logistic(-.5 + tie + match + (quality - 1/2) - .8 overload)``, times the share of its hours it really got.

Choices. Involvement of social workers counts in full: what is capped is only whether there are enough of
them. Among the societies that can, the one whose field fits best and whose quality is best takes the need.
The match is the weight of the domain in the mix of fields over the largest weight. A welfare need can also
be referred to the social work station, if it has hours free, at the same pace and by its tie.

Sources: whether linked stages multiply, replace each other or need a threshold is not settled by evidence;
sizes are assumptions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.actors.social_organization import WORKER_WEEK
from sim.codes import (
    DECIDED,
    KNOWN,
    MET,
    MISSED,
    N_COMMITTEE,
    N_SOCIAL_WORK,
    RUNNING,
    SOLVED,
    T_SOCIAL,
    VOLUNTEER,
    WELFARE,
    X_PROJECT,
)
from sim.draws import stream, uniform_pair
from sim.jit import kernel
from sim.processes import needs, partner_ties, societies
from sim.processes.contracting_parameters import ContractingParameters
from sim.processes.linkage_parameters import LinkageParameters
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

# How the hours of each field of societies divide over the service domains (assumption). Rows: nine fields;
# columns: window, welfare, culture, environment, safety, livelihood.
FIELD_DOMAINS = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.5, 0.0, 0.5, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.5, 0.5, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.5, 0.0, 0.5],
    ]
)
FORMS = ("weakest link", "substitutes", "threshold")
START, SUCCESS = stream("projects.start"), stream("projects.success")


def match_by_domain(street: Street) -> Floats:
    """Give how well the mix of fields fits each domain, 1 for the best served, [C, 6]."""
    return street.levers.keep("projects.match", lambda: _match(street))


def gates(street: Street, able: Array) -> Floats:
    """Give the four gates of the chain from a known need to a project, [4, C].

    Args:
        street: the street.
        able: societies that could take a project on, by community, [S, C].
    """
    world, p = street.world, street.values(ContractingParameters)
    effort = street.levers.keep("projects.gates", lambda: _efforts(street))
    office, s = world.office, world.organisations
    needed = p.project_social_work * float(office.casework_need[0])
    enough = min(float(office.casework_hours[0]) / max(needed, 1e-9), 1.0)
    links = np.empty((4, street.n_communities))
    link = street.values(LinkageParameters)
    _open_gates(
        links, world.communities.discovery, effort, enough, link.design_base, link.gate_tie, able, s.node,
        world.ties,
    )  # fmt: skip
    return links


def chance_of_project(street: Street, able: Array) -> Floats:
    """Give the chance that a known need becomes a project this week, [C]."""
    p = street.values(LinkageParameters)
    links = gates(street, able)
    if p.linkage_form == FORMS[0]:
        joint = links[0] * links[1] * links[2] * links[3]
    elif p.linkage_form == FORMS[1]:
        joint = links.mean(axis=0)
    else:
        strong = partner_ties.mean_ties(street.world)[0] > p.linkage_threshold
        joint = np.where(strong, links.prod(axis=0) ** 0.25, 0.0)
    chance: Floats = np.minimum(p.project_pace * joint, 1.0) * able.any(axis=0)
    return chance


def take_up(street: Street, casework: Floats) -> None:
    """Turn known needs into projects, or refer them to the social work station.

    Args:
        street: the street.
        casework: success of casework in each community, [C].

    Changes: projects, status of needs, free hours of societies.
    """
    world, p = street.world, street.values(LinkageParameters)
    issues, office = world.issues, world.office
    chance = chance_of_project(street, _able(street))
    referred = np.zeros(street.n_communities)
    if office.social_capacity[0] > office.casework_hours[0]:
        referred = p.project_pace * world.ties[:, N_COMMITTEE, N_SOCIAL_WORK] * casework
    n = issues.n
    chosen = np.empty((2, n), np.int64)
    number = _choose(
        issues.status[:n], issues.community, issues.domain, issues.birth, issues.birth_part, chance, referred,
        chosen, street.seed, START, street.week,
    )  # fmt: skip
    for issue, by_casework in chosen[:, :number].T:
        if by_casework:
            _solve(street, int(issue), float(casework[issues.community[issue]]))
        else:
            _start(street, int(issue))


def burden(street: Street) -> tuple[Floats, Floats]:
    """Give the weekly hours that running projects want, and the hours they still want, each [S, C]."""
    world, p = street.world, street.values(ContractingParameters)
    projects, shape = world.projects, (world.organisations.n, world.communities.n)
    weekly, left = np.zeros(shape), np.zeros(shape)
    n = projects.n
    _sum_running(
        projects.status[:n], projects.organisation, projects.community, projects.hours, projects.hours_done,
        p.project_hours / p.project_weeks, weekly, left,
    )  # fmt: skip
    return weekly, left


def success(street: Street, tie: Any, match: float, quality: float, load: float) -> Any:
    """Give the probability that a project meets its target, for one tie or for many."""
    base, by_tie, by_match, by_quality, by_load = street.values(ContractingParameters).project_success
    logit = base + by_match * match + by_quality * (quality - 0.5) + by_load * min(max(load, 0.0), 2.0)
    return 1.0 / (1.0 + np.exp(-(logit + by_tie * tie)))


def casework_success(street: Street) -> Floats:
    """Give the success of casework: a full match, and the quality that burnout leaves, [C]."""
    office = street.world.office
    tie = street.world.ties[:, N_COMMITTEE, N_SOCIAL_WORK]
    quality, load = 1.0 - float(office.social_burnout[0]), float(office.social_pressure[0]) - 1.0
    chance: Floats = success(street, tie, 1.0, quality, load)
    return chance


def conclude(street: Street) -> None:
    """End the projects that have run their time.

    Changes: projects, needs, experiences of those concerned, verdicts of volunteers, flows of projects.
    """
    world, p = street.world, street.values(ContractingParameters)
    projects = world.projects
    due = np.empty(projects.n, np.int64)
    number = _find_due(projects.status, projects.started, street.week - p.project_weeks, due)
    for project in due[:number]:
        _conclude(street, int(project))


def _match(street: Street) -> Floats:
    weights: Floats = street.levers.so_mix.T @ FIELD_DOMAINS
    weights /= np.maximum(weights.max(axis=1, keepdims=True), 1e-12)
    return weights


def _efforts(street: Street) -> Floats:
    """Give the efforts of design, of societies and of social workers that open the gates, [3, C]."""
    levers, floor = street.levers, street.values(LinkageParameters).gate_floor
    partners = [floor + (1.0 - floor) * effort for effort in (levers.so_take, levers.sw_involve)]
    return np.stack((levers.design, *partners))


def _able(street: Street) -> Array:
    """Say which societies could take one more project on in each community, [S, C]."""
    s, p, ledger = street.world.organisations, street.values(ContractingParameters), street.ledger
    able = np.zeros((s.n, street.n_communities), bool)
    _find_able(
        able, s.alive, s.shell, s.presence, s.slack, s.price, s.contract_hours, ledger.social, ledger.balance,
        p.society_reserve, *burden(street), p.project_hours, float(p.project_weeks), 1.0 - p.overhead,
    )  # fmt: skip
    return able


def _start(street: Street, issue: int) -> None:
    """Give a need to the society that fits best, if any still can take it."""
    world, p = street.world, street.values(ContractingParameters)
    issues, s = world.issues, world.organisations
    community, domain = int(issues.community[issue]), int(issues.domain[issue])
    able = np.flatnonzero(_able(street)[:, community])
    if able.size == 0:
        return
    actors = street.social_organisations
    society = int(max(able, key=lambda k: actors[k].suits(FIELD_DOMAINS[s.field[k], domain])))
    row = world.projects.append(1).start
    columns = {
        "issue": issue, "organisation": society, "community": community, "domain": domain,
        "hours": p.project_hours, "match": match_by_domain(street)[community, domain], "started": street.week,
    }  # fmt: skip
    for name, value in columns.items():
        getattr(world.projects, name)[row] = value
    issues.status[issue] = DECIDED
    s.slack[society] -= p.project_hours / p.project_weeks


def _conclude(street: Street, project: int) -> None:
    world, p = street.world, street.values(ContractingParameters)
    projects, issues, s = world.projects, world.issues, world.organisations
    issue, society = int(projects.issue[project]), int(projects.organisation[project])
    community = int(projects.community[project])
    tie = world.ties[community, N_COMMITTEE, s.node[society]]
    asked = s.contracted[society] + s.own_hours[society]
    load = asked / (WORKER_WEEK * s.staff[society]) - 1.0
    chance = float(success(street, tie, projects.match[project], s.quality[society], load))
    chance = min(chance + p.talent_success * societies.talent_support(street), 1.0)
    chance *= min(float(projects.hours_done[project] / projects.hours[project]), 1.0)
    key = int(issues.birth[issue]), int(issues.birth_part[issue])
    u, place = uniform_pair(street.seed, SUCCESS, street.week, *key)
    met = u < chance
    projects.status[project], projects.ended[project] = MET if met else MISSED, street.week
    world.flows.projects_ended[community] += 1.0
    world.flows.projects_met[community] += met
    _judge(street, issue, met, place)
    if met:
        _solve(street, issue, chance)
    else:
        issues.status[issue] = KNOWN
        _tell(street, issue, chance)


def _solve(street: Street, issue: int, signal: float) -> None:
    issues = street.world.issues
    issues.status[issue], issues.ended[issue] = SOLVED, street.week
    _tell(street, issue, signal)


def _tell(street: Street, issue: int, signal: float) -> None:
    """Let the residents concerned live through what was done for them."""
    people = needs.people_concerned(street, issue)
    lived = street.world.experiences
    new = lived.append(len(people))
    lived.kind[new], lived.resident[new], lived.organisation[new] = X_PROJECT, people, T_SOCIAL
    lived.signal[new], lived.rate[new] = signal, street.values(TrustParameters).rate_project


def _judge(street: Street, issue: int, met: bool, place: float) -> None:
    """Let volunteers of the grid who were at it judge the project."""
    world, p = street.world, street.values(ContractingParameters)
    g = int(world.issues.grid[issue])
    first, size = int(world.grids.first[g]), int(world.grids.size[g])
    recent = world.residents.last_act[first : first + size, VOLUNTEER] > street.week - p.project_weeks
    active = first + np.flatnonzero(recent)
    if active.size == 0:
        return
    number = min(p.project_volunteers, active.size)
    chosen = active[(int(place * active.size) + np.arange(number)) % active.size]
    new = world.verdicts.append(len(chosen))
    world.verdicts.resident[new], world.verdicts.success[new] = chosen, met


@kernel
def _open_gates(links, found, effort, enough, design_base, gate_tie, able, node, ties):  # type: ignore[no-untyped-def]
    for c in range(found.shape[0]):
        tie = ties[c, N_COMMITTEE]
        total, number = 0.0, 0
        for s in range(able.shape[0]):
            if able[s, c]:
                total += tie[node[s]]
                number += 1
        links[0, c] = found[c]
        links[1, c] = design_base + (1.0 - design_base) * math.sqrt(found[c] * effort[0, c])
        mean = total / number if number > 0 else 0.0
        links[2, c] = effort[1, c] * (gate_tie + (1.0 - gate_tie) * mean) if number > 0 else 0.0
        links[3, c] = effort[2, c] * enough * (gate_tie + (1.0 - gate_tie) * tie[N_SOCIAL_WORK])


@kernel
def _choose(  # type: ignore[no-untyped-def]
    status, community, domain, birth, part, chance, referred, chosen, seed, start, week
):  # fmt: skip
    """List the known needs that become projects (0) or are solved by casework (1); give their number."""
    n = 0
    for i in range(status.shape[0]):
        if status[i] != KNOWN:
            continue
        c = int(community[i])
        u, v = uniform_pair(seed, start, week, int(birth[i]), int(part[i]))
        by_casework = domain[i] == WELFARE and v < referred[c]
        if u < chance[c] or by_casework:
            chosen[0, n], chosen[1, n] = i, u >= chance[c]
            n += 1
    return n


@kernel
def _find_due(status, started, latest, due):  # type: ignore[no-untyped-def]
    """List the running projects that started at the latest in a week; give their number."""
    n = 0
    for j in range(due.shape[0]):
        if status[j] == RUNNING and started[j] <= latest:
            due[n] = j
            n += 1
    return n


@kernel
def _sum_running(  # type: ignore[no-untyped-def]
    status, organisation, community, hours, done, rate, weekly, left
):  # fmt: skip
    for j in range(status.shape[0]):
        if status[j] == RUNNING:
            s, c = organisation[j], int(community[j])
            weekly[s, c] += rate
            left[s, c] += max(hours[j] - done[j], 0.0)


@kernel
def _find_able(  # type: ignore[no-untyped-def]
    able, alive, shell, present, slack, price, agreed, account, balance, reserve, weekly, left, hours,
    weeks, useful,
):  # fmt: skip
    """A project may use hours of the society's contract there; the rest needs free staff and own money."""
    for s in range(able.shape[0]):
        money = balance[account[s]] / 100.0 - reserve
        promised = 0.0
        for c in range(able.shape[1]):
            promised += max(left[s, c] - weeks * useful * agreed[s, c], 0.0)
        for c in range(able.shape[1]):
            spare = max(useful * agreed[s, c] - weekly[s, c], 0.0)
            staffed = slack[s] >= hours / weeks - spare
            paid = money >= (promised + max(hours - weeks * spare, 0.0)) * price[s]
            able[s, c] = alive[s] and not shell[s] and present[s, c] and staffed and paid
