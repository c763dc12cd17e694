"""What residents see of each other, against a slow reference and against theory."""

import numpy as np
import pytest

from sim.codes import DELIBERATE, VOLUNTEER, VOTE
from sim.draws import fill_by_twos, stream
from sim.model import Street
from sim.processes import influence
from sim.processes.civic_choice import _choose
from sim.processes.influence import _remember, _spread, _weigh
from sim.processes.influence_parameters import MECHANISMS, InfluenceParameters
from sim.table import Array
from tests.sim.processes.citizens import citizens, in_force


def _seen(street: Street, i: int, act: int) -> float:
    """Reckon what resident i sees of an act, from the definition."""
    world, p = street.world, street.values(InfluenceParameters)
    r, net = world.residents, world.networks
    alike = {"weight_household": r.household, "weight_online": r.building, "weight_group": r.group}
    layers = []
    for name, column in alike.items():
        others = np.flatnonzero(column == column[i])
        layers.append((name, others[others != i] if column[i] >= 0 else others[:0]))
    for name, start, ties in (
        ("weight_kin", net.kin_start, net.kin),
        ("weight_neighbour", net.neighbour_start, net.neighbour),
        ("weight_work", net.work_start, net.work),
    ):
        layers.append((name, ties[start[i] : start[i + 1]]))
    there = [(getattr(p, name), rows) for name, rows in layers if len(rows)]
    total = sum(weight for weight, _ in there)
    return float(sum(weight * r.recent[rows, act].mean() for weight, rows in there) / total)


@pytest.fixture(scope="module")
def street() -> Street:
    return citizens("DAN", "URV", scale=0.05)


def test_exposure_is_the_weighted_share_of_recent_participants_around(street: Street) -> None:
    luck = np.random.default_rng(3)
    r, p = street.world.residents, street.values(InfluenceParameters)
    expected = r.exposure.astype(float)
    assert (r.group >= 0).any()
    for _ in range(4):
        r.recent[:] = luck.random(r.recent.shape) < (0.5, 0.1, 0.2, 0.7)
        influence.observe(street)
        for act in (VOTE, DELIBERATE, VOLUNTEER):
            now = np.array([_seen(street, i, act) for i in range(r.n)])
            expected[:, act] = (1.0 - p.exposure_speed) * expected[:, act] + p.exposure_speed * now
            np.testing.assert_allclose(r.exposure[:, act], expected[:, act], atol=3e-7)


def test_what_is_kept_of_ties_is_what_reckoning_anew_would_give(street: Street) -> None:
    luck, r = np.random.default_rng(5), street.world.residents
    for _ in range(6):
        r.recent[luck.integers(r.n, size=r.n // 10), VOLUNTEER] ^= 1
        influence.observe(street)
    kept = r.around.copy()
    influence.reckon(street)
    np.testing.assert_array_equal(kept, r.around)


def test_a_resident_without_ties_stays_at_the_usual_level() -> None:
    street = citizens("OLD", scale=0.05)
    r, p = street.world.residents, street.values(InfluenceParameters)
    r.tie_weight[7] = 0.0
    r.recent[:, VOLUNTEER] = 1
    for _ in range(5):
        influence.observe(street)
    assert r.exposure[7, VOLUNTEER] == np.float32(p.usual_volunteer)
    assert r.exposure[8, VOLUNTEER] > p.usual_volunteer


def test_online_contact_makes_residents_see_more_of_their_building() -> None:
    plain, online = (citizens("CHE", scale=0.1) for _ in range(2))
    in_force(online, online_ties=1.0)
    for street in (plain, online):
        r = street.world.residents
        # Only one building is active: whoever has no other tie into it sees it online alone.
        r.recent[:, VOLUNTEER] = r.building == r.building[0]
        for _ in range(40):
            influence.observe(street)
    inside = plain.world.residents.building == plain.world.residents.building[0]
    more = online.world.residents.exposure - plain.world.residents.exposure
    assert more[inside, VOLUNTEER].mean() > 0.01
    assert more[~inside, VOLUNTEER].mean() < 0.0


@pytest.mark.parametrize("kind", MECHANISMS)
def test_influence_is_nothing_at_the_usual_level(kind: str) -> None:
    street = citizens("OLD", scale=0.1, social=kind)
    r, p = street.world.residents, street.values(InfluenceParameters)
    usual = influence.usual(p)
    r.exposure[:] = usual
    r.threshold[:] = p.hill_threshold
    luck = np.random.default_rng(2)
    felt = []
    for _ in range(40):
        r.recent_seen[:] = luck.random(r.recent.shape) < usual
        x, effect = influence.felt(street)
        felt.append(effect[:, :1] * x + effect[:, 1:2] * x**2 + effect[:, 2:])
    # For contagion the chance of enough active ties is taken off, so the mean over luck is 0.
    np.testing.assert_allclose(np.mean(felt, axis=(0, 2))[:3], 0.0, atol=0.02)


def test_free_riding_turns_a_bandwagon_round() -> None:
    # 3 z - 4 z^2 rises to z = 3/8 and falls after it.
    street = citizens("OLD", scale=0.05, social="free ride")
    _, effect = influence.felt(street)
    z = np.array([0.0, 0.375, 0.8])
    slope, curve, constant = effect[VOLUNTEER]
    values = slope * z + curve * z * z + constant
    assert values[1] > values[0] > values[2]


class Crowd:
    """Residents who see only neighbours, all of last week, and act on nothing else."""

    def __init__(self, n: int, degree: int, beta: float, u: float) -> None:
        luck = np.random.default_rng(11)
        rounds = [luck.permutation(n) for _ in range(degree // 2)]
        pairs = np.concatenate([np.column_stack([order, np.roll(order, 1)]) for order in rounds])
        both = np.concatenate([pairs, pairs[:, ::-1]])
        both = both[np.argsort(both[:, 0], kind="stable")]
        self.ties = both[:, 1].astype(np.uint32)
        self.start = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=n))]).astype(np.uint32)
        self.nothing, self.none = np.zeros(n + 1, np.uint32), np.zeros(0, np.uint32)
        self.alone, self.one = np.arange(n, dtype=np.uint32), np.ones(n, np.uint8)
        self.n, self.terms = n, np.zeros((1, 25))
        self.terms[0, 0], self.terms[0, 11] = u, beta
        self.no_group, self.by_group = np.full(n, -1, np.int32), np.arange(n, dtype=np.int32)
        self.share, self.around = np.zeros((4, n), np.int32), np.zeros((4, n), np.int32)
        _weigh(self.share, np.array([0.0, 0.0, 1.0, 0.0]), self.alone, self.one, self.nothing, self.start,
               self.nothing)  # fmt: skip

    def settle(self, active: int, weeks: int) -> float:
        """Start with all active or none; give the mean share of the last half of the weeks."""
        recent, seen = np.zeros((4, self.n), np.uint8), np.zeros((4, self.n), np.uint8)
        self.around[:] = 0
        recent[VOLUNTEER] = active
        exposure, level, zero = np.zeros((4, self.n)), [], np.zeros(self.n)
        run = (np.zeros(1, np.int64), np.full(1, self.n))
        for week in range(weeks):
            _spread(recent, seen, self.around, self.share, self.no_group, self.by_group, 0.0, self.alone,
                    self.alone, self.one, self.nothing, self.none, self.start, self.ties, self.nothing,
                    self.none)  # fmt: skip
            _remember(exposure, self.around, np.ones(self.n), recent, self.alone, self.one,
                      np.zeros(self.n, np.int64), np.zeros(1), 1.0)  # fmt: skip
            chance, luck = np.empty(self.n), np.empty(self.n)
            _choose(chance, *run, self.terms, zero, zero, zero, zero, zero, zero, exposure[VOLUNTEER], zero,
                    zero)  # fmt: skip
            fill_by_twos(luck, 1, stream("test.crowd"), week, 0)
            recent[VOLUNTEER] = luck < chance
            level.append(recent[VOLUNTEER].mean())
        return float(np.mean(level[weeks // 2 :]))


def _fixed_point(beta: float, u: float, start: float) -> float:
    p = start
    for _ in range(10_000):
        p = 1.0 / (1.0 + np.exp(-(u + beta * p)))
    return p


def test_strong_influence_has_two_stable_levels() -> None:
    # p = sigma(u + beta p) with beta 6 > 4 and u inside (-3.415, -2.585): .071 and .929.
    low, high = _fixed_point(6.0, -3.0, 0.0), _fixed_point(6.0, -3.0, 1.0)
    assert (low, high) == pytest.approx((0.0707, 0.9293), abs=1e-4)
    crowd = Crowd(4_000, 40, 6.0, -3.0)
    assert crowd.settle(0, 60) == pytest.approx(low, abs=0.01)
    assert crowd.settle(1, 60) == pytest.approx(high, abs=0.01)


def test_weak_influence_has_one() -> None:
    only = _fixed_point(3.0, -1.5, 0.5)
    crowd = Crowd(4_000, 40, 3.0, -1.5)
    assert crowd.settle(0, 60) == pytest.approx(only, abs=0.02)
    assert crowd.settle(1, 60) == pytest.approx(only, abs=0.02)


def _critical(sd: float, window: int) -> float:
    """Give the influence at which a crowd of mixed motivation can tip: 1 over the steepest response."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(81)
    m = np.linspace(-12.0, 6.0, 3_001)
    chance = np.empty(m.size * nodes.size)
    terms, zero = np.zeros((1, 25)), np.zeros(chance.size)
    lasting: Array = (m[:, None] + sd * nodes).ravel()
    run = (np.zeros(1, np.int64), np.full(1, chance.size))
    _choose(chance, *run, terms, lasting, zero, zero, zero, zero, zero, zero, zero, zero)
    ever = 1.0 - (1.0 - chance.reshape(m.size, -1)) ** window
    response = ever @ (weights / weights.sum())
    return float(1.0 / np.gradient(response, m).max())


@pytest.mark.parametrize(
    ("sd", "window", "expected"),
    [(1, 1, 4.84), (2, 1, 6.60), (1, 4, 4.05), (2, 4, 6.00), (1, 26, 3.84), (2, 26, 5.87)],
)
def test_the_default_influence_cannot_tip_a_mixed_crowd(sd: float, window: int, expected: float) -> None:
    assert _critical(sd, window) == pytest.approx(expected, abs=0.02)
    assert InfluenceParameters().influence < expected
