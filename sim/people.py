"""The people of a street and the places they live in.

Residents are sorted by community, grid, building and household, so each of these groups is a run of
consecutive rows.
"""

from __future__ import annotations

from sim.table import Array, Table, column


class Residents(Table):
    """Adults, one row each, [N]."""

    order = "F"

    household: Array = column("u4", "row of the household")
    building: Array = column("u4", "row of the building, stairwell or villagers' group")
    grid: Array = column("u4", "row of the grid")
    community: Array = column("u2", "row of the community")
    unit: Array = column("i4", "row of the resident unit where employed or at school, -1 none", fill=-1)
    group: Array = column("i4", "number of the residents' group joined (affiliation layer), -1 none", fill=-1)
    age: Array = column("i1", "years, 18-90")
    age_group: Array = column("i1", "0: 18-34, 1: 35-59, 2: 60+")
    education: Array = column("i1", "0-3")
    income: Array = column("i1", "tercile, 0 lowest")
    hukou: Array = column("?", "registered here")
    right: Array = column("?", "may vote here")
    right_draw: Array = column("f", "stored uniform that decides the vote of the non-registered")
    tenure: Array = column("i1", "owner, renter, collective member, resettled")
    language: Array = column("i1", "language and culture group")
    language_gap: Array = column("?", "language differs from the community's largest group")
    party: Array = column("?", "party member")
    registered: Array = column("?", "party member registered for service here")
    vulnerable: Array = column("?", "in a support group (one pooled flag)")
    theta: Array = column("f", "internal civic motivation, logit")
    threshold: Array = column("f", "threshold of the Hill variant, (0, 1]")
    efficacy: Array = column("f", "efficacy E, [0, 1]")
    trust: Array = column("f", "trust T by organisation, [0, 1]", "trusted")
    belonging: Array = column("f", "belonging G, [0, 1]")
    norm: Array = column("f", "public-spirit norm, [0, 1]")
    skill: Array = column("f", "deliberation skill, [0, 1]")
    law: Array = column("f", "legal literacy, [0, 1]")
    digital: Array = column("f", "digital access and literacy, [0, 1]")
    expectation: Array = column("f", "service expectation X, [0, 1]")
    satisfaction: Array = column("f", "satisfaction S, [0, 1]")
    grievance: Array = column("f", "accumulated unresolved grievance g, [0, 5]")
    free_hours: Array = column("f", "hours a week free for the community, [0, 10]")
    exposure: Array = column("f", "exposure memory z by act, [0, 1]", "acts")
    mobilised: Array = column("f", "stock of recent contacts, [0, inf)")
    acted: Array = column("u1", "acts done this week, {0, 1}", "acts")
    recent: Array = column("u1", "did the act within its window, {0, 1}", "acts")
    last_act: Array = column("i4", "week of the last act, -9999 never", "acts", fill=-9999)
    acts_52: Array = column("u2", "deliberate and volunteer acts in 52 weeks, 0-104")
    act_blocks: Array = column("u1", "the same by four-week blocks, ring of 13", "blocks13")
    acts_total: Array = column("u2", "acts since the start by kind", "acts")
    eligible: Array = column("?", "could vote in the last election")
    recorded_vote: Array = column("?", "recorded as having voted in the last election")
    open_claims: Array = column("u1", "open claims as a party")
    open_disputes: Array = column("u1", "of these, disputes")
    served: Array = column("?", "reached by casework or counselling this week")
    contacted: Array = column("u1", "mobilising contacts this week")
    joint_acts: Array = column("u1", "acts done together this week (sessions, volunteering, groups)")
    conflicts: Array = column("u1", "new neighbour or inter-group claims as a party this week")
    grievance_gain: Array = column("f", "grievance added this week")
    efficacy_0: Array = column("f", "own initial efficacy")
    belonging_0: Array = column("f", "own initial belonging")
    norm_0: Array = column("f", "own initial norm")
    trust_gap: Array = column("f", "own initial trust in community organisations less the community mean")
    privacy: Array = column("f", "privacy sensitivity, stored uniform")
    care_draw: Array = column("f", "stored uniform that decides coverage by casework")
    trust_gap_street: Array = column("f", "own initial trust in the street less the community mean")
    low_digital: Array = column("?", "digital access below the community's median")
    # what is kept of ties, so that only changes are reckoned; it follows from recent acts and the layers
    recent_seen: Array = column("u1", "recent acts as others have last seen them, {0, 1}", "acts")
    tie_share: Array = column("i4", "weight of a tie at home, of kin, neighbours, work, 2**-30", "layers")
    around: Array = column("i4", "weight of ties, online ones apart, lately active, 2**-30", "acts")
    by_group: Array = column("i4", "rows of residents in the order of groups, those without one first")
    tie_weight: Array = column("f", "1 over the weight of the layers in which the resident has ties, 0 none")


class Households(Table):
    """Households, [H]."""

    community: Array = column("u2", "row of the community")
    grid: Array = column("u4", "row of the grid")
    building: Array = column("u4", "row of the building")
    estate: Array = column("i4", "row of the estate, -1 none", fill=-1)
    first: Array = column("u4", "row of the first adult")
    size: Array = column("u1", "adults")
    child: Array = column("?", "has a child")
    owner_in_residence: Array = column("?", "an owner lives here")
    vacant: Array = column("?", "dwelling stands empty part of the year and is not billed")
    never_pay: Array = column("?", "never pays the property fee")
    arrears: Array = column("u1", "quarters unpaid, 0-8")
    area: Array = column("f", "floor area, m2", fill=90)


class Buildings(Table):
    """Buildings, stairwells or villagers' groups, [B]."""

    community: Array = column("u2", "row of the community")
    grid: Array = column("u4", "row of the grid")
    first: Array = column("u4", "row of the first adult")
    size: Array = column("u4", "adults")


class Grids(Table):
    """Grids, [R]."""

    community: Array = column("u2", "row of the community")
    first: Array = column("u4", "row of the first adult")
    size: Array = column("u4", "adults")
    vulnerable: Array = column("u4", "of these, adults in a support group")


class Estates(Table):
    """Estates with common property; until the property process comes they keep their starting values."""

    community: Array = column("u2", "row of the community")
    mode: Array = column("i1", "0 none, 1 self-managed, 2 company, 3 abandoned")
    effort: Array = column("f8", "effort of whoever manages, [0, 1]")
    quality: Array = column("f8", "service quality q, [0, 1]")
    fee: Array = column("f8", "CNY per m2 and month")
    paid_share: Array = column("f8", "share of billed fees paid last quarter, [0, 1]")
    owners_committee: Array = column("?", "an owners' committee exists")
    owners_effort: Array = column("f8", "its effort, [0, 1]")
    capture: Array = column("f8", "its capture by a few, [0, 1]")


class Units(Table):
    """Resident units: employers, schools, shops, [U]."""

    community: Array = column("u2", "row of the community")
    pact: Array = column("?", "has a co-building pact")
    pact_draw: Array = column("f8", "stored uniform that decides the pact")
    node: Array = column("i4", "its node in the network of organisations of its community")
    members: Array = column("i4", "residents who belong to it")
