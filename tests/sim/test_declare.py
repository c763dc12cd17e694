"""Declarations: a value is accepted in its own type and range, or refused in words."""

import math
from typing import Any

import pytest

from sim.declare import CHOICE, SHARE, YES_NO, Cost, Declarations, lever, uncertainty
from sim.errors import OutOfRange

WORDS: dict[str, Any] = {
    "label": ("甲", "A"),
    "sentence": ("句。", "Sentence."),
    "provisions": ("2.2.6",),
    "cost": Cost(),
}


class Example(Declarations):
    """One of each kind."""

    share: float = lever(0.5, full=0.8, unit=SHARE, moves="WRK1↑ DIS7↕", **WORDS)
    mixed: tuple[float, ...] = lever(
        (0.3, 0.3), full=(1.0, 1.0), parts=("one", "two"), unit=SHARE, moves="WRK1↑", **WORDS
    )
    order: str = lever("fifo", full="triage", options=("fifo", "triage"), unit=CHOICE, moves="WRK1↑", **WORDS)
    switch: bool = lever(False, full=True, unit=YES_NO, moves="WRK1↑", **WORDS)
    rate: float = uncertainty(
        0.01, low=0.0, high=0.1, unit=SHARE, label=("乙", "B"), sentence=("句。", "S."), source="assumption"
    )


DECLARED = {d.name: d for d in Example.declared()}


def test_every_field_knows_its_name_and_reads_its_directions() -> None:
    assert list(DECLARED) == ["share", "mixed", "order", "switch", "rate"]
    assert DECLARED["share"].moves == (("WRK1", "↑"), ("DIS7", "↕"))


@pytest.mark.parametrize(
    ("name", "given", "accepted"),
    [("share", 1, 1.0), ("share", 0.25, 0.25), ("mixed", 0.5, (0.5, 0.5)), ("mixed", [0, 1], (0.0, 1.0)),
     ("order", "triage", "triage"), ("switch", 1, True), ("switch", False, False)],
)  # fmt: skip
def test_a_value_in_range_is_accepted_in_its_own_type(name: Any, given: Any, accepted: Any) -> None:
    value = DECLARED[name].accept(given)
    assert value == accepted
    assert type(value) is type(accepted)


@pytest.mark.parametrize(
    ("name", "given"),
    [("share", 1.2), ("share", -0.1), ("share", math.nan), ("share", math.inf), ("share", True),
     ("share", "0.5"), ("share", None), ("mixed", (0.1,)), ("mixed", (0.1, 2.0)), ("order", "lifo"),
     ("order", 1),
     ("switch", 0.5), ("switch", "yes"), ("rate", 0.2)],
)  # fmt: skip
def test_a_value_of_the_wrong_type_or_range_is_refused_by_name_with_the_range(name: Any, given: Any) -> None:
    with pytest.raises(OutOfRange) as refusal:
        DECLARED[name].accept(given)
    assert str(refusal.value).startswith(f"{name} must be ")
    assert repr(given) in str(refusal.value)


def test_choices_and_switches_are_applied_as_set() -> None:
    assert DECLARED["order"].as_set
    assert DECLARED["switch"].as_set
    assert not DECLARED["share"].as_set
