"""What a printed PDF holds, read with the standard library: its pages, their size, fonts and characters."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")


@dataclass(frozen=True)
class Printed:
    """A print.

    Attributes:
        pages: number of them.
        sizes: of the pages, points.
        fonts: number of fonts.
        missing: number of those whose shapes are not in the file.
        letters: every character that any glyph stands for.
    """

    pages: int
    sizes: frozenset[tuple[float, float]]
    fonts: int
    missing: int
    letters: frozenset[str]


def read(pdf: bytes) -> Printed:
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    described = dict(re.findall(rb"(\d+) 0 obj\n(<<[^>]*?/Type /FontDescriptor.*?)endobj", pdf, re.S))
    # A font of type 3 draws its shapes by procedures of its own.
    drawn = {
        number
        for font in re.findall(rb"obj\n(<<(?:(?!endobj).)*?/Subtype /Type3.*?)endobj", pdf, re.S)
        for number in re.findall(rb"/FontDescriptor (\d+) 0 R", font)
        if b"/CharProcs" in font
    }
    return Printed(
        pages=len(re.findall(rb"/Type /Page\b(?!s)", pdf)),
        sizes=frozenset((float(width), float(height)) for width, height in boxes),
        fonts=len(described),
        missing=sum(b"/FontFile" not in words and n not in drawn for n, words in described.items()),
        letters=frozenset(letter for stream in _inflated(pdf) for letter in _mapped(stream)),
    )


def _inflated(pdf: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(pdf):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            continue


def _mapped(stream: bytes) -> Iterator[str]:
    """Yield the characters that the glyphs of one font stand for."""
    for part in re.findall(rb"beginbfchar\n(.*?)endbfchar", stream, re.S):
        for _, word in _CHAR.findall(part):
            yield from bytes.fromhex(word.decode()).decode("utf-16-be")
    for part in re.findall(rb"beginbfrange\n(.*?)endbfrange", stream, re.S):
        for first, last, start in _RANGE.findall(part):
            for step in range(int(last, 16) - int(first, 16) + 1):
                yield chr(int(start, 16) + step)
