"""A workshop under load: many pages, many rooms, and what they feel of it."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
from websockets.exceptions import ConnectionClosed

from experiments.workshop.server import MOST_BAD
from tests.experiments.workshop.running import Page, Workshop

PING = 0.5
"""Seconds between two pings of a page."""
LARGE, SMALL = ('("CHE",)', 3000 / 2600), ('("FAR",)', 1000 / 1200)
"""Streets of one community with 3,000 and with 1,000 adults: its type, and the multiple of its adults."""


def program(communities: str, scale: float, weeks: int = 520) -> str:
    """Write a program that serves a room with a street of one's own; its argument is the name of the log."""
    return (
        "import sys; from pathlib import Path; from experiments.workshop.history import Setup; "
        "from experiments.workshop.run import Wish, serve; "
        f"serve(Wish(Setup(communities={communities}, scale={scale}, weeks={weeks}), port=0, browser=False, "
        "log=Path(sys.argv[1]), language='en'))"
    )


@dataclass(frozen=True)
class Felt:
    """What pages felt over some seconds.

    Attributes:
        steps: weeks a second, the slowest room's.
        gap: between two frames, 95th percentile, seconds.
        trip: there and back, 95th percentile, seconds.
    """

    steps: float
    gap: float
    trip: float


async def felt(pages: list[Page], seconds: float) -> Felt:
    """Watch pages for a while."""
    began = time.monotonic()
    weeks = [page.week for page in pages]
    trips = await asyncio.gather(*(_pings(page, began + seconds) for page in pages))
    took = time.monotonic() - began
    gaps = [np.diff([when for when, _ in page.frames if when >= began]) for page in pages]
    steps = min(page.week - week for page, week in zip(pages, weeks, strict=True)) / took
    late = (float(np.quantile(np.concatenate(values), 0.95)) for values in (gaps, trips))
    return Felt(steps, *late)


async def _pings(page: Page, until: float) -> list[float]:
    trips = []
    while time.monotonic() < until:
        sent = time.monotonic()
        await page.ask("ping")
        trips.append(time.monotonic() - sent)
        await asyncio.sleep(PING)
    return trips


async def one_room(
    workshop: Workshop, session: httpx.Client, clients: int, seconds: float, speed: float
) -> Felt:
    """Play A beside B before some pages."""
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(workshop.page(session)) for _ in range(clients)]
        await asyncio.gather(*(page.ready() for page in pages))
        lead = pages[0]
        await lead.ask("restart")
        await lead.ask("pair", on=True)
        await lead.ask("speed", weeks_per_second=speed)
        await lead.ask("play")
        await asyncio.sleep(1.0)
        found = await felt(pages, seconds)
        await lead.ask("pause")
        return found


async def breakout(
    workshop: Workshop, session: httpx.Client, rooms: int, seconds: float, speed: float
) -> tuple[Felt, str, dict[str, float]]:
    """Play in breakout rooms, two pages each; give what they feel, why no more are made, memory of one."""
    async with AsyncExitStack() as stack:
        main = await stack.enter_async_context(workshop.page(session))
        await main.ready()
        before = await _settled(workshop, main)
        codes = [room["code"] for room in (await main.ask("rooms", count=rooms))["rooms"]]
        refusal = (await main.ask("rooms", count=21 - rooms))["why"]["en"]
        pages = [
            await stack.enter_async_context(workshop.page(session, code)) for code in codes for _ in "12"
        ]
        await asyncio.gather(*(page.ready() for page in pages))
        for page in pages[::2]:
            await page.ask("speed", weeks_per_second=speed)
            await page.ask("play")
        await asyncio.sleep(1.0)
        found = await felt(pages, seconds)
        room = {name: (after - before[name]) / rooms for name, after in memory(workshop).items()}
        for code in codes:
            await main.ask("close", room=code)
        return found, refusal, room


async def open_and_close(workshop: Workshop, session: httpx.Client, rooms: int) -> dict[str, float]:
    """Open and close rooms, five at a time; give what memory has grown by, MB."""
    async with workshop.page(session) as main:
        await main.ready()
        before = await _settled(workshop, main)
        for _ in range(rooms // 5):
            await _five(main)
        return {name: after - before[name] for name, after in (await _at_rest(workshop)).items()}


async def _settled(workshop: Workshop, main: Page) -> dict[str, float]:
    """Give the memory once all processes run that there will be: what is kept for good is no room's."""
    await main.ask("pause")
    await _five(main)
    return await _at_rest(workshop)


async def _at_rest(workshop: Workshop) -> dict[str, float]:
    """Give the memory once it no longer changes."""
    last: dict[str, float] = {}
    while (now := memory(workshop)) and any(abs(now[k] - last.get(k, 0.0)) > 0.5 for k in now):
        last = now
        await asyncio.sleep(2.0)
    return last


async def _five(main: Page) -> None:
    for room in (await main.ask("rooms", count=5))["rooms"]:
        await main.ask("close", room=room["code"])


async def nonsense(workshop: Workshop, session: httpx.Client, messages: int) -> tuple[int, int, int]:
    """Send messages without sense until shown out, and come back.

    Returns:
        How many were sent, in how many visits, and in how many of those the page was told why it had to go.
    """
    sent = visits = told = 0
    while sent < messages:
        async with workshop.page(session) as page:
            await page.ready()
            with suppress(ConnectionClosed):
                for _ in range(2 * MOST_BAD):
                    await page.socket.send(NONSENSE[sent % len(NONSENSE)])
                    sent += 1
                    await asyncio.sleep(0)
            await page.until(lambda: page.closed)
            visits += 1
            told += bool(page.of("over"))
    return sent, visits, told


NONSENSE: tuple[str | bytes, ...] = (
    "", "x", "{}", "[]", "null", "\x00", '{"kind":"set","id":1}',
    '{"kind":"set","side":"A","lever":"offload","value":NaN}', '{"kind":"hello","lang":"xx"}',
    '{"kind":"set","side":"A","lever":"offload","value":1e999}', '{"kind":"steal","id":2}',
    '{"kind":["play"]}', '{"kind":"vote","question":"","answer":-1}', "[" * 5000,
    '{"kind":"follow","what":"resident","number":1e30}',
    '{"kind":"preset","side":"C","scenario":"../../../etc/passwd"}', b"\x00\x01\x02",
    '{"kind":"load","state":' + "9" * 6000 + "}", "\ud7ff" * 40,
    '{"id":99999999999999999999,"kind":"ping"}',
)  # fmt: skip


def memory(workshop: Workshop) -> dict[str, float]:
    """Give the memory that only the server and only its processes hold, MB."""
    server = workshop.process.pid
    return {"server": _private(server), "workers": sum(map(_private, workshop.workers()))}


def _private(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) / 1000.0
