"""Rooms as the server sees them: mailboxes, rates, and what becomes of a room whose process dies."""

import asyncio
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.workshop.log import Log
from experiments.workshop.rooms import BURST, MOST_LOSSES, MOST_WAITING, Client, Room
from experiments.workshop.texts import Refused
from experiments.workshop.wire import ANSWER, FRAME, TEXT, Packet, packet

STATE = {"week": 7, "playing": False, "speed": 2.0, "watched": [], "link": "#letters", "sides": {"A": {}}}


class Kept:
    """Stands for the crew and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, dict[str, Any]]] = []

    async def place(self, room: int) -> None:
        pass

    def send(self, room: int, ask: int, command: dict[str, Any]) -> None:
        self.sent.append((ask, command))

    def release(self, room: int) -> None:
        self.sent.append((0, {"do": "close"}))


def frame(week: int, more: bytes = b"") -> Packet:
    return Packet(FRAME, 1, 0, struct.pack("<IIiI", 1, 1, week, 1) + more)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Room, Kept]]:
    log, crew = Log(tmp_path / "log"), Kept()
    yield Room(1, "main", crew, log), crew  # type: ignore[arg-type]
    log.close()


async def opened(room: Room, crew: Kept) -> None:
    opening = asyncio.create_task(room.open("#letters"))
    await asyncio.sleep(0)
    room.heard(packet(ANSWER, 1, 1, {"ok": True, "state": STATE}))
    await opening
    crew.sent.clear()


def test_a_page_that_is_behind_gets_the_newest_frame_and_every_text_in_order() -> None:
    got: list[Any] = []

    async def deliver() -> None:
        client = Client(leads=False)
        for k in range(5):
            client.tell({"k": k})
            client.show(bytes([k]))

        async def take(content: Any) -> None:
            got.append(content)

        delivery = asyncio.create_task(client.deliver(take, take))
        await asyncio.sleep(0.01)
        client.leave()
        await delivery
        assert client.dropped == 4

    asyncio.run(deliver())
    assert got == ['{"k":0}', '{"k":1}', '{"k":2}', '{"k":3}', '{"k":4}', b"\x04"]


def test_a_page_that_fetches_no_text_counts_as_gone() -> None:
    client = Client(leads=False)
    for _ in range(MOST_WAITING + 1):
        client.tell("text")
    assert client.gone


def test_a_page_may_send_a_burst_and_then_waits() -> None:
    client = Client(leads=False)
    allowed = [client.allowed() for _ in range(int(BURST) + 20)]
    assert all(allowed[: int(BURST)])
    assert not all(allowed)


def test_a_room_comes_back_in_the_week_of_its_last_frame_and_goes_on_playing(made: tuple[Room, Kept]) -> None:
    async def lose() -> None:
        room, crew = made
        await opened(room, crew)
        room.heard(packet(ANSWER, 1, 9, {"ok": True, "state": {**STATE, "playing": True}}))
        room.heard(frame(31))
        question = asyncio.ensure_future(room.ask({"do": "step", "weeks": 1}))
        await asyncio.sleep(0)
        crew.sent.clear()
        assert room.lost()
        with pytest.raises(Refused, match="brought back"):
            await question
        (_, opening), (_, then) = crew.sent
        assert (opening["do"], opening["letters"], opening["week"]) == ("open", "#letters", 31)
        assert then == {"do": "play"}
        assert room.full_state()["busy"]
        assert room.full_state()["week"] == 31

    asyncio.run(lose())


def test_a_room_that_loses_its_process_as_it_opens_is_opened_again(made: tuple[Room, Kept]) -> None:
    async def lose() -> None:
        room, crew = made
        opening = asyncio.create_task(room.open("#letters"))
        await asyncio.sleep(0)
        assert room.lost()
        assert crew.sent[0] == crew.sent[1]
        room.heard(packet(ANSWER, 1, 1, {"ok": True, "state": STATE}))
        await opening

    asyncio.run(lose())


def test_a_room_that_loses_its_process_again_and_again_is_given_up(made: tuple[Room, Kept]) -> None:
    async def lose() -> None:
        room, crew = made
        await opened(room, crew)
        assert [room.lost() for _ in range(MOST_LOSSES + 1)] == [True] * MOST_LOSSES + [False]

    asyncio.run(lose())


def test_what_one_page_asked_for_is_told_to_it_alone(made: tuple[Room, Kept]) -> None:
    async def ask() -> None:
        room, crew = made
        await opened(room, crew)
        one, other = Client(leads=False), Client(leads=False)
        room.clients |= {one, other}
        question = asyncio.ensure_future(room.ask({"do": "follow"}, one))
        await asyncio.sleep(0)
        number = crew.sent[-1][0]
        room.heard(Packet(TEXT, 1, number, b"story"))
        room.heard(Packet(TEXT, 1, 0, b"all"))
        room.heard(packet(ANSWER, 1, number, {"ok": False, "why": {"zh": "否", "en": "no"}, "state": None}))
        with pytest.raises(Refused) as refusal:
            await question
        assert refusal.value.why == {"zh": "否", "en": "no"}
        assert list(one._texts) == ["story", "all"]
        assert list(other._texts) == ["all"]

    asyncio.run(ask())
