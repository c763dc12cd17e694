"""The command for sensitivity studies. Nothing heavy is imported until it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli_sweep import Dask, EstimateOnly, Lang, Retry, Workers
from experiments.options import a_folder, language_of, whole

if TYPE_CHECKING:
    from experiments.sweep.engine import Engine

# fmt: off
StudyName = Annotated[str | None, typer.Argument(
    metavar="[STUDY]",
    help="Study file (.toml), or the name of a study that comes with the model. 研究文件或研究名")]
Factors = Annotated[str | None, typer.Option(
    metavar="NAME", help="Without a file: levers, uncertainties or both. 不用文件时：杠杆、不确定参数或两者")]
Indicators = Annotated[str | None, typer.Option(
    metavar="ID,…", help="Without a file: what is analysed. 不用文件时：分析哪些指标")]
Weeks = Annotated[Any, typer.Option(
    parser=whole("--weeks", 1, 5200), metavar="N", help="Without a file: weeks after the burn-in. 政策周数")]
Trajectories = Annotated[Any, typer.Option(
    parser=whole("--trajectories", 2, 10_000), metavar="N", help="Without a file: of Morris. 轨迹数")]
Samples = Annotated[Any, typer.Option(
    parser=whole("--samples", 2, 2**17), metavar="N",
    help="Without a file: blocks of Sobol at most, a power of two. 区组数上限")]
Out = Annotated[Any, typer.Option(
    parser=a_folder("--out"), metavar="DIR",
    help="Folder for the results; with results of this study in it, the study goes on. 输出文件夹")]
# fmt: on


def sensitivity(  # noqa: PLR0913 - the options of a command are its arguments
    study: StudyName = None,
    factors: Factors = None,
    indicators: Indicators = None,
    weeks: Weeks = None,
    trajectories: Trajectories = None,
    samples: Samples = None,
    out: Out = None,
    workers: Workers = None,
    dask: Dask = None,
    retry: Retry = False,
    estimate: EstimateOnly = False,
    lang: Lang = None,
) -> None:
    """Find out which levers and uncertainties drive the indicators, or go on with it."""
    language = language_of(lang)
    from experiments.sensitivity.command import Task, chosen, run

    options = {"indicators": indicators, "weeks": weeks, "trajectories": trajectories, "samples": samples}
    given = {name: value for name, value in options.items() if value is not None}
    asked = chosen(study, factors, given)
    run(asked, out, Task(_engine(workers, dask), workers, retry, estimate, language))


def add_to(app: typer.Typer) -> None:
    """Make the command part of the program."""
    text = "Which levers and uncertainties drive the indicators, and is it settled? 敏感性分析，可中断续跑"
    app.command(help=text)(sensitivity)


def _engine(workers: int | None, dask: str | None) -> Engine:
    """Give where the work is done."""
    if dask is not None:
        from experiments.sweep.cluster import DaskCluster

        return DaskCluster(dask, workers or 2)
    from experiments.pool import default_workers
    from experiments.sweep.local import Local

    return Local(workers or default_workers())
