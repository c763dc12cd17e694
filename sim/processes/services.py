"""Step 9: hours, volunteers, space and the market become service quality; residents go on errands (M8).

For each domain s of a community, in hours a week:

    need   = sum over residents of n_s v / 1000        v: welfare weighs age and support groups; for the
                                                       non-registered times 1 + .4 (access - .3)
    supply = b_s need + committee hours cov^.2 split_s + bought hours split_s + projects_s
             + worth of volunteer hours split_s
    Q_s    = 1 - exp(-1.5 supply / need facility) + passing changes
    facility = [m / (m + 15)] / [30 / 45] for window, welfare and culture, 1 else; m in m2 per 100 households,
               times (opening hours / 30)^.3

Volunteer hours serve patrols and the oversight of funds first; a patrol is safety. What a resident meets is
Q_s times an access of their own (``access_terms``), which is less without registration, with a language gap,
far away, old, or before an online window without digital access.

Choices. Levers without a stated size add .10 of need to their public line at full value; the catalogue raises
public lines by a fifth, multiple use of space and culture centres the effective area by a fifth. Public works
are a stock that wears out by 10 % a year, less with upkeep; environment supply follows it with elasticity .4.
A unit's venue counts as 100 m2 for its hours. Part of what is not registered is lost each year. A resident
both old and in a support group counts as the latter. Utilities of facilities are paid by the county. Where
volunteers and staff are complements, that holds in the domains in which both can serve. Certificates that
leave a resident stranded count among the requests that were not met in time.

Sources: ``sim/processes/services_parameters.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import PERIOD, YEAR, is_end_of
from sim.codes import (
    CULTURE,
    ENVIRONMENT,
    R_COMMITTEE,
    R_HOTLINE,
    REQUEST,
    SAFETY,
    SVC,
    VOLUNTEER,
    WELFARE,
    WINDOW,
)
from sim.jit import kernel
from sim.ledger import COUNTY, MARKET
from sim.levers import PolicyParameters
from sim.population import PopulationParameters
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.hours_parameters import HourParameters
from sim.processes.posts import social_workers
from sim.processes.service_rules import STANDARD, access_terms, interpreted, mean_welfare, standing
from sim.processes.services_parameters import ServiceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

__all__ = [
    "ServiceParameters", "begin", "interpreted", "provide", "resident_quality", "resident_terms",
    "volunteer_worth",
]  # fmt: skip

FIRST_COVERAGE = 0.6
"""Share of the committee's service hours that are given, for the first quality only."""
HOUSED = (WINDOW, WELFARE, CULTURE)
OLD_AGE = 2
# Numbers of a community in what a resident meets: access, then weights of the window and of the rest for
# others, the old, and those in a support group.
_N_TERMS = 12


def begin(street: Street) -> None:
    """Sum the needs of residents, and give a first quality from usual hours of committee and volunteers.

    Changes: needs and first quality of communities.
    """
    world, p = street.world, street.values(ServiceParameters)
    residents, c = world.residents, world.communities
    kind = np.where(residents.vulnerable, 2, np.where(residents.age_group == OLD_AGE, 1, 0))
    weight = np.array(p.welfare_need)[kind] / mean_welfare(p)
    per_adult = street.values(PopulationParameters).residents_per_adult * np.array(p.need_hours) / 1000.0
    for target, who in ((c.need_registered, residents.hukou), (c.need_migrant, ~residents.hukou)):
        target[:] = np.bincount(residents.community, who, c.n)[:, None] * per_adult
        target[:, WELFARE] = np.bincount(residents.community, who * weight, c.n) * per_adult[WELFARE]
    c.digital[:] = np.bincount(residents.community, residents.digital, c.n) / c.adults
    usual = street.values(EngagementParameters)
    c.volunteer_hours[:] = usual.base_volunteer * usual.act_hours[VOLUNTEER] * c.adults
    c.hours[:, SVC] = FIRST_COVERAGE * street.values(HourParameters).service_need * c.residents / 1000.0
    c.hours[:, SVC] *= c.established
    _set_quality(street)
    c.hours[:, SVC] = 0.0


def provide(street: Street) -> None:
    """Turn hours, volunteers, space and market into the week's service quality; count errands.

    Changes: quality, needs, facilities and public works of communities, the ledger, flows of services.
    """
    world, p, k = street.world, street.values(ServiceParameters), standing(street)
    c = world.communities
    _build(street)
    _set_quality(street)
    c.quality_shock *= 1.0 - p.shock_decay
    world.flows.quality[:] = c.quality
    world.flows.volunteer_asked[:] = k.patrol + k.oversight
    _errands(street)


def _set_quality(street: Street) -> None:
    p, c, k = street.values(ServiceParameters), street.world.communities, standing(street)
    c.service_need[:] = k.need
    exponent = _supply(street)
    _house(exponent, k.need, c.facility, c.venue_hours, k.area, p.facility_half, p.quality_slope)
    quality = 1.0 - np.exp(exponent)
    c.quality[:] = np.minimum(np.maximum(quality + c.quality_shock, 0.0), 1.0)


def _supply(street: Street) -> Floats:
    """Give the hours supplied by domain, [C, 6]."""
    p, c, k = street.values(ServiceParameters), street.world.communities, standing(street)
    given = c.hours[:, SVC] * c.coverage[:, SVC] ** p.cutting_corners
    there = c.volunteer_hours + c.unit_hours
    hours = (given, c.bought_hours, there, volunteer_worth(street, there), c.project_supply)
    takeover = (k.taken_in, c.soe_weeks, p.soe_loss, p.soe_loss_weeks)
    supply, complements = np.empty(k.need.shape), p.coproduction == "complements"
    _add_supply(
        supply, *hours, k.splits, k.patrol, k.oversight, k.street_hours, k.lines, *takeover,
        c.infrastructure**p.works_return, k.need, complements,
    )  # fmt: skip
    return supply


def volunteer_worth(street: Street, hours: Floats) -> Floats:
    """Give the worth of volunteer hours: double for as many volunteers as social workers can lead, [C].

    Args:
        street: the street.
        hours: volunteer hours in the week, [C].
    """
    worth, value = np.empty(len(hours)), street.values(ServiceParameters).volunteer_value
    _value_hours(worth, hours, social_workers(street), standing(street).led, value)
    return worth


def _build(street: Street) -> None:
    """Build below the floor, lose what is not registered, let works wear out; pay for building and use."""
    p, c, levers = street.values(ServiceParameters), street.world.communities, street.levers
    k, grown = standing(street), np.empty(c.n)
    builds = _move_stocks(
        grown, c.facility, levers.facility_m2, k.growth, c.infrastructure, p.works_decay / YEAR,
        k.works_built, k.works_kept, c.soe_weeks, k.taken_in,
    )  # fmt: skip
    if builds and street.values(PolicyParameters).costs:
        cost = grown * c.households / 100.0 * p.building_cost
        street.world.flows.lever_cny += street.ledger.transfer_each(COUNTY, MARKET, cost, "lever_cost")
    if is_end_of(PERIOD, street.week):
        area = c.facility * c.households / 100.0
        bill = p.facility_bill * PERIOD / YEAR * area * (1.0 - levers.utility_disc)
        street.ledger.transfer_each(COUNTY, MARKET, bill, "facility_costs")


def _errands(street: Street) -> None:
    """Count the week's errands, requests and certificates, and the hours that residents spend on them."""
    world, k = street.world, standing(street)
    c, cases, flows = world.communities, street.book.cases, world.flows
    base, saved, beside = k.errand
    asked, hours = np.zeros((2, c.n))
    _count_requests(
        asked, hours, cases.opened[: cases.n], cases.cls, cases.route, cases.claimant, street.week,
        world.residents.community, world.residents.digital, k.errand,
    )  # fmt: skip
    each = base - saved * c.digital + beside
    flows.errands[:] = asked + c.certificates
    flows.errand_hours[:] = hours + c.certificates * each
    flows.requests_due += c.certificates * k.stranded


def resident_terms(street: Street) -> Array:
    """Gather, by community, what turns quality by domain into what each resident meets, [C, terms]."""
    p, c = street.values(ServiceParameters), street.world.communities
    access, need, multiples = street.levers.keep(
        "services.access",
        lambda: (access_terms(street), np.array(p.need_hours), np.array(p.welfare_need) / mean_welfare(p)),
    )
    terms = np.empty((c.n, _N_TERMS))
    _fill_terms(terms, access, c.quality, need, multiples)
    return terms


def resident_quality(street: Street) -> Array:
    """Give the need-weighted service quality that each adult meets, float64, [N]."""
    residents, c = street.world.residents, street.world.communities
    quality, terms = np.empty(residents.n), resident_terms(street)
    for k in range(c.n):
        run = slice(int(c.first[k]), int(c.first[k]) + int(c.adults[k]))
        _quality_run(quality[run], terms[k], residents.digital[run], residents.hukou.view(np.uint8)[run],
                    residents.language_gap.view(np.uint8)[run], residents.vulnerable.view(np.uint8)[run],
                    residents.age_group[run])  # fmt: skip
    return quality


@kernel
def _add_supply(  # type: ignore[no-untyped-def]
    supply, given, bought, there, worth, projects, splits, patrol, oversight, street_hours, lines, taken_in,
    taken_weeks, loss, loss_weeks, works, need, complements,
):  # fmt: skip
    """Add up what committee, market, projects, volunteers, street and public lines supply by domain."""
    for c in range(supply.shape[0]):
        watch = min(patrol[c], there[c])
        free = worth[c] * max(there[c] - watch - oversight[c], 0.0)
        lost = loss * taken_in[c] if taken_weeks[c] <= loss_weeks else 0.0
        for s in range(supply.shape[1]):
            trained = given[c] * splits[0, s] + bought[c] * splits[1, s] + projects[c, s]
            helped = free * splits[2, s]
            together, line = trained + helped, lines[c, s] - lost
            if complements:
                both = 4.0 * trained * helped / max(together, 1e-12)
                together = both if splits[2, s] > 0.0 else trained
            if s == SAFETY:
                together += worth[c] * watch
            if s == ENVIRONMENT:
                together += street_hours[c]
                line *= works[c]
            supply[c, s] = line * need[c, s] + together


@kernel
def _house(supply, need, facility, venue_hours, area, half, slope):  # type: ignore[no-untyped-def]
    """Turn supply into the exponent of quality: over need, as far as space allows, times the slope."""
    for c in range(supply.shape[0]):
        shared = facility[c] * area[0, c] + venue_hours[c] * area[1, c]
        for s in range(supply.shape[1]):
            ratio = supply[c, s] / need[c, s]
            if s in HOUSED:
                space = shared * area[2, c] if s == CULTURE else shared
                ratio *= space / (space + half) * ((STANDARD + half) / STANDARD)
            supply[c, s] = -slope * max(ratio, 0.0)


@kernel
def _value_hours(worth, hours, staff, led, value):  # type: ignore[no-untyped-def]
    for c in range(worth.shape[0]):
        worth[c] = value * (1.0 + min(staff * led[c] / max(hours[c], 1e-12), 1.0))


@kernel
def _move_stocks(  # type: ignore[no-untyped-def]
    grown, facility, floor, growth, infrastructure, decay, works_built, works_kept, taken_weeks, taken_in
):  # fmt: skip
    """Move facilities, public works and the weeks since a takeover on; tell whether anything is built."""
    builds = False
    for c in range(grown.shape[0]):
        grown[c] = min(growth[0, c], max(floor[c] - facility[c], 0.0))
        facility[c] += grown[c] - growth[1, c] * facility[c]
        infrastructure[c] += decay * (works_built[c] - works_kept[c] * infrastructure[c])
        taken_weeks[c] += taken_in[c] > 0.0
        builds |= grown[c] != 0.0
    return builds


@kernel
def _count_requests(  # type: ignore[no-untyped-def]
    asked, hours, opened, cls, route, claimant, week, community, digital, errand
):  # fmt: skip
    """Count the requests of the week that residents went on an errand for, and the hours it took them."""
    first = opened.shape[0]
    while first > 0 and opened[first - 1] >= week:  # cases stand in the order in which they were opened
        first -= 1
    for k in range(first, opened.shape[0]):
        if cls[k] == REQUEST and (route[k] == R_COMMITTEE or route[k] == R_HOTLINE):
            c = int(community[claimant[k]])
            asked[c] += 1.0
            hours[c] += errand[0, c] - errand[1, c] * float(digital[claimant[k]])


@kernel
def _fill_terms(terms: Array, access: Array, quality: Array, need: Array, multiples: Array) -> None:
    for c in range(terms.shape[0]):
        total, rest = 0.0, 0.0
        for s in range(need.shape[0]):
            total += need[s]
            if s not in (WINDOW, WELFARE):
                rest += need[s] * quality[c, s]
        for k in range(access.shape[1]):
            terms[c, k] = access[c, k]
        for k in range(multiples.shape[0]):
            weight = total + need[WELFARE] * (multiples[k] - 1.0)
            terms[c, 6 + k] = need[WINDOW] * quality[c, WINDOW] / weight
            terms[c, 9 + k] = (rest + need[WELFARE] * multiples[k] * quality[c, WELFARE]) / weight


@kernel
def _quality_run(
    out: Array, k: Array, digital: Array, hukou: Array, gap: Array, vulnerable: Array, age_group: Array
) -> None:
    """Give the quality that the residents of one community meet; ``k`` are its ``resident_terms``."""
    start, migrant, language, frail, near, window = k[0], k[1], k[2], k[3], k[4], k[5]
    window_0, window_1, window_2, rest_0, rest_1, rest_2 = k[6], k[7], k[8], k[9], k[10], k[11]
    for i in range(out.shape[0]):
        needy, dig = float(vulnerable[i]), float(digital[i])
        old = 1.0 if age_group[i] == OLD_AGE else 0.0
        access = start - migrant * (1.0 - float(hukou[i])) - language * float(gap[i])
        access += near * dig - frail * max(old, needy)
        at_window = min(max(access - window * (1.0 - dig), 0.2), 1.0)
        old *= 1.0 - needy
        young = 1.0 - old - needy
        met = (young * window_0 + old * window_1 + needy * window_2) * at_window
        out[i] = met + (young * rest_0 + old * rest_1 + needy * rest_2) * min(max(access, 0.2), 1.0)
