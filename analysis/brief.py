"""The brief: one self-contained page, to print on A4 and hand on, in Chinese or in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from analysis import findings, page
from analysis.control import ALONE, BH, CLAIM, HOLM
from analysis.policy import Policy
from analysis.structure_findings import structure_findings
from analysis.summary import MARKS, Comparison, Row, fixed, number, places_for, places_of, records
from analysis.words import Language, pick, say, words

TITLES: Mapping[str, str] = {
    "overview": "overview_title", "differences": "forest_title", "equity": "equity_title",
    "cost": "cost_title", "curves": "curves_title", "structures": "structures_title",
}  # fmt: skip
"""The pictures on the page, each with the key of its title."""


def brief(comparison: Comparison, pictures: Mapping[str, bytes], language: Language) -> str:
    """Write the page.

    Args:
        comparison: what it reports.
        pictures: PNG of each figure by name, in the same language; those missing are left out.
        language: of the page.
    """
    return page.Page(
        title=say("brief_title", language),
        question=question(comparison, language),
        setup=_setup(comparison, language),
        sections=tuple(_sections(comparison, pictures, language)),
        facts=comparison.facts,
    ).html(language)


def question(comparison: Comparison, language: Language) -> str:
    """Say what the comparison asks."""
    comma = say("comma", language)
    grid = comparison.grid()
    if grid is None:
        titles = comma.join(comparison.title(p, language) for p in comparison.policies)
        baseline = comparison.baseline_words(language)
        return say("brief_question_named", language, policies=titles, baseline=baseline)
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
        baseline=comparison.baseline_words(language),
    )  # fmt: skip


def _sections(comparison: Comparison, pictures: Mapping[str, bytes], language: Language) -> Iterable[str]:
    def section(key: str, body: str) -> str:
        return page.section(key, language, body)

    yield section("picture", _pictures(pictures, ("overview", "differences"), language, most=1))
    yield section("answer", page.bullets(findings.headline(comparison, language)))
    yield section("sure", page.bullets(findings.sureness(comparison, language)))
    yield section("structures", _structures(comparison, pictures, language))
    yield section("scope", page.scope(language))
    yield section("detail", _detail(comparison, language))
    yield section("table", _spotlight_table(comparison, language))
    gains = page.bullets(findings.gainers(comparison, language)) + page.note("gains_note", language)
    yield section("gains", gains)
    moves = findings.gap_moves(comparison, language)
    yield section("gaps", page.bullets(moves) if moves else "")
    yield section("costs", _costs(comparison, language))
    yield section("standing", _standing(comparison, language))
    yield section("receipts", page.receipts(_receipts(comparison, language), "files_text", language))
    # Last, because what follows a picture that does not fit leaves half a page empty before it.
    yield section("pictures", _pictures(pictures, ("equity", "cost", "curves"), language))


def _receipts(comparison: Comparison, language: Language) -> Mapping[str, Any]:
    """Give the facts, the hash of the baseline with its title if it is not the model's own."""
    facts, title = comparison.facts, comparison.against(language)
    if not title or "baseline_digest" not in facts:
        return facts
    return {**facts, "baseline_digest": f"{title} · {facts['baseline_digest']}"}


def _pictures(
    pictures: Mapping[str, bytes], names: Iterable[str], language: Language, most: int | None = None
) -> str:
    """Show those pictures that were drawn, the first of them if only so many are asked for."""
    there = [name for name in names if name in pictures]
    return "".join(page.picture(pictures, name, say(TITLES[name], language)) for name in there[:most])


def _structures(comparison: Comparison, pictures: Mapping[str, bytes], language: Language) -> str:
    """Say which conclusions hold under every structure of the model that was tried, and which flip."""
    lines = structure_findings(comparison, language)
    if not lines:
        return ""
    shown = _pictures(pictures, ("structures",), language)
    return page.bullets(lines) + page.note("structures_rule", language) + shown


def _costs(comparison: Comparison, language: Language) -> str:
    lines = findings.unbeaten(comparison, language)
    head = page.paragraph(say("frontier_head", language))
    listed = f'<div class="keep">{head}{page.bullets(lines)}</div>' if lines else ""
    return _cost_table(comparison, language) + listed


def _detail(comparison: Comparison, language: Language) -> str:
    sentences = [
        *findings.spotlight(comparison, language),
        *findings.openness(comparison, language),
    ]
    failures = comparison.facts.get("failures", [])
    if failures:
        items = say("comma", language).join(failures)
        sentences.append(say("failed_runs", language, n=len(failures), items=items))
    return page.bullets(sentences) + _lever_table(comparison, language)


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
    return f'<div class="keep"><p>{head}</p>{page.table(heads, lines)}</div>'


def _spotlight_table(comparison: Comparison, language: Language) -> str:
    policies = comparison.shown()
    heads = [escape(say("indicator", language)), escape(comparison.baseline_head(language))]
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
    return page.table(heads, lines) + page.note("verdict_key", language)


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


def _cost_table(comparison: Comparison, language: Language) -> str:
    if not comparison.measured("COST1"):
        return ""
    keys = ("policy", "cost_outlay", "cost_declared", "cost_hours", "cost_satisfaction", "cost_petition")
    heads = [escape(say(key, language)) for key in keys]
    lines = [_cost_line(comparison, policy, language) for policy in comparison.shown()]
    return page.table(heads, lines) + page.note("costs_note", language)


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


def _standing(comparison: Comparison, language: Language) -> str:
    facts = comparison.facts
    text = page.standing_counts(facts, language)
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
        f"<td>{escape(page.source(row['source'], language))}</td></tr>"
        for row in levers
    ]
    return text + page.paragraph(say("standing_levers", language)) + page.table(heads, lines)
