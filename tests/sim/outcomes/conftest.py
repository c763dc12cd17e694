"""Streets made by hand for the tests of indicators."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.outcomes import equity
from tests.handmade import HandmadeStreet, met_quality


@pytest.fixture
def street() -> Callable[..., HandmadeStreet]:
    """Make a street by hand."""
    return HandmadeStreet


@pytest.fixture(autouse=True)
def _quality_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test write the service quality that adults meet."""
    monkeypatch.setattr(equity, "resident_quality", met_quality)
