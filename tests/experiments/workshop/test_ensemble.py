"""Replications beside the live run: they follow its history, and the band lies where they lie."""

from typing import Any

import numpy as np
import pytest

from experiments.workshop.band import REPLICATIONS, Band
from experiments.workshop.course import MEASURED, WEEKLY
from experiments.workshop.ensemble import Replication
from experiments.workshop.history import Entry, Setup
from experiments.workshop.live import Live
from experiments.workshop.log import Log
from tests.experiments.workshop.test_live import difference, run

SMALL = Setup(seed=8, communities=("FAR",), scale=0.3, weeks=60)


def brought(replication: Replication, setup: Setup, week: int) -> Replication:
    while replication.week < week:
        replication.follow(setup, week)
    return replication


def test_a_replication_is_the_street_that_a_room_with_its_seed_would_have() -> None:
    room = run(Live(SMALL), 7, ("set", "A", "offload", 0.9), 20, ("set", "A", "delib_rule", "consensus"), 6)
    replication = brought(Replication(SMALL, "A"), room.setup, 33)
    assert difference(replication._side, room.sides["A"]) == []


def test_a_replication_goes_on_after_a_change_and_begins_anew_only_when_the_past_was_changed() -> None:
    replication = brought(Replication(SMALL, "A"), SMALL, 12)
    later = Setup(**{**vars(SMALL), "entries": (Entry(12, "A", {"offload": 0.9}),)})
    assert replication.fits(later, 12)
    assert not replication.fits(SMALL, 11)  # the room has gone back
    brought(replication, later, 14)
    assert not replication.fits(SMALL, 14)  # the change was undone
    assert not replication.fits(Setup(**{**vars(SMALL), "start": {"A": {"offload": 0.1}}}), 14)
    earlier = Setup(**{**vars(SMALL), "entries": (Entry(3, "A", {"offload": 0.9}),)})
    assert not replication.fits(earlier, 14)


def test_news_are_told_once() -> None:
    replication = brought(Replication(SMALL, "A"), SMALL, 9)
    first = replication.news()
    assert first is not None
    assert first["fresh"]
    assert first["weeks"] == list(range(1, 10))
    assert first["measured_weeks"] == [0, 4, 8]
    assert replication.news() is None
    brought(replication, SMALL, 10)
    second = replication.news()
    assert second is not None
    assert (second["fresh"], second["weeks"], second["measured_weeks"]) == (False, [10], [])


@pytest.fixture
def band(tmp_path: Any) -> tuple[Band, list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []
    log = Log(tmp_path / "log")
    band = Band(100, 1, told.append, log)
    log.close()
    band.follow("", 3, ["A"], ["DIS7"])
    return band, told


def news(
    seed: int, weeks: list[int], values: list[float | None], measured: dict[int, float]
) -> dict[str, Any]:
    """Tell of one replication: the same number for all weekly indicators, another for all others."""
    return {
        "seed": seed, "side": "A", "fresh": weeks[0] == 1, "weeks": weeks, "weekly": [values for _ in WEEKLY],
        "measured_weeks": list(measured), "measured": [list(measured.values()) for _ in MEASURED],
    }  # fmt: skip


def test_the_band_lies_between_the_tenth_and_ninetieth_percentile(
    band: tuple[Band, list[dict[str, Any]]],
) -> None:
    made, told = band
    for k in range(REPLICATIONS):
        made._take(news(101 + k, [1, 2, 3], [float(k), 2.0 * k, 5.0], {0: float(k)}))
    made.show()
    assert told[0] == {"kind": "ensemble", "done": REPLICATIONS, "of": REPLICATIONS}
    shown = {text["indicator"]: text for text in told if text["kind"] == "band"}
    assert set(shown) == {*WEEKLY, "DIS7"}
    curve = shown["ENG3"]
    assert curve["weeks"] == [1, 2, 3]
    assert curve["whole"]
    # Of 0 to 19: 1.9 and 17.1, the middle 9.5.
    assert [curve[key][0] for key in ("low", "middle", "high")] == pytest.approx([1.9, 9.5, 17.1])
    assert [curve[key][2] for key in ("low", "middle", "high")] == [5.0, 5.0, 5.0]
    assert shown["DIS7"]["weeks"] == [0]


def test_only_weeks_that_all_have_reached_are_shown_and_each_once(
    band: tuple[Band, list[dict[str, Any]]],
) -> None:
    made, told = band
    for k in range(REPLICATIONS - 1):
        made._take(news(101 + k, [1, 2, 3], [1.0, 1.0, 1.0], {0: 1.0}))
    made.show()
    assert not [text for text in told if text["kind"] == "band"]
    made._take(news(100 + REPLICATIONS, [1, 2], [1.0, 1.0], {0: 1.0}))
    made.show()
    made._take(news(100 + REPLICATIONS, [3], [1.0], {}))
    told.clear()
    made.show()
    again = next(text for text in told if text["kind"] == "band")
    assert (again["weeks"], again["whole"]) == ([3], False)


def test_a_number_that_is_missing_in_a_replication_leaves_a_gap(
    band: tuple[Band, list[dict[str, Any]]],
) -> None:
    made, told = band
    for k in range(REPLICATIONS):
        made._take(news(101 + k, [1, 2], [1.0, None if k == 4 else 1.0], {0: np.float64(1.0)}))
    made.show()
    curve = next(text for text in told if text.get("indicator") == "ENG3")
    assert curve["low"] == [1.0, None]
