"""The page of a sensitivity analysis: what drives, how much is luck, what has settled."""

import dataclasses
import re
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis.brief_sensitivity import sensitivity_brief
from analysis.sensitivity.morris import morris
from analysis.sensitivity.noise import noise_shares, shares
from analysis.sensitivity.others import pawn
from analysis.sensitivity.report import Sensitivity
from analysis.sensitivity.sobol import doublings
from analysis.summary import number
from analysis.words import LANGUAGES, Language, say
from sim.declare import SHARE, outcome
from tests.analysis.test_figures import Page
from tests.analysis.toys import Floats, Model, latin_runs, morris_runs, saltelli

BOTH = pytest.mark.parametrize("language", LANGUAGES)
LABELS = {
    "offload": ("事项下沉比例", "Work passed down"),
    "memory": ("不满的半衰期", "Half-life of grievance"),
    "idle": ("闲置的数", "A number without effect"),
}
NAMES = [*LABELS, "dummy_1"]
FACTS = {
    "version": "0.1.0", "key": "0123456789ab", "runs": 12345, "command": "shequ sensitivity mine",
    "standing": {"n": 420, "a": 40, "b": 60, "c": 320},
    "factors": [{
        "name": "memory", "label": ["不满的半衰期", "Half-life of grievance"], "kind": "uncertainty",
        "range": "4 – 52", "source": "the size of the effect is assumed (C)",
    }],
}  # fmt: skip


def first(x: Floats, luck: Floats) -> Floats:
    return np.asarray(2 * x[:, 0] + x[:, 1] + 0.3 * luck)


def second(x: Floats, luck: Floats) -> Floats:
    return np.asarray(x[:, 1] + 0.1 * luck)


MODELS: Mapping[str, Model] = {"ENG3": first, "DIS5": second}


@cache
def made_up() -> Sensitivity:
    declared = {
        name: outcome(name, label=label, unit=SHARE, better="higher", sentence=("…", "…"))(lambda *_: 0.0)
        for name, label in (("ENG3", ("参与率", "Act rate")), ("DIS5", ("未结诉求", "Open claims")))
    }
    latin = latin_runs(NAMES, MODELS, 400)
    noise = noise_shares(latin_runs(NAMES, MODELS, 10, replicates=10).runs, list(MODELS), 200)
    found = shares(noise)
    return Sensitivity(
        noise=noise, outcomes=declared, labels=LABELS,
        kinds={"offload": "lever", "memory": "uncertainty", "idle": "uncertainty"}, facts=FACTS,
        morris=morris(morris_runs(NAMES, MODELS, 10, noise=found), 200),
        history=doublings(saltelli(NAMES, MODELS, 128, noise=found), 200), others=pawn(latin, 20),
    )  # fmt: skip


def rows_of(page: str, heading: str) -> dict[str, list[str]]:
    """Give the cells of a table by the head of each line."""
    part = page[page.index(f"<h2>{heading}</h2>") :].partition("</tbody>")[0]
    lines = [Page(line).words for line in re.findall(r"<tr>.*?</tr>", part.partition("<tbody>")[2])]
    return {words[0].strip(): [w.strip() for w in words[1:]] for words in lines if words and words[0].strip()}


@BOTH
def test_the_page_is_whole_and_says_where_it_comes_from(language: Language) -> None:
    text = sensitivity_brief(made_up(), {}, language)
    assert Page(text).open == []
    for key in ("answer", "sa_how_much_luck", "scope", "table", "sa_settled_yet", "standing", "receipts"):
        assert f"<h2>{say(key, language)}</h2>" in text, key
    for words in ("0123456789ab", "12,345", "shequ sensitivity mine", "4 – 52"):
        assert words in text
    assert "nan" not in " ".join(Page(text).words).split()


@BOTH
def test_the_table_ranks_what_drives_and_leaves_out_what_does_nothing(language: Language) -> None:
    found = made_up()
    table = rows_of(sensitivity_brief(found, {}, language), say("table", language))
    place = LANGUAGES.index(language)
    assert LABELS["idle"][place] not in table
    assert found.sobol is not None
    total = found.sobol.rows("ENG3", "mean").set_index("factor")["value"]
    lines = table[LABELS["offload"][place]]
    assert lines[1:3] == ["1.", number(float(total["offload"]), 2)]
    assert lines[-1] == "–"  # it does nothing to the second indicator
    assert table[say("sa_floor_line", language)] == ["0", "0"]
    luck = found.noise["noise_share"]
    assert [cell.strip(" %") for cell in table[say("sa_luck_line", language)]] == [
        f"{100 * share:.0f}" for share in luck
    ]


def test_methods_that_agree_are_counted_so() -> None:
    found = made_up()
    table = rows_of(sensitivity_brief(found, {}, "en"), say("sa_agreement", "en"))
    assert table == {"Morris (μ*)": ["2 / 2", "1 / 1"], "PAWN (whole distribution)": ["2 / 2", "1 / 1"]}
    swapped = found.others.assign(above_floor=found.others["factor"] == "idle")
    table = rows_of(sensitivity_brief(dataclasses.replace(found, others=swapped), {}, "en"),
                    say("sa_agreement", "en"))  # fmt: skip
    assert table["PAWN (whole distribution)"] == ["0 / 2", "0 / 1"]


def test_a_screening_alone_has_a_page_of_its_own_influences() -> None:
    alone = dataclasses.replace(made_up(), history=(), others=pd.DataFrame())
    text = sensitivity_brief(alone, {}, "en")
    assert say("sa_table_morris", "en").split(":")[0] in text
    assert say("sa_agreement", "en") not in text
    assert say("sa_setup_sobol", "en", factors=4, blocks=128, n=1) not in text


def test_a_study_with_a_question_of_its_own_asks_it() -> None:
    facts = {**FACTS, "title": ["核心研究", "The core study"], "question": ["何者要紧？", "What matters?"]}
    text = sensitivity_brief(dataclasses.replace(made_up(), facts=facts), {}, "en")
    assert "<h1>The core study</h1>" in text
    assert '<p class="question">What matters?</p>' in text
