"""The case table: one row for each claim, in exactly one of eleven states."""

from __future__ import annotations

from collections.abc import Mapping

from sim.table import Array, GrowingTable, column


class Cases(GrowingTable):
    """Named events that were not lumped at once, [K]; rows are never reused.

    Attributes:
        loads: how often saved rows were put back; whoever keeps what follows from the rows starts again then.
    """

    loads = 0

    kind: Array = column("i1", "type, 0-7")
    cls: Array = column("i1", "0 dispute, 1 request")
    claimant: Array = column("u4", "row of the claimant")
    party_kind: Array = column("i1", "kind of the second party")
    party: Array = column("i4", "row of the second party, -1 none", fill=-1)
    community: Array = column("u2", "row of the community")
    grid: Array = column("u4", "row of the grid")
    affected_first: Array = column("u4", "first resident row of the affected set")
    affected: Array = column("i4", "size of the affected set, 0 if not collective")
    members: Array = column("i4", "members of the claim", fill=1)
    severity: Array = column("f8", "severity, mean 1")
    status: Array = column("i1", "state, 0-10")
    level: Array = column("i1", "level, 0 private .. 4 outside")
    level_max: Array = column("i1", "highest level reached")
    opened: Array = column("i4", "week of claim")
    entered: Array = column("i4", "week of entering this level")
    first: Array = column("i4", "week of the first session, -1 none", fill=-1)
    changed: Array = column("i4", "week of the last change of state")
    ended: Array = column("i4", "week of end, -1 open", fill=-1)
    hours: Array = column("f8", "hours of sessions spent")
    sessions: Array = column("i2", "sessions held")
    quality: Array = column("f8", "quality of the settlement, [0, 1]")
    language_need: Array = column("?", "claimant has a language gap")
    parent: Array = column("i4", "row of the case that relapsed, -1 none", fill=-1)
    route: Array = column("i1", "route taken when named")
    via: Array = column("i1", "level or state from which it ended", fill=-1)
    recorded: Array = column("i1", "1 recorded success, 0 failure, -1 not recorded", fill=-1)
    due: Array = column("i4", "week by which a first response was promised, -1 no promise", fill=-1)
    relapse: Array = column("i4", "next week in which it may come back, -1 never", fill=-1)
    settled_level: Array = column("i1", "level at which it was settled, -1 not", fill=-1)
    birth: Array = column("u4", "birth key, row word")
    birth_part: Array = column("u4", "birth key, part word")

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put saved rows back."""
        super().load(arrays)
        self.loads += 1


class Transitions(GrowingTable):
    """Every change of state of a case, in order, [X]."""

    case: Array = column("i4", "row of the case")
    week: Array = column("i4", "week")
    before: Array = column("i1", "state before, -1 creation")
    after: Array = column("i1", "state after")
