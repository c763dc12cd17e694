"""The notebooks and the small results they begin with: make, run, copy.

``python -m experiments.notebooks data [FOLDER [NAME …]]`` makes the results from nothing, by the commands of
LINES, and keeps of them what the notebooks read; FOLDER is ``data`` if left out, where notebooks look first.
``python -m experiments.notebooks run`` runs the notebooks of this package afresh and writes them in one form.
``python -m experiments.notebooks copy FOLDER`` copies the notebooks, with their results, to work on.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from analysis.gallery.example import thin_comparison, write_small
from analysis.gallery.page import small
from analysis.notebooks import HOME, NAMES, RESULTS
from experiments.folder import MANIFEST, write_bytes, write_json
from sim.errors import BadInput, SimError, UnknownName

LINES: Mapping[str, str] = {
    "first_steps": "shequ run baseline --seed 1 --weeks 104 --micro",
    "comparison": "shequ compare --replications 12 --weeks 104",
    "sensitivity": "shequ sensitivity analysis/notebooks/study.toml",
    "own_community": "shequ run baseline --seed 1 --weeks 104 --micro"
    " --residents scenarios/own_data/residents.csv --households scenarios/own_data/households.csv"
    " --ties scenarios/own_data/ties.csv",
}
"""The command of each result, given where the packages lie; ``--out`` and a folder are added."""
_WEEKLY = ("week", "community", "type", "open_claims", "petitions", "satisfaction", "burnout", "filled")
_RESIDENTS = (
    "row", "id", "community", "grid", "building", "household", "satisfaction", "grievance", "trust.community",
    "acts_52",
)  # fmt: skip
_CASES = ("route", "level_max", "state", "opened", "changed")
_STUDY = ("manifest.json", "indices.parquet", "noise.csv", "screening.csv", "convergence.csv")


def make(folder: Path, names: Sequence[str] = RESULTS, *, tell: Callable[[str], Any] = print) -> None:
    """Make results from nothing.

    Args:
        folder: where to write; results that are there are replaced.
        names: of the results.
        tell: is told each command.

    Raises:
        UnknownName: there is no such result.
        BadInput: a command failed.
    """
    for name in names:
        if name not in RESULTS:
            raise UnknownName("result", name, RESULTS)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        tell(LINES[name])
        with TemporaryDirectory() as whole:
            done = Path(whole) / name
            _give(LINES[name], done)
            draft = Path(whole) / "thin"
            draft.mkdir()
            _THIN[name](done, draft)
            shutil.rmtree(folder / name, ignore_errors=True)
            shutil.copytree(draft, folder / name)


def _give(line: str, out: Path) -> None:
    """Give a command as it would be typed where the packages lie."""
    from experiments.cli import app

    words = [*line.split()[1:], "--out", str(out)]
    with chdir(HOME.parents[1]):
        code = app(words, standalone_mode=False)
    if code:
        raise BadInput(f"{line}: ended with code {code}. Give it by hand to see why.")


def _thin_run(done: Path, folder: Path) -> None:
    """Keep of a run its indicators, a few flows, and what the pictures show."""
    shutil.copy(done / "outcomes.json", folder)
    weekly = pd.read_parquet(done / "weekly.parquet")
    hours = [column for column in weekly.columns if column.startswith("hours.")]
    write_small(weekly[[*_WEEKLY, *hours]], folder / "weekly.parquet")
    write_small(pd.read_parquet(done / "cases.parquet")[[*_CASES]], folder / "cases.parquet")
    _thin_manifest(done, folder)


def _thin_community(done: Path, folder: Path) -> None:
    """Keep of a run on own tables the people and their ties too."""
    _thin_run(done, folder)
    people = pd.read_parquet(done / "residents.parquet")
    write_small(people[[*_RESIDENTS]], folder / "residents.parquet")
    write_small(pd.read_parquet(done / "ties.parquet"), folder / "ties.parquet")


def _thin_manifest(done: Path, folder: Path) -> None:
    """Keep the manifest, less the hashes of files that are no longer whole."""
    told = json.loads((done / MANIFEST).read_text(encoding="utf-8"))
    told["files"] = {}
    write_json(folder / MANIFEST, {**told, "thinned": True})


def _thin_study(done: Path, folder: Path) -> None:
    """Keep of a sensitivity study its tables, not its runs."""
    for name in _STUDY:
        shutil.copy(done / name, folder)
    told = json.loads((done / MANIFEST).read_text(encoding="utf-8"))
    write_json(folder / MANIFEST, {**told, "line": LINES["sensitivity"], "thinned": True})


_THIN: Mapping[str, Callable[[Path, Path], None]] = {
    "first_steps": _thin_run,
    "comparison": thin_comparison,
    "sensitivity": _thin_study,
    "own_community": _thin_community,
}


def refresh(folder: Path = HOME, where: Path | None = None) -> None:
    """Run the notebooks of a folder in kernels of their own and write them in one form.

    Args:
        folder: of the notebooks.
        where: folder in which they run; one without ``data`` if not given, so that the results that come
            with shequ are read.

    Raises:
        BadInput: the parts of Jupyter are not installed.
    """
    with TemporaryDirectory() as empty:
        for name in NAMES:
            path = folder / f"{name}.ipynb"
            run = executed(json.loads(path.read_text(encoding="utf-8")), where or Path(empty))
            write_bytes(path, written(shrunk(run)))


def executed(notebook: dict[str, Any], where: Path) -> dict[str, Any]:
    """Run a notebook in a kernel of its own.

    Raises:
        BadInput: the parts of Jupyter are not installed.
    """
    # By name, since these are an extra, which the types of this package must not need.
    try:
        nbformat, nbclient = import_module("nbformat"), import_module("nbclient")
    except ImportError as error:
        raise BadInput(
            "Running notebooks needs nbclient and ipykernel: pip install 'shequ[notebooks]'."
        ) from error
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    nbclient.NotebookClient(node, timeout=600, resources={"metadata": {"path": str(where)}}).execute()
    found: dict[str, Any] = json.loads(nbformat.writes(node))
    return found


def shrunk(notebook: dict[str, Any]) -> dict[str, Any]:
    """Make the pictures of a notebook small."""
    import base64

    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            shown = output.get("data", {})
            if "image/png" in shown:
                picture = small(base64.b64decode(shown["image/png"]))
                shown["image/png"] = base64.b64encode(picture).decode("ascii")
    return notebook


def written(notebook: dict[str, Any]) -> bytes:
    """Write a notebook in the one form: nothing in it that changes from one time to the next."""
    cells = [_cell(cell, k) for k, cell in enumerate(notebook["cells"], 1)]
    for n, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), 1):
        cell["execution_count"] = n
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = n
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(cell: Mapping[str, Any], k: int) -> dict[str, Any]:
    source = "".join(cell["source"]).strip("\n")
    kept: dict[str, Any] = {"cell_type": cell["cell_type"], "id": f"cell-{k:02d}", "metadata": {}}
    if cell["cell_type"] == "code":
        seen = [output for output in cell.get("outputs", []) if output.get("name") != "stderr"]
        kept |= {"execution_count": None, "outputs": [_output(output) for output in seen]}
    return {**kept, "source": source.splitlines(keepends=True)}


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of an output what is seen."""
    if output["output_type"] in ("stream", "error"):
        return dict(output)
    shown = dict(output["data"])
    if "image/png" in shown:
        shown = {"image/png": "".join(shown["image/png"]).strip()}
    return {"data": shown, "metadata": {}, "output_type": output["output_type"]}


def main(words: list[str]) -> int:
    """Do what the command line asks."""
    asked, given = (words[0] if words else ""), words[1:]
    try:
        if asked == "data":
            make(Path(given[0] if given else "data"), given[1:] or RESULTS)
        elif asked == "run" and not given:
            refresh()
        elif asked == "copy" and len(given) == 1:
            shutil.copytree(HOME, given[0], ignore=shutil.ignore_patterns("__*"))
        else:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    except (SimError, FileExistsError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
