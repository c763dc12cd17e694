"""What a brief says about how sure it is, about gaps and about the frontier: as the tables have it."""

import dataclasses

import pandas as pd
import pytest

from analysis import findings
from analysis.brief import brief
from analysis.summary import Comparison
from analysis.words import LANGUAGES, Language, say

BOTH = pytest.mark.parametrize("language", LANGUAGES)


def with_row(comparison: Comparison, policy: str, indicator: str, **values: str) -> Comparison:
    """Change the street-wide row of one policy and indicator."""
    table = comparison.table.copy()
    mine = (table["policy"] == policy) & (table["indicator"] == indicator) & (table["level"] == "street")
    for column, value in values.items():
        table.loc[mine, column] = value
    return dataclasses.replace(comparison, table=table)


@BOTH
def test_a_brief_tells_control_pairing_gaps_and_frontier(comparison: Comparison, language: Language) -> None:
    page = brief(comparison, {}, language)
    for key in ("sure", "control", "pairing", "gaps", "frontier_head"):
        assert say(key, language) in page, key
    assert "Holm" in page
    assert "Benjamini–Hochberg" in page
    assert page.count("<td>Holm</td>") == 5  # the five claims are in the main table
    assert page.count("<td>BH</td>") == len(comparison.measured(*findings.MAIN)) - 5


def test_a_verdict_that_holds_alone_stands_in_brackets_and_is_counted(comparison: Comparison) -> None:
    policy = comparison.spotlight[0]
    before = "".join(findings.sureness(comparison, "en"))
    changed = with_row(comparison, policy, "DIS5", verdict="undecided", alone="worse", control="alone")
    assert '<span class="mark">(▼)</span>' in brief(changed, {}, "en")
    n = int((changed.table.query("family == 'claim'")["control"] == "alone").sum())
    assert f"{n} further verdicts" in "".join(findings.sureness(changed, "en"))
    assert f"{n} further verdicts" not in before


def test_the_family_counts_every_claim_of_every_policy(comparison: Comparison) -> None:
    sentence = findings.sureness(comparison, "en")[0]
    assert "The 130 comparisons in the 5 indicators" in sentence


def test_two_humps_and_wide_runs_are_named_with_the_number_of_policies(comparison: Comparison) -> None:
    strips = comparison.strips.assign(shape="")
    names = comparison.spotlight[:2]
    strips.loc[(strips["indicator"] == "DIS5") & strips["policy"].isin(names), "shape"] = "two humps"
    strips.loc[(strips["indicator"] == "ENG3") & (strips["policy"] == names[0]), "shape"] = "wide"
    text = " ".join(findings.sureness(dataclasses.replace(comparison, strips=strips), "en"))
    assert "the mean describes neither: open claims (2 of 26 policies)" in text
    assert "weekly act rate (1 of 26 policies)" in text


def test_a_distribution_without_a_shape_is_said_to_have_none(comparison: Comparison) -> None:
    flat = dataclasses.replace(comparison, strips=comparison.strips.assign(shape=""))
    assert say("shape_none", "en") in findings.sureness(flat, "en")


def test_gaps_are_told_with_where_they_start_and_how_far_they_move(comparison: Comparison) -> None:
    policy = comparison.spotlight[0]
    row = {
        "policy": policy, "indicator": "SVC2a", "level": "gap", "name": "migrant less registered",
        "baseline": -0.1, "mean_difference": 0.05, "low": 0.04, "high": 0.06, "matters": 0.02,
        "verdict": "narrower",
    }  # fmt: skip
    lines = findings.gap_moves(dataclasses.replace(comparison, gaps=pd.DataFrame([row])), "en")
    assert "narrower: resident satisfaction, not registered less registered" in lines[0]
    assert "(baseline −0.1, change +0.050, +0.040 to +0.060)" in lines[0]
    assert "no gap clearly moves" in lines[1]


def test_the_frontier_names_what_is_kept_with_its_chance(comparison: Comparison) -> None:
    one, two, three = comparison.spotlight[:3]
    table = pd.DataFrame({
        "effect": "DIS5", "cost": "COST1", "policy": [one, two, three], "cost_change": [2.0, 1.0, 3.0],
        "gain": 1.0, "kept": [True, True, False], "dominated": [0.38, 0.001, 0.9],
    })  # fmt: skip
    (line,) = findings.unbeaten(dataclasses.replace(comparison, frontiers=table), "en")
    titles = [comparison.title(comparison.policy(name), "en") for name in (two, one)]
    assert line == f"Open claims, for yuan: {titles[0]}, {titles[1]} [38%]."
