"""The brief: one self-contained page, to print on A4 and hand on, in Chinese or in English."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from analysis import findings
from analysis.control import ALONE, BH, CLAIM, HOLM
from analysis.fonts import font_face
from analysis.policy import Policy
from analysis.summary import Comparison, Row, fixed, number, places_for, places_of, records
from analysis.words import Language, pick, say, words

TEMPLATES = Path(__file__).parent / "templates"
MARKS: Mapping[str, str] = {
    "better": "▲", "worse": "▼", "equivalent": "≈", "undecided": "?", "higher": "↑", "lower": "↓",
}  # fmt: skip


def brief(comparison: Comparison, pictures: Mapping[str, bytes], language: Language) -> str:
    """Write the page.

    Args:
        comparison: what it reports.
        pictures: PNG of each figure by name, in the same language; those missing are left out.
        language: of the page.
    """
    words = {
        "title": escape(say("brief_title", language)),
        "question": escape(question(comparison, language)),
        "setup": escape(_setup(comparison, language)),
        "sections": "\n".join(_sections(comparison, pictures, language)),
        "footer": escape(say("standing_note", language)),
    }
    page = Template((TEMPLATES / "brief.html").read_text(encoding="utf-8"))
    return page.substitute(
        words,
        lang="zh-Hans" if language == "zh" else "en",
        version=escape(str(comparison.facts["version"])),
        font=font_face(page.template + "".join(words.values()), "shequ"),
        style=(TEMPLATES / "brief.css").read_text(encoding="utf-8"),
    )


def question(comparison: Comparison, language: Language) -> str:
    """Say what the comparison asks."""
    comma = say("comma", language)
    grid = comparison.grid()
    if grid is None:
        titles = comma.join(comparison.title(p, language) for p in comparison.policies)
        return say("brief_question_named", language, policies=titles)
    names = (pick(words().get(f"axis_{lever}", label), language) for lever, label in grid.labels.items())
    *first, last = (_small(name, language) for name in names)
    levers = say("and", language, first=comma.join(first), last=last)
    return say("brief_question_grid", language, n=len(comparison.policies) + 1, levers=levers)


def _small(words: str, language: Language) -> str:
    return words[:1].lower() + words[1:] if language == "en" else words


def _setup(comparison: Comparison, language: Language) -> str:
    facts = comparison.facts
    return say(
        "brief_setup", language, communities=facts["communities"], adults=number(facts["adults"], 6),
        weeks=facts["weeks"], n=facts["replications"], window=min(52, facts["weeks"] + 52),
    )  # fmt: skip


def _sections(comparison: Comparison, pictures: Mapping[str, bytes], language: Language) -> Iterable[str]:
    main = "overview" if "overview" in pictures else "differences"
    yield _section("picture", language, _picture(pictures, main, language))
    yield _section("answer", language, _bullets(findings.headline(comparison, language)))
    yield _section("sure", language, _bullets(findings.sureness(comparison, language)))
    yield _section("scope", language, _scope(language))
    yield _section("detail", language, _detail(comparison, language))
    yield _section("table", language, _spotlight_table(comparison, language))
    gains = _bullets(findings.gainers(comparison, language)) + _note("gains_note", language)
    yield _section("gains", language, gains)
    moves = findings.gap_moves(comparison, language)
    picture = _picture(pictures, "equity", language)
    yield _section("gaps", language, _bullets(moves) + picture if moves else picture)
    yield _section("costs", language, _costs(comparison, pictures, language))
    yield _section("course", language, _picture(pictures, "curves", language))
    yield _section("standing", language, _standing(comparison, language))
    yield _section("receipts", language, _receipts(comparison, language))


def _costs(comparison: Comparison, pictures: Mapping[str, bytes], language: Language) -> str:
    table = _cost_table(comparison, language)
    lines = findings.unbeaten(comparison, language)
    head = f"<p>{escape(say('frontier_head', language))}</p>"
    listed = f'<div class="keep">{head}{_bullets(lines)}</div>' if lines else ""
    return table + listed + _picture(pictures, "cost", language)


def _section(key: str, language: Language, body: str) -> str:
    return f'<section id="{key}">\n<h2>{escape(say(key, language))}</h2>\n{body}\n</section>' if body else ""


def _picture(pictures: Mapping[str, bytes], name: str, language: Language) -> str:
    if name not in pictures:
        return ""
    keys = {"overview": "overview_title", "differences": "forest_title", "equity": "equity_title",
            "curves": "curves_title", "cost": "cost_title"}  # fmt: skip
    data = base64.b64encode(pictures[name]).decode("ascii")
    alt = escape(say(keys[name], language), quote=True)
    return f'<figure><img alt="{alt}" src="data:image/png;base64,{data}"></figure>'


def _detail(comparison: Comparison, language: Language) -> str:
    sentences = [
        *findings.spotlight(comparison, language),
        *findings.openness(comparison, language),
    ]
    failures = comparison.facts.get("failures", [])
    if failures:
        items = say("comma", language).join(failures)
        sentences.append(say("failed_runs", language, n=len(failures), items=items))
    return _bullets(sentences) + _lever_table(comparison, language)


def _lever_table(comparison: Comparison, language: Language) -> str:
    """Show what each swept lever does, averaged over the others."""
    effects = comparison.effects
    if not len(effects):
        return ""
    indicators = list(dict.fromkeys(effects["indicator"]))
    heads = [escape(say("lever", language)), *(escape(comparison.label(i, language)) for i in indicators)]
    lines = []
    for lever in dict.fromkeys(effects["lever"]):
        rows = records(effects[effects["lever"] == lever])
        label = pick(words().get(f"axis_{lever}", comparison.lever_labels[lever]), language)
        name = f"{escape(label)} <span class=id>"
        name += f"{rows[0]['start']:g} → {rows[0]['end']:g}</span>"
        cells = "".join(_cell(row, language) for row in rows)
        lines.append(f"<tr><th>{name}</th>{cells}</tr>")
    head = escape(say("lever_effects", language))
    return f'<div class="keep"><p>{head}</p>{_table(heads, lines)}</div>'


def _bullets(sentences: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(s)}</li>" for s in sentences) + "\n</ul>"


def _note(key: str, language: Language) -> str:
    return f'<p class="note">{escape(say(key, language))}</p>'


def _spotlight_table(comparison: Comparison, language: Language) -> str:
    policies = comparison.shown()
    heads = [escape(say("indicator", language)), escape(say("baseline", language))]
    heads += [escape(comparison.title(p, language)) for p in policies]
    heads += [escape(say(key, language)) for key in ("control", "pairing")]
    lines = []
    for indicator in comparison.measured(*findings.MAIN):
        rows = comparison.by_policy(indicator)
        shown = [rows[p.name] for p in policies]
        label = f"{escape(comparison.label(indicator, language))} <span class=id>{indicator}, "
        label += f"{escape(comparison.unit(indicator, language))}</span>"
        base = f'<td class="n">{number(shown[0]["baseline"])}</td>' if shown else "<td></td>"
        cells = "".join(_cell(row, language) for row in shown)
        lines.append(f"<tr><th>{label}</th>{base}{cells}{_how(comparison, indicator)}</tr>")
    return _table(heads, lines) + _note("verdict_key", language)


def _how(comparison: Comparison, indicator: str) -> str:
    """Say under which control an indicator stands, and how many times pairing cut the variance."""
    rows = comparison.rows(indicator)
    kept = HOLM if (rows["family"] == CLAIM).any() else BH
    fell = rows["pairing"].median()
    return f"<td>{kept}</td>" + (f'<td class="n">×{number(fell, 2)}</td>' if fell == fell else "<td>–</td>")


def _cell(row: Row, language: Language) -> str:
    places = places_of(row)
    verdict, alone = str(row["verdict"]), row["control"] == ALONE
    mean = fixed(row["mean_difference"], places)
    ends = f"[{fixed(row['low'], places)}, {fixed(row['high'], places)}]"
    meaning = escape(say(verdict, language) + ("" if alone else f" {row['control']}"), quote=True)
    sign = f"({MARKS[str(row['alone'])]})" if alone else MARKS[verdict]
    mark = f'<span class="mark">{sign}</span>'
    return (
        f'<td class="n"><span class="{verdict}" title="{meaning}">{mark}{mean}</span>'
        f'<span class="range">{ends}</span></td>'
    )


def _table(heads: Iterable[str], lines: Iterable[str]) -> str:
    head = "".join(f"<th>{h}</th>" for h in heads)
    return (
        f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n' + "\n".join(lines)
        + "\n</tbody></table></div>"
    )  # fmt: skip


def _cost_table(comparison: Comparison, language: Language) -> str:
    if not comparison.measured("COST1"):
        return ""
    keys = ("policy", "cost_outlay", "cost_declared", "cost_hours", "cost_satisfaction", "cost_petition")
    heads = [escape(say(key, language)) for key in keys]
    lines = [_cost_line(comparison, policy, language) for policy in comparison.shown()]
    return _table(heads, lines) + _note("costs_note", language)


def _cost_line(comparison: Comparison, policy: Policy, language: Language) -> str:
    cells = []
    for name in comparison.measured("COST1", "COST2", "COST3"):
        row = comparison.by_policy(name)[policy.name]
        cells.append(_range(row, places_for(max(abs(row["mean_difference"]), 1.0))))
    prices = comparison.prices
    for name in ("FIN5a", "FIN5b"):
        mine = (
            prices[(prices["policy"] == policy.name) & (prices["indicator"] == name)]
            if len(prices)
            else prices
        )
        row = {str(k): v for k, v in mine.iloc[0].items()} if len(mine) else {"mean_difference": float("nan")}
        cells.append(_range(row, places_for(max(abs(row["mean_difference"]), 1.0))))
    return f"<tr><th>{escape(comparison.title(policy, language))}</th>{''.join(cells)}</tr>"


def _range(row: Row, places: int) -> str:
    mean = float(row["mean_difference"])
    if mean != mean:
        return '<td class="n">–</td>'
    ends = f"[{fixed(row['low'], places)}, {fixed(row['high'], places)}]"
    return f'<td class="n">{fixed(mean, places)}<span class="range">{ends}</span></td>'


def _scope(language: Language) -> str:
    boxes = []
    for kind in ("fit", "unfit"):
        items = _bullets(say(f"{kind}_{k}", language) for k in (1, 2, 3))
        boxes.append(f'<div class="box"><h3>{escape(say(kind, language))}</h3>{items}</div>')
    return f'<div class="columns">{"".join(boxes)}</div>'


def _standing(comparison: Comparison, language: Language) -> str:
    facts = comparison.facts
    text = f"<p>{escape(say('standing_counts', language, **facts['standing']))}</p>"
    levers: list[Mapping[str, Any]] = facts.get("levers", [])
    if not levers:
        return text
    heads = [
        escape(say(k, language))
        for k in ("lever", "lever_values", "lever_full", "lever_provisions", "lever_source")
    ]
    lines = [
        f"<tr><th>{escape(pick(row['label'], language))} <span class=id>{escape(row['name'])}</span></th>"
        f"<td>{escape(row['values'])}</td><td>{escape(row['full'])}</td>"
        f"<td>{escape(pick(row['provisions'], language))}</td>"
        f"<td>{escape(_source(row['source'], language))}</td></tr>"
        for row in levers
    ]
    head = escape(say("standing_levers", language))
    return f"{text}<p>{head}</p>{_table(heads, lines)}"


def _source(text: str, language: Language) -> str:
    """Give a source; the commonest words in the language of the page, citations as they are."""
    return text.replace(say("source_assumed", "en"), say("source_assumed", language))


def _receipts(comparison: Comparison, language: Language) -> str:
    facts = comparison.facts
    lines = [("made_with", f"shequ {facts['version']}"), ("result_key", facts["key"])]
    lines += [
        (key, facts[key])
        for key in ("seeds", "catalogue", "baseline_digest", "git", "platform", "made_on")
        if facts.get(key)
    ]
    items = [f"<dt>{escape(say(key, language))}</dt><dd>{escape(str(value))}</dd>" for key, value in lines]
    wide = [
        (say("command", language), f"<code>{escape(str(facts['command']))}</code>"),
        (say("files", language), escape(say("files_text", language))),
    ]
    items += [f'<dt class="wide">{escape(name)}</dt><dd class="wide">{text}</dd>' for name, text in wide]
    return f"<dl>{''.join(items)}</dl>"
