"""Step 2: departments issue tasks; lists and the gate decide who gets them (M4); formalism comes on top.

Each department issues Poisson(rate x adults / 2,200 x season) tasks of lognormal length to every community.
Their hours are split by class. Own tasks go to the committee where one is established; assisted tasks do with
probability omega (``offload`` x the street's ``forwarding``); work on neither list is first refused where a
ban holds (enforcement fields, statutory duties), then attempted with probability omega, then blocked with
probability gate x (1 - leak). Blocked hours are bought (of the committee if it agrees, else of social
organisations), cancelled, or stay with the street, like all that is not passed down.

Leak = logistic(-2 + 2 pressure / reference - 2 checks - clarity - .5 (lawful practice - .3)); pressure keeps
.9 a week and gains the hours blocked. So a gate without checks erodes as blocked work builds up.

Hours are counted as committee hours; the street needs 1.25 of its own for one. A tenth of what is left over
is closed on paper each week. For each department, community and class: issued = done by committee, street
and social organisations + cancelled + lapsed + backlogs.

Choices. Hours are split by class in expectation, so luck lies in number and length of tasks only. A purchase
goes as far as the department's cash after earlier promises; what it cannot pay stays with the street. Ledger
cuts make the gate err (a share let through), as those above know less. A full legal framework adds .1 to the
clarity of lists.

Sources: "the more relief, the heavier" as a press pattern (Jingmen); selective enforcement of lists as in
multitask agency (Holmström and Milgrom 1991); sizes see ``tasks_parameters``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.department import relabelled
from sim.calendar import HALF_YEAR, PERIOD, YEAR, is_budget_week, is_rush
from sim.codes import ADVERSARIAL, ASSIST, OUTSIDE, SELF, STATUTORY
from sim.draws import lognormal, poisson, stream, uniform, uniforms
from sim.jit import kernel
from sim.processes import funding
from sim.processes.assessment import approach_inspections, rate_each_other, upward_assessment
from sim.processes.formalism import online, state_ledgers
from sim.processes.tasks_parameters import TaskParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street
    from sim.table import Array

COUNT, LENGTH = stream("tasks.count"), stream("tasks.length")
STANDARD_ADULTS = 2200.0
KEPT, STOPS, CANCELS, DUPLICATES = 0, 3, 4, 5
"""Rows of the rules of lists and gate; the first three are what the bans leave of each off-list class."""
DOWN, ASSISTED, REACHED, ATTEMPTED, CANCELLED, N_ROUTED = range(6)
"""Rows of the week's flows of tasks."""

__all__ = ["TaskParameters", "begin", "carry_out", "online", "relieve", "tasks_gate", "upward_assessment"]


def begin(street: Street) -> None:
    """Set the reference pressure of each department, and what it expects to pass down in the first year."""
    p, world = street.values(TaskParameters), street.world
    d, c = world.departments, world.communities
    weekly = _department_shares(p)[:, None] * p.task_hours_week * c.adults / STANDARD_ADULTS
    attempted = weekly * (1.0 - p.self_share - p.assist_share) * street.levers.offload * c.established
    gate = float(street.levers.access_gate[0])
    d.reference[:] = np.maximum(attempted.sum(axis=1) / (1.0 - p.pressure_memory), 1e-9)
    leaks = 1.0 / (1.0 + np.exp(_guard(street, p) - p.leak_pressure * gate))
    d.pressure[:] = d.reference * gate * (1.0 - float(leaks[0]))
    blocked = attempted * gate * (1.0 - leaks)
    assisted = weekly * p.assist_share * street.levers.offload * c.established
    d.blocked_before[:] = YEAR * blocked
    d.passed_before[:] = YEAR * (assisted + attempted - blocked)


def tasks_gate(street: Street) -> None:
    """Issue tasks and decide who gets them; state the ledger hours of the week.

    Changes: task stocks and pressure of departments, ``communities.certificates`` and ``ledger_hours``, the
    way to the next inspection, once a year the street's forwarding; money of bought tasks.
    """
    p = street.values(TaskParameters)
    rate_each_other(street)
    approach_inspections(street)
    _grow_lists(street, p)
    _issue(street, p)
    _route(street, p)
    state_ledgers(street)


def carry_out(street: Street, committee_share: Floats, street_share: float) -> None:
    """Do tasks as far as hours were given, and close a part of what is left over on paper.

    Args:
        street: the street.
        committee_share: share of its backlog that each committee does, [C].
        street_share: share of its backlog that the street does.
    """
    p, d, flows = street.values(TaskParameters), street.world.departments, street.world.flows
    n, classes = street.n_communities, d.backlog_rc.shape[2]
    shares, done = np.empty((3, n)), np.zeros((3, n, classes))
    shares[0], shares[1], shares[2] = committee_share, street_share, _bought_share(street)
    _do_tasks(
        d.backlog_rc, d.total_rc, d.backlog_street, d.total_street, d.backlog_so, d.total_so, d.total_lapsed,
        shares, p.lapse_rate, done, flows.tasks_lapsed, flows.tasks_done_rc, flows.assist_outside_done_rc,
        flows.outside_done_rc, flows.tasks_done_street, flows.tasks_done_so,
    )  # fmt: skip
    street.world.communities.adversarial_items[:] = done[0, :, ADVERSARIAL] / p.task_hours_mean


def relieve(street: Street, hours: Floats) -> Floats:
    """Take hours of social organisations off the committees' task backlogs.

    Args:
        street: the street.
        hours: hours offered to each committee, [C].

    Returns: hours really used, [C].
    """
    d, n = street.world.departments, street.n_communities
    backlog = by_community(d.backlog_rc)
    share = np.minimum(hours / np.maximum(backlog, 1e-12), 1.0)
    done, lapsed = np.zeros((n, d.backlog_rc.shape[2])), np.zeros(n)
    _work_off(d.backlog_rc, d.total_so, d.total_lapsed, share, 0.0, done, lapsed)
    used: Floats = done.sum(axis=1)
    street.world.flows.tasks_done_so += used
    return used


def by_community(stock: Array) -> Floats:
    """Sum a stock of tasks, [D, C, classes], over departments and classes, [C]."""
    total = np.zeros(stock.shape[1])
    _sum_up(stock, total)
    return total


def _grow_lists(street: Street, p: TaskParameters) -> None:
    """Let the list of assisted tasks grow with its clarity: what is listed stays."""
    growth = street.world.communities.assist_growth
    growth += p.assist_growth_rate * street.levers.above("list_clarity") / YEAR
    np.minimum(growth, 1.0 - p.self_share - p.assist_share, out=growth)
    np.maximum(growth, -p.assist_share, out=growth)


def _issue(street: Street, p: TaskParameters) -> None:
    """Draw the tasks of the week and enter their hours by department, community and class."""
    world = street.world
    c, d = world.communities, world.departments
    quiet = (HALF_YEAR - PERIOD * p.season_peak) / (HALF_YEAR - PERIOD)
    season = p.season_peak if is_rush(street.week) else quiet
    tasks = p.task_hours_week / p.task_hours_mean * season * c.adults / STANDARD_ADULTS
    if p.rated_party == "department":
        tasks = tasks * c.forwarding
    luck = (street.seed, COUNT, LENGTH, street.week)
    shares = street.levers.keep("tasks.departments", lambda: _department_shares(p))
    # Religious-affairs assistance is one hour of the assisted class today; more of it adds to the sum.
    religious = (p.religious_assist_hours - 1.0) / p.task_hours_week
    lists = (p.self_share, p.assist_share, religious, p.adversarial_share, p.statutory_share)
    mean = shares[:, None] * tasks
    _draw_tasks(d.issued, mean, c.assist_growth, *lists, p.task_hours_mean, p.task_hours_cv, *luck)
    d.total_issued += d.issued
    world.flows.tasks_issued[:] = by_community(d.issued)


def _department_shares(p: TaskParameters) -> Floats:
    """Give the shares of departments in all tasks, summing to 1, [D]."""
    shares = np.array(p.department_shares)
    normed: Floats = shares / shares.sum()
    return normed


def _route(street: Street, p: TaskParameters) -> None:
    """Decide who gets the tasks issued: committee, social organisations, the street, or nobody."""
    world, flows = street.world, street.world.flows
    c, d = world.communities, world.departments
    passed = street.levers.offload * c.established
    if p.rated_party == "street":
        passed *= c.forwarding
    rules = street.levers.keep("tasks.rules", lambda: _rules(street, p))
    flow, bought = np.zeros((N_ROUTED, c.n)), np.zeros((2, d.n, c.n))
    leaks = relabelled(d.pressure, d.reference, _guard(street, p), p.leak_pressure)
    blocks, blocked = np.zeros((2, d.n, c.n))
    _block(d.issued, passed, rules, leaks, blocks, blocked)
    if street.levers.keep("tasks.buys", street.levers.outside_purchase.any):
        _purchase(street, p, blocked, bought)
    stocks = (d.backlog_rc, d.backlog_street, d.backlog_so, d.total_cancelled)
    _pass_on(d.issued, c.established, passed, rules, blocks, bought, *stocks, d.passed, flow)
    d.pressure[:] = p.pressure_memory * d.pressure + blocked.sum(axis=1)
    _keep_year(street, blocked)
    c.pushed_year += flow[DOWN]
    flows.tasks_rc[:], flows.tasks_assist_outside_rc[:] = flow[DOWN], flow[ASSISTED]
    flows.tasks_cancelled[:], flows.outside_attempted[:] = flow[CANCELLED], flow[ATTEMPTED]
    flows.outside_rc[:] = flow[REACHED]


def _rules(street: Street, p: TaskParameters) -> Floats:
    """Give what lists and gate do to tasks, as far as it hangs on levers alone, [6, C]."""
    levers = street.levers
    rules = np.empty((6, street.n_communities))
    rules[KEPT], rules[KEPT + 1], rules[KEPT + 2] = 1.0 - levers.no_enforce, 1.0 - levers.no_transfer, 1.0
    rules[STOPS] = levers.access_gate * (1.0 - p.gate_error * levers.ledger_cut)
    rules[CANCELS] = p.cancelled_share * (1.0 - levers.outside_purchase)
    rules[DUPLICATES] = p.duplicate_share * levers.power_list
    return rules


def _keep_year(street: Street, blocked: Floats) -> None:
    """Add this week's hours to the sums of the year by which departments get their money."""
    d = street.world.departments
    if is_budget_week(street.week):
        if street.week > 1:
            d.passed_before[:], d.blocked_before[:] = d.passed_year, d.blocked_year
        d.passed_year[:] = d.blocked_year[:] = 0.0
    d.passed_year += d.passed
    d.blocked_year += blocked


def _guard(street: Street, p: TaskParameters) -> Floats:
    """Give what holds departments back from relabelling, logit, [C]."""
    levers = street.levers

    def compute() -> Floats:
        clarity = np.clip(levers.list_clarity + p.law_clarity * levers.brought_in("legal_frame"), 0.0, 1.0)
        held: Floats = p.leak_inspection * levers.gate_inspection + p.leak_clarity * clarity - p.leak_base
        return held + p.leak_law * levers.above("rc_law")

    return levers.keep("tasks.guard", compute)


def _purchase(street: Street, p: TaskParameters, blocked: Floats, bought: Floats) -> None:
    """Let the street buy a part of the blocked work.

    Args:
        street: the street.
        p: prices.
        blocked: hours blocked, [D, C].
        bought: where the shares bought of the committee and of social organisations go, [2, D, C].
    """
    levers = street.levers
    draws = uniforms(street.n_communities, street.seed, "tasks.consent", street.week)
    agrees = np.array([rc.consents(float(u)) for rc, u in zip(street.committees, draws, strict=True)])
    own = levers.outside_purchase * levers.outside_recipient * agrees
    others = levers.outside_purchase * (1.0 - levers.outside_recipient)
    paid = funding.buy_tasks(street, blocked * own, blocked * others, p.committee_price)
    bought[0], bought[1] = paid[:, None] * own, paid[:, None] * others


def _bought_share(street: Street) -> float:
    """Let social organisations do bought tasks in their free hours; give the share of these tasks done."""
    s, wanted = street.world.organisations, float(street.world.departments.backlog_so.sum())
    s.task_hours[: s.n] = 0.0
    if wanted <= 0.0:
        return 0.0
    free = s.slack[: s.n] * s.alive[: s.n]
    share = min(1.0, float(free.sum()) / wanted)
    return funding.pay_tasks(street, share, free)


@kernel
def _draw_tasks(  # type: ignore[no-untyped-def]
    issued, mean, growth, own, assisted, religious, adversarial, statutory, length, cv, seed, count_stream,
    length_stream, week,
):  # fmt: skip
    """Draw number and length of tasks for each department and community; split their hours by class."""
    n = issued.shape[1]
    for d in range(issued.shape[0]):
        for c in range(n):
            key = d * n + c
            total = 0.0
            for k in range(poisson(mean[d, c], seed, count_stream, week, key, 0)):
                total += lognormal(length, cv, uniform(seed, length_stream, week, key, k))
            outside = 1.0 - own - assisted - growth[c]
            issued[d, c, SELF] = total * own
            issued[d, c, ASSIST] = total * (assisted + growth[c] + religious)
            issued[d, c, ADVERSARIAL] = total * (outside * adversarial)
            issued[d, c, STATUTORY] = total * (outside * statutory)
            issued[d, c, OUTSIDE] = total * (outside * (1.0 - adversarial - statutory))


@kernel
def _sum_up(stock, total):  # type: ignore[no-untyped-def]
    """Add a stock up by community, class by class within each department."""
    for d in range(stock.shape[0]):
        for c in range(stock.shape[1]):
            hours = 0.0
            for k in range(stock.shape[2]):
                hours += stock[d, c, k]
            total[c] += hours


@kernel
def _block(issued, passed, rules, leaks, blocks, blocked):  # type: ignore[no-untyped-def]
    """Give the share that the gate stops, and sum the off-list hours stopped, by department and community."""
    for d in range(issued.shape[0]):
        for c in range(issued.shape[1]):
            blocks[d, c] = rules[STOPS, c] * (1.0 - leaks[d, c])
            for k in range(ADVERSARIAL, OUTSIDE + 1):
                attempted = issued[d, c, k] * rules[KEPT + k - ADVERSARIAL, c] * passed[c]
                blocked[d, c] += attempted * blocks[d, c]


@kernel
def _pass_on(  # type: ignore[no-untyped-def]
    issued, established, passed, rules, blocks, bought,
    backlog_rc, backlog_street, backlog_so, cancelled, passed_down, flow,
):  # fmt: skip
    """Send every hour issued to one backlog, or cancel it."""
    for d in range(issued.shape[0]):
        for c in range(issued.shape[1]):
            passed_down[d, c] = 0.0
            for k in range(issued.shape[2]):
                hours = issued[d, c, k]
                to_rc, to_so, gone = hours * (established[c] if k == SELF else passed[c]), 0.0, 0.0
                unpaid = to_rc
                if k >= ADVERSARIAL:
                    attempted = hours * rules[KEPT + k - ADVERSARIAL, c] * passed[c]
                    stopped = attempted * blocks[d, c]
                    unpaid = attempted - stopped
                    to_rc, to_so = unpaid + stopped * bought[0, d, c], stopped * bought[1, d, c]
                    gone = stopped * rules[CANCELS, c]
                    flow[ATTEMPTED, c] += attempted
                    flow[REACHED, c] += to_rc
                stays = hours - to_rc - to_so - gone
                twice = stays * rules[DUPLICATES, c]
                backlog_rc[d, c, k] += to_rc
                backlog_so[d, c, k] += to_so
                backlog_street[d, c, k] += stays - twice
                cancelled[d, c, k] += gone + twice
                flow[CANCELLED, c] += gone + twice
                flow[DOWN, c] += to_rc
                if k >= ASSIST:
                    flow[ASSISTED, c] += to_rc
                    passed_down[d, c] += unpaid


@kernel
def _work_off(backlog, total_done, total_lapsed, share, lapse, done, lapsed):  # type: ignore[no-untyped-def]
    """Do a share of every stock in each community, and let a part of the rest lapse."""
    for d in range(backlog.shape[0]):
        for c in range(backlog.shape[1]):
            for k in range(backlog.shape[2]):
                worked = backlog[d, c, k] * share[c]
                closed = (backlog[d, c, k] - worked) * lapse
                backlog[d, c, k] -= worked + closed
                total_done[d, c, k] += worked
                total_lapsed[d, c, k] += closed
                done[c, k] += worked
                lapsed[c] += closed


@kernel
def _do_tasks(  # type: ignore[no-untyped-def]
    of_committee, total_committee, of_street, total_street, of_societies, total_societies, total_lapsed,
    shares, lapse, done, lapsed, committee, beyond_own, off_lists, street, societies,
):  # fmt: skip
    """Let committees, street and social organisations do their share of their backlogs; count the hours."""
    _work_off(of_committee, total_committee, total_lapsed, shares[0], lapse, done[0], lapsed)
    _work_off(of_street, total_street, total_lapsed, shares[1], lapse, done[1], lapsed)
    _work_off(of_societies, total_societies, total_lapsed, shares[2], lapse, done[2], lapsed)
    for c in range(done.shape[1]):
        outside = done[0, c, ADVERSARIAL] + done[0, c, STATUTORY] + done[0, c, OUTSIDE]
        off_lists[c] += outside
        beyond_own[c] += outside + done[0, c, ASSIST]
        for k in range(done.shape[2]):
            committee[c] += done[0, c, k]
            street[c] += done[1, c, k]
            societies[c] += done[2, c, k]
