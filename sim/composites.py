"""Composite levers: intensities from 0 (today) to 1 that move several fine levers at once.

A fine lever that the scenario leaves unset takes baseline + Z x (full - baseline); choices and switches turn
at Z >= 1/2; a fine lever that is set wins. Seven further sweep levers are fine levers themselves: offload,
fund_follow, access_gate, resident_eval, veto_removed, so_fund, pb_share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.declare import Declaration, Text
from sim.errors import OutOfRange
from sim.scenario import Plan

FINE_SWEEP_LEVERS = (
    "offload",
    "fund_follow",
    "access_gate",
    "resident_eval",
    "veto_removed",
    "so_fund",
    "pb_share",
)


@dataclass(frozen=True)
class Composite:
    """One composite: the fine levers that it moves; those no process reads yet are named apart."""

    name: str
    label: Text
    sentence: Text
    parts: tuple[str, ...]


COMPOSITES: tuple[Composite, ...] = (
    Composite(
        "formalism",
        ("形式主义负担减轻", "Formalism removed"),
        (
            "精简台账、会议、证明、牌子并统一考核。",
            "Fewer ledgers, meetings, certificates and plates, one assessment.",
        ),
        ("ledger_cut", "meeting_cut", "cert_cut", "plaque_cut", "unified_assess"),
    ),
    Composite(
        "linkage3",
        ("三社联动强度", "Linkage strength (three partners)"),
        (
            "发现需求、统筹设计、社会组织承接、专业社工参与。",
            "Needs found, projects designed, taken up and joined by social workers.",
        ),
        ("disc_effort", "design", "so_take", "sw_involve", "info_share", "sw_per_10k"),
    ),
    Composite(
        "party_link",
        ("区域党建联动强度", "Regional Party-building linkage"),
        (
            "召集、共建、联席会议与党员报到。",
            "Convening, pacts, joint meetings and members reporting for service.",
        ),
        (
            "pb_convene",
            "pb_capacity",
            "copact_share",
            "joint_meet",
            "unit_engage",
            "unit_open",
            "reg_rate",
            "reg_subst",
        ),
    ),
    Composite(
        "workforce",
        ("工作队伍建设综合", "Workforce package"),
        ("规划、岗位、待遇、培训与统筹使用。", "Plan, posts, pay, training and pooled use of staff."),
        ("workforce_plan", "posts_per_10k", "pay", "training_h", "cert_bonus", "career", "unified_mgmt"),
    ),
    Composite(
        "delib",
        ("协商综合强度", "Deliberation package"),
        (
            "频次、培训、公开、渠道、约束力与席位。",
            "Frequency, training, openness, channels, binding force and seats.",
        ),
        (
            "delib_freq",
            "delib_train",
            "disclosure",
            "channel_open",
            "binding",
            "joint_delib_quota",
            "delib_rule",
        ),
    ),
    Composite(
        "mediation_cap",
        ("调解能力综合", "Mediation package"),
        (
            "调解员、专业水平、综治中心、法律与心理服务。",
            "Mediators, skill, joint centre, legal and psychological help.",
        ),
        (
            "mediators",
            "med_skill",
            "joint_center",
            "legal_hours",
            "legal_access",
            "psych_hours",
            "bilingual_med",
        ),
    ),
    Composite(
        "property_gov",
        ("物业治理综合", "Property governance package"),
        ("物业指导监督、四方协商与业委会能力。", "Oversight, four-party meetings and owners' committees."),
        ("pm_oversight", "pm_joint", "oc_capacity", "oc_quorum_help", "self_manage", "env_pm_committee"),
    ),
    Composite(
        "facility_culture",
        ("设施与文化综合", "Facilities and culture package"),
        (
            "设施面积、建设速度、文化团队与开放时长。",
            "Floor area, building, culture groups and opening hours.",
        ),
        ("facility_m2", "build_rate", "culture_groups", "culture_inv", "open_hours"),
    ),
    Composite(
        "digital",
        ("信息化综合", "Digital package"),
        (
            "线上覆盖、系统集成、易用、线上协商与设施。",
            "Online coverage, integration, ease of use, online deliberation.",
        ),
        ("dig_cov", "integr", "usab", "online_delib", "ict"),
    ),
)


def expand(values: Mapping[str, Any]) -> dict[str, Any]:
    """Replace composites by the fine levers that they move; fine levers that are set win.

    Raises:
        OutOfRange: an intensity outside 0-1.
    """
    from sim.catalog import declarations

    known = declarations()
    by_name = {c.name: c for c in COMPOSITES}
    fine = {name: value for name, value in values.items() if name not in by_name}
    for name in values:
        if name not in by_name:
            continue
        plan = values[name] if isinstance(values[name], Plan) else Plan(values[name])
        intensity = _intensity(name, plan.value)
        for part in by_name[name].parts:
            if part in known and part not in fine:
                fine[part] = replace(plan, value=_part_value(known[part], intensity))
    return fine


def _intensity(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise OutOfRange(name, "an intensity from 0 to 1", value, "0 is today, 1 the whole package.")
    return float(value)


def _part_value(part: Declaration, intensity: float) -> Any:
    if part.options or isinstance(part.default, bool):
        return part.full if intensity >= 0.5 else part.default
    if part.parts:
        return tuple(b + intensity * (f - b) for b, f in zip(part.default, part.full, strict=True))
    return part.default + intensity * (part.full - part.default)


def not_yet(composite: Composite) -> tuple[str, ...]:
    """Name the fine levers of a composite that no process reads yet."""
    from sim.catalog import declarations

    return tuple(part for part in composite.parts if part not in declarations())
