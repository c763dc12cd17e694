"""A factor: what a design varies, and what it may be.

A factor is a lever, an uncertainty, a part of one that has parts (``channel_open.vote``) or a composite. It
takes values from a list or numbers from a range. Whatever a sampler gives, a switch comes out as a bool, a
choice as one of its options, and a whole number as a whole number in its range.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scenarios.values import checked_values
from sim.errors import BadInput, OutOfRange, SimError, UnknownName
from sim.scenario import Plan

if TYPE_CHECKING:
    from sim.declare import Declaration
    from sim.table import Array

SECTIONS: Mapping[str, str] = {"levers": "lever", "uncertainties": "uncertainty", "structures": "uncertainty"}
"""Sections of a design and the kind of declaration that each takes."""
DECLARED = "declared"
MOST_VALUES = 10_000
_RANGE_KEYS = ("low", "high")
_DIGITS = 12
"""Digits to which steps of a range are rounded, so that three tenths are .3 however they were reached."""


@dataclass(frozen=True)
class Factor:
    """One thing that varies.

    Attributes:
        name: lever, uncertainty, part or composite.
        section: levers, uncertainties or structures.
        values: the values it may take; empty for a range.
        low: lowest number of a range.
        high: highest number of a range.
        whole: only whole numbers of the range.
    """

    name: str
    section: str
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 1.0
    whole: bool = False

    def steps(self, count: int) -> tuple[Any, ...]:
        """Give the listed values, or so many numbers from low to high in equal steps."""
        if self.values:
            return self.values
        if count == 1:
            return (self._own(self.low),)
        width = (self.high - self.low) / (count - 1)
        between = (self._own(float(f"{self.low + k * width:.{_DIGITS}g}")) for k in range(1, count - 1))
        return tuple(dict.fromkeys([self._own(self.low), *between, self._own(self.high)]))

    def at(self, shares: Array) -> Array:
        """Give the values that lie at these shares of the way from low to high.

        Listed values and whole numbers have equal parts of the way, so a uniform share makes each as likely.

        Args:
            shares: share of the way, 0-1, [points].
        """
        import numpy as np

        if self.values:
            n = len(self.values)
            return column(self.values)[np.minimum((shares * n).astype(np.int64), n - 1)]
        if self.whole:
            low, n = int(self.low), int(self.high) - int(self.low) + 1
            return low + np.minimum((shares * n).astype(np.int64), n - 1)
        return np.minimum(self.low + shares * (self.high - self.low), self.high)

    def _own(self, number: float) -> float | int:
        return round(number) if self.whole else float(number)


def column(values: tuple[Any, ...] | list[Any]) -> Array:
    """Lay out values as an array of their own type; what is neither switch nor number stays as it is."""
    import numpy as np

    kinds = {type(value) for value in values}
    if len(kinds) == 1 and kinds <= {bool, int, float}:
        return np.array(values)
    made = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        made[i] = value
    return made


def read_factors(section: str, given: Any) -> tuple[Factor, ...]:
    """Read one section of a design.

    Args:
        section: levers, uncertainties or structures.
        given: what it says of each factor: a list of values, ``{low, high}``, a pair, or "declared".

    Raises:
        BadInput: a name or a value that may not stand there; the message says where.
    """
    place = f"[{section}]"
    if not isinstance(given, Mapping):
        raise OutOfRange(section, "a table of factors", given, f"Write a line {place}.")
    found: dict[str, Factor] = {}
    for name, wanted in _flat(given, place):
        if name in found:
            raise BadInput(f"{place} {name}: is given twice, in two spellings. Keep one.")
        try:
            found[name] = _read(name, wanted, section)
        except SimError as error:
            words = str(error)
            raise BadInput(words if words.startswith(place) else f"{place} {name}: {words}") from error
    return tuple(found.values())


def _flat(given: Mapping[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    """Turn tables of parts (``channel_open.vote = …``) into single names; leave ranges as they are."""
    for name, wanted in given.items():
        if not isinstance(wanted, Mapping):
            yield name, wanted
        elif not wanted:
            raise BadInput(f'{place} {name}: is empty. Give a list of values, {{low, high}} or "declared".')
        elif any(key in _RANGE_KEYS for key in wanted) or "." in name or not _parts(name):
            yield name, wanted
        else:
            yield from ((f"{name}.{part}", value) for part, value in wanted.items())


def _parts(name: str) -> tuple[str, ...]:
    from sim.catalog import composites, find

    return () if name in composites() else find(name).parts


def declaration(name: str) -> Declaration | None:
    """Find what a factor is declared as; for a part, its whole; for a composite, nothing.

    Raises:
        UnknownName: nothing of this name, or no such part, is declared.
    """
    from sim.catalog import composites, find

    if name in composites():
        return None
    stem, dot, part = name.partition(".")
    declared = find(stem)
    if dot and part not in declared.parts:
        raise UnknownName(f"part of {stem}", part, declared.parts)
    return declared


def accept_one(name: str, value: Any) -> Any:
    """Check one value and give it in its own type.

    Raises:
        OutOfRange: the value has the wrong type or is outside the declared range.
    """
    from sim.catalog import accept

    declared = declaration(name)
    if declared is None or "." in name:
        accept({name: value})
        return replace(value, value=float(value.value)) if isinstance(value, Plan) else float(value)
    return accept({name: value})[name]


def _read(name: str, wanted: Any, section: str) -> Factor:
    declared = declaration(name)
    _check_section(name, declared, section)
    wanted = wanted.tolist() if hasattr(wanted, "tolist") else wanted  # of NumPy
    if isinstance(wanted, list):
        return Factor(name, section, _values(name, wanted, section))
    if isinstance(wanted, Mapping | tuple):
        return _range(name, wanted, section)
    if wanted == DECLARED:
        return _declared(name, declared, section)
    raise OutOfRange(
        name,
        'a list of values, a range {low, high} or "declared"',
        wanted,
        "One value for all points stands under [fixed].",
    )


def _check_section(name: str, declared: Declaration | None, section: str) -> None:
    kind = "lever" if declared is None else declared.kind
    if kind == "constant":
        raise BadInput(f"{name} is fixed by definition and cannot be varied. Take it out.")
    if kind != SECTIONS[section]:
        right = "levers" if kind == "lever" else "uncertainties"
        raise BadInput(
            f"{name} is {'a lever' if kind == 'lever' else 'an uncertainty'}. Put it under [{right}]."
        )
    if section == "structures" and not (declared and (declared.options or _is_switch(declared))):
        raise BadInput(
            f"{name} is a number, not a choice or a switch of the model. Put it under [uncertainties]."
        )


def _is_switch(declared: Declaration) -> bool:
    return isinstance(declared.default, bool)


def _values(name: str, wanted: list[Any], section: str) -> tuple[Any, ...]:
    if not 1 <= len(wanted) <= MOST_VALUES:
        raise BadInput(f"{name} must be a list of 1 to {MOST_VALUES:,} values; got {len(wanted):,}.")
    values: list[Any] = []
    for given in wanted:
        plan = isinstance(given, Mapping)
        read = checked_values({name: given}, SECTIONS[section], f"[{section}]")[name] if plan else given
        value = accept_one(name, read)
        if value in values:
            raise OutOfRange(name, "a list of values that differ", given, "It stands twice. Keep one.")
        values.append(value)
    return tuple(values)


def _declared(name: str, declared: Declaration | None, section: str) -> Factor:
    if declared is not None and declared.options:
        return Factor(name, section, declared.options)
    if declared is not None and _is_switch(declared):
        return Factor(name, section, (False, True))
    return _range(name, {}, section)


def _range(name: str, wanted: Mapping[str, Any] | tuple[Any, ...], section: str) -> Factor:
    declared = declaration(name)
    if declared is not None and declared.parts and "." not in name:
        raise BadInput(
            f"{name} has {len(declared.parts)} parts. Vary one, such as {name}.{declared.parts[0]}."
        )
    if declared is not None and (declared.options or _is_switch(declared)):
        raise BadInput(f'{name} must be {declared.allowed()}, so no range. List values or write "declared".')
    if isinstance(wanted, tuple):
        if len(wanted) != 2:
            raise OutOfRange(name, "a pair (low, high)", wanted, "Write a list [ ] for single values.")
        wanted = dict(zip(_RANGE_KEYS, wanted, strict=True))
    for key in wanted:
        if key not in _RANGE_KEYS:
            raise BadInput(f"{UnknownName('key of a range', str(key), _RANGE_KEYS)}")
    bounds = (0.0, 1.0) if declared is None else (declared.low, declared.high)
    low, high = (
        _bound(name, wanted[key]) if key in wanted else float(bound or 0)
        for key, bound in zip(_RANGE_KEYS, bounds, strict=True)
    )
    if not low < high:
        raise OutOfRange(
            name, "a range from low to high", {"low": low, "high": high}, "low must be below high."
        )
    whole = declared is not None and not declared.parts and isinstance(declared.default, int)
    return Factor(
        name, section, (), math.ceil(low) if whole else low, math.floor(high) if whole else high, whole
    )


def _bound(name: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise OutOfRange(name, "a range of two numbers {low, high}", given, "Without quotation marks.")
    return float(accept_one(name, given))
