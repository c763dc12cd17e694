"""Step 15: residents learn from what they lived through (M3).

An experience with signal q about an organisation moves trust in it, T <- T + eta (q - T), eta the rate of
its kind; a bad one (q < T) moves it twice as far, less 30 % for those who lately took part. The week's
experiences are applied one after another, by kind: visits; services (everyone: q = the quality they meet
plus their own lasting disposition; half the rate for the street); ends of disputes; casework, projects;
outcomes of sessions; enforcement-type tasks; disclosure (everyone: q = T + .3 (1 - lost / expected));
over-labelling; public video (everyone); an election (everyone: q = T + change of legitimacy). Neighbours hear
of ends of disputes and outcomes of sessions, at .15 of the rate.

    E <- E + .03 (1 - E) after a success, E - .06 E after a failure, then E + .002 (E0 - E)
    G <- G + .01 n+ (1 - G) - .05 n- G + .001 (G0 - G)      n+ acts done together (at most 2), n- new quarrels
    S = Q + .3 (Q - X), X <- X + .02 (Q + promises - X)
    g <- (1 - .005 - counselling - .05 served) g + what was added

Choices. A visit is drawn for each resident, so the number of visits is right on average only; the draw is
thinned from the most visits the declared need allows. Successes and failures come before the weekly drift. A
volunteer act succeeds with the probability of responsiveness; projects judge their volunteers themselves. A
neighbour hears the same news once a week. Fees, owners' committees, emergencies and moral reviews are handed
in by their own processes when these come. Trust as counts of good and bad experiences is not offered.

Sources: ``sim/processes/trust_parameters.py``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.arithmetic import sum_runs
from sim.calendar import is_election
from sim.codes import (
    DELIBERATE,
    T_COMMUNITY,
    T_STREET,
    VIS,
    VOLUNTEER,
    X_ADVERSARIAL,
    X_DISCLOSURE,
    X_SERVICE,
    X_VIDEO,
    X_VISIT,
)
from sim.draws import fill_pairs, stream, uniform
from sim.jit import inlined, kernel
from sim.processes.hours_parameters import HourParameters
from sim.processes.influence import marked
from sim.processes.learning import _follow, _hear_losses, _learnt, _live_through, _serve, _shift, hand_in
from sim.processes.services import _quality_run, resident_terms
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

__all__ = ["TrustParameters", "begin", "learn"]

MOST_COUNSELLING = 22.0
"""Counselling hours, above today's two, at which fading for all is at its declared size."""
MOST_TOUCHED = 0.03
"""Ceiling of the weekly chance to be touched by an enforcement-type task, for thinning."""
MOST_TOGETHER = 2.0
_ROOM = 64
VISITED, TOUCHED, SUCCEEDED = (stream(f"trust.{use}") for use in ("visited", "touched", "volunteer_success"))


def begin(street: Street) -> None:
    """Note each resident's lasting disposition toward the street.

    Changes: ``residents.trust_gap_street``.
    """
    residents, c = street.world.residents, street.world.communities
    trust = residents.trust[:, T_STREET].astype(float)
    mean = np.bincount(residents.community, trust, c.n) / c.adults
    residents.trust_gap_street[:] = trust - mean[residents.community]


def learn(street: Street) -> None:
    """Let everyone learn from the week, and empty what it left.

    Changes: trust, efficacy, belonging, satisfaction, expectation, grievance of residents; expected losses;
    experiences, verdicts and the week's marks on residents; flows of means.
    """
    world = street.world
    rates = _learning(street)
    _visits(street, rates)
    _experience(street, X_VISIT, X_SERVICE, rates)
    _judge(street)
    _live_on(street, rates)
    _enforcement(street)
    later = _experience(street, X_SERVICE + 1, X_DISCLOSURE, rates)
    _disclose(street, rates)
    if later:
        _experience(street, X_DISCLOSURE + 1, X_VIDEO, rates)
    _watch(street, rates)
    if is_election(street.week):
        _count_votes(street, rates)
    _clear(street)
    _mean_trust(world.flows.trust, world.residents.trust.T, world.communities.first, world.communities.adults)


def _learning(street: Street) -> tuple[Array, float, float]:
    """Give who lately took part, the weight of bad experiences, and what is left of it for those."""
    p, recent = street.values(TrustParameters), street.world.residents.recent
    loss = p.asymmetry if p.trust_learning == "asymmetric" else 1.0
    return recent[:, DELIBERATE] | recent[:, VOLUNTEER], loss, 1.0 - p.buffer


class Week(NamedTuple):
    """What follows for a week from levers and fixed numbers alone, [C] each.

    Attributes:
        visit_weight: adults, those in a support group counted more often.
        visit_signal: signal of a visit by a committee without strength to spare.
        checks: share of visits that check instead of serve.
        most_visits: ceiling of the weekly chance to be visited, one number.
        promise: rise of what residents come to expect.
        fading: share of grievance that fades.
        disclosure: rate of learning from what is disclosed.
        video: rate of learning from public video.
        watched: whether there is any, one number.
        enforcement: rate of learning from an enforcement-type task.
        numbers: rates and sizes in the order in which ``_live`` reads them, [10].
    """

    visit_weight: Floats
    visit_signal: Floats
    checks: Floats
    most_visits: float
    promise: Floats
    fading: Floats
    disclosure: Floats
    video: Floats
    watched: bool
    enforcement: Floats
    numbers: Floats


def _week(street: Street) -> Week:
    return street.levers.keep("trust.week", lambda: _reckon_week(street))


def _reckon_week(street: Street) -> Week:
    p, levers, c = street.values(TrustParameters), street.levers, street.world.communities
    grids = street.world.grids
    vulnerable = np.bincount(grids.community, grids.vulnerable, c.n)
    needed = street.values(HourParameters).visit_need / 1000.0 * c.residents / c.adults
    publicity, catalogue, week = p.promise
    promise = publicity * levers.above("publicity") + catalogue * np.maximum(levers.above("catalogue"), 0.0)
    counselling = np.maximum(levers.above("psych_hours"), 0.0) / MOST_COUNSELLING
    video = p.rate_video * np.maximum(levers.above("video_cov"), 0.0)
    up = p.expectation_rate * (2.0 if p.expectation_goal == "rising" else 1.0)
    return Week(
        visit_weight=c.adults + (p.visit_vulnerable - 1.0) * vulnerable,
        visit_signal=p.visit_base + p.visit_local * c.urban * levers.brought_in("local_member"),
        checks=(1.0 - p.check_serve) * levers.brought_in("grid_info"),
        most_visits=min(float(needed.max()) / p.visit_hours * p.visit_vulnerable, 0.5),
        promise=promise + week * np.maximum(-levers.above("promise_w"), 0.0),
        fading=p.grievance_fading + p.counselling_fading * counselling,
        disclosure=p.rate_disclosure * levers.disclosure,
        video=video,
        watched=bool(video.any()),
        enforcement=p.rate_adversarial * (1.0 - p.adversarial_law * levers.rc_law),
        numbers=np.array([p.rate_service, p.rate_service * p.street_share, p.disconfirmation,
                          p.expectation_rate, up, p.efficacy_return, p.belonging_rate, p.belonging_loss,
                          p.belonging_return, p.care_fading]),
    )  # fmt: skip


def _visits(street: Street, rates: tuple[Array, float, float]) -> None:
    """Let the committee's visits be lived through; a grid visit may check instead of serve."""
    world, p, week = street.world, street.values(TrustParameters), _week(street)
    residents, c = world.residents, world.communities
    _visit(
        residents.trust[:, T_COMMUNITY], residents.community, c.first, c.adults, c.hours[:, VIS],
        week.visit_weight, residents.vulnerable, week.visit_signal, c.efficiency, week.checks,
        (p.visit_hours, p.visit_vulnerable, p.visit_capacity, p.check_signal, p.rate_visit, week.most_visits),
        street.seed, VISITED, street.week, *rates,
    )  # fmt: skip


def _experience(street: Street, low: int, high: int, rates: tuple[Array, float, float]) -> bool:
    """Apply the experiences of the kinds from ``low`` to below ``high``; tell whether later ones wait."""
    world, lived = street.world, street.world.experiences
    n, net = lived.n, world.networks
    if n == 0:
        return False
    share = street.values(TrustParameters).vicarious
    later: bool = _live_through(
        lived.kind[:n], lived.resident[:n], lived.organisation[:n], lived.signal[:n], lived.rate[:n], low,
        high, world.residents.trust.T, net.neighbour_start, net.neighbour, share, *rates,
    )  # fmt: skip
    return later


def _judge(street: Street) -> None:
    """Let efficacy follow the week's successes and failures, those of volunteers drawn here."""
    world, p, verdicts = street.world, street.values(TrustParameters), street.world.verdicts
    residents = world.residents
    loss = p.efficacy_rate * (p.asymmetry if p.trust_learning == "asymmetric" else 1.0)
    _succeed(residents.efficacy, verdicts.resident[: verdicts.n], verdicts.success[: verdicts.n],
             residents.acted[:, VOLUNTEER], residents.community, world.communities.responsiveness,
             p.efficacy_rate, loss, street.seed, SUCCEEDED, street.week)  # fmt: skip


def _live_on(street: Street, rates: tuple[Array, float, float]) -> None:
    """Apply what everyone lives through every week: services, drift, acts together, fading."""
    week, r, c, f = _week(street), street.world.residents, street.world.communities, street.world.flows
    byte = np.uint8
    _live(c.first, c.adults, resident_terms(street), week.promise, week.fading, week.numbers, r.digital,
          r.hukou.view(byte), r.language_gap.view(byte), r.vulnerable.view(byte), r.age_group,
          r.trust[:, T_COMMUNITY], r.trust_gap, r.trust[:, T_STREET], r.trust_gap_street, r.satisfaction,
          r.expectation, r.efficacy, r.efficacy_0, r.belonging, r.belonging_0, r.joint_acts, r.conflicts,
          r.grievance, r.grievance_gain, r.served.view(byte), r.norm,
          (f.satisfaction, f.efficacy, f.belonging, f.grievance, f.norm), *rates)  # fmt: skip


def _enforcement(street: Street) -> None:
    """Hand in what adults lived through who were touched by the week's enforcement-type tasks."""
    world, p = street.world, street.values(TrustParameters)
    residents, c = world.residents, world.communities
    touched = 1.0 - (1.0 - p.adversarial_reach) ** c.adversarial_items
    rows, spare = np.empty(residents.n, np.int64), np.empty(residents.n)
    n = _sample(rows, spare, c.first, c.adults, touched, residents.vulnerable, 1.0, MOST_TOUCHED, street.seed,
                TOUCHED, street.week)  # fmt: skip
    hand_in(street, X_ADVERSARIAL, rows[:n], np.full(c.n, p.adversarial_signal), _week(street).enforcement)


def _disclose(street: Street, rates: tuple[Array, float, float]) -> None:
    """Let trust follow what was disclosed against what was expected; expectations follow it."""
    p, c = street.values(TrustParameters), street.world.communities
    _hear_losses(street.world.residents.trust[:, T_COMMUNITY], c.first, c.adults, c.leak_share,
                 c.expected_leak, p.disclosure_span, p.leak_learning, _week(street).disclosure,
                 *rates)  # fmt: skip


def _watch(street: Street, rates: tuple[Array, float, float]) -> None:
    """Let trust in the street follow public video, by how much one minds being seen."""
    p, residents, week = street.values(TrustParameters), street.world.residents, _week(street)
    if week.watched:
        signal = p.video_signal - p.video_privacy * residents.privacy.astype(float)
        _follow(residents.trust[:, T_STREET], signal, week.video[residents.community], *rates)


def _count_votes(street: Street, rates: tuple[Array, float, float]) -> None:
    """Let trust follow the change of legitimacy that the election brought."""
    p, c = street.values(TrustParameters), street.world.communities
    rate = np.full(c.n, p.rate_election)
    change = c.legitimacy - c.legitimacy_before
    _shift(street.world.residents.trust[:, T_COMMUNITY], c.first, c.adults, change, rate, *rates)


def _clear(street: Street) -> None:
    world = street.world
    world.experiences.clear()
    world.verdicts.clear()
    world.residents.contacted[:] = 0


@kernel
def _visit(
    trust: Array, community: Array, first: Array, size: Array, hours: Array, weight: Array, vulnerable: Array,
    base: Array, efficiency: Array, checks: Array, p: tuple[float, ...], seed: int, stream_id: int, week: int,
    took_part: Array, loss: float, kept: float,
) -> None:  # fmt: skip
    """Draw whom the committee visits, and let them live through it."""
    hours_each, vulnerable_weight, by_strength, check_signal, rate, most = p
    rows, spare = np.empty(trust.shape[0], np.int64), np.empty(trust.shape[0])
    chance = np.empty(first.shape[0])
    for c in range(first.shape[0]):
        chance[c] = hours[c] / hours_each / weight[c]
    n = _sample(rows, spare, first, size, chance, vulnerable, vulnerable_weight, most, seed, stream_id, week)
    for k in range(n):
        i = rows[k]
        c = int(community[i])
        signal = min(base[c] + by_strength * efficiency[c], 1.0)
        felt = check_signal if spare[k] < checks[c] else signal
        trust[i] = _learnt(float(trust[i]), felt, rate, int(took_part[i]), loss, kept)


@kernel
def _sample(
    rows: Array, spare: Array, first: Array, size: Array, chance: Array, marked: Array, multiple: float,
    most: float, seed: int, stream_id: int, week: int,
) -> int:  # fmt: skip
    """Draw residents at a ceiling rate, by gaps, and thin them to their own chance; give their number."""
    n = 0
    log_rest = math.log(1.0 - most)
    gap, thin = np.empty(_ROOM), np.empty(_ROOM)
    for c in range(first.shape[0]):
        i, stop, part, k = int(first[c]) - 1, int(first[c]) + int(size[c]), 0, _ROOM
        while True:
            if k == _ROOM:
                fill_pairs(gap, thin, seed, stream_id, week, c, part)
                part, k = part + _ROOM, 0
            i += 1 + int(math.log(gap[k]) / log_rest)
            if i >= stop:
                break
            if thin[k] * most < chance[c] * (multiple if marked[i] else 1.0):
                rows[n] = i
                spare[n] = uniform(seed, stream_id, week, i, 1 << 30)
                n += 1
            k += 1
    return n


@kernel
def _succeed(
    efficacy: Array, residents: Array, success: Array, volunteers: Array, community: Array, chance: Array,
    gain: float, loss: float, seed: int, stream_id: int, week: int,
) -> None:  # fmt: skip
    """Apply verdicts as handed in, then those of volunteers, drawn."""
    for e in range(residents.shape[0]):
        i = int(residents[e])
        efficacy[i] = _judged(float(efficacy[i]), success[e], gain, loss)
    for i in marked(volunteers):
        met = uniform(seed, stream_id, week, i, 0) < chance[int(community[i])]
        efficacy[i] = _judged(float(efficacy[i]), met, gain, loss)


@inlined
def _judged(efficacy: float, success: bool, gain: float, loss: float) -> float:
    return efficacy + (gain * (1.0 - efficacy) if success else -loss * efficacy)


@kernel
def _live(
    first: Array, size: Array, terms: Array, promise: Array, fading: Array, p: Array, digital: Array,
    hukou: Array, gap: Array, vulnerable: Array, age_group: Array, trust: Array, trust_gap: Array,
    street: Array, street_gap: Array, satisfaction: Array, expectation: Array, efficacy: Array,
    efficacy_0: Array, belonging: Array, belonging_0: Array, joint: Array, conflicts: Array, grievance: Array,
    gain: Array, served: Array, norm: Array, means: tuple[Array, ...], took_part: Array, loss: float,
    kept: float,
) -> None:  # fmt: skip
    """Go through everyone, community by community; give mean moods, which nothing moves after this."""
    met = np.empty(size.max())
    for c in range(first.shape[0]):
        a, b = int(first[c]), int(first[c]) + int(size[c])
        q = met[: b - a]
        _quality_run(q, terms[c], digital[a:b], hukou[a:b], gap[a:b], vulnerable[a:b], age_group[a:b])
        _satisfy(satisfaction[a:b], expectation[a:b], q, promise[c], p[2], p[3], p[4])
        _serve(trust[a:b], trust_gap[a:b], q, p[0], took_part[a:b], loss, kept)
        _serve(street[a:b], street_gap[a:b], q, p[1], took_part[a:b], loss, kept)
        _return(efficacy[a:b], efficacy_0[a:b], p[5])
        _belong(belonging[a:b], belonging_0[a:b], joint[a:b], conflicts[a:b], p[6], p[7], p[8])
        _forgive(grievance[a:b], gain[a:b], served[a:b], fading[c], p[9])
        for mean, mood in zip(means, (satisfaction, efficacy, belonging, grievance, norm)):  # noqa: B905
            sum_runs(mean[c : c + 1], mood, first[c : c + 1], size[c : c + 1])
            mean[c] /= size[c]


@kernel
def _satisfy(
    satisfaction: Array, expectation: Array, met: Array, promise: float, weight: float, down: float, up: float
) -> None:
    for i in range(met.shape[0]):
        expected = float(expectation[i])
        satisfaction[i] = min(max(met[i] + weight * (met[i] - expected), 0.0), 1.0)
        gap = min(max(met[i] + promise, 0.0), 1.0) - expected
        expectation[i] = expected + (up if gap >= 0.0 else down) * gap


@kernel
def _return(mood: Array, own: Array, rate: float) -> None:
    for i in range(mood.shape[0]):
        mood[i] = float(mood[i]) + rate * (float(own[i]) - float(mood[i]))


@kernel
def _belong(
    belonging: Array, own: Array, joint: Array, conflicts: Array, gain: float, loss: float, back: float
) -> None:
    for i in range(belonging.shape[0]):
        before = float(belonging[i])
        together = min(float(joint[i]), MOST_TOGETHER)
        after = before + gain * together * (1.0 - before) - loss * float(conflicts[i]) * before
        belonging[i] = min(max(after + back * (float(own[i]) - before), 0.0), 1.0)
        joint[i] = conflicts[i] = 0


@kernel
def _forgive(grievance: Array, gain: Array, served: Array, fading: float, care: float) -> None:
    for i in range(grievance.shape[0]):
        kept = (1.0 - fading - care * float(served[i])) * float(grievance[i])
        grievance[i] = min(max(kept + float(gain[i]), 0.0), 5.0)
        gain[i] = 0.0


@kernel
def _mean_trust(mean: Array, trust: Array, first: Array, size: Array) -> None:
    total = np.empty(first.shape[0])
    for o in range(trust.shape[0]):
        sum_runs(total, trust[o], first, size)
        for c in range(first.shape[0]):
            mean[c, o] = total[c] / size[c]
