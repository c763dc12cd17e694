"""What one run leaves on disk: the weekly table, the indicators, and the people, workers, cases and ties.

Weeks are counted from the end of the burn-in: 1 is the first week of the policy, 0 and below are burn-in.
Columns with several parts are written as one column each, ``hours.ADM`` or ``events.NEIG.dispute``. The same
run gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.folder import write_file, write_json
from sim.calendar import BURN_IN
from sim.codes import DISPUTE_CODES, HOUR_CODES, STATUS_CODES
from sim.flows import GROUPS, Flows, StreetFlows
from sim.ledger import TAGS
from sim.networks import LAYERS, pairs
from sim.table import Array, Column, Table

if TYPE_CHECKING:
    from sim.model import Street

PARTS: Mapping[str, tuple[str, ...]] = {
    "acts": ("vote", "deliberate", "volunteer", "pay"),
    "trusted": ("community", "property", "owners", "social", "street"),
    "domains": ("window", "welfare", "culture", "environment", "safety", "livelihood"),
    "hours": HOUR_CODES,
    "types": DISPUTE_CODES,
    "classes": ("dispute", "request"),
    "routes": ("lump", "bilateral", "committee", "hotline", "court", "petition"),
    "levels": ("private", "community", "joint", "street", "outside"),
    "groups": tuple(group for group, _, _ in GROUPS),
}
WEEKS_IN = {"last_act", "opened", "entered", "first", "changed", "ended", "joined", "left", "due", "relapse"}
"""Columns that hold a week; those below 0 in the model mean never."""
_KEPT_OUT = {"birth", "birth_part", "key", "right_draw", "privacy", "act_blocks"}
"""Counters of luck and running sums that say nothing to a reader."""
STREET = "street"


def weekly_table(street: Street) -> pa.Table:
    """Lay out every flow of every week: a row for each community and one for the street.

    Street-wide flows stand in the row of the street, flows of communities in theirs; the others are empty.
    """
    n_weeks, n = street.record.n_weeks, street.n_communities
    week = np.repeat(np.arange(1, n_weeks + 1, dtype=np.int32) - BURN_IN, n + 1)
    columns: dict[str, Any] = {
        "week": week,
        "community": np.tile(np.array([*range(n), -1], np.int16), n_weeks),
        "type": pa.array([*street.archetypes, STREET] * n_weeks).dictionary_encode(),
    }
    for name, spec in Flows.columns():
        for part, values in _parts(name, spec, street.record[name], 2):
            columns[part] = _padded(values, (0, 1))
    for name, spec in StreetFlows.columns():
        for part, values in _parts(name, spec, street.record[name], 2):
            columns[part if part not in columns else f"street.{part}"] = _padded(values, (n, 0))
    for tag in TAGS:
        columns[f"money.{tag}"] = street.record.money(tag).ravel()
    return pa.table(columns)


def _padded(values: Array, margins: tuple[int, int]) -> pa.Array:
    whole = np.pad(values.astype(np.float64), ((0, 0), margins), constant_values=np.nan)
    return pa.array(whole.ravel(), from_pandas=True)


def _parts(name: str, spec: Column, values: Array, lead: int) -> Iterator[tuple[str, Array]]:
    """Split a column with further dimensions into plain ones, each with its name."""
    labels = [PARTS.get(d, tuple(map(str, range(values.shape[lead + k])))) for k, d in enumerate(spec.dims)]
    for place in product(*(range(len(part)) for part in labels)):
        parts = [labels[k][i] for k, i in enumerate(place)]
        yield ".".join([name, *parts]), values[(slice(None),) * lead + place]


def table_of(rows: Table, extra: Mapping[str, Any] | None = None) -> pa.Table:
    """Lay out one table of the state; the row number comes first, weeks are counted after the burn-in."""
    columns: dict[str, Any] = {"row": np.arange(rows.n, dtype=np.int32), **(extra or {})}
    arrays = rows.arrays()
    for name, spec in rows.columns():
        if name in _KEPT_OUT:
            continue
        for part, values in _parts(name, spec, arrays[name], 1):
            columns[part] = _weeks(values) if name in WEEKS_IN else np.ascontiguousarray(values)
    return pa.table(columns)


def _weeks(values: Array) -> pa.Array:
    """Count weeks after the burn-in; never is empty."""
    return pa.array(values.astype(np.int32) - BURN_IN, mask=np.ascontiguousarray(values < 0))


def micro_tables(street: Street) -> dict[str, pa.Table]:
    """Lay out residents, households, workers, cases and ties."""
    world = street.world
    ids = street.population.ids
    workers, posts = world.workers, world.posts
    held = workers.post[: workers.n]
    last = np.where(workers.left[: workers.n] >= 0, workers.left[: workers.n], street.week)
    of_worker = {
        "community": posts.community[: posts.n][held],
        "tenure_weeks": (last - workers.joined[: workers.n]).astype(np.int32),
    }
    states = pa.array([STATUS_CODES[s] for s in world.cases.status[: world.cases.n]], pa.string())
    return {
        "residents": table_of(world.residents, {"id": pa.array(ids)} if ids else None),
        "households": table_of(world.households),
        "workers": table_of(workers, of_worker),
        "cases": table_of(world.cases, {"state": states.dictionary_encode()}),
        "ties": _ties(street),
    }


def _ties(street: Street) -> pa.Table:
    """List the ties of every layer, each once, as rows of residents."""
    found = {layer: np.asarray(pairs(street.world, layer)) for layer in LAYERS}
    layer = np.repeat(list(found), [len(ends) for ends in found.values()])
    ends = np.concatenate([ends.reshape(-1, 2) for ends in found.values()]).astype(np.int32)
    return pa.table(
        {"layer": pa.array(layer).dictionary_encode(), "resident": ends[:, 0], "other": ends[:, 1]}
    )


def outcomes_written(street: Street) -> dict[str, Any]:
    """Measure every indicator for JSON: by level, name and indicator; missing ones are null."""
    from sim.outcomes import measure_all

    found: dict[str, Any] = {}
    for row in measure_all(street).to_dict("records"):
        values = found.setdefault(str(row["level"]), {}).setdefault(str(row["name"]), {})
        values[str(row["indicator"])] = row["value"] if math.isfinite(row["value"]) else None
    last = street.week - BURN_IN
    return {"weeks": [max(street.week - 51, 1) - BURN_IN, last], **found}


def write_run(street: Street, folder: Path, *, micro: bool) -> None:
    """Write everything a run leaves but its manifest."""
    tables = {"weekly": weekly_table(street), **(micro_tables(street) if micro else {})}
    for name, table in tables.items():
        write_parquet(folder / f"{name}.parquet", table)
    write_json(folder / "outcomes.json", outcomes_written(street))


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a Parquet file whole or not at all."""
    write_file(path, lambda file: pq.write_table(table, file, compression="zstd"))
