"""Declare once: levers, uncertainties, constants, choices and outcomes, each beside the rule that uses it.

A process file holds one frozen class of :class:`Declarations`; each of its fields is one number that could
be argued about, with its range, unit, label and sentence in both languages, source and standing. A lever
adds the provisions it stands for, what it costs, and the indicators it should move. Everything else
(validation, command line, scenario files, documentation, sampling, tests) reads these declarations.

Standing: ``A`` pinned by a cited number, ``A†`` arithmetic on such numbers, ``B`` direction or order of
magnitude from literature, ``C`` assumption that must be swept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import OutOfRange, SimError

Text = tuple[str, str]
"""The same words in Chinese and in English."""

Kind = Literal["lever", "uncertainty", "constant"]

INDEX: Text = ("指数 0—1", "index 0–1")
SHARE: Text = ("比例 0—1", "share 0–1")
PROBABILITY: Text = ("概率 0—1", "probability 0–1")
NUMBER: Text = ("无量纲", "dimensionless")
LOGIT: Text = ("对数几率", "logit")
HOURS_WEEK: Text = ("小时/周", "hours per week")
PER_WEEK: Text = ("每周", "per week")
PER_YEAR: Text = ("每年", "per year")
WEEKS: Text = ("周", "weeks")
YES_NO: Text = ("是/否", "yes/no")
CHOICE: Text = ("选项", "choice")


@dataclass(frozen=True)
class Cost:
    """What a lever costs at its full value, linear in the distance from its baseline.

    ``cny`` is yuan per community and year, ``hours`` committee hours per week; ``street_hours`` and
    ``branch_hours`` are hours of other organisations. ``itself`` says that the lever *is* money, which
    the money rules move.
    """

    cny: float = 0.0
    hours: float = 0.0
    street_hours: float = 0.0
    branch_hours: float = 0.0
    itself: bool = False


@dataclass(frozen=True)
class Declaration:
    """One declared number: what it means, what it may be, where it comes from."""

    name: str
    kind: Kind
    default: Any
    unit: Text
    label: Text
    sentence: Text
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    source: str = ""
    standing: str = "C"
    full: Any = None
    provisions: tuple[str, ...] = ()
    cost: Cost = Cost()
    moves: tuple[tuple[str, str], ...] = ()
    beside: tuple[str, ...] = ()
    by_community: bool = False
    as_set: bool = False
    beyond_the_letter: bool = False
    exploratory: bool = False
    process: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the value is one number that can be swept."""
        return not self.options and not self.parts and not isinstance(self.default, bool)

    def allowed(self) -> str:
        """Say in words what the value may be."""
        if self.options:
            return "one of " + ", ".join(self.options)
        if isinstance(self.default, bool):
            return "true or false"
        words = f"a number from {self.low:g} to {self.high:g} ({self.unit[1]})"
        return words if not self.parts else f"{len(self.parts)} values, each {words}"

    def accept(self, value: Any) -> Any:
        """Check a value and give it back in its own type.

        Raises:
            OutOfRange: the value has the wrong type or lies outside the declared range.
        """
        if self.parts:
            return self._accept_parts(value)
        if self.options:
            if not isinstance(value, str) or value not in self.options:
                raise self._refusal(value)
            return value
        if isinstance(self.default, bool):
            if isinstance(value, bool) or (isinstance(value, int | float) and value in (0, 1)):
                return bool(value)
            raise self._refusal(value)
        return self._accept_number(value)

    def _accept_number(self, value: Any) -> float | int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refusal(value)
        # The range first: a whole number too large for a float would stop isfinite.
        if not self.low <= value <= self.high or not math.isfinite(value):  # type: ignore[operator]
            raise self._refusal(value)
        if isinstance(self.default, int):
            if int(value) != value:
                raise self._refusal(value)
            return int(value)
        return float(value)

    def _accept_parts(self, value: Any) -> tuple[float, ...]:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = (value,) * len(self.parts)
        if not isinstance(value, tuple | list) or len(value) != len(self.parts):
            raise self._refusal(value)
        try:
            return tuple(float(self._accept_number(v)) for v in value)
        except OutOfRange:
            raise self._refusal(value) from None

    def _refusal(self, value: Any) -> OutOfRange:
        return OutOfRange(self.name, self.allowed(), value, f"The default is {self.default!r}.")


def _moves(text: str) -> tuple[tuple[str, str], ...]:
    """Read "WRK1↓ DIS3a↕" into (indicator, direction) pairs."""
    pairs = []
    for word in text.split():
        if word[-1] not in "↑↓↕":
            raise SimError(f"an indicator must end in ↑, ↓ or ↕; got {word!r}. Write for example 'WRK1↓'.")
        pairs.append((word[:-1], word[-1]))
    return tuple(pairs)


def _field(declaration: Declaration) -> Any:
    made = Field(default=declaration.default, description=declaration.sentence[1])
    made.metadata.append(declaration)
    return made


def lever(  # noqa: PLR0913 - a lever has this many properties, all given by keyword
    default: Any,
    *,
    full: Any,
    unit: Text,
    label: Text,
    sentence: Text,
    provisions: tuple[str, ...],
    cost: Cost,
    moves: str,
    low: float = 0.0,
    high: float = 1.0,
    options: tuple[str, ...] = (),
    parts: tuple[str, ...] = (),
    source: str = "the size of the effect is assumed",
    standing: str = "C",
    beside: tuple[str, ...] = (),
    by_community: bool = False,
    as_set: bool = False,
    beyond_the_letter: bool = False,
    exploratory: bool = False,
) -> Any:
    """Declare a number or choice that policy can set.

    Args:
        default: value today (baseline).
        full: value when the provision is carried out in full.
        unit, label, sentence: in Chinese and English.
        provisions: ids of the provisions it stands for.
        cost: what it costs at the full value.
        moves: indicators and declared directions, such as "WRK1↓ DIS3a↕".
        low, high: allowed range.
        options: names of the options, for a choice.
        parts: names of the parts, for a lever of several numbers.
        source, standing: where default and size come from; A, A†, B or C.
        beside: levers that must be at full for this one to act.
        by_community: carried out by the community itself, so it waits for filled posts.
        as_set: applied as set from its first week (choices, switches, build-time levers).
        beyond_the_letter: a means chosen by the modeller, not named by the document.
        exploratory: an exploratory matter, off by default.
    """
    switch = bool(options) or isinstance(default, bool)
    return _field(
        Declaration(
            "", "lever", default, unit, label, sentence, low=low, high=high, options=options, parts=parts,
            source=source, standing=standing, full=full, provisions=provisions, cost=cost,
            moves=_moves(moves), beside=beside, by_community=by_community, as_set=as_set or switch,
            beyond_the_letter=beyond_the_letter, exploratory=exploratory,
        )
    )  # fmt: skip


def uncertainty(  # noqa: PLR0913 - as for a lever
    default: Any,
    *,
    low: float = 0.0,
    high: float = 1.0,
    unit: Text,
    label: Text,
    sentence: Text,
    source: str,
    standing: str = "C",
    options: tuple[str, ...] = (),
    parts: tuple[str, ...] = (),
) -> Any:
    """Declare a number nobody sets and we do not know; arguments as for :func:`lever`."""
    return _field(
        Declaration("", "uncertainty", default, unit, label, sentence, low=low, high=high, options=options,
                    parts=parts, source=source, standing=standing)
    )  # fmt: skip


def constant(default: float, *, unit: Text, label: Text, sentence: Text, source: str) -> Any:
    """Declare a number fixed by definition; a scenario cannot set it."""
    return _field(
        Declaration("", "constant", default, unit, label, sentence, low=default, high=default, source=source,
                    standing="by definition")
    )  # fmt: skip


class Declarations(BaseModel):
    """The declared numbers of one process, frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @classmethod
    def declared(cls) -> Iterator[Declaration]:
        """Go through the declarations of this process in the order in which they are written."""
        for name, info in cls.model_fields.items():
            for note in info.metadata:
                if isinstance(note, Declaration):
                    yield replace(note, name=name, process=cls.__module__.rsplit(".", 1)[-1])


D = TypeVar("D", bound=Declarations)


@dataclass(frozen=True)
class Outcome:
    """One indicator: what it measures and what difference in it matters."""

    name: str
    label: Text
    unit: Text
    better: Literal["higher", "lower", "none"]
    sentence: Text
    matters: float
    matters_relative: bool
    summary: str
    groups: bool
    street_only: bool
    measure: Callable[..., float] = field(compare=False, repr=False)


def outcome(  # noqa: PLR0913 - an indicator has this many properties, all given by keyword
    name: str,
    *,
    label: Text,
    unit: Text,
    better: Literal["higher", "lower", "none"],
    sentence: Text,
    matters: float | None = None,
    summary: str = "52 weeks",
    groups: bool = False,
    street_only: bool = False,
) -> Callable[[Callable[..., float]], Outcome]:
    """Declare an indicator; the decorated function measures it.

    Args:
        name: id, such as "ENG3".
        label: short name in both languages.
        unit: unit in both languages.
        better: the direction that is good, "none" where neither is.
        sentence: definition in both languages.
        matters: smallest difference that matters; without a source .02 for shares and indices (given
            here as .02), else None for 10 % of the baseline's median. Standing C.
        summary: the window it sums over.
        groups: whether it can be measured for a group of residents.
        street_only: whether it has no meaning for a single community.
    """

    def declare(measure: Callable[..., float]) -> Outcome:
        return Outcome(
            name, label, unit, better, sentence, 0.1 if matters is None else matters, matters is None,
            summary, groups, street_only, measure,
        )  # fmt: skip

    return declare
