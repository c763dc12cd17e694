"""How options of the command line are read; a refusal names the option, what was given, what is allowed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

_WHOLE = re.compile(r"[+-]?[0-9]{1,25}\Z")


def whole(option: str, low: int, high: int) -> Callable[[Any], int]:
    """Make a reader of whole numbers in a range."""

    def read(given: Any) -> int:
        if isinstance(given, str) and _WHOLE.match(given.strip()):
            given = int(given)
        if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
            from sim.errors import OutOfRange

            raise OutOfRange(
                option, f"a whole number from {low} to {high}", given, "Correct it or leave it out."
            )
        return given

    return read


def a_folder(option: str) -> Callable[[Any], Path]:
    """Make a reader of names of folders."""

    def read(given: Any) -> Path:
        if not str(given).strip():
            from sim.errors import BadInput

            raise BadInput(f"{option}: must name a folder; got nothing. Give its path.")
        return Path(given)

    return read


def a_file(option: str) -> Callable[[Any], str]:
    """Make a reader of names of files."""

    def read(given: Any) -> str:
        if not str(given).strip():
            from sim.errors import BadInput

            raise BadInput(f"{option}: must name a file; got nothing. Give its path.")
        return str(given)

    return read


def shard_of(option: str) -> Callable[[Any], tuple[int, int]]:
    """Make a reader of I/N, the I-th of N parts, counted from 1; it gives them counted from 0."""

    def read(given: Any) -> tuple[int, int]:
        found = re.match(r"([0-9]{1,6})/([0-9]{1,6})\Z", str(given).strip())
        i, n = map(int, found.groups()) if found else (0, 0)
        if not 1 <= i <= n:
            from sim.errors import OutOfRange

            raise OutOfRange(option, "I/N with 1 <= I <= N", given, "Write 1/8 for the first of eight.")
        return i - 1, n

    return read


def language_of(given: str | None) -> Literal["zh", "en"]:
    """Read the option --lang; without it, give the language that the system asks for.

    Raises:
        OutOfRange: neither zh nor en.
    """
    if given is None:
        names = ("LC_ALL", "LC_MESSAGES", "LANG")
        found = next((os.environ[n] for n in names if os.environ.get(n)), "")
        return "zh" if found.startswith("zh") else "en"
    if given not in ("zh", "en"):
        from sim.errors import OutOfRange

        raise OutOfRange("--lang", "zh or en", given, "Leave it out for the system's language.")
    return "zh" if given == "zh" else "en"
