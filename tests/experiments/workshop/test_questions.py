"""Votes: one for each browser, hidden until they are revealed; answers come from the run."""

import pytest

from experiments.workshop import questions
from experiments.workshop.chapters import load_chapters
from experiments.workshop.history import Setup
from experiments.workshop.live import Live
from experiments.workshop.questions import Vote
from experiments.workshop.texts import Refused
from tests.experiments.workshop.test_live import run


def test_a_browser_votes_once_and_may_think_again() -> None:
    vote = Vote("week", 3)
    for key, answer in (("one", 0), ("two", 2), ("one", 1)):
        vote.take(key, "week", answer)
    assert vote.shown() == {"id": "week", "open": True, "votes": 2, "counts": None, "answer": None}
    vote.open = False
    assert vote.shown()["counts"] == [0, 1, 1]


@pytest.mark.parametrize(("question", "answer"), [("other", 0), ("week", 3), ("week", 99)])
def test_a_vote_on_another_question_or_option_is_refused(question: str, answer: int) -> None:
    with pytest.raises(Refused):
        Vote("week", 3).take("one", question, answer)


def test_a_closed_question_takes_no_votes() -> None:
    with pytest.raises(Refused, match="no answers now"):
        Vote("week", 3, open=False).take("one", "week", 0)


def test_chapters_are_found_by_number_and_id() -> None:
    ids = [chapter.id for chapter in load_chapters()]
    assert [questions.find_chapter(str(n)).id for n in range(1, len(ids) + 1)] == ids
    assert questions.find_chapter(ids[1]).id == ids[1]
    for name in ("0", "5", "", "../1_week"):
        with pytest.raises(Refused):
            questions.find_chapter(name)


def test_an_answer_is_what_the_run_measures_on_both_sides() -> None:
    chapter = next(c for c in load_chapters() if "B" in c.start)
    start = {side: dict(values) for side, values in chapter.start.items()}
    live = run(Live(Setup(seed=4, communities=("OLD", "RUR"), scale=0.2, start=start)), 60)
    answer = questions.outcome(chapter, live.sides)
    one, two = (side.street.outcomes()[chapter.question.indicator] for side in live.sides.values())
    assert answer["A"] == pytest.approx(one)
    assert answer["difference"] == pytest.approx(two - one)
    assert answer["option"] == chapter.question.right(one, two)
