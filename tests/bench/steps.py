"""How long each step of the week takes on a real street, and the least this machine would need for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim import schedule
from sim.processes.claims_setting import setting
from sim.processes.trust import MOST_TOUCHED, _week
from tests.bench.given import RESIDENT_STEPS

if TYPE_CHECKING:
    from sim.model import Street

RESIDENTS = "residents"
RESIDENT_NAMES = tuple(f"{step.__module__.rpartition('.')[2]}.{step.__name__}" for step in RESIDENT_STEPS)
WEEK_NAMES = tuple(f"{step.__module__.rpartition('.')[2]}.{step.__name__}" for step in schedule.WEEK)


def time_steps(street: Street, weeks: int) -> dict[str, float]:
    """Run a street on and give the CPU seconds of an average week by step."""
    seconds = dict.fromkeys(WEEK_NAMES, 0.0)
    for _ in range(weeks):
        street.week += 1
        for name, step in zip(WEEK_NAMES, schedule.WEEK, strict=True):
            start = time.process_time()
            step(street)
            seconds[name] += (time.process_time() - start) / weeks
    return seconds


def of_residents(seconds: Mapping[str, float]) -> float:
    """Give the seconds of the steps of residents."""
    return sum(seconds[name] for name in RESIDENT_NAMES)


@dataclass(frozen=True)
class Work:
    """The least that a step has to do, for each resident and week.

    Attributes:
        read: columns read once, with the number of their parts.
        written: columns written once, likewise.
        draws: cipher blocks.
        logistics: values of the logistic function or the exponential.
        logs: logarithms.
        gathers: numbers fetched from a random place.
    """

    read: Mapping[str, int]
    written: Mapping[str, int]
    draws: float = 0.0
    logistics: float = 0.0
    logs: float = 0.0
    gathers: float = 0.0

    def bytes(self, street: Street) -> float:
        """Give the bytes of a resident that pass through the processor."""
        columns = street.world.residents.arrays()
        parts = [*self.read.items(), *self.written.items()]
        return float(sum(columns[name].itemsize * n for name, n in parts))

    def least(self, street: Street, machine: Mapping[str, float], where: str) -> float:
        """Give the ns a resident-week that the machine needs at least, were nothing done twice.

        Args:
            street: the street whose columns are meant.
            machine: what ``roofline.measure`` gives.
            where: "cached" or "memory": from where the columns come.
        """
        gather = machine["gather_1024_kB_ns" if where == "cached" else "gather_65536_kB_ns"]
        return (
            self.bytes(street) / machine[f"bandwidth_{where}_GB_s"]
            + self.draws * machine["draw_ns"]
            + self.logistics * machine["logistic_ns"]
            + self.logs * machine["log_ns"]
            + self.gathers * gather
        )


def work(street: Street) -> dict[str, Work]:
    """Give the work of each step of residents: columns by hand, draws and events as this street has them."""
    c, n = street.world.communities, street.world.residents.n
    met = float(setting(street).places.ceiling.sum(axis=1) @ c.adults / n)
    events = float(street.world.flows.events.sum() / n)
    sampled = float(_week(street).most_visits) + MOST_TOUCHED
    observe = Work(
        {"recent": 4, "recent_seen": 4, "around": 4, "tie_weight": 1, "exposure": 4}, {"exposure": 4}
    )
    take_part = Work(
        {"efficacy": 1, "trust": 2, "belonging": 1, "norm": 1, "exposure": 1, "mobilised": 1, "grievance": 1,
         "theta": 1, "contacted": 1, "last_act": 2, "recent": 4},
        {"mobilised": 1, "acted": 4, "recent": 2},
        draws=0.5, logistics=2.0,
    )  # fmt: skip
    learn = Work(
        {"digital": 1, "hukou": 1, "language_gap": 1, "vulnerable": 1, "age_group": 1, "trust": 5,
         "trust_gap": 1, "trust_gap_street": 1, "expectation": 1, "efficacy": 1, "efficacy_0": 1,
         "belonging": 1, "belonging_0": 1, "norm": 1, "joint_acts": 1, "conflicts": 1, "grievance": 1,
         "grievance_gain": 1, "served": 1, "recent": 2},
        {"satisfaction": 1, "expectation": 1, "trust": 2, "efficacy": 1, "belonging": 1, "grievance": 1,
         "grievance_gain": 1, "joint_acts": 1, "conflicts": 1, "contacted": 1},
        draws=sampled, logs=sampled, gathers=sampled,
    )  # fmt: skip
    meet = Work({}, {}, draws=met + 6.0 * events, logs=met + 14.0 * events, gathers=20.0 * events)
    return dict(zip(RESIDENT_NAMES, (meet, observe, take_part, learn), strict=True))
