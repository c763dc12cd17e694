"""What is kept of one finished run: its indicators and costs, weekly courses and tables, and their hash."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.sweep.plan import COSTS
from sim.calendar import YEAR
from sim.ledger import CHARITY, COUNTY, HOUSEHOLDS, UNITS

if TYPE_CHECKING:
    from sim.model import Street

Floats = NDArray[np.float64]
Go = Callable[[int], None]
Key = tuple[str, str, str]
"""Indicator, level and name, as :func:`sim.outcomes.measure_all` has them."""

PAYERS = (COUNTY, HOUSEHOLDS, CHARITY, UNITS)
"""Accounts outside the street whose money a policy costs."""
_LEVEL = {"street": "street", "community": "community", "archetype": "type", "group": "group"}
"""How a sweep names the levels of an indicator."""


def finish(street: Street, weeks: int, levels: tuple[str, ...], go: Go) -> dict[str, float]:
    """Run to the end and measure every indicator and cost over the last year.

    Args:
        street: a street after its burn-in.
        weeks: weeks after the burn-in.
        levels: for whom indicators are kept.
        go: brings the street to a week after the burn-in.

    Returns: value by column: "ENG3" for the street, "ENG3@type:OLD" for a part of it.
    """
    go(max(weeks - YEAR, 0))
    before, since = _paid_in(street), street.week
    go(weeks)
    found = _indicators(street, levels)
    return found | _costs(street, before, street.week - since) if "street" in levels else found


def key_of(column: str) -> Key:
    """Read the name of a column back: "ENG3@type:OLD" is ("ENG3", "archetype", "OLD")."""
    indicator, _, place = column.partition("@")
    if not place:
        return indicator, "street", "street"
    level, _, name = place.partition(":")
    return indicator, next(inside for inside, named in _LEVEL.items() if named == level), name


def nothing_measured(levels: tuple[str, ...]) -> dict[str, float]:
    """Give a missing number for every column of the street.

    A run that failed has the same columns as the others, so that parts open together in any program.
    """
    from sim.outcomes import OUTCOMES

    names = (*(o.name for o in OUTCOMES), *COSTS) if "street" in levels else ()
    return dict.fromkeys(names, math.nan)


def _indicators(street: Street, levels: tuple[str, ...]) -> dict[str, float]:
    from sim.outcomes import measure, measure_all

    if not levels:
        return {}
    if levels == ("street",):
        return {name: float(value) for name, value in measure(street).items()}
    table = measure_all(street)
    found = {}
    columns = (table[column].tolist() for column in ("indicator", "level", "name", "value"))
    for indicator, level, name, value in zip(*columns, strict=True):
        if _LEVEL[level] in levels:
            found[indicator if level == "street" else f"{indicator}@{_LEVEL[level]}:{name}"] = float(value)
    return found


def _paid_in(street: Street) -> float:
    """Give what has come from outside so far, yuan."""
    return -float(street.ledger.balance[list(PAYERS)].sum()) / 100.0


def _costs(street: Street, before: float, weeks: int) -> dict[str, float]:
    """Measure outlay and declared cost a resident and year, and hours a week and community."""
    people = float(street.world.communities.residents.sum())
    a_year = YEAR / max(weeks, 1)
    last = slice(street.record.n_weeks - weeks, street.record.n_weeks)
    declared = float(street.record["lever_cny"][last].sum())
    hours = float(street.record["own_hours"][last].sum()) / max(weeks, 1) / street.n_communities
    outlay = _paid_in(street) - before
    return dict(zip(COSTS, (outlay * a_year / people, declared * a_year / people, hours), strict=True))


def courses(street: Street, names: tuple[str, ...]) -> dict[str, Floats]:
    """Give weekly courses since the start of the burn-in, by indicator, [weeks] each."""
    from sim.collector import weekly_course

    if not names:
        return {}
    whole = weekly_course(street)
    return {name: np.asarray(whole[name], np.float64) for name in names}


def tables(street: Street, names: tuple[str, ...]) -> dict[str, Any]:
    """Give tables of the last week as Arrow tables, by name."""
    from experiments.results import micro_tables

    if not names:
        return {}
    whole = micro_tables(street)
    return {name: whole[name] for name in names}


def payload(values: Mapping[str, float], weekly: Mapping[str, Floats], micro: Mapping[str, Any]) -> str:
    """Hash the names and bytes of all numbers of a run, 32 hex digits.

    Every missing number has the same bytes here: a processor may sign it or not.
    """
    found = hashlib.sha256()
    single = np.fromiter(values.values(), np.float64, len(values))
    for names, numbers in (("\n".join(values), single), *weekly.items()):
        found.update(f"{names}\n\n".encode())
        found.update(np.where(np.isnan(numbers), np.nan, numbers).astype("<f8").tobytes())
    for name, table in micro.items():
        found.update(f"{name}\n\n".encode())
        found.update(_bytes_of(table))
    return found.hexdigest()[:32]


def _bytes_of(table: Any) -> memoryview:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return memoryview(sink.getvalue())
