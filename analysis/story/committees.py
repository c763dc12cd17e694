"""The residents' committee and what works under it: its hours, needs, money and staff, and its cases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.story.ladder import passage, waiting
from analysis.story.telling import (
    Line,
    Told,
    after_burn_in,
    amount,
    counted,
    decimal,
    joined,
    now,
    percent,
    tell,
    together,
    words,
)
from analysis.story.years import Year, years
from sim.codes import DEL, HOURS, LEVEL_1, LEVEL_2, MED, SVC, VIS
from sim.declare import Text

FOR_RESIDENTS = [SVC, VIS, MED, DEL]
NAMED_FROM = 0.005
"""Share of the hours from which a kind of work is named: what is written as 1 % or more."""


def committee(street: Told, community: int) -> Iterator[Line]:
    """Tell of the residents' committee: each year's hours and money, and its staff."""
    for year in years(street):
        yield Line(year.last, together([_hours(street, community, year), _money(street, community, year)]))
    yield from _staff(street, community)
    yield from now(street, _posts(street, community), _balance(street, community))


def mediation(street: Told, community: int) -> Iterator[Line]:
    """Tell of the mediation committee: what came before it each year, and what it spent on it."""
    yield from _level(street, community, LEVEL_1)
    c = street.world.communities
    skill, burnout = decimal(float(c.skill[community])), decimal(float(c.burnout[community]))
    yield from now(street, tell("mediators_now", skill=skill, burnout=burnout))


def joint_centre(street: Told, community: int) -> Iterator[Line]:
    """Tell of the joint centre: what came before it each year, and what it spent on it."""
    yield from _level(street, community, LEVEL_2)


def _hours(street: Told, community: int, year: Year) -> Text:
    hours = street.record["hours"][year.weeks, community].sum(axis=0)
    needs = street.record["needs"][year.weeks, community].sum(axis=0)
    total = float(hours.sum())
    over = int((street.record["overloaded"][year.weeks, community] > 0.0).sum())
    shares = [(float(hours[k]) / max(total, 1e-12), HOURS[k]) for k in range(len(HOURS))]
    shown = [
        words("share_of", what=name, share=percent(share))
        for share, name in sorted(shares, key=lambda pair: -pair[0])
        if share >= NAMED_FROM
    ]
    wanted = float(needs[FOR_RESIDENTS].sum())
    met = float(hours[FOR_RESIDENTS].sum()) / wanted if wanted > 0.0 else 1.0
    first = tell("committee_hours", year=year.said, hours=amount(total / year.length), shares=joined(shown))
    return together([first, tell("committee_load", met=percent(met), weeks=over, of=year.length)])


def _money(street: Told, community: int, year: Year) -> Text:
    def moved(tag: str) -> str:
        return amount(float(street.record.money(tag)[year.weeks, community].sum()))

    income = float(street.record["income"][year.weeks, community].sum())
    free = float(street.record["income_untied"][year.weeks, community].sum())
    return tell(
        "committee_money", income=amount(income), free=amount(free), tasks=moved("task_money"),
        temporary=moved("temp_wages"), running=moved("running_costs"), bought=moved("own_purchase"),
        decided=moved("decision"),
    )  # fmt: skip


def _staff(street: Told, community: int) -> Iterator[Line]:
    """Say when somebody left or came."""
    for name, key in (("quits", "staff_quit"), ("hires", "staff_came")):
        flow = street.record[name][:, community]
        for k in np.flatnonzero(flow > 0.0):
            filled = int(street.record["filled"][k, community])
            posts = counted("post", int(street.record["posts"][k, community]))
            people = counted("worker", int(flow[k]))
            yield Line(after_burn_in(int(k) + 1), tell(key, people=people, filled=filled, posts=posts))


def _posts(street: Told, community: int) -> Text:
    c = street.world.communities
    load, burnout = decimal(float(c.pressure[community])), decimal(float(c.burnout[community]))
    posts = counted("post", int(c.posts[community]))
    return tell("staff_now", filled=int(c.filled[community]), posts=posts, load=load, burnout=burnout)


def _balance(street: Told, community: int) -> Text:
    ledger = street.ledger
    untied, tied, task = (
        amount(ledger.cny(int(account[community]))) for account in (ledger.untied, ledger.tied, ledger.task)
    )
    return tell("committee_balance", untied=untied, tied=tied, task=task)


def _level(street: Told, community: int, level: int) -> Iterator[Line]:
    for year in years(street):
        seen = passage(street, level, year.weeks.start + 1, year.weeks.stop, community)
        hours = float(street.record["session_hours"][year.weeks, community, level].sum())
        text = tell(
            "level_year", year=year.said, came=seen.came, settled=seen.settled,
            risen=seen.risen, given_up=seen.given_up, hours=amount(hours),
        )  # fmt: skip
        yield Line(year.last, text)
    cases = counted("case", waiting(street, level, community))
    yield from now(street, tell("level_now", cases=cases))
