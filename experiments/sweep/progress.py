"""How far a sweep has come, how fast it goes, and what it came to."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

_SPAN = 60.0
"""Seconds over which the rate is taken."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep, or a shard of it, has come.

    Attributes:
        planned: all runs.
        done: runs whose rows are safe, those of earlier commands included.
        failed, late: how many of this command's runs have no result.
        rate: runs a second over the last minute.
        remaining: seconds until the end, None if nobody can say yet.
        folder: where the results are.
    """

    planned: int
    done: int
    failed: int
    late: int
    rate: float
    remaining: float | None
    folder: Path


@dataclass(frozen=True)
class Summary:
    """What a command did.

    Attributes:
        planned: all runs of the sweep, or of its shard.
        before: how many were finished when it began.
        done, failed, late: what it did itself.
        lost_workers: worker processes that ended before their time.
        seconds: how long it took.
        stopped: whether the user stopped it.
        folder: where the results are.
    """

    planned: int
    before: int
    done: int
    failed: int
    late: int
    lost_workers: int
    seconds: float
    stopped: bool
    folder: Path

    @property
    def left(self) -> int:
        """Count the runs that are still to be done."""
        return self.planned - self.before - self.done - self.failed - self.late


class Meter:
    """Counts what comes in and knows the rate of the last minute."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.done = self.failed = self.late = 0
        self._seen = deque([(self.began, 0)])

    @property
    def n_runs(self) -> int:
        """Count the runs whose rows are safe."""
        return self.done + self.failed + self.late

    @property
    def seconds(self) -> float:
        """Give the time since the beginning."""
        return time.monotonic() - self.began

    def add(self, done: int, failed: int, late: int) -> None:
        """Count rows that are safe."""
        self.done += done
        self.failed += failed
        self.late += late

    def rate(self, in_hand: int) -> float:
        """Give runs a second over the last minute, counting those that are finished but not yet safe."""
        now = time.monotonic()
        self._seen.append((now, self.n_runs + in_hand))
        while len(self._seen) > 2 and now - self._seen[1][0] > _SPAN:
            self._seen.popleft()
        since, before = self._seen[0]
        return max(self.n_runs + in_hand - before, 0) / max(now - since, 1e-9)

    def progress(self, planned: int, before: int, in_hand: int, folder: Path) -> Progress:
        """Say how far it has come.

        Args:
            planned: all runs.
            before: runs that were finished at the beginning.
            in_hand: runs that are finished but not yet safe.
            folder: where the results are.
        """
        done, rate = before + self.n_runs, self.rate(in_hand)
        remaining = max(planned - done - in_hand, 0) / rate if rate else None
        return Progress(planned, done, self.failed, self.late, rate, remaining, folder)
