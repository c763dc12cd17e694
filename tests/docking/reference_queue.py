"""Cases by the specification: sessions and settlements (M10), and the book of cases."""

import math
from typing import Any

from tests.docking import MED, Results, State, above, clip, draw, mean, pair
from tests.docking.reference_hours import (
    COMMITTEE,
    JOINT_BLOCK,
    OWNERS,
    PROPERTY_BLOCK,
    SOCIAL_WORK,
    assessment,
    block,
    chance_of_sitting,
    session_hours,
    veto,
)  # fmt: skip

PRIV, Q1, S1, Q2, S2, Q3, S3, PET, CRT, RES, LUMP = range(11)
PROP, NEIG, FAM, LAND, ENV, _, INTG, _ = range(8)
DISPUTE, REQUEST = range(2)
RESIDENT, X_DISPUTE, T_COMMUNITY, T_STREET, KNOWN = 1, 2, 0, 4, 1
LEVEL = {PRIV: 0, Q1: 1, S1: 1, Q2: 2, S2: 2, Q3: 3, S3: 3, PET: 4, CRT: 4}
NAMES = ("property", "neighbour", "family", "land", "", "", "intergroup", "other")
FITTING = ((1,), (0,), (3, 4), (1, 2), (0,), (0,), (0,), (0,))
"""Professions of mediators that fit each type: community, legal, arbitrating, social work, psychological."""
COLUMNS = ("status", "level", "level_max", "entered", "first", "changed", "ended", "hours", "sessions",
           "quality", "severity", "recorded", "due", "relapse", "via", "settled_level")  # fmt: skip
FLOWS = ("lumped", "risen", "petitions", "suits", "recorded_success", "recorded_failure")
FARTHEST = 0.008 * (1.0 + 0.3 * 0.3)
"""No relapse hazard is higher: the tops of its declared ranges."""


class Book:
    """The cases as a step changes them, and all that follows from an end or a rise."""

    def __init__(self, s: State) -> None:
        self.s = s
        self.c: Any = type("Columns", (), {n: list(getattr(s.cases, n)) for n in COLUMNS})
        self.claims, self.disputes = list(s.residents.open_claims), list(s.residents.open_disputes)
        self.gain = list(s.residents.grievance_gain)
        self.flow = {name: list(getattr(s.flows, name)) for name in FLOWS}
        self.settled = [list(row) for row in s.flows.settled]
        self.worth = [list(row) for row in s.flows.settled_quality]
        self.notes: list[tuple[int, int, int, int]] = []
        self.told: list[tuple[int, int, int, float, float]] = []
        self.judged: list[tuple[int, bool]] = []

    def parties(self, k: int) -> list[int]:
        both = self.s.cases.party_kind[k] == RESIDENT
        return [self.s.cases.claimant[k], *([self.s.cases.party[k]] if both else [])]

    def move(self, k: int, new: int, broken: bool = False) -> None:
        """Change the state of a case; an end or a rise has consequences."""
        old, c = self.c.status[k], self.c
        if new == old:
            return
        ended = new in (RES, LUMP)
        if ended or LEVEL[new] > max(LEVEL[old], 1):
            self.conclude(k, old, new, broken)
        self.notes.append((k, self.s.week, old, new))
        if ended:
            c.via[k], c.ended[k] = LEVEL[old], self.s.week
            if new == RES:
                c.settled_level[k] = LEVEL[old]
            for i in self.parties(k):
                self.claims[i] -= 1
                self.disputes[i] -= self.s.cases.cls[k] == DISPUTE
        elif LEVEL[new] != LEVEL[old]:
            c.level[k], c.entered[k] = LEVEL[new], self.s.week
            c.level_max[k] = max(c.level_max[k], LEVEL[new])
        c.status[k], c.changed[k] = new, self.s.week

    def conclude(self, k: int, old: int, new: int, broken: bool) -> None:
        s, level, place = self.s, LEVEL[old], self.s.cases.community[k]
        signal = s.value.signal_risen if broken or new != LUMP else s.value.signal_given_up
        if new == RES:
            signal = self.settle(k, place, level)
        elif new == LUMP:
            self.flow["lumped"][place] += 1.0
            self.gain[s.cases.claimant[k]] += s.value.grievance_lumped * self.c.severity[k]
        else:
            self.flow["risen"][place] += 1.0
            self.flow["petitions"][place] += new == PET
            self.flow["suits"][place] += new == CRT
        if new in (RES, LUMP):
            self.judged.append((s.cases.claimant[k], new == RES))
        if level > 0:
            whom = T_COMMUNITY if level < 3 else T_STREET
            self.told += [(X_DISPUTE, i, whom, signal, s.value.rate_dispute) for i in self.parties(k)]
        if s.cases.cls[k] == DISPUTE and level in (1, 2) and new != Q2:
            self.enter(k, place, new)

    def settle(self, k: int, place: int, level: int) -> float:
        s = self.s
        q = s.value.quality_base if level == 0 else quality(s, place)
        if level > 2:
            q = clip(q - s.value.quality_above)
        self.c.quality[k] = q
        self.settled[place][level] += 1.0
        self.worth[place][level] += q
        u = draw(s.seed, "endings.relapse_gap", s.week, s.cases.birth[k], s.cases.birth_part[k])
        again = s.week + 1 + int(-math.log(u) / FARTHEST)
        self.c.relapse[k] = again if again <= s.week + 104 else -1
        return float(q)

    def enter(self, k: int, place: int, new: int) -> None:
        """The book of people's mediation: a layer of reporting."""
        s = self.s
        u, v = pair(s.seed, "endings.record", 0, s.cases.birth[k], s.cases.birth_part[k])
        entered = s.happens(u, s.value.record_success if new == RES else s.value.record_failure, "record")
        if new == RES:
            success, failure = entered, False
        else:
            failure = entered
            success = not failure and new == LUMP and s.happens(v, paper(s, place), "paper")
        self.flow["recorded_success"][place] += success
        self.flow["recorded_failure"][place] += failure
        if success or failure:
            self.c.recorded[k] = int(success)

    def results(self) -> Results:
        s = self.s
        out: Results = {f"cases.{n}": getattr(self.c, n) for n in COLUMNS}
        out |= {f"flows.{n}": column for n, column in self.flow.items()}
        out |= {"flows.settled": self.settled, "flows.settled_quality": self.worth}
        out |= {"residents.open_claims": self.claims, "residents.open_disputes": self.disputes}
        out["residents.grievance_gain"] = self.gain
        out["transitions:case week before after"] = self.notes
        out["experiences:kind resident organisation signal rate"] = self.told
        out["verdicts:resident success"] = self.judged
        n = range(len(s.communities.residents))
        out["communities.settlement_quality"] = [quality(s, c) for c in n]
        out["communities.paper_settlement"] = [paper(s, c) for c in n]
        return out


def quality(s: State, c: int) -> float:
    """Quality of what is settled at levels 1 and 2."""
    v = s.value
    hasty = v.quality_veto * veto(s, c) * min(1.0, above(s.communities.pressure[c], 0.8))
    short = v.quality_coverage * (1.0 - s.communities.coverage[c][MED])
    return clip(v.quality_base - hasty - short + v.quality_legal * s.lever.legal_access[c]
                + v.quality_law * s.lever.rc_law[c])  # fmt: skip


def paper(s: State, c: int) -> float:
    return clip(s.value.record_paper * assessment(s, c))


def severity(s: State, k: int) -> float:
    """Effective severity: more members, a graver case."""
    return float(s.cases.severity[k] * (1.0 + math.log(s.cases.members[k])))


def rises_to(s: State, k: int, status: int, where: float) -> int:
    """The state a case rises to."""
    c, p = s.cases.community[k], s.value
    dispute, kind = s.cases.cls[k] == DISPUTE, s.cases.kind[k]
    if LEVEL[status] == 1:
        hard = (
            s.cases.members[k] >= p.joint_members or kind in (PROP, INTG) or severity(s, k) > p.joint_severity
        )
        joint = dispute and hard and s.happens(where, s.lever.joint_center[c], "joint centre")
        return Q2 if joint else Q3
    if LEVEL[status] == 2:
        return Q3
    court = clip(p.court_share_base + p.court_share_law * s.residents.law[s.cases.claimant[k]])
    return CRT if dispute and s.happens(where, court, "court") else PET


def match(s: State, k: int) -> float:
    """Whether the mediator is of the right profession."""
    c, kind = s.cases.community[k], s.cases.kind[k]
    mix = [part[c] for part in s.lever.med_mix]
    mix = [x / sum(mix) for x in mix]
    if s.option["queue"] != "specialist":
        return sum(mix[j] for j in FITTING[kind]) - (0 in FITTING[kind])
    here = s.present[c]
    if kind == PROP:
        return float(here[OWNERS] or here[7] or mix[1] > 0.0)
    if kind == FAM:
        return float(here[SOCIAL_WORK] or mix[3] + mix[4] > 0.0)
    return float(mix[2] > 0.0) if kind == LAND else s.lever.bilingual_med[c] if kind == INTG else 0.0


def intensity(s: State, k: int, level: int) -> float:
    """Intensity of settling before what is particular to the level's staff."""
    kind, v = s.cases.kind[k], s.value
    if level == 3:
        return float(v.settle_street)
    if level == 2:
        return float(v.settle_joint)
    if s.cases.cls[k] == REQUEST:
        return float(v.settle_request)
    c = s.cases.community[k]
    u = draw(s.seed, "mediation.ordinary_case", 0, s.cases.birth[k], s.cases.birth_part[k])
    if kind == INTG and s.happens(u, s.lever.lawful_handling[c] - 0.3, "ordinary"):
        kind = NEIG
    return float(getattr(v, f"settle_{NAMES[kind]}"))


def tie(s: State, k: int, level: int) -> float:
    c = s.cases.community[k]
    if level == 1:
        return block(s, c, ((COMMITTEE, SOCIAL_WORK),))
    if level == 3:
        return 0.0
    joint = block(s, c, JOINT_BLOCK)
    return mean([joint, block(s, c, PROPERTY_BLOCK)]) if s.cases.kind[k] == PROP else joint


def settling(s: State, k: int, level: int) -> float:
    """Intensity of settling, per hour."""
    c, v, sev = s.cases.community[k], s.value, severity(s, k)
    i, kind = s.cases.claimant[k], s.cases.kind[k]
    people = [i, *([s.cases.party[k]] if s.cases.party_kind[k] == RESIDENT else [])]
    trust = mean([s.residents.trust[j][T_COMMUNITY] for j in people])
    burnout = v.street_burnout if level == 3 else s.communities.burnout[c]
    x = v.settle_trust * (trust - 0.6) + v.settle_ties * tie(s, k, level)
    x += v.settle_law * (s.residents.law[i] - 0.4) - v.settle_severity * (sev - 1.0)
    x += v.settle_veto * veto(s, c) - v.settle_burnout * burnout
    x += v.settle_legal * (s.lever.legal_access[c] - 0.1)
    if level < 3:
        spoken = above(s.lever.bilingual_med[c], 0.2) if s.cases.language_need[k] else 0.0
        if s.cases.cls[k] == DISPUTE:
            x += v.settle_match * min(1.0, match(s, k) + spoken)
        x += v.settle_training * (s.lever.med_skill[c] - 0.3)
    eta = intensity(s, k, level) * (v.street_skill if level == 3 else s.communities.skill[c]) * math.exp(x)
    if level == 3:
        collective = s.cases.affected[k] > 0
        step, lever = (
            (v.settle_coordination, s.lever.coord_body)
            if collective
            else (v.settle_lists, s.lever.power_list)
        )
        eta *= 1.0 + step * (lever[c] - 0.2)
    if kind == ENV or (kind == NEIG and sev >= v.evidence_severity):
        eta *= 1.0 + v.settle_video * (s.lever.video_cov[c] - 0.3)
    return float(eta)


def order(s: State, k: int) -> tuple[float, ...]:
    """Cases in hand first, then the discipline, then first come first served."""
    came, new = s.cases.entered[k], s.cases.status[k] in (Q1, Q2, Q3)
    rule = s.option["queue"]
    if rule == "triage":
        return (new, -(severity(s, k) + s.value.triage_wait * (s.week - came)), came, k)
    if rule == "collective first":
        return (new, -s.cases.members[k], came, k)
    return (new, came, k)


class Desk:
    """Hours for sessions: who no longer fits is heard with the chance of the hours left, then it closes."""

    def __init__(self, s: State, hours: float, row: int, level: int) -> None:
        self.s, self.left, self.row, self.level, self.closed = s, hours, row, level, False

    def take(self, wanted: float) -> float:
        """Hours of a session, 0 if it is not held."""
        if self.closed:
            return 0.0
        if self.left >= wanted:
            self.left -= wanted
            return wanted
        self.closed = True
        u = draw(self.s.seed, "mediation.last_session", self.s.week, self.row, self.level)
        return self.left if self.s.happens(u, self.left / wanted, "last session") else 0.0


def hear(book: Book, k: int, hours: float, full: float) -> None:
    """Hold a session: the last one has its full effect but counts with the hours that were left."""
    s, c = book.s, book.c
    level, status = LEVEL[s.cases.status[k]], s.cases.status[k]
    key = (s.week, s.cases.birth[k], s.cases.birth_part[k])
    c.hours[k] += hours
    c.sessions[k] += 1
    if c.first[k] < 0:
        c.first[k] = s.week
    u, v = pair(s.seed, "mediation.session", *key)
    if s.happens(u, 1.0 - math.exp(-settling(s, k, level) * full), "settled"):
        book.move(k, RES)
        return
    chance = s.value.breakdown_rate * math.exp(s.value.breakdown_severity * (severity(s, k) - 1.0))
    if not s.happens(v, chance * (s.value.breakdown_street if level == 3 else 1.0), "breakdown"):
        book.move(k, {Q1: S1, Q2: S2, Q3: S3}.get(status, status))
        return
    rises, where = pair(s.seed, "mediation.breakdown", *key)
    up = s.happens(rises, s.value.breakdown_rises, "rises")
    book.move(k, rises_to(s, k, status, where) if up else LUMP, broken=True)


def serve_disputes(s: State) -> Results:
    """Step 6."""
    book, n = Book(s), len(s.communities.residents)
    spent = [list(row) for row in s.flows.session_hours]
    queues: dict[tuple[int, int], list[int]] = {}
    for k, status in enumerate(s.cases.status):
        if Q1 <= status <= S3:
            level = LEVEL[status]
            queues.setdefault((level, n if level == 3 else s.cases.community[k]), []).append(k)
    desks = [Desk(s, s.communities.hours[c][MED] + 40.0 * s.lever.mediators[c], c, 1) for c in range(n)]
    for c in range(n):
        sits = s.happens(draw(s.seed, "joint_centre.sitting", s.week, c, 0), chance_of_sitting(s, c), "sits")
        for k in sorted(queues.get((2, c), []) if sits else [], key=lambda k: order(s, k)):
            desks[c].left = max(0.0, desks[c].left - s.value.session_hours_joint_committee)
            spent[c][2] += s.value.session_hours_joint
            hear(book, k, s.value.session_hours_joint, s.value.session_hours_joint)
    desks.append(Desk(s, s.office.dispute_hours[0], n, 3))
    for place, desk in enumerate(desks):
        for k in sorted(queues.get((desk.level, place), []), key=lambda k: order(s, k)):
            full = session_hours(s, k)
            hours = desk.take(full)
            if hours > 0.0:
                spent[s.cases.community[k]][desk.level] += hours
                hear(book, k, hours, full)
    return book.results() | {"flows.session_hours": spent} | response(s, book)


def response(s: State, book: Book) -> Results:
    """Requests whose first response was promised for this week, and what residents make of it (M1)."""
    n = len(s.communities.residents)
    due, kept = [0.0] * n, [0.0] * n
    for k, when in enumerate(s.cases.due):
        if when == s.week and s.cases.cls[k] == REQUEST:
            due[s.cases.community[k]] += 1.0
            kept[s.cases.community[k]] += 0 <= book.c.first[k] <= when
    speed, before = s.value.responsiveness_learning, s.communities.responsiveness
    after = [r + speed * (k / d - r) if d else r for r, k, d in zip(before, kept, due, strict=True)]
    return {"flows.requests_due": due, "flows.requests_in_time": kept, "communities.responsiveness": after}
