"""What the picture says is in the book of words."""

import re
import tomllib

import pytest

from experiments.workshop.book import STATES
from experiments.workshop.texts import WORDS, page_words

PICTURE = WORDS.parent / "front/src/picture"
if not PICTURE.is_dir():
    pytest.skip("the sources of the page are not here", allow_module_level=True)

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted(PICTURE.glob("*.ts"))}
ENDS = {f"{end}_{state}" for end in ("low", "high") for state in STATES if state not in ("acted", "waiting")}
"""Ends of the scales, whose keys are made of the state."""


def test_every_sentence_that_the_picture_says_is_in_the_words() -> None:
    said = set(re.findall(r'say\("(\w+)"', "\n".join(SOURCES.values()))) | ENDS
    assert len(said) > 30
    assert [key for key in sorted(said) if f"picture.{key}" not in page_words()] == []


def test_no_sentence_of_the_picture_is_left_that_nothing_says() -> None:
    literals = set(re.findall(r'"(\w+)"', "\n".join(SOURCES.values()))) | ENDS
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))["picture"]
    assert sorted(set(table) - literals) == []


def test_fields_of_a_sentence_are_the_same_in_both_languages() -> None:
    for key, text in page_words().items():
        if key.startswith("picture."):
            zh, en = (set(re.findall(r"\{(\w+)\}", text[language])) for language in ("zh", "en"))
            assert zh == en, key


def test_the_picture_has_no_chinese_text_of_its_own() -> None:
    for name, text in SOURCES.items():
        code = re.sub(r"/\*.*?\*/", "", re.sub(r"//.*", "", text), flags=re.DOTALL)
        assert set(re.findall(r"[\u4e00-\u9fff]+", code)) <= {"万"}, name
