"""Hidden needs: how they arise, who finds them, and what becomes of those that nobody takes up.

A need concerns a few residents of one grid and stays hidden until a partner finds it. Within eight weeks that
happens with probability ``1 - prod(1 - v h / h_ref tie)`` over committee visits, social workers, societies,
volunteers, the grid platform and resident units, where h are their hours (at most the reference) and the tie
is the one to the committee. A need that is hidden or unsolved after half a year lapses and leaves grievance.

Choices. Shared information, and cadres who keep contact with residents, each are one more chance to find a
need. The platform belongs to the committee and needs no tie. A need on which a project or a decision is at
work does not lapse before that has ended. The residents concerned are neighbours: a run of rows of the grid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import YEAR
from sim.codes import HIDDEN, KNOWN, LAPSED, N_COMMITTEE, N_SOCIAL_WORK, N_VOLUNTEERS, VIS
from sim.draws import birth_part, poisson, stream, uniform, uniform_pair
from sim.jit import kernel
from sim.processes.linkage_parameters import LinkageParameters
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.processes.services_parameters import ServiceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

WINDOW = 8
"""Weeks within which a need counts as found in time."""
NEED = 0
"""Kind of birth of a need; a major decision put to consultation has another."""
CEILING = 0.06
"""Needs are drawn at this rate per adult and year, the top of its range, and thinned to the rate in force."""
MOST_AT_ONCE = 15
"""Births that a birth key can tell apart in one grid and week."""
NUMBER, BIRTH, SIZE = stream("needs.number"), stream("needs.birth"), stream("needs.size")
FOUND, PLACE = stream("needs.found"), stream("needs.place")


def begin(street: Street) -> None:
    """Count the adults of each grid who are in a support group."""
    world = street.world
    grids, residents = world.grids, world.residents
    grids.vulnerable[:] = np.bincount(residents.grid, residents.vulnerable, grids.n)


def week(street: Street) -> None:
    """Let needs arise, be found and lapse.

    Changes: issues, ``residents.grievance_gain``, ``communities.discovery``, the flows of needs.
    """
    p, c = street.values(LinkageParameters), street.world.communities
    c.discovery[:] = discovery(street)
    _find_or_lapse(street, 1.0 - (1.0 - c.discovery) ** (1.0 / WINDOW), p)
    _arise(street, p)
    _count(street)


def discovery(street: Street) -> Floats:
    """Give the chance that a hidden need is found within eight weeks, [C]."""
    p, world = street.values(LinkageParameters), street.world
    c, s, units = world.communities, world.organisations, world.units
    looking, missed = street.levers.keep("needs.looking", lambda: _looking(street))
    found = np.empty(c.n)
    rates = (p.find_committee, p.find_social_work, p.find_societies, p.find_volunteers, p.find_units)
    _discover(
        found, missed, looking, rates, p.find_hours * c.residents / 1000.0, c.coverage, c.casework_hours,
        c.volunteer_hours, c.unit_hours, world.ties, s.presence[: s.n], s.own_hours, s.node, units.community,
        units.node,
    )  # fmt: skip
    return found


def _looking(street: Street) -> tuple[Floats, Floats]:
    """Give the effort of partners, and the chance that platform, sharing and cadres miss a need, [C] each."""
    p, levers = street.values(LinkageParameters), street.levers
    cadres = street.values(MobilisationParameters).cadre_pickup * levers.brought_in("cadre_contact")
    missed = (1.0 - p.find_platform * levers.grid_info) * (1.0 - cadres)
    missed *= 1.0 - p.find_sharing * levers.brought_in("info_share")
    return p.effort_base + levers.disc_effort, missed


def domain_shares(street: Street) -> Floats:
    """Give how needs divide over the service domains, summing to 1, [6]."""
    return street.levers.keep("needs.domains", lambda: _domain_shares(street))


def _domain_shares(street: Street) -> Floats:
    wanted: Floats = np.asarray(street.values(ServiceParameters).need_hours, float)
    shares: Floats = wanted / wanted.sum()
    return shares


def _arise(street: Street, p: LinkageParameters) -> None:
    """Draw the needs that arise this week, at a ceiling rate, thinned."""
    world = street.world
    grids, issues = world.grids, world.issues
    weight = street.levers.keep(
        "needs.weight", lambda: grids.size + (p.need_rate_vulnerable - 1.0) * grids.vulnerable
    )
    shares = street.levers.keep("needs.shares", lambda: np.cumsum(domain_shares(street)))
    births = np.empty((4, grids.n * MOST_AT_ONCE), np.int64)
    n = _draw_births(
        weight, CEILING / YEAR, p.need_rate / CEILING, p.need_size, shares, births, street.seed, street.week,
        NUMBER, BIRTH, SIZE,
    )  # fmt: skip
    new = issues.append(n)
    grid, issues.domain[new], issues.size[new], issues.birth_part[new] = births[:, :n]
    issues.grid[new] = issues.birth[new] = grid
    issues.community[new] = grids.community[grid]
    issues.opened[new] = street.week


def _find_or_lapse(street: Street, weekly: Floats, p: LinkageParameters) -> None:
    world = street.world
    issues, grids = world.issues, world.grids
    n = issues.n
    _pass_week(
        issues.status[:n], issues.community[:n], issues.grid[:n], issues.size[:n], issues.opened[:n],
        issues.found[:n], issues.ended[:n], issues.birth[:n], issues.birth_part[:n], weekly,
        grids.first, grids.size, world.residents.grievance_gain, p.need_lapse_grievance, p.need_life,
        street.seed, FOUND, PLACE, street.week,
    )  # fmt: skip


def _count(street: Street) -> None:
    """Count the needs that arose eight weeks ago, and those of them found since."""
    issues, flows = street.world.issues, street.world.flows
    n = issues.n
    _count_found(
        issues.opened[:n], issues.found, issues.community, street.week - WINDOW, flows.needs_arisen,
        flows.needs_found,
    )  # fmt: skip


def people_concerned(street: Street, issue: int) -> Array:
    """Give the rows of the residents that a need concerns."""
    world = street.world
    issues, grids = world.issues, world.grids
    g = int(issues.grid[issue])
    first, size = int(grids.first[g]), int(grids.size[g])
    birth = int(issues.birth[issue]), int(issues.birth_part[issue])
    u = uniform(street.seed, PLACE, 0, *birth)
    count = min(int(issues.size[issue]), size)
    return first + (int(u * size) + np.arange(count)) % size


@kernel
def _discover(  # type: ignore[no-untyped-def]
    found, missed, looking, rates, reference, coverage, social_work, volunteers, units, ties, present, own,
    node, unit_place, unit_node
):  # fmt: skip
    """Let every partner miss a need on its own; what nobody misses is found."""
    met, number = np.zeros(found.shape[0]), np.zeros(found.shape[0])
    for u in range(unit_place.shape[0]):
        c = int(unit_place[u])
        met[c] += ties[c, N_COMMITTEE, unit_node[u]]
        number[c] += 1.0
    for c in range(found.shape[0]):
        tie, ref = ties[c, N_COMMITTEE], reference[c]
        left = missed[c] * (1.0 - rates[0] * coverage[c, VIS])
        left *= 1.0 - min(rates[1] * looking[c] * min(social_work[c] / ref, 1.0) * tie[N_SOCIAL_WORK], 1.0)
        total, tied = 0.0, 0.0
        for s in range(present.shape[0]):
            if present[s, c]:
                places = 0
                for k in range(present.shape[1]):
                    places += present[s, k]
                total += own[s] / places
                tied += own[s] / places * tie[node[s]]
        left *= 1.0 - min(rates[2] * looking[c] * tied / max(total, ref), 1.0)
        left *= 1.0 - min(rates[3] * looking[c] * min(volunteers[c] / ref, 1.0) * tie[N_VOLUNTEERS], 1.0)
        if number[c] > 0.0:
            left *= 1.0 - rates[4] * min(units[c] / ref, 1.0) * met[c] / number[c]
        found[c] = 1.0 - left


@kernel
def _draw_births(  # type: ignore[no-untyped-def]
    weight, ceiling, kept, mean_size, shares, births, seed, week, number, birth, size
):  # fmt: skip
    """Fill in grid, domain, size and part word of each need; give how many there are."""
    n = 0
    for g in range(weight.shape[0]):
        count = min(poisson(ceiling * weight[g], seed, number, week, g, 0), 15)
        for k in range(count):
            part = birth_part(week, 0, k)
            thin, u = uniform_pair(seed, birth, week, g, part)
            if thin >= kept:
                continue
            domain = 0
            while domain < shares.shape[0] - 1 and u > shares[domain]:
                domain += 1
            births[0, n] = g
            births[1, n] = domain
            births[2, n] = 1 + poisson(mean_size, seed, size, week, g, part)
            births[3, n] = part
            n += 1
    return n


@kernel
def _pass_week(  # type: ignore[no-untyped-def]
    status, community, grid, size, opened, found, ended, birth, part, weekly, first, adults, gain, grievance,
    life, seed, find, place, week,
):  # fmt: skip
    for k in range(status.shape[0]):
        if status[k] != HIDDEN and status[k] != KNOWN:
            continue
        if week - int(opened[k]) >= life:
            status[k] = LAPSED
            ended[k] = week
            g = int(grid[k])
            n = int(adults[g])
            start = int(uniform(seed, place, 0, int(birth[k]), int(part[k])) * n)
            for j in range(min(int(size[k]), n)):
                i = int(first[g]) + (start + j) % n
                gain[i] = float(gain[i]) + grievance
        elif status[k] == HIDDEN:
            u = uniform(seed, find, week, int(birth[k]), int(part[k]))
            if u < weekly[int(community[k])]:
                status[k] = KNOWN
                found[k] = week


@kernel
def _count_found(opened, found, community, then, arisen, in_time):  # type: ignore[no-untyped-def]
    # Rows are in order of birth, so the cohort lies behind all later ones.
    for k in range(opened.shape[0] - 1, -1, -1):
        if opened[k] < then:
            break
        if opened[k] == then and found[k] != then:
            arisen[int(community[k])] += 1.0
            in_time[int(community[k])] += found[k] >= 0
