"""Write a new scenario file with comments that say what each lever is, from flags or from answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.words import Language, in_brackets, pick, say
from experiments.shown import shown, span
from scenarios import find_base, load_scenario
from scenarios.values import parse_settings
from sim.catalog import composites, find, levers
from sim.errors import BadInput, OutOfRange, SimError
from sim.scenario import Plan

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
Ask = Callable[[str], str]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What the new scenario is to be.

    Attributes:
        name: short id, and the stem of its file.
        title: title in the language of the comments; the name if empty.
        question: what it asks, in the same language; may be empty.
        base: scenario that it builds on.
        values: checked value or plan of each lever and uncertainty that it sets.
        listed: whether all other levers are listed too, commented out.
    """

    name: str
    title: str = ""
    question: str = ""
    base: str = "baseline"
    values: Mapping[str, Any] = field(default_factory=dict)
    listed: bool = True


def check_name(name: str) -> str:
    """Give a name that a scenario may have.

    Raises:
        OutOfRange: anything else.
    """
    if not NAME.match(name):
        allowed = "1 to 64 Latin letters, digits, - or _"
        raise OutOfRange("NAME", allowed, name, "The title may be in any script.")
    return name


def ask(name: str, asks: Ask, tells: Tell, language: Language) -> Wanted:
    """Ask for everything on the terminal; what cannot be is told and asked again.

    Args:
        name: its name.
        asks: asks a question and gives the answer.
        tells: says something.
        language: of the questions.
    """
    title = asks(say("nw_ask_title", language)).strip()
    question = asks(say("nw_ask_question", language)).strip()
    while True:
        base = asks(in_brackets(say("nw_ask_base", language), "baseline", language)).strip() or "baseline"
        try:
            find_base("base", Path(), base)
            break
        except SimError as error:
            tells(str(error))
    settings: list[str] = []
    while word := asks(say("nw_ask_lever", language)).strip():
        try:
            parse_settings([*settings, word])
            settings.append(word)
        except SimError as error:
            tells(str(error))
    return Wanted(name, title, question, base, parse_settings(settings))


def write(wanted: Wanted, path: Path, language: Language, *, force: bool) -> None:
    """Write the file, and make sure that it loads.

    Raises:
        BadInput: there is a file already, it cannot be written, or its base is not to be found.
    """
    if path.suffix != ".toml":
        raise BadInput(f"--out: must end in .toml; got {str(path)!r}. Scenario files are TOML.")
    if path.exists() and not force:
        raise BadInput(f"{path}: is there already. Choose another name, or replace it with --force.")
    find_base(str(path), path.parent, wanted.base)
    before = path.read_bytes() if path.exists() else None
    try:
        path.write_text(text(wanted, language), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}). Choose another place.") from error
    try:
        load_scenario(path)
    except SimError:
        # A base may be wrong in ways that show only now; leave what was there.
        path.unlink() if before is None else path.write_bytes(before)
        raise


def text(wanted: Wanted, language: Language) -> str:
    """Give the content of the file."""
    lines = [f"# {say('nw_top', language)}"]
    lines.append(f"title_{language} = {_quoted(wanted.title or wanted.name)}")
    question = f"question_{language} = {_quoted(wanted.question or say('nw_question', language))}"
    lines.append(question if wanted.question else f"# {question}")
    lines.append(f"base = {_quoted(wanted.base)}")
    lines += ["", f"# {say('nw_document', language)}", "[document]", "", f"# {say('nw_plan', language)}"]
    lines.append("[levers]")
    uncertain = {}
    for name, value in wanted.values.items():
        if _kind(name) == "uncertainty":
            uncertain[name] = value
        else:
            lines += [f"# {_comment(name, language)}", f"{name} = {toml(value)}"]
    if wanted.listed:
        lines += ["", f"# {say('nw_all_levers', language)}", *_listed(wanted.values, language)]
    lines += ["", "[uncertainties]"]
    for name, value in uncertain.items():
        lines += [f"# {_comment(name, language)}", f"{name} = {toml(value)}"]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Write a value or plan as TOML."""
    if isinstance(value, Plan):
        kinds = ", ".join(map(_quoted, value.communities))
        where = f", communities = [{kinds}]" if kinds else ""
        start = f"start_w = {value.start_w}, ramp_w = {value.ramp_w}"
        return f"{{ value = {toml(value.value)}, {start}{where} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    return repr(value)


def _quoted(text_: str) -> str:
    return json.dumps(text_, ensure_ascii=False).replace("\x7f", "\\u007f")


def _kind(name: str) -> str:
    stem = name.partition(".")[0]
    return "lever" if stem in composites() else find(stem).kind


def _comment(name: str, language: Language) -> str:
    stem, _, part = name.partition(".")
    if stem in composites():
        return say("nw_comment_composite", language, label=pick(composites()[stem].label, language))
    d = find(stem)
    told = {"label": pick(d.label, language), "unit": pick(d.unit, language), "allowed": span(d)}
    today = d.default[d.parts.index(part)] if part else d.default
    if d.kind == "uncertainty":
        return say("nw_comment_uncertainty", language, today=shown(today), **told)
    full = d.full[d.parts.index(part)] if part else d.full
    cited = say("comma", language).join(d.provisions)
    return say("nw_comment_set", language, today=shown(today), full=shown(full), provisions=cited, **told)


def _listed(values: Mapping[str, Any], language: Language) -> list[str]:
    """List the levers that are not set, each with its comment, commented out."""
    taken = {name.partition(".")[0] for name in values}
    rest = [name for name in composites() if name not in taken]
    lines = [f"# {name} = 0.0  # {_comment(name, language)}" for name in rest]
    return lines + [
        f"# {d.name} = {toml(d.default)}  # {_comment(d.name, language)}"
        for d in levers()
        if d.name not in taken
    ]
