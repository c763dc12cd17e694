"""Who lives in the street: a mix of community types, or the user's own tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from sim.population import Population
    from sim.scenario import Scenario

MIXES = ("default", "kunming", "yunnan")


@dataclass(frozen=True)
class People:
    """Where the population comes from.

    Attributes:
        mix: name of a mix of community types.
        residents: CSV file of residents; with ``households``, it takes the place of the mix.
        households: CSV file of households.
        ties: CSV or GraphML file of ties.
    """

    mix: str = "default"
    residents: str | None = None
    households: str | None = None
    ties: str | None = None

    @property
    def files(self) -> dict[str, str]:
        """Give the files by option."""
        given = {"residents": self.residents, "households": self.households, "ties": self.ties}
        return {option: file for option, file in given.items() if file is not None}

    def check(self) -> None:
        """Refuse what cannot be a population, before anything is built.

        Raises:
            UnknownName: there is no such mix.
            BadInput: options that do not go together, or a file that is not there.
        """
        if self.mix not in MIXES:
            raise UnknownName("--population", self.mix, MIXES)
        if not self.files:
            return
        if self.mix != "default":
            raise BadInput(f"--population {self.mix}: cannot go with tables of your own. Leave one out.")
        if self.residents is None or self.households is None:
            raise BadInput("--residents and --households must both be given. Add the other file.")
        for option, file in self.files.items():
            path = Path(file)
            if path.is_dir():
                raise BadInput(f"--{option} {file}: is a folder, not a file. Name the table in it.")
            if not path.is_file():
                raise BadInput(f"--{option} {file}: there is no such file. Check the path.")

    def build(self, scenario: Scenario, seed: int) -> Population:
        """Build the population that one seed gives under a scenario."""
        from sim import catalog
        from sim.mixes import mix
        from sim.population import PopulationParameters, build_levers, build_population
        from sim.tables import load_tables

        accepted = catalog.accept(scenario.values)
        known = {n: d for n, d in catalog.home().items() if d is PopulationParameters}
        mine = {n: v for n, v in accepted.items() if n in known and catalog.find(n).kind == "uncertainty"}
        values = PopulationParameters(**mine)
        if self.residents is not None and self.households is not None:
            return load_tables(self.residents, self.households, self.ties, seed=seed, values=values)
        communities = mix(self.mix, values=values)
        return build_population(communities.profiles, seed, values, build_levers(accepted))

    def written(self) -> dict[str, Any]:
        """Write it down for a manifest, files with their hash."""
        if not self.files:
            return {"mix": self.mix}
        return {
            option: {"file": file, "sha256": hashlib.sha256(Path(file).read_bytes()).hexdigest()}
            for option, file in self.files.items()
        }


def read_people(written: dict[str, Any]) -> People:
    """Read back what :meth:`People.written` wrote.

    Raises:
        BadInput: a table has changed or is gone.
    """
    if "mix" in written:
        return People(written["mix"])
    people = People(**{option: entry["file"] for option, entry in written.items()})
    people.check()
    if people.written() != written:
        changed = [o for o, entry in people.written().items() if entry != written[o]]
        raise BadInput(f"--resume: the table of {', '.join(changed)} has changed since. Start a new run.")
    return people
