"""What a figure shows: every text that is really drawn, and where."""

import pytest
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Give every text that is really drawn (ticks beyond the axes are not), with its box, pixels."""
    seen: list[Text] = []
    paint = Text.draw

    def note(self: Text, renderer: RendererBase) -> None:
        seen.append(self)
        paint(self, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", note)
        figure.canvas.draw()
    return [
        (t.get_text(), t.get_window_extent())
        for t in dict.fromkeys(seen)
        if t.get_text().strip() not in ("", "●", "○")
    ]
