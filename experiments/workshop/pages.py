"""The files of the page, read once at the start: what is not among them cannot be asked for."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).with_name("static")
TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png",
    ".txt": "text/plain; charset=utf-8", ".json": "application/json",
}  # fmt: skip
_WORTH_PACKING = 1024


@dataclass(frozen=True)
class File:
    """One file as it is sent.

    Attributes:
        type: its media type.
        plain: its bytes.
        packed: the same, packed with gzip, where that is worth it.
    """

    type: str
    plain: bytes
    packed: bytes | None

    @classmethod
    def of(cls, name: str, body: bytes) -> File:
        """Make one from its name and bytes."""
        kind = TYPES[Path(name).suffix]
        packs = len(body) > _WORTH_PACKING and not kind.startswith(("font", "image/png"))
        return cls(kind, body, gzip.compress(body, 9, mtime=0) if packs else None)


def read_files(folder: Path = STATIC) -> dict[str, File]:
    """Read all files of the page by name."""
    if not folder.is_dir():
        return {}
    known = (path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix in TYPES)
    return {path.name: File.of(path.name, path.read_bytes()) for path in known}


MISSING = File.of(
    "index.html",
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>shequ</title>'
    b"<p>The page of the workshop has not been built. Run <code>npm ci &amp;&amp; npm run build</code> in "
    b"<code>experiments/workshop/front</code>.</p></html>",
)
"""What is sent where the page has not been built."""
