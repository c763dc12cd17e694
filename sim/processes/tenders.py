"""Money and contracts of social organisations: core grants, quarterly tenders, late payment.

Each quarter the street shares out its core grants over the societies present in a community, and puts its
contract money for that community out to tender. Societies that have the staff free bid; the one with the
largest ``a_q quality + a_l tie to the street - a_p (price / usual price - 1) + Gumbel`` wins, with weights
for a competitive or a relational choice. Work of a week is paid ``delay (1 - on time)`` weeks later.

Choices. Only societies present in a community bid for it, if there are any that can. The leak is lost when
money is granted or awarded. A payment that falls between two weeks is divided between them; one that the
street cannot make waits for the next week. Only hours really worked are paid.

Source: random utility choice with Gumbel noise (McFadden 1974); weights are assumptions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.social_organization import bidding
from sim.calendar import QUARTER, YEAR
from sim.codes import N_STREET
from sim.draws import stream, uniform
from sim.jit import kernel
from sim.ledger import LEAK, STREET
from sim.processes import funding, partner_ties
from sim.processes.contracting_parameters import ContractingParameters
from sim.processes.funding_parameters import FundingParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

QUARTERS = YEAR // QUARTER
CHOICE = stream("tenders.choice")


def open_quarter(street: Street) -> Floats:
    """Pay the core grants and award the contracts of a quarter.

    Returns: grants received by each society, CNY, [S].
    """
    s, c, levers = street.world.organisations, street.world.communities, street.levers
    lost = funding.leak_share(street, "purchase")
    granted = _grant(street, levers.so_fund * c.residents / QUARTERS, lost)
    s.contract_hours[: s.n] = s.contract_pay[: s.n] = 0.0
    amounts = levers.purchase * c.residents / QUARTERS
    _lose(street, np.array([_award(street, k, float(amounts[k]), float(lost[k])) for k in range(c.n)]))
    return granted


def _grant(street: Street, amounts: Floats, lost: Floats) -> Floats:
    """Share the core grants of each community over the societies present."""
    s, ledger = street.world.organisations, street.ledger
    present = s.presence[: s.n].astype(float)
    number = present.sum(axis=0)
    _lose(street, np.where(number > 0, amounts * lost, 0.0))
    each = np.where(number > 0, amounts * (1.0 - lost) / np.maximum(number, 1.0), 0.0)
    wanted = present @ each
    accounts = ledger.social[: s.n]
    granted = ledger.transfer_each(STREET, accounts, wanted, "core_grant")
    s.grant[: s.n] = granted / QUARTER
    return granted


def _lose(street: Street, amounts: Floats) -> None:
    moved = street.ledger.transfer_each(STREET, LEAK, amounts, "leak")
    street.world.flows.leak += moved


def _award(street: Street, community: int, amount: float, lost: float) -> float:
    """Put one community's contract of the quarter out to tender; give what leaks of it, CNY."""
    s, p = street.world.organisations, street.values(ContractingParameters)
    weekly = amount * (1.0 - lost) / QUARTER
    willing = bidding(s, weekly, p.bid_floor)
    near = willing & s.presence[: s.n, community]
    bidders = np.flatnonzero(near if near.any() else willing).tolist()
    if amount <= 0.0 or not bidders:
        return 0.0
    best = max(bidders, key=lambda k: _attraction(street, community, k))
    if not s.presence[best, community]:
        s.presence[best, community] = True
        partner_ties.admit(street, np.array([community]), int(s.node[best]))
    s.contract_hours[best, community] = weekly / s.price[best]
    s.contract_pay[best, community] = weekly
    return amount * lost


def _attraction(street: Street, community: int, society: int) -> float:
    """Give the street's view of a bidder in one tender."""
    p, world = street.values(ContractingParameters), street.world
    s = world.organisations
    option = ("relational", "competitive")[street.levers.choice("tender")]
    quality, tie, price = p.tender_competitive if option == "competitive" else p.tender_relational
    dearer = float(s.price[society]) / street.values(FundingParameters).hour_price - 1.0
    ties = world.ties[s.presence[society], N_STREET, s.node[society]]
    known = float(ties.sum() / ties.size)
    u = uniform(street.seed, CHOICE, street.week, community, int(s.birth[society]))
    return quality * float(s.quality[society]) + tie * known - price * dearer - math.log(-math.log(u))


def owe(street: Street, pay: Floats) -> None:
    """Note what the street owes for this week's contract work.

    Args:
        street: the street.
        pay: earned by each society in each community, CNY, [S, C].
    """
    s = street.world.organisations
    delay = street.levers.keep("tenders.delay", lambda: _delay(street))
    _note_debt(s.pending[: s.n], pay, delay, street.week + 1)


def _delay(street: Street) -> Floats:
    """Give the weeks by which payment is late, [C]."""
    p, levers = street.values(ContractingParameters), street.levers
    clear = 1.0 - p.clarity_saving * levers.brought_in("rule_clarity")
    weeks: Floats = street.values(FundingParameters).payment_delay * (1.0 - levers.pay_on_time) * clear
    return weeks


def pay_due(street: Street) -> Floats:
    """Pay what is due this week.

    Returns: received by each society, CNY, [S].
    """
    s, ledger = street.world.organisations, street.ledger
    now = street.week % YEAR
    due = s.pending[: s.n, now].copy()
    if not due.any():
        return np.zeros(s.n)
    paid = ledger.transfer_each(STREET, ledger.social[: s.n], due, "contract")
    _put_off(s.pending, due, paid, now)
    return paid


@kernel
def _put_off(pending, due, paid, now):  # type: ignore[no-untyped-def]
    """Let what could not be paid wait for the next week."""
    for s in range(due.shape[0]):
        pending[s, now] = 0.0
        if paid[s] == 0.0 and due[s] >= 0.01:
            pending[s, (now + 1) % pending.shape[1]] += due[s]


@kernel
def _note_debt(pending, pay, delay, week):  # type: ignore[no-untyped-def]
    """Add pay to the weeks in which it is due; what falls between two weeks is divided between them."""
    ring = pending.shape[1]
    for s in range(pay.shape[0]):
        for c in range(pay.shape[1]):
            whole = int(delay[c])
            part = delay[c] - whole
            pending[s, (week + whole) % ring] += pay[s, c] * (1.0 - part)
            pending[s, (week + whole + 1) % ring] += pay[s, c] * part
