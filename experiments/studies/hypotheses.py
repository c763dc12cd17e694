"""Which expected phenomena appear on the core: E1, E2, E3, E5, E9 and E18, examined, not assumed.

All runs of one seed share people, luck and burn-in, so every row of the table is a difference or a spread
over paired replications, with a 95 % interval (percentile bootstrap over seeds). Write the table anew with
``python -m experiments.studies.hypotheses --out FILE.csv``; it may be stopped, the same line goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.kept_runs import WholeSeeds, take_up
from experiments.pool import default_workers
from experiments.sweep.engine import How, execute
from experiments.sweep.local import Local
from experiments.sweep.plan import Sweep
from sim.errors import SimError
from sim.scenario import Scenario

Floats = NDArray[np.float64]

OFFLOADS = (0.2, 0.35, 0.5, 0.6, 0.7, 0.85)
FUNDED = (0.0, 0.3, 0.6, 1.0)
WEEKS, SEEDS, RESAMPLES = 312, 20, 2000


def _policy(name: str, **values: object) -> Scenario:
    return Scenario(name, values=values)


POLICIES: tuple[Scenario, ...] = (
    *(_policy(f"offload {w}", offload=w) for w in OFFLOADS),
    *(_policy(f"offload 0.7, funds {f}", offload=0.7, fund_follow=f) for f in FUNDED),
    *(_policy(f"offload 0.4, funds {f}", offload=0.4, fund_follow=f) for f in FUNDED),
    *(_policy(f"offload {w}, grants {g}", offload=w, so_fund=g) for w in (0.4, 0.7) for g in (2.0, 20.0)),
    *(_policy(f"residents' rating {psi}", resident_eval=psi) for psi in (0.0, 1.0)),
    *(_policy(f"offload {w}, elastic street", offload=w, street_capacity="elastic") for w in (0.2, 0.85)),
)
"""They share people, luck and burn-in, but for the elastic streets, which have a burn-in of their own."""
RUNS = Path("results/hypotheses")


@dataclass(frozen=True)
class Row:
    """One figure of the table.

    Attributes:
        hypothesis: its id.
        claim: what was expected.
        figure: what is measured.
        measure: gives one value for each seed from (policy, indicator) -> values by seed.
        unit: unit of the figure.
    """

    hypothesis: str
    claim: str
    figure: str
    measure: Callable[[Callable[[str, str], Floats]], Floats]
    unit: str = ""


def _gap(indicator: str, policy: str, other: str) -> Callable[[Callable[[str, str], Floats]], Floats]:
    return lambda get: get(policy, indicator) - get(other, indicator)


def _bend(
    indicator: str, low: str, middle: str, high: str
) -> Callable[[Callable[[str, str], Floats]], Floats]:
    """Slope above the middle less slope below it, per .1 of offload."""

    def measure(get: Callable[[str, str], Floats]) -> Floats:
        x = [float(p.split()[1]) for p in (low, middle, high)]
        y = [get(p, indicator) for p in (low, middle, high)]
        slopes: Floats = 0.1 * ((y[2] - y[1]) / (x[2] - x[1]) - (y[1] - y[0]) / (x[1] - x[0]))
        return slopes

    return measure


def _gain(indicator: str, at: float) -> Callable[[Callable[[str, str], Floats]], Floats]:
    return _gap(indicator, f"offload {at}, grants 20.0", f"offload {at}, grants 2.0")


E1, E2 = "load threshold: flat, then a sharp fall", "offload has an interior optimum for petitions"
E3, E5 = (
    "money that follows tasks nearly undoes offloading",
    "grants are partly eaten by diversion under load",
)
E9, E18 = "residents' rating helps service, can raise burnout", "wide or two-humped near the threshold"
ENDS = ("offload 0.85", "offload 0.2")
TURN = ("offload 0.2", "offload 0.5", "offload 0.85")
RATED = ("residents' rating 1.0", "residents' rating 0.0")
RATE = "per 1,000 a year"


def _eaten(get: Callable[[str, str], Floats]) -> Floats:
    return _gain("SVC1", 0.4)(get) - _gain("SVC1", 0.7)(get)


def _burnout(w: float) -> Callable[[Callable[[str, str], Floats]], Floats]:
    return lambda get: get(f"offload {w}", "WRK5a")


ROWS: tuple[Row, ...] = (
    Row("E1", E1, "WRK8 at offload .85 less .2", _gap("WRK8", *ENDS)),
    Row("E1", E1, "bend of WRK8 at .5 per .1", _bend("WRK8", *TURN)),
    Row("E1", E1, "bend of WRK5a at .5 per .1", _bend("WRK5a", *TURN)),
    Row("E1", E1, "bend of DIS3a.L1 at .5 per .1", _bend("DIS3a.L1", *TURN)),
    Row("E1", E1, "ENG3 at offload .85 less .2", _gap("ENG3", *ENDS)),
    Row("E2", E2, "DIS7 at .2 less .5", _gap("DIS7", "offload 0.2", "offload 0.5"), RATE),
    Row("E2", E2, "DIS7 at .85 less .6", _gap("DIS7", "offload 0.85", "offload 0.6"), RATE),
    Row(
        "E2",
        E2,
        "elastic street: DIS7 at .2 less .85",
        _gap("DIS7", *(f"{p}, elastic street" for p in ENDS[::-1])),
        RATE,
    ),
    Row(
        "E3",
        E3,
        "offload .7: WRK8, all funds less none",
        _gap("WRK8", *(f"offload 0.7, funds {f}" for f in (1.0, 0.0))),
    ),
    Row(
        "E3",
        E3,
        "offload .4: WRK8, all funds less none",
        _gap("WRK8", *(f"offload 0.4, funds {f}" for f in (1.0, 0.0))),
    ),
    Row(
        "E3",
        E3,
        "WRK8 at .7 with .6 of funds less .5 as today",
        _gap("WRK8", "offload 0.7, funds 0.6", "offload 0.5"),
    ),
    Row("E5", E5, "SVC1 gained by grants at .4 less at .7", _eaten),
    Row(
        "E5",
        E5,
        "ORG3 at .7 less .4, grants 20",
        _gap("ORG3", *(f"offload {w}, grants 20.0" for w in (0.7, 0.4))),
    ),
    Row("E9", E9, "SVC2a at full weight less none", _gap("SVC2a", *RATED)),
    Row("E9", E9, "WRK5a at full weight less none", _gap("WRK5a", *RATED)),
    Row("E9", E9, "WRK8 at full weight less none", _gap("WRK8", *RATED)),
    *(Row("E18", E18, f"variation of WRK5a at offload {w}", _burnout(w), "spread") for w in OFFLOADS),
)


def run(
    seeds: int = SEEDS, workers: int | None = None, weeks: int = WEEKS, folder: Path = RUNS
) -> Callable[[str, str], Floats]:
    """Run the study, or what is left of it; give (policy, indicator) -> street-wide values by seed.

    Raises:
        SystemExit: 130 if the user stopped it; what is finished is kept.
        SimError: the folder holds other runs, or a run failed.
    """
    wanted = Sweep(POLICIES, replications=seeds, weeks=weeks)
    store, sweep = take_up(folder, wanted, {}, "Name another folder with --runs.")
    how = How(pace=WholeSeeds(points=len(POLICIES)))
    summary = execute(sweep, store, Local(workers or default_workers()), how=how)
    if summary.stopped:
        raise SystemExit(130)
    found = store.frame(where=f"replicate < {seeds}")
    failed = found[found["status"] != "done"]
    if len(failed):
        raise SimError(f"seed {failed['seed'].iloc[0]} failed: {failed['error'].iloc[0]}")
    points = {scenario.name: point for point, scenario in enumerate(sweep.points)}
    of_point = {point: rows.sort_values("seed") for point, rows in found.groupby("point")}
    return lambda policy, indicator: of_point[points[policy]][indicator].to_numpy(float)


def table(get: Callable[[str, str], Floats]) -> pd.DataFrame:
    """Lay out every figure with its 95 % interval over seeds."""
    lines = []
    for row in ROWS:
        values = row.measure(get)
        summary = _spread if row.unit == "spread" else np.mean
        low, high = _interval(values, summary)
        lines.append({"hypothesis": row.hypothesis, "claim": row.claim, "figure": row.figure,
                      "value": float(summary(values)), "low": low, "high": high, "seeds": len(values),
                      "unit": row.unit})  # fmt: skip
    return pd.DataFrame(lines)


def _spread(values: Floats) -> float:
    return float(values.std(ddof=1) / values.mean())


def _interval(values: Floats, summary: Callable[[Floats], float]) -> tuple[float, float]:
    luck = np.random.default_rng(1)
    picks = luck.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile([summary(values[pick]) for pick in picks], [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    """Run the study and write its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("results/hypotheses.csv"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--runs", type=Path, default=RUNS)
    given = parser.parse_args()
    found = table(run(given.seeds, folder=given.runs))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    found.to_csv(given.out, index=False, float_format="%.4g")
    print(found.to_string(index=False))  # noqa: T201 - the table is what the command is for


if __name__ == "__main__":
    main()
