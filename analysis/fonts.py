"""Make matplotlib write Chinese on any machine: with a font of the system, else with the one shipped here."""

from __future__ import annotations

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
        font_manager.fontManager.addfont(BUNDLED)
    return name
