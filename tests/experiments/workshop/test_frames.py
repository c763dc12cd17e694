"""The picture of a week: what its bytes say is what the street holds; places never move."""

import base64
import struct
from typing import Any

import numpy as np
import pytest

from experiments.workshop.frames import MAGIC, Picture
from experiments.workshop.history import Setup
from experiments.workshop.live import Live
from experiments.workshop.places import plan_of
from experiments.workshop.texts import Refused
from sim.codes import PET, RES, T_COMMUNITY, VOLUNTEER
from sim.outcomes import measure
from sim.table import Array
from tests.experiments.workshop.test_live import run

SETUP = Setup(seed=2, communities=("CHE", "RUR"), scale=0.3, weeks=60)


@pytest.fixture(scope="module")
def live() -> Live:
    return run(Live(SETUP, 1), ("pair", True), ("set", "B", "offload", 1.0), 40)


def read(layout: dict[str, Any], frame: bytes) -> tuple[tuple[int, ...], list[dict[str, Array]]]:
    """Read a frame as the page does."""
    head, at, sides = struct.unpack_from("<IIiI", frame), 16, []
    for _ in range(head[3]):
        found = {}
        for section in layout["sections"]:
            kind = np.dtype("u1") if section["type"] == "u8" else np.dtype("<f4")
            found[section["name"]] = np.frombuffer(frame, kind, section["n"], at)
            at += -(-section["n"] * kind.itemsize // 4) * 4
        sides.append(found)
    assert at == len(frame)
    return head, sides


def floats(text: str) -> Array:
    return np.frombuffer(base64.b64decode(text), "<f4")


def test_a_frame_holds_both_sides_as_the_layout_says(live: Live) -> None:
    picture = Picture(live, 7)
    head, (a, b) = read(picture.layout(live), picture.frame(live))
    assert head == (MAGIC, 7, 40, 2)
    for found, side in ((a, live.sides["A"]), (b, live.sides["B"])):
        world, rows = side.street.world, slice(picture.first, picture.first + picture.adults)
        people = world.residents
        assert np.abs(found["trust"] / 250 - people.trust[rows, T_COMMUNITY]).max() <= 0.002 + 1e-6
        assert np.abs(found["satisfaction"] / 250 - people.satisfaction[rows]).max() <= 0.002 + 1e-6
        assert np.abs(found["grievance"] / 50 - people.grievance[rows]).max() <= 0.01 + 1e-6
        lately = people.last_act[rows, VOLUNTEER] > side.street.week - 4
        assert np.array_equal((found["acted"] & 4) > 0, lately)
        assert found["hours"] == pytest.approx(world.communities.hours[1], rel=1e-5)
        assert found["stream"][0] == pytest.approx(world.flows.tasks_rc[1], rel=1e-5)
        assert found["cost"][0] == pytest.approx(side.street.levers.costs()[0].sum(), rel=1e-5)
    assert a["trust"].tobytes() != b["trust"].tobytes()


def test_the_ladder_counts_the_open_claims_of_the_community(live: Live) -> None:
    picture = Picture(live, 1)
    _, (a, _) = read(picture.layout(live), picture.frame(live))
    cases = live.street.world.cases
    here = cases.community[: cases.n] == 1
    still_open = here & (cases.status[: cases.n] < RES)
    assert a["ladder"][:RES].sum() == still_open.sum()
    assert a["ladder"][PET] == (here & (cases.status[: cases.n] == PET)).sum()
    own = np.unique(cases.claimant[: cases.n][still_open]) - picture.first
    assert np.array_equal(np.flatnonzero(a["waiting"]), own)


def test_groups_and_communities_are_measured_as_the_indicators_are(live: Live) -> None:
    picture = Picture(live, 1)
    _, (a, _) = read(picture.layout(live), picture.frame(live))
    street = live.street
    week = street.week
    recent = measure(street, (week - 12, week))
    adults = street.world.communities.adults
    engaged = a["communities"].reshape(-1, 2)[:, 0]
    assert (engaged * adults).sum() / adults.sum() == pytest.approx(recent["ENG3"], rel=1e-5)
    migrants = a["groups"].reshape(-1, 2)[1]
    people = street.world.residents
    assert migrants[1] == pytest.approx(people.satisfaction[~people.hukou].mean(), rel=1e-4)


def test_organisations_are_named_and_those_without_an_account_have_no_money(live: Live) -> None:
    picture = Picture(live, 1)
    layout = picture.layout(live)
    _, (a, _) = read(layout, picture.frame(live))
    kinds = [node["kind"] for node in layout["nodes"]]
    assert len(kinds) == len(a["money"]) == len(a["load"]) == len(a["present"])
    assert np.isnan(a["money"][kinds.index("branch")])
    ledger = live.street.ledger
    own = sum(ledger.cny(int(book[1])) for book in (ledger.untied, ledger.tied, ledger.task))
    assert a["money"][kinds.index("committee")] == pytest.approx(own, rel=1e-5)
    assert a["load"][kinds.index("committee")] == pytest.approx(live.street.world.communities.pressure[1])
    assert {len(node["label"]) for node in layout["nodes"]} == {2}


def test_places_follow_from_rows_alone(live: Live) -> None:
    early = plan_of(Live(SETUP).street.world, 1)
    late = plan_of(live.sides["B"].street.world, 1)
    assert early == late


@pytest.mark.parametrize("community", [0, 1])
def test_every_household_has_a_cell_of_its_own_inside_its_building_and_grid(
    live: Live, community: int
) -> None:
    world = live.street.world
    plan = plan_of(world, community)
    x, y = floats(plan["household_x"]), floats(plan["household_y"])
    assert (
        len({*zip(x.tolist(), y.tolist(), strict=True)}) == len(x) == world.communities.households[community]
    )
    homes = np.flatnonzero(world.households.community == community)
    building = np.unique(world.households.building[homes], return_inverse=True)[1]
    for b, box in enumerate(plan["buildings"]):
        mine = building == b
        assert (x[mine] > box["x"]).all()
        assert (x[mine] < box["x"] + box["w"]).all()
        assert (y[mine] > box["y"]).all()
        assert (y[mine] < box["y"] + box["h"]).all()
        grid = plan["grids"][box["grid"]]
        assert grid["x"] <= box["x"]
        assert box["x"] + box["w"] <= grid["x"] + grid["w"] + 1e-6
        assert box["y"] + box["h"] <= grid["y"] + grid["h"] + 1e-6
    dots = np.abs(
        floats(plan["resident_x"]) - x[np.frombuffer(base64.b64decode(plan["resident_household"]), "<u2")]
    )
    assert dots.max() < 0.5


def test_buildings_and_grids_do_not_overlap(live: Live) -> None:
    plan = plan_of(live.street.world, 0)
    for boxes in (plan["buildings"], plan["grids"]):
        for k, one in enumerate(boxes):
            for other in boxes[k + 1 :]:
                beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
                assert beside or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]


def test_a_community_that_is_too_large_is_not_drawn() -> None:
    live = Live(Setup(communities=("CHE", "FAR"), scale=1.3))
    with pytest.raises(Refused, match="at most 3000 are drawn"):
        live.draw(0)
    live.draw(1)
