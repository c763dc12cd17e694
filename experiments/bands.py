"""What the baseline must reproduce: the committed table of bands, and the measures only it needs.

A band names an indicator of the model or one of ``MEASURES``: figures that set a number against a published
one, such as turnout between two ages, and are no indicators by themselves.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from sim.calendar import YEAR
from sim.codes import (
    DELIBERATE,
    DISPUTE,
    FAM,
    LAND,
    LEVEL_1,
    LEVEL_2,
    LEVEL_3,
    NEIG,
    PROP,
    R_BILATERAL,
    R_HOTLINE,
    R_LUMP,
    REQUEST,
    RES,
)
from sim.declare import Text
from sim.outcomes import OUTCOMES, claims, disputes, engagement, resolution
from sim.outcomes.measures import MISSING, ratio
from sim.outcomes.view import Selection, View
from sim.processes.escalation_parameters import EscalationParameters
from sim.table import Array

URBAN = ("OLD", "CHE", "DAN", "URV", "VTC")
RURAL = ("RUR", "REL", "BOR", "FAR")

Measure = Callable[[View, Selection], float]


@dataclass(frozen=True)
class Band:
    """One row of the table.

    Attributes:
        id: name of the row.
        measure: indicator or one of ``MEASURES``.
        label: in both languages.
        standing: A, A†, A(low), B or C.
        source: where the bounds come from.
        window: first and last week.
        low: lower bound, None if open.
        high: upper bound, None if open.
        target: published value inside the bounds, None if there is none.
        archetypes: community types it is limited to, empty for all.
        policy: policy whose run is set against the baseline, empty for the baseline itself.
        later: process that must be part of the model first, empty if it can be measured.
    """

    id: str
    measure: str
    label: Text
    standing: str
    source: str
    window: tuple[int, int]
    low: float | None = None
    high: float | None = None
    target: float | None = None
    archetypes: tuple[str, ...] = ()
    policy: str = ""
    later: str = ""

    def met(self, value: float) -> bool | None:
        """Say whether a value lies within the bounds; None if there is no value."""
        if np.isnan(value):
            return None
        return bool((self.low is None or value >= self.low) and (self.high is None or value <= self.high))

    def where(self, archetypes: tuple[str, ...]) -> Selection:
        """Select its communities in a street of these types."""
        rows = [c for c, a in enumerate(archetypes) if not self.archetypes or a in self.archetypes]
        return Selection(np.array(rows, np.intp))


@cache
def read() -> Mapping[str, Any]:
    """Read the committed table as it stands."""
    return tomllib.loads((files("sim") / "data" / "baseline_bands.toml").read_text(encoding="utf-8"))


@cache
def bands() -> tuple[Band, ...]:
    """Give every row of the committed table."""
    table = read()
    rows = []
    for given in table["band"]:
        row = {"window": table["window"], **given}
        label = (row.pop("label_zh"), row.pop("label_en"))
        row["window"], row["archetypes"] = tuple(row["window"]), tuple(row.get("archetypes", ()))
        rows.append(Band(label=label, **row))
    return tuple(rows)


def policies() -> Mapping[str, tuple[str, ...]]:
    """Give the levers at full value of each policy that a row compares."""
    return {name: tuple(levers) for name, levers in read()["policies"].items()}


def measure_of(band: Band) -> Measure:
    """Find the measure that a row names; one for a policy is measured on both runs."""
    found: Measure = MEASURES[band.measure] if band.measure in MEASURES else _outcomes()[band.measure]
    return found


@cache
def _outcomes() -> Mapping[str, Measure]:
    return {o.name: o.measure for o in OUTCOMES}


def _turnout_between(youngest: int, oldest: int) -> Measure:
    def turnout(view: View, where: Selection) -> float:
        def eligible(residents: Any) -> Array:
            of_age: Array = residents.eligible & (residents.age >= youngest) & (residents.age <= oldest)
            return of_age

        name = f"aged {youngest}-{oldest}"
        votes = view.count(f"voters {name}", lambda r: eligible(r) & engagement.voted(r))
        return ratio(where.people(votes), where.people(view.count(name, eligible)))

    return turnout


def _of_types(view: View, types: tuple[str, ...]) -> Selection:
    return Selection(np.flatnonzero(np.isin(np.array(view.street.archetypes), types)))


def _turnout_gap(view: View, where: Selection) -> float:
    rural, urban = _of_types(view, RURAL), _of_types(view, URBAN)
    return engagement.turnout.measure(view, rural) - engagement.turnout.measure(view, urban)


def _recorded_less_own(view: View, where: Selection) -> float:
    return engagement.recorded_turnout.measure(view, where) - engagement.turnout.measure(view, where)


def _turnout_migrants(view: View, where: Selection) -> float:
    return engagement.votes_per_adult.measure(view, Selection(where.rows, engagement.MIGRANT))


def _deliberated(view: View, where: Selection) -> float:
    return view.mean("deliberated", lambda r: r.last_act[:, DELIBERATE] > view.last - YEAR, where)


def _dispute_claims(view: View, where: Selection) -> float:
    return view.per_1000(float(where.pick(view.flow("claims"))[:, DISPUTE].sum()), where)


def _hotline_requests(view: View, where: Selection) -> float:
    return view.per_1000(float(where.pick(view.flow("routes"))[REQUEST, R_HOTLINE]), where)


def _lumped_or_bilateral(view: View, where: Selection) -> float:
    routes: Array = where.pick(view.flow("routes"))
    return ratio(routes[:, [R_LUMP, R_BILATERAL]].sum(), routes.sum())


def _petition_or_suit(view: View, where: Selection) -> float:
    rate = disputes.petitions.measure(view, where) + disputes.suits.measure(view, where)
    return ratio(rate, view.per_1000(float(where.pick(view.flow("claims")).sum()), where))


def _mediated(view: View, where: Selection) -> Array:
    """Give the share of each type in the entries of the book of mediation, [8]."""
    cases = view.world.cases
    rows, _ = claims.left_mediation(view)
    rows = rows[(cases.recorded[rows] >= 0) & np.isin(cases.community[rows], where.rows)]
    counts = np.bincount(cases.kind[rows], minlength=8)
    return counts / counts.sum() if rows.size else np.full(8, MISSING)


def _mix(kind: int) -> Measure:
    return lambda view, where: float(_mediated(view, where)[kind])


def _property_leads(view: View, where: Selection) -> float:
    mix = _mediated(view, where)
    return float(mix[PROP] - np.delete(mix, PROP).max())


def _justice_from_below(view: View, where: Selection) -> float:
    """Set satisfaction with the ends of disputes in the community against ends further up."""
    cases = view.world.cases
    rows = claims.ended(view)
    rows = rows[np.isin(cases.community[rows], where.rows)]
    given_up = view.street.values(EscalationParameters).signal_given_up
    felt = np.where(cases.status[rows] == RES, cases.quality[rows], given_up)
    near = (cases.via[rows] == LEVEL_1) | (cases.via[rows] == LEVEL_2)
    far = cases.via[rows] >= LEVEL_3
    return float(felt[near].mean() - felt[far].mean()) if near.any() and far.any() else MISSING


def _mandated(view: View, where: Selection) -> float:
    return float(where.pick(view.flow("mandated")))


MEASURES: Mapping[str, Measure] = {
    "turnout_gap": _turnout_gap,
    "turnout_18_29": _turnout_between(18, 29),
    "turnout_50_59": _turnout_between(50, 59),
    "turnout_70_79": _turnout_between(70, 79),
    "recorded_less_own": _recorded_less_own,
    "turnout_migrants": _turnout_migrants,
    "deliberated": _deliberated,
    "dispute_claims": _dispute_claims,
    "hotline_requests": _hotline_requests,
    "lumped_or_bilateral": _lumped_or_bilateral,
    "petition_or_suit": _petition_or_suit,
    "recorded_success": resolution.recorded_success,
    "mix_neighbour": _mix(NEIG),
    "mix_family": _mix(FAM),
    "mix_land": _mix(LAND),
    "property_leads": _property_leads,
    "justice_from_below": _justice_from_below,
    "mandated_cut": _mandated,
}
"""Figures beside the indicators; ``mandated_cut`` gives the hours of one run, the cut is taken of two."""
