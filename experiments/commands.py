"""What the commands print: progress, lists, and the short table at the end of a comparison."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from analysis.words import Language, say

if TYPE_CHECKING:
    from analysis.structures import Structure
    from analysis.summary import Comparison
    from experiments.compare import Plan
    from experiments.sweep.plan import Sweep
    from experiments.sweep.progress import Progress
    from experiments.sweep.store import Store
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


@contextmanager
def runs_bar(words: str, language: Language) -> Iterator[Callable[[Progress], None]]:
    """Show what of many runs is done, how fast, how long it still takes, and what failed."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    from experiments.sweep_report import duration

    columns = (TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn())
    with Bar(*columns, TextColumn("{task.fields[more]}"), console=ERR) as bar:
        row = bar.add_task(words, total=None, more="")

        def tell(now: Progress) -> None:
            left = duration(now.remaining, language) if now.remaining is not None else "…"
            bad = now.failed + now.late
            more = say("sens_progress", language, rate=f"{now.rate:.3g}", left=left, bad=bad)
            bar.update(row, completed=now.done, total=now.planned, more=more)

        yield tell


@dataclass(frozen=True)
class Asked:
    """How a comparison is made.

    Attributes:
        names: scenarios to compare; the default grid if there are none.
        against: scenario that they are compared with.
        files: files of all of them.
        out: folder.
        workers: processes; one for each processor if not given.
        force: begin anew if the folder holds another comparison.
        retry: make runs again that failed.
        language: of what is printed.
    """

    names: Sequence[str]
    against: str
    files: tuple[ScenarioFile, ...]
    out: Path
    workers: int | None
    force: bool
    retry: bool
    language: Language


def compare_policies(asked: Asked, given: Mapping[str, Any]) -> None:
    """Make the runs of a comparison, or those that are left; write it, and print its headline.

    Raises:
        SystemExit: 130 if the user stopped it; what is finished is kept.
    """
    from experiments.compare import Plan, compare
    from experiments.policies import grid_policies, grid_spotlight, named_policies
    from experiments.pool import default_workers
    from experiments.report import write_comparison
    from experiments.sweep.lock import only_writer

    names, out, language = asked.names, asked.out, asked.language
    policies = named_policies(names, asked.against) if names else grid_policies()
    spotlight = grid_spotlight() if not names else tuple(p.name for p, _ in policies[1:6])
    workers = asked.workers or default_workers()
    plan = Plan(policies, spotlight, command=_line(asked, given), workers=workers, **given)
    out.mkdir(parents=True, exist_ok=True)
    try:
        with only_writer(out):
            runs = _make_runs(plan, asked)
            under = {structure: _make_runs(plan, asked, structure) for structure in plan.structures}
            ERR.print(say("analysing", language), style="dim")
            compared = compare(plan, *runs, under)
            write_comparison(plan, compared, out, asked.files)
    except KeyboardInterrupt:
        words = say("sens_stopped", language, command=plan.line(out))
        ERR.print(words, style="yellow", soft_wrap=True)
        raise SystemExit(130) from None
    if len(compared.failures):
        ERR.print(say("some_failed", language, n=len(compared.failures)), style="bold red")
    OUT.print(headline_table(compared.comparison, language))
    OUT.print(say("written_to", language, folder=out), soft_wrap=True)
    OUT.print(say("open_brief", language, file=out / f"brief.{language}.html"), soft_wrap=True)


def _make_runs(plan: Plan, asked: Asked, structure: Structure | None = None) -> tuple[Store, Sweep]:
    """Make the runs that are not there yet, the usual ones or those under another structure.

    Raises:
        SystemExit: 130 if the user stopped it.
    """
    from experiments.compare import begin
    from experiments.compare_structures import begin_structure
    from experiments.kept_runs import WholeSeeds
    from experiments.sweep.engine import How, execute
    from experiments.sweep.local import Local

    language = asked.language
    if structure is None:
        store, sweep = begin(plan, asked.out, force=asked.force)
    else:
        store, sweep = begin_structure(plan, structure, asked.out, force=asked.force)
    words = say("comparing", language, policies=len(plan.policies), n=plan.replications)
    words += f" · {structure.switch} = {structure.shown}" if structure is not None else ""
    how = How(retry=asked.retry, pace=WholeSeeds(points=len(plan.policies)))
    ERR.print(say("runs_in", language, folder=store.folder), style="dim", soft_wrap=True)
    with runs_bar(words, language) as tell:
        summary = execute(sweep, store, Local(plan.workers), tell, how=how)
    if summary.stopped:
        words = say("sweep_go_on", language, left=summary.left, command=plan.line(asked.out))
        ERR.print(words, style="yellow", soft_wrap=True)
        raise SystemExit(130)
    return store, sweep


def _line(asked: Asked, given: Mapping[str, Any]) -> str:
    """Write the command line that repeats a comparison."""
    from experiments.policies import BASELINE

    words = ["shequ compare"]
    words += [f"--policies {shlex.quote(','.join(asked.names))}"] if asked.names else []
    words += [f"--against {shlex.quote(asked.against)}"] if asked.against != BASELINE else []
    words += [f"--{name} {given[name]}" for name in ("replications", "weeks", "seed")]
    moved = dict.fromkeys(structure.switch for structure in given.get("structures", ()))
    words += [f"--structures {','.join(moved)}"] if moved else []
    people = given["people"]
    words += [f"--population {people.mix}"] if not people.files and people.mix != "default" else []
    words += [f"--{option} {file}" for option, file in people.files.items()]
    return " ".join(words)


def headline_table(comparison: Comparison, language: Language) -> Table:
    """Lay out the policies in the spotlight with their verdicts."""
    from analysis.style import BETTER, WORSE
    from analysis.summary import MARKS, fixed, places_of

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
