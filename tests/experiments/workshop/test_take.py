"""What a room takes away: the same numbers as the run, what the model cannot say, no script."""

import csv
import io
import re

import pytest

from analysis.words import LANGUAGES, Language, say
from experiments.workshop import brief, take
from experiments.workshop.course import MEASURED, WEEKLY
from experiments.workshop.history import Setup
from experiments.workshop.live import Live
from sim.collector import weekly_course
from tests.experiments.workshop.test_live import run


@pytest.fixture(scope="module")
def live() -> Live:
    setup = Setup(seed=2, communities=("CHE", "RUR"), scale=0.3, weeks=60)
    return run(
        Live(setup),
        ("pair", True),
        ("set", "B", "offload", 1.0),
        30,
        ("set", "B", "unified_assess", True),
        10,
    )


def test_the_table_holds_every_week_and_side_with_the_numbers_of_the_run(live: Live) -> None:
    text = take.course_table(live)
    notes = [line for line in text.splitlines() if line.startswith("# ")]
    for key in ("fit_1", "unfit_1", "standing_note"):
        assert any(say(key, language) in line for line in notes for language in LANGUAGES)
    rows = list(csv.reader(io.StringIO("\n".join(text.splitlines()[len(notes) :]))))
    assert len(rows) == 1 + 2 * (52 + 40)
    assert {len(row) for row in rows} == {2 + len(MEASURED)}
    last = next(row for row in rows if row[:2] == ["B", "40"])
    course = weekly_course(live.sides["B"].street)
    assert [float(cell) for cell in last[2 : 2 + len(WEEKLY)]] == pytest.approx(
        [course[name][-1] for name in WEEKLY], rel=1e-5
    )
    place = rows[0].index(next(cell for cell in rows[0] if cell.startswith("DIS7 ")))
    assert float(last[place]) == pytest.approx(live.sides["B"].street.outcomes()["DIS7"], rel=1e-5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_tells_what_was_set_what_came_of_it_and_what_the_model_cannot_say(
    live: Live, language: Language
) -> None:
    page = brief.brief(take.facts(live), None, language)
    assert "['" not in page
    assert "']" not in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    for key in ("fit_1", "unfit_1", "unfit_3"):
        assert say(key, language) in page
    assert "4.4.7" in page
    assert live.state()["link"] in page
    words = {"zh": "B侧第30周", "en": "Side B, week 30"}
    assert words[language] in page


def test_the_code_on_the_wall_is_a_picture_without_style_or_script() -> None:
    code = take.code_of("http://192.0.2.1:8765/").decode()
    assert code.startswith("<svg")
    assert "style" not in code
    assert "script" not in code
