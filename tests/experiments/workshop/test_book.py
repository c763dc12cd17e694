"""The page's book: everything is read from the declarations, nothing is left out."""

import json
from typing import Any

from experiments.workshop.book import HEADLINE, as_json, book
from sim import catalog
from sim.composites import not_yet
from sim.population import BUILD_LEVERS
from sim.provisions import PROVISIONS


def said(entry: Any) -> bool:
    return set(entry) == {"zh", "en"} and all(text.strip() for text in entry.values())


def test_every_lever_is_there_as_it_is_declared() -> None:
    by_name = {lever["name"]: lever for lever in book()["levers"]}
    for d in catalog.levers():
        lever = by_name[d.name]
        assert (lever["low"], lever["high"], lever["baseline"], lever["full"]) == (
            d.low,
            d.high,
            d.default,
            d.full,
        )
        assert lever["label"] == {"zh": d.label[0], "en": d.label[1]}
        assert lever["provisions"] == list(d.provisions)
        assert lever["standing"] == d.standing
        assert lever["cost"]["cny"] == d.cost.cny
        assert lever["build"] == (d.name in BUILD_LEVERS)
        assert all(said(option["label"]) for option in lever["options"])
    for c in catalog.composites().values():
        assert set(by_name[c.name]["moves"]) == set(c.parts) - set(not_yet(c))


def test_provisions_sections_and_indicators_of_levers_are_in_the_book() -> None:
    pages = book()
    assert set(pages["provisions"]) == {p.id for p in PROVISIONS}
    sections, indicators = {s["id"] for s in pages["sections"]}, {i["id"] for i in pages["indicators"]}
    for lever in pages["levers"]:
        assert lever["section"] in sections
        assert set(lever["provisions"]) <= set(pages["provisions"])
        # Some processes that levers name indicators of are not yet part of the model.
        assert {"id", "direction"} == set().union(*lever["indicators"]) or not lever["indicators"]
    assert set(pages["curves"]) <= indicators


def test_a_step_divides_the_range_into_round_parts() -> None:
    for lever in book()["levers"]:
        if lever["step"] is not None:
            assert 1 <= (lever["high"] - lever["low"]) / lever["step"] <= 5000
            assert lever["step"] <= lever["high"] - lever["low"]


def test_three_levers_stand_on_top() -> None:
    assert [lever["name"] for lever in book()["levers"] if lever["headline"]].sort() == sorted(
        HEADLINE
    ).sort()
    assert len(HEADLINE) == 3


def test_the_book_is_json_and_says_what_the_model_is_unfit_for() -> None:
    pages = json.loads(as_json())
    assert [len(pages["scope"][kind]) for kind in ("fit", "unfit")] == [3, 3]
    assert all(said(line) for kind in ("fit", "unfit") for line in pages["scope"][kind])
    for key in ("groups", "states", "statuses", "hours", "nodes", "communities"):
        assert all(said(entry["label"]) for entry in pages[key]), key
    assert len(pages["chapters"]) == 4
