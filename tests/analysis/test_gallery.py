"""The gallery and its example; single runs: places that never move, flows that lose no case."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from analysis.figures.case_flow import ENDS, LEVELS, case_flow, flows_of
from analysis.figures.network_portrait import STATES, network_portrait, stable_places
from analysis.gallery.example import EXAMPLE, Example, read_example
from analysis.gallery.page import PAGE, Picture, file_of, pictures, small
from analysis.stored import described, read_comparison
from analysis.style import png
from analysis.summary import Comparison
from analysis.words import LANGUAGES, Language, say
from sim.errors import BadInput

BOTH = pytest.mark.parametrize("language", LANGUAGES)
FACTS = {"version": "0.1.0", "key": "0123456789ab"}
NAMES = (
    "compare", "differences", "interaction", "curves", "who_gains", "equity", "strips", "cost",
    "structures", "sensitivity_morris", "sensitivity_sobol", "sensitivity_interactions",
    "sensitivity_convergence", "network_portrait", "case_flow",
)  # fmt: skip


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave matplotlib as it was."""
    with matplotlib.rc_context():
        yield


@pytest.fixture(scope="module")
def example() -> Example:
    return read_example()


@pytest.fixture(scope="module")
def shown(example: Example) -> dict[str, Picture]:
    return {picture.name: picture for picture in pictures(example)}


def words_of(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)}


def inside_the_page(figure: Figure) -> bool:
    figure.canvas.draw()
    page = figure.bbox
    texts = [t for t in figure.findobj(Text) if t.get_text().strip()]
    boxes = [t.get_window_extent() for t in texts]
    return all(b.x0 >= page.x0 and b.x1 <= page.x1 and b.y0 >= page.y0 and b.y1 <= page.y1 for b in boxes)


def test_the_gallery_holds_every_figure_in_both_languages_and_is_small(shown: dict[str, Picture]) -> None:
    assert tuple(sorted(shown)) == tuple(sorted(NAMES))
    folder = EXAMPLE.parent
    page = (folder / PAGE).read_text(encoding="utf-8")
    files = [file_of(name, language) for name in NAMES for language in LANGUAGES]
    assert all(f"({file})" in page for file in files)
    assert all((folder / file).stat().st_size > 10_000 for file in files)
    assert sum((folder / file).stat().st_size for file in files) < 4_000_000
    assert sum(path.stat().st_size for path in EXAMPLE.rglob("*")) < 400_000


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_of_the_gallery_is_what_its_figure_draws(name: str, shown: dict[str, Picture]) -> None:
    figure = shown[name].draw("en")
    assert figure is not None
    width, height = figure.get_size_inches()
    with Image.open(EXAMPLE.parent / file_of(name, "en")) as kept:
        assert kept.size == pytest.approx((110 * width, 110 * height), abs=1)
        assert kept.info["Source"] == shown[name].source


def test_a_small_picture_keeps_its_metadata_and_its_colours() -> None:
    figure = Figure(figsize=(2, 1), dpi=180)
    colours = {"#D55E00": 0.0, "#E69F00": 0.5}
    for colour, left in colours.items():
        figure.add_artist(Rectangle((left, 0), 0.5, 1, color=colour, linewidth=0))
    with Image.open(io.BytesIO(small(png(figure, {"Source": "result 0123"})))) as kept:
        assert kept.info["Source"] == "result 0123"
        dots = kept.convert("RGB")
    width, height = dots.size
    for colour, left in colours.items():
        wanted = tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
        assert dots.getpixel((int((left + 0.25) * width), height // 2)) == pytest.approx(wanted, abs=3)


@BOTH
@pytest.mark.parametrize("state", STATES)
def test_a_portrait_names_its_layers_and_the_state(example: Example, language: Language, state: str) -> None:
    people = example.residents.assign(**{state: np.linspace(0.0, 1.0, len(example.residents))})
    figure = network_portrait(people, example.ties, FACTS, language, 7, state)
    assert figure is not None
    texts = " ".join(words_of(figure))
    assert say(STATES[state], language) in texts
    assert all(say(f"layer_{layer}", language) in texts for layer in ("kin", "neighbour", "work", "group"))
    assert inside_the_page(figure)


def test_places_do_not_depend_on_the_state_nor_on_the_order_of_rows(example: Example) -> None:
    people = example.residents
    mixed = people.sample(frac=1, random_state=1).assign(satisfaction=0.0)
    places, boxes = stable_places(people)
    again, same = stable_places(mixed)
    assert boxes == same
    pd.testing.assert_frame_equal(places, again)
    assert not places.duplicated().any()


def test_every_resident_stands_in_the_box_of_the_own_grid(example: Example) -> None:
    places, boxes = stable_places(example.residents)
    grids = example.residents.set_index("row")["grid"]
    for grid, (left, bottom, width, height) in zip(sorted(grids.unique()), boxes, strict=True):
        mine = places.loc[grids.index[grids == grid]]
        assert mine["x"].between(left, left + width).all()
        assert mine["y"].between(bottom, bottom + height).all()


def test_a_community_without_people_has_no_portrait(example: Example) -> None:
    assert network_portrait(example.residents, example.ties, FACTS, "en", community=99) is None


def made_up_cases() -> pd.DataFrame:
    """Three claims to the committee, one of them now a petition; one to court; one between the parties."""
    return pd.DataFrame({
        "route": [2, 2, 2, 4, 1], "level_max": [1, 3, 4, 4, 0], "opened": [1, 1, 2, 3, 4],
        "changed": [2, 3, 4, 5, 4], "state": ["RES", "LUMP", "PET", "CRT", "PRIV"],
    })  # fmt: skip


def test_a_flow_counts_cases_by_route_highest_level_and_state() -> None:
    flows = flows_of(made_up_cases())
    assert flows.values.tolist() == [
        [1, "private", "open", 1], [2, "community", "settled", 1], [2, "street", "given_up", 1],
        [2, "outside", "petition", 1], [4, "outside", "court", 1],
    ]  # fmt: skip


def test_a_flow_loses_no_case(example: Example) -> None:
    flows = flows_of(example.cases)
    assert flows["n"].sum() == len(example.cases)
    assert set(flows["state"]) <= set(ENDS)
    assert set(flows["highest"]) <= set(LEVELS)


@BOTH
@pytest.mark.parametrize("kind", ["example", "made up"])
def test_a_flow_writes_its_counts_on_the_page(example: Example, language: Language, kind: str) -> None:
    cases = example.cases if kind == "example" else made_up_cases()
    figure = case_flow(cases, FACTS, language)
    assert figure is not None
    written = " ".join(words_of(figure))
    for state, n in flows_of(cases).groupby("state")["n"].sum().items():
        assert f"{say(f'end_{state}', language)}  {n:,}" in written
    assert inside_the_page(figure)


def test_no_cases_no_flow() -> None:
    assert case_flow(made_up_cases().iloc[:0], FACTS, "en") is None


def written(comparison: Comparison, folder: Path) -> Path:
    (folder / "manifest.json").write_text(json.dumps({"comparison": described(comparison)}), encoding="utf-8")
    return folder


def test_a_comparison_is_read_back_as_it_was(example: Example, tmp_path: Path) -> None:
    for name in ("runs", "curves"):
        (tmp_path / f"{name}.parquet").write_bytes((EXAMPLE / f"{name}.parquet").read_bytes())
    again = read_comparison(written(example.comparison, tmp_path))
    pd.testing.assert_frame_equal(again.table, example.comparison.table)
    assert again.policies == example.comparison.policies
    assert again.facts == example.comparison.facts


def test_a_folder_that_is_no_comparison_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has no manifest\.json"):
        read_comparison(tmp_path)
    for name in ("runs", "curves"):
        (tmp_path / f"{name}.parquet").write_bytes(b"")
    (tmp_path / "manifest.json").write_text('{"command": "run"}')
    with pytest.raises(BadInput, match="is not the manifest of a comparison"):
        read_comparison(tmp_path)
