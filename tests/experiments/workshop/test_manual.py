"""The manual for facilitators: alike in both languages, a script without gaps, words of the page."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.workshop.chapters import load_chapters

HERE = Path(__file__).parents[3] / "experiments" / "workshop"
FILES = {"zh": "MANUAL.zh.md", "en": "MANUAL.md"}
NAMED = (
    "projector", "scope", "ask", "reveal", "groups", "rooms", "ensemble", "take", "undo", "reset", "lock",
    "restart", "join",
)  # fmt: skip
"""Words of the page that the manual tells the facilitator to look for."""


def manual(language: str) -> str:
    return (HERE / FILES[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", FILES)
def test_the_script_fills_ninety_minutes_without_a_gap(language: str) -> None:
    spans = re.findall(r"^\| (\d+)[—–](\d+) \|", manual(language), re.MULTILINE)
    ends = [int(end) for _, end in spans]
    assert [int(start) for start, _ in spans] == [0, *ends[:-1]]
    assert ends[-1] == 90


def test_both_languages_have_the_same_sections_tables_and_lists() -> None:
    def shape(text: str) -> list[str]:
        return [m[0] for m in re.finditer(r"^(#+ |\| |- |\d+\. |```)", text, re.MULTILINE)]

    assert shape(manual("zh")) == shape(manual("en"))


@pytest.mark.parametrize("language", FILES)
def test_every_button_that_it_names_is_on_the_page(language: str) -> None:
    words = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    text = manual(language)
    missing = [key for key in NAMED if f"“{words[key][language]}”" not in text]
    assert missing == []


@pytest.mark.parametrize("language", FILES)
def test_every_option_that_it_gives_is_one_of_the_command(language: str) -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", manual(language)))
    told = CliRunner().invoke(app, ["workshop", "--help"], env={"COLUMNS": "200"}).output
    assert options
    assert {o for o in options if o not in told} == set()


def test_it_goes_through_every_page_on_which_a_chapter_asks_and_reveals() -> None:
    for chapter in load_chapters():
        asks = next(k for k, page in enumerate(chapter.pages, 1) if page.question is not None)
        reveals = next(k for k, page in enumerate(chapter.pages, 1) if page.reveal)
        assert (asks, reveals) == (3, 4)
        assert chapter.weeks == 104
