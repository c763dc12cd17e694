"""What is notable: seldom, in order, true to the record, and never the same again without change."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from analysis.notable import ORDER, OVERLOADED, Notable, Watch
from sim import catalog
from sim.calendar import BURN_IN, ELECTIONS
from sim.codes import PET
from sim.model import Street
from sim.population import BUILD_LEVERS, DEFAULT_STREET, build_population

EVERYTHING = {d.name: d.full for d in catalog.levers() if d.name not in BUILD_LEVERS}
PRESSED: dict[str, Any] = {"offload": 1.0, "fund_follow": 0.0}
OF_EVENTS = {"petition", "petition_at_once", "quit", "election", "society_founded", "society_ended",
             "decision_failed", "decision_settled"}  # fmt: skip


def watched(weeks: int, seed: int = 1, scale: float = 0.2, **values: Any) -> tuple[Street, list[Notable]]:
    population = build_population(DEFAULT_STREET, seed, scale=scale)
    street = Street(seed=seed, weeks=weeks, population=population, **values).run(0)
    watch, found = Watch(street), []
    for _ in range(weeks):
        street.step()
        found += watch.look(street)
    return street, found


@pytest.fixture(scope="module")
def seen() -> tuple[Street, list[Notable]]:
    return watched(120, scale=0.5, quit_rate=0.0015, **PRESSED)


def of(found: list[Notable], *kinds: str) -> list[Notable]:
    return [note for note in found if note.kind in kinds]


def test_on_the_baseline_there_is_at_most_a_sentence_in_four_weeks_and_community() -> None:
    weeks, n, communities = 156, 0, len(DEFAULT_STREET)
    for seed in (1, 2):
        street = Street(seed=seed, weeks=weeks).run(0)
        watch = Watch(street)
        for _ in range(weeks):
            street.step()
            n += len(watch.look(street))
    rate = n / (2 * communities * weeks / 4.0)
    assert 0.2 < rate < 1.0


def test_the_most_important_comes_first() -> None:
    street = Street(seed=2, weeks=80).run(0)
    watch = Watch(street)
    street.run(60)
    found = watch.look(street)
    assert len({note.kind for note in found}) > 4
    assert [ORDER.index(n.kind) for n in found] == sorted(ORDER.index(n.kind) for n in found)


def test_no_sentence_comes_again_without_change(seen: tuple[Street, list[Notable]]) -> None:
    _, found = seen
    assert len({(n.text, n.week) for n in found}) == len(found)
    for begin, end in (("overloaded", "back_within"), ("too_little", "enough_again"), ("tired", "rested")):
        for community in range(len(DEFAULT_STREET)):
            course = [n for n in of(found, begin, end) if n.community == community]
            for one, two in pairwise(course):
                longer = one.kind == two.kind == "overloaded" and one.text != two.text
                assert one.kind != two.kind or longer, (one, two)


def test_every_petition_and_every_quit_is_told_once(seen: tuple[Street, list[Notable]]) -> None:
    street, found = seen
    notes = street.world.transitions
    since = (notes.week[: notes.n] > BURN_IN) & (notes.after[: notes.n] == PET)
    told = [int(re.findall(r"case (\d+)", n.text[1])[0]) for n in of(found, "petition", "petition_at_once")]
    assert since.sum() > 3
    assert sorted(told) == sorted(notes.case[: notes.n][since].tolist())
    quits = int((street.record["quits"][BURN_IN:] > 0).sum())
    assert quits > 0
    assert len(of(found, "quit")) == quits


def test_a_committee_is_said_to_be_over_its_hours_in_the_eighth_week_in_a_row() -> None:
    street, found = watched(40, seed=3, **PRESSED)
    over = street.record["overloaded"] > 0.0
    first = {n.community: n for n in reversed(of(found, "overloaded"))}
    checked = 0
    for community, note in first.items():
        marks = over[: note.week + BURN_IN, community]
        run = len(marks) - (np.flatnonzero(~marks)[-1] + 1 if (~marks).any() else 0)
        assert f"{run} weeks in a row" in note.text[1]
        if note.week > OVERLOADED[0]:
            checked += 1
            assert run == OVERLOADED[0]
    assert checked > 0


def test_an_election_is_told_with_true_and_recorded_turnout() -> None:
    street, found = watched(ELECTIONS[0] - BURN_IN)
    elections = of(found, "election")
    people = street.world.residents
    assert {note.week for note in elections} == {ELECTIONS[0] - BURN_IN}
    for note in elections:
        may = people.eligible & (people.community == note.community)
        turnout, recorded = float(people.recent[may, 0].mean()), float(people.recorded_vote[may].mean())
        assert f"true turnout {turnout:.0%}".replace("%", " %") in note.text[1]
        assert f"recorded turnout {recorded:.0%}".replace("%", " %") in note.text[1]
    held = set(np.unique(people.community[people.eligible]).tolist())
    assert len(held) > 3
    assert [note.community for note in elections] == sorted(held)


def test_a_leap_tells_of_the_same_events_as_looking_every_week() -> None:
    weekly = of(watched(60, seed=4, incubation=4.0, **PRESSED)[1], *OF_EVENTS)
    population = build_population(DEFAULT_STREET, 4, scale=0.2)
    street = Street(seed=4, weeks=60, population=population, incubation=4.0, **PRESSED).run(0)
    watch = Watch(street)
    leaps: list[Notable] = []
    for week in (7, 8, 31, 60):
        leaps += watch.look(street.run(week))
    assert len(weekly) > 5
    assert sorted(of(leaps, *OF_EVENTS), key=repr) == sorted(weekly, key=repr)


def test_a_street_that_begins_anew_is_watched_anew() -> None:
    population = build_population(("OLD", "CHE"), 5, scale=0.2)
    watch = Watch(Street(seed=5, weeks=30, population=population).run(30))
    again = Street(seed=5, weeks=30, population=population).run(0)
    assert watch.look(again) == []
    assert all(note.week <= 30 for note in watch.look(again.run(30)))


@pytest.mark.parametrize("values", [{}, EVERYTHING, {**PRESSED, "so_fund": 0.0, "incubation": 4.0}])
def test_heavy_scenarios_are_told_with_the_same_numbers_in_both_languages(values: dict[str, Any]) -> None:
    for seed in (11, 12):
        street, found = watched(110, seed=seed, scale=0.06, **values)
        assert found
        for note in found:
            zh, en = (sorted(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)) for text in note.text)
            assert zh == en, note
            assert 1 <= note.week <= street.week - BURN_IN
            assert -1 <= note.community < len(DEFAULT_STREET)
            assert note.kind in ORDER


def test_watching_changes_nothing() -> None:
    population = build_population(("OLD", "RUR"), 6, scale=0.1)
    alone = Street(seed=6, weeks=30, population=population).run()
    street = Street(seed=6, weeks=30, population=population).run(0)
    watch = Watch(street)
    while street.running:
        street.step()
        watch.look(street)
    seen = street.arrays()
    assert [name for name, array in alone.arrays().items() if array.tobytes() != seen[name].tobytes()] == []
