"""Staff by the specification, M5: efficiency, load, overtime, burnout, learning, quits and new holders."""

import math
from typing import Any

from tests.docking import (
    ADM,
    COORD,
    DEL,
    LED,
    MED,
    SVC,
    VIS,
    Results,
    State,
    above,
    clip,
    draw,
    mean,
    way,
)
from tests.docking.reference_hours import head, needs, street_hours, street_needs

FULL_WEEK, MOST_LOAD = 40.0, 3.0
STRONG = {
    "efficiency_loss": 0.7, "recovery_rate": 0.008, "vacancy_weeks": 78.0, "recruit_skill": 0.4,
    "learning_rate": 0.01, "quit_slope": 5.0,
}  # fmt: skip


def number(s: State, name: str) -> float:
    """A number of M5; the strong variant has six of its own."""
    strong = s.value.burnout_form == "strong" and name in STRONG
    return float(STRONG[name] if strong else getattr(s.value, name))


def places(s: State) -> int:
    """The communities, and last the station of social workers."""
    return len(s.communities.residents)


def of_place(s: State, place: int) -> list[int]:
    """Rows of the posts of a place."""
    wanted = -1 if place == places(s) else place
    return [p for p, c in enumerate(s.posts.community) if c == wanted]


def team(s: State, place: int) -> list[int]:
    """Rows of the workers in post at a place."""
    return [s.posts.holder[p] for p in of_place(s, place) if s.posts.holder[p] >= 0]


def efficiency(s: State, worker: int) -> float:
    return float(s.workers.skill[worker] * (1.0 - number(s, "efficiency_loss") * s.workers.burnout[worker]))


def regular(s: State, workers: list[int]) -> float:
    return sum(FULL_WEEK * efficiency(s, w) for w in workers)


def team_burnout(s: State, workers: list[int], otherwise: float) -> float:
    return mean([s.workers.burnout[w] for w in workers]) if workers else otherwise


def established(s: State, c: int) -> float:
    start = s.communities.established_0[c]
    return float(start + s.lever.rc_setup[c] * (1.0 - start))


def sunk(s: State) -> list[float]:
    """Street hours moved down: some called back before inspections; at most half of what the street has."""
    n, half = places(s), 0.5 * street_hours(s)
    back = [1.0 - s.value.sink_recall if s.communities.preparing[c] else 1.0 for c in range(n)]
    wanted = [s.lever.sink_hours[c] * back[c] for c in range(n)]
    part = min(1.0, half / sum(wanted)) if sum(wanted) > 0.0 else 0.0
    return [part * w for w in wanted]


def local_skill(s: State, c: int, hours: float) -> tuple[float, int]:
    """Effective hours of street staff moved down: less in their first 26 weeks; and the week they came."""
    since = s.communities.sunk_since[c]
    if hours > 0.0 and since < 0:
        since = s.week
    fresh = s.week - since < 26
    return hours * (s.value.sink_start if fresh else 1.0), since


def load(mandated: float, helped: float, hours: float) -> float:
    if hours <= 0.0:
        return MOST_LOAD
    return clip((mandated - helped) / hours, 0.0, MOST_LOAD)


def capacity(s: State) -> Results:
    """Step 4."""
    names = ("established", "need", "mandated", "pressure", "overtime", "capacity", "pressure_year",
             "sunk_hours", "sunk_since")  # fmt: skip
    out: Results = {f"communities.{x}": [] for x in names}
    out["flows.hours_worked"] = []
    down = sunk(s)
    for c in range(places(s)):
        row = community_capacity(s, c, down[c])
        for name in names:
            out[f"communities.{name}"].append(row[name])
        out["flows.hours_worked"].append(row["worked"])
    out["flows.pressure"] = out["communities.pressure"]
    out["flows.overloaded"] = [float(x > 1.0) for x in out["communities.pressure"]]
    out["flows.temp_hours"] = list(s.communities.temp_hours)
    out["flows.mandated"] = [a + b for a, b in zip(s.flows.tasks_rc, s.communities.ledger_hours, strict=True)]
    tasks, level_3 = street_needs(s)
    return out | {"office.task_need": [tasks], "office.dispute_need": [level_3]} | station(s)


def community_capacity(s: State, c: int, down: float) -> dict[str, Any]:
    staff = team(s, c)
    share = established(s, c)
    need = needs(s, c, share)
    mandated = need[ADM] + need[LED]
    helping, since = local_skill(s, c, down)
    extra = s.communities.temp_hours[c] + helping
    hours = regular(s, staff)
    facing = s.value.service_weight * (need[SVC] + need[VIS] + need[MED] + need[DEL])
    x = load(mandated + facing, extra, hours)
    tired = team_burnout(s, staff, s.communities.burnout[c])
    overtime = min(s.value.overtime_max, above(x, 1.0)) * (1.0 - tired)
    return {
        "established": share, "need": need, "mandated": mandated, "pressure": x, "overtime": overtime,
        "capacity": hours * (1.0 + overtime) + extra, "sunk_hours": down, "sunk_since": since,
        "pressure_year": s.communities.pressure_year[c] + x,
        "worked": FULL_WEEK * len(staff) * (1.0 + overtime),
    }  # fmt: skip


def station(s: State) -> Results:
    """The station of social workers: its own load ratio."""
    staff = team(s, places(s))
    hours = regular(s, staff)
    x = load(s.value.casework_weight * s.office.casework_need[0], 0.0, hours)
    overtime = min(s.value.overtime_max, above(x, 1.0)) * (
        1.0 - team_burnout(s, staff, s.office.social_burnout[0])
    )
    return {"office.social_pressure": [x], "office.social_capacity": [hours * (1.0 + overtime)]}


def support(s: State, c: int) -> float:
    """What helps to recover, before formalism."""
    w, v = s.lever, s.value
    pay, training, helped, autonomy, tolerance, plan, career, rating, praise, sanction = v.recovery_weights
    x = 1.0 + pay * w.pay[c] + training * w.training_h[c] / 80.0 + helped * w.pb_support[c]
    x += autonomy * w.autonomy[c] + tolerance * w.fault_tol[c] + plan * (w.workforce_plan[c] - 0.2)
    feared = sanction * v.sanction_share * (1.0 - w.fault_tol[c])
    x += (w.reward[c] - 0.2) * (praise - feared)
    x += career * way(w.career[c], 0.1, 1.0) + rating * w.twoway[c] * v.candour
    return max(0.0, v.recovery_base * x)


def strain(s: State, worker: int, around: dict[str, float]) -> float:
    """Burnout of a worker at the end of the week."""
    b, v = s.workers.burnout[worker], s.value
    if v.burnout_form == "off":
        return float(b)
    gain = v.strain_rate * around["head"] * s.workers.susceptibility[worker] * (1.0 - b)
    gain *= above(around["load"], v.strain_threshold)
    gain += v.formalism_strain * (1.0 - b) * around["formal"]
    lost = number(s, "recovery_rate") * b * around["resources"]
    return clip(b + gain - lost + v.contagion * (around["team"] - b))


def surroundings(s: State, place: int) -> dict[str, float]:
    """Load, formalism and resources R at a place; social workers have the mean resources and no ledgers."""
    n = places(s)
    if place == n:
        helped, formal, x = mean([support(s, c) for c in range(n)]), 0.0, s.office.social_pressure[0]
    else:
        helped, formal, x = (
            support(s, place),
            s.communities.formal_share[place],
            s.communities.pressure[place],
        )
    return {"load": x, "formal": formal, "resources": min(2.0, helped * (1.0 - s.value.formal_drag * formal))}


def learning(s: State, place: int) -> float:
    """Share of the gap to full skill closed in a week; training is for committees."""
    trained = way(s.lever.training_h[place], 16.0, 60.0) if place < places(s) else 0.0
    return number(s, "learning_rate") * (1.0 + s.value.training_learning * trained)


def exam(s: State, place: int) -> float:
    """Chance in a week to become certified; the allowance is for committees."""
    bonus = way(s.lever.cert_bonus[place], 0.1, 1.0) if place < places(s) else 0.0
    return float((s.value.exam_rate + s.value.exam_bonus * bonus) / 52.0)


def quit_hazard(s: State, post: int, place: int, burnout: float, certified: bool) -> float:
    v, w, n = s.value, s.lever, places(s)
    pay, plan, badge = v.quit_effects
    eased = [(1.0 - pay * w.pay[c]) * (1.0 - plan * (w.workforce_plan[c] - 0.2)) for c in range(n)]
    rate = v.quit_rate * math.exp(number(s, "quit_slope") * (burnout - 0.4))
    if place == n:
        return float(rate * v.social_worker_quits * mean(eased))
    rate *= eased[place]
    if certified:
        rate *= 1.0 - badge * (w.cert_bonus[place] - 0.1)
    if s.posts.ordinal[post] == 0:
        rate += v.promotion_rate / 52.0 * way(w.career[place], 0.1, 1.0)
    return float(rate)


def recruit_skill(s: State, place: int) -> float:
    skill = number(s, "recruit_skill")
    if place < places(s) and s.communities.urban[place]:
        skill *= 1.0 - s.value.local_pool * (s.lever.local_member[place] - 0.5)
    return skill


def normal(p: float) -> float:
    """Standard normal quantile by bisection of the error function."""
    low, high = -9.0, 9.0
    for _ in range(80):
        x = 0.5 * (low + high)
        low, high = (x, high) if 0.5 * math.erfc(-x / math.sqrt(2.0)) < p else (low, x)
    return 0.5 * (low + high)


class Staff:
    """Columns of posts and workers as the week changes them."""

    def __init__(self, s: State) -> None:
        self.holder = list(s.posts.holder)
        self.worker = {
            name: list(getattr(s.workers, name))
            for name in ("post", "role", "skill", "burnout", "susceptibility", "certified", "joined", "left")
        }
        self.quits, self.hires = [0.0] * (places(s) + 1), [0.0] * (places(s) + 1)

    def hire(self, s: State, post: int, place: int) -> None:
        spread, key = s.value.susceptibility_sd, s.posts.key[post]
        z = normal(draw(s.seed, "workforce.susceptibility", s.week, key, 0))
        badge = draw(s.seed, "workforce.certified", s.week, key, 0)
        new = {
            "post": post, "role": s.posts.role[post], "skill": recruit_skill(s, place),
            "burnout": s.value.recruit_burnout, "susceptibility": math.exp(spread * z - 0.5 * spread**2),
            "certified": s.happens(badge, s.value.certified_share, "certified"), "joined": s.week, "left": -1,
        }  # fmt: skip
        for name, value in new.items():
            self.worker[name].append(value)
        self.holder[post] = len(self.worker["post"]) - 1
        self.hires[place] += 1.0


def burnout_turnover(s: State) -> Results:
    """Step 16."""
    staff = Staff(s)
    for place in range(places(s) + 1):
        strain_and_learn(s, staff, place)
    changed = [turn_over(s, staff, p, place) for place in range(places(s) + 1) for p in of_place(s, place)]
    for post, place, joins in sorted(c for c in changed if c is not None):
        if joins:
            staff.hire(s, post, place)
        else:
            staff.worker["left"][staff.holder[post]] = s.week
            staff.holder[post] = -1
            staff.quits[place] += 1.0
    return counted(s, staff)


def strain_and_learn(s: State, staff: Staff, place: int) -> None:
    around, w = surroundings(s, place), staff.worker
    if not team(s, place):
        return
    around["team"] = mean([s.workers.burnout[x] for x in team(s, place)])
    for p in of_place(s, place):
        x = s.posts.holder[p]
        if x < 0:
            continue
        heads = place < places(s) and s.posts.ordinal[p] == 0
        around["head"] = 1.0 + s.value.head_strain * head(s, place) if heads else 1.0
        w["burnout"][x] = strain(s, x, around)
        w["skill"][x] += learning(s, place) * (1.0 - w["skill"][x])
        u = draw(s.seed, "workforce.exam", s.week, s.posts.key[p], 0)
        if not w["certified"][x] and s.happens(u, exam(s, place), "exam"):
            w["certified"][x] = True
            w["skill"][x] += s.value.exam_skill * (1.0 - w["skill"][x])


def turn_over(s: State, staff: Staff, post: int, place: int) -> tuple[int, int, bool] | None:
    """Who quits and which vacancies are filled: (post, place, joins)."""
    x, key = s.posts.holder[post], s.posts.key[post]
    if x < 0:
        u = draw(s.seed, "workforce.fill", s.week, key, 0)
        chance = 1.0 / number(s, "vacancy_weeks")
        return (post, place, True) if s.posts.funded[post] and s.happens(u, chance, "fill") else None
    hazard = quit_hazard(s, post, place, staff.worker["burnout"][x], staff.worker["certified"][x])
    u = draw(s.seed, "workforce.quit", s.week, key, 0)
    return (post, place, False) if s.happens(u, 1.0 - math.exp(-hazard), "quit") else None


def counted(s: State, staff: Staff) -> Results:
    """Means and counts of the staff after the week."""
    n, w, loss = places(s), staff.worker, number(s, "efficiency_loss")
    out: Results = {f"workers.{name}": column for name, column in w.items()}
    out["posts.holder"] = staff.holder
    names = ("communities.burnout", "communities.efficiency", "communities.skill", "communities.filled",
             "communities.posts", "communities.formal_share", "flows.burnout", "flows.burnt_out",
             "flows.burnt_out_severe")  # fmt: skip
    out |= {name: [] for name in names}
    for c in range(n):
        mine = [staff.holder[p] for p in of_place(s, c) if staff.holder[p] >= 0]
        b = [w["burnout"][x] for x in mine]
        good = [w["skill"][x] * (1.0 - loss * w["burnout"][x]) for x in mine]
        skills = [w["skill"][x] for x in mine]
        hours = s.communities.hours[c]
        values = (
            mean(b) if mine else s.communities.burnout[c],
            mean(good) if mine else s.communities.efficiency[c],
            mean(skills) if mine else s.communities.skill[c], float(len(mine)),
            float(sum(s.posts.funded[p] for p in of_place(s, c))),
            (hours[LED] + hours[COORD]) / sum(hours) if sum(hours) > 0.0 else 0.0,
            sum(b), float(sum(x > 0.5 for x in b)), float(sum(x > 0.6 for x in b)),
        )  # fmt: skip
        for name, value in zip(names, values, strict=True):
            out[name].append(value)
    out["flows.filled"], out["flows.posts"] = out["communities.filled"], out["communities.posts"]
    out["flows.quits"], out["flows.hires"] = staff.quits[:n], staff.hires[:n]
    return out | station_counted(s, staff)


def station_counted(s: State, staff: Staff) -> Results:
    posts = of_place(s, places(s))
    b = [staff.worker["burnout"][staff.holder[p]] for p in posts if staff.holder[p] >= 0]
    return {
        "office.social_burnout": [mean(b) if b else s.office.social_burnout[0]],
        "street_flows.sw_posts": [float(sum(s.posts.funded[p] for p in posts))],
        "street_flows.sw_filled": [float(len(b))],
        "street_flows.sw_quits": [staff.quits[-1]],
        "street_flows.sw_burnout": [sum(b)],
    }
