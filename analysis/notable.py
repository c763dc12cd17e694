"""What is worth a sentence this week: seldom, the most important first, and never the same without change.

A watch reads the same records as the stories. It keeps how far it has read and what it has said, so it may
look every week or after a leap; a leap brings what happened in between. When the week goes back (a run begun
anew) it starts afresh.

Thresholds are choices for a room that watches, not numbers of the model: each has its reason beside it, and
a test holds how often sentences come on the baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from analysis.story.cases import kind_of
from analysis.story.changes import settled_by_decision
from analysis.story.names import home, place, society_name
from analysis.story.telling import Field, Told, after_burn_in, counted, percent, tell, when
from sim.calendar import BURN_IN, QUARTER, YEAR, is_election
from sim.codes import DEL, LED, LEVEL_3, MED, PET, Q3, RES, SVC, VIS, VOTE
from sim.declare import Text
from sim.disputes import LEVELS
from sim.processes.deliberation_parameters import DeliberationParameters
from sim.processes.mediation_parameters import MediationParameters
from sim.table import Array

OVERLOADED = (8, YEAR)
"""Weeks in a row over its hours: twice as long as the rush at the end of a half-year; then a whole year."""
RELIEVED = 8
"""Weeks in a row within its hours after which a committee that was said to be over them is back."""
TOO_LITTLE, ENOUGH_AGAIN = 0.5, 0.6
"""Share of the hours for residents: half of what is needed, and a tenth more so that it does not flicker."""
TIRED, RESTED = 0.6, 0.5
"""Mean burnout: the model's own lines of severe and of ordinary burnout."""
VACANT = YEAR
"""Weeks without a holder: recruitment is yearly, so a round has passed without anyone."""
MORE_LEDGERS = 1.25
"""Ledger hours before an inspection against those last told of: by less a room would see no difference."""
FOR_RESIDENTS = [SVC, VIS, MED, DEL]
ORDER = (
    "election", "society_ended", "petition", "petition_at_once", "collective", "quit", "overloaded",
    "too_little", "tired", "decision_failed", "decision_settled", "vacant", "first_rise", "society_founded",
    "back_within", "enough_again", "rested", "filled_again", "inspection",
)  # fmt: skip
"""Kinds of sentences, the most important first."""


@dataclass(frozen=True)
class Notable:
    """One sentence.

    Attributes:
        week: week it happened in, counted after the burn-in.
        text: the sentence.
        community: row of the community, -1 for the whole street.
        kind: what it is about, one of ORDER.
    """

    week: int
    text: Text
    community: int
    kind: str


@dataclass
class Watch:
    """Looks at a street and says what is notable.

    Attributes:
        street: the street as it is when the watch begins; nothing before is told of.
    """

    street: Told
    _week: int = field(init=False)
    _changes: int = field(init=False)
    _said: dict[tuple[str, int], float] = field(init=False)

    def __post_init__(self) -> None:
        self._start(self.street)

    def _start(self, street: Told) -> None:
        self._week, self._changes, self._said = street.week, street.world.transitions.n, {}

    def look(self, street: Told) -> list[Notable]:
        """Say what has become notable since the last look, the most important first."""
        if street.week < self._week or street.world.transitions.n < self._changes:
            self._start(street)
            return []
        found = [note for tell_of in _KINDS for note in tell_of(self, street)]
        self._week, self._changes = street.week, street.world.transitions.n
        return sorted(found, key=lambda n: (ORDER.index(n.kind), n.community, n.week))

    def weeks(self, street: Told) -> range:
        """Give the weeks since the last look."""
        return range(self._week + 1, street.week + 1)

    def new_changes(self, street: Told) -> range:
        """Give the rows of the changes of state since the last look."""
        return range(self._changes, street.world.transitions.n)

    def said(self, kind: str, number: int) -> float:
        """Give what was last said of a matter, 0 if nothing."""
        return self._said.get((kind, number), 0.0)

    def note(self, kind: str, number: int, value: float) -> None:
        """Keep what is said of a matter."""
        self._said[kind, number] = value


def _notable(kind: str, week: int, community: int, text: Text) -> Notable:
    return Notable(after_burn_in(week), text, community, kind)


def _elections(watch: Watch, street: Told) -> Iterator[Notable]:
    """Say true and recorded turnout where an election was held."""
    people = street.world.residents
    if not any(is_election(week) for week in watch.weeks(street)):
        return
    week = next(week for week in watch.weeks(street) if is_election(week))
    for c in range(street.world.communities.n):
        may = people.eligible & (people.community == c)
        if may.any():
            turnout, recorded = (
                percent(float(column[may].mean()))
                for column in (people.recent[:, VOTE], people.recorded_vote)
            )
            text = tell("n_election", place=place(street, c), turnout=turnout, recorded=recorded)
            yield _notable("election", week, c, text)


def _cases(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of new petitions and of the first case that rose to the street since the policy began."""
    notes, cases = street.world.transitions, street.world.cases
    for k in watch.new_changes(street):
        before, after, week = int(notes.before[k]), int(notes.after[k]), int(notes.week[k])
        row = int(notes.case[k])
        c = int(cases.community[row])
        about: dict[str, Field] = {"kind": kind_of(street, row), "case": row, "place": place(street, c)}
        if after == PET:
            at_once = before < 0
            weeks = counted("week", week - int(cases.opened[row]))
            text = (
                tell("n_petition_at_once", **about) if at_once else tell("n_petition", weeks=weeks, **about)
            )
            yield _notable("petition_at_once" if at_once else "petition", week, c, text)
        elif after == Q3 and before >= 0 and LEVELS[before] < LEVEL_3 and week > BURN_IN:
            if not watch.said("first_rise", c) and not _rose_before(street, k, c):
                yield _notable("first_rise", week, c, tell("n_first_rise", **about))
            watch.note("first_rise", c, 1.0)


def _rose_before(street: Told, k: int, community: int) -> bool:
    """Say whether a case of a community had risen to the street earlier since the policy began."""
    notes, cases = street.world.transitions, street.world.cases
    earlier = slice(int(np.searchsorted(notes.week[: notes.n], BURN_IN, "right")), k)
    before = notes.before[earlier]
    rose = (notes.after[earlier] == Q3) & (before >= 0) & (LEVELS[before] < LEVEL_3)
    return bool((rose & (cases.community[notes.case[earlier]] == community)).any())


def _collective(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of claims that count as collective, and again whenever their members have doubled."""
    cases, least = street.world.cases, street.values(MediationParameters).joint_members
    many = (cases.members[: cases.n] >= least) & (cases.status[: cases.n] < RES)
    for row in np.flatnonzero(many).tolist():
        members = int(cases.members[row])
        if members < 2.0 * watch.said("collective", row):
            continue
        watch.note("collective", row, members)
        c = int(cases.community[row])
        text = tell(
            "n_collective", kind=kind_of(street, row), case=row, home=home(street, int(cases.claimant[row])),
            place=place(street, c), members=counted("person", members),
        )  # fmt: skip
        yield _notable("collective", street.week, c, text)


def _staff(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of those who quit."""
    quits = street.record["quits"]
    for week in watch.weeks(street):
        for c in np.flatnonzero(quits[week - 1] > 0.0).tolist():
            filled, posts = (int(street.record[name][week - 1, c]) for name in ("filled", "posts"))
            people = counted("worker", int(quits[week - 1, c]))
            text = tell("n_quit", place=place(street, c), people=people, filled=filled,
                        posts=counted("post", posts))  # fmt: skip
            yield _notable("quit", week, c, text)


def _vacancies(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of posts that stay vacant, and of the same posts when they are filled."""
    posts, workers = street.world.posts, street.world.workers
    since = posts.opened[: posts.n].astype(np.int64)
    np.maximum.at(since, workers.post[: workers.n], workers.left[: workers.n])
    empty = (posts.holder[: posts.n] < 0) & posts.funded[: posts.n] & (posts.community[: posts.n] >= 0)
    for post in np.flatnonzero(empty & (street.week - since >= VACANT)).tolist():
        if not watch.said("vacant", post):
            watch.note("vacant", post, 1.0)
            c = int(posts.community[post])
            weeks = counted("week", street.week - int(since[post]))
            yield _notable("vacant", street.week, c, tell("n_vacant", place=place(street, c), weeks=weeks))
    for post in np.flatnonzero(posts.holder[: posts.n] >= 0).tolist():
        if watch.said("vacant", post):
            watch.note("vacant", post, 0.0)
            c = int(posts.community[post])
            yield _notable("filled_again", street.week, c, tell("n_filled_again", place=place(street, c)))


def _overload(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of committees over their hours for long, and of those that are back within them."""
    over = street.record["overloaded"] > 0.0
    for c in range(over.shape[1]):
        weeks, said = _last_run(over[:, c], True), watch.said("overloaded", c)
        reached = max((limit for limit in OVERLOADED if weeks >= limit), default=0)
        if reached > said:
            watch.note("overloaded", c, reached)
            text = tell("n_overloaded", place=place(street, c), weeks=counted("week", weeks))
            yield _notable("overloaded", street.week, c, text)
        elif said and _last_run(over[:, c], False) >= RELIEVED:
            watch.note("overloaded", c, 0)
            yield _notable("back_within", street.week, c, tell("n_back_within", place=place(street, c)))


def _last_run(marks: Array, value: bool) -> int:
    """Count the last weeks in a row that have a value."""
    others = np.flatnonzero(marks != value)
    return len(marks) - (int(others[-1]) + 1 if others.size else 0)


def _levels(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell when residents get too little of the committee's hours or its staff tires, and when no longer."""
    span = slice(-QUARTER, None)
    if street.record.n_weeks < QUARTER:
        return
    given = street.record["hours"][span][:, :, FOR_RESIDENTS].sum(axis=(0, 2))
    wanted = street.record["needs"][span][:, :, FOR_RESIDENTS].sum(axis=(0, 2))
    met = given / np.maximum(wanted, 1e-12)
    worn = street.world.communities.burnout
    for c in range(len(met)):
        here = place(street, c)
        share, degree = percent(float(met[c])), f"{float(worn[c]):.2f}"
        for kind, end, begins, ends, fields in (
            ("too_little", "enough_again", met[c] < TOO_LITTLE, met[c] >= ENOUGH_AGAIN, {"share": share}),
            ("tired", "rested", worn[c] > TIRED, worn[c] <= RESTED, {"degree": degree}),
        ):
            if begins and not watch.said(kind, c):
                watch.note(kind, c, 1.0)
                yield _notable(kind, street.week, c, tell(f"n_{kind}", place=here, **fields))
            elif ends and watch.said(kind, c):
                watch.note(kind, c, 0.0)
                yield _notable(end, street.week, c, tell(f"n_{end}", place=here, **fields))


def _decisions(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of decisions that came to nothing, and of those that settled a claim of many."""
    held, life = street.world.sessions, street.values(DeliberationParameters).decision_life
    weeks = watch.weeks(street)
    failed = held.decided[: held.n] & held.signalled[: held.n] & (held.implemented[: held.n] < 0)
    for row in np.flatnonzero(failed & np.isin(held.week[: held.n] + life, weeks)).tolist():
        c, then = int(held.community[row]), int(held.week[row])
        text = tell("n_decision_failed", place=place(street, c), held=when(then), weeks=counted("week", life))
        yield _notable("decision_failed", then + life, c, text)
    notes, cases = street.world.transitions, street.world.cases
    for k in watch.new_changes(street):
        row, week = int(notes.case[k]), int(notes.week[k])
        shared = notes.after[k] == RES and cases.members[row] > 1
        if shared and settled_by_decision(street, row, week) >= 0:
            c = int(cases.community[row])
            text = tell("n_decision_settled", place=place(street, c), kind=kind_of(street, row), case=row,
                        members=counted("person", int(cases.members[row])))  # fmt: skip
            yield _notable("decision_settled", week, c, text)


def _societies(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of social organisations founded and ended."""
    s, weeks = street.world.organisations, watch.weeks(street)
    for column, kind in ((s.born, "society_founded"), (s.ended, "society_ended")):
        for row in np.flatnonzero(np.isin(column[: s.n], weeks)).tolist():
            text = tell(f"n_{kind}", name=society_name(street, row))
            yield _notable(kind, int(column[row]), -1, text)


def _inspections(watch: Watch, street: Told) -> Iterator[Notable]:
    """Tell of preparing for an inspection: the first time, and when it takes clearly more than was told."""
    preparing = np.flatnonzero(street.world.communities.preparing)
    if preparing.size == 0 or street.record.n_weeks == 0:
        return
    hours = street.record["hours"][-1, preparing]
    ledgers, total = float(hours[:, LED].sum()), float(hours.sum())
    if total > 0.0 and ledgers > MORE_LEDGERS * watch.said("inspection", -1):
        watch.note("inspection", -1, ledgers)
        places = counted("community", preparing.size)
        text = tell("n_inspection", places=places, hours=f"{ledgers:,.0f}", share=percent(ledgers / total))
        yield _notable("inspection", street.week, -1, text)


_KINDS: tuple[Callable[[Watch, Told], Iterator[Notable]], ...] = (
    _elections, _cases, _collective, _staff, _vacancies, _overload, _levels, _decisions, _societies,
    _inspections,
)  # fmt: skip
