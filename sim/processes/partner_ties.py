"""Ties between the organisations of a community: who is there, how ties grow and fade, what they add up to.

``tie <- tie + growth J (1 - tie) - decay tie``; J counts routine contact, joint meetings that both attended,
running joint projects, pacts and linkage. With constant J a tie comes to rest at
``growth J / (growth J + decay)``. Routine contact is what keeps the first tie where nothing is done.

Choices. Linkage among committee, social workers and societies is contact in itself, like a pact of a unit,
in proportion to how far its four links have come. A joint project brings committee, society and social
workers together. The mean tie of the linkage block takes committee, social workers and volunteers with each
other and with each society, but no two societies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    N_VOLUNTEERS,
    RUNNING,
)
from sim.jit import inlined, kernel
from sim.processes.linkage_parameters import LinkageParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street
    from sim.world import World

LINKAGE_LEVERS = ("disc_effort", "design", "so_take", "sw_involve")
KEY_OF_SOCIETY = 4096
"""Nodes of social organisations draw by birth, all others by their number."""


def first_ties(street: Street) -> None:
    """Give every two organisations that are there their first tie, and the routine contact that keeps it."""
    world, p = street.world, street.values(LinkageParameters)
    present = world.node_present
    pairs = present[:, :, None] & present[:, None, :]
    pairs &= ~np.eye(present.shape[1], dtype=bool)
    for matrix, usual, two_offices in (
        (world.ties, p.tie_start, p.tie_committee_branch),
        (world.routine, _routine(p, p.tie_start), _routine(p, p.tie_committee_branch)),
    ):
        matrix[:] = np.where(pairs, usual, 0.0)
        matrix[:, N_BRANCH, N_COMMITTEE] = matrix[:, N_COMMITTEE, N_BRANCH] = two_offices
    signed = world.units.pact
    where, node = world.units.community[signed], world.units.node[signed]
    contact = p.tie_growth * (_routine(p, p.tie_start) + p.contact_pact)
    world.ties[where, N_BRANCH, node] = world.ties[where, node, N_BRANCH] = contact / (contact + p.tie_decay)


def admit(street: Street, communities: Array, node: int) -> None:
    """Let an organisation into the networks of communities, with first ties to all who are there."""
    world, p = street.world, street.values(LinkageParameters)
    world.node_present[communities, node] = True
    for c in np.atleast_1d(communities):
        here = world.node_present[c].copy()
        here[node] = False
        for matrix, value in ((world.ties, p.tie_start), (world.routine, _routine(p, p.tie_start))):
            matrix[c, node, here] = matrix[c, here, node] = value


def dismiss(street: Street, node: int) -> None:
    """Take an organisation and its ties out of every network."""
    world = street.world
    world.node_present[:, node] = False
    for matrix in (world.ties, world.routine, world.met):
        matrix[:, node, :] = matrix[:, :, node] = 0.0


def society_ties(world: World, partner: int) -> Floats:
    """Give the tie of each society to one fixed partner in each community, 0 where it is absent, [S, C]."""
    s = world.organisations
    ties = world.ties[:, partner, np.maximum(s.node[: s.n], 0)].T
    return np.where(s.presence[: s.n], ties, 0.0)


def _routine(p: LinkageParameters, tie: float) -> float:
    """Contact that keeps a tie where it is."""
    return p.tie_decay * tie / (p.tie_growth * (1.0 - tie))


def grow_ties(street: Street) -> Array:
    """Let every tie grow with the week's contact and fade.

    Changes: ties; ``world.met``, to which joint projects and pacts are added.

    Returns: strong ties of each node that cost hours, [C, nodes].
    """
    world, p = street.world, street.values(LinkageParameters)
    projects, units = world.projects, world.units
    _add_contacts(
        world.met, projects.status[: projects.n], projects.organisation, projects.community,
        world.organisations.node, p.contact_project, units.pact, units.community, units.node, p.contact_pact,
    )  # fmt: skip
    linked = street.levers.keep("partner_ties.linked", lambda: p.contact_linkage * linkage_intensity(street))
    if linked.any():
        _add_linkage(world.met, world.node_present, N_FIXED_NODES + world.social_places, linked)
    strong = np.zeros(world.node_present.shape)
    rates = (p.tie_growth, p.tie_decay, p.tie_costs_above)
    _grow(world.ties, world.routine, world.met, world.node_present, rates, strong)
    return strong


def linkage_intensity(street: Street) -> Floats:
    """Give how far the four links of the chain have come from today to full, 0 to 1, [C]."""
    ways = np.stack([street.levers.brought_in(name) for name in LINKAGE_LEVERS])
    mean: Floats = ways.mean(axis=0)
    return mean


def mean_ties(world: World) -> Floats:
    """Give the mean tie of the linkage, Party-building, joint mediation and property blocks, [4, C]."""
    means = np.zeros((4, world.communities.n))
    _mean_ties(world.ties, world.node_present, N_FIXED_NODES + world.social_places, means)
    return means


def connectivity(world: World, community: int) -> float:
    """Give the second smallest eigenvalue of the Laplacian of the ties among those who are there.

    Source: Fiedler 1973, "Algebraic connectivity of graphs", Czechoslovak Mathematical Journal 23.
    """
    here = np.flatnonzero(world.node_present[community])
    weights = world.ties[community][np.ix_(here, here)]
    laplacian = np.diag(weights.sum(axis=1)) - weights
    return float(np.linalg.eigvalsh(laplacian)[1]) if here.size > 1 else 0.0


def node_keys(world: World) -> Array:
    """Give the number by which each node draws, uint32, [nodes]."""
    keys = np.arange(world.node_present.shape[1], dtype=np.uint32)
    s = world.organisations
    here = s.node[: s.n] >= 0
    keys[s.node[: s.n][here]] = KEY_OF_SOCIETY + s.birth[: s.n][here]
    return keys


@inlined
def _add_contact(met, c, a, b, contact):  # type: ignore[no-untyped-def]
    met[c, a, b] += contact
    met[c, b, a] += contact


@kernel
def _add_contacts(  # type: ignore[no-untyped-def]
    met, status, organisation, community, node, by_project, pact, unit_place, unit_node, by_pact
):  # fmt: skip
    """A joint project brings committee, society and social workers together, a pact branch and unit."""
    for j in range(status.shape[0]):
        s = node[organisation[j]]
        if status[j] == RUNNING and s >= 0:
            c = int(community[j])
            _add_contact(met, c, N_COMMITTEE, s, by_project)
            _add_contact(met, c, N_SOCIAL_WORK, s, by_project)
            _add_contact(met, c, N_COMMITTEE, N_SOCIAL_WORK, by_project)
    for u in range(pact.shape[0]):
        if pact[u]:
            _add_contact(met, int(unit_place[u]), N_BRANCH, unit_node[u], by_pact)


@kernel
def _add_linkage(met, present, after_societies, contact):  # type: ignore[no-untyped-def]
    """Partners who find needs, design projects and take them up together meet in doing so."""
    for c in range(present.shape[0]):
        _add_contact(met, c, N_COMMITTEE, N_SOCIAL_WORK, contact[c])
        for s in range(N_FIXED_NODES, after_societies):
            if present[c, s]:
                _add_contact(met, c, N_COMMITTEE, s, contact[c])
                _add_contact(met, c, N_SOCIAL_WORK, s, contact[c])


@kernel
def _grow(ties, routine, met, present, rates, strong):  # type: ignore[no-untyped-def]
    n = present.shape[1]
    for c in range(present.shape[0]):
        for a in range(n):
            if not present[c, a]:
                continue
            for b in range(a):
                if not present[c, b]:
                    continue
                contact = routine[c, a, b] + met[c, a, b]
                tie = ties[c, a, b]
                tie += rates[0] * contact * (1.0 - tie) - rates[1] * tie
                tie = min(max(tie, 0.0), 1.0)
                ties[c, a, b] = tie
                ties[c, b, a] = tie
                two_offices = a == N_COMMITTEE and b == N_BRANCH
                if tie > rates[2] and not two_offices:
                    strong[c, a] += 1.0
                    strong[c, b] += 1.0


@kernel
def _mean_ties(ties, present, after_societies, means):  # type: ignore[no-untyped-def]
    total = np.zeros((4, 2))
    for c in range(present.shape[0]):
        total[:] = 0.0
        for a in range(present.shape[1]):
            if not present[c, a]:
                continue
            society_a = a >= N_FIXED_NODES and a < after_societies
            core_a = a in (N_COMMITTEE, N_SOCIAL_WORK, N_VOLUNTEERS) or society_a
            for b in range(a):
                if present[c, b]:
                    core_b = b in (N_COMMITTEE, N_SOCIAL_WORK, N_VOLUNTEERS)
                    if core_a and core_b:
                        total[0, 0] += ties[c, a, b]
                        total[0, 1] += 1.0
                    if b == N_BRANCH and (a in (N_OWNERS, N_COMPANY) or a >= N_FIXED_NODES):
                        total[1, 0] += ties[c, a, b]
                        total[1, 1] += 1.0
                    joint = b == N_JOINT and (a in (N_POLICE, N_SOCIAL_WORK, N_COMPANY))
                    if joint or (a == N_JOINT and b == N_MEDIATION):
                        total[2, 0] += ties[c, a, b]
                        total[2, 1] += 1.0
                    if (a in (N_OWNERS, N_COMPANY)) and (b in (N_BRANCH, N_COMMITTEE)):
                        total[3, 0] += ties[c, a, b]
                        total[3, 1] += 1.0
        for k in range(4):
            means[k, c] = total[k, 0] / total[k, 1] if total[k, 1] > 0.0 else 0.0
