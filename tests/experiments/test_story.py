"""The command `shequ story`: it tells of the run that was written, and refuses what it cannot tell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis import story
from experiments.cli import app
from experiments.run import Run, plan_of, run
from experiments.story import as_text, run_again, story_of
from sim.errors import BadInput
from sim.model import Street
from sim.population import BUILD_LEVERS
from sim.scenario import Plan, Scenario

WEEKS = 5
POLICY = Scenario("mine", ("我的", "Mine"), values={"offload": Plan(0.9, 0, 2, ("OLD",)), "fund_follow": 0.0})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Street]:
    folder = tmp_path_factory.mktemp("story") / "run"
    return folder, run(Run(POLICY, seed=3, weeks=WEEKS), folder)


def told(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["story", *words])
    return done.exit_code, done.output


def test_the_story_is_that_of_the_run_that_was_written(made: tuple[Path, Street]) -> None:
    folder, street = made
    again = run_again(plan_of(folder, "--run"))
    assert again.world.cases.n == street.world.cases.n
    for kind, given, expected in (
        ("case", "200", story.case(street, 200)),
        ("resident", "77", story.resident(street, 77)),
        ("organisation", "CHE.committee", story.organisation(street, 1, 1)),
        ("organisation", "society2", story.society(street, 2)),
    ):
        assert story_of(again, kind, given) == expected


def test_the_command_prints_the_story_in_the_language_asked_for(made: tuple[Path, Street]) -> None:
    folder, street = made
    for language in ("zh", "en"):
        code, text = told("case", "200", "--run", str(folder), "--lang", language)
        assert code == 0
        assert text.rstrip("\n") == as_text(story.case(street, 200), language)


def test_a_story_goes_to_a_new_file_whole(made: tuple[Path, Street], tmp_path: Path) -> None:
    folder, street = made
    file = tmp_path / "story.txt"
    assert told("resident", "5", "--run", str(folder), "--out", str(file), "--lang", "zh")[0] == 0
    assert file.read_text(encoding="utf-8") == as_text(story.resident(street, 5), "zh") + "\n"
    code, text = told("resident", "5", "--run", str(folder), "--out", str(file))
    assert (code, "is there already" in text) == (2, True)


def test_a_unit_is_named_by_its_number_in_its_community(made: tuple[Path, Street]) -> None:
    _, street = made
    units = street.world.units
    here = units.node[units.community == 0]
    assert story_of(street, "organisation", "OLD.unit1") == story.organisation(street, 0, int(here.min()))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("case", "99999999"), "case must be a number from 0 to"),
        (("resident", "17600"), "resident must be a number from 0 to 17599; got 17600"),
        (("organisation", "OLD.comittee"), "Did you mean 'committee'?"),
        (("organisation", "ODL.committee"), "Did you mean 'OLD'?"),
        (("organisation", "OLD.unit99"), "organisation of OLD 'unit99' is not known"),
        (("organisation", "society999"), "social organisation must be a number from 0 to"),
    ],
)
def test_an_id_that_the_run_does_not_have_is_refused_with_those_that_it_has(
    made: tuple[Path, Street], words: tuple[str, str], message: str
) -> None:
    code, text = told(*words, "--run", str(made[0]))
    assert code == 2
    assert message in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("household", "3"), "kind of story 'household' is not known"),
        (("case", "-1"), "No such option"),
        (("case", "x"), "ID must be a whole number"),
        (("case", "3"), "--run: must be given"),
        (("case", "3", "--run", "nowhere"), "there is no such folder"),
        (("case", "3", "--run", "."), "holds no run of shequ"),
        (("organisation", "committee", "--run", "."), "is named COMMUNITY.NAME or societyN"),
        (("case", "3", "--run", ".", "--out", "no/such/file"), "is no folder that can be written to"),
        (("case", "3", "--run", ".", "--lang", "fr"), "--lang must be zh or en"),
    ],
)
def test_what_cannot_be_told_is_refused_before_anything_runs(
    words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, text = told(*words)
    assert code == 2
    assert message in " ".join(text.split())
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_another_catalogue_is_refused(made: tuple[Path, Street], tmp_path: Path) -> None:
    manifest = json.loads((made[0] / "manifest.json").read_text(encoding="utf-8"))
    manifest["environment"]["catalogue"] = "0123"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadInput, match="was made with another catalogue"):
        plan_of(tmp_path, "--run")


@pytest.mark.parametrize("damage", ["seed", "scenario", "environment", "weeks"])
def test_a_damaged_manifest_is_refused(made: tuple[Path, Street], tmp_path: Path, damage: str) -> None:
    manifest = json.loads((made[0] / "manifest.json").read_text(encoding="utf-8"))
    del manifest[damage]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadInput, match="missing or damaged"):
        plan_of(tmp_path, "--run")


def test_a_lever_that_builds_the_street_is_made_again_too(tmp_path: Path) -> None:
    assert "grid_size" in BUILD_LEVERS
    street = run(Run(Scenario("grids", values={"grid_size": 120.0}), seed=2, weeks=1), tmp_path / "run")
    again = run_again(plan_of(tmp_path / "run", "--run"))
    assert again.world.grids.n == street.world.grids.n
    assert story_of(again, "case", "30") == story.case(street, 30)
