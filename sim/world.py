"""The state of one street: every column, with unit and shape.

What residents and places are is in ``people``, claims in ``cases``, what happened this week in ``flows``; all
else is here. All state lives in these tables (and in the ledger), so saving their arrays saves the street;
actors are views of rows with judgement of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim import codes
from sim.cases import Cases, Transitions
from sim.flows import Flows, StreetFlows
from sim.networks import Networks
from sim.people import Buildings, Estates, Grids, Households, Residents, Units
from sim.table import Array, GrowingTable, Table, column

SIZES: Mapping[str, int] = {
    "acts": 4,
    "layers": 4,
    "trusted": 5,
    "domains": 6,
    "hours": 8,
    "blocks13": 13,
    "task_classes": 5,
    "fields": 9,
    "year": 52,
    "types": 8,
    "classes": 2,
    "routes": 6,
    "levels": 5,
    "groups": 11,
}


class Posts(GrowingTable):
    """Posts of committees and of the social work station, [P]; their rows outlast their holders."""

    community: Array = column("i2", "row of the community, -1 the street's social work station", fill=-1)
    role: Array = column("i1", "role of the post")
    ordinal: Array = column("i4", "number of the post within its community or the station")
    key: Array = column("u4", "counter word by which the post draws; the same under every policy")
    holder: Array = column("i4", "row of the worker, -1 vacant", fill=-1)
    opened: Array = column("i4", "week in which the post was created")
    funded: Array = column("?", "the post exists under the levers in force", fill=1)


class Workers(GrowingTable):
    """Everyone who ever held a post, [W]."""

    post: Array = column("i4", "row of the post")
    role: Array = column("i1", "role")
    skill: Array = column("f8", "skill, (0, 1]")
    burnout: Array = column("f8", "burnout B, [0, 1]")
    susceptibility: Array = column("f8", "personal factor of strain, mean 1")
    certified: Array = column("?", "holds a professional certificate")
    joined: Array = column("i4", "week of joining")
    left: Array = column("i4", "week of leaving, -1 in post", fill=-1)


class Communities(Table):
    """Communities, [C]; float64."""

    archetype: Array = column("i2", "number of the archetype")
    first: Array = column("u4", "row of the first adult")
    adults: Array = column("i4", "adults")
    households: Array = column("i4", "households")
    residents: Array = column("f8", "residents of all ages")
    distance: Array = column("f8", "travel cost to the street office, multiple")
    established: Array = column("f8", "share of the area with an established committee")
    established_0: Array = column("f8", "the same at the start")
    urban: Array = column("?", "urban type")
    interpreter_need: Array = column("f8", "share of adults with a language gap at the start")
    # tasks, staff and hours
    forwarding: Array = column("f8", "factor on the street's forwarding of tasks, (0, 1]", fill=1)
    assist_growth: Array = column("f8", "growth of the assist share since the start, share")
    inspection_phase: Array = column("f8", "share of the way to the next inspection, [0, 1)")
    preparing: Array = column("?", "an inspection falls within two weeks")
    mandated: Array = column("f8", "administration and ledger hours wanted this week")
    ledger_hours: Array = column("f8", "ledger hours wanted this week (with certificates)")
    certificates: Array = column("f8", "certificates asked for this week")
    adversarial_items: Array = column("f8", "enforcement-type items done by the committee this week")
    pressure: Array = column("f8", "load ratio x, [0, 3]", fill=1)
    pressure_year: Array = column("f8", "sum of the load ratio since the year began")
    pushed_year: Array = column("f8", "hours passed down since the year began")
    burnout: Array = column("f8", "mean burnout of filled posts", fill=0.4375)
    posts_rate: Array = column("f8", "its own posts per 10,000 residents")
    efficiency: Array = column("f8", "mean efficiency of filled posts", fill=0.8)
    skill: Array = column("f8", "mean skill of filled posts", fill=0.9667)
    filled: Array = column("f8", "filled posts", fill=1)
    posts: Array = column("f8", "posts", fill=1)
    overtime: Array = column("f8", "overtime share", fill=0)
    capacity: Array = column("f8", "effective hours of the committee this week")
    temp_hours: Array = column("f8", "effective hours of temporary staff this week")
    temp_pipeline: Array = column(
        "f8", "paid hours of temporary staff on their way, ring of 13 weeks", "blocks13"
    )
    sunk_hours: Array = column("f8", "street hours moved down this week")
    sunk_since: Array = column("i4", "week in which street hours first moved down, -1 never", fill=-1)
    own_hours: Array = column("f8", "hours spent on carrying out levers this week")
    own_bought: Array = column("f8", "service hours bought with untied money of the committee this week")
    granted: Array = column("f8", "operating money granted for the year, CNY")
    formal_share: Array = column("f8", "ledger and coordination hours over all hours, last week")
    branch_lever_hours: Array = column("f8", "branch hours spent on carrying out levers this week")
    need: Array = column("f8", "hours wanted by kind", "hours")
    hours: Array = column("f8", "hours given by kind", "hours")
    coverage: Array = column("f8", "hours given over hours wanted by kind", "hours", fill=1)
    coordination: Array = column("f8", "coordination hours wanted this week")
    emergency: Array = column("f8", "emergency hours wanted this week")
    skilled_hours: Array = column("f8", "skilled hours of registered party members this week")
    discovery: Array = column("f8", "chance that a hidden need is found within eight weeks, [0, 1]")
    branch_coordination: Array = column("f8", "branch hours spent on meetings and ties this week")
    last_joint_meeting: Array = column("i4", "week of the last joint meeting, -9999 never", fill=-9999)
    registered_members: Array = column("f8", "in-service Party members due to register here")
    hard_to_reach: Array = column("f8", "adults aged 18-34 or renting")
    casework_hours: Array = column("f8", "social work hours given here this week")
    # services
    facility: Array = column("f8", "service facility, m2 per 100 households")
    quality: Array = column("f8", "service quality Q by domain, [0, 1]", "domains", fill=0.6)
    quality_shock: Array = column("f8", "passing change of quality by domain", "domains")
    service_need: Array = column("f8", "service hours needed by domain", "domains")
    need_registered: Array = column("f8", "of these, needed by the registered", "domains")
    need_migrant: Array = column("f8", "needed by the others, were none of it suppressed", "domains")
    infrastructure: Array = column("f8", "public works and their condition, 1 at the start", fill=1)
    digital: Array = column("f8", "mean digital access of adults, [0, 1]")
    soe_weeks: Array = column("f8", "weeks since a state enterprise's or farm's community was taken in")
    volunteer_hours: Array = column("f8", "volunteer hours given last week")
    unit_hours: Array = column("f8", "volunteer hours of units this week")
    venue_hours: Array = column("f8", "venue hours opened by units this week")
    project_supply: Array = column("f8", "matched project hours by domain this week", "domains")
    voted_supply: Array = column("f8", "matched hours bought with voted money, by domain and week", "domains")
    bought_hours: Array = column("f8", "service hours bought by the street this week")
    responsiveness: Array = column("f8", "responsiveness Rsp, [0, 1]", fill=1)
    survey: Array = column("f8", "last surveyed satisfaction", fill=0.6)
    # kept at their starting values until their processes come
    covenant: Array = column("f8", "covenant strength, [0, 1]", fill=0.2)
    contact_quality: Array = column("f8", "contact quality between groups, [0, 1]", fill=0.4)
    preparedness: Array = column("f8", "preparedness, [0, 1]", fill=0.3)
    damage: Array = column("f8", "damage, relative units")
    quota_weeks: Array = column("f8", "weeks since seats for mixed deliberation rose above today's")
    settlement_quality: Array = column("f8", "quality of what is settled at levels 1 and 2 this week, [0, 1]")
    paper_settlement: Array = column("f8", "chance that a dispute given up is entered as settled, this week")
    event_multiple: Array = column(
        "f8", "how often each type of event arises here, multiple", "types", fill=1
    )
    collective_income: Array = column("f8", "collective income of its own, CNY per resident and year")
    # civic life
    legitimacy: Array = column("f8", "legitimacy of the committee, [0, 1]", fill=0.5)
    legitimacy_before: Array = column("f8", "legitimacy before the last election", fill=0.5)
    dual_office: Array = column("f8", "the secretary heads the committee, {0, 1}")
    expected_leak: Array = column("f8", "leak share that residents expect", fill=0.02)
    leak_share: Array = column("f8", "leak share disclosed this week")
    act_share: Array = column("f8", "share of adults recently active by act", "acts")
    online_weight: Array = column("f8", "weight of the online layer that ties were last reckoned with")
    willing: Array = column("f8", "sum of the probabilities to volunteer, before places")
    delib_due: Array = column("f8", "sessions due this week")
    session_held: Array = column("?", "a session is held this week")
    session_first: Array = column("u4", "first resident row invited to the session")
    session_stop: Array = column("u4", "row after the last resident invited")
    open_decisions: Array = column("f8", "decisions taken or due that are not yet carried out")
    consulted: Array = column("?", "the last major decision was put to consultation")


class Office(Table):
    """Street office, one row."""

    concession: Array = column("f8", "pay-off that petitioners expect, [0, 1]", fill=0.7)
    hours: Array = column("f8", "street hours this week")
    lever_hours: Array = column("f8", "street hours spent on carrying out levers this week")
    task_hours: Array = column("f8", "hours given to tasks this week")
    dispute_hours: Array = column("f8", "hours given to level 3 this week")
    task_need: Array = column("f8", "task hours wanted this week, street hours")
    dispute_need: Array = column("f8", "level-3 hours wanted this week")
    casework_need: Array = column("f8", "social work hours wanted this week")
    casework_hours: Array = column("f8", "social work hours given this week")
    social_capacity: Array = column("f8", "effective hours of the social work station this week")
    social_pressure: Array = column("f8", "load ratio of the social work station", fill=1)
    social_burnout: Array = column("f8", "mean burnout of the social work station", fill=0.4375)
    granted: Array = column("f8", "money of the county granted for the year, CNY")


class Departments(Table):
    """County departments and the fluid stocks of tasks, [D]; task hours are RC-equivalent."""

    pressure: Array = column("f8", "blocked hours felt by the department, h")
    reference: Array = column("f8", "its reference, h", fill=1)
    passed: Array = column("f8", "assisted and off-list hours passed down this week", "communities")
    passed_year: Array = column("f8", "the same since the year began", "communities")
    passed_before: Array = column("f8", "the same in the year before", "communities")
    blocked_year: Array = column("f8", "hours blocked since the year began", "communities")
    blocked_before: Array = column("f8", "the same in the year before", "communities")
    issued: Array = column("f8", "hours issued this week", "communities", "task_classes")
    backlog_rc: Array = column("f8", "backlog of the committee, h", "communities", "task_classes")
    backlog_street: Array = column("f8", "backlog of the street, h", "communities", "task_classes")
    backlog_so: Array = column("f8", "backlog of bought hours, h", "communities", "task_classes")
    total_issued: Array = column("f8", "hours issued since the start", "communities", "task_classes")
    total_rc: Array = column(
        "f8", "hours done by the committee since the start", "communities", "task_classes"
    )
    total_street: Array = column(
        "f8", "hours done by the street since the start", "communities", "task_classes"
    )
    total_so: Array = column("f8", "hours done by social organisations", "communities", "task_classes")
    total_cancelled: Array = column("f8", "hours cancelled since the start", "communities", "task_classes")
    total_lapsed: Array = column("f8", "hours lapsed since the start", "communities", "task_classes")


class SocialOrganisations(GrowingTable):
    """Social organisations, [S]."""

    alive: Array = column("?", "still active")
    shell: Array = column("?", "lives on the core grant only")
    field: Array = column("i1", "its main field, 0-8")
    staff: Array = column("f8", "staff K, full-time equivalents")
    quality: Array = column("f8", "quality q, [0, 1]")
    burnout: Array = column("f8", "mean burnout of staff", fill=0.4375)
    price: Array = column("f8", "CNY per hour")
    presence: Array = column("?", "works in the community", "communities")
    born: Array = column("i4", "week of founding")
    ended: Array = column("i4", "week of ending, -1 active", fill=-1)
    weeks_negative: Array = column("i4", "weeks in a row with negative cash")
    income_government: Array = column("f8", "government income by week, ring of 52, CNY", "year")
    income_all: Array = column("f8", "all income by week, ring of 52, CNY", "year")
    dependence: Array = column("f8", "government share of 52-week income, [0, 1]", fill=0.8)
    contracted: Array = column("f8", "contract hours this week")
    own_hours: Array = column("f8", "hours paid by the core grant this week")
    service: Array = column("f8", "hours of service this week")
    diverted: Array = column("f8", "hours diverted to the committees this week")
    administration: Array = column("f8", "hours of administration this week")
    idle: Array = column("f8", "paid hours without use this week")
    slack: Array = column("f8", "free hours this week")
    task_hours: Array = column("f8", "hours of bought tasks done this week")
    birth: Array = column("u4", "birth key: number among the first, 64 and more for later ones")
    node: Array = column("i4", "its node in the networks of organisations, -1 none", fill=-1)
    contract_hours: Array = column("f8", "hours a week agreed by contract this quarter", "communities")
    contract_pay: Array = column("f8", "what is paid for them, CNY a week", "communities")
    pending: Array = column("f8", "payments due by week, ring of 52, CNY", "year")
    grant: Array = column("f8", "core grant this quarter, CNY a week")
    coordination: Array = column("f8", "hours spent on meetings and ties this week")
    seen: Array = column("i8", "balance after its own business last week, fen")


class Issues(GrowingTable):
    """Needs and common problems, [I]."""

    domain: Array = column("i1", "service domain")
    community: Array = column("u2", "row of the community")
    grid: Array = column("u4", "row of the grid")
    size: Array = column("i4", "residents concerned")
    opened: Array = column("i4", "week of arising")
    found: Array = column("i4", "week of discovery, -1 hidden", fill=-1)
    ended: Array = column("i4", "week of solution or lapse, -1 open", fill=-1)
    status: Array = column("i1", "hidden, known, decided, solved, lapsed")
    birth: Array = column("u4", "birth key, row word")
    birth_part: Array = column("u4", "birth key, part word")


class Projects(GrowingTable):
    """Projects of social organisations, [J]."""

    issue: Array = column("i4", "row of the issue")
    organisation: Array = column("i4", "row of the social organisation")
    community: Array = column("u2", "row of the community")
    domain: Array = column("i1", "service domain")
    hours: Array = column("f8", "hours agreed")
    hours_done: Array = column("f8", "hours of service given so far")
    match: Array = column("f8", "match to need, [0, 1]")
    started: Array = column("i4", "week of start")
    ended: Array = column("i4", "week of end, -1 running", fill=-1)
    status: Array = column("i1", "running, target met, target missed")


class Sessions(GrowingTable):
    """Deliberation sessions held, [D]."""

    community: Array = column("u2", "row of the community")
    week: Array = column("i4", "week")
    attendees: Array = column("i4", "attendees")
    attendees_migrant: Array = column("i4", "attendees without registration")
    issue: Array = column("i4", "row of the issue, -1 none", fill=-1)
    quality: Array = column("f8", "quality of the decision D, [0, 1]")
    decided: Array = column("?", "a decision was taken")
    presettled: Array = column("?", "the result was settled beforehand")
    first_reading: Array = column("?", "passed a first reading, where a decision takes two")
    cost: Array = column("i8", "money the decision needs, fen")
    implemented: Array = column("i4", "week of implementation, -1 not", fill=-1)
    signalled: Array = column("?", "attendees have been told of success or failure")


class Attendance(GrowingTable):
    """Who was at which session, [A]."""

    session: Array = column("i4", "row of the session")
    resident: Array = column("u4", "row of the resident")
    favour: Array = column("?", "was for the decision")


class Experiences(GrowingTable):
    """What residents lived through this week, for trust; emptied when it has been learnt from."""

    kind: Array = column("i1", "kind of experience, in the order in which they are applied")
    resident: Array = column("u4", "row of the resident")
    organisation: Array = column("i1", "whom it concerns (trust column)")
    signal: Array = column("f8", "signal q, [0, 1]")
    rate: Array = column("f8", "learning rate of a good experience")


class Verdicts(GrowingTable):
    """Successes and failures of this week, for efficacy; emptied when they have been learnt from."""

    resident: Array = column("u4", "row of the resident")
    success: Array = column("?", "success or failure")


class World:
    """All tables of one street.

    Attributes:
        ties: ties between organisations, [C, nodes, nodes], in [0, 1], symmetric.
        node_present: whether a node exists, [C, nodes].
        met: contact this week beyond routine, in joint meetings, [C, nodes, nodes].
    """

    residents: Residents
    households: Households
    buildings: Buildings
    grids: Grids
    estates: Estates
    units: Units
    networks: Networks

    def __init__(
        self, n_communities: int, real: str = "f4", social_places: int = 24, unit_places: int = 8
    ) -> None:
        sizes = {**SIZES, "communities": n_communities}
        self.real = real
        self.sizes = sizes
        self.social_places = social_places
        self.communities = Communities(n_communities, sizes)
        self.office = Office(1, sizes)
        self.departments = Departments(codes.N_DEPARTMENTS, sizes)
        self.posts = Posts(sizes)
        self.workers = Workers(sizes)
        self.organisations = SocialOrganisations(sizes, room=social_places)
        self.issues = Issues(sizes)
        self.projects = Projects(sizes)
        self.sessions = Sessions(sizes)
        self.attendance = Attendance(sizes)
        self.cases = Cases(sizes, room=1024)
        self.transitions = Transitions(sizes, room=4096)
        self.experiences = Experiences(sizes, room=1024)
        self.verdicts = Verdicts(sizes)
        self.flows = Flows(n_communities, sizes)
        self.street_flows = StreetFlows(1, sizes)
        nodes = codes.N_FIXED_NODES + social_places + unit_places
        self.ties = np.zeros((n_communities, nodes, nodes))
        self.routine = np.zeros((n_communities, nodes, nodes))
        self.node_present = np.zeros((n_communities, nodes), bool)
        self.met = np.zeros((n_communities, nodes, nodes))

    def tables(self) -> dict[str, Table]:
        """Give every table by name."""
        return {name: t for name, t in vars(self).items() if isinstance(t, Table)}

    def nbytes(self) -> int:
        """Count the bytes of state and networks."""
        return sum(t.nbytes() for t in self.tables().values()) + self.networks.nbytes()
