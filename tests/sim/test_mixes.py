"""Mixes that stand for a place: proportions of its units, people fitted to its census margins."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.archetypes import DEFAULT_STREET, load_archetypes
from sim.errors import OutOfRange, UnknownName
from sim.mixes import Mix, mix, mix_names
from sim.population import build_population

# By hand from the census communiqués of 2020: adults are the 15-59 group less 3 of its 45 years, and the old.
ADULTS = {"kunming": 5_974_188 * 42 / 45 + 1_218_187, "yunnan": 30_933_773 * 42 / 45 + 7_038_030}
OLD = {"kunming": 1_218_187, "yunnan": 7_038_030}
POPULATION = {"kunming": 8_460_088, "yunnan": 47_209_277}
FAMILIES = {"kunming": (7_238_800, 3_004_398), "yunnan": (43_695_762, 15_146_831)}
FLOATING = 375_816_759 / (901_991_162 + 509_787_562)


@pytest.fixture(scope="module", params=["kunming", "yunnan"])
def made(request: pytest.FixtureRequest) -> Mix:
    return mix(str(request.param))


def test_units_are_in_the_published_proportions() -> None:
    kunming = mix("kunming").archetypes
    # 930 villages, 437 former villages and 333 urban communities of 1,700: 11, 5 and 4 of 20.
    assert kunming.count("VTC") == 5
    assert sum(kunming.count(a) for a in ("OLD", "CHE", "DAN", "URV")) == 4
    assert sum(kunming.count(a) for a in ("RUR", "REL", "FAR", "BOR")) == 11
    yunnan = mix("yunnan").archetypes
    assert sum(yunnan.count(a) for a in ("RUR", "REL", "FAR", "BOR")) == 16


def test_people_of_the_built_population_meet_the_census(made: Mix) -> None:
    world = build_population(made, 1).world()
    r, n = world.residents, world.residents.n
    share_old = OLD[made.name] / ADULTS[made.name]
    assert (r.age_group == 2).mean() == pytest.approx(share_old, abs=len(made) / n)
    assert (r.age_group == 0).mean() == pytest.approx((1 - share_old) * 0.40, abs=len(made) / n)
    assert (~r.hukou).mean() == pytest.approx(round(FLOATING, 4), abs=len(made) / n)
    persons, families = FAMILIES[made.name]
    size = persons / families * ADULTS[made.name] / POPULATION[made.name]
    assert n / world.households.n == pytest.approx(size, rel=0.002)


def test_every_margin_has_a_residual_and_fitted_ones_are_met(made: Mix) -> None:
    table = made.table().set_index("margin")
    people = table.loc[
        ["share_18_34", "share_35_59", "share_60_plus", "non_registered_share", "adults_per_household"]
    ]
    assert people.fitted.all()
    assert (people.left.abs() < 1e-6).all()
    assert (people.before / people.target - 1).abs().max() > 0.05
    assert not table.fitted["university_share"]
    assert table.left["residents_per_unit"] < -0.2
    assert np.isfinite(table.left.to_numpy(float)).all()
    # What stands on counts alone keeps its standing; what stands on assumptions says so.
    assert table.standing["village_share"] == "A†"
    assert table.standing["non_registered_share"] == "C"


def test_fitting_keeps_sizes_and_the_order_of_types(made: Mix) -> None:
    types = load_archetypes()
    for p in made:
        assert p.adults == types[p.id].adults
        assert p.norm_mean == types[p.id].norm_mean
    fitted = {p.id: p for p in made}
    for name in ("share_60_plus", "non_hukou_share", "household_size"):
        before = sorted(fitted, key=lambda a: getattr(types[a], name))
        after = [getattr(fitted[a], name) for a in before]
        assert all(b >= a - 0.03 for a, b in pairwise(after)), name


def test_odds_between_communities_stay_as_they_were() -> None:
    made, types = {p.id: p for p in mix("kunming")}, load_archetypes()

    def odds(p: object) -> float:
        share = float(getattr(p, "non_hukou_share"))  # noqa: B009 - either kind of object
        return share / (1 - share)

    # Raking multiplies cells: age shifts the totals a little, the ratio between two types hardly.
    before = odds(types["URV"]) / odds(types["RUR"])
    assert odds(made["URV"]) / odds(made["RUR"]) == pytest.approx(before, rel=0.15)


def test_the_default_mix_is_the_default_street() -> None:
    default = mix("default")
    assert default.archetypes == DEFAULT_STREET
    assert list(default) == list(load_archetypes().values())
    assert build_population(default, 1) is build_population(DEFAULT_STREET, 1)
    assert mix_names() == ("default", "kunming", "yunnan")


def test_a_mix_of_another_size_keeps_the_proportions() -> None:
    nine = mix("kunming", 9)
    assert len(nine) == 9
    assert nine.archetypes.count("VTC") == 2
    assert abs(nine.table().set_index("margin").left["share_60_plus"]) < 1e-6
    assert len(mix("yunnan", 1)) == 1


def test_an_unknown_mix_and_an_impossible_size_are_refused() -> None:
    with pytest.raises(UnknownName, match=r"mix 'kunmin' is not known\. Did you mean 'kunming'\?"):
        mix("kunmin")
    for n in (0, 25, True, 2.5):
        with pytest.raises(OutOfRange, match="communities must be a whole number from 1 to 24"):
            mix("kunming", n)  # type: ignore[arg-type]
