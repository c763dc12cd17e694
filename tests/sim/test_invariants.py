"""Every law is held: a street that breaks one is found out, by name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.codes import PROP, REQUEST
from sim.errors import BrokenInvariant
from sim.model import Street
from sim.population import build_population

Break = Callable[[Any], None]


@pytest.fixture
def street() -> Street:
    """A street of two communities after three weeks, with all laws held so far."""
    population = build_population(("CHE", "RUR"), 1, scale=0.1)
    return Street(seed=1, population=population, check=True, fund_follow=1.0).run(-49)


def _money_from_nowhere(s: Any) -> None:
    s.ledger.balance[0] += 1


def _overdrawn(s: Any) -> None:
    account = int(s.ledger.untied[0])
    s.ledger.balance[account] -= 10**12
    s.ledger.balance[0] += 10**12


def _task_hours_lost(s: Any) -> None:
    s.world.departments.backlog_rc[0, 0, 0] += 1e-3


def _hours_without_need(s: Any) -> None:
    s.world.communities.hours[0, 0] = s.world.communities.need[0, 0] + 1.0


def _hours_left_over(s: Any) -> None:
    s.world.communities.hours[0] *= 0.5


def _two_posts_one_holder(s: Any) -> None:
    s.world.posts.holder[1] = s.world.posts.holder[0]


def _worker_without_post(s: Any) -> None:
    s.world.posts.holder[0] = -1


def _hire_not_counted(s: Any) -> None:
    s.world.flows.hires[0] += 1


def _hours_of_nobody(s: Any) -> None:
    posts, workers = s.world.posts, s.world.workers
    here = np.flatnonzero((posts.community[: posts.n] == 0) & (posts.holder[: posts.n] >= 0))
    workers.left[posts.holder[here]] = s.week - 1
    posts.holder[here] = -1
    s.world.flows.hours_worked[0] = 40.0


def _contract_hours_lost(s: Any) -> None:
    s.world.organisations.service[0] += 1.0


def _case_counted_twice(s: Any) -> None:
    s.book.counts[0] += 1


def _route_not_taken(s: Any) -> None:
    s.world.flows.named[0, PROP, REQUEST] += 1.0


def _claim_not_counted(s: Any) -> None:
    s.world.flows.claims[0, PROP, REQUEST] += 1.0


def _trust_above_one(s: Any) -> None:
    s.world.residents.trust[0, 0] = 1.1


def _not_a_number(s: Any) -> None:
    s.world.residents.grievance[0] = np.nan


def _moved_house(s: Any) -> None:
    s.world.residents.building[0] = s.world.buildings.n - 1


def _one_sided_tie(s: Any) -> None:
    s.world.ties[0, 0, 1] += 0.01


def _paid_hours_without_money(s: Any) -> None:
    s.world.flows.temp_paid_hours[0] += 1.0


BREAKS: tuple[tuple[str, Break, str], ...] = (
    ("I-1", _money_from_nowhere, "sum to 0 fen"),
    ("I-2", _overdrawn, "credit line"),
    ("I-3", _task_hours_lost, "task hours must balance"),
    ("I-4", _hours_without_need, "between 0 and the hours wanted"),
    ("I-4", _hours_left_over, "min\\(capacity, need\\)"),
    ("I-5", _two_posts_one_holder, "holder of its own"),
    ("I-5", _worker_without_post, "workers are in post"),
    ("I-5", _hire_not_counted, "hires must be"),
    ("I-5", _hours_of_nobody, "no hours of regular staff"),
    ("I-6", _contract_hours_lost, "service \\+ diverted"),
    ("I-7", _case_counted_twice, "cases by state"),
    ("I-13", _trust_above_one, "residents.trust must lie in"),
    ("I-13", _not_a_number, "residents.grievance must lie in"),
    ("I-14", _route_not_taken, "take one route"),
    ("I-14", _claim_not_counted, "claims must be"),
    ("I-15", _moved_house, "residents and places must agree"),
    ("I-17", _one_sided_tie, "ties must be symmetric"),
    ("I-30", _paid_hours_without_money, "must cost"),
)


@pytest.mark.parametrize(
    ("law", "breaks", "words"), BREAKS, ids=[b.__name__.strip("_") for _, b, _ in BREAKS]
)
def test_a_street_that_breaks_a_law_is_found_out(street: Street, law: str, breaks: Break, words: str) -> None:
    street.check()
    breaks(street)
    with pytest.raises(BrokenInvariant, match=words):
        street.check()


def test_ties_of_residents_that_go_one_way_are_found_in_the_first_week() -> None:
    street = Street(seed=1, population=build_population(("CHE",), 1, scale=0.1), check=True)
    start = street.world.networks.neighbour_start
    first = int(np.flatnonzero(np.diff(start.astype(int)) > 0)[0])
    street.world.networks.neighbour[start[first]] = first
    with pytest.raises(BrokenInvariant, match="tied to himself"):
        street.step()
