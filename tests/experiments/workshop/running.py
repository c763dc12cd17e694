"""A workshop that runs as a process of its own, and pages that connect to it as a browser would."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

TOP = Path(__file__).parents[3]
LINK = re.compile(r"(http://[^\s]+)(/open/\S+)")
START = 60.0


@dataclass
class Workshop:
    """A running server.

    Attributes:
        address: of its page on this machine.
        opens: path of the facilitator's link.
        log: file of its log.
    """

    process: subprocess.Popen[str]
    address: str
    opens: str
    log: Path
    sessions: list[httpx.Client] = field(default_factory=list)

    def enter(self, path: str | None = None) -> httpx.Client:
        """Give a browser's session; as a facilitator's if it takes a link."""
        session = httpx.Client(base_url=self.address, follow_redirects=True, timeout=30)
        self.sessions.append(session)
        session.get(path or "/").raise_for_status()
        return session

    def lead(self) -> httpx.Client:
        """Give the facilitator's session; the console shows the next link."""
        session = self.enter(self.opens)
        self.opens = _link(self.process)[1]
        return session

    @asynccontextmanager
    async def page(self, session: httpx.Client, room: str = "main", **more: Any) -> AsyncIterator[Page]:
        """Open a page of a room."""
        async with connect(
            f"{self.address.replace('http', 'ws')}/room/{room}", origin=Origin(self.address),
            additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in session.cookies.items())},
            max_size=None, compression=None, **more,
        ) as socket:  # fmt: skip
            page = Page(socket)
            listening = asyncio.create_task(page.listen())
            try:
                yield page
            finally:
                listening.cancel()

    def workers(self) -> list[int]:
        """Give the numbers of its worker processes, not that of the helper that tracks resources."""
        found = []
        for task in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = task.read_text().rpartition(")")[2].split()
                words = (task.parent / "cmdline").read_bytes()
                if int(fields[1]) == self.process.pid and b"spawn_main" in words:
                    found.append(int(task.parent.name))
        return found

    def events(self) -> list[dict[str, Any]]:
        """Read the log: every line must be JSON."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@dataclass
class Page:
    """What one page has been told."""

    socket: ClientConnection
    texts: list[dict[str, Any]] = field(default_factory=list)
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    closed: bool = False
    _count: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Take what comes."""
        with suppress(ConnectionClosed):
            async for got in self.socket:
                if isinstance(got, bytes):
                    self.frames.append((time.monotonic(), got))
                else:
                    self.texts.append(json.loads(got))
                self._news.set()
        self.closed = True
        self._news.set()

    async def until(self, found: Callable[[], Any], seconds: float = 60.0) -> Any:
        """Wait until something can be found among what has come."""
        async with asyncio.timeout(seconds):
            while not (value := found()):
                self._news.clear()
                await self._news.wait()
        return value

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a command and give its answer."""
        self._count += 1
        number = self._count
        await self.socket.send(json.dumps({"kind": kind, "id": number, **fields}))
        answers = ("done", "refused")
        answer: dict[str, Any] = await self.until(
            lambda: next((t for t in self.texts if t["kind"] in answers and t["id"] == number), None)
        )
        return answer

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Give the texts of a kind."""
        return [text for text in self.texts if text["kind"] == kind]

    @property
    def state(self) -> dict[str, Any]:
        """Give the newest state."""
        states = [
            t["state"] if t["kind"] == "welcome" else t
            for t in self.texts
            if t["kind"] in ("welcome", "state")
        ]
        newest: dict[str, Any] = states[-1]
        return newest

    @property
    def week(self) -> int:
        """Give the week of the newest frame."""
        return head(self.frames[-1][1])[2]

    async def ready(self) -> None:
        """Wait for the first frame."""
        await self.until(lambda: self.frames and self.of("layout"), START)


def head(frame: bytes) -> tuple[int, int, int, int]:
    """Read the head of a frame: magic, layout, week, sides."""
    magic, layout, week, sides = struct.unpack_from("<IIiI", frame)
    return magic, layout, week, sides


def in_room(workshop: Workshop, session: httpx.Client, work: Any, room: str = "main") -> None:
    """Open a page of a room and do something with it."""

    async def visit() -> None:
        async with workshop.page(session, room) as page:
            await page.ready()
            await work(page)

    asyncio.run(visit())


def one_side(page: Page, side: int) -> bytes:
    """Give the newest picture of one side."""
    frame = page.frames[-1][1]
    each = (len(frame) - 16) // head(frame)[3]
    return frame[16 + side * each : 16 + (side + 1) * each]


@contextmanager
def running(folder: Path, *options: str, program: str | None = None) -> Iterator[Workshop]:
    """Run ``shequ workshop``, or a program of one's own, until the end of the block; end it as Ctrl-C does.

    Args:
        folder: for the log and the error stream.
        *options: of the command.
        program: what to run instead; its argument is the name of the log.
    """
    log = folder / "workshop.jsonl"
    command = [sys.executable, "-u", "-c", program or "from experiments.cli import main; main()"]
    if program is None:
        command += ["workshop", "--port", "0", "--no-browser", "--log", str(log), "--lang", "en", *options]
    else:
        command.append(str(log))
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    with (
        (folder / "stderr.txt").open("w") as errors,
        subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment,
                         start_new_session=True) as process,
    ):  # fmt: skip
        workshop = None
        try:
            workshop = Workshop(process, *_link(process), log)
            yield workshop
        finally:
            for session in workshop.sessions if workshop is not None else ():
                session.close()
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def _link(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout is not None
    for line in process.stdout:
        if found := LINK.search(line):
            return found[1], found[2]
    raise AssertionError(f"the workshop ended with code {process.wait()}")
