"""One run: one scenario, one seed, from the burn-in to the last week, and what it leaves on disk."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.folder import CHECKPOINT, MANIFEST, RUN_FILES, check_folder, write_json
from experiments.manifest import catalogue_hash, describe, digest, environment, now, restore, version
from experiments.people import People, read_people
from scenarios import ScenarioFile
from sim.calendar import BURN_IN
from sim.errors import BadInput
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.model import Street

COMMAND = "run"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """What is to be run, and how.

    Attributes:
        scenario: named values.
        seed: key of all luck.
        weeks: weeks after the burn-in.
        people: where the population comes from.
        micro: write people, workers, cases and ties too.
        check: hold every invariant every week.
        checkpoint_every: weeks between saved states, 0 for none.
        files: scenario files as they were read.
    """

    scenario: Scenario
    seed: int = 1
    weeks: int = 312
    people: People = field(default_factory=People)
    micro: bool = False
    check: bool = False
    checkpoint_every: int = 0
    files: tuple[ScenarioFile, ...] = ()

    def key(self) -> str:
        """Identify what the numbers depend on: values, seed, weeks, people, version and catalogue."""
        return digest([self.scenario.digest(), self.seed, self.weeks, self.people.written(), version(),
                       catalogue_hash()])  # fmt: skip


def run(plan: Run, folder: Path, *, force: bool = False, progress: Progress | None = None) -> Street:
    """Run and write the result.

    Args:
        plan: what to run.
        folder: where to write; new, empty, or with ``force`` an earlier result of a run.
        force: replace an earlier result.
        progress: told after each week: weeks done and weeks in all.

    Raises:
        BadInput: the folder must not be written to; nothing has been changed.
    """
    check_folder(folder, COMMAND, RUN_FILES, force=force)
    plan.people.check()
    started = now(), time.perf_counter()
    street = _street(plan)
    if plan.checkpoint_every:
        _clear(folder)
        write_json(folder / MANIFEST, _manifest(plan, started, "running"))
    _go_on(street, plan, folder, progress)
    if not plan.checkpoint_every:
        _clear(folder)
    _finish(street, plan, folder, started)
    return street


def resume(folder: Path, *, weeks: int | None = None, progress: Progress | None = None) -> Street:
    """Go on from the last saved week of a run, to its end or to a later one.

    Raises:
        BadInput: the folder holds no run that can be gone on with.
    """
    from experiments.checkpoint import load

    plan = plan_of(folder, "--resume")
    if weeks is not None:
        if weeks < plan.weeks:
            raise BadInput(f"--weeks must be at least {plan.weeks}, as in {folder}; got {weeks}.")
        plan = replace(plan, weeks=weeks)
    started = now(), time.perf_counter()
    street = _street(plan)
    load(street, folder)
    if street.week >= BURN_IN + plan.weeks and (folder / "outcomes.json").is_file():
        raise BadInput(
            f"--resume {folder}: is finished at week {street.week - BURN_IN}. Give --weeks to go further."
        )
    _go_on(street, plan, folder, progress)
    _finish(street, plan, folder, started)
    return street


def _street(plan: Run) -> Street:
    from sim.model import Street

    population = plan.people.build(plan.scenario, plan.seed)
    return Street(plan.scenario, seed=plan.seed, weeks=plan.weeks, population=population, check=plan.check)


def _go_on(street: Street, plan: Run, folder: Path, progress: Progress | None) -> None:
    from experiments.checkpoint import save

    last = BURN_IN + plan.weeks
    while street.week < last:
        street.step()
        since = street.week - BURN_IN
        due = plan.checkpoint_every and since >= 0 and since % plan.checkpoint_every == 0
        if due or (plan.checkpoint_every and street.week == last):
            save(street, folder)
        if progress:
            progress(street.week, last)


def _finish(street: Street, plan: Run, folder: Path, started: tuple[str, float]) -> None:
    from experiments.results import write_run

    write_run(street, folder, micro=plan.micro)
    written = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in sorted(RUN_FILES - {MANIFEST, CHECKPOINT})
        if (folder / name).is_file()
    }
    write_json(folder / MANIFEST, {**_manifest(plan, started, "finished"), "files": written})


def _manifest(plan: Run, started: tuple[str, float], status: str) -> dict[str, Any]:
    return {
        "command": COMMAND,
        "status": status,
        "key": plan.key(),
        "scenario": describe(plan.scenario, plan.files),
        "seed": plan.seed,
        "weeks": plan.weeks,
        "burn_in": BURN_IN,
        "people": plan.people.written(),
        "micro": plan.micro,
        "check": plan.check,
        "checkpoint_every": plan.checkpoint_every,
        "started": started[0],
        "finished": now(),
        "seconds": round(time.perf_counter() - started[1], 3),
        "environment": environment(),
    }


def _clear(folder: Path) -> None:
    """Make the folder, or remove an earlier result from it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in RUN_FILES:
        (folder / name).unlink(missing_ok=True)


def plan_of(folder: Path, option: str) -> Run:
    """Read from a folder what was run.

    Args:
        folder: that `shequ run` wrote.
        option: how the user named it, for messages.

    Raises:
        BadInput: it is no folder of a run, or of another version of the program.
    """
    place, name_one = f"{option} {folder}:", "Name a folder that `shequ run` wrote."
    if not folder.is_dir():
        raise BadInput(f"{place} there is no such folder. {name_one}")
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told["command"] != COMMAND:
            raise KeyError(COMMAND)
        made_with = told["environment"]
        plan = Run(
            restore(told["scenario"]), int(told["seed"]), int(told["weeks"]), read_people(told["people"]),
            told["micro"], told["check"], told["checkpoint_every"],
            tuple(ScenarioFile(f["file"], Path(f["file"]), f["text"], {}) for f in told["scenario"]["files"]),
        )  # fmt: skip
    except BadInput as error:
        raise BadInput(f"{place} its tables of people are gone or have changed ({error})") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        lacking = f"holds no run of shequ ({MANIFEST} is missing or damaged)"
        raise BadInput(f"{place} {lacking}. {name_one}") from error
    for name, value in {"shequ": version(), "catalogue": catalogue_hash()}.items():
        if made_with.get(name) != value:
            raise BadInput(
                f"{place} was made with another {name} ({made_with.get(name)}; here {value}), which could "
                "give other numbers. Run it anew, or use the version that made it."
            )
    return plan
