"""What differs between two scenarios, in sentences, and what the difference costs by declared costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.words import Language, pick, say
from experiments.declared_costs import Price, mean_over_street, prices
from experiments.shown import amount, shown
from sim.archetypes import load_archetypes
from sim.catalog import accept
from sim.declare import Declaration
from sim.scenario import Plan, Scenario

Facts = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One lever or uncertainty that two scenarios set differently.

    Attributes:
        declared: which.
        plans: how either brings it in; the default value where it does not set it.
        price: what it costs in the second more than in the first, mean over the default street.
    """

    declared: Declaration
    plans: tuple[Plan, Plan]
    price: Price


def differences(first: Scenario, second: Scenario) -> tuple[Difference, ...]:
    """Give what two scenarios set differently, in the order of the catalogue; composites are taken apart."""
    accepted = [accept(scenario.values) for scenario in (first, second)]
    priced = [prices(values) for values in accepted]
    found = []
    for declared in _in_order({**accepted[0], **accepted[1]}):
        plans = tuple(_plan(declared, values) for values in accepted)
        if plans[0] != plans[1]:
            costs = [mean_over_street(by_lever.get(declared.name, {})) for by_lever in priced]
            found.append(Difference(declared, (plans[0], plans[1]), costs[1] + costs[0].times(-1.0)))
    return tuple(found)


def total(first: Scenario, second: Scenario) -> Price:
    """Price the whole difference.

    What an uncertainty does to the money that levers move counts too, so it may differ from the sum.
    """
    sums = []
    for scenario in (first, second):
        each = [mean_over_street(by_kind) for by_kind in prices(accept(scenario.values)).values()]
        sums.append(sum(each, Price()))
    return sums[1] + sums[0].times(-1.0)


def _in_order(values: Mapping[str, Any]) -> Iterator[Declaration]:
    from sim.catalog import declarations

    yield from (declared for name, declared in declarations().items() if name in values)


def _plan(declared: Declaration, values: Mapping[str, Any]) -> Plan:
    """Give how a lever is brought in; whatever leaves it at today's value is the same."""
    given = values.get(declared.name, declared.default)
    plan = given if isinstance(given, Plan) else Plan(given)
    if plan.value == declared.default:
        return Plan(declared.default)
    return Plan(plan.value, plan.start_w, 0 if declared.as_set else plan.ramp_w, plan.communities)


def as_facts(first: Scenario, second: Scenario) -> Facts:
    """Give the difference for JSON."""
    return {
        "a": first.name, "b": second.name,
        "differences": [
            {
                "name": d.declared.name, "kind": d.declared.kind, "label_zh": d.declared.label[0],
                "label_en": d.declared.label[1], "a": _written(d.plans[0]), "b": _written(d.plans[1]),
                "cost": _cost_facts(d.price),
            }
            for d in differences(first, second)
        ],
        "cost": _cost_facts(total(first, second)),
    }  # fmt: skip


def _written(plan: Plan) -> Facts:
    value = list(plan.value) if isinstance(plan.value, tuple) else plan.value
    return {**vars(plan), "value": value, "communities": list(plan.communities)}


def _cost_facts(price: Price) -> Facts:
    facts = {key: round(getattr(price, key), 4) for key in ("cny", "hours", "street_hours", "branch_hours")}
    return {**facts, "known_only_from_a_run": sorted(price.open)}


def as_text(first: Scenario, second: Scenario, language: Language) -> str:
    """Say what differs and what it costs."""
    names = {"a": first.name, "b": second.name}
    found = differences(first, second)
    if not found:
        return say("df_same", language, **names)
    titles = {"title_a": pick(first.title, language), "title_b": pick(second.title, language)}
    lines = [say("df_head", language, n=len(found), **names, **titles)]
    for difference in found:
        lines += _sentences(difference, names, language)
    whole = total(first, second)
    lines += ["", say("df_total", language, cost=_cost(whole, language), **names)]
    if whole.open:
        lines.append(say("df_open", language, names=say("comma", language).join(sorted(whole.open))))
    lines.append(say("df_note", language))
    return "\n".join(lines)


def _sentences(difference: Difference, names: Mapping[str, str], language: Language) -> Iterator[str]:
    declared = difference.declared
    values = [_value(declared, difference.plans, k, language) for k in (0, 1)]
    label = pick(declared.label, language)
    told = {"value_a": values[0], "value_b": values[1], "label": label, "name": declared.name}
    yield f"· {say('df_lever', language, **told, **names)}"
    if _costs(difference.price):
        yield say("df_lever_cost", language, cost=_cost(difference.price, language))


def _value(declared: Declaration, plans: tuple[Plan, Plan], which: int, language: Language) -> str:
    """Say the value of one of two, and when and where it holds if that is not said by default."""
    plan, other = plans[which], plans[1 - which]
    if plan.value == declared.default:
        key = "df_today" if declared.kind == "lever" else "df_default"
        return say(key, language, value=shown(plan.value))
    text = say("df_value", language, value=shown(plan.value))
    moves = other.value != declared.default
    if (plan.start_w, plan.ramp_w) not in ((0, 26), (0, 0)) or (moves and _when(plan) != _when(other)):
        key = "df_at_once" if plan.ramp_w == 0 else "df_when"
        text += say(key, language, start=plan.start_w, ramp=plan.ramp_w)
    if plan.communities:
        kinds = load_archetypes()
        labels = [pick((kinds[c].label_zh, kinds[c].label_en), language) for c in plan.communities]
        text += say("df_where", language, types=say("comma", language).join(labels))
    elif moves and other.communities:
        text += say("df_where_all", language)
    return text


def _when(plan: Plan) -> tuple[int, int]:
    return plan.start_w, plan.ramp_w


def _costs(price: Price) -> bool:
    return any((price.cny, price.hours, price.street_hours, price.branch_hours))


def _cost(price: Price, language: Language) -> str:
    """Say what a difference costs, leaving out what stays the same."""
    parts = [say("df_cny", language, cny=amount(price.cny, signed=True))] if price.cny else []
    for key in ("hours", "street_hours", "branch_hours"):
        if hours := getattr(price, key):
            parts.append(say(f"df_{key}", language, hours=amount(hours, 2, signed=True)))
    if not parts:
        return say("df_nothing", language)
    joined = ("，" if language == "zh" else ", ").join(parts)
    return say("df_cost", language, parts=joined)
