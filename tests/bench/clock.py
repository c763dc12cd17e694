"""CPU time of small pieces of work, interleaved so that a drifting machine touches all of them alike."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

Job = Callable[[], Mapping[str, float]]
"""Does a piece of work and gives CPU seconds by name; what it does to get ready is not counted."""


def cpu_seconds(work: Callable[[], object]) -> float:
    """Run once and give the CPU seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def timed(name: str, work: Callable[[], object]) -> Job:
    """Make a job of a piece of work without preparations."""
    return lambda: {name: cpu_seconds(work)}


def medians(jobs: Iterable[Job], rounds: int = 7) -> dict[str, float]:
    """Give the median CPU seconds by name over rounds in which all jobs take their turn.

    Args:
        jobs: each is done once beforehand, so that compiling does not count.
        rounds: how often each is done.
    """
    jobs, taken = list(jobs), defaultdict[str, list[float]](list)
    for job in jobs:
        job()
    for _ in range(rounds):
        for job in jobs:
            for name, seconds in job().items():
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}
