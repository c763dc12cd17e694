"""READ FIRST: the order of one week.

``WEEK`` is the whole model in order: each function takes the street, does one thing, and leaves its result
in the state (``sim/world.py``) and in this week's flows (``sim/flows.py``). Residents update together from
last week's state; organisations act once. Where a step reads what a later step writes, it sees last week's
value: the load ratio and cash in step 2, burnout in step 4, trust and ties in steps 6 to 8, volunteer hours
in step 9.

``BEGIN`` sets the starting values, in order, once the population stands. ``DECLARED`` is every class of
declared numbers, in the order of the week. ``NOT_YET`` lists what a process that is not yet part of the
model owns: it keeps its starting value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.declare import Declarations
from sim.levers import PolicyParameters
from sim.population import PopulationParameters
from sim.processes import (
    claims,
    contracting,
    deliberation,
    engagement,
    escalation,
    funding,
    hours,
    influence,
    linkage,
    mediation,
    mobilisation,
    policy,
    services,
    tasks,
    trust,
    workforce,
)
from sim.processes import property as property_service
from sim.processes.influence_parameters import InfluenceParameters

if TYPE_CHECKING:
    from sim.model import Street

BEGIN: tuple[Callable[[Street], None], ...] = (
    services.begin,  # facilities and first quality
    workforce.begin,  # posts and their first holders
    linkage.begin,  # which organisations exist, and their first ties
    contracting.begin,  # social organisations, their staff, fields and presence
    funding.begin,  # opening balances
    mobilisation.begin,  # which secretaries head the committee
    engagement.begin,  # last votes, recent acts, first exposure
    trust.begin,  # lasting dispositions
    deliberation.begin,  # the legitimacy of the last election
    tasks.begin,  # reference pressure of the departments
    claims.begin,  # how often each type of event arises in each community
    property_service.begin,  # the credit of property companies
)

WEEK: tuple[Callable[[Street], None], ...] = (
    policy.calendar_levers,  # 1  levers come into force step by step; their costs are charged
    tasks.tasks_gate,  # 2  departments issue tasks; the access list blocks some; the rest goes down
    funding.funds,  # 3  the year's budget, money that follows tasks, gifts; temporary staff is hired
    workforce.capacity,  # 4  who is present, how efficient, how much overtime: hours to give
    hours.allocate,  # 5  hours are rationed among administration, ledgers, services, visits, mediation …
    mediation.serve_disputes,  # 6  waiting cases get sessions; some settle, some break down
    claims.new_events,  # 7  new grievances; some are named; the named choose a route
    escalation.escalate,  # 8  what is not settled may rise a level or be given up
    services.provide,  # 9  hours, volunteers, space and market become service quality
    linkage.link,  # 10 joint meetings, ties, needs found
    contracting.carry_out,  # 10 projects and contracts of social organisations; diversion to the committee
    mobilisation.mobilise,  # 11 the party branch contacts residents
    influence.observe,  # 12 residents see who around them took part
    engagement.participate,  # 12 residents vote, deliberate, volunteer
    deliberation.deliberate,  # 13 sessions decide; decisions are carried out; money is voted on
    property_service.property_cycle,  # 14 once a quarter companies collect fees and pay for their work
    trust.learn,  # 15 trust, efficacy, belonging, satisfaction and grievance follow what happened
    workforce.burnout_turnover,  # 16 strain and recovery; some quit; posts are filled again
    contracting.organisations,  # 16 social organisations grow, shrink, enter and leave
    policy.close,  # 18 books are checked and the week is recorded
)

DECLARED: tuple[type[Declarations], ...] = (
    PolicyParameters,
    PopulationParameters,
    tasks.TaskParameters,
    funding.FundingParameters,
    workforce.WorkforceParameters,
    hours.HourParameters,
    mediation.MediationParameters,
    claims.ClaimParameters,
    escalation.EscalationParameters,
    services.ServiceParameters,
    linkage.LinkageParameters,
    contracting.ContractingParameters,
    mobilisation.MobilisationParameters,
    InfluenceParameters,
    engagement.EngagementParameters,
    deliberation.DeliberationParameters,
    property_service.PropertyParameters,
    trust.TrustParameters,
)

NOT_YET: tuple[tuple[str, str, str], ...] = (
    (
        "property",
        "quality, payment and effort, owners' committees, exit of companies",
        "estates keep their starting values; companies collect and spend every quarter",
    ),
    ("norms", "norms, covenant, contact quality, literacy, skill, groups", "they keep their starting values"),
    ("emergencies", "damage, preparedness, emergency hours", "no damage; preparedness as at the start"),
    ("evaluation", "inspection effect, rating feedback, imitation", "fidelity as declared; weights fixed"),
)
