"""That everything has its place: on three screens, in both languages, at rest and running."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from tests.experiments.workshop.browser.conftest import Stage
from tests.experiments.workshop.browser.screen import Screen
from tests.experiments.workshop.front import packages

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytest.importorskip(
    "playwright", reason="Playwright for Python is not installed (it comes with the extra dev)"
)
from playwright.sync_api import expect

SIZES = {"wide": (1600, 900), "small": (1280, 720), "phone": (360, 740)}
PARTS = ("guide", "picture", "curves", "groups", "levers")
SMALL_TYPE = """() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()
  && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
  && parseFloat(getComputedStyle(e).fontSize) < 16).map((e) => e.outerHTML.slice(0, 80))"""
WRAPPED = """() => [...document.querySelectorAll('button, .button, select')].filter((e) => {
  if (!e.checkVisibility() || getComputedStyle(e).whiteSpace !== 'nowrap') return false;
  const range = document.createRange();
  range.selectNodeContents(e);
  const lines = [...range.getClientRects()].filter((r) => r.width > 1).map((r) => Math.round(r.top / 12));
  return e.scrollWidth > e.clientWidth + 1 || Math.max(...lines) - Math.min(...lines) > 1;
}).map((e) => e.textContent)"""
AXE = """async (within) => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await axe.run(within, { runOnly });
  return violations.map((v) => [v.id, v.help, v.nodes.map((n) => n.html.slice(0, 160))]);
}"""
OUTSIDE = """() => [...document.querySelectorAll('button, .button, select, input, summary')].filter((e) => {
  const { left, right, width } = e.getBoundingClientRect();
  if (e.closest('.picture-host')) return false;
  return e.checkVisibility() && width > 2 && (left < -1 || right > innerWidth + 1);
}).map((e) => e.outerHTML.slice(0, 80))"""
CUT_OFF = """() => [...document.querySelectorAll('.chart .values, .captions li')].filter(
  (e) => e.checkVisibility() && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
).map((e) => e.textContent)"""
FIGURES = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return paint ? paint.startTime : null;
}"""


Box = Mapping[str, float]


def box(place: "Locator") -> Box:
    found = place.bounding_box()
    assert found is not None, place
    return {side: found[side] for side in ("x", "y", "width", "height")}


def inside(inner: Box, outer: Box) -> bool:
    """Say whether one box lies in another, give or take a pixel."""
    return (
        inner["x"] >= outer["x"] - 1
        and inner["y"] >= outer["y"] - 1
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
    )


def assert_in_order(shown: Screen) -> None:
    """Check what must hold of every view: nothing wider than the screen, no small type, no broken button."""
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert page.evaluate(SMALL_TYPE) == []
    assert page.evaluate(WRAPPED) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT_OFF) == []
    for chart in shown.at(".chart:not(.more):visible").all():
        parts = [box(chart.locator(part)) for part in ("figcaption", ".values", ".plot")]
        assert all(inside(part, box(chart)) for part in parts)
        assert parts[1]["y"] + parts[1]["height"] <= parts[2]["y"] + 1
    expect(shown.at('[data-act="scope"]')).to_be_visible()


def axe(shown: Screen, within: str = "html") -> list[Any]:
    """Have axe-core look at the page, or at one part of it; give what it finds."""
    source = packages() / "axe-core" / "axe.min.js"
    shown.page.evaluate(source.read_text(encoding="utf-8"))
    found: list[Any] = shown.page.evaluate(AXE, within)
    return found


@pytest.mark.parametrize("name", ["wide", "small"])
def test_on_a_wide_screen_levers_picture_and_curves_stand_side_by_side(
    stage: Stage, language: str, name: str
) -> None:
    size = SIZES[name]
    with stage.lead(language, size=size, keep={"captions": "new"}) as shown:
        screen = {"x": 0, "y": 0, "width": size[0], "height": size[1]}
        parts = [box(shown.at(part)) for part in (".left", ".middle", ".right")]
        assert all(inside(part, screen) for part in parts)
        assert [part["x"] for part in parts] == sorted(part["x"] for part in parts)
        assert parts[0]["x"] + parts[0]["width"] <= parts[1]["x"] + 1
        assert parts[1]["x"] + parts[1]["width"] <= parts[2]["x"] + 1
        assert parts[1]["width"] > size[0] * 0.4
        host = box(shown.at(".picture-host"))
        assert inside(host, parts[1])
        assert host["height"] > size[1] * 0.6
        assert host["width"] > size[0] * 0.45
        captions = [box(caption) for caption in shown.at(".captions li").all()]
        assert all(inside(caption, parts[1]) for caption in captions)
        assert all(caption["y"] + caption["height"] <= host["y"] + 1 for caption in captions)
        for lever in shown.at(".headline .lever").all():
            assert inside(box(lever), parts[0])
        for chart in shown.at(".chart .plot").all()[:3]:
            assert inside(box(chart), parts[2])
        assert_in_order(shown)
        assert axe(shown) == []
        shown.picture(f"{name}-baseline")
        print(f"{name} {language}: first paint {shown.page.evaluate(FIGURES):.0f} ms")


@pytest.mark.parametrize("name", ["wide", "small"])
def test_nothing_grows_or_moves_while_weeks_pass_and_a_second_side_comes(
    stage: Stage, language: str, name: str
) -> None:
    with stage.lead(language, size=SIZES[name]) as shown:
        watched = [".left", ".middle", ".right", ".picture-host", ".chart .plot", ".news"]
        before = [box(shown.at(part).first) for part in watched]
        shown.act("pair")
        stage.tell(
            {"kind": "set", "side": "B", "lever": "offload", "value": 1},
            {"kind": "speed", "weeks_per_second": 20},
            {"kind": "play"},
        )
        expect(shown.at(".top .week")).to_contain_text(re.compile(r"\b([6-9]|[1-9]\d) ?\D"), timeout=20_000)
        stage.tell({"kind": "pause"})
        after = [box(shown.at(part).first) for part in watched]
        assert shown.week > 5
        for old, new, part in zip(before, after, watched, strict=True):
            assert new["width"] == pytest.approx(old["width"], abs=1), part
            assert new["height"] == pytest.approx(old["height"], abs=1), part
        canvas, host = box(shown.at(".picture-host canvas")), box(shown.at(".picture-host"))
        assert inside(canvas, host)
        for chart in shown.at(".chart .plot").all():
            assert inside(box(chart.locator("canvas")), box(chart))
        assert_in_order(shown)
        assert axe(shown) == []
        shown.picture(f"{name}-pair")


def test_on_a_phone_one_thing_at_a_time_and_the_question_first(stage: Stage, language: str) -> None:
    with stage.join(language, size=SIZES["phone"], has_touch=True) as shown:
        screen = {"x": 0, "y": 0, "width": 360, "height": 740}
        expect(shown.at(".guide")).to_be_visible()
        tabs = box(shown.at(".tabs"))
        assert inside(tabs, screen)
        for part in PARTS:
            shown.tab(part)
            column = shown.at(f'.middle:visible, .column[data-tab="{part}"]:visible').first
            expect(column).to_be_visible()
            assert box(column)["width"] <= 360
            assert_in_order(shown)
            shown.picture(f"phone-{part}")
        for button in shown.at(".tabs button").all():
            assert box(button)["height"] >= 44
        shown.tab("picture")
        canvas, host = box(shown.at(".picture-host canvas")), box(shown.at(".picture-host"))
        assert inside(canvas, host)
        assert axe(shown) == []


def test_a_facilitator_on_a_phone_has_everything_too(stage: Stage, language: str) -> None:
    with stage.lead(language, size=SIZES["phone"], has_touch=True) as shown:
        expect(shown.at('[data-act="play"]')).to_be_visible()
        assert_in_order(shown)
        shown.tab("levers")
        assert axe(shown) == []
        shown.picture("phone-lead")


@pytest.mark.parametrize(("language", "name"), [("zh", "phone"), ("en", "small")])
def test_sheets_fit_every_screen_and_read_well(stage: Stage, language: str, name: str) -> None:
    whole = {"x": 0, "y": 0, "width": SIZES[name][0], "height": SIZES[name][1]}
    with stage.lead(language, size=SIZES[name]) as shown:
        sheet = shown.at("#sheet")
        for act in ("scope", "take", "join", "follow", "help"):
            shown.act(act)
            expect(sheet).to_be_visible()
            assert inside(box(sheet), whole)
            assert_in_order(shown)
            assert axe(shown, "#sheet") == []
            shown.picture(f"{name}-sheet-{act}")
            shown.page.keyboard.press("Escape")
            expect(sheet).to_be_hidden()


def test_projected_the_page_keeps_its_order(stage: Stage, language: str) -> None:
    with stage.lead(language, size=(1920, 1080), keep={"projector": "yes"}) as shown:
        parts = [box(shown.at(part)) for part in (".left", ".middle", ".right")]
        assert [part["x"] for part in parts] == sorted(part["x"] for part in parts)
        assert parts[1]["width"] > 700
        assert_in_order(shown)
        assert axe(shown) == []
        shown.picture("projected")
