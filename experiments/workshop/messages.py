"""What a client may say, each message with its schema; whatever does not fit is refused with a sentence."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from experiments.workshop.texts import Refused, Said

MOST_BYTES = 32 * 1024
"""Longest message of a client."""
MOST_NUMBER = 2**31 - 1

Name = Annotated[str, Field(min_length=1, max_length=64)]
Side = Literal["A", "B"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
LeverValue = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Number
    | Annotated[str, Field(max_length=64)]
    | Annotated[list[Number], Field(max_length=32)]
)
Small = Annotated[int, Field(strict=True, ge=0, le=MOST_NUMBER)]
Yes = Annotated[bool, Field(strict=True)]


class Command(BaseModel):
    """Anything a client says.

    Attributes:
        id: number by which the answer is known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Small = 0


class Hello(Command):
    """The client's language."""

    kind: Literal["hello"]
    lang: Literal["zh", "en"] = "zh"


class Ping(Command):
    """Asks for an answer, to measure the way there and back."""

    kind: Literal["ping"]


class Vote(Command):
    """An answer to the question that is open."""

    kind: Literal["vote"]
    question: Name
    answer: Annotated[int, Field(strict=True, ge=0, le=15)]


class Follow(Command):
    """Asks for the story of a resident, a case, an organisation, or the case longest on a rung."""

    kind: Literal["follow"]
    what: Literal["resident", "case", "organisation", "rung"]
    number: Small
    side: Side = "A"


class Watch(Command):
    """Asks for the course of indicators."""

    kind: Literal["watch"]
    indicators: Annotated[list[Name], Field(max_length=12)]


EVERYONE = (Hello, Ping, Vote, Follow, Watch)


class Play(Command):
    """Let the weeks pass."""

    kind: Literal["play"]


class Pause(Command):
    """Stop the weeks."""

    kind: Literal["pause"]


class Step(Command):
    """Let some weeks pass, drawing the last."""

    kind: Literal["step"]
    weeks: Annotated[int, Field(strict=True, ge=1, le=52)] = 1


class Skip(Command):
    """Run ahead without drawing."""

    kind: Literal["skip"]
    weeks: Annotated[int, Field(strict=True, ge=1, le=312)]


class Speed(Command):
    """Weeks that pass in a second."""

    kind: Literal["speed"]
    weeks_per_second: Annotated[float, Field(ge=0.2, le=20, allow_inf_nan=False)]


class Restart(Command):
    """Go back to the first week with the levers as they are set."""

    kind: Literal["restart"]


class Set(Command):
    """Set a lever."""

    kind: Literal["set"]
    side: Side
    lever: Name
    value: LeverValue


class Preset(Command):
    """Set a side to a scenario."""

    kind: Literal["preset"]
    side: Side
    scenario: Name


class Reset(Command):
    """Set a side back to the baseline."""

    kind: Literal["reset"]
    side: Side


class Undo(Command):
    """Take back the last change of levers."""

    kind: Literal["undo"]


class Lock(Command):
    """Lock the levers or unlock them."""

    kind: Literal["lock"]
    locked: Yes


class Pair(Command):
    """Put side B beside A, or take it away."""

    kind: Literal["pair"]
    on: Yes


class Community(Command):
    """Draw another community."""

    kind: Literal["community"]
    number: Small


class Ensemble(Command):
    """Compute replications beside the live run, or stop."""

    kind: Literal["ensemble"]
    on: Yes


class Chapter(Command):
    """Go to a page of a chapter; null is free exploration."""

    kind: Literal["chapter"]
    chapter: Name | None = None
    page: Annotated[int, Field(strict=True, ge=0, le=99)] = 0


class Ask(Command):
    """Open a question for votes."""

    kind: Literal["ask"]
    question: Name


class Reveal(Command):
    """Close the question and show the votes."""

    kind: Literal["reveal"]


class Load(Command):
    """Bring the room to a state that a link holds."""

    kind: Literal["load"]
    state: Annotated[str, Field(max_length=MOST_BYTES)]


class Rooms(Command):
    """Make breakout rooms."""

    kind: Literal["rooms"]
    count: Annotated[int, Field(strict=True, ge=1, le=99)]


class Close(Command):
    """Close a breakout room."""

    kind: Literal["close"]
    room: Name


FACILITATOR = (
    Play, Pause, Step, Skip, Speed, Restart, Set, Preset, Reset, Undo, Lock, Pair, Community, Ensemble,
    Chapter, Ask, Reveal, Load, Rooms, Close,
)  # fmt: skip
SETTING = (Set, Preset, Reset, Undo, Restart, Load)
"""What a lock holds back."""

_Any = Annotated[
    Hello | Ping | Vote | Follow | Watch | Play | Pause | Step | Skip | Speed | Restart | Set | Preset | Reset
    | Undo | Lock | Pair | Community | Ensemble | Chapter | Ask | Reveal | Load | Rooms | Close,
    Field(discriminator="kind"),
]  # fmt: skip
_READER: TypeAdapter[Any] = TypeAdapter(_Any)


def read(text: str | bytes) -> Command:
    """Read a message.

    Raises:
        Refused: it is no message, or one that nothing here understands.
    """
    try:
        command: Command = _READER.validate_json(text)
    except ValidationError as error:
        raise _refusal(error) from None
    except (ValueError, RecursionError):
        raise Refused("not_a_message") from None
    return command


def number_of(text: str | bytes) -> int:
    """Give the number of a message that was refused, as far as it can be read; 0 if not."""
    try:
        return _Numbered.model_validate_json(text).id
    except (ValidationError, ValueError, RecursionError):
        return 0


class _Numbered(BaseModel):
    id: Small = 0


def _refusal(error: ValidationError) -> Refused:
    """Turn the first thing that is wrong into a sentence; nothing that was sent is shown but names."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return Refused("not_a_message")
    if first["type"] == "union_tag_invalid":
        return Refused("unknown_kind", known=", ".join(KINDS))
    place = [str(part) for part in first["loc"] if isinstance(part, str)]
    if len(place) < 2:
        return Refused("not_a_message")
    return Refused("bad_field", kind=place[0], field=place[1][:64])


KINDS = tuple(str(c.model_fields["kind"].annotation.__args__[0]) for c in (*EVERYONE, *FACILITATOR))  # type: ignore[union-attr]
"""Every kind of message."""


def done(number: int, **more: Any) -> dict[str, Any]:
    """Answer that a command has been carried out."""
    return {"kind": "done", "id": number, **more}


def refused(number: int, why: Said) -> dict[str, Any]:
    """Answer that it has not."""
    return {"kind": "refused", "id": number, "why": why}
