"""The printable page of a finished result, drawn again from what its folder holds; nothing is run."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.words import LANGUAGES, Language
from experiments.folder import MANIFEST, write_bytes
from sim.errors import BadInput, OutOfRange

if TYPE_CHECKING:
    from analysis.sensitivity.report import Sensitivity
    from analysis.summary import Comparison

KINDS = (".html", ".pdf")
Drawn = tuple[str, Mapping[str, bytes]]
"""A page, and the pictures of the result, those that are not on the page too."""
Draw = Callable[[Language], Drawn]
Result = TypeVar("Result", "Comparison", "Sensitivity")


def write_briefs(
    folder: Path, out: Path | None = None, language: Language | None = None, *, force: bool = False
) -> list[Path]:
    """Write the page of a comparison or a sensitivity analysis.

    Args:
        folder: of the result.
        out: file to write, .html or .pdf; without it the pages and figures in the folder are drawn again.
        language: of the page; without it one page for each, ``out`` with ``.zh`` and ``.en`` before its end.
        force: a file that is there may be replaced.

    Returns: the pages.

    Raises:
        BadInput: the folder holds nothing that has a page, or the page cannot be written there.
    """
    draw = reader_of(folder)
    asked: tuple[Language, ...] = LANGUAGES if language is None else (language,)
    targets = {each: _target(folder, out, each, alone=language is not None) for each in asked}
    if out is not None:
        _check(out, targets.values(), force=force)
    page_of = draw()
    for each, target in targets.items():
        page, pictures = page_of(each)
        if out is None:
            _write_figures(folder, pictures, each)
        _write(target, page)
    return list(targets.values())


def _target(folder: Path, out: Path | None, language: Language, *, alone: bool) -> Path:
    if out is None:
        return folder / f"brief.{language}.html"
    return out if alone else out.with_name(f"{out.stem}.{language}{out.suffix}")


def _check(out: Path, targets: Any, *, force: bool) -> None:
    """Refuse a file that cannot, or must not, be written, before anything is read.

    Raises:
        BadInput: it is a folder, of another kind, there already, or needs a browser that is not there.
    """
    if out.is_dir():
        raise BadInput(f"--out {out}: is a folder. Name a file, .html or .pdf.")
    if out.suffix.lower() not in KINDS:
        raise OutOfRange("--out", "a file ending in .html or .pdf", out.name, "Name it so.")
    for target in targets:
        if target.exists() and not force:
            raise BadInput(f"--out {target}: is there already. Add --force to replace it, or name another.")
    parent = out.absolute().parent
    if parent.exists() and not parent.is_dir():
        raise BadInput(f"--out {out}: {parent} is a file. Name a file in a folder.")
    if out.suffix.lower() == ".pdf":
        from analysis.pdf import find_browser

        find_browser()


def _write(target: Path, page: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix.lower() == ".pdf":
        from analysis.pdf import pdf

        write_bytes(target, pdf(page, target.parent))
    else:
        write_bytes(target, page.encode("utf-8"))


def _write_figures(folder: Path, pictures: Mapping[str, bytes], language: Language) -> None:
    (folder / "figures").mkdir(exist_ok=True)
    for name, picture in pictures.items():
        write_bytes(folder / "figures" / f"{name}.{language}.png", picture)


def reader_of(folder: Path) -> Callable[[], Draw]:
    """Find what reads a result and draws its page.

    Raises:
        BadInput: there is no such folder, or it holds no result that has a page.
    """
    told, manifest = _manifest(folder)
    command = told.get("command")
    # An unfinished comparison is refused by what reads it.
    if "comparison" in told or command == "compare":
        return lambda: _comparison(folder, manifest)
    if command == "sensitivity" and told.get("finished") is None:
        again = f"Give its command again: {told['line']}." if "line" in told else "Give its command again."
        raise BadInput(f"{folder}: the sensitivity analysis is not finished. {again}")
    if "sensitivity" in told:
        return lambda: _sensitivity(folder, manifest)
    wanted = "A page can be made of a result of `shequ compare` or `shequ sensitivity`."
    if command == "run":
        raise BadInput(
            f"{folder}: holds a single run, which shows one draw of luck and no difference. {wanted}"
        )
    if command == "sweep":
        raise BadInput(
            f"{folder}: holds a sweep, a table of runs without a question. {wanted} Read the runs of a sweep "
            "with experiments.sweep.query."
        )
    raise BadInput(f"{folder / MANIFEST}: is not the manifest of a result of shequ. {wanted}")


def _manifest(folder: Path) -> tuple[dict[str, Any], str]:
    """Read a manifest; give also its hash."""
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "there is no such folder"
        raise BadInput(f"{folder}: {what}. Name the folder of a result.")
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        told = json.loads(content)
    except FileNotFoundError:
        raise BadInput(f"{folder}: holds no result (no {MANIFEST}). Name the folder of a result.") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read ({error}). Name the folder of a result.") from None
    if not isinstance(told, dict):
        raise BadInput(f"{path}: is not the manifest of a result of shequ. Name the folder of a result.")
    return told, hashlib.sha256(content).hexdigest()


def _comparison(folder: Path, manifest: str) -> Draw:
    from analysis.brief import brief
    from analysis.pictures import of_comparison
    from analysis.stored import read_comparison

    return _drawing(read_comparison(folder), manifest, of_comparison, brief)


def _sensitivity(folder: Path, manifest: str) -> Draw:
    from analysis.brief_sensitivity import sensitivity_brief
    from analysis.pictures import of_sensitivity
    from analysis.sensitivity.stored import read_sensitivity

    return _drawing(read_sensitivity(folder), manifest, of_sensitivity, sensitivity_brief)


def _drawing(
    found: Result,
    manifest: str,
    pictures_of: Callable[[Result, Language], Mapping[str, bytes]],
    page_of: Callable[[Result, Mapping[str, bytes], Language], str],
) -> Draw:
    """Make what draws the page of a result, with the hash of its manifest among the receipts."""
    whole = dataclasses.replace(found, facts={**found.facts, "manifest": manifest})

    def draw(language: Language) -> Drawn:
        pictures = pictures_of(whole, language)
        return page_of(whole, pictures, language), pictures

    return draw
