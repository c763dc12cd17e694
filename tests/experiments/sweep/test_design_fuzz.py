"""Damaged design files and tables: each is read, or refused in words, and nothing else ever happens."""

import random
import re
from pathlib import Path

import pytest

from experiments.sweep.design_file import EXAMPLES, load_design
from sim.errors import SimError

FILES = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.toml"))]
OF_TABLE = next(text for text in FILES if "own_points.csv" in text)
TABLE = (EXAMPLES / "own_points.csv").read_text(encoding="utf-8")
TOKENS = (
    "nan", "inf", "1e400", "true", "[]", "{}", '""', "0", "-1", "9" * 20, "[[1]]", "..", "，",
    '"declared"', "{low=0.1}", "{value=1}", "[0.1,[0.2]]", "2020-01-01", "[true,false]", "levers", "block",
    "\\", "\x00", ",", "channel_open", "formalism", "queue", "costs", "[{value=0.5}]", "\n", '"',
)  # fmt: skip
WORD, VALUE = re.compile(r"[^\s=,\[\]]+"), re.compile(r"(?<== ).*")
CASES_A_SEED = 500


def damaged(text: str, luck: random.Random) -> str:
    for _ in range(luck.choice((1, 1, 2, 4))):
        way, token, place = luck.randrange(5), luck.choice(TOKENS), luck.randrange(len(text) + 1)
        found = list((WORD if way == 0 else VALUE).finditer(text))
        if way in (0, 1) and found:
            start, end = luck.choice(found).span()
            text = text[:start] + token + text[end:]
        elif way == 2:
            text = text[:place] + token + text[place:]
        elif way == 3:
            text = text[:place] + text[place + luck.randrange(8) :]
        else:
            lines = text.split("\n")
            text = "\n".join([*lines, *luck.sample(lines, min(2, len(lines)))])
    return text


def refusal(path: Path) -> str | None:
    """Read a design and make its points; give the words of a refusal."""
    try:
        assert load_design(path).design.scenarios()
    except SimError as error:
        return str(error)
    return None


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    luck = random.Random(seed)
    read = 0
    for case in range(CASES_A_SEED):
        of_table = case % 4 == 0
        text = OF_TABLE if of_table else luck.choice(FILES)
        (tmp_path / "own_points.csv").write_text(
            damaged(TABLE, luck) if of_table else TABLE, encoding="utf-8"
        )
        path = tmp_path / "design.toml"
        path.write_text(text if of_table else damaged(text, luck), encoding="utf-8")
        words = refusal(path)
        assert words is None or words.startswith(str(path))
        read += words is None
    assert 0 < read < CASES_A_SEED
