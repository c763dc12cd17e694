"""A made-up comparison: 27 policies on a grid, its numbers drawn from simple laws, nothing simulated."""

import itertools
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from analysis.assemble import Setting, assemble
from analysis.costs import COSTS
from analysis.policy import Policy
from analysis.summary import Comparison
from sim.archetypes import ARCHETYPE_IDS
from sim.declare import SHARE, Outcome, outcome
from sim.flows import GROUPS

SEEDS = 20
AXES = {"offload": (0.2, 0.5, 0.8), "fund_follow": (0.1, 0.5, 1.0), "linkage3": (0.0, 0.5, 1.0)}
LABELS = {
    "offload": ("事项下沉比例", "Work passed down"),
    "fund_follow": ("费随事转程度", "Money follows work"),
    "linkage3": ("三社联动强度", "Linkage strength (three partners)"),
}


def declared(
    name: str, zh: str, en: str, better: Literal["higher", "lower"], matters: float | None
) -> Outcome:
    def nothing(*_: object) -> float:
        return 0.0

    unit = SHARE if matters == 0.02 else ("件/千人", "per 1,000")
    return outcome(
        name,
        label=(zh, en),
        unit=unit,
        better=better,
        sentence=("……", "…"),
        matters=matters,
    )(nothing)


OUTCOMES: Mapping[str, Outcome] = {
    o.name: o
    for o in (
        declared("ENG3", "每周参与率", "Weekly act rate", "higher", None),
        declared("ENG2", "年度参与居民占比", "Residents active in a year", "higher", 0.02),
        declared("DIS3b", "社区层面化解率", "Settled within the community", "higher", 0.02),
        declared("DIS5", "周末未结诉求", "Open claims", "lower", None),
        declared("DIS7", "新增信访", "New petitions", "lower", None),
        declared("DIS12a", "隐性不满均值", "Silent grievance, mean", "lower", None),
        declared("WRK5a", "职业倦怠均值", "Burnout, mean", "lower", 0.02),
        declared("SVC2a", "居民满意度", "Resident satisfaction", "higher", 0.02),
        *COSTS,
    )
}
# level, effect of offload, of money that follows it, of linkage, noise between seeds
LAWS = {
    "ENG3": (0.036, -0.030, 0.018, 0.004, 0.0008),
    "ENG2": (0.22, -0.10, 0.06, 0.02, 0.004),
    "DIS3b": (0.70, -0.20, 0.15, 0.03, 0.006),
    "DIS5": (9.0, 12.0, -8.0, -0.9, 0.5),
    "DIS7": (0.8, 1.4, -1.0, -0.1, 0.25),
    "DIS12a": (0.2, 0.15, -0.1, -0.01, 0.01),
    "WRK5a": (0.42, 0.5, -0.3, 0.02, 0.01),
    "SVC2a": (0.60, -0.15, 0.12, 0.015, 0.003),
    "COST1": (420.0, 4.0, 60.0, 9.0, 2.0),
    "COST2": (0.0, 1.0, 1.0, 6.0, 0.01),
    "COST3": (0.0, 2.0, 4.0, 30.0, 0.2),
}


FACTS = {
    "version": "0.1.0",
    "key": "0123456789ab",
    "replications": SEEDS,
    "weeks": 312,
    "seeds": "1–20",
    "communities": 9,
    "adults": 17600,
    "standing": {"n": 420, "a": 40, "b": 60, "c": 320},
    "levers": [
        {
            "name": "offload",
            "label": LABELS["offload"],
            "values": "0.2, 0.5, 0.8",
            "full": "0.5 → 0.8",
            "provisions": ("2.2.6 治理重心向基层下移", "2.2.6 Moving the centre of governance down"),
            "source": "the size of the effect is assumed (C)",
        }
    ],
    "catalogue": "89abcdef",
    "baseline_digest": "44136fa355b3678a",
    "platform": "linux-x86_64",
    "made_on": "2025-01-01",
    "command": "shequ compare --replications 20",
    "failures": [],
}


def name_of(levers: Mapping[str, float]) -> str:
    return " ".join(f"{k}={v:g}" for k, v in levers.items())


def policies() -> list[Policy]:
    found = []
    for values in itertools.product(*AXES.values()):
        levers = dict(zip(AXES, values, strict=True))
        zh = f"下沉{values[0]:g} 随转{values[1]:g} 联动{values[2]:g}"
        en = f"passed down {values[0]:g}, money {values[1]:g}, linkage {values[2]:g}"
        found.append(Policy(name_of(levers), (zh, en), levers))
    return found


def made_up_runs() -> pd.DataFrame:
    """One row for each policy, seed, indicator, level and name."""
    rng = np.random.default_rng(3)
    places = [("street", "street")]
    places += [("archetype", a) for a in ARCHETYPE_IDS]
    places += [("group", g) for g, _, _ in GROUPS]
    rows = []
    for indicator, (level, down, money, link, noise) in LAWS.items():
        for where, (kind, place) in enumerate(places):
            if kind == "group" and indicator not in ("ENG3", "SVC2a", "DIS5", "DIS7"):
                continue
            pull = 1 + 0.5 * np.sin(3.0 * where)
            luck = rng.normal(0, 2 * noise, SEEDS)
            for policy in policies():
                o, f, k = policy.levers.values()
                change = pull * (down * (o - 0.5) + money * (f - 0.1) * o + link * k * (1.2 - o))
                own = rng.normal(0, noise if where == 0 else 2 * noise, SEEDS)
                value = level + change + luck + own * (abs(change) > 0)
                rows += [(policy.name, s, indicator, kind, place, v) for s, v in enumerate(value)]
    return pd.DataFrame(rows, columns=["policy", "seed", "indicator", "level", "name", "value"])


def made_up_curves() -> pd.DataFrame:
    weeks = np.arange(-12, 313)
    frames = []
    for policy in policies():
        o, f, k = policy.levers.values()
        for indicator in ("ENG3", "DIS5", "WRK5a", "SVC2a"):
            level, down, money, link, noise = LAWS[indicator]
            change = down * (o - 0.5) + money * (f - 0.1) * o + link * k * (1.2 - o)
            mean = level + change * np.clip(weeks / 26, 0, 1) + noise * np.sin(weeks / 4)
            frames.append(
                pd.DataFrame(
                    {"policy": policy.name, "indicator": indicator, "week": weeks, "mean": mean,
                     "low": mean - 2 * noise, "high": mean + 2 * noise}
                )
            )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="session")
def runs() -> pd.DataFrame:
    return made_up_runs()


@pytest.fixture(scope="session")
def comparison(runs: pd.DataFrame) -> Comparison:
    return made_up_comparison(runs)


def made_up_comparison(runs: pd.DataFrame) -> Comparison:
    every = policies()
    baseline = next(p for p in every if tuple(p.levers.values()) == (0.5, 0.1, 0.0))
    baseline = Policy(baseline.name, ("基线", "Baseline"), baseline.levers)
    others = tuple(p for p in every if p.name != baseline.name)
    spotlight = [
        {"offload": 0.8, "fund_follow": 0.1, "linkage3": 0.0},
        {"offload": 0.8, "fund_follow": 1.0, "linkage3": 0.0},
        {"offload": 0.5, "fund_follow": 0.1, "linkage3": 1.0},
        {"offload": 0.2, "fund_follow": 0.1, "linkage3": 0.0},
    ]
    setting = Setting(baseline, others, tuple(name_of(levers) for levers in spotlight), LABELS, FACTS)
    return assemble(runs, made_up_curves(), setting, OUTCOMES)
