"""Events, naming and routes: rates and choices by hand, and luck that no policy moves."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, softmax

from sim.codes import (
    DISPUTE,
    ENV,
    ENVIRONMENT,
    FAM,
    INTG,
    LAND,
    NEIG,
    OTH,
    P_COMMITTEE,
    P_COMPANY,
    P_NONE,
    P_OWNERS,
    P_RESIDENT,
    P_STREET,
    P_UNIT,
    PROP,
    Q1,
    R_COMMITTEE,
    R_COURT,
    R_HOTLINE,
    R_LUMP,
    REQUEST,
    SAFETY,
    SERV,
    T_COMMUNITY,
)
from sim.model import Street
from sim.processes.claims import new_events
from sim.processes.claims_events import Events, make_events, new_table, route_utilities
from sim.processes.claims_setting import setting
from tests.sim.processes.docket import docket, near

BASE = np.array([0.060, 0.022, 0.016, 0.004, 0.100, 0.100, 0.002, 0.026])
"""Events per adult and year, in the order of the types."""


def events_of(street: Street, weeks: int) -> Events:
    """Draw the events of many weeks on a street that stays as it is."""
    here, found = setting(street), []
    for week in range(1, weeks + 1):
        table = new_table(street.world.residents.n)
        n = make_events(here, (street.seed, week), table)
        found.append(Events(*[column[:n].copy() for column in table]))
    return Events(*[np.concatenate(columns) for columns in zip(*found, strict=True)])


def keys(e: Events) -> list[tuple[int, int]]:
    return list(zip(e.resident.tolist(), e.part.tolist(), strict=True))


def rate(street: Street, kind: int, factor: float = 1.0, c: int = 0) -> float:
    """Expected events of a type in a week, all residents being alike."""
    multiple = street.world.communities.event_multiple[c, kind]
    return float(BASE[kind] / 52 * multiple * factor * street.world.communities.adults[c])


def as_expected(count: int, expected: float) -> bool:
    return abs(count - expected) <= 4.0 * math.sqrt(max(expected, 1.0))


@pytest.mark.parametrize("community", ["OLD", "CHE", "RUR"])
def test_each_type_arises_at_its_base_rate_times_the_multiple_of_the_community(community: str) -> None:
    street = docket(community)
    street.world.estates.quality[:] = 0.6
    events = events_of(street, 200)
    for kind in (PROP, NEIG, FAM, LAND, ENV, SERV):
        assert as_expected((events.kind == kind).sum(), 200 * rate(street, kind)), kind
    assert not (events.kind == {"OLD": LAND, "CHE": LAND, "RUR": PROP}[community]).any()


def test_three_in_four_property_events_are_requests_as_are_all_about_environment_and_service() -> None:
    events = events_of(docket("CHE"), 200)
    about = events.cls[events.kind == PROP]
    assert near((about == REQUEST).mean(), 3 / 4, about.size)
    assert (events.cls[(events.kind == ENV) | (events.kind == SERV)] == REQUEST).all()
    assert (events.cls[(events.kind == NEIG) | (events.kind == FAM)] == DISPUTE).all()


def change(street: Street, what: str, value: float) -> None:
    c, people = street.world.communities, street.world.residents
    if what in ("belonging", "norm"):
        getattr(people, what)[:] = value
    elif what == "arrears":
        street.world.households.arrears[:] = value
    elif what == "property":
        street.world.estates.quality[:] = value
    elif what.startswith("quality"):
        c.quality[:, int(what[-1])] = value
    else:
        getattr(c, what)[:] = value


# The exponents worked out by hand from the coefficients; 1.5 is the clip.
@pytest.mark.parametrize(
    ("what", "value", "kind", "exponent"),
    [
        ("belonging", 0.0, NEIG, 0.3), ("belonging", 1.0, SERV, -0.3), ("norm", 0.0, ENV, 0.25),
        ("norm", 0.0, SERV, 0.0), ("arrears", 2, PROP, 0.4), ("arrears", 8, PROP, 0.8),
        ("property", 0.1, PROP, 0.4), ("property", 0.1, NEIG, 0.0), (f"quality{SAFETY}", 0.1, NEIG, 0.4),
        (f"quality{ENVIRONMENT}", 1.0, ENV, -0.32), ("damage", 1.0, SERV, 1.0), ("damage", 9.0, SERV, 1.5),
        ("covenant", 0.8, NEIG, -0.18), ("covenant", 0.8, FAM, 0.2 * 0.6 * 0.7), ("covenant", 0.8, SERV, 0.0),
    ],
)  # fmt: skip
def test_what_raises_and_lowers_a_rate(what: str, value: float, kind: int, exponent: float) -> None:
    street = docket("CHE")
    street.world.estates.quality[:] = 0.6
    change(street, what, value)
    count = (events_of(street, 400).kind == kind).sum()
    assert as_expected(count, 400 * rate(street, kind, math.exp(exponent)))


def test_collective_income_above_the_own_raises_land_disputes_where_oversight_is_weak() -> None:
    street = docket("RUR", coll_income=65.0, rsc_active=0.0)
    # Its own is 25 yuan: 40 more of 80, half of .3, with no oversight.
    count = (events_of(street, 400).kind == LAND).sum()
    assert as_expected(count, 400 * rate(street, LAND, math.exp(0.15)))


def test_events_between_groups_follow_contact_and_language_and_are_the_same_for_every_group() -> None:
    street = docket("BOR", bilingual_med=0.0, info_share=0.0, intergroup_event_rate=0.004)
    street.world.communities.contact_quality[:] = 0.0
    events = events_of(street, 4_000)
    here = events.resident[events.kind == INTG]
    gap = street.world.residents.language_gap
    weekly = 0.004 / 52 * 0.6 * math.exp(0.5) * 4_000
    assert as_expected((~gap[here]).sum(), weekly * (~gap).sum())
    assert as_expected(gap[here].sum(), weekly * math.exp(0.5) * gap.sum())
    language = street.world.residents.language
    small = [np.isin(here, np.flatnonzero(gap & (language == g))).sum() / (gap & (language == g)).sum()
             for g in np.unique(language[gap])]  # fmt: skip
    assert max(small) - min(small) < 5 * math.sqrt(max(small) / (gap.sum() / len(small)))
    off = docket("BOR", intergroup_cases=False)
    assert not (events_of(off, 400).kind == INTG).any()


def test_reporting_quotas_add_trivial_requests_and_nothing_else() -> None:
    before, after = (events_of(docket(grid_info=x), 60) for x in (0.3, 1.0))
    # At full support .03 x .7 a year and adult.
    assert as_expected(after.kind.size - before.kind.size, 60 * 0.021 / 52 * 2200)
    added = np.array([k not in set(keys(before)) for k in keys(after)])
    assert (after.kind[added] == SERV).all()
    assert set(keys(before)) < set(keys(after))
    n = added.sum()
    assert abs(after.severity[added].mean() - 0.3) < 4 * 0.3 / math.sqrt(2 * n)


def test_a_policy_or_a_mood_moves_no_luck_of_the_events_that_remain() -> None:
    street = docket("CHE")
    before = events_of(street, 60)
    people = street.world.residents
    people.trust[:], people.belonging[:], people.law[:], people.grievance[:] = 0.2, 0.9, 0.9, 2.0
    after = events_of(street, 60)
    at = dict(zip(keys(before), range(before.kind.size), strict=True))
    common = [(at[k], e) for e, k in enumerate(keys(after)) if k in at]
    # More belonging only takes events away.
    assert len(common) == after.kind.size < before.kind.size
    b, a = np.array(common).T
    for name in ("kind", "cls", "severity", "party_kind", "party"):
        np.testing.assert_array_equal(getattr(before, name)[b], getattr(after, name)[a])
    assert (before.route[b] != after.route[a]).any()


def test_a_higher_utility_moves_cases_only_to_its_route() -> None:
    street = docket("OLD")
    before = events_of(street, 100)
    street.world.residents.digital[:] = 1.0
    after = events_of(street, 100)
    moved = before.route != after.route
    assert moved.any()
    assert (after.route[moved] == R_HOTLINE).all()


def test_severity_has_mean_1_and_variance_one_half() -> None:
    severity = events_of(docket(), 100).severity
    n = severity.size
    assert abs(severity.mean() - 1.0) < 4 * math.sqrt(0.5 / n)
    # Gamma of shape 2: the fourth central moment is 6 times the squared variance.
    assert abs(severity.var() - 0.5) < 4 * math.sqrt(5 * 0.25 / n)


def test_61_in_100_events_are_named_today() -> None:
    # Severity: Gamma of shape 2 and scale 1/2; literacy .4.
    share, _ = quad(lambda s: expit(-0.6 + 0.8 * s + 0.8 * 0.4) * 4 * s * math.exp(-2 * s), 0, 60)
    assert share == pytest.approx(0.61, abs=0.01)
    route = events_of(docket(), 150).route
    assert near((route >= 0).mean(), share, route.size)


@pytest.mark.parametrize(("week", "expected"), [(0, 0.2), (40, 0.0)])
def test_neighbour_events_are_named_more_often_when_mixed_deliberation_begins(
    week: int, expected: float
) -> None:
    street = docket(joint_delib_quota=0.25)
    street.world.communities.quota_weeks[:] = week
    assert setting(street).places.naming_neighbour[0] == pytest.approx(expected)
    assert setting(docket()).places.naming_neighbour[0] == 0.0


def utilities(street: Street, **event: Any) -> np.ndarray[Any, Any]:
    table = new_table(1)
    for name, value in {
        "resident": 0,
        "community": 0,
        "severity": 1.0,
        "cls": DISPUTE,
        "party_kind": P_NONE,
        **event,
    }.items():
        getattr(table, name)[0] = value
    out, here = np.empty(6), setting(street)
    route_utilities(0, here.people, here.places, here.numbers[0], table, out)
    return out


def test_the_utilities_of_the_six_routes_by_hand() -> None:
    street = docket(voice=1.0, rep_contact=4.0, legal_access=1.0, dig_cov=0.5, anti_gang=0.7)
    people = street.world.residents
    people.trust[0] = (0.7, 0.5, 0.5, 0.5, 0.4)
    people.efficacy[0], people.belonging[0], people.law[0], people.digital[0] = 0.3, 0.6, 0.8, 0.9
    people.grievance[0], people.language_gap[0] = 0.5, True
    got = utilities(street, severity=2.0, cls=REQUEST, party_kind=P_STREET)
    gap = 1.0 - (0.2 + 0.2 / 2)
    expected = [
        1.4 - 0.6 * 2 - 0.3 - 0.3 * 0.5,
        0.3 + 1.5 * 0.1 - 0.8,
        -1.46 + 2.5 * 0.2 + 0.4 * 2 + 0.6 + 0.3 * 0.7 + 0.2 - 0.5 * gap,
        -1.6 + 0.9 - 0.2 + 0.6 * 0.9 * 0.5 + 0.4 * 2,
        -4.6 + 0.6 * 2 + 1.2 * 0.8 + 0.5,
        -6.3 + 0.8 * 2 + 0.8 * 0.5 - 0.4 + 0.5 * 0.7,
    ]
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_named_events_take_the_six_routes_as_a_logit_says() -> None:
    street = docket("RUR", naming_base=-0.1)
    people = street.world.residents
    people.grievance[:], people.trust[:, 4] = 5.0, 0.0
    e = events_of(street, 400)
    organisation = ~np.isin(e.party_kind, (P_NONE, P_RESIDENT))
    for cls, party in ((DISPUTE, P_RESIDENT), (DISPUTE, P_COMMITTEE), (REQUEST, P_STREET)):
        mine = (e.cls == cls) & (organisation == (party != P_RESIDENT)) & (e.route >= 0)
        slight, severe = (utilities(street, severity=s, cls=cls, party_kind=party) for s in (0.0, 1.0))
        expected = softmax(slight + e.severity[mine][:, None] * (severe - slight), axis=1)
        np.testing.assert_allclose(expected.sum(axis=1), 1.0, atol=1e-6)
        shares = np.bincount(e.route[mine], minlength=6) / mine.sum()
        for route in range(6):
            assert near(shares[route], expected.mean(axis=0)[route], mine.sum()), (cls, party, route)


def test_a_formal_record_chills_complaint_and_points_do_not() -> None:
    plain = utilities(docket())[R_LUMP]
    assert utilities(docket(credit=1.0))[R_LUMP] == plain
    assert utilities(docket(credit=1.0, credit_form="formal record"))[R_LUMP] == pytest.approx(plain + 0.5)


@pytest.mark.parametrize(
    ("lever", "route", "up"),
    [("voice", R_COMMITTEE, True), ("rep_contact", R_COMMITTEE, True), ("anti_gang", R_LUMP, False),
     ("legal_access", R_COURT, True), ("dig_cov", R_HOTLINE, True), ("smart_sys", R_HOTLINE, True)],
)  # fmt: skip
def test_a_lever_pushes_its_own_route_and_no_other(lever: str, route: int, up: bool) -> None:
    change = utilities(docket(**{lever: 1.0})) - utilities(docket())
    assert (change[route] > 0) == up
    assert change[route] != 0
    assert not np.delete(change, route).any()


def test_the_second_party_is_someone_of_the_right_kind() -> None:
    street = docket("CHE", "BOR", "RUR")
    world, e = street.world, events_of(street, 300)
    people, households, ties = world.residents, world.households, world.networks
    resident = e.party_kind == P_RESIDENT
    assert (people.community[e.party[resident]] == e.community[resident]).all()
    assert (e.party[resident] != e.resident[resident]).all()
    allowed = {
        NEIG: {P_RESIDENT}, FAM: {P_RESIDENT, P_NONE}, LAND: {P_RESIDENT, P_COMMITTEE},
        PROP: {P_COMPANY, P_OWNERS}, ENV: {P_COMMITTEE, P_STREET}, INTG: {P_RESIDENT},
        OTH: {P_RESIDENT, P_UNIT},
    }  # fmt: skip
    for kind, parties in allowed.items():
        assert set(e.party_kind[e.kind == kind]) <= parties, kind
    for i, j in zip(e.resident[e.kind == NEIG], e.party[e.kind == NEIG], strict=True):
        tied = ties.neighbour[ties.neighbour_start[i] : ties.neighbour_start[i + 1]]
        assert j in tied or (tied.size == 0 and people.building[i] == people.building[j])
    for i, j in zip(e.resident[e.kind == FAM], e.party[e.kind == FAM], strict=True):
        kin = ties.kin[ties.kin_start[i] : ties.kin_start[i + 1]]
        assert j < 0 or people.household[i] == people.household[j] or (
            households.size[people.household[i]] == 1 and j in kin)  # fmt: skip
    between = e.kind == INTG
    i, j = e.resident[between], e.party[between]
    assert ((people.language[i] != people.language[j]) | (people.hukou[i] != people.hukou[j])).all()
    units = e.party[e.party_kind == P_UNIT]
    assert (world.units.community[units] == e.community[e.party_kind == P_UNIT]).all()
    group = resident & (e.kind == LAND)
    assert (people.building[e.party[group]] == people.building[e.resident[group]]).all()
    assert near(group.sum() / (e.kind == LAND).sum(), 0.7, (e.kind == LAND).sum())


def test_nobody_of_another_group_means_no_event_between_groups() -> None:
    street = docket("BOR")
    street.world.residents.language[:], street.world.residents.hukou[:] = 0, True
    e = events_of(street, 600)
    assert not (e.kind == INTG).any()


def test_what_a_week_of_events_leaves_behind() -> None:
    street = docket("OLD", "CHE")
    world, week = street.world, street.week
    table = new_table(world.residents.n)
    e = Events(*[c[: make_events(setting(street), (street.seed, week), table)].copy() for c in table])
    new_events(street)
    f, cases = world.flows, world.cases
    assert f.events.sum() == (e.kind >= 0).sum()
    assert f.named.sum() == (e.route >= 0).sum() == f.routes.sum()
    assert f.claims.sum() == (e.route > R_LUMP).sum() == cases.n
    gain = np.zeros(world.residents.n)
    np.add.at(gain, e.resident[e.route < 0], 0.1 * e.severity[e.route < 0])
    np.add.at(gain, e.resident[e.route == R_LUMP], 0.3 * e.severity[e.route == R_LUMP])
    np.testing.assert_allclose(world.residents.grievance_gain, gain, atol=1e-6)
    quarrels = (e.route > R_LUMP) & np.isin(e.kind, (NEIG, INTG))
    assert world.residents.conflicts.sum() == quarrels.sum() + (quarrels & (e.party_kind == P_RESIDENT)).sum()
    requests = (cases.cls[: cases.n] == REQUEST) & np.isin(cases.status[: cases.n], (Q1, 5))
    np.testing.assert_array_equal(cases.due[: cases.n] >= 0, requests)
    assert (cases.due[: cases.n][requests] == week + 3).all()
    assert world.residents.trust[0, T_COMMUNITY] == np.float32(0.6)
