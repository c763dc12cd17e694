"""The guided chapters: strict files, questions that the run answers, texts that say what the run shows."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.workshop.chapters import Chapter, Finding, Reading, load_chapter, load_chapters, loader
from experiments.workshop.chapters.chapter import bands_cover
from sim import catalog
from sim.calendar import BURN_IN, ELECTIONS
from sim.errors import BadInput
from sim.model import Street
from sim.outcomes import measure

IDS = ("week", "unfunded", "linkage", "package")
Measured = dict[str, float]


class Runs:
    """Indicators of runs of the default street, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str], Measured] = {}

    def of(self, seed: int, weeks: int, values: Any) -> Measured:
        key = seed, repr(sorted(values.items()))
        if key not in self._made:
            self._made[key] = measure(Street(seed=seed, weeks=weeks, **values).run())
        return self._made[key]

    def both(self, chapter: Chapter, seed: int) -> tuple[Measured, Measured | None]:
        a, b = (self._side(chapter, side, seed) for side in ("A", "B"))
        assert a is not None
        return a, b

    def _side(self, chapter: Chapter, side: str, seed: int) -> Measured | None:
        return self.of(seed, chapter.weeks, chapter.start[side]) if side in chapter.start else None


@pytest.fixture(scope="module")
def runs() -> Runs:
    return Runs()


def value_of(chapter: Chapter, a: Measured, b: Measured | None) -> tuple[float, float | None]:
    name = chapter.question.indicator
    return a[name], None if b is None else b[name]


def texts(chapter: Chapter) -> Iterator[tuple[str, str]]:
    yield chapter.title
    for page in chapter.pages:
        yield from (page.title, page.text)
    yield chapter.question.text
    yield from (option.text for option in chapter.question.options)
    yield from (finding.text for finding in chapter.findings)


def test_there_are_four_chapters_in_order_each_with_one_prediction_and_one_reveal() -> None:
    chapters = load_chapters()
    assert tuple(chapter.id for chapter in chapters) == IDS
    for chapter in chapters:
        assert 3 <= len(chapter.pages) <= 5
        asks = [k for k, page in enumerate(chapter.pages) if page.question is not None]
        reveals = [k for k, page in enumerate(chapter.pages) if page.reveal]
        assert len(asks) == len(reveals) == 1
        assert asks[0] < reveals[0]
        assert 3 <= len(chapter.question.options) <= 4


@pytest.mark.parametrize("name", IDS)
def test_every_seed_gives_the_same_clear_answer_and_shows_the_same_findings(name: str, runs: Runs) -> None:
    chapter = next(c for c in load_chapters() if c.id == name)
    answers, shown = set(), set()
    for seed in (1, 2, 3):
        a, b = runs.both(chapter, seed)
        answers.add(chapter.question.right(*value_of(chapter, a, b)))
        shown.add(tuple(f.said(a, b) is not None for f in chapter.findings))
    assert len(answers) == 1
    assert answers != {None}
    (held,) = shown
    assert all(held) or name == "package"
    assert sum(held) >= 4


@pytest.mark.slow
@pytest.mark.parametrize("name", IDS)
def test_ten_seeds_give_the_same_clear_answer_far_from_the_ends_of_its_band(name: str, runs: Runs) -> None:
    chapter = next(c for c in load_chapters() if c.id == name)
    question, values = chapter.question, []
    for seed in range(1, 11):
        a, b = runs.both(chapter, seed)
        values.append(question.options[0].reading.value(*value_of(chapter, a, b)))
    found = np.array(values, float)
    inside = [k for k, o in enumerate(question.options) if o.reading.low <= found.mean() < o.reading.high]
    band = question.options[inside[0]].reading
    room = min(found.min() - band.low, band.high - found.max())
    assert room > found.std()


def test_the_question_is_answered_by_the_run_and_not_by_the_file(runs: Runs) -> None:
    unfunded = load_chapters()[1]
    a, b = runs.both(unfunded, 1)
    assert b is not None
    name = unfunded.question.indicator
    fallen, same, risen = (unfunded.question.right(a[name], x) for x in (b[name], a[name], a[name] + 0.1))
    assert len({fallen, same, risen}) == 3
    assert unfunded.question.right(a[name], None) is None
    assert unfunded.question.right(math.nan, b[name]) is None
    files = Path(loader.__file__).parent.glob("*.toml")
    assert not [f for f in files if re.search(r"^(answer|right|correct)\b", f.read_text("utf-8"), re.M)]


def test_the_findings_hold_the_numbers_of_the_run_in_both_languages(runs: Runs) -> None:
    for chapter in load_chapters():
        a, b = runs.both(chapter, 2)
        for zh, en in chapter.says(a, b):
            numbers = [sorted(re.findall(r"[−+]?\d[\d,]*(?:\.\d+)?", text)) for text in (zh, en)]
            allowed = {"1,000", "52"}  # per 1,000 residents is 每千居民 in Chinese
            assert [n for n in numbers[0] if n not in allowed] == [n for n in numbers[1] if n not in allowed]
            assert "{" not in zh + en
            assert "–" not in en
        name = chapter.question.indicator
        first = chapter.says(a, b)[0][1]
        assert f"{a[name] if b is None else b[name]:.2f}" in first


def test_without_the_declared_hours_linkage_takes_nothing_from_work_for_residents(runs: Runs) -> None:
    linkage = load_chapters()[2]
    for seed in (1, 2):
        free = runs.of(seed, linkage.weeks, {**linkage.start["B"], "costs": False})["WRK8"]
        today = runs.of(seed, linkage.weeks, linkage.start["A"])["WRK8"]
        charged = runs.of(seed, linkage.weeks, linkage.start["B"])["WRK8"]
        assert abs(free - today) < 0.02 < today - charged


def test_numbers_of_the_model_in_the_texts_are_the_declared_ones() -> None:
    _, unfunded, linkage, package = load_chapters()
    told = unfunded.pages[1].text[1]
    assert f"a share of {catalog.find('offload').default:g}" in told
    assert f"{catalog.find('fund_follow').default:g} of the money" in told
    parts = [catalog.find(part) for part in catalog.composites()["linkage3"].parts]
    hours = sum(part.cost.hours for part in parts)
    assert f"by declaration {hours:g} hours a week" in linkage.pages[3].text[1]
    week = ELECTIONS[0] - BURN_IN
    assert f"week {week}." in load_chapters()[0].pages[3].text[1]
    assert f"第{week}周" in load_chapters()[0].pages[3].text[0]
    limit = {f.reading.low for f in package.findings} | {f.reading.high for f in package.findings}
    assert 15.0 in limit
    assert "最多增加15元" in package.pages[0].text[0]
    assert "at most 15 yuan" in package.pages[0].text[1]


def test_chinese_texts_are_chinese_and_english_ones_english() -> None:
    for chapter in load_chapters():
        for zh, en in texts(chapter):
            assert re.search(r"[一-鿿]", zh)
            assert not re.search(r"[一-鿿]", en)
            assert not re.search(r"[,;:!?]", re.sub(r"\d,\d", "", zh)), zh


def test_the_page_is_not_told_what_is_right_before_the_reveal() -> None:
    for chapter in load_chapters():
        sent = repr(chapter.for_page())
        for finding in chapter.findings:
            assert finding.text[1] not in sent
        asked = [p["question"] for p in chapter.for_page()["pages"] if p["question"]]
        assert [set(q) for q in asked] == [{"id", "text", "answers", "indicator", "of"}]


def test_bands_must_cover_every_value_once() -> None:
    def cover(*bands: tuple[float, float]) -> bool:
        return bands_cover([Reading("WRK8", "A", low, high) for low, high in bands])

    inf = math.inf
    assert cover((-inf, 0.1), (0.1, 0.5), (0.5, inf))
    assert cover((0.1, inf), (-inf, 0.1))
    assert not cover((-inf, 0.1), (0.2, inf))
    assert not cover((-inf, 0.3), (0.2, inf))
    assert not cover((-inf, 0.3), (0.3, 0.9))


def test_a_finding_is_silent_where_the_run_does_not_show_it() -> None:
    finding = Finding(("{d}", "{d} of {a}, {b}"), Reading("WRK8", "B-A", high=-0.02))
    assert finding.said({"WRK8": 0.6}, {"WRK8": 0.5}) == ("−0.10", "−0.10 of 0.60, 0.50")
    assert finding.said({"WRK8": 0.6}, {"WRK8": 0.7}) is None
    assert finding.said({"WRK8": 0.6}) is None
    assert finding.said({"WRK8": math.nan}, {"WRK8": 0.5}) is None


GOOD = Path(loader.__file__).with_name("2_unfunded.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weeks = 104", "wekes = 104", "Did you mean 'weeks'"),
        ("weeks = 104", "weeks = 0", "weeks: must be a whole number from 1 to 312; got 0"),
        ("offload = 0.8", "oflfoad = 0.8", "Did you mean 'offload'"),
        ("offload = 0.8", "offload = 1.8", "offload must be a number from 0 to 1"),
        ("offload = 0.8", "phi_imp = 0.8", "is an uncertainty"),
        ("offload = 0.8", "grid_size = 200", "acts before the run"),
        ('show = ["WRK8"', 'show = ["WRK88"', "Did you mean 'WRK8'"),
        ('indicator = "WRK8"\nof = "B-A"\n\n[[question', 'indicator = "WRX8"\nof = "B-A"\n\n[[question',
         "indicator 'WRX8' is not known"),
        ('of = "B-A"\nlow = 0.05', 'of = "A-B"\nlow = 0.05', "of: must be A, B or B-A; got 'A-B'"),
        ("low = 0.02\n", "low = 0.03\n", "the bands must cover every value once"),
        ("low = 0.05", 'low = "much"', "low: must be a number; got 'much'"),
        ("asks = true\n", "", "exactly one page must have asks = true"),
        ("reveal = true\n", "reveals = true\n", "exactly one page must have reveal"),
        ('provisions = ["2.2.6", ', 'provisions = ["9.9.9", "2.2.6", ', "provision '9.9.9' is not known"),
        ('provisions = ["2.2.6", ', 'provisions = ["2.2.1", "2.2.6", ', "2.2.1 is named in no text"),
        ('provisions = ["2.2.6", ', "provisions = [", "must list every provision that the text names"),
        ("[B]\noffload = 0.8\nfund_follow = 0.0\n", "", "has no side B"),
        ("{B:offload}", "{C:offload}", "cannot be filled in"),
        ("{B:offload}", "{B:offlaod}", "Did you mean 'offload'"),
        ("{b}", "{c}", "cannot be filled in"),
        ("[question]", "[quesion]", "Did you mean 'question'"),
    ],
)  # fmt: skip
def test_a_chapter_that_cannot_be_meant_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in GOOD
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput, match=r"mine[.]toml: ") as refusal:
        load_chapter(file)
    assert message in str(refusal.value)
