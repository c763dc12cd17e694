"""Sessions, decisions, consultation, voted money and legitimacy."""

import math
from typing import Any

import numpy as np
import pytest

from sim.codes import (
    DEL,
    DELIBERATE,
    KNOWN,
    SOLVED,
    T_COMMUNITY,
    VOTE,
    X_LABEL,
    X_SESSION,
)
from sim.model import Street
from sim.processes import deliberation, sessions
from sim.processes.deliberation_parameters import DeliberationParameters
from sim.processes.sessions import _race
from sim.scenario import Scenario
from sim.table import Array
from tests.sim.processes.forced import force

DEFAULTS = DeliberationParameters()


@pytest.fixture
def street() -> Street:
    street = Street(communities=("OLD",), seed=1, weeks=60)
    street.week = 20
    return street


def gather(street: Street, people: Array) -> None:
    """Let these residents, and no others, come to a session of the whole community."""
    c, r = street.world.communities, street.world.residents
    c.session_held[0], c.session_first[0], c.session_stop[0] = True, 0, r.n
    r.acted[:, DELIBERATE] = 0
    r.acted[people, DELIBERATE] = 1


def need(street: Street, count: int = 1, size: int = 5) -> int:
    """Put known needs on the agenda; give the row of the first."""
    issues = street.world.issues
    new = issues.append(count)
    issues.status[new], issues.opened[new], issues.found[new] = KNOWN, 1, 10
    issues.size[new], issues.birth_part[new] = size, 256 + np.arange(count)
    return int(new.start)


@pytest.mark.parametrize(("frequency", "year"), [(0.0, 0), (1.0, 13), (1.7, 22), (4.0, 52)])
def test_sessions_fall_due_at_their_frequency(street: Street, frequency: float, year: int) -> None:
    force(street, delib_freq=frequency)
    due = [deliberation.sessions_due(week, street)[0] for week in range(1, 53)]
    assert sum(due) == year
    assert max(due) <= 1


@pytest.mark.parametrize(("hours", "share"), [(0.0, 0.0), (3.0, 0.5), (6.0, 1.0), (20.0, 1.0)])
def test_a_due_session_is_held_with_the_share_of_hours_it_got(
    street: Street, hours: float, share: float
) -> None:
    c = street.world.communities
    c.delib_due[:] = 1.0
    c.hours[:, DEL] = hours
    held = []
    for week in range(400):
        street.week = week
        deliberation.convene(street)
        held.append(bool(c.session_held[0]))
    assert np.mean(held) == pytest.approx(share, abs=0.1 * (0 < share < 1))


@pytest.mark.parametrize(("scale", "table"), [("grid", "grids"), ("group", "buildings")])
def test_a_smaller_scale_invites_one_place(street: Street, scale: str, table: str) -> None:
    c, places = street.world.communities, getattr(street.world, table)
    force(street, delib_scale=scale)
    c.delib_due[:], c.hours[:, DEL] = 1.0, 6.0
    seen = set()
    for week in range(1, 60):
        street.week = week
        deliberation.convene(street)
        chosen = int(np.flatnonzero(places.first == c.session_first[0])[0])
        assert c.session_stop[0] - c.session_first[0] == places.size[chosen]
        seen.add(chosen)
    assert len(seen) > 3


def test_quality_of_a_decision_by_hand(street: Street) -> None:
    r = street.world.residents
    street.world.office.social_capacity[0] = 0.0
    people = np.arange(4)
    r.skill[people], r.trust[people, T_COMMUNITY] = 0.5, [0.4, 0.6, 0.4, 0.6]
    r.hukou[people], r.age_group[people] = [True, True, False, False], 1
    # Facilitation 4 of 40 hours, two kinds in equal parts, spread of trust .1.
    logit = -0.5 + 2 * 0.5 + 0.8 * 0.1 + 0.6 * 0.5 - 0.8 * 2 * 0.1
    assert sessions.quality(street, 0, people) == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-6)
    assert sessions.quality(force(street, delib_reg=1.0), 0, people) == pytest.approx(
        1 / (1 + math.exp(-logit)) + 0.1, abs=1e-6
    )
    before = sessions.quality(street, 0, people)
    assert sessions.quality(force(street, delib_train=40.0), 0, people) > before


@pytest.mark.parametrize(
    ("rule", "share", "passed"),
    [
        ("majority", 0.5, True), ("majority", 0.49, False), ("majority + minority", 0.6, False),
        ("majority + minority", 0.7, True), ("consensus", 0.89, False), ("consensus", 0.9, True),
    ],
)  # fmt: skip
def test_what_each_rule_lets_pass(rule: str, share: float, passed: bool) -> None:
    assert sessions.passes(rule, share, DEFAULTS) is passed


def test_nothing_is_decided_with_few_attendees_or_an_empty_agenda(street: Street) -> None:
    table = street.world.sessions
    need(street)
    gather(street, np.arange(4))
    sessions.hold(street, 0)
    assert not table.decided[0]
    assert table.issue[0] == -1
    street.world.issues.status[: street.world.issues.n] = SOLVED
    gather(street, np.arange(40))
    sessions.hold(street, 0)
    assert not table.decided[1]
    assert table.attendees[:2].tolist() == [4, 40]


def held(rule: str, good: float, **levers: Any) -> Street:
    """A session of 200 on one need, with attendees so skilled that each is for it with about this chance."""
    street = Street(
        communities=("OLD",), seed=2, weeks=8, decision_quality=(math.log(good / (1 - good)), 0, 0, 0, 0)
    )
    street.week = 20
    force(street, delib_rule=rule, **levers)
    need(street)
    gather(street, np.arange(200))
    sessions.hold(street, 0)
    return street


def test_the_outvoted_are_aggrieved_only_where_nothing_protects_them() -> None:
    street = held("majority", 0.8)
    favour = street.world.attendance.favour[:200]
    gain = street.world.residents.grievance_gain[:200]
    assert street.world.sessions.decided[0]
    assert 100 < favour.sum() < 200
    assert gain[~favour] == pytest.approx(0.2, abs=1e-6)
    assert gain[favour].sum() == 0.0
    assert held("majority", 0.8, rc_standard=1.0).world.residents.grievance_gain.max() == pytest.approx(
        0.2 * 0.51
    )
    assert held("majority + minority", 0.8).world.residents.grievance_gain.sum() == 0.0


def test_a_consensus_takes_two_sessions() -> None:
    street = held("consensus", 0.9)
    table = street.world.sessions
    assert table.first_reading[0]
    assert not table.decided[0]
    street.week += 4
    gather(street, np.arange(200))
    sessions.hold(street, 0)
    assert table.decided[1]
    assert table.issue[1] == table.issue[0]


def test_issues_come_up_in_proportion_to_size_and_age_and_others_move_nobody() -> None:
    size, opened = np.array([10, 30, 20], np.int32), np.array([0, 0, 0], np.int32)
    first = []
    for week in range(1, 4001):
        place = (0, -1, -9999)
        columns = (np.full(3, KNOWN, np.int8), np.zeros(3, np.uint16), np.zeros(3, np.uint32), size, opened,
                   np.zeros(3, np.int32), np.zeros(3, np.uint32), np.arange(3, dtype=np.uint32))  # fmt: skip
        first.append(_race(*columns, place, 0.0, 1, 5, week))
        # Without the second need the first drawn stays what it was, unless it was the second.
        gone = (np.array([KNOWN, SOLVED, KNOWN], np.int8), *columns[1:])
        without = _race(*gone, place, 0.0, 1, 5, week)
        assert without == first[-1] or first[-1] == 1
    shares = np.bincount(first, minlength=3) / 4000
    np.testing.assert_allclose(shares, [1 / 6, 3 / 6, 2 / 6], atol=0.03)


def test_an_issue_named_in_a_joint_meeting_comes_up_sooner(street: Street) -> None:
    need(street, 2)
    issues, c = street.world.issues, street.world.communities
    issues.found[1] = 30
    c.last_joint_meeting[0] = 20
    c.session_first[0], c.session_stop[0] = 0, street.world.residents.n
    force(street, pb_convene=1.0)
    drawn = []
    for week in range(21, 1021):
        street.week = week
        drawn.append(sessions._issue(street, 0))
    # The first counts double half of the time: (1/2 + 2/3) / 2.
    assert np.mean(np.array(drawn) == 0) == pytest.approx(0.583, abs=0.05)


def test_reserved_seats_are_filled_and_count_as_deliberating(street: Street) -> None:
    r = street.world.residents
    registered = np.flatnonzero(r.hukou)[:30]
    gather(street, registered)
    assert len(sessions.attendees(street, 0)) == 30
    people = sessions.attendees(force(street, joint_delib_quota=0.25), 0)
    assert len(people) == 40
    assert (~r.hukou[people]).sum() == 10
    assert r.acted[people, DELIBERATE].all()
    assert street.world.flows.deliberated[0] == 10.0
    assert len(sessions.attendees(street, 0)) == 40


def test_results_are_settled_beforehand_only_by_a_strong_branch_without_openness() -> None:
    def share(**levers: float) -> float:
        street = force(Street(communities=("OLD",), seed=1, weeks=8), **levers)
        found = []
        for week in range(1000):
            street.week = week
            found.append(sessions._presettled(street, 0, DEFAULTS))
        return float(np.mean(found))

    assert share() == 0.0
    # .5 x (.9 - .5) x (1 - .2 x .3).
    assert share(pb_convene=0.9) == pytest.approx(0.188, abs=0.04)
    assert share(pb_convene=0.9, binding=1.0, disclosure=1.0) == 0.0


def test_legitimacy_is_turnout_less_the_gap_between_residents(street: Street) -> None:
    r = street.world.residents
    r.recent[:, VOTE], r.eligible[:] = 0, r.hukou
    registered, migrants = np.flatnonzero(r.hukou), np.flatnonzero(~r.hukou)
    r.recent[registered[: len(registered) // 2], VOTE] = 1
    assert deliberation.legitimacy(street)[0] == pytest.approx(0.5 * (1 - 0.5), abs=0.001)
    r.eligible[migrants[: len(migrants) // 2]] = True
    r.recent[migrants[: len(migrants) // 2], VOTE] = 1
    # Half of the registered and half of all others vote: no gap; turnout among those who may is above half.
    turnout = (r.recent[:, VOTE] > 0).sum() / r.eligible.sum()
    assert deliberation.legitimacy(street)[0] == pytest.approx(turnout, abs=0.002)
    r.eligible[:] = False
    street.world.communities.legitimacy[:] = 0.37
    assert deliberation.legitimacy(street)[0] == pytest.approx(0.37)


def major(mandate: float, late: float) -> Street:
    street = Street(communities=("OLD",), seed=1, weeks=8)
    street.week = 26
    force(street, consult_mandate=mandate)
    deliberation._decide_major(street, DEFAULTS.model_copy(update={"consult_late": late}))
    return street


@pytest.mark.parametrize(("mandate", "late", "signal"), [(0.0, 0.0, 0.2), (1.0, 1.0, 0.1)])
def test_decisions_without_or_after_consultation_cost_trust_efficacy_and_quality(
    mandate: float, late: float, signal: float
) -> None:
    world = major(mandate, late).world
    n = world.experiences.n
    assert n == pytest.approx(0.02 * 2200, abs=1)
    assert (world.experiences.kind[:n] == X_SESSION).all()
    assert world.experiences.signal[0] == pytest.approx(signal)
    assert not world.verdicts.success[: world.verdicts.n].any()
    assert world.communities.quality_shock[0].sum() == pytest.approx(-0.1)
    assert not world.communities.consulted[0]


def test_a_consulted_decision_comes_on_the_agenda_four_weeks_later() -> None:
    street = major(1.0, 0.0)
    issues, p = street.world.issues, street.values(DeliberationParameters)
    assert street.world.experiences.n == 0
    for street.week in (27, 28, 29):
        deliberation._raise_consulted(street, p)
    assert issues.n == 0
    street.week = 30
    deliberation._raise_consulted(street, p)
    assert issues.n == 1
    assert issues.status[0] == KNOWN
    assert issues.size[0] == 44


def test_a_campaign_against_gangs_labels_some_cases_wrongly(street: Street) -> None:
    p = street.values(DeliberationParameters)
    lived = street.world.experiences
    deliberation._overlabel(street, p)
    assert lived.n == 0
    force(street, anti_gang=1.0)
    quarters = 0
    for week in range(13, 13 * 201, 13):
        street.week = week
        lived.clear()
        deliberation._overlabel(street, p)
        quarters += lived.n > 0
        assert lived.n == 0 or (lived.n == 22 and (lived.kind[:22] == X_LABEL).all())
    # 1 - exp(-.5 x .8) of the quarters.
    assert quarters / 200 == pytest.approx(1 - math.exp(-0.4), abs=0.1)


def test_a_run_with_many_sessions_keeps_every_law() -> None:
    policy = {"delib_freq": 4.0, "pb_share": 1.0, "autonomy": 0.8, "binding": 1.0, "joint_delib_quota": 0.5}
    scenario = Scenario(values={**policy, "foundation": True, "charity": 10.0})
    street = Street(scenario, communities=("BOR", "RUR"), seed=1, weeks=60, check=True)
    for _ in range(112):
        street.step()
    record = street.record
    assert record["sessions"].sum() > 40
    assert record["implemented"].sum() > 10
    assert record["decisions"].sum() >= record["implemented"].sum()
    table = street.world.sessions
    closed = record["sessions_closed"].sum()
    assert closed == table.signalled[: table.n].sum()
    assert closed == record["implemented"].sum() + record["sessions_failed"].sum()
