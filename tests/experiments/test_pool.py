"""The pool: results in the order of the jobs, a failed job a row, nothing left running."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.pool import Failure, Pool, Tick
from experiments.processes import Death, Processes, processes

TOP = Path(__file__).parents[2]


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


def die_once(job: Path, tick: Tick) -> str:
    if not job.exists():
        job.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    tick()
    return job.name


def test_a_job_whose_worker_was_killed_is_done_again_and_told_once(tmp_path: Path) -> None:
    ticks: list[int] = []
    found = dict(Pool(die_once, 2, ticks.append).stream([tmp_path / "a", tmp_path / "b", tmp_path / "c"]))
    assert {job.name: result for job, result in found.items()} == {"a": "a", "b": "b", "c": "c"}
    assert sum(ticks) == 3


def test_a_job_that_kills_its_worker_twice_is_set_aside_and_the_others_are_done() -> None:
    found = dict(Pool(die, 2, lambda _: None).stream(range(4)))
    failure = found.pop(1)
    assert isinstance(failure, Failure)
    assert "exit code 1" in failure.error
    assert found == {0: 0, 2: 2, 3: 3}


def test_jobs_are_fetched_as_they_are_needed() -> None:
    fetched: list[int] = []

    def jobs() -> Iterator[int]:
        for job in range(5, 105):
            fetched.append(job)
            yield job

    stream = Pool(double, 2, lambda _: None).stream(jobs())
    next(stream)
    stream.close()
    assert len(fetched) < 10
    assert not multiprocessing.active_children()


def test_a_result_that_cannot_be_sent_is_a_failure() -> None:
    found = Pool(unsendable, 2, lambda _: None).run([1, 2])
    assert all(isinstance(failure, Failure) and "cannot be sent" in failure.error for failure in found)


def unsendable(job: int, tick: Tick) -> object:
    return lambda: job


def test_a_task_that_another_process_cannot_load_is_told_at_once() -> None:
    with processes(_Unloadable(), 1) as crew:
        crew.hand(1)
        with pytest.raises(RuntimeError, match="cannot begin: ValueError: not here"):
            until_ended(crew)


class _Unloadable:
    def __call__(self, job: int, tick: Tick) -> int:
        return job

    def __setstate__(self, state: object) -> None:
        raise ValueError("not here")

    def __getstate__(self) -> dict[str, int]:
        return {"a": 1}


def test_a_worker_that_does_not_answer_in_time_is_killed() -> None:
    with processes(linger, 1) as crew:
        crew.hand(1, seconds=0.3)
        outcome = until_ended(crew)
    assert isinstance(outcome, Death)
    assert "killed after 0.3 s" in outcome.reason


def until_ended(crew: Processes[int, int]) -> object:
    while not (ended := crew.wait(0.1)):
        pass
    return ended[0].outcome


@pytest.mark.skipif(os.name != "posix", reason="looks for processes as Linux and macOS show them")
def test_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "from experiments.processes import Processes\n"
        "from tests.experiments.test_pool import linger\n"
        "if __name__ == '__main__':\n"
        "    crew = Processes(linger, 2)\n"
        "    crew.hand(1), crew.hand(2)\n"
        "    while crew.pieces() < 2: crew.wait(0.1)\n"
        "    print(*crew.ids, flush=True)\n"
        "    crew.wait(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=TOP)
    assert parent.stdout is not None
    with parent.stdout:
        workers = [int(word) for word in parent.stdout.readline().split()]
    assert len(workers) == 2
    parent.kill()
    parent.wait()
    end = time.monotonic() + 2.0
    while time.monotonic() < end and any(is_alive(worker) for worker in workers):
        time.sleep(0.02)
    assert not any(is_alive(worker) for worker in workers)


def is_alive(process: int) -> bool:
    """Say whether a process is there; one that nobody has buried yet is not."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")
