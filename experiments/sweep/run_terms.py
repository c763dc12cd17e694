"""What a design file says of the runs: weeks, seeds, people, what is kept, and how precise is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.people import MIXES, People
from experiments.sweep.plan import COSTS, LEVELS, MICRO, SEEDS, WEEKLY, Kept
from scenarios import resolved
from scenarios.values import MOST_WEEKS
from sim.errors import BadInput, OutOfRange, UnknownName, shortened

MOST_REPLICATIONS = 10_000
MOST_SECONDS = 7 * 24 * 3600
LEAST_HALF_WIDTH = 1e-9
RUN_KEYS = (
    "weeks", "replications", "first_seed", "seeds", "population", "levels", "weekly", "micro", "check",
    "time_limit", "precision",
)  # fmt: skip
_WHOLE: Mapping[str, tuple[int, int, int]] = {
    # key: (usual, low, high)
    "weeks": (312, 1, MOST_WEEKS),
    "replications": (20, 1, MOST_REPLICATIONS),
    "first_seed": (1, 0, 2**62),
}
_KEPT: Mapping[str, tuple[str, ...]] = {"levels": LEVELS, "weekly": WEEKLY, "micro": MICRO}
_TABLES = ("residents", "households", "ties")


@dataclass(frozen=True)
class HalfWidth:
    """How precise a mean of an indicator must be: half the width of its interval.

    Attributes:
        half_width: in the unit of the indicator, or as a share of its mean.
        relative: whether it is a share.
    """

    half_width: float
    relative: bool = False


@dataclass(frozen=True)
class Precision:
    """When there are enough replications.

    Attributes:
        wanted: half-width by indicator.
        at_most: replications at which to stop in any case.
    """

    wanted: Mapping[str, HalfWidth]
    at_most: int


@dataclass(frozen=True)
class RunTerms:
    """What holds for every run.

    Attributes:
        weeks: weeks after the burn-in.
        replications: seeds of each point, or the first of them where precision decides.
        first_seed: key of the first replication's luck.
        seeds: "common", "independent" or "block".
        people: where the population comes from.
        kept: what is kept of a run.
        check: hold every invariant every week.
        time_limit: seconds that a run may take; 0 for no limit.
        precision: when there are enough replications; None for as many as are named.
    """

    weeks: int = 312
    replications: int = 20
    first_seed: int = 1
    seeds: str = "common"
    people: People = field(default_factory=People)
    kept: Kept = field(default_factory=Kept)
    check: bool = False
    time_limit: float = 0.0
    precision: Precision | None = None


def read_run_terms(table: Mapping[str, Any], folder: Path, *, blocked: bool) -> RunTerms:
    """Check the keys of a design file that concern the runs.

    Args:
        table: the whole file, parsed.
        folder: where it lies.
        blocked: whether the rows of the design belong together in blocks.

    Raises:
        BadInput: a value that may not be; the message names the key.
    """
    whole = {key: _whole(key, table.get(key, usual), *limits) for key, (usual, *limits) in _WHOLE.items()}
    seeds = table.get("seeds", "common")
    if seeds not in SEEDS:
        raise BadInput(f"seeds: {UnknownName('way to give seeds', str(seeds), SEEDS)}")
    if seeds == "block" and not blocked:
        raise BadInput(
            'seeds: "block" needs a design with blocks: morris, saltelli, or a table with a column block. '
            'Write "common" or "independent".'
        )
    check = table.get("check", False)
    if not isinstance(check, bool):
        raise OutOfRange("check", "true or false", check, "It has no quotation marks.")
    limit = table.get("time_limit", 0)
    if not _within(limit, 0, MOST_SECONDS):
        raise OutOfRange("time_limit", f"seconds from 0 (none) to {MOST_SECONDS}", limit, "Seconds a run.")
    kept = {key: _names(key, table[key], known) for key, known in _KEPT.items() if key in table}
    precision = _precision(table["precision"], whole["replications"]) if "precision" in table else None
    people = _people(table.get("population", "default"), folder)
    return RunTerms(
        **whole, seeds=seeds, people=people, kept=Kept(**kept), check=check, time_limit=float(limit),
        precision=precision,
    )  # fmt: skip


def _whole(key: str, given: Any, low: int, high: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise OutOfRange(key, f"a whole number from {low} to {high}", given, "Correct it or leave it out.")
    return given


def _within(given: Any, low: float, high: float) -> bool:
    """Say whether it is a number in a range; nan is in none."""
    return isinstance(given, int | float) and not isinstance(given, bool) and low <= given <= high


def _names(key: str, given: Any, known: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise OutOfRange(key, f"a list of {', '.join(known)}", given, f'Write for example ["{known[0]}"].')
    for name in given:
        if name not in known:
            raise BadInput(f"{key}: {UnknownName('name', str(name), known)}")
    if len(set(given)) < len(given):
        raise OutOfRange(key, "a list without repeats", given, "Name each once.")
    if key == "levels" and not given:
        raise OutOfRange(key, "a list with at least one name", given, "Leave it out for the street.")
    return tuple(given)


def _people(given: Any, folder: Path) -> People:
    """Read a mix by name, or a table of files that lie beside the design."""
    if isinstance(given, str):
        if given not in MIXES:
            raise BadInput(f"population: {UnknownName('mix', given, MIXES)}")
        return People(given)
    if not isinstance(given, dict):
        names = ", ".join(MIXES)
        raise OutOfRange("population", f"one of {names}, or files", given, "Put it in quotation marks.")
    for key in given:
        if key not in _TABLES:
            raise BadInput(f"population: {UnknownName('key', key, _TABLES)}")
    if "residents" not in given or "households" not in given:
        raise BadInput("population: must name both residents and households. Add the other file.")
    files = {key: _beside(folder, f"population.{key}", name) for key, name in given.items()}
    return People(**{key: str(path) for key, path in files.items()})


def _beside(folder: Path, key: str, given: Any) -> Path:
    path = beside(folder, key, given)
    if not path.is_file():
        raise BadInput(f"{key}: there is no file {given} beside the design. Check its name.")
    return path


def beside(folder: Path, key: str, given: Any) -> Path:
    """Find a file that a design file names; it must lie in the same folder or below.

    Raises:
        BadInput: no name of a file, or a path that leaves the folder.
    """
    if not isinstance(given, str) or not given.strip():
        raise BadInput(f"{key}: must name a file; got {shortened(given)}. Put its name in quotation marks.")
    path = resolved(given, folder / given)
    if not path.is_relative_to(folder.resolve()):
        raise BadInput(
            f"{key}: must be a file in the folder of the design; got {shortened(given)}, which leaves it. "
            "Copy that file beside the design."
        )
    return path


def _precision(given: Any, replications: int) -> Precision:
    from sim.catalog import outcomes

    if not isinstance(given, dict):
        raise OutOfRange("precision", "a table", given, "Write a line [precision].")
    known = (*outcomes(), *COSTS)
    wanted = {}
    for name, asked in given.items():
        if name == "at_most":
            continue
        if name not in known:
            raise BadInput(f"[precision]: {UnknownName('indicator', name, [*known, 'at_most'])}")
        wanted[name] = _half_width(name, asked)
    if not wanted:
        raise BadInput("[precision]: must name an indicator. Write for example ENG3 = 0.01.")
    at_most = given.get("at_most", max(200, replications))
    return Precision(wanted, _whole("[precision] at_most", at_most, replications, MOST_REPLICATIONS))


def _half_width(name: str, asked: Any) -> HalfWidth:
    given = asked if isinstance(asked, dict) else {"half_width": asked}
    for key in given:
        if key not in ("half_width", "relative"):
            raise BadInput(f"[precision] {name}: {UnknownName('key', key, ('half_width', 'relative'))}")
    width, relative = given.get("half_width", 0), given.get("relative", False)
    if not _within(width, LEAST_HALF_WIDTH, 1 / LEAST_HALF_WIDTH):
        raise OutOfRange(f"[precision] {name}", "a half-width above 0", width, "Write for example 0.01.")
    if not isinstance(relative, bool):
        raise OutOfRange(
            f"[precision] {name} relative", "true or false", relative, "Without quotation marks."
        )
    return HalfWidth(float(width), relative)
