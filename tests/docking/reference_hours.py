"""Hours by the specification, M6: what is wanted, how much each kind counts, how too few hours are shared."""

from tests.docking import (
    ADM,
    COORD,
    DEL,
    EMG,
    LED,
    MED,
    SVC,
    VIS,
    Results,
    State,
    above,
    clip,
    mean,
    way,
    weighted,
)

DISPUTE = 0
Q1, S1, Q2, S2, Q3, S3 = range(1, 7)
BRANCH, COMMITTEE, MEDIATORS, JOINT, SOCIAL_WORK, _, OWNERS, COMPANY, POLICE, _ = range(10)
JOINT_BLOCK = ((JOINT, MEDIATORS), (JOINT, POLICE), (JOINT, SOCIAL_WORK), (JOINT, COMPANY))
PROPERTY_BLOCK = ((BRANCH, OWNERS), (BRANCH, COMPANY), (COMMITTEE, OWNERS), (COMMITTEE, COMPANY))
ASSIST, ADVERSARIAL = 1, 2
STRICT = (EMG, ADM, LED, MED, SVC, VIS, DEL, COORD)
VISIBLE = {ADM: 3.0, LED: 4.0, SVC: 1.0, VIS: 0.3, MED: 1.5, DEL: 0.5, COORD: 1.5, EMG: 20.0}
ENOUGH = 1e-9
NOTHING = 1e-6


def assessment(s: State, c: int) -> float:
    """Upward assessment A_up (M4.5)."""
    base, secretary, reviews, rating = s.value.pressure_levels
    x = base + secretary * s.lever.secretary_account[c] + reviews * s.lever.kpi_weight[c]
    return clip(x + rating * s.lever.twoway[c], 0.0, 1.6)


def n_assess(s: State, c: int) -> float:
    return 1.0 + s.value.rider_share if s.lever.unified_assess[c] else 8.0


def veto(s: State, c: int) -> float:
    """How much a single failed item is still felt."""
    kept = above(s.lever.secretary_account[c], 0.3) + above(s.lever.kpi_weight[c], 0.3)
    residue = min(1.0, s.value.veto_residue + s.value.veto_kept * kept)
    return 1.0 - s.lever.veto_removed[c] * (1.0 - residue)


def linkage(s: State, c: int) -> float:
    """Intensity of the linkage of three partners: mean way to full of its four levers, today 0."""
    four = (s.lever.disc_effort, s.lever.design, s.lever.so_take, s.lever.sw_involve)
    return mean([way(x[c], 0.1, 1.0) for x in four])


def head(s: State, c: int) -> float:
    """How far this community is from the usual share of secretaries who head the committee (M14)."""
    return float(s.communities.dual_office[c]) - 0.6


def digital_coverage(s: State, c: int) -> float:
    """Coverage x integration x ease, with a further system (M4.6)."""
    smart, weight = s.lever.smart_sys[c], s.value.smart_weight
    coverage = min(1.0, s.lever.dig_cov[c] + weight * smart)
    joined = s.lever.integr[c] * (1.0 - weight * smart) + weight * smart * s.lever.smart_integr[c]
    return float(coverage * joined * s.lever.usab[c])


def session_hours(s: State, case: int) -> float:
    """Hours of the committee or the street for one session of a case (M10)."""
    if s.cases.status[case] in (Q3, S3):
        return float(s.value.session_hours_street)
    if s.cases.status[case] in (Q2, S2):
        return float(s.value.session_hours_joint_committee)
    dispute = s.cases.cls[case] == DISPUTE
    return float(s.value.session_hours_dispute if dispute else s.value.session_hours_request)


def block(s: State, c: int, pairs: tuple[tuple[int, int], ...]) -> float:
    """Mean tie of a block over the organisations that exist; 0 without any."""
    found = []
    for a, b in pairs:
        if s.present[c][a] and s.present[c][b]:
            tie = s.ties[c][a][b]
            if JOINT in (a, b):
                tie += s.value.tie_joint_center * way(s.lever.joint_center[c], 0.2, 1.0)
            if (a, b) == (JOINT, POLICE):
                tie += s.value.tie_police * way(s.lever.police_link[c], 0.3, 1.0)
            found.append(min(1.0, tie))
    return mean(found) if found else 0.0


def chance_of_sitting(s: State, c: int) -> float:
    """Chance that the joint centre sits this week (M10)."""
    return float(s.value.sits_base + (1.0 - s.value.sits_base) * block(s, c, JOINT_BLOCK))


def service_need(s: State, c: int, established: float) -> float:
    v, w = s.value, s.lever
    window, agency, far, catalogue = v.window_effects
    distance = 1.0 + far * (s.communities.distance[c] - 1.0)
    factor = 1.0 - window * (w.onestop[c] - 0.3) + agency * (w.agency[c] - 0.2) * distance
    factor += catalogue * (w.catalogue[c] - 0.5)
    factor *= 1.0 - v.digital_saving * (digital_coverage(s, c) - 0.03)
    need = v.service_need * s.communities.residents[c] / 1000.0 * established * factor
    return max(0.0, need - float(s.communities.own_bought[c]))


def backlog(s: State, c: int) -> float:
    return sum(sum(d[c]) for d in s.departments.backlog_rc)


def needs(s: State, c: int, established: float) -> list[float]:
    """Hours wanted of a committee this week by kind."""
    v, m = s.value, s.communities
    need = [0.0] * 8
    tasks = backlog(s, c)
    need[ADM] = max(tasks + v.head_hours * head(s, c), 0.5 * tasks)
    need[LED] = m.ledger_hours[c]
    need[SVC] = service_need(s, c, established)
    watched = 1.0 - v.video_visits * above(s.lever.video_cov[c], 0.3)
    need[VIS] = v.visit_need * m.residents[c] / 1000.0 * established * watched
    waiting = [k for k, a in enumerate(s.cases.status) if a in (Q1, S1, Q2, S2) and s.cases.community[k] == c]
    sits = chance_of_sitting(s, c)
    mediation = sum(session_hours(s, k) * (sits if s.cases.status[k] in (Q2, S2) else 1.0) for k in waiting)
    need[MED] = max(0.0, mediation - 40.0 * s.lever.mediators[c])
    need[DEL] = v.deliberation_hours * m.delib_due[c] + v.decision_hours * m.open_decisions[c]
    need[COORD], need[EMG] = m.coordination[c], m.emergency[c]
    return need


def weights(s: State, c: int) -> list[float]:
    """How much each kind of hours counts for those who assess."""
    v, psi, a, felt = s.value, s.lever.resident_eval[c], assessment(s, c), veto(s, c)
    added, base = v.assessment_weight, v.base_weights
    residents = 1.0 + added * psi
    rated = 1.0 + v.worker_eval_weight * s.lever.worker_eval[c]
    w = [0.0] * 8
    w[ADM] = base[ADM] * (1.0 + added * a * (1.0 - psi)) * (1.0 - v.veto_relief[0] * (1.0 - felt))
    w[LED] = base[LED] * (1.0 + added * a * n_assess(s, c) / 8.0) * (1.0 - v.veto_relief[1] * (1.0 - felt))
    w[SVC] = base[SVC] * residents * rated
    w[VIS] = base[VIS] * residents * rated
    w[MED] = base[MED] * residents * (1.0 + v.veto_weight * felt)
    w[DEL] = base[DEL] * residents * (1.0 + s.lever.pb_share[c])
    w[COORD] = base[COORD] * (1.0 + linkage(s, c))
    w[EMG] = base[EMG]
    return w


def waterfill(need: list[float], weight: list[float], hours: float, even: bool = False) -> list[float]:
    """Weighted proportional water-filling; even: every kind with need gets the same share."""
    given, left = [0.0] * len(need), hours
    while left > 0.0:
        active = [j for j, n in enumerate(need) if n - given[j] > ENOUGH and (even or weight[j] > 0.0)]
        if not active:
            break
        pull = {j: 1.0 if even else weight[j] * need[j] for j in active}
        total, last = sum(pull.values()), left
        for j in active:
            take = min(last * pull[j] / total, need[j] - given[j])
            given[j] += take
            left -= take
        if last - left < 1e-12:
            break
    return given


def in_order(need: list[float], hours: float) -> list[float]:
    """One kind after another."""
    given = [0.0] * len(need)
    for j in STRICT:
        given[j] = min(need[j], hours)
        hours -= given[j]
    return given


def share(s: State, need: list[float], weight: list[float], hours: float) -> list[float]:
    """Share hours out by the rule in force."""
    rule = s.value.allocation
    if rule == "strict":
        return in_order(need, hours)
    if rule == "visible":
        return waterfill(need, [VISIBLE[j] for j in range(8)], hours)
    return waterfill(need, weight, hours, even=rule == "equal")


def ration(s: State, c: int, need: list[float], hours: float) -> list[float]:
    """Hours of staff tied to departments go to administration and ledgers first, the rest to anything."""
    pooled = s.lever.unified_mgmt[c] + s.value.plan_pooling * (s.lever.workforce_plan[c] - 0.2)
    tied = s.value.tied_share * (1.0 - clip(pooled)) * hours
    weight = weights(s, c)
    mandated = [n if j in (ADM, LED) else 0.0 for j, n in enumerate(need)]
    first = share(s, mandated, weight, tied)
    rest = share(s, [n - f for n, f in zip(need, first, strict=True)], weight, hours - sum(first))
    return [f + r for f, r in zip(first, rest, strict=True)]


def skilled(s: State, c: int, need: list[float]) -> list[float]:
    """Skilled hours of Party members: to services, mediation and emergencies by need."""
    total = need[SVC] + need[MED] + need[EMG]
    part = min(1.0, s.communities.skilled_hours[c] / total) if total > 0.0 else 0.0
    return [part * n if j in (SVC, MED, EMG) else 0.0 for j, n in enumerate(need)]


def street_shares(s: State) -> tuple[float, float, float]:
    """Shares of street hours for Party building, services and environment; a tenth at least stays."""
    size = s.communities.residents
    party, services, environment = (
        weighted(x, size) for x in (s.lever.street_pb, s.lever.street_focus, s.lever.street_env)
    )
    services += s.value.secretary_focus * (weighted(s.lever.secretary_account, size) - 0.3)
    most = 1.0 - s.value.other_share
    over = max(1.0, (party + services + environment) / most)
    return party / over, services / over, environment / over


def street_hours(s: State) -> float:
    """Hours of the street for tasks and level 3, before any are moved down."""
    return street_shares(s)[1] * float(s.value.street_hours_rate) * sum(s.communities.residents) / 1000.0


def street_needs(s: State) -> tuple[float, float]:
    """Street hours wanted for tasks and for level 3."""
    tasks = s.value.street_hour_factor * sum(sum(sum(c) for c in d) for d in s.departments.backlog_street)
    level_3 = [k for k, a in enumerate(s.cases.status) if a in (Q3, S3)]
    return tasks, sum(session_hours(s, k) for k in level_3)


def street_weights(s: State) -> list[float]:
    size, n = s.communities.residents, range(len(s.communities.residents))
    a, felt = (weighted([f(s, c) for c in n], size) for f in (assessment, veto))
    psi, added = weighted(s.lever.resident_eval, size), s.value.assessment_weight
    return [1.0 + added * a, (1.0 + added * psi) * (1.0 + s.value.veto_weight * felt)]


def allocate(s: State) -> Results:
    """Step 5."""
    out: Results = {f"communities.{x}": [] for x in ("need", "hours", "coverage", "capacity")}
    for c in range(len(s.communities.residents)):
        need = [float(x) for x in s.communities.need[c]]
        gift = skilled(s, c, need)
        left = [n - g for n, g in zip(need, gift, strict=True)]
        hours = max(0.0, s.communities.capacity[c] - s.communities.own_hours[c])
        given = [g + r for g, r in zip(gift, ration(s, c, left, hours), strict=True)]
        out["communities.need"].append(need)
        out["communities.hours"].append(given)
        out["communities.coverage"].append(
            [h / n if n > NOTHING else 1.0 for h, n in zip(given, need, strict=True)]
        )
        out["communities.capacity"].append(s.communities.capacity[c] + sum(gift))
    out["flows.hours"], out["flows.needs"] = out["communities.hours"], out["communities.need"]
    out["flows.capacity"] = out["communities.capacity"]
    own = [min(a, b) for a, b in zip(s.communities.own_hours, s.communities.capacity, strict=True)]
    out["flows.own_hours"] = out["communities.own_hours"] = own
    out |= street_allocation(s)
    return out | task_work(s, out["communities.hours"], out["office.task_hours"][0])


def task_work(s: State, hours: list[list[float]], street: float) -> Results:
    """What the hours for tasks do to the backlogs; a share of what is left is closed on paper (M4)."""
    m, wanted = s.departments, street_needs(s)[0]
    here = min(1.0, street / wanted) if wanted > 0.0 else 0.0
    n = range(len(hours))
    need = [s.communities.need[c][ADM] for c in n]
    there = [min(1.0, hours[c][ADM] / need[c]) if need[c] > NOTHING else 1.0 for c in n]
    kept = 1.0 - s.value.lapse_rate
    out: Results = {
        "departments.backlog_rc": [
            [[x * (1.0 - there[c]) * kept for x in d[c]] for c in n] for d in m.backlog_rc
        ],
        "departments.backlog_street": [
            [[x * (1.0 - here) * kept for x in d[c]] for c in n] for d in m.backlog_street
        ],
    }
    done = [[[x * there[c] for x in d[c]] for c in n] for d in m.backlog_rc]
    out["flows.tasks_done_rc"] = [sum(sum(d[c]) for d in done) for c in n]
    out["flows.assist_outside_done_rc"] = [sum(sum(d[c][ASSIST:]) for d in done) for c in n]
    out["flows.outside_done_rc"] = [sum(sum(d[c][ADVERSARIAL:]) for d in done) for c in n]
    out["departments.total_rc"] = [
        [[a + b for a, b in zip(old[c], new[c], strict=True)] for c in n]
        for old, new in zip(m.total_rc, done, strict=True)
    ]
    out["flows.tasks_done_street"] = [here * sum(sum(d[c]) for d in m.backlog_street) for c in n]
    hostile = [sum(d[c][ADVERSARIAL] for d in done) for c in n]
    out["communities.adversarial_items"] = [x / s.value.task_hours_mean for x in hostile]
    return out


def street_allocation(s: State) -> Results:
    need = list(street_needs(s))
    hours = max(0.0, street_hours(s) - sum(s.communities.sunk_hours) - s.office.lever_hours[0])
    if s.value.street_capacity == "elastic":
        hours = max(hours, sum(need))
    given = waterfill(need, street_weights(s), hours)
    return {
        "office.hours": [hours], "office.task_hours": [given[0]], "office.dispute_hours": [given[1]],
        "street_flows.street_hours": [hours], "street_flows.street_tasks": [given[0]],
        "street_flows.street_disputes": [given[1]], "street_flows.street_need": [sum(need)],
        "office.casework_hours": [min(s.office.casework_need[0], s.office.social_capacity[0])],
    }  # fmt: skip
