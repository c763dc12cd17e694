"""A printable page: it fetches nothing, says where it comes from, and nothing in it becomes markup."""

import re

import pytest

from analysis import page
from analysis.words import LANGUAGES, Language, say

BOTH = pytest.mark.parametrize("language", LANGUAGES)
FACTS = {
    "version": "0.1.0",
    "key": "0123456789ab",
    "seeds": "1–20",
    "command": "shequ compare",
    "manifest": "f00d",
}


def written(language: Language, **changed: str) -> str:
    given = {"title": "标题 Title", "question": "问题？", "setup": "说明", **changed}
    sections = (page.section("answer", language, page.bullets(["一", "two"])), "")
    return page.Page(**given, sections=sections, facts=FACTS).html(language)


@BOTH
def test_a_page_needs_nothing_beside_itself(language: Language) -> None:
    text = written(language)
    assert "default-src 'none'" in text
    assert re.findall(r'(?:src|href)=["\']?(?!data:)', text) == []
    assert re.findall(r"url\((?!data:)", text) == []
    assert "@import" not in text
    assert "://" not in text


@BOTH
def test_the_result_stands_below_every_printed_page(language: Language) -> None:
    foot = say("running_foot", language, version="0.1.0", key="0123456789ab")
    assert f'@bottom-left {{ content: "{foot}"' in written(language)
    assert "counter(page)" in written(language)


def test_words_that_look_like_markup_or_style_stay_words() -> None:
    text = written("en", title='</title><script>"')
    assert "<script>" not in text
    assert page._css_string('a"\\</style>') == r"a\22 \5c \3c /style\3e "


@BOTH
def test_receipts_tell_what_is_known_and_no_more(language: Language) -> None:
    text = page.receipts(FACTS, "files_text", language)
    for key in ("made_with", "result_key", "seeds", "manifest", "command", "files"):
        assert f">{say(key, language)}<" in text
    assert say("git", language) not in text
    assert "<code>shequ compare</code>" in text


def test_an_empty_section_is_no_section() -> None:
    assert page.section("answer", "en", "") == ""
    assert page.picture({}, "cost", "Cost") == ""


@BOTH
def test_the_scope_says_what_the_model_is_fit_and_unfit_for(language: Language) -> None:
    text = page.scope(language)
    for key in ("fit", "unfit", "fit_1", "unfit_3"):
        assert say(key, language) in text
