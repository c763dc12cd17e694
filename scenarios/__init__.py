"""Named inputs: scenario files (TOML), and the loader that reads them.

A file names a scenario, says what it asks, and lists what differs from its base: values of levers under
``[levers]``, values of uncertainties under ``[uncertainties]``, and whole provisions carried out under
``[document]`` (see ``scenarios/document.py``). ``share = 0.5`` takes every lever half the way to where the
base puts it. A lever may be a plain value or a plan,
``{value = 0.8, start_w = 52, ramp_w = 26, communities = ["OLD"]}``. Whatever the file may not say is refused
with the file, the key, what was given and what is allowed; nothing in a file is ever executed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scenarios.document import checked_document, keys
from scenarios.values import MOST_WEEKS, checked_values, share_of
from sim.catalog import accept
from sim.errors import BadInput, OutOfRange, SimError, UnknownName, shortened
from sim.scenario import Scenario

FOLDER = Path(__file__).parent
MOST_BYTES = 256 * 1024
MOST_CHARACTERS = 500
MOST_NAMES = 12
"""Names that a refusal lists."""

TEXTS = ("title_zh", "title_en", "question_zh", "question_en", "source_zh", "source_en")
_SECTIONS = {"levers": "lever", "uncertainties": "uncertainty"}
_TABLES = ("document", *_SECTIONS)
KEYS = (*TEXTS, "provisions", "weeks", "base", "share", *_TABLES)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


@dataclass(frozen=True)
class ScenarioFile:
    """One file as it was read.

    Attributes:
        shown: the path as the user wrote it, for messages.
        path: where it really lies.
        text: its content.
        table: the same, parsed.
    """

    shown: str
    path: Path
    text: str
    table: Mapping[str, Any]


def scenario_names() -> tuple[str, ...]:
    """Name the scenarios that come with the model, s2 before s10."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*.toml")), key=_by_number))


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in re.split(r"(\d+)", name)]


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a scenario by name or from a file, with everything its bases say.

    Raises:
        UnknownName: no such scenario; the message gives the nearest name.
        BadInput: the file, or one of its bases, cannot be used; the message names file and key.
    """
    return merged(scenario_files(name_or_path))


def scenario_files(name_or_path: str | Path) -> tuple[ScenarioFile, ...]:
    """Read a scenario's file and its bases, the furthest base first."""
    shown, path = _find(str(name_or_path))
    chain: list[ScenarioFile] = []
    while True:
        if path in [file.path for file in chain]:
            circle = " → ".join([*(file.shown for file in chain), shown])
            raise BadInput(
                f"{chain[-1].shown}: base: the bases go round in a circle: {circle}. Take one out."
            )
        try:
            chain.append(_read(shown, path))
        except BadInput as error:
            if not chain:
                raise
            raise BadInput(f"{chain[-1].shown}: base: {error}") from None
        if "base" not in chain[-1].table:
            return tuple(reversed(chain))
        last = chain[-1]
        shown, path = find_base(last.shown, last.path.parent, last.table["base"])


def merged(files: tuple[ScenarioFile, ...]) -> Scenario:
    """Put a chain of files together; what a later file says wins.

    Raises:
        BadInput: a value that may not be, or values that do not go together.
    """
    values: dict[str, Any] = {}
    for file in files:
        if "share" in file.table:
            values = {name: share_of(name, value, file.table["share"]) for name, value in values.items()}
        _lay_over(values, checked_document(file.table.get("document", {}), f"{file.shown}: [document]"))
        for section, kind in _SECTIONS.items():
            place = f"{file.shown}: [{section}]"
            _lay_over(values, checked_values(file.table.get(section, {}), kind, place))
    last = files[-1]
    try:
        accept(values)
    except SimError as error:
        raise BadInput(f"{last.shown}: {error}") from error
    return Scenario(last.path.stem, _both(last, "title"), _both(last, "question"), values)


def _lay_over(values: dict[str, Any], later: Mapping[str, Any]) -> None:
    """Take over later values; a lever that is set as a whole replaces its parts."""
    for name in [name for name in values if name.partition(".")[0] in later]:
        del values[name]
    values |= later


@dataclass(frozen=True)
class About:
    """What a file says of a scenario beside its values.

    Attributes:
        source: where it comes from, in Chinese and English; empty where it does not say.
        provisions: ids of the provisions it is about.
        weeks: weeks that a run takes after the burn-in unless told otherwise; none if it does not say.
    """

    source: tuple[str, str]
    provisions: tuple[str, ...]
    weeks: int | None


def about(files: tuple[ScenarioFile, ...]) -> About:
    """Give what the last file of a chain says; weeks hold for those that build on it too."""
    weeks = [file.table["weeks"] for file in files if "weeks" in file.table]
    last = files[-1]
    provisions = tuple(last.table.get("provisions", ()))
    return About(_both(last, "source"), provisions, weeks[-1] if weeks else None)


def _both(file: ScenarioFile, stem: str) -> tuple[str, str]:
    """Give a text in both languages; where one is missing the other stands in for it."""
    zh, en = (str(file.table.get(f"{stem}_{language}", "")).strip() for language in ("zh", "en"))
    return zh or en, en or zh


def _find(given: str) -> tuple[str, Path]:
    if _NAME.match(given) and (FOLDER / f"{given}.toml").is_file():
        return given, (FOLDER / f"{given}.toml").resolve()
    if not given.strip():
        raise UnknownName("scenario", given, scenario_names())
    if given.endswith(".toml") or "/" in given or "\\" in given:
        return given, resolved(given, Path(given))
    if resolved(given, Path(given)).is_dir():
        raise BadInput(f"{given}: is a folder, not a scenario. Name a scenario file (.toml) in it.")
    raise UnknownName("scenario", given, scenario_names())


def find_base(shown: str, folder: Path, base: str) -> tuple[str, Path]:
    """Find the scenario that a file names as its base: beside that file, or one that comes with the model.

    Args:
        shown: the file, for messages.
        folder: where it lies; a base may not lie outside.
        base: what it says.

    Returns: how to show the base, and where it lies.

    Raises:
        BadInput: no such scenario, or a path that leaves the folder.
    """
    if _NAME.match(base):
        for place in (folder, FOLDER):
            if (place / f"{base}.toml").is_file():
                return base, (place / f"{base}.toml").resolve()
        near = sorted({*scenario_names(), *(path.stem for path in folder.glob("*.toml"))})
        raise BadInput(f"{shown}: base: {UnknownName('scenario', base, near)}")
    try:
        path = resolved(base, folder / base)
    except BadInput as error:
        raise BadInput(f"{shown}: base: {error}") from error
    if not path.is_relative_to(folder.resolve()):
        raise BadInput(
            f"{shown}: base: must be a scenario's name or a file in the same folder; got "
            f"{shortened(base)}, which leaves the folder. Copy that file beside this one."
        )
    return base, path


def resolved(shown: str, path: Path) -> Path:
    """Say where a path really leads.

    Raises:
        BadInput: no file can have this path.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BadInput(f"{shortened(shown)}: is not a usable path ({error}).") from error


def _read(shown: str, path: Path) -> ScenarioFile:
    text, table = read_toml(shown, path, "scenario", scenario_names())
    _check_table(shown, table)
    return ScenarioFile(shown, path, text, table)


def read_toml(shown: str, path: Path, what: str, known: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Read a file that somebody wrote by hand.

    Args:
        shown: the path as the user wrote it.
        path: where it really lies.
        what: what the file should hold, in a word.
        known: names of those that come with the model.

    Returns: its text and its table, of which nothing has been checked.

    Raises:
        BadInput: it is not there, not UTF-8, too large or not TOML.
    """
    text = _text(shown, path, what, known)
    try:
        return text, tomllib.loads(text)
    except RecursionError:
        raise BadInput(f"{shown}: is nested too deeply. A {what} has two levels.") from None
    except ValueError as error:
        raise BadInput(f"{shown}: is not valid TOML: {error}.") from None


def _text(shown: str, path: Path, what: str, known: tuple[str, ...]) -> str:
    """Read a file as text, refusing what cannot be meant before its content is looked at."""
    name_a_file = f"Name a {what} file (.toml)"
    try:
        if path.is_dir():
            raise BadInput(f"{shown}: is a folder, not a {what}. {name_a_file} in it.")
        if not path.exists():
            near = get_close_matches(path.stem, known, n=1, cutoff=0.4)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            names = ", ".join(known[:MOST_NAMES]) + (" …" if len(known) > MOST_NAMES else "")
            raise BadInput(f"{shown}: there is no such file.{hint} Known names: {names}.")
        if not path.is_file():
            raise BadInput(f"{shown}: is not a regular file. {name_a_file}.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInput(f"{shown}: must be at most {MOST_BYTES:,} bytes; got {size:,}. Is it a {what}?")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{shown}: must be UTF-8 text; byte {error.start} ({error.object[error.start]:#04x}) is not. "
            "Save it as UTF-8."
        ) from None
    except OSError as error:
        raise BadInput(f"{shown}: cannot be read ({error.strerror}).") from error


def _check_table(shown: str, table: Mapping[str, Any]) -> None:
    if not table:
        raise BadInput(f"{shown}: is empty. Give at least title_zh or title_en.")
    for key, given in table.items():
        if key not in KEYS:
            raise BadInput(f"{shown}: {UnknownName('key', key, KEYS)} Allowed: {', '.join(KEYS)}.")
        if key in _TABLES:
            if not isinstance(given, dict):
                raise BadInput(
                    f"{shown}: {key}: must be a table; got {shortened(given)}. Write a line [{key}]."
                )
        elif key == "weeks":
            _check_weeks(shown, given)
        elif key == "provisions":
            _check_provisions(shown, given)
        elif key == "share":
            _check_share(shown, given, table)
        elif not (isinstance(given, str) and 0 < len(given.strip()) <= MOST_CHARACTERS):
            raise BadInput(
                f"{shown}: {key}: must be text of 1 to {MOST_CHARACTERS} characters; got {shortened(given)}."
                " Put it in quotation marks."
            )
    if "title_zh" not in table and "title_en" not in table:
        raise BadInput(
            f"{shown}: title_zh: a scenario must have a title, in Chinese or English. Add title_zh."
        )


def _check_weeks(shown: str, given: Any) -> None:
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_WEEKS:
        allowed = f"a whole number of weeks from 1 to {MOST_WEEKS}"
        raise BadInput(f"{shown}: {OutOfRange('weeks', allowed, given, 'Six years are 312.')}")


def _check_share(shown: str, given: Any, table: Mapping[str, Any]) -> None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1:
        advice = "It scales what the base sets; 1 leaves it as it is."
        raise BadInput(f"{shown}: {OutOfRange('share', 'a number from 0 to 1', given, advice)}")
    if "base" not in table:
        raise BadInput(f"{shown}: share: needs a base, whose levers it scales. Add base = …")


def _check_provisions(shown: str, given: Any) -> None:
    if not isinstance(given, list) or not given:
        advice = 'Write for example ["4.4.1", "4.4.3"].'
        raise BadInput(f"{shown}: {OutOfRange('provisions', 'a list of provision ids', given, advice)}")
    for item in given:
        if item not in keys():
            raise BadInput(f"{shown}: provisions: {UnknownName('provision', str(item), keys())}")
    if len(set(given)) < len(given):
        advice = "Name each provision once."
        raise BadInput(f"{shown}: {OutOfRange('provisions', 'a list without repeats', given, advice)}")
