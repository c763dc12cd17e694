"""``make bench``: how fast the model is, against Mesa objects, NumPy, and what this machine can do.

All ratios are ratios of CPU times measured in turn in one run. ``--quick`` leaves out the street of a million
adults, the runs with nothing compiled, and the killed workers; ``--only sweep`` measures many runs alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import commands, compare, hosts, roofline, sizes, sweep
from tests.bench.mesa_week import ResidentStreet
from tests.bench.numpy_week import ResidentArrays
from tests.bench.steps import RESIDENT_NAMES, WEEK_NAMES, time_steps, work

RESULT = Path("results") / "bench.json"
COUNTS = ("acts", "events", "named", "routes")
WIDTH = 110


@dataclass(frozen=True)
class Line:
    """One measured number and what it should be.

    Attributes:
        name: what is measured.
        value: the number.
        unit: its unit.
        target: bound, None if there is none.
        at_least: whether the bound is a lower one.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met, None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def main() -> None:
    """Measure, print, write ``results/bench.json``."""
    options = _options()
    console = Console(width=WIDTH)
    lines: list[Line] = []
    steps: list[dict[str, float | str]] = []
    one_run: list[tuple[str, Callable[[], list[Line]]]] = [
        ("the same counts in all forms", agreement),
        ("the resident week in three forms", lambda: forms(options.rounds, steps)),
        ("what this machine can do", lambda: machine(steps, quick=options.quick)),
        ("streets of many sizes", lambda: many_sizes(quick=options.quick)),
        ("the command line", lambda: command_line(options)),
    ]
    many_runs: list[tuple[str, Callable[[], list[Line]]]] = [
        ("many runs: what the sweep layer costs", sweep_layer),
        ("many runs: the same model in three tools", lambda: three_tools(quick=options.quick)),
    ]
    for title, measure in many_runs if options.only else one_run + many_runs:
        with console.status(title):
            found = measure()
        lines += found
        console.print(_table(title, found))
    if steps:
        console.print(_step_table(steps))
    result = RESULT.with_stem(f"{RESULT.stem}-{options.only}") if options.only else RESULT
    result.parent.mkdir(exist_ok=True)
    written = {"lines": [{**asdict(line), "met": line.met} for line in lines], "steps": steps}
    result.write_text(json.dumps(written, indent=1), encoding="utf-8")
    console.print(f"Written to {result}.")


def agreement() -> list[Line]:
    """Check that all forms count the same; without it their speeds mean nothing."""
    fine, rounded = (
        compare.recorded(compare.small_street(fine=True)),
        compare.recorded(compare.small_street()),
    )
    by_name = {
        "Mesa objects, float64": fine.differences(ResidentStreet),
        "NumPy, float32": rounded.differences(ResidentArrays),
    }
    lines = [
        Line(f"largest difference of a weekly count: {form}", max(gaps[name] for name in COUNTS), "", 0.0)
        for form, gaps in by_name.items()
    ]
    if not all(line.met for line in lines):
        raise SystemExit("The forms of the resident week disagree; run tests/bench/test_bench_agreement.py.")
    return lines


def forms(rounds: int, steps: list[dict[str, float | str]]) -> list[Line]:
    """Measure the resident week as kernels, NumPy and Mesa objects; fill the time of each step."""
    found = compare.measure(rounds)
    kernels, week = found["kernels_ns"], found["week_ns"]
    steps += [{"step": name, "us": found[f"{name}_us"]} for name in WEEK_NAMES]
    return [
        Line("Mesa objects, street of 300", found["mesa_300_ns"], "ns a resident-week"),
        Line("NumPy and SciPy, street of 300", found["numpy_300_ns"], "ns a resident-week"),
        Line("NumPy and SciPy, default street", found["numpy_ns"], "ns a resident-week"),
        Line("kernels, default street", kernels, "ns a resident-week", 20.0),
        Line(
            "kernels faster than Mesa objects", found["mesa_300_ns"] / kernels, "times", 250.0, at_least=True
        ),
        Line("kernels faster than NumPy", found["numpy_ns"] / kernels, "times", 5.0, at_least=True),
        Line("whole week of the default street", found["week_us"] / 1000.0, "ms", 3.0),
        Line("share of the organisations", 1.0 - kernels / week, ""),
    ]


def machine(steps: list[dict[str, float | str]], *, quick: bool) -> list[Line]:
    """Measure the machine; fill the least time that each step of residents needs on it."""
    able = roofline.measure()
    street = sizes.street_of(sizes.MIDDLE if quick else sizes.LARGE)
    default = sizes.street_of(17_600)
    time_steps(default, 4)
    seconds, n = time_steps(street, 4), street.world.residents.n
    seconds = time_steps(street, 8)
    small, large = work(default), work(street)
    for row in steps:
        name = str(row["step"])
        if name in RESIDENT_NAMES:
            row["ns"] = 1000.0 * float(row["us"]) / default.world.residents.n
            row["least_ns"] = small[name].least(default, able, "cached")
            row["large_ns"] = 1e9 * seconds[name] / n
            row["large_least_ns"] = large[name].least(street, able, "memory")
    return [
        Line(
            name.removesuffix("_ns").removesuffix("_GB_s").replace("_", " "),
            value,
            "ns" if name.endswith("_ns") else "GB/s",
        )
        for name, value in able.items()
    ]


def many_sizes(*, quick: bool) -> list[Line]:
    """Measure streets of 10,000 to a million adults."""
    middle = sizes.measure_apart(sizes.MIDDLE)
    found = [middle] if quick else [middle, sizes.measure_apart(sizes.LARGE)]
    last = found[-1]
    ratio = last["here_residents"] / last["small_residents"]
    lines = [Line(f"{sizes.SMALL:,} adults", last["small_residents"], "ns a resident-week")]
    lines += [Line(f"{s['adults']:,.0f} adults", s["here_residents"], "ns a resident-week") for s in found]
    lines += [
        Line(f"{last['adults']:,.0f} against {sizes.SMALL:,} adults", ratio, "times", 2.2),
        Line("state and networks", last["state_bytes"], "bytes an adult", 350.0),
    ]
    if not quick:
        more = (last["peak_bytes"] - middle["peak_bytes"]) / (last["adults"] - middle["adults"])
        lines.append(Line("peak memory from 100,000 to 1,000,000 adults", more, "bytes an adult", 700.0))
    return lines


def command_line(options: argparse.Namespace) -> list[Line]:
    """Measure the commands as a user meets them."""
    measured = [("shequ --help", commands.help_seconds(), 0.5)]
    measured.append(("shequ run baseline --weeks 52, warm", commands.warm_seconds(options.runs), 5.0))
    if not options.quick:
        cold = commands.cold_seconds(options.cold_runs)
        measured.append(("shequ run baseline --weeks 52, cold", cold, 60.0))
    lines = []
    for name, (cpu, passed), target in measured:
        lines += [Line(name, cpu, "s of CPU", target), Line(f"{name}, by the clock", passed, "s")]
    return lines


def sweep_layer() -> list[Line]:
    """Measure what the layer for many runs takes beside the runs, and how fast it answers."""
    found = sweep.measure()
    beside = f"the layer beside runs of {1000 * sweep.BURN:g} ms in {sweep.WORKERS} processes"
    more = f"more memory from {sweep.SMALL:,} to {sweep.LARGE:,} runs"
    return [
        Line(f"{beside}, of CPU time", 100 * found["processor"], "%", 5.0),
        Line(f"{beside}, by the clock", 100 * found["clock"], "%", 5.0),
        Line("start of a sweep, until all processes work", found["start"], "s"),
        Line(f"{more}, parent", found["more in the parent"] / 1e6, "MB", 10.0),
        Line(f"{more}, worker (parts grow to 1,000 runs)", found["more in the workers"] / 1e6, "MB", 25.0),
        Line("mean and interval of 10,000 points over 1,000,000 rows", found["question"], "s", 1.0),
        Line("opening 1,000 parts with 1,000,000 rows, once", found["opening"], "s"),
    ]


def three_tools(*, quick: bool) -> list[Line]:
    """Measure the same runs in mesa.batch_run, EMA Workbench and a sweep, and what a killed worker costs."""
    rates = hosts.rates(1 if quick else 2)
    ours = rates[hosts.OURS].processor
    lines = []
    for name, rate in rates.items():
        lines.append(Line(f"{name}, runs that {sweep.WORKERS} processors do", sweep.WORKERS / rate.processor,
                          "a second"))  # fmt: skip
        lines.append(Line(f"{name}, by the clock", rate.clock, "runs a second"))
    lines += [
        Line(f"{hosts.OURS} faster than {name}", rate.processor / ours, "times", 1.0, at_least=True)
        for name, rate in rates.items() if name not in (hosts.OURS, hosts.APART)
    ]  # fmt: skip
    plain = "plain Mesa objects in mesa.batch_run"
    lines.append(Line(f"{hosts.OURS} faster than {plain}", hosts.plain_seconds() / ours, "times", 100.0,
                      at_least=True))  # fmt: skip
    for name in () if quick else (name for name in hosts.HOSTS if name != hosts.APART):
        after, target = hosts.after_a_kill(name), hosts.VICTIM if name == hosts.OURS else None
        lines.append(
            Line(f"{name}, a worker killed: {after.words}", after.done, "runs", target, at_least=True)
        )
    return lines


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no million adults, nothing cold, no kills")
    parser.add_argument("--only", choices=["sweep"], help="measure many runs alone")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of the three forms")
    parser.add_argument("--runs", type=int, default=5, help="warm runs of the command")
    parser.add_argument("--cold-runs", type=int, default=5, help="cold runs of the command")
    return parser.parse_args()


def _table(title: str, lines: list[Line]) -> Table:
    table = Table(title=title, title_justify="left")
    for head, side in (
        ("", "left"),
        ("measured", "right"),
        ("unit", "left"),
        ("target", "right"),
        ("", "left"),
    ):
        table.add_column(head, justify=side)  # type: ignore[arg-type]
    for line in lines:
        target = "" if line.target is None else f"{'≥' if line.at_least else '≤'} {line.target:g}"
        verdict = {None: "", True: "met", False: "[bold]missed[/bold]"}[line.met]
        table.add_row(line.name, f"{line.value:,.4g}", line.unit, target, verdict)
    return table


def _step_table(steps: list[dict[str, float | str]]) -> Table:
    table = Table(title="an average week of the default street, step by step", title_justify="left")
    heads = ("step", "µs", "ns a resident", "least", "times", "large street, ns", "least", "times")
    for k, head in enumerate(heads):
        table.add_column(head, justify="right" if k else "left")
    for row in steps:
        cells = [str(row["step"]), f"{row['us']:,.0f}"]
        for ns, least in (("ns", "least_ns"), ("large_ns", "large_least_ns")):
            if ns in row:
                cells += [f"{row[k]:.1f}" for k in (ns, least)]
                cells.append(f"{float(row[ns]) / float(row[least]):.1f}")
        table.add_row(*cells)
    return table


if __name__ == "__main__":
    main()
