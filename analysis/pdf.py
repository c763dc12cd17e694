"""Print a page to PDF by a browser of the Chromium family that is on the machine; nothing is fetched."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.errors import BadInput

VARIABLE = "SHEQU_CHROMIUM"
"""Name of the environment variable that names the browser."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 120.0
"""Seconds that a browser may take."""
_OFFLINE = (
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-extensions", "--disable-sync", "--no-first-run", "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


def find_browser() -> str:
    """Find the browser that prints.

    Raises:
        BadInput: none is there, or the one that the environment names is not.
    """
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise BadInput(f"{VARIABLE}: {named} is no program that can be run. Correct it or unset it.")
        return found
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    raise BadInput(
        f"PDF needs a browser, and none of {', '.join(BROWSERS)} is on this machine. Install Chromium, or "
        f"name a browser of its family by {VARIABLE}; or write HTML, which every browser prints."
    )


def pdf(page: str, beside: Path) -> bytes:
    """Print a page.

    Args:
        page: HTML that needs nothing beside itself.
        beside: folder in which the browser may work for a moment; one confined to a home reads there too.

    Raises:
        BadInput: no browser is there, or it could not print.
    """
    browser = find_browser()
    with TemporaryDirectory(prefix="shequ-print-", dir=beside, ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "page.html").write_text(page, encoding="utf-8")
        printed = folder / "page.pdf"
        told = _run(
            browser, *_OFFLINE, *_unconfined(), "--headless", "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={printed}",
            (folder / "page.html").as_uri(),
        )  # fmt: skip
        if not printed.is_file() or not printed.read_bytes().startswith(b"%PDF-"):
            last = next((line for line in reversed(told.splitlines()) if line.strip()), "it said nothing")
            raise BadInput(f"{browser} could not print the page: {last.strip()}. Write HTML and print that.")
        return printed.read_bytes()


def _unconfined() -> tuple[str, ...]:
    """Leave the browser's own sandbox off where it refuses to work in one: run by root."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _run(*command: str) -> str:
    """Run a browser, and end it with all that it started if it takes too long; give what it said."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            _, told = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"it took longer than {PATIENCE:g} s"
    return told.decode("utf-8", errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
