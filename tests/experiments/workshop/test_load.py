"""The workshop under load, in short; ``make bench-workshop`` measures it in full.

The bounds are loose, as tests share their machine: they tell a server that keeps up from one that does not.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.experiments.workshop import load
from tests.experiments.workshop.running import Page, Workshop, running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("small")
    with running(folder, program=load.program(*load.SMALL)) as run:
        yield run
    assert (folder / "stderr.txt").read_text(encoding="utf-8") == ""


@pytest.fixture(scope="module")
def lead(small: Workshop) -> httpx.Client:
    return small.lead()


def test_a_pair_keeps_pace_before_a_dozen_pages(small: Workshop, lead: httpx.Client) -> None:
    felt = asyncio.run(load.one_room(small, lead, 12, 4.0, 5.0))
    assert felt.steps > 2.0
    assert felt.trip < 1.0


def test_breakout_rooms_keep_pace_and_are_small(small: Workshop, lead: httpx.Client) -> None:
    felt, refusal, memory = asyncio.run(load.breakout(small, lead, 6, 4.0, 5.0))
    assert felt.steps > 1.5
    assert "at most 20 breakout rooms" in refusal
    assert memory["workers"] + memory["server"] < 10.0


def burnout_in(page: Page, week: int) -> dict[str, Any] | None:
    """Give the band of burnout that ends with a week, if it has come."""
    bands = (band for band in page.of("band") if band["indicator"] == "WRK5a")
    return next((band for band in bands if band["weeks"][-1] == week), None)


def test_replications_run_beside_the_live_run_and_follow_its_changes(
    small: Workshop, lead: httpx.Client
) -> None:
    async def watch() -> None:
        async with small.page(lead) as page:
            await page.ready()
            await page.ask("pause")
            await page.ask("restart")
            await page.ask("skip", weeks=12)
            assert (await page.ask("ensemble", on=True))["kind"] == "done"
            bands = await page.until(lambda: page.of("band"), 90)
            assert {band["n"] for band in bands} == {20}
            assert bands[0]["weeks"] == list(range(1, 13))
            await page.until(lambda: page.state["ensemble"]["done"] == 20, 30)
            await page.ask("set", side="A", lever="offload", value=1.0)
            await page.ask("skip", weeks=30)
            pressed = await page.until(lambda: burnout_in(page, 42), 60)
            assert not pressed["whole"]
            await page.ask("reset", side="A")
            await page.ask("restart")
            page.texts.clear()
            await page.ask("skip", weeks=42)
            calm = await page.until(lambda: burnout_in(page, 42), 60)
            assert pressed["middle"][-1] > calm["middle"][-1]
            await page.ask("ensemble", on=False)
            assert page.state["ensemble"] == {"on": False, "done": 0, "of": 0}

    asyncio.run(watch())


@pytest.mark.parametrize("rooms", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_rooms_that_were_opened_and_closed_leave_nothing(
    small: Workshop, lead: httpx.Client, rooms: int
) -> None:
    grown = asyncio.run(load.open_and_close(small, lead, rooms))
    assert sum(grown.values()) < 10.0


@pytest.mark.parametrize("messages", [600, pytest.param(10_000, marks=pytest.mark.slow)])
def test_messages_without_sense_bring_nothing_down(small: Workshop, messages: int) -> None:
    sent, visits, told = asyncio.run(load.nonsense(small, small.enter(), messages))
    assert sent >= messages
    assert told == visits
    assert small.enter().get("/health").json()["restarts"] == 0
    assert "error" not in {event["event"] for event in small.events()}
