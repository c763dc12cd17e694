"""The laws that must hold in every week of every run, for ``--check`` and the tests.

The numbers are those of the table "What is verified" in MODEL.md. Laws of the books (I-1, I-2, I-7 to I-10)
are held by the books themselves, and those of session hours (I-11, I-12) by the step that spends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import R_LUMP
from sim.errors import BrokenInvariant
from sim.networks import STORED
from sim.processes.funding_parameters import FundingParameters

if TYPE_CHECKING:
    from sim.model import Street


def check_street(street: Street) -> None:
    """Hold every invariant.

    Raises:
        BrokenInvariant: the first that does not hold, in words.
    """
    street.ledger.check()
    street.book.check(street.week)
    _check_bounds(street)
    _check_hours(street)
    _check_tasks(street)
    _check_staff(street)
    _check_societies(street)
    _check_routes(street)
    _check_temporary_staff(street)
    _check_places(street)
    if street.week == 1:
        _check_ties(street)  # they are the same in every later week


_UNIT_INTERVAL = (
    "efficacy", "trust", "belonging", "norm", "skill", "law", "digital", "expectation", "satisfaction",
    "exposure",
)  # fmt: skip


def _check_bounds(street: Street) -> None:
    """I-13: indices and shares in [0, 1], grievance in [0, 5], nothing that is not a number."""
    world = street.world
    for name in _UNIT_INTERVAL:
        _within(f"residents.{name}", getattr(world.residents, name), 0.0, 1.0)
    _within("residents.grievance", world.residents.grievance, 0.0, 5.0)
    _within("ties", world.ties, 0.0, 1.0)
    if not np.array_equal(world.ties, world.ties.transpose(0, 2, 1)):
        raise BrokenInvariant("ties must be symmetric.")
    for name in ("quality", "responsiveness", "legitimacy", "coverage"):
        _within(f"communities.{name}", getattr(world.communities, name), 0.0, 1.0)
    n = world.workers.n
    _within("workers.burnout", world.workers.burnout[:n], 0.0, 1.0)


def _within(name: str, values: np.ndarray, low: float, high: float) -> None:
    # Written so that not-a-number fails too.
    if values.size and not (values.min() >= low - 1e-6 and values.max() <= high + 1e-6):
        raise BrokenInvariant(
            f"{name} must lie in [{low:g}, {high:g}]; got {values.min()} to {values.max()}."
        )


def _check_hours(street: Street) -> None:
    """I-4: hours given are what is there, none without need, none left while need is open."""
    c = street.world.communities
    need, given = c.need.sum(axis=1), c.hours.sum(axis=1)
    left = np.maximum(c.capacity - c.own_hours, 0.0)
    if np.any(c.hours < 0) or np.any(c.hours > c.need + 1e-6):
        raise BrokenInvariant("hours given must lie between 0 and the hours wanted.")
    if np.any(np.abs(given - np.minimum(left, need)) > 1e-6):
        raise BrokenInvariant(
            f"hours given must be min(capacity, need) = {np.minimum(left, need)}; got {given}."
        )


def _check_tasks(street: Street) -> None:
    """I-3: issued = done + cancelled + lapsed + backlog, for each department, community and class."""
    d = street.world.departments
    done = d.total_rc + d.total_street + d.total_so + d.total_cancelled + d.total_lapsed
    backlog = d.backlog_rc + d.backlog_street + d.backlog_so
    gap = np.abs(d.total_issued - done - backlog).max(initial=0.0)
    if not gap < 1e-6:
        raise BrokenInvariant(f"task hours must balance to 1e-6 h; the largest gap is {gap}.")


def _check_staff(street: Street) -> None:
    """I-5: posts are held or vacant, hires less quits change the held ones, and vacant ones give no hours."""
    world, week = street.world, street.week
    posts, workers = world.posts, world.workers
    held = np.flatnonzero(posts.holder[: posts.n] >= 0)
    holders = posts.holder[held]
    there = workers.left[: workers.n] < 0
    if len(set(holders.tolist())) != len(held) or not np.array_equal(workers.post[holders], held):
        raise BrokenInvariant("each held post must have a holder of its own who names it.")
    if not there[holders].all() or there.sum() != len(held):
        raise BrokenInvariant(f"{len(held)} posts are held, but {there.sum()} workers are in post.")
    place = posts.community[workers.post[: workers.n]]
    before = (workers.joined[: workers.n] < week) & (there | (workers.left[: workers.n] >= week))
    moves = (
        ("hires", workers.joined[: workers.n] == week),
        ("quits", workers.left[: workers.n] == week),
    )
    for name, moved in moves:
        counted = np.bincount(place[moved & (place >= 0)], minlength=street.n_communities)
        if not np.array_equal(counted, getattr(world.flows, name)):
            raise BrokenInvariant(f"{name} must be {counted}; {getattr(world.flows, name)} were recorded.")
    staffed = np.bincount(place[before & (place >= 0)], minlength=street.n_communities) > 0
    if np.any(world.flows.hours_worked[~staffed] > 0.0):
        raise BrokenInvariant("a committee without a filled post must work no hours of regular staff.")


def _check_societies(street: Street) -> None:
    """I-6: contract hours of a society are service, diverted, administration or idle."""
    s = street.world.organisations
    alive = np.flatnonzero(s.alive[: s.n])
    parts = s.service[alive] + s.diverted[alive] + s.administration[alive] + s.idle[alive]
    gap = np.abs(s.contracted[alive] - parts).max(initial=0.0)
    if not gap < 1e-6:
        raise BrokenInvariant(
            f"contract hours must be service + diverted + administration + idle; the largest gap is {gap} h."
        )


def _check_routes(street: Street) -> None:
    """I-14: every named event takes exactly one route, and all but those endured become claims."""
    f = street.world.flows
    named, routed = f.named.sum(axis=1), f.routes.sum(axis=2)
    if not np.array_equal(named, routed):
        raise BrokenInvariant(f"named events, {named}, must each take one route; got {routed}.")
    claims = routed - f.routes[:, :, R_LUMP]
    if not np.array_equal(f.claims.sum(axis=1), claims):
        raise BrokenInvariant(f"claims must be {claims}; got {f.claims.sum(axis=1)}.")


def _check_temporary_staff(street: Street) -> None:
    """I-30: hours of temporary staff cost what was spent on them, to half a fen."""
    wage = street.values(FundingParameters).temp_wage
    spent = street.ledger.moved("temp_wages")[:-1]
    if not np.allclose(street.world.flows.temp_paid_hours * wage, spent, rtol=0.0, atol=0.005):
        raise BrokenInvariant(f"hours of temporary staff must cost {spent} CNY, what was spent on them.")


def _check_places(street: Street) -> None:
    """I-15: a resident lives in one household, it in one building, this in one grid of one community."""
    world = street.world
    r, h, b, g = world.residents, world.households, world.buildings, world.grids
    nested = (
        ("household and building", h.building[r.household], r.building),
        ("building and grid", b.grid[r.building], r.grid),
        ("grid and community", g.community[r.grid], r.community),
        ("size of households", np.bincount(r.household, minlength=h.n), h.size),
        ("size of buildings", np.bincount(r.building, minlength=b.n), b.size),
        ("size of grids", np.bincount(r.grid, minlength=g.n), g.size),
        ("adults of communities", np.bincount(r.community, minlength=street.n_communities),
         world.communities.adults),
    )  # fmt: skip
    for name, one, other in nested:
        if not np.array_equal(one, other):
            raise BrokenInvariant(f"residents and places must agree; {name} do not.")


def _check_ties(street: Street) -> None:
    """I-16: kin, neighbour and workplace ties go both ways, each once, and nobody is tied to himself."""
    networks, n = street.world.networks, street.world.residents.n
    for layer in STORED:
        start = getattr(networks, f"{layer}_start").astype(np.int64)
        one = np.repeat(np.arange(n), np.diff(start))
        other = getattr(networks, layer).astype(np.int64)
        if np.any(one == other):
            raise BrokenInvariant(f"nobody must be tied to himself; {layer} ties are.")
        there, back = np.sort(one * n + other), np.sort(other * n + one)
        if not np.array_equal(there, back) or np.any(np.diff(there) == 0):
            raise BrokenInvariant(f"{layer} ties must go both ways, each once.")
