"""Study files (TOML) of ``shequ sensitivity``, and studies made from a few options.

A file names the study, says what it asks, which factors vary, which indicators are analysed, and how large
each stage is. Levers, uncertainties and structures are given as in a design file, or all at once::

    levers = "composites"      # or "all": every lever that is one number, a choice or a switch
    uncertainties = "all"      # every uncertainty that is one number
    structures = "all"         # every choice and switch of the model among the uncertainties
    without = ["costs"]        # what of these stays at the base

Uncertainties under ``[screen]`` go through a short screening first, and the leading ones become factors. What
is not said has a default; whatever may not stand there is refused with file, key, what was given and what is
allowed. Studies that come with the package lie in ``experiments/studies``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.sensitivity.stage_terms import STAGE_KEYS, read_stages
from experiments.sensitivity.study import Study, kind_of
from experiments.sweep.design import Design
from experiments.sweep.factors import SECTIONS, read_factors
from experiments.sweep.run_terms import RunTerms, read_run_terms
from experiments.sweep.titled_file import (
    TEXTS,
    check_known,
    check_tables,
    check_texts,
    find_file,
    in_both,
    names_in,
    naming,
    read_base,
)
from scenarios import FOLDER, read_toml
from sim.errors import BadInput, OutOfRange, UnknownName

STUDIES = Path(__file__).parents[1] / "studies"
CLAIMS = ("ENG3", "DIS5", "DIS7", "WRK5a", "SVC2a", "EQU1")
"""Indicators of a study that names none."""
FACTORS = ("levers", "uncertainties", "both")
MOST_DUMMIES = 10

_RUN = ("weeks", "first_seed", "population", "check", "time_limit")
_OWN = ("indicators", "quantile", "dummies", "seed", "without")
_KEYS = (*TEXTS, "base", *_OWN, *_RUN, *SECTIONS, "fixed", *STAGE_KEYS)
_ALL: Mapping[str, tuple[str, ...]] = {
    "levers": ("composites", "all"), "uncertainties": ("all",), "structures": ("all",)
}  # fmt: skip
_MOST_SEED = 2**31 // 1000 - 1
"""FAST's designs are numbered within a thousand seeds of the sampler."""


def study_names() -> tuple[str, ...]:
    """Name the studies that come with the package."""
    return names_in(STUDIES)


def load_study(name_or_path: str | Path) -> Study:
    """Read a study file, or one that comes with the package by name, and check everything in it.

    Raises:
        UnknownName: no such study.
        BadInput: the file or its base cannot be used; the message names file and key.
    """
    shown, path = find_file(str(name_or_path), "study", STUDIES)
    text, table = read_toml(shown, path, "study", study_names())
    with naming(shown):
        return _study(shown, path.parent, text, table)


def made_study(factors: str, given: Mapping[str, Any], words: str = "") -> Study:
    """Make a study from a few options: composites, all uncertainties after a screen, or both.

    Args:
        factors: of FACTORS.
        given: further keys of a study file.
        words: how the command line says all this.

    Raises:
        UnknownName: factors that are none of these.
    """
    if factors not in FACTORS:
        raise UnknownName("--factors", factors, FACTORS)
    table: dict[str, Any] = {"title_zh": f"敏感性分析（{factors}）", "title_en": f"Sensitivity ({factors})"}
    if factors != "uncertainties":
        table["levers"] = "composites"
    if factors != "levers":
        table |= {"structures": "all", "screen": {"uncertainties": "all"}}
    table |= {"sobol": {}, **given}
    return replace(_study(factors, FOLDER, "", table), words=words or f"--factors {factors}")


def _study(shown: str, folder: Path, text: str, table: Mapping[str, Any]) -> Study:
    _check_keys(table)
    base_files, base = read_base(shown, folder, table)
    screened = _screened(table)
    sections = {name: _section(name, table) for name in SECTIONS}
    twice = [name for name in screened if name in sections["uncertainties"]]
    if twice:
        raise BadInput(f"[screen] {twice[0]}: is under [uncertainties] too. Keep one.")
    sections["uncertainties"] |= screened
    _leave_out(sections, table.get("without", []))
    if not any(sections.values()):
        raise BadInput('levers: a study must vary something. Write for example levers = "composites".')
    seed = _whole("seed", table.get("seed", 1), 1, _MOST_SEED)
    design = Design(
        "latin", sections["levers"], sections["uncertainties"], sections["structures"], samples=1, seed=seed,
        base=base, fixed=table.get("fixed", {}),
    )  # fmt: skip
    run = _run_terms(table, folder)
    kept = tuple(name for name in screened if name in design.names)
    stages = read_stages(table, kept, _n_factors(design, kept), run.weeks)
    return Study(
        name=Path(shown).stem, words=shown, text=text, title=in_both(table, "title"),
        question=in_both(table, "question"), design=design, base_files=base_files,
        indicators=_indicators(table.get("indicators", list(CLAIMS))),
        quantile=_share("quantile", table.get("quantile", 0.9)),
        dummies=_whole("dummies", table.get("dummies", 2), 1, MOST_DUMMIES), run=run, **stages,
    )  # fmt: skip


def _n_factors(design: Design, screened: tuple[str, ...]) -> tuple[int, int]:
    """Count the factors that are there in any case, and the structural switches among them."""
    there = [factor for factor in design.factors if factor.name not in screened]
    return len(there), sum(kind_of(factor) == "category" for factor in there)


def _check_keys(table: Mapping[str, Any]) -> None:
    if not table:
        raise BadInput("is empty. Give at least a title and what is varied.")
    check_known(table, _KEYS)
    check_texts(table, "study")
    check_tables(table, ("fixed", *(key for key in STAGE_KEYS if key != "others")))


def _section(section: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a section says of each factor, or all of a kind if it says so in a word."""
    return _factors(section, section, table.get(section, {}))


def _screened(table: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is to be screened."""
    if "screen" not in table:
        return {}
    found = _factors("uncertainties", "[screen] uncertainties", table["screen"].get("uncertainties", "all"))
    ranges = table["screen"].get("ranges", {})
    if not isinstance(ranges, dict):
        raise OutOfRange("[screen] ranges", "a table of factors", ranges, "Write a line [screen.ranges].")
    for name, given in ranges.items():
        if name not in found:
            raise BadInput(f"[screen] ranges: {UnknownName('screened uncertainty', name, found)}")
        found[name] = given
    if not found:
        raise BadInput("[screen] uncertainties: must name something. Leave [screen] out if nothing is meant.")
    return found


def _factors(section: str, place: str, given: Any) -> dict[str, Any]:
    if isinstance(given, str):
        if given not in _ALL[section]:
            raise BadInput(f"{place}: {UnknownName('word', given, _ALL[section])}")
        return dict.fromkeys(_all_of(section, given), "declared")
    if not isinstance(given, dict):
        words = " or ".join(f'"{word}"' for word in _ALL[section])
        raise OutOfRange(place, f"a table of factors, or {words}", given, f"Write a line [{section}].")
    read_factors(section, given)
    return dict(given)


def _all_of(section: str, word: str) -> Iterable[str]:
    """Name all factors of a kind; those of several numbers are left out, whose parts have no range each."""
    from sim.catalog import composites, levers, uncertainties

    if word == "composites":
        return tuple(composites())
    if section == "levers":
        return (d.name for d in levers() if not d.parts)
    if section == "uncertainties":
        return (d.name for d in uncertainties() if d.is_number)
    return (d.name for d in uncertainties() if not d.parts and not d.is_number)


def _leave_out(sections: dict[str, dict[str, Any]], without: Any) -> None:
    names = {name for section in sections.values() for name in section}
    if not isinstance(without, list) or not all(isinstance(name, str) for name in without):
        raise OutOfRange("without", "a list of names", without, 'Write for example ["costs"].')
    for name in without:
        if name not in names:
            raise BadInput(f"without: {UnknownName('factor', name, names)}")
        for section in sections.values():
            section.pop(name, None)


def _run_terms(table: Mapping[str, Any], folder: Path) -> RunTerms:
    given = {key: table[key] for key in _RUN if key in table}
    return read_run_terms({"weeks": 156, **given}, folder, blocked=True)


def _indicators(given: Any) -> tuple[str, ...]:
    from analysis.assemble import declared_outcomes
    from experiments.sweep.plan import COSTS
    from sim.catalog import outcomes

    known = [name for name in (*outcomes(), *COSTS) if name in declared_outcomes()]
    if not isinstance(given, list) or not given:
        raise OutOfRange("indicators", "a list of indicators", given, 'Write for example ["ENG3", "DIS5"].')
    for name in given:
        if name not in known:
            raise BadInput(f"indicators: {UnknownName('indicator', str(name), known)}")
    if len(set(given)) < len(given):
        raise OutOfRange("indicators", "a list without repeats", given, "Name each once.")
    return tuple(given)


def _whole(key: str, given: Any, low: int, high: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise OutOfRange(key, f"a whole number from {low} to {high}", given, "Correct it or leave it out.")
    return given


def _share(key: str, given: Any) -> float:
    good = isinstance(given, int | float) and not isinstance(given, bool) and 0.5 <= given < 1
    if not good:
        raise OutOfRange(key, "a number from 0.5 to below 1", given, "Correct it or leave it out for 0.9.")
    return float(given)
