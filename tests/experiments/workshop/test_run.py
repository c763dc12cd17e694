"""Starting the workshop: what the command line asks for, and what is refused before anything runs."""

import socket

import pytest

from experiments.workshop.run import Wish, serve, wish
from sim.errors import BadInput, UnknownName


def test_a_scenario_sets_side_a_and_a_story_its_chapter() -> None:
    made = wish("s4_offload_funded", "2", 9, lan=False)
    assert made.setup.start == {"A": {"offload": 0.8, "fund_follow": 1.0}}
    assert made.setup.seed == 9
    assert made.chapter == "unfunded"


def test_an_unknown_scenario_or_chapter_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="s4_offload_funded"):
        wish("s4_offload_fundet", None, 1)
    with pytest.raises(UnknownName, match="unfunded"):
        wish(None, "unfundet", 1)


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"--port: {port} cannot be used"):
            serve(Wish(wish(None, None, 1).setup, port=port, browser=False))
