"""One look for all figures: colours that colour-blind readers can tell apart, quiet grids, a caption below.

The colours are Okabe and Ito's. Good is blue, bad is vermilion, and the sign or a shape always says the same,
so nothing hangs on colour alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from analysis.words import Language

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

BETTER, WORSE, NEUTRAL = "#0072B2", "#D55E00", "#8A8F98"
INK, SOFT, RULE, PALE = "#1F2933", "#5B6570", "#DCE1E7", "#F3F5F7"
SERIES = ("#1F2933", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00")
MARKERS = ("o", "s", "D", "^", "v", "P")
VERDICT_COLOURS: Mapping[str, str] = {
    "better": BETTER,
    "worse": WORSE,
    "higher": "#7B5EA7",
    "lower": "#7B5EA7",
    "equivalent": NEUTRAL,
    "undecided": "#B4BAC2",
}
DPI = 180

_SETTINGS: dict[Any, Any] = {
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.labelsize": 9.0,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
}


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in this style, with a font that has Chinese; matplotlib's own settings return afterwards."""
    import matplotlib

    from analysis.fonts import use_cjk_font

    with matplotlib.rc_context(_SETTINGS):
        use_cjk_font()
        yield


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure, inches; no window and no global state belong to it. A notebook shows it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = _figures()(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


@cache
def _figures() -> type[Figure]:
    from matplotlib.figure import Figure

    class Shown(Figure):
        """A figure that a notebook shows below its cell."""

        def _repr_png_(self) -> bytes:
            return png(self, {})

    return Shown


def head_and_foot(figure: Figure, title: str, caption: str, language: Language) -> tuple[float, float]:
    """Write the title above and the caption below.

    Returns: bottom and top of the room that is left for the axes, as shares of the height.
    """
    width, height = figure.get_size_inches()
    figure.text(0.24 / width, 1 - 0.2 / height, title, fontsize=13.5, fontweight="bold", va="top", ha="left")
    lines = wrapped(caption, width - 0.48, 8.2, language)
    figure.text(
        0.24 / width, 0.14 / height, lines, fontsize=8.2, color=SOFT, va="bottom", ha="left", linespacing=1.45
    )
    return foot_room(caption, width, language) / height, 1 - 0.62 / height


def top_legend(
    figure: Figure, handles: Sequence[Artist], labels: Sequence[str], top: float, most: int = 9
) -> float:
    """Place a legend below the title, in as many columns as the width holds.

    Args:
        figure: to draw on.
        handles: what the labels explain.
        labels: one for each.
        top: upper end of the room for it, as a share of the height.
        most: columns at most.

    Returns: upper end of the room that is left.
    """
    width, height = figure.get_size_inches()
    widest = max(text_width(label, 9.0) for label in labels) + 0.62
    columns = min(len(labels), most, max(int((width - 0.3) / widest), 1))
    figure.legend(
        handles, labels, loc="upper left", ncols=columns, bbox_to_anchor=(0.1 / width, top + 0.08 / height),
        columnspacing=1.4, handletextpad=0.5, labelspacing=0.4, fontsize=9.0,
    )  # fmt: skip
    rows = -(-len(labels) // columns)
    return float(top - (0.12 + 0.2 * rows) / height)


def text_width(text: str, size: float) -> float:
    """Estimate the width of a line of text, inches."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.53 for sign in text) * size / 72


def foot_room(caption: str, width: float, language: Language) -> float:
    """Give the height that a caption takes below a figure of some width, inches."""
    lines = wrapped(caption, width - 0.48, 8.2, language).count("\n") + 1
    return 0.26 + lines * 8.2 * 1.5 / 72


def wrapped(text: str, inches: float, size: float, language: Language) -> str:
    """Break a text into lines that fit a width."""
    if language == "en":
        return "\n".join(textwrap.wrap(text, max(int(inches * 72 / (size * 0.47)), 8)))
    return "\n".join(_chinese_lines(text, inches * 72 / size))


def _chinese_lines(text: str, room: float) -> Iterator[str]:
    """Break Chinese text: full-width signs count one, Latin ones about half; no line begins with a stop."""
    line, used = "", 0.0
    for word in _pieces(text):
        size = sum(1.0 if ord(sign) > 0x2E7F else 0.54 for sign in word)
        if line and used + size > room and word[0] not in "，。；、：）》”％%":
            yield line.rstrip()
            line, used = "", 0.0
            word = word.lstrip()
        line += word
        used += size
    if line:
        yield line


def _pieces(text: str) -> Iterator[str]:
    """Give Latin words whole and Chinese signs one by one."""
    word = ""
    for sign in text:
        if ord(sign) > 0x2E7F or sign == " ":
            if word:
                yield word
            word = ""
            yield sign
        else:
            word += sign
    if word:
        yield word


def zero_line(axes: Axes, *, vertical: bool = True) -> None:
    """Mark the baseline."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0, color=INK, linewidth=0.9, zorder=1.5)


def diverging() -> LinearSegmentedColormap:
    """Give the scale from worse through nothing to better."""
    from matplotlib.colors import LinearSegmentedColormap

    stops = ["#B24A00", "#E8935A", "#F7F7F5", "#6AAFD6", "#00598C"]
    return LinearSegmentedColormap.from_list("worse to better", stops)


def png(figure: Figure, facts: Mapping[str, str]) -> bytes:
    """Render a figure; ``facts`` (title, where it comes from) travel inside the file."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None, **facts})
    return buffer.getvalue()
