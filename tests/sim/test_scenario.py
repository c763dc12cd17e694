"""Scenarios are frozen, and their hash follows their values alone."""

import pickle

import pytest

from sim.scenario import Plan, Scenario


def test_the_hash_follows_values_and_not_titles() -> None:
    one = Scenario("a", ("甲", "A"), values={"offload": 0.8, "fund_follow": 0.1})
    same = Scenario("b", ("乙", "B"), values={"fund_follow": 0.1, "offload": 0.8})
    other = Scenario("a", ("甲", "A"), values={"offload": 0.8, "fund_follow": 0.1000001})
    assert one.digest() == same.digest()
    assert one.digest() != other.digest()


def test_the_hash_tells_types_and_plans_apart() -> None:
    digests = {
        Scenario(values={"x": value}).digest()
        for value in (
            True,
            1.0,
            "1",
            (1.0,),
            Plan(1.0),
            Plan(1.0, start_w=5),
            Plan(1.0, communities=("OLD",)),
        )
    }
    assert len(digests) == 7


def test_a_scenario_cannot_be_changed_but_gives_a_changed_copy() -> None:
    scenario = Scenario(values={"offload": 0.5})
    with pytest.raises(TypeError):
        scenario.values["offload"] = 0.9  # type: ignore[index]
    assert scenario.changed("more", offload=0.9).values["offload"] == 0.9
    assert scenario.values["offload"] == 0.5


def test_a_scenario_survives_being_sent_to_a_worker() -> None:
    scenario = Scenario(values={"offload": Plan(0.5, 3)})
    assert pickle.loads(pickle.dumps(scenario)).digest() == scenario.digest()
