"""Figures and briefs of a made-up comparison: nothing overlaps, nothing is cut off, every word is there."""

import dataclasses
import io
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import findings
from analysis.brief import brief
from analysis.figures import FIGURES
from analysis.policy import Policy
from analysis.style import png, wrapped
from analysis.summary import Comparison
from analysis.words import LANGUAGES, Language, words
from tests.analysis.seen import texts

BOTH = pytest.mark.parametrize("language", LANGUAGES)
ALWAYS = tuple(name for name in FIGURES if name != "structures")
"""All but that of other structures, which is drawn where they were tried: see test_structures.py."""
EACH = pytest.mark.parametrize("name", ALWAYS)


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave matplotlib as it was."""
    with matplotlib.rc_context():
        yield


@pytest.fixture(scope="session")
def named(comparison: Comparison) -> Comparison:
    """The same with three policies that are scenarios, not points of a grid."""
    names = comparison.spotlight[:3]
    titles = (
        ("下沉而不给钱", "Work passed down without money"),
        ("下沉且费随事转", "Work passed down with its money"),
        ("减负增效", "Burden reduction"),
    )
    policies = tuple(Policy(n, t) for n, t in zip(names, titles, strict=True))
    baseline = dataclasses.replace(comparison.baseline, levers={})

    def only(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["policy"].isin([baseline.name, *names])]

    return dataclasses.replace(
        comparison, table=only(comparison.table), baseline=baseline, policies=policies, spotlight=names,
        lever_labels={}, effects=comparison.effects.iloc[:0], strips=only(comparison.strips),
        gaps=only(comparison.gaps), frontiers=only(comparison.frontiers),
    )  # fmt: skip


def drawn(name: str, comparison: Comparison, language: Language) -> Figure:
    figure = FIGURES[name](comparison, language)
    assert figure is not None
    return figure


@BOTH
@EACH
def test_no_text_is_cut_off(comparison: Comparison, name: str, language: Language) -> None:
    figure = drawn(name, comparison, language)
    page = figure.bbox
    outside = [
        words
        for words, box in texts(figure)
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
    assert outside == []


@BOTH
@EACH
@pytest.mark.parametrize("kind", ["grid", "named"])
def test_no_text_lies_on_another(
    comparison: Comparison, named: Comparison, name: str, language: Language, kind: str
) -> None:
    chosen = comparison if kind == "grid" else named
    if kind == "named" and name in ("overview", "interaction"):
        assert FIGURES[name](chosen, language) is None
        return
    figure = drawn(name, chosen, language)
    for (one, a), (two, b) in itertools.combinations(texts(figure), 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 1.5, (one, two)


@EACH
def test_a_figure_draws_the_same_twice_and_tells_where_it_comes_from(
    comparison: Comparison, name: str
) -> None:
    one, two = (png(drawn(name, comparison, "zh"), {"Source": "result 0123"}) for _ in range(2))
    assert one == two
    assert b"result 0123" in one
    assert io.BytesIO(one).read(8) == b"\x89PNG\r\n\x1a\n"


def test_a_cell_of_the_heat_map_holds_the_number_of_the_table(comparison: Comparison) -> None:
    figure = drawn("overview", comparison, "en")
    written = {words for words, _ in texts(figure)}
    row = comparison.by_policy("DIS5")["offload=0.8 fund_follow=0.1 linkage3=0"]
    assert f"+{row['mean_difference']:.2f}" in written


@BOTH
def test_wrapped_text_keeps_every_word(language: Language) -> None:
    text = (
        "居民参与和矛盾化解（ENG3, 95 %）会怎样变化？"
        if language == "zh"
        else "How will engagement and disputes change"
    )
    lines = wrapped(text, 1.2, 9, language)
    assert lines.count("\n") > 0
    assert re.sub(r"\s", "", lines) == re.sub(r"\s", "", text)


def test_every_sentence_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, (zh, en) in words().items():
        assert zh.strip(), key
        assert en.strip(), key
        fields = [set(re.findall(r"{(\w+)}", text)) for text in (zh, en)]
        assert fields[0] == fields[1], key


class Page(HTMLParser):
    """The words of a page, and whether every element that opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.open = [], []  # type: ignore[var-annotated]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@BOTH
@pytest.mark.parametrize("kind", ["grid", "named"])
def test_a_brief_is_whole(comparison: Comparison, named: Comparison, language: Language, kind: str) -> None:
    page = Page(brief(comparison if kind == "grid" else named, {}, language))
    assert page.open == []
    text = " ".join(page.words)
    assert comparison.facts["key"] in text
    assert not re.search(r"\{\w+\}|\bnan\b|\bNone\b", text)


def test_a_title_that_looks_like_markup_stays_text(comparison: Comparison) -> None:
    sly = Policy(comparison.spotlight[0], ("<script>alert(1)</script>", "<script>alert(1)</script>"))
    others = tuple(sly if p.name == sly.name else p for p in comparison.policies)
    page = brief(dataclasses.replace(comparison, policies=others), {}, "en")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_answer_counts_the_verdicts_of_the_table(comparison: Comparison) -> None:
    rows = comparison.rows("DIS5")
    better, worse = ((rows["verdict"] == v).sum() for v in ("better", "worse"))
    (sentence,) = [s for s in findings.headline(comparison, "en") if s.startswith("Open claims")]
    assert f"of 26 policies, {better} improve it, {worse} worsen it" in sentence


def test_no_gain_is_claimed_where_none_is_clear(comparison: Comparison) -> None:
    table = comparison.table.copy()
    table.loc[table["verdict"] == "better", "verdict"] = "undecided"
    sentences = " ".join(findings.headline(dataclasses.replace(comparison, table=table), "en"))
    assert "The largest gain" not in sentences
    assert "No policy improves it clearly" in sentences


def test_losers_are_named_where_the_average_gains(comparison: Comparison) -> None:
    table = comparison.table.copy()
    name = comparison.spotlight[3]
    mine = (table["policy"] == name) & (table["indicator"] == "SVC2a")
    assert (table.loc[mine & (table["level"] == "street"), "verdict"] == "better").all()
    table.loc[mine & (table["name"] == "BOR"), "verdict"] = "worse"
    lines = findings.gainers(dataclasses.replace(comparison, table=table), "en")
    assert "resident satisfaction worse: village in a border ethnic area" in lines[3].lower()


def test_what_was_not_measured_is_left_out(comparison: Comparison) -> None:
    table = comparison.table[comparison.table["indicator"] == "ENG3"]
    few = dataclasses.replace(
        comparison, table=table, prices=comparison.prices.iloc[:0], gaps=comparison.gaps.iloc[:0],
        strips=comparison.strips.iloc[:0], frontiers=comparison.frontiers.iloc[:0],
    )  # fmt: skip
    assert all(FIGURES[name](few, "en") is None for name in ("cost", "equity", "strips"))
    assert "COST1" not in brief(few, {}, "en")
    assert np.isfinite(drawn("differences", few, "en").get_size_inches()).all()


@BOTH
def test_another_baseline_is_named_by_its_title_on_the_page_and_below_every_figure(
    named: Comparison, language: Language
) -> None:
    title = ("无牌照减负", "Relief without a licence")
    against = dataclasses.replace(named, baseline=dataclasses.replace(named.baseline, title=title))
    mine = title[LANGUAGES.index(language)]
    for name in set(ALWAYS) - {"overview", "interaction"}:
        written = [
            words.replace("\n", "" if language == "zh" else " ")
            for words, _ in texts(drawn(name, against, language))
        ]
        assert any(mine in words for words in written), name
    page = Page(brief(against, {}, language))
    assert {"zh": f"基线（{mine}）", "en": f"Baseline ({mine})"}[language] in page.words
    for sign in {
        "zh": ("谁受益，谁受损，", "磨合", "个未定"),
        "en": ("Who gains", "burn-in", "are undecided"),
    }[language]:
        (sentence, *_) = [words for words in page.words if sign in words]
        assert mine in sentence
