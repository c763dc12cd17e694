"""The worker processes as the server sees them: started warm, one in reserve, replaced when they die."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any

from experiments.processes import held_back
from experiments.workshop.log import Log
from experiments.workshop.wire import COMMAND, EVENT, Packet, packet, read_packet

GRACE = 3.0
"""Seconds that a process has to end by itself."""
MOST_LOST_STARTS = 5

Heard = Callable[[Packet], None]


@dataclass(eq=False)
class Hand:
    """One worker process.

    Attributes:
        process: the process.
        ready: set when it can take work.
        rooms: numbers of the rooms it has.
    """

    process: BaseProcess
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    rooms: set[int] = field(default_factory=set)
    listening: asyncio.Task[None] | None = None

    def send(self, sent: Packet) -> None:
        """Send a packet; that the process is gone is noticed by the one who listens."""
        if not self.writer.is_closing():
            self.writer.write(sent.raw())


async def start_hand(target: Callable[[socket.socket, int], None]) -> Hand:
    """Start a process that serves at one end of a socket pair."""
    ours, theirs = socket.socketpair()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=target, args=(theirs, os.getpid()), daemon=True)
    with held_back(signal.SIGINT, signal.SIGTERM):
        process.start()
    theirs.close()
    reader, writer = await asyncio.open_connection(sock=ours)
    return Hand(process, reader, writer)


async def end_hand(hand: Hand) -> None:
    """End a process, by force if it does not hear."""
    hand.send(packet(COMMAND, 0, 0, {"do": "end"}))
    with contextlib.suppress(OSError, RuntimeError):
        hand.writer.close()
    await asyncio.to_thread(hand.process.join, GRACE)
    if hand.process.is_alive():
        hand.process.kill()
        await asyncio.to_thread(hand.process.join)
    if hand.listening is not None:
        hand.listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hand.listening


class Crew:
    """All worker processes.

    Attributes:
        restarts: processes that died and were replaced.
    """

    def __init__(
        self,
        target: Callable[[socket.socket, int], None],
        most: int,
        heard: Heard,
        lost: Callable[[int], None],
        failed: Callable[[], None],
        log: Log,
    ) -> None:
        """Plan them.

        Args:
            target: what a process does; must be found by name in another process.
            most: how many may have rooms; one more waits in reserve.
            heard: told of every packet.
            lost: told of every room whose process died.
            failed: told if processes die again and again as they start.
            log: where events go.
        """
        self._target, self._most = target, most
        self._heard, self._lost, self._failed, self._log = heard, lost, failed, log
        self._hands: list[Hand] = []
        self._spare: Hand | None = None
        self._of: dict[int, Hand] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._lost_starts, self._closing = 0, False
        self.restarts = 0

    @property
    def pids(self) -> list[int]:
        """Give the numbers of the processes that have rooms."""
        return [hand.process.pid or 0 for hand in self._hands]

    @property
    def all_pids(self) -> list[int]:
        """Give the numbers of all processes, the one in reserve included."""
        return [hand.process.pid or 0 for hand in [*self._hands, *([self._spare] if self._spare else [])]]

    def pid_of(self, room: int) -> int:
        """Give the number of the process that has a room."""
        return self._of[room].process.pid or 0

    async def start(self) -> None:
        """Start the first process and one in reserve."""
        self._hands.append(await self._new())
        self._in_background(self._fill_up())

    async def place(self, room: int) -> None:
        """Give a room to a process: an empty one if there may be one more, else the one with fewest rooms."""
        fewest = min(self._hands, key=lambda hand: len(hand.rooms), default=None)
        if (fewest is None or fewest.rooms) and len(self._hands) < self._most:
            fewest = self._spare or await self._new()
            self._spare = None
            self._hands.append(fewest)
            self._in_background(self._fill_up())
        assert fewest is not None  # there may always be at least one
        fewest.rooms.add(room)
        self._of[room] = fewest

    def send(self, room: int, ask: int, command: dict[str, Any]) -> None:
        """Send a command to the process that has a room."""
        self._of[room].send(packet(COMMAND, room, ask, command))

    def release(self, room: int) -> None:
        """Take a room from its process."""
        hand = self._of.pop(room, None)
        if hand is not None:
            hand.rooms.discard(room)
            hand.send(packet(COMMAND, room, 0, {"do": "close"}))

    async def stop(self) -> None:
        """End all processes."""
        self._closing = True
        for task in list(self._tasks):
            task.cancel()
        hands = [*self._hands, *([self._spare] if self._spare else [])]
        await asyncio.gather(*(end_hand(hand) for hand in hands))
        self._hands, self._spare = [], None

    async def _new(self) -> Hand:
        hand = await start_hand(self._target)
        hand.listening = asyncio.create_task(self._listen(hand))
        return hand

    async def _fill_up(self) -> None:
        """Start one in reserve, once those that have rooms are running: they come first."""
        for hand in list(self._hands):
            await hand.ready.wait()
        if self._spare is None and not self._closing:
            self._spare = await self._new()

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, hand: Hand) -> None:
        """Pass on what a process says until it ends."""
        try:
            while True:
                got = await read_packet(hand.reader)
                if got.room == 0 and got.kind == EVENT:
                    self._lost_starts = 0
                    hand.ready.set()
                else:
                    self._pass_on(got)
        except (EOFError, OSError):
            if not self._closing:
                await self._bury(hand)

    def _pass_on(self, got: Packet) -> None:
        """Pass a packet on; that one could not be dealt with must not make us deaf to the others."""
        try:
            self._heard(got)
        except Exception as error:
            self._log("error", error=f"{type(error).__name__}: {error}", trace=traceback.format_exc())

    async def _bury(self, hand: Hand) -> None:
        """Replace a process that died and give its rooms to others."""
        hand.writer.close()
        await asyncio.to_thread(hand.process.join, GRACE)
        self._log("worker died", pid=hand.process.pid, code=hand.process.exitcode, rooms=sorted(hand.rooms))
        if not hand.ready.is_set():
            self._lost_starts += 1
            if self._lost_starts >= MOST_LOST_STARTS:
                self._log("workers cannot start")
                self._failed()
                return
        self.restarts += 1
        if hand is self._spare:
            self._spare = None
        else:
            self._hands.remove(hand)
        for room in sorted(hand.rooms):
            await self.place(room)
            self._lost(room)
        if not self._hands:
            self._hands.append(self._spare or await self._new())
            self._spare = None
        await self._fill_up()
