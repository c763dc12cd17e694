"""The list of provisions is the document's, whole and in its order."""

from __future__ import annotations

import pytest

from sim.errors import UnknownName
from sim.provisions import DOCUMENT, PROVISIONS, Provision, provision

# Items of each section, counted in the document.
ITEMS = {
    "2.1": 11, "2.2": 6, "2.3": 10, "2.4": 8,
    "3.1": 9, "3.2": 9, "3.3": 10, "3.4": 4, "3.5": 8, "3.6": 6,
    "4.1": 10, "4.2": 5, "4.3": 5, "4.4": 9, "4.5": 8,
    "5.1": 6, "5.2": 5, "5.3": 7, "5.4": 5,
}  # fmt: skip


def test_every_provision_is_listed_once_in_document_order() -> None:
    middle = [f"{section}.{i}" for section, n in ITEMS.items() for i in range(1, n + 1)]
    assert [p.id for p in PROVISIONS] == ["preamble", "1.1", "1.2", *middle, "closing"]
    assert len(PROVISIONS) == 145


@pytest.mark.parametrize("item", PROVISIONS, ids=lambda p: p.id)
def test_every_provision_has_two_short_titles(item: Provision) -> None:
    assert 0 < len(item.zh) <= 16
    assert 0 < len(item.en.split()) <= 8
    assert item.zh == item.zh.strip()
    assert item.en == item.en.strip()


def test_no_two_provisions_share_a_title() -> None:
    assert len({p.zh for p in PROVISIONS}) == len({p.en for p in PROVISIONS}) == len(PROVISIONS)


def test_exactly_four_provisions_are_context_only_and_say_why_in_both_languages() -> None:
    assert [p.id for p in PROVISIONS if p.context_only] == ["preamble", "1.1", "1.2", "3.4.4"]
    assert all(bool(p.context_zh) == bool(p.context_en) == p.context_only for p in PROVISIONS)


@pytest.mark.parametrize(
    ("provision_id", "zh", "en"),
    [
        ("2.1.4", "在职党员到社区报到服务", "In-service Party members serve locally"),
        ("2.4.2", "三社联动服务链条", "Community, social organisation, social work linkage"),
        ("3.1.7", "参与情况与社会信用（探索）", "Participation and social credit (exploratory)"),
        ("4.4.3", "权随责走与费随事转", "Powers and funds follow tasks"),
        ("5.3.3", "书记依法任自治组织负责人", "Secretary elected to head committee"),
        ("closing", "各地细化落实与督查", "Local measures and follow-up"),
    ],
)
def test_a_provision_is_found_by_its_id(provision_id: str, zh: str, en: str) -> None:
    assert (provision(provision_id).zh, provision(provision_id).en) == (zh, en)


@pytest.mark.parametrize(("wrong", "nearest"), [("4.4.31", "4.4.3"), ("preambel", "preamble")])
def test_an_unknown_provision_is_refused_with_the_nearest_id(wrong: str, nearest: str) -> None:
    with pytest.raises(UnknownName, match="provision") as refusal:
        provision(wrong)
    assert f"'{wrong}'" in str(refusal.value)
    assert f"'{nearest}'" in str(refusal.value)


def test_the_document_has_its_title_in_both_languages() -> None:
    assert DOCUMENT[0] == "中共云南省委 云南省人民政府关于加强和完善城乡社区治理的实施意见"
    assert "Community Governance" in DOCUMENT[1]
