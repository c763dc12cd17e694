"""Talks between the parties go on, part of step 8 (submodel M9).

Private talks are settled with probability .15 a week, brought to the committee with .03, given up with .02
(one draw). Before that, home visits find neighbour, family and land matters with probability 1 - exp(-.05 x
visits given / wanted x (.7 + grid linkage)) and bring them to the committee with .8 of their severity; with
probability .3 (grid linkage - .3) the matter also becomes an issue of its grid.

Choice. Talks that began this week go on from the next week.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.codes import (
    ENVIRONMENT,
    FAM,
    KNOWN,
    LAND,
    LIVELIHOOD,
    LUMP,
    NEIG,
    PRIV,
    Q1,
    REQUEST,
    RES,
    SAFETY,
    VIS,
    WELFARE,
    WINDOW,
)
from sim.disputes import Rows
from sim.draws import stream, uniform, uniform_pair
from sim.jit import kernel
from sim.levers import Floats
from sim.processes.claims_parameters import ClaimParameters
from sim.processes.endings import promise
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

FOUND, TALK = stream("claims.found_by_visit"), stream("claims.private_talk")
DOMAIN = np.array([LIVELIHOOD, SAFETY, WELFARE, WINDOW, ENVIRONMENT, WINDOW, WINDOW, LIVELIHOOD])
"""Service domain of a matter that becomes an issue, by type."""
ISSUE_SIZE = 2
"""A matter found by a visit concerns its two sides."""


class Talking(NamedTuple):
    """Columns of cases that private talks read or change."""

    status: Array
    entered: Array
    community: Array
    kind: Array
    cls: Array
    severity: Array
    due: Array
    birth: Array
    birth_part: Array


def talk(street: Street, rows: Rows, after: Array) -> None:
    """Say how the private talks among open cases end, if they do.

    Args:
        rows: rows of open cases, [k].
        after: their next states, set where talks end or are brought to the committee, [k].

    Changes: severity of matters found, issues, the promise to requests brought to the committee.
    """
    hazard, issue, chances = street.levers.keep("claims.private_talks", lambda: _rules(street))
    raised = np.zeros(len(rows), bool)
    if _talk(
        street.book.columns(Talking), rows, hazard, street.world.communities.coverage, issue, promise(street),
        chances, street.seed, street.week, after, raised,
    ):  # fmt: skip
        _raise_issues(street, rows[raised])


def _rules(street: Street) -> tuple[Floats, Floats, tuple[float, ...]]:
    """Give the hazard of being found at full visits, [C], the chance of an issue, [C], and weekly chances."""
    p, levers = street.values(ClaimParameters), street.levers
    hazard: Floats = p.intercept_rate * (p.intercept_base + levers.grid_link)
    issue = p.intercept_issue * np.maximum(levers.above("grid_link"), 0.0)
    chances = (p.private_settle, p.private_to_committee, p.private_lump, p.intercepted_severity)
    return hazard, issue, chances


def _raise_issues(street: Street, rows: Rows) -> None:
    """Put matters found by visits on the agenda of their grid."""
    cases, issues = street.book.cases, street.world.issues
    new = issues.append(len(rows))
    issues.domain[new] = DOMAIN[cases.kind[rows]]
    for name in ("community", "grid", "birth", "birth_part"):
        getattr(issues, name)[new] = getattr(cases, name)[rows]
    issues.size[new], issues.status[new] = ISSUE_SIZE, KNOWN
    issues.opened[new] = issues.found[new] = street.week


@kernel
def _talk(  # type: ignore[no-untyped-def]
    cases, rows, hazard, coverage, issue, promise, chances, seed, week, after, raised
):
    """Fill the states after private talks; say whether a matter becomes an issue."""
    settle, to_committee, lump, milder = chances
    any_raised = False
    for k in range(rows.shape[0]):
        row = rows[k]
        if cases.status[row] != PRIV or cases.entered[row] >= week:
            continue
        c, birth, part = int(cases.community[row]), int(cases.birth[row]), int(cases.birth_part[row])
        if cases.kind[row] in (NEIG, FAM, LAND):
            u, v = uniform_pair(seed, FOUND, week, birth, part)
            if u < 1.0 - math.exp(-hazard[c] * coverage[c, VIS]):
                after[k] = Q1
                cases.severity[row] *= milder
                raised[k] = v < issue[c]
                any_raised = any_raised or raised[k]
                continue
        u = uniform(seed, TALK, week, birth, part)
        if u < settle:
            after[k] = RES
        elif u < settle + to_committee:
            after[k] = Q1
            if cases.cls[row] == REQUEST:
                cases.due[row] = week + promise[c]
        elif u < settle + to_committee + lump:
            after[k] = LUMP
    return any_raised
