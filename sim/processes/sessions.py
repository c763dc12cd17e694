"""A deliberation session: who is there, what is on the agenda, how good the decision is, if it passes.

The issue is drawn from the known needs of the place in proportion to size and age; needs named in a joint
meeting may count double. With fewer than five attendees, or no issue, nothing is decided. The quality of the
decision is ``logistic(-.5 + 2 skill + .8 facilitation + .6 diversity - .8 polarisation)``; each attendee is
for it with this probability. A majority needs half, protection of minorities fails it when 35 % are against,
consensus needs 90 % after a second session, in which those against think again.

Choices. Each need draws its own time to come up, so that one more need on the agenda moves no other's luck. A
social worker facilitates with the probability of the committee's tie to the station, if anyone is in post.
Sessions that keep to a calendar are better prepared: up to .10 in quality. An issue that passed a first
reading comes up again at the next session. Seats reserved for the non-registered are filled by invitation:
residents drawn from those invited attend as far as seats are empty, and count as having deliberated.

Sources: that few attend is known (1.58 % of farmers "often", an undated survey); what makes a decision good
is assumed, in form and size.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.codes import DECIDED, DELIBERATE, KNOWN, N_COMMITTEE, N_SOCIAL_WORK, T_COMMUNITY
from sim.draws import lognormal, stream, uniform, uniform_pair
from sim.jit import kernel
from sim.processes.deliberation_parameters import DeliberationParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

RULES = ("majority", "majority + minority", "consensus")
CONVENING_TODAY = 0.5
"""Power to convene above which joint meetings shape agendas and results."""
AGENDA = stream("sessions.agenda")


def hold(street: Street, community: int) -> None:
    """Hold the session of a community and enter what it decided.

    Changes: sessions, attendance, status of the issue, grievance of the outvoted, flows.
    """
    world, p = street.world, street.values(DeliberationParameters)
    people = attendees(street, community)
    table = world.sessions
    row = table.append(1).start
    table.community[row], table.week[row], table.attendees[row] = community, street.week, len(people)
    table.attendees_migrant[row] = len(people) - np.count_nonzero(world.residents.hukou[people])
    world.flows.sessions[community] += 1.0
    issue = _issue(street, community) if len(people) >= p.least_attendees else -1
    favour = np.zeros(len(people), bool)
    if issue >= 0:
        table.issue[row] = issue
        table.quality[row] = quality(street, community, people)
        table.presettled[row] = _presettled(street, community, p)
        favour = _ballots(street, people, _chance_for(street, row))
        _decide(street, row, people, favour)
    seats = world.attendance.append(len(people))
    world.attendance.session[seats], world.attendance.resident[seats] = row, people
    world.attendance.favour[seats] = favour


def attendees(street: Street, community: int) -> Array:
    """Give the rows of those who came, and of the non-registered who fill reserved seats."""
    world = street.world
    r, c = world.residents, world.communities
    first, stop = int(c.session_first[community]), int(c.session_stop[community])
    people = first + np.flatnonzero(r.acted[first:stop, DELIBERATE].view(bool))
    quota = float(street.levers.joint_delib_quota[community])
    if quota == 0.0:
        return people
    migrants = len(people) - np.count_nonzero(r.hukou[people])
    # Seats s so that migrants + s is the quota of all who are then there.
    empty = math.ceil((quota * len(people) - migrants) / (1.0 - quota) - 1e-9)
    if empty <= 0:
        return people
    waiting = first + np.flatnonzero(~r.hukou[first:stop] & (r.acted[first:stop, DELIBERATE] == 0))
    luck = np.empty(len(waiting))
    _draw_rows(luck, waiting, street.seed, stream("sessions.seats"), street.week)
    invited = waiting[np.argsort(luck, kind="stable")[:empty]]
    from sim.processes.engagement import note_act

    note_act(street, DELIBERATE, invited)
    return np.sort(np.concatenate([people, invited]))


def quality(street: Street, community: int, people: Array) -> float:
    """Give the quality of a decision of these people, [0, 1]."""
    r, p, levers = street.world.residents, street.values(DeliberationParameters), street.levers
    base, by_skill, by_help, by_diversity, by_polarisation = p.decision_quality
    facilitation = float(levers.delib_train[community]) / p.training_full
    facilitation = min(facilitation + p.facilitator * _social_worker_comes(street, community), 1.0)
    skill, spread, diversity = _describe(people, r.skill, r.trust[:, T_COMMUNITY], r.hukou, r.age_group)
    logit = base + by_skill * skill + by_help * facilitation + by_diversity * diversity
    logit -= by_polarisation * 2.0 * spread
    prepared = levers.keep("sessions.prepared", lambda: p.preparation * levers.brought_in("delib_reg"))
    return min(1.0 / (1.0 + math.exp(-logit)) + float(prepared[community]), 1.0)


def passes(rule: str, share_for: float, p: DeliberationParameters) -> bool:
    """Tell whether a share in favour is enough under a rule (for a consensus: in the second session)."""
    if rule == RULES[0]:
        return share_for >= 0.5
    if rule == RULES[1]:
        return share_for >= 0.5 and 1.0 - share_for < p.minority_block
    return share_for >= p.consensus_share


def _social_worker_comes(street: Street, community: int) -> bool:
    world = street.world
    u = uniform(street.seed, stream("sessions.facilitator"), street.week, community, 0)
    there = float(world.office.social_capacity[0]) > 0.0
    return there and bool(u < world.ties[community, N_COMMITTEE, N_SOCIAL_WORK])


def _presettled(street: Street, community: int, p: DeliberationParameters) -> bool:
    levers = street.levers
    power = max(float(levers.pb_convene[community]) - CONVENING_TODAY, 0.0)
    watched = float(levers.binding[community] * levers.disclosure[community])
    u = uniform(street.seed, stream("sessions.presettled"), street.week, community, 0)
    return bool(u < p.presettled_most * power * (1.0 - watched))


def _issue(street: Street, community: int) -> int:
    """Draw what is on the agenda, -1 nothing."""
    world = street.world
    issues, c = world.issues, world.communities
    again = _second_reading(street, community)
    if again >= 0:
        return again
    first, stop = int(c.session_first[community]), int(c.session_stop[community])
    whole = stop - first == int(c.adults[community])
    grid = -1 if whole else int(world.residents.grid[first])
    power = max(float(street.levers.pb_convene[community]) - CONVENING_TODAY, 0.0)
    n, last = issues.n, int(c.last_joint_meeting[community])
    drawn = _race(
        issues.status[:n], issues.community, issues.grid, issues.size, issues.opened, issues.found,
        issues.birth, issues.birth_part, (community, grid, last), power, street.seed, AGENDA, street.week,
    )  # fmt: skip
    return int(drawn)


def _second_reading(street: Street, community: int) -> int:
    """Give the issue that passed a first reading here and waits for its second, -1 none."""
    table, issues = street.world.sessions, street.world.issues
    if not table.first_reading[: table.n].any():
        return -1
    read = table.issue[: table.n][table.first_reading[: table.n] & (table.community[: table.n] == community)]
    waiting = read[issues.status[read] == KNOWN]
    return int(waiting[0]) if waiting.size else -1


def _ballots(street: Street, people: Array, chance: float) -> Array:
    luck = np.empty(len(people))
    _draw_rows(luck, people, street.seed, stream("sessions.ballot"), street.week)
    return np.asarray(luck < chance)


def _decide(street: Street, row: int, people: Array, favour: Array) -> None:
    """Apply the rule; what passes is to be carried out."""
    world, p = street.world, street.values(DeliberationParameters)
    table, issues = world.sessions, world.issues
    rule = RULES[street.levers.choice("delib_rule")]
    issue, community = int(table.issue[row]), int(table.community[row])
    share_for = np.count_nonzero(favour) / len(favour)
    if rule == RULES[2] and not _read_before(street, row):
        table.first_reading[row] = passes(RULES[0], share_for, p)
        return
    if not passes(rule, share_for, p):
        return
    table.decided[row] = True
    issues.status[issue] = DECIDED
    world.flows.decisions[community] += 1.0
    u, v = uniform_pair(street.seed, stream("sessions.cost"), street.week, community, 0)
    if u < p.costly_share:
        table.cost[row] = round(100.0 * lognormal(p.decision_cost, p.decision_cost_cv, v))
    if rule == RULES[0]:
        grievance = street.levers.keep("sessions.outvoted", lambda: _outvoted(street, p))
        world.residents.grievance_gain[people[~favour]] += float(grievance[community])


def _outvoted(street: Street, p: DeliberationParameters) -> Floats:
    """Give the grievance of those outvoted, [C]."""
    eased = 1.0 - p.outvoted_eased * street.levers.above("rc_standard")
    return p.outvoted_grievance * np.maximum(eased, 0.0)


def _chance_for(street: Street, row: int) -> float:
    """Give the chance that an attendee is for it: once, or twice where an issue is talked over again."""
    quality = float(street.world.sessions.quality[row])
    return 1.0 - (1.0 - quality) ** 2 if _read_before(street, row) else quality


def _read_before(street: Street, row: int) -> bool:
    table = street.world.sessions
    read = np.flatnonzero(table.first_reading[:row])
    return read.size > 0 and bool((table.issue[read] == table.issue[row]).any())


@kernel
def _draw_rows(out, rows, seed, stream_id, week):  # type: ignore[no-untyped-def]
    for k in range(rows.shape[0]):
        out[k] = uniform(seed, stream_id, week, int(rows[k]), 0)


@kernel
def _describe(people, skill, trust, hukou, age_group):  # type: ignore[no-untyped-def]
    """Give mean skill, spread of trust, and diversity over registration and age group."""
    n = people.shape[0]
    kinds = np.zeros(6)
    total, trusted = 0.0, 0.0
    for k in range(n):
        i = people[k]
        total += float(skill[i])
        trusted += float(trust[i])
        kinds[(3 if hukou[i] else 0) + int(age_group[i])] += 1.0
    mean, squares, alike = trusted / n, 0.0, 0.0
    for k in range(n):
        squares += (float(trust[people[k]]) - mean) ** 2
    for k in range(6):
        alike += (kinds[k] / n) ** 2
    return total / n, math.sqrt(squares / n), 1.0 - alike


@kernel
def _race(  # type: ignore[no-untyped-def]
    status, community, grid, size, opened, found, birth, part, place, power, seed, agenda, week
):  # fmt: skip
    """Let each need draw its time to come up, shorter with size and age; give the first, -1 none."""
    best, best_time = -1, 0.0
    for i in range(status.shape[0]):
        here = status[i] == KNOWN and int(community[i]) == place[0]
        if not here or (place[1] >= 0 and int(grid[i]) != place[1]):
            continue
        u, v = uniform_pair(seed, agenda, week, int(birth[i]), int(part[i]))
        doubled = 2.0 if found[i] <= place[2] and v < power else 1.0
        weight = float(size[i]) * max(week - int(opened[i]), 1)
        time = -math.log(u) / (weight * doubled)
        if best < 0 or time < best_time:
            best, best_time = i, time
    return best
