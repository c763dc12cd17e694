"""Whether a mean tells enough: runs that spread wide, or that fall into two humps.

*Wide*: nine runs in ten spread over more than twice the difference that matters, so that single runs tell
other stories than their mean. *Two humps*: a kernel density of the runs has more than one mode, and stays so
at bandwidths at which samples from a density with one mode would lose theirs (Silverman's test, as calibrated
by Hall and York, at 1 %), and each hump holds at least three runs and 15 % of them, so that a straggler is no
hump. Near a threshold some streets tip over and others do not; a mean then describes neither.

Sources: Silverman 1981, "Using kernel density estimates to investigate multimodality", JRSS B 43(1); Hall and
York 2001, "On the calibration of Silverman's test for multimodality", Statistica Sinica 11(2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WIDE, HUMPS = "wide", "two humps"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

_FEWEST, _RESAMPLES, _SEED, _GRID = 10, 400, 19810601, 160
_LEVEL, _CALIBRATION = 0.01, 1.1488
_FEWEST_IN_HUMP, _SHARE_IN_HUMP = 3, 0.15


def shape(values: Floats, matters: float) -> str:
    """Name the shape of the paired differences of one policy in one indicator.

    Args:
        values: differences, missing ones do not count, [pairs].
        matters: the smallest difference that matters.

    Returns: HUMPS, WIDE, or nothing where the mean and its interval tell enough.
    """
    seen = values[np.isfinite(values)]
    if has_two_humps(seen):
        return HUMPS
    if len(seen) < 2 or not np.isfinite(matters):
        return ""
    low, high = np.quantile(seen, [QUANTILES[0], QUANTILES[-1]])
    return WIDE if high - low > 2.0 * matters else ""


def has_two_humps(values: Floats) -> bool:
    """Test whether the values come from a density with more than one mode; too few values never do."""
    spread = float(values.std()) if len(values) >= _FEWEST else 0.0
    if spread <= 1e-12 * max(float(np.abs(values).max(initial=0.0)), 1e-300):
        return False
    points = (values - values.mean()) / spread
    width = _critical_width(points)
    if _smaller_hump(points, width) < max(_FEWEST_IN_HUMP, _SHARE_IN_HUMP * len(points)):
        return False
    rng = np.random.default_rng(_SEED)
    drawn = rng.choice(points, (_RESAMPLES, len(points))) + width * rng.normal(size=(_RESAMPLES, len(points)))
    # Drawn anew from the smoothed density, the sample would be wider than the values; this takes it back.
    drawn /= np.sqrt(1.0 + width**2)
    return bool(np.mean(_modes(drawn, _CALIBRATION * width) > 1) <= _LEVEL)


def _critical_width(points: Floats) -> float:
    """Find the smallest bandwidth at which the kernel density has one mode, in standard deviations."""
    low, high = 0.0, 3.0
    for _ in range(22):
        middle = (low + high) / 2.0
        if _modes(points[None], middle)[0] > 1:
            low = middle
        else:
            high = middle
    return high


def _smaller_hump(points: Floats, width: float) -> int:
    """Count the points on the smaller side of the dip that closes at the critical bandwidth."""
    grid, density = _density(points[None], 0.98 * width)
    rising = np.diff(density[0]) > 0
    dips = np.flatnonzero(~rising[:-1] & rising[1:]) + 1
    if not len(dips):
        return 0
    left = int((points < grid[0, dips[0]]).sum())
    return min(left, len(points) - left)


def _modes(samples: Floats, width: float) -> NDArray[np.int64]:
    """Count the modes of the kernel density of each sample, [samples, points]."""
    rising = np.diff(_density(samples, width)[1], axis=1) > 0
    modes: NDArray[np.int64] = (rising[:, :-1] & ~rising[:, 1:]).sum(axis=1)
    return modes


def _density(samples: Floats, width: float) -> tuple[Floats, Floats]:
    """Give a grid and the kernel density on it, up to a factor, of each sample, [samples, grid]."""
    grid = np.linspace(samples.min(axis=1) - width, samples.max(axis=1) + width, _GRID, axis=1)
    density = np.zeros_like(grid)
    for k in range(samples.shape[1]):
        density += np.exp(-0.5 * ((grid - samples[:, k, None]) / width) ** 2)
    return grid, density
