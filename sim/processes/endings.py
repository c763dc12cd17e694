"""What follows when a case ends or rises: the book of mediation, trust, efficacy, grievance, and relapse.

Every step that moves cases (serving, private talks, escalation, deliberation) hands the moves to
:func:`conclude`, so that each end is counted, recorded and felt in one way.

Rules. A settlement has quality Q = clip(.75 - .25 veto min(1, [x - .8]+) - .2 (1 - hours given / hours
wanted) + .1 legal services + .1 lawful work) at levels 1 and 2, .15 less above, the base value in private.
Both resident parties learn Q, .15 after giving up, .25 after a breakdown or a rise, about the organisation of
the level: community organisations at levels 1 and 2, the street above. The claimant counts a settlement as a
success, giving up as a failure, and keeps a grievance of .3 times the severity given up. A dispute that
leaves levels 1 and 2 for good is entered in the book of mediation as success (70 % of the settled, and 10 % x
upward assessment of the given up not yet entered) or failure (30 % of the unsettled): a layer of reporting
that residents do not see. For 104 weeks after a settlement the claim comes back with hazard
.004 (1 - Q)(1 - .5 legal framework)(1 - .2 (lawful work - .3)) a week.

Choices. No organisation had a hand in private talks, so they teach nothing about trust. A breakdown after
which the claim is given up counts as a breakdown for trust. The weeks of a possible relapse are drawn at a
ceiling and thinned when they come, so they do not depend on policy.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.codes import (
    CRT,
    INTG,
    LEVEL_1,
    LEVEL_2,
    LEVEL_PRIVATE,
    LUMP,
    MED,
    P_RESIDENT,
    PET,
    PROP,
    Q1,
    Q2,
    Q3,
    REQUEST,
    RES,
    S1,
    S2,
    T_COMMUNITY,
    T_STREET,
    X_DISPUTE,
)
from sim.declare import Declarations
from sim.draws import stream, uniform, uniform_pair
from sim.jit import kernel
from sim.levers import Floats
from sim.packing import pack
from sim.processes import trust
from sim.processes.assessment import upward_assessment, veto
from sim.processes.claims_parameters import ClaimParameters
from sim.processes.escalation_parameters import EscalationParameters
from sim.processes.mediation_parameters import MediationParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

RECORD, RELAPSE_GAP = stream("endings.record"), stream("endings.relapse_gap")
SLACK = 0.8
"""Load ratio from which veto pressure makes for hasty settlements; a fixed point of the formula."""
NOT_GIVEN = np.empty(0)


class Matter(NamedTuple):
    """What a case is about, for rules that need no more: type, class, members, effective severity."""

    kind: int
    dispute: bool
    members: int
    severity: float


class EndNumbers(NamedTuple):
    """Numbers of :func:`_conclude`."""

    given_up: float
    risen: float
    quality_base: float
    quality_above: float
    grievance: float
    record_success: float
    record_failure: float
    ceiling: float
    weeks: float
    learning: float


class EndFlows(NamedTuple):
    """Flows that an end adds to."""

    settled: Array
    settled_quality: Array
    lumped: Array
    risen: Array
    petitions: Array
    suits: Array
    recorded_success: Array
    recorded_failure: Array


class Ending(NamedTuple):
    """Columns of cases that decide what an end or a rise brings, or that it changes."""

    level: Array
    community: Array
    cls: Array
    claimant: Array
    party_kind: Array
    party: Array
    severity: Array
    quality: Array
    relapse: Array
    recorded: Array
    birth: Array
    birth_part: Array


def top(declared: type[Declarations], name: str) -> float:
    """Give the top of a number's declared range: ceilings are made of these, never of levers or state."""
    return _tops(declared)[name]


@cache
def _tops(declared: type[Declarations]) -> dict[str, float]:
    return {d.name: float(d.high) for d in declared.declared() if d.high is not None}


@cache
def relapse_ceiling() -> float:
    """Give the weekly hazard of relapse that no claim exceeds."""
    return top(MediationParameters, "relapse_hazard") * (1.0 + 0.3 * top(MediationParameters, "relapse_law"))


def prepare(street: Street) -> None:
    """Set this week's quality of settlements and chance of paper settlements, after hours are given.

    Changes: ``communities.settlement_quality``, ``communities.paper_settlement``.
    """
    p, c = street.values(MediationParameters), street.world.communities
    at_best, paper = street.levers.keep("endings.rules", lambda: _rules(street))
    _prepare(
        c.settlement_quality, c.paper_settlement, at_best, paper, veto(street), c.pressure, c.coverage,
        p.quality_veto, p.quality_coverage,
    )  # fmt: skip


def _rules(street: Street) -> tuple[Floats, Floats]:
    """Give the quality without haste and with hours enough, and the chance of paper settlements, [C]."""
    p, levers = street.values(MediationParameters), street.levers
    quality: Floats = p.quality_base + p.quality_legal * levers.legal_access + p.quality_law * levers.rc_law
    return quality, np.minimum(p.record_paper * upward_assessment(street), 1.0)


def promise(street: Street) -> Array:
    """Give within how many weeks a request is promised a first response, [C]."""
    levers = street.levers
    return levers.keep("endings.promise", lambda: np.floor(levers.promise_w + 0.5).astype(np.int64))


def conclude(
    street: Street, rows: Array, after: Array, broken: Array | None = None, quality: Array | None = None
) -> None:
    """Move cases and let everything follow that an end or a rise brings.

    Args:
        rows: rows of open cases, each at most once, [k].
        after: their new states, [k].
        broken: whether talks broke down, [k]; none if not given.
        quality: quality of each settlement, [k]; that of its level if not given.

    Changes: the case book, experiences, verdicts, ``residents.grievance_gain``, and the flows of disputes.
    """
    k = len(rows)
    if k == 0:
        return
    world, levers = street.world, street.levers
    c, lived, verdicts = world.communities, world.experiences, world.verdicts
    broken = np.zeros(k, bool) if broken is None else broken
    given = NOT_GIVEN if quality is None else quality
    told_from, judged_from = lived.n, verdicts.n
    # Room for both parties of each case; what is not used is given back below.
    lived.append(2 * k)
    verdicts.append(k)
    lived.n, verdicts.n = _conclude(
        street.book.columns(Ending), rows, after, broken, given, c.settlement_quality, c.paper_settlement,
        levers.keep("endings.numbers", lambda: pack(_end_numbers(street))), street.seed, street.week,
        levers.keep("endings.flows", lambda: _end_flows(street)), world.residents.grievance_gain,
        told_from, lived.kind, lived.resident, lived.organisation, lived.signal, lived.rate,
        judged_from, verdicts.resident, verdicts.success,
    )  # fmt: skip
    street.book.move(rows, after, street.week)


def _end_numbers(street: Street) -> EndNumbers:
    m, e = street.values(MediationParameters), street.values(EscalationParameters)
    return EndNumbers(
        e.signal_given_up, e.signal_risen, m.quality_base, m.quality_above,
        street.values(ClaimParameters).grievance_lumped, m.record_success, m.record_failure,
        relapse_ceiling(), m.relapse_weeks, street.values(trust.TrustParameters).rate_dispute,
    )  # fmt: skip


def _end_flows(street: Street) -> EndFlows:
    return EndFlows(*[getattr(street.world.flows, name) for name in EndFlows._fields])


@kernel
def effective_severity(severity, members):  # type: ignore[no-untyped-def]
    """Give severity times (1 + log of the members), wherever severity enters mediation and escalation."""
    return severity * (1.0 + math.log(members)) if members > 1 else severity


@kernel
def risen_state(status, matter, law, joint_center, u, p):  # type: ignore[no-untyped-def]
    """Give the state to which a case rises; ``u`` decides joint centre or street, court or petition.

    ``p`` holds joint_members, joint_severity, court_base and court_law.
    """
    if status in (Q1, S1):
        hard = matter.members >= p.joint_members or matter.severity > p.joint_severity
        fit = hard or matter.kind == PROP or matter.kind == INTG
        return Q2 if matter.dispute and fit and u < joint_center else Q3
    if status in (Q2, S2):
        return Q3
    to_court = min(max(p.court_base + p.court_law * law, 0.0), 1.0)
    return CRT if matter.dispute and u < to_court else PET


@kernel
def relapse_week(birth, part, seed, week, ceiling):  # type: ignore[no-untyped-def]
    """Draw the next week in which a settled claim may come back, at the ceiling hazard."""
    u = uniform(seed, RELAPSE_GAP, week, birth, part)
    return week + 1 + int(-math.log(u) / ceiling)


@kernel
def _prepare(quality, paper, at_best, paper_now, vetoes, pressure, coverage, by_veto, by_coverage):  # type: ignore[no-untyped-def]
    for c in range(quality.shape[0]):
        hasty = vetoes[c] * min(max(pressure[c] - SLACK, 0.0), 1.0)
        value = at_best[c] - by_veto * hasty - by_coverage * (1.0 - coverage[c, MED])
        quality[c] = min(max(value, 0.0), 1.0)
        paper[c] = paper_now[c]


@kernel
def _conclude(  # type: ignore[no-untyped-def]
    cases, rows, after, broken, given, quality, paper, numbers, seed, week, flows, grievance,
    told, kind, resident, organisation, signals, rate, judged, judge, success,
):  # fmt: skip
    """Let everything follow; give the numbers of experiences and of verdicts there are now."""
    p = numbers[0]
    for k in range(rows.shape[0]):
        row, new = rows[k], after[k]
        level, c = int(cases.level[row]), int(cases.community[row])
        ends = new in (RES, LUMP)
        if not ends and new not in (Q2, Q3, PET, CRT):
            continue
        signal = p.risen
        if new == RES:
            signal = _settle(cases, row, given[k] if given.shape[0] else -1.0, quality[c], p, seed, week)
            flows.settled[c, level] += 1.0
            flows.settled_quality[c, level] += signal
        elif new == LUMP:
            signal = p.risen if broken[k] else p.given_up
            flows.lumped[c] += 1.0
            i = int(cases.claimant[row])
            grievance[i] = float(grievance[i]) + p.grievance * float(cases.severity[row])
        else:
            _count_rise(flows, c, level, new)
        if ends:
            judge[judged], success[judged] = int(cases.claimant[row]), new == RES
            judged += 1
        if level != LEVEL_PRIVATE:
            first = told
            told = _tell(cases, row, told, resident)
            kind[first:told], rate[first:told], signals[first:told] = X_DISPUTE, p.learning, signal
            organisation[first:told] = T_COMMUNITY if level <= LEVEL_2 else T_STREET
        if level in (LEVEL_1, LEVEL_2):
            _enter_in_book(cases, row, new, paper[c], p, seed, flows)
    return told, judged


@kernel
def _settle(cases, row, given, quality, p, seed, week):  # type: ignore[no-untyped-def]
    """Set the quality of a settlement and the first week in which it may come back."""
    level = cases.level[row]
    if given < 0.0:
        given = quality
        if level == LEVEL_PRIVATE:
            given = p.quality_base
        elif level > LEVEL_2:
            given = max(quality - p.quality_above, 0.0)
    cases.quality[row] = given
    again = relapse_week(int(cases.birth[row]), int(cases.birth_part[row]), seed, week, p.ceiling)
    cases.relapse[row] = again if again <= week + p.weeks else -1
    return given


@kernel
def _count_rise(flows, c, level, new):  # type: ignore[no-untyped-def]
    if level >= LEVEL_1:
        flows.risen[c] += 1.0
    if new == PET:
        flows.petitions[c] += 1.0
    if new == CRT:
        flows.suits[c] += 1.0


@kernel
def _tell(cases, row, told, resident):  # type: ignore[no-untyped-def]
    """Note the claimant, and a resident second party, among those who learn; give the new count."""
    resident[told] = int(cases.claimant[row])
    told += 1
    if cases.party_kind[row] == P_RESIDENT:
        resident[told] = int(cases.party[row])
        told += 1
    return told


@kernel
def _enter_in_book(cases, row, new, paper, p, seed, flows):  # type: ignore[no-untyped-def]
    """Enter a dispute that leaves levels 1 and 2 for good in the book of mediation, or not."""
    if cases.cls[row] == REQUEST or new == Q2:
        return
    u, v = uniform_pair(seed, RECORD, 0, int(cases.birth[row]), int(cases.birth_part[row]))
    c = int(cases.community[row])
    if new == RES:
        success, failure = u < p.record_success, False
    else:
        failure = u < p.record_failure
        success = not failure and new == LUMP and v < paper
    if success:
        cases.recorded[row] = 1
        flows.recorded_success[c] += 1.0
    if failure:
        cases.recorded[row] = 0
        flows.recorded_failure[c] += 1.0
