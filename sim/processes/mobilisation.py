"""Step 11: the Party branch contacts residents, and its registered members give skilled help.

A branch has hours by its strength, by what the street puts into Party building and by its members who report
for service; part of the members' hours is skilled help, the rest goes into contacts. Each resident on the
branch's list is contacted with probability ``contacts / people on the list``, each on their own. Residents of
18-34 and tenants are on the list with probability ``.35 + .65 cover x active``, all others always.

Whether the secretary also heads the committee is drawn at the start and at each election. Its effects count
from the usual share of such communities, so that the level of today leaves no mark.

Choices. Meetings and ties take their hours from the branch before it contacts anyone; of the hours that
carrying out levers costs, members add nine tenths. An hour that a member only signs in for costs the branch
.05 hours. Cadres who keep contact settle a matter of up to one in ten of those contacted, who feel more able
to get things done. Skilled hours of members count as volunteered in what is reported; in services they have
their own path. Contacts are drawn in layers of 2 % of the residents, as many as the rate
needs, the last one thinned: more contacts add people and never exchange them. With any strategy but the
random one a resident's rate is multiplied by a weight of mean 1.

Sources: the strategies are those of Valente 2012, "Network interventions", Science 337; that being asked
raises participation is old (Verba, Schlozman and Brady 1995, Voice and Equality); sizes are assumptions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import PERIOD
from sim.codes import DELIBERATE, RENTER, VOLUNTEER, X_VISIT
from sim.draws import fill_pairs, stream, uniform
from sim.jit import kernel
from sim.processes import workforce
from sim.processes.hours_parameters import HourParameters
from sim.processes.learning import hand_in
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

BRANCH_ADULTS = 2200.0
LAYER = 0.02
"""Share of residents that one layer of contacts draws."""
MOST_REACHED = 0.95
"""Largest share of the list that a week can reach."""
STRATEGIES = ("random", "well connected", "vulnerable first", "inactive first")
FIRST_WEIGHT = 3.0
_ROOM = 64
GAP, THIN, LIST, HELPED = (stream(f"mobilisation.{use}") for use in ("gap", "thin", "list", "helped"))

__all__ = [
    "MobilisationParameters",
    "begin",
    "dual_gap",
    "elect",
    "fidelity",
    "mobilise",
    "note_service",
    "unity",
]


def begin(street: Street) -> None:
    """Draw which secretaries head the committee, and count members and people who are hard to reach."""
    residents, c = street.world.residents, street.world.communities
    hard = (residents.age_group == 0) | (residents.tenure == RENTER)
    c.hard_to_reach[:] = np.bincount(residents.community, hard, c.n)
    c.registered_members[:] = np.bincount(residents.community, residents.registered, c.n)
    elect(street)


def elect(street: Street) -> None:
    """Decide in each community whether its secretary heads the committee, until the next election."""
    share = street.levers.dual_office
    luck = stream("mobilisation.dual_office")
    drawn = [uniform(street.seed, luck, street.week, c, 0) for c in range(street.n_communities)]
    street.world.communities.dual_office[:] = np.array(drawn) < share


def mobilise(street: Street) -> None:
    """Contact residents and lend skilled hours.

    Changes: ``residents.contacted``, experiences of visits, ``communities.skilled_hours``, flow of contacts.
    """
    p, force = street.values(MobilisationParameters), strength(street)
    skilled, contacts = _contacts(street, force, p)
    street.world.communities.skilled_hours[:] = skilled
    reached, trust = _contact(street, contacts, p), street.values(TrustParameters)
    signal = trust.visit_base + trust.visit_capacity * force
    hand_in(street, X_VISIT, reached, signal, np.full(street.n_communities, trust.rate_visit))
    _settle_matters(street, reached, p)


def _settle_matters(street: Street, reached: Array, p: MobilisationParameters) -> None:
    """Let cadres who keep contact see a matter of some of those reached through."""
    levers = street.levers
    chance = levers.keep("mobilisation.pickup", lambda: p.cadre_pickup * levers.brought_in("cadre_contact"))
    if not chance.any():
        return
    luck = np.empty(len(reached))
    _draw_rows(luck, reached, street.seed, HELPED, street.week)
    helped = reached[luck < chance[street.world.residents.community[reached]]]
    verdicts = street.world.verdicts
    new = verdicts.append(len(helped))
    verdicts.resident[new], verdicts.success[new] = helped, True


def note_service(street: Street) -> None:
    """Count the skilled hours of registered members as hours volunteered, after those of residents."""
    street.world.flows.volunteer_hours += street.world.communities.skilled_hours


def dual_gap(street: Street) -> Floats:
    """Give 1 where the secretary heads the committee, 0 elsewhere, less the usual share, [C]."""
    usual = street.values(MobilisationParameters).dual_office_usual
    gap: Floats = street.world.communities.dual_office - usual
    return gap


def unity(street: Street) -> Floats:
    """Give how far committee and branch are one body, from today's mean, coordination hours a week, [C]."""
    p = street.values(MobilisationParameters)
    return p.unity_hours * (dual_gap(street) + p.unity_cross * street.levers.above("cross_members"))


def fidelity(street: Street, phi_imp: float) -> Floats:
    """Give how faithfully levers are carried out in each community, [C]."""
    gain = street.values(MobilisationParameters).unity_fidelity * dual_gap(street)
    return np.clip(phi_imp + gain, 0.0, 1.0)


def strength(street: Street) -> Floats:
    """Give the strength of each branch: its members, its secretary, and whether its seats are filled, [C]."""
    p = street.values(MobilisationParameters)
    full = street.levers.keep("mobilisation.strength", lambda: _full_strength(street, p))
    empty = workforce.head_vacant(street) & (street.world.communities.dual_office > 0.0)
    return np.where(empty, p.seat_empty, 1.0) * full


def _full_strength(street: Street, p: MobilisationParameters) -> Floats:
    gain = p.secretary_gain * street.levers.brought_in("secretary_quality")
    return np.clip(street.levers.pb_capacity + gain, 0.0, 1.0)


def _contacts(street: Street, force: Floats, p: MobilisationParameters) -> tuple[Floats, Floats]:
    """Give the skilled hours of members and the contacts of the branch this week, each [C]."""
    c = street.world.communities
    each, added, helping, skilled = street.levers.keep("mobilisation.hours", lambda: _hours(street, p))
    own = p.branch_hours / BRANCH_ADULTS * force * c.adults + added
    own += helping - p.lever_hours_share * c.branch_lever_hours
    planned = zip(street.branches, own.tolist(), each.tolist(), strict=True)
    return skilled, np.array([branch.plan_contacts(hours, one) for branch, hours, one in planned])


def _hours(street: Street, p: MobilisationParameters) -> tuple[Floats, Floats, Floats, Floats]:
    """Give hours per contact, from the street less sign-ins, and of members: contacts, skill, [C] each."""
    c, levers = street.world.communities, street.levers
    per_thousand = street.values(HourParameters).street_hours_rate
    beyond = levers.above("street_pb") - (1.0 - street.office.shrinks()) * levers.street_pb
    added = p.branch_from_street * beyond * per_thousand * c.residents / 1000.0
    down_for = c.registered_members * levers.reg_rate * levers.reg_hours / PERIOD
    added = added - p.sign_in_hours * down_for * (1.0 - levers.reg_subst)
    each = p.contact_hours - p.contact_hours_grid * levers.pb_grid_branch
    served = down_for * levers.reg_subst
    return each, added, (1.0 - p.skilled_share) * served, p.skilled_share * served


def _contact(street: Street, contacts: Floats, p: MobilisationParameters) -> Array:
    """Draw who is contacted, and count them.

    Returns: rows of the residents reached, [k].
    """
    residents, c = street.world.residents, street.world.communities
    on_list, people = street.levers.keep("mobilisation.list", lambda: _list(street, p))
    rate = np.minimum(contacts / people, MOST_REACHED)
    residents.contacted[:] = 0
    reached = np.empty(residents.n, np.int64)
    weight = _weights(street, p.contact_strategy)
    n = _draw_contacts(
        residents.contacted, residents.age_group, residents.tenure, c.first, c.adults, rate, on_list, weight,
        reached, street.world.flows.contacts, street.seed, street.week, GAP, THIN, LIST,
    )  # fmt: skip
    return reached[:n]


def _list(street: Street, p: MobilisationParameters) -> tuple[Floats, Floats]:
    """Give the share of those hard to reach who are on the branch's list, and its length, [C] each."""
    levers, c = street.levers, street.world.communities
    on_list = p.list_share + (1.0 - p.list_share) * levers.newfield_cover * levers.newfield_active
    return on_list, np.maximum(c.adults - c.hard_to_reach * (1.0 - on_list), 1.0)


def _weights(street: Street, strategy: str) -> Array:
    """Give each resident's weight in being contacted, mean 1 in a community; empty for none, [N] or [0]."""
    if strategy == STRATEGIES[0]:
        return np.empty(0)
    world = street.world
    residents = world.residents
    if strategy == "well connected":
        weight = np.diff(world.networks.neighbour_start.astype(float)) + 1.0
    elif strategy == "vulnerable first":
        weight = np.where(residents.vulnerable, FIRST_WEIGHT, 1.0)
    else:
        active = residents.recent[:, DELIBERATE] | residents.recent[:, VOLUNTEER]
        weight = np.where(active, 1.0, FIRST_WEIGHT)
    total = np.bincount(residents.community, weight, street.n_communities)
    return np.asarray(weight * (world.communities.adults / total)[residents.community])


@kernel
def _draw_rows(out, rows, seed, stream_id, week):  # type: ignore[no-untyped-def]
    for k in range(rows.shape[0]):
        out[k] = uniform(seed, stream_id, week, rows[k], 0)


@kernel
def layers_of(rate):  # type: ignore[no-untyped-def]
    """Give how many layers make up a rate: their misses multiply to ``1 - rate``, the last counts in part."""
    whole = int(math.log(1.0 - rate) / math.log(1.0 - LAYER))
    left = 1.0 - (1.0 - rate) / math.exp(whole * math.log(1.0 - LAYER))
    return whole + max(left, 0.0) / LAYER


@kernel
def _draw_contacts(  # type: ignore[no-untyped-def]
    contacted, age_group, tenure, first, adults, rate, on_list, weight, reached, count, seed, week, gap,
    thin, listing
):  # fmt: skip
    n = 0
    luck, spare = np.empty(_ROOM), np.empty(_ROOM)
    for c in range(rate.shape[0]):
        start, stop, before = int(first[c]), int(first[c]) + int(adults[c]), n
        heaviest = 1.0
        for i in range(start, stop if weight.shape[0] > 0 else start):
            heaviest = max(heaviest, weight[i])
        for layer in range(math.ceil(layers_of(min(rate[c] * heaviest, 0.99)))):
            i, ordinal = start - 1, 0
            part = layers_of(rate[c]) - layer
            while True:
                if ordinal % _ROOM == 0:
                    fill_pairs(luck, spare, seed, gap, week, c, (layer << 16) + ordinal)
                i += 1 + int(math.log(luck[ordinal % _ROOM]) / math.log(1.0 - LAYER))
                ordinal += 1
                if i >= stop:
                    break
                hard = age_group[i] == 0 or tenure[i] == RENTER
                if hard and uniform(seed, listing, 0, i, 0) >= on_list[c]:
                    continue
                if weight.shape[0] > 0:
                    part = layers_of(min(rate[c] * weight[i], 0.99)) - layer
                if part < 1.0 and uniform(seed, thin, week, i, layer) >= part:
                    continue
                if contacted[i] == 0:
                    contacted[i] = 1
                    reached[n] = i
                    n += 1
        count[c] = n - before
    return n
