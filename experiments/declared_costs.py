"""What a policy costs by its declarations: yuan a year and hours a week, in each type of community.

Declared costs are linear in how far a lever is set from its baseline and are charged in full once it is
brought in, as in a run. Where a lever *is* money (``Cost.itself``) the yuan follow from what it moves: money
per head, posts, pay, floor area. Of that only the share arrives that is carried out (``phi_imp``). What money
that follows tasks will amount to, only a run can tell. Savings are never declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sim.archetypes import DEFAULT_STREET, Archetype, load_archetypes
from sim.catalog import find
from sim.declare import Declaration
from sim.scenario import Plan

LEAST_POSTS = 2.0


@dataclass(frozen=True)
class Price:
    """What something costs one community.

    Attributes:
        cny: yuan a year.
        hours, street_hours, branch_hours: hours a week of committee, street and Party branch.
        open: names of levers that move money whose amount only a run tells.
    """

    cny: float = 0.0
    hours: float = 0.0
    street_hours: float = 0.0
    branch_hours: float = 0.0
    open: frozenset[str] = field(default=frozenset())

    def __add__(self, other: Price) -> Price:
        return Price(
            self.cny + other.cny, self.hours + other.hours, self.street_hours + other.street_hours,
            self.branch_hours + other.branch_hours, self.open | other.open,
        )  # fmt: skip

    def times(self, factor: float) -> Price:
        """Give a multiple."""
        return Price(
            self.cny * factor, self.hours * factor, self.street_hours * factor,
            self.branch_hours * factor, self.open,
        )  # fmt: skip


@dataclass(frozen=True)
class World:
    """The numbers besides the levers that prices hang on, from a scenario or as declared."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> float:
        given = self.values.get(name, find(name).default)
        return float(given)

    @property
    def arrives(self) -> float:
        """Share of a change of money that arrives."""
        return self["phi_imp"] * self["effect_scale"]

    def residents(self, kind: Archetype) -> float:
        """Residents of all ages of a community."""
        return kind.adults * self["residents_per_adult"]

    def posts(self, kind: Archetype) -> float:
        """Posts that a committee of this type has today, as a rate would have it."""
        rate = kind.workers_per_10k * kind.committee_established
        return max(rate * self.residents(kind) / 10_000.0, LEAST_POSTS)


@cache
def kinds() -> Mapping[str, Archetype]:
    """Give the types of the default street, one community each."""
    known = load_archetypes()
    return {name: known[name] for name in DEFAULT_STREET}


def prices(accepted: Mapping[str, Any]) -> dict[str, dict[str, Price]]:
    """Price every lever that is set, in each type of community.

    Args:
        accepted: accepted value or plan by name, of levers and uncertainties.

    Returns: price by type, by lever; only what differs from today, in types that the plan reaches.
    """
    world = World({name: value for name, value in accepted.items() if find(name).kind == "uncertainty"})
    found: dict[str, dict[str, Price]] = {}
    for name, value in accepted.items():
        lever = find(name)
        plan = value if isinstance(value, Plan) else Plan(value)
        if lever.kind != "lever" or plan.value == lever.default:
            continue
        reached = {k: v for k, v in kinds().items() if not plan.communities or k in plan.communities}
        found[name] = {k: price(lever, plan.value, kind, world) for k, kind in reached.items()}
    return found


def price(lever: Declaration, value: Any, kind: Archetype, world: World) -> Price:
    """Price one lever at one value in one type of community, against its baseline."""
    share, declared = way(lever, value), lever.cost
    hours = (declared.hours * share, declared.street_hours * share, declared.branch_hours * share)
    if not declared.itself:
        return Price(declared.cny * share, *hours)
    rule = _money_rule(lever)
    if rule is None:
        return Price(0.0, *hours, frozenset({lever.name}))
    return Price(rule(float(value) - float(lever.default), kind, world), *hours)


def way(lever: Declaration, value: Any) -> float:
    """Give how far a value is from the baseline, the full value being 1; a choice is there or not."""
    if lever.options:
        return float(value != lever.default)
    if lever.parts:
        pairs = list(zip(value, lever.default, lever.full, strict=True))
        return float(sum(abs(v - b) for v, b, _ in pairs) / sum(abs(f - b) for _, b, f in pairs))
    return abs(float(value) - float(lever.default)) / abs(float(lever.full) - float(lever.default))


def mean_over_street(by_kind: Mapping[str, Price]) -> Price:
    """Give the mean over the communities of the default street; those not reached pay nothing."""
    return sum(by_kind.values(), Price()).times(1.0 / len(kinds()))


def total(accepted: Mapping[str, Any]) -> Price:
    """Price a whole policy: the mean over the communities of the default street."""
    each = [mean_over_street(by_kind) for by_kind in prices(accepted).values()]
    return sum(each, Price())


Rule = Callable[[float, Archetype, World], float]


def _money_rule(lever: Declaration) -> Rule | None:
    from sim.processes.funding_parameters import PER_HEAD

    if lever.name in _RULES:
        return _RULES[lever.name]
    return _per_head if lever.unit == PER_HEAD else None


def _per_head(more: float, kind: Archetype, world: World) -> float:
    return world.arrives * more * world.residents(kind)


def _collective(more: float, kind: Archetype, world: World) -> float:
    return world.arrives * max(more - kind.collective_income, 0.0) * world.residents(kind)


def _posts(more: float, kind: Archetype, world: World) -> float:
    floor = float(find("posts_per_10k").default) + more
    missing = max(floor - kind.workers_per_10k, 0.0) * kind.committee_established
    return world.arrives * missing * world.residents(kind) / 10_000.0 * world["post_wage"]


def _set_up(more: float, kind: Archetype, world: World) -> float:
    missing = kind.workers_per_10k * (1.0 - kind.committee_established) * world.residents(kind) / 10_000.0
    return world.arrives * more * missing * world["post_wage"]


def _pay(more: float, kind: Archetype, world: World) -> float:
    return world.arrives * more * world["pay_gap"] * world.posts(kind)


def _social_workers(more: float, kind: Archetype, world: World) -> float:
    return world.arrives * more * world.residents(kind) / 10_000.0 * world["social_worker_wage"]


def _floor_area(more: float, kind: Archetype, world: World) -> float:
    """Price a year of building at today's pace, where the floor that arrives lies above what is there."""
    pace = float(find("build_rate").default)
    return pace * _cost_of_area(kind, world) if world.arrives * more > kind.facility_m2 else 0.0


def _pace(more: float, kind: Archetype, world: World) -> float:
    """Price what is built faster than today, where the declared floor lies above what is there."""
    floor = world.arrives * float(find("facility_m2").full)
    return world.arrives * more * _cost_of_area(kind, world) if floor > kind.facility_m2 else 0.0


def _cost_of_area(kind: Archetype, world: World) -> float:
    return kind.adults / kind.household_size / 100.0 * world["building_cost"]


_RULES: Mapping[str, Rule] = {
    "coll_income": _collective,
    "posts_per_10k": _posts,
    "rc_setup": _set_up,
    "pay": _pay,
    "sw_per_10k": _social_workers,
    "facility_m2": _floor_area,
    "build_rate": _pace,
}
