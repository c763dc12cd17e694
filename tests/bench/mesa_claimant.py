"""How a resident meets an event, names it and chooses a route (M9), as methods of a Mesa agent."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import mesa

from sim.codes import (
    DISPUTE,
    ENV,
    FAM,
    INTG,
    LAND,
    NEIG,
    OTH,
    P_COMMITTEE,
    P_COMPANY,
    P_NONE,
    P_OWNERS,
    P_RESIDENT,
    P_STREET,
    P_UNIT,
    PROP,
    R_BILATERAL,
    R_COMMITTEE,
    R_COURT,
    R_HOTLINE,
    R_LUMP,
    R_PETITION,
    REQUEST,
    SERV,
    T_COMMUNITY,
    T_STREET,
)  # fmt: skip
from sim.draws import birth_part, uniform_pair
from sim.processes.claims_events import CLIP, NATURE, PARTY, ROUTE_A, ROUTE_B, ROUTE_C, SEVERITY, TRIVIAL
from sim.processes.claims_parties import COMPANY_MODE, STRIDE, TRIES

if TYPE_CHECKING:
    from tests.bench.mesa_resident import Resident
    from tests.bench.mesa_week import Community


@dataclass
class Estate:
    """A housing estate with common property."""

    quality: float
    mode: int
    owners_committee: bool


@dataclass
class Household:
    """A household."""

    estate: Estate | None
    arrears: int
    members: list[Resident] = field(default_factory=list)


@dataclass
class Event:
    """What happened to a resident."""

    kind: int
    cls: int
    severity: float
    party_kind: int
    party: Resident | None
    route: int = -1


class Claimant(mesa.Agent):
    """The side of a resident that meets events."""

    model: Any
    row: int
    community: Community
    household: Household
    building: list[Resident]
    kin: list[Resident]
    neighbours: list[Resident]
    trust: list[float]
    belonging: float
    norm: float
    efficacy: float
    grievance: float
    law: float
    digital: float
    hukou: bool
    language: int
    language_gap: bool
    gain: float
    conflicts: int

    def event_rate(self, kind: int) -> float:
        """Give the true weekly rate of a type of event."""
        p, week = self.model.event_numbers, self.community.events
        rate: float = week.rate[kind]
        if kind == TRIVIAL:
            return rate
        x = week.shift[kind] - p.belonging * (self.belonging - 0.5)
        if kind in (NEIG, ENV):
            x -= p.norm * (self.norm - 0.5)
        if kind == PROP:
            if self.household.estate is None:
                return 0.0
            x += p.quality * (p.quality_reference - self.household.estate.quality)
            x += p.arrears * min(self.household.arrears, 4.0) / 4.0
        rate *= math.exp(min(max(x, -CLIP), CLIP))
        if kind == INTG and self.language_gap:
            rate *= week.language_factor
        return rate

    def meet(self, kind: int) -> Event | None:
        """Let an event happen: what it is about, with whom, how severe, and what is done about it."""
        trivial, kind = kind == TRIVIAL, SERV if kind == TRIVIAL else kind
        p, part = self.model.event_numbers, birth_part(self.model.week, kind, int(trivial))
        (u, v), (nature, naming) = self._pair(SEVERITY, part), self._pair(NATURE, part)
        severity = -p.severity_scale * math.log(u * v) * (p.trivial_severity if trivial else 1.0)
        request = kind in (ENV, SERV) or (kind == PROP and nature < p.request_share)
        party_kind, party = self.find_party(kind, *self._pair(PARTY, part))
        if kind == INTG and party_kind == P_NONE:
            return None
        event = Event(kind, REQUEST if request else DISPUTE, severity, party_kind, party)
        if naming < self.chance_to_name(event):
            event.route = self.choose_route(event, part)
        self.remember(event)
        return event

    def chance_to_name(self, event: Event) -> float:
        """Give the chance that an event is named."""
        p = self.model.event_numbers
        x = p.naming_base + p.naming_severity * event.severity + p.naming_law * self.law
        if event.kind == NEIG:
            x += self.community.events.naming_neighbour
        return 1.0 / (1.0 + math.exp(-x))

    def choose_route(self, event: Event, part: int) -> int:
        """Give the route of greatest utility, with Gumbel errors."""
        draws = [u for stream in (ROUTE_A, ROUTE_B, ROUTE_C) for u in self._pair(stream, part)]
        values = [x - math.log(-math.log(u)) for x, u in zip(self.utilities(event), draws, strict=True)]
        return values.index(max(values))

    def utilities(self, event: Event) -> list[float]:
        """Give the utilities of the six routes."""
        p, week, severity = self.model.event_numbers, self.community.events, event.severity
        trust = self.trust[T_COMMUNITY] - 0.5
        utility = list(week.route)
        utility[R_LUMP] -= p.lump_severity * severity + p.lump_efficacy * self.efficacy
        utility[R_BILATERAL] += p.bilateral_belonging * (self.belonging - 0.5)
        if event.party_kind not in (P_NONE, P_RESIDENT):
            utility[R_BILATERAL] -= p.bilateral_organisation
        utility[R_COMMITTEE] += p.committee_trust * trust + p.committee_severity * severity
        if self.language_gap:
            utility[R_COMMITTEE] -= p.committee_language * week.uninterpreted
        utility[R_HOTLINE] += p.hotline_severity * severity - p.hotline_trust * trust
        utility[R_HOTLINE] += p.hotline_digital * self.digital * week.online
        if event.cls == REQUEST:
            utility[R_HOTLINE] += p.hotline_request
        utility[R_COURT] += p.court_severity * severity + p.court_law * self.law
        utility[R_PETITION] += p.petition_severity * severity + p.petition_grievance * self.grievance
        utility[R_PETITION] -= p.petition_trust * self.trust[T_STREET]
        return utility

    def remember(self, event: Event) -> None:
        """Let what is not claimed rankle; note a quarrel on both sides."""
        if event.route < 0:
            self.gain += self.model.claim_numbers.grievance_unnamed * event.severity
        elif event.route == R_LUMP:
            self.gain += self.model.claim_numbers.grievance_lumped * event.severity
        elif event.kind in (NEIG, INTG):
            self.conflicts += 1
            if event.party is not None:
                event.party.conflicts += 1

    def find_party(self, kind: int, u: float, v: float) -> tuple[int, Resident | None]:
        """Give with whom the event is: kind of party, and the resident if it is one."""
        p = self.model.event_numbers
        if kind in (ENV, SERV):
            return (P_COMMITTEE if u < p.office_committee else P_STREET), None
        if kind == PROP:
            return self._manager(u), None
        if kind == LAND and u >= p.land_group:
            return P_COMMITTEE, None
        if kind == OTH and u >= p.other_resident and self.community.events.units > 0:
            return P_UNIT, None
        if kind == NEIG:
            party = _one_of(self.neighbours, v) or self._other(self.building, v)
        elif kind == FAM:
            party = self._other(self.household.members, v) or _one_of(self.kin, v)
        elif kind == INTG:
            party = self._of_other_group(v)
        else:
            party = self._other(self.building if kind == LAND else self.community.adults, v)
        return (P_NONE if party is None else P_RESIDENT), party

    def _manager(self, u: float) -> int:
        estate = self.household.estate
        assert estate is not None
        if estate.mode == COMPANY_MODE and not (
            estate.owners_committee and u < self.model.event_numbers.owners_party
        ):
            return P_COMPANY
        return P_OWNERS if estate.owners_committee else P_COMMITTEE

    def _other(self, people: list[Resident], v: float) -> Resident | None:
        """Give a random one of some people that is not oneself."""
        if len(people) < 2:
            return None
        k = int(v * (len(people) - 1))
        return people[k + 1] if people[k].row >= self.row else people[k]

    def _of_other_group(self, v: float) -> Resident | None:
        people = self.community.adults
        size, start = len(people), int(v * len(people))
        tries = [start + k * STRIDE for k in range(TRIES)] + [start + k for k in range(size)]
        for group in ("language", "hukou"):
            for k in tries:
                other = people[k % size]
                if getattr(other, group) != getattr(self, group):
                    return other
        return None

    def _pair(self, stream: int, part: int) -> tuple[float, float]:
        pair: tuple[float, float] = uniform_pair(self.model.seed, stream, self.model.week, self.row, part)
        return pair


def _one_of(people: list[Resident], v: float) -> Resident | None:
    return people[int(v * len(people))] if people else None
