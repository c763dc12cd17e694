"""A state in a link: read back as it was written, and nothing else is taken for one."""

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.workshop import link
from experiments.workshop.history import Entry, Setup
from experiments.workshop.texts import Refused
from sim.scenario import Plan

SETUP = Setup(
    seed=7,
    start={"A": {"offload": 0.8}, "B": {"phi_imp": 0.5, "linkage3": Plan(0.5, 10, 4, ("OLD",))}},
    entries=(
        Entry(3, "A", {"offload": 0.2, "channel_open": (0.1, 0.2, 0.3, 0.4, 0.5)}),
        Entry(9, "B", {"phi_imp": 0.5, "delib_rule": "consensus", "unified_assess": True}),
        Entry(9, "A", {"offload": 0.8}, takes_back=True),
    ),
)


def packed(state: Any) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(state).encode())).decode()


def test_a_state_is_read_back_as_it_was_written() -> None:
    assert link.read("#" + link.written(SETUP, 4, 20)) == (SETUP, 4, 20)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: base64.urlsafe_b64encode(b).decode()))
def test_anything_else_is_refused(letters: str) -> None:
    with pytest.raises(Refused):
        link.read(letters)


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": 10_000}, {"week": -1}, {"seed": -1}, {"communities": []}, {"communities": ["XXX"]},
        {"start": {"B": {}}}, {"start": {"A": {"offload": 7}}}, {"start": {"A": {"nothing": 1}}},
        {"start": {"A": {}, "B": {"mixing": 0.5}}}, {"form": 2}, {"scale": 50}, {"more": 1},
        {"entries": [{"week": 3, "side": "B", "values": {}}]},
        {"entries": [{"week": 3, "side": "A", "values": {"mixing": 0.5}}]},
        {"entries": [{"week": 3, "side": "A", "values": {"effect_scale": 0.0}}]},
        {"entries": [{"week": 3, "side": "A", "values": {}, "takes_back": True}]},
        {"entries": [{"week": week, "side": "A", "values": {"offload": week / 10}} for week in (9, 3)]},
    ],
)  # fmt: skip
def test_a_state_that_could_not_have_come_about_is_refused(wrong: dict[str, Any]) -> None:
    state = link.plain(Setup(), 0, 20)
    assert link.read(packed(state)) == (Setup(), 0, 20)
    with pytest.raises(Refused):
        link.read(packed({**state, **wrong}))


def test_a_small_link_that_unpacks_to_a_large_one_is_refused() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000)).decode()
    with pytest.raises(Refused, match="too long"):
        link.read(bomb)
