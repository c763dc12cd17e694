"""The kinds of design: which settings each takes, what they may be, and how many points it gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.sweep.factors import Factor
from experiments.sweep.fractions import RESOLUTIONS, n_runs
from sim.errors import BadInput, OutOfRange, UnknownName

MOST_POINTS = 1_000_000
MOST_SEED = 2**31 - 1
MOST_GRID_LEVELS = 1000
MOST_FACTORS_AT_FIVE = 128
"""Most factors of a fraction of resolution V, which needs a run or more for each pair of them."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "factorial": ("grid_levels",),
    "fractional": ("resolution",),
    "one_at_a_time": ("grid_levels",),
    "latin": ("samples",),
    "sobol": ("samples",),
    "morris": ("trajectories", "grid_levels"),
    "saltelli": ("samples", "second_order"),
    "table": (),
}
"""Settings of each kind; the seed goes with all."""
SETTINGS = ("samples", "trajectories", "grid_levels", "resolution", "second_order", "seed")
BLOCK = "block"
"""Column that says which trajectory or Saltelli block a row belongs to."""
BLOCKED = ("morris", "saltelli")
"""Kinds whose rows belong together in blocks: nothing may be left out or put elsewhere."""


@dataclass(frozen=True)
class Settings:
    """How a kind is carried out.

    Attributes:
        samples: points of a Latin hypercube or a Sobol sequence, or Saltelli blocks.
        trajectories: trajectories of Morris.
        grid_levels: values into which a range is divided.
        resolution: of a fractional factorial.
        second_order: Saltelli blocks that serve indices of pairs too.
        seed: of the sampler.
    """

    samples: int = 0
    trajectories: int = 20
    grid_levels: int = 2
    resolution: int = 4
    second_order: bool = False
    seed: int = 1


def read_settings(kind: str, given: Mapping[str, Any]) -> Settings:
    """Check the settings of a kind; those not given (or None) take their default.

    Raises:
        UnknownName: no such kind.
        BadInput: a setting that the kind does not have or needs.
        OutOfRange: a value that may not be.
    """
    if str(kind) not in KINDS:
        raise UnknownName("kind", str(kind), KINDS)
    taken = {name: value for name, value in given.items() if value is not None}
    for name in taken:
        if name not in (*KINDS[kind], "seed"):
            has = ", ".join(KINDS[kind]) or "none but the seed"
            raise BadInput(f"{name}: is no setting of a {kind} design, which has {has}. Take it out.")
    if "samples" in KINDS[kind] and "samples" not in taken:
        raise BadInput(f"samples: a {kind} design must say how many. Add samples = 64.")
    if kind == "morris":
        taken.setdefault("grid_levels", 4)
    for name, value in taken.items():
        _check(kind, name, value)
    return Settings(**taken)


def _check(kind: str, name: str, value: Any) -> None:
    if name == "second_order":
        if not isinstance(value, bool):
            raise OutOfRange(name, "true or false", value, "It has no quotation marks.")
        return
    if name == "resolution":
        if type(value) is not int or value not in RESOLUTIONS:
            raise OutOfRange(name, "3, 4 or 5", value, "At 5 no effects of one or two factors are mixed.")
        return
    low, high = {
        "seed": (1, MOST_SEED),
        "samples": (1, MOST_POINTS),
        "trajectories": (1, MOST_POINTS),
        "grid_levels": (2, MOST_GRID_LEVELS),
    }[name]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise OutOfRange(name, f"a whole number from {low} to {high}", value, "Correct it or leave it out.")
    if name == "samples" and kind in ("sobol", "saltelli") and value & (value - 1):
        below = 2 ** (value.bit_length() - 1)
        raise OutOfRange(
            name, "a power of two for Sobol numbers", value, f"Take {below} or {min(2 * below, 2**19)}."
        )
    if name == "grid_levels" and kind == "morris" and value % 2:
        raise OutOfRange(name, "an even number for morris", value, f"Take {value - 1} or {value + 1}.")


def check_factors(kind: str, factors: tuple[Factor, ...], settings: Settings) -> None:
    """Refuse factors that do not suit a kind, and a design that would be too large.

    Raises:
        BadInput: the message says which factor, or how many points there would be.
    """
    if not factors:
        raise BadInput(f"[levers]: a {kind} design must vary something. Name a lever or an uncertainty.")
    for factor in factors:
        n = len(factor.values)
        if kind == "fractional" and n not in (0, 2):
            raise BadInput(
                f"[{factor.section}] {factor.name}: a fractional design has two values of each; got {n}. "
                "Keep two, or take a factorial."
            )
        if n == 1 and kind != "one_at_a_time":
            raise BadInput(
                f"[{factor.section}] {factor.name}: must have at least two values; got one. "
                "One value for all points stands under [fixed]."
            )
    if kind == "fractional" and settings.resolution == 5 and len(factors) > MOST_FACTORS_AT_FIVE:
        raise BadInput(
            f"resolution: 5 is for at most {MOST_FACTORS_AT_FIVE} factors; got {len(factors)}. Take 4 or 3."
        )
    check_size(n_points(kind, factors, settings))


def check_size(n: int) -> None:
    """Refuse a design of too many points."""
    if n > MOST_POINTS:
        raise BadInput(f"the design has {n:,} points; at most {MOST_POINTS:,} may be. Vary less at once.")


def n_points(kind: str, factors: tuple[Factor, ...], settings: Settings) -> int:
    """Count the points of a design before any is made, twins too."""
    k = len(factors)
    if kind in ("latin", "sobol"):
        return settings.samples
    if kind == "morris":
        return settings.trajectories * (k + 1)
    if kind == "saltelli":
        return settings.samples * (2 * k + 2 if settings.second_order else k + 2)
    if kind == "fractional":
        return n_runs(k, settings.resolution)
    lengths = [len(factor.steps(settings.grid_levels)) for factor in factors]
    return math.prod(lengths) if kind == "factorial" else 1 + sum(lengths)
