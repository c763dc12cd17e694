"""Social organisations: founding, growth, debt and end."""

from typing import Any

import numpy as np
import pytest

from sim.codes import (
    DECIDED,
    KNOWN,
    MISSED,
)
from sim.ledger import COUNTY, STREET
from sim.model import Street
from sim.processes import projects, societies
from sim.processes.contracting_parameters import ContractingParameters
from sim.processes.societies import _change
from tests.sim.processes.forced import force


def built(*communities: str, **values: Any) -> Street:
    """A street after its first week, with the year's money."""
    street = Street(communities=communities or ("OLD",), seed=1, weeks=60, **values)
    street.step()
    return street


@pytest.fixture
def street() -> Street:
    return built()


def started(street: Street) -> int:
    """Start a project for a new known need; give its row."""
    issues = street.world.issues
    new = issues.append(1).start
    issues.status[new], issues.opened[new], issues.found[new] = KNOWN, street.week, street.week
    issues.size[new], issues.birth_part[new] = 4, 123
    projects._start(street, new)
    assert issues.status[new] == DECIDED
    return street.world.projects.n - 1


def test_as_many_societies_are_present_as_each_type_has() -> None:
    street = Street(seed=1, weeks=1)
    s = street.world.organisations
    assert s.n == 12
    assert s.presence[: s.n].sum(axis=0).tolist() == [5, 6, 6, 2, 4, 2, 3, 1, 1]
    assert (street.ledger.balance[street.ledger.social[:12]] == 2_000_000).all()


def test_a_society_in_debt_for_a_quarter_ends_and_gives_up_projects_and_ties(street: Street) -> None:
    row = started(street)
    s, ledger = street.world.organisations, street.ledger
    society = int(street.world.projects.organisation[row])
    account = int(ledger.social[society])
    node = int(s.node[society])
    ledger.transfer(account, COUNTY, int(ledger.balance[account]) + 100, "staff_cost")
    for week in range(13):
        assert s.alive[society], week
        street.week += 1
        societies.live(street, street.values(ContractingParameters))
    assert not s.alive[society]
    assert s.node[society] == -1
    assert not street.world.node_present[:, node].any()
    assert street.world.projects.status[row] == MISSED
    assert street.world.issues.status[street.world.projects.issue[row]] == KNOWN
    ledger.check()


def test_a_shell_ends_when_its_time_is_up_and_gives_its_money_back(street: Street) -> None:
    s, ledger = street.world.organisations, street.ledger
    s.shell[0] = True
    before = int(ledger.balance[STREET])
    held = int(ledger.balance[ledger.social[0]])
    street.week = 103
    societies.live(street, street.values(ContractingParameters))
    assert s.alive[0]
    street.week = 104
    societies.live(street, street.values(ContractingParameters))
    assert not s.alive[0]
    assert ledger.balance[STREET] == before + held


def founded(rate: float) -> list[int]:
    street = force(Street(communities=("OLD", "CHE"), seed=4, weeks=1), incubation=rate)
    for week in range(1, 157):
        street.week = week
        societies._incubate(street, street.values(ContractingParameters))
    s = street.world.organisations
    return [int(b) for b in s.birth[: s.n] if b >= societies.LATER]


def test_incubation_founds_at_its_rate_and_more_of_it_only_adds_societies() -> None:
    none, some, many = founded(0.0), founded(1.0), founded(4.0)
    assert none == []
    assert set(some) < set(many)
    # Twelve are expected in three years at four a year: a standard error of 3.5.
    assert 4 <= len(many) <= 22


def test_no_more_societies_live_at_once_than_there_are_places() -> None:
    street = Street(communities=("CHE", "DAN"), seed=4, weeks=1)
    for birth in range(societies.LATER, societies.LATER + 60):
        if societies._has_place(street):
            societies.found(street, birth, 0, [0], COUNTY)
    s = street.world.organisations
    assert s.n == street.world.social_places
    assert len(set(s.node[: s.n].tolist())) == s.n


def test_staff_follow_paid_hours_by_hand() -> None:
    staff, quality, burnout = np.array([2.0, 2.0]), np.array([0.5, 0.5]), np.array([0.4, 0.4])
    nothing = np.zeros(2)
    rates = (0.02, 0.05, 0.5, 0.005, 0.01, 0.0037, 2.5, 0.04, 0.8, 0.02)
    paid = np.array([120.0, 40.0])
    _change(np.ones(2, bool), staff, burnout, quality, paid, nothing, nothing, nothing, rates)
    quits = 2.0 * 0.0037
    assert staff == pytest.approx([2.0 + 0.02 * 40 / 40 - quits, 2.0 - 0.05 * 40 / 40 - quits])
    assert quality == pytest.approx([0.5 + 0.005 * 0.5 - 0.01 * 0.0037, 0.5 + 0.005 * 0.25 - 0.01 * 0.0037])
    # Load 1.5 strains, load .5 does not.
    assert burnout == pytest.approx([0.4 + 0.04 * 0.6 * 0.7 - 0.02 * 0.4, 0.4 - 0.02 * 0.4])
