"""Levers put at a value at once, on a street that does not move on."""

from typing import Any

from sim import catalog
from sim.model import Street


def force(street: Street, **values: Any) -> Street:
    """Put levers at their effective values in every community, until the next week brings them in anew."""
    levers = street.levers
    for name, value in values.items():
        options = catalog.declarations()[name].options
        if options:
            levers._chosen[name] = options.index(value)
        else:
            getattr(levers, name)[:] = value
    levers._kept.clear()
    return street
