"""What a point is made of, from below: the base, the fixed values, and what the row sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from experiments.sweep.factors import accept_one, declaration
from sim.errors import BadInput
from sim.scenario import Plan


def over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay values over others; a whole takes the place of its parts, a part stands beside its whole.

    Raises:
        BadInput: a part where the whole is brought in by a plan.
    """
    made = room(below, above)
    made |= above
    for name, value in made.items():
        if _has_parts(name) and not isinstance(value, Plan):
            made[name] = accept_one(name, value)  # one number for all parts leaves no place for a part
    return room(made, [name for name in made if "." in name])


def room(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Take out what would stand in the way of setting these names.

    Raises:
        BadInput: a part where the whole is brought in by a plan.
    """
    left = dict(values)
    for name in names:
        stem, dot, _ = name.partition(".")
        if dot and isinstance(left.get(stem), Plan):
            raise BadInput(
                f"{name}: the whole of {stem} is brought in by a plan, so no part can be set. Set the whole."
            )
        if not dot and _has_parts(name):
            left = {other: value for other, value in left.items() if not other.startswith(f"{name}.")}
    return left


def today(name: str, values: Mapping[str, Any]) -> Any:
    """Say what a factor is in a scenario with these values, composites included."""
    from sim.catalog import accept

    declared = declaration(name)
    if declared is None:
        return accept_one(name, values.get(name, 0.0))
    stem, dot, part = name.partition(".")
    whole = accept(values).get(stem, declared.default)
    if isinstance(whole, Plan) and whole == Plan(whole.value):  # how a plain value is brought in too
        whole = whole.value
    if not dot or isinstance(whole, Plan):
        return whole
    return float(whole[declared.parts.index(part)])


def _has_parts(name: str) -> bool:
    declared = None if "." in name else declaration(name)
    return declared is not None and bool(declared.parts)
