"""A page of the workshop in a real browser, and the things one does to it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from experiments.workshop.texts import page_words
from tests.experiments.workshop.running import Workshop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

PICTURES = Path(__file__).parents[4] / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def chromium() -> str | None:
    """Find a browser of the system."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Screen:
    """One page of one browser.

    Attributes:
        elsewhere: addresses of other hosts that it asked for.
        wrong: errors and warnings of its console.
        heard: texts that the server sent it.
    """

    page: Page
    language: str
    elsewhere: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def t(self, key: str, **fields: Any) -> str:
        """Give a sentence of the page as this screen says it."""
        found: str = page_words()[key][self.language].format(**fields)
        return found

    def press(self, key: str, within: str = "body", **fields: Any) -> None:
        """Click the button that says this."""
        self.page.locator(within).get_by_role("button", name=self.t(key, **fields), exact=True).first.click()

    def at(self, selector: str) -> Locator:
        """Give the element of a selector."""
        return self.page.locator(selector)

    def act(self, name: str) -> None:
        """Click what does an act; open the menu first if it is in there."""
        button = self.at(f'[data-act="{name}"]').first
        if not button.is_visible():
            self.at(".menu summary").click()
        button.click()

    def tab(self, name: str) -> None:
        """Turn to a part of the page, where one sees a part at a time or the left column has two."""
        self.at(f'[data-to="{name}"]:visible').first.click()

    @property
    def week(self) -> int:
        """Give the week that the bar on top shows."""
        found = re.search(r"\d+", self.at(".top .week").inner_text())
        return int(found.group()) if found else 0

    def lever(self, name: str) -> Locator:
        """Give the first control of a lever."""
        return self.at(f'[data-lever="{name}"]').first

    def state(self) -> dict[str, Any]:
        """Give the newest state that the server told this page."""
        states = (h["state"] if h["kind"] == "welcome" else h for h in reversed(self.heard))
        return next(s for s in states if "sides" in s)

    def picture(self, name: str) -> None:
        """Keep a picture of the page for people to look at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}-{self.language}.png")


@contextmanager
def screen(browser: Browser, workshop: Workshop, language: str, **options: Any) -> Iterator[Screen]:
    """Open the page; at the end nothing may have been asked of another host, and nothing gone wrong in it.

    Args:
        browser: to open it in.
        workshop: that runs.
        language: of the browser.
        options: ``path`` to open, ``size``, ``keep`` (what the page remembers), and those of Playwright.
    """
    path, size = options.pop("path", "/"), options.pop("size", (1600, 900))
    keep = {"captions": "read", **options.pop("keep", {})}
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=LOCALES[language], **options
    )
    shown = Screen(context.new_page(), language)

    def only_here(route: Route) -> None:
        if route.request.url.startswith((workshop.address, "data:", "blob:")):
            route.continue_()
        else:
            shown.elsewhere.append(route.request.url)
            route.abort()

    def hear(payload: str | bytes) -> None:
        if isinstance(payload, str):
            shown.heard.append(json.loads(payload))

    context.route("**/*", only_here)
    shown.page.on("websocket", lambda socket: socket.on("framereceived", hear))
    shown.page.on("console", lambda m: shown.wrong.append(m.text) if m.type in ("error", "warning") else None)
    shown.page.on("pageerror", lambda error: shown.wrong.append(str(error)))
    shown.page.add_init_script(
        f"for (const [k, v] of Object.entries({json.dumps(keep)}))"
        " localStorage.getItem(k) ?? localStorage.setItem(k, v)"
    )
    try:
        shown.page.goto(workshop.address + path)
        shown.at(".picture-host canvas").wait_for(state="attached")
        yield shown
        assert shown.elsewhere == []
        assert shown.wrong == []
    finally:
        context.close()


def is_fresh(workshop: Workshop, cookies: dict[str, str]) -> bool:
    """Say whether the main room is as it was at its beginning, so that there is nothing to bring back."""
    with _line(workshop, cookies) as socket:
        state = json.loads(socket.recv(timeout=60))["state"]
    asked = state["chapter"] or state["question"] or state["ensemble"]["on"] or state["sides"]["A"]["values"]
    changed = state["pair"] or state["locked"] or state["community"] or state["playing"] or asked
    return state["week"] == 0 and state["speed"] == 4 and not changed and not state["sides"]["A"]["changes"]


def tell(workshop: Workshop, cookies: dict[str, str], *commands: dict[str, Any]) -> None:
    """Have the facilitator's other hand do something, and wait until each is done."""
    with _line(workshop, cookies) as socket:
        for number, command in enumerate(commands, 1):
            socket.send(json.dumps({**command, "id": number}))
            answer: dict[str, Any] = {}
            while answer.get("kind") not in ("done", "refused") or answer["id"] != number:
                got = socket.recv(timeout=60)
                answer = json.loads(got) if isinstance(got, str) else {}
            assert answer["kind"] == "done", (command, answer)


def _line(workshop: Workshop, cookies: dict[str, str]) -> ClientConnection:
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    address = workshop.address.replace("http", "ws") + "/room/main"
    return connect(address, origin=Origin(workshop.address), additional_headers=headers, max_size=None)
