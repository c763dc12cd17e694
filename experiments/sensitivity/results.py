"""What a study leaves in its folder beside the runs: tables, figures, words, and where it all comes from."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analysis.pictures import of_sensitivity
from analysis.sensitivity.findings import findings
from analysis.sensitivity.report import Sensitivity
from analysis.sensitivity.stored import (
    INDICES,
    JUDGED,
    MANIFEST,
    NOISE_FILE,
    SCREENING,
    described,
    judged,
    laid_out,
    screened,
)
from analysis.words import LANGUAGES
from experiments.folder import BRIEFS, check_folder, told_of, write_bytes, write_json
from experiments.manifest import describe, environment, now
from experiments.results import write_parquet
from experiments.sensitivity.course import Found
from experiments.sensitivity.stage import RUNS
from experiments.sensitivity.study import Study
from sim.errors import BadInput

COMMAND = "sensitivity"
INDICES_CSV = "indices.csv"
OWN = BRIEFS | {
    MANIFEST, RUNS, INDICES, INDICES_CSV, NOISE_FILE, SCREENING, JUDGED, "figures",
    *(f"findings.{language}.md" for language in LANGUAGES),
}  # fmt: skip
"""Everything a study may write, and its pages."""


def begin(study: Study, folder: Path) -> None:
    """Take a folder for a study, or refuse it; what is in it of this study stays.

    Raises:
        BadInput: it is a file, holds something else, or holds another study.
    """
    check_folder(folder, COMMAND, OWN, force=True)
    told = told_of(folder) or {}
    name = told.get("study", {}).get("name", study.name)
    if name != study.name:
        raise BadInput(
            f"--out {folder}: holds the study {name}, not {study.name}. Choose another folder for it."
        )
    if not told:
        folder.mkdir(parents=True, exist_ok=True)
        begun = {"command": COMMAND, "line": study.line(folder), "study": {"name": study.name}}
        write_json(folder / MANIFEST, {**begun, "started": now()})


def write_tables(study: Study, found: Found, folder: Path, *, finished: bool) -> Sensitivity:
    """Write tables, words and the manifest; what is there of them is replaced.

    Args:
        study: what was asked.
        found: what has been found so far.
        folder: of the study.
        finished: no stage is left.
    """
    sensitivity = found.sensitivity(study)
    indices = laid_out(sensitivity)
    write_parquet(folder / INDICES, pa.Table.from_pandas(indices, preserve_index=False))
    noise = sensitivity.noise
    for name, table in (
        (INDICES_CSV, indices), (NOISE_FILE, noise), (SCREENING, screened(sensitivity)),
        (JUDGED, judged(sensitivity)),
    ):  # fmt: skip
        write_bytes(folder / name, _csv(table))
    for language in LANGUAGES:
        title = study.title[LANGUAGES.index(language)]
        lines = "\n".join(f"- {sentence}" for sentence in findings(sensitivity, language))
        write_bytes(folder / f"findings.{language}.md", f"# {title}\n\n{lines}\n".encode())
    manifest = _manifest(study, found, sensitivity, folder)
    write_json(folder / MANIFEST, {**manifest, "finished": now() if finished else None})
    return sensitivity


def write_figures(sensitivity: Sensitivity, folder: Path) -> None:
    """Draw every figure in both languages, and remove those of an earlier study that are no longer drawn."""
    shutil.rmtree(folder / "figures", ignore_errors=True)
    (folder / "figures").mkdir(parents=True)
    for language in LANGUAGES:
        for name, picture in of_sensitivity(sensitivity, language).items():
            write_bytes(folder / "figures" / f"{name}.{language}.png", picture)


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, float_format="%.6g").encode("utf-8-sig")


def _manifest(study: Study, found: Found, sensitivity: Sensitivity, folder: Path) -> dict[str, Any]:
    return {
        "command": COMMAND,
        "line": study.line(folder),
        "key": study.key(),
        "study": {
            "name": study.name, "title": list(study.title), "question": list(study.question),
            "text": study.text,
        },
        "base": describe(study.start, study.base_files),
        "weeks": study.run.weeks,
        "people": study.run.people.written(),
        "stages": [asdict(account) for account in found.accounts.values()],
        "sensitivity": described(sensitivity),
        "started": (told_of(folder) or {}).get("started"),
        "environment": environment(),
    }  # fmt: skip
