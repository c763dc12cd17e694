"""The runs of a comparison as they are stored, laid out by policy and seed.

What comes of it depends on the runs alone: not on the order in which they were made or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.sweep.measured import Key, key_of
from experiments.sweep.part import FIXED
from experiments.sweep.plan import COSTS, RunSpec, Sweep
from experiments.sweep.store import Store
from experiments.sweep.task import DONE
from sim.calendar import BURN_IN
from sim.errors import SimError
from sim.flows import GROUPS
from sim.outcomes import LEVELS, OUTCOMES, community_names

Floats = NDArray[np.float64]
RUNS = ["policy", "seed", "indicator", "level", "name", "value"]
FAILURES = ["policy", "seed", "error", "trace"]


@dataclass(frozen=True)
class Policies:
    """Whose runs are read.

    Attributes:
        names: of the policies, the baseline first.
        digests: hash of the values of each one's scenario.
        types: type of each community of the street.
    """

    names: tuple[str, ...]
    digests: tuple[str, ...]
    types: tuple[str, ...]


class Stored:
    """The runs of a sweep whose points are policies, seed by seed, in the order of the policies."""

    def __init__(self, store: Store, sweep: Sweep, policies: Policies) -> None:
        """Read the numbers.

        Args:
            store: holds the runs, perhaps more than are wanted.
            sweep: which runs are wanted.
            policies: whose they are.

        Raises:
            SimError: not every run has been made.
        """
        self._store, self._policies = store, policies
        self._keys = _keys(sweep, policies)
        wanted = [key for row in self._keys for key in row]
        whole = store.frame().set_index("key")
        if missing := len(set(wanted) - set(whole.index)):
            raise SimError(f"{store.folder}: {missing} runs have not been made yet. Give the command again.")
        self._rows = whole.loc[wanted]
        self._done = (self._rows["status"] == DONE).to_numpy().reshape(len(self._keys), -1)
        self._seeds = [sweep.seed_of(0, replicate) for replicate in range(sweep.replications)]

    def failures(self) -> pd.DataFrame:
        """List the runs that failed, as FAILURES says."""
        told = self._rows[["error", "trace"]].assign(**self._who())
        return told[~self._done.ravel()][FAILURES].reset_index(drop=True)

    def runs(self) -> pd.DataFrame:
        """Lay out every value as RUNS says; those of a run that failed are missing.

        Communities that are the only one of their type stand under the type. A seed under which no run could
        be finished has no rows.
        """
        columns = _in_order((c for c in self._rows.columns if c not in FIXED), self._policies.types)
        some = np.repeat(self._done.any(axis=1), self._done.shape[1])
        rows = self._rows[some]
        if rows.empty:
            return pd.DataFrame(columns=RUNS)
        keys = pd.DataFrame([key_of(column) for column in columns], columns=RUNS[2:5])
        who = {name: np.repeat(of[some], len(columns)) for name, of in self._who().items()}
        where = {name: np.tile(keys[name].to_numpy(object), len(rows)) for name in RUNS[2:5]}
        return pd.DataFrame(who | where | {"value": rows[columns].to_numpy(float).ravel()})

    def courses(self, names: Sequence[str], indicators: Sequence[str], weeks: int) -> Floats:
        """Give weekly courses from the start of the burn-in, of seeds under which a run could be finished.

        Args:
            names: of the policies.
            indicators: whose course is kept.
            weeks: after the burn-in.

        Returns: missing where a run failed, [policies, seeds, indicators, weeks].
        """
        at = [self._policies.names.index(name) for name in names]
        seeds = np.flatnonzero(self._done.any(axis=1))
        found = np.full((len(at), len(seeds), len(indicators), BURN_IN + weeks), np.nan)
        place = {self._keys[s][p]: (i, j) for i, p in enumerate(at) for j, s in enumerate(seeds)}
        for key, indicator, course in self._weekly(list(place), indicators):
            found[(*place[key], indicators.index(indicator))] = course
        return found

    def _weekly(self, keys: list[str], indicators: Sequence[str]) -> Iterable[tuple[str, str, Floats]]:
        """Give the weekly courses of some runs."""
        connection = self._store.connect()
        try:
            connection.register("wanted", pd.DataFrame({"key": keys}))
            table = connection.execute(
                "SELECT key, indicator, list(value ORDER BY week) FROM weekly SEMI JOIN wanted USING (key) "
                "WHERE indicator IN (SELECT unnest(?)) GROUP BY key, indicator",
                [list(indicators)],
            ).fetchall()
        finally:
            connection.close()
        return [(key, indicator, np.array(course, np.float64)) for key, indicator, course in table]

    def _who(self) -> dict[str, NDArray[Any]]:
        """Give policy and seed of each row."""
        names = np.array(self._policies.names, object)
        return {
            "policy": np.tile(names, len(self._seeds)),
            "seed": np.repeat(self._seeds, len(names)),
        }


def _keys(sweep: Sweep, policies: Policies) -> list[list[str]]:
    """Find the key of each run, [seeds, policies]."""
    at = {values: point for point, values in enumerate(sweep.digests)}
    found: dict[tuple[int, int], RunSpec] = {(run.replicate, run.point): run for run in sweep.runs()}
    points = [at[values] for values in policies.digests]
    return [[found[replicate, point].key for point in points] for replicate in range(sweep.replications)]


def _in_order(columns: Iterable[str], types: Sequence[str]) -> list[str]:
    """Sort the columns of values as they are declared, without those of communities alone in their type."""
    names = {
        "street": ["street"],
        "community": community_names(list(types)),
        "archetype": list(dict.fromkeys(types)),
        "group": [group for group, _, _ in GROUPS],
    }
    places = [(level, name) for level in LEVELS for name in names[level]]
    at = {place: i for i, place in enumerate(places)}
    indicators = {name: i for i, name in enumerate((*(o.name for o in OUTCOMES), *COSTS))}

    def rank(column: str) -> tuple[bool, int, int]:
        indicator, level, name = key_of(column)
        return indicator in COSTS, at[level, name], indicators[indicator]

    def alone(key: Key) -> bool:
        return key[1] == "community" and key[2] in types

    return sorted((column for column in columns if not alone(key_of(column))), key=rank)
