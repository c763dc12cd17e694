"""What the commands print: progress, lists, and the short table at the end of a comparison."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from analysis.words import Language, say

if TYPE_CHECKING:
    from analysis.summary import Comparison
    from scenarios import ScenarioFile

WIDE = 180
"""Width of what is printed to a file or to another program."""
OUT, ERR = Console(width=None if sys.stdout.isatty() else WIDE), Console(stderr=True)
SHOWN = ("ENG3", "DIS3b", "DIS5", "DIS7", "SVC2a")


@contextmanager
def weeks_bar(language: Language) -> Iterator[Callable[[int, int], None] | None]:
    """Show the weeks of one run with the time that is left, if someone is watching."""
    if not ERR.is_terminal:
        yield None
        return
    with _bar() as bar:
        task = bar.add_task(say("running_weeks", language), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Any:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TextColumn("·"), TimeRemainingColumn(), console=ERR)


def compare_policies(
    names: Sequence[str],
    files: tuple[ScenarioFile, ...],
    out: Path,
    given: Mapping[str, Any],
    language: Language,
) -> None:
    """Run a comparison, write it, and print its headline."""
    from experiments.compare import Plan, compare
    from experiments.manifest import now
    from experiments.policies import grid_policies, grid_spotlight, named_policies
    from experiments.pool import default_workers
    from experiments.report import write_comparison

    policies = named_policies(names) if names else grid_policies()
    spotlight = grid_spotlight() if not names else tuple(p.name for p, _ in policies[1:6])
    settings = {**given, "workers": given["workers"] or default_workers()}
    plan = Plan(policies, spotlight, command=_line(names, given), **settings)
    started = now()
    with _bar() as bar:
        words = say("comparing", language, policies=len(policies), n=plan.replications)
        task = bar.add_task(words, total=plan.n_runs)
        compared = compare(plan, lambda count: bar.advance(task, count))
    ERR.print(say("analysing", language), style="dim")
    write_comparison(plan, compared, out, files, started)
    if len(compared.failures):
        ERR.print(say("some_failed", language, n=len(compared.failures)), style="bold red")
    OUT.print(headline_table(compared.comparison, language))
    OUT.print(say("written_to", language, folder=out), soft_wrap=True)
    OUT.print(say("open_brief", language, file=out / f"brief.{language}.html"), soft_wrap=True)


def _line(names: Sequence[str], given: Mapping[str, Any]) -> str:
    """Write the command line that repeats a comparison."""
    words = ["shequ compare"]
    words += [f"--policies {','.join(names)}"] if names else []
    words += [f"--{name} {given[name]}" for name in ("replications", "weeks", "seed")]
    people = given["people"]
    words += [f"--population {people.mix}"] if not people.files and people.mix != "default" else []
    words += [f"--{option} {file}" for option, file in people.files.items()]
    return " ".join(words)


def headline_table(comparison: Comparison, language: Language) -> Table:
    """Lay out the policies in the spotlight with their verdicts."""
    from analysis.brief import MARKS
    from analysis.style import BETTER, WORSE
    from analysis.summary import fixed, places_of

    indicators = comparison.measured(*SHOWN)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("policy", language))
    for indicator in indicators:
        table.add_column(f"{comparison.label(indicator, language)}\n{indicator}", justify="right")
    styles = {"better": BETTER, "worse": WORSE}
    rows = {indicator: comparison.by_policy(indicator) for indicator in indicators}
    for policy in comparison.shown():
        cells = []
        for indicator in indicators:
            row = rows[indicator][policy.name]
            text = f"{MARKS[row['verdict']]} {fixed(row['mean_difference'], places_of(row))}"
            cells.append(f"[{styles[row['verdict']]}]{text}[/]" if row["verdict"] in styles else text)
        table.add_row(comparison.title(policy, language), *cells)
    return table


def print_list(kind: str, language: Language, *, as_json: bool) -> None:
    """Print one list, as a table or as JSON."""
    from experiments.listing import cells, headings, rows_of

    rows = rows_of(kind)
    if as_json:
        OUT.file.write(json.dumps(rows, ensure_ascii=False, indent=1, default=list) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for k, heading in enumerate(headings(kind, language)):
        table.add_column(heading, overflow="fold", no_wrap=k == 0)
    for row in rows:
        table.add_row(*cells(kind, row, language))
    OUT.print(table)
