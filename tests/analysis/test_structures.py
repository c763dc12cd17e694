"""Other structures of the model: what flips, what holds, what stays open, and that chance flips nothing."""

import dataclasses
import itertools
from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
import pytest

from analysis.brief import brief
from analysis.compare import CLAIMS, differences, pair
from analysis.control import LEVEL
from analysis.figures.structures import MOST_POLICIES, structures
from analysis.policy import Policy
from analysis.structure_findings import structure_findings, structures_tried
from analysis.structures import (
    COLUMNS,
    CONCLUSIONS,
    DEFAULT,
    FLIPS,
    HOLDS,
    NO,
    OPEN,
    YES,
    Structure,
    across,
    conclusions,
)
from analysis.summary import Comparison
from analysis.words import LANGUAGES, Language
from tests.analysis.conftest import OUTCOMES
from tests.analysis.seen import texts

BOTH = pytest.mark.parametrize("language", LANGUAGES)
SAME, TURNED, NOISY = (
    Structure("linkage_form", "substitutes"), Structure("allocation", "strict"), Structure("costs", False)
)  # fmt: skip
DESCRIBED = [
    {"switch": "linkage_form", "label": ["联动形式", "Form of linkage"], "usual": "weakest link",
     "tried": ["substitutes"]},
    {"switch": "allocation", "label": ["工时分配方式", "How hours are rationed"], "usual": "weighted",
     "tried": ["strict"]},
    {"switch": "costs", "label": ["计入政策成本", "Charge lever costs"], "usual": "true", "tried": ["false"]},
]  # fmt: skip


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave matplotlib as it was."""
    with matplotlib.rc_context():
        yield


def moved(runs: pd.DataFrame, baseline: str, of: dict[str, float], noise: float = 0.0) -> pd.DataFrame:
    """Multiply what policies do to some indicators, and add noise of so many differences that matter."""
    street = runs[runs["level"] == "street"].reset_index(drop=True)
    own = street[street["policy"] == baseline].set_index(["indicator", "seed"])["value"]
    base = own.loc[list(zip(street["indicator"], street["seed"], strict=True))].to_numpy()
    change = (street["value"] - base) * street["indicator"].map(of).fillna(1.0)
    luck = np.random.default_rng(1).normal(size=len(street)) * (street["policy"] != baseline) * noise
    return street.assign(value=base + change + luck * np.abs(base))


@pytest.fixture(scope="module")
def structured(comparison: Comparison, runs: pd.DataFrame) -> Comparison:
    """A comparison that was tried under three other structures: one that is no other, two that are."""
    name = comparison.baseline.name
    under = {
        SAME: moved(runs, name, {}),
        TURNED: moved(runs, name, {"DIS5": -1.0, "SVC2a": 0.0}),
        NOISY: moved(runs, name, {}, noise=1.0),
    }
    found = across(comparison.table, runs, under, name, OUTCOMES)
    facts = {**comparison.facts, "structures": DESCRIBED}
    return dataclasses.replace(comparison, structures=found, facts=facts)


def rows(structured: Comparison, structure: Structure, indicator: str) -> pd.DataFrame:
    table = structured.structures
    return table[
        (table["switch"] == structure.switch)
        & (table["option"] == structure.shown)
        & (table["indicator"] == indicator)
    ]


def test_the_usual_structure_comes_first_with_the_numbers_of_the_comparison(structured: Comparison) -> None:
    table = structured.structures
    assert tuple(table.columns) == COLUMNS
    usual = table[table["switch"] == DEFAULT]
    assert (usual.index == np.arange(len(usual))).all()
    street = structured.table[structured.table["level"] == "street"]
    assert usual["difference"].to_numpy() == pytest.approx(street["mean_difference"].to_numpy())
    assert list(usual["verdict"]) == list(street["verdict"])
    assert structures_tried(structured) == tuple((s.switch, s.shown) for s in (SAME, TURNED, NOISY))


def test_a_structure_that_changes_nothing_flips_nothing(structured: Comparison) -> None:
    table = structured.structures
    same = table[(table["switch"] == SAME.switch) & table["default_verdict"].isin(CONCLUSIONS)]
    assert len(same) > 100
    assert (same["stands"] != FLIPS).all()
    assert (same["flips"] == NO).all()
    assert (same["change"] == 0).all()


def test_an_effect_that_is_turned_round_flips(structured: Comparison) -> None:
    found = rows(structured, TURNED, "DIS5")
    known = found[found["default_verdict"].isin(["better", "worse"])]
    opposite = {"better": "worse", "worse": "better"}
    clear = known[known["verdict"].isin(["better", "worse"])]
    assert len(clear) >= 10
    assert (clear["verdict"] == clear["default_verdict"].map(opposite)).all()
    assert (clear["flips"] == YES).all()
    usual = structured.by_policy("DIS5")
    for row in clear.to_dict("records"):
        mean = usual[row["policy"]]["mean_difference"]
        assert row["difference"] == pytest.approx(-mean)
        assert row["change"] == pytest.approx(-2 * mean)
        assert row["q_change"] <= LEVEL


def test_a_gain_that_is_gone_flips_to_equivalent(structured: Comparison) -> None:
    found = rows(structured, TURNED, "SVC2a")
    known = found[found["default_verdict"].isin(["better", "worse"])]
    assert len(known) >= 5
    assert (known["verdict"] == "equivalent").all()
    assert (known["stands"] == FLIPS).all()


def test_what_noise_hides_is_open_and_not_flipped(structured: Comparison) -> None:
    found = rows(structured, NOISY, "DIS5")
    known = found[found["default_verdict"].isin(CONCLUSIONS)]
    assert (known["stands"] == OPEN).mean() > 0.9
    assert (known["flips"] == NO).all()


def test_no_conclusion_no_flip(structured: Comparison) -> None:
    table = structured.structures
    none = table[table["default_verdict"] == "undecided"]
    assert len(none)
    assert (none["stands"] == "").all()


def test_the_sum_counts_every_structure_of_each_conclusion(structured: Comparison) -> None:
    found = conclusions(structured.structures, CLAIMS)
    known = found[found["stands"] != ""]
    assert (known[HOLDS] + known[OPEN] + known[FLIPS] == 3).all()
    assert (known.loc[known["stands"] == HOLDS, HOLDS] == 3).all()
    assert (known.loc[known["stands"] == FLIPS, FLIPS] >= 1).all()
    assert (found.loc[found["stands"] == "", [HOLDS, OPEN, FLIPS]] == 0).all(axis=None)


@pytest.mark.parametrize("seed", range(3))
def test_structures_that_differ_by_chance_alone_flip_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names, outcomes = [f"p{k}" for k in range(10)], {n: OUTCOMES[n] for n in ("ENG3", "DIS5", "WRK5a")}
    level = {"ENG3": 0.04, "DIS5": 9.0, "WRK5a": 0.4}

    def drawn() -> pd.DataFrame:
        return pd.DataFrame(
            [(p, s, i, "street", "street", level[i] * (1 + 0.5 * (p > "p4") + 0.1 * rng.normal()))
             for p in ["baseline", *names] for s in range(20) for i in outcomes],
            columns=["policy", "seed", "indicator", "level", "name", "value"],
        )  # fmt: skip

    usual = drawn()
    table = differences(pair(usual, "baseline"), outcomes)
    assert table["verdict"].isin(CONCLUSIONS).sum() >= 10
    found = across(table, usual, {Structure("x", str(k)): drawn() for k in range(6)}, "baseline", outcomes)
    assert (found["flips"] == NO).all()


def test_seeds_that_one_structure_lacks_are_left_out_of_the_change(
    comparison: Comparison, runs: pd.DataFrame
) -> None:
    name = comparison.baseline.name
    few = moved(runs, name, {"DIS5": -1.0})
    few = few[few["seed"] >= 5]
    found = across(comparison.table, runs, {TURNED: few}, name, OUTCOMES)
    mine = found[(found["switch"] == TURNED.switch) & (found["indicator"] == "DIS5")]
    assert (mine["replications"] == 15).all()
    assert mine["change"].to_numpy() == pytest.approx(2 * mine["difference"].to_numpy())


@BOTH
def test_words_say_what_holds_and_what_flips_under_which(structured: Comparison, language: Language) -> None:
    said = structure_findings(structured, language)
    names = {
        "zh": ("联动形式", "相互替代", "工时分配方式：严格先后"),
        "en": ("Form of linkage", "substitutes", "How hours are rationed: strict"),
    }[language]
    assert all(name in said[0] for name in names[:2])
    summed = conclusions(structured.structures, ("DIS5",))
    flips, n = int((summed["stands"] == FLIPS).sum()), int((summed["stands"] != "").sum())
    (tally,) = [line for line in said if structured.label("DIS5", language) in line and str(n) in line][:1]
    assert str(flips) in tally
    assert any(names[2] in line and ("翻转" in line or "flip" in line) for line in said)
    titles = [structured.title(p, language) for p in structured.shown()]
    assert [title in line for title, line in zip(titles, said[-len(titles) :], strict=True)] == [True] * 4


@BOTH
def test_the_page_has_a_section_only_where_structures_were_tried(
    comparison: Comparison, structured: Comparison, language: Language
) -> None:
    assert 'id="structures"' in brief(structured, {}, language)
    assert 'id="structures"' not in brief(comparison, {}, language)
    assert structure_findings(comparison, language) == []
    assert structures(comparison, language) is None


@BOTH
def test_a_figure_marks_every_flip_and_no_text_lies_on_another(
    structured: Comparison, language: Language
) -> None:
    figure = structures(structured, language)
    assert figure is not None
    found = texts(figure)
    page = figure.bbox
    for (one, a), (two, b) in itertools.combinations(found, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 1.5, (one, two)
    assert all(b.x0 >= page.x0 and b.x1 <= page.x1 and b.y0 >= page.y0 and b.y1 <= page.y1 for _, b in found)
    summed = conclusions(structured.structures, structured.measured(*CLAIMS))
    words = [text for text, _ in found]
    flipping = summed[summed["stands"] == FLIPS]
    assert sum(word in ("a", "b", "ab") for word in words) == len(flipping)
    held = summed.loc[summed["stands"] != "", HOLDS]
    assert sorted(word for word in words if word.endswith("/3")) == sorted(f"{k}/3" for k in held)


def test_of_many_policies_those_with_flips_are_drawn(structured: Comparison) -> None:
    first = structured.policies[0]
    table = structured.structures
    copies, parts = [], [table]
    for k in range(MOST_POLICIES):
        copies.append(Policy(f"copy {k}", (f"副本{k}", f"Copy {k}"), {}))
        mine = table[table["policy"] == first.name]
        parts.append(mine.assign(policy=f"copy {k}", stands="", flips=NO))
    many = dataclasses.replace(
        structured, policies=(*copies, *structured.policies), structures=pd.concat(parts, ignore_index=True)
    )
    figure = structures(many, "en")
    assert figure is not None
    words = {text for text, _ in texts(figure)}
    flipping = conclusions(structured.structures, CLAIMS).groupby("policy")[FLIPS].sum() > 0
    assert {structured.title(structured.policy(name), "en") for name in flipping.index[flipping]} <= words
    assert sum(word.startswith("Copy") for word in words) == MOST_POLICIES - flipping.sum()
    assert any("with fewer flips are not drawn" in word.replace("\n", " ") for word in words)
