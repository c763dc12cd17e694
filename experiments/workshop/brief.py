"""The brief of a room: two printed pages with what was set, what came of it, and what that is worth.

It is written in a process of its own, as drawing figures would hold up the rooms and keep their memory.
"""

from __future__ import annotations

import logging
import math
import signal
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis import page
from analysis.figures.run_curves import run_curves
from analysis.findings import MAIN
from analysis.style import png
from analysis.summary import number, signed
from analysis.words import Language, pick
from analysis.words import say as say_analysis
from experiments.manifest import catalogue_hash, digest, version
from experiments.sources import standing_counts
from experiments.workshop.chapters import load_chapters
from experiments.workshop.course import WEEKLY
from experiments.workshop.texts import say
from experiments.workshop.values import label_of
from sim import catalog
from sim.declare import Outcome
from sim.flows import GROUPS
from sim.provisions import provision

SHOWN = WEEKLY[:5]
Facts = Mapping[str, Any]


def leave_signals() -> None:
    """Let Ctrl-C stop the server alone, and keep the drawing library from talking on the error stream."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def brief(facts: Facts, vote: Mapping[str, Any] | None, language: Language) -> str:
    """Write the page.

    Args:
        facts: of the room; see ``take.facts``.
        vote: the last question that was revealed, if any.
        language: of the page.
    """
    about = {"version": version(), "key": digest(facts["link"]), "standing": standing_counts()}
    sections = (
        page.section("picture", language, _picture(facts, about, language)),
        _section("detail", "brief_set", language, _levers(facts, language)),
        _section("table", "brief_numbers", language, _table(facts, language)),
        page.section("gains", language, _groups(facts, language)),
        _section("answer", "brief_predicted", language, _vote(vote, language)),
        page.section("scope", language, page.scope(language)),
        page.section("standing", language, page.standing_counts(about, language)),
        page.section("receipts", language, _receipts(facts, about, language)),
    )
    setup = _say("brief_setup", language, communities=facts["communities"], adults=number(facts["adults"], 6),
                 week=facts["week"], seed=facts["seed"])  # fmt: skip
    title, question = _say("brief_title", language), _question(facts, language)
    return page.Page(title, question, setup, sections, about).html(language)


def _say(key: str, language: Language, **fields: Any) -> str:
    return say(key, **fields)[language]


def _section(name: str, head: str, language: Language, body: str) -> str:
    """Give a section under a heading of our own."""
    head = escape(_say(head, language))
    return f'<section id="{name}">\n<h2>{head}</h2>\n{body}\n</section>' if body else ""


def _name(facts: Facts, side: str, language: Language) -> str:
    """Name a side: by its scenario, as today, or by its letter alone."""
    state = facts["sides"][side]
    if state["name"]:
        return f"{side} · {state['name'][language]}"
    return side if state["values"] else f"{side} · {say_analysis('baseline', language)}"


def _question(facts: Facts, language: Language) -> str:
    names = [_name(facts, side, language) for side in facts["sides"]]
    if len(names) == 1:
        return _say("brief_one", language, a=names[0])
    return _say("brief_two", language, a=names[0], b=names[1])


def _picture(facts: Facts, about: Facts, language: Language) -> str:
    runs = {}
    for side, course in facts["weekly"].items():
        columns = {name: course["series"][name] for name in SHOWN}
        runs[_name(facts, side, language)] = pd.DataFrame(columns, index=course["weeks"], dtype=float)
    figure = run_curves(runs, language, facts=about)
    picture = png(figure, {"Title": "workshop", "Source": f"shequ {about['version']}, {about['key']}"})
    return page.picture({"curves": picture}, "curves", _say("brief_curves", language))


def _levers(facts: Facts, language: Language) -> str:
    """Tell what was set on each side, when, what it stands for and what it costs."""
    sides = facts["sides"]
    names = list(dict.fromkeys(name for side in sides.values() for name in side["values"]))
    if not names:
        return page.paragraph(_say("brief_no_levers", language))
    heads = [escape(say_analysis("lever", language)), escape(say_analysis("head_today", language)), *sides,
             escape(_say("brief_stands_for", language))]  # fmt: skip
    rows = []
    for name in names:
        today = _today(name)
        values = [escape(_value(side["values"].get(name, today), language)) for side in sides.values()]
        cells = "".join(f"<td>{value}</td>" for value in values)
        stands = escape(_provisions(name, language))
        label = escape(pick(label_of(name), language))
        rows.append(f"<tr><th>{label}</th>{cells}<td>{stands}</td></tr>")
    costs = [_cost(side, state, language) for side, state in sides.items()]
    return page.table(heads, rows) + page.bullets([*costs, *_changes(sides, language)])


def _cost(side: str, state: Facts, language: Language) -> str:
    cny, hours = number(state["yuan"], 7), number(state["hours"], 4)
    return _say("brief_costs", language, side=side, cny=cny, hours=hours)


def _changes(sides: Mapping[str, Any], language: Language) -> list[str]:
    """Tell when levers were moved in mid-run."""
    return [
        _say("brief_changed", language, side=side, week=change["week"], lever=label_of(change["lever"]),
             old=_value(change["from"], language), new=_value(change["to"], language))
        for side, state in sides.items() for change in state["changes"] if change["week"] > 0
    ]  # fmt: skip


def _today(name: str) -> Any:
    return 0.0 if name in catalog.composites() else catalog.find(name).default


def _value(value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return say("yes" if value else "no")[language]
    if isinstance(value, int | float):
        return f"{value:g}"
    return (
        " / ".join(_value(part, language) for part in value)
        if isinstance(value, list | tuple)
        else str(value)
    )


def _provisions(name: str, language: Language) -> str:
    composites = catalog.composites()
    parts = composites[name].parts if name in composites else (name,)
    found = [p for part in parts if part in catalog.declarations() for p in catalog.find(part).provisions]
    titles = [(provision(p).zh, provision(p).en) for p in dict.fromkeys(found)]
    numbers = [f"{p} {pick(title, language)}" for p, title in zip(dict.fromkeys(found), titles, strict=True)]
    return say_analysis("semicolon", language).join(numbers[:4])


def _table(facts: Facts, language: Language) -> str:
    """Set both sides beside each other, indicator by indicator."""
    measured = facts["measured"]
    heads = [escape(say_analysis("indicator", language)), *measured]
    if "B" in measured:
        heads.append(escape(_say("brief_difference", language)))
    rows = []
    for name in MAIN:
        o = catalog.outcomes()[name]
        values = [_float(side[name]) for side in measured.values()]
        label, unit = escape(pick(o.label, language)), escape(pick(o.unit, language))
        label = f"{label} <span class=id>{name}, {unit}</span>"
        cells = "".join(f'<td class="n">{number(value)}</td>' for value in values)
        rows.append(f"<tr><th>{label}</th>{cells}{_difference(o, values)}</tr>")
    return page.table(heads, rows) + f'<p class="note">{escape(_say("brief_one_run", language))}</p>'


def _difference(o: Outcome, values: list[float]) -> str:
    if len(values) < 2:
        return ""
    a, b = values
    matters = o.matters * abs(a) if o.matters_relative else o.matters
    mark = "≈"
    if abs(b - a) >= matters:
        mark = "↕" if o.better == "none" else "▲" if (b > a) == (o.better == "higher") else "▼"
    return f'<td class="n"><span class="mark">{mark}</span>{signed(b - a)}</td>'


def _groups(facts: Facts, language: Language) -> str:
    """Tell engagement and satisfaction of each group of residents on each side."""
    sides = facts["groups"]
    kinds = (_say("brief_engaged", language), _say("brief_satisfied", language))
    heads = [escape(say_analysis("groups", language))]
    heads += [f"{escape(kind)} {side}" for kind in kinds for side in sides]
    rows = []
    for g, (_, zh, en) in enumerate(GROUPS):
        values = [_float(side[k][g]) for k in range(2) for side in sides.values()]
        cells = "".join(f'<td class="n">{number(value)}</td>' for value in values)
        rows.append(f"<tr><th>{escape(zh if language == 'zh' else en)}</th>{cells}</tr>")
    return page.table(heads, rows)


def _vote(vote: Mapping[str, Any] | None, language: Language) -> str:
    """Tell how the room had predicted, and what the run said."""
    if vote is None:
        return ""
    question = next(c.question for c in load_chapters() if c.question.id == vote["id"])
    right = vote["answer"]["option"]
    lines = []
    for k, (option, count) in enumerate(zip(question.options, vote["counts"], strict=True)):
        mark = f" · {_say('brief_right', language)}" if k == right else ""
        lines.append(f"{pick(option.text, language)}: {count}{mark}")
    found = [finding[language] for finding in vote["answer"]["findings"]]
    return page.paragraph(pick(question.text, language)) + page.bullets([*lines, *found])


def _receipts(facts: Facts, about: Facts, language: Language) -> str:
    more = {"seeds": facts["seed"], "catalogue": catalogue_hash(), "command": facts["link"]}
    return page.receipts({**about, **more}, "workshop_files_text", language)


def _float(value: float | None) -> float:
    return math.nan if value is None else value
