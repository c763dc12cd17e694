"""The wheel: what it ships, and that it works with nothing of this folder in reach."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PACKAGES = ("sim", "scenarios", "experiments", "analysis")
VERSION = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def run(*command: str | Path, folder: Path) -> str:
    """Run a command that must succeed, with no Python path set, and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, folder=TOP)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of commands of a fresh environment that holds the wheel and nothing else of ours.

    The libraries come from the running environment by one line in a .pth file. Python does not read the .pth
    files of a folder reached in that way, so the editable install there stays out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    python = folder / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        folder=folder,
    )
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python.parent


def test_the_wheel_ships_the_four_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {*PACKAGES, f"shequ-{VERSION}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_wheel_ships_every_module_and_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    needed = [
        path.relative_to(TOP).as_posix()
        for package in PACKAGES
        for path in (TOP / package).rglob("*")
        if path.suffix in {".py", ".toml", ".csv", ".otf"} and "node_modules" not in path.parts
    ]
    assert [name for name in needed if name not in names] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_installed_packages_come_from_the_wheel(installed: Path, tmp_path: Path, package: str) -> None:
    where = run(installed / "python", "-c", f"import {package}; print({package}.__file__)", folder=tmp_path)
    assert Path(where).is_relative_to(installed.parent)


@pytest.mark.parametrize("arguments", [("--help",), ("list", "scenarios")])
def test_the_installed_command_works_in_an_empty_folder(
    installed: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert run(installed / "shequ", *arguments, folder=tmp_path).strip()
    assert list(tmp_path.iterdir()) == []
