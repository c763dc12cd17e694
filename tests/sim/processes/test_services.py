"""Services: needs, supply and access by hand, and which way hours, space and levers push."""

import math
from typing import Any

import numpy as np
import pytest

from sim.archetypes import load_archetypes
from sim.codes import (
    CULTURE,
    ENVIRONMENT,
    LIVELIHOOD,
    R_COMMITTEE,
    R_HOTLINE,
    R_PETITION,
    REQUEST,
    SAFETY,
    SOCIAL_WORKER,
    SVC,
    WELFARE,
    WINDOW,
)
from sim.model import Street
from sim.processes import services
from sim.processes.service_rules import standing
from sim.processes.services_parameters import ServiceParameters
from sim.table import Array
from tests.sim.processes.citizens import citizens, in_force

DOMAINS = (WINDOW, WELFARE, CULTURE, ENVIRONMENT, SAFETY, LIVELIHOOD)


def _bare(*communities: str, **values: Any) -> Street:
    """Build a street without hours, volunteers, social workers, venues or registered losses."""
    street = citizens(*communities, **{"loss_risk": 0.0, **values})
    c, posts = street.world.communities, street.world.posts
    for column in (c.hours, c.volunteer_hours, c.unit_hours, c.venue_hours, c.bought_hours, c.project_supply):
        column[:] = 0.0
    c.coverage[:] = 1.0
    posts.holder[posts.role == SOCIAL_WORKER] = -1
    street.week = 1
    return street


def _quality(street: Street) -> Array:
    services.provide(street)
    return street.world.communities.quality.copy()


def test_needs_are_those_of_the_residents_added_up() -> None:
    street = _bare("URV", scale=0.1)
    r = street.world.residents
    raw = [
        k.vulnerable_share * 2.5
        + (1.0 - k.vulnerable_share) * (k.share_60_plus * 2.2 + (1.0 - k.share_60_plus) * 0.6)
        for k in load_archetypes().values()
    ]
    need = np.zeros(6)
    for i in range(r.n):
        welfare = 2.5 if r.vulnerable[i] else 2.2 if r.age_group[i] == 2 else 0.6
        for domain, hours in zip(DOMAINS, (6, 10, 4, 8, 4, 4), strict=True):
            need[domain] += hours * 1.25 / 1000.0 * (welfare / np.mean(raw) if domain == WELFARE else 1.0)
    services.provide(street)
    assert street.world.communities.service_need[0] == pytest.approx(need)


def test_needs_of_migrants_surface_as_they_get_access() -> None:
    street = _bare("URV", scale=0.1)
    services.provide(street)
    c, before = street.world.communities, street.world.communities.service_need.copy()
    in_force(street, nonhukou_service=1.0)
    services.provide(street)
    assert c.service_need - before == pytest.approx(0.4 * 0.7 * c.need_migrant)


def test_quality_follows_supply_over_need_by_hand() -> None:
    street = _bare("OLD", scale=0.5)
    c = street.world.communities
    c.facility[:] = 12.0
    c.hours[:, SVC], c.coverage[:, SVC] = 9.0, 0.5
    c.bought_hours[:], c.volunteer_hours[:] = 4.0, 20.0
    c.project_supply[:, CULTURE] = 1.5
    quality = _quality(street)[0]
    need, given = c.service_need[0], 9.0 * 0.5**0.2
    rooms = (12.0 / 27.0) / (30.0 / 45.0)
    lines = dict(zip(DOMAINS, (0.20, 0.20, 0.15, 0.35, 0.35, 0.50), strict=True))
    committee = dict(zip(DOMAINS, (0.40, 0.30, 0.05, 0.15, 0.10, 0.0), strict=True))
    bought = dict(zip(DOMAINS, (0.10, 0.35, 0.15, 0.20, 0.10, 0.10), strict=True))
    helped = dict(zip(DOMAINS, (0.0, 0.35, 0.25, 0.20, 0.20, 0.0), strict=True))
    for s in DOMAINS:
        supply = lines[s] * need[s] + given * committee[s] + 4.0 * bought[s] + 20.0 * 0.35 * helped[s]
        supply += 1.5 if s == CULTURE else 0.0
        z = supply / need[s] * (rooms if s in (WINDOW, WELFARE, CULTURE) else 1.0)
        assert quality[s] == pytest.approx(1.0 - math.exp(-1.5 * z)), s


@pytest.mark.parametrize(
    "column", ["hours", "bought_hours", "project_supply", "volunteer_hours", "unit_hours"]
)
def test_more_hours_never_make_services_worse(column: str) -> None:
    street = _bare("OLD", "RUR", scale=0.2)
    before = _quality(street)
    getattr(street.world.communities, column)[:] += 5.0
    after = _quality(street)
    assert (after >= before).all()
    assert after.sum() > before.sum()


def test_missing_hours_spoil_those_that_are_given() -> None:
    street = _bare("OLD", scale=0.2)
    c = street.world.communities
    c.hours[:, SVC] = 5.0
    calm = _quality(street)
    c.coverage[:, SVC] = 0.3
    assert (_quality(street)[:, :LIVELIHOOD] < calm[:, :LIVELIHOOD]).all()


def test_volunteer_hours_are_used_once() -> None:
    # Patrols first, then the oversight of funds, then the rest: nothing is lost, nothing counted twice.
    street = _bare("OLD", scale=1.0)
    c = street.world.communities
    in_force(street, patrol=1.0, fund_superv=1.0)
    adults = c.adults[0] / 1000.0
    patrol, oversight = 4.0 * 0.7 * adults, 2.0 * 0.7 * adults
    base = services._supply(street)[0]
    for there in (0.0, 3.0, patrol + 1.0, patrol + oversight + 10.0):
        c.volunteer_hours[:] = there
        got = services._supply(street)[0] - base
        watch = min(there, patrol)
        free = max(there - watch - oversight, 0.0)
        assert got.sum() == pytest.approx(0.35 * (watch + free))
        assert got[SAFETY] == pytest.approx(0.35 * (watch + 0.20 * free))
    services.provide(street)
    assert street.world.flows.volunteer_asked[0] == pytest.approx(patrol + oversight)


def test_what_is_kept_follows_a_lever_as_it_is_brought_in() -> None:
    street = citizens("OLD", scale=0.05, weeks=30, patrol=1.0)
    while street.week < 70:
        street.step()
        expected = 4.0 / 1000.0 * street.world.communities.adults * (street.levers.patrol - 0.3)
        assert standing(street).patrol == pytest.approx(expected, abs=1e-12)
    assert street.levers.patrol[0] > 0.4


def test_video_replaces_a_part_of_patrols() -> None:
    street = _bare("OLD", scale=0.2)
    in_force(street, patrol=1.0)
    asked = standing(street).patrol.copy()
    in_force(street, video_cov=1.0)
    assert standing(street).patrol == pytest.approx(asked * (1.0 - 0.3 * 0.7))


def test_social_workers_double_the_worth_of_those_they_can_lead() -> None:
    street = _bare("OLD", scale=1.0)
    posts = street.world.posts
    assert services.volunteer_worth(street, np.array([50.0])) == pytest.approx(0.35)
    new = posts.append(1)
    posts.role[new], posts.holder[new] = SOCIAL_WORKER, 0
    # One worker leads 20 volunteers of 2.5 hours; of 100 hours, 50 count double.
    assert services.volunteer_worth(street, np.array([100.0])) == pytest.approx(0.35 * 1.5)
    assert services.volunteer_worth(street, np.array([40.0])) == pytest.approx(0.70)
    in_force(street, vol_ratio=40.0)
    assert services.volunteer_worth(street, np.array([100.0])) == pytest.approx(0.70)


def test_complements_equal_the_sum_where_both_are_equal_and_fall_short_elsewhere() -> None:
    added, together = (_bare("OLD", scale=0.2, coproduction=kind) for kind in ("additive", "complements"))
    for street in (added, together):
        c = street.world.communities
        c.project_supply[:] = 0.35 * 10.0 * np.array([0.0, 0.35, 0.25, 0.20, 0.20, 0.0])
        c.volunteer_hours[:] = 10.0
    assert services._supply(together) == pytest.approx(services._supply(added))
    for street in (added, together):
        street.world.communities.volunteer_hours[:] = 2.0
    short = services._supply(added) - services._supply(together)
    assert (short[:, [WELFARE, CULTURE, ENVIRONMENT, SAFETY]] > 0.0).all()
    assert short[:, [WINDOW, LIVELIHOOD]] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("lever", "community", "domain"),
    [("market_supply", "OLD", LIVELIHOOD), ("ecommerce", "OLD", LIVELIHOOD), ("health_inv", "OLD", WELFARE),
     ("video_cov", "OLD", SAFETY), ("env_action", "OLD", ENVIRONMENT), ("rural_env", "RUR", ENVIRONMENT)],
)  # fmt: skip
def test_a_lever_adds_a_tenth_of_need_to_its_own_domain(lever: str, community: str, domain: int) -> None:
    street = _bare(community, scale=0.1)
    before = standing(street).lines.copy()
    in_force(street, **{lever: 1.0})
    more = standing(street).lines - before
    assert more[0, domain] == pytest.approx(0.10)
    assert np.delete(more, domain) == pytest.approx(0.0)


def test_markets_skip_remote_places_and_clean_ups_keep_to_their_kind_of_place() -> None:
    street = _bare("OLD", "BOR", scale=0.1)
    before = standing(street).lines.copy()
    in_force(street, market_supply=1.0, env_action=1.0)
    more = standing(street).lines - before
    assert more[:, LIVELIHOOD] == pytest.approx([0.10, 0.03])
    assert more[:, ENVIRONMENT] == pytest.approx([0.10, 0.0])


def test_a_firms_own_services_fade_before_public_ones_come_in_full() -> None:
    street = _bare("FAR", "OLD", scale=0.1)
    before = _quality(street)
    in_force(street, soe_integration=0.3)
    street.world.communities.soe_weeks[:] = 0.0
    first = _quality(street)
    street.world.communities.soe_weeks[:] = 60.0
    later = _quality(street)
    # .10 x .3 comes in, .05 x .3 fades for a year; nothing of it happens in an old estate.
    assert (later[0] > first[0]).all()
    assert (first[0] > before[0]).all()
    assert later[1] == pytest.approx(before[1])


def test_a_facility_at_the_standard_is_neutral_and_opening_hours_stretch_it() -> None:
    street = _bare("OLD", scale=0.2)
    c = street.world.communities
    c.facility[:] = 30.0
    quality = _quality(street)[0]
    lines = np.array([0.20, 0.20, 0.15])
    assert quality[[WINDOW, WELFARE, CULTURE]] == pytest.approx(1.0 - np.exp(-1.5 * lines))
    in_force(street, open_hours=56.0)
    assert (_quality(street)[0, [WINDOW, WELFARE, CULTURE]] > quality[[WINDOW, WELFARE, CULTURE]]).all()


def test_a_facility_is_built_up_to_the_floor_and_paid_for() -> None:
    street = _bare("OLD", scale=0.5)
    c, ledger = street.world.communities, street.ledger
    start, spent = float(c.facility[0]), 0.0
    in_force(street, facility_m2=start + 2.0, build_rate=4.0)
    for week in range(1, 60):
        street.week = week
        ledger.open_week()
        services.provide(street)
        spent += float(ledger.moved("lever_cost").sum())
        if week == 13:
            assert c.facility[0] == pytest.approx(start + 1.0)
    assert c.facility[0] == pytest.approx(start + 2.0)
    assert spent == pytest.approx(2.0 * c.households[0] / 100.0 * 2_500.0, abs=1.0)


def test_unregistered_space_is_lost_and_registered_space_is_not() -> None:
    kept = []
    for registered in (0.3, 1.0):
        street = _bare("OLD", scale=0.1, loss_risk=0.01)
        in_force(street, asset_reg=registered)
        for _ in range(52):
            services.provide(street)
        kept.append(float(street.world.communities.facility[0]))
    assert kept == pytest.approx([18.0 * (1.0 - 0.01 / 52) ** 52, 18.0])


def test_a_discount_lowers_what_the_county_pays_for_utilities() -> None:
    bills, street = [], _bare("OLD", scale=0.1)
    street.week = 4
    for discount in (0.1, 0.5):
        in_force(street, utility_disc=discount)
        street.ledger.open_week()
        services.provide(street)
        bills.append(float(street.ledger.moved("facility_costs").sum()))
    area = 18.0 * street.world.communities.households[0] / 100.0
    assert bills == pytest.approx([60.0 * 4 / 52 * area * 0.9, 60.0 * 4 / 52 * area * 0.5], abs=0.02)


def test_public_works_stand_still_today_and_last_with_upkeep_or_money() -> None:
    levels = []
    for levers in ({}, {"maint_share": 0.4}, {"infra_inv": 30.0}):
        street = _bare("OLD", scale=0.1)
        in_force(street, **levers)
        for _ in range(104):
            services.provide(street)
        levels.append(float(street.world.communities.infrastructure[0]))
    assert levels[0] == pytest.approx(1.0, abs=1e-12)
    assert levels[1] > 1.0
    assert levels[2] > levels[1]


def test_a_passing_change_of_quality_fades_by_a_twentieth_a_week() -> None:
    street = _bare("OLD", scale=0.1)
    c = street.world.communities
    plain = _quality(street)
    c.quality_shock[:, CULTURE] = 0.05
    assert _quality(street) - plain == pytest.approx(np.array([[0, 0, 0.05, 0, 0, 0]]))
    assert _quality(street) - plain == pytest.approx(np.array([[0, 0, 0.0475, 0, 0, 0]]))


def _met(street: Street, i: int) -> float:
    """Reckon the quality that resident i meets, from its definition."""
    r, c, levers = street.world.residents, street.world.communities, street.levers
    k, dig = int(r.community[i]), float(r.digital[i])
    online = levers.dig_cov[k]
    access = 1.0 - 0.2 * (1.0 - levers.nonhukou_service[k]) * (not r.hukou[i])
    understood = min(1.0, levers.bilingual_med[k] + levers.info_share[k] / 2.0)
    access -= 0.15 * bool(r.language_gap[i]) * (1.0 - understood)
    access -= 0.05 * (c.distance[k] - 1.0) * (1.0 - online * dig)
    frail = bool(r.vulnerable[i]) or r.age_group[i] == 2
    access -= 0.05 * frail * (1.0 - levers.aging_fit[k])
    window = access - 0.2 * online * (1.0 - dig) * (1.0 - levers.usab[k])
    p = street.values(ServiceParameters)
    need = np.array(p.need_hours, float)
    kinds = load_archetypes().values()
    mean = np.mean([a.vulnerable_share * 2.5 + (1 - a.vulnerable_share)
                    * (a.share_60_plus * 2.2 + (1 - a.share_60_plus) * 0.6) for a in kinds])  # fmt: skip
    need[WELFARE] *= (2.5 if r.vulnerable[i] else 2.2 if r.age_group[i] == 2 else 0.6) / mean
    reached = np.full(6, min(max(access, 0.2), 1.0))
    reached[WINDOW] = min(max(window, 0.2), 1.0)
    return float((need * reached * c.quality[k]).sum() / need.sum())


def test_what_a_resident_meets_is_quality_times_access_weighted_by_need() -> None:
    street = citizens("URV", "BOR", scale=0.05)
    in_force(street, dig_cov=0.8, usab=0.3, nonhukou_service=0.0)
    met = services.resident_quality(street)
    by_hand = [_met(street, i) for i in range(street.world.residents.n)]
    assert met == pytest.approx(by_hand, abs=1e-6)


@pytest.mark.parametrize("lever", ["nonhukou_service", "aging_fit", "bilingual_med"])
def test_levers_of_access_help_those_they_are_for_and_harm_nobody(lever: str) -> None:
    street = citizens("URV", "BOR", scale=0.05)
    r, before = street.world.residents, services.resident_quality(street)
    in_force(street, **{lever: 1.0})
    more = services.resident_quality(street) - before
    helped = {"nonhukou_service": ~r.hukou, "aging_fit": r.vulnerable | (r.age_group == 2),
              "bilingual_med": r.language_gap}[lever]  # fmt: skip
    assert (more[helped] > 0.0).all()
    assert more[~helped] == pytest.approx(0.0, abs=1e-12)


def _request(street: Street, route: int, claimant: int) -> None:
    cases = street.world.cases
    new = cases.append(1)
    cases.cls[new], cases.route[new], cases.claimant[new] = REQUEST, route, claimant
    cases.opened[new], cases.community[new] = street.week, street.world.residents.community[claimant]


def test_errands_take_the_hours_of_their_rules() -> None:
    street = _bare("BOR", scale=0.1)
    c, f = street.world.communities, street.world.flows
    in_force(street, onestop=0.8, agency=0.6, platform_scope=0.7)
    for route in (R_COMMITTEE, R_HOTLINE, R_PETITION):
        _request(street, route, 5)
    c.certificates[:] = 0.0
    services.provide(street)
    dig, levers = float(street.world.residents.digital[5]), street.levers
    online = levers.dig_cov[0] * levers.integr[0] * levers.usab[0] - 0.03
    each = 2.0 * (1.0 - 0.3 * 0.5 - 0.5 * 0.4 - 0.3 * 0.5 * dig - 0.3 * online * dig) * (1.0 + 0.3 * 2.0)
    # A petition is no errand.
    assert (f.errands[0], f.errand_hours[0]) == pytest.approx((2.0, 2.0 * each), rel=1e-6)


def test_fewer_certificates_save_time_but_strand_those_still_asked_for_them() -> None:
    street = _bare("OLD", scale=0.1)
    c, f = street.world.communities, street.world.flows
    c.certificates[:] = 10.0
    in_force(street, integr=0.0)
    services.provide(street)
    before = float(f.errand_hours[0])
    in_force(street, cert_cut=1.0)
    f.clear()
    services.provide(street)
    assert before - f.errand_hours[0] == pytest.approx(10.0 * (1.0 - 2.0 * 0.2), rel=1e-6)
    assert (f.requests_due[0], f.requests_in_time[0]) == pytest.approx((2.0, 0.0))
