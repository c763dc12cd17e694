"""Tests that kill processes or start a cluster take long: they count as slow."""

import pytest

LONG = ("test_kills", "test_dask", "test_same_bytes", "test_engine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in LONG and item.path.parent.name == "sweep":
            item.add_marker(pytest.mark.slow)
