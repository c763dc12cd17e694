"""A room as the server sees it: who is in it, what they are told, what they may ask, and its votes.

A client's texts go out in order; of frames it gets the newest, so a slow client drops frames and never makes
others wait. What a room computes lives in a worker process; the room keeps only what brings it back.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from experiments.workshop.crew import Crew
from experiments.workshop.log import Log
from experiments.workshop.questions import Vote
from experiments.workshop.texts import Refused, Said
from experiments.workshop.wire import ANSWER, FRAME, TEXT, Packet

MOST_MEMBERS = 80
MOST_WAITING = 400
"""Texts that may wait for a client before it counts as gone."""
RATE, BURST = 20.0, 60.0
"""Messages a second that a client may send for long, and at once."""
MOST_LOSSES, LOSSES_WITHIN = 3, 60.0
"""How often within so many seconds a room may lose its process and be brought back."""
WEEK_AT = 8
"""Where a frame says its week."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code() -> str:
    """Make a short code that is easy to read out."""
    return "".join(secrets.choice(LETTERS) for _ in range(5))


@dataclass(eq=False)
class Client:
    """One open page.

    Attributes:
        leads: facilitates the room.
        key: tells clients apart in votes.
        dropped: frames that it was too slow for.
    """

    leads: bool
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    language: str = "zh"
    dropped: int = 0
    gone: bool = False
    _texts: deque[str] = field(default_factory=deque)
    _frame: bytes | None = None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tokens: float = BURST
    _seen: float = field(default_factory=time.monotonic)

    def tell(self, content: str | dict[str, Any]) -> None:
        """Put a text at the end of its queue."""
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        if len(self._texts) >= MOST_WAITING:
            self.gone = True
        else:
            self._texts.append(content)
        self._wake.set()

    def show(self, frame: bytes) -> None:
        """Put a frame in its mailbox; one that it has not fetched is lost."""
        self.dropped += self._frame is not None
        self._frame = frame
        self._wake.set()

    def allowed(self) -> bool:
        """Say whether it may send another message now."""
        now = time.monotonic()
        self._tokens = min(self._tokens + (now - self._seen) * RATE, BURST)
        self._seen = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    def leave(self) -> None:
        """Let what is waiting go out, and then no more."""
        self.gone = True
        self._wake.set()

    async def deliver(
        self, text: Callable[[str], Awaitable[None]], frame: Callable[[bytes], Awaitable[None]]
    ) -> None:
        """Send what comes until the client is gone."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._texts:
                await text(self._texts.popleft())
            if self.gone:
                return
            if self._frame is not None:
                newest, self._frame = self._frame, None
                await frame(newest)


class Room:
    """One room.

    Attributes:
        number: by which its worker knows it.
        code: by which clients ask for it.
        clients: who is in it.
        state: what its worker last said of it.
    """

    def __init__(self, number: int, code: str, crew: Crew, log: Log) -> None:
        self.number, self.code = number, code
        self.clients: set[Client] = set()
        self.state: dict[str, Any] = {}
        self.locked = False
        self.chapter: str | None = None
        self.page = 0
        self.vote: Vote | None = None
        self.ensemble: dict[str, Any] = {"on": False, "done": 0, "of": 0}
        self.on_change: Callable[[], None] = lambda: None
        self._crew, self._log = crew, log
        self._asked: dict[int, tuple[asyncio.Future[dict[str, Any]], Client | None]] = {}
        self._count = 0
        self._losses: list[float] = []
        self._opening: dict[str, Any] = {}
        self._opened = asyncio.Event()
        self._week = 0

    async def open(self, letters: str) -> None:
        """Have a worker make its streets.

        Args:
            letters: the state to begin with; see ``link``.
        """
        await self._crew.place(self.number)
        self._opening = {"do": "open", "letters": letters, "week": None, **self._habits()}
        await self.ask(self._opening)
        self._opened.set()

    def lost(self) -> bool:
        """Bring the room back in another process, to the week it had reached; say whether that is worth it.

        A room whose process dies again and again kills it itself, and is not brought back.
        """
        now = time.monotonic()
        self._losses = [*(when for when in self._losses if now - when < LOSSES_WITHIN), now]
        self._log("worker lost", room=self.code, week=self._week, times=len(self._losses))
        if len(self._losses) > MOST_LOSSES:
            return False
        if not self._opened.is_set():
            self._crew.send(self.number, 1, self._opening)  # its first question, which is still open
            return True
        for future, _ in self._asked.values():
            if not future.done():
                future.set_exception(Refused("worker_lost"))
        self._asked.clear()
        playing = self.state["playing"]
        self.state = {**self.state, "playing": False, "busy": True}
        self.tell(self.full_state())
        opening = {"do": "open", "letters": self.state["link"], "week": self._week, **self._habits()}
        self._send(opening, None)
        if playing:
            self._send({"do": "play"}, None)
        return True

    async def ask(self, command: dict[str, Any], client: Client | None = None) -> dict[str, Any]:
        """Have the worker do something; keep the state that it answers with.

        Raises:
            Refused: it cannot be done.
        """
        return await self._send(command, client)

    def heard(self, got: Packet) -> None:
        """Take what the worker says."""
        if got.kind == FRAME:
            self._heard_frame(got)
        elif got.kind == TEXT:
            text = got.body.decode()
            for client in self._meant(got.ask):
                client.tell(text)
        elif got.kind == ANSWER:
            self._heard_answer(got)
        else:
            content = got.content()
            if content["event"] == "state":
                self._take(content["state"])
            elif content["event"] == "busy":
                self.state = {**self.state, "busy": True}
                if len(self.state) > 1:
                    self.share_state()
            else:
                self._log(**content, room=self.code)

    def tell(self, content: dict[str, Any]) -> None:
        """Tell everyone."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        for client in self.clients:
            client.tell(text)

    def full_state(self) -> dict[str, Any]:
        """Give the state as clients see it."""
        return {
            "kind": "state", **self.state, "week": self._week, "locked": self.locked, "chapter": self.chapter,
            "page": self.page, "question": self.vote.shown() if self.vote else None,
            "ensemble": self.ensemble, "clients": len(self.clients),
        }  # fmt: skip

    @property
    def week(self) -> int:
        """The week it has reached."""
        return self._week

    def votes(self) -> dict[str, Any] | None:
        """Give the last question with its votes, if they have been revealed."""
        return self.vote.shown() if self.vote is not None and not self.vote.open else None

    def share_state(self) -> None:
        """Tell everyone the state."""
        self.tell(self.full_state())

    async def join(self, client: Client) -> None:
        """Let someone in and give them what the others have.

        Raises:
            Refused: the room is full, or has lost its streets just now.
        """
        if len(self.clients) >= MOST_MEMBERS:
            raise Refused("room_full", most=MOST_MEMBERS)
        await self._opened.wait()
        self.clients.add(client)
        role = "facilitator" if client.leads else "guest"
        client.tell({"kind": "welcome", "role": role, "room": self.code, "state": self.full_state()})
        await self.ask({"do": "join"}, client)
        self.tell({"kind": "clients", "n": len(self.clients)})

    def leave(self, client: Client) -> None:
        """Let someone out."""
        self.clients.discard(client)
        self.tell({"kind": "clients", "n": len(self.clients)})

    def close(self, why: Said) -> None:
        """Tell everyone that it is over, and give up the streets."""
        for client in self.clients:
            client.tell({"kind": "over", "why": why})
            client.leave()
        self._crew.release(self.number)

    def _habits(self) -> dict[str, Any]:
        return {"speed": self.state.get("speed"), "watched": self.state.get("watched", [])}

    def _send(self, command: dict[str, Any], client: Client | None) -> asyncio.Future[dict[str, Any]]:
        self._count += 1
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        # One that nobody waits for any more may fail in silence.
        future.add_done_callback(lambda f: f.cancelled() or f.exception())
        self._asked[self._count] = future, client
        self._crew.send(self.number, self._count, command)
        return future

    def _meant(self, ask: int) -> list[Client]:
        if ask == 0:
            return list(self.clients)
        _, client = self._asked.get(ask, (None, None))
        return [client] if client else []

    def _heard_frame(self, got: Packet) -> None:
        if got.ask == 0:
            (self._week,) = struct.unpack_from("<i", got.body, WEEK_AT)
            if self.state.get("playing"):
                self.on_change()
        for client in self._meant(got.ask):
            client.show(got.body)

    def _heard_answer(self, got: Packet) -> None:
        answer = got.content()
        future, _ = self._asked.pop(got.ask, (None, None))
        if answer["state"] is not None:
            self._take(answer["state"], quiet=not _differs(self.state, answer["state"]))
        if future is None or future.done():
            return
        if answer["ok"]:
            future.set_result(answer)
        else:
            refusal = Refused("internal")
            refusal.why = answer["why"]
            future.set_exception(refusal)

    def _take(self, state: dict[str, Any], *, quiet: bool = False) -> None:
        self.state, self._week = state, state["week"]
        self.on_change()
        if not quiet:
            self.share_state()


def _differs(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether something has changed that no frame says; while time stands still, that is the link too."""
    passing = ("week", "link") if after["playing"] else ("week",)
    return any(before.get(key) != value for key, value in after.items() if key not in passing)
