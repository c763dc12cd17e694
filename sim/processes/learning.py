"""How experiences are handed in, how one moves trust, and the passes that apply them (part of M3).

T <- T + eta (q - T) for a good experience (q >= T); a bad one moves trust ``loss`` times as far, times
``kept`` for those who lately took part. All passes take last: who took part, ``loss``, ``kept``.

Sources: Slovic 1993, Risk Analysis 13(6); Kang, Park 2018 on participation as a buffer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.codes import T_COMMUNITY, X_DISPUTE, X_SESSION
from sim.jit import inlined, kernel
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street


def hand_in(street: Street, kind: int, people: Array, signal: Floats, rate: Floats) -> None:
    """Hand in an experience of some residents with the organisations of their community.

    Args:
        street: the street.
        kind: kind of experience.
        people: rows of the residents, [k].
        signal: signal in each community, [C].
        rate: learning rate in each community, [C].
    """
    lived = street.world.experiences
    new = lived.append(len(people))
    _enter(lived.kind[new], lived.resident[new], lived.organisation[new], lived.signal[new], lived.rate[new],
           kind, people, street.world.residents.community, signal, rate)  # fmt: skip


@kernel
def _enter(
    kinds: Array, residents: Array, organisations: Array, signals: Array, rates: Array, kind: int,
    people: Array, community: Array, signal: Array, rate: Array,
) -> None:  # fmt: skip
    for k in range(people.shape[0]):
        c = int(community[people[k]])
        kinds[k], residents[k], organisations[k] = kind, people[k], T_COMMUNITY
        signals[k], rates[k] = signal[c], rate[c]


@inlined
def _learnt(trust: float, signal: float, rate: float, took_part: int, loss: float, kept: float) -> float:
    """Give trust after an experience."""
    gap = signal - trust
    bad = rate * loss * (kept if took_part != 0 else 1.0)
    return trust + (rate if gap >= 0.0 else bad) * gap


@kernel
def _serve(
    trust: Array, own: Array, met: Array, rate: float, took_part: Array, loss: float, kept: float
) -> None:
    for i in range(met.shape[0]):
        signal = min(max(met[i] + float(own[i]), 0.0), 1.0)
        trust[i] = _learnt(float(trust[i]), signal, rate, int(took_part[i]), loss, kept)


@kernel
def _shift(
    trust: Array, first: Array, size: Array, change: Array, rate: Array, took_part: Array, loss: float,
    kept: float,
) -> None:  # fmt: skip
    """Apply to everyone a signal that lies above or below their own trust by the same amount."""
    for c in range(first.shape[0]):
        a, b = int(first[c]), int(first[c]) + int(size[c])
        _shift_run(trust[a:b], change[c], rate[c], took_part[a:b], loss, kept)


@kernel
def _shift_run(trust: Array, change: float, rate: float, took_part: Array, loss: float, kept: float) -> None:
    for i in range(trust.shape[0]):
        before = float(trust[i])
        signal = min(max(before + change, 0.0), 1.0)
        trust[i] = _learnt(before, signal, rate, int(took_part[i]), loss, kept)


@kernel
def _hear_losses(
    trust: Array, first: Array, size: Array, lost: Array, expected: Array, span: float, speed: float,
    rate: Array, took_part: Array, loss: float, kept: float,
) -> None:  # fmt: skip
    """Let trust follow what was lost against what was expected to be, and expectations what was lost."""
    for c in range(first.shape[0]):
        a, b = int(first[c]), int(first[c]) + int(size[c])
        surprise = span * (1.0 - lost[c] / max(expected[c], 1e-9))
        _shift_run(trust[a:b], surprise, rate[c], took_part[a:b], loss, kept)
        expected[c] += speed * (lost[c] - expected[c])


@kernel
def _follow(trust: Array, signal: Array, rate: Array, took_part: Array, loss: float, kept: float) -> None:
    for i in range(trust.shape[0]):
        trust[i] = _learnt(float(trust[i]), signal[i], rate[i], int(took_part[i]), loss, kept)


@kernel
def _live_through(
    kinds: Array, residents: Array, organisations: Array, signals: Array, rates: Array, low: int, high: int,
    trust: Array, start: Array, ties: Array, vicarious: float, took_part: Array, loss: float, kept: float,
) -> bool:  # fmt: skip
    """Apply experiences kind by kind, and let neighbours hear of some; tell whether later kinds are there."""
    there, heard = np.zeros(128, np.int64), np.empty(took_part.shape[0])
    for e in range(kinds.shape[0]):
        there[kinds[e]] += 1
    for kind in range(low, high):
        if there[kind] == 0:
            continue
        told = kind in (X_DISPUTE, X_SESSION)
        if told:
            _expect_news(heard, kinds, kind, residents, signals, start, ties)
        for e in range(kinds.shape[0]):
            if kinds[e] != kind:
                continue
            i, o = int(residents[e]), int(organisations[e])
            trust[o, i] = _learnt(float(trust[o, i]), signals[e], rates[e], int(took_part[i]), loss, kept)
            if told:
                for t in range(int(start[i]), int(start[i + 1])):
                    j = int(ties[t])
                    if heard[j] != signals[e]:
                        heard[j] = signals[e]
                        trust[o, j] = _learnt(float(trust[o, j]), signals[e], vicarious * rates[e],
                                              int(took_part[j]), loss, kept)  # fmt: skip
    later = 0
    for kind in range(high, there.shape[0]):
        later += there[kind]
    return later > 0


@kernel
def _expect_news(
    heard: Array, kinds: Array, kind: int, residents: Array, signals: Array, start: Array, ties: Array
) -> None:
    """Note the last news heard, -1 none, for all who may hear; those who were there do not hear it again."""
    for e in range(kinds.shape[0]):
        if kinds[e] == kind:
            for t in range(int(start[int(residents[e])]), int(start[int(residents[e]) + 1])):
                heard[int(ties[t])] = -1.0
    for e in range(kinds.shape[0]):
        if kinds[e] == kind:
            heard[int(residents[e])] = signals[e]
