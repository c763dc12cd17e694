"""The money book: double entry in integer fen; the sum over all accounts never changes.

The only primitive is a transfer. It is refused, and logged as a shortfall, when the source is internal and
its balance (plus its credit line) is smaller than the amount. External accounts stand for the world outside
and may go below zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_DEPARTMENTS
from sim.errors import BrokenInvariant
from sim.jit import kernel
from sim.table import Array

Fen = NDArray[np.int64]

COUNTY, STREET, HOUSEHOLDS, CHARITY, UNITS, WAGES, MARKET, LEAK, STATION = range(9)
EXTERNAL = (COUNTY, HOUSEHOLDS, CHARITY, UNITS, WAGES, MARKET, LEAK)
_FIXED = ("county", "street", "households", "charity", "units", "wages", "market", "leak", "station")
_COMMUNITY = ("untied", "tied", "task", "company", "owners", "collective", "foundation")
N_SOCIAL_ACCOUNTS = 64

TAGS = (
    "opening",
    "base_fund",
    "street_fund",
    "department_fund",
    "task_money",
    "temp_wages",
    "regular_wages",
    "running_costs",
    "facility_costs",
    "own_purchase",
    "service_purchase",
    "contract",
    "core_grant",
    "outside_purchase",
    "gift",
    "charity",
    "collective",
    "owners_income",
    "space_income",
    "property_fee",
    "property_cost",
    "decision",
    "budgeting",
    "transfer_powers",
    "staff_cost",
    "lever_cost",
    "leak",
    "passed_on",
    "earnings",
    "grant",
    "works",
    "closing",
)


class Ledger:
    """All accounts of one street and what moved between them.

    Attributes:
        balance: balances, fen, int64, [accounts].
        flows: amounts moved since :meth:`open_week` by tag and community (last column: street-wide), fen.
        shortfalls: number and fen of refused transfers since the start.
    """

    def __init__(self, n_communities: int) -> None:
        self.n_communities = n_communities
        self.departments = np.arange(len(_FIXED), len(_FIXED) + N_DEPARTMENTS)
        start = len(_FIXED) + N_DEPARTMENTS
        blocks = {}
        for k, name in enumerate(_COMMUNITY):
            blocks[name] = start + k * n_communities + np.arange(n_communities)
        self.untied, self.tied, self.task = blocks["untied"], blocks["tied"], blocks["task"]
        self.company, self.owners = blocks["company"], blocks["owners"]
        self.collective, self.foundation = blocks["collective"], blocks["foundation"]
        start += len(_COMMUNITY) * n_communities
        self.social = np.arange(start, start + N_SOCIAL_ACCOUNTS)
        n = start + N_SOCIAL_ACCOUNTS
        self.balance: Fen = np.zeros(n, np.int64)
        self.credit: Fen = np.zeros(n, np.int64)
        self.external = np.zeros(n, bool)
        self.external[list(EXTERNAL)] = True
        self.community = np.full(n, n_communities)
        for block in blocks.values():
            self.community[block] = np.arange(n_communities)
        self.flows: Fen = np.zeros((len(TAGS), n_communities + 1), np.int64)
        self.shortfalls = np.zeros(2, np.int64)
        self._tag = {tag: k for k, tag in enumerate(TAGS)}
        self._book = (self.balance, self.credit, self.external, self.community, self.flows, self.shortfalls)
        self._alone = np.arange(n)[:, None]

    def open_week(self) -> None:
        """Start the week's flows at zero."""
        self.flows[:] = 0

    def cny(self, account: int) -> float:
        """Give a balance in yuan."""
        return float(self.balance[account]) / 100.0

    def transfer(self, source: int, target: int, fen: int, tag: str) -> int:
        """Move an amount from one account to another.

        Args:
            source: account paid from.
            target: account paid to; not the source.
            fen: amount, fen, not negative.
            tag: what it is for, one of TAGS.

        Returns: the amount moved: all of it, or 0 if refused.

        Raises:
            BrokenInvariant: the amount is negative or source and target are one account.
        """
        fen = int(fen)
        if fen < 0 or source == target:
            raise BrokenInvariant(
                f"a transfer must move an amount of at least 0 fen between two accounts; got {fen} from "
                f"{source} to {target} ({tag}). Check the process that asked for it."
            )
        if not self.external[source] and self.balance[source] + self.credit[source] < fen:
            self.shortfalls += (1, fen)
            return 0
        self.balance[source] -= fen
        self.balance[target] += fen
        community = min(self.community[source], self.community[target])
        self.flows[self._tag[tag], community] += fen
        return fen

    def transfer_each(
        self, source: Array | int, target: Array | int, cny: Array, tag: str
    ) -> NDArray[np.float64]:
        """Move an amount for each community; see :meth:`transfer`.

        Args:
            source: account for each community, or one for all.
            target: account for each community, or one for all.
            cny: amounts, yuan, [C].
            tag: what it is for.

        Returns: amounts moved, yuan, [C].
        """
        moved = np.zeros(len(cny))
        sources = source if isinstance(source, np.ndarray) else self._alone[source]
        targets = target if isinstance(target, np.ndarray) else self._alone[target]
        wrong = _transfer_each(*self._book, self._tag[tag], sources, targets, cny, moved)
        if wrong >= 0:
            raise _no_transfer(cny[wrong], tag)
        return moved

    def spend_each(
        self, source: Array | int, cny: Array, lost: Array, tag: str
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Spend an amount for each community on the market; a share of what is spent leaks.

        Args:
            source: account for each community, or one for all.
            cny: amounts, yuan, [C].
            lost: share of each amount that leaks, [C].
            tag: what the rest is for.

        Returns: amounts that bought something and amounts that leaked, yuan, [C] each.
        """
        bought, leaked = np.zeros((2, len(cny)))
        sources = source if isinstance(source, np.ndarray) else self._alone[source]
        wrong = _spend_each(
            *self._book, self._tag[tag], self._tag["leak"], sources, self._alone[MARKET], self._alone[LEAK],
            cny, lost, bought, leaked,
        )  # fmt: skip
        if wrong >= 0:
            raise _no_transfer(cny[wrong], tag)
        return bought, leaked

    def transfer_table(self, sources: Array, targets: Array, cny: Array, tag: str) -> NDArray[np.float64]:
        """Move an amount from each of several internal accounts to each of several others.

        What a source cannot pay is missing in equal proportion at all its targets and is logged as one
        shortfall.

        Args:
            sources: accounts paid from, each once, [n].
            targets: accounts paid to, each once, none of them a source, [m].
            cny: amounts, yuan, not negative, [n, m].
            tag: what it is for.

        Returns: amounts moved, yuan, [n, m].
        """
        moved = np.zeros(np.shape(cny))
        _transfer_table(
            self.balance, self.credit, self.community, self.flows[self._tag[tag]], self.shortfalls,
            np.asarray(sources), np.asarray(targets), np.asarray(cny, np.float64), moved,
        )  # fmt: skip
        return moved

    def available(self, account: Array) -> NDArray[np.float64]:
        """Give what can still be paid from accounts, yuan."""
        left = np.empty(len(account))
        _find_available(left, account, self.balance, self.credit)
        return left

    def moved(self, tag: str) -> NDArray[np.float64]:
        """Give what moved under a tag this week, yuan, by community and (last) street-wide, [C + 1]."""
        yuan: NDArray[np.float64] = self.flows[self._tag[tag]] / 100.0
        return yuan

    def moved_by_street(self, tag: str) -> float:
        """Give what moved under a tag this week and belongs to no community, yuan."""
        return float(self.flows[self._tag[tag], -1]) / 100.0

    def check(self) -> None:
        """Hold the invariants of the book.

        Raises:
            BrokenInvariant: the accounts do not sum to zero, or an internal one is below its credit line.
        """
        total = int(self.balance.sum())
        if total != 0:
            raise BrokenInvariant(f"the accounts must sum to 0 fen; got {total}. Money was made or lost.")
        low = np.flatnonzero(~self.external & (self.balance + self.credit < 0))
        if low.size:
            raise BrokenInvariant(
                f"internal accounts must not fall below their credit line; got {self.balance[low[0]]} fen "
                f"in account {low[0]}. Check the transfers of this week."
            )

    def arrays(self) -> dict[str, Array]:
        """Give the state of the book by name."""
        return {
            "balance": self.balance,
            "credit": self.credit,
            "flows": self.flows,
            "shortfalls": self.shortfalls,
        }

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Put a saved state back."""
        for name, saved in arrays.items():
            getattr(self, name)[:] = saved


def _no_transfer(cny: float, tag: str) -> BrokenInvariant:
    return BrokenInvariant(
        f"a transfer must move an amount of at least 0 yuan between two accounts; got {cny} ({tag}). "
        "Check the process that asked for it."
    )


@kernel
def _find_available(left, accounts, balance, credit):  # type: ignore[no-untyped-def]
    for k in range(accounts.shape[0]):
        left[k] = max(balance[accounts[k]] + credit[accounts[k]], 0) / 100.0


@kernel
def _transfer_each(  # type: ignore[no-untyped-def]
    balance, credit, external, community, flows, shortfalls, tag, sources, targets, cny, moved
):
    """Make one transfer after another; give the first that is no transfer at all, -1 if none."""
    for i in range(cny.shape[0]):
        source, target = sources[i % sources.shape[0]], targets[i % targets.shape[0]]
        fen = math.floor(cny[i] * 100.0 + 0.5)
        if fen == 0:
            continue
        if fen < 0 or source == target:
            return i
        if not external[source] and balance[source] + credit[source] < fen:
            shortfalls[0] += 1
            shortfalls[1] += fen
            continue
        balance[source] -= fen
        balance[target] += fen
        flows[tag, min(community[source], community[target])] += fen
        moved[i] = fen / 100.0
    return -1


@kernel
def _spend_each(  # type: ignore[no-untyped-def]
    balance, credit, external, community, flows, shortfalls, tag, leak_tag, sources, market, leak, cny, lost,
    bought, leaked,
):  # fmt: skip
    """Buy for all first; then let a share leak of what was really spent."""
    amounts = np.empty(cny.shape[0])
    for i in range(cny.shape[0]):
        amounts[i] = cny[i] * (1.0 - lost[i])
    wrong = _transfer_each(
        balance, credit, external, community, flows, shortfalls, tag, sources, market, amounts, bought
    )
    if wrong >= 0:
        return wrong
    for i in range(cny.shape[0]):
        amounts[i] = cny[i] * lost[i] if bought[i] > 0.0 else 0.0
    return _transfer_each(
        balance, credit, external, community, flows, shortfalls, leak_tag, sources, leak, amounts, leaked
    )


@kernel
def _transfer_table(  # type: ignore[no-untyped-def]
    balance, credit, community, flows, shortfalls, sources, targets, cny, moved
):
    """Pay a table of amounts row by row; a source short of cash pays every target the same share."""
    for i in range(sources.shape[0]):
        source = sources[i]
        asked = 0
        for j in range(targets.shape[0]):
            asked += math.floor(cny[i, j] * 100.0 + 0.5)
        able = max(balance[source] + credit[source], 0)
        share = 1.0 if asked <= able else float(able) / float(asked)
        paid = 0
        for j in range(targets.shape[0]):
            fen = math.floor(math.floor(cny[i, j] * 100.0 + 0.5) * share)
            balance[source] -= fen
            balance[targets[j]] += fen
            flows[min(community[source], community[targets[j]])] += fen
            moved[i, j] = fen / 100.0
            paid += fen
        if share < 1.0:
            shortfalls[0] += 1
            shortfalls[1] += asked - paid
