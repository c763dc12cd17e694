"""What can go wrong before or during a run, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SimError(Exception):
    """Any refusal by the simulator; its text is meant for the user."""


class UnknownName(SimError):
    """A name that nothing declares."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name[:64], names, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names[:12])}."
        super().__init__(f"{kind} {shortened(name)} is not known. {hint}")
        self.kind = kind
        self.name = name
        self.nearest = near[0] if near else None


class OutOfRange(SimError):
    """A value of the wrong type or outside its declared range."""

    def __init__(self, name: str, allowed: str, given: object, advice: str) -> None:
        super().__init__(f"{name} must be {allowed}; got {shortened(given)}. {advice}")
        self.name = name


class BadInput(SimError):
    """A file, table or folder that cannot be used as it stands."""


class BrokenInvariant(SimError):
    """A law of the model (of the two books, bounds, identities) that does not hold."""


def shortened(given: object) -> str:
    """Show what was given, as Python writes it, cut to 80 characters."""
    try:
        text = repr(given)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= 80 else f"{text[:77]}…"
