"""What happened this week: zeroed at the start of a week, copied into the record at its end."""

from __future__ import annotations

from sim.table import Array, PackedTable, column

GROUPS: tuple[tuple[str, str, str], ...] = (
    ("registered", "户籍居民", "registered"),
    ("migrant", "非户籍居民", "not registered"),
    ("age_18_34", "18—34岁", "aged 18–34"),
    ("age_35_59", "35—59岁", "aged 35–59"),
    ("age_60", "60岁及以上", "aged 60 and over"),
    ("owner", "自有住房", "owners"),
    ("renter", "租住", "renters"),
    ("collective", "集体成员", "collective members"),
    ("resettled", "搬迁安置", "resettled"),
    ("digital_low", "数字能力较低", "low digital access"),
    ("digital_high", "数字能力较高", "high digital access"),
)
"""Groups of residents in the order of the ``groups`` dimension: (id, zh, en)."""


class Flows(PackedTable):
    """Weekly flows and week-end means by community, [C]."""

    # tasks, RC-equivalent hours
    tasks_issued: Array = column("f8", "task hours issued")
    tasks_rc: Array = column("f8", "task hours passed to the committee")
    tasks_assist_outside_rc: Array = column("f8", "assist and off-list hours passed to the committee")
    tasks_done_rc: Array = column("f8", "task hours done by the committee")
    assist_outside_done_rc: Array = column("f8", "assist and off-list hours done by the committee")
    tasks_done_street: Array = column("f8", "task hours done by the street")
    tasks_done_so: Array = column("f8", "task hours done by social organisations")
    tasks_cancelled: Array = column("f8", "task hours cancelled")
    tasks_lapsed: Array = column("f8", "task hours lapsed from backlogs")
    outside_attempted: Array = column("f8", "off-list hours attempted")
    outside_rc: Array = column("f8", "off-list hours that reached the committee")
    outside_done_rc: Array = column("f8", "off-list hours done by the committee")
    # staff and hours
    hours: Array = column("f8", "committee hours by kind", "hours")
    needs: Array = column("f8", "hours wanted by kind", "hours")
    mandated: Array = column("f8", "administration and ledger hours wanted, new this week")
    capacity: Array = column("f8", "effective hours available")
    hours_worked: Array = column("f8", "clock hours of regular staff, overtime included")
    temp_hours: Array = column("f8", "effective hours of temporary staff")
    temp_paid_hours: Array = column("f8", "hours of temporary staff paid")
    own_hours: Array = column("f8", "hours spent on carrying out levers")
    coordination_hours: Array = column("f8", "coordination hours of all organisations")
    posts: Array = column("f8", "posts")
    filled: Array = column("f8", "filled posts")
    pressure: Array = column("f8", "load ratio x")
    overloaded: Array = column("f8", "1 if x > 1")
    burnout: Array = column("f8", "sum of burnout over filled posts")
    burnt_out: Array = column("f8", "filled posts with burnout above .5")
    burnt_out_severe: Array = column("f8", "filled posts with burnout above .6")
    quits: Array = column("f8", "quits of committee staff")
    hires: Array = column("f8", "hires of committee staff")
    # events and cases
    events: Array = column("f8", "events by type and class", "types", "classes")
    named: Array = column("f8", "named events by type and class", "types", "classes")
    routes: Array = column("f8", "named events by class and route", "classes", "routes")
    claims: Array = column("f8", "claims (named, not lumped at once) by type and class", "types", "classes")
    settled: Array = column("f8", "cases settled by level (0 private .. 3 street, 4 outside)", "levels")
    settled_quality: Array = column("f8", "sum of quality of settled cases by level", "levels")
    lumped: Array = column("f8", "claims given up")
    risen: Array = column("f8", "cases that rose a level")
    petitions: Array = column("f8", "new petitions")
    suits: Array = column("f8", "new court cases")
    relapses: Array = column("f8", "child cases")
    recorded_success: Array = column("f8", "recorded mediations entered as success")
    recorded_failure: Array = column("f8", "recorded mediations entered as failure")
    open_claims: Array = column("f8", "open claims at week end")
    session_hours: Array = column("f8", "hours of sessions by level, the partners' part included", "levels")
    requests_due: Array = column("f8", "requests due for a first response")
    requests_in_time: Array = column("f8", "of these, acted on within the promise")
    errands: Array = column("f8", "errands of residents")
    errand_hours: Array = column("f8", "hours residents spent on errands")
    # residents
    acts: Array = column("f8", "adults who deliberated or volunteered, by group", "groups")
    deliberated: Array = column("f8", "adults who deliberated")
    volunteered: Array = column("f8", "adults who volunteered")
    volunteer_hours: Array = column("f8", "hours volunteered")
    volunteer_effective: Array = column("f8", "effective hours volunteered")
    volunteer_asked: Array = column("f8", "hours asked of volunteers")
    contacts: Array = column("f8", "mobilising contacts of the party branch")
    efficacy: Array = column("f8", "mean efficacy")
    trust: Array = column("f8", "mean trust by organisation", "trusted")
    belonging: Array = column("f8", "mean belonging")
    norm: Array = column("f8", "mean norm")
    satisfaction: Array = column("f8", "mean satisfaction")
    grievance: Array = column("f8", "mean grievance")
    # services and civic life
    quality: Array = column("f8", "service quality by domain", "domains")
    needs_arisen: Array = column("f8", "hidden needs arisen 8 weeks ago")
    needs_found: Array = column("f8", "of these, found within 8 weeks")
    sessions: Array = column("f8", "deliberation sessions held")
    decisions: Array = column("f8", "decisions taken")
    implemented: Array = column("f8", "decisions implemented")
    sessions_failed: Array = column("f8", "sessions without implementation after 26 weeks")
    sessions_closed: Array = column("f8", "sessions that reached 26 weeks or were implemented")
    projects_ended: Array = column("f8", "projects ended")
    projects_met: Array = column("f8", "projects that met their target")
    match_amount: Array = column("f8", "discretionary money times match, CNY")
    amount: Array = column("f8", "discretionary money, CNY")
    unit_money: Array = column("f8", "gifts of units, CNY")
    venue_hours: Array = column("f8", "venue hours opened by units")
    tie_linkage: Array = column("f8", "mean tie of the community-society-social work block")
    tie_party: Array = column("f8", "mean tie of the party-building block")
    tie_mediation: Array = column("f8", "mean tie of the joint mediation block")
    tie_property: Array = column("f8", "mean tie of the property block")
    connectivity: Array = column("f8", "algebraic connectivity of the organisation graph (every 26 weeks)")
    income: Array = column("f8", "income of the committee, CNY")
    income_untied: Array = column("f8", "untied income of the committee, CNY")
    leak: Array = column("f8", "money lost, CNY")
    lever_cny: Array = column("f8", "declared lever costs charged, CNY")


class StreetFlows(PackedTable):
    """Weekly flows of street-wide organisations, one row."""

    so_contracted: Array = column("f8", "contract hours of social organisations")
    so_service: Array = column("f8", "service hours of social organisations")
    so_diverted: Array = column("f8", "contract hours diverted to committees")
    so_administration: Array = column("f8", "administration hours of social organisations")
    so_idle: Array = column("f8", "idle paid hours of social organisations")
    so_active: Array = column("f8", "active social organisations")
    so_income: Array = column("f8", "income of social organisations, CNY")
    so_income_government: Array = column("f8", "of this from government, CNY")
    so_entries: Array = column("f8", "social organisations founded")
    so_exits: Array = column("f8", "social organisations ended")
    sw_posts: Array = column("f8", "social worker posts")
    sw_filled: Array = column("f8", "filled social worker posts")
    sw_quits: Array = column("f8", "quits of social workers")
    sw_burnout: Array = column("f8", "sum of burnout of social workers")
    street_hours: Array = column("f8", "street hours available")
    street_tasks: Array = column("f8", "street hours given to tasks")
    street_disputes: Array = column("f8", "street hours given to level 3")
    street_need: Array = column("f8", "street hours wanted")
    concession: Array = column("f8", "pay-off that petitioners expect")
