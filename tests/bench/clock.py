"""CPU time of small pieces of work, interleaved so that a drifting machine touches all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object]) -> float:
    """Run once and give the CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def medians(jobs: dict[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Give the median CPU seconds of each job over rounds in which all take their turn.

    Args:
        jobs: work by name; each is run once beforehand, so that compiling does not count.
        rounds: how often each is timed.
    """
    for work in jobs.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, work in jobs.items():
            taken[name].append(cpu_seconds(work))
    return {name: statistics.median(times) for name, times in taken.items()}
