"""Step 6: waiting cases get sessions; some settle, some break down (submodel M10).

Three queues: the people's mediation committee (level 1), the joint centre (level 2), the street office (level
3). A queue is walked in order, cases with a first session behind them before the others, while hours last;
the first case that no longer fits is heard with probability (hours left) / (hours of a session). The joint
centre hears all its cases in a week in which it sits, and the committee pays three of the eight hours out of
its own as far as they last. What happens in a session is in ``mediation_sessions``.

Order of handling: first come first served; by severity + .05 x weeks waited; to specialists (in order of
coming, with a match where there is one); collective cases first.

Choices. The committee's hours at level 2 are asked for together with those of level 1, and full-time
mediators take their part of both first. A session in the last hours left counts with these hours only, so
hours spent never exceed hours given. With other professions among the mediators and no specialists, match is
the share of fitting professions less that of today. A full joint centre and police linkage add .1 to the ties
that they concern. A request is promised a first response within the weeks in force when it comes in;
responsiveness follows the share kept by .04 a week.

Sources: queues with departures before arrivals (Geo/Geo/c) as in standard queueing theory; levels and success
rates see ``mediation_parameters``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.joint_centre import sitting
from sim.actors.mediation_committee import committee_hours
from sim.codes import (
    LEVEL_1,
    N_BRANCH,
    N_COMMITTEE,
    N_COMPANY,
    N_JOINT,
    N_MEDIATION,
    N_OWNERS,
    N_POLICE,
    N_SOCIAL_WORK,
)
from sim.disputes import Rows
from sim.errors import BrokenInvariant
from sim.jit import kernel
from sim.levers import Floats
from sim.packing import pack
from sim.processes.assessment import veto
from sim.processes.endings import conclude, prepare
from sim.processes.escalation_parameters import EscalationParameters
from sim.processes.mediation_parameters import FULL_TIME, SPECIALIST, MediationParameters
from sim.processes.mediation_sessions import (
    BILINGUAL,
    BURNOUT,
    COORDINATION,
    EVIDENCE,
    JOINT_CENTER,
    LAWFUL,
    LEGAL,
    LISTS,
    SKILL,
    TIE_COMMITTEE,
    TIE_JOINT,
    TIE_PROPERTY,
    TRAINING,
    VETO,
    Hearing,
    Mediators,
    Parties,
    SessionNumbers,
    Waiting,
    _rank,
    _serve,
    _want,
)
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

__all__ = ["MediationParameters", "hours_wanted", "serve_disputes"]

TABLES = np.array(
    [(0, N_COMMITTEE, N_SOCIAL_WORK)]
    + [(1, N_JOINT, partner) for partner in (N_MEDIATION, N_POLICE, N_SOCIAL_WORK, N_COMPANY)]
    + [(2, a, b) for a in (N_BRANCH, N_COMMITTEE) for b in (N_OWNERS, N_COMPANY)]
)
"""Pairs of organisations whose ties help: at the committee, at the joint centre, about property service."""


def serve_disputes(street: Street) -> None:
    """Give sessions to waiting cases as far as hours last.

    Changes: the case book and all that an end or rise brings, hours and sessions of cases, responsiveness,
    the week's quality of settlements.
    """
    prepare(street)
    order = handling_order(street, street.book.open_rows())
    if order.size:
        _hold_sessions(street, order)
    _answer_requests(street)


def hours_wanted(street: Street) -> tuple[Floats, float]:
    """Count the hours that the waiting cases want now.

    Returns: hours of each committee for levels 1 and 2, beyond those of full-time mediators, [C], and of the
    street for level 3.
    """
    book, p, n = street.book, street.values(MediationParameters), street.n_communities
    sits = p.sits_base + (1.0 - p.sits_base) * mean_ties(street)[1]
    wanted = np.zeros(n + 1)
    _want(
        book.columns(Waiting), book.open_rows(), sits, p.session_hours_dispute, p.session_hours_request,
        p.session_hours_joint_committee, p.session_hours_street, wanted,
    )  # fmt: skip
    own = np.maximum(wanted[:-1] - FULL_TIME * street.levers.mediators, 0.0)
    return own, float(wanted[-1])


def handling_order(street: Street, rows: Rows) -> Rows:
    """Put those of the cases that wait in the order in which queues hear them: level 2, level 1, level 3."""
    k, triage_wait = len(rows), street.values(MediationParameters).triage_wait
    waiting, queue, score = np.empty(k, np.intp), np.empty(k, np.int64), np.empty(k)
    count = _rank(
        street.book.columns(Waiting), rows, street.week, street.n_communities, street.levers.choice("queue"),
        triage_wait, waiting, queue, score,
    )  # fmt: skip
    order: Rows = waiting[:count][np.lexsort((score[:count], queue[:count]))]
    return order


def _hold_sessions(street: Street, order: Rows) -> None:
    world, k = street.world, len(order)
    given = np.concatenate((committee_hours(street), world.office.dispute_hours))
    mediators = _mediators(street)
    sits = sitting(street, mediators.table[TIE_JOINT])
    moved, after, broken = np.empty(k, np.int64), np.empty(k, np.int64), np.zeros(k, bool)
    left = given.copy()
    people = Parties(world.residents.trust, world.residents.law)
    count = _serve(
        street.book.columns(Hearing), order, left, sits, people, mediators, _session_numbers(street),
        street.seed, street.week, world.flows.session_hours, moved, after, broken,
    )  # fmt: skip
    if street.checking:
        _check_hours(street, given, left)
    conclude(street, moved[:count], after[:count], broken[:count])


def _check_hours(street: Street, given: Floats, left: Floats) -> None:
    """I-12: hours of sessions stay within the hours given."""
    spent = street.world.flows.session_hours
    if np.any(left < -1e-9) or np.any(spent[:, LEVEL_1] > given[:-1] + 1e-9):
        raise BrokenInvariant(
            f"hours of sessions must stay within the hours given, {given}; {left} are left."
        )


def _answer_requests(street: Street) -> None:
    """Compare promise and first response of the requests due this week; responsiveness follows.

    Changes: ``communities.responsiveness``, the flows of requests.
    """
    cases, c, flows = street.book.cases, street.world.communities, street.world.flows
    step = street.values(MediationParameters).responsiveness_learning
    _answer(
        cases.due, cases.first, cases.community, cases.n, street.week, step, flows.requests_due,
        flows.requests_in_time, c.responsiveness,
    )  # fmt: skip


def _session_numbers(street: Street) -> Array:
    return street.levers.keep("mediation.numbers", lambda: pack(_gather_numbers(street)))


def _gather_numbers(street: Street) -> SessionNumbers:
    p, e = street.values(MediationParameters), street.values(EscalationParameters)
    return SessionNumbers(
        p.session_hours_dispute, p.session_hours_request, p.session_hours_joint,
        p.session_hours_joint_committee, p.session_hours_street, p.settle_request, p.settle_joint,
        p.settle_street, p.settle_trust, p.settle_ties, p.settle_law, p.settle_match, p.settle_severity,
        p.settle_burnout, p.settle_veto, p.evidence_severity, p.street_skill, p.street_burnout,
        p.breakdown_rate, p.breakdown_severity, p.breakdown_street, p.breakdown_rises, p.joint_members,
        p.joint_severity, e.court_share_base, e.court_share_law,
    )  # fmt: skip


def _mediators(street: Street) -> Mediators:
    """Gather what mediators bring to the table, in the order of ``mediation_sessions``."""
    world, levers = street.world, street.levers
    c = world.communities
    table, base = levers.keep("mediation.rules", lambda: _rules(street))
    centre, police = levers.keep("mediation.ties", lambda: _added_ties(street))
    _come_to_the_table(
        table, world.ties, world.node_present, centre, police, c.skill, c.burnout, veto(street)
    )
    return Mediators(table, _matches(street), base)


def _rules(street: Street) -> tuple[Floats, Floats]:
    """Give the table with what levers in force bring to it, and base intensities by type."""
    p, levers = street.values(MediationParameters), street.levers
    table = np.zeros((JOINT_CENTER + 1, street.n_communities))
    table[TRAINING] = p.settle_training * levers.above("med_skill")
    table[LEGAL] = p.settle_legal * levers.above("legal_access")
    table[LISTS] = 1.0 + p.settle_lists * levers.above("power_list")
    table[COORDINATION] = 1.0 + p.settle_coordination * levers.above("coord_body")
    table[EVIDENCE] = 1.0 + p.settle_video * levers.above("video_cov")
    table[LAWFUL], table[BILINGUAL] = levers.above("lawful_handling"), levers.above("bilingual_med")
    table[JOINT_CENTER] = levers.joint_center
    base = np.array([
        p.settle_property, p.settle_neighbour, p.settle_family, p.settle_land, p.settle_request,
        p.settle_request, p.settle_intergroup, p.settle_other,
    ])  # fmt: skip
    return table, base


def mean_ties(street: Street) -> Floats:
    """Give the mean ties of committee and social workers, the joint centre's table, and the property table.

    Returns: mean over the pairs of organisations that exist, 0 without one, [3, C].
    """
    world = street.world
    centre, police = street.levers.keep("mediation.ties", lambda: _added_ties(street))
    ties = np.zeros((3, street.n_communities))
    _mean_ties(world.ties, world.node_present, centre, police, ties)
    return ties


def _added_ties(street: Street) -> tuple[Floats, Floats]:
    """Give what levers add to all ties of the joint centre, and to that with police and justice, [C]."""
    p, levers = street.values(MediationParameters), street.levers
    police = p.tie_police * levers.brought_in("police_link")
    return p.tie_joint_center * levers.brought_in("joint_center"), police


def _matches(street: Street) -> Floats:
    """Ask each mediation committee how its mediators fit the types of cases, [C, 8]; today 0 for all."""
    levers = street.levers
    mixed = levers.keep("mediation.mixed", lambda: bool(levers.above("med_mix").any()))
    if levers.choice("queue") == SPECIALIST or mixed:
        return np.array([committee.match() for committee in street.mediation_committees])
    return levers.keep("mediation.no_match", lambda: np.zeros((street.n_communities, 8)))


@kernel
def _come_to_the_table(table, ties, present, centre, police, skill, burnout, vetoes):  # type: ignore[no-untyped-def]
    """Fill those rows of the table that the state decides."""
    mean = np.zeros((3, skill.shape[0]))
    _mean_ties(ties, present, centre, police, mean)
    for c in range(skill.shape[0]):
        table[TIE_COMMITTEE, c], table[TIE_JOINT, c] = mean[0, c], mean[1, c]
        table[TIE_PROPERTY, c] = 0.5 * (mean[1, c] + mean[2, c])
        table[SKILL, c], table[BURNOUT, c], table[VETO, c] = skill[c], burnout[c], vetoes[c]


@kernel
def _mean_ties(ties, present, centre, police, mean):  # type: ignore[no-untyped-def]
    count = np.zeros(mean.shape[0])
    for c in range(present.shape[0]):
        count[:] = 0.0
        for k in range(TABLES.shape[0]):
            table, a, b = TABLES[k]
            if present[c, a] and present[c, b]:
                tie = ties[c, a, b]
                if a == N_JOINT:
                    tie += centre[c] + (police[c] if b == N_POLICE else 0.0)
                mean[table, c] += min(tie, 1.0)
                count[table] += 1.0
        for table in range(mean.shape[0]):
            if count[table] > 0.0:
                mean[table, c] /= count[table]


@kernel
def _answer(due, first, community, n, week, step, asked, in_time, responsiveness):  # type: ignore[no-untyped-def]
    for row in range(n):
        if due[row] == week:
            asked[int(community[row])] += 1.0
            in_time[int(community[row])] += 0 <= first[row] <= week
    for c in range(asked.shape[0]):
        if asked[c] > 0.0:
            responsiveness[c] += step * (in_time[c] / asked[c] - responsiveness[c])
