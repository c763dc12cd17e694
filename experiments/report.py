"""Write a comparison down: tables, figures, briefs and where it all comes from, in one folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.brief import brief
from analysis.gaps import LESS
from analysis.gaps import LEVEL as GAP
from analysis.pictures import of_comparison
from analysis.stored import STRUCTURES, described
from analysis.summary import STREET, Comparison
from analysis.words import LANGUAGES, say
from experiments.compare import Compared, Plan, begun
from experiments.folder import COMPARE_FILES, COMPARE_RUNS, MANIFEST, sync_folder, write_bytes, write_json
from experiments.manifest import describe, environment, now, sources
from experiments.results import write_parquet
from scenarios import ScenarioFile
from sim.declare import PROBABILITY

COLUMNS = (
    "policy", "indicator", "level", "community", "group", "baseline", "mean_difference", "low", "high",
    "replications", "unit", "better", "matters", "verdict", "control", "alone", "family", "p_beyond",
    "p_within", "q_beyond", "q_within", "size", "pairing", "q05", "q25", "q50", "q75", "q95", "shape",
    "label_zh", "label_en",
)  # fmt: skip
"""See :func:`analysis.compare.differences` and :func:`analysis.control.control`; prices, gaps and frontiers
come as further rows, with what they have of these."""
DOMINATED = "dominated"
_DRAFT = ".draft"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_comparison(plan: Plan, compared: Compared, folder: Path, files: tuple[ScenarioFile, ...]) -> None:
    """Write tables, figures and briefs; those of an earlier result go once all new ones are there.

    While they change places, the manifest says that the comparison is not finished: a kill at that moment
    leaves a folder that the same command finishes.

    Args:
        plan: what was compared.
        compared: what came out.
        folder: that holds the runs.
        files: scenario files as they were read.
    """
    comparison = compared.comparison
    draft = folder / _DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "figures").mkdir(parents=True)
    try:
        _write_tables(comparison, compared, draft)
        _write_pages(comparison, draft)
        manifest = {**_manifest(plan, compared, folder, files), "comparison": described(comparison)}
        write_json(folder / MANIFEST, begun(plan, folder, compared.started))
        _put_in_place(draft, folder)
        write_json(folder / MANIFEST, manifest)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put_in_place(draft: Path, folder: Path) -> None:
    """Remove every file and folder of an earlier result, and move the new ones there."""
    for name in sorted(COMPARE_FILES - COMPARE_RUNS - {MANIFEST}):
        there = folder / name
        if there.is_dir():
            shutil.rmtree(there)
        else:
            there.unlink(missing_ok=True)
        if (draft / name).exists():
            (draft / name).rename(there)
    sync_folder(folder)


def _write_tables(comparison: Comparison, compared: Compared, folder: Path) -> None:
    table = laid_out(comparison)
    write_parquet(folder / "differences.parquet", pa.Table.from_pandas(table, preserve_index=False))
    write_bytes(folder / "differences.csv", _csv(table))
    write_parquet(folder / "runs.parquet", pa.Table.from_pandas(compared.runs, preserve_index=False))
    if len(comparison.structures):
        moved = comparison.structures
        write_parquet(folder / STRUCTURES, pa.Table.from_pandas(moved, preserve_index=False))
        write_bytes(folder / "structures.csv", _csv(moved))
    curves = comparison.curves
    write_parquet(folder / "curves.parquet", pa.Table.from_pandas(curves, preserve_index=False))
    if len(compared.failures):
        write_bytes(folder / "failures.csv", _csv(compared.failures))


def laid_out(comparison: Comparison) -> pd.DataFrame:
    """Lay out differences, gaps, prices and frontiers for readers: where in ``community`` and ``group``."""
    outcomes = comparison.outcomes
    parts = [_with_shapes(comparison)]
    if len(comparison.gaps):
        parts.append(comparison.gaps)
    if len(comparison.prices):
        unit = comparison.prices["indicator"].map({n: o.unit[1] for n, o in outcomes.items()})
        parts.append(comparison.prices.assign(unit=unit, better="lower", verdict=""))
    table = pd.concat(parts, ignore_index=True)
    table["label_zh"] = table["indicator"].map({n: o.label[0] for n, o in outcomes.items()})
    table["label_en"] = table["indicator"].map({n: o.label[1] for n, o in outcomes.items()})
    if len(comparison.frontiers):
        table = pd.concat([table, _frontier_rows(comparison)], ignore_index=True)
    of_type = (table["level"] == GAP) & table["name"].str.endswith(f"{LESS}{STREET}")
    places = table["level"].isin(["community", "archetype"]) | of_type
    groups = table["level"].isin(["group", GAP]) & ~of_type
    return table.assign(
        community=np.where(places, table["name"], "all"), group=np.where(groups, table["name"], "all")
    )[list(COLUMNS)]


def _with_shapes(comparison: Comparison) -> pd.DataFrame:
    """Add to the differences of the claims whether their runs spread wide or fall into two humps."""
    table = comparison.table.assign(shape="")
    if not len(comparison.strips):
        return table
    forms = comparison.strips.drop_duplicates(["policy", "indicator"]).set_index(["policy", "indicator"])[
        "shape"
    ]
    street = table["level"] == STREET
    keys = pd.MultiIndex.from_frame(table.loc[street, ["policy", "indicator"]])
    table.loc[street, "shape"] = forms.reindex(keys).fillna("").to_numpy()
    return table


def _frontier_rows(comparison: Comparison) -> pd.DataFrame:
    """Give the probability of being dominated as rows, one for each policy, effect and cost."""
    table, label = comparison.frontiers, {}
    table = table[table["policy"] != comparison.baseline.name]
    for k, language in enumerate(LANGUAGES):
        name = {i: comparison.label(i, language) for i in {*table["effect"], *table["cost"]}}
        label[k] = [
            say("dominated_label", language, effect=name[effect], cost=name[cost])
            for effect, cost in zip(table["effect"], table["cost"], strict=True)
        ]
    return pd.DataFrame({
        "policy": table["policy"], "indicator": f"{DOMINATED}." + table["effect"] + "." + table["cost"],
        "level": STREET, "name": STREET, "mean_difference": table["dominated"], "unit": PROBABILITY[1],
        "better": "lower", "verdict": "", "label_zh": label[0], "label_en": label[1],
    })  # fmt: skip


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
    for language in LANGUAGES:
        pictures = of_comparison(comparison, language)
        for name, picture in pictures.items():
            write_bytes(folder / "figures" / f"{name}.{language}.png", picture)
        page = brief(comparison, pictures, language)
        write_bytes(folder / f"brief.{language}.html", page.encode("utf-8"))


def _manifest(
    plan: Plan, compared: Compared, folder: Path, files: tuple[ScenarioFile, ...]
) -> dict[str, Any]:
    return {
        **begun(plan, folder, compared.started),
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
        "finished": now(),
        "sources": sources(),
        "environment": environment(),
    }
