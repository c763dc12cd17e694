"""Equal budgets: every policy of the scenario set at one price, so that what is compared is how it is spent.

A twin takes its policy a share of the way, the largest whose declared costs stay within the budget of yuan
and of committee hours; the yuan that are left go into basic community funding. So all twins cost the same a
year, and the twin of the baseline spends it all on basic funding. ``python -m experiments.equal_budget``
writes the files anew after declared costs have changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.declared_costs import World, kinds, total
from scenarios import FOLDER, merged, scenario_files, scenario_names
from scenarios.values import share_of
from sim.catalog import accept, find
from sim.scenario import Scenario

YUAN = 40_000.0
"""Yuan a year and community, a third of what a community of the default street gets per head today."""
HOURS = 4.0
"""Committee hours a week and community, a day of one worker every two weeks."""
STEPS = 1000
FILLER = "base_fund"
PREFIX = "s18_"


def twinned() -> tuple[str, ...]:
    """Name the scenarios that have a twin: those that are policies of their own, each once."""
    apart = (PREFIX, "s16_", "horizon_", "s15_document_40", "s15_document_100")
    return tuple(name for name in scenario_names() if not name.startswith(apart))


def share_within(scenario: Scenario) -> float:
    """Give the largest share of a policy, in thousandths, whose price stays within the budget."""
    within, beyond = 0, STEPS + 1
    while beyond - within > 1:
        middle = (within + beyond) // 2
        if fits(scaled(scenario, middle / STEPS)):
            within = middle
        else:
            beyond = middle
    return within / STEPS


def fits(values: Mapping[str, Any]) -> bool:
    """Tell whether a policy, filled up with basic funding, stays within the budget."""
    filled = total(accept({**values, FILLER: filling(values)}))
    return total(accept(values)).cny <= YUAN and filled.hours <= HOURS


def scaled(scenario: Scenario, share: float) -> dict[str, Any]:
    """Give the values of a policy taken a share of the way."""
    return {name: share_of(name, value, share) for name, value in scenario.values.items()}


def filling(values: Mapping[str, Any]) -> float:
    """Give the basic funding per head that spends what a policy leaves of the budget.

    Args:
        values: the policy; it may raise basic funding itself.
    """
    accepted = accept(values)
    left = YUAN - total(accepted).cny
    world, declared = World({}), find(FILLER)
    residents = sum(world.residents(kind) for kind in kinds().values()) / len(kinds())
    funding = float(accepted.get(FILLER, declared.default)) + left / (world.arrives * residents)
    return round(min(max(funding, float(declared.default)), float(declared.high or 0.0)), 4)


def twin(name: str) -> str:
    """Write the file of a twin."""
    files = scenario_files(name)
    scenario = merged(files)
    share = share_within(scenario)
    zh, en = scenario.title
    ask = (
        f"每个社区每年只花{YUAN:,.0f}元、每周不超过{HOURS:g}小时，“{zh}”比同样的钱用作运转经费更有效吗？",
        f"At {YUAN:,.0f} yuan a year and at most {HOURS:g} hours a week, does it do more than the same money "
        "as basic funding?",
    )
    if name == "baseline":
        ask = ("同样的钱全部用作社区运转经费，效果如何？", "What does the same money do as basic funding?")
    lines = [
        f"# S18. {name} at an equal budget; written by `python -m experiments.equal_budget`.",
        f'title_zh = "{zh}（同等预算）"',
        f'title_en = "{en}, equal budget"',
        f'question_zh = "{ask[0]}"',
        f'question_en = "{ask[1]}"',
        'source_zh = "预算按声明成本折算，余款并入社区基本运转经费"',
        'source_en = "Scaled by declared costs; what is left goes into basic community funding"',
        *_provisions(files[-1].table),
        f'base = "{name}"',
        *([f"share = {share:g}"] if name != "baseline" else []),
        "",
        "[levers]",
        f"{FILLER} = {filling(scaled(scenario, share)):g}",
    ]
    return "\n".join(lines) + "\n"


def _provisions(table: Mapping[str, Any]) -> list[str]:
    ids = [f'"{item}"' for item in table.get("provisions", ())]
    return [f"provisions = [{', '.join(ids)}]"] if ids else []


def write(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Write the files of all twins; say which."""
    written = []
    for name in twinned():
        path = folder / f"{PREFIX}{name}.toml"
        path.write_text(twin(name), encoding="utf-8")
        written.append(path)
    return tuple(written)


if __name__ == "__main__":
    write()
