"""What ``shequ sensitivity`` does: estimate, go through the stages, and say after each what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.figures.convergence import states
from analysis.sensitivity import findings
from analysis.words import Language, pick, say
from experiments.commands import ERR, OUT, runs_bar
from experiments.sensitivity.course import Found, conduct
from experiments.sensitivity.outlook import outlook
from experiments.sensitivity.results import begin, write_figures, write_tables
from experiments.sensitivity.stage import Means, Stopped, Tell
from experiments.sensitivity.study import Study, folder_of
from experiments.sensitivity.study_file import load_study, made_study
from experiments.sweep.engine import Engine, How
from experiments.sweep_report import amount, duration
from sim.errors import BadInput

if TYPE_CHECKING:
    from analysis.sensitivity.report import Sensitivity

_STORED = ("morris", "sobol", "others", "fast", "nothing")
"""What has been found after these is written at once, so that a stopped study leaves what it knows."""


@dataclass(frozen=True)
class Task:
    """How the command works.

    Attributes:
        engine: where runs are made.
        workers: processes, as the user gave them; None for one on each processor.
        retry: run again what failed or was late.
        estimate: only say what it will take.
        language: of what is printed.
        how: what of the execution is usually left as it is.
    """

    engine: Engine
    workers: int | None
    retry: bool
    estimate: bool
    language: Language
    how: How = field(default_factory=How)


def chosen(study: str | None, factors: str | None, given: Mapping[str, Any]) -> Study:
    """Read the study that the command line means.

    Args:
        study: file or name.
        factors: without a file, what varies.
        given: further options, which go with ``factors`` only.

    Raises:
        BadInput: neither or both of them, or options that stand in the file.
    """
    if study is not None and (factors is not None or given):
        named = f"--{next(iter(given))}" if factors is None else "--factors"
        raise BadInput(f"{named}: stands in the study file. Change it there, or leave the file out.")
    if study is not None:
        return load_study(study)
    if factors is None:
        raise BadInput(
            "STUDY: must be given: a study file or a name such as core_sensitivity. "
            "Or say --factors levers, uncertainties or both."
        )
    table: dict[str, Any] = {}
    if "indicators" in given:
        table["indicators"] = [name.strip() for name in given["indicators"].split(",")]
    if "weeks" in given:
        table["weeks"] = given["weeks"]
    if "trajectories" in given:
        table["morris"] = {"trajectories": given["trajectories"]}
    if "samples" in given:
        table["sobol"] = {"samples": given["samples"]}
    options = [f"--factors {factors}", *(f"--{name} {value}" for name, value in given.items())]
    return made_study(factors, table, " ".join(options))


def run(study: Study, out: Path | None, task: Task) -> None:
    """Run a study, or go on with it, and say what came of it.

    Raises:
        SystemExit: 130 if the user stopped it.
    """
    from experiments.pool import default_workers

    folder = out or folder_of(study.name)
    begin(study, folder)
    _say_outlook(study, folder, task.workers or default_workers(), task.language)
    if task.estimate:
        return
    means = Means(folder, task.engine, _how(task), lambda stage: _bar(stage, task.language))

    def hear(stage: str, found: Found) -> None:
        sensitivity = found.sensitivity(study)
        for line in news(stage, sensitivity, task.language):
            OUT.print(line, soft_wrap=True, markup=False, highlight=False)
        if stage in _STORED:
            write_tables(study, found, folder, finished=False)

    try:
        found = conduct(study, means, hear)
    except Stopped:
        ERR.print(
            say("sens_stopped", task.language, command=study.line(folder)), style="yellow", soft_wrap=True
        )
        raise SystemExit(130) from None
    ERR.print(say("sens_writing", task.language), style="dim")
    sensitivity = write_tables(study, found, folder, finished=True)
    write_figures(sensitivity, folder)
    _say_end(sensitivity, folder, task.language)


def _how(task: Task) -> How:
    return replace(task.how, retry=task.retry)


def _say_outlook(study: Study, folder: Path, workers: int, language: Language) -> None:
    """Say how many runs there are in each stage, and how long what is left takes."""
    ERR.print(say("sens_title", language, title=pick(study.title, language)), style="bold", soft_wrap=True)
    found = outlook(study, folder)
    for one in found.expected:
        ERR.print(
            say("sens_stage_runs", language, stage=say(f"sens_stage_{one.stage}", language),
                n=amount(one.runs)),
            soft_wrap=True,
        )  # fmt: skip
    time = duration(found.seconds / workers, language) if found.seconds is not None else "?"
    words = say("sens_estimate", language, runs=amount(found.runs), there=amount(found.there),
                workers=workers, time=time)  # fmt: skip
    ERR.print(words, soft_wrap=True)


def _bar(stage: str, language: Language) -> AbstractContextManager[Tell]:
    """Show what of a stage is done."""
    return runs_bar(say(f"sens_stage_{stage}", language), language)


def news(stage: str, sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say what a stage has found."""
    if stage in ("pilot", "pilot_sobol"):
        yield from _noise(stage, sensitivity, language)
    elif stage == "screen":
        yield from findings.choice(sensitivity, language)
    elif stage == "morris" and sensitivity.morris is not None:
        rows = sensitivity.morris.table
        kept = (
            rows[(rows["measure"] == "mu_star") & rows["above_floor"]]
            .groupby("indicator")["factor"]
            .nunique()
        )
        counts = say("comma", language).join(f"{name} {n}" for name, n in kept.items())
        n = sum(not name.startswith("dummy") for name in sensitivity.morris.factors)
        yield say("sens_morris_found", language, n=n, counts=counts)
    elif stage == "sobol":
        yield from _doubling(sensitivity, language)
    elif stage == "methods":
        yield say("sens_methods", language)
    elif stage == "nothing":
        yield say("sens_nothing_leads", language)


def _noise(stage: str, sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    own = sensitivity.noise[sensitivity.noise["stage"] == ("morris" if stage == "pilot" else "sobol")]
    yield from findings.luck(replace(sensitivity, noise=own, morris=None, history=()), language)


def _doubling(sensitivity: Sensitivity, language: Language) -> Iterator[str]:
    """Say of each output what has settled with the blocks that there are now."""
    assert sensitivity.sobol is not None
    blocks = int((sensitivity.sobol.table["blocks"] + sensitivity.sobol.table["dropped"]).max())
    if not sensitivity.convergence:
        yield say("sens_first_blocks", language, blocks=blocks)
    for judged in sensitivity.convergence:
        output = sensitivity.output(judged.indicator, judged.statistic, language)
        words = say("sa_states", language, **states(judged, language))
        yield say("sens_doubling", language, blocks=blocks, output=output, states=words)


def _say_end(sensitivity: Sensitivity, folder: Path, language: Language) -> None:
    for part in (findings.ranking, findings.model_structure, findings.convergence):
        for line in part(sensitivity, language):
            OUT.print(line, soft_wrap=True, markup=False, highlight=False)
    failed = sensitivity.facts["failed"]
    if failed:
        ERR.print(say("sens_failed", language, n=amount(failed)), style="bold red", soft_wrap=True)
    OUT.print(say("written_to", language, folder=folder), soft_wrap=True)
