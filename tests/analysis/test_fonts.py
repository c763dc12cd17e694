"""Chinese text in figures."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from analysis import fonts

TOP = Path(__file__).parents[2]
WORDS = "社区 Community − → ² ≤ ¥ ·"


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave matplotlib as it was."""
    with matplotlib.rc_context():
        yield


@pytest.fixture
def no_system_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SYSTEM_FONTS", ())


def draw(file_format: str) -> bytes:
    figure = Figure(figsize=(2, 1))
    figure.text(0.1, 0.5, WORDS)
    picture = io.BytesIO()
    figure.savefig(picture, format=file_format)
    return picture.getvalue()


# A missing glyph is a warning, and pytest makes every warning an error.
@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_chinese_is_drawn_with_the_chosen_font(file_format: str) -> None:
    fonts.use_cjk_font()
    assert draw(file_format)


@pytest.mark.usefixtures("no_system_font")
@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_chinese_is_drawn_with_the_bundled_font_where_the_system_has_none(file_format: str) -> None:
    assert fonts.use_cjk_font() == "Noto Sans SC Subset"
    assert draw(file_format)


def test_a_system_font_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["SimHei", "Noto Sans CJK SC", "Arial"])
    assert fonts.use_cjk_font() == "Noto Sans CJK SC"
    assert matplotlib.rcParams["font.family"] == ["Noto Sans CJK SC", "DejaVu Sans"]
    assert not matplotlib.rcParams["axes.unicode_minus"]


def test_the_bundled_font_has_every_chinese_character_that_the_project_writes() -> None:
    drawable = set(FT2Font(fonts.BUNDLED).get_charmap())
    files = [
        path
        for package in ("sim", "scenarios", "experiments", "analysis")
        for path in (TOP / package).rglob("*")
        if path.suffix in {".py", ".toml", ".csv"}
    ]
    written = {
        c for path in files for c in re.findall(r"[⺀-鿿豈-﫿！-｠]", path.read_text(encoding="utf-8"))
    }
    assert written
    assert {c for c in written if ord(c) not in drawable} == set()
