"""What the commands for many runs do: begin or go on, estimate, run with progress, say what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.words import Language, say
from experiments.cli_sweep import folder_of
from experiments.commands import ERR, OUT
from experiments.manifest import describe
from experiments.sweep.design import Design
from experiments.sweep.design_file import SweepFile, load_design
from experiments.sweep.engine import Engine, How, execute
from experiments.sweep.lock import Shard
from experiments.sweep.plan import Sweep
from experiments.sweep.run_terms import Precision
from experiments.sweep.store import Store
from experiments.sweep_report import amount, duration, failures_seen, room
from sim.errors import BadInput
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.sweep.progress import Progress, Summary

_GROWING = ("samples", "trajectories")


@dataclass(frozen=True)
class Task:
    """How a command works.

    Attributes:
        engine: where the work is done.
        workers: processes, for the estimate.
        shard: which part is done.
        retry: run again what failed or was late.
        estimate: only say what it will take.
        language: of what is printed.
    """

    engine: Engine
    workers: int
    shard: Shard | None
    retry: bool
    estimate: bool
    language: Language


@dataclass(frozen=True)
class Begun:
    """A sweep in its folder.

    Attributes:
        store: where results go.
        sweep: what is planned.
        precision: when there are enough replications; None for as many as are planned.
        base: scenario that the design starts from.
    """

    store: Store
    sweep: Sweep
    precision: Precision | None
    base: Scenario


def sweep_of(file: SweepFile) -> Sweep:
    """Make the sweep that a design file describes."""
    design, terms = file.design, file.run
    blocks = tuple(int(block) for block in design.table()["block"]) if design.blocked else None
    return Sweep(
        design.scenarios(), blocks, terms.replications, terms.first_seed, terms.seeds, terms.weeks,
        terms.people, terms.kept, terms.check, terms.time_limit,
    )  # fmt: skip


def begin(design: str, out: Path | None) -> Begun:
    """Begin a sweep, or take up the one that lies in the folder.

    Raises:
        BadInput: the folder holds something else, or another design.
    """
    file = load_design(design)
    folder = out or folder_of(file.path)
    sweep = sweep_of(file)
    if (folder / "manifest.json").exists():
        store = Store.open(folder)
        store.check_program()
        planned = store.sweep()
        grown = replace(sweep, replications=max(sweep.replications, planned.replications))
        if planned.digest() != grown.digest():
            raise BadInput(
                f"--out {folder}: holds the results of another design. Choose another folder, "
                "or `shequ extend` to add replications or samples to these."
            )
        sweep = planned
    else:
        store = Store.create(folder, sweep, _written(file, folder))
    return Begun(store, sweep, file.run.precision, file.design.start)


def extended(folder: Path, replications: int | None, samples: int | None) -> Begun:
    """Plan more replications or samples for a sweep.

    Raises:
        BadInput: neither is given, the folder holds no sweep, or its design cannot grow.
    """
    if replications is None and samples is None:
        raise BadInput("--replications or --samples must be given. Say how many there should be in all.")
    store = Store.open(folder)
    sweep, told = store.sweep(), store.told()
    changes: dict[str, Any] = {}
    if samples is not None:
        file = load_design(told["design"]["file"])
        larger = sweep_of(_larger(file, samples))
        sweep = replace(sweep, points=larger.points, blocks=larger.blocks)
        changes = {"design": {**told["design"], "samples": samples}}
    if replications is not None:
        sweep = replace(sweep, replications=replications)
    store.extend(sweep, changes)
    return Begun(store, sweep, None, sweep.points[0])


def _larger(file: SweepFile, samples: int) -> SweepFile:
    settings = file.design.settings
    name = next((name for name in _GROWING if getattr(settings, name) is not None), None)
    if name is None:
        raise BadInput(f"--samples: a design of kind {file.design.kind} has no samples. Change its file.")
    return replace(file, design=_grown(file.design, name, samples))


def _grown(design: Design, name: str, samples: int) -> Design:
    return replace(design, samples=samples) if name == "samples" else replace(design, trajectories=samples)


def _written(file: SweepFile, folder: Path) -> dict[str, Any]:
    """Write down where the points come from."""
    return {
        "title": list(file.title),
        "question": list(file.question),
        "design": {"file": str(file.path), "text": file.text},
        "base": describe(file.design.start, file.base_files),
        "command_line": f"shequ sweep {file.shown} --out {folder}",
    }


def run(begun: Begun, task: Task) -> None:
    """Estimate, run, and say what came of it.

    Raises:
        SystemExit: 130 if the user stopped it.
    """
    _say_estimate(begun, task)
    if task.estimate:
        return
    if begun.precision is None or task.shard is not None:
        _finish(_execute(begun.sweep, begun.store, task), begun, task)
        return
    from experiments.sweep.precision import grow

    last: list[Summary] = []

    def more(sweep: Sweep) -> bool:
        last.append(_execute(sweep, begun.store, task))
        return not last[-1].stopped

    _, reaches = grow(begun.sweep, begun.store, begun.precision, begun.base, more)
    for reach in reaches:
        held = "precise" if reach.enough is not None else "not_precise"
        # Narrow enough now, but not yet for the run of replications that must confirm it.
        key = "not_confirmed" if held == "not_precise" and reach.widest <= reach.wanted else held
        OUT.print(say(key, task.language, indicator=reach.indicator, n=reach.enough, needed=reach.needed,
                      half=f"{reach.widest:.3g}", wanted=f"{reach.wanted:.3g}"), soft_wrap=True)  # fmt: skip
    _finish(last[-1], begun, task)


def _say_estimate(begun: Begun, task: Task) -> None:
    """Say how long it will take and how large it will be; a shard does not try runs that others do."""
    if task.shard is not None:
        return
    from experiments.sweep.estimate import estimate

    if next(begun.sweep.tasks(begun.store.finished()), None) is not None:
        ERR.print(say("sweep_pilot", task.language), style="dim")
    found = estimate(begun.sweep, begun.store)
    words = say(
        "sweep_estimate", task.language, planned=amount(found.planned), left=amount(found.left),
        time=duration(found.seconds / task.workers, task.language), workers=task.workers,
        work=duration(found.seconds, task.language), size=room(found, task.language),
    )  # fmt: skip
    ERR.print(words, soft_wrap=True)


def _execute(sweep: Sweep, store: Store, task: Task) -> Summary:
    with _bar(store, task.language) as tell:
        return execute(sweep, store, task.engine, tell, task.shard, How(retry=task.retry))


class _bar:  # noqa: N801 - used as a context
    """Shows what is done, how fast, how long it still takes, what failed, and where the results are."""

    def __init__(self, store: Store, language: Language) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._language = language
        self._bar = Progress(
            BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[more]}"), console=ERR,
            transient=False,
        )  # fmt: skip
        self._row = self._bar.add_task("", total=None, more=str(store.folder))

    def __enter__(self) -> Any:
        self._bar.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _tell(self, now: Progress) -> None:
        left = duration(now.remaining, self._language) if now.remaining is not None else "…"
        words = say("sweep_progress", self._language, rate=f"{now.rate:.3g}", left=left,
                    bad=now.failed + now.late, folder=now.folder)  # fmt: skip
        self._bar.update(self._row, completed=now.done, total=now.planned, more=words)


def _finish(summary: Summary, begun: Begun, task: Task) -> None:
    """Say what is there, what failed, and what goes on."""
    language = task.language
    done = summary.before + summary.done
    OUT.print(say("sweep_done", language, done=amount(done), planned=amount(summary.planned),
                  failed=summary.failed, late=summary.late, time=duration(summary.seconds, language),
                  folder=begun.store.folder), soft_wrap=True)  # fmt: skip
    for line in failures_seen(begun.store, language):
        OUT.print(line, soft_wrap=True, style="red")
    if summary.stopped or summary.left:
        command = begun.store.told().get("command_line", "shequ sweep")
        ERR.print(say("sweep_go_on", language, left=amount(summary.left), command=command), style="yellow",
                  soft_wrap=True)  # fmt: skip
    if summary.stopped:
        raise SystemExit(130)
