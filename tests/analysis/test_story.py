"""Stories: true to the records they are told from, the same in both languages, and told of any street."""

import re
import string
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from analysis import story
from analysis.story import telling
from analysis.story.changes import LATER, SESSION, UNKNOWN, changes, settled_by_decision
from analysis.story.telling import Line, Story, counted, percent, when
from sim import catalog
from sim.calendar import BURN_IN
from sim.codes import CRT, LUMP, N_COMMITTEE, PET, Q1, Q2, Q3, RES, S1, S2, S3
from sim.errors import OutOfRange
from sim.model import Street
from sim.population import BUILD_LEVERS, DEFAULT_STREET, build_population
from sim.processes import endings, escalation, mediation

LEVERS = [d for d in catalog.levers() if d.name not in BUILD_LEVERS]
EVERYTHING = {d.name: d.full for d in LEVERS}
PRESSED: dict[str, Any] = {"offload": 1.0, "fund_follow": 0.0}
SAYS = {
    Q1: "to the committee", Q2: "joint centre", Q3: "street office",
    S1: "a first session", S2: "a first session", S3: "a first session",
    PET: "petition", CRT: "court", RES: "settled|closed the|was closed", LUMP: "gave it up",
}  # fmt: skip
"""What the English sentence of a change of state must say, by the state that it leads to."""


def small(seed: int, scale: float = 0.15, weeks: int = 60, **values: Any) -> Street:
    population = build_population(DEFAULT_STREET, seed, scale=scale)
    return Street(seed=seed, weeks=weeks, population=population, **values).run()


@pytest.fixture(scope="module")
def street() -> Street:
    return small(4, **PRESSED)


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"−?\d+(?:,\d{3})*(?:\.\d+)?", text))


def of_case(street: Street, row: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    notes = street.world.transitions
    mine = np.flatnonzero(notes.case[: notes.n] == row)
    return notes.week[mine], notes.before[mine], notes.after[mine]


def every_story(street: Street) -> Iterator[Story]:
    world = street.world
    yield from (story.case(street, row) for row in range(world.cases.n))
    yield from (story.resident(street, row) for row in range(0, world.residents.n, 3))
    yield from (story.society(street, row) for row in range(world.organisations.n))
    for community in range(world.communities.n):
        for node in range(world.node_present.shape[1]):
            yield story.organisation(street, community, node)


def test_the_story_of_every_case_follows_its_changes_of_state_one_by_one(street: Street) -> None:
    assert street.world.cases.n > 300
    for row in range(street.world.cases.n):
        weeks, _, after = of_case(street, row)
        told = list(story.case(street, row).lines)
        assert told[0].week == weeks[0] - BURN_IN
        lines = iter(told[1:])
        for week, state in zip(weeks[1:].tolist(), after[1:].tolist(), strict=True):
            found = next(
                (line for line in lines if re.search(SAYS[state], line.text[1], re.IGNORECASE)), None
            )
            assert found is not None, (row, state, told)
            assert found.week == week - BURN_IN, (row, found)


def test_a_story_says_how_a_case_ended_only_if_it_has_ended(street: Street) -> None:
    cases = street.world.cases
    for row in range(cases.n):
        texts = [line.text[1] for line in story.case(street, row).lines]
        still_open = [t for t in texts if t.startswith("Still open")]
        ended = [t for t in texts if re.search("gave it up[.]|settled by it|settled it|Settled|closed", t)]
        assert bool(still_open) == (cases.ended[row] < 0)
        assert bool(ended) == (cases.ended[row] >= 0), texts


def test_a_case_and_the_case_that_came_of_it_name_each_other(street: Street) -> None:
    cases = street.world.cases
    children = np.flatnonzero(cases.parent[: cases.n] >= 0)
    assert children.size > 3
    for child in children.tolist():
        parent = int(cases.parent[child])
        assert f"Case {parent}, settled" in story.case(street, child).lines[0].text[1]
        assert any(f"as case {child}." in line.text[1] for line in story.case(street, parent).lines)


def test_the_step_that_moved_a_case_is_the_one_that_really_did(monkeypatch: pytest.MonkeyPatch) -> None:
    truly: dict[tuple[int, int, int], str] = {}

    def noting(step: str) -> Any:
        conclude = endings.conclude

        def note(street: Street, rows: Any, after: Any, *others: Any, **named: Any) -> None:
            truly.update({(street.week, int(r), int(a)): step for r, a in zip(rows, after, strict=True)})
            conclude(street, rows, after, *others, **named)

        return note

    monkeypatch.setattr(mediation, "conclude", noting(SESSION))
    monkeypatch.setattr(escalation, "conclude", noting(LATER))
    street = small(5, scale=0.3, weeks=40, **PRESSED)
    told = [(row, c) for row in range(street.world.cases.n) for c in changes(street, row)[1:]]
    known = [c for _, c in told if c.step != UNKNOWN]
    assert len(known) > 0.99 * len(told)
    assert sum(c.step == SESSION and c.after in (Q3, PET, CRT, LUMP) for c in known) > 5
    assert sum(c.step == LATER and c.before in (Q1, S1) and c.rises for c in known) > 5
    for row, change in told:
        if change.step != UNKNOWN:
            assert truly.get((change.week, row, change.after), LATER) == change.step, (row, change)


def test_a_case_settled_by_a_decision_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    truly: set[tuple[int, int]] = set()
    conclude = endings.conclude

    def note(street: Street, rows: Any, after: Any, quality: Any = None) -> None:
        truly.update((street.week, int(row)) for row in rows)
        conclude(street, rows, after, quality=quality)

    monkeypatch.setattr(endings, "conclude", note)
    street = small(6, scale=0.4, weeks=60, delib_freq=4.0, binding=1.0, collective_severity=1.0, **PRESSED)
    found = {
        (c.week, row)
        for row in range(street.world.cases.n)
        for c in changes(street, row)[1:]
        if c.after == RES and c.step != SESSION and settled_by_decision(street, row, c.week) >= 0
    }
    assert truly
    assert found == truly
    row = next(iter(truly))[1]
    assert any("was settled by it" in line.text[1] for line in story.case(street, row).lines)


def test_a_resident_is_told_of_each_session_and_each_case_of_theirs(street: Street) -> None:
    world = street.world
    seats, cases = world.attendance, world.cases
    for row in np.unique(seats.resident[: seats.n])[:80].tolist():
        texts = [line.text[1] for line in story.resident(street, row).lines]
        sat = int((seats.resident[: seats.n] == row).sum())
        assert sum(t.startswith("Went to a deliberation session") for t in texts) == sat
        raised = int((cases.claimant[: cases.n] == row).sum())
        assert sum(t.startswith("Raised case") or "raised again as case" in t for t in texts) == raised


def test_an_election_is_told_as_voted_recorded_or_neither() -> None:
    street = small(7, scale=0.1, weeks=106)
    people = street.world.residents
    for row in range(0, people.n, 5):
        (said,) = [line for line in story.resident(street, row).lines if "Committee election" in line.text[1]]
        assert said.week == 104
        voted, recorded = bool(people.recent[row, 0]), bool(people.recorded_vote[row])
        assert ("election: voted" in said.text[1]) == voted
        assert ("but is recorded as" in said.text[1]) == (recorded and not voted)


def test_the_committee_is_told_of_with_the_hours_of_the_record(street: Street) -> None:
    hours = street.record["hours"][52:104, 0].sum(axis=0)
    line = next(
        x for x in story.organisation(street, 0, N_COMMITTEE).lines if x.text[1].startswith("In year 1")
    )
    assert line.week == 52
    share = percent(float(hours[0] / hours.sum()))[1]
    assert f"administration {share}" in line.text[1]
    met = street.record["hours"][52:104, 0][:, [2, 3, 4, 5]].sum()
    met /= street.record["needs"][52:104, 0][:, [2, 3, 4, 5]].sum()
    assert f"got {percent(float(met))[1]} of the hours" in line.text[1]


@pytest.mark.parametrize(
    ("seed", "values"),
    [(1, {}), (2, PRESSED), (3, EVERYTHING), (4, {**PRESSED, "incubation": 4.0, "so_fund": 0.0}),
     (5, {"delib_rule": "consensus", "delib_freq": 4.0, "mediation_cap": 1.0})],
)  # fmt: skip
def test_nothing_raises_and_both_languages_hold_the_same_numbers(seed: int, values: dict[str, Any]) -> None:
    street = small(seed, scale=0.06, weeks=110, **values)
    for told in every_story(street):
        for zh, en in (told.title, *(line.text for line in told.lines)):
            assert numbers(zh) == numbers(en), (zh, en)
            assert zh.strip()
            assert en[:1] == en[:1].upper()
            assert "{" not in zh + en
        assert [line.week for line in told.lines] == sorted(line.week for line in told.lines)
        assert all(1 - BURN_IN <= line.week <= street.week - BURN_IN for line in told.lines)


@pytest.mark.parametrize("seed", range(4))
def test_random_streets_with_several_communities_of_a_type_can_be_told_of(seed: int) -> None:
    rng = np.random.default_rng(seed)
    types = tuple(str(t) for t in rng.choice(DEFAULT_STREET, rng.integers(1, 5)))
    values = {d.name: d.full for d in rng.choice(np.array(LEVERS, object), 25, replace=False)}
    population = build_population((*types, types[0]), seed, scale=0.08)
    street = Street(seed=seed, weeks=int(rng.integers(3, 70)), population=population, **values).run()
    for told in every_story(street):
        for zh, en in (told.title, *(line.text for line in told.lines)):
            assert numbers(zh) == numbers(en), (zh, en)
    titles = {story.organisation(street, c, N_COMMITTEE).title for c in range(len(types) + 1)}
    assert len(titles) == len(types) + 1


def test_a_street_before_its_first_week_can_be_told_of() -> None:
    street = Street(seed=1, population=build_population(("OLD",), 1, scale=0.1))
    assert story.resident(street, 0).lines
    assert story.organisation(street, 0, N_COMMITTEE).lines


def test_a_society_that_has_ended_is_told_of_to_its_end() -> None:
    poor: dict[str, Any] = {"so_fund": 0.0, "purchase": 0.0, "charity": 0.0, "incubation": 4.0}
    street = small(2, scale=0.1, weeks=200, **poor)
    s = street.world.organisations
    ended = np.flatnonzero(~s.alive[: s.n])
    assert ended.size
    for row in ended.tolist():
        last = story.society(street, row).lines[-1]
        assert last.week == s.ended[row] - BURN_IN
        assert last.text[1].startswith("Ended:")


@pytest.mark.parametrize("what", [story.case, story.resident, story.society])
def test_a_number_that_is_not_there_is_refused_with_those_that_are(street: Street, what: Any) -> None:
    with pytest.raises(OutOfRange, match=r"must be a number from 0 to \d+; got 99999999"):
        what(street, 99999999)
    with pytest.raises(OutOfRange, match="got -1"):
        what(street, -1)


def test_a_community_or_node_that_is_not_there_is_refused(street: Street) -> None:
    with pytest.raises(OutOfRange, match="community must be a number from 0 to 8"):
        story.organisation(street, 9, N_COMMITTEE)
    with pytest.raises(OutOfRange, match="node must be"):
        story.organisation(street, 0, 500)


def test_weeks_before_the_policy_are_said_so() -> None:
    assert when(BURN_IN + 1) == ("第1周", "in week 1")
    assert when(BURN_IN) == ("政策实施前1周", "1 week before the policy")
    assert when(1) == ("政策实施前52周", "52 weeks before the policy")
    assert counted("week", 1)[1] == "1 week"


def test_both_languages_of_every_sentence_take_the_same_fields() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, (zh, en) in telling._phrases().items():
        assert fields(zh) == fields(en), key
        assert zh.endswith("。") == en.endswith("."), key


def test_lines_of_one_week_stay_in_order() -> None:
    a, b, c = Line(2, ("甲", "a")), Line(1, ("乙", "b")), Line(2, ("丙", "c"))
    assert telling.in_time(("题", "Title"), [a, b, c]).lines == (b, a, c)
