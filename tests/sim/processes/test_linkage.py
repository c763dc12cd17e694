"""Ties, joint meetings, coordination hours, needs and units: limits, luck and direction."""

from typing import Any

import numpy as np
import pytest

from sim.codes import COORD, HIDDEN, KNOWN, LAPSED, N_BRANCH, N_COMMITTEE, N_SOCIAL_WORK, VIS
from sim.model import Street
from sim.processes import linkage, needs, partner_ties, projects
from sim.processes.linkage import _hold_meetings
from sim.processes.partner_ties import _grow
from sim.table import Array
from tests.sim.processes.forced import force

GROWTH, DECAY = 0.03, 0.01


@pytest.fixture
def street() -> Street:
    return Street(communities=("OLD",), seed=1, weeks=8)


def grown(contact: float, weeks: int, start: float = 0.1) -> float:
    """A tie of two organisations after some weeks of constant contact."""
    ties = np.full((1, 2, 2), start)
    routine, met = np.full((1, 2, 2), float(contact)), np.zeros((1, 2, 2))
    for _ in range(weeks):
        _grow(ties, routine, met, np.ones((1, 2), bool), (GROWTH, DECAY, 0.3), np.zeros((1, 2)))
    return float(ties[0, 0, 1])


@pytest.mark.parametrize("contact", [0.05, 0.5, 2.0, 8.0])
def test_a_tie_comes_to_rest_where_growth_and_fading_balance(contact: float) -> None:
    assert grown(contact, 5000) == pytest.approx(GROWTH * contact / (GROWTH * contact + DECAY), abs=1e-6)


def test_routine_contact_keeps_the_first_ties(street: Street) -> None:
    before = street.world.ties.copy()
    for _ in range(200):
        street.world.met[:] = 0.0
        partner_ties.grow_ties(street)
    np.testing.assert_allclose(street.world.ties, before, atol=1e-12)


def test_a_pact_starts_at_its_resting_point() -> None:
    street = Street(communities=("OLD",), seed=3, weeks=1, copact_share=0.2)
    units = street.world.units
    ties = street.world.ties[0, N_BRANCH, units.node]
    # Routine contact .01 x .1 / (.03 x .9) plus .1: .03 x .137037 / (.03 x .137037 + .01).
    assert ties[units.pact] == pytest.approx(0.291339, abs=1e-5)
    assert ties[~units.pact] == pytest.approx(0.10)


def test_ties_stay_symmetric_and_in_bounds_with_many_meetings() -> None:
    street = Street(communities=("RUR",), seed=2, weeks=30, joint_meet=8.0, pb_convene=1.0, pm_joint=2.0)
    for _ in range(80):
        street.step()
    ties = street.world.ties
    np.testing.assert_array_equal(ties, ties.transpose(0, 2, 1))
    assert ties.min() >= 0.0
    assert ties.max() <= 1.0
    assert street.record["tie_party"][79] > street.record["tie_party"][51] + 0.1


@pytest.mark.parametrize(("frequency", "meetings"), [(0.0, 0), (1.0, 13), (1.5, 19), (2.0, 26), (8.0, 104)])
def test_the_calendar_holds_as_many_meetings_a_year_as_asked(frequency: float, meetings: int) -> None:
    held = [int(linkage.meetings_due(np.array([frequency]), week)[0]) for week in range(1, 53)]
    assert sum(held) == meetings
    assert max(held) <= np.ceil(frequency / 4)


def meet(chance: float, seed: int = 1, weeks: int = 400) -> Array:
    """Who came, week by week, to one meeting of five organisations."""
    came = []
    for week in range(weeks):
        attended, met = np.zeros((1, 5)), np.zeros((1, 5, 5))
        keys = np.arange(5, dtype=np.uint32)
        _hold_meetings(np.ones(1, int), np.full((1, 5), chance), attended, met, 0, keys, seed, 77, week)
        assert met[0].sum() == attended.sum() * (attended.sum() - 1)
        came.append(attended[0])
    return np.array(came)


def test_organisations_come_with_their_chance_and_a_higher_chance_only_adds_them() -> None:
    few, many = meet(0.25), meet(0.5)
    # 2,000 draws: a standard error of .0097 and .0112.
    assert few.mean() == pytest.approx(0.25, abs=0.04)
    assert many.mean() == pytest.approx(0.5, abs=0.045)
    assert (many >= few).all()


@pytest.mark.parametrize("n", [4, 8, 16])
def test_the_cost_of_ties_grows_with_the_square_of_their_number(n: int) -> None:
    ties = np.full((1, n, n), 0.9)
    strong = np.zeros((1, n))
    _grow(ties, np.ones((1, n, n)), np.zeros((1, n, n)), np.ones((1, n), bool), (GROWTH, DECAY, 0.3), strong)
    # Every organisation keeps up n - 1 ties, the tie of branch and committee apart.
    assert strong.sum() == n * (n - 1) - 2


def test_the_committee_is_asked_for_two_persons_hours_at_each_meeting(street: Street) -> None:
    c = force(street, joint_meet=4.0, pb_convene=1.0).world.communities
    c.dual_office[:] = 0.6
    linkage.plan_coordination(street)
    # One meeting a week, two persons, 1.5 h each; no strong tie but that to the branch, no head for both.
    assert c.coordination[0] == pytest.approx(3.0)


def test_one_head_for_both_saves_coordination(street: Street) -> None:
    c = force(street, joint_meet=4.0).world.communities
    hours = []
    for head in (0.0, 1.0):
        c.dual_office[:] = head
        linkage.plan_coordination(street)
        hours.append(c.coordination[0])
    assert hours[0] - hours[1] == pytest.approx(1.0)


def test_the_committee_comes_only_as_far_as_it_has_hours(street: Street) -> None:
    world = force(street, joint_meet=8.0, pb_convene=1.0).world
    for coverage, came in ((1.0, 2.0), (0.0, 0.0)):
        world.communities.coverage[:, COORD] = coverage
        street.week = 10
        assert linkage._meet(street)[0, N_COMMITTEE] == came


def test_linkage_intensity_runs_from_today_to_full(street: Street) -> None:
    assert linkage.linkage_intensity(street)[0] == pytest.approx(0.0)
    force(street, **dict.fromkeys(partner_ties.LINKAGE_LEVERS, 1.0))
    assert linkage.linkage_intensity(street)[0] == pytest.approx(1.0)
    force(street, design=0.1)
    assert linkage.linkage_intensity(street)[0] == pytest.approx(0.75)


def hide_partners(street: Street) -> None:
    """Leave only committee visits and the grid platform to find needs."""
    c = street.world.communities
    c.casework_hours[:] = c.volunteer_hours[:] = c.unit_hours[:] = 0.0
    street.world.organisations.own_hours[:] = 0.0


def test_the_chance_to_find_a_need_multiplies_what_partners_miss(street: Street) -> None:
    hide_partners(street)
    street.world.communities.coverage[:, VIS] = 0.8
    # 1 - (1 - .5 x .8)(1 - .2 x .3): visits, and the platform at today's .3.
    assert needs.discovery(street)[0] == pytest.approx(1 - 0.6 * 0.94)


def test_social_workers_find_needs_by_their_tie_and_effort(street: Street) -> None:
    hide_partners(street)
    c = street.world.communities
    c.coverage[:, VIS] = 0.0
    c.casework_hours[:] = 100.0
    street.world.ties[0, N_COMMITTEE, N_SOCIAL_WORK] = 0.5
    # Hours above the reference count as the reference: .4 x (.5 + .1) x .5, and the platform.
    assert needs.discovery(street)[0] == pytest.approx(1 - (1 - 0.4 * 0.6 * 0.5) * 0.94)


@pytest.mark.parametrize("name", ["disc_effort", "info_share", "cadre_contact", "grid_info"])
def test_more_effort_finds_more_needs(name: str) -> None:
    found = []
    for value in (None, 1.0):
        street = Street(communities=("OLD",), seed=1, weeks=8)
        street.world.communities.casework_hours[:] = 20.0
        if value is not None:
            force(street, **{name: value})
        found.append(needs.discovery(street)[0])
    assert found[1] > found[0] + 0.005


def born(street: Street) -> set[tuple[int, int]]:
    issues = street.world.issues
    return {(int(issues.birth[k]), int(issues.birth_part[k])) for k in range(issues.n)}


def test_needs_arise_at_their_rate_and_a_higher_rate_only_adds_needs() -> None:
    births = []
    for rate in (0.03, 0.06):
        street = Street(communities=("REL",), seed=5, weeks=1, need_rate=rate)
        for week in range(1, 105):
            street.week = week
            needs._arise(street, street.values(linkage.LinkageParameters))
        births.append(born(street))
        n, v = street.world.residents.n, street.world.residents.vulnerable.sum()
        expected = rate * 2 * (n + 3 * v)
        assert street.world.issues.n == pytest.approx(expected, abs=4 * expected**0.5)
    assert births[0] <= births[1]


def test_no_lever_changes_which_needs_arise() -> None:
    policies: tuple[dict[str, Any], ...] = ({}, {"disc_effort": 1.0, "offload": 0.9})
    streets = [Street(communities=("RUR",), seed=1, weeks=4, **policy) for policy in policies]
    for street in streets:
        for _ in range(60):
            street.step()
    births = [{key for key in born(street) if key[1] >> 4 & 15 == needs.NEED} for street in streets]
    assert births[0] == births[1]


def test_a_need_not_solved_lapses_after_half_a_year_and_leaves_grievance(street: Street) -> None:
    world, p = street.world, street.values(linkage.LinkageParameters)
    issues = world.issues
    new = issues.append(2)
    issues.size[new], issues.opened[new], issues.grid[new] = 3, 1, 0
    issues.birth[new], issues.birth_part[new] = 0, [1 << 8, 2 << 8]
    issues.status[new] = [HIDDEN, KNOWN]
    street.week = 26
    needs._find_or_lapse(street, np.zeros(1), p)
    assert set(issues.status[new]) == {HIDDEN, KNOWN}
    street.week = 27
    needs._find_or_lapse(street, np.zeros(1), p)
    assert set(issues.status[new]) == {LAPSED}
    gained = world.residents.grievance_gain
    assert gained.sum() == pytest.approx(2 * 3 * 0.1, rel=1e-5)
    people = needs.people_concerned(street, new.start)
    assert (gained[people] > 0).all()


def test_needs_found_within_eight_weeks_are_counted_with_their_cohort(street: Street) -> None:
    issues = street.world.issues
    new = issues.append(3)
    issues.opened[new], issues.found[new] = 10, [-1, 15, 10]
    street.week = 18
    needs._count(street)
    # The third was known from the first and never hidden.
    assert street.world.flows.needs_arisen[0] == 2.0
    assert street.world.flows.needs_found[0] == 1.0


def test_each_link_of_the_chain_raises_the_chance_of_a_project() -> None:
    chances = []
    for name in (None, *partner_ties.LINKAGE_LEVERS):
        street = Street(communities=("OLD",), seed=1, weeks=8)
        world = street.world
        world.office.casework_hours[0] = world.office.casework_need[0] = 50.0
        world.communities.casework_hours[:] = 20.0
        if name:
            force(street, **{name: 1.0})
        world.communities.discovery[:] = needs.discovery(street)
        able = world.organisations.presence[: world.organisations.n].copy()
        chances.append(projects.chance_of_project(street, able)[0])
    assert (np.array(chances[1:]) > chances[0] * 1.005).all()


def test_a_chain_is_no_stronger_than_its_links_and_needs_a_society() -> None:
    street = Street(communities=("OLD",), seed=1, weeks=8)
    s = street.world.organisations
    street.world.communities.discovery[:] = 0.5
    able = s.presence[: s.n].copy()
    gates = projects.gates(street, able)
    assert projects.chance_of_project(street, able)[0] == pytest.approx(0.25 * gates.prod(axis=0)[0])
    assert projects.chance_of_project(street, able & False)[0] == 0.0


def test_substitutable_links_start_more_projects_than_a_chain() -> None:
    chances = []
    for form in ("weakest link", "substitutes"):
        street = Street(communities=("OLD",), seed=1, weeks=8, linkage_form=form)
        s = street.world.organisations
        street.world.communities.discovery[:] = 0.5
        chances.append(projects.chance_of_project(street, s.presence[: s.n].copy())[0])
    assert chances[1] > chances[0]


def test_units_give_by_pact_and_tie(street: Street) -> None:
    world = force(street, copact_share=1.0).world
    units = world.units
    world.ties[0, N_BRANCH, units.node] = world.ties[0, units.node, N_BRANCH] = 0.5
    linkage._sign_pacts(street)
    linkage._units_give(street)
    assert units.pact.all()
    # Six units: 2 venue hours, 2 hours of help and 2,000 yuan each, at a tie of one half.
    assert world.communities.venue_hours[0] == pytest.approx(6.0)
    assert world.communities.unit_hours[0] == pytest.approx(6.0)
    assert linkage.unit_gifts(street)[0] == pytest.approx(6_000.0)
    force(street, unit_open=1.0)
    linkage._units_give(street)
    assert world.communities.venue_hours[0] == pytest.approx(6 * 0.5 * (2 + 10 * 0.8))


def test_units_without_a_pact_give_by_their_engagement(street: Street) -> None:
    force(street, copact_share=0.0, unit_engage=1.0)
    linkage._sign_pacts(street)
    linkage._units_give(street)
    assert street.world.communities.venue_hours[0] == 0.0
    assert street.world.communities.unit_hours[0] == pytest.approx(6 * 0.8 * 0.5)
    assert linkage.unit_gifts(street)[0] == pytest.approx(6 * 0.8 * 0.25 * 2_000)


def test_connectivity_is_that_of_a_complete_graph(street: Street) -> None:
    world = street.world
    world.ties[:] = 0.0
    here = np.flatnonzero(world.node_present[0])
    world.ties[0][np.ix_(here, here)] = 0.3
    # The Laplacian of n nodes all tied with weight w has second eigenvalue n w.
    assert partner_ties.connectivity(world, 0) == pytest.approx(0.3 * len(here))


def test_an_organisation_that_leaves_takes_its_ties_with_it(street: Street) -> None:
    world = street.world
    node = int(world.organisations.node[0])
    assert world.ties[0, node].sum() > 0.0
    partner_ties.dismiss(street, node)
    assert not world.node_present[:, node].any()
    assert world.ties[:, node].sum() == world.ties[:, :, node].sum() == 0.0
    partner_ties.admit(street, np.array([0]), node)
    assert world.ties[0, node, N_COMMITTEE] == pytest.approx(0.10)
    assert world.ties[0, node, node] == 0.0
