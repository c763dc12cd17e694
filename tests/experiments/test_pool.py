"""The pool: results in the order of the jobs, a failed job a row, nothing left running."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from experiments.pool import Failure, Pool

Tick = Callable[[], None]


def double(job: int, tick: Tick) -> int:
    for _ in range(job):
        tick()
    if job == 3:
        raise ValueError("three is not liked")
    return 2 * job


def die(job: int, tick: Tick) -> int:
    if job == 1:
        os._exit(1)
    return job


def linger(job: int, tick: Tick) -> int:
    for _ in range(600):
        time.sleep(0.05)
        tick()
    return job


@pytest.mark.parametrize("workers", [1, 2])
def test_jobs_come_back_in_order_and_a_failed_one_is_a_row(workers: int) -> None:
    ticks: list[int] = []
    found = Pool(double, workers, ticks.append).run([1, 3, 2, 0])
    assert [r if isinstance(r, int) else None for r in found] == [2, None, 4, 0]
    failure = found[1]
    assert isinstance(failure, Failure)
    assert failure.error == "ValueError: three is not liked"
    assert "in double" in failure.trace
    assert sum(ticks) == 6


def test_a_worker_that_dies_is_told_and_does_not_hang() -> None:
    found = Pool(die, 2, lambda _: None).run([1, 2])
    assert isinstance(found[0], Failure)
    assert "a worker process ended" in found[0].error


def test_an_interrupt_stops_the_workers_soon() -> None:
    timer = threading.Timer(2.0, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Pool(linger, 2, lambda _: None).run([1, 2])
    assert time.monotonic() - began < 20
    assert not multiprocessing.active_children()
