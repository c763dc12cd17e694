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

    def lists(self, hard_to_reach: bool, luck: float, on_list: float) -> bool:
        """Decide whether a resident is on the contact list.

        Args:
            hard_to_reach: aged 18-34 or renting.
            luck: the resident's own uniform, the same in every week.
            on_list: share of such residents whom the branch reaches.
        """
        return not hard_to_reach or luck < on_list
