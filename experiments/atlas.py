"""The effect atlas as others read it: what each lever did, alone and paired, from today's to its full value.

The atlas is one Parquet file with a row for each lever, indicator and place. Its columns are those of
``COLUMNS``; ``place`` is "street" for the mixed street or a community type. The schema's metadata may hold
``catalogue``, the hash of the catalogue it was measured with. Until the file is there nothing is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import BadInput

ATLAS = Path(__file__).parent / "studies" / "atlas" / "effects.parquet"
STREET = "street"
COLUMNS: Mapping[str, str] = {
    "lever": "name of the lever",
    "indicator": "id of the indicator",
    "place": "street, or a community type",
    "mean_difference": "full less baseline, in the indicator's unit",
    "low": "lower end of the 95 % interval",
    "high": "upper end of the 95 % interval",
    "replications": "paired runs",
    "verdict": "better, worse, equivalent or undecided",
}


@dataclass(frozen=True)
class Effect:
    """What one lever did to one indicator in one place."""

    indicator: str
    place: str
    mean_difference: float
    low: float
    high: float
    replications: int
    verdict: str


@dataclass(frozen=True)
class Atlas:
    """All effects that were measured.

    Attributes:
        effects: by lever, in the order of the file.
        current: whether it was measured with the catalogue as it stands.
    """

    effects: Mapping[str, tuple[Effect, ...]]
    current: bool

    def of(self, lever: str, place: str = STREET) -> tuple[Effect, ...]:
        """Give what a lever did in one place."""
        return tuple(effect for effect in self.effects.get(lever, ()) if effect.place == place)


def load_atlas(path: Path = ATLAS) -> Atlas | None:
    """Read the atlas; nothing if it has not been made.

    Raises:
        BadInput: the file is there but is no atlas.
    """
    if not path.is_file():
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise BadInput(f"{path}: cannot be read as Parquet ({error}). Make the atlas anew.") from error
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise BadInput(f"{path}: lacks the columns {', '.join(missing)}. Make the atlas anew.")
    effects: dict[str, list[Effect]] = {}
    for row in table.select(list(COLUMNS)).to_pylist():
        lever = row.pop("lever")
        effects.setdefault(lever, []).append(Effect(**row))
    found = {lever: tuple(rows) for lever, rows in effects.items()}
    return Atlas(found, _hash_of(table.schema.metadata) == _catalogue())


def _hash_of(metadata: Mapping[bytes, bytes] | None) -> str:
    return (metadata or {}).get(b"catalogue", b"").decode()


def _catalogue() -> str:
    from experiments.manifest import catalogue_hash

    return catalogue_hash()


def as_rows(effects: tuple[Effect, ...]) -> list[dict[str, Any]]:
    """Give effects as plain dictionaries for JSON."""
    return [dict(vars(effect)) for effect in effects]
