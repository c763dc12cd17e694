"""The table of examined hypotheses: written by the study, committed, and shown in the documentation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from experiments.studies import hypotheses

TOP = Path(__file__).parents[2]
COMMITTED = pd.read_csv(TOP / "experiments" / "studies" / "hypotheses.csv", keep_default_na=False)


def _documented() -> list[list[str]]:
    lines = (TOP / "sim" / "MODEL.md").read_text("utf-8").split("\n")
    first = lines.index("| id | claim | figure | value | 95 % interval | found |") + 2
    rows = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_committed_table_has_the_rows_that_the_study_writes() -> None:
    luck = np.random.default_rng(3)
    written = hypotheses.table(lambda policy, indicator: luck.normal(size=6))
    names = ["hypothesis", "claim", "figure"]
    assert written[names].to_numpy().tolist() == COMMITTED[names].to_numpy().tolist()
    assert (COMMITTED["seeds"] == hypotheses.SEEDS).all()
    assert (COMMITTED["low"] <= COMMITTED["value"]).all()
    assert (COMMITTED["value"] <= COMMITTED["high"]).all()


def test_the_documentation_shows_the_committed_figures_and_a_finding_for_each_hypothesis() -> None:
    rows = _documented()
    shown = [[row[0], row[2], row[3], row[4]] for row in rows]
    wanted = [
        [r.hypothesis, r.figure, f"{r.value:.3g}", f"{r.low:.3g} to {r.high:.3g}"]
        for r in COMMITTED.itertuples()
    ]
    assert shown == wanted
    for name in COMMITTED["hypothesis"].unique():
        assert any(row[0] == name and row[5] for row in rows), f"{name} has no finding"
