"""The band of a room: what its replications measured, and between which values most of them lie."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from experiments.workshop.book import BAND
from experiments.workshop.course import MEASURED, WEEKLY, numbers
from experiments.workshop.crew import Hand, end_hand, start_hand
from experiments.workshop.ensemble import serve
from experiments.workshop.log import Log
from experiments.workshop.wire import COMMAND, EVENT, packet, read_packet
from sim.calendar import PERIOD
from sim.table import Array

REPLICATIONS = 20
PAUSE = 1.0
"""Seconds between two bands at least."""
NEAR = PERIOD
"""Weeks by which a replication may be behind and count as there: while the room plays all run after it."""


class Band:
    """The replications of one room as the server sees them.

    Attributes:
        done: replications that have reached the room's week.
    """

    def __init__(self, seed: int, processes: int, tell: Callable[[dict[str, Any]], None], log: Log) -> None:
        """Plan them.

        Args:
            seed: the room's; the replications have the ones after it.
            processes: how many processes share the work.
            tell: told of each new band, and of progress.
            log: where events go.
        """
        self._seeds = [seed + 1 + k for k in range(REPLICATIONS)]
        self._processes, self._tell, self._log = processes, tell, log
        self._hands: list[Hand] = []
        self._values: dict[tuple[str, int], dict[str, dict[int, float | None]]] = {}
        self._shown: dict[tuple[str, str], int] = {}
        self._target: dict[str, Any] = {}
        self._watched: tuple[str, ...] = WEEKLY
        self._sides: tuple[str, ...] = ("A",)
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.done = 0

    async def start(self) -> None:
        """Start the processes."""
        for k in range(self._processes):
            hand = await start_hand(serve)
            hand.listening = asyncio.create_task(self._listen(hand, k))
            self._hands.append(hand)
        self._tasks.append(asyncio.create_task(self._show_now_and_then()))

    async def stop(self) -> None:
        """End the processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(end_hand(hand) for hand in self._hands))

    def follow(self, letters: str, week: int, sides: Sequence[str], watched: Sequence[str]) -> None:
        """Send the replications after the room.

        Args:
            letters: the room's state.
            week: the week it has reached.
            sides: its sides.
            watched: indicators of which a band is wanted, beside the weekly ones.
        """
        self._sides, self._watched = tuple(sides), (*WEEKLY, *watched)
        target = {"letters": letters, "week": week}
        if target != self._target:
            self._target = target
            for k, hand in enumerate(self._hands):
                self._send(hand, k)

    def _send(self, hand: Hand, k: int) -> None:
        content = {**self._target, "seeds": self._seeds[k :: self._processes]}
        hand.send(packet(COMMAND, 1, 0, content))

    async def _listen(self, hand: Hand, k: int) -> None:
        """Take what a process measured; a process that dies is replaced and begins anew."""
        try:
            while True:
                got = await read_packet(hand.reader)
                if got.kind == EVENT and got.room:
                    for found in got.content()["news"]:
                        self._take(found)
                    self._changed.set()
        except (EOFError, OSError):
            self._log("ensemble process died", pid=hand.process.pid)
            self._hands[k] = fresh = await start_hand(serve)
            fresh.listening = asyncio.create_task(self._listen(fresh, k))
            if self._target:
                self._send(fresh, k)

    def _take(self, found: dict[str, Any]) -> None:
        key = found["side"], found["seed"]
        if found["fresh"]:
            self._values[key] = {}
            self._shown = {shown: week for shown, week in self._shown.items() if shown[0] != found["side"]}
        series = self._values.setdefault(key, {})
        for name, values in zip(MEASURED, found["measured"], strict=True):
            if name not in WEEKLY:
                series.setdefault(name, {}).update(zip(found["measured_weeks"], values, strict=True))
        for name, values in zip(WEEKLY, found["weekly"], strict=True):
            series.setdefault(name, {}).update(zip(found["weeks"], values, strict=True))

    async def _show_now_and_then(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            self.show()
            await asyncio.sleep(PAUSE)

    def show(self) -> None:
        """Tell the bands of the weeks that all replications have reached."""
        week = self._target.get("week", 0)
        arrived = [self._reached(side) for side in self._sides]
        self.done = min(sum(last > week - NEAR for last in side) for side in arrived)
        self._tell({"kind": "ensemble", "done": self.done, "of": REPLICATIONS})
        for side, reached in zip(self._sides, arrived, strict=True):
            if len(reached) < REPLICATIONS:
                continue
            for name in self._watched:
                self._show_one(side, name, min(reached))

    def _reached(self, side: str) -> list[int]:
        """Give the last week of each replication of a side that has begun."""
        held = [self._values.get((side, seed)) for seed in self._seeds]
        return [max(series[WEEKLY[0]], default=0) for series in held if series]

    def _show_one(self, side: str, name: str, last: int) -> None:
        shown = self._shown.get((side, name), -1)
        series = [self._values[side, seed].get(name, {}) for seed in self._seeds]
        weeks = [week for week in sorted(series[0]) if shown < week <= last]
        if not weeks:
            return
        table = np.array([[_number(one.get(week)) for week in weeks] for one in series])
        low, middle, high = _quantiles(table)
        self._shown[side, name] = weeks[-1]
        self._tell({
            "kind": "band", "side": side, "indicator": name, "weeks": weeks, "low": numbers(low),
            "high": numbers(high), "middle": numbers(middle), "n": REPLICATIONS, "whole": shown < 0,
        })  # fmt: skip

    def again(self) -> None:
        """Show the whole bands once more, for those who have come since."""
        self._shown.clear()
        self._changed.set()


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _quantiles(table: Array) -> tuple[Array, Array, Array]:
    """Give low, middle and high over the replications, [weeks]; not a number where any has none."""
    low, middle, high = np.quantile(table, [BAND[0], 0.5, BAND[1]], axis=0)
    return low, middle, high
