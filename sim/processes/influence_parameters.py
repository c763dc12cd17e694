"""The declared numbers of social influence (M2): what residents see of each other, how it moves them.

Observed influence is confounded with likeness, so nearly every number is an assumption; a field experiment
found that visible neighbours raise turnout by 2 to 8 points (Gerber, Green, Larimer 2008, American Political
Science Review 102(1), from memory).
"""

from __future__ import annotations

from typing import Any

from sim.declare import CHOICE, NUMBER, PER_WEEK, SHARE, Declarations, uncertainty

ASSUMED = "assumption; observed influence is confounded with likeness"
MECHANISMS = ("linear", "none", "hill", "complex", "free ride")


def _weight(default: float, zh: str, en: str) -> Any:
    """Declare the weight of one layer."""
    return uncertainty(
        default, low=default / 2, high=default * 1.5, unit=NUMBER, source=ASSUMED,
        label=(f"{zh}影响权重", f"Weight of {en}"),
        sentence=(f"{zh}在所见参与中的权重。", f"Weight of {en} in what is seen, before rescaling."),
    )  # fmt: skip


def _usual(default: float, zh: str, en: str) -> Any:
    """Declare the usual share of recent participants of one act."""
    return uncertainty(
        default, low=max(default - 0.15, 0.0), high=default + 0.15, unit=SHARE,
        source="assumption; near the level of the model's baseline",
        label=(f"{zh}通常比例", f"Usual share, {en}"),
        sentence=(f"居民眼中{zh}者的通常比例，影响以此为零点。", f"Share who {en} at no influence."),
    )  # fmt: skip


class InfluenceParameters(Declarations):
    """What residents see of each other and how it moves them."""

    # fmt: off
    social: str = uncertainty(
        "linear", options=MECHANISMS, unit=CHOICE, source=ASSUMED,
        label=("社会影响机制", "Mechanism of social influence"),
        sentence=("他人参与如何影响本人：线性、无、门槛、复杂传染或搭便车。",
                  "How others' acts move one's own: linear, none, thresholds, contagion, free riding."))
    influence: float = uncertainty(
        1.5, high=8.0, unit=NUMBER, source=ASSUMED,
        label=("影响强度", "Strength of influence"),
        sentence=("所见参与比例由0到1时效用的变化。", "Change of utility as the share seen goes to 1."))
    hill_exponent: float = uncertainty(
        3.0, low=1.0, high=6.0, unit=NUMBER, source=ASSUMED,
        label=("门槛陡度", "Steepness of thresholds"),
        sentence=("门槛机制的指数。", "Exponent of the threshold mechanism."))
    hill_threshold: float = uncertainty(
        0.25, low=0.1, high=0.4, unit=SHARE, source=ASSUMED,
        label=("通常门槛", "Usual threshold"),
        sentence=("门槛机制零点所用的门槛。", "Threshold used for the zero of the threshold mechanism."))
    bandwagon: float = uncertainty(
        3.0, low=1.0, high=6.0, unit=NUMBER, source=ASSUMED,
        label=("从众斜率", "Bandwagon slope"),
        sentence=("搭便车机制中的一次项。", "Linear term of the free-riding mechanism."))
    free_riding: float = uncertainty(
        4.0, low=1.0, high=8.0, unit=NUMBER, source=ASSUMED,
        label=("搭便车斜率", "Free-riding slope"),
        sentence=("搭便车机制中的二次项。", "Quadratic term of the free-riding mechanism."))
    exposure_speed: float = uncertainty(
        0.2, low=0.05, high=1.0, unit=PER_WEEK, source=ASSUMED,
        label=("见闻更新速度", "Speed of exposure memory"),
        sentence=("每周见闻记忆向当前所见靠近的比例。", "Share of the way to what is seen now, each week."))
    usual_vote: float = _usual(0.48, "投票", "vote")
    usual_deliberate: float = _usual(0.05, "协商", "deliberate")
    usual_volunteer: float = _usual(0.13, "志愿服务", "volunteer")
    usual_pay: float = _usual(0.70, "缴费", "pay")
    weight_household: float = _weight(0.25, "家庭", "the household")
    weight_kin: float = _weight(0.15, "亲属", "kin")
    weight_neighbour: float = _weight(0.30, "邻居", "neighbours")
    weight_work: float = _weight(0.10, "同事同学", "workmates")
    weight_group: float = _weight(0.15, "居民团队", "residents' groups")
    weight_online: float = _weight(0.05, "线上群组", "online groups")
    online_ties_effect: float = uncertainty(
        0.10, high=0.25, unit=NUMBER, source=ASSUMED,
        label=("线上交往的权重增量", "Online contact's added weight"),
        sentence=("线上邻里交往到满值时线上群组权重的增量。",
                  "Weight added to online groups when online contact is at its full value."))
    # fmt: on
