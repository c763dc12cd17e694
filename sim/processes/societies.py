"""Step 16: social organisations are founded, grow, tire and end.

Staff follow paid work: they grow by 2 % of the paid hours beyond them and shrink by 5 % of the hours nobody
pays. Quality grows with use and falls with quits; burnout and quits follow the rules of social workers, with
the society's own load. A society whose cash has been negative for a quarter ends. New ones are founded at
the rate of incubation; three in ten are shells that do no projects and live on the core grant.

Choices. A founding is drawn at the ceiling of four a year and thinned. A new society works in two
communities, drawn by residents; it is refused while no place in the networks or accounts is free. What a
society still holds when it ends goes back to the street.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.social_organization import WORKER_WEEK, SocialOrganization
from sim.calendar import YEAR
from sim.codes import KNOWN, MISSED, N_FIXED_NODES, RUNNING
from sim.draws import poisson, stream, uniform
from sim.jit import kernel
from sim.ledger import CHARITY, COUNTY, STREET
from sim.processes import partner_ties
from sim.processes.contracting_parameters import ContractingParameters
from sim.processes.funding_parameters import FundingParameters
from sim.processes.workforce_parameters import WorkforceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

LATER = 64
"""Birth numbers of societies founded during the run begin here."""
MOST_A_YEAR = 4.0
"""Ceiling of foundings a year: the top of the lever's range."""
PLACES_OF_NEWCOMER = 2
INCUBATED = stream("societies.incubated")


def begin(street: Street, p: ContractingParameters) -> None:
    """Found the first societies and deal them out so that each community has as many as its type says."""
    wanted = np.array([profile.social_orgs for profile in street.population.profiles])
    if not wanted.any():
        return
    number = int(np.floor(p.societies_per_presence * wanted.sum() + 0.5))
    number = min(max(number, int(wanted.max())), street.world.social_places)
    where: list[list[int]] = [[] for _ in range(number)]
    dealt = 0
    for community, places in enumerate(np.minimum(wanted, number)):
        for place in range(places):
            where[(dealt + place) % number].append(community)
        dealt += int(places)
    fields = np.cumsum(mix_of_fields(street))
    for birth, communities in enumerate(where):
        found(street, birth, _field_of(birth, number, fields), communities, COUNTY)


def mix_of_fields(street: Street) -> Floats:
    """Give the street's mix of fields, summing to 1, [9]."""
    weights = street.world.communities.residents
    mix: Floats = street.levers.so_mix @ weights
    return mix / mix.sum() if mix.sum() > 0.0 else np.full(len(mix), 1.0 / len(mix))


def found(street: Street, birth: int, field: int, communities: list[int], founder: int) -> int:
    """Found a society.

    Args:
        street: the street.
        birth: its birth number, by which it draws.
        field: its main field.
        communities: where it works.
        founder: account that gives its first money.

    Returns: its row.
    """
    world, p, seed = street.world, street.values(ContractingParameters), street.seed
    s = world.organisations
    row = s.append(1).start
    s.alive[row], s.born[row], s.birth[row], s.field[row] = True, street.week, birth, field
    s.staff[row] = 1.0 + poisson(p.society_staff, seed, stream("societies.staff"), 0, birth, 0)
    # The middle one of seven uniforms follows Beta(4, 4).
    drawn = sorted(uniform(seed, stream("societies.quality"), 0, birth, k) for k in range(7))
    s.quality[row] = drawn[3]
    spread = p.price_spread * (2.0 * uniform(seed, stream("societies.price"), 0, birth, 0) - 1.0)
    s.price[row] = street.values(FundingParameters).hour_price * (1.0 + spread)
    s.dependence[row] = p.society_dependence
    s.income_all[row] = p.society_cash / YEAR
    s.income_government[row] = p.society_dependence * p.society_cash / YEAR
    s.slack[row] = WORKER_WEEK * s.staff[row]
    s.presence[row, communities] = True
    s.node[row] = _free_node(s.node[:row], world.social_places)
    partner_ties.admit(street, np.array(communities), int(s.node[row]))
    account = int(street.ledger.social[row])
    street.ledger.credit[account] = int(100 * p.society_credit)
    street.ledger.transfer(founder, account, int(100 * p.society_cash), "opening")
    s.seen[row] = street.ledger.balance[account]
    street.social_organisations.append(SocialOrganization(street, row))
    return int(row)


def talent_support(street: Street) -> float:
    """Give how far talent support has come from today to full, over the street."""
    weights = street.world.communities.residents
    return float(street.levers.brought_in("so_talent") @ weights / weights.sum())


def live(street: Street, p: ContractingParameters) -> None:
    """Let societies grow, tire, learn and end, and found new ones."""
    _change_staff(street, p)
    for row in _keep_accounts(street):
        if street.social_organisations[row].gives_up(p.exit_weeks, p.shell_weeks):
            _end(street, int(row))
    _incubate(street, p)


def _change_staff(street: Street, p: ContractingParameters) -> None:
    """Let staff, burnout and quality of every society follow its work."""
    s, w = street.world.organisations, street.values(WorkforceParameters)
    growth = street.levers.keep("societies.growth", lambda: 1.0 + p.talent_growth * talent_support(street))
    rates = (
        p.staff_growth * growth, p.staff_decline, p.staff_least, p.quality_learning, p.quality_loss,
        w.quit_rate * w.social_worker_quits, w.quit_slope, w.strain_rate, w.strain_threshold,
        w.recovery_rate * w.recovery_base,
    )  # fmt: skip
    _change(
        s.alive[: s.n], s.staff, s.burnout, s.quality, s.contracted, s.idle, s.own_hours, s.task_hours, rates
    )


def _keep_accounts(street: Street) -> Array:
    """Count weeks in debt and the government's share of a year's income.

    Returns: rows of the societies that may give up: those in debt, and shells.
    """
    s, ledger = street.world.organisations, street.ledger
    s.seen[: s.n] = ledger.balance[ledger.social[: s.n]]
    troubled = np.empty(s.n, np.int64)
    number = _count_money(
        s.seen[: s.n], s.weeks_negative, s.income_government, s.income_all, s.dependence, s.alive, s.shell,
        troubled,
    )  # fmt: skip
    return troubled[:number]


def _end(street: Street, row: int) -> None:
    """End a society: its contracts and projects stop, its ties and its staff are gone."""
    world, ledger = street.world, street.ledger
    s, projects, issues = world.organisations, world.projects, world.issues
    s.alive[row], s.ended[row] = False, street.week
    s.presence[row] = False
    s.contract_hours[row] = s.contract_pay[row] = 0.0
    for column in (s.staff, s.grant, s.slack, s.own_hours, s.contracted, s.coordination):
        column[row] = 0.0
    mine = projects.organisation[: projects.n] == row
    running = np.flatnonzero(mine & (projects.status[: projects.n] == RUNNING))
    projects.status[running], projects.ended[running] = MISSED, street.week
    issues.status[projects.issue[running]] = KNOWN
    np.add.at(world.flows.projects_ended, projects.community[running], 1.0)
    partner_ties.dismiss(street, int(s.node[row]))
    s.node[row] = -1
    left = int(ledger.balance[ledger.social[row]])
    if left > 0:
        ledger.transfer(int(ledger.social[row]), STREET, left, "closing")
    s.seen[row] = ledger.balance[ledger.social[row]]
    world.street_flows.so_exits += 1.0


def _incubate(street: Street, p: ContractingParameters) -> None:
    """Found the societies that incubation brings this week."""
    world, seed, week = street.world, street.seed, street.week
    number = poisson(MOST_A_YEAR / YEAR, seed, INCUBATED, week, 0, 0)
    rate = street.levers.mean("incubation", world.communities.residents) if number else 0.0
    for k in range(number):
        birth = LATER + 16 * week + k
        thinned = uniform(seed, stream("societies.thinned"), 0, birth, 0) >= rate / MOST_A_YEAR
        if thinned or not _has_place(street):
            continue
        fields = np.cumsum(mix_of_fields(street))
        field = int(np.searchsorted(fields[:-1], uniform(seed, stream("societies.field"), 0, birth, 0)))
        row = found(street, birth, field, _places(street, birth), CHARITY)
        world.organisations.shell[row] = uniform(seed, stream("societies.shell"), 0, birth, 0) < p.shell_share
        world.street_flows.so_entries += 1.0


def _places(street: Street, birth: int) -> list[int]:
    """Draw where a new society works, in proportion to residents."""
    shares = np.cumsum(street.world.communities.residents)
    luck = stream("societies.place")
    drawn = [uniform(street.seed, luck, 0, birth, k) for k in range(PLACES_OF_NEWCOMER)]
    return sorted({int(np.searchsorted(shares[:-1] / shares[-1], u)) for u in drawn})


def _field_of(birth: int, number: int, fields: Floats) -> int:
    """Spread the first societies over the fields in proportion to the mix."""
    return int(np.searchsorted(fields[:-1], (birth + 0.5) / number))


def _free_node(taken: Array, places: int) -> int:
    return int(np.setdiff1d(N_FIXED_NODES + np.arange(places), taken)[0])


def _has_place(street: Street) -> bool:
    s = street.world.organisations
    return s.n < len(street.ledger.social) and int((s.node[: s.n] >= 0).sum()) < street.world.social_places


@kernel
def _change(alive, staff, burnout, quality, contracted, idle, own, tasks_done, rates):  # type: ignore[no-untyped-def]
    growth, decline, least, learning, loss, quit_rate, slope, strain, threshold, recovery = rates
    for s in range(alive.shape[0]):
        if not alive[s]:
            continue
        room = WORKER_WEEK * staff[s]
        paid = contracted[s] + own[s] + tasks_done[s]
        quits = staff[s] * quit_rate * math.exp(slope * (burnout[s] - 0.4))
        used = min((paid - idle[s]) / room, 1.0)
        better = quality[s] + learning * (1.0 - quality[s]) * used - loss * quits / staff[s]
        quality[s] = min(max(better, 0.0), 1.0)
        pressure = max(min(paid / room, 3.0) - threshold, 0.0)
        worn = burnout[s] + strain * (1.0 - burnout[s]) * pressure - recovery * burnout[s]
        burnout[s] = min(max(worn, 0.0), 1.0)
        change = growth * max(paid - room, 0.0) - decline * max(room - paid, 0.0)
        staff[s] = max(staff[s] + change / WORKER_WEEK - quits, least)


@kernel
def _count_money(  # type: ignore[no-untyped-def]
    balance, weeks_negative, public, total, dependence, alive, shell, troubled
):  # fmt: skip
    number = 0
    for s in range(balance.shape[0]):
        weeks_negative[s] = weeks_negative[s] + 1 if balance[s] < 0 else 0
        from_public, from_all = 0.0, 0.0
        for k in range(total.shape[1]):
            from_public += public[s, k]
            from_all += total[s, k]
        if from_all > 0.0:
            dependence[s] = min(max(from_public / from_all, 0.0), 1.0)
        if alive[s] and (shell[s] or weeks_negative[s] > 0):
            troubled[number] = s
            number += 1
    return number
