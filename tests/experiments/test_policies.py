"""Which policies a comparison compares, and with what."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.policies import BASELINE, GRID, TODAY, grid_policies, named_policies
from sim.errors import BadInput


def test_the_default_grid_is_26_policies_and_the_baseline_of_today() -> None:
    policies = grid_policies()
    assert len(policies) == 27
    assert policies[0][1].values == {}
    assert policies[0][0].levers == TODAY
    points = {tuple(policy.levers.values()) for policy, _ in policies}
    assert len(points) == 27 == np.prod([len(values) for values in GRID.values()])
    for policy, scenario in policies[1:]:
        assert {**TODAY, **scenario.values} == policy.levers


def test_named_policies_are_compared_with_the_shipped_baseline() -> None:
    names = [policy.name for policy, _ in named_policies(["s3_offload_unfunded", "s4_offload_funded"])]
    assert names == [BASELINE, "s3_offload_unfunded", "s4_offload_funded"]


def test_a_table_of_policies_is_compared_row_by_row(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("name,title_zh,offload,fund_follow\nall,全部下沉,1,0.1\n,,0.2,1\n", "utf-8")
    policies = named_policies(["s3_offload_unfunded", str(table)])
    assert [policy.name for policy, _ in policies] == [BASELINE, "s3_offload_unfunded", "all", "mine 2"]
    assert policies[2][0].title == ("全部下沉", "all")
    assert policies[3][0].title == ("mine第2个方案", "mine, policy 2")
    assert policies[3][1].values == {"offload": 0.2, "fund_follow": 1.0}
    plain = tmp_path / "plain.parquet"
    pd.DataFrame({"offload": [0.3, 0.9]}).to_parquet(plain)
    assert [s.values for _, s in named_policies([str(plain)])[1:]] == [{"offload": 0.3}, {"offload": 0.9}]


def test_policies_are_compared_with_any_scenario() -> None:
    (baseline, start), (policy, scenario) = named_policies(["s4_offload_funded"], "s3_offload_unfunded")
    assert (baseline.name, policy.name) == (BASELINE, "s4_offload_funded")
    assert baseline.title == start.title != scenario.title
    assert start.values == {"offload": 0.8, "fund_follow": 0.0}
    with pytest.raises(BadInput, match="is the baseline itself"):
        named_policies(["s3_offload_unfunded"], "s3_offload_unfunded")
