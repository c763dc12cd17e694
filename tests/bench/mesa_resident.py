"""A resident as a Mesa agent: what is seen, whether to take part, what is learnt (M1 to M3)."""

from __future__ import annotations

import math
from typing import Any

from sim.codes import DELIBERATE, OWNER, T_COMMUNITY, T_SOCIAL, T_STREET, VOLUNTEER, VOTE
from sim.draws import uniform, uniform_pair
from sim.processes.trust import MOST_TOGETHER
from tests.bench.given import Terms
from tests.bench.mesa_claimant import Claimant

OLD_AGE = 2


class Resident(Claimant):
    """An adult with a mind, ties, and memories of their own."""

    age: int
    age_group: int
    tenure: int
    vulnerable: bool
    theta: float
    free_hours: float
    exposure: list[float]
    recent: list[int]
    last_act: list[int]
    mobilised: float
    expectation: float
    satisfaction: float
    efficacy_0: float
    belonging_0: float
    trust_gap: float
    trust_gap_street: float

    def __init__(self, model: Any, row: int, known: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        for name, value in known.items():
            setattr(self, name, value)
        self.work: list[Resident] = []
        self.circle: list[Resident] = []
        self.online: list[Resident] = []
        self.chance = 0.0
        self.rest()

    def rest(self) -> None:
        """Begin a week in which nothing has happened yet."""
        self.acted = [False] * 3
        self.gain, self.conflicts, self.joint_acts = 0.0, 0, 0
        self.contacted, self.served, self.eligible = 0, False, False

    # what is seen

    def observe(self) -> None:
        """See who around lately took part, layer by layer; exposure moves toward it."""
        seen, total = [0.0, 0.0, 0.0, 0.0], 0.0
        for weight, others in self.layers():
            if others:
                total += weight
                each = weight / len(others)
                active = map(sum, zip(*[other.recent for other in others], strict=True))
                seen = [s + each * a for s, a in zip(seen, active, strict=True)]
        if total > 0.0:
            mu = self.model.influence.exposure_speed
            pairs = zip(self.exposure, seen, strict=True)
            self.exposure = [(1.0 - mu) * z + mu * s / total for z, s in pairs]

    def layers(self) -> list[tuple[float, list[Resident]]]:
        """Give the layers with their weights."""
        home, kin, neighbour, work, circle = self.model.layer_weights
        return [
            (home, self.home), (kin, self.kin), (neighbour, self.neighbours), (work, self.work),
            (circle, self.circle), (self.community.online, self.online),
        ]  # fmt: skip

    # whether to take part

    def consider(self) -> None:
        """Fade what contacts left, and weigh whether to volunteer."""
        self.mobilised = self.model.contact_kept * self.mobilised + self.contacted
        self.chance = self.probability(VOLUNTEER)

    def probability(self, act: int) -> float:
        """Give the chance to do an act, were there the opportunity."""
        k = self.community.terms[act]
        u = k.base + self.lasting(k)
        u += k.efficacy * self.efficacy + k.trust * self.trust[T_COMMUNITY] + k.social * self.trust[T_SOCIAL]
        u += k.belonging * self.belonging + k.norm * self.norm
        z, m = self.exposure[act], self.mobilised
        u += k.slope * z + k.curve * z * z + k.contact * m * math.exp(1.0 - m)
        u += k.grievance * min(self.grievance, 2.0)
        return 1.0 / (1.0 + math.exp(-u))

    def lasting(self, k: Terms) -> Any:
        """Give the part of the utility that hangs on age, motives, time, access, language and tenure."""
        years, reach = min(max(self.age, 18), 80), 1.0 if self.hukou else k.migrant_reach
        points = self.digital * min(self.free_hours * k.reach, 1.0) * reach
        u = k.young * min(years, 50) + k.old * max(years, 50) + k.drive * self.theta
        u += k.points * points - (k.crowd + k.crowd_points * points) * max(self.theta, 0.0)
        if self.tenure == OWNER:
            u += k.owner
        access = (k.registered if self.hukou else k.migrant) + k.online * self.digital
        u += k.access * min(max(access, 0.0), 1.0) - k.time / (1.0 + self.free_hours)
        return u - k.language if self.language_gap else u

    def vote(self, stream: int) -> None:
        """Vote or stay at home."""
        self.recent[VOTE] = int(self.eligible and self.luck(stream) < self.probability(VOTE))
        self.acted[VOTE] = self.recent[VOTE] == 1

    def attend(self, stream: int) -> None:
        """Hear of a session and go there, or not."""
        if self.luck(stream) < self.community.informed * self.probability(DELIBERATE):
            self.act(DELIBERATE)

    def volunteer(self, stream: int) -> None:
        """Volunteer, as far as there are places."""
        if self.luck(stream) < self.community.opportunity * self.chance:
            self.act(VOLUNTEER)

    def act(self, act: int) -> None:
        """Note an act."""
        self.acted[act] = True
        self.last_act[act] = self.model.week
        self.joint_acts += 1

    def luck(self, stream: int) -> float:
        """Draw; two neighbours in the list share one cipher block."""
        pair: tuple[float, float] = uniform_pair(self.model.seed, stream, self.model.week, self.row // 2, 0)
        return pair[self.row % 2]

    def look_back(self) -> None:
        """Note what was done lately."""
        before = self.model.week - self.model.engagement.memory_window
        for act in (DELIBERATE, VOLUNTEER):
            self.recent[act] = int(self.last_act[act] > before)

    # what is learnt

    def learn(self, organisation: int, signal: float, rate: float) -> None:
        """Let trust follow one experience; a bad one counts more, less so for those who took part."""
        p, trust = self.model.learning, self.trust[organisation]
        if signal < trust:
            rate *= p.asymmetry
            if self.recent[DELIBERATE] or self.recent[VOLUNTEER]:
                rate *= 1.0 - p.buffer
        self.trust[organisation] = trust + rate * (signal - trust)

    def judge(self, success: bool) -> None:
        """Let efficacy follow a success or a failure."""
        p = self.model.learning
        if success:
            self.efficacy += p.efficacy_rate * (1.0 - self.efficacy)
        else:
            self.efficacy -= p.efficacy_rate * p.asymmetry * self.efficacy

    def see_result(self, stream: int) -> None:
        """See whether volunteering this week met a response."""
        if self.acted[VOLUNTEER]:
            luck = uniform(self.model.seed, stream, self.model.week, self.row, 0)
            self.judge(luck < self.community.learning.responsiveness)

    def live_on(self) -> None:
        """Live through the week's services, drift back to oneself, forget some of what rankles."""
        p, week, met = self.model.learning, self.community.learning, self.quality_met()
        self.satisfaction = min(max(met + p.disconfirmation * (met - self.expectation), 0.0), 1.0)
        hoped = min(max(met + week.promise, 0.0), 1.0)
        self.expectation += p.expectation_rate * (hoped - self.expectation)
        self.learn(T_COMMUNITY, min(max(met + self.trust_gap, 0.0), 1.0), p.rate_service)
        street_rate = p.rate_service * p.street_share
        self.learn(T_STREET, min(max(met + self.trust_gap_street, 0.0), 1.0), street_rate)
        self.efficacy += p.efficacy_return * (self.efficacy_0 - self.efficacy)
        before, together = self.belonging, min(self.joint_acts, MOST_TOGETHER)
        after = before + p.belonging_rate * together * (1.0 - before)
        after += p.belonging_return * (self.belonging_0 - before) - p.belonging_loss * self.conflicts * before
        self.belonging = min(max(after, 0.0), 1.0)
        fading = week.fading + (p.care_fading if self.served else 0.0)
        self.grievance = min(max((1.0 - fading) * self.grievance + self.gain, 0.0), 5.0)

    def quality_met(self) -> Any:
        """Give the quality of services that this resident meets."""
        k, old = self.community.met, self.age_group == OLD_AGE
        access = k.start + k.near * self.digital
        if not self.hukou:
            access -= k.migrant
        if self.language_gap:
            access -= k.language
        if old or self.vulnerable:
            access -= k.frail
        at_window = min(max(access - k.window * (1.0 - self.digital), 0.2), 1.0)
        elsewhere = min(max(access, 0.2), 1.0)
        if self.vulnerable:
            return k.window_needy * at_window + k.rest_needy * elsewhere
        if old:
            return k.window_old * at_window + k.rest_old * elsewhere
        return k.window_other * at_window + k.rest_other * elsewhere

    def hear(self, change: float, rate: float) -> None:
        """Hear something about the committee that is better or worse than one trusted by some amount."""
        self.learn(T_COMMUNITY, min(max(self.trust[T_COMMUNITY] + change, 0.0), 1.0), rate)
