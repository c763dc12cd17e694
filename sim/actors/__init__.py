"""Organisations with state and judgement of their own, as Mesa agents.

An actor's state is a row of the world's tables, read and written through its properties; what the actor adds
is judgement: it decides what to do with what it sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.actors.department import Department
from sim.actors.joint_centre import JointCentre
from sim.actors.mediation_committee import MediationCommittee
from sim.actors.party_branch import PartyBranch
from sim.actors.property_company import PropertyCompany
from sim.actors.resident_unit import ResidentUnit
from sim.actors.residents_committee import ResidentsCommittee
from sim.actors.social_organization import SocialOrganization
from sim.actors.social_work_station import SocialWorkStation
from sim.actors.street_office import StreetOffice

if TYPE_CHECKING:
    from sim.model import Street

COMPANY = 2


def appoint(street: Street) -> None:
    """Make the actors of a street; social organisations are founded by their process."""
    world = street.world
    communities = range(world.communities.n)
    street.office = StreetOffice(street, 0)
    street.county = [Department(street, d) for d in range(world.departments.n)]
    street.branches = [PartyBranch(street, c, c) for c in communities]
    street.committees = [ResidentsCommittee(street, c, c) for c in communities]
    street.mediation_committees = [MediationCommittee(street, c, c) for c in communities]
    street.joint_centres = [JointCentre(street, c, c) for c in communities]
    street.station = SocialWorkStation(street, 0)
    street.units = [ResidentUnit(street, u, int(world.units.community[u])) for u in range(world.units.n)]
    managed = world.estates.community[world.estates.mode == COMPANY]
    street.companies = [PropertyCompany(street, c, c) for c in communities if c in managed]
    street.social_organisations = []


def renew(street: Street) -> None:
    """Make the social organisations of a saved state anew."""
    for actor in street.social_organisations:
        actor.remove()
    street.social_organisations = [SocialOrganization(street, s) for s in range(street.world.organisations.n)]
