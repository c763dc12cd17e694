"""Designs: where the points lie, of what type their values are, and what cannot be varied together."""

from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.sweep.design import Design
from experiments.sweep.fractions import fraction, n_runs
from sim.catalog import accept, find
from sim.errors import BadInput, SimError
from sim.scenario import Plan, Scenario

MIXED: dict[str, Any] = {
    "levers": {
        "offload": (0.2, 0.8),
        "linkage3": "declared",
        "channel_open.vote": "declared",
        "queue": "declared",
        "unified_assess": "declared",
    },
    "uncertainties": {"temp_delay": "declared", "workmates": {"low": 4, "high": 6}},
    "structures": {"social": "declared", "costs": "declared"},
}
SETTINGS: dict[str, dict[str, Any]] = {
    "factorial": {},
    "fractional": {"resolution": 3},
    "one_at_a_time": {},
    "latin": {"samples": 40},
    "sobol": {"samples": 32},
    "morris": {"trajectories": 6},
    "saltelli": {"samples": 8},
}


def mixed(kind: str) -> Design:
    """Vary levers, uncertainties and structures of every type; two values of each where there may be two."""
    factors: dict[str, Any] = {section: dict(given) for section, given in MIXED.items()}
    if kind == "fractional":
        factors["levers"]["queue"] = ["fifo", "triage"]
        factors["structures"]["social"] = ["linear", "none"]
    return Design(kind, **factors, **SETTINGS[kind])


def test_a_factorial_holds_every_combination_once() -> None:
    values = [0.2, 0.5, 0.8], [0.1, 1.0], [False, True]
    levers = dict(zip(("offload", "fund_follow", "unified_assess"), values, strict=True))
    table = Design("factorial", levers=levers).table()
    assert list(table.itertuples(index=False, name=None)) == list(product(*values))


def test_a_range_in_a_factorial_is_cut_into_equal_steps() -> None:
    table = Design("factorial", levers={"offload": (0.0, 1.0)}, grid_levels=11).table()
    assert table["offload"].tolist() == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


def test_steps_of_a_whole_number_that_fall_together_count_once() -> None:
    table = Design("factorial", uncertainties={"workmates": (4, 6)}, grid_levels=9).table()
    assert table["workmates"].tolist() == [4, 5, 6]


@pytest.mark.parametrize(("resolution", "runs", "factors"), [
    # The largest designs of the published tables: Box, Hunter and Hunter; NIST handbook 5.3.3.4.7.
    (3, 4, 3), (3, 8, 7), (3, 16, 15), (3, 32, 31), (4, 8, 4), (4, 16, 8), (4, 32, 16), (4, 64, 32),
    (5, 16, 5), (5, 32, 6), (5, 64, 8), (5, 128, 11),
])  # fmt: skip
def test_a_fraction_is_as_small_as_the_published_tables(resolution: int, runs: int, factors: int) -> None:
    assert n_runs(factors, resolution) == runs
    assert n_runs(factors + 1, resolution) == 2 * runs


@pytest.mark.parametrize("resolution", [3, 4, 5])
@pytest.mark.parametrize("factors", [1, 2, 5, 8, 11])
def test_effects_that_the_resolution_keeps_apart_are_orthogonal(resolution: int, factors: int) -> None:
    """Effects of a and b factors are kept apart where a + b < R: their product sums to zero over the runs."""
    signs = 2 * fraction(factors, resolution) - 1
    assert (np.abs(signs) == 1).all()
    for size in range(1, resolution):
        for word in combinations(range(factors), size):
            assert signs[:, word].prod(axis=1).sum() == 0, word
    assert len(np.unique(signs, axis=0)) == len(signs)


def test_one_at_a_time_starts_from_the_base_and_changes_one_factor_in_each_row() -> None:
    given = {"offload": [0.2, 0.8], "unified_assess": [True], "channel_open.vote": [0.9], "queue": ["triage"]}
    base = Scenario(values={"offload": 0.6, "channel_open": 0.4})
    table = Design("one_at_a_time", levers=given, base=base).table()
    assert table.iloc[0].tolist() == [0.6, False, 0.4, "fifo"]
    assert [int((row != table.iloc[0]).sum()) for _, row in table.iterrows()] == [0, 1, 1, 1, 1, 1]


def test_one_at_a_time_in_a_product_starts_from_the_base_of_the_whole() -> None:
    alone = Design("one_at_a_time", levers={"offload": [0.2]})
    other = Design("factorial", uncertainties={"phi_imp": [0.3, 0.9]})
    table = Design("product", blocks=(alone, other), fixed={}, base="s3_offload_unfunded").table()
    assert table["offload"].tolist() == [0.8, 0.8, 0.2, 0.2]


def test_one_at_a_time_starts_from_what_a_composite_of_the_base_moves() -> None:
    base = Scenario(values={"formalism": 1.0})
    table = Design("one_at_a_time", levers={"ledger_cut": [0.3]}, base=base).table()
    assert table["ledger_cut"].tolist() == [find("ledger_cut").full, 0.3]


def test_a_latin_hypercube_has_one_point_in_each_stratum() -> None:
    levers = {"offload": (0.2, 0.8), "fund_follow": "declared"}
    table = Design("latin", samples=50, levers=levers, uncertainties={"phi_imp": (0.5, 0.9)}).table()
    for name, low, high in (("offload", 0.2, 0.8), ("fund_follow", 0.0, 1.0), ("phi_imp", 0.5, 0.9)):
        strata = np.floor((table[name] - low) / (high - low) * 50).astype(int)
        assert sorted(strata) == list(range(50)), name


def test_categories_and_whole_numbers_come_equally_often_in_a_latin_hypercube() -> None:
    levers = {"queue": "declared", "offload": "declared"}
    table = Design("latin", samples=60, levers=levers, uncertainties={"workmates": (3, 8)}).table()
    assert table["queue"].value_counts().tolist() == [15] * 4
    assert table["workmates"].value_counts().to_dict() == dict.fromkeys(range(3, 9), 10)


@pytest.mark.parametrize(("kind", "short", "long"), [
    ("sobol", {"samples": 64}, {"samples": 128}),
    ("saltelli", {"samples": 16}, {"samples": 32}),
    ("saltelli", {"samples": 16, "second_order": True}, {"samples": 32, "second_order": True}),
    ("morris", {"trajectories": 5}, {"trajectories": 12}),
])  # fmt: skip
def test_a_longer_design_begins_with_the_shorter_one(kind: str, short: Any, long: Any) -> None:
    first, more = (Design(kind, **MIXED, **settings).table() for settings in (short, long))
    pd.testing.assert_frame_equal(first, more.head(len(first)))


def test_sobol_numbers_are_balanced_over_dyadic_strata() -> None:
    table = Design("sobol", samples=64, levers={"offload": "declared", "fund_follow": "declared"}).table()
    cells = np.floor(table.to_numpy() * 8)
    assert len(np.unique(cells, axis=0)) == 64


def test_another_seed_gives_other_points_and_the_same_seed_the_same() -> None:
    for kind in ("latin", "sobol", "morris", "saltelli"):
        tables = [Design(kind, **MIXED, **SETTINGS[kind], seed=seed).table() for seed in (1, 1, 2)]
        assert tables[0].equals(tables[1])
        assert not tables[0].equals(tables[2]), kind


@pytest.mark.parametrize("grid_levels", [2, 4, 6, 10])
def test_a_morris_step_changes_exactly_one_factor_and_every_factor_once(grid_levels: int) -> None:
    table = Design("morris", **MIXED, trajectories=30, grid_levels=grid_levels).table()
    names = [name for name in table.columns if name != "block"]
    assert table["block"].tolist() == [t for t in range(30) for _ in range(len(names) + 1)]
    for _, rows in table.groupby("block"):
        values = rows[names].to_numpy(dtype=object)
        changed = values[1:] != values[:-1]
        assert changed.sum(axis=1).tolist() == [1] * len(names)
        assert changed.sum(axis=0).tolist() == [1] * len(names)


def test_morris_stands_on_the_grid() -> None:
    table = Design(
        "morris", levers={"offload": (0.2, 0.8), "fund_follow": "declared"}, trajectories=50
    ).table()
    assert sorted(set(table["fund_follow"])) == [0, 1 / 3, 2 / 3, 1]
    assert np.allclose(sorted(set(table["offload"])), [0.2, 0.4, 0.6, 0.8])


@pytest.mark.parametrize(("second_order", "rows"), [(False, 3 + 2), (True, 2 * 3 + 2)])
def test_a_saltelli_block_has_k_plus_two_rows_or_twice_as_many(second_order: bool, rows: int) -> None:
    levers = {"offload": "declared", "fund_follow": "declared", "ledger_cut": "declared"}
    table = Design("saltelli", samples=8, second_order=second_order, levers=levers).table()
    assert table["block"].value_counts(sort=False).tolist() == [rows] * 8
    for _, block in table.drop(columns="block").groupby(table["block"]):
        first, last = block.iloc[0].to_numpy(), block.iloc[-1].to_numpy()
        for k in range(3):  # row k + 1 is A with column k of B
            assert block.iloc[k + 1].tolist() == [last[j] if j == k else first[j] for j in range(3)]


def test_rows_of_a_block_stay_even_where_they_are_twins() -> None:
    design = Design("saltelli", samples=16, structures={"costs": "declared", "rated_party": "declared"})
    assert len(design.table()) == 16 * 4
    assert design.table().drop(columns="block").duplicated().any()
    assert design.merged == 0


def test_twins_of_other_kinds_are_merged_and_counted() -> None:
    design = Design("latin", samples=100, structures={"costs": "declared", "rated_party": "declared"})
    assert len(design.table()) + design.merged == 100
    assert len(design.table()) == 4
    alone = Design("one_at_a_time", levers={"offload": [0.2, 0.5]})  # 0.5 is today's value
    assert (len(alone.table()), alone.merged) == (2, 1)


@pytest.mark.parametrize("kind", SETTINGS)
def test_every_value_comes_out_in_its_own_type_and_range(kind: str) -> None:
    design = mixed(kind)
    types = {
        "offload": float, "linkage3": float, "channel_open.vote": float, "queue": str, "unified_assess": bool,
        "temp_delay": int, "workmates": int, "social": str, "costs": bool,
    }  # fmt: skip
    for scenario in design.scenarios()[:300]:
        assert {name: type(value) for name, value in scenario.values.items()} == types
        assert 0.2 <= scenario.values["offload"] <= 0.8
        assert scenario.values["workmates"] in (4, 5, 6)
        accept(scenario.values)


@pytest.mark.parametrize("kind", ["latin", "sobol", "morris", "saltelli"])
def test_a_sampler_reaches_every_option(kind: str) -> None:
    table = mixed(kind).table()
    for name in ("unified_assess", "queue", "costs"):
        assert table[name].nunique() == len(find(name).options or (False, True)), (kind, name)


def test_scenarios_are_named_in_order_and_differ_from_the_base_by_the_row() -> None:
    design = Design("factorial", levers={"offload": [0.1, 0.9]}, base="s4_offload_funded", fixed={"pay": 0.4})
    first, second = design.scenarios()
    assert (first.name, second.name) == ("p000000", "p000001")
    assert dict(first.values) == {"offload": 0.1, "fund_follow": 1.0, "pay": 0.4}
    assert dict(second.values) == {"offload": 0.9, "fund_follow": 1.0, "pay": 0.4}


def test_a_row_sets_a_part_beside_the_whole_that_the_base_sets() -> None:
    base = Scenario(values={"channel_open": 0.5})
    (first, _) = Design("factorial", levers={"channel_open.vote": [0.1, 0.9]}, base=base).scenarios()
    assert accept(first.values)["channel_open"] == (0.1, 0.5, 0.5, 0.5, 0.5)


def test_a_row_sets_the_whole_over_the_part_that_the_base_sets() -> None:
    base = Scenario(values={"channel_open.vote": 0.5})
    (first, _) = Design("factorial", levers={"channel_open": [0.1, 0.9]}, base=base).scenarios()
    assert accept(first.values)["channel_open"] == (0.1,) * 5


def test_a_lever_may_be_varied_by_its_plan() -> None:
    plans = [Plan(0.8, start_w=0), Plan(0.8, start_w=104)]
    first, second = Design("factorial", levers={"offload": plans}).scenarios()
    assert (first.values["offload"], second.values["offload"]) == tuple(plans)


def test_a_product_holds_every_point_of_one_block_with_every_point_of_the_next() -> None:
    policies = Design("factorial", levers={"offload": [0.2, 0.8]})
    worlds = Design("saltelli", samples=4, uncertainties={"phi_imp": "declared", "trust_effect": "declared"})
    structures = Design("factorial", structures={"costs": "declared"})
    table = Design("product", blocks=(policies, worlds, structures)).table()
    assert list(table.columns) == ["offload", "phi_imp", "trust_effect", "costs", "block"]
    assert len(table) == 2 * 16 * 2
    for _, rows in table.groupby(["offload", "costs"]):
        pd.testing.assert_frame_equal(
            rows[["phi_imp", "trust_effect", "block"]].reset_index(drop=True), worlds.table()
        )


def test_twins_within_the_blocks_of_a_product_are_counted() -> None:
    worlds = Design("latin", samples=10, structures={"costs": "declared"})
    whole = Design("product", blocks=(worlds, Design("factorial", levers={"offload": [0.1, 0.2, 0.3]})))
    assert (len(whole.table()), whole.merged) == (2 * 3, (10 - 2) * 3)


def test_numpy_may_give_the_values() -> None:
    table = Design("factorial", levers={"offload": np.linspace(0, 1, 3)}).table()
    assert table["offload"].tolist() == [0.0, 0.5, 1.0]


def test_changing_the_table_does_not_change_the_design() -> None:
    design = Design("factorial", levers={"offload": [0.1, 0.9]})
    table = design.table()
    table.loc[0, "offload"] = 0.7
    assert design.table()["offload"].tolist() == [0.1, 0.9]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown kind": ({"kind": "latn"}, "Did you mean 'latin'?"),
    "nothing varied": ({"kind": "factorial"}, "must vary something"),
    "no samples": ({"kind": "latin", "levers": {"offload": "declared"}}, "samples: a latin design must say"),
    "a seed of zero": (
        {"kind": "latin", "samples": 4, "seed": 0, "levers": {"offload": "declared"}}, "seed must be a"),
    "a tuple of three": ({"kind": "factorial", "levers": {"offload": (0.1, 0.2, 0.3)}}, "a pair (low, high)"),
    "a part and its whole": (
        {"kind": "factorial", "levers": {"channel_open": [0.1, 0.9], "channel_open.vote": [0.1, 0.9]}},
        "the whole of channel_open too"),
    "a structure in two sections": (
        {"kind": "factorial", "uncertainties": {"costs": "declared"}, "structures": {"costs": "declared"}},
        "costs: is varied in two places"),
    "a composite that moves nothing": (
        {"kind": "factorial", "levers": {"formalism": [0.0, 1.0]}, "base": "s1_burden_reduction"},
        "so it moves nothing"),
    "a part of a lever under a plan": (
        {"kind": "factorial", "levers": {"channel_open.vote": [0.1, 0.9]},
         "base": Scenario(values={"channel_open": Plan(0.8)})}, "is brought in by a plan"),
    "two blocked blocks": (
        {"kind": "product", "blocks": (
            Design("morris", levers={"offload": "declared"}),
            Design("saltelli", samples=4, uncertainties={"phi_imp": "declared"}))}, "only one block may be"),
    "one block": (
        {"kind": "product", "blocks": (Design("factorial", levers={"offload": "declared"}),)}, "2 to 10"),
    "the same factor in two blocks": (
        {"kind": "product", "blocks": (Design("factorial", levers={"offload": "declared"}),) * 2},
        "offload: is varied in two places"),
    "rows for a sampler": (
        {"kind": "factorial", "levers": {"offload": "declared"}, "rows": pd.DataFrame()}, "rows: not for"),
    "too many points": (
        {"kind": "factorial", "grid_levels": 1000, "levers": {"offload": "declared", "pay": "declared",
         "fund_follow": "declared"}}, "the design has 1,000,000,000 points"),
    "too large a product": (
        {"kind": "product", "blocks": (
            Design("latin", samples=10_000, levers={"offload": "declared"}),
            Design("latin", samples=1_000, levers={"pay": "declared"}))}, "has 10,000,000 points"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_design_may_not_be_is_refused(case: str) -> None:
    given, message = REFUSED[case]
    with pytest.raises(SimError) as refused:
        Design(**given)
    assert message in str(refused.value)


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({name.replace("__", "."): column for name, column in columns.items()})


@pytest.mark.parametrize("form", ["frame", "csv", "parquet"])
def test_a_table_of_ones_own_is_typed_by_the_declarations(tmp_path: Path, form: str) -> None:
    points = frame(
        offload=[0.2, 0.8], unified_assess=[True, False], queue=["fifo", "triage"], temp_delay=[3, 4],
        channel_open__vote=[0, 1], linkage3=[0.5, 0.0], block=[7, 8],
    )  # fmt: skip
    path = tmp_path / f"points.{form}"
    if form == "csv":
        points.to_csv(path, index=False)
    elif form == "parquet":
        points.to_parquet(path, index=False)
    design = Design("table", rows=points if form == "frame" else path)
    first, _ = design.scenarios()
    assert dict(first.values) == {
        "offload": 0.2, "unified_assess": True, "queue": "fifo", "temp_delay": 3, "channel_open.vote": 0.0,
        "linkage3": 0.5,
    }  # fmt: skip
    assert [type(value) for value in first.values.values()] == [float, bool, str, int, float, float]
    assert design.table()["block"].tolist() == [7, 8]
    assert design.blocked


def test_text_in_a_parquet_file_is_typed_too(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    frame(offload=["0.2", "0.8"], unified_assess=["是", "no"], temp_delay=["3", "4.0"]).to_parquet(path)
    table = Design("table", rows=path).table()
    assert table.to_dict("list") == {
        "offload": [0.2, 0.8], "unified_assess": [True, False], "temp_delay": [3, 4]
    }  # fmt: skip


def test_numbers_of_a_text_file_come_back_to_the_bit(tmp_path: Path) -> None:
    drawn = np.random.default_rng(1).random(1000)
    path = tmp_path / "points.csv"
    path.write_text("offload\n" + "\n".join(repr(float(number)) for number in drawn), encoding="utf-8")
    assert Design("table", rows=path).table()["offload"].tolist() == drawn.tolist()


@pytest.mark.parametrize(("points", "message"), [
    (frame(offload=[0.1, np.nan]), "rows, row 2, column offload: must be a number from 0 to 1"),
    (frame(offload=[0.1, np.inf]), "got inf"),
    (frame(offload=[True, False]), "row 1, column offload"),
    (frame(offload=[0.1, None, "x"]), "row 2, column offload"),
    (frame(temp_delay=[1.0, 2.5]), "row 2, column temp_delay: must be a whole number from 0 to 12"),
    (frame(queue=["fifo", "lifo"]), "row 2, column queue: must be one of fifo"),
    (frame(unified_assess=[1, 2]), "row 2, column unified_assess: must be true or false; got 2.0"),
    (frame(offload=[[0.1], [0.2]]), "row 1, column offload"),
    (frame(offload=[0.1, 0.2, 0.1]), "row 3: is the same point as row 1"),
    (frame(block=[1, 2]), "at least one lever or uncertainty"),
    (frame(offload=[]), "must have 1 to 1,000,000 rows"),
])  # fmt: skip
def test_a_cell_that_may_not_be_is_refused_by_row_and_column(points: pd.DataFrame, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        Design("table", rows=points)
    assert message in str(refused.value)
