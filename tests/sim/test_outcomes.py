"""All indicators together: complete, documented, and the same however they are asked for."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from sim import outcomes
from sim.declare import Outcome
from sim.errors import BadInput
from sim.flows import GROUPS
from sim.outcomes import OUTCOMES, community_names, measure, measure_all, selections
from sim.outcomes.view import GROUP_CELLS, Selection, View
from tests.handmade import HandmadeStreet, met_quality

# Every id that is measured on one run, with the number of letters; sub-figures add a name after a dot.
IDS = """
ENG1 ENG1r ENG2 ENG3 ENG4a ENG4b ENG5 ENG6 ENG7a ENG7b ENG8 ENG9 ENG10 ENG11a ENG11b ENG12 ENG13a ENG13b
DIS1 DIS1m DIS2 DIS3a DIS3b DIS4a DIS4b DIS5 DIS6 DIS7 DIS8 DIS9 DIS10a DIS10b DIS11 DIS12a DIS12b
DIS13a DIS13b WRK1 WRK2 WRK3 WRK4a WRK4b WRK5a WRK5b WRK5c WRK6 WRK7 WRK8 WRK9
SVC1 SVC2a SVC2b SVC3 SVC4 SVC5 SVC6
ORG1 ORG2 ORG3 ORG4 ORG5a ORG5b ORG6 ORG7a ORG7b
FIN1 FIN2 FIN3 FIN4 FIN6 EQU1 EQU2
"""
LOWER = """
ENG7b DIS1 DIS4a DIS4b DIS5 DIS6 DIS7 DIS9 DIS11 DIS12a DIS12b DIS13a DIS13b WRK1 WRK2 WRK3 WRK4a WRK4b WRK5a
WRK5b WRK5c WRK6 WRK7 WRK9 SVC4 SVC6 ORG3 ORG6 FIN3 EQU2
"""
NEITHER = "ENG1r ENG4a ENG4b ENG11b ENG13a ENG13b DIS1m DIS2 DIS8 ORG1 ORG2 ORG5a ORG5b FIN2"
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _quality_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes.equity, "resident_quality", met_quality)


def test_every_indicator_is_there_once_and_no_other() -> None:
    names = [o.name for o in OUTCOMES]
    assert len(set(names)) == len(names)
    assert {name for name in names if "." not in name} == set(IDS.split())
    assert {name.partition(".")[0] for name in names} == set(IDS.split())


@pytest.mark.parametrize("o", OUTCOMES, ids=lambda o: o.name)
def test_it_is_documented_in_both_languages(o: Outcome) -> None:
    for chinese, english in (o.label, o.unit, o.sentence):
        assert HAN.search(chinese) or chinese in {"0—1", "0—5"}
        assert english.strip()
        assert not HAN.search(english)
    assert o.sentence[0].endswith("。")
    assert o.sentence[1].endswith(".")
    assert o.summary


@pytest.mark.parametrize("o", [o for o in OUTCOMES if "." not in o.name], ids=lambda o: o.name)
def test_its_good_direction_is_the_agreed_one(o: Outcome) -> None:
    expected = "lower" if o.name in LOWER.split() else "none" if o.name in NEITHER.split() else "higher"
    assert o.better == expected


@pytest.mark.parametrize("o", OUTCOMES, ids=lambda o: o.name)
def test_what_matters_is_two_points_for_shares_and_indices_and_a_tenth_otherwise(o: Outcome) -> None:
    in_unit = o.unit[1].startswith(("share", "index")) or o.unit[1] in {"0–1", "standard deviation"}
    if o.unit[1] == "percentage points":
        assert (o.matters, o.matters_relative) == (2.0, False)
    elif in_unit:
        assert (o.matters, o.matters_relative) == (0.02, False)
    elif o.matters_relative:
        assert o.matters == 0.1


def test_groups_of_residents_divide_everyone_four_times() -> None:
    assert GROUP_CELLS.shape == (len(GROUPS), 48)
    for axis in ((0, 2), (2, 5), (5, 9), (9, 11)):
        assert (GROUP_CELLS[slice(*axis)].sum(axis=0) == 1).all()


def test_each_resident_is_found_in_the_groups_of_registration_age_tenure_and_access() -> None:
    s = HandmadeStreet((4,)).weeks(1)
    r = s.world.residents
    r.hukou[:] = True, False, False, True
    r.age_group[:] = 0, 1, 2, 2
    r.tenure[:] = 0, 1, 2, 3
    r.low_digital[:2] = True
    view = View(s)
    sizes = [view.adults(Selection(np.array([0]), g)) for g in range(len(GROUPS))]
    assert sizes == [2, 2, 1, 1, 2, 1, 1, 1, 1, 2, 2]
    assert view.persons(Selection(np.array([0]), 0)) == pytest.approx(2.5)


def test_the_window_is_the_last_year_unless_told() -> None:
    s = HandmadeStreet((8,)).weeks(60, volunteer_hours=1.0)
    assert (View(s).first, View(s).last, View(s).weeks) == (9, 60, 52)
    assert View(s, 20).weeks == 41
    assert View(HandmadeStreet((8,)).weeks(3)).weeks == 3


@pytest.mark.parametrize("window", [(0, 5), (5, 4), (1, 11)])
def test_a_window_outside_the_recorded_weeks_is_refused(window: tuple[int, int]) -> None:
    s = HandmadeStreet((8,)).weeks(10)
    with pytest.raises(BadInput, match="a window must lie within the recorded weeks 1 to 10; got"):
        View(s, *window)


def test_communities_of_one_type_are_numbered() -> None:
    assert community_names(["OLD", "CHE", "OLD"]) == ["OLD-1", "CHE", "OLD-2"]


def test_a_type_pools_its_communities() -> None:
    s = HandmadeStreet((10, 10, 30), ("OLD", "CHE", "OLD")).weeks(1)
    s.world.residents.efficacy[:10] = 0.8
    table = measure_all(s).query("indicator == 'ENG6'").set_index(["level", "name"])["value"]
    assert table["community", "OLD-1"] == pytest.approx(0.8)
    assert table["archetype", "OLD"] == pytest.approx(0.2)
    assert table["street", "street"] == pytest.approx(0.16)
    assert table["group", "registered"] == pytest.approx(0.16)


@pytest.mark.parametrize("archetypes", [("OLD",), ("OLD", "CHE"), ("OLD", "OLD", "RUR")])
def test_all_at_once_agrees_with_one_by_one(archetypes: tuple[str, ...]) -> None:
    s = HandmadeStreet(tuple(10 * (k + 1) for k in range(len(archetypes))), archetypes)
    s.weeks(5, volunteer_hours=2.0, sw_posts=1.0, tie_party=0.3, so_income=1.0)
    s.world.residents.efficacy[:] = np.linspace(0, 1, s.world.residents.n)
    table = measure_all(s).set_index(["indicator", "level", "name"])["value"]
    assert table.index.is_unique
    view = View(s)
    for level, name, where in selections(view):
        for o in OUTCOMES:
            meant = level == "street" or (not o.street_only and (level != "group" or o.groups))
            assert ((o.name, level, name) in table.index) == meant
            if meant:
                found, expected = table[o.name, level, name], o.measure(View(s), where)
                assert found == expected or (math.isnan(found) and math.isnan(expected)), o.name
    by_name = measure(s)
    assert set(by_name) == {o.name for o in OUTCOMES}
    street = table.xs(("street", "street"), level=("level", "name"))
    assert all(street[n] == v or math.isnan(v) for n, v in by_name.items())


def test_the_window_can_be_given() -> None:
    s = HandmadeStreet((8,)).weeks(26, volunteer_hours=1.0).weeks(26, volunteer_hours=3.0)
    assert measure(s, (1, 26))["ENG5"] == pytest.approx(5200)
    assert measure(s)["ENG5"] == pytest.approx(10400)
    assert "ENG5" in set(measure_all(s, (27, 52))["indicator"])


def test_families_cover_all_indicators() -> None:
    families = [m for m in vars(outcomes).values() if hasattr(m, "OUTCOMES") and m is not outcomes]
    assert sum(len(m.OUTCOMES) for m in families) == len(OUTCOMES)
