"""The policies of a comparison: the default grid of three levers, or scenarios by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from analysis.policy import Policy
from experiments.policy_table import is_table, read_policies
from scenarios import load_scenario
from sim.declare import Text
from sim.errors import BadInput
from sim.scenario import Scenario

GRID: Mapping[str, tuple[float, ...]] = {
    "offload": (0.2, 0.5, 0.8),
    "fund_follow": (0.1, 0.5, 1.0),
    "linkage3": (0.0, 0.5, 1.0),
}
"""How much work is passed down, how much money follows it, how strong the three-partner linkage is."""
TODAY: Mapping[str, float] = {"offload": 0.5, "fund_follow": 0.1, "linkage3": 0.0}
MOST_POLICIES = 100
BASELINE = "baseline"

_NAMED: Mapping[tuple[float, ...], Text] = {
    (0.8, 0.1, 0.0): ("下沉多、钱不跟", "More work, no more money"),
    (0.8, 1.0, 0.0): ("下沉多、钱跟上", "More work with its money"),
    (0.5, 0.1, 1.0): ("只强联动", "Linkage only"),
    (0.2, 1.0, 1.0): ("少下沉、钱跟上、强联动", "Less work, money and linkage"),
}
"""Corners of the grid that are shown in detail."""

Planned = tuple[Policy, Scenario]


def grid_policies() -> tuple[Planned, ...]:
    """Give the policies of the default grid, the baseline first."""
    points = [dict(zip(GRID, values, strict=True)) for values in product(*GRID.values())]
    others = [_of_grid(point) for point in points if point != TODAY]
    start = Scenario("baseline", ("基线", "Baseline"), values={})
    return ((Policy("baseline", ("基线", "Baseline"), TODAY), start), *others)


def _of_grid(point: Mapping[str, float]) -> Planned:
    values = tuple(point.values())
    name = " ".join(f"{lever}={value:g}" for lever, value in point.items())
    at = "·".join(f"{value:g}" for value in values)
    zh, en = _NAMED.get(values, ("", ""))
    zh = f"{zh}（{at}）" if zh else "下沉{:g}·随转{:g}·联动{:g}".format(*values)
    en = f"{en} ({at})" if en else "Passed down {:g} · money {:g} · linkage {:g}".format(*values)
    changed = {lever: value for lever, value in point.items() if value != TODAY[lever]}
    return Policy(name, (zh, en), dict(point)), Scenario(name, (zh, en), values=changed)


def grid_spotlight() -> tuple[str, ...]:
    """Name the policies of the grid that are shown in detail."""
    return tuple(_of_grid(dict(zip(GRID, values, strict=True)))[0].name for values in _NAMED)


def named_policies(names: Sequence[str], against: str = BASELINE) -> tuple[Planned, ...]:
    """Read scenarios, and tables of them, to compare with one, which comes first and is called the baseline.

    Args:
        names: scenarios by name or file, and tables of policies (.csv, .parquet).
        against: scenario that they are compared with.

    Raises:
        BadInput: one is given twice, sets what no policy sets, or is the baseline itself.
    """
    start = load_scenario(against)
    planned: list[Planned] = [(Policy(BASELINE, start.title), start)]
    for name in names:
        of_table = is_table(name)
        for scenario in read_policies(name, start) if of_table else (load_scenario(name),):
            shown = f"--policies {name}" + (f", policy {scenario.name}" if of_table else "")
            _check_apart(shown, scenario, planned)
            _check_policy(shown, scenario, start)
            planned.append((Policy(scenario.name, scenario.title), scenario))
    if len(planned) < 2:
        raise BadInput("--policies: must name at least one scenario. See `shequ list scenarios`.")
    if len(planned) > MOST_POLICIES:
        raise BadInput(
            f"--policies: at most {MOST_POLICIES} scenarios; got {len(planned) - 1}. Compare fewer."
        )
    return tuple(planned)


def _check_apart(shown: str, scenario: Scenario, planned: Sequence[Planned]) -> None:
    """Refuse what is the baseline, or there already."""
    (_, start), *others = planned
    if scenario.digest() == start.digest():
        raise BadInput(f"{shown}: is the baseline itself. Leave it out.")
    twin = next((s.name for _, s in others if s.digest() == scenario.digest()), None)
    if twin is not None or any(p.name == scenario.name for p, _ in planned):
        raise BadInput(f"{shown}: is the same as {twin or scenario.name}. Name each policy once.")


def _check_policy(shown: str, scenario: Scenario, start: Scenario) -> None:
    """Refuse what differs from the baseline in the people or the world, not the policy."""
    from sim.catalog import composites, find

    for key in {**scenario.values, **start.values}:
        stem = key.partition(".")[0]
        if stem in composites() or scenario.values.get(key) == start.values.get(key):
            continue
        if find(stem).kind != "lever":
            raise BadInput(
                f"{shown}: sets the uncertainty {stem}. A comparison holds the state of the world "
                "fixed; take it out, or run both with `shequ run`."
            )
        if find(stem).process == "population_parameters":
            raise BadInput(
                f"{shown}: sets {stem}, which changes the population before the run, so the policy "
                "and the baseline would not meet the same residents. Use `shequ run`."
            )
