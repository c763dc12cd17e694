"""Runs that a command keeps in a folder of their own: begun, gone on with, grown by seeds, or begun anew.

They are a sweep. The same runs asked for again are found there; more replications are added to them; fewer
are a part of them. Runs of another kind, or of other sources of the model, are never mixed with them.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.folder import MANIFEST, sync_folder
from experiments.sweep.batch import Pace
from experiments.sweep.lock import only_writer
from experiments.sweep.plan import Sweep
from experiments.sweep.points import terms_written
from experiments.sweep.store import Store
from sim.errors import BadInput


@dataclass
class WholeSeeds(Pace):
    """Batches of all points of a seed, so that people and burn-in are made once a seed.

    A seed is cut where it would be more than a minute's work, which a kill would cost, and at the end, where
    workers would wait for each other.

    Attributes:
        points: of a seed.
    """

    seconds: float = 60.0
    least: float = 15.0
    points: int = 1
    _share: int = 0

    def size(self, left: int, places: int) -> int:
        """Give the number of runs of the next batch."""
        fair = max(math.ceil(left / places), 1)
        if not self._each:
            self._share = self._share or min(self.points, fair)
            return self._share
        whole, least = (math.ceil(seconds / self._each) for seconds in (self.seconds, self.least))
        return min(self.points, whole, max(fair, least))


class OtherRuns(BadInput):
    """A folder holds other runs than those that are wanted; nothing has been changed."""


def take_up(place: Path, sweep: Sweep, written: Mapping[str, Any], advice: str) -> tuple[Store, Sweep]:
    """Begin a sweep, or go on with the one that is there, grown if more replications are wanted.

    Args:
        place: folder of the runs.
        sweep: what is wanted.
        written: what the manifest of a new one says beside.
        advice: what to do if other runs are there, in a sentence.

    Returns: the store, and what is wanted with its points numbered as they are there.

    Raises:
        OtherRuns: runs of another kind or another program are there.
    """
    try:
        if not (place / MANIFEST).exists():
            return Store.create(place, sweep, written), sweep
        store = Store.open(place)
    except BadInput as error:
        raise OtherRuns(f"{error} {advice}") from error
    if other := store.other_program():
        raise OtherRuns(f"{place}: {other} {advice}")
    told = store.told()
    if differs := _difference(told, sweep):
        raise OtherRuns(f"{place}: holds other runs: {differs}. {advice}")
    by_values = dict(zip(sweep.digests, sweep.points, strict=True))
    stored = tuple(by_values[values] for values in store.points()["digest"].to_pylist())
    sweep = replace(sweep, points=stored)
    if sweep.replications > told["replications"]:
        store.extend(sweep)
    return store, sweep


def take(
    place: Path, sweep: Sweep, written: Mapping[str, Any], advice: str, *, force: bool
) -> tuple[Store, Sweep]:
    """Take up runs, or put away other runs that are there and begin anew.

    Args:
        place, sweep, written, advice: as for :func:`take_up`.
        force: other runs may be put away.

    Raises:
        OtherRuns: they are there, and may not.
    """
    try:
        return take_up(place, sweep, written, advice)
    except OtherRuns:
        if not force:
            raise
    put_away(place)
    return take_up(place, sweep, written, advice)


def _difference(told: Mapping[str, Any], sweep: Sweep) -> str:
    """Say in what a stored sweep differs, other than in its replications and the order of its points."""
    wanted = terms_written(sweep)
    for name, shown in (("weeks", "weeks"), ("seed", "first seed"), ("people", "people"), ("kept", "kept")):
        if told[name] != wanted[name]:
            return f"{shown} {told[name]}, not {wanted[name]}"
    as_there = replace(sweep, replications=told["replications"])
    return "" if told["digest"] == as_there.digest() else "those of other scenarios"


def put_away(place: Path) -> None:
    """Remove runs, at once for every reader; refused while somebody is making them.

    Raises:
        Busy: another process is at work on them.
    """
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if not place.exists():
        return
    with only_writer(place):
        pass
    place.rename(old)
    sync_folder(place.parent)
    shutil.rmtree(old)
