"""One room in its worker process: it plays, answers what the room asks, and shows what happens."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Generator
from typing import Any

from experiments.workshop import course, link, questions, stories, take
from experiments.workshop.book import scenarios
from experiments.workshop.course import MEASURED, WEEKLY
from experiments.workshop.frames import Picture
from experiments.workshop.live import Live, Work
from experiments.workshop.texts import Refused
from experiments.workshop.wire import EVENT, FRAME, TEXT, Packet, Wire, packet
from sim.errors import SimError, shortened

Answer = Generator[None, None, dict[str, Any]]
SPEED = 2.0
"""Weeks a second at first."""


class Desk:
    """A room's streets, its pace and its picture.

    Attributes:
        due: when the next week is due; never while the room is paused.
    """

    def __init__(self, wire: Wire, room: int, live: Live) -> None:
        self._wire, self._room, self._live = wire, room, live
        self._speed, self._playing = SPEED, False
        self._watched: tuple[str, ...] = ()
        self._pictures = 0
        self._picture = Picture(live, 0)
        self._shown: tuple[Any, ...] = ()
        self._watches = stories.Watches()
        self.due = math.inf

    def begin(self, speed: float | None, watched: list[str]) -> None:
        """Take up the habits of a room that has been before."""
        self._speed, self._watched = speed or SPEED, tuple(watched)

    def state(self) -> dict[str, Any]:
        """Give what the room shows of its levers and its pace."""
        return {
            **self._live.state(), "playing": self._playing, "speed": self._speed, "busy": False,
            "watched": list(self._watched),
        }  # fmt: skip

    def stop(self) -> None:
        """Let no more weeks pass."""
        self._playing, self.due = False, math.inf
        self._tell()

    def tick(self) -> None:
        """Let a week pass and show it."""
        self._live.step()
        now = time.monotonic()
        self.due = max(self.due + 1.0 / self._speed, now)
        self.show()
        if self._live.at_the_end:
            self.stop()

    def do(self, ask: int, command: dict[str, Any]) -> Answer:
        """Do what the room asks; give what the answer carries beside the state.

        Raises:
            Refused: it cannot be done.
        """
        name = command["do"]
        if name in ("play", "pause", "speed"):
            self._pace(name, command)
            return {}
        if name in ("join", "watch", "follow"):
            return getattr(self, f"_{name}")(ask, command)  # type: ignore[no-any-return]
        if name == "csv":
            return {"text": take.course_table(self._live)}
        if name == "facts":
            return {"facts": take.facts(self._live)}
        if name == "answer":
            return (yield from self._answer(command["question"]))
        yield from self._work(name, command)
        if self._live.at_the_end:
            self._playing, self.due = False, math.inf
        self.show()
        return {}

    def _pace(self, name: str, command: dict[str, Any]) -> None:
        if name == "speed":
            self._speed = command["weeks_per_second"]
        elif name == "play" and self._live.at_the_end:
            raise Refused("at_the_end", week=self._live.week)
        else:
            self._playing = name == "play"
        self.due = time.monotonic() if self._playing else math.inf

    def _work(self, name: str, command: dict[str, Any]) -> Work:
        """Give the work behind a command."""
        live = self._live
        if name in ("step", "skip"):
            if live.at_the_end:
                raise Refused("at_the_end", week=live.week)
            return live.skip(command["weeks"])
        if name == "set":
            return live.set(command["side"], command["lever"], command["value"])
        if name == "preset":
            if command["scenario"] not in scenarios():
                raise Refused("no_scenario", name=shortened(command["scenario"]).strip("'\""))
            return live.preset(command["side"], scenarios()[command["scenario"]])
        if name == "chapter":
            return self._chapter(command["chapter"])
        if name == "community":
            live.draw(command["number"])
            return iter_nothing()
        if name == "load":
            return self._load(command["state"])
        plain = {"restart": live.restart, "undo": live.undo}
        if name in plain:
            return plain[name]()
        return live.reset(command["side"]) if name == "reset" else live.pair(command["on"])

    def _load(self, letters: str) -> Work:
        setup, community, week = link.read(letters)
        try:
            self._live = yield from Live.restored(setup, community, week)
        except SimError as error:
            raise Refused("bad_state", why=str(error)) from None

    def _chapter(self, name: str) -> Work:
        """Begin anew with the levers of a chapter."""
        chapter = questions.find_chapter(name)
        self._playing, self.due = False, math.inf
        yield from self._live.begin({side: dict(values) for side, values in chapter.start.items()})
        if chapter.community is not None:
            self._live.draw(chapter.community)

    def _answer(self, name: str) -> Answer:
        """Run on to the week of a question and give what it asks for."""
        chapter = questions.asking(name)
        yield from self._live.skip(max(chapter.question.weeks - self._live.week, 0))
        self.show()
        return {"answer": questions.outcome(chapter, self._live.sides)}

    def show(self, *, anew: bool = False) -> None:
        """Send this week's picture; before it layout and courses where they are no longer those shown."""
        live = self._live
        streets = tuple(id(side.street) for side in live.sides.values())
        if anew or self._shown != (streets, live.community) or self._picture.outdated(live):
            self._pictures += 1
            self._picture = Picture(live, self._pictures)
            self._text(self._picture.layout(live))
            if anew or self._shown[:1] != (streets,):
                self._send_courses(0)
                gc.collect()  # streets that have been replaced, which their actors hold
            self._shown = streets, live.community
        elif self._watched and self._live.sides["A"].course.is_due:
            for name, side in live.sides.items():
                self._text(
                    course.message(name, side.course.measured(self._watched, last_only=True), whole=False)
                )
        self._wire.send(Packet(FRAME, self._room, 0, self._picture.frame(live)))
        for name, side in live.sides.items():
            for note in self._watches.look(name, side.street, live.community):
                self._text(note)

    def _join(self, ask: int, _: dict[str, Any]) -> dict[str, Any]:
        """Send someone new what the others have."""
        self._text(self._picture.layout(self._live), ask)
        self._send_courses(ask)
        self._wire.send(Packet(FRAME, self._room, ask, self._picture.frame(self._live)))
        return {}

    def _send_courses(self, ask: int) -> None:
        for name, side in self._live.sides.items():
            self._text(course.message(name, side.course.weekly(), whole=True), ask)
            if self._watched:
                self._text(course.message(name, side.course.measured(self._watched), whole=True), ask)

    def _watch(self, ask: int, command: dict[str, Any]) -> dict[str, Any]:
        """Send the course of indicators, and from now on what is measured of them."""
        for name in command["indicators"]:
            if name not in MEASURED:
                raise Refused("unknown_indicator", name=shortened(name).strip("'\""))
        names = [name for name in command["indicators"] if name not in WEEKLY]
        self._watched = tuple(dict.fromkeys([*self._watched, *names]))
        for side, one in self._live.sides.items():
            if len(names) < len(command["indicators"]):
                self._text(course.message(side, one.course.weekly(), whole=True), ask)
            if names:
                self._text(course.message(side, one.course.measured(names), whole=True), ask)
        return {}

    def _follow(self, ask: int, command: dict[str, Any]) -> dict[str, Any]:
        """Tell the story of a resident, a case or an organisation."""
        side = self._live.sides.get(command["side"])
        if side is None:
            raise Refused("no_side_b")
        told = stories.told(side.street, command["what"], command["number"], self._live.community)
        self._text({**told, "side": command["side"]}, ask)
        return {}

    def _text(self, content: dict[str, Any], ask: int = 0) -> None:
        self._wire.send(packet(TEXT, self._room, ask, content))

    def _tell(self) -> None:
        self._wire.send(packet(EVENT, self._room, 0, {"event": "state", "state": self.state()}))


def iter_nothing() -> Work:
    """Do nothing."""
    yield from ()
