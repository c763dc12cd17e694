"""What a study file says of each stage: how large it is, and which methods follow.

Pilot and Morris are always done; screen, Sobol and FAST where the file has a section for them, and where
Sobol is done, all methods that take its runs unless ``others`` names some.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.sensitivity.samples import CURVE
from experiments.sensitivity.study import METHODS, Fast, Morris, Pilot, Screen, Sobol
from experiments.sweep.kinds import MOST_GRID_LEVELS
from experiments.sweep.run_terms import MOST_REPLICATIONS
from sim.errors import BadInput, OutOfRange, UnknownName, shortened

STAGE_KEYS = ("screen", "pilot", "morris", "sobol", "fast", "others")
MOST_POINTS, MOST_BLOCKS = 10_000, 2**17
LEAST_CURVE = 4 * CURVE**2 + 1
"""Points that a curve of FAST needs."""

Table = Mapping[str, Any]
_NUMBERS: Mapping[str, Mapping[str, tuple[int, int, int]]] = {
    # stage: {key: (usual, low, high)}
    "screen": {"trajectories": (4, 2, MOST_POINTS), "grid_levels": (4, 2, MOST_GRID_LEVELS),
               "weeks": (52, 1, 5200), "leading": (20, 1, MOST_POINTS)},
    "pilot": {"points": (20, 2, MOST_POINTS), "replications": (20, 2, MOST_REPLICATIONS)},
    "morris": {"trajectories": (20, 2, MOST_POINTS), "grid_levels": (4, 2, MOST_GRID_LEVELS),
               "replications": (1, 1, MOST_REPLICATIONS)},
    "sobol": {"leading": (8, 0, MOST_POINTS), "pairs": (4, 0, MOST_POINTS), "first": (128, 2, MOST_BLOCKS),
              "samples": (512, 2, MOST_BLOCKS), "replications": (1, 1, MOST_REPLICATIONS)},
    "fast": {"samples": (LEAST_CURVE, LEAST_CURVE, MOST_POINTS), "blocks": (2, 1, 100)},
}  # fmt: skip
_MORE: Mapping[str, tuple[str, ...]] = {"screen": ("uncertainties", "ranges"), "sobol": ("rest",)}


def read_stages(
    table: Table, screened: tuple[str, ...], there: tuple[int, int], weeks: int
) -> dict[str, Any]:
    """Check the sections of the stages.

    Args:
        table: the whole file, parsed.
        screened: names of the factors that are screened.
        there: number of the other factors, and of structural switches among them.
        weeks: of the study.

    Returns: each stage by its name, None for one that is left out; ``others``.

    Raises:
        BadInput: a value that may not be; the message names section and key.
    """
    numbers = {stage: _numbers(stage, table.get(stage, {})) for stage in _NUMBERS}
    for stage in ("screen", "morris"):
        if numbers[stage]["grid_levels"] % 2:
            given = numbers[stage]["grid_levels"]
            raise OutOfRange(f"[{stage}] grid_levels", "an even number", given, f"Take {given + 1}.")
    screen = _screen(table, screened, numbers["screen"], weeks)
    n = there[0] + (screen.leading if screen is not None else 0)
    if n < 2:
        raise BadInput("levers: a study must vary two factors or more; got one. Add another.")
    sobol = _sobol(table, numbers["sobol"], n)
    for name in ("fast", "others"):
        if name in table and sobol is None:
            raise BadInput(f"{name}: goes with the factors of [sobol], which is not there. Add [sobol].")
    return {
        "screen": screen, "pilot": Pilot(**numbers["pilot"]), "morris": Morris(**numbers["morris"]),
        "sobol": sobol, "fast": Fast(**numbers["fast"]) if "fast" in table else None,
        "others": _methods(table.get("others", list(METHODS) if sobol is not None else [])),
    }  # fmt: skip


def _numbers(stage: str, given: Table) -> dict[str, int]:
    """Check the numbers of a stage, and its keys."""
    known = (*_NUMBERS[stage], *_MORE.get(stage, ()))
    for key in given:
        if key not in known:
            raise BadInput(f"[{stage}]: {UnknownName('key', key, known)} Allowed: {', '.join(known)}.")
    found = {}
    for key, (usual, low, high) in _NUMBERS[stage].items():
        value = given.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            allowed = f"a whole number from {low} to {high}"
            raise OutOfRange(f"[{stage}] {key}", allowed, value, f"Leave it out for {usual}.")
        found[key] = value
    return found


def _screen(table: Table, screened: tuple[str, ...], numbers: dict[str, int], weeks: int) -> Screen | None:
    if "screen" not in table:
        return None
    if "weeks" not in table["screen"]:
        numbers["weeks"] = min(numbers["weeks"], weeks)
    if "leading" not in table["screen"]:
        numbers["leading"] = min(numbers["leading"], len(screened))
    if numbers["leading"] > len(screened):
        raise OutOfRange(
            "[screen] leading", f"at most {len(screened)}, the number screened", numbers["leading"],
            "Take fewer, or put them under [uncertainties].",
        )  # fmt: skip
    return Screen(screened, **numbers)


def _sobol(table: Table, numbers: dict[str, int], n: int) -> Sobol | None:
    if "sobol" not in table:
        return None
    given = table["sobol"]
    for key in ("first", "samples"):
        value = numbers[key]
        if value & (value - 1):
            below = 2 ** (value.bit_length() - 1)
            raise OutOfRange(
                f"[sobol] {key}", "a power of two for Sobol numbers", value, f"Take {below} or {2 * below}."
            )
    if numbers["first"] > numbers["samples"]:
        if "first" in given:
            raise OutOfRange(
                "[sobol] first", f"at most samples ({numbers['samples']})", numbers["first"], "Take less."
            )
        numbers["first"] = max(numbers["samples"] // 4, 2)
    _check_leading(given, numbers, n)
    rest = given.get("rest", True)
    if not isinstance(rest, bool):
        raise OutOfRange("[sobol] rest", "true or false", rest, "It has no quotation marks.")
    return Sobol(**numbers, rest=rest)


def _check_leading(given: Table, numbers: dict[str, int], n: int) -> None:
    """Check that so many factors can lead, and so many of them in pairs."""
    most = numbers["leading"] or n
    if "leading" not in given:
        most = numbers["leading"] = min(numbers["leading"], n)
    if not 2 <= most <= n:
        raise OutOfRange(
            "[sobol] leading", f"0 for all, or 2 to {n}, the number of factors", most, "Correct it."
        )
    if "pairs" not in given:
        numbers["pairs"] = min(numbers["pairs"], most)
    if numbers["pairs"] > most or numbers["pairs"] == 1:
        raise OutOfRange(
            "[sobol] pairs", f"0 for none, or 2 to {most}, the number of leading factors", numbers["pairs"],
            "Correct it.",
        )  # fmt: skip


def _methods(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise OutOfRange("others", "a list of methods", given, f'Write for example ["{METHODS[0]}"].')
    for name in given:
        if name not in METHODS:
            raise BadInput(f"others: {UnknownName('method', shortened(name).strip(chr(39)), METHODS)}")
    if len(set(given)) < len(given):
        raise OutOfRange("others", "a list without repeats", given, "Name each once.")
    return tuple(given)
