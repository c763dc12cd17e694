"""The choice behind every civic act: its utility and its chance (part of M1).

Each adult i weighs an act a by

    U = u0 + A(age) + L (theta - chi K [theta]+) + beta_E b (E - 1/2) + beta_T (T - 1/2) + beta_G (G - 1/2)
        + beta_n (n - 1/2) + owner (vote) + Phi(z) + beta_M m + beta_R (Rsp - .95)
        + beta_g min(g, 2) (deliberate) + beta_K K (1 - riv ybar) - beta_C C
    C = c_time h / (1 + free hours) + c_dist (dist - 1) + c_lang gap (1 - interpreted) + c_acc (1 - access)

and does it, given the opportunity, with probability 1 / (1 + exp(-U)). T is trust in community organisations,
for volunteering the mean of it and trust in social organisations. m = mob exp(1 - mob) rises to 1 and falls
again: one can be contacted too often. K are rewards within reach; they crowd out motivation (chi) and count
less where others have them (riv). Access is that of the registered or of the others, plus what open channels
and, for sessions, digital access add.

Choices. Space in service facilities makes sessions easier to attend: up to .10 of access as the area grows to
the standard. Routine volunteering also saves up to a fifth of the time an act costs. What follows from levers
and fixed numbers alone is gathered again only when a lever moves; so is, for volunteering, the part of the
utility that hangs on age, motivation, free time, digital access, registration, language and tenure. A process
that changes one of these in a resident must forget what was kept (``levers.forget("engagement.lasting")``).

Sources: ``sim/processes/engagement_parameters.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arithmetic import exponential, logistic
from sim.codes import DELIBERATE, OWNER, RESETTLED, T_COMMUNITY, T_SOCIAL, VOLUNTEER, VOTE
from sim.jit import kernel
from sim.processes import influence
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.mobilisation import dual_gap
from sim.processes.service_rules import STANDARD, interpreted
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

# Numbers of a community in the utility of an act, in this order.
(_BASE, _YOUNG, _OLD, _DRIVE, _CROWD, _CROWD_K, _EFFICACY, _TRUST, _SOCIAL, _BELONGING, _NORM, _SLOPE,
 _CURVE, _CONTACT, _POINTS, _REACH, _MIGRANT_REACH, _TIME, _OWNER, _GRIEVANCE, _ACCESS, _REGISTERED,
 _MIGRANT, _ONLINE, _LANGUAGE) = range(25)  # fmt: skip
_N_TERMS = 25


def probabilities(
    street: Street, act: int, out: Array, first: Array | None = None, stop: Array | None = None,
    influenced: bool = True,
) -> None:  # fmt: skip
    """Give each adult's chance to do an act, were there the opportunity.

    Args:
        street: the street.
        act: VOTE, DELIBERATE or VOLUNTEER.
        out: where the chances go, float64, [N].
        first: first row of each community to do, [C]; all rows if not given.
        stop: row after the last; nothing is done where it is not above ``first``.
        influenced: whether others' acts count.
    """
    r = street.world.residents
    if first is None or stop is None:
        first, stop = everyone(street)
    seen, effect = influence.felt(street)
    terms = utility_terms(street, act, effect[act] * influenced)
    if act == VOLUNTEER and not street.levers.credit.any():
        lasting = street.levers.keep("engagement.lasting", lambda: _lasting(street, terms, first, stop))
    else:
        lasting = _lasting(street, terms, first, stop)
    _choose(out, first, stop, terms, lasting, r.efficacy, r.trust[:, T_COMMUNITY], r.trust[:, T_SOCIAL],
            r.belonging, r.norm, seen[act], r.mobilised, r.grievance)  # fmt: skip


def everyone(street: Street) -> tuple[Array, Array]:
    """Give the first row of each community and the row after its last, [C] each."""
    c = street.world.communities
    return street.levers.keep("engagement.rows", lambda: (c.first, c.first + c.adults.astype(np.uint32)))


def _lasting(street: Street, terms: Array, first: Array, stop: Array) -> Array:
    """Give the part of the utility that hangs on what hardly changes in a person, float64, [N]."""
    r = street.world.residents
    lasting = np.empty(r.n)
    _choose_lasting(lasting, first, stop, terms, r.age, r.theta, r.free_hours, r.digital,
                    r.hukou.view(np.uint8), r.language_gap.view(np.uint8), r.tenure)  # fmt: skip
    return lasting


def utility_terms(street: Street, act: int, effect: Array) -> Array:
    """Gather the numbers of the utility of an act by community, [C, terms]."""
    p, c = street.values(EngagementParameters), street.world.communities
    terms = street.levers.keep(f"engagement.{act}", lambda: _lasting_terms(street, act)).copy()
    _add_this_week(terms, effect, c.responsiveness, p.responsiveness_reference, p.responsiveness_effect,
                   street.levers.riv, c.act_share[:, act])  # fmt: skip
    if act == VOTE:
        terms[:, _BASE] -= p.unity_vote_cost * dual_gap(street)
    if act == DELIBERATE:
        rooms = (p.room_access * _rooms(street))[:, None]
        terms[:, [_REGISTERED, _MIGRANT]] += rooms
    return terms


def _rooms(street: Street) -> Array:
    """Give how far the service facility has grown from its first area to the standard, 0 to 1, [C]."""
    first, lacking = street.levers.keep("engagement.first_rooms", lambda: _first_rooms(street))
    grown = np.clip((street.world.communities.facility - first) / np.maximum(lacking, 1e-9), 0.0, 1.0)
    return np.where(lacking > 0.0, grown, 0.0)


def _first_rooms(street: Street) -> tuple[Array, Array]:
    """Give the first area of the service facility, and what it lacks to the standard, [C] each."""
    first = np.array([kind.facility_m2 for kind in street.population.profiles])
    return first, STANDARD - first


def _lasting_terms(street: Street, act: int) -> Array:
    """Gather what follows from levers and fixed numbers alone, [C, terms]."""
    p, levers, c = street.values(EngagementParameters), street.levers, street.world.communities
    k = np.zeros((c.n, _N_TERMS))
    k[:, _DRIVE] = p.motivation[act]
    k[:, _EFFICACY] = p.efficacy_effect * p.efficacy_share[act]
    k[:, _TRUST] = p.trust_effect * (0.5 if act == VOLUNTEER else 1.0)
    k[:, _SOCIAL] = p.trust_effect - k[:, _TRUST]
    k[:, _BELONGING], k[:, _NORM] = p.belonging_effect, p.norm_effect
    k[:, _CONTACT] = p.mobilised_effect
    k[:, _OWNER] = p.owner_effect * (act == VOTE)
    k[:, _GRIEVANCE] = p.grievance_effect * (act == DELIBERATE)
    if act != VOTE:
        k[:, _POINTS] = p.points_effect * levers.credit
        k[:, _CROWD_K] = p.motivation[act] * p.crowding_out * levers.credit
    if act == VOLUNTEER:
        duty = p.duty_effect * np.maximum(levers.vol_inst - 0.5, 0.0)
        k[:, _CROWD] = p.motivation[act] * p.crowding_out * duty
    k[:, _REACH], k[:, _MIGRANT_REACH] = 1.0 / p.full_reach_hours, p.migrant_reach
    k[:, _TIME] = p.cost_effect * p.time_cost * p.act_hours[act]
    if act == VOLUNTEER:
        k[:, _TIME] *= 1.0 - p.volunteer_ease * levers.brought_in("vol_inst")
    k[:, _LANGUAGE] = p.cost_effect * p.language_cost * (1.0 - interpreted(street))
    k[:, _ACCESS] = p.cost_effect * p.access_cost
    k[:, _REGISTERED], k[:, _MIGRANT], k[:, _ONLINE] = _access(street, act)
    k[:, _YOUNG], k[:, _OLD], start = _age_terms(street, act)
    centred = k[:, _EFFICACY] + k[:, _TRUST] + k[:, _SOCIAL] + k[:, _BELONGING] + k[:, _NORM]
    k[:, _BASE] = start - 0.5 * centred - k[:, _ACCESS] - p.cost_effect * p.distance_cost * (c.distance - 1.0)
    return k


def _access(street: Street, act: int) -> tuple[Array, Array, float | Array]:
    """Give access of the registered and of others, and what full digital access adds; clipped later."""
    p, levers = street.values(EngagementParameters), street.levers
    above = levers.above("channel_open")
    opened = p.channel_effect * (above.mean(axis=0) if act == VOLUNTEER else above[act])
    migrant = p.access_migrant[act] + p.migrant_channel_effect * levers.above("migrant_channel")
    online = p.online_effect * levers.above("online_delib") if act == DELIBERATE else 0.0
    return p.access_registered + opened, migrant + opened, online


def _age_terms(street: Street, act: int) -> tuple[float, float, Array]:
    """Give the slopes below and from 50 (logit a year), and the intercept at their common origin."""
    p, urban = street.values(EngagementParameters), street.world.communities.urban
    if act == VOTE:
        young, old, centre = p.vote_age_slope_young / 10.0, p.vote_age_slope_old / 10.0, 50.0
        start = np.where(urban, p.vote_intercept_urban, p.vote_intercept_rural)
    elif act == DELIBERATE:
        young = old = p.deliberate_age_slope / 10.0
        start, centre = np.full(urban.shape, p.deliberate_intercept), 47.0
    else:
        young = old = p.volunteer_age_slope / 10.0
        start, centre = np.full(urban.shape, p.volunteer_intercept), 47.0
    # A(age) = young (min(age, 50) - centre) + old (max(age, 50) - 50), with centre 50 or one slope.
    return young, old, start - young * centre - old * 50.0


@kernel
def _add_this_week(
    terms: Array, effect: Array, responsiveness: Array, usual: float, by_response: float, rivalry: Array,
    active: Array,
) -> None:  # fmt: skip
    for c in range(terms.shape[0]):
        terms[c, _SLOPE], terms[c, _CURVE] = effect[0], effect[1]
        terms[c, _BASE] += by_response * (responsiveness[c] - usual) + effect[2]
        terms[c, _POINTS] *= 1.0 - rivalry[c] * active[c]


@kernel
def _choose_lasting(
    out: Array, first: Array, stop: Array, terms: Array, age: Array, theta: Array, free: Array,
    digital: Array, hukou: Array, gap: Array, tenure: Array,
) -> None:  # fmt: skip
    for c in range(terms.shape[0]):
        a, b = int(first[c]), int(stop[c])
        if b > a:
            _lasting_run(out[a:b], terms[c], age[a:b], theta[a:b], free[a:b], digital[a:b], hukou[a:b],
                         gap[a:b], tenure[a:b])  # fmt: skip


@kernel
def _lasting_run(
    out: Array, k: Array, age: Array, theta: Array, free: Array, digital: Array, hukou: Array, gap: Array,
    tenure: Array,
) -> None:  # fmt: skip
    # Each number is read once, before the loop: the compiler cannot know that writing to out leaves k alone.
    young, old, drive, crowd, crowd_k, k_points = k[1], k[2], k[3], k[4], k[5], k[14]
    reach, migrant_reach, k_time, k_owner = k[15], k[16], k[17], k[18]
    k_access, registered, migrant, online, k_language = k[20], k[21], k[22], k[23], k[24]
    for i in range(out.shape[0]):
        years, motive = min(max(float(age[i]), 18.0), 80.0), float(theta[i])
        hours, dig, here = float(free[i]), float(digital[i]), float(hukou[i])
        points = dig * min(hours * reach, 1.0) * (here + (1.0 - here) * migrant_reach)
        u = young * min(years, 50.0) + old * max(years, 50.0) + drive * motive
        u -= (crowd + crowd_k * points) * max(motive, 0.0)
        u += k_points * points + (k_owner if tenure[i] == OWNER or tenure[i] == RESETTLED else 0.0)
        access = here * registered + (1.0 - here) * migrant + online * dig
        u += k_access * min(max(access, 0.0), 1.0) - k_language * float(gap[i])
        out[i] = u - np.divide(k_time, 1.0 + hours)


@kernel
def _choose(
    out: Array, first: Array, stop: Array, terms: Array, lasting: Array, efficacy: Array, trust: Array,
    social: Array, belonging: Array, norm: Array, seen: Array, mobilised: Array, grievance: Array,
) -> None:  # fmt: skip
    for c in range(terms.shape[0]):
        a, b = int(first[c]), int(stop[c])
        if b > a:
            _choose_run(out[a:b], terms[c], lasting[a:b], efficacy[a:b], trust[a:b], social[a:b],
                        belonging[a:b], norm[a:b], seen[a:b], mobilised[a:b], grievance[a:b])  # fmt: skip


@kernel
def _choose_run(
    out: Array, k: Array, lasting: Array, efficacy: Array, trust: Array, social: Array, belonging: Array,
    norm: Array, seen: Array, mobilised: Array, grievance: Array,
) -> None:  # fmt: skip
    base, k_efficacy, k_trust, k_social, k_belonging, k_norm = k[0], k[6], k[7], k[8], k[9], k[10]
    slope, curve, k_contact, k_grievance = k[11], k[12], k[13], k[19]
    for i in range(out.shape[0]):
        u = base + lasting[i]
        u += k_efficacy * float(efficacy[i]) + k_trust * float(trust[i]) + k_social * float(social[i])
        u += k_belonging * float(belonging[i]) + k_norm * float(norm[i])
        z, contacts = float(seen[i]), float(mobilised[i])
        u += slope * z + curve * z * z + k_contact * contacts * exponential(1.0 - contacts)
        out[i] = logistic(u + k_grievance * min(float(grievance[i]), 2.0))
