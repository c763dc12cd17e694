"""Convergence of indices, ranking and screening, each judged apart and each in a sentence."""

import dataclasses

import numpy as np
import pytest

from analysis.sensitivity.convergence import Convergence, savage_scores, stable, top_agreement
from analysis.sensitivity.morris import morris
from analysis.sensitivity.sobol import doublings
from analysis.words import LANGUAGES, Language
from tests.analysis.toys import Floats, Model, morris_runs, saltelli

NAMES = ["x1", "x2", "x3", "dummy_1"]


def linear(*weights: float) -> Model:
    def model(x: Floats, luck: Floats) -> Floats:
        return np.asarray(x[:, : len(weights)] @ np.array(weights) + 0.1 * luck)

    return model


def judged(model: Model, n: int) -> Convergence:
    *_, before, now = doublings(saltelli(NAMES, {"Y": model}, n), 400, fewest=8)
    (found,) = stable(now, before)
    return found


def test_savage_scores_are_the_sums_of_reciprocal_ranks_and_ties_share_them() -> None:
    scores = savage_scores(np.array([[3.0, 9.0, 1.0], [5.0, 5.0, 1.0], [2.0, 2.0, 2.0]]))
    first, second, third = 1 + 1 / 2 + 1 / 3, 1 / 2 + 1 / 3, 1 / 3
    assert scores[0] == pytest.approx([second, first, third])
    assert scores[1] == pytest.approx([(first + second) / 2] * 2 + [third])
    assert scores[2] == pytest.approx([1.0] * 3)


def test_a_swap_at_the_top_weighs_more_than_one_at_the_bottom() -> None:
    ranking = np.array([[6.0, 5, 4, 3, 2, 1]])
    swapped = np.array([[5.0, 6, 4, 3, 2, 1], [6.0, 5, 4, 3, 1, 2], [6.0, 5, 4, 3, 2, 1]])
    top, bottom, same = top_agreement(swapped, ranking)
    assert top < 0.9 < bottom < same
    assert same == pytest.approx(1.0)


def test_clear_effects_settle_with_enough_blocks() -> None:
    found = judged(linear(1.0, 0.5, 0.25), 2048)
    assert (found.before, found.blocks) == (1024, 2048)
    assert (found.indices, found.ranking, found.screening) == (True, True, True)


def test_ranking_and_screening_settle_before_the_indices() -> None:
    found = judged(linear(1.0, 0.5, 0.25), 128)
    assert (found.indices, found.ranking, found.screening) == (False, True, True)
    assert found.width > 0.1


def test_equal_factors_leave_the_ranking_open_and_are_named() -> None:
    found = judged(linear(1.0, 1.0), 2048)
    assert found.indices
    assert not found.ranking
    assert found.screening
    assert set(found.open_pair) == {"x1", "x2"}


def test_a_factor_that_rises_above_the_floor_leaves_the_screening_open() -> None:
    *_, before, now = doublings(saltelli(NAMES, {"Y": linear(1.0, 0.5)}, 64), 100, fewest=32)
    table = before.table.copy()
    mine = (table["factor"] == "x2") & (table["measure"] == "ST")
    table.loc[mine, "above_floor"] = False
    (found,) = stable(now, dataclasses.replace(before, table=table))
    assert (found.gained, found.lost) == (("x2",), ())
    assert not found.screening
    assert "newly above the floor: “X2”" in found.says("en", lambda f: f"“{f.upper()}”")[2]
    (back,) = stable(dataclasses.replace(before, table=table), now)
    assert (back.gained, back.lost) == ((), ("x2",))


def test_what_is_below_the_floor_cannot_unsettle_the_ranking() -> None:
    """Under independent seeds x2, x3 and the dummy differ by luck alone; x1 stands clear of them."""
    study = saltelli(NAMES, {"Y": linear(1.0)}, 256, seeds="independent")
    *_, before, now = doublings(study, 400)
    (found,) = stable(now, before)
    assert found.ranked == 1
    assert found.ranking


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_said_in_a_sentence(language: Language) -> None:
    settled, opened = judged(linear(1.0, 0.5, 0.25), 2048), judged(linear(1.0, 1.0), 32)
    yes, no = settled.says(language), opened.says(language)
    assert len(yes) == len(no) == 3
    assert all(s.endswith("。" if language == "zh" else ".") for s in (*yes, *no))
    assert ("已稳定" if language == "zh" else "have settled") in yes[0]
    assert ("尚未稳定" if language == "zh" else "have not settled") in no[0]
    assert ("尚未稳定" if language == "zh" else "has not settled") in no[1]
    assert f"{opened.width:.3f}" in no[0]


def test_an_output_that_never_varies_is_said_to_be_unknown() -> None:
    found = judged(lambda x, _: np.ones(len(x)), 32)
    assert not found.indices
    assert found.ranked == 0
    assert "nothing can be estimated" in found.says("en")[0]


def test_morris_is_judged_by_shares_of_the_largest_influence() -> None:
    small, large = (
        stable(*(morris(morris_runs(NAMES, {"Y": linear(s, s / 2)}, n), 200) for n in (40, 20)))[0]
        for s in (1e-3, 1e3)
    )
    assert large.width == pytest.approx(0, abs=0.01)
    assert small.width < 10
    assert large.screening
    assert large.ranking
