"""What levers and fixed numbers make of services: needs, supply, space, access, errands (part of M8).

All of it is reckoned anew only when a lever moves. The equations stand in ``sim/processes/services.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.archetypes import load_archetypes
from sim.calendar import YEAR
from sim.codes import CULTURE, ENVIRONMENT, LIVELIHOOD, SAFETY, VOLUNTEER, WELFARE, WINDOW
from sim.processes import tasks
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.hours_parameters import HourParameters
from sim.processes.services_parameters import ServiceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

STANDARD = 30.0
"""m2 per 100 households and opening hours a week at which a facility has its full effect."""
LISTED = np.array([WINDOW, WELFARE, CULTURE, ENVIRONMENT, SAFETY])
FIRMS_OWN = ("DAN", "FAR")


class Standing(NamedTuple):
    """What follows from levers and fixed numbers alone, by community.

    Attributes:
        need: service hours needed, [C, 6].
        lines: supply of public lines and the market over need, [C, 6].
        splits: how hours of the committee, bought hours and volunteer hours divide, [3, 6].
        taken_in: how far a community of a state firm or farm has been taken in, [C].
        patrol: volunteer hours asked for patrols, [C].
        oversight: volunteer hours asked for the oversight of funds, [C].
        led: volunteer hours that one social worker leads in the community, [C].
        street_hours: service hours that the street adds on the environment, [C].
        area: factors of the facility, of venue hours, and of both for culture, [3, C].
        growth: most that is built, and share that is lost, in a week, [2, C].
        works_built: investment in public works over today's, [C].
        works_kept: share of wear that upkeep leaves, [C].
        errand: hours of an errand, what full digital access saves, hours of a certificate beside, [3, C].
        stranded: share of certificates whose lack strands a resident, [C].
    """

    need: Floats
    lines: Floats
    splits: Floats
    taken_in: Floats
    patrol: Floats
    oversight: Floats
    led: Floats
    street_hours: Floats
    area: Floats
    growth: Floats
    works_built: Floats
    works_kept: Floats
    errand: Floats
    stranded: Floats


def standing(street: Street) -> Standing:
    """Give what follows from levers and fixed numbers alone."""
    return street.levers.keep("services.standing", lambda: _reckon_standing(street))


def _reckon_standing(street: Street) -> Standing:
    p, c, levers = street.values(ServiceParameters), street.world.communities, street.levers
    more = 1.0 + p.suppressed_need * levers.above("nonhukou_service")
    adults = c.adults / 1000.0
    video = 1.0 - p.patrol_video * np.maximum(levers.above("video_cov"), 0.0)
    upkeep = levers.above("maint_share")
    today = np.maximum(levers.infra_inv - levers.above("infra_inv"), 1e-9)
    spent = (1.0 - levers.maint_share) / (1.0 - levers.maint_share + upkeep)
    stranded = p.stranded_share * levers.cert_cut * (1.0 - tasks.online(street)[1])
    hours = street.values(EngagementParameters).act_hours[VOLUNTEER]
    return Standing(
        need=c.need_registered + c.need_migrant * more[:, None],
        lines=_public_lines(street),
        splits=np.array([p.committee_split, p.bought_split, p.volunteer_split]),
        taken_in=levers.soe_integration * _firms_own(street),
        patrol=p.patrol_hours * adults * np.maximum(levers.above("patrol"), 0.0) * video,
        oversight=p.supervision_hours * adults * np.maximum(levers.above("fund_superv"), 0.0),
        led=levers.vol_ratio * c.residents / c.residents.sum() * hours,
        street_hours=_street_hours(street),
        area=_area(street),
        growth=np.stack([levers.build_rate, p.loss_risk * (1.0 - levers.brought_in("asset_reg"))]) / YEAR,
        works_built=levers.infra_inv / today * spent,
        works_kept=np.maximum(1.0 - p.works_upkeep * upkeep, 0.0),
        errand=_errand_terms(street, stranded),
        stranded=stranded,
    )


def _public_lines(street: Street) -> Floats:
    """Give what public lines and the market supply, as a share of need, [C, 6]."""
    p, c, levers = street.values(ServiceParameters), street.world.communities, street.levers
    lines = np.tile(np.array(p.public_lines), (c.n, 1))
    lines[:, LISTED] *= (1.0 + p.catalogue_gain * levers.brought_in("catalogue"))[:, None]
    reach = np.array([kind.rural_market for kind in street.population.profiles])
    reach = np.where(reach < 1.0, reach * p.rural_market, reach)
    lines[:, LIVELIHOOD] += p.gain_market * reach * levers.brought_in("market_supply")
    lines[:, LIVELIHOOD] += p.gain_ecommerce * levers.brought_in("ecommerce")
    lines[:, WELFARE] += p.gain_health * levers.brought_in("health_inv")
    lines[:, SAFETY] += p.gain_video * levers.brought_in("video_cov")
    cleaned = np.where(c.urban, levers.brought_in("env_action"), levers.brought_in("rural_env"))
    lines[:, ENVIRONMENT] += p.gain_cleaning * cleaned
    lines += (p.gain_soe * levers.brought_in("soe_integration") * _firms_own(street))[:, None]
    return lines


def _firms_own(street: Street) -> Array:
    """Mark communities of state firms and farms, [C]."""
    return np.isin(street.archetypes, FIRMS_OWN)


def _street_hours(street: Street) -> Floats:
    """Give the service hours that the street's work on the environment adds to today's, [C]."""
    today = float(HourParameters.model_fields["street_env"].default)
    more = street.office.shares()[2] - today
    worth = street.values(ServiceParameters).street_environment
    per_head = street.values(HourParameters).street_hours_rate / 1000.0
    hours: Floats = worth * per_head * more * street.world.communities.residents
    return hours


def _area(street: Street) -> Floats:
    """Give what turns a facility and venue hours into effective area, and the factor of culture, [3, C]."""
    p, c, levers = street.values(ServiceParameters), street.world.communities, street.levers
    opened = (levers.open_hours / STANDARD) ** p.opening_return
    space = opened * (1.0 + p.space_return * levers.brought_in("space_use"))
    venue = opened * p.venue_area / STANDARD / (c.households / 100.0)
    return np.stack([space, venue, 1.0 + p.space_return * levers.brought_in("culture_facility")])


def _errand_terms(street: Street, stranded: Floats) -> Floats:
    """Give the hours of an errand, what full digital access saves, and the hours of a certificate, [3, C]."""
    p, levers, c = street.values(ServiceParameters), street.levers, street.world.communities
    window, agency, platform, online = p.errand_savings
    to_get, without = p.certificate_time
    coverage, integration = tasks.online(street)
    at_home = coverage * integration * levers.usab - street.values(HourParameters).digital_today
    plain = 1.0 - window * levers.above("onestop") - agency * levers.above("agency")
    saved = platform * levers.above("platform_scope") + online * at_home
    way = p.errand_hours * (1.0 + p.errand_distance * (c.distance - 1.0))
    beside = to_get * (1.0 - levers.cert_cut) + without * stranded
    return np.stack([way * plain, way * saved, beside])


def access_terms(street: Street) -> Array:
    """Gather the numbers of access by community, [C, 6]."""
    p, levers, c = street.values(ServiceParameters), street.levers, street.world.communities
    migrant, gap, distance, window, frail = p.access_losses
    coverage, _ = tasks.online(street)
    far = distance * (c.distance - 1.0)
    lost = [
        1.0 - far,
        migrant * (1.0 - levers.nonhukou_service),
        gap * (1.0 - interpreted(street)),
        frail * (1.0 - levers.aging_fit),
        far * coverage,
        window * coverage * (1.0 - levers.usab),
    ]
    return np.column_stack(lost)


def interpreted(street: Street) -> Floats:
    """Give the share of language gaps that interpreting closes, [C]."""
    levers = street.levers
    return np.minimum(levers.bilingual_med + levers.info_share / 2.0, 1.0)


def mean_welfare(p: ServiceParameters) -> float:
    """Give the mean multiple of welfare needs over the nine community types."""
    others, old, supported = p.welfare_need
    means = []
    for kind in load_archetypes().values():
        rest = kind.share_60_plus * old + (1.0 - kind.share_60_plus) * others
        means.append(kind.vulnerable_share * supported + (1.0 - kind.vulnerable_share) * rest)
    return float(np.mean(means))
