"""Participation by the specification: what residents see (M2), what they choose, who is recorded (M1)."""

import functools
import math
import operator

from tests.docking import Results, State, above, clip, draw, draw_by_twos, mean, sigma, way
from tests.docking.reference_hours import head

VOTE, DELIBERATE, VOLUNTEER, PAY = range(4)
ACTS = (VOTE, DELIBERATE, VOLUNTEER)
OWNING = (0, 3)
T_COMMUNITY, T_SOCIAL = 0, 3
FIRST_ELECTION, TERM = 156, 260


def members(column: list[int]) -> dict[int, list[int]]:
    """Who belongs to each household, group or building; -1 is none."""
    found: dict[int, list[int]] = {}
    for i, number in enumerate(column):
        if number >= 0:
            found.setdefault(number, []).append(i)
    return found


def circles(s: State) -> list[list[list[int]]]:
    """The others each resident is tied to: at home, kin, neighbours, work, group, online."""
    r, n = s.residents, len(s.residents.age)
    home, group, online = members(r.household), members(r.group), members(r.building)
    return [
        [
            [j for j in home[r.household[i]] if j != i],
            s.networks["kin"][i],
            s.networks["neighbour"][i],
            s.networks["work"][i],
            [j for j in group.get(r.group[i], []) if j != i],
            [j for j in online[r.building[i]] if j != i],
        ]
        for i in range(n)
    ]


def observe(s: State) -> Results:
    """Step 12, first half."""
    v, r = s.value, s.residents
    fixed = (v.weight_household, v.weight_kin, v.weight_neighbour, v.weight_work, v.weight_group)
    exposure = []
    for i, layers in enumerate(circles(s)):
        more = v.online_ties_effect * way(s.lever.online_ties[r.community[i]], 0.2, 1.0)
        weights = (*fixed, v.weight_online + more)
        tied = [(w, others) for w, others in zip(weights, layers, strict=True) if others]
        z = list(r.exposure[i])
        for act in range(4):
            if tied:
                seen = sum(w * mean([float(r.recent[j][act]) for j in others]) for w, others in tied)
                seen /= sum(w for w, _ in tied)
                z[act] = (1.0 - v.exposure_speed) * z[act] + v.exposure_speed * seen
        exposure.append(z)
    return {"residents.exposure": exposure}


def hill(z: float, exponent: float, threshold: float) -> float:
    return float(z**exponent / (z**exponent + threshold**exponent)) if z > 0.0 else 0.0


def at_least(m: int, k: int, p: float) -> float:
    """P(Bin(k, p) >= m)."""
    return sum(math.comb(k, j) * p**j * (1.0 - p) ** (k - j) for j in range(m, k + 1))


def influence(s: State, i: int, act: int, strong: list[int]) -> float:
    """What others' acts add to one's own utility."""
    v, z = s.value, s.residents.exposure[i][act]
    usual = (v.usual_vote, v.usual_deliberate, v.usual_volunteer)[act]
    if v.social == "linear":
        return float(v.influence * (z - usual))
    if v.social == "hill":
        own = hill(z, v.hill_exponent, s.residents.threshold[i])
        return float(v.influence * (own - hill(usual, v.hill_exponent, v.hill_threshold)))
    if v.social == "complex":
        few = s.happens(draw(s.seed, "influence.strong_ties_needed", 0, i, 0), 0.5, "two ties are enough")
        needed = 2 if few else 3
        active = sum(s.residents.recent[j][act] for j in strong)
        return float(v.influence * (float(active >= needed) - at_least(needed, len(strong), usual)))
    if v.social == "free ride":
        return float(v.bandwagon * (z - usual) - v.free_riding * (z * z - usual * usual))
    return 0.0


def age_effect(s: State, i: int, act: int) -> float:
    age, v = clip(s.residents.age[i], 18.0, 80.0), s.value
    if act == VOTE:
        young, old = v.vote_age_slope_young, v.vote_age_slope_old
        return float(young * (min(age, 50.0) - 50.0) / 10.0 + old * (max(age, 50.0) - 50.0) / 10.0)
    slope = v.deliberate_age_slope if act == DELIBERATE else v.volunteer_age_slope
    return float(slope * (age - 47.0) / 10.0)


def intercept(s: State, c: int, act: int) -> float:
    v = s.value
    if act == VOTE:
        level = v.vote_intercept_urban if s.communities.urban[c] else v.vote_intercept_rural
        return float(level - v.unity_vote_cost * head(s, c))
    return float(v.deliberate_intercept if act == DELIBERATE else v.volunteer_intercept)


def reward(s: State, i: int, act: int) -> float:
    """Points within reach of a resident, K."""
    if act == VOTE:
        return 0.0
    r, v = s.residents, s.value
    reach = r.digital[i] * min(1.0, r.free_hours[i] / v.full_reach_hours)
    reach *= 1.0 if r.hukou[i] else v.migrant_reach
    return float(s.lever.credit[r.community[i]] * reach)


def room(s: State, c: int) -> float:
    """How far the service facility has grown from its first area to the standard of 30 m2 per 100 homes."""
    first, standard = s.communities.facility_0[c], 30.0
    return way(s.communities.facility[c], first, standard) if first < standard else 0.0


def access(s: State, i: int, act: int) -> float:
    r, v, c = s.residents, s.value, s.residents.community[i]
    channels = [part[c] for part in s.lever.channel_open]
    channel = mean(channels) if act == VOLUNTEER else channels[act]
    x = v.access_registered if r.hukou[i] else v.access_migrant[act]
    x += v.channel_effect * (channel - 0.3)
    if not r.hukou[i]:
        x += v.migrant_channel_effect * (s.lever.migrant_channel[c] - 0.1)
    if act == DELIBERATE:
        x += v.online_effect * r.digital[i] * (s.lever.online_delib[c] - 0.1)
        x += v.room_access * room(s, c)
    return clip(x)


def cost(s: State, i: int, act: int) -> float:
    r, v, c = s.residents, s.value, s.residents.community[i]
    time = v.time_cost * v.act_hours[act] / (1.0 + r.free_hours[i])
    if act == VOLUNTEER:
        time *= 1.0 - v.volunteer_ease * way(s.lever.vol_inst[c], 0.2, 1.0)
    interpreted = min(1.0, s.lever.bilingual_med[c] + s.lever.info_share[c] / 2.0)
    x = time + v.distance_cost * (s.communities.distance[c] - 1.0)
    x += v.language_cost * r.language_gap[i] * (1.0 - interpreted)
    return float(x + v.access_cost * (1.0 - access(s, i, act)))


def chance(s: State, i: int, act: int, strong: list[int]) -> float:
    """Chance to act, given the opportunity: the logistic of the utility."""
    r, v, c = s.residents, s.value, s.residents.community[i]
    k = reward(s, i, act)
    crowding = k + (v.duty_effect * above(s.lever.vol_inst[c], 0.5) if act == VOLUNTEER else 0.0)
    trust = r.trust[i][T_COMMUNITY]
    if act == VOLUNTEER:
        trust = 0.5 * (trust + r.trust[i][T_SOCIAL])
    u = intercept(s, c, act) + age_effect(s, i, act) + influence(s, i, act, strong)
    u += v.motivation[act] * (r.theta[i] - v.crowding_out * crowding * above(r.theta[i], 0.0))
    u += v.efficacy_effect * v.efficacy_share[act] * (r.efficacy[i] - 0.5) + v.trust_effect * (trust - 0.5)
    u += v.belonging_effect * (r.belonging[i] - 0.5) + v.norm_effect * (r.norm[i] - 0.5)
    u += v.owner_effect * (act == VOTE and r.tenure[i] in OWNING)
    u += v.mobilised_effect * r.mobilised[i] * math.exp(1.0 - r.mobilised[i])
    u += v.responsiveness_effect * (s.communities.responsiveness[c] - v.responsiveness_reference)
    u += v.grievance_effect * min(r.grievance[i], 2.0) * (act == DELIBERATE)
    u += v.points_effect * k * (1.0 - s.lever.riv[c] * s.communities.act_share[c][act])
    return sigma(u - v.cost_effect * cost(s, i, act))


def choose(s: State) -> Results:
    """The chance of every act of every resident, given the opportunity."""
    ties = [functools.reduce(operator.iadd, layers[:3], []) for layers in circles(s)]
    return {str(act): [chance(s, i, act, strong) for i, strong in enumerate(ties)] for act in ACTS}


def participate(s: State) -> Results:
    """Step 12, second half; which sessions are held, and whom they invite, is given (M15)."""
    r, n = s.residents, len(s.residents.age)
    faded = [m * (1.0 - s.value.mobilised_decay) + k for m, k in zip(r.mobilised, r.contacted, strict=True)]
    r.mobilised = faded
    ties = [functools.reduce(operator.iadd, layers[:3], []) for layers in circles(s)]
    acted = [[0, 0, 0, row[PAY]] for row in r.acted]
    out: Results = {"residents.mobilised": faded}
    if s.week % TERM == FIRST_ELECTION % TERM:
        out |= elect(s, acted, ties)
    willing = [0.0] * len(s.communities.residents)
    chances = [chance(s, i, VOLUNTEER, ties[i]) for i in range(n)]
    for i in range(n):
        willing[r.community[i]] += chances[i]
    out["communities.willing"] = willing
    place = [opportunity(s, c, willing[c]) for c in range(len(willing))]
    for i in range(n):
        c = r.community[i]
        if (
            s.communities.session_held[c]
            and s.communities.session_first[c] <= i < s.communities.session_stop[c]
        ):
            told = clip(s.lever.disclosure[c] + s.value.publicity_informed * (s.lever.publicity[c] - 0.2))
            u = draw_by_twos(s.seed, "engagement.deliberate", s.week, i)
            acted[i][DELIBERATE] = int(s.happens(u, told * chance(s, i, DELIBERATE, ties[i]), "deliberate"))
        u = draw_by_twos(s.seed, "engagement.volunteer", s.week, i)
        acted[i][VOLUNTEER] = int(s.happens(u, place[c] * chances[i], "volunteer"))
    return out | noted(s, acted, out)


def opportunity(s: State, c: int, willing: float) -> float:
    """Places for volunteers over those who are willing, at most 1."""
    return min(1.0, places(s, c) / willing)


def places(s: State, c: int) -> float:
    v = s.value
    displaced = v.head_displacement * above(s.lever.grid_info[c], 0.3) * (1.0 - s.lever.grid_link[c])
    size = s.communities.adults[c] / 1000.0
    return float(v.volunteer_places * size * (1.0 + s.lever.vol_inst[c] - 0.2) * (1.0 - displaced))


def elect(s: State, acted: list[list[int]], ties: list[list[int]]) -> Results:
    """Vote, and record who voted; the second is a report that residents do not see."""
    r, n = s.residents, len(s.residents.age)
    held = [
        s.happens(draw(s.seed, "engagement.election", s.week, c, 0), share, "election")
        for c, share in enumerate(s.communities.established)
    ]
    part = s.value.nonhukou_right_share
    right, eligible = [], []
    for i in range(n):
        admitted = part + (1.0 - part) * s.lever.nonhukou_vote[r.community[i]]
        right.append(bool(r.hukou[i] or r.right_draw[i] < admitted))
        eligible.append(right[i] and held[r.community[i]])
        u = draw_by_twos(s.seed, "engagement.vote", s.week, i)
        acted[i][VOTE] = int(eligible[i] and s.happens(u, chance(s, i, VOTE, ties[i]), "vote"))
    recorded = [False] * n
    for number, home in members(r.household).items():
        some = any(acted[i][VOTE] for i in home)
        u = draw(s.seed, "engagement.ballot_box", s.week, number, 0)
        carried = s.happens(u, s.value.proxy_recording, "ballot box")
        for i in home:
            u = draw(s.seed, "engagement.recorded", s.week, i, 0)
            own = s.happens(u, s.value.household_recording, "recorded")
            recorded[i] = eligible[i] and bool(acted[i][VOTE] or (own and (some or carried)))
    return {"residents.right": right, "residents.eligible": eligible, "residents.recorded_vote": recorded}


def noted(s: State, acted: list[list[int]], out: Results) -> Results:
    """Memory of acts, recent participants, and counts."""
    r, n, window = s.residents, len(s.residents.age), s.value.memory_window
    voted = "residents.eligible" in out
    last = [list(row) for row in r.last_act]
    recent = [list(row) for row in r.recent]
    total = [list(row) for row in r.acts_total]
    joint = list(r.joint_acts)
    for i in range(n):
        for act in ACTS:
            if acted[i][act]:
                last[i][act] = s.week
                total[i][act] += 1
        for act in (DELIBERATE, VOLUNTEER):
            recent[i][act] = int(s.week - last[i][act] < window)
        if voted:
            recent[i][VOTE] = acted[i][VOTE]
        joint[i] += acted[i][DELIBERATE] + acted[i][VOLUNTEER]
    out = {"residents.acted": acted, "residents.last_act": last, "residents.recent": recent,
           "residents.acts_total": total, "residents.joint_acts": joint}  # fmt: skip
    return out | counted(s, acted, recent) | blocks(s, acted)


def blocks(s: State, acted: list[list[int]]) -> Results:
    """Acts of the last year as a ring of thirteen four-week counts."""
    now = (s.week - 1) // 4 % 13
    rows = []
    for i, row in enumerate(s.residents.act_blocks):
        new = list(row)
        if (s.week - 1) % 4 == 0:
            new[now] = 0
        new[now] += acted[i][DELIBERATE] + acted[i][VOLUNTEER]
        rows.append(new)
    return {"residents.act_blocks": rows, "residents.acts_52": [sum(row) for row in rows]}


def counted(s: State, acted: list[list[int]], recent: list[list[int]]) -> Results:
    r, n = s.residents, range(len(s.communities.residents))
    of = [[i for i, c in enumerate(r.community) if c == place] for place in n]
    groups = [
        [h, not h, a == 0, a == 1, a == 2, t == 0, t == 1, t == 2, t == 3, low, not low]
        for h, a, t, low in zip(r.hukou, r.age_group, r.tenure, r.low_digital, strict=True)
    ]
    active = [row[DELIBERATE] or row[VOLUNTEER] for row in acted]
    volunteers = [float(sum(acted[i][VOLUNTEER] for i in of[c])) for c in n]
    given = [x * s.value.act_hours[VOLUNTEER] for x in volunteers]
    return {
        "communities.act_share": [
            [mean([float(recent[i][act]) for i in of[c]]) for act in range(4)] for c in n
        ],
        "flows.acts": [
            [float(sum(1 for i in of[c] if active[i] and groups[i][g])) for g in range(11)] for c in n
        ],
        "flows.deliberated": [float(sum(acted[i][DELIBERATE] for i in of[c])) for c in n],
        "flows.volunteered": volunteers,
        "flows.volunteer_hours": given,
        "communities.volunteer_hours": given,
        "flows.volunteer_asked": [
            s.flows.volunteer_asked[c] + places(s, c) * s.value.act_hours[VOLUNTEER] for c in n
        ],
    }
