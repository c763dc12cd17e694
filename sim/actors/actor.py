"""What all actors share: a row of a table that they read and write as their own state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import mesa

if TYPE_CHECKING:
    from sim.model import Street


class Cell:
    """A column of a table seen as an attribute of the actor that owns the row."""

    def __init__(self, table: str, name: str) -> None:
        self.table, self.name = table, name

    def __get__(self, actor: Actor | None, owner: type | None = None) -> Any:
        if actor is None:
            return self
        return getattr(getattr(actor.street.world, self.table), self.name)[actor.row]

    def __set__(self, actor: Actor, value: Any) -> None:
        getattr(getattr(actor.street.world, self.table), self.name)[actor.row] = value


class _Numbers(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Where the actors of each street get their numbers; Mesa's own would keep every street for good."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return self.setdefault(model, count(1))


class Actor(mesa.Agent):
    """An organisation: one row of state, and judgement of its own.

    Attributes:
        row: its row in the table of its kind.
        community: row of its community, -1 for organisations of the whole street.
    """

    _ids: ClassVar[_Numbers] = _Numbers()

    def __init__(self, street: Street, row: int, community: int = -1) -> None:
        super().__init__(street)
        self.row = row
        self.community = community

    @property
    def street(self) -> Street:
        """The street it works in."""
        street: Street = self.model
        return street
