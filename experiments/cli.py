"""The command ``shequ``: every subcommand is a thin shell around a module that does the work.

Nothing heavy is imported until a command needs it, so help and refusals come at once. A refusal is one
sentence that names the option, what was given and what is allowed; it ends with code 2 and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from experiments import cli_brief, cli_scenarios, cli_story
from experiments.cli_sensitivity import add_to as add_sensitivity
from experiments.cli_sweep import Retry, add_to
from experiments.cli_workshop import add_to as add_workshop
from experiments.options import a_file, a_folder, language_of, whole

if TYPE_CHECKING:
    from analysis.structures import Structure
    from experiments.people import People
    from scenarios import ScenarioFile
    from sim.scenario import Scenario

Language = Literal["zh", "en"]
MOST_WEEKS = 5200


class Shequ(TyperGroup):
    """All subcommands."""

    def invoke(self, ctx: Any) -> Any:
        """Run a subcommand; print a refusal as one sentence."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from sim.errors import SimError

            if not isinstance(error, SimError):
                raise
            typer.secho(f"shequ: {error}", err=True, fg="red")
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            typer.secho(_say("stopped", language_of(None)), err=True, fg="yellow")
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=Shequ,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Community governance in China as an agent-based model: run it, compare policies. 社区治理政策模拟",
)

# fmt: off
# What each option takes, and what it means.
ScenarioName = Annotated[str | None, typer.Argument(
    help="Name of a scenario, or a file (.toml). 情景名或文件")]
Kind = Annotated[str, typer.Argument(
    help="levers, uncertainties, constants, outcomes, scenarios or provisions")]
Seed = Annotated[Any, typer.Option(
    parser=whole("--seed", 0, 2**62), metavar="N", help="Key of all luck. 随机种子")]
Weeks = Annotated[Any, typer.Option(
    parser=whole("--weeks", 1, MOST_WEEKS), metavar="N",
    help="Weeks after the burn-in of 52; as the scenario says, or 312, if left out. 政策周数")]
Every = Annotated[Any, typer.Option(
    parser=whole("--checkpoint-every", 1, MOST_WEEKS), metavar="N",
    help="Save the state every so many weeks. 存档间隔（周）")]
Seeds = Annotated[Any, typer.Option(
    parser=whole("--replications", 1, 10_000), metavar="N", help="Seeds, from --seed on. 重复次数")]
BaselineSeeds = Annotated[Any, typer.Option(
    parser=whole("--seeds", 1, 10_000), metavar="N", help="Seeds. 种子数")]
Workers = Annotated[Any, typer.Option(
    parser=whole("--workers", 1, 512), metavar="N",
    help="Processes; one for each processor if left out. 进程数")]
Settings = Annotated[list[str] | None, typer.Option(
    "--set", metavar="NAME=VALUE", help="Set one lever or uncertainty; may be repeated. 逐项设定")]
Policies = Annotated[list[str] | None, typer.Option(
    metavar="NAME,…",
    help="Scenarios, or tables of them (.csv, .parquet); a grid of 26 if left out. 参加比较的情景或方案表")]
Against = Annotated[str, typer.Option(
    metavar="NAME", help="Scenario that the policies are compared with. 作为参照的情景")]
Structures = Annotated[str | None, typer.Option(
    metavar="NAME,…",
    help="Hold the conclusions against other structures: the options of these switches, or all. 换机制检验")]
Out = Annotated[Any, typer.Option(
    parser=a_folder("--out"), metavar="DIR", help="Folder for the result. 输出文件夹")]
CompareOut = Annotated[Any, typer.Option(
    parser=a_folder("--out"), metavar="DIR",
    help="Folder for the result; with this comparison in it, it goes on. 输出文件夹，内有同一比较时续跑")]
Resume = Annotated[Any, typer.Option(
    parser=a_folder("--resume"), metavar="DIR", help="Go on from the state saved in a folder. 从存档续跑")]
Mix = Annotated[str, typer.Option(
    "--population", metavar="NAME", help="default, kunming or yunnan. 人口组合")]
Residents = Annotated[Any, typer.Option(
    parser=a_file("--residents"), metavar="FILE", help="Your own residents (CSV). 自有居民表")]
Households = Annotated[Any, typer.Option(
    parser=a_file("--households"), metavar="FILE", help="Your own households (CSV). 自有住户表")]
Ties = Annotated[Any, typer.Option(
    parser=a_file("--ties"), metavar="FILE", help="Your own ties (CSV or GraphML). 自有关系表")]
Micro = Annotated[bool, typer.Option(
    "--micro", help="Write people, workers, cases and ties too. 输出个体数据")]
Check = Annotated[bool, typer.Option(
    "--check", help="Hold every invariant each week. 每周核对不变量")]
Force = Annotated[bool, typer.Option("--force", help="Replace an earlier result. 覆盖旧结果")]
Anew = Annotated[bool, typer.Option(
    "--force", help="Begin anew if DIR holds another comparison. 文件夹内是另一项比较时重新开始")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON. 输出 JSON")]
Lang = Annotated[str | None, typer.Option(
    metavar="zh|en", help="Language; that of the system if left out. 语言")]
# fmt: on


@app.command(help="Run one street under one scenario. 运行一个情景")
def run(  # noqa: PLR0913 - the options of a command are its arguments
    scenario: ScenarioName = None,
    seed: Seed = 1,
    weeks: Weeks = None,
    settings: Settings = None,
    out: Out = None,
    micro: Micro = False,
    check: Check = False,
    checkpoint_every: Every = None,
    resume: Resume = None,
    population: Mix = "default",
    residents: Residents = None,
    households: Households = None,
    ties: Ties = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Run one scenario, or go on with a run."""
    language = language_of(lang)
    if resume is not None:
        _resume(resume, weeks, language, given=bool(scenario or settings or out or residents))
        return
    given, files = _scenario(scenario, settings or [])
    people = _people(population, residents, households, ties)
    folder = out or Path("results") / f"{given.name}-seed{seed}"
    from experiments.folder import RUN_FILES, check_folder

    check_folder(folder, "run", RUN_FILES, force=force)
    from experiments.commands import weeks_bar
    from experiments.run import Run
    from experiments.run import run as run_one
    from scenarios import about

    length = weeks or about(files).weeks or 312
    plan = Run(given, seed, length, people, micro, check, checkpoint_every or 0, files)
    try:
        with weeks_bar(language) as progress:
            run_one(plan, folder, force=force, progress=progress)
    except KeyboardInterrupt:
        words = _say("stopped_run" if checkpoint_every else "stopped", language, folder=folder)
        typer.secho(words, err=True, fg="yellow")
        raise typer.Exit(130) from None
    typer.echo(_say("written_to", language, folder=folder))


@app.command(
    help="Compare policies with the baseline; write tables, figures, briefs. 比较政策方案，写出图表与简报"
)
def compare(  # noqa: PLR0913 - the options of a command are its arguments
    policies: Policies = None,
    against: Against = "baseline",
    structures: Structures = None,
    replications: Seeds = 20,
    weeks: Weeks = 312,
    seed: Seed = 1,
    workers: Workers = None,
    out: CompareOut = Path("results/compare"),
    check: Check = False,
    population: Mix = "default",
    residents: Residents = None,
    households: Households = None,
    ties: Ties = None,
    force: Anew = False,
    retry: Retry = False,
    lang: Lang = None,
) -> None:
    """Compare policies under common luck, or go on with a comparison."""
    language = language_of(lang)
    names = [name.strip() for word in policies or [] for name in word.split(",")]
    files = _policy_files(names, against)
    people = _people(population, residents, households, ties)
    moved = _structures(structures, against)
    from experiments.folder import COMPARE_FILES, check_folder

    # Whether an earlier comparison may be gone on with is seen from its runs.
    check_folder(out, "compare", COMPARE_FILES, force=True)
    from experiments.commands import Asked, compare_policies

    given = {"replications": replications, "weeks": weeks, "seed": seed, "people": people, "check": check}
    given |= {"structures": moved}
    compare_policies(Asked(names, against, files, out, workers, force, retry, language), given)


@app.command("list", help="List what is declared. 列出杠杆、参数、指标、情景或条款")
def list_(kind: Kind, as_json: AsJson = False, lang: Lang = None) -> None:
    """List what is declared."""
    language = language_of(lang)
    from experiments.commands import print_list

    print_list(kind, language, as_json=as_json)


add_to(app)
cli_story.add_to(app)
add_workshop(app)
add_sensitivity(app)
cli_brief.add_to(app)
cli_scenarios.add_to(app)


@app.command("check-baseline", help="Set the baseline against published bands. 核对基线与已知区间")
def check_baseline(seeds: BaselineSeeds = 40, workers: Workers = None, lang: Lang = None) -> None:
    """Set the baseline against published bands."""
    language = language_of(lang)
    from experiments.baseline import print_check, run_check
    from experiments.pool import default_workers

    print_check(run_check(seeds, workers or default_workers(), language), language)


def _say(key: str, language: Language, **fields: Any) -> str:
    from analysis.words import say

    return say(key, language, **fields)


def _scenario(name: str | None, settings: list[str]) -> tuple[Scenario, tuple[ScenarioFile, ...]]:
    """Read a scenario and what the command line sets beside it."""
    from scenarios import merged, scenario_files, scenario_names
    from scenarios.values import parse_settings
    from sim.errors import BadInput

    if name is None:
        known = ", ".join(scenario_names()[:6])
        raise BadInput(
            f"SCENARIO: must be given. Name one of {known} … (`shequ list scenarios`), or a file (.toml)."
        )
    files = scenario_files(name)
    scenario = merged(files)
    return scenario.changed(scenario.name, **parse_settings(settings)), files


def _policy_files(names: list[str], against: str) -> tuple[ScenarioFile, ...]:
    """Read the files of named policies, refusing what cannot be compared."""
    if not names:
        if against != "baseline":
            from sim.errors import BadInput

            raise BadInput("--against: goes with --policies; the grid is compared with the baseline.")
        return ()
    from experiments.policies import named_policies
    from experiments.policy_table import is_table
    from scenarios import scenario_files

    named_policies(names, against)
    scenarios = [against, *(name for name in names if not is_table(name))]
    return tuple({file.path: file for name in scenarios for file in scenario_files(name)}.values())


def _structures(given: str | None, against: str) -> tuple[Structure, ...]:
    """Read which structures of the model are tried."""
    if given is None:
        return ()
    from experiments.compare_structures import read_structures
    from scenarios import load_scenario

    return read_structures(given, load_scenario(against))


def _people(mix: str, residents: str | None, households: str | None, ties: str | None) -> People:
    from experiments.people import People

    people = People(mix, residents, households, ties)
    people.check()
    return people


def _resume(folder: Path, weeks: int | None, language: Language, *, given: bool) -> None:
    from experiments.run import resume
    from sim.errors import BadInput

    if given:
        raise BadInput("--resume: takes scenario, settings and folder from the run itself. Leave them out.")
    from experiments.commands import weeks_bar

    with weeks_bar(language) as progress:
        resume(folder, weeks=weeks, progress=progress)
    typer.echo(_say("written_to", language, folder=folder))


def check_place() -> None:
    """End with an explanation if another distribution's package stands in the way of ours."""
    from importlib.util import find_spec

    home = Path(__file__).resolve().parents[1]
    for name in ("sim", "scenarios", "experiments", "analysis"):
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin != home / name / "__init__.py":
            words = (
                f"shequ: the package {name!r} is read from {origin}, not from {home}. Another distribution "
            )
            words += (
                "or folder of that name is in the way: remove it, or give shequ an environment of its own."
            )
            typer.secho(words, err=True, fg="red")
            sys.exit(2)


def main() -> None:
    """Run the command."""
    check_place()
    app()
