"""Streets of ten thousand to a million adults: time, bytes, peak memory; each in a process of its own.

``python -m tests.bench.sizes N`` prints one line of JSON. A street of 10,000 is run beside it, week by week
in turn, so that both meet the machine in the same mood.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from sim.archetypes import DEFAULT_STREET
from sim.model import Street
from sim.population import build_population
from tests.bench.clock import Job, medians
from tests.bench.steps import of_residents, time_steps

SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
ROUNDS = 15


def street_of(adults: int, seed: int = 1) -> Street:
    """Build a street of about this many adults, in the mix of the default street."""
    default = build_population(DEFAULT_STREET, seed).tables["residents"]["community"].size
    return Street(population=build_population(DEFAULT_STREET, seed, scale=adults / default), seed=seed)


def _job(name: str, street: Street) -> Job:
    def week() -> dict[str, float]:
        seconds = time_steps(street, 1)
        return {f"{name}_residents": of_residents(seconds), f"{name}_week": sum(seconds.values())}

    return week


def measure(adults: int) -> dict[str, float]:
    """Measure a street of this size and the small one beside it, in this process.

    Returns: adults; ns a resident-week of the residents' steps and of the whole week, here and in the small
    street; bytes of state and networks for each adult; peak memory of the process in bytes.
    """
    street, small = street_of(adults), street_of(SMALL)
    seconds = medians([_job("here", street), _job("small", small)], ROUNDS)
    n, n_small = street.world.residents.n, small.world.residents.n
    found = {name: 1e9 * s / (n if "here" in name else n_small) for name, s in seconds.items()}
    state = street.world.nbytes() / n
    return {"adults": n, **found, "state_bytes": state, "peak_bytes": peak_bytes()}


def peak_bytes() -> int:
    """Give the peak memory of this process since it was started.

    On Linux the usual count, ``ru_maxrss``, takes over that of the parent when a process is started.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def measure_apart(adults: int) -> dict[str, float]:
    """Measure in a new process, whose peak memory is that of this street alone."""
    command = [sys.executable, "-m", "tests.bench.sizes", str(adults)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
