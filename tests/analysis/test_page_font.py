"""A page carries the Chinese characters that it needs, and no more."""

import base64
import io
import re

from fontTools.ttLib import TTFont

from analysis.fonts import font_face


def carried(rule: str) -> set[int]:
    found = re.search(r"base64,([^)]+)\)", rule)
    assert found is not None
    return set(TTFont(io.BytesIO(base64.b64decode(found.group(1)))).getBestCmap())


def test_a_page_carries_its_chinese_characters_and_no_others() -> None:
    needed = {ord(letter) for letter in "社区治理，"}
    assert carried(font_face("社区治理，社区 shequ", "x")) == needed


def test_a_page_without_chinese_carries_no_font() -> None:
    assert font_face("engagement – disputes ≈ ▲", "x") == ""


def test_the_same_page_carries_the_same_bytes() -> None:
    assert font_face("居民", "x") == font_face("居民", "x")
