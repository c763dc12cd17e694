"""Cases by the specification: private talks (M9), rising and giving up (M11)."""

import math

from tests.docking import Results, State, above, clip, draw, mean, pair
from tests.docking.reference_hours import veto
from tests.docking.reference_queue import (
    CRT,
    FAM,
    INTG,
    LAND,
    LEVEL,
    LUMP,
    NEIG,
    PET,
    PRIV,
    Q1,
    REQUEST,
    RES,
    T_COMMUNITY,
    T_STREET,
    Book,
    rises_to,
    severity,
)


def talk(book: Book, k: int) -> bool:
    """A week of private talks; True if visits found the matter and it comes on the agenda too."""
    s, c = book.s, book.s.cases.community[k]
    key = (s.week, s.cases.birth[k], s.cases.birth_part[k])
    if s.cases.kind[k] in (NEIG, FAM, LAND):
        seen = s.value.intercept_rate * s.communities.coverage[c][3]
        chance = 1.0 - math.exp(-seen * (s.value.intercept_base + s.lever.grid_link[c]))
        u, v = pair(s.seed, "claims.found_by_visit", *key)
        if s.happens(u, chance, "found"):
            book.c.severity[k] *= s.value.intercepted_severity
            book.move(k, Q1)
            return s.happens(v, s.value.intercept_issue * above(s.lever.grid_link[c], 0.3), "agenda")
    u = draw(s.seed, "claims.private_talk", *key)
    settle, committee = s.value.private_settle, s.value.private_to_committee
    if s.happens(u, settle, "talk"):
        book.move(k, RES)
    elif s.happens(u, settle + committee, "talk"):
        if s.cases.cls[k] == REQUEST:
            book.c.due[k] = s.week + math.floor(s.lever.promise_w[c] + 0.5)
        book.move(k, Q1)
    elif s.happens(u, settle + committee + s.value.private_lump, "talk"):
        book.move(k, LUMP)
    return False


def rising(s: State, k: int) -> float:
    """Hazard of rising from a level."""
    v, i, c = s.value, s.cases.claimant[k], s.cases.community[k]
    level = LEVEL[s.cases.status[k]]
    rate = (v.escalation_rate_community, v.escalation_rate_joint, v.escalation_rate_street)[level - 1]
    around = s.networks["neighbour"][i]
    fighting = mean([float(s.residents.open_disputes[j] > 0) for j in around]) if around else 0.0
    trust = s.residents.trust[i][T_STREET if level == 3 else T_COMMUNITY]
    x = v.escalation_wait * min(s.week - s.cases.entered[k], 12) / 4.0
    x += v.escalation_severity * (severity(s, k) - 1.0) - v.escalation_trust * (trust - 0.6)
    x += v.escalation_grievance * s.residents.grievance[i] + v.escalation_neighbours * fighting
    x += v.escalation_concession * (s.office.concession[0] - 0.7)
    hazard = rate * math.exp(min(x, 3.0))
    if s.cases.kind[k] == INTG:
        hazard *= 1.0 - v.escalation_lawful * (s.lever.lawful_handling[c] - 0.3)
    return float(hazard)


def escalate(s: State) -> Results:
    """Step 8."""
    book, v, agenda = Book(s), s.value, 0
    expected = s.office.concession[0]
    for k, status in enumerate(s.cases.status):
        if status >= RES or s.cases.entered[k] >= s.week:
            continue
        key = (s.week, s.cases.birth[k], s.cases.birth_part[k])
        if status == PRIV:
            agenda += talk(book, k)
        elif status in (PET, CRT):
            rate = v.petition_close_rate if status == PET else v.court_close_rate
            if s.happens(draw(s.seed, "escalation.close", *key), 1.0 - math.exp(-rate), "close"):
                book.move(k, RES)
                expected = concession(s, k, expected) if status == PET else expected
        else:
            at_level(book, k, key)
    out = book.results() | {"office.concession": [expected]}
    open_here = [0.0] * len(s.communities.residents)
    for k, status in enumerate(book.c.status):
        open_here[s.cases.community[k]] += status < RES
    return out | {"flows.open_claims": open_here, "issues#": [len(s.issues.status) + agenda]}


def at_level(book: Book, k: int, key: tuple[int, int, int]) -> None:
    """Rise, else give up, else wait on."""
    s = book.s
    u, w = pair(s.seed, "escalation.exit", *key)
    if s.happens(u, 1.0 - math.exp(-rising(s, k)), "rise"):
        book.move(k, rises_to(s, k, s.cases.status[k], draw(s.seed, "escalation.direction", *key)))
        return
    efficacy = s.residents.efficacy[s.cases.claimant[k]]
    hazard = s.value.give_up_rate * math.exp(-s.value.give_up_efficacy * efficacy)
    if s.happens(w, 1.0 - math.exp(-hazard), "give up"):
        book.move(k, LUMP)


def concession(s: State, k: int, expected: float) -> float:
    """A closed petition met with a concession teaches people to press."""
    chance = s.value.concession_base + s.value.concession_veto * veto(s, s.cases.community[k])
    u = draw(s.seed, "escalation.concession", 0, s.cases.birth[k], s.cases.birth_part[k])
    met = float(s.happens(u, clip(chance), "concession"))
    return float(expected + s.value.concession_learning * (met - expected))
