"""What the events of a week depend on, gathered for the kernels: rates by community, routes, residents."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calendar import YEAR
from sim.codes import (
    ENV,
    ENVIRONMENT,
    FAM,
    INTG,
    LAND,
    NEIG,
    PROP,
    R_BILATERAL,
    R_COMMITTEE,
    R_COURT,
    R_HOTLINE,
    R_LUMP,
    R_PETITION,
    SAFETY,
    VIS,
    WELFARE,
    WINDOW,
)
from sim.jit import kernel
from sim.levers import Floats
from sim.packing import pack
from sim.processes.claims_events import CLIP, TRIVIAL, EventNumbers, Homes, People, Places, Setting
from sim.processes.claims_parameters import EVENT_RATES, ClaimParameters
from sim.processes.endings import top
from sim.processes.formalism import online
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

DOMAIN = np.array([-1, SAFETY, WELFARE, WINDOW, ENVIRONMENT, WINDOW, WINDOW, -1])
"""Service domain whose quality matters for a type, -1 the mean of all; property is by household."""
HALF, RECORD, INCOME_SCALE, USUAL_COVENANT = 0.5, 1, 80.0, 0.2
"""Contact without strain; number of the formal record among the forms of credit; CNY per resident; today."""


class Here(NamedTuple):
    """The state of communities, [C, ...]."""

    multiple: Array
    quality: Array
    damage: Array
    covenant: Array
    contact: Array
    income: Array
    coverage: Array


class Rules(NamedTuple):
    """What levers in force bring, [C]."""

    floor: Array
    lawful: Array
    oversight: Array
    grid: Array
    uninterpreted: Array
    gangs: Array
    voice: Array
    delegates: Array
    legal: Array
    credit: Array
    quota: Array


class SettingNumbers(NamedTuple):
    """Numbers that make rates and routes of them."""

    quality: float
    reference: float
    damage: float
    calm: float
    exclusion: float
    strife: float
    contact: float
    language: float
    trivial: float
    intergroup: float
    lump: float
    intimidation: float
    chill: float
    bilateral: float
    committee: float
    visits: float
    voice: float
    delegates: float
    hotline: float
    court: float
    access: float
    petition: float
    pressing: float
    quota: float
    quota_weeks: float


class Fixed(NamedTuple):
    """Numbers that stay the same through a run: of events and of settings, rates and reach by type."""

    events: Array
    settings: Array
    rates: Array
    reach: Array


def setting(street: Street) -> Setting:
    """Gather all that the week's events depend on; its places are those of this week until the next call."""
    world = street.world
    people, homes = world.residents, world.households
    b, e, n = world.buildings, world.estates, world.networks
    fixed = street.levers.keep("claims.fixed", lambda: _fixed(street.values(ClaimParameters)))
    return Setting(
        People(*[getattr(people, name) for name in People._fields]),
        Homes(
            homes.estate, homes.arrears, homes.first, homes.size, b.first, b.size, e.quality, e.mode,
            e.owners_committee, n.neighbour_start, n.neighbour, n.kin_start, n.kin,
        ),
        _places(street, fixed),
        fixed.events,
    )  # fmt: skip


@cache
def ceilings() -> Floats:
    """Give the greatest weekly rate of each type, and of trivial reports, at multiple 1, [9]."""
    tops = np.array([top(ClaimParameters, name) for name in EVENT_RATES]) / YEAR * np.exp(CLIP)
    tops[INTG] *= np.exp(
        HALF * top(ClaimParameters, "contact_effect") + top(ClaimParameters, "language_gap_effect")
    )
    grid = ClaimParameters.model_fields["grid_info"].default
    trivial = top(ClaimParameters, "trivial_request_rate") * (top(ClaimParameters, "grid_info") - grid) / YEAR
    return np.append(tops, trivial)


def _places(street: Street, fixed: Fixed) -> Places:
    world, levers = street.world, street.levers
    c = world.communities
    rules = levers.keep("claims.rules", lambda: pack(_rules(street)))
    places = levers.keep("claims.places", lambda: _new_places(street, rules["uninterpreted"]))
    here = Here(
        c.event_multiple, c.quality, c.damage, c.covenant, c.contact_quality, c.collective_income, c.coverage
    )
    formal = float(levers.choice("credit_form") == RECORD)
    _fill(
        places, here, rules, fixed.settings, fixed.rates, fixed.reach, ceilings(), formal,
        float(world.office.concession[0]), c.quota_weeks,
    )  # fmt: skip
    return places


def _new_places(street: Street, uninterpreted: Floats) -> Places:
    """Make room for what :func:`_fill` says about communities each week, and put in what stays the same."""
    c, n = street.world.communities, street.n_communities
    units = np.bincount(street.world.units.community, minlength=n)
    return Places(
        c.first, c.adults, np.empty((n, 9)), np.empty((n, 9)), np.empty((n, 8)), np.empty((n, 9)),
        np.empty(n), np.cumsum(units) - units, units, np.empty((n, 6)), np.empty(n), uninterpreted.copy(),
        online(street)[0],
    )  # fmt: skip


def _rules(street: Street) -> Rules:
    levers, own = street.levers, street.world.communities.collective_income
    return Rules(
        levers.raised("coll_income", own), levers.rc_law, levers.rsc_active, levers.above("grid_info"),
        1.0 - interpreted(street), levers.above("anti_gang"), levers.above("voice"), levers.rep_contact,
        levers.legal_access, levers.credit, levers.brought_in("joint_delib_quota"),
    )  # fmt: skip


def interpreted(street: Street) -> Floats:
    """Give how far interpreting is there for those who need it, [C]."""
    return np.minimum(street.levers.bilingual_med + 0.5 * street.levers.info_share, 1.0)


def _fixed(p: ClaimParameters) -> Fixed:
    settings = SettingNumbers(
        p.event_quality_effect, p.reference_quality, p.event_damage_effect, p.covenant_calm,
        p.covenant_exclusion, p.collective_income_strife, p.contact_effect, p.language_gap_effect,
        p.trivial_request_rate, float(p.intergroup_cases), p.lump_base, p.lump_intimidation,
        p.lump_record_chill, p.bilateral_base, p.committee_base, p.committee_visits, p.committee_voice,
        p.committee_delegates / top(ClaimParameters, "rep_contact"), p.hotline_base, p.court_base,
        p.court_access, p.petition_base, p.petition_concession, p.naming_quota, p.quota_friction_weeks,
    )  # fmt: skip
    rates = np.array([getattr(p, name) for name in EVENT_RATES])
    return Fixed(pack(event_numbers(p)), pack(settings), rates, _reach(p))


def _reach(p: ClaimParameters) -> Floats:
    """Give by how much a resident's log rate can exceed the community's, by type, [8]."""
    reach = np.full(8, HALF * p.event_belonging_effect)
    reach[[NEIG, ENV]] += HALF * p.event_norm_effect
    reach[PROP] += p.event_quality_effect * p.reference_quality + p.event_arrears_effect
    return reach


def event_numbers(p: ClaimParameters) -> EventNumbers:
    """Give the numbers of events that are the same everywhere."""
    return EventNumbers(
        p.reference_quality, p.event_quality_effect, p.event_belonging_effect, p.event_norm_effect,
        p.event_arrears_effect, p.severity_scale, p.trivial_severity, p.property_request_share,
        p.land_group_share, p.office_committee_share, p.other_resident_share, p.owners_party_share,
        p.naming_base, p.naming_severity, p.naming_law, p.lump_severity, p.lump_efficacy,
        p.bilateral_belonging, p.bilateral_organisation, p.committee_trust, p.committee_severity,
        p.committee_language, p.hotline_request, p.hotline_trust, p.hotline_digital, p.hotline_severity,
        p.court_severity, p.court_law, p.petition_severity, p.petition_grievance, p.petition_trust,
    )  # fmt: skip


@kernel
def _fill(  # type: ignore[no-untyped-def]
    places, here, rules, numbers, rates, reach, ceiling, formal, concession, quota_weeks
):
    """Fill rates, ceilings, shifts of the log rate and utilities of routes of each community."""
    p = numbers[0]
    for c in range(here.damage.shape[0]):
        places.language_factor[c] = math.exp(p.language * rules[c].uninterpreted)
        recent = quota_weeks[c] <= p.quota_weeks
        places.naming_neighbour[c] = p.quota * rules[c].quota if recent else 0.0
        _fill_rates(c, places.rate, places.ceiling, here.multiple, rates, ceiling)
        places.rate[c, INTG] *= math.exp(p.contact * (HALF - here.contact[c])) * p.intergroup
        places.rate[c, TRIVIAL] = p.trivial * max(rules[c].grid, 0.0) / YEAR
        _fill_shift(c, places.shift, here, rules, p)
        for kind in range(8):
            beyond = math.exp(min(places.shift[c, kind] + reach[kind], CLIP))
            places.most[c, kind] = places.rate[c, kind] * beyond
        places.most[c, INTG] *= places.language_factor[c]
        places.most[c, TRIVIAL] = places.rate[c, TRIVIAL]
        _fill_routes(c, places.route, here.coverage[c, VIS], rules, p)
        places.route[c, R_LUMP] += p.chill * rules[c].credit * formal
        places.route[c, R_PETITION] += p.pressing * concession


@kernel
def _fill_rates(c, rate, ceiling, multiple, rates, ceilings):  # type: ignore[no-untyped-def]
    for kind in range(8):
        rate[c, kind] = multiple[c, kind] * rates[kind] / YEAR
        ceiling[c, kind] = multiple[c, kind] * ceilings[kind]
    ceiling[c, TRIVIAL] = ceilings[TRIVIAL]


@kernel
def _fill_shift(c, shift, here, rules, p):  # type: ignore[no-untyped-def]
    strength = here.covenant[c] - USUAL_COVENANT
    excluded = p.exclusion * max(strength, 0.0) * (1.0 - rules[c].lawful)
    more = max(rules[c].floor - here.income[c], 0.0) / INCOME_SCALE
    for kind in range(8):
        quality = here.quality[c, DOMAIN[kind]] if DOMAIN[kind] >= 0 else here.quality[c].mean()
        shift[c, kind] = p.damage * here.damage[c]
        if kind != PROP:
            shift[c, kind] += p.quality * (p.reference - quality)
        if kind in (NEIG, ENV):
            shift[c, kind] -= p.calm * strength
        if kind in (LAND, FAM):
            shift[c, kind] += excluded
    shift[c, LAND] += p.strife * more * (1.0 - rules[c].oversight)


@kernel
def _fill_routes(c, route, visits, rules, p):  # type: ignore[no-untyped-def]
    route[c, R_LUMP] = p.lump - p.intimidation * rules[c].gangs
    route[c, R_BILATERAL] = p.bilateral
    route[c, R_COMMITTEE] = p.committee + p.visits * visits + p.voice * rules[c].voice
    route[c, R_COMMITTEE] += p.delegates * rules[c].delegates
    route[c, R_HOTLINE] = p.hotline
    route[c, R_COURT] = p.court + p.access * rules[c].legal
    route[c, R_PETITION] = p.petition
