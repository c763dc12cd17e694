"""What happens in one session of mediation, at the street too: settled, broken down, or to be continued.

A session settles a case with probability 1 - exp(-eta h), h the hours of a session, eta = base x skill x
exp(1.2 (trust of the parties - .6) + .5 tie + .4 (law - .4) + .4 match - .4 (severity - 1) - .5 burnout + .3
veto + .2 (mediation skill - .3) + .2 (legal access - .1)). After a session without result talks break down
with probability .02 exp(.3 (severity - 1)), a quarter of it at the street; half of these cases rise, the
others are given up. Severity is the effective one of collective cases throughout.

Choices. Trust is that of the resident parties in community organisations, at all levels; literacy that of the
claimant. Mediation skill acts at levels 1 and 2 (the street has its own skill), legal services at all. A case
between groups is handled as the neighbour dispute that it is with the probability by which lawful handling
exceeds today's. Requests need no professional match. A claimant with a language gap meets a mediator who
speaks the language, a match, as far as bilingual help exceeds today's. At the street a case with an affected
set is one of several departments, which the coordination body speeds; all others gain from duty lists. A
session in the last hours left counts with these hours only, so hours spent never exceed hours given.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.codes import (
    DISPUTE,
    ENV,
    INTG,
    LEVEL_1,
    LEVEL_2,
    LEVEL_3,
    LUMP,
    NEIG,
    P_RESIDENT,
    PROP,
    Q1,
    Q2,
    Q3,
    RES,
    S1,
    S2,
    S3,
    T_COMMUNITY,
)
from sim.draws import stream, uniform, uniform_pair
from sim.jit import kernel
from sim.processes.endings import Matter, effective_severity, risen_state
from sim.processes.mediation_parameters import COLLECTIVE, TRIAGE
from sim.table import Array

LAST, SESSION = stream("mediation.last_session"), stream("mediation.session")
BREAKDOWN, ORDINARY = stream("mediation.breakdown"), stream("mediation.ordinary_case")
USUAL_TRUST, USUAL_LAW = 0.6, 0.4
"""Points around which trust and literacy act; they set no level of their own."""

(SKILL, BURNOUT, VETO, TRAINING, LEGAL, TIE_COMMITTEE, TIE_JOINT, TIE_PROPERTY, LISTS, COORDINATION, EVIDENCE,
 LAWFUL, BILINGUAL, JOINT_CENTER) = range(14)  # fmt: skip
"""Rows of what the mediators of each community bring to the table."""


class SessionNumbers(NamedTuple):
    """Numbers of the sessions that are the same everywhere."""

    dispute: float
    request: float
    joint: float
    joint_committee: float
    street: float
    settle_request: float
    settle_joint: float
    settle_street: float
    trust: float
    ties: float
    law: float
    match: float
    severity: float
    burnout: float
    veto: float
    evidence: float
    street_skill: float
    street_burnout: float
    breakdown: float
    breakdown_severity: float
    breakdown_street: float
    breakdown_rises: float
    joint_members: float
    joint_severity: float
    court_base: float
    court_law: float


class Mediators(NamedTuple):
    """What mediators bring: by community, [14, C], match by community and type, base intensity by type."""

    table: Array
    match: Array
    base: Array


class Parties(NamedTuple):
    """What residents bring, [N]."""

    trust: Array
    law: Array


class Waiting(NamedTuple):
    """Columns of cases that put them into queues."""

    level: Array
    status: Array
    community: Array
    cls: Array
    entered: Array
    severity: Array
    members: Array


class Hearing(NamedTuple):
    """Columns of cases that a session reads or changes."""

    level: Array
    status: Array
    community: Array
    cls: Array
    kind: Array
    claimant: Array
    party_kind: Array
    party: Array
    affected: Array
    members: Array
    severity: Array
    language_need: Array
    first: Array
    hours: Array
    sessions: Array
    birth: Array
    birth_part: Array


@kernel
def _session_hours(level, dispute, p):  # type: ignore[no-untyped-def]
    if level == LEVEL_2:
        return p.joint
    if level == LEVEL_3:
        return p.street
    return p.dispute if dispute else p.request


@kernel
def _want(cases, rows, sits, dispute, request, joint_committee, street, wanted):  # type: ignore[no-untyped-def]
    """Count the hours that waiting cases want: committees by community, then the street."""
    for k in range(rows.shape[0]):
        row = rows[k]
        level, c = cases.level[row], int(cases.community[row])
        if level == LEVEL_1:
            wanted[c] += dispute if cases.cls[row] == DISPUTE else request
        elif level == LEVEL_2:
            wanted[c] += sits[c] * joint_committee
        elif level == LEVEL_3:
            wanted[wanted.shape[0] - 1] += street


@kernel
def _rank(cases, rows, week, n, discipline, triage_wait, waiting, queue, score):  # type: ignore[no-untyped-def]
    """Pick the waiting cases, number their queues, and rank each in the discipline in force; count them."""
    count = 0
    for k in range(rows.shape[0]):
        row = rows[k]
        level, c, status = cases.level[row], int(cases.community[row]), cases.status[row]
        if status < Q1 or status > S3:
            continue
        place = 2 * n if level == LEVEL_3 else (c if level == LEVEL_2 else n + c)
        # Cases in hand stand before the others of their queue.
        waiting[count], queue[count] = row, 2 * place + (status in (Q1, Q2, Q3))
        score[count] = float(cases.entered[row])
        if discipline == TRIAGE:
            severity = effective_severity(float(cases.severity[row]), int(cases.members[row]))
            score[count] = -severity - triage_wait * (week - int(cases.entered[row]))
        elif discipline == COLLECTIVE:
            # Weeks of entry stay below 10,000, so they only order cases of the same size.
            score[count] = 1e-4 * float(cases.entered[row]) - float(cases.members[row])
        count += 1
    return count


@kernel
def _serve(  # type: ignore[no-untyped-def]
    cases, order, left, sits, people, mediators, numbers, seed, week, spent, moved, after, broken
):
    """Walk the queues in order; give the number of cases whose state changes."""
    p = numbers[0]
    n = left.shape[0] - 1
    closed = np.zeros(n + 1, np.bool_)
    status, level, community, cls = cases.status, cases.level, cases.community, cases.cls
    count = 0
    for k in range(order.shape[0]):
        row = order[k]
        c, at = int(community[row]), int(level[row])
        hours = _session_hours(at, cls[row] == DISPUTE, p)
        used = hours
        if at == LEVEL_2:
            if not sits[c]:
                continue
            left[c] -= min(left[c], p.joint_committee)
        else:
            used = _take(n if at == LEVEL_3 else c, hours, at, left, closed, seed, week)
            if used < 0.0:
                continue
        spent[c, at] += used
        cases.hours[row] += used
        cases.sessions[row] += 1
        if cases.first[row] < 0:
            cases.first[row] = week
        new, broke = _hold(cases, row, c, hours, people, mediators, p, seed, week)
        if new != status[row]:
            moved[count], after[count], broken[count] = row, new, broke
            count += 1
    return count


@kernel
def _take(desk, wanted, level, left, closed, seed, week):  # type: ignore[no-untyped-def]
    """Take the hours of a session at a desk; give the hours taken, or -1 if the case is not heard."""
    if closed[desk]:
        return -1.0
    if left[desk] >= wanted:
        left[desk] -= wanted
        return wanted
    closed[desk] = True
    rest = left[desk]
    if uniform(seed, LAST, week, desk, level) * wanted >= rest:
        return -1.0
    left[desk] = 0.0
    return rest


@kernel
def _hold(cases, row, c, hours, people, mediators, p, seed, week):  # type: ignore[no-untyped-def]
    """Hold a session: give the state after it, and whether talks broke down."""
    i = int(cases.claimant[row])
    trust, law = float(people.trust[i, T_COMMUNITY]), float(people.law[i])
    if cases.party_kind[row] == P_RESIDENT:
        trust = 0.5 * (trust + float(people.trust[int(cases.party[row]), T_COMMUNITY]))
    birth, part, members = int(cases.birth[row]), int(cases.birth_part[row]), int(cases.members[row])
    kind = int(cases.kind[row])
    severity = effective_severity(float(cases.severity[row]), members)
    matter = Matter(kind, cases.cls[row] == DISPUTE, members, severity)
    like = kind
    if kind == INTG and uniform(seed, ORDINARY, 0, birth, part) < mediators.table[LAWFUL, c]:
        like = NEIG
    table, level, status = mediators.table, int(cases.level[row]), int(cases.status[row])
    if level == LEVEL_3:
        eta = p.settle_street * p.street_skill
        eta *= table[COORDINATION if cases.affected[row] > 0 else LISTS, c]
        x = -p.burnout * p.street_burnout
    else:
        eta = mediators.base[like] if matter.dispute else p.settle_request
        eta = (p.settle_joint if level == LEVEL_2 else eta) * table[SKILL, c]
        x = table[TRAINING, c] - p.burnout * table[BURNOUT, c] + p.ties * table[_tie(level, kind), c]
        if matter.dispute:
            spoken = table[BILINGUAL, c] if cases.language_need[row] else 0.0
            x += p.match * min(mediators.match[c, kind] + spoken, 1.0)
    x += p.veto * table[VETO, c] + table[LEGAL, c]
    eta *= settle_factor(matter, trust, law, table[EVIDENCE, c], p) * math.exp(x)
    u, v = uniform_pair(seed, SESSION, week, birth, part)
    if u < 1.0 - math.exp(-eta * hours):
        return RES, False
    if v < _breakdown(severity, level, p):
        rises, where = uniform_pair(seed, BREAKDOWN, week, birth, part)
        if rises >= p.breakdown_rises:
            return LUMP, True
        return risen_state(status, matter, law, table[JOINT_CENTER, c], where, p), True
    return (S1 if status == Q1 else S2 if status == Q2 else S3 if status == Q3 else status), False


@kernel
def settle_factor(matter, trust, law, evidence, p):  # type: ignore[no-untyped-def]
    """Give what parties and case contribute to the intensity of settling, a factor."""
    x = p.trust * (trust - USUAL_TRUST) + p.law * (law - USUAL_LAW) - p.severity * (matter.severity - 1.0)
    seen = matter.kind == ENV or (matter.kind == NEIG and matter.severity >= p.evidence)
    return math.exp(x) * (evidence if seen else 1.0)


@kernel
def _breakdown(severity, level, p):  # type: ignore[no-untyped-def]
    chance = p.breakdown * math.exp(p.breakdown_severity * (severity - 1.0))
    return chance * p.breakdown_street if level == LEVEL_3 else chance


@kernel
def _tie(level, kind):  # type: ignore[no-untyped-def]
    if level == LEVEL_1:
        return TIE_COMMITTEE
    return TIE_PROPERTY if kind == PROP else TIE_JOINT
