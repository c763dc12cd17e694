"""Study files: what they may say, and how what they may not say is refused."""

from pathlib import Path

import pytest

from experiments.sensitivity.command import chosen
from experiments.sensitivity.outlook import expected
from experiments.sensitivity.study import METHODS, STAGES
from experiments.sensitivity.study_file import CLAIMS, load_study, made_study, study_names
from sim.catalog import composites, uncertainties
from sim.errors import SimError

HEAD = 'title_en = "Mine"\n'
TWO = '[levers]\nlinkage3 = "declared"\ndelib = "declared"\n'
MINE = HEAD + TWO


def load(folder: Path, text: str, name: str = "mine.toml"):  # type: ignore[no-untyped-def]
    (folder / name).write_text(text, "utf-8")
    return load_study(folder / name)


def test_the_study_of_the_core_model_is_the_one_that_was_asked_for() -> None:
    study = load_study("core_sensitivity")
    assert study.indicators == ("ENG3", "DIS5", "DIS7", "WRK5a", "SVC2a", "EQU1") == CLAIMS
    kinds = study.kinds()
    assert {name for name in study.factors if kinds[name] == "lever"} == set(composites())
    switches = {d.name for d in uncertainties() if not d.parts and not d.is_number}
    assert {name for name in study.factors if kinds[name] == "category"} == switches
    numbers = {d.name for d in uncertainties() if d.is_number}
    assert study.screen is not None
    assert set(study.screen.names) == numbers
    assert study.screen.leading == 20
    assert study.morris.trajectories >= 20
    assert study.sobol is not None
    assert (study.sobol.leading, study.sobol.pairs) == (12, 8)
    assert study.others == METHODS
    assert [one.stage for one in expected(study)] == [s for s in STAGES if s != "fast"]


@pytest.mark.parametrize("name", study_names())
def test_a_study_that_comes_with_the_model_can_be_read_and_says_what_it_asks(name: str) -> None:
    study = load_study(name)
    assert all(study.title)
    assert all(study.question)
    assert study.title[0] != study.title[1]


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    study = load(tmp_path, MINE)
    assert study.screen is None
    assert study.sobol is None
    assert study.others == ()
    assert study.indicators == CLAIMS
    assert (study.pilot.points, study.pilot.replications) == (20, 20)
    assert study.title == ("Mine", "Mine")


def test_the_key_depends_on_what_the_numbers_depend_on(tmp_path: Path) -> None:
    key = load(tmp_path, MINE).key()
    assert load(tmp_path, MINE.replace("Mine", "Yours"), "other.toml").key() == key
    for text in ("weeks = 3\n" + MINE, "quantile = 0.8\n" + MINE, MINE + "[morris]\ntrajectories = 9\n"):
        assert load(tmp_path, text).key() != key


@pytest.mark.parametrize("factors", ["levers", "uncertainties", "both"])
def test_a_study_can_be_made_from_a_few_options(factors: str) -> None:
    study = chosen(
        None, factors, {"indicators": "ENG3, DIS5", "weeks": 52, "trajectories": 30, "samples": 64}
    )
    kinds = {study.kinds()[name] for name in study.factors}
    assert kinds == {"levers": {"lever"}, "uncertainties": {"uncertainty", "category"}}.get(
        factors, {"lever", "uncertainty", "category"}
    )
    assert study.indicators == ("ENG3", "DIS5")
    assert study.run.weeks == 52
    assert study.morris.trajectories == 30
    assert study.sobol is not None
    assert (study.sobol.samples, study.sobol.first <= 64) == (64, True)
    line = "shequ sensitivity --factors " + factors
    assert study.line().startswith(line)
    assert "--weeks 52 --trajectories 30 --samples 64" in study.line(Path("r"))


REFUSED = {
    "empty": ("", "mine.toml: is empty"),
    "no TOML": ("[", "is not valid TOML"),
    "no title": (TWO, "title_zh: a study must have a title"),
    "unknown key": ("weaks = 3\n" + MINE, "key 'weaks' is not known. Did you mean 'weeks'?"),
    "nothing varies": (HEAD, "levers: a study must vary something"),
    "one factor": (HEAD + '[levers]\ndelib = "declared"\n', "two factors or more; got one"),
    "unknown lever": (HEAD + '[levers]\ndelibb = "declared"\n', "Did you mean 'delib'?"),
    "uncertainty under levers": (HEAD + '[levers]\nphi_imp = "declared"\n', "Put it under [uncertainties]"),
    "number under structures": (MINE + '[structures]\nphi_imp = "declared"\n', "is a number, not a choice"),
    "a word that is none": ('levers = "some"\n' + HEAD, "levers: word 'some' is not known"),
    "levers in a list": (
        'levers = ["delib"]\n' + HEAD,
        'levers must be a table of factors, or "composites" or "all"',
    ),
    "left out unknown": (
        'levers = "composites"\nwithout = ["delb"]\n' + HEAD,
        "without: factor 'delb' is not known. Did you mean 'delib'?",
    ),
    "left out in no list": (
        'levers = "composites"\nwithout = "delib"\n' + HEAD,
        "without must be a list of names",
    ),
    "unknown indicator": (
        'indicators = ["ENG33"]\n' + MINE,
        "indicators: indicator 'ENG33' is not known. Did you mean 'ENG3'?",
    ),
    "no indicator": ("indicators = []\n" + MINE, "indicators must be a list of indicators"),
    "indicator twice": ('indicators = ["ENG3", "ENG3"]\n' + MINE, "without repeats"),
    "indicators as text": ('indicators = "ENG3"\n' + MINE, "indicators must be a list"),
    "quantile beyond": ("quantile = 1.0\n" + MINE, "quantile must be a number from 0.5 to below 1"),
    "quantile as text": ('quantile = ".9"\n' + MINE, "quantile must be"),
    "quantile nan": ("quantile = nan\n" + MINE, "quantile must be"),
    "no dummies": ("dummies = 0\n" + MINE, "dummies must be a whole number from 1 to 10"),
    "seed zero": ("seed = 0\n" + MINE, "seed must be a whole number from 1"),
    "weeks as text": ('weeks = "3"\n' + MINE, "weeks must be a whole number"),
    "weeks as a switch": ("weeks = true\n" + MINE, "weeks must be a whole number"),
    "replications of design files": ("replications = 3\n" + MINE, "key 'replications' is not known"),
    "stage no table": ("morris = 3\n" + MINE, "morris: must be a table"),
    "unknown key of a stage": (
        MINE + "[morris]\ntrajectory = 3\n",
        "[morris]: key 'trajectory' is not known. Did you mean 'trajectories'?",
    ),
    "one trajectory": (
        MINE + "[morris]\ntrajectories = 1\n",
        "[morris] trajectories must be a whole number from 2",
    ),
    "odd grid": (MINE + "[morris]\ngrid_levels = 5\n", "[morris] grid_levels must be an even number"),
    "one seed in the pilot": (
        MINE + "[pilot]\nreplications = 1\n",
        "[pilot] replications must be a whole number from 2",
    ),
    "blocks no power of two": (
        MINE + "[sobol]\nsamples = 100\n",
        "[sobol] samples must be a power of two for Sobol numbers; got 100. Take 64 or 128.",
    ),
    "first beyond samples": (
        MINE + "[sobol]\nfirst = 64\nsamples = 32\n",
        "[sobol] first must be at most samples (32)",
    ),
    "more leading than there are": (
        MINE + "[sobol]\nleading = 3\n",
        "[sobol] leading must be 0 for all, or 2 to 2",
    ),
    "one leading": (MINE + "[sobol]\nleading = 1\n", "[sobol] leading must be"),
    "more pairs than leading": (MINE + "[sobol]\npairs = 3\n", "[sobol] pairs must be 0 for none, or 2 to 2"),
    "one in pairs": (MINE + "[sobol]\npairs = 1\n", "[sobol] pairs must be"),
    "rest as text": (MINE + '[sobol]\nrest = "no"\n', "[sobol] rest must be true or false"),
    "methods without Sobol": ('others = ["pawn"]\n' + MINE, "others: goes with the factors of [sobol]"),
    "FAST without Sobol": (MINE + "[fast]\n", "fast: goes with the factors of [sobol]"),
    "unknown method": (
        'others = ["prawn"]\n' + MINE + "[sobol]\n",
        "others: method 'prawn' is not known. Did you mean 'pawn'?",
    ),
    "methods no list": ('others = "pawn"\n' + MINE + "[sobol]\n", "others must be a list of methods"),
    "method twice": ('others = ["pawn", "pawn"]\n' + MINE + "[sobol]\n", "without repeats"),
    "short curve": (
        MINE + "[sobol]\n[fast]\nsamples = 64\n",
        "[fast] samples must be a whole number from 65",
    ),
    "screened twice": (
        MINE + '[uncertainties]\nphi_imp = "declared"\n[screen]\n',
        "[screen] phi_imp: is under [uncertainties] too",
    ),
    "range of what is not screened": (
        MINE + '[screen]\nranges = { delib = "declared" }\n',
        "[screen] ranges: screened uncertainty 'delib' is not known",
    ),
    "range beyond": (MINE + "[screen]\nranges = { phi_imp = { low = 0.0, high = 2.0 } }\n", "phi_imp"),
    "more kept than screened": (
        MINE + '[screen]\nleading = 2\nuncertainties = { phi_imp = "declared" }\n',
        "[screen] leading must be at most 1",
    ),
    "nothing screened": (
        MINE + "[screen]\nuncertainties = {}\n",
        "[screen] uncertainties: must name something",
    ),
    "fixed and varied": (MINE + "[fixed]\ndelib = 1.0\n", "[fixed] delib: is varied too"),
    "base that is not there": ('base = "baselin"\n' + MINE, "Did you mean 'baseline'?"),
    "base that leaves the folder": ('base = "../x.toml"\n' + MINE, "leaves the folder"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_study_may_not_say_is_refused_in_words(name: str, tmp_path: Path) -> None:
    text, words = REFUSED[name]
    with pytest.raises(SimError) as refused:
        load(tmp_path, text)
    assert words in str(refused.value)
    assert "mine.toml: " in str(refused.value)


def test_a_name_that_is_none_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="Did you mean 'core_sensitivity'"):
        load_study("core_sensitivty")
    with pytest.raises(SimError, match="there is no such file"):
        load_study(tmp_path / "none.toml")
    with pytest.raises(SimError, match="is a folder"):
        load_study(tmp_path)
    with pytest.raises(SimError, match="--factors"):
        made_study("lever", {})


def test_options_that_stand_in_the_file_are_refused_beside_it() -> None:
    with pytest.raises(SimError, match="--weeks: stands in the study file"):
        chosen("core_sensitivity", None, {"weeks": 3})
    with pytest.raises(SimError, match="--factors: stands in the study file"):
        chosen("core_sensitivity", "both", {})
    with pytest.raises(SimError, match="STUDY: must be given"):
        chosen(None, None, {"weeks": 3})
