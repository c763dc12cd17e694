"""Who votes, deliberates and volunteers: the utility by hand, luck, limits and the direction of levers."""

import math
from typing import Any

import numpy as np
import pytest

from sim.codes import DELIBERATE, OWNER, T_COMMUNITY, T_SOCIAL, VOLUNTEER, VOTE
from sim.draws import normals, stream
from sim.flows import GROUPS
from sim.model import Street
from sim.processes import deliberation, engagement
from sim.processes.civic_choice import _choose, probabilities
from sim.processes.engagement import _draw
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.influence_parameters import InfluenceParameters
from sim.table import Array
from tests.sim.processes.citizens import citizens, in_force, same_mind

ACTS = (VOTE, DELIBERATE, VOLUNTEER)


def _chances(street: Street, act: int) -> Array:
    chance = np.empty(street.world.residents.n)
    probabilities(street, act, chance)
    return chance


def _utility(street: Street, act: int, i: int) -> float:
    """Add up the utility of an act for resident i, term by term, from its published form."""
    p, levers = street.values(EngagementParameters), street.levers
    social = street.values(InfluenceParameters)
    r, c = street.world.residents, street.world.communities
    k, here, age = int(r.community[i]), bool(r.hukou[i]), min(max(int(r.age[i]), 18), 80)
    usual = (social.usual_vote, social.usual_deliberate, social.usual_volunteer)[act]
    if act == VOTE:
        u = p.vote_intercept_urban if c.urban[k] else p.vote_intercept_rural
        u += (
            p.vote_age_slope_young * (min(age, 50) - 50) / 10
            + p.vote_age_slope_old * (max(age, 50) - 50) / 10
        )
        u += p.owner_effect * (r.tenure[i] == OWNER) - p.unity_vote_cost * (c.dual_office[k] - 0.6)
    elif act == DELIBERATE:
        u = p.deliberate_intercept + p.deliberate_age_slope * (age - 47) / 10
        u += p.grievance_effect * min(float(r.grievance[i]), 2.0)
    else:
        u = p.volunteer_intercept + p.volunteer_age_slope * (age - 47) / 10
    theta, free, dig = float(r.theta[i]), float(r.free_hours[i]), float(r.digital[i])
    points = levers.credit[k] * dig * min(1.0, free / 1.5) * (1.0 if here else 0.5) * (act != VOTE)
    duty = p.duty_effect * max(levers.vol_inst[k] - 0.5, 0.0) * (act == VOLUNTEER)
    u += p.motivation[act] * (theta - p.crowding_out * (points + duty) * max(theta, 0.0))
    u += p.points_effect * points * (1.0 - levers.riv[k] * c.act_share[k, act])
    trust = float(r.trust[i, T_COMMUNITY])
    if act == VOLUNTEER:
        trust = 0.5 * (trust + float(r.trust[i, T_SOCIAL]))
    u += p.efficacy_effect * p.efficacy_share[act] * (float(r.efficacy[i]) - 0.5)
    u += p.trust_effect * (trust - 0.5) + p.belonging_effect * (float(r.belonging[i]) - 0.5)
    u += p.norm_effect * (float(r.norm[i]) - 0.5) + social.influence * (float(r.exposure[i, act]) - usual)
    mob = float(r.mobilised[i])
    u += p.mobilised_effect * mob * math.exp(1.0 - mob)
    u += p.responsiveness_effect * (c.responsiveness[k] - 0.995)
    opened = levers.channel_open[:, k].mean() if act == VOLUNTEER else levers.channel_open[act, k]
    access = p.access_registered if here else p.access_migrant[act]
    access += 0.3 * (opened - 0.3) + (0.0 if here else 0.4 * (levers.migrant_channel[k] - 0.1))
    access += 0.2 * dig * (levers.online_delib[k] - 0.1) * (act == DELIBERATE)
    hours = p.act_hours[act]
    if act == VOLUNTEER:
        hours *= 1.0 - p.volunteer_ease * (levers.vol_inst[k] - 0.2) / 0.8
    understood = min(1.0, levers.bilingual_med[k] + levers.info_share[k] / 2.0)
    cost = p.time_cost * hours / (1.0 + free) + p.distance_cost * (c.distance[k] - 1.0)
    cost += p.language_cost * bool(r.language_gap[i]) * (1.0 - understood)
    cost += p.access_cost * (1.0 - min(max(access, 0.0), 1.0))
    return float(u - p.cost_effect * cost)


@pytest.mark.parametrize("levers", [{}, {"credit": 0.8, "riv": 0.5, "vol_inst": 0.9, "online_delib": 1.0,
                                         "migrant_channel": 0.7, "bilingual_med": 0.6}])  # fmt: skip
def test_a_chance_is_the_logistic_of_the_utility_added_up_by_hand(levers: dict[str, float]) -> None:
    street = citizens("URV", "BOR", scale=0.05)
    luck, r = np.random.default_rng(4), street.world.residents
    r.exposure[:] = luck.random(r.exposure.shape)
    r.mobilised[:] = luck.exponential(0.5, r.n)
    r.grievance[:] = 4.0 * luck.random(r.n)
    street.world.communities.act_share[:] = 0.3
    street.world.communities.responsiveness[:] = (0.7, 1.0)
    in_force(street, channel_open=np.array([0.2, 0.9, 0.4, 0.5, 1.0])[:, None], **levers)
    for act in ACTS:
        by_hand = [1.0 / (1.0 + math.exp(-_utility(street, act, i))) for i in range(r.n)]
        np.testing.assert_allclose(_chances(street, act), by_hand, rtol=1e-6)


def test_acts_without_influence_or_attitudes_follow_the_logistic_normal_mean() -> None:
    # chances sigma(u + L theta) alone; the count over 200 weeks is a sum of Bernoulli draws.
    n, weeks, u, sd = 4_000, 200, -2.0, 1.5
    theta = sd * normals(n, 5, "test.theta")
    run = (np.zeros(1, np.int64), np.full(1, n))
    chance, terms, zero = np.empty(n), np.zeros((1, 25)), np.zeros(n)
    terms[0, 0] = u
    _choose(chance, *run, terms, theta, zero, zero, zero, zero, zero, zero, zero, zero)
    rows, one = np.empty(n, np.int64), np.ones(1)
    count = sum(_draw(rows, chance, *run, one, 5, stream("test.acts"), week) for week in range(weeks))
    exact = 1.0 / (1.0 + np.exp(-(u + theta)))
    z = (count - weeks * exact.sum()) / math.sqrt(weeks * (exact * (1.0 - exact)).sum())
    assert abs(z) < 4.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    mean = (weights / weights.sum()) @ (1.0 / (1.0 + np.exp(-(u + sd * nodes))))
    assert count / (n * weeks) == pytest.approx(mean, abs=4.0 * exact.std() / math.sqrt(n))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("column", ["efficacy", "belonging", "norm"])
def test_a_better_mood_never_lowers_a_chance(act: int, column: str) -> None:
    street = citizens("OLD", scale=0.1)
    same_mind(street, **{column: 0.3})
    before = _chances(street, act)
    same_mind(street, **{column: 0.6})
    assert (_chances(street, act) >= before).all()


@pytest.mark.parametrize("act", ACTS)
def test_trust_and_free_time_never_lower_a_chance_and_distance_never_raises_it(act: int) -> None:
    street = citizens("FAR", scale=0.1)
    r, before = street.world.residents, _chances(street, act)
    same_mind(street, trust=np.minimum(r.trust + 0.2, 1.0))
    trusting = _chances(street, act)
    assert (trusting > before).all()
    same_mind(street, free_hours=r.free_hours + 1.0)
    freer = _chances(street, act)
    assert (freer > trusting).all()
    street.world.communities.distance[:] = 3.0
    same_mind(street)
    assert (_chances(street, act) < freer).all()


@pytest.mark.parametrize(
    ("lever", "act", "who"),
    [("channel_open", VOTE, "all"), ("channel_open", DELIBERATE, "all"), ("channel_open", VOLUNTEER, "all"),
     ("migrant_channel", VOTE, "migrants"), ("migrant_channel", VOLUNTEER, "migrants"),
     ("online_delib", DELIBERATE, "all")],
)  # fmt: skip
def test_a_channel_raises_the_chances_of_those_it_opens_for(lever: str, act: int, who: str) -> None:
    street = citizens("URV", scale=0.1)
    here, before = street.world.residents.hukou, _chances(street, act)
    in_force(street, **{lever: 1.0})
    more = _chances(street, act) - before
    # The registered are near full access: theirs can rise by .1 only.
    assert (more[~here] > 0.0).all()
    assert (more[here] > 0.0).all() if who == "all" else (more[here] == 0.0).all()


def test_rooms_up_to_the_standard_make_sessions_easier_to_attend_and_nothing_else() -> None:
    street = citizens("OLD", scale=0.1)
    facility = street.world.communities.facility
    means = []
    for area in (18.0, 24.0, 30.0, 40.0):
        facility[:] = area
        means.append([_chances(street, act).mean() for act in ACTS])
    before, half, full, more = np.array(means)
    assert before[DELIBERATE] < half[DELIBERATE] < full[DELIBERATE] == more[DELIBERATE]
    np.testing.assert_array_equal(before[[VOTE, VOLUNTEER]], full[[VOTE, VOLUNTEER]])


def test_one_can_be_contacted_too_often() -> None:
    street = citizens("OLD", scale=0.05)
    means = []
    for stock in (0.0, 0.5, 1.0, 4.0):
        same_mind(street, mobilised=stock)
        means.append(_chances(street, VOLUNTEER).mean())
    assert means[0] < means[1] < means[2] > means[3]


def test_rivalry_turns_rewards_round_when_many_have_them() -> None:
    street = citizens("OLD", scale=0.05, crowding_out=0.0)
    street.world.communities.act_share[:] = 0.9
    plain = _chances(street, VOLUNTEER)
    in_force(street, credit=1.0, riv=0.2)
    shared = _chances(street, VOLUNTEER)
    in_force(street, riv=1.0)
    rival = _chances(street, VOLUNTEER)
    assert (shared >= plain).all()
    assert (rival <= shared).all()
    assert rival.mean() < shared.mean()


def test_rewards_crowd_out_the_motivated_only() -> None:
    street = citizens("OLD", scale=0.1, points_effect=0.0)
    theta, before = street.world.residents.theta, _chances(street, VOLUNTEER)
    in_force(street, credit=1.0)
    change = _chances(street, VOLUNTEER) - before
    assert (change[theta > 0.1] < 0.0).all()
    np.testing.assert_allclose(change[theta < 0.0], 0.0, atol=1e-12)


def _week(street: Street, monkeypatch: pytest.MonkeyPatch, held: bool = False) -> Any:
    """Let one week of participation go by, with a session for everyone or without."""
    c = street.world.communities

    def convene(_: Street) -> None:
        c.session_held[:] = held
        c.session_first[:], c.session_stop[:] = c.first, c.first + c.adults.astype(np.uint32)

    monkeypatch.setattr(deliberation, "convene", convene)
    street.week += 1
    street.world.flows.clear()
    engagement.participate(street)
    return street.world.residents.acted.copy()


def test_no_more_volunteer_than_there_are_places_for(monkeypatch: pytest.MonkeyPatch) -> None:
    street = citizens("OLD", "RUR", scale=0.5, volunteer_intercept=-4.5, volunteer_places=8.0)
    c = street.world.communities
    counts = np.array([_week(street, monkeypatch)[:, VOLUNTEER].sum() for _ in range(60)])
    places = 8.0 / 1000.0 * c.adults.sum()
    assert (c.willing > 2.0 * 8.0 / 1000.0 * c.adults).all()
    assert counts.mean() == pytest.approx(places, abs=4.0 * math.sqrt(places / 60))


def test_routine_makes_places_and_paid_grid_staff_take_them() -> None:
    street = citizens("OLD", scale=0.1)
    usual = engagement._places(street).copy()
    in_force(street, vol_inst=1.0)
    assert engagement._places(street) == pytest.approx(1.8 * usual)
    in_force(street, vol_inst=0.2, grid_info=1.0, grid_link=0.3)
    assert engagement._places(street) == pytest.approx(usual * (1.0 - 0.15 * 0.7 * 0.7))
    in_force(street, grid_link=1.0)
    assert engagement._places(street) == pytest.approx(usual)


def test_openness_and_publicity_bring_the_same_people_and_more(monkeypatch: pytest.MonkeyPatch) -> None:
    attended = []
    for levers in ({}, {"disclosure": 0.8}, {"disclosure": 0.8, "publicity": 1.0}):
        street = citizens("OLD", scale=0.5)
        in_force(street, **levers)
        attended.append(_week(street, monkeypatch, held=True)[:, DELIBERATE].astype(bool))
    few, more, most = attended
    assert (more | few).sum() == more.sum() > few.sum()
    assert (most | more).sum() == most.sum() > more.sum()


def test_recent_acts_and_yearly_counts_are_those_of_their_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    street = citizens("OLD", scale=0.2, volunteer_intercept=-4.5)
    history = []
    for _ in range(120):
        history.append(_week(street, monkeypatch, held=street.week % 9 == 0)[:, [DELIBERATE, VOLUNTEER]])
        if street.week >= 26:
            recent = np.array(history[-26:]).any(axis=0)
            np.testing.assert_array_equal(street.world.residents.recent[:, [DELIBERATE, VOLUNTEER]], recent)
    acts = np.array(history)
    # The year is kept in thirteen blocks of four weeks; week 120 ends one.
    np.testing.assert_array_equal(street.world.residents.acts_52, acts[-52:].sum(axis=(0, 2)))
    total = street.world.residents.acts_total[:, [DELIBERATE, VOLUNTEER]]
    np.testing.assert_array_equal(total, acts.sum(axis=0))


def test_acts_by_group_add_up_to_those_who_acted(monkeypatch: pytest.MonkeyPatch) -> None:
    street = citizens("VTC", "REL", scale=0.3, volunteer_intercept=-4.5)
    acted, flows = _week(street, monkeypatch, held=True), street.world.flows
    r = street.world.residents
    active = acted[:, DELIBERATE] | acted[:, VOLUNTEER]
    everyone = np.bincount(r.community, active)
    names = [name for name, _, _ in GROUPS]
    for first, last in (("registered", "migrant"), ("age_18_34", "age_60"), ("owner", "resettled"),
                        ("digital_low", "digital_high")):  # fmt: skip
        part = flows.acts[:, names.index(first) : names.index(last) + 1]
        np.testing.assert_array_equal(part.sum(axis=1), everyone)
    np.testing.assert_array_equal(flows.acts[:, 0], np.bincount(r.community, active * r.hukou))
    np.testing.assert_array_equal(flows.deliberated, np.bincount(r.community, acted[:, DELIBERATE]))
    assert flows.volunteer_hours == pytest.approx(2.5 * np.bincount(r.community, acted[:, VOLUNTEER]))


def test_admitting_migrants_to_elections_admits_nobody_twice_and_no_registered_less() -> None:
    street = citizens("URV", scale=0.5)
    r = street.world.residents
    before = r.right.copy()
    in_force(street, nonhukou_vote=1.0)
    engagement._elect(street, 156)
    assert r.right.all()
    assert before[r.hukou].all()
    assert before[~r.hukou].mean() == pytest.approx(0.4, abs=0.06)


def test_without_an_election_in_a_community_nobody_there_could_vote() -> None:
    street = citizens("OLD", "RUR", scale=0.2)
    street.world.communities.established[:] = (0.0, 1.0)
    engagement._elect(street, 156)
    r = street.world.residents
    assert not r.eligible[r.community == 0].any()
    assert not (r.recent[:, VOTE] > r.eligible).any()
    assert 0.4 < r.recent[r.community == 1, VOTE].mean() < 0.8


def test_recorded_turnout_holds_every_voter_and_their_households() -> None:
    street = citizens("OLD", scale=0.5, household_recording=1.0, proxy_recording=0.4)
    r = street.world.residents
    engagement._elect(street, 156)
    voted = r.recent[:, VOTE].astype(bool)
    home_voted = np.bincount(r.household, voted)[r.household] > 0
    assert r.recorded_vote[voted].all()
    assert r.recorded_vote[home_voted & r.eligible].all()
    assert not r.recorded_vote[~r.eligible].any()
    carried = r.recorded_vote[~home_voted & r.eligible]
    assert carried.mean() == pytest.approx(0.4, abs=0.12)


def test_turnout_and_its_record_stand_at_the_published_levels_at_the_start() -> None:
    street = Street(seed=3, weeks=1)
    r, urban = street.world.residents, street.world.communities.urban[street.world.residents.community]
    voted = r.recent[:, VOTE].astype(bool)
    assert 0.40 < voted[r.eligible & urban].mean() < 0.52
    assert 0.50 < voted[r.eligible & ~urban].mean() < 0.62
    assert 0.80 < r.recorded_vote[r.eligible].mean() < 0.95
    assert 0.02 < voted[~r.hukou].mean() < 0.15
    young, old = (r.age < 30) & r.eligible, (r.age >= 70) & (r.age < 80) & r.eligible
    assert voted[young].mean() < 0.25
    assert voted[old].mean() > 0.70


def test_the_intercepts_are_those_that_give_the_published_levels() -> None:
    from sim.processes.engagement_reference import intercepts

    declared = EngagementParameters()
    for name, value in intercepts().items():
        assert getattr(declared, name) == pytest.approx(value, abs=5e-3), name
