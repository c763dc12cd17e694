"""The page's program: its types, its own tests, and that what is shipped is what its sources give."""

import json
import re
import subprocess
from pathlib import Path

from experiments.workshop.book import as_json
from tests.experiments.workshop.front import FRONT, STATIC, npm, packages

COMMON = {
    bytes([row, cell]).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFA if row == 0xD7 else 0xFF)
}
"""The first level of GB 2312, which the shipped font holds."""


def test_the_shipped_page_is_what_its_sources_give(tmp_path: Path) -> None:
    packages()
    done = subprocess.run(
        ["node", "build.mjs", str(tmp_path / "static")],
        cwd=FRONT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    built = {path.name: path.read_bytes() for path in (tmp_path / "static").iterdir()}
    shipped = {path.name: path.read_bytes() for path in STATIC.iterdir()}
    assert sorted(built) == sorted(shipped), "run `make front`"
    assert [name for name in built if built[name] != shipped[name]] == [], "run `make front`"


def test_the_types_of_the_page_are_right_and_its_own_tests_pass() -> None:
    packages()
    for script in ("check", "test"):
        done = npm("run", script, seconds=120)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_names_only_files_that_are_shipped_and_no_other_host() -> None:
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    named = re.findall(r"/static/([\w.-]+)", page)
    style = next(STATIC.glob("*.css")).read_text(encoding="utf-8")
    named += re.findall(r"url\(\"?([\w.-]+\.woff2)", style)
    assert len(named) >= 8
    assert not [name for name in named if not (STATIC / name).is_file()]
    assert all(re.search(r"\.[0-9a-f]{10}\.", name) for name in named)
    assert not re.search(r"https?://", page + style)


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FRONT / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    stated = json.loads((FRONT / "package.json").read_text(encoding="utf-8"))
    for version in {**stated["dependencies"], **stated["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_font_holds_every_chinese_sign_that_the_page_says() -> None:
    added = set((FRONT / "build.mjs").read_text(encoding="utf-8"))
    said = set(re.findall(r"[\u4e00-\u9fff]", as_json().decode("utf-8")))
    assert not said - COMMON - added


def test_every_sentence_that_the_page_asks_for_is_there() -> None:
    words = json.loads(as_json())["words"]
    sources = "".join(p.read_text(encoding="utf-8") for p in (FRONT / "src").glob("*.ts"))
    asked = {*re.findall(r"\bt\(\"([a-z_.]+)\"", sources), *re.findall(r"\", \"(key_\w+)\"\]", sources)}
    assert len(asked) > 90
    assert not asked - set(words)
