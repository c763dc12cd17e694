"""What design and study files share: how one is found, its title and question, its base, its tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scenarios import FOLDER, MOST_CHARACTERS, ScenarioFile, find_base, merged, resolved, scenario_files
from sim.declare import Text
from sim.errors import BadInput, SimError, UnknownName, shortened
from sim.scenario import Scenario

TEXTS = ("title_zh", "title_en", "question_zh", "question_en")
"""Keys of the texts of a file."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def names_in(folder: Path) -> tuple[str, ...]:
    """Name the files of a folder that comes with the package."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def find_file(given: str, what: str, folder: Path) -> tuple[str, Path]:
    """Find a file by its path, or by its name if it comes with the package.

    Args:
        given: what the user wrote.
        what: what the file should hold, in a word.
        folder: where those lie that come with the package.

    Returns: how to show it, and where it really lies.

    Raises:
        UnknownName: no file of the package has this name.
        BadInput: a folder, or a path that no file can have.
    """
    if _NAME.match(given) and (folder / f"{given}.toml").is_file():
        return given, (folder / f"{given}.toml").resolve()
    if given.endswith(".toml") or "/" in given or "\\" in given:
        return given, resolved(given, Path(given))
    if given.strip() and resolved(given, Path(given)).is_dir():
        raise BadInput(f"{given}: is a folder, not a {what}. Name a {what} file (.toml) in it.")
    raise UnknownName(what, given, names_in(folder))


@contextmanager
def naming(shown: str) -> Iterator[None]:
    """Let every refusal meanwhile begin with the file it is about."""
    try:
        yield
    except SimError as error:
        words = str(error)
        raise BadInput(words if words.startswith(f"{shown}: ") else f"{shown}: {words}") from error


def check_known(table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse a key that may not stand in a file, or in a section of it."""
    for key in table:
        if key not in known:
            raise BadInput(f"{UnknownName('key', key, known)} Allowed: {', '.join(known)}.")


def check_texts(table: Mapping[str, Any], what: str) -> None:
    """Refuse texts that are none, a base that is no name, and a file without a title."""
    for key in (*TEXTS, "base"):
        given = table.get(key, "…")
        if not (isinstance(given, str) and 0 < len(given.strip()) <= MOST_CHARACTERS):
            raise BadInput(
                f"{key}: must be text of 1 to {MOST_CHARACTERS} characters; got {shortened(given)}. "
                "Put it in quotation marks."
            )
    if "title_zh" not in table and "title_en" not in table:
        raise BadInput(f"title_zh: a {what} must have a title, in Chinese or English. Add title_zh.")


def check_tables(table: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Refuse what is no table where one must stand."""
    for key in keys:
        if not isinstance(table.get(key, {}), dict):
            raise BadInput(f"{key}: must be a table; got {shortened(table[key])}. Write a line [{key}].")


def read_base(
    shown: str, folder: Path, table: Mapping[str, Any]
) -> tuple[tuple[ScenarioFile, ...], Scenario]:
    """Read the base that a file names: its files, the furthest first, and what they say together."""
    name, path = find_base(shown, folder, table.get("base", "baseline"))
    try:
        files = scenario_files(name if path.parent == FOLDER.resolve() else path)
        return files, merged(files)
    except SimError as error:
        raise BadInput(f"base: {error}") from error


def in_both(table: Mapping[str, Any], stem: str) -> Text:
    """Give a text in both languages; where one is missing the other stands in for it."""
    zh, en = (str(table.get(f"{stem}_{language}", "")).strip() for language in ("zh", "en"))
    return zh or en, en or zh
