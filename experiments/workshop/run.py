"""Start the workshop: bind, print where it is, serve until told to stop, and leave nothing behind."""

from __future__ import annotations

import logging
import signal
import socket
import traceback
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
import typer
import uvicorn

from experiments.pool import default_workers
from experiments.workshop import questions
from experiments.workshop.chapters import load_chapters
from experiments.workshop.guard import Guard, addresses
from experiments.workshop.history import Setup
from experiments.workshop.hub import Begin, Hub
from experiments.workshop.log import Log
from experiments.workshop.messages import MOST_BYTES
from experiments.workshop.server import create_app
from experiments.workshop.texts import Refused, say
from scenarios import load_scenario
from sim.errors import BadInput, UnknownName

MOST_WORKERS = 4
BACKLOG = 256
PING, PATIENCE, GRACE = 20.0, 20.0, 3
"""Seconds between signs of life, until a silent client counts as gone, and for goodbyes."""


@dataclass(frozen=True)
class Wish:
    """What the command line asks for.

    Attributes:
        setup: the streets of the main room.
        chapter: chapter to begin with.
        lan: open to the room's network.
        port: port; 0 takes a free one.
        browser: open the page here.
        log: file for the log; the error stream if not given.
    """

    setup: Setup
    chapter: str | None = None
    lan: bool = False
    port: int = 8765
    browser: bool = True
    log: Path | None = None
    language: str = "zh"


def wish(scenario: str | None, story: str | None, seed: int, **more: Any) -> Wish:
    """Make the wish that a command line expresses.

    Raises:
        SimError: there is no such scenario or chapter, or the log cannot be written.
    """
    values = dict(load_scenario(scenario).values) if scenario else {}
    chapter = _chapter(story) if story else None
    log = more.pop("log", None)
    return Wish(Setup(seed, start={"A": values}), chapter, log=Path(log) if log else None, **more)


def _chapter(story: str) -> str:
    try:
        return questions.find_chapter(story).id
    except Refused:
        raise UnknownName("chapter", story, (chapter.id for chapter in load_chapters())) from None


class Served(uvicorn.Server):
    """A server that says goodbye before it closes connections."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub
        self.failed = False

    def give_up(self) -> None:
        """Stop because nothing can be computed."""
        self.failed = self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: tell everyone, end the workers, close."""
        await self._hub.stop()
        await super().shutdown(sockets)


class Told(logging.Handler):
    """Writes what the web server has to say into our log."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        trace = {"trace": "".join(traceback.format_exception(*record.exc_info))} if record.exc_info else {}
        self._log("error" if record.exc_info else "warning", error=record.getMessage(), **trace)


def serve(wish: Wish) -> None:
    """Serve until told to stop.

    Raises:
        BadInput: the port is taken.
    """
    bound = _bind("0.0.0.0" if wish.lan else "127.0.0.1", wish.port)
    port = int(bound.getsockname()[1])
    log = Log(wish.log)
    guard = Guard.for_port(port, lan=wish.lan)
    hub = Hub(Begin(wish.setup, chapter=wish.chapter), guard, min(default_workers(), MOST_WORKERS), log)
    reach = addresses() if wish.lan else []
    public = f"http://{reach[0] if reach else '127.0.0.1'}:{port}/"
    app = create_app(hub, public)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ws="websockets-sansio", ws_max_size=MOST_BYTES,
        ws_ping_interval=PING, ws_ping_timeout=PATIENCE, ws_per_message_deflate=False, lifespan="on",
        timeout_graceful_shutdown=GRACE, server_header=False, date_header=False,
    )  # fmt: skip
    hub.on_link = lambda path: _show(path, public, [f"http://{a}:{port}/" for a in reach], wish)
    server = Served(config, hub)
    hub.on_failure = server.give_up
    link = hub.link()
    if wish.browser:
        webbrowser.open(f"http://127.0.0.1:{port}{link}")
    log("started", port=port, lan=wish.lan)
    told = Told(log)
    logging.getLogger("uvicorn.error").addHandler(told)
    # Asked to end by the system, we end as by Ctrl-C; the server does so in good order and then asks again.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])
    finally:
        logging.getLogger("uvicorn.error").removeHandler(told)
        log("stopped")
        log.close()
        bound.close()
    if server.failed:
        raise BadInput("workshop: its worker processes end as they start; the log says how. Is memory short?")


def _bind(address: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
        bound.listen(BACKLOG)  # now, so that who opens the printed link at once waits and is not refused
    except OSError as error:
        bound.close()
        raise BadInput(
            f"--port: {port} cannot be used ({error.strerror}). Name another, or 0 for a free one."
        ) from None
    return bound


def _show(path: str, public: str, reach: list[str], wish: Wish) -> None:
    """Print where the workshop is and the facilitator's next link."""
    language = wish.language
    if wish.lan:
        typer.echo(say("console_join", address="  ".join(reach) or public)[language])
        out = segno.make(public, error="l")
        out.terminal(compact=True)
    typer.echo(say("console_lead", link=f"{public.rstrip('/')}{path}")[language])
    typer.echo(say("console_stop")[language])
