"""How options of the command line are read; a refusal names the option, what was given, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
