"""Queues and the ladder against their exact limits: Geo/Geo/1, many servers, absorbing chains."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom, poisson

from sim.codes import DISPUTE, LEVEL_1, LEVEL_2, LUMP, NEIG, P_NONE, PET, PROP, Q1, RES
from sim.disputes import CaseBook
from sim.packing import pack
from sim.people import Residents
from sim.processes import mediation
from sim.processes.escalation import AtRisk, Claimants, ExitNumbers, Levels, _exits
from sim.processes.mediation_sessions import (
    COORDINATION,
    EVIDENCE,
    JOINT_CENTER,
    LISTS,
    SKILL,
    Hearing,
    Mediators,
    Parties,
    SessionNumbers,
    _serve,
)
from sim.world import World

Counts = NDArray[np.int64]
SEED = 11


class Desks:
    """Many queues, all parties alike, where a served case settles with one chance."""

    def __init__(self, queues: int, settle: float, kind: int = NEIG) -> None:
        self.world = World(queues)
        self.world.residents = Residents(queues, self.world.sizes)
        self.book, self.kind, self.n, self.born = CaseBook(self.world), kind, queues, 0
        people = self.world.residents
        people.trust[:], people.law[:] = 0.6, 0.4
        self.people = Parties(people.trust, people.law)
        table = np.zeros((JOINT_CENTER + 1, queues))
        table[[SKILL, LISTS, COORDINATION, EVIDENCE, JOINT_CENTER]] = 1.0
        eta = -math.log(1.0 - settle)
        self.mediators = Mediators(table, np.zeros((queues, 8)), np.full(8, eta))
        zero = dict.fromkeys(SessionNumbers._fields, 0.0)
        self.p = SessionNumbers(**{**zero, "dispute": 1.0, "request": 1.0, "joint": 1.0, "street": 1.0,
                                   "settle_joint": eta, "settle_street": eta, "street_skill": 1.0,
                                   "joint_members": 5.0, "joint_severity": 2.0})  # fmt: skip

    def order(self, week: int, rows: Counts) -> Counts:
        street = SimpleNamespace(
            levers=SimpleNamespace(choice=lambda name: 0), values=lambda declared: declared(),
            book=self.book, week=week, n_communities=self.n,
        )  # fmt: skip
        return np.asarray(mediation.handling_order(street, rows))  # type: ignore[arg-type]

    def serve(self, week: int, servers: float, rows: Counts | None = None) -> None:
        rows = self.book.open_rows() if rows is None else rows
        left = np.full(self.n + 1, servers)
        moved, after, broken = (np.empty(len(rows), np.int64) for _ in range(3))
        sits, spent = np.ones(self.n, bool), np.zeros((self.n, 5))
        k = _serve(self.book.columns(Hearing), self.order(week, rows), left, sits, self.people,
                   self.mediators, pack(self.p), SEED, week, spent, moved, after, broken)  # fmt: skip
        self.book.move(moved[:k], after[:k], week)

    def arrive(self, week: int, counts: Counts) -> None:
        queue = np.repeat(np.arange(self.n), counts)
        birth = self.born + np.arange(len(queue))
        self.born += len(queue)
        alike = {"kind": self.kind, "cls": DISPUTE, "party_kind": P_NONE, "severity": 1.0, "birth_part": 7}
        first = np.full(len(queue), Q1)
        self.book.create(week, first, claimant=queue, community=queue, birth=birth, **alike)

    def waiting(self) -> Counts:
        rows = self.book.open_rows()
        return np.bincount(self.world.cases.community[rows], minlength=self.n)


def mean_queue(desks: Desks, arrivals: Any, servers: float, weeks: int, settled_in: int) -> float:
    """Give the mean number in a queue at the end of a week, once the queues have settled in."""
    total = 0.0
    for week in range(1, weeks + 1):
        desks.serve(week, servers)
        desks.arrive(week, arrivals(week))
        total += desks.waiting().mean() if week > settled_in else 0.0
    return total / (weeks - settled_in)


@pytest.mark.parametrize(("a", "queues", "weeks"), [(0.2, 600, 300), (0.4, 2_000, 600)])
def test_one_server_is_geo_geo_1_with_departures_first(a: float, queues: int, weeks: int) -> None:
    s, rng, desks = 0.5, np.random.default_rng(5), Desks(queues, 0.5)
    settled_in = weeks // 4
    length = mean_queue(desks, lambda week: (rng.random(queues) < a).astype(int), 1.0, weeks, settled_in)
    assert length == pytest.approx(a * (1 - a) / (s - a), rel=0.03)
    cases = desks.world.cases
    done = (cases.opened[: cases.n] > settled_in) & (cases.opened[: cases.n] < weeks - 120)
    assert (cases.ended[: cases.n][done] >= 0).mean() > 0.999
    wait = (cases.ended[: cases.n] - cases.opened[: cases.n])[done & (cases.ended[: cases.n] > 0)]
    assert wait.mean() == pytest.approx((1 - a) / (s - a), rel=0.04)


def stationary_mean(rate: float, settle: float, servers: int, most: int = 150) -> float:
    """Mean of the chain n -> n - Bin(min(n, c), settle) + Poisson(rate), from its transition matrix."""
    step = np.zeros((most, most))
    for n in range(most):
        busy = min(n, servers)
        for gone, chance in enumerate(binom.pmf(np.arange(busy + 1), busy, settle)):
            left = n - gone
            step[n, left:] += chance * poisson.pmf(np.arange(most - left), rate)
    step /= step.sum(axis=1, keepdims=True)
    system = np.vstack([(step.T - np.eye(most))[:-1], np.ones(most)])
    return float(np.linalg.solve(system, np.append(np.zeros(most - 1), 1.0)) @ np.arange(most))


@pytest.mark.parametrize(
    ("rate", "settle", "servers", "expected"), [(1.5, 0.3, 6, 7.50), (2.0, 0.5, 5, 5.68)]
)
def test_several_servers_are_the_truncated_chain(
    rate: float, settle: float, servers: int, expected: float
) -> None:
    assert stationary_mean(rate, settle, servers) == pytest.approx(expected, abs=0.005)
    rng, desks = np.random.default_rng(3), Desks(700, settle)
    length = mean_queue(desks, lambda week: rng.poisson(rate, 700), float(servers), 260, 60)
    assert length == pytest.approx(expected, rel=0.03)


def test_more_servers_never_lengthen_a_queue_and_more_arrivals_never_shorten_it() -> None:
    rng = np.random.default_rng(8)
    arrivals = rng.poisson(0.6, (80, 50))
    more = arrivals + (rng.random((80, 50)) < 0.2)
    few, many, busy = Desks(50, 0.3), Desks(50, 0.3), Desks(50, 0.3)
    for week in range(1, 81):
        for desks, servers in ((few, 2.0), (many, 3.0), (busy, 2.0)):
            desks.serve(week, servers)
        # The same cases with the same luck come to both; the busy desks get others on top.
        for desks in (few, many):
            desks.arrive(week, arrivals[week - 1])
        busy.arrive(week, more[week - 1])
        assert (many.waiting() <= few.waiting()).all()
    assert busy.waiting().sum() > few.waiting().sum()


def ladder(settle: float, rise: float, lump: float) -> tuple[float, float, float]:
    """Give the weekly chances to settle, rise and be given up, competing in this order."""
    return settle, (1 - settle) * rise, (1 - settle) * (1 - rise) * lump


HAZARDS = ((0.30, 0.04, 0.01), (0.35, 0.03, 0.005), (0.25, 0.02, 0.02))


def absorption() -> tuple[NDArray[np.float64], float]:
    """Solve the ladder by its fundamental matrix: chances of RES, LUMP, outside; mean weeks from level 1."""
    q, r = np.zeros((3, 3)), np.zeros((3, 3))
    for level, hazards in enumerate(HAZARDS):
        settled, risen, given_up = ladder(*hazards)
        q[level, level] = 1 - settled - risen - given_up
        r[level, :2] = settled, given_up
        if level < 2:
            q[level, level + 1] = risen
        else:
            r[level, 2] = risen
    fundamental = np.linalg.inv(np.eye(3) - q)
    return fundamental[0] @ r, float(fundamental[0].sum())


def exit_numbers(level: int) -> ExitNumbers:
    zero = dict.fromkeys(ExitNumbers._fields, 0.0)
    rise, lump = (-math.log(1 - x) for x in HAZARDS[level - 1][1:])
    return ExitNumbers(**{**zero, "rate_community": rise, "rate_joint": rise, "rate_street": rise,
                          "give_up": lump, "joint_members": 5.0, "joint_severity": 2.0})  # fmt: skip


def climb(desks: Desks, week: int) -> None:
    """Serve and let rise each level with its own constant hazards, as the steps of a week do."""
    people = desks.world.residents
    claimants = Claimants(people.trust, people.efficacy, people.grievance, people.law, people.open_disputes,
                          np.zeros(desks.n + 1, np.uint32), np.empty(0, np.uint32))  # fmt: skip
    levels = Levels(np.ones(desks.n), np.ones(desks.n), 0.7)
    start = desks.book.open_rows()
    at = desks.world.cases.level[start].copy()
    for level in (1, 2, 3):
        rows = start[at == level]
        eta = -math.log(1 - HAZARDS[level - 1][0])
        desks.mediators.base[:] = eta
        desks.p = desks.p._replace(settle_joint=eta, settle_street=eta)
        desks.serve(week, 1e9, rows)
        rows = rows[desks.world.cases.status[rows] < RES]
        after = np.empty(len(rows), np.int64)
        numbers = pack(exit_numbers(level))
        _exits(desks.book.columns(AtRisk), rows, claimants, levels, numbers, SEED, week, after)
        desks.book.move(rows[after >= 0], after[after >= 0], week)


def test_constant_hazards_on_the_ladder_end_as_the_fundamental_matrix_says() -> None:
    chances, weeks = absorption()
    # The values worked out for this ladder: settled, given up, outside; mean weeks until then.
    np.testing.assert_allclose(chances, (0.9788, 0.0210, 0.0002), atol=1e-4)
    assert weeks == pytest.approx(3.23, abs=0.005)
    n = 60_000
    desks = Desks(n, 0.3, kind=PROP)
    desks.arrive(0, np.ones(n, np.int64))
    for week in range(1, 60):
        climb(desks, week)
    cases = desks.world.cases
    status = cases.status[:n]
    for state, chance in ((RES, chances[0]), (LUMP, chances[1]), (PET, chances[2])):
        assert abs((status == state).mean() - chance) < 4 * math.sqrt(chance / n), state
    took = np.where(status == PET, cases.entered[:n], cases.ended[:n])
    assert took.mean() == pytest.approx(weeks, abs=4 * 3.0 / math.sqrt(n))
    assert (cases.level_max[:n][status == PET] > LEVEL_2).all()
    assert cases.level_max[:n].min() == LEVEL_1
    desks.book.check(60)
