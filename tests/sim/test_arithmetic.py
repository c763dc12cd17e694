"""Exponential and logistic by polynomial: how exact they are, and that compiling changes no byte."""

import numpy as np
import pytest

from sim.arithmetic import exponential, logistic
from sim.jit import COMPILED, kernel
from sim.table import Array


@kernel
def _all(x: Array, powers: Array, chances: Array) -> None:
    for i in range(x.shape[0]):
        powers[i] = exponential(x[i])
        chances[i] = logistic(x[i])


def _computed(x: Array) -> tuple[Array, Array]:
    powers, chances = np.empty_like(x), np.empty_like(x)
    _all(x, powers, chances)
    return powers, chances


def test_the_exponential_is_within_a_billionth_of_the_exact_one() -> None:
    x = np.concatenate([np.linspace(-700.0, 700.0, 5_001), np.linspace(-2.0, 2.0, 4_001)])
    powers, _ = _computed(x)
    assert np.abs(powers / np.exp(x) - 1.0).max() < 1e-9


def test_the_logistic_is_within_a_billionth_of_the_exact_one() -> None:
    x = np.linspace(-600.0, 600.0, 5_001)
    _, chances = _computed(x)
    assert np.abs(chances * (1.0 + np.exp(-x)) - 1.0).max() < 1e-9


def test_beyond_the_bounds_a_chance_is_0_or_1() -> None:
    _, chances = _computed(np.array([-1e6, -800.0, 0.0, 800.0, 1e6]))
    assert chances == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0], abs=1e-10)


def test_the_logistic_never_falls() -> None:
    # Steps far below the polynomial's error could turn; steps of 1e-4 must not.
    x = np.arange(-3.0, 3.0, 1e-4)
    _, chances = _computed(x)
    assert (np.diff(chances) > 0.0).all()


@pytest.mark.skipif(not COMPILED, reason="there is nothing to compare with when compiling is off")
def test_compiling_changes_no_byte() -> None:
    x = np.linspace(-90.0, 90.0, 1_001)
    powers, _ = _computed(x)
    plain = np.array([exponential.py_func(float(value)) for value in x])  # type: ignore[attr-defined]
    assert plain.tobytes() == powers.tobytes()
