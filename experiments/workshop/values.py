"""Values of levers as the room sets them: checked against the declarations, refused in both languages.

A room keeps what was set by name, composites included, and only what differs from the baseline. Fine levers
follow from that; a fine lever that is set wins over a composite.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from experiments.manifest import describe, restore
from experiments.workshop.texts import Refused, Said, say
from sim import catalog
from sim.declare import Declaration, Text
from sim.errors import SimError, shortened
from sim.population import BUILD_LEVERS, PopulationParameters
from sim.scenario import Plan, Scenario

Values = dict[str, Any]


def settable() -> list[str]:
    """Name all levers and composites."""
    return [*(d.name for d in catalog.levers()), *catalog.composites()]


def label_of(name: str) -> Text:
    """Give the label of a lever, composite or uncertainty."""
    composites = catalog.composites()
    found: Text = composites[name].label if name in composites else catalog.find(name).label
    return found


def accepted(name: str, value: Any) -> Any:
    """Check one value that somebody set.

    Raises:
        Refused: no lever has this name, or the value has the wrong type or lies outside the range.
    """
    if name not in settable():
        near = get_close_matches(name[:64], settable(), n=1, cutoff=0.4)
        hint = say("nearest", name=near[0]) if near else {"zh": "", "en": ""}
        raise Refused("unknown_lever", name=shortened(name[:64]).strip("'\""), near=hint)
    if name in catalog.composites():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise Refused(
                "out_of_range", label=label_of(name), allowed=say("intensity"), given=shortened(value)
            )
        return float(value)
    declared = catalog.find(name)
    try:
        found = declared.accept(value)
    except SimError:
        raise Refused(
            "out_of_range", label=declared.label, allowed=_allowed(declared), given=shortened(value)
        ) from None
    return found


def _allowed(declared: Declaration) -> Said:
    if declared.options:
        return say("allowed_choice", options=", ".join(declared.options))
    if isinstance(declared.default, bool):
        return say("allowed_switch")
    one = say("allowed_number", low=f"{declared.low:g}", high=f"{declared.high:g}", unit=declared.unit)
    return say("allowed_parts", n=len(declared.parts), one=one) if declared.parts else one


def with_one(values: Values, name: str, value: Any) -> Values:
    """Give the values with one set; what stands at the baseline is left out."""
    found = accepted(name, value)
    rest = {n: v for n, v in values.items() if n != name}
    at_baseline = 0.0 if name in catalog.composites() else catalog.find(name).default
    # A fine lever at its baseline still says something beside a composite that would move it.
    if found == at_baseline and not _moved_by_a_composite(rest, name):
        return rest
    return {**rest, name: found}


def _moved_by_a_composite(values: Values, name: str) -> bool:
    return any(name in c.parts for n, c in catalog.composites().items() if n in values)


def fine(values: Values) -> Values:
    """Give the accepted value or plan of each fine lever and uncertainty that values amount to."""
    return {name: _unplanned(value) for name, value in catalog.accept(values).items()}


def _unplanned(value: Any) -> Any:
    """Give a value for the plan that brings it in as any value is brought in."""
    return value.value if isinstance(value, Plan) and value == Plan(value.value) else value


def differences(before: Values, after: Values) -> Values:
    """Give what must change, by fine name, to get from one set of values to another.

    Args:
        before, after: values as :func:`fine` gives them.
    """
    changed: Values = {}
    for name in {**before, **after}:
        default = catalog.find(name).default
        old, new = before.get(name, default), after.get(name, default)
        if old != new:
            changed[name] = new
    return changed


def before_the_run(names: Mapping[str, Any]) -> str | None:
    """Name the first that holds from the start of a run and cannot be changed in it, if any."""
    return next((n for n in names if n in BUILD_LEVERS or catalog.find(n).kind == "uncertainty"), None)


def makes_people(names: Mapping[str, Any]) -> str | None:
    """Name the first that decides who lives in a street, if any."""
    drawn = PopulationParameters.model_fields
    return next((n for n in names if n in BUILD_LEVERS or n in drawn), None)


def plain(value: Any) -> Any:
    """Give the value aimed at."""
    return value.value if isinstance(value, Plan) else value


def written(values: Values) -> dict[str, Any]:
    """Write values down so that JSON can hold them."""
    found: dict[str, Any] = describe(Scenario(values=values))["values"]
    return found


def read_back(given: Mapping[str, Any]) -> Values:
    """Read what :func:`written` wrote, or somebody else did.

    Raises:
        SimError: an undeclared name, or a value outside its range.
    """
    values = dict(restore({"name": "", "title": ["", ""], "question": ["", ""], "values": given}).values)
    fine(values)
    return values
