"""How hours that do not suffice are shared out among kinds of work: four rules, one kernel.

``weighted`` (default): hours go to each kind in proportion to weight x need; what a kind cannot use goes to
the others. ``strict``: one kind after another, emergencies, administration, ledgers, mediation, services,
visits, deliberation, coordination. ``visible``: as weighted, with weights that favour what those above see.
``equal``: as weighted, every kind with need the same share.

All rules give min(hours, sum of needs), never more than a need. The weighted rule is monotone: more hours
take from no kind; a larger need of one kind gives to no other; a larger weight of a kind takes nothing
from it.

Sources: rationing at street level (Lipsky 1980); which rule committees follow is not observed, so all four
are run. The weights of the visible rule are an assumption.
"""

from __future__ import annotations

import numpy as np

from sim.codes import ADM, COORD, DEL, EMG, LED, MED, SVC, VIS
from sim.jit import inlined, kernel
from sim.levers import Floats
from sim.table import Array

RULES = ("weighted", "strict", "visible", "equal")
WEIGHTED, STRICT, VISIBLE, EQUAL = range(4)
ORDER = np.array([EMG, ADM, LED, MED, SVC, VIS, DEL, COORD])
SEEN = np.array([3.0, 4.0, 1.0, 0.3, 1.5, 0.5, 1.5, 20.0])
"""Weights of the visible rule, in the order of the kinds of hours."""
HELPED = (SVC, MED, EMG)
"""Kinds of work that skilled Party members help with."""
NOTHING = 1e-6
"""Hours: who wants less than this wants nothing, so what is left by rounding is no uncovered need."""


def waterfill(need: Floats, weight: Floats, hours: float) -> Floats:
    """Share out hours by weight and need.

    Args:
        need: hours wanted by each kind, not negative, [k].
        weight: weight of each kind, positive, [k].
        hours: hours to give, not negative.

    Returns: hours given, [k].
    """
    given = np.zeros(len(need))
    _waterfill(np.asarray(need, np.float64), np.asarray(weight, np.float64), float(hours), given)
    return given


def ration(need: Array, weight: Array, hours: float, tied: float, rule: int) -> Floats:
    """Share out the hours of one committee.

    Args:
        need: hours wanted by kind, [8].
        weight: weights by kind, [8].
        hours: hours to give.
        tied: share of these hours that serves administration and ledgers first.
        rule: number of the rule in ``RULES``.

    Returns: hours given, [8].
    """
    given = np.zeros(len(need))
    _ration(need, SEEN if rule == VISIBLE else weight, hours, tied, rule, ORDER, given)
    return given


def weights_of(rule: int, weight: Floats) -> Floats:
    """Give the weights by which a rule goes where committees would go by ``weight``, [C, 8]."""
    return np.tile(SEEN, (len(weight), 1)) if rule == VISIBLE else weight


@kernel
def share_out(  # type: ignore[no-untyped-def]
    need, capacity, own, skilled, weight, tied, rule, order, hours, coverage
):
    """Let members help each committee with their skilled hours, and let it divide its own by the rule."""
    helped = np.zeros(need.shape[1])
    for c in range(need.shape[0]):
        left = max(capacity[c] - own[c], 0.0)
        _help(need[c], skilled[c], helped)
        for k in HELPED:
            need[c, k] -= helped[k]
        _ration(need[c], weight[c], left, tied[c], rule, order, hours[c])
        added = 0.0
        for k in HELPED:
            need[c, k] += helped[k]
            hours[c, k] += helped[k]
            added += helped[k]
        capacity[c] += added
        for k in range(need.shape[1]):
            share = hours[c, k] / max(need[c, k], NOTHING) if need[c, k] > NOTHING else 1.0
            coverage[c, k] = min(share, 1.0)


@inlined
def _help(need, skilled, helped):  # type: ignore[no-untyped-def]
    """Divide the skilled hours of members over the kinds they can help with, by need."""
    wanted = 0.0
    for k in HELPED:
        wanted += need[k]
    for k in HELPED:
        helped[k] = need[k] * min(skilled / max(wanted, 1e-12), 1.0)


@inlined
def sum_of_kinds(hours):  # type: ignore[no-untyped-def]
    """Add up the eight kinds of hours, in pairs as NumPy does."""
    first = (hours[0] + hours[1]) + (hours[2] + hours[3])
    return first + ((hours[4] + hours[5]) + (hours[6] + hours[7]))


@kernel
def _waterfill(need, weight, hours, given):  # type: ignore[no-untyped-def]
    """Fill ``given``, all zero, round by round; every round fills a kind or uses up the hours."""
    n = need.shape[0]
    wanted = 0.0
    for j in range(n):
        wanted += need[j]
    if wanted <= hours:
        for j in range(n):
            given[j] = need[j]
        return
    left = hours
    for _ in range(n):
        total = 0.0
        for j in range(n):
            if need[j] - given[j] > 1e-9:
                total += weight[j] * need[j]
        if total <= 0.0 or left <= 0.0:
            return
        used = 0.0
        for j in range(n):
            if need[j] - given[j] > 1e-9:
                take = min(left * weight[j] * need[j] / total, need[j] - given[j])
                given[j] += take
                used += take
        left -= used


@kernel
def _strict(need, hours, order, given):  # type: ignore[no-untyped-def]
    left = hours
    for j in order:
        given[j] = min(left, need[j])
        left -= given[j]


@kernel
def _by_rule(need, weight, hours, rule, order, given):  # type: ignore[no-untyped-def]
    """Share out hours by a rule."""
    if rule == STRICT:
        _strict(need, hours, order, given)
    elif rule == EQUAL:
        even = np.zeros(need.shape[0])
        for j in range(need.shape[0]):
            even[j] = 1.0 / max(need[j], 1e-9)
        _waterfill(need, even, hours, given)
    else:
        _waterfill(need, weight, hours, given)


@kernel
def _ration(need, weight, hours, tied, rule, order, given):  # type: ignore[no-untyped-def]
    """First the hours of staff tied to departments, then all others for what is left, by the rule."""
    n = need.shape[0]
    mandated, first, rest, then = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    mandated[ADM], mandated[LED] = need[ADM], need[LED]
    at_first = min(tied * hours, need[ADM] + need[LED])
    _by_rule(mandated, weight, at_first, rule, order, first)
    for j in range(n):
        rest[j] = need[j] - first[j]
    _by_rule(rest, weight, hours - at_first, rule, order, then)
    for j in range(n):
        given[j] = min(first[j] + then[j], need[j])
