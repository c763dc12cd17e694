"""A second model of hours, burnout, mediation and participation, in plain Python, from the specification.

It shares no line with ``sim/processes``: lists and ``math`` only, its own generator, loops over people. It is
slow and short on purpose. ``test_docking.py`` runs both from the same state and compares every number.

Here: the state as plain lists, and luck. A draw that falls within ``CLOSE`` of its threshold is noted,
because there the last bits of arithmetic decide.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

CLOSE = 1e-6
LOW = 0xFFFFFFFF
CODES = ("ADM", "LED", "SVC", "VIS", "MED", "DEL", "COORD", "EMG")
ADM, LED, SVC, VIS, MED, DEL, COORD, EMG = range(8)

Results = dict[str, list[Any]]


@dataclass
class State:
    """What a step may read.

    Attributes:
        seed, week: key of all luck and number of the week.
        tables: tables of the state; a column is a list by row.
        lever: effective value of each lever by community; levers of several parts by part, then community.
        option: option in force of each choice.
        value: value of each uncertainty.
        ties: tie between each two organisations of a community.
        present: which organisations a community has.
        networks: kin, neighbours and workmates of each resident.
        close: draws that fell too near their threshold to be compared.
        tally: how often each kind of event did not happen and happened.
    """

    seed: int
    week: int
    tables: dict[str, SimpleNamespace]
    lever: SimpleNamespace
    option: dict[str, str]
    value: SimpleNamespace
    ties: list[list[list[float]]]
    present: list[list[bool]]
    networks: dict[str, list[list[int]]]
    close: list[str] = field(default_factory=list)
    tally: dict[str, list[int]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        tables = self.__dict__.get("tables", {})
        if name not in tables:
            raise AttributeError(name)
        return tables[name]

    def happens(self, draw: float, chance: float, what: str) -> bool:
        """Tell whether an event of this chance happens, and note a draw too near to the chance."""
        if abs(draw - chance) < CLOSE:
            self.close.append(what)
        self.tally.setdefault(what, [0, 0])[draw < chance] += 1
        return draw < chance


def clip(x: float, low: float = 0.0, high: float = 1.0) -> float:
    return low if x < low else high if x > high else x


def above(x: float, floor: float) -> float:
    """The part of x above a floor, [x - floor]+."""
    return max(x - floor, 0.0)


def way(x: float, today: float, full: float) -> float:
    """How far a lever has come from today's to its full value."""
    return clip((x - today) / (full - today))


def sigma(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox 4x32-10: ten rounds of two 32 x 32 bit products, the key raised by Weyl steps between them."""
    a, b, c, d = counter
    k, m = key
    for _ in range(10):
        x, y = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (y >> 32) ^ b ^ k, y & LOW, (x >> 32) ^ d ^ m, x & LOW
        k, m = (k + 0x9E3779B9) & LOW, (m + 0xBB67AE85) & LOW
    return a, b, c, d


def pair(seed: int, name: str, week: int, row: int, part: int) -> tuple[float, float]:
    """Two uniforms on the middles of 2**52 equal pieces of (0, 1)."""
    counter = (row & LOW, part & LOW, week & LOW, zlib.crc32(name.encode()))
    a, b, c, d = philox(counter, (seed & LOW, seed >> 32))
    return ((a << 20 | b >> 12) + 0.5) / 2.0**52, ((c << 20 | d >> 12) + 0.5) / 2.0**52


def draw(seed: int, name: str, week: int, row: int, part: int) -> float:
    return pair(seed, name, week, row, part)[0]


def draw_by_twos(seed: int, name: str, week: int, row: int) -> float:
    """Residents of rows 2k and 2k + 1 share one block of the cipher."""
    return pair(seed, name, week, row // 2, 0)[row % 2]
