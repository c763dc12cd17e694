"""What a sensitivity analysis says, in sentences: luck first, then what matters, then what is not settled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.sensitivity.report import Sensitivity, statistic_words, structure
from analysis.sensitivity.table import LEAST, Analysis
from analysis.summary import number, records
from analysis.words import Language, say

MOST = 8
"""Factors named in a sentence at most."""


def findings(sensitivity: Sensitivity, language: Language) -> list[str]:
    """Give all sentences in order."""
    parts = (luck, blocks, ranking, model_structure, convergence)
    return [sentence for part in parts for sentence in part(sensitivity, language)]


def luck(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say how much of each indicator is luck, and what the seeds do to the indices."""
    for row in records(sensitivity.noise):
        shares = {key: percent(row[key], language) for key in ("low", "high")}
        share = percent(row["noise_share"], language)
        label = sensitivity.label(row["indicator"], language)
        yield say("sa_noise_line", language, label=label, share=share, **shares)
    if not len(sensitivity.table):
        return
    if sensitivity.seeds != "independent":
        yield say(f"sa_seeds_{sensitivity.seeds}", language)
    if sensitivity.morris is not None and _independent(sensitivity.morris):
        yield say("sa_seeds_independent_screening", language)
    if sensitivity.sobol is not None and _independent(sensitivity.sobol):
        yield from _inflation(sensitivity, sensitivity.sobol, language)


def _independent(analysis: Analysis) -> bool:
    return bool((analysis.table["seeds"] == "independent").any())


def _inflation(sensitivity: Sensitivity, analysis: Analysis, language: Language) -> Iterator[str]:
    """Say of each indicator by how much luck inflates its total indices."""
    table = analysis.table
    means = table[(table["measure"] == "ST") & (table["statistic"] == "mean")]
    for row in records(means.drop_duplicates("indicator")):
        label = sensitivity.label(row["indicator"], language)
        share = percent(_left(row["noise_share"], row["replicates"]), language)
        floor = number(row["floor"], 2)
        yield say("sa_seeds_independent", language, label=label, share=share, floor=floor)


def _left(share: float, replicates: int) -> float:
    """Give the share of noise that is left in the mean over replicates."""
    return share / replicates / (1.0 - share + share / replicates)


def blocks(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say how many runs stand at each point and which blocks are left out."""
    table = sensitivity.table
    if not len(table):
        return
    replicates = int(table["replicates"].max())
    if replicates == 1:
        yield say("sa_replicates_one", language)
    else:
        quantile = next((s for s in table["statistic"] if s != "mean"), "q90")
        yield say("sa_replicates_many", language, n=replicates, quantile=statistic_words(quantile, language))
    for analysis in (sensitivity.morris, sensitivity.sobol):
        if analysis is None:
            continue
        rows = records(analysis.table.drop_duplicates("indicator"))
        short = [row for row in rows if row["dropped"]]
        if not short:
            yield say("sa_dropped_none", language, method=analysis.method.title(), blocks=rows[0]["blocks"])
        for row in short:
            label = sensitivity.label(row["indicator"], language)
            counts = {"dropped": row["dropped"], "blocks": row["blocks"]}
            yield say("sa_dropped", language, method=analysis.method.title(), label=label, **counts)


def ranking(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say which factors lie above the floor, the most influential first."""
    analysis = sensitivity.sobol or sensitivity.morris
    if analysis is None:
        return
    for indicator, statistic in analysis.draws:
        rows = analysis.rows(indicator, statistic)
        kept = in_order(rows)
        output = sensitivity.output(indicator, statistic, language)
        head = {"output": output, "floor": number(float(rows["floor"].iloc[0]), 2), "least": number(LEAST)}
        if not len(kept):
            yield say("sa_ranked_none", language, **head)
            continue
        named = [
            f"{sensitivity.factor(row['factor'], language)} {number(row['value'], 2)}"
            for row in records(kept.head(MOST))
        ]
        more = ["…"] if len(kept) > MOST else []
        yield say("sa_ranked", language, items=say("comma", language).join(named + more), **head)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows above the floor, the largest first."""
    return rows[rows["above_floor"]].sort_values("rank", kind="stable")


def model_structure(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say which share of the variance is structure of the model."""
    if sensitivity.sobol is None:
        return
    for row in records(structure(sensitivity.sobol, sensitivity.categories)):
        output = sensitivity.output(row["indicator"], row["statistic"], language)
        shares = {key: percent(row[key], language) for key in ("alone", "total")}
        yield say("sa_structure", language, output=output, **shares)


def convergence(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say of each output whether indices, ranking and screening have settled."""
    for judged in sensitivity.convergence:
        indices, rank, screening = judged.says(language, lambda f: sensitivity.factor(f, language))
        output = sensitivity.output(judged.indicator, judged.statistic, language)
        states = {"indices": indices, "ranking": rank, "screening": screening}
        yield say("sa_converged", language, output=output, **states)


def percent(share: float, language: Language) -> str:
    """Write a share in per cent."""
    return say("sa_percent", language, n=f"{100 * share:.0f}") if np.isfinite(share) else "–"
