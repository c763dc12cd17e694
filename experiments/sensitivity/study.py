"""What a sensitivity study is: factors, indicators, and the stages through which they go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.manifest import RANDOM_SCHEME, catalogue_hash, digest, version
from experiments.sweep.design import Design
from experiments.sweep.factors import Factor, declaration
from experiments.sweep.run_terms import RunTerms
from scenarios import ScenarioFile
from sim.declare import Text
from sim.scenario import Scenario

if TYPE_CHECKING:
    from analysis.sensitivity.report import FactorKind

METHODS = ("pawn", "delta", "rbd_fast", "regional")
"""Methods that take the runs of Sobol's stage as they are."""
STAGES = ("screen", "pilot", "morris", "pilot_sobol", "sobol", "fast")
REST = "other_structures"
"""Name of the group of structural switches that do not lead."""
REST_LABEL: Text = ("其余结构选项", "Other structural choices")


@dataclass(frozen=True)
class Screen:
    """A short screening by Morris of many factors, of which the leading ones go on.

    Attributes:
        names: factors that are screened; levers and structures move beside them but are not dropped.
        leading: how many go on.
        trajectories, grid_levels: of Morris.
        weeks: weeks after the burn-in, fewer than in the study.
    """

    names: tuple[str, ...]
    leading: int
    trajectories: int
    grid_levels: int
    weeks: int


@dataclass(frozen=True)
class Pilot:
    """Points and seeds of each that measure the share of noise."""

    points: int
    replications: int


@dataclass(frozen=True)
class Morris:
    """The screening of all factors."""

    trajectories: int
    grid_levels: int
    replications: int


@dataclass(frozen=True)
class Sobol:
    """Sobol indices of the factors that lead.

    Attributes:
        leading: how many factors of Morris's stage are varied; 0 for all.
        pairs: of how many of them pairs are analysed.
        first: blocks to begin with.
        samples: blocks at most; they double until everything has settled.
        replications: seeds of each block.
        rest: whether structural switches that do not lead vary too, together as one factor.
    """

    leading: int
    pairs: int
    first: int
    samples: int
    replications: int
    rest: bool


@dataclass(frozen=True)
class Fast:
    """FAST: points on the curve of each factor, and designs with curves shifted anew."""

    samples: int
    blocks: int


@dataclass(frozen=True)
class Study:
    """A study as it was read.

    Attributes:
        name: of the study.
        words: how the command line names it.
        text: of its file.
        title, question: in Chinese and English.
        design: what may vary, with ranges; its base and the values that all runs share.
        base_files: the files of the base, the furthest first.
        indicators: what is analysed.
        quantile: which quantile over the seeds of a point is analysed beside their mean.
        dummies: factors that the model does not read.
        run: what holds for every run.
        screen, pilot, morris, sobol, fast: the stages; None for one that is left out.
        others: methods that take Sobol's runs as they are.
    """

    name: str
    words: str
    text: str
    title: Text
    question: Text
    design: Design
    base_files: tuple[ScenarioFile, ...]
    indicators: tuple[str, ...]
    quantile: float
    dummies: int
    run: RunTerms
    pilot: Pilot
    morris: Morris
    screen: Screen | None = None
    sobol: Sobol | None = None
    fast: Fast | None = None
    others: tuple[str, ...] = ()

    @cached_property
    def factors(self) -> dict[str, Factor]:
        """Everything that may vary, by name, in the order of the study."""
        return {factor.name: factor for factor in self.design.factors}

    def line(self, folder: Path | None = None) -> str:
        """Write the command that makes the study, or goes on with it."""
        where = f" --out {folder}" if folder is not None else ""
        return f"shequ sensitivity {self.words}{where}"

    @property
    def start(self) -> Scenario:
        """The base with the values that all runs share."""
        return self.design.start

    def kinds(self) -> dict[str, FactorKind]:
        """Give the kind of each factor."""
        return {**{name: kind_of(factor) for name, factor in self.factors.items()}, REST: "category"}

    def labels(self) -> dict[str, Text]:
        """Give the label of each factor."""
        return {**{name: label_of(name) for name in self.factors}, REST: REST_LABEL}

    def seed_of(self, stage: str) -> int:
        """Give the key of a stage's luck, so that no stage is chosen and judged by the same luck."""
        return self.run.first_seed * len(STAGES) + STAGES.index(stage)

    def key(self) -> str:
        """Identify what the numbers depend on."""
        told: list[Any] = [
            [repr(factor) for factor in self.factors.values()], self.start.digest(), self.indicators,
            self.quantile, self.dummies, self.design.settings.seed, self.run.first_seed, self.run.weeks,
            self.run.people.written(), repr([self.screen, self.pilot, self.morris, self.sobol, self.fast]),
            self.others, version(), catalogue_hash(), RANDOM_SCHEME,
        ]  # fmt: skip
        return digest(told)


def kind_of(factor: Factor) -> FactorKind:
    """Tell a lever from an uncertain number and from a structural switch: a choice, or yes and no."""
    declared = declaration(factor.name)
    if factor.section == "levers" or declared is None:
        return "lever"
    return "category" if declared.options or isinstance(declared.default, bool) else "uncertainty"


def label_of(name: str) -> Text:
    """Give the label of a factor; a part is named by its whole and its own name."""
    from sim.catalog import composites

    declared = declaration(name)
    if declared is None:
        zh, en = composites()[name].label
        return zh, en
    zh, en = declared.label
    part = name.partition(".")[2]
    return (f"{zh}（{part}）", f"{en} ({part})") if part else (zh, en)


def folder_of(name: str) -> Path:
    """Give the folder of a study whose user named none."""
    return Path("results") / name
