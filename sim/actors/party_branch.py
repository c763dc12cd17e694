"""The Party branch of a community: it convenes and contacts, and may share its head with the committee."""

from __future__ import annotations

from sim.actors.actor import Actor, Cell


class PartyBranch(Actor):
    """社区党组织: calls joint meetings, assigns members, contacts residents, supports the committee."""

    dual_office = Cell("communities", "dual_office")
    skilled_hours = Cell("communities", "skilled_hours")
    coordination = Cell("communities", "branch_coordination")
    registered_members = Cell("communities", "registered_members")
    last_joint_meeting = Cell("communities", "last_joint_meeting")

    def plan_contacts(self, hours: float, hours_each: float) -> float:
        """Decide how many residents to contact with the hours that meetings and ties leave.

        Args:
            hours: hours of the branch before meetings and ties, with those that members give to contacts.
            hours_each: hours that one contact takes.
        """
        return max(hours - float(self.coordination), 0.0) / hours_each
