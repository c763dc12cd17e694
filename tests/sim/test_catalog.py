"""The contract of every declaration: a new one is tested without writing a test."""

import re
from typing import Any

import pytest

from sim import catalog
from sim.codes import DISPUTE_CODES  # noqa: F401 - the codes must import without the processes
from sim.errors import BadInput, OutOfRange, UnknownName
from sim.provisions import PROVISIONS
from sim.scenario import Plan

ALL = list(catalog.declarations().values())
LEVERS = [d for d in ALL if d.kind == "lever"]
HAN = re.compile(r"[\u4e00-\u9fff]")
PROVISION_IDS = {p.id for p in PROVISIONS}
CONTEXT_ONLY = {p.id for p in PROVISIONS if p.context_en}


@pytest.mark.parametrize("d", ALL, ids=lambda d: d.name)
def test_it_is_documented_in_both_languages(d: Any) -> None:
    for chinese, english in (d.label, d.sentence, d.unit):
        assert HAN.search(chinese), chinese
        assert english.strip()
        assert not HAN.search(english), english
    assert d.sentence[0].endswith("。")
    assert d.sentence[1].endswith(".")


@pytest.mark.parametrize("d", ALL, ids=lambda d: d.name)
def test_it_has_a_source_and_a_standing(d: Any) -> None:
    assert d.source.strip()
    assert d.standing in {"A", "A†", "A(low)", "B", "C", "by definition"}
    assert not re.search(r"SPEC|EVIDENCE|LABELS|shared", d.source)


@pytest.mark.parametrize("d", ALL, ids=lambda d: d.name)
def test_its_default_lies_in_its_range(d: Any) -> None:
    assert d.accept(d.default) == d.default


@pytest.mark.parametrize("d", [d for d in ALL if d.is_number and d.kind != "constant"], ids=lambda d: d.name)
def test_it_has_room_to_move_and_is_refused_outside_its_range_by_name(d: Any) -> None:
    assert d.low < d.high
    for value in (d.low - 1e-3 * (1 + abs(d.low)), d.high + 1e-3 * (1 + abs(d.high)), float("nan")):
        with pytest.raises(OutOfRange, match=re.escape(f"{d.name} must be ")):
            d.accept(value)


@pytest.mark.parametrize("d", LEVERS, ids=lambda d: d.name)
def test_a_lever_stands_for_one_provision_costs_something_and_moves_indicators(d: Any) -> None:
    assert d.provisions
    assert set(d.provisions) <= PROVISION_IDS - CONTEXT_ONLY
    assert d.full != d.default
    assert d.accept(d.full) == d.full
    assert d.cost.itself or d.cost.cny > 0 or d.cost.hours > 0
    assert d.moves
    assert set(d.beside) <= {other.name for other in LEVERS}


def test_every_indicator_that_a_lever_names_is_declared_or_comes_later() -> None:
    later = {
        "PRO1",
        "PRO2",
        "PRO3",
        "PRO4",
        "RES1",
        "RES2",
        "RES3",
        "RES4",
        "CMP1",
        "CMP2",
        "CMP3",
        "FIN5a",
        "FIN5b",
    }
    known = set(catalog.outcomes()) | later
    assert {name for d in LEVERS for name, _ in d.moves} <= known


def test_names_are_unique_across_the_model() -> None:
    assert len({d.name for d in ALL}) == len(ALL)


def test_an_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'offload'"):
        catalog.accept({"offlaod": 0.5})


def test_a_composite_moves_its_fine_levers_and_a_set_one_wins() -> None:
    accepted = catalog.accept({"linkage3": 0.5, "design": 0.9})
    # Baseline .1, full 1: halfway is .55.
    assert accepted["disc_effort"].value == pytest.approx(0.55)
    assert accepted["so_take"].value == pytest.approx(0.55)
    assert accepted["design"] == 0.9
    assert "linkage3" not in accepted


def test_switches_inside_a_composite_turn_at_one_half() -> None:
    assert catalog.accept({"formalism": 0.49})["unified_assess"].value is False
    assert catalog.accept({"formalism": 0.5})["unified_assess"].value is True


def test_a_fine_lever_belongs_to_at_most_one_composite() -> None:
    parts = [part for c in catalog.composites().values() for part in c.parts]
    assert len(parts) == len(set(parts))


def test_parts_of_a_lever_can_be_set_alone() -> None:
    accepted = catalog.accept({"channel_open.vote": 0.8})
    assert accepted["channel_open"] == (0.8, 0.3, 0.3, 0.3, 0.3)


def test_a_plan_keeps_its_timing() -> None:
    assert catalog.accept({"offload": Plan(0.8, 13, 4, ("OLD",))})["offload"] == Plan(0.8, 13, 4, ("OLD",))


def test_a_salib_problem_has_the_declared_bounds() -> None:
    problem = catalog.salib_problem(["offload", "fund_follow"])
    assert problem == {"num_vars": 2, "names": ["offload", "fund_follow"], "bounds": [[0.0, 1.0], [0.0, 1.0]]}


def test_one_number_for_a_whole_lever_goes_with_another_for_a_part() -> None:
    accepted = catalog.accept({"channel_open": 0.5, "channel_open.vote": 0.1})["channel_open"]
    declared = catalog.find("channel_open")
    assert accepted == tuple(0.1 if part == "vote" else 0.5 for part in declared.parts)


def test_a_part_beside_a_plan_of_the_whole_is_refused() -> None:
    with pytest.raises(BadInput, match=r"channel_open\.vote: channel_open is planned as a whole"):
        catalog.accept({"channel_open": Plan(0.5), "channel_open.vote": 0.1})
