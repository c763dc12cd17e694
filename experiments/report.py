"""Write a comparison down: tables, figures, briefs and where it all comes from, in one folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.brief import brief
from analysis.figures import FIGURES
from analysis.style import png
from analysis.summary import Comparison
from analysis.words import LANGUAGES
from experiments.compare import Compared, Plan
from experiments.folder import MANIFEST, replace_folder, write_bytes, write_json
from experiments.manifest import describe, environment, now
from experiments.results import write_parquet
from scenarios import ScenarioFile

COMMAND = "compare"
COLUMNS = (
    "policy", "indicator", "level", "community", "group", "baseline", "mean_difference", "low", "high",
    "replications", "unit", "better", "matters", "verdict", "size", "pairing", "label_zh", "label_en",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_comparison(
    plan: Plan, compared: Compared, folder: Path, files: tuple[ScenarioFile, ...], started: str
) -> None:
    """Write everything beside the folder first, then put it in its place.

    Args:
        plan: what was compared.
        compared: what came out.
        folder: where to write; what is there is replaced.
        files: scenario files as they were read.
        started: time at which the comparison began.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "figures").mkdir(parents=True)
    try:
        _write_tables(compared, draft)
        _write_pages(compared.comparison, draft)
        write_json(draft / MANIFEST, _manifest(plan, compared, files, started))
        replace_folder(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_tables(compared: Compared, folder: Path) -> None:
    table = laid_out(compared.comparison)
    write_parquet(folder / "differences.parquet", pa.Table.from_pandas(table, preserve_index=False))
    write_bytes(folder / "differences.csv", _csv(table))
    write_parquet(folder / "runs.parquet", pa.Table.from_pandas(compared.runs, preserve_index=False))
    curves = compared.comparison.curves
    write_parquet(folder / "curves.parquet", pa.Table.from_pandas(curves, preserve_index=False))
    if len(compared.failures):
        write_bytes(folder / "failures.csv", _csv(compared.failures))


def laid_out(comparison: Comparison) -> pd.DataFrame:
    """Lay out differences and prices for readers: where in the columns ``community`` and ``group``."""
    outcomes = comparison.outcomes
    table = comparison.table
    if len(comparison.prices):
        prices = comparison.prices.copy()
        prices["unit"] = prices["indicator"].map({n: o.unit[1] for n, o in outcomes.items()})
        prices["better"], prices["verdict"] = "lower", ""
        table = pd.concat([table, prices], ignore_index=True)
    places = table["level"].isin(["community", "archetype"])
    return table.assign(
        community=np.where(places, table["name"], "all"),
        group=np.where(table["level"] == "group", table["name"], "all"),
        label_zh=table["indicator"].map({n: o.label[0] for n, o in outcomes.items()}),
        label_en=table["indicator"].map({n: o.label[1] for n, o in outcomes.items()}),
    )[list(COLUMNS)]


def _csv(table: pd.DataFrame) -> bytes:
    """Write CSV that spreadsheets read as text: marked as UTF-8, and no cell that could be a formula."""
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = [_as_text(cell) for cell in safe[column]]
    return safe.to_csv(index=False, float_format="%.6g").encode("utf-8-sig")


def _as_text(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write_pages(comparison: Comparison, folder: Path) -> None:
    facts = comparison.facts
    for language in LANGUAGES:
        pictures = {}
        for name, draw in FIGURES.items():
            figure = draw(comparison, language)
            if figure is None:
                continue
            source = f"shequ {facts['version']}, result {facts['key']}, seeds {facts['seeds']}"
            pictures[name] = png(figure, {"Title": f"{name} ({language})", "Source": source})
            write_bytes(folder / "figures" / f"{name}.{language}.png", pictures[name])
        page = brief(comparison, pictures, language)
        write_bytes(folder / f"brief.{language}.html", page.encode("utf-8"))


def _manifest(
    plan: Plan, compared: Compared, files: tuple[ScenarioFile, ...], started: str
) -> dict[str, Any]:
    return {
        "command": COMMAND,
        "line": plan.command,
        "key": plan.key(),
        "policies": [
            {**describe(scenario), "name": policy.name, "title": list(policy.title)}
            for policy, scenario in plan.policies
        ],
        "files": [{"file": file.shown, "text": file.text} for file in files],
        "seeds": list(plan.seeds),
        "weeks": plan.weeks,
        "people": plan.people.written(),
        "workers": plan.workers,
        "runs": plan.n_runs,
        "failures": len(compared.failures),
        "short_of_precision": compared.comparison.short["indicator"].tolist(),
        "started": started,
        "finished": now(),
        "environment": environment(),
    }
