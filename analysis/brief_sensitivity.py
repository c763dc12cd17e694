"""The brief of a sensitivity analysis: what drives the results, how much is luck, and what is not settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from analysis import page
from analysis.sensitivity import findings
from analysis.sensitivity.report import KINDS, Sensitivity, outputs
from analysis.sensitivity.table import Analysis
from analysis.summary import number, records
from analysis.words import Language, say

MOST_FACTORS, MOST_ACROSS, TOP = 16, 6, 5
"""Lines of a table of indices, its columns, and how many leading factors are looked for in other methods."""
MEAN = "mean"
PICTURES = ("sobol", "morris", "interactions", "convergence")
"""The pictures on the page; the first that there is stands at its head."""
_TITLES: Mapping[str, str] = {
    "sobol": "sa_sobol_title", "morris": "sa_morris_title", "interactions": "sa_matrix_title",
    "convergence": "sa_convergence_title",
}  # fmt: skip
_VIEWS: Mapping[str, str] = {
    "pawn": "pawn_median", "delta": "delta", "rbd_fast": "S1", "fast": "ST", "regional": "ks",
}  # fmt: skip
"""Of each other method the measure that ranks."""


def sensitivity_brief(sensitivity: Sensitivity, pictures: Mapping[str, bytes], language: Language) -> str:
    """Write the page.

    Args:
        sensitivity: what it reports.
        pictures: PNG of each figure by name, in the same language; those missing are left out.
        language: of the page.
    """
    facts = sensitivity.facts
    return page.Page(
        title=page.either(facts.get("title", ""), language) or say("sa_brief_title", language),
        question=page.either(facts.get("question", ""), language) or _question(sensitivity, language),
        setup=_setup(sensitivity, language),
        sections=tuple(_sections(sensitivity, pictures, language)),
        facts=facts,
    ).html(language)


def _question(sensitivity: Sensitivity, language: Language) -> str:
    kinds = [*sensitivity.kinds.values()]
    comma = say("comma", language)
    counts = [say(f"sa_count_{kind}", language, n=kinds.count(kind)) for kind in KINDS if kinds.count(kind)]
    names = [sensitivity.label(name, language) for name in _indicators(sensitivity)]
    named = comma.join(name[:1].lower() + name[1:] if language == "en" else name for name in names)
    return say("sa_brief_question", language, factors=comma.join(counts), indicators=named)


def _indicators(sensitivity: Sensitivity) -> list[str]:
    """Name every indicator that was analysed."""
    names = [*sensitivity.noise["indicator"]] if len(sensitivity.noise) else []
    names += [*sensitivity.table["indicator"]] if len(sensitivity.table) else []
    return list(dict.fromkeys(names))


def _setup(sensitivity: Sensitivity, language: Language) -> str:
    """Say what was run, method by method."""
    facts, parts = sensitivity.facts, []
    if len(sensitivity.noise):
        row = sensitivity.noise.iloc[0]
        points = int(row["points"] + row["dropped"])
        parts.append(say("sa_setup_pilot", language, points=points, seeds=int(row["replicates"])))
    for analysis in (sensitivity.morris, sensitivity.sobol):
        if analysis is not None:
            row = analysis.table.iloc[0]
            numbers = {"factors": len(analysis.factors), "blocks": row["blocks"] + row["dropped"]}
            key = f"sa_setup_{analysis.method}"
            parts.append(say(key, language, n=row["replicates"], **numbers))
    text = say("sa_setup", language, parts=say("semicolon", language).join(parts))
    if "runs" in facts:
        text += say("sa_setup_runs", language, n=number(facts["runs"], 9))
    return text


def _sections(sensitivity: Sensitivity, pictures: Mapping[str, bytes], language: Language) -> Iterator[str]:
    def said(key: str, *parts: Any) -> str:
        sentences = [sentence for part in parts for sentence in part(sensitivity, language)]
        return page.section(key, language, page.bullets(sentences) if sentences else "")

    shown = [name for name in PICTURES if name in pictures]
    yield page.section("picture", language, _pictures(pictures, shown[:1], language))
    yield said("answer", findings.ranking, findings.model_structure)
    yield said("sa_how_much_luck", findings.luck)
    yield page.section("scope", language, page.scope(language))
    yield page.section("table", language, _indices(sensitivity, language))
    yield page.section("sa_agreement", language, _agreement(sensitivity, language))
    yield said("sa_settled_yet", findings.convergence, findings.choice, findings.blocks)
    yield page.section("standing", language, _standing(sensitivity.facts, language))
    yield page.section("receipts", language, page.receipts(sensitivity.facts, "sa_files_text", language))
    yield page.section("pictures", language, _pictures(pictures, shown[1:], language))


def _pictures(pictures: Mapping[str, bytes], names: Iterable[str], language: Language) -> str:
    mean = say("sa_mean", language)
    return "".join(
        page.picture(pictures, name, say(_TITLES[name], language, statistic=mean)) for name in names
    )


def _indices(sensitivity: Sensitivity, language: Language) -> str:
    """Show the main indices of every indicator, with its share of luck and the floor of the dummies."""
    analysis = sensitivity.sobol or sensitivity.morris
    if analysis is None:
        return ""
    names = outputs(analysis, MEAN)
    order = _by_influence(analysis, names)
    shown = order[:MOST_FACTORS]
    parts = [
        _table_of(sensitivity, analysis, names[k : k + MOST_ACROSS], shown, language)
        for k in range(0, len(names), MOST_ACROSS)
    ]
    left = len(order) - len(shown)
    more = page.note("sa_table_left", language, n=left) if left else ""
    return "".join(parts) + page.note(f"sa_table_{analysis.method}", language) + more


def _by_influence(analysis: Analysis, indicators: list[str]) -> list[str]:
    """Name the factors above the floor of any indicator, those of most influence first."""
    total = pd.Series(0.0, index=list(analysis.factors))
    for name in indicators:
        rows = analysis.rows(name, MEAN)
        value = np.where(rows["above_floor"], rows["value"], 0.0)
        total += value / value.max() if value.max() > 0 else value
    return [str(factor) for factor in total[total > 0].sort_values(ascending=False, kind="stable").index]


def _table_of(
    sensitivity: Sensitivity,
    analysis: Analysis,
    indicators: list[str],
    factors: list[str],
    language: Language,
) -> str:
    heads = [escape(say("sa_factor", language))]
    rows, floors = {}, []
    for name in indicators:
        head = f"{escape(sensitivity.label(name, language))} <span class=id>{name}"
        if analysis.method == "morris":
            head += f", {escape(sensitivity.unit(name, language))}"
        heads.append(f"{head}</span>")
        of_factor = {row["factor"]: row for row in records(analysis.rows(name, MEAN))}
        rows[name] = of_factor
        floors.append(number(next(iter(of_factor.values()))["floor"], 2))
    lines = [
        _line(
            f"{escape(sensitivity.factor(factor, language))} <span class=id>{escape(factor)}</span>",
            (_cell(rows[name][factor]) for name in indicators),
        )
        for factor in factors
    ]
    lines.append(_line(escape(say("sa_floor_line", language)), (f'<td class="n">{f}</td>' for f in floors)))
    shares = (findings.percent(sensitivity.share(name), language) for name in indicators)
    lines.append(_line(escape(say("sa_luck_line", language)), (f'<td class="n">{s}</td>' for s in shares)))
    return page.table(heads, lines)


def _line(head: str, cells: Iterable[str]) -> str:
    return f"<tr><th>{head}</th>{''.join(cells)}</tr>"


def _cell(row: Mapping[str, Any]) -> str:
    """Show an index with its rank and interval; a dash where it is not above the floor."""
    if not row["above_floor"]:
        return '<td class="n undecided">–</td>'
    ends = f"[{number(row['low'], 2)}, {number(row['high'], 2)}]"
    rank = f'<span class="mark">{row["rank"]}.</span>'
    return f'<td class="n">{rank}<b>{number(row["value"], 2)}</b><span class="range">{ends}</span></td>'


def _agreement(sensitivity: Sensitivity, language: Language) -> str:
    """Count how many of the leading factors other methods put among their own leading ones."""
    main = sensitivity.sobol or sensitivity.morris
    views = list(_views(sensitivity))
    if main is None or not views:
        return ""
    indicators = outputs(main, MEAN)
    heads = [escape(say("sa_method", language))]
    heads += [f"{escape(sensitivity.label(i, language))} <span class=id>{i}</span>" for i in indicators]
    lines = []
    for method, table in views:
        cells = []
        for indicator in indicators:
            ours = _leading(main.rows(indicator, MEAN), main.factors)
            theirs = _leading(table[table["indicator"] == indicator], main.factors)[: len(ours)]
            shared = len({*ours} & {*theirs})
            cells.append(f'<td class="n">{shared} / {len(ours)}</td>' if ours else '<td class="n">–</td>')
        lines.append(_line(escape(say(f"sa_view_{method}", language)), cells))
    name = say(f"sa_view_{main.method}", language)
    return page.table(heads, lines) + page.note("sa_agreement_note", language, top=TOP, main=name)


def _views(sensitivity: Sensitivity) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the ranking measure of every method but the main one."""
    if sensitivity.sobol is not None and sensitivity.morris is not None:
        screen = sensitivity.morris
        yield "morris", screen.table[(screen.table["measure"] == screen.main) & _of_means(screen.table)]
    table = sensitivity.others
    if not len(table):
        return
    for method, measure in _VIEWS.items():
        rows = table[(table["method"] == method) & (table["measure"] == measure) & _of_means(table)]
        if len(rows):
            yield method, rows


def _of_means(table: pd.DataFrame) -> pd.Series[bool]:
    return table["statistic"] == MEAN


def _leading(rows: pd.DataFrame, among: Iterable[str]) -> list[str]:
    """Name the leading factors above the floor, the first first, of those that both methods varied."""
    kept = rows[rows["above_floor"] & rows["factor"].isin(list(among))].sort_values("rank", kind="stable")
    return [str(factor) for factor in kept["factor"].head(TOP)]


def _standing(facts: Mapping[str, Any], language: Language) -> str:
    """Say how well the factors are known, and over which ranges they were varied."""
    text = page.standing_counts(facts, language)
    factors: list[Mapping[str, Any]] = facts.get("factors", [])
    if not factors:
        return text
    heads = [escape(say(key, language)) for key in ("sa_factor", "sa_kind", "sa_range", "lever_source")]
    lines = [
        _line(
            f"{escape(page.either(row['label'], language))} <span class=id>{escape(row['name'])}</span>",
            (
                f"<td>{escape(say('sa_' + row['kind'], language))}</td>",
                f"<td>{escape(str(row['range']))}</td>",
                f"<td>{escape(page.source(str(row['source']), language))}</td>",
            ),
        )
        for row in factors
    ]
    return text + page.paragraph(say("sa_factors", language)) + page.table(heads, lines)
