"""The money book: double entry in integer fen; the sum over all accounts never changes.

The only primitive is a transfer. It is refused, and logged as a shortfall, when the source is internal and
its balance (plus its credit line) is smaller than the amount. External accounts stand for the world outside
and may go below zero.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.codes import N_DEPARTMENTS
from sim.errors import BrokenInvariant
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
        n = len(cny)
        fen = np.floor(np.asarray(cny, float) * 100.0 + 0.5).astype(np.int64)
        sources, targets = np.broadcast_to(source, n), np.broadcast_to(target, n)
        moved = [
            self.transfer(int(s), int(t), int(f), tag) if f else 0
            for s, t, f in zip(sources, targets, fen, strict=True)
        ]
        in_cny: NDArray[np.float64] = np.array(moved, float) / 100.0
        return in_cny

    def available(self, account: Array) -> NDArray[np.float64]:
        """Give what can still be paid from accounts, yuan."""
        left: NDArray[np.float64] = np.maximum(self.balance[account] + self.credit[account], 0) / 100.0
        return left

    def moved(self, tag: str) -> NDArray[np.float64]:
        """Give what moved under a tag this week, yuan, by community and (last) street-wide, [C + 1]."""
        return self.flows[self._tag[tag]] / 100.0

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
