"""What the workshop says, in Chinese and in English, and refusals in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.declare import Text

WORDS = Path(__file__).with_name("words.toml")
Said = dict[str, str]
"""A text as clients get it: ``{"zh": …, "en": …}``."""


class Refused(Exception):
    """A command that is not carried out; its sentence is meant for those in the room."""

    def __init__(self, key: str, **fields: Any) -> None:
        self.why = say(key, **fields)
        super().__init__(self.why["en"])


@cache
def page_words() -> Mapping[str, Said]:
    """Give every sentence by key; those of a table ``[server]`` are named ``server.key``."""
    return dict(_flat(tomllib.loads(WORDS.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Said]]:
    found: list[tuple[str, Said]] = []
    for key, entry in table.items():
        if set(entry) == {"zh", "en"} and all(isinstance(text, str) for text in entry.values()):
            found.append((before + key, {"zh": entry["zh"], "en": entry["en"]}))
        else:
            found += _flat(entry, f"{before}{key}.")
    return found


def say(key: str, /, **fields: Any) -> Said:
    """Give a sentence of the server in both languages; a field may be a text in both languages itself."""
    words = page_words()[f"server.{key}"]
    return {
        language: words[language].format(**{name: _in(value, k) for name, value in fields.items()})
        for k, language in enumerate(("zh", "en"))
    }


def both(text: Text) -> Said:
    """Give a declared text as clients get it."""
    return {"zh": text[0], "en": text[1]}


def _in(value: Any, k: int) -> Any:
    if isinstance(value, dict):
        return value["zh" if k == 0 else "en"]
    return value[k] if isinstance(value, tuple) else value
