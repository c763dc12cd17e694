"""The case book: every case in one state, every change allowed and noted, no case lost."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.codes import (
    CRT,
    DISPUTE,
    LUMP,
    P_COMMITTEE,
    P_RESIDENT,
    PET,
    PRIV,
    Q1,
    Q2,
    Q3,
    REQUEST,
    RES,
    S1,
    S2,
    S3,
)
from sim.disputes import CaseBook, Entered
from sim.errors import BrokenInvariant
from sim.people import Residents
from sim.world import World

PEOPLE = 12
# Written out by hand from the ladder: private talks, community, joint centre, street, petition or court.
LADDER = {
    PRIV: {Q1, RES, LUMP},
    Q1: {S1, Q2, Q3, RES, LUMP},
    S1: {Q2, Q3, RES, LUMP},
    Q2: {S2, Q3, RES, LUMP},
    S2: {Q3, RES, LUMP},
    Q3: {S3, PET, CRT, RES, LUMP},
    S3: {PET, CRT, RES, LUMP},
    PET: {RES},
    CRT: {RES},
    RES: set(),
    LUMP: set(),
}
HEIGHT = {PRIV: 0, Q1: 1, S1: 1, Q2: 2, S2: 2, Q3: 3, S3: 3, PET: 4, CRT: 4}
STEPS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10), st.booleans()), max_size=60)


def a_book() -> CaseBook:
    world = World(1)
    world.residents = Residents(PEOPLE, world.sizes)
    return CaseBook(world)


def enter(book: CaseBook, *states: int, week: int = 1, **columns: object) -> list[int]:
    k = len(states)
    claimant = np.arange(k) % PEOPLE
    given = {"claimant": claimant, "party_kind": P_COMMITTEE, "cls": DISPUTE, **columns}
    return list(book.create(week, np.array(states), **given))


@pytest.mark.parametrize("before", LADDER)
@pytest.mark.parametrize("after", LADDER)
def test_a_case_goes_only_where_the_ladder_leads(before: int, after: int) -> None:
    book = a_book()
    (row,) = enter(book, before) if before not in (RES, LUMP) else enter(book, Q1)
    if before in (RES, LUMP):
        book.move(np.array([row]), before, 2)
    if after in LADDER[before]:
        book.move(np.array([row]), after, 3)
        assert book.cases.status[row] == after
        book.check(3)
    else:
        with pytest.raises(BrokenInvariant, match="cannot go from"):
            book.move(np.array([row]), after, 3)
        assert book.cases.status[row] == before
        book.check(3)


def test_an_order_with_one_wrong_move_moves_nothing() -> None:
    book = a_book()
    rows = np.array(enter(book, Q1, PET, Q1))
    with pytest.raises(BrokenInvariant, match="case 1 cannot go from PET to LUMP"):
        book.move(rows, np.array([RES, LUMP, RES]), 2)
    assert book.cases.status[:3].tolist() == [Q1, PET, Q1]
    assert book.world.transitions.n == 3
    book.check(2)


def test_a_case_cannot_be_moved_twice_in_one_order() -> None:
    book = a_book()
    rows = np.array(enter(book, Q1, Q1))
    with pytest.raises(BrokenInvariant, match="cannot go from"):
        book.move(rows[[1, 0, 1]], RES, 2)
    book.check(2)


def test_both_resident_parties_have_an_open_claim_until_it_ends() -> None:
    book = a_book()
    people = book.world.residents
    (row,) = enter(book, PRIV, party_kind=P_RESIDENT, party=5, claimant=3)
    assert (people.open_claims[[3, 5]] == 1).all()
    assert (people.open_disputes[[3, 5]] == 1).all()
    book.move(np.array([row]), Q1, 2)
    assert people.open_claims.sum() == 2
    book.move(np.array([row]), LUMP, 3)
    assert people.open_claims.sum() == people.open_disputes.sum() == 0


def test_a_request_is_an_open_claim_but_no_dispute_and_an_office_has_none() -> None:
    book = a_book()
    enter(book, Q3, cls=REQUEST, party_kind=P_COMMITTEE, party=5, claimant=3)
    assert book.world.residents.open_claims.tolist() == [0, 0, 0, 1] + [0] * 8
    assert book.world.residents.open_disputes.sum() == 0


def test_the_book_notes_level_times_and_how_a_case_ended() -> None:
    book = a_book()
    cases = book.cases
    (row,) = enter(book, Q1, week=4)
    for week, state in ((5, S1), (7, Q2), (8, S2), (11, Q3), (12, RES)):
        book.move(np.array([row]), state, week)
    assert (cases.opened[row], cases.entered[row], cases.changed[row], cases.ended[row]) == (4, 11, 12, 12)
    assert cases.level_max[row] == cases.level[row] == cases.via[row] == cases.settled_level[row] == 3
    (given_up,) = enter(book, Q1, week=4)
    book.move(np.array([given_up]), LUMP, 9)
    assert (cases.via[given_up], cases.settled_level[given_up]) == (1, -1)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_no_sequence_of_orders_loses_or_doubles_a_case(steps: list[tuple[int, int, bool]]) -> None:
    book, truth, heights = a_book(), {}, {}  # type: ignore[var-annotated]
    for week, (pick, state, new) in enumerate(steps, start=1):
        counts = book.counts.copy()
        if new or not truth:
            first = (PRIV, Q1, Q3, PET, CRT)[state % 5]
            (row,) = enter(book, first, week=week, party_kind=P_RESIDENT, party=pick % PEOPLE)
            truth[row], heights[row] = first, HEIGHT[first]
            expected = Counter({first: 1})
        else:
            row = pick % len(truth)
            if state not in LADDER[truth[row]]:
                with pytest.raises(BrokenInvariant):
                    book.move(np.array([row]), state, week)
                continue
            book.move(np.array([row]), state, week)
            expected = Counter({state: 1})
            expected.subtract({truth[row]: 1})
            assert HEIGHT.get(state, 9) >= heights[row]
            truth[row], heights[row] = state, HEIGHT.get(state, heights[row])
        change = {k: int(v) for k, v in enumerate(book.counts - counts) if v}
        assert change == {k: v for k, v in expected.items() if v}
        book.check(week)
    assert {row: int(book.cases.status[row]) for row in truth} == truth
    assert book.counts.sum() == len(truth) == book.cases.n
    assert list(book.open_rows()) == [row for row in sorted(truth) if truth[row] < RES]


def test_columns_follow_the_table_when_it_grows() -> None:
    book = a_book()
    enter(book, *[Q1] * 10)
    before = book.columns(Entered).status
    enter(book, *[Q1] * (book.cases.room + 1))
    assert book.columns(Entered).status is book.cases.status is not before
    book.check(1)


def test_the_open_cases_are_those_of_the_table_after_saved_rows_are_put_back() -> None:
    book = a_book()
    rows = enter(book, Q1, Q3, PET)
    saved = {name: column.copy() for name, column in book.cases.arrays().items()}
    book.move(np.array(rows[:2]), RES, 2)
    assert book.open_rows().tolist() == rows[2:]
    book.cases.load(saved)
    assert book.open_rows().tolist() == rows


def test_a_case_that_ends_behind_the_book_is_found_among_the_open_ones() -> None:
    book = a_book()
    rows = enter(book, Q1, Q1)
    book.move(np.array(rows[:1]), RES, 2)
    book._open = np.array(rows)
    with pytest.raises(BrokenInvariant, match="the open cases must be"):
        book.check(2)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda c, w: c.status.__setitem__(0, RES), "cases by state"),
        (lambda c, w: c.entered.__setitem__(0, 9), "times of a case"),
        (lambda c, w: c.ended.__setitem__(0, 1), "week of end"),
        (lambda c, w: w.residents.open_claims.__setitem__(0, 3), "open claims of residents"),
        (lambda c, w: w.residents.open_disputes.__setitem__(1, 3), "open claims of residents"),
        (lambda c, w: w.transitions.after.__setitem__(1, Q3), "recorded changes"),
        (lambda c, w: w.transitions.before.__setitem__(2, PRIV), "recorded changes"),
    ],
)
def test_the_book_finds_what_was_changed_behind_its_back(spoil, words: str) -> None:  # type: ignore[no-untyped-def]
    book = a_book()
    rows = enter(book, Q1, Q1)
    book.move(np.array(rows[:1]), S1, 2)
    book.check(3)
    spoil(book.cases, book.world)
    with pytest.raises(BrokenInvariant, match=words):
        book.check(3)
