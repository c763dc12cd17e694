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
from sim.draws import inline_pair, stream, uniform_pair, uniforms
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
    rows, ends, covered = levers.keep("casework.rows", lambda: _groups(street))
    reached = np.empty(len(rows), np.int64)
    n = _reach(
        rows, ends, covered, r.community, share, talks, r.served, reached, street.seed, street.week,
        WEEKLY, TALK,
    )  # fmt: skip
    _tell(street, reached[:n], signal)


def _groups(street: Street) -> tuple[Array, Array, Array]:
    """Give the rows of support groups, where those of each community end, and the rows that are covered."""
    r = street.world.residents
    rows = np.flatnonzero(r.vulnerable)
    place = r.community[rows]
    ends = np.searchsorted(place, np.arange(street.n_communities), side="right")
    return rows, ends, rows[r.care_draw[rows] < street.levers.vuln_cover[place]]


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
    rows, ends, covered, community, share, talks, served, reached, seed, week, weekly, talk
):  # fmt: skip
    """Mark who is reached: the covered with the share of hours given, others by one talk after the other."""
    luck = np.empty(covered.shape[0])
    for k in range(covered.shape[0]):
        # The cipher itself: a loop that calls `uniform` is not vectorised and takes seven times as long.
        luck[k] = inline_pair(seed, weekly, week, covered[k], 0)[0]
    for k in range(rows.shape[0]):
        served[rows[k]] = False
    for k in range(covered.shape[0]):
        served[covered[k]] = luck[k] < share[int(community[covered[k]])]
    start = 0
    for c in range(ends.shape[0]):
        number = ends[c] - start
        for k in range(math.ceil(talks[c]) if number > 0 else 0):
            u, v = uniform_pair(seed, talk, week, c, k)
            if k + v < talks[c]:
                served[rows[start + int(u * number)]] = True
        start += number
    n = 0
    for k in range(rows.shape[0]):
        if served[rows[k]]:
            reached[n] = rows[k]
            n += 1
    return n
