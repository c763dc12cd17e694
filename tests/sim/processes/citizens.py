"""Small streets whose residents can be set as a test needs them."""

from typing import Any

from sim.model import Street
from sim.population import build_population
from sim.processes import influence

SCALE = 0.1


def citizens(*communities: str, scale: float = SCALE, seed: int = 1, **values: Any) -> Street:
    """Build a street of small communities; nothing has happened yet.

    Args:
        *communities: community types; OLD alone if none is given.
        scale: multiple of the adults of each type.
        seed: key of all luck.
        **values: uncertainties and levers.
    """
    kinds = communities or ("OLD",)
    return Street(
        communities=kinds, seed=seed, population=build_population(kinds, seed, scale=scale), **values
    )


def in_force(street: Street, **levers: Any) -> None:
    """Bring levers into force at once and in full, against every rule of how policy is carried out."""
    for name, value in levers.items():
        getattr(street.levers, name)[:] = value
        street.levers.forget(name)
    _forget_all(street)


def same_mind(street: Street, **columns: Any) -> None:
    """Give every resident the same value in some columns."""
    for name, value in columns.items():
        getattr(street.world.residents, name)[:] = value
    _forget_all(street)


def nobody_tied(street: Street) -> None:
    """Cut every tie of kin, neighbours and work."""
    net = street.world.networks
    for name in ("kin_start", "neighbour_start", "work_start"):
        setattr(net, name, getattr(net, name) * 0)
    influence.reckon(street)


def _forget_all(street: Street) -> None:
    street.levers._kept.clear()
