"""The command ``shequ story``. Nothing heavy is imported until it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.options import a_file, a_folder, language_of

# fmt: off
What = Annotated[str, typer.Argument(
    metavar="case|resident|organisation", help="What to tell of. 讲述对象：案件、居民或组织")]
Id = Annotated[str, typer.Argument(
    metavar="ID", help="Number of a case or resident; an organisation as OLD.committee, CHE.unit1, society3. "
    "案件或居民的编号；组织写作 OLD.committee、CHE.unit1、society3")]
RunFolder = Annotated[Any, typer.Option(
    "--run", parser=a_folder("--run"), metavar="DIR",
    help="Folder that `shequ run` wrote; the run is made again from it. 运行结果文件夹，据其清单重算")]
Out = Annotated[Any, typer.Option(
    parser=a_file("--out"), metavar="FILE", help="Write to a new text file instead. 写入新的文本文件")]
Lang = Annotated[str | None, typer.Option(
    metavar="zh|en", help="Language; that of the system if left out. 语言")]
# fmt: on


def story(what: What, number: Id, run: RunFolder = None, out: Out = None, lang: Lang = None) -> None:
    """Tell what happened to one of them, in sentences."""
    language = language_of(lang)
    from experiments.commands import weeks_bar
    from experiments.run import plan_of
    from experiments.story import as_text, check, check_file, run_again, story_of, write
    from sim.errors import BadInput

    check(what, number)
    if run is None:
        raise BadInput("--run: must be given. Name a folder that `shequ run` wrote.")
    if out is not None:
        check_file(Path(out))
    plan = plan_of(run, "--run")
    with weeks_bar(language) as progress:
        street = run_again(plan, progress)
    text = as_text(story_of(street, what, number), language)
    if out is None:
        typer.echo(text)
        return
    write(Path(out), text)
    from analysis.words import say

    typer.echo(say("written_to", language, folder=out))


def add_to(app: typer.Typer) -> None:
    """Make the command part of the program."""
    app.command(
        help="Tell what happened to a resident, a case or an organisation of a run, in sentences. "
        "用文字讲述一次运行中某位居民、某件案件或某个组织的经历"
    )(story)
