"""The whole street: clean luck, the null test, saving and resuming, and laws that hold under any scenario."""

import os
import subprocess
import sys
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import catalog
from sim.errors import BadInput
from sim.model import Street
from sim.population import BUILD_LEVERS, DEFAULT_STREET, Population, build_population

LEVERS = [d for d in catalog.levers() if d.name not in BUILD_LEVERS]
EVERYTHING = {d.name: d.full for d in LEVERS}


def small(*types: str, seed: int = 1, scale: float = 0.1) -> Population:
    return build_population(types or ("CHE", "RUR"), seed, scale=scale)


def after(weeks: int, population: Population | None = None, seed: int = 1, **values: Any) -> Street:
    return Street(seed=seed, weeks=weeks, population=population or small(seed=seed), **values).run()


def difference(one: Street, two: Street) -> list[str]:
    a, b = one.arrays(), two.arrays()
    return [name for name in a if a[name].tobytes() != b[name].tobytes()]


def test_with_no_effect_and_no_costs_the_whole_document_is_the_baseline_bit_for_bit() -> None:
    null = after(30, effect_scale=0.0, costs=False, **EVERYTHING)
    assert difference(null, after(30)) == []


def test_the_whole_document_does_change_the_street_when_it_has_effect() -> None:
    assert "world.residents.trust" in difference(after(30, **EVERYTHING), after(30))


def test_the_whole_document_runs_on_the_default_street_with_every_law_held() -> None:
    Street(seed=7, weeks=80, check=True, **EVERYTHING).run()


def test_one_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    one = after(8)
    assert difference(one, after(8)) == []
    assert "world.residents.trust" in difference(one, after(8, seed=2))


def test_a_saved_street_goes_on_as_if_never_stopped() -> None:
    values: dict[str, Any] = {"offload": 0.8, "fund_follow": 1.0, "so_fund": 20.0, "delib_freq": 2.0}
    whole = after(20, **values)
    first = Street(seed=1, weeks=20, population=small(), **values).run(9)
    saved = {name: array.copy() for name, array in first.arrays().items()}
    second = Street(seed=1, weeks=20, population=small(), **values)
    second.load(saved)
    assert difference(second.run(), whole) == []


def test_nothing_but_the_burn_in_year_has_passed_before_a_lever_acts() -> None:
    assert difference(after(0, **EVERYTHING), after(0)) == []


def test_checking_the_laws_changes_nothing() -> None:
    assert difference(after(8, check=True), after(8)) == []


PROGRAM = """
import hashlib
from sim.model import Street
from sim.population import build_population
street = Street(seed=3, weeks=0, population=build_population(("VTC",), 3, scale=0.02))
for _ in range(3):
    street.step()
h = hashlib.sha256()
for name, array in sorted(street.arrays().items()):
    h.update(name.encode() + array.tobytes())
print(h.hexdigest())
"""


def test_compiling_on_or_off_gives_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True,
            env={**os.environ, "SHEQU_COMPILE": compiled},
        ).stdout
        for compiled in ("1", "0")
    }  # fmt: skip
    assert len(digests) == 1


def _value(d: Any) -> st.SearchStrategy[Any]:
    if d.options:
        return st.sampled_from(d.options)
    if isinstance(d.default, bool):
        return st.booleans()
    if d.parts:
        return st.tuples(*(st.floats(d.low, d.high) for _ in d.parts))
    return st.integers(int(d.low), int(d.high)) if isinstance(d.default, int) else st.floats(d.low, d.high)


SETTABLE = [d for d in catalog.declarations().values() if d.kind == "lever" and d.name not in BUILD_LEVERS]
SCENARIOS = st.dictionaries(st.sampled_from([d.name for d in SETTABLE]), st.just(None), max_size=12).flatmap(
    lambda names: st.fixed_dictionaries({name: _value(catalog.find(name)) for name in names})
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=SCENARIOS, seed=st.integers(0, 5))
def test_every_law_holds_in_every_week_of_any_policy(values: dict[str, Any], seed: int) -> None:
    street = Street(seed=seed, weeks=32, population=small("CHE", "BOR", seed=seed, scale=0.06), **values)
    street.run(0)
    street.checking = True
    street.run()
    assert all(np.isfinite(series).all() for series in street.record.arrays().values())


# It changes what becomes of cases between groups, of which a street has some thirty a year.
RARELY_FELT = {"lawful_handling"}


@cache
def people() -> Population:
    return build_population(DEFAULT_STREET, 1)


@cache
def without(weeks: int, *beside: str) -> dict[str, bytes]:
    """Give the whole street after some weeks, under what a lever needs beside it."""
    street = after(weeks, people(), **{name: catalog.find(name).full for name in beside}, costs=False)
    return {name: array.tobytes() for name, array in street.arrays().items()}


@pytest.mark.parametrize("d", LEVERS, ids=lambda d: d.name)
@pytest.mark.slow
def test_a_lever_at_full_changes_the_street_and_stays_finite(d: Any) -> None:
    # The default street has every type of community, and week 156 brings an election.
    beside = {name: catalog.find(name).full for name in d.beside}
    weeks = 312 if d.name in RARELY_FELT else 110
    full = after(weeks, people(), **{**beside, d.name: d.full}, costs=False)
    usual = without(weeks, *d.beside)
    assert [name for name, array in full.arrays().items() if array.tobytes() != usual[name]] != []
    assert all(np.isfinite(series).all() for series in full.record.arrays().values())


def test_levers_changed_before_the_first_week_are_the_scenario_bit_for_bit() -> None:
    live = Street(seed=1, weeks=60, population=small()).run(0)
    live.change(EVERYTHING)
    assert difference(live.run(), after(60, **EVERYTHING)) == []


def test_a_change_in_mid_run_leaves_what_was_before_it_and_comes_again_the_same() -> None:
    def changed() -> Street:
        street = Street(seed=1, weeks=40, population=small(), offload=0.8).run(20)
        street.change({"offload": 0.2, "linkage3": 0.5, "delib_rule": "consensus"})
        return street.run()

    one, plain = changed(), after(40, offload=0.8)
    assert difference(one, changed()) == []
    assert difference(one, plain) != []
    before = 52 + 20
    for name in ("acts", "open_claims", "tasks_rc", "trust"):
        assert np.array_equal(one.record[name][:before], plain.record[name][:before])
    one.check()


@pytest.mark.parametrize("name", ["mixing", "phi_imp"])
def test_what_holds_from_before_the_run_cannot_be_changed_in_it(name: str) -> None:
    street = Street(seed=1, weeks=4, population=small())
    with pytest.raises(BadInput, match=f"{name}: cannot be changed in mid-run"):
        street.change({name: 0.5})
