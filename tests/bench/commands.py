"""How long the command line takes, from the start of Python to its end."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

YEAR_RUN = ("run", "baseline", "--weeks", "52")


def seconds_of(
    arguments: tuple[str, ...], environment: Mapping[str, str] | None = None
) -> tuple[float, float]:
    """Run ``shequ`` once in an empty folder and give its CPU seconds and the seconds that passed."""
    with tempfile.TemporaryDirectory() as folder:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [*_shequ(), *arguments], cwd=folder, env={**os.environ, **(environment or {})}, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        passed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, passed


def help_seconds(times: int = 5) -> tuple[float, float]:
    """Give median CPU and passed seconds of ``shequ --help``."""
    return _medians([seconds_of(("--help",)) for _ in range(times)])


def warm_seconds(times: int = 5) -> tuple[float, float]:
    """Give median CPU and passed seconds of a year of the baseline, kernels compiled before."""
    seconds_of(YEAR_RUN)
    return _medians([seconds_of(YEAR_RUN) for _ in range(times)])


def cold_seconds(times: int = 5) -> tuple[float, float]:
    """Give median CPU and passed seconds of a year of the baseline, with nothing compiled."""
    found = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as cache:
            found.append(seconds_of(YEAR_RUN, {"NUMBA_CACHE_DIR": cache}))
    return _medians(found)


def _shequ() -> tuple[str, ...]:
    """Give the installed command beside this Python."""
    return (str(Path(sys.executable).parent / "shequ"),)


def _medians(found: list[tuple[float, float]]) -> tuple[float, float]:
    cpu, passed = zip(*found, strict=True)
    return statistics.median(cpu), statistics.median(passed)
