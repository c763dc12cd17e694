"""Whether a folder of results is whole: what is done, what is missing, what is wrong and where.

Made of pyarrow and the standard library alone, so it works wherever the folder is copied to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from experiments.sweep.layout import (
    DAMAGED,
    MICRO,
    PARTS,
    POINTS,
    WEEKLY,
    abandoned,
    read_manifest,
    unvouched,
)
from experiments.sweep.part import BadPart, Part, damage, name_of, opened
from experiments.sweep.scan import Scan, Scanner, Twice, twice
from sim.errors import BadInput

_LATELY = 900.0
"""Seconds before the last part over which the rate is taken."""


@dataclass(frozen=True)
class Counts:
    """How far a sweep has come.

    Attributes:
        planned: runs in all.
        done, failed, late: runs with such a row; a run that was done counts as done whatever else it was.
        missing: planned runs without a row.
        unplanned: runs with a row that the sweep does not plan.
    """

    planned: int
    done: int
    failed: int
    late: int
    missing: int
    unplanned: int


@dataclass(frozen=True)
class Verification:
    """What was found.

    Attributes:
        counts: how far the sweep has come.
        n_parts: valid parts.
        n_bytes: their size.
        invalid: name and reason of each file that is no valid part, or does not fit the part beside it.
        unseen: those of them that only a look at every page finds: they are read until they are deleted.
        doubled: runs that were done more than once with the same numbers; readers see them once.
        faults: runs that gave different numbers, or stand under two keys, in words.
        leftovers: files that nobody reads, by name.
        platforms: where the numbers were made.
    """

    counts: Counts
    n_parts: int
    n_bytes: int
    invalid: tuple[tuple[str, str], ...]
    unseen: frozenset[str]
    doubled: int
    faults: tuple[str, ...]
    leftovers: tuple[str, ...]
    platforms: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with what is there."""
        return not self.invalid and not self.faults

    @property
    def exit_value(self) -> int:
        """Give 0 if every run is done, 1 if all is sound but not every run is done, else 2."""
        if not self.sound:
            return 2
        return int(self.counts.done < self.counts.planned)


@dataclass(frozen=True)
class Status:
    """How far a sweep is, in short.

    Attributes:
        counts: how far the sweep has come.
        n_parts: valid parts.
        n_invalid: files that are none.
        n_bytes: size of the parts.
        seconds_a_run: mean time of a run on one worker; None before the first.
        runs_per_second: lately, all workers together; None before the second part.
        last_written: time of the last part, seconds since 1970; None before the first.
    """

    counts: Counts
    n_parts: int
    n_invalid: int
    n_bytes: int
    seconds_a_run: float | None
    runs_per_second: float | None
    last_written: float | None


def verify(folder: Path) -> Verification:
    """Look through everything, every page of every file.

    Raises:
        BadInput: the folder holds no sweep.
    """
    folder = Path(folder)
    told = read_manifest(folder)
    scan = Scanner(folder).scan()
    ignored = scan.invalid
    invalid = list(ignored)
    sound = []
    for part in scan.parts:
        wrong = list(_wrong_with(folder, part, told["kept"]))
        invalid += wrong
        if all(name != part.name for name, _ in wrong):
            sound.append(part)
    scan = Scan(tuple(sound), tuple(invalid))
    doubled = twice(scan)
    points = _points(folder, told)
    faults = [_fault(one) for one in doubled if one.faulty] + _under_two_keys(scan, told)
    leftover = [*abandoned(folder), *unvouched(folder), *sorted((folder / DAMAGED).glob("*"))]
    return Verification(
        _counts(scan, doubled, points, told),
        len(scan.parts),
        scan.n_bytes,
        tuple(sorted(invalid)),
        frozenset(name for name, _ in invalid) - {name for name, _ in ignored},
        sum(not one.faulty for one in doubled),
        tuple(faults),
        tuple(str(path.relative_to(folder)) for path in leftover),
        tuple(sorted({part.platform for part in scan.parts})),
    )


def status(folder: Path) -> Status:
    """Look how far a sweep is, without reading its numbers.

    Raises:
        BadInput: the folder holds no sweep.
    """
    folder = Path(folder)
    told = read_manifest(folder)
    scan = Scanner(folder).scan()
    rows = scan.rows()
    seconds = pc.mean(rows["seconds"]).as_py() if rows.num_rows else None
    return Status(
        _counts(scan, twice(scan), _points(folder, told), told),
        len(scan.parts),
        len(scan.invalid),
        scan.n_bytes,
        seconds,
        _rate(scan),
        max((part.written for part in scan.parts), default=None),
    )


def _rate(scan: Scan) -> float | None:
    """Give runs per second over the last quarter of an hour of writing."""
    parts = sorted(scan.parts, key=lambda part: part.written)
    lately = [part for part in parts if part.written >= parts[-1].written - _LATELY]
    if len(lately) < 2:
        return None
    span = lately[-1].written - lately[0].written
    # The first of them was worked on before the span began.
    return sum(part.rows.num_rows for part in lately[1:]) / span if span > 0 else None


def _wrong_with(folder: Path, part: Part, kept: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Read a part and the files beside it to the last page."""
    reason = damage(folder / PARTS / part.name)
    if not reason and part.name != name_of(part.rows, part.columns):
        reason = "is not named by what it holds, so it was renamed or changed"
    if reason:
        yield part.name, reason
        return
    done = part.rows["key"].filter(pc.equal(part.rows["status"], "done"))
    needed = [WEEKLY] * bool(kept["weekly"]) + [f"{MICRO}/{name}" for name in kept["micro"]]
    for below in needed if len(done) else ():
        path = folder / below / part.name
        name = f"{below}/{part.name}"
        if not path.is_file():
            yield name, "is missing, and the part says that it was kept"
        elif reason := damage(path):
            yield name, reason
        elif not pc.all(pc.is_in(done, value_set=_keys(path))).as_py():
            yield name, "lacks runs of its part"


def _keys(path: Path) -> pa.Array:
    with opened(path) as file:
        return file.read(columns=["key"], use_threads=False)["key"].unique()


def _points(folder: Path, told: dict[str, Any]) -> pa.ChunkedArray:
    """Give the numbers of the points that have runs of their own."""
    try:
        with opened(folder / POINTS) as file:
            table = file.read(columns=["point", "same_as"]).slice(0, told["n_points"])
    except (BadPart, OSError, ValueError) as error:
        words = f"{folder}: {POINTS} cannot be read ({error}). Put back a copy; the parts are not harmed."
        raise BadInput(words) from error
    return table["point"].filter(pc.equal(table["point"], table["same_as"]))


def _counts(scan: Scan, doubled: list[Twice], points: pa.ChunkedArray, told: dict[str, Any]) -> Counts:
    rows = scan.rows()
    planned = pc.and_(
        pc.is_in(rows["point"], value_set=points.combine_chunks()),
        pc.less(rows["replicate"], told["replications"]),
    )
    once = rows.filter(planned)
    n = dict.fromkeys(("done", "failed", "late"), 0)
    for one in pc.value_counts(once["status"]).to_pylist():
        n[one["values"]] = one["counts"]
    keys = pa.array([one.key for one in doubled], pa.string())
    here = pc.is_in(keys, value_set=once["key"].combine_chunks()).to_pylist() if doubled else []
    for one in (one for one, is_planned in zip(doubled, here, strict=True) if is_planned):
        for _, state, _ in one.rows[1:]:
            n[state] -= 1
    total = int(told["n_runs"])
    unplanned = rows.num_rows - once.num_rows
    return Counts(total, n["done"], n["failed"], n["late"], total - sum(n.values()), unplanned)


def _fault(one: Twice) -> str:
    places = ", ".join(f"{part} ({payload[:8]})" for part, state, payload in one.rows if state == "done")
    return (
        f"run {one.key} gave different numbers: {places}. The same run must give the same numbers on one "
        "platform; look for a change of packages or of the machine between them."
    )


def _under_two_keys(scan: Scan, told: dict[str, Any]) -> list[str]:
    """Find runs that stand under two keys, as after a change of the program."""
    rows = scan.rows()
    if not rows.num_rows:
        return []
    wide = max(int(told["replications"]), int(pc.max(rows["replicate"]).as_py()) + 1)
    cell = pc.add(pc.multiply(rows["point"], wide), rows["replicate"])
    more = len(rows["key"].unique()) - len(cell.unique())
    if not more:
        return []
    return [f"runs that stand there under two keys: {more:,}. Two versions of the program wrote here."]
