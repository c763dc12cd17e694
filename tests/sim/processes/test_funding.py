"""Money: where it comes from, what it may be spent on, and that it cannot make hours by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ledger import COUNTY, MARKET, STREET
from sim.model import Street
from sim.processes import funding
from sim.processes.linkage import unit_gifts
from sim.scenario import Plan
from tests.sim.processes.offices import IN_FORCE, offices, run

EVERYWHERE = ("OLD", "CHE", "DAN", "URV", "VTC", "RUR", "REL", "BOR", "FAR")
SHARES = st.floats(0, 1)
YEAR_START = 104
"""The week before a budget week, with levers in force."""


def paid(street: Street, tag: str) -> float:
    return float(street.record.money(tag).sum())


RULES = ("fund_follow", "autonomy", "resource_symmetry", "pb_share", "outside_purchase")


@settings(max_examples=12, deadline=None)
@given(
    rules=st.fixed_dictionaries(dict.fromkeys(RULES, SHARES)),
    base_fund=st.floats(5, 60),
    foundation=st.booleans(),
    temp_delay=st.integers(0, 12),
)
def test_the_books_balance_whatever_the_rules_of_money(
    rules: dict[str, float], base_fund: float, foundation: bool, temp_delay: int
) -> None:
    money = {"base_fund": base_fund, "foundation": foundation, "temp_delay": temp_delay}
    street = run(offices("VTC", "BOR", **rules, **money), 30)
    street.check()
    assert (street.ledger.balance[street.ledger.untied] >= 0).all()


@settings(max_examples=12, deadline=None)
@given(SHARES, st.floats(0.2, 1), st.integers(0, 12), st.integers(1, 50))
def test_paid_hours_of_temporary_staff_cost_what_was_spent_on_them(
    follow: float, offload: float, delay: int, seed: int
) -> None:
    street = run(offices("REL", seed=seed, fund_follow=follow, offload=offload, temp_delay=delay), 30)
    spent, hours = paid(street, "temp_wages"), street.record["temp_paid_hours"].sum()
    assert hours * 30.0 == pytest.approx(spent, abs=1e-6)
    np.testing.assert_allclose(street.record["temp_hours"], 0.8 * street.record["temp_paid_hours"])
    assert spent <= paid(street, "task_money") + 1e-9


def test_without_money_that_follows_there_is_no_temporary_staff() -> None:
    street = run(offices(fund_follow=0.0), 20)
    assert not street.record["temp_paid_hours"].any()
    assert paid(street, "task_money") == 0.0


def test_money_that_follows_buys_more_hours_the_more_follows() -> None:
    hours = [run(offices(fund_follow=f), 40).record["temp_paid_hours"].sum() for f in (0.0, 0.3, 0.6, 1.0)]
    assert hours == sorted(hours)
    assert hours[0] < hours[-1]


def test_every_hour_passed_down_brings_its_money() -> None:
    """30 yuan x share, for assisted and off-list hours that no price was paid for."""
    street = run(offices(fund_follow=0.6), 2)
    passed = street.world.departments.passed.sum()
    moved = street.record.money("task_money")[-1].sum()
    assert moved == pytest.approx(0.6 * 30.0 * passed, abs=0.08)
    assert street.ledger.shortfalls[0] == 0


def test_temporary_staff_comes_after_its_delay_and_up_to_half_the_posts() -> None:
    street = offices("OLD", fund_follow=0.0, temp_delay=4)
    ledger = street.ledger
    run(street)
    ledger.transfer_each(COUNTY, ledger.task, np.array([6_000.0]), "opening")
    weeks = [run(street).world.flows.temp_paid_hours[0] for _ in range(8)]
    cap = 0.5 * 40 * street.world.communities.posts[0]
    assert weeks == pytest.approx([0, 0, 0, 0, cap, cap, 200 - 2 * cap, 0])


def test_task_money_above_the_cap_stays() -> None:
    street = run(offices("OLD", fund_follow=0.0))
    street.ledger.transfer_each(COUNTY, street.ledger.task, np.array([90_000.0]), "opening")
    run(street, 20)
    assert street.world.flows.temp_paid_hours[0] == pytest.approx(
        0.5 * 40 * street.world.communities.posts[0]
    )
    assert street.ledger.balance[street.ledger.task[0]] > 0


def test_departments_get_what_last_years_hours_will_cost() -> None:
    """1.1 x share x 30 yuan x hours of the year before, and the price of blocked hours to be bought."""
    street = offices("OLD", "RUR", week=YEAR_START, fund_follow=0.5, outside_purchase=0.4, access_gate=1.0)
    d = street.world.departments
    d.passed_year[:], d.blocked_year[:] = 100.0, 20.0
    street.ledger.balance[street.ledger.departments] = 0
    run(street)
    expected = 1.1 * (0.5 * 30 * 200.0 + 0.4 * 55 * 40.0)
    got = street.record.money("department_fund")[-1].sum()
    assert got == pytest.approx(8 * expected, rel=0.02)


def test_a_year_of_per_head_money() -> None:
    """48 yuan a head from the county; 25 of it for operating, of which a fifth is untied."""
    street = run(offices("OLD", week=YEAR_START), 52)
    residents = 2750.0
    assert paid(street, "street_fund") == pytest.approx(48 * residents)
    operating = street.record.money("base_fund")[:, 0]
    assert operating[0] == pytest.approx(25 * residents)
    assert not operating[1:].any()
    assert paid(street, "running_costs") == pytest.approx(0.8 * 25 * residents, rel=0.05)


def test_running_costs_spend_the_tied_money_evenly_over_the_year() -> None:
    street = run(offices("OLD", week=YEAR_START), 52)
    spent = street.record.money("running_costs")[:, 0]
    weeks = np.flatnonzero(spent)
    assert weeks.tolist() == list(range(3, 52, 4))
    np.testing.assert_allclose(spent[weeks], spent[3], rtol=1e-3)
    assert street.ledger.balance[street.ledger.tied[0]] < 100


def test_a_rise_within_the_year_is_paid_for_the_rest_of_it() -> None:
    """50 yuan from week 79 on (half of the year): 25 for the whole year and 25 for its second half."""
    street = offices("OLD", week=52, base_fund=Plan(50.0, start_w=26, ramp_w=1))
    run(street, 52)
    first, later = (
        street.record.money("base_fund")[:26, 0].sum(),
        street.record.money("base_fund")[26:, 0].sum(),
    )
    assert first == pytest.approx(25 * 2750)
    assert later == pytest.approx(25 * 2750 * 26 / 52, rel=0.01)


def test_the_tilt_favours_rural_places_and_keeps_the_sum() -> None:
    level, tilted = (run(offices(*EVERYWHERE, week=YEAR_START, equalisation=e)) for e in (0.0, 1.0))
    money = [s.record.money("base_fund")[-1, :9] / s.world.communities.residents for s in (level, tilted)]
    residents = level.world.communities.residents
    assert (money[0] @ residents) == pytest.approx(money[1] @ residents)
    np.testing.assert_allclose(money[0], 25.0, rtol=0.01)
    poor, old = money[1][EVERYWHERE.index("BOR")], money[1][EVERYWHERE.index("OLD")]
    assert poor / old == pytest.approx(1.5, abs=0.02)


def test_the_street_buys_hours_at_the_price_less_what_leaks() -> None:
    """(10 + 2) yuan a head and year; 5 % x (1 - .8 x .3 - .2 x .3) x (1 - .3) leaks."""
    street = run(offices("OLD", week=YEAR_START), 2)
    lost = 0.05 * (1 - 0.8 * 0.3 - 0.2 * 0.3) * 0.7
    assert funding.leak_share(street, "purchases")[0] == pytest.approx(lost)
    weekly = 12.0 * 2750 / 52
    bought = street.world.communities.bought_hours[0] - street.world.communities.own_bought[0]
    assert bought == pytest.approx(weekly * (1 - lost) / 55.0, rel=1e-3)


@pytest.mark.parametrize("fund", ["svc_fund", "prov_support"])
def test_service_money_buys_hours(fund: str) -> None:
    little, much = (run(offices(week=YEAR_START, **{fund: f}), 3) for f in (0.0, 20.0))
    assert much.world.communities.bought_hours[0] > little.world.communities.bought_hours[0]


@pytest.mark.parametrize(
    ("of", "lever"),
    [
        ("purchases", "fund_superv"),
        ("committee", "rsc_active"),
        ("purchases", "integrity"),
        ("committee", "integrity"),
        ("committee", "anti_gang"),
        ("purchases", "disclosure"),
    ],
)
def test_oversight_stops_leaks(of: str, lever: str) -> None:
    plain, watched = run(offices()), run(offices(**{lever: 1.0}))
    watched.world.communities.dual_office[:] = plain.world.communities.dual_office
    assert funding.leak_share(watched, of)[0] < funding.leak_share(plain, of)[0]


def test_one_head_leaks_more_unless_someone_watches() -> None:
    plain, watched = run(offices()), run(offices(rsc_active=1.0))
    leaks = []
    for street in (plain, watched):
        for dual in (0.0, 1.0):
            street.world.communities.dual_office[:] = dual
            leaks.append(float(funding.leak_share(street, "committee")[0]))
    assert leaks[1] == pytest.approx(leaks[0] * (1 + 0.3 * 0.4 * 0.7) / (1 - 0.3 * 0.6 * 0.7))
    assert leaks[3] == pytest.approx(leaks[2])


def test_what_leaks_is_counted() -> None:
    street = run(offices("VTC", week=YEAR_START), 52)
    assert street.record["leak"].sum() == pytest.approx(paid(street, "leak"))
    assert street.record["leak"].sum() > 0.0


def test_untied_money_buys_services_that_staff_then_need_not_provide() -> None:
    poor, rich = offices(week=YEAR_START), offices(week=YEAR_START)
    for street in (poor, rich):
        run(street)
    rich.ledger.transfer_each(COUNTY, rich.ledger.untied, np.array([50_000.0]), "opening")
    for street in (poor, rich):
        run(street)
    c = rich.world.communities
    assert c.own_bought[0] > poor.world.communities.own_bought[0]
    relief = poor.world.communities.need[0, 2] - c.need[0, 2]
    assert relief == pytest.approx(c.own_bought[0] - poor.world.communities.own_bought[0])


def test_money_residents_vote_on_is_not_spent_by_the_committee() -> None:
    committee, residents = (run(offices("VTC", week=YEAR_START, pb_share=s), 30) for s in (0.0, 1.0))
    assert paid(residents, "own_purchase") == 0.0
    assert paid(committee, "own_purchase") > 0.0


@pytest.mark.parametrize(
    "levers", [{"autonomy": 0.8}, {"pooling": 1.0}, {"resource_symmetry": 1.0}, {"space_use": 1.0}]
)
def test_levers_that_untie_income(levers: dict[str, float]) -> None:
    shares = []
    for chosen in ({}, levers):
        record = run(offices("RUR", week=YEAR_START, **chosen), 52).record
        shares.append(record["income_untied"].sum() / record["income"].sum())
    assert shares[0] < shares[1]


def test_money_moves_down_with_duties() -> None:
    """.3 x (1 - .1) x offload .5 of the service money goes to the committee instead."""
    street = run(offices(week=YEAR_START, resource_symmetry=1.0), 4)
    weekly = 12.0 * 2750 / 52
    moved = street.record.money("transfer_powers")[:, 0]
    np.testing.assert_allclose(moved, 0.3 * 0.9 * 0.5 * weekly, atol=0.01)
    plain = run(offices(week=YEAR_START), 4)
    assert street.record.money("service_purchase").sum() < plain.record.money("service_purchase").sum()


@pytest.mark.parametrize(
    ("kind", "floor", "income"), [("BOR", 40.0, 40.0), ("BOR", 0.0, 10.0), ("VTC", 40.0, 80.0)]
)
def test_collective_income_has_a_floor(kind: str, floor: float, income: float) -> None:
    street = run(offices(kind, week=YEAR_START, coll_income=floor), 52)
    residents = street.world.communities.residents[0]
    assert paid(street, "earnings") == pytest.approx(income * residents, rel=1e-4)


def test_units_give_by_their_ties() -> None:
    street = run(offices("DAN", week=YEAR_START), 52)
    assert paid(street, "gift") == pytest.approx(unit_gifts(street).sum(), rel=0.01)


def test_donations_go_where_belonging_and_ease_are_high() -> None:
    """.5 yuan a head x (belonging + trust) x ease x (1 + .5 x relief)."""
    street = run(offices("CHE", "BOR", week=YEAR_START), 52)
    residents, c = street.world.residents, street.world.communities
    expected = 0.0
    for place, ease in ((0, 1.3), (1, 0.7)):
        here = residents.community == place
        warmth = residents.belonging[here].mean() + residents.trust[here, 3].mean()
        present = street.world.organisations.presence[: street.world.organisations.n, place].any()
        expected += present * 0.5 * c.residents[place] * warmth * ease * 1.05
    assert paid(street, "charity") == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("levers", [{"charity": 5.0}, {"tax_relief": 1.0}, {"publicity": 1.0}])
def test_levers_that_raise_donations(levers: dict[str, float]) -> None:
    plain, more = run(offices(week=YEAR_START), 8), run(offices(week=YEAR_START, **levers), 8)
    assert paid(more, "charity") > paid(plain, "charity") > 0.0


def test_a_foundation_takes_in_more_and_grants_it_over_time() -> None:
    plain, founded = run(offices(week=YEAR_START), 8), run(offices(week=YEAR_START, foundation=True), 8)
    assert paid(founded, "charity") == pytest.approx(1.2 * paid(plain, "charity"), rel=1e-3)
    kept = founded.ledger.balance[founded.ledger.foundation].sum() / 100.0
    assert paid(founded, "grant") + kept == pytest.approx(paid(founded, "charity"))
    # A quarter of the first gift at once, then a quarter of what is there.
    first = paid(founded, "charity") / 2
    assert paid(founded, "grant") == pytest.approx(first * (0.25 + 0.25 * 1.75), rel=1e-3)


def test_owners_get_the_common_income_and_a_company_where_they_have_no_committee() -> None:
    street = offices("CHE", week=YEAR_START)
    estates = street.world.estates
    estates.mode[:], estates.owners_committee[:] = 2, False
    estates.owners_committee[0] = True
    run(street, 52)
    homes = street.world.households.estate
    owners = 30.0 * (homes == 0).sum()
    assert street.ledger.balance[street.ledger.owners[0]] / 100.0 == pytest.approx(owners, rel=1e-3)
    assert paid(street, "owners_income") == pytest.approx(30.0 * (homes >= 0).sum(), rel=1e-3)


def test_wages_are_paid_for_filled_posts_only() -> None:
    """66,000 yuan a post and 110,000 a social worker; a closed gap adds 18,000 a post."""
    for levers, post in (({}, 66_000.0), ({"pay": 1.0}, 84_000.0)):
        street = run(offices(**levers))
        posts = street.world.posts
        posts.holder[1] = -1
        run(street)
        station = ((posts.holder[: posts.n] >= 0) & (posts.community[: posts.n] < 0)).sum()
        # The last week was paid for the holders before the vacancy was seen; the next for one fewer.
        before = street.record.money("regular_wages")[-1].sum()
        run(street)
        c = street.world.communities
        assert street.record.money("regular_wages")[-1].sum() <= before
        assert street.record.money("regular_wages")[-1].sum() == pytest.approx(
            (post * 3 + 110_000.0 * station) / 52, abs=post / 52 + 1
        )
        assert c.posts[0] == 4


def test_works_are_paid_by_culture_and_infrastructure_money() -> None:
    street = run(offices(week=YEAR_START, infra_inv=30.0, culture_inv=5.0), 52)
    lost = funding.leak_share(street, "purchases")[0]
    assert paid(street, "works") == pytest.approx(35.0 * 2750 * (1 - lost), rel=1e-3)


def test_a_street_without_cash_buys_nothing() -> None:
    street = run(offices(week=IN_FORCE), 1)
    ledger = street.ledger
    ledger.transfer(STREET, MARKET, int(ledger.balance[STREET]), "works")
    refused = ledger.shortfalls[0]
    run(street)
    assert street.world.communities.bought_hours[0] == street.world.communities.own_bought[0]
    assert ledger.shortfalls[0] > refused


def test_prices_are_as_declared() -> None:
    assert funding.service_price(offices()) == 55.0
    assert funding.untied_share(run(offices(pooling=1.0)))[0] == pytest.approx(0.3)
