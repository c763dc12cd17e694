"""What several of the tests of sweeps need."""

from collections.abc import Iterator

import pytest

from experiments.manifest import RANDOM_SCHEME, catalogue_hash, version
from experiments.sweep import store


@pytest.fixture(scope="module")
def short_manifest() -> Iterator[None]:
    """Say little of the environment: listing every package takes longer than all the rest."""
    told = {"shequ": version(), "catalogue": catalogue_hash(), "random": RANDOM_SCHEME}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "environment", lambda: told)
        yield
