"""Where a result comes from: everything that is needed to get it again."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from scenarios import ScenarioFile
from sim.scenario import Plan, Scenario

RANDOM_SCHEME = "philox4x32-10, 52 bits, keyed by (seed, stream, week, row, part)"
_BESIDE_THE_MODEL = ("people.py", "sweep/task.py", "sweep/measured.py")
"""What builds, runs and measures a street, beside the model itself."""


def version() -> str:
    """Give the version of the program."""
    try:
        return metadata.version("shequ")
    except metadata.PackageNotFoundError:
        return "unknown"


def catalogue_hash() -> str:
    """Hash everything declared: a change of any default, range or label changes it."""
    from sim.catalog import outcomes, rows

    declared = [row for kind in ("lever", "uncertainty", "constant") for row in rows(kind)]
    names = [[o.name, o.matters, o.better] for o in outcomes().values()]
    return digest({"declared": declared, "outcomes": names})


@cache
def sources() -> str:
    """Hash the sources that make the numbers of a run, as they were when this process first asked.

    It tells two states of the code apart that bear one version. It is no part of any key: a comment changes
    it as well as a rule does.
    """
    from sim.remembered import sources_hash

    here = Path(__file__).parent
    beside = [(here / name).read_text(encoding="utf-8") for name in _BESIDE_THE_MODEL]
    return digest([sources_hash(), *beside])


def digest(content: Any) -> str:
    """Hash content that JSON can hold: SHA-256, 16 hex digits."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def environment() -> dict[str, Any]:
    """Describe program, Python, packages, platform and source."""
    packages = {d.metadata["Name"]: d.version for d in metadata.distributions()}
    return {
        "shequ": version(),
        "random": RANDOM_SCHEME,
        "catalogue": catalogue_hash(),
        "python": platform.python_version(),
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
        "platform": platform_tag(),
        "git": git_state(),
    }


def platform_tag() -> str:
    """Name the platform within which results are the same to the bit."""
    return f"{sysconfig.get_platform()}-{sys.implementation.cache_tag}"


def git_state() -> dict[str, Any] | None:
    """Give commit and cleanliness of the source folder; None if it is no repository or there is no git."""
    top = Path(__file__).resolve().parents[1]
    git = shutil.which("git")
    if git is None or not (top / ".git").exists():
        return None
    try:
        head = _git(git, top, "rev-parse", "HEAD")
        changed = bool(_git(git, top, "status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": head, "changed": changed}


def _git(git: str, top: Path, *words: str) -> str:
    done = subprocess.run(
        [git, "-C", str(top), *words], capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout.strip()


def now() -> str:
    """Give the time, to the second, with its zone."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def describe(scenario: Scenario, files: Iterable[ScenarioFile] = ()) -> dict[str, Any]:
    """Write a scenario down: its values, its hash, and the text of its files."""
    return {
        "name": scenario.name,
        "title": list(scenario.title),
        "question": list(scenario.question),
        "values": {name: _written(value) for name, value in scenario.values.items()},
        "digest": scenario.digest(),
        "files": [{"file": file.shown, "text": file.text} for file in files],
    }


def restore(written: Mapping[str, Any]) -> Scenario:
    """Read a scenario back from what :func:`describe` wrote."""
    values = {name: _read(value) for name, value in written["values"].items()}
    title, question = tuple(written["title"]), tuple(written["question"])
    return Scenario(written["name"], (title[0], title[1]), (question[0], question[1]), values)


def _written(value: Any) -> Any:
    if isinstance(value, Plan):
        return {"value": _written(value.value), "start_w": value.start_w, "ramp_w": value.ramp_w,
                "communities": list(value.communities)}  # fmt: skip
    return list(value) if isinstance(value, tuple) else value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return Plan(_read(value["value"]), value["start_w"], value["ramp_w"], tuple(value["communities"]))
    return tuple(value) if isinstance(value, list) else value
