"""Levers in force: what a policy really amounts to in each community this week.

effective = clip(base + effect_scale * phi_imp * filled posts * ramp(t) * (set - base)).

The share of filled posts counts only for levers that the community itself carries out. Choices, switches and
build-time levers are applied as set from their first week. With ``effect_scale`` = 0 nothing moves, bit for
bit. Declared costs are charged in proportion to how far a lever has been brought in.

A lever whose aim is changed in mid-run starts from what is in force: what had been brought in of the earlier
aims is given up in the same steps in which the new aim is brought in,

distance in force = (1 - ramp(t)) * distance in force at the change + ramp(t) * (set - base).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.aims import Aims
from sim.calendar import BURN_IN
from sim.declare import NUMBER, SHARE, Declaration, Declarations, uncertainty
from sim.scenario import Plan

Floats = NDArray[np.float64]
K = TypeVar("K")


class PolicyParameters(Declarations):
    """How policy becomes practice."""

    phi_imp: float = uncertainty(
        0.7,
        unit=SHARE,
        label=("政策落实程度", "Degree of implementation"),
        sentence=(
            "政策设定值与基线之差真正落到社区的比例。",
            "Share of the distance between set value and baseline that really arrives.",
        ),
        source="no measurement found; swept",
    )
    effect_scale: float = uncertainty(
        1.0,
        high=2.0,
        unit=("倍数 0—2", "multiple 0–2"),
        label=("作用强度倍数", "Strength of assumed effects"),
        sentence=(
            "所有政策作用同乘此数；0 表示假定政策毫无作用。",
            "Multiplies the effect of every lever; 0 means levers do nothing by assumption.",
        ),
        source="a device to show how much of a result is put in by hand",
    )
    costs: bool = uncertainty(
        True,
        unit=NUMBER,
        label=("计入政策成本", "Charge lever costs"),
        sentence=("是否计入政策的声明成本。", "Whether the declared costs of levers are charged."),
        source="a switch for the null test",
        standing="by definition",
    )


class Levers:
    """Effective values of all levers; ``levers.offload`` is one value for each community, [C].

    A lever of several parts gives [parts, C]. Choices are read with :meth:`choice`.
    """

    def __init__(
        self,
        declared: Sequence[Declaration],
        values: Mapping[str, Any],
        archetypes: Sequence[str],
    ) -> None:
        self._declared = {d.name: d for d in declared}
        self._archetypes = tuple(archetypes)
        numbers = [d for d in declared if not d.options]
        n_rows = sum(max(len(d.parts), 1) for d in numbers)
        n = len(archetypes)
        self._rows: dict[str, slice] = {}
        self._all = Aims.unset(n_rows, n)
        self.effective = np.empty((n_rows, n))
        self._charged = np.zeros((4, n))
        self._filled = np.empty(0)
        self._phi: Floats | float = np.empty(0)
        self._today = {d.name: np.asarray(d.default, float)[..., None] for d in numbers}
        self._aimed: dict[str, Floats] = {}
        self._earlier: dict[str, tuple[tuple[Floats, float], ...]] = {}
        self._way = {d.name: np.asarray(d.full, float)[..., None] - self._today[d.name] for d in numbers}
        row = 0
        for d in numbers:
            width = max(len(d.parts), 1)
            rows = self._rows[d.name] = slice(row, row + width)
            self._all.describe(d, rows)
            self._aim(d, _plan(values.get(d.name, d.default)))
            setattr(self, d.name, self.effective[rows] if d.parts else self.effective[row])
            row += width
        self.effective[:] = self._all.base
        self._keep_moving()
        self._kept: dict[str, Any] = {}
        self._chosen = {d.name: d.options.index(d.default) for d in declared if d.options}
        self._choices: dict[str, tuple[Plan, int]] = {}
        for name, today in self._chosen.items():
            plan = _plan(values.get(name, self._declared[name].default))
            if plan.value != self._declared[name].default:
                self._choices[name] = plan, today

    def __getattr__(self, name: str) -> Floats:
        raise AttributeError(f"no process declares a lever {name!r}; see `shequ list levers`")

    def _aim(self, d: Declaration, plan: Plan) -> None:
        """Aim a lever at a value, from nothing brought in."""
        rows, every = self._rows[d.name], self._all
        base = np.atleast_1d(np.asarray(d.default, float))
        aim = np.atleast_1d(np.asarray(plan.value, float))
        reached = np.array([not plan.communities or a in plan.communities for a in self._archetypes])
        every.distance[rows] = (aim - base)[:, None] * reached
        if not d.parts:
            self._aimed[d.name] = base[0] + every.distance[rows.start]
        every.start[rows], every.ramp[rows] = plan.start_w, max(plan.ramp_w, 1)
        full = np.atleast_1d(np.asarray(d.full, float))
        width = np.abs(full - base).sum() or 1.0
        share = np.abs(aim - base).sum() / width * reached
        c = d.cost
        every.costs[:, rows.start] = (
            np.array([c.cny, c.hours, c.street_hours, c.branch_hours])[:, None] * share
        )

    def _keep_moving(self) -> None:
        """Keep the rows of levers that a policy sets or has set; all others stay at their baseline."""
        self._moving = np.flatnonzero(self._all.moves())
        self._now = self._all.of(self._moving)
        self._phase = np.zeros((self._moving.size, 1))
        self._fidelity = np.zeros_like(self._now.distance)

    def change(self, values: Mapping[str, Any], week: int) -> None:
        """Aim levers at other values from the next week on; each moves there from what is in force.

        A change that follows another in the same week takes its place, as far as aims go.

        Args:
            values: accepted value or plan of each lever that changes; a plan's first week counts from now.
            week: the week that has been computed last, from the start of the burn-in. Nothing arrives
                before the burn-in is over.
        """
        since = max(week - BURN_IN, 0)
        for name, value in values.items():
            d, plan = self._declared[name], _plan(value)
            plan = replace(plan, start_w=plan.start_w + since)
            if d.options:
                self._choices[name] = plan, self._chosen[name]
                continue
            rows = self._rows[name]
            phase = self._all.phases(week - BURN_IN)[rows]
            if not d.parts:
                self._remember(name, float(phase[0, 0]))
            self._all.hold(rows, phase)
            self._aim(d, plan)
        self._keep_moving()
        self._filled = np.empty(0)  # so that all is computed anew

    def _remember(self, name: str, phase: float) -> None:
        """Note the earlier aims of a lever with the share of each that is in force, for floors."""
        left = [(aim, share * (1.0 - phase)) for aim, share in self._earlier.get(name, ())]
        kept = [*left, (self._aimed[name], phase)]
        self._earlier[name] = tuple((aim, share) for aim, share in kept if share > 0.0)

    @property
    def any_moves(self) -> bool:
        """Whether the policy sets any lever, so that their values may change from week to week."""
        return self._moving.size > 0

    def update(self, week: int, filled: Floats, p: PolicyParameters, phi: Floats | None = None) -> None:
        """Compute the values in force.

        Args:
            week: week from the start of the burn-in.
            filled: share of posts filled last week, [C].
            p: fidelity and effect scale.
            phi: fidelity by community where it differs from ``p.phi_imp``, [C].
        """
        since = week - BURN_IN
        if self.any_moves:
            self._move(since, filled, p, p.phi_imp if phi is None else phi)
        for name, (plan, before) in self._choices.items():
            options, acts = self._declared[name].options, p.effect_scale != 0.0
            self._chosen[name] = options.index(plan.value) if acts and since > plan.start_w else before

    def _move(self, since: int, filled: Floats, p: PolicyParameters, phi: Floats | float) -> None:
        """Bring the levers that the policy sets in as far as they have come."""
        now = self._now
        phase = now.phases(since)
        if not np.array_equal(phase, self._phase):
            self._phase = phase
            self._charged = (now.costs * phase).sum(axis=1)
            if now.holds:
                self._charged = self._charged + (now.held_costs * (1.0 - phase)).sum(axis=1)
        elif np.array_equal(filled, self._filled) and np.array_equal(phi, self._phi):
            return  # nothing that they hang on has changed since last week
        self._filled, self._phi = filled, phi
        fidelity = p.effect_scale * (phi * np.where(now.by_community, filled, 1.0))
        fidelity = np.where(now.as_set, float(p.effect_scale != 0.0), fidelity)
        aim = now.base + fidelity * phase * now.distance
        if now.holds:
            self._fidelity = fidelity
            aim += fidelity * (1.0 - phase) * now.held
        moved = np.minimum(np.maximum(aim, now.low), now.high)
        if not np.array_equal(moved, self.effective[self._moving]):
            self.effective[self._moving] = moved
            self._kept.clear()

    def choice(self, name: str) -> int:
        """Give the number of the option in force for a choice."""
        return self._chosen[name]

    def keep(self, key: str, compute: Callable[[], K]) -> K:
        """Give what follows from the levers in force and fixed numbers alone; compute it when a lever moves.

        Choices do not count as levers here.

        Args:
            key: a name for the result, unique over the model.
            compute: what computes it.
        """
        if key not in self._kept:
            self._kept[key] = compute()
        kept: K = self._kept[key]
        return kept

    def forget(self, key: str) -> None:
        """Let what was kept under a key be computed again; for those who change what it was computed from."""
        self._kept.pop(key, None)

    def above(self, name: str) -> Floats:
        """Give how far a lever stands above today's value, [C] or [parts, C]."""
        return self.keep(f"above {name}", lambda: getattr(self, name) - self._today[name])

    def brought_in(self, name: str) -> Floats:
        """Give how far a lever has come on the way from today's to its full value, 0 to 1, [C]."""
        return self.keep(
            f"brought in {name}",
            lambda: np.minimum(np.maximum(self.above(name) / self._way[name], 0.0), 1.0),
        )

    def raised(self, name: str, own: Floats) -> Floats:
        """Give what communities have, raised towards the floor that a lever sets, as far as it has come, [C].

        The declared baseline of such a lever is no floor at all; today's value is each community's own, so
        what arrives is a share of the distance from there.

        Args:
            name: a lever that sets a floor.
            own: what each community has without it, [C].
        """
        if self._earlier.get(name):
            return self._raised_by_all(name, own)
        aimed, above = self._aimed[name], self.above(name)
        distance = aimed - self._today[name]
        arrived = np.divide(above, distance, out=np.ones_like(above), where=distance != 0.0)
        floor = np.where(distance != 0.0, aimed, getattr(self, name))
        raised: Floats = own + arrived * np.maximum(floor - own, 0.0)
        return raised

    def _raised_by_all(self, name: str, own: Floats) -> Floats:
        """Raise towards the present floor and away from the earlier ones, each by its share in force."""
        row = int(np.searchsorted(self._moving, self._rows[name].start))
        phase = float(self._phase[row, 0])
        raised = phase * np.maximum(self._aimed[name] - own, 0.0)
        for aim, share in self._earlier[name]:
            raised += (1.0 - phase) * share * np.maximum(aim - own, 0.0)
        lifted: Floats = own + self._fidelity[row] * raised
        return lifted

    def mean(self, name: str, weights: Floats) -> float:
        """Give a street-wide value: the mean over communities by weight."""
        values: Floats = getattr(self, name)
        # An exact shortcut: a weighted mean of equal numbers can differ from them in the last bit.
        return float(values[0]) if (values == values[0]).all() else float(values @ weights / weights.sum())

    def costs(self) -> Floats:
        """Give the declared costs in force: yuan a year; committee, street, branch hours a week, [4, C]."""
        return self._charged


def _plan(value: Any) -> Plan:
    return value if isinstance(value, Plan) else Plan(value)
