"""What every printable page is made of: its frame, sections, lists, tables, pictures, scope and receipts."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from analysis.fonts import font_face
from analysis.style import DPI
from analysis.words import Language, pick, say

TEMPLATES = Path(__file__).parent / "templates"
RECEIPTS = ("seeds", "catalogue", "baseline_digest", "git", "platform", "made_on")
"""Facts that stand among the receipts, where they are known, below the version and the result's key."""
WIDEST = 9.4 * DPI
"""Width of a picture that takes all the room there is for pictures, dots; smaller ones keep their scale."""


@dataclass(frozen=True)
class Page:
    """A page of A4 that needs nothing beside itself.

    Attributes:
        title: in plain text, as are question and setup.
        question: what was asked.
        setup: what was run.
        sections: of the page, as :func:`section` gives them; empty ones are left out.
        facts: ``version`` and ``key``, which stand below every printed page.
    """

    title: str
    question: str
    setup: str
    sections: tuple[str, ...]
    facts: Mapping[str, Any]

    def html(self, language: Language) -> str:
        """Write the page, with the Chinese characters that it needs."""
        running = say("running_foot", language, version=self.facts["version"], key=self.facts["key"])
        words = {
            "title": escape(self.title),
            "question": escape(self.question),
            "setup": escape(self.setup),
            "sections": "\n".join(part for part in self.sections if part),
            "footer": escape(say("standing_note", language)),
            "running": _css_string(running),
        }
        frame = Template((TEMPLATES / "brief.html").read_text(encoding="utf-8"))
        style = Template((TEMPLATES / "brief.css").read_text(encoding="utf-8"))
        return frame.substitute(
            words,
            lang="zh-Hans" if language == "zh" else "en",
            version=escape(str(self.facts["version"]), quote=True),
            font=font_face(frame.template + "".join(words.values()), "shequ"),
            style=style.substitute(running=words["running"]),
        )


def _css_string(text: str) -> str:
    """Write a text so that it can stand between quotes in a style sheet inside a page."""
    return "".join(f"\\{ord(sign):x} " if sign in '"\\<>&\n' else sign for sign in text)


def section(key: str, language: Language, body: str) -> str:
    """Give a section under its heading, or nothing where there is nothing to say."""
    return f'<section id="{key}">\n<h2>{escape(say(key, language))}</h2>\n{body}\n</section>' if body else ""


def bullets(sentences: Iterable[str]) -> str:
    """List sentences."""
    return "<ul>\n" + "\n".join(f"<li>{escape(s)}</li>" for s in sentences) + "\n</ul>"


def paragraph(text: str) -> str:
    """Give a paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def note(key: str, language: Language, **fields: Any) -> str:
    """Give a note in small print."""
    return f'<p class="note">{escape(say(key, language, **fields))}</p>'


def picture(pictures: Mapping[str, bytes], name: str, title: str) -> str:
    """Show a picture, or nothing if it was not drawn.

    Args:
        pictures: PNG by name.
        name: of the picture.
        title: of the picture, for those who cannot see it.
    """
    if name not in pictures:
        return ""
    content = pictures[name]
    # In a PNG, bytes 16 to 20 are the width.
    share = min(int.from_bytes(content[16:20], "big") / WIDEST, 1.0)
    data = base64.b64encode(content).decode("ascii")
    alt = escape(title, quote=True)
    return (
        f'<figure><img style="--share: {share:.2f}" alt="{alt}" src="data:image/png;base64,{data}"></figure>'
    )


def table(heads: Iterable[str], lines: Iterable[str]) -> str:
    """Give a table.

    Args:
        heads: of its columns, marked up.
        lines: its rows, marked up, each with its tr.
    """
    head = "".join(f"<th>{h}</th>" for h in heads)
    return (
        f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n' + "\n".join(lines)
        + "\n</tbody></table></div>"
    )  # fmt: skip


def scope(language: Language) -> str:
    """Say what the model can and cannot answer."""
    boxes = []
    for kind in ("fit", "unfit"):
        items = bullets(say(f"{kind}_{k}", language) for k in (1, 2, 3))
        boxes.append(f'<div class="box"><h3>{escape(say(kind, language))}</h3>{items}</div>')
    return f'<div class="columns">{"".join(boxes)}</div>'


def standing_counts(facts: Mapping[str, Any], language: Language) -> str:
    """Say how well the numbers of the model are known; nothing if the result does not tell."""
    return paragraph(say("standing_counts", language, **facts["standing"])) if "standing" in facts else ""


def source(text: str, language: Language) -> str:
    """Give a source; the commonest words in the language of the page, citations as they are."""
    return text.replace(say("source_assumed", "en"), say("source_assumed", language))


def either(text: Any, language: Language) -> str:
    """Give a text that may stand in both languages, or in one for both."""
    return text if isinstance(text, str) else pick((text[0], text[1]), language)


def receipts(facts: Mapping[str, Any], files: str, language: Language) -> str:
    """Say what made the result, and how to get it again.

    Args:
        facts: ``version``, ``key``, and those of RECEIPTS, ``manifest`` and ``command`` that are known.
        files: key of the words that say what lies beside the page.
        language: of the page.
    """
    lines = [("made_with", f"shequ {facts['version']}"), ("result_key", facts["key"])]
    lines += [(key, facts[key]) for key in RECEIPTS if facts.get(key)]
    items = [f"<dt>{escape(say(key, language))}</dt><dd>{escape(str(value))}</dd>" for key, value in lines]
    wide = [
        (key, f"<code>{escape(str(facts[key]))}</code>") for key in ("manifest", "command") if facts.get(key)
    ]
    wide.append(("files", escape(say(files, language))))
    items += [
        f'<dt class="wide">{escape(say(key, language))}</dt><dd class="wide">{text}</dd>'
        for key, text in wide
    ]
    return f"<dl>{''.join(items)}</dl>"
