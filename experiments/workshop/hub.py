"""All rooms of a server, and what is done with each command that comes in."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from analysis.words import Language
from experiments.workshop import brief, link, messages, questions
from experiments.workshop.band import REPLICATIONS, Band
from experiments.workshop.crew import Crew
from experiments.workshop.guard import EVERYWHERE, Guard
from experiments.workshop.history import Setup
from experiments.workshop.log import Log
from experiments.workshop.messages import Command
from experiments.workshop.rooms import Client, Room, new_code
from experiments.workshop.texts import Refused, say
from experiments.workshop.wire import Packet
from experiments.workshop.worker import serve

MAIN = "main"
MOST_BREAKOUT = 20
MOST_CLIENTS = 240
MOST_ENSEMBLES, MOST_BAND_PROCESSES = 2, 3


@dataclass(frozen=True)
class Begin:
    """How rooms begin.

    Attributes:
        setup: streets of a room.
        community: community that is drawn.
        chapter: chapter that the main room begins with.
        playing: weeks pass at once.
    """

    setup: Setup
    community: int = 0
    chapter: str | None = None
    playing: bool = True


class Hub:
    """The rooms.

    Attributes:
        rooms: by code.
        crew: the worker processes.
        guard: who may do what.
    """

    def __init__(self, begin: Begin, guard: Guard, workers: int, log: Log) -> None:
        self.begin, self.guard, self.log = begin, guard, log
        self.rooms: dict[str, Room] = {}
        self.crew = Crew(serve, workers, self._heard, self._lost, lambda: self.on_failure(), log)
        self.started = time.monotonic()
        self.on_link: Callable[[str], None] = lambda path: None
        self.on_failure: Callable[[], None] = lambda: None
        self._by_number: dict[int, Room] = {}
        self._numbers = 0
        self._ready = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting: asyncio.Task[None] | None = None
        self._workers = workers
        self._writing = asyncio.Lock()
        self._bands: dict[str, Band] = {}

    @property
    def clients(self) -> int:
        """Count the open pages."""
        return sum(len(room.clients) for room in self.rooms.values())

    def start(self) -> None:
        """Begin to start the workers and to open the main room."""
        self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        try:
            await self.crew.start()
            room = await self.open(MAIN, self.begin.setup)
        finally:
            self._ready.set()
        if self.begin.chapter is not None:
            await self._chapter(room, None, messages.Chapter(kind="chapter", chapter=self.begin.chapter))
        elif self.begin.playing:
            await room.ask({"do": "play"})

    async def room(self, code: str) -> Room | None:
        """Find a room by its code, waiting for the first to be there."""
        await self._ready.wait()
        return self.rooms.get(code)

    def link(self) -> str:
        """Make the next link that makes its bearer the facilitator, and show it to who runs the program."""
        path = f"/open/{self.guard.new_token()}"
        self.on_link(path)
        return path

    def enter(self, token: str, cookie: str | None) -> tuple[str, str] | None:
        """Take the token of a link; give the cookie's value and the room's code; None if it is not valid."""
        opened = self.guard.exchange(token, cookie)
        if opened is None:
            return None
        session, room = opened
        self.log("facilitator", room=room)
        if room == EVERYWHERE:
            self.link()
        return session, MAIN if room == EVERYWHERE else room

    async def open(self, code: str, setup: Setup) -> Room:
        """Open a room."""
        self._numbers += 1
        room = Room(self._numbers, code, self.crew, self.log)
        self.rooms[code] = self._by_number[room.number] = room
        self.log("room opened", room=code)
        await room.open(link.written(setup, self.begin.community, 0))
        return room

    async def close(self, code: str, why: dict[str, str]) -> None:
        """Close a room."""
        room = self.rooms.pop(code)
        room.close(why)
        await self._stop_band(room)
        self._by_number.pop(room.number)
        self.guard.forget(code)
        self.log("room closed", room=code)

    async def brief(self, room: Room, language: Language) -> str:
        """Write the brief of a room, in a process of its own; one at a time."""
        facts = (await room.ask({"do": "facts"}))["facts"]
        async with self._writing:
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, context, brief.leave_signals) as writer:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(writer, brief.brief, facts, room.votes(), language)

    async def stop(self) -> None:
        """Say goodbye to everyone and end all processes."""
        if self._starting is not None:
            self._starting.cancel()
            with suppress(asyncio.CancelledError, Refused):
                await self._starting
        for code in list(self.rooms):
            await self.close(code, say("server_stops"))
        await self.crew.stop()

    async def handle(self, room: Room, client: Client, command: Command) -> dict[str, Any]:
        """Do what a client asks; give what the answer carries.

        Raises:
            Refused: it may not be done, or cannot be.
        """
        if isinstance(command, messages.FACILITATOR) and not client.leads:
            raise Refused("facilitator_only")
        if room.locked and isinstance(command, messages.SETTING):
            raise Refused("levers_locked")
        doer = self._doers.get(type(command))
        if doer is not None:
            return await doer(self, room, client, command) or {}
        # All else is done by the worker under its own name.
        fields = command.model_dump(exclude={"id", "kind"})
        await room.ask({"do": command.model_dump()["kind"], **fields}, client)
        return {}

    async def _hello(self, room: Room, client: Client, command: messages.Hello) -> None:
        client.language = command.lang

    async def _ping(self, room: Room, client: Client, command: messages.Ping) -> None:
        pass

    async def _vote(self, room: Room, client: Client, command: messages.Vote) -> None:
        if room.vote is None:
            raise Refused("vote_closed")
        room.vote.take(client.key, command.question, command.answer)
        room.share_state()

    async def _lock(self, room: Room, client: Client, command: messages.Lock) -> None:
        room.locked = command.locked
        room.share_state()

    async def _ask(self, room: Room, client: Client, command: messages.Ask) -> None:
        question = questions.asking(command.question).question
        room.vote = questions.Vote(question.id, len(question.options))
        room.share_state()

    async def _reveal(self, room: Room, client: Client, command: messages.Reveal) -> None:
        if room.vote is None:
            raise Refused("no_question")
        vote = room.vote
        answer = await room.ask({"do": "answer", "question": vote.question})
        vote.open, vote.answer = False, answer["answer"]
        room.share_state()

    async def _chapter(self, room: Room, client: Client | None, command: messages.Chapter) -> None:
        """Turn to a page; another chapter begins anew, with its own levers."""
        if command.chapter is not None:
            chapter = questions.find_chapter(command.chapter)
            if command.page >= len(chapter.pages):
                raise Refused("no_chapter")
            if chapter.id != room.chapter:
                await room.ask({"do": "chapter", "chapter": chapter.id})
                room.vote = None
            room.chapter = chapter.id
        else:
            room.chapter, room.vote = None, None
        room.page = command.page
        room.share_state()

    async def _ensemble(self, room: Room, client: Client, command: messages.Ensemble) -> None:
        band = self._bands.get(room.code)
        if command.on and band is None:
            if len(self._bands) >= MOST_ENSEMBLES:
                raise Refused("most_ensembles", most=MOST_ENSEMBLES)
            await self._start_band(room)
        elif not command.on and band is not None:
            await self._stop_band(room)
            room.share_state()

    async def _start_band(self, room: Room) -> None:
        def told(content: dict[str, Any]) -> None:
            if content["kind"] == "band":
                room.tell(content)
            elif room.ensemble["done"] != content["done"]:
                room.ensemble = {"on": True, "done": content["done"], "of": content["of"]}
                room.share_state()

        processes = max(1, min(self._workers - 1, MOST_BAND_PROCESSES))
        band = Band(room.state["seed"], processes, told, self.log)
        self._bands[room.code] = band
        room.ensemble = {"on": True, "done": 0, "of": REPLICATIONS}
        room.share_state()
        await band.start()

        def follow() -> None:
            band.follow(room.state["link"], room.week, list(room.state["sides"]), room.state["watched"])

        room.on_change = follow
        follow()

    async def _stop_band(self, room: Room) -> None:
        band = self._bands.pop(room.code, None)
        room.on_change = lambda: None
        room.ensemble = {"on": False, "done": 0, "of": 0}
        if band is not None:
            await band.stop()

    async def _rooms(self, room: Room, client: Client, command: messages.Rooms) -> dict[str, Any]:
        """Make breakout rooms that begin as this room stands."""
        if len(self.rooms) - 1 + command.count > MOST_BREAKOUT:
            raise Refused("most_rooms", most=MOST_BREAKOUT, n=len(self.rooms) - 1)
        setup, _, _ = link.read(room.state["link"])
        codes = [new_code() for _ in range(command.count)]
        await asyncio.gather(*(self.open(code, setup) for code in codes))
        return {"rooms": [{"code": c, "link": f"/open/{self.guard.new_token(c)}"} for c in codes]}

    async def _close(self, room: Room, client: Client, command: messages.Close) -> None:
        if command.room == MAIN or command.room not in self.rooms:
            raise Refused("no_room")
        await self.close(command.room, say("room_closed"))

    _doers: ClassVar[dict[type[Command], Callable[..., Awaitable[dict[str, Any] | None]]]] = {
        messages.Hello: _hello, messages.Ping: _ping, messages.Vote: _vote, messages.Lock: _lock,
        messages.Ask: _ask, messages.Reveal: _reveal, messages.Chapter: _chapter, messages.Rooms: _rooms,
        messages.Close: _close, messages.Ensemble: _ensemble,
    }  # fmt: skip

    def _heard(self, got: Packet) -> None:
        room = self._by_number.get(got.room)
        if room is not None:
            room.heard(got)

    def _lost(self, number: int) -> None:
        room = self._by_number.get(number)
        if room is not None and not room.lost():
            task = asyncio.create_task(self._give_up(room))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _give_up(self, room: Room) -> None:
        """Close a room that cannot be brought back; the main room begins anew."""
        await self.close(room.code, say("room_broken"))
        if room.code == MAIN:
            await self.open(MAIN, self.begin.setup)
