"""Stories and notable events as the room is told of them; the sentences are those of ``analysis``."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis import story
from analysis.notable import Notable, Watch
from analysis.story import Story
from experiments.workshop.texts import Refused, both
from sim.codes import RES
from sim.errors import SimError
from sim.model import Street

MOST_AT_ONCE = 3
"""Sentences of one week that are told; those less important are left out."""
MOST_CASES = 12


def told(street: Street, what: str, number: int, community: int) -> dict[str, Any]:
    """Tell the story of a resident, a case, an organisation, or of the case that waits longest on a rung.

    Args:
        street: the street.
        what: resident, case, organisation or rung.
        number: row of the resident or case, number of the node, or number of the state.
        community: row of the community that is drawn.

    Raises:
        Refused: there is nothing of this number.
    """
    try:
        if what == "rung":
            number = _longest_waiting(street, number, community)
            what = "case"
        found = _find(street, what, number, community)
    except (SimError, IndexError):
        raise Refused("no_story", number=number) from None
    cases = _open_cases(street, number) if what == "resident" else []
    lines = [{"week": line.week, **both(line.text)} for line in found.lines]
    return {"kind": "story", "what": what, "number": number, "title": both(found.title), "lines": lines,
            "cases": cases}  # fmt: skip


def _find(street: Street, what: str, number: int, community: int) -> Story:
    if what == "organisation":
        return story.organisation(street, community, number)
    return (story.resident if what == "resident" else story.case)(street, number)


def _longest_waiting(street: Street, status: int, community: int) -> int:
    cases = street.world.cases
    rows = np.flatnonzero((cases.status[: cases.n] == status) & (cases.community[: cases.n] == community))
    if not rows.size:
        raise Refused("empty_rung")
    return int(rows[np.argmin(cases.changed[rows])])


def _open_cases(street: Street, resident: int) -> list[int]:
    cases = street.world.cases
    own = (cases.claimant[: cases.n] == resident) & (cases.status[: cases.n] < RES)
    found: list[int] = np.flatnonzero(own)[:MOST_CASES].tolist()
    return found


class Watches:
    """What is notable on each side; a side whose street is another is watched anew."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Street, Watch]] = {}

    def look(self, side: str, street: Street, community: int) -> list[dict[str, Any]]:
        """Give what has become notable in the drawn community or the whole street, most important first."""
        watched, watch = self._of.get(side, (None, None))
        if watched is not street or watch is None:
            self._of[side] = street, Watch(street)
            return []
        here = [note for note in watch.look(street) if note.community in (community, -1)]
        return [_message(side, note) for note in here[:MOST_AT_ONCE]]


def _message(side: str, note: Notable) -> dict[str, Any]:
    return {"kind": "notable", "week": note.week, "side": side, "community": note.community,
            "sentence": both(note.text)}  # fmt: skip
