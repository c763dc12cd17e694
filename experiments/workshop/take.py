"""What a room can take away: a code for the wall, its course as a table, the facts of its brief."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import segno

from analysis.words import LANGUAGES, words
from experiments.manifest import version
from experiments.workshop.course import MEASURED, WEEKLY, numbers
from experiments.workshop.frames import by_group
from experiments.workshop.live import Live, Side
from sim import catalog
from sim.provisions import DOCUMENT


def code_of(address: str) -> bytes:
    """Draw an address as a code that phones read, SVG."""
    out = io.BytesIO()
    plain = {"xmldecl": False, "svgclass": None, "lineclass": None}
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=4, **plain)
    return out.getvalue()


def course_table(live: Live) -> str:
    """Write the course of all indicators as CSV: a row for each week and side.

    What the model is fit and unfit for stands above the table, as it does wherever its numbers go.
    """
    out = io.StringIO()
    for line in _above(live):
        out.write(f"# {line}\n")
    writer = csv.writer(out, lineterminator="\n")
    rest = [name for name in MEASURED if name not in WEEKLY]
    writer.writerow(["side", "week", *(_heading(name) for name in (*WEEKLY, *rest))])
    for name, side in live.sides.items():
        weeks, weekly = side.course.weekly()
        measured_weeks, measured = side.course.measured(rest)
        columns = [numbers(weekly[w]) for w in WEEKLY]
        windows = np.array([numbers(measured[m]) for m in rest], object).reshape(len(rest), -1).T
        of_week = dict(zip(measured_weeks, windows.tolist(), strict=True))
        for k, week in enumerate(weeks):
            cells = [*(column[k] for column in columns), *of_week.get(week, [None] * len(rest))]
            writer.writerow([name, week, *("" if cell is None else cell for cell in cells)])
    return out.getvalue()


def _above(live: Live) -> list[str]:
    said = words()
    lines = [f"shequ {version()}; {DOCUMENT[0]} / {DOCUMENT[1]}"]
    for k, _ in enumerate(LANGUAGES):
        for kind in ("fit", "unfit"):
            lines += [f"{said[kind][k]}: {said[f'{kind}_{n}'][k]}" for n in (1, 2, 3)]
        lines.append(said["standing_note"][k])
    return [*lines, live.state()["link"]]


def _heading(name: str) -> str:
    o = catalog.outcomes()[name]
    return f"{name} {o.label[0]} {o.label[1]} ({o.unit[0]}; {o.unit[1]})"


def facts(live: Live) -> dict[str, Any]:
    """Give what a brief is written from."""
    c = live.street.world.communities
    return {
        **live.state(),
        "communities": int(c.n), "adults": int(c.adults.sum()),
        "weekly": {name: _weekly(side) for name, side in live.sides.items()},
        "measured": {name: _finite(side.course.at_present()) for name, side in live.sides.items()},
        "groups": {name: _groups(side) for name, side in live.sides.items()},
    }  # fmt: skip


def _weekly(side: Side) -> dict[str, Any]:
    weeks, series = side.course.weekly()
    return {"weeks": weeks, "series": {name: numbers(values) for name, values in series.items()}}


def _groups(side: Side) -> list[list[float | None]]:
    return [numbers(part) for part in by_group(side.street)]


def _finite(measured: dict[str, float]) -> dict[str, float | None]:
    return dict(zip(measured, numbers(np.array(list(measured.values()))), strict=True))
