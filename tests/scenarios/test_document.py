"""Whole provisions as scenario files set them, and shares of a base."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import about, load_scenario, scenario_files
from scenarios.document import by_name_only, keys, levers_of, sections
from sim.catalog import accept, find, levers
from sim.provisions import PROVISIONS
from sim.scenario import Plan

TITLE = 'title_en = "Mine"\n'
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario file into an empty folder and give its path."""

    def write_file(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(TITLE + text, encoding="utf-8")
        return path

    return write_file


def test_the_whole_document_is_every_lever_that_it_names_at_full(write: Write) -> None:
    values = load_scenario(write("[document]\nall = 1\n")).values
    assert set(values) == {d.name for d in levers() if not by_name_only(d)}
    assert all(accept({name: value})[name] == find(name).full for name, value in values.items())


def test_what_borders_on_control_what_explores_and_what_is_not_in_the_letter_is_set_by_name_only() -> None:
    kept = {d.name for d in levers() if by_name_only(d)}
    assert kept >= {"offload", "grid_info", "grid_link", "video_cov", "credit", "credit_form", "riv"}
    assert kept >= {"community_size", "grid_size", "mixing", "posts_per_10k", "pay", "open_hours"}
    assert "fund_follow" not in kept


def test_every_lever_of_the_letter_belongs_to_one_section() -> None:
    by_section = [d.name for section in sections() for d in levers_of(section)]
    assert sorted(by_section) == sorted({d.name for d in levers_of("all")})


def test_the_keys_are_the_items_their_sections_and_parts() -> None:
    assert {p.id for p in PROVISIONS} < set(keys())
    assert len(sections()) == 19
    assert {"all", "2", "4.4", "4.4.3", "closing"} <= set(keys())


def test_a_section_moves_its_own_levers_part_of_the_way(write: Write) -> None:
    values = load_scenario(write('[document]\n"4.4" = 0.4\n')).values
    assert set(values) == {d.name for d in levers_of("4.4")}
    assert values["access_gate"] == pytest.approx(0.1 + 0.4 * 0.9)
    assert values["unified_assess"] is False
    assert load_scenario(write('[document]\n"4.4" = 0.5\n')).values["unified_assess"] is True


def test_the_narrower_key_wins_and_a_lever_by_name_wins_over_both(write: Write) -> None:
    text = '[document]\n"4.4.3" = 0.0\n"4.4" = 0.5\nall = 1.0\n[levers]\nledger_cut = 0.9\n'
    values = load_scenario(write(text)).values
    assert values["fund_follow"] == find("fund_follow").default
    assert values["access_gate"] == pytest.approx(0.55)
    assert values["ledger_cut"] == 0.9
    assert values["svc_fund"] == find("svc_fund").full


def test_ids_may_stand_without_quotation_marks(write: Write) -> None:
    quoted = load_scenario(write('[document]\n"4.4.3" = 0.5\n"2.1" = 1\n', "one.toml"))
    bare = load_scenario(write("[document]\n4.4.3 = 0.5\n2.1 = 1\n", "two.toml"))
    assert quoted.digest() == bare.digest()


def test_provisions_can_be_brought_in_step_by_step_in_some_types(write: Write) -> None:
    text = '[document]\n4.4.3 = { value = 1, start_w = 52, ramp_w = 104, communities = ["RUR"] }\n'
    assert load_scenario(write(text)).values["fund_follow"] == Plan(1.0, 52, 104, ("RUR",))


def test_a_section_left_out_goes_back_to_today(write: Write) -> None:
    write("[document]\nall = 1\n", "whole.toml")
    less = load_scenario(write('base = "whole"\n[document]\n"5.3" = 0\n')).values
    for lever in levers_of("all"):
        expected = lever.default if lever in levers_of("5.3") else lever.full
        assert less[lever.name] == expected


def test_a_share_takes_every_lever_of_the_base_that_far_and_leaves_uncertainties(write: Write) -> None:
    base = '[levers]\noffload = 0.9\nlinkage3 = 1\nunified_assess = true\nqueue = "triage"\n'
    base += "channel_open.vote = 0.8\nso_fund = { value = 20, start_w = 9 }\n[uncertainties]\nphi_imp = 0.2\n"
    write(base, "base.toml")
    half = load_scenario(write('base = "base"\nshare = 0.25\n')).values
    assert half["offload"] == pytest.approx(0.6)
    assert half["linkage3"] == pytest.approx(0.25)
    assert half["unified_assess"] is False
    assert half["queue"] == "fifo"
    assert half["channel_open.vote"] == pytest.approx(0.3 + 0.25 * 0.5)
    assert half["so_fund"] == Plan(2 + 0.25 * 18, 9, 26)
    assert half["phi_imp"] == 0.2
    whole, own = load_scenario(write('base = "base"\nshare = 1\n')), load_scenario(write("", "base2.toml"))
    assert dict(whole.values) == dict(load_scenario(write(base, "base.toml")).values)
    assert dict(own.values) == {}


def test_what_a_file_says_beside_its_values_can_be_read(write: Write) -> None:
    write('weeks = 156\nsource_en = "There"\nprovisions = ["1.2"]\n', "base.toml")
    path = write('base = "base"\nsource_zh = "此处"\nprovisions = ["4.4.3", "4.4"]\n')
    told = about(scenario_files(path))
    assert told.source == ("此处", "此处")
    assert told.provisions == ("4.4.3", "4.4")
    assert told.weeks == 156
    assert about(scenario_files("baseline")).weeks is None
