"""Step 12, second half: residents vote, deliberate and volunteer (M1).

An adult does an act with the chance of ``sim/processes/civic_choice.py`` times the opportunity: 1 in an
election if they may vote and the community holds one; in a session, the chance of knowing of it; for
volunteering min(1, places / willing), with willing the sum of all chances. Recorded turnout is a report only:
who voted is recorded; else, with probability .9, the household votes for its member, or, where nobody in it
voted, an activist with the ballot box does (.75 a household).

Choices. Being informed of a session and going are drawn at once, by the product of the two chances: the law
is the same. Yearly acts (``acts_52``) start at zero and fill during the burn-in; last acts start inside their
windows at random. Where no election is held, nobody voted in "the last election".

Sources: ``sim/processes/engagement_parameters.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arithmetic import sum_runs
from sim.calendar import ELECTIONS, PERIOD, TERM, is_election
from sim.codes import DELIBERATE, PAY, VOLUNTEER, VOTE
from sim.draws import fill_by_twos, stream, uniform, uniforms
from sim.flows import GROUPS
from sim.jit import kernel
from sim.population import PopulationParameters
from sim.processes import deliberation, influence, services
from sim.processes.civic_choice import everyone, probabilities
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.influence import marked
from sim.processes.influence_parameters import InfluenceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.model import Street

__all__ = ["EngagementParameters", "begin", "participate"]

N_GROUPS = len(GROUPS)
BLOCKS = 13
_ROOM = 1024


def begin(street: Street) -> None:
    """Give residents a last vote, recent acts and first exposure.

    Changes: last and recent acts, exposure, who may vote, ``residents.low_digital``, responsiveness.
    """
    world, p = street.world, street.values(EngagementParameters)
    residents, c = world.residents, world.communities
    c.responsiveness[:] = p.responsiveness_reference
    starts = c.first.astype(np.intp)
    for k, (start, n) in enumerate(zip(starts, c.adults, strict=True)):
        digital = residents.digital[start : start + n]
        residents.low_digital[start : start + n] = digital < np.median(digital)
        c.act_share[k] = 0.0
    _elect(street, ELECTIONS[0] - TERM, beginning=True)
    usual = influence.usual(street.values(InfluenceParameters))
    for act in (DELIBERATE, VOLUNTEER, PAY):
        recent = uniforms(residents.n, street.seed, "engagement.first_acts", 0, act) < usual[act]
        residents.recent[:, act] = recent
    for act in (DELIBERATE, VOLUNTEER):
        ago = p.memory_window * uniforms(residents.n, street.seed, "engagement.first_weeks", 0, act)
        residents.last_act[:, act] = np.where(residents.recent[:, act], -np.floor(ago), -9999)
    _keep_recent(residents.recent.T, residents.last_act.T, c.act_share, c.first, c.adults, -p.memory_window)
    influence.begin(street)


def participate(street: Street) -> None:
    """Let residents vote in an election, go to a session that is held, and volunteer.

    Changes: acts and their memory, ``communities.willing`` and ``act_share``, the stock of contacts, flows.
    """
    deliberation.convene(street)
    world, p, week = street.world, street.values(EngagementParameters), street.week
    residents, c, flows = world.residents, world.communities, world.flows
    residents.acted[:] = 0
    _fade(residents.mobilised, residents.contacted, 1.0 - p.mobilised_decay)
    block = (week - 1) // PERIOD % BLOCKS
    if (week - 1) % PERIOD == 0:
        residents.acts_52 -= residents.act_blocks[:, block]
        residents.act_blocks[:, block] = 0
    if is_election(week):
        _elect(street, week)
    chance = np.empty(residents.n)
    if c.session_held.any():
        stop = np.where(c.session_held, c.session_stop, 0)
        probabilities(street, DELIBERATE, chance, c.session_first, stop)
        _act(street, DELIBERATE, chance, _informed(street))
    probabilities(street, VOLUNTEER, chance)
    sum_runs(c.willing, chance, c.first, c.adults)
    places = _places(street)
    _act(street, VOLUNTEER, chance, np.minimum(places / np.maximum(c.willing, 1e-300), 1.0))
    hours = p.act_hours[VOLUNTEER]
    c.volunteer_hours[:] = flows.volunteer_hours[:] = flows.volunteered * hours
    worth = services.volunteer_worth(street, flows.volunteer_hours)
    flows.volunteer_effective[:] = flows.volunteer_hours * worth
    flows.volunteer_asked += places * hours
    _keep_recent(residents.recent.T, residents.last_act.T, c.act_share, c.first, c.adults,
                 week - p.memory_window)  # fmt: skip


def _act(street: Street, act: int, chance: Array, opportunity: Array) -> None:
    """Draw who does an act and note it."""
    residents, c = street.world.residents, street.world.communities
    name = "engagement.deliberate" if act == DELIBERATE else "engagement.volunteer"
    first, stop = everyone(street)
    if act == DELIBERATE:
        first, stop = c.session_first, np.where(c.session_held, c.session_stop, c.session_first)
    rows = np.empty(residents.n, np.int64)
    n = _draw(rows, chance, first, stop, opportunity, street.seed, stream(name), street.week)
    note_act(street, act, rows[:n])


def note_act(street: Street, act: int, rows: Array) -> None:
    """Note that residents did an act this week.

    Args:
        street: the street.
        act: DELIBERATE or VOLUNTEER.
        rows: rows of those who did it, each once, who had not yet done it this week, [k].
    """
    residents, flows = street.world.residents, street.world.flows
    done = flows.deliberated if act == DELIBERATE else flows.volunteered
    block = (street.week - 1) // PERIOD % BLOCKS
    _note(rows, act, street.week, residents.acted.T, residents.last_act.T, residents.acts_total.T,
          residents.joint_acts, residents.acts_52, residents.act_blocks[:, block], residents.community, done,
          flows.acts, residents.hukou, residents.age_group, residents.tenure,
          residents.low_digital)  # fmt: skip


def _informed(street: Street) -> Array:
    """Give the chance that a resident hears of a session, [C]."""
    p, levers = street.values(EngagementParameters), street.levers
    known: Array = levers.disclosure + p.publicity_informed * levers.above("publicity")
    return np.clip(known, 0.0, 1.0)


def _places(street: Street) -> Array:
    """Give the places for volunteers, [C]."""
    return street.levers.keep("engagement.places", lambda: _reckon_places(street))


def _reckon_places(street: Street) -> Array:
    p, levers = street.values(EngagementParameters), street.levers
    displaced = p.head_displacement * np.maximum(levers.above("grid_info"), 0.0) * (1.0 - levers.grid_link)
    per_adult = p.volunteer_places / 1000.0 * (1.0 + levers.above("vol_inst")) * (1.0 - displaced)
    places: Array = street.world.communities.adults * per_adult
    return places


def _elect(street: Street, week: int, beginning: bool = False) -> None:
    """Hold an election: who may vote, who votes, and who is recorded as having voted."""
    world, p = street.world, street.values(EngagementParameters)
    residents, c, homes = world.residents, world.communities, world.households
    share = street.values(PopulationParameters).nonhukou_right_share
    admitted = share + (1.0 - share) * street.levers.nonhukou_vote
    residents.right[:] = residents.hukou | (residents.right_draw < admitted[residents.community])
    held = uniforms(c.n, street.seed, "engagement.election", max(week, 0)) <= c.established
    residents.eligible[:] = residents.right & held[residents.community]
    chance = np.empty(residents.n)
    probabilities(street, VOTE, chance, influenced=not beginning)
    chance *= residents.eligible
    rows = np.empty(residents.n, np.int64)
    first, stop = everyone(street)
    n = _draw(rows, chance, first, stop, np.ones(c.n), street.seed, stream("engagement.vote"), max(week, 0))
    voted = rows[:n]
    residents.recent[:, VOTE] = 0
    residents.recent[voted, VOTE] = 1
    residents.last_act[voted, VOTE] = week
    if not beginning:
        residents.acted[voted, VOTE] = 1
        residents.acts_total[voted, VOTE] += 1
    _record(residents.recorded_vote, residents.eligible, residents.recent[:, VOTE], homes.first, homes.size,
            p.household_recording, p.proxy_recording, street.seed, stream("engagement.recorded"),
            stream("engagement.ballot_box"), max(week, 0))  # fmt: skip


@kernel
def _fade(mobilised: Array, contacted: Array, keep: float) -> None:
    for i in range(mobilised.shape[0]):
        mobilised[i] = keep * float(mobilised[i]) + float(contacted[i])


@kernel
def _draw(
    rows: Array, chance: Array, first: Array, stop: Array, opportunity: Array, seed: int, stream_id: int,
    week: int,
) -> int:  # fmt: skip
    """Draw who acts in each run of rows; fill their rows and give their number."""
    n = 0
    luck, acts = np.empty(_ROOM), np.zeros(chance.shape[0], np.uint8)
    for c in range(first.shape[0]):
        start, end = int(first[c]) // 2 * 2, int(stop[c])
        while start < end:
            size, low = min(_ROOM, end - start), max(int(first[c]), start)
            fill_by_twos(luck[:size], seed, stream_id, week, start)
            _compare(acts[low : start + size], luck[low - start : size], chance[low : start + size],
                     opportunity[c])  # fmt: skip
            start += size
    for i in marked(acts):
        rows[n] = i
        n += 1
    return n


@kernel
def _compare(acts: Array, luck: Array, chance: Array, opportunity: float) -> None:
    for i in range(acts.shape[0]):
        acts[i] = luck[i] < opportunity * chance[i]


@kernel
def _note(
    rows: Array, act: int, week: int, acted: Array, last_act: Array, acts_total: Array, joint_acts: Array,
    acts_52: Array, block: Array, community: Array, done: Array, groups: Array, hukou: Array,
    age_group: Array, tenure: Array, low_digital: Array,
) -> None:  # fmt: skip
    for i in rows:
        c = int(community[i])
        if acted[DELIBERATE, i] == 0 and acted[VOLUNTEER, i] == 0:
            groups[c, 0 if hukou[i] else 1] += 1.0
            groups[c, 2 + int(age_group[i])] += 1.0
            groups[c, 5 + int(tenure[i])] += 1.0
            groups[c, 9 if low_digital[i] else 10] += 1.0
        acted[act, i] = 1
        last_act[act, i] = week
        acts_total[act, i] += 1
        joint_acts[i] += 1
        acts_52[i] += 1
        block[i] += 1
        done[c] += 1.0


@kernel
def _keep_recent(
    recent: Array, last_act: Array, share: Array, first: Array, size: Array, before: int
) -> None:  # fmt: skip
    """Let acts that are too long ago pass, and give the share of recent participants by act."""
    for c in range(share.shape[0]):
        low, n = int(first[c]), int(size[c])
        for act in (DELIBERATE, VOLUNTEER):
            _compare_weeks(recent[act][low : low + n], last_act[act][low : low + n], before)
        for act in range(recent.shape[0]):
            marks, count = recent[act][low : low + n], 0
            for i in range(n):
                count += int(marks[i])
            share[c, act] = count / n


@kernel
def _compare_weeks(recent: Array, last_act: Array, before: int) -> None:
    for i in range(recent.shape[0]):
        recent[i] = last_act[i] > before


@kernel
def _record(
    recorded: Array, eligible: Array, voted: Array, home_first: Array, home_size: Array, with_home: float,
    by_box: float, seed: int, own: int, box: int, week: int,
) -> None:  # fmt: skip
    """Record turnout: voters; then, by household, those for whom a member or an activist hands in a vote."""
    for h in range(home_first.shape[0]):
        low, high = int(home_first[h]), int(home_first[h]) + int(home_size[h])
        any_vote = False
        for i in range(low, high):
            any_vote = any_vote or voted[i] != 0
        carried = any_vote or uniform(seed, box, week, h, 0) < by_box
        for i in range(low, high):
            taken = carried and uniform(seed, own, week, i, 0) < with_home
            recorded[i] = eligible[i] and (voted[i] != 0 or taken)
