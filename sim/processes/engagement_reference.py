"""Where the intercepts of participation come from: levels of today, on reference populations.

The intercept of an act is the number at which a reference population does it at the declared level, nothing
else acting: no influence, no contacts, responsiveness as usual, levers at their baseline, and the opportunity
there. Voting in towns: eligible adults of the five urban types, each type with equal weight; voting in
villages: the four others; deliberating and volunteering: adults of old estates without a property company.
Motivation, the widest spread, is integrated by quadrature instead of drawn, so a few populations will do.
"""

from __future__ import annotations

import numpy as np

from sim.archetypes import ARCHETYPE_IDS, load_archetypes
from sim.codes import DELIBERATE, VOLUNTEER, VOTE
from sim.model import Street
from sim.population import PopulationParameters
from sim.processes.civic_choice import probabilities
from sim.processes.engagement_parameters import EngagementParameters
from sim.processes.mobilisation_parameters import MobilisationParameters
from sim.table import Array

SEEDS = (1, 2, 3)
NODES = 16


def intercepts() -> dict[str, float]:
    """Find the intercepts of the acts by bisection on reference populations of fixed seeds.

    Returns: the value of each declared intercept, by name.
    """
    p = EngagementParameters()
    urban = tuple(kind for kind in ARCHETYPE_IDS if load_archetypes()[kind].urban)
    rural = tuple(kind for kind in ARCHETYPE_IDS if kind not in urban)
    wanted = (
        ("vote_intercept_urban", VOTE, urban, p.base_vote_urban),
        ("vote_intercept_rural", VOTE, rural, p.base_vote_rural),
        ("deliberate_intercept", DELIBERATE, ("OLD",), p.base_deliberate),
        ("volunteer_intercept", VOLUNTEER, ("OLD",), p.base_volunteer),
    )
    streets = [_reference(seed) for seed in SEEDS]
    found = {}
    for name, act, kinds, level in wanted:
        samples = [_utilities(street, act, kind) for street in streets for kind in kinds]
        found[name] = getattr(p, name) + _shift(samples, level)
    return found


def _reference(seed: int) -> Street:
    street = Street(communities=ARCHETYPE_IDS, seed=seed, weeks=1)
    street.world.communities.dual_office[:] = street.values(MobilisationParameters).dual_office_usual
    return street


def _utilities(street: Street, act: int, kind: str) -> Array:
    """Give the utility of an act to the adults of one type who may do it, at each motivation, [nodes, n]."""
    world, place = street.world, ARCHETYPE_IDS.index(kind)
    points, _ = np.polynomial.hermite_e.hermegauss(NODES)
    spread = street.values(PopulationParameters).theta_sd
    first, n = int(world.communities.first[place]), int(world.communities.adults[place])
    rows = slice(first, first + n)
    may = world.residents.right[rows] if act == VOTE else np.ones(n, bool)
    chance, drawn = np.empty(world.residents.n), world.residents.theta.copy()
    utilities = np.empty((NODES, int(may.sum())))
    for k, point in enumerate(points):
        world.residents.theta[rows] = load_archetypes()[kind].theta_shift + spread * point
        street.levers.forget("engagement.lasting")
        probabilities(street, act, chance, influenced=False)
        utilities[k] = np.log(chance[rows] / (1.0 - chance[rows]))[may]
    world.residents.theta[:] = drawn
    street.levers.forget("engagement.lasting")
    return utilities


def _shift(samples: list[Array], level: float) -> float:
    """Find what must be added to all utilities so that the mean chance, over samples, is the level."""
    _, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    low, high = -8.0, 8.0
    while high - low > 1e-9:
        middle = (low + high) / 2.0
        mean = np.mean([weights @ (1.0 / (1.0 + np.exp(-(u + middle)))).mean(axis=1) for u in samples])
        low, high = (middle, high) if mean < level else (low, middle)
    return (low + high) / 2.0
