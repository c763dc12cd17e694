"""shequ: how urban and rural communities in China are governed, week by week.

Reading order: ``schedule`` (the order of one week), one file of ``processes``, ``model`` (build, step, run).
Then ``world`` (the state), ``declare`` and ``catalog`` (every number that could be argued about), ``draws``
(luck), ``ledger`` and ``disputes`` (the two books), ``outcomes`` (what is measured).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import BadInput, BrokenInvariant, OutOfRange, SimError, UnknownName
    from sim.model import Street
    from sim.population import Population, build_population
    from sim.scenario import Plan, Scenario

__all__ = [
    "BadInput",
    "BrokenInvariant",
    "OutOfRange",
    "Plan",
    "Population",
    "Scenario",
    "SimError",
    "Street",
    "UnknownName",
    "build_population",
]

_HOME = {
    "Street": "sim.model",
    "Scenario": "sim.scenario",
    "Plan": "sim.scenario",
    "Population": "sim.population",
    "build_population": "sim.population",
}


def __getattr__(name: str) -> Any:
    # Imported when asked for: Mesa and the kernels take seconds, a refusal of bad input must not.
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no public name {name!r}")
    return getattr(import_module(_HOME.get(name, "sim.errors")), name)
