"""How values, ranges and amounts are written in sentences of the commands."""

from __future__ import annotations

from typing import Any

from sim.declare import Declaration


def shown(value: Any) -> str:
    """Write a value as scenario files would, lists without brackets."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    return " / ".join(map(shown, value)) if isinstance(value, list | tuple) else str(value)


def span(declared: Declaration) -> str:
    """Write what a value may be, the same in both languages."""
    if declared.options:
        return " / ".join(declared.options)
    if isinstance(declared.default, bool):
        return "true / false"
    return f"{declared.low:g}–{declared.high:g}"


def amount(value: float, places: int = 0, *, signed: bool = False) -> str:
    """Write an amount with thousands apart and a true minus sign; with a plus sign if it is a change."""
    text = f"{abs(value):,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if not text.strip("0.,"):
        return "0"
    sign = "−" if value < 0 else "+" if signed else ""
    return f"{sign}{text}"
