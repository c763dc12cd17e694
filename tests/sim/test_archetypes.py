"""The nine community types hold the values of the table they were typed from, and refuse anything else."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from pydantic import ValidationError

from sim.archetypes import (
    ARCHETYPE_IDS,
    DATA,
    DEFAULT_STREET,
    Archetype,
    documentation_rows,
    load_archetypes,
    parse_archetypes,
)
from sim.errors import BadInput

# Typed by hand, one row a key, in the order OLD CHE DAN URV VTC RUR REL BOR FAR.
TABLE: dict[str, tuple[Any, ...]] = {
    "adults": (2200, 2600, 2200, 2600, 2000, 1800, 2000, 1000, 1200),
    "household_size": (2.0, 2.1, 2.0, 1.4, 2.1, 2.5, 2.6, 2.6, 2.1),
    "households_per_building": (12, 80, 14, 10, 12, 45, 60, 35, 20),
    "households_per_grid": (300, 350, 300, 250, 280, 120, 250, 80, 150),
    "estates": (3, 3, 2, 2, 2, 0, 2, 0, 1),
    "owner_share": (0.70, 0.80, 0.80, 0.25, 0.45, 0.97, 0.99, 0.98, 0.85),
    "non_hukou_share": (0.20, 0.30, 0.12, 0.65, 0.55, 0.03, 0.05, 0.04, 0.10),
    "share_60_plus": (0.34, 0.15, 0.32, 0.10, 0.18, 0.30, 0.22, 0.22, 0.30),
    "young_share": (0.40, 0.45, 0.40, 0.60, 0.45, 0.40, 0.40, 0.40, 0.40),
    "digital_mean": (0.45, 0.75, 0.50, 0.65, 0.50, 0.35, 0.40, 0.30, 0.40),
    "vulnerable_share": (0.12, 0.04, 0.08, 0.08, 0.08, 0.15, 0.22, 0.18, 0.12),
    "kin_degree": (1, 0.3, 1.5, 0.7, 4, 6, 3, 7, 3),
    "neighbour_degree": (5, 2, 6, 3, 4, 8, 4, 8, 6),
    "work_degree": (1, 1, 5, 2, 1, 0.5, 1, 0.5, 6),
    "neighbour_shortcut": (0.05, 0.10, 0.03, 0.20, 0.12, 0.02, 0.10, 0.02, 0.03),
    "belonging_mean": (0.50, 0.40, 0.58, 0.30, 0.48, 0.65, 0.42, 0.70, 0.60),
    "norm_mean": (0.50, 0.45, 0.58, 0.40, 0.50, 0.60, 0.48, 0.62, 0.58),
    "theta_shift": (0, -0.2, 0.3, -0.5, 0.1, 0.3, -0.1, 0.4, 0.3),
    "trust_mean": (0.58, 0.52, 0.62, 0.48, 0.56, 0.62, 0.60, 0.65, 0.60),
    "company_share": (0, 1, 0.4, 0.1, 0.3, 0, 1, 0, 0.5),
    "owners_committee_share": (0.05, 0.35, 0.10, 0, 0.10, 0, 0.1, 0, 0),
    "property_fee": (0.3, 1.6, 0.6, 0.5, 0.8, 0.1, 0.6, None, 0.4),
    "initial_collection": (0.55, 0.78, 0.65, 0.50, 0.60, None, 0.55, None, 0.70),
    "facility_m2": (18, 25, 28, 12, 20, 22, 32, 18, 24),
    "workers_per_10k": (14, 15, 15, 14, 15, 18, 17, 20, 14),
    "social_orgs": (5, 6, 6, 2, 4, 2, 3, 1, 1),
    "resident_units": (6, 5, 8, 5, 4, 2, 3, 2, 4),
    "party_share": (0.09, 0.08, 0.14, 0.04, 0.06, 0.06, 0.06, 0.07, 0.11),
    "registered_share": (0.04, 0.05, 0.05, 0.02, 0.02, 0.01, 0.01, 0.01, 0.02),
    "collective_income": (0, 0, 5, 60, 80, 25, 8, 10, 15),
    "committee_established": (1, 1, 1, 0.6, 1, 1, 0.8, 1, 0.5),
    "gift_ease": (1, 1.3, 1.3, 1, 1, 0.7, 1, 0.7, 0.7),
    "rural_market": (1, 1, 1, 1, 1, 0.5, 0.5, 0.3, 0.3),
    "language_groups": (1, 1, 1, 3, 2, 1, 3, 3, 2),
    "interpreter_need": (0, 0, 0, 0.1, 0.05, 0, 0.15, 0.35, 0.05),
    "distance": (1, 1, 1, 1, 1.2, 2, 1.3, 3, 2),
    "urban": (True, True, True, True, True, False, False, False, False),
    "company_kind": (
        "none", "company", "company", "landlords", "company", "none", "subsidised", "none", "unit department",
    ),
}  # fmt: skip

KINDS = ["PROP", "NEIG", "FAM", "LAND", "ENV", "SERV", "INTG", "OTH"]
# Multipliers in this order, then flood fire quake epidemic.
NESTED = {
    "OLD": ((0.6, 1.2, 1, 0, 1.3, 1, 0.3, 1), "LHHM"),
    "CHE": ((1.8, 1, 0.8, 0, 1, 1, 0.3, 0.8), "LLMM"),
    "DAN": ((0.9, 1, 1, 0, 1, 1.1, 0.2, 0.9), "LMMM"),
    "URV": ((0.5, 1.3, 0.7, 0.3, 1.5, 1.3, 1, 1.8), "MHHH"),
    "VTC": ((0.7, 1.1, 0.9, 0.9, 1.2, 1.2, 0.6, 1.3), "MMHH"),
    "RUR": ((0, 0.9, 1.1, 1.6, 0.9, 0.9, 0.3, 1), "HMHM"),
    "REL": ((1, 1.4, 1.1, 0.8, 1.1, 1.6, 0.8, 1.2), "MLLM"),
    "BOR": ((0, 0.8, 1.1, 1.3, 0.8, 0.9, 0.6, 0.9), "MHMH"),
    "FAR": ((0.5, 0.9, 1, 1.2, 0.9, 1.2, 0.2, 1), "MHMM"),
}


def tables() -> dict[str, Any]:
    """Give the values of the data file, free to be spoiled."""
    return tomllib.loads((DATA / "archetypes.toml").read_text("utf-8"))


def refusal(spoiled: dict[str, Any]) -> str:
    """Give the words with which spoiled values are refused."""
    with pytest.raises(BadInput) as caught:
        parse_archetypes(spoiled, "archetypes.toml")
    return str(caught.value)


def test_the_default_street_has_one_community_of_each_type_and_17600_adults() -> None:
    assert DEFAULT_STREET == ("OLD", "CHE", "DAN", "URV", "VTC", "RUR", "REL", "BOR", "FAR")
    assert tuple(load_archetypes()) == DEFAULT_STREET
    assert sum(load_archetypes()[name].adults for name in DEFAULT_STREET) == 17_600


@pytest.mark.parametrize("key", TABLE)
def test_every_type_has_the_value_of_the_table(key: str) -> None:
    assert tuple(getattr(a, key) for a in load_archetypes().values()) == TABLE[key]


@pytest.mark.parametrize("name", NESTED)
def test_dispute_multipliers_and_hazards_are_those_of_the_table(name: str) -> None:
    archetype = load_archetypes()[name]
    assert tuple(archetype.dispute_multiplier.model_dump().values()) == NESTED[name][0]
    assert list(archetype.dispute_multiplier.model_dump()) == KINDS
    assert "".join(archetype.hazard.model_dump().values()) == NESTED[name][1]
    assert list(archetype.hazard.model_dump()) == ["flood", "fire", "quake", "epidemic"]


def test_every_field_of_a_type_is_checked_against_the_table() -> None:
    rest = {"id", "label_zh", "label_en", "dispute_multiplier", "hazard"}
    assert set(Archetype.model_fields) == set(TABLE) | rest


def test_types_have_names_in_both_languages() -> None:
    names = {a.id: (a.label_zh, a.label_en) for a in load_archetypes().values()}
    assert names == {
        "OLD": ("无物业老旧小区", "Old estate without property company"),
        "CHE": ("商品住宅小区", "Commercial housing estate"),
        "DAN": ("单位型社区", "Work-unit community"),
        "URV": ("流动人口聚居社区", "Migrant settlement (urban village)"),
        "RUR": ("农村社区（行政村）", "Rural village"),
        "VTC": ("村改居社区", "Former village, now urban community"),
        "REL": ("易地搬迁安置区", "Resettlement community"),
        "BOR": ("边疆民族地区村", "Village in a border ethnic area"),
        "FAR": ("国有农（林）场社区", "State farm or forest community"),
    }


def test_five_urban_types_have_2_4_estates_on_average() -> None:
    # 3 + 3 + 2 + 2 + 2 = 12 over 5 types; one street in Shanghai has 2.25 a committee.
    estates = [a.estates for a in load_archetypes().values() if a.urban]
    assert len(estates) == 5
    assert sum(estates) == 12


def test_a_type_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_archetypes()["OLD"].adults = 1  # type: ignore[misc]


def test_loading_again_is_not_touched_by_what_a_caller_does_to_the_first() -> None:
    load_archetypes().clear()
    assert tuple(load_archetypes()) == ARCHETYPE_IDS


def test_an_unknown_key_is_refused_with_file_type_and_nearest_key() -> None:
    spoiled = tables()
    spoiled["REL"]["owner_shares"] = 0.5
    words = "archetypes.toml, REL: the key 'owner_shares' is not known. Did you mean 'owner_share'?"
    assert refusal(spoiled) == words


def test_a_missing_key_is_refused_with_file_type_key_and_what_to_write() -> None:
    spoiled = tables()
    del spoiled["OLD"]["adults"]
    assert refusal(spoiled) == (
        "archetypes.toml, OLD: the key 'adults' is missing. "
        "Add it; it must be a whole number from 100 to 10000 (persons)."
    )


def test_a_missing_key_inside_a_table_is_named_with_its_table() -> None:
    spoiled = tables()
    del spoiled["BOR"]["dispute_multiplier"]["LAND"]
    assert refusal(spoiled).startswith("archetypes.toml, BOR: the key 'dispute_multiplier.LAND' is missing.")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("owner_share", 1.4, "owner_share must be 0 to 1 (share 0–1); got 1.4."),
        ("owner_share", float("nan"), "owner_share must be 0 to 1 (share 0–1); got nan."),
        ("adults", 2200.5, "adults must be a whole number from 100 to 10000 (persons); got 2200.5."),
        ("adults", True, "adults must be a whole number from 100 to 10000 (persons); got True."),
        ("urban", "yes", "urban must be true or false (yes/no); got 'yes'."),
        ("hazard", 3, "hazard must be a table; got 3."),
        ("label_zh", 3, "label_zh must be text; got 3."),
        (
            "company_kind",
            "firm",
            "company_kind must be one of none, company, landlords, subsidised, unit department (choice); "
            "got 'firm'.",
        ),
    ],
)
def test_an_impossible_value_is_refused_with_its_range_and_unit(key: str, value: Any, words: str) -> None:
    spoiled = tables()
    spoiled["CHE"][key] = value
    assert refusal(spoiled).startswith(f"archetypes.toml, CHE: {words}")


def test_an_unknown_hazard_level_is_refused() -> None:
    spoiled = tables()
    spoiled["FAR"]["hazard"]["fire"] = "X"
    assert "archetypes.toml, FAR: hazard.fire must be one of L, M, H (choice); got 'X'." in refusal(spoiled)


def test_all_that_is_wrong_is_said_at_once() -> None:
    spoiled = tables()
    del spoiled["DAN"]["adults"]
    spoiled["DAN"]["distance"] = 0
    assert len(refusal(spoiled).splitlines()) == 2


def test_a_type_with_estates_needs_a_fee_and_its_collection() -> None:
    spoiled = tables()
    del spoiled["OLD"]["initial_collection"]
    assert "archetypes.toml, OLD: property_fee and initial_collection are needed" in refusal(spoiled)


def test_a_share_of_estates_with_a_company_needs_a_company() -> None:
    spoiled = tables()
    spoiled["OLD"]["company_share"] = 0.5
    assert "archetypes.toml, OLD: company_share must be 0 where company_kind is 'none'" in refusal(spoiled)


def test_a_type_that_is_no_table_is_refused() -> None:
    assert "archetypes.toml, OLD: this must be a table of values; got 3." in refusal({"OLD": 3})


def test_every_field_is_documented_in_both_languages_with_unit_range_source_and_standing() -> None:
    rows = documentation_rows()
    wanted = {"name", "unit", "label_zh", "label_en", "range", "source", "standing"}
    assert all(wanted <= set(row) and all(row.values()) for row in rows)
    assert {row["standing"] for row in rows} <= {"A", "A†", "A(low)", "B", "C"}
    # Every row of the table, eight multipliers, four hazards.
    assert len(rows) == len(TABLE) + 8 + 4
    assert len({row["name"] for row in rows}) == len({row["label_zh"] for row in rows}) == len(rows)


def test_a_range_is_said_in_words() -> None:
    ranges = {row["name"]: row["range"] for row in documentation_rows()}
    assert ranges["theta_shift"] == "-2 to 2"
    assert ranges["property_fee"] == "0 to 10"
    assert ranges["hazard.quake"] == "one of L, M, H"
    assert ranges["dispute_multiplier.LAND"] == "0 to 5"
    assert ranges["urban"] == "true or false"
