"""A street is a real Mesa model: outside clients drive it unchanged."""

import gc
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from sim import catalog
from sim.model import Street

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


def test_its_organisations_are_in_model_agents_by_class() -> None:
    street = Street(communities=("RUR", "OLD"), seed=1, weeks=1)
    kinds = {kind.__name__: len(agents) for kind, agents in street.agents_by_type.items()}
    assert kinds["StreetOffice"] == 1
    assert kinds["Department"] == 8
    assert kinds["PartyBranch"] == kinds["ResidentsCommittee"] == kinds["MediationCommittee"] == 2
    assert len(street.agents) == sum(kinds.values())


def test_a_data_collector_reads_model_and_agents() -> None:
    street = Street(communities=("RUR",), seed=1, weeks=1)
    collector = mesa.DataCollector(
        model_reporters={"open": _open_claims},
        agenttype_reporters={type(street.committees[0]): {"x": _pressure}},
    )
    for _ in range(3):
        street.step()
        collector.collect(street)
    table = collector.get_model_vars_dataframe()
    assert table["open"].tolist() == street.record["open_claims"].sum(axis=1).tolist()
    assert len(collector.get_agenttype_vars_dataframe(type(street.committees[0]))) == 3


def _open_claims(street: Street) -> float:
    return float((street.world.cases.status[: street.world.cases.n] < 9).sum())


def _pressure(committee: Any) -> float:
    return float(committee.pressure)


def test_batch_run_drives_it_by_declared_names() -> None:
    rows = mesa.batch_run(
        Street,
        {"offload": [0.2, 0.8], "communities": [("RUR",)], "weeks": 2, "seed": 3},
        number_processes=1,
        max_steps=60,
        display_progress=False,
    )
    assert len(rows) == 2
    assert {row["offload"] for row in rows} == {0.2, 0.8}
    assert all(row["DIS5"] > 0 and 0 < row["SVC2a"] < 1 for row in rows)


def test_ema_workbench_evaluates_it_through_one_function() -> None:
    ema = pytest.importorskip("ema_workbench")

    def evaluate(offload: float, fund_follow: float) -> dict[str, float]:
        street = Street(communities=("RUR",), seed=1, weeks=2, offload=offload, fund_follow=fund_follow).run()
        return {"load": float(street.record["pressure"][-1].mean())}

    model = ema.Model("shequ", function=evaluate)
    model.levers = [
        ema.RealParameter(d.name, d.low, d.high)
        for d in (catalog.find("offload"), catalog.find("fund_follow"))
    ]
    model.outcomes = [ema.ScalarOutcome("load")]
    experiments, outcomes = ema.perform_experiments(model, policies=3)
    assert len(experiments) == 3
    assert np.isfinite(outcomes["load"]).all()


def test_a_salib_problem_samples_runs_of_it() -> None:
    from SALib.sample import latin

    problem = catalog.salib_problem(["offload", "fund_follow"])
    for row in latin.sample(problem, 2, seed=1):
        values = dict(zip(problem["names"], row, strict=True))
        assert Street(communities=("RUR",), seed=1, weeks=1, **values).run().week == 53


def test_a_street_that_nobody_holds_is_given_back() -> None:
    street = Street(communities=("RUR",), seed=1, weeks=1).run()
    held = weakref.ref(street)
    del street
    gc.collect()
    assert held() is None
