"""The JSON Schema of scenario files: made from the catalogue, and the committed copy is current."""

import json
import tomllib

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from scenarios import FOLDER, scenario_names
from scenarios.schema import as_text, scenario_schema
from sim.catalog import composites, find, levers, uncertainties
from tests.scenarios.test_bad_files import CASES

SCHEMA = jsonschema.Draft202012Validator(scenario_schema())
ONLY_THE_LOADER_SEES = (
    "base", "TOML", "nan", "infinity", "1e400", "a part and a plan", "percent sign", "document, unquoted",
    "date", "time of day", "plan, start a fraction written whole",
)  # fmt: skip


def test_the_committed_copy_is_current() -> None:
    committed = (FOLDER / "scenario.schema.json").read_text(encoding="utf-8")
    assert committed == as_text(), "run `shequ schema scenario --out scenarios/scenario.schema.json --force`"


def test_it_is_a_sound_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(as_text()))


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_satisfies_it(name: str) -> None:
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert not list(SCHEMA.iter_errors(table))


def test_it_describes_every_lever_and_uncertainty_with_its_range() -> None:
    properties = scenario_schema()["properties"]
    for section, declared in (("levers", levers()), ("uncertainties", uncertainties())):
        described = properties[section]["properties"]
        for d in declared:
            assert d.label[0] in described[d.name]["title"]
            assert d.sentence[1] in described[d.name]["description"]
    offload = properties["levers"]["properties"]["offload"]["anyOf"][0]
    assert (offload["minimum"], offload["maximum"]) == (find("offload").low, find("offload").high)
    assert properties["levers"]["properties"]["queue"]["anyOf"][0] == {"enum": list(find("queue").options)}
    assert set(composites()) <= set(properties["levers"]["properties"])


@pytest.mark.parametrize("case", CASES)
def test_what_the_loader_refuses_the_schema_refuses_where_it_can(case: str) -> None:
    try:
        table = tomllib.loads(CASES[case][0])
    except ValueError:
        return  # an editor says so itself
    if not case.startswith(ONLY_THE_LOADER_SEES) and not any(w in case for w in ("nan", "infinity", "date")):
        assert list(SCHEMA.iter_errors(table))
