"""The pictures of the gallery and the page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.figures import FIGURES
from analysis.figures.case_flow import case_flow
from analysis.figures.network_portrait import network_portrait
from analysis.gallery.example import COMMUNITY, STATE, Example, read_example
from analysis.pictures import source
from analysis.sensitivity.pictures import FIGURES as SENSITIVITY
from analysis.style import DPI as STYLE_DPI
from analysis.style import png
from analysis.words import LANGUAGES, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 110
PAGE = "gallery.md"


@dataclass(frozen=True)
class Picture:
    """One figure of the gallery.

    Attributes:
        name: of its files.
        call: how to draw it.
        source: the result it is drawn from, for its metadata.
        draw: draws it in one language.
    """

    name: str
    call: str
    source: str
    draw: Callable[[Language], Figure | None]


def pictures(example: Example) -> tuple[Picture, ...]:
    """List every figure, drawn from the example."""
    found = [*_of_comparisons(example), *_of_sensitivity(example)]
    run = f"shequ {example.facts['version']}, run {example.facts['key']}"

    def portrait(language: Language) -> Figure | None:
        return network_portrait(example.residents, example.ties, example.facts, language, COMMUNITY, STATE)

    def flow(language: Language) -> Figure | None:
        return case_flow(example.cases, example.facts, language)

    found.append(
        Picture(
            "network_portrait",
            "network_portrait(residents, ties, facts, language, community, state)",
            run,
            portrait,
        )
    )
    found.append(Picture("case_flow", "case_flow(cases, facts, language)", run, flow))
    return tuple(found)


def _of_comparisons(example: Example) -> Iterator[Picture]:
    """List the figures of a comparison; that of other structures is drawn from one that tried them."""
    for name, draw in FIGURES.items():
        shown = example.structured if name == "structures" else example.comparison
        call = f'FIGURES["{name}"](comparison, language)'
        yield Picture(
            "compare" if name == "overview" else name, call, source(shown.facts), partial(draw, shown)
        )


def _of_sensitivity(example: Example) -> Iterator[Picture]:
    """List the figures of a sensitivity analysis."""
    shown = example.sensitivity
    for name, draw in SENSITIVITY.items():
        call = f"{draw.__name__}(sensitivity, language)"
        yield Picture(f"sensitivity_{name}", call, source(shown.facts), partial(draw, shown))


def file_of(name: str, language: Language) -> str:
    """Name the file of a picture in one language."""
    return f"{name}.png" if language == "en" else f"{name}.{language}.png"


def write_gallery(example: Path, folder: Path) -> None:
    """Draw every figure in both languages and write the page.

    Args:
        example: folder of the example result.
        folder: where to write.
    """
    shown = pictures(read_example(example))
    for picture in shown:
        for language in LANGUAGES:
            figure = picture.draw(language)
            assert figure is not None, picture.name
            facts = {"Title": f"{picture.name} ({language})", "Source": picture.source}
            (folder / file_of(picture.name, language)).write_bytes(small(png(figure, facts)))
    (folder / PAGE).write_text(_page(shown), encoding="utf-8")


def small(picture: bytes) -> bytes:
    """Make a picture small for a repository: fewer dots, 256 colours, its metadata kept."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    whole = Image.open(BytesIO(picture))
    told = PngInfo()
    for key, value in whole.info.items():
        if isinstance(value, str):
            told.add_text(str(key), value)
    width, height = (round(side * DPI / STYLE_DPI) for side in whole.size)
    fewer = whole.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    fewer = fewer.quantize(256, kmeans=4, dither=Image.Dither.NONE)
    out = BytesIO()
    fewer.save(out, format="PNG", optimize=True, pnginfo=told)
    return out.getvalue()


def _page(shown: tuple[Picture, ...]) -> str:
    lines = [
        "# 图集 · Gallery",
        "",
        "每幅图由 `example/` 中的小示例绘制：`python -m analysis.gallery`；函数见 `analysis/figures/`。",
        "",
        "Every figure, drawn from the small example result in `example/` by `python -m analysis.gallery`.",
        "The functions are in `analysis/figures/`.",
    ]
    for picture in shown:
        lines += ["", f"## {picture.name}", "", f"`{picture.call}`", ""]
        lines += [
            f"![{picture.name}, {language}]({file_of(picture.name, language)})" for language in LANGUAGES
        ]
    return "\n".join(lines) + "\n"
