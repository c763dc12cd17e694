"""Formalism: ledgers, meetings, plates, certificates, preparation for inspections, double entry (part of M4).

Ledger hours = .25 x assisted and off-list hours passed down x upward assessment x (1 - cut) x double entry x
record keeping, and on top the paper work of single rules, 8 hours for each assessment in the two weeks before
an inspection, 1.5 hours of meetings for each department, .1 hour for each name plate, .4 for a certificate.
Double entry = 1 + .3 (coverage (1 - integration) + .3 (platform - .2)(1 - integration) - .24): going online
saves hours only where systems are joined.

Choices. Work that is paid for as such comes without ledgers. Certificates count what residents ask for; a cut
saves the committee's hours for them. A fully digital grid that is not integrated adds a fifth to what hangs
on tasks. Pooled funds save a fifth of the meetings.

Sources: over 150 ledgers, 40 reporting systems and 42 bodies in a Beijing community, about 2018; half of each
day goes to forms (village cadres, 2023-2025); sizes see ``tasks_parameters``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.processes.assessment import assessments, upward_assessment, veto
from sim.processes.funding_parameters import FundingParameters
from sim.processes.hours_parameters import HourParameters
from sim.processes.tasks_parameters import TaskParameters

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street


def state_ledgers(street: Street) -> None:
    """State the ledger hours and certificates of the week.

    Changes: ``communities.certificates``, ``communities.ledger_hours``.
    """
    p = street.values(TaskParameters)
    levers, c = street.levers, street.world.communities
    per_hour, fixed, preparation = levers.keep("tasks.ledgers", lambda: _ledger_rules(street, p))
    c.certificates[:] = p.certificate_rate * c.adults * c.established
    ledgers = per_hour * street.world.departments.passed.sum(axis=0) + fixed + preparation * c.preparing
    ledgers += c.certificates * p.certificate_hours * (1.0 - levers.cert_cut)
    ledgers += p.credit_ledger * levers.credit * (1 + levers.choice("credit_form"))
    np.maximum(ledgers, 0.0, out=c.ledger_hours)


def online(street: Street) -> tuple[Floats, Floats]:
    """Give online coverage and integration, with a further smart system counted in, [C] each."""
    levers, weight = street.levers, street.values(TaskParameters).smart_weight
    added = weight * levers.smart_sys
    coverage = np.minimum(levers.dig_cov + added, 1.0)
    return coverage, levers.integr * (1.0 - added) + added * levers.smart_integr


def _ledger_rules(street: Street, p: TaskParameters) -> Floats:
    """Give ledger hours for an hour passed down, hours that do not hang on tasks, and preparation, [3, C]."""
    levers = street.levers
    coverage, integration = online(street)
    apart = 1.0 - integration
    entry = coverage * apart + p.platform_entry * levers.above("platform_scope") * apart - p.entry_today
    records = 1.0 + p.record_keeping * (levers.above("integrity") + levers.above("reward"))
    records += p.grid_reporting * levers.brought_in("grid_info") * apart
    per_hour = p.ledger_rate * upward_assessment(street) * (1.0 - levers.ledger_cut)
    per_hour = per_hour * np.maximum(1.0 + p.double_entry * entry, 0.0) * records
    relief = street.values(HourParameters).veto_relief[1] * (1.0 - veto(street))
    preparation = p.preparation_hours * assessments(street) * (1.0 - relief)
    return np.stack((per_hour, _fixed_ledgers(street, p), preparation))


def _fixed_ledgers(street: Street, p: TaskParameters) -> Floats:
    """Give the hours of single rules, meetings and plates, [C]."""
    levers = street.levers
    standard, rating, body, campaign = p.ledger_bodies
    hours = standard * levers.above("rc_standard") + rating * levers.twoway + body * levers.env_pm_committee
    hours += campaign * levers.above("anti_gang")
    pooled = street.values(FundingParameters).pooling_hours * levers.brought_in("pooling")
    hours += p.meeting_hours * len(street.county) * (1.0 - levers.meeting_cut) * (1.0 - pooled)
    hours += p.plate_hours * (p.plates - (p.plates - p.plates_left) * levers.plaque_cut)
    return hours
