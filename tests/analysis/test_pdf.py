"""A page printed by a browser: whole, on A4, its Chinese in it; clear words where no browser can print."""

import os
import re
import shutil
import stat
import time
from pathlib import Path

import pytest

from analysis import pdf as printing
from analysis.brief import brief
from analysis.fonts import font_face
from analysis.gallery.example import EXAMPLE
from analysis.pdf import BROWSERS, VARIABLE, find_browser, pdf
from analysis.pictures import of_comparison
from analysis.stored import read_comparison
from analysis.summary import Comparison
from analysis.words import LANGUAGES, Language
from sim.errors import BadInput
from tests.analysis.printed import Printed, read

THERE = any(shutil.which(name) for name in (os.environ.get(VARIABLE), *BROWSERS) if name)
PRINTS = pytest.mark.skipif(not THERE, reason=f"no browser that prints: none of {', '.join(BROWSERS)}")
A4 = (595.0, 842.0)


@pytest.fixture(scope="module")
def example() -> Comparison:
    return read_comparison(EXAMPLE)


def chinese(text: str) -> set[str]:
    return {letter for letter in text if "\u4e00" <= letter <= "\u9fff"}


@PRINTS
def test_every_chinese_character_of_a_page_is_in_the_print(tmp_path: Path) -> None:
    words = "社区治理：居民参与和矛盾化解，龘不在字库"
    page = (
        f'<meta charset="utf-8"><style>{font_face(words, "x")} p {{ font-family: x }}</style><p>{words}</p>'
    )
    printed = read(pdf(page, tmp_path))
    assert chinese(words) - {"龘"} <= printed.letters
    assert printed.fonts > 0
    assert printed.missing == 0
    assert list(tmp_path.iterdir()) == []


@PRINTS
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_is_two_to_five_pages_of_a4(example: Comparison, language: Language, tmp_path: Path) -> None:
    page = brief(example, of_comparison(example, language), language)
    printed: Printed = read(pdf(page, tmp_path))
    assert 2 <= printed.pages <= 5
    assert {(round(width), round(height)) for width, height in printed.sizes} == {A4}
    assert printed.fonts > 0
    assert printed.missing == 0
    body = page[page.index("</header>") :]
    assert chinese(re.sub("<[^>]*>", "", body)) <= printed.letters


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_without_a_browser_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match=rf"none of chromium.*Install Chromium.*{VARIABLE}.*HTML"):
        find_browser()


def test_the_environment_names_the_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = script(tmp_path / "mine", "exit 0")
    monkeypatch.setenv(VARIABLE, mine)
    assert find_browser() == mine
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(BadInput, match=rf"{VARIABLE}: .*nowhere is no program"):
        find_browser()


def test_a_browser_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, script(tmp_path / "sick", "echo 'no room left' >&2; exit 1"))
    (tmp_path / "work").mkdir()
    with pytest.raises(BadInput, match="could not print the page: no room left"):
        pdf("<p>x</p>", tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


def test_a_browser_that_hangs_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, script(tmp_path / "slow", f"sleep 60 & echo $! > {tmp_path}/child; wait"))
    monkeypatch.setattr(printing, "PATIENCE", 1.0)
    began = time.monotonic()
    with pytest.raises(BadInput, match="longer than 1 s"):
        pdf("<p>x</p>", tmp_path)
    assert time.monotonic() - began < 20
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().rpartition(") ")[2][0] == "Z"
