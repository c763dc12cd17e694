"""A room's state as a piece of an address, and back: seed, history, week and community, nothing else."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from experiments.workshop.history import Entry, Setup
from experiments.workshop.texts import Refused, say
from experiments.workshop.values import Values, before_the_run, differences, fine, makes_people, read_back
from experiments.workshop.values import written as written_values
from sim.archetypes import ARCHETYPE_IDS
from sim.errors import SimError

MOST_BYTES = 256 * 1024
"""Longest state, unpacked."""
MOST_ENTRIES = 2000

Number = Annotated[float, Field(allow_inf_nan=False)]
Plain = (
    bool | int | Number | Annotated[str, Field(max_length=64)] | Annotated[list[Number], Field(max_length=32)]
)


class _Plan(BaseModel):
    model_config = ConfigDict(extra="forbid")

    value: Plain
    start_w: Annotated[int, Field(ge=0, le=5200)]
    ramp_w: Annotated[int, Field(ge=0, le=5200)]
    communities: Annotated[list[Annotated[str, Field(max_length=8)]], Field(max_length=32)]


_Values = Annotated[dict[Annotated[str, Field(max_length=64)], _Plan | Plain], Field(max_length=400)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    week: Annotated[int, Field(ge=0, le=5200)]
    side: Literal["A", "B"]
    values: _Values
    takes_back: bool = False


class _State(BaseModel):
    model_config = ConfigDict(extra="forbid")

    form: Literal[1]
    seed: Annotated[int, Field(ge=0, le=2**62)]
    communities: Annotated[list[Annotated[str, Field(max_length=8)]], Field(min_length=1, max_length=32)]
    scale: Annotated[float, Field(ge=0.1, le=3, allow_inf_nan=False)]
    weeks: Annotated[int, Field(ge=1, le=520)]
    community: Annotated[int, Field(ge=0, le=255)]
    week: Annotated[int, Field(ge=0, le=520)]
    start: dict[Literal["A", "B"], _Values]
    entries: Annotated[list[_Entry], Field(max_length=MOST_ENTRIES)]


def plain(setup: Setup, community: int, week: int) -> dict[str, Any]:
    """Write a state down so that JSON can hold it."""
    return {
        "form": 1, "seed": setup.seed, "communities": list(setup.communities), "scale": setup.scale,
        "weeks": setup.weeks, "community": community, "week": week,
        "start": {side: written_values(values) for side, values in setup.start.items()},
        "entries": [{**vars(entry), "values": written_values(entry.values)} for entry in setup.entries],
    }  # fmt: skip


def written(setup: Setup, community: int, week: int) -> str:
    """Write a state as letters that an address may hold."""
    text = json.dumps(plain(setup, community, week), separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode("ascii").rstrip("=")


def read(letters: str) -> tuple[Setup, int, int]:
    """Read such letters back; see :func:`checked`.

    Raises:
        Refused: they hold no state that this program could have written.
    """
    body = letters.strip().removeprefix("#")
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, MOST_BYTES)
    except (ValueError, binascii.Error, zlib.error):
        raise _unreadable("state_broken") from None
    if unpacker.unconsumed_tail:
        raise _unreadable("state_long")
    if not unpacker.eof:
        raise _unreadable("state_broken")
    try:
        return checked(json.loads(text))
    except (ValueError, RecursionError):
        raise _unreadable("state_broken") from None


def checked(given: Any) -> tuple[Setup, int, int]:
    """Check a state that was written down; give what the room computes, the community drawn, and the week.

    Raises:
        Refused: it does not fit the declarations, or is in itself impossible.
    """
    try:
        state = _State.model_validate(given)
        start: dict[str, Values] = {s: read_back(_dumped(v)) for s, v in state.start.items()}
        entries = tuple(
            Entry(e.week, e.side, read_back(_dumped(e.values)), e.takes_back) for e in state.entries
        )
    except ValidationError:
        raise _unreadable("state_broken") from None
    except SimError as error:
        raise Refused("bad_state", why=str(error)) from None
    setup = Setup(state.seed, tuple(state.communities), state.scale, state.weeks, start, entries)
    if "A" not in start or not _possible(setup) or state.week > state.weeks:
        raise _unreadable("state_broken")
    return setup, state.community, state.week


def _dumped(values: dict[str, Any]) -> dict[str, Any]:
    return {name: v.model_dump() if isinstance(v, _Plan) else v for name, v in values.items()}


def _possible(setup: Setup) -> bool:
    """Say whether the history could have come about: in order, on sides that are there."""
    depth, week = 0, 0
    now = {side: fine(values) for side, values in setup.start.items()}
    if set(setup.communities) - set(ARCHETYPE_IDS) or makes_people(
        differences(now["A"], now.get("B", now["A"]))
    ):
        return False
    for entry in setup.entries:
        depth += -1 if entry.takes_back else 1
        if entry.side not in now or entry.week < week or depth < 0:
            return False
        new = fine(entry.values)
        if before_the_run(differences(now[entry.side], new)):
            return False
        now[entry.side], week = new, entry.week
    return True


def _unreadable(key: str) -> Refused:
    return Refused("bad_state", why=say(key))
