"""Step 10, first half: joint meetings, ties between organisations, hidden needs, and what units give.

Joint meetings make ties between all who come (``partner_ties`` holds the rule). A meeting takes hours from
everyone there, and so does every strong tie: with all organisations tied, the cost grows with the square of
their number. Ties and hours then find hidden needs (``needs``), and a pact with a unit brings venues, help
and gifts in proportion to its tie to the branch.

Choices. The calendar holds ``floor(f w / 4)`` meetings up to week w at f in four weeks. The committee's hours
for a meeting are asked for a week before it, and it comes as far as it was given them; social organisations
come if they have the hours free. The branch, which convenes, always comes.

Sources: form of tie dynamics after models of meetings that build trust among local actors; that linkage goes
with participation is known only from surveys of purchased services in Jiangsu; sizes are assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.resident_unit import ResidentUnit
from sim.calendar import HALF_YEAR, PERIOD, is_end_of
from sim.codes import (
    COORD,
    N_BRANCH,
    N_COMMITTEE,
    N_COMPANY,
    N_FIXED_NODES,
    N_OWNERS,
)
from sim.draws import stream, uniform
from sim.jit import kernel
from sim.processes import mobilisation, needs, partner_ties
from sim.processes.funding_parameters import FundingParameters
from sim.processes.linkage_parameters import LinkageParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street
    from sim.world import World

COMPANY_MODE = 2
COMMITTEE_PERSONS = 2.0
PROPERTY_NODES = (N_BRANCH, N_COMMITTEE, N_OWNERS, N_COMPANY)
BLOCKS = ("tie_linkage", "tie_party", "tie_mediation", "tie_property")

__all__ = [
    "LinkageParameters",
    "begin",
    "link",
    "linkage_intensity",
    "meetings_due",
    "plan_coordination",
    "unit_gifts",
]


def begin(street: Street) -> None:
    """Say which organisations exist and give every pair its first tie; the societies come later.

    Changes: nodes, ties and routine contact of organisations, pacts, what units give, needs of a grid.
    """
    world = street.world
    present = world.node_present
    present[:, :N_FIXED_NODES] = True
    estates = world.estates
    for node, here in ((N_OWNERS, estates.owners_committee), (N_COMPANY, estates.mode == COMPANY_MODE)):
        present[:, node] = np.bincount(estates.community, here, world.communities.n) > 0
    present[world.units.community, world.units.node] = True
    _sign_pacts(street)
    partner_ties.first_ties(street)
    _units_give(street)
    needs.begin(street)


def link(street: Street) -> None:
    """Hold the joint meetings of the week, find needs, and let ties grow and fade.

    Changes: ties, meetings, coordination hours wanted next week, needs, venue and volunteer hours of units,
    the flows of ties, needs and units.
    """
    _sign_pacts(street)
    attended = _meet(street)
    needs.week(street)
    strong = partner_ties.grow_ties(street)
    _units_give(street)
    _spend_hours(street, attended, strong)
    plan_coordination(street, strong[:, N_COMMITTEE])
    _measure(street)


def linkage_intensity(street: Street) -> Floats:
    """Give how far the four links of the chain have come from today to full, 0 to 1, [C]."""
    return street.levers.keep("linkage.intensity", lambda: partner_ties.linkage_intensity(street))


def unit_gifts(street: Street) -> Floats:
    """Give what the units of each community give at this week's ties, CNY a year, [C]."""
    p, units = street.values(FundingParameters), street.world.units
    other = p.unit_gift_other * np.maximum(street.levers.above("unit_engage"), 0.0)
    share = np.where(units.pact, _unit_ties(street.world), other[units.community])
    gifts: Floats = np.bincount(units.community, p.unit_gift * share, street.n_communities).astype(float)
    return gifts


def meetings_due(frequency: Floats, week: int) -> Array:
    """Count the meetings of a week at a frequency in four weeks, whole numbers, [C]."""
    due = np.floor(frequency * week / PERIOD + 1e-9) - np.floor(frequency * (week - 1) / PERIOD + 1e-9)
    return due.astype(np.int64)


def plan_coordination(street: Street, strong: Array | None = None) -> None:
    """Ask for the committee's hours for next week's meetings and its strong ties, less with one head.

    Args:
        street: the street.
        strong: strong ties of the committee that cost hours, [C]; counted anew if not given.
    """
    world, p, levers = street.world, street.values(LinkageParameters), street.levers
    if strong is None:
        committee = world.ties[:, N_COMMITTEE].copy()
        committee[:, N_BRANCH] = 0.0
        strong = (committee > p.tie_costs_above).sum(axis=1)
    wanted = p.tie_hours * strong - mobilisation.unity(street)
    if _meets_at_all(street):
        due = meetings_due(levers.joint_meet, street.week + 1)
        due = due + meetings_due(levers.pm_joint * _has_property(world), street.week + 1)
        comes = world.ties[:, N_COMMITTEE, N_BRANCH] ** (1.0 - levers.pb_convene)
        wanted += COMMITTEE_PERSONS * p.joint_meeting_hours * due * comes
    np.maximum(wanted, 0.0, out=world.communities.coordination)


def _sign_pacts(street: Street) -> None:
    units, levers = street.world.units, street.levers
    units.pact[:] = levers.keep(
        "linkage.pacts", lambda: ResidentUnit.signs(units.pact_draw, levers.copact_share[units.community])
    )


def _unit_ties(world: World) -> Floats:
    units = world.units
    ties: Floats = world.ties[units.community, N_BRANCH, units.node]
    return ties


def _units_give(street: Street) -> None:
    """Open venues and lend volunteers: by pact and tie, or by the engagement of the others."""
    p, world = street.values(LinkageParameters), street.world
    opened, other = street.levers.keep("linkage.units", lambda: _unit_offers(street, p))
    units, c = world.units, world.communities
    c.venue_hours[:] = c.unit_hours[:] = 0.0
    _give(
        units.community, units.node, units.pact, world.ties, opened, other, p.unit_help, c.venue_hours,
        c.unit_hours,
    )  # fmt: skip


def _unit_offers(street: Street, p: LinkageParameters) -> tuple[Floats, Floats]:
    """Give the venue hours of a unit with a pact, and the help of one without, each [C]."""
    levers = street.levers
    opened = np.maximum(p.unit_venue + p.unit_venue_gain * levers.above("unit_open"), 0.0)
    return opened, p.unit_help_other * np.maximum(levers.above("unit_engage"), 0.0)


def _has_property(world: World) -> Array:
    """Communities where there is someone to hold a four-party meeting with."""
    return np.asarray(world.node_present[:, N_OWNERS] | world.node_present[:, N_COMPANY])


def _meets_at_all(street: Street) -> bool:
    """Tell whether the levers in force call any joint meetings."""
    levers = street.levers
    return levers.keep("linkage.meets", lambda: bool(levers.joint_meet.any() or levers.pm_joint.any()))


def _meet(street: Street) -> Floats:
    """Hold the meetings of the week.

    Returns: meetings attended by each node, [C, nodes].
    """
    world, levers = street.world, street.levers
    world.met[:] = 0.0
    attended = np.zeros(world.node_present.shape)
    if not _meets_at_all(street):
        return attended
    joint = meetings_due(levers.joint_meet, street.week)
    four_party = meetings_due(levers.pm_joint * _has_property(world), street.week)
    if not (joint.any() or four_party.any()):
        return attended
    world.communities.last_joint_meeting[joint > 0] = street.week
    chance = _chance_to_come(street)
    draw = (partner_ties.node_keys(world), street.seed, stream("linkage.attendance"), street.week)
    _hold_meetings(joint, chance, attended, world.met, 0, *draw)
    invited = np.zeros(chance.shape[1])
    invited[list(PROPERTY_NODES)] = 1.0
    _hold_meetings(four_party, chance * invited, attended, world.met, 16, *draw)
    return attended


def _chance_to_come(street: Street) -> Floats:
    """Chance of each node to come when the branch calls: by its tie to the branch, and by its hours."""
    world, c = street.world, street.world.communities
    chance: Floats = world.ties[:, N_BRANCH] ** (1.0 - street.levers.pb_convene)[:, None]
    chance *= world.node_present
    chance[:, N_BRANCH] = 1.0
    chance[:, N_COMMITTEE] *= c.coverage[:, COORD]
    s = world.organisations
    idle = (s.slack[: s.n] < street.values(LinkageParameters).joint_meeting_hours) & (s.node[: s.n] >= 0)
    chance[:, s.node[: s.n][idle]] = 0.0
    return chance


def _spend_hours(street: Street, attended: Floats, strong: Array) -> None:
    """Count what meetings and ties took from everyone but the committee, and give each its own part."""
    world, p, c = street.world, street.values(LinkageParameters), street.world.communities
    s, total = world.organisations, world.flows.coordination_hours
    total[:] = c.hours[:, COORD]
    _spend(
        attended, strong, p.joint_meeting_hours, p.tie_hours, s.node[: s.n], s.coordination,
        c.branch_coordination, total,
    )  # fmt: skip


def _measure(street: Street) -> None:
    """Put the mean ties by block, unit contributions and connectivity into this week's flows."""
    world, flows = street.world, street.world.flows
    for name, mean in zip(BLOCKS, partner_ties.mean_ties(world), strict=True):
        getattr(flows, name)[:] = mean
    flows.venue_hours[:] = world.communities.venue_hours
    flows.unit_money[:] = street.ledger.moved("gift")[: street.n_communities]
    if is_end_of(HALF_YEAR, street.week):
        for c in range(street.n_communities):
            flows.connectivity[c] = partner_ties.connectivity(world, c)


@kernel
def _hold_meetings(due, chance, attended, met, first, keys, seed, stream_id, week):  # type: ignore[no-untyped-def]
    n = chance.shape[1]
    came = np.zeros(n, np.bool_)
    for c in range(chance.shape[0]):
        for m in range(due[c]):
            for a in range(n):
                came[a] = False
                if chance[c, a] > 0.0:
                    u = uniform(seed, stream_id, week, (c << 20) + int(keys[a]), first + m)
                    came[a] = u < chance[c, a]
            for a in range(n):
                if came[a]:
                    attended[c, a] += 1.0
                    for b in range(a):
                        if came[b]:
                            met[c, a, b] += 1.0
                            met[c, b, a] += 1.0


@kernel
def _give(community, node, pact, ties, opened, other, help_hours, venues, lent):  # type: ignore[no-untyped-def]
    for u in range(community.shape[0]):
        c = int(community[u])
        if pact[u]:
            tie = ties[c, N_BRANCH, node[u]]
            venues[c] += opened[c] * tie
            lent[c] += help_hours * tie
        else:
            lent[c] += other[c]


@kernel
def _spend(attended, strong, per_meeting, per_tie, node, of_society, of_branch, total):  # type: ignore[no-untyped-def]
    for s in range(node.shape[0]):
        of_society[s] = 0.0
    for c in range(attended.shape[0]):
        for a in range(attended.shape[1]):
            if a != N_COMMITTEE:
                total[c] += per_meeting * attended[c, a] + per_tie * strong[c, a]
        of_branch[c] = per_meeting * attended[c, N_BRANCH] + per_tie * strong[c, N_BRANCH]
        for s in range(node.shape[0]):
            if node[s] >= 0:
                of_society[s] += per_meeting * attended[c, node[s]] + per_tie * strong[c, node[s]]
