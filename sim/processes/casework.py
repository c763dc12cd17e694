"""Casework and counselling by the street's social work station.

Wanted: a quarter of an hour a week for each resident in a support group who is covered, and the counselling
hours of each community. Who is covered is decided by a draw of each resident that never changes; in a week
the covered are reached with probability hours given / hours wanted, and each hour of counselling reaches one
of the group. Those reached have fewer family disputes and lose grievance faster.

Choices. Hours go to communities in proportion to what they want. Counselling sees residents of the pooled
support group only.

Source: the support groups are those the document names, pooled into one flag; sizes are assumptions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.codes import T_SOCIAL, X_PROJECT
from sim.draws import stream, uniform, uniform_pair, uniforms
from sim.jit import kernel
from sim.processes.contracting_parameters import ContractingParameters
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

WEEKLY, TALK = stream("casework.reached"), stream("casework.talk")


def begin(street: Street) -> None:
    """Decide the luck by which residents are covered, and ask for the first hours."""
    street.world.residents.care_draw[:] = uniforms(street.world.residents.n, street.seed, "casework.covered")
    ask(street)


def wanted(street: Street) -> Floats:
    """Give the social work hours wanted in each community, [C]."""
    return street.levers.keep("casework.wanted", lambda: _wanted(street))


def ask(street: Street) -> None:
    """State the social work hours wanted next week."""
    street.world.office.casework_need[0] = wanted(street).sum()


def care(street: Street, signal: Floats) -> None:
    """Reach residents with the hours that the station has.

    Args:
        street: the street.
        signal: how good casework is in each community, [C].

    Changes: ``residents.served``, experiences, ``communities.casework_hours``.
    """
    world, levers, p = street.world, street.levers, street.values(ContractingParameters)
    asked = wanted(street)
    given = street.station.divide(asked)
    world.communities.casework_hours[:] = given
    share = given / np.maximum(asked, 1e-9)
    talks = levers.psych_hours * share / p.counselling_hours_each
    r = world.residents
    reached = np.empty((2, int(world.grids.vulnerable.sum())), np.int64)
    n = _reach(
        r.vulnerable, r.community, r.care_draw, levers.vuln_cover, share, talks, r.served, reached,
        street.seed, street.week, WEEKLY, TALK,
    )  # fmt: skip
    _tell(street, reached[0, :n], signal)


def _wanted(street: Street) -> Floats:
    p, levers, grids = street.values(ContractingParameters), street.levers, street.world.grids
    vulnerable = np.bincount(grids.community, grids.vulnerable, street.n_communities)
    hours: Floats = p.casework_hours_each * vulnerable * levers.vuln_cover + levers.psych_hours
    return hours


def _tell(street: Street, reached: Array, signal: Floats) -> None:
    """Let those reached live through casework as good as the station can make it."""
    world = street.world
    lived = world.experiences
    new = lived.append(len(reached))
    lived.kind[new], lived.resident[new], lived.organisation[new] = X_PROJECT, reached, T_SOCIAL
    lived.signal[new] = signal[world.residents.community[reached]]
    lived.rate[new] = street.values(TrustParameters).rate_project


@kernel
def _reach(  # type: ignore[no-untyped-def]
    vulnerable, community, luck, cover, share, talks, served, reached, seed, week, weekly, talk
):  # fmt: skip
    """Mark who is reached: the covered with the share of hours given, others by one talk after the other."""
    rows = reached[1]
    start = np.zeros(cover.shape[0] + 1, np.int64)
    m = 0
    for i in range(vulnerable.shape[0]):
        served[i] = False
        if vulnerable[i]:
            rows[m] = i
            m += 1
            c = int(community[i])
            start[c + 1] = m
            if float(luck[i]) < cover[c]:
                served[i] = uniform(seed, weekly, week, i, 0) < share[c]
    for c in range(cover.shape[0]):
        start[c + 1] = max(start[c + 1], start[c])
        number = start[c + 1] - start[c]
        for k in range(math.ceil(talks[c]) if number > 0 else 0):
            u, v = uniform_pair(seed, talk, week, c, k)
            if k + v < talks[c]:
                served[rows[start[c] + int(u * number)]] = True
    n = 0
    for k in range(m):
        if served[rows[k]]:
            reached[0, n] = rows[k]
            n += 1
    return n
