"""The other organisations of a community, and those of the whole street: office and social work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.story.ladder import passage, waiting
from analysis.story.telling import Line, Told, after_burn_in, amount, counted, decimal, now, percent, tell
from analysis.story.years import years
from sim.codes import LEVEL_3, N_BRANCH
from sim.ledger import STREET

COMPANY_MODE = 2
NEVER = 0
"""A joint meeting lies before the run where its week is not above this."""


def street_office(street: Told, community: int) -> Iterator[Line]:
    """Tell of the street office: its hours, and what came before it from all communities."""
    for year in years(street):
        flows = [float(street.record[name][year.weeks, 0].sum()) / year.length for name in
                 ("street_hours", "street_tasks", "street_disputes", "street_need")]  # fmt: skip
        hours, tasks, disputes, need = (amount(flow) for flow in flows)
        yield Line(year.last, tell("street_hours", year=year.said, hours=hours, tasks=tasks,
                                   disputes=disputes, need=need))  # fmt: skip
        seen = passage(street, LEVEL_3, year.weeks.start + 1, year.weeks.stop)
        text = tell("street_cases", year=year.said, came=seen.came, settled=seen.settled,
                    risen=seen.risen, given_up=seen.given_up)  # fmt: skip
        yield Line(year.last, text)
    cases = counted("case", waiting(street, LEVEL_3))
    expected = decimal(float(street.world.office.concession[0]))
    balance = amount(street.ledger.cny(STREET))
    yield from now(street, tell("street_now", cases=cases, expected=expected, balance=balance))


def social_work(street: Told, community: int) -> Iterator[Line]:
    """Tell of the social work service of the street: posts, quits, and hours given."""
    for year in years(street):
        posts, filled = (
            float(street.record[name][year.weeks, 0].mean()) for name in ("sw_posts", "sw_filled")
        )
        quits = counted("worker", int(street.record["sw_quits"][year.weeks, 0].sum()))
        yield Line(year.last, tell("station_year", year=year.said, posts=amount(posts), filled=amount(filled),
                                   quits=quits))  # fmt: skip
    office = street.world.office
    given, wanted = (amount(float(hours[0])) for hours in (office.casework_hours, office.casework_need))
    load, burnout = decimal(float(office.social_pressure[0])), decimal(float(office.social_burnout[0]))
    yield from now(street, tell("station_now", given=given, wanted=wanted, load=load, burnout=burnout))


def branch(street: Told, community: int) -> Iterator[Line]:
    """Tell of the Party branch: contacts of each year, and joint meetings."""
    for year in years(street):
        contacts = float(street.record["contacts"][year.weeks, community].sum())
        yield Line(year.last, tell("branch_year", year=year.said, contacts=amount(contacts)))
    last = int(street.world.communities.last_joint_meeting[community])
    if last > NEVER:
        yield Line(after_burn_in(last), tell("joint_meeting"))
    members = amount(float(street.world.communities.registered_members[community]))
    yield from now(street, tell("branch_now", members=members))


def volunteers(street: Told, community: int) -> Iterator[Line]:
    """Tell of the volunteers: what they did each year, and what was asked of them."""
    for year in years(street):
        flows = [float(street.record[name][year.weeks, community].sum()) for name in
                 ("volunteered", "volunteer_hours", "volunteer_asked")]  # fmt: skip
        times, hours, asked = counted("time", round(flows[0])), amount(flows[1]), amount(flows[2])
        yield Line(year.last, tell("volunteers_year", year=year.said, times=times, hours=hours, asked=asked))


def owners(street: Told, community: int) -> Iterator[Line]:
    """Tell of the owners' committees: how many estates have one, and their money."""
    estates = street.world.estates
    here = estates.community == community
    with_one = int((here & estates.owners_committee).sum())
    text = tell("owners_now", with_one=with_one, estates=counted("estate", int(here.sum())),
                balance=amount(street.ledger.cny(int(street.ledger.owners[community]))))  # fmt: skip
    yield from now(street, text)


def company(street: Told, community: int) -> Iterator[Line]:
    """Tell of the property company: what it took and spent each year."""
    for year in years(street):
        taken, spent = (
            amount(float(street.record.money(tag)[year.weeks, community].sum()))
            for tag in ("property_fee", "property_cost")
        )
        yield Line(year.last, tell("company_year", year=year.said, taken=taken, spent=spent))
    estates = street.world.estates
    managed = (estates.community == community) & (estates.mode == COMPANY_MODE)
    paid = percent(float(estates.paid_share[managed].mean())) if managed.any() else percent(0.0)
    balance = amount(street.ledger.cny(int(street.ledger.company[community])))
    text = tell("company_now", estates=counted("estate", int(managed.sum())), paid=paid, balance=balance)
    yield from now(street, text)


def police(street: Told, community: int) -> Iterator[Line]:
    """Tell of police and justice, of which the model keeps ties only."""
    yield from now(street, tell("ties_only"))


def unit(street: Told, community: int, node: int) -> Iterator[Line]:
    """Tell of a local unit: its members, its pact, its tie to the branch."""
    units = street.world.units
    rows = np.flatnonzero((units.community == community) & (units.node == node))
    if rows.size == 0:
        return
    row = int(rows[0])
    tie = decimal(float(street.world.ties[community, N_BRANCH, node]))
    key = "unit_with_pact" if units.pact[row] else "unit_without_pact"
    yield from now(street, tell(key, members=counted("resident_count", int(units.members[row])), tie=tie))
