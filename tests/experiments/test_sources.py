"""Runs of two states of the model's code are never mixed in one folder, though both bear one version."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from experiments import manifest
from experiments.cli import app
from experiments.sweep import store as stored
from experiments.sweep.engine import How, execute
from experiments.sweep.layout import PARTS
from experiments.sweep.store import Store
from sim import remembered
from sim.errors import BadInput, SimError
from tests.experiments.here import Here
from tests.experiments.sweep.made import filled, made_row, small_sweep

SWEEP = small_sweep()
MODEL = Path(sim.__file__).parent
WORDS = r"begun with other sources of the model.* so the same run could give other numbers\."


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sources be others from here on."""
    monkeypatch.setattr(stored, "sources", lambda: "patched")


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A sweep of which the first half is done, before the sources change."""
    store = Store.create(tmp_path / "s", SWEEP, {})
    store.write([made_row(run) for run in list(SWEEP.runs())[:6]])
    request.getfixturevalue("patched")
    return store.folder


def test_any_change_of_a_rule_or_of_data_is_another_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hashed() -> str:
        remembered.sources_hash.cache_clear()
        manifest.sources.cache_clear()
        return manifest.sources()

    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(MODEL, tmp_path / "sim", ignore=ignore)
    shutil.copytree(Path(manifest.__file__).parent / "sweep", tmp_path / "e" / "sweep", ignore=ignore)
    shutil.copy(Path(manifest.__file__).with_name("people.py"), tmp_path / "e")
    first = manifest.sources()
    monkeypatch.setattr(remembered, "PACKAGE", tmp_path / "sim")
    monkeypatch.setattr(manifest, "__file__", str(tmp_path / "e" / "manifest.py"))
    seen = [hashed()]
    assert seen == [first]
    for name in ("sim/draws.py", "sim/processes/claims.py", "sim/data/mixes.toml", "e/people.py",
                 "e/sweep/measured.py", "e/sweep/task.py"):  # fmt: skip
        with (tmp_path / name).open("a") as file:
            file.write("# changed\n")
        seen.append(hashed())
    (tmp_path / "sim" / "new.py").write_text("")
    seen.append(hashed())
    assert len(set(seen)) == len(seen)
    (tmp_path / "sim" / "MODEL.md").write_text("other words")
    (tmp_path / "e" / "sweep" / "store.py").write_text("")
    assert hashed() == seen[-1]
    remembered.sources_hash.cache_clear()
    manifest.sources.cache_clear()


def test_every_file_of_the_model_but_its_description_counts() -> None:
    kinds = {path.suffix for path in MODEL.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert kinds == {".py", ".toml", ".md"}


def test_a_sweep_does_not_go_on_or_grow_with_other_sources_but_may_be_read(folder: Path) -> None:
    store = Store.open(folder)
    assert len(store.frame()) == 6
    assert store.sweep() == SWEEP
    with pytest.raises(BadInput, match=rf"{WORDS} Run it anew in another folder, or go on with the program"):
        execute(SWEEP, store, Here())
    with pytest.raises(BadInput, match=WORDS):
        store.extend(small_sweep(replications=9))
    assert len(store.frame()) == 6


def test_a_worker_with_other_sources_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.create(tmp_path / "s", SWEEP, {})
    monkeypatch.setattr(Store, "other_program", lambda _: "")  # the parent has the sources of the sweep
    monkeypatch.setattr(stored, "sources", lambda: "patched")
    with pytest.raises(SimError, match=rf"{WORDS} .* wrote nothing"):
        execute(SWEEP, store, Here(), how=How(rows=lambda task, _: map(made_row, task.runs)))
    assert list((store.folder / PARTS).iterdir()) == []


def test_a_folder_that_does_not_say_its_sources_is_not_added_to(tmp_path: Path) -> None:
    store = filled(tmp_path / "s", SWEEP)
    path = store.folder / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"sources"', '"else"'), "utf-8")
    with pytest.raises(BadInput, match=WORDS):
        store.check_program()


def test_the_command_says_what_to_do_before_it_runs_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(
        'title_en = "Mine"\nkind = "sobol"\nsamples = 2\nweeks = 2\nreplications = 1\n[levers]\n'
        "offload = { low = 0.2, high = 0.8 }\n"
    )
    words = ["sweep", "mine.toml", "--out", "r", "--estimate"]
    assert CliRunner().invoke(app, words).exit_code == 0
    n_parts = len(list(Path("r/parts").iterdir()))
    monkeypatch.setattr(stored, "sources", lambda: "patched")
    for again in (words[:-1], ["extend", "r", "--replications", "3"]):
        result = CliRunner().invoke(app, again)
        assert result.exit_code == 2
        assert "begun with other sources of the model" in result.output
        assert "Run it anew in another folder" in result.output
    assert len(list(Path("r/parts").iterdir())) == n_parts
