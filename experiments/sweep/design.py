"""What is to be tried: a design gives the points of a sweep, one row a point.

    Design("latin", samples=64, levers={"offload": (0.2, 0.8)}).table()

A factor is given as a list of values, a range (a pair, or ``{"low": …, "high": …}``), or "declared" for its
whole declared range. A design may also be a product of blocks, each of its own kind: every point of one block
with every point of the next, such as levers by factorial x states of the world by Latin hypercube.

Choices. What a row sets takes the place of what the base says, a plan with its weeks included. A composite
moves only what neither base, nor fixed values, nor another factor sets. Of points that come out twice the
first stays and the others are left out, but not where rows belong together in blocks (Morris, Saltelli).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.sweep.factors import SECTIONS, Factor, read_factors
from experiments.sweep.kinds import (
    BLOCK,
    BLOCKED,
    SETTINGS,
    Settings,
    check_factors,
    check_size,
    n_points,
    read_settings,
)
from experiments.sweep.layers import over, room, today
from scenarios import load_scenario
from scenarios.values import checked_values
from sim.errors import BadInput
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

PRODUCT = "product"
MOST_BLOCKS = 10


@dataclass(frozen=True, eq=False)  # frames cannot be compared
class Design:
    """A design; see the top of this file.

    Attributes:
        kind: factorial, fractional, one_at_a_time, latin, sobol, morris, saltelli, table or product.
        levers: what is varied of the levers, by name, part ("channel_open.vote") or composite.
        uncertainties: what is varied of the uncertainties.
        structures: choices and switches of the model that are varied.
        samples: points (latin, sobol) or blocks (saltelli); a power of two for Sobol numbers.
        trajectories: trajectories (morris).
        grid_levels: steps of a range: 2 if not given (factorial, one_at_a_time), or 4 (morris).
        resolution: 3, 4 or 5 (fractional).
        second_order: blocks for indices of pairs too (saltelli).
        seed: of the sampler, not of the runs.
        base: scenario that every point starts from.
        fixed: values that every point has.
        rows: the user's own table, a CSV or Parquet file or a frame (table).
        blocks: the parts of a product; base and fixed values are those of the whole.
    """

    kind: str
    levers: Mapping[str, Any] = field(default_factory=dict)
    uncertainties: Mapping[str, Any] = field(default_factory=dict)
    structures: Mapping[str, Any] = field(default_factory=dict)
    samples: int | None = None
    trajectories: int | None = None
    grid_levels: int | None = None
    resolution: int | None = None
    second_order: bool | None = None
    seed: int = 1
    base: str | Path | Scenario = "baseline"
    fixed: Mapping[str, Any] = field(default_factory=dict)
    rows: str | Path | pd.DataFrame | None = None
    blocks: tuple[Design, ...] = ()

    def __post_init__(self) -> None:
        """Check everything that can be checked before a point is made.

        Raises:
            SimError: what the design may not be, in words.
        """
        if self.kind == PRODUCT:
            _check_product(self)
        elif self.kind == "table":
            _check_table(self)
        else:
            if self.rows is not None or self.blocks:
                raise BadInput(f"{'rows' if self.rows is not None else 'blocks'}: not for {self.kind}.")
            check_factors(self.kind, self.factors, self.settings)
        _check_apart(self)

    @cached_property
    def settings(self) -> Settings:
        """Give the checked settings of the kind."""
        return read_settings(self.kind, {name: getattr(self, name) for name in SETTINGS})

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """Give what is varied, in the order of the columns; of a table, nothing: its header says it."""
        if self.kind == PRODUCT:
            return tuple(factor for block in self.blocks for factor in block.factors)
        return tuple(f for section in SECTIONS for f in read_factors(section, getattr(self, section)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name what is varied, in the order of the columns."""
        if self.kind == PRODUCT:
            return tuple(name for block in self.blocks for name in block.names)
        if self.kind == "table":
            return tuple(str(name) for name in self._own_table.columns if name != BLOCK)
        return tuple(factor.name for factor in self.factors)

    @cached_property
    def start(self) -> Scenario:
        """Give the base with the fixed values: what every point shares."""
        base = self.base if isinstance(self.base, Scenario) else load_scenario(self.base)
        values = over(over({}, base.values), checked_values(self.fixed, "", "[fixed]"))
        return Scenario(base.name, base.title, base.question, values)

    @property
    def blocked(self) -> bool:
        """Whether its rows belong together in blocks."""
        if self.kind == "table":
            return BLOCK in self._own_table
        return self.kind in BLOCKED or any(block.blocked for block in self.blocks)

    @property
    def merged(self) -> int:
        """Count the points that were left out because they came out twice."""
        return self._made[1]

    def table(self) -> pd.DataFrame:
        """Give one row a point, a column for each factor and, with blocks, ``block``."""
        return self._made[0].copy()

    def scenarios(self) -> tuple[Scenario, ...]:
        """Give the points, in order: p000000, p000001, … with what each sets over the base."""
        table, start, names = self._made[0], self.start, self.names
        shared = room(start.values, names)
        rows = zip(*(table[name].tolist() for name in names), strict=True)
        points = ({**shared, **dict(zip(names, row, strict=True))} for row in rows)
        return tuple(
            Scenario(f"p{i:06d}", start.title, start.question, values) for i, values in enumerate(points)
        )

    @cached_property
    def _made(self) -> tuple[pd.DataFrame, int]:
        return self._points(self.start.values)

    def _points(self, below: Mapping[str, Any]) -> tuple[pd.DataFrame, int]:
        """Make the table over a base, and count the twins that were merged."""
        import pandas as pd

        from experiments.sweep.samplers import crossed_tables, sample

        if self.kind == PRODUCT:
            made = [block._points(below) for block in self.blocks]
            table = crossed_tables([table for table, _ in made])
            return table, math.prod(len(table) + merged for table, merged in made) - len(table)
        if self.kind == "table":
            return self._own_table, 0
        alone = self.kind == "one_at_a_time"
        now = [today(name, below) for name in self.names] if alone else []
        columns, block = sample(self.kind, self.factors, self.settings, now)
        table = pd.DataFrame(dict(zip(self.names, columns, strict=True)))
        if block is not None:
            return table.assign(**{BLOCK: block}), 0
        apart = table.drop_duplicates(ignore_index=True)
        return apart, len(table) - len(apart)

    @cached_property
    def _own_table(self) -> pd.DataFrame:
        from experiments.sweep.own_table import read_table

        assert self.rows is not None
        return read_table(self.rows)


def _check_table(design: Design) -> None:
    _ = design.settings
    if design.rows is None:
        raise BadInput("table: must name a file (CSV or Parquet) with a row for each point. Add it.")
    if design.factors:
        raise BadInput(
            f"[{design.factors[0].section}]: a table says itself what varies. Take the section out, or put "
            "single values under [fixed]."
        )


def _check_product(design: Design) -> None:
    if not 2 <= len(design.blocks) <= MOST_BLOCKS:
        raise BadInput(f"product: must have 2 to {MOST_BLOCKS} blocks; got {len(design.blocks)}.")
    for name in (*SECTIONS, *SETTINGS, "rows"):
        given = getattr(design, name)
        if name != "seed" and given is not None and given != {}:
            raise BadInput(f"{name}: stands in the blocks of a product, not above them. Move it.")
    for number, block in enumerate(design.blocks, 1):
        if block.kind == PRODUCT:
            raise BadInput(f"product {number}: a product holds no product. Add its blocks here.")
        if block.fixed or block.base != "baseline":
            raise BadInput(f"product {number}: base and fixed values belong to the whole. Move them up.")
    if sum(block.blocked for block in design.blocks) > 1:
        raise BadInput("product: only one block may be of Morris or Saltelli. Run two sweeps.")
    check_size(math.prod(_n_points(block) for block in design.blocks))


def _n_points(design: Design) -> int:
    if design.kind == "table":
        return len(design._own_table)
    return n_points(design.kind, design.factors, design.settings)


def _check_apart(design: Design) -> None:
    """Refuse what is set in two places, and a composite that has nothing left to move."""
    from sim.catalog import composites

    names, start = design.names, design.start.values
    fixed = checked_values(design.fixed, "", "[fixed]")
    for i, name in enumerate(names):
        stem = name.partition(".")[0]
        if name in names[:i]:
            raise BadInput(f"{name}: is varied in two places. Keep one.")
        if stem != name and stem in names:
            raise BadInput(f"{name}: is varied, and the whole of {stem} too. Keep one.")
        if name in fixed or any(other.startswith(f"{name}.") for other in fixed):
            raise BadInput(f"[fixed] {name}: is varied too. Keep one.")
    room(start, names)
    taken = {*start, *names}
    for name in names:
        if name in composites() and taken.issuperset(composites()[name].parts):
            raise BadInput(f"{name}: every lever that it moves is set by itself, so it moves nothing.")
