"""The processes in which replications of a room run beside it: same levers, other seeds, low priority.

They follow the room: each is brought to the week the room has reached, through the same changes. A change of
levers costs nothing, as every replication is kept as it stands; only what no longer fits the room's history
is begun anew. What they have measured goes to the server, which makes the band of it.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from experiments.workshop import link
from experiments.workshop.course import MEASURED, WEEKLY, numbers
from experiments.workshop.history import Entry, Setup
from experiments.workshop.live import Side
from experiments.workshop.wire import EVENT, Wire, packet
from experiments.workshop.worker import leave_signals_to, warm_up

NICENESS = 10
BATCH = 26
"""Weeks that one replication may run before we look whether the room has moved on."""
IDLE = 60.0


def serve(end: socket.socket, parent: int) -> None:
    """Be such a process until the server is gone or says so."""
    leave_signals_to(parent)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    wire = Wire(end)
    warm_up()
    with contextlib.suppress(EOFError, ConnectionError):
        wire.send(packet(EVENT, 0, 0, {"event": "ready"}))
        Follower(wire).run()


class Replication:
    """One side on one seed, and how far it has followed the room."""

    def __init__(self, setup: Setup, name: str) -> None:
        self._setup, self._name = setup, name
        self._side = Side(setup, name)
        self._done: list[Entry] = []
        self._sent = self._sent_measured = 0

    @property
    def week(self) -> int:
        """Weeks since the burn-in."""
        return self._side.week

    def fits(self, setup: Setup, week: int) -> bool:
        """Say whether it is on the way to where a room is now."""
        made = replace(self._setup, entries=(), start={}) == replace(setup, entries=(), start={})
        if not made or self._setup.start[self._name] != setup.start[self._name] or self.week > week:
            return False
        theirs = [e for e in setup.entries if e.side == self._name]
        ahead = theirs[len(self._done) :]
        return theirs[: len(self._done)] == self._done and all(e.week >= self.week for e in ahead)

    def follow(self, setup: Setup, week: int) -> None:
        """Go on towards a week, a batch of weeks at most."""
        theirs = [e for e in setup.entries if e.side == self._name]
        for _ in range(BATCH):
            while len(self._done) < len(theirs) and theirs[len(self._done)].week <= self.week:
                self._side.set(theirs[len(self._done)].values)
                self._done.append(theirs[len(self._done)])
            if self.week >= week:
                return
            self._side.step()

    def news(self) -> dict[str, Any] | None:
        """Give what has been measured since the last time; None if nothing."""
        weeks, weekly = self._side.course.weekly()
        first = weeks.index(0) + 1 + self._sent
        measured_weeks, measured = self._side.course.measured(MEASURED)
        if first >= len(weeks) and self._sent_measured >= len(measured_weeks):
            return None
        found = {
            "seed": self._setup.seed, "side": self._name, "fresh": self._sent_measured == 0,
            "weeks": weeks[first:], "weekly": [numbers(weekly[name][first:]) for name in WEEKLY],
            "measured_weeks": measured_weeks[self._sent_measured :],
            "measured": [numbers(measured[name][self._sent_measured :]) for name in MEASURED],
        }  # fmt: skip
        self._sent, self._sent_measured = self._sent + len(weeks) - first, len(measured_weeks)
        return found


class Follower:
    """All replications of one process."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._seeds: list[int] = []
        self._held: dict[tuple[int, str], Replication] = {}
        self._setup, self._letters = Setup(), ""
        self._week = 0

    def run(self) -> None:
        """Follow the room until told to stop.

        Raises:
            EOFError: the server is gone.
        """
        working = False
        while True:
            for got in self._wire.receive(0.0 if working else IDLE):
                if got.room == 0:
                    return
                content = got.content()
                if content["letters"] != self._letters:
                    self._letters = content["letters"]
                    self._setup, _, _ = link.read(self._letters)
                self._week, self._seeds = content["week"], content["seeds"]
            working = self._work()

    def _work(self) -> bool:
        """Take every replication a batch further; say whether there is more to do."""
        behind = False
        for seed, name in self._wanted():
            setup = replace(self._setup, seed=seed)
            held = self._held.get((seed, name))
            if held is None or not held.fits(setup, self._week):
                held = self._held[seed, name] = Replication(setup, name)
            held.follow(setup, self._week)
            behind |= held.week < self._week
            if held.week < self._week and self._wire.waiting():
                break
        news = [found for held in self._held.values() if (found := held.news()) is not None]
        if news:
            self._wire.send(packet(EVENT, 1, 0, {"event": "news", "news": news}))
        return behind

    def _wanted(self) -> Iterator[tuple[int, str]]:
        sides = tuple(self._setup.start)
        for key in [key for key in self._held if key[1] not in sides or key[0] not in self._seeds]:
            del self._held[key]
        # Those furthest behind first, so that all arrive together.
        wanted = [(seed, name) for seed in self._seeds for name in sides]
        return iter(sorted(wanted, key=lambda key: self._held[key].week if key in self._held else -1))
