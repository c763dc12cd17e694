"""The bands of the baseline: a complete table, and figures worked out by hand."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from experiments import baseline
from experiments.bands import MEASURES, Band, bands, measure_of, policies
from sim.archetypes import ARCHETYPE_IDS
from sim.codes import (
    CRT,
    DELIBERATE,
    DISPUTE,
    FAM,
    LUMP,
    NEIG,
    PROP,
    Q1,
    Q3,
    R_BILATERAL,
    R_COMMITTEE,
    R_HOTLINE,
    R_LUMP,
    REQUEST,
    RES,
    S3,
    VOTE,
)
from sim.errors import SimError
from sim.outcomes import OUTCOMES
from sim.outcomes.view import View
from tests.handmade import HandmadeStreet

# The numeric bounds that the baseline must keep: (measure, lower, upper); None is open.
BOUNDS = {
    "active": (0.10, 0.30), "concentration": (0.55, 0.85), "gini_of_acts": (0.80, 0.95),
    "turnout_urban": (0.40, 0.55), "turnout_rural": (0.50, 0.65), "turnout_gap": (0.05, None),
    "turnout_18_29": (0.08, 0.22), "turnout_50_59": (0.48, 0.64), "turnout_70_79": (0.68, 0.86),
    "recorded_turnout": (0.80, 0.95), "recorded_less_own": (0.25, None), "turnout_migrants": (0.02, 0.15),
    "deliberated": (0.05, 0.25), "inclusion": (None, 1.0), "disputes": (40, 120), "requests": (100, 300),
    "dispute_claims": (12, 30), "recorded_mediations": (4, 8), "hotline_requests": (20, 80),
    "petitions": (0.2, 1.0), "suits": (0.5, 4.0), "lumped_or_bilateral": (0.5, None),
    "petition_or_suit": (None, 0.05), "settled_at_community": (0.60, 0.90), "recorded_success": (0.93, 0.98),
    "overstatement": (3.0, None), "mix_neighbour": (0.20, 0.38), "mix_family": (0.14, 0.25),
    "mix_land_in_villages": (0.08, None), "mix_property_leads": (0.0, None),
    "justice_from_below": (0.0, None),
    "administrative_share": (0.55, 0.80), "burnout": (0.30, 0.50), "burnt_out": (0.25, 0.50),
    "quit_rate": (0.04, 0.08), "quit_rate_social_workers": (0.15, 0.25), "vacancy": (0.02, 0.10),
    "burden_reduction": (0.20, 0.45), "gate_alone": (0.05, 0.15), "fees_commercial": (0.70, 0.82),
    "fees_old": (0.45, 0.70), "fees_lowest_tenth": (None, 0.5),
}  # fmt: skip


def figure(street: HandmadeStreet, measure: str, archetypes: tuple[str, ...] = ()) -> float:
    band = Band("x", measure, ("甲", "x"), "C", "by hand", (1, street.week), archetypes=archetypes)
    return measure_of(band)(View(street, *band.window), band.where(street.archetypes))


def test_every_bound_has_its_row() -> None:
    assert {b.id: (b.low, b.high) for b in bands()} == BOUNDS


@pytest.mark.parametrize("band", bands(), ids=lambda b: b.id)
def test_a_row_names_what_it_measures_and_where_its_bounds_come_from(band: Band) -> None:
    assert band.later or band.measure in MEASURES or band.measure in {o.name for o in OUTCOMES}
    assert re.search(r"[\u4e00-\u9fff]", band.label[0])
    assert band.label[1].isascii() or "–" in band.label[1]
    assert band.standing in {"A", "A†", "A(low)", "B", "C"}
    assert len(band.source) > 20
    assert set(band.archetypes) <= set(ARCHETYPE_IDS)
    assert 1 <= band.window[0] < band.window[1] == 208
    assert band.policy in {"", *policies()}
    low, high = band.low, band.high
    assert low is not None or high is not None
    assert band.target is None or (low is not None and high is not None and low <= band.target <= high)


@pytest.mark.parametrize(("number", "met"), [(0.2, True), (0.1, True), (0.09, False), (0.31, False)])
def test_a_band_is_met_between_its_bounds(number: float, met: bool) -> None:
    assert Band("x", "ENG2", ("甲", "x"), "C", "", (1, 2), low=0.1, high=0.3).met(number) is met


def test_an_open_bound_is_met_on_its_own_side_and_a_missing_value_neither_way() -> None:
    band = Band("x", "ENG2", ("甲", "x"), "C", "", (1, 2), low=0.1)
    assert band.met(9.0) is True
    assert band.met(math.nan) is None


def test_turnout_is_told_apart_by_age_registration_and_kind_of_community() -> None:
    s = HandmadeStreet((10, 10), ("OLD", "RUR")).weeks(1)
    r = s.world.residents
    r.eligible[:9] = r.eligible[10:] = True
    r.age[:] = np.tile([18, 29, 30, 50, 59, 60, 70, 79, 80, 40], 2)
    r.recent[[0, 3, 4, 6], VOTE] = 1
    r.recent[10:16, VOTE] = 1
    r.recorded_vote[:8] = r.recorded_vote[10:20] = True
    r.hukou[[3, 9]] = False
    # Ages 18 to 29: residents 0, 1, 10, 11 of whom 0, 10, 11 voted.
    assert figure(s, "turnout_18_29") == pytest.approx(3 / 4)
    assert figure(s, "turnout_50_59", ("OLD",)) == 1
    assert figure(s, "turnout_70_79", ("OLD",)) == pytest.approx(1 / 2)
    assert figure(s, "turnout_gap") == pytest.approx(6 / 10 - 4 / 9)
    assert figure(s, "recorded_less_own", ("OLD",)) == pytest.approx(8 / 9 - 4 / 9)
    # Two are not registered, one of them without a right to vote; one voted.
    assert figure(s, "turnout_migrants") == pytest.approx(1 / 2)


def test_who_deliberated_within_a_year_is_counted_once() -> None:
    s = HandmadeStreet((10,)).weeks(60)
    s.world.residents.last_act[:3, DELIBERATE] = 8, 9, 60
    assert figure(s, "deliberated") == pytest.approx(2 / 10)


def test_claims_and_routes_are_per_thousand_residents_and_year_or_shares_of_the_named() -> None:
    s = HandmadeStreet((40,))
    claims, routes = np.zeros((1, 8, 2)), np.zeros((1, 2, 6))
    claims[0, NEIG, DISPUTE], claims[0, NEIG, REQUEST] = 2, 6
    routes[0, REQUEST, R_HOTLINE], routes[0, DISPUTE, R_COMMITTEE] = 3, 2
    routes[0, DISPUTE, R_LUMP], routes[0, REQUEST, R_BILATERAL] = 4, 1
    s.weeks(26, claims=claims, routes=routes)
    # 50 residents, half a year.
    assert figure(s, "dispute_claims") == pytest.approx(2 * 1040)
    assert figure(s, "hotline_requests") == pytest.approx(3 * 1040)
    assert figure(s, "lumped_or_bilateral") == pytest.approx(5 / 10)
    s.claim((3, Q3), (4, CRT))
    assert figure(s, "petition_or_suit") == pytest.approx(1 / (8 * 26))


def test_the_mix_of_mediation_counts_entries_in_the_book() -> None:
    s = HandmadeStreet((10, 10), ("CHE", "OLD")).weeks(10)
    for kind in (PROP, PROP, NEIG):
        s.claim((1, Q1), (2, RES), kind=kind, recorded=1)
    s.claim((1, Q1), (2, LUMP), kind=NEIG, recorded=-1)
    s.claim((1, Q1), (2, RES), kind=FAM, recorded=0, claimant=15)
    assert figure(s, "mix_neighbour") == pytest.approx(1 / 4)
    assert figure(s, "mix_family") == pytest.approx(1 / 4)
    assert figure(s, "property_leads", ("CHE",)) == pytest.approx(1 / 3)
    assert figure(s, "recorded_success") == pytest.approx(3 / 4)
    assert math.isnan(figure(HandmadeStreet((10,)).weeks(2), "mix_neighbour"))


def test_ends_in_the_community_are_set_against_ends_further_up() -> None:
    s = HandmadeStreet((10,)).weeks(10)
    s.claim((1, Q1), (2, RES), quality=0.8)
    s.claim((1, Q1), (2, LUMP))
    s.claim((1, Q3), (2, S3), (3, RES), quality=0.4)
    # A claim given up leaves .15: (.8 + .15) / 2 less .4.
    assert figure(s, "justice_from_below") == pytest.approx(0.475 - 0.4)


def test_a_policy_is_set_against_the_baseline_of_the_same_luck() -> None:
    band = next(b for b in bands() if b.id == "burden_reduction")
    before = HandmadeStreet((10,)).weeks(78, mandated=1.0).weeks(130, mandated=100.0)
    after = HandmadeStreet((10,)).weeks(78, mandated=9.0).weeks(130, mandated=70.0)
    assert baseline.value(band, {"": before, "burden_reduction": after}) == pytest.approx(0.3)


def test_a_row_that_waits_for_a_process_has_no_value() -> None:
    band = next(b for b in bands() if b.later)
    assert math.isnan(baseline.value(band, {}))


def test_the_value_of_a_row_is_the_median_over_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {1: 0.12, 2: 0.2, 3: math.nan, 4: 0.5}
    monkeypatch.setattr(baseline, "measure_seed", lambda seed, _: {b.id: numbers[seed] for b in bands()})
    row = baseline.check_baseline(seeds=4, workers=1).set_index("id").loc["active"]
    assert row["value"] == pytest.approx(0.2)
    assert row["seeds"] == 3
    assert bool(row["met"])


def test_one_seed_gives_a_value_for_every_row_that_does_not_wait() -> None:
    runs: list[None] = []
    found = baseline.measure_seed(1, lambda: runs.append(None))
    assert {b.id for b in bands() if not math.isfinite(found[b.id])} == {b.id for b in bands() if b.later}
    assert len(runs) == 3


def test_a_seed_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(seed: int, tick: object) -> dict[str, float]:
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr(baseline, "measure_seed", fails)
    with pytest.raises(SimError, match="seed 1 could not be run: ZeroDivisionError: by hand"):
        baseline.check_baseline(seeds=2, workers=1)


@pytest.mark.parametrize(("lang", "words"), [("en", "1 met, 40 not met, 1 not measured."), ("zh", "1项符合")])
def test_the_table_is_shown_in_either_language(
    lang: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {b.id: -1.0 for b in bands()} | {"active": 0.2, "fees_old": math.nan}
    monkeypatch.setattr(baseline, "measure_seed", lambda seed, _: found)
    monkeypatch.setattr(Band, "met", lambda self, value: None if math.isnan(value) else value > 0)
    table = baseline.run_check(seeds=1, workers=1, lang=lang)
    assert isinstance(table, pd.DataFrame)
    baseline.print_check(table, lang)
    shown = capsys.readouterr().out
    assert words in shown
    assert ("Residents active in a year" in shown) == (lang == "en")
