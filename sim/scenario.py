"""A scenario: a named, frozen set of lever and uncertainty values, with its question and its content hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sim.declare import Text


@dataclass(frozen=True)
class Plan:
    """How a lever is brought in.

    Attributes:
        value: value aimed at.
        start_w: first week, counted after the burn-in.
        ramp_w: weeks until the value is reached, in equal steps.
        communities: archetype ids it applies to; empty for all.
    """

    value: Any
    start_w: int = 0
    ramp_w: int = 26
    communities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A policy and a state of the world with a name.

    Attributes:
        name: short id.
        title: title in Chinese and English.
        question: what it is meant to answer, in both languages.
        values: value or :class:`Plan` of each lever and uncertainty that differs from its default.
    """

    name: str = "baseline"
    title: Text = ("基线", "Baseline")
    question: Text = ("现状如何？", "What is the situation today?")
    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "values": dict(self.values)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, MappingProxyType(value) if name == "values" else value)

    def changed(self, name: str, **values: Any) -> Scenario:
        """Give the same scenario under another name with some values changed."""
        return Scenario(name, self.title, self.question, {**self.values, **values})

    def digest(self) -> str:
        """Hash the values (not the titles): SHA-256 of canonical typed JSON, 16 hex digits."""
        text = json.dumps(
            {k: _typed(v) for k, v in self.values.items()}, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _typed(value: Any) -> Any:
    if isinstance(value, Plan):
        return ["plan", _typed(value.value), value.start_w, value.ramp_w, list(value.communities)]
    if isinstance(value, tuple | list):
        return ["tuple", *(_typed(v) for v in value)]
    if isinstance(value, bool):
        return ["bool", value]
    return ["str", value] if isinstance(value, str) else ["float", float(value).hex()]
