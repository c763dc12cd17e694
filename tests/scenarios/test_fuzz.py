"""Whatever a scenario file holds, it loads or is refused with a sentence; nothing else ever happens."""

from __future__ import annotations

import json
import random
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.new_scenario import toml
from scenarios import FOLDER, KEYS, TEXTS, load_scenario
from scenarios.document import keys, levers_of
from scenarios.schema import scenario_schema
from sim.archetypes import ARCHETYPE_IDS
from sim.catalog import accept, composites, levers, uncertainties
from sim.declare import Declaration
from sim.errors import SimError
from sim.scenario import Plan, Scenario

FUZZ = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACE = Path(tempfile.mkdtemp()) / "mine.toml"
SCHEMA = jsonschema.Draft202012Validator(scenario_schema())
NAMES = [d.name for d in (*levers(), *uncertainties())]

numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**30), 10**30),
    st.sampled_from([0, 1, 0.5]),
)
words = st.one_of(
    st.text(max_size=20), st.sampled_from([*NAMES[:40], "OLD", "all", "4.4.3", "fifo", "baseline"])
)
atoms = st.one_of(numbers, st.booleans(), words)
plan_keys = st.sampled_from(["value", "start_w", "ramp_w", "communities"])
things = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(st.one_of(words, plan_keys), inner, max_size=4),
    ),
    max_leaves=8,
)  # fmt: skip
names = st.one_of(words, st.sampled_from([*NAMES, *composites(), *keys(), "channel_open.vote"]))
files = st.fixed_dictionaries(
    {"title_en": st.one_of(st.just("Mine"), st.just("Mine"), things)},
    optional={
        **{key: things for key in KEYS if key not in ("title_en", "levers", "uncertainties", "document")},
        **{
            key: st.one_of(st.dictionaries(names, things, max_size=4), things)
            for key in ("levers", "uncertainties", "document")
        },
        "another": things,
    },
)


def written(value: Any) -> str:
    """Write anything as TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, float) and value != value:
        return "nan"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    return toml(value)


def outcome(content: bytes) -> Scenario | str:
    """Load a file; give the scenario, or what the refusal says."""
    PLACE.write_bytes(content)
    try:
        scenario = load_scenario(PLACE)
    except SimError as error:
        return str(error)
    accept(scenario.values)
    scenario.digest()
    return scenario


def check_refusal(message: str) -> None:
    assert message.startswith(f"{PLACE}: ")
    assert "\n" not in message or "TOML" in message
    assert len(message) < 1200 + len(str(PLACE))


@FUZZ
@given(files)
def test_anything_that_toml_can_say_is_refused_in_words_or_loads_as_the_schema_says(content: Any) -> None:
    text = "\n".join(f"{key} = {written(value)}" for key, value in content.items())
    result = outcome(text.encode("utf-8", "replace"))
    if isinstance(result, str):
        check_refusal(result)
    else:
        assert not list(SCHEMA.iter_errors(tomllib.loads(text)))


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words_or_load(content: bytes) -> None:
    result = outcome(content)
    if isinstance(result, str):
        check_refusal(result)


SHIPPED = [path.read_bytes() for path in sorted(FOLDER.glob("s[1-9]_*.toml"))]


SPELLED = [b"nan", b"1e400", b"true", b'"', b"{", b"}", b"[", b"]", b"=", b"\n", b".", b"-", b"\x00", b"\xff"]


def slip(content: bytearray, luck: random.Random) -> None:
    """Drop, double, change or put in something, as a hand on a keyboard might."""
    at, n = luck.randrange(len(content) + 1), luck.randint(1, 12)
    kind = luck.randrange(4)
    if kind == 0:
        del content[at : at + n]
    elif kind == 1:
        content[at:at] = content[at : at + n]
    elif kind == 2:
        content[at : at + 1] = bytes([luck.randrange(256)])
    else:
        content[at:at] = luck.choice(SPELLED)


@pytest.mark.parametrize("n", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_shipped_file_with_slips_of_the_pen_loads_or_is_refused_in_words(n: int) -> None:
    luck = random.Random(7)
    refused = 0
    for _ in range(n):
        content = bytearray(luck.choice(SHIPPED))
        for _ in range(luck.randint(1, 3)):
            slip(content, luck)
        result = outcome(bytes(content))
        if isinstance(result, str):
            refused += 1
            check_refusal(result)
    assert n // 4 < refused < n


def valid(d: Declaration) -> st.SearchStrategy[Any]:
    if d.options:
        return st.sampled_from(d.options)
    if isinstance(d.default, bool):
        return st.booleans()
    if isinstance(d.default, int):
        return st.integers(int(d.low or 0), int(d.high or 0))
    one = st.floats(float(d.low or 0), float(d.high or 0), allow_subnormal=False)
    return st.lists(one, min_size=len(d.parts), max_size=len(d.parts)).map(tuple) if d.parts else one


def planned(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    kinds = st.lists(st.sampled_from(ARCHETYPE_IDS), unique=True).map(tuple)
    return st.one_of(values, st.builds(Plan, values, st.integers(0, 5200), st.integers(0, 5200), kinds))


@st.composite
def sound(draw: st.DrawFn) -> str:
    """Write a file of values that are all allowed."""
    lines = [f"{key} = {json.dumps(draw(st.text('ab 社区', min_size=1)) + '.')}" for key in TEXTS]
    lines += [f"weeks = {draw(st.integers(1, 5200))}", 'base = "s4_offload_funded"']
    lines += [f"share = {toml(draw(st.floats(0, 1)))}", "[document]"]
    movable = [key for key in keys() if levers_of(key)]
    for key in draw(st.lists(st.sampled_from(movable), unique=True, max_size=3)):
        lines.append(f'"{key}" = {toml(draw(planned(st.floats(0, 1))))}')
    for head, declared in (("[levers]", levers()), ("[uncertainties]", uncertainties())):
        lines.append(head)
        for d in draw(st.lists(st.sampled_from(declared), unique_by=lambda d: d.name, max_size=4)):
            value = draw(planned(valid(d)) if d.kind == "lever" else valid(d))
            lines.append(f"{d.name} = {toml(value)}")
    return "\n".join(lines)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sound())
def test_what_is_allowed_loads_and_satisfies_the_schema(text: str) -> None:
    assert isinstance(outcome(text.encode()), Scenario)
    assert not list(SCHEMA.iter_errors(tomllib.loads(text)))
