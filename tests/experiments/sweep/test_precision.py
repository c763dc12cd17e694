"""Replications by precision: enough, and no more than asked for; what is not reached is said."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.sweep.plan import Sweep
from experiments.sweep.precision import base_point, grow, look_ahead, reach_of, short
from experiments.sweep.run_terms import HalfWidth, Precision
from sim.scenario import Scenario

TODAY, MORE = Scenario("today"), Scenario("more", values={"offload": 0.8})


class MadeUp:
    """A store whose runs are drawn from a known law: today has mean 10, the other point .5 more."""

    def __init__(self, sweep: Sweep, spread: float) -> None:
        luck = np.random.default_rng(4)
        common = luck.normal(0.0, 3.0, 4000)
        self.own = np.stack([10.0 + common, 10.5 + common + luck.normal(0.0, spread, 4000)])
        self.now = sweep
        self.asked: list[int] = []

    def sweep(self) -> Sweep:
        return self.now

    def extend(self, sweep: Sweep) -> None:
        self.now = sweep

    def frame(self, columns: list[str], where: str) -> pd.DataFrame:
        n = self.now.replications
        point, replicate = np.divmod(np.arange(2 * n), n)
        return pd.DataFrame({"point": point, "replicate": replicate, "ENG3": self.own[point, replicate]})

    def run(self, sweep: Sweep) -> bool:
        self.asked.append(sweep.replications)
        return True


def grown(spread: float, wanted: float, at_most: int, **terms: Any) -> tuple[Sweep, Any, MadeUp]:
    sweep = Sweep((TODAY, MORE), replications=8, **terms)
    store = MadeUp(sweep, spread)
    goal = Precision({"ENG3": HalfWidth(wanted)}, at_most)
    now, (reach,) = grow(sweep, store, goal, TODAY, store.run)  # type: ignore[arg-type]
    return now, reach, store


def test_it_grows_until_the_paired_interval_is_narrow_enough_and_not_much_further() -> None:
    # Half-width 1.96 s / sqrt(n) <= .1 with s = 1 needs about 385 pairs; unpaired it would be thousands.
    now, reach, store = grown(1.0, 0.1, 4000)
    assert reach.enough is not None
    assert 300 < now.replications < 520
    assert reach.widest <= 0.1
    difference = (store.own[1] - store.own[0])[: now.replications]
    by_hand = stats.t.ppf(0.975, now.replications - 1) * stats.sem(difference)
    assert reach.widest == pytest.approx(by_hand, rel=1e-9)
    assert all(later <= 2 * earlier for earlier, later in zip(store.asked, store.asked[1:], strict=False))


def test_without_a_common_base_the_interval_is_that_of_the_mean() -> None:
    sweep = Sweep((TODAY, MORE), replications=8, seeds="independent")
    assert base_point(sweep, TODAY) is None
    assert base_point(replace(sweep, seeds="common"), TODAY) == 0
    now, reach, _ = grown(1.0, 0.5, 4000, seeds="independent")
    # s = sqrt(3^2 + 1): about 154 runs of the wider point.
    assert reach.enough is not None
    assert 110 < now.replications < 240


def test_the_base_is_found_by_what_it_does_and_not_by_how_it_is_written() -> None:
    written = Scenario("p0", values={"offload": 0.5, "linkage3": 0.0})
    assert base_point(Sweep((MORE, written)), TODAY) == 1
    assert base_point(Sweep((MORE, Scenario(values={"offload": 0.2}))), TODAY) is None


def test_the_cap_holds_and_what_is_not_reached_is_said() -> None:
    now, reach, _ = grown(1.0, 0.01, 40)
    assert now.replications == 40
    assert reach.enough is None
    assert set(short((reach,))) == {"ENG3"}
    assert reach.needed == pytest.approx(40 * (reach.widest / 0.01) ** 2, rel=0.06)


def test_a_half_width_that_is_small_by_chance_is_not_trusted() -> None:
    # Three equal values have no spread; the fourth shows what the spread is.
    row = np.array([1.0, 1.0, 1.0, 5.0, -3.0, 9.0, 2.0, 0.0, 4.0, 7.0])
    reach = reach_of("x", row[None, :], HalfWidth(0.5), None)
    assert reach.enough is None
    assert reach.needed > 10


def test_small_enough_and_held_is_enough() -> None:
    row = np.random.default_rng(1).normal(5.0, 0.001, 9)
    reach = reach_of("x", row[None, :], HalfWidth(0.1), None)
    assert (reach.enough, reach.needed) == (8, 8)  # three, and five more that hold
    assert look_ahead(3) == look_ahead(100) == 5
    assert look_ahead(101) == 6


def test_a_relative_half_width_is_a_share_of_the_mean_of_the_base() -> None:
    luck = np.random.default_rng(2)
    base = luck.normal(50.0, 1.0, 60)
    values = np.stack([base, base + 1.0 + luck.normal(0.0, 0.5, 60)])
    reach = reach_of("x", values, HalfWidth(0.01, relative=True), 0)
    assert reach.wanted == pytest.approx(0.01 * base.mean())
    assert reach.point == 1
    assert reach.enough is not None


def test_runs_that_failed_do_not_count() -> None:
    values = np.array([[1.0, math.nan, 1.1, 0.9, 1.0], [math.nan] * 5])
    reach = reach_of("x", values[:1], HalfWidth(5.0), None)
    assert math.isfinite(reach.widest)
    lost = reach_of("x", values, HalfWidth(5.0), None)
    assert lost.enough is None
    assert lost.point == 1


def test_a_sweep_that_was_stopped_does_not_grow() -> None:
    sweep = Sweep((TODAY, MORE), replications=8)
    store = MadeUp(sweep, 1.0)
    goal = Precision({"ENG3": HalfWidth(0.1)}, 4000)
    now, _ = grow(sweep, store, goal, TODAY, lambda _: False)  # type: ignore[arg-type]
    assert now.replications == 8
