"""The running server's door: who is turned away, what cannot bring it down, and how it ends."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.experiments.workshop.running import Page, Workshop, in_room, one_side, running


@pytest.mark.parametrize("path", ["/", "/book.json", "/health", "/room/main", "/nothing"])
def test_a_request_for_another_name_is_misdirected(workshop: Workshop, path: str) -> None:
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", ""):
        answer = httpx.get(workshop.address + path, headers={"Host": host})
        assert answer.status_code == 421, host


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", None])
def test_a_page_from_elsewhere_opens_no_socket(workshop: Workshop, origin: str | None) -> None:
    async def knock() -> int:
        from websockets.asyncio.client import connect

        address = f"{workshop.address.replace('http', 'ws')}/room/main"
        with pytest.raises(InvalidStatus) as refusal:
            async with connect(address, origin=origin):  # type: ignore[arg-type]
                pass
        return int(refusal.value.response.status_code)

    assert asyncio.run(knock()) == 403


def test_every_answer_forbids_what_is_not_ours(workshop: Workshop) -> None:
    for path in ("/", "/book.json", "/health", "/nothing", "/open/wrong", "/qr.svg"):
        policy = httpx.get(workshop.address + path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_the_facilitators_link_works_once_and_its_cookie_is_out_of_reach_of_scripts(tmp_path: Path) -> None:
    with running(tmp_path) as workshop:
        first = workshop.opens
        answer = httpx.get(workshop.address + first)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert httpx.get(workshop.address + first).status_code == 403
    assert workshop.process.returncode == 0


@pytest.mark.parametrize("name", ["..%2fserver.py", "%2e%2e/words.toml", "../../words.toml", "index.html%00"])
def test_no_file_of_the_machine_can_be_named(workshop: Workshop, name: str) -> None:
    assert httpx.get(f"{workshop.address}/static/{name}").status_code == 404


def test_messages_without_sense_are_refused_and_the_room_goes_on(
    workshop: Workshop, facilitator: httpx.Client
) -> None:
    bad = ("", "x", "[", "{}", "[]", "null", "1e999", '{"kind":"set"}', '{"kind":"ping","id":-1}',
           "[" * 20_000, '{"kind":"speed","weeks_per_second":NaN}', '{"kind":"\\u0000"}',
           '{"kind":"vote","answer":1e400}')  # fmt: skip

    async def shout(page: Page) -> None:
        for text in bad:
            await page.socket.send(text)
        await page.socket.send(b"\x00\xff")
        await page.until(lambda: len(page.of("refused")) == len(bad) + 1)
        assert (await page.ask("ping"))["kind"] == "done"

    in_room(workshop, facilitator, shout)


def test_who_only_sends_nonsense_is_shown_out(workshop: Workshop, guest: httpx.Client) -> None:
    async def shout(page: Page) -> None:
        with suppress(ConnectionClosed):
            for _ in range(2000):
                await page.socket.send("nonsense")
                await asyncio.sleep(0)
        await page.until(lambda: page.closed)
        assert page.of("over")

    in_room(workshop, guest, shout)
    in_room(workshop, guest, lambda page: page.ask("ping"))


def test_an_oversize_message_closes_its_connection_and_leaves_no_trace(
    workshop: Workshop, guest: httpx.Client
) -> None:
    async def shout(page: Page) -> None:
        with suppress(ConnectionClosed):
            await page.socket.send('{"kind":"ping","id":1,"x":"' + "x" * 1_000_000 + '"}')
        await page.until(lambda: page.closed)

    in_room(workshop, guest, shout)
    in_room(workshop, guest, lambda page: page.ask("ping"))
    assert (workshop.log.parent / "stderr.txt").read_text(encoding="utf-8") == ""
    assert "error" not in {event["event"] for event in workshop.events()}


def test_a_page_that_reads_nothing_holds_nobody_up(workshop: Workshop, facilitator: httpx.Client) -> None:
    async def look() -> None:
        async with (
            workshop.page(facilitator) as page,
            workshop.page(facilitator, max_queue=1, write_limit=1024) as sleeper,
        ):
            await page.ready()
            sleeper.socket.transport.pause_reading()
            await page.ask("restart")
            await page.ask("speed", weeks_per_second=20)
            await page.ask("play")
            began, first = time.monotonic(), page.week
            await page.until(lambda: page.week > first + 40)
            assert time.monotonic() - began < 10
            await page.ask("pause")
            await page.ask("speed", weeks_per_second=2)

    asyncio.run(look())


def test_a_worker_that_dies_is_replaced_and_the_room_is_back_in_its_week(tmp_path: Path) -> None:
    async def kill(workshop: Workshop, session: httpx.Client) -> None:
        async with workshop.page(session) as page:
            await page.ready()
            await page.ask("pause")
            await page.ask("set", side="A", lever="offload", value=0.8)
            await page.ask("skip", weeks=30)
            await page.ask("set", side="A", lever="access_gate", value=1.0)
            await page.ask("skip", weeks=10)
            before, picture = page.state, one_side(page, 0)
            layouts = len(page.of("layout"))
            for child in workshop.workers():
                os.kill(child, signal.SIGKILL)
            await page.until(lambda: len(page.of("layout")) > layouts and not page.state["busy"], 60)
            assert page.state["link"] == before["link"]
            assert page.state["week"] == before["week"]
            assert one_side(page, 0) == picture
            assert (await page.ask("step", weeks=1))["kind"] == "done"

    with running(tmp_path) as workshop:
        session = workshop.lead()
        asyncio.run(kill(workshop, session))
        assert session.get("/health").json()["restarts"] >= 1
    assert "worker died" in {event["event"] for event in workshop.events()}
    assert (tmp_path / "stderr.txt").read_text(encoding="utf-8") == ""


def test_stopping_says_goodbye_and_leaves_no_process(tmp_path: Path) -> None:
    async def stay(workshop: Workshop, session: httpx.Client) -> list[dict[str, Any]]:
        async with workshop.page(session) as page:
            await page.ready()
            workshop.process.send_signal(signal.SIGINT)
            await page.until(lambda: page.closed, 15)
            return page.of("over")

    with running(tmp_path) as workshop:
        session = workshop.lead()
        mine = workshop.workers()
        assert asyncio.run(stay(workshop, session))
        workshop.process.wait(15)
    assert workshop.process.returncode == 0
    assert mine
    assert not [pid for pid in mine if Path(f"/proc/{pid}").exists()]
    assert workshop.events()[-1]["event"] == "stopped"


def test_health_and_code_on_the_wall(guest: httpx.Client) -> None:
    assert guest.get("/health").json()["status"] == "ok"
    assert guest.get("/qr.svg").text.startswith("<svg")


def test_the_log_is_json_and_holds_nothing_that_was_typed(workshop: Workshop, guest: httpx.Client) -> None:
    secret = "typed-by-someone"
    in_room(workshop, guest, lambda page: page.ask("vote", question=secret, answer=1))
    assert secret not in workshop.log.read_text(encoding="utf-8")
    assert {"started", "room opened"} <= {event["event"] for event in workshop.events()}


def test_a_workshop_that_is_open_to_the_room_answers_to_its_address_and_ends_when_the_system_says_so(
    tmp_path: Path,
) -> None:
    async def look(workshop: Workshop, session: httpx.Client) -> str:
        async with workshop.page(session) as page:
            await page.ready()
            role: str = page.texts[0]["role"]
            return role

    with running(tmp_path, "--lan") as workshop:
        port = workshop.address.rpartition(":")[2]
        session = workshop.lead()
        assert asyncio.run(look(workshop, session)) == "facilitator"
        for host in (f"10.99.99.99:{port}", f"workshop.example:{port}"):
            assert session.get("/", headers={"Host": host}).status_code == 421
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
        workshop.process.send_signal(signal.SIGTERM)
        workshop.process.wait(30)
    assert workshop.process.returncode == 0
    assert workshop.events()[-1]["event"] == "stopped"
    assert (tmp_path / "stderr.txt").read_text(encoding="utf-8") == ""
