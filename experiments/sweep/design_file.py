"""Design files (TOML): what a sweep tries and how it is run.

A file names the sweep, says what it asks, gives a design (see design.py) and the terms of the runs (see
run_terms.py). Whatever it may not say is refused with the file, the key, what was given and what is allowed;
nothing in a file is ever executed. Worked examples lie in the folder ``examples``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.sweep.design import PRODUCT, Design
from experiments.sweep.factors import SECTIONS
from experiments.sweep.kinds import KINDS, SETTINGS
from experiments.sweep.run_terms import RUN_KEYS, RunTerms, beside, read_run_terms
from scenarios import (
    FOLDER,
    MOST_CHARACTERS,
    ScenarioFile,
    find_base,
    merged,
    read_toml,
    resolved,
    scenario_files,
)
from sim.declare import Text
from sim.errors import BadInput, SimError, UnknownName, shortened
from sim.scenario import Scenario

EXAMPLES = Path(__file__).parent / "examples"

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_TEXTS = ("title_zh", "title_en", "question_zh", "question_en")
_DESIGN_KEYS = ("kind", *SETTINGS, *SECTIONS, "table")
_KEYS = (*_TEXTS, "base", *_DESIGN_KEYS, "fixed", PRODUCT, *RUN_KEYS)
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
    return tuple(sorted(path.stem for path in EXAMPLES.glob("*.toml")))


def load_design(name_or_path: str | Path) -> SweepFile:
    """Read a design file, or an example by name, and check everything in it.

    Raises:
        UnknownName: no such example.
        BadInput: the file, its base or its table cannot be used; the message names file and key.
    """
    shown, path = _find(str(name_or_path))
    text, table = read_toml(shown, path, "design", example_names())
    try:
        _check_keys(table)
        base_files, base = _base(shown, path.parent, table)
        read = _product if PRODUCT in table else _block
        design = read(table, path.parent, {"base": base, "fixed": table.get("fixed", {})})
        run = read_run_terms(table, path.parent, blocked=design.blocked)
    except SimError as error:
        words = str(error)
        raise BadInput(words if words.startswith(f"{shown}: ") else f"{shown}: {words}") from error
    own = next((d.rows for d in (design, *design.blocks) if isinstance(d.rows, Path)), None)
    texts = _both(table, "title"), _both(table, "question")
    return SweepFile(shown, path, text, *texts, design, base_files, own, run)


def _find(given: str) -> tuple[str, Path]:
    if _NAME.match(given) and (EXAMPLES / f"{given}.toml").is_file():
        return given, (EXAMPLES / f"{given}.toml").resolve()
    if given.endswith(".toml") or "/" in given or "\\" in given:
        return given, resolved(given, Path(given))
    if given.strip() and resolved(given, Path(given)).is_dir():
        raise BadInput(f"{given}: is a folder, not a design. Name a design file (.toml) in it.")
    raise UnknownName("design", given, example_names())


def _check_keys(table: Mapping[str, Any]) -> None:
    if not table:
        raise BadInput("is empty. Give at least a title, kind and what is varied.")
    _check_known(table, _KEYS)
    for key in (*_TEXTS, "base"):
        given = table.get(key, "…")
        if not (isinstance(given, str) and 0 < len(given.strip()) <= MOST_CHARACTERS):
            raise BadInput(
                f"{key}: must be text of 1 to {MOST_CHARACTERS} characters; got {shortened(given)}. "
                "Put it in quotation marks."
            )
    if "title_zh" not in table and "title_en" not in table:
        raise BadInput("title_zh: a design must have a title, in Chinese or English. Add title_zh.")
    _check_tables(table)


def _check_known(table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise BadInput(f"{UnknownName('key', key, known)} Allowed: {', '.join(known)}.")


def _check_tables(table: Mapping[str, Any]) -> None:
    for key in _TABLES:
        if not isinstance(table.get(key, {}), dict):
            raise BadInput(f"{key}: must be a table; got {shortened(table[key])}. Write a line [{key}].")


def _base(shown: str, folder: Path, table: Mapping[str, Any]) -> tuple[tuple[ScenarioFile, ...], Scenario]:
    """Read the base: its files, the furthest first, and what they say together."""
    name, path = find_base(shown, folder, table.get("base", "baseline"))
    try:
        files = scenario_files(name if path.parent == FOLDER.resolve() else path)
        return files, merged(files)
    except SimError as error:
        raise BadInput(f"base: {error}") from error


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
            _check_known(section, _DESIGN_KEYS)
            _check_tables(section)
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


def _both(table: Mapping[str, Any], stem: str) -> Text:
    """Give a text in both languages; where one is missing the other stands in for it."""
    zh, en = (str(table.get(f"{stem}_{language}", "")).strip() for language in ("zh", "en"))
    return zh or en, en or zh
