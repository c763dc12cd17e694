"""Who gets less: gaps in access, the worst-off type of community, inequality of the services people meet.

Choices: access differs by registration, age, digital access, language and membership of a support group; a
group with fewer than ten adults is not compared. The worst-off type is that with the least satisfied
residents unless another indicator is asked for; an indicator of which less is better is turned round, so
that the minimum is always the worst.
"""

from __future__ import annotations

import math

import numpy as np

from sim.declare import Outcome, outcome
from sim.flows import GROUPS
from sim.outcomes.measures import MISSING, gini, ratio
from sim.outcomes.services import satisfaction
from sim.outcomes.view import Floats, Selection, View
from sim.processes.services import resident_quality
from sim.table import Array

ACCESS_GROUPS = tuple(
    g for g, (name, _, _) in enumerate(GROUPS) if name.startswith(("registered", "migrant", "age", "digital"))
)
LEAST_ADULTS = 10
END = "last week of the window"


def met_quality(view: View) -> Array:
    """Give the need-weighted service quality that each adult meets this week, [N]."""
    return view.keep("met quality", lambda: resident_quality(view.street))  # type: ignore[arg-type]


@outcome(
    "SVC4",
    label=("服务可及差距", "Access gap"),
    unit=("0—1", "0–1"),
    better="lower",
    sentence=(
        "实际享有服务质量最低的群体与最高的群体之差，占最高群体的比例。",
        "One less the ratio of the service quality that the worst-off and the best-off group meet.",
    ),
    matters=0.02,
    summary=END,
)
def access_gap(view: View, where: Selection) -> float:
    """Compare the mean quality met by the worst-off and the best-off group."""
    if not view.present:
        return MISSING
    everyone = view.count("met quality", lambda r: met_quality(view))
    groups = [Selection(where.rows, g) for g in ACCESS_GROUPS]
    sums = [(group.people(everyone), view.adults(group)) for group in groups]
    for marked in ("language_gap", "vulnerable"):
        met, adults = (where.people(count) for count in _marked(view, marked))
        sums += [(met, adults), (where.people(everyone) - met, view.adults(where) - adults)]
    means = [met / adults for met, adults in sums if adults >= LEAST_ADULTS]
    return 1.0 - ratio(min(means), max(means)) if means else MISSING


def _marked(view: View, name: str) -> tuple[Floats, Floats]:
    """Give quality met and number of the adults with a mark, by cell."""
    met = view.count(f"met {name}", lambda r: met_quality(view) * getattr(r, name))
    return met, view.count(name, lambda r: getattr(r, name))


def worst_off(view: View, where: Selection, chosen: Outcome = satisfaction) -> float:
    """Give the least value of an indicator over types of community, turned so that higher is good.

    Args:
        view: the street and the window.
        where: communities to compare.
        chosen: indicator.
    """
    types = np.array(view.street.archetypes)
    sign = -1.0 if chosen.better == "lower" else 1.0
    values = []
    for archetype in dict.fromkeys(types[where.rows].tolist()):
        rows = where.rows[types[where.rows] == archetype]
        values.append(sign * chosen.measure(view, Selection(rows, where.group)))
    known = [value for value in values if math.isfinite(value)]
    return min(known) if known else MISSING


@outcome(
    "EQU1",
    label=("最弱社区类型水平", "Worst-off community type"),
    unit=("随所选指标", "as chosen"),
    better="higher",
    sentence=(
        "各类型社区中所选指标（默认居民满意度）最差一类的数值。",
        "Chosen indicator, resident satisfaction by default, in the worst-off type of community.",
    ),
    matters=0.02,
    summary=END,
    street_only=True,
)
def worst_off_type(view: View, where: Selection) -> float:
    """Find the type of community with the least satisfied residents."""
    return worst_off(view, where)


@outcome(
    "EQU2",
    label=("服务质量基尼系数", "Gini of service quality"),
    unit=("0—1", "0–1"),
    better="lower",
    sentence=(
        "成年居民实际享有的服务质量的基尼系数。",
        "Gini coefficient over adults of the service quality that each meets.",
    ),
    matters=0.02,
    summary=END,
)
def gini_of_quality(view: View, where: Selection) -> float:
    """Measure how unequally service quality is spread over adults."""
    if not view.present:
        return MISSING
    mine = np.isin(view.world.residents.community, where.rows)
    values: Floats = np.sort(met_quality(view)[mine])
    return gini(values, np.ones(len(values)))


OUTCOMES: tuple[Outcome, ...] = (access_gap, worst_off_type, gini_of_quality)
