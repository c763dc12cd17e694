"""Every sentence that users read in figures, briefs and commands, in both languages; see words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sim.declare import Text

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def pick(text: Text, language: Language) -> str:
    """Give a text in one language."""
    return text[0] if language == "zh" else text[1]


@cache
def words() -> Mapping[str, Text]:
    """Give every sentence by key."""
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {key: (entry["zh"], entry["en"]) for key, entry in table.items()}


def say(key: str, language: Language, /, **fields: Any) -> str:
    """Give a sentence in one language, with its fields filled in."""
    return pick(words()[key], language).format(**fields)


def in_brackets(text: str, inside: str, language: Language) -> str:
    """Add words in brackets, full-width ones in Chinese."""
    return f"{text}（{inside}）" if language == "zh" else f"{text} ({inside})"
