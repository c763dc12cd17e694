"""The process in which streets step: it has the streets of some rooms and does what the rooms ask.

Rooms take turns: a long replay pauses every few hundredths of a second, so that the others keep their pace. A
room that cannot keep its pace drops behind the clock instead of hurrying after it.
"""

from __future__ import annotations

import gc
import math
import os
import signal
import socket
import time
import traceback
from collections import deque
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from experiments.workshop import link
from experiments.workshop.desk import Desk
from experiments.workshop.history import Setup
from experiments.workshop.live import Live
from experiments.workshop.texts import Refused, say
from experiments.workshop.wire import ANSWER, EVENT, Packet, Wire, packet

SLICE = 0.02
"""Seconds that one room may take before the others have their turn."""
IDLE = 60.0


def serve(end: socket.socket, parent: int) -> None:
    """Be a worker until the server is gone or says so.

    Args:
        end: this side of the socket pair.
        parent: number of the server's process.
    """
    leave_signals_to(parent)
    wire = Wire(end)
    warm_up()
    with suppress(EOFError, ConnectionError):
        wire.send(packet(EVENT, 0, 0, {"event": "ready", "pid": os.getpid()}))
        Worker(wire).run()


def leave_signals_to(parent: int) -> None:
    """Let Ctrl-C stop the server, which then stops us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    if hasattr(os, "getppid") and os.name == "posix" and os.getppid() != parent:
        os._exit(1)


def warm_up() -> None:
    """Load all that a week needs, on a small street."""
    live = Live(Setup(communities=("FAR",), weeks=4))
    live.step()
    # What is there now stays for good, so that looking for litter later means looking at streets alone.
    gc.collect()
    gc.freeze()


class Worker:
    """The rooms of one process and whose turn it is."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._desks: dict[int, Desk] = {}
        self._asked: dict[int, deque[Packet]] = {}
        self._busy: set[int] = set()
        self._jobs: dict[int, tuple[int, Generator[None, None, None]]] = {}

    def run(self) -> None:
        """Work until told to stop.

        Raises:
            EOFError: the server is gone.
        """
        while True:
            for got in self._wire.receive(self._pause()):
                if got.room == 0:
                    return
                self._asked.setdefault(got.room, deque()).append(got)
            for room in list(self._asked):
                self._take_turn(room)

    def _pause(self) -> float:
        """Give how long there is nothing to do."""
        if self._jobs or any(self._asked.values()):
            return 0.0
        due = min((desk.due for desk in self._desks.values()), default=math.inf)
        return min(due - time.monotonic(), IDLE)

    def _take_turn(self, room: int) -> None:
        """Go on with what a room asked, begin the next thing, or let a week pass."""
        limit = time.monotonic() + SLICE
        while time.monotonic() < limit:
            if room in self._jobs:
                self._go_on(room, limit)
            elif self._asked[room]:
                self._begin(room, self._asked[room].popleft())
                if room not in self._asked:
                    return
            else:
                break
        desk = self._desks.get(room)
        if desk is not None and room not in self._jobs and time.monotonic() >= desk.due:
            self._guarded(room, 0, desk.tick)

    def _begin(self, room: int, got: Packet) -> None:
        command = got.content()
        if command["do"] == "close":
            for held in (self._desks, self._asked, self._jobs):
                held.pop(room, None)
            gc.collect()  # a street and its actors hold each other
            return
        self._jobs[room] = got.ask, self._job(room, got.ask, command)

    def _job(self, room: int, ask: int, command: dict[str, Any]) -> Generator[None, None, None]:
        """Do one thing and answer."""
        if command["do"] == "open":
            setup, community, week = link.read(command["letters"])
            live = yield from Live.restored(
                setup, community, week if command["week"] is None else command["week"]
            )
            self._desks[room] = desk = Desk(self._wire, room, live)
            desk.begin(command["speed"], command["watched"])
            desk.show(anew=True)
            answer: dict[str, Any] = {}
        else:
            desk = self._desks[room]
            answer = yield from desk.do(ask, command)
        self._wire.send(packet(ANSWER, room, ask, {"ok": True, "state": desk.state(), **answer}))

    def _go_on(self, room: int, limit: float) -> None:
        ask, job = self._jobs[room]

        def work() -> None:
            while time.monotonic() < limit:
                try:
                    next(job)
                except StopIteration:
                    self._jobs.pop(room, None)
                    self._busy.discard(room)
                    return
            if room not in self._busy:
                self._busy.add(room)
                self._wire.send(packet(EVENT, room, 0, {"event": "busy"}))

        self._guarded(room, ask, work)

    def _guarded(self, room: int, ask: int, work: Any) -> None:
        """Do something; what is refused or goes wrong is answered and leaves the other rooms alone."""
        try:
            work()
            return
        except Refused as refused:
            why = refused.why
        except (EOFError, ConnectionError):
            raise
        except Exception as error:
            why = say("internal")
            trace = traceback.format_exc()
            told = {"event": "error", "error": f"{type(error).__name__}: {error}", "trace": trace}
            self._wire.send(packet(EVENT, room, 0, told))
        self._jobs.pop(room, None)
        self._busy.discard(room)
        desk = self._desks.get(room)
        if desk is not None and ask == 0:
            desk.stop()
        if ask:
            state = desk.state() if desk is not None else None
            self._wire.send(packet(ANSWER, room, ask, {"ok": False, "why": why, "state": state}))
