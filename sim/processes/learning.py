"""How one experience moves trust, and the passes over residents that apply it (part of M3).

T <- T + eta (q - T) for a good experience (q >= T); a bad one moves trust ``loss`` times as far, times
``kept`` for those who lately took part. All passes take last: who took part, ``loss``, ``kept``.

Sources: Slovic 1993, Risk Analysis 13(6); Kang, Park 2018 on participation as a buffer.
"""

from __future__ import annotations

import numpy as np

from sim.codes import X_DISPUTE, X_SESSION
from sim.jit import inlined, kernel
from sim.table import Array


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
def _follow(trust: Array, signal: Array, rate: Array, took_part: Array, loss: float, kept: float) -> None:
    for i in range(trust.shape[0]):
        trust[i] = _learnt(float(trust[i]), signal[i], rate[i], int(took_part[i]), loss, kept)


@kernel
def _visit(
    rows: Array, spare: Array, trust: Array, community: Array, signal: Array, checks: Array,
    check_signal: float, rate: float, took_part: Array, loss: float, kept: float,
) -> None:  # fmt: skip
    for k in range(rows.shape[0]):
        i = rows[k]
        c = int(community[i])
        felt = check_signal if spare[k] < checks[c] else signal[c]
        trust[i] = _learnt(float(trust[i]), felt, rate, int(took_part[i]), loss, kept)


@kernel
def _live_through(
    kinds: Array, residents: Array, organisations: Array, signals: Array, rates: Array, low: int, high: int,
    trust: Array, start: Array, ties: Array, vicarious: float, took_part: Array, loss: float, kept: float,
) -> bool:  # fmt: skip
    """Apply experiences kind by kind, and let neighbours hear of some; tell whether later kinds are there."""
    heard, there = np.full(1, -1.0), np.zeros(128, np.int64)
    for e in range(kinds.shape[0]):
        there[kinds[e]] += 1
    for kind in range(low, high):
        if there[kind] == 0:
            continue
        told = kind in (X_DISPUTE, X_SESSION)
        if told:
            # The last news heard; those who were there themselves do not hear it again.
            heard = np.full(took_part.shape[0], -1.0)
            for e in range(kinds.shape[0]):
                if kinds[e] == kind:
                    heard[int(residents[e])] = signals[e]
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
    return bool(there[high:].any())
