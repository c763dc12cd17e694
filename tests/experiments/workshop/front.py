"""The packages of the page: installed from the lock file where npm and the registry can be reached."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

FRONT = Path(__file__).parents[3] / "experiments" / "workshop" / "front"
STATIC = FRONT.parent / "static"
_INSTALLED = FRONT / "node_modules" / ".package-lock.json"


def packages() -> Path:
    """Give the folder of the packages, or skip the test and say why there are none."""
    why = _missing()
    if why:
        pytest.skip(why)
    return FRONT / "node_modules"


@cache
def _missing() -> str:
    if shutil.which("npm") is None:
        return "npm is not installed"
    lock = FRONT / "package-lock.json"
    if _INSTALLED.exists() and _INSTALLED.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    try:
        done = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0", seconds=180)
    except subprocess.TimeoutExpired:
        return "npm ci took too long"
    return (
        "" if done.returncode == 0 else f"npm ci could not install the packages: {done.stderr.strip()[-200:]}"
    )


def npm(*command: str, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run npm in the folder of the page."""
    return subprocess.run(
        ["npm", *command], cwd=FRONT, capture_output=True, text=True, check=False, timeout=seconds
    )
