"""The points of a sweep on disk: one row a point, which the whole sweep can be read back from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.manifest import describe, restore
from experiments.people import read_people
from experiments.sweep.plan import Kept, Sweep
from sim.scenario import Plan, Scenario

if TYPE_CHECKING:
    import pyarrow as pa

FIXED = ("point", "name", "digest", "block", "same_as", "scenario")


def points_table(sweep: Sweep) -> pa.Table:
    """Lay out the points.

    Returns: number, name, hash of the values, block, first point with the same values and luck, everything as
    JSON, and a column for each lever and uncertainty that a point sets: its value, or that of each part;
    missing where a point leaves it as it is. A plan stands there with the value it aims at.
    """
    import pyarrow as pa

    n = len(sweep.points)
    columns: dict[str, pa.Array] = {
        "point": pa.array(range(n), pa.int64()),
        "name": pa.array([scenario.name for scenario in sweep.points], pa.string()),
        "digest": pa.array(sweep.digests, pa.string()),
        "block": pa.array(sweep.blocks or [None] * n, pa.int64()),
        "same_as": pa.array(sweep.first, pa.int64()),
        "scenario": pa.array([_written(scenario) for scenario in sweep.points], pa.string()),
    }
    values = [dict(_plain(scenario)) for scenario in sweep.points]
    for name in sorted({name for row in values for name in row} - {*FIXED}):
        columns[name] = _column([row.get(name) for row in values])
    return pa.table(columns)


def _written(scenario: Scenario) -> str:
    told = describe(scenario)
    kept = {name: told[name] for name in ("name", "title", "question", "values")}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(scenario: Scenario) -> list[tuple[str, Any]]:
    """Split what a scenario sets into single values, each with its name."""
    found: list[tuple[str, Any]] = []
    for name, given in scenario.values.items():
        value = given.value if isinstance(given, Plan) else given
        if isinstance(value, tuple | list):
            found += [(f"{name}.{part}", v) for part, v in zip(_parts(name, len(value)), value, strict=True)]
        else:
            found.append((name, value))
    return found


def _parts(name: str, n: int) -> list[str]:
    """Name the parts of a lever; by number if their count is not the declared one, which a run refuses."""
    from sim.catalog import declarations

    declared = declarations().get(name)
    parts = declared.parts if declared else ()
    return list(parts) if len(parts) == n else [str(i) for i in range(n)]


def _column(values: list[Any]) -> pa.Array:
    import pyarrow as pa

    if any(isinstance(value, str) for value in values):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.array([None if value is None else float(value) for value in values], pa.float64())


def terms_written(sweep: Sweep) -> dict[str, Any]:
    """Write down everything of a sweep but its points."""
    kept = sweep.kept
    return {
        "digest": sweep.digest(),
        "n_points": len(sweep.points),
        "n_runs": sweep.n_runs,
        "replications": sweep.replications,
        "seed": sweep.seed,
        "seeds": sweep.seeds,
        "weeks": sweep.weeks,
        "people": sweep.people.written(),
        "kept": {"levels": list(kept.levels), "weekly": list(kept.weekly), "micro": list(kept.micro)},
        "check": sweep.check,
        "time_limit": sweep.time_limit,
    }


def read_sweep(told: Mapping[str, Any], points: pa.Table) -> Sweep:
    """Read a sweep back from its manifest and its points."""
    scenarios = tuple(restore(json.loads(text)) for text in points["scenario"].to_pylist())
    blocks = points["block"]
    kept = told["kept"]
    return Sweep(
        scenarios,
        None if blocks.null_count else tuple(blocks.to_pylist()),
        told["replications"],
        told["seed"],
        told["seeds"],
        told["weeks"],
        read_people(told["people"]),
        Kept(tuple(kept["levels"]), tuple(kept["weekly"]), tuple(kept["micro"])),
        told["check"],
        told["time_limit"],
    )
