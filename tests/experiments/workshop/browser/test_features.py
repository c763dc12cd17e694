"""What the page can do, once each, in both languages."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from experiments.workshop.book import book
from tests.experiments.workshop.browser.conftest import Stage
from tests.experiments.workshop.browser.screen import Screen

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytest.importorskip(
    "playwright", reason="Playwright for Python is not installed (it comes with the extra dev)"
)
from playwright.sync_api import expect

expect.set_options(timeout=15_000)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = """() => [...document.querySelectorAll('body *')].flatMap((e) => [
  ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent),
  e.getAttribute('aria-label'), e.getAttribute('title'), e.getAttribute('placeholder'), e.getAttribute('alt'),
]).filter((t) => t && t.trim())"""
INKED = """(canvas, colour) => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  let n = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 200 && [r, g, b].every((v, k) => Math.abs(data[i + k] - v) < 12)) n++;
  return n;
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(
  (e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"""
COLOUR = "(side) => getComputedStyle(document.documentElement).getPropertyValue('--' + side).trim()"


def inked(canvas: "Locator", colour: str) -> int:
    """Count the pixels of a colour on a canvas."""
    found: int = canvas.evaluate(INKED, colour)
    return found


def test_in_ten_seconds_the_baseline_runs_and_three_captions_and_three_levers_stand_on_top(
    stage: Stage, language: str
) -> None:
    stage.tell({"kind": "play"})
    with stage.lead(language, keep={"captions": "new"}) as shown:
        expect(shown.at(".captions li")).to_have_count(3)
        expect(shown.at(".headline .lever")).to_have_count(3)
        expect(shown.at(".section[open], .detail[open]")).to_have_count(0)
        assert shown.at(".section").count() == 19
        first = shown.week
        expect(shown.at(".top .week")).not_to_have_text(re.compile(rf"\b{first}\b"), timeout=5000)
        shown.picture("first")
        shown.at(".captions button").click()
        expect(shown.at(".captions")).to_have_count(0)


def test_a_lever_says_what_it_is_and_moves_the_street(lead: Screen) -> None:
    lever = lead.lever("fund_follow")
    expect(lever.locator("output")).to_have_text("0.10")
    lever.locator("summary").click()
    expect(lever.locator("dd").first).to_be_visible()
    assert len(lever.locator("dd").first.inner_text()) > 8
    expect(lever.locator(".badge")).to_have_text(lead.t("standing", standing="C"))
    lever.locator("input").focus()
    lead.page.keyboard.press("End")
    expect(lead.at(".changed summary .count")).to_have_text("1")
    expect(lever.locator("output")).to_have_text("1.00")
    assert lead.state()["sides"]["A"]["values"] == {"fund_follow": 1.0}
    lead.at(".changed summary").click()
    expect(lead.at(".changed li")).to_contain_text("0.10 → 1.00")
    lead.press("undo", ".lever-tools")
    expect(lever.locator("output")).to_have_text("0.10")
    assert lead.state()["sides"]["A"]["values"] == {}


def test_presets_costs_reset_lock_and_refusals(lead: Screen) -> None:
    top, tools = lead.at(".lever-top"), lead.at(".lever-tools")
    tools.locator("select").select_option("s4_offload_funded")
    expect(top.locator(".side-name")).not_to_have_text(lead.t("baseline"))
    lead.act("step")
    expect(top.locator(".cost")).not_to_contain_text(re.compile(r"\b0\.0\b"))
    lead.press("lock", ".lever-tools")
    expect(lead.lever("offload").locator("input")).to_be_disabled()
    expect(tools).to_contain_text(lead.t("locked"))
    lead.press("lock", ".lever-tools")
    lead.press("reset", ".lever-tools")
    expect(top.locator(".side-name")).to_have_text(lead.t("baseline"))
    lead.at('input[type="search"]').fill("community_size")
    lead.lever("community_size").locator("input").focus()
    lead.page.keyboard.press("Home")
    refusal = lead.at("#toast p")
    expect(refusal).to_be_visible()
    assert bool(CHINESE.search(refusal.inner_text())) == (lead.language == "zh")
    expect(lead.lever("community_size").locator("output")).to_have_text("5000")


def test_a_slider_with_the_focus_still_shows_what_others_set(stage: Stage, lead: Screen) -> None:
    slider = lead.lever("offload").locator("input")
    slider.focus()
    stage.tell({"kind": "set", "side": "A", "lever": "offload", "value": 0.9})
    expect(slider).to_have_value("0.9")
    expect(lead.lever("offload").locator("output")).to_have_text("0.90")


def test_a_and_b_side_by_side_with_difference_band_marks_and_groups(lead: Screen) -> None:
    page = lead.page
    expect(lead.at(".groups .part")).to_have_count(2)
    lead.act("pair")
    lead.press("setting_side", ".lever-top", side="B")
    lead.lever("offload").locator("input").focus()
    page.keyboard.press("End")
    lead.at(".top .time select").select_option("20")
    lead.act("play")
    chart = lead.at('[data-indicator="WRK4a"]')
    a, b = (page.evaluate(COLOUR, side) for side in "ab")
    expect(lead.at(".top .week")).to_contain_text(re.compile(r"\b[3-9]\d\b"), timeout=20_000)
    assert min(inked(chart.locator("canvas"), colour) for colour in (a, b)) > 30
    expect(chart.locator(".numbers")).to_have_text(re.compile(r"A [\d.]+B [\d.]+"))
    lead.act("play")
    lead.press("difference", ".curves")
    expect(chart.locator(".numbers")).to_have_text(re.compile(r"B − A [+−][\d.]+"))
    assert inked(chart.locator("canvas"), a) < 10
    lead.press("difference", ".curves")
    lead.at(".groups").scroll_into_view_if_needed()
    expect(lead.at(".groups i.gain, .groups i.loss").first).to_be_attached()
    expect(lead.at(".gist button")).to_contain_text("▼")
    lead.press("ensemble", ".curves")
    expect(lead.at(".curves .note")).to_contain_text(re.compile(r"\d+"), timeout=20_000)
    lead.picture("pair")


def test_any_indicator_can_be_added_and_explains_itself(lead: Screen) -> None:
    lead.at(".chart.more select").select_option("DIS7")
    chart = lead.at('[data-indicator="DIS7"]')
    expect(chart.locator(".numbers")).to_have_text(re.compile(r"\d"), timeout=10_000)
    chart.locator(".explain").click()
    expect(lead.at("#sheet .body p").first).to_be_visible()
    lead.page.keyboard.press("Escape")
    expect(lead.at("#sheet")).to_be_hidden()
    chart.get_by_role("button", name=re.compile(".*")).nth(1).click()
    expect(chart).to_have_count(0)


def test_a_resident_an_organisation_and_a_case_are_followed_in_sentences(lead: Screen) -> None:
    lead.act("step")
    said = lead.at("#sheet .story li")
    for group in range(3):
        lead.at(".picture-host [role=toolbar]").nth(group).get_by_role("button").first.focus()
        lead.page.keyboard.press("Enter")
        expect(said.first).to_be_visible()
        assert bool(CHINESE.search(said.first.inner_text())) == (lead.language == "zh")
        lead.page.keyboard.press("Escape")
    box = lead.at(".picture-host canvas").bounding_box()
    assert box is not None
    lead.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.7)
    lead.page.keyboard.press("Escape")
    lead.act("follow")
    lead.at("#sheet form").first.get_by_role("button").click()
    expect(said.first).to_be_visible()
    lead.picture("story")


def test_everyone_predicts_before_anything_is_shown(stage: Stage, lead: Screen, language: str) -> None:
    with stage.join(language, size=(360, 740), has_touch=True) as phone:
        lead.tab("guide")
        lead.at('[data-act="chapter-1"]').click()
        pages = book()["chapters"][1]["pages"]
        asked_on = next(k for k, page in enumerate(pages) if page["question"])
        for page in pages[: asked_on + 1]:
            expect(lead.at("#guide-title")).to_have_text(page["title"][language], timeout=30_000)
            if page is not pages[asked_on]:
                lead.at('[data-act="on"]').click()
        lead.at('[data-act="ask"]').click()
        expect(phone.at(".question")).to_be_visible()
        phone.at('[data-act="vote-3"]').click()
        expect(lead.at(".question [role=status]")).to_contain_text("1")
        phone.picture("vote")
        for shown in (lead, phone):
            expect(shown.at(".question .result, .question .outcome")).to_have_count(0)
        asked = [h["question"] for h in phone.heard if h.get("question")]
        assert asked
        assert all(q["counts"] is None and q["answer"] is None for q in asked)
        expect(lead.at('[data-act="reveal"]')).to_be_disabled()
        lead.at('[data-act="run"]').click()
        expect(lead.at('[data-act="reveal"]')).to_be_enabled(timeout=60_000)
        lead.at('[data-act="reveal"]').click()
        for shown in (lead, phone):
            expect(shown.at(".question .result")).to_have_count(4)
            expect(shown.at(".question .outcome")).to_contain_text(re.compile(r"\d"))
        expect(phone.at(".question .result").nth(3)).to_contain_text(phone.t("your_vote"))
        lead.picture("reveal")


def test_what_is_taken_away_restores_the_room_and_carries_the_scope(
    stage: Stage, lead: Screen, language: str, tmp_path: Path
) -> None:
    lead.lever("offload").locator("input").focus()
    lead.page.keyboard.press("End")
    expect(lead.at(".changed summary .count")).to_have_text("1")
    for week in (1, 2):
        lead.act("step")
        expect(lead.at(".top .week")).to_contain_text(lead.t("week", week=week))
    lead.act("take")
    link = lead.at('#sheet input[type="text"]').input_value()
    expect(lead.at("#sheet .scope li")).to_have_count(6)
    with lead.page.expect_download() as png:
        lead.at('[data-act="png"]').click()
    picture = tmp_path / "taken.png"
    png.value.save_as(picture)
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size > 50_000
    with lead.page.expect_download() as csv:
        lead.at("#sheet a[download]").click()
    text = Path(csv.value.path()).read_text(encoding="utf-8-sig")
    assert "ENG3" in text
    assert len(text.splitlines()) > 50
    with lead.page.expect_popup() as brief:
        lead.at('#sheet a[target="_blank"]').click()
    expect(brief.value.get_by_text(book()["scope"]["unfit"][0][language]).first).to_be_visible()
    brief.value.close()
    stage.tell({"kind": "reset", "side": "A"}, {"kind": "restart"})
    with stage.lead(language, path="/" + link.partition("/")[2].partition("/")[2].partition("/")[2]) as again:
        expect(again.lever("offload").locator("output")).to_have_text("1.00", timeout=15_000)
        expect(again.at(".top .week")).to_contain_text(again.t("week", week=2), timeout=15_000)
        assert "#" not in again.page.url


def test_projector_mode_is_a_third_larger_and_remembered(lead: Screen) -> None:
    size = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    before = lead.page.evaluate(size)
    lead.act("projector")
    assert lead.page.evaluate(size) == pytest.approx(before * 4 / 3, rel=0.01)
    lead.page.reload()
    lead.at(".top .week").wait_for()
    assert lead.page.evaluate(size) == pytest.approx(before * 4 / 3, rel=0.01)
    lead.picture("projector")


def test_phones_join_by_a_code_and_rooms_are_made(lead: Screen) -> None:
    lead.act("join")
    code = lead.at("#sheet .qr")
    expect(code).to_be_visible()
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("(image) => image.naturalWidth") > 20
    lead.at("#sheet .row input").fill("1")
    lead.press("rooms_make", "#sheet")
    expect(lead.at("#sheet .rooms a")).to_have_count(1)
    lead.picture("join")


def test_the_keyboard_does_everything_and_can_be_turned_off(lead: Screen) -> None:
    keys, body = lead.page.keyboard, lead.at("html")
    keys.press("?")
    expect(lead.at("#sheet kbd")).to_have_count(15)
    lead.picture("keys")
    keys.press("Escape")
    expect(lead.at("#sheet")).to_be_hidden()
    keys.press("ArrowRight")
    expect(lead.at(".top .week")).to_contain_text(lead.t("week", week=1))
    keys.press("c")
    expect(lead.at('[data-act="pair"]')).to_have_attribute("aria-pressed", "true")
    keys.press("b")
    expect(lead.at(".lever-top .side-B")).to_have_attribute("aria-pressed", "true")
    keys.press("s")
    expect(lead.at("#sheet .scope")).to_be_visible()
    keys.press("Escape")
    expect(lead.at("#sheet")).to_be_hidden()
    keys.press("p")
    expect(body).to_have_class(re.compile("projector"))
    keys.press("?")
    lead.at("#sheet .check input").uncheck()
    keys.press("Escape")
    expect(lead.at("#sheet")).to_be_hidden()
    keys.press("p")
    expect(body).to_have_class(re.compile("projector"))


def test_one_switch_changes_every_word_the_ones_in_the_picture_too(lead: Screen) -> None:
    lead.act("step")
    lead.at(".section summary").first.click()
    canvas = lead.at(".picture-host canvas")
    before = canvas.evaluate("(c) => c.toDataURL()")
    lead.act("language")
    lead.language = "en" if lead.language == "zh" else "zh"
    expect(lead.at('[data-act="scope"]')).to_have_text(lead.t("scope"))
    expect(lead.at("html")).to_have_attribute("lang", "en" if lead.language == "en" else "zh-CN")
    for _ in range(50):
        if canvas.evaluate("(c) => c.toDataURL()") != before:
            break
        lead.page.wait_for_timeout(100)
    assert canvas.evaluate("(c) => c.toDataURL()") != before
    spoken = [text for text in lead.page.evaluate(SPOKEN) if text != "中文"]
    if lead.language == "en":
        assert [text for text in spoken if CHINESE.search(text)] == []
    else:
        assert [text for text in spoken if re.search(r"[a-z]{4,} [a-z]{3,}", text)] == []


def test_a_broken_line_is_said_and_taken_up_again(stage: Stage, language: str) -> None:
    with stage.lead(language) as shown:
        lines: list[object] = []
        shown.page.route_web_socket(
            re.compile("/room/"), lambda route: lines.append((route, route.connect_to_server()))
        )
        shown.page.reload()
        expect(shown.at(".top .week")).to_be_visible()
        route = lines[-1][0]  # type: ignore[index]
        route.close(code=1012)
        expect(shown.at("#banner")).to_have_text(shown.t("line_broken"))
        expect(shown.at("#banner")).to_be_hidden(timeout=10_000)
        shown.act("step")
        expect(shown.at(".top .week")).to_contain_text(shown.t("week", week=1))


def test_guests_see_and_vote_but_set_nothing(stage: Stage, language: str) -> None:
    with stage.join(language) as guest:
        expect(guest.lever("offload").locator("input")).to_be_disabled()
        expect(guest.at('[data-act="play"], [data-act="restart"], [data-act="pair"]')).to_have_count(0)
        expect(guest.at(".lever-tools")).to_contain_text(guest.t("guest_levers"))


def test_reduced_motion_moves_nothing_that_explains_nothing(stage: Stage) -> None:
    with stage.lead("zh", reduced_motion="reduce") as shown:
        assert shown.page.evaluate(MOVING) == 0
