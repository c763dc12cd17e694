"""The command brief: the printable page of a finished result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.options import a_file, a_folder, language_of

# fmt: off
Result = Annotated[Any, typer.Argument(
    parser=a_folder("DIR"), metavar="DIR", help="Folder of a comparison or sensitivity result. 结果文件夹")]
Out = Annotated[Any, typer.Option(
    parser=a_file("--out"), metavar="FILE",
    help="File to write, .html or .pdf; pages and figures in DIR are drawn again if left out. 输出文件")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there. 覆盖已有文件")]
Lang = Annotated[str | None, typer.Option(metavar="zh|en", help="Language; both if left out. 语言")]
# fmt: on


def brief(folder: Result, out: Out = None, force: Force = False, lang: Lang = None) -> None:
    """Write the printable page of a result."""
    from analysis.words import say
    from experiments.brief import write_briefs

    language = None if lang is None else language_of(lang)
    pages = write_briefs(folder, None if out is None else Path(out), language, force=force)
    for page in pages:
        typer.echo(say("written_to", language or language_of(None), folder=page))


def add_to(app: typer.Typer) -> None:
    """Make the command part of the program."""
    app.command(help="Write the printable page of a result as HTML or PDF. 把结果写成可打印的简报")(brief)
