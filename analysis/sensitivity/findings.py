"""What a sensitivity analysis says, in sentences: luck first, then what matters, then what is not settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.sensitivity.report import Sensitivity, statistic_words, structure
from analysis.sensitivity.sobol import EVEN
from analysis.sensitivity.table import LEAST, Analysis
from analysis.summary import number, records
from analysis.words import Language, in_brackets, say

MOST = 8
"""Factors named in a sentence at most."""


def findings(sensitivity: Sensitivity, language: Language) -> list[str]:
    """Give all sentences in order."""
    parts = (luck, choice, blocks, ranking, model_structure, convergence)
    return [sentence for part in parts for sentence in part(sensitivity, language)]


def luck(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say how much of each indicator is luck, and what the seeds do to the indices."""
    several = sensitivity.noise["stage"].nunique() > 1 if "stage" in sensitivity.noise else False
    for row in records(sensitivity.noise):
        shares = {key: percent(row[key], language) for key in ("low", "high")}
        share = percent(row["noise_share"], language)
        label = sensitivity.label(row["indicator"], language)
        if several:
            label = in_brackets(label, say(f"sa_factors_{row['stage']}", language), language)
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


def choice(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say by which rule factors were chosen for a later stage, and which they are."""
    for stage in ("screen", "sobol"):
        told = sensitivity.facts.get(stage, {})
        if told.get("leading"):
            items = _names(sensitivity, told["leading"], language)
            numbers = {**told, "kept": len(told["leading"])}
            yield say(f"sa_{stage}_leading", language, **{**numbers, "items": items})


def _names(sensitivity: Sensitivity, factors: Sequence[str], language: Language) -> str:
    return say("comma", language).join(sensitivity.factor(factor, language) for factor in factors)


def blocks(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say of each method how many runs stand at each point and which blocks are left out."""
    for analysis in (sensitivity.morris, sensitivity.sobol):
        if analysis is None:
            continue
        method = analysis.method.title()
        yield _replicates(analysis, method, language)
        rows = records(analysis.table.drop_duplicates("indicator"))
        short = [row for row in rows if row["dropped"]]
        if not short:
            yield say("sa_dropped_none", language, method=method, blocks=rows[0]["blocks"])
        if analysis.method == "sobol" and max(row["blocks"] + row["dropped"] for row in rows) < EVEN:
            yield say("sa_few_blocks", language, even=EVEN)
        for row in short:
            label = sensitivity.label(row["indicator"], language)
            counts = {"dropped": row["dropped"], "blocks": row["blocks"]}
            yield say("sa_dropped", language, method=method, label=label, **counts)


def _replicates(analysis: Analysis, method: str, language: Language) -> str:
    n = int(analysis.table["replicates"].max())
    quantile = next((s for _, s in analysis.outputs if s != "mean"), None)
    if quantile is not None:
        words = statistic_words(quantile, language)
        return say("sa_replicates_many", language, method=method, n=n, quantile=words)
    return say("sa_replicates_one" if n == 1 else "sa_replicates_few", language, method=method, n=n)


def ranking(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say which factors lie above the floor, the most influential first; Sobol's indices where there are."""
    said: set[tuple[str, str]] = set()
    for analysis in (sensitivity.sobol, sensitivity.morris):
        if analysis is None:
            continue
        for output in analysis.outputs:
            if output not in said:
                yield _ranked(sensitivity, analysis, output, language)
        said |= {*analysis.outputs}


def _ranked(sensitivity: Sensitivity, analysis: Analysis, output: tuple[str, str], language: Language) -> str:
    rows = analysis.rows(*output)
    kept = in_order(rows)
    head = {
        "output": sensitivity.output(*output, language), "unit": sensitivity.unit(output[0], language),
        "floor": number(float(rows["floor"].iloc[0]), 2), "least": number(LEAST),
    }  # fmt: skip
    own = "_morris" if analysis.method == "morris" else ""
    if not len(kept):
        return say(f"sa_ranked_none{own}", language, **head)
    named = [
        f"{sensitivity.factor(row['factor'], language)} {number(row['value'], 2)}"
        for row in records(kept.head(MOST))
    ]
    more = ["…"] if len(kept) > MOST else []
    return say(f"sa_ranked{own}", language, items=say("comma", language).join(named + more), **head)


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
    for method, found in (("morris", sensitivity.screening), ("sobol", sensitivity.convergence)):
        for judged in found:
            indices, rank, screening = judged.says(language, lambda f: sensitivity.factor(f, language))
            output = sensitivity.output(judged.indicator, judged.statistic, language)
            states = {"indices": indices, "ranking": rank, "screening": screening}
            head = say(f"sa_method_{method}", language)
            yield say("sa_converged", language, method=head, output=output, **states)


def percent(share: float, language: Language) -> str:
    """Write a share in per cent."""
    return say("sa_percent", language, n=f"{100 * share:.0f}") if np.isfinite(share) else "–"
