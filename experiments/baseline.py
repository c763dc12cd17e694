"""Hold the baseline against the committed bands: does the model reproduce what is known, all at once?

Each seed is one run of the default street without policy, and, for the rows that compare a policy, one run
under that policy with the same luck. The value of a row is the median over seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.bands import Band, bands, measure_of, policies
from experiments.pool import Failure, Pool, Tick
from sim.calendar import BURN_IN
from sim.errors import SimError
from sim.outcomes.measures import MISSING
from sim.outcomes.view import Floats, Observed, View

if TYPE_CHECKING:
    import pandas as pd


def check_baseline(
    seeds: int = 40, workers: int = 2, on_run: Callable[[int], None] = lambda runs: None
) -> pd.DataFrame:
    """Run the baseline with several seeds and hold it against every band.

    Args:
        seeds: number of seeds, from 1 on.
        workers: processes; 1 runs in this one.
        on_run: told how many runs have been finished since it was last told.

    Returns: one row for each band; ``met`` is missing where there is no value.

    Raises:
        SimError: a run failed; the message says which and why.
    """
    import pandas as pd

    numbers = range(1, seeds + 1)
    found = Pool(_job, workers, on_run).run(numbers)
    values = [_sound(seed, result) for seed, result in zip(numbers, found, strict=True)]
    rows = [_row(band, np.array([known[band.id] for known in values])) for band in bands()]
    return pd.DataFrame(rows).astype({"met": object})


def _job(seed: int, tick: Tick) -> dict[str, float]:
    return measure_seed(seed, tick)


def _sound(seed: int, result: dict[str, float] | Failure) -> dict[str, float]:
    if isinstance(result, Failure):
        raise SimError(f"the baseline with seed {seed} could not be run: {result.error}.\n{result.trace}")
    return result


def measure_seed(seed: int, tick: Tick = lambda: None) -> dict[str, float]:
    """Give the value of every band on the default street with one seed.

    Args:
        seed: key of all luck.
        tick: called after each run.
    """
    streets = {}
    for name, levers in {"": (), **policies()}.items():
        streets[name] = _run(seed, levers)
        tick()
    return {band.id: value(band, streets) for band in bands()}


def value(band: Band, streets: dict[str, Observed]) -> float:
    """Give the value of one band.

    Args:
        band: the row.
        streets: the street under each policy that a row names; the baseline under the empty name.
    """
    if band.later:
        return MISSING
    measured = [_measured(band, streets[name]) for name in ("", band.policy)]
    return measured[0] if not band.policy else 1.0 - measured[1] / measured[0]


def _measured(band: Band, street: Observed) -> float:
    return measure_of(band)(View(street, *band.window), band.where(tuple(street.archetypes)))


def _run(seed: int, levers: tuple[str, ...]) -> Observed:
    """Run the default street with some levers at their full values."""
    from sim import catalog
    from sim.model import Street

    last = max(band.window[1] for band in bands())
    full = {name: catalog.find(name).full for name in levers}
    return Street(seed=seed, weeks=last - BURN_IN, **full).run()


def _row(band: Band, values: Floats) -> dict[str, Any]:
    known = values[np.isfinite(values)]
    p5, middle, p95 = np.quantile(known, [0.05, 0.5, 0.95]) if known.size else (MISSING,) * 3
    return {
        "id": band.id,
        "label_zh": band.label[0],
        "label_en": band.label[1],
        "measure": band.measure,
        "archetypes": " ".join(band.archetypes),
        "policy": band.policy,
        "first_week": band.window[0],
        "last_week": band.window[1],
        "value": middle,
        "p5": p5,
        "p95": p95,
        "seeds": known.size,
        "low": band.low,
        "high": band.high,
        "target": band.target,
        "met": band.met(float(middle)),
        "standing": band.standing,
        "source": band.source,
        "later": band.later,
    }


def run_check(seeds: int, workers: int, lang: str) -> pd.DataFrame:
    """Hold the baseline against the bands, with labels in one language.

    Args:
        seeds: number of seeds.
        workers: processes.
        lang: "zh" or "en".
    """
    from rich.console import Console
    from rich.progress import Progress

    err = Console(stderr=True)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(WORDS[lang].running, total=seeds * (1 + len(policies())))
        table = check_baseline(seeds, workers, lambda runs: bar.advance(task, runs))
    table.insert(1, "label", table[f"label_{lang}"])
    return table.drop(columns=["label_zh", "label_en"])


@dataclass(frozen=True)
class Words:
    """What :func:`print_check` writes in one language."""

    running: str
    columns: tuple[str, ...]
    yes: str
    no: str
    not_measured: str
    total: str


WORDS = {
    "zh": Words(
        "运行基线",
        ("指标", "中位数", "5%—95%", "应在", "证据等级", "符合"),
        "是",
        "否",
        "未测量",
        "{}项符合，{}项不符，{}项未测量。",
    ),
    "en": Words(
        "Running the baseline",
        ("Figure", "Median", "5–95 %", "Band", "Standing", "Met"),
        "yes",
        "no",
        "not measured",
        "{} met, {} not met, {} not measured.",
    ),
}


def print_check(table: pd.DataFrame, lang: str) -> None:
    """Show the table of :func:`run_check` on the terminal."""
    from rich.console import Console
    from rich.table import Table

    words = WORDS[lang]
    shown = Table(box=None, pad_edge=False)
    for k, word in enumerate(words.columns):
        shown.add_column(word, justify="left" if k in (0, 4) else "right", overflow="fold")
    answers = []
    for row in table.to_dict("records"):
        answers.append(words.not_measured if row["met"] is None else words.yes if row["met"] else words.no)
        shown.add_row(row["label"], *_figures(row), row["standing"], answers[-1])
    console = Console()
    console.print(shown)
    console.print(words.total.format(*map(answers.count, (words.yes, words.no, words.not_measured))))


def _figures(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Write value, spread and bounds."""
    low, high = row["low"], row["high"]
    if not (_has(low) and _has(high)):
        bounds = f"≥ {_number(low)}" if _has(low) else f"≤ {_number(high)}"
    else:
        bounds = f"{_number(low)}–{_number(high)}"
    spread = f"{_number(row['p5'])}–{_number(row['p95'])}" if _has(row["value"]) else ""
    return _number(row["value"]), spread, bounds


def _has(number: Any) -> bool:
    return number is not None and bool(np.isfinite(number))


def _number(number: Any) -> str:
    return f"{number:.3g}" if _has(number) else "–"
