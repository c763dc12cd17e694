"""The published margins are those of the bulletins, and their conversion to adults is plain arithmetic."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sim.archetypes import DATA
from sim.errors import BadInput, UnknownName
from sim.margins import (
    Conversion,
    Margins,
    Published,
    adult_margins,
    load_margins,
    parse_margins,
    place,
    unit_margins,
)

# Typed by hand from the census bulletins of 2020.
CENSUS = {
    "yunnan": {
        "population": 47_209_277, "family_households": 15_146_831, "collective_households": 714_726,
        "family_household_population": 43_695_762, "mean_household_size": 2.88, "age_0_14": 9_237_474,
        "age_15_59": 30_933_773, "age_60_plus": 7_038_030, "age_65_plus": 5_073_259,
    },
    "kunming": {
        "population": 8_460_088, "family_households": 3_004_398, "collective_households": 315_728,
        "family_household_population": 7_238_800, "mean_household_size": 2.41, "age_0_14": 1_267_713,
        "age_15_59": 5_974_188, "age_60_plus": 1_218_187, "age_65_plus": 887_222,
    },
    "chuxiong": {
        "population": 2_416_747, "family_households": 825_075, "collective_households": 26_802,
        "family_household_population": 2_263_668, "mean_household_size": 2.74, "age_0_14": 383_951,
        "age_15_59": 1_606_487, "age_60_plus": 426_309, "age_65_plus": 314_980,
    },
}  # fmt: skip

# The shares that the same bulletins print, in per cent: 0–14, 15–59, 60 and over, 65 and over.
PRINTED = {
    "yunnan": (19.57, 65.52, 14.91, 10.75),
    "kunming": (14.98, 70.62, 14.40, 10.49),
    "chuxiong": (15.89, 66.47, 17.64, 13.03),
}
PLACES = tuple(CENSUS)


def kunming_tables() -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the numbers of Kunming and the sources of the data file, free to be spoiled."""
    tables = tomllib.loads((DATA / "margins.toml").read_text("utf-8"))
    return tables["kunming"], tables["sources"]


def published(margins: Margins) -> dict[str, Published]:
    """Give the numbers of a place that are there."""
    values = {name: getattr(margins, name) for name in Margins.model_fields}
    return {name: value for name, value in values.items() if isinstance(value, Published)}


@pytest.mark.parametrize("name", PLACES)
def test_the_census_numbers_are_those_of_the_bulletin(name: str) -> None:
    numbers = published(place(name))
    assert {key: numbers[key].value for key in CENSUS[name]} == CENSUS[name]
    assert all(numbers[key].standing == "A" and numbers[key].year == 2020 for key in CENSUS[name])


@pytest.mark.parametrize("name", PLACES)
def test_the_age_groups_give_the_shares_that_the_bulletin_prints(name: str) -> None:
    m = place(name)
    groups = (m.age_0_14, m.age_15_59, m.age_60_plus, m.age_65_plus)
    assert tuple(round(100 * g.value / m.population.value, 2) for g in groups) == PRINTED[name]


@pytest.mark.parametrize("name", PLACES)
def test_households_and_their_members_give_the_printed_household_size(name: str) -> None:
    m = place(name)
    size = m.family_household_population.value / m.family_households.value
    assert round(size, 2) == m.mean_household_size.value


def test_villages_and_communities_are_counted_for_yunnan_and_kunming_only() -> None:
    yunnan, kunming, chuxiong = (published(place(name)) for name in PLACES)
    assert (yunnan["villages"].value, yunnan["communities"].value) == (11_743, 2_935)
    kinds = ("villages", "communities", "urban_communities", "converted_communities")
    assert [kunming[kind].value for kind in kinds] == [930, 770, 333, 437]
    assert not set(kinds) & set(chuxiong)


def test_shares_other_than_age_are_the_published_ones() -> None:
    yunnan, kunming = published(place("yunnan")), published(place("kunming"))
    assert yunnan["minority_share"].value == 0.3312
    assert (yunnan["university_share"].value, yunnan["university_share"].standing) == (0.11601, "A(low)")
    # 2,050,294 of 8,460,088 is 24.2 %.
    assert (kunming["university_share"].value, kunming["university_share"].standing) == (0.2423, "A†")


@pytest.mark.parametrize("name", PLACES)
def test_the_floating_share_is_national_and_says_so(name: str) -> None:
    # 375,816,759 of 1,411,778,724 is 26.62 %.
    share = place(name).floating_share
    assert share is not None
    assert (share.value, share.place, share.standing) == (0.2662, "China", "A†")
    assert "National" in share.note_en
    assert "全国" in share.note_zh


@pytest.mark.parametrize("name", PLACES)
def test_every_number_has_a_title_and_an_address_as_source(name: str) -> None:
    assert all("http" in number.source and number.year == 2020 for number in published(place(name)).values())


def test_what_is_not_published_is_missing_with_its_reason() -> None:
    missing = {name: set(m.missing) for name, m in load_margins().items()}
    units = {"urban_communities", "converted_communities"}
    assert missing == {
        "yunnan": units,
        "kunming": {"minority_share"},
        "chuxiong": {"minority_share", "university_share", "villages", "communities"} | units,
    }
    assert all(reason.zh and reason.en for m in load_margins().values() for reason in m.missing.values())


def test_kunming_has_6_79_million_adults_of_whom_17_93_per_cent_are_60_and_over() -> None:
    # 5,974,188 × 42/45 = 5,575,908.8; + 1,218,187 = 6,794,095.8; 1,218,187 / 6,794,095.8 = .179301.
    adults = adult_margins(place("kunming"))
    assert adults.adults.value == pytest.approx(6_794_095.8, abs=0.01)
    assert adults.share_60_plus.value == pytest.approx(0.179301, abs=1e-6)
    # .820699 × .40 and × .60.
    assert adults.share_18_34.value == pytest.approx(0.328280, abs=1e-6)
    assert adults.share_35_59.value == pytest.approx(0.492419, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "adults", "share_60_plus", "residents_per_adult"),
    [
        # 30,933,773 × 42/45 = 28,871,521.47; + 7,038,030 = 35,909,551.47.
        ("yunnan", 35_909_551.47, 0.195993, 1.314672),
        ("kunming", 6_794_095.80, 0.179301, 1.245212),
        # 1,606,487 × 42/45 = 1,499,387.87; + 426,309 = 1,925,696.87.
        ("chuxiong", 1_925_696.87, 0.221379, 1.254999),
    ],
)
def test_adults_are_18_and_over(
    name: str, adults: float, share_60_plus: float, residents_per_adult: float
) -> None:
    converted = adult_margins(place(name))
    assert converted.adults.value == pytest.approx(adults, abs=0.01)
    assert converted.share_60_plus.value == pytest.approx(share_60_plus, abs=1e-6)
    assert converted.residents_per_adult.value == pytest.approx(residents_per_adult, abs=1e-6)


@pytest.mark.parametrize("name", PLACES)
def test_the_three_age_shares_of_adults_add_up_to_one(name: str) -> None:
    adults = adult_margins(place(name))
    shares = (adults.share_18_34, adults.share_35_59, adults.share_60_plus)
    assert sum(share.value for share in shares) == pytest.approx(1, abs=1e-12)


def test_a_kunming_household_has_1_93_adults() -> None:
    # 7,238,800 / 3,004,398 = 2.409401; × 6,794,095.8 / 8,460,088 (.803076) = 1.934933.
    assert adult_margins(place("kunming")).adults_per_household.value == pytest.approx(1.934933, abs=1e-5)


def test_shares_of_adults_are_missing_where_the_published_number_is() -> None:
    assert adult_margins(place("chuxiong")).university_share is None
    kunming = adult_margins(place("kunming"))
    assert kunming.non_registered_share is not None
    assert kunming.non_registered_share.value == 0.2662
    # .2423 × 1.245212 = .301715.
    assert kunming.university_share is not None
    assert kunming.university_share.value == pytest.approx(0.301715, abs=1e-6)


def test_everything_that_rests_on_the_split_at_18_is_an_assumption_and_shows_its_arithmetic() -> None:
    for derived in vars(adult_margins(place("kunming"))).values():
        assert derived.standing == "C"
        assert derived.arithmetic


def test_the_assumed_shares_can_be_set() -> None:
    # Without minors: 5,974,188 + 1,218,187 = 7,192,375 adults; .830628 of them below 60, half of these young.
    adults = adult_margins(place("kunming"), Conversion(minor_share=0.0, young_share=0.5))
    assert adults.adults.value == 7_192_375
    assert adults.share_18_34.value == pytest.approx(0.415314, abs=1e-6)


def test_minors_are_3_of_45_single_years_and_the_young_share_is_40_per_cent() -> None:
    assert Conversion().minor_share == pytest.approx(0.066667, abs=1e-6)
    assert Conversion().young_share == 0.40


def test_a_unit_has_3216_residents_in_yunnan_and_4977_in_kunming() -> None:
    # 47,209,277 / 14,678 and 8,460,088 / 1,700; 15,146,831 / 14,678 and 3,004,398 / 1,700.
    yunnan, kunming = unit_margins(place("yunnan")), unit_margins(place("kunming"))
    assert yunnan is not None
    assert kunming is not None
    assert [round(u.residents_per_unit.value) for u in (yunnan, kunming)] == [3_216, 4_977]
    assert [round(u.households_per_unit.value) for u in (yunnan, kunming)] == [1_032, 1_767]
    assert yunnan.village_share.value == pytest.approx(0.80, abs=1e-3)
    assert all(d is None or d.standing == "A†" for u in (yunnan, kunming) for d in vars(u).values())


def test_kunming_units_are_55_per_cent_villages_26_converted_and_20_urban() -> None:
    kunming = unit_margins(place("kunming"))
    assert kunming is not None
    assert kunming.urban_share is not None
    assert kunming.converted_share is not None
    # 930, 437 and 333 of 1,700.
    assert kunming.village_share.value == pytest.approx(0.5471, abs=1e-4)
    assert kunming.converted_share.value == pytest.approx(0.2571, abs=1e-4)
    assert kunming.urban_share.value == pytest.approx(0.1959, abs=1e-4)


def test_units_are_not_worked_out_where_they_are_not_counted() -> None:
    assert unit_margins(place("chuxiong")) is None
    yunnan = unit_margins(place("yunnan"))
    assert yunnan is not None
    assert yunnan.converted_share is None


def test_an_unknown_place_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="'kunming'"):
        place("kunmin")


def test_a_number_neither_given_nor_explained_is_refused() -> None:
    values, sources = kunming_tables()
    del values["villages"]
    with pytest.raises(BadInput, match=r"margins\.toml, kunming: each number must be .* look at villages"):
        parse_margins("kunming", values, sources, "margins.toml")


def test_age_groups_that_do_not_add_up_are_refused() -> None:
    values, sources = kunming_tables()
    values["age_0_14"]["value"] += 1
    with pytest.raises(
        BadInput, match=r"margins\.toml, kunming: age_0_14, age_15_59 and age_60_plus must add up"
    ):
        parse_margins("kunming", values, sources, "margins.toml")


def test_a_number_without_a_known_source_is_refused() -> None:
    values, sources = kunming_tables()
    values["age_0_14"]["source"] = "hearsay"
    with pytest.raises(
        BadInput, match=r"margins\.toml, kunming, age_0_14: the source 'hearsay' is not known"
    ):
        parse_margins("kunming", values, sources, "margins.toml")


def test_an_unknown_number_is_refused_with_the_nearest_key() -> None:
    values, sources = kunming_tables()
    values["age_0_15"] = values["age_0_14"]
    with pytest.raises(BadInput, match=r"'age_0_15' is not known\. Did you mean 'age_0_14'"):
        parse_margins("kunming", values, sources, "margins.toml")
