"""``make bench-workshop``: how the workshop holds up before many pages, in many rooms, and against nonsense.

The figures that need a browser (first paint, drawing) are measured in the browser tests. ``--quick`` shortens
every measurement; its numbers are rougher.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from tests.bench.__main__ import Line
from tests.experiments.workshop import load
from tests.experiments.workshop.running import Workshop, running

CLIENTS, ROOMS, TARGET = 40, 20, 5.0
WIDTH = 110


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="shorter measurements")
    seconds = 4.0 if options.parse_args().quick else 20.0
    table = Table("what", "measured", "should be", "unit", "met")
    for line in _lines(seconds):
        bound = "" if line.target is None else f"{'≥' if line.at_least else '≤'} {line.target:g}"
        met = "" if line.met is None else "yes" if line.met else "NO"
        table.add_row(line.name, f"{line.value:.3g}", bound, line.unit, met)
    Console(width=WIDTH).print(table)


def _lines(seconds: float) -> Iterator[Line]:
    with Served(load.program(*load.LARGE)) as (workshop, lead, started):
        yield Line("start of the server until its first room stands", started, "s")
        yield from _arrival(workshop, lead)
        yield from _pair("A beside B, 3,000 adults", workshop, lead, seconds, 4.8)
        yield from _levers(workshop, lead)
        yield from _death(workshop, lead)
    with Served(None) as (workshop, lead, _):
        yield from _pair(
            "A beside B, whole street of 17,600 adults", workshop, lead, seconds, 2.0, (None, None)
        )
    with Served(load.program(*load.SMALL)) as (workshop, lead, _):
        yield from _rooms(workshop, lead, seconds)
        grown = asyncio.run(load.open_and_close(workshop, lead, 100 if seconds > 4 else 20))
        yield Line("memory grown by after opening and closing 100 rooms", sum(grown.values()), "MB", 10.0)
        messages = 10_000 if seconds > 4 else 1000
        sent, _, told = asyncio.run(load.nonsense(workshop, workshop.enter(), messages))
        yield Line("messages without sense taken", sent, f"for which shown out {told} times")


class Served:
    """A server of one's own for some measurements; its error stream must stay empty."""

    def __init__(self, program: str | None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._running = running(Path(self._folder.name), program=program)

    def __enter__(self) -> tuple[Workshop, httpx.Client, float]:
        began = time.monotonic()
        workshop = self._running.__enter__()
        lead = workshop.lead()
        asyncio.run(_first_frame(workshop, lead))
        return workshop, lead, time.monotonic() - began

    def __exit__(self, *_: object) -> None:
        self._running.__exit__(None, None, None)
        assert (Path(self._folder.name) / "stderr.txt").read_text() == ""
        self._folder.cleanup()


async def _first_frame(workshop: Workshop, session: httpx.Client) -> float:
    began = time.monotonic()
    async with workshop.page(session) as page:
        await page.ready()
    return time.monotonic() - began


def _arrival(workshop: Workshop, lead: httpx.Client) -> Iterator[Line]:
    began = time.monotonic()
    lead.get("/")
    lead.get("/book.json")
    yield Line("page and book fetched", 1000 * (time.monotonic() - began), "ms")
    took = [asyncio.run(_first_frame(workshop, lead)) for _ in range(5)]
    yield Line("page opened until its first frame, 3,000 adults", max(took), "s", 3.0)


def _pair(  # noqa: PLR0913 - what is measured, and what each of its figures should be
    name: str, workshop: Workshop, lead: httpx.Client, seconds: float, steps: float,
    bounds: tuple[float | None, float | None] = (300.0, 100.0),
) -> Iterator[Line]:  # fmt: skip
    felt = asyncio.run(load.one_room(workshop, lead, CLIENTS, seconds, TARGET))
    yield Line(
        f"{name}, {CLIENTS} pages: weeks passing, of {TARGET:g} asked for",
        felt.steps,
        "a second",
        steps,
        True,
    )
    yield Line("  between two frames, 95th percentile", 1000 * felt.gap, "ms", bounds[0])
    yield Line("  there and back, 95th percentile", 1000 * felt.trip, "ms", bounds[1])
    most = asyncio.run(load.one_room(workshop, lead, CLIENTS, seconds, 20.0))
    yield Line("  weeks passing, of 20 asked for", most.steps, "a second")


def _levers(workshop: Workshop, lead: httpx.Client) -> Iterator[Line]:
    async def move() -> list[float]:
        took = []
        async with workshop.page(lead) as page, workshop.page(lead) as other:
            await asyncio.gather(page.ready(), other.ready())
            await page.ask("play")
            for k in range(40):
                value = round(0.55 + 0.01 * k, 2)
                began = time.monotonic()
                await page.ask("set", side="A", lever="offload", value=value)
                await other.until(lambda v=value: other.state["sides"]["A"]["values"].get("offload") == v)  # type: ignore[misc]
                took.append(time.monotonic() - began)
            await page.ask("reset", side="A")
        return took

    late = float(np.quantile(asyncio.run(move()), 0.95))
    yield Line("lever moved until another page knows, 95th percentile", 1000 * late, "ms", 500.0)


def _death(workshop: Workshop, lead: httpx.Client) -> Iterator[Line]:
    async def kill() -> float:
        async with workshop.page(lead) as page:
            await page.ready()
            await page.ask("pause")
            await page.ask("skip", weeks=100)
            week, layouts = page.week, len(page.of("layout"))
            began = time.monotonic()
            os.kill(min(workshop.workers()), signal.SIGKILL)
            await page.until(lambda: len(page.of("layout")) > layouts and not page.state["busy"], 60)
            assert page.week == week
            return time.monotonic() - began

    yield Line("worker killed until its room is back in its week", asyncio.run(kill()), "s")


def _rooms(workshop: Workshop, lead: httpx.Client, seconds: float) -> Iterator[Line]:
    felt, refusal, memory = asyncio.run(load.breakout(workshop, lead, ROOMS, seconds, TARGET))
    name = f"{ROOMS} breakout rooms, 1,000 adults, slowest: weeks passing, of {TARGET:g}"
    yield Line(name, felt.steps, "a second", 4.5, True)
    yield Line("  there and back, 95th percentile", 1000 * felt.trip, "ms", 250.0)
    yield Line("  memory of a room", sum(memory.values()), "MB", 10.0)
    yield Line(f"  one more is refused: {refusal!r}", 1, "")


if __name__ == "__main__":
    main()
