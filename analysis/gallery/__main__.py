"""Draw every figure from the example, in both languages, and write the page that shows them.

``python -m analysis.gallery`` draws. ``python -m analysis.gallery thin COMPARISON STRUCTURES RUN`` first
makes the example anew, from a folder of ``shequ compare``, one of ``shequ compare --structures`` (a few
policies are enough) and one of ``shequ run --micro``. The sensitivity analysis is that of the notebooks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.gallery.example import EXAMPLE, thin
from analysis.gallery.page import write_gallery


def main(words: list[str]) -> int:
    """Do what the command line asks."""
    if words and (words[0] != "thin" or len(words) != 4):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    if words:
        thin(Path(words[1]), Path(words[2]), Path(words[3]), EXAMPLE)
    write_gallery(EXAMPLE, EXAMPLE.parent)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
