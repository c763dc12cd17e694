"""The story of an organisation of a community: its hours, money, cases, ties and people, year by year."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from analysis.story import committees, others
from analysis.story.names import check_node, node_name, place, society_at
from analysis.story.societies import society
from analysis.story.telling import Line, Story, Told, decimal, in_time, joined, now, tell, words
from sim.codes import (
    N_BRANCH,
    N_COMMITTEE,
    N_COMPANY,
    N_FIXED_NODES,
    N_JOINT,
    N_MEDIATION,
    N_OWNERS,
    N_POLICE,
    N_SOCIAL_WORK,
    N_STREET,
    N_VOLUNTEERS,
)

MOST_TIES = 3
"""Strongest ties that are named."""

TELLERS: dict[int, Callable[[Told, int], Iterator[Line]]] = {
    N_BRANCH: others.branch,
    N_COMMITTEE: committees.committee,
    N_MEDIATION: committees.mediation,
    N_JOINT: committees.joint_centre,
    N_SOCIAL_WORK: others.social_work,
    N_VOLUNTEERS: others.volunteers,
    N_OWNERS: others.owners,
    N_COMPANY: others.company,
    N_POLICE: others.police,
    N_STREET: others.street_office,
}
"""Who tells of each organisation that every community can have."""


def organisation(street: Told, community: int, node: int) -> Story:
    """Tell the story of an organisation of a community.

    Args:
        street: a street, at any week.
        community: row of the community.
        node: its node in the network of organisations of that community; see ``sim.codes.NODES``.

    Raises:
        OutOfRange: there is no such community or node.
    """
    check_node(street, community, node)
    row = society_at(street, node)
    if row >= 0:
        told = society(street, row)
        return in_time(told.title, [*told.lines, *_ties(street, community, node)])
    title = tell(
        "organisation_title", name=node_name(street, community, node), place=place(street, community)
    )
    if not street.world.node_present[community, node]:
        return in_time(title, now(street, tell("not_here")))
    lines = TELLERS[node](street, community) if node < N_FIXED_NODES else others.unit(street, community, node)
    return in_time(title, [*lines, *_ties(street, community, node)])


def _ties(street: Told, community: int, node: int) -> Iterator[Line]:
    """Name the strongest ties in a community."""
    ties = street.world.ties[community, node]
    strongest = [int(k) for k in np.argsort(-ties, kind="stable")[:MOST_TIES] if ties[k] > 0.0]
    if not strongest:
        return
    named = [
        words("tie", whom=node_name(street, community, k), strength=decimal(float(ties[k])))
        for k in strongest
    ]
    text = tell("ties", place=place(street, community), ties=joined(named))
    yield from now(street, text)
