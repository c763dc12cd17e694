"""Step 12, first half: residents see who around them took part.

Weekly acts are rare, so what is seen is *recent* participants: r = 1 if the other did the act within the
last 26 weeks (vote: in the last election; fee: in the last quarter). Exposure to act a is

    s = sum over layers of omega_l * (share of i's ties in layer l with r = 1) / sum of omega_l of layers
    in which i has ties,                    z <- (1 - mu) z + mu s,

over household, kin, neighbours, work or school, residents' group, and the online group of the building, all
from last week's r. z enters the utility of an act (``sim/processes/engagement.py``) as

    none 0 | linear beta (z - c) | hill beta (h(z) - h(c)), h(z) = z^k / (z^k + tau^k)
    complex beta (1[active strong ties >= m] - P(Bin(ties, c) >= m)) | free ride p1 (z - c) - p2 (z^2 - c^2)

with c the usual level of r, so that the intercepts keep their meaning. Strong ties are household, kin and
neighbours; m is 2 or 3, by a stored draw.

Choices. The weight of a resident's active ties is kept as a sum of whole units of 2**-30; whoever's r changes
(about one resident in a hundred a week) changes the sums of those tied to it, so nothing drifts and a week
costs little. The online layer, the building, is added every week from sums. Online contact raises the weight
of the online layer by .10 at its full value. A resident without ties keeps the usual level.

Sources: Granovetter 1978, American Journal of Sociology 83(6) (thresholds); Centola, Macy 2007, American
Journal of Sociology 113(3) (complex contagion); Oliver, Marwell 1985, American Journal of Sociology 91(3)
(accelerating and decelerating production); Gerber, Green, Larimer 2008, American Political Science Review
102(1) (visible neighbours raise turnout by 2 to 8 points).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import ACTS, DELIBERATE, PAY, VOLUNTEER, VOTE
from sim.draws import stream, uniform
from sim.jit import inlined, kernel
from sim.processes.influence_parameters import InfluenceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

N_ACTS = len(ACTS)
UNITS = 2.0**30
"""Units of the weight of ties: whole numbers of them add up exactly in any order."""


def usual(p: InfluenceParameters) -> Array:
    """Give the usual share of recent participants by act, [acts]."""
    return np.array([p.usual_vote, p.usual_deliberate, p.usual_volunteer, p.usual_pay])


def weights(p: InfluenceParameters) -> Array:
    """Give the weight of each layer, [6]."""
    return np.array([p.weight_household, p.weight_kin, p.weight_neighbour, p.weight_work, p.weight_group,
                     p.weight_online])  # fmt: skip


def begin(street: Street) -> None:
    """Start exposure at the usual level and note what everyone can see; recent acts must be set.

    Changes: ``residents.exposure`` and what is kept of ties.
    """
    residents = street.world.residents
    residents.exposure[:] = usual(street.values(InfluenceParameters))
    reckon(street)


def observe(street: Street) -> None:
    """Let residents see who around them took part; exposure moves toward it.

    Changes: ``residents.exposure``, and what is kept of the ties of those around whom something changed.
    """
    world, p = street.world, street.values(InfluenceParameters)
    residents, homes, net, places = world.residents, world.households, world.networks, world.buildings
    online = _online(street)
    if (online != world.communities.online_weight).any():
        _reweigh(street, online)
    _spread(residents.recent.T, residents.recent_seen.T, residents.around.T, residents.tie_share.T,
            residents.group, residents.by_group, p.weight_group, residents.household, homes.first, homes.size,
            net.kin_start, net.kin, net.neighbour_start, net.neighbour, net.work_start,
            net.work)  # fmt: skip
    _remember(residents.exposure.T, residents.around.T, residents.tie_weight, residents.recent.T,
              places.first, places.size, places.community, online, p.exposure_speed)  # fmt: skip


def reckon(street: Street) -> None:
    """Reckon anew what residents see; whoever changes a layer calls this.

    Changes: what is kept of ties.
    """
    world, p = street.world, street.values(InfluenceParameters)
    residents, homes, net = world.residents, world.households, world.networks
    _weigh(residents.tie_share.T, weights(p), residents.household, homes.size, net.kin_start,
           net.neighbour_start, net.work_start)  # fmt: skip
    residents.by_group[:] = np.argsort(residents.group, kind="stable")
    residents.recent_seen[:] = 0
    residents.around[:] = 0
    _spread(residents.recent.T, residents.recent_seen.T, residents.around.T, residents.tie_share.T,
            residents.group, residents.by_group, p.weight_group, residents.household, homes.first, homes.size,
            net.kin_start, net.kin, net.neighbour_start, net.neighbour, net.work_start,
            net.work)  # fmt: skip
    _reweigh(street, _online(street))


def _online(street: Street) -> Array:
    """Give the weight of the online layer, [C]."""
    p, levers = street.values(InfluenceParameters), street.levers
    return levers.keep(
        "influence.online", lambda: p.weight_online + p.online_ties_effect * levers.brought_in("online_ties")
    )


def _reweigh(street: Street, online: Array) -> None:
    """Sum the weights of the layers in which each resident has ties."""
    world, residents = street.world, street.world.residents
    members = np.bincount(residents.group[residents.group >= 0], minlength=1)
    grouped = (residents.group >= 0) & (members[residents.group] > 1)
    p = street.values(InfluenceParameters)
    total = (residents.tie_share > 0.0) @ weights(p)[:4] + grouped * p.weight_group
    total = total + (world.buildings.size[residents.building] > 1) * online[residents.community]
    residents.tie_weight[:] = np.where(total > 0.0, 1.0 / np.where(total > 0.0, total, 1.0), 0.0)
    world.communities.online_weight[:] = online


def felt(street: Street) -> tuple[Array, Array]:
    """Give what enters utilities: a quantity x for each act and resident, and its effect.

    Returns: x, [acts, N], and (slope, curve, constant) by act, [acts, 3]: the effect is
    slope x + curve x^2 + constant.
    """
    p, residents = street.values(InfluenceParameters), street.world.residents
    effect = street.levers.keep("influence.effect", lambda: _effect(p))
    if p.social == "hill":
        threshold = residents.threshold.astype(float)
        return _hill(residents.exposure.T.astype(float), threshold, p.hill_exponent), effect
    if p.social == "complex":
        return _contagion(street, usual(p)), effect
    return residents.exposure.T, effect


def _effect(p: InfluenceParameters) -> Array:
    """Give slope, curve and constant by act, so that the effect is 0 at the usual level, [acts, 3]."""
    c, effect = usual(p), np.zeros((N_ACTS, 3))
    if p.social == "free ride":
        effect[:, 0], effect[:, 1] = p.bandwagon, -p.free_riding
        effect[:, 2] = p.free_riding * c * c - p.bandwagon * c
    elif p.social != "none":
        zero = {"linear": c, "hill": _hill(c, p.hill_threshold, p.hill_exponent), "complex": np.zeros(N_ACTS)}
        effect[:, 0], effect[:, 2] = p.influence, -p.influence * zero[p.social]
    return effect


def _hill(z: Array, threshold: Array | float, exponent: float) -> Array:
    up = np.power(z, exponent)
    soft: Array = up / (up + np.power(np.maximum(threshold, 1e-9), exponent))
    return soft


def _contagion(street: Street, c: Array) -> Array:
    """Give 1 if enough strong ties were lately active, less the chance of that at the usual level."""
    world, net = street.world, street.world.networks
    residents, homes = world.residents, world.households
    excess = np.empty((N_ACTS, residents.n))
    _count_strong(excess, residents.recent_seen.T, residents.household, homes.first, homes.size,
                  net.kin_start, net.kin, net.neighbour_start, net.neighbour, c, street.seed,
                  stream("influence.strong_ties_needed"))  # fmt: skip
    return excess


@kernel
def _weigh(
    share: Array, omega: Array, household: Array, home_size: Array, kin_start: Array, neighbour_start: Array,
    work_start: Array,
) -> None:  # fmt: skip
    """Give the weight of one tie in each layer, as a whole number of units."""
    for i in range(share.shape[1]):
        share[0, i] = _each(omega[0], int(home_size[int(household[i])]) - 1)
        share[1, i] = _each(omega[1], np.int64(kin_start[i + 1]) - np.int64(kin_start[i]))
        share[2, i] = _each(omega[2], np.int64(neighbour_start[i + 1]) - np.int64(neighbour_start[i]))
        share[3, i] = _each(omega[3], np.int64(work_start[i + 1]) - np.int64(work_start[i]))


@inlined
def _each(weight: float, ties: int) -> int:
    return int(UNITS * weight / ties + 0.5) if ties > 0 else 0


@kernel
def _spread(
    recent: Array, seen: Array, around: Array, share: Array, group: Array, by_group: Array,
    group_weight: float, household: Array, home_first: Array, home_size: Array, kin_start: Array, kin: Array,
    neighbour_start: Array, neighbour: Array, work_start: Array, work: Array,
) -> None:  # fmt: skip
    """Tell those who are tied to somebody whose recent acts changed; ties go both ways."""
    rows = _changed(recent, seen)
    _tell_groups(around, rows, recent, seen, group, by_group, group_weight)
    for j in rows:
        first = int(home_first[int(household[j])])
        for a in range(N_ACTS):
            step = np.int64(recent[a, j]) - np.int64(seen[a, j])
            if step == 0:
                continue
            for i in range(first, first + int(home_size[int(household[j])])):
                around[a, i] += step * int(share[0, i]) if i != j else 0
            _tell(around[a], share[1], kin, int(kin_start[j]), int(kin_start[j + 1]), step)
            _tell(around[a], share[2], neighbour, int(neighbour_start[j]), int(neighbour_start[j + 1]), step)
            _tell(around[a], share[3], work, int(work_start[j]), int(work_start[j + 1]), step)
            seen[a, j] = recent[a, j]


@kernel
def _changed(recent: Array, seen: Array) -> Array:
    """Give the rows of residents whose recent acts changed."""
    marks = np.zeros(recent.shape[1], np.uint8)
    for a in range(N_ACTS):
        _differ(marks, recent[a], seen[a])
    found: Array = marked(marks)
    return found


@kernel
def marked(marks: Array) -> Array:
    """Give the rows whose mark is not 0; nearly all are 0, so 32 are looked at together."""
    n, found = marks.shape[0], 0
    rows = np.empty(n, np.int64)
    for start in range(0, n - 31, 32):
        together = np.uint8(0)
        for i in range(32):
            together |= marks[start + i]
        for i in range(start, start + 32 if together != 0 else start):
            if marks[i] != 0:
                rows[found] = i
                found += 1
    for i in range(n // 32 * 32, n):
        if marks[i] != 0:
            rows[found] = i
            found += 1
    return rows[:found]


@kernel
def _differ(marks: Array, now: Array, before: Array) -> None:
    for j in range(marks.shape[0]):
        marks[j] |= now[j] ^ before[j]


@inlined
def _tell(around: Array, share: Array, ties: Array, start: int, stop: int, step: int) -> None:
    for e in range(start, stop):
        i = int(ties[e])
        around[i] += step * int(share[i])


@kernel
def _tell_groups(
    around: Array, rows: Array, recent: Array, seen: Array, group: Array, by_group: Array, weight: float
) -> None:
    """Tell the members of the groups of those whose recent acts changed, themselves left out."""
    for j in rows:
        if group[j] >= 0:
            start = _first(by_group, group, int(group[j]))
            stop = _first(by_group, group, int(group[j]) + 1)
            each = _each(weight, stop - start - 1)
            for a in range(N_ACTS):
                step = np.int64(recent[a, j]) - np.int64(seen[a, j])
                if step != 0:
                    for k in range(start, stop):
                        around[a, by_group[k]] += step * each
                    around[a, j] -= step * each


@kernel
def _first(by_group: Array, group: Array, wanted: int) -> int:
    """Give the place of the first resident of this group or a later one."""
    low, high = 0, by_group.shape[0]
    while low < high:
        middle = (low + high) // 2
        if group[by_group[middle]] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _remember(
    exposure: Array, around: Array, tie_weight: Array, recent: Array, first: Array, size: Array,
    community: Array, online: Array, speed: float,
) -> None:  # fmt: skip
    """Add the online layer, the mean over the other members of the building, and move exposure.

    Buildings are taken a few hundred at a time, so that the loop over residents is long enough to pay.
    """
    n_buildings, room = first.shape[0], 2048
    for b in range(n_buildings):
        room = max(room, int(size[b]))
    each, total = np.empty(room), np.empty((N_ACTS, room))
    b = 0
    while b < n_buildings:
        low, high = int(first[b]), int(first[b])
        while b < n_buildings and int(first[b]) + int(size[b]) - low <= room:
            start, high = int(first[b]), int(first[b]) + int(size[b])
            weight = online[int(community[b])] / max(high - start - 1, 1) if high - start > 1 else 0.0
            vote, deliberate, volunteer, pay = 0, 0, 0, 0
            for i in range(start, high):
                vote += int(recent[VOTE, i])
                deliberate += int(recent[DELIBERATE, i])
                volunteer += int(recent[VOLUNTEER, i])
                pay += int(recent[PAY, i])
            voted, deliberated, volunteered, paid = (
                vote * weight, deliberate * weight, volunteer * weight, pay * weight,
            )  # fmt: skip
            for i in range(start - low, high - low):
                each[i] = weight
                total[VOTE, i], total[DELIBERATE, i] = voted, deliberated
                total[VOLUNTEER, i], total[PAY, i] = volunteered, paid
            b += 1
        for a in range(N_ACTS):
            _move(exposure[a][low:high], around[a][low:high], tie_weight[low:high], recent[a][low:high],
                  each, total[a], speed)  # fmt: skip


@kernel
def _move(
    z: Array, around: Array, tie_weight: Array, active: Array, each: Array, total: Array, speed: float
) -> None:
    for i in range(z.shape[0]):
        scale, before = float(tie_weight[i]), float(z[i])
        seen = scale * (int(around[i]) / UNITS + total[i] - each[i] * int(active[i]))
        z[i] = (1.0 - speed) * before + speed * (seen if scale > 0.0 else before)


@kernel
def _count_strong(
    excess: Array, recent: Array, household: Array, home_first: Array, home_size: Array, kin_start: Array,
    kin: Array, neighbour_start: Array, neighbour: Array, usual_share: Array, seed: int, stream_id: int,
) -> None:  # fmt: skip
    for i in range(excess.shape[1]):
        needed = 2 if uniform(seed, stream_id, 0, i, 0) < 0.5 else 3
        home = int(household[i])
        first, size = int(home_first[home]), int(home_size[home])
        ties = size - 1 + np.int64(kin_start[i + 1]) - np.int64(kin_start[i])
        ties += np.int64(neighbour_start[i + 1]) - np.int64(neighbour_start[i])
        for a in range(N_ACTS):
            count = -np.int64(recent[a, i])
            for j in range(first, first + size):
                count += np.int64(recent[a, j])
            for e in range(int(kin_start[i]), int(kin_start[i + 1])):
                count += np.int64(recent[a, int(kin[e])])
            for e in range(int(neighbour_start[i]), int(neighbour_start[i + 1])):
                count += np.int64(recent[a, int(neighbour[e])])
            reached = 1.0 if count >= needed else 0.0
            excess[a, i] = reached - _chance(ties, usual_share[a], needed)


@kernel
def _chance(n: int, p: float, needed: int) -> float:
    """Give P(Bin(n, p) >= needed)."""
    term = (1.0 - p) ** n
    below = 0.0
    for k in range(min(needed, n + 1)):
        below += term
        term *= (n - k) / (k + 1.0) * p / (1.0 - p)
    return 1.0 - below
