"""What a week hands to residents, taken from a real street, and what its kernels made of it.

Residents act on what organisations did: how often quarrels arise, whom the branch contacted, which sessions
are held, how good services are. ``record`` runs a real street and notes all of it, week by week, beside the
counts that the kernels found. The other two forms of the resident week start from the same residents, are
given the same, make the same draws, and must find the same.

The resident week is naming and routes (``claims.new_events``), exposure (``influence.observe``), the choice
to take part (``engagement.participate``) and learning (``trust.learn``). The books that organisations keep of
what residents do (cases, yearly acts, recorded turnout) belong to none of the three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import schedule
from sim.calendar import is_election
from sim.codes import DELIBERATE, VIS, VOLUNTEER, VOTE
from sim.processes import claims, engagement, influence, trust
from sim.processes.civic_choice import utility_terms
from sim.processes.claims_events import Places
from sim.processes.claims_setting import setting
from sim.processes.services import resident_terms
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

RESIDENT_STEPS = (claims.new_events, influence.observe, engagement.participate, trust.learn)
MOODS = ("efficacy", "belonging", "norm", "satisfaction", "grievance")


@dataclass(frozen=True)
class Counts:
    """What happened to residents in a week, by community.

    Attributes:
        acts: adults who voted, deliberated, volunteered, [3, C].
        events: events by type and class, [C, 8, 2].
        named: named events by type and class, [C, 8, 2].
        routes: named events by class and route, [C, 2, 6].
        means: mean trust by organisation, then mean moods, at the end of the week, [5 + moods, C].
    """

    acts: Array
    events: Array
    named: Array
    routes: Array
    means: Array

    def differences(self, other: Counts) -> dict[str, float]:
        """Give the largest difference by name."""
        return {
            f.name: float(np.abs(getattr(self, f.name) - getattr(other, f.name)).max()) for f in fields(self)
        }


class Terms(NamedTuple):
    """Numbers of the utility of an act, in the order of ``civic_choice``; of one community or of everyone."""

    base: Any
    young: Any
    old: Any
    drive: Any
    crowd: Any
    crowd_points: Any
    efficacy: Any
    trust: Any
    social: Any
    belonging: Any
    norm: Any
    slope: Any
    curve: Any
    contact: Any
    points: Any
    reach: Any
    migrant_reach: Any
    time: Any
    owner: Any
    grievance: Any
    access: Any
    registered: Any
    migrant: Any
    online: Any
    language: Any


class Met(NamedTuple):
    """Numbers of the quality that residents meet, in the order of ``services``; likewise."""

    start: Any
    migrant: Any
    language: Any
    frail: Any
    near: Any
    window: Any
    window_other: Any
    window_old: Any
    window_needy: Any
    rest_other: Any
    rest_old: Any
    rest_needy: Any


class Experiences(NamedTuple):
    """What organisations let residents live through this week, in order, [E]."""

    kind: Array
    resident: Array
    organisation: Array
    signal: Array
    rate: Array


class Verdicts(NamedTuple):
    """Successes and failures told to residents this week, in order, [V]."""

    resident: Array
    success: Array


class Learning(NamedTuple):
    """What moves trust and moods this week, [C] but for the first.

    ``met`` turns what residents are into the quality they meet; visits, enforcement and disclosure each have
    a chance or a surprise, a signal, and a rate.
    """

    met: Array
    visit_chance: Array
    visit_signal: Array
    checks: Array
    most_visits: float
    touched: Array
    enforcement: Array
    surprise: Array
    disclosure: Array
    legitimacy: Array
    responsiveness: Array
    promise: Array
    fading: Array


@dataclass(frozen=True)
class Week:
    """What one week hands to residents.

    Attributes:
        number: week since the start of the burn-in.
        claims: rates of events and utilities of routes.
        online: weight of the online layer, [C].
        terms: numbers of the utility by act, [C, 25] each.
        invited: first row and row after the last invited to a session, [2, C]; none where they are equal.
        informed: chance to hear of a session, [C].
        places: places for volunteers, [C].
        eligible: who may vote, [N]; empty without an election.
        contacted: contacts by the branch, [N].
        served: who is reached by casework, [N].
        gain: grievance added by organisations, [N].
        lived: experiences with organisations.
        verdicts: successes and failures.
        learning: what moves trust and moods.
        found: what the kernels found.
    """

    number: int
    claims: Places
    online: Array
    terms: Mapping[int, Array]
    invited: Array
    informed: Array
    places: Array
    eligible: Array
    contacted: Array
    served: Array
    gain: Array
    lived: Experiences
    verdicts: Verdicts
    learning: Learning
    found: Counts


def residents_of(street: Street) -> dict[str, Array]:
    """Copy every column of the residents."""
    return {name: column.copy() for name, column in street.world.residents.arrays().items()}


def record(street: Street, weeks: int) -> list[Week]:
    """Run a street on and note what each week hands to its residents, and what they do."""
    return [_one_week(street) for _ in range(weeks)]


def _one_week(street: Street) -> Week:
    """Run one week, looking at the state before and after each step of residents."""
    street.week += 1
    residents, seen = street.world.residents, dict[str, Any](number=street.week)
    for process in schedule.WEEK:
        if process is claims.new_events:
            seen["gain"] = residents.grievance_gain.astype(float)
        elif process is engagement.participate:
            seen |= _before_acts(street)
        elif process is trust.learn:
            seen |= _before_learning(street)
            seen["gain"] = seen["gain"] + residents.grievance_gain - seen.pop("with_events")
        process(street)
        if process is claims.new_events:
            seen["claims"] = Places(*[column.copy() for column in setting(street).places])
            seen["with_events"] = residents.grievance_gain.astype(float)
        elif process is engagement.participate:
            seen |= _after_acts(street)
        elif process is trust.learn:
            seen["found"] = _found(street)
    return Week(**seen)


def _before_acts(street: Street) -> dict[str, Any]:
    acts = (VOTE, DELIBERATE, VOLUNTEER) if is_election(street.week) else (DELIBERATE, VOLUNTEER)
    _, effect = influence.felt(street)
    return {
        "online": street.world.communities.online_weight.copy(),
        "terms": {act: utility_terms(street, act, effect[act]) for act in acts},
        "informed": engagement._informed(street),
        "places": engagement._places(street).copy(),
        "contacted": street.world.residents.contacted.copy(),
    }


def _after_acts(street: Street) -> dict[str, Any]:
    r, c = street.world.residents, street.world.communities
    stop = np.where(c.session_held, c.session_stop, c.session_first)
    return {
        "invited": np.array([c.session_first, stop], np.int64),
        "eligible": r.eligible.copy() if is_election(street.week) else np.zeros(0, bool),
    }


def _before_learning(street: Street) -> dict[str, Any]:
    world, p, week = street.world, street.values(trust.TrustParameters), trust._week(street)
    c, lived, told = world.communities, world.experiences, world.verdicts
    learning = Learning(
        met=resident_terms(street),
        visit_chance=c.hours[:, VIS] / p.visit_hours / week.visit_weight,
        visit_signal=np.minimum(week.visit_signal + p.visit_capacity * c.efficiency, 1.0),
        checks=week.checks,
        most_visits=week.most_visits,
        touched=1.0 - (1.0 - p.adversarial_reach) ** c.adversarial_items,
        enforcement=week.enforcement,
        surprise=p.disclosure_span * (1.0 - c.leak_share / np.maximum(c.expected_leak, 1e-9)),
        disclosure=week.disclosure,
        legitimacy=c.legitimacy - c.legitimacy_before,
        responsiveness=c.responsiveness.copy(),
        promise=week.promise,
        fading=week.fading,
    )
    return {
        "learning": learning,
        "served": world.residents.served.copy(),
        "lived": Experiences(*(getattr(lived, name)[: lived.n].copy() for name in Experiences._fields)),
        "verdicts": Verdicts(*(getattr(told, name)[: told.n].copy() for name in Verdicts._fields)),
    }


def _found(street: Street) -> Counts:
    f, r, n = street.world.flows, street.world.residents, street.n_communities
    votes = np.bincount(r.community, r.acted[:, VOTE], n)
    return Counts(
        acts=np.array([votes, f.deliberated, f.volunteered]),
        events=f.events.copy(),
        named=f.named.copy(),
        routes=f.routes.copy(),
        means=np.vstack([f.trust.T, *(getattr(f, mood) for mood in MOODS)]),
    )
