"""One workshop for all tests that need a running one."""

from collections.abc import Iterator

import httpx
import pytest

from tests.experiments.workshop.running import Workshop, running


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with running(tmp_path_factory.mktemp("workshop")) as run:
        yield run


@pytest.fixture(scope="session")
def facilitator(workshop: Workshop) -> httpx.Client:
    return workshop.lead()


@pytest.fixture(scope="session")
def guest(workshop: Workshop) -> httpx.Client:
    return workshop.enter()
