"""Write Chinese on any machine: with a font of the system, else with the one shipped here.

Figures are drawn with it; a page carries the characters that it needs with it.
"""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path

BUNDLED = Path(__file__).parent / "fonts" / "NotoSansSC-Subset.otf"

# Fonts with Simplified Chinese shapes, best first: free ones, then Windows', then Apple's.
SYSTEM_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
)


def use_cjk_font() -> str:
    """Draw all later figures with a font that has Chinese characters, and return its name.

    Changes matplotlib's settings. Letters that the font lacks come from DejaVu Sans.
    """
    import matplotlib
    from matplotlib import font_manager

    known = set(font_manager.get_font_names())
    name = next((font for font in SYSTEM_FONTS if font in known), None) or _bundled_font()
    matplotlib.rcParams["font.family"] = [name, "DejaVu Sans"]
    # Chinese fonts often lack the true minus sign.
    matplotlib.rcParams["axes.unicode_minus"] = False
    return name


def _bundled_font() -> str:
    from matplotlib import font_manager

    name = font_manager.get_font(BUNDLED).family_name
    if name not in font_manager.get_font_names():
        known = font_manager.fontManager
        known.addfont(BUNDLED)
        # Bold words are drawn with it too; without this, matplotlib warns of each.
        known.ttflist.append(replace(known.ttflist[-1], weight=700))
    return name


def font_face(text: str, name: str) -> str:
    """Give a style rule that carries the Chinese characters of a page, for readers whose system has none.

    Args:
        text: everything that the page says.
        name: what the rule calls the font.

    Returns: an ``@font-face`` rule with the font in it; empty if the text has no Chinese.
    """
    needed = sorted({ord(letter) for letter in text if ord(letter) > 0x2E7F})
    if not needed:
        return ""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(BUNDLED, recalcTimestamp=False)
    chosen = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True, glyph_names=False))
    chosen.populate(unicodes=needed)
    chosen.subset(font)
    written = io.BytesIO()
    font.save(written)
    data = base64.b64encode(written.getvalue()).decode("ascii")
    return (
        f'@font-face {{ font-family: "{name}"; src: url(data:font/otf;base64,{data}) format("opentype"); }}'
    )
