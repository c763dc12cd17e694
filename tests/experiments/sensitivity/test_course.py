"""The stages of a study, on a stand-in for the model whose shares of variance are known."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.sensitivity.findings import findings
from analysis.sensitivity.report import Sensitivity, structure
from analysis.sensitivity.stored import judged, laid_out, read_sensitivity, screened
from analysis.words import LANGUAGES
from experiments.folder import BRIEFS
from experiments.manifest import RANDOM_SCHEME, catalogue_hash, version
from experiments.processes import Stopped as Asked
from experiments.sensitivity.course import Found, conduct
from experiments.sensitivity.outlook import expected
from experiments.sensitivity.results import begin, write_figures, write_tables
from experiments.sensitivity.stage import Stopped
from experiments.sensitivity.study import REST
from experiments.sensitivity.study_file import load_study
from sim import catalog
from sim.declare import CHOICE, Declaration
from sim.errors import BadInput, SimError
from tests.experiments.sensitivity.fakes import STUDY, Fake, Here, means_of, study_of

Made = tuple[Path, Sensitivity, Fake]


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """Do without the list of installed packages, which takes half a second in each of many stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.sweep.store.environment", needed)
        yield


def needed() -> dict[str, str]:
    return {"shequ": version(), "random": RANDOM_SCHEME, "catalogue": catalogue_hash()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The study as it stands, run once."""
    folder = tmp_path_factory.mktemp("made")
    return folder, *results(folder)


def results(folder: Path, text: str = STUDY, fake: Fake | None = None) -> tuple[Sensitivity, Fake]:
    fake = fake or Fake()
    study = study_of(folder, text)
    found = conduct(study, means_of(folder / "out", fake), lambda stage, found: None)
    return found.sensitivity(study), fake


def rows(
    sensitivity: Sensitivity, stage: str, index: str, indicator: str = "ENG3"
) -> dict[str, dict[str, Any]]:
    table = laid_out(sensitivity)
    last = table["blocks"] == table.loc[table["stage"] == stage, "blocks"].max()
    kept = table[
        (table["stage"] == stage) & (table["index"] == index) & (table["indicator"] == indicator) & last
    ]
    return {f"{r['factor']} {r['other']}".strip(): r for r in kept.to_dict("records")}


def test_the_screen_keeps_what_acts_and_sobol_gives_the_known_shares(made: Made) -> None:
    _, found, _ = made
    assert found.facts["screen"]["leading"] == ["service_need", "phi_imp"]
    leading = found.facts["sobol"]["leading"]
    assert leading[:3] == ["linkage3", "service_need", "street_capacity"]
    total, first = rows(found, "sobol", "ST"), rows(found, "sobol", "S1")
    # ENG3 is 2 a + b + 3 ab + 1.5 s + .2 p + .5 luck with a, b, p uniform on 0-1 and s 0 or 1.
    parts = {"linkage3": 3.5**2 / 12, "service_need": 2.5**2 / 12, "street_capacity": 1.5**2 / 4}
    pair, luck = 9 / 144, 0.25
    whole = sum(parts.values()) + pair + luck + 0.04 / 12
    for name, part in parts.items():
        assert first[name]["value"] == pytest.approx(part / whole, abs=0.05)
    assert total["linkage3"]["value"] == pytest.approx((parts["linkage3"] + pair) / whole, abs=0.05)
    assert rows(found, "sobol", "S2")["linkage3 service_need"]["value"] == pytest.approx(
        pair / whole, abs=0.04
    )
    assert not total["dummy_1"]["ranked"]
    assert total["dummy_1"]["floor"] == 0


def test_the_share_of_luck_is_that_of_the_factors_that_vary(made: Made) -> None:
    _, found, _ = made
    assert list(found.noise["stage"]) == ["morris", "morris", "sobol", "sobol"]
    # 4 linkage3 + luck: 1 of 1 + 16/12, in both stages, since both vary linkage3.
    assert found.share("SVC2a", "morris") == pytest.approx(3 / 7, abs=0.2)
    table = laid_out(found)
    for stage, share in (("morris", found.share("ENG3", "morris")), ("sobol", found.share("ENG3", "sobol"))):
        shown = table[(table["stage"] == stage) & (table["indicator"] == "ENG3")]["noise_share"]
        assert set(shown) == {share}


def test_nothing_is_run_twice_and_the_same_study_gives_the_same_table(made: Made) -> None:
    folder, first, fake = made
    assert fake.runs > 0
    again, idle = results(folder)
    assert idle.runs == 0
    pd.testing.assert_frame_equal(laid_out(first), laid_out(again))


def test_the_runs_made_are_at_most_those_that_were_told(made: Made) -> None:
    folder, _, fake = made
    told = sum(one.runs for one in expected(study_of(folder)))
    assert fake.runs <= told


def test_a_larger_study_adds_to_what_is_there_and_equals_one_run_at_once(tmp_path: Path, made: Made) -> None:
    larger = STUDY.replace("trajectories = 8", "trajectories = 12").replace("samples = 256", "samples = 512")
    larger = larger.replace("[morris]", "[morris]\nreplications = 2")
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    _, small = results(here)
    grown, more = results(here, larger)
    at_once, whole = results(there, larger)
    pd.testing.assert_frame_equal(laid_out(grown), laid_out(at_once))
    assert more.runs <= whole.runs
    assert small.runs + more.runs <= whole.runs + small.runs * (
        grown.facts["sobol"] != at_once.facts["sobol"]
    )
    # And a smaller one reads a part of what is there.
    back, idle = results(here)
    assert idle.runs == 0
    pd.testing.assert_frame_equal(laid_out(back), laid_out(made[1]))


def test_a_study_that_was_stopped_goes_on_to_the_same_result(tmp_path: Path, made: Made) -> None:
    here = tmp_path
    _, whole, fake = made
    for limit in (30, 200, 700):
        study, some = study_of(here), Fake()
        means = means_of(here / "out", some)
        with pytest.raises(_Enough):
            conduct(study, replace(means, engine=_Stopping(limit)), _nothing)
    after, rest = results(here)
    pd.testing.assert_frame_equal(laid_out(after), laid_out(whole))
    assert rest.runs < fake.runs


class _Enough(Exception):
    """The machine was switched off."""


class _Stopping(Here):
    """Dies after so many runs."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def hand(self, batch):  # type: ignore[no-untyped-def]
        super().hand(batch)
        self._left -= len(batch.runs)
        if self._left < 0:
            raise _Enough


def _nothing(stage: str, found: Found) -> None:
    pass


def test_a_structural_switch_that_is_added_to_the_catalogue_appears_with_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Declaration(
        "new_rule", "uncertainty", "plain", CHOICE, ("新规则", "A new rule"), ("…", "…"),
        options=("plain", "odd", "bold"), process="hours_parameters",
    )  # fmt: skip
    known = dict(catalog.declarations())
    monkeypatch.setattr(catalog, "declarations", lambda: {**known, "new_rule": rule})
    own = STUDY[STUDY.index("[structures]") : STUDY.index("[screen]")]
    text = 'structures = "all"\n' + STUDY.replace(own, "")

    def formula(share, luck):  # type: ignore[no-untyped-def]
        """The rule shifts ENG3 by 0, 1 and 2, a variance of 2/3; linkage adds 1/3, luck 1/4."""
        return {
            "ENG3": 2 * share("new_rule") + 2 * share("linkage3") + 0.5 * luck,
            "SVC2a": share("linkage3"),
        }

    found, _ = results(tmp_path, text, Fake(formula))
    assert found.kinds["new_rule"] == "category"
    assert rows(found, "morris", "mu_star")["new_rule"]["ranked"]
    first = rows(found, "sobol", "S1")["new_rule"]["value"]
    assert first == pytest.approx((2 / 3) / (2 / 3 + 1 / 3 + 1 / 4), abs=0.05)
    assert found.sobol is not None
    shares = structure(found.sobol, found.categories).set_index("indicator")
    assert shares.loc["ENG3", "alone"] == pytest.approx(first, abs=0.02)
    assert shares.loc["SVC2a", "total"] == pytest.approx(0, abs=0.01)
    words = {language: "\n".join(findings(found, language)) for language in LANGUAGES}
    assert "A new rule" in words["en"]
    assert "the structure of the model makes 5" in words["en"]
    assert "新规则" in words["zh"]


def test_switches_that_do_not_lead_vary_together_as_one_factor(tmp_path: Path) -> None:
    def formula(share, luck):  # type: ignore[no-untyped-def]
        main = 3 * share("linkage3") + 3 * share("delib") + 0.3 * share("allocation")
        return {"ENG3": main + 0.6 * share("street_capacity"), "SVC2a": main + luck}

    text = STUDY.replace("leading = 4\npairs = 3", "leading = 2\npairs = 2")
    found, _ = results(tmp_path, text, Fake(formula))
    assert found.facts["sobol"]["leading"] == ["linkage3", "delib"]
    assert found.facts["sobol"]["rest"] == ["street_capacity", "allocation"]
    assert found.kinds[REST] == "category"
    # Five ninths of .01 (four options) and a quarter of .36, of 1.5 + that.
    part = 0.09 * 5 / 36 + 0.36 / 4
    assert rows(found, "sobol", "ST")[REST]["value"] == pytest.approx(part / (1.5 + part), abs=0.02)
    off, _ = results(tmp_path, text.replace("[sobol]", "[sobol]\nrest = false"), Fake(formula))
    assert REST not in off.kinds


def test_a_quantile_is_analysed_where_a_point_has_seeds_enough_for_it(tmp_path: Path) -> None:
    found, _ = results(tmp_path, STUDY.replace("[morris]", "[morris]\nreplications = 10"))
    table = laid_out(found)
    assert set(table.loc[table["stage"] == "morris", "statistic"]) == {"mean", "q90"}
    assert set(table.loc[table["stage"] == "sobol", "statistic"]) == {"mean"}
    few, _ = results(tmp_path, STUDY.replace("[morris]", "[morris]\nreplications = 9"))
    assert set(laid_out(few)["statistic"]) == {"mean"}
    text = "\n".join(findings(few, "en"))
    assert "Morris: each point was run 9 times, too few for a quantile over luck" in text
    assert "Sobol: each point was run once, so only the mean is analysed" in text


def test_doubling_ends_when_all_has_settled_or_at_the_limit(tmp_path: Path) -> None:
    def certain(share, luck):  # type: ignore[no-untyped-def]
        main = 4 * share("linkage3") + 1 * share("service_need")
        return {"ENG3": main, "SVC2a": main}

    text = STUDY.replace("samples = 256", "samples = 4096").replace(
        "leading = 4\npairs = 3", "leading = 2\npairs = 0"
    )
    settled, _ = results(tmp_path, text, Fake(certain))
    blocks = int(settled.history[-1].table["blocks"].max())
    assert 256 <= blocks < 4096
    assert all(one.indices and one.ranking and one.screening for one in settled.convergence)

    def noisy_formula(share, luck):  # type: ignore[no-untyped-def]
        return {"ENG3": share("linkage3") + share("service_need") + 3 * luck, "SVC2a": luck}

    other = tmp_path / "noisy"
    other.mkdir()
    noisy, _ = results(other, STUDY, Fake(noisy_formula))
    assert int(noisy.history[-1].table["blocks"].max()) == 256


def test_screening_of_morris_is_judged_by_half_of_its_trajectories(made: Made) -> None:
    _, found, _ = made
    settled = {one.indicator: one for one in found.screening}
    assert set(settled) == {"ENG3", "SVC2a"}
    assert (settled["ENG3"].before, settled["ENG3"].blocks) == (4, 8)
    text = "\n".join(findings(found, "en"))
    for method in ("Morris (largest influence = 1), Weekly act rate:", "Sobol, Weekly act rate:"):
        assert method in text


def test_other_methods_look_at_the_runs_that_are_there_and_fast_at_its_own(tmp_path: Path) -> None:
    text = STUDY.replace("others = []", 'others = ["rbd_fast", "regional"]').replace(
        "samples = 256", "samples = 128"
    )
    found, fake = results(tmp_path, text)
    methods = {"rbd_fast", "regional"}
    assert set(found.others["method"]) == methods
    with_fast, more = results(tmp_path, text + "[fast]\nsamples = 65\nblocks = 2\n")
    assert set(with_fast.others["method"]) == {*methods, "fast"}
    n = len(with_fast.facts["sobol"]["leading"]) + len(with_fast.facts["sobol"]["rest"]) + 2
    assert 0 < more.runs <= 2 * 65 * n
    total = rows(with_fast, "fast", "ST")
    assert total["linkage3"]["value"] > total["service_need"]["value"] > total["dummy_1"]["value"]
    assert fake.runs > 0


def test_failed_runs_cost_their_blocks_and_are_counted(tmp_path: Path) -> None:
    found, _ = results(tmp_path, fake=Fake(failing=lambda run: run.point == 5 and run.replicate == 0))
    assert found.facts["failed"] > 0
    assert found.sobol is not None
    assert set(found.sobol.table["dropped"]) == {1}
    assert "1 blocks are left out" in "\n".join(findings(found, "en"))


def test_a_stage_without_a_finished_run_is_an_error_that_names_the_first_failure(tmp_path: Path) -> None:
    with pytest.raises(SimError, match=r"No run of the stage screen could be finished.*planted"):
        results(tmp_path, fake=Fake(failing=lambda run: True))


def test_where_nothing_leads_sobol_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    heard: list[str] = []
    study = study_of(tmp_path)
    fake = Fake(lambda share, luck: {"ENG3": luck, "SVC2a": luck})
    found = conduct(study, means_of(tmp_path / "out", fake), lambda stage, found: heard.append(stage))
    assert heard[-1] == "nothing"
    assert found.history == ()
    write_tables(study, found, tmp_path / "out", finished=True)
    assert read_sensitivity(tmp_path / "out").sobol is None


def test_what_is_written_is_read_back_without_the_runs(tmp_path: Path) -> None:
    study, folder = (
        study_of(tmp_path, STUDY.replace("[morris]", "[morris]\nreplications = 10")),
        tmp_path / "out",
    )
    begin(study, folder)
    found = conduct(study, means_of(folder, Fake()), _nothing)
    written = write_tables(study, found, folder, finished=True)
    write_figures(written, folder)
    (folder / "runs").rename(tmp_path / "elsewhere")
    read = read_sensitivity(folder)
    pd.testing.assert_frame_equal(laid_out(read), laid_out(written), check_dtype=False)
    pd.testing.assert_frame_equal(screened(read), screened(written), check_dtype=False)
    pd.testing.assert_frame_equal(judged(read), judged(written), check_dtype=False, rtol=1e-5)
    for language in LANGUAGES:
        said = findings(written, language)
        assert findings(read, language) == said
        lines = (folder / f"findings.{language}.md").read_text("utf-8")
        assert all(f"- {sentence}" in lines for sentence in said)
        for name in ("morris", "morris.q90", "sobol", "interactions", "convergence"):
            assert (folder / "figures" / f"{name}.{language}.png").stat().st_size > 10_000
    table = pd.read_csv(folder / "indices.csv")
    assert {"stage", "indicator", "statistic", "factor", "index", "noise_share", "floor", "ranked"} <= {
        *table
    }
    assert not table.loc[table["value"] < table["floor"], "ranked"].any()


def test_a_folder_of_something_else_or_of_another_study_is_refused(tmp_path: Path) -> None:
    study, folder = study_of(tmp_path), tmp_path / "out"
    begin(study, folder)
    begin(study, folder)
    for page in BRIEFS:
        (folder / page).write_text("")
    begin(study, folder)
    (folder / "thesis.pdf").write_text("")
    with pytest.raises(BadInput, match=r"holds something else \(thesis\.pdf\)"):
        begin(study, folder)
    (folder / "thesis.pdf").unlink()
    (tmp_path / "other.toml").write_text(STUDY, "utf-8")
    with pytest.raises(BadInput, match="holds the study tiny, not other"):
        begin(load_study(tmp_path / "other.toml"), folder)
    with pytest.raises(BadInput, match="is not empty and holds something else"):
        begin(study, tmp_path)
    with pytest.raises(BadInput, match="is a file"):
        begin(study, tmp_path / "tiny.toml")
    with pytest.raises(BadInput, match=r"has no indices\.parquet"):
        read_sensitivity(folder)
    with pytest.raises(BadInput, match=r"has no manifest\.json"):
        read_sensitivity(tmp_path)


def test_the_user_may_stop_a_study(tmp_path: Path) -> None:
    def ask(progress: object) -> None:
        raise Asked

    means = means_of(tmp_path / "out", Fake())
    means = replace(means, bar=lambda stage: nullcontext(ask))
    with pytest.raises(Stopped):
        conduct(study_of(tmp_path), means, _nothing)
