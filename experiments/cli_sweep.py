"""The commands for many runs: sweep, extend, status, verify. Nothing heavy is imported until one is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.options import a_file, a_folder, language_of, shard_of, whole

if TYPE_CHECKING:
    from experiments.sweep.engine import Engine

# fmt: off
DesignName = Annotated[str, typer.Argument(
    help="Design file (.toml), or the name of an example. 试验设计文件或示例名")]
SweepFolder = Annotated[Any, typer.Argument(
    parser=a_folder("DIR"), metavar="DIR", help="Folder of a sweep. 批量运行的文件夹")]
Out = Annotated[Any, typer.Option(
    parser=a_folder("--out"), metavar="DIR",
    help="Folder for the results; with results of this design in it, the sweep goes on. 输出文件夹")]
Workers = Annotated[Any, typer.Option(
    parser=whole("--workers", 1, 512), metavar="N",
    help="Processes; one for each processor if left out. 进程数")]
Shard = Annotated[Any, typer.Option(
    parser=shard_of("--shard"), metavar="I/N",
    help="Do the I-th of N parts; all parts make one result. 只做第I份（共N份）")]
Dask = Annotated[str | None, typer.Option(
    metavar="URL", help="Address of a Dask scheduler, or 'local'. Dask调度器地址")]
CaFile = Annotated[Any, typer.Option(
    parser=a_file("--dask-ca"), metavar="FILE", help="TLS: certificate of the authority. CA证书")]
Cert = Annotated[Any, typer.Option(
    parser=a_file("--dask-cert"), metavar="FILE", help="TLS: own certificate. 证书")]
Key = Annotated[Any, typer.Option(
    parser=a_file("--dask-key"), metavar="FILE", help="TLS: own key. 私钥")]
Retry = Annotated[bool, typer.Option(
    "--retry", help="Run again what failed or was late. 重跑失败和超时的运行")]
EstimateOnly = Annotated[bool, typer.Option(
    "--estimate", help="Say what it will take, and stop. 只估算用时和空间")]
Replications = Annotated[Any, typer.Option(
    parser=whole("--replications", 1, 10_000), metavar="N", help="Seeds of each point, in all. 每点重复次数")]
Samples = Annotated[Any, typer.Option(
    parser=whole("--samples", 1, 1_000_000), metavar="N",
    help="Samples or trajectories of the design, in all. 样本数或轨迹数")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON. 输出 JSON")]
Lang = Annotated[str | None, typer.Option(
    metavar="zh|en", help="Language; that of the system if left out. 语言")]
# fmt: on


def sweep(  # noqa: PLR0913 - the options of a command are its arguments
    design: DesignName,
    out: Out = None,
    workers: Workers = None,
    shard: Shard = None,
    dask: Dask = None,
    dask_ca: CaFile = None,
    dask_cert: Cert = None,
    dask_key: Key = None,
    retry: Retry = False,
    estimate: EstimateOnly = False,
    lang: Lang = None,
) -> None:
    """Run a design, or go on with it."""
    language = language_of(lang)
    from experiments.sweep_commands import Task, begin, run

    engine = _engine(workers, dask, (dask_ca, dask_cert, dask_key))
    task = Task(engine, workers or _processors(), shard, retry, estimate, language)
    run(begin(design, out), task)


def extend(  # noqa: PLR0913 - the options of a command are its arguments
    folder: SweepFolder,
    replications: Replications = None,
    samples: Samples = None,
    workers: Workers = None,
    dask: Dask = None,
    retry: Retry = False,
    lang: Lang = None,
) -> None:
    """Add replications or samples to a sweep; nothing is run twice."""
    language = language_of(lang)
    from experiments.sweep_commands import Task, extended, run

    task = Task(_engine(workers, dask), workers or _processors(), None, retry, False, language)
    run(extended(folder, replications, samples), task)


def status(folder: SweepFolder, as_json: AsJson = False, lang: Lang = None) -> None:
    """Say how far a sweep is."""
    language = language_of(lang)
    from experiments.sweep_report import print_status

    print_status(folder, language, as_json=as_json)


def verify(folder: SweepFolder, as_json: AsJson = False, lang: Lang = None) -> None:
    """Look through every page of a sweep's results."""
    language = language_of(lang)
    from experiments.sweep_report import print_verification

    raise typer.Exit(print_verification(folder, language, as_json=as_json))


def add_to(app: typer.Typer) -> None:
    """Make the commands part of the program."""
    app.command(help="Run a design of many runs, or go on with it. 批量运行一个试验设计，可中断续跑")(sweep)
    app.command(help="Add replications or samples to a sweep. 增加重复次数或样本")(extend)
    app.command(help="Say how far a sweep is. 查看批量运行的进度")(status)
    app.command(help="Look through a sweep's results for damage. 检查批量运行结果是否完好")(verify)


def _engine(
    workers: int | None, dask: str | None, tls: tuple[str | None, str | None, str | None] = (None, None, None)
) -> Engine:
    """Give where the work is done."""
    if dask is None:
        if any(tls):
            from sim.errors import BadInput

            raise BadInput("--dask-ca, --dask-cert and --dask-key go with --dask. Give its address too.")
        from experiments.sweep.local import Local

        return Local(workers or _processors())
    from experiments.sweep.cluster import DaskCluster

    return DaskCluster(dask, workers or 2, *tls)


def _processors() -> int:
    from experiments.pool import default_workers

    return default_workers()


def folder_of(design: Path) -> Path:
    """Give the folder for a design whose user named none."""
    return Path("results") / design.stem
