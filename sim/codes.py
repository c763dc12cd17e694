"""The short codes of the model, in one fixed order each, with their names in both languages."""

from __future__ import annotations

from sim.declare import Text

# Acts of a resident. Paying belongs to the property process; its exposure is only stored.
VOTE, DELIBERATE, VOLUNTEER, PAY = range(4)
ACTS: tuple[Text, ...] = (
    ("投票", "vote"),
    ("协商", "deliberate"),
    ("志愿服务", "volunteer"),
    ("缴费", "pay"),
)

# Whom a resident trusts.
T_COMMUNITY, T_PROPERTY, T_OWNERS, T_SOCIAL, T_STREET = range(5)
TRUSTED: tuple[Text, ...] = (
    ("社区组织", "community organisations"),
    ("物业服务企业", "property company"),
    ("业主委员会", "owners' committee"),
    ("社会组织与社工", "social organisations and social workers"),
    ("街道与政府", "street and government"),
)

# Service domains.
WINDOW, WELFARE, CULTURE, ENVIRONMENT, SAFETY, LIVELIHOOD = range(6)
DOMAINS: tuple[Text, ...] = (
    ("政务窗口", "government window"),
    ("福利、卫生与养老", "welfare, health and elder care"),
    ("教育文化", "education and culture"),
    ("环境卫生", "environment"),
    ("安全应急", "safety and emergency"),
    ("生活便利", "daily livelihood"),
)

# Kinds of working hours of a committee.
ADM, LED, SVC, VIS, MED, DEL, COORD, EMG = range(8)
HOURS: tuple[Text, ...] = (
    ("行政事务", "administration"),
    ("台账与迎检", "ledgers and inspections"),
    ("便民服务", "services"),
    ("入户走访", "home visits"),
    ("调解", "mediation"),
    ("协商组织", "deliberation"),
    ("协调联动", "coordination"),
    ("应急处置", "emergency"),
)
HOUR_CODES = ("ADM", "LED", "SVC", "VIS", "MED", "DEL", "COORD", "EMG")

# County departments.
N_DEPARTMENTS = 8
DEPARTMENTS: tuple[Text, ...] = (
    ("民政", "civil affairs"),
    ("人力资源和社会保障", "labour and social security"),
    ("卫生健康", "health"),
    ("住房和城乡建设", "housing and construction"),
    ("城市管理和生态环境", "urban management and environment"),
    ("司法和社会治安综合治理", "justice and public order"),
    ("农业农村和扶贫", "agriculture and poverty relief"),
    ("文化和宣传", "culture and publicity"),
)

# Classes of tasks. The last three lie outside both lists.
SELF, ASSIST, ADVERSARIAL, STATUTORY, OUTSIDE = range(5)
TASK_CLASSES: tuple[Text, ...] = (
    ("自治事项", "own tasks"),
    ("协助事项", "assisted tasks"),
    ("清单外：执法等五类", "off the lists: enforcement and the other named fields"),
    ("清单外：其他法定职责", "off the lists: other statutory duties"),
    ("清单外：其他", "off the lists: other"),
)

# Types of events.
PROP, NEIG, FAM, LAND, ENV, SERV, INTG, OTH = range(8)
DISPUTE_CODES = ("PROP", "NEIG", "FAM", "LAND", "ENV", "SERV", "INTG", "OTH")
DISPUTES: tuple[Text, ...] = (
    ("物业纠纷", "property service dispute"),
    ("邻里纠纷", "neighbour dispute"),
    ("家事纠纷", "family dispute"),
    ("土地承包与宅基地纠纷", "farmland and homestead dispute"),
    ("环境卫生与噪声诉求", "environment and noise complaint"),
    ("公共服务诉求", "public service request"),
    ("涉民族宗教因素案（事）件", "case with ethnic or religious factors"),
    ("其他矛盾纠纷", "other dispute"),
)

# The eleven states of a case: Q waits for its first session at a level, S has had one.
PRIV, Q1, S1, Q2, S2, Q3, S3, PET, CRT, RES, LUMP = range(11)
STATUS_CODES = ("PRIV", "Q1", "S1", "Q2", "S2", "Q3", "S3", "PET", "CRT", "RES", "LUMP")
STATUSES: tuple[Text, ...] = (
    ("双方自行协商", "between the parties"),
    ("社区调解：待办", "community mediation: waiting"),
    ("社区调解：办理中", "community mediation: in hand"),
    ("联合调处：待办", "joint mediation: waiting"),
    ("联合调处：办理中", "joint mediation: in hand"),
    ("街道处理：待办", "street office: waiting"),
    ("街道处理：办理中", "street office: in hand"),
    ("信访", "petition"),
    ("诉讼", "court"),
    ("已化解", "settled"),
    ("自行放弃", "given up"),
)
# Class of an event, and the route a named event takes.
DISPUTE, REQUEST = range(2)
R_LUMP, R_BILATERAL, R_COMMITTEE, R_HOTLINE, R_COURT, R_PETITION = range(6)
ROUTES: tuple[Text, ...] = (
    ("不提出", "let it rest"),
    ("自行协商", "talk to the other side"),
    ("找居（村）委会", "go to the committee"),
    ("热线或网上反映", "hotline or online"),
    ("提起诉讼", "go to court"),
    ("信访", "petition"),
)
# The second party of a case.
P_NONE, P_RESIDENT, P_COMMITTEE, P_STREET, P_COMPANY, P_UNIT, P_OWNERS = range(7)
# Levels of the ladder and the ways in which a case ends.
LEVEL_PRIVATE, LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_OUTSIDE = range(5)

# Issues (needs and common problems), projects, decisions.
HIDDEN, KNOWN, DECIDED, SOLVED, LAPSED = range(5)
RUNNING, MET, MISSED = range(3)

# Nodes of the network of organisations of one community; social organisations and units follow.
(N_BRANCH, N_COMMITTEE, N_MEDIATION, N_JOINT, N_SOCIAL_WORK, N_VOLUNTEERS, N_OWNERS, N_COMPANY, N_POLICE,
 N_STREET) = range(10)  # fmt: skip
N_FIXED_NODES = 10
NODES: tuple[Text, ...] = (
    ("社区党组织", "community Party organisation"),
    ("居（村）民委员会", "residents' committee"),
    ("人民调解委员会", "people's mediation committee"),
    ("综治中心", "joint governance centre"),
    ("社会工作服务机构", "social work service"),
    ("志愿服务队", "volunteer team"),
    ("业主委员会", "owners' committee"),
    ("物业服务企业", "property company"),
    ("公安和司法行政机关", "police and justice bodies"),
    ("街道办事处（乡镇政府）", "street or township office"),
)
NODE_CODES = (
    "branch", "committee", "mediation", "joint", "social_work", "volunteers", "owners", "company", "police",
    "street",
)  # fmt: skip
SOCIETY: Text = ("社会组织", "social organisation")
UNIT: Text = ("驻社区单位", "local unit")

# Tenure of a resident.
OWNER, RENTER, COLLECTIVE, RESETTLED = range(4)
OWNING = (OWNER, RESETTLED)
TENURES: tuple[Text, ...] = (
    ("自有", "owner"), ("租住", "renter"), ("集体成员", "collective member"), ("安置", "resettled"),
)  # fmt: skip

# Roles of workers.
RC_MEMBER, GRID_WORKER, TEMP, SOCIAL_WORKER, MEDIATOR = range(5)

# Fields of social organisations (the nine kinds of provision 2.4.4).
FIELDS: tuple[Text, ...] = (
    ("纠纷调解", "dispute mediation"),
    ("健康养老", "health and elder care"),
    ("教育培训", "education and training"),
    ("公益慈善", "charity"),
    ("防灾减灾", "disaster preparedness"),
    ("文体娱乐", "culture and recreation"),
    ("邻里互助", "mutual aid"),
    ("居民融入", "integration of residents"),
    ("农村生产技术", "rural production"),
)

# Kinds of experience, in the order in which the updates of one week are applied.
(X_VISIT, X_SERVICE, X_DISPUTE, X_FEE, X_OWNERS, X_PROJECT, X_SESSION, X_ADVERSARIAL, X_EMERGENCY,
 X_DISCLOSURE, X_REVIEW, X_LABEL, X_VIDEO, X_ELECTION) = range(14)  # fmt: skip
