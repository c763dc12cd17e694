"""A browser and a workshop of its own for these tests."""

import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from sim.archetypes import DEFAULT_STREET
from tests.experiments.workshop.browser.screen import (
    ARGUMENTS,
    NAMES,
    Screen,
    chromium,
    is_fresh,
    screen,
    tell,
)
from tests.experiments.workshop.load import program
from tests.experiments.workshop.running import Workshop, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FRESH: list[dict[str, Any]] = [
    {"kind": "pause"},
    {"kind": "chapter", "chapter": None},
    {"kind": "ensemble", "on": False},
    {"kind": "lock", "locked": False},
    {"kind": "pair", "on": False},
    {"kind": "community", "number": 0},
    {"kind": "reset", "side": "A"},
    {"kind": "restart"},
    {"kind": "speed", "weeks_per_second": 4},
]
"""What brings the main room back to its beginning."""
STREET = repr(DEFAULT_STREET), 0.25, 312
"""The street of these tests: all communities, a quarter of their residents; its numbers are not tested."""


class Stage:
    """A browser, a workshop, and screens that are opened in one and show the other."""

    def __init__(self, browser: "Browser", workshop: Workshop, cookies: dict[str, str]) -> None:
        self.browser, self.workshop, self.cookies = browser, workshop, cookies

    def tell(self, *commands: dict[str, Any]) -> None:
        """Have the facilitator's other hand do something."""
        tell(self.workshop, self.cookies, *commands)

    def lead(self, language: str, **options: Any) -> Any:
        """Open the page as the facilitator."""
        here = {"domain": "127.0.0.1", "path": "/"}
        cookies = [{"name": name, "value": value, **here} for name, value in self.cookies.items()]
        state = {"cookies": cookies, "origins": []}
        return screen(self.browser, self.workshop, language, storage_state=state, **options)

    def join(self, language: str, **options: Any) -> Any:
        """Open the page as a guest."""
        return screen(self.browser, self.workshop, language, **options)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    path = chromium()
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("Playwright for Python is not installed (it comes with the extra dev)")
    if path is None:
        pytest.skip(
            f"no browser of the system was found; tried {', '.join(NAMES)} (Debian: apt install chromium)"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shown_workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with running(tmp_path_factory.mktemp("browser"), program=program(*STREET)) as workshop:
        yield workshop


@pytest.fixture(scope="session")
def cookies(shown_workshop: Workshop) -> dict[str, str]:
    return dict(shown_workshop.lead().cookies.items())


@pytest.fixture
def stage(browser: "Browser", shown_workshop: Workshop, cookies: dict[str, str]) -> Stage:
    made = Stage(browser, shown_workshop, cookies)
    if not is_fresh(shown_workshop, cookies):
        made.tell(*FRESH)
    return made


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def lead(stage: Stage, language: str) -> Iterator[Screen]:
    with stage.lead(language) as shown:
        yield shown
