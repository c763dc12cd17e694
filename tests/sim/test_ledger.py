"""The money book: nothing is made or lost, and nobody spends what is not there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import BrokenInvariant
from sim.ledger import COUNTY, LEAK, MARKET, STREET, TAGS, WAGES, Ledger

N = 3
Move = tuple[int, int, int, str]
ACCOUNTS = st.integers(0, len(Ledger(N).balance) - 1)
MOVES = st.lists(st.tuples(ACCOUNTS, ACCOUNTS, st.integers(0, 10**9), st.sampled_from(TAGS)), max_size=60)


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_accounts_sum_to_zero_and_internal_ones_keep_their_credit_line(
    moves: list[tuple[int, int, int, str]],
) -> None:
    ledger = Ledger(N)
    ledger.credit[ledger.social] = 5_000
    for source, target, fen, tag in moves:
        if source != target:
            assert ledger.transfer(source, target, fen, tag) in (0, fen)
        ledger.check()
    assert ledger.flows.sum() + ledger.shortfalls[1] == sum(f for s, t, f, _ in moves if s != t)


def test_a_transfer_beyond_the_balance_is_refused_and_logged() -> None:
    ledger = Ledger(N)
    ledger.transfer(COUNTY, STREET, 100, "street_fund")
    assert ledger.transfer(STREET, MARKET, 101, "works") == 0
    assert ledger.transfer(STREET, MARKET, 100, "works") == 100
    assert ledger.shortfalls.tolist() == [1, 101]
    assert ledger.cny(STREET) == 0.0


def test_credit_lets_an_account_go_below_zero_down_to_its_line() -> None:
    ledger = Ledger(N)
    company = int(ledger.company[0])
    ledger.credit[company] = 50
    assert ledger.transfer(company, WAGES, 50, "staff_cost") == 50
    assert ledger.transfer(company, WAGES, 1, "staff_cost") == 0


@pytest.mark.parametrize(("source", "target", "fen"), [(STREET, STREET, 1), (COUNTY, STREET, -1)])
def test_a_transfer_that_is_none_is_an_error(source: int, target: int, fen: int) -> None:
    with pytest.raises(BrokenInvariant, match="between two accounts"):
        Ledger(N).transfer(source, target, fen, "leak")
    with pytest.raises(BrokenInvariant, match="between two accounts"):
        Ledger(N).transfer_each(source, target, np.array([fen / 100.0]), "leak")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=N, max_size=N),
    st.lists(st.floats(0, 1e6), min_size=N, max_size=N),
    st.booleans(),
)
def test_many_transfers_at_once_are_the_same_as_one_after_another(
    cash: list[float], wanted: list[float], from_street: bool
) -> None:
    whole, single = Ledger(N), Ledger(N)
    for ledger in (whole, single):
        ledger.transfer_each(COUNTY, ledger.untied, np.array(cash), "base_fund")
        ledger.transfer(COUNTY, STREET, round(100 * sum(cash)), "street_fund")
    sources = STREET if from_street else whole.untied
    moved = whole.transfer_each(sources, MARKET, np.array(wanted), "own_purchase")
    for c in range(N):
        source = STREET if from_street else int(single.untied[c])
        fen = int(np.floor(wanted[c] * 100.0 + 0.5))
        assert single.transfer(source, MARKET, fen, "own_purchase") == round(100 * moved[c])
    for name, array in whole.arrays().items():
        np.testing.assert_array_equal(array, single.arrays()[name], name)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=N, max_size=N),
    st.lists(st.floats(0, 1), min_size=N, max_size=N),
    st.booleans(),
)
def test_spending_buys_for_all_and_then_leaks_a_share_of_what_was_spent(
    wanted: list[float], lost: list[float], from_street: bool
) -> None:
    once, twice = Ledger(N), Ledger(N)
    for ledger in (once, twice):
        ledger.transfer_each(COUNTY, ledger.untied, np.full(N, 500_000.0), "base_fund")
        ledger.transfer(COUNTY, STREET, 60_000_000, "street_fund")
    money, share = np.array(wanted), np.array(lost)
    bought, leaked = once.spend_each(STREET if from_street else once.untied, money, share, "works")
    source = STREET if from_street else twice.untied
    paid = twice.transfer_each(source, MARKET, money * (1.0 - share), "works")
    gone = twice.transfer_each(source, LEAK, np.where(paid > 0.0, money * share, 0.0), "leak")
    assert np.array_equal(bought, paid)
    assert np.array_equal(leaked, gone)
    for name, array in once.arrays().items():
        np.testing.assert_array_equal(array, twice.arrays()[name], name)


def test_spending_less_than_nothing_is_an_error() -> None:
    with pytest.raises(BrokenInvariant, match="at least 0 yuan"):
        Ledger(N).spend_each(COUNTY, np.array([-1.0, 0.0, 0.0]), np.zeros(N), "works")


def test_what_belongs_to_no_community_moved_by_the_street() -> None:
    ledger = Ledger(N)
    ledger.transfer(COUNTY, STREET, 100, "street_fund")
    ledger.transfer(COUNTY, int(ledger.untied[0]), 50, "street_fund")
    assert ledger.moved_by_street("street_fund") == ledger.moved("street_fund")[N] == 1.0


def test_a_table_pays_every_target_the_same_share_of_what_is_there() -> None:
    ledger = Ledger(N)
    ledger.transfer(COUNTY, int(ledger.departments[0]), 6_000, "department_fund")
    wanted = np.array([[10.0, 20.0, 90.0], [1.0, 0.0, 0.0]])
    moved = ledger.transfer_table(ledger.departments[:2], ledger.task, wanted, "task_money")
    np.testing.assert_allclose(moved, [[5.0, 10.0, 45.0], [0.0, 0.0, 0.0]])
    assert ledger.shortfalls.tolist() == [2, 6_000 + 100]
    np.testing.assert_array_equal(ledger.moved("task_money"), [5.0, 10.0, 45.0, 0.0])
    ledger.check()


def test_asking_for_nothing_is_no_shortfall() -> None:
    ledger = Ledger(N)
    ledger.transfer_table(ledger.departments, ledger.task, np.zeros((8, N)), "task_money")
    ledger.transfer_each(ledger.untied, MARKET, np.zeros(N), "own_purchase")
    assert ledger.shortfalls.tolist() == [0, 0]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**7), st.lists(st.floats(0, 1e5), min_size=N, max_size=N))
def test_a_table_never_overdraws(cash: int, wanted: list[float]) -> None:
    ledger = Ledger(N)
    ledger.transfer(COUNTY, int(ledger.departments[0]), cash, "department_fund")
    moved = ledger.transfer_table(ledger.departments[:1], ledger.task, np.array([wanted]), "task_money")
    ledger.check()
    asked = np.floor(np.array(wanted) * 100.0 + 0.5).sum()
    assert round(100 * moved.sum()) <= min(cash, asked)
    assert round(100 * moved.sum()) >= min(cash, asked) - N


def test_flows_are_booked_by_tag_and_community() -> None:
    ledger = Ledger(N)
    ledger.transfer_each(COUNTY, ledger.untied, np.array([1.0, 2.0, 3.0]), "base_fund")
    ledger.transfer_each(ledger.untied, LEAK, np.array([0.5, 0.0, 0.25]), "leak")
    np.testing.assert_array_equal(ledger.moved("base_fund"), [1.0, 2.0, 3.0, 0.0])
    np.testing.assert_array_equal(ledger.moved("leak"), [0.5, 0.0, 0.25, 0.0])
    ledger.open_week()
    assert not ledger.flows.any()
    np.testing.assert_array_equal(ledger.available(ledger.untied), [0.5, 2.0, 2.75])
