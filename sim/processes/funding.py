"""Step 3: the year's budget, money that follows tasks, bought services, temporary staff (M7).

Every yuan moves in the money book. In the first week of a year the county pays the street its per-head funds;
the street passes the operating money on, with more per head for villages, resettlement, border and farm
communities (``equalisation``) at an unchanged sum. A share of it is untied, the rest pays running costs. With
each assisted or off-list hour passed down, the department pays the committee ``fund_follow`` x 30 yuan; this
money buys temporary hours only, at 30 yuan a paid hour, 4 weeks after hiring, at most half the hours of all
posts. Service money buys hours at 55 yuan. A share leaks: 5 % x (1 - oversight) x (1 - integrity), where
oversight = .8 watching + .2 disclosure + .1 (channel - .3); watching is residents' oversight for purchases,
the supervisory committee for committee and collective money.

Choices. What rises within a year is topped up for the rest of the year. Each quarter the county fills up what
a department has left to 1.1 x the year's expected cost (last year's hours, or this year's if more); what a
source cannot pay is missing in proportion. Temporary staff is paid when it works. Provincial support buys
services like service money. A part of the service money moves to committees as ``resource_symmetry`` says
instead of being spent by the street. Committees spend untied money above a reserve, in part on services
that their staff then need not provide. Earmarks are three accounts of a committee: untied, tied, task. Gifts
and own income are in ``own_income``.

Sources: pay of posts in Kunming 2020 (3,600 to 7,540 yuan a month); see ``funding_parameters``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.residents_committee import hires, spends
from sim.calendar import PERIOD, QUARTER, YEAR, is_budget_week, is_end_of
from sim.ledger import COUNTY, STREET, WAGES
from sim.processes.funding_parameters import FundingParameters
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.processes.own_income import note_income, take_in
from sim.processes.posts import social_workers
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

STREET_FUNDS = ("base_fund", "svc_fund", "so_fund", "purchase", "prov_support", "culture_inv", "infra_inv")
PERIODS = YEAR // PERIOD
ONE_YUAN = 1.0
SUPERVISE = 4
"""Part of ``channel_open``: supervision."""

__all__ = [
    "FundingParameters",
    "begin",
    "buy_tasks",
    "funds",
    "leak_share",
    "pay_tasks",
    "service_price",
    "untied_share",
]


def begin(street: Street) -> None:
    """Give every committee a quarter's untied money to begin with."""
    c, ledger = street.world.communities, street.ledger
    opening = street.levers.base_fund * c.residents * untied_share(street) * QUARTER / YEAR
    ledger.transfer_each(COUNTY, ledger.untied, opening, "opening")


def funds(street: Street) -> None:
    """Move the week's money and pay temporary staff.

    Changes: the money book, ``communities.temp_hours``, ``bought_hours``, ``own_bought`` and ``leak_share``,
    flows of income and leak.
    """
    _fund_year(street)
    _follow_tasks(street)
    _pay_temporary_staff(street)
    lost = leak_share(street, "committee")
    street.world.communities.leak_share[:] = lost
    _buy_services(street, lost)
    _pay_wages(street)
    if is_end_of(PERIOD, street.week):
        _run_committees(street, lost)
        take_in(street, lost, untied_share(street))


def leak_share(street: Street, of: str) -> Floats:
    """Give the share of money that is lost, [C].

    Args:
        street: the street.
        of: ``committee`` for committee and collective money; any other word for purchases and projects.
    """
    leaks = street.levers.keep("funding.leaks", lambda: _leaks(street))
    purchases: Floats = leaks[0]
    if of != "committee":
        return purchases
    _, committee, unity, unwatched = leaks
    lost: Floats = committee * (1.0 + unwatched * (unity + street.world.communities.dual_office))
    return lost


def _leaks(street: Street) -> Floats:
    """Give what hangs on levers alone, [4, C].

    Returns: leak of purchases and of committee money, unity of offices, and what of it nobody watches.
    """
    p, levers, m = street.values(FundingParameters), street.levers, street.values(MobilisationParameters)
    watch, disclosure, channel = p.oversight
    seen = disclosure * levers.disclosure + channel * levers.above("channel_open")[SUPERVISE]
    loose = p.leak_rate * (1.0 - levers.integrity)
    purchases = loose * (1.0 - np.clip(watch * levers.fund_superv + seen, 0.0, 1.0))
    committee = loose * (1.0 - np.clip(watch * levers.rsc_active + seen, 0.0, 1.0))
    committee *= 1.0 - p.gang_leak * levers.above("anti_gang")
    unity = m.unity_cross * levers.above("cross_members") - m.dual_office_usual
    return np.stack((purchases, committee, unity, p.unity_leak * (1.0 - levers.rsc_active)))


def service_price(street: Street) -> float:
    """Give the usual price of a service hour, CNY."""
    return street.values(FundingParameters).hour_price


def untied_share(street: Street) -> Floats:
    """Give the share of operating money that a community may use freely, [C]."""
    p, levers = street.values(FundingParameters), street.levers
    return levers.keep(
        "funding.untied",
        lambda: np.clip(levers.autonomy + p.pooling_untied * levers.brought_in("pooling"), 0.0, 1.0),
    )


def buy_tasks(street: Street, own: Floats, others: Floats, own_price: float) -> Floats:
    """Let departments pay, through the street, for blocked tasks that committees or societies then do.

    Committees are paid now; for societies the money stays promised until they have done the work.

    Args:
        street: the street.
        own: hours offered to committees, [D, C].
        others: hours for social organisations, [D, C].
        own_price: price of a committee hour, CNY.

    Returns: share of the hours of each department that is bought, [D].
    """
    ledger, price = street.ledger, service_price(street)
    promised = street.world.departments.backlog_so.sum(axis=(1, 2)) * price
    costs = own.sum(axis=1) * own_price + others.sum(axis=1) * price
    pairs = zip(street.county, costs, promised, strict=True)
    share = np.array([department.can_pay(float(cost), float(due)) for department, cost, due in pairs])
    cost = own_price * own * share[:, None]
    ledger.transfer_each(ledger.departments, STREET, cost.sum(axis=1), "passed_on")
    paid = ledger.transfer_each(STREET, ledger.untied, cost.sum(axis=0), "outside_purchase")
    note_income(street, paid, paid)
    return share


def pay_tasks(street: Street, share: float, free: Floats) -> float:
    """Pay societies for the bought tasks they do this week.

    Args:
        street: the street.
        share: share of the bought backlog that they have the hours for.
        free: free hours of each society, [S].

    Returns: share of the bought backlog really done.
    """
    world, ledger, price = street.world, street.ledger, service_price(street)
    hours = share * world.departments.backlog_so.sum(axis=(1, 2))
    total, n = float(free.sum()), world.organisations.n
    if total <= 0.0 or hours.sum() <= 0.0:
        return 0.0
    wanted = np.minimum(hours * price, ledger.available(ledger.departments))
    passed = ledger.transfer_each(ledger.departments, STREET, np.floor(wanted * 100.0) / 100.0, "passed_on")
    done = float(passed.sum()) / price
    to_each = np.floor(passed.sum() * 100.0 * free / total) / 100.0
    ledger.transfer_each(STREET, ledger.social[:n], to_each, "outside_purchase")
    world.organisations.task_hours[:n] = done * free / total
    return min(share * done / max(float(hours.sum()), 1e-12), 1.0)


def _fund_year(street: Street) -> None:
    """Grant the year's money in its first week, and later what has been added, for the rest of the year."""
    levers, ledger, week = street.levers, street.ledger, street.week
    c, office = street.world.communities, street.world.office
    if is_budget_week(week):
        office.granted[0], c.granted[:] = 0.0, 0.0
    left = (YEAR - (week - 1) % YEAR) / YEAR
    if week % QUARTER == 1:
        _fund_departments(street, left)
    total = levers.keep("funding.total", lambda: _total(street))
    more = max(total - float(office.granted[0]), 0.0)
    if more < ONE_YUAN and week % QUARTER != 1:
        return
    ledger.transfer(COUNTY, STREET, round(more * left * 100.0), "street_fund")
    office.granted[0] += more
    operating = levers.base_fund * c.residents * _tilt(street, levers.base_fund)
    added = np.maximum(operating - c.granted, 0.0) * left
    c.granted[:] = np.maximum(operating, c.granted)
    untied = added * untied_share(street)
    free = ledger.transfer_each(STREET, ledger.untied, untied, "base_fund")
    tied = ledger.transfer_each(STREET, ledger.tied, added - untied, "base_fund")
    note_income(street, free + tied, free)


def _total(street: Street) -> float:
    """Give what the county pays the street in a year at the levels in force, CNY."""
    per_head = np.sum([getattr(street.levers, fund) for fund in STREET_FUNDS], axis=0)
    return float(per_head @ street.world.communities.residents)


def _fund_departments(street: Street, left: float) -> None:
    """Fill up what each department needs to pay for what it moves down in the rest of the year."""
    p, d, levers = street.values(FundingParameters), street.world.departments, street.levers
    moved, blocked = d.passed_before, d.blocked_before
    weeks = (street.week - 1) % YEAR
    if weeks > 0:
        moved = np.maximum(moved, d.passed_year * YEAR / weeks)
        blocked = np.maximum(blocked, d.blocked_year * YEAR / weeks)
    need = moved @ (levers.fund_follow * p.temp_wage) + blocked @ (levers.outside_purchase * p.hour_price)
    accounts = street.ledger.departments
    lacking = np.maximum(p.budget_margin * need * left - street.ledger.balance[accounts] / 100.0, 0.0)
    street.ledger.transfer_each(COUNTY, accounts, lacking, "department_fund")


def _tilt(street: Street, fund: Floats) -> Floats:
    """Give the weights by which rural and poor communities get more of a fund; its sum stays, [C]."""
    p, c = street.values(FundingParameters), street.world.communities
    tilt = 1.0 + p.equalisation_tilt * street.levers.equalisation * ~c.urban
    money = fund * c.residents
    weighted = float((money * tilt).sum())
    return tilt * (float(money.sum()) / weighted) if weighted > 0.0 else tilt


def _follow_tasks(street: Street) -> None:
    """Let money follow the tasks passed down this week."""
    p, ledger = street.values(FundingParameters), street.ledger
    wanted = street.world.departments.passed * (street.levers.fund_follow * p.temp_wage)
    moved = ledger.transfer_table(ledger.departments, ledger.task, wanted, "task_money").sum(axis=0)
    note_income(street, moved, 0.0)


def _pay_temporary_staff(street: Street) -> None:
    """Let committees hire temporary staff for later weeks, and pay those who work this week."""
    p, ledger, c = street.values(FundingParameters), street.ledger, street.world.communities
    pipeline, ring = c.temp_pipeline, c.temp_pipeline.shape[1]
    cash, waiting = ledger.available(ledger.task), pipeline.sum(axis=1)
    pipeline[:, (street.week + p.temp_delay) % ring] += hires(cash, waiting, c.posts, p)
    now = street.week % ring
    wages = np.floor(pipeline[:, now] * p.temp_wage * 100.0) / 100.0
    paid = ledger.transfer_each(ledger.task, WAGES, wages, "temp_wages") / p.temp_wage
    pipeline[:, now] = 0.0
    c.temp_hours[:] = p.temp_efficiency * paid
    street.world.flows.temp_paid_hours[:] = paid


def _buy_services(street: Street, lost: Floats) -> None:
    """Let the street and the committees buy service hours, and let money move down with duties.

    Args:
        street: the street.
        lost: share of committee money that leaks, [C].
    """
    p, levers, ledger = street.values(FundingParameters), street.levers, street.ledger
    c, lost_above = street.world.communities, leak_share(street, "purchases")
    money, moves, works = levers.keep("funding.services", lambda: _service_money(street))
    if moves.any():
        moved = ledger.transfer_each(STREET, ledger.untied, moves * c.forwarding, "transfer_powers")
        note_income(street, moved, moved)
        money = money - moved
    spent = _spend(street, STREET, money, "service_purchase", lost_above)
    wanted = spends(ledger.available(ledger.untied), levers.pb_share, p)
    own = _spend(street, ledger.untied, wanted, "own_purchase", lost)
    c.own_bought[:] = p.own_service_share * own / p.hour_price
    c.bought_hours[:] = spent / p.hour_price + c.own_bought
    _spend(street, STREET, works, "works", lost_above)


def _service_money(street: Street) -> Floats:
    """Give a week's money for services, what of it moves to committees, and for works, CNY, [3, C]."""
    p, levers = street.values(FundingParameters), street.levers
    residents = street.world.communities.residents
    fund = levers.svc_fund + levers.prov_support
    money = fund * residents * _tilt(street, fund) / YEAR
    symmetry = p.symmetry_share * levers.above("resource_symmetry") * levers.offload
    works = (levers.culture_inv + levers.infra_inv) * residents / YEAR
    return np.stack((money, money * np.clip(symmetry, 0.0, 1.0), works))


def _spend(street: Street, source: Array | int, money: Floats, tag: str, lost: Floats) -> Floats:
    """Spend money of street or committees on the market; a share of it leaks.

    Returns: what was really bought for, CNY, [C].
    """
    bought, leaked = street.ledger.spend_each(source, money, lost, tag)
    street.world.flows.leak += leaked
    return bought


def _pay_wages(street: Street) -> None:
    """Let the county pay the staff in post, with the gap to local pay as far as it is closed."""
    p, levers = street.values(FundingParameters), street.levers
    wages = levers.keep("funding.wages", lambda: p.post_wage + p.pay_gap * levers.pay)
    yearly = float(street.world.communities.filled @ wages) + p.social_worker_wage * social_workers(street)
    street.ledger.transfer(COUNTY, WAGES, round(yearly / YEAR * 100.0), "regular_wages")


def _run_committees(street: Street, lost: Floats) -> None:
    """Spend the tied money evenly over the rest of the year on running costs."""
    ledger = street.ledger
    periods_left = PERIODS - ((street.week - 1) % YEAR) // PERIOD
    _spend(street, ledger.tied, ledger.available(ledger.tied) / periods_left, "running_costs", lost)
