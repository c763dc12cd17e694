"""Events, naming and routes (M9) on whole arrays of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
from sim.processes.claims_events import (
    CLIP,
    GAP,
    NATURE,
    PARTY,
    ROUTE_A,
    ROUTE_B,
    ROUTE_C,
    SEVERITY,
    TRIVIAL,
    Places,
)
from sim.processes.claims_parameters import ClaimParameters
from sim.processes.claims_parties import COMPANY_MODE, STRIDE, TRIES
from sim.processes.claims_setting import event_numbers, setting
from sim.table import Array
from tests.bench.numpy_draws import in_gaps, pairs

if TYPE_CHECKING:
    from sim.model import Street


@dataclass
class Found:
    """Events of a week, one element each; route -1 if unnamed."""

    resident: Array
    community: Array
    kind: Array
    cls: Array
    severity: Array
    party_kind: Array
    party: Array
    route: Array


class EventMaker:
    """What stays the same about events: parameters, homes and ties."""

    def __init__(self, street: Street) -> None:
        homes, self.seed = setting(street).homes, street.seed
        # One row more, met under the number -1: the estate of those who live in none.
        self.homes = homes._replace(
            quality=np.append(homes.quality, 0.0), mode=np.append(homes.mode, 0),
            owners_committee=np.append(homes.owners_committee, False),
        )  # fmt: skip
        self.claims = street.values(ClaimParameters)
        self.p = event_numbers(self.claims)
        c = street.world.communities
        self.first, self.adults = c.first.astype(np.int64), c.adults.astype(np.int64)

    def make(self, week: int, places: Places, people: dict[str, Array]) -> Found:
        """Give this week's events; ``people`` are the columns of residents."""
        i, c, kind = self._keep(*self._candidates(week, places), places, people)
        trivial, kind = kind == TRIVIAL, np.where(kind == TRIVIAL, SERV, kind)
        part = week << 8 | kind << 4 | trivial
        draws = np.array([
            pairs(self.seed, s, week, i, part) for s in (SEVERITY, NATURE, PARTY, ROUTE_A, ROUTE_B, ROUTE_C)
        ])  # fmt: skip
        severity = -self.p.severity_scale * np.log(draws[0, 0] * draws[0, 1])
        severity[trivial] *= self.p.trivial_severity
        request = (kind == ENV) | (kind == SERV) | ((kind == PROP) & (draws[1, 0] < self.p.request_share))
        by, party = self._parties(i, c, kind, draws[2], places, people)
        found = Found(
            i, c, kind, np.where(request, REQUEST, DISPUTE), severity, by, party, np.full(i.size, -1)
        )
        self._name(found, draws, places, people)
        real = ~((kind == INTG) & (by == P_NONE))
        return Found(*(column[real] for column in vars(found).values()))

    def _candidates(self, week: int, places: Places) -> tuple[Array, Array, Array, Array]:
        """Give resident, community, type and bar of the candidates."""
        ends = np.cumsum(places.ceiling, axis=1)
        scale = 1.0 / np.log1p(-np.minimum(ends[:, -1], 0.999))
        c, place, v = in_gaps((self.seed, GAP, week), scale, self.adults)
        x = v * ends[c, -1]
        kind = np.minimum((x[:, None] >= ends[c]).sum(axis=1), TRIVIAL)
        bar = x - np.where(kind > 0, ends[c, kind - 1], 0.0)
        return self.first[c] + place, c, kind, bar

    def _keep(
        self, i: Array, c: Array, kind: Array, bar: Array, places: Places, people: dict[str, Array]
    ) -> tuple[Array, Array, Array]:
        """Keep the candidates whose bar lies below their true rate."""
        likely = bar < places.most[c, kind]
        i, c, kind, bar = i[likely], c[likely], kind[likely], bar[likely]
        p, homes, household = self.p, self.homes, people["household"][i]
        estate = homes.estate[household]
        x = places.shift[c, np.minimum(kind, 7)] - p.belonging * (people["belonging"][i] - 0.5)
        x -= np.where((kind == NEIG) | (kind == ENV), p.norm * (people["norm"][i] - 0.5), 0.0)
        by_home = p.quality * (p.quality_reference - homes.quality[estate])
        by_home += p.arrears * np.minimum(homes.arrears[household], 4.0) / 4.0
        x += np.where(kind == PROP, by_home, 0.0)
        multiple = np.where(kind < TRIVIAL, np.exp(np.clip(x, -CLIP, CLIP)), 1.0)
        multiple[(kind == PROP) & (estate < 0)] = 0.0
        strange = (kind == INTG) & people["language_gap"][i]
        multiple[strange] *= places.language_factor[c[strange]]
        kept = bar < places.rate[c, kind] * multiple
        return i[kept], c[kept], kind[kept]

    def _name(self, e: Found, draws: Array, places: Places, people: dict[str, Array]) -> None:
        """Fill the route of the named."""
        p, i, c = self.p, e.resident, e.community
        x = p.naming_base + p.naming_severity * e.severity + p.naming_law * people["law"][i]
        x += np.where(e.kind == NEIG, places.naming_neighbour[c], 0.0)
        named = draws[1, 1] < 1.0 / (1.0 + np.exp(-x))
        u = self._utilities(e, places, people)
        luck = draws[3:].reshape(6, i.size)
        e.route[named] = (u - np.log(-np.log(luck))).argmax(axis=0)[named]

    def _utilities(self, e: Found, places: Places, people: dict[str, Array]) -> Array:
        """Give the utilities of the six routes, [6, events]."""
        p, i, c, severity = self.p, e.resident, e.community, e.severity
        trust, u = people["trust"][T_COMMUNITY, i] - 0.5, places.route[c].T.copy()
        u[R_LUMP] -= p.lump_severity * severity + p.lump_efficacy * people["efficacy"][i]
        u[R_BILATERAL] += p.bilateral_belonging * (people["belonging"][i] - 0.5)
        u[R_BILATERAL] -= p.bilateral_organisation * ((e.party_kind != P_NONE) & (e.party_kind != P_RESIDENT))
        u[R_COMMITTEE] += p.committee_trust * trust + p.committee_severity * severity
        u[R_COMMITTEE] -= people["language_gap"][i] * p.committee_language * places.uninterpreted[c]
        u[R_HOTLINE] += p.hotline_severity * severity - p.hotline_trust * trust
        u[R_HOTLINE] += p.hotline_digital * people["digital"][i] * places.online[c]
        u[R_HOTLINE] += p.hotline_request * (e.cls == REQUEST)
        u[R_COURT] += p.court_severity * severity + p.court_law * people["law"][i]
        u[R_PETITION] += p.petition_severity * severity + p.petition_grievance * people["grievance"][i]
        u[R_PETITION] -= p.petition_trust * people["trust"][T_STREET, i]
        return u

    def _parties(
        self, i: Array, c: Array, kind: Array, luck: Array, places: Places, people: dict[str, Array]
    ) -> tuple[Array, Array]:
        """Give kind and row of the second party of each event; the row counts for residents only."""
        p, homes, (u, v) = self.p, self.homes, luck
        building, home = people["building"][i], people["household"][i]
        in_building = _other(i, homes.building_first[building], homes.building_size[building], v)
        in_community = _other(i, self.first[c], self.adults[c], v)
        tied = _tied(i, homes.neighbour_start, homes.neighbour, v)
        at_home = _other(i, homes.first[home], homes.size[home], v)
        relative = np.where(at_home >= 0, at_home, _tied(i, homes.kin_start, homes.kin, v))
        party = np.where(kind == LAND, in_building, in_community)
        party = np.where(kind == NEIG, np.where(tied >= 0, tied, in_building), party)
        party = np.where(kind == FAM, relative, party)
        stranger = kind == INTG
        party[stranger] = self._strangers(i[stranger], c[stranger], v[stranger], people)
        by = np.where(party >= 0, P_RESIDENT, P_NONE)
        by[(kind == LAND) & (u >= p.land_group)] = P_COMMITTEE
        office = (kind == ENV) | (kind == SERV)
        by[office] = np.where(u < p.office_committee, P_COMMITTEE, P_STREET)[office]
        estate = homes.estate[home]
        owners, company = homes.owners_committee[estate], homes.mode[estate] == COMPANY_MODE
        manager = np.where(owners, P_OWNERS, P_COMMITTEE)
        manager = np.where(company & ~(owners & (u < p.owners_party)), P_COMPANY, manager)
        by[kind == PROP] = manager[kind == PROP]
        by[(kind == OTH) & (u >= p.other_resident) & (places.units[c] > 0)] = P_UNIT
        return by, party

    def _strangers(self, i: Array, c: Array, v: Array, people: dict[str, Array]) -> Array:
        """Give for each a resident of another language, else of the other registration, else -1."""
        party = np.full(i.size, -1)
        for e in range(i.size):
            first, size = self.first[c[e]], self.adults[c[e]]
            tries = np.concatenate([np.arange(TRIES) * STRIDE, np.arange(size)])
            rows = first + (int(v[e] * size) + tries) % size
            for name in ("language", "hukou"):
                differs = people[name][rows] != people[name][i[e]]
                if differs.any():
                    party[e] = rows[differs.argmax()]
                    break
        return party


def _other(i: Array, first: Array, size: Array, v: Array) -> Array:
    """Give a random member of a run of residents who is not the resident, -1 if there is none."""
    j = first.astype(np.int64) + (v * (size.astype(np.int64) - 1)).astype(np.int64)
    return np.where(size < 2, -1, np.where(j >= i, j + 1, j))


def _tied(i: Array, start: Array, ties: Array, v: Array) -> Array:
    """Give a random tie of each resident, -1 without ties."""
    first = start[i].astype(np.int64)
    degree = start[i + 1].astype(np.int64) - first
    some = np.minimum(first + (v * degree).astype(np.int64), ties.size - 1)
    return np.where(degree > 0, ties[some].astype(np.int64), -1)
