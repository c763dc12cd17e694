"""Figures and sentences of a made-up sensitivity analysis: nothing overlaps or is cut off, all is said."""

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, BboxBase

from analysis.figures.convergence import convergence_curves
from analysis.figures.morris import morris_plane
from analysis.figures.sobol import interaction_matrix, sobol_bars
from analysis.sensitivity.findings import findings
from analysis.sensitivity.morris import morris
from analysis.sensitivity.noise import noise_shares, shares
from analysis.sensitivity.report import FactorKind, Sensitivity
from analysis.sensitivity.sobol import doublings, sobol
from analysis.style import png
from analysis.words import LANGUAGES, Language
from sim.declare import SHARE, Outcome, outcome
from sim.declare import Text as Words
from tests.analysis.seen import texts
from tests.analysis.toys import Floats, Model, latin_runs, morris_runs, saltelli

Draw = Callable[[Sensitivity, Language], Figure | None]
FIGURES: tuple[Draw, ...] = (morris_plane, sobol_bars, interaction_matrix, convergence_curves)
BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("draw", FIGURES)

FACTORS: dict[str, tuple[FactorKind, str, str]] = {
    "offload": ("lever", "事项下沉比例", "Share of work passed down to communities"),
    "fund_follow": ("lever", "费随事转比例", "Money following work"),
    "linkage3": ("lever", "三社联动强度", "Linkage strength (three partners)"),
    "burden_cut": ("lever", "基层减负力度", "Burden reduction: forms, meetings and inspections cut"),
    "trust_gain": ("uncertainty", "满意办结后信任的增量", "Gain of trust after a claim is settled"),
    "claims_rate": ("uncertainty", "每千人每周新增诉求", "New claims per 1,000 residents and week"),
    "memory": ("uncertainty", "不满的半衰期", "Half-life of grievance"),
    "ties": ("uncertainty", "邻里关系的平均数目", "Neighbours known, mean number"),
    "rule_of_choice": ("category", "参与决策的机制", "How residents decide to take part"),
}
INDICATORS = {
    "ENG3": ("每周参与率", "Weekly act rate"),
    "DIS5": ("周末未结诉求", "Open claims at the end of the week"),
    "DIS7": ("新增信访", "New petitions"),
    "WRK5a": ("职业倦怠均值", "Burnout, mean"),
    "SVC2a": ("居民满意度", "Resident satisfaction, mean over services"),
    "EQU1": ("满意度的群体差距", "Gap in satisfaction between groups"),
}
NAMES = [*FACTORS, "dummy_1", "dummy_2"]


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave matplotlib as it was."""
    with matplotlib.rc_context():
        yield


def declared(name: str, label: Words) -> Outcome:
    unit = ("件/千人", "per 1,000 residents") if name.startswith("DIS") else SHARE
    return outcome(name, label=label, unit=unit, better="higher", sentence=("…", "…"))(lambda *_: 0.0)


def model_of(k: int) -> Model:
    weights = np.random.default_rng(k).dirichlet(np.full(len(FACTORS), 0.5))

    def model(x: Floats, luck: Floats) -> Floats:
        switch = np.floor(3 * x[:, 8]) / 2
        core = x[:, :8] @ weights[:8] + weights[8] * switch + 0.4 * x[:, 0] * x[:, 1] + 0.5 * x[:, 4] * switch
        return np.asarray(core + 0.04 * (k + 1) * luck + 0.03 * luck * x[:, 5])

    return model


@cache
def made_up(seeds: str = "block") -> Sensitivity:
    models = {name: model_of(k) for k, name in enumerate(INDICATORS)}
    noise = noise_shares(latin_runs(NAMES, models, 20, replicates=20).runs, list(models), 500)
    runs = saltelli(NAMES, models, 256, second=True, noise=shares(noise), seeds=seeds)
    screened = morris_runs(NAMES, models, 20, noise=shares(noise), seeds=seeds)
    return Sensitivity(
        noise=noise,
        outcomes={name: declared(name, label) for name, label in INDICATORS.items()},
        labels={name: (zh, en) for name, (_, zh, en) in FACTORS.items()},
        kinds={name: kind for name, (kind, _, _) in FACTORS.items()},
        facts={"version": "0.1.0", "key": "0123456789ab"},
        morris=morris(screened, 500),
        history=doublings(runs, 500),
    )


def figure_of(draw: Draw, of: Sensitivity, in_: Language) -> Figure:
    figure = draw(of, in_)
    assert figure is not None
    return figure


@cache
def written(draw: Draw, seeds: str, language: Language) -> tuple[BboxBase, list[tuple[str, Bbox]]]:
    """Give the page of a figure, and every text on it."""
    figure = figure_of(draw, made_up(seeds), language)
    return figure.bbox, texts(figure)


def all_words(draw: Draw, seeds: str, language: Language) -> str:
    return " ".join(" ".join(words for words, _ in written(draw, seeds, language)[1]).split())


@BOTH
@EACH
@pytest.mark.parametrize("seeds", ["block", "independent"])
def test_no_text_is_cut_off_or_lies_on_another(draw: Draw, language: Language, seeds: str) -> None:
    page, there = written(draw, seeds, language)
    for words, box in there:
        assert page.x0 <= box.x0, words
        assert box.x1 <= page.x1, words
        assert page.y0 <= box.y0, words
        assert box.y1 <= page.y1, words
    for (one, a), (two, b) in itertools.combinations(there, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1.5 or high < 1.5, (one, two)


@EACH
def test_a_figure_draws_the_same_twice(draw: Draw) -> None:
    one, two = (png(figure_of(draw, made_up(), "zh"), {}) for _ in range(2))
    assert one == two


@EACH
@pytest.mark.parametrize(
    ("language", "standing", "unit"), [("zh", "C级", "方差|比例"), ("en", "mostly C", "share")]
)
def test_a_figure_tells_units_luck_standing_and_receipt(
    draw: Draw, language: Language, standing: str, unit: str
) -> None:
    text = all_words(draw, "block", language)
    assert standing in text
    assert re.search(unit, text)
    assert "0123456789ab" in text
    assert ("运气占" if language == "zh" else "luck") in text


@EACH
def test_a_figure_warns_of_independent_seeds(draw: Draw) -> None:
    warning = "luck inflates every index"
    plain, warned = (all_words(draw, seeds, "en") for seeds in ("block", "independent"))
    assert warning not in plain
    assert warning in warned


@EACH
def test_what_was_not_analysed_is_not_drawn(draw: Draw) -> None:
    assert draw(dataclasses.replace(made_up(), morris=None, history=()), "en") is None


def test_an_indicator_that_never_varies_is_left_out_of_figures_and_said_to_be_unknown() -> None:
    models: dict[str, Model] = {"ENG3": model_of(0), "DIS7": lambda x, luck: np.zeros(len(x))}
    history = doublings(saltelli(NAMES, models, 128, second=True), 200)
    few = dataclasses.replace(made_up(), history=history, morris=None)
    text = " ".join(words for words, _ in texts(figure_of(sobol_bars, few, "en")))
    assert "ENG3" in text
    assert "DIS7" not in text
    assert "New petitions: The indicator does not vary" in " ".join(findings(few, "en"))


def test_only_what_is_above_the_floor_has_a_number_in_the_morris_plane() -> None:
    result = made_up()
    assert result.morris is not None
    rows = result.morris.rows("ENG3", "mean")
    figure = figure_of(morris_plane, result, "en")
    panel = figure.axes[0]
    named = [t.get_text().replace("\n", " ") for t in panel.texts if len(t.get_text()) > 3]
    order = rows[rows["above_floor"]].sort_values("rank")["factor"].head(7)
    assert [result.factor(name, "en") for name in order] == [
        n for n in named if not n.startswith(("ENG3", "Weekly"))
    ]


@BOTH
def test_the_sentences_leave_no_gap(language: Language) -> None:
    for sentence in findings(made_up(), language):
        assert not re.search(r"\{\w+\}|\bnan\b|\bNone\b", sentence), sentence


def test_the_sentences_tell_luck_ranking_structure_and_convergence() -> None:
    text = "\n".join(findings(made_up(), "en"))
    assert re.search(r"Weekly act rate: luck makes \d+ % of the variance of a single run", text)
    assert "only the mean is analysed" in text
    assert "Sobol: all 256 blocks are whole." in text
    assert "Weekly act rate: How residents decide to take part 0." in text
    assert "the structure of the model makes" in text
    for part in ("indices", "ranking", "screening"):
        assert f"The {part} ha" in text


def test_the_sentences_say_what_independent_seeds_do() -> None:
    text = "\n".join(findings(made_up("independent"), "en"))
    assert "Warning: every run has a seed of its own" in text
    share = f"{100 * made_up().share('EQU1'):.0f} %"
    assert f"of Gap in satisfaction between groups each is too high by about {share}" in text


def test_a_screening_with_independent_seeds_is_warned_of_apart() -> None:
    mixed = dataclasses.replace(made_up(), morris=made_up("independent").morris)
    text = "\n".join(findings(mixed, "en"))
    assert "every run of the screening has a seed of its own" in text
    assert "each is too high by" not in text


def test_dropped_blocks_and_quantiles_are_said() -> None:
    study = saltelli(NAMES, {"ENG3": model_of(0)}, 64, replicates=10)
    study.runs["ENG3"] = study.runs["ENG3"].where(np.arange(len(study.runs)) != 5)
    few = dataclasses.replace(made_up(), history=(sobol(study, 200),), morris=None)
    text = "\n".join(findings(few, "zh"))
    assert "Sobol，每周参与率：因运行失败或缺失，舍去1个区组，余63个。" in text
    assert "Sobol：每个点运行10次，分析其均值和90%分位数。" in text
    assert "每周参与率（90%分位数）：" in text
