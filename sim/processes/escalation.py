"""Step 8: what is not settled may rise or be given up; private talks, petitions and suits (submodel M11).

Hazards compete in this order: settle (step 6), rise, give up. A case that waits at a level rises with hazard
rate x exp(min(3, .5 min(weeks at the level, 12) / 4 + .4 (severity - 1) - (trust - .6) + .2 grievance + .5
share of neighbours with open disputes + .5 (expected concession - .7))), rate .02, .01, .0015 at levels 1 to
3; trust is that in community organisations at levels 1 and 2, in the street at level 3. Cases between groups
rise less under lawful handling. From level 1 a hard dispute goes to the joint centre as far as there is one
(collective, about property, of severity above 2, or between groups), all others to the street; from there to
court (.2 + .6 legal literacy) or to petition, requests to petition only. Giving up has hazard .01 exp(-.5
efficacy).

Petitions close with hazard .04, suits with .03. A closed petition is met with a concession with probability
.2 + .5 veto, and the pay-off that petitioners expect follows by .1: pressure to keep the peace teaches people
to press.

Choice. A case is at risk from the week after it comes to a level, so each week at risk is one in which it
could have been served.

Sources: Gui, Yin & Nie 2020 on stability maintenance; numbers see ``escalation_parameters``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.codes import CRT, DISPUTE, INTG, LEVEL_1, LEVEL_3, LUMP, PET, Q1, RES, S3, T_COMMUNITY, T_STREET
from sim.disputes import Rows
from sim.draws import stream, uniform, uniform_pair
from sim.jit import kernel
from sim.levers import Floats
from sim.packing import pack
from sim.processes.assessment import veto
from sim.processes.endings import Matter, conclude, effective_severity, risen_state
from sim.processes.escalation_parameters import EscalationParameters
from sim.processes.mediation_parameters import MediationParameters
from sim.processes.private_talks import talk
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

__all__ = ["EscalationParameters", "escalate"]

EXIT, DIRECTION = stream("escalation.exit"), stream("escalation.direction")
CLOSE, CONCESSION = stream("escalation.close"), stream("escalation.concession")
USUAL_TRUST, USUAL_CONCESSION, MOST = 0.6, 0.7, 3.0
"""Points around which trust and concession act, and the greatest exponent."""


class ExitNumbers(NamedTuple):
    """Numbers of the hazards; the last four decide where a rising case goes."""

    rate_community: float
    rate_joint: float
    rate_street: float
    wait: float
    severity: float
    trust: float
    grievance: float
    neighbours: float
    concession: float
    give_up: float
    efficacy: float
    close_petition: float
    close_suit: float
    joint_members: float
    joint_severity: float
    court_base: float
    court_law: float


class AtRisk(NamedTuple):
    """Columns of cases that decide whether a case leaves its level."""

    status: Array
    level: Array
    community: Array
    kind: Array
    cls: Array
    claimant: Array
    severity: Array
    members: Array
    entered: Array
    birth: Array
    birth_part: Array


class Claimants(NamedTuple):
    """What claimants bring, [N], and their neighbour ties."""

    trust: Array
    efficacy: Array
    grievance: Array
    law: Array
    open_disputes: Array
    neighbour_start: Array
    neighbour: Array


class Levels(NamedTuple):
    """What communities bring, [C]."""

    joint_center: Array
    intergroup: Array
    pressing: float


def escalate(street: Street) -> None:
    """Let waiting cases rise or be given up, private talks go on, and petitions and suits be closed.

    Changes: the case book and what an end or rise brings, issues, ``office.concession``, open claims counted.
    """
    book, flows = street.book, street.world.flows
    rows = book.open_rows()
    if rows.size:
        after = np.empty(len(rows), np.int64)
        _exits(
            book.columns(AtRisk), rows, _claimants(street), _levels(street), exit_numbers(street),
            street.seed, street.week, after,
        )  # fmt: skip
        talk(street, rows, after)
        moved = np.flatnonzero(after >= 0)
        leaving = rows[moved]
        closed = leaving[book.cases.status[leaving] == PET]
        conclude(street, leaving, after[moved])
        _concede(street, closed)
    flows.open_claims[:] = np.bincount(book.cases.community[book.open_rows()], minlength=street.n_communities)


def exit_numbers(street: Street) -> Array:
    """Give the numbers of the hazards."""
    return street.levers.keep("escalation.numbers", lambda: pack(_gather_numbers(street)))


def _gather_numbers(street: Street) -> ExitNumbers:
    p, m = street.values(EscalationParameters), street.values(MediationParameters)
    return ExitNumbers(
        p.escalation_rate_community, p.escalation_rate_joint, p.escalation_rate_street, p.escalation_wait,
        p.escalation_severity, p.escalation_trust, p.escalation_grievance, p.escalation_neighbours,
        p.escalation_concession, p.give_up_rate, p.give_up_efficacy, p.petition_close_rate,
        p.court_close_rate, m.joint_members, m.joint_severity, p.court_share_base, p.court_share_law,
    )  # fmt: skip


def _claimants(street: Street) -> Claimants:
    people, ties = street.world.residents, street.world.networks
    return Claimants(
        people.trust, people.efficacy, people.grievance, people.law, people.open_disputes,
        ties.neighbour_start, ties.neighbour,
    )  # fmt: skip


def _levels(street: Street) -> Levels:
    p, levers = street.values(EscalationParameters), street.levers
    intergroup: Floats = levers.keep(
        "escalation.intergroup", lambda: 1.0 - p.escalation_lawful * levers.above("lawful_handling")
    )
    return Levels(levers.joint_center, intergroup, float(street.world.office.concession[0]))


def _concede(street: Street, closed: Rows) -> None:
    """Meet closed petitions with concessions or not; what petitioners expect follows."""
    if not closed.size:
        return
    p, office = street.values(EscalationParameters), street.world.office
    chance = street.levers.keep(
        "escalation.met", lambda: np.clip(p.concession_base + p.concession_veto * veto(street), 0.0, 1.0)
    )
    expected = float(office.concession[0])
    columns = street.book.columns(AtRisk)
    expected = _learn_concessions(columns, closed, chance, p.concession_learning, expected, street.seed)
    office.concession[0] = expected


@kernel
def _exits(cases, rows, people, levels, numbers, seed, week, after):  # type: ignore[no-untyped-def]
    p = numbers[0]
    for k in range(rows.shape[0]):
        row = rows[k]
        after[k] = -1
        status = cases.status[row]
        if cases.entered[row] >= week:
            continue
        birth, part = int(cases.birth[row]), int(cases.birth_part[row])
        if status in (PET, CRT):
            rate = p.close_petition if status == PET else p.close_suit
            if uniform(seed, CLOSE, week, birth, part) < 1.0 - math.exp(-rate):
                after[k] = RES
            continue
        if status < Q1 or status > S3:
            continue
        i = int(cases.claimant[row])
        u, v = uniform_pair(seed, EXIT, week, birth, part)
        members = int(cases.members[row])
        severity = effective_severity(float(cases.severity[row]), members)
        matter = Matter(int(cases.kind[row]), cases.cls[row] == DISPUTE, members, severity)
        if _rises(u, cases, row, severity, people, levels, p, week):
            where = uniform(seed, DIRECTION, week, birth, part)
            joint_center = levels.joint_center[int(cases.community[row])]
            after[k] = risen_state(int(status), matter, float(people.law[i]), joint_center, where, p)
        elif v < 1.0 - math.exp(-p.give_up * math.exp(-p.efficacy * float(people.efficacy[i]))):
            after[k] = LUMP


@kernel
def _rises(u, cases, row, severity, people, levels, p, week):  # type: ignore[no-untyped-def]
    """Say whether a waiting case rises a level this week; ``u`` decides."""
    i, level = int(cases.claimant[row]), cases.level[row]
    rate = p.rate_joint
    if level == LEVEL_1:
        rate = p.rate_community
    elif level == LEVEL_3:
        rate = p.rate_street
    factor = levels.intergroup[int(cases.community[row])] if cases.kind[row] == INTG else 1.0
    # Most draws lie above the chance of any claimant; no need to look at this one.
    if u >= 1.0 - math.exp(-rate * math.exp(MOST) * factor):
        return False
    trust = float(people.trust[i, T_STREET if level == LEVEL_3 else T_COMMUNITY])
    x = p.wait * min(week - int(cases.entered[row]), 12) / 4.0
    x += p.severity * (severity - 1.0) - p.trust * (trust - USUAL_TRUST)
    x += p.grievance * float(people.grievance[i]) + p.neighbours * _open_around(i, people)
    x += p.concession * (levels.pressing - USUAL_CONCESSION)
    return u < 1.0 - math.exp(-rate * math.exp(min(x, MOST)) * factor)


@kernel
def _open_around(i, people):  # type: ignore[no-untyped-def]
    """Give the share of a resident's neighbour ties with an open dispute."""
    start, stop = int(people.neighbour_start[i]), int(people.neighbour_start[i + 1])
    if stop == start:
        return 0.0
    count = 0
    for k in range(start, stop):
        if people.open_disputes[int(people.neighbour[k])] > 0:
            count += 1
    return count / (stop - start)


@kernel
def _learn_concessions(cases, closed, chance, step, expected, seed):  # type: ignore[no-untyped-def]
    for k in range(closed.shape[0]):
        row = closed[k]
        u = uniform(seed, CONCESSION, 0, int(cases.birth[row]), int(cases.birth_part[row]))
        met = 1.0 if u < chance[int(cases.community[row])] else 0.0
        expected += step * (met - expected)
    return expected
