"""The policy document, item by item: every provision, its title, and why a few have no lever.

Ids follow the document: part, section, item in the section, so 2.1.4 is 二（一）item 4. A provision either
is cited by a lever of some process or is context only and says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.declare import Text
from sim.errors import UnknownName

DOCUMENT: Text = (
    "中共云南省委 云南省人民政府关于加强和完善城乡社区治理的实施意见",
    "Implementing Opinions of the CPC Yunnan Provincial Committee and the People's Government of Yunnan "
    "Province on Strengthening and Improving Urban and Rural Community Governance",
)
"""The title of the document, in Chinese and in English (our translation)."""


@dataclass(frozen=True)
class Provision:
    """One item of the document; the context sentences are empty unless it has no lever."""

    id: str
    zh: str
    en: str
    context_zh: str = ""
    context_en: str = ""

    @property
    def context_only(self) -> bool:
        """Whether the item has no lever, for the reason in its context sentences."""
        return bool(self.context_en)


def provision(provision_id: str) -> Provision:
    """Find a provision by its id.

    Raises:
        UnknownName: the document has no such item; the message names the nearest id.
    """
    for item in PROVISIONS:
        if item.id == provision_id:
            return item
    raise UnknownName("provision", provision_id, (item.id for item in PROVISIONS))


PROVISIONS: tuple[Provision, ...] = (
    Provision(
        "preamble",
        "文件定位与五化方向",
        "Purpose and five directions",
        "“五化”方向由后面各条落实，也不按这些方向归类指标。",
        "Its five directions are carried by later provisions; no indicator is grouped under them.",
    ),
    Provision(
        "1.1",
        "指导思想",
        "Guiding principles",
        "关键、主导、导向、动力四项要求由后面各条落实。",
        "Its four drivers are carried by later provisions.",
    ),
    Provision(
        "1.2",
        "总体目标与阶段安排",
        "Overall goals and stages",
        "确定三个报告时点（第156、416、676周，即3年、3+5年、3+10年）和分类型情景；"
        "自治、法治、德治以综合指标报告。",
        "It sets the report dates (weeks 156, 416 and 676: 3, 3+5 and 3+10 years) and scenarios by community "
        "type; self-governance, rule of law and rule of virtue are reported as composites.",
    ),
    Provision("2.1.1", "党组织统领社区各类组织", "Party organisation leads community bodies"),
    Provision("2.1.2", "管理服务力量下沉社区", "Moving staff down to communities"),
    Provision("2.1.3", "街道工作重心三项转移", "Streets refocus on core duties"),
    Provision("2.1.4", "在职党员到社区报到服务", "In-service Party members serve locally"),
    Provision("2.1.5", "增强基层党组织组织力", "Stronger grassroots Party capacity"),
    Provision("2.1.6", "区域化党建共建互补", "Regional Party-building pacts and meetings"),
    Provision("2.1.7", "新兴领域党建覆盖", "Party coverage of emerging sectors"),
    Provision("2.1.8", "新兴领域组织设置与隶属", "Sound Party organisation in emerging sectors"),
    Provision("2.1.9", "党组织领导下的参与机制", "Party-led participation mechanisms"),
    Provision("2.1.10", "帮助解决居民自治难题", "Help with self-governance problems"),
    Provision("2.1.11", "基层党风廉政建设", "Integrity at the grassroots"),
    Provision("2.2.1", "部门与街道权责清单", "Duty lists for departments and streets"),
    Provision("2.2.2", "自治与协助两类事项清单", "Lists of own and assisted tasks"),
    Provision("2.2.3", "清单外事项购买服务", "Off-list work is bought"),
    Provision("2.2.4", "街道与自治组织双向评价", "Street and committee rate each other"),
    Provision("2.2.5", "政府支持保障与能力指导", "Government support, funds and guidance"),
    Provision("2.2.6", "治理重心下移与良性互动", "Governance focus moves to the grassroots"),
    Provision("2.3.1", "自治组织规范化与适度规模", "Standardised committees of suitable size"),
    Provision("2.3.2", "居民自治与网格衔接", "Linking self-governance with the grid"),
    Provision("2.3.3", "重点区域组建居委会", "Committees set up where missing"),
    Provision("2.3.4", "国企农林场社区纳入规划", "State-enterprise and farm communities included"),
    Provision("2.3.5", "提高本社区居民任职比例", "More local residents on urban committees"),
    Provision("2.3.6", "常住非户籍居民依法参选", "Voting for non-registered residents"),
    Provision("2.3.7", "非户籍居民公共服务权益", "Services for non-registered residents"),
    Provision("2.3.8", "户籍与非户籍居民共同议事", "Registered and non-registered deliberate together"),
    Provision("2.3.9", "村（居）务监督与公开", "Oversight and openness of community affairs"),
    Provision("2.3.10", "自治章程与居民公约", "Charters and resident covenants"),
    Provision("2.4.1", "驻社区单位等多元参与", "Local units and firms take part"),
    Provision("2.4.2", "三社联动服务链条", "Community, social organisation, social work linkage"),
    Provision("2.4.3", "社会组织扶持与税费优惠", "Support and tax relief, social organisations"),
    Provision("2.4.4", "发展九类社区社会组织", "Nine kinds of social organisation"),
    Provision("2.4.5", "社区老年协会", "Community elders' associations"),
    Provision("2.4.6", "社工岗位与志愿者联动", "Social work posts and volunteers"),
    Provision("2.4.7", "志愿服务制度化", "Volunteering made routine"),
    Provision("2.4.8", "集体经济支持农村社区", "Collective economy supports rural communities"),
    Provision("3.1.1", "平等协商与少数权益保护", "Fair deliberation, outvoted residents protected"),
    Provision("3.1.2", "民主参与的五个环节", "Five stages of democratic participation"),
    Provision("3.1.3", "重大事项先行协商", "Major decisions are consulted first"),
    Provision("3.1.4", "保障居民四项参与权利", "Four participation rights of residents"),
    Provision("3.1.5", "村（居）民小组议事", "Deliberation in small groups"),
    Provision("3.1.6", "协商能力与协商常态化", "Deliberation skills and routine"),
    Provision("3.1.7", "参与情况与社会信用（探索）", "Participation and social credit (exploratory)"),
    Provision("3.1.8", "学校参与社区治理", "Schools take part"),
    Provision("3.1.9", "流动人口参与和融入", "Migrants' participation and integration"),
    Provision("3.2.1", "公共服务体系与均等化", "Public services and equal access"),
    Provision("3.2.2", "社区公共服务目录", "Catalogue of community services"),
    Provision("3.2.3", "政府购买社区服务", "Government purchase of community services"),
    Provision("3.2.4", "一窗受理与全程代办", "One-stop window and agency service"),
    Provision("3.2.5", "社区医疗卫生改善", "Community health stations"),
    Provision("3.2.6", "公共空间利用与农村互助", "Shared space and rural mutual aid"),
    Provision("3.2.7", "社区电子商务服务", "Community e-commerce"),
    Provision("3.2.8", "政务资源整合与平台便民", "Joined-up government platform services"),
    Provision("3.2.9", "市场服务与供销网点延伸", "Market services and cooperative outlets"),
    Provision("3.3.1", "核心价值观融入公约", "Core values in covenants"),
    Provision("3.3.2", "传统文化与社区精神", "Traditional culture and community spirit"),
    Provision("3.3.3", "文化下沉与群众自办文化", "Cultural outreach and residents' groups"),
    Provision("3.3.4", "本土文化与文化人才", "Local culture and talent"),
    Provision("3.3.5", "民族与地方特色文化活动", "Ethnic and local cultural events"),
    Provision("3.3.6", "道德评议与文明创建", "Moral review and civility campaigns"),
    Provision("3.3.7", "民族团结与互嵌式社区", "Ethnic unity and mixed communities"),
    Provision("3.3.8", "综合文化服务中心", "Integrated culture centres"),
    Provision("3.3.9", "社区史与特色文化展示", "Community history and heritage displays"),
    Provision("3.3.10", "社区教育与学习型社区", "Community education and learning"),
    Provision("3.4.1", "法律实施与地方立法", "Law in practice, local legislation"),
    Provision("3.4.2", "法治社区与公共法律服务", "Rule-of-law outreach and legal services"),
    Provision("3.4.3", "提升依法办事水平", "Community capacity to act lawfully"),
    Provision(
        "3.4.4",
        "协助依法管理宗教事务",
        "Assisting lawful religious-affairs administration",
        "协助工时作为不确定项计入协助政府事项，同样适用费随事转（4.4.3）；模型不涉及任何宗教行为。",
        "Hours of assistance are an uncertainty inside the tasks done for government, so funds follow "
        "them too (4.4.3); no religious behaviour is modelled.",
    ),
    Provision("3.5.1", "联系群众与诉求表达", "Contact with residents, channels for concerns"),
    Provision("3.5.2", "社会心理服务与人文关怀", "Psychological services and care"),
    Provision("3.5.3", "边远与边疆地区重点加强", "Priority for remote and border areas"),
    Provision("3.5.4", "人民调解网络与专业队伍", "People's mediation network and teams"),
    Provision("3.5.5", "妥处涉民族宗教因素案事件", "Careful handling of ethnic-religious cases"),
    Provision("3.5.6", "综治中心与网格化服务", "Joint centre and grid services"),
    Provision("3.5.7", "社会治安防控", "Public security and prevention"),
    Provision("3.5.8", "防范黑恶势力干扰治理", "Keeping gangs out of governance"),
    Provision("3.6.1", "信息设施与公益服务", "Community information infrastructure"),
    Provision("3.6.2", "综合信息平台与一网通办", "Integrated platform, single online access"),
    Provision("3.6.3", "互联网融入社区治理", "Internet-supported community governance"),
    Provision("3.6.4", "雪亮工程视频联网", "Networked public safety video"),
    Provision("3.6.5", "智慧社区系统建设", "Smart community systems"),
    Provision("3.6.6", "农村信息化与网络扶贫", "Rural digital access and support"),
    Provision("4.1.1", "基础设施建设与管护", "Infrastructure and upkeep"),
    Provision("4.1.2", "危旧房改造与抗震加固", "Housing renewal and earthquake safety"),
    Provision("4.1.3", "城市社区环境整治", "Urban community clean-up"),
    Provision("4.1.4", "农村人居环境改善", "Better rural living environment"),
    Provision("4.1.5", "环保意识与共同参与", "Environmental awareness and joint action"),
    Provision("4.1.6", "健康城镇与无障碍适老化", "Healthy, barrier-free, age-friendly places"),
    Provision("4.1.7", "避难场所与应急预案", "Shelters and emergency plans"),
    Provision("4.1.8", "消防宣传与消防治理", "Fire safety education and control"),
    Provision("4.1.9", "应急科普与自救互救", "Public education and self-rescue"),
    Provision("4.1.10", "社区应急队伍与演练", "Rescue teams and drills"),
    Provision("4.2.1", "综合服务设施配建标准", "Service facility space standard"),
    Provision("4.2.2", "贫困与搬迁安置区设施", "Facilities in poor and resettlement areas"),
    Provision("4.2.3", "综合服务设施产权登记", "Registration of facility property"),
    Provision("4.2.4", "设施运营与利用效率", "Facility operation and use"),
    Provision("4.2.5", "设施水电气价格优惠", "Utility discounts for facilities"),
    Provision("4.3.1", "试点编制社区规划", "Community planning pilots"),
    Provision("4.3.2", "人财物与权责同步下沉", "Resources and powers move together"),
    Provision("4.3.3", "公共空间与自助设施", "Public space and self-service facilities"),
    Provision("4.3.4", "单位场所向居民开放", "Units open venues to residents"),
    Provision("4.3.5", "市场机制配置社区资源", "Market allocation of community resources"),
    Provision("4.4.1", "社区工作准入制度", "Access control for community tasks"),
    Provision("4.4.2", "政府法定职责不转嫁", "Statutory duties stay with government"),
    Provision("4.4.3", "权随责走与费随事转", "Powers and funds follow tasks"),
    Provision("4.4.4", "清理机构和牌子", "Fewer offices and name plates"),
    Provision("4.4.5", "精简会议和台账", "Fewer meetings and ledgers"),
    Provision("4.4.6", "清理社区证明事项", "Fewer certificates from communities"),
    Provision("4.4.7", "统一综合考核", "One unified assessment"),
    Provision("4.4.8", "取消一票否决事项", "No single-item vetoes"),
    Provision("4.4.9", "准入制度监督检查", "Regular checks on task access"),
    Provision("4.5.1", "业委会和物业指导监督", "Guiding owners' committees and property firms"),
    Provision("4.5.2", "物业四方议事协调", "Four-party property consultation"),
    Provision("4.5.3", "环境和物业管理委员会", "Environment and property committee (exploratory)"),
    Provision("4.5.4", "业委会职能与业主权益", "Owners' committee functions, owners' rights"),
    Provision("4.5.5", "居委成员兼任业委会成员", "Committee members on owners' committees (exploratory)"),
    Provision("4.5.6", "老旧小区居民自治管理", "Self-management of old estates (exploratory)"),
    Provision("4.5.7", "农村社区物业服务", "Property services in rural communities"),
    Provision("4.5.8", "微型消防站与志愿消防队", "Micro fire stations and volunteers"),
    Provision("5.1.1", "领导体制与议事协调", "Leadership and coordination bodies"),
    Provision("5.1.2", "党委书记分级责任", "Responsibility of Party secretaries"),
    Provision("5.1.3", "纳入政绩与党建考核", "Governance counts in performance reviews"),
    Provision("5.1.4", "居民满意度评价与公开", "Residents' ratings, results published"),
    Provision("5.1.5", "省级扶持与贫困倾斜", "Provincial support, tilt to poor areas"),
    Provision("5.1.6", "定期督促检查", "Regular supervision and checks"),
    Provision("5.2.1", "多元资金投入", "Mixed sources of funding"),
    Provision("5.2.2", "各级资金整合统筹", "Pooling funds across government"),
    Provision("5.2.3", "慈善捐赠与社区基金会", "Donations and community foundations"),
    Provision("5.2.4", "居民参与确定资金用途", "Residents help decide spending"),
    Provision("5.2.5", "项目和资金全程监督", "Oversight of projects and funds"),
    Provision("5.3.1", "队伍规划与统筹管理", "Workforce planning and management"),
    Provision("5.3.2", "书记选配与晋升通道", "Choosing and promoting secretaries"),
    Provision("5.3.3", "书记依法任自治组织负责人", "Secretary elected to head committee"),
    Provision("5.3.4", "专职人员统一管理使用", "Unified management of full-time staff"),
    Provision("5.3.5", "教育培训与职业津贴", "Training and qualification allowance"),
    Provision("5.3.6", "作风建设与群众评价", "Work style and residents' ratings"),
    Provision("5.3.7", "容错纠错与奖惩", "Tolerance of error, rewards, sanctions"),
    Provision("5.4.1", "政策研究与经验推广", "Policy research and spreading practice"),
    Provision("5.4.2", "三社联动与购买配套政策", "Supporting rules for linkage and purchase"),
    Provision("5.4.3", "示范创建与结对共建", "Demonstration sites and pairing"),
    Provision("5.4.4", "表彰先进典型", "Recognition of good examples"),
    Provision("5.4.5", "宣传创新与成效", "Publicity for results"),
    Provision("closing", "各地细化落实与督查", "Local measures and follow-up"),
)
