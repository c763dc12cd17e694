"""Sensitivity analysis of a noisy model: tables of finished runs in, tables and sentences out.

Runs come in *blocks*: a Morris trajectory, a row of Saltelli's design with all its exchanged copies, a point
of the pilot. All runs of a block meet the same luck, so what differs inside a block is the factors' doing.
Independent seeds would add the share of noise to every total index (Saltelli's estimator sees half the
squared difference of two runs, and luck differs between them as well).

Whatever is estimated comes with an interval from drawing whole blocks anew, with the share of noise, and with
the *floor*: the upper bound of the dummies, factors that the model does not read. What is not above the floor
is not ranked.

Under one luck a dummy is exactly zero, and so is the floor; then zero in the interval, and a smallest size
that counts, screen instead. A factor that does nothing but deal luck anew (by one decision more, which shifts
all that follow) has a total index above zero where a dummy has none: read ``ST`` together with ``S1``, which
such a factor lacks.
"""
