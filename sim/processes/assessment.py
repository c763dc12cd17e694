"""How hard those above assess, how often they come, and what a single failed item still costs.

Upward assessment A_up = .82 + .2 secretary + .4 reviews + .1 mutual rating (1 today, at most 1.6) draws hours
to what is assessed. A single item can still veto a year's work as far as vetoes have not been removed:
veto = 1 - removed (1 - residue), residue = .15 + .2 (secretary - .3)+ + .2 (reviews - .3)+. Inspections come
``inspection_freq`` times a year at equal distances; the two weeks before one are spent on preparing.

Once a year committees rate the street: its score is the mean, over communities by the hours passed down to
them, of 1 - min(1, (x - 1)+), x the year's mean load. It then passes less down: factor x (1 - .15 rating x
candour (1 - score)), never below half.

Choices. Rating takes place in the first week of the following year. The way to the next inspection is a
stock, so a frequency that changes moves no inspection twice. In the variant in which departments are rated
they issue less instead, without loss of candour.

Sources: what is assessed gets done (Holmström and Milgrom 1991); 32 evaluations in a Beijing community, about
2018; sizes are assumptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import YEAR, is_budget_week
from sim.processes.hours_parameters import HourParameters
from sim.processes.tasks_parameters import TaskParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

MOST_ASSESSMENT = 1.6
PREPARING_WEEKS = 2
SEPARATE_ASSESSMENTS = 8.0
"""One for each department, today."""
_TINY = 1e-9


def upward_assessment(street: Street) -> Floats:
    """Give how hard the committee is assessed from above, 1 today, [C]."""

    def compute() -> Floats:
        base, secretary, reviews, rating = street.values(TaskParameters).pressure_levels
        levers = street.levers
        up = base + secretary * levers.secretary_account + reviews * levers.kpi_weight
        return np.clip(up + rating * levers.twoway, 0.0, MOST_ASSESSMENT)

    return street.levers.keep("assessment.upward", compute)


def veto(street: Street) -> Floats:
    """Give how far single-item vetoes are still felt, 1 today, [C]."""

    def compute() -> Floats:
        p, levers = street.values(HourParameters), street.levers
        kept = np.maximum(levers.above("secretary_account"), 0.0)
        kept = kept + np.maximum(levers.above("kpi_weight"), 0.0)
        residue = np.minimum(1.0, p.veto_residue + p.veto_kept * kept)
        felt: Floats = 1.0 - levers.veto_removed * (1.0 - residue)
        return felt

    return street.levers.keep("assessment.veto", compute)


def assessments(street: Street) -> Floats:
    """Count the assessments of a year: one of each department, or a unified one with its riders, [C]."""
    unified = 1.0 + street.values(TaskParameters).rider_share
    return np.where(street.levers.unified_assess > 0.5, unified, SEPARATE_ASSESSMENTS)


def approach_inspections(street: Street) -> None:
    """Move a week closer to the next inspection, and say who prepares for one.

    Changes: ``communities.preparing``, ``communities.inspection_phase``.
    """
    c = street.world.communities
    step = street.levers.inspection_freq / YEAR
    c.preparing[:] = (c.inspection_phase + PREPARING_WEEKS * step >= 1.0 - _TINY) & (step > 0.0)
    c.inspection_phase += step
    c.inspection_phase[c.inspection_phase >= 1.0 - _TINY] -= 1.0
    np.maximum(c.inspection_phase, 0.0, out=c.inspection_phase)


def rate_each_other(street: Street) -> None:
    """Let committees rate the street for the past year, and the street take it to heart.

    Changes: ``communities.forwarding``; the year's sums of load and of hours passed down start again.
    """
    c = street.world.communities
    if is_budget_week(street.week):
        if street.week > 1:
            street.office.heed(score(c.pressure_year / YEAR, c.pushed_year))
        c.pressure_year[:] = 0.0
        c.pushed_year[:] = 0.0


def score(load: Floats, passed: Floats) -> float:
    """Give the score of whoever passed work down, 0 to 1.

    Args:
        load: the year's mean load ratio, [C].
        passed: hours passed down in the year, [C].
    """
    total = passed.sum()
    if total <= 0.0:
        return 1.0
    return float((1.0 - np.minimum(1.0, np.maximum(load - 1.0, 0.0))) @ passed / total)
