"""Luck: known answers of the generator, and draws that depend on nothing but their address."""

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from sim import draws

# Published known-answer vectors of Philox4x32-10 (Random123, kat_vectors): counter, key, expected words.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter: Any, key: Any, expected: Any) -> None:
    words = draws.philox(*(np.uint64(c) for c in counter), *(np.uint64(k) for k in key))
    assert tuple(int(w) for w in words) == expected


def test_uniforms_lie_strictly_inside_the_unit_interval_and_have_the_right_moments() -> None:
    u = draws.uniforms(200_000, seed=5, name="test.moments")
    assert u.min() > 0.0
    assert u.max() < 1.0
    # Standard errors: mean 1/sqrt(12 n) = 6.5e-4, variance about 4e-4.
    assert abs(u.mean() - 0.5) < 4 * 6.5e-4
    assert abs(u.var() - 1 / 12) < 4 * 4e-4


def test_the_largest_possible_uniform_is_below_one() -> None:
    top = (float((1 << 52) - 1) + 0.5) * 2.0**-52
    assert top < 1.0


def test_a_draw_depends_on_its_address_alone() -> None:
    few, many = draws.uniforms(10, 7, "test.address"), draws.uniforms(1000, 7, "test.address")
    assert np.array_equal(few, many[:10])
    assert draws.uniform(7, draws.stream("test.address"), 0, 3, 0) == few[3]


@pytest.mark.parametrize("other", [{"seed": 8}, {"name": "test.other"}, {"week": 1}, {"part": 1}])
def test_each_part_of_the_address_matters(other: Any) -> None:
    address: dict[str, Any] = {"seed": 7, "name": "test.address", "week": 0, "part": 0}
    one, two = draws.uniforms(5000, **address), draws.uniforms(5000, **(address | other))
    assert not np.any(one == two)
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / math.sqrt(5000)


def test_seed_zero_is_a_seed() -> None:
    assert len(np.unique(draws.uniforms(100, 0, "test.zero"))) == 100


def test_seeds_above_32_bits_differ_from_their_low_half() -> None:
    low, high = draws.uniforms(100, 1, "test.wide"), draws.uniforms(100, 1 + (1 << 32), "test.wide")
    assert not np.any(low == high)


@pytest.mark.parametrize(
    ("p", "z"), [(0.5, 0.0), (0.975, 1.959963985), (0.001, -3.090232306), (0.9999, 3.719016485)]
)
def test_normal_quantile_agrees_with_tables(p: Any, z: Any) -> None:
    assert draws.normal_quantile(p) == pytest.approx(z, abs=5e-9)


@pytest.mark.parametrize("mean", [0.3, 4.8, 70.0])
def test_poisson_counts_have_mean_and_variance_of_the_law(mean: Any) -> None:
    counts = np.array([draws.poisson(mean, 3, draws.stream("test.poisson"), w, 0, 0) for w in range(4000)])
    assert abs(counts.mean() - mean) < 4 * math.sqrt(mean / 4000)
    assert counts.var() == pytest.approx(mean, rel=0.12)


def test_lognormal_amounts_have_the_given_mean_and_spread() -> None:
    u = draws.uniforms(100_000, 1, "test.lognormal")
    x = np.array([draws.lognormal(4.0, 0.8, v) for v in u])
    assert x.mean() == pytest.approx(4.0, rel=0.02)
    assert x.std() / x.mean() == pytest.approx(0.8, rel=0.05)


def test_draws_are_the_same_bytes_with_compiling_switched_off() -> None:
    program = (
        "from sim import draws; u = draws.uniforms(50, 11, 'test.bytes', 3, 2);"
        "z = draws.normals(50, 11, 'test.z');"
        "k = [draws.poisson(5.0, 1, draws.stream('p'), w, 0, 0) for w in range(20)];"
        "print(u.tobytes().hex(), z.tobytes().hex(), k)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env
        ).stdout
        for env in (_environment("1"), _environment("0"))
    ]
    assert runs[0] == runs[1]


def _environment(compiled: str) -> dict[str, str]:
    import os

    return {**os.environ, "SHEQU_COMPILE": compiled}


def test_births_of_different_week_type_or_ordinal_have_different_keys() -> None:
    keys = {draws.birth_part(w, k, o) for w in range(50) for k in range(16) for o in range(16)}
    assert len(keys) == 50 * 16 * 16
