"""The commands around scenarios and provisions: explain, diff, new-scenario, schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.options import a_file, language_of

# fmt: off
What = Annotated[str | None, typer.Argument(
    metavar="ID|LEVER", help="A provision (4.4.3), section (4.4), lever or composite; what is covered "
    "if left out. 条款、章节、杠杆或综合杠杆；缺省时列出覆盖情况")]
One = Annotated[str, typer.Argument(metavar="A", help="Name of a scenario, or a file. 情景名或文件")]
Other = Annotated[str, typer.Argument(metavar="B", help="The one to set beside it. 与之比较的情景")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the new scenario. 新情景的名称")]
Base = Annotated[str | None, typer.Option(metavar="NAME", help="Scenario that it builds on. 基础情景")]
Settings = Annotated[list[str] | None, typer.Option(
    "--set", metavar="NAME=VALUE", help="Set one lever or uncertainty; may be repeated. 逐项设定")]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="Its title. 标题")]
Question = Annotated[str | None, typer.Option(metavar="TEXT", help="What it asks. 要回答的问题")]
Short = Annotated[bool, typer.Option(
    "--short", help="Only what is set; do not list the other levers. 不列出未设定的杠杆")]
Out = Annotated[Any, typer.Option(
    parser=a_file("--out"), metavar="FILE", help="File to write; NAME.toml if left out. 输出文件")]
SchemaOut = Annotated[Any, typer.Option(
    parser=a_file("--out"), metavar="FILE", help="File to write instead of printing. 写入文件")]
Of = Annotated[str, typer.Argument(metavar="scenario", help="What to describe. 描述对象")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there. 覆盖已有文件")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON. 输出 JSON")]
Lang = Annotated[str | None, typer.Option(
    metavar="zh|en", help="Language; that of the system if left out. 语言")]
# fmt: on


def explain(what: What = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Say what a provision asks and what stands for it, or what a lever does."""
    language = language_of(lang)
    from experiments.explain import coverage
    from experiments.explain import explain as facts_of

    facts = coverage() if what is None else facts_of(what)
    if as_json:
        typer.echo(_json(facts))
        return
    from experiments.explain_text import as_text

    typer.echo(as_text(facts, language))


def diff(one: One, other: Other, as_json: AsJson = False, lang: Lang = None) -> None:
    """Say what differs between two scenarios, and what the difference costs."""
    language = language_of(lang)
    from experiments.scenario_diff import as_facts, as_text
    from scenarios import load_scenario

    first, second = load_scenario(one), load_scenario(other)
    typer.echo(_json(as_facts(first, second)) if as_json else as_text(first, second, language))


def new_scenario(  # noqa: PLR0913 - the options of a command are its arguments
    name: Name,
    base: Base = None,
    settings: Settings = None,
    title: Title = None,
    question: Question = None,
    out: Out = None,
    short: Short = False,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Write a scenario file with comments, from flags or from answers."""
    language = language_of(lang)
    from analysis.words import say
    from experiments.new_scenario import Wanted, ask, check_name, write
    from scenarios.values import parse_settings

    check_name(name)
    path = Path(out if out is not None else f"{name}.toml")
    given = any(option is not None for option in (base, settings, title, question)) or short
    if given or not sys.stdin.isatty():
        values = parse_settings(settings or [])
        wanted = Wanted(name, title or "", question or "", base or "baseline", values, not short)
    else:
        wanted = ask(name, _ask, _tell, language)
    write(wanted, path, language, force=force)
    typer.echo(say("nw_written", language, file=path, command=f"shequ run {path}"))


def schema(of: Of, out: SchemaOut = None, force: Force = False) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from scenarios.schema import as_text
    from sim.errors import BadInput, UnknownName

    if of != "scenario":
        raise UnknownName("schema", of, ("scenario",))
    if out is None:
        typer.echo(as_text(), nl=False)
        return
    path = Path(out)
    if path.exists() and not force:
        raise BadInput(f"{path}: is there already. Choose another name, or replace it with --force.")
    try:
        path.write_text(as_text(), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}). Choose another place.") from error


def _ask(words: str) -> str:
    given: str = typer.prompt(words, default="", show_default=False)
    return given


def _tell(words: str) -> None:
    typer.secho(words, err=True, fg="yellow")


def _json(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1, default=list)


def add_to(app: typer.Typer) -> None:
    """Make the commands part of the program."""
    app.command(
        help="Explain a provision or a lever: what it asks, what it acts on, what it costs. 说明条款或杠杆"
    )(explain)
    app.command(
        help="Say in sentences what differs between two scenarios, and what it costs. 用文字比较两个情景"
    )(diff)
    app.command("new-scenario", help="Write a commented scenario file. 生成带注释的情景文件")(new_scenario)
    app.command(help="Print the JSON Schema of scenario files, for editors. 输出情景文件的 JSON Schema")(
        schema
    )
