"""Batches done by Dask workers: many machines that share a folder, behind a scheduler that the user runs.

``DaskCluster("tcp://host:8786")`` goes to a scheduler that is there; ``DaskCluster("local")`` starts one with
some workers on this machine, for trying. Workers write parts to the shared folder themselves and give back
short reports, so nothing is lost with the scheduler or with this process. CLUSTER.md has recipes for Slurm
and Kubernetes, with a scheduler and without one.
"""

from __future__ import annotations

import faulthandler
import logging
import math
import platform
import queue
import secrets
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from experiments.folder import MANIFEST
from experiments.manifest import catalogue_hash, platform_tag, version
from experiments.processes import Death, Ended, Failure, Stopped, attempt, held_back
from experiments.sweep.batch import Batch, Refused, Report, Work
from experiments.sweep.local import most_seconds
from sim.errors import BadInput, SimError

TRYING = "local"
"""The address that asks for workers on this machine."""
_FEWEST_PLACES = 2
_AHEAD = 2
"""Batches out for each worker: one in its hand, one waiting there."""
_LOOK = 5.0
"""Seconds between two looks at how many workers there are."""
_HALT_LOOK = 0.5
_ANSWER = 30.0
"""Seconds in which a scheduler must answer."""
_REPORT = 10.0
"""Seconds in which a report must come once its batch is done."""
_SETTINGS = {
    # Dask's own default lets a run end four workers before it says so.
    "distributed.scheduler.allowed-failures": 1,
    # After this, a worker that happens to be starting anew at that moment is given up for good.
    "distributed.deploy.lost-worker-timeout": "1000 days",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Of a scheduler that is started here."""


@dataclass(frozen=True)
class DaskCluster:
    """A Dask scheduler and its workers.

    Attributes:
        address: of the scheduler, such as tcp://host:8786 or tls://host:8786; "local" for trying.
        workers: how many to start, for "local" only.
        ca_file: certificate of the authority, for tls.
        cert: own certificate, for tls.
        key: own key, for tls.
        grace: seconds that a batch may take beyond what its runs may, before its worker ends itself.
    """

    address: str
    workers: int = 2
    ca_file: str | None = None
    cert: str | None = None
    key: str | None = None
    grace: float = 60.0

    @property
    def outlived(self) -> bool:
        """Say whether workers are not started and ended here: one that was given up may still write."""
        return self.address != TRYING

    @contextmanager
    def open(self, work: Work, lock: Path) -> Iterator[_DaskHands]:
        """Connect to the scheduler.

        Raises:
            SimError: Dask is not installed, the files of tls are not there, or no scheduler answers.
        """
        self._check()
        halt = lock.parent / f"halt-{secrets.token_hex(8)}"
        with self._client() as client:
            hands = _DaskHands(client, self, work, halt)
            try:
                yield hands
            finally:
                hands.let_go()
                halt.unlink(missing_ok=True)

    def _check(self) -> None:
        """Refuse what cannot work, before anything is tried."""
        place = f"--dask {self.address}:"
        try:
            import_module("distributed")
        except ImportError as error:
            raise BadInput(
                f"{place} needs Dask, which is not installed ({error}). "
                "Install it with: pip install 'shequ[dask]'"
            ) from error
        files = {"CA file": self.ca_file, "certificate": self.cert, "key": self.key}
        for what, file in files.items():
            if file is not None and not Path(file).is_file():
                raise BadInput(f"{place} {what} {file}: there is no such file. Check the path.")
        if self.address.startswith("tls:") and not all(files.values()):
            raise BadInput(f"{place} tls needs a CA file, a certificate and a key. Name the files.")

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """Connect to the scheduler, or start one first."""
        distributed: Any = import_module("distributed")
        if self.address == TRYING:
            with self._local() as cluster, distributed.Client(cluster, set_as_default=False) as client:
                yield client
            return
        try:
            client = distributed.Client(
                self.address, security=self._security(), timeout=_ANSWER, set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise BadInput(
                f"--dask {self.address}: no scheduler answers there ({_brief(error)}). Start it with "
                "`dask scheduler`, and give the address that it prints."
            ) from error
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=_ANSWER)

    def _security(self) -> Any:
        if self.ca_file is None:
            return None
        security: Any = import_module("distributed.security")
        return security.Security(
            tls_ca_file=self.ca_file,
            tls_client_cert=self.cert,
            tls_client_key=self.key,
            require_encryption=True,
        )

    @contextmanager
    def _local(self) -> Iterator[Any]:
        """Start scheduler and workers that no other machine can hear, without a dashboard."""
        dask: Any = import_module("dask")
        distributed: Any = import_module("distributed")
        here = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
        with dask.config.set(_SETTINGS):
            with held_back(signal.SIGINT):
                cluster = distributed.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, processes=True, host="127.0.0.1",
                    scheduler_kwargs=here, memory_limit=0, silence_logs=logging.CRITICAL,
                )  # fmt: skip
            with cluster:
                yield cluster


class _DaskHands:
    """The workers behind one scheduler, as the sweep sees them."""

    def __init__(self, client: Any, cluster: DaskCluster, work: Work, halt: Path) -> None:
        self._client, self._cluster, self._work, self._halt = client, cluster, work, halt
        self._out: dict[Any, Batch] = {}
        self._back: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._known, self._looked, self._halted = 0, -math.inf, False

    @property
    def places(self) -> int:
        """Count the batches that should be out: some for each worker that there is at the moment."""
        return max(_AHEAD * self._n_workers(), _FEWEST_PLACES)

    @property
    def in_hand(self) -> int:
        """Say nothing of runs that are not yet written: nobody counts them."""
        return 0

    def hand(self, batch: Batch) -> None:
        """Hand out a batch."""
        limit = most_seconds(batch, self._work.terms.time_limit, self._cluster.grace)
        key = f"shequ-{secrets.token_hex(8)}"
        self._watch(
            self._client.submit(_on_worker, self._work, batch, self._halt, limit, _here(), key=key), batch
        )

    def wait(self, seconds: float) -> list[Ended[Batch, Report | Refused]]:
        """Wait until something comes back, but not longer than this.

        Raises:
            SimError: the scheduler is gone.
        """
        found: list[Ended[Batch, Report | Refused]] = []
        with suppress(queue.Empty):
            found += self._ended(self._back.get(timeout=seconds))
            while True:
                found += self._ended(self._back.get_nowait())
        if self._client.status != "running":
            raise self._gone()
        if self._halted and not found and not self._n_workers():
            # Nobody is left who could see that the user has stopped.
            found = [Ended(batch, Report(), None) for batch in self._out.values()]
            self.let_go()
        return found

    def stop(self) -> None:
        """Let every worker write what it has after the run in its hand."""
        self._halted = True
        with suppress(OSError):
            self._halt.touch()

    def let_go(self) -> None:
        """Forget what is still out."""
        with suppress(Exception):
            self._client.cancel(list(self._out))
        self._out.clear()

    def _n_workers(self) -> int:
        """Count the workers, as they were a few seconds ago."""
        if time.monotonic() - self._looked > _LOOK:
            with suppress(Exception):
                self._known = len(self._client.nthreads())
            self._looked = time.monotonic()
        return self._known

    def _watch(self, future: Any, batch: Batch) -> None:
        self._out[future] = batch
        future.add_done_callback(self._back.put)

    def _ended(self, future: Any) -> list[Ended[Batch, Report | Refused]]:
        """Give what came of a batch; nothing if its report was lost with the worker that kept it."""
        batch = self._out.pop(future, None)
        if batch is None:
            return []
        if future.status in ("cancelled", "lost"):
            raise self._gone()
        try:
            return [Ended(batch, future.result(timeout=_REPORT), None)]
        except TimeoutError:
            self._watch(future, batch)
            return []
        except Exception as error:
            if self._client.status != "running":
                raise self._gone() from error
            return [Ended(batch, _outcome(error), None)]

    def _gone(self) -> SimError:
        return SimError(
            f"--dask {self._cluster.address}: the scheduler is gone. Everything that was finished is safe in "
            f"{self._work.folder}. Start the scheduler and its workers again, then the same command goes on."
        )


def _outcome(error: Exception) -> Death | Failure:
    """Say what an error that Dask reports means for a batch."""
    if type(error).__name__ == "KilledWorker":
        return Death("Dask's scheduler saw it end several workers")
    return Failure(f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))


_ONE = threading.Lock()
"""Held in a Dask worker while it does a batch: a worker with many threads still does one at a time."""


def _on_worker(
    work: Work, batch: Batch, halt: Path, limit: float | None, there: tuple[str, ...]
) -> Report | Refused | Failure:
    """Do a batch in a Dask worker.

    Args:
        work: what to do with it.
        batch: what to do.
        halt: file that is there once the user has stopped.
        limit: seconds after which this process ends itself, because a run must be hanging.
        there: program and platform that the results must be of.
    """
    with _ONE:
        if _here() != there:
            words = f"{platform.node()} has another program or platform: {_here()}, not {there}"
            return Failure(words, "Install the same version of shequ on all machines, of one kind.")
        if not (work.folder / MANIFEST).is_file():
            words = f"{platform.node()} does not see {work.folder}"
            return Failure(words, "Give --out a folder that all machines share under the same name.")
        if halt.exists():
            return Report()
        if limit:
            # Ends the process even if it hangs in compiled code, which a thread of Python could not.
            faulthandler.dump_traceback_later(limit, exit=True, file=sys.__stderr__ or sys.stderr)
        try:
            outcome: Report | Refused | Failure = attempt(work, batch, _Halting(halt).tick)
            return outcome
        finally:
            faulthandler.cancel_dump_traceback_later()


class _Halting:
    """Looks now and then whether the user has stopped."""

    def __init__(self, halt: Path) -> None:
        self._halt, self._looked = halt, time.monotonic()

    def tick(self) -> None:
        """Look, if it is time; called after each run."""
        if time.monotonic() - self._looked > _HALT_LOOK:
            self._looked = time.monotonic()
            if self._halt.exists():
                raise Stopped("stopped by the user")


@cache
def _here() -> tuple[str, ...]:
    """Name program and platform, within which numbers are the same to the bit."""
    return version(), catalogue_hash(), platform_tag()


def _brief(error: BaseException) -> str:
    words = str(error).strip().splitlines() or [type(error).__name__]
    return words[0][:200]
