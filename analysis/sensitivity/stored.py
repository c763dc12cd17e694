"""A sensitivity analysis in a folder: what is written, and how it is read back without a run.

::

    manifest.json        labels and kinds of the factors, facts, where everything comes from
    indices.parquet      every index of every stage, those of fewer blocks too
    noise.csv            share of noise in each indicator
    screening.csv        share of influence of each factor, and which ones went on
    convergence.csv      whether indices, ranking and screening have settled, by method and output

These files are small and hold all that figures and sentences need; the runs may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from analysis.assemble import declared_outcomes
from analysis.sensitivity.convergence import Convergence
from analysis.sensitivity.design import DUMMY
from analysis.sensitivity.leading import shares_of_influence
from analysis.sensitivity.noise import COLUMNS as NOISE
from analysis.sensitivity.report import FactorKind, Sensitivity
from analysis.sensitivity.table import Analysis
from analysis.summary import records
from sim.declare import Text
from sim.errors import BadInput

MANIFEST, INDICES, NOISE_FILE, SCREENING, JUDGED = (
    "manifest.json", "indices.parquet", "noise.csv", "screening.csv", "convergence.csv"
)  # fmt: skip
FILES = (MANIFEST, INDICES, NOISE_FILE, JUDGED)
"""What must be there to read an analysis."""
COLUMNS = (
    "stage", "method", "indicator", "statistic", "factor", "other", "index", "value", "low", "high",
    "noise_share", "floor", "ranked", "rank", "seeds", "replicates", "blocks", "dropped",
)  # fmt: skip
"""Columns of the table of indices; ``ranked`` says whether a value stands above the floor."""
_STAGES = {"morris": "morris", "sobol": "sobol", "fast": "fast"}
_BETWEEN = ";"
_LISTS = ("open_pair", "gained", "lost")


def described(sensitivity: Sensitivity) -> dict[str, Any]:
    """Write down, as JSON can hold it, what a manifest must say of an analysis."""
    return {
        "labels": {name: list(label) for name, label in sensitivity.labels.items()},
        "kinds": dict(sensitivity.kinds),
        "facts": dict(sensitivity.facts),
        "indicators": list(dict.fromkeys(row["indicator"] for row in records(sensitivity.noise))),
    }


def laid_out(sensitivity: Sensitivity) -> pd.DataFrame:
    """Lay out every index: those of the screen and of Morris, of Sobol with ever more blocks, of the rest."""
    parts = []
    if sensitivity.screen is not None:
        parts.append(sensitivity.screen.table.assign(stage="screen"))
    for analysis in (sensitivity.morris, *sensitivity.history):
        if analysis is not None:
            parts.append(analysis.table.assign(stage=analysis.method))
    if len(sensitivity.others):
        stage = sensitivity.others["method"].map(_STAGES).fillna("others")
        parts.append(sensitivity.others.assign(stage=stage))
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    whole = pd.concat(parts, ignore_index=True)
    return whole.rename(columns={"measure": "index", "above_floor": "ranked"})[list(COLUMNS)]


def screened(sensitivity: Sensitivity) -> pd.DataFrame:
    """Lay out which factors went on from the screen and from Morris, by the rule of leading factors.

    Returns: one row for each factor and stage: its mean share of squared influence, its place by it, the
        indicators for which it stands above the floor, and whether it was chosen for the next stage.
    """
    rows: list[dict[str, Any]] = []
    for stage, analysis, following in (
        ("screen", sensitivity.screen, "screen"),
        ("morris", sensitivity.morris, "sobol"),
    ):
        if analysis is None:
            continue
        shares = shares_of_influence(analysis)
        place = shares.where(shares > 0).rank(ascending=False, method="min")
        chosen = sensitivity.facts.get(following, {}).get("leading", ())
        means = analysis.table[(analysis.table["measure"] == analysis.main) & analysis.table["above_floor"]]
        above = means[means["statistic"] == "mean"].groupby("factor", sort=False)["indicator"].agg(list)
        for name in shares.index:
            zh, en = sensitivity.labels[name]
            rows.append({
                "stage": stage, "factor": name, "kind": sensitivity.kinds[name], "label_zh": zh,
                "label_en": en, "share": shares[name], "place": place[name],
                "above_floor_of": _BETWEEN.join(above.get(name, ())), "chosen": name in chosen,
            })  # fmt: skip
    table = pd.DataFrame(rows)
    return table.assign(place=table["place"].astype("Int64")) if rows else table


def judged(sensitivity: Sensitivity) -> pd.DataFrame:
    """Lay out how far each output of each method has settled."""
    rows = []
    for method, found in (("morris", sensitivity.screening), ("sobol", sensitivity.convergence)):
        for one in found:
            row = {f.name: getattr(one, f.name) for f in fields(Convergence)}
            row |= {name: _BETWEEN.join(row[name]) for name in _LISTS}
            settled = {f"{part}_settled": getattr(one, part) for part in ("indices", "ranking", "screening")}
            rows.append({"method": method, **row, **settled})
    names = ["method", *(f.name for f in fields(Convergence))]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=names)


def read_sensitivity(folder: Path) -> Sensitivity:
    """Read an analysis back from its folder; the runs need not be there.

    Args:
        folder: as ``shequ sensitivity`` writes it.

    Raises:
        BadInput: a file is missing, or is not that of a sensitivity analysis of this version.
    """
    for name in FILES:
        if not (folder / name).is_file():
            raise BadInput(f"{folder}: has no {name}. Name a folder that `shequ sensitivity` wrote.")
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sensitivity"]
        labels = {name: _text(words) for name, words in told["labels"].items()}
        kinds = {name: _kind(kind) for name, kind in told["kinds"].items()}
        indices = pd.read_parquet(folder / INDICES)[list(COLUMNS)]
        noise = pd.read_csv(folder / NOISE_FILE)[["stage", *NOISE]]
        settled = dict(_judged(pd.read_csv(folder / JUDGED, keep_default_na=True)))
        facts = dict(told["facts"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{folder}: is not a sensitivity analysis of this version ({error!r}). "
            "Run `shequ sensitivity` again."
        ) from None
    outcomes = declared_outcomes()
    unknown = sorted({*indices["indicator"], *noise["indicator"]} - set(outcomes))
    if unknown:
        raise BadInput(
            f"{folder}: holds indicators that this version does not know: {', '.join(unknown[:5])}."
        )
    return Sensitivity(noise, outcomes, labels, kinds, facts, judged=settled, **_analyses(_plain(indices)))


def _analyses(indices: pd.DataFrame) -> dict[str, Any]:
    """Put the indices of each stage together again."""
    found: dict[str, Any] = {}
    for stage in ("screen", "morris"):
        rows = indices[indices["stage"] == stage]
        if len(rows):
            found[stage] = _analysis(rows, "morris", "mu_star")
    rows = indices[indices["stage"] == "sobol"]
    sizes = (rows["blocks"] + rows["dropped"]).rename("size")
    found["history"] = tuple(_analysis(part, "sobol", "ST") for _, part in rows.groupby(sizes))
    others = indices[indices["stage"].isin(["others", "fast"])]
    found["others"] = others.drop(columns="stage").reset_index(drop=True)
    return found


def _analysis(rows: pd.DataFrame, method: str, main: str) -> Analysis:
    factors = tuple(dict.fromkeys(rows.loc[rows["measure"] == main, "factor"]))
    return Analysis(method, main, factors, rows.drop(columns="stage").reset_index(drop=True))


def _plain(indices: pd.DataFrame) -> pd.DataFrame:
    """Give names and types as the analysis made them, whatever the file used to save room."""
    table = indices.rename(columns={"index": "measure", "ranked": "above_floor"})
    for name in ("stage", "method", "indicator", "statistic", "factor", "other", "measure", "seeds"):
        table[name] = table[name].astype(object)
    return table.assign(rank=table["rank"].astype("Int64"), above_floor=table["above_floor"].astype(bool))


def _judged(table: pd.DataFrame) -> Iterator[tuple[str, tuple[Convergence, ...]]]:
    for method, rows in table.groupby("method", sort=False):
        yield str(method), tuple(_one(row) for row in records(rows))


def _one(row: Mapping[str, Any]) -> Convergence:
    return Convergence(
        indicator=row["indicator"],
        statistic=row["statistic"],
        before=int(row["before"]),
        blocks=int(row["blocks"]),
        width=float(row["width"]),
        shift=float(row["shift"]),
        agreement=float(row["agreement"]),
        ranked=int(row["ranked"]),
        open_pair=_listed(row["open_pair"]),
        gained=_listed(row["gained"]),
        lost=_listed(row["lost"]),
    )


def _listed(cell: Any) -> tuple[str, ...]:
    return tuple(cell.split(_BETWEEN)) if isinstance(cell, str) and cell else ()


def _text(words: list[str]) -> Text:
    zh, en = words
    return zh, en


def _kind(kind: str) -> FactorKind:
    if kind not in get_args(FactorKind) or kind == DUMMY:
        raise ValueError(f"{kind} is no kind of factor")
    return kind  # type: ignore[return-value]
