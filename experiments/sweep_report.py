"""What is printed of a folder of results: how far it is, whether it is whole, what failed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.words import Language, say
from experiments.commands import OUT

if TYPE_CHECKING:
    from experiments.sweep.estimate import Estimate
    from experiments.sweep.store import Store
    from experiments.sweep.verify import Counts, Verification

_MOST_FAILURES = 5


def print_status(folder: Path, language: Language, *, as_json: bool) -> None:
    """Print how far a sweep is."""
    from experiments.sweep.verify import status

    found = status(folder)
    if as_json:
        OUT.print_json(json.dumps(asdict(found)))
        return
    counts = found.counts
    OUT.print(say("sweep_counts", language, **_counts(counts)), soft_wrap=True)
    OUT.print(say("sweep_parts", language, n=amount(found.n_parts), size=size(found.n_bytes)), soft_wrap=True)
    if found.seconds_a_run is not None and counts.missing:
        left = counts.missing * found.seconds_a_run
        OUT.print(say("sweep_work_left", language, time=duration(left, language)), soft_wrap=True)
    if found.n_invalid:
        words = say("sweep_invalid", language, n=found.n_invalid, folder=folder)
        OUT.print(words, style="red", soft_wrap=True)
    for line in _what_to_do(folder, counts, language):
        OUT.print(line, soft_wrap=True)


def print_verification(folder: Path, language: Language, *, as_json: bool) -> int:
    """Print whether a sweep is whole; give the exit value of the command."""
    from experiments.sweep.verify import verify

    found = verify(folder)
    if as_json:
        OUT.print_json(json.dumps(_written(found)))
        return found.exit_value
    for line in lines(found, language):
        OUT.print(line, soft_wrap=True, markup=False)
    for line in _what_to_do(folder, found.counts, language):
        OUT.print(line, soft_wrap=True)
    OUT.print(say("sweep_sound" if found.sound else "sweep_unsound", language), style="bold", soft_wrap=True)
    return found.exit_value


def lines(found: Verification, language: Language) -> Iterator[str]:
    """Say in words what was found."""
    yield say("sweep_counts", language, **_counts(found.counts))
    yield say("sweep_parts", language, n=amount(found.n_parts), size=size(found.n_bytes))
    if found.counts.unplanned:
        yield say("sweep_unplanned", language, n=amount(found.counts.unplanned))
    for name, reason in found.invalid:
        part = f"parts/{name.rpartition('/')[2]}"
        key = "sweep_bad_unseen" if name in found.unseen else "sweep_bad_file"
        yield say(key, language, name=name, reason=reason, part=part)
    for fault in found.faults:
        yield say("sweep_fault", language, fault=fault)
    if found.doubled:
        yield say("sweep_doubled", language, n=amount(found.doubled))
    for name in found.leftovers:
        yield say("sweep_leftover", language, name=name)
    if len(found.platforms) > 1:
        yield say("sweep_platforms", language, platforms=", ".join(found.platforms))


def _written(found: Verification) -> dict[str, Any]:
    return {**asdict(found), "unseen": sorted(found.unseen), "sound": found.sound}


def _counts(counts: Any) -> dict[str, str]:
    return {name: amount(value) for name, value in asdict(counts).items()}


def _what_to_do(folder: Path, counts: Counts, language: Language) -> Iterator[str]:
    """Say with which command the rest is done, and what failed is run again."""
    from experiments.sweep.layout import read_manifest

    command = read_manifest(folder).get("command_line", "shequ sweep")
    if counts.missing:
        yield say("sweep_go_on", language, left=amount(counts.missing), command=command)
    if counts.failed or counts.late:
        yield say("sweep_retry", language, command=command)


def failures_seen(store: Store, language: Language) -> Iterator[str]:
    """Say which runs failed or were late: the first few, each with its reason."""
    table = store.frame(["point", "replicate", "status", "error"], "status <> 'done'")
    for row in table.head(_MOST_FAILURES).to_dict("records"):
        yield say("sweep_failure", language, point=row["point"], replicate=row["replicate"],
                  error=row["error"])  # fmt: skip
    if len(table) > _MOST_FAILURES:
        yield say("sweep_more_failures", language, n=amount(len(table) - _MOST_FAILURES))
    if len(table):
        yield say("sweep_retry", language, command=store.told().get("command_line", "shequ sweep"))


def amount(n: float) -> str:
    """Write a count."""
    return f"{int(n):,}"


def size(n: float) -> str:
    """Write a number of bytes."""
    for unit in ("B", "kB", "MB", "GB"):
        if n < 1000:
            return f"{n:.3g} {unit}"
        n /= 1000
    return f"{n:.3g} TB"


def room(found: Estimate, language: Language) -> str:
    """Write the room that is needed, and what of it the courses and tables take that were asked for."""
    kinds = [kind for kind in ("weekly", "micro") if found.room.get(kind)]
    parts = [say(f"sweep_room_{kind}", language, size=size(found.room[kind])) for kind in kinds]
    if not parts:
        return size(found.bytes_on_disk)
    within = "、".join(parts) if language == "zh" else ", ".join(parts)
    return say("sweep_room", language, size=size(found.bytes_on_disk), within=within)


def duration(seconds: float, language: Language) -> str:
    """Write a time in words, in the two largest units."""
    units = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
    left = round(seconds)
    found: list[str] = []
    for name, length in units:
        n, left = divmod(left, length)
        if n or (name == "seconds" and not found):
            found.append(say(f"time_{name}", language, n=n))
    return (" " if language == "en" else "").join(found[:2])
