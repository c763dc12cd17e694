"""Steps 4 and 16: how much staff can do, and how they strain, recover, learn, quit and are replaced (M5).

Hours: a filled post gives 40 x skill x (1 - .4 burnout) effective hours. Load ratio x = (administration and
ledgers wanted + half of services, visits, mediation and deliberation wanted - hours of temporary and moved
staff) / these hours, at most 3. Overtime share = min(.35, (x - 1)+) (1 - mean burnout).

Strain: burnout B gains .04 z (1 - B)(x - .8)+ + .01 (1 - B) f and loses .02 B R a week, z the person's
susceptibility, f last week's share of ledgers and coordination in all hours, R the resources for recovery
(pay, training, help, autonomy, tolerance, plan, career, mutual rating, praise less sanction). Quits:
.0010 exp(2.5 (B - .4)) a week, less with pay, plan and, for the certified, the allowance; 3.7 times as much
for social workers. A vacancy is filled with probability 1/36 a week. Variants: strong (no easy way back) and
off.

Choices. The first post of a community is its head. Moved staff lighten the load as temporary staff do. A post
vacated this week is not filled in it. Social workers have the mean resources of the street and no ledgers; .6
of the casework wanted counts in their load, which brings their quits near those observed. A certificate
closes a fifth of the gap to full skill; some hold one when hired, others pass a yearly exam.

Sources: job demands and resources (Bakker and Demerouti 2007); loss spiral small (Guthier, Dormann and
Voelkle 2020, 48 longitudinal studies); quits about 5.2 % a year (Banyuetan 2024); sizes see the parameters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import YEAR
from sim.codes import COORD, DEL, LED, MED, SVC, VIS
from sim.draws import stream, uniform
from sim.jit import inlined, kernel
from sim.processes import hours
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.processes.posts import (
    BURNOUT,
    BURNT,
    EFFICIENCY,
    N_FILLED,
    N_POSTS,
    SEVERE,
    SKILL,
    STATION,
    count_staff,
    fill_first_posts,
    head_vacant,
    hire,
    leave,
    open_posts,
    places,
)
from sim.processes.rationing import sum_of_kinds
from sim.processes.tasks_parameters import TaskParameters
from sim.processes.workforce_parameters import WorkforceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

FULL_WEEK = 40.0
MOST_LOAD = 3.0
MOST_RECOVERY = 2.0
NEW_WEEKS = 26
STRONG = {
    "efficiency_loss": 0.7,
    "recovery_rate": 0.008,
    "vacancy_weeks": 78.0,
    "recruit_skill": 0.4,
    "learning_rate": 0.01,
    "quit_slope": 5.0,
}
(STRAIN, THRESHOLD, FORMALISM, RECOVERY, CONTAGION, HEAD, LEARNING, QUIT, SLOPE, CERTIFIED, PROMOTION, EXAM,
 EXAM_SKILL, FILLING) = range(14)  # fmt: skip
"""Rates of a place for one week."""
QUITS, FILLS, EXAMS = stream("workforce.quit"), stream("workforce.fill"), stream("workforce.exam")

__all__ = ["WorkforceParameters", "begin", "burnout_turnover", "capacity", "head_vacant", "recovery"]


def begin(street: Street) -> None:
    """Open the posts of committees and social work station, and put their first holders in."""
    p = in_force(street)
    fill_first_posts(street, p)
    _describe_staff(street, count_staff(street, p.efficiency_loss))


def capacity(street: Street) -> None:
    """State the needs of the week, who is there, how pressed they are, and the hours there are to give.

    Changes: posts, staff means, load, overtime and capacity of committees and station, moved hours, flows.
    """
    world, p = street.world, in_force(street)
    c, office, flows = world.communities, world.office, world.flows
    c.established[:] = c.established_0 + street.levers.rc_setup * (1.0 - c.established_0)
    open_posts(street)
    hours.state_needs(street)
    staff = count_staff(street, p.efficiency_loss)
    _describe_staff(street, staff)
    helped = _move_down(street, p) + c.temp_hours
    _press_committees(
        staff, helped, c.mandated, c.need, p.service_weight, p.overtime_max, c.burnout, c.pressure,
        c.overtime, c.capacity, flows.hours_worked, flows.overloaded,
    )  # fmt: skip
    _press_station(
        staff[STATION], p.casework_weight, p.overtime_max, office.casework_need, office.social_burnout,
        office.social_pressure, office.social_capacity,
    )  # fmt: skip
    c.pressure_year += c.pressure
    flows.pressure[:], flows.temp_hours[:] = c.pressure, c.temp_hours


def burnout_turnover(street: Street) -> None:
    """Let staff strain, recover, learn, quit and be replaced.

    Changes: workers, holders of posts, staff means, ``communities.formal_share``, flows of staff.
    """
    world, p = street.world, in_force(street)
    posts, workers, c, office = world.posts, world.workers, world.communities, world.office
    rates, place, holder = _rates(street, p), posts.community[: posts.n], posts.holder
    if p.burnout_form != "off":
        load = np.concatenate((c.pressure, office.social_pressure))
        team = np.concatenate((c.burnout, office.social_burnout))
        _strain(place, posts.ordinal, holder, workers.burnout, workers.susceptibility, load, team, rates)
    _learn(place, posts.key, holder, workers.skill, workers.certified, rates, street.seed, street.week)
    leaves, joins = np.zeros((2, posts.n), bool)
    people = (workers.burnout, workers.certified)
    post = (place, posts.ordinal, posts.key, holder, posts.funded)
    if _turn_over(*post, *people, rates, street.seed, street.week, leaves, joins):
        _replace(street, p, leaves, joins)
    staff = count_staff(street, p.efficiency_loss)
    _describe_staff(street, staff)
    _record(street, staff)
    _share_formal(c.hours, c.formal_share)


def in_force(street: Street) -> WorkforceParameters:
    """Give the values in force: as set, or those of the strong variant in their place."""
    p = street.values(WorkforceParameters)
    return p.model_copy(update=STRONG) if p.burnout_form == "strong" else p


def recovery(street: Street, p: WorkforceParameters) -> Floats:
    """Give the resources that help staff recover, before formalism takes its part, 1.14 today, [C]."""
    pay, training, support, autonomy, tolerance, plan, career, rating, praise, sanction = p.recovery_weights
    levers = street.levers
    more = pay * levers.pay + training * levers.training_h / 80.0 + support * levers.pb_support
    more = more + autonomy * levers.autonomy + tolerance * levers.fault_tol
    more += plan * levers.above("workforce_plan") + career * levers.brought_in("career")
    more += rating * levers.twoway * street.values(TaskParameters).candour
    fear = sanction * p.sanction_share * (1.0 - levers.fault_tol)
    more += levers.above("reward") * (praise - fear)
    resources: Floats = p.recovery_base * (1.0 + more)
    return resources


def _move_down(street: Street, p: WorkforceParameters) -> Floats:
    """Move street hours down, never more than half of them; give the effective hours, [C]."""
    c, sinks = street.world.communities, street.levers.sink_hours
    if not street.levers.keep("workforce.sinks", sinks.any):
        c.sunk_hours[:] = 0.0
        return c.sunk_hours
    wanted = sinks * (1.0 - p.sink_recall * c.preparing)
    total = float(wanted.sum())
    if total <= 0.0:
        c.sunk_hours[:] = 0.0
        return c.sunk_hours
    c.sunk_hours[:] = wanted * min(1.0, 0.5 * hours.street_hours(street) / total)
    c.sunk_since[(c.sunk_since < 0) & (wanted > 0.0)] = street.week
    new = street.week - c.sunk_since < NEW_WEEKS
    useful: Floats = c.sunk_hours * np.where(new, p.sink_start, 1.0)
    return useful


def _replace(street: Street, p: WorkforceParameters, leaves: Array, joins: Array) -> None:
    """Let holders go, put recruits into vacancies, and count both."""
    world, n, place = street.world, street.n_communities, places(street)
    pool = np.append(p.local_pool * street.levers.above("local_member") * world.communities.urban, 0.0)
    for post in np.flatnonzero(leaves):
        leave(street, int(post))
    for post in np.flatnonzero(joins):
        hire(street, int(post), p.recruit_skill * (1.0 - float(pool[place[post]])), p.recruit_burnout)
    left = np.bincount(place, leaves, n + 1)
    world.flows.quits[:], world.street_flows.sw_quits[0] = left[:n], left[n]
    world.flows.hires[:] = np.bincount(place, joins, n + 1)[:n]


def _describe_staff(street: Street, staff: Floats) -> None:
    """Write the means over filled posts into the state; they stay where nobody is left."""
    c, station = street.world.communities, staff[STATION]
    _describe_committees(staff, c.posts, c.filled, c.efficiency, c.burnout, c.skill)
    if station[N_FILLED] > 0.0:
        street.world.office.social_burnout[0] = station[BURNOUT] / station[N_FILLED]


def _record(street: Street, staff: Floats) -> None:
    flows, flow, station = street.world.flows, street.world.street_flows, staff[STATION]
    by_kind = staff[:STATION].T
    flows.posts[:], flows.filled[:] = by_kind[N_POSTS], by_kind[N_FILLED]
    flows.burnout[:], flows.burnt_out[:] = by_kind[BURNOUT], by_kind[BURNT]
    flows.burnt_out_severe[:] = by_kind[SEVERE]
    flow.sw_posts[0], flow.sw_filled[0] = station[N_POSTS], station[N_FILLED]
    flow.sw_burnout[0] = station[BURNOUT]


def _rates(street: Street, p: WorkforceParameters) -> Floats:
    """Give this week's rates of strain, recovery, learning, quitting and filling by place, [C + 1, 14]."""
    c, usual = street.world.communities, street.values(MobilisationParameters).dual_office_usual
    rates = street.levers.keep("workforce.rates", lambda: _rates_of_levers(street, p)).copy()
    _add_rates_of_week(
        rates, c.formal_share, c.dual_office, p.formal_drag, p.formalism_strain, p.recovery_rate,
        p.head_strain, usual,
    )  # fmt: skip
    return rates


def _rates_of_levers(street: Street, p: WorkforceParameters) -> Floats:
    """Give what hangs on levers alone; recovery still as resources, before formalism, [C + 1, 14]."""
    levers = street.levers
    by_pay, by_plan, by_allowance = p.quit_effects
    resources = np.maximum(recovery(street, p), 0.0)
    rates = np.zeros((street.n_communities + 1, 14))
    here, social = rates[:-1], rates[-1]
    here[:, RECOVERY] = resources
    here[:, LEARNING] = p.learning_rate * (1.0 + p.training_learning * levers.brought_in("training_h"))
    plan = 1.0 - by_plan * levers.above("workforce_plan")
    here[:, QUIT] = p.quit_rate * (1.0 - by_pay * levers.pay) * plan
    here[:, CERTIFIED] = 1.0 - by_allowance * levers.above("cert_bonus")
    here[:, PROMOTION] = p.promotion_rate / YEAR * levers.brought_in("career")
    here[:, EXAM] = (p.exam_rate + p.exam_bonus * levers.brought_in("cert_bonus")) / YEAR
    social[RECOVERY] = min(float(resources.mean()), MOST_RECOVERY)
    social[[HEAD, CERTIFIED]], social[LEARNING] = 1.0, p.learning_rate
    social[QUIT] = float(here[:, QUIT].mean()) * p.social_worker_quits
    social[EXAM] = p.exam_rate / YEAR
    rates[:, STRAIN], rates[:, THRESHOLD] = p.strain_rate, p.strain_threshold
    rates[:, CONTAGION], rates[:, SLOPE] = p.contagion, p.quit_slope
    rates[:, EXAM_SKILL], rates[:, FILLING] = p.exam_skill, 1.0 / p.vacancy_weeks
    return rates


@inlined
def _load(wanted, normal):  # type: ignore[no-untyped-def]
    """Give the load ratio, 0 to 3; 3 also where nobody is there."""
    return min(max(wanted, 0.0) / max(normal, 1e-9), MOST_LOAD) if normal > 0.0 else MOST_LOAD


@inlined
def _overtime(load, burnout, most):  # type: ignore[no-untyped-def]
    """Give overtime as a share of normal hours: the tired do less of it."""
    return min(most, max(load - 1.0, 0.0)) * (1.0 - burnout)


@kernel
def _press_committees(  # type: ignore[no-untyped-def]
    staff, helped, mandated, need, service_weight, most, burnout, pressure, overtime, capacity, worked,
    overloaded,
):  # fmt: skip
    """Say how pressed each committee is, its overtime, and the hours it has and works."""
    for c in range(helped.shape[0]):
        normal = FULL_WEEK * staff[c, EFFICIENCY]
        for_residents = need[c, SVC] + need[c, VIS] + need[c, MED] + need[c, DEL]
        pressure[c] = _load(mandated[c] + service_weight * for_residents - helped[c], normal)
        overtime[c] = _overtime(pressure[c], burnout[c], most)
        capacity[c] = normal * (1.0 + overtime[c]) + helped[c]
        worked[c] = FULL_WEEK * staff[c, N_FILLED] * (1.0 + overtime[c])
        overloaded[c] = pressure[c] > 1.0


@kernel
def _press_station(staff, weight, most, wanted, burnout, pressure, capacity):  # type: ignore[no-untyped-def]
    """Say how pressed social workers are, and the hours they have, with overtime."""
    normal = FULL_WEEK * staff[EFFICIENCY]
    pressure[0] = _load(weight * wanted[0], normal)
    capacity[0] = normal * (1.0 + _overtime(pressure[0], burnout[0], most))


@kernel
def _describe_committees(staff, posts, filled, efficiency, burnout, skill):  # type: ignore[no-untyped-def]
    for c in range(posts.shape[0]):
        posts[c], filled[c] = staff[c, N_POSTS], staff[c, N_FILLED]
        if filled[c] > 0.0:
            efficiency[c] = staff[c, EFFICIENCY] / filled[c]
            burnout[c] = staff[c, BURNOUT] / filled[c]
            skill[c] = staff[c, SKILL] / filled[c]


@kernel
def _share_formal(hours, share):  # type: ignore[no-untyped-def]
    """Give the share of ledgers and coordination in the hours of each committee."""
    for c in range(hours.shape[0]):
        share[c] = (hours[c, LED] + hours[c, COORD]) / max(sum_of_kinds(hours[c]), 1e-12)


@kernel
def _add_rates_of_week(  # type: ignore[no-untyped-def]
    rates, formal, dual_office, drag, formalism, recovery_rate, head_strain, usual
):  # fmt: skip
    """Turn resources into recovery; add what formalism and a head of both offices do to strain."""
    for c in range(formal.shape[0]):
        r = rates[c]
        r[RECOVERY] = min(r[RECOVERY] * (1.0 - drag * formal[c]), MOST_RECOVERY)
        r[FORMALISM] = formalism * formal[c]
        r[HEAD] = 1.0 + head_strain * (dual_office[c] - usual)
    for k in range(rates.shape[0]):
        rates[k, RECOVERY] *= recovery_rate


@kernel
def _strain(place, ordinal, holder, burnout, susceptibility, load, team, rates):  # type: ignore[no-untyped-def]
    """Let burnout of every holder grow with load and formalism and fade with recovery."""
    for i in range(place.shape[0]):
        w = holder[i]
        if w < 0:
            continue
        c, b = place[i], float(burnout[w])
        r = rates[c]
        gain = r[STRAIN] * float(susceptibility[w]) * max(load[c] - r[THRESHOLD], 0.0)
        if ordinal[i] == 0:
            gain *= r[HEAD]
        change = (gain + r[FORMALISM]) * (1.0 - b) - r[RECOVERY] * b + r[CONTAGION] * (team[c] - b)
        burnout[w] = min(max(b + change, 0.0), 1.0)


@kernel
def _learn(place, key, holder, skill, certified, rates, seed, week):  # type: ignore[no-untyped-def]
    """Let skill grow with time in post, and more with the exam."""
    for i in range(place.shape[0]):
        w = holder[i]
        if w < 0:
            continue
        r, s = rates[place[i]], float(skill[w])
        s += r[LEARNING] * (1.0 - s)
        if not certified[w] and uniform(seed, EXAMS, week, int(key[i]), 0) < r[EXAM]:
            certified[w] = True
            s += r[EXAM_SKILL] * (1.0 - s)
        skill[w] = s


@kernel
def _turn_over(  # type: ignore[no-untyped-def]
    place, ordinal, key, holder, funded, burnout, certified, rates, seed, week, leaves, joins
):
    """Decide who quits and which vacancies are filled; a post vacated now waits a week at least.

    Returns: whether anybody leaves or joins.
    """
    moves = False
    for i in range(place.shape[0]):
        r, w = rates[place[i]], holder[i]
        if w < 0:
            joins[i] = funded[i] and uniform(seed, FILLS, week, int(key[i]), 0) < r[FILLING]
            moves |= joins[i]
            continue
        hazard = r[QUIT] * math.exp(r[SLOPE] * (float(burnout[w]) - 0.4))
        if certified[w]:
            hazard *= r[CERTIFIED]
        if ordinal[i] == 0:
            hazard += r[PROMOTION]
        leaves[i] = uniform(seed, QUITS, week, int(key[i]), 0) < 1.0 - math.exp(-hazard)
        moves |= leaves[i]
    return moves
