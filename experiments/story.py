"""Tell the story of one resident, case or organisation of a run: the run is made again, to the same bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.story.telling import words
from analysis.words import Language, pick
from experiments.folder import write_bytes
from experiments.run import Progress, Run
from sim.calendar import BURN_IN
from sim.codes import N_FIXED_NODES, NODE_CODES
from sim.errors import BadInput, OutOfRange, UnknownName

if TYPE_CHECKING:
    from analysis.story import Story
    from sim.model import Street

KINDS = ("case", "resident", "organisation")
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_SOCIETY, _UNIT = re.compile(r"society([0-9]{1,4})\Z"), re.compile(r"unit([0-9]{1,4})\Z")


def check(kind: str, given: str) -> None:
    """Refuse what can be no story, before anything is run.

    Raises:
        UnknownName: a kind of story that there is not.
        BadInput: an id that can be none of this kind.
    """
    if kind not in KINDS:
        raise UnknownName("kind of story", kind, KINDS)
    if kind == "organisation":
        if not _SOCIETY.match(given) and "." not in given:
            raise BadInput(
                f"ID: an organisation is named COMMUNITY.NAME or societyN; got {given!r}. Write for example "
                "OLD.committee, CHE.unit1 or society3."
            )
    elif not _NUMBER.match(given):
        raise OutOfRange("ID", "a whole number, as in the tables of the run", given, "Write for example 120.")


def run_again(plan: Run, progress: Progress | None = None) -> Street:
    """Make a run again, to its last week."""
    from sim.model import Street

    population = plan.people.build(plan.scenario, plan.seed)
    street = Street(plan.scenario, seed=plan.seed, weeks=plan.weeks, population=population)
    last = BURN_IN + plan.weeks
    while street.week < last:
        street.step()
        if progress:
            progress(street.week, last)
    return street


def story_of(street: Street, kind: str, given: str) -> Story:
    """Tell a story.

    Args:
        street: a street that has run.
        kind: one of KINDS.
        given: number of a case or resident, or the name of an organisation.

    Raises:
        OutOfRange: there is no such number; the message gives those that there are.
        UnknownName: there is no such community or organisation; the message names the nearest.
    """
    from analysis import story

    if kind == "organisation":
        found = _SOCIETY.match(given)
        if found:
            return story.society(street, int(found[1]))
        return story.organisation(street, *_node(street, given))
    tell: Callable[[Street, int], Story] = story.case if kind == "case" else story.resident
    return tell(street, int(given))


def _node(street: Street, given: str) -> tuple[int, int]:
    """Read COMMUNITY.NAME as the row of the community and the node."""
    from sim.outcomes import community_names

    place, _, name = given.partition(".")
    places = community_names(list(street.archetypes))
    if place not in places:
        raise UnknownName("community", place, places)
    community = places.index(place)
    units = street.world.units
    nodes = sorted(int(node) for node in units.node[units.community == community])
    found = _UNIT.match(name)
    if found and 1 <= int(found[1]) <= len(nodes):
        return community, nodes[int(found[1]) - 1]
    if name not in NODE_CODES:
        known = (*NODE_CODES[:N_FIXED_NODES], *(f"unit{k + 1}" for k in range(len(nodes))))
        raise UnknownName(f"organisation of {place}", name, known)
    return community, NODE_CODES.index(name)


def as_text(story: Story, language: Language) -> str:
    """Lay a story out as plain text: title, lines with their weeks, and how weeks are counted."""
    lines = [pick(story.title, language), ""]
    lines += [f"{line.week:>5}  {pick(line.text, language)}" for line in story.lines]
    return "\n".join([*lines, "", pick(words("how_weeks_count"), language)])


def check_file(path: Path) -> None:
    """Refuse a file that must not be written to.

    Raises:
        BadInput: it is there already, or its folder is not there or closed.
    """
    if path.exists():
        raise BadInput(f"--out {path}: is there already. Choose another name or remove it.")
    folder = path.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(f"--out {path}: {folder} is no folder that can be written to. Choose another place.")


def write(path: Path, text: str) -> None:
    """Write a story to a file."""
    write_bytes(path, f"{text}\n".encode())
