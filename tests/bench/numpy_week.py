"""The resident week as one would write it with NumPy and SciPy: float32 columns, sparse matrices.

There is no loop over people. What hangs on fixed numbers alone is reckoned once, and temporary arrays are
reused where that pays. Draws are those of the kernels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from sim.codes import (
    DELIBERATE,
    INTG,
    NEIG,
    OWNER,
    P_RESIDENT,
    R_LUMP,
    T_COMMUNITY,
    T_SOCIAL,
    T_STREET,
    VOLUNTEER,
    VOTE,
    X_ADVERSARIAL,
    X_DISCLOSURE,
    X_DISPUTE,
    X_SERVICE,
    X_SESSION,
    X_VIDEO,
    X_VISIT,
)  # fmt: skip
from sim.draws import stream
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.influence import weights
from sim.processes.influence_parameters import InfluenceParameters
from sim.processes.trust import MOST_TOGETHER, MOST_TOUCHED
from sim.processes.trust_parameters import TrustParameters
from sim.table import Array
from tests.bench.given import MOODS, Counts, Met, Terms, Week
from tests.bench.numpy_draws import by_twos, in_gaps, pairs
from tests.bench.numpy_events import EventMaker, Found

if TYPE_CHECKING:
    from sim.model import Street

VISITED, TOUCHED, SUCCESS = (
    stream("trust.visited"),
    stream("trust.touched"),
    stream("trust.volunteer_success"),
)
VOTES, SESSIONS, VOLUNTEERS = (stream(f"engagement.{act}") for act in ("vote", "deliberate", "volunteer"))
OLD_AGE = 2


class ResidentArrays:
    """The residents of a street as NumPy columns."""

    def __init__(self, street: Street, start: dict[str, Array]) -> None:
        """Take the residents' columns at the start, and their ties as one sparse matrix."""
        world = street.world
        self.x: dict[str, Any] = {
            name: column.astype(np.float32) if column.dtype.kind == "f" else column.copy()
            for name, column in start.items()
        }
        self.x["trust"] = np.ascontiguousarray(self.x["trust"].T)
        self.n, self.seed, self.week = world.residents.n, street.seed, 0
        self.first = world.communities.first.astype(np.int64)
        self.adults = world.communities.adults.astype(np.int64)
        self.engagement, self.learning = street.values(EngagementParameters), street.values(TrustParameters)
        self.speed = np.float32(street.values(InfluenceParameters).exposure_speed)
        self.maker = EventMaker(street)
        self.neighbours = (world.networks.neighbour_start.astype(np.int64), world.networks.neighbour)
        self.building_first = world.buildings.first.astype(np.int64)
        self.building_size = world.buildings.size.astype(np.int64)
        self.mates = np.repeat(self.building_size, self.building_size) - 1
        self.ties, self.tie_weight = _ties(street)
        self._lasting: dict[int, Array] = {}
        kind = np.where(self.x["vulnerable"], 2, np.where(self.x["age_group"] == OLD_AGE, 1, 0))
        self.needs = self.x["community"].astype(np.int64) * 3 + kind
        self.frail = (kind > 0).astype(np.float32)

    def live(self, week: Week) -> Counts:
        """Let residents live through a week and give what happened."""
        self.week = week.number
        self.gain, self.conflicts = week.gain.astype(np.float32), np.zeros(self.n, np.float32)
        events = self._happen(week)
        self._observe(week)
        acts = self._take_part(week)
        self._learn(week)
        means = [np.add.reduceat(column, self.first) / self.adults for column in self.x["trust"]]
        means += [np.add.reduceat(self.x[mood], self.first) / self.adults for mood in MOODS]
        return Counts(acts, *events, np.array(means))

    def spread(self, values: Array) -> Array:
        """Give each resident the value of the community; one number where all are equal."""
        numbers = np.asarray(values, np.float32)
        return numbers[:1] if (numbers == numbers[0]).all() else np.repeat(numbers, self.adults)

    def by_community(self, rows: Array) -> Array:
        """Count rows of residents by community."""
        return np.bincount(self.x["community"][rows], minlength=self.adults.size)

    # events

    def _happen(self, week: Week) -> tuple[Array, Array, Array]:
        e, n = self.maker.make(week.number, week.claims, self.x), self.adults.size
        self._rankle(e)
        named = e.route >= 0
        cell = (e.community * 8 + e.kind) * 2 + e.cls
        way = (e.community * 2 + e.cls) * 6 + e.route
        return (
            np.bincount(cell, minlength=16 * n).reshape(n, 8, 2),
            np.bincount(cell[named], minlength=16 * n).reshape(n, 8, 2),
            np.bincount(way[named], minlength=12 * n).reshape(n, 2, 6),
        )

    def _rankle(self, e: Found) -> None:
        """Let what is not claimed rankle; note quarrels on both sides."""
        p = self.maker.claims
        size = np.where(
            e.route < 0, p.grievance_unnamed, np.where(e.route == R_LUMP, p.grievance_lumped, 0.0)
        )
        np.add.at(self.gain, e.resident, (size * e.severity).astype(np.float32))
        quarrel = (e.route > R_LUMP) & ((e.kind == NEIG) | (e.kind == INTG))
        np.add.at(self.conflicts, e.resident[quarrel], 1.0)
        np.add.at(self.conflicts, e.party[quarrel & (e.party_kind == P_RESIDENT)], 1.0)

    # taking part

    def _observe(self, week: Week) -> None:
        """Move exposure toward what is seen: one sparse product, and the sums of buildings."""
        recent = self.x["recent"].astype(np.float32, order="C")
        around = self.ties @ recent
        online = np.where(
            self.mates > 0, np.repeat(week.online, self.adults) / np.maximum(self.mates, 1), 0.0
        )
        in_building = np.repeat(np.add.reduceat(recent, self.building_first), self.building_size, axis=0)
        around += online.astype(np.float32)[:, None] * (in_building - recent)
        total = self.tie_weight + self.spread(week.online) * (self.mates > 0)
        scale = np.divide(self.speed, total, out=np.zeros_like(total), where=total > 0.0)
        kept = np.where(total > 0.0, 1.0 - self.speed, np.float32(1.0))
        self.x["exposure"] = self.x["exposure"] * kept[:, None] + around * scale[:, None]

    def _take_part(self, week: Week) -> Array:
        x = self.x
        x["mobilised"] *= np.float32(1.0 - self.engagement.mobilised_decay)
        x["mobilised"] += week.contacted
        acts = np.zeros((3, self.adults.size))
        if week.eligible.size:
            voted = (by_twos(self.n, self.seed, VOTES, self.week) < self._chance(week, VOTE)) & week.eligible
            x["recent"][:, VOTE] = voted
            acts[0] = self.by_community(np.flatnonzero(voted))
        attended = self._attend(week)
        chance = self._chance(week, VOLUNTEER)
        stops = self.first + self.adults
        willing = np.array([chance[a:b].sum() for a, b in zip(self.first, stops, strict=True)], float)
        opportunity = np.repeat(np.minimum(week.places / willing, 1.0), self.adults)
        helped = np.flatnonzero(by_twos(self.n, self.seed, VOLUNTEERS, self.week) < opportunity * chance)
        for act, rows in ((DELIBERATE, attended), (VOLUNTEER, helped)):
            x["last_act"][rows, act] = self.week
            x["recent"][:, act] = x["last_act"][:, act] > self.week - self.engagement.memory_window
            acts[act] = self.by_community(rows)
        self.helped, self.joint = helped, np.bincount(np.concatenate([attended, helped]), minlength=self.n)
        return acts

    def _attend(self, week: Week) -> Array:
        """Give who goes to a session."""
        rows = np.concatenate([np.arange(a, b) for a, b in week.invited.T])
        if not rows.size:
            return rows
        luck = np.array(pairs(self.seed, SESSIONS, self.week, rows // 2, 0))[rows % 2, np.arange(rows.size)]
        heard = week.informed[self.x["community"][rows]]
        came: Array = rows[luck < heard * self._chance(week, DELIBERATE)[rows]]
        return came

    def _chance(self, week: Week, act: int) -> Array:
        """Give each adult's chance to do an act."""
        x, k = self.x, Terms(*(self.spread(column) for column in week.terms[act].T))
        if act not in self._lasting:
            self._lasting[act] = self._lasting_utility(k)
        u = self._lasting[act] + k.base
        u += k.efficacy * x["efficacy"] + k.trust * x["trust"][T_COMMUNITY]
        if k.social.any():
            u += k.social * x["trust"][T_SOCIAL]
        u += k.belonging * x["belonging"] + k.norm * x["norm"]
        z, m = x["exposure"][:, act], x["mobilised"]
        u += k.slope * z
        if k.curve.any():
            u += k.curve * z * z
        u += k.contact * (m * np.exp(1.0 - m))
        if k.grievance.any():
            u += k.grievance * np.minimum(x["grievance"], 2.0)
        np.negative(u, out=u)
        np.exp(u, out=u)
        u += 1.0
        return np.asarray(np.divide(1.0, u, out=u))

    def _lasting_utility(self, k: Terms) -> Array:
        """Give the part of the utility that hangs on what does not change."""
        x, here = self.x, self.x["hukou"]
        years = np.clip(x["age"], 18, 80).astype(np.float32)
        points = (
            x["digital"] * np.minimum(x["free_hours"] * k.reach, 1.0) * np.where(here, 1.0, k.migrant_reach)
        )
        u = k.young * np.minimum(years, 50.0) + k.old * np.maximum(years, 50.0) + k.drive * x["theta"]
        u += k.points * points - (k.crowd + k.crowd_points * points) * np.maximum(x["theta"], 0.0)
        access = np.clip(np.where(here, k.registered, k.migrant) + k.online * x["digital"], 0.0, 1.0)
        u += k.owner * (x["tenure"] == OWNER) + k.access * access - k.language * x["language_gap"]
        lasting: Array = (u - k.time / (1.0 + x["free_hours"])).astype(np.float32)
        return lasting

    # learning

    def _learn(self, week: Week) -> None:
        x, p, here = self.x, self.learning, week.learning
        took = (x["recent"][:, DELIBERATE] | x["recent"][:, VOLUNTEER]) != 0
        self.bad = np.where(took, np.float32(p.asymmetry * (1.0 - p.buffer)), np.float32(p.asymmetry))
        rows, c = self._sample(VISITED, here.visit_chance, here.most_visits, p.visit_vulnerable)
        checked = pairs(self.seed, VISITED, self.week, rows, 1 << 30)[0] < here.checks[c]
        self._live(T_COMMUNITY, rows, np.where(checked, p.check_signal, here.visit_signal[c]), p.rate_visit)
        self._tell(week, X_VISIT, X_SERVICE)
        self._judge(*week.verdicts)
        luck = pairs(self.seed, SUCCESS, self.week, self.helped, 0)[0]
        self._judge(self.helped, luck < here.responsiveness[x["community"][self.helped]])
        self._live_on(week)
        self._tell(week, X_SERVICE + 1, X_ADVERSARIAL + 1)
        rows, c = self._sample(TOUCHED, here.touched, MOST_TOUCHED, 1.0)
        self._live(T_COMMUNITY, rows, np.full(rows.size, p.adversarial_signal), here.enforcement[c])
        self._tell(week, X_ADVERSARIAL + 1, X_DISCLOSURE)
        self._hear(here.surprise, self.spread(here.disclosure))
        self._tell(week, X_DISCLOSURE + 1, X_VIDEO)
        if week.eligible.size:
            self._hear(here.legitimacy, p.rate_election)

    def _sample(self, purpose: int, chance: Array, most: float, vulnerable: float) -> tuple[Array, Array]:
        """Draw residents at a ceiling rate, by gaps, and thin them to their own chance."""
        scale = np.full(self.adults.size, 1.0 / np.log(1.0 - most))
        c, place, thin = in_gaps((self.seed, purpose, self.week), scale, self.adults)
        rows = self.first[c] + place
        kept = thin * most < chance[c] * np.where(self.x["vulnerable"][rows], vulnerable, 1.0)
        return rows[kept], c[kept]

    def _live(self, organisation: int, rows: Array, signal: Array, rate: Array | float) -> None:
        """Apply experiences, each resident's own one after another in the order given."""
        rate, trust = np.broadcast_to(rate, rows.shape), self.x["trust"][organisation]
        while rows.size:
            now = np.sort(np.unique(rows, return_index=True)[1])
            i, gap = rows[now], signal[now] - trust[rows[now]]
            trust[i] += rate[now] * np.where(gap < 0.0, self.bad[i], 1.0) * gap
            later = np.ones(rows.size, bool)
            later[now] = False
            rows, signal, rate = rows[later], signal[later], rate[later]

    def _everyone(self, organisation: int, signal: Array, rate: Array | float) -> None:
        """Apply an experience that everyone has."""
        trust = self.x["trust"][organisation]
        signal -= trust
        signal *= np.where(signal < 0.0, self.bad, np.float32(1.0))
        signal *= rate
        trust += signal

    def _hear(self, change: Array, rate: Array | float) -> None:
        self._everyone(
            T_COMMUNITY, np.clip(self.x["trust"][T_COMMUNITY] + self.spread(change), 0.0, 1.0), rate
        )

    def _tell(self, week: Week, low: int, high: int) -> None:
        """Apply experiences with organisations; neighbours hear of some, the same news once."""
        for kind in np.unique(week.lived.kind[(week.lived.kind >= low) & (week.lived.kind < high)]):
            _, rows, organisation, signal, rate = (c[week.lived.kind == kind] for c in week.lived)
            rows = rows.astype(np.int64)
            if kind in (X_DISPUTE, X_SESSION):
                rows, organisation, signal, rate = self._with_neighbours(rows, organisation, signal, rate)
            for o in np.unique(organisation):
                about = organisation == o
                self._live(o, rows[about], signal[about], rate[about])

    def _with_neighbours(
        self, rows: Array, organisation: Array, signal: Array, rate: Array
    ) -> tuple[Array, ...]:
        """Put behind each experience those of neighbours who have not just heard the same."""
        start, ties = self.neighbours
        degree = start[rows + 1] - start[rows]
        place = np.arange(degree.sum()) - np.repeat(np.cumsum(degree) - degree, degree)
        news = np.repeat(np.arange(rows.size), degree)
        hearer = ties[np.repeat(start[rows], degree) + place].astype(np.int64)
        heard = np.full(self.n, -1.0)
        heard[rows] = signal
        order = np.lexsort((news, hearer))
        who, what = hearer[order], signal[news[order]]
        again = np.concatenate(([False], who[1:] == who[:-1]))
        before = np.where(again, np.roll(what, 1), heard[who])
        new = np.sort(order[what != before])
        at = np.concatenate((2 * np.arange(rows.size), 2 * news[new] + 1))
        sequence = np.argsort(at, kind="stable")
        all_rates = np.concatenate((rate, self.learning.vicarious * rate[news[new]]))
        return (
            np.concatenate((rows, hearer[new]))[sequence],
            np.concatenate((organisation, organisation[news[new]]))[sequence],
            np.concatenate((signal, signal[news[new]]))[sequence],
            all_rates[sequence],
        )

    def _judge(self, rows: Array, success: Array) -> None:
        """Let efficacy follow successes and failures, one after another."""
        p, efficacy = self.learning, self.x["efficacy"]
        while rows.size:
            now = np.unique(rows, return_index=True)[1]
            i, before = rows[now], efficacy[rows[now]].astype(float)
            efficacy[i] += p.efficacy_rate * np.where(success[now], 1.0 - before, -p.asymmetry * before)
            later = np.ones(rows.size, bool)
            later[now] = False
            rows, success = rows[later], success[later]

    def _live_on(self, week: Week) -> None:
        """Live through services, drift back to oneself, forget some of what rankles."""
        x, p, met = self.x, self.learning, self._quality_met(week)
        gap = met - x["expectation"]
        np.clip(met + p.disconfirmation * gap, 0.0, 1.0, out=x["satisfaction"])
        gap = np.clip(met + self.spread(week.learning.promise), 0.0, 1.0) - x["expectation"]
        x["expectation"] += p.expectation_rate * gap
        self._everyone(T_COMMUNITY, np.clip(met + x["trust_gap"], 0.0, 1.0), p.rate_service)
        street_rate = p.rate_service * p.street_share
        self._everyone(T_STREET, np.clip(met + x["trust_gap_street"], 0.0, 1.0), street_rate)
        x["efficacy"] += p.efficacy_return * (x["efficacy_0"] - x["efficacy"])
        before = x["belonging"]
        after = before + p.belonging_return * (x["belonging_0"] - before)
        after -= p.belonging_loss * self.conflicts * before
        after += p.belonging_rate * np.minimum(self.joint, MOST_TOGETHER).astype(np.float32) * (1.0 - before)
        np.clip(after, 0.0, 1.0, out=x["belonging"])
        fading = self.spread(week.learning.fading) + p.care_fading * week.served.astype(np.float32)
        x["grievance"] *= 1.0 - fading
        x["grievance"] += self.gain
        np.clip(x["grievance"], 0.0, 5.0, out=x["grievance"])

    def _quality_met(self, week: Week) -> Array:
        """Give the quality of services that each resident meets."""
        x, numbers = self.x, week.learning.met.astype(np.float32)
        k = Met(*(self.spread(column) for column in numbers.T))
        access = k.start + k.near * x["digital"] - k.frail * self.frail
        access -= k.migrant * ~x["hukou"] + k.language * x["language_gap"]
        at_window = np.clip(access - k.window * (1.0 - x["digital"]), 0.2, 1.0)
        at_window *= numbers[:, 6:9].ravel()[self.needs]
        np.clip(access, 0.2, 1.0, out=access)
        access *= numbers[:, 9:12].ravel()[self.needs]
        return np.asarray(access + at_window)


def _ties(street: Street) -> tuple[sparse.csr_array, Array]:
    """Give the weights of all ties but online ones, and their sum for each resident."""
    world, n = street.world, street.world.residents.n
    home, kin, neighbour, work, circle = weights(street.values(InfluenceParameters))[:5]
    net = world.networks
    layers = [
        (net.kin_start, net.kin), (net.neighbour_start, net.neighbour), (net.work_start, net.work),
    ]  # fmt: skip
    matrices = [
        sparse.csr_array((np.ones(ties.size), ties.astype(np.int32), start.astype(np.int32)), shape=(n, n))
        for start, ties in layers
    ]
    group = world.residents.group
    joined = sparse.csr_array(
        (np.ones((group >= 0).sum()), (np.flatnonzero(group >= 0), group[group >= 0])),
        (n, int(group.max()) + 1),
    )
    living = sparse.csr_array((np.ones(n), (np.arange(n), world.residents.household)))
    total, all_ties = np.zeros(n), sparse.csr_array((n, n))
    shared = [m @ m.T - sparse.diags_array((m @ m.T).diagonal()) for m in (living, joined)]
    for weight, ties in zip((kin, neighbour, work, home, circle), [*matrices, *shared], strict=True):
        degree = np.asarray(ties.sum(axis=1)).ravel()
        total += weight * (degree > 0.0)
        all_ties = all_ties + sparse.diags_array(weight / np.maximum(degree, 1.0)) @ ties
    matrix = all_ties.astype(np.float32)
    matrix.eliminate_zeros()
    return matrix, total.astype(np.float32)
