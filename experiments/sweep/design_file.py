"""Design files (TOML): what a sweep tries and how it is run.

A file names the sweep, says what it asks, gives a design (see design.py) and the terms of the runs (see
run_terms.py). Whatever it may not say is refused with the file, the key, what was given and what is allowed;
nothing in a file is ever executed. Worked examples lie in the folder ``examples``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.sweep.design import PRODUCT, Design
from experiments.sweep.factors import SECTIONS
from experiments.sweep.kinds import KINDS, SETTINGS
from experiments.sweep.run_terms import RUN_KEYS, RunTerms, beside, read_run_terms
from experiments.sweep.titled_file import (
    TEXTS,
    check_known,
    check_tables,
    check_texts,
    find_file,
    in_both,
    names_in,
    naming,
    read_base,
)
from scenarios import ScenarioFile, read_toml
from sim.declare import Text
from sim.errors import BadInput, SimError, UnknownName, shortened

EXAMPLES = Path(__file__).parent / "examples"

_DESIGN_KEYS = ("kind", *SETTINGS, *SECTIONS, "table")
_KEYS = (*TEXTS, "base", *_DESIGN_KEYS, "fixed", PRODUCT, *RUN_KEYS)
_TABLES = (*SECTIONS, "fixed")


@dataclass(frozen=True)
class SweepFile:
    """A design file as it was read.

    Attributes:
        shown: the path as the user wrote it, for messages.
        path: where it really lies.
        text: its content.
        title: of the sweep, in Chinese and English.
        question: what it is meant to answer, in both languages.
        design: the points.
        base_files: the files of the base, the furthest first.
        table_file: the user's own table, None if there is none.
        run: what holds for every run.
    """

    shown: str
    path: Path
    text: str
    title: Text
    question: Text
    design: Design
    base_files: tuple[ScenarioFile, ...]
    table_file: Path | None
    run: RunTerms


def example_names() -> tuple[str, ...]:
    """Name the design files that come with the package."""
    return names_in(EXAMPLES)


def load_design(name_or_path: str | Path) -> SweepFile:
    """Read a design file, or an example by name, and check everything in it.

    Raises:
        UnknownName: no such example.
        BadInput: the file, its base or its table cannot be used; the message names file and key.
    """
    shown, path = find_file(str(name_or_path), "design", EXAMPLES)
    text, table = read_toml(shown, path, "design", example_names())
    with naming(shown):
        _check_keys(table)
        base_files, base = read_base(shown, path.parent, table)
        read = _product if PRODUCT in table else _block
        design = read(table, path.parent, {"base": base, "fixed": table.get("fixed", {})})
        run = read_run_terms(table, path.parent, blocked=design.blocked)
    own = next((d.rows for d in (design, *design.blocks) if isinstance(d.rows, Path)), None)
    texts = in_both(table, "title"), in_both(table, "question")
    return SweepFile(shown, path, text, *texts, design, base_files, own, run)


def _check_keys(table: Mapping[str, Any]) -> None:
    if not table:
        raise BadInput("is empty. Give at least a title, kind and what is varied.")
    check_known(table, _KEYS)
    check_texts(table, "design")
    check_tables(table, _TABLES)


def _product(table: Mapping[str, Any], folder: Path, shared: Mapping[str, Any]) -> Design:
    """Read ``[[product]]`` sections; the seed above them holds where a section has none."""
    for key in _DESIGN_KEYS:
        if key in table and key != "seed":
            raise BadInput(f"{key}: stands in each [[product]] section, not above them. Move it.")
    sections = table[PRODUCT]
    if not isinstance(sections, list) or not all(isinstance(section, dict) for section in sections):
        raise BadInput(f"product: must be sections; got {shortened(sections)}. Write [[product]] above each.")
    blocks = []
    for number, section in enumerate(sections, 1):
        try:
            check_known(section, _DESIGN_KEYS)
            check_tables(section, _TABLES)
            blocks.append(_block({"seed": table.get("seed", 1), **section}, folder, {}))
        except SimError as error:
            raise BadInput(f"[[product]] {number}: {error}") from error
    return Design(PRODUCT, blocks=tuple(blocks), **shared)


def _block(table: Mapping[str, Any], folder: Path, shared: Mapping[str, Any]) -> Design:
    if "kind" not in table:
        raise BadInput(f"kind: must be given. Name one of {', '.join(KINDS)}.")
    kind = table["kind"]
    if str(kind) not in KINDS:
        raise UnknownName("kind", str(kind), KINDS)
    if "table" in table and kind != "table":
        raise BadInput(f'table: is for kind = "table"; the kind is {kind}. Take one out.')
    rows = beside(folder, "table", table["table"]) if "table" in table else None
    given = {key: table[key] for key in (*SETTINGS, *SECTIONS) if key in table}
    return Design(kind, rows=rows, **given, **shared)
