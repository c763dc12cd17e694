"""The command for the browser workshop. Nothing heavy is imported until it is used."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.options import a_file, language_of, whole

# fmt: off
Lan = Annotated[bool, typer.Option(
    "--lan", help="Open it to the room's network, with a code to scan. 向同一局域网开放，显示二维码")]
ScenarioName = Annotated[str | None, typer.Option(
    "--scenario", metavar="NAME", help="Scenario that side A begins with, or a file (.toml). A侧起始情景")]
Story = Annotated[str | None, typer.Option(
    "--story", metavar="N", help="Begin with this guided chapter: its number or id. 从第几章开始")]
Port = Annotated[Any, typer.Option(
    parser=whole("--port", 0, 65535), metavar="N", help="Port; 0 takes a free one. 端口")]
Seed = Annotated[Any, typer.Option(
    parser=whole("--seed", 0, 2**62), metavar="N", help="Key of all luck. 随机种子")]
NoBrowser = Annotated[bool, typer.Option(
    "--no-browser", help="Do not open the page here. 不自动打开浏览器")]
LogFile = Annotated[Any, typer.Option(
    "--log", parser=a_file("--log"), metavar="FILE", help="Write the log to a file. 日志写入文件")]
Lang = Annotated[str | None, typer.Option(
    metavar="zh|en", help="Language; that of the system if left out. 语言")]
# fmt: on


def workshop(  # noqa: PLR0913 - the options of a command are its arguments
    lan: Lan = False,
    scenario: ScenarioName = None,
    story: Story = None,
    port: Port = 8765,
    seed: Seed = 1,
    no_browser: NoBrowser = False,
    log: LogFile = None,
    lang: Lang = None,
) -> None:
    """Run the workshop until Ctrl-C."""
    language = language_of(lang)
    _check_installed()
    from experiments.workshop.run import serve, wish

    serve(wish(scenario, story, seed, lan=lan, port=port, browser=not no_browser, log=log, language=language))


def add_to(app: typer.Typer) -> None:
    """Make the command part of the program."""
    app.command(help="Run the workshop in the browser: one room, one street. 在浏览器中举办研讨")(workshop)


def _check_installed() -> None:
    """Say what is missing, if the extra was not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("fastapi", "uvicorn", "websockets", "segno") if find_spec(name) is None]
    if missing:
        from sim.errors import BadInput

        raise BadInput(f"workshop: needs {', '.join(missing)}. Install them: pip install 'shequ[workshop]'.")
