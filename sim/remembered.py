"""The declarations as they were last read, so that refusing bad input need not load the whole model.

Reading them live means importing every process with its kernels, which takes seconds. So they are kept in a
file beside the bytecode, under a hash of all sources: if any source differs by a byte, the file does not
count. Where it cannot be written, nothing is lost but time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any

from sim.declare import Cost, Declaration

PACKAGE = Path(__file__).parent
FILE = PACKAGE / "__pycache__" / "declarations.json"


@cache
def sources_hash() -> str:
    """Hash the content of every source and data file of the model."""
    total = hashlib.sha256()
    for path in sorted(p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".toml")):
        total.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def recall() -> dict[str, Declaration] | None:
    """Give the declarations by name as they were last read; None if the sources have changed since."""
    try:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
        if kept["sources"] != sources_hash():
            return None
        return {row["name"]: _declaration(row) for row in kept["declarations"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(declarations: Mapping[str, Declaration]) -> None:
    """Keep the declarations for the next time."""
    rows = [asdict(d) for d in declarations.values()]
    text = json.dumps({"sources": sources_hash(), "declarations": rows}, ensure_ascii=False)
    draft = FILE.with_name(f"{FILE.name}.{os.getpid()}")
    try:
        FILE.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(FILE)
    except OSError:
        return


def _declaration(row: dict[str, Any]) -> Declaration:
    """Make a declaration from its row; JSON knows no tuples."""
    names = {f.name for f in fields(Declaration)}
    if set(row) != names:
        raise KeyError("another version wrote this")
    return Declaration(
        **{**{name: _tuples(value) for name, value in row.items()}, "cost": Cost(**row["cost"])}
    )


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
