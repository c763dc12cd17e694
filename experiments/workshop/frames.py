"""The picture of a week as bytes: what the drawn community looks like on each side, and how to read it.

A frame is little endian: magic, number of the layout, week, number of sides; then, side by side, the sections
that the layout names, in its order, each padded to four bytes. Not a number means that the model knows none.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.workshop.course import WEEKLY
from experiments.workshop.places import plan_of
from experiments.workshop.texts import both
from sim import codes
from sim.archetypes import load_archetypes
from sim.calendar import PERIOD, QUARTER
from sim.codes import (
    CRT,
    DELIBERATE,
    MED,
    N_COMMITTEE,
    N_COMPANY,
    N_FIXED_NODES,
    N_MEDIATION,
    N_OWNERS,
    N_SOCIAL_WORK,
    N_STREET,
    PET,
    PRIV,
    Q1,
    Q2,
    Q3,
    RES,
    S1,
    S2,
    S3,
    T_COMMUNITY,
    VOLUNTEER,
    VOTE,
)
from sim.ledger import STATION, STREET
from sim.outcomes.view import GROUP_CELLS, N_CELLS, cells

if TYPE_CHECKING:
    from experiments.workshop.live import Live, Side
    from sim.model import Street
    from sim.table import Array

MAGIC = 0x31514853
VOTED, DELIBERATED, VOLUNTEERED = 1, 2, 4
"""What residents did within four weeks, as bits."""
SCALE, MOST_GRIEVANCE = 250.0, 5.0
"""The highest number of a byte, and the grievance that it stands for."""
WAITING = np.zeros(11, np.uint8)
"""Where a claim waits, by its state: 1 private, 2 to 4 the three levels, 5 petition, 6 court."""
WAITING[[PRIV, Q1, S1, Q2, S2, Q3, S3, PET, CRT]] = 1, 2, 2, 3, 3, 4, 4, 5, 6
RECENT = QUARTER
"""Weeks over which engagement of groups and communities is averaged."""


class Picture:
    """How one community of a room is drawn; it stays the same until another is drawn or B comes or goes.

    Attributes:
        number: by which frames name it.
        nodes: numbers of the organisations that may appear, in order.
    """

    def __init__(self, live: Live, number: int) -> None:
        world, c = live.street.world, live.community
        self.number, self.community = number, c
        units = world.units.node[world.units.community == c]
        self.nodes = np.concatenate((np.arange(N_FIXED_NODES + world.social_places), np.sort(units)))
        self._i, self._j = np.triu_indices(self.nodes.size, 1)
        self._cell = cells(world.residents)
        self.first = int(world.communities.first[c])
        self.adults = int(world.communities.adults[c])
        self._rows = slice(self.first, self.first + self.adults)
        self._societies = _fields(live)

    def layout(self, live: Live) -> dict[str, Any]:
        """Give what a client needs to read and draw the frames."""
        world = live.street.world
        named = self._sections(live.sides["A"])
        return {
            "kind": "layout", "id": self.number, "community": self.community, "adults": self.adults,
            "first": self.first, "n_households": int(world.communities.households[self.community]),
            "places": plan_of(world, self.community),
            "sections": [{"name": name, "type": "u8" if a.dtype == np.uint8 else "f32", "n": a.size}
                         for name, a in named.items()],
            "nodes": self._node_list(live),
            "pairs": np.column_stack((self._i, self._j)).tolist(),
            "curves": list(WEEKLY), "sides": list(live.sides), "communities": communities(live.street),
        }  # fmt: skip

    def outdated(self, live: Live) -> bool:
        """Say whether a social organisation has come whose name the layout does not give."""
        return _fields(live) != self._societies

    def frame(self, live: Live) -> bytes:
        """Give this week's frame."""
        head = struct.pack("<IIiI", MAGIC, self.number, live.week, len(live.sides))
        parts = [head]
        for side in live.sides.values():
            for values in self._sections(side).values():
                raw = values.tobytes()
                parts.append(raw + b"\0" * (-len(raw) % 4))
        return b"".join(parts)

    def _sections(self, side: Side) -> dict[str, Array]:
        """Give what a side looks like, by name, each uint8 or float32."""
        street, c = side.street, self.community
        world, flows = street.world, street.world.flows
        place = world.communities
        vacant = max(float(place.posts[c] - place.filled[c]), 0.0)
        load, money = _loads(street, c, self.nodes.size), self._money(street)
        engaged, satisfied = by_group(street, self._cell)
        found = {
            **self._residents(street),
            "hours": place.hours[c], "needs": place.need[c], "capacity": place.capacity[c],
            "stream": self._stream(street),
            "burnout": place.burnout[c], "vacancies": vacant,
            "load": self._societies_load(street, load), "money": money,
            "present": world.node_present[c, self.nodes],
            "tie": world.ties[c, self.nodes[self._i], self.nodes[self._j]],
            "ladder": self._ladder(street),
            "moved": np.concatenate((
                [flows.claims[c].sum()], flows.settled[c], [flows.risen[c], flows.lumped[c]],
            )),
            "curve": side.course.now(),
            "groups": np.column_stack((engaged, satisfied)),
            "communities": np.column_stack(by_community(street)),
            "cost": np.array([(costs := street.levers.costs().sum(axis=1))[0], costs[1:].sum()]),
        }  # fmt: skip
        return {
            name: values if getattr(values, "dtype", None) == np.uint8 else np.ravel(values).astype("<f4")
            for name, values in found.items()
        }

    def _residents(self, street: Street) -> dict[str, Array]:
        r, rows, week = street.world.residents, self._rows, street.week
        lately = r.last_act[rows] > week - PERIOD
        acted = (
            lately[:, VOTE] * VOTED + lately[:, DELIBERATE] * DELIBERATED + lately[:, VOLUNTEER] * VOLUNTEERED
        )
        return {
            "acted": acted.astype(np.uint8),
            "trust": _byte(r.trust[rows, T_COMMUNITY]),
            "grievance": _byte(r.grievance[rows] / MOST_GRIEVANCE),
            "satisfaction": _byte(r.satisfaction[rows]),
            "waiting": self._waiting(street),
        }

    def _waiting(self, street: Street) -> Array:
        cases = street.world.cases
        n = cases.n
        rows = np.flatnonzero((cases.status[:n] < RES) & (cases.community[:n] == self.community))
        waiting = np.zeros(self.adults, np.uint8)
        own = cases.claimant[rows].astype(np.int64) - self.first
        np.maximum.at(waiting, own, WAITING[cases.status[rows]])
        return waiting

    def _ladder(self, street: Street) -> Array:
        cases = street.world.cases
        n = cases.n
        here = cases.community[:n] == self.community
        counts = np.bincount(cases.status[:n][here & (cases.status[:n] < RES)], minlength=len(codes.STATUSES))
        # Of those that have ended, this week's: all that ever ended would only grow.
        ended = here & (cases.ended[:n] == street.week)
        counts += np.bincount(cases.status[:n][ended], minlength=len(codes.STATUSES))
        return counts

    def _stream(self, street: Street) -> Array:
        flows, c = street.world.flows, self.community
        stopped = flows.outside_attempted[c] - flows.outside_rc[c]
        follows = street.ledger.moved("task_money")[c]
        return np.array([flows.tasks_rc[c], stopped, follows, flows.tasks_done_street[c]])

    def _money(self, street: Street) -> Array:
        """Give what each organisation has, CNY; those without an account of their own have no number."""
        ledger, c = street.ledger, self.community
        yuan = np.full(street.world.node_present.shape[1], np.nan)
        own = ledger.balance[[ledger.untied[c], ledger.tied[c], ledger.task[c]]].sum()
        yuan[N_COMMITTEE], yuan[N_STREET] = own, ledger.balance[STREET]
        yuan[N_COMPANY], yuan[N_OWNERS] = ledger.balance[ledger.company[c]], ledger.balance[ledger.owners[c]]
        yuan[N_SOCIAL_WORK] = ledger.balance[STATION]
        s = street.world.organisations
        placed = np.flatnonzero(s.node[: s.n] >= 0)
        yuan[s.node[placed]] = ledger.balance[ledger.social[placed]]
        found: Array = yuan[self.nodes] / 100.0
        return found

    def _societies_load(self, street: Street, load: Array) -> Array:
        """Add how much of their hours social organisations have given away; see :func:`_loads`."""
        s = street.world.organisations
        at = {int(node): k for k, node in enumerate(self.nodes)}
        for row in np.flatnonzero(s.alive[: s.n] & (s.node[: s.n] >= 0)):
            used = s.service[row] + s.diverted[row] + s.administration[row] + s.task_hours[row]
            hours = used + s.slack[row] + s.idle[row]
            load[at[int(s.node[row])]] = used / hours if hours > 0 else 0.0
        return load

    def _node_list(self, live: Live) -> list[dict[str, Any]]:
        present, self._societies = live.street.world.node_present[self.community], _fields(live)
        first_unit = N_FIXED_NODES + live.street.world.social_places
        nodes = []
        for node in self.nodes.tolist():
            if node < N_FIXED_NODES:
                kind, label = codes.NODE_CODES[node], codes.NODES[node]
            elif node < first_unit:
                kind, label = "society", _society(self._societies.get(node))
            else:
                kind, label = "unit", codes.UNIT
            nodes.append({"id": node, "kind": kind, "label": both(label), "present": bool(present[node])})
        return nodes


def _fields(live: Live) -> dict[int, int]:
    """Give the field of the social organisation at each node; where A and B differ, that of A."""
    found: dict[int, int] = {}
    for side in reversed(live.sides.values()):
        s = side.street.world.organisations
        found |= {int(s.node[k]): int(s.field[k]) for k in range(s.n) if s.node[k] >= 0}
    return found


def by_group(street: Street, cell: Array | None = None) -> tuple[Array, Array]:
    """Give recent engagement (share who act in a week) and satisfaction, street-wide by group of residents.

    Args:
        street: the street.
        cell: number of the cell of each resident, if it has been worked out before, [N].
    """
    people = street.world.residents
    cell = cells(people) if cell is None else cell
    adults, felt = np.bincount(cell, minlength=N_CELLS), np.bincount(cell, people.satisfaction, N_CELLS)
    each = np.maximum([adults[mine].sum() for mine in GROUP_CELLS], 1)
    acts = street.record["acts"][-RECENT:].mean(axis=0).sum(axis=0)
    return acts / each, np.array([felt[mine].sum() for mine in GROUP_CELLS]) / each


def by_community(street: Street) -> tuple[Array, Array]:
    """Give recent engagement and satisfaction by community."""
    world = street.world
    acts = street.record["acts"][-RECENT:].mean(axis=0)[:, :2].sum(axis=1)
    return acts / world.communities.adults, world.flows.satisfaction


def communities(street: Street) -> list[dict[str, Any]]:
    """List the communities of a street."""
    known = load_archetypes()
    return [
        {"number": k, "archetype": a, "adults": int(street.world.communities.adults[k]),
         "label": {"zh": known[a].label_zh, "en": known[a].label_en}}
        for k, a in enumerate(street.archetypes)
    ]  # fmt: skip


def _loads(street: Street, c: int, nodes: int) -> Array:
    """Give how loaded each organisation is, 1 being all its hours; those with no hours have no number."""
    world, load = street.world, np.full(nodes, np.nan)
    place, office = world.communities, world.office
    load[N_COMMITTEE] = place.pressure[c]
    load[N_MEDIATION] = (
        place.need[c, MED] / max(float(place.hours[c, MED]), 1e-9) if place.need[c, MED] else 0.0
    )
    load[N_SOCIAL_WORK] = office.social_pressure[0]
    load[N_STREET] = _ratio(office.task_need[0] + office.dispute_need[0], office.hours[0])
    return load


def _ratio(wanted: float, hours: float) -> float:
    return float(wanted / hours) if hours > 0 else (math.nan if wanted > 0 else 0.0)


def _society(field: int | None) -> tuple[str, str]:
    if field is None:
        return codes.SOCIETY
    zh, en = codes.FIELDS[field]
    return f"{codes.SOCIETY[0]}（{zh}）", f"{codes.SOCIETY[1]} ({en})"


def _byte(share: Array) -> Array:
    """Turn numbers from 0 to 1 into bytes up to 250."""
    return np.asarray(np.clip(share, 0.0, 1.0) * SCALE + 0.5).astype(np.uint8)
