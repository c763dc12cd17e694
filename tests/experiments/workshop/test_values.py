"""Values that the room sets: checked against the declarations, refused in Chinese and in English."""

from typing import Any

import pytest

from experiments.workshop.texts import Refused, page_words
from experiments.workshop.values import accepted, differences, fine, with_one
from sim import catalog
from sim.scenario import Plan


@pytest.mark.parametrize("declared", catalog.levers(), ids=lambda d: d.name)
def test_every_lever_takes_what_it_declares_and_refuses_the_rest_in_both_languages(declared: Any) -> None:
    accepted(declared.name, declared.full)
    accepted(declared.name, declared.default)
    for wrong in (-1e9, 1e9, "nothing", [0.5], float("nan"), None, 10**400):
        with pytest.raises(Refused) as refusal:
            accepted(declared.name, wrong)
        why = refusal.value.why
        assert declared.label[0] in why["zh"]
        assert declared.label[1] in why["en"]
        assert len(why["zh"]) < 400


def test_every_number_lever_refuses_what_is_just_outside_its_range() -> None:
    for declared in catalog.levers():
        if declared.is_number:
            assert declared.low is not None
            assert declared.high is not None
            for value in (declared.low - 0.001, declared.high + 0.001):
                with pytest.raises(Refused):
                    accepted(declared.name, value)


def test_what_stands_at_today_is_left_out_unless_a_composite_would_move_it() -> None:
    assert with_one({"offload": 0.8}, "offload", 0.5) == {}
    assert with_one({"linkage3": 1.0}, "design", 0.1) == {"linkage3": 1.0, "design": 0.1}
    assert with_one({"linkage3": 1.0}, "linkage3", 0) == {}


def test_differences_are_what_leads_from_one_set_of_values_to_another() -> None:
    before, after = fine({"offload": 0.8, "design": Plan(0.5, 9)}), fine({"offload": 0.8, "linkage3": 1.0})
    changed = differences(before, after)
    assert "offload" not in changed
    assert changed["design"] == 1.0
    assert differences(after, fine({}))["design"] == catalog.find("design").default
    assert differences(after, after) == {}


def test_every_text_of_the_workshop_is_there_in_both_languages_with_the_same_fields() -> None:
    import re

    for key, text in page_words().items():
        assert text["zh"].strip(), key
        assert text["en"].strip(), key
        fields = [sorted(set(re.findall(r"\{(\w+)\}", text[language]))) for language in ("zh", "en")]
        assert fields[0] == fields[1], key
