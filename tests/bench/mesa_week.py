"""The resident week as one would write it in Mesa: agents with attributes and lists of neighbours.

Each adult is a ``mesa.Agent``; what a resident does is a method, and the street lets all agents do it, one
step after another. Communities, households and estates are plain objects. Draws come from the same streams at
the same addresses as in the kernels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.codes import (
    T_COMMUNITY,
    X_ADVERSARIAL,
    X_DISCLOSURE,
    X_DISPUTE,
    X_SERVICE,
    X_SESSION,
    X_VIDEO,
    X_VISIT,
)  # fmt: skip
from sim.draws import stream, uniform, uniform_pair
from sim.processes.claims_events import GAP, TRIVIAL, Places
from sim.processes.claims_parameters import ClaimParameters
from sim.processes.claims_setting import event_numbers
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.influence import weights
from sim.processes.influence_parameters import InfluenceParameters
from sim.processes.trust import MOST_TOUCHED
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array
from tests.bench.given import MOODS, Counts, Learning, Met, Terms, Week
from tests.bench.mesa_claimant import Estate, Household
from tests.bench.mesa_resident import Resident

if TYPE_CHECKING:
    from sim.model import Street

VISITED, TOUCHED, SUCCESS = (
    stream("trust.visited"),
    stream("trust.touched"),
    stream("trust.volunteer_success"),
)
VOTES, SESSIONS, VOLUNTEERS = (stream(f"engagement.{act}") for act in ("vote", "deliberate", "volunteer"))
KNOWN = (
    "age", "age_group", "tenure", "language", "hukou", "language_gap", "vulnerable", "theta", "free_hours",
    "digital", "law", "efficacy", "belonging", "norm", "satisfaction", "expectation", "grievance",
    "mobilised", "efficacy_0", "belonging_0", "trust_gap", "trust_gap_street", "trust", "exposure", "recent",
    "last_act",
)  # fmt: skip


class Community:
    """A community: who lives there, and what its week is like in plain numbers."""

    events: Any
    terms: dict[int, Terms]
    learning: Any
    met: Met

    def __init__(self, number: int, adults: list[Resident]) -> None:
        self.number, self.adults = number, adults
        self.opportunity = 0.0

    def take(self, week: Week) -> None:
        """Take this week's numbers of the community."""
        c = self.number
        self.events = Places(*_at(week.claims, c))
        self.terms = {act: Terms(*terms[c].tolist()) for act, terms in week.terms.items()}
        self.met = Met(*week.learning.met[c].tolist())
        self.learning = Learning(*_at(week.learning, c))
        self.online, self.informed, self.places = (
            float(column[c]) for column in (week.online, week.informed, week.places)
        )


def _at(columns: Any, c: int) -> Iterator[Any]:
    """Give the numbers of one community as plain ones."""
    return (column[c].tolist() if isinstance(column, np.ndarray) else column for column in columns)


class ResidentStreet(mesa.Model):
    """The residents of a street as Mesa agents."""

    def __init__(self, street: Street, start: dict[str, Array]) -> None:
        """Make one agent for each adult.

        Args:
            street: the street that they live in; what a week changes is not read from it.
            start: columns of the residents at the start.
        """
        super().__init__(rng=street.seed)
        self.seed, self.week = street.seed, 0
        self.event_numbers = event_numbers(street.values(ClaimParameters))
        self.claim_numbers = street.values(ClaimParameters)
        self.influence = street.values(InfluenceParameters)
        self.layer_weights = weights(self.influence)[:5].tolist()
        self.engagement = street.values(EngagementParameters)
        self.contact_kept = 1.0 - self.engagement.mobilised_decay
        self.learning = street.values(TrustParameters)
        columns = {name: start[name].tolist() for name in KNOWN}
        self.people = [
            Resident(self, row, {name: column[row] for name, column in columns.items()})
            for row in range(street.world.residents.n)
        ]
        self._house(street)
        self._tie(street)

    def _house(self, street: Street) -> None:
        """Put residents into households, buildings and communities."""
        world, people = street.world, self.people
        c, homes, b, e = world.communities, world.households, world.buildings, world.estates
        own = [bool(x) for x in e.owners_committee]
        estates = [Estate(*row) for row in zip(e.quality.tolist(), e.mode.tolist(), own, strict=True)]
        for first, size, estate, arrears in _rows(homes.first, homes.size, homes.estate, homes.arrears):
            home = Household(estates[estate] if estate >= 0 else None, arrears, people[first : first + size])
            for one in home.members:
                one.household = home
                one.home = [other for other in home.members if other is not one]
        for first, size in _rows(b.first, b.size):
            building = people[first : first + size]
            for one in building:
                one.building = building
                one.online = [other for other in building if other is not one]
        self.communities = []
        for number, (first, size) in enumerate(_rows(c.first, c.adults)):
            self.communities.append(Community(number, people[first : first + size]))
            for one in people[first : first + size]:
                one.community = self.communities[-1]

    def _tie(self, street: Street) -> None:
        """Give residents their lists of relatives, neighbours, workmates and fellows of a group."""
        net, group = street.world.networks, street.world.residents.group.tolist()
        for one in self.people:
            for name, start, others in (
                ("kin", net.kin_start, net.kin), ("neighbours", net.neighbour_start, net.neighbour),
                ("work", net.work_start, net.work),
            ):  # fmt: skip
                ties = others[int(start[one.row]) : int(start[one.row + 1])].tolist()
                setattr(one, name, [self.people[row] for row in ties])
            if group[one.row] >= 0:
                fellows = (other for other in self.people if group[other.row] == group[one.row])
                one.circle = [other for other in fellows if other is not one]

    def live(self, week: Week) -> Counts:
        """Let residents live through a week and give what happened."""
        self.week = week.number
        self.agents.do("rest")
        for community in self.communities:
            community.take(week)
        self._be_reached(week)
        events = self._happen()
        self.agents.do("observe")
        acts = self._take_part(week)
        self._learn(week)
        return Counts(acts, *events, self._means())

    def _be_reached(self, week: Week) -> None:
        for row in np.flatnonzero(week.gain).tolist():
            self.people[row].gain = float(week.gain[row])
        for row in np.flatnonzero(week.contacted).tolist():
            self.people[row].contacted = int(week.contacted[row])
        for row in np.flatnonzero(week.served).tolist():
            self.people[row].served = True
        for row in np.flatnonzero(week.eligible).tolist():
            self.people[row].eligible = True

    def _happen(self) -> tuple[Array, Array, Array]:
        """Let candidates meet events; count events, those named, and routes."""
        n = len(self.communities)
        events, named, routes = np.zeros((n, 8, 2)), np.zeros((n, 8, 2)), np.zeros((n, 2, 6))
        for resident, kind, bar in self._candidates():
            if bar < resident.event_rate(kind) and (event := resident.meet(kind)) is not None:
                c = resident.community.number
                events[c, event.kind, event.cls] += 1.0
                if event.route >= 0:
                    named[c, event.kind, event.cls] += 1.0
                    routes[c, event.cls, event.route] += 1.0
        return events, named, routes

    def _candidates(self) -> Iterator[tuple[Resident, int, float]]:
        """Pass through each community in gaps; give a resident, a type of event and its bar."""
        for community in self.communities:
            ceiling, position, k = community.events.ceiling, -1, 0
            total = sum(ceiling)
            scale = 1.0 / math.log1p(-min(total, 0.999))
            while True:
                u, v = uniform_pair(self.seed, GAP, self.week, community.number, k)
                position, k = position + 1 + int(math.log(u) * scale), k + 1
                if position >= len(community.adults):
                    break
                kind, bar = 0, v * total
                while kind < TRIVIAL and bar >= ceiling[kind]:
                    bar, kind = bar - ceiling[kind], kind + 1
                yield community.adults[position], kind, bar

    def _take_part(self, week: Week) -> Array:
        """Let residents vote, go to sessions and volunteer; count them."""
        self.agents.do("consider")
        if week.eligible.size:
            self.agents.do("vote", VOTES)
        for first, stop in week.invited.T.tolist():
            for one in self.people[first:stop]:
                one.attend(SESSIONS)
        for community in self.communities:
            willing = sum(one.chance for one in community.adults)
            community.opportunity = min(community.places / willing, 1.0)
        self.agents.do("volunteer", VOLUNTEERS)
        self.agents.do("look_back")
        acted = [
            [sum(one.acted[act] for one in place.adults) for place in self.communities] for act in range(3)
        ]
        return np.array(acted)

    def _learn(self, week: Week) -> None:
        """Let residents learn from what they lived through, in the order of kinds."""
        p = self.learning
        for one, spare in self._sample(
            VISITED, "visit_chance", week.learning.most_visits, p.visit_vulnerable
        ):
            here = one.community.learning
            signal = p.check_signal if spare < here.checks else here.visit_signal
            one.learn(T_COMMUNITY, signal, p.rate_visit)
        self._tell(week, X_VISIT, X_SERVICE)
        for row, success in zip(*(told.tolist() for told in week.verdicts), strict=True):
            self.people[row].judge(success)
        self.agents.do("see_result", SUCCESS)
        self.agents.do("live_on")
        self._tell(week, X_SERVICE + 1, X_ADVERSARIAL)
        self._tell(week, X_ADVERSARIAL, X_ADVERSARIAL + 1)
        for one, _ in self._sample(TOUCHED, "touched", MOST_TOUCHED, 1.0):
            one.learn(T_COMMUNITY, p.adversarial_signal, one.community.learning.enforcement)
        self._tell(week, X_ADVERSARIAL + 1, X_DISCLOSURE)
        for community in self.communities:
            for one in community.adults:
                one.hear(community.learning.surprise, community.learning.disclosure)
        self._tell(week, X_DISCLOSURE + 1, X_VIDEO)
        if week.eligible.size:
            for community in self.communities:
                for one in community.adults:
                    one.hear(community.learning.legitimacy, p.rate_election)

    def _sample(
        self, purpose: int, chance: str, most: float, vulnerable: float
    ) -> Iterator[tuple[Resident, float]]:
        """Draw residents at a ceiling rate, by gaps, and thin them to their own chance."""
        log_rest = math.log(1.0 - most)
        for community in self.communities:
            own, position, k = getattr(community.learning, chance), -1, 0
            while True:
                gap, thin = uniform_pair(self.seed, purpose, self.week, community.number, k)
                position, k = position + 1 + int(math.log(gap) / log_rest), k + 1
                if position >= len(community.adults):
                    break
                one = community.adults[position]
                if thin * most < own * (vulnerable if one.vulnerable else 1.0):
                    yield one, uniform(self.seed, purpose, self.week, one.row, 1 << 30)

    def _tell(self, week: Week, low: int, high: int) -> None:
        """Let experiences be lived through; neighbours hear of some, the same news once."""
        kinds, vicarious = week.lived.kind, self.learning.vicarious
        for kind in range(low, high):
            chosen = [column[kinds == kind].tolist() for column in week.lived]
            told = kind in (X_DISPUTE, X_SESSION)
            heard = dict(zip(chosen[1], chosen[3], strict=True))
            for _, row, organisation, signal, rate in zip(*chosen, strict=True):
                self.people[row].learn(organisation, signal, rate)
                for other in self.people[row].neighbours if told else ():
                    if heard.get(other.row) != signal:
                        heard[other.row] = signal
                        other.learn(organisation, signal, vicarious * rate)

    def _means(self) -> Array:
        """Give mean trust and moods by community, [10, C]."""
        means = []
        for community in self.communities:
            n = len(community.adults)
            trust = [sum(column) / n for column in zip(*(one.trust for one in community.adults), strict=True)]
            moods = [sum(getattr(one, mood) for one in community.adults) / n for mood in MOODS]
            means.append(trust + moods)
        return np.array(means).T


def _rows(*columns: Array) -> Iterator[tuple[int, ...]]:
    """Go through columns of whole numbers row by row."""
    return zip(*(column.tolist() for column in columns), strict=True)
