"""A running room: what its pages are told, what they may set, and what they may not."""

from typing import Any

import httpx
import pytest

from tests.experiments.workshop.running import Page, Workshop, head, in_room, one_side

MAGIC = 0x31514853


def length_of(layout: dict[str, Any], sides: int) -> int:
    each: int = sum((s["n"] + 3) // 4 * 4 if s["type"] == "u8" else 4 * s["n"] for s in layout["sections"])
    return 16 + sides * each


def test_a_page_gets_welcome_layout_courses_and_frames_that_fit_the_layout(
    workshop: Workshop, facilitator: httpx.Client
) -> None:
    async def look(page: Page) -> None:
        assert page.texts[0]["kind"] == "welcome"
        assert page.texts[0]["role"] == "facilitator"
        layout = page.of("layout")[-1]
        await page.until(lambda: page.of("course"))
        await page.ask("pair", on=True)
        layout = page.of("layout")[-1]
        newest = await page.until(lambda: [f for _, f in page.frames if head(f)[1] == layout["id"]])
        assert head(newest[-1])[0] == MAGIC
        assert head(newest[-1])[3] == 2
        assert len(newest[-1]) == length_of(layout, 2)
        assert {c["side"] for c in page.of("course") if c["whole"]} == {"A", "B"}
        await page.ask("pair", on=False)

    in_room(workshop, facilitator, look)


def test_the_sides_differ_only_after_something_is_set_on_one(
    workshop: Workshop, facilitator: httpx.Client
) -> None:
    async def look(page: Page) -> None:
        await page.ask("pause")
        await page.ask("restart")
        await page.ask("pair", on=True)
        await page.ask("step", weeks=8)
        assert one_side(page, 0) == one_side(page, 1)
        assert (await page.ask("set", side="B", lever="offload", value=0.9))["kind"] == "done"
        await page.ask("skip", weeks=12)
        assert one_side(page, 0) != one_side(page, 1)
        assert page.state["sides"]["B"]["values"] == {"offload": 0.9}
        change = {"week": 8, "lever": "offload", "from": 0.5, "to": 0.9}
        assert page.state["sides"]["B"]["changes"] == [change]
        await page.ask("pair", on=False)
        assert "B" not in page.state["sides"]

    in_room(workshop, facilitator, look)


def test_a_guest_sees_all_and_sets_nothing(workshop: Workshop, guest: httpx.Client) -> None:
    commands: tuple[dict[str, Any], ...] = (
        {"kind": "play"}, {"kind": "set", "side": "A", "lever": "offload", "value": 0.1},
        {"kind": "rooms", "count": 1}, {"kind": "restart"}, {"kind": "reveal"},
        {"kind": "load", "state": "#"},
    )  # fmt: skip

    async def try_all(page: Page) -> None:
        assert page.texts[0]["role"] == "guest"
        for command in commands:
            answer = await page.ask(**command)
            assert answer["kind"] == "refused"
            assert "facilitator" in answer["why"]["en"]
        assert (await page.ask("ping"))["kind"] == "done"

    in_room(workshop, guest, try_all)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "set", "side": "A", "lever": "offlod", "value": 0.5}, "Did you mean “offload”"),
        ({"kind": "set", "side": "A", "lever": "offload", "value": 1.5}, "from 0 to 1"),
        ({"kind": "set", "side": "A", "lever": "offload", "value": "much"}, "from 0 to 1"),
        ({"kind": "set", "side": "A", "lever": "delib_rule", "value": "coin"}, "one of majority"),
        ({"kind": "set", "side": "B", "lever": "offload", "value": 0.5}, "Side B is not on"),
        ({"kind": "set", "side": "A", "lever": "linkage3", "value": 2}, "an intensity from 0 to 1"),
        ({"kind": "set", "side": "A", "lever": "effect_scale", "value": 0.0}, "There is no lever"),
        ({"kind": "community", "number": 99}, "no community 99"),
        ({"kind": "preset", "side": "A", "scenario": "../../etc/passwd"}, "no scenario"),
        ({"kind": "watch", "indicators": ["DIS99"]}, "no indicator"),
        ({"kind": "follow", "what": "resident", "number": 10_000_000}, "nothing numbered"),
        ({"kind": "load", "state": "#AAAA"}, "cut off"),
        ({"kind": "speed", "weeks_per_second": 1000}, "“weeks_per_second”"),
        ({"kind": "chapter", "chapter": "nothing"}, "no such chapter"),
        ({"kind": "close", "room": "main"}, "no such room"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence_in_both_languages(
    workshop: Workshop, facilitator: httpx.Client, fields: dict[str, Any], words: str
) -> None:
    async def ask(page: Page) -> None:
        answer = await page.ask(**fields)
        assert answer["kind"] == "refused"
        assert words in answer["why"]["en"]
        assert any("一" <= sign <= "鿿" for sign in answer["why"]["zh"])

    in_room(workshop, facilitator, ask)


def test_a_lever_that_acts_before_the_run_waits_for_a_restart(
    workshop: Workshop, facilitator: httpx.Client
) -> None:
    async def ask(page: Page) -> None:
        await page.ask("pause")
        await page.ask("restart")
        await page.ask("step", weeks=1)
        answer = await page.ask("set", side="A", lever="mixing", value=0.5)
        assert "Restart first" in answer["why"]["en"]
        await page.ask("restart")
        assert (await page.ask("set", side="A", lever="mixing", value=0.5))["kind"] == "done"
        assert (await page.ask("set", side="A", lever="mixing", value=0.0))["kind"] == "done"

    in_room(workshop, facilitator, ask)


def test_locked_levers_stay_until_they_are_unlocked(workshop: Workshop, facilitator: httpx.Client) -> None:
    async def ask(page: Page) -> None:
        await page.ask("lock", locked=True)
        answer = await page.ask("set", side="A", lever="offload", value=0.2)
        assert answer["why"]["en"] == "The levers are locked."
        await page.ask("lock", locked=False)
        assert (await page.ask("set", side="A", lever="offload", value=0.2))["kind"] == "done"
        assert (await page.ask("undo"))["kind"] == "done"

    in_room(workshop, facilitator, ask)


def test_a_link_brings_the_room_back_to_its_state(workshop: Workshop, facilitator: httpx.Client) -> None:
    async def ask(page: Page) -> None:
        await page.ask("pause")
        await page.ask("restart")
        await page.ask("set", side="A", lever="offload", value=0.7)
        await page.ask("skip", weeks=20)
        await page.ask("set", side="A", lever="linkage3", value=0.5)
        await page.ask("skip", weeks=9)
        kept, picture = page.state, one_side(page, 0)
        await page.ask("reset", side="A")
        await page.ask("skip", weeks=30)
        assert (await page.ask("load", state=kept["link"]))["kind"] == "done"
        for key in ("week", "sides", "community", "link"):
            assert page.state[key] == kept[key], key
        assert one_side(page, 0) == picture
        await page.ask("reset", side="A")

    in_room(workshop, facilitator, ask)


def test_stories_and_courses_come_to_the_one_who_asks(workshop: Workshop, facilitator: httpx.Client) -> None:
    async def ask(page: Page) -> None:
        await page.ask("skip", weeks=26)
        await page.ask("follow", what="resident", number=5)
        story = page.of("story")[-1]
        assert {"zh", "en", "week"} <= set(story["lines"][0])
        await page.ask("follow", what="organisation", number=1)
        assert page.of("story")[-1]["title"]["zh"]
        await page.ask("watch", indicators=["DIS7", "FIN1"])
        course = page.of("course")[-1]
        assert course["curves"] == ["DIS7", "FIN1"]
        assert course["whole"]
        assert len(course["values"][0]) == len(course["weeks"])

    in_room(workshop, facilitator, ask)


def test_breakout_rooms_begin_as_the_room_stands_and_end_at_the_cap(
    workshop: Workshop, facilitator: httpx.Client, guest: httpx.Client
) -> None:
    async def open_some(page: Page) -> None:
        await page.ask("pause")
        await page.ask("reset", side="A")
        await page.ask("set", side="A", lever="offload", value=0.6)
        answer = await page.ask("rooms", count=2)
        assert answer["kind"] == "done"
        too_many = await page.ask("rooms", count=19)
        assert "at most 20 breakout rooms" in too_many["why"]["en"]
        codes = [room["code"] for room in answer["rooms"]]
        head_of_table = workshop.enter(answer["rooms"][0]["link"])
        async with workshop.page(head_of_table, codes[0]) as table, workshop.page(guest, codes[1]) as other:
            await table.ready()
            await other.ready()
            assert table.texts[0]["role"] == "facilitator"
            assert other.texts[0]["role"] == "guest"
            assert table.state["sides"]["A"]["values"] == {"offload": 0.6}
            await table.ask("set", side="A", lever="offload", value=0.3)
            assert other.state["sides"]["A"]["values"] == {"offload": 0.6}
            for code in codes:
                await page.ask("close", room=code)
            await table.until(lambda: table.of("over") and table.closed)
        async with workshop.page(head_of_table) as main:
            await main.ready()
            assert main.texts[0]["role"] == "guest"
        await page.ask("reset", side="A")

    in_room(workshop, facilitator, open_some)
    gone = guest.get("/qr.svg", params={"room": "nowhere"})
    assert gone.status_code == 404


def test_everyone_votes_nobody_sees_and_then_the_run_answers(
    workshop: Workshop, facilitator: httpx.Client, guest: httpx.Client
) -> None:
    async def chapter(page: Page) -> None:
        await page.ask("pause")
        assert (await page.ask("chapter", chapter="unfunded", page=0))["kind"] == "done"
        assert page.state["pair"]
        assert page.state["week"] == 0
        assert (await page.ask("chapter", chapter="unfunded", page=99))["kind"] == "refused"
        await page.ask("ask", question="unfunded")
        async with workshop.page(guest) as one, workshop.page(guest) as same_browser:
            await one.ready()
            await same_browser.ready()
            await one.ask("vote", question="unfunded", answer=0)
            await same_browser.ask("vote", question="unfunded", answer=3)
            await page.ask("vote", question="unfunded", answer=1)
            await page.until(lambda: page.state["question"]["votes"] == 2)
            for seen in (page, one):
                assert seen.state["question"]["counts"] is None
                assert seen.state["question"]["answer"] is None
            await page.ask("reveal")
            await one.until(lambda: not one.state["question"]["open"])
            assert one.state["question"]["counts"] == [0, 1, 0, 1]
            answer = one.state["question"]["answer"]
            assert answer["option"] in range(4)
            assert answer["difference"] == pytest.approx(answer["B"] - answer["A"])
            assert answer["findings"]
            assert (await one.ask("vote", question="unfunded", answer=2))["kind"] == "refused"
        assert page.state["week"] == 104
        await page.ask("chapter", chapter=None)
        await page.ask("pair", on=False)
        await page.ask("restart")

    in_room(workshop, facilitator, chapter)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_room_hands_out_its_table_and_its_brief(
    workshop: Workshop, guest: httpx.Client, language: str
) -> None:
    table = guest.get("/take/main/course.csv")
    assert table.status_code == 200
    assert "attachment" in table.headers["content-disposition"]
    assert "ENG3" in table.content.decode("utf-8-sig")
    page = guest.get("/take/main/brief", params={"lang": language}, timeout=90)
    assert page.status_code == 200
    assert page.headers["content-security-policy"].count("'sha256-") == 1
    assert "script" not in page.headers["content-security-policy"]
    assert guest.get("/take/nowhere/course.csv").status_code == 404
    assert guest.get("/take/main/brief", params={"lang": "xx"}).status_code == 404


def test_the_book_is_the_catalogue(guest: httpx.Client) -> None:
    from sim import catalog

    book = guest.get("/book.json").json()
    names = {lever["name"] for lever in book["levers"]}
    assert names == {*(d.name for d in catalog.levers()), *catalog.composites()}
