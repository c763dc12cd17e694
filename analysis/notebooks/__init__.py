"""Notebooks for researchers, each with a small finished result to begin with.

They are their own source: edit them in Jupyter, then ``python -m experiments.notebooks run`` runs them afresh
and writes them in one form. ``python -m experiments.notebooks data`` makes the results from nothing.
"""

from __future__ import annotations

from pathlib import Path

from sim.errors import UnknownName

HOME = Path(__file__).parent
NAMES = ("1_first_steps", "2_comparing_policies", "3_sensitivity", "4_own_community")
RESULTS = ("first_steps", "comparison", "sensitivity", "own_community")


class Lines(list[str]):
    """Sentences that a notebook shows as a list."""

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {sentence}" for sentence in self)


def stored(name: str) -> Path:
    """Find a small finished result: in ``data`` where you work, else the one that comes with shequ.

    Raises:
        UnknownName: there is no such result.
    """
    if name not in RESULTS:
        raise UnknownName("result", name, RESULTS)
    own = Path("data") / name
    return own if own.is_dir() else HOME / "data" / name
