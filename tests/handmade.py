"""Tiny streets made by hand: what a measure gives can be worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.disputes import CaseBook
from sim.ledger import TAGS, Ledger
from sim.people import Residents
from sim.processes.services import resident_quality
from sim.record import Record
from sim.table import Array
from sim.world import World


class HandmadeStreet:
    """A street whose state and flows a test writes itself.

    Each community has the adults of ``adults`` and 1.25 residents for each. Adults are registered owners of
    middle age unless a test says otherwise.

    Attributes:
        met: service quality that each adult meets, [N].
    """

    def __init__(
        self, adults: Sequence[int] = (10,), archetypes: Sequence[str] = ("OLD", "CHE", "RUR")
    ) -> None:
        n = len(adults)
        self.archetypes = tuple(archetypes[:n])
        self.world = World(n, "f8")
        r = self.world.residents = Residents(sum(adults), self.world.sizes, "f8")
        r.community[:] = np.repeat(np.arange(n), adults)
        r.hukou[:], r.age_group[:] = True, 1
        c = self.world.communities
        c.adults[:], c.residents[:] = adults, np.array(adults) * 1.25
        c.first[:] = np.cumsum([0, *adults[:-1]])
        self.met = np.full(sum(adults), 0.5)
        self.ledger = Ledger(n)
        self.record = Record(self.world, self.ledger, 8)
        self.book = CaseBook(self.world)
        self.week = 0
        self.declared: dict[type, Any] = {}

    def values(self, declared: type) -> Any:
        """Give the uncertainties a test has set, or the defaults."""
        return self.declared.get(declared, declared())

    def pay(self, tag: str, *cny: float) -> None:
        """Let money move under a tag this week, yuan by community, the last street-wide."""
        self.ledger.flows[TAGS.index(tag)] += np.round(np.array(cny) * 100).astype(np.int64)

    def week_of(self, **flows: Any) -> HandmadeStreet:
        """Record one week with these flows; all others are zero."""
        self.world.flows.clear()
        self.world.street_flows.clear()
        for name, values in flows.items():
            table = self.world.flows if hasattr(self.world.flows, name) else self.world.street_flows
            getattr(table, name)[:] = values
        self.record.close_week()
        self.ledger.open_week()
        self.week += 1
        return self

    def weeks(self, count: int, **flows: Any) -> HandmadeStreet:
        """Record some weeks, all with the same flows."""
        for _ in range(count):
            self.week_of(**flows)
        return self

    def claim(self, *steps: tuple[int, int], **columns: Any) -> int:
        """Enter a claim and move it through (week, state) steps; a dispute of adult 0 unless told."""
        at_home = {"claimant": 0, "community": self.world.residents.community[columns.get("claimant", 0)]}
        (opened, first), *later = steps
        case = int(self.book.create(opened, np.array([first]), **{**at_home, **columns})[0])
        return self.path(case, *later)

    def path(self, case: int, *steps: tuple[int, int]) -> int:
        """Move a claim on through (week, state) steps."""
        for week, status in steps:
            self.book.move(np.array([case]), status, week)
        # A street that runs notes its changes in order of time; a test writes case after case.
        notes = self.world.transitions
        order = np.argsort(notes.week[: notes.n], kind="stable")
        for column in (notes.case, notes.week, notes.before, notes.after):
            column[: notes.n] = column[: notes.n][order]
        return case


def met_quality(street: Any) -> Array:
    """Give the quality that adults meet as a test has written it; on a street that runs, the real one."""
    written: Array = street.met if isinstance(street, HandmadeStreet) else resident_quality(street)
    return written
